"""`workbook refresh`: what is asked for, what a new release would change, and the real files where they are."""

import gzip
import shutil

import pandas as pd
import pytest
from local_server import Reply
from test_build_arms import snapshots  # noqa: F401  a fixture: the folder of upstream files, or skip
from test_clients_services import SHEET, TRADES, fetch, handed_out, into, server  # noqa: F401  two fixtures

from helpers import load
from helpers.build import arms as tables
from helpers.build.tables import wanted
from helpers.clients import releases
from helpers.datasets import description, local, storage
from helpers.sources import sipri_arms, sipri_milex
from helpers.workbook import cli
from helpers.workbook.refresh import differences

CPI = Reply(("observation_date,CPIAUCNS\n" + "".join(f"2001-{n:02d}-01,{100 + n}\n" for n in range(1, 13))).encode())


def said(capsys, *arguments):
    status = cli.main(["refresh", *map(str, arguments)])
    streams = capsys.readouterr()
    return status, streams.out, streams.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--download"], "name what to download: baci_pairs, comtrade_2021"),
        (["--download", "us_cpy"], "no download of 'us_cpy': did you mean us_cpi?"),
        (["--download", "xyz"], "no download of 'xyz': there are baci_pairs"),
        (["--download", "us_cpi", "--from", "."], "--from is a folder to build from; give the folder for downloads"),
        (["--into", "x", "--from", "."], "--into is where --download writes; to build from a folder give --from DIR"),
    ],
)
def test_what_cannot_be_meant_is_one_line(capsys, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    status, out, err = said(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"workbook: {says}") and err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_downloads_is_the_project_s_or_the_environment_s(monkeypatch, tmp_path):
    monkeypatch.delenv("WORKBOOK_DOWNLOADS", raising=False)
    assert local.folder() == description.DATA.parent / "downloads"
    monkeypatch.setenv("WORKBOOK_DOWNLOADS", str(tmp_path))
    assert local.folder() == tmp_path
    assert local.downloaded("baci_pairs/pairs") is None


def test_a_download_tells_what_to_do_next_and_its_build_must_be_agreed_to(capsys, server, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("WORKBOOK_DOWNLOADS", str(tmp_path / "local"))
    monkeypatch.setattr(description, "DATA", tmp_path / "data")
    monkeypatch.setattr("helpers.workbook.licences.update", lambda: None)
    server.replies["/graph/fredgraph.csv"] = CPI
    status, out, err = said(capsys, "--download", "us_cpi", "us_cpi")
    assert status == 0
    lines = out.splitlines()
    assert lines[0].startswith(f"us_cpi downloaded to {tmp_path}/local/us_cpi in ")
    assert f"  build with: workbook refresh power/deflator --from {tmp_path}/local --accept" in lines
    assert "us_cpi: asking for CPIAUCNS" in err

    status, out, err = said(capsys, "power/deflator", "--from", tmp_path / "local")
    assert (status, out) == (1, "")
    assert "us_cpi was downloaded on 20" in err and "will name that day in place of" in err
    assert err.splitlines()[-1].endswith("nothing is written: run the command again with --accept to take it")
    assert not (tmp_path / "data").exists()

    status, out, _ = said(capsys, "power/deflator", "--from", tmp_path / "local", "--accept")
    assert status == 0 and out.startswith("1 tables written")
    built = description.read_sidecar("power/deflator")
    assert storage.read_parquet(built)["cpi"].tolist() == [106.5]
    assert built.sources[0].short.startswith("US Bureau of Labor Statistics, ")
    assert "downloaded 20" in built.sources[0].short and built.sources[0].version.startswith("downloaded 20")


def test_only_rows_of_the_downloaded_source_get_its_day(tmp_path):
    from helpers.build.trade import PAIRS
    from helpers.build.vintages import relabelled
    from helpers.sources.snapshots import Snapshots

    (tmp_path / "cow_trade").mkdir()
    (tmp_path / "baci_pairs").mkdir()
    (tmp_path / "cow_trade" / "source.yml").write_text("name: cow_trade\nfiles: []\n")
    frame = pd.DataFrame({"source": ["baci_pairs", "cow_trade"], "vintage": ["202201", "4.0"]})
    same, untouched = relabelled(PAIRS, frame, Snapshots(tmp_path))
    assert same is PAIRS and untouched is frame
    (tmp_path / "baci_pairs" / "source.yml").write_text("name: baci_pairs\ndownloaded: 2026-11-22\nfiles: []\n")
    table, relabelled_frame = relabelled(PAIRS, frame, Snapshots(tmp_path))
    assert relabelled_frame["vintage"].tolist() == ["downloaded 2026-11-22", "4.0"]
    assert [s.version for s in table.sources if s.name == "baci_pairs"] == ["downloaded 2026-11-22"]
    assert [s for s in table.sources if s.name == "cow_trade"] == [s for s in PAIRS.sources if s.name == "cow_trade"]


# ---------------------------------------------------------------- what a release changes

OLD = pd.DataFrame({"iso3": ["IRN", "IRN", "RUS", "FRA"], "year": [2020, 2021, 2020, 2020]}).assign(
    indicator="share_of_gdp", value=[0.02, 0.03, 0.04, 0.05], flag="figure"
)


def test_equal_releases_have_no_changes_whatever_their_order():
    assert releases.spending_changes(OLD, OLD.iloc[::-1]) == []
    deals = load("arms/deals")
    assert releases.deal_changes(deals, deals.sample(frac=1, random_state=1)) == []


def test_changes_are_told_by_kind():
    new = OLD.assign(
        year=[2020, 2022, 2020, 2020], value=[0.02, 0.03, 0.0401, 0.99], flag=["estimate", *["figure"] * 3]
    )
    assert releases.spending_changes(OLD, new) == [
        "1 added:",
        "+ IRN, 2022, share_of_gdp",
        "1 removed:",
        "- IRN, 2021, share_of_gdp",
        "2 changed:",
        "~ IRN, 2020, share_of_gdp: flag 'figure' -> 'estimate'",
        "~ RUS, 2020, share_of_gdp: value '0.04' -> '0.0401'",
    ]


def test_a_figure_that_is_no_longer_given_is_removed_and_not_zero():
    assert releases.spending_changes(OLD, OLD.assign(value=[None, *OLD["value"][1:]]))[0] == "1 removed:"


def test_deals_that_are_alike_are_told_apart():
    deals = load("arms/deals", supplier="RUS", recipient="CHN")
    twice = deals[deals.duplicated(["order_year", "designation"], keep=False)]
    assert len(twice) > 1
    one_less = deals.drop(twice.index[-1])
    assert releases.deal_changes(deals, one_less)[0] == "1 removed:"
    assert releases.deal_changes(one_less, deals)[0] == "1 added:"


def test_long_lists_are_cut_and_counted():
    many = pd.concat([OLD.iloc[[0]].assign(year=year) for year in range(1950, 1990)])
    lines = releases.spending_changes(OLD.iloc[:0], many)
    assert lines[0] == "40 added:" and lines[-1] == "+ and 25 more" and len(lines) == releases.MOST + 2


# ---------------------------------------------------------------- the real files, where they are


@pytest.fixture
def copy(snapshots, tmp_path):  # noqa: F811
    """The register and its categories without their description, so that they can be changed."""
    folder = tmp_path / "copy/sipri_arms"
    folder.mkdir(parents=True)
    for file in (sipri_arms.REGISTER, sipri_arms.CATEGORIES):
        shutil.copyfile(snapshots.path(sipri_arms.SOURCE, file), folder / file)
    return folder


def text_of_register(snapshots):  # noqa: F811
    return gzip.decompress(snapshots.path(sipri_arms.SOURCE, sipri_arms.REGISTER).read_bytes()).decode("windows-1252")


def test_the_same_release_changes_nothing(copy):
    assert differences(copy.parent, wanted(["arms/deals"])) == []


def test_a_changed_release_is_shown_and_not_built_unless_accepted(copy, snapshots, capsys):  # noqa: F811
    text = text_of_register(snapshots)
    row = next(line for line in text.splitlines() if line.startswith("Iran,Russia,") and "S-300PMU2" in line)
    (copy / sipri_arms.REGISTER).write_bytes(
        gzip.compress(text.replace(row, row.replace(",2016,", ",2016; 2017,")).encode())
    )
    before = description.sidecar_path("arms/deals").read_bytes()
    status, _, err = said(capsys, "arms/deals", "--from", copy.parent)
    assert status == 1
    assert "~ Russia, Iran, 2015, S-300PMU2 Favorit: delivery_years '2016' -> '2016; 2017'" in err
    assert err.splitlines()[-1].startswith("workbook: another release would replace the one in data/")
    assert description.sidecar_path("arms/deals").read_bytes() == before


def test_the_whole_register_by_way_of_the_client(snapshots, server, into, monkeypatch):  # noqa: F811
    server.replies[TRADES] = handed_out(text_of_register(snapshots))
    lines = fetch("sipri_arms", into)
    assert any(line.startswith("deals of the focal states: as in the table arms/deals") for line in lines)
    monkeypatch.setenv("WORKBOOK_DOWNLOADS", str(into.folder))
    register = local.full_register()
    assert len(register) == tables.WHOLE["deals"]
    assert register["tiv_delivered"].sum() == pytest.approx(2_133_347.7, abs=0.1)
    excerpt = tables.excerpt(register)
    assert len(excerpt) == len(load("arms/deals"))


def test_the_expenditure_workbook_by_way_of_the_client(snapshots, server, into):  # noqa: F811
    server.replies[SHEET] = Reply(snapshots.path(sipri_milex.SOURCE, sipri_milex.WORKBOOK).read_bytes())
    lines = fetch("sipri_milex", into)
    assert any(line.startswith("expenditure of the focal states: as in the table arms/expenditure") for line in lines)
