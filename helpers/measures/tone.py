"""The tone of coded events: by decade, before and after a year, and where it changes."""

from itertools import pairwise

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import breaks, rates, segments

SIGNED = ("conflict", "cooperation")
"""Tones that count for the share; mixed and context stand beside it."""
CODED = ("RUS", "IRN")
"""The pair whose tie the timeline codes."""
LEAST = 12
"""Signed events that a search for changes needs."""
NAMED = {
    1941: "Allied invasion of Iran",
    1979: "Islamic Revolution",
    1988: "end of the Iran-Iraq War",
    1991: "end of the Soviet Union",
    2010: "UN and Russian arms embargo",
    2015: "JCPOA and war in Syria",
    2018: "US leaves the JCPOA",
    2022: "invasion of Ukraine",
}
"""Turning points named in the literature, to compare with those found."""


def coded(timeline, pair):
    """Events between the two with a tone on their tie; empty for a pair that the timeline does not code.

    Parameters
    ----------
    timeline : pandas.DataFrame
        tone, countries, date and more, as `events/timeline`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        Rows with tone cooperation, conflict or mixed.
    """
    if set(pair) != set(CODED):
        return timeline.iloc[:0]
    both = timeline["countries"].str.split(";").map(lambda codes: set(pair) <= set(codes))
    return timeline[both & (timeline["tone"] != "context")].sort_values("date", kind="stable", ignore_index=True)


def share(conflict, cooperation, level=0.95):
    """Share of conflict among the signed events, with the exact interval of Clopper and Pearson.

    Parameters
    ----------
    conflict, cooperation : int
    level : float

    Returns
    -------
    tuple of (share, low, high)
        NaN where both are 0.
    """
    n = conflict + cooperation
    if not n:
        return float("nan"), float("nan"), float("nan")
    return conflict / n, *rates.share_interval(conflict, cooperation, level)


def tally(events, group):
    """Number of events by tone and the share of conflict, for each value of `group`.

    Parameters
    ----------
    events : pandas.DataFrame
        With a column tone.
    group : pandas.Series
        Aligned with `events`.

    Returns
    -------
    pandas.DataFrame
        group, cooperation, conflict, mixed, share, low, high; in order of group.
    """
    counts = pd.crosstab(group, events["tone"].astype("str")).reindex(
        columns=["cooperation", "conflict", "mixed"], fill_value=0
    )
    shares = [share(c, k) for c, k in zip(counts["conflict"], counts["cooperation"], strict=True)]
    counts[["share", "low", "high"]] = np.array(shares).reshape(-1, 3)
    return counts.rename_axis("group").rename_axis(None, axis=1).reset_index()


def decades(events):
    """`tally` by decade, named 1920s; decades without an event have no row."""
    return tally(events, (events["year"] // 10 * 10).astype("str") + "s")


def leading(shares):
    """Which tone leads, decade by decade, and how often the lead changes.

    A decade with as many conflicts as acts of cooperation has no lead and is passed over.

    Parameters
    ----------
    shares : pandas.DataFrame
        As `decades`.

    Returns
    -------
    dict
        changes (number), clear (decades with a lead), firm (decades whose interval leaves out one half), last_conflict
        (last decade led by conflict).
    """
    signed = shares[(shares["conflict"] != shares["cooperation"])]
    lead = (signed["conflict"] > signed["cooperation"]).to_numpy()
    firm = ((shares["low"] > 0.5) | (shares["high"] < 0.5)).sum()
    led = signed.loc[lead, "group"]
    return {
        "changes": int((lead[1:] != lead[:-1]).sum()),
        "clear": len(signed),
        "firm": int(firm),
        "last_conflict": led.iloc[-1] if len(led) else None,
    }


def around(events, years=tuple(NAMED), reach=10):
    """Share of conflict in the years before and from each of `years`, as rows for a chart.

    Returns
    -------
    pandas.DataFrame
        named (year and name), when ("10 years before", "10 years from it on"), share, low, high, n; a stretch without
        signed events has no row.
    """
    rows = []
    for year in years:
        for when, first, last in (
            (f"{reach} years before", year - reach, year - 1),
            (f"{reach} years from then", year, year + reach - 1),
        ):
            tones = events.loc[events["year"].between(first, last), "tone"].astype("str")
            found = share(int((tones == "conflict").sum()), int((tones == "cooperation").sum()))
            n = int(tones.isin(SIGNED).sum())
            rows.append((year, f"{year} {NAMED.get(year, '')}".strip(), when, *found, n))
    frame = pd.DataFrame(rows, columns=["year", "named", "when", "share", "low", "high", "n"])
    return frame[frame["n"] > 0].reset_index(drop=True)


def turns(events):
    """Changes in the share of conflict along the sequence of signed events.

    The events in order of date are 1 for conflict and 0 for cooperation; changes of their mean come from
    `segments.cuts`, and their support from `segments.support` (found again within three events).

    Returns
    -------
    pandas.DataFrame
        period (year of the first event of the new stretch), support, shift, before, after (shares of conflict).
    """
    signed = events[events["tone"].isin(SIGNED)]
    if len(signed) < LEAST:
        return pd.DataFrame(columns=["period", "support", "shift", "before", "after"])
    values = (signed["tone"].astype("str") == "conflict").astype(float).to_numpy()
    return segments.support(values, signed["year"].tolist(), within=3)


def stretches(events):
    """`tally` of the stretches between the changes of `turns`, named by their first and last year."""
    signed = events[events["tone"].isin(SIGNED)].reset_index(drop=True)
    if signed.empty:
        return tally(signed, signed["year"])
    values = (signed["tone"].astype("str") == "conflict").astype(float).to_numpy()
    edges = [0, *(segments.cuts(values, breaks.default_penalty(values)) if len(values) >= LEAST else []), len(values)]
    names = pd.Series(index=signed.index, dtype="str")
    for start, end in pairwise(edges):
        first, last = signed["year"].iloc[[start, end - 1]]
        names.iloc[start:end] = f"{first}-{last}" if first < last else f"{first}"
    return tally(signed, names)


def found_in(series, within=1):
    """Changes of level in several yearly series, and the named year each is near to.

    Parameters
    ----------
    series : mapping of str to pandas.Series
        Name -> values by year, an unbroken run.
    within : int
        Years between a change and a named year.

    Returns
    -------
    pandas.DataFrame
        series, period, support, shift, named (year or missing), first, last (of the series), expected (share of the
        years of the series in which a change would be that near to a named year by chance).
    """
    parts = []
    for name, values in series.items():
        years = values.index.tolist()
        inside = [year for year in NAMED if years[0] < year <= years[-1]]
        near = {
            y: min((n for n in inside if abs(n - y) <= within), key=lambda n: abs(n - y), default=None) for y in years
        }
        hits = segments.support(values.to_numpy(), years)
        parts.append(
            hits.assign(
                series=name,
                named=[near[p] for p in hits["period"]],
                first=years[0],
                last=years[-1],
                expected=float(np.mean([near[y] is not None for y in years[1:]])),
            )
        )
    columns = ["series", "period", "support", "shift", "named", "first", "last", "expected"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def matched(changes, series, within=1):
    """How many changes lie near a named year, how many would by chance, and which named years have one.

    Parameters
    ----------
    changes : pandas.DataFrame
        As `found_in`.
    series : mapping of str to pandas.Series

    Returns
    -------
    dict
        n, hits, expected, met and unmet (years in words), untested.
    """
    tested = [y for y in NAMED if any(s.index[0] < y <= s.index[-1] for s in series.values())]
    met = sorted({int(y) for y in changes["named"].dropna()})
    words = {
        "met": met,
        "unmet": [y for y in tested if y not in met],
        "untested": [y for y in NAMED if y not in tested],
    }
    return {
        "n": len(changes),
        "hits": int(changes["named"].notna().sum()),
        "expected": float(changes["expected"].sum()),
    } | {name: ", ".join(map(str, years)) or "none" for name, years in words.items()}


def longest_run(values):
    """The longest unbroken run of years of a series; of equal ones the latest.

    Parameters
    ----------
    values : pandas.Series
        By year, missing years absent or NaN.

    Returns
    -------
    pandas.Series
    """
    known = values.dropna().sort_index()
    groups = (known.index.to_series().diff() != 1).cumsum()
    sizes = groups.value_counts()
    return known[groups == sizes[sizes == sizes.max()].index.max()] if len(known) else known


def extremes(stretches):
    """The stretches in words, and the share of conflict before and since the last of them.

    Parameters
    ----------
    stretches : pandas.DataFrame
        As `stretches`.

    Returns
    -------
    dict
        stretches, turns, story, cut (first year of the last stretch), early, late, late_low, late_high; empty if there
        are fewer than two stretches.
    """
    if len(stretches) < 2:
        return {}
    last, before = stretches.iloc[-1], stretches.iloc[:-1]
    names = ["conflict" if s > 0.5 else "cooperation" for s in stretches["share"]]
    conflict = before["conflict"].sum()
    return {
        "stretches": len(stretches),
        "turns": len(stretches) - 1,
        "story": "; ".join(f"{tone} {span}" for tone, span in zip(names, stretches["group"], strict=True)),
        "cut": int(last["group"][:4]),
        "early": float(conflict / (conflict + before["cooperation"].sum())),
        "late": float(last["share"]),
        "late_low": float(last["low"]),
        "late_high": float(last["high"]),
    }


def apart(around):
    """The named years at which the intervals before and after lie apart, in words.

    Parameters
    ----------
    around : pandas.DataFrame
        As `around`.

    Returns
    -------
    dict
        apart; empty without rows.
    """
    if around.empty:
        return {}
    years = []
    for year, rows in around.groupby("year"):
        if len(rows) == 2:
            first, second = rows.iloc[0], rows.iloc[1]
            if first["high"] < second["low"] or second["high"] < first["low"]:
                years.append(str(year))
    return {"apart": ", ".join(years) or "none"}


def series(similarity, items, pairs, totals, pair):
    """Yearly series of a pair, each in its longest unbroken run of ten years or more.

    Parameters
    ----------
    similarity : pandas.DataFrame
        iso3_a, iso3_b, period, kappa, identical: votes of the pair.
    items : pandas.DataFrame
        As `arms/items`, Soviet rows under Russia: an excerpt, complete for deals with Iran and North Korea and
        between Russia and China. A year without a row is a year in which the register has no delivery.
    pairs, totals : pandas.DataFrame
        As `trade/pairs` and `trade/totals`, one source.
    pair : tuple of str

    Returns
    -------
    dict of str to pandas.Series
    """
    first, second = pair
    found = {}
    for name, column in (("votes: kappa", "kappa"), ("votes: identical", "identical")):
        found[name] = similarity.groupby("period")[column].mean() if len(similarity) else pd.Series(dtype=float)
    if {"IRN", "PRK"} & set(pair) or set(pair) == {"RUS", "CHN"}:
        ends = items[["supplier", "recipient"]].astype("str")
        both = (ends["supplier"].isin(pair) & ends["recipient"].isin(pair)).to_numpy()
        yearly = items[both].groupby("year")["tiv_m"].sum()
        if len(yearly) >= 5:
            span = range(int(yearly.index.min()), int(items["year"].max()) + 1)
            found["arms: log of TIV delivered"] = np.log1p(yearly.reindex(span, fill_value=0.0).astype(float))
    ends = pairs[["exporter", "importer"]].astype("str")
    flows = pairs[(ends["exporter"].isin(pair) & ends["importer"].isin(pair)).to_numpy()]
    trade = flows.groupby("year")["value_usd"].agg(["sum", "count"]).query("count == 2")["sum"]
    whole = (
        totals[totals["iso3"].astype("str") == second]
        .groupby("year")["value_usd"]
        .agg(["sum", "count"])
        .query("count == 2")["sum"]
    )
    name = f"trade: {countries.name(first)}'s share in that of {countries.name(second)}"
    found[name] = (trade / whole).dropna()
    runs = {name: longest_run(values.astype(float)) for name, values in found.items()}
    return {name: run for name, run in runs.items() if len(run) >= 10}


def marks(changes, series):
    """Changes found and named turning points as rows of a strip chart; years outside a series are not drawn in its row.

    Parameters
    ----------
    changes : pandas.DataFrame
        As `found_in`.
    series : mapping of str to pandas.Series

    Returns
    -------
    pandas.DataFrame
        period, row, kind.
    """
    rows = [(year, "named turning points", "named") for year in NAMED] if len(changes) else []
    for name, values in series.items():
        label = f"{name} ({values.index[0]}-{values.index[-1]})"
        mine = changes[changes["series"] == name]
        kinds = ["found, near a named year" if pd.notna(n) else "found, not near one" for n in mine["named"]]
        rows += [(period, label, kind) for period, kind in zip(mine["period"], kinds, strict=True)]
    return pd.DataFrame(rows, columns=["period", "row", "kind"])
