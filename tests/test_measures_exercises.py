"""Rates, exercises, strikes and capability: published numbers, properties, and the traps of each measure."""

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from helpers.measures import capability, exercises, rates, strikes

# Rates


def test_interval_of_ten_events():
    """Garwood (1936), as tabled: 4.80 to 18.39; nothing seen: 0 to 3.69."""
    assert rates.poisson_interval(10) == pytest.approx((4.7954, 18.3904), abs=1e-4)
    assert rates.poisson_interval(0) == pytest.approx((0, 3.6889), abs=1e-4)
    assert rates.poisson_interval(10, exposure=2) == pytest.approx((2.3977, 9.1952), abs=1e-4)


def test_ratio_of_rates_reproduces_a_published_example():
    """The example of R's poisson.test (11 of 800, 21 of 3011): ratio 1.9715, 0.8584 to 4.2773, p 0.07967."""
    found = rates.rate_ratio(11, 6 + 8 + 7, 800, 1083 + 1050 + 878)
    assert found["ratio"] == pytest.approx(1.971488, abs=1e-6)
    assert (found["low"], found["high"]) == pytest.approx((0.8584264, 4.2772659), abs=1e-6)
    assert found["p"] == pytest.approx(0.07967, abs=1e-5)


@pytest.mark.parametrize(("after", "before"), [(11, 21), (3, 0), (0, 4), (7, 7), (60, 150)])
def test_rate_ratio_is_the_binomial_test_of_scipy(after, before):
    found, test = rates.rate_ratio(after, before, 3, 8), binomtest(after, after + before, 3 / 11)
    ends = test.proportion_ci(method="exact")
    assert found["p"] == pytest.approx(test.pvalue, rel=1e-9)
    assert rates.share_interval(after, before) == pytest.approx((ends.low, ends.high), rel=1e-9)


@given(st.integers(0, 200), st.floats(0.1, 50))
def test_an_interval_holds_its_rate(count, exposure):
    low, high = rates.poisson_interval(count, exposure)
    assert 0 <= low <= count / exposure <= high
    wide = rates.poisson_interval(count, exposure, level=0.99)
    assert wide[0] <= low and high <= wide[1]


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.5, 20), st.floats(0.5, 20))
def test_a_ratio_turned_round_is_its_inverse(late, early, after, before):
    one, other = rates.rate_ratio(late, early, after, before), rates.rate_ratio(early, late, before, after)
    if late + early == 0:
        assert set(one.values()) == {None}
        return
    assert one["low"] <= one["ratio"] * (1 + 1e-9) and one["ratio"] <= one["high"] * (1 + 1e-9)
    assert one["p"] == pytest.approx(other["p"])
    if late and early:
        assert one["ratio"] == pytest.approx(1 / other["ratio"])
        assert one["low"] == pytest.approx(1 / other["high"])
    else:
        assert one["ratio"] == (math.inf if late else 0)


@pytest.mark.parametrize("wrong", [(-1, 1), (1, 0), (1, -2)])
def test_rates_refuse_what_is_no_count_or_time(wrong):
    with pytest.raises(ValueError, match="a rate needs a count of 0 or more and a time above 0"):
        rates.poisson_interval(*wrong)


def test_trend_agrees_with_a_reference_implementation():
    """statsmodels 0.15, GLM with Poisson family and scale X2."""
    import statsmodels.api as sm

    years, counts = np.arange(2003, 2016), np.array([1, 0, 1, 0, 3, 0, 4, 2, 0, 2, 5, 5, 3])
    fit = sm.GLM(counts, sm.add_constant(years - 2003), family=sm.families.Poisson()).fit(scale="X2")
    found = rates.trend(years, counts)
    assert found["growth"] == pytest.approx(math.exp(fit.params[1]) - 1, rel=1e-8)
    assert found["dispersion"] == pytest.approx(fit.scale, rel=1e-8) and fit.scale > 1
    from scipy.stats import t

    reach = t.ppf(0.975, len(years) - 2) * fit.bse[1]
    assert found["low"] == pytest.approx(math.exp(fit.params[1] - reach) - 1, rel=1e-6)


def test_counts_that_scatter_less_than_chance_do_not_narrow_the_interval():
    years = np.arange(10)
    found = rates.trend(years, np.full(10, 4))
    assert found["growth"] == pytest.approx(0, abs=1e-9) and found["dispersion"] == pytest.approx(0, abs=1e-9)
    assert found["low"] < -0.05 and found["high"] > 0.05


@pytest.mark.parametrize("counts", [[0, 0, 0, 0, 0], [1, 2, 3]])
def test_no_trend_without_events_or_years(counts):
    assert set(rates.trend(range(len(counts)), counts).values()) == {None}


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=6, max_size=25).filter(any))
def test_a_trend_read_backwards_has_the_other_sign(counts):
    forth, back = (rates.trend(range(len(counts)), order) for order in (counts, counts[::-1]))
    if sum(counts) in (counts[0], counts[-1]):
        assert forth["growth"] is back["growth"] is None
        return
    assert (1 + forth["growth"]) * (1 + back["growth"]) == pytest.approx(1, rel=1e-5)
    assert forth["low"] <= forth["growth"] <= forth["high"]


def test_size_from_two_lists():
    """Chapman: (n1 + 1)(n2 + 1) / (m + 1) - 1; two equal lists know everything."""
    found = rates.chapman(10, 9, 6)
    assert found["total"] == pytest.approx(11 * 10 / 7 - 1) and found["known"] == 13
    assert found["known"] < found["low"] < found["total"] < found["high"]
    assert rates.chapman(7, 7, 7) == {"total": 7, "low": 7, "high": 7, "known": 7}
    with pytest.raises(ValueError, match="8 in both lists of 7 and 9"):
        rates.chapman(7, 9, 8)


# Exercises


def listed(*rows):
    """Rows of `ties/exercises`: (year, participants, framework, kind, domain, forces)."""
    usual = ("2020", "RUS;IRN", "bilateral", "exercise", "naval", "military")
    filled = [(*row, *usual[len(row) :]) for row in rows]
    frame = pd.DataFrame(filled, columns=["year", "participants", "framework", "kind", "domain", "forces"])
    frame = frame.astype({"year": "int64"})
    return frame.assign(
        start=pd.to_datetime(frame["year"].astype("str") + "-07-01").astype("datetime64[s]"),
        date_precision="day",
        n_participants=frame["participants"].str.count(";") + 1,
    )


def test_a_pair_has_only_what_both_took_part_in():
    frame = listed((2019, "RUS;CHN;IRN", "trilateral"), (2020, "RUS;CHN"), (2021, "CHN;IRN"))
    assert list(exercises.between(frame, ("RUS", "IRN"))["year"]) == [2019]
    assert list(exercises.between(frame, ("IRN", "CHN"))["year"]) == [2019, 2021]
    assert len(exercises.between(frame, ("RUS", "PRK"))) == 0


def test_patrols_stages_and_many_guests_are_not_exercises_of_their_own():
    frame = listed(
        (2019, "RUS;CHN"),
        (2019, "RUS;CHN", "bilateral", "patrol"),
        (2019, "RUS;CHN", "bilateral", "stage"),
        (2019, "RUS;CHN;IDN", "multinational"),
    )
    assert len(exercises.held(frame)) == 1
    counted = exercises.classes(frame).value_counts()
    assert counted.sum() == len(frame) and len(counted) == 4


def test_years_without_an_exercise_count_zero_with_an_interval():
    counts = exercises.yearly(listed((2019,), (2021,), (2021,)), 2018, 2022)
    assert list(counts["n"]) == [0, 1, 0, 2, 0]
    assert counts.loc[0, "low"] == 0 and counts.loc[0, "high"] > 3


def test_change_is_per_year_and_inside_the_span():
    frame = listed((2000,), (2010,), (2020,), (2022,), (2023,), (2030,))
    found = exercises.change(frame, 2003, 2024)
    assert (found["n_before"], found["n_after"]) == (2, 2)
    assert found["ratio"] == pytest.approx((2 / 3) / (2 / 19))


def test_the_earlier_period_ends_the_day_before():
    frame = listed((2020,), (2021,)).assign(start=pd.to_datetime(["2025-01-16", "2025-01-17"]))
    found = exercises.around(frame, pd.Timestamp("2025-01-17"), 12, pd.Timestamp("2026-01-16"))
    assert (found["n_before"], found["n_after"]) == (1, 1)
    assert found["years_before"] == pytest.approx(1, abs=0.01) and found["ratio"] == pytest.approx(1, abs=0.01)


def test_ways_of_counting_leave_out_what_cannot_be_compared():
    frame = listed((2010,), (2023,), (2023, "RUS;CHN;IRN;KAZ", "SCO", "exercise", "special", "security"))
    ways = exercises.alternatives(frame, 2003, 2024).set_index("counted")
    assert ways.loc["own exercises", "n_after"] == 2 and ways.loc["armed forces only", "n_after"] == 1
    assert exercises.alternatives(listed((2023,)), 2003, 2024).empty


def test_complexity_says_nothing_of_nothing():
    found = exercises.complexity(listed((2023,)).iloc[:0])
    assert found["before_n"] == 0 and found["after_states"] is None and found["tau_states"] is None


@given(
    st.lists(
        st.sets(st.sampled_from(["RUS", "CHN", "IRN", "USA", "GBR"]), min_size=1, max_size=5), min_size=1, max_size=12
    )
)
def test_pairs_and_states_of_any_list(taking):
    rows = [(number, 2000 + number % 3, code) for number, codes in enumerate(taking) for code in sorted(codes)]
    parts = pd.DataFrame(rows, columns=["exercise", "year", "iso3"])
    pairs, states = exercises.pair_years(parts), exercises.state_years(parts)
    assert pairs["exercises"].sum() == sum(math.comb(len(codes), 2) for codes in taking)
    assert pairs["bilateral"].sum() == sum(len(codes) == 2 for codes in taking)
    assert states["exercises"].sum() == sum(len(codes) for codes in taking if len(codes) > 1)


def test_two_lists_match_by_states_and_day():
    mine = listed((2005, "RUS;CHN"), (2007, "RUS;CHN"), (2009, "RUS;CHN"))
    mine["start"] = pd.to_datetime(["2005-08-18", "2007-08-09", "2009-01-01"])
    mine.loc[2, "date_precision"] = "year"
    rows = [(0, 2005, "2005-08-20"), (1, 2007, "2007-08-14"), (2, 2009, "2009-01-01")]
    parts = pd.DataFrame(
        [(n, y, code, pd.Timestamp(day)) for n, y, day in rows for code in ("CHN", "RUS")],
        columns=["exercise", "year", "iso3", "start"],
    )
    found = exercises.overlap(mine, parts, ("RUS", "CHN"), (2003, 2010)).set_index("year")
    assert list(found["both"]) == [1, 0, 0], "two days apart; five days; a year only"
    assert list(found["compiled"]) == list(found["other"]) == [1, 1, 1]
    assert exercises.completeness(found.reset_index())["total"] == pytest.approx(4 * 4 / 2 - 1)


def test_partners_are_found_on_either_side():
    pairs = pd.DataFrame(
        [("CHN", "RUS", 2000, 2), ("RUS", "USA", 2001, 5), ("CHN", "USA", 2001, 9), ("RUS", "USA", 1990, 7)],
        columns=["iso3_a", "iso3_b", "year", "exercises"],
    )
    found = exercises.partners(pairs, "RUS", 1992, 2010)
    assert list(found["partner"]) == ["USA", "CHN"] and list(found["n"]) == [5, 2]


def test_groups_are_all_pairs_and_all_together():
    groups = exercises.groups_of(("RUS", "CHN", "IRN"))
    assert list(groups.values()) == [*combinations(("RUS", "CHN", "IRN"), 2), ("RUS", "CHN", "IRN")]
    assert "Russia-China-Iran" in groups


# Strikes


def fired(**more):
    months = pd.to_datetime(["2024-11-01", "2024-12-01", "2025-08-01", "2025-09-01"])
    frame = pd.DataFrame({"month": months, "kind": strikes.SHAHED, "launched": 100, "destroyed": 60, "not_reached": 30})
    return frame.assign(year=frame["month"].dt.year, **more)


def test_fates_change_their_name_where_the_bulletins_change():
    found = strikes.fates(fired())
    names = found.groupby("month")["fate"].agg(set)
    assert names[pd.Timestamp("2024-12-01")] == {"shot down", "shot down, lost or jammed"}
    assert names[pd.Timestamp("2025-08-01")] == {"shot down, losses probably included"}
    assert found.loc[found["fate"] == "shot down, lost or jammed", "share"].item() == pytest.approx(0.9)


def test_losses_count_from_the_month_that_first_reports_them():
    found = strikes.fates(fired(month=pd.date_range("2024-08-01", periods=4, freq="MS")))
    lost = found[found["fate"] == "shot down, lost or jammed"]
    assert found["month"].nunique() == 2 and lost["month"].tolist() == [pd.Timestamp("2024-10-01")]


def test_the_first_and_last_months_are_not_whole():
    assert list(strikes.whole_months(fired())["month"].dt.month) == [12, 8]


def test_deliveries_are_compared_in_years_of_the_register_only():
    items = pd.DataFrame(
        {
            "supplier": "IRN",
            "recipient": "RUS",
            "designation": ["Shahed-136", "Mohajer-6"],
            "year": 2024,
            "number": [50, 9],
        }
    )
    found = strikes.against_deliveries(fired(), items)
    assert dict(zip(found["what"], found["n"], strict=True)) == {
        "delivered, as the register estimates": 50,
        "launched, as reported": 200,
    }


# Capability


def test_place_beside_others():
    frame = pd.DataFrame(
        [("IRN", 2000, 5.0), ("TUR", 2000, 9.0), ("IRQ", 2000, 1.0), ("PAK", 2000, 2.0), ("IRN", 2001, 4.0)],
        columns=["iso3", "year", "value"],
    )
    found = capability.against(frame, "IRN", ("TUR", "IRQ", "PAK"))
    assert len(found) == 1, "a year without others is left out"
    row = found.iloc[0]
    assert (row["rank"], row["n"], row["median"], row["ratio"]) == (2, 3, 2.0, 2.5)
    assert capability.against(frame.rename(columns={"value": "share"}), "IRN", ("TUR",), "share")["rank"].item() == 2


def test_rows_of_two_states_are_left_out_and_the_union_stands_under_russia():
    frame = pd.DataFrame(
        [("SUN", 1990, 3.0, False), ("SUN", 1991, 2.0, True), ("RUS", 1992, 1.0, False)],
        columns=["iso3", "year", "value", "mixed"],
    )
    found = capability.of_states(frame, ["RUS"])
    assert list(found["year"]) == [1990, 1992] and set(found["name"]) == {"Russia"}


def test_dollars_of_one_year():
    indicators = pd.DataFrame(
        [("IRN", 2000, "gdp_usd_current", 100.0), ("IRN", 2000, "population", 10.0), ("IRN", 2001, "population", 10.0)],
        columns=["iso3", "year", "indicator", "value"],
    )
    deflator = pd.DataFrame({"year": [2000, 2023], "cpi": [50.0, 150.0]})
    found = capability.per_head(indicators, deflator, 2023)
    assert found.to_dict("list") == {"iso3": ["IRN"], "year": [2000], "value": [30.0]}
    with pytest.raises(ValueError, match="no prices of 1999"):
        capability.per_head(indicators, deflator, 1999)


def test_a_year_without_a_report_is_blank():
    parts = pd.DataFrame({"iso3": ["IRN", "IRN", "CHN"], "year": [1990, 1994, 1992], "exercises": [1, 2, 3]})
    found = exercises.state_counts(parts, ["CHN", "IRN", "PRK"])
    assert found.to_numpy().tolist() == [["China", 1992, 3], ["Iran", 1990, 1], ["Iran", 1994, 2]]
