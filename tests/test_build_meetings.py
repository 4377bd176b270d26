"""Meetings, and derived tables of coded events: what the builders accept and refuse, and what the tables hold."""

import numpy as np
import pandas as pd
import pytest
from upstream import SOURCED, SOURCES, listed, needs_sources, refused, written

from helpers import countries, load
from helpers.build import event_counts
from helpers.sources import gdelt_scores, icews_dyad_year, leader_meetings, meeting_counts
from helpers.sources.snapshots import Snapshots

# The compiled lists

GOOD = {
    "date": "2020-05-04",
    "date_precision": "day",
    "pair": "RUS-IRN",
    "level": "president",
    "persons": "First Person; Second Person",
    "place": "Moscow",
    "occasion": "Visit",
} | SOURCED


def test_persons_follow_the_states(tmp_path):
    row = leader_meetings.read(listed(tmp_path, leader_meetings, GOOD)).iloc[0]
    assert (row["iso3_a"], row["person_a"]) == ("IRN", "Second Person")
    assert (row["iso3_b"], row["person_b"]) == ("RUS", "First Person")
    assert row["confirmed"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"date": "2020-02-30"}, "column date"),
        ({"date": "2020-05"}, "column date_precision"),
        ({"date": "1988-05-04"}, "is before 1989"),
        ({"date": "1990-05-04"}, "the Soviet Union to 1991"),
        ({"pair": "SUN-IRN"}, "the Soviet Union to 1991"),
        ({"pair": "IRN-RUS"}, "column pair"),
        ({"level": "minister"}, "column level"),
        ({"persons": "One Person"}, "is not two names"),
        ({"place": ""}, "column place"),
        ({"source_url": ""}, "is not a web address"),
        ({"source_quality": ""}, "column source_quality"),
        ({"confirmed": "maybe"}, "column confirmed"),
    ],
)
def test_a_broken_meeting_is_refused(tmp_path, change, said):
    message = refused(leader_meetings.read, listed(tmp_path, leader_meetings, GOOD | change))
    assert said in message and "line 2" in message


def test_a_second_row_and_a_wrong_order_are_refused(tmp_path):
    assert "stands in line 2 as well" in refused(leader_meetings.read, listed(tmp_path, leader_meetings, GOOD, GOOD))
    assert "sort the rows by date" in refused(
        leader_meetings.read, listed(tmp_path, leader_meetings, GOOD, GOOD | {"date": "2020-05-03"})
    )


def test_the_list_is_whole():
    rows = leader_meetings.read()
    assert rows["date"].max() <= pd.Timestamp("2026-11-22")
    assert rows.loc[rows["confirmed"], "source_url"].notna().all()
    assert rows.loc[~rows["confirmed"], ["source_url", "source_quality"]].isna().all(axis=None)
    assert rows.loc[~rows["confirmed"], "note"].notna().all()
    # nobody is in two towns on one day
    rows = rows[(rows["date_precision"] == "day") & (rows["place"] != "not stated")]
    people = pd.concat(
        [
            rows[["date", "place", person]].set_axis(["date", "place", "who"], axis=1)
            for person in ("person_a", "person_b")
        ]
    )
    towns = people[~people["who"].str.contains("leadership")].groupby(["date", "who"])["place"].nunique()
    assert towns.max() == 1


def test_who_met_holds_the_office_at_the_time():
    rows = leader_meetings.read()
    terms = {
        "Hassan Rouhani": ("2013-08-03", "2021-08-03"),
        "Mahmoud Ahmadinejad": ("2005-08-03", "2013-08-03"),
        "Mohammad Khatami": ("1997-08-03", "2005-08-03"),
        "Ebrahim Raisi": ("2021-08-03", "2024-05-19"),
        "Masoud Pezeshkian": ("2024-07-28", "2026-12-31"),
        "Dmitry Medvedev": ("2008-05-07", "2020-01-16"),
        "Sergei Lavrov": ("2004-03-09", "2026-12-31"),
        "Mohammad Javad Zarif": ("2013-08-15", "2021-08-25"),
        "Hossein Amir-Abdollahian": ("2021-08-25", "2024-05-19"),
        "Abbas Araghchi": ("2024-08-21", "2026-12-31"),
        "Xi Jinping": ("2013-03-14", "2026-12-31"),
    }
    for name, (first, last) in terms.items():
        mine = rows[(rows["person_a"] == name) | (rows["person_b"] == name)]
        assert len(mine) and mine["date"].between(first, last).all(), name


def test_the_pairs_of_the_source_are_states():
    for pair in leader_meetings.PAIRS:
        countries.check(pair.split("-"))


def test_a_broken_count_is_refused(tmp_path):
    path = tmp_path / "counts.csv"
    head = ",".join(meeting_counts.COLUMNS)
    good = "RUS-CHN,2013-03-22,2020-01-01,5,Somebody,A source,https://example.org,press,yes,"
    path.write_text(f"{head}\n{good}\n", encoding="utf-8")
    assert meeting_counts.read(path)["value"].tolist() == [5]
    for old, new, said in (
        ("RUS-CHN", "RUS", "not two codes"),
        (",5,", ",five,", "not a whole number"),
        ("2020-01-01", "2010-01-01", "is before"),
        ("2020-01-01", "2020", "is not a day"),
    ):
        path.write_text(f"{head}\n{good.replace(old, new)}\n", encoding="utf-8")
        assert said in refused(meeting_counts.read, path)


# Derived tables of events


def test_a_day_that_stands_twice_is_refused(tmp_path):
    pairs = [f"{a}_{b}" for i, a in enumerate(gdelt_scores.STATES) for b in gdelt_scores.STATES[i + 1 :]]
    row = ",".join("0.5" for _ in pairs)
    text = f"date,{','.join(pairs)}\n2018-01-01,{row}\n2018-01-01,{row}\n"
    snapshots = written(tmp_path, gdelt_scores.SOURCE, gdelt_scores.DAYS, text)
    assert "line 3, column date: '2018-01-01' stands twice" in refused(gdelt_scores.read_days, snapshots)


def test_days_of_a_pair_add_up():
    days = load("events/days")
    assert (days.groupby(["iso3_a", "iso3_b"], observed=True)["days"].sum() == 2149).all()
    assert (days["negative"] + days["zero"] <= days["days"]).all()
    assert len(days) == 7 * 26 * 25 / 2


def test_spread_rises_and_holds_the_published_places():
    spread = load("events/spread").pivot(index=["measure", "year"], columns="percent", values="value")
    assert (spread.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    pairs = load("events/pairs")
    own = pairs[(pairs["iso3_a"] == "IRN") & (pairs["iso3_b"] == "RUS")]
    for row in own.itertuples():
        levels = spread.loc[row.measure, row.year]
        assert levels[int(np.floor(row.percentile))] <= row.value <= levels[int(np.ceil(row.percentile))]


@needs_sources
def test_a_change_counted_again_in_the_whole_file():
    frame = icews_dyad_year.read(Snapshots(SOURCES))
    frame["n"] = frame[list(icews_dyad_year.CLASSES)].sum(axis=1)
    frame["good"] = frame["verbal_coop"] + frame["material_coop"]
    frame["pair"] = frame[["sender", "target"]].min(axis=1) + frame[["sender", "target"]].max(axis=1)
    sums = frame.groupby(["pair", "year"])[["n", "good"]].sum()
    shares = (sums["good"] / sums["n"])[sums["n"] >= event_counts.ENOUGH].unstack()
    early, late = shares[[2009, 2010, 2011]], shares[[2012, 2013, 2014]]
    change = (late.mean(axis=1) - early.mean(axis=1))[(early.notna().sum(axis=1) >= 2) & late.notna().any(axis=1)]
    row = load("events/changes", measure="cooperative", iso3_a="IRN", iso3_b="RUS", year=2012).iloc[0]
    assert row["change"] == pytest.approx(change["IRNRUS"])
    below, same = (change < change["IRNRUS"]).sum(), (change == change["IRNRUS"]).sum()
    assert row["percentile"] == pytest.approx(100 * (below + same / 2) / len(change))
    assert row["pairs"] == len(change)
