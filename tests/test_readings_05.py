"""The named values of the notebook on military cooperation, computed a second time: SQL on the Parquet files."""

import duckdb
import pytest
from scipy.stats import beta
from test_readings import DATA, readings, row

OWN = """
    SELECT * FROM 'DATA/ties/exercises.parquet'
    WHERE kind = 'exercise' AND framework <> 'multinational'
    AND list_has_all(string_split(participants, ';'), ['RUS', 'IRN'])
"""


def ratio_interval(late, early, after, before):
    """Clopper and Pearson's interval of the later share, as odds over the ratio of the times."""
    shares = (beta.ppf(0.025, late, early + 1), beta.ppf(0.975, late + 1, early))
    return [share / (1 - share) * before / after for share in shares]


def test_answer():
    said = readings("05")["answer"]
    n, early, late, first = row(
        f"""SELECT count(*), count(*) FILTER (year < 2022), count(*) FILTER (year >= 2022), min(year)
        FROM ({OWN}) WHERE year BETWEEN 2003 AND 2025"""
    )
    assert (said["n"], said["first_year"]) == (n, first)
    assert said["before"] == pytest.approx(early / 19) and said["after"] == pytest.approx(late / 4)
    assert said["ratio"] == pytest.approx((late / 4) / (early / 19))
    assert [said["ratio_low"], said["ratio_high"]] == pytest.approx(ratio_interval(late, early, 4, 19))
    apart = row(
        """SELECT count(*) FILTER (kind = 'patrol'), count(*) FILTER (kind = 'exercise' AND framework = 'multinational')
        FROM 'DATA/ties/exercises.parquet' WHERE participants LIKE '%RUS%' AND participants LIKE '%IRN%'
        AND year BETWEEN 2003 AND 2025"""
    )
    assert (said["patrols"], said["multinational"]) == apart


def test_trend():
    said = readings("05")["trend"]
    n, early = row(f"SELECT count(*), count(*) FILTER (year < 2019) FROM ({OWN}) WHERE year BETWEEN 2003 AND 2025")
    assert (said["n"], said["early"]) == (n, early)
    # Kendall's tau-b from all pairs of years
    concordant, discordant, tied = row(
        f"""WITH counts AS (SELECT y.year, count(o.name) AS n FROM (SELECT unnest(range(2003, 2026)) AS year) y
            LEFT JOIN ({OWN}) o ON o.year = y.year GROUP BY y.year)
        SELECT count(*) FILTER (b.n > a.n), count(*) FILTER (b.n < a.n), count(*) FILTER (b.n = a.n)
        FROM counts a JOIN counts b ON a.year < b.year"""
    )
    pairs = concordant + discordant + tied
    assert pairs == 23 * 22 / 2
    assert said["tau"] == pytest.approx((concordant - discordant) / (pairs * (pairs - tied)) ** 0.5)
    assert said["low"] < said["growth"] < said["high"]


def test_treaty():
    said = readings("05")["treaty"]
    early, late = row(
        f"""SELECT count(*) FILTER (start >= DATE '2022-01-17' AND start < DATE '2025-01-17'),
        count(*) FILTER (start >= DATE '2025-01-17') FROM ({OWN})"""
    )
    assert (said["n_before"], said["n_after"]) == (early, late)
    days_before, days_after = row("SELECT DATE '2025-01-17' - DATE '2022-01-17', DATE '2026-07-01' - DATE '2025-01-17'")
    assert said["ratio"] == pytest.approx((late / days_after) / (early / days_before))
    assert [said["low"], said["high"]] == pytest.approx(ratio_interval(late, early, days_after, days_before))


def test_complexity():
    said = readings("05")["complexity"]
    several, joint = zip(
        *duckdb.execute(
            f"""SELECT avg((n_participants >= 3)::int), avg((domain = 'joint')::int) FROM ({OWN})
            WHERE year <= 2025 GROUP BY year >= 2022 ORDER BY year >= 2022""".replace("DATA", str(DATA))
        ).fetchall(),
        strict=True,
    )
    assert (said["before_several"], said["after_several"]) == pytest.approx(several)
    assert (said["before_joint"], said["after_joint"]) == pytest.approx(joint)


def test_published():
    said = readings("05")["published"]
    early, late, early_patrols, late_patrols = row(
        """SELECT count(*) FILTER (year <= 2021), count(*) FILTER (year >= 2022),
        count(*) FILTER (year <= 2021 AND kind = 'patrol'), count(*) FILTER (year >= 2022 AND kind = 'patrol')
        FROM 'DATA/ties/exercises.parquet' WHERE start <= DATE '2025-08-31'"""
    )
    assert (said["early_all"], said["late_all"]) == (early, late)
    assert (said["early_patrols"], said["late_patrols"]) == (early_patrols, late_patrols)
    assert (said["early_rest"], said["late_rest"]) == (early - early_patrols, late - late_patrols)
    assert (said["early_published"], said["late_published"]) == (61, 35)
    assert said["ratio_rest"] == pytest.approx((late - late_patrols) / (44 / 12) / ((early - early_patrols) / 19))


def test_completeness():
    said = readings("05")["completeness"]
    compiled, other, both = row(
        """SELECT sum(compiled), sum(other), sum("both") FROM 'DATA/ties/exercise_overlap.parquet'
        WHERE iso3_a = 'CHN' AND iso3_b = 'RUS'"""
    )
    total = float((compiled + 1) * (other + 1) / (both + 1) - 1)
    assert (said["compiled"], said["other"], said["both"]) == (compiled, other, both)
    assert said["total"] == pytest.approx(total) and said["share"] == pytest.approx(float(compiled) / total)


def test_drones():
    said = readings("05")["drones"]
    launched, to_2025, real = row(
        """SELECT sum(launched), sum(launched) FILTER (year <= 2025), sum(real) / sum(real_of)
        FROM 'DATA/arms/strikes.parquet' WHERE kind = 'Shahed-type drones'"""
    )
    (delivered,) = row(
        """SELECT sum(number) FROM 'DATA/arms/items.parquet' WHERE supplier = 'IRN' AND recipient = 'RUS'
        AND designation IN ('Shahed-131', 'Shahed-136')"""
    )
    assert (said["launched"], said["launched_to_register"], said["delivered"]) == (launched, to_2025, delivered)
    assert said["real_share"] == pytest.approx(real) and said["register_year"] == 2025


NEIGHBOURS = "'AFG','ARM','AZE','IRQ','PAK','TKM','TUR','ARE','BHR','KWT','OMN','QAT','SAU'"


def test_weakened():
    said = readings("05")["weakened"]
    per_head = f"""SELECT g.iso3, g.year, g.value / p.value * (SELECT cpi FROM 'DATA/power/deflator.parquet'
            WHERE year = 2023) / d.cpi AS value
        FROM 'DATA/power/countries.parquet' g JOIN 'DATA/power/countries.parquet' p USING (iso3, year)
        JOIN 'DATA/power/deflator.parquet' d USING (year)
        WHERE g.indicator = 'gdp_usd_current' AND p.indicator = 'population' AND g.iso3 IN ('IRN', {NEIGHBOURS})"""
    year, rich = row(
        f"SELECT arg_max(year, value), max(value) FROM ({per_head}) WHERE iso3 = 'IRN' AND year BETWEEN 2005 AND 2023"
    )
    assert said["rich_year"] == year and said["rich"] == pytest.approx(rich)
    for when, name in ((year, "before"), (2023, "after")):
        place, states = row(
            f"""WITH x AS ({per_head}) SELECT 1 + count(*) FILTER (value > (SELECT value FROM x WHERE iso3 = 'IRN'
            AND year = {when})), count(*) FROM x WHERE year = {when}"""
        )
        assert (said[f"rank_{name}"], said[f"of_{name}"]) == (place, states)
    share_2000, share_2022 = row(
        """SELECT max(share) FILTER (year = 2000), max(share) FILTER (year = 2022)
        FROM 'DATA/power/capability.parquet' WHERE iso3 = 'IRN' AND measure = 'cinc'"""
    )
    assert (said["cinc_2000"], said["cinc_2022"]) == pytest.approx((share_2000, share_2022))
    ratio, place = row(
        f"""WITH x AS (SELECT iso3, share FROM 'DATA/power/capability.parquet' WHERE measure = 'cinc' AND year = 2022),
        own AS (SELECT share FROM x WHERE iso3 = 'IRN'), near AS (SELECT share FROM x WHERE iso3 IN ({NEIGHBOURS}))
        SELECT (SELECT share FROM own) / median(share),
        1 + count(*) FILTER (share > (SELECT share FROM own)) FROM near"""
    )
    assert said["ratio_cinc"] == pytest.approx(ratio) and said["rank_cinc"] == place
