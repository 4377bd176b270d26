"""Tables of meetings in person: the compiled list, and numbers that others stated."""

from helpers.build.columns import PAIR, coded, precision, source_read
from helpers.datasets.description import Column, Table
from helpers.sources import leader_meetings, meeting_counts

MEETINGS = Table(
    name="ties/meetings",
    title="Meetings in person of leaders and foreign ministers",
    description=(
        "One row per meeting: Russia and Iran since 1989 at four levels, heads of state of four other pairs since "
        "2013; the confirmed rows of the compiled list, each with a source that was read."
    ),
    key=("date", "iso3_a", "iso3_b", "level", "person_a", "person_b"),
    columns=(
        *PAIR,
        Column("person_a", "string", "who met for iso3_a"),
        Column("person_b", "string", "who met for iso3_b"),
        Column("date", "date", "day, the first of a longer visit; first day where only the month or year is known"),
        precision(),
        Column("year", "integer", "calendar year", minimum=leader_meetings.EARLIEST, maximum=2100),
        coded("level", leader_meetings.LEVELS),
        Column("place", "string", "town, or country, or not stated"),
        Column("occasion", "string", "visit, summit or conference"),
        *source_read(leader_meetings.QUALITIES, "disagreement, doubt, format of three states, or remark"),
    ),
    sources=(leader_meetings.SOURCE,),
    notes=(
        "Counts are lower bounds. One visit can have several rows: count pairs, days and ranks, not rows.",
        "Supply of sources drives the number of rows: three in 1990-97, few foreign ministers before 2012, most of "
        "those since 2016 from the posts of Russia's foreign ministry. Compare periods only within 2016-25.",
        "Foreign ministers are collected for Russia and Iran only. How many meetings of the heads of state of Russia "
        "and China are missing is shown by ties/meeting_counts.",
        "SUN to 1991, RUS after. Most sources were read in excerpt. Rows on posts of the ministry rest on a public "
        "copy with the first words of each; a post can be a day later than the meeting.",
        "2026: one row. Reports of that year could hardly be opened, so its number says nothing.",
    ),
)

COUNTS = Table(
    name="ties/meeting_counts",
    title="Stated numbers of meetings of heads of state",
    description="One row per statement: how often two heads of state had met by a day.",
    key=("iso3_a", "iso3_b", "until"),
    columns=(
        *PAIR,
        Column("since", "date", "first day counted"),
        Column("until", "date", "last day counted"),
        Column("value", "integer", "meetings", unit="meetings", minimum=1),
        Column("speaker", "string", "who stated it"),
        *source_read(leader_meetings.QUALITIES, "what is counted"),
    ),
    sources=(meeting_counts.SOURCE,),
    notes=("What counts as a meeting is not said; talks on the margins of a summit may be included.",),
)


def confirmed_meetings(snapshots):
    """The confirmed meetings; unconfirmed leads stay in the input."""
    return _confirmed(leader_meetings.read())


def stated_counts(snapshots):
    """The confirmed numbers."""
    return _confirmed(meeting_counts.read())


def _confirmed(rows):
    return rows[rows["confirmed"]].drop(columns="confirmed")


TABLES = [(MEETINGS, confirmed_meetings), (COUNTS, stated_counts)]
