"""Coded events between states (ICEWS), directed, by year, 2002 to 2014."""

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="icews_dyad_year",
    title="ICEWS coded events by directed dyad and year, four quad classes",
    producer="Integrated Crisis Early Warning System; aggregated by Cassy Dorff and Shahryar Minhas (netify)",
    short="ICEWS coded events 2002-2014, by year as in netify 1.5.3",
    citation=(
        "Boschee, Elizabeth; Lautenschlager, Jennifer; O'Brien, Sean; Shellman, Steve; Starz, James; Ward, Michael "
        "(2015): ICEWS Coded Event Data. Harvard Dataverse, V37. https://doi.org/10.7910/DVN/28075. Aggregation: "
        "Dorff, C. and Minhas, S., netify (R package), version 1.5.3."
    ),
    version="netify 1.5.3; the release of ICEWS behind it is not named",
    url="https://doi.org/10.7910/DVN/28075",
    licence="ICEWS terms on Harvard Dataverse: research and educational use only",
    redistribution="non_commercial",
    use="Yearly values of the pairs shown here may be used for research and education only, with the citation.",
)

FILE = "icews_dyad_year_2002_2014.csv.gz"
YEARS = (2002, 2014)
CLASSES = ("verbal_coop", "material_coop", "verbal_conflict", "material_conflict")


def read(snapshots):
    """Events of all pairs of the 152 states, in one direction.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        sender, target, year, and the number of coded events of each of `CLASSES`. 0: no event was coded.

    Raises
    ------
    WorkbookError
        If a year is out of bounds or a count is below zero.
    """
    columns = {"year": "integer", "source_iso3": "text", "target_iso3": "text"} | dict.fromkeys(CLASSES, "integer")
    frame = snapshots.csv(SOURCE, FILE, columns)
    countries.check([*frame["source_iso3"].unique(), *frame["target_iso3"].unique()])
    where = f"{SOURCE.name}/{FILE}"
    refuse(~frame["year"].between(*YEARS), frame["year"], where, f"is not in {YEARS[0]} to {YEARS[1]}")
    for name in CLASSES:
        refuse(frame[name] < 0, frame[name], where, "is below zero")
    return frame.rename(columns={"source_iso3": "sender", "target_iso3": "target"})
