"""Table of the communities of the voting network, by period."""

from helpers.build.votes import COVERAGE_NOTES
from helpers.datasets.description import Column, Table
from helpers.measures import communities
from helpers.measures.rollcalls import comparable
from helpers.sources import un_ga_votes

SPANS = {
    "1946-59": (1946, 1959),
    "1960-69": (1960, 1969),
    "1970-79": (1970, 1979),
    "1980-89": (1980, 1989),
    "1990-99": (1990, 1999),
    "2000-09": (2000, 2009),
    "2010-21": (2010, 2021),
    "2022-24": (2022, 2024),
}

COMMUNITIES = Table(
    name="votes/communities",
    title="Communities of the voting network of the UN General Assembly, by period",
    description="One row per period and state with enough votes: the community it sits in.",
    key=("period", "iso3"),
    columns=(
        Column("period", "category", "calendar years, pooled", allowed=tuple(SPANS)),
        Column("iso3", "category", "state; RUS also stands for the Soviet Union", country=True),
        Column("bloc", "category", "community, bloc 1 is the largest"),
        Column(
            "stability",
            "number",
            "mean share of runs in which the state sits with the others of its community; missing: it is alone",
            unit="share",
            minimum=0,
            maximum=1,
            nullable=True,
        ),
    ),
    sources=(un_ga_votes.SOURCE,),
    notes=(
        *COVERAGE_NOTES,
        "Kappa of all pairs over the period; pairs more alike than the median pair are tied; Louvain over twenty "
        "seeds, joined where most runs agree. The number of communities is found, not set.",
        "The Republic of China, which held the seat to October 1971, is left out.",
    ),
)


def found(snapshots):
    """Communities of all periods."""
    cast = comparable(un_ga_votes.votes(snapshots).assign(year=lambda f: f["date"].dt.year))
    return communities.find(communities.by_span(cast, SPANS)).round({"stability": 4})


TABLES = [(COMMUNITIES, found)]
