"""Similarity of votes: published numbers, a slow reference pair by pair, and the traps of the field."""

import os
from collections import defaultdict
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from helpers.measures import votes as measures
from helpers.measures.contingency import MEASURES, distances, evaluate

# Published numbers are rounded: half a unit of the last digit printed, and a little for the last bits of a float.
TWO, THREE, FOUR, EIGHT = 5.001e-3, 5.001e-4, 5.001e-5, 5.001e-9
# Our numbers against another formula for the same number: sums are whole numbers, so only divisions and roots differ.
SAME = 1e-12


# Germany and Russia 1914: share of European capabilities, commitment of Germany, of Russia (0 none, 1 entente,
# 2 neutrality, 3 defence); Signorino and Ritter 1999, table 6. Eleven more states have no commitment.
ALLIANCES_1914 = [
    ("GMY", 0.25, 3, 0),
    ("RUS", 0.21, 0, 3),
    ("UKG", 0.20, 0, 1),
    ("FRN", 0.08, 0, 3),
    ("AUH", 0.08, 3, 0),
    ("ITA", 0.05, 3, 1),
    ("BEL", 0.03, 0, 0),
    ("SPN", 0.03, 0, 0),
    ("TUR", 0.02, 0, 0),
    ("NTH", 0.01, 0, 0),
    ("SWD", 0.01, 0, 0),
    ("RUM", 0.01, 3, 0),
    ("POR", 0.01, 0, 0),
    ("SWZ", 0.01, 0, 0),
    ("GRC", 0.0, 0, 0),
    ("DEN", 0.0, 0, 0),
    ("YUG", 0.0, 0, 0),
    ("BUL", 0.0, 0, 0),
    ("NOR", 0.0, 0, 0),
    ("ALB", 0.0, 0, 0),
]
SHARE, GERMANY, RUSSIA = (list(column) for column in list(zip(*ALLIANCES_1914, strict=True))[1:])


@pytest.mark.parametrize(
    ("measure", "weights", "published", "tolerance"),
    [
        ("s_abs", None, 0.4, SAME),
        ("s_abs", SHARE, -0.46, SAME),
        ("s_sq", None, 0.4444, FOUR),
        ("tau_b", None, 0.03031695, EIGHT),
        ("kappa", None, -0.0776, FOUR),
        ("pi", None, -0.0870, FOUR),
    ],
)
def test_alliances_1914(measure, weights, published, tolerance):
    value = measures.portfolio_similarity(GERMANY, RUSSIA, measure, [0, 1, 2, 3], weights)
    assert value == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize("measure", ["kappa", "pi"])
def test_alliances_1914_binary(measure):
    allied = [[int(level > 0) for level in portfolio] for portfolio in (GERMANY, RUSSIA)]
    assert measures.portfolio_similarity(*allied, measure, [0, 1]) == pytest.approx(0.0625, abs=SAME)


def snapshot(source: str, name: str) -> Path:
    if not os.environ.get("WORKBOOK_SOURCES"):
        pytest.skip("needs the upstream snapshots: set WORKBOOK_SOURCES to their folder")
    return Path(os.environ["WORKBOOK_SOURCES"]) / source / name


@pytest.fixture(scope="module")
def voeten() -> pd.DataFrame:
    """Roll calls of the years with published values; year is the calendar year of the date."""
    calls = pd.read_csv(snapshot("un_votes_voeten", "voeten_rollcalls_1946_2020.csv.gz"))
    wide = pd.read_csv(snapshot("un_votes_voeten", "voeten_votes_wide_cow_1946_2020.csv.gz"))
    iso3 = {"2": "USA", "365": "RUS", "630": "IRN", "710": "CHN", "732": "KOR"}
    votes = wide.melt("rcid", var_name="cow", value_name="vote").dropna().query("vote != 9")
    votes = votes.merge(calls.assign(calendar=calls["date"].str[:4].astype(int)), on="rcid", validate="many_to_one")
    votes = votes[votes["calendar"].isin([1992, 2000, 2010, 2014, 2018])]
    return pd.DataFrame(
        {
            "resolution_id": votes["rcid"],
            "iso3": votes["cow"].map(iso3).fillna("cow " + votes["cow"]),
            "vote": votes["vote"].astype("int8"),
            "year": votes["calendar"],
            "session_year": votes["year"],
            "final": (votes[["amend", "para"]] != 1).all(axis=1),
        }
    )


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1
    return frame.iloc[0]


@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("by", ["year", "session_year"])
@pytest.mark.parametrize(
    ("partner", "year", "measure", "published"),
    [
        ("USA", 1992, "kappa", 0.0871),
        ("RUS", 1992, "kappa", 0.3987),
        ("IRN", 1992, "kappa", -0.0067),
        ("CHN", 1992, "kappa", 0.0266),
        ("USA", 2018, "kappa", 0.1824),
        ("RUS", 2018, "kappa", 0.2965),
        ("IRN", 2018, "kappa", -0.1425),
        ("CHN", 2018, "kappa", 0.0484),
        ("USA", 2018, "agreement", 0.5106),
        ("RUS", 2018, "agreement", 0.7287),
        ("IRN", 2018, "agreement", 0.6209),
        ("CHN", 2018, "agreement", 0.6630),
        ("USA", 2018, "identical", 0.3617),
        ("RUS", 2018, "identical", 0.5851),
    ],
)
def test_south_korea(voeten, partner, year, measure, published, by, filtered):
    """The published values hold for either definition of the year and with final passage only."""
    votes = voeten[(voeten["year"] == year) & (voeten["final"] | (not filtered))]
    row = only(measures.similarity(votes, measure, by=by, pairs=("KOR", partner)))
    assert row["value"] == pytest.approx(published, abs=FOUR)


@pytest.mark.parametrize(
    ("year", "final", "n", "identical", "s_abs", "kappa"),
    [
        (1992, False, 72, 0.458, 0.347, -0.141),
        (2000, False, 71, 0.746, 0.718, 0.308),
        (2010, False, 80, 0.675, 0.625, 0.283),
        (2014, False, 75, 0.693, 0.587, 0.301),
        (2018, False, 92, 0.696, 0.576, 0.359),
        (2000, True, 62, 0.742, 0.710, 0.330),
        (2010, True, 63, 0.698, 0.635, 0.256),
    ],
)
def test_russia_iran_roll_calls(voeten, year, final, n, identical, s_abs, kappa):
    votes = voeten[(voeten["year"] == year) & (voeten["final"] | (not final))]
    row = only(measures.similarity(votes, ["identical", "s_abs", "kappa"], pairs=("RUS", "IRN")))
    assert row["n"] == n
    assert list(row[["identical", "s_abs", "kappa"]]) == pytest.approx([identical, s_abs, kappa], abs=THREE)


def test_measures_disagree_on_how_unusual_the_pair_is(voeten):
    """2018: near the 43rd percentile of all pairs by S, near the 75th by kappa ("near": one point)."""
    votes = voeten[voeten["year"] == 2018]
    for measure, place in (("s_abs", 43), ("kappa", 75)):
        ranked = measures.percentile(measures.similarity(votes, measure))
        pair = only(ranked[(ranked["iso3_a"] == "IRN") & (ranked["iso3_b"] == "RUS")])
        assert pair["percentile"] == pytest.approx(place, abs=1)


def test_interval_of_russia_iran_2018(voeten):
    """Reference: about 0.12 to 0.57. 0.03 covers the noise of 1,000 draws in a 2.5 per cent tail, twice."""
    row = only(measures.interval(voeten[voeten["year"] == 2018], ("RUS", "IRN"), "kappa"))
    assert row["n"] == 92
    assert list(row[["value", "low", "high"]]) == pytest.approx([0.359, 0.12, 0.57], abs=0.03)


def check_adopted_resolutions_2018(votes: pd.DataFrame) -> None:
    row = only(measures.similarity(votes, ["identical", "s_abs", "kappa"], pairs=("RUS", "IRN")))
    assert row["n"] == 104
    assert list(row[["identical", "s_abs", "kappa"]]) == pytest.approx([0.712, 0.596, 0.420], abs=THREE)


def test_russia_iran_adopted_resolutions_from_the_snapshot():
    wide = pd.read_csv(snapshot("un_ga_votes", "ga_votes_wide_1946_2025-11.csv.gz"), dtype=str, keep_default_na=False)
    wide = wide[wide["date"].str.startswith("2018")]
    votes = wide.melt(["undl_id", "resolution", "date", "session"], var_name="iso3", value_name="vote")
    votes = votes[votes["vote"] != ""].rename(columns={"resolution": "resolution_id"})
    codes = {"Y": 1, "A": 2, "N": 3, "X": 8}
    check_adopted_resolutions_2018(votes.assign(vote=votes["vote"].map(codes), year=2018))


def test_russia_iran_adopted_resolutions_from_the_published_table():
    from helpers import load

    votes = load("votes/un_votes")
    check_adopted_resolutions_2018(votes[votes["year"] == 2018])


# --- a slow reference, pair by pair and vote by vote


def frame(matrix: list[list[int | None]], periods: list[int] | None = None) -> pd.DataFrame:
    """Votes from rows of resolutions and columns of states A, B, ...; None where a state is not listed."""
    periods = periods or [2000] * len(matrix)
    rows = [
        (f"R{r}", "ABCDEFGH"[s], vote, periods[r])
        for r, line in enumerate(matrix)
        for s, vote in enumerate(line)
        if vote is not None
    ]
    columns = list(zip(*rows, strict=True)) or [[]] * 4
    return pd.DataFrame(
        {
            "resolution_id": pd.Series(columns[0], dtype="str"),
            "iso3": pd.Series(columns[1], dtype="str"),
            "vote": pd.Series(columns[2], dtype="int8"),
            "year": pd.Series(columns[3], dtype="int16"),
        }
    )


def distance(x: int, y: int, power: int) -> float:
    if x == y:
        return 0
    return 2**power if 8 in (x, y) else abs(x - y) ** power if power else 1


def ranks(x: int, y: int) -> int:
    return 0 if 8 in (x, y) else (x > y) - (x < y)


def slow(joint: list[tuple[int, int]], measure: str) -> float:
    """One measure of one pair from the definitions; joint holds the positions on each resolution that counts."""
    first, second = zip(*joint, strict=True)
    pooled = first + second
    if measure == "tau_b":
        pairs = list(product(joint, repeat=2))
        both = sum(ranks(p[0], q[0]) * ranks(p[1], q[1]) for p, q in pairs)
        sizes = [sum(ranks(p[side], q[side]) ** 2 for p, q in pairs) for side in (0, 1)]
        return both / (sizes[0] * sizes[1]) ** 0.5 if all(sizes) else np.nan
    power = {"identical": 0, "agreement": 1, "s_abs": 1}.get(measure, 2)
    observed = np.mean([distance(x, y, power) for x, y in joint])
    expected = {
        "identical": lambda: 1,
        "agreement": lambda: 2,
        "s_abs": lambda: 1,
        "s_sq": lambda: 2,
        "kappa": lambda: np.mean([distance(x, y, 2) for x, y in product(first, second)]),
        "pi": lambda: np.mean([distance(x, y, 2) for x, y in product(pooled, pooled)]),
    }[measure]()
    return 1 - observed / expected if expected else np.nan


def slow_similarity(votes: pd.DataFrame, measure: str, absent: str) -> dict:
    cast = {(row.resolution_id, row.iso3): row.vote for row in votes.itertuples()}
    period = dict(zip(votes["resolution_id"], votes["year"], strict=True))
    joint = defaultdict(list)
    for resolution, year in period.items():
        for a, b in combinations(sorted(set(votes["iso3"])), 2):
            positions = cast.get((resolution, a)), cast.get((resolution, b))
            if None not in positions and (absent == "category" or 8 not in positions):
                joint[a, b, year].append(positions)
    return {key: (slow(positions, measure), len(positions)) for key, positions in joint.items()}


@st.composite
def drawn_records(draw) -> pd.DataFrame:
    states = draw(st.integers(2, 4))
    line = st.lists(st.sampled_from([1, 2, 3, 8, None]), min_size=states, max_size=states)
    lines = draw(st.lists(st.tuples(st.sampled_from([1999, 2000]), line), max_size=9))
    return frame([votes for _, votes in lines], [year for year, _ in lines])


records = drawn_records()
cast_votes = st.sampled_from([1, 2, 3])
series = st.lists(st.tuples(cast_votes, cast_votes), min_size=1, max_size=25)
thorough = settings(deadline=None, max_examples=60)


def one_pair(joint: list[tuple[int, int]], measure: str, **options) -> float:
    return only(measures.similarity(frame([list(line) for line in joint]), measure, **options))["value"]


@thorough
@given(records, st.sampled_from(["drop", "category"]))
def test_all_measures_against_the_slow_reference(votes, absent):
    found = measures.similarity(votes, MEASURES, absent=absent)
    assert list(found.columns) == ["iso3_a", "iso3_b", "period", *MEASURES, "n"]
    for measure in MEASURES:
        expected = slow_similarity(votes, measure, absent)
        rows = zip(found["iso3_a"], found["iso3_b"], found["period"], found[measure], found["n"], strict=True)
        got = {(a, b, period): (value, n) for a, b, period, value, n in rows}
        assert got.keys() == expected.keys()
        for key, (value, n) in expected.items():
            assert got[key] == (pytest.approx(value, abs=SAME, nan_ok=True), n), (measure, key)


@settings(deadline=None, max_examples=25)
@given(records)
def test_counts_against_the_slow_reference(votes):
    for absent, positions in (("drop", (1, 2, 3)), ("category", (1, 2, 3, 8))):
        for period, states, counts in measures.contingency(votes, absent=absent):
            here = votes[votes["year"] == period].pivot(index="resolution_id", columns="iso3", values="vote")
            cast = here[states].to_numpy()
            for (i, x), (j, y) in product(enumerate(positions), repeat=2):
                for a, b in product(range(len(states)), repeat=2):
                    assert counts[i, j, a, b] == ((cast[:, a] == x) & (cast[:, b] == y)).sum()


@thorough
@given(series)
def test_tau_b_is_kendalls(joint):
    first, second = zip(*joint, strict=True)
    assume(len(set(first)) > 1 and len(set(second)) > 1)
    assert one_pair(joint, "tau_b") == pytest.approx(kendalltau(first, second).statistic, abs=SAME)


@thorough
@given(series)
def test_kappa_and_pi_by_textbook_formulas(joint):
    """Quadratic kappa from weights of agreement (Cohen 1968) and from moments (Krippendorff 1970); pi from moments."""
    first, second = np.array(joint).T
    assume(len(np.unique(joint)) > 1)
    credit = 1 - (np.arange(3)[:, None] - np.arange(3)) ** 2 / 4
    shares = np.histogram2d(first, second, bins=3, range=[[0.5, 3.5]] * 2)[0] / len(joint)
    observed = (credit * shares).sum()
    chance = (credit * np.outer(shares.sum(axis=1), shares.sum(axis=0))).sum()
    moments = 2 * np.cov(first, second, bias=True)[0, 1]
    moments /= first.var() + second.var() + (first.mean() - second.mean()) ** 2
    kappa = one_pair(joint, "kappa")
    assert kappa == pytest.approx((observed - chance) / (1 - chance), abs=1e-9)  # 1 - chance can be small
    assert kappa == pytest.approx(moments, abs=1e-9)
    spread = np.concatenate([first, second]).var()
    assert one_pair(joint, "pi") == pytest.approx(1 - ((first - second) ** 2).mean() / (2 * spread), abs=1e-9)


@thorough
@given(series, st.sampled_from(MEASURES))
def test_symmetry_and_bounds(joint, measure):
    value = one_pair(joint, measure)
    assert one_pair([(y, x) for x, y in joint], measure) == pytest.approx(value, abs=SAME, nan_ok=True)
    lowest = 0 if measure in ("identical", "agreement") else -1
    assert np.isnan(value) or lowest - SAME <= value <= 1 + SAME


@thorough
@given(records, st.sampled_from(["drop", "category"]))
def test_agreement_is_half_of_one_plus_s(votes, absent):
    found = measures.similarity(votes, ["agreement", "s_abs"], absent=absent)
    np.testing.assert_allclose(found["agreement"], (1 + found["s_abs"]) / 2, atol=SAME)


@thorough
@given(st.lists(st.sampled_from([1, 2, 3, 8]), min_size=1, max_size=20), st.sampled_from(["drop", "category"]))
def test_a_state_agrees_with_its_double(cast, absent):
    found = measures.similarity(frame([[vote, vote] for vote in cast]), MEASURES, absent=absent)
    for measure in MEASURES:
        np.testing.assert_allclose(found[measure].dropna(), 1, atol=SAME)


@thorough
@given(series, st.permutations([1, 2, 3]))
def test_relabelling(joint, order):
    """Identical does not know the order of positions; the others do not know which end is yes."""
    renamed = dict(zip([1, 2, 3], order, strict=True))
    swapped = [(renamed[x], renamed[y]) for x, y in joint]
    assert one_pair(swapped, "identical") == pytest.approx(one_pair(joint, "identical"), abs=SAME)
    turned = [(4 - x, 4 - y) for x, y in joint]
    for measure in MEASURES:
        assert one_pair(turned, measure) == pytest.approx(one_pair(joint, measure), abs=SAME, nan_ok=True)


@thorough
@given(records, st.randoms(use_true_random=False))
def test_rows_types_and_order_do_not_matter(votes, random):
    expected = measures.similarity(votes, MEASURES, absent="category")
    order = list(range(len(votes)))
    random.shuffle(order)
    shuffled = votes.iloc[order].astype({"resolution_id": "object", "vote": "Int64"})
    shuffled["iso3"] = pd.Categorical(shuffled["iso3"], categories=["D", "ZZZ", "B", "A", "C"])
    pd.testing.assert_frame_equal(measures.similarity(shuffled, MEASURES, absent="category"), expected)


@thorough
@given(records)
def test_drop_ignores_absence(votes):
    expected = measures.similarity(votes[votes["vote"] != 8], MEASURES)
    found = measures.similarity(votes, MEASURES)
    keys = ["iso3_a", "iso3_b"]
    pd.testing.assert_frame_equal(found.astype(dict.fromkeys(keys, "str")), expected.astype(dict.fromkeys(keys, "str")))


@thorough
@given(records)
def test_restricted_to_pairs(votes):
    full = measures.similarity(votes, "s_abs")
    with_b = full[(full["iso3_a"] == "B") | (full["iso3_b"] == "B")].reset_index(drop=True)
    pd.testing.assert_frame_equal(measures.similarity(votes, "s_abs", pairs="B"), with_b)
    two = full[(full["iso3_b"] == "C") & full["iso3_a"].isin(["A", "B"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(measures.similarity(votes, "s_abs", pairs=[("C", "B"), ("A", "C")]), two)


# --- worked cases


def test_absent_is_not_abstain():
    joint = [(1, 1), (3, 8)]
    assert one_pair(joint, "s_abs") == 1  # the second resolution is dropped
    assert only(measures.similarity(frame([list(line) for line in joint]), "s_abs"))["n"] == 1
    assert one_pair([(1, 1), (3, 2)], "s_abs") == 0.5  # distances 0 and 1
    assert one_pair(joint, "s_abs", absent="category") == 0  # distances 0 and 2
    assert one_pair(joint, "identical", absent="category") == 0.5
    assert one_pair([(8, 8), (1, 1)], "identical", absent="category") == 1


def test_absolute_is_not_squared():
    joint = [(1, 1), (1, 2), (1, 1), (1, 2)]
    assert one_pair(joint, "s_abs") == 0.5
    assert one_pair(joint, "s_sq") == 0.75


def test_undefined_is_missing_not_zero():
    for measure in ("kappa", "pi", "tau_b"):
        assert np.isnan(one_pair([(1, 1), (1, 1)], measure))
    assert one_pair([(1, 3), (1, 3)], "kappa") == 0
    assert one_pair([(1, 3), (1, 3)], "pi") == -1
    assert np.isnan(one_pair([(1, 3), (1, 2)], "tau_b"))


def test_states_that_never_voted_together_have_no_row():
    votes = frame([[1, None, 1], [None, 2, 2], [8, 1, None]])
    pairs = measures.similarity(votes, "identical")[["iso3_a", "iso3_b"]].astype("str")
    assert pairs.to_numpy().tolist() == [["A", "C"], ["B", "C"]]


def test_a_former_state_stays_apart():
    votes = frame([[1, None, 1], [None, 1, 1]]).replace({"iso3": {"A": "SUN", "B": "RUS", "C": "IRN"}})
    found = measures.similarity(votes, "identical")
    assert found[["iso3_a", "iso3_b", "n"]].to_numpy().tolist() == [["IRN", "RUS", 1], ["IRN", "SUN", 1]]


def test_periods_keep_their_type_and_order():
    votes = frame([[1, 1], [1, 3], [1, 1]], [1991, 1990, 1991])
    assert measures.similarity(votes, "identical")["period"].to_list() == [1990, 1991]
    eras = pd.CategoricalDtype(["war", "peace", "after"], ordered=True)
    votes["era"] = votes["year"].map({1990: "war", 1991: "peace"}).astype(eras)
    found = measures.similarity(votes, "identical", by="era")
    assert found["period"].dtype == eras
    assert found["period"].to_list() == ["war", "peace"]


def test_types_of_the_result_with_and_without_rows():
    votes = frame([[1, 1], [1, 3]])
    full, empty = measures.similarity(votes, "kappa"), measures.similarity(votes[:0], "kappa")
    assert list(full.columns) == list(empty.columns) == ["iso3_a", "iso3_b", "period", "value", "n"]
    for found in (full, empty, measures.similarity(votes, "kappa", pairs=("A", "XXX"))):
        assert isinstance(found["iso3_a"].dtype, pd.CategoricalDtype)
        assert isinstance(found["iso3_b"].dtype, pd.CategoricalDtype)
        assert found[["period", "value", "n"]].dtypes.astype(str).to_list() == ["int16", "float64", "int64"]
    assert len(measures.interval(votes, ("A", "XXX"), "kappa")) == len(measures.interval(votes[:0], "A", "kappa")) == 0


def test_distance_to_absence():
    assert distances([1, 2, 3], 1, absent=True).tolist() == [[0, 1, 2, 2], [1, 0, 1, 2], [2, 1, 0, 2], [2, 2, 2, 0]]
    assert distances([1, 2, 3], 2, absent=True)[3].tolist() == [4, 4, 4, 0]
    assert distances([1, 2, 3], 0, absent=True)[3].tolist() == [1, 1, 1, 0]


def test_portfolios_and_votes_are_one_implementation():
    first, second = [1, 2, 3, 3, 1, 2], [1, 3, 3, 1, 2, 2]
    for measure in MEASURES:
        portfolio = measures.portfolio_similarity(first, second, measure, [1, 2, 3])
        assert portfolio == one_pair(list(zip(first, second, strict=True)), measure)


@thorough
@given(series, st.sampled_from(MEASURES), st.data())
def test_whole_weights_repeat_partners(joint, measure, data):
    weights = data.draw(st.lists(st.integers(1, 3), min_size=len(joint), max_size=len(joint)))
    repeated = [line for line, weight in zip(joint, weights, strict=True) for _ in range(weight)]
    weighted = measures.portfolio_similarity(*zip(*joint, strict=True), measure, [1, 2, 3], weights)
    plain = measures.portfolio_similarity(*zip(*repeated, strict=True), measure, [1, 2, 3])
    assert weighted == pytest.approx(plain, abs=SAME, nan_ok=True)


# --- percentile and interval


def test_percentile_is_the_mid_rank_of_the_period():
    found = measures.percentile(
        pd.DataFrame(
            {
                "period": [1, 1, 1, 1, 1, 2],
                "value": [0.1, 0.5, 0.5, 0.9, np.nan, 0.2],
                "n": [10, 10, 10, 10, 10, 10],
            }
        )
    )
    assert found["percentile"].to_list() == pytest.approx([12.5, 50, 50, 87.5, np.nan, 50], nan_ok=True)


def test_place_is_the_percentile_of_one_row():
    pairs = pd.DataFrame({"period": 0, "value": [0.1, 0.4, np.nan, 0.4, 0.9, 0.2], "n": [9, 9, 9, 9, 9, 2]})
    ranked = measures.percentile(pairs, min_n=5)["percentile"]
    assert [measures.place(pairs, row, min_n=5) for row in pairs.index] == pytest.approx(ranked.to_list(), nan_ok=True)


def test_percentile_leaves_small_pairs_out():
    pairs = pd.DataFrame({"period": [1, 1, 1], "kappa": [0.1, 0.5, 0.9], "n": [4, 5, 6]})
    found = measures.percentile(pairs, value="kappa", min_n=5)["percentile"]
    assert found.to_list() == pytest.approx([np.nan, 25, 75], nan_ok=True)
    with pytest.raises(ValueError, match="column value is missing"):
        measures.percentile(pairs)


def roll_calls() -> pd.DataFrame:
    generator = np.random.default_rng(7)
    lines = generator.choice([1, 1, 1, 2, 3, 8], size=(160, 3))
    lines[:, 1] = np.where(generator.random(160) < 0.5, lines[:, 0], lines[:, 1])
    return frame(lines.tolist(), [1990] * 80 + [1991] * 80)


def test_interval_repeats_and_does_not_depend_on_other_rows():
    votes = roll_calls()
    found = measures.interval(votes, ("B", "A"), "kappa")
    assert list(found.columns) == ["iso3_a", "iso3_b", "period", "value", "low", "high", "n"]
    pd.testing.assert_frame_equal(found, measures.interval(votes, ("A", "B"), "kappa"))
    several = measures.interval(votes, [("A", "C"), ("A", "B")], "kappa")
    pd.testing.assert_frame_equal(several[several["iso3_b"] == "B"].reset_index(drop=True), found)
    alone = measures.interval(votes[votes["year"] == 1991], ("A", "B"), "kappa")
    pd.testing.assert_frame_equal(alone, found[1:].reset_index(drop=True))
    assert not measures.interval(votes, ("A", "B"), "kappa", seed=2).equals(found)
    expected = measures.similarity(votes, "kappa", pairs=("A", "B"))
    pd.testing.assert_frame_equal(found.drop(columns=["low", "high"]), expected)


def test_interval_draws_anew_for_every_period_and_pair():
    once = roll_calls()[lambda d: d["year"] == 1990]
    again = once.assign(resolution_id="again " + once["resolution_id"], year=1991)
    double = pd.concat([once, once[once["iso3"] == "B"].assign(iso3="D"), again], ignore_index=True)
    found = measures.interval(double, [("A", "B"), ("A", "D")], "kappa")
    assert len(found) == 3
    assert len(set(found["value"])) == 1
    assert len(set(found["low"])) == 3


@pytest.mark.parametrize(("measure", "absent"), [("kappa", "drop"), ("tau_b", "drop"), ("s_abs", "category")])
def test_interval_equals_resampling_resolutions(measure, absent):
    """Quantiles of 2,000 draws by two routes: noise is below 0.01 on a spread of 0.1, so 0.03 is three times that."""
    votes = roll_calls()[lambda d: d["year"] == 1990]
    row = only(measures.interval(votes, ("A", "B"), measure, absent=absent, draws=2000))
    both = votes.set_index(["resolution_id", "iso3"])["vote"].unstack()[["A", "B"]].to_numpy()
    both = both[(both != 8).all(axis=1)] if absent == "drop" else both
    assert row["n"] == len(both)
    positions = np.searchsorted([1, 2, 3, 8], both)
    generator, k = np.random.default_rng(11), 3 if absent == "drop" else 4
    draws = positions[generator.integers(len(both), size=(2000, len(both)))]
    tables = np.stack([np.bincount(d[:, 0] * k + d[:, 1], minlength=k * k) for d in draws], axis=1).astype(float)
    resampled = evaluate(tables.reshape(k, k, -1), [measure], (1, 2, 3), absent == "category")[measure]
    low, high = np.quantile(resampled, [0.025, 0.975])
    assert [row["low"], row["high"]] == pytest.approx([low, high], abs=0.03)
    assert row["low"] < row["value"] < row["high"]


def test_interval_widens_with_its_level():
    narrow, wide = (only(measures.interval(roll_calls()[:240], ("A", "B"), "pi", level=level)) for level in (0.5, 0.99))
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]


def test_interval_of_an_undefined_value_is_missing():
    row = only(measures.interval(frame([[1, 1], [1, 1]]), ("A", "B"), "kappa"))
    assert row[["value", "low", "high"]].isna().all()
    assert row["n"] == 2


# --- errors: one line that names the place and says what to do

VOTES = frame([[1, 2], [3, 8]])


@pytest.mark.parametrize(
    ("votes", "options", "said"),
    [
        (VOTES, {"measure": "cosine"}, r"unknown measure 'cosine': use one of identical, .*tau_b"),
        (VOTES, {"measure": ["kappa", "s"]}, r"unknown measure 's'"),
        (VOTES, {"measure": []}, r"no measure: use one of"),
        (VOTES, {"absent": "abstain"}, r"absent is 'abstain': use drop or category"),
        (VOTES, {"by": "session"}, r"votes: column session is missing; it has resolution_id, iso3, vote, year"),
        (VOTES.drop(columns="vote"), {}, r"votes: column vote is missing"),
        (pd.concat([VOTES, VOTES[2:3]]), {}, r"\(resolution R1, A\) stands more than once; keep one row"),
        (
            VOTES.assign(vote=[1, 2, 3, 9]),
            {},
            r"row 3 \(resolution R1, B\): vote is 9; use 1 yes, 2 abs",
        ),
        (VOTES.assign(vote=[1, np.nan, 3, 8]), {}, r"row 1 \(resolution R0, B\): vote is nan"),
        (VOTES.assign(vote=["Y", "A", "N", "X"]), {}, r"row 0 \(resolution R0, A\): vote is Y; use 1 yes"),
        (VOTES.assign(year=[1, 1, 1, 2]), {}, r"row 2 \(resolution R1, A\): the resolution has more than one year"),
        (VOTES.assign(year=[1, 1, None, None]), {}, r"votes: row 2: year is missing"),
        (VOTES.assign(iso3=["A", None, "A", "B"]), {}, r"votes: row 1: iso3 is missing"),
        (VOTES, {"pairs": [("A", "A")]}, r"pairs: \('A', 'A'\): give two different states"),
    ],
)
def test_similarity_refuses(votes, options, said):
    with pytest.raises(ValueError, match=said) as error:
        measures.similarity(votes, **{"measure": "kappa", **options})
    assert "\n" not in str(error.value)


def test_the_same_position_twice_is_still_refused():
    """Also where the two rows agree, and also where neither counts."""
    votes = frame([[1, 8], [8, 8]])
    for row in range(4):
        with pytest.raises(ValueError, match="stands more than once"):
            measures.similarity(pd.concat([votes, votes[row : row + 1]], ignore_index=True), "kappa")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"level": 95}, "level is 95: use a share between 0 and 1"),
        ({"draws": 0}, "draws is 0: use 1 or more"),
        ({"measure": "s"}, "unknown measure 's'"),
    ],
)
def test_interval_refuses(options, said):
    with pytest.raises(ValueError, match=said):
        measures.interval(VOTES, ("A", "B"), **{"measure": "kappa", **options})


@pytest.mark.parametrize(
    ("a", "b", "levels", "weights", "said"),
    [
        ([0, 1], [0], [0, 1], None, "have 2, 1, 2 values"),
        ([0, 2], [0, 1], [0, 1], None, "portfolio a: value 1 is 2, not one of the levels"),
        ([0, 1], [0, np.nan], [0, 1], None, "portfolio b: value 1 is nan"),
        ([0, 0], [0, 0], [0], None, "two or more different levels"),
        ([0, 1], [0, 1], [0, 1], [1, -1], "weights: value 1 is negative or missing"),
        ([0, 1], [0, 1], [0, 1], [np.nan, 1], "weights: value 0 is negative or missing"),
    ],
)
def test_portfolios_refuse(a, b, levels, weights, said):
    with pytest.raises(ValueError, match=said):
        measures.portfolio_similarity(a, b, "kappa", levels, weights)
