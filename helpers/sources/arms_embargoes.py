"""Arms embargoes of the UN and the EU on Iran, North Korea, Russia and China, compiled in `arms_embargoes.csv`."""

from pathlib import Path

from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="arms_embargoes",
    title="Arms embargoes of the UN and the EU on Iran, North Korea, Russia and China",
    short="Russia-Iran workbook, arms embargoes, edition of November 2026",
    citation="The Russia-Iran workbook, arms embargoes; cite the source of the row as well.",
    version="Edition of November 2026",
)

FILE = Path(__file__).with_name("arms_embargoes.csv")

DIRECTIONS = {
    "to": "supply to the target",
    "from": "supply by the target",
    "both": "supply to and by the target",
}
COVERS = {
    "all": "all arms",
    "major": "major weapons of the kinds of the UN Register of Conventional Arms",
    "missiles": "missiles able to carry nuclear weapons, and what serves to make them",
    "other": "equipment other than major arms",
}
COLUMNS = (
    "embargo_id",
    "target",
    "sender",
    "direction",
    "start",
    "start_precision",
    "end",
    "end_precision",
    "covers",
    "scope",
    "legal_basis",
    *compiled.SOURCE_COLUMNS,
)
ALLOWED = {"sender": ("UN", "EU"), "direction": tuple(DIRECTIONS), "covers": tuple(COVERS)}


def read(path=FILE):
    """Every embargo, unconfirmed leads included.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        embargo_id, target (code), sender (UN or EU), direction, start and end (datetime64, first day where only the
        month or year is known; end missing while in force), start_precision and end_precision, covers, scope,
        legal_basis, source_title, source_url, source_quality, confirmed (bool), note (missing where empty).

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule.
    """
    rows = compiled.distinct(compiled.rows(Path(path), COLUMNS), "embargo_id")
    return compiled.frame([_embargo(row) for row in rows], dates=("start", "end"))


def _embargo(row):
    compiled.check_allowed(row, ALLOWED)
    compiled.check_filled(row, ("embargo_id", "target", "scope", "legal_basis"))
    compiled.check_countries(row, "target")
    compiled.check_source(row)
    start = compiled.first_day(row, "start", "start_precision")
    end = compiled.first_day(row, "end", "end_precision") if row["end"] else None
    if end and end < start:
        raise row.fault("end", f"{row['end']} is before the start {row['start']}")
    return {
        **row.texts("embargo_id", "target", "sender", "direction", "covers", "scope", "legal_basis"),
        **row.texts("start_precision", "end_precision"),
        "start": start,
        "end": end,
        **compiled.source(row),
    }
