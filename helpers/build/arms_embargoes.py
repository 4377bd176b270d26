"""Arms embargoes, and how transfers changed when they began and ended, beside those of states under none."""

import pandas as pd

from helpers import countries
from helpers.build.arms import deliveries
from helpers.build.arms_columns import DERIVED, SOVIET, provenance, sourced, year
from helpers.build.columns import coded
from helpers.datasets.description import Column, Table
from helpers.measures import embargoes
from helpers.sources import arms_embargoes, sipri_arms
from helpers.sources.compiled import PRECISIONS

RUSSIA, WORLD = "RUS", "world"

EPISODES = {
    "irn-un-2010-to": ("to", (RUSSIA, "CHN", WORLD)),
    "irn-un-2007-from": ("from", (WORLD,)),
    "irn-eu-2007-04-to": ("to", ("EU",)),
    "prk-un-2006-both": ("to", (RUSSIA, "CHN", WORLD)),
    "rus-eu-2014-to": ("to", ("EU", WORLD)),
    "chn-eu-1989-to": ("to", ("EU", RUSSIA, WORLD)),
}
"""Embargo -> direction compared, and the suppliers whose deliveries are compared in it."""

LEAST_TIV = 5
"""Smallest volume over all periods, in million TIV, of a state that the target is compared with."""


EMBARGOES = Table(
    name="arms/embargoes",
    title="Arms embargoes of the UN and the EU on Iran, North Korea, Russia and China",
    description="One row an embargo or a widening of it; the confirmed rows of the compiled list.",
    key=("embargo_id",),
    columns=(
        Column("embargo_id", "category", "Target, sender, year and direction."),
        Column("target", "category", "Code of the state under embargo.", country=True),
        Column("sender", "category", "Who imposed it.", allowed=arms_embargoes.ALLOWED["sender"]),
        coded("direction", arms_embargoes.DIRECTIONS),
        Column("start", "date", "First day; the first possible where only the month or the year is known."),
        Column("start_precision", "category", "How much of the start is known.", allowed=tuple(PRECISIONS.values())),
        Column("end", "date", "Last day; missing while in force.", nullable=True),
        Column("end_precision", "category", "How much of the end is known.", nullable=True),
        coded("covers", arms_embargoes.COVERS),
        Column("scope", "string", "What is covered, in short."),
        Column("legal_basis", "string", "Instrument."),
        Column("source_title", "string", "Source that was read."),
        Column("source_url", "string", "Its address."),
        Column("source_quality", "category", "Kind of source."),
        Column("note", "string", "Where a date comes from, where sources differ.", nullable=True),
    ),
    sources=(arms_embargoes.SOURCE,),
    notes=(
        "Embargoes of single states (the United States, the United Kingdom) are not in it.",
        "Russia and China hold the return of UN measures on Iran on 28 September 2025 to be void.",
        "An EU embargo binds the members of the EU only, a UN embargo all states.",
    ),
)

EMBARGO_CHANGES = Table(
    name="arms/embargo_changes",
    title="Change of arms transfers from before an embargo to during and after it, the target and all others",
    description=(
        "(b - a) / (a + b), with a the mean yearly volume of the five years before the embargo began and b that of the "
        "whole years in force, or of the five years after its end: -1 where transfers stopped, 0 where they stayed."
    ),
    key=("embargo_id", "supplier", "iso3", "period"),
    columns=(
        Column("embargo_id", "category", "As in `arms/embargoes`."),
        Column("supplier", "category", "Whose deliveries: a code (RUS with the USSR), `EU` or `world`."),
        Column("direction", "category", "to: recipients are compared; from: suppliers.", allowed=("to", "from")),
        Column("iso3", "category", "Code of the recipient (or supplier) compared.", country=True),
        Column("target", "boolean", "The state under embargo."),
        Column("period", "category", "Period set against the years before.", allowed=("during", "after")),
        Column("change", "number", "Change, two decimals.", minimum=-1, maximum=1),
        year("from_year", "First year of the period."),
        year("to_year", "Last year of the period."),
        *provenance(),
    ),
    sources=(sipri_arms.SOURCE, arms_embargoes.SOURCE),
    notes=(
        DERIVED,
        f"States with {LEAST_TIV} million TIV or more in the years before and in the period together; others under an "
        "arms embargo of their own are among them.",
        "The years in which an embargo began or ended count in no period. EU: members on the first day of the embargo.",
        SOVIET,
    ),
)


def confirmed(snapshots):
    """Recipe of `arms/embargoes`: unconfirmed leads stay in the input."""
    rows = arms_embargoes.read()
    return rows[rows["confirmed"]].drop(columns="confirmed")


def changes(snapshots):
    """Recipe of `arms/embargo_changes`."""
    every = deliveries(snapshots)
    joined = countries.join_succession(every, ["supplier", "recipient"], ["SUN"])
    known = arms_embargoes.read().set_index("embargo_id")
    parts = []
    for name, (direction, suppliers) in EPISODES.items():
        embargo = known.loc[name]
        start = embargo["start"].year
        end = None if pd.isna(embargo["end"]) else embargo["end"].year
        role = "recipient" if direction == "to" else "supplier"
        for supplier in suppliers:
            rows = joined[_supplied_by(joined, supplier, embargo["start"])]
            rows = _large(rows, role, start, end)
            found = embargoes.changes(rows, start, end, role)
            spans = embargoes.windows(start, end, int(rows["year"].min()), int(rows["year"].max()))
            found["from_year"] = found["period"].map({period: span[0] for period, span in spans.items()})
            found["to_year"] = found["period"].map({period: span[1] for period, span in spans.items()})
            target = found["iso3"] == embargo["target"]
            parts.append(found.assign(embargo_id=name, supplier=supplier, direction=direction, target=target))
    rows = pd.concat(parts).round({"change": 2})
    return sourced(rows.assign(vintage=every["vintage"].iloc[0]), EMBARGO_CHANGES)


def _supplied_by(items, supplier, day):
    if supplier == WORLD:
        return items["supplier"].notna()
    if supplier == "EU":
        return items["supplier"].isin(countries.members("EU", day))
    return items["supplier"] == supplier


def _large(items, role, start, end):
    """Rows of the states with some volume in the years compared."""
    spans = embargoes.windows(start, end, int(items["year"].min()), int(items["year"].max()))
    inside = items["year"].between(spans["before"][0], max(span[1] for span in spans.values()))
    sums = items[inside].groupby(role)["tiv_m"].sum()
    return items[items[role].isin(sums.index[sums >= LEAST_TIV])]


TABLES = [(EMBARGOES, confirmed), (EMBARGO_CHANGES, changes)]
