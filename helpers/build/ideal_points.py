"""Table of our own ideal points of states from UN General Assembly votes."""

import pandas as pd

from helpers.build.votes import COVERAGE_NOTES
from helpers.datasets.description import Column, Table
from helpers.measures import ideal_points
from helpers.measures.rollcalls import comparable
from helpers.sources import un_ga_votes

VINTAGE = "December 2025"
"""Last month of the voting records."""

SETS = ("final_passage", "unbridged", *un_ga_votes.ISSUES)

OWN = Table(
    name="votes/own_ideal_points",
    title="Ideal points of states from UN votes, our own estimate",
    description="Position of each state on the main dimension of UN voting; higher is closer to the United States.",
    key=("iso3", "year", "votes"),
    columns=(
        Column("iso3", "category", "state", country=True),
        Column("year", "integer", "calendar year of the votes", minimum=1946),
        Column(
            "votes",
            "category",
            "final_passage (all votes), unbridged (all, no resolution tied to that of another year), or an issue",
            allowed=SETS,
        ),
        *(
            Column(
                name, "number", text, unit="standard deviations of all positions of the set", minimum=-15, maximum=15
            )
            for name, text in (
                ("value", "posterior mode"),
                ("low", "lower end of the 90 per cent interval"),
                ("high", "upper end of the 90 per cent interval"),
            )
        ),
        Column("n_votes", "integer", "votes of the state that count", unit="votes", minimum=1),
        Column("vintage", "category", "last month of the voting records"),
    ),
    sources=(un_ga_votes.SOURCE, un_ga_votes.VOETEN),
    notes=(
        *COVERAGE_NOTES,
        "Dynamic ordinal item response model after Bailey, Strezhnev and Voeten (2017), posterior mode. Every set has "
        "its own scale: never join two sets, nor a set and the published estimates.",
        "Resolutions of the same title in consecutive years share their parameters, but in unbridged. How far Russia "
        "moved in 2022 depends on it: compare the two sets.",
        "The USSR and Russia are estimated as one line; years to 1991 are coded SUN. The Republic of China is left "
        "out, so CHN starts in October 1971.",
        "Resolutions on which all voted alike do not count. An issue set has few votes in many years: read it with "
        "n_votes.",
    ),
)


def own(snapshots):
    """Our own ideal points, for all votes with and without bridges and for each issue.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3, year, votes, value, low, high, n_votes, vintage.
    """
    listed = un_ga_votes.resolutions(snapshots)
    cast = comparable(un_ga_votes.votes(snapshots))
    items = ideal_points.bridges(listed)
    parts = []
    for name in SETS:
        chosen = listed if name not in un_ga_votes.ISSUES else listed[listed[name].fillna(False).astype(bool)]
        some = cast[cast["resolution_id"].isin(chosen["resolution_id"])]
        found = ideal_points.estimate(some, items=None if name == "unbridged" else items)
        parts.append(found.assign(votes=name))
    frame = pd.concat(parts, ignore_index=True).round({"value": 4, "low": 4, "high": 4}).assign(vintage=VINTAGE)
    soviet = (frame["iso3"] == "RUS") & (frame["year"] <= 1991)
    return frame.assign(iso3=frame["iso3"].where(~soviet, "SUN"))


TABLES = [(OWN, own)]
