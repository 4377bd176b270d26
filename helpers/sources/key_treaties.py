"""Treaties of the focal pairs, compiled for this project in `key_treaties.csv` beside this module.

Inclusion rule: treaties and agreements between states of the focus (Russia and the Soviet Union, Iran, China, North
Korea), and a few of theirs with others for comparison, of which a text, a coded data set or a report could be read.
Contracts of firms, declarations and memoranda are left out. It is a choice, not a register.
"""

from pathlib import Path

from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="key_treaties",
    title="Key treaties of Russia, Iran, China and North Korea, 1921-2025",
    short="Russia-Iran workbook, key treaties, edition of November 2026",
    citation="The Russia-Iran workbook, key treaties of Russia, Iran, China and North Korea, 1921-2025.",
    version="Edition of November 2026, reviewed and extended",
)

FILE = Path(__file__).with_name("key_treaties.csv")

KINDS = {
    "basic": "treaty on friendship, basic relations or partnership",
    "guarantee": "neutrality and non-aggression",
    "defence": "alliance, or pact on security and defence",
    "military": "military cooperation and arms",
    "nuclear": "nuclear power",
    "trade": "trade",
    "border": "border or waters",
    "environment": "environment",
    "security": "information security",
    "programme": "programme of cooperation",
}
STATUS = {
    "in force": "in force at the last source that was read",
    "ended": "ended on the day given",
    "replaced": "replaced by a later treaty on the day given",
    "not in force": "not in force at the last source that was read",
    "unknown": "no source that was read says whether it still binds",
}
QUALITIES = {
    "primary": "text of the treaty or official page",
    "press": "news report",
    "reference": "encyclopedia, research or data set",
    "mirror": "copy at another address",
}
COLUMNS = (
    *("name", "parties", "kind", "signed", "in_force", "ended", "status", "content", "atop_id", "cow_id"),
    *compiled.SOURCE_COLUMNS,
)
ALLOWED = {"kind": tuple(KINDS), "status": tuple(STATUS)}
ENDED = ("ended", "replaced")


def read(path=FILE):
    """Every row of the list, unconfirmed ones included.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        name, parties (codes joined by ";"), kind, signed, in_force, ended (datetime64, first day where only the month
        or year is known; the last two missing where unknown), signed_precision, in_force_precision, ended_precision,
        year (of signature), status, content, atop_id, cow_id (numbers in the data sets, missing where there is none),
        source_title, source_url, source_quality, confirmed (bool), note.

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule.
    """
    rows = compiled.distinct(compiled.rows(Path(path), COLUMNS), "name")
    return compiled.frame([_treaty(row) for row in rows], dates=("signed", "in_force", "ended"))


def _treaty(row):
    compiled.check_allowed(row, ALLOWED)
    compiled.check_filled(row, ("name", "signed", "content"))
    compiled.check_countries(row, "parties")
    compiled.check_source(row)
    if ";" not in row["parties"]:
        raise row.fault("parties", f"{row['parties']!r} is one state; a treaty has two parties or more")
    dates = {column: compiled.dated(row, column) for column in ("signed", "in_force", "ended")}
    _check_order(row, dates)
    return {
        **row.texts("name", "parties", "kind", "status", "content"),
        **{column: day for column, (day, _) in dates.items()},
        **{f"{column}_precision": precision for column, (_, precision) in dates.items()},
        "year": dates["signed"][0].year,
        **{column: compiled.number(row, column) for column in ("atop_id", "cow_id")},
        **compiled.source(row),
    }


def _check_order(row, dates):
    if (row["status"] in ENDED) != bool(row["ended"]):
        raise row.fault("ended", f"give the day for {' and '.join(ENDED)}, and leave it empty otherwise")
    for column in ("in_force", "ended"):
        if row[column] and dates[column][0] < dates["signed"][0]:
            raise row.fault(column, f"{row[column]} is before the signature {row['signed']}")
