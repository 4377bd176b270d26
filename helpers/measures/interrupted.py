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
    time = (frame["year"] - frame["year"].min()).to_numpy(dtype=float)
    design = np.column_stack([np.ones(len(frame)), (frame["year"] >= year).to_numpy(dtype=float), time])
    observed = frame["value"].to_numpy(dtype=float)
    bread = np.linalg.inv(design.T @ design)
    found = bread @ design.T @ observed
    scores = design * (observed - design @ found)[:, None]
    neighbours = scores[1:].T @ scores[:-1]
    meat = scores.T @ scores + (neighbours + neighbours.T) / 2
    reach = NORMAL * np.sqrt((bread @ meat @ bread)[1, 1])
    size = found[1]
    return {
        "step": float(size),
        "low": float(size - reach),
        "high": float(size + reach),
        "n": len(frame),
        "n_after": after,
    }
