"""Yearly series of all pairs: what they hold, and that what is silent stays silent."""

import numpy as np
import pandas as pd
import pytest

from helpers import countries, load
from helpers.measures import alignment, pair_series

YEARS = slice(1988, 1995)


@pytest.fixture(scope="module")
def indicators():
    rows = load("index/indicators", year=YEARS)
    return countries.join_succession(rows, ["iso3_a", "iso3_b"], rules=("SUN",))


def test_every_value_comes_from_the_table_and_none_is_added(indicators):
    found = pair_series.matrices(indicators)
    assert list(found) == list(pair_series.SERIES)
    for name in ("votes", "positions", "commitments", "organisations", "arms", "disputes"):
        assert int(found[name].notna().to_numpy().sum()) == int(indicators[name].notna().sum())
        assert np.nansum(found[name].to_numpy()) == pytest.approx(indicators[name].sum())


def test_index_is_the_default_score_of_pairs_with_all_three(indicators):
    index = pair_series.matrices(indicators, ["index"])["index"]
    whole = indicators.dropna(subset=list(pair_series.STEADY)).sample(50, random_state=1)
    for row in whole.itertuples():
        parts = [(row.votes + 0.5) / 1.5, (4 - row.positions) / 4, row.arms / 3]
        score = np.dot(np.clip(parts, 0, 1), [0.25, 0.25, 0.5])
        assert index.loc[(row.iso3_a, row.iso3_b), row.year] == pytest.approx(score)
    assert int(index.notna().to_numpy().sum()) == len(indicators.dropna(subset=list(pair_series.STEADY)))


def test_trade_is_a_logarithm_with_a_floor(indicators):
    matrix = pair_series.matrices(indicators, ["trade_cow"])["trade_cow"]
    low = alignment.INDICATORS["trade_cow"].post.low
    known = indicators.dropna(subset="trade_cow")
    row = known.loc[known["trade_cow"].idxmax()]
    assert matrix.loc[(row["iso3_a"], row["iso3_b"]), row["year"]] == pytest.approx(np.log10(row["trade_cow"]))
    assert np.nanmin(matrix.to_numpy()) == pytest.approx(np.log10(low))


def test_a_pair_is_found_whatever_its_order(indicators):
    matrix = pair_series.matrices(indicators, ["votes"])["votes"]
    one, other = (pair_series.of_pair(matrix, pair) for pair in (("RUS", "IRN"), ("IRN", "RUS")))
    pd.testing.assert_series_equal(one, other)
    assert one.index.tolist() == list(range(1988, 1996))
    assert pair_series.of_pair(matrix, ("RUS", "XYZ")).empty


def test_an_unknown_series_is_named(indicators):
    with pytest.raises(ValueError, match="series 'visits': use one of index, votes"):
        pair_series.matrices(indicators, ["visits"])
