"""SIPRI Military Expenditure Database: a workbook whose flags are the colours of its figures."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources.snapshots import sheet

SOURCE = Source(
    name="sipri_milex",
    title="SIPRI Military Expenditure Database",
    producer="Stockholm International Peace Research Institute (SIPRI)",
    short="SIPRI Military Expenditure Database 1949-2025, v1.2",
    citation=(
        "Information from the Stockholm International Peace Research Institute (SIPRI) Military Expenditure Database, "
        "https://doi.org/10.55163/CQGC9685"
    ),
    version="Version 1.2 of 27 April 2026 (1949-2025).",
    url="https://www.sipri.org/databases/milex",
    licence="SIPRI terms and conditions (all rights reserved; fair use below 10 per cent)",
    redistribution="excerpt_only",
    use=(
        "Excerpt of less than 10 per cent of the data set: non-commercial use with the credit line; "
        "anything more needs SIPRI's permission."
    ),
)

WORKBOOK = "SIPRI-Milex-data-1949-2025_v1.2.xlsx"
VINTAGE = "1949-2025, v1.2"

SHEETS = {
    "Constant (2024) US$": "constant_usd_m_2024",
    "Current US$": "current_usd_m",
    "Share of GDP": "share_of_gdp",
}
"""Sheets read, and the indicator each holds."""

FLAGS = {("indexed", 12): "estimate", ("rgb", "FF0000FF"): "estimate"} | {
    ("indexed", 10): "uncertain",
    ("rgb", "FFFF0000"): "uncertain",
}
BLACK = {("indexed", 8), ("indexed", 64), ("rgb", "FF000000"), ("theme", 1)}


def read(snapshots):
    """Military expenditure of all states in three measures.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3, year, indicator (constant_usd_m_2024, current_usd_m: million US$;
        share_of_gdp: 0 to 1), value, flag. The flag is figure, estimate (blue) or
        uncertain (red) where there is a value, not_available ("...") or not_existing
        ("xxx": the state did not exist or was not independent) where it is missing.

    Raises
    ------
    WorkbookError
        Naming the file, the sheet and the cell.
    """
    where = f"{SOURCE.name}/{WORKBOOK}"
    workbook = snapshots.excel(SOURCE, WORKBOOK, read_only=False)
    rows = []
    for name, indicator in SHEETS.items():
        cells = _cells(sheet(workbook, name, where), f"{where}, sheet {name}")
        rows += [(*row, indicator) for row in cells]
    frame = pd.DataFrame(rows, columns=["name", "year", "value", "flag", "indicator"])
    frame["iso3"] = countries.from_name(SOURCE.name, frame["name"])
    return frame.loc[frame["iso3"].notna(), ["iso3", "year", "indicator", "value", "flag"]].reset_index(drop=True)


def _cells(page, where):
    """State, year, value and flag of every cell of a sheet that belongs to a state."""
    years = None
    for row in page.iter_rows():
        name = row[0].value
        if years is None:
            if name == "Country":
                years = {i: c.value for i, c in enumerate(row) if isinstance(c.value, int)}
            continue
        cells = [(year, row[i]) for i, year in years.items()]
        if name is None or all(cell.value is None for _, cell in cells):
            continue
        for year, cell in cells:
            yield name.strip(), year, *_value(cell, where)
    if not years:
        raise WorkbookError(f"{where}: no row begins with 'Country' and holds years; is this the right workbook?")


def _value(cell, where):
    """Value of a cell and its flag."""
    if isinstance(cell.value, (int, float)):
        return float(cell.value), _colour(cell, where)
    text = (cell.value or "").strip().replace("…", "...").replace(". .", "...")
    if text in ("...", ""):
        return None, "not_available"
    if text == "xxx":
        return None, "not_existing"
    raise WorkbookError(f"{where}, cell {cell.coordinate}: {cell.value!r} is neither a figure nor '...' nor 'xxx'")


def _colour(cell, where):
    colour = cell.font.color
    found = None if colour is None else (colour.type, getattr(colour, colour.type))
    if found is None or found in BLACK:
        return "figure"
    if found not in FLAGS:
        raise WorkbookError(f"{where}, cell {cell.coordinate}: colour {found[1]} is neither black, blue nor red")
    return FLAGS[found]
