"""Tables of commitments: alliance obligations, memberships of organisations, agreements between pairs of states."""

import pandas as pd

from helpers.build.columns import PAIR, STATE
from helpers.datasets.description import Column, Table
from helpers.sources import atop, cow_igo, dcad, desta, nuclear_cooperation

ALLIANCES = Table(
    name="ties/alliances",
    title="Alliance obligations between states, by year",
    description=(
        "One row per state that promised, state it promised to, and year with a treaty in force: which of five kinds "
        "of obligation the first owed the second."
    ),
    key=("sender", "target", "year"),
    columns=(
        Column("sender", "category", "state that has promised", country=True),
        Column("target", "category", "state it has promised to", country=True),
        Column("year", "integer", "calendar year in which a treaty was in force", minimum=1815, maximum=atop.LAST_YEAR),
        Column("defense", "integer", "1: to defend", minimum=0, maximum=1),
        Column("offense", "integer", "1: to join in an attack", minimum=0, maximum=1),
        Column("neutrality", "integer", "1: to stay neutral", minimum=0, maximum=1),
        Column("nonaggression", "integer", "1: not to attack", minimum=0, maximum=1),
        Column("consultation", "integer", "1: to consult", minimum=0, maximum=1),
    ),
    sources=(atop.SOURCE,),
    notes=(
        "No row: no treaty in ATOP up to 2018. After 2018 the data set is silent: unknown, not none.",
        "Obligations are directed: in 1959-79 the United States had promised to defend Iran, Iran had not.",
        "Number 365 is SUN from 1922 to 1991, RUS after. The Russia-Iran treaty of 2001 is coded with neutrality, "
        "non-aggression and consultation, without defence. The treaty of 1921 is not coded.",
        "Wide pacts tie states that nobody calls allies: the declaration of 1942, the treaty of ASEAN that Russia, "
        "China and North Korea share.",
    ),
)

MEMBERSHIPS = Table(
    name="ties/memberships",
    title="Membership of states in intergovernmental organisations, by year",
    description="One row per state, organisation and year with a membership, full or lesser, or with an unknown one.",
    key=("organisation", "iso3", "year"),
    columns=(
        STATE,
        Column("organisation", "category", "short name of the organisation, as in ties/organisations"),
        Column(
            "year",
            "integer",
            "calendar year; to 1965 collected every fifth year, the years between filled in by the data set",
            minimum=1816,
            maximum=cow_igo.LAST_YEAR,
        ),
        Column(
            "status",
            "category",
            "full, associate or observer; unknown: the data set marks the value as missing",
            allowed=tuple(cow_igo.STATUS.values()),
        ),
    ),
    sources=(cow_igo.SOURCE,),
    notes=(
        "Ends in 2014: later years are unknown. Memberships of SCO, BRICS, EAEU, CSTO, OPEC, OPEC+ and GECF to today "
        "are in ties/recent_memberships, with dates.",
        "In a year that is there, a state without a row for an organisation was no member. An unknown membership is "
        "a row of its own.",
        "Iran as observer of the SCO (2005) and North Korea in the IAEA (1974-94) are not coded.",
        "Number 365 is SUN from 1922 to 1991, RUS after.",
    ),
)

ORGANISATIONS = Table(
    name="ties/organisations",
    title="Intergovernmental organisations: name, field, years",
    description="One row per organisation of the memberships table.",
    key=("organisation",),
    columns=(
        Column("organisation", "category", "short name"),
        Column("name", "string", "full name"),
        Column("field", "category", "political, social or economic", allowed=cow_igo.FIELDS, nullable=True),
        Column("first", "integer", "first year in the data set", minimum=1815, maximum=cow_igo.LAST_YEAR),
        Column("last", "integer", "last year in the data set, at most 2014", minimum=1815, maximum=cow_igo.LAST_YEAR),
    ),
    sources=(cow_igo.SOURCE,),
)

KINDS = {"defence cooperation": dcad, "nuclear cooperation": nuclear_cooperation, "trade": desta}

AGREEMENTS = Table(
    name="ties/agreements",
    title="Agreements between pairs of states, counted by year of signature",
    description="One row per pair, kind and year with at least one agreement: how many were signed.",
    key=("kind", "iso3_a", "iso3_b", "year"),
    columns=(
        *PAIR,
        Column("year", "integer", "year of signature", minimum=1948, maximum=2020),
        Column(
            "kind",
            "category",
            "; ".join(f"{kind}: {'-'.join(map(str, module.YEARS))}" for kind, module in KINDS.items()),
            allowed=tuple(KINDS),
        ),
        Column("agreements", "integer", "agreements signed in the year", unit="agreements", minimum=1),
    ),
    sources=tuple(module.SOURCE for module in KINDS.values()),
    notes=(
        "No row means none found in the years of the kind; outside these years nothing is known.",
        "Defence cooperation: agreements of high or medium confidence, as the author advises; alliances, arms deals "
        "and nuclear agreements are not among them.",
        "Nuclear cooperation: agreements on peaceful uses, safety and research among them. One row of that source "
        "names the same state twice (1967) and is left out.",
        "Trade: preferential agreements and accessions to them, by signature; later protocols, amendments and "
        "consolidated texts of the same agreement are not counted again, withdrawals are not subtracted, negotiations "
        "are left out. Agreements of a group with others tie each member of one side to each of the other. Members of "
        "a group before independence stand under their own code; what Czechoslovakia signed in 1992 for its "
        "successors with each other falls away.",
    ),
)


def agreements(snapshots):
    """Agreements of all kinds, counted by pair and year."""
    parts = []
    for kind, module in KINDS.items():
        found = module.read(snapshots)
        first = found[["state_1", "state_2"]].min(axis=1)
        second = found[["state_1", "state_2"]].max(axis=1)
        parts.append(pd.DataFrame({"iso3_a": first, "iso3_b": second, "year": found["year"], "kind": kind}))
    counted = pd.concat(parts, ignore_index=True)
    counted = counted[counted["iso3_a"] != counted["iso3_b"]]
    return counted.groupby(list(counted.columns), as_index=False).size().rename(columns={"size": "agreements"})


TABLES = [
    (ALLIANCES, atop.read),
    (MEMBERSHIPS, cow_igo.memberships),
    (ORGANISATIONS, cow_igo.organisations),
    (AGREEMENTS, agreements),
]
