"""Placebo pairs: windows, places among all and like pairs, steps, one-sided trade, dependence under sanctions."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.measures import breaks, interrupted, placebo, sanctioned_trade

CODES = [f"A{letter}{other}" for letter in "ABCD" for other in "ABCDEFGH"]


def series(changes, years=range(2005, 2018), year=2014, levels=None):
    """Pairs of RUS with others, flat before and after `year`, in the order of the changes."""
    levels = levels or [1.0] * len(changes)
    rows = [
        {"iso3_a": code, "iso3_b": "RUS", "year": y, "value": level + (y >= year) * change}
        for code, change, level in zip(CODES, changes, levels, strict=False)
        for y in years
    ]
    return pd.DataFrame(rows)


@settings(max_examples=25)
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=12))
def test_changes_are_those_of_change_around(changes):
    frame = series(changes)
    ours = placebo.shifts(placebo.wide(frame, "value"), 2014)
    theirs = breaks.change_around(frame, "value", 2014).set_index(["iso3_a", "iso3_b"])
    assert ours["change"].tolist() == pytest.approx(theirs.loc[ours.index, "change"].tolist())
    places = [placebo.place(ours["change"], own) for own in ours["change"]]
    assert places == pytest.approx(theirs.loc[ours.index, "percentile"].tolist())


def test_wide_keeps_gaps_and_the_order_of_years():
    frame = series([1, 2]).drop(index=[3, 15])
    matrix = placebo.wide(frame, "value")
    assert list(matrix.columns) == list(range(2005, 2018))
    assert matrix.isna().sum().sum() == 2
    assert np.isnan(matrix.loc[("AAA", "RUS"), 2008])
    assert matrix.sum().sum() == pytest.approx(frame["value"].sum())


def test_a_pair_needs_years_on_both_sides():
    frame = series([1, 2, 3])
    short = frame[(frame["iso3_a"] != "AAA") | frame["year"].between(2012, 2017)]
    matrix = placebo.wide(short, "value")
    assert ("AAA", "RUS") not in placebo.shifts(matrix, 2014).index
    assert placebo.around(matrix, ("RUS", "AAA"), 2014) is None
    assert placebo.around(matrix, ("RUS", "XXX"), 2014) is None


def test_the_largest_rise_is_at_the_top_of_all_yardsticks():
    """Pairs far from the level before are not among those alike, and pairs of the two themselves are no placebo."""
    others = [5.0] + [0.0] * 10 + [9.0] * 5
    frame = series(others, levels=[1.0] * 11 + [50.0] * 5)
    free = series([-1.0, 0.0, 1.0]).assign(iso3_b="XXX")
    matrix = placebo.wide(pd.concat([frame, free]), "value")
    found = placebo.around(matrix, ("AAA", "RUS"), 2014, sanctioned=["XXX", "RUS"])
    assert found["change"] == pytest.approx(5)
    assert found["percentile"] == pytest.approx(100 * (13 + 0.5) / 19)
    assert found["n_alike"] == 2  # AAB and AAC with XXX; AAA-XXX holds a member of the pair
    assert found["alike"] == pytest.approx(100 * 2.5 / 3)
    with_few = placebo.NEAREST
    try:
        placebo.NEAREST = 12
        assert placebo.around(matrix, ("AAA", "RUS"), 2014)["level"] == pytest.approx(100 * 12.5 / 13)
    finally:
        placebo.NEAREST = with_few


def test_a_change_a_year_off_widens_the_range_of_windows():
    frame = series([4.0, *np.linspace(-3, 3, 15)], year=2015)
    found = placebo.around(placebo.wide(frame, "value"), ("AAA", "RUS"), 2014)
    assert found["windows"] == len(placebo.WINDOWS)
    assert found["low"] <= found["percentile"] <= found["high"]


def test_tenths_are_counted():
    frame = pd.DataFrame(
        {
            "year": [2014, 2014, 2018],
            "outcome": ["a", "b", "c"],
            "change": [1.0, 0.0, -1.0],
            "percentile": [95.0, 50.0, 5.0],
            "level": [91.0, 50.0, 40.0],
            "alike": [99.0, 50.0, 4.0],
            "low": [80.0, 20.0, 1.0],
            "high": [97.0, 70.0, 8.0],
        }
    )
    found = placebo.tally(frame)
    assert (found["n"], found["n_top"], found["n_bottom"], found["robust"], found["outside"]) == (3, 1, 1, 1, 1)
    assert found["where"] == "a 2014 (up)"
    assert found["tenths"] == "a 2014 (up); c 2018 (down)"
    assert placebo.headline(frame, 2018)["verdict"] == "no change in an outer tenth by all three yardsticks"
    assert placebo.tally(frame.iloc[:0])["n"] is None


def test_the_top_tenth_of_targets_is_heavily_sanctioned():
    counts = pd.DataFrame({"target": CODES[:20], "year": 2014, "cases": range(1, 21)})
    assert placebo.heavy(counts, 2014) == sorted(CODES[18:20])


@settings(max_examples=25)
@given(st.integers(0, 2**31))
def test_many_steps_at_once_are_single_steps(seed):
    values = np.random.default_rng(seed).normal(size=(6, 13))
    years = np.arange(2004, 2017)
    size, low, high = interrupted.steps(values, years, 2014)
    for row in range(6):
        one = interrupted.step(values[row], years, 2014)
        assert [size[row], low[row], high[row]] == pytest.approx([one["step"], one["low"], one["high"]])


def test_short_intervals_are_too_narrow():
    """Noise without any step: far more than one in twenty intervals leave out 0, as the notebook says."""
    values = np.random.default_rng(0).normal(size=(2000, 13))
    frame = pd.DataFrame(values, columns=range(2004, 2017))
    frame.index = pd.MultiIndex.from_tuples([("AAA", f"B{i:04}") for i in range(2000)], names=placebo.KEYS)
    found = placebo.steps({"noise": frame}, ("AAA", "B0007"), [2014]).iloc[0]
    assert found["clear"] > 0.15
    assert found["pairs"] == 2000


def test_no_step_is_drawn_from_fewer_than_eight_years():
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(20, 8)), columns=range(2016, 2024))
    frame.index = pd.MultiIndex.from_tuples([("AAA", f"B{i:02}") for i in range(20)], names=placebo.KEYS)
    assert placebo.steps({"noise": frame}, ("AAA", "B07"), [2022])["n"].tolist() == [8]
    assert len(placebo.steps({"noise": frame.iloc[:, 1:]}, ("AAA", "B07"), [2022])) == 0
    found = placebo.step_tally(placebo.steps({"noise": frame}, ("AAA", "B07"), [2022]))
    assert found["share"] == found["clear"] / found["n"]


def test_any_delivery_puts_a_pair_above_those_without():
    """Ten pairs, four with deliveries: six of the nine others have less than the least of them."""
    ranks = pd.DataFrame({"iso3_a": "AAA", "iso3_b": ["BBB", "CCC"], "percentile": [100 * 6 / 9, 100.0]})
    ranks = pd.concat([ranks.assign(end_year=year, n_pairs=10, n_with_transfers=4) for year in (2013, 2018)])
    found = placebo.arms_windows(ranks, ("BBB", "AAA"), [2014])
    assert found["floor_before"].tolist() == pytest.approx([100 * 6 / 9])
    assert placebo.last_arms(found)["arms_floor"] == pytest.approx(placebo.last_arms(found)["arms_before"])


def test_partners_of_one_state():
    rows = []
    for year in range(2017, 2025):
        for code, value in (("IRN", 50e6), ("CHN", 90e6), ("DEU", 80e6)):
            after = {"IRN": 2, "CHN": 3, "DEU": 0.5}[code] if year >= 2022 else 1
            rows += [("RUS", code, year, value * after), (code, "RUS", year, value * after)]
        rows.append(("RUS", "FRA", year, 1e9))  # one direction only: no turnover
    frame = pd.DataFrame(rows, columns=["exporter", "importer", "year", "value_usd"])
    frame = frame.assign(source="imf_imts_russia", reporter="RUS")
    found = sanctioned_trade.hub(frame, ("IRN", "RUS"))
    assert (found["hub"], found["partner"], found["partners"]) == ("Russia", "Iran", 3)
    assert found["ratio"] == pytest.approx(2)
    assert found["percentile"] == pytest.approx(50)
    assert found["told"] == "as IMF estimates have it"
    assert sanctioned_trade.hub(frame, ("IRN", "TUR"))["ratio"] is None


def test_dependence_follows_or_opposes_sanctions():
    """One pair's weight rises with the cases, the other's falls: correlations of 1 and -1 and their places."""
    years = range(2000, 2020)
    flows = [
        {
            "iso3_a": "IRN",
            "iso3_b": other,
            "year": year,
            "value_usd": 1e9,
            "salience": 0.5 + sign * 0.01 * (year - 2000),
            "share_a": 0.1,
            "share_b": 0.5 + sign * 0.01 * (year - 2000),
        }
        for other, sign in (("RUS", 1), ("SYR", -1))
        for year in years
    ]
    counts = [(code, year, 1 + year - 2000) for code in ("IRN", "RUS", "SYR") for year in years]
    cases = pd.DataFrame(counts, columns=["target", "year", "cases"])
    kinds = cases.rename(columns={"cases": "kinds"}).assign(kinds=1)
    ties = sanctioned_trade.dependence_ties(pd.DataFrame(flows), cases, kinds, years).set_index("iso3_b")
    assert ties["r_salience"].to_dict() == pytest.approx({"RUS": 1, "SYR": -1})
    assert ties["r_a"].isna().all()  # a share that does not vary
    assert ties["r_kinds"].isna().all()
    assert ties["rise"].tolist() == pytest.approx([30, 30])
    said = sanctioned_trade.dependence_standing(ties.reset_index(), ("RUS", "IRN"))
    assert (said["r"], said["r_place"], said["pairs"]) == (pytest.approx(1), pytest.approx(75), 2)
    assert sanctioned_trade.dependence_standing(ties.reset_index(), ("RUS", "CHN"))["r"] is None
