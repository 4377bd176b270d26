"""What the recorded votes say about a pair: where it stands, how it moved, on what and from whom it parts."""

from functools import partial

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import blocs, majorities, votes

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
        issue (with the number of joint votes), who, value, low, high, n; issues in falling order of the pair's value;
        issues with fewer than `MIN_VOTES` joint votes left out. low and high are missing for the median.
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
        found = own.iloc[0]
        label = f"{issue_name(issue)} ({int(found['n'])})"
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


LABELS = {
    "identical": "identical",
    "agreement": "agreement",
    "s_abs": "S",
    "s_sq": "S squared",
    "kappa": "kappa",
    "pi": "pi",
    "tau_b": "tau-b",
}
"""Measure -> its name on a chart."""

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
    """Names of the issues whose rule meets the published codes only roughly, as charts label them.

    Parameters
    ----------
    accuracy : pandas.DataFrame
        Table `votes/issue_accuracy`.

    Returns
    -------
    set of str
    """
    rough = accuracy[(accuracy["method"] == "rule") & accuracy["approximate"]]
    return {issue_name(str(issue)) for issue in rough["issue"]}


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
        flagged = resolutions["resolution_id"] if issue == "all resolutions" else _flagged(resolutions, issue)
        part = cast[cast["resolution_id"].isin(flagged)].assign(span=0)
        everyone = votes.similarity(part, list(LABELS), by="span") if len(part) else pd.DataFrame()
        own = everyone[(everyone["iso3_a"] == a) & (everyone["iso3_b"] == b)] if len(everyone) else everyone
        if len(own) == 0 or own["n"].iloc[0] < MIN_VOTES:
            continue
        label = issue_name(issue)
        label += " (approximate)" if label in rough else ""
        for name, measure in LABELS.items():
            if name == "agreement":  # a linear function of S, which orders pairs alike
                continue
            place = votes.percentile(everyone, value=name, min_n=MIN_VOTES)["percentile"].loc[own.index[0]]
            rows.append((label, measure, place, own[name].iloc[0], int(own["n"].iloc[0]), f"{place:.0f}"))
    frame = pd.DataFrame(rows, columns=["issue", "measure", "percentile", "value", "n", "shown"])
    return frame[frame["percentile"].notna()].reset_index(drop=True)


def _flagged(resolutions, issue):
    """Resolutions that carry a flag; a missing flag is none."""
    return resolutions.loc[resolutions[issue].fillna(False).astype(bool), "resolution_id"]


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
        chosen = recent[recent["resolution_id"].isin(_flagged(recent, subject))]
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


def by_span(cast, spans):
    """Kappa of all pairs over spans of years, each pooled.

    Parameters
    ----------
    cast : pandas.DataFrame
    spans : dict
        Name -> (first year, last year); spans must not overlap.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, period (name of the span), value, n.
    """
    span = pd.Series(pd.NA, index=cast.index, dtype="str")
    for name, (first, last) in spans.items():
        span[cast["year"].between(first, last)] = name
    return votes.similarity(cast.assign(span=span)[span.notna()], "kappa", by="span")


def bloc_members(similarity, places):
    """Communities of the voting network in every period, numbered by size, with the capital of each state.

    Parameters
    ----------
    similarity : pandas.DataFrame
        As `by_span` returns it.
    places : pandas.DataFrame
        Table `states/places`.

    Returns
    -------
    pandas.DataFrame
        period, iso3, name, bloc ("bloc 1" is the largest), stability, latitude, longitude (missing where unknown).
    """
    parts = []
    for period in similarity["period"].unique():
        found = blocs.communities(similarity, period, min_n=3 * MIN_VOTES)
        order = found["community"].value_counts().index
        number = {community: f"bloc {place}" for place, community in enumerate(order, start=1)}
        parts.append(found.assign(period=period, bloc=found["community"].map(number)))
    frame = pd.concat(parts, ignore_index=True).astype({"iso3": "str"}).drop(columns="community")
    frame = frame.merge(places.astype({"iso3": "str"})[["iso3", "latitude", "longitude"]], on="iso3", how="left")
    return frame.assign(name=frame["iso3"].map(countries.name))


def bloc_table(members, states):
    """Blocs by period: number of states, and which of some states sit in them.

    Parameters
    ----------
    members : pandas.DataFrame
        As `bloc_members` returns it.
    states : sequence of str
        Codes to name.

    Returns
    -------
    pandas.DataFrame
        period, bloc, states, among them.
    """
    named = members.assign(shown=members["name"].where(members["iso3"].isin(states)))
    grouped = named.groupby(["period", "bloc"], sort=True)
    found = grouped.agg(states=("iso3", "size"), among=("shown", lambda names: ", ".join(sorted(names.dropna()))))
    return found.reset_index().rename(columns={"among": "among them"})


def same_bloc(members, pair, period):
    """Whether a pair sits in one bloc in a period.

    Returns
    -------
    dict
        verdict (in words), stability (the lower of the two), n_blocs, n_states (in all), size (states in the bloc or
        blocs of the two); None where one of them is in none.
    """
    own = members[(members["period"] == period) & members["iso3"].isin(pair)]
    if len(own) < 2:
        return dict.fromkeys(("verdict", "stability", "n_blocs", "n_states", "size"))
    first, second = own["bloc"]
    now = members[members["period"] == period]
    facts = {"stability": own["stability"].min(), "n_blocs": len(set(now["bloc"])), "n_states": len(now)}
    if first == second:
        return facts | {"verdict": "in the same community", "size": int((now["bloc"] == first).sum())}
    return facts | {"verdict": "in different communities", "size": int(now["bloc"].isin([first, second]).sum())}


def moves(points, pair, before, after):
    """Ideal points of a pair in two years by set of votes, and the change.

    Parameters
    ----------
    points : pandas.DataFrame
        iso3, year, votes (set of votes), value; one scale per set.
    pair : tuple of str
    before, after : int

    Returns
    -------
    pandas.DataFrame
        set of votes, state, before, after, change (columns named by year); sets in which the state has both years.
    """
    rows = points[points["iso3"].isin(pair) & points["year"].isin([before, after])]
    rows = rows.assign(state=rows["iso3"].astype("str").map(countries.name))
    rows = rows.assign(votes=rows["votes"].astype("str").str.replace("_", " "))
    wide = rows.pivot(index=["votes", "state"], columns="year", values="value").dropna().rename_axis(columns=None)
    wide = wide.assign(change=wide[after] - wide[before]) if {before, after} <= set(wide.columns) else wide.iloc[:0]
    return wide.reset_index().rename(columns={"votes": "set of votes", before: str(before), after: str(after)})


def move(points, pair, before, after):
    """Where a pair's ideal points lie in a year, against the interval of an earlier one.

    Parameters
    ----------
    points : pandas.DataFrame
        iso3, year, value, low, high; one set of votes.
    pair : tuple of str
    before, after : int

    Returns
    -------
    dict
        For a (the first) and b: a_<year> for both years, a_low and a_high of the earlier one, a_where ("inside" or
        "outside" it); None where a state lacks one of the years.
    """
    table = points.set_index(["iso3", "year"])[["value", "low", "high"]]
    facts = {}
    for who, code in zip("ab", pair, strict=True):
        names = (f"{who}_{before}", f"{who}_{after}", f"{who}_low", f"{who}_high", f"{who}_where")
        facts |= dict.fromkeys(names)
        if (code, before) in table.index and (code, after) in table.index:
            old, new = table.loc[(code, before)], table.loc[(code, after), "value"]
            where = "inside" if old["low"] <= new <= old["high"] else "outside"
            facts |= dict(zip(names, (old["value"], new, old["low"], old["high"], where), strict=True))
    return facts


def side_by_side(cast, resolutions, points, pair, year):
    """Every measure of a pair in a calendar year and in the session that opened in the year before it.

    Parameters
    ----------
    cast, resolutions : pandas.DataFrame
    points : pandas.DataFrame
        Ideal points of one release and estimate: iso3, year, value.
    pair : tuple of str
    year : int

    Returns
    -------
    pandas.DataFrame
        measure, value and percentile of the year, value and percentile of the session (year - 1946), all among all
        pairs with `MIN_VOTES` joint votes; for the distance of ideal points, which has no session, the percentile is
        that of nearness. Empty where the pair has too few votes in the year.
    """
    a, b = sorted(pair)
    session = str(year - 1946)
    sessions = resolutions.set_index("resolution_id")["session"].astype("str")
    spans = {
        f"{year}": cast["year"] == year,
        f"session {session}": cast["resolution_id"].astype("str").map(sessions) == session,
    }
    frame = pd.DataFrame({"measure": [*LABELS.values(), "distance of ideal points"]})
    for name, rows in spans.items():
        everyone = votes.similarity(cast[rows].assign(span=0), list(LABELS), by="span")
        own = everyone[(everyone["iso3_a"] == a) & (everyone["iso3_b"] == b) & (everyone["n"] >= MIN_VOTES)]
        if len(own) == 0:
            return frame.iloc[:0]
        places = [votes.percentile(everyone, value=m, min_n=MIN_VOTES)["percentile"].loc[own.index[0]] for m in LABELS]
        frame[name] = [*own[list(LABELS)].iloc[0], None]
        frame[f"percentile, {name}"] = [*places, None]
    distance, place = _nearness(points[points["year"] == year], (a, b))
    frame.loc[len(LABELS), [f"{year}", f"percentile, {year}"]] = [distance, place]
    return frame.astype(dict.fromkeys(frame.columns[1:], float))


def _nearness(points, pair):
    """Distance of a pair's ideal points, and the percentile of its nearness among all pairs."""
    value = points.set_index("iso3")["value"]
    if not set(pair) <= set(value.index):
        return None, None
    spots = value.to_numpy()
    apart = abs(spots[:, None] - spots[None, :])[np.triu_indices(len(spots), 1)]
    own = abs(value[pair[0]] - value[pair[1]])
    return own, 100 * ((apart > own).sum() + (apart == own).sum() / 2) / len(apart)
