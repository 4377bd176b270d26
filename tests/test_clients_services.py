"""Clients of the data services against a server on this machine; every reply is made up, in the documented shape."""

import base64
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import threading
import zipfile

import pandas as pd
import pytest
from local_server import Reply, Server
from test_build_arms import HEADER, ROWS, text_of, workbook_of

from helpers.build import power
from helpers.build.tables import build
from helpers.clients import baci, comtrade, connection, deposit, download, imf, sipri, worldbank
from helpers.clients.deposit import Deposit, downloaded_on
from helpers.datasets import description, local, storage
from helpers.errors import WorkbookError
from helpers.sources import (
    baci_pairs,
    comtrade_2021,
    comtrade_partner_declared,
    comtrade_russia_hs2,
    imf_imts_russia,
    oil_prices,
    sipri_arms,
    sipri_milex,
    us_cpi,
    worldbank_gdp_population,
)
from helpers.sources.snapshots import Snapshots
from helpers.workbook import environment

SERVICES = ("baci", "comtrade", "eia", "fred", "imf", "sipri", "sipri_site", "worldbank")


@pytest.fixture
def server(monkeypatch):
    server = Server()
    for service in SERVICES:
        monkeypatch.setenv(f"WORKBOOK_URL_{service.upper()}", server.address)
    for key in ("COMTRADE_API_KEY", "EIA_API_KEY"):
        monkeypatch.setenv(key, "made-up-key")
    monkeypatch.setattr(connection, "pause", lambda seconds: None)
    yield server
    server.close()


@pytest.fixture
def into(tmp_path):
    return Deposit(tmp_path / "local")


def fetch(source, into, **options):
    said = []
    download(source, into, said.append, **options)
    return said


def refused(source, into, match, **options):
    """The one line with which a download ends; the folder of the source must not be there."""
    with pytest.raises(WorkbookError, match=match) as error:
        fetch(source, into, **options)
    assert "\n" not in str(error.value)
    assert not into.path(source).exists()
    return error.value


# ---------------------------------------------------------------- the folder of downloads


def test_finished_parts_are_used_again_for_a_day(into, monkeypatch):
    calls = []

    def rows():
        calls.append(1)
        return pd.DataFrame({"a": [len(calls)]})

    first = into.part("x", {"page": 1}, rows)
    assert into.part("x", {"page": 1}, rows) == first and len(calls) == 1
    assert into.part("x", {"page": 2}, rows) != first and len(calls) == 2
    monkeypatch.setattr(deposit, "FRESH", -1)
    into.part("x", {"page": 1}, rows)
    assert len(calls) == 3


def test_a_folder_of_other_files_is_left_alone(into):
    into.path("us_cpi").mkdir()
    (into.path("us_cpi") / "cpiai.csv").write_text("mine")
    with pytest.raises(WorkbookError, match=r"holds files that were not downloaded by this command; .* --into"):
        fetch("us_cpi", into)
    assert (into.path("us_cpi") / "cpiai.csv").read_text() == "mine"


def test_a_failure_while_writing_leaves_the_old_files_whole(into, server):
    into.put("us_cpi", us_cpi.SOURCE, {us_cpi.FILE: b"old"}, "address")

    def fails(path):
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        into.put("us_cpi", us_cpi.SOURCE, {us_cpi.FILE: b"new", "more": fails}, "address")
    assert (into.path("us_cpi") / us_cpi.FILE).read_bytes() == b"old"
    into.path("us_cpi").rename(into.folder / ".unfinished/us_cpi/old")  # a kill between the two renames
    into.work("us_cpi")
    assert Snapshots(into.folder).path(us_cpi.SOURCE, us_cpi.FILE).read_bytes() == b"old"


def test_the_folder_keeps_itself_out_of_git(into):
    assert (into.folder / ".gitignore").read_text() == "*\n"


# ---------------------------------------------------------------- World Bank

NAMES = {"IRN": "Iran, Islamic Rep.", "RUS": "Russian Federation", "": "High income"}


def bank(asked, pages=3, broken=None):
    """Pages of an indicator: one country a page, two years each, one of them without a value."""
    number = int(asked.query["page"])
    if number == broken:
        return Reply(b'[{"page": 2, "pages"')
    code = ["IRN", "RUS", ""][number - 1]
    rows = [
        {
            "indicator": {"id": asked.path.rsplit("/", 1)[1], "value": "made up"},
            "country": {"id": code[:2], "value": NAMES[code]},
            "countryiso3code": code,
            "date": str(year),
            "value": 1000.5 * number if year == 2001 else None,
            "unit": "",
            "obs_status": "",
            "decimal": 0,
        }
        for year in (2002, 2001)
    ]
    about = {"page": number, "pages": pages, "per_page": 2, "total": 6, "sourceid": "2", "lastupdated": "2026-01-28"}
    return Reply.json([about, rows])


def serve_bank(server, **options):
    for code in worldbank.CODES.values():
        server.replies[f"/country/all/indicator/{code}"] = lambda asked: bank(asked, **options)


def test_world_bank_pages_become_the_files_that_the_build_reads(server, into, tmp_path, monkeypatch):
    serve_bank(server)
    said = fetch("worldbank_gdp_population", into)
    assert "worldbank_gdp_population: 3 of 3 pages of NY.GDP.MKTP.CD" in said
    table = worldbank_gdp_population.indicators(Snapshots(into.folder))
    assert table["iso3"].tolist() == ["IRN", "RUS"] * 2
    assert table["value"].tolist() == [1000.5, 2001.0] * 2
    monkeypatch.setattr(description, "DATA", tmp_path / "data")
    monkeypatch.setattr(power, "SERIES", (worldbank_gdp_population,))
    (built,) = build(into.folder, ["power/countries"], report=said.append)
    assert storage.read_parquet(built)["value"].sum() == 6003


def test_world_bank_resumes_after_a_page_that_is_not_json(server, into):
    serve_bank(server, broken=2)
    refused("worldbank_gdp_population", into, r"indicator/NY\.GDP\.MKTP\.CD: the reply is not JSON")
    server.asked.clear()
    serve_bank(server)
    fetch("worldbank_gdp_population", into)
    gdp = [asked.query["page"] for asked in server.asked if asked.path.endswith("CD")]
    assert gdp == ["2", "3"]
    assert not (into.folder / ".unfinished").exists()


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ([{"message": [{"id": "120", "key": "Invalid value", "value": "not valid"}]}], r"refused \(not valid\)"),
        ([{"page": 1, "pages": 1}, None], r"not a page of an indicator"),
        ([{"page": 1, "pages": 1}, [{"country": {"value": "Iran"}, "date": "2001"}]], r"not a page of an indicator"),
        ([{"page": 2, "pages": 2}, [{"country": {"value": "Iran"}}]], r"not a page of an indicator"),
        ({"page": 1}, r"not a page of an indicator"),
    ],
)
def test_world_bank_replies_of_another_form_are_one_line(server, into, reply, said):
    server.replies["/country/all/indicator/NY.GDP.MKTP.CD"] = Reply.json(reply)
    refused("worldbank_gdp_population", into, said)


# ---------------------------------------------------------------- IMF

IMTS = """\
DATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE
IMF.STA:IMTS(1.0.0),RUS,XG_FOB_USD,IRN,A,2019,1500000000,6
IMF.STA:IMTS(1.0.0),RUS,XG_FOB_USD,IRN,A,2020,,6
IMF.STA:IMTS(1.0.0),RUS,MG_CIF_USD,IRN,A,2019,400000000.5,6
IMF.STA:IMTS(1.0.0),RUS,XG_FOB_USD,G001,A,2019,400000000000,6
IMF.STA:IMTS(1.0.0),RUS,XG_FOB_USD,IRN,A,2023,2900000000,6
"""
IMTS_PATH = "/data/IMF.STA,IMTS/RUS.XG_FOB_USD+MG_CIF_USD..A"


def test_imf_observations_become_the_file_that_the_reader_takes(server, into):
    server.replies[IMTS_PATH] = Reply(IMTS.encode())
    fetch("imf_imts_russia", into)
    assert server.asked[0].headers["Accept"] == imf.CSV
    pairs = imf_imts_russia.pairs(Snapshots(into.folder))
    rows = pairs[["exporter", "importer", "year", "value_usd", "reporter", "status"]].to_numpy().tolist()
    assert sorted(rows) == [
        ["IRN", "RUS", 2019, 400000000.5, "RUS", "declared"],
        ["RUS", "IRN", 2019, 1.5e9, "RUS", "declared"],
        ["RUS", "IRN", 2023, 2.9e9, "none", "estimated"],
    ]
    totals = imf_imts_russia.totals(Snapshots(into.folder))
    assert totals["value_usd"].tolist() == [4e11]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("COUNTERPART_COUNTRY", "PARTNER", r"has no column COUNTERPART_COUNTRY but DATAFLOW"),
        ("2019,1500000000", "2019,1.5e", r"line 2: XG_FOB_USD of 2019 is '1\.5e', not a yearly figure"),
        ("A,2019,1500000000", "M,2019-01,1500000000", r"line 2: XG_FOB_USD of 2019-01"),
        ("XG_FOB_USD,IRN", "XG_CIF_USD,IRN", r"line 2: XG_CIF_USD of 2019"),
        ("400000000000,6", "400000,6", r"exports to the world are 400,000, which cannot be dollars"),
        (",G001,", ",G163,", r"exports to the world are absent"),
    ],
)
def test_imf_replies_of_another_form_are_one_line(server, into, old, new, said):
    server.replies[IMTS_PATH] = Reply(IMTS.replace(old, new).encode())
    refused("imf_imts_russia", into, said)


def test_an_imf_page_instead_of_data_is_one_line(server, into):
    server.replies[IMTS_PATH] = Reply(b"<html>Access denied</html>")
    refused("imf_imts_russia", into, r"has no column COUNTRY but <html>Access denied</html>")


# ---------------------------------------------------------------- prices


def eia(asked):
    """Five made-up prices of any series, two at a time; the second has none."""
    offset, formats = int(asked.query["offset"]), {"daily": "2024-01-0{}", "monthly": "2024-0{}", "annual": "202{}"}
    periods = [formats[asked.query["frequency"]].format(n) for n in range(1, 6)]
    rows = [
        {"period": p, "series": asked.query["facets[series][]"], "value": f"{70 + n}.5", "units": "$/BBL"}
        for n, p in enumerate(periods)
    ]
    rows[1]["value"] = None
    reply = {
        "response": {"total": "5", "dateFormat": "YYYY", "data": rows[offset : offset + 2]},
        "apiVersion": "2.1.12",
    }
    return Reply.json(reply)


def test_oil_prices_are_paged_and_dated_as_the_reader_takes_them(server, into):
    server.replies["/petroleum/pri/spt/data/"] = eia
    fetch("oil_prices", into)
    assert [asked.query["offset"] for asked in server.asked[:3]] == ["0", "2", "4"]
    assert server.asked[0].query["api_key"] == "made-up-key"
    assert (into.path("oil_prices") / "brent_year.csv").read_text().splitlines()[:2] == [
        "Date,Price",
        "2021-06-30,70.5",
    ]
    months = oil_prices.months(Snapshots(into.folder))
    assert months["value"].tolist() == [70.5, 72.5, 73.5, 74.5] * 2
    assert "made-up-key" not in (into.path("oil_prices") / "source.yml").read_text()


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (
            Reply.json({"error": {"code": "API_KEY_INVALID"}}, status=403),
            r"EIA_API_KEY is refused by .* \(403: .*quota at",
        ),
        (Reply.json({"response": {"total": 1, "data": [{"period": "2024", "price": "1"}]}}), r"not a page of prices"),
        (Reply.json({"response": {"total": 1, "data": [{"period": "2024", "value": "x"}]}}), r"not a page of prices"),
        (Reply.json({"response": {"total": "0", "data": []}}), r"no daily prices of RBRTE"),
    ],
)
def test_oil_prices_of_another_form_are_one_line(server, into, reply, said):
    server.replies["/petroleum/pri/spt/data/"] = reply
    refused("oil_prices", into, said)


def test_oil_prices_without_a_key_say_where_to_get_one(server, into, monkeypatch):
    monkeypatch.delenv("EIA_API_KEY")
    refused("oil_prices", into, r"EIA_API_KEY is not set: .* https://www\.eia\.gov/opendata/register\.php")
    assert server.asked == []


@pytest.mark.parametrize("date", ["observation_date", "DATE"])
def test_consumer_prices_become_the_deflator(server, into, tmp_path, monkeypatch, date):
    lines = [f"{date},CPIAUCNS", *(f"2001-{n:02d}-01,{100 + n}" for n in range(1, 13)), "2002-01-01,.", "2002-02-01,"]
    server.replies["/graph/fredgraph.csv"] = Reply("\n".join(lines).encode())
    fetch("us_cpi", into)
    assert server.asked[0].query == {"id": "CPIAUCNS"}
    assert us_cpi.annual_means(Snapshots(into.folder)).to_numpy().tolist() == [[2001, 106.5, 12]]
    monkeypatch.setattr(description, "DATA", tmp_path / "data")
    (built,) = build(into.folder, ["power/deflator"], report=lambda line: None)
    assert storage.read_parquet(built)["cpi"].tolist() == [106.5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("observation_date,CPIAUCSL\n2001-01-01,1\n", r"its columns are 'observation_date,CPIAUCSL'"),
        ("observation_date,CPIAUCNS\n2001-01-01,abc\n", r"line 2: \['2001-01-01', 'abc'\] is not a date and an index"),
        ("observation_date,CPIAUCNS\n2001-01-01\n", r"line 2: \['2001-01-01'\]"),
        ("observation_date,CPIAUCNS\n", r"holds no figures"),
        ("", r"its columns are ''"),
    ],
)
def test_consumer_prices_of_another_form_are_one_line(server, into, text, said):
    server.replies["/graph/fredgraph.csv"] = Reply(text.encode())
    refused("us_cpi", into, said)


# ---------------------------------------------------------------- UN Comtrade

AREAS = {0: ("W00", "World"), 156: ("CHN", "China"), 364: ("IRN", "Iran"), 643: ("RUS", "Russian Federation")}
AREAS |= {
    842: ("USA", "USA"),
    837: ("_B", "Bunkers"),
    490: ("S19", "Other Asia, nes"),
    999: ("E19", "Other Europe, nes"),
}


def row(reporter, partner, flow, value, product="TOTAL", year=2021):
    """One row of a reply, with some of the fields that are not used."""
    (reporter_iso, reporter_name), (partner_iso, partner_name) = AREAS[reporter], AREAS[partner]
    return {
        "typeCode": "C",
        "freqCode": "A",
        "refYear": year,
        "period": str(year),
        "reporterCode": reporter,
        "reporterISO": reporter_iso,
        "reporterDesc": reporter_name,
        "flowCode": flow,
        "flowDesc": "made up",
        "partnerCode": partner,
        "partnerISO": partner_iso,
        "partnerDesc": partner_name,
        "classificationCode": "H6",
        "cmdCode": product,
        "netWgt": None,
        "primaryValue": value,
        "isReported": True,
    }


def served(rows):
    """The rows that a request asks for, at most maxRecords."""

    def reply(asked):
        query = asked.query
        found = [r for r in rows if str(r["refYear"]) == query["period"] and r["flowCode"] in query["flowCode"]]
        for field in ("reporterCode", "partnerCode"):
            if field in query:
                found = [r for r in found if str(r[field]) in query[field].split(",")]
        if query["cmdCode"].startswith("AG"):
            found = [r for r in found if len(r["cmdCode"]) == int(query["cmdCode"][2:])]
        else:
            found = [r for r in found if r["cmdCode"] == query["cmdCode"]]
        found = found[: int(query["maxRecords"])]
        return Reply.json({"elapsedTime": "0.1 secs", "count": len(found), "data": found, "error": ""})

    return reply


DATA = "/data/v1/get/C/A/HS"


@pytest.fixture
def few_years(monkeypatch):
    monkeypatch.setattr(comtrade, "years", lambda first: range(2020, 2022))


def test_comtrade_matrix_of_2021(server, into):
    rows = [row(643, 364, "X", 30.5), row(643, 0, "X", 99), row(643, 999, "X", 5), row(364, 643, "X", None)]
    server.replies[DATA] = served(rows)
    fetch("comtrade_2021", into)
    query = server.asked[0].query
    assert query["subscription-key"] == "made-up-key"
    assert {query[name] for name in ("partner2Code", "motCode")} == {"0"} and query["customsCode"] == "C00"
    pairs = comtrade_2021.pairs(Snapshots(into.folder))
    assert pairs[["exporter", "importer", "year", "value_usd"]].to_numpy().tolist() == [["RUS", "IRN", 2021, 30.5]]


def test_comtrade_russia_by_chapter(server, into, few_years):
    rows = [
        *(row(643, 364, "X", 10, product, 2020) for product in ("TOTAL", "10")),
        *(row(643, 364, "M", 4, product, 2021) for product in ("TOTAL", "08")),
        row(643, 0, "X", 50, "TOTAL", 2020),
        row(643, 837, "X", 3, "TOTAL", 2020),
    ]
    server.replies[DATA] = served(rows)
    said = fetch("comtrade_russia_hs2", into)
    assert "comtrade_russia_hs2: 1 rows without a country left out (Bunkers)" in said
    snapshots = Snapshots(into.folder)
    pairs = comtrade_russia_hs2.pairs(snapshots)
    assert pairs[["exporter", "importer", "year", "value_usd"]].to_numpy().tolist() == [
        ["RUS", "IRN", 2020, 10],
        ["IRN", "RUS", 2021, 4],
    ]
    assert comtrade_russia_hs2.totals(snapshots)["value_usd"].tolist() == [50]
    text = gzip.decompress(snapshots.path(comtrade_russia_hs2.SOURCE, comtrade_russia_hs2.CHAPTERS).read_bytes())
    assert text.decode().splitlines() == [
        "partner_iso3,partner_comtrade_code,year,flow,hs2,value_usd",
        "IRN,364,2020,Export,10,10.0",
        "IRN,364,2021,Import,08,4.0",
    ]


def test_comtrade_declarations_on_china_and_the_usa(server, into, few_years):
    server.replies[DATA] = served([row(364, 156, "X", 7), row(643, 842, "M", 8), row(490, 156, "X", 9)])
    fetch("comtrade_partner_declared", into)
    pairs = comtrade_partner_declared.pairs(Snapshots(into.folder))
    found = sorted(pairs[["exporter", "importer", "value_usd", "basis"]].to_numpy().tolist())
    assert found == [["IRN", "CHN", 7, "FOB"], ["USA", "RUS", 8, "CIF"]]


def test_comtrade_requests_that_reach_the_limit_are_divided(server, into, few_years, monkeypatch):
    """A reply is cut without notice: nothing may be lost, and nothing counted twice."""
    monkeypatch.setattr(comtrade, "LIMIT", 4)
    rows = [
        row(reporter, 364, flow, value, f"{value:06d}")
        for value, (reporter, flow) in enumerate(
            [(643, "X"), (643, "X"), (643, "X"), (156, "X"), (842, "X"), (842, "M")]
        )
    ]
    server.replies[DATA] = served(rows)
    listed = [{"id": c, "reporterCode": c, "reporterDesc": AREAS[c][1], "isGroup": c == 0} for c in AREAS]
    server.replies["/files/v1/app/reference/Reporters.json"] = Reply.json({"more": False, "results": listed})
    fetch("comtrade_goods", into)
    goods = pd.read_parquet(into.path("comtrade_goods") / "goods.parquet")
    assert sorted(goods["value_usd"]) == [0, 1, 2, 3, 4, 5]
    assert goods["hs6"].str.len().eq(6).all() and set(goods["flow"]) == {"exports", "imports"}
    assert goods["net_weight_kg"].isna().all()


def test_comtrade_says_when_it_cannot_divide_further(server, into, few_years, monkeypatch):
    monkeypatch.setattr(comtrade, "LIMIT", 1)
    server.replies[DATA] = served([row(643, 364, "X", 1, "000001")])
    server.replies["/files/v1/app/reference/Reporters.json"] = Reply.json({"results": [{"reporterCode": 643}]})
    refused("comtrade_goods", into, r"more than 1 rows for reporter 643 in 2021")


def test_comtrade_resumes_where_it_stopped(server, into, few_years):
    rows, broken = served([row(643, 842, "M", 8), row(364, 156, "X", 7)]), threading.Event()
    server.replies[DATA] = lambda a: (
        Reply(status=401) if broken.is_set() and a.query["partnerCode"] == "842" else rows(a)
    )
    broken.set()
    refused("comtrade_partner_declared", into, r"COMTRADE_API_KEY is refused by .* https://comtradedeveloper\.un\.org")
    broken.clear()
    server.asked.clear()
    fetch("comtrade_partner_declared", into)
    assert {asked.query["partnerCode"] for asked in server.asked} == {"842"}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({"count": 0, "data": [], "error": "Bad request"}, r"refused \(Bad request\)"),
        ({"count": 0, "data": [], "error": ""}, r"holds nothing for comtrade_2021"),
        ({"count": 1, "data": [{"refYear": 2021}], "error": ""}, r"the reply is not rows of trade with refYear"),
        ({"dataset": []}, r"the reply is not rows of trade"),
        ([1], r"the reply is not rows of trade"),
        ({"data": [row(643, 364, "X", "many")]}, r"the reply is not rows of trade"),
    ],
)
def test_comtrade_replies_of_another_form_are_one_line(server, into, reply, said):
    server.replies[DATA] = Reply.json(reply)
    refused("comtrade_2021", into, said)


def test_comtrade_without_a_key(server, into, monkeypatch):
    monkeypatch.setenv("COMTRADE_API_KEY", " ")
    refused("comtrade_2021", into, r"COMTRADE_API_KEY is not set")
    assert server.asked == []


# ---------------------------------------------------------------- BACI

BACI_NAME = f"BACI_HS92_V{baci.RELEASE}.zip"
COUNTRIES = (
    "country_code,country_name,country_iso2,country_iso3\n364,Iran,IR,IRN\n643,Russia,RU,RUS\n490,Other Asia,,S19\n"
)
YEARS = {
    2001: "t,i,j,k,v,q\n2001,643,364,010121,1.5,NA\n2001,643,364,100199,2.25,3\n2001,490,364,100199,1,3\n",
    2002: 't,i,j,k,v,q\n2002,364,643,080810,7,\n2002,643,364,"100199",0.001,3\n',
}


def archive(years=YEARS, listed=COUNTRIES):
    """An archive with made-up yearly files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for year, text in years.items():
            packed.writestr(f"BACI_HS92_Y{year}_V{baci.RELEASE}.csv", text)
        if listed:
            packed.writestr(f"country_codes_V{baci.RELEASE}.csv", listed)
        packed.writestr("Readme.txt", "made up")
    return content.getvalue()


def test_baci_products_are_summed_to_pairs(server, into):
    server.replies[f"/{BACI_NAME}"] = Reply(archive())
    said = fetch("baci_pairs", into)
    assert "baci: without a country code and left out: S19 (8.5 per cent of the value)" in said
    pairs = baci_pairs.pairs(Snapshots(into.folder))
    assert pairs[["exporter", "importer", "year", "value_usd"]].to_numpy().tolist() == [
        ["RUS", "IRN", 2001, 3750],
        ["IRN", "RUS", 2002, 7000],
        ["RUS", "IRN", 2002, 1],
    ]
    tidy = pd.read_parquet(into.path("baci_pairs") / "pairs.parquet")
    assert tidy["value_usd"].tolist() == [3750, 7000, 1] and set(tidy["vintage"]) == {baci.RELEASE}


def test_baci_needs_no_order_of_columns(server, into):
    years = {2001: "t,k,i,j,q,v\n2001,010121,643,364,NA,1.5\n"}
    server.replies[f"/{BACI_NAME}"] = Reply(archive(years))
    fetch("baci_pairs", into)
    assert baci_pairs.pairs(Snapshots(into.folder))["value_usd"].tolist() == [1500]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>", r"is not a zip archive"),
        (archive({}), r"holds no BACI_HS\.\._Y"),
        (archive(listed=None), r"holds no country_codes"),
        (archive(listed="code,iso3\n364,IRN\n"), r"column 'country_code' is missing|column country_code is missing"),
        (
            archive(listed=COUNTRIES.replace("643,Russia,RU,RUS\n", "")),
            r"country number 643 is not in the archive's list",
        ),
        (
            archive({2001: "t,i,j,k,value,q\n2001,643,364,1,1,1\n"}),
            r"its columns are t, i, j, k, value, q, not t, i, j",
        ),
        (archive({2001: "t,i,j,k,v,q\n2001,643,364,1,one,1\n"}), r"cannot be read as BACI"),
        (archive({2001: "t,i,j,k,v,q\n2001,643\n"}), r"cannot be read as BACI"),
    ],
)
def test_baci_archives_of_another_form_are_one_line(server, into, content, said):
    server.replies[f"/{BACI_NAME}"] = Reply(content)
    refused("baci_pairs", into, said)
    assert not (into.folder / ".unfinished/baci_pairs/year.csv").exists()


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGKILL"])
def test_ctrl_c_or_a_kill_leaves_nothing_half_written_and_the_next_run_goes_on(server, tmp_path, name):
    stall, content = (
        threading.Event(),
        archive({y: YEARS[2001] + "2001,643,364,1,1,1\n" * 20_000 for y in (2001, 2002)}),
    )
    headers = {"ETag": '"made-up"'}
    server.replies[f"/{BACI_NAME}"] = [Reply(content, headers=headers, stall=stall), Reply(content, headers=headers)]
    command = [sys.executable, "-m", "helpers.workbook", "refresh", "--download", "baci_pairs", "--into", str(tmp_path)]
    program = subprocess.Popen(
        command,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    part = tmp_path / ".unfinished/baci_pairs" / f"{BACI_NAME}.part"
    while not (part.exists() and part.stat().st_size) and program.poll() is None:
        try:
            program.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    program.send_signal(getattr(signal, name))
    out, err = program.communicate(timeout=60)
    stall.set()
    assert (program.returncode, out) == (130 if name == "SIGINT" else -9, ""), err
    assert err.endswith("workbook: interrupted\n") == (name == "SIGINT")
    assert not (tmp_path / "baci_pairs").exists()
    done = subprocess.run(command, text=True, capture_output=True, env=environment())
    assert done.returncode == 0, done.stderr
    assert server.asked[1].headers["Range"].startswith("bytes=") and server.asked[1].headers["If-Range"] == '"made-up"'
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitignore", "baci_pairs"]
    assert "baci_pairs downloaded to" in done.stdout


# ---------------------------------------------------------------- SIPRI

TRADES = "/api/p/trades/trade-register-csv/"


def handed_out(text, encoding="windows-1252"):
    """A register as SIPRI's site sends it."""
    return Reply.json({"bytes": base64.b64encode(text.encode(encoding)).decode()})


def without(row):
    return [line for line in ROWS if line is not row]


@pytest.fixture
def nothing_published(tmp_path, monkeypatch):
    """A project whose data/ has the categories of weapons but no deals to compare with."""
    monkeypatch.setattr(
        sipri, "categories", lambda: pd.DataFrame({"description": ["tank"], "category": ["Armoured vehicles"]})
    )
    monkeypatch.setattr(description, "DATA", tmp_path / "data")


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1", "utf-8-sig"])
def test_the_register_is_kept_as_handed_out_and_builds_the_table(
    server, into, nothing_published, monkeypatch, encoding
):
    broken = [ROWS[0].replace("Bought for", "Bought\nfór"), *ROWS[1:]]
    server.replies[TRADES] = handed_out(text_of(broken), encoding)
    fetch("sipri_arms", into)
    body = json.loads(server.asked[0].body)
    assert [f["field"] for f in body["filters"]] == ["Delivery year", "Order year", "opendeals", "exportOption"]
    assert body["filters"][0]["value1"] == 1950
    kept = (into.path("sipri_arms") / sipri_arms.DOWNLOADED).read_bytes()
    assert kept == text_of(broken).encode(encoding)
    monkeypatch.setattr("helpers.build.arms.WHOLE", {"deals": 5, "items": 6, "totals": 9})
    monkeypatch.setattr("helpers.build.tables.check_excerpts", lambda tables: None)
    (built,) = build(into.folder, ["arms/deals"], report=lambda line: None)
    table = storage.read_parquet(built)
    assert len(table) == 5 and table["comment"].str.contains("Bought fór rials").sum() == 1


def test_notebooks_find_the_full_register_where_it_is(server, into, nothing_published, monkeypatch):
    monkeypatch.setenv("WORKBOOK_DOWNLOADS", str(into.folder))
    assert local.full_register() is None
    server.replies[TRADES] = handed_out(text_of())
    fetch("sipri_arms", into)
    register = local.full_register()
    assert len(register) == 5 and set(register["vintage"]) == {"2026 release, export of 1 May 2026"}
    assert register["supplier"].tolist() == ["RUS", "IRN", "IRN", "SUN", "RUS"]
    assert register["recipient"].isna().sum() == 1


def test_another_release_is_shown_and_not_taken_unless_accepted(server, into, nothing_published):
    server.replies[TRADES] = handed_out(text_of())
    fetch("sipri_arms", into)
    before = sorted((path.name, path.read_bytes()) for path in into.path("sipri_arms").iterdir())
    new = [
        ROWS[0].replace(",6,,2022; 2025,", ",8,?,2022; 2025; 2026,"),
        *ROWS[1:4],
        "Russia,Iran,2025,,9,,Kite-4,tank,9,,2026,New,,1,9,9",
    ]
    server.replies[TRADES] = handed_out(text_of(new))
    forget_parts(into)
    said = []
    with pytest.raises(
        WorkbookError, match=r"deals differ from the release downloaded before .* run the command again"
    ):
        download("sipri_arms", into, said.append)
    assert said[1] == (
        "deals of the focal states, the release downloaded before (2026 release, export of 1 May 2026) against the new "
        "(2027 release, export of 1 May 2026):"
    )
    assert said[2:] == [
        "  1 added:",
        "  + Iran, Russia, 2025, Kite-4",
        "  1 removed:",
        "  - Russia, Iran, 2024, Kite-9",
        "  1 changed:",
        "  ~ Russia, Iran, 2021, Kite-1: number_delivered '6' -> '8'; delivery_years '2022; 2025' -> "
        "'2022; 2025; 2026'; number_delivered_estimated 'False' -> 'True'",
    ]
    assert sorted((path.name, path.read_bytes()) for path in into.path("sipri_arms").iterdir()) == before
    asked = len(server.asked)
    download("sipri_arms", into, said.append, accept=True)
    assert len(server.asked) == asked  # what was asked for a moment ago is not asked for again
    assert set(pd.read_parquet(into.path("sipri_arms") / "deals.parquet")["vintage"]) == {
        "2027 release, export of 1 May 2026"
    }


def forget_parts(into):
    """Parts of an earlier day."""
    for path in (into.folder / ".unfinished").rglob("*.parquet"):
        path.unlink()


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply.json({"bytes": "!!!"}), r"the reply is not the register as bytes in base64"),
        (Reply.json({"error": "no"}), r"the reply is not the register as bytes in base64"),
        (Reply.json([]), r"the reply is not the register as bytes in base64"),
        (
            handed_out(text_of(header=HEADER.replace("Weapon designation", "Weapon"))),
            r"column 'Weapon designation' is miss",
        ),
        (handed_out(text_of([ROWS[0].replace("Russia", "Freedonia"), *ROWS[1:]])), r"'Freedonia' not in .*names\.csv"),
        (handed_out(text_of()[:-20]), r"the file is cut off, get it again"),
        (handed_out("Nothing found"), r"no line holds the column names"),
    ],
)
def test_a_malformed_register_replaces_nothing(server, into, nothing_published, reply, said):
    server.replies[TRADES] = [reply, handed_out(text_of())]
    refused("sipri_arms", into, said)
    assert fetch("sipri_arms", into)[-1].startswith("sipri_arms: 5 deals")


def test_a_register_saved_by_hand(server, into, nothing_published, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_SIPRI_REGISTER", str(tmp_path))
    refused("sipri_arms", into, r"WORKBOOK_SIPRI_REGISTER: .*trade-register\.csv is missing")
    (tmp_path / "trade-register.csv").write_text(text_of(), encoding="latin-1")
    fetch("sipri_arms", into)
    assert server.asked == []
    assert len(pd.read_parquet(into.path("sipri_arms") / "deals.parquet")) == 5


def test_the_published_deals_are_compared_with_a_first_download(server, into):
    """The register of the test has none of the published deals between focal states."""
    server.replies[TRADES] = handed_out(text_of())
    said = fetch("sipri_arms", into)
    assert any(line.startswith("deals of the focal states, the table arms/deals (") for line in said)
    assert "  4 added:" in said or "  3 added:" in said
    assert downloaded_on(into.path("sipri_arms"))
    assert pd.read_csv(into.path("sipri_arms") / sipri_arms.CATEGORIES)["category"].notna().all()


MILEX = {"Russia": [(100, None), (110, None), (120, None)], "Iran": [(5, None), ("...", None), (7, None)]}
SHEET = f"/sites/default/files/{sipri_milex.WORKBOOK}"


def milex(tmp_path, cells, name):
    path = tmp_path / name / "sipri_milex" / sipri_milex.WORKBOOK
    path.parent.mkdir(parents=True)
    workbook_of(path, cells)
    return path.read_bytes()


def test_the_expenditure_workbook_and_its_next_edition(server, into, nothing_published, tmp_path):
    server.replies[SHEET] = Reply(milex(tmp_path, MILEX, "one"))
    fetch("sipri_milex", into)
    assert len(sipri_milex.read(Snapshots(into.folder))) == 18
    changed = MILEX | {"Iran": [(5, None), (6, None), (8, "FF0000FF")]}
    server.replies[SHEET] = Reply(milex(tmp_path, changed, "two"))
    said = []
    with pytest.raises(WorkbookError, match=r"expenditure differ from the release downloaded before"):
        download("sipri_milex", into, said.append)
    assert "  + IRN, 2024, current_usd_m" in said
    assert "  ~ IRN, 2025, share_of_gdp: value '7' -> '8'; flag 'figure' -> 'estimate'" in said
    download("sipri_milex", into, said.append, accept=True)
    tidy = pd.read_parquet(into.path("sipri_milex") / "expenditure.parquet")
    assert tidy["value"].notna().sum() == 18


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda path: b"<html>", r"cannot be read as an Excel workbook"),
        (lambda path: milex(path, {"Freedonia": [(1, None)] * 3}, "x"), r"'Freedonia' not in"),
        (lambda path: milex(path, {"Russia": [("n/a", None)] * 3}, "x"), r"cell C3: 'n/a' is neither a figure"),
    ],
)
def test_a_malformed_expenditure_workbook_replaces_nothing(server, into, nothing_published, tmp_path, content, said):
    server.replies[SHEET] = Reply(content(tmp_path))
    refused("sipri_milex", into, said)
    assert not list((into.folder / ".unfinished").rglob("*.xlsx"))
