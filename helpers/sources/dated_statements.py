"""Figures on Russia-Iran ties as stated by officials, agencies and the press, compiled in `dated_statements.csv`."""

import re
from datetime import date
from math import isnan
from pathlib import Path

from helpers.sources import compiled

SOURCE = compiled.own_source(
    name="dated_statements",
    title="Dated statements on Russia-Iran trade, payments, transport, energy, arms, sanctions, opinion and travel, "
    "with China and North Korea",
    short="Russia-Iran workbook, dated statements, edition of November 2026",
    citation="The Russia-Iran workbook, dated statements; cite the speaker, date and source of the row as well.",
    version="Edition of November 2026",
    use="Free to use; each row names its own speaker and source. Castellum.AI, cited for single figures, asks "
    "for written permission before use of its data set.",
)

FILE = Path(__file__).with_name("dated_statements.csv")

SUBJECTS = {
    "russia_iran_trade": "totals, growth, exports each way, farm goods and grain, targets",
    "settlement": "share of trade settled in national currencies",
    "corridor": "International North-South Transport Corridor, freight, plans, Rasht-Astara railway",
    "eaeu": "trade of the Eurasian Economic Union with Iran and its two agreements",
    "energy": "memoranda, investment, gas and oil flows, oil for goods, Bushehr",
    "drones_missiles": "drones, missiles, shells and troops for Russia from Iran and North Korea, production in Russia",
    "arms_inputs": "goods of use to arms makers, from China to Russia and Iran: components, machine tools, propellants",
    "arms_deals": "stated values and numbers of deals, and state loans",
    "sanctions": "numbers of designations and frozen assets",
    "opinion": "polls",
    "tourism_people": "visits, students, flights",
    "comparison_trade": "China and North Korea, for scale",
}
UNITS = {
    "usd_billion": "billion US dollars",
    "eur_billion": "billion euros",
    "usd": "US dollars",
    "eur": "euros",
    "percent": "per cent",
    "million_tonnes": "million tonnes",
    "tonnes": "tonnes",
    "bcm": "billion cubic metres",
    "million_barrels": "million barrels",
    "million_barrels_a_day": "million barrels a day",
    "units": "pieces of what the indicator names",
    "units_a_month": "pieces a month",
    "persons": "persons",
    "visits": "visits",
    "flights_a_week": "flights a week",
    "designations": "entries on sanctions lists, as the speaker counts them",
    "items": "tariff lines",
    "km": "kilometres",
    "year": "the value is a calendar year",
    "containers": "containers, size not stated",
    "teu": "containers in units of twenty feet",
}
UNIONS = {"EU": "European Union", "EAEU": "Eurasian Economic Union"}
"""Parties without a code of the country table."""

QUALITIES = {
    "primary": "official document or the producer's own page, also when its text lies on another site",
    "press": "news report",
    "reference": "encyclopedia, research or data register",
    "mirror": "copy of a report at another address",
}

COLUMNS = (
    "id",
    "subject",
    "indicator",
    "pair_or_actor",
    "period",
    "value",
    "value_low",
    "value_high",
    "unit",
    "speaker",
    "statement_date",
    "date_precision",
    *compiled.SOURCE_COLUMNS,
)
ALLOWED = {"subject": tuple(SUBJECTS), "unit": tuple(UNITS)}
EARLIEST = 1990
"""Years before are Iranian years by mistake: 1402 is 2023-03-21/2024-03-19."""

DO_NOT_PLOT = "do not plot"
"""Words of a note that mark a figure printed in the source but almost surely wrong."""


def read(path=FILE):
    """Every statement, unconfirmed leads included.

    Parameters
    ----------
    path : path
        CSV with the columns of `COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        id, subject, indicator, pair_or_actor (code or union, or two joined by "-"), period (as written),
        period_start, period_end (datetime64, first and last day), year (Int32, missing unless the
        period is one calendar year), value, value_low, value_high (in unit; NaN where not stated),
        unit, speaker, statement_date (datetime64, first day where only the month or year is known),
        date_precision, source_title, source_url, source_quality (missing where unconfirmed), confirmed
        (bool), note (missing where empty), plot (bool, False where the note says "Do not plot").

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that breaks a rule.
    """
    rows = _one_unit(compiled.distinct(compiled.rows(Path(path), COLUMNS), "id"))
    statements = compiled.frame(
        [_statement(row) for row in rows], dates=("period_start", "period_end", "statement_date")
    )
    return statements.assign(year=statements["year"].astype("Int32"))


def _one_unit(rows):
    """The same rows, refusing a second unit of an indicator."""
    units = {}
    for row in rows:
        unit, line = units.setdefault(row["indicator"], (row["unit"], row.line))
        compiled.check_allowed(row, ALLOWED)
        if row["unit"] != unit:
            raise row.fault("unit", f"{row['unit']!r}, but {row['indicator']} is in {unit} in line {line}")
        yield row


def _statement(row):
    _check(row)
    start, end = compiled.span(row, "period")
    stated = compiled.first_day(row, "statement_date")
    for column, day in (("period", start), ("statement_date", stated)):
        if day.year < EARLIEST:
            raise row.fault(column, f"{row[column]!r} is before {EARLIEST}; write Iranian years as Gregorian dates")
    return {
        **row.texts("id", "subject", "indicator", "pair_or_actor", "period", "unit", "speaker", "date_precision"),
        "period_start": start,
        "period_end": end,
        "year": start.year if (start, end) == (date(start.year, 1, 1), date(start.year, 12, 31)) else None,
        **_numbers(row),
        "statement_date": stated,
        **compiled.source(row),
        "plot": DO_NOT_PLOT not in row["note"].lower(),
    }


def _check(row):
    for column in ("id", "indicator"):
        if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", row[column]):
            raise row.fault(column, f"{row[column]!r} is not a name of small letters, digits and single underscores")
    compiled.check_filled(row, ("speaker",))
    compiled.check_countries(row, "pair_or_actor", "-", besides=UNIONS)
    if row["pair_or_actor"].count("-") > 1:
        raise row.fault("pair_or_actor", f"{row['pair_or_actor']!r} names more than two parties")
    compiled.check_source(row)


def _numbers(row):
    """Value and ends of its range, low <= value <= high; without a value, both ends."""
    value, low, high = (compiled.number(row, column) for column in ("value", "value_low", "value_high"))
    if isnan(value) and (isnan(low) or isnan(high)):
        raise row.fault("value", "is empty; give a number, or both value_low and value_high")
    if low > value:
        raise row.fault("value_low", f"{row['value_low']} is above the value {row['value']}")
    if high < value:
        raise row.fault("value_high", f"{row['value_high']} is below the value {row['value']}")
    if low > high:
        raise row.fault("value_high", f"{row['value_high']} is below value_low {row['value_low']}")
    return {"value": value, "value_low": low, "value_high": high}
