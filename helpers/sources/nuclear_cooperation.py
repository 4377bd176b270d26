"""Agreements on peaceful nuclear cooperation, 1951 to 2003."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source

SOURCE = Source(
    name="nuclear_cooperation",
    title="Nuclear cooperation agreements, 1951-2003",
    producer="Matthew Fuhrmann (Texas A&M University)",
    short="Fuhrmann, nuclear cooperation agreements 1951-2003 (2012)",
    citation=(
        "Fuhrmann, Matthew. 2012. Atomic Assistance: How Atoms for Peace Programs Cause Nuclear Insecurity. Ithaca: "
        "Cornell University Press."
    ),
    version="2012, as distributed in an R package",
    url="http://www.matthewfuhrmann.com/datasets.html",
    licence="none found",
    redistribution="unknown",
    use="Counts by pair and year may be cited; the list of agreements is at the author's site.",
)

FILE = "nca_dataset.csv"
YEARS = (1951, 2003)


def read(snapshots):
    """Agreements, one row each.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        state_1, state_2 (codes), year.
    """
    frame = snapshots.csv(SOURCE, FILE, dict.fromkeys(["ccode1", "ccode2", "year"], "integer"))
    return pd.DataFrame(
        {
            "state_1": countries.from_cow(frame["ccode1"], frame["year"]),
            "state_2": countries.from_cow(frame["ccode2"], frame["year"]),
            "year": frame["year"].astype("int64"),
        }
    )
