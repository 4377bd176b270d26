"""UN Comtrade 2021: exports of all reporters to all partners, all goods."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.declarations import WORLD, directed, sums_by, world_totals

SOURCE = Source(
    name="comtrade_2021",
    title="UN Comtrade 2021: exports of all reporters to all partners, total of all goods",
    producer="United Nations Statistics Division",
    short="UN Comtrade, exports 2021, downloaded August 2023",
    citation=(
        "United Nations, UN Comtrade database, annual exports 2021, all reporters, all partners, TOTAL; downloaded "
        "August 2023."
    ),
    version="as downloaded in August 2023",
    url="https://comtradeplus.un.org/",
    licence="UN Comtrade terms of use: internal use; short cited extracts in analytical work",
    redistribution="excerpt_only",
    use="The pairs shown here may be cited; the matrix may not be passed on.",
)

FILE = "reported_exports_2021.csv.gz"
VINTAGE = "2023-08"
THE_WORLD = "W00"


def declared(snapshots):
    """Exports as declared; partner is missing for the world and for what is no economy.

    Returns
    -------
    pandas.DataFrame
        reporter, partner, world (whether the partner is the world), year, flow, value_usd.
    """
    columns = {"reporter_iso3": "text", "partner_iso3": "text", "year": "integer", "export_value_usd": "number"}
    frame = snapshots.csv(SOURCE, FILE, columns)
    return pd.DataFrame(
        {
            "reporter": countries.from_name(SOURCE.name, frame["reporter_iso3"]),
            "partner": countries.from_name(SOURCE.name, frame["partner_iso3"]),
            "world": frame["partner_iso3"] == THE_WORLD,
            "year": frame["year"],
            "flow": "exports",
            "value_usd": frame["export_value_usd"],
        }
    )


def pairs(snapshots):
    """Exports to economies, each declared by the exporter.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, reporter, basis, source, vintage, status.
    """
    return directed(declared(snapshots)).assign(source=SOURCE.name, vintage=VINTAGE, status="declared")


def totals(snapshots):
    """Declared exports of each reporter, and what all reporters together declare to sell to each economy.

    Returns
    -------
    pandas.DataFrame
        iso3, year, flow, value_usd, reporter, basis, source, vintage, status. Imports are
        mirror totals: reporter "world", valued FOB.
    """
    frame = declared(snapshots)
    own = world_totals(frame[frame["world"]]).assign(status="declared")
    mirror = sums_by(directed(frame), "importer", "imports").assign(reporter=WORLD, basis="FOB", status="derived")
    return pd.concat([own, mirror], ignore_index=True).assign(source=SOURCE.name, vintage=VINTAGE)
