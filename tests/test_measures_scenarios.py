"""Scenarios on a small made-up world: who is a case, whose states count, what is drawn again."""

import numpy as np
import pandas as pd
import pytest

from helpers.measures import prospects, scenarios

YEARS = range(2000, 2010)
PAIRS = [("AAA", "BBB"), ("AAA", "CCC"), ("BBB", "CCC"), ("CCC", "DDD")]
MATRIX = pd.DataFrame(
    [[0.1 * n + 0.01 * t for t in range(10)] for n in range(4)],
    index=pd.MultiIndex.from_tuples(PAIRS, names=["iso3_a", "iso3_b"]),
    columns=YEARS,
)


def years(target, first, last):
    return [(target, year) for year in range(first, last + 1)]


UNDER = pd.DataFrame(years("AAA", 2002, 2005) + years("CCC", 2004, 2009), columns=["target", "year"])
ONE_LEVEL = np.zeros(MATRIX.shape, dtype="int64")
NOBODY = pd.DataFrame({"sender": ["XXX"], "target": ["AAA"], "year": [2003]})


def found(name, horizon, senders=NOBODY, span=(2000, 2009), matrix=MATRIX):
    """Cases of a scenario as (member, other member, year)."""
    held = scenarios.cases(matrix, UNDER, senders, span, np.zeros(matrix.shape, dtype="int64"))
    flags = scenarios.condition(held, name, horizon)
    rows, columns = np.nonzero(flags & ~np.isnan(scenarios.changes(held.series, horizon)))
    both = [*PAIRS, *((b, a) for a, b in PAIRS)]
    return {(*both[row], 2000 + column) for row, column in zip(rows, columns, strict=True)}


def test_sanctions_that_last():
    assert found("persist", 2) == {
        *((("AAA", other, year)) for other in ("BBB", "CCC") for year in (2002, 2003)),
        *((("CCC", other, year)) for other in ("AAA", "BBB", "DDD") for year in (2004, 2005, 2006, 2007)),
    }
    assert found("both", 1) == {("AAA", "CCC", 2004), ("CCC", "AAA", 2004)}


def test_sanctions_that_end_do_not_come_back():
    assert found("lifted", 1) == {("AAA", "BBB", 2005), ("AAA", "CCC", 2005)}
    again = pd.concat([UNDER, pd.DataFrame([("AAA", 2008)], columns=UNDER.columns)])
    held = scenarios.cases(MATRIX, again, NOBODY, (2000, 2009), ONE_LEVEL)
    assert scenarios.condition(held, "lifted", 2)[0, 5]
    assert not scenarios.condition(held, "lifted", 3)[0, 5]


def test_sanctions_that_begin():
    assert found("new", 3) == {
        *((("AAA", other, 2001)) for other in ("BBB", "CCC")),
        *((("CCC", other, 2003)) for other in ("AAA", "BBB", "DDD")),
    }


def test_a_sender_is_left_out():
    senders = pd.DataFrame({"sender": ["BBB"], "target": ["AAA"], "year": [2005]})
    assert found("lifted", 1, senders) == {("AAA", "CCC", 2005)}
    assert found("persist", 1, senders) == found("persist", 1) - {("AAA", "BBB", 2004), ("AAA", "BBB", 2005)}


def test_years_without_a_record_of_sanctions_are_no_cases():
    assert {year for *_, year in found("persist", 1, span=(2000, 2006))} == {2002, 2003, 2004, 2005}
    assert ("AAA", "BBB", 2001) not in found("new", 1, span=(2002, 2009))


def test_leaps_are_those_of_the_tenth_that_moved_most():
    rng = np.random.default_rng(2)
    index = pd.MultiIndex.from_tuples([("AAA", f"B{n:02}") for n in range(40)], names=["iso3_a", "iso3_b"])
    matrix = pd.DataFrame(rng.normal(0, 1, (40, 10)), index=index, columns=YEARS)
    level = np.zeros(matrix.shape, dtype="int64")
    held = scenarios.cases(matrix, UNDER, NOBODY, (2000, 2009), level)
    up, down = (scenarios.condition(held, name, 1) for name in ("rise", "fall"))
    moved = scenarios.changes(held.series, 1)
    assert up.sum(axis=0)[:-1].tolist() == [8] * 9 and down.sum(axis=0)[:-1].tolist() == [8] * 9
    assert moved[up].min() > np.nanquantile(moved, 0.7) and moved[down].max() < np.nanquantile(moved, 0.3)
    nearer = scenarios.cases(matrix, UNDER, NOBODY, (2000, 2009), level, -1)
    assert (nearer.rise == down).all()
    assert not scenarios.cases(matrix * 0, UNDER, NOBODY, (2000, 2009), level).rise.any()


def test_effective_number_of_states():
    assert scenarios.effective(np.array([1, 1, 2, 2])) == 2
    assert scenarios.effective(np.array([1, 1, 1, 2])) == pytest.approx(1 / (0.75**2 + 0.25**2))
    assert scenarios.effective(np.array([])) == 0


def test_states_not_cases_are_drawn_again():
    moved = np.concatenate([np.zeros(1000), np.ones(900)])
    state = np.repeat([0, 1], [1000, 900])
    drawn = np.array([[2, 0, 0], [0, 2, 0], [1, 1, 0], [0, 0, 2]])
    again = scenarios.medians(moved, state, drawn, 0.1)
    assert again[:3] == pytest.approx([0, 1, 0]) and np.isnan(again[3])


def test_reference_classes():
    held = scenarios.cases(MATRIX, UNDER, NOBODY, (2000, 2009), (MATRIX.to_numpy() >= 0.2).astype("int64"))
    table = scenarios.reference(held, 2, 0.01).set_index(["scenario", "level"])
    everyone = table.loc[("all", -1)]
    assert (everyone["cases"], everyone["states"]) == (4 * 2 * 8, 4)
    assert everyone[["low", "median", "high"]].to_numpy(dtype=float) == pytest.approx(0.02)
    assert table.loc[("lifted", -1), "cases"] == 2
    assert np.isnan(table.loc[("lifted", -1), "median"])  # one state alone has no interval
    assert table.loc[("persist", -1), "effective"] == pytest.approx(1 / ((4 / 16) ** 2 + (12 / 16) ** 2), abs=1e-9)
    assert table.loc["all"]["cases"].iloc[1:].sum() == 64


def test_one_pair():
    table = pd.DataFrame(
        {"scenario": ["all", "lifted", "persist"], "level": 2, "horizon": 6, "cases": 9, "effective": [50, 4, 12]}
        | {"low": -0.2, "median": [0.0, 0.1, -0.1], "high": 0.3}
    )
    found = scenarios.applied(table, 0.9, 2, (0, 1), ("all", "persist", "lifted"))
    assert found["label"].tolist() == ["all pairs", "sanctions persist", "sanctions are lifted"]
    assert found["value"].tolist() == pytest.approx([0.9, 0.8, 1.0])
    assert found["high"].tolist() == [1, 1, 1]
    assert found["small"].tolist() == [False, False, True]
    assert scenarios.applied(table, 0.9, 1, (0, 1), ("all",)).empty


def test_what_can_befall_a_pair():
    assert "lifted" not in scenarios.possible(UNDER, ("BBB", "DDD"), 2005)
    assert "both" not in scenarios.possible(UNDER, ("AAA", "BBB"), 2005)
    assert scenarios.possible(UNDER, ("CCC", "AAA"), 2005)[:4] == ("all", "persist", "both", "lifted")


def test_cases_of_the_pair_itself():
    values = pd.Series([0.2, 0.8, 0.8, 0.8, 0.8, 0.2, 0.8, 0.8, 0.8, 0.8], index=YEARS)
    # AAA is under sanctions from 2002 to 2005, CCC from 2004 on; only years in the upper third are taken
    found = prospects.own_cases(values, UNDER, ("CCC", "AAA"), 1)
    assert found == {"persist_own": 3 + 4, "lifted_own": 0, "new_own": 1}
    assert prospects.own_cases(values, UNDER, ("BBB", "CCC"), 1) == {"persist_own": 4, "lifted_own": 0, "new_own": 1}
    assert prospects.own_cases(values.iloc[:0], UNDER, ("AAA", "CCC"), 1) == {}


@pytest.mark.parametrize(("medians", "below"), [((-0.1, -0.2), 2), ((-0.1, 0.2), 1)])
def test_whether_all_medians_are_below_the_present(medians, below):
    rows = pd.DataFrame({"series": "index", "horizon": 6, "scenario": ["all", "rise"], "median": medians, "start": 0.8})
    rows = rows.assign(value=0.8 + rows["median"], low=0, high=1, cases=20, effective=12.0)
    said = prospects.scenario_facts(rows, "index", 6)
    assert (said["start"], said["below"]) == (0.8, below)
    assert said["fell"].startswith("All medians lie below") == (below == 2)


def test_broad_means_all_three_kinds_in_one_year():
    rows = [("AAA", kind, 2001) for kind in scenarios.MEASURES] + [("AAA", "trade", 2002), ("BBB", "arms", 2001)]
    counts = pd.DataFrame(rows, columns=["target", "kind", "year"]).assign(source="gsdb", cases=1)
    other = counts.assign(target="CCC", source="eusanct")
    assert scenarios.broad(pd.concat([counts, other])).to_numpy().tolist() == [["AAA", 2001]]
