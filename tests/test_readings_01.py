"""The named values of the notebook on the timeline, computed a second time: SQL on the Parquet files."""

from itertools import pairwise

import duckdb
import numpy as np
import pytest
from scipy.stats import beta
from test_readings import DATA, readings, row

BOTH = """
    SELECT * FROM 'DATA/events/timeline.parquet'
    WHERE list_has_all(string_split(countries, ';'), ['RUS', 'IRN'])
"""
SIGNED = f"SELECT * FROM ({BOTH}) WHERE tone IN ('conflict', 'cooperation')"


def rows(query):
    return duckdb.execute(query.replace("DATA", str(DATA))).fetchall()


def interval(conflict, cooperation):
    return (
        beta.ppf(0.025, conflict, cooperation + 1) if conflict else 0,
        beta.ppf(0.975, conflict + 1, cooperation) if cooperation else 1,
    )


def test_answer():
    said = readings("01")["answer"]
    assert (said["n"], said["first_year"], said["last_year"]) == row(
        f"SELECT count(*), min(year), max(year) FROM ({BOTH})"
    )
    assert said["signed"] == row(f"SELECT count(*) FROM ({SIGNED})")[0]
    spans = [part.split(" ") for part in said["story"].split("; ")]
    assert len(spans) == said["turns"] + 1
    for (one, _), (other, _) in pairwise(spans):
        assert one != other, "stretches alternate"
    late = int(spans[-1][1][:4])
    assert said["cut"] == late


def test_answer_has_the_least_costly_stretches():
    """The sum of squares of the stretches plus the penalty is not beaten by dropping or moving any one cut."""
    said = readings("01")["answer"]
    values = np.array(
        [v for (v,) in rows(f"SELECT (tone = 'conflict')::int FROM ({SIGNED}) ORDER BY date, event_id")], float
    )
    spread = np.std(np.diff(values), ddof=1) / np.sqrt(2)
    penalty = 2 * spread**2 * np.log(len(values))

    def cost(cuts):
        parts = np.split(values, cuts)
        return sum(((p - p.mean()) ** 2).sum() for p in parts) + penalty * len(cuts)

    best = [None]

    def search(cuts):
        improved = True
        while improved:
            improved = False
            options = [[c for c in cuts if c != gone] for gone in cuts]
            options += [sorted({*cuts, new}) for new in range(2, len(values) - 1) if new not in cuts]
            options += [
                sorted({*(c for c in cuts if c != gone), gone + d}) for gone in cuts for d in (-3, -2, -1, 1, 2, 3)
            ]
            options = [o for o in options if all(b - a >= 2 for a, b in zip([0, *o], [*o, len(values)], strict=True))]
            better = min(options, key=cost)
            if cost(better) < cost(cuts) - 1e-9:
                cuts, improved = better, True
        best[0] = cuts

    search([])
    early = values[: best[0][-1]]
    late = values[best[0][-1] :]
    assert len(best[0]) == said["turns"]
    assert said["early"] == pytest.approx(early.mean(), abs=0.02)
    assert said["late"] == pytest.approx(late.mean(), abs=0.02)
    low, high = interval(int(late.sum()), int((1 - late).sum()))
    assert [said["late_low"], said["late_high"]] == pytest.approx([low, high], abs=0.02)


def test_decades():
    said = readings("01")["decades"]
    table = rows(
        f"""SELECT year // 10 AS decade, count(*) FILTER (tone = 'conflict'), count(*) FILTER (tone = 'cooperation')
        FROM ({SIGNED}) GROUP BY decade ORDER BY decade"""
    )
    led = [(decade, conflict > cooperation) for decade, conflict, cooperation in table if conflict != cooperation]
    assert said["clear"] == len(led)
    assert said["changes"] == sum(a[1] != b[1] for a, b in pairwise(led))
    assert said["last_conflict"] == f"{max(d for d, conflict in led if conflict)}0s"
    firm = [interval(conflict, cooperation) for _, conflict, cooperation in table]
    assert said["firm"] == sum(low > 0.5 or high < 0.5 for low, high in firm)


def test_disputes():
    said = readings("01")["disputes"]
    years = {
        y
        for (y,) in rows(
            """SELECT DISTINCT year FROM 'DATA/ties/disputes.parquet' WHERE source = 'gml_mid'
            AND iso3_a = 'IRN' AND iso3_b IN ('RUS', 'SUN')"""
        )
    }
    conflicts = {y for (y,) in rows(f"SELECT DISTINCT year FROM ({BOTH}) WHERE tone IN ('conflict', 'mixed')")}
    near = {y for y in range(1816, 2015) if conflicts & {y - 1, y, y + 1}}
    assert (said["disputes"], said["near"]) == (len(years), len(years & near))
    assert said["base"] == pytest.approx(len(near) / 199)
    assert said["verdict"].startswith("more often")


def test_peace():
    said = readings("01")["peace"]
    scale = """FROM 'DATA/ties/peace.parquet' WHERE iso3_a = 'IRN' AND iso3_b IN ('RUS', 'SUN') AND peace IS NOT NULL"""
    assert (said["rivalry_first"], said["rivalry_last"]) == row(f"SELECT min(year), max(year) {scale} AND peace = 0")
    since, until, level, levels = row(
        f"SELECT min(year), max(year), min(peace), count(DISTINCT peace) {scale} AND year > {said['rivalry_last']}"
    )
    assert (said["since"], said["until"], said["level"], levels) == (since, until, level, 1)


def test_breaks():
    said = readings("01")["breaks"]
    assert 0 <= said["hits"] <= said["n"] and 0 < said["expected"] < said["n"]
    named = {1941, 1979, 1988, 1991, 2010, 2015, 2018, 2022}
    told = [{int(y) for y in said[key].split(", ") if y != "none"} for key in ("met", "unmet", "untested")]
    assert set.union(*told) == named and sum(map(len, told)) == len(named)
    assert told[2] == {1941}, "votes, arms and trade in unbroken runs begin after the war"


def test_council():
    said = readings("01")["un-sanctions"]
    assert (said["n"], said["first"], said["last"], said["no"], said["abstain"]) == row(
        """SELECT count(*), min(year), max(year), count(*) FILTER (vote_rus = 3), count(*) FILTER (vote_rus = 2)
        FROM 'DATA/votes/sc_iran.parquet'"""
    )
    assert (
        said["sanctions"]
        == row(
            """SELECT count(*) FROM 'DATA/votes/sc_iran.parquet'
        WHERE year BETWEEN 2006 AND 2010 AND outcome = 'adopted' AND vote_rus = 1"""
        )[0]
    )
    assert row("SELECT count(*) FROM 'DATA/votes/sc_iran.parquet' WHERE vote_rus = 3 AND outcome = 'adopted'") == (0,)


def test_treaty():
    said = readings("01")["treaty"]
    days, treaties = row(
        f"""SELECT DATE '2025-01-20' - (SELECT date FROM ({BOTH}) WHERE title LIKE '%sign a strategic partner%'),
        count(*) FROM ({BOTH}) WHERE category = 'treaty' AND year >= 1900"""
    )
    assert (said["days"], said["treaties"], said["signed_on"]) == (days, treaties, "17 January 2025")
    named = rows(
        f"""SELECT title FROM ({BOTH}) WHERE category = 'treaty' AND year >= 1900
        AND (title LIKE '%is signed%' OR title LIKE '% sign %') ORDER BY date"""
    )
    assert said["signatures"] == len(named)


def test_review():
    said = readings("01")["review"]
    found = dict(rows("SELECT review::text, count(*) FROM 'DATA/events/timeline.parquet' GROUP BY review"))
    assert [said[k] for k in ("read", "corrected", "resourced", "open", "added")] == [
        found[k] for k in ("read", "corrected", "new source", "open", "added")
    ]
    total, mirrors = row(
        "SELECT count(*), count(*) FILTER (source_quality = 'mirror') FROM 'DATA/events/timeline.parquet'"
    )
    assert said["n"] == total and said["mirror"] == pytest.approx(mirrors / total)
    assert said["open"] == mirrors
