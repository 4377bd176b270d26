"""Exchange rates: the value of a currency in dollars, its change after a shock, and how unusual that change is.

Rates have columns month, currency, per (the currency of the price), kind and rate: `rate` units of `currency` for one
unit of `per`. A rise of the rate is a fall of the currency.
"""

import pandas as pd

CURRENCIES = {"RUS": "RUB", "IRN": "IRR", "CHN": "CNY", "TUR": "TRY", "ARE": "AED"}
"""State -> currency with a rate in `money/rates`; the euro belongs to no single state."""

NAMES = {
    ("RUB", "official"): "Rouble, official",
    ("RUB", "tehran_cross"): "Rouble, Tehran cross",
    ("IRR", "free_market"): "Rial, free market",
    ("CNY", "tehran_cross"): "Yuan, Tehran cross",
    ("TRY", "tehran_cross"): "Lira, Tehran cross",
    ("AED", "tehran_cross"): "Dirham, Tehran cross",
    ("EUR", "tehran_cross"): "Euro, Tehran cross",
}
"""Currency and kind of rate -> name on a chart."""


def crosses(rial, of=("RUB", "CNY", "AED", "TRY", "EUR")):
    """Rates against the dollar that the free market of Tehran implies: rial per dollar over rial per unit.

    Parameters
    ----------
    rial : DataFrame[month, currency, rate]
        Rial per unit of each currency, by month.
    of : sequence of str

    Returns
    -------
    DataFrame[month, currency, rate]
        Units of the currency for one dollar; months with both quotations.
    """
    wide = rial.pivot(index="month", columns="currency", values="rate")
    parts = []
    for currency in of:
        rate = (wide["USD"] / wide[currency]).dropna()
        parts.append(pd.DataFrame({"month": rate.index, "currency": currency, "rate": rate.to_numpy()}))
    return pd.concat(parts, ignore_index=True)


def dollar_value(rates, base=None):
    """Value of each currency in dollars: 1 / rate, and as an index of a month.

    Parameters
    ----------
    rates : DataFrame[month, currency, per, kind, rate, source]
    base : str or Timestamp, optional
        Month that is 100; without it the values are dollars.

    Returns
    -------
    DataFrame[month, currency, kind, source, line, value]
        Rates against the dollar only; series that lack the base month are left out.
    """
    rows = rates[rates["per"] == "USD"]
    line = [NAMES[key] for key in zip(rows["currency"].astype("str"), rows["kind"].astype("str"), strict=True)]
    found = rows.assign(line=line, value=1 / rows["rate"])
    if base is not None:
        at_base = found[found["month"] == pd.Timestamp(base)].set_index("line")["value"]
        found = found[found["line"].isin(at_base.index)]
        found = found.assign(value=100 * found["value"] / found["line"].map(at_base).astype("float64"))
    columns = ["month", "currency", "kind", "source", "line", "value"]
    return found.sort_values(["line", "month"], ignore_index=True)[columns]


def changes(values, months):
    """Relative change of each series over a number of months, for every month that has both ends.

    Parameters
    ----------
    values : DataFrame[month, line, value]
    months : int

    Returns
    -------
    DataFrame[line, month, change]
        month: the first of the two; change -0.5: half of the value is lost.
    """
    parts = []
    for line, group in values.groupby("line", observed=True):
        series = group.set_index("month")["value"].sort_index()
        later = series.reindex(series.index + pd.DateOffset(months=months))
        change = pd.Series(later.to_numpy() / series.to_numpy() - 1, index=series.index).dropna()
        parts.append(pd.DataFrame({"line": line, "month": change.index, "change": change.to_numpy()}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["line", "month", "change"])


def shocks(values, starts, horizons=(3, 6, 12)):
    """Change of each series after some months, placed among all windows of the same length in the same series.

    The other windows are the placebo: how often does the series move as much without the event? They overlap, so their
    number overstates how much is known.

    Parameters
    ----------
    values : DataFrame[month, line, value]
    starts : mapping
        Name of the shock -> month before it (Timestamp).
    horizons : sequence of int
        Months.

    Returns
    -------
    DataFrame[line, shock, start, months, change, percentile, windows]
        percentile: mid-rank, 0 is the deepest fall; only windows that the series covers.
    """
    parts = []
    for months in horizons:
        every = changes(values, months)
        if len(every) == 0:
            continue
        grouped = every.groupby("line", observed=True)["change"]
        every = every.assign(
            percentile=100 * (grouped.rank() - 0.5) / grouped.transform("count"), windows=grouped.transform("count")
        )
        for shock, start in starts.items():
            own = every[every["month"] == pd.Timestamp(start)]
            parts.append(own.rename(columns={"month": "start"}).assign(shock=shock, months=months))
    columns = ["line", "shock", "start", "months", "change", "percentile", "windows"]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).sort_values(["line", "start", "months"], ignore_index=True)[columns]


def month_before(timeline, title):
    """First day of the month before an event of the timeline.

    Raises
    ------
    ValueError
        If no event has the title.
    """
    dates = timeline.loc[timeline["title"] == title, "date"]
    if len(dates) == 0:
        raise ValueError(f"no event {title!r} in the timeline; titles are listed in events/timeline")
    return pd.Timestamp(dates.iloc[0]).to_period("M").to_timestamp() - pd.DateOffset(months=1)


def by_name():
    """Name of a series on a chart -> its currency."""
    return {name: currency for (currency, _), name in NAMES.items()}


def colours(values, states):
    """Series -> colour of its state; both kinds of rate of one currency share it.

    Parameters
    ----------
    values : DataFrame[currency, line]
    states : mapping
        Code of the state -> colour.

    Returns
    -------
    dict
    """
    of = {CURRENCIES[code]: colour for code, colour in states.items() if code in CURRENCIES}
    known = values.drop_duplicates("line")
    return {line: of[currency] for line, currency in zip(known["line"], known["currency"].astype("str"), strict=True)}


def of_states(values, states):
    """The series of the currencies of some states, in the order of the states.

    Parameters
    ----------
    values : DataFrame[currency, line, ...]
    states : sequence of str

    Returns
    -------
    DataFrame
    """
    parts = [values[values["currency"] == CURRENCIES.get(state)] for state in states]
    return pd.concat(parts, ignore_index=True) if parts else values.iloc[:0]
