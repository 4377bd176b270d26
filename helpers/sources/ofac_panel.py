"""Names on the sanctions lists of the US Treasury by country of address and month, April 2022 to March 2026."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources.snapshots import calendar_days

SOURCE = Source(
    name="ofac_panel",
    title="OFAC sanctions lists by country and month",
    producer="US Department of the Treasury, Office of Foreign Assets Control; panel by Jeffrey Allen",
    short="US Treasury (OFAC) lists, monthly panel of J. Allen, April 2022 to March 2026",
    citation=(
        "Allen, J.: OFAC Sanctions List and Monthly Panel Data, https://github.com/jeffallen13/ofac, from the SDN and "
        "consolidated lists of the US Treasury."
    ),
    version="final version, March 2026",
    url="https://github.com/jeffallen13/ofac",
    licence="MIT, copyright 2024 Jeffrey Allen",
    redistribution="attribution",
    use="Free to use with the MIT notice and a credit to the US Treasury.",
)

FILE = "ofac_panel_monthly_by_country_2022_2026.csv"


def read(snapshots):
    """Listed names with an address in each country at the end of each month.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3, date (last of the month), year, listed, added, removed (missing in the first month).

    Raises
    ------
    WorkbookError
        If a date cannot be read, or additions less removals are not the change of the level.
    """
    columns = {"Country": "text", "Date": "text"} | dict.fromkeys(["levels", "additions", "removals"], "integer")
    frame = snapshots.csv(SOURCE, FILE, columns)
    date = calendar_days(frame["Date"], f"{SOURCE.name}/{FILE}")
    found = pd.DataFrame(
        {
            "iso3": countries.from_name(SOURCE.name, frame["Country"]),
            "date": date,
            "year": date.dt.year,
            "listed": frame["levels"],
            "added": frame["additions"],
            "removed": frame["removals"],
        }
    ).sort_values(["iso3", "date"])
    first = ~found["iso3"].duplicated()
    found[["added", "removed"]] = found[["added", "removed"]].astype("Int64").mask(first)
    change = found.groupby("iso3")["listed"].diff()
    wrong = ~first & (change != found["added"] - found["removed"])
    if wrong.any():
        row = found[wrong].iloc[0]
        raise WorkbookError(
            f"{SOURCE.name}/{FILE}: {row['iso3']} in {row['date']:%Y-%m}: additions less removals are not the change"
        )
    return found.reset_index(drop=True)
