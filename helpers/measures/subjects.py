"""A pair on the resolutions of one issue or subject, and the names of issues on charts."""

import pandas as pd

from helpers.measures import votes
from helpers.measures.rollcalls import LABELS, MIN_VOTES

ISSUE_NAMES = {
    "palestine": "Palestine",
    "country_human_rights": "human rights in one country",
    "coercive_measures": "unilateral coercive measures",
    "ukraine": "Ukraine",
    "syria": "Syria",
    "iran": "Iran",
    "cyber_space": "cyber and outer space",
    "important": "important votes (US State Department)",
}
"""Issue flag -> its name on a chart; flags not named here are read with blanks for underscores."""


def issue_name(flag):
    """Name of an issue or subject on a chart."""
    return ISSUE_NAMES.get(flag, flag.replace("_", " "))


def approximate(accuracy):
    """Names of the issues whose rule meets the published codes of the years held out only roughly, as on charts.

    Parameters
    ----------
    accuracy : pandas.DataFrame
        Table `votes/issue_accuracy`.

    Returns
    -------
    set of str
    """
    judged = (accuracy["method"] == "rule") & (accuracy["split"] == "held_out")
    rough = accuracy[judged & accuracy["approximate"]]
    return {issue_name(str(issue)) for issue in rough["issue"]}


def flagged(resolutions, issue):
    """Resolutions that carry a flag; a missing flag is none."""
    return resolutions.loc[resolutions[issue].fillna(False).astype(bool), "resolution_id"]


def by_issue(cast, resolutions, issues, pair, name, measure="kappa"):
    """Similarity of a pair on the resolutions of each issue, with its interval, beside the median of all pairs.

    All years of `cast` are pooled. A resolution may carry several issues.

    Parameters
    ----------
    cast, resolutions : pandas.DataFrame
        Votes, and resolutions with one flag per issue or subject.
    issues : sequence of str
        Flag columns.
    pair : tuple of str
    name : str
        What to call the pair in column `who`.

    Returns
    -------
    pandas.DataFrame
        issue (with the number of joint votes), who, value, low, high, n; issues in falling order of the pair's value;
        issues with fewer than `MIN_VOTES` joint votes left out. low and high are missing for the median.
    """
    rows = []
    for issue in issues:
        part = cast[cast["resolution_id"].isin(flagged(resolutions, issue))].assign(issue=issue)
        own = votes.interval(part, pair, measure, by="issue")
        if len(own) == 0 or own["n"].iloc[0] < MIN_VOTES:
            continue
        everyone = votes.similarity(part, measure, by="issue")
        median = everyone.loc[everyone["n"] >= MIN_VOTES, "value"].median()
        found = own.iloc[0]
        label = f"{issue_name(issue)} ({int(found['n'])})"
        rows.append((label, name, found["value"], found["low"], found["high"], int(found["n"])))
        rows.append((label, "median of all pairs", median, None, None, None))
    frame = pd.DataFrame(rows, columns=["issue", "who", "value", "low", "high", "n"]).astype(
        {"low": float, "high": float}
    )
    order = frame[frame["who"] == name].sort_values("value", ascending=False)["issue"]
    return frame.set_index("issue").loc[order].reset_index() if len(frame) else frame


def issue_places(cast, resolutions, issues, pair, rough=()):
    """Percentile of a pair among all pairs by issue and measure, all years of `cast` pooled.

    Parameters
    ----------
    cast, resolutions : pandas.DataFrame
    issues : sequence of str
        Flag columns.
    pair : tuple of str
    rough : collection of str
        Labels of issues to mark as approximate.

    Returns
    -------
    pandas.DataFrame
        issue, measure (labels), percentile, value, n, shown (text of a cell); pairs with `MIN_VOTES` joint votes only.
    """
    a, b = sorted(pair)
    rows = []
    for issue in ["all resolutions", *issues]:
        chosen = resolutions["resolution_id"] if issue == "all resolutions" else flagged(resolutions, issue)
        part = cast[cast["resolution_id"].isin(chosen)].assign(span=0)
        everyone = votes.similarity(part, list(LABELS), by="span") if len(part) else pd.DataFrame()
        own = everyone[(everyone["iso3_a"] == a) & (everyone["iso3_b"] == b)] if len(everyone) else everyone
        if len(own) == 0 or own["n"].iloc[0] < MIN_VOTES:
            continue
        label = issue_name(issue)
        label += " (approximate)" if label in rough else ""
        for name, measure in LABELS.items():
            if name == "agreement":  # a linear function of S, which orders pairs alike
                continue
            place = votes.place(everyone, own.index[0], value=name, min_n=MIN_VOTES)
            rows.append((label, measure, place, own[name].iloc[0], int(own["n"].iloc[0]), f"{place:.0f}"))
    frame = pd.DataFrame(rows, columns=["issue", "measure", "percentile", "value", "n", "shown"])
    return frame[frame["percentile"].notna()].reset_index(drop=True)
