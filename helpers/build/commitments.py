"""Tables of treaties and memberships: the compiled lists, and the place of pairs among all pairs of states."""

from functools import lru_cache

import pandas as pd

from helpers import countries
from helpers.build.columns import PAIR, STATE, coded, precision, source_read
from helpers.datasets.description import Column, Table
from helpers.measures import alliances, memberships
from helpers.measures.rank import percentile
from helpers.sources import atop, cow_igo, io_memberships, key_treaties, state_system, treaty_commitments

TREATIES = Table(
    name="ties/treaties",
    title="Key treaties of Russia, Iran, China and North Korea, 1921-2025",
    description=(
        "One row per treaty or agreement between states of the focus, and a few of theirs with others; the confirmed "
        "rows of the compiled list."
    ),
    key=("name",),
    columns=(
        Column("name", "category", "short name with the year of signature"),
        Column(
            "parties",
            "string",
            'codes joined by ";"; SUN signed what the Soviet Union signed, RUS the treaty of Soviet Russia of 1921',
        ),
        coded("kind", key_treaties.KINDS),
        Column("signed", "date", "day of signature"),
        precision("signed_precision"),
        Column("year", "integer", "calendar year of signature", minimum=1921, maximum=2100),
        Column("in_force", "date", "entry into force; missing where not found", nullable=True),
        precision("in_force_precision", nullable=True),
        Column("ended", "date", "end; missing where it lasts or where it is not known", nullable=True),
        precision("ended_precision", nullable=True),
        coded("status", key_treaties.STATUS),
        Column("content", "string", "what it promises, in our own words"),
        Column("atop_id", "number", "number in ATOP 5.1", nullable=True),
        Column("cow_id", "number", "number in COW Formal Alliances 4.1", nullable=True),
        *source_read(key_treaties.QUALITIES, "disagreement between sources, what was not found"),
    ),
    sources=(key_treaties.SOURCE,),
    notes=(
        "A choice, not a register: hundreds of agreements between Russia and Iran are not here. Counts of rows do not "
        "measure a tie.",
        "Status is that of the last source that was read, for some treaties years ago.",
        "The treaty of 2025 was announced as replacing that of 2001; no source that was read says that this one ended.",
    ),
)

COMMITMENTS = Table(
    name="ties/commitments",
    title="What seven treaties promise, by topic",
    description=(
        "One row per treaty and topic for the treaties of the USSR and Iran (1927), the USSR and North Korea (1961), "
        "China and North Korea (1961), Russia and Iran (2001, 2025), Russia and China (2001), Russia and North Korea "
        "(2024)."
    ),
    key=("treaty", "topic"),
    columns=(
        Column("treaty", "category", "name, as in ties/treaties"),
        coded("topic", treaty_commitments.TOPICS),
        coded("promised", treaty_commitments.PROMISED),
        Column("article", "number", "number of the article; missing where not read", nullable=True),
        Column("words", "string", "what it says, in our own words"),
        *source_read(key_treaties.QUALITIES, "disagreement between sources, what was not found", nullable=True),
    ),
    sources=(treaty_commitments.SOURCE,),
    notes=(
        "Unknown is not no. Of the treaties of 2001, 2024 and 2025 the texts could be read in part only; what is here "
        "comes from extracts, official summaries and reports, and from the coding of ATOP.",
        "A promise is counted as such whatever its force: to consult is no duty to act.",
    ),
)

RECENT_MEMBERSHIPS = Table(
    name="ties/recent_memberships",
    title="Memberships of SCO, BRICS, EAEU, CSTO, OPEC, OPEC+ and GECF, 1960 to May 2026",
    description="One row per state, organisation and spell of a status; the confirmed rows of the compiled list.",
    key=("organisation", "iso3", "status", "start"),
    columns=(
        coded("organisation", io_memberships.ORGANISATIONS),
        STATE,
        coded("status", io_memberships.STATUS),
        Column("start", "date", "first day"),
        precision("start_precision", more=(io_memberships.BY,)),
        Column("end", "date", "day on which it was over; missing where it lasts", nullable=True),
        precision("end_precision", nullable=True, more=(io_memberships.BY,)),
        Column("end_reason", "string", "why it ended", nullable=True),
        *source_read(io_memberships.QUALITIES, "disagreement between sources, what was not found"),
    ),
    sources=(io_memberships.SOURCE,),
    notes=(
        "Precision by: the status was there, or was over, on that day; the true day is earlier.",
        "A frozen membership is a remark on a full one, which goes on beside it.",
        "Members of OPEC take part in OPEC+ by their own rows. Observers and partners are complete for BRICS and the "
        "EAEU only; dialogue partners of the SCO are not listed but for Belarus.",
        "After May 2026 changes were not looked for.",
    ),
)

FIRST_YEAR = 1900
SIMILARITY = ("kappa", "s_abs")
SHARED = ("joint", "ratio", "jaccard")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

PORTFOLIOS = Table(
    name="ties/portfolios",
    title="Similarity of alliance portfolios, 1900-2016: pairs of the comparison states",
    description=(
        "One row per pair of comparison states and year: how alike the commitments of the two to all states are, and "
        "the place of the pair among all pairs of states of the year."
    ),
    key=("iso3_a", "iso3_b", "year"),
    columns=(
        *PAIR,
        Column("year", "integer", "calendar year", minimum=FIRST_YEAR, maximum=state_system.LAST_YEAR),
        Column("kappa", "number", "Cohen's kappa with quadratic weights", minimum=-1, maximum=1, nullable=True),
        Column("s_abs", "number", "S of Signorino and Ritter, absolute distances", minimum=-1, maximum=1),
        Column("percentile_kappa", "number", "mid-rank among all pairs", minimum=0, maximum=100, nullable=True),
        Column("percentile_s_abs", "number", "mid-rank among all pairs", minimum=0, maximum=100),
        Column("n", "integer", "states in the system", unit="states", minimum=2),
    ),
    sources=(atop.SOURCE, state_system.SOURCE),
    notes=(
        "Commitments on a scale from none to consultation, neutrality or non-aggression, and defence; every state is "
        "committed to itself at the highest level (Signorino and Ritter 1999).",
        "States without any treaty look alike: most pairs share no more than that.",
        "The list of states ends in 2016, ATOP in 2018.",
    ),
)

JOINT_MEMBERSHIPS = Table(
    name="ties/joint_memberships",
    title="Shared full memberships of organisations to 2014: pairs of the comparison states",
    description=(
        "One row per pair of comparison states and year: in how many organisations both are full members, how many "
        "would be expected of two states with as many memberships, and the place among all pairs of the year."
    ),
    key=("iso3_a", "iso3_b", "year"),
    columns=(
        *PAIR,
        Column(
            "year",
            "integer",
            "calendar year; to 1965 collected every fifth year",
            minimum=1816,
            maximum=cow_igo.LAST_YEAR,
        ),
        Column("joint", "integer", "organisations with both as full members", unit="organisations", minimum=0),
        Column("n_a", "integer", "full memberships of the first", unit="organisations", minimum=0),
        Column("n_b", "integer", "full memberships of the second", unit="organisations", minimum=0),
        Column("organisations", "integer", "organisations with a full member", unit="organisations", minimum=1),
        Column("unknown", "integer", "organisations in which a joint one may hide", unit="organisations", minimum=0),
        Column("expected", "number", "n_a n_b / organisations", unit="organisations", minimum=0),
        Column("ratio", "number", "joint over expected", minimum=0, nullable=True),
        Column("jaccard", "number", "joint over those with one of the two", minimum=0, maximum=1, nullable=True),
        *(
            Column(f"percentile_{name}", "number", "mid-rank among all pairs", minimum=0, maximum=100, nullable=True)
            for name in SHARED
        ),
    ),
    sources=(cow_igo.SOURCE,),
    notes=(
        "The expectation takes two states that choose independently and evenly among all organisations; most are "
        "regional, so that pairs of one region exceed it and most others fall below.",
        "Ends in 2014: later years are unknown.",
    ),
)

PAIR_SPREAD = Table(
    name="ties/pair_spread",
    title="Alliance portfolios and shared memberships: the spread of all pairs of states, by year",
    description="One row per measure and year: quantiles over all pairs of states.",
    key=("measure", "year"),
    columns=(
        Column(
            "measure",
            "category",
            "kappa and s_abs: as in ties/portfolios; joint, ratio and jaccard: as in ties/joint_memberships",
            allowed=(*SIMILARITY, *SHARED),
        ),
        Column("year", "integer", "calendar year", minimum=1816, maximum=state_system.LAST_YEAR),
        *(Column(f"p{round(100 * q):02d}", "number", f"quantile {q}", nullable=True) for q in QUANTILES),
        Column("pairs", "integer", "pairs with a value", unit="pairs", minimum=0),
    ),
    sources=(atop.SOURCE, state_system.SOURCE, cow_igo.SOURCE),
)


def confirmed_treaties(snapshots):
    """The confirmed treaties; unconfirmed ones stay in the input."""
    return _confirmed(key_treaties.read())


def commitments(snapshots):
    """Every treaty and topic, the unknown ones included."""
    return treaty_commitments.read().drop(columns="confirmed")


def confirmed_memberships(snapshots):
    """The confirmed spells; unconfirmed ones stay in the input."""
    return _confirmed(io_memberships.read())


def _confirmed(rows):
    return rows[rows["confirmed"]].drop(columns="confirmed")


@lru_cache(maxsize=1)
def every_portfolio(snapshots):
    """Similarity of all pairs of states by year, with percentiles."""
    system = state_system.years(snapshots)
    years = range(FIRST_YEAR, state_system.LAST_YEAR + 1)
    return _placed(alliances.similarity(atop.read(snapshots), system, SIMILARITY, years), SIMILARITY)


@lru_cache(maxsize=1)
def every_joint(snapshots):
    """Shared memberships of all pairs of states by year, with percentiles."""
    return _placed(memberships.joint(cow_igo.memberships(snapshots)), SHARED)


def _placed(frame, measures):
    return frame.assign(**{f"percentile_{name}": percentile(frame, name, "year") for name in measures})


def among_comparison(frame):
    """The rows of pairs of comparison states."""
    return frame[frame["iso3_a"].isin(countries.COMPARISON) & frame["iso3_b"].isin(countries.COMPARISON)]


def spread(frame, measures):
    """Quantiles of each measure over all pairs of a year.

    Parameters
    ----------
    frame : DataFrame
        year and the measures, one row per pair and year.
    measures : sequence of str

    Returns
    -------
    DataFrame
        measure, year, p05, p25, p50, p75, p95, pairs (with a value).
    """
    parts = []
    for name in measures:
        grouped = frame.groupby("year")[name]
        table = grouped.quantile(list(QUANTILES)).unstack()
        table.columns = [f"p{round(100 * q):02d}" for q in QUANTILES]
        parts.append(table.assign(pairs=grouped.count(), measure=name).reset_index())
    return pd.concat(parts, ignore_index=True)


def portfolios(snapshots):
    """Similarity of portfolios of pairs of comparison states."""
    return among_comparison(every_portfolio(snapshots))


def joint_memberships(snapshots):
    """Shared memberships of pairs of comparison states."""
    return among_comparison(every_joint(snapshots))


def pair_spread(snapshots):
    """Quantiles of all five measures."""
    parts = [spread(every_portfolio(snapshots), SIMILARITY), spread(every_joint(snapshots), SHARED)]
    return pd.concat(parts, ignore_index=True)


TABLES = [
    (TREATIES, confirmed_treaties),
    (COMMITMENTS, commitments),
    (RECENT_MEMBERSHIPS, confirmed_memberships),
    (PORTFOLIOS, portfolios),
    (JOINT_MEMBERSHIPS, joint_memberships),
    (PAIR_SPREAD, pair_spread),
]
