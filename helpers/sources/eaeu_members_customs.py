"""Kazakhstan, Kyrgyzstan and Armenia: trade by partner as their statistical offices publish it."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.declarations import directed, dollars, economies, kinds, world_totals

SOURCE = Source(
    name="eaeu_members_customs",
    title="Kazakhstan, Kyrgyzstan and Armenia: trade by partner country",
    producer=(
        "Bureau of National Statistics of Kazakhstan; National Statistical Committee of the Kyrgyz Republic; "
        "Statistical Committee of Armenia and Armenian customs"
    ),
    short="Statistical offices of Kazakhstan, Kyrgyzstan and Armenia, files of 2020 to 2024",
    citation=(
        "Bureau of National Statistics of Kazakhstan, Main indicators of foreign trade by country, 2019-2023; National "
        "Statistical Committee of the Kyrgyz Republic, tables 4.03.00.18 and 4.03.00.20; Armstat, foreign trade by "
        "country, monthly."
    ),
    version="Kazakhstan to 25 July 2024, Kyrgyzstan 1 October 2024, Armenia to January 2023",
    url="https://stat.gov.kz",
    licence="no open licence stated: official statistics published for general use",
    redistribution="unknown",
    use="Values of the partners shown here may be cited as facts; the full tables may not be passed on.",
)

KAZAKHSTAN = "kazakhstan_by_partner_2018_2023.csv"
KYRGYZSTAN = "kyrgyzstan_by_partner_1994_2023.csv"
ARMENIA = "armenia_by_partner_monthly_2017_2023.csv"
VINTAGE = {"KAZ": "2024-07", "KGZ": "2024-10", "ARM": "2023-01"}
FLOWS = {"export": "exports", "import": "imports"}
UNCODED = {"Ирак, Республика Ирак": "IRQ", "Тайвань (Китай)": "TWN", "Республика Латвия": "LVA"}
"""Partners of Kazakhstan that its file leaves without a code; the rest are groups and small territories."""
NOT_A_PARTNER = "Australia and Oceania"
"""A group of Kyrgyzstan's table that its file gives the code of Australia."""
TOTAL_KAZAKHSTAN, TOTAL_KYRGYZSTAN = "Всего", "Total"


def declared(snapshots):
    """Trade by partner as the three declare it; the partner is missing for the world, groups and small territories.

    A 0 of Kyrgyzstan can mean that no figure was entered, and is left out. Imports of Armenia are by origin.

    Returns
    -------
    pandas.DataFrame
        reporter, partner, world, year, flow, value_usd, vintage.
    """
    parts = [_kazakhstan(snapshots), _kyrgyzstan(snapshots), _armenia(snapshots)]
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(vintage=frame["reporter"].map(VINTAGE)).dropna(subset="value_usd")


def pairs(snapshots):
    """Flows between the three and their partners.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, reporter, basis, source, vintage, status.
    """
    flows = directed(declared(snapshots))
    return flows.assign(source=SOURCE.name, vintage=flows["reporter"].map(VINTAGE), status="declared")


def totals(snapshots):
    """Exports to and imports from the world of Kazakhstan and Kyrgyzstan as printed, of Armenia as sums of partners.

    Returns
    -------
    pandas.DataFrame
        iso3, year, flow, value_usd, reporter, basis, source, vintage, status.
    """
    frame = declared(snapshots)
    printed = world_totals(frame[frame["world"]]).assign(status="declared")
    sums = frame[frame["reporter"] == "ARM"].groupby(["reporter", "year", "flow"])["value_usd"].sum().round(3)
    table = pd.concat([printed, world_totals(sums.reset_index()).assign(status="derived")], ignore_index=True)
    return table.assign(source=SOURCE.name, vintage=table["reporter"].map(VINTAGE))


def _kazakhstan(snapshots):
    columns = {"year": "integer", "partner_iso3": "text", "partner_ru": "text"}
    frame = snapshots.csv(SOURCE, KAZAKHSTAN, columns | {"export_kusd": "number", "import_kusd": "number"})
    code = frame["partner_iso3"].where(frame["partner_iso3"] != "", frame["partner_ru"].map(UNCODED).fillna(""))
    frame = frame.assign(
        reporter="KAZ",
        partner=economies(code.rename("partner_iso3"), f"{SOURCE.name}/{KAZAKHSTAN}", ("",)),
        world=frame["partner_ru"].str.split("\n").str[0] == TOTAL_KAZAKHSTAN,
    ).rename(columns={"export_kusd": "exports", "import_kusd": "imports"})
    return _long(frame)


def _kyrgyzstan(snapshots):
    columns = {"year": "integer", "flow": "text", "partner_iso3": "text", "partner": "text", "value_kusd": "number"}
    frame = snapshots.csv(SOURCE, KYRGYZSTAN, columns)
    where = f"{SOURCE.name}/{KYRGYZSTAN}"
    code = frame["partner_iso3"].where(frame["partner"] != NOT_A_PARTNER, "")
    return pd.DataFrame(
        {
            "reporter": "KGZ",
            "partner": economies(code, where, ("",)),
            "world": frame["partner"] == TOTAL_KYRGYZSTAN,
            "year": frame["year"],
            "flow": kinds(frame["flow"], FLOWS, where),
            "value_usd": dollars(frame["value_kusd"].where(frame["value_kusd"] > 0), 1e3),
        }
    )


def _armenia(snapshots):
    columns = {"year": "integer", "period": "text", "partner_iso3": "text"}
    columns |= {"export_kusd": "number", "import_by_origin_kusd": "number"}
    frame = snapshots.csv(SOURCE, ARMENIA, columns)
    frame = frame[frame["period"] == "Year"]
    frame = frame.assign(
        reporter="ARM",
        partner=economies(frame["partner_iso3"], f"{SOURCE.name}/{ARMENIA}", ("",)),
        world=False,
    ).rename(columns={"export_kusd": "exports", "import_by_origin_kusd": "imports"})
    return _long(frame)


def _long(frame):
    kept = ["reporter", "partner", "world", "year"]
    frame = frame.melt(kept, ["exports", "imports"], "flow", "value_usd")
    return frame.assign(value_usd=dollars(frame["value_usd"], 1e3))
