"""Simple forecasts of many yearly series at once, each made only from what was known in the year it starts from.

Arrays are pairs by years, NaN where a year is not known. A forecast stands in the column of its origin, the last year
it uses, and is for `horizon` years later. It is made where the `LEAST` years up to the origin are all known, from the
unbroken run of years that ends there.

References
----------
Hyndman, R. J. and Athanasopoulos, G. (2021). Forecasting: Principles and Practice, 3rd edition, chapters 5 and 8.
Hyndman, R. J. and Billah, B. (2003). Unmasking the Theta method. International Journal of Forecasting 19(2).
Makridakis, S. and Hibon, M. (2000). The M3-Competition. International Journal of Forecasting 16(4).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

LEAST = 15
"""Years without a gap, the origin among them, that a forecast needs."""

RECENT, REACH = 5, 10
"""Years of the recent mean, and years over which the drift is measured."""

ALPHAS = tuple(round(0.1 * n, 1) for n in range(1, 11))
"""Smoothing weights among which one is chosen for all pairs."""

USUAL = 5
"""Yearly changes of usual size that count beside a pair's own in its volatility."""

MODELS = {
    "naive": "naive (last value)",
    "recent": "mean of five years",
    "drift": "drift of ten years",
    "theta": "theta",
    "reversion": "return to own mean",
    "mean": "mean of the five models",
}
"""Model -> its name in words; the last is the mean of the others."""


class Parameters(NamedTuple):
    """What is fitted on all pairs, one value for each origin, from years up to it."""

    alpha: np.ndarray
    """Smoothing weight of theta."""
    reversion: np.ndarray
    """Part of the distance from the own mean that is left after the horizon."""
    spread: np.ndarray
    """Root of the mean squared yearly change."""


def run_length(values: np.ndarray) -> np.ndarray:
    """Known years without a gap that end in each year; 0 where the year is not known."""
    return np.arange(values.shape[1]) - _gap(values)


def ahead(values: np.ndarray, horizon: int) -> np.ndarray:
    """Values `horizon` years later, in the column of the origin; NaN where that year is not known or not yet come."""
    found = np.full(values.shape, np.nan)
    if horizon < values.shape[1]:
        found[:, :-horizon] = values[:, horizon:]
    return found


def naive(values: np.ndarray) -> np.ndarray:
    """The last value: y(t + h) = y(t)."""
    return _allowed(values, values)


def recent_mean(values: np.ndarray) -> np.ndarray:
    """Mean of the last five values: y(t + h) = (y(t) + ... + y(t - 4)) / 5."""
    sums = _cumulated(values)
    found = np.full(values.shape, np.nan)
    found[:, RECENT - 1 :] = (sums[:, RECENT:] - sums[:, :-RECENT]) / RECENT
    return _allowed(values, found)


def drift(values: np.ndarray, horizon: int) -> np.ndarray:
    """Line through the last value and that of ten years before: y(t + h) = y(t) + h (y(t) - y(t - 10)) / 10."""
    before = np.full(values.shape, np.nan)
    before[:, REACH:] = values[:, :-REACH]
    return _allowed(values, values + horizon * (values - before) / REACH)


def theta(values: np.ndarray, horizon: int, alpha: Sequence[float]) -> np.ndarray:
    """Theta forecast: exponential smoothing with half the slope of the straight line through the run.

    y(t + h) = l(t) + b/2 (h - 1 + 1/a - (1 - a)^n / a), where l is smoothed with weight a from the first of the n
    values of the run, and b is the least-squares slope (Hyndman and Billah 2003).

    Parameters
    ----------
    values : array of shape (pairs, years)
    horizon : int
    alpha : sequence of float, one for each origin
        Above 0, at most 1.

    Returns
    -------
    array of shape (pairs, years)
    """
    alpha, n = np.asarray(alpha, dtype=float), run_length(values)
    level = np.full(values.shape, np.nan)
    for weight in np.unique(alpha):
        level[:, alpha == weight] = smoothed(values, weight)[:, alpha == weight]
    ahead_by = horizon - 1 + 1 / alpha - (1 - alpha) ** n / alpha
    return _allowed(values, level + slopes(values) / 2 * ahead_by)


def smoothed(values: np.ndarray, alpha: float) -> np.ndarray:
    """Exponentially smoothed level of each run: l(t) = a y(t) + (1 - a) l(t - 1), beginning with its first value."""
    first = run_length(values) == 1
    level = np.full(values.shape, np.nan)
    for t in range(values.shape[1]):
        before = values[:, t] if t == 0 else np.where(first[:, t], values[:, t], level[:, t - 1])
        level[:, t] = alpha * values[:, t] + (1 - alpha) * before
    return level


def slopes(values: np.ndarray) -> np.ndarray:
    """Least-squares slope, per year, of the run that ends in each year; NaN for a run of one."""
    n, years = run_length(values), np.arange(values.shape[1])
    middle = years - (n - 1) / 2
    products = _in_run(values * years, values) - middle * _in_run(values, values)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n > 1, 12 * products / (n * (n**2 - 1.0)), np.nan)


def own_mean(values: np.ndarray) -> np.ndarray:
    """Mean of the run that ends in each year."""
    n = run_length(values)
    return np.where(n > 0, _in_run(values, values) / np.maximum(n, 1), np.nan)


def reversion(values: np.ndarray, coefficient: Sequence[float]) -> np.ndarray:
    """Return to the mean m of the pair's run: y(t + h) = m(t) + r (y(t) - m(t)), r fitted on all pairs."""
    middle = own_mean(values)
    return _allowed(values, middle + np.asarray(coefficient) * (values - middle))


def pooled_alpha(values: np.ndarray) -> np.ndarray:
    """Weight of `ALPHAS` with the least squared one-step error of smoothing over all pairs and years so far.

    Parameters
    ----------
    values : array of shape (pairs, years)

    Returns
    -------
    array of shape (years,)
        The value in a column uses years up to it; 1 before the first error.
    """
    inside = run_length(values) > 1
    errors = []
    for alpha in ALPHAS:
        wrong = np.zeros(values.shape)
        wrong[:, 1:] = values[:, 1:] - smoothed(values, alpha)[:, :-1]
        errors.append(np.cumsum((np.where(inside, wrong, 0.0) ** 2).sum(axis=0)))
    errors = np.array(errors)
    return np.where(errors[0] > 0, np.array(ALPHAS)[errors.argmin(axis=0)], 1.0)


def pooled_reversion(values: np.ndarray, horizon: int) -> np.ndarray:
    """Least-squares r of (y(s + h) - m(s)) on (y(s) - m(s)) over all pairs and origins s with s + h up to each year.

    Parameters
    ----------
    values : array of shape (pairs, years)
    horizon : int

    Returns
    -------
    array of shape (years,)
        1, no return, before the first case.
    """
    middle = _allowed(values, own_mean(values))
    before, after = values - middle, ahead(values, horizon) - middle
    both = ~np.isnan(before) & ~np.isnan(after)
    sums = [np.cumsum(np.where(both, product, 0.0).sum(axis=0)) for product in (before * after, before**2)]
    found = np.ones(values.shape[1])
    top, bottom = (part[: len(found) - horizon] for part in sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        found[horizon:] = np.where(bottom > 1e-12, top / bottom, 1.0)
    return found


def pooled_spread(values: np.ndarray) -> np.ndarray:
    """Root of the mean squared yearly change over all pairs and years so far; NaN before the first change."""
    squares, number = _changes(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt(np.cumsum(squares.sum(axis=0)) / np.cumsum(number.sum(axis=0)))


def volatility(values: np.ndarray, spread: Sequence[float]) -> np.ndarray:
    """Usual size of a pair's yearly change: the mean square of its own n changes and of `USUAL` changes of usual size.

    s = root((sum d^2 + 5 v^2) / (n + 5)), where v is the spread over all pairs: a pair that never moved is not taken
    for one that never will.

    Parameters
    ----------
    values : array of shape (pairs, years)
    spread : sequence of float, one for each origin
        As `pooled_spread` returns it.

    Returns
    -------
    array of shape (pairs, years)
    """
    squares, number = (_in_run(part, values) for part in _changes(values))
    found = np.sqrt((squares + USUAL * np.asarray(spread) ** 2) / (number + USUAL))
    return _allowed(values, found)


def fitted(values: np.ndarray, horizon: int) -> Parameters:
    """`Parameters` of all pairs together."""
    return Parameters(pooled_alpha(values), pooled_reversion(values, horizon), pooled_spread(values))


def every_model(
    values: np.ndarray, horizon: int, parameters: Parameters, bounds: tuple[float, float] = (-np.inf, np.inf)
) -> dict[str, np.ndarray]:
    """Forecasts of all `MODELS` from every origin, kept inside the ends of the scale.

    Parameters
    ----------
    values : array of shape (pairs, years)
    horizon : int
        Years ahead.
    parameters : Parameters
    bounds : tuple of float
        Ends of the scale.

    Returns
    -------
    dict
        Model -> array of shape (pairs, years), in the order of `MODELS`; the same cells are NaN in all.
    """
    found = {
        "naive": naive(values),
        "recent": recent_mean(values),
        "drift": drift(values, horizon),
        "theta": theta(values, horizon, parameters.alpha),
        "reversion": reversion(values, parameters.reversion),
    }
    found = {name: np.clip(forecast, *bounds) for name, forecast in found.items()}
    return found | {"mean": sum(found.values()) / len(found)}


def _gap(values):
    """Column of the last unknown year up to each year, -1 before the first."""
    years = np.arange(values.shape[1])
    return np.maximum.accumulate(np.where(np.isnan(values), years, -1), axis=1)


def _allowed(values, found):
    return np.where(run_length(values) >= LEAST, found, np.nan)


def _cumulated(parts):
    """Sums up to each year, with a column of 0 before the first; unknown years add nothing."""
    sums = np.cumsum(np.nan_to_num(parts), axis=1)
    return np.concatenate([np.zeros((len(parts), 1)), sums], axis=1)


def _in_run(parts, values):
    """Sums of `parts` over the run of `values` that ends in each year."""
    sums, start = _cumulated(parts), _gap(values) + 1
    return sums[:, 1:] - np.take_along_axis(sums, start, axis=1)


def _changes(values):
    """Squares of the yearly changes inside runs, in the later year, and whether there is one."""
    squares = np.zeros(values.shape)
    squares[:, 1:] = np.nan_to_num(values[:, 1:] - values[:, :-1]) ** 2
    return squares, (run_length(values) > 1).astype(float)
