"""Alliances, memberships and agreements: rebuilt or counted a second time from other files of their producers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from upstream import SOURCES, needs_sources

from helpers import countries, load
from helpers.errors import WorkbookError
from helpers.measures import alliances, memberships
from helpers.sources import atop, cow_igo
from helpers.sources.snapshots import Snapshots

KEY = ["sender", "target", "year"]


@pytest.fixture(scope="module")
def promised():
    return load("ties/alliances")


@pytest.fixture(scope="module")
def joined():
    return load("ties/memberships")


# ATOP


@needs_sources
def test_obligations_are_those_of_the_member_file(promised):
    """Every state-to-state year of the published file follows from the members; so do the obligations, except where
    the member file says that they differ between partners, and in one pact of 1888."""
    rebuilt = atop.rebuilt(Snapshots(SOURCES))
    known = rebuilt[rebuilt["ccode1"].ne(8152) & rebuilt["ccode2"].ne(8152)]  # not in the list of states
    known = known.assign(
        sender=countries.from_cow(known["ccode1"], known["year"]),
        target=countries.from_cow(known["ccode2"], known["year"]),
    )
    both = promised.astype({"sender": "str", "target": "str"}).merge(
        known, on=KEY, how="outer", suffixes=("", "_2"), indicator=True
    )
    assert not (both["_merge"] == "left_only").any()
    only_rebuilt = both[both["_merge"] == "right_only"]
    assert (
        len(only_rebuilt) == 14
    )  # states of a part of 1990 or 1992: the two Germanys and Yemens, Croatia and Yugoslavia
    assert set(only_rebuilt["year"]) == {1990, 1992}
    both = both[both["_merge"] == "both"]
    differs = np.logical_or.reduce([both[name] != both[f"{name}_2"] for name in atop.OBLIGATIONS])
    unexplained = both[differs & (both["varies"] == 0)]
    assert set(unexplained["year"]) == {1888}
    assert set(unexplained["sender"]) == {"GTM", "HND", "SLV", "CRI"}
    assert differs.sum() == 360


def years_of(promised, sender, target, obligation):
    rows = promised[(promised["sender"] == sender) & (promised["target"] == target) & (promised[obligation] == 1)]
    return set(rows["year"])


def test_known_pacts_have_their_years(promised):
    assert years_of(promised, "SUN", "IRN", "neutrality") == set(range(1927, 1942))
    assert years_of(promised, "SUN", "IRN", "defense") == set(range(1942, 1947))
    assert years_of(promised, "IRN", "SUN", "defense") == {1943, 1944, 1945}
    assert years_of(promised, "RUS", "IRN", "nonaggression") == set(range(2001, 2019))
    assert not years_of(promised, "RUS", "IRN", "defense")
    assert years_of(promised, "USA", "IRN", "defense") == {1943, 1944, 1945} | set(range(1959, 1980))
    assert years_of(promised, "IRN", "USA", "defense") == {1943, 1944, 1945}
    assert years_of(promised, "CHN", "PRK", "defense") == set(range(1961, 2019))


@needs_sources
def test_a_wrong_alliance_file_is_refused(tmp_path):
    folder = tmp_path / "atop"
    folder.mkdir()
    frame = pd.read_parquet(Snapshots(SOURCES).path(atop.SOURCE, atop.DYADS)).head(5)
    frame.assign(atop_defense=2).to_parquet(folder / atop.DYADS)
    with pytest.raises(WorkbookError, match="atop_defense: holds a value that is not 0 or 1"):
        atop.read(Snapshots(tmp_path))
    frame.assign(year=2018).to_parquet(folder / atop.DYADS)
    assert set(atop.read(Snapshots(tmp_path))["year"]) == {2018}
    frame.assign(year=2019).to_parquet(folder / atop.DYADS)
    with pytest.raises(WorkbookError, match="a year outside 1815 to 2018"):
        atop.read(Snapshots(tmp_path))
    frame.drop(columns="atop_consul").to_parquet(folder / atop.DYADS)
    with pytest.raises(WorkbookError, match="atop_consul"):
        atop.read(Snapshots(tmp_path))


# Portfolios


def small_world(levels):
    """Commitments among three states as tables, from a 3 by 3 list of levels (diagonal ignored)."""
    names = ["CHN", "IRN", "RUS"]
    kinds = {3: "defense", 2: "neutrality", 1: "consultation"}
    rows = [
        {"sender": a, "target": b, "year": 2000} | {k: int(k == kinds.get(levels[i][j])) for k in atop.OBLIGATIONS}
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i != j and levels[i][j]
    ]
    columns = [*KEY, *atop.OBLIGATIONS]
    return pd.DataFrame(rows, columns=columns), pd.DataFrame({"iso3": names, "year": 2000})


LEVELS = st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=3, max_size=3)


@given(LEVELS)
def test_portfolios_by_matrix_are_portfolios_one_by_one(levels):
    from helpers.measures.votes import portfolio_similarity

    found = alliances.similarity(*small_world(levels), ["s_abs", "kappa"], [2000])
    own = [[3 if i == j else level for j, level in enumerate(row)] for i, row in enumerate(levels)]
    for row in found.itertuples():
        a, b = (["CHN", "IRN", "RUS"].index(code) for code in (row.iso3_a, row.iso3_b))
        for measure in ("s_abs", "kappa"):
            one = portfolio_similarity(own[a], own[b], measure, alliances.LEVELS)
            assert getattr(row, measure) == pytest.approx(one, abs=1e-9, nan_ok=True)


def test_a_year_without_states_is_refused():
    promised, system = small_world([[0] * 3] * 3)
    with pytest.raises(ValueError, match="year 1700"):
        alliances.similarity(promised, system, ["s_abs"], [1700])


# COW IGO


NUMBERS = {"iran": 630, "russia": 365, "china": 710, "nokorea": 731, "usa": 2, "turkey": 640, "india": 750}


@needs_sources
@pytest.mark.parametrize("year", [1950, 1965, 1975, 1985, 1991, 1992, 2000, 2014])
def test_joint_memberships_equal_two_other_counts(joined, year):
    """Row by row in the file of states; and within two in the file of organisations, from which it differs in 79 rows
    of these seven states."""
    snapshots = Snapshots(SOURCES)
    states = pd.read_parquet(snapshots.path(cow_igo.SOURCE, cow_igo.STATES))
    states = states[states["year"] == year].set_index("ccode").drop(columns=["year", "state"])
    organisations = pd.read_parquet(snapshots.path(cow_igo.SOURCE, cow_igo.ORGANISATIONS))
    organisations = organisations[organisations["year"] == year]
    found = memberships.joint(joined[joined["year"] == year]).set_index(["iso3_a", "iso3_b"])["joint"]
    for one, first in NUMBERS.items():
        for other, second in NUMBERS.items():
            if first not in states.index or second not in states.index:
                continue
            codes = countries.from_cow(pd.Series([first, second]), pd.Series([year, year]))
            if codes[0] < codes[1]:
                count = ((states.loc[first] == 1) & (states.loc[second] == 1)).sum()
                assert found[codes[0], codes[1]] == count
                assert abs(count - ((organisations[one] == 1) & (organisations[other] == 1)).sum()) <= 2


@needs_sources
def test_number_of_memberships_equals_the_file_of_states(joined):
    frame = pd.read_parquet(Snapshots(SOURCES).path(cow_igo.SOURCE, cow_igo.STATES))
    counted = (frame.drop(columns=["ccode", "year", "state"]) == 1).sum(axis=1)
    assert (joined["status"] == "full").sum() == counted.sum()
    russia = joined[(joined["iso3"] == "RUS") & (joined["year"] == 2014) & (joined["status"] == "full")]
    assert len(russia) == counted[(frame["ccode"] == 365) & (frame["year"] == 2014)].item()


def test_memberships_that_are_known(joined):
    def years(code, organisation):
        rows = joined[(joined["iso3"] == code) & (joined["organisation"] == organisation)]
        return rows.loc[rows["status"] == "full", "year"]

    assert years("IRN", "opec").min() == 1960
    assert set(years("SUN", "warpact")) <= set(range(1955, 1992))
    assert not len(years("RUS", "opec"))


MEMBERS = st.lists(
    st.tuples(st.sampled_from(["CHN", "IRN", "RUS", "USA"]), st.sampled_from(list("abcdef"))), unique=True, min_size=2
)


@given(MEMBERS)
def test_joint_memberships_are_intersections(rows):
    frame = pd.DataFrame(rows, columns=["iso3", "organisation"]).assign(year=2000, status="full")
    sets = frame.groupby("iso3")["organisation"].agg(set)
    found = memberships.joint(frame)
    for row in found.itertuples():
        a, b = sets[row.iso3_a], sets[row.iso3_b]
        assert row.joint == len(a & b)
        assert row.jaccard == pytest.approx(len(a & b) / len(a | b))
        assert row.expected == pytest.approx(len(a) * len(b) / frame["organisation"].nunique())


def test_unknown_memberships_are_counted_apart():
    frame = pd.DataFrame(
        [("IRN", "a", "full"), ("RUS", "a", "unknown"), ("IRN", "b", "full"), ("RUS", "b", "full")],
        columns=["iso3", "organisation", "status"],
    ).assign(year=2000)
    (row,) = memberships.joint(frame).to_dict("records")
    assert (row["joint"], row["unknown"]) == (1, 1)


# Agreements


def test_agreements_of_the_pair():
    found = load("ties/agreements")
    own = found[(found["iso3_a"] == "IRN") & found["iso3_b"].isin(["RUS", "SUN"])]
    nuclear = own[own["kind"] == "nuclear cooperation"]
    assert set(nuclear["year"]) == {1989, 1990, 1995}
    assert set(own[own["kind"] == "defence cooperation"]["year"]) == {2001}
    assert set(own[own["kind"] == "trade"]["year"]) == {2018}
    assert (found["iso3_a"].astype("str") < found["iso3_b"].astype("str")).all()
