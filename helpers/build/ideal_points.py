"""Tables of our own ideal points of states from UN General Assembly votes, and of the moves of pairs in 2022."""

from functools import lru_cache

import pandas as pd

from helpers.build.columns import STATE
from helpers.build.votes import COVERAGE_NOTES
from helpers.datasets.description import Column, Table
from helpers.measures import ideal_points, votes
from helpers.measures.rollcalls import comparable
from helpers.sources import un_ga_votes, un_subjects

VINTAGE = "December 2025"
"""Last month of the voting records."""

YEAR = 2022
"""Year of the moves of pairs, against the year before."""

MOVES = {
    "final_passage": "all votes",
    "unbridged": "all, no resolution tied to that of another year",
    "returning": "only those whose text returns in the year after or before",
    "without_ukraine": "all but those on Ukraine",
    "without_palestine": "all but those on the Palestinian conflict",
}
"""Sets of votes for which the moves of pairs are kept."""

SETS = (*MOVES, *un_ga_votes.ISSUES)

UNIT = "standard deviations of all positions of the set"
SET_WORDS = "; ".join(f"{name}: {words}" for name, words in MOVES.items())

MODEL_NOTES = (
    "Dynamic ordinal item response model after Bailey, Strezhnev and Voeten (2017), posterior mode. Every set has "
    "its own scale: never join two sets, nor a set and the published estimates.",
    "Resolutions of the same title in consecutive years share their parameters, but in unbridged. How far Russia "
    "moved in 2022 depends on it, and on the resolutions on Ukraine: compare the sets.",
    "The interval of a change is that of the difference of two positions, from their joint posterior.",
)

OWN = Table(
    name="votes/own_ideal_points",
    title="Ideal points of states from UN votes, our own estimate",
    description="Position of each state on the main dimension of UN voting; higher is closer to the United States.",
    key=("iso3", "year", "votes"),
    columns=(
        STATE,
        Column("year", "integer", "calendar year of the votes", minimum=1946),
        Column("votes", "category", f"set of votes ({SET_WORDS}), or an issue", allowed=SETS),
        *(
            Column(name, "number", text, unit=UNIT, minimum=-15, maximum=15)
            for name, text in (
                ("value", "posterior mode"),
                ("low", "lower end of the 90 per cent interval"),
                ("high", "upper end of the 90 per cent interval"),
            )
        ),
        *(
            Column(name, "number", text, unit=UNIT, minimum=-15, maximum=15, nullable=True)
            for name, text in (
                ("change", "value less that of the year before; missing where the state has none then"),
                ("change_low", "lower end of the 90 per cent interval of the change"),
                ("change_high", "upper end of the 90 per cent interval of the change"),
            )
        ),
        Column("n_votes", "integer", "votes of the state that count", unit="votes", minimum=1),
        Column("vintage", "category", "last month of the voting records"),
    ),
    sources=(un_ga_votes.SOURCE, un_ga_votes.VOETEN, un_subjects.SOURCE),
    notes=(
        *COVERAGE_NOTES,
        *MODEL_NOTES,
        "The USSR and Russia are estimated as one line; years to 1991 are coded SUN. The Republic of China is left "
        "out, so CHN starts in October 1971.",
        "Resolutions on which all voted alike do not count. An issue set has few votes in many years: read it with "
        "n_votes.",
    ),
)

PAIRS = Table(
    name="votes/own_moves",
    title=f"How much nearer two states came in {YEAR} on our own ideal points",
    description=f"One row per pair of states and set of votes: distance in {YEAR - 1}, and how much of it was gone in "
    f"{YEAR}.",
    key=("votes", "iso3_a", "iso3_b"),
    columns=(
        Column("votes", "category", f"set of votes ({SET_WORDS})", allowed=tuple(MOVES)),
        Column("iso3_a", "category", "state, the first by code", country=True),
        Column("iso3_b", "category", "state, the second by code", country=True),
        Column("gap", "number", f"distance in {YEAR - 1}", unit=UNIT, minimum=0),
        Column("approach", "number", "how much nearer they came; negative: farther apart", unit=UNIT),
        Column("low", "number", "lower end of the 90 per cent interval of the approach", unit=UNIT),
        Column("high", "number", "upper end of the 90 per cent interval of the approach", unit=UNIT),
        Column("percentile", "number", "place of the approach among all pairs of the set", minimum=0, maximum=100),
        Column("vintage", "category", "last month of the voting records"),
    ),
    sources=(un_ga_votes.SOURCE, un_ga_votes.VOETEN, un_subjects.SOURCE),
    notes=(
        *COVERAGE_NOTES,
        *MODEL_NOTES,
        "The approach is measured in the direction in which the two lay apart: it exceeds the gap where they changed "
        "sides.",
        f"States with votes in both {YEAR - 1} and {YEAR}. In the set returning, a text counts if it has the same "
        "title in consecutive years, at any time.",
    ),
)


def own(snapshots):
    """Our own ideal points, for all votes with and without bridges, for parts of them and for each issue.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3, year, votes, value, low, high, change, change_low, change_high, n_votes, vintage.
    """
    frame = pd.concat([found.positions.assign(votes=name) for name, found in _fits(snapshots).items()])
    numbers = ["value", "low", "high", "change", "change_low", "change_high"]
    soviet = (frame["iso3"] == "RUS") & (frame["year"] <= 1991)
    frame = frame.assign(iso3=frame["iso3"].where(~soviet, "SUN"), vintage=VINTAGE)
    return frame.round(dict.fromkeys(numbers, 4)).reset_index(drop=True)


def moves(snapshots):
    """How much nearer every pair of states came in `YEAR`, by set of votes.

    Returns
    -------
    pandas.DataFrame
        votes, iso3_a, iso3_b, gap, approach, low, high, percentile, vintage.
    """
    fits = _fits(snapshots)
    frame = pd.concat([fits[name].pairs.assign(votes=name, vintage=VINTAGE) for name in MOVES], ignore_index=True)
    ranked = votes.percentile(frame.assign(period=frame["votes"], n=1), value="approach")["percentile"]
    return frame.assign(percentile=ranked).round(dict.fromkeys(["gap", "approach", "low", "high", "percentile"], 4))


@lru_cache(maxsize=1)
def _fits(snapshots):
    """The model fitted to every set of votes."""
    listed = un_ga_votes.resolutions(snapshots)
    cast = comparable(un_ga_votes.votes(snapshots))
    items = ideal_points.bridges(listed)
    label = listed["resolution_id"].map(items)
    chosen = {
        "returning": label.duplicated(keep=False),
        "without_ukraine": ~listed["ukraine"],
        "without_palestine": ~listed["palestine"],
    }
    chosen |= {issue: listed[issue] for issue in un_ga_votes.ISSUES}
    fits = {}
    for name in SETS:
        kept = listed.loc[chosen[name], "resolution_id"] if name in chosen else listed["resolution_id"]
        some = cast[cast["resolution_id"].isin(kept)]
        year = YEAR if name in MOVES else None
        fits[name] = ideal_points.fit(some, items=None if name == "unbridged" else items, year=year)
    return fits


TABLES = [(OWN, own), (PAIRS, moves)]
