"""Shared membership of organisations: joint counts of all pairs, and what to expect by their numbers alone."""

import numpy as np
import pandas as pd


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
