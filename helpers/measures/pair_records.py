"""Yearly series of one pair that are not known for all pairs: arms deliveries, dollars of trade, exercises, meetings.

Each stays in its own record: no line is joined to another, and a year outside a record is missing, not zero.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import contacts, declared_trade, exercises, transfers

EXERCISES = (2003, 2025)
"""Full years of the list of exercises, in which a year without one counts 0."""

LISTED = frozenset({"CHN", "IRN", "PRK", "RUS"})
"""States whose exercises with each other the list has."""

MEETINGS_END = 2025
"""Last full year of the list of meetings; they count evenly from `contacts.EVEN` on."""

COMPILED = ("joint exercises", "meetings of leaders")
"""Series that are counts of compiled lists."""

LEAST_DELIVERIES = 5
"""Years with a delivery without which a direction is no series."""


def deliveries(items: pd.DataFrame, pair: Sequence[str], start: int = 1950) -> dict[str, pd.Series]:
    """Arms delivered in each direction a year, as the logarithm to base 10 of 1 + million TIV.

    Parameters
    ----------
    items : DataFrame
        Table `arms/items`, an excerpt: whole for deliveries of and to Iran and North Korea, to Russia, and from Russia
        to China. Soviet rows are joined with Russian ones.
    pair : tuple of str
    start : int
        First year.

    Returns
    -------
    dict of str to Series
        A year without a delivery counts 0 TIV: the register covers it. Directions outside the excerpt, and those with
        deliveries in fewer than `LEAST_DELIVERIES` years, are left out.
    """
    items, found = transfers.one_series(items), {}
    years = range(start, int(items["year"].max()) + 1)
    for supplier, recipient in (tuple(pair), tuple(pair)[::-1]):
        whole = {"IRN", "PRK"} & {supplier, recipient} or recipient == "RUS" or (supplier, recipient) == ("RUS", "CHN")
        rows = items[(items["supplier"] == supplier) & (items["recipient"] == recipient)]
        volume = rows.groupby("year")["tiv_m"].sum()
        if whole and len(volume) >= LEAST_DELIVERIES:
            name = f"arms, {countries.name(supplier)} to {countries.name(recipient)}"
            found[name] = np.log10(1 + volume.reindex(years, fill_value=0.0).astype(float))
    return found


def trade(flows: pd.DataFrame, pair: Sequence[str], start: int = 1950) -> dict[str, pd.Series]:
    """Trade in both directions by each record, as the logarithm to base 10 of current dollars.

    Parameters
    ----------
    flows : DataFrame
        Table `trade/pairs`, rows of the two and of their former states.
    pair : tuple of str
    start : int
        First year.

    Returns
    -------
    dict of str to Series
        Record -> years in which it has both directions, above 0. No record is continued by another.
    """
    joined = declared_trade.one_series(flows)
    both = declared_trade.both_ways(joined, pair) if len(joined) else joined
    if len(both) == 0:
        return {}
    both = both[(both["value_usd"] > 0) & (both["year"] >= start)]
    return {
        f"dollars, {name}": np.log10(rows.set_index("year")["value_usd"].astype(float))
        for name, rows in both.groupby("declaration", observed=True)
    }


def counts(listed: pd.DataFrame, met: pd.DataFrame, pair: Sequence[str]) -> dict[str, pd.Series]:
    """Exercises and meetings of leaders a year, of pairs for which they were collected.

    Parameters
    ----------
    listed : DataFrame
        Table `ties/exercises`.
    met : DataFrame
        As `contacts.days` returns it.
    pair : tuple of str

    Returns
    -------
    dict of str to Series
        A year without any counts 0 within the years that the list covers; a pair without any at all has no series.
    """
    found = {}
    if set(pair) <= LISTED:
        rows = exercises.held(exercises.between(listed, pair))
        yearly = rows["year"].value_counts().reindex(range(EXERCISES[0], EXERCISES[1] + 1), fill_value=0)
        if yearly.any():
            found[COMPILED[0]] = yearly.astype(float)
    since = contacts.collected(pair)
    if since is not None:
        rows = contacts.of_rank(met, pair, "leaders")
        years = range(max(since, contacts.EVEN["leaders"]), MEETINGS_END + 1)
        yearly = rows["year"].value_counts().reindex(years, fill_value=0)
        if yearly.any():
            found[COMPILED[1]] = yearly.astype(float)
    return found
