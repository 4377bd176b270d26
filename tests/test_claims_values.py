"""Values behind verdicts, computed a second time in SQL on the tables."""

import pytest
from test_readings import row

from helpers.claims import evaluation, evidence_shocks
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


def named_for(tables, id, pair):
    """The computed values of a claim for another pair."""
    return evaluation.EVIDENCE[id](tables, pair, evaluation.fact_values(tables, id)).named


@pytest.mark.parametrize("pair", [("RUS", "IRN"), ("RUS", "CHN"), ("CHN", "PRK")])
def test_share_of_arms_since_1992_is_of_all_imports(tables, pair):
    (share,) = row(
        f"""SELECT (SELECT sum(tiv_m) FROM 'DATA/arms/items.parquet'
            WHERE supplier = '{pair[0]}' AND recipient = '{pair[1]}' AND year >= 1992) / sum(tiv_m)
        FROM 'DATA/arms/totals.parquet' WHERE iso3 = '{pair[1]}' AND role = 'recipient' AND year >= 1992"""
    )
    assert named_for(tables, "C42", pair)["share"] == pytest.approx(share)
    assert named_for(tables, "C33", pair)["arms_share"] == pytest.approx(share)


def test_russian_share_of_aircraft_since_1992(tables):
    (share,) = row(
        """SELECT sum(tiv_m) FILTER (supplier = 'RUS') / sum(tiv_m) FROM 'DATA/arms/items.parquet'
        WHERE recipient = 'IRN' AND year >= 1992 AND category = 'Aircraft'"""
    )
    assert named(tables, "C42")["aircraft_share"] == pytest.approx(share)


def test_change_of_events_depends_on_the_years_before(tables):
    scores = [
        row(
            f"""SELECT value FROM 'DATA/events/pairs.parquet'
            WHERE measure = 'score_per_day' AND iso3_a = 'IRN' AND iso3_b = 'RUS' AND year = {year}"""
        )[0]
        for year in range(2018, 2025)
    ]
    found = named(tables, "C07")
    assert found["longer"] == pytest.approx(sum(scores[4:]) / 3 - sum(scores[:4]) / 4)
    shorter = sum(scores[4:]) / 3 - sum(scores[1:4]) / 3
    assert f"events {shorter:+.2f}" in found["list"]
    assert (found["turn"] == "depends on the window") == (found["longer"] * shorter < 0)


def test_trade_around_the_end_of_the_union_is_the_same_in_both_claims(tables):
    early, late = named(tables, "C39"), named(tables, "C47")
    assert early["trade_1992"] == late["trade_1992"] == late["trade_change"]
    assert f"trade 1991 {late['trade_1991']:+.2f}" in early["list"]
    assert (early["turn"] == "turns its sign") == (early["trade_1991"] * early["trade_1992"] < 0)


def test_places_of_2022_behind_the_first_year_in_votes():
    behind = evidence_shocks._behind
    assert behind({1979: 84.5, 2022: 84.25}) == {"behind": 0.25, "ahead": 1979}
    assert behind({1979: 10.0, 2022: 84.25}) == behind({}) == {"behind": None, "ahead": None}


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
