"""Bank of Russia: official exchange rate of the US dollar."""

from contextlib import closing

import pandas as pd

from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources.snapshots import refuse

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
COLUMNS = ("nominal", "data", "curs")
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
    where = f"{SOURCE.name}/{FILE}"
    with closing(snapshots.excel(SOURCE, FILE)) as workbook:
        header, *rows = workbook.worksheets[0].iter_rows(values_only=True)
    if header[:3] != COLUMNS:
        raise WorkbookError(f"{where}: columns {list(header)}, not {', '.join(COLUMNS)}; is this the right file?")
    frame = pd.DataFrame([row[:3] for row in rows], columns=COLUMNS).dropna(subset="data")
    day = pd.to_datetime(frame["data"], errors="coerce")
    refuse(day.isna() | day.duplicated(), frame["data"], where, "is not a day of its own")
    for column in ("nominal", "curs"):
        refuse(~(pd.to_numeric(frame[column], errors="coerce") > 0), frame[column], where, "is not above zero")
    rate = frame["curs"].astype("float64") / frame["nominal"].astype("float64")
    rate = rate.where(day >= REDENOMINATED, rate / 1000)
    found = pd.DataFrame({"day": day.astype("datetime64[s]"), "rate": rate})
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
