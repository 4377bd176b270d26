"""Military expenditure: an excerpt within SIPRI's rule."""

from helpers.build.arms_columns import FOCUS, provenance, sourced, year
from helpers.datasets.description import Column, Table
from helpers.errors import WorkbookError
from helpers.sources import sipri_milex

OTHER_SPENDERS = (
    *("AFG", "ARE", "ARM", "AZE", "IRQ", "ISR", "PAK", "SAU", "SYR", "TKM", "TUR"),
    *("BLR", "DEU", "FRA", "GBR", "IND", "JPN", "KAZ", "KOR", "UKR"),
)
"""Neighbours and rivals of Iran, Russia, China and North Korea: their expenditure from 1992."""

SINCE = 1992

WHOLE = 25_729
"""Values of the edition used, against which the excerpt is measured."""

UNITS = {
    "constant_usd_m_2024": "million US$ at 2024 prices and exchange rates",
    "current_usd_m": "million US$ at current prices and exchange rates",
    "share_of_gdp": "share, 0 to 1",
}

EXPENDITURE = Table(
    name="arms/expenditure",
    title="Military expenditure, excerpt",
    description=f"All years of {', '.join(FOCUS)}; from {SINCE} {', '.join(OTHER_SPENDERS)}.",
    key=("iso3", "year", "indicator"),
    columns=(
        Column("iso3", "category", "Code of the state.", country=True),
        year("year", "Year."),
        Column("indicator", "category", "What is measured.", allowed=tuple(UNITS)),
        Column("value", "number", "Military expenditure.", unit="as in the column unit", minimum=0),
        Column("unit", "category", "Unit of the value.", allowed=tuple(UNITS.values())),
        Column("flag", "category", "How sure SIPRI is.", allowed=("figure", "estimate", "uncertain")),
        *provenance("Edition of the data set."),
    ),
    sources=(sipri_milex.SOURCE,),
    notes=(
        "A year without a row: SIPRI has no figure, or the state did not exist; it is never zero.",
        "Russia 1992-2012 and 2022-25 and China are estimates; the USSR has 1987-90, North Korea 2015-18 only.",
        "Iran 2025 is converted at another rial rate than before: a break. The Revolutionary Guard is included.",
        "Never spliced with another edition: each revises the past.",
    ),
    excerpt_of=WHOLE,
)


def expenditure(snapshots):
    """Recipe of `arms/expenditure`."""
    values = sipri_milex.read(snapshots).dropna(subset="value")
    if len(values) < WHOLE:
        raise WorkbookError(
            f"{sipri_milex.WORKBOOK}: {len(values):,} values, but the edition has {WHOLE:,}; the file is cut off, "
            "get it again"
        )
    chosen = values["iso3"].isin(FOCUS) | (values["iso3"].isin(OTHER_SPENDERS) & (values["year"] >= SINCE))
    rows = values[chosen].round({"value": 5})
    return sourced(
        rows.assign(unit=rows["indicator"].map(UNITS), vintage=sipri_milex.VINTAGE), EXPENDITURE, sipri_milex
    )


TABLES = [(EXPENDITURE, expenditure)]
