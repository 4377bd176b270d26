"""US Energy Information Administration: monthly spot prices of Brent and WTI."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.snapshots import calendar_days, refuse

SOURCE = Source(
    name="oil_prices",
    title="Europe Brent and Cushing, OK WTI spot price FOB",
    producer="US Energy Information Administration",
    short="US Energy Information Administration, spot prices, update of 22 August 2026",
    citation=(
        "U.S. Energy Information Administration, Europe Brent Spot Price FOB and Cushing, OK WTI Spot Price FOB "
        "(August 2026)."
    ),
    version="update of 22 August 2026",
    url="https://www.eia.gov/dnav/pet/pet_pri_spt_s1_d.htm",
    licence="Public domain (US government work)",
    redistribution="open",
    use="Free to use; name the U.S. Energy Information Administration and the date.",
)

VINTAGE = "2026-08"
FILES = {"brent": "brent_monthly.csv", "wti": "wti_monthly.csv"}
UNIT = "US dollars per barrel"


def months(snapshots):
    """Monthly means of the spot prices, nominal.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        month (datetime64, first day), series (brent, wti), value, unit.

    Raises
    ------
    WorkbookError
        If a month is not a date or occurs twice, or a price is missing.
    """
    return pd.concat([_read(snapshots, name) for name in FILES], ignore_index=True)


def _read(snapshots, name):
    frame = snapshots.csv(SOURCE, FILES[name], {"Date": "text", "Price": "number"})
    where = f"{SOURCE.name}/{FILES[name]}"
    month = calendar_days(frame["Date"], where).dt.to_period("M")
    refuse(month.duplicated(), frame["Date"], where, "occurs twice for a month")
    refuse(frame["Price"].isna(), frame["Price"], where, "is not a price")
    return pd.DataFrame({"month": month.dt.to_timestamp(), "series": name, "value": frame["Price"], "unit": UNIT})
