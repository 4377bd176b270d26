"""World Bank, World Development Indicators: gross domestic product and population."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="worldbank_gdp_population",
    title="World Development Indicators: GDP and population",
    producer="World Bank",
    short="World Bank, World Development Indicators, March 2026",
    citation=(
        "World Bank, World Development Indicators: GDP (current US$), NY.GDP.MKTP.CD; Population, total, SP.POP.TOTL."
    ),
    version="states of 20 March 2026 (GDP) and 6 March 2026 (population)",
    url="https://data.worldbank.org",
    licence="CC BY 4.0",
    redistribution="attribution",
    use="Free to use with attribution to the World Bank.",
)

INDICATORS = {
    "gdp_usd_current": ("worldbank_gdp_current_usd.csv", "current US dollars", "2026-03-20"),
    "population": ("worldbank_population.csv", "persons", "2026-03-06"),
}
"""Indicator -> file, unit, vintage."""

COLUMNS = {"Country Name": "text", "Country Code": "text", "Year": "integer", "Value": "number"}


def indicators(snapshots):
    """GDP in current dollars and population of countries; groups of countries are left out.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3, year, indicator, value, unit, vintage.

    Raises
    ------
    WorkbookError
        If a code is neither a country nor a known group, or a value is missing or not above zero.
    """
    return pd.concat([_read(snapshots, indicator) for indicator in INDICATORS], ignore_index=True)


def _read(snapshots, indicator):
    file, unit, vintage = INDICATORS[indicator]
    frame = snapshots.csv(SOURCE, file, COLUMNS)
    refuse(~(frame["Value"] > 0), frame["Value"], f"{SOURCE.name}/{file}", "is not above zero")
    iso3 = countries.from_name(SOURCE.name, frame["Country Code"])
    table = pd.DataFrame({"iso3": iso3, "year": frame["Year"], "indicator": indicator, "value": frame["Value"]})
    return table[iso3.notna()].assign(unit=unit, vintage=vintage)
