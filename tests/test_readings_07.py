"""The named values of the notebook on treaties and memberships, computed a second time: SQL on the Parquet files."""

import pytest
from test_readings import readings, row

RUSSIA_IRAN = "list_contains(string_split(parties, ';'), 'IRN') AND (parties LIKE '%RUS%' OR parties LIKE '%SUN%')"


def test_answer():
    said = readings("07")["answer"]
    yes, topics, defence = row(
        """SELECT count(*) FILTER (promised = 'yes'), count(*), max(promised) FILTER (topic = 'defence')
        FROM 'DATA/ties/commitments.parquet' WHERE treaty = 'Comprehensive strategic partnership 2025'"""
    )
    assert (said["topics_yes"], said["topics_topics"], said["topics_defence"]) == (yes, topics, defence)
    (newest,) = row(f"SELECT arg_max(name, signed) FROM 'DATA/ties/treaties.parquet' WHERE {RUSSIA_IRAN}")
    assert newest == "Comprehensive strategic partnership 2025"


JOINT = """
    WITH members AS (SELECT DISTINCT iso3, organisation FROM 'DATA/ties/memberships.parquet'
        WHERE year = {year} AND status = 'full'),
    present AS (SELECT DISTINCT iso3 FROM 'DATA/ties/memberships.parquet'
        WHERE year = {year} AND status IN ('full', 'unknown')),
    numbers AS (SELECT p.iso3, count(m.organisation) AS n FROM present p LEFT JOIN members m USING (iso3) GROUP BY 1),
    together AS (SELECT a.iso3 AS x, b.iso3 AS y, count(*) AS n FROM members a JOIN members b USING (organisation)
        WHERE a.iso3 < b.iso3 GROUP BY 1, 2),
    pairs AS (SELECT a.iso3 AS x, b.iso3 AS y, coalesce(t.n, 0) AS n,
        coalesce(t.n, 0) / nullif(a.n * b.n / (SELECT count(DISTINCT organisation) FROM members)::double, 0) AS ratio
        FROM numbers a JOIN numbers b ON a.iso3 < b.iso3 LEFT JOIN together t ON t.x = a.iso3 AND t.y = b.iso3),
    own AS (SELECT n, ratio FROM pairs WHERE x = 'IRN' AND y = 'RUS')
    SELECT any_value(own.n), any_value(own.ratio),
        100 * (count(*) FILTER (pairs.n < own.n) + count(*) FILTER (pairs.n = own.n) / 2) / count(pairs.n),
        100 * (count(*) FILTER (pairs.ratio < own.ratio - 1e-12)
            + count(*) FILTER (abs(pairs.ratio - own.ratio) <= 1e-12) / 2) / count(pairs.ratio)
    FROM pairs, own
"""


def test_shared_memberships_and_their_place():
    answer, trend = readings("07")["answer"], readings("07")["trend"]
    n, ratio, by_number, by_ratio = row(JOINT.format(year=2014))
    assert (answer["joint"], answer["year"]) == (n, 2014)
    assert answer["ratio"] == pytest.approx(ratio)
    assert answer["percentile_ratio"] == pytest.approx(by_ratio, abs=0.01)
    assert (trend["joint"], trend["percentile_joint"]) == (n, pytest.approx(by_number, abs=0.01))
    before, _, place, _ = row(JOINT.format(year=1992))
    assert (trend["before"], trend["place_before"]) == (before, pytest.approx(place, abs=0.01))


def test_days_before_the_inauguration():
    said = readings("07")["claim-date"]
    days, n = row(
        f"""SELECT date_diff('day', max(signed)::date, DATE '2025-01-20'), count(*) FILTER (signed_precision = 'day')
        FROM 'DATA/ties/treaties.parquet' WHERE {RUSSIA_IRAN}"""
    )
    assert (said["days"], said["n"]) == (days, n)
    (second,) = row(
        """SELECT date_diff('day', signed::date, DATE '1921-03-04') FROM 'DATA/ties/treaties.parquet'
        WHERE name = 'Treaty of friendship 1921'"""
    )
    assert said["second_days"] == second
    assert said["chance"] == pytest.approx(1 - (1 - 4 / 1461) ** n)


def test_topics_of_three_treaties():
    said = readings("07")["topics"]
    for prefix, treaty in (
        ("old", "Treaty on the basis of relations 2001"),
        ("north", "Comprehensive strategic partnership 2024"),
    ):
        yes, unknown, defence = row(
            f"""SELECT count(*) FILTER (promised = 'yes'), count(*) FILTER (promised = 'unknown'),
            max(promised) FILTER (topic = 'defence') FROM 'DATA/ties/commitments.parquet' WHERE treaty = '{treaty}'"""
        )
        assert [said[f"{prefix}_{name}"] for name in ("yes", "unknown", "defence")] == [yes, unknown, defence]


def test_seven_organisations():
    said = readings("07")["recent"]
    held = """
        WITH held AS (SELECT DISTINCT organisation, iso3 FROM 'DATA/ties/recent_memberships.parquet'
            WHERE status IN ('full', 'participant', 'OPEC member')
            AND start <= DATE '2026-05-31' AND ("end" IS NULL OR "end" > DATE '2026-05-31')),
        states AS (SELECT DISTINCT iso3 FROM held),
        pairs AS (SELECT a.iso3 AS x, b.iso3 AS y, (SELECT count(*) FROM held h JOIN held k USING (organisation)
            WHERE h.iso3 = a.iso3 AND k.iso3 = b.iso3) AS n FROM states a JOIN states b ON a.iso3 < b.iso3),
        own AS (SELECT n FROM pairs WHERE x = 'IRN' AND y = 'RUS')
    """
    shared, pairs, states, place = row(
        f"""{held} SELECT any_value(own.n), count(*), (SELECT count(*) FROM states),
        100 * (count(*) FILTER (pairs.n < own.n) + count(*) FILTER (pairs.n = own.n) / 2) / count(*) FROM pairs, own"""
    )
    assert (said["shared"], said["pairs"], said["states"]) == (shared, pairs, states)
    assert said["place"] == pytest.approx(place, abs=0.01)


def test_agreements():
    said = readings("07")["agreements"]
    for name, kind, last in (("defence", "defence", 2010), ("nuclear", "nuclear", 2003), ("trade", "trade", 2016)):
        (n,) = row(
            f"""SELECT coalesce(sum(agreements), 0) FROM 'DATA/ties/agreements.parquet'
            WHERE kind LIKE '{kind}%' AND iso3_a = 'IRN' AND iso3_b IN ('RUS', 'SUN')"""
        )
        assert said[name] == n
        some, pairs = row(
            f"""WITH joined AS (SELECT DISTINCT CASE WHEN iso3_a = 'SUN' THEN 'RUS' ELSE iso3_a END AS p,
                CASE WHEN iso3_b = 'SUN' THEN 'RUS' ELSE iso3_b END AS q
                FROM 'DATA/ties/agreements.parquet' WHERE kind LIKE '{kind}%'),
            states AS (SELECT DISTINCT iso3 FROM 'DATA/states/system.parquet' WHERE year = {last})
            SELECT (SELECT count(DISTINCT least(p, q) || greatest(p, q)) FROM joined
                WHERE p IN (SELECT iso3 FROM states) AND q IN (SELECT iso3 FROM states) AND p <> q),
                (SELECT count(*) * (count(*) - 1) / 2 FROM states)"""
        )
        assert said[f"{name}_some"] == pytest.approx(some / pairs)
