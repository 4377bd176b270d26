"""Meetings of leaders and ministers: those of a pair by rank, how many are missing, and changes around a year."""

import pandas as pd

from helpers import countries, pairs
from helpers.measures import exercises, rates

RANKS = {
    "president": "leaders",
    "supreme leader": "leaders",
    "prime minister": "leaders",
    "foreign minister": "foreign ministers",
}
"""Level of a meeting -> rank under which it is counted."""

COLLECTED = {
    ("IRN", "RUS"): 1989,
    ("CHN", "RUS"): 2013,
    ("CHN", "IRN"): 2013,
    ("PRK", "RUS"): 2013,
    ("CHN", "PRK"): 2013,
}
"""Pair -> first year of its meetings in the list; foreign ministers for the first pair only."""

EVEN = {"leaders": 2001, "foreign ministers": 2016}
"""First year from which sources for a rank flow evenly enough to compare periods."""


def days(meetings):
    """Meetings counted once: a row per pair, date and rank, with the Soviet Union under RUS.

    A visit on which a guest saw both president and supreme leader is one meeting of leaders; a visit on which ministers
    met beside the leaders is one of each rank.

    Parameters
    ----------
    meetings : pandas.DataFrame
        Table `ties/meetings`.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, date, year, rank, place, occasion; in order of date.
    """
    ranked = meetings.assign(rank=meetings["level"].astype("str").map(RANKS))
    joined = countries.join_succession(ranked, ["iso3_a", "iso3_b"], rules=("SUN",))
    once = joined.drop_duplicates(["iso3_a", "iso3_b", "date", "rank"])
    columns = ["iso3_a", "iso3_b", "date", "year", "rank", "place", "occasion"]
    return once[columns].sort_values(["date", "iso3_a", "iso3_b", "rank"], ignore_index=True)


def of_rank(counted, pair, rank=None):
    """Rows of `days` that belong to a pair, of one rank or of all."""
    mine = counted[(counted["iso3_a"] == min(pair)) & (counted["iso3_b"] == max(pair))]
    return mine if rank is None else mine[mine["rank"] == rank]


def series(pair):
    """What to set side by side: leaders of the pair, its foreign ministers where collected, leaders of the other pairs.

    Parameters
    ----------
    pair : tuple of str

    Returns
    -------
    dict
        Label -> (pair, rank).
    """
    found = {f"{pairs.names(pair)}, leaders": (pair, "leaders")}
    if set(pair) == {"RUS", "IRN"}:
        found[f"{pairs.names(pair)}, foreign ministers"] = (pair, "foreign ministers")
    others = [other for other in (("RUS", "IRN"), ("RUS", "CHN"), ("CHN", "IRN")) if set(other) != set(pair)]
    return found | {f"{pairs.names(other)}, leaders": (other, "leaders") for other in others}


def rates_by_period(counted, chosen, periods):
    """Meetings a year in some periods, with exact Poisson intervals.

    Parameters
    ----------
    counted : pandas.DataFrame
        As `days` gives it.
    chosen : dict
        Label -> (pair, rank), as `series` gives it.
    periods : sequence of (int, int)
        First and last years.

    Returns
    -------
    pandas.DataFrame
        series, period, n, rate, low, high (a year).
    """
    parts = []
    for label, (pair, rank) in chosen.items():
        rows = of_rank(counted, pair, rank)
        if rows.empty:
            continue
        for first, last in periods:
            n, time = int(rows["year"].between(first, last).sum()), last - first + 1
            parts.append((label, f"{first}-{last}", n, n / time, *rates.poisson_interval(n, time)))
    return pd.DataFrame(parts, columns=["series", "period", "n", "rate", "low", "high"])


def all_overlap(periods):
    """Whether the intervals of a series overlap in every two periods, for every series of `rates_by_period`."""
    grouped = periods.groupby("series")
    return bool((grouped["low"].max() <= grouped["high"].min()).all())


def splits(counted, chosen, years, window):
    """Number of meetings from a year on against the years before it, for several years: real breaks and placebos.

    Parameters
    ----------
    counted, chosen
        As in `rates_by_period`.
    years : sequence of int
        First years after.
    window : int
        Years on either side.

    Returns
    -------
    pandas.DataFrame
        series, year, n_before, n_after, ratio, low, high, p; one row a series and year with a meeting in the windows,
        and with an even supply of sources over both.
    """
    parts = []
    for label, (pair, rank) in chosen.items():
        rows = of_rank(counted, pair, rank)
        first = max(collected(pair) or EVEN[rank], EVEN[rank])
        for year in (y for y in years if y - window >= first):
            found = exercises.change(rows, year - window, year + window - 1, year)
            if found["n_before"] + found["n_after"]:
                numbers = (found[k] for k in ("n_before", "n_after", "ratio", "ratio_low", "ratio_high", "p"))
                parts.append((label, year, *numbers))
    return pd.DataFrame(parts, columns=["series", "year", "n_before", "n_after", "ratio", "low", "high", "p"])


def completeness(counted, counts):
    """Meetings of leaders in the list beside the number that somebody stated.

    Parameters
    ----------
    counted : pandas.DataFrame
        As `days` gives it.
    counts : pandas.DataFrame
        Table `ties/meeting_counts`.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, until, speaker, stated, listed, share.
    """
    parts = []
    for row in counts.sort_values(["iso3_a", "iso3_b", "until"]).itertuples():
        mine = of_rank(counted, (row.iso3_a, row.iso3_b), "leaders")
        listed = int(mine["date"].between(row.since, row.until).sum())
        parts.append((row.iso3_a, row.iso3_b, row.until, row.speaker, row.value, listed, listed / row.value))
    return pd.DataFrame(parts, columns=["iso3_a", "iso3_b", "until", "speaker", "stated", "listed", "share"])


def collected(pair):
    """First year for which meetings of the pair were collected; None if they were not."""
    return COLLECTED.get((min(pair), max(pair)))
