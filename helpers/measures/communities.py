"""Blocs of the voting network by period: who sits in them, and where a pair does."""

import pandas as pd

from helpers import countries
from helpers.measures import blocs, votes
from helpers.measures.rollcalls import MIN_VOTES


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


def find(similarity):
    """Communities of the voting network in every period, numbered by size.

    Parameters
    ----------
    similarity : pandas.DataFrame
        As `by_span` returns it.

    Returns
    -------
    pandas.DataFrame
        period, iso3, bloc ("bloc 1" is the largest), stability.
    """
    parts = []
    for period in similarity["period"].unique():
        found = blocs.communities(similarity, period, min_n=3 * MIN_VOTES)
        order = found["community"].value_counts().index
        number = {community: f"bloc {place}" for place, community in enumerate(order, start=1)}
        parts.append(found.assign(period=period, bloc=found["community"].map(number)))
    return pd.concat(parts, ignore_index=True).astype({"iso3": "str"}).drop(columns="community")


def placed(members, places):
    """Members of communities with their names and capitals.

    Parameters
    ----------
    members : pandas.DataFrame
        As `find` returns it.
    places : pandas.DataFrame
        Table `states/places`.

    Returns
    -------
    pandas.DataFrame
        period, iso3, bloc, stability, latitude, longitude (missing where unknown), name.
    """
    frame = members.astype({"iso3": "str", "period": "str", "bloc": "str"})
    frame = frame.merge(places.astype({"iso3": "str"})[["iso3", "latitude", "longitude"]], on="iso3", how="left")
    return frame.assign(name=frame["iso3"].map(countries.name))


def bloc_table(members, states):
    """Blocs by period: number of states, and which of some states sit in them.

    Parameters
    ----------
    members : pandas.DataFrame
        As `placed` returns it.
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
