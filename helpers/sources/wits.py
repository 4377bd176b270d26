"""WITS: exports and imports by partner as each state declared them to UN Comtrade, all products, 1962 to 2016."""

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.declarations import directed, dollars, world_totals

SOURCE = Source(
    name="wits",
    title="World Integrated Trade Solution: reported exports and imports by partner, all products",
    producer="World Bank, from UN Comtrade declarations",
    short="World Bank WITS, from UN Comtrade, copy of November 2017",
    citation=(
        "World Bank, World Integrated Trade Solution (WITS), trade summary by partner, all products; underlying data "
        "UN Comtrade."
    ),
    version="copy of November 2017",
    url="https://wits.worldbank.org/",
    licence="WITS terms (UN Comtrade data): internal use; passing on needs permission of the UN Statistics Division",
    redistribution="excerpt_only",
    use="The pairs shown here may be cited; the full reporter-partner table may not be passed on.",
)

FILE = "reporter_partner_1962_2016.csv.gz"
VINTAGE = "2017-11"


def declared(snapshots):
    """Declarations of all reporters that are economies, partners that are none included.

    The European Union (EUN) is no reporter here: it would count its members a second time.

    Returns
    -------
    pandas.DataFrame
        reporter, partner (missing where it is no economy), year, flow, value_usd.
    """
    columns = {"reporter": "text", "partner": "text", "year": "integer"}
    columns |= {"exports_kusd": "number", "imports_kusd": "number"}
    frame = snapshots.csv(SOURCE, FILE, columns)
    for side in ("reporter", "partner"):
        frame[side] = countries.from_name(SOURCE.name, frame[side], frame["year"])
    frame = frame[frame["reporter"].notna()].rename(columns={"exports_kusd": "exports", "imports_kusd": "imports"})
    frame = frame.melt(["reporter", "partner", "year"], ["exports", "imports"], "flow", "value_usd")
    return frame.assign(value_usd=dollars(frame["value_usd"], 1e3)).dropna(subset="value_usd")


def pairs(snapshots):
    """Flows between economies as either side declared them.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, reporter, basis, source, vintage, status.
    """
    return directed(declared(snapshots)).assign(source=SOURCE.name, vintage=VINTAGE, status="declared")


def totals(snapshots):
    """What each reporter declares on all partners together, areas that are no economies included.

    Returns
    -------
    pandas.DataFrame
        iso3, year, flow, value_usd, reporter, basis, source, vintage, status.
    """
    sums = declared(snapshots).groupby(["reporter", "year", "flow"], observed=True)["value_usd"].sum().round(3)
    return world_totals(sums.reset_index()).assign(source=SOURCE.name, vintage=VINTAGE, status="derived")
