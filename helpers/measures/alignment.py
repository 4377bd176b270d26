"""The alignment index: how closely two states stand on votes, trade, commitments, organisations, arms and disputes.

A pair and year has a score from 0 to 1, a rank among all pairs of the year, and an interval of that rank over choices
that could have been made otherwise. Indicators end in different years: a rank is always one among pairs measured with
what there was in that year.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.measures import composite
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
    "trade_cow": Indicator("trade by COW (salience)", "trade", Goalpost(0.0001, 0.25, log=True), (1950, 1999)),
    "trade_baci": Indicator("trade by BACI (salience)", "trade", Goalpost(0.0001, 0.25, log=True), (2000, 2020)),
    "commitments": Indicator("alliances (level of commitment)", "commitments", Goalpost(0.0, 3.0), (1950, 2018)),
    "organisations": Indicator("organisations (Jaccard)", "organisations", Goalpost(0.0, 0.8), (1965, 2014)),
    "arms": Indicator("arms (class of import share)", "arms", Goalpost(0.0, 3.0), (1954, 2024)),
    "disputes": Indicator("disputes (hostility in ten years)", "disputes", Goalpost(5.0, 0.0), (1950, 2014)),
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
