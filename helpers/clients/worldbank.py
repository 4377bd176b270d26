"""World Bank, Indicators API version 2: GDP in current dollars and population of all countries.

Documented at datahelpdesk.worldbank.org, articles 889392 (about the API) and 898581 (basic call structures):
`country/all/indicator/CODE?format=json&per_page=N&page=N`. The reply is a list of two: the page (page, pages, per_page,
total, lastupdated) and its rows (country, countryiso3code, date, value). A refusal is a list of one with `message`.
"""

import pandas as pd

from helpers.clients.connection import Connection
from helpers.errors import WorkbookError
from helpers.sources import worldbank_gdp_population

ADDRESS = "https://api.worldbank.org/v2/"

CODES = {"gdp_usd_current": "NY.GDP.MKTP.CD", "population": "SP.POP.TOTL"}
"""Indicator of `worldbank_gdp_population.INDICATORS` -> code of the World Bank."""

PER_PAGE = 5000


def download(deposit, report, accept=False):
    """Write both files of the source, with the columns of the packaged series."""
    connection = Connection("worldbank", ADDRESS, report, interval=0.5)
    source = worldbank_gdp_population.SOURCE
    files = {}
    for indicator, (file, _, _) in worldbank_gdp_population.INDICATORS.items():
        path = f"country/all/indicator/{CODES[indicator]}"
        first = deposit.part(source.name, {"path": path, "page": 1}, lambda path=path: page(connection, path, 1))
        pages = int(pd.read_parquet(first, columns=["pages"])["pages"].iloc[0])
        requests = [{"path": path, "page": number} for number in range(1, pages + 1)]
        paths = deposit.parts(
            source.name,
            requests,
            lambda request: page(connection, request["path"], request["page"]),
            report,
            f"pages of {CODES[indicator]}",
        )
        files[file] = tidy(deposit.frame(paths)).to_csv(index=False, lineterminator="\n").encode()
    deposit.put(source.name, source, files, connection.address)


def page(connection, path, number):
    """One page of an indicator.

    Returns
    -------
    DataFrame[name, iso3, year, value, pages]
        Values as printed by Python, "" where the World Bank has none.
    """
    reply = connection.json(path, {"format": "json", "per_page": PER_PAGE, "page": number})
    if isinstance(reply, list) and len(reply) == 1 and "message" in reply[0]:
        said = "; ".join(str(message.get("value")) for message in reply[0]["message"])
        raise WorkbookError(f"{connection.address}{path}: refused ({said})")
    try:
        about, rows = reply
        if not rows or int(about["page"]) != number:
            raise ValueError
        return pd.DataFrame(
            {
                "name": [row["country"]["value"] for row in rows],
                "iso3": [row["countryiso3code"] for row in rows],
                "year": [int(row["date"]) for row in rows],
                "value": ["" if row["value"] is None else repr(row["value"]) for row in rows],
                "pages": int(about["pages"]),
            }
        )
    except (TypeError, ValueError, KeyError):
        raise connection.unlike(reply, "a page of an indicator with country, countryiso3code, date, value") from None


def tidy(rows):
    """Rows with a value and a code, in the packaged columns; some groups of countries have no code."""
    kept = rows[(rows["value"] != "") & (rows["iso3"] != "")].sort_values(["name", "year"], kind="stable")
    names = {"name": "Country Name", "iso3": "Country Code", "year": "Year", "value": "Value"}
    return kept[list(names)].rename(columns=names)


DOWNLOADS = {"worldbank_gdp_population": download}
