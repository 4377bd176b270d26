"""US consumer price index, the deflator of dollar values."""

from helpers.datasets.description import Source
from helpers.sources.snapshots import calendar_days, refuse

SOURCE = Source(
    name="us_cpi",
    title="Consumer Price Index for All Urban Consumers, all items, not seasonally adjusted",
    producer="US Bureau of Labor Statistics",
    short="US Bureau of Labor Statistics, CPI-U to May 2026",
    citation="U.S. Bureau of Labor Statistics, CPI-U (CUUR0000SA0), 1982-84 = 100.",
    version="update of 1 July 2026",
    url="https://www.bls.gov/cpi/",
    licence="Public domain (US government work)",
    redistribution="open",
    use="Free to use; name the U.S. Bureau of Labor Statistics.",
)

FILE = "cpiai.csv"
BASE = "1982-84 = 100"
ENOUGH_MONTHS = 11
"""A year counts from this many months on: October 2025 was never published, 2026 is not over."""


def annual_means(snapshots):
    """Mean of the monthly index of each year with at least eleven months.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        year, cpi (1982-84 = 100), months (behind the mean).

    Raises
    ------
    WorkbookError
        If a date is not the first of a month, a month occurs twice, or an index is missing or not
        above zero.
    """
    frame = snapshots.csv(SOURCE, FILE, {"Date": "text", "Index": "number"})
    where = f"{SOURCE.name}/{FILE}"
    month = calendar_days(frame["Date"], where)
    refuse(month.dt.day != 1, frame["Date"], where, "is not the first day of a month")
    refuse(month.duplicated(), frame["Date"], where, "occurs twice")
    refuse(~(frame["Index"] > 0), frame["Index"], where, "is not an index above zero")
    means = frame.groupby(month.dt.year.rename("year"))["Index"].agg(cpi="mean", months="size")
    return means[means["months"] >= ENOUGH_MONTHS].reset_index()
