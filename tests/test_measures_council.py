"""The Council and the lists of the voting notebook: counted by hand on small tables, known facts on the real ones."""

import pandas as pd
import pytest

from helpers import load
from helpers.build import ideal_points as built
from helpers.measures import ballots, communities, council, positions, rollcalls, subjects


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
    assert ballots.isolated(BALLOTS, ("RUS", "IRN"), most=5)["resolution_id"].tolist() == ["a", "b"]
    assert ballots.isolated(BALLOTS, ("RUS", "IRN"), most=4)["resolution_id"].tolist() == ["a"]
    assert ballots.opposed(BALLOTS, ("RUS", "IRN"))["resolution_id"].tolist() == ["c"]


def test_tidy_names_states_and_issues_latest_first():
    flags = pd.DataFrame(
        {"resolution_id": ["a", "b", "c", "d"], "arms_control": [True, False, None, True], "iran": [True] * 4}
    )
    shown = ballots.tidy(BALLOTS, flags.astype({"arms_control": "boolean"}), ["arms_control", "iran"])
    assert shown["resolution"].tolist() == ["d", "c", "b", "a"]
    assert shown["issues"].tolist() == ["arms control, Iran", "Iran", "Iran", "arms control, Iran"]
    assert shown["title"].tolist()[-1] == "First"
    assert {"Russia", "Iran"} <= set(shown.columns)


def test_files_carry_the_majorities_of_groups():
    cast = rollcalls.comparable(load("un_votes", year=slice(2022, 2022)))
    found = ballots.files(cast, load("un_resolutions"), ["ukraine"], ["RUS", "IRN"], 2022, ["EU", "G77"])
    first = found[found["resolution"] == "A/RES/ES-11/1"].iloc[0]
    assert (first["Russia"], first["Iran"], first["EU majority"], first["yes"]) == ("no", "abstain", "yes", 141)
    said = ballots.counts(found, "Russia")
    assert said["n"] == len(found)
    assert ballots.counts(found, "Nobody")["n"] is None


def test_places_by_issue_are_those_of_the_measure():
    cast = rollcalls.comparable(load("un_votes", year=slice(2015, 2024)))
    resolutions = load("un_resolutions")
    grid = subjects.issue_places(cast, resolutions, ["nuclear"], ("RUS", "IRN"), {"nuclear"})
    assert grid["issue"].unique().tolist() == ["all resolutions", "nuclear (approximate)"]
    assert grid["percentile"].between(0, 100).all()
    agreement = grid[grid["measure"].isin(["S", "agreement"]) & (grid["issue"] == "all resolutions")]
    assert len(set(agreement["percentile"])) == 1  # agreement = (1 + S) / 2 ranks pairs alike


POINTS = pd.DataFrame(
    [
        ("RUS", 2022, "final_passage", -0.2, -0.4, 0.0, -0.3, -0.5, -0.1, 80),
        ("IRN", 2022, "final_passage", -2.0, -2.4, -1.6, 0.1, -0.3, 0.5, 80),
        ("RUS", 2022, "without_ukraine", 0.0, -0.2, 0.2, -0.1, -0.3, 0.1, 75),
        ("IRN", 2022, "without_ukraine", -2.3, -2.6, -2.0, None, None, None, 75),
        ("RUS", 2022, "nuclear", 0.4, 0.1, 0.7, 0.0, -0.2, 0.2, 15),
        ("IRN", 2022, "nuclear", -1.0, -1.5, -0.5, 0.0, -0.2, 0.2, 14),
        ("RUS", 2022, "colonialism", -0.1, -0.5, 0.3, 0.0, -0.2, 0.2, 9),
        ("IRN", 2022, "colonialism", -0.2, -0.6, 0.2, 0.0, -0.2, 0.2, 9),
        ("RUS", 2022, "development", -0.1, -0.5, 0.3, 0.0, -0.2, 0.2, 4),
        ("IRN", 2022, "development", -0.9, -0.9, 0.2, 0.0, -0.2, 0.2, 9),
    ],
    columns=["iso3", "year", "votes", "value", "low", "high", "change", "change_low", "change_high", "n_votes"],
)


MOVES = pd.DataFrame(
    [
        ("unbridged", "IRN", "RUS", 1.8, 0.9, 0.4, 1.3, 99.0),
        ("final_passage", "IRN", "RUS", 1.9, 0.4, -0.1, 0.9, 96.0),
    ],
    columns=["votes", "iso3_a", "iso3_b", "gap", "approach", "low", "high", "percentile"],
)


def test_moves_say_whether_the_interval_of_the_change_leaves_out_none():
    found = positions.moves(POINTS, ("RUS", "IRN"), 2022)
    assert found[["set", "state", "moved"]].to_numpy().tolist() == [
        ["all votes", "Russia", True],
        ["all votes", "Iran", False],
        ["without Ukraine", "Russia", False],
    ]
    nearer = positions.approach(MOVES, ("RUS", "IRN"))
    assert nearer["set"].tolist() == ["all votes", "all votes, years not linked"]
    said = positions.summary(found, nearer, ("RUS", "IRN"))
    assert (said["a_verdict"], said["b_verdict"]) == ("a move", "not told from no move")
    assert (said["a_sets"], said["a_rest"], said["b_sets"]) == ("all votes", "without Ukraine", "none")
    assert (said["approach"], said["near_sets"], said["near_rest"]) == (0.4, "all votes, years not linked", "all votes")


def test_nothing_is_said_of_a_pair_without_points():
    pair = ("RUS", "XKX")
    nearer = positions.approach(MOVES, pair)
    said = positions.summary(positions.moves(POINTS, pair, 1999), nearer, pair)
    assert len(nearer) == 0 and set(said.values()) == {None}
    assert len(positions.by_issue(POINTS, pair, 2022)) == 0


def test_points_by_issue_farthest_apart_first():
    found = positions.by_issue(POINTS, ("RUS", "IRN"), 2022, {"colonialism"})
    assert found["issue"].unique().tolist() == ["nuclear (14)", "colonialism (9), approximate"]
    assert found[["state", "value"]].to_numpy().tolist()[:2] == [["Russia", 0.4], ["Iran", -1.0]]
    assert positions.apart(found) == {"apart": "nuclear", "overlap": "colonialism"}
    assert set(positions.apart(found[:0]).values()) == {None}


def test_published_intervals_of_2021_and_2022():
    points = load("ideal_points", release="July 2025", estimate="final_passage", year=[2021, 2022])
    found = positions.published(points, ("RUS", "IRN"), 2021, 2022)
    assert (found["a_overlap"], found["b_overlap"]) == ("do not overlap", "overlap")
    assert found["a_2022"] == pytest.approx(-0.8090, abs=1e-4)
    assert found["b_2021"] == pytest.approx(-1.8663, abs=1e-4)
    assert positions.published(points, ("XKX", "IRN"), 2021, 2022)["a_overlap"] is None


def test_sets_of_the_charts_are_those_of_the_tables():
    assert set(positions.SETS) == set(built.MOVES)


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
    together = communities.same_bloc(members, ("RUS", "IRN"), "x")
    assert together["verdict"] == "in the same community"
    assert (together["stability"], together["n_blocs"], together["size"], together["n_states"]) == (0.9, 2, 2, 3)
    assert communities.same_bloc(members, ("RUS", "USA"), "x")["verdict"] == "in different communities"
    assert communities.same_bloc(members, ("RUS", "XKX"), "x")["verdict"] is None
    table = communities.bloc_table(members, ["RUS", "USA"])
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
