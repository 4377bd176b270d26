"""Disputes, territory, peace scale, conflicts and missions: known facts, other files of the producers, bad input."""

import pandas as pd
import pytest
from upstream import SOURCES, needs_sources, written

from helpers import load
from helpers.errors import WorkbookError
from helpers.sources import cow_mid, cow_territorial_change, diplomatic_exchange, disputes, peace_scale
from helpers.sources.snapshots import Snapshots


def own(table, *states):
    return table[table["iso3_a"].isin(states) & table["iso3_b"].isin(states)]


def test_disputes_of_russia_and_iran():
    """Correlates of War has 17, from 1908 to 1993; the corrected record agrees on their number."""
    found = own(load("ties/disputes"), "RUS", "SUN", "IRN")
    for source, rows in found.groupby("source", observed=True):
        assert rows["dispute"].nunique() == 17, source
        assert (rows["year"].min(), rows["year"].max()) == (1908, 1993)


@needs_sources
def test_pairs_of_a_dispute_stand_on_opposite_sides():
    """Rebuilt from the file of participants: nobody is paired with a state of the same side."""
    snapshots = Snapshots(SOURCES)
    sides = snapshots.csv(cow_mid.SOURCE, "MIDB_5.0.csv", dict.fromkeys(["dispnum", "ccode", "sidea"], "integer"))
    pairs = snapshots.csv(cow_mid.SOURCE, cow_mid.FILE, dict.fromkeys(["dispnum", "ccode1", "ccode2"], "integer"))
    of = sides.groupby(["dispnum", "ccode"])["sidea"].agg(set)
    for dispute, first, second in pairs.drop_duplicates().itertuples(index=False):
        assert of[dispute, first] | of[dispute, second] == {0, 1}


def test_territory_of_turkmenchay():
    table = load("ties/territory")
    rows = table[(table["gainer"] == "RUS") & (table["loser"] == "IRN")]
    assert rows[["year", "procedure", "conflict"]].to_numpy().tolist() == [[1828, "cession", 1]]


def test_russia_and_iran_beside_the_government_of_syria():
    rows = load("ties/conflicts", conflict="299")
    for state in ("RUS", "IRN"):
        beside = rows[(rows["iso3"] == state) & (rows["role"] == "a support")]
        assert set(beside["year"]) == set(range(2015, 2025))


def test_peace_scale_of_the_pair():
    """Serious rivalry from April 1908 to November 1987, a transition, then negative peace."""
    rows = own(load("ties/peace"), "RUS", "SUN", "IRN").set_index("year")["peace"].sort_index()
    assert (rows.loc[1909:1987] == 0).all()
    assert pd.isna(rows[1988])
    assert (rows.loc[1989:] == 0.5).all()


def test_missions_of_the_pair():
    levels = load("ties/missions").set_index(["sender", "host", "year"])["level"]
    assert levels["RUS", "IRN", 1995] == levels["IRN", "SUN", 1990] == "ambassador"
    assert levels["USA", "IRN", 1975] == "ambassador"
    assert levels["USA", "IRN", 1990] == "none"
    assert set(load("ties/missions", year=1960)["level"].unique()) == {"unknown"}


def test_bad_rows_are_refused(tmp_path):
    head = "dispnum,ccode1,ccode2,year,hostlev,cowmidonset\n"
    snapshots = written(tmp_path, cow_mid.SOURCE, cow_mid.FILE, head + "1,365,630,1951,9,1\n")
    with pytest.raises(WorkbookError, match="line 2, column hostlev: 9 is out of bounds"):
        cow_mid.read(snapshots)
    snapshots = written(tmp_path, peace_scale.SOURCE, peace_scale.FILE, "365630,19009999-19080415,0.3,\n")
    with pytest.raises(WorkbookError, match="line 1"):
        peace_scale.read(snapshots, (365, 630))
    head = "ccode1,ccode2,year,DR_at_1,DR_at_2\n"
    snapshots = written(tmp_path, diplomatic_exchange.SOURCE, diplomatic_exchange.FILE, head + "2,630,1975,3,7\n")
    with pytest.raises(WorkbookError, match="line 2, column DR_at_2"):
        diplomatic_exchange.read(snapshots)


def test_both_directions_of_a_dispute_are_one_row(tmp_path):
    text = "dispnum,ccode1,ccode2,year,hostlev,cowmidonset\n1,365,630,1951,4,1\n1,630,365,1951,4,1\n"
    snapshots = written(tmp_path, cow_mid.SOURCE, cow_mid.FILE, text)
    found = disputes.by_pair(snapshots, cow_mid.SOURCE, cow_mid.FILE, "cowmidonset", cow_mid.YEARS)
    assert found.to_dict("records") == [
        {"dispute": "1", "iso3_a": "IRN", "iso3_b": "SUN", "year": 1951, "hostility": 4, "onset": 1}
    ]


def test_unknown_areas_of_territory_are_missing(tmp_path):
    def read(procedure, area):
        text = f"number,year,gainer,loser,procedur,area,conflict\n1,1945,365,630,{procedure},{area},-9\n"
        return cow_territorial_change.read(
            written(tmp_path, cow_territorial_change.SOURCE, cow_territorial_change.FILE, text)
        )

    known, unknown = read(3, 10), read(3, -9)
    assert known[["gainer", "loser", "procedure", "area_km2"]].to_numpy().tolist() == [["SUN", "IRN", "cession", 10]]
    assert unknown["area_km2"].isna().all() and unknown["conflict"].isna().all()
    with pytest.raises(WorkbookError, match="line 2, column procedur: 7 is not one of -9, 1 to 6"):
        read(7, 10)
