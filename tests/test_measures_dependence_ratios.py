"""Who needs whom: ratios of need by layer, with their intervals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.measures import dependence, divergence

PAIR = ("RUS", "IRN")


def band(**shares):
    """Band of one year from the shares of each source by state."""
    rows = [
        {"state": state, "year": 2019, "source": str(number), "share": share}
        for state, held in shares.items()
        for number, share in enumerate(held)
    ]
    return dependence.band(pd.DataFrame(rows))


class TestTrade:
    def test_lowest_over_highest(self):
        found = dependence.ratio_in_trade(band(RUS=[0.02, 0.03, 0.05], IRN=[0.1, 0.3]), PAIR).iloc[0]
        assert found["ratio"] == pytest.approx(0.2 / 0.03)
        assert (found["low"], found["high"]) == (pytest.approx(0.1 / 0.05), pytest.approx(0.3 / 0.02))
        assert found["sources"] == 5

    @given(st.floats(0.001, 0.9), st.floats(0.001, 0.9))
    def test_the_other_way_round_is_the_inverse(self, one, two):
        both = band(RUS=[one], IRN=[two])
        there = dependence.ratio_in_trade(both, PAIR)["ratio"].iloc[0]
        back = dependence.ratio_in_trade(both, PAIR[::-1])["ratio"].iloc[0]
        assert there * back == pytest.approx(1)

    def test_a_state_without_a_share_has_no_ratio(self):
        assert dependence.ratio_in_trade(band(RUS=[0.1]), PAIR).empty

    def test_one_source_has_no_interval(self):
        found = dependence.by_layer(dependence.ratio_in_trade(band(RUS=[0.1], IRN=[0.2]), PAIR), [], PAIR).iloc[0]
        assert found["who"] == "no interval"
        assert np.isnan(found["low"])

    def test_five_years(self):
        rows = pd.DataFrame(
            {"year": range(2015, 2020), "ratio": 4.0, "low": 2.0, "high": 8.0, "first": 0.1, "second": 0.4}
        )
        found = dependence.ratio_over_years(rows).iloc[0]
        assert found[["ratio", "low", "high"]].tolist() == pytest.approx([4, 2, 8])
        assert found["years"] == "2015-19"
        assert dependence.ratio_over_years(rows.tail(4)).empty


class TestDrawn:
    def test_even_years_have_no_width(self):
        found = dependence.drawn_ratio(np.array([[1.0] * 5, [2.0] * 5]), np.array([[10.0] * 5, [4.0] * 5]))
        assert found == pytest.approx((0.1, 0.5, 5, 5, 5))

    def test_every_way_of_drawing_two_years(self):
        # ratios of the draws (1,1), (1,2), (2,1), (2,2): 1, 1.5 / 1, the same, 2
        _, _, ratio, low, high = dependence.drawn_ratio(np.array([[1.0, 1], [1.0, 2]]), np.array([[2.0, 2], [2.0, 2]]))
        assert (ratio, low, high) == pytest.approx((1.5, 1, 2))

    def test_nothing_from_the_second_is_infinite(self):
        found = dependence.drawn_ratio(np.array([[0.0] * 5, [1.0] * 5]), np.ones((2, 5)))
        assert found[2] == np.inf


def items(**volumes):
    return pd.DataFrame(
        [
            {"supplier": key[:3], "recipient": key[3:], "year": year, "tiv_m": value}
            for key, held in volumes.items()
            for year, value in held.items()
        ]
    )


def totals(**volumes):
    return pd.DataFrame(
        [
            {"iso3": iso3, "role": "recipient", "year": year, "tiv_m": value}
            for iso3, held in volumes.items()
            for year, value in held.items()
        ]
    )


class TestArms:
    def test_shares_and_years_without_a_row(self):
        bought = items(IRNRUS={2022: 30.0, 2024: 20.0}, RUSIRN={2023: 10.0})
        whole = totals(RUS={2022: 60.0, 2024: 40.0, 2025: 0.0}, IRN={2023: 10.0})
        found = dependence.ratio_in_arms(bought, whole, PAIR).iloc[0]
        assert (found["first"], found["second"], found["ratio"]) == pytest.approx((0.5, 1, 2))
        assert (found["low"], found["high"]) == pytest.approx((2, 2))
        assert found["years"] == "2021-25"

    def test_a_state_without_totals(self):
        assert dependence.ratio_in_arms(items(RUSIRN={2023: 1.0}), totals(IRN={2023: 1.0}), PAIR).empty

    def test_no_arms_between_them(self):
        whole = totals(RUS={2025: 5.0}, IRN={2025: 5.0})
        assert dependence.ratio_in_arms(items(CHNIRN={2025: 5.0}), whole, PAIR).empty


def test_events_count_only_partners_among_the_states():
    events = pd.DataFrame(
        {
            "iso3_a": ["IRN", "IRN", "RUS", "FJI"],
            "iso3_b": ["RUS", "USA", "USA", "RUS"],
            "year": 2014,
            "n": [10, 10, 30, 500],
        }
    )
    found = dependence.ratio_in_events(events, PAIR, ["IRN", "RUS", "USA"]).iloc[0]
    assert (found["first"], found["second"], found["ratio"]) == pytest.approx((0.25, 0.5, 2))
    assert dependence.ratio_in_events(events, ("RUS", "FJI"), ["IRN", "RUS", "USA"]).empty


def points(**moves):
    rows = [
        {"iso3": code, "year": year, "value": value, "q5": value - wide, "q95": value + wide}
        for code, (first, last, wide) in moves.items()
        for year, value in ((2021, first), (2024, last))
    ]
    return pd.DataFrame(rows)


class TestMoves:
    def test_both_towards_each_other(self):
        found = dependence.ratio_of_moves(points(RUS=(0.0, -0.2, 1e-4), IRN=(-2.0, -1.6, 1e-4)), PAIR, 2021).iloc[0]
        assert (found["first"], found["second"], found["ratio"]) == pytest.approx((0.2, 0.4, 2))
        assert found["low"] == pytest.approx(2, abs=0.01)

    def test_only_one_moved_closer(self):
        found = dependence.ratio_of_moves(points(RUS=(0.0, -0.5, 1e-4), IRN=(-2.0, -2.3, 1e-4)), PAIR, 2021)
        assert found["ratio"].iloc[0] == 0
        drawn = dependence.drawable(dependence.by_layer(pd.DataFrame(), [found], PAIR)).iloc[0]
        assert (drawn["ratio"], drawn["who"]) == (1 / dependence.LIMIT, "Russia")

    def test_apart(self):
        assert dependence.ratio_of_moves(points(RUS=(0.0, 0.5, 0.1), IRN=(-2.0, -2.3, 0.1)), PAIR, 2021).empty

    def test_wide_posteriors_do_not_tell(self):
        moves = dependence.ratio_of_moves(points(RUS=(0.0, -0.3, 0.3), IRN=(-2.0, -1.6, 0.3)), PAIR, 2021)
        assert dependence.by_layer(pd.DataFrame(), [moves], PAIR)["who"].tolist() == ["not told"]


def test_tally_counts_layers_and_turns_ratios_round():
    in_trade = dependence.ratio_in_trade(band(RUS=[0.2, 0.3], IRN=[0.1, 0.1]), PAIR)
    found = dependence.by_layer(in_trade, [], PAIR)
    facts = dependence.tally(found, in_trade, PAIR)
    assert (facts["n"], facts["n_first"], facts["ahead"], facts["n_open"]) == (1, 1, "Russia", 0)
    assert (facts["trade_ratio"], facts["trade_low"], facts["trade_high"]) == pytest.approx((2.5, 2, 3))
    assert (facts["years_several"], facts["years_sure"]) == (1, 1)
    none = dependence.tally(dependence.by_layer(pd.DataFrame(), [], PAIR), in_trade.iloc[:0], PAIR)
    assert (none["n"], none["trade_ratio"], none["least"]) == (0, None, None)


def test_five_years_stand_for_a_year_of_one_source():
    years = pd.concat([band(RUS=[0.1], IRN=[0.2 + step / 100]).assign(year=2015 + step) for step in range(5)])
    in_trade = dependence.ratio_in_trade(years, PAIR)
    found = dependence.by_layer(in_trade, [dependence.ratio_over_years(in_trade)], PAIR)
    assert found["who"].tolist() == ["no interval", "Iran"]
    facts = dependence.tally(found, in_trade, PAIR)
    assert (facts["n"], facts["n_second"], facts["n_open"]) == (1, 1, 0)


def test_scale_holds_one_and_all_intervals():
    low, high = dependence.scale(pd.DataFrame({"low": [3.0], "high": [20.0]}))
    assert low < 1 < 20 < high
    assert dependence.scale(pd.DataFrame({"low": [], "high": []})) == (0.4, 2.5)


def test_wilson():
    """Newcombe (1998), table I: 15 of 148 gives 0.0624 to 0.1605."""
    low, high = divergence.wilson(pd.Series([15 / 148, 0.0]), pd.Series([148.0, 20.0]))
    assert (low[0], high[0]) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert low[1] == pytest.approx(0, abs=1e-12)
    assert high[1] == pytest.approx(0.1611, abs=5e-5)


def test_volumes_are_sums_of_deliveries_in_the_last_five_years():
    rows = [("RUS", "IRN", 2019, 9.0), ("RUS", "IRN", 2021, 2.0), ("IRN", "RUS", 2024, 5.0), ("CHN", "IRN", 2024, 7.0)]
    items = pd.DataFrame(rows, columns=["supplier", "recipient", "year", "tiv_m"])
    totals = pd.DataFrame({"iso3": ["RUS"], "role": ["recipient"], "year": [2025], "tiv_m": [8.0]})
    assert dependence.volumes(items, totals, ("RUS", "IRN")) == {"tiv_to_first": 5.0, "tiv_to_second": 2.0}
