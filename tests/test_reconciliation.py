"""The best estimate of a flow: its rule on hand-made records, its properties, and its agreement with BACI."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from upstream import SOURCES, needs_sources

from helpers import load
from helpers.measures import declared_trade, reconciliation, trade
from helpers.sources import wits
from helpers.sources.snapshots import Snapshots

MARGIN = 1.10
dollars = st.floats(1e3, 1e12)
variances = st.floats(0.01, 4.0)


def records(x=None, m=None, producer=None, source="wits", year=2010):
    """Records of what A sells to B: the exporter's (FOB), the importer's (CIF) and BACI's."""
    rows = [
        ("RUS", "FOB", source, "declared", x),
        ("IRN", "CIF", source, "declared", m),
        ("none", "FOB", "baci_pairs", "reconciled", producer),
    ]
    frame = pd.DataFrame(rows, columns=["reporter", "basis", "source", "status", "value_usd"])
    frame = frame.assign(exporter="RUS", importer="IRN", year=year)
    return frame[frame["value_usd"].notna()].astype({"value_usd": "float64"})


def trusted(exporter=0.1, importer=0.1):
    return pd.DataFrame(
        {
            "reporter": ["RUS", "IRN"],
            "side": ["exporter", "importer"],
            "period": "from 2008",
            "variance": [exporter, importer],
        }
    )


def one(frame, reliabilities=None):
    found = reconciliation.estimate(frame, trusted() if reliabilities is None else reliabilities, MARGIN)
    assert len(found) == 1
    return found.iloc[0]


def test_equally_reliable_sides_meet_in_the_middle():
    """100 FOB and 110 CIF say the same at a margin of 10 per cent; 100 and 440 CIF are 400 FOB, middle 200."""
    assert one(records(100.0, 110.0))["value_usd"] == pytest.approx(100.0)
    found = one(records(100.0, 440.0))
    assert found["value_usd"] == pytest.approx(200.0)
    assert (found["x_usd"], found["m_usd"]) == (pytest.approx(100.0), pytest.approx(400.0))
    assert found["method"] == "both"


def test_interval_by_hand():
    """Two sides with variance 0.1 that agree: variance 0.05. Far apart: widened by gap^2 / 0.2."""
    agreed = one(records(100.0, 110.0))
    assert np.log(agreed["high_usd"] / agreed["value_usd"]) == pytest.approx(1.645 * np.sqrt(0.05))
    apart = one(records(100.0, 440.0))
    widened = np.sqrt(0.05 * np.log(4.0) ** 2 / 0.2)
    assert np.log(apart["value_usd"] / apart["low_usd"]) == pytest.approx(1.645 * widened)


def test_one_side_is_brought_to_fob_and_marked():
    found = one(records(m=110.0), trusted(importer=0.25))
    assert (found["value_usd"], found["method"]) == (pytest.approx(100.0), "importer")
    assert np.log(found["high_usd"] / 100.0) == pytest.approx(1.645 * 0.5)
    assert one(records(x=100.0))["method"] == "exporter"


def test_a_producer_counts_only_where_no_side_declares_and_has_no_interval():
    found = one(records(producer=70.0))
    assert (found["value_usd"], found["method"]) == (70.0, "producer")
    assert np.isnan(found["low_usd"]) and np.isnan(found["high_usd"])
    assert one(records(100.0, 110.0, 70.0))["value_usd"] == pytest.approx(100.0)


def test_a_reporter_far_from_its_partners_is_not_believed_alone():
    """Variance 2 is a factor of 4: then BACI counts, if there is one, and no other producer."""
    found = one(records(x=1.0, producer=70.0), trusted(exporter=2.0))
    assert (found["value_usd"], found["method"]) == (70.0, "producer")
    assert one(records(x=1.0), trusted(exporter=2.0))["value_usd"] == 1.0
    assert one(records(x=1.0, producer=70.0), trusted(exporter=0.5))["value_usd"] == 1.0
    cow = records(x=1.0, producer=70.0).replace({"baci_pairs": "cow_trade"})
    assert one(cow, trusted(exporter=2.0))["method"] == "exporter"
    assert one(records(1.0, 110.0, 70.0), trusted(exporter=2.0))["method"] == "both"


def test_nothing_stays_nothing():
    assert len(reconciliation.estimate(records(), trusted(), MARGIN)) == 0
    unknown = records(100.0).assign(value_usd=np.nan)
    assert len(reconciliation.estimate(unknown, trusted(), MARGIN)) == 0


def test_a_declared_zero_is_not_silence():
    found = one(records(0.0, 110.0))
    assert (found["method"], found["value_usd"]) == ("both", pytest.approx(50.0))


def test_the_newest_copy_of_a_declaration_counts():
    both = pd.concat([records(100.0, source="wits"), records(130.0, source="comtrade_russia_hs2")])
    found = one(both)
    assert (found["x_usd"], found["x_source"]) == (130.0, "comtrade_russia_hs2")


def test_a_reporter_without_records_gets_the_median():
    others = pd.DataFrame({"reporter": ["A", "B", "C"], "side": "exporter", "period": "from 2008"})
    others = pd.concat([others.assign(variance=[0.1, 0.3, 0.9]), trusted()[1:]])
    found = one(records(x=100.0), others)
    assert np.log(found["high_usd"] / 100.0) == pytest.approx(1.645 * np.sqrt(0.3))


@settings(max_examples=40)
@given(x=dollars, m=dollars, v_x=variances, v_m=variances)
def test_between_the_two_records_and_inside_the_interval(x, m, v_x, v_m):
    found = one(records(x, m), trusted(v_x, v_m))
    low, high = sorted((x, m / MARGIN))
    assert low * (1 - 1e-9) <= found["value_usd"] <= high * (1 + 1e-9)
    assert found["low_usd"] <= found["value_usd"] <= found["high_usd"]


@settings(max_examples=40)
@given(x=dollars, m=dollars, v=variances)
def test_symmetric_when_both_are_as_reliable(x, m, v):
    """Turning the two FOB values round changes nothing."""
    there = one(records(x, m), trusted(v, v))
    back = one(records(m / MARGIN, x * MARGIN), trusted(v, v))
    for column in ("value_usd", "low_usd", "high_usd"):
        assert there[column] == pytest.approx(back[column], rel=1e-9)


@settings(max_examples=40)
@given(x=dollars, m=dollars, v_x=variances, v_m=variances, scale=st.floats(0.01, 100))
def test_scale_carries_through(x, m, v_x, v_m, scale):
    base, scaled = one(records(x, m), trusted(v_x, v_m)), one(records(scale * x, scale * m), trusted(v_x, v_m))
    assert scaled["value_usd"] == pytest.approx(scale * base["value_usd"], rel=1e-9)


@settings(max_examples=40)
@given(x=dollars, m=dollars, v=variances)
def test_the_more_reliable_side_weighs_more(x, m, v):
    found = one(records(x, m), trusted(v, 4 * v))
    assert found["weight"] == pytest.approx(0.8)


def mirror(exporters=12, importers=12, noise=None, seed=3):
    """A world in which every exporter and importer errs with a spread of its own."""
    random = np.random.default_rng(seed)
    names = [f"E{i:02d}" for i in range(exporters)], [f"I{i:02d}" for i in range(importers)]
    of_exporter = noise or dict(zip(names[0], np.linspace(0.1, 0.9, exporters), strict=True))
    of_importer = dict.fromkeys(names[1], 0.3)
    index = pd.MultiIndex.from_product([*names, range(60)], names=["exporter", "importer", "year"]).to_frame(
        index=False
    )
    value = 1e8
    x = value * np.exp(random.normal(0, index["exporter"].map(of_exporter)))
    m = value * MARGIN * np.exp(random.normal(0, index["importer"].map(of_importer)))
    return index.assign(x_usd=x, m_usd=m), of_exporter


def test_reliability_recovers_who_errs():
    records, spread = mirror()
    found = reconciliation.reliability(records, MARGIN)
    sellers = found[found["side"] == "exporter"].set_index("reporter")["variance"]
    differences = sellers - sellers.mean()
    truth = pd.Series(spread) ** 2
    assert np.corrcoef(differences, truth[differences.index] - truth.mean())[0, 1] > 0.95
    buyers = found.loc[found["side"] == "importer", "variance"]
    assert buyers.std() < 0.1 * (sellers.max() - sellers.min()) * 3
    # The parts of a flow add up to its mean squared gap.
    gap = np.log(records["m_usd"] / records["x_usd"] / MARGIN) ** 2
    size = np.sqrt(np.minimum(records["x_usd"], records["m_usd"]))
    assert (sellers.mean() + buyers.mean()) == pytest.approx(np.average(gap, weights=size), rel=0.25)


def test_reporters_with_few_records_have_no_reliability():
    records, _ = mirror(exporters=2, importers=2)
    few = records[records["exporter"] == "E01"].head(10)
    found = reconciliation.reliability(pd.concat([records[records["exporter"] == "E00"], few]), MARGIN)
    assert "E01" not in set(found["reporter"])


def test_margin_is_a_median_over_well_matched_records_only():
    frame = pd.DataFrame({"x_usd": [1e8] * 5, "m_usd": [1.05e8, 1.1e8, 1.2e8, 9e8, 1e6]})
    found = reconciliation.margin(frame)
    assert (found["margin"], found["records"], found["compared"]) == (pytest.approx(1.1), 3, 4)


def test_periods():
    years = pd.Series([1962, 1991, 1992, 2000, 2008, 2024])
    wanted = ["to 1991", "to 1991", "1992-1999", "2000-2007", "from 2008", "from 2008"]
    assert reconciliation.period(years).tolist() == wanted


def test_turnover_needs_both_flows_and_takes_the_weaker_method():
    there = records(100.0, 110.0)
    back = there.assign(exporter="IRN", importer="RUS", reporter=there["reporter"].map({"RUS": "IRN", "IRN": "RUS"}))
    flows = reconciliation.estimate(pd.concat([there, back[back["basis"] == "FOB"]]), trusted(), MARGIN)
    found = reconciliation.turnover(flows, ("RUS", "IRN"))
    assert found[["year", "value_usd", "method"]].to_numpy().tolist() == [[2010, pytest.approx(200.0), "one"]]
    assert len(reconciliation.turnover(flows[flows["exporter"] == "RUS"], ("RUS", "IRN"))) == 0


def test_agrees_with_baci_over_all_pairs():
    """Where both sides declared: correlation of logarithms 0.98; BACI keeps more products, so it is higher."""
    check = load("trade/crosscheck")
    both = check[check["method"] == "both"]
    assert both["correlation"].between(0.97, 0.99).all()
    assert both["median_ratio"].between(0.75, 0.95).all()
    assert (check.loc[check["method"] == "exporter", "median_ratio"].between(0.95, 1.02)).all()


def test_reliability_of_known_reporters():
    """Entrepots stand far from their partners, and Iran farther than Germany."""
    table = load("trade/reliability", period="from 2008", side="exporter").set_index("reporter")["deviation"]
    table.index = table.index.astype(str)
    assert table["HKG"] > 1 and table["ARE"] > 1
    assert table["DEU"] < table["RUS"] < table["IRN"]
    margins = load("trade/margins").set_index("period")["margin"]
    assert margins.between(1.05, 1.12).all(), "freight and insurance: a few to ten per cent"


def test_russia_and_iran_2009_and_2010():
    """2009 is Russia's declaration alone; in 2010 Iran declares a seventh of it and the estimate lies between."""
    pair = ("RUS", "IRN")
    pairs = declared_trade.one_series(
        load("trade/pairs", exporter=list(pair), importer=list(pair), year=slice(2009, 2010))
    )
    margin = load("trade/margins").set_index("period").loc["all", "margin"]
    found = reconciliation.estimate(pairs, load("trade/reliability"), margin)
    sold = found[found["exporter"] == "RUS"].set_index("year")
    assert sold.loc[2009, "method"] == "exporter"
    assert sold.loc[2010, "method"] == "both"
    assert sold.loc[2010, "m_usd"] == pytest.approx(477.2e6 / margin, rel=1e-3)
    assert sold.loc[2010, "x_usd"] == pytest.approx(3359e6, rel=1e-3)
    assert sold.loc[2010, "m_usd"] < sold.loc[2010, "value_usd"] < sold.loc[2010, "x_usd"]


@needs_sources
def test_intervals_hold_what_they_say():
    """Of two declarations of one flow nine in ten should be no farther apart than both variances let expect."""
    flows = reconciliation.mirrored(wits.pairs(Snapshots(SOURCES)))
    flows = flows[(flows["year"] >= 2000) & (flows[["x_usd", "m_usd"]] >= 1e8).all(axis=1)]
    table = load("trade/reliability")
    margin = load("trade/margins").set_index("period").loc["all", "margin"]
    spread = reconciliation._variances(flows["exporter"].astype(str), flows["year"], table, "exporter")
    spread = spread + reconciliation._variances(flows["importer"].astype(str), flows["year"], table, "importer")
    gap = np.log(flows["m_usd"] / flows["x_usd"] / margin).abs()
    assert 0.85 < (gap < reconciliation.NORMAL_90 * np.sqrt(spread)).mean() < 0.95


def test_mirrored_pairs_both_sides_once():
    frame = pd.concat([records(100.0, 110.0), records(50.0, year=2011)])
    found = reconciliation.mirrored(frame)
    assert found[["year", "x_usd", "m_usd"]].to_numpy().tolist() == [[2010, 100.0, 110.0]]
    assert list(found.columns[:3]) == list(trade.FLOW)


def test_two_years_say_what_each_rests_on():
    methods = {2010: ("both", "both"), 2021: ("exporter", "importer"), 2022: ("producer", "importer")}
    ways = (("RUS", "IRN"), ("IRN", "RUS"))
    rows = [(*way, year, method) for year, both in methods.items() for way, method in zip(ways, both, strict=True)]
    flows = pd.DataFrame(rows, columns=["exporter", "importer", "year", "method"])
    totals = pd.DataFrame({"year": [2010, 2021, 2022], "value_usd": [2.0, 4.0, 3.0]})
    totals = totals.assign(low_usd=[1.0, 3.0, None], high_usd=[2.5, 8.0, None])
    found = reconciliation.two_years(flows, totals, ("RUS", "IRN"), 2010, 2021)
    assert (found["before_by"], found["after_by"]) == ("both declared", "Russia alone")
    assert (found["before"], found["after"], found["overlap"]) == (2.0, 4.0, "do not overlap")
    wider = totals.assign(high_usd=[3.0, 8.0, None])
    assert reconciliation.two_years(flows, wider, ("IRN", "RUS"), 2010, 2021)["overlap"] == "overlap"
    for year in (2011, 2022):
        assert reconciliation.two_years(flows, totals, ("RUS", "IRN"), 2010, year)["before"] is None
