"""What the changes of a pair amount to: which of them stand against their placebos, and the synthetic controls of 2022.

The rule of this project: a statement about a trend, a break or a cause that does not stand against the placebo pairs is
at most partly so.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import change_points, counterfactual, dated_changes, pair_series
from helpers.measures.rollcalls import MIN_VOTES

DATES = (1979, 1991, 2010, 2015, 2018, 2022)
"""Years about which breaks are asked."""

YEARS_COMPARED = 10
"""Years around which a series must have a change before one of them is ranked among them."""

LATEST = "April 2026"
"""Release of the ideal points that goes farthest; the series of all pairs are of the one before."""

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

SIGNS = {label: pair_series.SERIES[name].sign for name, label in NAMES.items()}
"""Label -> 1 if more is closer, -1 if less is; series that are not named count as 1."""


def labelled(matrices: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The matrices of `pair_series` under the names that charts show."""
    return {NAMES[name]: matrix for name, matrix in matrices.items()}


def named(spread: pd.DataFrame) -> pd.DataFrame:
    """Table `index/breaks` under the names that charts show."""
    return spread.assign(series=spread["series"].astype("str").map(NAMES))


def around(changes: pd.DataFrame, tested: pd.DataFrame, dated: pd.DataFrame, year: int) -> dict:
    """How many series change near a year, and which of them stand against resampling and the placebo pairs.

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
        one half), placebo (of those for which all pairs are known), beyond (of those unusual by both yardsticks),
        found_names, firm_names, beyond_names (in words).
    """
    reached = tested[
        tested["tested"] & (tested["first"] + change_points.SHORTEST <= year) & (tested["last"] >= year + 1)
    ]
    near = changes[(changes["year"] - year).abs() <= change_points.NEAR]
    near = near[near["series"].isin(reached["series"]) & near["shift"].notna()]
    firm = near[near["support"] > 0.5]
    here = dated[(dated["year"] == year) & (dated["reason"] == "")]
    outside = here[dated_changes.unusual(here)] if len(here) else here
    names = {"found": near["series"].unique(), "firm": firm["series"].unique()}
    names["placebo"] = [name for name in names["firm"] if name in set(here["series"])]
    names["beyond"] = [name for name in names["firm"] if name in set(outside["series"])]
    counts = {"year": year, "n": len(reached) or None, "out": len(tested) - len(reached), "near": here["near"].mean()}
    counts |= {key: len(held) for key, held in names.items()}
    return counts | {f"{key}_names": "; ".join(held) or "none" for key, held in names.items()}


def strongest(changes: pd.DataFrame) -> dict:
    """The change found under the largest penalty; of equal ones the largest against the noise of its series.

    Changes of series without noise about their levels are left out: any of their steps survives any penalty.

    Returns
    -------
    dict
        series, year, low, high, factor, support, before, after, noise (without its sign), chance; empty without any.
    """
    known = changes[changes["noise"].notna()]
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
        (records of trade in dollars), spanning (of them tested and known beyond 2022). Counts of 0 without a series.
    """
    long = tested[tested["tested"]]
    outside = long.loc[long["walks"] < level, "series"]
    short = [f"{row.series} ({row.years} in a row)" for row in tested[~tested["tested"]].itertuples()]
    trade = tested[tested["series"].str.startswith("dollars, ")]
    return {
        "trade": len(trade),
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


def others(
    matrices: Mapping[str, pd.DataFrame], pairs: Mapping[str, Sequence[str]], year: int, spread: pd.DataFrame
) -> pd.DataFrame:
    """Places of the change of several pairs around a year among the changes of all pairs.

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
        pair and a column of percentiles for each series (100: came nearer than all others); pairs that no series knows
        around the year are left out.
    """
    rows = []
    for label, pair in pairs.items():
        found = dated_changes.at_dates(matrices, pair, [year], SIGNS, spread)
        rows.append({"pair": label} | dict(zip(found["series"], found["percentile"], strict=True)))
    return pd.DataFrame(rows, columns=["pair", *matrices]).dropna(subset=list(matrices), how="all", ignore_index=True)


def others_told(table: pd.DataFrame, series: str) -> dict:
    """How many of the pairs compared lie in the top tenth of all pairs in one series.

    Parameters
    ----------
    table : DataFrame
        As `others`.
    series : str

    Returns
    -------
    dict
        n (pairs with a place), high (of them at the 90th percentile or above), high_names; empty without any.
    """
    known = table.dropna(subset=series)
    if known.empty:
        return {}
    top = known[known[series] >= 100 - dated_changes.TAIL]
    return {"n": len(known), "high": len(top), "high_names": "; ".join(top["pair"]) or "none"}


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
        order of the series; series with fewer than `YEARS_COMPARED` years are left out. Dict: year, n (series), first
        (of them with their largest change there), tenth (with it among their largest tenth), chance (expected there),
        first_names, ranks (in words), short (series left out, in words).
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
    top = own[own["rank"] <= np.maximum(1, own["years"] / 10)]
    best = own.loc[own["rank"] == 1, "series"]
    facts = {"year": year, "n": len(own), "first": len(best), "tenth": len(top), "chance": len(own) / 10}
    words = {
        "first_names": best,
        "ranks": ranks,
        "short": reached.loc[~reached["series"].isin(own["series"]), "series"],
    }
    return lines, facts | {key: "; ".join(held) or "none" for key, held in words.items()}


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
    rows = points[(points["release"] == "July 2025") & (points["estimate"] == "final_passage")]
    rows = rows[rows["n_votes"] >= MIN_VOTES].astype({"iso3": "str"})
    return rows.pivot(index="iso3", columns="year", values="value")


def later(points: pd.DataFrame, pair: Sequence[str], year: int = 2022) -> dict:
    """The distance of the ideal points before and after a year in the latest release alone.

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
        release, before (mean of five years), lowest, lowest_year (from `year` on), last, last_year, votes (fewest of
        either state in the last year); empty where a state lacks years on either side. Years with fewer than
        `MIN_VOTES` votes are left out.
    """
    rows = points[(points["release"] == LATEST) & (points["estimate"] == "final_passage")]
    rows = rows[rows["iso3"].isin(pair) & (rows["n_votes"] >= MIN_VOTES)].astype({"iso3": "str"})
    wide = rows.pivot(index="year", columns="iso3", values="value").dropna()
    if wide.shape[1] < 2:
        return {}
    distance = (wide[pair[0]] - wide[pair[1]]).abs()
    early, late = distance.loc[year - 5 : year - 1], distance.loc[year:]
    if len(early) == 0 or len(late) < 2:
        return {}
    last = int(late.index[-1])
    facts = {"release": LATEST, "before": early.mean(), "lowest": late.min(), "lowest_year": int(late.idxmin())}
    votes = int(rows.loc[rows["year"] == last, "n_votes"].min())
    return facts | {"last": late.iloc[-1], "last_year": last, "votes": votes}


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
        Label -> as `counterfactual.against_placebos`, with fit (years as text); what cannot be fitted is left out.
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
        found[name] = counterfactual.against_placebos(rows, year) | {"fit": f"{fit[0]}-{fit[-1]}"}
    for state in pair:
        fit = counterfactual.fit_years(points.loc[state], year) if state in points.index else []
        every = [*fit, *range(year, int(points.columns[-1]) + 1)]
        if not fit or points.loc[state, every].isna().any():
            continue
        whole = points[every].dropna()
        rows = pd.concat([whole.loc[[state]], whole[~whole.index.isin([*barred, *pair])]])
        found[f"ideal point of {countries.name(state)}"] = counterfactual.against_placebos(rows, year) | {
            "fit": f"{fit[0]}-{fit[-1]}"
        }
    return found


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
        without (gap without the heaviest donor), weights (0.05 or more, in words).
    """
    rows = []
    for name, one in found.items():
        heavy = one["weights"].sort_values(ascending=False, kind="stable")
        words = [f"{_name(donor)} {weight:.2f}" for donor, weight in heavy[heavy >= 0.05].items()]
        row = {"outcome": name, "fit": one["fit"], "donors": one["units"] - 1, "weights": ", ".join(words)}
        rows.append(row | {key: one[key] for key in ("before", "after", "ratio", "p", "gap", "p_gap", "without")})
    columns = ["outcome", "fit", "donors", "before", "after", "ratio", "p", "gap", "p_gap", "without", "weights"]
    return pd.DataFrame(rows, columns=columns).rename(columns={"p_gap": "p of gap"})


def _name(donor):
    return "-".join(countries.name(code) for code in donor) if isinstance(donor, tuple) else countries.name(donor)


def synthetic_told(found: Mapping[str, dict]) -> dict:
    """What the synthetic controls say together.

    Returns
    -------
    dict
        n, clear (outcomes whose ratio stands out among the placebos), clear_names, other_names, gap_names
        (those whose mean gap alone stands out), parts (rank, units and gaps of each in words); empty without any.
    """
    if not found:
        return {}
    clear = [name for name, one in found.items() if one["p"] <= counterfactual.CLEAR]
    wide = [name for name, one in found.items() if one["p_gap"] <= counterfactual.CLEAR]
    parts = [
        f"{name}: rank {one['rank']} of {one['units']} (p {one['p']:.2f}), mean gap {one['gap']:+.2f}, "
        f"{one['without']:+.2f} without the heaviest donor"
        for name, one in found.items()
    ]
    return {
        "n": len(found),
        "clear": len(clear),
        "clear_names": "; ".join(clear) or "none",
        "other_names": "; ".join(name for name in found if name not in clear) or "none",
        "gap_names": "; ".join(wide) or "none",
        "parts": "; ".join(parts),
    }


def verdict(recent: Mapping, timed: Mapping, control: Mapping) -> dict:
    """Whether a break around a year stands, by the rule of this project.

    Parameters
    ----------
    recent, timed, control : mapping
        As `around`, `in_time` and `synthetic_told` return them.

    Returns
    -------
    dict
        verdict: "shown" where every series that reaches the year breaks beyond resamples and placebo pairs and every
        synthetic control stands out; "partly so" where some do; "not shown" where none does. beyond, n, first, years_n,
        clear, outcomes (what it rests on); empty where no series reaches the year.
    """
    if not recent["n"]:
        return {}
    facts = {"n": recent["n"], "beyond": recent["beyond"], "first": timed["first"], "years_n": timed["n"]}
    facts |= {"clear": control.get("clear", 0), "outcomes": control.get("n", 0)}
    every = facts["beyond"] == facts["n"] and facts["clear"] == facts["outcomes"]
    word = "shown" if every else "partly so" if facts["beyond"] + facts["clear"] else "not shown"
    return facts | {"verdict": word}
