"""What the two records of militarised disputes share: directed rows of dispute, pair and year."""

import pandas as pd

from helpers import countries
from helpers.sources.snapshots import refuse

LEVELS = {1: "none", 2: "threat", 3: "display of force", 4: "use of force", 5: "war"}


def by_pair(snapshots, source, file, onset, years):
    """Disputes of pairs of states, one row for each dispute, pair and year.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots
    source : Source
    file : str
        With dispnum, ccode1, ccode2, year, hostlev and `onset`, one row a direction.
    onset : str
        Column that is 1 in the first year.
    years : tuple of int
        First and last year that may occur.

    Returns
    -------
    pandas.DataFrame
        dispute (text), iso3_a, iso3_b (COW numbers recoded, a before b), year, hostility (1 to 5, the highest level of
        the dispute), onset (0 or 1). Pairs stand on opposite sides, whether or not the two met.

    Raises
    ------
    WorkbookError
        If a year or a level is out of bounds.
    """
    columns = ["dispnum", "ccode1", "ccode2", "year", "hostlev", onset]
    frame = snapshots.csv(source, file, dict.fromkeys(columns, "integer"))
    for column, right in (("year", frame["year"].between(*years)), ("hostlev", frame["hostlev"].isin(LEVELS))):
        refuse(~right, frame[column], f"{source.name}/{file}", "is out of bounds")
    first = countries.from_cow(frame["ccode1"], frame["year"])
    second = countries.from_cow(frame["ccode2"], frame["year"])
    sides = pd.DataFrame({"first": first, "second": second})
    found = pd.DataFrame(
        {
            "dispute": frame["dispnum"].astype("str"),
            "iso3_a": sides.min(axis=1),
            "iso3_b": sides.max(axis=1),
            "year": frame["year"],
            "hostility": frame["hostlev"],
            "onset": frame[onset],
        }
    )
    return found.groupby(["dispute", "iso3_a", "iso3_b", "year"], as_index=False).max()
