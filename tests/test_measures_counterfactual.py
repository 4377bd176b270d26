"""Synthetic controls on outcomes alone: weights as by other routines, donors by the rule, placebos by hand.

The published example, the Basque country, stands with the other published numbers in `test_measures_breaks`.
"""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.measures import break_evidence, counterfactual

YEARS = range(1995, 2025)


def units(n=8, seed=0, years=YEARS):
    values = np.random.default_rng(seed).normal(0, 0.2, (n, len(years))).cumsum(axis=1)
    return pd.DataFrame(values, index=[f"D{i}" for i in range(n)], columns=years)


def by_slsqp(donors, target):
    from scipy.optimize import minimize

    n = donors.shape[1]
    found = minimize(
        lambda w: ((donors @ w - target) ** 2).sum(),
        np.full(n, 1 / n),
        jac=lambda w: 2 * donors.T @ (donors @ w - target),
        bounds=[(0, 1)] * n,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(n)},
        options={"ftol": 1e-12, "maxiter": 500},
    )
    return found.x


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6))
def test_weights_are_those_of_a_general_optimiser(seed, n):
    frame = units(n + 1, seed, range(2000, 2016))
    donors, target = frame.iloc[1:].to_numpy().T, frame.iloc[0].to_numpy()
    weight, other = counterfactual.simplex(donors, target), by_slsqp(donors, target)
    assert weight.sum() == pytest.approx(1) and (weight >= 0).all()
    assert ((donors @ weight - target) ** 2).sum() <= ((donors @ other - target) ** 2).sum() + 1e-7
    assert donors @ weight == pytest.approx(donors @ other, abs=1e-3)


def test_weights_are_those_of_pysyncon_on_outcomes_alone():
    """With every year of the outcome as a predictor of the same weight, the library minimises the same distance."""
    frame = units(6, 4, range(2000, 2012))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # escapes in docstrings of the library
        from pysyncon import Synth

    z0, z1 = frame.iloc[1:].T, frame.iloc[0]
    weight, _ = Synth.w_optimize(V_mat=np.eye(len(z1)), X0=z0.to_numpy(), X1=z1.to_numpy())
    assert counterfactual.simplex(z0.to_numpy(), z1.to_numpy()) == pytest.approx(weight, abs=2e-3)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.lists(st.floats(0.05, 1), min_size=3, max_size=3))
def test_a_mixture_of_donors_is_found_again(seed, parts):
    donors = units(3, seed, range(2000, 2020)).to_numpy().T
    share = np.array(parts) / sum(parts)
    assert counterfactual.simplex(donors, donors @ share) == pytest.approx(share, abs=1e-6)


def test_the_years_of_the_fit_are_unbroken():
    values = pd.Series(1.0, index=range(1990, 2025)).where(lambda s: s.index != 2005)
    assert counterfactual.fit_years(values, 2022) == list(range(2006, 2022))
    assert counterfactual.fit_years(values, 2016) == []
    assert counterfactual.fit_years(pd.Series(1.0, index=range(1950, 2025)), 2022) == list(range(1992, 2022))
    assert counterfactual.fit_years(values.loc[:2020], 2022) == []


def test_donors_hold_no_barred_state_and_none_of_the_pair():
    codes = ["CHN", "FRA", "GBR", "IRN", "RUS", "TUR", "UKR", "USA"]
    pairs = [(a, b) for a in codes for b in codes if a < b]
    frame = units(len(pairs)).set_axis(pd.MultiIndex.from_tuples(pairs, names=["iso3_a", "iso3_b"]))
    frame.loc[("FRA", "TUR"), 2024] = np.nan
    years = (range(1995, 2022), range(1995, 2025))
    found = counterfactual.pool(frame, ("IRN", "RUS"), years, ("UKR",), kept=("CHN", "USA"), nearest=3)
    assert found.index[0] == ("IRN", "RUS") and len(found) == 5
    donors = found.index[1:]
    assert ("CHN", "USA") in donors and ("FRA", "TUR") not in donors
    assert not {code for pair in donors for code in pair} & {"IRN", "RUS", "UKR"}
    level = frame[list(years[0])].mean(axis=1)
    allowed = [p for p in pairs if not set(p) & {"IRN", "RUS", "UKR"} and p not in (("CHN", "USA"), ("FRA", "TUR"))]
    nearest = sorted(allowed, key=lambda p: abs(level[p] - level[("IRN", "RUS")]))[:3]
    assert set(donors) == {("CHN", "USA"), *nearest}


def test_a_jump_of_the_unit_is_first_among_its_placebos():
    frame = units(12, 5)
    mixture = pd.DataFrame([0.5 * frame.iloc[0] + 0.5 * frame.iloc[1]], index=["T"])
    noise = np.random.default_rng(1).normal(0, 0.02, len(YEARS))
    mixture = mixture + noise + 3.0 * (np.array(YEARS) >= 2022)
    found = counterfactual.against_placebos(pd.concat([mixture, frame]), 2022)
    assert found["rank"] == 1 and found["p"] == pytest.approx(1 / 13)
    assert found["gap"] == pytest.approx(3, abs=0.2)
    assert found["weights"].nlargest(2).index.tolist() in (["D0", "D1"], ["D1", "D0"])
    series = found["series"].set_index("year")
    assert (series["observed"] - series["synthetic"]).to_numpy() == pytest.approx(series["gap"].to_numpy())
    assert found["ratio"] == pytest.approx(found["after"] / found["before"])


def test_every_donor_is_fitted_without_the_unit():
    frame = units(6, 9)
    twin = pd.DataFrame([frame.loc["D3"].to_numpy()], index=["T"], columns=YEARS)
    found = counterfactual.against_placebos(pd.concat([twin, frame]), 2022)
    assert found["before"] == pytest.approx(0, abs=1e-9)
    fitted = np.array(YEARS) < 2022
    others = frame.drop("D3").to_numpy()
    weight = by_slsqp(others[:, fitted].T, frame.loc["D3"].to_numpy()[fitted])
    gap = frame.loc["D3"].to_numpy() - weight @ others
    assert found["gaps"].loc["D3"].to_numpy() == pytest.approx(gap, abs=0.01)


def test_an_outcome_that_hangs_on_one_donor_does_not_stand_out():
    """Twenty quiet donors, and one that alone follows the unit and itself jumps after the date."""
    years, late = np.array(YEARS), np.array(YEARS) >= 2022
    quiet = units(30, 7) * 0.1
    own = pd.Series(np.linspace(3, 6, len(years)) + 0.1 * np.sin(7 * years), index=years)
    twin = own + np.random.default_rng(3).normal(0, 0.01, len(years)) + 3.0 * late
    rows = pd.concat([pd.DataFrame([own, twin], index=["RUS", "ARG"]), quiet])
    found = counterfactual.against_placebos(rows, 2022)
    assert found["heaviest"] == "ARG" and found["p"] <= counterfactual.CLEAR < found["p_without"]
    assert not counterfactual.stands_out(found)
    lighter = counterfactual.against_placebos(rows.drop("ARG"), 2022)
    assert found["ratio_without"] == pytest.approx(lighter["ratio"])
    assert found["without"] == pytest.approx(lighter["gap"])
    others = np.sqrt((found["gaps"].drop("ARG").loc[:, late] ** 2).mean(axis=1))
    others = others / np.sqrt((found["gaps"].drop("ARG").loc[:, ~late] ** 2).mean(axis=1))
    assert found["rank_without"] == 1 + (others >= found["ratio_without"]).sum()
    assert found["p_without"] == pytest.approx(found["rank_without"] / 31)
    told = break_evidence.synthetic_told({"ideal point": found | {"fit": "1995-2021", "of_state": True}})
    assert told["states_told"] == "none of 1" and told["clear"] == told["n"] == 0
    assert (
        told["hanging"].startswith("ideal point (Argentina, weight ") and "in 2022; without it rank" in told["hanging"]
    )


def test_the_points_of_the_states_are_no_outcome_of_the_pair():
    base = {"p": 0.01, "p_without": 0.01, "p_gap": 0.5, "rank": 1, "units": 100, "gap": 1.0, "without": 1.0}
    told = break_evidence.synthetic_told(
        {"votes": base | {"of_state": False, "p": 0.5}, "ideal point of Russia": base | {"of_state": True}}
    )
    assert (told["n"], told["clear"], told["clear_told"]) == (1, 0, "none of 1")
    assert told["states_told"] == "1 of 1 (ideal point of Russia)" and told["hanging"] == "none"
    nothing = {"n": 3, "placebo": 3, "beyond": 0, "beyond_told": "none of 3"}
    assert break_evidence.verdict(nothing, {"n": 3, "first_told": "none of 3"}, told)["verdict"] == "not shown"


def test_outcomes_without_enough_years_are_left_out():
    index = pd.MultiIndex.from_tuples([("IRN", "RUS"), ("FRA", "USA"), ("CHN", "FRA")], names=["iso3_a", "iso3_b"])
    matrix = units(3, 2).set_axis(index)
    late = matrix.where(np.tile(np.array(YEARS) >= 2015, (3, 1)))
    points = units(4, 3).set_axis(["RUS", "FRA", "USA", "UKR"])
    found = break_evidence.synthetic(
        {"a": matrix, "late": late, "old": matrix[list(range(1995, 2021))]}, points, ("RUS", "IRN")
    )
    assert list(found) == ["a", "ideal point of Russia"]
    assert found["ideal point of Russia"]["weights"].index.tolist() == ["FRA", "USA"]
    assert found["a"]["fit"] == "1995-2021" and found["a"]["units"] == 3
    told = break_evidence.synthetic_told(found)
    assert told["n"] == 1 and told["clear"] == 0  # of three units none can be beyond one in twenty
    assert break_evidence.synthetic_told({}) == {}
    assert break_evidence.synthetic_table({}).empty and break_evidence.synthetic_series({}).empty
