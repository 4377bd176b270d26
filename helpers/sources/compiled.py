"""Reading of the tables compiled for this project: CSV files beside the source modules, each row with its source.

Every check names file, line and column of the first cell that breaks a rule.
"""

import csv
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError

QUALITIES = ("primary", "press", "reference", "mirror")
"""Kinds of source; each table says what it counts among them."""

SOURCE_COLUMNS = ("source_title", "source_url", "source_quality", "confirmed", "note")
"""Last columns of every compiled table."""

PRECISIONS = {4: "year", 7: "month", 10: "day"}
"""Length of the date as written -> its precision."""


@dataclass(frozen=True)
class Row:
    """Cells of one row as text, by column, and where the row stands."""

    file: str
    line: int
    cells: dict

    def __getitem__(self, column):
        return self.cells[column]

    def texts(self, *columns):
        """The cells in `columns`, by column; None where empty."""
        return {column: self.cells[column] or None for column in columns}

    def fault(self, column, said):
        """The error that says what is wrong with the cell in `column`."""
        return WorkbookError(f"{self.file}, line {self.line}, column {column}: {said}")


def own_source(*, use="Free to use; each row names its own source.", **about):
    """A table of this project as a source: `about` gives name, title, short, citation and version."""
    licence = "MIT (own work of the project)"
    return Source(
        producer="the Russia-Iran workbook", url=None, licence=licence, redistribution="open", use=use, **about
    )


def rows(path, columns):
    """Rows of a CSV whose header is exactly `columns`.

    Parameters
    ----------
    path : pathlib.Path
    columns : tuple of str

    Yields
    ------
    Row

    Raises
    ------
    WorkbookError
        If the file cannot be read, has other columns, a row with too few or too many
        fields, or no rows.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            if tuple(next(reader, ())) != columns:
                raise WorkbookError(f"{path.name}, line 1: the columns must be {', '.join(columns)}")
            line = 2
            for cells in reader:
                if len(cells) != len(columns):
                    raise WorkbookError(f"{path.name}, line {line}: {len(cells)} fields, not {len(columns)}")
                yield Row(path.name, line, dict(zip(columns, cells, strict=True)))
                line = reader.line_num + 1
            if line == 2:
                raise WorkbookError(f"{path.name}: has no rows; restore it")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WorkbookError(f"{path.name}: cannot be read ({error}); restore it") from None


def distinct(rows, column):
    """The same rows, refusing a second one with the same cell in `column`."""
    lines = {}
    for row in rows:
        if row[column] in lines:
            raise row.fault(column, f"{row[column]!r} stands in line {lines[row[column]]} as well")
        lines[row[column]] = row.line
        yield row


def check_allowed(row, allowed):
    """Refuse a cell that is not one of the values that `allowed` (column -> values) lists."""
    for column, values in allowed.items():
        if row[column] not in values:
            raise row.fault(column, f"{row[column]!r} is not one of {', '.join(values)}")


def check_filled(row, columns):
    """Refuse an empty cell in `columns`."""
    for column in columns:
        if not row[column].strip():
            raise row.fault(column, "is empty")


def check_countries(row, column, separator=";", besides=()):
    """Refuse a cell that is not a list of different country codes, or of names in `besides`."""
    named = row[column].split(separator)
    try:
        countries.check(one for one in named if one not in besides)
    except WorkbookError as error:
        raise row.fault(column, error) from None
    if len(set(named)) < len(named):
        raise row.fault(column, f"{row[column]!r} names a country twice")


def check_source(row):
    """Refuse a confirmed row that does not name a source that was read, with its address."""
    check_allowed(row, {"confirmed": ("yes", "no")})
    if row["confirmed"] == "no":
        return
    if not row["source_title"].strip():
        raise row.fault("source_title", "a confirmed row needs a source")
    if not re.fullmatch(r"https?://\S+", row["source_url"]):
        raise row.fault("source_url", f"{row['source_url']!r} is not a web address")
    check_allowed(row, {"source_quality": QUALITIES})


def source(row):
    """The cells of `SOURCE_COLUMNS`: None where empty, `confirmed` as a boolean."""
    return row.texts(*SOURCE_COLUMNS) | {"confirmed": row["confirmed"] == "yes"}


def days(text):
    """First and last day of a date written as year, month or day; None if it is no date.

    Parameters
    ----------
    text : str
        ``"1999"``, ``"1999-12"`` or ``"1999-12-31"``.

    Returns
    -------
    tuple of two datetime.date, or None
    """
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return None
    parts = [int(part) for part in text.split("-")]
    try:
        first = date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    month = first.month if len(parts) > 1 else 12
    day = first.day if len(parts) > 2 else monthrange(first.year, month)[1]
    return first, date(first.year, month, day)


def day(row, column):
    """The day in `column`; refuses a year or a month."""
    found = days(row[column])
    if not found or found[0] != found[1]:
        raise row.fault(column, f"{row[column]!r} is not a day (1999-12-31)")
    return found[0]


def first_day(row, column="date", precision="date_precision"):
    """First day that the date in `column` allows; refuses one that does not fit the cell in `precision`."""
    text = row[column]
    found = days(text)
    if not found:
        raise row.fault(column, f"{text!r} is not a date (1999, 1999-12 or 1999-12-31)")
    if row[precision] != PRECISIONS[len(text)]:
        raise row.fault(
            precision, f"{row[precision]!r} does not fit the date {text}, which has precision {PRECISIONS[len(text)]}"
        )
    return found[0]


def dated(row, column):
    """First day that the date in `column` allows and its precision; two times None where the cell is empty."""
    text = row[column]
    if not text:
        return None, None
    found = days(text)
    if not found:
        raise row.fault(column, f"{text!r} is not a date (1999, 1999-12 or 1999-12-31); leave it empty if not known")
    return found[0], PRECISIONS[len(text)]


def span(row, column):
    """First and last day of a period: a date, or two of them joined by "/"."""
    text = row[column]
    ends = [days(end) for end in text.split("/")]
    if len(ends) > 2 or None in ends:
        raise row.fault(column, f'{text!r} is not a period (1999, 1999-12, 1999-12-31 or two of them joined by "/")')
    first, last = ends[0][0], ends[-1][1]
    if len(ends) == 2 and ends[1][0] < ends[0][0]:
        raise row.fault(column, f"{text!r} ends before it begins")
    return first, last


def number(row, column):
    """The number in `column`, NaN where the cell is empty."""
    text = row[column]
    if text and not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise row.fault(column, f"{text!r} is not a number (1200, 0.5 or -3)")
    return float(text or "nan")


def frame(records, dates):
    """Records as a DataFrame, with the columns in `dates` as datetime64[s]."""
    made = pd.DataFrame(records)
    return made.assign(**{column: pd.to_datetime(made[column]).astype("datetime64[s]") for column in dates})
