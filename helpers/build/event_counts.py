"""Tables of coded events between states: ICEWS to 2014, GDELT from 2018, each on its own scale."""

import pandas as pd

from helpers import countries
from helpers.build.columns import PAIR
from helpers.datasets.description import Column, Table
from helpers.measures import rank
from helpers.sources import gdelt_scores, icews_dyad_year

KEPT = tuple(sorted({*countries.COMPARISON, *countries.FOCUS}))
"""ICEWS may be shown for the pairs among these states; places among all pairs are derived from the whole."""

DIRECTED = Table(
    name="events/directed",
    title="Coded events from one state to another, by year (ICEWS)",
    description="One row per acting state, state acted upon and year: the number of coded events in four classes.",
    key=("sender", "target", "year"),
    columns=(
        Column("sender", "category", "state that acts", country=True),
        Column("target", "category", "state acted upon", country=True),
        Column("year", "integer", "calendar year", minimum=2002, maximum=2014),
        Column("verbal_coop", "integer", "statements, appeals, consultations, agreements", unit="events", minimum=0),
        Column("material_coop", "integer", "aid, material and military cooperation", unit="events", minimum=0),
        Column("verbal_conflict", "integer", "demands, accusations, threats", unit="events", minimum=0),
        Column("material_conflict", "integer", "protest, sanctions, coercion, force", unit="events", minimum=0),
    ),
    sources=(icews_dyad_year.SOURCE,),
    notes=(
        "0: no event was coded. Turkey, Venezuela, Serbia, Czechia and some others are not among the 152 states: no "
        "row there means not covered.",
        "Numbers follow the volume of news as well as events: compare shares, or places among all pairs.",
        "Excerpt: the pairs among focus and comparison states. Never to be joined with GDELT.",
    ),
)

MONTHS = Table(
    name="events/months",
    title="Relation score of pairs of states, by month (GDELT)",
    description="One row per pair and month with at least one event: the sum of scores of events in both directions.",
    key=("iso3_a", "iso3_b", "date"),
    columns=(
        *PAIR,
        Column("date", "date", "first day of the month"),
        Column("year", "integer", "calendar year", minimum=2018, maximum=2024),
        Column("score", "number", "sum of the daily scores", unit="score points"),
        Column("days_with_score", "integer", "days with a score other than zero", unit="days", minimum=0, maximum=31),
        Column(
            "days_in_file", "integer", "days of the month that the source holds", unit="days", minimum=1, maximum=31
        ),
    ),
    sources=(gdelt_scores.SOURCE,),
    notes=(
        "Score of an event: Goldstein weight, plus a little for the number of sources and articles and for tone. A "
        "large sum is much news of friendly events, not a friendly mean.",
        "102 days are missing, most of them between November 2022 and June 2023: divide by days_in_file. 13 and 14 "
        "November 2020 are nearly empty.",
        "Talks held between third parties lift a pair that is only mentioned. Who acted cannot be told.",
    ),
)

MEASURES = {
    "events": "icews_dyad_year: coded events of all classes, both directions",
    "cooperative": "icews_dyad_year: share of cooperative events among all",
    "material": "icews_dyad_year: share of material cooperation among all",
    "score_per_day": "gdelt_scores: score per day that the source holds",
}

PAIRS = Table(
    name="events/pairs",
    title="Coded events of pairs of states by year, with their place among all pairs",
    description="One row per pair, year and measure; two sources, each with its own measures and years, never joined.",
    key=("measure", "iso3_a", "iso3_b", "year"),
    columns=(
        *PAIR,
        Column("year", "integer", "calendar year", minimum=2002, maximum=2024),
        Column("measure", "category", "; ".join(f"{k} = {v}" for k, v in MEASURES.items()), allowed=tuple(MEASURES)),
        Column("value", "number", "value of the measure", unit="events, share or score points"),
        Column("n", "integer", "events behind it; days in the file for score_per_day", minimum=0),
        Column("percentile", "number", "place among all pairs of the year", unit="per cent", minimum=0, maximum=100),
        Column("pairs", "integer", "pairs that were ranked", unit="pairs", minimum=1),
        Column(
            "source",
            "category",
            "source",
            allowed=(icews_dyad_year.SOURCE.name, gdelt_scores.SOURCE.name),
        ),
    ),
    sources=(icews_dyad_year.SOURCE, gdelt_scores.SOURCE),
    notes=(
        "ICEWS: shares are ranked among pairs with 20 coded events or more in the year; pairs of 152 states.",
        "GDELT: ranked among the pairs with a score in the year; 2024 has two months.",
        "Excerpt: the pairs among focus and comparison states; places come from all pairs.",
    ),
)

ENOUGH = 20
"""Events in a year from which on a share is ranked."""


def kept(frame, first, second):
    """Rows between focus and comparison states."""
    return frame[frame[first].isin(KEPT) & frame[second].isin(KEPT)]


def directed(snapshots):
    """Events among focus and comparison states."""
    return kept(icews_dyad_year.read(snapshots), "sender", "target")


def months(snapshots):
    """Scores of all pairs by month."""
    return gdelt_scores.read(snapshots)


def pairs(snapshots):
    """Yearly measures of both sources with their places, of the pairs that are shown."""
    parts = [*icews(icews_dyad_year.read(snapshots)), gdelt(gdelt_scores.read(snapshots))]
    ranked = []
    for part in parts:
        grouped = part.groupby("year")["value"]
        ranked.append(part.assign(percentile=rank.percentile(part, "value", "year"), pairs=grouped.transform("count")))
    return kept(pd.concat(ranked, ignore_index=True), "iso3_a", "iso3_b")


def icews(frame):
    """The yearly measures of ICEWS for all pairs, one frame each."""
    first = frame[["sender", "target"]].min(axis=1)
    second = frame[["sender", "target"]].max(axis=1)
    both = frame.assign(iso3_a=first, iso3_b=second).groupby(["iso3_a", "iso3_b", "year"], as_index=False)
    both = both[list(icews_dyad_year.CLASSES)].sum()
    both["n"] = both[list(icews_dyad_year.CLASSES)].sum(axis=1)
    key = both[["iso3_a", "iso3_b", "year", "n"]].assign(source=icews_dyad_year.SOURCE.name)
    yield key.assign(measure="events", value=both["n"].astype("float64"))
    enough = both["n"] >= ENOUGH
    cooperative = both["verbal_coop"] + both["material_coop"]
    yield key.assign(measure="cooperative", value=cooperative / both["n"])[enough]
    yield key.assign(measure="material", value=both["material_coop"] / both["n"])[enough]


def gdelt(frame):
    """The score a day of all pairs by year."""
    days = frame.drop_duplicates("date").groupby("year")["days_in_file"].sum()
    yearly = frame.groupby(["iso3_a", "iso3_b", "year"], as_index=False)["score"].sum()
    held = yearly["year"].map(days)
    return yearly.assign(
        value=yearly["score"] / held, n=held, measure="score_per_day", source=gdelt_scores.SOURCE.name
    ).drop(columns="score")


TABLES = [(DIRECTED, directed), (MONTHS, months), (PAIRS, pairs)]
