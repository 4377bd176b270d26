"""Changes of level of one series: what `breaks` finds, fast enough to draw a series again many times."""

import numpy as np
import pandas as pd

from helpers.measures import breaks, change_points


def cuts(values, penalty):
    """Positions at which a new segment begins, for the least sum of squared distances plus `penalty` for each change.

    Parameters
    ----------
    values : array of n numbers
    penalty : float

    Returns
    -------
    list of int
    """
    return change_points.positions(np.asarray(values, dtype=float), penalty)


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
    means = change_points.levels(values, found)
    again = change_points.drawn_again(values, penalty, resamples, seed)
    near = [again[:, max(one - within, 0) : one + within + 1].any(axis=1) for one in found]
    before, after = [means[p - 1] for p in found], [means[p] for p in found]
    return pd.DataFrame(
        {
            "period": [periods[p] for p in found],
            "support": [float(hits.mean()) for hits in near],
            "shift": np.subtract(after, before),
            "before": before,
            "after": after,
        }
    )
