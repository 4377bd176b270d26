"""COW Direct Contiguity: which states touch by land, and how much water lies between others."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="distances_contiguity",
    title="Direct Contiguity, version 3.2",
    producer="Correlates of War Project",
    short="Correlates of War, Direct Contiguity v3.2",
    citation=(
        'Stinnett, Douglas M., Jaroslav Tir, Philip Schafer, Paul F. Diehl, and Charles Gochman. 2002. "The Correlates '
        'of War Project Direct Contiguity Data, Version 3." Conflict Management and Peace Science 19(2): 58-66.'
    ),
    version="contiguity 3.2",
    url="https://correlatesofwar.org/data-sets/direct-contiguity/",
    licence="COW terms (free use with citation; no formal licence)",
    redistribution="attribution",
    use="Pair attributes may be used with the citation and version number.",
)

FILE = "cow_contdir.csv"
LAST_YEAR = 2016
KINDS = (0, 1, 2, 3, 4, 5)
"""0 none; 1 land or river border; 2 to 5: across at most 12, 24, 150 or 400 miles of water."""


def contiguity(snapshots, year=LAST_YEAR):
    """How two states touched at the end of a year, for all pairs that ever did.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots
    year : int

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b (iso3_a < iso3_b), kind (see `KINDS`).

    Raises
    ------
    WorkbookError
        If a kind is unknown, or a pair has two of them at once.
    """
    columns = {"ccode1": "integer", "ccode2": "integer", "conttype": "integer", "stdate": "text", "enddate": "text"}
    frame = snapshots.csv(SOURCE, FILE, columns)
    kind = frame["conttype"]
    refuse(~kind.isin(KINDS), kind, f"{SOURCE.name}/{FILE}", f"is not one of {', '.join(map(str, KINDS))}")
    day = f"{year}-12-01"
    held = frame[(frame["stdate"] <= day) & (frame["enddate"] >= day)]
    years = pd.Series(year, index=held.index)
    found = pd.DataFrame(
        {
            "iso3_a": countries.from_cow(held["ccode1"], years),
            "iso3_b": countries.from_cow(held["ccode2"], years),
            "kind": held["conttype"],
        }
    )
    found = found[found["iso3_a"] < found["iso3_b"]].reset_index(drop=True)
    twice = found.duplicated(["iso3_a", "iso3_b"])
    if twice.any():
        row = found[twice].iloc[0]
        raise WorkbookError(f"{SOURCE.name}/{FILE}: {row['iso3_a']} and {row['iso3_b']} stand twice in {year}")
    return found
