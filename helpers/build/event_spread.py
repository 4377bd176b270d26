"""Derived tables of coded events: the spread of all pairs, changes of a pair among those of all, and bad days."""

import numpy as np
import pandas as pd

from helpers.build import event_counts
from helpers.build.columns import PAIR
from helpers.datasets.description import Column, Table
from helpers.measures import breaks
from helpers.sources import gdelt_scores, icews_dyad_year

BEFORE, AFTER = 3, 3
"""Years in the windows of a change."""

SPREAD = Table(
    name="events/spread",
    title="Spread of the measures of coded events over all pairs of states, by year",
    description="One row per measure, year and percentile: the value that so many per cent of all pairs do not exceed.",
    key=("measure", "year", "percent"),
    columns=(
        Column("measure", "category", "as in events/pairs", allowed=tuple(event_counts.MEASURES)),
        Column("year", "integer", "calendar year", minimum=2002, maximum=2024),
        Column("percent", "integer", "percentile", unit="per cent", minimum=0, maximum=100),
        Column("value", "number", "value of the measure", unit="events, share or score points"),
    ),
    sources=(icews_dyad_year.SOURCE, gdelt_scores.SOURCE),
    notes=("Shares: pairs with 20 coded events or more in the year. No pair can be told from the table.",),
)

CHANGES = Table(
    name="events/changes",
    title="Change of the measures of coded events around a year, with its place among all pairs",
    description=(
        f"One row per measure, pair and year: mean of that year and up to {AFTER - 1} after it less the mean of the "
        f"{BEFORE} years before, and the place of that change among those of all pairs."
    ),
    key=("measure", "iso3_a", "iso3_b", "year"),
    columns=(
        Column(
            "measure",
            "category",
            "cooperative, material: shares as in events/pairs; weight: natural logarithm of the share of all "
            "coded events of the year",
            allowed=("cooperative", "material", "weight"),
        ),
        *PAIR,
        Column("year", "integer", "first year after", minimum=2005, maximum=2014),
        Column("mean_before", "number", "mean of the years before", unit="share, or its logarithm"),
        Column("mean_after", "number", "mean of the years from then on", unit="share, or its logarithm"),
        Column("change", "number", "after less before", unit="share, or its logarithm"),
        Column("n_before", "integer", "years before with a value", minimum=2, maximum=BEFORE),
        Column("n_after", "integer", "years from then on with a value", minimum=1, maximum=AFTER),
        Column("percentile", "number", "place among the changes of all pairs", unit="per cent", minimum=0, maximum=100),
        Column("pairs", "integer", "pairs that were ranked", unit="pairs", minimum=1),
    ),
    sources=(icews_dyad_year.SOURCE,),
    notes=(
        "The record ends in 2014: a change of 2014 rests on one year after it. Nothing can be said of 2015 or 2018, "
        "which lie between this record and GDELT.",
        "Pairs with 20 coded events or more in a year.",
        "Excerpt: the pairs among focus and comparison states; places come from all pairs.",
    ),
)

DAYS = Table(
    name="events/days",
    title="Days on which the relation score of a pair was negative, by year (GDELT)",
    description="One row per pair of 26 states and year: days held, and days with a score below zero and of zero.",
    key=("iso3_a", "iso3_b", "year"),
    columns=(
        *PAIR,
        Column("year", "integer", "calendar year", minimum=2018, maximum=2024),
        Column("days", "integer", "days that the source holds", unit="days", minimum=1, maximum=366),
        Column("negative", "integer", "days with a score below zero", unit="days", minimum=0, maximum=366),
        Column("zero", "integer", "days without an event, or with a sum of zero", unit="days", minimum=0, maximum=366),
    ),
    sources=(gdelt_scores.SOURCE,),
    notes=(
        "A day is negative when unfriendly events outweigh friendly ones in the sum of both directions: much news of "
        "talks hides a protest of the same day.",
        "96 days are missing within the period, most of them between November 2022 and June 2023.",
    ),
)


def spread(snapshots):
    """Percentiles of every measure of events/pairs over all pairs."""
    icews = event_counts.icews(icews_dyad_year.read(snapshots))
    parts = [*icews, event_counts.gdelt(gdelt_scores.read(snapshots))]
    percents = np.arange(101)
    rows = [
        pd.DataFrame({"measure": measure, "year": year, "percent": percents, "value": np.percentile(values, percents)})
        for part in parts
        for (measure, year), values in part.groupby(["measure", "year"])["value"]
    ]
    return pd.concat(rows, ignore_index=True)


def changes(snapshots):
    """Changes of the shares of ICEWS around every year that has three before it."""
    events, *shares = event_counts.icews(icews_dyad_year.read(snapshots))
    total = events.groupby("year")["value"].transform("sum")
    enough = events["n"] >= event_counts.ENOUGH
    weight = events.assign(measure="weight", value=np.log(events["value"].where(enough) / total))
    measures = [*shares, weight]
    years = range(icews_dyad_year.YEARS[0] + BEFORE, icews_dyad_year.YEARS[1] + 1)
    rows = [
        breaks.change_around(one, "value", year, BEFORE, AFTER).assign(measure=one["measure"].iloc[0], year=year)
        for one in measures
        for year in years
    ]
    return event_counts.kept(pd.concat(rows, ignore_index=True), "iso3_a", "iso3_b")


def days(snapshots):
    """Days held, negative and without a score, by pair and year."""
    daily = gdelt_scores.read_days(snapshots)
    daily = daily.assign(days=1, negative=daily["score"] < 0, zero=daily["score"] == 0)
    return daily.groupby(["iso3_a", "iso3_b", "year"], as_index=False)[["days", "negative", "zero"]].sum()


TABLES = [(SPREAD, spread), (CHANGES, changes), (DAYS, days)]
