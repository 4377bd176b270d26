"""How forecasts would have done: from every earlier origin, with nothing that was not known then.

Arrays are pairs by years, in the column of the origin, as in `helpers.measures.forecasts`. An error of origin s and
horizon h becomes known in s + h: whatever is learnt from errors at origin t uses those with s + h up to t.

References
----------
Tashman, L. J. (2000). Out-of-sample tests of forecasting accuracy. International Journal of Forecasting 16(4).
Gneiting, T. and Raftery, A. E. (2007). Strictly proper scoring rules. Journal of the American Statistical Association
102(477), section 6.2. Künsch, H. R. (1989). The jackknife and the bootstrap for general stationary observations. Annals
of Statistics 17(3).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

TESTED = 5
"""Origins with known errors that are needed before a model is chosen by them; until then naive is used."""

KNOWN = 500
"""Errors needed for the quantiles of an interval."""

SHARES = (0.025, 0.10, 0.90, 0.975)
"""Quantiles of errors: ends of the 95 and of the 80 per cent interval, from low to high."""

BLOCK, DRAWS, SEED = 5, 1000, 1982
"""Years in a block of origins that is drawn together, draws, and where they start."""


def choice(misses: Mapping[str, np.ndarray], horizon: int) -> np.ndarray:
    """The model with the smallest mean absolute error over all pairs, of the errors known at each origin.

    Parameters
    ----------
    misses : mapping
        Model -> absolute errors, array of shape (pairs, years), the same cells known in all; the first model is used
        until `TESTED` origins are known, and where it is as good as the best.
    horizon : int

    Returns
    -------
    array of shape (years,)
        Place of the model in `misses`.
    """
    parts = list(misses.values())
    number = (~np.isnan(parts[0])).any(axis=0).cumsum()
    sums = np.array([np.nansum(part, axis=0).cumsum() for part in parts])
    found = np.zeros(parts[0].shape[1], dtype="int64")
    best = np.where(number >= TESTED, np.round(sums, 9).argmin(axis=0), 0)
    found[horizon:] = best[: len(found) - horizon]
    return found


def pick(forecasts: Mapping[str, np.ndarray], chosen: np.ndarray) -> np.ndarray:
    """The forecast of the model chosen at each origin: shape (pairs, years)."""
    return np.stack(list(forecasts.values()))[chosen, :, np.arange(len(chosen))].T


def quantiles(
    scaled: np.ndarray, levels: np.ndarray, horizon: int, count: int, origins: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Quantiles of the errors known at each origin, apart for pairs of each level.

    Parameters
    ----------
    scaled : array of shape (pairs, years)
        Outcome less forecast, over the size that is usual for the pair.
    levels : int array of shape (pairs, years)
        Level of the pair at the origin, 0 to count - 1.
    horizon : int
    count : int
        Number of levels.
    origins : bool array of shape (years,)
        Origins for which the quantiles are wanted.

    Returns
    -------
    tuple
        Array of shape (years, count, len(SHARES)), NaN where fewer than `KNOWN` errors are known or none is wanted;
        and the number of errors, of shape (years, count).
    """
    years = scaled.shape[1]
    found, number = np.full((years, count, len(SHARES)), np.nan), np.zeros((years, count), dtype="int64")
    by_origin, known = scaled.T, ~np.isnan(scaled.T)
    for level in range(count):
        mine = known & (level == levels.T)
        errors, until = by_origin[mine], np.cumsum(mine.sum(axis=1))
        number[horizon:, level] = until[: years - horizon]
        for t in np.flatnonzero(origins & (number[:, level] >= KNOWN)):
            found[t, level] = np.quantile(errors[: number[t, level]], SHARES)
    return found, number


def intervals(
    forecast: np.ndarray,
    scale: np.ndarray,
    levels: np.ndarray,
    ends: np.ndarray,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> np.ndarray:
    """Ends of the intervals: forecast + scale x quantile of the pair's level, inside the scale.

    Parameters
    ----------
    forecast, scale, levels : arrays of shape (pairs, years)
    ends : array of shape (years, count, len(SHARES))
        As `quantiles` returns it.
    bounds : tuple of float

    Returns
    -------
    array of shape (len(SHARES), pairs, years)
    """
    quantile = ends[np.arange(forecast.shape[1]), levels]
    return np.clip(forecast + scale * np.moveaxis(quantile, -1, 0), *bounds)


def inside(outcome: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """1 where the outcome lies in the interval, 0 where not, NaN where either is not known; ends count as inside."""
    unknown = np.isnan(outcome) | np.isnan(low) | np.isnan(high)
    held = (outcome >= low - 1e-9) & (outcome <= high + 1e-9)
    return np.where(unknown, np.nan, held)


def interval_score(outcome: np.ndarray, low: np.ndarray, high: np.ndarray, coverage: float = 0.80) -> np.ndarray:
    """Width of the interval plus a fine for an outcome outside; less is better (Gneiting and Raftery 2007).

    (u - l) + 2/a (l - y) if y < l, + 2/a (y - u) if y > u, with a = 1 - coverage.
    """
    fine = 2 / (1 - coverage)
    return high - low + fine * np.maximum(low - outcome, 0) + fine * np.maximum(outcome - high, 0)


def skill(miss: np.ndarray, reference: np.ndarray) -> float:
    """1 less the ratio of two mean losses over the same cells: 0 is as good; NaN where the reference never missed."""
    both = ~np.isnan(miss) & ~np.isnan(reference)
    whole = reference[both].sum()
    return float(1 - miss[both].sum() / whole) if whole > 0 else np.nan


def skills(miss: np.ndarray, reference: np.ndarray, least: int) -> np.ndarray:
    """`skill` of each pair with `least` origins or more; NaN for others and where the reference never missed."""
    both = ~np.isnan(miss) & ~np.isnan(reference)
    mine, whole = (np.where(both, part, 0.0).sum(axis=1) for part in (miss, reference))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((both.sum(axis=1) >= least) & (whole > 1e-12), 1 - mine / whole, np.nan)


def skill_interval(miss: Sequence[float], reference: Sequence[float], share: float = 0.90) -> tuple[float, float]:
    """Interval of the skill of one pair from origins drawn again in blocks of neighbouring years.

    Errors of neighbouring origins overlap and are alike, so blocks of `BLOCK` years, taken round the end, are drawn.

    Parameters
    ----------
    miss, reference : sequences of float
        Losses by origin, in order, without missing values.
    share : float
        Coverage.

    Returns
    -------
    tuple of float
        NaN with fewer than two blocks, or where the reference never missed.
    """
    parts = np.array([miss, reference], dtype=float)
    n = parts.shape[1]
    if n < 2 * BLOCK or not parts[1].any():
        return np.nan, np.nan
    top, bottom = parts @ _drawn(n).T
    found = 1 - top[bottom > 0] / bottom[bottom > 0]
    return tuple(float(end) for end in np.quantile(found, [(1 - share) / 2, (1 + share) / 2]))


@lru_cache
def _drawn(n):
    """How often each of `n` origins is in each draw of blocks, array of shape (DRAWS, n)."""
    starts = np.random.default_rng(SEED).integers(0, n, (DRAWS, -(-n // BLOCK)))
    drawn = ((starts[:, :, None] + np.arange(BLOCK)) % n).reshape(DRAWS, -1)[:, :n]
    return np.array([np.bincount(row, minlength=n) for row in drawn], dtype=float)
