"""The published layers: what may be shown, what is missing and not zero, what the sum of a layer must be."""

import pytest

from helpers import countries, load
from helpers.measures import layers


@pytest.fixture(scope="module")
def table():
    return load("index/layers")


def test_silence_of_north_korea_is_missing(table):
    own = table[(table["iso3_a"] == "PRK") | (table["iso3_b"] == "PRK")]
    assert (own[own["layer"] == "exercises"]["value"] > 0).all()
    assert not ((own["layer"] == "trade") & (own["value"] == 0)).any()


def test_arms_are_places_and_no_volumes(table):
    arms = table[(table["layer"] == "arms") & (table["year"] == 2025)]
    assert arms["value"].between(0, 100).all()
    without = arms[~arms["tied"]]["value"]
    assert without.nunique() == 1 and (arms[arms["tied"]]["value"] > without.iloc[0]).all()


def test_events_hold_only_pairs_that_may_be_shown(table):
    events = table[table["layer"] == "events"]
    shown = {*countries.COMPARISON, *countries.FOCUS}
    assert set(events["iso3_a"].astype("str")) | set(events["iso3_b"].astype("str")) <= shown


def test_every_layer_is_there_in_order_of_codes(table):
    assert set(table["layer"].astype("str")) == set(layers.KINDS)
    assert (table["iso3_a"].astype("str") < table["iso3_b"].astype("str")).all()
    assert not table["iso3_a"].isin(["SUN", "GER"]).any()


def test_treaties_and_votes_agree_with_their_own_tables(table):
    """The treaty of 2001 is coded with neutrality; kappa of 2018 as in the reference values of the record."""
    own = table[(table["iso3_a"] == "IRN") & (table["iso3_b"] == "RUS")].set_index(["layer", "year"])["value"]
    assert own[("treaties", 2010)] == 2 and own[("treaties", 1995)] in (0, 1, 2)
    assert own[("votes", 2018)] == pytest.approx(0.420, abs=5e-4)


def test_poles_are_ordered():
    poles = load("index/poles")
    assert (poles["first_share"] >= poles["second_share"]).all()
    assert (poles["herfindahl"] >= poles["first_share"] ** 2 + poles["second_share"] ** 2 - 1e-12).all()
    assert (poles["effective"] <= poles["states"]).all()
    assert not ((poles["measure"] == "capability") & (poles["year"] == 1991)).any()
