"""How named states voted, resolution by resolution: lists to read and to search."""

from functools import partial

import pandas as pd

from helpers import countries
from helpers.measures import majorities
from helpers.measures.rollcalls import POSITIONS
from helpers.measures.subjects import flagged, issue_name


def ballots(cast, resolutions, states):
    """How some states voted, one row per resolution.

    Parameters
    ----------
    cast, resolutions : pandas.DataFrame
    states : sequence of str

    Returns
    -------
    pandas.DataFrame
        resolution_id, date, title, a column per state (yes, no, abstain, absent; missing: not a member), the tally
        yes, no, abstain.
    """
    some = cast[cast["iso3"].isin(states)]
    wide = some.assign(word=some["vote"].map(POSITIONS)).pivot(index="resolution_id", columns="iso3", values="word")
    wide = wide.reindex(columns=list(states)).astype("object")
    columns = ["resolution_id", "date", "title", "yes", "no", "abstain"]
    return (
        resolutions[columns].merge(wide, left_on="resolution_id", right_index=True).sort_values("date", kind="stable")
    )


def opposed(table, pair):
    """Rows of `ballots` on which the two voted yes and no against each other."""
    first, second = table[pair[0]], table[pair[1]]
    return table[((first == "yes") & (second == "no")) | ((first == "no") & (second == "yes"))]


def isolated(table, pair, most):
    """Rows of `ballots` on which the two voted alike on a side, yes or no, of at most `most` states."""
    first, second = table[pair[0]], table[pair[1]]
    sides = [(first == side) & (second == side) & (table[side] <= most) for side in ("yes", "no")]
    return table[sides[0] | sides[1]]


def tidy(table, resolutions, issues):
    """Ballots for reading: short titles, names of states, the issues of each resolution in words.

    Parameters
    ----------
    table : pandas.DataFrame
        As `ballots` returns it, or rows of it.
    resolutions : pandas.DataFrame
    issues : sequence of str
        Flag columns to name.

    Returns
    -------
    pandas.DataFrame
        resolution, date, title, a column per state under its name, yes, no, abstain, issues; the latest first.
    """
    flags = resolutions.set_index("resolution_id").loc[table["resolution_id"], list(issues)].fillna(False).astype(bool)
    words = [", ".join(issue_name(n) for n, on in zip(issues, row, strict=True) if on) for row in flags.to_numpy()]
    states = [column for column in table.columns if column in countries.states()]
    frame = table.assign(title=table["title"].str.split(" : ").str[0].str.slice(0, 110), issues=words)
    frame = frame.sort_values("date", ascending=False, kind="stable").rename(columns={"resolution_id": "resolution"})
    order = ["resolution", "date", "title", *states, "yes", "no", "abstain", "issues"]
    return frame[order].rename(columns={code: countries.name(code) for code in states}).reset_index(drop=True)


def files(cast, resolutions, subjects, states, first, groups=()):
    """Every resolution of some subjects since a year, with the votes of states and the majorities of groups.

    Parameters
    ----------
    cast, resolutions : pandas.DataFrame
    subjects : sequence of str
        Flag columns.
    states : sequence of str
    first : int
        First year.
    groups : sequence of str
        Names of groups in the country table, such as EU and G77.

    Returns
    -------
    pandas.DataFrame
        file, resolution, date, title, states by name, groups, yes, no, abstain; the latest first.
    """
    recent = resolutions[resolutions["year"] >= first]
    parts = []
    for subject in subjects:
        chosen = recent[recent["resolution_id"].isin(flagged(recent, subject))]
        part = tidy(ballots(cast, chosen, list(dict.fromkeys(states))), chosen, [])
        parts.append(part.drop(columns="issues").assign(file=issue_name(subject)))
    frame = pd.concat(parts, ignore_index=True).sort_values("date", ascending=False, kind="stable")
    for group in groups:
        held = cast[cast["resolution_id"].isin(frame["resolution"])]
        whole = majorities.majority(held, partial(countries.members, group)).set_index("resolution_id")["position"]
        frame[f"{group} majority"] = frame["resolution"].map(whole)
    counts = ["yes", "no", "abstain"]
    rest = [c for c in frame.columns if c not in ("file", *counts)]
    return frame[["file", *rest, *counts]].reset_index(drop=True)


def counts(frame, state):
    """How often a state voted yes, no, abstained or was absent in a table of `files`.

    Returns
    -------
    dict
        n, yes, no, abstain, absent; n is None where the state has no row.
    """
    said = frame[state].dropna() if state in frame else pd.Series(dtype="object")
    found = {word: int((said == word).sum()) for word in POSITIONS.values()}
    return found | {"n": len(said) or None}
