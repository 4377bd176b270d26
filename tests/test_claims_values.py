"""Values behind verdicts, computed a second time in SQL on the tables."""

import pytest
from test_readings import row

from helpers.claims import evaluation
from helpers.claims.tables import Tables


@pytest.fixture(scope="module")
def tables():
    """The tables of `data/`, each loaded once."""
    return Tables()


def named(tables, id):
    """The computed values of a claim."""
    return evaluation.EVIDENCE[id](tables, evaluation.OWN, evaluation.fact_values(tables, id)).named


def test_arms_from_iran_to_russia_and_back(tables):
    there, back = (
        row(
            f"""SELECT coalesce(sum(tiv_m), 0) FROM 'DATA/arms/items.parquet'
            WHERE supplier = '{supplier}' AND recipient = '{recipient}' AND year BETWEEN 2021 AND 2025"""
        )[0]
        for supplier, recipient in (("RUS", "IRN"), ("IRN", "RUS"))
    )
    assert named(tables, "C33")["arms_balance"] == pytest.approx(there - back)


def test_russian_share_of_arms_since_1992(tables):
    query = """SELECT sum(tiv_m) FILTER (supplier IN ('RUS', 'SUN')) / sum(tiv_m) FROM 'DATA/arms/items.parquet'
        WHERE recipient = 'IRN' AND year >= 1992 {more}"""
    found = named(tables, "C42")
    assert found["share"] == pytest.approx(row(query.format(more=""))[0])
    assert found["aircraft_share"] == pytest.approx(row(query.format(more="AND category = 'Aircraft'"))[0])


def test_trade_shares_of_each_in_the_other(tables):
    found = named(tables, "C33")
    both, russia, iran = row(
        f"""SELECT sum(value_usd) FILTER (exporter IN ('RUS', 'IRN') AND importer IN ('RUS', 'IRN')),
            sum(value_usd) FILTER (exporter = 'RUS' OR importer = 'RUS'),
            sum(value_usd) FILTER (exporter = 'IRN' OR importer = 'IRN')
        FROM 'DATA/trade/pairs.parquet' WHERE source = 'baci_pairs' AND year = {found["last"]}"""
    )
    assert found["share_first"] == pytest.approx(both / russia)
    assert found["trade_ratio"] == pytest.approx(russia / iran)


def test_trade_among_partners_of_russia(tables):
    found = named(tables, "C26")
    early, late = row(
        """SELECT sum(value_usd) FILTER (year BETWEEN 2016 AND 2018) / 3,
            sum(value_usd) FILTER (year BETWEEN 2022 AND 2024) / 3
        FROM 'DATA/trade/pairs.parquet' WHERE source = 'imf_imts_russia' AND 'IRN' IN (exporter, importer)"""
    )
    assert (found["trade_before"], found["trade_after"]) == pytest.approx((early, late))


def test_votes_on_ukraine_and_syria(tables):
    query = """SELECT count(*), avg((a.vote = b.vote)::int) AS same, avg((a.vote = '3' AND b.vote = '3')::int)
        FROM 'DATA/votes/un_votes.parquet' a JOIN 'DATA/votes/un_votes.parquet' b USING (resolution_id)
        JOIN 'DATA/votes/un_resolutions.parquet' r USING (resolution_id)
        WHERE a.iso3 = 'RUS' AND b.iso3 = 'IRN' AND a.vote <> '8' AND b.vote <> '8'
        AND r.{flag} AND r.year >= {first}"""
    ukraine, syria = named(tables, "C20"), named(tables, "C31")
    assert (ukraine["ukraine_n"], ukraine["ukraine_same_share"]) == pytest.approx(
        row(query.format(flag="ukraine", first=2022))[:2]
    )
    assert (syria["syria_n"], syria["syria_no_share"]) == pytest.approx(
        row(query.format(flag="syria", first=2011))[::2]
    )


def test_change_of_kappa_across_2022(tables):
    """By its textbook form, year by year: 1 less observed over expected squared distance."""
    kappa = {}
    for year in range(2017, 2025):
        observed, expected = row(
            f"""WITH p AS (SELECT a.vote::int AS i, b.vote::int AS j
                FROM 'DATA/votes/un_votes.parquet' a JOIN 'DATA/votes/un_votes.parquet' b USING (resolution_id)
                WHERE a.iso3 = 'IRN' AND b.iso3 = 'RUS' AND a.year = {year} AND a.vote <> '8' AND b.vote <> '8')
            SELECT avg((i - j) ** 2), (SELECT avg((q.i - r.j) ** 2) FROM p q CROSS JOIN p r) FROM p"""
        )
        kappa[year] = 1 - observed / expected
    change = sum(kappa[y] for y in range(2022, 2025)) / 3 - sum(kappa[y] for y in range(2017, 2022)) / 5
    assert named(tables, "C20")["kappa_change"] == pytest.approx(change, abs=1e-9)


def test_energy_shares_of_both(tables):
    found = named(tables, "C36")
    both, world = row(
        f"""SELECT sum(value) FILTER (iso3 IN ('RUS', 'IRN')), sum(value) FILTER (iso3 = 'W00')
        FROM 'DATA/energy/production.parquet'
        WHERE source = 'energy_institute' AND quantity = 'oil_production' AND year = {found["year"]}"""
    )
    assert found["oil_share"] == pytest.approx(both / world, abs=1e-3)


def test_exercises_a_year(tables):
    before, after = row(
        """SELECT count(*) FILTER (year BETWEEN 2012 AND 2021) / 10, count(*) FILTER (year BETWEEN 2022 AND 2025) / 4
        FROM 'DATA/ties/exercises.parquet' WHERE kind = 'exercise' AND framework <> 'multinational'
        AND list_has_all(string_split(participants, ';'), ['RUS', 'IRN'])"""
    )
    found = named(tables, "C22")
    assert (found["exercises_before"], found["exercises_after"]) == pytest.approx((before, after))


def test_council_votes_on_sanctions(tables):
    (yes,) = row(
        """SELECT count(*) FROM 'DATA/votes/sc_votes.parquet' WHERE iso3 = 'RUS' AND vote::int = 1
        AND regexp_matches(resolution_id, '(1737|1747|1803|1929)')"""
    )
    assert named(tables, "C16")["yes_votes"] == yes
