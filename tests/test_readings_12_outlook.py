"""Readings of the outlook in the notebook on the alignment index, computed again in SQL on the Parquet files."""

from functools import cache

import duckdb
import pytest
from test_readings import DATA, readings, row

HORIZON = 6
OWN = "a = 'IRN' AND b = 'RUS'"


@cache
def world():
    """A database with the index of all pairs, the Soviet Union as Russia, and forecasts of a return to the own mean."""
    base = duckdb.connect()
    base.execute(
        f"""CREATE TABLE scores AS
        WITH coded AS (SELECT year, replace(iso3_a::text, 'SUN', 'RUS') AS i, replace(iso3_b::text, 'SUN', 'RUS') AS j,
            votes, positions, arms FROM '{DATA}/index/indicators.parquet')
        SELECT least(i, j) AS a, greatest(i, j) AS b, year,
            (0.5 * least(1, greatest(0, (votes + 0.5) / 1.5)) + 0.5 * least(1, greatest(0, (4 - positions) / 4))
                + arms / 3) / 2 AS y
        FROM coded WHERE votes IS NOT NULL AND positions IS NOT NULL AND arms IS NOT NULL"""
    )
    base.execute(
        """CREATE TABLE runs AS
        WITH islands AS (SELECT *, year - row_number() OVER (PARTITION BY a, b ORDER BY year) AS island FROM scores),
        moved AS (SELECT *, y - lag(y) OVER w AS d FROM islands WINDOW w AS (PARTITION BY a, b, island ORDER BY year))
        SELECT a, b, year, y, count(*) OVER w AS n, avg(y) OVER w AS m, sum(d * d) OVER w AS dd, d,
            avg(y) OVER (PARTITION BY a, b, island ORDER BY year ROWS 4 PRECEDING) AS five
        FROM moved WINDOW w AS (PARTITION BY a, b, island ORDER BY year ROWS UNBOUNDED PRECEDING)"""
    )
    base.execute(
        f"""CREATE TABLE cases AS
        SELECT r.*, s.y AS outcome FROM runs r LEFT JOIN scores s
        ON s.a = r.a AND s.b = r.b AND s.year = r.year + {HORIZON} WHERE r.n >= 15"""
    )
    base.execute(
        f"""CREATE TABLE fitted AS
        WITH yearly AS (SELECT year, sum((outcome - m) * (y - m)) AS xy, sum((y - m) ** 2) AS xx
            FROM cases WHERE outcome IS NOT NULL GROUP BY year),
        spread AS (SELECT year, sqrt(sum(sum(d * d)) OVER (ORDER BY year) / sum(count(d)) OVER (ORDER BY year)) AS v
            FROM runs GROUP BY year)
        SELECT t.year, t.v, coalesce((SELECT sum(xy) / sum(xx) FROM yearly WHERE yearly.year <= t.year - {HORIZON}), 1)
            AS r FROM spread t"""
    )
    base.execute(
        """CREATE TABLE made AS
        SELECT c.*, r, m + r * (y - m) AS forecast, sqrt((coalesce(dd, 0) + 5 * v * v) / (n - 1 + 5)) AS usual,
            (y >= 1 / 3.0)::int + (y >= 2 / 3.0)::int AS level FROM cases c JOIN fitted USING (year)"""
    )
    return base


def one(query):
    return world().execute(query).fetchall()[0]


def test_what_is_expected_and_its_intervals():
    said = readings("12")["outlook"]
    value, forecast, usual, level = one(f"SELECT y, forecast, usual, level FROM made WHERE {OWN} AND year = 2024")
    assert (said["last"], said["until"], said["model"]) == (2024, 2024 + HORIZON, "return to own mean")
    assert said["value"] == pytest.approx(value, abs=1e-9)
    assert said["forecast"] == pytest.approx(forecast, abs=1e-4)
    ends = one(
        f"""SELECT quantile_cont((outcome - forecast) / usual, [0.025, 0.1, 0.9, 0.975])
        FROM made WHERE outcome IS NOT NULL AND level = {level}"""
    )[0]
    for name, end in zip(("low95", "low80", "high80", "high95"), ends, strict=True):
        assert said[name] == pytest.approx(min(1, max(0, forecast + usual * end)), abs=1e-3)


def test_skill_over_all_pairs_and_for_the_pair():
    said = readings("12")["outlook"]
    (skill,) = one("SELECT 1 - sum(abs(outcome - forecast)) / sum(abs(outcome - y)) FROM made")
    assert said["all_skill"] == pytest.approx(skill, abs=1e-4)
    pairs, better = one(
        """WITH own AS (SELECT 1 - sum(abs(outcome - forecast)) / sum(abs(outcome - y)) AS skill FROM made
            WHERE outcome IS NOT NULL GROUP BY a, b HAVING count(*) >= 10 AND sum(abs(outcome - y)) > 1e-12)
        SELECT count(*), avg((skill > 0)::int) FROM own"""
    )
    assert said["pairs"] == pairs
    assert said["all_better"] == pytest.approx(better, abs=1e-3)
    origins, own, recent = one(
        f"""SELECT count(*), 1 - sum(abs(outcome - forecast)) / sum(abs(outcome - y)),
            1 - sum(abs(outcome - five)) / sum(abs(outcome - y)) FROM made WHERE outcome IS NOT NULL AND {OWN}"""
    )
    assert said["own_origins"] == origins >= 10
    assert said["own_skill"] == pytest.approx(own, abs=1e-4)
    assert said["own_low"] < own < said["own_high"]
    hindsight = readings("12")["outlook-hindsight"]
    assert hindsight["best"] == "mean of five years"
    assert hindsight["best_skill"] == pytest.approx(recent, abs=1e-4)


def test_skill_in_the_third_of_the_pair_and_another_mean():
    said = readings("12")["outlook"]
    pairs, cases, skill, bias = one(
        """SELECT count(DISTINCT a || b), count(*), 1 - sum(abs(outcome - forecast)) / sum(abs(outcome - y)),
            avg(outcome - forecast) FROM made WHERE outcome IS NOT NULL AND level = 2"""
    )
    assert (said["third_pairs"], said["third_cases"]) == (pairs, cases)
    assert said["third_skill"] == pytest.approx(skill, abs=1e-3)
    assert said["third_bias"] == pytest.approx(bias, abs=1e-3)
    first, mean, later = one(
        f"SELECT min(year), avg(y), avg(y) FILTER (year >= 1992) FROM scores WHERE {OWN} AND year > 1964"
    )
    y, back = one(f"SELECT y, r FROM made WHERE {OWN} AND year = 2024")
    assert said["mean_first"] == first
    assert (said["mean"], said["alone_mean"]) == (pytest.approx(mean, abs=1e-9), pytest.approx(later, abs=1e-9))
    assert said["alone"] == pytest.approx(later + back * (y - later), abs=1e-4)


def test_over_all_pairs_a_return_to_the_mean_misses_less():
    naive, five, back = one(
        "SELECT avg(abs(outcome - y)), avg(abs(outcome - five)), avg(abs(outcome - forecast)) FROM made"
    )
    assert back < five < naive


def test_with_nothing_assumed():
    said = readings("12")["outlook-scenarios"]
    low, middle, high = one(
        f"""WITH moved AS (SELECT s.y AS y, t.y - s.y AS change FROM scores s JOIN scores t USING (a, b)
            WHERE t.year = s.year + {HORIZON} AND s.y >= 2 / 3.0)
        SELECT quantile_cont(change, 0.1), quantile_cont(change, 0.5), quantile_cont(change, 0.9) FROM moved"""
    )
    (value,) = one(f"SELECT y FROM made WHERE {OWN} AND year = 2024")
    for name, change in (("all_low", low), ("all", middle), ("all_high", high)):
        assert said[name] == pytest.approx(min(1, value + change), abs=1e-3)


def test_scenarios_are_those_of_the_table():
    said = readings("12")["outlook-scenarios"]
    for name in ("persist", "lifted"):
        cases, effective = row(
            f"""SELECT cases, effective FROM 'DATA/index/scenarios.parquet'
            WHERE series = 'index' AND scenario = '{name}' AND level = 2 AND horizon = {HORIZON}"""
        )
        assert said[f"{name}_cases"] == cases
        assert said[f"{name}_effective"] == pytest.approx(effective)
    low, high = said["difference_low"], said["difference_high"]
    assert said["verdict"] == ("not told apart" if low <= 0 <= high else "told apart")
    (highest,) = row(
        f"""SELECT max(median) FROM 'DATA/index/scenarios.parquet'
        WHERE series = 'index' AND level = 2 AND horizon = {HORIZON} AND scenario <> 'new'"""
    )
    assert said["fell"].startswith("All medians lie below") == (highest < 0)


def test_cases_of_the_pair_itself():
    said = readings("12")["outlook-scenarios"]
    (lasting,) = one(
        f"""WITH under AS (SELECT replace(target::text, 'SUN', 'RUS') AS s, year
            FROM '{DATA}/events/sanctions.parquet' WHERE source = 'gsdb' AND kind IN ('trade', 'financial', 'arms')
            GROUP BY 1, 2 HAVING count(DISTINCT kind) = 3),
        now AS (SELECT c.year, u.s FROM made c JOIN under u ON u.s IN (c.a, c.b)
            AND u.year BETWEEN c.year AND c.year + {HORIZON} WHERE {OWN} AND level = 2 AND outcome IS NOT NULL)
        SELECT count(*) FROM (SELECT year, s FROM now GROUP BY ALL HAVING count(*) = {HORIZON + 1})"""
    )
    assert said["persist_own"] == lasting


def test_exercises():
    said = readings("12")["outlook-exercises"]
    last, count, five = row(
        """WITH own AS (SELECT year FROM 'DATA/ties/exercises.parquet' WHERE kind = 'exercise'
            AND list_contains(string_split(participants, ';'), 'RUS')
            AND list_contains(string_split(participants, ';'), 'IRN')),
        e AS (SELECT max(year) - 1 AS last FROM 'DATA/ties/exercises.parquet')
        SELECT max(last), count(*) FILTER (year = last), count(*) FILTER (year BETWEEN last - 4 AND last) / 5
        FROM own, e"""
    )
    assert (said["last"], said["count"]) == (last, count)
    assert said["best"] == "the mean of five years"
    assert said["forecast"] == pytest.approx(five)
    assert said["low80"] <= said["forecast"] <= said["high80"]


def test_the_part_of_a_year():
    said = readings("12")["outlook-part-year"]
    n, kappa = row(
        """WITH p AS (SELECT a.vote AS i, b.vote AS j FROM 'DATA/votes/un_votes.parquet' a
            JOIN 'DATA/votes/un_votes.parquet' b USING (resolution_id)
            WHERE a.year = 2025 AND a.iso3 = 'RUS' AND b.iso3 = 'IRN' AND a.vote <> 8 AND b.vote <> 8)
        SELECT count(*), 1 - avg((i - j) ** 2) / (SELECT avg((q.i - r.j) ** 2) FROM p q CROSS JOIN p r) FROM p"""
    )
    assert (said["year"], said["n"]) == (2025, n)
    assert said["kappa"] == pytest.approx(kappa, abs=1e-9)
    assert said["verdict"] == ("inside" if said["low80"] <= kappa <= said["high80"] else "outside")
    # kappa of all pairs from counts of nine cells: mean of squared distances over that of the margins
    pairs, place, far = row(
        """WITH v AS (SELECT *, date <= (SELECT max(date) - INTERVAL 1 YEAR FROM 'DATA/votes/un_votes.parquet') AS early
            FROM 'DATA/votes/un_votes.parquet' WHERE year IN (2024, 2025) AND vote <> 8),
        t AS (SELECT a.iso3 AS i, b.iso3 AS j, a.year, count(*) AS n, avg((a.vote - b.vote) ** 2) AS d,
                avg(a.vote ** 2) + avg(b.vote ** 2) - 2 * avg(a.vote) * avg(b.vote) AS e
            FROM v a JOIN v b USING (resolution_id) WHERE a.iso3 < b.iso3 AND (a.year = 2025 OR a.early)
            GROUP BY 1, 2, 3 HAVING count(*) >= 20),
        whole AS (SELECT iso3_a::text AS i, iso3_b::text AS j FROM 'DATA/index/indicators.parquet'
            WHERE votes IS NOT NULL AND year BETWEEN 2010 AND 2024 GROUP BY 1, 2 HAVING count(*) = 15),
        k AS (SELECT i, j, max(1 - d / e) FILTER (year = 2025) - max(1 - d / e) FILTER (year = 2024) AS move
            FROM t JOIN whole USING (i, j) WHERE e > 1e-12 GROUP BY 1, 2 HAVING count(*) = 2),
        own AS (SELECT move FROM k WHERE i = 'IRN' AND j = 'RUS')
        SELECT count(*), 100 * avg((k.move < own.move)::int), avg((abs(k.move) >= abs(own.move) - 1e-12)::int)
        FROM k, own"""
    )
    assert said["pairs"] == pairs
    assert said["place"] == pytest.approx(place, abs=0.02)
    assert said["as_far"] == pytest.approx(far, abs=1e-9)
