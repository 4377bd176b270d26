"""Where a series changes its level: change points, how sure they are, and changes around a given year for all pairs."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from helpers.measures import rank


def change_points(values: Sequence[float], penalty: float | None = None, shortest: int = 2) -> list[int]:
    """Changes in the mean of a series by PELT.

    The segments minimise the sum of squared distances to their means plus a penalty for each change (Killick, Fearnhead
    and Eckley 2012), with every position allowed as a change.

    Parameters
    ----------
    values : sequence of n numbers
        Without gaps.
    penalty : float, optional
        2 s^2 log n by default, with s the standard deviation of the first differences over the root of 2, which a
        change of level hardly moves.
    shortest : int
        Least length of a segment.

    Returns
    -------
    list of int
        Positions at which a new segment begins; empty without a change.

    Raises
    ------
    ValueError
        A value is missing, or there are fewer than two segments' worth of values.
    """
    import ruptures

    series = _complete(values, 2 * shortest)
    penalty = default_penalty(series) if penalty is None else penalty
    found = ruptures.Pelt(model="l2", jump=1, min_size=shortest).fit(series).predict(pen=penalty)
    return [int(position) for position in found[:-1]]


def default_penalty(values: Sequence[float]) -> float:
    """2 s^2 log n, with s from the first differences."""
    series = np.asarray(values, dtype=float)
    spread = np.std(np.diff(series), ddof=1) / np.sqrt(2)
    return float(max(2 * spread**2 * np.log(len(series)), 1e-12))


def support(
    values: Sequence[float], periods: Sequence[int], within: int = 1, resamples: int = 200, seed: int = 0
) -> pd.DataFrame:
    """How often each change comes back when the series is drawn again.

    Residuals from the segments found are drawn with replacement, added to the segment means, and the changes looked for
    again with the same penalty.

    Parameters
    ----------
    values, periods : sequences of equal length
    within : int
        A change counts as found again when it is this near.
    resamples, seed : int

    Returns
    -------
    DataFrame
        period, support (share of resamples, 0 to 1), shift (mean after less mean before), one row a change.
    """
    series = _complete(values, 4)
    penalty = default_penalty(series)
    found = change_points(series, penalty)
    edges = [0, *found, len(series)]
    means = np.concatenate([np.full(b - a, series[a:b].mean()) for a, b in pairwise(edges)])
    residuals = series - means
    generator = np.random.default_rng(seed)
    hits = np.zeros(len(found))
    for _ in range(resamples):
        again = change_points(means + generator.choice(residuals, len(series)), penalty)
        hits += [any(abs(other - one) <= within for other in again) for one in found]
    shifts = [means[p] - means[p - 1] for p in found]
    return pd.DataFrame({"period": [periods[p] for p in found], "support": hits / resamples, "shift": shifts})


def change_around(
    frame: pd.DataFrame,
    value: str,
    year: int,
    before: int = 5,
    after: int = 3,
    keys: Sequence[str] = ("iso3_a", "iso3_b"),
) -> pd.DataFrame:
    """Mean of the years from `year` on less the mean of the years before it, for every pair, with its place among all.

    Parameters
    ----------
    frame : DataFrame
        keys, year and `value`.
    value : str
    year : int
        First year after.
    before, after : int
        Years in either window; a pair needs a value in at least two years before and one after.
    keys : sequence of str
        Columns that name a pair.

    Returns
    -------
    DataFrame
        keys, mean_before, mean_after, change, n_before, n_after, percentile (of the change among all pairs), pairs.
    """
    names = list(keys)
    rows = frame[frame[value].notna()]
    early = (
        rows[rows["year"].between(year - before, year - 1)].groupby(names, observed=True)[value].agg(["mean", "size"])
    )
    late = rows[rows["year"].between(year, year + after - 1)].groupby(names, observed=True)[value].agg(["mean", "size"])
    both = early.join(late, how="inner", suffixes=("_b", "_a")).reset_index()
    both = both[(both["size_b"] >= min(2, before)) & (both["size_a"] >= 1)]
    both = both.rename(
        columns={"mean_b": "mean_before", "mean_a": "mean_after", "size_b": "n_before", "size_a": "n_after"}
    ).assign(change=lambda f: f["mean_after"] - f["mean_before"], all=1, pairs=len(both))
    both["percentile"] = rank.percentile(both, "change", "all")
    return both.drop(columns="all").reset_index(drop=True)


def _complete(values: Sequence[float], least: int) -> np.ndarray:
    series = np.asarray(values, dtype=float)
    if np.isnan(series).any():
        raise ValueError(f"value {int(np.isnan(series).argmax())} is missing: give an unbroken run of years")
    if len(series) < least:
        raise ValueError(f"{len(series)} values are too few: give {least} or more")
    return series
