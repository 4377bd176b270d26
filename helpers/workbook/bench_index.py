"""Timing of the alignment index for all pairs and years, and of new weights beside a groupby over the pairs."""

import time

from helpers.errors import WorkbookError

SECONDS = 60.0
"""What the collection promises for all pairs and years."""

ANSWER = 0.2
"""What it promises for new weights, all pairs of a year."""

YEAR = 2014


def indexing():
    """Name, value, unit, limit and whether it is kept, for each timing."""
    from helpers.build import index
    from helpers.datasets import load
    from helpers.measures import alignment

    every = load("index/indicators")
    seconds, (ranks, _) = _timed(index.analysed_years, every)
    limit = f"under {SECONDS:.0f} s"
    yield f"index of {len(ranks):,} pairs and years, intervals", seconds, "s", limit, seconds < SECONDS
    year = load("index/indicators", year=YEAR)
    weights = alignment.DEFAULT | {"trade_baci": 3.0}
    alignment.reweighted(year, weights)
    ours, found = _timed(alignment.reweighted, year, weights)
    yield f"new weights, {len(year):,} pairs of {YEAR}", ours, "s", f"under {ANSWER} s", ours < ANSWER
    theirs, other = _timed(_by_groups, year, weights)
    if abs(found["score"].to_numpy() - other.to_numpy()).max() > 1e-9:
        raise WorkbookError("bench: new weights and the groupby give different scores")
    yield "  the same by groupby and apply in pandas", theirs, "s", "", None
    yield "  ratio to the arrays", theirs / ours, "x", "", None


def _timed(function, *arguments):
    started = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - started, result


def _by_groups(year, weights):
    """Scores by a weighted mean for each pair in turn."""
    from helpers.measures import alignment, composite

    long = year.melt(alignment.KEYS, alignment.NAMES, var_name="name").dropna(subset="value")
    for name, rows in long.groupby("name"):
        long.loc[rows.index, "score"] = composite.goalposts(rows["value"], alignment.INDICATORS[name].post)
    long["weight"] = long["name"].map(weights)
    pairs = long.groupby(["iso3_a", "iso3_b"], observed=True)[["score", "weight"]]
    return pairs.apply(lambda rows: (rows["score"] * rows["weight"]).sum() / rows["weight"].sum())
