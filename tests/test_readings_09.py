"""Readings of the sanctions notebook, computed again in SQL on the Parquet files."""

import pytest
from test_readings import readings, row

GSDB = "FROM 'DATA/events/sanctions.parquet' WHERE source = 'gsdb' AND kind = 'any'"


def test_cases_and_places():
    said = readings("09")["answer"]
    year, targets = row(f"SELECT max(year), count(DISTINCT target) FILTER (year = 2023) {GSDB}")
    assert (said["year"], said["targets"]) == (year, targets)
    for who, code in (("a", "RUS"), ("b", "IRN")):
        cases = row(f"SELECT max(cases) {GSDB} AND year = 2023 AND target = '{code}'")[0]
        above = row(f"SELECT count(*) {GSDB} AND year = 2023 AND cases > {cases}")[0]
        assert (said[f"{who}_cases"], said[f"{who}_place"]) == (cases, above + 1)


def change(table, value, pair="a = 'IRN' AND b = 'RUS'", year=2014):
    """Place of the pair's change among all pairs, from a common table of pair, year and value."""
    return row(
        f"""WITH {table},
            windows AS (SELECT a, b, avg({value}) FILTER (year BETWEEN {year} - 5 AND {year} - 1) AS before,
                avg({value}) FILTER (year BETWEEN {year} AND {year} + 2) AS after,
                count({value}) FILTER (year BETWEEN {year} - 5 AND {year} - 1) AS n_before,
                count({value}) FILTER (year BETWEEN {year} AND {year} + 2) AS n_after FROM yearly GROUP BY a, b),
            changes AS (SELECT a, b, after - before AS change FROM windows WHERE n_before >= 3 AND n_after >= 2),
            own AS (SELECT change FROM changes WHERE {pair})
        SELECT max(own.change), 100 * (count(*) FILTER (c.change < own.change)
            + count(*) FILTER (c.change = own.change) / 2) / count(*), count(*) FROM changes c, own"""
    )


TRADE = """flows AS (SELECT least(exporter, importer) AS a, greatest(exporter, importer) AS b, year, value_usd
        FROM 'DATA/trade/pairs.parquet' WHERE source = 'baci_pairs'),
    yearly AS (SELECT a, b, year, ln(sum(value_usd)) AS v FROM flows GROUP BY a, b, year
        HAVING count(*) = 2 AND sum(value_usd) > 0)"""

GDELT = """days AS (SELECT year, sum(d) AS days FROM (SELECT DISTINCT year, date, days_in_file AS d
        FROM 'DATA/events/months.parquet') GROUP BY year HAVING sum(d) >= 180),
    yearly AS (SELECT iso3_a AS a, iso3_b AS b, year, sum(score) / max(days) AS v
        FROM 'DATA/events/months.parquet' JOIN days USING (year) GROUP BY a, b, year)"""

VOTES = """paired AS (SELECT v.iso3 AS a, w.iso3 AS b, v.year, (v.vote = w.vote)::int AS same
        FROM 'DATA/votes/un_votes.parquet' v JOIN 'DATA/votes/un_votes.parquet' w USING (resolution_id)
        WHERE v.iso3 < w.iso3 AND v.vote <> 8 AND w.vote <> 8 AND v.year BETWEEN 2017 AND 2024),
    yearly AS (SELECT a, b, year, avg(same) AS v FROM paired GROUP BY a, b, year HAVING count(*) >= 20)"""


def listed(notebook, id):
    """Rows of a stored listing as dictionaries."""
    import json

    from test_readings import ROOT

    (path,) = (ROOT / "notebooks").glob(f"{notebook}-*.ipynb")
    kind = "application/vnd.workbook.table+json"
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            table = output.get("data", {}).get(kind)
            if table and table["id"] == id:
                return [dict(zip(table["columns"], values, strict=True)) for values in table["rows"]]
    raise AssertionError(f"no listing {id}")


@pytest.mark.parametrize(
    ("outcome", "table", "year"),
    [
        ("trade: value (BACI)", TRADE, 2014),
        ("trade: value (BACI)", TRADE, 2018),
        ("votes: identical", VOTES, 2022),
        ("news: relation score (GDELT)", GDELT, 2022),
    ],
)
def test_change_of_the_pair_among_all_pairs(outcome, table, year):
    (said,) = [r for r in listed("09", "sanctions-changes") if (r["outcome"], r["year"]) == (outcome, year)]
    moved, place, _ = change(table, "v", year=year)
    assert said["change"] == pytest.approx(moved, rel=1e-8)
    assert said["all pairs"] == pytest.approx(place, abs=1e-6)


def test_tenths_are_those_of_the_listing():
    said, rows = readings("09")["unusual"], listed("09", "sanctions-changes")
    places = [r["all pairs"] for r in rows]
    assert said["n"] == len(rows)
    assert (said["n_top"], said["n_bottom"]) == (sum(p >= 90 for p in places), sum(p <= 10 for p in places))
    assert readings("09")["answer"]["n_bottom"] == said["n_bottom"]


def test_council_votes():
    said = readings("09")["council"]
    nuclear, yes = row(
        """SELECT count(*), count(*) FILTER (vote_rus = 1) FROM 'DATA/votes/sc_iran.parquet'
        WHERE outcome = 'adopted' AND year BETWEEN 2006 AND 2015"""
    )
    assert (said["nuclear"], said["nuclear_yes"]) == (nuclear, yes)
    # the roll of members tells the same as the compiled table
    members = row(
        """SELECT count(*) FILTER (vote = 1) FROM 'DATA/votes/sc_votes.parquet' WHERE iso3 = 'RUS'
        AND regexp_matches(resolution_id, '/(1737|1747|1803|1929)\\b')"""
    )[0]
    assert said["russia_yes"] == members == said["imposing"] == 4
    least, against = row(
        """SELECT max(votes_for), min(votes_against) FROM 'DATA/votes/sc_iran.parquet'
        WHERE year = 2025 AND outcome = 'not adopted'"""
    )
    assert (said["first_for"], said["second_for"]) == (least, least)
    assert (said["first_against"], said["second_against"]) == (against, against)


def test_sanctions_and_dependence():
    """Spearman's coefficient of Russia and Iran over 2000-19, from ranks in SQL."""
    said = readings("09")["dependence"]
    (correlation,) = row(
        """WITH flows AS (SELECT exporter, importer, year, value_usd FROM 'DATA/trade/pairs.parquet'
                WHERE source = 'baci_pairs' AND year BETWEEN 2000 AND 2019),
            mutual AS (SELECT year, sum(value_usd) AS v FROM flows
                WHERE exporter IN ('RUS', 'IRN') AND importer IN ('RUS', 'IRN') GROUP BY year),
            totals AS (SELECT year, sum(value_usd) FILTER (exporter = 'RUS' OR importer = 'RUS') AS rus,
                sum(value_usd) FILTER (exporter = 'IRN' OR importer = 'IRN') AS irn FROM flows GROUP BY year),
            cases AS (SELECT year, sum(cases) AS c FROM 'DATA/events/sanctions.parquet'
                WHERE source = 'gsdb' AND kind = 'any' AND target IN ('RUS', 'IRN') GROUP BY year),
            years AS (SELECT sqrt(v / rus * v / irn) AS s, c FROM mutual JOIN totals USING (year)
                JOIN cases USING (year)),
            ranked AS (SELECT rank() OVER (ORDER BY s) + (count(*) OVER (PARTITION BY s) - 1) / 2.0 AS rs,
                rank() OVER (ORDER BY c) + (count(*) OVER (PARTITION BY c) - 1) / 2.0 AS rc FROM years)
        SELECT corr(rs, rc) FROM ranked"""
    )
    assert said["r"] == pytest.approx(correlation, abs=1e-9)


def test_names_on_the_lists_and_catalogue():
    (russia,) = row(
        """SELECT count(DISTINCT CASE split_part(issuer, '_', 1) WHEN 'zz' THEN 'un'
            ELSE split_part(issuer, '_', 1) END)
        FROM 'DATA/events/sanction_programmes.parquet'
        WHERE status IS NULL AND list_contains(string_split(territories, ';'), 'ru')"""
    )
    from helpers import load
    from helpers.measures import sanctions

    found = sanctions.programmes(load("events/sanction_programmes"), ["RUS", "IRN"])
    assert sanctions.issuer_count(found, ("RUS", "IRN"))["a_issuers"] == russia


def test_news_by_weight_and_place_of_any_delivery():
    """Weight: the score over all absolute scores of the month, mean of twelve months on either side of March 2022."""
    said = readings("09")["answer"]
    place, pairs = row(
        """WITH totals AS (SELECT date, sum(abs(score)) AS total, any_value(days_in_file) AS days
                FROM 'DATA/events/months.parquet' WHERE date >= '2021-03-01' AND date < '2023-03-01' GROUP BY date),
            held AS (SELECT sum(days) FILTER (date < '2022-03-01') AS early, sum(days) FILTER (date >= '2022-03-01')
                AS late FROM totals),
            sums AS (SELECT iso3_a, iso3_b, coalesce(sum(score / total) FILTER (date < '2022-03-01'), 0) AS before,
                coalesce(sum(score / total) FILTER (date >= '2022-03-01'), 0) AS after,
                sum(days_with_score) FILTER (date < '2022-03-01') AS n_before,
                sum(days_with_score) FILTER (date >= '2022-03-01') AS n_after
                FROM 'DATA/events/months.parquet' JOIN totals USING (date) GROUP BY iso3_a, iso3_b),
            changes AS (SELECT iso3_a, iso3_b, (after - before) / (abs(after) + abs(before)) AS change FROM sums, held
                WHERE n_before >= 0.5 * early AND n_after >= 0.5 * late),
            own AS (SELECT change AS mine FROM changes WHERE iso3_a = 'IRN' AND iso3_b = 'RUS')
        SELECT 100 * avg(CASE WHEN change < mine THEN 1.0 WHEN change = mine THEN 0.5 ELSE 0 END), count(*)
        FROM changes, own"""
    )
    assert said["weight_pairs"] == pairs
    assert said["weight_place"] == pytest.approx(place, abs=0.2)
    (lowest,) = row("SELECT min(percentile) FROM 'DATA/arms/pair_ranks.parquet' WHERE end_year = 2021")
    assert said["arms_floor"] == pytest.approx(lowest, abs=0.05)
