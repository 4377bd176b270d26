"""Groups of states of one size: the mean of their pairs, and its place among all groups of that size from a set."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

SAME = 1e-12
"""Means that differ by less are the same."""


def placed(
    pairs: pd.DataFrame,
    named: Mapping[str, Sequence[str]],
    states: Sequence[str],
    by: str = "year",
    value: str = "value",
    least: int | None = None,
    choice: np.ndarray | None = None,
) -> pd.DataFrame:
    """Mean over the pairs of named groups and its place among all groups of that size, by period.

    A group counts in a period in which at least `least` of its pairs have a value; its mean is that of the pairs known.
    A named group is compared with those that know as many pairs as it does, or more. The percentile is the mid-rank:
    100 (groups below + half of the groups with the same mean, itself among them) / groups. A named group that the set
    cannot form is placed as one group more.

    Parameters
    ----------
    pairs : DataFrame[iso3_a, iso3_b, <by>, <value>]
        One row for each pair and period, the pair in either order; an absent or missing value is not known.
    named : dict of name to list of states
        Groups of one size, two states or more each.
    states : list of states
        The set that the groups are drawn from.
    by, value : str
        Columns of the period and of the value (a boolean counts as 0 and 1).
    least : int, optional
        Pairs that a group must have a value for; all by default.
    choice : array of bool, optional
        Which groups to compare with, in the order of ``combinations(sorted(states), size)``; all by default.

    Returns
    -------
    DataFrame[group, <by>, value, known, percentile, groups]
        One row for each named group and period; known is the number of its pairs with a value, groups the number of
        groups placed. value and percentile are NaN where the group does not count.

    Raises
    ------
    ValueError
        Groups of different sizes, or of one state; a state twice; least outside 1 to the number of pairs.
    """
    size = _size(named)
    n_pairs = comb(size, 2)
    least = n_pairs if least is None else least
    if not 1 <= least <= n_pairs:
        raise ValueError(f"least: {least} of {n_pairs} pairs; give 1 to {n_pairs}")
    different(states, "states")
    for name, members in named.items():
        different(members, f"group {name}")
    inside = sorted(states)
    outside = sorted({state for members in named.values() for state in members} - set(inside))
    place = pd.Index([*inside, *outside], dtype="object")
    everyone = every_group(len(inside), size)
    compared = everyone if choice is None else everyone[choice]
    own = np.sort([place.get_indexer(list(members)) for members in named.values()], axis=1)
    among = [bool((group < len(inside)).all()) and (choice is None or _listed(compared, group)) for group in own]
    cells, own_cells = pair_cells(compared, len(place)), pair_cells(own, len(place))
    periods = np.sort(pairs[by].unique())
    first, second = (place.get_indexer(pairs[side].astype("object")) for side in ("iso3_a", "iso3_b"))
    when = np.searchsorted(periods, pairs[by].to_numpy())
    known = (first >= 0) & (second >= 0)
    squares = np.full((len(periods), len(place), len(place)), np.nan)
    numbers = pairs[value].to_numpy(dtype=float)[known]
    squares[when[known], first[known], second[known]] = squares[when[known], second[known], first[known]] = numbers
    rows = []
    for period, square in zip(periods, squares.reshape(len(periods), -1), strict=True):
        every, known_pairs = _means(square, cells, least)
        named_means, counts = _means(square, own_cells, least)
        by_count = {}
        for name, mean, count, listed in zip(named, named_means, counts, among, strict=True):
            needed = max(int(count), least)
            if needed not in by_count:
                by_count[needed] = every if (known_pairs >= needed).all() else every[known_pairs >= needed]
            means = by_count[needed]
            total, percentile = len(means), np.nan
            if np.isfinite(mean):
                below = np.count_nonzero(means < mean - SAME)
                same = np.count_nonzero(means <= mean + SAME) - below
                total += not listed
                percentile = 100 * (below + (same + (not listed)) / 2) / total
            rows.append((name, period, mean, int(count), percentile, total))
    return pd.DataFrame(rows, columns=["group", by, "value", "known", "percentile", "groups"])


def matched(members: Sequence[str], states: Sequence[str], size: pd.Series, share: float = 0.05) -> np.ndarray:
    """The groups nearest in size to a given one, among those that share at most one state with it.

    Distance is Euclidean between the logarithms of the sizes, largest with largest, smallest with smallest.

    Parameters
    ----------
    members, states : list of states
    size : Series
        Size of each state (above 0), indexed by code.
    share : float
        Part of the groups to keep, the nearest first; equal distances are kept together.

    Returns
    -------
    array of bool
        In the order of ``combinations(sorted(states), len(members))``, for `placed`. Groups with a state of unknown
        size are left out; all are if that holds for the members.
    """
    inside = sorted(states)
    everyone = every_group(len(inside), len(members))
    logs = np.log(size.reindex(inside).to_numpy(dtype=float))
    own = np.sort(np.log(size.reindex(list(members)).to_numpy(dtype=float)))
    distance = np.sqrt(((np.sort(logs[everyone], axis=1) - own) ** 2).sum(axis=1))
    shared = np.isin(np.array(inside), list(members))[everyone].sum(axis=1)
    allowed = (shared <= 1) & np.isfinite(distance)
    if not allowed.any():
        return allowed
    limit = np.sort(distance[allowed])[max(int(share * len(everyone)), 1) - 1 : None]
    return allowed & (distance <= (limit[0] if len(limit) else np.inf) + SAME)


@lru_cache
def every_group(n: int, size: int) -> np.ndarray:
    """Positions of all groups of a size among n states, a row each, in the order of `itertools.combinations`."""
    found = np.array(list(combinations(range(n), size)), dtype=np.intp).reshape(-1, size)
    found.flags.writeable = False
    return found


def matrix(pairs: pd.DataFrame, states: Sequence[str], value: str = "value") -> np.ndarray:
    """Values of one period as a symmetric matrix over the states in their order, NaN where not known."""
    place = pd.Index(list(states), dtype="object")
    first, second = (place.get_indexer(pairs[side].astype("object")) for side in ("iso3_a", "iso3_b"))
    known = (first >= 0) & (second >= 0)
    cells = np.full((len(place), len(place)), np.nan)
    numbers = pairs[value].to_numpy(dtype=float)[known]
    cells[first[known], second[known]] = cells[second[known], first[known]] = numbers
    return cells


def pair_cells(groups: np.ndarray, width: int) -> np.ndarray:
    """Positions of the pairs of each group in a flat square: a row for each pair, a column for each group."""
    return np.stack([groups[:, i] * width + groups[:, j] for i, j in combinations(range(groups.shape[1]), 2)])


def _means(flat, cells, least):
    """Mean over the pairs known of each group, NaN with fewer than `least`, and their number."""
    here = np.isfinite(flat)
    sums = _sums(flat, cells)
    if np.isfinite(sums).all():
        return sums / len(cells), np.full(cells.shape[1], len(cells))
    sums, counts = _sums(np.where(here, flat, 0.0), cells), _sums(here.astype("int8"), cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counts >= least, sums / counts, np.nan), counts


def _sums(flat, cells):
    total = flat.take(cells[0], mode="clip")
    for cell in cells[1:]:
        total += flat.take(cell, mode="clip")
    return total


def _listed(compared, group):
    return bool((compared == group).all(axis=1).any())


def _size(named):
    sizes = {len(members) for members in named.values()}
    if len(sizes) != 1 or min(sizes) < 2:
        raise ValueError(f"groups: sizes {sorted(sizes)}; give groups of one size, two states or more each")
    return sizes.pop()


def different(states: Sequence[str], what: str) -> None:
    """Refuse a state named twice."""
    twice = sorted({state for state in states if list(states).count(state) > 1})
    if twice:
        raise ValueError(f"{what}: {twice[0]} stands twice; name it once")
