"""What the changes of a pair amount to: which of them stand against their placebos, and the synthetic controls of 2022.

The rule of this project: a statement about a trend, a break or a cause that does not stand against the placebo pairs is
at most partly so.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import change_points, counterfactual, dated_changes, pair_records, pair_series, placebo
from helpers.measures.rollcalls import MIN_VOTES

DATES = (1979, 1991, 2010, 2015, 2018, 2022)
"""Years about which breaks are asked."""

YEARS_COMPARED = 10
"""Years around which a series must have a change before one of them is ranked among them."""

LATEST, BEFORE_LATEST = "April 2026", "July 2025"
"""Release of the ideal points that goes farthest; the one before, of which the series of all pairs are."""

SYNTHETIC = ("before", "after", "ratio", "p", "gap", "p_gap", "without", "p_without")
"""Figures of a synthetic control that a table shows."""

SINCE = 2010
"""First year of the donors' gaps that a chart shows."""

NAMES = {
    "index": "index (votes, ideal points, arms)",
    "votes": "UN votes, kappa",
    "positions": "ideal points, distance",
    "trade_cow": "trade weight, COW",
    "trade_baci": "trade weight, BACI",
    "commitments": "alliances, level",
    "organisations": "organisations, Jaccard",
    "arms": "arms, class of import share",
    "disputes": "disputes, highest in ten years",
}
"""Series of all pairs -> what charts call them."""

SOURCES = (
    "un_ga_votes",
    "un_ideal_points",
    "cow_trade",
    "baci_pairs",
    "atop",
    "cow_igo",
    "sipri_arms",
    "cow_mid",
    "icews_dyad_year",
    "gdelt_scores",
    "joint_exercises",
    "leader_meetings",
)
"""Sources of all series but the further records of trade."""

RECENT = ("un_ga_votes", "un_ideal_points", "sipri_arms", "joint_exercises", "leader_meetings")
"""Those of them that reach beyond 2022 with ten years or more."""

COMPOSITE = (NAMES["index"],)
"""Series made of others, which are shown but not counted beside them."""

END = 3
"""Years without which a first or last segment is no level."""

FEW = 1000
"""Pairs below which a place among all of them is said to be one among few."""

SIGNS = {label: pair_series.SERIES[name].sign for name, label in NAMES.items()}
"""Label -> 1 if more is closer, -1 if less is; series that are not named count as 1."""


def labelled(matrices: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The matrices of `pair_series` under the names that charts show."""
    return {NAMES[name]: matrix for name, matrix in matrices.items()}


def named(spread: pd.DataFrame) -> pd.DataFrame:
    """Table `index/breaks` under the names that charts show."""
    return spread.assign(series=spread["series"].astype("str").map(NAMES))


def counted(names: Sequence[str], total: int) -> str:
    """How many of a total, and which, in words that fit any number: 1 of 7 (a), none of 7."""
    if total == 0:
        return "none that can be tested"
    return f"{len(names)} of {total} ({'; '.join(names)})" if len(names) else f"none of {total}"


def around(changes: pd.DataFrame, tested: pd.DataFrame, dated: pd.DataFrame, year: int) -> dict:
    """How many series change near a year, and which of them stand against resampling and the placebo pairs.

    Series made of others are left out.

    Parameters
    ----------
    changes, tested : DataFrame
        As `change_points.of_pair` returns them.
    dated : DataFrame
        As `dated_changes.at_dates` returns it.
    year : int

    Returns
    -------
    dict
        year, n (series tested whose run lets a change lie in the year; None without any), out (series held that do
        not: too short, or ended), near (mean share of all pairs with a change within a year, over the series known for
        all pairs), found (of n with a change within a year at the default penalty), firm (of those with support above
        one half), placebo (of n those that all pairs have), beyond (of those firm and unusual by both yardsticks),
        found_told, firm_told, beyond_told (in words).
    """
    tested = tested[~tested["series"].isin(COMPOSITE)]
    reached = tested[
        tested["tested"] & (tested["first"] + change_points.SHORTEST <= year) & (tested["last"] >= year + 1)
    ]
    near = changes[(changes["year"] - year).abs() <= change_points.NEAR]
    near = near[near["series"].isin(reached["series"]) & near["shift"].notna()]
    firm = near[near["support"] > 0.5]
    here = dated[(dated["year"] == year) & (dated["reason"] == "")]
    outside = here[dated_changes.unusual(here)] if len(here) else here
    names = {"found": near["series"].unique(), "firm": firm["series"].unique()}
    names["placebo"] = [name for name in reached["series"] if name in set(here["series"])]
    names["beyond"] = [name for name in names["firm"] if name in set(outside["series"])]
    counts = {"year": year, "n": len(reached) or None, "out": len(tested) - len(reached), "near": here["near"].mean()}
    counts |= {key: len(held) for key, held in names.items()}
    totals = {"found": len(reached), "firm": len(reached), "beyond": len(names["placebo"])}
    return counts | {f"{key}_told": counted(names[key], total) for key, total in totals.items()}


def strongest(changes: pd.DataFrame, tested: pd.DataFrame) -> dict:
    """The change found under the largest penalty; of equal ones the largest against the noise of its series.

    Changes of series without noise about their levels are left out: any of their steps survives any penalty. So are
    those that part fewer than `END` years at either end of a series, and counts of compiled lists.

    Parameters
    ----------
    changes, tested : DataFrame
        As `change_points.of_pair` returns them.

    Returns
    -------
    dict
        series, year, low, high, factor, support, before, after, noise (without its sign), chance; empty without any.
    """
    spans = tested.set_index("series")
    first, last = (changes["series"].map(spans[name]) for name in ("first", "last"))
    inside = (changes["year"] >= first + END) & (changes["year"] <= last - END + 1)
    known = changes[changes["noise"].notna() & inside & ~changes["series"].isin(pair_records.COMPILED)]
    if known.empty:
        return {}
    order = known.assign(noise=known["noise"].abs()).sort_values(["factor", "noise"], ascending=False, kind="stable")
    return order.iloc[0].to_dict()


def wandering(tested: pd.DataFrame, level: float = 0.05) -> dict:
    """In how many series the changes are more than random walks of the same yearly steps show.

    Returns
    -------
    dict
        tested, changed (series with a change at all), beyond (series of which fewer than `level` of the random walks
        have as many changes), beyond_words (their number, or none), beyond_names; untested, untested_names; trade
        (records of trade in dollars), spanning (of them tested and known beyond 2022), compiled (series that are counts
        of compiled lists). Counts of 0 without a series.
    """
    long = tested[tested["tested"]]
    outside = long.loc[long["walks"] < level, "series"]
    short = [f"{row.series} ({row.years} in a row)" for row in tested[~tested["tested"]].itertuples()]
    trade = tested[tested["series"].str.startswith("dollars, ")]
    return {
        "trade": len(trade),
        "compiled": int(tested["series"].isin(pair_records.COMPILED).sum()),
        "spanning": int((trade["tested"] & (trade["last"] > 2022)).sum()),
        "tested": len(long),
        "changed": int((long["changes"] > 0).sum()),
        "beyond": len(outside),
        "beyond_words": str(len(outside)) if len(outside) else "none",
        "beyond_names": "; ".join(outside) or "none",
        "untested": len(short),
        "untested_names": "; ".join(short) or "none",
    }


def in_words(changes: pd.DataFrame) -> pd.DataFrame:
    """The changes found at the default penalty as shown to readers.

    Returns
    -------
    DataFrame
        series, year, years (the interval), up to (multiple of the penalty), support, random walks, before, after,
        shift over noise.
    """
    found = changes[changes["shift"].notna()]
    years = [
        "levels without noise" if np.isnan(row.low) else f"{row.low:.0f}-{row.high:.0f}" for row in found.itertuples()
    ]
    names = {"factor": "up to", "chance": "random walks", "noise": "shift over noise"}
    found = found.assign(years=years).rename(columns=names)
    columns = ["series", "year", "years", "up to", "support", "random walks", "before", "after", "shift over noise"]
    return found[columns].reset_index(drop=True)


def cells(dated: pd.DataFrame) -> pd.DataFrame:
    """The places of dated changes as cells of a heat map.

    Returns
    -------
    DataFrame
        series, date (text), percentile, text: both places and the share of all pairs with a change point near, or why
        nothing is known.
    """
    texts = [
        row.reason
        if row.reason
        else f"{row.percentile:.0f} | {row.level:.0f}" + ("" if np.isnan(row.near) else f" ({100 * row.near:.0f}%)")
        for row in dated.itertuples()
    ]
    return dated.assign(date=dated["year"].astype("str"), text=texts)[["series", "date", "percentile", "text"]]


def leading(order: pd.DataFrame) -> dict:
    """The dates with the largest share of unusual series, all of them where several have the same.

    Parameters
    ----------
    order : DataFrame
        As `dated_changes.dates` returns it.

    Returns
    -------
    dict
        leaders: such as "1979 and 1991: 2 of 7 series each"; empty where no series is unusual at any date.
    """
    top = order[order["share"] == order["share"].max()].sort_values("year")
    if top.empty or not top["beyond"].iloc[0]:
        return {}
    shares = [f"{row.beyond} of {row.known} series" for row in top.itertuples()]
    years = top["year"].astype("str")
    if len(set(shares)) == 1:
        return {"leaders": f"{' and '.join(years)}: {shares[0]}{' each' if len(top) > 1 else ''}"}
    return {"leaders": "; ".join(f"{year}: {share}" for year, share in zip(years, shares, strict=True))}


def cautions(dated: pd.DataFrame, matrices: Mapping[str, pd.DataFrame], pair: Sequence[str]) -> str:
    """What a reader of places among all pairs must know: few pairs, and changes whose sign hangs on the window.

    Parameters
    ----------
    dated : DataFrame
        As `dated_changes.at_dates` returns it.
    matrices : mapping
        Series -> matrix of all pairs.
    pair : tuple of str

    Returns
    -------
    str
        Sentences; empty without any. A sign is tried, with three years before instead of five, where the place among
        all pairs lies within `dated_changes.TAIL` percentiles of an end.
    """
    known, own = dated[(dated["reason"] == "") & ~dated["series"].isin(COMPOSITE)], tuple(sorted(pair))
    few = known[known["pairs"] < FEW].groupby("series", sort=False)["pairs"].min()
    turned = []
    for row in known[(known["percentile"] - 50).abs() >= 50 - dated_changes.TAIL].itertuples():
        other = placebo.shifts(matrices[row.series].loc[[own]], row.year, before=3)["change"]
        if len(other) and other.iloc[0] * row.change < 0:
            turned.append(f"{row.series} {row.year} ({row.change:+.2g}, with three years before {other.iloc[0]:+.2g})")
    parts = [f"Ranked among few pairs: {', '.join(f'{name} {n:.0f}' for name, n in few.items())}." if len(few) else ""]
    parts.append(f"The sign hangs on the window: {'; '.join(turned)}." if turned else "")
    return " ".join(filter(None, parts))


def others(
    matrices: Mapping[str, pd.DataFrame], pairs: Mapping[str, Sequence[str]], year: int, spread: pd.DataFrame
) -> pd.DataFrame:
    """Places of the change of several pairs around a year among the changes of all pairs and of those of like level.

    Parameters
    ----------
    matrices : mapping
        Label -> matrix of all pairs.
    pairs : mapping
        Label -> pair.
    year : int
    spread : DataFrame
        As `named`.

    Returns
    -------
    DataFrame
        pair and the columns of `dated_changes.at_dates`, of the series that know the pair around the year.
    """
    parts = [
        dated_changes.at_dates(matrices, pair, [year], SIGNS, spread).assign(pair=label)
        for label, pair in pairs.items()
    ]
    found = pd.concat(parts, ignore_index=True)
    return found[found["reason"] == ""].reset_index(drop=True)


def others_table(found: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The places of `others` as shown to readers: a row a pair, a column a series, both places in a cell."""
    texts = found.assign(text=[f"{row.percentile:.0f} | {row.level:.0f}" for row in found.itertuples()])
    table = texts.pivot(index="pair", columns="series", values="text").reindex(
        index=found["pair"].unique(), columns=list(names)
    )
    return table.fillna("not known").rename_axis(columns=None).reset_index()


def others_told(found: pd.DataFrame, series: str, own: str) -> dict:
    """How many of the pairs compared lie in the top tenth in one series, by both yardsticks.

    Parameters
    ----------
    found : DataFrame
        As `others`.
    series : str
    own : str
        Label of the pair that the others are compared with.

    Returns
    -------
    dict
        n (pairs with a place), high, high_told (in words), shared (others beside the pair itself in the top tenth, in
        words; absent where there is none or the pair is not there); empty without any place.
    """
    known = found[found["series"] == series]
    if known.empty:
        return {}
    top = known[dated_changes.unusual(known) & (known["percentile"] > 50)]["pair"].tolist()
    facts = {"n": len(known), "high": len(top), "high_told": counted(top, len(known))}
    return facts | ({"shared": "; ".join(name for name in top if name != own)} if own in top and len(top) > 1 else {})


def in_time(series: Mapping[str, pd.Series], year: int, dates: Sequence[int] = DATES) -> tuple[pd.DataFrame, dict]:
    """The change around a year among those around all other years, of the series that reach it.

    Parameters
    ----------
    series : mapping
        Name -> values by year.
    year : int
    dates : sequence of int
        Other years that are told from the rest.

    Returns
    -------
    tuple
        DataFrame: row (series with the rank of the year), score, kind (the year, one of the dates, other years), in the
        order of the series; series with fewer than `YEARS_COMPARED` years are left out. Dict: year, n (series; those
        made of others are not counted), first_told (of them with their largest change there, in words), tenth_told
        (with it among their largest tenth), chance (expected there), ranks (of all, in words), short (series left
        out, in words).
    """
    every = dated_changes.every_year(series, SIGNS)
    every = every[every["score"].notna()]
    reached = every[every["year"] == year]
    own = reached[reached["years"] >= YEARS_COMPARED]
    ranks = [f"{row.series} {row.rank:.0f} of {row.years}" for row in own.itertuples()]
    labels = {row.series: f"{row.series}: {row.rank:.0f} of {row.years}" for row in own.itertuples()}
    shown = every[every["series"].isin(own["series"])]
    kind = np.select(
        [shown["year"] == year, shown["year"].isin(dates)], [str(year), "other dates asked about"], "other years"
    )
    lines = shown.assign(row=shown["series"].map(labels), kind=kind)[["row", "year", "score", "kind"]]
    counts = own[~own["series"].isin(COMPOSITE)]
    top = counts.loc[counts["rank"] <= np.maximum(1, counts["years"] / 10), "series"].tolist()
    best = counts.loc[counts["rank"] == 1, "series"].tolist()
    short = reached.loc[~reached["series"].isin(own["series"]), "series"]
    return lines, {
        "year": year,
        "n": len(counts),
        "first_told": counted(best, len(counts)),
        "tenth_told": counted(top, len(counts)),
        "chance": len(counts) / 10,
        "ranks": "; ".join(ranks) or "none",
        "short": "; ".join(short) or "none",
    }


def states(points: pd.DataFrame) -> pd.DataFrame:
    """Ideal points as a matrix of states by years.

    Parameters
    ----------
    points : DataFrame
        Table `votes/ideal_points`; the release of July 2025 by final passage is taken, states with `MIN_VOTES` votes.

    Returns
    -------
    DataFrame
        Index iso3, columns years.
    """
    rows = points[(points["release"] == BEFORE_LATEST) & (points["estimate"] == "final_passage")]
    rows = rows[rows["n_votes"] >= MIN_VOTES].astype({"iso3": "str"})
    return rows.pivot(index="iso3", columns="year", values="value")


def later(points: pd.DataFrame, pair: Sequence[str], year: int = 2022) -> dict:
    """The distance of the ideal points before and after a year in the latest release alone, and whose move it is.

    Parameters
    ----------
    points : DataFrame
        Table `votes/ideal_points`.
    pair : tuple of str
    year : int
        First year after.

    Returns
    -------
    dict
        release, before (mean of five years), since (distance in the first year, in the lowest where that is neither the
        first nor the last, and in the last, in words), moves (point of each state in the last year before, the first
        and the last, in words), last, last_year, votes (fewest of either state in the last year), left (years from the
        fifth before on that are left out for fewer than `MIN_VOTES` votes, with the distance in the release before, in
        words); empty where a state lacks years on either side.
    """
    wide, votes = _points(points, pair, LATEST)
    if wide.shape[1] < 2:
        return {}
    distance = (wide[pair[0]] - wide[pair[1]]).abs()
    early, late = distance.loc[year - 5 : year - 1], distance.loc[year:]
    if len(early) == 0 or len(late) < 2:
        return {}
    former, _ = _points(points, pair, BEFORE_LATEST)
    known = (former[pair[0]] - former[pair[1]]).abs() if former.shape[1] == 2 else late.iloc[:0]
    first, last, lowest = int(late.index[0]), int(late.index[-1]), int(late.idxmin())
    since = [
        f"{late[y]:.2f} in {y}" + (" (the lowest)" if y == lowest else "") for y in sorted({first, lowest} - {last})
    ]
    moves = [
        f"{countries.name(state)} "
        + ", ".join(f"{round(wide[state][y], 2) + 0.0:+.2f} in {y}" for y in (early.index[-1], first, last))
        for state in pair
    ]
    left = [
        f"{y} ({known[y]:.2f} in the release of {BEFORE_LATEST})" if y in known.index else str(y)
        for y in range(year - 5, last)
        if y not in distance.index
    ]
    return {
        "release": LATEST,
        "before": early.mean(),
        "since": ", ".join(since) + f" and {late[last]:.2f} in {last}",
        "moves": "; ".join(moves),
        "last": late.iloc[-1],
        "last_year": last,
        "votes": int(votes[last]),
        "left": "; ".join(left) or "none",
    }


def _points(points, pair, release):
    """Points of two states in the years in which both have `MIN_VOTES` votes, and the fewer votes of either."""
    rows = points[(points["release"] == release) & (points["estimate"] == "final_passage") & points["iso3"].isin(pair)]
    rows = rows[rows["n_votes"] >= MIN_VOTES].astype({"iso3": "str"})
    wide = rows.pivot(index="year", columns="iso3", values="value").dropna()
    return wide, rows.groupby("year")["n_votes"].min()


def synthetic(
    matrices: Mapping[str, pd.DataFrame],
    points: pd.DataFrame,
    pair: Sequence[str],
    year: int = 2022,
    nearest: int = 100,
    barred: Sequence[str] = counterfactual.PARTIES_2022,
) -> dict[str, dict]:
    """Synthetic controls of the pair's series that reach beyond a year, and of the ideal point of each state.

    Parameters
    ----------
    matrices : mapping
        Label -> matrix of all pairs.
    points : DataFrame
        As `states` returns it.
    pair : tuple of str
    year : int
        First year after.
    nearest : int
        Donors of a pair beside the pairs of comparison states: those with the closest level before.
    barred : sequence of str
        States that are no donors; the pair's own are not either.

    Returns
    -------
    dict
        Label -> as `counterfactual.against_placebos`, with fit (years as text) and of_state (whether the outcome is a
        state's and not the pair's); what cannot be fitted is left out.
    """
    own, found = tuple(sorted(pair)), {}
    for name, matrix in matrices.items():
        if own not in matrix.index:
            continue
        fit = counterfactual.fit_years(matrix.loc[own], year)
        every = [*fit, *range(year, int(matrix.columns[-1]) + 1)]
        if not fit or len(every) - len(fit) < 2 or matrix.loc[own, every].isna().any():
            continue
        rows = counterfactual.pool(matrix, own, (fit, every), barred, countries.COMPARISON, nearest)
        found[name] = _fitted(rows, year, fit, of_state=False)
    for state in pair:
        fit = counterfactual.fit_years(points.loc[state], year) if state in points.index else []
        every = [*fit, *range(year, int(points.columns[-1]) + 1)]
        if not fit or points.loc[state, every].isna().any():
            continue
        whole = points[every].dropna()
        rows = pd.concat([whole.loc[[state]], whole[~whole.index.isin([*barred, *pair])]])
        found[f"ideal point of {countries.name(state)}"] = _fitted(rows, year, fit, of_state=True)
    return found


def _fitted(rows, year, fit, of_state):
    return counterfactual.against_placebos(rows, year) | {"fit": f"{fit[0]}-{fit[-1]}", "of_state": of_state}


def synthetic_series(found: Mapping[str, dict]) -> pd.DataFrame:
    """Observed and synthetic values of all outcomes, one under the other: outcome, year, observed, synthetic, gap."""
    parts = [one["series"].assign(outcome=name) for name, one in found.items()]
    columns = ["outcome", "year", "observed", "synthetic", "gap"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def synthetic_gaps(found: Mapping[str, dict], since: int = SINCE) -> dict[str, pd.DataFrame]:
    """The donors' gaps of all outcomes from a year on."""
    return {name: one["gaps"].loc[:, one["gaps"].columns >= since] for name, one in found.items()}


def synthetic_table(found: Mapping[str, dict]) -> pd.DataFrame:
    """The synthetic controls as shown to readers.

    Returns
    -------
    DataFrame
        outcome, fit, donors, before, after, ratio, p (rank of the ratio over units), gap (mean after), p of gap,
        without and p without (gap and p without the heaviest donor), weights (0.05 or more, in words).
    """
    rows = []
    for name, one in found.items():
        heavy = one["weights"].sort_values(ascending=False, kind="stable")
        words = [f"{_name(donor)} {weight:.2f}" for donor, weight in heavy[heavy >= 0.05].items()]
        row = {"outcome": name, "fit": one["fit"], "donors": one["units"] - 1, "weights": ", ".join(words)}
        rows.append(row | {key: one[key] for key in SYNTHETIC})
    columns = ["outcome", "fit", "donors", *SYNTHETIC, "weights"]
    return pd.DataFrame(rows, columns=columns).rename(columns={"p_gap": "p of gap", "p_without": "p without"})


def _name(donor):
    return "-".join(countries.name(code) for code in donor) if isinstance(donor, tuple) else countries.name(donor)


def synthetic_told(found: Mapping[str, dict]) -> dict:
    """What the synthetic controls say together; the pair's outcomes and the points of its states apart.

    Returns
    -------
    dict
        n, clear (outcomes of the pair, and of them those that stand out among the placebos with and without the
        heaviest donor), clear_told (in words), states_told (the same of the ideal points of the states), hanging
        (outcomes that stand out only with their heaviest donor, which is named), gap_names (those whose mean gap alone
        stands out), parts (rank, units and gaps of each in words); empty without any.
    """
    if not found:
        return {}
    clear = [name for name, one in found.items() if counterfactual.stands_out(one)]
    pair, states = ([name for name, one in found.items() if one["of_state"] is kind] for kind in (False, True))
    wide = [name for name, one in found.items() if one["p_gap"] <= counterfactual.CLEAR]
    hanging = [
        f"{name} ({_heaviest(one)})"
        for name, one in found.items()
        if one["p"] <= counterfactual.CLEAR and name not in clear
    ]
    parts = [
        f"{name}: rank {one['rank']} of {one['units']} (p {one['p']:.2f}, without the heaviest donor "
        f"{one['p_without']:.2f}), mean gap {one['gap']:+.2f}"
        for name, one in found.items()
    ]
    return {
        "n": len(pair),
        "clear": len(set(clear) & set(pair)),
        "clear_told": counted([name for name in pair if name in clear], len(pair)),
        "states_told": counted([name for name in states if name in clear], len(states)),
        "hanging": "; ".join(hanging) or "none",
        "gap_names": "; ".join(wide) or "none",
        "parts": "; ".join(parts),
    }


def _heaviest(one):
    """The heaviest donor of a synthetic control, its own largest yearly step after the fit, and p without it."""
    values, first = one["donor"], int(one["fit"].split("-")[1])
    year = values.diff().loc[first + 1 :].abs().idxmax()
    return (
        f"{_name(one['heaviest'])}, weight {one['weights'].max():.2f}, itself {values[year - 1]:+.2f} in {year - 1} "
        f"and {values[year]:+.2f} in {year}; without it rank {one['rank_without']} of {one['units'] - 1}, "
        f"p {one['p_without']:.2f}"
    )


def verdict(recent: Mapping, timed: Mapping, control: Mapping) -> dict:
    """Whether a break around a year stands, by the rule of this project.

    Parameters
    ----------
    recent, timed, control : mapping
        As `around`, `in_time` and `synthetic_told` return them.

    Returns
    -------
    dict
        verdict: "shown" where every series that all pairs have and that reaches the year breaks beyond resamples and
        placebo pairs and every synthetic control of the pair stands out; "partly so" where some do; "not shown" where
        none does; absent where no series can be tested at the year. beyond_told, first_told, clear_told, states_told
        (what it rests on, in words; the points of the states do not count for it); empty where nothing reaches the
        year.
    """
    if not recent["n"] and not timed["n"] and not control:
        return {}
    told = {"first_told": timed["first_told"]}
    told |= {key: control.get(key, counted([], 0)) for key in ("clear_told", "states_told")}
    if not recent["n"]:
        return told
    beyond, clear = recent["beyond"], control.get("clear", 0)
    every = beyond == recent["placebo"] and clear == control.get("n", 0)
    word = "not shown" if beyond + clear == 0 else "shown" if every else "partly so"
    return told | {"verdict": word, "beyond_told": recent["beyond_told"]}
