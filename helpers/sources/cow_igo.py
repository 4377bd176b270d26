"""Membership of states in intergovernmental organisations (COW IGO), 1816 to 2014."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError

SOURCE = Source(
    name="cow_igo",
    title="Intergovernmental Organizations (v3)",
    producer="Correlates of War Project (Jon Pevehouse et al.)",
    short="Correlates of War, Intergovernmental Organizations v3.0",
    citation=(
        "Pevehouse, Jon C. W., Timothy Nordstrom, Roseanne W. McManus, and Anne Spencer Jamison. 2020. Tracking "
        "Organizations in the World: The Correlates of War IGO Version 3.0 Datasets. Journal of Peace Research 57(3): "
        "492-503. https://doi.org/10.1177/0022343319881175"
    ),
    version="3.0",
    url="https://correlatesofwar.org/data-sets/IGOs",
    licence="COW terms (free use with citation; no formal licence)",
    redistribution="attribution",
    use="Derived tables may be used with the citation and the version number.",
)

STATES = "cow_igo_v3_state_year.parquet"
ORGANISATIONS = "cow_igo_v3_igo_year.parquet"
LAST_YEAR = 2014
STATUS = {1: "full", 2: "associate", 3: "observer", -9: "unknown"}
"""Codes of the data set that say something of a state; 0 is no member, -1 no organisation or no state."""
FIELDS = ("political", "social", "economic")


def memberships(snapshots):
    """Every state, organisation and year with a membership, or with an unknown one.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3 (COW numbers recoded; SUN 1922-1991), organisation (short name in lower case), year, status. To 1965 the
        data were collected every fifth year, the years between are filled in. No row means no member.

    Raises
    ------
    WorkbookError
        If a column is missing or a code is unknown.
    """
    frame = pd.read_parquet(snapshots.path(SOURCE, STATES))
    for name in ("ccode", "year", "state"):
        if name not in frame:
            raise WorkbookError(f"{SOURCE.name}/{STATES}: column {name!r} is missing; is this the right file?")
    long = frame.drop(columns="state").melt(["ccode", "year"], var_name="organisation", value_name="code")
    odd = ~long["code"].isin([*STATUS, 0, -1])
    if odd.any():
        row = long[odd].iloc[0]
        raise WorkbookError(
            f"{SOURCE.name}/{STATES}, column {row['organisation']}: {row['code']!r} is not a known code"
        )
    long = long[long["code"].isin(STATUS)].astype({"ccode": "int64", "year": "int64", "code": "int64"})
    return pd.DataFrame(
        {
            "iso3": countries.from_cow(long["ccode"], long["year"]),
            "organisation": long["organisation"].astype("str"),
            "year": long["year"],
            "status": long["code"].map(STATUS).astype("str"),
        }
    ).reset_index(drop=True)


def organisations(snapshots):
    """Name, field and first and last year of each organisation.

    Returns
    -------
    pandas.DataFrame
        organisation (as in `memberships`), name, field (political, social or economic; missing for one), first, last
        (years with members in the data set, at most 2014).
    """
    frame = snapshots.parquet(SOURCE, ORGANISATIONS, ["ioname", "longorgname", "year", *FIELDS])
    frame = frame.assign(organisation=frame["ioname"].str.lower())
    found = frame.groupby("organisation").agg(
        name=("longorgname", "last"),
        first=("year", "min"),
        last=("year", "max"),
        **{field: (field, "max") for field in FIELDS},
    )
    field = found[list(FIELDS)].astype("float64")
    found["field"] = field.idxmax(axis=1).where(field.max(axis=1) == 1)
    found["name"] = found["name"].astype("str").str.strip()
    return found.drop(columns=list(FIELDS)).reset_index()
