"""Trade measures: hand-computed and published numbers, properties over random worlds, and the traps of the field."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import load
from helpers.measures import trade
from helpers.measures.rank import percentile

# Our numbers against another way to the same number: sums in another order, one division.
SAME = 1e-12
MILLION = 1e6


def flows(rows, **columns):
    return pd.DataFrame(rows, columns=["exporter", "importer", "year", "value_usd"]).assign(**columns)


def equal_world(codes, value=1.0, year=2000):
    return flows([(a, b, year, value) for a, b in permutations(codes, 2)])


@st.composite
def worlds(draw, smallest=0.001):
    """Flows between some of three to six states in two years and two complete sources."""
    states = draw(st.lists(st.sampled_from(["CHN", "DEU", "IND", "IRN", "RUS", "USA"]), min_size=3, unique=True))
    keys = [(a, b, y, s) for s in trade.COMPLETE for y in (2000, 2001) for a, b in permutations(states, 2)]
    values = draw(st.lists(st.none() | st.floats(smallest, 1e12), min_size=len(keys), max_size=len(keys)))
    rows = [(a, b, y, v, s) for (a, b, y, s), v in zip(keys, values, strict=True) if v is not None]
    frame = pd.DataFrame(rows, columns=["exporter", "importer", "year", "value_usd", "source"])
    return frame.astype({"value_usd": float, "year": int, "source": str})


class TestTurnover:
    def test_adds_both_directions_and_counts_them(self):
        found = trade.turnover(flows([("RUS", "IRN", 2000, 7.0), ("IRN", "RUS", 2000, 2.0), ("IRN", "RUS", 2001, 3.0)]))
        assert found[["iso3_a", "iso3_b"]].drop_duplicates().to_numpy().tolist() == [["IRN", "RUS"]]
        assert found[["year", "value_usd", "directions"]].to_numpy().tolist() == [[2000, 9, 2], [2001, 3, 1]]

    def test_sources_and_declaring_sides_stay_apart(self):
        frame = flows(
            [("RUS", "IRN", 2000, 7.0), ("RUS", "IRN", 2000, 8.0), ("IRN", "RUS", 2000, 2.0)],
            source="wits",
            reporter=["RUS", "IRN", "RUS"],
        )
        found = trade.turnover(frame).set_index("reporter")
        assert found.loc["RUS", ["value_usd", "directions"]].tolist() == [9.0, 2]
        assert found.loc["IRN", ["value_usd", "directions"]].tolist() == [8.0, 1]

    def test_only_cif_values_are_brought_to_fob(self):
        frame = flows([("RUS", "IRN", 2000, 10.0), ("IRN", "RUS", 2000, 11.0)], basis=["FOB", "CIF"])
        assert trade.turnover(frame)["value_usd"].tolist() == [21.0]
        assert trade.turnover(frame, cif_margin=1.1)["value_usd"].tolist() == pytest.approx([20.0])

    def test_a_missing_value_is_not_a_zero(self):
        frame = flows([("RUS", "IRN", 2000, np.nan), ("IRN", "RUS", 2000, 2.0), ("RUS", "CHN", 2000, np.nan)])
        assert trade.turnover(frame)[["iso3_a", "value_usd", "directions"]].to_numpy().tolist() == [["IRN", 2.0, 1]]

    def test_a_declared_zero_counts_as_known(self):
        found = trade.turnover(flows([("RUS", "IRN", 2000, 0.0), ("IRN", "RUS", 2000, 0.0)]))
        assert found[["value_usd", "directions"]].to_numpy().tolist() == [[0, 2]]

    @given(worlds())
    @settings(max_examples=15, deadline=None)
    def test_direction_does_not_matter_and_nothing_is_lost(self, frame):
        swapped = frame.rename(columns={"exporter": "importer", "importer": "exporter"})
        found, other = trade.turnover(frame), trade.turnover(swapped[frame.columns])
        pd.testing.assert_frame_equal(found, other, check_categorical=False, rtol=SAME)
        assert found["directions"].sum() == len(frame)
        assert (found["iso3_a"].astype(str) < found["iso3_b"].astype(str)).all()
        assert found["value_usd"].sum() == pytest.approx(frame["value_usd"].sum())

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda f: f.drop(columns="year"), "column year is missing"),
            (lambda f: pd.concat([f, f]), "RUS, IRN, 2000 stands more than once"),
        ],
    )
    def test_refuses_what_it_cannot_add(self, change, message):
        with pytest.raises(ValueError, match=message):
            trade.turnover(change(flows([("RUS", "IRN", 2000, 1.0)])))

    def test_refuses_a_margin_without_a_basis_or_below_zero(self):
        frame = flows([("RUS", "IRN", 2000, 1.0)])
        with pytest.raises(ValueError, match="column basis is missing"):
            trade.turnover(frame, cif_margin=1.06)
        with pytest.raises(ValueError, match="cif_margin is 0"):
            trade.turnover(frame, cif_margin=0)


class TestShares:
    WORLD = flows([("RUS", "IRN", 2000, 30.0), ("RUS", "CHN", 2000, 70.0), ("IRN", "RUS", 2000, 20.0)])

    def test_of_exports_imports_and_trade(self):
        def share(flow, iso3, partner):
            found = trade.shares(self.WORLD, flow)
            return found.query("iso3 == @iso3 and partner == @partner")["share"].tolist()

        assert share("exports", "RUS", "IRN") == [0.3]
        assert share("imports", "RUS", "IRN") == [1.0]
        assert share("imports", "IRN", "RUS") == [1.0]
        assert share("trade", "RUS", "IRN") == [50 / 120]
        assert share("exports", "CHN", "RUS") == []

    def test_of_given_totals(self):
        totals = pd.DataFrame(
            [("RUS", 2000, "exports", 200.0), ("RUS", 2000, "imports", 50.0), ("IRN", 2000, "exports", 40.0)],
            columns=["iso3", "year", "flow", "value_usd"],
        )
        found = trade.shares(self.WORLD, "exports", totals).set_index(["iso3", "partner"])["share"]
        assert found.to_dict() == {("IRN", "RUS"): 0.5, ("RUS", "CHN"): 0.35, ("RUS", "IRN"): 0.15}
        found = trade.shares(self.WORLD, "trade", totals).set_index(["iso3", "partner"])["share"]
        assert found["RUS", "IRN"] == 50 / 250
        assert np.isnan(found["IRN", "RUS"]), "one total of two is no total"

    def test_a_source_without_all_partners_needs_totals(self):
        partial = self.WORLD.assign(source="imf_imts_russia")
        with pytest.raises(ValueError, match="imf_imts_russia does not hold all partners"):
            trade.shares(partial)
        with pytest.raises(ValueError, match="imf_imts_russia does not hold all partners"):
            trade.dependence(partial)
        with pytest.raises(ValueError, match="imf_imts_russia does not hold all partners"):
            trade.intensity(partial)

    def test_two_declarations_of_a_flow_are_refused(self):
        both = pd.concat([self.WORLD.assign(reporter="RUS"), self.WORLD.assign(reporter="IRN")])
        with pytest.raises(ValueError, match="RUS, IRN, 2000 stands more than once; keep one declaration"):
            trade.shares(both)

    def test_two_totals_of_a_state_are_refused(self):
        totals = pd.DataFrame([("RUS", 2000, "exports", 1.0)] * 2, columns=["iso3", "year", "flow", "value_usd"])
        with pytest.raises(ValueError, match="totals: RUS, 2000, exports stands more than once"):
            trade.shares(self.WORLD, "exports", totals)

    def test_unknown_flow(self):
        with pytest.raises(ValueError, match="flow is 'sales': use trade, exports or imports"):
            trade.shares(self.WORLD, "sales")

    @given(worlds(), st.sampled_from(["trade", "exports", "imports"]))
    @settings(max_examples=15, deadline=None)
    def test_add_up_to_one_and_agree_with_a_slow_count(self, frame, flow):
        found = trade.shares(frame, flow)
        sums = found.groupby(["iso3", "year", "source"], observed=True)["share"].sum()
        assert np.allclose(sums, 1, atol=SAME)
        for row in found.itertuples():
            here = frame[(frame["year"] == row.year) & (frame["source"] == row.source)]
            sold, bought = here[here["exporter"] == row.iso3], here[here["importer"] == row.iso3]
            parts = {"exports": [sold], "imports": [bought], "trade": [sold, bought]}[flow]
            whole = sum(part["value_usd"].sum() for part in parts)
            with_partner = sum(
                part.loc[(part["importer"] == row.partner) | (part["exporter"] == row.partner), "value_usd"].sum()
                for part in parts
            )
            assert row.share == pytest.approx(with_partner / whole)

    @given(worlds())
    @settings(max_examples=8, deadline=None)
    def test_categories_and_text_give_the_same(self, frame):
        typed = frame.astype(dict.fromkeys(["exporter", "importer", "source"], "category"))
        for measure in (trade.shares, trade.dependence, trade.intensity, trade.turnover):
            left, right = measure(frame), measure(typed)
            assert left.astype({c: str for c in ("source",)}).equals(right.astype({c: str for c in ("source",)}))


class TestDependence:
    def test_by_hand(self):
        # RUS trades 100 in all, 10 of it with IRN; IRN trades 40 in all.
        frame = flows(
            [
                ("RUS", "IRN", 2000, 7.0),
                ("IRN", "RUS", 2000, 3.0),
                ("RUS", "CHN", 2000, 90.0),
                ("IRN", "IND", 2000, 30.0),
            ]
        )
        row = trade.dependence(frame).query("iso3_a == 'IRN' and iso3_b == 'RUS'").iloc[0]
        assert row["share_a"] == pytest.approx(0.25, abs=SAME)
        assert row["share_b"] == pytest.approx(0.10, abs=SAME)
        assert row["salience"] == pytest.approx(np.sqrt(0.025), abs=SAME)
        assert row["symmetry"] == pytest.approx(0.85, abs=SAME)
        assert row["interdependence"] == pytest.approx(0.85 * np.sqrt(0.025), abs=SAME)
        assert row["value_usd"] == 10
        assert row["directions"] == 2

    def test_two_states_alone_depend_wholly_on_each_other(self):
        row = trade.dependence(flows([("RUS", "IRN", 2000, 5.0)])).iloc[0]
        assert row[["share_a", "share_b", "salience", "symmetry", "interdependence"]].tolist() == [1] * 5

    def test_an_equal_world(self):
        found = trade.dependence(equal_world(["CHN", "IRN", "PRK", "RUS", "USA"]))
        assert len(found) == 10
        assert np.allclose(found["salience"], 1 / 4, atol=SAME)
        assert np.allclose(found["symmetry"], 1, atol=SAME)

    @given(worlds())
    @settings(max_examples=15, deadline=None)
    def test_bounds_and_scale(self, frame):
        found = trade.dependence(frame)
        columns = ["share_a", "share_b", "salience", "symmetry", "interdependence"]
        assert found[columns].to_numpy().min(initial=0) >= 0
        assert found[columns].to_numpy().max(initial=0) <= 1 + SAME
        assert len(found) == len(trade.turnover(frame))
        dearer = trade.dependence(frame.assign(value_usd=frame["value_usd"] * 1024))
        assert np.allclose(found[columns], dearer[columns], atol=SAME)


class TestMirrorGap:
    def pair(self, x, m, **columns):
        frame = flows([("RUS", "IRN", 2010, x), ("RUS", "IRN", 2010, m)], source="wits", reporter=["RUS", "IRN"])
        return frame.assign(**columns)

    def test_by_hand(self):
        row = trade.mirror_gap(self.pair(90.0, 110.0)).iloc[0]
        assert row["gap"] == pytest.approx(0.2, abs=SAME)
        assert row["ratio"] == pytest.approx(90 / 110, abs=SAME)
        assert (row["x_usd"], row["m_usd"]) == (90.0, 110.0)

    def test_one_side_silent_or_nobody_declaring_gives_no_row(self):
        assert trade.mirror_gap(self.pair(90.0, np.nan)).empty
        assert trade.mirror_gap(self.pair(90.0, 110.0, reporter=["RUS", "none"])).empty

    def test_a_zero_is_compared(self):
        row = trade.mirror_gap(self.pair(0.0, 5.0)).iloc[0]
        assert (row["gap"], row["ratio"]) == (2.0, 0.0)
        assert trade.mirror_gap(self.pair(0.0, 0.0))[["gap", "ratio"]].isna().all(axis=None)

    def test_across_sources_only_when_asked(self):
        across = self.pair(90.0, 110.0, source=["comtrade_2021", "wits"])
        assert trade.mirror_gap(across).empty
        row = trade.mirror_gap(across, within_source=False).iloc[0]
        assert (row["source_x"], row["source_m"]) == ("comtrade_2021", "wits")

    @given(st.floats(0, 1e12), st.floats(0, 1e12))
    @settings(max_examples=15, deadline=None)
    def test_bounds_and_sign(self, x, m):
        row, mirrored = trade.mirror_gap(self.pair(x, m)).iloc[0], trade.mirror_gap(self.pair(m, x)).iloc[0]
        if x + m > 0:
            assert -2 <= row["gap"] <= 2
            assert 0 <= row["ratio"] <= 1
            assert row["gap"] == -mirrored["gap"]
            assert row["ratio"] == mirrored["ratio"]


class TestBand:
    FLOWS = flows(
        [
            ("RUS", "IRN", 2010, 100.0),
            ("RUS", "IRN", 2010, 53.0),
            ("RUS", "IRN", 2010, 80.0),
            ("RUS", "IRN", 2011, 7.0),
        ],
        source=["wits", "wits", "baci_pairs", "baci_pairs"],
        reporter=["RUS", "IRN", "none", "none"],
        basis=["FOB", "CIF", "FOB", "FOB"],
    )

    def test_lowest_and_highest_with_their_origin(self):
        first, second = trade.band(self.FLOWS).itertuples()
        assert (first.low_usd, first.low_source, first.low_reporter) == (53.0, "wits", "IRN")
        assert (first.high_usd, first.high_source, first.high_reporter) == (100.0, "wits", "RUS")
        assert (first.declarations, first.sources) == (3, 2)
        assert (second.low_usd, second.high_usd, second.declarations, second.sources) == (7.0, 7.0, 1, 1)

    def test_the_margin_moves_cif_values_only(self):
        first = trade.band(self.FLOWS, cif_margin=1.06).iloc[0]
        assert first["low_usd"] == pytest.approx(50.0)
        assert first["high_usd"] == 100.0

    def test_of_turnover_leaves_out_half_known_pairs(self):
        back = self.FLOWS.rename(columns={"exporter": "importer", "importer": "exporter"}).iloc[:1]
        found = trade.band(trade.turnover(pd.concat([self.FLOWS, back], ignore_index=True)))
        assert found[["iso3_a", "iso3_b", "year", "low_usd", "declarations"]].to_numpy().tolist() == [
            ["IRN", "RUS", 2010, 200.0, 1]
        ]

    @given(worlds())
    @settings(max_examples=15, deadline=None)
    def test_every_value_lies_within(self, frame):
        found = trade.band(frame.assign(reporter="none", basis="FOB"))
        joined = frame.merge(found, on=["exporter", "importer", "year"])
        assert len(joined) == len(frame)
        assert joined["value_usd"].between(joined["low_usd"], joined["high_usd"]).all()
        assert found["declarations"].sum() == len(frame)


class TestIntensity:
    @pytest.mark.parametrize("size", [2, 3, 7])
    def test_is_one_in_a_world_of_equals(self, size):
        codes = ["CHN", "DEU", "IND", "IRN", "PRK", "RUS", "USA"][:size]
        assert np.allclose(trade.intensity(equal_world(codes, 123.0))["intensity"], 1, atol=SAME)

    def test_by_hand(self):
        frame = flows([("RUS", "IRN", 2000, 20.0), ("RUS", "CHN", 2000, 80.0), ("CHN", "IRN", 2000, 60.0),
                       ("CHN", "RUS", 2000, 40.0)])  # fmt: skip
        row = trade.intensity(frame).query("exporter == 'RUS' and importer == 'IRN'").iloc[0]
        # Russia sells Iran 20 of 100; Iran buys 80 of what others than Russia buy, 200 - 40.
        assert row["intensity"] == pytest.approx((20 / 100) / (80 / 160), abs=SAME)

    def test_sums_and_totals_agree(self):
        frame = equal_world(["CHN", "IRN", "RUS"]).assign(value_usd=np.arange(1.0, 7.0))
        sums = [
            frame.groupby(side)["value_usd"].sum().rename_axis("iso3").reset_index().assign(flow=flow)
            for side, flow in (("exporter", "exports"), ("importer", "imports"))
        ]
        world = pd.DataFrame({"iso3": ["W00"], "value_usd": [21.0], "flow": ["imports"]})
        totals = pd.concat([*sums, world]).assign(year=2000)
        found, given_totals = trade.intensity(frame), trade.intensity(frame, totals)
        assert np.allclose(found["intensity"], given_totals["intensity"], atol=SAME)

    def test_without_a_world_total_it_is_unknown(self):
        totals = pd.DataFrame({"iso3": ["RUS"], "year": [2000], "flow": ["exports"], "value_usd": [1.0]})
        assert trade.intensity(equal_world(["IRN", "RUS"]), totals)["intensity"].isna().all()

    @given(worlds())
    @settings(max_examples=12, deadline=None)
    def test_does_not_depend_on_the_unit(self, frame):
        found = trade.intensity(frame)["intensity"]
        assert np.allclose(found, trade.intensity(frame.assign(value_usd=frame["value_usd"] * 1024))["intensity"])
        assert (found.dropna() >= 0).all()


class TestConcentration:
    def shares(self, values, iso3="IRN"):
        return pd.DataFrame({"iso3": iso3, "year": 2000, "share": values})

    def test_published_example(self):
        row = trade.concentration(self.shares([0.50, 0.30, 0.15, 0.05])).iloc[0]
        assert row["hhi"] == pytest.approx(0.3650, abs=SAME)
        assert row["partners"] == 4
        assert row["covered"] == pytest.approx(1)

    def test_normalised(self):
        assert trade.concentration(self.shares([0.25] * 4), normalised=True)["hhi"].tolist() == pytest.approx([0.0])
        assert trade.concentration(self.shares([1.0, 0.0]), normalised=True)["hhi"].isna().all()
        found = trade.concentration(self.shares([0.50, 0.30, 0.15, 0.05]), normalised=True)["hhi"].tolist()
        assert found == pytest.approx([(0.365 - 0.25) / 0.75])

    def test_partners_without_trade_do_not_count(self):
        row = trade.concentration(self.shares([0.5, 0.5, 0.0, np.nan])).iloc[0]
        assert (row["hhi"], row["partners"]) == (0.5, 2)

    def test_refuses_what_is_no_share(self):
        with pytest.raises(ValueError, match="IRN 2000 has a share of 50; shares lie between 0 and 1"):
            trade.concentration(self.shares([50.0, 50.0]))

    @given(worlds())
    @settings(max_examples=12, deadline=None)
    def test_bounds(self, frame):
        found = trade.concentration(trade.shares(frame, "exports"))
        assert (found["hhi"] >= 1 / found["partners"] - SAME).all()
        assert (found["hhi"] <= 1 + SAME).all()
        normalised = trade.concentration(trade.shares(frame, "exports"), normalised=True)["hhi"].dropna()
        assert normalised.between(-SAME, 1 + SAME).all()


class TestGrowth:
    def test_gaps_and_zeros_are_not_bridged(self):
        frame = pd.DataFrame({"pair": "a", "year": [2000, 2001, 2003, 2004], "value_usd": [0.0, 10.0, 20.0, 5.0]})
        found = trade.growth(frame, ["pair"])["growth"].tolist()
        assert np.isnan(found[:3]).all(), "growth from 0, and over a gap, is undefined"
        assert found[3] == -0.75
        assert trade.growth(frame, ["pair"], years=2)["growth"].tolist()[2] == 1.0

    def test_series_stay_apart_and_rows_in_order(self):
        frame = pd.DataFrame({"source": ["b", "a", "a"], "year": [2001, 2001, 2000], "value_usd": [9.0, 3.0, 2.0]})
        found = trade.growth(frame.set_index(pd.Index([7, 5, 3])), ["source"])
        assert found.index.tolist() == [7, 5, 3]
        assert found.loc[5, "growth"] == 0.5
        assert found.loc[[7, 3], "growth"].isna().all()

    def test_mixed_series_are_refused(self):
        frame = pd.DataFrame({"source": ["b", "a"], "year": 2001, "value_usd": 1.0})
        with pytest.raises(ValueError, match="2001 stands more than once; name in by"):
            trade.growth(frame, [])


class TestReal:
    DEFLATOR = pd.DataFrame({"year": [2000, 2010], "cpi": [50.0, 100.0]})

    def test_by_hand(self):
        frame = pd.DataFrame({"year": [2000, 2010, 2011], "value_usd": [10.0, 10.0, 10.0]})
        assert trade.real(frame, self.DEFLATOR, 2010)["real_usd"].tolist()[:2] == [20.0, 10.0]
        assert trade.real(frame, self.DEFLATOR, 2000)["real_usd"].tolist()[:2] == [10.0, 5.0]
        assert trade.real(frame, self.DEFLATOR, 2010)["real_usd"].isna().tolist() == [False, False, True]

    def test_base_outside_the_deflator(self):
        with pytest.raises(ValueError, match="deflator has no 1990: choose a base from 2000 to 2010"):
            trade.real(pd.DataFrame({"year": [2000], "value_usd": [1.0]}), self.DEFLATOR, 1990)


class TestPercentile:
    def test_by_hand(self):
        frame = pd.DataFrame({"year": [1, 1, 1, 1, 2], "v": [5.0, 1.0, 5.0, np.nan, 3.0]})
        found = percentile(frame, "v", "year")
        assert found.tolist()[:3] == pytest.approx([200 / 3, 100 / 6, 200 / 3])
        assert np.isnan(found[3])
        assert found[4] == 50

    @given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20))
    @settings(max_examples=12, deadline=None)
    def test_averages_to_fifty_inside_the_bounds(self, values):
        found = percentile(pd.DataFrame({"g": "a", "v": values}), "v", ["g"])
        assert found.mean() == pytest.approx(50)
        assert found.between(0, 100, inclusive="neither").all()


@pytest.fixture(scope="module")
def turnover():
    """Trade of Russia and Iran in both directions, in million dollars, by source, reporter and year."""
    pair = ["RUS", "IRN"]
    found = trade.turnover(load("trade/pairs", exporter=pair, importer=pair))
    known = found[found["directions"] == 2].astype({"source": "str", "reporter": "str"})
    return known.set_index(["source", "reporter", "year"])["value_usd"].sort_index() / MILLION


class TestRussiaAndIran:
    """Reference totals on the tables of the project."""

    def test_as_russia_declared_trade_fell_by_65_per_cent(self, turnover):
        declared = turnover["comtrade_russia_hs2", "RUS"]
        assert (round(declared[2010]), round(declared[2015])) == (3631, 1279)
        assert round(100 * (declared[2015] / declared[2010] - 1)) == -65

    def test_in_baci_by_60_per_cent(self, turnover):
        baci = turnover["baci_pairs", "none"]
        assert round(100 * (baci[2015] / baci[2010] - 1)) == -60
        assert 2020 not in baci.index, "absent, because all of it was declared without product: not zero"

    def test_imf_from_declarations_to_estimates(self, turnover):
        declared, estimated = turnover["imf_imts_russia", "RUS"], turnover["imf_imts_russia", "none"]
        assert {y: round(declared[y] / 1000, 2) for y in (2019, 2020, 2021)} == {2019: 1.58, 2020: 2.23, 2021: 4.05}
        assert {y: round(v / 1000, 2) for y, v in estimated.items()} == {2022: 3.56, 2023: 2.92, 2024: 2.73}
        assert declared.index.max() == 2021

    def test_exports_of_2021(self):
        row = load("trade/pairs", source="comtrade_2021", exporter="RUS", importer="IRN")
        assert (row["value_usd"] / MILLION).round(1).tolist() == [3068.2]

    def test_cow_is_the_declaration_plus_ten_per_cent(self):
        sold = load("trade/pairs", exporter="RUS", importer="IRN", year=slice(2012, 2014))
        by_source = sold[sold["source"].isin(["cow_trade", "comtrade_russia_hs2"])]
        table = by_source.pivot(index="year", columns="source", values="value_usd")
        assert len(table) == 3
        # COW is rounded to whole millions: 0.5 in 1,285 is 0.04 per cent.
        assert (table["cow_trade"] / table["comtrade_russia_hs2"]).between(1.10 * 0.998, 1.10 * 1.002).all()

    def test_growth_over_five_years_is_the_fall(self):
        pair = ["RUS", "IRN"]
        found = trade.turnover(load("trade/pairs", exporter=pair, importer=pair, source="comtrade_russia_hs2"))
        grown = trade.growth(found, ["iso3_a", "iso3_b", "source", "reporter"], years=5).set_index("year")["growth"]
        assert grown[2015] == pytest.approx(-0.648, abs=5e-4)

    def test_iran_depends_more_on_russia_than_russia_on_iran(self):
        found = trade.dependence(load("trade/pairs", source="baci_pairs", year=2019))
        row = found[(found["iso3_a"] == "IRN") & (found["iso3_b"] == "RUS")].iloc[0]
        assert row["share_a"] > 5 * row["share_b"]

    def test_shares_of_estimates_rest_on_mirror_totals(self):
        flows_of_russia = load("trade/pairs", source="imf_imts_russia")
        totals = load("trade/totals", source="imf_dots_world")
        found = trade.shares(flows_of_russia, "trade", totals).query("iso3 == 'IRN' and partner == 'RUS'")
        by_year = found.set_index("year")["share"]
        assert by_year[2021] == pytest.approx(0.083, abs=5e-4)
        assert by_year[[2023, 2024]].isna().all(), "the mirror totals end in 2022"
