"""SIPRI: the register of arms transfers and the workbook of military expenditure, as the site hands them out.

Register: the page armstransfers.sipri.org asks `atbackend.sipri.org/api/p/trades/trade-register-csv/` by POST with a
list of filters, without key; the reply is {"bytes": "..."} with the CSV in base64. SIPRI does not document it: it is
the request that public clients of 2024 to 2026 send (delivery years, order years, open deals). Failing that, save the
file by hand from the page as `trade-register.csv` and give its folder with WORKBOOK_SIPRI_REGISTER.
Expenditure: a workbook under `www.sipri.org/sites/default/files/`. Addresses of earlier editions were seen there; that
of this edition is formed in the same way and not confirmed.

SIPRI allows excerpts below 10 per cent: what this writes stays with the reader.
"""

import base64
import binascii
import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from helpers.clients import releases
from helpers.clients.connection import Connection
from helpers.datasets import description, load
from helpers.errors import WorkbookError
from helpers.sources import sipri_arms, sipri_milex
from helpers.sources.snapshots import Snapshots

BACKEND = "https://atbackend.sipri.org/"
REGISTER = "api/p/trades/trade-register-csv/"
SITE = "https://www.sipri.org/"
FOLDER = "sites/default/files/"
FIRST_YEAR = 1950
BY_HAND = "WORKBOOK_SIPRI_REGISTER"


def register(deposit, report, accept=False):
    """Write the whole register as handed out, its deals as Parquet, and the categories of weapons that are known.

    Raises
    ------
    WorkbookError
        If deals of the focal states differ from the release that is there and `accept` is not set; nothing is replaced.
    """
    source = sipri_arms.SOURCE
    by_hand = os.environ.get(BY_HAND)
    content, address, deals = saved_by_hand(by_hand) if by_hand else asked_for(deposit, report)
    old = _present(deposit, "sipri_arms/deals")
    there = old is not None
    old = load("arms/deals") if not there and description.sidecar_path("arms/deals").exists() else old
    if old is not None:
        settle(releases.deal_changes(old, deals), old, deals, "arms/deals", there, accept, report)
    files = {
        sipri_arms.DOWNLOADED: content,
        sipri_arms.CATEGORIES: categories().to_csv(index=False, lineterminator="\n").encode(),
        "deals.parquet": lambda path: deals.to_parquet(path, index=False),
    }
    deposit.put(source.name, source, files, address)
    report(f"{source.name}: {len(deals):,} deals, {deals['vintage'].iloc[0]}")


def saved_by_hand(named):
    """Bytes, name and deals of a register that the reader saved."""
    path = Path(named).expanduser()
    path = path / sipri_arms.DOWNLOADED if path.is_dir() else path
    if not path.exists():
        raise WorkbookError(f"{BY_HAND}: {path} is missing; save the register of all years from {SITE} there")
    return path.read_bytes(), path.name, sipri_arms.read_register(path, path.name)


def asked_for(deposit, report):
    """Bytes, address and deals of the register on the site; what was asked for within a day is used again."""
    connection = Connection("sipri", BACKEND, report, interval=5)
    report(f"{sipri_arms.SOURCE.name}: asking for the register of all years; it takes up to a minute")
    kept = deposit.part("sipri_arms", {"path": REGISTER}, lambda: _register(connection))
    content, address = pd.read_parquet(kept)["content"].iloc[0], connection.address + REGISTER
    with TemporaryDirectory() as folder:
        path = Path(folder) / sipri_arms.DOWNLOADED
        path.write_bytes(content)
        try:
            return content, address, sipri_arms.read_register(path, address)
        except WorkbookError:
            kept.unlink()
            raise


def _register(connection):
    last = date.today().year
    filters = [
        {"field": "Delivery year", "condition": "contains", "value1": FIRST_YEAR, "value2": last, "listData": []},
        {"field": "Order year", "condition": "contains", "value1": 0, "value2": last, "listData": []},
        {"field": "opendeals", "condition": "", "value1": "", "value2": "", "listData": []},
        {"field": "exportOption", "condition": "", "value1": "", "value2": "", "listData": []},
    ]
    reply = connection.json(REGISTER, method="POST", body={"filters": filters, "logic": "AND"})
    try:
        return pd.DataFrame({"content": [base64.b64decode(reply["bytes"], validate=True)]})
    except (TypeError, KeyError, ValueError, binascii.Error):
        raise connection.unlike(reply, "the register as bytes in base64") from None


def expenditure(deposit, report, accept=False):
    """Write the workbook as handed out and its figures as Parquet; refuses as `register` does."""
    source = sipri_milex.SOURCE
    connection = Connection("sipri_site", SITE, report, interval=5)
    address = f"{connection.address}{FOLDER}{sipri_milex.WORKBOOK}"
    kept = deposit.work(source.name) / source.name
    kept.mkdir(exist_ok=True)
    path = kept / sipri_milex.WORKBOOK
    if not path.exists():
        report(f"{source.name}: asking for {address}")
        connection.file(FOLDER + sipri_milex.WORKBOOK, path)
    report(f"{source.name}: reading the colours of {path.name}")
    try:
        figures = sipri_milex.read(Snapshots(kept.parent)).assign(vintage=sipri_milex.VINTAGE)
    except WorkbookError:
        path.unlink()
        raise
    old = _present(deposit, "sipri_milex/expenditure")
    there = old is not None
    if old is None and description.sidecar_path("arms/expenditure").exists():
        old = load("arms/expenditure")
    if old is not None:
        shared = figures if there else figures[_within(figures, old)]
        settle(releases.spending_changes(old, shared), old, figures, "arms/expenditure", there, accept, report)
    content = path.read_bytes()
    files = {
        sipri_milex.WORKBOOK: content,
        "expenditure.parquet": lambda path: figures.to_parquet(path, index=False),
    }
    deposit.put(source.name, source, files, address)
    report(f"{source.name}: {figures['value'].notna().sum():,} figures, {sipri_milex.VINTAGE}")


def settle(changes, old, new, table, there, accept, report):
    """Show what a release changes; refuse to replace the one downloaded before unless accepted.

    Raises
    ------
    WorkbookError
    """
    names = [str(frame["vintage"].iloc[0]) for frame in (old, new)]
    where = "the release downloaded before" if there else f"the table {table}"
    if not changes:
        report(f"{table.split('/')[1]} of the focal states: as in {where} ({names[0]})")
        return
    report(f"{table.split('/')[1]} of the focal states, {where} ({names[0]}) against the new ({names[1]}):")
    for line in changes:
        report(f"  {line}")
    if there and not accept:
        raise WorkbookError(
            f"{table.split('/')[1]} differ from the release downloaded before (above); nothing is replaced: run the "
            "command again with --accept to take the new release"
        )


def categories():
    """Category of each weapon description that the project's own tables name; SIPRI's export has none.

    Returns
    -------
    DataFrame[description, category]
    """
    names = ["description", "category"]
    parts = [load(table)[names].astype("str") for table in ("arms/deals", "arms/items")]
    table = pd.concat(parts).drop_duplicates().sort_values("description")
    return table[table["category"].notna() & (table["category"] != "nan")]


def _present(deposit, name):
    """Table downloaded before into the same deposit."""
    path = deposit.folder / f"{name}.parquet"
    return pd.read_parquet(path) if path.exists() else None


def _within(figures, old):
    """Whether a figure is of a state that the excerpt has, from its first year there on."""
    first = old.groupby("iso3", observed=True)["year"].min()
    return figures["year"] >= figures["iso3"].map(first.astype("float64")).fillna(9999)


DOWNLOADS = {"sipri_arms": register, "sipri_milex": expenditure}
