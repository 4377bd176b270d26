"""Trade in small arms and ammunition, which the register of major arms leaves out."""

from helpers.datasets.description import Column, Table
from helpers.sources import wto_hs93

FOCUS = ("RUS", "IRN", "CHN", "PRK")

SMALL_ARMS = Table(
    name="arms/small_arms",
    title="Imports of arms and ammunition (HS 93) as importers declare them, excerpt",
    description=f"Rows in which one of {', '.join(FOCUS)} is importer or partner.",
    key=("importer", "exporter", "year"),
    columns=(
        Column("importer", "category", "Code of the importer, who declares.", country=True),
        Column("exporter", "category", "Code of the partner.", country=True),
        Column("year", "integer", "Calendar year.", unit="year", minimum=2000, maximum=2100),
        Column("value_usd", "number", "Imports, cost, insurance and freight included.", unit="current US$", minimum=0),
        Column("source", "category", "Source of the row."),
    ),
    sources=(wto_hs93.SOURCE,),
    notes=(
        "HS 93 is small arms, ammunition and guns; aircraft, tanks, ships and radar stand elsewhere in the HS. It "
        "complements the register of major arms and does not replace it.",
        "Importers only: Russia, Iran and North Korea never report, so that trade among them cannot be seen.",
        "A pair and year without a row may be zero, withheld or not reported. Fewer states report each year: compare "
        "fixed sets of reporters only.",
    ),
)


def declared(snapshots):
    """Recipe of `arms/small_arms`."""
    rows = wto_hs93.read(snapshots)
    rows = rows[rows["importer"].isin(FOCUS) | rows["exporter"].isin(FOCUS)]
    return rows.assign(source=wto_hs93.SOURCE.name)[[column.name for column in SMALL_ARMS.columns]]


TABLES = [(SMALL_ARMS, declared)]
