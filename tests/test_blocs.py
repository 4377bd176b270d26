"""Groups of states: a published network, slow references on small sets, and the traps of comparing groups."""

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.measures import blocs, resampling
from helpers.measures import votes as measures

STATES = ["AAA", "BBB", "CCC", "DDD", "EEE", "FFF"]
CLOSE = 1e-9


def rolls(cells, states=None, year=2000):
    """Votes as rows from a matrix of resolutions by states; 0 is not listed."""
    states = states or STATES[: len(cells[0])]
    rows = [
        (f"{year}/{number}", state, vote, year)
        for number, row in enumerate(cells)
        for state, vote in zip(states, row, strict=True)
        if vote
    ]
    return pd.DataFrame(rows, columns=["resolution_id", "iso3", "vote", "year"])


def matrices(states=6, votes=(0, 1, 2, 3, 8)):
    row = st.lists(st.sampled_from(votes), min_size=states, max_size=states)
    return st.lists(row, min_size=1, max_size=9).filter(lambda cells: any(any(row) for row in cells))


# Cohesion


@given(matrices())
def test_cohesion_is_the_mean_of_all_pairs(cells):
    similarity = measures.similarity(rolls(cells), "s_abs")
    assume(len(similarity))
    group = ["AAA", "CCC", "EEE"]
    found = blocs.cohesion(similarity, {"three": group}).iloc[0]
    pairs = [
        similarity[(similarity["iso3_a"] == a) & (similarity["iso3_b"] == b)]["value"].sum()
        for a, b in combinations(group, 2)
        if ((similarity["iso3_a"] == a) & (similarity["iso3_b"] == b)).any()
    ]
    assert found["pairs"] == len(pairs)
    if len(pairs) == 3:
        assert found["value"] == pytest.approx(sum(pairs) / 3, abs=CLOSE)
    else:
        assert np.isnan(found["value"])


@pytest.mark.parametrize("measure", ["identical", "agreement", "s_abs", "s_sq", "kappa", "pi", "tau_b"])
@given(votes=st.lists(st.sampled_from([1, 2, 3]), min_size=2, max_size=12).filter(lambda v: len(set(v)) > 1))
def test_identical_voters_have_cohesion_one(measure, votes):
    similarity = measures.similarity(rolls([[vote] * 4 for vote in votes]), measure)
    assert blocs.cohesion(similarity, {"all": STATES[:4]})["value"].item() == pytest.approx(1, abs=CLOSE)


def test_cohesion_has_no_value_where_a_pair_is_missing():
    votes = pd.concat([rolls([[1, 1, 3], [1, 2, 3]], year=2000), rolls([[1, 1, 0], [2, 2, 0]], year=2001)])
    found = blocs.cohesion(measures.similarity(votes, "identical"), {"a": STATES[:3], "b": STATES[:2]})
    assert found["group"].tolist() == ["a", "a", "b", "b"]
    assert found["pairs"].tolist() == [3, 1, 1, 1]
    assert found["value"].isna().tolist() == [False, True, False, False]
    few = blocs.cohesion(measures.similarity(votes, "identical"), {"b": STATES[:2]}, min_n=3)
    assert few["value"].isna().all()


# Foursomes


def foursome_by_hand(similarity, members, states):
    value = {frozenset((r.iso3_a, r.iso3_b)): r.value for r in similarity.itertuples() if np.isfinite(r.value)}
    means = {}
    for group in combinations(sorted(states), 4):
        pairs = [frozenset(pair) for pair in combinations(group, 2)]
        if all(pair in value for pair in pairs):
            means[frozenset(group)] = sum(value[pair] for pair in pairs) / 6
    own = means.get(frozenset(members))
    if own is None:
        return None, None, len(means)
    below = sum(mean < own - CLOSE for mean in means.values())
    same = sum(abs(mean - own) <= CLOSE for mean in means.values())
    return own, 100 * (below + same / 2) / len(means), len(means)


@given(matrices(votes=(0, 1, 1, 1, 2, 3, 8)), st.sampled_from(["identical", "kappa"]))
def test_foursome_against_all_groups_by_hand(cells, measure):
    similarity = measures.similarity(rolls(cells), measure)
    assume(len(similarity))
    members = ["FFF", "BBB", "AAA", "DDD"]
    found = blocs.foursomes(similarity, members, STATES).iloc[0]
    own, percentile, groups = foursome_by_hand(similarity, members, STATES)
    assert found["groups"] == groups
    if own is None:
        assert np.isnan(found["value"]) and np.isnan(found["percentile"])
    else:
        assert found["value"] == pytest.approx(own, abs=CLOSE)
        assert found["percentile"] == pytest.approx(percentile, abs=CLOSE)


def test_foursome_is_one_number_per_period_whatever_the_order():
    generator = np.random.default_rng(7)
    votes = pd.concat([rolls(generator.integers(1, 4, (20, 6)).tolist(), year=year) for year in (2000, 2001)])
    similarity = measures.similarity(votes, ["kappa", "s_abs"])
    one = blocs.foursomes(similarity, STATES[:4], STATES, "kappa")
    other = blocs.foursomes(similarity.sample(frac=1, random_state=1), STATES[3::-1], STATES[::-1], "kappa")
    pd.testing.assert_frame_equal(one, other)
    assert one["groups"].tolist() == [15, 15]
    cohesion = blocs.cohesion(similarity, {"four": STATES[:4]}, "kappa")
    np.testing.assert_allclose(one["value"], cohesion["value"])


def test_foursome_of_the_most_alike_is_on_top():
    same = [[1, 1, 1, 1, 3, 2], [2, 2, 2, 2, 1, 3], [3, 3, 3, 3, 1, 1]]
    found = blocs.foursomes(measures.similarity(rolls(same), "kappa"), STATES[:4], STATES).iloc[0]
    assert (found["value"], found["percentile"]) == (1, pytest.approx(100 * 14.5 / 15))


@pytest.mark.parametrize(
    ("members", "states", "said"),
    [
        (STATES[:3], STATES, "name four"),
        (["AAA", "AAA", "BBB", "CCC"], STATES, "AAA stands twice"),
        (STATES[:4], STATES[1:], "AAA is not among"),
        (STATES[:4], [*STATES, "FFF"], "FFF stands twice"),
    ],
)
def test_faulty_foursomes_are_refused(members, states, said):
    with pytest.raises(ValueError, match=said):
        blocs.foursomes(measures.similarity(rolls([[1, 2, 3, 1, 2, 3]]), "identical"), members, states)


# With the majority, with another state


def majority_by_hand(cells, group, other):
    count = dict.fromkeys(["n", "united", "with", "against", "n_other", "with_other", "against_other"], 0)
    for row in cells:
        cast = dict(zip(STATES, row, strict=True))
        own = [cast[state] for state in group]
        if not set(own) <= {1, 2, 3}:
            continue
        count["n"] += 1
        count["n_other"] += cast[other] in (1, 2, 3)
        if len(set(own)) > 1:
            continue
        count["united"] += 1
        rest = [vote for state, vote in cast.items() if state not in group and vote in (1, 2, 3)]
        for position in (1, 2, 3):
            if 2 * rest.count(position) > len(rest):
                count["with"] += position == own[0]
                count["against"] += {position, own[0]} == {1, 3}
        count["with_other"] += cast[other] == own[0]
        count["against_other"] += {cast[other], own[0]} == {1, 3}
    return count


@given(matrices())
def test_majority_by_hand(cells):
    group, other = ["BBB", "CCC"], "AAA"
    votes = rolls(cells)
    assume({*group, other} <= set(votes["iso3"]))
    found = blocs.with_majority(votes, group, other=other)
    count = majority_by_hand(cells, group, other)
    if not count["n"]:
        assert found.empty
        return
    row = found.iloc[0]
    assert (row["period"], row["n"], row["n_other"]) == (2000, count["n"], count["n_other"])
    for column, counted in (("united", "united"), ("with_majority", "with"), ("against_majority", "against")):
        assert row[column] == pytest.approx(count[counted] / count["n"], abs=CLOSE)
    for column in ("with_other", "against_other"):
        if count["n_other"]:
            assert row[column] == pytest.approx(count[column] / count["n_other"], abs=CLOSE)
        else:
            assert np.isnan(row[column])


def test_absence_is_neither_with_nor_against_nor_abstention():
    cells = [[1, 1, 3, 3, 3, 3], [8, 1, 3, 3, 3, 3], [2, 2, 3, 3, 3, 8]]
    row = blocs.with_majority(rolls(cells), STATES[:2], other="FFF").iloc[0]
    assert row[["n", "n_other", "united", "against_majority", "against_other"]].tolist() == [2, 1, 1, 0.5, 1]


def test_faulty_groups_are_refused():
    votes = rolls([[1, 1, 1]])
    for group, other, said in (
        (["AAA"], "CCC", "two or more"),
        (["AAA", "CCC"], "CCC", "CCC is in the group"),
        (["AAA", "BBB"], "USA", "USA has no vote"),
        (["AAA", "XXX"], "CCC", "XXX has no vote"),
    ):
        with pytest.raises(ValueError, match=said):
            blocs.with_majority(votes, group, other=other)


# Communities


@pytest.fixture(scope="module")
def karate():
    """Zachary's karate club without weights."""
    graph = nx.karate_club_graph()
    return pd.DataFrame(nx.to_numpy_array(graph, weight=None), index=range(34), columns=range(34))


def test_karate_club(karate):
    graph = nx.from_numpy_array(karate.to_numpy())
    groups = nx.community.greedy_modularity_communities(graph)
    labels = pd.Series({node: number for number, nodes in enumerate(groups) for node in nodes})
    assert labels.nunique() == 3
    assert blocs.modularity(karate, labels) == pytest.approx(0.3807, abs=5e-5)
    clubs = pd.Series([node["club"] for _, node in sorted(nx.karate_club_graph().nodes(data=True))])
    assert blocs.modularity(karate, clubs) == pytest.approx(0.3582, abs=5e-5)


def test_consensus_on_the_karate_club(karate):
    found = blocs.consensus(karate, range(60)).set_index("iso3")
    assert blocs.modularity(karate, found["community"]) > 0.40
    assert found["community"].nunique() == 4
    assert found["community"][0] != found["community"][33]
    assert found["stability"].between(0.5, 1).all()
    again = blocs.consensus(karate, range(100, 160)).set_index("iso3")
    assert (found["community"] == again["community"]).all()


@given(matrices(votes=(0, 1, 2, 3)))
@settings(max_examples=30)
def test_modularity_against_networkx(cells):
    similarity = measures.similarity(rolls(cells), "s_abs")
    assume(similarity["value"].notna().any())
    weights = blocs.backbone(similarity, 2000)
    labels = pd.Series([1, 2, 1, 2, 1, 3][: len(weights)], index=weights.index)
    if not weights.to_numpy().any():
        assert np.isnan(blocs.modularity(weights, labels))
        return
    graph = nx.from_pandas_adjacency(weights)
    parts = [set(labels.index[labels == label]) for label in labels.unique()]
    assert blocs.modularity(weights, labels) == pytest.approx(nx.community.modularity(graph, parts), abs=CLOSE)


@pytest.fixture(scope="module")
def planted():
    """Three blocs of eight states that vote alike, with noise; and who belongs to which."""
    generator = np.random.default_rng(3)
    bloc = np.repeat([0, 1, 2], 8)
    lines = generator.integers(1, 4, (60, 3))
    cells = np.where(generator.random((60, 24)) < 0.2, generator.integers(1, 4, (60, 24)), lines[:, bloc])
    names = [f"{'ZMA'[b]}{n:02d}" for n, b in enumerate(bloc)]
    return measures.similarity(rolls(cells.tolist(), names), "kappa"), dict(zip(names, bloc, strict=True))


def parts(found):
    return {frozenset(group) for _, group in found.groupby("community")["iso3"]}


def test_planted_blocs_are_found_whatever_the_seeds(planted):
    similarity, bloc = planted
    true = {frozenset(name for name in bloc if bloc[name] == b) for b in range(3)}
    for seeds in (range(5), range(50, 70)):
        assert parts(blocs.communities(similarity, 2000, seeds)) == true


def test_communities_do_not_depend_on_names_or_order_of_rows(planted):
    similarity, bloc = planted
    found = blocs.communities(similarity, 2000)
    pd.testing.assert_frame_equal(found, blocs.communities(similarity.sample(frac=1, random_state=2), 2000))
    mirrored = {name: f"{99 - number:02d}" for number, name in enumerate(bloc)}
    renamed = similarity.astype({"iso3_a": "str", "iso3_b": "str"}).replace({"iso3_a": mirrored, "iso3_b": mirrored})
    other = blocs.communities(renamed, 2000)
    assert parts(other) == {frozenset(mirrored[name] for name in group) for group in parts(found)}


def test_communities_are_numbered_by_size_and_first_name():
    weights = pd.DataFrame(0.0, index=list("abcdefg"), columns=list("abcdefg"))
    for group in ("efg", "ab", "cd"):
        for one, two in combinations(group, 2):
            weights.loc[one, two] = weights.loc[two, one] = 1.0
    found = blocs.consensus(weights.loc[list("gfedcba"), list("gfedcba")])
    assert found["community"].tolist() == [2, 2, 3, 3, 1, 1, 1]
    assert (found["stability"] == 1).all()
    alone = blocs.consensus(weights.drop(index="b", columns="b"))
    assert alone["stability"].isna().tolist() == [True, False, False, False, False, False]


def test_backbone_keeps_positive_ties_above_the_median():
    rows = [("A", "B", 0.9), ("A", "C", 0.5), ("B", "C", 0.1), ("A", "D", -0.2), ("B", "D", np.nan), ("C", "D", 0.6)]
    similarity = pd.DataFrame(rows, columns=["iso3_a", "iso3_b", "value"]).assign(period=2000, n=30)
    weights = blocs.backbone(similarity, 2000)
    assert weights.loc["A"].tolist() == [0, 0.9, 0, 0]
    assert weights.loc["D"].tolist() == [0, 0, 0.6, 0]
    assert blocs.backbone(similarity.assign(value=lambda f: f["value"] - 1), 2000).to_numpy().sum() == 0
    with pytest.raises(ValueError, match="no pair in period 1999"):
        blocs.backbone(similarity, 1999)
    with pytest.raises(ValueError, match="no pair in period 2000"):
        blocs.backbone(similarity, 2000, min_n=31)


def test_faulty_networks_are_refused(karate):
    with pytest.raises(ValueError, match="square"):
        blocs.consensus(karate.iloc[:5])
    with pytest.raises(ValueError, match="both ways"):
        blocs.consensus(karate.mask(karate.index.to_series() == 3, 2.0, axis=0))
    with pytest.raises(ValueError, match="both ways"):
        blocs.consensus(-karate)
    with pytest.raises(ValueError, match="seeds"):
        blocs.consensus(karate, [])
    with pytest.raises(ValueError, match="33 has none"):
        blocs.modularity(karate, pd.Series(1, index=range(33)))


# Resampling all pairs


def resampled_by_hand(votes, measure, draws, absent):
    """Quantiles from resampled sets of resolutions, each written out and measured anew."""
    names = sorted(votes["resolution_id"].unique())
    drawn = np.random.default_rng(1946).multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
    found = []
    for times in drawn:
        copies = [
            votes[votes["resolution_id"] == name].assign(resolution_id=f"{name} {copy}")
            for name, count in zip(names, times, strict=True)
            for copy in range(count)
        ]
        found.append(measures.similarity(pd.concat(copies), measure, absent=absent))
    values = pd.concat(found).dropna(subset="value").groupby(["iso3_a", "iso3_b"], observed=True)["value"]
    return values.quantile([0.025, 0.975]).unstack()


@pytest.mark.parametrize(("measure", "absent"), [("kappa", "drop"), ("tau_b", "drop"), ("s_abs", "category")])
def test_resampling_by_hand(measure, absent):
    generator = np.random.default_rng(11)
    votes = rolls(generator.choice([0, 1, 1, 2, 3, 8], (7, 5)).tolist())
    found = resampling.resample_all(votes, measure, draws=25, absent=absent).set_index(["iso3_a", "iso3_b"])
    by_hand = resampled_by_hand(votes, measure, 25, absent)
    assert len(found) == 10
    for pair, row in found.iterrows():
        if pair in by_hand.index:
            assert row["low"] == pytest.approx(by_hand.loc[pair, 0.025], abs=CLOSE)
            assert row["high"] == pytest.approx(by_hand.loc[pair, 0.975], abs=CLOSE)
        else:
            assert np.isnan(row["low"]) and np.isnan(row["high"])


def test_resampling_all_pairs_is_close_to_resampling_one():
    generator = np.random.default_rng(5)
    line = generator.integers(1, 4, (80, 1))
    cells = np.where(generator.random((80, 6)) < 0.3, generator.integers(1, 4, (80, 6)), line)
    votes = rolls(cells.tolist())
    found = resampling.resample_all(votes, "kappa", draws=4000)
    one = measures.interval(votes, list(combinations(STATES, 2)), "kappa", draws=4000)
    np.testing.assert_array_equal(found["value"], one["value"])
    np.testing.assert_array_equal(found["n"], one["n"])
    np.testing.assert_allclose(found["low"], one["low"], atol=0.02)
    np.testing.assert_allclose(found["high"], one["high"], atol=0.02)


@given(matrices(states=4), st.sampled_from(["identical", "s_sq", "kappa"]))
@settings(max_examples=40)
def test_resampling_holds_the_draws_together(cells, measure):
    votes = rolls(cells)
    found = resampling.resample_all(votes, measure, draws=20)
    shuffled = resampling.resample_all(votes.sample(frac=1, random_state=1), measure, draws=20)
    pd.testing.assert_frame_equal(found, shuffled)
    pd.testing.assert_frame_equal(
        found[["value", "n"]], measures.similarity(votes, measure)[["value", "n"]], check_index_type=False
    )
    assert (found["low"] <= found["high"]).eq(found["low"].notna()).all()


def test_more_pairs_than_a_chunk(monkeypatch):
    generator = np.random.default_rng(2)
    votes = rolls(generator.integers(1, 4, (15, 6)).tolist())
    whole = resampling.resample_all(votes, "kappa", draws=30)
    monkeypatch.setattr(resampling, "CHUNK", 4)
    pd.testing.assert_frame_equal(whole, resampling.resample_all(votes, "kappa", draws=30))


def test_faulty_options_are_refused():
    votes = rolls([[1, 2, 3]])
    for options, said in (({"draws": 0}, "draws is 0"), ({"level": 1}, "level is 1"), ({"absent": "no"}, "absent")):
        with pytest.raises(ValueError, match=said):
            resampling.resample_all(votes, "kappa", **options)
    with pytest.raises(ValueError, match="unknown measure"):
        resampling.resample_all(votes, "pearson")
