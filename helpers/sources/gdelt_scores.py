"""Relation score of pairs of states from GDELT 2.0, by month and by day, 2018 to February 2024."""

from itertools import combinations

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.snapshots import calendar_days, refuse

SOURCE = Source(
    name="gdelt_scores",
    title="GDELT 2.0 relation score of country pairs, by month, 2018-2024",
    producer="the GDELT Project; daily score matrices by G. Zemo (University of Trento)",
    short="The GDELT Project (gdeltproject.org), daily scores of G. Zemo, 2018 to February 2024",
    citation=(
        "The GDELT Project, https://www.gdeltproject.org/. Zemo, G.: GDELT Graph Data, "
        "https://github.com/gzemo/gdelt-graph-data."
    ),
    version="daily matrices to 23 February 2024",
    url="https://www.gdeltproject.org/",
    licence="GDELT terms of use: free for any use with citation and link",
    redistribution="attribution",
    use="Free to use with a citation of the GDELT Project, a link to its site, and credit to the author of the score.",
)

FILE = "gdelt_score_dyad_month_2018_2024.csv.gz"
DAYS = "gdelt_score_dyad_day_2018_2024.csv.gz"
STATES = (
    *("ARE", "ARM", "AZE", "BLR", "CHN", "CUB", "DEU", "FRA", "GBR", "IND", "IRN", "IRQ", "ISR", "JPN", "KAZ", "KOR"),
    *("PAK", "PRK", "QAT", "RUS", "SAU", "SYR", "TUR", "UKR", "USA", "VEN"),
)
"""States whose pairs have scores by day."""


def read(snapshots):
    """Scores of every pair with at least one event, by month.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b (a before b), date (first of the month), year, score (sum of the daily scores of both
        directions), days_with_score, days_in_file (days of the month that the source holds).

    Raises
    ------
    WorkbookError
        If a month cannot be read, a pair is out of order, or there are more days with a score than days.
    """
    columns = {"month": "text", "iso3_a": "text", "iso3_b": "text", "score_sum": "number"}
    frame = snapshots.csv(SOURCE, FILE, columns | {"days_nonzero": "integer", "days_in_file": "integer"})
    countries.check([*frame["iso3_a"].unique(), *frame["iso3_b"].unique()])
    date = pd.to_datetime(frame["month"], format="%Y-%m", errors="coerce")
    where = f"{SOURCE.name}/{FILE}"
    refuse(date.isna(), frame["month"], where, "is not a month (2018-01)")
    refuse(frame["iso3_a"] >= frame["iso3_b"], frame["iso3_b"], where, "does not follow iso3_a in the alphabet")
    too_many = frame["days_nonzero"] > frame["days_in_file"]
    refuse(too_many, frame["days_nonzero"], where, "is more than the days in the file")
    frame = frame.rename(columns={"score_sum": "score", "days_nonzero": "days_with_score"})
    return frame.assign(date=date, year=date.dt.year).drop(columns="month")


def read_days(snapshots):
    """Scores of the pairs of `STATES`, by day.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b (a before b), date, year, score of both directions (0: no event, or events that cancel out); days
        that the source lacks are absent.

    Raises
    ------
    WorkbookError
        If a day cannot be read or stands twice.
    """
    pairs = [f"{a}_{b}" for a, b in combinations(STATES, 2)]
    wide = snapshots.csv(SOURCE, DAYS, {"date": "text"} | dict.fromkeys(pairs, "number"))
    where = f"{SOURCE.name}/{DAYS}"
    date = calendar_days(wide["date"], where)
    refuse(date.duplicated(), wide["date"], where, "stands twice")
    frame = wide.assign(date=date).melt("date", var_name="pair", value_name="score")
    states = frame["pair"].str.split("_", expand=True)
    return frame.assign(iso3_a=states[0], iso3_b=states[1], year=frame["date"].dt.year).drop(columns="pair")
