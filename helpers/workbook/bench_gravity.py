"""Timing of the gravity equation on all pairs, and of one year beside a model with a dummy for every state."""

import time

from helpers.errors import WorkbookError

SECONDS = 60.0
"""What the collection promises for all pairs of 2000 to 2020."""

YEAR = 2019
LARGEST = 100
"""States of the comparison, by exports: with all of them the dummies take minutes."""

SAME = 1e-5


def fitting():
    """Name, value, unit, limit and whether it is kept, for each timing."""
    from helpers.build.gravity import located
    from helpers.datasets import load
    from helpers.measures import gravity

    text = {"exporter": "str", "importer": "str"}
    between = load("states/pair_geography").astype({"iso3_a": "str", "iso3_b": "str"})
    flows = located(load("trade/pairs", source="baci_pairs").astype(text), between)
    gravity.estimate(flows[flows["year"] == YEAR])  # so that loading pyfixest is not in the timing
    seconds, coefficients = _timed(gravity.estimate, flows)
    name = f"gravity, {len(flows):,} flows by PPML"
    yield name, seconds, "s", f"under {SECONDS:.0f} s", seconds < SECONDS
    seconds, _ = _timed(gravity.expected, flows, coefficients)
    yield "  expected values and intervals of all", seconds, "s", "", None
    year = flows[flows["year"] == YEAR]
    largest = year.groupby("exporter")["value_usd"].sum().nlargest(LARGEST).index
    year = year[year["exporter"].isin(largest) & year["importer"].isin(largest)].reset_index(drop=True)
    ours, found = _timed(gravity.estimate, year)
    theirs, other = _timed(_by_dummies, year)
    if abs(found["estimate"].to_numpy() - other).max() > SAME:
        raise WorkbookError("bench: the two gravity fits differ; is a state without trade in the year?")
    yield f"  {len(year):,} flows of {YEAR} by PPML", ours, "s", "", None
    yield "  the same by a GLM with dummies", theirs, "s", "", None
    yield "  ratio to PPML", theirs / ours, "x", "", None


def _timed(function, *arguments):
    started = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - started, result


def _by_dummies(flows):
    import pandas as pd
    import statsmodels.api as sm

    from helpers.measures.gravity import MILLION, TERMS

    seller = pd.get_dummies(flows["exporter"], prefix="from", dtype=float)
    buyer = pd.get_dummies(flows["importer"], prefix="to", dtype=float, drop_first=True)
    terms = pd.concat([flows[list(TERMS)], seller, buyer], axis=1)
    fit = sm.GLM(flows["value_usd"] / MILLION, terms, family=sm.families.Poisson()).fit(tol=1e-10)
    return fit.params.iloc[: len(TERMS)].to_numpy()
