"""Declared trade: what a reporter says it sold to or bought from a partner, as flows from exporter to importer."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.sources.snapshots import refuse

BASIS = {"exports": "FOB", "imports": "CIF"}
"""Exports are valued at the exporter's border, imports at the importer's with freight and insurance."""

NOBODY = "none"
"""In the column reporter: no state declared the value; a producer reconciled, chose or estimated it."""

WORLD = "world"
"""In the column reporter: the value sums what all reporting states declare."""


def economies(cells, where, outside=()):
    """Codes of a source that writes the codes of the country table.

    Parameters
    ----------
    cells : Series of str
        Its index counts the rows of the file from 0.
    where : str
        Folder and file, for the message.
    outside : collection of str
        What the source writes where there is no economy, such as the world.

    Returns
    -------
    Series of str
        Missing where the row is no economy.

    Raises
    ------
    WorkbookError
        Naming file, line and a code that is neither known nor outside.
    """
    inside = ~cells.isin(list(outside))
    wrong = inside & ~cells.isin(countries.codes())
    todo = "get the file again or list it as outside"
    refuse(wrong, cells, where, "is no code of the country table", todo=todo)
    return cells.where(inside, None)


def kinds(cells, flows, where):
    """The column flow of a file as exports or imports of the reporter.

    Raises
    ------
    WorkbookError
        Naming file, line and a flow that is not in `flows`.
    """
    named = cells.map(flows)
    refuse(named.isna(), cells, where, f"is not one of {', '.join(flows)}")
    return named


def dollars(values, unit):
    """Values in `unit` dollars as dollars, rounded to a tenth of a cent against floating-point noise."""
    return (values * unit).round(3)


def sums_by(flows, side, flow):
    """Sums of flows over the partners of one side.

    Parameters
    ----------
    flows : DataFrame[exporter, importer, year, value_usd]
    side : {"exporter", "importer"}
    flow : {"exports", "imports"}

    Returns
    -------
    DataFrame[iso3, year, value_usd, flow]
    """
    sums = flows.groupby([side, "year"], observed=True)["value_usd"].sum()
    return sums.round(3).rename_axis(["iso3", "year"]).reset_index().assign(flow=flow)


def directed(declared):
    """Declarations as flows of goods between two states.

    Rows without a partner or value, and what a state declares on itself (re-imports), are left out.

    Parameters
    ----------
    declared : DataFrame[reporter, partner, year, flow, value_usd]
        flow is exports or imports.

    Returns
    -------
    DataFrame[exporter, importer, year, value_usd, reporter, basis]
    """
    kept = declared["partner"].notna() & declared["reporter"].notna() & declared["value_usd"].notna()
    declared = declared[kept & (declared["reporter"] != declared["partner"])]
    sold = declared["flow"] == "exports"
    return pd.DataFrame(
        {
            "exporter": declared["reporter"].where(sold, declared["partner"]),
            "importer": declared["partner"].where(sold, declared["reporter"]),
            "year": declared["year"],
            "value_usd": declared["value_usd"],
            "reporter": declared["reporter"],
            "basis": np.where(sold, BASIS["exports"], BASIS["imports"]),
        }
    ).reset_index(drop=True)


def world_totals(declared):
    """Declarations on the world as totals of the reporter.

    Parameters
    ----------
    declared : DataFrame[reporter, year, flow, value_usd]

    Returns
    -------
    DataFrame[iso3, year, flow, value_usd, reporter, basis]
    """
    declared = declared[declared["reporter"].notna() & declared["value_usd"].notna()]
    return pd.DataFrame(
        {
            "iso3": declared["reporter"],
            "year": declared["year"],
            "flow": declared["flow"],
            "value_usd": declared["value_usd"],
            "reporter": declared["reporter"],
            "basis": declared["flow"].map(BASIS),
        }
    ).reset_index(drop=True)
