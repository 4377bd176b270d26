"""IMF International Trade in Goods by Partner Country: Russia as reporter, 2016 to 2024."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.declarations import NOBODY, directed, dollars, kinds, world_totals

SOURCE = Source(
    name="imf_imts_russia",
    title="IMF International Trade in Goods by Partner Country: Russia as reporter",
    producer="International Monetary Fund, Statistics Department",
    short="IMF, International Trade in Goods by Partner Country (IMTS), extract of spring 2026",
    citation=(
        "International Monetary Fund, International Trade in Goods (by partner country) (IMTS), dataset "
        "IMF.STA:IMTS(1.0.0), Russian Federation, annual."
    ),
    version="IMF.STA:IMTS(1.0.0), extract of spring 2026",
    url="https://data.imf.org/en/datasets/IMF.STA:IMTS",
    licence="IMF Copyright and Usage, special terms for data",
    redistribution="attribution",
    use=(
        'Free reuse with "Source: International Monetary Fund, IMTS", the date of the extract '
        "and a pointer to the terms."
    ),
)

FILE = "imts_russia_long.csv"
VINTAGE = "2026-05"
THE_WORLD = "G001"
FLOWS = {"export_fob": "exports", "import_cif": "imports"}
LAST_DECLARED = 2021
"""Russia reports to this year; later values are IMF estimates from the records of its partners."""


def declared(snapshots):
    """Russia's trade by partner; the partner is missing for the world and for groups.

    Returns
    -------
    pandas.DataFrame
        reporter, partner, world, year, flow, value_usd.
    """
    columns = {"reporter": "text", "partner": "text", "year": "integer", "flow": "text", "value_musd": "number"}
    frame = snapshots.csv(SOURCE, FILE, columns)
    where = f"{SOURCE.name}/{FILE}"
    return pd.DataFrame(
        {
            "reporter": countries.from_name(SOURCE.name, frame["reporter"]),
            "partner": countries.from_name(SOURCE.name, frame["partner"]),
            "world": frame["partner"] == THE_WORLD,
            "year": frame["year"],
            "flow": kinds(frame["flow"], FLOWS, where),
            "value_usd": dollars(frame["value_musd"], 1e6),
        }
    )


def pairs(snapshots):
    """Flows between Russia and each partner: declared by Russia to 2021, estimated by the IMF from 2022.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, reporter, basis, source, vintage, status.
    """
    return _labelled(directed(declared(snapshots)))


def totals(snapshots):
    """Russia's exports to and imports from the world.

    Returns
    -------
    pandas.DataFrame
        iso3, year, flow, value_usd, reporter, basis, source, vintage, status.
    """
    frame = declared(snapshots)
    return _labelled(world_totals(frame[frame["world"]]))


def _labelled(frame):
    estimated = frame["year"] > LAST_DECLARED
    return frame.assign(
        reporter=frame["reporter"].mask(estimated, NOBODY),
        status=estimated.map({True: "estimated", False: "declared"}),
        source=SOURCE.name,
        vintage=VINTAGE,
    )
