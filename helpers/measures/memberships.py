"""Shared membership of organisations: joint counts of all pairs, and what to expect by their numbers alone."""

import numpy as np
import pandas as pd

from helpers import countries


def joint(memberships, status="full", organisations=None):
    """Organisations of which both states of a pair are members, all pairs of all years.

    One product of a state-by-organisation matrix with its transpose for each year. The expectation is that of two
    states which choose their organisations independently and evenly among those with a member in the year:
    n_a n_b / N.

    Parameters
    ----------
    memberships : DataFrame
        iso3, organisation, year, status.
    status : str or collection of str
        Kinds of membership that count.
    organisations : collection of str, optional
        Count these only.

    Returns
    -------
    DataFrame
        iso3_a, iso3_b (a before b), year, joint, n_a, n_b (memberships of either), organisations (N), expected, ratio
        (joint over expected), jaccard (joint over those of which at least one is a member). Unknown memberships count
        as none: `unknown` has the number of organisations in which that may hide a joint one.
    """
    wanted = {status} if isinstance(status, str) else set(status)
    rows = memberships[memberships["status"].isin([*wanted, "unknown"])]
    if organisations is not None:
        rows = rows[rows["organisation"].isin(list(organisations))]
    rows = rows.assign(
        iso3=rows["iso3"].astype("category"),
        organisation=rows["organisation"].astype("category"),
        counts=rows["status"].isin(list(wanted)),
    )
    parts = [_year(year, group) for year, group in rows.groupby("year")]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)


_COLUMNS = [
    "iso3_a",
    "iso3_b",
    "year",
    "joint",
    "n_a",
    "n_b",
    "organisations",
    "unknown",
    "expected",
    "ratio",
    "jaccard",
]


def _year(year, rows):
    present = rows["iso3"].cat.remove_unused_categories()
    states, row = present.cat.categories.to_numpy(), present.cat.codes.to_numpy()
    columns = rows["organisation"].cat
    member, unknown = np.zeros((2, len(states), len(columns.categories)), dtype="float32")
    column, counts = columns.codes.to_numpy(), rows["counts"].to_numpy()
    member[row[counts], column[counts]] = 1
    unknown[row[~counts], column[~counts]] = 1
    first, second = np.triu_indices(len(states), 1)
    total = member.sum(axis=1)
    alive = int((member.sum(axis=0) > 0).sum())
    both = (member @ member.T)[first, second]
    hidden = ((member + unknown) @ (member + unknown).T)[first, second] - both
    n_a, n_b = total[first], total[second]
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = n_a * n_b / alive
        ratio = np.where(expected > 0, both / expected, np.nan)
        jaccard = np.where(n_a + n_b > 0, both / (n_a + n_b - both), np.nan)
    return pd.DataFrame(
        {
            "iso3_a": states[first],
            "iso3_b": states[second],
            "year": year,
            "joint": both.astype("int64"),
            "n_a": n_a.astype("int64"),
            "n_b": n_b.astype("int64"),
            "organisations": alive,
            "unknown": hidden.astype("int64"),
            "expected": expected,
            "ratio": ratio,
            "jaccard": jaccard,
        }
    )


def shown(spells, states, last):
    """Spells of some states as periods in whole years, one row label for each organisation and state.

    Parameters
    ----------
    spells : DataFrame
        Table `ties/recent_memberships`.
    states : sequence of str
    last : int
        Year to which a spell without an end is drawn.

    Returns
    -------
    DataFrame[label, organisation, iso3, status, start, end]
        A spell that ended on 1 January is drawn to the year before.
    """
    own = spells[spells["iso3"].isin(list(states)) & (spells["status"] != "frozen")]
    over = own["end"] - pd.Timedelta(days=1)
    found = pd.DataFrame(
        {
            "organisation": own["organisation"].astype("str"),
            "iso3": own["iso3"].astype("str"),
            "status": own["status"].astype("str"),
            "start": own["start"].dt.year.astype("int64"),
            "end": over.dt.year.fillna(last).astype("int64"),
        }
    )
    found["end"] = found[["start", "end"]].max(axis=1)
    found["label"] = found["organisation"] + ": " + found["iso3"].map(countries.name)
    places = {code: place for place, code in enumerate(states)}
    orders = {name: place for place, name in enumerate(dict.fromkeys(found["organisation"]))}
    order = found["organisation"].map(orders) * len(places) + found["iso3"].map(places)
    return found.iloc[np.lexsort((found["start"], order))].reset_index(drop=True)


def belonging(spells, day, status=("full", "participant", "OPEC member")):
    """States that belong to each organisation on a day.

    Returns
    -------
    DataFrame[organisation, iso3]
    """
    held = (spells["start"] <= day) & ~(spells["end"] <= day) & spells["status"].isin(list(status))
    return spells.loc[held, ["organisation", "iso3"]].astype("str").drop_duplicates(ignore_index=True)


def shared(spells, pair, day):
    """Organisations to which both belong on a day, with the place among all pairs of states that belong to any.

    Returns
    -------
    dict
        n, names (list), percentile (mid-rank), pairs, states.
    """
    held = belonging(spells, day)
    sets = held.groupby("iso3")["organisation"].agg(set)
    states = sets.index.to_numpy()
    member = pd.crosstab(held["iso3"], held["organisation"]).to_numpy()
    both = (member @ member.T)[np.triu_indices(len(states), 1)]
    first, second = (sets.get(code, set()) for code in pair)
    names = [name for name in dict.fromkeys(held["organisation"]) if name in first & second]
    below, ties = (both < len(names)).sum(), (both == len(names)).sum()
    place = 100 * (below + ties / 2) / len(both) if first and second else None
    return {"n": len(names), "names": names, "percentile": place, "pairs": len(both), "states": len(states)}


def shared_by_year(spells, pairs, first, last):
    """Number of the organisations to which both belong on the last day of each year.

    Returns
    -------
    DataFrame[iso3_a, iso3_b, year, n]
    """
    rows = []
    for year in range(first, last + 1):
        held = belonging(spells, pd.Timestamp(year, 12, 31)).groupby("iso3")["organisation"].agg(set)
        rows += [
            {"iso3_a": a, "iso3_b": b, "year": year, "n": len(held.get(a, set()) & held.get(b, set()))}
            for a, b in pairs
        ]
    return pd.DataFrame(rows)
