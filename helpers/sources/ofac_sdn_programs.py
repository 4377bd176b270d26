"""Entries of the US Treasury's SDN list by sanctions programme, August 2021 to May 2024."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="ofac_sdn_programs",
    title="Entries of the OFAC SDN list by sanctions programme",
    producer="US Department of the Treasury, Office of Foreign Assets Control",
    short="US Treasury (OFAC), SDN list, versions of August 2021 to May 2024",
    citation=(
        "US Department of the Treasury, Office of Foreign Assets Control: Specially Designated Nationals and Blocked "
        "Persons List (sdn.csv), versions of 2021-2024."
    ),
    version="295 versions, 18 August 2021 to 3 May 2024",
    url="https://ofac.treasury.gov/sanctions-list-service",
    licence="US government work (public domain in the United States)",
    redistribution="open",
    use="Free to use with a credit to the US Treasury.",
)

COUNTS = "ofac_sdn_program_counts_2021_2024.csv.gz"
VERSIONS = "ofac_sdn_snapshots_2021_2024.csv"


def read(snapshots):
    """Entries that carry each programme, in the last version of each month.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        date (day of the version), year, programme (tag of the Treasury), entries (0 where a programme that is there in
        another month has none in this version).

    Raises
    ------
    WorkbookError
        If a count belongs to no version.
    """
    counts = snapshots.csv(SOURCE, COUNTS, {"date": "text", "program": "text", "entries": "integer"})
    versions = snapshots.csv(SOURCE, VERSIONS, {"date": "text", "entries": "integer"})
    unknown = ~counts["date"].isin(versions["date"])
    refuse(unknown, counts["date"], f"{SOURCE.name}/{COUNTS}", f"is no version in {VERSIONS}")
    days = pd.Series(pd.to_datetime(versions["date"], format="%Y-%m-%d").unique())
    last = days.groupby([days.dt.year, days.dt.month]).max()
    wide = counts.assign(date=pd.to_datetime(counts["date"], format="%Y-%m-%d")).pivot(
        index="date", columns="program", values="entries"
    )
    wide = wide.reindex(last.to_numpy()).fillna(0).rename_axis("date")
    long = wide.reset_index().melt("date", var_name="programme", value_name="entries")
    return long.assign(year=long["date"].dt.year, entries=long["entries"].astype("int64"))
