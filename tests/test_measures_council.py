"""The Council and the lists of the voting notebook: counted by hand on small tables, known facts on the real ones."""

import pandas as pd
import pytest

from helpers import load
from helpers.measures import council, rollcalls


def test_a_joint_veto_counts_for_each_state_and_the_soviet_one_for_russia():
    table = pd.DataFrame(
        {"vetoing": ["SUN", "RUS;CHN", "USA"], "year": [1950, 2012, 2012], "file": ["other", "syria", "other"]}
    )
    found = council.vetoes(table, ["RUS", "CHN", "USA"])
    assert sorted(zip(found["state"], found["year"], found["vetoes"], strict=True)) == [
        ("China", 2012, 1),
        ("Russia", 1950, 1),
        ("Russia", 2012, 1),
        ("United States", 2012, 1),
    ]
    counts = council.since(found, 2011)
    assert (counts["russia"], counts["russia_syria"], counts["russia_other"], counts["china"]) == (1, 1, 0, 1)


def test_resolution_1929_in_words():
    rows = council.iran_rows(load("votes/sc_iran")).set_index("symbol")
    assert rows.loc["S/RES/1929", ["Russia", "China", "for", "against"]].tolist() == ["yes", "yes", 12, 2]


def test_positions_add_up_to_the_resolutions_of_a_file():
    found = council.positions(load("votes/sc_votes", year=slice(2006, 2025)))
    assert (found[["yes", "no", "abstain", "absent"]].sum(axis=1) == found["resolutions"]).all()
    assert found.groupby("file")["resolutions"].nunique().eq(1).all()
    against = found[found["no"] > 0]  # only the procedural resolution 2623 of 2022, which no veto can stop
    assert against[["file", "state", "no"]].to_numpy().tolist() == [["ukraine", "Russia", 1]]


BALLOTS = pd.DataFrame(
    {
        "resolution_id": ["a", "b", "c", "d"],
        "date": pd.to_datetime(["2000-01-01", "2001-01-01", "2002-01-01", "2003-01-01"]),
        "title": ["First : resolution", "Second", "Third", "Fourth"],
        "yes": [100, 5, 90, 3],
        "no": [4, 100, 9, 2],
        "abstain": [0, 0, 0, 150],
        "RUS": ["no", "yes", "yes", "abstain"],
        "IRN": ["no", "yes", "no", "abstain"],
    }
)


def test_standing_alone_together_needs_the_same_small_side():
    assert rollcalls.isolated(BALLOTS, ("RUS", "IRN"), most=5)["resolution_id"].tolist() == ["a", "b"]
    assert rollcalls.isolated(BALLOTS, ("RUS", "IRN"), most=4)["resolution_id"].tolist() == ["a"]
    assert rollcalls.opposed(BALLOTS, ("RUS", "IRN"))["resolution_id"].tolist() == ["c"]


def test_tidy_names_states_and_issues_latest_first():
    flags = pd.DataFrame(
        {"resolution_id": ["a", "b", "c", "d"], "arms_control": [True, False, None, True], "iran": [True] * 4}
    )
    shown = rollcalls.tidy(BALLOTS, flags.astype({"arms_control": "boolean"}), ["arms_control", "iran"])
    assert shown["resolution"].tolist() == ["d", "c", "b", "a"]
    assert shown["issues"].tolist() == ["arms control, Iran", "Iran", "Iran", "arms control, Iran"]
    assert shown["title"].tolist()[-1] == "First"
    assert {"Russia", "Iran"} <= set(shown.columns)


def test_files_carry_the_majorities_of_groups():
    cast = rollcalls.comparable(load("un_votes", year=slice(2022, 2022)))
    found = rollcalls.files(cast, load("un_resolutions"), ["ukraine"], ["RUS", "IRN"], 2022, ["EU", "G77"])
    first = found[found["resolution"] == "A/RES/ES-11/1"].iloc[0]
    assert (first["Russia"], first["Iran"], first["EU majority"], first["yes"]) == ("no", "abstain", "yes", 141)
    said = rollcalls.counts(found, "Russia")
    assert said["n"] == len(found)
    assert rollcalls.counts(found, "Nobody")["n"] is None


def test_places_by_issue_are_those_of_the_measure():
    cast = rollcalls.comparable(load("un_votes", year=slice(2015, 2024)))
    resolutions = load("un_resolutions")
    grid = rollcalls.issue_places(cast, resolutions, ["nuclear"], ("RUS", "IRN"), {"nuclear"})
    assert grid["issue"].unique().tolist() == ["all resolutions", "nuclear (approximate)"]
    assert grid["percentile"].between(0, 100).all()
    agreement = grid[grid["measure"].isin(["S", "agreement"]) & (grid["issue"] == "all resolutions")]
    assert len(set(agreement["percentile"])) == 1  # agreement = (1 + S) / 2 ranks pairs alike


def test_move_says_whether_a_point_left_its_interval():
    points = pd.DataFrame(
        {
            "iso3": ["RUS", "RUS", "IRN", "IRN"],
            "year": [2021, 2022, 2021, 2022],
            "votes": "all",
            "value": [0.1, -0.2, -2.1, -2.0],
            "low": [0.0, -0.4, -2.5, -2.4],
            "high": [0.2, 0.0, -1.7, -1.6],
        }
    )
    found = rollcalls.move(points, ("RUS", "IRN"), 2021, 2022)
    assert (found["a_where"], found["b_where"]) == ("outside", "inside")
    table = rollcalls.moves(points, ("RUS", "IRN"), 2021, 2022).set_index("state")["change"]
    assert table["Russia"] == pytest.approx(-0.3)
    assert rollcalls.move(points, ("RUS", "XKX"), 2021, 2022)["b_where"] is None


def test_blocs_are_numbered_by_size():
    members = pd.DataFrame(
        {
            "period": ["x"] * 3,
            "iso3": ["RUS", "IRN", "USA"],
            "bloc": ["bloc 1", "bloc 1", "bloc 2"],
            "name": ["Russia", "Iran", "United States"],
            "stability": [1.0, 0.9, 1.0],
        }
    )
    together = rollcalls.same_bloc(members, ("RUS", "IRN"), "x")
    assert together["verdict"] == "in the same community"
    assert (together["stability"], together["n_blocs"], together["size"], together["n_states"]) == (0.9, 2, 2, 3)
    assert rollcalls.same_bloc(members, ("RUS", "USA"), "x")["verdict"] == "in different communities"
    assert rollcalls.same_bloc(members, ("RUS", "XKX"), "x")["verdict"] is None
    table = rollcalls.bloc_table(members, ["RUS", "USA"])
    assert table["states"].tolist() == [2, 1]
    assert table["among them"].tolist() == ["Russia", "United States"]


def test_side_by_side_holds_the_reference_values_of_2018():
    """Adopted resolutions of 2018: n = 104, identical 0.712, S 0.596, kappa 0.420; and by session of its own."""
    cast = rollcalls.comparable(load("un_votes", year=slice(2016, 2019)))
    points = load("ideal_points", release="July 2025", estimate="final_passage")
    found = rollcalls.side_by_side(cast, load("un_resolutions"), points, ("RUS", "IRN"), 2018).set_index("measure")
    assert found.loc[["identical", "S", "kappa"], "2018"].round(3).tolist() == [0.712, 0.596, 0.420]
    assert found.loc["agreement", "2018"] == pytest.approx((1 + found.loc["S", "2018"]) / 2)
    assert found["percentile, session 72"].notna().sum() == 7
    assert 0 < found.loc["distance of ideal points", "percentile, 2018"] < 100
