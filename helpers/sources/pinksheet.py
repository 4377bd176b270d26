"""World Bank, Commodity Price Data (The Pink Sheet): monthly prices of the goods that the collection deals with."""

from contextlib import closing

import pandas as pd

from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources.snapshots import sheet

SOURCE = Source(
    name="pinksheet",
    title="Commodity Price Data (The Pink Sheet), monthly",
    producer="World Bank",
    short="World Bank, Commodity Price Data (The Pink Sheet), 3 March 2026",
    citation=(
        "World Bank, Commodity Price Data (The Pink Sheet), monthly, updated March 03, 2026; a selection of series."
    ),
    version="updated 3 March 2026",
    url="https://www.worldbank.org/en/research/commodity-markets",
    licence="CC BY 4.0",
    redistribution="attribution",
    use="Free to use with attribution to the World Bank; some prices come from commercial quotations.",
)

FILE = "CMO-Historical-Data-Monthly.xlsx"
SHEET = "Monthly Prices"
VINTAGE = "2026-03"

SERIES = {
    "Natural gas, Europe": ("gas_europe", "($/mmbtu)", "US dollars per million British thermal units"),
    "Natural gas, US": ("gas_us", "($/mmbtu)", "US dollars per million British thermal units"),
    "Liquefied natural gas, Japan": ("lng_japan", "($/mmbtu)", "US dollars per million British thermal units"),
    "Wheat, US HRW": ("wheat", "($/mt)", "US dollars per metric ton"),
    "Maize": ("maize", "($/mt)", "US dollars per metric ton"),
    "Barley": ("barley", "($/mt)", "US dollars per metric ton"),
    "Sunflower oil": ("sunflower_oil", "($/mt)", "US dollars per metric ton"),
    "Crude oil, Brent": ("brent", "($/bbl)", "US dollars per barrel"),
}
"""Name as printed -> our name, unit as printed, unit in our words."""


def months(snapshots):
    """Monthly prices of the chosen series, nominal; months without a quotation are left out.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        month (datetime64, first day), series, value, unit.

    Raises
    ------
    WorkbookError
        Naming the file and the series or cell.
    """
    where = f"{SOURCE.name}/{FILE}"
    with closing(snapshots.excel(SOURCE, FILE)) as workbook:
        rows = list(sheet(workbook, SHEET, where).iter_rows(values_only=True))
    return _prices(rows, f"{where}, sheet {SHEET}")


def _prices(rows, where):
    first = next((n for n, row in enumerate(rows) if _is_month(row[0])), None)
    if not first or first < 2:
        raise WorkbookError(f"{where}: no row begins with a month such as 1960M01 below the names")
    names = [str(cell or "").strip().removesuffix("**").strip() for cell in rows[first - 2]]
    found = []
    for printed, (name, unit, words) in SERIES.items():
        if printed not in names:
            raise WorkbookError(f"{where}: series {printed!r} is missing; is this the right file?")
        place = names.index(printed)
        if str(rows[first - 1][place]).strip() != unit:
            raise WorkbookError(f"{where}: {printed} is in {rows[first - 1][place]}, not in {unit}")
        for number, row in enumerate(rows[first:], start=first + 1):
            if not _is_month(row[0]) or row[place] in (None, "", "…", "..."):
                continue
            if not isinstance(row[place], (int, float)):
                raise WorkbookError(f"{where}, row {number}: {printed} is {row[place]!r}, not a price")
            found.append((pd.Timestamp(f"{row[0][:4]}-{row[0][5:]}-01"), name, float(row[place]), words))
    return pd.DataFrame(found, columns=["month", "series", "value", "unit"])


def _is_month(cell):
    return isinstance(cell, str) and len(cell) == 7 and cell[4] == "M" and cell[:4].isdigit()
