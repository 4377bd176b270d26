"""The named values of the trade notebook, computed a second time: SQL on the Parquet files."""

import pytest
from test_readings import readings, row

OWN = "exporter IN ('RUS', 'IRN') AND importer IN ('RUS', 'IRN')"


def test_best_estimate_of_the_answer():
    """2021: Russia alone declared. Exports as they are, imports over the margin, each with its reporter's scatter."""
    said = readings("02")["answer"]
    margin = row("SELECT margin FROM 'DATA/trade/margins.parquet' WHERE period = 'all'")[0]
    sold = row(
        f"SELECT value_usd FROM 'DATA/trade/pairs.parquet' WHERE source = 'comtrade_2021' AND year = 2021 AND {OWN}"
    )
    bought = row(
        f"""SELECT value_usd FROM 'DATA/trade/pairs.parquet' WHERE source = 'imf_imts_russia' AND year = 2021
        AND exporter = 'IRN' AND {OWN}"""
    )
    assert said["best_year"] == 2021
    assert said["best"] == pytest.approx(sold[0] + bought[0] / margin)
    low = row(
        f"""SELECT sqrt(sum((value * (1 - exp(-1.645 * deviation))) ** 2)) FROM (
            SELECT {sold[0]} AS value, 'exporter' AS side UNION ALL SELECT {bought[0] / margin}, 'importer') v
        JOIN 'DATA/trade/reliability.parquet' r ON r.side = v.side
        WHERE r.reporter = 'RUS' AND r.period = 'from 2008'"""
    )[0]
    assert said["best_low"] == pytest.approx(said["best"] - low)


def test_rule_of_the_estimate():
    said = readings("02")["estimate-rule"]
    margin, records = row("SELECT margin, records FROM 'DATA/trade/margins.parquet' WHERE period = 'all'")
    flows, correlation, ratio = row(
        """SELECT sum(flows), median(correlation), median(median_ratio) FROM 'DATA/trade/crosscheck.parquet'
        WHERE method = 'both'"""
    )
    assert (said["margin"], said["records"]) == (pytest.approx(margin), records)
    assert (said["flows"], said["correlation"], said["ratio"]) == (
        flows,
        pytest.approx(correlation),
        pytest.approx(ratio),
    )


def test_dependence_by_period():
    said = readings("02")["dependence-periods"]
    for number, (first, last) in enumerate([(2000, 2006), (2007, 2011), (2012, 2015), (2016, 2018), (2019, 2020)], 1):
        russia, iran = row(
            f"""WITH own AS (SELECT year, sum(value_usd) AS v FROM 'DATA/trade/pairs.parquet'
                WHERE source = 'baci_pairs' AND {OWN} GROUP BY year),
            rus AS (SELECT year, sum(value_usd) AS v FROM 'DATA/trade/pairs.parquet'
                WHERE source = 'baci_pairs' AND (exporter = 'RUS' OR importer = 'RUS') GROUP BY year),
            irn AS (SELECT year, sum(value_usd) AS v FROM 'DATA/trade/pairs.parquet'
                WHERE source = 'baci_pairs' AND (exporter = 'IRN' OR importer = 'IRN') GROUP BY year)
            SELECT avg(own.v / rus.v), avg(own.v / irn.v) FROM own JOIN rus USING (year) JOIN irn USING (year)
            WHERE year BETWEEN {first} AND {last}"""
        )
        assert said[f"first_{number}"] == pytest.approx(russia)
        assert said[f"second_{number}"] == pytest.approx(iran)


def test_what_neighbours_buy():
    """Senders among the comparison states: Germany, France, Britain, Japan, South Korea, the United States."""
    said = readings("02")["neighbours"]
    query = """SELECT
        (sum(value_usd) FILTER (year IN (2022, 2023)) / count(DISTINCT year) FILTER (year IN (2022, 2023))) /
        (sum(value_usd) FILTER (year BETWEEN 2019 AND 2021) / 3)
        FROM 'DATA/trade/pairs.parquet' WHERE source = 'eaeu_members_customs' AND reporter = '{0}' AND importer = '{0}'
        AND exporter {1} ('DEU', 'FRA', 'GBR', 'JPN', 'KOR', 'USA') AND exporter <> 'RUS'"""
    for code in ("KGZ", "KAZ", "ARM"):
        assert said[f"{code.lower()}_senders"] == pytest.approx(row(query.format(code, "IN"))[0])
        assert said[f"{code.lower()}_others"] == pytest.approx(row(query.format(code, "NOT IN"))[0])


def test_russia_with_africa():
    said = readings("02")["russia-africa"]
    for name, period in (("first", "2022"), ("second", "2023"), ("before", "2023M01-M09"), ("third", "2024M01-M09")):
        value = row(
            f"SELECT sum(value_usd) FROM 'DATA/trade/regions.parquet' WHERE area = 'Africa' AND period = '{period}'"
        )[0]
        assert said[name] == pytest.approx(value)


def test_gravity():
    said = readings("02")["gravity"]
    for prefix, exporter, importer in (("a", "RUS", "IRN"), ("b", "IRN", "RUS")):
        n, first, last, least, most, above, below, place, alike = row(
            f"""WITH ranked AS (
                SELECT *, 100 * (rank() OVER y - 1 + (count(*) OVER t + 1) / 2 - 0.5) / count(*) OVER g AS place,
                    ceil(10 * (rank() OVER e - 1 + (count(*) OVER s + 1) / 2 - 0.5) / count(*) OVER g) AS tenth
                FROM 'DATA/trade/gravity.parquet'
                WINDOW g AS (PARTITION BY year), y AS (PARTITION BY year ORDER BY ratio),
                    t AS (PARTITION BY year, ratio),
                    e AS (PARTITION BY year ORDER BY expected_usd), s AS (PARTITION BY year, expected_usd)),
            alike AS (
                SELECT *, 100 * (rank() OVER y - 1 + (count(*) OVER t + 1) / 2 - 0.5) / count(*) OVER g AS place_alike
                FROM ranked
                WINDOW g AS (PARTITION BY year, tenth), y AS (PARTITION BY year, tenth ORDER BY ratio),
                    t AS (PARTITION BY year, tenth, ratio))
            SELECT count(*), min(year), max(year), min(ratio), max(ratio), sum((low > 1)::int), sum((high < 1)::int),
                median(place), median(place_alike)
            FROM alike WHERE exporter = '{exporter}' AND importer = '{importer}'"""
        )
        wanted = {"n": n, "first": first, "last": last, "least": least, "most": most, "above": above, "below": below}
        assert {k: said[f"{prefix}_{k}"] for k in wanted} == pytest.approx(wanted)
        assert said[f"{prefix}_place"] == pytest.approx(place, abs=1e-6)
        assert said[f"{prefix}_place_alike"] == pytest.approx(alike, abs=1e-6)
