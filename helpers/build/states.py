"""Tables of the country table itself: codes and successions, from the audited lists of `helpers.countries`."""

import pandas as pd

from helpers import countries
from helpers.build.columns import STATE
from helpers.datasets.description import Column, Source, Table
from helpers.sources import cepii_geodist, state_system

WORKBOOK = Source(
    name="countries",
    title="Country table of the Russia-Iran workbook",
    producer="the Russia-Iran workbook",
    short="Russia-Iran workbook, country table",
    citation="The Russia-Iran workbook, country table.",
    version="Edition of November 2026",
    url=None,
    licence="MIT (own work of the project)",
    redistribution="open",
    use="Free to use.",
)
STATUSES = ("member", "observer", "area", "former", "historic")

CODES = Table(
    name="states/codes",
    title="Country table",
    description="One row per code used anywhere in the tables: states, territories, former and historic states.",
    key=("iso3",),
    columns=(
        Column("iso3", "category", "code: ISO 3166-1 alpha-3, XKX for Kosovo, withdrawn or own codes", country=True),
        Column("name", "string", "short English name"),
        Column("aliases", "string", 'other common names, ";" between', nullable=True),
        Column("region", "category", "sub-region of UN M49, by today's borders"),
        Column(
            "status",
            "category",
            "member and observer: of the UN today; area: any other country or territory, no statement on its status; "
            "former: ended after 1946; historic: ended before",
            allowed=STATUSES,
        ),
        Column(
            "cow",
            "integer",
            "Correlates of War number; some are shared over time",
            nullable=True,
        ),
        Column("gw", "integer", "Gleditsch-Ward number; some are shared", nullable=True),
        Column("un_member_from", "date", "first day as UN member under this code", nullable=True),
        Column("un_member_to", "date", "last day as UN member under this code", nullable=True),
        Column("existed_from", "date", "first day of the state; missing: before 1946, or no state", nullable=True),
        Column("existed_to", "date", "last day of the state; missing: exists", nullable=True),
        Column("comparison", "string", "why the state is in the comparison set; missing: it is not", nullable=True),
        Column("note", "string", "what a user of the code must know", nullable=True),
    ),
    sources=(WORKBOOK, state_system.SOURCE),
    notes=(
        "Former states keep their own code and are never joined with a successor unless asked: states/succession.",
        "existed_from is the earlier of the entries in the two lists of states where it falls after 1945, and the day "
        "of independence where a list dates a small state by its UN membership.",
    ),
)

SUCCESSION = Table(
    name="states/succession",
    title="Former states and their successors",
    description="One row per predecessor and successor, with the rule by which a series may be joined on request.",
    key=("predecessor", "successor"),
    columns=(
        Column("predecessor", "category", "former state, or former holder of a seat", country=True),
        Column("successor", "category", "successor", country=True),
        Column("date", "date", "first day of the successor in this role"),
        Column("scope", "category", "where the rule matters", allowed=("all", "un_votes", "trade")),
        Column("kind", "category", "join: may be joined on request; note: never", allowed=("join", "note")),
        Column("rule", "string", "what is joined and what a joined series means"),
        Column("source", "string", "where the fact stands"),
    ),
    sources=(WORKBOOK, state_system.SOURCE),
)

PLACES = Table(
    name="states/places",
    title="Capitals as points",
    description="One row per country, territory or former state that has a capital: a point for maps without borders.",
    key=("iso3",),
    columns=(
        Column("iso3", "category", "code", country=True),
        Column("city", "string", "capital"),
        Column("latitude", "number", "south is negative", "degrees", minimum=-90, maximum=90),
        Column("longitude", "number", "west is negative", "degrees", minimum=-180, maximum=180),
        Column(
            "source",
            "category",
            "cepii_geodist, or countries where the project adds the point",
            allowed=(cepii_geodist.SOURCE.name, WORKBOOK.name),
        ),
    ),
    sources=(cepii_geodist.SOURCE, WORKBOOK),
    notes=(
        "Cities as in the file of 2004: later moves (Myanmar, Burundi) are not in it, and Israel stands at Tel Aviv; a "
        "point says nothing on status.",
        "Five slips of the file are corrected: the points of Colombia, Guinea, New Zealand and Samoa, and the name of "
        "the capital of Tanzania.",
        "States that the file lacks, the newer and the former among them, are added by the project to two decimals.",
    ),
)

SYSTEM = Table(
    name="states/system",
    title="The states that there were, by year",
    description="One row per state and year in which it belonged to the state system for a day or more.",
    key=("iso3", "year"),
    columns=(
        STATE,
        Column("year", "integer", "calendar year", minimum=state_system.FIRST_YEAR, maximum=state_system.LAST_YEAR),
    ),
    sources=(state_system.SOURCE,),
    notes=(
        "Correlates of War's list ends in 2016. Its number 365 is SUN from 1922 to 1991, RUS after. Occupied states "
        "are out for the years of occupation.",
    ),
)

ADDED = {
    "CSK": ("Prague", 50.08, 14.42),
    "DDR": ("East Berlin", 52.52, 13.40),
    "GER": ("Bonn", 50.73, 7.10),
    "LIE": ("Vaduz", 47.14, 9.52),
    "MCO": ("Monaco", 43.73, 7.42),
    "MNE": ("Podgorica", 42.44, 19.26),
    "SCG": ("Belgrade", 44.82, 20.46),
    "SRB": ("Belgrade", 44.82, 20.46),
    "SSD": ("Juba", 4.85, 31.60),
    "SUN": ("Moscow", 55.75, 37.62),
    "VAT": ("Vatican City", 41.90, 12.45),
    "VDR": ("Saigon", 10.78, 106.70),
    "XKX": ("Pristina", 42.66, 21.17),
    "YAR": ("Sanaa", 15.35, 44.21),
    "YMD": ("Aden", 12.79, 45.03),
}
"""Code -> capital, latitude, longitude, where GeoDist has none."""


def codes(snapshots):
    """The country table, typed."""
    frame = pd.DataFrame(list(countries.states().values()), dtype="str")
    frame = frame.mask(frame == "")
    for column in ("cow", "gw"):
        frame[column] = frame[column].astype("float64").astype("Int64")
    return frame


def succession(snapshots):
    """Successions and their rules."""
    return countries.successions()


def places(snapshots):
    """Points of the capitals."""
    added = pd.DataFrame(
        [(iso3, *point, WORKBOOK.name) for iso3, point in ADDED.items()],
        columns=["iso3", "city", "latitude", "longitude", "source"],
    )
    return pd.concat([cepii_geodist.capitals(snapshots), added], ignore_index=True)


TABLES = [(CODES, codes), (SUCCESSION, succession), (PLACES, places), (SYSTEM, state_system.years)]
