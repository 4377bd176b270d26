"""Clients of official data services: each writes the files of a source in the form that its reader takes.

`CLIENTS` says which module serves which source. A client looks up nothing in `data/` but what it compares with, and
writes through `deposit.Deposit`, so that a folder of a source is whole or untouched.
"""

from importlib import import_module

CLIENTS = {
    "baci_pairs": "baci",
    "comtrade_2021": "comtrade",
    "comtrade_goods": "comtrade",
    "comtrade_partner_declared": "comtrade",
    "comtrade_russia_hs2": "comtrade",
    "imf_imts_russia": "imf",
    "oil_prices": "prices",
    "sipri_arms": "sipri",
    "sipri_milex": "sipri",
    "us_cpi": "prices",
    "worldbank_gdp_population": "worldbank",
}
"""Source -> module of this package that downloads it."""


def download(source, deposit, report, accept=False):
    """Download one source into `deposit`.

    Parameters
    ----------
    source : str
        A name of `CLIENTS`.
    deposit : helpers.clients.deposit.Deposit
    report : callable
        Called with lines of progress.
    accept : bool
        Take a release that changes deals or figures of the one already there.

    Raises
    ------
    WorkbookError
        In one line: files from elsewhere in the folder, a missing or refused key, an address that does not answer,
        a reply of another form.
    """
    deposit.work(source)
    functions = import_module(f"helpers.clients.{CLIENTS[source]}").DOWNLOADS
    functions[source](deposit, report, accept)
