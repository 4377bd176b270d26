"""Multinational Military Exercises, version 7: exercises of the world's states, 1980-2010, with participants."""

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="mme_exercises",
    title="Multinational Military Exercises, version 7, 1980-2010",
    producer="Vito D'Orazio and Kevin Galambos",
    short="D'Orazio and Galambos, Multinational Military Exercises, version 7",
    citation=(
        "D'Orazio, Vito, and Kevin Galambos. 2021. Multinational Military Exercises, 1980-2010. Harvard Dataverse, "
        "https://doi.org/10.7910/DVN/KHFODX."
    ),
    version="7 (2021)",
    url="https://doi.org/10.7910/DVN/KHFODX",
    licence="not stated in the copy used; citation requested (Harvard Dataverse default is CC0)",
    redistribution="attribution",
    use="Counts by pair and year may be used with the citation; the exercises themselves are at the Dataverse.",
)

FILE = "mme_v7.csv.gz"
FIRST_YEAR, LAST_YEAR = 1980, 2010
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STATES = [f"State{x}" for x in LETTERS] + [f"StateA{x}" for x in LETTERS[:13]]


def read(snapshots):
    """Who took part in which exercise.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        exercise (number of the row), name ("" where unknown), year and month of the start (month missing where
        unknown), day (likewise), iso3 (SUN to 1991, RUS after). One row per exercise and state; groups and unknown
        participants are left out.

    Raises
    ------
    WorkbookError
        If a column is missing, a year is out of bounds or a name is not in `names.csv`.
    """
    wanted = ["Ex_Name", "s.year", "s.month", "s.day", *STATES]
    table = snapshots.csv(SOURCE, FILE, dict.fromkeys(wanted, "text"))
    table = table.assign(exercise=range(len(table)), name=table["Ex_Name"].replace("-9", ""))
    for part in ("year", "month", "day"):
        table[part] = table[f"s.{part}"].where(table[f"s.{part}"].str.fullmatch(r"\d+")).astype("Int64")
    outside, said = ~table["year"].between(FIRST_YEAR, LAST_YEAR), f"is not in {FIRST_YEAR} to {LAST_YEAR}"
    refuse(outside, table["s.year"], f"{SOURCE.name}/{FILE}", said, todo="is this version 7?")
    keys = ["exercise", "name", "year", "month", "day"]
    rows = table.melt(id_vars=keys, value_vars=STATES, value_name="state")
    rows = rows[rows["state"] != ""].astype({"year": "int64"})
    rows["iso3"] = countries.from_name(SOURCE.name, rows["state"], rows["year"])
    rows = rows.dropna(subset="iso3")[[*keys, "iso3"]].drop_duplicates()
    return rows.sort_values(["exercise", "iso3"], ignore_index=True)
