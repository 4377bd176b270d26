"""Meetings in person of leaders and foreign ministers, compiled in `leader_meetings.csv` beside this module.

Inclusion rule: Russia (before 1992 the Soviet Union) and Iran since 1989 with presidents, supreme leader, prime
ministers and foreign ministers; heads of state of Russia and China, Russia and North Korea, China and Iran, China and
North Korea since 2013. Meetings of three or four states count and are marked in the note; rounds of the nuclear talks,
conferences at which both were present, and talks by telephone or video do not.
"""

from pathlib import Path

from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="leader_meetings",
    title="Meetings in person of leaders and foreign ministers, Russia-Iran 1989-2026 and other pairs since 2013",
    short="Russia-Iran workbook, meetings of leaders and ministers, edition of November 2026",
    citation="The Russia-Iran workbook, meetings of leaders and foreign ministers, 1989-2026.",
    version="Edition of November 2026, reviewed and extended",
)

FILE = Path(__file__).with_name("leader_meetings.csv")

PAIRS = ("SUN-IRN", "RUS-IRN", "RUS-CHN", "RUS-PRK", "CHN-IRN", "CHN-PRK")
"""The pairs collected, as they are written in the file: the persons stand in the same order."""

LEVELS = {
    "president": "heads of state or acting heads of state, and the speaker Rafsanjani in June 1989",
    "supreme leader": "Iran's supreme leader with a foreign head of state or minister",
    "prime minister": "a prime minister of Russia with Iran's president",
    "foreign minister": "both foreign ministers, or a foreign minister received by the president of the other",
}
QUALITIES = {
    "primary": "official document or statement, also when its text lies on another site",
    "press": "news report, state media included",
    "reference": "research or monitoring publication",
    "mirror": "copy of an official post or report at another address",
}
COLUMNS = ("date", "date_precision", "pair", "level", "persons", "place", "occasion", *compiled.SOURCE_COLUMNS)
ALLOWED = {"pair": PAIRS, "level": tuple(LEVELS)}
EARLIEST = 1989


def read(path=FILE):
    """Every meeting, unconfirmed leads included.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b (in alphabetical order), person_a, person_b (of either state), date (datetime64, first day where
        only the month or year is known), date_precision, year, level, place, occasion, source_title, source_url,
        source_quality (missing where unconfirmed), confirmed (bool), note (missing where empty).

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule.
    """
    return compiled.frame([_meeting(row) for row in _distinct(compiled.rows(Path(path), COLUMNS))], dates=("date",))


def _distinct(rows):
    """The same rows, refusing one that stands before an earlier date, and a second one of the same meeting."""
    seen, latest = {}, ""
    for row in rows:
        meeting = (row["date"], row["pair"], row["level"], row["persons"])
        if meeting in seen:
            raise row.fault("persons", f"the same meeting stands in line {seen[meeting]} as well")
        if row["date"] < latest:
            raise row.fault("date", f"{row['date']} stands after {latest}; sort the rows by date")
        seen[meeting], latest = row.line, row["date"]
        yield row


def _meeting(row):
    compiled.check_allowed(row, ALLOWED)
    compiled.check_filled(row, ("place", "occasion"))
    compiled.check_source(row)
    date = compiled.first_day(row)
    states = row["pair"].split("-")
    _check_state(row, states[0], date)
    (first, person_a), (second, person_b) = sorted(zip(states, _persons(row), strict=True))
    return {
        "iso3_a": first,
        "iso3_b": second,
        "person_a": person_a,
        "person_b": person_b,
        "date": date,
        "year": date.year,
        **row.texts("date_precision", "level", "place", "occasion"),
        **compiled.source(row),
    }


def _check_state(row, state, date):
    if date.year < EARLIEST:
        raise row.fault("date", f"{row['date']} is before {EARLIEST}, where the list begins")
    if (state == "SUN") != (date.year < 1992):
        raise row.fault("pair", f"{row['pair']} in {date.year}: the Soviet Union to 1991, Russia after")


def _persons(row):
    persons = row["persons"].split("; ")
    if len(persons) != 2 or not all(person.strip() for person in persons):
        raise row.fault("persons", f"{row['persons']!r} is not two names joined by '; ', in the order of the pair")
    return persons
