"""Arms measures: slow references, conservation, and the traps of the register."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import countries
from helpers.measures import arms

# Sums of a few floats in another order.
SAME = 1e-9

STATES = ["CHN", "IRN", "RUS", "SUN", "USA"]

few = settings(max_examples=25, deadline=None)

flows = st.lists(
    st.tuples(
        st.sampled_from(STATES), st.sampled_from([*STATES, None]), st.integers(1986, 1997), st.integers(1, 400)
    ).filter(lambda row: row[0] != row[1]),
    min_size=1,
    max_size=40,
)


def frame_of(rows):
    items = pd.DataFrame(rows, columns=["supplier", "recipient", "year", "tiv_m"])
    return items.astype({"supplier": "str", "recipient": "str", "tiv_m": "float64"})


def with_years(rows, first=1986, last=1997):
    """A small delivery to nobody named in the first and the last year, so that all years are covered."""
    return frame_of([*rows, ("GBR", None, first, 1), ("GBR", None, last, 1)])


@few
@given(flows)
def test_totals_conserve_the_world(rows):
    items = frame_of(rows)
    totals = arms.party_totals(items)
    world = totals[totals["party"] == "world"].set_index("year")["tiv_m"]
    supplied = totals[totals["iso3"].notna() & (totals["role"] == "supplier")].groupby("year")["tiv_m"].sum()
    pd.testing.assert_series_equal(world, supplied, check_names=False)
    assert (totals["party"] == "world").sum() == items["year"].nunique()
    received = totals[totals["role"] == "recipient"]["tiv_m"].sum()
    assert received == pytest.approx(items.loc[items["recipient"].notna(), "tiv_m"].sum(), abs=SAME)


@few
@given(flows, st.sampled_from([1, 5]))
def test_five_year_sums_add_the_five_years_and_no_other(rows, step):
    items = with_years(rows)
    sums = arms.five_year_sums(items, ["supplier"], step)
    for row in sums.itertuples():
        inside = items[(items["supplier"] == row.supplier) & items["year"].between(row.end_year - 4, row.end_year)]
        assert row.tiv_m == pytest.approx(inside["tiv_m"].sum(), abs=SAME)
        assert row.start_year == row.end_year - 4 >= 1986
    assert set((1997 - sums["end_year"]) % step) == {0}
    assert (sums["tiv_m"] > 0).all()


def test_windows_side_by_side_never_overlap():
    items = with_years([("RUS", "IRN", year, 1) for year in range(1986, 1998)])
    sums = arms.five_year_sums(items, ["supplier"], 5)
    assert sums.loc[sums["supplier"] == "RUS", "end_year"].tolist() == [1992, 1997]


def test_no_window_reaches_beyond_the_years_covered():
    items = frame_of([("RUS", "IRN", year, 1) for year in range(1992, 1998)])
    assert arms.five_year_sums(items, ["supplier"])["end_year"].tolist() == [1996, 1997]
    with pytest.raises(ValueError, match=r"1992-1994 are fewer than 5"):
        arms.five_year_sums(items[items["year"] <= 1994], ["supplier"])


@few
@given(flows)
def test_shares_of_the_world_sum_to_one(rows):
    shares = arms.world_shares(arms.party_totals(with_years(rows)))
    suppliers = shares[shares["role"] == "supplier"].groupby("end_year")["share"].sum()
    np.testing.assert_allclose(suppliers, 1, atol=SAME)
    assert shares["share"].between(0, 1 + SAME).all()


def test_world_shares_need_the_world():
    totals = arms.party_totals(with_years([("RUS", "IRN", 1990, 1)]))
    with pytest.raises(ValueError, match="no rows with party 'world'"):
        arms.world_shares(totals[totals["party"] != "world"])


def test_soviet_union_and_russia_stay_apart_until_joined():
    totals = arms.party_totals(
        with_years([("SUN", "IRN", 1991, 30), ("RUS", "IRN", 1992, 10), ("USA", "IRN", 1992, 60)])
    )
    apart = arms.world_shares(totals).query("end_year == 1994 and role == 'supplier'").set_index("iso3")["share"]
    assert apart["SUN"] == pytest.approx(0.3) and apart["RUS"] == pytest.approx(0.1)
    joined = arms.world_shares(countries.join_succession(totals, "iso3", ["SUN"]))
    joined = joined.query("end_year == 1994 and role == 'supplier'").set_index("iso3")["share"]
    assert joined["RUS"] == pytest.approx(0.4) and "SUN" not in joined


@few
@given(flows)
def test_partner_shares_sum_to_the_named_part(rows):
    items = frame_of(rows)
    totals = arms.party_totals(items)
    exports = arms.partner_shares(items, totals, 1986, 1997, of="exports")
    for supplier, group in exports.groupby("supplier"):
        mine = items[items["supplier"] == supplier]
        named = mine.loc[mine["recipient"].notna(), "tiv_m"].sum() / mine["tiv_m"].sum()
        assert group["share"].sum() == pytest.approx(named, abs=SAME)
    if items["recipient"].notna().any():
        imports = arms.partner_shares(items, totals, 1986, 1997)
        np.testing.assert_allclose(imports.groupby("recipient")["share"].sum(), 1, atol=SAME)


def test_partner_shares_divide_by_the_whole_not_by_the_excerpt():
    every = frame_of([("RUS", "CHN", 2001, 30), ("FRA", "CHN", 2001, 70)])
    excerpt = every[every["supplier"] == "RUS"]
    shares = arms.partner_shares(excerpt, arms.party_totals(every), 2000, 2002)
    assert shares["share"].tolist() == [pytest.approx(0.3)]


def test_partner_shares_refuse_nonsense():
    items = frame_of([("RUS", "CHN", 2001, 30)])
    totals = arms.party_totals(items)
    with pytest.raises(ValueError, match="neither 'imports' nor 'exports'"):
        arms.partner_shares(items, totals, 2000, 2002, of="trade")
    with pytest.raises(ValueError, match="no recipient in 1950-1960"):
        arms.partner_shares(items, totals, 1950, 1960)


@few
@given(flows)
def test_pair_ranks_against_a_slow_reference(rows):
    items = with_years(rows)
    apart = ("RUS", "SUN")
    found = arms.pair_ranks(items, STATES, apart=[apart]).set_index(["end_year", "iso3_a", "iso3_b"])
    expected = {}
    for end in range(1990, 1998):
        inside = items[items["year"].between(end - 4, end)]
        active = sorted((set(inside["supplier"]) | set(inside["recipient"].dropna())) & set(STATES))
        pairs = [pair for pair in combinations(active, 2) if pair != apart]
        sums = {
            pair: inside[inside["supplier"].isin(pair) & inside["recipient"].isin(pair)]["tiv_m"].sum()
            for pair in pairs
        }
        for pair, value in sums.items():
            if value:
                others = [v for p, v in sums.items() if p != pair]
                less = sum(v < value for v in others) + sum(v == value for v in others) / 2
                rank = 1 + sum(v > value for v in others)
                expected[end, *pair] = (rank, 100 * less / len(others) if others else np.nan, len(pairs))
    assert set(found.index) == set(expected)
    for key, values in expected.items():
        np.testing.assert_allclose(found.loc[key, ["rank", "percentile", "n_pairs"]].astype("float64"), values)


def test_states_without_transfers_between_them_have_no_rows():
    ranks = arms.pair_ranks(with_years([("CHN", None, 1990, 1)]), STATES)
    assert ranks.empty and "percentile" in ranks
    sums = arms.five_year_sums(frame_of([]), ["supplier", "recipient"], years=(1990, 1999))
    assert sums.empty and list(sums) == ["supplier", "recipient", "start_year", "end_year", "tiv_m"]


def deal(supplier="RUS", recipient="IRN", order=2005, first=2006, last=2007, estimated=False):
    return {
        "supplier": supplier,
        "recipient": recipient,
        "order_year": order,
        "order_year_estimated": estimated,
        "first_delivery": first,
        "last_delivery": last,
    }


def deals_of(*rows):
    return pd.DataFrame(rows).astype({"first_delivery": "Int64", "last_delivery": "Int64"})


def test_an_open_order_has_no_lag_and_is_not_zero():
    waited = arms.lags(deals_of(deal(), deal(order=2023, first=None, last=None)))
    assert waited["lag_first"].tolist() == [1, pd.NA]
    assert waited["lag_last"].tolist() == [2, pd.NA]
    assert waited["open"].tolist() == [False, True]


def test_soviet_orders_delivered_by_russia_have_no_lag():
    waited = arms.lags(deals_of(deal(order=1983, first=1992, last=1997), deal("SUN", "IND", 1983, 1985, 1991)))
    assert waited["inherited"].tolist() == [True, False]
    assert waited["lag_first"].tolist() == [pd.NA, 2]


def test_quartiles_count_open_orders_apart_and_skip_small_groups():
    many = [deal(order=2000, first=2000 + lag, last=2000 + lag, estimated=lag > 2) for lag in (0, 1, 2, 3, 4)]
    rows = deals_of(*many, deal(first=None, last=None), deal(order=1990, first=1999), *[deal("USA", "IRN")] * 4)
    table = arms.lag_quartiles(rows, ["supplier", "recipient"])
    assert table["supplier"].tolist() == ["RUS"]
    row = table.iloc[0]
    assert (row["delivered"], row["open"], row["estimated"]) == (5, 1, pytest.approx(0.4))
    assert (row["first_q25"], row["first_median"], row["first_q75"]) == (1, 2, 3)


def test_measures_take_categorical_keys():
    items = with_years([("RUS", "IRN", 1992, 10), ("USA", "IRN", 1992, 60)])
    plain = arms.world_shares(arms.party_totals(items))
    categorical = arms.party_totals(items.astype({"supplier": "category", "recipient": "category"}))
    pd.testing.assert_frame_equal(
        arms.world_shares(categorical.astype({"iso3": "category", "role": "category", "party": "category"})), plain
    )
