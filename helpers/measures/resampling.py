"""Intervals of the similarity of all pairs in one period, from resampling its resolutions."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.measures import votes as vote_measures
from helpers.measures.contingency import evaluate

CHUNK = 256
"""Pairs resampled at once; their draws take about 20 MB."""


def resample_all(
    votes: pd.DataFrame,
    measure: str,
    draws: int = 1000,
    level: float = 0.95,
    absent: str = "drop",
    seed: int = 1946,
) -> pd.DataFrame:
    """Percentile bootstrap interval of the similarity of every pair in one period.

    Each draw takes as many resolutions as the period has, with replacement, and the same ones for all pairs, so that
    draws keep what pairs share. The number of times each resolution is drawn is a row of multinomial weights; the
    tables of joint positions of all pairs are the weights times the products of the positions. Draws in which a measure
    is undefined for a pair are left out for it. `helpers.measures.votes.interval` draws from the pair's own
    resolutions instead: where a state was absent, its n is fixed, here it varies from draw to draw.

    Parameters
    ----------
    votes : DataFrame[resolution_id, iso3, vote]
        Votes of one period, as in `helpers.measures.votes.similarity`.
    measure : str
        One name, as there.
    draws : int
        Number of resamples.
    level : float
        Coverage, between 0 and 1.
    absent : {"drop", "category"}
        As in `helpers.measures.votes.similarity`.
    seed : int
        Same seed, same intervals; the order of the rows does not matter.

    Returns
    -------
    DataFrame[iso3_a, iso3_b, value, low, high, n]
        One row for each pair with n >= 1 resolutions that count, sorted; value as in
        `helpers.measures.votes.similarity`, low and high the (1 - level) / 2 and (1 + level) / 2 quantiles of the
        draws, NaN where the measure was undefined in all.

    Raises
    ------
    ValueError
        As in `helpers.measures.votes.similarity`; draws below 1, level outside 0 to 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: use a share between 0 and 1, such as 0.95")
    if draws < 1:
        raise ValueError(f"draws is {draws}: use 1 or more")
    pairs = vote_measures.similarity(votes.assign(_period=0), measure, by="_period", absent=absent)
    pairs = pairs.drop(columns="period").astype({"iso3_a": "str", "iso3_b": "str"})
    counted = vote_measures.LEVELS if absent == "drop" else (*vote_measures.LEVELS, vote_measures.ABSENT)
    cast = votes.astype({"resolution_id": "str", "iso3": "str"})
    cells = cast.pivot(index="iso3", columns="resolution_id", values="vote").sort_index().sort_index(axis=1)
    held = cells.to_numpy()
    positions = np.stack([(held == code).astype(np.float32) for code in counted])
    k, resolutions = len(counted), cells.shape[1]
    even = np.full(resolutions, 1 / max(resolutions, 1))
    weights = np.random.default_rng(seed).multinomial(resolutions, even, size=draws).astype(np.float32)
    low, high = np.full(len(pairs), np.nan), np.full(len(pairs), np.nan)
    row = {state: number for number, state in enumerate(cells.index)}
    first, second = (pairs[name].map(row).to_numpy() for name in ("iso3_a", "iso3_b"))
    for start in range(0, len(pairs), CHUNK):
        part = slice(start, start + CHUNK)
        joint = positions[:, None, first[part]] * positions[None, :, second[part]]
        tables = joint.reshape(-1, resolutions) @ weights.T
        drawn = evaluate(tables.reshape(k, k, -1), [measure], vote_measures.LEVELS, absent == "category")[measure]
        low[part], high[part] = _quantiles(drawn.reshape(-1, draws), [(1 - level) / 2, (1 + level) / 2])
    return pairs.assign(low=low, high=high)[["iso3_a", "iso3_b", "value", "low", "high", "n"]]


def _quantiles(values: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Quantiles of each row, linear between values, without the missing ones; (shares, rows), NaN for an empty row."""
    ordered = np.sort(values, axis=1)
    last = np.isfinite(ordered).sum(axis=1) - 1
    found = []
    for share in shares:
        place = share * np.maximum(last, 0)
        below = np.floor(place).astype(np.intp)
        above = np.minimum(below + 1, np.maximum(last, 0))
        left, right = (np.take_along_axis(ordered, at[:, None], axis=1)[:, 0] for at in (below, above))
        found.append(np.where(last >= 0, left + (right - left) * (place - below), np.nan))
    return np.array(found)
