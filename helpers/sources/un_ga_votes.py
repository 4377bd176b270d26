"""UN General Assembly recorded votes: the library's voting records, one row per member and resolution."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.errors import WorkbookError

SOURCE = Source(
    name="un_ga_votes",
    title="UN General Assembly recorded votes, 1946 to 2025",
    producer="United Nations, Dag Hammarskjöld Library",
    short="United Nations Dag Hammarskjöld Library, General Assembly voting records to December 2025",
    citation=(
        "United Nations Dag Hammarskjöld Library, General Assembly Voting Data, United Nations, 2026, "
        "https://digitallibrary.un.org/record/4060887."
    ),
    version="voting records collected from 12 March 2024 to 8 November 2025, and ES-11/9 of 3 December 2025",
    url="https://digitallibrary.un.org/record/4060887",
    licence="United Nations terms: copyright United Nations, non-commercial use with attribution",
    redistribution="non_commercial",
    use="Votes and figures computed from them may be used non-commercially with the attribution to the United Nations.",
)

VOTES = {"Y": 1, "A": 2, "N": 3, "X": 8}
"""Letters of the records and the codes of the roll-call tradition; X did not vote."""

ISSUES = {
    "palestine": "v_me",
    "nuclear": "v_nu",
    "arms_control": "v_di",
    "human_rights": "v_hr",
    "colonialism": "v_co",
    "development": "v_ec",
}
"""Issue flag -> column of the record list that carries Voeten's coding."""

RECORDS = "ga_votes_official_layout.csv.gz"
RESOLUTIONS = "ga_resolutions_1946_2025-11.csv.gz"


def votes(snapshots):
    """Every recorded country vote on an adopted resolution.

    The one record without symbol, date and title stays out.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        resolution_id, date, year, iso3, vote (1 yes, 2 abstain, 3 no, 8 absent).

    Raises
    ------
    WorkbookError
        Naming file and line of a letter that is no vote or a date that is none.
    """
    wanted = {"resolution": "text", "date": "text", "ms_code": "text", "ms_vote": "text"}
    frame = snapshots.csv(SOURCE, RECORDS, wanted)
    vote = frame["ms_vote"].map(VOTES)
    _require(vote.notna(), frame["ms_vote"], "ms_vote", "is not Y, A, N or X")
    frame = frame.assign(vote=vote)[frame["resolution"] != ""]
    date = _dates(frame["date"], RECORDS)
    return pd.DataFrame(
        {
            "resolution_id": frame["resolution"].astype("category"),
            "date": date,
            "year": date.dt.year,
            "iso3": frame["ms_code"].astype("category"),
            "vote": frame["vote"].astype("int64"),
        }
    )


def resolutions(snapshots):
    """Every adopted resolution with a recorded vote by country, with tallies and issue flags.

    Tallies are counted from the votes. Issue flags are Voeten's, for the roll calls that
    could be linked (to 2020); elsewhere they are missing, which is not "no".

    Returns
    -------
    pandas.DataFrame
        resolution_id, date, session, year, title, agenda, yes, no, abstain, absent, and
        one nullable flag per issue.
    """
    columns = ["undl_id", "resolution", "session", "title", "agenda", *ISSUES.values()]
    listed = snapshots.csv(SOURCE, RESOLUTIONS, dict.fromkeys(columns, "text")).set_index("resolution")
    cast = votes(snapshots)
    tally = (
        cast.groupby(["resolution_id", "vote"], observed=True)
        .size()
        .unstack(fill_value=0)
        .rename(columns={1: "yes", 2: "abstain", 3: "no", 8: "absent"})
    )
    dates = cast.drop_duplicates("resolution_id").set_index("resolution_id")[["date", "year"]]
    missing = tally.index.difference(listed.index)
    if len(missing):
        raise WorkbookError(f"{SOURCE.name}/{RESOLUTIONS}: no row for resolution {missing[0]}, which has votes")
    listed = listed.loc[tally.index]
    flags = {name: listed[column].map({"1": True, "0": False}).astype("boolean") for name, column in ISSUES.items()}
    return pd.DataFrame(
        {
            "resolution_id": tally.index.astype("str"),
            "date": dates["date"].loc[tally.index].to_numpy(),
            "session": listed["session"].to_numpy(),
            "year": dates["year"].loc[tally.index].to_numpy(),
            "title": listed["title"].str.strip().to_numpy(),
            "agenda": listed["agenda"].str.strip().to_numpy(),
            **{kind: tally[kind].to_numpy() for kind in ("yes", "no", "abstain", "absent")},
            **{name: flag.array for name, flag in flags.items()},
        }
    )


def _dates(cells, file):
    dates = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
    _require(dates.notna(), cells, "date", "is not a date YYYY-MM-DD", file)
    return dates.astype("datetime64[s]")


def _require(valid, cells, column, complaint, file=RECORDS):
    if not valid.all():
        position = int((~valid).to_numpy().argmax())
        line = cells.index[position] + 2
        raise WorkbookError(f"{SOURCE.name}/{file}, line {line}, column {column}: {cells.iloc[position]!r} {complaint}")
