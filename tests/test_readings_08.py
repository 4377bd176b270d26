"""The named values of the notebook on diplomacy and events, computed a second time: SQL on the Parquet files."""

import duckdb
import pytest
from test_readings import DATA, readings, row

MET = """
    SELECT DISTINCT date, year, CASE WHEN level = 'foreign minister' THEN 'ministers' ELSE 'leaders' END AS kind
    FROM 'DATA/ties/meetings.parquet' WHERE iso3_a = 'IRN' AND iso3_b IN ('RUS', 'SUN')
"""


def test_answer():
    said = readings("08")["answer"]
    late, early = row(
        f"""SELECT count(*) FILTER (year BETWEEN 2022 AND 2025), count(*) FILTER (year BETWEEN 2018 AND 2021)
        FROM ({MET})"""
    )
    assert (said["n_after"], said["n_before"]) == (late, early)
    assert said["ratio"] == pytest.approx(late / early)
    # under equal rates the later number is binomial with one half: its upper tail
    n = late + early
    tail = row(
        f"""SELECT sum(gamma({n + 1}) / gamma(k + 1) / gamma({n} - k + 1)) / pow(2, {n})
        FROM range({late}, {n + 1}) t(k)"""
    )[0]
    assert (2 * tail < 0.05) == (said["verdict"] == "can be told from chance")
    assert said["ratio_low"] < said["ratio"] < said["ratio_high"]
    events, low, high = row(
        """SELECT min(percentile) FILTER (measure = 'events'), min(percentile) FILTER (measure = 'cooperative'),
        max(percentile) FILTER (measure = 'cooperative')
        FROM 'DATA/events/pairs.parquet' WHERE iso3_a = 'IRN' AND iso3_b = 'RUS'"""
    )
    assert [said["events"], said["low_place"], said["high_place"]] == pytest.approx([events, low, high])


def test_completeness():
    said = readings("08")["completeness"]
    stated, until = row(
        "SELECT value, until FROM 'DATA/ties/meeting_counts.parquet' ORDER BY iso3_a, iso3_b, until DESC LIMIT 1"
    )
    listed = row(
        f"""SELECT count(DISTINCT date) FROM 'DATA/ties/meetings.parquet'
        WHERE iso3_a = 'CHN' AND iso3_b = 'RUS' AND date BETWEEN DATE '2013-03-22' AND DATE '{until:%Y-%m-%d}'"""
    )[0]
    assert (said["stated"], said["listed"]) == (stated, listed)
    assert said["share"] == pytest.approx(listed / stated)


def test_disputes():
    said = readings("08")["disputes"]
    joined = """
        SELECT replace(iso3_a, 'SUN', 'RUS') AS x, replace(iso3_b, 'SUN', 'RUS') AS y, dispute, year
        FROM 'DATA/ties/disputes.parquet' WHERE source = 'cow_mid' AND onset = 1 AND year BETWEEN 1946 AND 2014
    """
    pairs = f"""SELECT least(x, y) AS a, greatest(x, y) AS b, count(DISTINCT dispute) AS n, max(year) AS latest
        FROM ({joined}) GROUP BY 1, 2"""
    n, latest = row(f"SELECT n, latest FROM ({pairs}) WHERE a = 'IRN' AND b = 'RUS'")
    below, same, all_pairs = row(
        f"SELECT count(*) FILTER (n < {n}), count(*) FILTER (n = {n}), count(*) FROM ({pairs})"
    )
    assert (said["n"], said["latest"], said["pairs"]) == (n, latest, all_pairs)
    assert said["percentile"] == pytest.approx(100 * (below + same / 2) / all_pairs)


def test_directed():
    said = readings("08")["directed"]
    for number, (sender, target, words) in enumerate(
        [("IRN", "RUS", "Iran towards Russia"), ("RUS", "IRN", "Russia towards Iran")]
    ):
        n, share = row(
            f"""SELECT sum(verbal_coop + material_coop + verbal_conflict + material_conflict) AS n,
            sum(verbal_conflict + material_conflict) / n FROM 'DATA/events/directed.parquet'
            WHERE sender = '{sender}' AND target = '{target}'"""
        )
        assert (said[f"who_{number}"], said[f"n_{number}"]) == (words, n)
        assert said[f"share_{number}"] == pytest.approx(share)
    year, share = row(
        """SELECT year, (verbal_conflict + material_conflict)
        / (verbal_coop + material_coop + verbal_conflict + material_conflict) AS share
        FROM 'DATA/events/directed.parquet' WHERE sender IN ('RUS', 'IRN') AND target IN ('RUS', 'IRN')
        ORDER BY share DESC LIMIT 1"""
    )
    assert (said["year"], said["share"]) == (year, pytest.approx(share))


WEIGHTS = """
    SELECT iso3_a, iso3_b, date, score / sum(abs(score)) OVER (PARTITION BY date) AS weight, days_with_score,
    days_in_file FROM 'DATA/events/months.parquet'
"""


def test_turn_2022():
    said = readings("08")["turn-2022"]
    duckdb.execute(
        f"""CREATE OR REPLACE TEMP TABLE turn AS
        WITH held AS (SELECT date >= DATE '2022-03-01' AS late, sum(d) AS days FROM
            (SELECT DISTINCT date, days_in_file AS d FROM 'DATA/events/months.parquet'
             WHERE date BETWEEN DATE '2021-03-01' AND DATE '2023-02-28') GROUP BY 1),
        sides AS (SELECT iso3_a, iso3_b, date >= DATE '2022-03-01' AS late, sum(weight) / 12 AS mean,
            sum(days_with_score) AS scored FROM ({WEIGHTS}) WHERE date BETWEEN DATE '2021-03-01' AND DATE '2023-02-28'
            GROUP BY ALL),
        often AS (SELECT s.* FROM sides s JOIN held h USING (late) WHERE s.scored >= 0.5 * h.days)
        SELECT a.iso3_a, a.iso3_b, b.mean AS before, a.mean AS after,
            (a.mean - b.mean) / (abs(a.mean) + abs(b.mean)) AS change
        FROM often a JOIN often b ON a.iso3_a = b.iso3_a AND a.iso3_b = b.iso3_b AND a.late AND NOT b.late""".replace(
            "DATA", str(DATA)
        )
    )
    before, after, change = row("SELECT before, after, change FROM turn WHERE iso3_a = 'IRN' AND iso3_b = 'RUS'")
    below, pairs = row(f"SELECT count(*) FILTER (change < {change}), count(*) FROM turn")
    assert [said["before"], said["after"]] == pytest.approx([before, after])
    assert said["pairs"] == pairs
    assert said["percentile"] == pytest.approx(100 * (below + 0.5) / pairs)


def test_partners():
    said = readings("08")["partners"]
    for state, other, letter in (("RUS", "IRN", "a"), ("IRN", "RUS", "b")):
        for year in (2021, 2023):
            place = row(
                f"""WITH sums AS (SELECT CASE WHEN iso3_a = '{state}' THEN iso3_b ELSE iso3_a END AS partner,
                    sum(score) AS score FROM 'DATA/events/months.parquet'
                    WHERE year = {year} AND '{state}' IN (iso3_a, iso3_b) GROUP BY 1)
                SELECT 1 + count(*) FROM sums WHERE score > (SELECT score FROM sums WHERE partner = '{other}')"""
            )[0]
            assert said[f"{letter}_{year}"] == place


def test_bad_days():
    said = readings("08")["bad-days"]
    assert (said["negative"], said["days"]) == row(
        "SELECT sum(negative), sum(days) FROM 'DATA/events/days.parquet' WHERE iso3_a = 'IRN' AND iso3_b = 'RUS'"
    )
    low, high = row(
        """WITH s AS (SELECT *, negative / days AS share FROM 'DATA/events/days.parquet'),
        p AS (SELECT a.iso3_a, a.iso3_b, a.year, 100 * (count(*) FILTER (b.share < a.share)
            + count(*) FILTER (b.share = a.share) / 2) / count(*) AS place
            FROM s a JOIN s b USING (year) WHERE a.iso3_a = 'IRN' AND a.iso3_b = 'RUS' GROUP BY ALL)
        SELECT min(place), max(place) FROM p"""
    )
    assert [said["low"], said["high"]] == pytest.approx([low, high])


def test_frictions():
    said = readings("08")["frictions"]
    assert (said["n"], said["sanctions"], said["since"]) == row(
        """SELECT count(*), count(*) FILTER (category = 'sanctions'), count(*) FILTER (year >= 2022)
        FROM 'DATA/events/timeline.parquet' WHERE tone = 'conflict' AND year >= 1989
        AND countries LIKE '%RUS%' AND countries LIKE '%IRN%'"""
    )


def test_splits():
    said = readings("08")["meetings-splits"]
    assert said["below"] == 0
    early, late = row(
        f"""SELECT count(*) FILTER (year BETWEEN 2019 AND 2021), count(*) FILTER (year BETWEEN 2022 AND 2024)
        FROM ({MET}) WHERE kind = 'leaders'"""
    )
    n = early + late
    # two-sided exact binomial at one half: twice the upper tail, at most 1
    tail = row(
        f"""SELECT sum(gamma({n + 1}) / gamma(k + 1) / gamma({n} - k + 1)) / pow(2, {n})
        FROM range({max(early, late)}, {n + 1}) t(k)"""
    )[0]
    assert said["p_2022"] == pytest.approx(min(1, 2 * tail), abs=1e-6)
