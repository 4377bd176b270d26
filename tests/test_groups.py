"""Groups of states by day, points of capitals, and the majority of a group."""

from datetime import date
from urllib.parse import urlparse

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from upstream import SOURCES, needs_sources

from helpers import countries, load
from helpers.build import states
from helpers.countries.lookup import read_rows
from helpers.errors import WorkbookError
from helpers.measures.majorities import majority
from helpers.sources.snapshots import Snapshots

ROWS = read_rows("groups.csv")
DAY = pd.Timestamp("2001-12-01")


# Membership


def test_rows_are_whole():
    countries.check({row["iso3"] for row in ROWS})
    for row in ROWS:
        first = date.fromisoformat(row["from"])
        assert not row["to"] or first < date.fromisoformat(row["to"]), row
        assert row["confirmed"] in ("yes", "no") and row["source_title"], row
        assert all(urlparse(url).scheme in ("http", "https") for url in row["source_url"].split(";")), row
        assert row["confirmed"] == "yes" or row["note"], row


def test_spells_of_a_member_do_not_overlap():
    frame = pd.DataFrame(ROWS).sort_values(["group", "iso3", "from"])
    before = frame.groupby(["group", "iso3"])["to"].shift()
    later = before.notna()
    assert (before[later] != "").all()
    assert (before[later] < frame["from"][later]).all()


def test_groups():
    assert countries.groups() == ["EU", "G77", "NATO"]


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("1957-12-31", 0),
        ("1958-01-01", 6),
        ("1973-01-01", 9),
        ("1981-01-01", 10),
        ("1986-01-01", 12),
        ("1990-10-02", 12),
        ("1990-10-03", 12),
        ("1995-01-01", 15),
        ("2004-04-30", 15),
        ("2004-05-01", 25),
        ("2007-01-01", 27),
        ("2013-07-01", 28),
        ("2020-01-31", 28),
        ("2020-02-01", 27),
    ],
)
def test_enlargements_of_the_eu(day, number):
    assert len(countries.members("EU", day)) == number


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("1949-04-04", 12),
        ("1952-02-18", 14),
        ("1955-05-06", 15),
        ("1982-05-30", 16),
        ("1990-10-03", 16),
        ("1999-03-12", 19),
        ("2004-03-29", 26),
        ("2009-04-01", 28),
        ("2017-06-05", 29),
        ("2020-03-27", 30),
        ("2023-04-04", 31),
        ("2024-03-06", 31),
        ("2024-03-07", 32),
    ],
)
def test_enlargements_of_nato(day, number):
    assert len(countries.members("NATO", day)) == number


def test_a_member_has_left_the_day_after_its_last():
    assert "GBR" in countries.members("EU", date(2020, 1, 31))
    assert "GBR" not in countries.members("EU", pd.Timestamp("2020-02-01"))


def test_germany_is_one_member_on_every_day():
    for group in ("EU", "NATO"):
        for day, code in (("1990-10-02", "GER"), ("1990-10-03", "DEU")):
            assert {"GER", "DEU"} & set(countries.members(group, day)) == {code}


def test_group_of_77():
    founders = countries.members("G77", "1964-06-15")
    assert len(founders) == 75 and {"IRN", "IND", "MEX", "KOR", "YUG"} <= set(founders)
    assert countries.members("G77", "1964-06-14") == []
    assert len(countries.members("G77", "1964-06-15", unconfirmed=True)) == 76
    assert len(countries.members("G77", "1992-07-01")) == 128
    assert len(countries.members("G77", "2025-01-01")) == 133
    assert set(countries.members("G77", "2025-01-01", True)) - set(countries.members("G77", "2025-01-01")) == {
        "CHN",
        "MEX",
    }
    assert not {"RUS", "SUN", "PRK", "USA"} & set(founders)


def test_no_state_is_in_the_eu_and_the_group_of_77_at_once():
    for day in pd.date_range("1964-07-01", "2025-07-01", freq="YS-JUL"):
        assert not set(countries.members("EU", day)) & set(countries.members("G77", day)), day


@pytest.mark.parametrize(
    ("group", "day", "said"), [("eu", "2000-01-01", "unknown group 'eu'"), ("EU", "soon", "'soon' is no day")]
)
def test_refusals(group, day, said):
    with pytest.raises(WorkbookError, match=said) as caught:
        countries.members(group, day)
    assert "\n" not in str(caught.value)


def test_a_missing_day_is_refused():
    with pytest.raises(WorkbookError, match="is no day"):
        countries.members("EU", pd.NaT)


# Points


def test_every_un_member_has_a_point():
    points = load("states/places")
    now = {code for code, row in countries.states().items() if row["status"] in ("member", "observer")}
    assert not now - set(points["iso3"])


def test_points_lie_where_the_capitals_are():
    points = load("states/places").set_index("iso3")[["latitude", "longitude"]]
    known = {"RUS": (55.8, 37.6), "IRN": (35.7, 51.4), "NZL": (-41.3, 174.8), "WSM": (-13.8, -171.8)}
    known |= {"USA": (38.9, -77.0), "TZA": (-6.2, 35.7), "GIN": (9.5, -13.7), "COL": (4.6, -74.1)}
    for code, place in known.items():
        assert points.loc[code].tolist() == pytest.approx(place, abs=0.15), code


@needs_sources
def test_points_agree_with_the_file():
    built = states.places(Snapshots(SOURCES))
    assert len(built) == 240 and built["iso3"].is_unique
    countries.check(built["iso3"])
    stored = load("states/places")
    assert stored["latitude"].tolist() == built.sort_values("iso3")["latitude"].tolist()


# Majorities


def cast(*rows):
    return pd.DataFrame(rows, columns=["resolution_id", "iso3", "vote"]).assign(date=DAY)


def position(*ballots):
    rows = [("r", f"S{i}", vote) for i, vote in enumerate(ballots)]
    return majority(cast(*rows), [row[1] for row in rows]).iloc[0]


@pytest.mark.parametrize(
    ("ballots", "expected"),
    [
        ((1, 1, 3), "yes"),
        ((2, 2, 1), "abstain"),
        ((3,), "no"),
        ((1, 3), "split"),
        ((1, 1, 2, 3), "split"),
        ((1, 2, 3), "split"),
        ((1, 8, 8, 8), "yes"),
        ((1, 1, 2, 3, 8), "split"),
    ],
)
def test_more_than_half_of_those_that_voted(ballots, expected):
    assert position(*ballots)["position"] == expected


def test_nobody_voted():
    found = position(8, 8)
    assert pd.isna(found["position"]) and found["absent"] == 2
    assert majority(cast(("r", "AAA", 1)), ["BBB"])["position"].isna().all()


def test_membership_of_the_day_counts():
    votes = pd.DataFrame(
        {
            "resolution_id": ["old"] * 3 + ["new"] * 3,
            "date": pd.to_datetime(["2020-01-31"] * 3 + ["2020-02-01"] * 3),
            "iso3": ["GBR", "FRA", "USA"] * 2,
            "vote": [3, 1, 3] * 2,
        }
    )
    found = majority(votes, lambda day: countries.members("EU", day)).set_index("resolution_id")
    assert found["position"].to_dict() == {"old": "split", "new": "yes"}
    assert found["no"].to_dict() == {"old": 1, "new": 0}


def test_rows_are_in_order_of_date():
    votes = cast(("b", "AAA", 1), ("a", "AAA", 3)).assign(date=pd.to_datetime(["2001-01-01", "2002-01-01"]))
    assert majority(votes, ["AAA"])["resolution_id"].tolist() == ["b", "a"]
    assert majority(votes.iloc[:0], ["AAA"]).empty
    assert majority(votes.iloc[:0], lambda day: ["AAA"]).empty


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        (cast(("r", "AAA", 4)), "unknown vote 4"),
        (cast(("r", "AAA", 1), ("r", "AAA", 3)), "AAA stands twice on r"),
        (cast(("r", "AAA", 1)).drop(columns="date"), "column 'date' is missing"),
        (cast(("r", None, 1)), "column 'iso3' has a missing value"),
        (
            cast(("r", "AAA", 1), ("r", "BBB", 1)).assign(date=pd.to_datetime(["2001-01-01", "2001-01-02"])),
            "r has two dates",
        ),
    ],
)
def test_votes_that_cannot_be_counted(votes, said):
    with pytest.raises(ValueError, match=said) as caught:
        majority(votes, ["AAA", "BBB"])
    assert "\n" not in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_agrees_with_counting_by_hand(data):
    names = ["AAA", "BBB", "CCC", "DDD", "EEE"]
    cells = [(r, s) for r in "xyz" for s in names]
    ballots = data.draw(st.lists(st.sampled_from([1, 2, 3, 8]), min_size=len(cells), max_size=len(cells)))
    inside = data.draw(st.sets(st.sampled_from(names)))
    votes = cast(*[(r, s, vote) for (r, s), vote in zip(cells, ballots, strict=True)])
    shuffled = votes.iloc[data.draw(st.permutations(range(len(votes))))]
    found = majority(shuffled.astype({"iso3": "category", "resolution_id": "category"}), sorted(inside))
    for row in found.itertuples():
        own = votes[(votes["resolution_id"] == row.resolution_id) & votes["iso3"].isin(inside)]["vote"]
        voted = own[own != 8]
        words = {1: "yes", 2: "abstain", 3: "no"}
        most = [words[code] for code in words if 2 * (voted == code).sum() > len(voted)]
        expected = most[0] if most else ("split" if len(voted) else np.nan)
        assert row.position == expected or (pd.isna(row.position) and pd.isna(expected))
        assert (row.yes, row.abstain, row.no, row.absent) == tuple((own == code).sum() for code in (1, 2, 3, 8))


def test_the_eu_on_the_withdrawal_of_russia():
    found = majority(load("votes/un_votes", year=2022), lambda day: countries.members("EU", day))
    row = found[found["resolution_id"].str.contains("ES-11/1$")].iloc[0]
    assert row["position"] == "yes" and row["yes"] == 27
