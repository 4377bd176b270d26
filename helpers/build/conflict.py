"""Tables of conflict and contact between states: disputes, territory, peace scale, armed conflicts, missions."""

import pandas as pd

from helpers.build.columns import PAIR, STATE
from helpers.datasets.description import Column, Table
from helpers.sources import (
    cow_mid,
    cow_territorial_change,
    diplomatic_exchange,
    disputes,
    gml_mid,
    peace_scale,
    ucdp_acd,
)

FOCUS_NUMBERS = (2, 365, 630, 710, 731)
"""COW numbers of the focus states: USA, Russia, Iran, China, North Korea."""

RECORDS = (gml_mid, cow_mid)

DISPUTES = Table(
    name="ties/disputes",
    title="Militarised disputes between states, by year, in two records",
    description="One row per record, dispute, pair on opposite sides and year.",
    key=("source", "dispute", "iso3_a", "iso3_b", "year"),
    columns=(
        *PAIR,
        Column("year", "integer", "calendar year", minimum=1816, maximum=cow_mid.YEARS[1]),
        Column("dispute", "category", "number of the dispute, the same in both records"),
        Column(
            "hostility",
            "integer",
            "; ".join(f"{level} {name}" for level, name in disputes.LEVELS.items()) + "; of the whole dispute",
            minimum=1,
            maximum=5,
        ),
        Column("onset", "integer", "1: first year of the dispute for the pair", minimum=0, maximum=1),
        Column("source", "category", "record", allowed=tuple(m.SOURCE.name for m in RECORDS)),
    ),
    sources=tuple(m.SOURCE for m in RECORDS),
    notes=(
        "cow_mid to 2014, gml_mid (corrected) to 2010: two records of the same thing, never to be added. After these "
        "years nothing is known.",
        "States on opposite sides of a dispute of many are paired whether or not they met: Russia and Iran in 1993 "
        "are so paired in fighting on the Tajik border.",
        "SUN 1922-1991, RUS before and after.",
    ),
)

TERRITORY = Table(
    name="ties/territory",
    title="Territory that one state lost to another",
    description="One row per change.",
    key=("change",),
    columns=(
        Column("change", "category", "number of the change"),
        Column("year", "integer", "calendar year", minimum=1816, maximum=2015),
        Column("gainer", "category", "state that gained", country=True),
        Column("loser", "category", "state that lost", country=True),
        Column(
            "procedure",
            "category",
            "how",
            allowed=tuple(filter(None, cow_territorial_change.PROCEDURES.values())),
            nullable=True,
        ),
        Column("area_km2", "number", "area", unit="square kilometres", minimum=0, nullable=True),
        Column("conflict", "integer", "1: with fighting", minimum=0, maximum=1, nullable=True),
    ),
    sources=(cow_territorial_change.SOURCE,),
    notes=("1816 to 2015: the treaty of Gulistan (1813) is before the data set begins.",),
)

PEACE = Table(
    name="ties/peace",
    title="Peace scale of the pairs of focus states",
    description="One row per pair and year: the level on 1 July, 0 serious rivalry to 1 security community.",
    key=("iso3_a", "iso3_b", "year"),
    columns=(
        *PAIR,
        Column("year", "integer", "calendar year", minimum=1900, maximum=2020),
        Column(
            "peace",
            "number",
            "0 serious rivalry, 0.25 lesser rivalry, 0.5 negative peace, 0.75 warm peace, 1 security community",
            unit="scale",
            minimum=0,
            maximum=1,
            nullable=True,
        ),
    ),
    sources=(peace_scale.SOURCE,),
    notes=("Pairs without a relationship are not in the source. Missing: a transition between two levels.",),
)

CONFLICTS = Table(
    name="ties/conflicts",
    title="States in armed conflicts, and beside whom",
    description="One row per conflict, year, state and role.",
    key=("conflict", "year", "iso3", "role"),
    columns=(
        Column("conflict", "category", "number of the conflict in UCDP (299: Syria, government)"),
        Column("year", "integer", "calendar year", minimum=1946, maximum=2024),
        STATE,
        Column(
            "role",
            "category",
            "a, b: party; a support, b support: with troops beside a party",
            allowed=tuple(ucdp_acd.SIDES.values()),
        ),
        Column("kind", "category", "kind of conflict; II: intrastate with troops of other states"),
        Column("war", "boolean", "1,000 deaths in battle or more in the year"),
    ),
    sources=(ucdp_acd.SOURCE,),
    notes=("Parties that are no states are not listed. Years without 25 deaths in battle are not in the source.",),
)

MISSIONS = Table(
    name="ties/missions",
    title="Diplomatic missions between states, selected years to 2000",
    description="One row per sending state, host and year of the data set.",
    key=("sender", "host", "year"),
    columns=(
        Column("sender", "category", "state that sends", country=True),
        Column("host", "category", "state that receives", country=True),
        Column("year", "integer", "calendar year", minimum=1817, maximum=2000),
        Column("level", "category", "level of the mission", allowed=tuple(diplomatic_exchange.LEVELS.values())),
    ),
    sources=(diplomatic_exchange.SOURCE,),
    notes=(
        "About every fifth year. In 1950-65 the source has no levels and lacks some missions that existed: unknown "
        "throughout. A pair that is absent was left out by the copy used here: unknown, not none.",
    ),
)


def militarised(snapshots):
    """Disputes of both records."""
    return pd.concat([m.read(snapshots).assign(source=m.SOURCE.name) for m in RECORDS], ignore_index=True)


def peace(snapshots):
    """Peace scale of the pairs of focus states."""
    return peace_scale.read(snapshots, FOCUS_NUMBERS)


TABLES = [
    (DISPUTES, militarised),
    (TERRITORY, cow_territorial_change.read),
    (PEACE, peace),
    (CONFLICTS, ucdp_acd.read),
    (MISSIONS, diplomatic_exchange.read),
]
