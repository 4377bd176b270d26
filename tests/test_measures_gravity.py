"""Gravity: published coefficients, known truth on synthetic trade, adding up, and pairs left out of the fit."""

import os
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import load
from helpers.build.gravity import COMPARED, located
from helpers.measures import gravity

GOLDEN = os.environ.get("WORKBOOK_GOLDEN")
needs_golden = pytest.mark.skipif(
    not GOLDEN, reason="needs the data behind published numbers: set WORKBOOK_GOLDEN to their folder"
)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pyfixest")  # it calls pandas in an older way
PUBLISHED = 5e-4
"""Half a unit of the last of three printed decimals."""

TRUTH = {"ln_distance": -0.9, "contiguous": 0.5, "common_language": 0.3, "colonial_tie": 0.2}
ADDED_UP = 1e-9
"""Totals of expected values against observed ones, relative: the rounds of fitting stop at 1e-12 in the effects."""


def world(seed, states=9, years=3, missing=0.0, noise=0.0):
    """Flows of invented states under `TRUTH`, with effects of size 1 to 1,000; some without a row."""
    draw = np.random.default_rng(seed)
    codes = [f"S{n:02d}" for n in range(states)]
    between = {}
    for a, b in permutations(codes, 2):
        if (b, a) not in between:
            flags = (draw.random(3) < (0.3, 0.3, 0.2)).astype(float)
            between[a, b] = (np.log(draw.uniform(200, 15_000)), *flags)
    rows = []
    for year in range(2000, 2000 + years):
        size = {code: draw.uniform(0, 7, 2) for code in codes}
        for a, b in permutations(codes, 2):
            terms = between.get((a, b)) or between[b, a]
            mean = size[a][0] + size[b][1] + np.dot(list(TRUTH.values()), terms)
            rows.append((a, b, year, 1e9 * np.exp(mean + noise * draw.normal()), *terms))
    frame = pd.DataFrame(rows, columns=[*gravity.KEYS, "value_usd", *TRUTH])
    return frame[draw.random(len(frame)) >= missing].reset_index(drop=True)


def truth():
    return pd.DataFrame({"term": list(TRUTH), "estimate": list(TRUTH.values())})


def by_term(coefficients, column="estimate"):
    return coefficients.set_index("term")[column]


def ppml_without(flows, pair, terms=gravity.TERMS):
    """Expected values of a pair from pyfixest's own fit without it, effects and all."""
    import pyfixest

    inside = flows["exporter"].isin(pair) & flows["importer"].isin(pair)
    frame = flows.assign(
        value=flows["value_usd"] / gravity.MILLION,
        seller=flows["exporter"].astype("str") + flows["year"].astype("str"),
        buyer=flows["importer"].astype("str") + flows["year"].astype("str"),
    )
    fit = pyfixest.fepois(
        f"value ~ {' + '.join(terms)} | seller + buyer",
        frame[~inside],
        iwls_tol=1e-14,
        iwls_maxiter=100,
        fixef_rm="none",
        separation_check=[],
        demeaner=pyfixest.MapDemeaner(fixef_tol=1e-12),
    )
    return frame[inside], fit


@pytest.fixture(scope="module")
def guide():
    """WTO and UNCTAD guide, application 1: every fourth year, without trade within a country."""
    frame = pd.read_stata(Path(GOLDEN) / "wto_guide_application1.dta.gz")
    frame = frame[frame["year"].isin(range(1986, 2007, 4)) & (frame["exporter"] != frame["importer"])]
    frame = frame.rename(columns={"CNTG": "contiguous", "LANG": "common_language", "CLNY": "colonial_tie"})
    frame = frame.assign(value_usd=frame["trade"] * gravity.MILLION, ln_distance=np.log(frame["DIST"]))
    return frame.astype({"year": int}).reset_index(drop=True)


@needs_golden
class TestPublished:
    def test_guide_ppml(self, guide):
        found = gravity.estimate(guide)
        assert found["flows"].tolist() == [28_152] * 4
        assert by_term(found).tolist() == pytest.approx([-0.841, 0.437, 0.247, -0.222], abs=PUBLISHED)
        # The errors as in the public rerun of the guide in R (tradepolicy), which gives the guide's Table 1.
        assert by_term(found, "std_error").tolist() == pytest.approx([0.032, 0.083, 0.077, 0.116], abs=PUBLISHED)

    def test_guide_least_squares(self, guide):
        found = gravity.estimate(guide[guide["trade"] > 0], estimator="ols")
        assert found["flows"].tolist() == [25_689] * 4
        assert by_term(found).tolist() == pytest.approx([-1.216, 0.223, 0.661, 0.670], abs=6e-4)
        assert by_term(found, "std_error").tolist() == pytest.approx([0.038, 0.199, 0.081, 0.147], abs=6e-4)

    def test_own_sandwich_is_that_of_pyfixest(self, guide):
        found = gravity.estimate(guide)
        panel = gravity._Panel.of(guide, list(found["term"]))
        fitted = panel.fit(found["estimate"].to_numpy())
        centred, information, _ = panel._centred(fitted)
        score = np.einsum("atij,tij->aij", centred, panel.value - fitted)
        score = score + score.swapaxes(1, 2)
        bread = np.linalg.inv(information)
        spread = bread @ np.einsum("aij,bij->ab", score, score) @ bread / 2
        pairs = found["pairs"].iloc[0]
        mine = np.sqrt(np.diag(spread) * pairs / (pairs - 1))
        assert mine.tolist() == pytest.approx(found["std_error"].tolist(), rel=1e-5)

    @pytest.mark.parametrize(
        ("estimator", "positive", "flows", "distance"),
        [("ols", True, 9_613, -1.166), ("ppml", True, 9_613, -0.776), ("ppml", False, 18_360, -0.784)],
    )
    def test_log_of_gravity(self, estimator, positive, flows, distance):
        frame = pd.read_stata(Path(GOLDEN) / "log_of_gravity.dta.gz")
        terms = ["lypex", "lypim", "lyex", "lyim", "ldist", "border", "comlang", "colony", "landl_ex", "landl_im",
                 "lremot_ex", "lremot_im", "comfrt_wto", "open_wto"]  # fmt: skip
        frame = frame.rename(columns={"s2_ex": "exporter", "s1_im": "importer"})
        frame = frame.assign(year=1990, value_usd=frame["trade"] * 1e3)
        frame = frame[frame["trade"] > 0] if positive else frame
        found = gravity.estimate(frame, terms, estimator, effects=())
        assert found["flows"].iloc[0] == flows
        assert by_term(found)["ldist"] == pytest.approx(distance, abs=PUBLISHED)


class TestEstimate:
    @given(st.integers(0, 10_000), st.sampled_from(["ppml", "ols"]))
    @settings(max_examples=6)
    def test_recovers_the_truth_from_exact_flows(self, seed, estimator):
        found = by_term(gravity.estimate(world(seed, missing=0.15), estimator=estimator))
        for term, value in TRUTH.items():
            assert found[term] == pytest.approx(value, abs=1e-5)

    def test_truth_lies_within_the_intervals_of_noisy_flows(self):
        inside = 0
        for seed in range(12):
            found = gravity.estimate(world(seed, states=14, years=1, noise=0.3)).set_index("term")
            inside += sum(found.loc[term, "low"] <= value <= found.loc[term, "high"] for term, value in TRUTH.items())
        # 48 intervals of 95 per cent: fewer than 38 would be a chance of one in ten thousand at 91 per cent.
        assert inside >= 38

    def test_a_zero_counts_and_has_no_logarithm(self):
        frame = world(1)
        frame.loc[0, "value_usd"] = 0.0
        assert by_term(gravity.estimate(frame))["ln_distance"] != pytest.approx(-0.9, abs=1e-6)
        with pytest.raises(ValueError, match="value_usd is 0 somewhere, which has no logarithm"):
            gravity.estimate(frame, estimator="ols")

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda f: f.drop(columns="contiguous"), "column contiguous is missing"),
            (lambda f: pd.concat([f, f.iloc[:1]]), "S00, S01, 2000 stands more than once"),
            (lambda f: f.assign(value_usd=f["value_usd"].where(f.index > 0)), "value_usd is missing for S00, S01"),
            (lambda f: f.assign(value_usd=-1.0), "a flow is not below 0"),
        ],
    )
    def test_refuses_what_it_cannot_use(self, change, message):
        for use in (gravity.estimate, lambda f: gravity.expected(f, truth())):
            with pytest.raises(ValueError, match=message):
                use(change(world(1)))

    def test_unknown_estimator(self):
        with pytest.raises(ValueError, match="estimator is 'tobit': use ppml or ols"):
            gravity.estimate(world(1), estimator="tobit")


class TestExpected:
    @given(st.integers(0, 10_000), st.sampled_from([0.0, 0.2]))
    @settings(max_examples=10)
    def test_adds_up_to_observed_totals_of_every_state_and_year(self, seed, missing):
        frame = world(seed, missing=missing, noise=1.5)
        found = gravity.expected(frame, gravity.estimate(frame))
        for side in ("exporter", "importer"):
            sums = found.groupby([side, "year"])[["observed_usd", "expected_usd"]].sum()
            assert sums["expected_usd"].tolist() == pytest.approx(sums["observed_usd"].tolist(), rel=ADDED_UP)

    @given(st.integers(0, 10_000))
    @settings(max_examples=10)
    def test_exact_flows_are_as_expected(self, seed):
        found = gravity.expected(world(seed, missing=0.1), truth())
        assert np.allclose(found["ratio"], 1, atol=1e-8)
        assert (found["high"] - found["low"]).max() < 1e-6

    def test_a_pair_that_trades_double_shows_it(self):
        frame = world(5, states=25, years=2)
        own = (frame["exporter"] == "S03") & (frame["importer"] == "S07")
        frame.loc[own, "value_usd"] *= 2
        found = gravity.expected(frame, gravity.estimate(frame))
        assert found.loc[own, "ratio"].between(1.5, 2.0).all()
        without = gravity.left_out(frame, gravity.estimate(frame), [("S07", "S03")])
        without = without[without["exporter"] == "S03"]
        observed = frame.loc[own, "value_usd"].to_numpy()
        assert (observed / without["left_out_usd"].to_numpy()).tolist() == pytest.approx([2, 2], abs=1e-6)

    def test_agrees_with_pyfixest_on_a_part_of_the_flows(self):
        import pyfixest

        flows = part_of_baci(range(2017, 2020), 60)
        found = gravity.expected(flows, gravity.estimate(flows))
        frame = flows.assign(
            value=flows["value_usd"] / gravity.MILLION,
            seller=flows["exporter"] + flows["year"].astype(str),
            buyer=flows["importer"] + flows["year"].astype(str),
        )
        fit = pyfixest.fepois(
            f"value ~ {' + '.join(gravity.TERMS)} | seller + buyer",
            frame,
            iwls_tol=1e-14,
            iwls_maxiter=100,
            fixef_rm="none",
            separation_check=[],
            demeaner=pyfixest.MapDemeaner(fixef_tol=1e-12),
        )
        direct = gravity.expected(flows, pd.DataFrame({"term": gravity.TERMS, "estimate": fit.coef().to_numpy()}))
        theirs = np.asarray(fit.predict(type="response")) * gravity.MILLION
        assert np.allclose(direct["expected_usd"], theirs, rtol=1e-6)
        # The default tolerance of the iterations, with which tables are built, costs less than the fourth digit.
        assert np.allclose(found["expected_usd"], theirs, rtol=1e-4)

    def test_interval_is_near_a_bootstrap_over_pairs(self):
        frame = world(3, states=20, years=1, noise=0.5)
        coefficients = gravity.estimate(frame)
        found = gravity.expected(frame, coefficients)
        error = np.log(found["high"] / found["ratio"]) / 1.959964
        draw, logs = np.random.default_rng(0), []
        panel = gravity._Panel.of(frame, list(gravity.TERMS))
        start = coefficients["estimate"].to_numpy()
        step = np.linalg.inv(panel.information(panel.fit(start)))
        for _ in range(60):
            weight = np.triu(draw.exponential(size=panel.value.shape[1:]), 1)
            weight = weight + weight.T
            beta = start
            for _ in range(30):
                cost = np.exp(np.tensordot(beta, panel.terms, 1))
                seller, buyer = raked(panel.value[0] * weight, np.where(panel.known[0], cost[0], 0) * weight)
                fitted = seller[:, None] * cost[0] * buyer
                gap = np.where(panel.known[0], (panel.value[0] - fitted) * weight, 0)
                beta = beta + step @ np.tensordot(panel.terms[:, 0], gap, 2)
            logs.append(np.log(fitted[panel.place[1:]]))
        assert np.median(error / np.std(logs, axis=0)) == pytest.approx(1, abs=0.2)

    def test_a_state_without_trade_has_no_ratio(self):
        frame = world(2)
        frame.loc[frame["exporter"] == "S00", "value_usd"] = 0.0
        found = gravity.expected(frame, truth())
        assert found.loc[found["exporter"] == "S00", "ratio"].isna().all()
        assert found.loc[found["exporter"] != "S00", "ratio"].notna().all()


def raked(value, cost):
    """Effects by plain alternation, the slow way."""
    buyer = np.ones(len(value))
    for _ in range(200):
        seller = value.sum(1) / (cost @ buyer)
        buyer = value.sum(0) / (seller @ cost)
    return seller, buyer


def part_of_baci(years, most):
    """Flows of BACI among the states that trade most, in some years."""
    flows = load("trade/pairs", source="baci_pairs", year=list(years))
    flows = flows.astype({"exporter": "str", "importer": "str"})
    found = located(flows, load("states/pair_geography").astype({"iso3_a": "str", "iso3_b": "str"}))
    large = found.groupby("exporter")["value_usd"].sum().nlargest(most).index.union(pd.Index(COMPARED))
    return found[found["exporter"].isin(large) & found["importer"].isin(large)].reset_index(drop=True)


class TestLeftOut:
    def test_equals_a_fit_of_pyfixest_without_the_pair(self):
        flows = part_of_baci([2018, 2019], 40)
        coefficients = gravity.estimate(flows)
        for pair in (("RUS", "IRN"), ("CHN", "PRK")):
            found = gravity.left_out(flows, coefficients, [pair]).set_index(gravity.KEYS)["left_out_usd"]
            mine, fit = ppml_without(flows, pair)
            assert len(mine) == len(found) > 0
            effects = fit.fixef(atol=1e-13, btol=1e-13)
            beta = fit.coef()
            for row in mine.itertuples():
                cost = sum(beta[term] * getattr(row, term) for term in gravity.TERMS)
                theirs = np.exp(cost + effects["C(seller)"][row.seller] + effects["C(buyer)"][row.buyer])
                key = (row.exporter, row.importer, row.year)
                assert found[key] == pytest.approx(theirs * gravity.MILLION, rel=1e-6)

    def test_residuals_of_fifty_pairs_differ_little_from_those_of_the_full_fit(self):
        """Placebos rest on the full fit: for a pair drawn at random that is as good as leaving it out."""
        flows = part_of_baci([2019], 250)
        coefficients = gravity.estimate(flows)
        unordered = flows.loc[flows["exporter"] < flows["importer"], ["exporter", "importer"]].drop_duplicates()
        drawn = unordered.sample(50, random_state=1).itertuples(index=False, name=None)
        full = gravity.expected(flows, coefficients)
        both = gravity.left_out(flows, coefficients, list(drawn)).merge(full, on=gravity.KEYS)
        assert len(both) >= 50
        shift = np.log(both["expected_usd"] / both["left_out_usd"]).abs()
        spread = np.log(full["ratio"]).std()
        assert shift.median() < 0.01
        assert shift.quantile(0.9) < 0.1
        assert shift.max() < spread / 4

    def test_matters_for_a_pair_that_is_most_of_a_state_s_trade(self):
        flows = part_of_baci([2019], 250)
        coefficients = gravity.estimate(flows)
        full = gravity.expected(flows, coefficients)
        both = gravity.left_out(flows, coefficients, [("CHN", "PRK")]).merge(full, on=gravity.KEYS)
        row = both[both["exporter"] == "CHN"].iloc[0]
        assert row["observed_usd"] / row["left_out_usd"] > 2 * row["ratio"]

    def test_without_other_partners_nothing_is_expected(self):
        frame = world(4, states=7, years=1)
        alone = (frame["exporter"] == "S00") & (frame["importer"] != "S01")
        found = gravity.left_out(frame[~alone].reset_index(drop=True), truth(), [("S00", "S01")])
        found = found.set_index("exporter")["left_out_usd"]
        assert np.isnan(found["S00"])
        assert found["S01"] > 0

    def test_no_such_pair(self):
        found = gravity.left_out(world(4), truth(), [])
        assert found.empty
        assert list(found) == [*gravity.KEYS, "left_out_usd"]


class TestStanding:
    def test_by_hand(self):
        frame = pd.DataFrame(
            {"year": 2000, "expected_usd": [1.0, 2.0, 3.0, 4.0], "ratio": [0.5, 0.1, 2.0, 1.0], "pair": list("abcd")}
        )
        found = gravity.standing(frame, groups=2).set_index("pair")
        assert found["percentile"].to_dict() == {"a": 37.5, "b": 12.5, "c": 87.5, "d": 62.5}
        assert found["size"].to_dict() == {"a": 1, "b": 1, "c": 2, "d": 2}
        assert found["percentile_alike"].to_dict() == {"a": 75, "b": 25, "c": 75, "d": 25}


class TestPairs:
    FLOWS = pd.DataFrame(
        [("RUS", "IRN", 2000, 10.0, 2.0), ("IRN", "RUS", 2000, 30.0, 0.5), ("RUS", "IRN", 2001, 10.0, 1.0)],
        columns=["exporter", "importer", "year", "expected_usd", "ratio"],
    )

    def test_both_ways_is_the_ratio_of_sums_where_both_are_known(self):
        found = gravity.both_ways(self.FLOWS)
        assert found.astype({"iso3_a": str, "iso3_b": str}).to_numpy().tolist() == [
            ["IRN", "RUS", 2000, 35.0, 40.0, 35 / 40]
        ]

    @given(st.integers(0, 1_000))
    @settings(max_examples=8)
    def test_both_ways_agrees_with_a_slow_sum(self, seed):
        frame = world(seed, missing=0.3, noise=1.0)
        frame = frame.assign(expected_usd=frame["value_usd"], ratio=1.0 + frame["contiguous"])
        found = gravity.both_ways(frame)
        known = {(r.exporter, r.importer, r.year): r.expected_usd for r in frame.itertuples()}
        assert len(found) == sum((b, a, y) in known for a, b, y in known if a < b)
        for row in found.itertuples():
            sums = known[row.iso3_a, row.iso3_b, row.year] + known[row.iso3_b, row.iso3_a, row.year]
            assert row.expected_usd == pytest.approx(sums)

    def test_record_by_hand(self):
        rows = pd.DataFrame(
            {
                "year": [2000, 2001, 2003],
                "ratio": [0.5, 1.0, 3.0],
                "low": [0.3, 0.5, 2.0],
                "high": [0.9, 2.0, 4.0],
                "percentile": [10.0, 50.0, 90.0],
                "percentile_alike": [5.0, 40.0, 80.0],
            }
        )
        assert gravity.record(rows) == {
            "n": 3, "first": 2000, "last": 2003, "least": 0.5, "most": 3.0, "above": 1, "below": 1, "place": 50.0,
            "place_alike": 40.0,
        }  # fmt: skip
        assert set(gravity.record(rows.iloc[:0]).values()) == {None}

    def test_periods_have_geometric_means(self):
        rows = pd.DataFrame({"year": [2000, 2001, 2005], "ratio": [1.0, 4.0, 0.5], "flow": "a"})
        found = gravity.by_period(rows, {"before": (2000, 2002), "after": (2004, 2006), "late": (2010, 2011)}, "flow")
        assert found.to_numpy().tolist() == [["a", "before", 2, 2.0], ["a", "after", 1, 0.5]]
