"""Which states there were in which year, by the Correlates of War list."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source

SOURCE = Source(
    name="state_system",
    title="State System Membership List, v2016; Independent States",
    producer="Correlates of War Project; Kristian Skrede Gleditsch and Michael D. Ward",
    short="Correlates of War, State System Membership v2016; Gleditsch and Ward",
    citation=(
        'Correlates of War Project. 2017. "State System Membership List, v2016." https://correlatesofwar.org. '
        'Gleditsch, Kristian S., and Michael D. Ward. 1999. "A Revised List of Independent States since the Congress '
        'of Vienna." International Interactions 25(4): 393-413.'
    ),
    version="COW v2016, Gleditsch-Ward to 2020",
    url="https://correlatesofwar.org/data-sets/state-system-membership/",
    licence="COW terms (free use with citation; no formal licence)",
    redistribution="attribution",
    use="State numbers and dates may be used with the citation and version number.",
)

FILE = "cow_states.csv"
FIRST_YEAR, LAST_YEAR = 1816, 2016


def years(snapshots):
    """Each state and year in which it was in the state system for a day or more.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3 (COW numbers recoded; SUN 1922-1991), year, 1816 to 2016.
    """
    frame = snapshots.csv(SOURCE, FILE, dict.fromkeys(["ccode", "styear", "endyear"], "integer"))
    rows = [
        (ccode, year)
        for ccode, first, last in frame[["ccode", "styear", "endyear"]].itertuples(index=False)
        for year in range(first, last + 1)
    ]
    found = pd.DataFrame(rows, columns=["ccode", "year"]).drop_duplicates(ignore_index=True)
    return pd.DataFrame({"iso3": countries.from_cow(found["ccode"], found["year"]), "year": found["year"]})
