"""Bank of Russia: official exchange rate of the US dollar."""

import warnings
from contextlib import closing
from zipfile import BadZipFile

import pandas as pd

from helpers.datasets.description import Source
from helpers.errors import WorkbookError

SOURCE = Source(
    name="rub_usd",
    title="Official exchange rate of the US dollar",
    producer="Bank of Russia",
    short="Bank of Russia, official rate of the US dollar to 30 November 2023",
    citation=(
        "Bank of Russia, Official exchange rates on selected date, US dollar, 1 July 1992 - 30 November 2023; monthly "
        "means by this project."
    ),
    version="1 July 1992 to 30 November 2023",
    url="https://www.cbr.ru/eng/currency_base/dynamics/",
    licence="Public information of the Bank of Russia",
    redistribution="attribution",
    use="Free to use; name the Bank of Russia.",
)

FILE = "RC_F01_07_1992_T30_11_2023.xlsx"
VINTAGE = "2023-11"
REDENOMINATED = pd.Timestamp("1998-01-01")
"""From this day a new rouble is 1,000 old ones."""


def days(snapshots):
    """Roubles of today per dollar on every day with a new rate; rates before 1998 are divided by 1,000.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        day (datetime64), rate (new roubles per US dollar), in order of day.

    Raises
    ------
    WorkbookError
        Naming the file and the row.
    """
    import openpyxl

    where = f"{SOURCE.name}/{FILE}"
    path = snapshots.path(SOURCE, FILE)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Workbook contains no default style")
            with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as workbook:
                header, *rows = workbook.worksheets[0].iter_rows(values_only=True)
    except (BadZipFile, KeyError, OSError) as error:
        raise WorkbookError(f"{where}: cannot be read as an Excel workbook ({error}); get the file again") from None
    if list(header[:3]) != ["nominal", "data", "curs"]:
        raise WorkbookError(f"{where}, row 1: columns {list(header)}, not nominal, data, curs; is this the right file?")
    frame = pd.DataFrame([row[:3] for row in rows if row[1] is not None], columns=["nominal", "day", "price"])
    frame["day"] = pd.to_datetime(frame["day"], errors="coerce")
    for column in ("nominal", "price"):
        frame[column] = pd.to_numeric(frame[column], errors="coerce")
    wrong = frame["day"].isna() | frame["day"].duplicated() | ~(frame["nominal"] > 0) | ~(frame["price"] > 0)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise WorkbookError(f"{where}, row {row + 2}: {list(rows[row][:3])} is not a day of its own with a rate")
    rate = frame["price"] / frame["nominal"]
    rate = rate.where(frame["day"] >= REDENOMINATED, rate / 1000)
    found = pd.DataFrame({"day": frame["day"].astype("datetime64[s]"), "rate": rate})
    return found.sort_values("day", ignore_index=True)


def months(snapshots):
    """Monthly means over all calendar days; a rate holds until the next one.

    Returns
    -------
    pandas.DataFrame
        month (datetime64, first day), rate (new roubles per US dollar), days (with a new rate).
    """
    new = days(snapshots).set_index("day")["rate"]
    every = new.reindex(pd.date_range(new.index.min(), new.index.max(), freq="D")).ffill()
    mean = every.groupby(every.index.to_period("M")).mean()
    count = new.groupby(new.index.to_period("M")).size()
    return pd.DataFrame(
        {"month": mean.index.to_timestamp(), "rate": mean.to_numpy(), "days": count[mean.index].to_numpy()}
    )
