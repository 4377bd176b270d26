"""Named values of the notebook on goods, energy and money, computed a second time by SQL on the Parquet files."""

import pytest
from test_readings import readings, row

OUT = """(SELECT hs2, value_usd, year FROM 'DATA/trade/goods.parquet'
    WHERE source = 'comtrade_russia_hs2' AND exporter = 'RUS' AND importer = 'IRN')"""


def test_answer():
    said = readings("03")["answer"]
    food, cereals, whole = row(
        f"""SELECT sum(value_usd) FILTER (hs2 BETWEEN '01' AND '24'), sum(value_usd) FILTER (hs2 = '10'), sum(value_usd)
        FROM {OUT} WHERE year = 2019"""
    )
    assert said["sold_last_year"] == 2019
    assert said["food_share"] == pytest.approx(food / whole)
    assert said["sold_last_share"] == pytest.approx(cereals / whole)
    metals, of_2000 = row(
        f"SELECT sum(value_usd) FILTER (hs2 BETWEEN '72' AND '83'), sum(value_usd) FROM {OUT} WHERE year = 2000"
    )
    assert said["sold_first_share"] == pytest.approx(metals / of_2000)
    (kinds,) = row(f"SELECT string_agg(DISTINCT hs2::VARCHAR, ',') FROM {OUT} WHERE year = 2020")
    assert (said["sold_withheld_year"], kinds) == (2020, "99")


def test_likeness_of_exports_among_all_pairs():
    (percentile,) = row(
        """WITH s AS (SELECT exporter AS e, hs2, value_usd / sum(value_usd) OVER (PARTITION BY exporter) AS share
            FROM 'DATA/trade/goods_world.parquet' WHERE year = 2019),
        sellers AS (SELECT DISTINCT e FROM s WHERE share IS NOT NULL),
        alike AS (SELECT a.e AS x, b.e AS y, sum(least(a.share, b.share)) AS v
            FROM s a JOIN s b ON a.hs2 = b.hs2 AND a.e < b.e GROUP BY 1, 2),
        every AS (SELECT a.e AS x, b.e AS y, coalesce(v, 0) AS v FROM sellers a JOIN sellers b ON a.e < b.e
            LEFT JOIN alike ON alike.x = a.e AND alike.y = b.e),
        own AS (SELECT v FROM every WHERE x = 'IRN' AND y = 'RUS')
        SELECT 100 * (count(*) FILTER (every.v < own.v) + count(*) FILTER (every.v = own.v) / 2) / count(*)
        FROM every, own"""
    )
    assert readings("03")["answer"]["alike"] == pytest.approx(percentile, abs=0.01)


def test_growth_adds_up():
    said = readings("03")["growth"]
    before, after, grain, metals = row(
        f"""WITH k AS (SELECT * FROM {OUT} WHERE hs2 NOT IN ('00', '99'))
        SELECT sum(value_usd) FILTER (year BETWEEN 2005 AND 2007) / 3,
        sum(value_usd) FILTER (year BETWEEN 2017 AND 2019) / 3,
        (sum(value_usd) FILTER (hs2 = '10' AND year BETWEEN 2017 AND 2019)
            - sum(value_usd) FILTER (hs2 = '10' AND year BETWEEN 2005 AND 2007)) / 3,
        (sum(value_usd) FILTER (hs2 BETWEEN '72' AND '83' AND year BETWEEN 2017 AND 2019)
            - sum(value_usd) FILTER (hs2 BETWEEN '72' AND '83' AND year BETWEEN 2005 AND 2007)) / 3 FROM k"""
    )
    assert said["growth"] == pytest.approx(after / before - 1)
    assert (said["most"], said["least"]) == ("cereals", "metals")
    assert said["gain"] == pytest.approx(100 * grain / before)
    assert said["loss"] == pytest.approx(100 * metals / before)


def test_food_in_russias_exports():
    said = readings("03")["food"]
    for name, chapter in (("cereals", "10"), ("oils", "15")):
        usd, world = row(
            f"""SELECT (SELECT sum(value_usd) FROM {OUT} WHERE year = 2019 AND hs2 = '{chapter}'),
            (SELECT sum(value_usd) FROM 'DATA/trade/goods_world.parquet'
                WHERE exporter = 'RUS' AND year = 2019 AND hs2 = '{chapter}')"""
        )
        assert said[f"{name}_usd"] == pytest.approx(usd)
        assert said[f"{name}_share"] == pytest.approx(usd / world)


def test_concentration_of_chapters():
    said = readings("03")["spread"]
    hhi, entropy = row(
        f"""WITH s AS (SELECT value_usd / sum(value_usd) OVER () AS share FROM {OUT}
            WHERE year = 2019 AND hs2 NOT IN ('00', '99') AND value_usd > 0)
        SELECT sum(share ** 2), -sum(share * ln(share)) FROM s"""
    )
    assert said["hhi_last"] == pytest.approx(hhi)
    (equal,) = row(f"SELECT exp({entropy})")
    assert said["n_last"] == pytest.approx(equal)


def test_fuels_technology_and_steel():
    said = readings("03")
    fuels, technology, whole = row(
        f"""SELECT sum(value_usd) FILTER (hs2 = '27'), sum(value_usd) FILTER (hs2 IN ('84', '85', '90')), sum(value_usd)
        FROM {OUT} WHERE year = 2019"""
    )
    assert said["fuels"]["out_usd"] == pytest.approx(fuels)
    assert said["fuels"]["out_share"] == pytest.approx(fuels / whole)
    assert said["technology"]["tech_value"] == pytest.approx(technology / whole, abs=1e-6)
    year, usd = row(
        f"SELECT year, sum(value_usd) FROM {OUT} WHERE hs2 IN ('72', '73') GROUP BY year ORDER BY 2 DESC LIMIT 1"
    )
    assert (said["metals"]["peak_year"], said["metals"]["peak_usd"]) == (year, pytest.approx(usd))


def test_arms_register_against_customs():
    said = readings("03")["arms-in-customs"]
    years, silent, small = row(
        f"""WITH d AS (SELECT year FROM 'DATA/arms/items.parquet' WHERE year BETWEEN 2000 AND 2019 AND tiv_m > 0
            AND ((supplier = 'RUS' AND recipient = 'IRN') OR (supplier = 'IRN' AND recipient = 'RUS')) GROUP BY year),
        c AS (SELECT year, sum(value_usd) AS usd FROM {OUT} WHERE hs2 = '93' GROUP BY year)
        SELECT count(*), count(*) FILTER (usd IS NULL), count(*) FILTER (usd < 1e6) FROM d LEFT JOIN c USING (year)"""
    )
    assert (said["n_years"], said["n_none"], said["n_small"]) == (years, silent, small)


def test_advantage_of_both():
    said = readings("03")["advantage"]["shared"]
    (both,) = row(
        """WITH g AS (SELECT exporter, c."group" AS product, sum(value_usd) AS v FROM 'DATA/trade/goods_world.parquet' w
            JOIN 'DATA/trade/chapters.parquet' c ON c.hs2::VARCHAR = w.hs2::VARCHAR WHERE year = 2019 GROUP BY 1, 2),
        r AS (SELECT exporter, product, (v / sum(v) OVER (PARTITION BY exporter))
            / (sum(v) OVER (PARTITION BY product) / sum(v) OVER ()) AS rca FROM g)
        SELECT string_agg(product::VARCHAR, ', ' ORDER BY product::VARCHAR) FROM (SELECT product FROM r
            WHERE exporter IN ('RUS', 'IRN') AND rca > 1 GROUP BY product HAVING count(*) = 2)"""
    )
    assert said == both
