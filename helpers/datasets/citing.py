"""How a chart or a table shown to a reader names the sources behind it."""

from helpers.datasets import describe
from helpers.datasets.description import REDISTRIBUTION


def sources(tables, names=None):
    """The sources behind some tables, each once, or those of them that are named.

    Parameters
    ----------
    tables : sequence of str
        Tables of `data/`.
    names : collection of str, optional
        Names of the sources in use, where a table holds more of them.

    Returns
    -------
    list of helpers.datasets.description.Source
    """
    found = {source.name: source for table in tables for source in describe(table).sources}
    return [source for name, source in found.items() if names is None or name in names]


def line(cited):
    """The line below a chart or a table: producers with their releases."""
    return "Source: " + "; ".join(source.short for source in cited) + "."


def terms(tables, cited):
    """Citations, licences, the strictest rule, and the tables, for what goes with an export.

    Returns
    -------
    dict
        citation, licence (lists), redistribution, tables.
    """
    return {
        "citation": [source.citation for source in cited],
        "licence": list(dict.fromkeys(source.licence for source in cited)),
        "redistribution": max((source.redistribution for source in cited), key=REDISTRIBUTION.index),
        "tables": list(tables),
    }
