"""Forecast models against statsmodels and by their properties, back-tests without a look ahead, coverage."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import nbinom

from helpers.measures import backtests, count_forecasts, forecasts, outlook, prospects

series = arrays(float, 30, elements=st.floats(-5, 5).map(lambda x: round(x, 3)))
horizons = st.integers(1, 6)


def walks(pairs, years, seed=3, size=0.05, gaps=0.0):
    """Random walks, as a matrix of made-up pairs by years; some years missing."""
    rng = np.random.default_rng(seed)
    values = np.cumsum(rng.normal(0, size, (pairs, years)), axis=1)
    values[rng.random(values.shape) < gaps] = np.nan
    index = pd.MultiIndex.from_tuples([("AAA", f"B{n:03}") for n in range(pairs)], names=["iso3_a", "iso3_b"])
    return pd.DataFrame(values, index=index, columns=range(2000 - years, 2000))


SCALE = outlook.Scale("made up", "unit", (-np.inf, np.inf), (0.0,))


@given(series, st.floats(0.05, 1))
@settings(max_examples=20)
def test_smoothing_is_that_of_statsmodels(y, alpha):
    from statsmodels.tsa.holtwinters import SimpleExpSmoothing

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = SimpleExpSmoothing(y, initialization_method="known", initial_level=y[0])
        expected = model.fit(smoothing_level=alpha, optimized=False).forecast(1)[0]
    assert forecasts.smoothed(y[None, :], alpha)[0, -1] == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_theta_is_that_of_statsmodels(seed):
    from statsmodels.tsa.forecasting.theta import ThetaModel

    y = np.cumsum(np.random.default_rng(seed).normal(0.1, 1, 40)) + 20
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = ThetaModel(pd.Series(y), period=1, deseasonalize=False).fit()
        expected = fit.forecast(6).to_numpy()
    alpha = np.full(40, fit.params["alpha"])
    found = [forecasts.theta(y[None, :], h, alpha)[0, -1] for h in range(1, 7)]
    assert found == pytest.approx(expected, rel=1e-6)
    assert forecasts.slopes(y[None, :])[0, -1] == pytest.approx(fit.params["b0"], rel=1e-8)


@given(st.floats(-3, 3), st.floats(-1, 1), horizons)
def test_a_straight_line_is_forecast_exactly_by_drift(start, slope, horizon):
    y = (start + slope * np.arange(40.0))[None, :]
    outcome, found = forecasts.ahead(y, horizon), forecasts.drift(y, horizon)
    known = ~np.isnan(found) & ~np.isnan(outcome)
    assert known.sum() == 40 - forecasts.LEAST - horizon + 1
    assert found[known] == pytest.approx(outcome[known], abs=1e-9)


@given(series, horizons)
def test_a_forecast_moves_and_stretches_with_its_series(y, horizon):
    values = np.vstack([y, np.roll(y, 3), y[::-1]])
    if np.ptp(values) == 0:
        return
    first = forecasts.every_model(values, horizon, forecasts.fitted(values, horizon))
    again = forecasts.every_model(2 * values + 7, horizon, forecasts.fitted(2 * values + 7, horizon))
    for name, found in first.items():
        assert again[name][:, -1] == pytest.approx(2 * found[:, -1] + 7, abs=1e-6), name


def test_by_hand():
    y = np.arange(1.0, 21.0)[None, :] ** 2
    assert forecasts.naive(y)[0, -1] == 400
    assert forecasts.recent_mean(y)[0, -1] == np.mean(np.arange(16, 21) ** 2)
    assert forecasts.drift(y, 3)[0, -1] == 400 + 3 * (400 - 100) / 10
    half = forecasts.reversion(y, np.full(20, 0.5))[0, -1]
    assert half == pytest.approx((400 + y.mean()) / 2)
    assert np.isnan(forecasts.naive(y)[0, forecasts.LEAST - 2])


def test_a_gap_begins_a_new_run():
    y = np.concatenate([np.full(10, 9.0), [np.nan], np.arange(20.0)])[None, :]
    assert forecasts.run_length(y)[0, [9, 10, 11, -1]].tolist() == [10, 0, 1, 20]
    assert np.isnan(forecasts.naive(y)[0, 11 + forecasts.LEAST - 2])
    assert forecasts.own_mean(y)[0, -1] == pytest.approx(9.5)
    assert forecasts.slopes(y)[0, -1] == pytest.approx(1)
    assert forecasts.smoothed(y, 0.3)[0, 11] == 0


def test_reversion_is_found_where_it_is_and_not_in_walks():
    rng = np.random.default_rng(5)
    y = np.zeros((2000, 60))
    for t in range(1, 60):
        y[:, t] = 0.5 * y[:, t - 1] + rng.normal(0, 1, 2000)
    found = forecasts.pooled_reversion(y, 1)
    assert found[-1] == pytest.approx(0.5, abs=0.05)
    assert forecasts.pooled_reversion(y, 3)[-1] < found[-1]
    assert (found[: forecasts.LEAST] == 1).all()
    assert forecasts.pooled_alpha(walks(300, 60).to_numpy())[-1] == 1.0


def test_volatility_of_a_pair_that_never_moved_is_not_zero():
    values = np.vstack([np.zeros(40), walks(1, 40, size=1.0).to_numpy()])
    spread = forecasts.pooled_spread(values)
    still, moving = forecasts.volatility(values, spread)[:, -1]
    assert 0 < still < moving
    assert moving**2 == pytest.approx((np.sum(np.diff(values[1]) ** 2) + 5 * spread[-1] ** 2) / (39 + 5))


def test_forecasts_stay_on_the_scale():
    values = np.clip(walks(50, 40, size=0.4).to_numpy(), 0, 1)
    for forecast in forecasts.every_model(values, 6, forecasts.fitted(values, 6), (0.0, 1.0)).values():
        known = forecast[~np.isnan(forecast)]
        assert known.min() >= 0 and known.max() <= 1


@pytest.mark.parametrize("year", [1984, 1993])
def test_nothing_after_the_origin_is_used(year):
    matrix = walks(240, 50, gaps=0.002)
    changed = matrix.copy()
    later = changed.columns > year
    changed.loc[:, later] = 3 - 2 * changed.loc[:, later].to_numpy()[:, ::-1]
    before, after = (outlook.pooled(m, SCALE) for m in (matrix, changed))
    for part in ("parameters", "errors"):
        same = [frames[part][frames[part]["origin"] <= year].reset_index(drop=True) for frames in (before, after)]
        assert len(same[0]) > 0
        pd.testing.assert_frame_equal(*same)
    own = [
        outlook.own(m.iloc[7].dropna(), frames["parameters"], frames["errors"], SCALE)
        for m, frames in ((matrix, before), (changed, after))
    ]
    own = [found[found["origin"] <= year].drop(columns="outcome").reset_index(drop=True) for found in own]
    pd.testing.assert_frame_equal(*own)
    assert not before["parameters"].equals(after["parameters"])


def test_skill_of_naive_is_zero_and_it_wins_on_walks():
    result = outlook.pooled(walks(400, 60), SCALE)["skill"]
    naive = result[result["model"] == "naive"]
    assert (naive[["skill", "median", "low", "high", "better"]] == 0).all().all()
    chosen = result[result["model"] == "chosen"]
    assert (chosen["skill"].abs() < 0.02).all()
    assert (result.loc[result["model"] == "recent", "skill"] < -0.02).all()


def test_coverage_of_walks_is_near_nominal():
    result = outlook.pooled(walks(400, 60), SCALE)["skill"]
    chosen = result[result["model"] == "chosen"]
    assert chosen["inside80"].to_numpy() == pytest.approx(0.80, abs=0.04)
    assert chosen["inside95"].to_numpy() == pytest.approx(0.95, abs=0.03)


def test_one_pair_gets_what_it_gets_among_all():
    matrix = walks(60, 50, gaps=0.002)
    values, place = matrix.to_numpy(), 11
    pooled = outlook.pooled(matrix, SCALE)
    found = outlook.own(matrix.iloc[place].dropna(), pooled["parameters"], pooled["errors"], SCALE)
    for horizon, rows in found.groupby("horizon"):
        made = forecasts.every_model(values, horizon, forecasts.fitted(values, horizon))
        columns = matrix.columns.get_indexer(rows["origin"])
        for name, forecast in made.items():
            assert rows[name].to_numpy() == pytest.approx(forecast[place, columns], abs=1e-9)
        assert (rows["low95"] <= rows["low80"]).all() or rows["low95"].isna().any()


def test_all_pairs_from_one_year_get_what_each_gets_alone():
    matrix = walks(240, 60, gaps=0.002)
    pooled = outlook.pooled(matrix, SCALE)
    found = outlook.from_origin(matrix, pooled["parameters"], pooled["errors"], SCALE, 1996, 2)
    for place in (3, 11, 40):
        alone = outlook.own(matrix.iloc[place].dropna(), pooled["parameters"], pooled["errors"], SCALE)
        alone = alone.query("origin == 1996 and horizon == 2")
        key = matrix.index[place]
        assert (key in found.index) == (len(alone) == 1)
        for name in ("chosen", *outlook.ENDS) if len(alone) else ():
            assert found.loc[key, name] == pytest.approx(alone[name].iloc[0], abs=1e-9)
    changed = matrix.copy()
    changed.loc[:, 1997:] += 3
    again = outlook.from_origin(changed, pooled["parameters"], pooled["errors"], SCALE, 1996, 2)
    pd.testing.assert_frame_equal(found, again)


def test_levels_together_are_all_pairs():
    matrix = walks(240, 60)
    pooled = outlook.pooled(matrix, SCALE)
    found = outlook.by_level(matrix, pooled["parameters"], SCALE, 3, "reversion")
    whole = pooled["skill"].query("horizon == 3 and model == 'reversion'").iloc[0]
    assert found["cases"].sum() == whole["cases"]
    assert found["skill"].min() <= whole["skill"] <= found["skill"].max()
    above = prospects.of_third(found, 1)
    assert above["third_bias"] == found.loc[1, "bias"] and prospects.of_third(found, 7) == {}
    flat = outlook.by_level(matrix * 0 + 1, pooled["parameters"], SCALE, 3, "naive")
    assert flat.index.tolist() == [1] and flat["bias"].tolist() == [0]


def test_a_mean_of_later_years_only():
    years = [1985, *range(1988, 1996)]
    said = prospects.since(pd.Series([9.0, 1, 1, 1, 1, 3, 3, 3, 5], index=years), 0.5)
    assert (said["mean_first"], said["mean"]) == (1988, pytest.approx(18 / 8))
    assert (said["alone_mean"], said["alone"]) == (3.5, 4.25)
    assert prospects.since(pd.Series([1.0, 2], index=[1992, 1993]), 0.5) == {}
    assert prospects.since(pd.Series(dtype=float), 0.5) == {}


def test_a_pair_without_a_long_run_has_no_forecast():
    pooled = outlook.pooled(walks(60, 50), SCALE)
    short = pd.Series(1.0, index=range(1990, 2000))
    assert outlook.own(short, pooled["parameters"], pooled["errors"], SCALE).empty
    nothing = outlook.own(pd.Series(dtype=float), pooled["parameters"], pooled["errors"], SCALE)
    assert nothing.empty and outlook.tested(nothing).empty
    assert outlook.fan(short, nothing, 1999, {}, 1980).empty


def test_the_model_is_chosen_from_known_errors_and_naive_until_then():
    bad, good = np.full((3, 20), 2.0), np.full((3, 20), 1.0)
    chosen = backtests.choice({"naive": bad, "other": good}, 3)
    assert chosen.tolist() == [0] * (backtests.TESTED + 2) + [1] * (20 - backtests.TESTED - 2)
    assert not backtests.choice({"naive": good, "other": good}, 1).any()


def test_quantiles_use_errors_of_their_level_known_at_the_origin():
    errors = np.tile(np.arange(10.0), (600, 1))
    levels = np.zeros((600, 10), dtype="int64")
    found, number = backtests.quantiles(errors, levels, 2, 2, np.ones(10, dtype=bool))
    assert np.isnan(found[1]).all() and np.isnan(found[:, 1]).all()
    assert found[2, 0] == pytest.approx(0)
    assert (number[5, 0], found[5, 0, -1]) == (600 * 4, 3)


def test_scores_by_hand():
    assert backtests.interval_score(np.array([0.0, 2.0, -1.0]), 0.0, 1.0).tolist() == pytest.approx([1, 11, 11])
    assert backtests.inside(np.array([1.0, 2.0, np.nan]), np.zeros(3), np.ones(3)).tolist()[:2] == [1, 0]
    assert backtests.skill(np.array([1.0, np.nan]), np.array([2.0, 1.0])) == 0.5
    low, high = backtests.skill_interval(np.full(30, 1.0), np.full(30, 2.0))
    assert (low, high) == (0.5, 0.5)
    assert np.isnan(backtests.skill_interval([1.0] * 9, [1.0] * 9)[0])


@given(st.integers(0, 40), st.integers(1, 20))
def test_predicted_counts_are_negative_binomial(total, years):
    expected = nbinom.ppf(backtests.SHARES, total + 0.5, years / (years + 1))
    found = count_forecasts.predicted(total, years, backtests.SHARES)
    assert found.tolist() == expected.tolist()
    assert found[0] >= 0


def test_counts_by_hand():
    index = pd.MultiIndex.from_tuples([("AAA", "BBB"), ("AAA", "CCC")], names=["iso3_a", "iso3_b"])
    counts = pd.DataFrame([[0] * 10 + [2] * 10, [1] * 20], index=index, columns=range(2000, 2020))
    found = count_forecasts.outlook(counts, ("BBB", "AAA"), "recent")
    assert (found["forecast"], found["last"], found["total"], found["years"]) == (2, 2019, 10, 5)
    results = count_forecasts.tested(counts, ("AAA", "BBB"), [1, 6])
    assert count_forecasts.best(results) == "naive"
    naive = results[(results["model"] == "naive") & (results["horizon"] == 1)].iloc[0]
    assert (naive["origins"], naive["mae"], naive["skill"]) == (12, 2 / 12, 0)
    assert results["origins"].min() == 7


def test_poisson_counts_are_covered():
    rng = np.random.default_rng(1)
    index = pd.MultiIndex.from_tuples([("AAA", f"B{n}") for n in range(60)], names=["iso3_a", "iso3_b"])
    counts = pd.DataFrame(rng.poisson(4, (60, 25)), index=index, columns=range(2000, 2025))
    found = count_forecasts.tested(counts, ("AAA", "B0"), [1]).set_index("model")
    assert found["inside80"].between(0.78, 0.93).all()
    assert found["inside95"].between(0.93, 0.99).all()
    assert found["all_skill"]["whole"] > 0.1


def fan_of(values):
    """`outlook.own` of made-up walks, the record of one of them, and its last year."""
    pooled = outlook.pooled(values, SCALE)
    mine = values.iloc[4].dropna()
    return outlook.own(mine, pooled["parameters"], pooled["errors"], SCALE), mine, int(values.columns[-1])


def test_fan_and_earlier_forecasts():
    found, mine, last = fan_of(walks(240, 60))
    names = {"observed": "seen", "narrow": "80", "wide": "95", "naive": "no change"}
    drawn = outlook.fan(mine, found, last, names, 1980).set_index("series")
    assert drawn.loc["seen", "year"].tolist() == list(range(1980, 2000))
    assert drawn.loc["80", "year"].tolist() == list(range(last, last + 7))
    assert (drawn.loc["no change", "value"] == mine.iloc[-1]).all()
    wide, narrow = drawn.loc["95"], drawn.loc["80"]
    assert (wide["high"].to_numpy() >= narrow["high"].to_numpy()).all()
    assert (wide["low"].to_numpy() <= narrow["low"].to_numpy()).all()
    past = outlook.earlier(found, last, 1960)
    assert past["series"].unique().tolist() == ["made in 1960 to 1992", "made in 1964 to 1988"]
    assert not past.duplicated(["series", "year"]).any() and past["year"].max() <= last
    assert past.loc[past["year"] == 1960, "value"].tolist() == [pytest.approx(mine[1960])]
    assert 1967 not in set(past.loc[past["series"] == "made in 1960 to 1992", "year"])


def test_what_is_said_of_a_model():
    assert prospects.verdict("naive", 0, 0) == "which is the naive forecast itself"
    assert prospects.verdict("theta", 0.1, 0.2).startswith("better")
    assert prospects.verdict("theta", -0.2, -0.1).startswith("worse")
    assert prospects.verdict("theta", -0.2, 0.1).startswith("not to be told")


def test_headline_and_tally_of_one_series():
    matrix = walks(240, 60)
    pooled = outlook.pooled(matrix, SCALE)
    found, _, last = fan_of(matrix)
    results = outlook.tested(found)
    said = prospects.headline(found, results, pooled["skill"], last, last + 6)
    model = pooled["parameters"].query("origin == @last and horizon == 6")["model"].iloc[0]
    assert said["model"] == forecasts.MODELS[model]
    own = results.query("horizon == 6 and model == @model").iloc[0]
    assert (said["own_skill"], said["own_origins"]) == (own["skill"], 60 - forecasts.LEAST - 6 + 1)
    assert said["low95"] <= said["low80"] <= said["high80"] <= said["high95"]
    assert prospects.headline(found, results, pooled["skill"], last, last + 7) == {}
    skill = pd.concat([pooled["skill"].assign(series=name) for name in outlook.SCALES])
    nothing = {name: found.iloc[:0] for name in outlook.SCALES}
    assert prospects.tally(nothing, nothing, skill, last + 6)["n"] is None
    told = prospects.tally(nothing | {"votes": found}, nothing | {"votes": results}, skill, last + 6)
    assert (told["n"], told["naive"]) == (1, int(model == "naive"))


def test_the_model_used_and_what_was_chosen_then():
    matrix = walks(240, 60)
    pooled = outlook.pooled(matrix, SCALE)
    found, _, last = fan_of(matrix)
    results = outlook.tested(found)
    listed = prospects.horizons(found, results, pooled["skill"], last).set_index("year")
    skill = results.set_index(["horizon", "model"])["skill"]
    for year, row in listed.iterrows():
        now = found.query("origin == @last and year == @year")["model"].iloc[0]
        assert row["pair"] == skill[year - last, now]
        assert row["chosen then"] == skill[year - last, "chosen"]


def test_an_end_on_the_expected_line_is_named_with_it():
    at = {"origin": 1999, "year": [2000, 2001], "chosen": 3.0, "low80": [2.0, 0.0], "high80": 3.0}
    found = {name: pd.DataFrame({"origin": []}) for name in outlook.SCALES} | {"arms": pd.DataFrame(at)}
    record = {"arms": pd.Series([3.0, 3.0], index=[1998, 1999])}
    drawn = prospects.component_panels(record, found, 1999, 1990)
    assert drawn["series"].unique().tolist() == ["observed", "low end", "expected, high end"]


def test_votes_of_a_part_of_a_year():
    rng = np.random.default_rng(8)
    days = pd.date_range("1999-01-05", "2000-06-30", periods=120)
    rows = [
        {"resolution_id": f"R{n}", "date": day, "year": day.year, "iso3": code, "vote": int(rng.integers(1, 4))}
        for n, day in enumerate(days)
        for code in ("AAA", "BBB", "CCC")
    ]
    cast, ends = pd.DataFrame(rows), {"low80": [-1.0, 0.9, -1.0], "high80": [1.0, 1.0, 1.0]}
    pairs = [("AAA", "BBB"), ("AAA", "CCC"), ("BBB", "CCC")]
    expected = pd.DataFrame(ends, index=pd.MultiIndex.from_tuples(pairs, names=["iso3_a", "iso3_b"]))
    said = {pair: prospects.part_year(cast, expected, pair[::-1], 1999) for pair in pairs}
    one = said["AAA", "BBB"]
    assert (one["year"], one["to"], one["verdict"]) == (2000, "30 June", "inside")
    assert one["n"] == sum(day.year == 2000 for day in days)
    assert one["n_before"] == sum(day.year == 1999 and (day.month, day.day) <= (6, 30) for day in days)
    assert one["n_whole"] > one["n_before"]
    assert (one["pairs"], one["outside"]) == (3, pytest.approx(1 / 3))
    assert said["AAA", "CCC"]["verdict"] == "outside"
    moves = {pair: part["kappa"] - part["kappa_before"] for pair, part in said.items()}
    order = sorted(pairs, key=moves.get)
    assert [said[pair]["place"] for pair in order] == pytest.approx([100 / 6, 50, 500 / 6])
    far = sorted(pairs, key=lambda pair: -abs(moves[pair]))
    assert [said[pair]["as_far"] for pair in far] == pytest.approx([1 / 3, 2 / 3, 1])
    assert prospects.part_year(cast.iloc[:60], expected, pairs[0], 1999) == {}
    assert prospects.part_year(cast, expected, ("AAA", "DDD"), 1999) == {}
