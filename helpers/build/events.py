"""Tables of events: the compiled timeline and the dated statements."""

from helpers.build.columns import coded, listed, precision, source_read
from helpers.datasets.description import Column, Table
from helpers.sources import dated_statements, timeline
from helpers.sources.compiled import PRECISIONS

TIMELINE = Table(
    name="events/timeline",
    title="Timeline of Russia-Iran relations",
    description=(
        "One row per event since 1722 between Russia and Iran, of sanctions on either, and of the ties with China and "
        "North Korea; the confirmed rows of the compiled list, each with a source that was read."
    ),
    key=("event_id",),
    columns=(
        Column("event_id", "category", "date as known and title, in plain letters"),
        Column("date", "date", "day, New Style; the first day where only the month or the year is known"),
        precision(),
        Column("year", "integer", "calendar year", minimum=1722, maximum=2100),
        coded("category", timeline.CATEGORIES),
        Column(
            "tone",
            "category",
            f"what the event says about the tie between Russia and Iran. {listed(timeline.TONES)}",
            allowed=tuple(timeline.TONES),
        ),
        Column("importance", "integer", listed(timeline.IMPORTANCE), allowed=tuple(timeline.IMPORTANCE)),
        Column(
            "countries",
            "string",
            'codes joined by ";", Russia and Iran first; RUS also stands for the Russian Empire and the USSR, '
            "IRN for Persia; the UN and the EU have no code",
        ),
        Column("title", "string", "headline"),
        Column("description", "string", "one sentence"),
        coded("review", timeline.REVIEWS),
        *source_read(timeline.QUALITIES, "disagreement between sources, Old Style date, remark on the source"),
    ),
    sources=(timeline.SOURCE,),
    notes=(
        "A choice by editors, not a sample: more sources mean more rows for recent years, so the number of events does "
        "not measure the intensity of the tie.",
        "Sanctions of third parties over Iranian arms for Russia have the tone context although they follow from "
        "cooperation.",
        "Tone is coded for the tie between Russia and Iran only; for other pairs it says nothing.",
        "Most sources were read in excerpt; rows of quality mirror rest on a copy and are open (column review).",
        "Coverage ends on 3 July 2026: no readable page on later events was found by 22 November 2026. Of the war of "
        "2026 only what touches the tie, and its frame, is listed.",
    ),
)


STATEMENTS = Table(
    name="events/statements",
    title="Dated statements on Russia-Iran ties",
    description=(
        "One row per figure that a person or institution stated on trade, payments, transport, energy, arms, "
        "sanctions, opinion or travel between Russia and Iran, with China and North Korea; the confirmed rows of the "
        "compiled list, each with a source that was read."
    ),
    key=("id",),
    columns=(
        Column("id", "category", "short name of the row; notes refer to other rows by it"),
        coded("subject", dated_statements.SUBJECTS),
        Column("indicator", "category", "what is counted; each indicator has one unit"),
        Column(
            "pair_or_actor",
            "category",
            'code of a country, or two joined by "-"; in flows the sender, seller or viewer comes first; '
            f"without code: {listed(dated_statements.UNIONS)}",
        ),
        Column(
            "period",
            "string",
            'what the figure refers to: year, month or day, or two of them joined by "/"; for plans the target date; '
            "Iranian years as their Gregorian dates",
        ),
        Column("period_start", "date", "first day of the period"),
        Column("period_end", "date", "last day of the period"),
        Column(
            "year",
            "integer",
            "the period where it is one calendar year; missing for parts of a year, Iranian years and longer spans",
            minimum=dated_statements.EARLIEST,
            maximum=2100,
            nullable=True,
        ),
        Column("value", "number", "number as stated, in the unit of the row; missing for a mere range", nullable=True),
        Column(
            "value_low",
            "number",
            "lower end of a stated range; the value itself where it is a lower bound (more than, at least)",
            nullable=True,
        ),
        Column(
            "value_high",
            "number",
            "upper end of a stated range; the value itself where it is an upper bound (up to, almost)",
            nullable=True,
        ),
        Column(
            "unit",
            "category",
            f"unit of value, value_low and value_high. {listed(dated_statements.UNITS)}",
            allowed=tuple(dated_statements.UNITS),
        ),
        Column("speaker", "string", "person or institution the figure is attributed to"),
        Column(
            "statement_date",
            "date",
            "day of the statement or of its report; the first day where only the month or the year is known",
        ),
        Column(
            "date_precision",
            "category",
            "how much of statement_date is known",
            allowed=tuple(PRECISIONS.values()),
        ),
        *source_read(
            dated_statements.QUALITIES,
            "qualifier of the figure (about, more than), what was inferred, rows that disagree",
        ),
        Column("plot", "boolean", "false: printed so in the source but almost surely an error; leave out of charts"),
    ),
    sources=(dated_statements.SOURCE,),
    notes=(
        "Claims, not a series: rows with the same indicator and period may differ by a factor of two or more. Show "
        "them side by side with the speaker; never average or join them.",
        "Russian customs report one and a half to two times what Iranian customs report, and in calendar years; "
        "Iranian rows run from March to March and leave oil out.",
        "Many figures cover part of a year, so year is missing; growth is against the same months of the year before.",
        "Plans and targets stand under their target date, also where that date is past or the speaker named no year "
        "(see note); their year is not the year of an outcome.",
        "Freight of the corridor differs by definition (all modes, rail only, one border crossing, transit only), gas "
        "to Europe by what counts as Europe; see indicator and note.",
        "Drones, shells and losses are estimates of parties to the war or of leaked papers; Iran denies deliveries of "
        "missiles. Oil in tankers is estimated and revised.",
        "Troops and containers are running totals at different dates and must not be added.",
        "Polls mix telephone, face-to-face and online samples: compare only within one indicator and polling house.",
        "Most sources were read in excerpt, and most are press reports of a statement; rows of quality mirror rest on "
        "a copy.",
        "Dense for 2016-2025, thin before; statements end on 22 February 2026.",
    ),
)


def confirmed_events(snapshots):
    """The confirmed rows of the timeline; unconfirmed leads stay in the input."""
    return _confirmed(timeline.read())


def confirmed_statements(snapshots):
    """The confirmed statements; unconfirmed leads stay in the input."""
    return _confirmed(dated_statements.read())


def _confirmed(rows):
    return rows[rows["confirmed"]].drop(columns="confirmed")


TABLES = [(TIMELINE, confirmed_events), (STATEMENTS, confirmed_statements)]
