"""Diplomatic missions between states (COW Diplomatic Exchange), selected years to 2000."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="diplomatic_exchange",
    title="Diplomatic Exchange (v2006.1)",
    producer="Correlates of War Project (Reşat Bayer)",
    short="Correlates of War, Diplomatic Exchange v2006.1",
    citation="Bayer, Reşat. 2006. Diplomatic Exchange Data set, v2006.1. https://correlatesofwar.org.",
    version="2006.1 (subset)",
    url="https://correlatesofwar.org/data-sets/diplomatic-exchange/",
    licence="COW terms (free use with citation; no formal licence)",
    redistribution="attribution",
    use="Derived tables may be used with the citation and the version number.",
)

FILE = "cow_diplomatic_exchange_subset.csv"
SILENT = (1950, 1965)
"""In these years missions have no level, and some that existed are missing (China's in Moscow in 1950)."""
LEVELS = {0: "none", 1: "charge d'affaires", 2: "minister", 3: "ambassador", 9: "unknown"}


def read(snapshots):
    """Level of each state's mission in each other, in the years of the data set.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        sender, host (COW numbers recoded), year, level; unknown throughout `SILENT`. A pair that is absent was left out
        upstream: unknown.

    Raises
    ------
    WorkbookError
        If a level is unknown.
    """
    columns = ["ccode1", "ccode2", "year", "DR_at_1", "DR_at_2"]
    frame = snapshots.csv(SOURCE, FILE, dict.fromkeys(columns, "integer"))
    first = countries.from_cow(frame["ccode1"], frame["year"])
    second = countries.from_cow(frame["ccode2"], frame["year"])
    parts = []
    for column, sender, host in (("DR_at_1", second, first), ("DR_at_2", first, second)):
        level = frame[column].map(LEVELS)
        refuse(level.isna(), frame[column], f"{SOURCE.name}/{FILE}", "is not a known level")
        level = level.mask(frame["year"].between(*SILENT), LEVELS[9])
        parts.append(pd.DataFrame({"sender": sender, "host": host, "year": frame["year"], "level": level}))
    return pd.concat(parts, ignore_index=True)
