"""Who says what of a pair's trade, where else each trades, and what third states sell: counts by hand and traps."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import load
from helpers.measures import accounts, channels, coverage, declared_trade, geography, one_sided, standings, trade

PAIR = ("RUS", "IRN")


@pytest.fixture(scope="module")
def pairs():
    return declared_trade.one_series(load("trade/pairs", year=slice(1992, 2025)))


@pytest.fixture(scope="module")
def baci(pairs):
    return pairs[pairs["source"] == "baci_pairs"]


@pytest.fixture(scope="module")
def account(pairs):
    return accounts.by_year(pairs, load("events/statements"), PAIR, 1995, 2024, 1.083).set_index("year")


class TestCoverage:
    def status(self, pairs, row, year):
        strip = coverage.strip(pairs, PAIR, 1992, 2024)
        return strip[(strip["row"] == row) & (strip["year"] == year)]["status"].tolist()

    def test_five_different_things(self, pairs):
        assert self.status(pairs, "Russia on its sales to Iran", 2015) == ["reported"]
        assert self.status(pairs, "Iran on its purchases from Russia", 2015) == ["partner only"]
        assert self.status(pairs, "Russia on its sales to Iran", 2023) == ["withheld"]
        assert self.status(pairs, "Iran on its purchases from Russia", 2023) == ["estimated"]
        assert self.status(pairs, "Russia on its sales to Iran", 1993) == ["estimated"]

    def test_baci_is_silent_in_2020_and_has_no_mark_where_it_does_not_reach(self, pairs):
        assert self.status(pairs, "BACI, reconciled: Russia to Iran", 2020) == ["silent"]
        assert self.status(pairs, "BACI, reconciled: Russia to Iran", 2019) == ["estimated"]
        assert self.status(pairs, "BACI, reconciled: Russia to Iran", 2021) == []

    def test_every_side_has_one_status_a_year(self, pairs):
        strip = coverage.strip(pairs, PAIR, 1992, 2024)
        assert not strip.duplicated(["row", "year"]).any()
        assert set(strip["status"]) <= set(coverage.STATUS)
        counted = coverage.counted(strip)
        assert counted["side_years"] == 4 * 33 == sum(counted[s.replace(" ", "_")] for s in coverage.STATUS)

    def test_a_pair_that_nobody_holds_is_empty(self, pairs):
        assert len(coverage.strip(pairs, ("PRK", "PRI"), 1992, 2024)) == 0


class TestAccounts:
    def test_every_year_says_who_reported(self, account):
        assert account.index.tolist() == list(range(1995, 2025))
        for year, row in account.iterrows():
            named = row[["first", "second", "baci", "cow", "imf"]].notna().any()
            assert named or row["reasons"], year

    def test_published_totals(self, account):
        """Russian customs: 3.63 billion in 2010, 2.22 in 2020, 4.05 in 2021; the IMF 3.56, 2.92, 2.73 after."""
        wanted = {2010: 3.63, 2015: 1.28, 2019: 2.10, 2020: 2.22, 2021: 4.05}
        for year, billions in wanted.items():
            assert account.loc[year, "first"] / 1e9 == pytest.approx(billions, abs=0.006)
        for year, billions in {2022: 3.56, 2023: 2.92, 2024: 2.73}.items():
            assert account.loc[year, "imf"] / 1e9 == pytest.approx(billions, abs=0.006)
            assert np.isnan(account.loc[year, "first"])

    def test_the_gap_of_2020_is_missing_and_said_so(self, account):
        assert np.isnan(account.loc[2020, "baci"])
        assert "BACI has no row, which is missing and not zero" in account.loc[2020, "reasons"]

    def test_reasons(self, account):
        assert "copies of Russia's declarations hold 1.58 to 2.10" in account.loc[2019, "reasons"]
        assert "Iran records 0.13 of Russia's sales" in account.loc[2010, "reasons"]
        assert "COW, Russia to Iran: Russia's record plus ten per cent" in account.loc[2013, "reasons"]
        assert "COW, Russia to Iran: Iran's record" in account.loc[1998, "reasons"]
        assert "stated up to 76 per cent above the only record" in account.loc[2024, "reasons"]
        assert "no side declares" in account.loc[2023, "reasons"]

    def test_statements_keep_their_speakers_and_drop_misprints(self, account):
        assert "4.6, Vyacheslav Volodin" in account.loc[2022, "stated"]
        assert "0.5" not in account.loc[2018, "stated"]
        quoted = accounts.quoted(load("events/statements"), PAIR)
        assert (quoted["value_usd"] > 1e8).all()
        assert len(accounts.quoted(load("events/statements"), ("BRA", "ZAF"))) == 0

    def test_farthest_is_above_a_record_of_the_same_year(self):
        said = pd.DataFrame({"year": [2000, 2001], "value_usd": [12.0, 90.0], "speaker": ["A, x", "B"]})
        totals = pd.DataFrame({"year": [2000, 2000], "value_usd": [8.0, 10.0], "declaration": ["C", "D"]})
        found = accounts.farthest(said, totals)
        assert (found["said_year"], found["speaker"]) == (2000, "A")
        assert found["above"] == pytest.approx(0.2)
        assert found["record"] == "the highest record"
        assert accounts.farthest(said, totals[1:])["record"] == "the only record (D)"
        assert accounts.farthest(said[1:], totals)["speaker"] is None


class TestStandings:
    def test_concentration_and_salience_against_the_measures(self, baci):
        year = baci[baci["year"] == 2019]
        found = standings.standings(year, PAIR).set_index("measure")
        depends = trade.dependence(year)
        own = depends[(depends["iso3_a"] == "IRN") & (depends["iso3_b"] == "RUS")].iloc[0]
        assert found.loc["share of Russia in Iran's trade", "value"] == pytest.approx(own["share_a"])
        assert found.loc["salience", "value"] == pytest.approx(own["salience"])
        below = (depends["salience"] < own["salience"]).mean()
        assert found.loc["salience", "percentile"] == pytest.approx(100 * below, abs=0.01)
        shares = year[year["exporter"] == "IRN"]["value_usd"]
        assert found.loc["concentration of Iran's exports", "value"] == pytest.approx(
            ((shares / shares.sum()) ** 2).sum()
        )

    def test_ranks_count_every_partner(self, baci):
        ranks = standings.ranks(baci, "IRN", "RUS")
        assert ranks["partner"].nunique() == 11
        assert ranks[(ranks["partner"] == "RUS") & (ranks["year"] == 2020)].empty, "missing, not the last place"
        china = ranks[(ranks["partner"] == "CHN") & (ranks["year"] == 2019)].iloc[0]
        assert china["rank"] == 1
        flows = baci[(baci["year"] == 2019) & ((baci["exporter"] == "IRN") | (baci["importer"] == "IRN"))]
        own = flows[(flows["exporter"] == "CHN") | (flows["importer"] == "CHN")]["value_usd"].sum()
        assert china["share"] == pytest.approx(own / flows["value_usd"].sum())

    def test_means_of_spans(self):
        shares = pd.DataFrame({"state": ["RUS", "RUS", "IRN"], "year": [2000, 2001, 2001], "share": [0.1, 0.3, 0.5]})
        found = standings.means(shares, PAIR, [(2000, 2001), (2005, 2006)])
        assert found == {"first_1": pytest.approx(0.2), "second_1": 0.5, "first_2": None, "second_2": None}


class TestGeography:
    def test_overlap_by_hand(self):
        """Shares 3:4 against 4:3 over two states: cosine 24/25; no partner in common: 0."""
        traded = pd.DataFrame(
            {
                "iso3": ["RUS", "RUS", "IRN", "IRN", "CHN"],
                "partner": ["EGY", "KEN", "EGY", "KEN", "ZAF"],
                "year": 2000,
                "value_usd": [3.0, 4.0, 40.0, 30.0, 5.0],
            }
        )
        found = geography.overlap(traded, "Africa").set_index(["iso3_a", "iso3_b"])["overlap"]
        assert found["IRN", "RUS"] == pytest.approx(24 / 25)
        assert found["CHN", "RUS"] == 0

    @settings(max_examples=40)
    @given(st.lists(st.floats(1, 1e6), min_size=1, max_size=30))
    def test_effective_number_lies_between_one_and_all(self, values):
        traded = pd.DataFrame({"iso3": "RUS", "year": 2000, "value_usd": values})
        traded["partner"] = geography.members("Africa")[: len(values)]
        found = geography.spread(traded).iloc[0]
        assert 1 - 1e-9 <= found["partners"] <= len(values) + 1e-9
        assert found["regions"] <= 2 + 1e-9
        equal = geography.spread(traded.assign(value_usd=5.0)).iloc[0]
        assert equal["partners"] == pytest.approx(len(values))

    def test_areas_are_those_of_the_country_table(self):
        africa, america = geography.members("Africa"), geography.members("Latin America")
        assert {"EGY", "ZAF", "DZA"} <= set(africa)
        assert {"BRA", "CUB", "VEN", "MEX"} <= set(america)
        assert not set(africa) & set(america)
        assert "USA" not in america
        with pytest.raises(ValueError, match="unknown area 'Asia': there are Africa, Latin America"):
            geography.members("Asia")

    def test_shares_of_areas_of_baci(self, baci):
        traded = geography.partners(baci[baci["year"] == 2019])
        found = geography.area_shares(traded)
        own = found[(found["iso3"] == "RUS") & (found["area"] == "Africa")].iloc[0]
        flows = baci[(baci["year"] == 2019) & ((baci["exporter"] == "RUS") | (baci["importer"] == "RUS"))]
        africa = geography.members("Africa")
        inside = flows["exporter"].isin(africa) | flows["importer"].isin(africa)
        assert own["share"] == pytest.approx(flows.loc[inside, "value_usd"].sum() / flows["value_usd"].sum())


class TestChannels:
    def test_jump_and_its_place(self):
        rows = [
            (partner, "RUS", year, value * (factor if year >= 2023 else 1.0))
            for partner, value, factor in (("CHN", 1e9, 3.0), ("TUR", 1e9, 1.0), ("IND", 1e9, 2.0), ("FJI", 1e6, 90.0))
            for year in (2019, 2020, 2021, 2023, 2024)
        ]
        frame = pd.DataFrame(rows, columns=["exporter", "importer", "year", "value_usd"]).assign(
            source="imf_imts_russia"
        )
        episode = channels.EPISODES[-1]
        found = channels.jumps(frame, episode).set_index("partner")
        assert found["growth"].to_dict() == {"CHN": 3.0, "IND": 2.0, "TUR": 1.0}, "Fiji is too small to compare"
        assert found["percentile"].to_dict() == pytest.approx({"TUR": 100 / 6, "IND": 50.0, "CHN": 500 / 6})

    def test_flags_need_both_legs(self, pairs):
        flags = channels.flags(pairs, PAIR, ["CHN", "TUR", "ARM", "KGZ"])
        assert set(flags["flag"]) <= {"both legs", "sells more", "no jump", "sells more, other leg not held"}
        late = flags[flags["episode"] == "Russia, sanctions of 2022"]
        assert late["supply_percentile"].isna().all()
        assert not (late["flag"] == "both legs").any()
        assert len(channels.flags(pairs, ("CHN", "USA"), ["TUR"])) == 0

    def test_around_takes_one_source_to_2020_and_marks_what_follows(self, pairs, baci):
        estimates = pd.DataFrame(
            {
                "exporter": ["RUS", "CHN"] * 2,
                "importer": ["CHN", "RUS"] * 2,
                "year": [2019, 2019, 2022, 2022],
                "value_usd": [1.0, 1.0, 5e9, 7e9],
                "low_usd": np.nan,
                "high_usd": np.nan,
                "method": "producer",
            }
        )
        found = channels.around(baci, estimates, PAIR, ["CHN"])
        own = found[(found["member"] == "RUS")].set_index("year")
        both = baci[
            (baci["year"] == 2019) & baci["exporter"].isin(["RUS", "CHN"]) & baci["importer"].isin(["RUS", "CHN"])
        ]
        assert own.loc[2019, "value_usd"] == pytest.approx(both["value_usd"].sum())
        changed = channels.changed(found, (2017, 2019)).set_index(["row", "year"])
        assert changed.loc[("Russia with China", 2022), "text"] == "12*"


class TestOneSided:
    def test_shares_of_years_that_the_source_estimates_are_marked(self, pairs):
        reported = one_sided.reporter_shares(pairs, load("trade/totals"), "imf_imts_russia", "RUS", ["IRN", "CHN"])
        found = one_sided.with_estimates(reported, pairs, "imf_imts_russia", "RUS")
        assert sorted(found.loc[found["estimated"], "year"].unique()) == [2022, 2023, 2024]
        assert found.loc[~found["estimated"], "year"].max() == 2021

    def test_shares_in_chinas_trade_2024(self, pairs):
        found = one_sided.in_trade_of(pairs, load("trade/totals"), "CHN", PAIR, ["baci_pairs", "china_customs"])
        own = found[(found["partner"] == "RUS") & (found["source"] == "china_customs")].set_index("year")["share"]
        assert own.index.tolist() == [2023, 2024]
        customs = pairs[(pairs["source"] == "china_customs") & (pairs["year"] == 2024)]
        value = customs[(customs["exporter"] == "RUS") | (customs["importer"] == "RUS")]["value_usd"].sum()
        totals = load("trade/totals", source="china_customs", year=2024)["value_usd"].sum()
        assert own[2024] == pytest.approx(value / totals)

    def test_printed_lists(self):
        found = one_sided.printed_lists(load("trade/partner_shares"), PAIR, [2023])
        exports = found[(found["state"] == "Russia") & (found["flow"] == "exports")]["largest partners"].iloc[0]
        assert exports.startswith("China 33, India 17")

    def test_continents(self):
        found = one_sided.of_continent(load("trade/regions"), "Africa")
        assert found["second"] == pytest.approx((21.154 + 3.353) * 1e9)
        assert found["share"] == pytest.approx((21.154 + 3.353) / (425.088 + 285.057))
