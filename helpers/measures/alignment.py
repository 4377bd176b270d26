"""The alignment index: how closely two states stand on votes, trade, commitments, organisations, arms and disputes.

A pair and year has a score from 0 to 1, a rank among all pairs of the year, and an interval of that rank over choices
that could have been made otherwise. Indicators end in different years: a rank is always one among pairs measured with
what there was in that year.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.measures import breaks, composite
from helpers.measures.composite import Goalpost


class Indicator(NamedTuple):
    """What is measured, its goalposts, the dimension it belongs to and the years in which it is known for all pairs."""

    label: str
    dimension: str
    post: Goalpost
    years: tuple[int, int]


INDICATORS = {
    "votes": Indicator("UN votes (kappa)", "voting", Goalpost(-0.5, 1.0), (1950, 2024)),
    "positions": Indicator("ideal points (distance)", "voting", Goalpost(4.0, 0.0), (1950, 2024)),
    "trade_cow": Indicator("trade, COW (salience)", "trade", Goalpost(0.0001, 0.25, log=True), (1950, 1999)),
    "trade_baci": Indicator("trade, BACI (salience)", "trade", Goalpost(0.0001, 0.25, log=True), (2000, 2020)),
    "commitments": Indicator("alliance commitments (level)", "commitments", Goalpost(0.0, 3.0), (1950, 2018)),
    "organisations": Indicator("organisations (Jaccard)", "organisations", Goalpost(0.0, 0.8), (1965, 2014)),
    "arms": Indicator("arms imports (class of share)", "arms", Goalpost(0.0, 3.0), (1954, 2024)),
    "disputes": Indicator("disputes in ten years (hostility)", "disputes", Goalpost(5.0, 0.0), (1950, 2014)),
}
"""Name -> indicator. Goalposts are fixed, not the least and largest values seen; values beyond them are cut off."""

NAMES = list(INDICATORS)
DIMENSIONS = tuple(dict.fromkeys(i.dimension for i in INDICATORS.values()))
LEAST = 3
"""Indicators that a pair and year needs; each comes from a source of its own."""

FULL = 3
"""Dimensions below which a year is thin: votes and ideal points rest on the same roll calls."""

DEFAULT = {"votes": 0.5, "positions": 0.5} | dict.fromkeys(NAMES[2:], 1.0)
"""Equal weights of the dimensions: the two readings of the same votes share one."""

DRAWS, SEED = 6, 2008
KEYS = ["iso3_a", "iso3_b", "year"]
FACTORS = ("normalisation", "weights", "aggregation", "left out")


def schemes(columns: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """Weights that are tried: equal by dimension (the default), equal by indicator, and draws.

    Parameters
    ----------
    columns : sequence of str
        Names of indicators in use.

    Returns
    -------
    tuple
        Names of the schemes, and an array of shape (schemes, columns).
    """
    drawn = composite.draws(len(NAMES), DRAWS, SEED)
    every = np.vstack([[DEFAULT[name] for name in NAMES], np.ones(len(NAMES)), drawn])
    names = ["equal dimensions", "equal indicators", *(f"draw {n + 1}" for n in range(DRAWS))]
    return names, every[:, [NAMES.index(name) for name in columns]]


def known(frame: pd.DataFrame) -> list[str]:
    """Indicators with a value in `frame`, in order."""
    return [name for name in NAMES if frame[name].notna().any()]


def posts(columns: Sequence[str]) -> list[Goalpost]:
    """Goalposts of the indicators named."""
    return [INDICATORS[name].post for name in columns]


def sets(values: np.ndarray) -> pd.Series:
    """Names of the indicators that each row has, joined by commas.

    Parameters
    ----------
    values : array of shape (rows, indicators)
        In the order of `NAMES`.

    Returns
    -------
    Series of str
    """
    codes = (~np.isnan(values)) @ (1 << np.arange(len(NAMES)))
    text = {code: ", ".join(name for i, name in enumerate(NAMES) if code >> i & 1) for code in np.unique(codes)}
    return pd.Series(codes).map(text).astype("str")


def dimensions(values: np.ndarray) -> np.ndarray:
    """Number of dimensions that each row has an indicator of."""
    of = np.array([INDICATORS[name].dimension for name in NAMES])
    return sum((~np.isnan(values[:, of == name])).any(axis=1).astype("int64") for name in DIMENSIONS)


def cube_of(frame: pd.DataFrame) -> np.ndarray:
    """Ranks of all pairs of one year in every scenario; see `composite.factorial`."""
    columns = known(frame)
    return composite.factorial(frame[columns].to_numpy(dtype=float), posts(columns), schemes(columns)[1])


def ranked(frame: pd.DataFrame, cube: np.ndarray) -> pd.DataFrame:
    """Score, rank and interval of the rank of all pairs of one year.

    Parameters
    ----------
    frame : DataFrame
        `KEYS` and the indicators, one row a pair, `LEAST` indicators or more each.
    cube : array
        Of `cube_of`.

    Returns
    -------
    DataFrame
        `KEYS`, indicators (their names), dimensions, score, rank (default choices), rank_low, rank_median, rank_high
        (5, 50 and 95 per cent of the scenarios; 1 is the most aligned), pairs, scenarios.
    """
    values = frame[NAMES].to_numpy(dtype=float)
    low, median, high = composite.interval(cube)
    return frame[KEYS].assign(
        indicators=sets(values).array,
        dimensions=dimensions(values),
        score=scores(frame, DEFAULT),
        rank=cube[0, 0, 0, 0],
        rank_low=low,
        rank_median=median,
        rank_high=high,
        pairs=len(frame),
        scenarios=int(np.prod(cube.shape[:-1])),
    )


def sensitivity(frame: pd.DataFrame, cube: np.ndarray, chosen: np.ndarray) -> pd.DataFrame:
    """First-order sensitivity indices of the rank of chosen pairs of one year.

    Parameters
    ----------
    frame : DataFrame
        `KEYS` and the indicators.
    cube : array
        Of `cube_of`.
    chosen : boolean array
        Rows of `frame` wanted.

    Returns
    -------
    DataFrame
        `KEYS`, factor (of `FACTORS`, and interactions), share of the variance of the rank; missing where the rank is
        the same in every scenario.
    """
    shares = composite.first_order(cube[..., chosen])
    shares = np.vstack([shares, 1 - shares.sum(axis=0)])
    parts = [
        frame.loc[chosen, KEYS].assign(factor=factor, share=share)
        for factor, share in zip((*FACTORS, "interactions"), shares, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def scores(
    frame: pd.DataFrame,
    weights: Mapping[str, float],
    normalisation: str = "goalposts",
    aggregation: str = "arithmetic",
) -> np.ndarray:
    """Scores of all pairs under one set of choices.

    Parameters
    ----------
    frame : DataFrame
        The indicators; one year where the normalisation compares pairs.
    weights : mapping
        Indicator -> weight of 0 or more; one without a weight has 0.
    normalisation, aggregation : str
        As in `helpers.measures.composite`.

    Returns
    -------
    array
        0 to 1; NaN where the pair has none of the indicators weighed.

    Raises
    ------
    ValueError
        An indicator is unknown, or the weights cannot be used.
    """
    unknown = [name for name in weights if name not in INDICATORS]
    if unknown:
        raise ValueError(f"weights: no indicator {unknown[0]!r}; there are {', '.join(NAMES)}")
    given = composite.checked_weights([weights.get(name, 0.0) for name in NAMES], len(NAMES))
    columns = [name for name in known(frame) if given[NAMES.index(name)] > 0]
    if not columns:
        return np.full(len(frame), np.nan)
    normalised = composite.normalise(frame[columns].to_numpy(dtype=float), posts(columns), normalisation)
    return composite.aggregate(normalised, [weights[name] for name in columns], aggregation)


def reweighted(frame: pd.DataFrame, weights: Mapping[str, float], **choices: str) -> pd.DataFrame:
    """All pairs of one year scored and ranked again with weights of the reader.

    Parameters
    ----------
    frame : DataFrame
        `KEYS` and the indicators of one year.
    weights : mapping
        Indicator -> weight.
    **choices
        normalisation and aggregation, as in `scores`.

    Returns
    -------
    DataFrame
        `KEYS`, score, rank (1 is the most aligned), pairs, percentile; pairs without a weighed indicator are left out.
    """
    found = frame[KEYS].assign(score=scores(frame, weights, **choices))
    found = found[found["score"].notna()]
    return with_percentile(found.assign(rank=composite.ranks(found["score"].to_numpy()), pairs=len(found)))


def with_percentile(frame: pd.DataFrame) -> pd.DataFrame:
    """Ranks as percentiles, 100 (pairs - rank + 1/2) / pairs, where more is more aligned.

    Parameters
    ----------
    frame : DataFrame
        rank, pairs and, for an interval, rank_low, rank_median and rank_high.

    Returns
    -------
    DataFrame
        With percentile, and low, median and high where there is an interval (low from rank_high).
    """
    columns = {"percentile": "rank", "low": "rank_high", "median": "rank_median", "high": "rank_low"}
    return frame.assign(
        **{
            name: 100 * (frame["pairs"] - frame[rank] + 0.5) / frame["pairs"]
            for name, rank in columns.items()
            if rank in frame
        }
    )


def row_of(frame: pd.DataFrame, pair: Sequence[str]) -> np.ndarray:
    """Which rows are those of `pair`, whatever the order of its codes."""
    first, second = sorted(pair)
    return ((frame["iso3_a"] == first) & (frame["iso3_b"] == second)).to_numpy()


def choices(frame: pd.DataFrame, pair: Sequence[str]) -> pd.DataFrame:
    """Mean percentile of a pair under every level of every factor of the factorial, with the share of each factor.

    Parameters
    ----------
    frame : DataFrame
        `KEYS` and the indicators of one year.
    pair : tuple of str

    Returns
    -------
    DataFrame
        factor, level, percentile (mean over all scenarios with that level), low, high (5 and 95 per cent of these
        scenarios), share (of the variance of the rank that the factor explains by itself), total (1 for the sum with
        interactions); empty when the pair has no row.
    """
    columns = ["factor", "level", "percentile", "low", "high", "share"]
    here = row_of(frame, pair)
    if not here.any():
        return pd.DataFrame(columns=columns)
    cube = cube_of(frame)[..., here]
    share = composite.first_order(cube)[:, 0]
    places = 100 * (len(frame) - cube[..., 0] + 0.5) / len(frame)
    present = known(frame)
    left = ["nothing", *(INDICATORS[name].label for name in present)]
    levels = (composite.NORMALISATIONS, schemes(present)[0], composite.AGGREGATIONS, left)
    own = frame.loc[here, present].notna().iloc[0]
    rows = []
    for axis, (factor, names) in enumerate(zip(FACTORS, levels, strict=True)):
        for position, level in enumerate(names):
            if factor == "left out" and position and not own[present[position - 1]]:
                continue
            part = np.take(places, position, axis=axis)
            low, high = np.quantile(part, [0.05, 0.95])
            rows.append((factor, level, part.mean(), low, high, share[axis]))
    return pd.DataFrame(rows, columns=columns)


def profile(frame: pd.DataFrame, pairs: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Where pairs stand on every indicator among all pairs of the year.

    Parameters
    ----------
    frame : DataFrame
        `KEYS` and the indicators of one year.
    pairs : mapping
        Label -> pair.

    Returns
    -------
    DataFrame
        pair, indicator (label), name, value (as measured), score (between the goalposts), percentile (more is more
        aligned), known (pairs with a value); value, score and percentile are missing where the indicator is.
    """
    rows = []
    for name, indicator in INDICATORS.items():
        values = frame[name].to_numpy(dtype=float)
        placed = 100 * composite.percentile(composite.oriented(values, indicator.post))
        fixed = composite.goalposts(values, indicator.post)
        for label, pair in pairs.items():
            at = np.flatnonzero(row_of(frame, pair))
            found = (values[at[0]], fixed[at[0]], placed[at[0]]) if len(at) else (np.nan,) * 3
            rows.append((label, indicator.label, name, *found, int((~np.isnan(values)).sum())))
    return pd.DataFrame(rows, columns=["pair", "indicator", "name", "value", "score", "percentile", "known"])


def set_changes(rows: pd.DataFrame) -> pd.DataFrame:
    """Years in which the indicators of a pair are not those of its year before.

    Parameters
    ----------
    rows : DataFrame
        year and indicators of one pair.

    Returns
    -------
    DataFrame
        year, gained, lost (names, or missing for none), after a gap too.
    """
    found, before = [], None
    for year, text in rows.sort_values("year")[["year", "indicators"]].itertuples(index=False):
        now = str(text).split(", ")
        if before is not None and now != before:
            gained = ", ".join(n for n in now if n not in before)
            lost = ", ".join(n for n in before if n not in now)
            found.append((year, gained or "nothing", lost or "nothing"))
        before = now
    return pd.DataFrame(found, columns=["year", "gained", "lost"])


def steady(first: int, last: int) -> list[str]:
    """Indicators that cover all years from `first` to `last`."""
    return [n for n, i in INDICATORS.items() if i.years[0] <= first and last <= i.years[1]]


def change(frame: pd.DataFrame, year: int, before: int = 5, after: int = 3) -> pd.DataFrame:
    """Change of every pair's percentile around a year, on the indicators that cover the years before and after.

    With the same indicators throughout, a change is none of the set. A year in which a pair lacks one of them is left
    out for the pair.

    Parameters
    ----------
    frame : DataFrame
        `KEYS` and the indicators of all years.
    year : int
        First year after.
    before, after : int
        Years in either window.

    Returns
    -------
    DataFrame
        As `breaks.change_around` returns it, with indicators (names of those in use); percentile is the place of the
        change among the changes of all pairs.
    """
    columns = steady(year - before, year + after - 1)
    rows = frame[frame["year"].between(year - before, year + after - 1)]
    rows = rows[rows[columns].notna().all(axis=1)]
    weights = {name: DEFAULT[name] for name in columns}
    rows = rows.assign(score=scores(rows, weights))
    placed = [
        group.assign(rank=composite.ranks(group["score"].to_numpy()), pairs=len(group))
        for _, group in rows.groupby("year")
    ]
    places = with_percentile(pd.concat(placed)) if placed else rows.assign(percentile=np.nan)
    found = breaks.change_around(places, "percentile", year, before, after)
    return found.assign(indicators=", ".join(columns))


def changes(frame: pd.DataFrame, years: Sequence[int], pairs: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """`change` around several years, for the pairs named.

    Parameters
    ----------
    frame : DataFrame
        `KEYS` and the indicators of all years.
    years : sequence of int
    pairs : mapping
        Label -> pair.

    Returns
    -------
    DataFrame
        pair, year, before, after (mean percentile), change, percentile (of the change among all pairs), pairs,
        indicators; pairs without a value in the windows have no row.
    """
    rows = []
    for year in years:
        every = change(frame, year)
        for label, pair in pairs.items():
            own = every[row_of(every, pair)]
            rows.append(own.assign(pair=label, year=year))
    found = pd.concat(rows, ignore_index=True)
    columns = ["pair", "year", "mean_before", "mean_after", "change", "percentile", "pairs", "indicators"]
    return found[columns].rename(columns={"mean_before": "before", "mean_after": "after"})
