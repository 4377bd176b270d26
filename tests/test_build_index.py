"""The tables of the alignment index: what may be in them, the recipes on small cases, and a second computation."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from test_readings import DATA

from helpers import load
from helpers.build import index
from helpers.datasets.description import read_sidecar
from helpers.measures import alignment, alignment_places, composite

STATES = pd.Index(["AAA", "BBB", "CCC", "DDD"])


def query(text):
    return duckdb.execute(text.replace("DATA", str(DATA))).fetchall()


def small(rows):
    """Indicators of made-up pairs; what is not given is missing."""
    frame = pd.DataFrame(rows)
    return frame.reindex(columns=[*alignment.KEYS, *alignment.NAMES]).astype(dict.fromkeys(alignment.NAMES, float))


@pytest.fixture
def year():
    rng = np.random.default_rng(7)
    codes = [f"S{n:02}" for n in range(12)]
    pairs = [(a, b) for a in codes for b in codes if a < b]
    rows = [
        {"iso3_a": a, "iso3_b": b, "year": 2010, "votes": rng.uniform(-0.4, 1), "positions": rng.uniform(0, 4)}
        | {"trade_baci": rng.uniform(0, 0.1), "arms": float(rng.integers(0, 4)), "disputes": 0.0}
        for a, b in pairs
    ]
    frame = small(rows)
    frame.loc[::5, "trade_baci"] = np.nan
    return frame


def test_arms_are_classes_of_shares_with_missing_apart_from_none():
    items = pd.DataFrame(
        [
            ("AAA", "BBB", 2018, 9.0),
            ("CCC", "BBB", 2016, 1.0),
            ("AAA", "CCC", 2015, 5.0),  # outside the window to 2020
            (None, "CCC", 2020, 5.0),  # an unknown supplier counts in the whole
        ],
        columns=["supplier", "recipient", "year", "tiv_m"],
    )
    found = index.arms_classes(items, 2020, STATES)
    assert (found == found.T)[~np.isnan(found)].all()
    assert found[0, 1] == 3 and found[1, 2] == 1 and found[0, 2] == 0
    assert np.isnan(found[0, 3])  # neither imported any
    assert found[1, 3] == 0


def test_hostility_is_the_highest_of_ten_years():
    disputes = pd.DataFrame(
        [("AAA", "BBB", 2001, 5), ("AAA", "BBB", 2005, 3), ("CCC", "DDD", 2000, 5)],
        columns=["iso3_a", "iso3_b", "year", "hostility"],
    )
    found = index.hostility(disputes, 2010, STATES)
    assert found[0, 1] == found[1, 0] == 5
    assert found[2, 3] == 0
    assert index.hostility(disputes, 2011, STATES)[0, 1] == 3


def test_kappa_leaves_out_the_republic_of_china():
    days = pd.date_range("1971-10-01", periods=50)
    votes = [
        (f"R{n}", day, 1971, code, 1 + (n + shift) % 3)
        for n, day in enumerate(days)
        for shift, code in enumerate(["CHN", "USA"])
    ]
    found = index.kappa(pd.DataFrame(votes, columns=["resolution_id", "date", "year", "iso3", "vote"]))
    assert found["n"].tolist() == [26]  # of the 50 days those from 25 October on


def test_pairs_with_two_indicators_stay_out():
    squares = {"votes": np.full((4, 4), 0.5), "arms": np.zeros((4, 4)), "positions": np.full((4, 4), np.nan)}
    squares["positions"][0, 1] = 1.0
    found = index.pairs_of(squares, STATES, 2020)
    assert found[["iso3_a", "iso3_b"]].to_numpy().tolist() == [["AAA", "BBB"]]


def test_interval_ends_are_rounded():
    assert index.rounded(np.array([7, 33, 99, 104, 386, 999, 1049, 17_906])).tolist() == [
        *(7, 33, 99, 100, 390, 1000, 1000, 17_900)
    ]


def test_reweighting_with_the_default_gives_the_default_rank(year):
    ranked = alignment.ranked(year, alignment.cube_of(year))
    again = alignment.reweighted(year, alignment.DEFAULT)
    assert again["rank"].tolist() == ranked["rank"].tolist()
    assert again["score"].to_numpy() == pytest.approx(ranked["score"].to_numpy())
    assert set(ranked["dimensions"]) == {3, 4}


def test_weights_decide_and_a_pair_without_them_is_left_out(year):
    only = alignment.reweighted(year, {"trade_baci": 2})
    assert len(only) == year["trade_baci"].notna().sum()
    best = year.loc[year["trade_baci"].idxmax(), ["iso3_a", "iso3_b"]].tolist()
    assert only.loc[only["rank"] == 1, ["iso3_a", "iso3_b"]].to_numpy().tolist() == [best]
    with pytest.raises(ValueError, match="no indicator 'events'"):
        alignment.reweighted(year, {"events": 1})


def test_set_changes_are_found():
    rows = pd.DataFrame({"year": [2018, 2019, 2020], "indicators": ["votes, arms", "votes, arms", "votes, positions"]})
    found = alignment_places.set_changes(rows)
    assert found.to_numpy().tolist() == [[2020, "ideal points", "arms"]]


def test_choices_and_profile_say_what_is_missing(year):
    pair = tuple(year.loc[0, ["iso3_a", "iso3_b"]])
    profile = alignment_places.profiles({2010: year}, pair)
    assert profile.set_index("indicator")["row"]["trade by COW (salience)"].endswith("not in 2010")
    levels = alignment_places.choices(year, pair)
    assert "trade by BACI (salience)" not in levels["level"].tolist()  # the pair has none to leave out
    assert levels.groupby("factor")["share"].first().sum() <= 1 + 1e-9
    assert alignment_places.choices(year, ("XXX", "YYY")).empty
    assert alignment_places.standing(year.assign(dimensions=3, indicators="arms"), ("XXX", "YYY")) == {}


def test_side_cars_carry_the_strictest_terms():
    for name in ("indicators", "alignment", "sensitivity"):
        table = read_sidecar(f"index/{name}")
        assert table.redistribution == "excerpt_only"
        assert {"sipri_arms", "cow_mid", "un_ga_votes"} <= {s.name for s in table.sources}
        assert not {"icews_dyad_year", "gdelt_scores"} & {s.name for s in table.sources}
    sizes = [read_sidecar(f"index/{name}").built["bytes"] for name in ("indicators", "alignment", "sensitivity")]
    assert sum(sizes) < 12_000_000


def test_arms_are_in_the_table_as_four_classes_only():
    assert query("SELECT DISTINCT arms FROM 'DATA/index/indicators.parquet' WHERE arms IS NOT NULL ORDER BY 1") == [
        *((0.0,), (1.0,), (2.0,), (3.0,))
    ]


def test_nothing_is_known_outside_the_years_of_an_indicator():
    for name, indicator in alignment.INDICATORS.items():
        found = query(f"SELECT min(year), max(year) FROM 'DATA/index/indicators.parquet' WHERE {name} IS NOT NULL")[0]
        assert indicator.years[0] <= found[0] and found[1] <= indicator.years[1], name


def test_codes_change_with_the_states():
    (count,) = query(
        """SELECT count(*) FROM 'DATA/index/indicators.parquet' WHERE (year >= 1992 AND 'SUN' IN (iso3_a, iso3_b))
        OR (year < 1992 AND 'RUS' IN (iso3_a, iso3_b)) OR iso3_a >= iso3_b"""
    )[0]
    assert count == 0


def test_intervals_hold_their_medians_and_every_year_its_pairs():
    bad, short = query(
        """SELECT count(*) FILTER (rank_low > rank_median OR rank_median > rank_high OR rank_high > pairs),
        (SELECT count(*) FROM (SELECT year FROM 'DATA/index/alignment.parquet' GROUP BY year, pairs
            HAVING count(*) <> pairs OR min(rank) <> 1))
        FROM 'DATA/index/alignment.parquet'"""
    )[0]
    assert (bad, short) == (0, 0)


def test_sensitivity_adds_up():
    low, high = query(
        """SELECT min(total), max(total) FROM (SELECT sum(share) AS total FROM 'DATA/index/sensitivity.parquet'
        GROUP BY year, iso3_a, iso3_b HAVING count(share) = 5)"""
    )[0]
    assert low == pytest.approx(1, abs=0.003) and high == pytest.approx(1, abs=0.003)


def test_stored_ranks_of_a_year_come_back():
    frame = load("index/indicators", year=2019)
    stored = load("index/alignment", year=2019)
    cube = composite.interval(alignment.cube_of(frame))
    low, median, high = (np.minimum(index.rounded(row), len(frame)) for row in cube)
    assert (stored["rank"] == alignment.reweighted(frame, alignment.DEFAULT)["rank"].to_numpy()).all()
    for name, found in (("rank_low", low), ("rank_median", median), ("rank_high", high)):
        assert (stored[name].to_numpy() == found).all()


def test_salience_and_organisations_agree_with_the_tables_behind_them():
    own, again = query(
        """WITH t AS (SELECT exporter AS a, importer AS b, value_usd AS v FROM 'DATA/trade/pairs.parquet'
            WHERE source = 'baci_pairs' AND year = 2014),
        w AS (SELECT s, sum(v) AS v FROM (SELECT a AS s, v FROM t UNION ALL SELECT b, v FROM t) GROUP BY s)
        SELECT (SELECT trade_baci FROM 'DATA/index/indicators.parquet'
                WHERE year = 2014 AND iso3_a = 'IRN' AND iso3_b = 'RUS'),
            (SELECT sum(v) FROM t WHERE a IN ('IRN', 'RUS') AND b IN ('IRN', 'RUS'))
            / sqrt((SELECT v FROM w WHERE s = 'IRN') * (SELECT v FROM w WHERE s = 'RUS'))"""
    )[0]
    assert own == pytest.approx(again, abs=6e-6)
    own, joint, either = query(
        """WITH m AS (SELECT iso3, organisation FROM 'DATA/ties/memberships.parquet'
            WHERE year = 2014 AND status = 'full' AND iso3 IN ('IRN', 'RUS'))
        SELECT (SELECT organisations FROM 'DATA/index/indicators.parquet'
                WHERE year = 2014 AND iso3_a = 'IRN' AND iso3_b = 'RUS'),
            (SELECT count(*) FROM (SELECT organisation FROM m GROUP BY 1 HAVING count(*) = 2)),
            (SELECT count(DISTINCT organisation) FROM m)"""
    )[0]
    assert own == pytest.approx(joint / either, abs=6e-4)


def test_refused_without_three_indicators():
    (least,) = query(
        f"""SELECT min({" + ".join(f"({n} IS NOT NULL)::int" for n in alignment.NAMES)})
        FROM 'DATA/index/indicators.parquet'"""
    )[0]
    assert least == alignment.LEAST
