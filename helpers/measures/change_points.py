"""Change points of the yearly series of many pairs at once, and how much is behind those of one pair.

Optimal partitioning on arrays of pairs by years gives for all pairs what `breaks.change_points` gives for one. For one
pair there are a path over penalties, bootstrap support with an interval of years, and random walks as a yardstick: a
series that drifts by small steps can always be cut into levels.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

SHORTEST = 2
"""Least length of a segment, as in `breaks.change_points`."""

LEAST = 12
"""Years of an unbroken run without which a series is not tested."""

FACTORS = (0.5, 1, 2, 4, 8)
"""Multiples of the default penalty."""

NEAR = 1
"""Years within which two changes count as one."""

REACH = 5
"""Years on either side in which a resample's change is taken for the same one when its year is given as an interval."""

RESAMPLES, SEED = 500, 1960
CHANGE = ["year", "factor", "low", "high", "support", "before", "after", "shift", "noise", "chance"]
"""Columns of the changes of one series."""

ROWS = 1024
"""Pairs partitioned at once; their arrays stay in the cache of the processor."""


class Runs(NamedTuple):
    """The longest unbroken run of years of each pair, from its first year on; NaN behind its end."""

    rows: np.ndarray
    lengths: np.ndarray
    first: np.ndarray


def longest_runs(matrix: pd.DataFrame) -> Runs:
    """The longest unbroken run of every row; of equal ones the latest.

    Parameters
    ----------
    matrix : DataFrame
        As `placebo.wide` returns it: a row a pair, columns years without a gap, NaN where the source is silent.

    Returns
    -------
    Runs
        rows (pairs, years), lengths (pairs; 0 without a value), first (year, of no meaning where the length is 0).
    """
    values = matrix.to_numpy(dtype=float)
    n, width = values.shape
    known = ~np.isnan(values)
    length, longest, end = (np.zeros(n, dtype=np.int64) for _ in range(3))
    for column in range(width):
        length = np.where(known[:, column], length + 1, 0)
        better = (length >= longest) & (length > 0)
        longest, end = np.where(better, length, longest), np.where(better, column, end)
    start = np.where(longest > 0, end - longest + 1, 0)
    at = start[:, None] + np.arange(width)
    moved = np.take_along_axis(values, np.minimum(at, max(width - 1, 0)), axis=1) if width else values
    moved = np.where(np.arange(width) < longest[:, None], moved, np.nan)
    return Runs(moved, longest, start + (int(matrix.columns[0]) if width else 0))


def penalties(values: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Default penalty of each row, 2 s^2 log n with s from its first differences; see `breaks.default_penalty`.

    Parameters
    ----------
    values : array (rows, years)
        From the first value on, NaN behind the last.
    lengths : array (rows)

    Returns
    -------
    array (rows)
        Not below 1e-12; 1e-12 also where there are fewer than three values.
    """
    steps = np.diff(values, axis=1)
    known = ~np.isnan(steps)
    number = known.sum(axis=1)
    steps = np.where(known, steps, 0.0)
    mean = steps.sum(axis=1) / np.maximum(number, 1)
    squares = np.where(known, (steps - mean[:, None]) ** 2, 0.0).sum(axis=1)
    variance = squares / np.maximum(number - 1, 1) / 2
    return np.where(number > 1, np.maximum(2 * variance * np.log(np.maximum(lengths, 1)), 1e-12), 1e-12)


def partition(values: np.ndarray, lengths: np.ndarray, penalty: np.ndarray) -> np.ndarray:
    """Where new segments begin, for the least sum of squared distances to the means plus a penalty for each change.

    Optimal partitioning (Jackson et al. 2005) of all rows at once: the best cost up to each position from the best
    costs before it, segments of `SHORTEST` years or more.

    Parameters
    ----------
    values : array (rows, years)
        From the first value on; what stands behind the length of a row is not read.
    lengths : array of int (rows)
    penalty : array (rows)

    Returns
    -------
    array of bool (rows, years)
        True at the first year of a new segment; the first segment has no mark.
    """
    found = np.zeros(values.shape, dtype=bool)
    for start in range(0, len(values), ROWS):
        part = slice(start, start + ROWS)
        found[part] = _partition(values[part], lengths[part], penalty[part])
    return found


def _partition(values, lengths, penalty):
    rows, width = values.shape
    inside = np.arange(width) < lengths[:, None]
    middle = np.where(inside, values, 0.0).sum(axis=1) / np.maximum(lengths, 1)
    centred = np.where(inside, values - middle[:, None], 0.0)
    total, square = np.zeros((width + 1, rows)), np.zeros((width + 1, rows))
    total[1:], square[1:] = np.cumsum(centred.T, axis=0), np.cumsum(centred.T**2, axis=0)
    best, previous = np.full((width + 1, rows), np.inf), np.zeros((width + 1, rows), dtype=np.int64)
    best[0] = -penalty
    for end in range(SHORTEST, width + 1):
        starts = slice(0, end - SHORTEST + 1)
        size = np.arange(end, SHORTEST - 1, -1)[:, None]
        costs = best[starts] - square[starts] - (total[end] - total[starts]) ** 2 / size
        previous[end] = costs.argmin(axis=0)
        best[end] = costs[previous[end], np.arange(rows)] + square[end] + penalty
    found, at = np.zeros((rows, width), dtype=bool), lengths.astype(np.int64)
    every = np.arange(rows)
    while (at > 0).any():
        at = previous[at, every]
        found[every[at > 0], at[at > 0]] = True
    return found


def testable(runs: Runs) -> np.ndarray:
    """Which rows have `LEAST` years or more."""
    return runs.lengths >= LEAST


def spread(matrix: pd.DataFrame, factors: Sequence[float] = FACTORS) -> pd.DataFrame:
    """How many pairs have a change in each year, and within a year of it.

    Parameters
    ----------
    matrix : DataFrame
        As `placebo.wide` returns it.
    factors : sequence of float
        Multiples of each pair's default penalty.

    Returns
    -------
    DataFrame
        year, factor, pairs (whose run of `LEAST` years or more lets a change lie in the year), changed (of them with a
        change in the year), near (of them with one in the year, the year before or the year after); years without
        a pair have no row.
    """
    runs = longest_runs(matrix)
    long = testable(runs)
    runs = Runs(*(part[long] for part in runs))
    years = np.arange(int(matrix.columns[0]), int(matrix.columns[-1]) + 1) if matrix.shape[1] else np.arange(0)
    offset = years[None, :] - runs.first[:, None]
    possible = (offset >= SHORTEST) & (offset <= runs.lengths[:, None] - SHORTEST)
    base, parts = penalties(runs.rows, runs.lengths), []
    place = np.clip(offset, 0, max(matrix.shape[1] - 1, 0))
    for factor in factors:
        begins = partition(runs.rows, runs.lengths, factor * base)
        begins = np.take_along_axis(begins, place, axis=1) & possible if len(begins) else begins
        close = begins.copy()
        close[:, 1:] |= begins[:, :-1]
        close[:, :-1] |= begins[:, 1:]
        counts = {"pairs": possible, "changed": begins, "near": close & possible}
        parts.append(pd.DataFrame({"year": years, "factor": float(factor)} | {k: v.sum(0) for k, v in counts.items()}))
    found = pd.concat(parts, ignore_index=True)
    return found[found["pairs"] > 0].reset_index(drop=True)


def run_of(values: pd.Series) -> pd.Series:
    """The longest unbroken run of years of one series; see `longest_runs`.

    Parameters
    ----------
    values : Series
        By year; missing years absent or NaN.

    Returns
    -------
    Series
        Without missing values; empty without any.
    """
    known = values.dropna().sort_index()
    if len(known) == 0:
        return known.astype(float)
    matrix = known.reindex(range(int(known.index[0]), int(known.index[-1]) + 1)).to_frame().T
    runs = longest_runs(matrix)
    first, length = int(runs.first[0]), int(runs.lengths[0])
    return pd.Series(runs.rows[0, :length], index=range(first, first + length))


def positions(values: np.ndarray, penalty: float) -> list[int]:
    """Positions at which a new segment of one series begins: `partition` of a single row."""
    row = np.asarray(values, dtype=float)[None, :]
    return np.flatnonzero(partition(row, np.array([row.shape[1]]), np.array([penalty]))[0]).tolist()


def path(values: pd.Series, factors: Sequence[float] = FACTORS) -> pd.DataFrame:
    """The changes of one series under smaller and larger penalties.

    Parameters
    ----------
    values : Series
        An unbroken run of years.
    factors : sequence of float

    Returns
    -------
    DataFrame
        year (as found under the largest penalty), factor (the largest under which a change within `NEAR` years is
        found); one row a change, in order of time.
    """
    series = values.to_numpy(dtype=float)
    base = float(penalties(series[None, :], np.array([len(series)]))[0])
    kept: dict[int, float] = {}
    for factor in sorted(factors, reverse=True):
        for place in positions(series, factor * base):
            if all(abs(place - other) > NEAR for other in kept):
                kept[place] = float(factor)
    rows = [(int(values.index[place]), kept[place]) for place in sorted(kept)]
    return pd.DataFrame(rows, columns=["year", "factor"])


def levels(values: np.ndarray, places: Sequence[int]) -> np.ndarray:
    """Mean of the segment of each value, segments beginning at `places`."""
    edges = [0, *places, len(values)]
    return np.concatenate([np.full(b - a, values[a:b].mean()) for a, b in pairwise(edges)])


def drawn_again(values: np.ndarray, penalty: float, resamples: int = RESAMPLES, seed: int = SEED) -> np.ndarray:
    """Changes found when residuals from the levels of a series are drawn with replacement and added to them again.

    Returns
    -------
    array of bool (resamples, years)
    """
    means = levels(values, positions(values, penalty))
    draws = means + np.random.default_rng(seed).choice(values - means, (resamples, len(values)))
    return partition(draws, np.full(resamples, len(values)), np.full(resamples, penalty))


def walks(values: np.ndarray, penalty: float, resamples: int = RESAMPLES, seed: int = SEED) -> np.ndarray:
    """Changes found in random walks made of the yearly steps of a series in another order.

    Returns
    -------
    array of bool (resamples, years)
    """
    steps = np.diff(values)
    order = np.random.default_rng(seed).permuted(np.tile(steps, (resamples, 1)), axis=1)
    draws = np.concatenate([np.zeros((resamples, 1)), np.cumsum(order, axis=1)], axis=1)
    return partition(draws, np.full(resamples, len(values)), np.full(resamples, penalty))


def _near(found, place, reach=NEAR):
    """Whether each row has a change within `reach` of a position."""
    return found[:, max(place - reach, 0) : place + reach + 1].any(axis=1)


def _interval(found, place, level=0.90):
    """Ends of the middle of the nearest changes within `REACH` of a position, `NEAR` on either side at least."""
    low = max(place - REACH, 0)
    window = found[:, low : place + REACH + 1]
    apart = np.where(window, np.abs(np.arange(low, low + window.shape[1]) - place), REACH + 1)
    has = window.any(axis=1)
    if not has.any():
        return place - NEAR, place + NEAR
    nearest = low + apart[has].argmin(axis=1)
    ends = np.quantile(nearest, [(1 - level) / 2, (1 + level) / 2], method="nearest")
    return min(int(ends[0]), place - NEAR), max(int(ends[1]), place + NEAR)


def of_series(values: pd.Series, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[pd.DataFrame, dict]:
    """The changes of one series, with penalty path, bootstrap support and what random walks would show.

    Parameters
    ----------
    values : Series
        An unbroken run of `LEAST` years or more.
    resamples, seed : int

    Returns
    -------
    tuple
        DataFrame, one row a change: year (as found at the default penalty if it is, else as in `path`); factor (as in
        `path`); low, high (years in which 90 per cent of the resamples have the change, of those with one within
        `REACH` years, and `NEAR` years on either side at least: no change of a short series is dated to the year);
        support (share of resamples with one within `NEAR` years); before, after (means of the segments); shift (after
        less before); noise (shift over the standard deviation of the steps, itself over the root of 2); chance (share
        of random walks of the same steps with a change within `NEAR` years). All but year, factor and chance are
        missing for changes not found at the default penalty; support, its years and noise also where the series has no
        noise about its levels, as a scale of classes may have none.
        Dict: changes (at the default penalty), walks (share of the random walks with as many changes or more).

    Raises
    ------
    ValueError
        A value is missing, or there are fewer than `LEAST`.
    """
    if values.isna().any():
        raise ValueError(f"year {values.index[values.isna()][0]} is missing: give an unbroken run of years")
    if len(values) < LEAST:
        raise ValueError(f"{len(values)} years are too few: give {LEAST} or more")
    series, first = values.to_numpy(dtype=float), int(values.index[0])
    penalty = float(penalties(series[None, :], np.array([len(series)]))[0])
    found, places = path(values), positions(series, penalty)
    means = levels(series, places)
    scatter = float(np.abs(series - means).max())
    exact = scatter < 1e-9 * max(1.0, float(np.abs(series).max()))
    again = None if exact or not places else drawn_again(series, penalty, resamples, seed)
    walked = walks(series, penalty, resamples, seed + 1)
    sigma, rows = float(np.std(np.diff(series), ddof=1) / np.sqrt(2)), []
    for year, factor in found.itertuples(index=False):
        row = {"year": year, "factor": factor, "chance": float(_near(walked, year - first).mean())}
        at = min(places, key=lambda place, year=year: abs(place - (year - first)), default=None)
        if factor >= 1 and at is not None and abs(at - (year - first)) <= NEAR:
            shift = float(means[at] - means[at - 1])
            row |= {"year": first + at, "before": float(means[at - 1]), "after": float(means[at]), "shift": shift}
            if again is not None:
                low, high = _interval(again, at)
                row |= {"support": float(_near(again, at).mean()), "low": first + low, "high": first + high}
                row |= {"noise": shift / sigma}
        rows.append(row)
    known = {"changes": len(places), "walks": float((walked.sum(axis=1) >= len(places)).mean())}
    return pd.DataFrame(rows, columns=CHANGE).astype(dict.fromkeys(CHANGE[2:], float)), known


def of_pair(series: Mapping[str, pd.Series]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The changes of all series of a pair, and which series could be tested.

    Parameters
    ----------
    series : mapping
        Name -> values by year.

    Returns
    -------
    tuple of DataFrame
        Changes: series and the columns of `of_series`. Series: series, first, last, years (of the longest unbroken
        run), tested, held (first and last year held at all, as text), changes (at the default penalty), walks (share
        of random walks with as many changes or more; missing where not tested). Series without a value have no row.
    """
    parts, rows = [], []
    for name, values in series.items():
        known = values.dropna()
        if len(known) == 0:
            continue
        run = run_of(known)
        row = {"series": name, "first": int(run.index[0]), "last": int(run.index[-1]), "years": len(run)}
        row |= {"held": f"{int(known.index.min())}-{int(known.index.max())}", "tested": len(run) >= LEAST}
        row |= {"changes": 0, "walks": np.nan}
        if row["tested"]:
            found, known = of_series(run)
            parts.append(found.assign(series=name))
            row |= known
        rows.append(row)
    columns = ["series", "first", "last", "years", "tested", "held", "changes", "walks"]
    changes = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["series", *CHANGE])
    kinds = {"series": "str", "tested": bool, "walks": float}
    return changes[["series", *CHANGE]], pd.DataFrame(rows, columns=columns).astype(kinds)
