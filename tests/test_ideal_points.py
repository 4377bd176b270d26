"""Our own ideal points: known positions, intervals that cover, traps of sign and scale, the published estimates."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import countries, load
from helpers.measures import ideal_points, positions

STATES = [f"S{number:02d}" for number in range(40)]
YEARS = range(2001, 2007)


def simulated(seed, per_year=40):
    """Votes drawn from the model, a tenth absent, a quarter of the resolutions returning every year; and the truth."""
    random = np.random.default_rng(seed)
    theta = random.normal(size=len(STATES))
    theta[0] = 2.0
    again = random.normal(size=(per_year // 4, 3))
    rows, truth = [], []
    for year in YEARS:
        theta = theta + random.normal(scale=0.2, size=len(theta))
        truth.append(pd.DataFrame({"iso3": STATES, "year": year, "truth": theta}))
        texts = np.vstack([again, random.normal(size=(per_year - len(again), 3))])
        for number, (middle, width, slope) in enumerate(texts):
            latent = 1.5 * slope * theta + random.normal(size=len(theta))
            vote = 3 - (latent > middle - abs(width) / 2).astype(int) - (latent > middle + abs(width) / 2)
            vote[random.random(len(theta)) < 0.1] = 8
            frame = pd.DataFrame({"resolution_id": f"{year}/{number}", "iso3": STATES, "year": year, "vote": vote})
            rows.append(frame.assign(title=f"Text {number if number < len(again) else (year, number)}"))
    truth = pd.concat(truth, ignore_index=True)
    truth["truth"] = (truth["truth"] - truth["truth"].mean()) / truth["truth"].std(ddof=0)
    return pd.concat(rows, ignore_index=True), truth


@pytest.fixture(scope="module")
def drawn():
    votes, truth = simulated(1)
    items = ideal_points.bridges(votes.drop_duplicates("resolution_id"))
    return votes, truth, items, ideal_points.fit(votes, anchor="S00", items=items)


def test_known_positions_are_recovered(drawn):
    _, truth, _, fit = drawn
    both = fit.positions.merge(truth, on=["iso3", "year"], validate="one_to_one")
    assert len(both) == len(truth)
    assert both["value"].corr(both["truth"]) > 0.95
    assert both.groupby("year")[["value", "truth"]].corr().xs("truth", level=1)["value"].min() > 0.95


def test_intervals_cover_about_as_often_as_they_say(drawn):
    inside = []
    for seed in (1, 2, 3):
        votes, truth = simulated(seed)
        items = ideal_points.bridges(votes.drop_duplicates("resolution_id"))
        for level in (0.5, 0.9):
            found = ideal_points.estimate(votes, anchor="S00", items=items, level=level).merge(truth)
            inside.append((level, found["truth"].between(found["low"], found["high"]).mean()))
    share = pd.DataFrame(inside, columns=["level", "inside"]).groupby("level")["inside"].mean()
    assert 0.40 < share[0.5] < 0.62
    assert 0.82 < share[0.9] < 0.96


def test_intervals_of_changes_cover_the_true_changes_and_differ_from_what_two_intervals_leave():
    inside, wider = [], []
    for seed in (1, 2, 3):
        votes, truth = simulated(seed)
        items = ideal_points.bridges(votes.drop_duplicates("resolution_id"))
        found = ideal_points.estimate(votes, "S00", items, drift=0.2).merge(truth).sort_values(["iso3", "year"])
        steps = found.groupby("iso3")["truth"].diff()
        known = found["change"].notna()
        assert (known == (found["year"] > min(YEARS))).all()
        np.testing.assert_allclose(found["change"][known], found.groupby("iso3")["value"].diff()[known])
        inside.append(steps[known].between(found["change_low"][known], found["change_high"][known]).mean())
        spread = found.eval("high - low") ** 2
        apart = spread + spread.groupby(found["iso3"]).shift()
        wider.append((apart > found.eval("change_high - change_low") ** 2)[known].mean())
    assert 0.82 < np.mean(inside) < 0.97
    assert np.mean(wider) > 0.9, "successive positions go together, so their difference is better known"


def test_uncertainty_of_steps_equals_that_of_the_whole_posterior(drawn):
    """The years passed forwards and backwards against one dense inverse of the precision of all cells."""
    votes, _, items, _ = drawn
    record = ideal_points._record(votes, "S00", items)
    prior = ideal_points._chain(record, 0.5)
    parameters = ideal_points._update_items(record, record.start, np.tile([-1.0, 1.0, 0.0], (len(record.items), 1)))
    variance, step, (cells, steps) = ideal_points._uncertainty(record, record.start, parameters, prior, 2004)
    _, members, blocks = ideal_points._information(record, record.start, parameters, prior)
    precision = np.zeros((len(variance), len(variance)))
    for rows, block in zip(members, blocks, strict=True):
        precision[np.ix_(rows, rows)] = block
    linked = np.flatnonzero(prior[0])
    precision[linked, linked - 1] = precision[linked - 1, linked] = prior[0][linked]
    covariance = np.linalg.inv(precision)
    np.testing.assert_allclose(variance, np.diag(covariance), rtol=1e-8)
    move = np.eye(len(variance)) - np.eye(len(variance), k=-1)
    whole = move @ covariance @ move.T
    np.testing.assert_allclose(step[linked], np.diag(whole)[linked], rtol=1e-8)
    assert np.isnan(np.delete(step, linked)).all()
    assert (record.year[cells] == 2004).all()
    np.testing.assert_allclose(steps, whole[np.ix_(cells, cells)], atol=1e-10)


def test_approach_of_a_pair_is_the_loss_of_distance(drawn):
    votes, _, items, _ = drawn
    fit = ideal_points.fit(votes, anchor="S00", items=items, year=2004)
    value = fit.positions.pivot(index="iso3", columns="year", values="value")
    pairs = fit.pairs
    assert len(pairs) == len(STATES) * (len(STATES) - 1) / 2
    first, second = (value.loc[pairs[name]].reset_index(drop=True) for name in ("iso3_a", "iso3_b"))
    np.testing.assert_allclose(pairs["gap"], abs(first[2003] - second[2003]))
    crossed = np.sign(first[2003] - second[2003]) != np.sign(first[2004] - second[2004])
    loss = abs(first[2003] - second[2003]) - abs(first[2004] - second[2004])
    np.testing.assert_allclose(pairs["approach"][~crossed], loss[~crossed])
    assert (pairs["approach"] > pairs["gap"])[crossed].all()
    assert ((pairs["low"] < pairs["approach"]) & (pairs["approach"] < pairs["high"])).all()
    assert len(ideal_points.fit(votes, anchor="S00", items=items).pairs) == 0


def test_the_log_posterior_never_falls_and_the_fit_converges(drawn):
    path = np.array(drawn[3].log_posterior)
    assert drawn[3].converged
    assert (np.diff(path) >= -1e-6).all()


def test_positions_are_standardised_and_the_items_are_on_their_scale(drawn):
    votes, _, items, fit = drawn
    assert fit.positions["value"].mean() == pytest.approx(0, abs=1e-12)
    assert fit.positions["value"].std(ddof=0) == pytest.approx(1)
    assert (fit.items["lower"] < fit.items["upper"]).all()
    cast = votes[votes["vote"] != 8].assign(item=votes["resolution_id"].map(items))
    both = cast.merge(fit.positions, on=["iso3", "year"]).merge(fit.items, on="item")
    latent = both["discrimination"] * both["value"]
    guess = np.where(latent > both["upper"], 1, np.where(latent < both["lower"], 3, 2))
    assert (guess == both["vote"]).mean() > (both["vote"] == both["vote"].mode()[0]).mean() + 0.15


def test_same_votes_same_numbers(drawn):
    votes, _, items, fit = drawn
    pd.testing.assert_frame_equal(ideal_points.estimate(votes, "S00", items), fit.positions)


@settings(max_examples=3)
@given(st.randoms(use_true_random=False))
def test_names_and_order_of_rows_do_not_matter(random):
    votes, _ = simulated(4, per_year=12)
    plain = ideal_points.estimate(votes, "S00")
    names = [f"N{number:02d}" for number in range(len(STATES))]
    random.shuffle(names)
    renamed = dict(zip(STATES, names, strict=True))
    mixed = votes.sample(frac=1, random_state=random.randrange(1000)).assign(
        iso3=lambda frame: frame["iso3"].map(renamed),
        resolution_id=lambda frame: "R" + frame["resolution_id"].str[::-1],
    )
    found = ideal_points.estimate(mixed, renamed["S00"])
    both = plain.assign(iso3=plain["iso3"].map(renamed)).merge(found, on=["iso3", "year"], validate="one_to_one")
    for column in ("value", "low", "high"):
        np.testing.assert_allclose(both[f"{column}_x"], both[f"{column}_y"], atol=1e-5)


def test_the_anchor_is_positive_and_turns_the_scale(drawn):
    votes, _, items, fit = drawn
    other = fit.positions.groupby("iso3")["value"].mean().idxmin()
    turned = ideal_points.estimate(votes, other, items)
    assert fit.positions.loc[fit.positions["iso3"] == "S00", "value"].mean() > 0
    assert turned.loc[turned["iso3"] == other, "value"].mean() > 0
    assert turned["value"].corr(fit.positions["value"]) < -0.99


def test_yes_and_no_swapped_on_a_resolution_leave_the_positions(drawn):
    votes = drawn[0]
    turned = votes["resolution_id"].str.endswith(("1", "3", "5")) & votes["vote"].isin([1, 3])
    swapped = votes.assign(vote=votes["vote"].where(~turned, 4 - votes["vote"]))
    alone = ideal_points.estimate(votes, "S00")
    np.testing.assert_allclose(ideal_points.estimate(swapped, "S00")["value"], alone["value"], atol=0.02)


def test_absence_says_nothing_and_a_year_without_votes_has_no_row(drawn):
    votes, _, items, fit = drawn
    present = votes[votes["vote"] != 8]
    pd.testing.assert_frame_equal(ideal_points.estimate(present, "S00", items), fit.positions)
    left = present[(present["iso3"] != "S07") | ~present["year"].isin([2003, 2004])]
    found = ideal_points.estimate(left, "S00", items)
    assert found.loc[found["iso3"] == "S07", "year"].tolist() == [2001, 2002, 2005, 2006]


def test_fewer_votes_give_wider_intervals(drawn):
    votes, _, items, fit = drawn
    few = votes[(votes["iso3"] != "S07") | votes["resolution_id"].str.endswith("0")]
    width = [
        frame.loc[frame["iso3"] == "S07"].eval("high - low").mean()
        for frame in (ideal_points.estimate(few, "S00", items), fit.positions)
    ]
    assert width[0] > 1.3 * width[1]


def test_bridges_join_the_same_title_in_consecutive_years_only():
    listed = pd.DataFrame(
        [
            ("A/1", 2001, "Oceans : resolution / adopted by the General Assembly"),
            ("A/2", 2002, "OCEANS: resolution"),
            ("A/4", 2004, "Oceans"),
            ("B/1", 2001, "Budget"),
            ("B/2", 2002, "Budget"),
            ("B/3", 2002, "Budget"),
            ("C/1", 2002, "Resolution of disputes"),
            ("C/2", 2003, "Resolution of disputes :"),
        ],
        columns=["resolution_id", "year", "title"],
    )
    found = ideal_points.bridges(listed).to_dict()
    assert found == {
        **{name: name for name in ("A/4", "B/1", "B/2", "B/3")},
        **{"A/1": "A/1", "A/2": "A/1", "C/1": "C/1", "C/2": "C/1"},
    }


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda votes: votes.drop(columns="year"), {}, "column year is missing"),
        (lambda votes: votes.assign(vote=votes["vote"].replace(2, 9)), {}, "vote is 9; use 1 yes"),
        (lambda votes: pd.concat([votes, votes.tail(40)]), {}, "stands more than once"),
        (lambda votes: votes.assign(year=votes["year"].where(votes.index > 3)), {}, "row 0: year is missing"),
        (lambda votes: votes, {"anchor": "USA"}, "anchor 'USA' has no vote"),
        (lambda votes: votes.assign(vote=1), {}, "has no vote on a resolution that divides"),
        (lambda votes: votes, {"items": pd.Series({"2001/0": "x"})}, "has no label"),
        (lambda votes: votes, {"drift": 0}, "drift is 0"),
        (lambda votes: votes, {"level": 90}, "level is 90"),
    ],
)
def test_errors_are_one_line_and_name_the_trouble(drawn, change, options, message):
    with pytest.raises(ValueError, match=message) as caught:
        ideal_points.estimate(change(drawn[0]), **{"anchor": "S00"} | options)
    assert "\n" not in str(caught.value)


def test_agreement_compares_year_by_year_and_gives_a_reason():
    own = pd.DataFrame({"iso3": list("ABCABC"), "year": [1950] * 3 + [1990] * 3, "n_votes": [12] * 3 + [80] * 3})
    published = own.assign(value=[1.0, 2, 3, 1, 2, 3], n_votes=[14] * 3 + [60] * 3)
    found = ideal_points.agreement(own.assign(value=[1.0, 3, 2, 2, 4, 6]), published).set_index("year")
    assert found.loc[1950, "correlation"] == pytest.approx(0.5)
    assert found["reason"].to_dict() == {1950: "12 votes, fewer than 40", 1990: ""}
    late = ideal_points.agreement(own.assign(value=[1.0, 2, 3, 1, 3, 2]), published).set_index("year")
    assert late.loc[1990, "reason"].startswith("another set of votes: 80 here, 60")
    with pytest.raises(ValueError, match="published: A 1950 stands more than once; choose one set and release"):
        ideal_points.agreement(own.assign(value=0.0), pd.concat([published, published]))


@pytest.fixture(scope="module")
def built():
    return load("votes/own_ideal_points")


@pytest.mark.parametrize("name", ["final_passage", "unbridged"])
def test_the_table_agrees_with_the_published_estimates_in_every_year(built, name):
    published = load("votes/ideal_points").query("release == 'July 2025' and estimate == 'final_passage'")
    found = ideal_points.agreement(built[built["votes"] == name], published)
    ample = found[(found["year"] >= 1950) & (found["n_votes"] >= ideal_points.REQUIRED_VOTES)]
    assert len(ample) > 50
    assert ample["correlation"].min() >= ideal_points.REQUIRED_CORRELATION
    assert ample["rank_correlation"].min() >= 0.95
    assert (found.loc[found["correlation"] < ideal_points.REQUIRED_CORRELATION, "reason"] != "").all()


def test_what_the_table_finds_of_the_moves_of_2022(built):
    """Russia's is told from none on all votes, not on texts that return nor without Ukraine; Iran's on no set."""
    table = built.set_index(["votes", "iso3", "year"]).sort_index()
    for name in ("final_passage", "unbridged", "without_palestine"):
        assert table.loc[(name, "RUS", 2022), "change_high"] < 0
    for name in ("returning", "without_ukraine"):
        row = table.loc[(name, "RUS", 2022)]
        assert row["change_low"] < 0 < row["change_high"]
    for name in ("final_passage", "unbridged", "returning", "without_ukraine", "without_palestine"):
        row = table.loc[(name, "IRN", 2022)]
        assert row["change_low"] < 0 < row["change_high"]
    for name in ("final_passage", "unbridged"):
        assert table.loc[(name, "IRN", 2022), "change"] > 0
        assert table.loc[(name, "USA"), "value"].min() > 0


def test_changes_of_the_table_are_differences_of_its_positions(built):
    joined = countries.join_succession(built, ["iso3"], rules=("SUN",)).astype({"iso3": "str", "votes": "str"})
    before = joined.assign(year=joined["year"] + 1)[["votes", "iso3", "year", "value"]]
    both = joined.merge(before, on=["votes", "iso3", "year"], how="left", suffixes=("", "_before"))
    assert (both["change"].notna() == both["value_before"].notna()).all()
    known = both["change"].notna()
    np.testing.assert_allclose(both["change"][known], (both["value"] - both["value_before"])[known], atol=2e-4)
    assert ((both["change_low"] < both["change"]) & (both["change"] < both["change_high"]))[known].all()


def test_moves_of_pairs_follow_from_the_positions(built):
    pairs = load("votes/own_moves")
    assert set(pairs["votes"]) == set(positions.SETS)
    own = pairs[(pairs["iso3_a"] == "IRN") & (pairs["iso3_b"] == "RUS")].set_index("votes")
    value = built.set_index(["votes", "iso3", "year"])["value"]
    for name, row in own.iterrows():
        apart = {year: value[(name, "RUS", year)] - value[(name, "IRN", year)] for year in (2021, 2022)}
        assert row["gap"] == pytest.approx(abs(apart[2021]), abs=2e-4)
        assert row["approach"] == pytest.approx(apart[2021] - apart[2022], abs=3e-4)
        everyone = pairs.loc[pairs["votes"] == name, "approach"]
        below = (everyone < row["approach"]).mean() + (everyone == row["approach"]).mean() / 2
        assert row["percentile"] == pytest.approx(100 * below, abs=0.05), "values are stored to four digits"


def test_the_table_keeps_states_apart(built):
    years = built.groupby("iso3", observed=True)["year"].agg(["min", "max"])
    assert years.loc["SUN"].tolist() == [1946, 1991]
    assert years.loc["RUS", "min"] == 1992
    assert years.loc["CHN", "min"] == 1971
    assert 1964 not in set(built["year"])
    assert ((built["low"] < built["value"]) & (built["value"] < built["high"])).all()
