"""Rows of a table by a written condition, and the publishers behind them."""

import re
from urllib.parse import urlsplit

import pandas as pd

from helpers.errors import WorkbookError

CONDITION = re.compile(r"^(\w+) (~|=|!=|>=|<=|has) (.+)$")

SHARED_HOSTS = ("github.com", "fastly.net")
"""Hosts of many publishers: the first part of the path or of the name is the publisher."""

SAME = {"doi.org/10.55163": "sipri.org", "wikipedia-on-ipfs.org": "wikipedia.org"}
"""Addresses under which a publisher goes by another name."""

ADDRESSES = ("source_url", "vote_source")
"""Columns with the address of the source of a row."""

COPY = "mirror"
"""Quality of a source that rests on a copy: it counts for no publisher of its own."""


def matching(frame, condition):
    """Rows that meet a condition.

    Parameters
    ----------
    frame : pandas.DataFrame
    condition : str
        Parts joined by " & ", each `column operator value`: ~ (regular expression found), = and != (as text), >= and <=
        (numbers), has (one of the codes of a list joined by ";").

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    WorkbookError
        The condition cannot be read, or names a column that the table lacks.
    """
    chosen = pd.Series(True, index=frame.index)
    for part in condition.split(" & "):
        found = CONDITION.match(part)
        if not found:
            raise WorkbookError(f"condition {part!r}: write column, operator (~ = != >= <= has) and value")
        column, sign, wanted = found.groups()
        if column not in frame:
            raise WorkbookError(f"condition {part!r}: no column {column}; there are {', '.join(frame.columns)}")
        chosen &= _meets(frame[column], sign, wanted)
    return frame[chosen]


def _meets(values, sign, wanted):
    if sign in (">=", "<="):
        numbers = pd.to_numeric(values)
        return (numbers >= float(wanted) if sign == ">=" else numbers <= float(wanted)).fillna(False).astype(bool)
    text = values.astype("str").fillna("")
    if sign == "~":
        return text.str.contains(wanted, regex=True)
    if sign == "has":
        return text.str.split(";").map(lambda codes: wanted in codes).astype(bool)
    return text == wanted if sign == "=" else text != wanted


def publishers(rows, address=None):
    """The publishers behind rows, each once; reports of one agency on two sites count as two.

    Parameters
    ----------
    rows : pandas.DataFrame
        With an address in each row (`ADDRESSES`), or without: then all come from the source of the table.
    address : str, optional
        Address of the source of the table; None where the table is our own work, which confirms nothing by itself.

    Returns
    -------
    set of str
    """
    if len(rows) == 0:
        return set()
    column = next((name for name in ADDRESSES if name in rows), None)
    if column is None:
        return {publisher(address)} if address else set()
    own = rows[rows["source_quality"].astype("str") != COPY] if "source_quality" in rows else rows
    found = {publisher(url) for url in own[column].dropna()}
    return found | ({publisher(address)} if address and rows[column].isna().any() else set())


def publisher(url):
    """Who publishes an address: its registrable name, so that en.wikipedia.org and wikipedia.org are one.

    >>> publisher("https://www.tass.com/politics/1")
    'tass.com'
    """
    parts = urlsplit(url)
    host = (parts.hostname or url).removeprefix("www.")
    path = parts.path.strip("/").split("/")[0]
    if host in ("doi.org", *SHARED_HOSTS):
        return SAME.get(f"{host}/{path}", f"{host}/{path}")
    labels = host.split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    name = ".".join(labels[-3:] if short else labels[-2:])
    return SAME.get(name, name)
