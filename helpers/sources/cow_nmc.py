"""National Material Capabilities (Correlates of War), version 7.0: the composite index and its six components."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source

SOURCE = Source(
    name="cow_nmc",
    title="National Material Capabilities, version 7.0",
    producer="Correlates of War Project",
    short="Correlates of War, National Material Capabilities 7.0 (February 2026)",
    citation=(
        "Singer, J. David, Stuart Bremer, and John Stuckey. 1972. Capability Distribution, Uncertainty, and Major "
        "Power War, 1820-1965. In Bruce Russett (ed.), Peace, War, and Numbers, Beverly Hills: Sage, 19-48. Singer, "
        "J. David. 1987. Reconstructing the Correlates of War Dataset on Material Capabilities of States, 1816-1985. "
        "International Interactions 14: 115-32. Version 7.0."
    ),
    version="7.0 (25 February 2026)",
    url="https://correlatesofwar.org/data-sets/national-material-capabilities/",
    licence="COW terms: free use with citation and version number",
    redistribution="attribution",
    use="Free to use with the citation and the version number.",
)

FILE = "NMC-70-abridged.csv.gz"
FIRST_YEAR, LAST_YEAR = 1816, 2022
STERLING_TO = 1913
"""Last year in which military expenditure is in pounds sterling."""

COMPONENTS = {
    "milex": "military expenditure",
    "milper": "military personnel",
    "irst": "iron and steel production",
    "pec": "primary energy consumption",
    "tpop": "total population",
    "upop": "urban population",
}
MIXED = [("SUN", 1991)]
"""Rows of number 365 that belong to two states: the year stands under the Soviet Union, but population, urban
population and steel fall to Russia's level in it, while energy, money and troops do not."""


def read(snapshots):
    """The index and its components by state and year.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3 (SUN 1922-1991, RUS otherwise for number 365), year, cinc (share of the world's capabilities),
        milex (thousand pounds sterling to 1913, thousand US dollars after), milper (thousand), irst (thousand tons),
        pec (thousand coal-ton equivalents), tpop, upop (thousand); NaN where not known. mixed (bool): see `MIXED`.

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that cannot be read.
    """
    numbers = dict.fromkeys(["cinc", *COMPONENTS], "number")
    table = snapshots.csv(SOURCE, FILE, {"ccode": "integer", "year": "integer", **numbers})
    table.insert(0, "iso3", countries.from_cow(table["ccode"], table["year"]))
    keys = pd.MultiIndex.from_frame(table[["iso3", "year"]])
    return table.drop(columns="ccode").assign(mixed=keys.isin(MIXED))
