"""Groups of states that vote together: cohesion, place among all foursomes, majorities, communities of the network."""

from collections.abc import Iterable, Mapping, Sequence
from math import comb

import numpy as np
import pandas as pd

from helpers.measures import groups

YES, ABSTAIN, NO = 1, 2, 3
SAME = 1e-12
"""Numbers that differ by less are the same."""


def cohesion(
    similarity: pd.DataFrame, named: Mapping[str, Sequence[str]], value: str = "value", min_n: int = 1
) -> pd.DataFrame:
    """Mean similarity of all pairs within groups of states, by period.

    Parameters
    ----------
    similarity : DataFrame[iso3_a, iso3_b, period, n, <value>]
        One row for each pair and period, as `helpers.measures.votes.similarity` returns it.
    named : dict of name to list of states
        Two or more states each.
    value : str
        Column of the similarity.
    min_n : int
        Pairs with fewer resolutions count as missing.

    Returns
    -------
    DataFrame[group, period, value, pairs, n]
        One row for each group and period; pairs that have a value, n the smallest number of resolutions among them (0
        for none). value is NaN unless every pair of the group has one: a mean over changing pairs is no series.

    Raises
    ------
    ValueError
        Missing column; a group with fewer than two different states.
    """
    _require(similarity, ["iso3_a", "iso3_b", "period", "n", value], "similarity")
    known = similarity[similarity[value].notna() & (similarity["n"] >= min_n)]
    periods = pd.Index(np.sort(similarity["period"].unique()), name="period")
    parts = []
    for name, states in named.items():
        groups.different(states, f"group {name}")
        if len(states) < 2:
            raise ValueError(f"group {name}: name two or more states")
        within = known[known["iso3_a"].isin(states) & known["iso3_b"].isin(states)].groupby("period")
        found = pd.DataFrame({"value": within[value].mean(), "pairs": within.size(), "n": within["n"].min()})
        found = found.reindex(periods).fillna({"pairs": 0, "n": 0}).astype({"pairs": "int64", "n": "int64"})
        found["value"] = found["value"].where(found["pairs"] == comb(len(states), 2))
        parts.append(found.reset_index().assign(group=name))
    columns = ["group", "period", "value", "pairs", "n"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def foursomes(
    similarity: pd.DataFrame, members: Sequence[str], states: Sequence[str], measure: str = "value", min_n: int = 1
) -> pd.DataFrame:
    """Cohesion of four states against that of all groups of four from a set, by period.

    A group counts in a period in which all six of its pairs have a value. The percentile is the mid-rank:
    100 (groups below + half of the groups with the same value, the four themselves among them) / groups.

    Parameters
    ----------
    similarity : DataFrame[iso3_a, iso3_b, period, n, <measure>]
        As in `cohesion`.
    members : four states
    states : list of states
        The set that the groups are drawn from, members among them; 32 states make 35,960 groups.
    measure : str
        Column of the similarity.
    min_n : int
        Pairs with fewer resolutions count as missing.

    Returns
    -------
    DataFrame[period, value, percentile, groups]
        One row for each period; groups is the number of complete groups. value and percentile are NaN where the four
        are not complete.

    Raises
    ------
    ValueError
        Missing column; not four different members; a member outside the set; a state twice.
    """
    _require(similarity, ["iso3_a", "iso3_b", "period", "n", measure], "similarity")
    groups.different(members, "members")
    groups.different(states, "states")
    if len(members) != 4:
        raise ValueError(f"members: {len(members)} states; name four")
    outside = sorted(set(members) - set(states))
    if outside:
        raise ValueError(f"members: {outside[0]} is not among the states to compare with; add it")
    known = similarity.assign(value=similarity[measure].where(similarity["n"] >= min_n))
    found = groups.placed(known, {"members": members}, states, by="period")
    return found[["period", "value", "percentile", "groups"]]


def with_majority(votes: pd.DataFrame, group: Sequence[str], by: str = "year", other: str = "USA") -> pd.DataFrame:
    """How often a group of states votes as one, and then with or against the majority and another state.

    Counted are the resolutions on which every state of the group voted (yes, abstain or no); an absence of one takes
    the resolution out. The majority position is the one that more than half of the voting states outside the group
    took; there may be none. With: the same position; against: yes against no. The rest is one of them abstaining, or no
    majority.

    Parameters
    ----------
    votes : DataFrame[resolution_id, iso3, vote, <by>]
        vote is 1 yes, 2 abstain, 3 no, 8 absent; one row for each resolution and state.
    group : list of two or more states
    by : str
        Column that groups resolutions into periods.
    other : str
        State outside the group.

    Returns
    -------
    DataFrame[period, n, united, with_majority, against_majority, n_other, with_other, against_other]
        One row for each period with n >= 1. united, with_majority and against_majority are shares of the n resolutions
        (0 to 1); with_other and against_other are shares of the n_other ones on which the other state voted too, NaN
        where there is none.

    Raises
    ------
    ValueError
        Missing column; fewer than two different states; the other state in the group; a state without any vote.
    """
    _require(votes, ["resolution_id", "iso3", "vote", by], "votes")
    groups.different(group, "group")
    if len(group) < 2:
        raise ValueError("group: name two or more states")
    if other in group:
        raise ValueError(f"other: {other} is in the group; name a state outside it")
    cells = votes.pivot(index=[by, "resolution_id"], columns="iso3", values="vote")
    missing = [state for state in (*group, other) if state not in cells.columns]
    if missing:
        raise ValueError(f"votes: {missing[0]} has no vote; choose another state or other years")
    own = cells[list(group)].to_numpy()
    counted = np.isin(own, (YES, ABSTAIN, NO)).all(axis=1)
    cells, own = cells[counted], own[counted]
    united = (own == own[:, :1]).all(axis=1)
    position = own[:, 0]
    rest = cells.drop(columns=list(group)).to_numpy()
    tally = np.stack([(rest == code).sum(axis=1) for code in (YES, ABSTAIN, NO)], axis=1)
    majority = np.where(2 * tally.max(axis=1) > tally.sum(axis=1), tally.argmax(axis=1) + YES, 0)
    against = cells[other].to_numpy()
    voted = np.isin(against, (YES, ABSTAIN, NO))
    marks = pd.DataFrame(
        {
            "period": cells.index.get_level_values(0),
            "n": 1,
            "united": united,
            "with_majority": united & (position == majority),
            "against_majority": united & _opposite(position, majority),
            "n_other": voted,
            "with_other": united & (position == against),
            "against_other": united & _opposite(position, against),
        }
    )
    found = marks.groupby("period", observed=True).sum().astype("int64")
    for column in ("united", "with_majority", "against_majority"):
        found[column] = found[column] / found["n"]
    for column in ("with_other", "against_other"):
        found[column] = found[column] / found["n_other"].where(found["n_other"] > 0)
    return found.reset_index()


def backbone(similarity: pd.DataFrame, period: object, value: str = "value", min_n: int = 1) -> pd.DataFrame:
    """The voting network of one period: pairs more alike than the median pair, weighted by their similarity.

    Parameters
    ----------
    similarity : DataFrame[iso3_a, iso3_b, period, n, <value>]
        As in `cohesion`.
    period : value of the period
    value : str
        Column of the similarity; larger is more alike.
    min_n : int
        Pairs with fewer resolutions have no tie and do not count for the median.

    Returns
    -------
    DataFrame, square
        States by states, symmetric, in alphabetical order: the similarity where it is positive and above the median of
        all pairs of the period, 0 elsewhere and on the diagonal.

    Raises
    ------
    ValueError
        Missing column; no pair in the period.
    """
    _require(similarity, ["iso3_a", "iso3_b", "period", "n", value], "similarity")
    pairs = similarity[(similarity["period"] == period) & (similarity["n"] >= min_n) & similarity[value].notna()]
    if pairs.empty:
        raise ValueError(f"similarity: no pair in period {period}; choose one that it holds")
    first, second = (pairs[column].astype("object") for column in ("iso3_a", "iso3_b"))
    states = pd.Index(sorted(set(first) | set(second)), dtype="str")
    threshold = max(pairs[value].median(), 0)
    weight = pairs[value].where(pairs[value] > threshold, 0.0).to_numpy()
    matrix = np.zeros((len(states), len(states)))
    a, b = states.get_indexer(first), states.get_indexer(second)
    matrix[a, b] = matrix[b, a] = weight
    return pd.DataFrame(matrix, index=states, columns=states)


def consensus(weights: pd.DataFrame, seeds: Iterable[int] = range(20)) -> pd.DataFrame:
    """Communities of a weighted network that most runs of the Louvain method agree on.

    Louvain (Blondel et al. 2008) depends on the order in which it visits the nodes. It runs once for each seed; the
    share of runs that put two nodes into one community is their co-assignment, and average linkage on it, cut at one
    half, gives the communities: two of them stay apart when their nodes are together in half of the runs or less, on
    average (consensus clustering as in Lancichinetti and Fortunato 2012, with one second clustering).

    Parameters
    ----------
    weights : DataFrame, square
        Nodes by nodes, symmetric, 0 or more, 0 on the diagonal; the order of the rows does not matter.
    seeds : iterable of int
        One run each.

    Returns
    -------
    DataFrame[iso3, community, stability]
        In order of iso3 (the index of `weights`). community is numbered from 1, largest first, then by first node;
        stability (0 to 1) is the mean co-assignment with the other nodes of the community, NaN for a node alone.

    Raises
    ------
    ValueError
        Not square and symmetric, a negative weight, fewer than two nodes, no seed.
    """
    import networkx as nx
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    _check_weights(weights)
    names = sorted(weights.index)
    matrix = weights.loc[names, names].to_numpy(dtype=float)
    graph = nx.from_numpy_array(matrix)
    runs = []
    for seed in seeds:
        labels = np.empty(len(names), dtype=int)
        for number, nodes in enumerate(nx.community.louvain_communities(graph, seed=seed)):
            labels[list(nodes)] = number
        runs.append(labels)
    if not runs:
        raise ValueError("seeds: none; give one or more")
    together = np.mean([labels[:, None] == labels[None, :] for labels in runs], axis=0)
    tree = linkage(squareform(1 - together, checks=False), method="average")
    cut = fcluster(tree, t=0.5 - SAME, criterion="distance")
    mates = (cut[:, None] == cut[None, :]) & ~np.eye(len(names), dtype=bool)
    count = mates.sum(axis=1)
    with np.errstate(invalid="ignore"):
        stability = (together * mates).sum(axis=1) / count
    order = sorted(set(cut), key=lambda label: (-(cut == label).sum(), int(np.argmax(cut == label))))
    number = {label: position for position, label in enumerate(order, start=1)}
    return pd.DataFrame({"iso3": names, "community": [number[label] for label in cut], "stability": stability})


def communities(
    similarity: pd.DataFrame,
    period: object,
    seeds: Iterable[int] = range(20),
    value: str = "value",
    min_n: int = 1,
) -> pd.DataFrame:
    """Communities of the voting network of one period: `consensus` on its `backbone`.

    Parameters
    ----------
    similarity, period, value, min_n
        As in `backbone`.
    seeds
        As in `consensus`.

    Returns
    -------
    DataFrame[iso3, community, stability]
        As in `consensus`.
    """
    return consensus(backbone(similarity, period, value, min_n), seeds)


def modularity(weights: pd.DataFrame, community: pd.Series) -> float:
    """Modularity of a partition (Newman 2004).

    The sum over communities of w / W - (s / 2W)^2: w the weight of the ties within, s the sum of the strengths of the
    nodes, W the weight of all ties.

    Parameters
    ----------
    weights : DataFrame, square
        As in `consensus`.
    community : Series
        Community of each node, indexed by node.

    Returns
    -------
    float
        NaN for a network without ties.

    Raises
    ------
    ValueError
        As in `consensus`; a node without community.
    """
    _check_weights(weights)
    missing = weights.index.difference(community.index)
    if len(missing):
        raise ValueError(f"community: {missing[0]} has none; name one for every node")
    matrix = weights.to_numpy(dtype=float)
    labels = community.loc[weights.index].to_numpy()
    strength, twice = matrix.sum(axis=1), matrix.sum()
    if twice == 0:
        return float("nan")
    same = labels[:, None] == labels[None, :]
    return float(((matrix - np.outer(strength, strength) / twice) * same).sum() / twice)


def _opposite(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    return ((one == YES) & (two == NO)) | ((one == NO) & (two == YES))


def _require(frame: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(f"{what}: column {missing[0]} is missing; it has {', '.join(map(str, frame.columns))}")


def _check_weights(weights: pd.DataFrame) -> None:
    if len(weights) < 2 or not weights.index.equals(weights.columns) or not weights.index.is_unique:
        raise ValueError("weights: give a square table of two or more different nodes, rows and columns alike")
    matrix = weights.to_numpy(dtype=float)
    if not ((matrix >= 0) & (matrix == matrix.T)).all() or np.diag(matrix).any():
        raise ValueError("weights: give 0 or more, the same both ways, and 0 from a node to itself")
