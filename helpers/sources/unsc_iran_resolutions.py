"""Votes of the UN Security Council on Iran, compiled in `unsc_iran_resolutions.csv` beside this module."""

import re
from pathlib import Path

from helpers.datasets.description import Source
from helpers.sources import compiled
from helpers.sources.un_sc_votes import VOTES

SOURCE = Source(
    name="unsc_iran_resolutions",
    title="UN Security Council votes on Iran, 1946 to 2026",
    producer="the Russia-Iran workbook, from UN voting records, resolution texts and reports",
    short="Russia-Iran workbook, Security Council votes on Iran, from UN voting records",
    citation=(
        "The Russia-Iran workbook, Security Council votes on Iran, from United Nations Dag Hammarskjöld Library, "
        "voting records of the Security Council, https://digitallibrary.un.org/, and Fobbe, S., Gasbarri, L. and "
        "Ridi, N., Corpus of Resolutions: UN Security Council (CR-UNSC), doi:10.5281/zenodo.11212056."
    ),
    version="Edition of November 2026",
    url="https://digitallibrary.un.org/",
    licence="facts compiled from UN records; wording MIT (own work of the project)",
    redistribution="attribution",
    use="Free to use with credit to the UN Dag Hammarskjöld Library.",
)

PATH = Path(__file__).with_name("unsc_iran_resolutions.csv")

OUTCOMES = {
    "adopted": "nine votes or more (seven to 1965) and no veto",
    "vetoed": "votes enough, but a permanent member against",
    "not adopted": "too few votes",
}
TALLY = ("votes_for", "votes_against", "abstentions", "not_voting")
CAST = ("vote_rus", "vote_chn", "vote_usa")
COLUMNS = (
    "symbol",
    "date",
    "outcome",
    *TALLY,
    *CAST,
    "vote_note",
    "subject",
    "un_record",
    "vote_source",
)


def read(path=PATH):
    """Every vote on Iran in the table.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`; votes as letters Y, N, A, X.

    Returns
    -------
    pandas.DataFrame
        symbol, date, year, outcome, votes_for, votes_against, abstentions, not_voting, vote_rus, vote_chn, vote_usa
        (1 yes, 2 abstain, 3 no, 8 did not take part), vote_note, subject, un_record (missing where empty), vote_source.

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule: a tally that is not the size of the Council
        (11 members to 1965, 15 after), an outcome that the votes do not give.
    """
    rows = compiled.distinct(compiled.rows(Path(path), COLUMNS), "symbol")
    return compiled.frame([_vote(row) for row in rows], dates=("date",))


def _vote(row):
    compiled.check_filled(row, ("symbol", "subject"))
    compiled.check_allowed(row, {"outcome": OUTCOMES} | dict.fromkeys(CAST, VOTES))
    day = compiled.day(row, "date")
    for column in TALLY:
        if not re.fullmatch(r"[0-9]{1,2}", row[column]):
            raise row.fault(column, f"{row[column]!r} is not a number of votes")
    tally = {column: int(row[column]) for column in TALLY}
    members, needed = (15, 9) if day.year > 1965 else (11, 7)
    if sum(tally.values()) != members:
        raise row.fault("votes_for", f"the votes make {sum(tally.values())}, not {members}")
    if tally["votes_for"] < needed:
        given = ("not adopted",)
    else:
        given = ("vetoed",) if "N" in [row[column] for column in CAST] else ("adopted", "vetoed")
    if row["outcome"] not in given:
        raise row.fault("outcome", f"{row['outcome']!r} does not follow from the votes")
    if not re.fullmatch(r"https?://\S+", row["vote_source"]):
        raise row.fault("vote_source", f"{row['vote_source']!r} is not a web address")
    return {
        **row.texts("symbol", "outcome", "vote_note", "subject", "un_record", "vote_source"),
        "date": day,
        "year": day.year,
        **tally,
        **{column: VOTES[row[column]] for column in CAST},
    }
