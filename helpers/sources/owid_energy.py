"""Our World in Data: production of oil and gas since 1900, in energy units."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="owid_energy",
    title="Oil production and gas production by country",
    producer="Our World in Data, from the Energy Institute and The Shift Data Portal",
    short="Our World in Data (from Energy Institute 2024, The Shift Data Portal 2019)",
    citation=(
        "Our World in Data, Oil production / Gas production; Energy Institute - Statistical Review of World Energy "
        "(2024); The Shift Data Portal (2019)."
    ),
    version="charts based on the 2024 Statistical Review",
    url="https://ourworldindata.org/grapher/oil-production-by-country",
    licence="CC BY 4.0 for the processing; terms of the original producers for the data",
    redistribution="excerpt_only",
    use="Single series with both credits; the whole files need the permission of the original producers.",
)

VINTAGE = "2024 review"
FILES = {
    "oil_production": ("oil_production_by_country.csv", "Oil production (TWh)"),
    "gas_production": ("gas_production_by_country.csv", "Gas production (TWh)"),
}
"""Quantity -> file and column of values."""

UNIT = "terawatt-hours"
CODES = {"OWID_WRL": "W00", "OWID_USS": "SUN", "OWID_CZS": "CSK", "OWID_YGS": "YUG", "OWID_KOS": "XKX"}
"""Codes of the source that are not ISO 3166; rows of groups have no code."""


def series(snapshots):
    """Production of oil and gas by state and of the world.

    Zeros are left out: about half of the rows are 0, for states that produce nothing and for years without a figure
    alike.

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
        If a code is no country, or a value is missing or below zero.
    """
    return pd.concat([_read(snapshots, quantity) for quantity in FILES], ignore_index=True)


def _read(snapshots, quantity):
    file, column = FILES[quantity]
    frame = snapshots.csv(SOURCE, file, {"Entity": "text", "Code": "text", "Year": "integer", column: "number"})
    refuse(~(frame[column] >= 0), frame[column], f"{SOURCE.name}/{file}", "is not a quantity")
    frame = frame[(frame["Code"] != "") & (frame[column] > 0)]
    iso3 = frame["Code"].replace(CODES)
    countries.check(sorted(set(iso3) - {"W00"}))
    table = pd.DataFrame({"iso3": iso3, "year": frame["Year"], "value": frame[column]})
    return table.assign(quantity=quantity, unit=UNIT).reset_index(drop=True)
