"""What the recorded votes say about a pair: where it stands, how it moved, on what and from whom it parts."""

import pandas as pd

from helpers import countries
from helpers.measures import votes

MIN_VOTES = 20
"""Pairs and years with fewer joint votes are left out of comparisons among all pairs."""

POSITIONS = {1: "yes", 2: "abstain", 3: "no", 8: "absent"}


def comparable(cast):
    """Votes as one series per state across succession of the Soviet seat, without the Republic of China.

    The Soviet Union's votes stand under RUS by the rule SUN of the country table. CHN before 25 October 1971 is the
    Republic of China, which held the seat, and is left out, since it is not the state that CHN means after.

    Parameters
    ----------
    cast : pandas.DataFrame
        resolution_id, date, iso3, vote and more, as `votes/un_votes`.

    Returns
    -------
    pandas.DataFrame
        The same columns.
    """
    seat = countries.successions().query("predecessor == 'TWN' and successor == 'CHN'")["date"].item()
    other_china = (cast["iso3"] == "CHN") & (cast["date"] < seat)
    return countries.join_succession(cast[~other_china], ["iso3"], rules=("SUN",))


def standing(cast, similarity, pair, year):
    """Where a pair stands among all pairs in one year.

    Parameters
    ----------
    cast : pandas.DataFrame
        Votes, as `comparable` returns them.
    similarity : pandas.DataFrame
        All pairs and years with columns identical, s_abs and kappa.
    pair : tuple of str
    year : int

    Returns
    -------
    dict
        n, identical, s_abs, kappa; low and high, the 95 per cent interval of kappa; percentile_<measure>
        for each; best_year and best, the year of highest kappa among those with `MIN_VOTES`; year. None where
        the pair has no votes in the year.
    """
    a, b = sorted(pair)
    own = similarity[(similarity["iso3_a"] == a) & (similarity["iso3_b"] == b)]
    now = own[(own["period"] == year) & (own["n"] >= MIN_VOTES)]
    names = ("n", "identical", "s_abs", "kappa")
    facts = dict.fromkeys([*names, "low", "high", "best_year", "best"]) | {"year": year}
    if len(now):
        facts |= {name: now[name].iloc[0] for name in names}
        drawn = votes.interval(cast[cast["year"] == year], (a, b), "kappa").iloc[0]
        facts |= {"low": drawn["low"], "high": drawn["high"]}
    everyone = similarity[similarity["period"] == year]
    for name in ("identical", "s_abs", "kappa"):
        ranked = votes.percentile(everyone, value=name, min_n=MIN_VOTES)
        place = ranked.loc[(ranked["iso3_a"] == a) & (ranked["iso3_b"] == b), "percentile"]
        facts[f"percentile_{name}"] = place.iloc[0] if len(place) else None
    ample = own[own["n"] >= MIN_VOTES]
    if len(ample):
        best = ample.loc[ample["kappa"].idxmax()]
        facts |= {"best_year": int(best["period"]), "best": best["kappa"]}
    return facts


def places(similarity, pair, measures):
    """Percentile of a pair among all pairs, by year and measure.

    Returns
    -------
    pandas.DataFrame
        period, measure, percentile, value, n.
    """
    a, b = sorted(pair)
    parts = []
    for name in measures:
        ranked = votes.percentile(similarity, value=name, min_n=MIN_VOTES)
        own = ranked[(ranked["iso3_a"] == a) & (ranked["iso3_b"] == b)]
        parts.append(own.assign(measure=name, value=own[name])[["period", "measure", "percentile", "value", "n"]])
    return pd.concat(parts, ignore_index=True)


def shift(cast, before, after, measure="kappa"):
    """Change of similarity of every pair between two spans of years, pooled over each span.

    Parameters
    ----------
    cast : pandas.DataFrame
    before, after : tuple of int
        First and last year of each span, both included.
    measure : str

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, before, after, change, n (the smaller number of joint votes), percentile of the change among all
        pairs with at least three times `MIN_VOTES` joint votes in both spans.
    """
    spans = {"before": before, "after": after}
    parts = []
    for name, (first, last) in spans.items():
        part = votes.similarity(cast[cast["year"].between(first, last)].assign(span=name), measure, by="span")
        parts.append(
            part.set_index(["iso3_a", "iso3_b"])[["value", "n"]].rename(columns={"value": name, "n": f"n_{name}"})
        )
    both = parts[0].join(parts[1], how="inner").reset_index()
    both["n"] = both[["n_before", "n_after"]].min(axis=1)
    both["change"] = both["after"] - both["before"]
    ranked = votes.percentile(both.assign(period=0), value="change", min_n=3 * MIN_VOTES)
    return ranked.drop(columns=["period", "n_before", "n_after"])


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
        issue, who, value, low, high, n; issues in falling order of the pair's value; issues with fewer than `MIN_VOTES`
        joint votes left out. low and high are missing for the median.
    """
    rows = []
    for issue in issues:
        coded = resolutions.loc[resolutions[issue], "resolution_id"]
        part = cast[cast["resolution_id"].isin(coded)].assign(issue=issue)
        own = votes.interval(part, pair, measure, by="issue")
        if len(own) == 0 or own["n"].iloc[0] < MIN_VOTES:
            continue
        everyone = votes.similarity(part, measure, by="issue")
        median = everyone.loc[everyone["n"] >= MIN_VOTES, "value"].median()
        label, found = issue.replace("_", " "), own.iloc[0]
        rows.append((label, name, found["value"], found["low"], found["high"], int(found["n"])))
        rows.append((label, "median of all pairs", median, None, None, None))
    frame = pd.DataFrame(rows, columns=["issue", "who", "value", "low", "high", "n"]).astype(
        {"low": float, "high": float}
    )
    order = frame[frame["who"] == name].sort_values("value", ascending=False)["issue"]
    return frame.set_index("issue").loc[order].reset_index() if len(frame) else frame


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


def neighbours(similarity, states, others, period):
    """Similarity of each of `states` with each of `others` in one period.

    Parameters
    ----------
    similarity : pandas.DataFrame
        iso3_a, iso3_b, period, value, n.

    Returns
    -------
    pandas.DataFrame
        state, other, value, n; the others from the nearest to both to the farthest.
    """
    now = similarity[(similarity["period"] == period) & (similarity["n"] >= MIN_VOTES)]
    both = pd.concat(
        [
            now.rename(columns={"iso3_a": "state", "iso3_b": "other"}),
            now.rename(columns={"iso3_b": "state", "iso3_a": "other"}),
        ]
    )
    rows = both[both["state"].isin(states) & both["other"].isin(others)]
    rows = rows[["state", "other", "value", "n"]].astype({"state": "str", "other": "str"})
    mean = rows.groupby("other")["value"].transform("mean")
    order = rows.assign(mean=mean).sort_values(["mean", "other", "state"], ascending=[False, True, True])
    return order.drop(columns="mean").reset_index(drop=True)
