"""Table of regimes: how democratic states are by the electoral democracy index."""

from helpers.build.columns import STATE
from helpers.datasets.description import Column, Table
from helpers.sources import vdem_polyarchy

FIRST = 1946

REGIMES = Table(
    name="power/regimes",
    title="Electoral democracy of states, by year",
    description="One row per state and year since 1946: the electoral democracy index (polyarchy) of V-Dem.",
    key=("iso3", "year"),
    columns=(
        STATE,
        Column("year", "integer", "calendar year", minimum=FIRST, maximum=2100),
        Column("polyarchy", "number", "0: none, 1: full", unit="index, 0 to 1", minimum=0, maximum=1),
    ),
    sources=(vdem_polyarchy.SOURCE,),
    notes=(
        "Experts' judgements joined by a model: differences of a few hundredths are within its error, which this table "
        "does not hold. It says how leaders come to power, not what they believe.",
        "SUN to 1991, RUS after. Past values change with every release.",
    ),
)


def regimes(snapshots):
    """Recipe of `power/regimes`."""
    frame = vdem_polyarchy.read(snapshots)
    return frame[frame["year"] >= FIRST].round({"polyarchy": 3})


TABLES = [(REGIMES, regimes)]
