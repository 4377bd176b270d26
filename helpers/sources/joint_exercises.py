"""Joint exercises of Russia, China, Iran and North Korea, compiled in `joint_exercises.csv` beside this module.

Inclusion rule: forces of at least two of the four trained together, as the states or the press report it. The stages of
one exercise are one exercise: further stages have rows of their own that name it. Patrols are kept apart from
exercises. Competitions (Army Games), visits without training, border guards and police below the national level,
observers, and operations of war are left out.
"""

from pathlib import Path

from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="joint_exercises",
    title="Joint military exercises with at least two of Russia, China, Iran and North Korea",
    short="Russia-Iran workbook, joint exercises, edition of November 2026",
    citation="The Russia-Iran workbook, joint exercises of Russia, China, Iran and North Korea, 2003-2026.",
    version="Edition of November 2026, reviewed and extended",
)

FILE = Path(__file__).with_name("joint_exercises.csv")

GROUP = ("RUS", "CHN", "IRN", "PRK")
"""The states whose joint exercises are collected, in the order in which participants are listed."""

KINDS = {
    "exercise": "an exercise, with all its stages",
    "patrol": "a joint patrol by ships, submarines or bombers",
    "stage": "a further stage of the exercise named in stage_of, not counted again",
}
DOMAINS = {
    "naval": "ships, with their aircraft and marines",
    "air": "air forces alone",
    "ground": "land forces alone",
    "joint": "more than one armed service",
    "special": "special forces, interior troops or security services, mostly counter-terrorism",
    "command": "command-post or computer-assisted exercise",
    "cyber": "services against terrorist use of the internet",
}
FORCES = {
    "military": "armed forces",
    "security": "interior troops, security services, coast and border guards",
}
FRAMEWORKS = {
    "bilateral": "two states",
    "trilateral": "three states without a larger organisation",
    "SCO": "Shanghai Cooperation Organisation",
    "host": "manoeuvre of one state with foreign contingents (Vostok, Tsentr, Kavkaz, Ocean, Zapad)",
    "multinational": "exercise open to many states (AMAN, Komodo, ADMM-Plus, Indian Ocean Naval Symposium, BRICS Plus)",
}
QUALITIES = {
    "primary": "official document or statement",
    "press": "news report, state media and army newspapers included",
    "reference": "encyclopedia, research or data set",
    "mirror": "copy of a report at another address, or a page of unknown origin",
}
COLUMNS = (
    *("name", "kind", "stage_of", "start_date", "end_date", "date_precision", "participants"),
    *("domain", "forces", "framework", "location", "description"),
    *compiled.SOURCE_COLUMNS,
)
ALLOWED = {
    "kind": tuple(KINDS),
    "domain": tuple(DOMAINS),
    "forces": tuple(FORCES),
    "framework": tuple(FRAMEWORKS),
}
FEWEST = {"bilateral": (2, 2), "trilateral": (3, 3), "SCO": (3, 99), "host": (2, 99), "multinational": (3, 99)}
"""Least and largest number of participants that a framework can list."""


def read(path=FILE):
    """Every row of the list, unconfirmed leads included.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        name, kind, stage_of (missing unless a stage), start (datetime64, first day where only the month or year is
        known), end (datetime64, missing where not known), date_precision, year, participants (codes joined by ";",
        the four first), n_participants, domain, forces, framework, location, description, source_title, source_url,
        source_quality (missing where unconfirmed), confirmed (bool), note (missing where empty).

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule.
    """
    rows = list(compiled.distinct(compiled.rows(Path(path), COLUMNS), "name"))
    whole = {row["name"] for row in rows if row["kind"] == "exercise"}
    return compiled.frame([_exercise(row, whole) for row in rows], dates=("start", "end"))


def _exercise(row, whole):
    _check(row, whole)
    start = compiled.first_day(row, "start_date")
    return {
        **row.texts("name", "kind", "stage_of", "date_precision", "participants"),
        **row.texts("domain", "forces", "framework", "location", "description"),
        "start": start,
        "end": _end(row, start),
        "year": start.year,
        "n_participants": row["participants"].count(";") + 1,
        **compiled.source(row),
    }


def _check(row, whole):
    compiled.check_allowed(row, ALLOWED)
    compiled.check_filled(row, ("location", "description"))
    compiled.check_countries(row, "participants")
    compiled.check_source(row)
    _check_participants(row)
    if (row["kind"] == "stage") != bool(row["stage_of"]):
        raise row.fault("stage_of", "name the exercise of a stage here, and nothing for other kinds")
    if row["stage_of"] and row["stage_of"] not in whole:
        raise row.fault("stage_of", f"{row['stage_of']!r} is not the name of an exercise in this file")


def _check_participants(row):
    states = row["participants"].split(";")
    ordered = [s for s in GROUP if s in states] + sorted(s for s in states if s not in GROUP)
    if states != ordered:
        raise row.fault("participants", f"write them as {';'.join(ordered)}")
    if len(set(states) & set(GROUP)) < 2:
        raise row.fault("participants", f"{row['participants']!r} has fewer than two of {', '.join(GROUP)}")
    least, most = FEWEST[row["framework"]]
    if not least <= len(states) <= most:
        raise row.fault("framework", f"{row['framework']!r} does not fit {len(states)} participants")


def _end(row, start):
    """Last day, None where not known."""
    if not row["end_date"]:
        return None
    end = compiled.day(row, "end_date")
    if end < start:
        raise row.fault("end_date", f"{row['end_date']} is before the start {row['start_date']}")
    return end
