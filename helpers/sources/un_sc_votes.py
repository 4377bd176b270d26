"""UN Security Council votes on adopted resolutions: the library's voting records, one row per member and resolution."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources.snapshots import calendar_days, refuse

SOURCE = Source(
    name="un_sc_votes",
    title="UN Security Council votes on adopted resolutions, 1946 to October 2025",
    producer="United Nations, Dag Hammarskjöld Library",
    short="United Nations Dag Hammarskjöld Library, Security Council voting records to October 2025",
    citation=(
        "United Nations Dag Hammarskjöld Library, Security Council Voting Data, United Nations, 2026, "
        "https://digitallibrary.un.org/record/4055387."
    ),
    version="voting records collected from 12 March 2024 to 8 November 2025",
    url="https://digitallibrary.un.org/record/4055387",
    licence="United Nations terms: copyright United Nations, non-commercial use with attribution",
    redistribution="non_commercial",
    use="Votes and figures computed from them may be used non-commercially with the attribution to the United Nations.",
)

VOTES = {"Y": 1, "A": 2, "N": 3, "X": 8}
"""Letters of the records and the codes of the roll-call tradition; X did not take part."""

TALLY = {"yes": 1, "abstain": 2, "no": 3, "not_participating": 8}
"""Column of counts in the list of resolutions -> code of the vote counted."""

RECORDS = "sc_votes_long_1946_2025-10.csv.gz"
RESOLUTIONS = "sc_resolutions_adopted_1946_2025-10.csv.gz"

_HEADING = r"(?i)^(?:security council )?resolution \d+ ?(?:[(\[]\d{4}\))? ?\[(.*?)\]?$"


def votes(snapshots):
    """Every vote of a member on an adopted resolution.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        resolution_id, date, year, iso3, vote (1 yes, 2 abstain, 3 no, 8 did not take part).

    Raises
    ------
    WorkbookError
        Naming file and line of a letter that is no vote, or of a date that is none.
    """
    frame = snapshots.csv(SOURCE, RECORDS, dict.fromkeys(["resolution", "date", "iso3", "vote"], "text"))
    vote = frame["vote"].map(VOTES)
    refuse(vote.isna(), frame["vote"], f"{SOURCE.name}/{RECORDS}", "is not Y, A, N or X")
    date = calendar_days(frame["date"], f"{SOURCE.name}/{RECORDS}")
    return pd.DataFrame(
        {
            "resolution_id": frame["resolution"].astype("category"),
            "date": date,
            "year": date.dt.year,
            "iso3": frame["iso3"].astype("category"),
            "vote": vote.astype("int64"),
        }
    )


def resolutions(snapshots):
    """Every adopted resolution with its title and agenda, its tally checked against the votes.

    Returns
    -------
    pandas.DataFrame
        resolution_id, title (the description in brackets, without number and year), agenda ("" in one record).

    Raises
    ------
    WorkbookError
        If a resolution has votes but no row, or the other way round, or a tally that its votes do not give.
    """
    wanted = dict.fromkeys(["resolution", "title", "agenda"], "text") | dict.fromkeys(TALLY, "integer")
    listed = snapshots.csv(SOURCE, RESOLUTIONS, wanted).set_index("resolution")
    cast = votes(snapshots)
    counted = pd.crosstab(cast["resolution_id"].astype("str"), cast["vote"])
    counted = counted.reindex(columns=list(TALLY.values()), fill_value=0)
    astray = listed.index.symmetric_difference(counted.index)
    if len(astray):
        raise WorkbookError(f"{SOURCE.name}/{RESOLUTIONS}: resolution {astray[0]} is not in both files")
    differs = (counted.loc[listed.index].to_numpy() != listed[list(TALLY)].to_numpy()).any(axis=1)
    if differs.any():
        raise WorkbookError(
            f"{SOURCE.name}/{RESOLUTIONS}: the tally of {listed.index[differs.argmax()]} is not that of its votes"
        )
    return pd.DataFrame(
        {
            "resolution_id": listed.index,
            "title": listed["title"].str.strip().str.replace(_HEADING, r"\1", regex=True).to_numpy(),
            "agenda": listed["agenda"].to_numpy(),
        }
    )
