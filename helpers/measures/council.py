"""The Security Council: vetoes by state, adopted resolutions by file, the Iran file."""

import pandas as pd

from helpers import countries
from helpers.measures.rollcalls import POSITIONS


def vetoes(table, states):
    """Vetoes by state and year; a draft that several states vetoed counts for each of them.

    The Soviet Union's vetoes stand under Russia, which continued its seat.

    Parameters
    ----------
    table : pandas.DataFrame
        Table `votes/sc_vetoes`.
    states : sequence of str

    Returns
    -------
    pandas.DataFrame
        state (name), year, file, vetoes.
    """
    cast = table.assign(code=table["vetoing"].str.split(";")).explode("code")
    cast = cast.assign(code=cast["code"].replace("SUN", "RUS"))
    cast = cast[cast["code"].isin(states)].astype({"file": "str"})
    found = cast.groupby(["code", "year", "file"], as_index=False).size().rename(columns={"size": "vetoes"})
    return found.assign(state=found["code"].map(countries.name))[["state", "year", "file", "vetoes"]]


def since(cast, first):
    """Number of vetoes since a year by state, and by state and file.

    Returns
    -------
    dict
        Keys such as russia, russia_syria, china; a file without vetoes has 0.
    """
    recent = cast[cast["year"] >= first]
    found = {}
    for state in cast["state"].unique():
        own = recent[recent["state"] == state]
        name = state.lower().replace(" ", "_")
        found[name] = int(own["vetoes"].sum())
        for file in cast["file"].unique():
            found[f"{name}_{file}"] = int(own.loc[own["file"] == file, "vetoes"].sum())
    return found


def iran_rows(table):
    """The Iran file in order of date, with votes in words.

    Parameters
    ----------
    table : pandas.DataFrame
        Table `votes/sc_iran`.

    Returns
    -------
    pandas.DataFrame
        date, symbol, subject, outcome, for, against, abstain, Russia, China, United States.
    """
    rows = table.sort_values("date", kind="stable")
    named = {"vote_rus": "Russia", "vote_chn": "China", "vote_usa": "United States"}
    words = {name: rows[column].map(POSITIONS) for column, name in named.items()}
    plain = {"votes_for": "for", "votes_against": "against", "abstentions": "abstain"}
    kept = rows[["date", "symbol", "subject", "outcome", *plain]].rename(columns=plain)
    return kept.assign(**words).reset_index(drop=True)


def positions(votes, states=("RUS", "CHN", "USA")):
    """How often states voted yes, abstained or voted no on adopted resolutions of each file.

    Parameters
    ----------
    votes : pandas.DataFrame
        Table `votes/sc_votes`.
    states : sequence of str

    Returns
    -------
    pandas.DataFrame
        file, state, resolutions, yes, abstain, no, absent; files named, without "other".
    """
    own = votes[votes["iso3"].isin(states) & (votes["file"] != "other")]
    own = own.assign(word=own["vote"].map(POSITIONS), state=own["iso3"].astype("str").map(countries.name))
    counted = pd.crosstab([own["file"].astype("str").str.replace("_", " "), own["state"]], own["word"])
    counted = counted.reindex(columns=list(POSITIONS.values()), fill_value=0).rename_axis(columns=None)
    counted.insert(0, "resolutions", counted.sum(axis=1))
    return counted.rename_axis(["file", "state"]).reset_index()
