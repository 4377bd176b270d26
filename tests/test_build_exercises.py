"""Joint exercises, strikes, capability and income: what the builders accept and refuse, and what the tables hold."""

import numpy as np
import pandas as pd
import pytest
from upstream import SOURCED, SOURCES, listed, needs_sources, refused, written

from helpers import load
from helpers.build import strikes
from helpers.measures import exercises as measures
from helpers.sources import cow_nmc, joint_exercises, maddison, mme_exercises, ukraine_strikes
from helpers.sources.snapshots import Snapshots

# The compiled list


GOOD = {
    "name": "Drill 2020",
    "kind": "exercise",
    "stage_of": "",
    "start_date": "2020-05-04",
    "end_date": "2020-05-06",
    "date_precision": "day",
    "participants": "RUS;IRN",
    "domain": "naval",
    "forces": "military",
    "framework": "bilateral",
    "location": "Caspian Sea",
    "description": "Ships train.",
} | SOURCED


def rows_of(folder, *changes):
    """What is read from rows that differ from `GOOD` by `changes`."""
    rows = [GOOD | {"name": f"Drill {place}"} | change for place, change in enumerate(changes)]
    return joint_exercises.read(listed(folder, joint_exercises, *rows))


def test_list_holds_what_was_reviewed():
    """All 99 rows of the first edition are still there, with rows found since."""
    frame = joint_exercises.read()
    assert len(frame) == 113 and frame["confirmed"].sum() == 108
    assert frame["kind"].value_counts().to_dict() == {"exercise": 90, "patrol": 20, "stage": 3}
    leads = set(frame.loc[~frame["confirmed"], "name"])
    assert leads == {
        "Volgograd-Antiterror 2008",
        "Sary-Arka-Antiterror 2019",
        "Marine Security Belt 2026",
        "Four-state Caspian naval exercise 2021",
        "Russia-Iran Caspian exercise, October 2015",
    }


def test_unconfirmed_rows_are_not_published():
    published = load("ties/exercises")
    everything = joint_exercises.read()
    assert set(published["name"]) == set(everything.loc[everything["confirmed"], "name"])
    assert published["source_url"].notna().all()


def test_list_is_sorted_by_date_as_written():
    lines = pd.read_csv(joint_exercises.FILE, dtype=str, keep_default_na=False)["start_date"]
    assert list(lines) == sorted(lines)


def test_a_patrol_says_so_and_its_number_is_not_repeated():
    frame = joint_exercises.read()
    named = frame["name"].str.contains("patrol")
    assert (named == (frame["kind"] == "patrol")).all()
    ordinals = frame.loc[frame["name"].str.match(r"\d+\w\w joint bomber patrol"), "name"].str.extract(r"^(\d+)")[0]
    assert sorted(ordinals.astype(int)) == list(range(1, 12))


def test_no_two_rows_are_the_same_event():
    """Two exercises of the same states, days and place are one; stages are marked."""
    frame = joint_exercises.read()
    known = frame[(frame["kind"] != "stage") & (frame["date_precision"] == "day")]
    assert not known.duplicated(["start", "participants", "domain"]).any()


def test_stages_follow_their_exercise():
    frame = joint_exercises.read().set_index("name")
    stages = frame[frame["kind"] == "stage"]
    whole = frame.loc[stages["stage_of"]]
    assert (stages["year"].to_numpy() == whole["year"].to_numpy()).all()
    assert (stages["participants"].to_numpy() == whole["participants"].to_numpy()).all()
    assert set(stages["stage_of"]) == {
        "Joint Sea 2015 (I)",
        "Joint Sea 2017 (I)",
        "Russia-Iran naval drill, Sea of Oman 2026",
    }


def test_golden_counts_of_the_list():
    frame = load("ties/exercises")
    own = measures.held(frame)
    in_years = own[own["year"].between(2003, 2025)]
    for pair, n in ((("RUS", "CHN"), 61), (("RUS", "IRN"), 16), (("CHN", "IRN"), 11), (("RUS", "CHN", "IRN"), 9)):
        assert len(measures.between(in_years, pair)) == n, pair
    belts = frame[frame["name"].str.startswith("Marine Security Belt")]
    assert list(belts.sort_values("start")["year"]) == [2019, 2021, 2022, 2023, 2024, 2025]
    assert "PRK" not in ";".join(frame["participants"])


def test_the_difference_from_the_published_count_is_told_by_class():
    """CSIS: 61 and 35. All rows of this list: 63 and 36; without patrols 59 and 22."""
    frame, published = load("ties/exercises"), load("ties/exercise_counts")
    beside = measures.against_published(frame, published, pd.Timestamp("2025-08-31"))
    found = measures.rises(beside, (19, 44 / 12))
    assert (found["early_published"], found["late_published"]) == (61, 35)
    assert (found["early_all"], found["late_all"]) == (63, 36)
    assert (found["early_patrols"], found["late_patrols"]) == (4, 14)
    assert found["ratio_published"] == pytest.approx(9.545 / 3.21, abs=0.01)
    assert beside.groupby("period")["n"].sum().to_dict() == {"2003-2021": 63 + 61, "2022-2025": 36 + 35}


def test_an_end_may_be_missing_and_a_lead_needs_no_source(tmp_path):
    empty = {"source_title": "", "source_url": "", "source_quality": "", "confirmed": "no"}
    frame = rows_of(tmp_path, {"end_date": ""}, empty, {"start_date": "2020", "date_precision": "year"})
    assert frame["end"].isna().tolist() == [True, False, False]
    assert frame["confirmed"].tolist() == [True, False, True]
    assert str(frame.loc[2, "start"].date()) == "2020-01-01" and frame.loc[2, "year"] == 2020


@pytest.mark.parametrize(
    "column, value, said",
    [
        ("name", "Drill 0", "stands in line 2 as well"),
        ("kind", "visit", "'visit' is not one of exercise, patrol, stage"),
        ("kind", "stage", "name the exercise of a stage here"),
        ("stage_of", "Drill 0", "name the exercise of a stage here, and nothing for other kinds"),
        ("start_date", "2020-13-01", "is not a date"),
        ("date_precision", "month", "which has precision day"),
        ("end_date", "2020-05", "is not a day"),
        ("end_date", "2020-05-03", "is before the start 2020-05-04"),
        ("participants", "IRN;RUS", "write them as RUS;IRN"),
        ("participants", "RUS;IRN;AZE", "'bilateral' does not fit 3 participants"),
        ("participants", "RUS;AZE", "has fewer than two of RUS, CHN, IRN, PRK"),
        ("participants", "RUS;RUS", "names a country twice"),
        ("participants", "RUS;IRX", "unknown country code 'IRX'"),
        ("domain", "sea", "'sea' is not one of naval"),
        ("forces", "police", "'police' is not one of military, security"),
        ("framework", "other", "'other' is not one of bilateral"),
        ("framework", "trilateral", "'trilateral' does not fit 2 participants"),
        ("location", "", "is empty"),
        ("description", " ", "is empty"),
        ("source_title", "", "needs a source"),
        ("source_url", "example.org", "is not a web address"),
        ("source_quality", "good", "is not one of primary"),
        ("confirmed", "maybe", "is not one of yes, no"),
    ],
)
def test_malformed_rows_are_refused_with_line_and_column(tmp_path, column, value, said):
    message = refused(rows_of, tmp_path, {}, {column: value})
    assert message.startswith("joint_exercises.csv, line 3, column ")
    assert said in message


def test_a_stage_must_name_an_exercise_of_the_list(tmp_path):
    stage = {"kind": "stage", "stage_of": "Drill 9"}
    assert "'Drill 9' is not the name of an exercise" in refused(rows_of, tmp_path, {}, stage)
    patrol, of_patrol = {"kind": "patrol"}, {"kind": "stage", "stage_of": "Drill 0"}
    assert "'Drill 0' is not the name of an exercise" in refused(rows_of, tmp_path, patrol, of_patrol)


# The multinational data set


def test_golden_counts_of_the_multinational_data_set():
    """D'Orazio and Galambos, version 7: Russia-China 10, Russia-Iran none, Iran in 5, North Korea in 1."""
    pairs, parts = load("ties/exercise_pairs"), load("ties/exercise_parts")

    def together(a, b):
        return pairs.loc[(pairs["iso3_a"] == a) & (pairs["iso3_b"] == b), "exercises"].sum()

    assert together("CHN", "RUS") == 10 and together("CHN", "SUN") == 0
    assert together("IRN", "RUS") == together("IRN", "SUN") == together("CHN", "IRN") == 0
    assert together("PRK", "SUN") == 1
    assert parts.loc[parts["iso3"] == "IRN", "exercises"].sum() == 5
    assert parts.loc[parts["iso3"] == "PRK", "exercises"].sum() == 1


def test_soviet_exercises_end_with_the_union():
    parts = load("ties/exercise_parts")
    assert parts.loc[parts["iso3"] == "SUN", "year"].max() <= 1991
    assert parts.loc[parts["iso3"] == "RUS", "year"].min() >= 1992
    pairs = load("ties/exercise_pairs")
    assert (pairs["iso3_a"].astype("str") < pairs["iso3_b"].astype("str")).all() and (
        pairs["bilateral"] <= pairs["exercises"]
    ).all()


@needs_sources
def test_every_row_of_the_data_set_is_read():
    frame = mme_exercises.read(Snapshots(SOURCES))
    assert frame["exercise"].max() == 3706 and frame["iso3"].notna().all()
    assert not frame.duplicated(["exercise", "iso3"]).any()


def test_overlap_of_the_two_lists():
    frame = load("ties/exercise_overlap")
    own = frame[(frame["iso3_a"] == "CHN") & (frame["iso3_b"] == "RUS")]
    assert own[["compiled", "other", "both"]].sum().to_list() == [10, 9, 6]
    assert (frame["both"] <= frame[["compiled", "other"]].min(axis=1)).all()


# Strikes


REPORT = "time_start,model,launched,destroyed,not_reach_goal,is_shahed\n"


def reports(folder, *lines):
    return ukraine_strikes.read(
        written(folder, ukraine_strikes.SOURCE, ukraine_strikes.FILE, REPORT + "\n".join(lines))
    )


def test_golden_launches():
    """Sums of the file: 102,119 Shahed-type drones, 5,026 in June 2025, 54,796 in 2025."""
    frame = load("arms/strikes")
    shahed = frame[frame["kind"] == ukraine_strikes.SHAHED]
    assert shahed["launched"].sum() == 102_119
    assert shahed.loc[shahed["month"] == "2025-06-01", "launched"].item() == 5026
    assert shahed.loc[shahed["year"] == 2025, "launched"].sum() == 54_796
    assert str(frame["month"].min().date()) == "2022-09-01" and str(frame["month"].max().date()) == "2026-06-01"


def test_launches_agree_with_what_the_press_counted():
    """CNN counted about 400 drones in May 2024, more than 2,400 in November 2024 and up to 5,500 in June 2025."""
    frame = load("arms/strikes")
    drones = frame[frame["kind"].isin([ukraine_strikes.SHAHED, ukraine_strikes.DRONE])]
    sums = drones.groupby("month")["launched"].sum()
    for month, said in (("2024-05-01", 400), ("2024-11-01", 2400), ("2025-06-01", 5500)):
        assert sums[pd.Timestamp(month)] == pytest.approx(said, rel=0.12), month


def test_no_more_drones_fall_than_fly():
    frame = load("arms/strikes")
    assert (frame["destroyed"] <= frame["launched"]).fillna(True).all()
    assert (frame["real"] <= frame["real_of"]).fillna(True).all()
    merged = frame[(frame["kind"] == ukraine_strikes.SHAHED) & (frame["month"] >= "2025-08-01")]
    assert merged["not_reached"].fillna(0).sum() < 0.001 * merged["launched"].sum()


@pytest.mark.parametrize(
    "model, kind",
    [
        ("Shahed-136/131", ukraine_strikes.SHAHED),
        ("Shahed-136/131 and Lancet", ukraine_strikes.DRONE),
        ("X-47 Kinzhal and Iskander-M", ukraine_strikes.BALLISTIC),
        ("C-300 and Iskander-M", ukraine_strikes.MIXED),
        ("X-101/X-555 and Kalibr", ukraine_strikes.CRUISE),
        ("Death Star", None),
        ("Kalibr and Death Star", None),
    ],
)
def test_kinds_of_weapons(model, kind):
    assert ukraine_strikes.kind(model) == kind


def test_silence_of_reports_stays_missing(tmp_path):
    frame = reports(
        tmp_path,
        "2024-01-31 23:00,Kalibr,3,2,,",
        "2024-02-01,Kalibr,,1,,",
        "2024-02-02,Kalibr,4,0,1,",
        "2024-02-03,Shahed-136/131,9,8,,6",
        "2024-02-04,Shahed-136/131,5,5,,",
    )
    sums = strikes.monthly(frame).set_index(["month", "kind"])
    january = sums.loc[(pd.Timestamp("2024-01-01"), ukraine_strikes.CRUISE)]
    assert january["launched"] == 3 and pd.isna(january["not_reached"]) and pd.isna(january["real"])
    february = sums.loc[(pd.Timestamp("2024-02-01"), ukraine_strikes.CRUISE)]
    assert (february["launched"], february["destroyed"], february["not_reached"], february["reports"]) == (4, 1, 1, 2)
    drones = sums.loc[(pd.Timestamp("2024-02-01"), ukraine_strikes.SHAHED)]
    assert (drones["launched"], drones["real"], drones["real_of"]) == (14, 6, 9)


@pytest.mark.parametrize(
    "line, said",
    [
        ("yesterday,Kalibr,1,1,,", "line 2, column time_start: 'yesterday' does not begin with a date"),
        ("2024-02-01,Death Star,1,1,,", "line 2, column model: 'Death Star' is not in KINDS"),
        ("2024-02-01,Kalibr,1,2,,", "line 2, column destroyed: 2.0 is more than were launched"),
        ("2024-02-01,Kalibr,many,2,,", "line 2, column launched: 'many' is not a number"),
    ],
)
def test_malformed_reports_are_refused(tmp_path, line, said):
    assert said in refused(reports, tmp_path, line)


# Capability and income


def test_number_365_changes_hands_with_the_union():
    frame = load("power/capability")
    soviet, russia = (frame[frame["iso3"] == code] for code in ("SUN", "RUS"))
    assert soviet["year"].min() == 1922 and soviet["year"].max() == 1991
    assert set(russia["year"]) & set(soviet["year"]) == set()
    assert russia[russia["year"] > 1921]["year"].min() == 1992


def test_the_row_of_1991_is_marked_because_it_mixes_two_states():
    frame = load("power/capability")
    assert set(map(tuple, frame.loc[frame["mixed"], ["iso3", "year"]].drop_duplicates().to_numpy())) == {("SUN", 1991)}
    value = frame[frame["iso3"].isin(["SUN", "RUS"])].set_index(["year", "measure"])["value"]
    assert value[1991, "tpop"] == 148_245 and value[1990, "tpop"] == 281_344 and value[1992, "tpop"] == 148_310
    assert value[1991, "pec"] > 1.5 * value[1992, "pec"] and value[1991, "milper"] > 1.5 * value[1992, "milper"]


def test_the_index_is_the_mean_of_its_shares():
    frame = load("power/capability")
    wide = (
        frame[frame["year"] == 2020].astype({"measure": "str"}).pivot(index="iso3", columns="measure", values="share")
    )
    mean = wide[list(cow_nmc.COMPONENTS)].mean(axis=1)
    raw = frame[(frame["year"] == 2020) & (frame["measure"] == "cinc")].set_index("iso3")["value"]
    whole = wide[list(cow_nmc.COMPONENTS)].notna().all(axis=1)
    # the sum of the shares runs to about 1.007, and missing components shift single states
    np.testing.assert_allclose(mean[whole], raw[mean[whole].index].astype(float), rtol=0.02)


def test_golden_capabilities():
    frame = load("power/capability").set_index(["iso3", "year", "measure"])["value"]
    assert frame["RUS", 2022, "cinc"] == pytest.approx(0.038196992)
    assert frame["IRN", 2022, "cinc"] == pytest.approx(0.016357344)
    assert frame["IRN", 2021, "milex"] > 3 * frame["IRN", 2022, "milex"]
    units = load("power/capability").query("measure == 'milex'").groupby("unit", observed=True)["year"]
    assert units.max()["thousand current pounds sterling"] == 1913
    assert units.min()["thousand current US dollars"] == 1914


def test_income_of_the_union_and_of_its_heirs_does_not_overlap():
    frame = load("power/income")
    assert frame.loc[frame["iso3"] == "SUN", "year"].max() == 1991
    heirs = frame[frame["iso3"].isin(["RUS", "ARM", "AZE", "KAZ", "TKM"])]
    assert heirs["year"].min() == 1992 and heirs["year"].max() == 2018
    value = frame.set_index(["iso3", "year"])["value"]
    assert [round(value["IRN", year]) for year in (1950, 1976, 2018)] == [2742, 10665, 17011]


def test_income_refuses_a_file_without_a_state(tmp_path):
    snapshots = written(tmp_path, maddison.SOURCE, maddison.FILE, "Entity,Year,GDP per capita\nIran,2000,5\n")
    assert "column Entity: 'Afghanistan' is missing" in refused(maddison.read, snapshots)
