"""The timeline of Russia-Iran relations, compiled for this project in `timeline.csv` beside this module."""

import re
import unicodedata
from pathlib import Path

from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="timeline",
    title="Timeline of Russia-Iran relations, with sanctions on both and the China-North Korea layer",
    short="Russia-Iran workbook, timeline, edition of November 2026",
    citation="The Russia-Iran workbook, timeline of Russia-Iran relations.",
    version="Edition of November 2026",
)

FILE = Path(__file__).with_name("timeline.csv")

CATEGORIES = {
    "treaty": "political treaty: signature, ratification, entry into force, renunciation",
    "war": "armed force, or the start or end of a war",
    "territory": "occupation, withdrawal, border, cession or separate entity on Iranian soil",
    "diplomacy": "visits, recognition, crises, UN diplomacy other than sanctions",
    "arms": "orders, deliveries, limits on arms, defence agreements",
    "exercise": "joint exercise",
    "nuclear": "reactors, fuel, nuclear diplomacy",
    "trade": "trade, transport, technology and space",
    "energy": "oil and gas",
    "sanctions": "sanctions imposed, lifted or voted on",
    "finance": "payment and banking links",
    "membership": "membership of organisations",
    "syria": "war in Syria",
    "ukraine": "war in Ukraine",
    "axis": "ties among China, North Korea, Russia and Iran beyond the pair",
}
TONES = {
    "cooperation": "an act of one for or with the other, or the first report of it",
    "conflict": "an act of one against the other, a vote for sanctions included",
    "mixed": "both at once, an abstention, or a routine step within sanctions",
    "context": "acts of third parties and events outside the tie",
}
IMPORTANCE = {
    1: "overview: war, cession, treaty between the two, first or last of its kind",
    2: "chart of a period: agreement, order, delivery, vote, crisis",
    3: "detail: step of a procedure, visit, renewal",
}
REVIEWS = {
    "read": "row of the first edition, read again for the edition of November 2026 and kept",
    "corrected": "its text was changed then",
    "new source": "it rested on a copy and rests on another page since, text and date adjusted to that page",
    "open": "it still rests on a copy; the note says why",
    "added": "new in the edition of November 2026",
}
QUALITIES = {
    "primary": "official document or statement, also when its text lies on another site",
    "press": "news report",
    "reference": "encyclopedia, research, data register or law-firm note",
    "mirror": "copy of an encyclopedia, register or report at another address",
}
COLUMNS = (
    "date",
    "date_precision",
    "category",
    "tone",
    "importance",
    "countries",
    "title",
    "description",
    "review",
    *compiled.SOURCE_COLUMNS,
)
ALLOWED = {
    "category": tuple(CATEGORIES),
    "tone": tuple(TONES),
    "importance": tuple(map(str, IMPORTANCE)),
    "review": tuple(REVIEWS),
}
LONGEST_TITLE = 66
"""Characters; longer titles do not fit beside a marker in a chart."""


def read(path=FILE):
    """Every row of the timeline, unconfirmed leads included.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        event_id, date (datetime64, first day where only the month or year is known), date_precision,
        year, category, tone, importance, countries (codes joined by ";"), title,
        description, review, source_title, source_url, source_quality (missing where
        unconfirmed and without a page), confirmed (bool), note (missing where empty).

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule.
    """
    rows = compiled.distinct(compiled.rows(Path(path), COLUMNS), "title")
    return compiled.frame([_event(row) for row in rows], dates=("date",))


def _event(row):
    _check(row)
    return {
        "event_id": f"{row['date']}-{_slug(row['title'])}",
        "date": compiled.first_day(row),
        "year": int(row["date"][:4]),
        "importance": int(row["importance"]),
        **row.texts("date_precision", "category", "tone", "countries", "title", "description", "review"),
        **compiled.source(row),
    }


def _check(row):
    compiled.check_allowed(row, ALLOWED)
    compiled.check_filled(row, ("title", "description"))
    if len(row["title"]) > LONGEST_TITLE:
        raise row.fault("title", f"{len(row['title'])} characters, at most {LONGEST_TITLE}")
    compiled.check_countries(row, "countries")
    compiled.check_source(row)


def _slug(title):
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))
