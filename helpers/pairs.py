"""Pairs of states: their labels, the pairs to compare them with, and their rows in a table of pairs."""

import pandas as pd

from helpers import countries


def label(pair):
    """Name of a pair: Russia-Iran.

    Parameters
    ----------
    pair : tuple of str
        Two codes.

    Returns
    -------
    str
    """
    return "-".join(countries.name(code) for code in pair)


def names(pair):
    """Names of a pair in a sentence: Russia and Iran."""
    return " and ".join(countries.name(code) for code in pair)


def comparisons(pair, others):
    """The pair itself and each of its members with each of the others, without repeats.

    Parameters
    ----------
    pair : tuple of str
    others : sequence of str
        Codes to compare with; members of the pair among them are passed over.

    Returns
    -------
    list of tuple of str
    """
    found = [tuple(pair)]
    for other in others:
        found += [(member, other) for member in pair if other not in pair]
    return list(dict.fromkeys(found))


def select(frame, pairs, columns=("iso3_a", "iso3_b"), directed=False):
    """Rows of `frame` that belong to `pairs`, with the pair's label in a column `pair`.

    Parameters
    ----------
    frame : pandas.DataFrame
        With two columns of codes.
    pairs : sequence of tuple of str
    columns : tuple of str
        Names of the two columns.
    directed : bool
        Whether (a, b) and (b, a) are different pairs.

    Returns
    -------
    pandas.DataFrame
        In the order of `pairs`; rows of a pair keep their order.
    """
    first, second = frame[columns[0]], frame[columns[1]]
    parts = []
    for a, b in pairs:
        rows = (first == a) & (second == b)
        if not directed:
            rows |= (first == b) & (second == a)
        parts.append(frame[rows].assign(pair=label((a, b))))
    return pd.concat(parts, ignore_index=True) if parts else frame.iloc[:0].assign(pair="")
