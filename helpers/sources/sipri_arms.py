"""SIPRI Arms Transfers Database: the register of deals, deliveries by year, and the same deals in other releases."""

import csv
import gzip
import io
import json
import re
import zlib

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="sipri_arms",
    title="SIPRI Arms Transfers Database",
    producer="Stockholm International Peace Research Institute (SIPRI)",
    short="SIPRI Arms Transfers Database, release of March 2026",
    citation=(
        "Information from the Stockholm International Peace Research Institute (SIPRI) Arms Transfers Database, "
        "https://doi.org/10.55163/SAFC1241"
    ),
    version="Release of 9 March 2026 (register generated on 18 May 2026).",
    url="https://www.sipri.org/databases/armstransfers",
    licence="SIPRI terms and conditions (all rights reserved; fair use below 10 per cent)",
    redistribution="excerpt_only",
    use=(
        "Excerpt of less than 10 per cent of the data set: non-commercial use with the credit line; "
        "anything more needs SIPRI's permission."
    ),
)

RELEASE = 2026
"""Year of the release that `SOURCE` describes; it covers deliveries to the year before."""

REGISTER = "trade_register_1950-2025_generated_2026-05-18.csv.gz"
DOWNLOADED = "trade-register.csv"
"""Name under which SIPRI's site hands out the register; read before `REGISTER` where it is there."""

DELIVERIES = "per_delivery_year_1950-2025_built_2026-06-16.json.gz"
EARLIER = "delivery_year_register_1995-2024_release2025.csv.gz"
CATEGORIES = "description_category_crosswalk.csv"
RELEASES = "release_drift_russia_iran_nk.csv"

COLUMNS = {
    "Recipient": "recipient_name",
    "Supplier": "supplier_name",
    "Year of order": "order_year",
    "Number ordered": "number_ordered",
    "Weapon designation": "designation",
    "Weapon description": "description",
    "Number delivered": "number_delivered",
    "Year(s) of delivery": "delivery_years",
    "status": "status",
    "Comments": "comment",
    "SIPRI TIV per unit": "tiv_unit",
    "SIPRI TIV for total order": "tiv_order",
    "SIPRI TIV of delivered weapons": "tiv_delivered",
}
"""Columns of the register and what they are called here."""

MARKED = ("Year of order", "Number ordered", "Number delivered")
"""Columns followed by one without a name that holds "?" where the figure is uncertain."""

EARLIER_RELEASE = "2025 release, export of 12 Feb 2026"
EARLIER_YEARS = (1995, 2024)

EARLIER_COLUMNS = {
    "Supplier": "supplier_name",
    "Recipient": "recipient_name",
    "Designation": "designation",
    "Description": "description",
    "Armament category": "category",
    "Order date": "order_year",
    "Order date is estimate": "order_year_estimated",
    "Numbers delivered": "number",
    "Numbers delivered is estimate": "number_estimated",
    "Delivery year": "year",
    "Delivery year is estimate": "year_estimated",
    "TIV delivery values": "tiv_m",
    "Local production;": "local",
}
"""Columns of the file of the release before and what they are called here."""

HEADER_LINE = 12
"""Line of the column names in SIPRI's exports."""

STATUS = ("New", "Second hand", "Second hand but modernized")

REGISTER_NAMES = {
    "Bosnia and Herzegovina": "Bosnia-Herzegovina",
    "Cape Verde": "Cabo Verde",
    "Czech Republic": "Czechia",
    "Germany (FRG)": "Germany",
    "Macedonia": "North Macedonia",
    "Swaziland": "eSwatini",
    "Turkey": "Turkiye",
    "UAE": "United Arab Emirates",
    "Vietnam": "Viet Nam",
}
"""Names of the other files that the register writes otherwise."""

SOVIET_UNION, RUSSIA, LAST_SOVIET_YEAR = "Soviet Union", "Russia", 1991


def read_deals(snapshots):
    """All deals of the register, open ones included.

    Lines broken inside a row are put together again; Windows-1252, Latin-1 and UTF-8
    with or without byte-order mark are read.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        One row a deal: supplier, recipient (codes, missing for parties that are no
        state), supplier_name, recipient_name (as printed), order_year, number_ordered,
        designation, description, category, number_delivered, first_delivery,
        last_delivery, delivery_years, status, comment, tiv_unit, tiv_order,
        tiv_delivered (million TIV), the three flags *_estimated, and vintage.
        A TIV that SIPRI has not set yet is printed as 0 and missing here.

    Raises
    ------
    WorkbookError
        Naming the file, the line and the column.
    """
    file = DOWNLOADED if (snapshots.folder / SOURCE.name / DOWNLOADED).exists() else REGISTER
    where = f"{SOURCE.name}/{file}"
    deals = read_register(snapshots.path(SOURCE, file), where)
    _check_release(deals["last_delivery"].max(), where)
    deals["category"] = deals["description"].map(read_categories(snapshots))
    return deals


def read_register(path, where):
    """All deals of a register file of any release.

    Parameters
    ----------
    path : pathlib.Path
    where : str
        What to call the file in a message.

    Returns
    -------
    pandas.DataFrame
        As `read_deals` gives them, without category.

    Raises
    ------
    WorkbookError
        Naming the file, the line and the column.
    """
    text = _text(path, where)
    deals, lines = _register(text, where)

    def check(wrong, column, said):
        cells = deals[COLUMNS.get(column, column)].set_axis(lines).rename(column)
        refuse(wrong, cells, where, said, first_line=0)

    for column, name in COLUMNS.items():
        if name in ("supplier_name", "recipient_name", "designation", "description"):
            check(deals[name] == "", column, "is empty")
    for column in MARKED:
        flag = f"{COLUMNS[column]}_estimated"
        check(~deals[flag].isin(["", "?"]), flag, 'is neither empty nor "?"')
        deals[flag] = deals[flag] == "?"
    check(~deals["status"].isin(STATUS), "status", f"is not one of {', '.join(STATUS)}")
    years = deals["delivery_years"]
    check(~years.str.fullmatch(r"(\d{4}(; \d{4})*)?"), "Year(s) of delivery", "is not a list of years")
    for column in ("Year of order", "Number ordered", "Number delivered"):
        numbers, wrong = _numbers(deals[COLUMNS[column]], whole=True)
        check(wrong | (numbers.isna() & (column != "Number ordered")), column, "is not a whole number")
        deals[COLUMNS[column]] = numbers.astype("Int64")
    for column in ("SIPRI TIV per unit", "SIPRI TIV for total order", "SIPRI TIV of delivered weapons"):
        numbers, wrong = _numbers(deals[COLUMNS[column]])
        check(wrong, column, "is not a number")
        deals[COLUMNS[column]] = numbers

    deals["first_delivery"] = pd.to_numeric(years.str[:4].where(years != "", None)).astype("Int64")
    deals["last_delivery"] = pd.to_numeric(years.str[-4:].where(years != "", None)).astype("Int64")
    deals["tiv_unit"] = deals["tiv_unit"].where((deals["tiv_unit"] > 0) | (deals["tiv_delivered"] > 0))
    deals["tiv_order"] = deals["tiv_order"].where(deals["tiv_order"] > 0)
    deals["supplier"] = countries.from_name(SOURCE.name, deals["supplier_name"])
    deals["recipient"] = countries.from_name(SOURCE.name, deals["recipient_name"])
    if deals["last_delivery"].isna().all():
        raise WorkbookError(f"{where}: holds no delivery; get the register of all years again")
    generated = re.search(r"Data generated: *(\d{1,2} \w+ \d{4})", text[:4000])
    export = f", export of {generated[1]}" if generated else ""
    deals["vintage"] = f"{deals['last_delivery'].max() + 1} release{export}"
    return deals


def read_items(snapshots):
    """All deliveries by supplier, recipient, year and weapon.

    The file writes Russia for the Soviet Union: to 1991 it stands under SUN here. It
    lists rebel groups under their host state and leaves out organisations and unknown
    parties (421 deals of the register).

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        supplier, recipient (codes), supplier_name, recipient_name (as in the
        register), year, designation, description, category, number, tiv_m (million
        TIV), vintage. A weapon has several rows in a year if several deals delivered it.

    Raises
    ------
    WorkbookError
        Naming the file and the supplier, year and recipient of the first bad entry.
    """
    where = f"{SOURCE.name}/{DELIVERIES}"
    try:
        nested = json.loads(_text(snapshots.path(SOURCE, DELIVERIES), where))
    except json.JSONDecodeError as error:
        raise WorkbookError(
            f"{where}, line {error.lineno}: is not JSON ({error.msg} at character {error.pos}); get the file again"
        ) from None
    columns = ["supplier_name", "year", "recipient_name", "number", "tiv_m", "description", "designation"]
    items = pd.DataFrame(_entries(nested, where), columns=columns, dtype="str")
    for column, whole in (("year", True), ("number", True), ("tiv_m", False)):
        numbers, wrong = _numbers(items[column], whole)
        wrong |= numbers.isna()
        if wrong.any():
            bad = items.loc[wrong.to_numpy().argmax()]
            raise WorkbookError(
                f"{where}, {bad['supplier_name']} {bad['year']} {bad['recipient_name']}, {bad['designation']}: "
                f"{column} {bad[column]!r} is not a {'whole ' if whole else ''}number"
            )
        items[column] = numbers.astype("int64") if whole else numbers
    soviet = items["year"] <= LAST_SOVIET_YEAR
    for party in ("supplier", "recipient"):
        names = items[f"{party}_name"].replace(REGISTER_NAMES)
        names = names.mask(soviet & (names == RUSSIA), SOVIET_UNION)
        items[f"{party}_name"] = names
        items[party] = countries.from_name(SOURCE.name, names)
    items["category"] = items["description"].map(read_categories(snapshots))
    _check_release(items["year"].max(), where)
    items["vintage"] = f"{RELEASE} release"
    return items


def read_earlier(snapshots):
    """All deliveries of 1995 to 2024 by deal and year, as the release of 2025 has them.

    It is the only file with marks on years of delivery and on local production.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        supplier, recipient (codes, missing for parties that are no state), supplier_name, recipient_name, designation,
        description, category, order_year, year, number (Int64), tiv_m (million TIV), order_year_estimated,
        number_estimated, year_estimated, local (boolean, missing where the file is silent), vintage.

    Raises
    ------
    WorkbookError
        Naming the file, the line and the column.
    """
    where = f"{SOURCE.name}/{EARLIER}"
    kinds = {"Order date": "integer", "Numbers delivered": "integer", "Delivery year": "integer"}
    kinds["TIV delivery values"] = "number"
    columns = {name: kinds.get(name, "text") for name in EARLIER_COLUMNS}
    rows = snapshots.csv(SOURCE, EARLIER, columns, header_line=HEADER_LINE).rename(columns=EARLIER_COLUMNS)
    for column in ("order_year_estimated", "number_estimated", "year_estimated", "local"):
        words = rows[column].str.rstrip(";")
        refuse(~words.isin(["Yes", "No", ""]), words, where, "is neither Yes nor No", first_line=HEADER_LINE + 1)
        rows[column] = words.map({"Yes": True, "No": False}).astype("boolean")
    years = int(rows["year"].min()), int(rows["year"].max())
    if years != EARLIER_YEARS:
        raise WorkbookError(
            f"{where}: deliveries of {years[0]}-{years[1]}, not of 1995-2024; is this the 2025 release?"
        )
    for side in ("supplier", "recipient"):
        rows[f"{side}_name"] = rows[f"{side}_name"].replace(REGISTER_NAMES)
        rows[side] = countries.from_name(SOURCE.name, rows[f"{side}_name"])
    return rows.assign(vintage=EARLIER_RELEASE)


def read_categories(snapshots):
    """Armament category of each weapon description, where known.

    Returns
    -------
    dict
        Description as in the register -> category, as SIPRI names them.
    """
    table = snapshots.csv(SOURCE, CATEGORIES, {"description": "text", "category": "text"})
    table = table[table["category"] != ""]
    return dict(zip(table["description"], table["category"], strict=True))


def read_releases(snapshots):
    """The deals of Russia with Iran and North Korea as three releases list them.

    Returns
    -------
    pandas.DataFrame
        vintage (release and date of the export), supplier, recipient, order_year,
        designation, description, number_delivered, delivery_years, tiv_unit,
        tiv_delivered (million TIV).
    """
    columns = {
        "release": "text",
        "supplier": "text",
        "recipient": "text",
        "order_year": "integer",
        "designation": "text",
        "description": "text",
        "number_delivered": "integer",
        "years_delivery": "text",
        "tiv_per_unit": "number",
        "tiv_delivered": "number",
    }
    names = {"release": "vintage", "years_delivery": "delivery_years", "tiv_per_unit": "tiv_unit"}
    releases = snapshots.csv(SOURCE, RELEASES, columns).rename(columns=names)
    for party in ("supplier", "recipient"):
        releases[party] = countries.from_name(SOURCE.name, releases[party])
    return releases


def _text(path, where):
    """The text of a file, unpacked and decoded: UTF-8 if it is that, else Windows-1252, else Latin-1."""
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        try:
            content = gzip.decompress(content)
        except (EOFError, OSError, zlib.error) as error:
            raise WorkbookError(f"{where}: cannot be unpacked ({error}); get the file again") from None
    for encoding in ("utf-8-sig", "windows-1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _register(text, where):
    """The rows of a register as text, renamed, and the line on which each begins."""
    header, rows, lines = None, [], []
    begun, parts = 0, []
    for line, fields in _lines(text, where):
        if header is None:
            if sum(name in fields for name in COLUMNS) > len(COLUMNS) / 2:
                header = _header(fields, line, where)
                width = len(fields)
            continue
        if not fields:
            continue
        begun = begun if parts else line
        parts = [*parts[:-1], f"{parts[-1]} {fields[0]}", *fields[1:]] if parts else fields
        if len(parts) > width:
            raise WorkbookError(f"{where}, line {begun}: not {width} fields; get the file again or mend the line")
        if len(parts) == width:
            rows.append([parts[i].strip() for i in header.values()])
            lines.append(begun)
            parts = []
    if header is None:
        raise WorkbookError(
            f"{where}: no line holds the column names (Recipient, Supplier ...); is this the right file?"
        )
    if parts:
        raise WorkbookError(
            f"{where}, line {begun}: only {len(parts)} of {width} fields; the file is cut off, get it again"
        )
    if not rows:
        raise WorkbookError(f"{where}: holds no deals; get the file again")
    return pd.DataFrame(rows, columns=list(header), dtype="str"), lines


def _lines(text, where):
    """Line number and fields of each record of a CSV."""
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    try:
        for fields in reader:
            yield line, fields
            line = reader.line_num + 1
    except csv.Error as error:
        raise WorkbookError(f"{where}, line {line}: cannot be read as CSV ({error}); get the file again") from None


def _header(fields, line, where):
    """Name of each column here -> its position in the register."""
    positions = {}
    for column, name in COLUMNS.items():
        if column not in fields:
            raise WorkbookError(f"{where}, line {line}: column {column!r} is missing; is this SIPRI's trade register?")
        positions[name] = fields.index(column)
        if column in MARKED:
            positions[f"{name}_estimated"] = positions[name] + 1
            if fields[positions[name] + 1].strip():
                raise WorkbookError(f'{where}, line {line}: no column of "?" marks after {column!r}; is it missing?')
    return positions


def _entries(nested, where):
    """Supplier, year, recipient and the four fields of each item of the nested file."""
    if not isinstance(nested, dict) or not nested:
        raise WorkbookError(f"{where}: holds no suppliers; get the file again")
    for supplier, years in nested.items():
        for year, recipients in _named(years, where, supplier):
            for recipient, items in _named(recipients, where, f"{supplier} {year}"):
                for item in items if isinstance(items, list) else [items]:
                    if not isinstance(item, list) or len(item) != 4:
                        raise WorkbookError(
                            f"{where}, {supplier} {year} {recipient}: {item!r} is not [number, TIV, kind, weapon]"
                        )
                    yield supplier, year, recipient, *map(str, item)


def _named(value, where, place):
    if not isinstance(value, dict):
        raise WorkbookError(f"{where}, {place}: {str(value)[:40]!r} is not a group of names; get the file again")
    return value.items()


def _numbers(cells, whole=False):
    """Cells as numbers of 0 or more, and which of them are none although not empty."""
    numbers = pd.to_numeric(cells.where(cells != "", None), errors="coerce").astype("float64")
    wrong = (numbers.isna() & (cells != "")) | (numbers < 0)
    return (numbers, wrong | (numbers.notna() & (numbers % 1 != 0))) if whole else (numbers, wrong)


def _check_release(last_year, where):
    """Refuse files of another release than `SOURCE` describes."""
    if last_year != RELEASE - 1:
        raise WorkbookError(
            f"{where}: its last delivery is of {last_year}, the release of {RELEASE} ends in {RELEASE - 1}; get that "
            "release with all years, or change SOURCE, RELEASE and the counts in helpers/build/arms.py together"
        )
