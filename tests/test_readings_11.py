"""The named values of the notebook on asymmetry and divergence, computed a second time: SQL on the Parquet files."""

import json
from pathlib import Path

import pytest
from test_readings import readings, row

from helpers import countries

STATES = ", ".join(f"'{code}'" for code in countries.COMPARISON if code != "SUN")


def listings(name):
    """Rows of a table that the notebook shows."""
    notebook = next((Path(__file__).resolve().parents[1] / "notebooks").glob("11-*.ipynb"))
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            table = output.get("data", {}).get("application/vnd.workbook.table+json")
            if table and table["id"] == name:
                return table["rows"]
    raise AssertionError(f"no table {name} in the notebook")


def test_answer_trade():
    said = readings("11")["answer"]
    mutual, russia, iran = row(
        """SELECT sum(value_usd) FILTER (exporter IN ('RUS', 'IRN') AND importer IN ('RUS', 'IRN')),
        sum(value_usd) FILTER (exporter = 'RUS' OR importer = 'RUS'),
        sum(value_usd) FILTER (exporter = 'IRN' OR importer = 'IRN')
        FROM 'DATA/trade/pairs.parquet' WHERE source = 'baci_pairs' AND year = 2019"""
    )
    assert said["trade_year"] == 2019
    assert said["trade_larger"] == pytest.approx(mutual / iran)
    declared = [mutual / russia]
    for source in ("comtrade_russia_hs2", "imf_imts_russia"):
        (share,) = row(
            f"""SELECT (SELECT sum(value_usd) FROM 'DATA/trade/pairs.parquet' WHERE source = '{source}' AND year = 2019
                AND reporter IN ('RUS', 'none') AND exporter IN ('RUS', 'IRN') AND importer IN ('RUS', 'IRN'))
            / (SELECT sum(value_usd) FROM 'DATA/trade/totals.parquet' WHERE source = '{source}' AND year = 2019
                AND iso3 = 'RUS' AND reporter IN ('RUS', 'none'))"""
        )
        declared.append(share)
    assert said["trade_smaller"] == pytest.approx(sorted(declared)[1])
    assert said["trade_times"] == pytest.approx(said["trade_larger"] / said["trade_smaller"])


def test_the_gap_among_all_pairs():
    below, same, n = row(
        """WITH f AS (SELECT exporter AS i, importer AS j, value_usd AS v FROM 'DATA/trade/pairs.parquet'
            WHERE source = 'baci_pairs' AND year = 2019),
        t AS (SELECT i, sum(v) AS total FROM (SELECT i, v FROM f UNION ALL SELECT j, v FROM f) GROUP BY i),
        p AS (SELECT DISTINCT least(i, j) AS a, greatest(i, j) AS b FROM f),
        r AS (SELECT a, b, round(abs(ln(y.total / x.total)), 9) AS gap
            FROM p JOIN t x ON x.i = a JOIN t y ON y.i = b),
        own AS (SELECT gap FROM r WHERE a = 'IRN' AND b = 'RUS')
        SELECT count(*) FILTER (r.gap < own.gap), count(*) FILTER (r.gap = own.gap), count(*) FROM r, own"""
    )
    # the shares of a pair differ as the totals do, since the trade between them is the same
    assert readings("11")["answer"]["trade_unequal"] == pytest.approx(100 * (below + same / 2) / n, abs=0.05)


def test_answer_arms_and_size():
    said = readings("11")["answer"]
    for supplier, recipient, name in (("IRN", "RUS", "arms_first"), ("RUS", "IRN", "arms_second")):
        (share,) = row(
            f"""SELECT share FROM 'DATA/arms/partners.parquet' WHERE share_of = 'imports' AND end_year = 2025
            AND supplier = '{supplier}' AND recipient = '{recipient}'"""
        )
        assert said[name] == pytest.approx(share)
    (gdp,) = row(
        """WITH x AS (SELECT iso3, year, value FROM 'DATA/power/countries.parquet' WHERE indicator = 'gdp_usd_current')
        SELECT a.value / b.value FROM x a JOIN x b USING (year) WHERE a.iso3 = 'RUS' AND b.iso3 = 'IRN'
        ORDER BY year DESC LIMIT 1"""
    )
    assert said["gdp"] == pytest.approx(gdp)


def test_profile():
    said = readings("11")["profile"]
    (place,) = row(
        f"""WITH x AS (SELECT iso3, year, polyarchy AS v FROM 'DATA/power/regimes.parquet'
            WHERE year BETWEEN 2020 AND 2024 AND iso3 IN ({STATES})),
        p AS (SELECT a.year, a.iso3 AS i, b.iso3 AS j, -round(abs(a.v - b.v), 9) AS near
            FROM x a JOIN x b ON a.year = b.year AND a.iso3 < b.iso3),
        own AS (SELECT year, near FROM p WHERE i = 'IRN' AND j = 'RUS'),
        placed AS (SELECT 100.0 * (count(*) FILTER (p.near < own.near)
            + count(*) FILTER (p.near = own.near) / 2.0) / count(*) AS place
            FROM p JOIN own USING (year) GROUP BY year)
        SELECT avg(place) FROM placed"""
    )
    assert said["regime"] == pytest.approx(place, abs=0.3)
    assert said["l_adversary"] > said["l_trade"]


def test_subjects():
    n, opposed, alike = row(
        """SELECT count(*), count(*) FILTER (abs(a.vote - b.vote) = 2), count(*) FILTER (a.vote = b.vote)
        FROM 'DATA/votes/un_votes.parquet' a JOIN 'DATA/votes/un_votes.parquet' b USING (resolution_id)
        JOIN 'DATA/votes/un_resolutions.parquet' r USING (resolution_id)
        WHERE a.iso3 = 'RUS' AND b.iso3 = 'IRN' AND a.vote < 8 AND b.vote < 8 AND r.nuclear
        AND r.year BETWEEN 2012 AND 2024"""
    )
    found = next(row for row in listings("divergence-subjects-places") if row[0] == "nuclear")
    assert (found[1], found[2]) == (n, opposed)
    assert found[6] == pytest.approx(1 - alike / n)


def test_far_regions_and_distance():
    said = readings("11")["far-regions"]
    regions = "('Northern Africa', 'Sub-Saharan Africa', 'Latin America and the Caribbean')"
    codes = ", ".join(f"'{c}'" for c, state in countries.states().items() if state["region"] in regions)
    (share,) = row(
        f"""WITH x AS (SELECT CASE WHEN exporter = 'RUS' THEN importer ELSE exporter END AS partner, value_usd
            FROM 'DATA/trade/pairs.parquet' WHERE source = 'baci_pairs' AND year = 2019
            AND (exporter = 'RUS' OR importer = 'RUS'))
        SELECT sum(value_usd) FILTER (partner IN ({codes})) / sum(value_usd) FROM x"""
    )
    assert said["first_2"] == pytest.approx(share)


def test_frictions():
    said = readings("11")["frictions"]
    n, rough, later, rough_later = row(
        """WITH x AS (SELECT year, tone IN ('conflict', 'mixed') AS rough FROM 'DATA/events/timeline.parquet'
            WHERE year >= 1992 AND list_has_all(string_split(countries, ';'), ['RUS', 'IRN']))
        SELECT count(*) FILTER (year < 2022), count(*) FILTER (year < 2022 AND rough),
        count(*) FILTER (year >= 2022), count(*) FILTER (year >= 2022 AND rough) FROM x"""
    )
    assert (said["n"], said["friction"], said["n_after"], said["friction_after"]) == (n, rough, later, rough_later)
