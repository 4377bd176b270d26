"""Coded events and sanctions: what the tables hold, counted again from the files, and what is refused."""

import pandas as pd
import pytest
from upstream import SOURCES, needs_sources, refused, written

from helpers import load
from helpers.build import event_counts
from helpers.datasets import description
from helpers.sources import eusanct, gdelt_scores, gsdb, icews_dyad_year, ofac_panel, ofac_sdn_programs
from helpers.sources.snapshots import Snapshots

# Events


def test_icews_values_that_the_file_is_known_for():
    events = load("events/directed").set_index(["sender", "target", "year"])
    assert [events.loc[("RUS", "IRN", y), "verbal_coop"] for y in (2002, 2006, 2007, 2010, 2014)] == [
        888,
        2894,
        2879,
        970,
        2247,
    ]
    assert events.loc[("RUS", "IRN", 2010), "material_conflict"] == 108
    assert events.loc[("RUS", "UKR", 2014), "material_conflict"] == 2547


def test_gdelt_days_and_means():
    months = load("events/months")
    days = months.drop_duplicates("date")
    assert len(days) == 74
    assert days["days_in_file"].sum() == 2149
    pairs = load("events/pairs", measure="score_per_day").set_index(["iso3_a", "iso3_b", "year"])["value"]
    means = {2018: 252.9, 2020: 64.7, 2022: 136.3, 2023: 126.3}
    for year, mean in means.items():
        assert pairs["IRN", "RUS", year] == pytest.approx(mean, abs=0.05)


@needs_sources
def test_places_are_those_among_all_pairs():
    """The percentile in the table against a count in the whole file, which is not published."""
    frame = icews_dyad_year.read(Snapshots(SOURCES))
    frame = frame[frame["year"] == 2010]
    frame["n"] = frame[list(icews_dyad_year.CLASSES)].sum(axis=1)
    first = frame[["sender", "target"]].min(axis=1)
    second = frame[["sender", "target"]].max(axis=1)
    totals = frame.assign(pair=first + second).groupby("pair")["n"].sum()
    own = totals["IRNRUS"]
    place = 100 * ((totals < own).sum() + (totals == own).sum() / 2) / len(totals)
    row = load("events/pairs", measure="events", year=2010)
    row = row[(row["iso3_a"] == "IRN") & (row["iso3_b"] == "RUS")].iloc[0]
    assert row["value"] == own
    assert row["percentile"] == pytest.approx(place)
    assert row["pairs"] == 152 * 151 / 2


def test_sources_of_events_are_never_joined():
    pairs = load("events/pairs")
    years = pairs.groupby("source", observed=True)["year"].agg(["min", "max"])
    assert years.loc["icews_dyad_year"].tolist() == [2002, 2014]
    assert years.loc["gdelt_scores"].tolist() == [2018, 2024]
    assert len(pairs[["measure", "source"]].drop_duplicates()) == pairs["measure"].nunique()


def test_only_shown_states_are_in_the_excerpts():
    for name in ("events/directed", "events/pairs"):
        table = load(name)
        first, second = table.columns[:2]
        assert set(table[first]) | set(table[second]) <= set(event_counts.KEPT)
    pairs = load("events/pairs", measure="events", year=2010)
    assert len(pairs) < pairs["pairs"].iloc[0] / 10


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2018-01,RUS,IRN,1.5,1,31", "column iso3_b: 'IRN' does not follow"),
        ("2018-01,RUS,RUS,1.5,1,31", "column iso3_b: 'RUS' does not follow"),
        ("2018-13,IRN,RUS,1.5,1,31", "column month: '2018-13' is not a month"),
        ("2018-01,IRN,RUS,1.5,32,31", "column days_nonzero: 32 is more than the days"),
    ],
)
def test_a_broken_month_is_refused(tmp_path, row, said):
    text = f"month,iso3_a,iso3_b,score_sum,days_nonzero,days_in_file\n2018-01,IRN,RUS,1.5,31,31\n{row}\n"
    snapshots = written(tmp_path, gdelt_scores.SOURCE, gdelt_scores.FILE, text)
    assert f"line 3, {said}" in refused(gdelt_scores.read, snapshots)


# Sanctions


@needs_sources
@pytest.mark.parametrize(
    ("target", "year", "kind"), [("IRN", 2012, "any"), ("RUS", 2022, "financial"), ("PRK", 2017, "trade")]
)
def test_cases_in_force_counted_again_from_the_other_file(target, year, kind):
    """GSDB's own file names targets in words; ours is made from the file of pairs."""
    names = {"IRN": "Iran", "RUS": "Russia", "PRK": "Korea, North"}
    own = pd.read_csv(Snapshots(SOURCES).path(gsdb.SOURCE, "GSDB_V4.csv"))
    own = own[own["sanctioned_state"].str.contains(names[target]) & own["begin"].le(year) & own["end"].ge(year)]
    if kind != "any":
        own = own[own[kind] == 1]
    row = load("events/sanctions", source="gsdb", target=target, year=year, kind=kind)
    assert row["cases"].sum() == own["case_id"].nunique()


@needs_sources
def test_known_numbers_of_cases():
    cases = gsdb.read(Snapshots(SOURCES))
    distinct = cases.groupby("target")["case"].nunique()
    assert {code: int(distinct[code]) for code in ("IRN", "RUS", "CHN", "PRK", "SUN")} == {
        "IRN": 52,
        "RUS": 48,
        "CHN": 39,
        "PRK": 31,
        "SUN": 9,
    }
    imposed = eusanct.read(Snapshots(SOURCES))
    assert imposed["court"].groupby(imposed["sender"]).sum().to_dict() == {
        "European Union": 0,
        "United Nations": 0,
        "United States": int(imposed["court"].sum()),
    }


def test_no_sanction_between_russia_and_iran():
    cases = load("events/sanction_cases")
    both = cases[["sender", "target"]].isin(["RUS", "SUN", "IRN"]).all(axis=1)
    assert not both.any()
    assert len(cases) < 0.10 * description.read_sidecar("events/sanction_cases").excerpt_of


def test_listed_names():
    listings = load("events/listings").set_index(["iso3", "date"])["listed"]
    first, last = pd.Timestamp("2022-04-30"), pd.Timestamp("2026-03-31")
    known = {"RUS": (1469, 5419), "IRN": (980, 1519), "CHN": (345, 1138), "PRK": (192, 233)}
    for code, (before, after) in known.items():
        assert (listings[code, first], listings[code, last]) == (before, after)
    tags = load("events/listed_programmes").set_index(["programme", "date"])["entries"]
    assert tags["RUSSIA-EO14024", pd.Timestamp("2024-05-03")] == 4439
    assert tags["IRAN", pd.Timestamp("2024-05-03")] == 669


def test_a_broken_case_is_refused(tmp_path):
    def read(**cells):
        good = dict.fromkeys(["case_id", "sender_iso3", "target_iso3", "sender_name", "target_name"], "USA")
        row = good | {"begin": 2014, "end": 2014} | dict.fromkeys(gsdb.TYPES, 0) | cells
        text = f"{','.join(row)}\n{','.join(map(str, row.values()))}\n"
        return gsdb.read(written(tmp_path, gsdb.SOURCE, gsdb.FILE, text))

    assert read()["end"].tolist() == [2014]
    assert "line 2, column end: 2013 is before the case begins" in refused(read, end=2013)
    assert f"line 2, column {gsdb.TYPES[-1]}: 2 is not 0 or 1" in refused(read, **{gsdb.TYPES[-1]: 2})


def test_sanctions_that_last_end_with_the_data(tmp_path):
    def read(begin, end, until):
        row = {"caseid": 7, "targetstate": 630, "comments": ""} | {f"imposition{s}": 0 for s in eusanct.SENDERS}
        row |= {f"{name}{s}": "" for s in eusanct.SENDERS for name in ("endyear", "enddate")}
        row |= {f"imposition{s}_year": "" for s in eusanct.SENDERS}
        row |= {"impositionEU": 1, "impositionEU_year": begin, "endyearEU": end, "enddateEU": until}
        text = f"{','.join(row)}\n{','.join(map(str, row.values()))}\n"
        return eusanct.read(written(tmp_path, eusanct.SOURCE, eusanct.FILE, text))

    kept = ["target", "sender", "begin", "end"]
    assert read(2007, "", "ongoing")[kept].to_numpy().tolist() == [["IRN", "European Union", 2007, 2015]]
    assert read(2007, 2010, "2010-05-01")["end"].tolist() == [2010]
    assert "line 2, column endyearEU" in refused(read, 2007, "", "")
    assert "line 2, column impositionEU_year" in refused(read, "", 2010, "")


def test_a_broken_panel_is_refused(tmp_path):
    def read(level):
        head = "Country,Date,yrqtr,yrmon,levels,additions,removals,change\nIran,2022-04-30,2022Q2,Apr 2022,10,0,0,0\n"
        text = f"{head}Iran,2022-05-31,2022Q2,May 2022,{level},2,1,1\n"
        return ofac_panel.read(written(tmp_path, ofac_panel.SOURCE, ofac_panel.FILE, text))

    assert read(11)["listed"].tolist() == [10, 11]
    for level in (10, 12):
        assert "IRN in 2022-05: additions less removals are not the change" in refused(read, level)


def test_a_count_without_a_version_is_refused(tmp_path):
    source = ofac_sdn_programs.SOURCE
    written(tmp_path, source, ofac_sdn_programs.COUNTS, "date,program,entries\n2021-08-18,IRAN,5\n")
    versions = "date,commit,bytes,entries\n2021-08-19,a,1,5\n"
    snapshots = written(tmp_path, source, ofac_sdn_programs.VERSIONS, versions)
    assert "line 2, column date: '2021-08-18' is no version" in refused(ofac_sdn_programs.read, snapshots)
