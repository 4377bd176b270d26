"""Published counts of joint exercises of China, Russia, Iran and North Korea (CSIS): five figures, no list."""

from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="csis_crink_exercises",
    title="CRINK Security Ties: counts of joint exercises",
    producer="Center for Strategic and International Studies (CSIS), Bonny Lin et al.",
    short="CSIS, CRINK Security Ties, 30 September 2025",
    citation=(
        'Lin, Bonny, et al. 2025. "CRINK Security Ties." Center for Strategic and International Studies, '
        "30 September 2025."
    ),
    version="Brief of 30 September 2025",
    url="https://www.csis.org",
    licence="CSIS copyright; five figures quoted as facts",
    redistribution="attribution",
    use="The figures may be quoted with the citation.",
)

FILE = "csis_crink_exercise_counts.csv"
PERIODS = {"2003-2021": (2003, 2021), "2022-01..2025-08": (2022, 2025), "2003..2025-08": (2003, 2025)}
MEASURES = {"count": "exercises", "per_year": "exercises a year", "percent": "per cent between China and Russia"}


def read(snapshots):
    """The published figures.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        period (as printed), first_year, last_year (2025 ends in August), measure, value.

    Raises
    ------
    WorkbookError
        If the file has other periods or units than those of the brief.
    """
    table = snapshots.csv(SOURCE, FILE, {"period": "text", "unit": "text", "value": "number"})
    for column, known in (("period", PERIODS), ("unit", MEASURES)):
        refuse(~table[column].isin(list(known)), table[column], f"{SOURCE.name}/{FILE}", "is not in the brief")
    years = table["period"].map(PERIODS)
    return table.assign(
        first_year=years.map(lambda span: span[0]),
        last_year=years.map(lambda span: span[1]),
        measure=table["unit"].map(MEASURES),
    )[["period", "first_year", "last_year", "measure", "value"]]
