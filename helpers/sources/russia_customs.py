"""Russian customs and Rosstat: totals 1994 to 2021, main partners by month 2006 to 2021, continents 2022 to 2024."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources.declarations import directed, dollars, economies, kinds, world_totals

SOURCE = Source(
    name="russia_customs",
    title="Russia: foreign trade by main partner, by HS chapter and by continent",
    producer="Federal Customs Service of Russia; Rosstat",
    short="Federal Customs Service of Russia, Rosstat, tables of 2022 to 2024",
    citation=(
        "Federal Customs Service of Russia and Rosstat: tables 94itog (1994-2021), 96stran (2006-2021), press tables "
        "on countries and structure 2023-2024."
    ),
    version="94itog of 1 November 2022, 96stran of 23 September 2022, press tables of 2024",
    url="https://customs.gov.ru/statistic",
    licence="no open licence stated: official statistics published for general use",
    redistribution="unknown",
    use=(
        'Annual totals and values of the states shown here may be cited as facts of "Federal Customs Service of '
        'Russia, Rosstat"; ask the producer before wider use.'
    ),
)

TOTALS = "annual_totals_1994_2021.csv"
MONTHS = "monthly_main_partners_2006_2021.csv"
CONTINENTS = "regions_and_groups_2022_2024.csv"
VINTAGE = {TOTALS: "2022-11", MONTHS: "2022-09", CONTINENTS: "2024"}
REPORTER = "RUS"
FLOWS = {"export": "exports", "import": "imports"}
UNCODED = {"Азербайджан": "AZE", "Индонезия": "IDN"}
"""Partners that the file leaves without a code."""
AREAS = {
    "Весь мир": "world",
    "ЕВРОПА": "Europe",
    "АЗИЯ": "Asia",
    "АФРИКА": "Africa",
    "АМЕРИКА": "Americas",
    "ОКЕАНИЯ": "Oceania",
}
"""Lines of the press tables that are areas; the others are groups of goods."""
YEARS = ("2022", "2023")
"""Whole years among the periods of the press tables."""


def months(snapshots):
    """Russia's trade with its main partners by month.

    Returns
    -------
    pandas.DataFrame
        reporter, partner, year, month, flow, value_usd. Iran and North Korea are not among the 29 partners.
    """
    columns = {"year": "integer", "month": "integer", "partner_iso3": "text", "partner_ru": "text"}
    frame = snapshots.csv(SOURCE, MONTHS, columns | {"flow": "text", "value_musd": "number"})
    where = f"{SOURCE.name}/{MONTHS}"
    code = frame["partner_iso3"].where(frame["partner_iso3"] != "", frame["partner_ru"].map(UNCODED).fillna(""))
    return pd.DataFrame(
        {
            "reporter": REPORTER,
            "partner": economies(code.rename("partner_iso3"), where),
            "year": frame["year"],
            "month": frame["month"],
            "flow": kinds(frame["flow"], FLOWS, where),
            "value_usd": dollars(frame["value_musd"], 1e6),
        }
    )


def pairs(snapshots):
    """Flows between Russia and its main partners: sums of twelve months; years with fewer have no row.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, reporter, basis, source, vintage, status.
    """
    grouped = months(snapshots).dropna(subset="value_usd").groupby(["reporter", "partner", "flow", "year"])
    sums = grouped["value_usd"].agg(["sum", "size"]).query("size == 12")["sum"].round(3)
    flows = directed(sums.rename("value_usd").reset_index())
    return flows.assign(source=SOURCE.name, vintage=VINTAGE[MONTHS], status="derived")


def totals(snapshots):
    """Russia's exports to and imports from the world, 1994 to 2023.

    Returns
    -------
    pandas.DataFrame
        iso3, year, flow, value_usd, reporter, basis, source, vintage, status.
    """
    frame = snapshots.csv(SOURCE, TOTALS, {"year": "integer", "flow": "text", "item": "text", "value_musd": "number"})
    frame = frame[frame["item"] == "total"]
    early = pd.DataFrame(
        {
            "reporter": REPORTER,
            "year": frame["year"],
            "flow": kinds(frame["flow"], FLOWS, f"{SOURCE.name}/{TOTALS}"),
            "value_usd": dollars(frame["value_musd"], 1e6),
        }
    )
    late = continents(snapshots)
    late = late[(late["area"] == "world") & late["period"].isin(YEARS)].rename(columns={"iso3": "reporter"})
    late = late.assign(year=late["period"].astype("int64"))
    parts = [
        world_totals(early).assign(vintage=VINTAGE[TOTALS]),
        world_totals(late).assign(vintage=VINTAGE[CONTINENTS]),
    ]
    return pd.concat(parts, ignore_index=True).assign(source=SOURCE.name, status="declared")


def continents(snapshots):
    """Russia's trade with each continent, which is all that it publishes by partner since 2022.

    Returns
    -------
    pandas.DataFrame
        iso3, area, period (2022, 2023, or 2023M01-M09 and the like), flow, value_usd, source, vintage.

    Raises
    ------
    WorkbookError
        If an area of `AREAS` is not in the file.
    """
    columns = {"period": "text", "flow": "text", "item_ru": "text", "value_busd": "number"}
    frame = snapshots.csv(SOURCE, CONTINENTS, columns)
    where = f"{SOURCE.name}/{CONTINENTS}"
    absent = set(AREAS) - set(frame["item_ru"])
    if absent:
        raise WorkbookError(f"{where}, column item_ru: no row {min(absent)!r}; is this the right file?")
    flow = kinds(frame["flow"], FLOWS, where)
    table = pd.DataFrame(
        {
            "iso3": REPORTER,
            "area": frame["item_ru"].map(AREAS),
            "period": frame["period"],
            "flow": flow,
            "value_usd": dollars(frame["value_busd"], 1e9),
        }
    )
    table = table[table["area"].notna()].reset_index(drop=True)
    return table.assign(source=SOURCE.name, vintage=VINTAGE[CONTINENTS])
