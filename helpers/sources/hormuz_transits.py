"""IMF PortWatch: daily ship transits through the Strait of Hormuz."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.snapshots import calendar_days, refuse

SOURCE = Source(
    name="hormuz_transits",
    title="PortWatch: daily transit calls and trade volume estimates, Strait of Hormuz",
    producer="International Monetary Fund and University of Oxford",
    short="IMF PortWatch, Strait of Hormuz, data to 22 March 2026",
    citation=(
        "Source: IMF PortWatch, Daily Chokepoint Transit Calls and Trade Volume Estimates, Strait of Hormuz, data "
        "to 22 March 2026; method: Arslanalp, Koepke and Verschuur (2021), IMF Working Paper 21/225."
    ),
    version="data to 22 March 2026",
    url="https://portwatch.imf.org",
    licence="IMF Copyright and Usage, special terms for data",
    redistribution="attribution",
    use=(
        "Free to use and publish, reproduced accurately and credited to the International Monetary Fund, under its "
        "terms: https://www.imf.org/en/About/copyright-and-terms."
    ),
)

FILE = "hormuz_daily.csv"
SHIPS = ("tanker", "container", "dry_bulk", "general_cargo", "roro")


def months(snapshots):
    """Transits and estimated cargo by month and type of ship.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        month (datetime64, first day), ship, transits, capacity_t (metric tons, estimated), days (with data), complete
        (whether the month has all its days).

    Raises
    ------
    WorkbookError
        If a day is not a date or occurs twice, a figure is missing, or the types do not add up to the total.
    """
    columns = [f"{kind}_{ship}" for kind in ("n", "capacity") for ship in SHIPS]
    frame = snapshots.csv(SOURCE, FILE, {"date": "text", "n_total": "number"} | dict.fromkeys(columns, "number"))
    where = f"{SOURCE.name}/{FILE}"
    day = calendar_days(frame["date"].str[:10], where)
    refuse(day.duplicated(), frame["date"], where, "occurs twice")
    for column in columns:
        refuse(~(frame[column] >= 0), frame[column], where, "is not a count or a quantity")
    ships = frame[[f"n_{ship}" for ship in SHIPS]].sum(axis=1)
    refuse(ships != frame["n_total"], frame["n_total"], where, "is not the sum of the types")
    month = day.dt.to_period("M").dt.to_timestamp().rename("month")
    parts = []
    for ship in SHIPS:
        sums = frame.groupby(month).agg(
            transits=(f"n_{ship}", "sum"), capacity_t=(f"capacity_{ship}", "sum"), days=("date", "size")
        )
        parts.append(sums.reset_index().assign(ship=ship))
    found = pd.concat(parts, ignore_index=True)
    return found.assign(complete=found["days"] == found["month"].dt.days_in_month)
