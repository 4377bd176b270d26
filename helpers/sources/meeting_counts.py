"""How often two heads of state had met, as somebody stated it: `meeting_counts.csv` beside this module.

A check on the list of meetings: what it holds against what the two sides count.
"""

from pathlib import Path

from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="meeting_counts",
    title="Stated numbers of meetings of two heads of state",
    short="Russia-Iran workbook, stated numbers of meetings, edition of November 2026",
    citation="The Russia-Iran workbook, stated numbers of meetings of heads of state.",
    version="Edition of November 2026",
)

FILE = Path(__file__).with_name("meeting_counts.csv")

COLUMNS = ("pair", "since", "until", "value", "speaker", *compiled.SOURCE_COLUMNS)


def read(path=FILE):
    """Every stated number.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b (in alphabetical order), since, until (datetime64, first and last day counted), value, speaker,
        source_title, source_url, source_quality, confirmed (bool), note (missing where empty).

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule.
    """
    rows = compiled.distinct(compiled.rows(Path(path), COLUMNS), "until")
    return compiled.frame([_count(row) for row in rows], dates=("since", "until"))


def _count(row):
    compiled.check_countries(row, "pair", separator="-")
    compiled.check_filled(row, ("speaker",))
    compiled.check_source(row)
    states = sorted(row["pair"].split("-"))
    if len(states) != 2:
        raise row.fault("pair", f"{row['pair']!r} is not two codes joined by '-'")
    since, until = compiled.day(row, "since"), compiled.day(row, "until")
    if until < since:
        raise row.fault("until", f"{row['until']} is before {row['since']}")
    if not row["value"].isdigit():
        raise row.fault("value", f"{row['value']!r} is not a whole number")
    return {
        "iso3_a": states[0],
        "iso3_b": states[1],
        "since": since,
        "until": until,
        "value": int(row["value"]),
        "speaker": row["speaker"],
        **compiled.source(row),
    }
