"""Disputes, losses of territory and the peace scale: what conflict records say of one pair of states."""

import pandas as pd
from scipy.special import bdtrc

from helpers import countries
from helpers.measures import disputes

HOSTILITY = {1: "no militarised action", 2: "threat", 3: "display of force", 4: "use of force", 5: "war"}
RECORDS = {"gml_mid": "Gibler, Miller and Little", "cow_mid": "Correlates of War"}


def joined(frame):
    """Rows with the Soviet Union under Russia."""
    return countries.join_succession(frame, ["iso3_a", "iso3_b"], rules=("SUN",))


def of_pair(frame, pair):
    """Rows of the pair."""
    a, b = sorted(pair)
    return frame[(frame["iso3_a"].astype("str") == a) & (frame["iso3_b"].astype("str") == b)]


def years(record, pair):
    """Years with a dispute between the two, by record, with the highest level of hostility in words.

    Parameters
    ----------
    record : pandas.DataFrame
        `joined` of `ties/disputes`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        source, year, hostility, record (name of the source in words).
    """
    rows = of_pair(record, pair).groupby(["source", "year"], observed=True, as_index=False)["hostility"].max()
    return rows.assign(
        record=rows["source"].astype("str").map(RECORDS), hostility=rows["hostility"].map(HOSTILITY)
    ).sort_values(["source", "year"], ignore_index=True)


def wider(record, pair):
    """The latest dispute of others that a pair joined, at the level of war in one record and below it in the other.

    Parameters
    ----------
    record : pandas.DataFrame
        `joined` of `ties/disputes`.
    pair : tuple of str

    Returns
    -------
    dict
        year (first of the pair in it), first and second (names of the states that began it); empty without one.
    """
    mine = of_pair(record, pair)
    found = {}
    for row in mine[(mine["hostility"] == 5) & (mine["onset"] == 1)].sort_values("year").itertuples():
        same = record[record["dispute"] == row.dispute]
        began = same[same["source"] == row.source].sort_values("year").iloc[0]
        lower = of_pair(same, pair)["hostility"].min() < 5
        if lower and began["year"] < row.year:
            ends = [countries.name(str(began[side])) for side in ("iso3_a", "iso3_b")]
            found = {"year": int(row.year), "first": ends[0], "second": ends[1]}
    return found


def place(record, pair, source="gml_mid"):
    """Number of disputes of the pair, the year in which the last began, and its place among all pairs that had any.

    Returns
    -------
    dict
        n, last, percentile (0 to 100), pairs; empty if the pair had none.
    """
    began = disputes.onsets(record, source, 1816, 2014)
    mine = of_pair(began, pair)
    if mine.empty:
        return {}
    row = mine.iloc[0]
    return {
        "n": int(row["n"]),
        "last": int(row["latest"]),
        "percentile": float(row["percentile"]),
        "pairs": int(row["pairs"]),
    }


def met_by(dispute_years, event_years, first, last, within=1):
    """Share of dispute years near a conflict in the timeline, against the share of all years that are.

    Parameters
    ----------
    dispute_years, event_years : collections of int
    first, last : int
        Years compared.
    within : int

    Returns
    -------
    dict
        disputes, near, share, base, and verdict: more, or no more, often than chance would have it (one-sided binomial
        test at 5 per cent).
    """
    marked = set(event_years)
    span = range(first, last + 1)
    near = {y for y in span if any(y + d in marked for d in range(-within, within + 1))}
    mine = {int(y) for y in dispute_years if first <= y <= last}
    hits, base = len(mine & near), len(near) / len(span)
    rare = bdtrc(hits - 1, len(mine), base) < 0.05
    return {
        "disputes": len(mine),
        "near": hits,
        "share": hits / len(mine) if mine else None,
        "base": base,
        "verdict": "more often than chance would have it" if rare else "no more often than chance would have it",
    }


def lost(territory, pair):
    """Territory that one of the pair lost to the other.

    Parameters
    ----------
    territory : pandas.DataFrame
        As `ties/territory`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        year, loser, gainer, how, fighting, area_km2; names in words.
    """
    mine = territory[
        territory["gainer"].astype("str").replace("SUN", "RUS").isin(pair)
        & territory["loser"].astype("str").replace("SUN", "RUS").isin(pair)
    ].sort_values("year")
    return pd.DataFrame(
        {
            "year": mine["year"],
            "loser": mine["loser"].astype("str").map(countries.name),
            "gainer": mine["gainer"].astype("str").map(countries.name),
            "how": mine["procedure"].astype("str"),
            "fighting": mine["conflict"].map({1: "yes", 0: "no"}),
            "area_km2": mine["area_km2"],
        }
    ).reset_index(drop=True)


def peace_steps(scale, pair):
    """Levels of the peace scale between the two, as stretches of years.

    Parameters
    ----------
    scale : pandas.DataFrame
        `joined` of `ties/peace`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        level, first, last; a missing level (a transition) ends a stretch and has none.
    """
    mine = of_pair(scale, pair).sort_values("year")
    mine = mine[mine["peace"].notna()]
    step = ((mine["peace"] != mine["peace"].shift()) | (mine["year"].diff() != 1)).cumsum()
    rows = mine.groupby(step).agg(level=("peace", "first"), first=("year", "min"), last=("year", "max"))
    return rows.reset_index(drop=True)


def peace_story(steps):
    """The last stretch of serious rivalry and the level after it.

    Parameters
    ----------
    steps : pandas.DataFrame
        As `peace_steps`.

    Returns
    -------
    dict
        rivalry_first, rivalry_last, since, until, level; empty unless a stretch of serious
        rivalry is followed by another level, and no level reaches warm peace.
    """
    rivalry = steps[steps["level"] == 0]
    if rivalry.empty or len(steps) <= rivalry.index[-1] + 1 or steps["level"].max() >= 0.75:
        return {}
    worst, after = rivalry.iloc[-1], steps.iloc[-1]
    return {
        "rivalry_first": int(worst["first"]),
        "rivalry_last": int(worst["last"]),
        "since": int(after["first"]),
        "until": int(after["last"]),
        "level": float(after["level"]),
    }
