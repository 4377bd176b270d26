"""What the recorded votes say about a pair: where it stands among all pairs, how it moved, and by which measure."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import votes

MIN_VOTES = 20
"""Pairs and years with fewer joint votes are left out of comparisons among all pairs."""


POSITIONS = {1: "yes", 2: "abstain", 3: "no", 8: "absent"}


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


def by_session(cast, resolutions, measures):
    """Similarity of all pairs by regular session of the Assembly; special sessions are left out.

    Parameters
    ----------
    cast, resolutions : pandas.DataFrame
    measures : list of str

    Returns
    -------
    pandas.DataFrame
        As `helpers.measures.votes.similarity` returns it; period is the number of the session.
    """
    number = pd.to_numeric(resolutions["session"].astype("str"), errors="coerce")
    regular = number.notna()
    sessions = dict(zip(resolutions.loc[regular, "resolution_id"], number[regular].astype("int64"), strict=True))
    held = cast[cast["resolution_id"].isin(list(sessions))]
    held = held.assign(session=held["resolution_id"].map(sessions).astype("int64"))
    return votes.similarity(held, measures, by="session")


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
        places = [votes.place(everyone, own.index[0], value=m, min_n=MIN_VOTES) for m in LABELS]
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
