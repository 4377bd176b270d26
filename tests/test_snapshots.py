"""Reading upstream files: strict, and in one clear line when they are not what they should be."""

import gzip
from math import ceil

import pandas as pd
import pytest
from upstream import refused

from helpers.build import tables
from helpers.datasets import description
from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources.snapshots import Snapshots, calendar_days, refuse

SOURCE = Source(
    name="made_up",
    title="t",
    producer="p",
    short="s",
    citation="c",
    version="1",
    url="https://example.org/data",
    licence="l",
    redistribution="open",
    use="u",
)
COLUMNS = {"iso3": "text", "year": "integer", "value": "number"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "made_up").mkdir()
    return tmp_path


def read(folder, text, **options):
    (folder / "made_up/file.csv").write_text(text, encoding="utf-8")
    return Snapshots(folder).csv(SOURCE, "file.csv", COLUMNS, **options)


def test_types_and_silence(folder):
    frame = read(folder, "iso3,year,value,more\nNAM,2001,,x\nIRN,2002,0,y\n")
    assert frame["iso3"].tolist() == ["NAM", "IRN"]
    assert frame["value"].isna().tolist() == [True, False]
    assert frame["value"][1] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("iso3,year,value\nIRN,2001,abc\n", "file.csv, line 2, column value: 'abc' is not a number"),
        ("iso3,year,value\nIRN,2001,1\nIRN,20o2,1\n", "line 3, column year: '20o2' is not a whole number"),
        ("iso3,year,value\nIRN,2001.5,1\n", "line 2, column year: '2001.5' is not a whole number"),
        ("iso3,year,value\nIRN,2001\n", "Expected 3 columns, got 2"),
        ("iso3,year,value\nIRN,2001,1,9,9\n", "Expected 3 columns, got 5"),
        ("iso3,jahr,value\nIRN,2001,1\n", "line 1: column 'year' is missing"),
        ("", "cannot be read as CSV"),
    ],
)
def test_malformed_csv_is_one_line(folder, text, words):
    with pytest.raises(WorkbookError) as error:
        read(folder, text)
    assert "made_up/file.csv" in str(error.value)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_refusal_names_the_line_of_the_file(folder):
    frame = read(folder, "iso3,year,value\nIRN,2001,1\nRUS,2002,2\nCHN,,3\n")
    part = frame[frame["iso3"] != "IRN"]
    refuse(part["value"] > 3, part["value"], "made_up/file.csv", "is large")
    said = "made_up/file.csv, line 3, column value: 2.0 is above 1; get the file again"
    assert refused(refuse, part["value"] > 1, part["value"], "made_up/file.csv", "is above 1") == said
    said = "f, line 4, column year: an empty cell is early; look"
    assert refused(refuse, part["year"] < 2002, part["year"], "f", "is early", todo="look") == said
    days = pd.Series(["2020-02-29", "2021-02-29"], name="day")
    assert calendar_days(days[:1], "f").tolist() == [pd.Timestamp("2020-02-29")]
    assert "f, line 3, column day: '2021-02-29' is not a date" in refused(calendar_days, days, "f")


def test_parquet_without_a_column_and_what_is_no_parquet(folder):
    path = folder / "made_up/file.parquet"
    pd.DataFrame({"a": [1], "b": [2]}).to_parquet(path)
    opened = Snapshots(folder)
    assert opened.parquet(SOURCE, path.name, ["b"]).to_dict("list") == {"b": [2]}
    assert "made_up/file.parquet: column 'c' is missing" in refused(opened.parquet, SOURCE, path.name, ["a", "c"])
    path.write_bytes(b"<html>")
    assert "made_up/file.parquet: cannot be read as Parquet" in refused(opened.parquet, SOURCE, path.name, ["a"])


def test_truncated_gzip(folder):
    whole = gzip.compress(b"iso3,year,value\n" + b"IRN,2001,1\n" * 5000)
    (folder / "made_up/file.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WorkbookError, match=r"made_up/file.csv.gz: cannot be read as CSV"):
        Snapshots(folder).csv(SOURCE, "file.csv.gz", COLUMNS)


def test_missing_folder_and_file(tmp_path, folder):
    with pytest.raises(WorkbookError, match="no such folder"):
        Snapshots(tmp_path / "nowhere")
    with pytest.raises(WorkbookError, match=r"made_up/other.csv is missing .* https://example.org/data"):
        Snapshots(folder).path(SOURCE, "other.csv")


def test_file_that_is_not_the_one_described(folder):
    (folder / "made_up/source.yml").write_text("files:\n- path: file.csv\n  sha256: abc\n", encoding="utf-8")
    with pytest.raises(WorkbookError, match=r"is not the file that its source.yml describes"):
        read(folder, "iso3,year,value\nIRN,2001,1\n")


def test_build_writes_nothing_when_a_source_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(description, "DATA", tmp_path / "data")
    (tmp_path / "sources").mkdir()
    with pytest.raises(WorkbookError, match="is missing in the snapshots"):
        tables.build(tmp_path / "sources", ["un_ga_votes"])
    assert not (tmp_path / "data").exists()


def test_unknown_selection():
    with pytest.raises(WorkbookError, match="'sipri' is neither a table nor a source"):
        tables.wanted(["sipri"])


def test_excerpt_above_ten_per_cent_is_refused():
    """SIPRI's rule, for one table and for all tables of a data set together."""
    table = description.read_sidecar("arms/totals")
    table.built["rows"] = ceil(0.1 * table.excerpt_of)
    with pytest.raises(WorkbookError, match=r"arms/totals: .* must stay below 10 per cent"):
        tables.check_excerpts([table])
    table.built["rows"] = 1
    items = description.read_sidecar("arms/items")
    items.built["rows"] = round(0.0999 * items.excerpt_of)
    deals = description.read_sidecar("arms/deals")
    deals.built["rows"] = round(0.0999 * deals.excerpt_of)
    revisions = description.read_sidecar("arms/revisions")
    revisions.built["rows"] = round(0.0999 * revisions.excerpt_of)
    releases = description.read_sidecar("arms/releases")
    releases.built["rows"] = 1200
    with pytest.raises(WorkbookError, match="all tables of sipri_arms together"):
        tables.check_excerpts([table, items, deals, revisions, releases])


def test_published_excerpts_keep_the_rule():
    for name, whole in {"arms/deals": 29_916, "arms/items": 60_229, "arms/totals": 10_584}.items():
        table = description.read_sidecar(name)
        assert table.excerpt_of == whole
        assert table.built["rows"] < 0.1 * whole
        assert table.built["excerpt_share"] == round(table.built["rows"] / whole, 4)
    tables.check_excerpts([])


def test_a_table_cut_short_is_refused(monkeypatch):
    """A file that ends at the end of a line, too early, is valid CSV; the table would lose most of its rows."""
    table = description.read_sidecar("power/deflator")
    table.built["rows"] = 75
    with pytest.raises(WorkbookError, match="power/deflator: 75 rows, where data/ has 113; is a source file cut short"):
        tables.check_lengths([table])
    table.built["rows"] = 112
    tables.check_lengths([table])


@pytest.mark.parametrize("text", [": [bad", "name: made_up\n", "- 1\n"])
def test_a_source_description_that_cannot_be_read_is_one_line(folder, text):
    (folder / "made_up/source.yml").write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError) as error:
        read(folder, "iso3,year,value\nIRN,2001,1\n")
    assert "made_up/source.yml cannot be read" in str(error.value)
    assert "\n" not in str(error.value)
