"""IMF Direction of Trade Statistics: what all reporters together trade with each economy, 1961 to 2022."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.declarations import WORLD, dollars, kinds

SOURCE = Source(
    name="imf_dots_world",
    title="IMF Direction of Trade Statistics: what the world reports trading with each economy",
    producer="International Monetary Fund, Statistics Department",
    short="IMF, Direction of Trade Statistics (DOTS), export of early 2024",
    citation=(
        "International Monetary Fund, Direction of Trade Statistics (DOTS), Exports and Imports by Areas and "
        "Countries, reporter World, annual, 1961-2022."
    ),
    version="export of early 2024",
    url="https://data.imf.org/en/datasets/IMF.STA:IMTS",
    licence="IMF Copyright and Usage, special terms for data",
    redistribution="attribution",
    use=(
        'Free reuse with "Source: International Monetary Fund, DOTS", the year of the export '
        "and a pointer to the terms."
    ),
)

FILE = "world_reported_by_partner.csv.gz"
VINTAGE = "2024-04"
THE_WORLD = "World"
FLOWS = {"world_imports_from_cif": "exports", "world_exports_to_fob": "imports"}
"""What the world imports from an economy are that economy's exports."""
BASIS = {"exports": "CIF", "imports": "FOB"}


def totals(snapshots):
    """Exports and imports of each economy as all its partners declare them.

    Values below zero, which no trade can have, are left out.

    Returns
    -------
    pandas.DataFrame
        iso3 (W00 is the world), year, flow, value_usd, reporter, basis, source, vintage, status.
    """
    columns = {"country_name": "text", "year": "integer", "flow": "text", "value_musd": "number"}
    frame = snapshots.csv(SOURCE, FILE, columns)
    flow = kinds(frame["flow"], FLOWS, f"{SOURCE.name}/{FILE}")
    economy = countries.from_name(SOURCE.name, frame["country_name"], frame["year"])
    table = pd.DataFrame(
        {
            "iso3": economy.mask(frame["country_name"] == THE_WORLD, "W00"),
            "year": frame["year"],
            "flow": flow,
            "value_usd": dollars(frame["value_musd"], 1e6),
            "reporter": WORLD,
            "basis": flow.map(BASIS),
        }
    )
    table = table[table["iso3"].notna() & (table["value_usd"] >= 0)].reset_index(drop=True)
    return table.assign(source=SOURCE.name, vintage=VINTAGE, status="declared")
