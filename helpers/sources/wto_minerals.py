"""WTO Stats: imports of minerals and metals without petroleum by partner, as importers declared them, 2011 to 2022."""

from helpers.datasets.description import Source
from helpers.sources import wto_hs93
from helpers.sources.hs_names import MINERALS

SOURCE = Source(
    name="wto_minerals",
    title="WTO Stats: bilateral imports of minerals and metals (MTN category 12), importer's declaration",
    producer="World Trade Organization (Integrated Database)",
    short="WTO Stats, imports of minerals and metals, downloaded February 2025",
    citation=(
        "World Trade Organization, WTO Stats, indicator HS_M_0020 Bilateral imports by MTN product category, category "
        "12 Minerals and metals, downloaded 2025-02-09."
    ),
    version="download of 2025-02-09",
    url="https://stats.wto.org/",
    licence="WTO terms for statistical data: excerpts with acknowledgement, not for profit",
    redistribution="excerpt_only",
    use="The rows shown here may be cited with credit to the WTO; the whole table may not be passed on.",
)

FILE = "minerals_metals_imports_2011_2022.csv.gz"


def imports(snapshots):
    """Imports of minerals and metals, as the importer declared them; columns as `wto_hs93.imports`."""
    return wto_hs93.declared(snapshots, SOURCE, FILE, MINERALS)
