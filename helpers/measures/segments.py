"""Changes of level by exact dynamic programming: what `breaks` finds, fast enough to draw a series again many times."""

from itertools import pairwise

import numpy as np
import pandas as pd

from helpers.measures import breaks

SHORTEST = 2
"""Least length of a segment, as in `breaks.change_points`."""


def cuts(values, penalty):
    """Positions at which a new segment begins, for the least sum of squared distances plus `penalty` for each change.

    Optimal partitioning (Jackson et al. 2005): the best cost up to each position from the best costs before it.

    Parameters
    ----------
    values : array of n numbers
    penalty : float

    Returns
    -------
    list of int
    """
    values = np.asarray(values, dtype=float)
    n, at = len(values), np.arange(len(values) + 1)
    total = np.concatenate([[0.0], np.cumsum(values)])
    square = np.concatenate([[0.0], np.cumsum(values**2)])
    best, previous = np.full(n + 1, np.inf), np.zeros(n + 1, dtype=int)
    best[0] = -penalty
    for end in range(SHORTEST, n + 1):
        starts = at[: end - SHORTEST + 1]
        cost = square[end] - square[starts] - (total[end] - total[starts]) ** 2 / (end - starts)
        costs = best[starts] + cost + penalty
        previous[end] = int(np.argmin(costs))
        best[end] = costs[previous[end]]
    found, end = [], previous[n]
    while end > 0:
        found.append(int(end))
        end = previous[end]
    return found[::-1]


def support(values, periods, within=1, resamples=200, seed=0):
    """As `breaks.support`, with the same draws.

    Returns
    -------
    pandas.DataFrame
        period, support (share of resamples, 0 to 1), shift, before, after (means of the segments); one row a change.
    """
    values = np.asarray(values, dtype=float)
    penalty = breaks.default_penalty(values)
    found = cuts(values, penalty)
    edges = [0, *found, len(values)]
    means = np.concatenate([np.full(b - a, values[a:b].mean()) for a, b in pairwise(edges)])
    residuals, generator = values - means, np.random.default_rng(seed)
    hits = np.zeros(len(found))
    for _ in range(resamples):
        again = cuts(means + generator.choice(residuals, len(values)), penalty)
        hits += [any(abs(other - one) <= within for other in again) for one in found]
    before, after = [means[p - 1] for p in found], [means[p] for p in found]
    return pd.DataFrame(
        {
            "period": [periods[p] for p in found],
            "support": hits / resamples,
            "shift": np.subtract(after, before),
            "before": before,
            "after": after,
        }
    )
