"""GDP, population, prices, timeline and statements: what the builders accept and refuse, and what the tables hold."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from upstream import SOURCED, listed, refused, written

from helpers import countries, load
from helpers.build import events
from helpers.sources import (
    compiled,
    dated_statements,
    fariss_gdp_population,
    timeline,
    us_cpi,
    worldbank_gdp_population,
)
from helpers.sources.snapshots import Snapshots


def test_country_table_has_every_code():
    frame = load("states/codes")
    assert list(frame["iso3"]) == countries.codes()


# GDP and population


def test_sources_are_kept_apart():
    frame = load("power/countries")
    assert len(frame[["indicator", "source", "unit"]].drop_duplicates()) == frame["indicator"].nunique()
    has_sd = frame["sd"].notna()
    assert (frame["source"][has_sd] == fariss_gdp_population.SOURCE.name).all()
    assert (frame["source"][~has_sd] == worldbank_gdp_population.SOURCE.name).all()
    assert (frame["value"] > 0).all()


def test_only_permitted_series_and_no_soviet_estimates():
    frame = load("power/countries")
    estimates = frame[frame["source"] == fariss_gdp_population.SOURCE.name]
    assert set(estimates["iso3"]) == set(countries.FOCUS)
    assert estimates.query("iso3 == 'RUS'")["year"].min() == 1992
    assert "SUN" not in set(frame["iso3"])


def test_no_group_of_countries_is_a_country():
    frame = load("power/countries")
    people = frame.query("indicator == 'population' and year == 2020").set_index("iso3")["value"]
    assert 7.6e9 < people.sum() < 8.0e9
    assert people.idxmax() in ("CHN", "IND")
    assert frame.query("iso3 == 'PRK' and indicator == 'gdp_usd_current'").empty


def test_estimates_of_population_agree_with_the_world_bank_within_their_band():
    frame = load("power/countries").query("year == 2019")
    estimate = frame.query("indicator == 'population_estimate'").set_index("iso3")
    other = frame.query("indicator == 'population'").set_index("iso3")["value"].loc[estimate.index]
    assert ((estimate["value"] - other).abs() < 2 * estimate["sd"]).all()


def test_world_bank_values_above_zero_and_known_codes_only(tmp_path):
    header = "Country Name,Country Code,Year,Value\r\n"

    def read(gdp):
        folder = written(tmp_path, worldbank_gdp_population.SOURCE, "worldbank_gdp_current_usd.csv", header + gdp)
        written(tmp_path, worldbank_gdp_population.SOURCE, "worldbank_population.csv", header + "Iran,IRN,2020,9\r\n")
        return worldbank_gdp_population.indicators(folder)

    frame = read("World,WLD,2020,5\r\nIran,IRN,2020,1\r\nKosovo,XKX,2020,2\r\n")
    assert list(zip(frame["iso3"], frame["value"], strict=True)) == [("IRN", 1), ("XKX", 2), ("IRN", 9)]
    message = refused(read, "Iran,IRN,2020,1\r\nIraq,IRQ,2020,\r\n")
    assert "worldbank_gdp_current_usd.csv, line 3, column Value: an empty cell is not above zero" in message
    assert "line 2, column Value" in refused(read, "Iran,IRN,2020,0\r\n")
    assert "line 2, column Value" in refused(read, "Iran,IRN,2020,n/a\r\n")
    assert "'IRX'" in refused(read, "Iran,IRX,2020,1\r\n")


def test_estimates_need_a_standard_deviation(tmp_path):
    columns = ["mrgdppc", "sd_mrgdppc", "pwtrgdp", "sd_pwtrgdp", "pwtpop", "sd_pwtpop"]
    rows = pd.DataFrame({"ccode": [365, 365, 630, 645], "year": [1991, 1992, 1992, 1992]}).assign(
        **dict.fromkeys(columns, 2.0)
    )
    folder = tmp_path / fariss_gdp_population.SOURCE.name
    folder.mkdir()
    rows.to_parquet(folder / fariss_gdp_population.FILE)
    frame = fariss_gdp_population.indicators(Snapshots(tmp_path))
    assert set(zip(frame["iso3"], frame["year"], strict=True)) == {("RUS", 1992), ("IRN", 1992)}
    assert set(frame.query("indicator == 'population_estimate'")["value"]) == {2e6}
    rows.loc[2, "sd_pwtpop"] = None
    rows.to_parquet(folder / fariss_gdp_population.FILE)
    assert "column sd_pwtpop: missing for IRN 1992" in refused(fariss_gdp_population.indicators, Snapshots(tmp_path))
    rows.drop(columns="pwtpop").to_parquet(folder / fariss_gdp_population.FILE)
    assert "cw_gdppop.parquet" in refused(fariss_gdp_population.indicators, Snapshots(tmp_path))


# Prices


def test_deflator_is_a_mean_of_months():
    frame = load("power/deflator").set_index("year")
    assert frame.loc[1983, "cpi"] == pytest.approx(99.6, abs=0.05)
    assert list(frame.index) == list(range(1913, 2026))
    assert frame.loc[2025, "months"] == 11 and (frame.drop(2025)["months"] == 12).all()


def test_index_of_prices_is_read_strictly(tmp_path):
    months = [f"{year}-{month:02d}-01,{100 + month}" for year in (2020, 2021) for month in range(1, 13)]

    def read(lines):
        return us_cpi.annual_means(written(tmp_path, us_cpi.SOURCE, us_cpi.FILE, "\n".join(["Date,Index", *lines])))

    assert list(read(months)["cpi"]) == [106.5, 106.5]
    assert list(read(months[:-2])["year"]) == [2020], "ten months are no year"
    assert list(read(months[:-1])["months"]) == [12, 11]
    assert "line 3, column Date: '2020-01-01' occurs twice" in refused(read, [months[0], months[0]])
    assert "line 2, column Date: '2020-01-15'" in refused(read, ["2020-01-15,100"])
    assert "line 2, column Index" in refused(read, ["2020-01-01,"])


# Timeline


GOOD = {
    "date": "1999-12-31",
    "date_precision": "day",
    "category": "arms",
    "tone": "cooperation",
    "importance": "2",
    "countries": "RUS;IRN",
    "title": "A delivery",
    "description": "Something is delivered.",
    "review": "read",
} | SOURCED


def test_timeline_holds_the_confirmed_rows_only():
    everything = timeline.read()
    published = events.confirmed_events(None)
    assert len(published) == everything["confirmed"].sum() < len(everything)
    assert "1962-09-15-iran-assures-moscow-it-will-host-no-foreign-missile-bases" not in set(published["event_id"])
    assert published["event_id"].is_unique and published["source_url"].notna().all()


def test_timeline_is_sorted_by_date_as_written():
    lines = [line[:10].split(",")[0] for line in timeline.FILE.read_text(encoding="utf-8").splitlines()[1:]]
    assert lines == sorted(lines)


def test_dates_begin_where_the_written_date_begins(tmp_path):
    rows = [
        GOOD,
        GOOD | {"date": "1999-12", "date_precision": "month", "title": "Month"},
        GOOD | {"date": "1999", "date_precision": "year", "title": "Year"},
    ]
    frame = timeline.read(listed(tmp_path, timeline, *rows))
    assert list(frame["date"].astype("str")) == ["1999-12-31", "1999-12-01", "1999-01-01"]
    assert list(frame["event_id"]) == ["1999-12-31-a-delivery", "1999-12-month", "1999-year"]
    assert frame["note"].isna().all()


@pytest.mark.parametrize(
    "column, value, said",
    [
        ("date", "1999-13-01", "'1999-13-01' is not a date"),
        ("date", "1999-02-30", "'1999-02-30' is not a date"),
        ("date", "31.12.1999", "is not a date"),
        ("date", "99-12-31", "is not a date"),
        ("date_precision", "month", "which has precision day"),
        ("category", "weapons", "'weapons' is not one of treaty, war"),
        ("tone", "neutral", "'neutral' is not one of cooperation"),
        ("importance", "4", "'4' is not one of 1, 2, 3"),
        ("review", "seen", "'seen' is not one of read"),
        ("confirmed", "maybe", "'maybe' is not one of yes, no"),
        ("countries", "RUS;IRX", "unknown country code 'IRX': did you mean"),
        ("countries", "RUS,IRN", "unknown country code 'RUS,IRN'"),
        ("countries", "RUS;RUS", "names a country twice"),
        ("countries", "", "unknown country code ''"),
        ("title", "", "is empty"),
        ("title", "x" * 67, "67 characters, at most 66"),
        ("title", "A delivery", "stands in line 2 as well"),
        ("description", " ", "is empty"),
        ("source_title", "", "needs a source"),
        ("source_url", "example.org", "is not a web address"),
        ("source_quality", "good", "'good' is not one of primary"),
    ],
)
def test_malformed_rows_are_refused_with_line_and_column(tmp_path, column, value, said):
    path = listed(tmp_path, timeline, GOOD, GOOD | {"title": "Another", column: value})
    message = refused(timeline.read, path)
    assert message.startswith(f"timeline.csv, line 3, column {column}: ")
    assert said in message


def test_line_numbers_count_lines_not_rows(tmp_path):
    rows = [GOOD | {"description": "Two\nlines."}, GOOD | {"title": "Another", "tone": "neutral"}]
    assert "line 4, column tone" in refused(timeline.read, listed(tmp_path, timeline, *rows))


def test_broken_files_are_refused(tmp_path):
    path = tmp_path / "timeline.csv"
    path.write_text(",".join(timeline.COLUMNS[1:]) + "\n")
    assert "line 1: the columns must be date, " in refused(timeline.read, path)
    path = listed(tmp_path, timeline, GOOD)
    path.write_text(path.read_text(encoding="utf-8") + "1999-12-31,day,arms\n", encoding="utf-8")
    assert "line 3: 3 fields, not 14" in refused(timeline.read, path)
    path.write_bytes(b"\xff\xfe")
    assert "timeline.csv: cannot be read" in refused(timeline.read, path)
    assert "cannot be read" in refused(timeline.read, tmp_path / "absent.csv")


def test_unconfirmed_leads_need_no_source(tmp_path):
    empty = {"source_title": "", "source_url": "", "source_quality": "", "confirmed": "no"}
    frame = timeline.read(listed(tmp_path, timeline, GOOD | empty))
    assert not frame["confirmed"].any() and frame["source_url"].isna().all()


def test_an_empty_list_is_refused(tmp_path):
    assert refused(timeline.read, listed(tmp_path, timeline)) == "timeline.csv: has no rows; restore it"


# Dates and periods as written


@given(st.dates(min_value=date(1700, 1, 1), max_value=date(2100, 12, 31)))
def test_a_date_as_written_covers_its_days_and_no_other(day):
    for length in compiled.PRECISIONS:
        first, last = compiled.days(day.isoformat()[:length])
        assert first <= day <= last
        text = day.isoformat()[:length]
        assert first.isoformat()[:length] == last.isoformat()[:length] == text
        assert not (first - timedelta(days=1)).isoformat().startswith(text)
        assert not (last + timedelta(days=1)).isoformat().startswith(text)


@pytest.mark.parametrize(
    "text", ["", "99", "1999-1", "1999-00", "1999-02-29", "0000", "1999-12-31 ", "١٩٩٩", "1999/12"]
)
def test_what_is_no_date(text):
    assert compiled.days(text) is None


# Statements


SAID = {
    "id": "trade_2023",
    "subject": "russia_iran_trade",
    "indicator": "total_trade",
    "pair_or_actor": "RUS-IRN",
    "period": "2023",
    "value": "4",
    "value_low": "",
    "value_high": "",
    "unit": "usd_billion",
    "speaker": "A minister",
    "statement_date": "2024-02",
    "date_precision": "month",
} | SOURCED


def statements(folder, *changes):
    """What is read from rows that differ from `SAID` by `changes`."""
    rows = [SAID | {"id": f"row_{place}"} | change for place, change in enumerate(changes)]
    return dated_statements.read(listed(folder, dated_statements, *rows))


def test_statements_hold_the_confirmed_rows_only():
    everything = dated_statements.read().set_index("id")
    published = load("events/statements").set_index("id")
    assert set(published.index) == set(everything.index[everything["confirmed"]])
    assert "trade_2014_fts_lead" in everything.index and "trade_2014_fts_lead" not in published.index
    assert published["source_url"].notna().all()


def test_figures_that_are_almost_surely_wrong_are_marked():
    published = load("events/statements").set_index("id")
    marked = {"trade_2024_q1_rus_exp_growth", "trade_2018_sanaei", "op_rus_irn_2014_pew"}
    assert set(published.index[~published["plot"]]) == marked
    assert published.loc["trade_2024_q1_rus_exp_growth", "value"] == 778


def test_every_stated_figure_lies_in_its_range_and_period():
    published = load("events/statements")
    low, high = published["value_low"], published["value_high"]
    assert (published["value"].notna() | (low.notna() & high.notna())).all()
    assert not ((low > published["value"]) | (published["value"] > high) | (low > high)).any()
    assert (published["period_start"] <= published["period_end"]).all()
    assert len(published[["indicator", "unit"]].drop_duplicates()) == published["indicator"].nunique()


def test_notes_name_published_rows_only():
    published = load("events/statements")
    named = published["note"].dropna().str.findall(r"[a-z0-9]+(?:_[a-z0-9]+)+").explode().dropna()
    assert len(named) > 100 and set(named) <= set(published["id"])


def test_parts_of_a_year_and_iranian_years_have_no_year():
    published = load("events/statements").set_index("id")
    assert published.loc["trade_2023_irn_exp_jalali", "year"] == 2023
    iranian = published.loc["trade_1402_irn_exp"]
    assert pd.isna(iranian["year"])
    assert [str(iranian[end].date()) for end in ("period_start", "period_end")] == ["2023-03-21", "2024-03-19"]
    has_year = published["year"].notna()
    days = (published["period_end"] - published["period_start"]).dt.days + 1
    assert days[has_year].isin([365, 366]).all() and (published["period_start"][has_year].dt.day_of_year == 1).all()


@pytest.mark.parametrize(
    "period, start, end, year",
    [
        ("2024", "2024-01-01", "2024-12-31", 2024),
        ("2024-02", "2024-02-01", "2024-02-29", None),
        ("2024-02-10", "2024-02-10", "2024-02-10", None),
        ("2023-01/2023-09", "2023-01-01", "2023-09-30", None),
        ("2023-01/2023-12", "2023-01-01", "2023-12-31", 2023),
        ("2023/2024", "2023-01-01", "2024-12-31", None),
        ("2023-03-21/2024-03-19", "2023-03-21", "2024-03-19", None),
    ],
)
def test_periods_are_read_to_their_last_day(tmp_path, period, start, end, year):
    row = statements(tmp_path, {"period": period}).iloc[0]
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (start, end)
    assert row["year"] == year if year else pd.isna(row["year"])


def test_what_is_not_stated_stays_missing(tmp_path):
    frame = statements(tmp_path, {"value": "", "value_low": "-1.5", "value_high": "0"}, {"note": "About. Do not plot."})
    assert frame["value"].isna().tolist() == [True, False]
    assert frame.loc[0, "value_low"] == -1.5 and frame.loc[0, "value_high"] == 0
    assert pd.isna(frame.loc[1, "value_low"]) and frame["plot"].tolist() == [True, False]
    assert str(frame.loc[0, "statement_date"].date()) == "2024-02-01"


@pytest.mark.parametrize("party", ["IRN", "EU", "EAEU-IRN", "IRN-EAEU", "PRK-RUS"])
def test_parties_are_countries_or_unions(tmp_path, party):
    assert statements(tmp_path, {"pair_or_actor": party}).loc[0, "pair_or_actor"] == party


@pytest.mark.parametrize(
    "column, value, said",
    [
        ("id", "row_0", "'row_0' stands in line 2 as well"),
        ("id", "Row 1", "is not a name of small letters"),
        ("indicator", "", "is not a name of small letters"),
        ("subject", "trade", "'trade' is not one of russia_iran_trade"),
        ("unit", "bn", "'bn' is not one of usd_billion"),
        ("unit", "percent", "'percent', but total_trade is in usd_billion in line 2"),
        ("pair_or_actor", "RUS-IRX", "unknown country code 'IRX': did you mean"),
        ("pair_or_actor", "RUS;IRN", "unknown country code 'RUS;IRN'"),
        ("pair_or_actor", "", "unknown country code ''"),
        ("pair_or_actor", "IRN-IRN", "names a country twice"),
        ("pair_or_actor", "RUS-IRN-CHN", "names more than two parties"),
        ("period", "", "'' is not a period"),
        ("period", "1402", "write Iranian years as Gregorian dates"),
        ("period", "2023-13", "'2023-13' is not a period"),
        ("period", "2023-02-29", "is not a period"),
        ("period", "2023-2024", "is not a period"),
        ("period", "2021/2022/2023", "is not a period"),
        ("period", "2023/", "is not a period"),
        ("period", "2023-09/2023-01", "ends before it begins"),
        ("value", "", "is empty; give a number, or both value_low and value_high"),
        ("value", "4,5", "'4,5' is not a number"),
        ("value", "nan", "'nan' is not a number"),
        ("value", "1e3", "'1e3' is not a number"),
        ("value", "about 4", "'about 4' is not a number"),
        ("value_low", "5", "5 is above the value 4"),
        ("value_high", "3", "3 is below the value 4"),
        ("speaker", "", "is empty"),
        ("statement_date", "2024-02-30", "'2024-02-30' is not a date"),
        ("statement_date", "1402-11", "write Iranian years as Gregorian dates"),
        ("date_precision", "day", "does not fit the date 2024-02, which has precision month"),
        ("confirmed", "", "'' is not one of yes, no"),
        ("source_title", "", "needs a source"),
        ("source_url", "example.org", "is not a web address"),
        ("source_quality", "good", "'good' is not one of primary"),
    ],
)
def test_malformed_statements_are_refused_with_line_and_column(tmp_path, column, value, said):
    message = refused(statements, tmp_path, {}, {column: value})
    assert message.startswith(f"dated_statements.csv, line 3, column {column}: ")
    assert said in message


def test_ends_of_a_mere_range_are_in_order(tmp_path):
    change = {"value": "", "value_low": "3", "value_high": "2"}
    assert "line 2, column value_high: 2 is below value_low 3" in refused(statements, tmp_path, change)


def test_statement_leads_need_no_source(tmp_path):
    empty = {"source_title": "", "source_url": "", "source_quality": "", "confirmed": "no"}
    frame = statements(tmp_path, empty)
    assert not frame["confirmed"].any() and frame["source_url"].isna().all()
