"""Energy Institute, Statistical Review of World Energy: sheets of years by state, and the matrices of trade."""

from contextlib import closing

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources.snapshots import sheet

SOURCE = Source(
    name="energy_institute",
    title="Statistical Review of World Energy 2024",
    producer="Energy Institute",
    short="Energy Institute, Statistical Review of World Energy, 2024 edition",
    citation="Energy Institute, Statistical Review of World Energy 2024, 73rd edition.",
    version="2024 edition (data to 2023)",
    url="https://www.energyinst.org/statistical-review",
    licence="Copyright Energy Institute, quotation allowed",
    redistribution="excerpt_only",
    use=(
        "Single series with the credit to the Energy Institute; extensive reproduction of its tables needs its "
        "permission."
    ),
)

WORKBOOK = "ei_statistical_review_2024_all_data.xlsx"
VINTAGE = "2024 edition"
WORLD = "W00"

SERIES = {
    "oil_production": ("Oil Production - barrels", "thousand barrels daily", "thousand barrels a day"),
    "gas_production": ("Gas Production - Bcm", "billion cubic metres", "billion cubic metres"),
    "oil_reserves": ("Oil - Proved reserves history", "thousand million barrels", "billion barrels"),
    "gas_reserves": ("Gas - Proved reserves history", "trillion cubic metres", "trillion cubic metres"),
    "refinery_throughput": ("Oil refinery - throughput", "thousand barrels daily", "thousand barrels a day"),
    "oil_consumption": ("Oil Consumption - barrels", "thousand barrels daily", "thousand barrels a day"),
    "gas_consumption": ("Gas Consumption - Bcm", "billion cubic metres", "billion cubic metres"),
    "lng_exports": ("Gas - LNG exports bcm", "billion cubic metres", "billion cubic metres"),
}
"""Quantity -> sheet, unit as printed above its first column, unit in our words."""

WORLD_ROWS = ("Total World", "Total LNG exports")
GROUPS = ("Total ", "Other ", "Central America", "Eastern Africa", "Middle Africa", "Western Africa")
"""How the rows of groups begin; every other row above the world is a state."""

SPELLINGS = {"Republic of Congo": "COG", "China Hong Kong SAR": "HKG"}
"""Names that the country table does not have."""

REGIONS_BY_YEAR = "Gas - Trade movements"
BCM = "billion cubic metres"
GAS_BY_YEAR = {
    ("Europe", "Russian Federation"): ("gas_pipeline", "RUS", "Europe"),
    ("Europe", "Africa"): ("gas_pipeline", "Africa", "Europe"),
    ("Europe", "Other CIS"): ("gas_pipeline", "Other CIS", "Europe"),
    ("Europe", "Middle East"): ("gas_pipeline", "Middle East", "Europe"),
    ("Europe", "LNG imports"): ("gas_lng", "World", "Europe"),
    ("Russian Federation", "Other CIS"): ("gas_pipeline", "RUS", "Other CIS"),
    ("Russian Federation", "LNG exports"): ("gas_lng", "RUS", "World"),
    ("Middle East", "Other CIS"): ("gas_pipeline", "Other CIS", "Middle East"),
    ("China", "Russian Federation"): ("gas_pipeline", "RUS", "CHN"),
    ("China", "Other CIS"): ("gas_pipeline", "Other CIS", "CHN"),
    ("China", "Other Asia"): ("gas_pipeline", "Other Asia Pacific", "CHN"),
    ("China", "LNG imports"): ("gas_lng", "World", "CHN"),
    ("India", "LNG imports"): ("gas_lng", "World", "IND"),
}
"""Block and row of the sheet of regions -> fuel, origin, destination."""

OIL_BY_YEAR = "Oil trade movements"
OIL_UNIT = "thousand barrels a day"
OIL_ROWS = {
    ("Imports", "Europe"): ("oil", "World", "Europe"),
    ("Imports", "China"): ("oil", "World", "CHN"),
    ("Imports", "India"): ("oil", "World", "IND"),
    ("Imports", "Japan"): ("oil", "World", "JPN"),
    ("Imports", "US"): ("oil", "World", "USA"),
    ("Exports", "Russian Federation"): ("oil", "RUS", "World"),
    ("Exports", "Saudi Arabia"): ("oil", "SAU", "World"),
    ("Exports", "US"): ("oil", "USA", "World"),
}
"""Half and row of the sheet of oil trade -> fuel, origin, destination; crude and products together."""

SHEETS_OF_TRADE = (
    REGIONS_BY_YEAR,
    OIL_BY_YEAR,
    "Gas trade - pipeline",
    "Gas trade - LNG",
    "Oil - Inter-area movements",
)
MATRIX_YEAR = 2023
REGION_SUMS = {
    "North America",
    "S. & Cent. America",
    "Europe",
    "CIS",
    "Middle East",
    "Africa",
    "Middle East & Africa",
    "Asia Pacific",
}
"""Rows of the gas matrices that add up the rows above them."""


def series(snapshots):
    """Production, reserves, refining, use and LNG exports of all states that have a row, and of the world.

    Printed zeros are left out: they stand for none, for less than half of the last digit, and for years before or
    after a state had a row of its own. So is the row of the USSR from the year in which Russia has one: it then holds
    what was left (gas reserves 1991-96).

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3 (W00: the world), year, quantity, value, unit.

    Raises
    ------
    WorkbookError
        Naming the file and the sheet, row or cell.
    """
    where = f"{SOURCE.name}/{WORKBOOK}"
    parts = []
    with closing(snapshots.excel(SOURCE, WORKBOOK)) as workbook:
        for quantity, (name, printed, unit) in SERIES.items():
            cells = _states(_rows(workbook, name, where), f"{where}, sheet {name}", printed)
            rows = pd.DataFrame(cells, columns=["iso3", "year", "value"])
            parts.append(rows.assign(quantity=quantity, unit=unit))
    frame = pd.concat(parts, ignore_index=True)
    return frame[(frame["value"] > 0) & ~_remainders(frame)].reset_index(drop=True)


def _remainders(frame):
    """Rows of the Soviet Union from the year in which Russia has its own: what is left of it, not the union."""
    russia = frame[(frame["iso3"] == "RUS") & (frame["value"] > 0)].groupby("quantity")["year"].min()
    return (frame["iso3"] == "SUN") & (frame["year"] >= frame["quantity"].map(russia))


def flows(snapshots):
    """Trade in gas and oil between states and regions: series of years, and the matrices of the last year.

    Zeros are left out: the review prints them where it records no flow.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        view (by_year, matrix), fuel (gas_pipeline, gas_lng, oil, crude, products), origin, destination (code of a
        state, else the region as the review names it), year, value, unit.

    Raises
    ------
    WorkbookError
        Naming the file and the sheet.
    """
    where = f"{SOURCE.name}/{WORKBOOK}"
    with closing(snapshots.excel(SOURCE, WORKBOOK)) as workbook:
        gas, oil, pipes, ships, barrels = (_rows(workbook, name, where) for name in SHEETS_OF_TRADE)
    gas = _by_year(gas, GAS_BY_YEAR, f"{where}, sheet {REGIONS_BY_YEAR}", BCM)
    oil = _by_year(oil, OIL_ROWS, f"{where}, sheet {OIL_BY_YEAR}", OIL_UNIT)
    pipes, ships = _gas_matrix(pipes, "gas_pipeline", where), _gas_matrix(ships, "gas_lng", where)
    barrels = _oil_matrices(barrels, where)
    frame = pd.concat([gas, oil, pipes, ships, barrels], ignore_index=True)
    return frame[frame["value"] > 0].reset_index(drop=True)


def _rows(workbook, name, where):
    return [list(row) for row in sheet(workbook, name, where).iter_rows(values_only=True)]


def _header(rows, where):
    """Number of the row of years, and position -> year of its first block; later blocks hold growth and shares."""
    for number, row in enumerate(rows):
        years = {}
        for place, cell in enumerate(row[1:], start=1):
            if not isinstance(cell, int) or (years and cell != max(years.values()) + 1):
                break
            years[place] = cell
        if len(years) > 1 and min(years.values()) > 1900:
            return number, years
    raise WorkbookError(f"{where}: no row holds years; is this the right edition?")


def _label(cell):
    return " ".join(str(cell).split()) if cell is not None else ""


def _states(rows, where, printed):
    """Code, year and value of the states and the world."""
    number, years = _header(rows, where)
    if not _label(rows[number][0]).lower().startswith(printed):
        raise WorkbookError(f"{where}, row {number + 1}: unit {rows[number][0]!r}, not {printed!r}")
    for row in rows[number + 1 :]:
        name = _label(row[0])
        if not name or (name.startswith(GROUPS) and name not in WORLD_ROWS):
            continue
        iso3 = WORLD if name in WORLD_ROWS else _code(name, where)
        for place, year in years.items():
            if isinstance(row[place], (int, float)):
                yield iso3, year, float(row[place])
        if iso3 == WORLD:
            return
    raise WorkbookError(f"{where}: no row of the world; is this the right edition?")


def _code(name, where):
    try:
        return SPELLINGS.get(name) or countries.code(name)
    except WorkbookError:
        raise WorkbookError(f"{where}: {name!r} is neither a state nor a known group") from None


def _by_year(rows, wanted, where, unit):
    """The wanted rows of a sheet whose rows stand in blocks under a name of their own."""
    number, years = _header(rows, where)
    found, block = [], ""
    for row in rows[number + 1 :]:
        name = _label(row[0]).removeprefix("of which: ")
        if not any(isinstance(row[place], (int, float)) for place in years):
            block = name or block
            continue
        if (block, name) not in wanted:
            continue
        fuel, origin, destination = wanted[(block, name)]
        found += [
            ("by_year", fuel, origin, destination, year, float(row[place]))
            for place, year in years.items()
            if isinstance(row[place], (int, float))
        ]
    frame = _flow_frame(found, unit)
    read = {tuple(row[1:4]) for row in found}
    missing = [key for key, flow in wanted.items() if flow not in read]
    if missing:
        raise WorkbookError(f"{where}: no row {missing[0][1]!r} under {missing[0][0]!r}; is this the right edition?")
    return frame


def _start(rows, words, where):
    """Number of the row of names of a matrix."""
    for number, row in enumerate(rows):
        if _label(row[0]) == words:
            return number
    raise WorkbookError(f"{where}: no matrix begins with {words!r}; is this the right edition?")


def _gas_matrix(rows, fuel, where):
    """Importers down, exporters across; the names of exporters may run over two rows."""
    start = _start(rows, "To", where)
    above = rows[start - 1] if fuel == "gas_lng" else [None] * len(rows[start])
    names = [_label(f"{_label(a)} {_label(b)}") for a, b in zip(above, rows[start], strict=True)]
    found = []
    for row in rows[start + 1 :]:
        importer = _label(row[0])
        if importer == "Total exports":
            break
        if importer in REGION_SUMS:
            continue
        found += [
            ("matrix", fuel, _place(exporter), _place(importer), MATRIX_YEAR, float(cell))
            for exporter, cell in zip(names[1:], row[1:], strict=True)
            if isinstance(cell, (int, float)) and exporter and exporter != "Total imports"
        ]
    return _flow_frame(found, BCM)


def _oil_matrices(rows, where):
    """Origin down, destination across; a block of crude, then one of products under the same destinations."""
    start = _start(rows, "Crude (million tonnes)", where)
    names = [_label(cell) for cell in rows[start]]
    found, fuel = [], "crude"
    for row in rows[start + 1 :]:
        origin = _label(row[0])
        if origin.startswith("Product (million tonnes)"):
            fuel = "products"
        if origin in ("", "From", "Total imports") or not isinstance(row[1], (int, float)):
            continue
        found += [
            ("matrix", fuel, _place(origin), _place(destination), MATRIX_YEAR, float(cell))
            for destination, cell in zip(names[1:], row[1:], strict=True)
            if isinstance(cell, (int, float)) and destination and destination != "Total"
        ]
    return _flow_frame(found, "million tonnes")


def _flow_frame(rows, unit):
    columns = ["view", "fuel", "origin", "destination", "year", "value"]
    return pd.DataFrame(rows, columns=columns).assign(unit=unit)


def _place(name):
    """Code of a state, else the region as printed, without its footnote mark."""
    name = name.rstrip("*")
    if name in ("Europe", "EU", "Africa", "Middle East", "Australasia"):
        return name
    try:
        return countries.code(name)
    except WorkbookError:
        return name
