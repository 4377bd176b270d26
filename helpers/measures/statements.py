"""Dated statements as they may be drawn: one mark for each, with its speaker, never a line."""

from textwrap import shorten

import pandas as pd

DIRECTORATE = "Directorate of International Transport Corridors of Russia"
SHORT = {
    "Press service of the President of Russia": "Office of Russia's President",
    "TASS calculation from Gazprom and ENTSOG data": "TASS, from Gazprom and ENTSOG",
    "Energy Information Administration of the USA": "US Energy Information Administration",
    "Ministry of Economic Development of Russia": "Economic ministry of Russia",
    DIRECTORATE: "Directorate of Corridors, Russia",
    f"Ministry of Transport and {DIRECTORATE}": "Transport ministry and Directorate",
}
"""Speakers with long names, as labels have them; the column `speaker` has the name in full."""
LONGEST = 38
"""Letters of a speaker in a label."""


def quotes(statements, indicators, parties):
    """The statements with some indicators about some parties, each with a label of its own, in order of period.

    A statement of a mere range stands at the middle of it. Statements marked as misprints are left out.

    Parameters
    ----------
    statements : DataFrame
        Table `events/statements`.
    indicators : mapping
        Indicator -> name of what is stated.
    parties : sequence of str
        Values of pair_or_actor.

    Returns
    -------
    DataFrame
        label ("2023: Alexander Novak"), what (name of the indicator), value, low, high (ends of the stated range; equal
        to the value where there is none), bound ("at least", "at most" or ""), period, period_start, unit, speaker,
        statement_date.
    """
    rows = statements[statements["indicator"].isin(list(indicators)) & statements["pair_or_actor"].isin(list(parties))]
    rows = rows[rows["plot"]].sort_values(["period_start", "statement_date", "id"], kind="stable")
    middle = (rows["value_low"] + rows["value_high"]) / 2
    value = rows["value"].fillna(middle)
    mere = rows["value"].isna()
    bound = pd.Series("", index=rows.index)
    bound[~mere & (rows["value_low"] == rows["value"])] = "at least"
    bound[~mere & (rows["value_high"] == rows["value"])] = "at most"
    who = (
        rows["speaker"]
        .astype("str")
        .str.split(",")
        .str[0]
        .map(lambda name: shorten(SHORT.get(name, name), LONGEST, placeholder=" ..."))
    )
    found = rows.assign(
        label=rows["period"].map(_period) + ": " + who,
        what=rows["indicator"].astype("str").map(indicators),
        value=value,
        low=rows["value_low"].where(mere, value),
        high=rows["value_high"].where(mere, value),
        bound=bound,
    )
    columns = ["label", "what", "value", "low", "high", "bound", "period", "period_start", "unit", "speaker"]
    return found.reset_index(drop=True)[[*columns, "statement_date"]]


def _period(text):
    """The period in a few letters: 2023, Oct 2024, Jan-Sep 2022, to Mar 2024."""
    first, _, last = text.partition("/")
    if not last:
        return _day(first)
    if len(first) == 4:
        return f"{first}-{last}"
    same = first[:4] == last[:4]
    start = pd.Timestamp(first).strftime("%b") if same else pd.Timestamp(first).strftime("%b %Y")
    return f"{start}-{pd.Timestamp(last).strftime('%b %Y')}"


def _day(text):
    return text if len(text) == 4 else pd.Timestamp(text).strftime("%b %Y")


def whole_years(quoted):
    """The statements whose period is one calendar year."""
    return quoted[quoted["period"].str.fullmatch(r"\d{4}")].reset_index(drop=True)


def ends(quoted):
    """Lowest and highest of some statements, how many there are and who made the two.

    Parameters
    ----------
    quoted : DataFrame
        As `quotes` returns it.

    Returns
    -------
    dict
        n, lowest, highest, lowest_by, highest_by, lowest_period, highest_period; None where there is none.
    """
    names = ("n", "lowest", "highest", "lowest_by", "highest_by", "lowest_period", "highest_period")
    if len(quoted) == 0:
        return dict.fromkeys(names)
    low, high = quoted.loc[quoted["value"].idxmin()], quoted.loc[quoted["value"].idxmax()]
    found = (len(quoted), low["value"], high["value"], low["speaker"], high["speaker"])
    return dict(zip(names, (*found, _period(low["period"]), _period(high["period"])), strict=True))
