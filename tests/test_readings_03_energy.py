"""Energy, money, corridor and agreements in notebook 03: named values a second time, by SQL on the Parquet files."""

import pytest
from test_readings import readings, row

KEPT = 1e-6
"""Shares in energy/shares have six decimals."""

REVIEW = "'DATA/energy/production.parquet' WHERE source = 'energy_institute'"


@pytest.mark.parametrize(
    ("prefix", "quantity"),
    [
        ("oil", "oil_production"),
        ("gas", "gas_production"),
        ("oil_left", "oil_reserves"),
        ("gas_left", "gas_reserves"),
    ],
)
def test_weight_of_the_pair(prefix, quantity):
    said = readings("03")["energy-weight"]
    year, joint = row(
        f"""WITH own AS (SELECT * FROM {REVIEW} AND quantity = '{quantity}'),
            last AS (SELECT max(year) AS year FROM own)
        SELECT any_value(last.year), sum(value) FILTER (iso3 IN ('RUS', 'IRN')) / sum(value) FILTER (iso3 = 'W00')
        FROM own, last WHERE own.year = last.year"""
    )
    assert said[f"{prefix}_joint"] == pytest.approx(joint, abs=KEPT)
    if f"{prefix}_year" in said:
        assert said[f"{prefix}_year"] == year


def test_what_is_left_after_own_use():
    said = readings("03")["energy-left"]
    for number, code in enumerate(("RUS", "IRN")):
        for fuel in ("oil", "gas"):
            (left,) = row(
                f"""SELECT sum(CASE WHEN quantity = '{fuel}_production' THEN value ELSE -value END)
                    FROM {REVIEW}
                    AND iso3 = '{code}'
                    AND year = {said["year"]}
                    AND quantity IN ('{fuel}_production', '{fuel}_consumption')"""
            )
            assert said[f"{fuel}_{number}"] == pytest.approx(left)


def test_real_and_nominal_brent():
    said = readings("03")["energy-real-price"]
    for year in (2008, 2022):
        nominal, months = row(
            f"""SELECT avg(value), count(*) FROM 'DATA/energy/prices.parquet'
            WHERE source = 'oil_prices' AND series = 'brent' AND year(month) = {year}"""
        )
        now, then = row(
            f"""SELECT max(cpi) FILTER (year = 2025), max(cpi) FILTER (year = {year})
            FROM 'DATA/power/deflator.parquet'"""
        )
        assert months == 12
        assert said[f"n_{year}"] == pytest.approx(nominal)
        assert said[f"r_{year}"] == pytest.approx(nominal * now / then)


@pytest.mark.parametrize(
    ("name", "currency", "kind", "start"),
    [
        ("rial_18", "IRR", "free_market", "2018-04-01"),
        ("rial_22", "IRR", "free_market", "2022-01-01"),
        ("rub_18", "RUB", "official", "2018-04-01"),
        ("rub_22", "RUB", "official", "2022-01-01"),
    ],
)
def test_six_months_after_a_shock(name, currency, kind, start):
    said = readings("03")["money-shocks"]
    change, below, windows = row(
        f"""WITH r AS (SELECT month, rate FROM 'DATA/money/rates.parquet'
                WHERE currency = '{currency}' AND per = 'USD' AND kind = '{kind}'),
            w AS (SELECT a.month, a.rate / b.rate - 1 AS change
                FROM r a JOIN r b ON b.month = a.month + INTERVAL 6 MONTH),
            own AS (SELECT change FROM w WHERE month = '{start}')
        SELECT any_value(own.change), count(*) FILTER (w.change < own.change), count(*) FROM w, own"""
    )
    assert said[f"{name}_change"] == pytest.approx(change)
    assert said[f"{name}_percentile"] == pytest.approx(100 * (below + 0.5) / windows)
    if f"{name}_windows" in said:
        assert said[f"{name}_windows"] == windows


def test_corridor():
    said = readings("03")["corridor-freight"]
    freight = """FROM 'DATA/events/statements.parquet' WHERE plot AND pair_or_actor IN ('RUS', 'RUS-IRN', 'RUS-AZE')
        AND regexp_full_match(period, '[0-9]{4}')"""
    low, high = row(f"SELECT min(value), max(value) {freight} AND indicator = 'freight_total' AND period = '2022'")
    assert (said["lowest_a"], said["highest_a"]) == (low, high)
    (most,) = row(f"SELECT max(value) {freight} AND indicator = 'freight_total' AND period = '2024'")
    assert said["highest_b"] == most
    rail = row(
        f"""SELECT max(value) FILTER (period = '2022'), max(value) FILTER (period = '2024')
        {freight} AND indicator = 'freight_by_rail'"""
    )
    assert (said["rail_a"], said["rail_b"]) == rail
    middle = "coalesce(value, (value_low + value_high) / 2)"
    east = row(f"SELECT min({middle}), max({middle}) {freight} AND indicator = 'freight_eastern'")
    assert (said["east_low"], said["east_high"]) == east


@pytest.mark.parametrize("name", ["agreements-before-after", "payments-before-after"])
def test_trade_before_and_after(name):
    said = readings("03")[name]
    first = said.get("force") or said["before_year"]
    change, below, partners, middle = row(
        f"""WITH flows AS (SELECT CASE WHEN exporter = 'RUS' THEN importer ELSE exporter END AS partner, year, value_usd
                FROM 'DATA/trade/pairs.parquet' WHERE source = 'imf_imts_russia'),
            sums AS (SELECT partner, year, sum(value_usd) AS usd FROM flows GROUP BY partner, year HAVING count(*) = 2),
            grown AS (SELECT a.partner, b.usd / a.usd - 1 AS change FROM sums a JOIN sums b USING (partner)
                WHERE a.year = {first} AND b.year = {said["last"]} AND a.usd >= 1e7),
            own AS (SELECT change FROM grown WHERE partner = 'IRN')
        SELECT any_value(own.change), count(*) FILTER (g.change < own.change), count(*), median(g.change)
        FROM grown g, own"""
    )
    assert said["change"] == pytest.approx(change)
    assert said["percentile"] == pytest.approx(100 * (below + 0.5) / partners)
    assert (said["partners"], said["middle"]) == (partners, pytest.approx(middle))
