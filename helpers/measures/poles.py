"""How many poles the world has: concentration of capability, output and votes, and the weight of some states in it."""

import pandas as pd


def blocs(members: pd.DataFrame) -> pd.DataFrame:
    """Number of voting blocs by period, and the number of equal blocs that would be as concentrated.

    Parameters
    ----------
    members : DataFrame[period, iso3, bloc]
        Table `votes/communities`.

    Returns
    -------
    DataFrame[period, blocs, effective, largest]
        effective is 1 / sum of squared shares of the states; largest the share of the largest bloc.
    """
    sizes = members.groupby(["period", "bloc"], observed=True).size()
    share = sizes / sizes.groupby("period", observed=True).transform("sum")
    grouped = share.groupby("period", observed=True)
    found = pd.DataFrame({"blocs": grouped.size(), "effective": 1 / (share**2).groupby("period", observed=True).sum()})
    return found.assign(largest=grouped.max()).rename_axis("period").reset_index().astype({"period": "str"})


def weight(capability: pd.DataFrame, groups: dict) -> pd.DataFrame:
    """Share of groups of states in the world's capabilities, in the years in which all their members are known.

    Parameters
    ----------
    capability : DataFrame[iso3, year, share]
        One measure.
    groups : dict of name to list of states

    Returns
    -------
    DataFrame[group, year, share]
    """
    parts = []
    for name, members in groups.items():
        own = capability[capability["iso3"].isin(list(members))].groupby("year")["share"].agg(["sum", "size"])
        whole = own.loc[own["size"] == len(members), "sum"].rename("share").reset_index()
        parts.append(whole.assign(group=name))
    return pd.concat(parts, ignore_index=True)[["group", "year", "share"]]


def ends(poles: pd.DataFrame, measure: str, first: int) -> dict:
    """The number of equal poles in a year and in the last one, and the two largest states then.

    Parameters
    ----------
    poles : DataFrame
        Table `index/poles`.
    measure : str
    first : int

    Returns
    -------
    dict
        early_year, early, late_year, late, low_year, low (the most concentrated year since `first`), first,
        first_share, second, second_share, gap_early, gap_late (share of the first less that of the second).
    """
    own = poles[(poles["measure"] == measure) & (poles["year"] >= first)].sort_values("year")
    early, late = own.iloc[0], own.iloc[-1]
    low = own.loc[own["effective"].idxmin()]
    return {
        "early_year": int(early["year"]),
        "early": early["effective"],
        "late_year": int(late["year"]),
        "late": late["effective"],
        "low_year": int(low["year"]),
        "low": low["effective"],
        "first": late["first"],
        "first_share": late["first_share"],
        "second": late["second"],
        "second_share": late["second_share"],
        "gap_early": early["first_share"] - early["second_share"],
        "gap_late": late["first_share"] - late["second_share"],
    }
