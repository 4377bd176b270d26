"""Free-market rates of the Iranian rial: quotations of bonbast.com, kept by a public archive."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.snapshots import calendar_days, refuse

SOURCE = Source(
    name="irr_free_market",
    title="Free-market exchange rates of the Iranian rial",
    producer="bonbast.com, archived by SamadiPour",
    short="bonbast.com by rial-exchange-rates-archive, Tehran free market to 21 August 2026, monthly means",
    citation=(
        "rial-exchange-rates-archive (SamadiPour), daily quotations of bonbast.com, Tehran free market, to 21 "
        "August 2026; monthly means by this project."
    ),
    version="to 21 August 2026",
    url="https://github.com/SamadiPour/rial-exchange-rates-archive",
    licence="MIT (archive); terms of the quoting site not stated",
    redistribution="attribution",
    use="Monthly means with credit to the archive and to bonbast.com; take daily rates from the archive itself.",
)

FILE = "free_market_daily.csv.gz"
VINTAGE = "2026-08"
RIAL_PER_TOMAN = 10
COLUMNS = {"date": "text", "currency": "text", "sell_toman": "number", "buy_toman": "number"}


def months(snapshots):
    """Monthly means of the mid rate; a day without a buying rate is left out.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        month (datetime64, first day), currency, rate (rial per unit of the currency), days (behind the mean).

    Raises
    ------
    WorkbookError
        If a day is not a date, occurs twice for a currency, or a selling rate is missing.
    """
    frame = snapshots.csv(SOURCE, FILE, COLUMNS)
    where = f"{SOURCE.name}/{FILE}"
    day = calendar_days(frame["date"], where)
    refuse(frame.duplicated(["date", "currency"]), frame["date"], where, "occurs twice for a currency")
    refuse(~(frame["sell_toman"] > 0), frame["sell_toman"], where, "is not a rate above zero")
    mid = frame[["sell_toman", "buy_toman"]].mean(axis=1, skipna=False) * RIAL_PER_TOMAN
    known = pd.DataFrame({"month": day.dt.to_period("M"), "currency": frame["currency"], "mid": mid}).dropna()
    means = known.groupby(["month", "currency"])["mid"].agg(rate="mean", days="size").reset_index()
    return means.assign(month=means["month"].dt.to_timestamp())
