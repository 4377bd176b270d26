"""Layers of a network and groups in them: slow references on small sets, and what must not change a place."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.measures import blocs, dependence, divergence, groups, layers, poles, reach

STATES = ["AAA", "BBB", "CCC", "DDD", "EEE", "FFF"]
PAIRS = list(combinations(STATES, 2))
CLOSE = 1e-9


def layer(values, year=2000, tied=None):
    """One value for each pair of STATES in order; None for a pair that is not known."""
    rows = [(a, b, year, value) for (a, b), value in zip(PAIRS, values, strict=True) if value is not None]
    frame = pd.DataFrame(rows, columns=["iso3_a", "iso3_b", "year", "value"]).astype({"value": "float64"})
    return frame.assign(tied=frame["value"] > 0 if tied is None else tied)


def numbers(missing=True):
    some = st.integers(-4, 4).map(float)
    return st.lists(st.one_of(st.none(), some) if missing else some, min_size=15, max_size=15)


def by_hand(values, members, least):
    """Mean of a group and its mid-rank among all groups of its size, the slow way."""
    known = {pair: value for pair, value in zip(PAIRS, values, strict=True) if value is not None}
    means = {}
    least = max(least, sum(pair in known for pair in combinations(sorted(members), 2)))
    for group in combinations(STATES, len(members)):
        found = [known[pair] for pair in combinations(group, 2) if pair in known]
        if len(found) >= least:
            means[group] = sum(found) / len(found)
    own = means.get(tuple(sorted(members)))
    if own is None:
        return None, None, len(means)
    below = sum(value < own - CLOSE for value in means.values())
    same = sum(abs(value - own) <= CLOSE for value in means.values())
    return own, 100 * (below + same / 2) / len(means), len(means)


@settings(max_examples=60)
@given(numbers(), st.permutations(STATES), st.integers(2, 4), st.data())
def test_a_group_is_placed_as_by_hand(values, order, size, data):
    members = order[:size]
    least = data.draw(st.integers(1, size * (size - 1) // 2))
    frame = layer([*values[:-1], 0.0])
    values = [*values[:-1], 0.0]
    found = groups.placed(frame, {"own": members}, STATES, least=least).iloc[0]
    mean, place, number = by_hand(values, members, least)
    assert found["groups"] == number
    if mean is None:
        assert np.isnan(found["value"]) and np.isnan(found["percentile"])
    else:
        assert found["value"] == pytest.approx(mean, abs=CLOSE)
        assert found["percentile"] == pytest.approx(place, abs=CLOSE)
        assert 0 < found["percentile"] < 100


@settings(max_examples=30)
@given(numbers(missing=False), st.integers(1, 5), st.integers(-3, 3), st.randoms())
def test_places_do_not_depend_on_unit_order_or_direction(values, factor, shift, random):
    frame = layer(values)
    once = layers.foursome(frame, STATES[:4], STATES)
    turned = frame.rename(columns={"iso3_a": "iso3_b", "iso3_b": "iso3_a"}).sample(frac=1, random_state=1)
    again = layers.foursome(
        turned.assign(value=factor * turned["value"] + shift), random.sample(STATES[:4], 4), STATES[::-1]
    )
    columns = ["strength_place", "density", "density_place", "known", "groups"]
    pd.testing.assert_frame_equal(once[columns], again[columns], check_dtype=False)


@settings(max_examples=20)
@given(numbers(missing=False))
def test_complete_foursomes_are_those_of_the_blocs(values):
    frame = layer(values)
    votes = frame.rename(columns={"year": "period"}).assign(n=5)
    old = blocs.foursomes(votes, STATES[1:5], STATES)
    new = layers.foursome(frame, STATES[1:5], STATES)
    assert old["value"].item() == pytest.approx(new["strength"].item(), abs=CLOSE)
    assert old["percentile"].item() == pytest.approx(new["strength_place"].item(), abs=CLOSE)


def test_a_group_from_outside_is_one_group_more():
    frame = layer([9.0] * 15)
    inside = groups.placed(frame, {"own": STATES[:4]}, STATES[:5]).iloc[0]
    outside = groups.placed(frame, {"own": STATES[2:]}, STATES[:5]).iloc[0]
    assert (inside["groups"], outside["groups"]) == (5, 6)
    assert inside["percentile"] == outside["percentile"] == 50


def test_an_unknown_pair_is_not_a_zero():
    frame = layer([None] + [4.0] * 14)
    found = layers.foursome(frame, STATES[:4], STATES, least=3).iloc[0]
    assert (found["known"], found["strength"]) == (5, 4.0)
    strict = layers.foursome(frame, STATES[:4], STATES).iloc[0]
    assert np.isnan(strict["strength"])


def test_a_complete_group_is_compared_with_complete_groups():
    frame = layer([None if "FFF" in pair else 1.0 + ("AAA" in pair) for pair in PAIRS])
    found = layers.foursome(frame, STATES[:4], STATES, least=3).iloc[0]
    assert (found["known"], found["groups"]) == (6, 5)


def test_groups_of_like_size_share_at_most_one_state():
    size = pd.Series([1, 2, 4, 1.1, 2.1, 4.1], index=STATES)
    chosen = groups.matched(["AAA", "BBB", "CCC"], STATES, size, share=0.05)
    found = [group for group, kept in zip(combinations(STATES, 3), chosen, strict=True) if kept]
    assert found == [("AAA", "EEE", "FFF")]
    more = groups.matched(["AAA", "BBB", "CCC"], STATES, size, share=1.0)
    kept = [set(group) for group, chosen in zip(combinations(STATES, 3), more, strict=True) if chosen]
    assert len(kept) == 10 and all(len(group & {"AAA", "BBB", "CCC"}) <= 1 for group in kept)
    unknown = groups.matched(["AAA", "BBB", "CCC"], STATES, size.drop("AAA"), share=0.05)
    assert not unknown.any()


def test_wrong_groups_are_refused_in_one_line():
    frame = layer([1.0] * 15)
    for call, said in (
        (lambda: groups.placed(frame, {"a": STATES[:4], "b": STATES[:3]}, STATES), "sizes"),
        (lambda: groups.placed(frame, {"a": ["AAA", "AAA", "BBB"]}, STATES), "twice"),
        (lambda: groups.placed(frame, {"a": STATES[:3]}, STATES, least=4), "least"),
    ):
        with pytest.raises(ValueError, match=said) as error:
            call()
        assert "\n" not in str(error.value)


def test_only_pairs_known_in_most_years_stay():
    often = pd.concat([layer([1.0] * 15, year) for year in range(2000, 2010)])
    seldom = often[~((often["iso3_a"] == "AAA") & (often["iso3_b"] == "BBB") & ~often["year"].isin([2000, 2005]))]
    kept = layers.steady(seldom.assign(layer="trade"))
    assert not ((kept["iso3_a"] == "AAA") & (kept["iso3_b"] == "BBB")).any()
    assert len(kept) == 140


# Single layers


def test_intensity_is_as_expected_among_equals_and_follows_neither_direction_nor_scale():
    flows = pd.DataFrame([(a, b, 2000, 5.0) for a, b in PAIRS], columns=["exporter", "importer", "year", "value_usd"])
    found = layers.intensity(flows)
    assert found["value"].to_numpy() == pytest.approx(np.log2(5 * (15 * 5 * 2) / 25**2))
    back = flows.rename(columns={"exporter": "importer", "importer": "exporter"})
    pd.testing.assert_frame_equal(layers.intensity(back.assign(value_usd=50.0)), found)


def test_a_common_adversary_counts_opposed_votes_of_both():
    rows = [("r1", 2000, "USA", 3), ("r1", 2000, "AAA", 1), ("r1", 2000, "BBB", 1)]
    rows += [("r2", 2000, "USA", 1), ("r2", 2000, "AAA", 3), ("r2", 2000, "BBB", 2)]
    rows += [("r3", 2000, "USA", 2), ("r3", 2000, "AAA", 3), ("r3", 2000, "BBB", 3)]
    rows += [("r4", 2000, "USA", 3), ("r4", 2000, "AAA", 1), ("r4", 2000, "BBB", 8)]
    votes = pd.DataFrame(rows, columns=["resolution_id", "year", "iso3", "vote"])
    found = layers.adversary(votes, least=1).iloc[0]
    assert (found["iso3_a"], found["iso3_b"], found["n"], found["value"]) == ("AAA", "BBB", 2, 0.5)


def test_zeros_are_filled_only_where_absence_is_known():
    thin = layer([2.0] + [None] * 14)
    found = layers.with_zeros(thin, STATES[:4], [2000, 2001], {"DDD": 2001}, silent=("CCC",))
    known = {(row.iso3_a, row.iso3_b, row.year): row.value for row in found.itertuples()}
    assert known[("AAA", "BBB", 2000)] == 2 and known[("AAA", "BBB", 2001)] == 0
    assert ("AAA", "DDD", 2000) not in known and known[("AAA", "DDD", 2001)] == 0
    assert not any("CCC" in (a, b) for a, b, _ in known)


def test_windows_and_running_sums_stay_within_the_years_covered():
    counts = pd.DataFrame([("BBB", "AAA", 2000, 3.0)], columns=["sender", "target", "year", "n"])
    assert layers.windows(counts, "n", (2000, 2008))["year"].tolist() == [2004]
    assert layers.since(counts, "n", (1999, 2002))["year"].tolist() == [2000, 2001, 2002]


def test_members_of_clubs_count_on_the_last_day_of_the_year():
    spells = pd.DataFrame(
        [("X", "AAA", "full", "2001-01-01", None), ("X", "BBB", "full", "2001-01-01", "2002-06-01")],
        columns=["organisation", "iso3", "status", "start", "end"],
    ).assign(start=lambda f: pd.to_datetime(f["start"]), end=lambda f: pd.to_datetime(f["end"]))
    assert layers.clubs(spells, [2001, 2002])["year"].tolist() == [2001]


def test_ties_of_thin_layers_and_of_others():
    frame = layer([1.0, 2.0, 3.0, 4.0, 0.0] + [None] * 10)
    assert layers.tied(frame, thin=True)["tied"].sum() == 4
    assert layers.tied(frame, thin=False)["tied"].sum() == 2


def test_the_lowest_place_decides_what_a_layer_does():
    means = pd.DataFrame({"layer": list("abc"), "name": list("ABC"), "strength_place": [95.0, 95.0, 60.0]})
    other = pd.DataFrame({"layer": ["b", "c"], "strength_place": [40.0, 70.0]})
    found = layers.judged(means, like=other)
    assert found["verdict"].tolist() == ["binds", "does not bind", "leans"]


def test_two_cliques_are_two_communities_of_the_combined_network():
    inside = [1.0 if (a in STATES[:3]) == (b in STATES[:3]) else 0.0 for a, b in PAIRS]
    table = pd.concat([layer(inside).assign(layer=name) for name in ("trade", "votes", "arms", "clubs")])
    found, quality = layers.communities(table, STATES, ["trade", "votes", "arms", "clubs"], (2000, 2000))
    assert found.groupby("community")["iso3"].agg(list).tolist() == [STATES[:3], STATES[3:]]
    assert quality == pytest.approx(0.5)


def test_a_move_is_placed_among_the_moves_of_all_groups():
    early = [layer([1.0] * 15, year) for year in range(2000, 2005)]
    late = [layer([3.0 if set(p) <= set(STATES[:4]) else 1.0 for p in PAIRS], year) for year in range(2005, 2010)]
    table = pd.concat([*early, *late]).assign(layer="votes")
    found = layers.changes(table, STATES[:4], STATES, ["votes"]).iloc[0]
    assert found["change"] == pytest.approx(2) and found["percentile"] == pytest.approx(100 * 14.5 / 15)


# Poles, dependence, divergence, reach


def test_equal_blocs_count_in_full():
    members = pd.DataFrame({"period": "p", "iso3": STATES, "bloc": ["bloc 1"] * 3 + ["bloc 2"] * 3})
    assert poles.blocs(members)["effective"].item() == pytest.approx(2)


def test_shares_of_flows_in_two_frames_with_the_same_index():
    """Rows of two loads carry the same row numbers: joined carelessly, flows of different states fall together."""
    columns = ["exporter", "importer", "year", "value_usd", "source", "reporter"]
    every = [(a, b, 2000, 10.0 * (i + 1), "baci_pairs", "none") for i, (a, b) in enumerate(PAIRS)]
    sold = pd.DataFrame([row for row in every if row[0] == "AAA"], columns=columns)
    bought = pd.DataFrame([row for row in every if row[1] == "BBB"], columns=columns)
    joined = dependence.both_sides(sold[sold["importer"] != "BBB"], bought)
    assert joined.index.is_unique
    assert len(joined) == len(sold) - 1 + len(bought)
    assert joined["value_usd"].sum() == sold["value_usd"].sum()


def test_unequal_shares_are_placed_alike_from_both_sides():
    columns = ["exporter", "importer", "year", "value_usd", "source"]
    flows = pd.DataFrame([(a, b, 2000, 2.0**i, "baci_pairs") for i, (a, b) in enumerate(PAIRS)], columns=columns)
    found = dependence.trade_places(flows, 2000).set_index(["iso3", "partner"])
    for a, b in PAIRS:
        assert found.loc[(a, b), "times"] == pytest.approx(1 / found.loc[(b, a), "times"])
        assert found.loc[(a, b), "unequal"] == pytest.approx(found.loc[(b, a), "unequal"])


def test_ratios_carry_the_uncertainty_of_both():
    sized = pd.DataFrame(
        [("AAA", 2000, "gdp_ppp_2017", 20.0, 2.0), ("BBB", 2000, "gdp_ppp_2017", 5.0, 0.0)],
        columns=["iso3", "year", "measure", "value", "sd"],
    )
    found = dependence.ratios(sized, ("AAA", "BBB")).iloc[0]
    assert found["ratio"] == pytest.approx(4) and found["low"] == pytest.approx(4 * np.exp(-0.1645))
    back = dependence.ratios(sized, ("BBB", "AAA")).iloc[0]
    assert back["ratio"] == pytest.approx(1 / 4) and back["high"] == pytest.approx(1 / found["low"])


def test_absence_is_neither_agreement_nor_opposition():
    votes = pd.DataFrame(
        [("r1", "AAA", 1), ("r1", "BBB", 3), ("r2", "AAA", 1), ("r2", "BBB", 8), ("r3", "AAA", 2), ("r3", "BBB", 3)],
        columns=["resolution_id", "iso3", "vote"],
    )
    found = divergence.opposed(votes, least=1).iloc[0]
    assert (found["n"], found["opposed"], found["alike"], found["share"]) == (2, 1, 0, 0.5)


def test_nearness_is_the_negative_of_the_distance():
    frame = pd.DataFrame({"iso3": ["AAA", "BBB", "CCC"], "year": 2000, "x": [0.0, 0.5, 2.0]})
    found = divergence.near(frame, "x", ["AAA", "BBB", "CCC"]).set_index(["iso3_a", "iso3_b"])["value"]
    assert found.to_dict() == {("AAA", "BBB"): -0.5, ("AAA", "CCC"): -2.0, ("BBB", "CCC"): -1.5}


def test_equal_regions_count_in_full():
    shares = pd.DataFrame({"iso3": ["AAA"] * 4, "region": list("abcd"), "share": [0.25] * 4})
    assert reach.effective(shares)["regions"].item() == pytest.approx(4)
