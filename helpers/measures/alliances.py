"""How alike states commit themselves: similarity of alliance portfolios, and commitments of one pair."""

import numpy as np
import pandas as pd

from helpers.measures.contingency import check_measures, evaluate

LEVELS = (0, 1, 2, 3)
"""None, consultation only, neutrality or non-aggression, defence (or offence): the scale of the 1914 example."""


def level(obligations):
    """The highest commitment of each row on the scale 0 to 3.

    Parameters
    ----------
    obligations : DataFrame
        defense, offense, neutrality, nonaggression, consultation (0 or 1).

    Returns
    -------
    Series of int
        3 defence or offence, 2 neutrality or non-aggression, 1 consultation, 0 none of these.
    """
    strong = obligations[["defense", "offense"]].max(axis=1)
    middle = obligations[["neutrality", "nonaggression"]].max(axis=1)
    return np.maximum.reduce([3 * strong, 2 * middle, obligations["consultation"]]).astype("int64")


def similarity(alliances, system, measures, years):
    """Similarity of the alliance portfolios of all pairs of states.

    A portfolio holds a state's level of commitment to every state of the system, itself included, to which it is
    committed at the highest level (Signorino and Ritter 1999). Measures are those of votes.

    Parameters
    ----------
    alliances : DataFrame
        sender, target, year and the five obligations; no row is no commitment.
    system : DataFrame
        iso3, year: the states of each year.
    measures : sequence of str
        As in `helpers.measures.votes.similarity`.
    years : iterable of int
        Years to measure, each within both tables.

    Returns
    -------
    DataFrame
        iso3_a, iso3_b (a before b), year, a column for each measure, n (states in the system).

    Raises
    ------
    ValueError
        Unknown measure, or a year without states.
    """
    check_measures(list(measures))
    committed = alliances.assign(level=level(alliances))
    parts = []
    for year in years:
        states = np.sort(system.loc[system["year"] == year, "iso3"].astype("str").unique())
        if not len(states):
            raise ValueError(f"year {year}: the table of the state system has no states; choose a year that it covers")
        matrix = _matrix(committed[committed["year"] == year], states)
        one_hot = [(matrix == value).astype("float32") for value in LEVELS]
        first, second = np.triu_indices(len(states), 1)
        tables = np.array([[(a @ b.T)[first, second] for b in one_hot] for a in one_hot])
        values = evaluate(tables, list(measures), LEVELS)
        keys = {"iso3_a": states[first], "iso3_b": states[second], "year": year}
        parts.append(pd.DataFrame(keys | values | {"n": len(states)}))
    return pd.concat(parts, ignore_index=True)


def _matrix(rows, states):
    """Commitments as a square: sender by target, the highest level on the diagonal."""
    matrix = np.zeros((len(states), len(states)), dtype="int8")
    np.fill_diagonal(matrix, max(LEVELS))
    rows = rows[rows["sender"].isin(states) & rows["target"].isin(states)]
    sender = np.searchsorted(states, rows["sender"].astype("str"))
    target = np.searchsorted(states, rows["target"].astype("str"))
    np.maximum.at(matrix, (sender, target), rows["level"].to_numpy().astype("int8"))
    return matrix


def between(alliances, pair):
    """What the two have promised each other, by direction and year, as one row for each kind of obligation.

    Parameters
    ----------
    alliances : DataFrame
    pair : tuple of str

    Returns
    -------
    DataFrame
        sender, target, year, obligation (name), for the years in which it held.
    """
    rows = alliances[alliances["sender"].isin(pair) & alliances["target"].isin(pair)]
    kinds = ["defense", "offense", "neutrality", "nonaggression", "consultation"]
    long = rows.melt(["sender", "target", "year"], kinds, var_name="obligation", value_name="held")
    return long[long["held"] == 1].drop(columns="held").sort_values(["year", "sender"]).reset_index(drop=True)
