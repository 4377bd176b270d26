"""Forecasts of yearly counts, such as joint exercises: a rate of the last years, and intervals that never fall below 0.

A count is taken for Poisson with a rate that stays what it was; the interval holds what is not known of the rate and
the chance of the count itself. Counts are arrays of pairs by years without a gap.

References
----------
Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd edition, section 2.6: the prediction of a Poisson count is
negative binomial.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from helpers.measures import backtests, exercises

LEAST = 8
"""Years of counts, the origin among them, that a forecast needs."""

PRIOR = 0.5
"""Shape of the prior of a rate (Jeffreys)."""

MODELS = {"naive": 1, "recent": 5, "whole": None}
"""Model -> years whose mean is the forecast; None: all years to the origin."""

NAMES = {"naive": "the last count (naive)", "recent": "the mean of five years", "whole": "the mean of all years"}

STATES = ("CHN", "IRN", "PRK", "RUS")
"""States whose exercises with each other the list is about."""


def by_pair(listed: pd.DataFrame) -> pd.DataFrame:
    """Exercises a year of all pairs of `STATES` that had one; patrols and further stages are left out.

    Parameters
    ----------
    listed : DataFrame
        Table `ties/exercises`; its last year is not over and is left out.

    Returns
    -------
    DataFrame
        Index (iso3_a, iso3_b), columns years, counts.
    """
    rows = listed[listed["kind"] == "exercise"]
    years = range(int(listed["year"].min()), int(listed["year"].max()))
    found = {pair: exercises.between(rows, pair)["year"].value_counts() for pair in combinations(STATES, 2)}
    counts = pd.DataFrame({pair: held.reindex(years, fill_value=0) for pair, held in found.items()}, index=years).T
    counts.index.names = ["iso3_a", "iso3_b"]
    return counts[(counts > 0).any(axis=1)]


def totals(counts: np.ndarray, window: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Events in the last `window` years up to each year (all years with None), and how many years these are.

    Parameters
    ----------
    counts : int array of shape (pairs, years)
    window : int or None

    Returns
    -------
    tuple
        Array of shape (pairs, years), and of shape (years,).
    """
    sums = np.concatenate([np.zeros((len(counts), 1)), counts.cumsum(axis=1)], axis=1)
    last = np.arange(1, counts.shape[1] + 1)
    first = np.zeros_like(last) if window is None else np.maximum(last - window, 0)
    return sums[:, last] - sums[:, first], last - first


def predicted(total: float, years: float, shares: Sequence[float]) -> np.ndarray:
    """Quantiles of the count of one year, given `total` events in `years` years.

    Negative binomial with shape total + 1/2 and chance years / (years + 1): a gamma mixture of Poisson counts.

    Parameters
    ----------
    total, years : float
    shares : sequence of float

    Returns
    -------
    int array of shape (len(shares),)
        The smallest count that at least that share does not exceed.
    """
    shape, stay = total + PRIOR, 1 / (years + 1)
    most = int(10 * (total / years + 3)) + 50
    k = np.arange(1, most)
    chances = np.concatenate([[1.0], np.cumprod((k - 1 + shape) / k * stay)]) * (1 - stay) ** shape
    return np.searchsorted(np.cumsum(chances), np.asarray(shares) - 1e-12)


def tested(counts: pd.DataFrame, pair: Sequence[str], horizons: Sequence[int]) -> pd.DataFrame:
    """How the models did from earlier origins, for all pairs of the list together and for one.

    Parameters
    ----------
    counts : DataFrame
        Index (iso3_a, iso3_b), columns years, counts; every pair of the states of the list.
    pair : sequence of str
    horizons : sequence of int

    Returns
    -------
    DataFrame
        horizon, model, origins, all_mae, all_skill (all pairs together), mae, skill (the pair), inside80 and inside95
        (share of outcomes of all pairs in the intervals), cases.
    """
    values, own = counts.to_numpy(dtype=float), counts.index.get_loc(tuple(sorted(pair)))
    origins = np.arange(LEAST - 1, values.shape[1])
    rows = []
    for horizon in horizons:
        known = origins[origins + horizon < values.shape[1]]
        outcome = values[:, known + horizon]
        naive = np.abs(outcome - values[:, known])
        for model, window in MODELS.items():
            total, years = totals(values, window)
            miss = np.abs(outcome - total[:, known] / years[known])
            ends = np.array(
                [[predicted(total[i, t], years[t], backtests.SHARES) for t in known] for i in range(len(values))]
            )
            low95, low80, high80, high95 = np.moveaxis(ends.astype(float), -1, 0)
            row = {
                "horizon": horizon,
                "model": model,
                "origins": len(known),
                "all_mae": miss.mean(),
                "cases": miss.size,
            }
            row |= {"all_skill": backtests.skill(miss, naive), "mae": miss[own].mean()}
            row |= {"skill": backtests.skill(miss[own], naive[own])}
            row |= {"inside80": backtests.inside(outcome, low80, high80).mean()}
            rows.append(row | {"inside95": backtests.inside(outcome, low95, high95).mean()})
    return pd.DataFrame(rows)


def outlook(counts: pd.DataFrame, pair: Sequence[str], model: str) -> dict:
    """The forecast of one pair for each later year; it does not change with the horizon.

    Returns
    -------
    dict
        last (year), count (in it), forecast, low95, low80, high80, high95 (a year), total and years (behind it).
    """
    values = counts.loc[[tuple(sorted(pair))]].to_numpy(dtype=float)
    total, years = totals(values, MODELS[model])
    total, years = float(total[0, -1]), int(years[-1])
    low95, low80, high80, high95 = (int(end) for end in predicted(total, years, backtests.SHARES))
    found = {"last": int(counts.columns[-1]), "count": int(values[0, -1]), "forecast": total / years}
    found |= {"low95": low95, "low80": low80, "high80": high80, "high95": high95}
    return found | {"total": int(total), "years": years}


def best(results: pd.DataFrame) -> str:
    """The model with the smallest mean absolute error over all pairs and horizons; naive where none is better."""
    means = results.groupby("model", sort=False)["all_mae"].mean()
    return str(means.round(9).idxmin())


def facts(counts: pd.DataFrame, pair: Sequence[str], horizons: Sequence[int]) -> dict:
    """The outlook of one pair, with how models and intervals did; empty where the list has no exercise of it.

    Returns
    -------
    dict
        As `outlook`, with pairs (of the list), best (model in words), origins (fewest), inside80, inside95 (over all
        pairs and horizons), recent_skill (mean over the horizons), until (last year ahead).
    """
    if tuple(sorted(pair)) not in counts.index:
        return {}
    results = tested(counts, pair, horizons)
    model = best(results)
    used, recent = (results[results["model"] == name] for name in (model, "recent"))
    found = outlook(counts, pair, model) | {"pairs": len(counts), "best": NAMES[model]}
    found |= {"origins": int(used["origins"].min()), "until": int(counts.columns[-1]) + max(horizons)}
    found |= {name: used[name].mean() for name in ("inside80", "inside95")}
    return found | {"recent_skill": recent["all_skill"].mean()}
