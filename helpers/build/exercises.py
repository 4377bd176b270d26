"""Tables of joint exercises: the compiled list, counts of an independent data set, their overlap, published counts."""

import pandas as pd

from helpers.build.columns import coded, source_read
from helpers.datasets.description import Column, Table
from helpers.measures import exercises as measures
from helpers.sources import csis_crink_exercises, joint_exercises, mme_exercises
from helpers.sources.compiled import PRECISIONS

EXERCISES = Table(
    name="ties/exercises",
    title="Joint military exercises of Russia, China, Iran and North Korea, 2003-2026",
    description=(
        "One row per exercise, patrol or further stage in which forces of at least two of the four trained together; "
        "the confirmed rows of the compiled list, each with a source that was read."
    ),
    key=("name",),
    columns=(
        Column("name", "category", "name with its year or number"),
        coded("kind", joint_exercises.KINDS),
        Column("stage_of", "category", "the exercise of which the row is a further stage", nullable=True),
        Column("start", "date", "first day; the first possible one where only the month or the year is known"),
        Column("end", "date", "last day; missing where not known", nullable=True),
        Column("date_precision", "category", "how much of the start is known", allowed=tuple(PRECISIONS.values())),
        Column("year", "integer", "calendar year of the start", minimum=2003, maximum=2100),
        Column(
            "participants",
            "string",
            'codes joined by ";", the four first: states known to have taken part, without observers',
        ),
        Column("n_participants", "integer", "states listed, a lower bound", unit="states", minimum=2),
        coded("domain", joint_exercises.DOMAINS),
        coded("forces", joint_exercises.FORCES),
        coded("framework", joint_exercises.FRAMEWORKS),
        Column("location", "string", "place or sea area"),
        Column("description", "string", "one sentence"),
        *source_read(joint_exercises.QUALITIES, "disagreement between sources, doubt, or remark"),
    ),
    sources=(joint_exercises.SOURCE,),
    notes=(
        "Counts are lower bounds: the list holds what could be sourced. More is written on recent years, so that part "
        "of any rise is a rise of sources.",
        "Rule: the stages of one exercise are one exercise (count the kind exercise only); patrols are apart; "
        "competitions, visits without training, border guards and police below the national level, observers and "
        "operations of war are out.",
        "SCO exercises of security services mostly rest on the words member states: the part of China or Russia "
        "follows from membership (Saratov 2010, Kazygurt 2013, Xiamen, Yaroslavl 2017, Pabbi 2021).",
        "Multinational exercises list the states that the source names; many more took part. Komodo of 2016 and 2018 "
        "and AMAN of 2023 are not in: the part of two of the four was not read.",
        "North Korea is in no row; it was an observer of Ocean 2024. Its troops in the war are not an exercise.",
        "The search ended in November 2026 and found nothing after 27 June 2026.",
    ),
)

_CODES = (
    Column("iso3_a", "category", "Code of one state, the first in the alphabet.", country=True),
    Column("iso3_b", "category", "Code of the other state.", country=True),
)
_MME_YEAR = Column(
    *("year", "integer", "Calendar year of the start."),
    minimum=mme_exercises.FIRST_YEAR,
    maximum=mme_exercises.LAST_YEAR,
)

PAIRS = Table(
    name="ties/exercise_pairs",
    title="Multinational exercises of pairs of states by year, 1980-2010",
    description="Exercises in which both states took part, and those in which no third state is named.",
    key=("iso3_a", "iso3_b", "year"),
    columns=(
        *_CODES,
        _MME_YEAR,
        Column("exercises", "integer", "Exercises with both states.", unit="exercises", minimum=1),
        Column("bilateral", "integer", "Of these, with no third state named.", unit="exercises", minimum=0),
    ),
    sources=(mme_exercises.SOURCE,),
    notes=(
        "No row: the data set has no exercise of the two in that year. Ends in 2010.",
        "SUN to 1991 and RUS after, by year of the start: the data set writes Russia for both.",
        "Drawn from news in English; exercises of states that report little are missed.",
    ),
)

PARTS = Table(
    name="ties/exercise_parts",
    title="Multinational exercises of each state by year, 1980-2010",
    description="Exercises in which a state took part, and with how many different states.",
    key=("iso3", "year"),
    columns=(
        Column("iso3", "category", "Code of the state.", country=True),
        _MME_YEAR,
        Column("exercises", "integer", "Exercises with the state and another one.", unit="exercises", minimum=1),
        Column("partners", "integer", "Different states in them.", unit="states", minimum=1),
    ),
    sources=(mme_exercises.SOURCE,),
    notes=PAIRS.notes,
)

OVERLAP = Table(
    name="ties/exercise_overlap",
    title="Exercises in the compiled list and in the multinational data set, 2003-2010",
    description=(
        "For pairs of Russia, China, Iran and North Korea and the years that both cover: exercises in each, and those "
        "that are in both, matched by states and a start within three days."
    ),
    key=("iso3_a", "iso3_b", "year"),
    columns=(
        *_CODES,
        Column("year", "integer", "Calendar year of the start.", minimum=2003, maximum=mme_exercises.LAST_YEAR),
        Column("compiled", "integer", "Exercises in the compiled list, patrols apart.", minimum=0),
        Column("other", "integer", "Exercises in the data set.", minimum=0),
        Column("both", "integer", "Exercises in both.", minimum=0),
    ),
    sources=(joint_exercises.SOURCE, mme_exercises.SOURCE),
    notes=("One exercise (Norak-Antiterror 2009) has its dates in the compiled list from the data set.",),
)

PUBLISHED = Table(
    name="ties/exercise_counts",
    title="Published counts of joint exercises of China, Russia, Iran and North Korea",
    description="Five figures of a brief; the list behind them is not published.",
    key=("period", "measure"),
    columns=(
        Column("period", "category", "Period as printed."),
        Column("first_year", "integer", "First year.", minimum=2003),
        Column("last_year", "integer", "Last year; 2025 ends in August.", maximum=2025),
        Column("measure", "category", "What is counted.", allowed=tuple(csis_crink_exercises.MEASURES.values())),
        Column("value", "number", "Figure as printed.", minimum=0),
    ),
    sources=(csis_crink_exercises.SOURCE,),
    notes=(
        "Exercises with at least two of the four. The brief states neither whether patrols, security services and "
        "exercises with many guests are counted nor what it calls bilateral.",
    ),
)


def confirmed_exercises(snapshots):
    """Recipe of `ties/exercises`: unconfirmed leads stay in the input."""
    rows = joint_exercises.read()
    return rows[rows["confirmed"]][[column.name for column in EXERCISES.columns]]


def pairs(snapshots):
    """Recipe of `ties/exercise_pairs`."""
    return measures.pair_years(mme_exercises.read(snapshots))


def parts(snapshots):
    """Recipe of `ties/exercise_parts`."""
    return measures.state_years(mme_exercises.read(snapshots))


def overlap(snapshots):
    """Recipe of `ties/exercise_overlap`."""
    other = mme_exercises.read(snapshots)
    dates = other[["year", "month", "day"]].astype("Float64")
    other = other.assign(start=pd.to_datetime(dates.astype("float64"), errors="coerce"))
    compiled = confirmed_exercises(snapshots)
    return measures.overlap(compiled, other, joint_exercises.GROUP, (2003, mme_exercises.LAST_YEAR))


def published(snapshots):
    """Recipe of `ties/exercise_counts`."""
    return csis_crink_exercises.read(snapshots)


TABLES = [
    (EXERCISES, confirmed_exercises),
    (PAIRS, pairs),
    (PARTS, parts),
    (OVERLAP, overlap),
    (PUBLISHED, published),
]
