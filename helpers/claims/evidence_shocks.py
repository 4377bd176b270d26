"""Evidence on what changed around a year, in several series at once, and on the outlook."""

from itertools import combinations

import numpy as np
import pandas as pd

from helpers import countries
from helpers.claims import series
from helpers.claims.evidence import Evidence
from helpers.measures import placebo, sanctions

YEARS = (1979, 1991, 2010, 2015, 2018, 2022)
"""Years whose changes are compared."""

SHORTEST = 8
"""Years of history that a forecast needs."""

HORIZON = 3
"""Years ahead."""

SCALES = {"votes": (-1.0, 1.0), "arms": (0.0, 100.0)}
"""Ends of the scale of a series; forecasts stay inside."""

ORIGINS = 10
"""Earlier origins that a back-test needs."""


def engagement(tables, pair, facts):
    """C07: what rose from 2022 in every series that reaches it."""
    coded = series.relation(tables)
    found = {
        "votes": series.change(series.kappa(tables), pair, 2022, 5, 3),
        "trade": series.hub(tables, pair, (2019, 2021), (2022, 2024)),
        "arms": series.arms_rise(tables, pair, 2021, 2025),
        "events": series.change(coded, pair, 2022, 3, 3),
        "exercises": series.drills_matched(tables, pair, 2012, 2022),
        "meetings": series.meetings_matched(tables, pair, 2013, 2022),
    }
    among = {"trade": "partners of Russia", "events": "pairs of the states compared"}
    counter = [
        *([series.JOINED] if found["trade"]["change"] is not None else []),
        "Events: with 2018 among the years before the change is {longer:+.1f} (place {longer_place:.0f}): its sign "
        "{turn}; days of the last year, {last_coded:year}: {days:n}. Scores of events follow the volume of news.",
    ]
    return _several(found, 2022, 5, among, counter, _longer(tables, coded, pair, found["events"]["change"]))


def _longer(tables, coded, pair, change):
    """The change of events with one more year before, and the days held of the last year."""
    longer = series.change(coded, pair, 2022, 4, 3)
    rows = tables["events/pairs"]
    rows = rows[rows["measure"] == "score_per_day"]
    a, b = sorted(pair)
    own = rows[(rows["iso3_a"] == a) & (rows["iso3_b"] == b)].sort_values("year")
    if None in (change, longer["change"]) or len(own) == 0:
        return dict.fromkeys(("longer", "longer_place", "turn", "last_coded", "days"))
    return {
        "longer": longer["change"],
        "longer_place": longer["percentile"],
        "turn": "depends on the window" if np.sign(change) != np.sign(longer["change"]) else "stays the same",
        "last_coded": int(own["year"].iloc[-1]),
        "days": int(own["n"].iloc[-1]),
    }


def pressure(tables, pair, facts):
    """C14: what rose from 2018."""
    found = {
        "votes": series.change(series.kappa(tables), pair, 2018, 5, 3),
        "trade": series.change(series.trade_logs(tables, "baci_pairs"), pair, 2018, 5, 2),
        "arms": series.arms_rise(tables, pair, 2017, 2022),
        "exercises": series.drills_matched(tables, pair, 2008, 2018, 2021),
    }
    return _several(found, 2018, 4)


def agreement(tables, pair, facts):
    """C48: what rose from 2015."""
    found = {
        "votes": series.change(series.kappa(tables), pair, 2015, 5, 3),
        "trade": series.change(series.trade_logs(tables, "baci_pairs"), pair, 2015, 5, 3),
        "arms": series.arms_rise(tables, pair, 2014, 2019),
        "meetings": series.meetings_matched(tables, pair, 2008, 2015, 2017),
    }
    return _several(found, 2015, 4)


def _several(found, year, producers, among=None, objections=(), more=None):
    among = {"arms": series.COMPARED} | (among or {})
    values = series.tally(found) | {"year": year, "list": series.in_words(found, among)} | (more or {})
    said = [
        "Series that reach {year:year}: {n:n}; rose: {rising:n} ({rising_names}); at percentile 90 or above, or above "
        "every other pair where only some pairs are known: {beating:n} ({beating_names}).",
        "Median place {median:.0f}.",
        "Change and place: {list}.",
    ]
    counter = ["At percentile 10 or below: {falling_names}. Several shocks fall into the same years.", *objections]
    shares = [values["rising_share"], values["beating_share"]]
    clear = all(share is not None and abs(share - 0.5) > 1 / (2 * (values["n"] or 1)) for share in shares)
    return Evidence(values, said, counter, producers, clear, (values["n"] or 0) >= len(found) - 1, "median")


def breaks(tables, pair, facts):
    """C19: whether 2022 stands higher than earlier years, series by series."""
    found = {}
    matrix = series.kappa(tables)
    found["votes"] = {year: series.change(matrix, pair, year, 5, 3)["percentile"] for year in YEARS}
    found["arms"] = {
        year: series.arms_rise(tables, pair, year - 1, min(year + 4, 2025))["percentile"] for year in YEARS
    }
    logs = [series.trade_logs(tables, source) for source in ("cow_trade", "baci_pairs")]
    sources = {1979: logs[0], 1991: logs[0], 2010: logs[1], 2015: logs[1]}
    places = {year: series.change(part, pair, year, 5, 3)["percentile"] for year, part in sources.items()}
    places[2018] = series.change(logs[1], pair, 2018, 5, 2)["percentile"]
    places[2022] = series.hub(tables, pair, (2019, 2021), (2022, 2024))["percentile"]
    found["trade"] = places
    known = {name: {y: p for y, p in row.items() if p is not None} for name, row in found.items()}
    known = {name: row for name, row in known.items() if 2022 in row}
    largest = [name for name, row in known.items() if row[2022] == max(row.values())]
    beating = [name for name, row in known.items() if row[2022] >= series.BEATEN]
    words = [f"{name} " + ", ".join(f"{y}: {p:.0f}" for y, p in row.items()) for name, row in known.items()]
    number = len(known)
    values = {
        "n": number or None,
        "largest": len(largest),
        "largest_names": ", ".join(largest) or "none",
        "largest_share": series.share_of(len(largest), number),
        "beating_share": series.share_of(len(beating), number),
        "list": "; ".join(words) or None,
        "place": float(np.median([row[2022] for row in known.values()])) if known else None,
    } | _behind(known.get("votes", {}))
    said = [
        "Series in which 2022 is the year with the highest place of the pair: {largest:n} of {n:n} ({largest_names}).",
        "Places among all pairs by year: {list}.",
    ]
    counter = [
        "Sources of trade differ by year; several shocks fall into the same years.",
        *([series.JOINED] if places[2022] is not None else []),
        "In votes 2022 is {behind:.1f} places behind {ahead:year}.",
    ]
    return Evidence(values, said, counter, 3, number >= 3 and len(largest) not in (1, 2), number >= 3, "place")


def _behind(places):
    """How many places 2022 stands behind the year with the highest place; None where it stands highest itself."""
    first = max(places, key=places.get, default=2022)
    if first == 2022:
        return dict.fromkeys(("behind", "ahead"))
    return {"behind": places[first] - places[2022], "ahead": first}


def dependence(tables, pair, facts):
    """C24: each one's trade share of the other before and under sanctions."""
    first, second = pair
    every = series.depends(tables, "baci_pairs").astype({"iso3_a": "str", "iso3_b": "str"})
    last = series.last_year(series.salience(tables), pair)
    if last is None:
        return Evidence(dict.fromkeys(("dependence_change_a", "dependence_change_b")))
    means = {}
    for name, (start, end) in {"early": (2000, 2005), "late": (last - 2, last)}.items():
        inside = every[every["year"].between(start, end)]
        means[name] = inside.groupby(["iso3_a", "iso3_b"])[["share_a", "share_b"]].mean()
    moved = (means["late"] - means["early"]).dropna()
    counts = sanctions.everyone(tables["events/sanctions"])
    under = set(
        counts[counts["year"].between(2006, 2019)].groupby("target")["year"].nunique().loc[lambda n: n >= 10].index
    )
    key = tuple(sorted(pair))
    held = moved[[a in under and b in under for a, b in moved.index]]
    values = dict.fromkeys(("dependence_change_a", "dependence_change_b", "pairs_percentile", "dependence_change_max"))
    if key in moved.index:
        order = ["share_a", "share_b"] if key[0] == first else ["share_b", "share_a"]
        a, b = (float(moved.loc[key, column]) for column in order)
        values |= {"dependence_change_a": a, "dependence_change_b": b, "dependence_change_max": max(a, b)}
        for name, part in means.items():
            values |= {f"{name}_a": float(part.loc[key, order[0]]), f"{name}_b": float(part.loc[key, order[1]])}
        if key in held.index:
            smaller = held.min(axis=1)
            values |= {"pairs_percentile": placebo.place(smaller, smaller[key]), "pairs": len(held)}
    for name, code in (("a", first), ("b", second)):
        own = counts[counts["target"] == code].set_index("year")["cases"]
        values |= {
            f"name_{name}": countries.name(code),
            f"cases_{name}": own.get(2005, 0),
            f"now_{name}": own.get(2019),
        }
    alone = every[(every["iso3_a"] == key[0]) & (every["iso3_b"] == key[1]) & (every["year"] == last)].iloc[0]
    columns = ["share_a", "share_b"] if key[0] == first else ["share_b", "share_a"]
    values |= {"last": last, "start": last - 2, "last_a": alone[columns[0]], "last_b": alone[columns[1]]}
    said = [
        "{name_b} was {early_a:pct} of {name_a}'s trade in 2000-05 and {late_a:pct} in {start:year}-{last:year}; "
        "{name_a} "
        "was {early_b:pct} and {late_b:pct} of {name_b}'s.",
        "The smaller of the two changes stands at place {pairs_percentile:.0f} among {pairs:n} pairs of states "
        "under sanctions.",
        "Cases in force in 2005 and 2019: {cases_a:n} and {now_a:n} on {name_a}, {cases_b:n} and {now_b:n} on "
        "{name_b}.",
    ]
    counter = [
        "BACI ends for this pair in {last:year}, before 2022 ({last_a:pct} and {last_b:pct} in that year): the "
        "sanctions since then are not in it.",
        "Totals, prices and unrecorded trade move too.",
    ]
    return Evidence(values, said, counter, 2, False, False, "pairs_percentile")


def axis(tables, pair, facts):
    """C05: the six ties of the four in each layer against all groups of four of the comparison set."""
    arms_before, arms_after = (series.arms_ranks(tables).query("end_year == @end") for end in (2014, 2025))
    kappa, tied, joint = series.kappa(tables), series.salience(tables), series.joint_memberships(tables)
    layers = {
        "votes": (_mean(kappa, 2012, 2014), _mean(kappa, 2022, 2024)),
        "arms": (_placed(arms_before), _placed(arms_after)),
        "trade": (_mean(tied, 2010, 2012), _mean(tied, 2017, 2019)),
        "memberships": (_mean(joint, 2004, 2006), _mean(joint, 2012, 2014)),
    }
    found = {name: _groups(early, late, series.FOUR) for name, (early, late) in layers.items()}
    found = {name: row for name, row in found.items() if row is not None}
    tallied = series.tally(found)
    values = {
        "layers": tallied["n"],
        "layers_risen_share": tallied["rising_share"],
        "layers_beating_share": tallied["beating_share"],
        "layers_extreme_fall_share": tallied["falling_share"],
        "rising_names": tallied["rising_names"],
        "beating_names": tallied["beating_names"],
        "falling_names": tallied["falling_names"],
        "list": "; ".join(
            f"{n} {r['change']:+.2f} (place {r['percentile']:.0f} among {r['pairs']:,})" for n, r in found.items()
        ),
        "place": tallied["median"],
    }
    four = series.drills(tables, series.FOUR, 2012, 2022)
    values |= {"all_four": four["n_before"] + four["n_after"]}
    said = [
        "Of {layers:n} layers the mean tie of the four rose in: {rising_names}; by more than nine in ten groups "
        "of four in: "
        "{beating_names}.",
        "Change and place among groups of four of the comparison set: {list}.",
    ]
    counter = [
        "At place 10 or below: {falling_names}. Exercises of all four found since 2012: {all_four:n}. "
        "Memberships end in 2014, "
        "trade of the six pairs in 2019.",
    ]
    return Evidence(values, said, counter, 4, False, False, "place")


def _mean(matrix, first, last):
    return matrix.reindex(columns=range(first, last + 1)).mean(axis=1).dropna()


def _placed(rows):
    """Percentiles in a window of arms; pairs of the comparison set without transfers share the last place."""
    known = rows.set_index(["iso3_a", "iso3_b"])["percentile"]
    row = rows.iloc[0]
    none = 100 * (row["n_pairs"] - row["n_with_transfers"] - 1) / 2 / (row["n_pairs"] - 1)
    every = pd.MultiIndex.from_tuples(combinations(sorted(series.comparison_states()), 2))
    return known.reindex(every).fillna(none)


def _groups(early, late, four):
    """Change of the mean tie of four states and its place among all groups of four with all six ties."""
    known = set(series.comparison_states())
    moved = (late - early).dropna()
    moved = moved[[a in known and b in known for a, b in moved.index]]
    states = sorted({code for key in moved.index for code in key})
    place = {code: i for i, code in enumerate(states)}
    ties = np.full((len(states), len(states)), np.nan)
    for (a, b), value in moved.items():
        ties[place[a], place[b]] = ties[place[b], place[a]] = value
    if not set(four) <= set(states):
        return None
    groups = np.array(list(combinations(range(len(states)), 4)))
    means = sum(ties[groups[:, i], groups[:, j]] for i, j in combinations(range(4), 2)) / 6
    own = tuple(sorted(place[code] for code in four))
    mine = means[(groups == own).all(axis=1)][0]
    if np.isnan(mine):
        return None
    complete = means[~np.isnan(means)]
    return {"change": float(mine), "percentile": placebo.place(complete, mine), "pairs": len(complete)}


def outlook(tables, pair, facts):
    """C45: drift forecasts three years ahead, tested from earlier origins against the last value."""
    key = tuple(sorted(pair))
    matrices = {"votes": series.kappa(tables), "trade": np.log(series.salience(tables).where(lambda m: m > 0))}
    held = {name: matrix.loc[key].dropna() for name, matrix in matrices.items() if key in matrix.index}
    ranks = series.arms_ranks(tables)
    own = ranks[(ranks["iso3_a"] == key[0]) & (ranks["iso3_b"] == key[1])]
    held["arms"] = own.set_index("end_year")["percentile"].sort_index()
    held = {name: values[values.index >= 1992] for name, values in held.items()}
    tested = {name: back_test(values.to_numpy(dtype=float), SCALES.get(name)) for name, values in held.items()}
    tested = {name: row for name, row in tested.items() if row is not None}
    number = len(tested)
    rising = [name for name, row in tested.items() if row["forecast"] > row["last"]]
    clear = [name for name, row in tested.items() if row["low"] > row["last"]]
    skilled = [name for name, row in tested.items() if row["skill"] > 0]
    words = [
        f"{name} {row['last']:.2f}, forecast {row['forecast']:.2f} ({row['low']:.2f} to {row['high']:.2f}), skill "
        f"{row['skill']:+.2f}"
        f" from {row['origins']} origins, last year {held[name].index[-1]}"
        for name, row in tested.items()
    ]
    values = {
        "n": number or None,
        "rising_share": series.share_of(len(rising), number),
        "clear_share": series.share_of(len(clear), number),
        "skill_share": series.share_of(len(skilled), number),
        "rising_names": ", ".join(rising) or "none",
        "skilled_names": ", ".join(skilled) or "none",
        "list": "; ".join(words) or None,
    }
    said = [
        "A drift forecast three years ahead lies above the last level in: {rising_names}; it beats the naive "
        "forecast (no "
        "change) in earlier years in: {skilled_names}.",
        "Last level, forecast with 80 per cent interval from past errors, and skill: {list}.",
    ]
    counter = [
        "A skill of 0 is that of no change. Trade of all pairs by one source ends by 2020.",
        "No forecast knows sanctions.",
        "What came along with lasting and with lifted sanctions in the past: see 12-alignment-index, outlook of "
        "scenarios.",
    ]
    return Evidence(values, said, counter, 3, False, False)


def back_test(values, scale=None):
    """Drift forecast `HORIZON` steps ahead, with the errors it would have made from earlier origins.

    The forecast is the last value and `HORIZON` times the mean yearly change so far; the interval adds the 10th and the
    90th percentile of past errors; skill is 1 less the ratio of mean absolute errors to those of the last value.

    Parameters
    ----------
    values : numpy.ndarray
        One value a step.
    scale : tuple of float, optional
        Ends of the scale, which forecast and interval do not pass.

    Returns
    -------
    dict or None
        last, forecast, low, high, skill, origins; None with fewer than `ORIGINS` origins.
    """
    origins = range(SHORTEST, len(values) - HORIZON + 1)
    if len(origins) < ORIGINS:
        return None
    drift, naive = [], []
    for n in origins:
        past, truth = values[:n], values[n + HORIZON - 1]
        drift.append(truth - _drift(past))
        naive.append(truth - past[-1])
    forecast = _drift(values)
    low, high = np.quantile(drift, [0.1, 0.9])
    wrong = float(np.abs(naive).mean())
    skill = 1 - float(np.abs(drift).mean()) / wrong if wrong else 0.0
    floor, top = scale or (-np.inf, np.inf)
    ends = {"forecast": forecast, "low": forecast + float(low), "high": forecast + float(high)}
    ends = {name: float(np.clip(value, floor, top)) for name, value in ends.items()}
    return {"last": float(values[-1]), **ends, "skill": skill, "origins": len(drift)}


def _drift(values):
    return float(values[-1] + HORIZON * (values[-1] - values[0]) / (len(values) - 1))


EVIDENCE = {
    "C05": axis,
    "C07": engagement,
    "C14": pressure,
    "C19": breaks,
    "C24": dependence,
    "C45": outlook,
    "C48": agreement,
}
