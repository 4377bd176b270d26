"""The named values of the notebook on asymmetry and divergence, computed a second time: SQL on the Parquet files."""

import json
from itertools import product
from pathlib import Path

import numpy as np
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
    assert said["trade_ratio"] == pytest.approx(said["trade_larger"] / said["trade_smaller"])
    assert said["trade_low"] == pytest.approx(mutual / iran / max(declared))
    assert said["trade_high"] == pytest.approx(mutual / iran / min(declared))
    over_time = readings("11")["trade-ratio"]
    assert (over_time["most"], over_time["most_year"]) == (pytest.approx(said["trade_ratio"]), 2019)


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
    sizes = {held[0]: held[2] for held in listings("asymmetry-sizes")}
    assert sizes["GDP, current dollars"] == pytest.approx(gdp)


def ratios(layer):
    """second on first, first on second, ratio, from, to, and who needs the other more, of one layer."""
    found = next(held for held in listings("asymmetry-ratios-listed") if held[0] == layer)
    return [*found[2:7], found[8]]


def test_ratio_in_arms():
    bought, whole = {}, {}
    for state, other in (("RUS", "IRN"), ("IRN", "RUS")):
        years = range(2021, 2026)
        bought[state] = np.array(
            [
                row(
                    f"""SELECT coalesce(sum(tiv_m), 0) FROM 'DATA/arms/items.parquet' WHERE supplier = '{other}'
                    AND recipient = '{state}' AND year = {year}"""
                )[0]
                for year in years
            ]
        )
        whole[state] = np.array(
            [
                row(
                    f"""SELECT coalesce(sum(tiv_m), 0) FROM 'DATA/arms/totals.parquet' WHERE iso3 = '{state}'
                    AND role = 'recipient' AND year = {year}"""
                )[0]
                for year in years
            ]
        )

    def share(state, chosen):
        return bought[state][chosen].sum() / whole[state][chosen].sum()

    drawn = [
        share("IRN", list(chosen)) / share("RUS", list(chosen))
        for chosen in product(range(5), repeat=5)
        if whole["IRN"][list(chosen)].sum() > 0
    ]
    second, first, ratio, low, high, who = ratios("arms imports")
    every = list(range(5))
    assert (second, first) == pytest.approx((share("IRN", every), share("RUS", every)))
    assert ratio == pytest.approx(second / first)
    assert (low, high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=0.02)
    assert who == "Iran"
    said = readings("11")["answer"]
    assert (said["arms_ratio"], said["arms_low"], said["arms_high"]) == pytest.approx((ratio, low, high))


def test_ratio_in_output():
    ratio, wide = row(
        """WITH x AS (SELECT iso3, year, value, sd FROM 'DATA/power/countries.parquet'
            WHERE indicator = 'gdp_ppp_2017' AND sd IS NOT NULL)
        SELECT a.value / b.value, 1.645 * sqrt(power(a.sd / a.value, 2) + power(b.sd / b.value, 2))
        FROM x a JOIN x b USING (year) WHERE a.iso3 = 'RUS' AND b.iso3 = 'IRN' ORDER BY year DESC LIMIT 1"""
    )
    found = ratios("trade in output")
    assert found[2:5] == pytest.approx([ratio, ratio * np.exp(-wide), ratio * np.exp(wide)])


def test_ratio_in_events():
    both, russia, iran = row(
        f"""SELECT sum(n) FILTER (iso3_a = 'IRN' AND iso3_b = 'RUS'), sum(n) FILTER ('RUS' IN (iso3_a, iso3_b)),
        sum(n) FILTER ('IRN' IN (iso3_a, iso3_b)) FROM 'DATA/events/pairs.parquet' WHERE measure = 'events'
        AND year BETWEEN 2010 AND 2014 AND iso3_a IN ({STATES}) AND iso3_b IN ({STATES})"""
    )
    second, first, ratio, low, high, _ = ratios("coded events")
    assert (second, first, ratio) == pytest.approx((both / iran, both / russia, russia / iran))
    assert low < ratio < high


def test_moves():
    moves = {
        iso3: row(
            f"""SELECT max(value) FILTER (year = 2024) - max(value) FILTER (year = 2021)
            FROM 'DATA/votes/ideal_points.parquet' WHERE release = 'July 2025' AND estimate = 'final_passage'
            AND iso3 = '{iso3}'"""
        )[0]
        for iso3 in ("RUS", "IRN")
    }
    second, first, ratio, low, high, who = ratios("moves of UN position")
    # Iran stands below Russia: towards each other is up for Iran and down for Russia
    assert (second, first) == pytest.approx((moves["IRN"], -moves["RUS"]))
    assert low < 1 < high
    assert ratio == pytest.approx(second / first)
    assert who == "not told"


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
