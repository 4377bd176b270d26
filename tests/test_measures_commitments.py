"""Treaties of a pair, dates before inaugurations, shared organisations: against sets and plain counting."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import load
from helpers.measures import commitments, memberships

YEARS = st.sets(st.integers(1900, 1960))


@given(YEARS)
def test_runs_are_the_years_again(years):
    found = commitments.runs(years)
    assert [y for a, b in found for y in range(a, b + 1)] == sorted(years)
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(found))


@given(st.dates(pd.Timestamp(1901, 1, 1).date(), pd.Timestamp(2030, 12, 31).date()))
def test_the_next_inauguration_is_next(day):
    found = commitments.next_inauguration(pd.Timestamp(day))
    assert found >= pd.Timestamp(day)
    assert (found - pd.Timestamp(day)).days <= 1461
    assert found.year % 4 == 1
    assert (found.month, found.day) == ((3, 4) if found.year < 1937 else (1, 20))


def test_days_to_known_inaugurations():
    own = commitments.of_pair(load("ties/treaties"), ("RUS", "IRN"))
    days = commitments.to_inauguration(own).set_index("name")["days"]
    assert days["Comprehensive strategic partnership 2025"] == 3
    assert days["Treaty of friendship 1921"] == 6
    assert days.is_monotonic_increasing


def test_predecessors_count_only_when_asked():
    treaties = load("ties/treaties")
    joined = set(commitments.of_pair(treaties, ("RUS", "IRN"))["name"])
    alone = set(commitments.of_pair(treaties, ("IRN", "RUS"), predecessors=())["name"])
    assert alone < joined
    assert joined - alone == set(commitments.of_pair(treaties, ("SUN", "IRN"), predecessors=())["name"])


def test_one_sided_obligations_say_so():
    rows = [("USA", "IRN", 1959), ("USA", "IRN", 1960), ("IRN", "USA", 1960)]
    frame = pd.DataFrame(rows, columns=["sender", "target", "year"]).assign(
        defense=1, offense=0, neutrality=0, nonaggression=0, consultation=0
    )
    found = commitments.obligation_spans(frame, ("USA", "IRN"))
    assert found[["label", "start", "end"]].to_numpy().tolist() == [
        ["defence", 1960, 1960],
        ["defence, by United States only", 1959, 1959],
    ]
    assert commitments.owed(frame, ("USA", "IRN"), 1960) == {
        "kinds": "defence",
        "defence": "defence promised to 1960",
    }
    assert commitments.owed(frame, ("USA", "IRN"), 1970)["kinds"] == "nothing"


def test_a_treaty_of_unknown_status_is_not_drawn_as_in_force():
    drawn = commitments.treaty_spans(load("ties/treaties"), 2026).set_index("label")
    unknown = drawn[drawn["status"] == "unknown"]
    assert (unknown["start"] == unknown["end"]).all()
    assert (drawn.loc[drawn["status"] == "in force", "end"] == 2026).all()
    assert drawn.loc["Treaty of guarantee and neutrality 1927", "end"] == 1941


def test_tally_adds_up():
    said = load("ties/commitments")
    for treaty in said["treaty"].unique():
        found = commitments.tally(said, treaty)
        assert found["yes"] + found["no"] + found["unknown"] == found["topics"] == 12
    assert set(commitments.tally(said, "no such treaty").values()) == {None}


SPELLS = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.sampled_from(["CHN", "IRN", "RUS", "USA"]),
        st.integers(2000, 2010),
        st.integers(1, 9),
    ),
    min_size=1,
    unique_by=lambda row: row[:2],
)


@given(SPELLS, st.integers(1999, 2020))
def test_shared_organisations_are_intersections(rows, year):
    frame = pd.DataFrame(rows, columns=["organisation", "iso3", "from", "length"])
    frame = frame.assign(
        start=pd.to_datetime(frame["from"].astype("str") + "-01-01"),
        end=pd.to_datetime((frame["from"] + frame["length"]).astype("str") + "-01-01"),
        status="full",
    )
    day = pd.Timestamp(year, 12, 31)
    sets = {code: set() for code in ("IRN", "RUS")}
    for organisation, code, first, length in rows:
        if code in sets and first <= year < first + length:
            sets[code].add(organisation)
    assert memberships.shared(frame, ("RUS", "IRN"), day)["n"] == len(sets["RUS"] & sets["IRN"])
    (row,) = memberships.shared_by_year(frame, [("RUS", "IRN")], year, year).to_dict("records")
    assert row["n"] == len(sets["RUS"] & sets["IRN"])


def test_observers_do_not_belong():
    spells = load("ties/recent_memberships")
    assert "EAEU" not in memberships.shared(spells, ("RUS", "IRN"), pd.Timestamp("2026-05-31"))["names"]
    held = memberships.belonging(spells, pd.Timestamp("2022-12-31"))
    assert not ((held["organisation"] == "SCO") & (held["iso3"] == "IRN")).any()


def test_counts_of_agreements_place_ties_in_the_middle():
    states = pd.DataFrame({"iso3": ["CHN", "IRN", "RUS", "USA"], "year": 2000})
    agreements = pd.DataFrame(
        [("IRN", "RUS", 1995, "nuclear", 2), ("IRN", "SUN", 1990, "nuclear", 1), ("CHN", "USA", 1985, "nuclear", 1)],
        columns=["iso3_a", "iso3_b", "year", "kind", "agreements"],
    )
    found = commitments.counted(agreements, states, [("RUS", "IRN"), ("CHN", "IRN")], {"nuclear": (1951, 2000)})
    found = found.set_index(["iso3_a", "iso3_b"])
    assert found.loc[("IRN", "RUS"), "n"] == 3
    assert found.loc[("IRN", "RUS"), "percentile"] == pytest.approx(100 * 5.5 / 6)
    assert found.loc[("CHN", "IRN"), "percentile"] == pytest.approx(100 * 2 / 6)
    assert found["some"].unique() == pytest.approx([2 / 6])
