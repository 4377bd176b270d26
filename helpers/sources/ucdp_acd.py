"""Armed conflicts with their parties and the states that fought beside them, 1946 to 2024."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source

SOURCE = Source(
    name="ucdp_acd",
    title="UCDP/PRIO Armed Conflict Dataset 25.1",
    producer="Uppsala Conflict Data Program and Peace Research Institute Oslo",
    short="UCDP/PRIO Armed Conflict Dataset 25.1 (June 2025)",
    citation=(
        "Gleditsch, Nils Petter, Peter Wallensteen, Mikael Eriksson, Margareta Sollenberg, and Håvard Strand. 2002. "
        "Armed Conflict 1946-2001: A New Dataset. Journal of Peace Research 39(5): 615-637. Davies, Shawn, Therése "
        "Pettersson, Margareta Sollenberg, and Magnus Öberg. 2025. Organized Violence 1989-2024. Journal of Peace "
        "Research 62(4): 1223-1240."
    ),
    version="25.1 (June 2025)",
    url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    redistribution="attribution",
    use="Free to use with the citation.",
)

FILE = "ucdp_acd_25.1_long.csv"
HYDERABAD = 751
"""A party in 1947-48 that the country table does not hold."""
SIDES = {"gwno_a": "a", "gwno_a_2nd": "a support", "gwno_b": "b", "gwno_b_2nd": "b support"}


def read(snapshots):
    """States that took part in armed conflicts, one row for each conflict, year, state and role.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        conflict (text), year, iso3, role (a, b: a party; a support, b support: with troops beside one), kind, war
        (True from 1,000 deaths in the year on). Parties that are no states are not
        listed, nor is Hyderabad.
    """
    columns = {"conflict_id": "integer", "year": "integer", "type_of_conflict": "text", "intensity_level": "integer"}
    frame = snapshots.csv(SOURCE, FILE, columns | dict.fromkeys(SIDES, "text"))
    parts = []
    for column, role in SIDES.items():
        number = pd.to_numeric(frame[column], errors="coerce")
        state = (number > 0) & (number != HYDERABAD)
        rows = frame[state]
        parts.append(
            pd.DataFrame(
                {
                    "conflict": rows["conflict_id"].astype("str"),
                    "year": rows["year"],
                    "iso3": countries.from_gw(number[state].astype("int64"), rows["year"]),
                    "role": role,
                    "kind": rows["type_of_conflict"],
                    "war": rows["intensity_level"] == 2,
                }
            )
        )
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)
