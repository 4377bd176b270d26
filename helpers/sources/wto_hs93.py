"""Imports of arms and ammunition (HS chapter 93) as importers declare them to the World Trade Organization."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.declarations import BASIS, economies

SOURCE = Source(
    name="wto_hs93",
    title="WTO Stats: bilateral imports of arms and ammunition (HS 93)",
    producer="World Trade Organization",
    short="WTO Stats, imports of HS 93, download of February 2025",
    citation=(
        "World Trade Organization, WTO Stats, indicator HS_M_0010 Bilateral imports by detailed HS codes, product 93, "
        "downloaded 9 February 2025."
    ),
    version="Download of 9 February 2025.",
    url="https://stats.wto.org/",
    licence="WTO terms for statistical data",
    redistribution="excerpt_only",
    use="Excerpt with acknowledgement of the WTO; anything more, or distribution for profit, needs its approval.",
)

FILE = "hs93_imports_2011_2022.csv"
PRODUCT = "93"
VINTAGE = "2025-02"
OTHER_CODES = {"ROM": "ROU"}
"""Codes of the file -> codes of the country table."""


def read(snapshots):
    """Imports of arms and ammunition by importer, partner and year.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        importer, exporter (codes; partners that are no state of the country table are left out), year, value_usd
        (current dollars, cost, insurance and freight included). A pair and year without a row was not declared.
    """
    columns = {"year": "integer", "importer_reporter": "text", "exporter_partner": "text", "import_value_usd": "number"}
    names = {"importer_reporter": "importer", "exporter_partner": "exporter", "import_value_usd": "value_usd"}
    rows = snapshots.csv(SOURCE, FILE, columns).rename(columns=names)
    for side in ("importer", "exporter"):
        rows[side] = rows[side].replace(OTHER_CODES)
    known = set(countries.codes())
    return rows[rows["importer"].isin(known) & rows["exporter"].isin(known)]


def imports(snapshots):
    """Imports of arms and ammunition as flows by product. An absent row is unknown, not zero.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, hs2, value_usd, reporter, basis, source, vintage, status.
    """
    return declared(snapshots, SOURCE, FILE, PRODUCT)


def declared(snapshots, source, file, product):
    """A file of WTO Stats in which importers declare one product, as flows.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots
    source : helpers.datasets.description.Source
    file : str
    product : str
        Code of `hs_chapters.csv` that the rows get.

    Returns
    -------
    pandas.DataFrame
        As `imports`; what a state declares on itself is left out.
    """
    columns = {"year": "integer", "importer_reporter": "text", "exporter_partner": "text", "import_value_usd": "number"}
    frame = snapshots.csv(source, file, columns).dropna(subset="import_value_usd")
    where = f"{source.name}/{file}"
    importer = economies(frame["importer_reporter"].replace(OTHER_CODES), where)
    flows = pd.DataFrame(
        {
            "exporter": economies(frame["exporter_partner"].replace(OTHER_CODES), where),
            "importer": importer,
            "year": frame["year"],
            "hs2": product,
            "value_usd": frame["import_value_usd"].round(3),
            "reporter": importer,
        }
    ).assign(basis=BASIS["imports"], source=source.name, vintage=VINTAGE, status="declared")
    return flows[flows["exporter"] != flows["importer"]].reset_index(drop=True)
