"""UN Comtrade: what Russia declares on its trade by partner, in all and by HS chapter, 2000 to 2020."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.declarations import directed, economies, kinds, world_totals
from helpers.sources.hs_names import UNALLOCATED, WITHHELD

SOURCE = Source(
    name="comtrade_russia_hs2",
    title="UN Comtrade: Russia's declared trade by partner and HS chapter, with partner totals",
    producer="United Nations Statistics Division (declarations of the Federal Customs Service of Russia)",
    short="UN Comtrade, reporter Russian Federation, downloaded by February 2022",
    citation=(
        "United Nations, UN Comtrade database, reporter Russian Federation, HS two-digit and TOTAL, annual 2000-2020."
    ),
    version="as downloaded by February 2022",
    url="https://comtradeplus.un.org/",
    licence="UN Comtrade terms of use: internal use; short cited extracts in analytical work",
    redistribution="excerpt_only",
    use="The rows shown here may be cited; the table of all partners may not be passed on.",
)

TOTALS = "russia_totals_by_partner_2000_2020.csv"
CHAPTERS = "russia_hs2_by_partner_2000_2020.csv.gz"
VINTAGE = "2022-02"
REPORTER = "RUS"
THE_WORLD = "WLD"
FLOWS = {"Export": "exports", "Import": "imports"}
STATUS = {WITHHELD: "withheld", UNALLOCATED: "unallocated"}
"""Codes that are no chapters -> what they mean; a chapter is declared."""

ROUNDING = 1e-5
"""Part of a total by which its chapters miss it without meaning."""


def declared(snapshots):
    """Russia's trade in all goods by partner; the partner is missing for the world.

    Returns
    -------
    pandas.DataFrame
        reporter, partner, world, year, flow, value_usd.
    """
    columns = {"partner_iso3": "text", "year": "integer", "flow": "text", "value_usd": "number"}
    frame = snapshots.csv(SOURCE, TOTALS, columns)
    where = f"{SOURCE.name}/{TOTALS}"
    return pd.DataFrame(
        {
            "reporter": REPORTER,
            "partner": economies(frame["partner_iso3"], where, [THE_WORLD]),
            "world": frame["partner_iso3"] == THE_WORLD,
            "year": frame["year"],
            "flow": kinds(frame["flow"], FLOWS, where),
            "value_usd": frame["value_usd"],
        }
    )


def pairs(snapshots):
    """Flows between Russia and each partner, all goods, as Russia declared them.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, reporter, basis, source, vintage, status.
    """
    return directed(declared(snapshots)).assign(source=SOURCE.name, vintage=VINTAGE, status="declared")


def totals(snapshots):
    """Russia's exports to and imports from the world, as it declared them.

    Returns
    -------
    pandas.DataFrame
        iso3, year, flow, value_usd, reporter, basis, source, vintage, status.
    """
    frame = declared(snapshots)
    own = world_totals(frame[frame["world"]])
    return own.assign(source=SOURCE.name, vintage=VINTAGE, status="declared")


def by_chapter(snapshots):
    """Russia's trade by partner and HS chapter, with what is in the total of a partner but in none of its chapters.

    Returns
    -------
    pandas.DataFrame
        reporter, partner, year, flow, hs2, value_usd, status: declared; withheld (chapter 99); unallocated (code 00:
        total less chapters, where they differ by more than rounding).
    """
    columns = {"partner_iso3": "text", "year": "integer", "flow": "text", "hs2": "text", "value_usd": "number"}
    frame = snapshots.csv(SOURCE, CHAPTERS, columns)
    where = f"{SOURCE.name}/{CHAPTERS}"
    chapters = pd.DataFrame(
        {
            "reporter": REPORTER,
            "partner": economies(frame["partner_iso3"], where),
            "year": frame["year"],
            "flow": kinds(frame["flow"], FLOWS, where),
            "hs2": frame["hs2"],
            "value_usd": frame["value_usd"],
        }
    )
    key = ["partner", "year", "flow"]
    whole = declared(snapshots)
    whole = whole[whole["partner"].isin(chapters["partner"].unique())].set_index(key)["value_usd"]
    parts = chapters.groupby(key)["value_usd"].sum().reindex(whole.index, fill_value=0.0)
    rest = (whole - parts)[whole - parts > ROUNDING * whole].rename("value_usd").reset_index()
    found = pd.concat([chapters, rest.assign(reporter=REPORTER, hs2=UNALLOCATED)], ignore_index=True)
    return found.assign(status=found["hs2"].map(STATUS).fillna("declared"))


def goods(snapshots):
    """Flows between Russia and each partner by HS chapter, as Russia declared them.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, hs2, value_usd, reporter, basis, source, vintage, status.
    """
    frame = by_chapter(snapshots)
    frame = frame[frame["value_usd"].notna() & (frame["partner"] != frame["reporter"])].reset_index(drop=True)
    return directed(frame).assign(hs2=frame["hs2"], source=SOURCE.name, vintage=VINTAGE, status=frame["status"])
