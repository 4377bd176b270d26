"""Interrupted time series: the step in a series at a date, against its own trend."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

NORMAL = 1.959963984540054
"""Half the width of a 95 per cent interval, in standard errors."""


def rate_ratio(
    counts: Sequence[float],
    step: Sequence[int],
    exposure: Sequence[float] | None = None,
    month: Sequence[int] | None = None,
    harmonics: int = 0,
) -> dict:
    """Step in a series of counts, as a rate ratio.

    Poisson regression of the counts on a step and a straight trend, the log of the exposure as offset (Lopez Bernal,
    Cummins and Gasparrini 2017). With harmonics, a season of 12 months is added and the scale is taken from the Pearson
    statistic (quasi-Poisson).

    Parameters
    ----------
    counts, step : sequences of n numbers
        Counts in order of time; 0 before and 1 after.
    exposure : sequence of n numbers, optional
        Such as population.
    month : sequence of n int, optional
        1 to 12; needed with harmonics.
    harmonics : int
        Pairs of sine and cosine.

    Returns
    -------
    dict
        ratio, low, high (95 per cent).
    """
    import statsmodels.api as sm

    n = len(counts)
    columns = {"level": np.ones(n), "step": np.asarray(step, float), "time": np.arange(1, n + 1, dtype=float)}
    if harmonics:
        if month is None:
            raise ValueError("harmonics need the month of each count: give month")
        angle = 2 * np.pi * np.asarray(month, float) / 12
        for k in range(1, harmonics + 1):
            columns |= {f"sin{k}": np.sin(k * angle), f"cos{k}": np.cos(k * angle)}
    design = pd.DataFrame(columns)
    offset = None if exposure is None else np.log(np.asarray(exposure, float))
    model = sm.GLM(np.asarray(counts, float), design, family=sm.families.Poisson(), offset=offset)
    fit = model.fit(scale="X2" if harmonics else 1.0)
    low, high = fit.conf_int().loc["step"]
    return {"ratio": float(np.exp(fit.params["step"])), "low": float(np.exp(low)), "high": float(np.exp(high))}


def step(values: Sequence[float], years: Sequence[int], year: int) -> dict:
    """Step in a yearly series at `year`, against a straight trend.

    Least squares of the values on a step from `year` on and a trend; the interval is heteroskedasticity and
    autocorrelation consistent (Newey and West 1987, one lag).

    Parameters
    ----------
    values, years : sequences of equal length
        Missing values are left out.
    year : int
        First year after.

    Returns
    -------
    dict
        step, low, high (95 per cent), n, n_after; NaN where there are fewer than three years before, two after, or six.
    """
    frame = pd.DataFrame({"value": values, "year": years}).dropna().sort_values("year")
    after = int((frame["year"] >= year).sum())
    if len(frame) < 6 or after < 2 or len(frame) - after < 3:
        return {"step": np.nan, "low": np.nan, "high": np.nan, "n": len(frame), "n_after": after}
    size, low, high = steps(frame["value"].to_numpy(dtype=float)[None, :], frame["year"].to_numpy(), year)
    return {"step": float(size[0]), "low": float(low[0]), "high": float(high[0]), "n": len(frame), "n_after": after}


def steps(values: np.ndarray, years: Sequence[int], year: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`step` of many series over the same years at once.

    Parameters
    ----------
    values : array (series, years)
        Without missing values.
    years : sequence of int
        In order.
    year : int
        First year after.

    Returns
    -------
    tuple of arrays
        step, low, high (95 per cent).
    """
    time = np.asarray(years, dtype=float)
    design = np.column_stack([np.ones(len(time)), (time >= year).astype(float), time - time.min()])
    weights = np.linalg.inv(design.T @ design) @ design.T
    coefficients = values @ weights.T
    parts = weights[1] * (values - coefficients @ design.T)
    variance = (parts**2).sum(axis=1) + (parts[:, 1:] * parts[:, :-1]).sum(axis=1)
    size, reach = coefficients[:, 1], NORMAL * np.sqrt(np.maximum(variance, 0))
    return size, size - reach, size + reach
