"""Evidence from the timeline, disputes and territory over the centuries."""

import numpy as np

from helpers import countries
from helpers.claims import series
from helpers.claims.evidence import Evidence
from helpers.measures import events, placebo, rates

PERIODS = (1722, 1801, 1918, 1941, 1954, 1979, 1992, 2006, 2015, 2022)
"""First years of the periods; the last ends with the list."""

SHUFFLES, SEED = 2000, 1722
WAR = ("RUS", "IRN")


def toned(tables, pair):
    """Events of cooperation and conflict between the two, in order of date; empty for a pair that is not coded."""
    rows = tables["events/timeline"]
    if set(pair) != set(WAR):
        return rows.iloc[:0]
    rows = events.of_pair(rows, pair)
    return rows[rows["tone"].isin(["cooperation", "conflict"])].sort_values("date", kind="stable")


def from_conflict(tables, pair, facts):
    """C06: share of conflict on the timeline, and militarised disputes, then and now."""
    rows = toned(tables, pair)
    early, late = rows[rows["year"] <= 1945], rows[rows["year"] >= 1992]
    values = {"conflict_share_fall": None}
    if len(early) and len(late):
        shares = [float((part["tone"] == "conflict").mean()) for part in (early, late)]
        values = {"conflict_share_fall": shares[0] - shares[1], "share_early": shares[0], "share_late": shares[1]}
        values |= {"n_early": len(early), "n_late": len(late)}
    found = disputes(tables, pair)
    values |= found
    said = [
        "Conflict was {share_early:pct} of {n_early:n} events of either tone to 1945 and {share_late:pct} of "
        "{n_late:n} from 1992.",
        "Onsets of militarised disputes: {onsets_early:n} in 1816-1945, {onsets_late:n} in 1992-2014; the ratio of "
        "rates is {dispute_ratio:.1f} ({dispute_ratio_low:.1f} to {dispute_ratio_high:.1f}); the change stands "
        "at place "
        "{dispute_percentile:.0f} among {dispute_pairs:n} pairs with a dispute to 1945.",
    ]
    counter = [
        "The timeline is a choice of editors with more sources for recent years; it has conflict since 1992 as well."
    ]
    return Evidence(values, said, counter, 2, False, True, "dispute_percentile")


def disputes(tables, pair):
    """Onsets of disputes of a pair to 1945 and from 1992, the ratio of rates, and the place of the change."""
    rows = tables["ties/disputes"]
    rows = rows[(rows["source"] == "cow_mid") & (rows["onset"] == 1)]
    rows = countries.join_succession(rows.drop(columns="source"), ["iso3_a", "iso3_b"], rules=("SUN",))
    names = np.sort(rows[["iso3_a", "iso3_b"]].to_numpy(dtype="str"), axis=1)
    rows = rows.assign(iso3_a=names[:, 0], iso3_b=names[:, 1])
    counts = {
        name: rows[rows["year"].between(first, last)].groupby(["iso3_a", "iso3_b"]).size() / (last - first + 1)
        for name, (first, last) in {"early": (1816, 1945), "late": (1992, 2014)}.items()
    }
    moved = counts["late"].reindex(counts["early"].index).fillna(0.0) - counts["early"]
    key = tuple(sorted(pair))
    if key not in moved.index:
        return dict.fromkeys(("dispute_ratio_high", "dispute_percentile"))
    early, late = round(counts["early"][key] * 130), round(counts["late"].get(key, 0.0) * 23)
    ratio = rates.rate_ratio(late, early, 23, 130)
    return {
        "onsets_early": early,
        "onsets_late": late,
        **{
            f"dispute_{name}": ratio[old]
            for name, old in (("ratio", "ratio"), ("ratio_low", "low"), ("ratio_high", "high"))
        },
        "dispute_percentile": placebo.place(moved, moved[key]),
        "dispute_pairs": len(moved),
    }


def alternation(tables, pair, facts):
    """C13: sign changes of the net tone over the periods, and runs of tone beside shuffled orders."""
    rows = toned(tables, pair)
    if len(rows) == 0:
        return Evidence(dict.fromkeys(("sign_changes", "runs_percentile")))
    sign = np.where(rows["tone"] == "cooperation", 1, -1)
    period = np.searchsorted(PERIODS, rows["year"].to_numpy(), side="right") - 1
    net = np.array([sign[period == i].sum() for i in range(len(PERIODS))])
    signs = np.sign(net[net != 0])
    runs = _runs(sign)
    draw = np.random.default_rng(SEED)
    shuffled = np.array([_runs(draw.permutation(sign)) for _ in range(SHUFFLES)])
    words = ", ".join(f"{first}: {value:+d}" for first, value in zip(PERIODS, net, strict=True))
    values = {
        "sign_changes": int((signs[1:] != signs[:-1]).sum()),
        "runs": runs,
        "shuffles": SHUFFLES,
        "runs_median": float(np.median(shuffled)),
        "runs_percentile": placebo.place([*shuffled, runs], runs),
        "net": words,
    }
    said = [
        "Sign changes of the net tone over ten periods: {sign_changes:n} (first year and net events: {net}).",
        "Runs of one tone: {runs:n}, in the median of {shuffles:n} shuffled orders {runs_median:n}: place "
        "{runs_percentile:.0f} among them.",
    ]
    counter = ["The timeline is a choice of editors; whether outside pressure caused the turns is not tested."]
    return Evidence(
        values,
        said,
        counter,
        1,
        values["runs_percentile"] < 5 or values["runs_percentile"] > 20,
        True,
        "runs_percentile",
    )


def _runs(sign):
    return int((sign[1:] != sign[:-1]).sum()) + 1


SHIFTED = (
    "Trade moves by {trade_1991:+.2f} (place {place_1991:.0f}) from 1991 on and by {trade_1992:+.2f} (place "
    "{place_1992:.0f}) from 1992 on: the shift of one year {turn}."
)


def shifted(tables, pair):
    """Change of trade from 1991 on and from 1992 on, and whether the shift turns its sign."""
    logs = series.trade_logs(tables, "cow_trade")
    found = {year: series.change(logs, pair, year, 5, 3) for year in (1991, 1992)}
    moved = [row["change"] for row in found.values()]
    values = {f"trade_{year}": row["change"] for year, row in found.items()}
    values |= {f"place_{year}": row["percentile"] for year, row in found.items()}
    return values | {"turn": None if None in moved else _turn(*moved)}


def _turn(one, other):
    return "turns its sign" if np.sign(one) != np.sign(other) else "leaves its sign"


def turning_points(tables, pair, facts):
    """C39: whether votes, arms and trade changed around 1979 and 1991 as they did in few pairs."""
    found = {}
    for year in (1979, 1991):
        found |= {
            f"votes {year}": series.change(series.kappa(tables), pair, year, 5, 3),
            f"arms {year}": series.arms_rise(tables, pair, year - 1, year + 4),
            f"trade {year}": series.change(series.trade_logs(tables, "cow_trade"), pair, year, 5, 3),
        }
    known = {name: row for name, row in found.items() if row["change"] is not None}
    extreme = [n for n, row in known.items() if not 100 - series.BEATEN < row["percentile"] < series.BEATEN]
    values = (
        facts
        | {
            "tests": len(known) or None,
            "extreme": len(extreme),
            "extreme_names": ", ".join(extreme) or "none",
            "extreme_share": series.share_of(len(extreme), len(known)),
            "list": series.in_words(known, dict.fromkeys(("arms 1979", "arms 1991"), series.COMPARED)),
            "place": None,
        }
        | shifted(tables, pair)
    )
    said = [
        "Dates that stand on the timeline: {turning_points_rows:n} (publishers: {turning_points_publishers:n}).",
        "Tests around 1979 and 1991: {tests:n}; extreme: {extreme:n} ({extreme_names}). Change and place: {list}.",
    ]
    counter = [
        "1941 is before the series; the war of 1980-88 cannot be told from 1979 in yearly data.",
        SHIFTED,
    ]
    return Evidence(values, said, counter, 4, False, False)


def wars(tables, pair, facts):
    """C46: wars, treaties and records of territory."""
    rows = tables["ties/territory"]
    lost = rows[(rows["gainer"] == "RUS") & (rows["loser"] == "IRN") & (rows["year"] <= 1900)]
    values = facts | {"changes": len(lost), "years": ", ".join(map(str, sorted(set(lost["year"])))) or None}
    said = [
        "Wars and treaties (in brackets publishers that rest on no copy): events of the 18th century "
        "{war_1700s_rows:n} ({war_1700s_publishers:n}), of the 19th {war_1800s_rows:n} ({war_1800s_publishers:n}).",
        "Losses of Iran to Russia in the record of territorial changes, which begins in 1816: {changes:n} ({years}).",
    ]
    counter = ["The Caspian provinces of 1723 were given back in 1732 and 1735."]
    return Evidence(values, said, counter, min(facts["war_1800s_publishers"], facts["cession_publishers"]))


def after_the_union(tables, pair, facts):
    """C47: trade, arms and nuclear acts around 1992."""
    trade = series.change(series.trade_logs(tables, "cow_trade"), pair, 1992, 5, 3)
    arms = series.arms_rise(tables, pair, 1991, 1996)
    values = (
        facts
        | {
            "trade_change": trade["change"],
            "trade_percentile": trade["percentile"],
            "trade_pairs": trade["pairs"],
            "arms_change": arms["change"],
            "arms_percentile": arms["percentile"],
            "arms_pairs": arms["pairs"],
        }
        | shifted(tables, pair)
    )
    said = [
        "Log trade changed by {trade_change:+.2f} from 1987-91 to 1992-94: place {trade_percentile:.0f} among "
        "{trade_pairs:n} pairs.",
        "In arms the pair moved by {arms_change:+.1f} places of a hundred from 1987-91 to 1992-96; "
        "{arms_percentile:.0f} per cent "
        "of {arms_pairs:n} other pairs rose less.",
        "Nuclear acts of the 1990s: {nuclear_rows:n} (publishers: {nuclear_publishers:n}).",
    ]
    counter = [
        "Arms deals began in 1989, before the end of the Union; trade to 1991 is that of the whole Union.",
        SHIFTED,
    ]
    return Evidence(values, said, counter, 3, True, True, "arms_percentile")


EVIDENCE = {"C06": from_conflict, "C13": alternation, "C39": turning_points, "C46": wars, "C47": after_the_union}
