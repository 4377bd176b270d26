"""The named values of the stored notebooks, computed a second time by other means: SQL on the Parquet files."""

import json
import re
from functools import cache
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"


@cache
def readings(notebook):
    """Name -> values of every reading stored in a notebook."""
    (path,) = (ROOT / "notebooks").glob(f"{notebook}-*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kind = "application/vnd.workbook.reading+json"
    found = [o["data"][kind] for c in cells for o in c.get("outputs", []) if kind in o.get("data", {})]
    return {reading["name"]: reading["values"] for reading in found}


def row(query):
    return duckdb.execute(query.replace("DATA", str(DATA))).fetchall()[0]


PAIRED = """
    SELECT a.iso3 AS x, b.iso3 AS y, a.vote AS i, b.vote AS j
    FROM 'DATA/votes/un_votes.parquet' a JOIN 'DATA/votes/un_votes.parquet' b USING (resolution_id)
    WHERE a.year = 2024 AND a.vote <> 8 AND b.vote <> 8 AND a.iso3 < b.iso3
"""
OWN = f"{PAIRED} AND a.iso3 = 'IRN' AND b.iso3 = 'RUS'"


def test_un_answer():
    said = readings("06")["answer"]
    n, same = row(f"SELECT count(*), sum((i = j)::int) FROM ({OWN})")
    assert said["n"] == n
    assert said["identical"] == pytest.approx(same / n, abs=1e-9)
    # kappa by its textbook form: 1 - observed over expected squared distance
    observed, expected = row(
        f"WITH p AS ({OWN}) SELECT avg((i - j) ** 2), (SELECT avg((q.i - r.j) ** 2) FROM p q CROSS JOIN p r) FROM p"
    )
    assert said["kappa"] == pytest.approx(1 - observed / expected, abs=1e-9)
    assert said["low"] < said["kappa"] < said["high"]


def test_un_percentile_of_identical_votes():
    below, ties, pairs = row(
        f"""WITH shares AS (
            SELECT x, y, sum((i = j)::int) / count(*) AS share FROM ({PAIRED}) GROUP BY x, y HAVING count(*) >= 20),
            own AS (SELECT share FROM shares WHERE x = 'IRN' AND y = 'RUS')
        SELECT count(*) FILTER (s.share < own.share), count(*) FILTER (s.share = own.share), count(*)
        FROM shares s, own"""
    )
    percentile = 100 * (below + ties / 2) / pairs
    assert readings("06")["answer"]["percentile_identical"] == pytest.approx(percentile, abs=0.01)


def test_un_opposed_votes():
    said = readings("06")["opposed-count"]
    total, recent = row(
        """SELECT count(*), count(*) FILTER (a.year >= 2015)
        FROM 'DATA/votes/un_votes.parquet' a JOIN 'DATA/votes/un_votes.parquet' b USING (resolution_id)
        WHERE a.iso3 IN ('RUS', 'SUN') AND b.iso3 = 'IRN' AND a.year <= 2024
        AND ((a.vote = 1 AND b.vote = 3) OR (a.vote = 3 AND b.vote = 1))"""
    )
    assert (said["n_apart"], said["n_recent"]) == (total, recent)


def test_trade_answer():
    said = readings("02")["answer"]
    only, sources = row(
        """SELECT sum(value_usd), count(DISTINCT source) FROM 'DATA/trade/pairs.parquet'
        WHERE year = 2024 AND exporter IN ('RUS', 'IRN') AND importer IN ('RUS', 'IRN')"""
    )
    assert sources == 1
    assert said["only"] == pytest.approx(only)
    mutual, russia, iran = row(
        """SELECT sum(value_usd) FILTER (exporter IN ('RUS', 'IRN') AND importer IN ('RUS', 'IRN')),
        sum(value_usd) FILTER (exporter = 'RUS' OR importer = 'RUS'),
        sum(value_usd) FILTER (exporter = 'IRN' OR importer = 'IRN')
        FROM 'DATA/trade/pairs.parquet' WHERE source = 'baci_pairs' AND year = 2019"""
    )
    assert said["share_year"] == 2019
    assert said["of_first"] == pytest.approx(mutual / russia)
    assert said["of_second"] == pytest.approx(mutual / iran)


def test_trade_between_2010_and_2015():
    said = readings("02")["change-2010-2015"]
    for prefix, source in (("r", "comtrade_russia_hs2"), ("b", "baci_pairs")):
        before, after = row(
            f"""SELECT sum(value_usd) FILTER (year = 2010), sum(value_usd) FILTER (year = 2015)
            FROM 'DATA/trade/pairs.parquet' WHERE source = '{source}'
            AND exporter IN ('RUS', 'IRN') AND importer IN ('RUS', 'IRN')"""
        )
        assert said[f"{prefix}_change"] == pytest.approx(after / before - 1)


def test_arms_answer():
    said = readings("04")["answer"]
    forth, back = row(
        """SELECT sum(tiv_m) FILTER (supplier IN ('RUS', 'SUN') AND recipient = 'IRN'),
        sum(tiv_m) FILTER (supplier = 'IRN' AND recipient = 'RUS') FROM 'DATA/arms/items.parquet'"""
    )
    assert said["forth_tiv"] == pytest.approx(forth)
    assert said["back_tiv"] == pytest.approx(back)


def test_overview_repeats_the_notebooks_it_sums_up():
    overview, votes, arms = readings("00"), readings("06")["answer"], readings("04")["answer"]
    assert overview["votes"]["identical"] == votes["identical"]
    assert overview["votes"]["percentile_kappa"] == votes["percentile_kappa"]
    assert overview["arms"]["forth_tiv"] == arms["forth_tiv"]
    assert overview["trade"]["of_second"] == readings("02")["answer"]["of_second"]
    axis, index = readings("10")["answer"], readings("12")["answer"]
    for layer in ("votes", "trade", "arms"):
        assert overview["the-four"][layer] == pytest.approx(axis[layer])
    for name in ("ample_year", "ample_rank", "ample_rank_low", "ample_rank_median", "ample_rank_high", "ample_pairs"):
        assert overview["index"][name] == index[name]


def test_overview_has_ten_findings_each_with_its_notebook():
    """Numbered 1 to 10 in order, each with a link to a notebook that exists."""
    cells = json.loads((ROOT / "notebooks" / "00-overview.ipynb").read_text(encoding="utf-8"))["cells"]
    kind = "application/vnd.workbook.reading+json"
    texts = [o["data"][kind]["text"] for c in cells for o in c.get("outputs", []) if kind in o.get("data", {})]
    findings = [text for text in texts if re.match(r"\d+\. \*\*", text)]
    assert [int(text.partition(".")[0]) for text in findings] == list(range(1, 11))
    for text in findings:
        links = re.findall(r"\]\((\d\d-[a-z-]+\.ipynb)\)", text)
        assert links and all((ROOT / "notebooks" / link).is_file() for link in links)


def test_overview_moves_are_those_of_the_published_points():
    said = readings("00")["positions"]
    query = """SELECT value FROM 'DATA/votes/ideal_points.parquet' WHERE iso3 = '{}' AND year = {}
        AND release = 'July 2025' AND estimate = 'final_passage'"""
    for name, state in (("first", "RUS"), ("second", "IRN")):
        (early,), (late,) = row(query.format(state, said["first_year"])), row(query.format(state, said["last_year"]))
        assert said[f"{name}_move"] == pytest.approx(late - early, abs=1e-6)


def test_ideal_points_are_the_published_ones():
    """July 2025 release: on final-passage votes both moved from 2021 to 2022; on the legacy estimate Iran hardly."""
    said = readings("06")["ideal-points"]
    published = {"a_2021": -0.0260, "a_2022": -0.8090, "b_2021": -1.8663, "b_2022": -1.5301}
    published |= {"a_2021_legacy": 0.1088, "a_2022_legacy": -0.5057, "b_2021_legacy": -1.9364, "b_2022_legacy": -1.9265}
    for name, value in published.items():
        assert said[name] == pytest.approx(value, abs=5e-5)
