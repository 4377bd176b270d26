"""Readings of the voting notebook on sessions, issues and ideal points, computed again in SQL on the Parquet files."""

import pytest
from test_readings import readings, row

OWN = "FROM 'DATA/votes/own_ideal_points.parquet' WHERE year = 2022"


def test_changes_of_2022_are_differences_of_the_own_points():
    said = readings("06")["own-move"]
    for who, code in (("a", "RUS"), ("b", "IRN")):
        before, after = row(
            f"""SELECT max(value) FILTER (year = 2021), max(value) FILTER (year = 2022)
            FROM 'DATA/votes/own_ideal_points.parquet' WHERE votes = 'final_passage' AND iso3 = '{code}'"""
        )
        assert said[f"{who}_change"] == pytest.approx(after - before, abs=2e-4)
        sets = row(
            f"""SELECT count(*) FILTER (change_low > 0 OR change_high < 0), count(*) {OWN} AND iso3 = '{code}'
            AND votes IN (SELECT DISTINCT votes FROM 'DATA/votes/own_moves.parquet')"""
        )
        listed = said[f"{who}_sets"].split("; ") if said[f"{who}_sets"] != "none" else []
        assert (len(listed), len(listed) + len(said[f"{who}_rest"].split("; "))) == sets


def test_place_of_the_approach_among_all_pairs():
    said = readings("06")["own-move"]
    own, below, pairs = row(
        """WITH own AS (SELECT approach FROM 'DATA/votes/own_moves.parquet'
            WHERE votes = 'final_passage' AND iso3_a = 'IRN' AND iso3_b = 'RUS')
        SELECT max(own.approach), count(*) FILTER (p.approach < own.approach), count(*)
        FROM 'DATA/votes/own_moves.parquet' p, own WHERE p.votes = 'final_passage'"""
    )
    assert said["approach"] == pytest.approx(own)
    assert said["percentile"] == pytest.approx(100 * below / pairs, abs=0.05)


def test_published_points_of_2022():
    said = readings("06")["ideal-points"]
    low, high, value = row(
        """SELECT max(q5), min(q95), max(value) FILTER (year = 2022) FROM 'DATA/votes/ideal_points.parquet'
        WHERE release = 'July 2025' AND estimate = 'final_passage' AND iso3 = 'IRN' AND year IN (2021, 2022)"""
    )
    assert said["b_2022"] == pytest.approx(value)
    assert said["b_overlap"] == ("overlap" if low <= high else "do not overlap")


def test_own_and_published_points_agree_in_every_year():
    said = readings("06")["own-fit"]
    low, short, years = row(
        """WITH own AS (SELECT CASE WHEN iso3 = 'SUN' THEN 'RUS' ELSE iso3 END AS iso3, year, value, n_votes
                FROM 'DATA/votes/own_ideal_points.parquet' WHERE votes = 'final_passage' AND year >= 1950),
            published AS (SELECT CASE WHEN iso3 = 'SUN' THEN 'RUS' ELSE iso3 END AS iso3, year, value
                FROM 'DATA/votes/ideal_points.parquet' WHERE release = 'July 2025' AND estimate = 'final_passage'),
            agree AS (SELECT year, corr(own.value, published.value) AS r, max(n_votes) AS n
                FROM own JOIN published USING (iso3, year) GROUP BY year)
        SELECT min(r), count(*) FILTER (r < 0.97), count(*) FROM agree WHERE n >= 40"""
    )
    assert said["low"] == pytest.approx(low, abs=1e-6)
    assert (said["n_short"], said["n"]) == (short, years)


def test_opposed_votes_of_the_soviet_union():
    said = readings("06")["opposed-count"]
    soviet = row(
        """SELECT count(*) FROM 'DATA/votes/un_votes.parquet' a
        JOIN 'DATA/votes/un_votes.parquet' b USING (resolution_id)
        WHERE a.iso3 = 'SUN' AND b.iso3 = 'IRN' AND ((a.vote = 1 AND b.vote = 3) OR (a.vote = 3 AND b.vote = 1))"""
    )
    assert (said["n_soviet"],) == soviet


def test_vetoed_amendments_of_russia():
    (amended,) = row(
        """SELECT count(*) FROM 'DATA/votes/sc_vetoes.parquet'
        WHERE vetoing LIKE '%RUS%' AND year >= 2011 AND note LIKE 'an amendment%'"""
    )
    (named,) = row(
        """SELECT count(*) FROM 'DATA/votes/sc_vetoes.parquet'
        WHERE vetoing LIKE '%RUS%' AND year >= 2011 AND subject LIKE '%amendment%'"""
    )
    assert named == amended == 2
