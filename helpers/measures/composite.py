"""Composite indicators by the steps of the OECD/JRC handbook: normalise, weight, aggregate, and how sure the rank is.

Arrays are units by indicators; a missing value (NaN) stays missing: it is neither imputed nor zero, and its weight goes
to the indicators that the unit has.

References
----------
OECD and JRC (2008). Handbook on Constructing Composite Indicators. Saisana, Saltelli and Tarantola (2005), Journal of
the Royal Statistical Society A 168(2).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

NORMALISATIONS = ("goalposts", "percentile", "z-score")
AGGREGATIONS = ("arithmetic", "geometric")
FLOOR = 0.01
"""Least score in a geometric mean, so that one score of 0 does not decide alone."""

EXACT = 9
"""Decimals to which scores are compared: what differs by less is a tie, whatever the order of summation."""


class Goalpost(NamedTuple):
    """Values that score 0 and 1: `low` above `high` when less is better; on the scale of logarithms with `log`."""

    low: float
    high: float
    log: bool = False


def goalposts(values: np.ndarray, post: Goalpost) -> np.ndarray:
    """Position between two fixed values, cut off at 0 and 1.

    (x - low) / (high - low), of logarithms where the goalposts say so.

    Parameters
    ----------
    values : array of numbers
    post : Goalpost

    Returns
    -------
    array of the same shape, 0 to 1; NaN where the value is missing.

    Raises
    ------
    ValueError
        The goalposts are equal, or not above 0 on a logarithmic scale.
    """
    if post.low == post.high:
        raise ValueError(f"goalposts are both {post.low:g}: give two different values")
    if post.log and min(post.low, post.high) <= 0:
        raise ValueError(f"goalposts {post.low:g} and {post.high:g}: on a logarithmic scale both lie above 0")
    x = oriented(values, post)
    low, high = oriented(np.array([post.low, post.high]), post)
    return np.clip((x - low) / (high - low), 0.0, 1.0)


def oriented(values: np.ndarray, post: Goalpost) -> np.ndarray:
    """Values on the scale that is normalised: logarithms, not below the lower goalpost, where so said; more is better.

    Parameters
    ----------
    values : array of numbers
    post : Goalpost

    Returns
    -------
    array of the same shape
    """
    x = np.asarray(values, dtype=float)
    if post.log:
        x = np.log(np.maximum(x, min(post.low, post.high)))
    return -x if post.low > post.high else x


def percentile(values: np.ndarray) -> np.ndarray:
    """Share of the known values below, and half of those as large, the value itself among them: (r - 1/2) / n.

    Parameters
    ----------
    values : array of shape (n,)
        More is better.

    Returns
    -------
    array of shape (n,), 0 to 1; NaN where the value is missing.
    """
    x = np.round(np.asarray(values, dtype=float), EXACT)
    known = ~np.isnan(x)
    ordered = np.sort(x[known])
    placed = np.full(len(x), np.nan)
    below = np.searchsorted(ordered, x[known], "left") + np.searchsorted(ordered, x[known], "right")
    placed[known] = below / (2 * max(len(ordered), 1))
    return placed


def normal_score(values: np.ndarray) -> np.ndarray:
    """Standard score brought to 0-1 by the distribution function of the normal distribution: Phi((x - mean) / s).

    Parameters
    ----------
    values : array of shape (n,)
        More is better.

    Returns
    -------
    array of shape (n,), 0 to 1; NaN where the value is missing, 1/2 where all values are the same.
    """
    from scipy.special import ndtr

    x = np.asarray(values, dtype=float)
    known = x[~np.isnan(x)]
    if not len(known):
        return x
    spread = known.std()
    centred = x - known.mean()
    return ndtr(np.round(centred / spread, EXACT)) if spread > 1e-12 else np.where(np.isnan(x), np.nan, 0.5)


def normalise(values: np.ndarray, posts: Sequence[Goalpost], method: str) -> np.ndarray:
    """Scores of all indicators by one of `NORMALISATIONS`.

    Parameters
    ----------
    values : array of shape (units, indicators)
    posts : sequence of Goalpost, one for each indicator
    method : str

    Returns
    -------
    array of shape (units, indicators), 0 to 1, NaN where missing.

    Raises
    ------
    ValueError
        The method is unknown.
    """
    if method not in NORMALISATIONS:
        raise ValueError(f"normalisation {method!r}: use one of {', '.join(NORMALISATIONS)}")
    if method == "goalposts":
        columns = [goalposts(column, post) for column, post in zip(values.T, posts, strict=True)]
    else:
        among = percentile if method == "percentile" else normal_score
        columns = [among(oriented(column, post)) for column, post in zip(values.T, posts, strict=True)]
    return np.column_stack(columns)


def aggregate(scores: np.ndarray, weights: Sequence[float], method: str = "arithmetic", floor: float = FLOOR):
    """Weighted mean of the scores that a unit has.

    arithmetic: sum w z / sum w; geometric: exp(sum w log max(z, floor) / sum w), sums over the known scores.

    Parameters
    ----------
    scores : array of shape (units, indicators)
        0 to 1; NaN is left out, its weight going to the others in proportion.
    weights : sequence of numbers, one for each indicator
        Need not add up to 1.
    method : {"arithmetic", "geometric"}
    floor : float
        Least score in the geometric mean; 0 lets a score of 0 decide alone.

    Returns
    -------
    array of shape (units,), 0 to 1; NaN where no known score has a weight.

    Raises
    ------
    ValueError
        Unknown method, a wrong number of weights, a negative weight or none above 0.
    """
    if method not in AGGREGATIONS:
        raise ValueError(f"aggregation {method!r}: use one of {', '.join(AGGREGATIONS)}")
    weight = checked_weights(weights, scores.shape[1])
    known = ~np.isnan(scores)
    filled = np.where(known, scores, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(known, filled if method == "arithmetic" else np.log(np.maximum(filled, floor)), 0.0)
        parts[:, weight == 0] = 0.0
        mean = (parts * weight).sum(axis=1) / (known * weight).sum(axis=1)
    return mean if method == "arithmetic" else np.exp(mean)


def checked_weights(weights: Sequence[float], n: int) -> np.ndarray:
    """Weights as an array, or ValueError when there are not `n` of them, one is negative, or none is above 0."""
    weight = np.asarray(weights, dtype=float)
    if weight.shape != (n,):
        raise ValueError(f"{len(weight)} weights for {n} indicators: give one for each")
    if not (weight >= 0).all() or not weight.any():
        raise ValueError(f"weights {weight.tolist()}: give numbers of 0 or more, not all 0")
    return weight


def ranks(scores: np.ndarray) -> np.ndarray:
    """Rank of each unit: 1 has the highest score, ties share the best rank.

    Parameters
    ----------
    scores : array of shape (n,)
        Without missing values; of a size that leaves room for `EXACT` decimals in 64 bits, as means of scores are.

    Returns
    -------
    int array of shape (n,)
    """
    n = len(scores)
    bits = n.bit_length()
    keys = np.rint(np.asarray(scores) * -(10.0**EXACT)).astype("int64") << bits
    keys |= np.arange(n)
    keys.sort()  # whole numbers that carry their own place sort faster than an argsort of the scores
    order = keys & ((1 << bits) - 1)
    keys >>= bits
    places = np.arange(n, dtype="int32")
    places[1:][keys[1:] == keys[:-1]] = 0
    found = np.empty(n, dtype="int32")
    found[order] = np.maximum.accumulate(places) + 1
    return found


def draws(n: int, count: int, seed: int) -> np.ndarray:
    """Weights drawn evenly from all that add up to 1 (flat Dirichlet distribution).

    Parameters
    ----------
    n : int
        Indicators.
    count, seed : int

    Returns
    -------
    array of shape (count, n)
    """
    return np.random.default_rng(seed).dirichlet(np.ones(n), count)


def factorial(values: np.ndarray, posts: Sequence[Goalpost], schemes: np.ndarray, floor: float = FLOOR) -> np.ndarray:
    """Rank of every unit under every combination of normalisation, weights, aggregation and indicator left out.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Each unit has two or more indicators; each indicator has a unit.
    posts : sequence of Goalpost, one for each indicator
    schemes : array of shape (k, indicators)
        Weights; above 0.
    floor : float

    Returns
    -------
    int32 array of shape (3, k, 2, 1 + indicators, units)
        In the order of `NORMALISATIONS`, of the schemes, of `AGGREGATIONS`, and of none left out, then each indicator.

    Raises
    ------
    ValueError
        A unit has fewer than two indicators, so that one left out would leave none, or a weight is not above 0.
    """
    units, n = values.shape
    known = (~np.isnan(values)).T.astype(float)
    if units and known.sum(axis=0).min() < 2:
        raise ValueError("factorial: a unit has fewer than two indicators; leave it out first")
    if not (schemes > 0).all():
        raise ValueError("factorial: a weight is not above 0; leave the indicator out instead")
    found = np.empty((len(NORMALISATIONS), len(schemes), len(AGGREGATIONS), 1 + n, units), dtype="int32")
    for i, normalisation in enumerate(NORMALISATIONS):
        scores = np.nan_to_num(normalise(values, posts, normalisation).T)
        forms = (scores, np.log(np.maximum(scores, floor)) * known)
        for j, weights in enumerate(schemes):
            weighed = known * weights[:, None]
            whole = weighed.sum(axis=0)
            for k, form in enumerate(forms):
                parts = form * weights[:, None]
                total = parts.sum(axis=0)
                found[i, j, k, 0] = ranks(total / whole)
                for left in range(n):
                    found[i, j, k, 1 + left] = ranks((total - parts[left]) / (whole - weighed[left]))
    return found


def interval(cube: np.ndarray, shares: Sequence[float] = (0.05, 0.5, 0.95)) -> np.ndarray:
    """Quantiles of each unit's rank over all scenarios: the smallest rank with at least that share at or below it.

    Parameters
    ----------
    cube : array of shape (..., units)
        As `factorial` returns it.
    shares : sequence of float

    Returns
    -------
    array of shape (len(shares), units)
    """
    flat = np.sort(np.ascontiguousarray(cube.reshape(-1, cube.shape[-1]).T), axis=1)
    places = [max(int(np.ceil(share * flat.shape[1] - 1e-9)) - 1, 0) for share in shares]
    return flat[:, places].T


def first_order(cube: np.ndarray) -> np.ndarray:
    """First-order sensitivity indices of the factors of a full factorial: Var(E[y | factor]) / Var(y).

    Exact for the factorial, every level of a factor being equally likely. They add up to 1 when the factors work
    independently of each other; the rest is interaction.

    Parameters
    ----------
    cube : array of shape (levels of factor 1, ..., levels of factor m, units)

    Returns
    -------
    array of shape (m, units); NaN where y is the same in every scenario.
    """
    y = np.asarray(cube, dtype=float)
    factors = range(y.ndim - 1)
    whole = y.var(axis=tuple(factors))
    explained = [y.mean(axis=tuple(f for f in factors if f != kept)).var(axis=0) for kept in factors]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, np.array(explained) / whole, np.nan)
