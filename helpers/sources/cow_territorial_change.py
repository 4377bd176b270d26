"""Changes of territory between states, 1816 to 2015."""

import pandas as pd

from helpers import countries
from helpers.countries.lookup import states
from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="cow_territorial_change",
    title="Territorial Change (v6)",
    producer="Correlates of War Project (Jaroslav Tir, Philip Schafer, Paul Diehl, Gary Goertz)",
    short="Correlates of War, Territorial Change v6",
    citation=(
        "Tir, Jaroslav, Philip Schafer, Paul Diehl, and Gary Goertz. 1998. Territorial Changes, 1816-1996: Procedures "
        "and Data. Conflict Management and Peace Science 16: 89-97. Version 6."
    ),
    version="6 (2018)",
    url="https://correlatesofwar.org/data-sets/territorial-change/",
    licence="COW terms (free use with citation; no formal licence)",
    redistribution="attribution",
    use="Derived tables may be used with the citation and the version number.",
)

FILE = "tc2018.csv"
PROCEDURES = {-9: None, 1: "conquest", 2: "annexation", 3: "cession", 4: "secession", 5: "unification", 6: "mandate"}


def read(snapshots):
    """Changes in which one state lost territory to another.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        change (text), year, gainer, loser (COW numbers recoded), procedure, area_km2, conflict (0 or 1: with fighting);
        the last three are missing where unknown. Changes with a side that is not in the country table are left out.

    Raises
    ------
    WorkbookError
        If a procedure is unknown.
    """
    numbers = dict.fromkeys(["year", "gainer", "loser", "procedur", "number"], "integer")
    frame = snapshots.csv(SOURCE, FILE, numbers | {"area": "text", "conflict": "text"})
    known = {int(row["cow"]) for row in states().values() if row["cow"]}
    frame = frame[frame["gainer"].isin(known) & frame["loser"].isin(known)]
    procedure = frame["procedur"]
    refuse(~procedure.isin(PROCEDURES), procedure, f"{SOURCE.name}/{FILE}", "is not one of -9, 1 to 6")
    area = pd.to_numeric(frame["area"], errors="coerce")
    conflict = pd.to_numeric(frame["conflict"], errors="coerce")
    return pd.DataFrame(
        {
            "change": frame["number"].astype("str"),
            "year": frame["year"],
            "gainer": countries.from_cow(frame["gainer"], frame["year"]),
            "loser": countries.from_cow(frame["loser"], frame["year"]),
            "procedure": procedure.map(PROCEDURES).astype("str"),
            "area_km2": area.where(area >= 0),
            "conflict": conflict.where(conflict.isin([0, 1])).astype("Int64"),
        }
    ).reset_index(drop=True)
