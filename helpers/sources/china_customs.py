"""Chinese customs: exports and imports by partner, 2023 and 2024."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.declarations import directed, dollars, kinds, world_totals

SOURCE = Source(
    name="china_customs",
    title="China: imports and exports by country or region of origin and destination",
    producer="General Administration of Customs of the People's Republic of China (GACC)",
    short="General Administration of Customs of China, table of December 2024",
    citation=(
        "General Administration of Customs of China, Monthly Bulletin, table (2) Imports and Exports by Country "
        "(Region) of Origin/Destination, January-December 2024."
    ),
    version="December 2024 cumulative table; 2023 derived from its rates of change",
    url="http://www.customs.gov.cn/",
    licence="no open licence stated: official statistics published for general use",
    redistribution="unknown",
    use="Annual values of the states shown here may be cited as facts; ask the producer before wider use.",
)

FILE = "by_partner_annual_2023_2024.csv"
VINTAGE = "2025-01"
REPORTER = "CHN"
THE_WORLD = "W00"
FLOWS = {"export": "exports", "import": "imports"}
DERIVED_YEAR = 2023


def declared(snapshots):
    """China's trade by partner; the partner is missing for the world and residual areas.

    Returns
    -------
    pandas.DataFrame
        reporter, partner, world, year, flow, value_usd (converted from yuan, approximate).
    """
    columns = {"partner_iso3": "text", "year": "integer", "flow": "text", "value_musd_approx": "number"}
    frame = snapshots.csv(SOURCE, FILE, columns)
    where = f"{SOURCE.name}/{FILE}"
    return pd.DataFrame(
        {
            "reporter": REPORTER,
            "partner": countries.from_name(SOURCE.name, frame["partner_iso3"]),
            "world": frame["partner_iso3"] == THE_WORLD,
            "year": frame["year"],
            "flow": kinds(frame["flow"], FLOWS, where),
            "value_usd": dollars(frame["value_musd_approx"], 1e6),
        }
    )


def pairs(snapshots):
    """Flows between China and each partner: 2024 as declared, 2023 derived from the printed change.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, reporter, basis, source, vintage, status.
    """
    return _labelled(directed(declared(snapshots)))


def totals(snapshots):
    """China's exports to and imports from the world, its imports from itself included.

    Returns
    -------
    pandas.DataFrame
        iso3, year, flow, value_usd, reporter, basis, source, vintage, status.
    """
    frame = declared(snapshots)
    return _labelled(world_totals(frame[frame["world"]]))


def _labelled(frame):
    status = (frame["year"] == DERIVED_YEAR).map({True: "derived", False: "declared"})
    return frame.assign(source=SOURCE.name, vintage=VINTAGE, status=status)
