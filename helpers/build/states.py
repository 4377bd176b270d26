"""Tables of the country table itself: codes and successions, from the audited lists of `helpers.countries`."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Column, Source, Table

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
STATE_SYSTEM = Source(
    name="state_system",
    title="State System Membership List, v2016; Independent States",
    producer="Correlates of War Project; Kristian Skrede Gleditsch and Michael D. Ward",
    short="Correlates of War, State System Membership v2016; Gleditsch and Ward",
    citation=(
        'Correlates of War Project. 2017. "State System Membership List, v2016." https://correlatesofwar.org. '
        'Gleditsch, Kristian S., and Michael D. Ward. 1999. "A Revised List of Independent States since the Congress '
        'of Vienna." International Interactions 25(4): 393-413.'
    ),
    version="COW v2016, Gleditsch-Ward to 2020",
    url="https://correlatesofwar.org/data-sets/state-system-membership/",
    licence="COW terms (free use with citation; no formal licence)",
    redistribution="attribution",
    use="State numbers and dates may be used with the citation and version number.",
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
    sources=(WORKBOOK, STATE_SYSTEM),
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
    sources=(WORKBOOK, STATE_SYSTEM),
)


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


TABLES = [(CODES, codes), (SUCCESSION, succession)]
