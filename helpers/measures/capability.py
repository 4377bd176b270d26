"""Expenditure, capability and income of states beside each other and beside their neighbours."""

import pandas as pd

from helpers import countries

NEIGHBOURS = {
    "IRN": (
        *("AFG", "ARM", "AZE", "IRQ", "PAK", "TKM", "TUR"),
        *("ARE", "BHR", "KWT", "OMN", "QAT", "SAU"),
    ),
}
"""States with a border, or across the Persian Gulf and the Gulf of Oman."""

RUSSIA = ("SUN",)


def of_states(table, states, value="value", **fixed):
    """Rows of some states, the Soviet Union under Russia, with the name of the state.

    Parameters
    ----------
    table : pandas.DataFrame
        With iso3, year and the columns named in `fixed`.
    states : sequence of str
        Codes; RUS takes the years of SUN too.
    value : str
        Column that must be known.
    **fixed
        Column -> value to select.

    Returns
    -------
    pandas.DataFrame
        In the order of `states`, with a column name; rows marked as mixed are left out.
    """
    rows = table
    for column, wanted in fixed.items():
        rows = rows[rows[column] == wanted]
    if "mixed" in rows:
        rows = rows[~rows["mixed"]]
    rows = countries.join_succession(rows, ["iso3"], rules=RUSSIA)
    rows = rows[rows["iso3"].isin(states) & rows[value].notna()]
    order = {code: place for place, code in enumerate(states)}
    rows = rows.assign(name=rows["iso3"].astype("str").map(countries.name))
    return rows.sort_values(["iso3", "year"], key=lambda c: c.map(order) if c.name == "iso3" else c, kind="stable")


def against(table, state, others, value="value"):
    """A state beside others in each year: their median and range, its rank and its ratio to the median.

    Parameters
    ----------
    table : pandas.DataFrame
        iso3, year, value.
    state : str
    others : collection of str

    Returns
    -------
    pandas.DataFrame
        year, value, median, low, high (of the others), n (others with a value), rank (1 is the highest, of n + 1),
        ratio (value over median); years in which the state or all others are unknown are left out.
    """
    table = table.rename(columns={value: "value"})
    theirs = table[table["iso3"].isin(others)]
    spread = theirs.groupby("year")["value"].agg(["median", "min", "max", "size"])
    own = table[table["iso3"] == state].set_index("year")["value"].dropna()
    found = spread.join(own, how="inner")
    higher = (theirs["value"] > theirs["year"].map(own)).groupby(theirs["year"]).sum()
    found = found.assign(rank=higher.reindex(found.index) + 1, ratio=found["value"] / found["median"])
    names = {"min": "low", "max": "high", "size": "n"}
    return found.rename(columns=names).reset_index()[["year", "value", "median", "low", "high", "n", "rank", "ratio"]]


def per_head(indicators, deflator, base):
    """GDP per head in dollars of one year, at the exchange rates of each year.

    Parameters
    ----------
    indicators : pandas.DataFrame
        Table `power/countries`.
    deflator : pandas.DataFrame
        Table `power/deflator`.
    base : int
        Year of the dollars.

    Returns
    -------
    pandas.DataFrame
        iso3, year, value.

    Raises
    ------
    ValueError
        If the deflator has no such year.
    """
    prices = deflator.set_index("year")["cpi"]
    if base not in prices.index:
        raise ValueError(f"no prices of {base}: power/deflator has {prices.index.min()} to {prices.index.max()}")
    wide = indicators[indicators["indicator"].isin(["gdp_usd_current", "population"])]
    wide = wide.astype({"indicator": "str", "iso3": "str"})
    wide = wide.pivot(index=["iso3", "year"], columns="indicator", values="value").dropna().reset_index()
    factor = prices[base] / wide["year"].map(prices)
    wide = wide.assign(value=wide["gdp_usd_current"] / wide["population"] * factor)
    return wide.loc[wide["value"].notna(), ["iso3", "year", "value"]].reset_index(drop=True)


def standing(frames, state, others):
    """Latest place of a state among others, for several measures.

    Parameters
    ----------
    frames : dict
        Measure -> frame of iso3, year, value.
    state : str
    others : collection of str

    Returns
    -------
    pandas.DataFrame
        measure, year, state (value), median (of the others), ratio, rank, of (states compared).
    """
    parts = []
    for measure, frame in frames.items():
        found = against(frame, state, others)
        if len(found):
            last = found.iloc[-1]
            place = (int(last["rank"]), int(last["n"]) + 1)
            parts.append((measure, int(last["year"]), last["value"], last["median"], last["ratio"], *place))
    return pd.DataFrame(parts, columns=["measure", "year", "state", "median", "ratio", "rank", "of"])
