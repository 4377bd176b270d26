"""Prices: oil from the US Energy Information Administration, consumer prices from the St. Louis Fed.

EIA: API version 2, documented at eia.gov/opendata: `petroleum/pri/spt/data/` with frequency, data[0]=value,
facets[series][], sort, offset and length (at most 5,000 rows); the key goes into the query. The reply is
{"response": {"total": n, "data": [{"period": ..., "series": ..., "value": ...}]}}, values as text.
FRED: the CSV behind its charts, `graph/fredgraph.csv?id=SERIES`, without key: the date (observation_date, before 2025
DATE) and the series, "." or nothing where there is no value.
"""

import csv
import io

import pandas as pd

from helpers.clients.connection import Connection, Key
from helpers.errors import WorkbookError
from helpers.sources import oil_prices, us_cpi

EIA = "https://api.eia.gov/v2/"
EIA_PATH = "petroleum/pri/spt/data/"
EIA_KEY = Key("EIA_API_KEY", "api_key", "https://www.eia.gov/opendata/register.php")
LENGTH = 5000

FRED = "https://fred.stlouisfed.org/"
FRED_PATH = "graph/fredgraph.csv"
FRED_SERIES = "CPIAUCNS"
"""CPI of all urban consumers, all items, not seasonally adjusted: the series CUUR0000SA0 of the producer."""

FILES = {
    "brent_daily.csv": ("RBRTE", "daily", ""),
    "brent_monthly.csv": ("RBRTE", "monthly", "-15"),
    "brent_year.csv": ("RBRTE", "annual", "-06-30"),
    "wti_monthly.csv": ("RWTC", "monthly", "-15"),
    "wti_year.csv": ("RWTC", "annual", "-06-30"),
}
"""File -> series, frequency, and what makes a day of a period: means stand in its middle."""


def oil(deposit, report, accept=False):
    """Write the five files of oil prices."""
    connection = Connection("eia", EIA, report, interval=1, key=EIA_KEY)
    files = {}
    for file, (series, frequency, middle) in FILES.items():
        offset, frames = 0, []
        while True:
            request = {"series": series, "frequency": frequency, "offset": offset}
            rows = pd.read_parquet(
                deposit.part(oil_prices.SOURCE.name, request, lambda r=request: spot(connection, **r))
            )
            frames.append(rows)
            offset += len(rows)
            if rows.empty or offset >= rows["total"].iloc[0]:
                break
        report(f"{oil_prices.SOURCE.name}: {file}, {offset:,} rows")
        prices = pd.concat(frames, ignore_index=True)
        if prices.empty:
            raise WorkbookError(
                f"{connection.address}{EIA_PATH}: no {frequency} prices of {series}; is it still there?"
            )
        prices = prices[prices["value"] != ""].sort_values("period")
        table = pd.DataFrame({"Date": prices["period"] + middle, "Price": prices["value"]})
        files[file] = table.to_csv(index=False, lineterminator="\n").encode()
    deposit.put(oil_prices.SOURCE.name, oil_prices.SOURCE, files, connection.address + EIA_PATH)


def spot(connection, series, frequency, offset):
    """One page of a series of spot prices.

    Returns
    -------
    DataFrame[period, value, total]
        Value is the text of a number, or "" where there is none.
    """
    reply = connection.json(
        EIA_PATH,
        {
            "frequency": frequency,
            "data[0]": "value",
            "facets[series][]": series,
            "sort[0][column]": "period",
            "sort[0][direction]": "asc",
            "offset": offset,
            "length": LENGTH,
        },
    )
    try:
        response = reply["response"]
        rows = [(row["period"], row["value"]) for row in response["data"]]
        values = ["" if value in (None, "") else str(value) for _, value in rows]
        _ = [float(value) for value in values if value]
        return pd.DataFrame({"period": [p for p, _ in rows], "value": values, "total": int(response["total"])})
    except (TypeError, ValueError, KeyError):
        raise connection.unlike(reply, "a page of prices with response, total, data, period, value") from None


def consumer_prices(deposit, report, accept=False):
    """Write the monthly consumer price index."""
    connection = Connection("fred", FRED, report, interval=1)
    report(f"{us_cpi.SOURCE.name}: asking for {FRED_SERIES}")
    text = connection.text(FRED_PATH, {"id": FRED_SERIES})
    rows = index(text, connection.address + FRED_PATH)
    content = rows.to_csv(index=False, lineterminator="\n").encode()
    deposit.put(us_cpi.SOURCE.name, us_cpi.SOURCE, {us_cpi.FILE: content}, f"{connection.address}{FRED_PATH}")


def index(text, where):
    """The monthly index in the columns of the packaged series.

    Returns
    -------
    DataFrame[Date, Index]
    """
    lines = csv.reader(io.StringIO(text))
    header = next(lines, [])
    if len(header) != 2 or header[0] not in ("observation_date", "DATE") or header[1] != FRED_SERIES:
        found = ",".join(header)[:80]
        raise WorkbookError(
            f"{where}: its columns are {found!r}, not a date and {FRED_SERIES}; has the service changed?"
        )
    rows = []
    for line in lines:
        if len(line) == 2 and line[1] in ("", "."):
            continue
        try:
            rows.append((line[0], line[1], float(line[1])))
        except (IndexError, ValueError):
            raise WorkbookError(f"{where}, line {lines.line_num}: {line} is not a date and an index") from None
    if not rows:
        raise WorkbookError(f"{where}: holds no figures; has the service changed?")
    return pd.DataFrame([row[:2] for row in rows], columns=["Date", "Index"])


DOWNLOADS = {"oil_prices": oil, "us_cpi": consumer_prices}
