"""Coded events of a pair: who acts how, a relation score against the volume of news, its changes among all pairs."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import rank

CLASSES = {
    "verbal_coop": "words of cooperation",
    "material_coop": "acts of cooperation",
    "verbal_conflict": "words of conflict",
    "material_conflict": "acts of conflict",
}
"""Class of the ICEWS table -> its name; the last two are conflict."""

CONFLICT = ("verbal_conflict", "material_conflict")
OFTEN = 0.5
"""Share of the days of a window on which a pair needs a score for its change to be ranked."""


def between(directed, pair):
    """Events between the members of a pair, long, conflict below zero.

    Parameters
    ----------
    directed : pandas.DataFrame
        Table `events/directed`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        year, kind (name of the class), events (both directions; negative for conflict).
    """
    yearly = _of(directed, pair).groupby("year", as_index=False)[list(CLASSES)].sum()
    long = yearly.melt("year", list(CLASSES), var_name="class", value_name="events")
    sign = np.where(long["class"].isin(CONFLICT), -1, 1)
    return long.assign(kind=long["class"].map(CLASSES), events=long["events"] * sign)[["year", "kind", "events"]]


def conflict_shares(directed, pair):
    """Share of conflict among the events of each direction, by year.

    Parameters
    ----------
    directed : pandas.DataFrame
        Table `events/directed`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        year, sender, target, direction ("Russia towards Iran"), n (events), conflict (events), share.
    """
    rows = _of(directed, pair)
    n = rows[list(CLASSES)].sum(axis=1)
    conflict = rows[list(CONFLICT)].sum(axis=1)
    direction = (
        rows["sender"].astype("str").map(countries.name)
        + " towards "
        + rows["target"].astype("str").map(countries.name)
    )
    found = rows[["year", "sender", "target"]].assign(direction=direction, n=n, conflict=conflict, share=conflict / n)
    return found.sort_values(["direction", "year"], ignore_index=True)


def _of(directed, pair):
    return directed[directed["sender"].isin(pair) & directed["target"].isin(pair)]


def tone(places):
    """In words where a pair stands by the number of its events and by the share of cooperation in them.

    Parameters
    ----------
    places : pandas.DataFrame
        Percentiles by year in the columns events and cooperative.

    Returns
    -------
    str or None
        None where a column is missing.
    """
    if not {"events", "cooperative"} <= set(places.columns):
        return None
    heard = "Much in the news" if places["events"].min() > 95 else "Not much in the news"
    middle = places["cooperative"].median()
    kind = (
        "mostly friendly in tone"
        if middle >= 75
        else "mostly unfriendly in tone"
        if middle < 25
        else "ordinary in tone"
    )
    return f"{heard}, {kind}"


def volume(months):
    """Volume of coded news by month: the size of the scores of all pairs, a day.

    Parameters
    ----------
    months : pandas.DataFrame
        Table `events/months`.

    Returns
    -------
    pandas.DataFrame
        date, volume (sum of the absolute monthly scores of all pairs, over the days held), days_in_file, missing (days
        of the month that the source lacks).
    """
    grouped = months.assign(size=months["score"].abs()).groupby("date")
    held = grouped["days_in_file"].first()
    found = pd.DataFrame({"volume": grouped["size"].sum() / held, "days_in_file": held}).reset_index()
    return found.assign(missing=found["date"].dt.days_in_month - found["days_in_file"])


def weights(months):
    """The score of each pair as a share of the volume of the month.

    Parameters
    ----------
    months : pandas.DataFrame
        Table `events/months`.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, date, per_day (score a day), weight (score over the absolute scores of all pairs of the month;
        negative where unfriendly events outweigh).
    """
    total = months["score"].abs().groupby(months["date"]).transform("sum")
    columns = months[["iso3_a", "iso3_b", "date"]]
    return columns.assign(per_day=months["score"] / months["days_in_file"], weight=months["score"] / total)


def partners(months, state, year):
    """Partners of a state in order of their score in a year.

    Returns
    -------
    pandas.DataFrame
        partner, score, place (1: the highest), of (number of partners).
    """
    rows = months[(months["year"] == year) & ((months["iso3_a"] == state) | (months["iso3_b"] == state))]
    first, second = rows["iso3_a"].astype("str"), rows["iso3_b"].astype("str")
    sums = rows["score"].groupby(second.where(first == state, first)).sum().sort_values(ascending=False, kind="stable")
    return pd.DataFrame(
        {"partner": sums.index, "score": sums.to_numpy(), "place": range(1, len(sums) + 1), "of": len(sums)}
    )


def month_changes(months, window=12):
    """Change of the weight of every pair around every month, with its place among all pairs.

    The change is (after - before) / (|after| + |before|), with before and after the mean weights of the months before
    the split and from it on: -1 to 1, whatever the size of the pair, and free of the drift of the volume. Pairs that
    had a score on fewer than half of the days of a window are left out.

    Parameters
    ----------
    months : pandas.DataFrame
        Table `events/months`.
    window : int
        Months on either side.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, date (first month after), before, after, change, percentile, pairs.
    """
    keys = ["iso3_a", "iso3_b"]
    wide = weights(months).pivot(index="date", columns=keys, values="weight").fillna(0.0)
    with_score = months.pivot(index="date", columns=keys, values="days_with_score").fillna(0)
    held = months.groupby("date")["days_in_file"].first()
    sums, scored, days = (part.cumsum() for part in (wide, with_score, held))
    parts = []
    for split in range(window, len(wide) - window + 1):
        before, after = ((_span(sums, *ends) / window) for ends in ((split - window, split), (split, split + window)))
        often = [
            _span(scored, *ends) >= OFTEN * _span(days, *ends)
            for ends in ((split - window, split), (split, split + window))
        ]
        part = pd.DataFrame({"before": before, "after": after})[often[0] & often[1]]
        part["change"] = (part["after"] - part["before"]) / (part["after"].abs() + part["before"].abs())
        parts.append(part.reset_index().assign(date=wide.index[split], pairs=len(part)))
    found = pd.concat(parts, ignore_index=True)
    return found.assign(percentile=rank.percentile(found, "change", "date"))


def place_at(month_changes, pair, month):
    """Place of the change of a pair's weight at one month.

    Parameters
    ----------
    month_changes : pandas.DataFrame
        As `month_changes` returns it.
    pair : tuple of str
    month : str
        First month after, as 2022-03.

    Returns
    -------
    dict
        weight_place, weight_pairs; None where the pair has too few days with a score.
    """
    a, b = sorted(pair)
    rows = month_changes[month_changes["date"] == pd.Timestamp(f"{month}-01")]
    own = rows[(rows["iso3_a"] == a) & (rows["iso3_b"] == b)]
    found = own[["percentile", "pairs"]].iloc[0] if len(own) else (None, None)
    return dict(zip(("weight_place", "weight_pairs"), found, strict=True))


def tested(changes, month_changes, pair, turns):
    """What the two records say of a change of the pair at some dates, and where neither can say anything.

    Parameters
    ----------
    changes : pandas.DataFrame
        Table `events/changes`.
    month_changes : pandas.DataFrame
        As `month_changes` gives it.
    pair : tuple of str
    turns : dict
        Name of the turn -> first month after it, as "2022-03".

    Returns
    -------
    pandas.DataFrame
        turn, record, measure, change, percentile, pairs, remark; change missing where the record does not reach.
    """
    own = (min(pair), max(pair))
    yearly = changes[(changes["iso3_a"] == own[0]) & (changes["iso3_b"] == own[1])]
    monthly = month_changes[(month_changes["iso3_a"] == own[0]) & (month_changes["iso3_b"] == own[1])]
    years, months = (changes["year"].min(), changes["year"].max()), month_changes["date"].agg(["min", "max"])
    parts = []
    for turn, month in turns.items():
        date = pd.Timestamp(f"{month}-01")
        for measure in ("cooperative", "weight"):
            rows = yearly[(yearly["year"] == date.year) & (yearly["measure"] == measure)]
            reaches = years[0] <= date.year <= years[1]
            remark = "" if reaches else f"outside: changes of {years[0]}-{years[1]}"
            if len(rows) and rows["n_after"].iloc[0] < 3:
                remark = f"years after: {rows['n_after'].iloc[0]}"
            parts.append((turn, "ICEWS", measure, *_first(rows), remark or ("" if len(rows) else "too few events")))
        rows = monthly[monthly["date"] == date]
        reaches = months["min"] <= date <= months["max"]
        remark = "" if reaches else f"outside: changes of {months['min']:%Y-%m} to {months['max']:%Y-%m}"
        parts.append((turn, "GDELT", "weight", *_first(rows), remark or ("" if len(rows) else "too few days")))
    return pd.DataFrame(parts, columns=["turn", "record", "measure", "change", "percentile", "pairs", "remark"])


def _first(rows):
    """Change, percentile and pairs of the only row; missing where there is none."""
    return tuple(rows[["change", "percentile", "pairs"]].iloc[0]) if len(rows) else (None, None, None)


def _span(sums, first, last):
    """Sum over the rows first to last - 1, from cumulative sums."""
    return sums.iloc[last - 1] - (sums.iloc[first - 1] if first else 0)
