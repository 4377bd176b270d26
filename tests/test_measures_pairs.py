"""What the notebooks ask of the tables about a pair: votes, trade, arms, sizes."""

import pandas as pd
import pytest

from helpers import load, pairs
from helpers.measures import (
    ballots,
    declared_trade,
    events,
    profile,
    rollcalls,
    subjects,
    trade,
    transfers,
    votes,
    waits,
)


@pytest.fixture(scope="module")
def cast():
    return rollcalls.comparable(load("un_votes"))


def test_republic_of_china_is_not_china(cast):
    """CHN has no vote before 25 October 1971, and the Soviet seat goes on under RUS."""
    china = cast[cast["iso3"] == "CHN"]
    assert str(china["date"].min())[:10] >= "1971-10-25"
    assert (cast["iso3"] == "SUN").sum() == 0
    assert cast.loc[cast["iso3"] == "RUS", "year"].min() == 1946
    raw = load("un_votes")
    assert ((raw["iso3"] == "CHN") & (raw["date"] < "1971-10-25")).sum() == len(raw) - len(cast)


def test_standing_takes_absence_of_votes_for_silence(cast):
    similarity = votes.similarity(cast[cast["year"] == 2024], ["identical", "s_abs", "kappa"])
    facts = rollcalls.standing(cast, similarity, ("RUS", "TWN"), 2024)
    assert facts["kappa"] is None and facts["percentile_kappa"] is None


def test_shift_is_the_difference_of_pooled_similarities(cast):
    moved = rollcalls.shift(cast, (2019, 2021), (2022, 2024))
    own = moved[(moved["iso3_a"] == "IRN") & (moved["iso3_b"] == "RUS")].iloc[0]
    for column, first, last in (("before", 2019, 2021), ("after", 2022, 2024)):
        pooled = cast[cast["year"].between(first, last)].assign(span=0)
        value = votes.similarity(pooled, "kappa", by="span", pairs=("RUS", "IRN"))["value"].iloc[0]
        assert own[column] == pytest.approx(value)
    assert own["change"] == pytest.approx(own["after"] - own["before"])
    ranked = moved[moved["n"] >= 3 * rollcalls.MIN_VOTES]
    below = (ranked["change"] < own["change"]).mean()
    assert own["percentile"] == pytest.approx(100 * below, abs=0.1)


def test_issue_counts_only_its_own_resolutions(cast):
    resolutions = load("un_resolutions")
    found = subjects.by_issue(cast[cast["year"] >= 2000], resolutions, ["nuclear"], ("RUS", "IRN"), "pair")
    nuclear = resolutions.loc[resolutions["nuclear"] & (resolutions["year"] >= 2000), "resolution_id"]
    assert 0 < found["n"].max() <= len(nuclear)
    nothing = subjects.by_issue(cast[cast["year"] > 2100], resolutions, ["nuclear"], ("RUS", "IRN"), "pair")
    assert len(nothing) == 0


def test_ballots_of_the_first_ukraine_resolution(cast):
    table = ballots.ballots(cast, load("un_resolutions"), ["RUS", "IRN", "CHN", "PRK"])
    row = table[table["resolution_id"] == "A/RES/ES-11/1"].iloc[0]
    assert row[["RUS", "IRN", "CHN", "PRK"]].tolist() == ["no", "abstain", "abstain", "no"]
    assert (ballots.opposed(table, ("RUS", "IRN"))["resolution_id"] == "A/RES/ES-11/1").sum() == 0


FLOWS = pd.DataFrame(
    {
        "exporter": ["RUS", "RUS", "IRN", "RUS", "IRN", "SUN"],
        "importer": ["IRN", "IRN", "RUS", "IRN", "RUS", "IRN"],
        "year": [2000, 2000, 2000, 2001, 2001, 1994],
        "value_usd": [100.0, 130.0, 20.0, 90.0, 10.0, 5.0],
        "reporter": ["RUS", "IRN", "RUS", "RUS", "RUS", "none"],
        "basis": ["FOB", "CIF", "CIF", "FOB", "CIF", "CIF"],
        "source": ["wits"] * 5 + ["imf_imts_russia"],
        "vintage": ["x"] * 6,
        "status": ["declared"] * 5 + ["estimated"],
    }
).astype(dict.fromkeys(["exporter", "importer", "reporter", "basis", "source", "vintage", "status"], "category"))


def test_turnover_needs_both_directions_of_one_record():
    both = declared_trade.both_ways(FLOWS, ("RUS", "IRN"))
    assert both[["year", "value_usd", "declaration"]].values.tolist() == [  # noqa: PD011
        [2000, 120.0, "WITS, Russia"],
        [2001, 100.0, "WITS, Russia"],
    ]


def test_records_that_name_no_declaring_state_carry_the_source_alone():
    none = FLOWS[FLOWS["reporter"] == "RUS"].assign(reporter="none", source="baci_pairs")
    assert set(declared_trade.both_ways(none, ("RUS", "IRN"))["declaration"]) == {declared_trade.NAMES["baci_pairs"]}


def test_soviet_rows_after_1991_are_not_joined():
    assert len(declared_trade.one_series(FLOWS)) == 5
    early = FLOWS.assign(year=1990)
    assert "SUN" not in set(declared_trade.one_series(early)["exporter"].astype(str))
    assert len(declared_trade.one_series(early)) == 6


def test_copies_of_one_source_stay_apart():
    """Two downloads of Comtrade are two vintages: one name for both would splice them."""
    names = [declared_trade.NAMES[s] for s in ("comtrade_2021", "comtrade_russia_hs2", "comtrade_partner_declared")]
    assert len(set(names)) == 3
    assert set(load("trade/pairs")["source"].cat.categories) == set(declared_trade.NAMES)


def test_spread_and_widest():
    band = declared_trade.spread(declared_trade.flows(FLOWS, "RUS", "IRN"))
    assert band.to_dict("list") == {
        "year": [2000, 2001],
        "low": [100.0, 90.0],
        "high": [130.0, 90.0],
        "declarations": [2, 1],
    }
    assert declared_trade.widest(band) == {"year": 2000, "low": 100.0, "high": 130.0, "ratio": 1.3}
    assert declared_trade.years_with_both(FLOWS, ("RUS", "IRN")) == 1


def test_mutual_shares_equal_those_of_the_whole_matrix():
    """Shares from the rows that touch the pair equal those from all pairs."""
    baci = load("trade/pairs", source="baci_pairs", year=2019)
    whole = trade.dependence(baci)
    own = whole[(whole["iso3_a"] == "IRN") & (whole["iso3_b"] == "RUS")].iloc[0]
    ends = declared_trade.ends(declared_trade.mutual(baci, ("RUS", "IRN")), ("RUS", "IRN"))
    assert ends["of_first"] == pytest.approx(own["share_b"])
    assert ends["of_second"] == pytest.approx(own["share_a"])
    assert (ends["leaning"], ends["times"]) == ("Iran", pytest.approx(own["share_a"] / own["share_b"]))


def test_fall_of_2010_to_2015():
    """Published: 3,631 to 1,279 million dollars as Russia declared it, -65 per cent; -60 per cent in BACI."""
    turnover = declared_trade.both_ways(
        load("trade/pairs", exporter=["RUS", "IRN"], importer=["RUS", "IRN"]), ("RUS", "IRN")
    )
    declared = declared_trade.change(turnover, "comtrade_russia_hs2", 2010, 2015)
    assert (round(declared["before"] / 1e6), round(declared["after"] / 1e6)) == (3631, 1279)
    assert round(declared["change"], 2) == -0.65
    assert round(declared_trade.change(turnover, "baci_pairs", 2010, 2015)["change"], 2) == -0.60


def test_statements_stand_beside_the_records():
    said = declared_trade.stated(load("events/statements"), ("RUS", "IRN"), 2022)
    assert said["stated_low"] == pytest.approx(4.6e9)
    assert declared_trade.stated(load("events/statements"), ("IND", "USA"), 2022)["n_stated"] is None


def test_suppliers_of_a_state_add_up_to_one():
    for code in ("IRN", "RUS", "IND"):
        sums = transfers.suppliers(load("arms/partners"), code).groupby("end_year")["share"].sum()
        assert sums.between(0.98, 1.02).all(), code


def test_known_suppliers_of_iran():
    lead = transfers.leaders(transfers.suppliers(load("arms/partners"), "IRN")).set_index("window")["supplier"]
    assert lead["1971-75"] == "United States"
    assert lead["1996-00"] == "Russia"


def test_soviet_and_russian_deliveries_are_one_series_only_on_request():
    items = load("arms/items")
    apart = transfers.between(items, ("RUS", "IRN"))
    joined = transfers.between(transfers.one_series(items), ("RUS", "IRN"))
    assert apart["year"].min() >= 1992
    assert joined["year"].min() < 1970
    assert joined["direction"].unique().tolist() == ["Russia to Iran", "Iran to Russia"]


def test_spans_keep_open_orders():
    deals = transfers.between(transfers.one_series(load("arms/deals")), ("RUS", "IRN"))
    rows = transfers.span_rows(waits.standing(deals, 2, 2025), least_tiv=1e9)
    assert rows["end"].isna().all()
    assert rows["label"].str.contains("Su-35S").any()


def test_value_per_drone_fell_from_release_to_release():
    changed = transfers.revised(transfers.between(load("arms/releases"), ("IRN", "RUS")))
    drone = changed[changed["weapon"] == "Shahed-136"].drop(columns=["direction", "order year", "weapon"]).iloc[0]
    assert sorted(drone.dropna(), reverse=True) == pytest.approx([0.20, 0.10, 0.04])


def test_marks_belong_to_the_pair():
    timeline = load("timeline")
    titles = ["Russia invades Ukraine", "UN imposes an arms embargo on Iran"]
    assert events.marks(timeline, titles, ("RUS", "USA"))["title"].tolist()[-1] == "Russia invades Ukraine"
    assert len(events.marks(timeline, titles, ("IND", "BRA"))) == 0
    with pytest.raises(ValueError, match="no event 'Nothing'"):
        events.marks(timeline, ["Nothing"], ("RUS", "IRN"))


def test_sizes_only_in_years_with_both():
    sizes = pd.DataFrame(
        {
            "iso3": ["RUS", "RUS", "IRN"],
            "year": [2000, 2001, 2001],
            "indicator": ["population"] * 3,
            "value": [10.0, 12.0, 4.0],
        }
    )
    ratio = profile.ratios(sizes, ("RUS", "IRN"))
    assert ratio[["year", "ratio"]].to_dict("list") == {"year": [2001], "ratio": [3.0]}
    assert profile.last(ratio)["gdp"] is None


def test_moves_are_between_the_years_that_both_have():
    points = pd.DataFrame(
        {
            "iso3": ["RUS", "RUS", "RUS", "IRN", "IRN"],
            "year": [2000, 2001, 2002, 2001, 2002],
            "value": [9.0, 1.0, -1.0, -2.0, -1.5],
        }
    )
    assert profile.moves(points, ("RUS", "IRN")) == {"first_move": -2.0, "second_move": 0.5}
    assert profile.distance(points, ("RUS", "IRN"))["first_gap"] == 3.0
    assert profile.moves(points, ("RUS", "FJI"))["first_move"] is None


def test_pairs_to_compare_with():
    found = pairs.comparisons(("RUS", "IRN"), ["CHN", "IRN"])
    assert found == [("RUS", "IRN"), ("RUS", "CHN"), ("IRN", "CHN")]
    frame = pd.DataFrame({"iso3_a": ["CHN", "IRN"], "iso3_b": ["RUS", "RUS"], "v": [1, 2]})
    assert pairs.select(frame, found)["pair"].tolist() == ["Russia-Iran", "Russia-China"]


def test_peak_of_dependence_is_a_mean_over_years_without_a_gap():
    """One freak year does not make a peak, nor do five years with a hole."""
    shares = pd.DataFrame({"year": [1900, 1901, 1903, 1904, 1905, 1950, 1951, 1952, 1953, 1954], "source": "cow_trade"})
    shares = shares.assign(state="IRN", share=[0.9, 0.9, 0.9, 0.9, 0.9, 0.2, 0.3, 0.2, 0.3, 0.5])
    found = declared_trade.peak(shares, "IRN")
    assert (found["peak_from"], found["peak_to"]) == (1950, 1954)
    assert found["peak"] == pytest.approx(0.3)
    assert found["peak_source"] == "cow_trade"
    assert declared_trade.peak(shares, "RUS")["peak"] is None
