"""UN General Assembly recorded votes: the library's voting records, one row per member and resolution."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources import un_subjects
from helpers.sources.snapshots import calendar_days, refuse

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

VOETEN = Source(
    name="un_votes_voeten",
    title="Voeten roll-call data, UN General Assembly 1946 to 2020",
    producer="Erik Voeten, Anton Strezhnev and Michael Bailey",
    short="Voeten, Strezhnev and Bailey, UN General Assembly roll calls to 2020",
    citation=(
        "Voeten, Erik, Anton Strezhnev and Michael Bailey, United Nations General Assembly Voting Data, Harvard "
        "Dataverse, https://doi.org/10.7910/DVN/LEJUQZ."
    ),
    version="R package unvotes 0.3.0 (1946-2019) and files of 2021-2024 (1946-2020)",
    url="https://doi.org/10.7910/DVN/LEJUQZ",
    licence="CC0 1.0",
    redistribution="open",
    use="Free to use, with the citation.",
)

STATE_DEPARTMENT = Source(
    name="state_dept_important_votes",
    title='US State Department "important votes" in the UN General Assembly, 2019 to 2023',
    producer="US Department of State, Bureau of International Organization Affairs",
    short="US Department of State, Voting Practices in the United Nations, reports for 2019 to 2023",
    citation=(
        "US Department of State, Voting Practices in the United Nations, reports for 2019 to 2023, "
        "https://www.state.gov/voting-practices-in-the-united-nations/."
    ),
    version="reports for 2019-2023",
    url="https://www.state.gov/voting-practices-in-the-united-nations/",
    licence="US government work, public domain in the USA",
    redistribution="open",
    use="Free to use, with the citation.",
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

REPEATED_ISSUES = ("colonialism", "development")
REPEATED_SESSIONS = ("74", "75")
"""In these sessions the published codes of these issues are a copy of arms control, so they are no codes."""

VOETEN_IMPORTANT = (1983, 2017)
LISTED_IMPORTANT = (2019, 2023)
"""First and last calendar year of the votes that Voeten and the State Department's reports code as important or not."""

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
    refuse(vote.isna(), frame["ms_vote"], f"{SOURCE.name}/{RECORDS}", "is not Y, A, N or X")
    frame = frame.assign(vote=vote)[frame["resolution"] != ""]
    date = calendar_days(frame["date"], f"{SOURCE.name}/{RECORDS}")
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
    """Every adopted resolution with a recorded vote by country, with tallies, issues and subjects.

    Tallies are counted from the votes. The six issues are Voeten's for the roll calls that could be linked (to 2021),
    elsewhere those of the rule in `un_subjects`; `coding` says which. Where a published code only repeats arms control
    (`REPEATED_SESSIONS`), the rule stands in for it. The other subjects are always those of the rule.

    Returns
    -------
    pandas.DataFrame
        resolution_id, date, session, year, title, agenda, yes, no, abstain, absent, one flag per issue, coding
        (published, partly or rule), one flag per subject, and the nullable important.
    """
    frame, published, important = _recorded(snapshots)
    sound = without_repeats(published, frame["session"])
    patterns = un_subjects.code(frame)
    ruled = patterns.join(un_subjects.precedents(frame, sound))
    issues = {name: sound[name].fillna(ruled[name]).astype(bool) for name in ISSUES}
    coded = sound.notna().sum(axis=1)
    coding = coded.map({len(ISSUES): "published", 0: "rule"}).fillna("partly")
    return frame.assign(**issues, coding=coding, **patterns[list(un_subjects.SUBJECTS)], important=important)


def issue_accuracy(snapshots):
    """How well the rule and a baseline meet the published codes of the years held out, by issue.

    Returns
    -------
    pandas.DataFrame
        issue, method (rule or baseline), split (held_out; without_repeats: only issues with codes that repeat another,
        these left out), and the columns of `un_subjects.accuracy`.
    """
    frame, published, _ = _recorded(snapshots)
    held_out = un_subjects.held_out(frame["year"])
    judged = published.notna().all(axis=1) & held_out
    hidden = published.mask(held_out)
    methods = {
        "rule": un_subjects.code(frame).join(un_subjects.precedents(frame, hidden))[judged],
        "baseline": un_subjects.baseline(frame, published)[judged],
    }
    truths = {
        "held_out": published[judged],
        "without_repeats": without_repeats(published, frame["session"]).loc[judged, list(REPEATED_ISSUES)],
    }
    parts = [
        un_subjects.accuracy(flags, truth, method).assign(split=split)
        for split, truth in truths.items()
        for method, flags in methods.items()
    ]
    return pd.concat(parts, ignore_index=True)


def without_repeats(published, session):
    """Published codes; missing where they are a copy of another issue's.

    Parameters
    ----------
    published : pandas.DataFrame
        Nullable flag per issue.
    session : pandas.Series
        Session of each resolution, on the same index.

    Returns
    -------
    pandas.DataFrame
        As `published`.
    """
    repeated = session.astype("str").isin(REPEATED_SESSIONS)
    return published.assign(**{issue: published[issue].mask(repeated) for issue in REPEATED_ISSUES})


def _recorded(snapshots):
    """Resolutions with their votes counted, Voeten's nullable flags, and the nullable flag of important votes."""
    columns = ["resolution", "session", "title", "agenda", "v_importantvote", "important_state_dept", *ISSUES.values()]
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
    listed = listed.loc[tally.index].reset_index(drop=True)
    year = dates["year"].loc[tally.index].reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "resolution_id": tally.index.astype("str"),
            "date": dates["date"].loc[tally.index].to_numpy(),
            "session": listed["session"],
            "year": year,
            "title": listed["title"].str.strip(),
            "agenda": listed["agenda"].str.strip(),
            **{kind: tally[kind].to_numpy() for kind in ("yes", "no", "abstain", "absent")},
        }
    )
    published = pd.DataFrame({name: _flag(listed[column]) for name, column in ISSUES.items()})
    important = _flag(listed["v_importantvote"]).where(year.between(*VOETEN_IMPORTANT))
    return (
        frame,
        published,
        important.fillna(_flag(listed["important_state_dept"]).where(year.between(*LISTED_IMPORTANT))),
    )


def _flag(cells):
    return cells.map({"1": True, "0": False}).astype("boolean")
