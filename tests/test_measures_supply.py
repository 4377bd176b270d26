"""Measures of arms: waits and the rule for stalled deals, estimates carried through sums, suppliers, embargoes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.measures import embargoes, estimates, supply, transfers, waits

few = settings(max_examples=25, deadline=None)


def deals_of(rows):
    """Deals from (order year, first delivery or None, ordered, delivered, last delivery or None)."""
    frame = pd.DataFrame(rows, columns=["order_year", "first_delivery", "number_ordered", "number_delivered", "last"])
    frame = frame.rename(columns={"last": "last_delivery"}).astype("Int64")
    return frame.assign(supplier="RUS", recipient="IRN", order_year_estimated=False)


# ---------------------------------------------------------------- waits


@few
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=10, max_size=40))
def test_waiting_against_a_slow_reference(rows):
    deals = deals_of([(2025 - wait, None if still else 2025, 1, 0 if still else 1, None) for wait, still in rows])
    curve = waits.still_waiting(deals, ["supplier"], 2025).set_index("years")["waiting"]
    left = 1.0
    for year in range(max(wait for wait, _ in rows) + 1):
        at_risk = sum(wait >= year for wait, _ in rows)
        came = sum(wait == year and not still for wait, still in rows)
        left *= 1 - came / at_risk
        assert curve[year] == pytest.approx(left)
    assert curve.is_monotonic_decreasing


def test_without_open_orders_the_curve_is_the_share_of_longer_waits():
    deals = deals_of([(2000, 2000 + wait, 1, 1, 2010) for wait in (0, 0, 1, 1, 1, 2, 2, 3, 5, 9)])
    curve = waits.still_waiting(deals, ["supplier"], 2025).set_index("years")["waiting"]
    assert curve.loc[[0, 1, 2, 3, 5, 9]].tolist() == pytest.approx([0.8, 0.5, 0.3, 0.2, 0.1, 0.0])


def test_an_open_order_lengthens_the_wait():
    done = [(2000, 2001, 1, 1, 2001)] * 9 + [(2000, 2003, 1, 1, 2003)]
    closed = waits.still_waiting(deals_of(done), ["supplier"], 2025)
    opened = waits.still_waiting(deals_of([*done, *[(2010, None, 1, 0, None)] * 3]), ["supplier"], 2025)
    at = [frame.set_index("years")["waiting"][1] for frame in (closed, opened)]
    assert at[1] > at[0]
    assert opened["open"].unique().tolist() == [3] and opened["deals"].unique().tolist() == [13]


def test_small_groups_and_inherited_deals_have_no_curve():
    assert waits.still_waiting(deals_of([(2000, 2001, 1, 1, 2001)] * 9), ["supplier"], 2025).empty
    assert waits.still_waiting(deals_of([(1985, 1993, 1, 1, 1993)] * 30), ["supplier"], 2025).empty


def test_patience_is_the_first_year_by_which_the_share_had_come():
    curve = pd.DataFrame({"years": [0, 1, 2], "waiting": [0.7, 0.25, 0.1]})
    assert waits.patience(curve) == 1 and waits.patience(curve, 0.9) == 2
    assert waits.patience(curve, 0.95) is None


def test_padding_keeps_zero_and_invents_nothing():
    curves = pd.DataFrame({"recipient": ["A", "A", "B", "B"], "years": [0, 1, 0, 1], "waiting": [0.5, 0.0, 0.8, 0.4]})
    padded = waits.padded(curves, 3).set_index(["recipient", "years"])["waiting"]
    assert padded["A"].tolist() == [0.5, 0.0, 0.0, 0.0]
    assert padded["B"].index.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ((2005, 2006, 29, 29, 2007), "delivered"),
        ((2022, 2023, 24, 6, 2024), "delivering"),
        ((2015, 2016, 24, 6, 2017), "stalled"),
        ((2023, None, None, 0, None), "stalled"),
        ((2024, None, 12, 0, None), "ordered"),
        ((2022, 2022, None, 6600, 2025), "delivering"),
        ((2010, 2011, None, 50, 2012), "delivered"),
    ],
)
def test_the_rule_for_states_of_deals(row, state):
    assert waits.standing(deals_of([row]), 2, 2025)["state"].tolist() == [state]


def test_a_longer_patience_never_stalls_more():
    deals = deals_of([(year, None, 5, 0, None) for year in range(2015, 2026)])
    stalled = [(waits.standing(deals, limit, 2025)["state"] == "stalled").sum() for limit in range(8)]
    assert stalled == sorted(stalled, reverse=True) and stalled[0] == len(deals)


def test_a_cancelled_order_is_read_from_the_remark_on_its_successor():
    deals = pd.DataFrame(
        {
            "direction": ["Russia to Iran"] * 2,
            "description": ["SAM system"] * 2,
            "comment": [
                "$1 b deal; replacing 2007 order for S-300PMU-1 (SA-20A) cancelled 2010 by Russia",
                "For tanks",
            ],
        }
    )
    (row,) = waits.cancelled(deals).to_dict("records")
    assert (row["order_year"], row["end_year"], row["designation"]) == (2007, 2010, "S-300PMU-1")


# ---------------------------------------------------------------- estimates


def weapon(**more):
    row = {"supplier_name": "Russia", "recipient_name": "Iran", "designation": "Kite-1", "description": "tank"}
    return row | more


def register_of(*rows):
    base = {"number_delivered_estimated": False, "order_year_estimated": False, "comment": ""}
    return pd.DataFrame([weapon(**(base | row)) for row in rows])


def test_marks_follow_the_deals_of_the_year():
    deals = register_of(
        {"delivery_years": "2001; 2002", "tiv_delivered": 20.0, "number_delivered_estimated": True},
        {"delivery_years": "2002", "tiv_delivered": 30.0, "comment": "Assembled from kits"},
        {"delivery_years": "", "tiv_delivered": 0.0},
    )
    items = pd.DataFrame([weapon(year=2001, tiv_m=10.0), weapon(year=2002, tiv_m=40.0), weapon(year=2009, tiv_m=1.0)])
    found = estimates.flagged(items, deals).set_index("year")
    assert found.loc[2001, ["estimated_number", "local"]].tolist() == [1.0, 0.0]
    assert found.loc[2002, ["estimated_number", "local"]].tolist() == pytest.approx([0.25, 0.75])
    assert found.loc[2009, list(estimates.FLAGS)].isna().all()
    shares = estimates.shares(found.reset_index(), ["supplier_name"]).set_index("flag")
    assert shares["share"]["estimated_number"] == pytest.approx((10 + 10) / 50)
    assert shares["tiv_m"].tolist() == [50.0] * 3


def test_a_deal_without_volume_still_passes_its_mark_on():
    deals = register_of({"delivery_years": "2001", "tiv_delivered": 0.0, "order_year_estimated": True})
    found = estimates.flagged(pd.DataFrame([weapon(year=2001, tiv_m=0.01)]), deals)
    assert found["estimated_order"].tolist() == [1.0]


# ---------------------------------------------------------------- suppliers

STATES = ["CHN", "IRN", "RUS", "USA"]
flows = st.lists(
    st.tuples(st.sampled_from(STATES), st.sampled_from(STATES), st.integers(1996, 2005), st.integers(1, 400)).filter(
        lambda row: row[0] != row[1]
    ),
    min_size=1,
    max_size=30,
)


def items_of(rows):
    frame = pd.DataFrame(rows, columns=["supplier", "recipient", "year", "tiv_m"]).astype({"tiv_m": "float64"})
    return frame.assign(supplier_name=frame["supplier"], recipient_name=frame["recipient"])


@few
@given(flows)
def test_concentration_lies_between_one_over_n_and_one(rows):
    found = supply.concentration(items_of(rows), "recipient", (1996, 2005))
    assert (found["herfindahl"] >= 1 / found["partners"] - 1e-9).all()
    assert (found["herfindahl"] <= 1 + 1e-9).all() and (found["largest_share"] ** 2 <= found["herfindahl"] + 1e-9).all()


def test_concentration_of_known_shares():
    rows = [(s, "TUR", 2003, tiv) for s, tiv in (("A", 50), ("B", 30), ("C", 15), ("D", 5))]
    found = supply.concentration(items_of(rows), "recipient", (2001, 2005)).iloc[0]
    assert found["herfindahl"] == pytest.approx(0.3650) and (found["largest"], found["partners"]) == ("A", 4)
    with pytest.raises(ValueError, match="neither 'recipient' nor 'supplier'"):
        supply.concentration(items_of(rows), "both")


@few
@given(flows)
def test_network_against_a_slow_reference(rows):
    found = supply.network(items_of(rows), (1996, 2005)).set_index("end_year")
    for end in found.index:
        pairs = {(a, b) for a, b, year, _ in rows if end - 4 <= year <= end}
        row = found.loc[end]
        assert row["ties"] == len(pairs)
        assert row["suppliers"] == len({a for a, _ in pairs}) and row["recipients"] == len({b for _, b in pairs})
        assert row["reciprocity"] == pytest.approx(np.mean([(b, a) in pairs for a, b in pairs]))


def test_spreading_deals_over_years_keeps_their_volume():
    deals = items_of([("RUS", "IRN", 2000, 30), ("RUS", "IRN", 2000, 7)]).drop(columns=["year", "tiv_m"])
    deals = deals.assign(delivery_years=["2001; 2003; 2004", ""], tiv_delivered=[30.0, 0.0])
    spread = supply.spread(deals)
    assert spread["tiv_m"].tolist() == [10.0] * 3 and spread["year"].tolist() == [2001, 2003, 2004]


def test_switches_count_changes_of_the_largest_supplier_only():
    leaders = pd.DataFrame(
        {"window": list("abcd"), "end_year": [1, 2, 3, 4], "supplier": list("XXYX"), "share": [1.0] * 4}
    )
    assert supply.switches(leaders)["window"].tolist() == ["a", "c", "d"]


def test_category_shares_tell_nothing_from_this_supplier_from_no_imports():
    items = items_of([("RUS", "IRN", 2003, 30), ("CHN", "IRN", 2003, 10), ("CHN", "IRN", 1998, 10)])
    items = items.assign(category=["Aircraft", "Ships", "Ships"])
    found = transfers.category_shares(items, "RUS", "IRN", (1996, 2005)).set_index(["category", "end_year"])["share"]
    assert found["all arms", 2005] == pytest.approx(0.75) and found["Aircraft", 2005] == 1.0
    assert found["Ships", 2000] == 0.0 and ("Aircraft", 2000) not in found.index


def test_camps_of_recipients_by_the_share_of_russia():
    partners = pd.DataFrame(
        {
            "share_of": "imports",
            "end_year": 2025,
            "recipient": ["IND", "IND", "BLR", "TUR"],
            "supplier": ["RUS", "FRA", "RUS", "other"],
            "share": [0.4, 0.6, 1.0, 1.0],
        }
    )
    found = supply.by_camp(partners, ["IND", "BLR", "TUR"], 2025)
    assert found["name"].tolist() == ["Belarus", "India", "India", "Turkey"]
    assert found["camp"].tolist() == ["Russia", "Russia", "others", "others"]
    assert supply.by_camp(partners, [], 2025).empty


def test_inventory_names_the_largest():
    rows = pd.DataFrame({"designation": list("abca"), "number": [1, 20, 3, 1], "tiv_m": [5.0, 1.0, 9.0, 5.0]})
    assert transfers.inventory(rows, most=2) == "2 a, 3 c and one other kind"
    assert transfers.inventory(rows.iloc[:0]) is None


# ---------------------------------------------------------------- embargoes


def test_years_in_which_an_embargo_began_or_ended_count_in_no_period():
    spans = embargoes.windows(2010, 2020, 1950, 2025)
    assert spans == {"before": (2005, 2009), "during": (2011, 2019), "after": (2021, 2025)}
    assert embargoes.windows(2006, None, 1950, 2025) == {"before": (2001, 2005), "during": (2007, 2025)}
    assert "during" not in embargoes.windows(2025, None, 1950, 2025)


@few
@given(flows)
def test_changes_lie_between_stopped_and_new(rows):
    found = embargoes.changes(items_of([*rows, ("USA", "TUR", 1990, 1), ("USA", "TUR", 2010, 1)]), 2000, None)
    assert found["change"].between(-1, 1).all()
    assert not found.duplicated(["iso3", "period"]).any()


def test_a_doubling_is_a_third_and_a_stop_minus_one():
    rows = [("RUS", "IRN", year, 10) for year in range(1995, 2000)] + [("RUS", "IND", 1999, 10)]
    rows += [("RUS", "IRN", year, 20) for year in range(2001, 2006)]
    found = embargoes.changes(items_of(rows), 2000, None).set_index("iso3")["change"]
    assert found["IRN"] == pytest.approx(1 / 3) and found["IND"] == -1


def test_the_target_stands_beside_the_others_and_not_among_them():
    changes = pd.DataFrame(
        {
            "embargo_id": "x",
            "supplier": "RUS",
            "period": "during",
            "from_year": 2011,
            "to_year": 2019,
            "target": [True, False, False, False],
            "change": [-0.5, -1.0, 0.0, 1.0],
        }
    )
    (row,) = embargoes.beside(changes).to_dict("records")
    assert (row["others"], row["median"], row["change"]) == (3, 0.0, -0.5)
    assert row["share_below"] == pytest.approx(1 / 3)
    assert embargoes.beside(changes[~changes["target"]]).empty


def test_periods_of_embargoes_in_force_run_to_the_end():
    table = pd.DataFrame(
        {
            "sender": ["UN", "UN"],
            "target": ["IRN", "IRN"],
            "direction": ["to", "to"],
            "covers": ["major", "missiles"],
            "start": pd.to_datetime(["2010-06-09", "2006-12-23"]),
            "end": pd.to_datetime([None, "2023-10-18"]),
        }
    )
    (row,) = embargoes.periods(table, ["IRN"], 2025).to_dict("records")
    assert (row["end"], row["label"]) == (2026.0, "UN embargo on major arms for Iran")
    assert row["start"] == pytest.approx(2010.44, abs=0.01)


# ---------------------------------------------------------------- releases and ranks


def test_two_releases_are_compared_and_never_added():
    table = pd.DataFrame(
        {
            "supplier": ["IRN"] * 2,
            "recipient": ["RUS"] * 2,
            "year": [2023, 2024],
            "tiv_2025": [200.0, 100.0],
            "tiv_2026": [80.0, None],
        }
    )
    lines = transfers.in_releases(table, ("RUS", "IRN"))
    assert len(lines) == 3 and lines["line"].nunique() == 2
    row = transfers.revision(lines).iloc[0]
    assert (row["old"], row["new"]) == (300.0, 80.0) and row["change"] == pytest.approx(-220 / 380)
    assert transfers.revision(lines.iloc[:0]).empty
    flags = pd.DataFrame(
        [
            ("IRN", "RUS", 2025, "estimated_number", 1.0),
            ("IRN", "RUS", 2025, "local", 0.9),
            ("PRK", "RUS", 2025, "local", 0.2),
        ],
        columns=["supplier", "recipient", "end_year", "flag", "share"],
    )
    found = transfers.caution(flags, table, "Iran", "RUS", 2025)
    assert (found["estimated"], found["local"], found["old"], found["new"]) == (1.0, 0.9, 300.0, 80.0)
    assert (found["first"], found["last"], found["old_last"]) == (2021, 2025, 2024)
    assert transfers.caution(flags, table, "North Korea", "RUS", 2025) == {}
    assert transfers.caution(flags, table, None, "RUS", 2025) == {}


def test_acceleration_gives_silent_pairs_the_last_place():
    ranks = pd.DataFrame(
        {
            "iso3_a": ["IRN", "CHN", "CHN"],
            "iso3_b": ["RUS", "RUS", "RUS"],
            "end_year": [2025, 2021, 2025],
            "percentile": [60.0, 100.0, 100.0],
            "n_pairs": [11, 11, 11],
            "n_with_transfers": [2, 1, 2],
        }
    )
    found = transfers.acceleration(ranks, ("RUS", "IRN"), 2021, 2025)
    assert found["before"] == pytest.approx(45.0) and found["after"] == 60.0 and found["n"] == 1
    assert found["risen_less"] == 1.0
    assert transfers.acceleration(ranks, ("RUS", "IND"), 2021, 2025) == {}
