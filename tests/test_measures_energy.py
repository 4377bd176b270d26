"""Energy, money and statement measures: hand-computed numbers, properties over random worlds, published numbers."""

from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import load
from helpers.measures import agreements, energy, events, money, statements
from helpers.measures.rank import percentile

DATA = Path(__file__).resolve().parents[1] / "data"
SAME = 1e-9
KEPT = 1e-6
"""Shares in energy/shares have six decimals."""


def world(values, rest=0.0, quantity="oil_production", year=2020, source="s"):
    """A series of states and the world, whose states leave `rest` to groups."""
    codes = [*values, "W00"]
    amounts = [*values.values(), sum(values.values()) + rest]
    return pd.DataFrame({"iso3": codes, "value": amounts, "quantity": quantity, "year": year, "source": source})


def row(query):
    return duckdb.execute(query.replace("DATA", str(DATA))).fetchall()[0]


CODES = ["CHN", "IRN", "IRQ", "QAT", "RUS", "SAU", "USA"]
amounts = st.dictionaries(st.sampled_from(CODES), st.floats(0.001, 1e6), min_size=2)


class TestShares:
    def test_by_hand(self):
        joint = energy.joint_shares(energy.shares(world({"RUS": 30, "IRN": 10, "USA": 40}, rest=20)))
        own = joint[(joint["iso3_a"] == "IRN") & (joint["iso3_b"] == "RUS")].iloc[0]
        assert (own["share_a"], own["share_b"]) == (pytest.approx(0.1), pytest.approx(0.3))
        assert own["joint"] == pytest.approx(0.4)
        assert (own["rank"], own["pairs"]) == (3, 3)
        assert own["percentile"] == pytest.approx(100 * 0.5 / 3)

    @settings(max_examples=30)
    @given(amounts, st.floats(0, 1e6))
    def test_every_pair_once_and_sums_right(self, values, rest):
        shares = energy.shares(world(values, rest))
        joint = energy.joint_shares(shares)
        n = len(values)
        assert len(joint) == n * (n - 1) // 2 == joint["pairs"].iloc[0]
        assert {frozenset(p) for p in zip(joint["iso3_a"], joint["iso3_b"], strict=True)} == {
            frozenset(p) for p in combinations(values, 2)
        }
        assert (joint["iso3_a"] < joint["iso3_b"]).all()
        # Every state is in n - 1 pairs.
        assert joint["joint"].sum() == pytest.approx((n - 1) * shares["share"].sum())
        assert joint["rank"].min() == 1
        assert joint["percentile"].mean() == pytest.approx(50)
        assert (joint["joint"] <= 1 + SAME).all()
        assert np.allclose(joint["percentile"], percentile(joint, "joint", "year"))

    @settings(max_examples=30)
    @given(amounts, st.floats(0.01, 100))
    def test_the_unit_does_not_matter(self, values, factor):
        before = energy.joint_shares(energy.shares(world(values)))
        after = energy.joint_shares(energy.shares(world({k: v * factor for k, v in values.items()})))
        assert np.allclose(before["joint"], after["joint"])

    def test_sources_and_years_are_never_mixed(self):
        series = pd.concat([world({"RUS": 1, "IRN": 1}, source="a"), world({"RUS": 9, "IRN": 1}, source="b", rest=10)])
        joint = energy.joint_shares(energy.shares(series)).set_index("source")["joint"]
        assert joint.to_dict() == {"a": pytest.approx(1), "b": pytest.approx(0.5)}

    def test_a_state_without_a_row_is_in_no_pair(self):
        joint = energy.joint_shares(energy.shares(world({"RUS": 1})))
        assert joint.empty and "percentile" in joint
        with pytest.raises(ValueError, match="column value is missing"):
            energy.shares(pd.DataFrame({"iso3": ["RUS"]}))

    def test_the_soviet_union_stands_apart(self):
        series = pd.concat([world({"SUN": 5, "IRN": 1}, year=1984), world({"RUS": 5, "IRN": 1}, year=1985)])
        joint = energy.joint_shares(energy.shares(series))
        own = energy.of_pair(joint, ("RUS", "IRN"))
        assert dict(zip(own["year"], own["soviet"], strict=True)) == {1984: True, 1985: False}
        assert energy.of_pair(joint, ("IRN", "USA")).empty
        facts = energy.latest(joint, ("RUS", "IRN"), {"oil_production": "oil", "gas_production": "gas"})
        assert facts["oil_year"] == 1985 and facts["oil_joint"] == pytest.approx(1)
        assert facts["gas_joint"] is None

    def test_the_pair_in_the_built_table_by_sql(self):
        joint, rank = row(
            """WITH s AS (
                SELECT iso3, value / (SELECT value FROM 'DATA/energy/production.parquet' WHERE iso3 = 'W00' AND
                    source = 'energy_institute' AND quantity = 'gas_reserves' AND year = 2020) AS share
                FROM 'DATA/energy/production.parquet'
                WHERE source = 'energy_institute' AND quantity = 'gas_reserves' AND year = 2020 AND iso3 <> 'W00')
            SELECT (SELECT sum(share) FROM s WHERE iso3 IN ('RUS', 'IRN')),
                1 + count(*) FILTER (a.share + b.share > (SELECT sum(share) FROM s WHERE iso3 IN ('RUS', 'IRN')))
            FROM s a JOIN s b ON a.iso3 < b.iso3"""
        )
        rows = load("energy/shares", source="energy_institute")
        facts = energy.latest(rows, ("RUS", "IRN"), {"gas_reserves": "gas"})
        assert facts["gas_joint"] == pytest.approx(joint, abs=KEPT)
        assert facts["gas_rank"] == rank == 1


class TestGroups:
    SPELLS = pd.DataFrame(
        {
            "group": ["OPEC", "OPEC", "OPEC"],
            "iso3": ["IRN", "QAT", "VEN"],
            "start": pd.to_datetime(["1960-09-14", "1961-01-01", "1960-09-14"]),
            "end": pd.to_datetime([None, "2019-01-01", None]),
        }
    )

    def test_members_on_the_first_of_july(self):
        assert energy.members(self.SPELLS, 1960) == []
        assert energy.members(self.SPELLS, 2018) == ["IRN", "QAT", "VEN"]
        assert energy.members(self.SPELLS, 2019) == ["IRN", "VEN"]

    def test_share_counts_only_who_has_a_row(self):
        shares = energy.shares(world({"IRN": 10, "QAT": 5, "USA": 35}, year=2018))
        found = energy.group_shares(shares, self.SPELLS).iloc[0]
        assert found["share"] == pytest.approx(0.3)
        assert (found["members"], found["counted"]) == (3, 2)
        assert energy.group_shares(energy.shares(world({"USA": 1}, year=1959)), self.SPELLS).empty


class TestSurplus:
    def test_by_hand_and_silence(self):
        rows = [
            ("RUS", "oil_production", 11.0),
            ("RUS", "oil_consumption", 4.0),
            ("CHN", "oil_production", 4.0),
            ("CHN", "oil_consumption", 16.0),
            ("IRN", "oil_production", 4.0),
        ]
        frame = pd.DataFrame(rows, columns=["iso3", "quantity", "value"]).assign(year=2023, unit="x")
        left = energy.surplus(frame).set_index("iso3")["left"]
        assert left.to_dict() == {"RUS": 7.0, "CHN": -12.0}

    def test_balance_of_the_table(self):
        table = energy.balance(
            load("energy/production", source="energy_institute"),
            ("RUS", "IRN"),
            {"gas_production": "gas", "lng_exports": "LNG"},
        ).set_index("quantity")
        assert table.loc["gas", "RUS"] == pytest.approx(586.4, abs=0.05)
        assert table.loc["gas", "both"] == pytest.approx(0.20646, abs=1e-5)
        assert np.isnan(table.loc["LNG", "IRN"]) and np.isnan(table.loc["LNG", "both"])
        empty = energy.balance(load("energy/production"), ("PRK", "PRK"), {"gas_production": "gas"})
        assert empty.empty


class TestFlows:
    def test_change_of_the_routes(self):
        flows = load("energy/flows", view="by_year")
        west = energy.change(flows, 2021, 2023, fuel="gas_pipeline", origin="RUS", destination="Europe")
        east = energy.change(flows, 2021, 2023, fuel="gas_pipeline", origin="RUS", destination="CHN")
        assert west["change"] == pytest.approx(49.842 / 167.864 - 1, abs=1e-3)
        assert east["after"] - east["before"] < 0.13 * (west["before"] - west["after"])
        assert energy.change(flows, 2021, 2050, fuel="gas_pipeline")["change"] is None

    def test_parts_add_up(self):
        flows = load("energy/flows", view="by_year", destination="Europe", fuel=["gas_pipeline", "gas_lng"])
        parts = energy.part_of(flows, {})
        assert parts.groupby("year")["share"].sum().to_numpy() == pytest.approx(1)

    def test_destinations_are_the_largest_of_each_fuel(self):
        matrix = load("energy/flows", view="matrix", origin=["RUS", "IRN"])
        found = energy.destinations(matrix, most=3)
        assert found.groupby(["origin", "fuel"], observed=True).size().max() == 3
        crude = found[(found["origin"] == "RUS") & (found["fuel"] == "crude")]
        assert list(crude["place"]) == ["China", "India", "Europe"]
        total = row(
            "SELECT sum(value) FROM 'DATA/energy/flows.parquet' WHERE view = 'matrix' AND fuel = 'crude' AND origin "
            "= 'RUS'"
        )
        assert crude["share"].iloc[0] == pytest.approx(107.0154 / total[0], abs=1e-5)


class TestPrices:
    DEFLATOR = pd.DataFrame({"year": [2008, 2022, 2025], "cpi": [215.3, 292.7, 320.0]})

    @given(st.floats(0.01, 1e4), st.sampled_from([2008, 2022, 2025]))
    def test_real_in_the_base_year_is_nominal(self, price, base):
        frame = pd.DataFrame({"year": [base], "value": [price]})
        assert energy.real(frame, self.DEFLATOR, base)["real"].iloc[0] == pytest.approx(price)

    def test_real_by_hand_and_without_a_deflator(self):
        frame = pd.DataFrame({"year": [2008, 1950], "value": [97.0, 2.0]})
        found = energy.real(frame, self.DEFLATOR, 2025)
        assert list(found["real"]) == [pytest.approx(97 * 320 / 215.3)]
        with pytest.raises(ValueError, match="no year 1900"):
            energy.real(frame, self.DEFLATOR, 1900)

    def test_a_part_of_a_year_is_no_year(self):
        months = pd.DataFrame({"month": pd.date_range("2019-02-01", "2020-12-01", freq="MS")})
        months = months.assign(series="brent", source="s", unit="u", value=1.0)
        assert list(energy.yearly(months)["year"]) == [2020]

    def test_index_of_a_base_year(self):
        frame = pd.DataFrame({"series": ["a", "a", "b"], "year": [2019, 2020, 2020], "real": [50.0, 75.0, 1.0]})
        found = energy.indexed(frame, "real", 2019)
        assert list(found["index"]) == [100, 150]

    def test_half_a_month_of_ships(self):
        frame = pd.DataFrame(
            {
                "month": pd.to_datetime(["2026-02-01", "2026-03-01"]),
                "ship": "tanker",
                "transits": [56, 22],
                "days": [28, 11],
            }
        )
        assert list(energy.transits(frame, {"tanker": "tankers"})["a_day"]) == [2.0]
        assert len(energy.transits(frame, {"tanker": "tankers"}, least_days=0.3)) == 2


def rates(values, currency="IRR", kind="free_market", start="2017-01-01"):
    month = pd.date_range(start, periods=len(values), freq="MS")
    return pd.DataFrame(
        {"month": month, "currency": currency, "per": "USD", "kind": kind, "source": "s", "rate": values}
    )


class TestMoney:
    def test_a_rising_rate_is_a_falling_currency(self):
        found = money.dollar_value(rates([40_000.0, 80_000.0]), "2017-01")
        assert list(found["value"]) == [100, 50]
        assert money.changes(found, 1)["change"].iloc[0] == pytest.approx(-0.5)
        assert money.dollar_value(rates([1.0]), "2030-01").empty

    @settings(max_examples=30)
    @given(st.lists(st.floats(0.01, 1e6), min_size=5, max_size=30), st.integers(1, 4))
    def test_windows_chain_and_rank(self, values, months):
        found = money.dollar_value(rates(values))
        one = money.changes(found, 1)["change"].to_numpy()
        longer = money.changes(found, months)
        assert len(longer) == len(values) - months
        assert longer["change"].iloc[0] == pytest.approx(np.prod(1 + one[:months]) - 1, rel=1e-6, abs=SAME)
        shock = money.shocks(found, {"x": "2017-01-01"}, horizons=(months,))
        assert shock["windows"].iloc[0] == len(longer)
        below = (longer["change"] < shock["change"].iloc[0]).sum()
        ties = (longer["change"] == shock["change"].iloc[0]).sum()
        assert shock["percentile"].iloc[0] == pytest.approx(100 * (below + ties / 2) / len(longer))

    def test_a_gap_is_no_window(self):
        frame = rates([1.0, 2.0, 4.0, 8.0]).drop(index=1)
        assert list(money.changes(money.dollar_value(frame), 1)["month"]) == [pd.Timestamp("2017-03-01")]
        assert money.shocks(money.dollar_value(frame), {"x": "2016-01-01"}, horizons=(1,)).empty

    def test_crosses(self):
        rial = pd.DataFrame(
            {"month": pd.Timestamp("2020-01-01"), "currency": ["USD", "RUB"], "rate": [210_000.0, 3_000.0]}
        )
        found = money.crosses(rial, of=("RUB",))
        assert found["rate"].iloc[0] == pytest.approx(70)

    def test_rial_of_2018_and_rouble_of_2022_by_sql(self):
        before, after = row(
            """SELECT max(rate) FILTER (month = '2018-04-01'), max(rate) FILTER (month = '2018-10-01')
            FROM 'DATA/money/rates.parquet' WHERE currency = 'IRR' AND per = 'USD' AND kind = 'free_market'"""
        )
        timeline = load("events/timeline")
        starts = {
            t: money.month_before(timeline, t) for t in ("United States leaves the JCPOA", "Russia invades Ukraine")
        }
        assert list(starts.values()) == [pd.Timestamp("2018-04-01"), pd.Timestamp("2022-01-01")]
        found = money.shocks(money.dollar_value(load("money/rates")), starts, horizons=(6,)).set_index(
            ["line", "start"]
        )
        rial = found.loc[("Rial, free market", pd.Timestamp("2018-04-01"))]
        assert rial["change"] == pytest.approx(before / after - 1)
        assert rial["percentile"] < 2
        rouble = found.loc[("Rouble, official", pd.Timestamp("2022-01-01"))]
        assert rouble["change"] > 0.25
        with pytest.raises(ValueError, match="no event 'x'"):
            money.month_before(timeline, "x")

    def test_only_the_currencies_of_the_pair(self):
        value = money.dollar_value(load("money/rates"))
        assert set(money.of_states(value, ("RUS", "IRN"))["currency"]) == {"RUB", "IRR"}
        assert money.of_states(value, ("PRK", "CUB")).empty
        assert money.by_name()["Rial, free market"] == "IRR"
        colours = money.colours(money.of_states(value, ("RUS", "CHN")), {"RUS": "#000001", "CHN": "#000002"})
        assert colours["Rouble, official"] == colours["Rouble, Tehran cross"] == "#000001"


def said(**columns):
    base = {
        "id": "a",
        "indicator": "national_currency_share",
        "pair_or_actor": "RUS-IRN",
        "period": "2023",
        "period_start": pd.Timestamp("2023-01-01"),
        "value": 80.0,
        "value_low": np.nan,
        "value_high": np.nan,
        "unit": "percent",
        "speaker": "Alexander Novak, deputy prime minister of Russia",
        "statement_date": pd.Timestamp("2023-12-01"),
        "plot": True,
    }
    return pd.DataFrame([base | columns])


WHAT = {"national_currency_share": "in national currencies"}


class TestStatements:
    @pytest.mark.parametrize(
        ("period", "label"),
        [
            ("2023", "2023"),
            ("2024-10", "Oct 2024"),
            ("2023-01/2023-09", "Jan-Sep 2023"),
            ("2024-03-20/2024-09-21", "Mar-Sep 2024"),
            ("2020-03-20/2021-03-20", "Mar 2020-Mar 2021"),
            ("2018/2019", "2018-2019"),
        ],
    )
    def test_labels_name_period_and_speaker(self, period, label):
        found = statements.quotes(said(period=period), WHAT, ["RUS-IRN"])
        assert found["label"].iloc[0] == f"{label}: Alexander Novak"
        assert found["speaker"].iloc[0].endswith("minister of Russia")

    def test_bounds_and_ranges(self):
        least = statements.quotes(said(value_low=80.0), WHAT, ["RUS-IRN"]).iloc[0]
        assert (least["bound"], least["low"], least["high"]) == ("at least", 80, 80)
        most = statements.quotes(said(value_high=80.0), WHAT, ["RUS-IRN"]).iloc[0]
        assert most["bound"] == "at most"
        mere = statements.quotes(said(value=np.nan, value_low=10.0, value_high=20.0), WHAT, ["RUS-IRN"]).iloc[0]
        assert (mere["value"], mere["low"], mere["high"], mere["bound"]) == (15, 10, 20, "")

    def test_misprints_other_pairs_and_other_subjects_are_left_out(self):
        assert statements.quotes(said(plot=False), WHAT, ["RUS-IRN"]).empty
        assert statements.quotes(said(), WHAT, ["RUS-CHN"]).empty
        assert statements.quotes(said(), {"rouble_share": "x"}, ["RUS-IRN"]).empty
        assert statements.ends(statements.quotes(said(), WHAT, []))["n"] is None

    def test_settlement_disagrees_and_both_ends_are_kept(self):
        found = statements.quotes(load("events/statements"), WHAT, ["RUS-IRN", "IRN-RUS"])
        ends = statements.ends(found)
        low, high = row(
            "SELECT min(value), max(value) FROM 'DATA/events/statements.parquet' "
            "WHERE indicator = 'national_currency_share' AND pair_or_actor = 'RUS-IRN' AND plot"
        )
        assert (ends["lowest"], ends["highest"]) == (low, high)
        assert low < 20 < 90 < high

    def test_whole_years(self):
        both = pd.concat([said(), said(id="b", period="2023-01/2023-09")])
        assert list(statements.whole_years(statements.quotes(both, WHAT, ["RUS-IRN"]))["period"]) == ["2023"]


class TestAgreements:
    PAIRS = pd.DataFrame(
        [
            ("RUS", "IRN", 2019, 60e6),
            ("IRN", "RUS", 2019, 40e6),
            ("RUS", "IRN", 2024, 120e6),
            ("IRN", "RUS", 2024, 30e6),
            ("RUS", "TUR", 2019, 100e6),
            ("TUR", "RUS", 2019, 100e6),
            ("RUS", "TUR", 2024, 100e6),
            ("TUR", "RUS", 2024, 100e6),
            ("RUS", "CUB", 2019, 50e6),
            ("RUS", "CUB", 2024, 50e6),
        ],
        columns=["exporter", "importer", "year", "value_usd"],
    ).assign(source="imf_imts_russia")

    def test_growth_by_hand_and_one_sided_trade_left_out(self):
        found = agreements.growth(self.PAIRS, "imf_imts_russia", "RUS", 2019, 2024)
        assert list(found["partner"]) == ["IRN", "TUR"]
        facts = agreements.standing(found, "IRN")
        assert facts["change"] == pytest.approx(0.5)
        assert (facts["percentile"], facts["partners"], facts["middle"]) == (75, 2, pytest.approx(0.25))
        assert agreements.standing(found, "CUB")["change"] is None
        assert agreements.growth(self.PAIRS, "imf_imts_russia", "RUS", 2019, 2030).empty

    def test_small_partners_are_left_out(self):
        assert agreements.growth(self.PAIRS, "imf_imts_russia", "RUS", 2019, 2024, least=150e6)["partner"].tolist() == [
            "TUR"
        ]

    def test_russia_and_iran_by_sql(self):
        before, after = row(
            """SELECT sum(value_usd) FILTER (year = 2019), sum(value_usd) FILTER (year = 2024)
            FROM 'DATA/trade/pairs.parquet' WHERE source = 'imf_imts_russia'
            AND exporter IN ('RUS', 'IRN') AND importer IN ('RUS', 'IRN')"""
        )
        found = agreements.growth(load("trade/pairs"), "imf_imts_russia", "RUS", 2019, 2024)
        facts = agreements.standing(found, "IRN")
        assert (facts["before"], facts["after"]) == (pytest.approx(before), pytest.approx(after))
        assert facts["change"] == pytest.approx(after / before - 1)

    def test_members_of_the_union(self):
        union = ("RUS", "KAZ", "BLR", "ARM", "KGZ")
        found = agreements.with_members(load("trade/pairs"), "IRN", union, ("baci_pairs", "imf_imts_russia"))
        # BACI has no Russia-Iran row for 2020: missing, not zero.
        baci = found[(found["member"] == "RUS") & (found["source"] == "baci_pairs")]
        assert baci["year"].max() == 2019
        weight = agreements.weight_of(found, "RUS", "baci_pairs")
        assert weight["year"] == 2019 and weight["counted"] == 5
        assert 0.6 < weight["share"] < 0.9
        assert agreements.weight_of(found.iloc[:0], "RUS", "baci_pairs")["year"] is None

    def test_no_full_year_of_the_agreement_by_product(self):
        last = agreements.product_years(load("trade/goods"), ("RUS", "IRN"), "comtrade_russia_hs2")
        timeline = load("events/timeline")
        force = timeline.loc[timeline["title"] == "EAEU-Iran interim agreement enters into force", "date"].iloc[0]
        assert last == 2019 == force.year
        linked = events.of_pair(timeline, ("RUS", "IRN"))
        assert {"Central banks link SEPAM and SPFS", "Mir and Shetab card networks are linked"} <= set(linked["title"])
