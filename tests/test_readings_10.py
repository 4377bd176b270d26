"""The named values of the notebook on the axis, computed a second time: SQL on the Parquet files."""

import json
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from test_readings import readings, row

from helpers import countries

STATES = ", ".join(f"'{code}'" for code in countries.COMPARISON if code != "SUN")
FOUR = "a = 'CHN' AND b = 'IRN' AND c = 'PRK' AND d = 'RUS'"


PAIRS = f"iso3_a IN ({STATES}) AND iso3_b IN ({STATES})"
STEADY = """(SELECT * FROM 'DATA/index/layers.parquet' WHERE year BETWEEN 1992 AND 2025
    QUALIFY count(*) OVER (PARTITION BY layer, iso3_a, iso3_b) >= 0.8 * (1 + max(year) OVER (PARTITION BY layer)
    - min(year) OVER (PARTITION BY layer, iso3_a, iso3_b)))"""
"""Pairs known in four fifths of the years of their layer."""

GROUPS = """g AS (SELECT ab.y, ab.a, ab.b, ac.b AS c, ad.b AS d, (ab.v + ac.v + ad.v + bc.v + bd.v + cd.v) / 6 AS m
    FROM p ab JOIN p ac ON ac.y = ab.y AND ac.a = ab.a AND ac.b > ab.b
    JOIN p ad ON ad.y = ab.y AND ad.a = ab.a AND ad.b > ac.b
    JOIN p bc ON bc.y = ab.y AND bc.a = ab.b AND bc.b = ac.b
    JOIN p bd ON bd.y = ab.y AND bd.a = ab.b AND bd.b = ad.b
    JOIN p cd ON cd.y = ab.y AND cd.a = ac.b AND cd.b = ad.b)"""
"""All foursomes from the pairs p (a, b, year y, value v): a, b, c, d and the mean m of their six pairs."""


THREE = """t AS (SELECT ab.y, ab.a, ab.b, ac.b AS c, (ab.v + ac.v + bc.v) / 3 AS m
    FROM p ab JOIN p ac ON ac.y = ab.y AND ac.a = ab.a AND ac.b > ab.b
    JOIN p bc ON bc.y = ab.y AND bc.a = ab.b AND bc.b = ac.b)"""
"""All threesomes from the pairs p."""


def listed(layer):
    """The row of a layer in the table of verdicts, by column."""
    notebook = next((Path(__file__).resolve().parents[1] / "notebooks").glob("10-*.ipynb"))
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            table = output.get("data", {}).get("application/vnd.workbook.table+json")
            if table and table["id"] == "axis-verdicts":
                found = next(row for row in table["rows"] if row[0] == layer)
                return dict(zip(table["columns"], found, strict=True))
    raise AssertionError(f"no layer {layer} in the table of verdicts")


def number(text):
    """The place in "North Korea (96)"."""
    return float(re.search(r"\((\d+)\)$", text).group(1))


def mean_place(layer, years):
    """Mean place of the four over some years, 100 for the strongest, and the number of groups in each."""
    return row(
        f"""WITH p AS (SELECT iso3_a AS a, iso3_b AS b, year AS y, value AS v FROM {STEADY}
            WHERE layer = '{layer}' AND year BETWEEN {years[0]} AND {years[1]} AND {PAIRS}),
        {GROUPS}, own AS (SELECT y, m FROM g WHERE {FOUR}),
        placed AS (SELECT y, 100.0 * (count(*) FILTER (g.m < own.m - 1e-9)
            + count(*) FILTER (abs(g.m - own.m) <= 1e-9) / 2.0) / count(*) AS place, count(*) AS n
            FROM g JOIN own USING (y) GROUP BY y)
        SELECT avg(place), min(n), max(n) FROM placed"""
    )


@pytest.mark.parametrize(
    ("layer", "years"), [("votes", (2020, 2024)), ("arms", (2021, 2025)), ("treaties", (2014, 2018))]
)
def test_answer(layer, years):
    place, fewest, most = mean_place(layer, years)
    assert 0 < fewest <= most <= 35960
    assert readings("10")["answer"][layer] == pytest.approx(place, abs=0.01)


def test_verdicts():
    said = readings("10")["answer"]
    assert said["n"] == said["n_binding"] + said["n_leaning"] + said["n_loose"] == 11
    assert "UN votes" in said["binding"] and "arms" in said["loose"]


def test_years_with_all_pairs():
    said = readings("10")["silence"]
    (years,) = row(
        """SELECT string_agg(year, ', ' ORDER BY year) FROM 'DATA/index/layers.parquet'
        WHERE layer = 'trade' AND iso3_a = 'IRN' AND iso3_b = 'PRK'"""
    )
    assert said["years"] == years
    assert said["all_known"] < said["steady"]


def test_trend():
    """A pair's change is the difference of its means, so that of a group is the mean of its pairs' changes."""
    change, below, same, n = row(
        f"""WITH q AS (SELECT iso3_a AS a, iso3_b AS b, 0 AS y, avg(value) FILTER (year >= 2020)
            - avg(value) FILTER (year <= 1996) AS v FROM {STEADY}
            WHERE layer = 'votes' AND year BETWEEN 1992 AND 2024 AND {PAIRS} GROUP BY 1, 2),
        p AS (SELECT * FROM q WHERE v IS NOT NULL), {GROUPS}, own AS (SELECT m FROM g WHERE {FOUR})
        SELECT any_value(own.m), count(*) FILTER (g.m < own.m - 1e-9), count(*) FILTER (abs(g.m - own.m) <= 1e-9),
        count(*) FROM g, own"""
    )
    assert change > 0
    assert readings("10")["trend"]["votes"] == pytest.approx(100 * (below + same / 2) / n, abs=0.05)


def test_arms_before_and_after():
    said = readings("10")["since-2022"]
    for year, name in ((2021, "arms_before"), (2025, "arms_last")):
        place, _, _ = mean_place("arms", (year, year))
        assert said[name] == pytest.approx(place, abs=0.01)


def test_exercises():
    every, two = row(
        """WITH x AS (SELECT year, len(list_intersect(string_split(participants, ';'), ['RUS', 'IRN', 'CHN', 'PRK']))
            AS n FROM 'DATA/ties/exercises.parquet' WHERE kind = 'exercise' AND year BETWEEN 2022 AND 2025)
        SELECT count(*) FILTER (n >= 2), count(*) FILTER (n = 2) FROM x"""
    )
    assert (every, two) == (26, 19)


def test_poles():
    said = readings("10")["poles"]
    for year, name in ((1992, "o_early"), (said["o_late_year"], "o_late")):
        (effective,) = row(
            f"""WITH x AS (SELECT value FROM 'DATA/power/countries.parquet'
                WHERE indicator = 'gdp_usd_current' AND year = {year})
            SELECT 1 / sum(power(value / (SELECT sum(value) FROM x), 2)) FROM x"""
        )
        assert said[name] == pytest.approx(effective, abs=1e-6)
    (share,) = row(
        """SELECT max(share) FROM 'DATA/power/capability.parquet' WHERE measure = 'cinc' AND year = 2022
        AND iso3 = 'CHN'"""
    )
    assert said["c_first_share"] == pytest.approx(share, abs=1e-6)
    blocs, own = row(
        """SELECT count(DISTINCT bloc), count(DISTINCT bloc) FILTER (iso3 IN ('RUS', 'IRN', 'CHN', 'PRK'))
        FROM 'DATA/votes/communities.parquet' WHERE period = '2022-24'"""
    )
    assert (said["blocs_2"], said["own"]) == (blocs, own)


def test_interval_of_the_clubs():
    """Five yearly places, and every way of drawing three blocks of two neighbouring years of them."""
    places = [mean_place("clubs", (year, year))[0] for year in range(2021, 2026)]
    means = [
        np.mean([places[(start + step) % 5] for start in starts for step in (0, 1)][:5])
        for starts in product(range(5), repeat=3)
    ]
    found = listed("Six Eurasian clubs")
    assert found["place"] == pytest.approx(np.mean(places), abs=0.01)
    assert found["interval from"] == pytest.approx(np.quantile(means, 0.025), abs=0.05)


def test_without_north_korea():
    place, years = row(
        f"""WITH p AS (SELECT iso3_a AS a, iso3_b AS b, year AS y, value AS v FROM {STEADY}
            WHERE layer = 'votes' AND year BETWEEN 2020 AND 2024 AND {PAIRS}),
        {THREE}, own AS (SELECT y, m FROM t WHERE a = 'CHN' AND b = 'IRN' AND c = 'RUS'),
        placed AS (SELECT y, 100.0 * (count(*) FILTER (t.m < own.m - 1e-9)
            + count(*) FILTER (abs(t.m - own.m) <= 1e-9) / 2.0) / count(*) AS place
            FROM t JOIN own USING (y) GROUP BY y)
        SELECT avg(place), count(*) FROM placed"""
    )
    assert years == 5
    assert number(listed("UN votes")["lowest without a state"]) == pytest.approx(place, abs=0.51)


def test_without_china_and_russia():
    """The five other pairs of the four among the means of five of six pairs of all foursomes."""
    (place,) = row(
        f"""WITH p AS (SELECT iso3_a AS a, iso3_b AS b, year AS y, value AS v FROM {STEADY}
            WHERE layer = 'clubs' AND year BETWEEN 2021 AND 2025 AND {PAIRS}),
        {GROUPS}, k AS (SELECT g.*, p.a AS x, p.b AS z, (6 * m - p.v) / 5 AS five FROM g JOIN p ON p.y = g.y
            AND p.a IN (g.a, g.b, g.c, g.d) AND p.b IN (g.a, g.b, g.c, g.d)),
        own AS (SELECT y, five FROM k WHERE {FOUR} AND x = 'CHN' AND z = 'RUS'),
        placed AS (SELECT y, 100.0 * (count(*) FILTER (k.five < own.five - 1e-9)
            + count(*) FILTER (abs(k.five - own.five) <= 1e-9) / 2.0) / count(*) AS place
            FROM k JOIN own USING (y) GROUP BY y)
        SELECT avg(place) FROM placed"""
    )
    assert number(listed("Six Eurasian clubs")["lowest without a pair"]) == pytest.approx(place, abs=0.51)


def test_verdicts_and_intervals():
    said = readings("10")["answer"]
    votes, against = listed("UN votes"), listed("Votes against the USA")
    assert 90 < votes["interval from"] < votes["place"] <= votes["to"] <= 100
    assert said["weakest_low"] == pytest.approx(against["interval from"])
    assert said["n_open"] == len(said["open"].split(", "))
    assert 0 <= said["n_firm_binding"] <= said["n_binding"]
    rule = readings("10")["rule"]
    assert rule["n_80"] >= said["n_binding"] >= rule["n_95"]
