"""Estimates of GDP and population since 1816 with their uncertainty (Fariss, Anders, Markowitz and Barnum)."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError

SOURCE = Source(
    name="fariss_gdp_population",
    title="New Estimates of Over 500 Years of Historic GDP and Population Data",
    producer="Christopher J. Fariss, Therese Anders, Jonathan N. Markowitz and Miriam Barnum",
    short="Fariss, Anders, Markowitz and Barnum (2022), estimates to 2019",
    citation=(
        "Fariss, Christopher J., Therese Anders, Jonathan N. Markowitz, and Miriam Barnum. 2022. "
        '"New Estimates of Over 500 Years of Historic GDP and Population Data." Journal of Conflict Resolution '
        "66(3): 553-591."
    ),
    version="as distributed with the R package isard 0.2.0",
    url="https://doi.org/10.1177/00220027211054432",
    licence="none stated (replication material)",
    redistribution="unknown",
    use="Series of five states as cited facts; ask the authors before wider use.",
)

FILE = "cw_gdppop.parquet"
VINTAGE = "isard 0.2.0"
RUSSIA_FROM = 1992
"""Before, the estimates of COW number 365 lie between Russia and the Soviet Union and fit neither: population
194 million in 1980 with a standard deviation of 14, against 266 million in the Soviet Union and 139 in Russia."""

INDICATORS = {
    "gdp_ppp_2017": ("pwtrgdp", "2017 international dollars", 1e6),
    "gdp_per_capita_ppp_2011": ("mrgdppc", "2011 international dollars", 1),
    "population_estimate": ("pwtpop", "persons", 1e6),
}
"""Indicator -> column, unit, factor from the unit of the file."""


def indicators(snapshots):
    """Estimates and their standard deviations for the states whose series may be published, Russia from 1992.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3, year, indicator, value, sd, unit, vintage.

    Raises
    ------
    WorkbookError
        If the file cannot be read or lacks a column, or an estimate has no standard deviation.
    """
    wanted = ["ccode", "year"] + [f"{sd}{column}" for column, _, _ in INDICATORS.values() for sd in ("", "sd_")]
    frame = snapshots.parquet(SOURCE, FILE, wanted)
    frame = frame.assign(iso3=countries.from_cow(frame["ccode"], frame["year"]), year=frame["year"].astype("int64"))
    earlier = (frame["iso3"] == "RUS") & (frame["year"] < RUSSIA_FROM)
    frame = frame[frame["iso3"].isin(countries.FOCUS) & ~earlier]
    return pd.concat([_long(frame, indicator) for indicator in INDICATORS], ignore_index=True)


def _long(frame, indicator):
    column, unit, factor = INDICATORS[indicator]
    known = frame[frame[column].notna()]
    if known[f"sd_{column}"].isna().any():
        row = known[known[f"sd_{column}"].isna()].iloc[0]
        raise WorkbookError(f"{SOURCE.name}/{FILE}, column sd_{column}: missing for {row['iso3']} {row['year']}")
    return pd.DataFrame(
        {
            "iso3": known["iso3"],
            "year": known["year"],
            "indicator": indicator,
            "value": known[column] * factor,
            "sd": known[f"sd_{column}"] * factor,
            "unit": unit,
            "vintage": VINTAGE,
        }
    )
