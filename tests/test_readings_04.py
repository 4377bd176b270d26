"""The named values of notebook 04, computed a second time by SQL on the Parquet files."""

import pytest
from test_readings import readings, row

PAIR = "((supplier IN ('RUS', 'SUN') AND recipient = 'IRN') OR (supplier = 'IRN' AND recipient = 'RUS'))"


def said(name):
    return readings("04")[name]


def test_wait():
    (limit,) = row(
        """SELECT min(years) FROM 'DATA/arms/waits.parquet'
        WHERE supplier = 'RUS' AND recipient = 'all' AND category = 'all' AND waiting <= 0.25"""
    )
    (nine,) = row(
        """SELECT min(years) FROM 'DATA/arms/waits.parquet'
        WHERE supplier = 'RUS' AND recipient = 'all' AND category = 'all' AND waiting <= 0.1"""
    )
    stalled, strict = row(
        f"""SELECT count(*) FILTER (order_year + {limit} <= 2025), count(*) FILTER (order_year + {nine} <= 2025)
        FROM 'DATA/arms/deals.parquet' WHERE {PAIR} AND first_delivery IS NULL"""
    )
    assert (said("wait")["limit"], said("wait")["nine"]) == (limit, nine)
    assert (said("wait")["stalled"], said("wait")["strict"]) == (stalled, strict)


def test_weapons():
    (drones,) = row(
        """SELECT sum(number) FROM 'DATA/arms/items.parquet'
        WHERE supplier = 'IRN' AND recipient = 'RUS' AND designation = 'Shahed-136' AND year >= 2022"""
    )
    assert said("weapons")["back"].startswith(f"{drones:,.0f} Shahed-136")


def test_concentration():
    (own,) = row(
        """WITH s AS (SELECT supplier, sum(tiv_m) AS v FROM 'DATA/arms/items.parquet'
            WHERE recipient = 'RUS' AND year BETWEEN 2021 AND 2025 GROUP BY supplier)
        SELECT sum((v / (SELECT sum(v) FROM s)) ** 2) FROM s"""
    )
    assert said("concentration")["h_first"] == pytest.approx(own, abs=6e-4)


def test_embargo():
    means = row(
        """SELECT sum(tiv_m) FILTER (year BETWEEN 2005 AND 2009) / 5,
        sum(tiv_m) FILTER (year BETWEEN 2011 AND 2019) / 9, sum(tiv_m) FILTER (year BETWEEN 2021 AND 2025) / 5
        FROM 'DATA/arms/items.parquet' WHERE supplier = 'RUS' AND recipient = 'IRN'"""
    )
    assert [said("embargo")[name] for name in ("before", "during", "after")] == pytest.approx(list(means))
    below = row(
        """SELECT avg((o.change < i.change)::int) FROM 'DATA/arms/embargo_changes.parquet' o,
        'DATA/arms/embargo_changes.parquet' i
        WHERE i.target AND NOT o.target AND o.period = 'during' AND i.period = 'during'
        AND i.embargo_id = 'irn-un-2010-to' AND o.embargo_id = i.embargo_id
        AND i.supplier = 'RUS' AND o.supplier = 'RUS'"""
    )
    assert said("embargo")["below_during"] == pytest.approx(below[0])


def test_revision():
    old, new = row(
        """SELECT sum(tiv_2025), sum(tiv_2026) FROM 'DATA/arms/revisions.parquet'
        WHERE supplier = 'IRN' AND recipient = 'RUS' AND year BETWEEN 2020 AND 2024"""
    )
    assert said("revision")["change"] == pytest.approx((new - old) / (new + old))


def test_outside():
    korean, chinese = row(
        """SELECT sum(tiv_m) FILTER (supplier = 'PRK'), sum(tiv_m) FILTER (supplier = 'CHN' AND year >= 2016)
        FROM 'DATA/arms/items.parquet' WHERE recipient = 'RUS'"""
    )
    assert said("outside")["prk_tiv"] == pytest.approx(korean)
    assert said("outside")["chn_rus"] == pytest.approx(chinese)
    low, high = row(
        """SELECT min(value), max(value) FROM 'DATA/events/statements.parquet'
        WHERE indicator = 'artillery_rounds_delivered'"""
    )
    assert (said("outside")["low"], said("outside")["high"]) == (low, high)


def test_since_2022():
    now, then = row(
        f"""SELECT sum(tiv_m) FILTER (year BETWEEN 2022 AND 2025), sum(tiv_m) FILTER (year BETWEEN 2018 AND 2021)
        FROM 'DATA/arms/items.parquet' WHERE {PAIR}"""
    )
    assert said("since-2022")["now"] == pytest.approx(now)
    assert said("since-2022")["then"] == pytest.approx(then)
    after = row(
        """SELECT percentile FROM 'DATA/arms/pair_ranks.parquet'
        WHERE iso3_a = 'IRN' AND iso3_b = 'RUS' AND end_year = 2025"""
    )
    assert said("since-2022")["after"] == after[0]


def test_declared_arms_of_russia_are_in_its_own_customs():
    """Russia's largest declared sales of chapter 93 are named, not only what importers report."""
    largest = """SELECT value_usd, year FROM 'DATA/trade/goods.parquet' WHERE source = 'comtrade_russia_hs2'
        AND hs2 = '93' AND exporter = 'RUS' AND status = 'declared' AND importer = '{}'
        ORDER BY value_usd DESC LIMIT 1"""
    outside = said("outside")
    for code, name in (("IRN", "rus_irn"), ("CHN", "rus_chn")):
        value, year = row(largest.format(code))
        assert outside[name] == pytest.approx(value) and outside[f"{name}_year"] == year
        assert value > 1e6 * outside["hs_most"]


def test_ranks_among_pairs_with_transfers():
    for year in (2021, 2025):
        found = row(
            f"""SELECT rank, n_with_transfers FROM 'DATA/arms/pair_ranks.parquet'
            WHERE iso3_a = 'IRN' AND iso3_b = 'RUS' AND end_year = {year}"""
        )
        assert found == (said("since-2022")[f"rank_{year}"], said("since-2022")[f"n_with_transfers_{year}"])
