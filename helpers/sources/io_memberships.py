"""Memberships of seven organisations to 2026, compiled in `io_memberships.csv` beside this module.

One row per state, organisation and status, from its first day to its last. Every full member is meant to be there;
observers and partners of the SCO, the CSTO and GECF are there as far as they matter for the states of the focus.
"""

from pathlib import Path

from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="io_memberships",
    title="Memberships of SCO, BRICS, EAEU, CSTO, OPEC, OPEC+ and GECF, 1960-2026",
    short="Russia-Iran workbook, memberships, edition of November 2026",
    citation="The Russia-Iran workbook, memberships of SCO, BRICS, EAEU, CSTO, OPEC, OPEC+ and GECF, 1960-2026.",
    version="Edition of November 2026, reviewed and extended",
)

FILE = Path(__file__).with_name("io_memberships.csv")

ORGANISATIONS = {
    "SCO": "Shanghai Cooperation Organisation",
    "BRICS": "group of emerging economies, without a founding treaty",
    "EAEU": "Eurasian Economic Union",
    "CSTO": "Collective Security Treaty and, since 2002, its Organisation",
    "OPEC": "Organization of the Petroleum Exporting Countries",
    "OPEC+": "Declaration of Cooperation of OPEC and other producers",
    "GECF": "Gas Exporting Countries Forum",
}
STATUS = {
    "full": "member",
    "participant": "takes part in the Declaration of Cooperation without being in OPEC",
    "OPEC member": "takes part in the Declaration of Cooperation as a member of OPEC",
    "observer": "observer",
    "partner": "BRICS partner country",
    "dialogue partner": "SCO dialogue partner",
    "charter only": "in the Charter of Cooperation without limits on output",
    "invited": "invited, accession declined or not completed",
    "frozen": "a full member that says it has frozen its participation",
}
BELONGING = ("full", "participant", "OPEC member")
"""Status of those who belong to the organisation."""
BY = "by"
"""Precision of a date by which the status was there or was over; the true day is earlier."""
QUALITIES = {
    "primary": "page of the organisation or of a government",
    "press": "news report",
    "reference": "encyclopedia or collection of facts",
    "mirror": "copy at another address",
}
COLUMNS = (
    *("organisation", "iso3", "status", "start", "start_precision", "end", "end_precision", "end_reason"),
    *compiled.SOURCE_COLUMNS,
)
ALLOWED = {"organisation": tuple(ORGANISATIONS), "status": tuple(STATUS)}


def read(path=FILE):
    """Every spell, unconfirmed ones included.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        organisation, iso3, status, start, end (datetime64, first day where only the month or year is known; end missing
        where it lasts), start_precision, end_precision (day, month, year or by), end_reason, source_title, source_url,
        source_quality, confirmed (bool), note.

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule: two spells of a state in one organisation
        may not overlap, except that of a frozen membership.
    """
    rows = list(compiled.rows(Path(path), COLUMNS))
    found = [_spell(row) for row in rows]
    _check_overlaps(rows, found)
    return compiled.frame(found, dates=("start", "end"))


def _spell(row):
    compiled.check_allowed(row, ALLOWED)
    compiled.check_countries(row, "iso3", separator="/")
    compiled.check_source(row)
    start, end = _day(row, "start"), _day(row, "end")
    if start is None:
        raise row.fault("start", "is empty")
    if end and end < start:
        raise row.fault("end", f"{row['end']} is before the start {row['start']}")
    if bool(row["end"]) != bool(row["end_reason"]):
        raise row.fault("end_reason", "give a reason where there is an end, and only there")
    return {
        **row.texts("organisation", "iso3", "status", "start_precision", "end_precision", "end_reason"),
        "start": start,
        "end": end,
        **compiled.source(row),
    }


def _day(row, column):
    """First day of the date in `column`, None where empty; its precision must fit, or be "by"."""
    day, precision = compiled.dated(row, column)
    said = row[f"{column}_precision"]
    if said != (precision or "") and not (said == BY and precision):
        raise row.fault(f"{column}_precision", f"{said!r} does not fit the date {row[column]!r}")
    return day


def _check_overlaps(rows, found):
    last = {}
    order = sorted(range(len(found)), key=lambda place: found[place]["start"])
    for place in order:
        spell = found[place]
        if spell["status"] == "frozen":
            continue
        key = spell["organisation"], spell["iso3"]
        if key in last and (last[key]["end"] is None or last[key]["end"] > spell["start"]):
            raise rows[place].fault("start", f"overlaps the spell that began on {last[key]['start']}")
        last[key] = spell
