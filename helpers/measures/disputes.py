"""Militarised disputes of pairs of states: how many began in a period, and the place of a pair among all."""

from helpers.measures import rank


def onsets(disputes, source, first, last):
    """Disputes that began, by pair, with the place among the pairs that had one.

    Parameters
    ----------
    disputes : pandas.DataFrame
        Table `ties/disputes`, Soviet rows joined if wanted.
    source : str
        One of the two records; they are never added.
    first, last : int
        Years to cover.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, n, latest (year of the last onset), percentile (of n among pairs with a dispute), pairs.
    """
    rows = disputes[(disputes["source"] == source) & disputes["year"].between(first, last) & (disputes["onset"] == 1)]
    grouped = rows.groupby(["iso3_a", "iso3_b"], observed=True)
    found = grouped.agg(n=("dispute", "nunique"), latest=("year", "max")).reset_index()
    found = found.assign(all=1, pairs=len(found))
    found["percentile"] = rank.percentile(found, "n", "all")
    return found.drop(columns="all")
