"""Measures of trade by product: worked examples, properties over random baskets, and what they refuse."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import load
from helpers.measures import baskets, goods

# Our numbers against another way to the same number: sums in another order, one division.
SAME = 1e-12
PRODUCTS = ("10", "27", "72", "84")


def exports(rows, year=2019):
    frame = pd.DataFrame(rows, columns=["exporter", "product", "value_usd"])
    return frame.assign(year=year)


@st.composite
def worlds(draw):
    """Exports of two to five states over up to four products, each state with at least one."""
    states = draw(st.lists(st.sampled_from(["CHN", "DEU", "IND", "IRN", "RUS"]), min_size=2, unique=True))
    value = st.floats(1, 1e9)
    rows = []
    for state in states:
        for product in draw(st.lists(st.sampled_from(PRODUCTS), min_size=1, unique=True)):
            rows.append((state, product, draw(value)))
    return exports(rows)


@st.composite
def histories(draw):
    """A basket in each of six years; a product may be absent from some of them."""
    rows = []
    for year in range(2000, 2006):
        for product in draw(st.lists(st.sampled_from(PRODUCTS), min_size=1, unique=True)):
            rows.append((product, year, draw(st.floats(0.01, 1e9))))
    return pd.DataFrame(rows, columns=["product", "year", "value_usd"])


class TestDiversity:
    def test_worked_example(self):
        found = goods.diversity(pd.DataFrame({"share": [0.50, 0.30, 0.15, 0.05], "year": 2019}), ["year"]).iloc[0]
        assert found["hhi"] == pytest.approx(0.3650, abs=SAME)
        by_hand = -sum(s * np.log(s) for s in (0.5, 0.3, 0.15, 0.05))
        assert found["entropy"] == pytest.approx(by_hand)
        assert round(found["entropy"], 4) == 1.1421
        assert round(found["theil"], 4) == round(np.log(4) - 1.1421, 4) == 0.2442
        assert found["products"] == 4

    @given(st.integers(1, 40))
    def test_equal_shares(self, n):
        found = goods.diversity(pd.DataFrame({"share": [1 / n] * n, "year": 1}), ["year"]).iloc[0]
        assert found["hhi"] == pytest.approx(1 / n)
        assert found["theil"] == pytest.approx(0, abs=1e-9)
        assert found["equivalent"] == pytest.approx(n)

    @given(worlds())
    def test_bounds(self, frame):
        found = goods.diversity(goods.shares(frame, ["exporter"]), ["exporter"])
        assert (found["hhi"] >= 1 / found["products"] - SAME).all()
        assert (found["hhi"] <= 1 + SAME).all()
        assert found["equivalent"].between(1 - 1e-9, found["products"] + 1e-9).all()
        assert (found["theil"] >= -1e-9).all()

    def test_shares_of_a_part_are_refused(self):
        with pytest.raises(ValueError, match=r"shares of 2019 add up to 0\.8, not 1; give whole baskets"):
            goods.diversity(pd.DataFrame({"share": [0.5, 0.3], "year": 2019}), ["year"])


class TestContributions:
    def test_worked_example(self):
        # Cereals from 10 to 40, metals from 90 to 30: the whole falls by 30 per cent, +30 and -60 points.
        frame = pd.DataFrame(
            [("10", 2000, 10.0), ("72", 2000, 90.0), ("10", 2010, 40.0), ("72", 2010, 30.0)],
            columns=["product", "year", "value_usd"],
        )
        found = goods.contributions(frame, (2000, 2000), (2010, 2010))
        assert found[["product", "contribution"]].to_numpy().tolist() == [["10", 0.3], ["72", -0.6]]

    @given(histories())
    def test_add_up_to_the_growth_of_the_whole(self, frame):
        found = goods.contributions(frame, (2000, 2002), (2003, 2005))
        before = frame[frame["year"] <= 2002]["value_usd"].sum() / 3
        after = frame[frame["year"] >= 2003]["value_usd"].sum() / 3
        assert found["contribution"].sum() == pytest.approx(after / before - 1, rel=1e-9, abs=1e-9)
        assert found["change_usd"].is_monotonic_decreasing

    def test_a_period_without_a_year_gives_nothing(self):
        frame = pd.DataFrame({"product": ["10"], "year": [2000], "value_usd": [1.0]})
        assert goods.contributions(frame, (2000, 2000), (2020, 2020)).empty

    def test_a_mean_is_over_years_that_are_there(self):
        frame = pd.DataFrame(
            [("10", 2000, 10.0), ("10", 2002, 30.0), ("10", 2010, 40.0)], columns=["product", "year", "value_usd"]
        )
        assert goods.contributions(frame, (2000, 2002), (2010, 2012))["contribution"].tolist() == [1.0]

    def test_refusals(self):
        frame = pd.DataFrame([("10", 2000, 1.0), ("10", 2000, 2.0)], columns=["product", "year", "value_usd"])
        with pytest.raises(ValueError, match="2000, 10 stands more than once; keep one source and declaring side"):
            goods.contributions(frame, (2000, 2000), (2001, 2001))
        with pytest.raises(ValueError, match="period 2005-2000 runs backwards"):
            goods.contributions(frame.iloc[:1], (2005, 2000), (2006, 2006))


class TestAdvantage:
    def test_a_world_of_equal_states_gives_one(self):
        frame = exports([(state, product, 5.0) for state in ("CHN", "IRN", "RUS") for product in PRODUCTS])
        assert goods.advantage(frame)["rca"].tolist() == pytest.approx([1.0] * 12)

    def test_worked_example(self):
        # Iran sells fuels for 80 of 100; the world sells 100 of 400: 0.8 / 0.25 = 3.2.
        frame = exports([("IRN", "27", 80.0), ("IRN", "10", 20.0), ("CHN", "27", 20.0), ("CHN", "84", 280.0)])
        found = goods.advantage(frame).set_index(["exporter", "product"])
        assert found.loc[("IRN", "27"), "rca"] == pytest.approx(3.2)
        assert found.loc[("IRN", "27"), "symmetric"] == pytest.approx(2.2 / 4.2)
        assert found.loc[("CHN", "84"), "rca"] == pytest.approx((280 / 300) / (280 / 400))

    @given(worlds())
    def test_weighted_by_size_it_averages_one(self, frame):
        # sum over states of X_i / X_w x RCA_ik is 1 for every product.
        found = goods.advantage(frame)
        size = found["exporter"].map(frame.groupby("exporter")["value_usd"].sum()) / frame["value_usd"].sum()
        means = (found["rca"] * size).groupby(found["product"]).sum()
        assert means.to_numpy() == pytest.approx(np.ones(len(means)))
        assert found["symmetric"].between(-1, 1).all()

    @given(worlds(), st.floats(0.001, 1000))
    def test_does_not_depend_on_the_unit(self, frame, scale):
        scaled = goods.advantage(frame.assign(value_usd=scale * frame["value_usd"]))
        assert scaled["rca"].to_numpy() == pytest.approx(goods.advantage(frame)["rca"].to_numpy())


class TestComplementarity:
    IMPORTS = pd.DataFrame({"year": 2019, "product": ["10", "84"], "value_usd": [30.0, 70.0]})

    def test_the_same_basket_is_one_and_another_zero(self):
        frame = exports([("IRN", "10", 3.0), ("IRN", "84", 7.0), ("RUS", "27", 5.0), ("CHN", "84", 1.0)])
        found = goods.complementarity(frame, self.IMPORTS).set_index("exporter")["complementarity"]
        assert found.to_dict() == pytest.approx({"IRN": 1.0, "RUS": 0.0, "CHN": 0.7})

    def test_only_years_with_both_sides(self):
        frame = pd.concat([exports([("IRN", "10", 1.0)]), exports([("IRN", "10", 1.0)], year=2018)])
        assert goods.complementarity(frame, self.IMPORTS)["year"].tolist() == [2019]
        assert goods.complementarity(exports([("IRN", "10", 1.0)], year=2018), self.IMPORTS).empty

    @given(worlds())
    def test_bounds(self, frame):
        found = goods.complementarity(frame, self.IMPORTS)
        assert found["complementarity"].between(-SAME, 1 + SAME).all()
        assert found["percentile"].between(0, 100).all()


class TestSimilarity:
    @given(worlds())
    def test_is_the_sum_of_smaller_shares_and_symmetric(self, frame):
        found = goods.similarity(frame)
        wide = goods.shares(frame, ["exporter"]).pivot(index="exporter", columns="product", values="share").fillna(0)
        for row in found.itertuples():
            assert row.iso3_a < row.iso3_b
            slow = np.minimum(wide.loc[row.iso3_a], wide.loc[row.iso3_b]).sum()
            assert row.similarity == pytest.approx(slow)
        assert len(found) == len(wide) * (len(wide) - 1) / 2

    def test_a_state_without_exports_in_a_year_has_no_likeness_then(self):
        frame = pd.concat(
            [
                exports([("IRN", "10", 1.0), ("RUS", "10", 1.0), ("CHN", "10", 1.0)]),
                exports([("IRN", "10", 1.0), ("RUS", "27", 1.0)], year=2020),
            ]
        )
        found = goods.similarity(frame)
        assert found["year"].value_counts().to_dict() == {2019: 3, 2020: 1}
        assert found.loc[found["year"] == 2020, "similarity"].tolist() == [0.0]


class TestGrouped:
    CHAPTERS = pd.DataFrame({"hs2": ["07", "08", "10"], "group": ["fruit", "fruit", "cereals"]})

    def test_adds_up_chapters(self):
        frame = pd.DataFrame(
            {"year": 2019, "hs2": ["07", "08", "10"], "value_usd": [1.0, 2.0, 4.0], "status": "declared"}
        )
        found = goods.grouped(frame, self.CHAPTERS)
        assert found[["product", "value_usd"]].to_numpy().tolist() == [["cereals", 4.0], ["fruit", 3.0]]

    def test_an_unknown_chapter_is_named(self):
        frame = pd.DataFrame({"year": [2019], "hs2": ["77"], "value_usd": [1.0]})
        with pytest.raises(ValueError, match=r"chapters: no row for 77; add it to hs_chapters\.csv"):
            goods.grouped(frame, self.CHAPTERS)

    def test_a_missing_column_is_named(self):
        with pytest.raises(ValueError, match="goods: column value_usd is missing; it has hs2"):
            goods.grouped(pd.DataFrame({"hs2": ["10"]}), self.CHAPTERS)


@pytest.fixture(scope="module")
def tables():
    return load("trade/goods"), load("trade/chapters")


class TestBaskets:
    def test_shares_of_a_year_add_up_to_one_with_what_is_withheld(self, tables):
        found = baskets.declared(*tables, "IRN")
        sums = found.groupby(["exporter", "year"])["share"].sum()
        assert sums.to_numpy() == pytest.approx(np.ones(len(sums)))

    def test_a_withheld_year_is_never_read_by_product(self, tables):
        found = baskets.declared(*tables, "IRN")
        assert set(found.loc[found["year"] == 2020, "product"]) == {"Withheld or in no chapter"}
        assert (found.loc[found["year"] == 2020, "known"] == 0).all()
        readable = baskets.readable(found)
        assert readable["year"].max() == 2019
        assert baskets.leaders(found, "RUS")["withheld_year"] == 2020
        assert baskets.part(found, "RUS", baskets.FOOD, 2020) == {"share": None, "usd": None}

    def test_known_numbers_of_2019(self, tables):
        found = baskets.declared(*tables, "IRN", "group")
        of_year = found[(found["exporter"] == "RUS") & (found["year"] == 2019)].set_index("product")["value_usd"]
        assert round(of_year["cereals"] / 1e6) == 626
        assert round(of_year["fats and oils"] / 1e6) == 503
        assert round(of_year.sum() / 1e6) == 1518

    def test_contributions_of_groups_add_up_to_the_growth_of_the_direction(self, tables):
        found = baskets.declared(*tables, "IRN")
        added = baskets.growth(found, (2005, 2007), (2017, 2019))
        read = baskets.readable(found)
        for direction, rows in read.groupby("direction"):
            yearly = rows.groupby("year")["value_usd"].sum()
            whole = yearly.loc[2017:2019].mean() / yearly.loc[2005:2007].mean() - 1
            assert added.loc[added["direction"] == direction, "contribution"].sum() == pytest.approx(whole)

    def test_a_pair_without_russia_is_empty_everywhere(self, tables):
        assert baskets.other(("IRN", "CHN")) is None
        assert baskets.other(("TUR", "RUS")) == "TUR"
        found = baskets.declared(*tables, None)
        assert found.empty
        assert baskets.leaders(found, "RUS")["last_year"] is None
        assert baskets.growth(found, (2005, 2007), (2017, 2019)).empty
        assert baskets.drivers(baskets.growth(found, (2005, 2007), (2017, 2019)), "Russia")["growth"] is None

    def test_arms_register_against_customs(self, tables):
        guns = baskets.by_declarer(tables[0], ("RUS", "IRN"), "93")
        items = pd.DataFrame({"year": [2000, 2001, 2016, 2017, 2018], "tiv_m": [1.0, 1.0, 1.0, 1.0, 0.0]})
        assert baskets.against_register(guns, items) == {"n_years": 4, "n_none": 1, "n_small": 1}

    def test_statements_are_those_on_farm_goods_of_the_pair(self):
        said = baskets.farm_statements(load("events/statements"), ("RUS", "IRN"))
        assert len(said) >= 14
        assert set(said["between"]) <= {"RUS-IRN", "IRN-RUS", "EAEU-IRN", "IRN-EAEU"}
        assert baskets.farm_statements(load("events/statements"), ("TUR", "ARE")).empty
