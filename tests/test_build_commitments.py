"""Treaties, commitments, recent memberships and trade agreements: what the readers accept and refuse, what is built."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from upstream import SOURCED, SOURCES, listed, needs_sources, refused

from helpers import countries, load
from helpers.build import commitments
from helpers.measures import alliances, memberships
from helpers.sources import desta, io_memberships, key_treaties, treaty_commitments
from helpers.sources.snapshots import Snapshots


@pytest.mark.parametrize(
    "name, measures", [("ties/portfolios", commitments.SIMILARITY), ("ties/joint_memberships", commitments.SHARED)]
)
def test_derived_tables_follow_from_the_tables_beside_them(name, measures):
    """One year again, for all pairs: the rows of the comparison states, their places, and the spread."""
    if name == "ties/portfolios":
        year, system = 1984, load("states/system")
        every = alliances.similarity(load("ties/alliances"), system, measures, [year])
    else:
        year = 1984
        every = memberships.joint(load("ties/memberships", year=year))
    spread = load("ties/pair_spread").query("year == @year").set_index("measure")
    own = load(name).query("year == @year").set_index(["iso3_a", "iso3_b"])
    states = set(countries.COMPARISON)
    assert len(own) == (every["iso3_a"].isin(states) & every["iso3_b"].isin(states)).sum()
    for measure in measures:
        values = every[measure].dropna()
        value = every.set_index(["iso3_a", "iso3_b"]).loc[("IRN", "SUN"), measure]
        assert own.loc[("IRN", "SUN"), measure] == pytest.approx(value)
        place = 100 * ((values < value).sum() + (values == value).sum() / 2) / len(values)
        assert own.loc[("IRN", "SUN"), f"percentile_{measure}"] == pytest.approx(place)
        assert spread.loc[measure, "pairs"] == len(values)
        assert spread.loc[measure, "p95"] == pytest.approx(values.quantile(0.95))


# The compiled lists

TREATY = {
    "name": "Treaty 1950",
    "parties": "RUS;IRN",
    "kind": "basic",
    "signed": "1950-02-01",
    "in_force": "1951",
    "ended": "",
    "status": "unknown",
    "content": "Friendship.",
    "atop_id": "",
    "cow_id": "12",
} | SOURCED
SPELL = {
    "organisation": "SCO",
    "iso3": "IRN",
    "status": "full",
    "start": "2001-06",
    "start_precision": "month",
    "end": "",
    "end_precision": "",
    "end_reason": "",
} | SOURCED


def read(module, folder, rows):
    return module.read(listed(folder, module, *rows))


def test_lists_hold_what_was_reviewed():
    treaties, said, spells = key_treaties.read(), treaty_commitments.read(), io_memberships.read()
    assert len(treaties) == 30
    assert list(treaties.loc[~treaties["confirmed"], "name"]) == ["Agreement on peaceful nuclear use 1992"]
    assert len(said) == 7 * 12 and set(said["treaty"]) <= set(treaties.loc[treaties["confirmed"], "name"])
    assert len(spells) == 118 and spells["confirmed"].all()
    assert set(load("ties/treaties")["name"]) == set(treaties.loc[treaties["confirmed"], "name"])


def test_unknown_is_never_no():
    said = load("ties/commitments")
    unknown = said[said["promised"] == "unknown"]
    assert unknown["source_url"].isna().all() and unknown["article"].isna().all()
    assert said.loc[said["promised"] != "unknown", "source_url"].notna().all()


@pytest.mark.parametrize(
    "change, said",
    [
        ({"parties": "RUS"}, "is one state"),
        ({"parties": "RUS;XXX"}, "unknown country code"),
        ({"signed": "1950-13-01"}, "is not a date"),
        ({"signed": ""}, "is empty"),
        ({"status": "ended"}, "give the day"),
        ({"ended": "1960"}, "leave it empty"),
        ({"in_force": "1949"}, "before the signature"),
        ({"kind": "odd"}, "is not one of"),
        ({"source_url": "paper"}, "is not a web address"),
        ({"atop_id": "x"}, "is not a number"),
    ],
)
def test_a_wrong_treaty_is_refused(tmp_path, change, said):
    assert len(read(key_treaties, tmp_path, [TREATY])) == 1
    assert said in refused(read, key_treaties, tmp_path, [TREATY | change])


@pytest.mark.parametrize(
    "changes, said",
    [
        ([{"start_precision": "day"}], "does not fit"),
        ([{"start": ""}], "start"),
        ([{"end": "2000", "end_precision": "year", "end_reason": "left"}], "before the start"),
        ([{"end": "2005", "end_precision": "year"}], "give a reason"),
        ([{}, {"status": "observer", "start": "2010", "start_precision": "year"}], "overlaps"),
        ([{"organisation": "NATO"}], "is not one of"),
    ],
)
def test_a_wrong_spell_is_refused(tmp_path, changes, said):
    assert said in refused(read, io_memberships, tmp_path, [SPELL | change for change in changes])


def test_spells_may_follow_and_a_freeze_lies_over_one(tmp_path):
    first = {"status": "observer", "end": "2005-01", "end_precision": "by", "end_reason": "became full member"}
    rows = [SPELL | first, SPELL | {"start": "2005-01"}, SPELL | {"status": "frozen", "start": "2010-03"}]
    found = read(io_memberships, tmp_path, rows)
    assert list(found["end_precision"].fillna("")) == ["by", "", ""]


def test_a_topic_that_is_missing_or_doubled_is_refused(tmp_path):
    rows = [
        {"treaty": "A", "topic": topic, "promised": "yes", "article": "3", "words": "So."} | SOURCED
        for topic in treaty_commitments.TOPICS
    ]
    assert len(read(treaty_commitments, tmp_path, rows)) == 12
    assert "has no row for duration" in refused(read, treaty_commitments, tmp_path, rows[:-1])
    assert "stands twice" in refused(read, treaty_commitments, tmp_path, [*rows, rows[0]])
    unknown = rows[0] | {"promised": "unknown"}
    assert "unknown has none" in refused(read, treaty_commitments, tmp_path, [unknown, *rows[1:]])


# Spells against the data set of organisations


def test_members_of_opec_agree_with_the_data_set_at_its_end_but_for_angola():
    spells = load("ties/recent_memberships")
    held = spells[(spells["organisation"] == "OPEC") & (spells["status"] == "full")]
    day = pd.Timestamp(2014, 12, 31)
    now = set(held.loc[(held["start"] <= day) & ~(held["end"] <= day), "iso3"])
    listed = load("ties/memberships", organisation="opec", year=2014)
    assert now == set(listed.loc[listed["status"] == "full", "iso3"]) | {"AGO"}


# Trade agreements

ROLES = st.dictionaries(
    st.sampled_from(["ARM", "CHN", "IRN", "KAZ", "RUS", "USA"]), st.sampled_from(["0", "1", "2", "3"]), min_size=2
)


@given(ROLES, st.sampled_from(["1", "2", "3", "4", "5", "6"]))
def test_pairs_of_an_agreement(roles, kind):
    found = desta.tied(roles, kind)
    assert found == sorted(set(found)) and set(found) <= set(combinations(sorted(roles), 2))
    if kind in ("1", "2"):
        assert len(found) == len(roles) * (len(roles) - 1) / 2
    if kind in ("3", "4", "6") and len(set(roles.values())) > 1:
        assert all(roles[a] != roles[b] for a, b in found)


def test_known_agreements_tie_the_right_sides():
    union = dict.fromkeys(["ARM", "BLR", "KAZ", "KGZ", "RUS"], "0")
    assert len(desta.tied(union | {"IRN": "1"}, "3")) == 5
    assert desta.tied({"AAA": "1", "BBB": "2", "CCC": "2"}, "5") == [("AAA", "BBB"), ("AAA", "CCC")]
    assert len(desta.tied({"AAA": "1", "BBB": "1", "CCC": "2"}, "5")) == 3
    assert desta.tied({"ARM": "NA", "RUS": "1", "KAZ": "1", "VNM": "0"}, "3") == [
        ("ARM", "VNM"),
        ("KAZ", "VNM"),
        ("RUS", "VNM"),
    ]


def test_agreements_of_former_states_and_outside_iso():
    trade = load("ties/agreements", kind="trade")

    def years(a, b):
        return list(trade.loc[(trade["iso3_a"] == a) & (trade["iso3_b"] == b), "year"])

    assert years("FIN", "SUN") == [1960]
    assert 1992 not in years("FIN", "RUS")
    assert years("ALB", "XKX") == [2003]
    assert years("ISR", "USA") == [1985]
    assert trade["year"].between(*desta.YEARS).all()


@needs_sources
def test_entries_that_tie_nothing_anew_are_left_out():
    listed = Snapshots(SOURCES).csv(desta.SOURCE, desta.FILE, {"entry_type": "text", "year": "text"}, sep=";")
    new = listed[listed["entry_type"].isin(desta.NEW)]
    assert len(new) == 842 + 199 and (new["year"] != desta.NONE).all()
    assert set(listed["entry_type"]) == set(desta.ENTRIES)
