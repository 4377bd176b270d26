"""Vetoes in the UN Security Council since September 2022, compiled in `un_sc_vetoes_later.csv` beside this module."""

import re
from pathlib import Path

from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="un_sc_vetoes_later",
    title="Vetoes in the UN Security Council, September 2022 to April 2026",
    short="Russia-Iran workbook, later vetoes, edition of November 2026",
    citation="The Russia-Iran workbook, vetoes in the UN Security Council since September 2022.",
    version="Edition of November 2026",
)

PATH = Path(__file__).with_name("un_sc_vetoes_later.csv")

FILES = {
    "iran": "Iran",
    "syria": "the war in Syria",
    "ukraine": "Ukraine",
    "north_korea": "the programmes of North Korea and the sanctions over them",
    "other": "everything else",
}
"""Files of the Council that the workbook follows."""

PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")
MEMBERS = 15
TALLY = ("votes_for", "votes_against", "abstentions")
COLUMNS = (
    "date",
    "draft",
    "meeting",
    "subject",
    "file",
    "vetoing",
    *TALLY,
    "vote_note",
    *compiled.SOURCE_COLUMNS,
)


def read(path=PATH):
    """Every later veto, unconfirmed leads included; a vetoed amendment counts as a veto.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        date, draft, meeting (missing where not seen), subject, file, vetoing (codes joined by ";", in alphabetical
        order), votes_for, votes_against, abstentions (Int64, missing where not seen), vote_note, source_title,
        source_url, source_quality, confirmed (bool), note (missing where empty).

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule.
    """
    rows = compiled.distinct(compiled.rows(Path(path), COLUMNS), "subject")
    return compiled.frame([_veto(row) for row in rows], dates=("date",)).astype(dict.fromkeys(TALLY, "Int64"))


def _veto(row):
    compiled.check_filled(row, ("subject",))
    compiled.check_allowed(row, {"file": FILES})
    compiled.check_source(row)
    for column, form, example in (("draft", r"S/[0-9/]+", "S/2022/720"), ("meeting", r"S/PV\.[0-9]+", "S/PV.9143")):
        if row[column] and not re.fullmatch(form, row[column]):
            raise row.fault(column, f"{row[column]!r} is not a symbol such as {example}")
    vetoing = row["vetoing"].split(";")
    if vetoing != sorted(set(vetoing) & set(PERMANENT)):
        raise row.fault("vetoing", f'{row["vetoing"]!r} is not a list of {", ".join(PERMANENT)} in this order, by ";"')
    votes = {column: _count(row, column) for column in TALLY}
    if None not in votes.values() and sum(votes.values()) != MEMBERS:
        raise row.fault("votes_for", f"the votes make {sum(votes.values())}, not {MEMBERS}")
    return {
        "date": compiled.day(row, "date"),
        **row.texts("draft", "meeting", "subject", "file", "vetoing", "vote_note"),
        **votes,
        **compiled.source(row),
    }


def _count(row, column):
    if not re.fullmatch(r"[0-9]{0,2}", row[column]):
        raise row.fault(column, f"{row[column]!r} is not a number of votes")
    return int(row[column]) if row[column] else None
