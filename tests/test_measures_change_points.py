"""Change points of many series at once: as by PELT and by trying everything; paths, resamples, walks, records."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import countries
from helpers.build import index_breaks
from helpers.datasets import load
from helpers.measures import break_evidence, breaks, change_points, dated_changes, pair_records, placebo, tone

PAIR = ("IRN", "RUS")


def noisy(seed, n, steps=4, noise=0.5):
    generator = np.random.default_rng(seed)
    return np.repeat(generator.normal(size=steps), -(-n // steps))[:n] + generator.normal(0, noise, n)


def step(n=24, at=12, size=5.0, seed=3, first=2000):
    values = np.random.default_rng(seed).normal(0, 0.3, n) + size * (np.arange(n) >= at)
    return pd.Series(values, index=range(first, first + n))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(12, 60), min_size=1, max_size=5), st.sampled_from([0.5, 1, 2, 4]))
def test_all_series_at_once_are_cut_as_pelt_cuts_each(seed, sizes, factor):
    values = np.full((len(sizes), max(sizes)), np.nan)
    for row, n in enumerate(sizes):
        values[row, :n] = noisy(seed + row, n)
    lengths = np.array(sizes)
    base = change_points.penalties(values, lengths)
    found = change_points.partition(values, lengths, factor * base)
    for row, n in enumerate(sizes):
        assert base[row] == pytest.approx(breaks.default_penalty(values[row, :n]))
        assert np.flatnonzero(found[row]).tolist() == breaks.change_points(values[row, :n], factor * base[row])


@pytest.mark.parametrize("seed", range(5))
def test_no_other_partition_costs_less(seed):
    values, penalty = noisy(seed, 11, steps=3), 0.8

    def cost(cuts):
        edges = [0, *cuts, len(values)]
        parts = [values[a:b] for a, b in pairwise(edges)]
        return sum(((p - p.mean()) ** 2).sum() for p in parts) + penalty * len(cuts)

    tried = [c for k in range(5) for c in combinations(range(2, 10), k) if all(np.diff([0, *c, 11]) >= 2)]
    assert change_points.positions(values, penalty) == list(min(tried, key=cost))


@given(st.lists(st.integers(1950, 1999), min_size=1, max_size=40, unique=True))
def test_the_longest_run_is_that_of_one_series(years):
    values = pd.Series(np.arange(len(years)) + 0.5, index=sorted(years))
    run = change_points.run_of(values)
    pd.testing.assert_series_equal(run, tone.longest_run(values), check_index_type=False, check_names=False)


def test_pairs_with_a_change_are_counted_by_year_and_neighbours():
    rows = [step(at=12).to_numpy(), step(at=13, seed=4).to_numpy(), np.zeros(24), np.r_[np.full(14, np.nan), range(10)]]
    matrix = pd.DataFrame(rows, columns=range(2000, 2024))
    found = change_points.spread(matrix, (1,)).set_index("year")
    assert found.index[0] == 2002 and found.index[-1] == 2022
    assert (found["pairs"] == 3).all()  # the fourth has ten years
    assert found.loc[[2011, 2012, 2013, 2014], "changed"].tolist() == [0, 1, 1, 0]
    assert found.loc[[2010, 2011, 2012, 2013, 2014, 2015], "near"].tolist() == [0, 1, 2, 2, 1, 0]


def test_a_clear_step_survives_and_is_not_dated_to_the_year():
    found, known = change_points.of_series(step())
    (change,) = found[found["shift"].notna()].to_dict("records")
    assert change["year"] == 2012 and change["factor"] == 8 and change["support"] > 0.95
    assert change["low"] <= 2011 and change["high"] >= 2013
    assert change["shift"] == pytest.approx(5, abs=0.5) and known["changes"] == 1


def test_larger_penalties_keep_the_stronger_change():
    values = step(36, 12, 4.0) + np.where(np.arange(36) >= 26, 1.0, 0.0)
    path = change_points.path(values).set_index("year")["factor"]
    assert path.idxmax() == 2012
    again = change_points.path(values, (4, 1, 0.5, 8, 2)).set_index("year")["factor"]
    assert again.to_dict() == path.to_dict()


def test_support_of_a_weak_step_is_smaller_and_the_same_every_time():
    weak, strong = (change_points.of_series(step(size=size, seed=8))[0]["support"].max() for size in (0.75, 5.0))
    assert weak < strong
    assert change_points.of_series(step())[0].equals(change_points.of_series(step())[0])


def test_levels_without_noise_have_no_support():
    values = pd.Series([0.0] * 10 + [2.0] * 10, index=range(2000, 2020))
    (change,) = change_points.of_series(values)[0].to_dict("records")
    assert change["year"] == 2010 and change["shift"] == 2
    assert np.isnan(change["support"]) and np.isnan(change["noise"]) and np.isnan(change["low"])


@given(st.integers(0, 1000))
def test_random_walks_have_the_steps_of_the_series(seed):
    values = noisy(seed, 15)
    order = np.random.default_rng(seed).permuted(np.tile(np.diff(values), (5, 1)), axis=1)
    assert np.sort(order, axis=1) == pytest.approx(np.tile(np.sort(np.diff(values)), (5, 1)))
    found = change_points.walks(values, 1e9, resamples=5, seed=seed)
    assert found.shape == (5, 15) and not found.any()


def test_a_series_that_swings_back_beats_random_walks_less_than_one_that_wanders():
    walk = pd.Series(np.random.default_rng(2).normal(size=60).cumsum(), index=range(1960, 2020))
    assert 0.02 < change_points.of_series(walk)[1]["walks"] <= 1
    assert change_points.of_series(step(60, 30))[1]["walks"] > 0.9


def test_short_and_broken_series_are_not_tested():
    with pytest.raises(ValueError, match="too few"):
        change_points.of_series(step(11, 5))
    with pytest.raises(ValueError, match="year 2003 is missing"):
        change_points.of_series(step().where(lambda s: s.index != 2003))
    gap = step(30).drop(index=2010)
    changes, tested = change_points.of_pair({"short": step(8, 4), "gap": gap, "none": gap.iloc[:0]})
    assert tested["series"].tolist() == ["short", "gap"]
    assert tested["tested"].tolist() == [False, True]
    assert tested.loc[1, ["first", "last", "years", "held"]].tolist() == [2011, 2029, 19, "2000-2029"]
    assert set(changes["series"]) <= {"gap"}


def test_nothing_known_gives_nothing():
    changes, tested = change_points.of_pair({})
    assert changes.empty and tested.empty
    assert break_evidence.strongest(changes, tested) == {}
    assert break_evidence.wandering(tested)["tested"] == 0
    assert break_evidence.in_words(changes).empty


def test_short_segments_at_an_end_and_compiled_counts_are_not_the_strongest_change():
    late, inner, counts = step(24, 22, 30.0), step(24, 12, 3.0), step(24, 12, 40.0)
    changes, tested = change_points.of_pair({"late": late, "inner": inner, "joint exercises": counts})
    assert changes.loc[changes["series"] == "late", "year"].max() == 2022  # two years to the end in 2023
    assert break_evidence.strongest(changes, tested)["series"] == "inner"
    changes, tested = change_points.of_pair({"late": step(24, 21, 30.0), "inner": inner})
    assert break_evidence.strongest(changes, tested)["series"] == "late"
    assert break_evidence.wandering(tested)["compiled"] == 0


# The table


def test_the_table_counts_as_cutting_one_pair_at_a_time():
    rows = load("index/indicators", iso3_a=["IRN", "CHN"], iso3_b=["RUS", "SAU", "PAK", "ISR", "TUR"])
    found = index_breaks.of_pairs(rows)
    matrix = placebo.wide(rows, "positions")
    runs = [change_points.run_of(values) for _, values in matrix.iterrows()]
    runs = [run for run in runs if len(run) >= change_points.LEAST]
    years = [run.index[p] for run in runs for p in breaks.change_points(run.to_numpy())]
    mine = found[(found["series"] == "positions") & (found["factor"] == 1)].set_index("year")
    assert mine["changed"].sum() == len(years)
    assert mine["changed"].to_dict() == {y: years.count(y) for y in mine.index}
    assert mine.loc[2000, "pairs"] == sum(run.index[0] + 2 <= 2000 <= run.index[-1] - 1 for run in runs)


def test_the_stored_table_is_sound():
    table = load("index/breaks")
    assert (table["changed"] <= table["near"]).all() and (table["near"] <= table["pairs"]).all()
    totals = table.groupby(["series", "factor"], observed=True)["changed"].sum().unstack()
    assert (totals.diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)  # a larger penalty, fewer changes
    assert set(table["factor"]) == set(change_points.FACTORS)


# Dates


def matrix_of(changes, year=2010, years=range(2000, 2020)):
    codes = [f"A{n:02}" for n in range(len(changes))]
    rows = [[(y >= year) * change + 0.01 * (y % 2) for y in years] for change in changes]
    index = pd.MultiIndex.from_arrays([codes, ["RUS"] * len(codes)], names=placebo.KEYS)
    return pd.DataFrame(rows, index=index, columns=years)


SPREAD = pd.DataFrame({"series": "s", "year": [2010], "factor": [1.0], "pairs": [10], "changed": [1], "near": [3]})


def test_the_change_at_a_date_is_placed_among_all_pairs_and_turned_towards_the_other():
    matrix = matrix_of([1.0, 2.0, 3.0, 9.0])
    found = dated_changes.at_dates({"s": matrix}, ("RUS", "A03"), [2010, 2030, 1999], {"s": 1}, SPREAD)
    assert found.loc[0, "percentile"] == pytest.approx(87.5) and found.loc[0, "near"] == pytest.approx(0.3)
    assert found.loc[0, "n_level"] == 3
    assert found["reason"].tolist() == ["", "ends 2019", "from 2000"]
    away = dated_changes.at_dates({"s": matrix}, ("RUS", "A03"), [2010], {"s": -1}, SPREAD)
    assert away.loc[0, "percentile"] == pytest.approx(12.5) and away.loc[0, "change"] == pytest.approx(9, abs=0.01)
    assert (
        dated_changes.at_dates({"s": matrix}, ("RUS", "XXX"), [2010], {}, SPREAD).loc[0, "reason"] == "pair not in it"
    )


def test_places_are_those_of_placebo_pairs():
    rows = load("index/indicators", year=slice(2005, 2016), iso3_b="RUS")
    matrix = placebo.wide(rows, "votes")
    found = dated_changes.at_dates({"s": matrix}, PAIR, [2010], {"s": 1}, SPREAD).loc[0]
    around = placebo.around(matrix, PAIR, 2010)
    for name in ("percentile", "pairs", "level", "n_level", "change"):
        assert found[name] == pytest.approx(around[name])


def test_other_pairs_are_placed_in_the_same_way():
    matrix = matrix_of([1.0, 2.0, 3.0, 9.0])
    wanted = {"own": ("RUS", "A03"), "other": ("A00", "RUS"), "unknown": ("RUS", "XXX")}
    found = break_evidence.others({"s": matrix, "t": matrix.iloc[:1]}, wanted, 2010, SPREAD)
    found, rest = found[found["series"] == "s"], found[found["series"] == "t"]
    assert found["pair"].tolist() == ["own", "other"] and rest["pair"].tolist() == ["other"]
    assert found["percentile"].tolist() == pytest.approx([87.5, 12.5])
    table = break_evidence.others_table(pd.concat([found, rest]), ["s", "t"])
    assert table.columns.tolist() == ["pair", "s", "t"] and table["t"].tolist() == ["not known", "50 | 50"]
    assert table["s"].tolist() == [f"{r.percentile:.0f} | {r.level:.0f}" for r in found.itertuples()]


@pytest.mark.parametrize(
    ("percentile", "level", "told", "shared"),
    [
        ([95, 50], [95, 50], "1 of 2 (own)", None),
        ([95, 95], [95, 60], "1 of 2 (own)", None),  # not unusual among pairs of like level
        ([95, 95], [95, 92], "2 of 2 (own; other)", "other"),
        ([50, 95], [50, 92], "1 of 2 (other)", None),
        ([3, 50], [2, 50], "none of 2", None),  # farther, not nearer
    ],
)
def test_what_is_shared_is_said_only_where_it_is(percentile, level, told, shared):
    found = pd.DataFrame({"pair": ["own", "other"], "series": "s", "percentile": percentile, "level": level})
    said = break_evidence.others_told(found, "s", "own")
    assert said["high_told"] == told and said.get("shared") == shared
    assert break_evidence.others_told(found, "t", "own") == {}


def test_a_date_counts_what_both_yardsticks_find():
    cells = [("a", 1979, 95.0, 95.0), ("b", 1979, 95.0, 60.0), ("c", 1991, 3.0, 2.0), ("d", 1991, 92.0, 9.0)]
    found = pd.DataFrame(cells, columns=["series", "year", "percentile", "level"]).assign(reason="", near=0.1)
    order = dated_changes.dates(found)
    assert order["year"].tolist() == [1979, 1991]  # the same share, farther from the middle
    assert order["beyond"].tolist() == [1, 1] and order["told"].tolist() == [
        "1 of 2 (a (nearer))",
        "1 of 2 (c (farther))",
    ]
    assert break_evidence.leading(order) == {"leaders": "1979 and 1991: 1 of 2 series each"}
    assert break_evidence.leading(order.iloc[:1]) == {"leaders": "1979: 1 of 2 series"}
    assert break_evidence.leading(order.assign(known=[2, 4])) == {"leaders": "1979: 1 of 2 series; 1991: 1 of 4 series"}
    assert break_evidence.leading(order.assign(share=0.0, beyond=0)) == break_evidence.leading(order.iloc[:0]) == {}
    assert dated_changes.dates(found, ["a"])["year"].tolist() == [1991, 1979]
    assert dated_changes.dates(found.assign(reason="ends")).empty


def test_few_pairs_and_a_sign_that_hangs_on_the_window_are_said():
    matrix = matrix_of([0.0, 0.0, 0.0, 0.0])
    matrix.loc[("A03", "RUS"), [2005, 2006]] = 9.0  # high four and five years before
    matrix.loc[("A03", "RUS"), [2010, 2011, 2012]] = 2.0
    found = dated_changes.at_dates({"s": matrix}, ("A03", "RUS"), [2010], {"s": 1}, SPREAD)
    assert break_evidence.cautions(found, {"s": matrix}, ("RUS", "A03")) == "Ranked among few pairs: s 4."
    end = found.assign(percentile=2.0)
    assert "s 2010 (-1.6, with three years before +2)" in break_evidence.cautions(end, {"s": matrix}, ("RUS", "A03"))
    assert break_evidence.cautions(found.assign(reason="ends"), {"s": matrix}, ("RUS", "A03")) == ""


def test_a_year_is_ranked_among_all_years_of_its_series():
    values = step(30, 20, -3.0, first=1995)
    found = dated_changes.every_year({"s": values, "flat": values * 0}, {"s": -1}).set_index(["series", "year"])
    assert found.loc[("s", 2015), "rank"] == 1 and found.loc[("s", 2015), "score"] > 0
    assert found.loc["s", "years"].iloc[0] == 26  # three years before, two from it on
    assert found.loc["flat", "score"].isna().all()
    by_hand = values.loc[2015:2017].mean() - values.loc[2010:2014].mean()
    assert found.loc[("s", 2015), "change"] == pytest.approx(by_hand)


def test_2022_is_told_only_where_it_is_reached():
    lines, facts = break_evidence.in_time({"a": step(60, 57, 9.0, first=1965), "b": step(30, first=1970)}, 2022)
    assert (facts["n"], facts["first_told"], facts["tenth_told"]) == (1, "1 of 1 (a)", "1 of 1 (a)")
    assert set(lines["kind"]) == {"2022", "other years", "other dates asked about"}
    lines, facts = break_evidence.in_time({"a": step(7, 3, first=2018)}, 2022)
    assert lines.empty and facts["n"] == 0 and facts["short"] == "a"
    assert facts["first_told"] == "none that can be tested"


def test_the_index_is_shown_and_not_counted():
    (index,) = break_evidence.COMPOSITE
    series = {index: step(60, 57, 9.0, first=1965), "a": step(60, 57, 9.0, seed=4, first=1965)}
    lines, facts = break_evidence.in_time(series, 2022)
    assert lines["row"].nunique() == 2 and facts["first_told"] == "1 of 1 (a)"
    changes, tested = change_points.of_pair(series)
    dated = pd.DataFrame(
        {"series": [index, "a"], "year": 2022, "percentile": 99.0, "level": 99.0, "near": 0.1, "reason": ""}
    )
    found = break_evidence.around(changes, tested, dated, 2022)
    assert found["n"] == 1 and found["beyond_told"] == "1 of 1 (a)"


def test_a_break_counts_where_resamples_and_placebo_pairs_agree():
    series = {name: step(30, 27, 9.0, seed, 1995) for name, seed in {"far": 3, "like": 5, "alone": 6}.items()}
    series["old"] = step(20)
    changes, tested = change_points.of_pair(series)
    dated = pd.DataFrame(
        {
            "series": ["far", "like"],
            "year": 2022,
            "percentile": [99.0, 60.0],
            "level": [95.0, 99.0],
            "near": [0.1, 0.3],
            "reason": "",
        }
    )
    found = break_evidence.around(changes, tested, dated, 2022)
    assert [found[k] for k in ("n", "out", "found", "firm", "placebo", "beyond")] == [3, 1, 3, 3, 2, 1]
    assert found["beyond_told"] == "1 of 2 (far)"  # what no other pair has cannot pass and is not counted
    assert found["firm_told"] == "3 of 3 (far; like; alone)" and found["near"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("beyond", "clear", "word"),
    [(0, 0, "not shown"), (1, 0, "partly so"), (0, 2, "partly so"), (4, 1, "partly so"), (4, 5, "shown")],
)
def test_a_break_that_does_not_beat_all_its_placebos_is_partly_so_at_most(beyond, clear, word):
    timed, control = (
        {"first_told": "", "n": 4},
        {"clear": clear, "n": 5, "clear_told": "", "states_told": "2 of 2 (x; y)"},
    )
    recent = {"n": 6, "beyond": beyond, "beyond_told": "", "placebo": 4}
    assert break_evidence.verdict(recent, timed, control)["verdict"] == word
    untested = break_evidence.verdict({"n": None, "beyond": 0}, timed, control)
    assert "verdict" not in untested and untested["states_told"] == "2 of 2 (x; y)"
    assert break_evidence.verdict({"n": None, "beyond": 0}, {"first_told": "", "n": 0}, {}) == {}


def test_the_later_release_is_told_by_itself():
    points = load("votes/ideal_points")
    told = break_evidence.later(points, PAIR, 2022)
    value = points[(points["release"] == "April 2026") & (points["estimate"] == "final_passage")]
    at = value.set_index(["iso3", "year"])["value"]
    assert told["last_year"] == 2025
    assert told["last"] == pytest.approx(abs(at["IRN", 2025] - at["RUS", 2025]))
    first = abs(at["IRN", 2022] - at["RUS", 2022])
    assert told["since"].startswith(f"{first:.2f} in 2022") and told["since"].endswith(
        f"and {told['last']:.2f} in 2025"
    )
    assert f"{countries.name('RUS')} {at['RUS', 2021]:+.2f} in 2021, {at['RUS', 2022]:+.2f} in 2022" in told["moves"]
    former = points[(points["release"] == "July 2025") & (points["estimate"] == "final_passage")]
    former = former.set_index(["iso3", "year"])["value"]
    assert told["left"] == f"2024 ({abs(former['IRN', 2024] - former['RUS', 2024]):.2f} in the release of July 2025)"
    assert break_evidence.later(points, ("PRK", "XKX"), 2022) == {}


@pytest.mark.parametrize(
    ("distances", "since"),
    [
        ([1.0, 0.5, 0.7], "1.00 in 2022, 0.50 in 2023 (the lowest) and 0.70 in 2024"),
        ([0.4, 0.5, 0.7], "0.40 in 2022 (the lowest) and 0.70 in 2024"),
        ([1.0, 0.5, 0.2], "1.00 in 2022 and 0.20 in 2024"),
    ],
)
def test_the_last_year_is_not_also_said_to_be_the_lowest(distances, since):
    rows = [("A", y, d) for y, d in zip(range(2020, 2025), [1.0, 1.0, *distances], strict=True)]
    rows += [("B", y, 0.0) for y in range(2020, 2025)]
    points = pd.DataFrame(rows, columns=["iso3", "year", "value"])
    points = points.assign(release="April 2026", estimate="final_passage", n_votes=80)
    assert break_evidence.later(points.replace({"A": "RUS", "B": "IRN"}), ("RUS", "IRN"))["since"] == since


# Series known for few pairs


def test_deliveries_are_zero_only_where_the_register_is_whole():
    items = pd.DataFrame(
        [("SUN", "IRN", y, 10.0) for y in (1968, 1970, 1972, 1974)]
        + [("RUS", "IRN", 1995, 99.0), ("USA", "TUR", 2024, 5)],
        columns=["supplier", "recipient", "year", "tiv_m"],
    )
    (series,) = pair_records.deliveries(items, ("RUS", "IRN")).values()
    assert series.loc[[1968, 1969, 1995, 2024]].tolist() == pytest.approx([np.log10(11), 0, 2, 0])
    assert list(series.index) == list(range(1950, 2025))
    assert pair_records.deliveries(items, ("USA", "TUR")) == {}


def test_records_of_trade_stay_apart():
    flows = load("trade/pairs", exporter=["RUS", "SUN", "IRN"], importer=["RUS", "SUN", "IRN"])
    found = pair_records.trade(flows, PAIR)
    assert len(found) > 3 and all(name.startswith("dollars, ") for name in found)
    baci = found["dollars, BACI, reconciled"]
    assert (baci.index.min(), baci.index.max()) == (2000, 2019)
    assert baci[2008] == pytest.approx(
        np.log10(flows[(flows["source"] == "baci_pairs") & (flows["year"] == 2008)]["value_usd"].sum())
    )
    assert pair_records.trade(flows, ("USA", "GBR")) == {}


def test_counts_are_known_only_for_pairs_that_were_collected():
    from helpers.measures import contacts

    listed, met = load("ties/exercises"), contacts.days(load("ties/meetings"))
    found = pair_records.counts(listed, met, PAIR)
    assert set(found) == {"joint exercises", "meetings of leaders"}
    assert found["joint exercises"].index.tolist() == list(range(2003, 2026))
    assert found["meetings of leaders"].index[0] == 2001
    assert pair_records.counts(listed, met, ("USA", "GBR")) == {}
    assert "meetings of leaders" not in pair_records.counts(listed, met, ("IRN", "PRK"))
