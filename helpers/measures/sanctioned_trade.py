"""Trade of states under sanctions: one state's partners around a year, and dependence against sanctions on both."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures.placebo import AFTER, BEFORE, KEYS, LEAST, place


def hub_changes(pairs, source, hub, year, declared=False, before=BEFORE, after=AFTER):
    """Change of one state's trade with each partner around a year, where only that state's records reach so far.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Table `trade/pairs`.
    source : str
    hub : str
    year : int
        First year after.
    declared : bool
        Take what the partners declare on the hub.
    before, after : int

    Returns
    -------
    pandas.DataFrame
        partner, name, mean_before, mean_after (dollars), ratio, n_before, n_after, percentile, partners; partners with
        both flows in at least `LEAST` years on either side and more than ten million dollars a year before.
    """
    rows = pairs[(pairs["source"] == source) & ((pairs["exporter"] == hub) | (pairs["importer"] == hub))]
    rows = rows[rows["year"].between(year - before, year + after - 1)]
    seller, buyer = rows["exporter"].astype("str"), rows["importer"].astype("str")
    rows = rows.assign(partner=buyer.where(seller == hub, seller))
    if declared:
        rows = rows[rows["reporter"].astype("str") == rows["partner"]]
    yearly = rows.groupby(["partner", "year"])["value_usd"].agg(["sum", "size"]).query("size == 2")["sum"].reset_index()
    early = yearly[yearly["year"] < year].groupby("partner")["sum"].agg(["mean", "size"])
    late = yearly[yearly["year"] >= year].groupby("partner")["sum"].agg(["mean", "size"])
    found = early.join(late, how="inner", suffixes=("_before", "_after")).reset_index()
    found.columns = ["partner", "mean_before", "n_before", "mean_after", "n_after"]
    enough = (found["n_before"] >= LEAST[0]) & (found["n_after"] >= LEAST[1]) & (found["mean_before"] > FLOOR)
    found = found[enough].assign(ratio=lambda f: f["mean_after"] / f["mean_before"]).reset_index(drop=True)
    return found.assign(
        name=found["partner"].map(countries.name),
        percentile=[place(found["ratio"], value) for value in found["ratio"]],
        partners=len(found),
    )


FLOOR = 10e6
"""Trade a year, in dollars, below which a ratio says little."""


def under_sanctions(counts, years, least=10):
    """States with a case in force in at least `least` of the years."""
    rows = counts[counts["year"].isin(list(years))]
    held = rows.groupby("target")["year"].nunique()
    return sorted(held[held >= least].index)


def dependence_ties(depends, counts, kinds, years):
    """Sanctions on both of a pair against their dependence on each other, for all pairs of states under sanctions.

    States count with a case in ten years or more, pairs with trade in half of the years and more than `FLOOR` a year.

    Parameters
    ----------
    depends : pandas.DataFrame
        As `trade.dependence` returns it.
    counts : pandas.DataFrame
        As `sanctions.everyone` returns it: cases in force.
    kinds : pandas.DataFrame
        target, year, kinds: how many kinds of measure are in force.
    years : range

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, n (years), cases_before, cases_after, rise (mean cases on both in the last five years and in the
        first five, and their difference), salience_before, salience_after, ratio, and the rank correlation over the
        years of the cases on both with salience (r_salience), the share of b in a's trade (r_a), of a in b's (r_b), and
        of the number of kinds with salience (r_kinds). NaN where one of the two does not vary.
    """
    states = under_sanctions(counts, years)
    rows = depends[depends["iso3_a"].isin(states) & depends["iso3_b"].isin(states) & depends["year"].isin(list(years))]
    rows = (
        rows[[*KEYS, "year", "value_usd", "salience", "share_a", "share_b"]].dropna().astype(dict.fromkeys(KEYS, "str"))
    )
    for name, table_ in (("cases", counts), ("kinds", kinds)):
        held = table_.set_index(["target", "year"])[name]
        sums = [held.reindex(pd.MultiIndex.from_frame(rows[[key, "year"]])).fillna(0).to_numpy() for key in KEYS]
        rows[name] = sums[0] + sums[1]
    rows["n"] = rows.groupby(KEYS)["year"].transform("size")
    rows = rows[rows["n"] >= len(years) // 2]
    found = rows.groupby(KEYS)["n"].first().to_frame()
    cut = years[0] + 4, years[-1] - 4
    for word, part in (("before", rows[rows["year"] <= cut[0]]), ("after", rows[rows["year"] >= cut[1]])):
        means = (
            part.groupby(KEYS)[["cases", "salience", "value_usd"]].mean().rename(columns=lambda c, w=word: f"{c}_{w}")
        )
        found = found.join(means)
    found = found[(found["value_usd_before"] > FLOOR) & (found["value_usd_after"] > FLOOR)]
    found = found.assign(
        rise=found["cases_after"] - found["cases_before"],
        ratio=found["salience_after"] / found["salience_before"].where(found["salience_before"] > 0),
    )
    for name, x, y in (
        ("r_salience", "cases", "salience"),
        ("r_a", "cases", "share_a"),
        ("r_b", "cases", "share_b"),
        ("r_kinds", "kinds", "salience"),
    ):
        found[name] = _rank_correlation(rows, x, y)
    return found.reset_index()


def doublings(ties, pair):
    """The pairs of `dependence_ties` as points: the pair itself, those of one of the two, all others.

    Returns
    -------
    pandas.DataFrame
        label, group, "rise in cases on both", "doublings of weight" (of salience: 1 doubled, -1 halved).
    """
    known = ties.dropna(subset=["ratio"])
    known = known[known["ratio"] > 0]
    members = known["iso3_a"].isin(pair).astype("int64") + known["iso3_b"].isin(pair)
    either = " or ".join(countries.name(code) for code in pair)
    words = {0: "other pairs under sanctions", 1: f"pairs of {either}", 2: "the pair"}
    names = {code: countries.name(code) for code in {*known["iso3_a"], *known["iso3_b"]}}
    return pd.DataFrame(
        {
            "label": known["iso3_a"].map(names) + "-" + known["iso3_b"].map(names),
            "group": members.map(words),
            "rise in cases on both": known["rise"],
            "doublings of weight": np.log2(known["ratio"]),
        }
    )


def _rank_correlation(rows, x, y):
    """Spearman's coefficient of each pair over its years."""
    ranks = rows.groupby(KEYS)[[x, y]].rank()
    ranks = ranks - ranks.groupby([rows[key] for key in KEYS]).transform("mean")
    sums = pd.DataFrame({"xy": ranks[x] * ranks[y], "xx": ranks[x] ** 2, "yy": ranks[y] ** 2})
    sums = sums.groupby([rows[key] for key in KEYS]).sum()
    scale = np.sqrt(sums["xx"] * sums["yy"])
    return sums["xy"] / scale.where(scale > 0)


def dependence_standing(ties, pair):
    """The pair among the placebo pairs of `dependence_ties`.

    Returns
    -------
    dict
        cases_before, cases_after, salience_before, salience_after; r and r_place (rank correlation of cases with
        salience, its place), r_median, r_kinds, first_r and second_r (correlation with the share of the other in the
        trade of the first and of the second of the pair); ratio, ratio_place; pairs; across (rank correlation over
        the pairs of the rise in cases with the ratio). None where the pair is not among them.
    """
    own_key = tuple(sorted(pair))
    names = ("cases_before", "cases_after", "salience_before", "salience_after", "r", "r_place", "r_median", "r_kinds")
    names += ("first_r", "second_r", "ratio", "ratio_place", "pairs", "across")
    frame = ties.set_index(KEYS)
    if own_key not in frame.index or pd.isna(frame.loc[own_key, "r_salience"]) or pd.isna(frame.loc[own_key, "ratio"]):
        return dict.fromkeys(names)
    own = frame.loc[own_key]
    known = frame.dropna(subset=["r_salience", "ratio"])
    others = known.drop(index=[own_key])
    straight = pair[0] == own_key[0]
    facts = {name: own[name] for name in names[:4]}
    facts |= {"r": own["r_salience"], "r_place": place(known["r_salience"], own["r_salience"])}
    facts |= {"r_median": others["r_salience"].median(), "r_kinds": own["r_kinds"]}
    facts |= {"first_r": own["r_a" if straight else "r_b"], "second_r": own["r_b" if straight else "r_a"]}
    facts |= {"ratio": own["ratio"], "ratio_place": place(known["ratio"], own["ratio"]), "pairs": len(known)}
    ranks = known[["rise", "ratio"]].rank()
    return facts | {"across": ranks["rise"].corr(ranks["ratio"])}


def pair_labels(pair):
    """The label of a pair as `doublings` writes it, in a list."""
    return ["-".join(countries.name(code) for code in sorted(pair))]


HUBS = (
    (
        "RUS",
        "imf_imts_russia",
        False,
        "as IMF estimates have it",
        "Two kinds of record in one ratio: what Russia reported to 2021, IMF estimates from partners' data from 2022.",
    ),
    *(
        (
            state,
            "comtrade_partner_declared",
            True,
            "as its partners declare it",
            "As the partners declare it; only comparison states are open.",
        )
        for state in ("CHN", "USA")
    ),
)
"""State, source of its trade beyond 2020, whether the partners declare it, whose figures these are, a remark."""


def hub(pairs, pair, year=2022):
    """Trade of one of a pair with all its partners around a year, where a source reaches so far.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Table `trade/pairs`.
    pair : tuple of str
    year : int

    Returns
    -------
    dict
        changes (as `hub_changes`; empty where no source fits), code, hub and partner (names), ratio, percentile,
        partners, told (whose figures these are), note, sources.
    """
    for state, source, declared, told, note in HUBS:
        if state in pair:
            other = pair[1] if pair[0] == state else pair[0]
            found = hub_changes(pairs, source, state, year, declared)
            own = found[found["partner"] == other]
            if len(own):
                row = own.iloc[0]
                facts = {"code": other, "hub": countries.name(state), "partner": row["name"]}
                facts |= {"told": told, "note": note}
                facts |= {name: row[name] for name in ("ratio", "percentile", "partners")}
                return facts | {"changes": found, "sources": [source]}
    nothing = dict.fromkeys(("code", "hub", "partner", "told", "ratio", "percentile", "partners"))
    return nothing | {"changes": pd.DataFrame(columns=["partner", "name", "ratio"]), "note": "", "sources": None}


def shown_partners(changes, own, others, most=16):
    """The partner of the pair, the larger ones of other states and the median partner, by ratio.

    Parameters
    ----------
    changes : pandas.DataFrame
        As `hub_changes` returns it.
    own : str
        Code of the pair's partner.
    others : sequence of str
    most : int
        States besides the partner, by trade before.

    Returns
    -------
    pandas.DataFrame
        name, ratio, who ("of the pair", "comparison states", "median of all partners").
    """
    listed = changes[changes["partner"].isin([code for code in others if code != own])]
    largest = listed.sort_values("mean_before", ascending=False)["partner"][:most] if len(listed) else []
    rows = changes[changes["partner"].isin([own, *largest])]
    rows = rows.assign(who=(rows["partner"] == own).map({True: "of the pair", False: "comparison states"}))
    rows = rows[["name", "ratio", "who"]]
    if len(rows):
        median = "median of all partners"
        rows = pd.concat(
            [rows, pd.DataFrame({"name": [median], "ratio": [changes["ratio"].median()], "who": [median]})]
        )
    return rows.sort_values("ratio", ascending=False, kind="stable").reset_index(drop=True)


LAYERS = ("baci_pairs", "imf_imts_russia", "comtrade_partner_declared")
"""Sources of trade on the timeline: one to 2020, and what reaches beyond."""


def layers(bilateral, similarity, deliveries, years):
    """Trade, votes and arms of a pair as panels over the same years.

    Parameters
    ----------
    bilateral : pandas.DataFrame
        As `declared_trade.both_ways` returns it.
    similarity : pandas.DataFrame
        period and value (kappa) of the pair.
    deliveries : pandas.DataFrame
        As `transfers.yearly` returns it.
    years : tuple of int
        First and last year.

    Returns
    -------
    pandas.DataFrame
        panel, series, year, value.
    """
    trade = bilateral[bilateral["source"].isin(LAYERS)]
    parts = [
        pd.DataFrame(
            {"series": trade["declaration"].astype("str"), "year": trade["year"], "value": trade["value_usd"] / 1e9}
        ),
        pd.DataFrame({"series": "kappa", "year": similarity["period"], "value": similarity["value"]}),
        pd.DataFrame({"series": deliveries["direction"], "year": deliveries["year"], "value": deliveries["tiv_m"]}),
    ]
    headings = ("Trade, billion current US dollars", "Votes: kappa", "Arms delivered, million TIV")
    found = pd.concat([part.assign(panel=heading) for part, heading in zip(parts, headings, strict=True)])
    return found[found["year"].between(*years)].reset_index(drop=True)


def ends(panels, year):
    """Kappa in a year and in the last one; trade in that year and in the last one of the same source, BACI.

    Parameters
    ----------
    panels : pandas.DataFrame
        As `layers` returns it.
    year : int

    Returns
    -------
    dict
        kappa_before, kappa_after, kappa_year, trade_before, trade_after (dollars), trade_year; None where silent.
    """
    facts = {}
    for word, rows, scale in (
        ("kappa", panels[panels["series"] == "kappa"], 1),
        ("trade", panels[panels["series"].str.startswith("BACI")], 1e9),
    ):
        values = rows.set_index("year")["value"].sort_index() * scale
        known = year in values.index and values.index[-1] > year
        facts[f"{word}_before"] = values[year] if known else None
        facts[f"{word}_after"] = values.iloc[-1] if known else None
        facts[f"{word}_year"] = int(values.index[-1]) if known else None
    return facts


def sources_of(bilateral):
    """Sources of trade that `layers` draws."""
    return [source for source in LAYERS if (bilateral["source"] == source).any()]
