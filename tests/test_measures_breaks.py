"""Change points, steps and synthetic controls: published numbers first, then properties."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.measures import breaks, counterfactual, interrupted

GOLDEN = os.environ.get("WORKBOOK_GOLDEN")
needs_golden = pytest.mark.skipif(
    not GOLDEN, reason="needs the published data sets: set WORKBOOK_GOLDEN to their folder"
)


@pytest.fixture(scope="module")
def nile():
    """Flow of the Nile at Aswan, 1871 to 1970 (Cobb 1978), from statsmodels."""
    from statsmodels.datasets import nile

    return nile.load_pandas().data


def test_the_nile_changes_in_1898_or_1899(nile):
    """The new level begins with 1899 (28 years of the old one); 1898 is the year of the change in Cobb (1978)."""
    (position,) = breaks.change_points(nile["volume"], penalty=2 * nile["volume"].var() * np.log(len(nile)))
    assert nile["year"].iloc[position - 1] == 1898


def test_the_nile_keeps_its_change_when_drawn_again(nile):
    found = breaks.support(nile["volume"].to_numpy(), nile["year"].astype(int).to_numpy(), resamples=50)
    assert found["support"].max() > 0.6
    assert found.loc[found["support"].idxmax(), "shift"] < -200


LEVEL = st.floats(-50, 50)


@settings(max_examples=25)
@given(LEVEL, st.floats(5, 50), st.integers(6, 14), st.integers(6, 14))
def test_a_clean_step_is_found(level, size, before, after):
    noise = np.tile([0.1, -0.1], 20)
    values = np.r_[np.full(before, level), np.full(after, level + size)] + noise[: before + after]
    assert breaks.change_points(values, penalty=2.0) == [before]


@settings(max_examples=25)
@given(LEVEL, st.integers(8, 30))
def test_a_flat_series_has_no_change(level, n):
    assert breaks.change_points(np.full(n, level) + np.tile([0.1, -0.1], 20)[:n], penalty=1.0) == []


def test_gaps_and_short_series_are_refused():
    with pytest.raises(ValueError, match="value 2 is missing"):
        breaks.change_points([1, 2, np.nan, 3, 4])
    with pytest.raises(ValueError, match="too few"):
        breaks.change_points([1, 2, 3])


def pairs_frame(changes):
    rows = [
        {"iso3_a": "IRN", "iso3_b": f"P{i:02}", "year": year, "value": 1.0 + (year >= 2022) * change}
        for i, change in enumerate(changes)
        for year in range(2015, 2025)
    ]
    return pd.DataFrame(rows)


@settings(max_examples=25)
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=12))
def test_change_around_a_year(changes):
    found = breaks.change_around(pairs_frame(changes), "value", 2022)
    assert found["change"].tolist() == pytest.approx(changes)
    expected = [
        100 * (sum(c < own for c in changes) + sum(c == own for c in changes) / 2) / len(changes) for own in changes
    ]
    assert found["percentile"].tolist() == pytest.approx(expected)


def test_change_around_needs_years_on_both_sides():
    frame = pairs_frame([1, 2])
    assert breaks.change_around(frame[frame["year"] >= 2021], "value", 2022).empty


# Interrupted time series


@needs_golden
def test_sicily():
    """Smoking ban and acute coronary events (Lopez Bernal and others 2017), as printed: basic and with a season."""
    events = pd.read_csv(Path(GOLDEN) / "sicily.csv")
    basic = interrupted.rate_ratio(events["aces"], events["smokban"], events["stdpop"])
    assert [round(basic[k], 3) for k in ("ratio", "low", "high")] == pytest.approx([0.894, 0.865, 0.925], abs=0.0011)
    season = interrupted.rate_ratio(events["aces"], events["smokban"], events["stdpop"], events["month"], 2)
    assert [round(season[k], 3) for k in ("ratio", "low", "high")] == pytest.approx([0.885, 0.839, 0.933], abs=0.0011)


def test_harmonics_need_months():
    with pytest.raises(ValueError, match="month"):
        interrupted.rate_ratio([1, 2, 3], [0, 0, 1], harmonics=1)


@settings(max_examples=25)
@given(st.floats(-5, 5), st.floats(-1, 1), st.integers(2012, 2020))
def test_a_step_on_a_trend_is_recovered(size, slope, year):
    years = np.arange(2005, 2025)
    values = slope * (years - 2005) + size * (years >= year) + np.tile([0.01, -0.01], 10)
    found = interrupted.step(values, years, year)
    assert found["step"] == pytest.approx(size, abs=0.05)
    assert found["low"] <= found["step"] <= found["high"]


@settings(max_examples=25)
@given(st.lists(st.floats(-100, 100), min_size=8, max_size=20), st.integers(2004, 2006))
def test_the_interval_of_a_step_is_that_of_statsmodels(values, year):
    import statsmodels.api as sm

    years = np.arange(2000, 2000 + len(values))
    design = pd.DataFrame({"level": 1.0, "step": (years >= year).astype(float), "time": years - 2000.0})
    fit = sm.OLS(np.asarray(values), design).fit(cov_type="HAC", cov_kwds={"maxlags": 1})
    found = interrupted.step(values, years, year)
    assert found["step"] == pytest.approx(fit.params["step"], abs=1e-6)
    assert [found["low"], found["high"]] == pytest.approx(fit.conf_int().loc["step"].tolist(), abs=1e-5)


def test_a_step_needs_years():
    assert np.isnan(interrupted.step([1, 2, 3, 4], [2019, 2020, 2021, 2022], 2022)["step"])


# Synthetic control


@needs_golden
def test_basque_country():
    """Abadie and Gardeazabal (2003): Catalonia 0.851, Madrid 0.149, nobody else. As in the replication file, Spain as a
    whole is among the units, which matters for the scale of the predictors."""
    frame = pd.read_csv(Path(GOLDEN) / "basque.csv").rename(columns={"regionname": "unit"})
    sectors = ["agriculture", "energy", "industry", "construction", "services.venta", "services.nonventa"]
    found = counterfactual.weights(
        frame,
        "Basque Country (Pais Vasco)",
        "gdpcap",
        range(1960, 1970),
        predictors=["school.illit", "school.prim", "school.med", "school.high", "school.post.high", "invest"],
        predictor_years=range(1964, 1970),
        special=[
            ("gdpcap", range(1960, 1970)),
            *((f"sec.{name}", range(1961, 1970, 2)) for name in sectors),
            ("popdens", [1969]),
        ],
    )
    assert found["Cataluna"] == pytest.approx(0.851, abs=0.005)
    assert found["Madrid (Comunidad De)"] == pytest.approx(0.149, abs=0.005)
    assert found.drop(["Cataluna", "Madrid (Comunidad De)"]).max() < 0.005
    assert found.sum() == pytest.approx(1, abs=1e-6)


def test_a_unit_that_is_a_mixture_has_no_gap():
    years = np.arange(2000, 2012)
    generator = np.random.default_rng(1)
    donors = {name: generator.normal(size=12).cumsum() for name in "ABC"}
    rows = [pd.DataFrame({"unit": name, "year": years, "y": values}) for name, values in donors.items()]
    rows.append(pd.DataFrame({"unit": "T", "year": years, "y": 0.3 * donors["A"] + 0.7 * donors["C"]}))
    frame = pd.concat(rows)
    weight = pd.Series({"A": 0.3, "B": 0.0, "C": 0.7})
    assert counterfactual.series(frame, "T", "y", weight)["gap"].abs().max() < 1e-9
