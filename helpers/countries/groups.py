"""Groups of states and who belonged to them on a given day, from the sources that `groups.csv` names row by row.

EU includes the European Communities before it (from 1 January 1958); NATO counts from signature or deposit; G77 is the
Group of 77. The first day of a member of the Group of 77 that did not found it is the first list in which it was read
(often 1992), not the day it joined, so that the group is too small before: the column `note` of the file says where.
"""

from functools import lru_cache

import pandas as pd

from helpers.countries.lookup import read_rows
from helpers.errors import WorkbookError


def groups():
    """Names of the groups, in alphabetical order."""
    return sorted(_spells())


def members(group, date, unconfirmed=False):
    """Members of a group on one day.

    Parameters
    ----------
    group : str
        A name of `groups`.
    date : str, datetime.date or pandas.Timestamp
        The day; first and last day of a membership count.
    unconfirmed : bool
        Also use the rows of `groups.csv` that no source read so far confirms.

    Returns
    -------
    list of str
        Codes, sorted; empty before the group began. West Germany is GER to 2 October 1990 and DEU after.

    Raises
    ------
    WorkbookError
        If there is no such group, or `date` is no day.
    """
    if group not in _spells():
        raise WorkbookError(f"unknown group {group!r}: there are {', '.join(groups())}")
    day = _day(date)
    return sorted(
        {
            iso3
            for iso3, first, last, confirmed in _spells()[group]
            if first <= day and (not last or day <= last) and (confirmed or unconfirmed)
        }
    )


@lru_cache
def _spells():
    """Group -> (code, first day, last day or "", confirmed), days as ISO text."""
    found = {}
    for row in read_rows("groups.csv"):
        spell = (row["iso3"], row["from"], row["to"], row["confirmed"] == "yes")
        found.setdefault(row["group"], []).append(spell)
    return found


def _day(date):
    try:
        return pd.Timestamp(date).strftime("%Y-%m-%d")
    except (TypeError, ValueError):
        raise WorkbookError(f"{date!r} is no day: write it as 2020-01-31") from None
