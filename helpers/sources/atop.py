"""Alliance Treaty Obligations and Provisions (ATOP): who promised what to whom, 1815 to 2018."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError

SOURCE = Source(
    name="atop",
    title="Alliance Treaty Obligations and Provisions (ATOP) 5.1",
    producer="Brett Ashley Leeds and the ATOP project (Rice University)",
    short="ATOP 5.1 (August 2022)",
    citation=(
        "Leeds, Brett Ashley, Jeffrey M. Ritter, Sara McLaughlin Mitchell, and Andrew G. Long. 2002. Alliance Treaty "
        "Obligations and Provisions, 1815-1944. International Interactions 28: 237-260. "
        "https://doi.org/10.1080/03050620213653"
    ),
    version="5.1 (August 2022)",
    url="http://www.atopdata.org",
    licence="no explicit licence; citation requested",
    redistribution="attribution",
    use="Derived tables may be used with the citation; the coded files are at the project's site.",
)

DYADS = "atop5_1_directed_dyad_year.parquet"
MEMBERS = "atop5_1m.csv"
LAST_YEAR = 2018
OBLIGATIONS = {
    "defense": "defense",
    "offense": "offense",
    "neutrality": "neutral",
    "nonaggression": "nonagg",
    "consultation": "consul",
}
"""Column of this project -> name in ATOP."""


def read(snapshots):
    """Obligations of each state to each other in each year with a treaty in force.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        sender, target (COW numbers recoded; SUN 1922-1991), year, and defense, offense, neutrality, nonaggression,
        consultation (0 or 1): what the sender has promised to the target. A pair without a row has no treaty in ATOP
        to 2018; later years are unknown.

    Raises
    ------
    WorkbookError
        If a column is missing, a value is not 0 or 1, or a year is out of bounds.
    """
    wanted = ["ccode1", "ccode2", "year", *(f"atop_{name}" for name in OBLIGATIONS.values())]
    frame = snapshots.parquet(SOURCE, DYADS, wanted).astype("int64")
    for name in wanted[3:]:
        if not frame[name].isin([0, 1]).all():
            raise WorkbookError(f"{SOURCE.name}/{DYADS}, column {name}: holds a value that is not 0 or 1")
    if not frame["year"].between(1815, LAST_YEAR).all():
        raise WorkbookError(f"{SOURCE.name}/{DYADS}, column year: holds a year outside 1815 to {LAST_YEAR}")
    found = pd.DataFrame(
        {
            "sender": countries.from_cow(frame["ccode1"], frame["year"]),
            "target": countries.from_cow(frame["ccode2"], frame["year"]),
            "year": frame["year"],
        }
    )
    for ours, theirs in OBLIGATIONS.items():
        found[ours] = frame[f"atop_{theirs}"]
    return found


def rebuilt(snapshots):
    """The same obligations put together from the member file, as a check of `read`.

    A member owes its obligations to every other member of the same phase of the same treaty in each year in which
    both were members.

    Returns
    -------
    pandas.DataFrame
        ccode1, ccode2 (COW numbers), year, the five obligations (0 or 1), and `varies`: True where one of the member
        rows says that its obligations differ between partners, which the member file alone cannot resolve.
    """
    names = list(OBLIGATIONS.values())
    kinds = dict.fromkeys(["atopid", "phase", "member", "yrent", "yrexit", *names, "obvary", "asymm"], "integer")
    members = snapshots.csv(SOURCE, MEMBERS, kinds)
    members["last"] = members["yrexit"].where(members["yrexit"] > 0, LAST_YEAR)
    partners = members[["atopid", "phase", "member", "yrent", "last"]]
    paired = members.merge(partners, on=["atopid", "phase"], suffixes=("", "_2"))
    paired = paired[paired["member"] != paired["member_2"]]
    first = paired[["yrent", "yrent_2"]].max(axis=1)
    years = (paired[["last", "last_2"]].min(axis=1) - first + 1).clip(lower=0).to_numpy()
    yearly = paired.loc[paired.index.repeat(years)]
    passed = np.arange(len(yearly)) - np.repeat(np.cumsum(years) - years, years)
    yearly = yearly.assign(year=first.repeat(years).to_numpy() + passed, varies=yearly[["obvary", "asymm"]].max(axis=1))
    yearly = yearly.rename(columns={"member": "ccode1", "member_2": "ccode2"} | {v: k for k, v in OBLIGATIONS.items()})
    return yearly.groupby(["ccode1", "ccode2", "year"])[[*OBLIGATIONS, "varies"]].max().reset_index()
