"""Coded events and sanctions: what the tables hold, counted again from the files, and what is refused."""

import gzip
import os

import pandas as pd
import pytest

from helpers import load
from helpers.build import event_counts, sanctions
from helpers.datasets import contracts, description
from helpers.errors import WorkbookError
from helpers.sources import eusanct, gdelt_scores, gsdb, icews_dyad_year, ofac_panel, ofac_sdn_programs
from helpers.sources.snapshots import Snapshots

SOURCES = os.environ.get("WORKBOOK_SOURCES")
needs_sources = pytest.mark.skipif(not SOURCES, reason="needs the upstream files: set WORKBOOK_SOURCES to their folder")
TABLES = {table.name: table for module in (event_counts, sanctions) for table, _ in module.TABLES}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_tables_keep_their_contracts(name):
    contracts.validate(load(name), TABLES[name])


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


def test_a_month_out_of_order_is_refused(tmp_path):
    (tmp_path / "gdelt_scores").mkdir()
    text = "month,iso3_a,iso3_b,score_sum,days_nonzero,days_in_file\n2018-01,RUS,IRN,1.5,1,31\n"

    (tmp_path / "gdelt_scores" / gdelt_scores.FILE).write_bytes(gzip.compress(text.encode()))
    with pytest.raises(WorkbookError, match="line 2, column iso3_b"):
        gdelt_scores.read(Snapshots(tmp_path))


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


def test_a_broken_panel_is_refused(tmp_path):
    folder = tmp_path / ofac_panel.SOURCE.name
    folder.mkdir()
    lines = ["Country,Date,yrqtr,yrmon,levels,additions,removals,change", "Iran,2022-04-30,2022Q2,Apr 2022,10,0,0,0"]
    (folder / ofac_panel.FILE).write_text("\n".join([*lines, "Iran,2022-05-31,2022Q2,May 2022,12,1,0,1"]) + "\n")
    with pytest.raises(WorkbookError, match="IRN in 2022-05: additions less removals are not the change"):
        ofac_panel.read(Snapshots(tmp_path))


def test_a_count_without_a_version_is_refused(tmp_path):

    folder = tmp_path / ofac_sdn_programs.SOURCE.name
    folder.mkdir()
    counts = gzip.compress(b"date,program,entries\n2021-08-18,IRAN,5\n")
    (folder / ofac_sdn_programs.COUNTS).write_bytes(counts)
    (folder / ofac_sdn_programs.VERSIONS).write_text("date,commit,bytes,entries\n2021-08-19,a,1,5\n")
    with pytest.raises(WorkbookError, match="line 2, column date"):
        ofac_sdn_programs.read(Snapshots(tmp_path))
