"""Tables of size and prices: GDP and population of countries, the deflator of dollar values."""

import pandas as pd

from helpers.datasets.description import Column, Table
from helpers.sources import fariss_gdp_population, us_cpi, worldbank_gdp_population

SERIES = (worldbank_gdp_population, fariss_gdp_population)
INDICATORS = tuple(name for module in SERIES for name in module.INDICATORS)
UNITS = tuple(dict.fromkeys(unit for module in SERIES for _, unit, _ in module.INDICATORS.values()))

COUNTRIES = Table(
    name="power/countries",
    title="GDP and population of countries",
    description=(
        "One row per country, year and indicator, in long form. Each indicator comes from one source; two sources for "
        "the same thing have two indicators and are never spliced."
    ),
    key=("iso3", "year", "indicator"),
    columns=(
        Column("iso3", "category", "country", country=True),
        Column("year", "integer", "calendar year", minimum=1816, maximum=2100),
        Column(
            "indicator",
            "category",
            "gdp_usd_current and population: World Bank; gdp_ppp_2017, gdp_per_capita_ppp_2011 and "
            "population_estimate: Fariss and others, with standard deviation",
            allowed=INDICATORS,
        ),
        Column("value", "number", "value in the unit of the row", minimum=0),
        Column("sd", "number", "standard deviation of an estimate; missing where the source gives none", nullable=True),
        Column("unit", "category", "unit of value and sd", allowed=UNITS),
        Column("source", "category", "source", allowed=tuple(module.SOURCE.name for module in SERIES)),
        Column("vintage", "category", "state of the source's file"),
    ),
    sources=tuple(module.SOURCE for module in SERIES),
    notes=(
        "World Bank: countries and territories only, groups left out. No GDP of North Korea. A series stands "
        "under today's code also before independence: RUS before 1992 is the Russian republic of the USSR, not SUN.",
        "Fariss and others: Iran, China, North Korea, the United States, and Russia from 1992. Their estimates for "
        "Russia's number before 1992 lie between Russia and the Soviet Union and fit neither (population 1980: "
        "194 million with a standard deviation of 14; Soviet Union 266, Russia 139), so they are left out.",
        "Estimates carry wide bands: show the standard deviation. Current dollars follow exchange rates, which for "
        "Iran and Russia moved by more than the economy did.",
    ),
)

DEFLATOR = Table(
    name="power/deflator",
    title="US consumer price index, annual means",
    description="One row per year, to turn current dollars of one year into dollars of another.",
    key=("year",),
    columns=(
        Column("year", "integer", "calendar year", minimum=1913, maximum=2100),
        Column("cpi", "number", "mean of the monthly index of all urban consumers, all items", unit="index", minimum=0),
        Column("base", "category", "period in which the index is 100 on average", allowed=(us_cpi.BASE,)),
        Column("months", "integer", "months behind the mean", unit="months", minimum=us_cpi.ENOUGH_MONTHS, maximum=12),
    ),
    sources=(us_cpi.SOURCE,),
    notes=(
        "Years with fewer than eleven months are left out. 2025 has eleven: no index was published for October.",
        "Dollars of year b = dollars of year a x cpi(b) / cpi(a). SIPRI's TIV is not money and is never deflated.",
    ),
)


def country_indicators(snapshots):
    """All indicators in long form, each with its source."""
    parts = [module.indicators(snapshots).assign(source=module.SOURCE.name) for module in SERIES]
    return pd.concat(parts, ignore_index=True).reindex(columns=[column.name for column in COUNTRIES.columns])


def deflator(snapshots):
    """Annual means of the US consumer price index."""
    return us_cpi.annual_means(snapshots).assign(base=us_cpi.BASE)


TABLES = [(COUNTRIES, country_indicators), (DEFLATOR, deflator)]
