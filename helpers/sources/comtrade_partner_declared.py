"""UN Comtrade: what every reporter declares on its trade with China (2014 to 2025) and the USA (2001 to 2023)."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.declarations import directed, economies, kinds

SOURCE = Source(
    name="comtrade_partner_declared",
    title="UN Comtrade: what every reporter declares on trade with China and with the USA",
    producer="United Nations Statistics Division",
    short="UN Comtrade, partners' declarations on China and the USA, extracts to March 2026",
    citation="United Nations, UN Comtrade database, annual, TOTAL, partner China or USA, all reporters.",
    version="extracts up to March 2026 (China) and of 2025 or earlier (USA)",
    url="https://comtradeplus.un.org/",
    licence="UN Comtrade terms of use: internal use; short cited extracts in analytical work",
    redistribution="excerpt_only",
    use="The rows shown here may be cited; the table of all reporters may not be passed on.",
)

FILES = {
    "declared_trade_with_china_2014_2025.csv": "2026-03",
    "declared_trade_with_usa_2001_2023.csv": "2025",
}
"""File -> vintage of the extract."""
OUTSIDE = ("", "S19")
"""Former reporters without a code, and other Asia."""
FLOWS = {"partner_reported_export_to": "exports", "partner_reported_import_from": "imports"}


def pairs(snapshots):
    """Flows with China and the USA, each as the other side declared it.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, reporter, basis, source, vintage, status.
    """
    parts = [_file(snapshots, file).assign(vintage=vintage) for file, vintage in FILES.items()]
    return pd.concat(parts, ignore_index=True).assign(source=SOURCE.name, status="declared")


def _file(snapshots, file):
    columns = {"reporter_iso3": "text", "subject": "text", "year": "integer", "flow": "text", "value_usd": "number"}
    frame = snapshots.csv(SOURCE, file, columns)
    where = f"{SOURCE.name}/{file}"
    return directed(
        pd.DataFrame(
            {
                "reporter": economies(frame["reporter_iso3"], where, OUTSIDE),
                "partner": economies(frame["subject"], where),
                "year": frame["year"],
                "flow": kinds(frame["flow"], FLOWS, where),
                "value_usd": frame["value_usd"],
            }
        )
    )
