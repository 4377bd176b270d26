"""Our own ideal points of a pair: by issue in one year, and how far the two moved by set of votes."""

import pandas as pd

from helpers import countries
from helpers.measures.subjects import issue_name

SETS = {
    "final_passage": "all votes",
    "unbridged": "all votes, years not linked",
    "returning": "texts that return",
    "without_ukraine": "without Ukraine",
    "without_palestine": "without Palestine",
}
"""Set of votes -> its name on a chart; issues have their own names."""

FULL = "final_passage"

FEWEST = 5
"""With fewer votes on an issue in the year, a state is not placed."""


def by_issue(points, pair, year, rough=()):
    """Where two states stand on each issue in one year.

    Parameters
    ----------
    points : pandas.DataFrame
        Table `votes/own_ideal_points`: iso3, year, votes, value, low, high, n_votes; one scale per set of votes.
    pair : tuple of str
    year : int
    rough : collection of str
        Labels of issues to mark as approximate.

    Returns
    -------
    pandas.DataFrame
        issue (with the smaller number of votes of the two), state, value, low, high; issues in falling order of the
        distance of the two, those on which one of them cast fewer than `FEWEST` votes left out.
    """
    now = points[points["iso3"].isin(pair) & (points["year"] == year)].astype({"iso3": "str", "votes": "str"})
    rows = []
    for name, group in now[~now["votes"].isin(SETS)].groupby("votes"):
        own = group.set_index("iso3")
        if not set(pair) <= set(own.index) or own["n_votes"].min() < FEWEST:
            continue
        label = f"{issue_name(name)} ({own['n_votes'].min():.0f})"
        label += ", approximate" if issue_name(name) in rough else ""
        apart = abs(own.loc[pair[0], "value"] - own.loc[pair[1], "value"])
        rows += [(apart, label, countries.name(c), *own.loc[c, ["value", "low", "high"]]) for c in pair]
    frame = pd.DataFrame(rows, columns=["apart", "issue", "state", "value", "low", "high"])
    order = ["apart", "issue"]
    return frame.sort_values(order, ascending=[False, True], kind="stable").drop(columns="apart").reset_index(drop=True)


def apart(frame):
    """On which issues of `by_issue` the intervals of the two lie apart.

    Returns
    -------
    dict
        apart and overlap (names of issues, "none" where there is none); None both if the frame is empty.
    """
    lists = {"apart": [], "overlap": []}
    for issue, group in frame.groupby("issue", sort=False):
        lists["apart" if group["low"].max() > group["high"].min() else "overlap"].append(issue.rsplit(" (", 1)[0])
    return {name: (", ".join(issues) or "none") if len(frame) else None for name, issues in lists.items()}


def published(points, pair, before, after):
    """Published ideal points of a pair in two years, and whether the 90 per cent intervals of each overlap.

    Parameters
    ----------
    points : pandas.DataFrame
        One release and estimate of `votes/ideal_points`: iso3, year, value, q5, q95.
    pair : tuple of str
    before, after : int

    Returns
    -------
    dict
        For a (the first) and b: a_<year> for both years, a_overlap ("overlap" or "do not overlap"; None without
        intervals); None where a state lacks one of the years.
    """
    table = points.astype({"iso3": "str"}).set_index(["iso3", "year"])[["value", "q5", "q95"]]
    facts = {}
    for who, code in zip("ab", pair, strict=True):
        facts |= dict.fromkeys((f"{who}_{before}", f"{who}_{after}", f"{who}_overlap"))
        if (code, before) in table.index and (code, after) in table.index:
            old, new = table.loc[(code, before)], table.loc[(code, after)]
            facts |= {f"{who}_{before}": old["value"], f"{who}_{after}": new["value"]}
            meet = max(old["q5"], new["q5"]) <= min(old["q95"], new["q95"])
            known = pd.notna([old["q5"], new["q5"], old["q95"], new["q95"]]).all()
            facts[f"{who}_overlap"] = ("overlap" if meet else "do not overlap") if known else None
    return facts


def moves(points, pair, year):
    """How far two states moved since the year before, by set of votes.

    Parameters
    ----------
    points : pandas.DataFrame
        Table `votes/own_ideal_points`, with change, change_low and change_high.
    pair : tuple of str
    year : int

    Returns
    -------
    pandas.DataFrame
        set (in the order of `SETS`), state, change, low, high, moved (whether the interval leaves out 0).
    """
    rows = []
    now = points[points["year"] == year].astype({"iso3": "str", "votes": "str"}).set_index(["votes", "iso3"])
    for name, label in SETS.items():
        for code in pair:
            if (name, code) in now.index and pd.notna(now.loc[(name, code), "change"]):
                change, low, high = now.loc[(name, code), ["change", "change_low", "change_high"]].astype(float)
                rows.append((label, countries.name(code), change, low, high, bool(low > 0 or high < 0)))
    return pd.DataFrame(rows, columns=["set", "state", "change", "low", "high", "moved"])


def approach(table, pair):
    """How much nearer a pair came, by set of votes, with its place among all pairs.

    Parameters
    ----------
    table : pandas.DataFrame
        Table `votes/own_moves`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        set (in the order of `SETS`), gap, approach, low, high, percentile.
    """
    a, b = sorted(pair)
    own = table[(table["iso3_a"] == a) & (table["iso3_b"] == b)].astype({"votes": "str"}).set_index("votes")
    own = own.reindex([name for name in SETS if name in own.index])
    columns = ["gap", "approach", "low", "high", "percentile"]
    return own[columns].reset_index(names="set").assign(set=lambda frame: frame["set"].map(SETS))


def summary(moved, nearer, pair):
    """What `moves` and `approach` say, for a sentence.

    Returns
    -------
    dict
        For a (the first) and b: a_change, a_low, a_high and a_verdict on all votes, a_sets (names of the sets in which
        the interval leaves out 0) and a_rest (the others); approach, low, high, percentile on all votes, near_sets and
        near_rest. None where there is nothing to say.
    """
    facts = {}
    for who, code in zip("ab", pair, strict=True):
        own = moved[moved["state"] == countries.name(code)]
        whole = own[own["set"] == SETS[FULL]]
        facts |= dict.fromkeys(f"{who}_{name}" for name in ("change", "low", "high", "verdict", "sets", "rest"))
        if len(whole):
            row = whole.iloc[0]
            facts |= {f"{who}_{name}": row[name] for name in ("change", "low", "high")}
            facts[f"{who}_verdict"] = "a move" if row["moved"] else "not told from no move"
            facts |= {f"{who}_sets": _listed(own[own["moved"]]), f"{who}_rest": _listed(own[~own["moved"]])}
    whole = nearer[nearer["set"] == SETS[FULL]]
    names = ("approach", "low", "high", "percentile")
    facts |= {name: whole[name].iloc[0] if len(whole) else None for name in names}
    told = nearer["low"] > 0
    return facts | {
        "near_sets": _listed(nearer[told]) if len(nearer) else None,
        "near_rest": _listed(nearer[~told]) if len(nearer) else None,
    }


def _listed(rows):
    return "; ".join(rows["set"]) or "none"
