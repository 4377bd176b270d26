"""Change points of all pairs of states: in how many of them each year is one, by series and penalty."""

import pandas as pd

from helpers import countries
from helpers.build.index import SOURCES, YEARS, indicators
from helpers.datasets.description import Column, Table
from helpers.measures import change_points, pair_series

BREAKS = Table(
    name="index/breaks",
    title="Pairs of states with a change point, by series, year and penalty",
    description="For each yearly series of the alignment index and of its indicators, how many of all pairs of states "
    "have a change of level in a year or within one year of it: the yardstick for a change of one pair.",
    key=("series", "year", "factor"),
    columns=(
        Column(
            "series",
            "category",
            "index (default score on votes, ideal points and arms) or indicator",
            allowed=tuple(pair_series.SERIES),
        ),
        Column("year", "integer", "first year of the new level", minimum=YEARS[0], maximum=YEARS[1]),
        Column("factor", "number", "penalty, as a multiple of each pair's default penalty", minimum=0),
        Column(
            "pairs", "integer", "pairs whose longest unbroken run of years lets a change lie in the year", minimum=1
        ),
        Column("changed", "integer", "pairs with a change in the year", minimum=0),
        Column("near", "integer", "pairs with a change in the year, the year before or the year after", minimum=0),
    ),
    sources=SOURCES,
    notes=(
        "Changes in the mean by optimal partitioning, segments of two years or more, penalty 2 s^2 log n with s the "
        "standard deviation of the pair's first differences over the root of 2.",
        f"Pairs with an unbroken run of {change_points.LEAST} years or more; the Soviet Union is joined with Russia.",
        "A series that drifts by small steps is cut into levels as well: a change point is not an event.",
        "No value of a pair can be got back from these counts.",
    ),
)


def breaks(snapshots):
    """Recipe of `index/breaks`."""
    return of_pairs(countries.join_succession(indicators(snapshots), ["iso3_a", "iso3_b"], rules=("SUN",)))


def of_pairs(rows):
    """The same from the rows of `index/indicators`, former states joined.

    Parameters
    ----------
    rows : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
    """
    matrices = pair_series.matrices(rows)
    parts = [change_points.spread(matrix).assign(series=name) for name, matrix in matrices.items()]
    return pd.concat(parts, ignore_index=True)[["series", "year", "factor", "pairs", "changed", "near"]]


TABLES = [(BREAKS, breaks)]
