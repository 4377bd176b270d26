"""UN Comtrade, API version 1: declared trade by reporter, partner, year and product.

Addresses as in the producer's own package (comtradeapicall): `data/v1/get/C/A/HS` with reporterCode, partnerCode,
period, flowCode, cmdCode, partner2Code, motCode, customsCode, maxRecords, includeDesc and subscription-key; the list of
reporters is `files/v1/app/reference/Reporters.json`. The reply is {"count": n, "data": [...], "error": ""}, a refusal
{"statusCode": n, "message": ...}. There are no pages: a reply is cut at maxRecords, so a request that reaches it is
divided by flow and then by reporter. The free key allows 500 requests a day; 100,000 rows a request, as users of it
report (the producer's package says 250,000: not confirmed).

The terms allow internal use and short cited extracts: what this writes stays with the reader.
"""

import gzip
from datetime import date
from functools import partial

import pandas as pd

from helpers import countries
from helpers.clients.connection import Connection, Key
from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.files import replacing
from helpers.sources import comtrade_2021, comtrade_partner_declared, comtrade_russia_hs2

ADDRESS = "https://comtradeapi.un.org/"
PATH = "data/v1/get/C/A/HS"
REPORTERS = "files/v1/app/reference/Reporters.json"
KEY = Key("COMTRADE_API_KEY", "subscription-key", "https://comtradedeveloper.un.org")

LIMIT = 100_000
"""Rows of a reply at most."""

RUSSIA, IRAN, CHINA, USA = 643, 364, 156, 842
"""Numbers of UN Comtrade."""

PARTNERS = {"IRN": IRAN, "RUS": RUSSIA}
"""Partners whose trade is asked for by product."""

FLOWS = {"X": "Export", "M": "Import"}
EVERY_WORLD = "W00"
FIRST_YEAR = 2000

GOODS = Source(
    name="comtrade_goods",
    title="UN Comtrade: what every reporter declares on its trade with Iran and Russia, by product",
    producer="United Nations Statistics Division",
    short="UN Comtrade, declared by partners",
    citation="United Nations, UN Comtrade database, annual, HS six-digit, partners Iran and Russian Federation.",
    version="as downloaded",
    url="https://comtradeplus.un.org/",
    licence="UN Comtrade terms of use: internal use; short cited extracts in analytical work",
    redistribution="excerpt_only",
    use="For the reader's own use; short extracts may be cited.",
)

FIELDS = {
    "refYear": "year",
    "reporterISO": "reporter",
    "reporterDesc": "reporter_name",
    "partnerISO": "partner",
    "partnerDesc": "partner_name",
    "partnerCode": "partner_code",
    "flowCode": "flow",
    "cmdCode": "product",
    "classificationCode": "classification",
    "netWgt": "net_weight_kg",
    "primaryValue": "value_usd",
}
"""Field of the reply -> column here."""


def years(first):
    """Years from `first` to the last one that can have been declared."""
    return range(first, date.today().year)


def exports_2021(deposit, report, accept=False):
    """Write the exports of all reporters to all partners in 2021."""
    source = comtrade_2021.SOURCE
    rows = gathered(deposit, report, source.name, [{"period": 2021, "flowCode": "X", "cmdCode": "TOTAL"}])
    known = {*countries.codes(), EVERY_WORLD, "S19", "_X", "_S", "_B", "_F"}
    table = pd.DataFrame(
        {
            "year": rows["year"],
            "reporter_iso3": rows["reporter"],
            "partner_iso3": rows["partner"].where(rows["partner"].isin(known), ""),
            "export_value_usd": rows["value_usd"],
            "reporter_name": rows["reporter_name"],
            "partner_name": rows["partner_name"],
        }
    )
    deposit.put(source.name, source, {comtrade_2021.FILE: packed(table)}, ADDRESS + PATH)


def russia_by_chapter(deposit, report, accept=False):
    """Write Russia's declared trade by partner, in all and by HS chapter."""
    source = comtrade_russia_hs2.SOURCE
    requests = [
        {"reporterCode": RUSSIA, "period": year, "flowCode": "X,M", "cmdCode": product}
        for year in years(FIRST_YEAR)
        for product in ("TOTAL", "AG2")
    ]
    rows = gathered(deposit, report, source.name, requests)
    rows["partner"] = rows["partner"].replace(EVERY_WORLD, comtrade_russia_hs2.THE_WORLD)
    rows = coded(rows, "partner", report, source.name, [comtrade_russia_hs2.THE_WORLD])
    rows["flow"] = rows["flow"].map(FLOWS)
    rows = rows.rename(columns={"partner": "partner_iso3", "partner_code": "partner_comtrade_code", "product": "hs2"})
    rows = rows.sort_values(["partner_iso3", "year", "flow", "hs2"], ignore_index=True)
    whole = rows["hs2"] == "TOTAL"
    chapters = rows[~whole & (rows["partner_iso3"] != comtrade_russia_hs2.THE_WORLD)]
    files = {
        comtrade_russia_hs2.TOTALS: plain(rows[whole][["partner_iso3", "partner_name", "year", "flow", "value_usd"]]),
        comtrade_russia_hs2.CHAPTERS: packed(
            chapters[["partner_iso3", "partner_comtrade_code", "year", "flow", "hs2", "value_usd"]]
        ),
    }
    deposit.put(source.name, source, files, ADDRESS + PATH)


def declared_on_partners(deposit, report, accept=False):
    """Write what every reporter declares on its trade with China and with the USA."""
    source = comtrade_partner_declared.SOURCE
    files = {}
    asked = zip(comtrade_partner_declared.FILES, (("CHN", CHINA, 2014), ("USA", USA, 2001)), strict=True)
    for file, (subject, number, first) in asked:
        requests = [
            {"partnerCode": number, "period": year, "flowCode": "X,M", "cmdCode": "TOTAL"} for year in years(first)
        ]
        rows = gathered(deposit, report, source.name, requests)
        flows = dict(zip(FLOWS, comtrade_partner_declared.FLOWS, strict=True))
        outside = ~rows["reporter"].isin([*countries.codes(), *comtrade_partner_declared.OUTSIDE])
        table = pd.DataFrame(
            {
                "year": rows["year"],
                "subject": subject,
                "flow": rows["flow"].map(flows),
                "reporter_iso3": rows["reporter"].mask(outside, ""),
                "reporter_name": rows["reporter_name"],
                "value_usd": rows["value_usd"],
            }
        )
        files[file] = plain(table.sort_values(["flow", "reporter_name", "year"]))
    deposit.put(source.name, source, files, ADDRESS + PATH)


def goods(deposit, report, accept=False):
    """Write what every reporter declares on its trade with Iran and Russia by six-digit product, as Parquet."""
    requests = [
        {"partnerCode": number, "period": year, "flowCode": flow, "cmdCode": "AG6"}
        for number in PARTNERS.values()
        for year in years(FIRST_YEAR)
        for flow in FLOWS
    ]
    parts = asked_for(deposit, report, GOODS.name, requests)

    def write(path):
        import duckdb

        with replacing(path) as temporary, duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as connection:
            listed = ", ".join(f"'{part.as_posix()}'" for part in parts)
            connection.execute(
                f"COPY (SELECT reporter, partner, year, CASE flow WHEN 'X' THEN 'exports' ELSE 'imports' END AS flow, "
                f"product AS hs6, classification, value_usd, net_weight_kg, '{date.today():%Y-%m}' AS vintage "
                f"FROM read_parquet([{listed}]) ORDER BY partner, year, flow, reporter, hs6) "
                f"TO '{temporary.as_posix()}' (FORMAT parquet, COMPRESSION zstd)"
            )

    deposit.put(GOODS.name, GOODS, {"goods.parquet": write}, ADDRESS + PATH)


def gathered(deposit, report, source, requests):
    """All rows of several requests.

    Raises
    ------
    WorkbookError
        If there are none.
    """
    rows = deposit.frame(asked_for(deposit, report, source, requests))
    if rows.empty:
        raise WorkbookError(f"{ADDRESS}{PATH}: holds nothing for {source}; has the service changed?")
    return rows


def asked_for(deposit, report, source, requests):
    """Parquet files with the rows of several requests, those of an earlier run of the day included."""
    connection = Connection("comtrade", ADDRESS, report, interval=1.5, key=KEY)
    return deposit.parts(source, requests, partial(whole, connection), report, "requests to UN Comtrade")


def whole(connection, request):
    """All rows of a request, divided until no reply is cut."""
    rows = ask(connection, request)
    if len(rows) < LIMIT:
        return rows
    return pd.concat([whole(connection, part) for part in divided(connection, request)], ignore_index=True)


def divided(connection, request):
    """The same request as smaller ones: by flow, else by reporter."""
    flows = request["flowCode"].split(",")
    if len(flows) > 1:
        return [request | {"flowCode": flow} for flow in flows]
    reporters = str(request.get("reporterCode", "")).split(",") if request.get("reporterCode") else codes(connection)
    if len(reporters) < 2:
        raise WorkbookError(
            f"{connection.address}{PATH}: more than {LIMIT:,} rows for reporter {reporters[0]} in {request['period']}; "
            "ask for a coarser product level"
        )
    middle = len(reporters) // 2
    return [request | {"reporterCode": ",".join(half)} for half in (reporters[:middle], reporters[middle:])]


def codes(connection):
    """Numbers of all reporters that are no groups, as text."""
    reply = connection.json(REPORTERS)
    try:
        return [str(row["reporterCode"]) for row in reply["results"] if not row.get("isGroup")]
    except (TypeError, KeyError):
        raise connection.unlike(reply, "a list of reporters with results, reporterCode") from None


def ask(connection, request):
    """Rows of one request, at most `LIMIT`.

    Returns
    -------
    DataFrame
        The columns of `FIELDS`, values in current dollars; no rows where nothing is declared.
    """
    fixed = {"partner2Code": 0, "motCode": 0, "customsCode": "C00", "maxRecords": LIMIT, "includeDesc": "true"}
    reply = connection.json(PATH, request | fixed)
    try:
        if reply.get("error"):
            raise WorkbookError(f"{connection.address}{PATH}: refused ({str(reply['error'])[:120]})")
        data = reply["data"]
        rows = pd.DataFrame([[row[field] for field in FIELDS] for row in data], columns=list(FIELDS.values()))
        rows = rows[rows["value_usd"].notna()]
        text = ["reporter", "reporter_name", "partner", "partner_name", "flow", "product", "classification"]
        kinds = dict.fromkeys(text, "str") | {"year": "int64", "partner_code": "int64"}
        return rows.astype(kinds | {"value_usd": "float64", "net_weight_kg": "float64"})
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        if isinstance(error, WorkbookError):
            raise
        raise connection.unlike(reply, f"rows of trade with {', '.join(FIELDS)}") from None


def coded(rows, column, report, source, also=()):
    """Rows whose code the country table has; says how many others were left out, and their value."""
    known = rows[column].isin([*countries.codes(), *also])
    if not known.all():
        left = rows[~known]
        names = ", ".join(sorted(left[f"{column}_name"].unique())[:5])
        report(f"{source}: {len(left)} rows without a country left out ({names})")
    return rows[known].copy()


def plain(table):
    """CSV of a table."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def packed(table):
    """CSV of a table, gzip-compressed; the same table gives the same bytes."""
    return gzip.compress(plain(table), mtime=0)


DOWNLOADS = {
    "comtrade_2021": exports_2021,
    "comtrade_goods": goods,
    "comtrade_partner_declared": declared_on_partners,
    "comtrade_russia_hs2": russia_by_chapter,
}
