"""Subjects of General Assembly resolutions: the rule, its accuracy on the years held out, and the built tables."""

import os
import re

import pandas as pd
import pytest

from helpers import load
from helpers.errors import WorkbookError
from helpers.measures import subjects
from helpers.sources import un_ga_votes, un_subjects
from helpers.sources.snapshots import Snapshots

ISSUES, SUBJECTS = list(un_subjects.ISSUES), list(un_subjects.SUBJECTS)

FLOORS = {
    "palestine": (0.90, 0.90),
    "nuclear": (0.90, 0.90),
    "arms_control": (0.86, 0.96),
    "human_rights": (0.82, 0.91),
    "colonialism": (0.72, 0.78),
    "development": (0.70, 0.69),
}
"""Lowest precision and recall of the rule on the years held out."""

FORMULA = " : resolution / adopted by the General Assembly"


@pytest.fixture(scope="module")
def resolutions():
    return load("un_resolutions").set_index("resolution_id")


@pytest.fixture(scope="module")
def table():
    return load("issue_accuracy").set_index(["split", "method", "issue"]).sort_index()


@pytest.fixture(scope="module")
def snapshots():
    folder = os.environ.get("WORKBOOK_SOURCES")
    if not folder:
        pytest.skip("needs the snapshots: set WORKBOOK_SOURCES to their folder")
    return Snapshots(folder)


@pytest.fixture(scope="module")
def followed(resolutions):
    """Resolutions with the codes that were published, missing where there is none."""
    codes = resolutions[ISSUES].astype("boolean").where(resolutions["coding"] != "rule")
    partly = resolutions["coding"] == "partly"
    return codes.assign(**{issue: codes[issue].mask(partly) for issue in un_ga_votes.REPEATED_ISSUES})


def coded(title, agenda="", symbol="A/RES/70/1"):
    """What patterns make of one made-up resolution."""
    flags = un_subjects.code(pd.DataFrame({"resolution_id": [symbol], "title": [title + FORMULA], "agenda": [agenda]}))
    return set(flags.columns[flags.iloc[0]])


def meets(rows):
    for issue, (precision, recall) in FLOORS.items():
        row = rows.loc[("rule", issue)]
        assert row["precision"] >= precision, issue
        assert row["recall"] >= recall, issue


def test_rule_on_the_years_held_out(table):
    """Palestine and nuclear reach 0.9 in both; the floors of the others are a little below what was measured."""
    meets(table.loc["held_out"])
    assert table.loc["held_out", "n"].eq(1289).all()


def test_issues_by_precedent_beat_bag_of_words(table):
    """Of the two by patterns, both stay within two points of F1."""
    f1 = table.loc["held_out", "f1"].unstack("method")
    ahead = f1["rule"] - f1["baseline"]
    assert (ahead[list(un_subjects.BY_PRECEDENT)] > 0.02).all()
    assert (ahead > -0.02).all()


def test_what_is_below_the_threshold_is_marked(table):
    low = table[["precision", "recall", "f1"]].min(axis=1) < un_subjects.APPROXIMATE
    assert (table["approximate"] == low).all()
    rule = table.loc[("held_out", "rule")]
    assert set(rule.index[rule["approximate"]]) == {"colonialism", "development"}
    assert subjects.approximate(table.reset_index()) == {"colonialism", "development"}


def test_without_codes_that_repeat_another_issue(table):
    """Colonialism and development of sessions 74 and 75 are a copy of arms control; without them both reach 0.8."""
    kept = table.loc["without_repeats"]
    assert set(kept.index.get_level_values("issue")) == set(un_ga_votes.REPEATED_ISSUES)
    assert kept["n"].eq(1107).all()
    assert (kept.loc["rule", ["precision", "recall", "f1"]] > 0.8).all(axis=None)
    assert (kept.loc["rule", "f1"] > kept.loc["baseline", "f1"]).all()


def test_accuracy_of_known_flags():
    """Two hits of three flagged and four published."""
    said = pd.DataFrame({issue: [True, True, True, False, False, False] for issue in ISSUES})
    true = pd.DataFrame({issue: [True, True, False, True, True, False] for issue in ISSUES})
    row = un_subjects.accuracy(said, true, "made up").iloc[0]
    assert (row["n"], row["positives"], row["flagged"]) == (6, 4, 3)
    assert (row["precision"], row["recall"]) == (pytest.approx(2 / 3), 0.5)
    assert row["f1"] == pytest.approx(2 * (2 / 3 * 0.5) / (2 / 3 + 0.5))


def test_accuracy_leaves_out_what_has_no_code():
    said = pd.DataFrame({"nuclear": [True, False, True]})
    true = pd.DataFrame({"nuclear": [True, False, None]}).astype("boolean")
    row = un_subjects.accuracy(said, true, "made up").iloc[0]
    assert (row["issue"], row["n"], row["f1"], row["approximate"]) == ("nuclear", 2, 1.0, False)


def test_split_is_fixed():
    years = pd.Series([1980, 1981, 2010, 2013, 2014, 2021])
    assert un_subjects.held_out(years).tolist() == [True, False, True, False, True, True]


def test_neither_method_learns_from_the_years_held_out(monkeypatch):
    """Codes of held-out years turned round leave the flags of both as they are."""
    frame = load("un_resolutions", year=slice(1998, 2016)).reset_index(drop=True)
    published = frame[ISSUES].astype("boolean").where(frame["coding"] == "published")
    turned = published.mask(un_subjects.held_out(frame["year"]), ~published)
    assert (published != turned).any(axis=None)
    seen, judge = [], un_subjects.accuracy

    def watched(flags, truth, method):
        seen.append(flags)
        return judge(flags, truth, method)

    monkeypatch.setattr(un_subjects, "accuracy", watched)
    for codes in (published, turned):
        monkeypatch.setattr(un_ga_votes, "_recorded", lambda _, codes=codes: (frame, codes, None))
        un_ga_votes.issue_accuracy(None)
    half = len(seen) // 2
    for first, second in zip(seen[:half], seen[half:], strict=True):
        pd.testing.assert_frame_equal(first, second)


def made_up(rows):
    """Resolutions and codes from (year, title, code or None); one code for all issues that follow precedents."""
    frame = pd.DataFrame(rows, columns=["year", "title", "code"])
    frame = frame.assign(resolution_id=[f"A/RES/{n}/1" for n in frame.index], agenda="")
    codes = pd.DataFrame({issue: frame["code"].astype("boolean") for issue in ISSUES})
    return frame, codes


TEXTS = ["Trade in rough diamonds", "Dissemination of information", "Report of the committee", "Oceans and islands"]


def test_a_text_that_returns_keeps_its_code():
    rows = [(1990 + y, text, place < 2) for y in range(6) for place, text in enumerate(TEXTS)]
    asked = [(1997, TEXTS[0].upper() + FORMULA, None), (1997, TEXTS[3], None)]
    found = un_subjects.precedents(*made_up(rows + asked))
    assert list(found.columns) == list(un_subjects.BY_PRECEDENT)
    assert found.iloc[-2].all() and not found.iloc[-1].any()
    assert found["colonialism"].tolist()[: len(rows)] == [row[2] for row in rows], "published codes stay"


def test_the_nearest_years_decide_where_a_code_changed():
    """One text coded until 1989 and not after: its code of 1978 and of 2002 differ, with the same words."""
    rows = [(year, TEXTS[0], year < 1990) for year in range(1970, 2012) if year not in (1978, 2002)]
    rows += [(year, text, place == 0) for year in range(1970, 2012) for place, text in enumerate(TEXTS[1:3])]
    found = un_subjects.precedents(*made_up([*rows, (1978, TEXTS[0], None), (2002, TEXTS[0], None)]))
    assert found["development"].tolist()[-2:] == [True, False]


def test_built_tables_follow_from_the_snapshots(snapshots, table, resolutions):
    found = un_ga_votes.issue_accuracy(snapshots).set_index(["split", "method", "issue"]).sort_index()
    meets(found.loc["held_out"])
    columns = ["n", "positives", "flagged", "precision", "recall", "f1"]
    assert found[columns].to_numpy() == pytest.approx(table[columns].to_numpy())
    built = un_ga_votes.resolutions(snapshots).set_index("resolution_id").loc[resolutions.index.astype(str)]
    for name in [*ISSUES, *SUBJECTS]:
        assert built[name].tolist() == resolutions[name].tolist(), name


def test_published_codes_stand_where_there_are_any(snapshots, resolutions):
    """A linked roll call keeps Voeten's codes, also where the rule says otherwise; copies of another issue do not."""
    columns = ["resolution", "session", *un_ga_votes.ISSUES.values()]
    listed = snapshots.csv(un_ga_votes.SOURCE, un_ga_votes.RESOLUTIONS, dict.fromkeys(columns, "text"))
    listed = listed[(listed["v_me"] != "") & listed["resolution"].isin(resolutions.index.astype(str))]
    assert len(listed) == (resolutions["coding"] != "rule").sum() == 4299
    copied = listed["session"].isin(un_ga_votes.REPEATED_SESSIONS)
    for issue, column in un_ga_votes.ISSUES.items():
        rows = listed[~copied] if issue in un_ga_votes.REPEATED_ISSUES else listed
        assert (rows[column] == "1").tolist() == resolutions.loc[rows["resolution"], issue].tolist(), issue
    assert set(resolutions.index[resolutions["coding"] == "partly"]) == set(listed.loc[copied, "resolution"])


def test_where_codes_of_two_issues_are_a_copy_of_a_third(snapshots):
    """In sessions 74 and 75, and in no other with ten roll calls or more."""
    columns = ["session", "v_di", "v_co", "v_ec"]
    listed = snapshots.csv(un_ga_votes.SOURCE, un_ga_votes.RESOLUTIONS, dict.fromkeys(columns, "text"))
    listed = listed[listed["v_di"] != ""]
    same = listed.assign(same=(listed["v_co"] == listed["v_di"]) & (listed["v_ec"] == listed["v_di"]))
    found = same.groupby("session")["same"].agg(["all", "size"])
    assert tuple(found.index[found["all"] & (found["size"] >= 10)]) == un_ga_votes.REPEATED_SESSIONS


def test_every_resolution_has_a_code(resolutions):
    assert resolutions[[*ISSUES, *SUBJECTS]].notna().all(axis=None)
    late = resolutions[resolutions["year"] >= 2022]
    assert set(late["coding"]) == {"rule"}
    assert (late[ISSUES].groupby(late["year"]).sum().loc[[2022, 2023, 2024]] >= 5).all(axis=None)


def test_rule_decides_where_nothing_was_published(resolutions, followed):
    """Codes of the table are those that the rule gives from the table alone."""
    ruled = resolutions["coding"] == "rule"
    frame = resolutions.reset_index()
    patterns = un_subjects.code(frame).set_axis(resolutions.index)
    for name in un_subjects.BY_PATTERN:
        assert patterns.loc[ruled, name].tolist() == resolutions.loc[ruled, name].tolist(), name
    precedents = un_subjects.precedents(frame, followed.reset_index(drop=True)).set_axis(resolutions.index)
    for name in un_subjects.BY_PRECEDENT:
        assert precedents[name].tolist() == resolutions[name].tolist(), name


def test_important_votes_are_missing_where_not_coded(resolutions):
    """118 and more: the reports list 120 votes of 2019 to 2023; 2018 and 2024 are not coded at all."""
    important, year = resolutions["important"], resolutions["year"]
    assert important[(year < 1983) | (year == 2018) | (year > 2023)].isna().all()
    assert important[year.between(2019, 2023)].notna().all()
    assert important[year.between(2019, 2023)].sum() == 120
    assert important[year.between(1983, 2017)].sum() > 300
    assert bool(resolutions.loc["A/RES/ES-11/1", "important"])


def test_ukraine(resolutions):
    emergency = resolutions[resolutions.index.astype(str).str.startswith("A/RES/ES-11/")]
    assert len(emergency) == 9
    assert emergency["ukraine"].all()
    assert resolutions.loc["A/RES/68/262", ["ukraine", "sovereignty"]].all()
    assert not resolutions.loc[resolutions["year"] < 2014, "ukraine"].any()


def test_embargo_on_cuba(resolutions):
    embargo = resolutions[resolutions["title"].str.contains("embargo imposed by the United States")]
    assert len(embargo) == 32
    assert embargo["coercive_measures"].all()
    ruled = embargo[embargo["coding"] == "rule"]
    assert len(ruled) > 0
    assert ruled["development"].all()
    assert not ruled["human_rights"].any()


@pytest.mark.parametrize(
    ("title", "agenda", "found"),
    [
        ("The occupied Syrian Golan", "", {"palestine"}),
        ("Work of UNRWA", "UNRWA--ACTIVITIES", {"palestine"}),
        (
            "Situation of human rights in the Syrian Arab Republic",
            "",
            {"country_human_rights", "syria"},
        ),
        (
            "Situation of human rights in the Islamic Republic of Iran",
            "",
            {"country_human_rights", "iran"},
        ),
        ("Human rights in the administration of justice", "", set()),
        ("African Nuclear-Weapon-Free Zone Treaty", "", {"nuclear"}),
        ("Comprehensive Nuclear-Test-Ban Treaty", "", {"nuclear"}),
        ("Treaty on the Prohibition of Nuclear Weapons", "", {"nuclear"}),
        ("Report of the Conference on Disarmament", "", set()),
        ("Safety and security of nuclear facilities of Ukraine", "", {"ukraine"}),
        ("Human rights and unilateral coercive measures", "", {"coercive_measures"}),
        ("Oil embargo against South Africa", "APARTHEID", set()),
        ("No first placement of weapons in outer space", "", {"cyber_space"}),
        ("Information and communications technologies for sustainable development", "", set()),
        ("Non-interference in the internal affairs of States", "", {"sovereignty"}),
        (
            "Permanent sovereignty over natural resources in the occupied Arab territories",
            "",
            {"palestine"},
        ),
        ("Oceans and the law of the sea", "", set()),
    ],
)
def test_traps(title, agenda, found):
    assert coded(title, agenda) == found


def test_closing_formula_is_no_text():
    """What follows the title in the record must not match: "resolution / adopted by the General Assembly"."""
    fields = un_subjects.texts(
        pd.DataFrame({"resolution_id": ["A/RES/1"], "title": ["Jerusalem" + FORMULA], "agenda": [""]})
    )
    assert fields["title"].item() == "jerusalem"


def test_rule_table_is_well_formed():
    rule = un_subjects.rules()
    assert set(rule["issue"]) == set(un_subjects.BY_PATTERN)
    assert not rule.duplicated(["issue", "effect", "field", "pattern"]).any()
    fixed = rule["pattern"].str.replace(r"\\.", "", regex=True)
    assert (fixed == fixed.str.lower()).all(), "texts are searched in lower case"


def test_every_pattern_matches_some_resolution(resolutions):
    """A pattern that matches nothing is a mistake in the pattern, or nobody's need."""
    frame = resolutions.reset_index()
    fields = un_subjects.texts(frame)
    for row in un_subjects.rules().itertuples():
        names = ("title", "agenda") if row.field == "any" else (row.field,)
        found = (fields[name].map(re.compile(row.pattern).search).notna().any() for name in names)
        assert any(found), row.pattern


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("palestine,include,title,(,why", "line 2, column pattern: is no regular expression"),
        ("palestine,maybe,title,x,why", "line 2, column effect: 'maybe' is not one of include, exclude"),
        ("peace,include,title,x,why", "line 2, column issue: 'peace' is not one of"),
        ("palestine,include,title,x,", "line 2, column reason: is empty"),
        ("palestine,include,title,x,why", "no pattern includes anything in nuclear"),
    ],
)
def test_broken_rule_is_refused(tmp_path, line, said):
    path = tmp_path / "un_subjects.csv"
    path.write_text(",".join(un_subjects.COLUMNS) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(WorkbookError, match=said):
        un_subjects.rules(path)
