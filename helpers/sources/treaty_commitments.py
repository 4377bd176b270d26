"""What seven treaties promise, topic by topic, compiled in `treaty_commitments.csv` beside this module.

Every treaty has a row for every topic. Yes and no rest on a source that was read; everything else is unknown, which is
not no: of most treaties only the beginning, an extract or a report could be read.
"""

from pathlib import Path

from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="treaty_commitments",
    title="Commitments in seven treaties of Russia, Iran, China and North Korea, by topic",
    short="Russia-Iran workbook, treaty commitments, edition of November 2026",
    citation="The Russia-Iran workbook, commitments in seven treaties of Russia, Iran, China and North Korea.",
    version="Edition of November 2026",
)

FILE = Path(__file__).with_name("treaty_commitments.csv")

TOPICS = {
    "defence": "to give military help if the other is attacked",
    "consultation": "to consult, under threat or on matters of security",
    "non_aggression": "not to attack or use force against the other",
    "non_assistance": "not to help a state that attacks the other, or to stay neutral",
    "territory": "not to let the own territory be used against the other",
    "contrary_treaties": "to enter no alliance or treaty against the other",
    "sanctions": "to use or join no economic measures against the other",
    "intelligence": "to exchange information between the services",
    "exercises": "to hold joint military exercises",
    "nuclear": "to cooperate in nuclear energy",
    "payments": "to build payments independent of third states",
    "duration": "a term, with or without renewal, or none",
}
PROMISED = {
    "yes": "a source that was read has the promise",
    "no": "a source that was read, or a data set coded from the text, says that there is none",
    "unknown": "nothing on it could be read",
}
COLUMNS = ("treaty", "topic", "promised", "article", "words", *compiled.SOURCE_COLUMNS)
ALLOWED = {"topic": tuple(TOPICS), "promised": tuple(PROMISED)}


def read(path=FILE):
    """Every treaty and topic.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        treaty (name as in the key treaties), topic, promised, article (number, missing where not read), words (what it
        says, in our own words), source_title, source_url, source_quality (missing where unknown), confirmed (bool),
        note.

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule, or the treaty that lacks a topic.
    """
    seen, found = {}, []
    for row in compiled.rows(Path(path), COLUMNS):
        topics = seen.setdefault(row["treaty"], set())
        if row["topic"] in topics:
            raise row.fault("topic", f"{row['topic']!r} stands twice for {row['treaty']}")
        topics.add(row["topic"])
        found.append(_commitment(row))
    for treaty, topics in seen.items():
        if missing := [topic for topic in TOPICS if topic not in topics]:
            raise row.fault("topic", f"{treaty} has no row for {missing[0]}")
    return compiled.frame(found, dates=())


def _commitment(row):
    compiled.check_allowed(row, ALLOWED)
    compiled.check_filled(row, ("treaty", "words"))
    compiled.check_source(row)
    if (row["promised"] == "unknown") == (row["confirmed"] == "yes"):
        raise row.fault("confirmed", "yes and no need a source that was read; unknown has none")
    return {
        **row.texts("treaty", "topic", "promised", "words"),
        "article": compiled.number(row, "article"),
        **compiled.source(row),
    }
