"""What the register of arms transfers says about a pair: who supplied whom, when, with what, after how long."""

import pandas as pd

from helpers import countries
from helpers.measures import arms

RUSSIA = ("SUN",)
"""Succession rule that makes one series of Soviet deliveries to 1991 and Russian ones from 1992."""

DIRECTIONS = ["supplier", "recipient"]


def one_series(frame):
    """The frame with Soviet rows under RUS, in supplier and recipient.

    Parameters
    ----------
    frame : pandas.DataFrame
        With columns supplier and recipient.

    Returns
    -------
    pandas.DataFrame
    """
    return countries.join_succession(frame, DIRECTIONS, rules=RUSSIA)


def between(frame, pair):
    """Rows in which one of the pair supplies the other, with the direction in words.

    Parameters
    ----------
    frame : pandas.DataFrame
        Deals or deliveries, Soviet rows already joined if wanted.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        With a column direction: "Russia to Iran"; the first of the pair as supplier comes first.
    """
    parts = []
    for supplier, recipient in (pair, pair[::-1]):
        rows = frame[(frame["supplier"] == supplier) & (frame["recipient"] == recipient)]
        parts.append(rows.assign(direction=f"{countries.name(supplier)} to {countries.name(recipient)}"))
    return pd.concat(parts, ignore_index=True)


def yearly(items):
    """Volume by direction and year, in million TIV; years without deliveries have no row."""
    return items.groupby(["direction", "year"], as_index=False, sort=False)["tiv_m"].sum()


def by_window(items, by, years):
    """Five-year sums side by side, with the window as text: 1991-95.

    Parameters
    ----------
    items : pandas.DataFrame
        Deliveries with a column `by`.
    by : str
    years : tuple of int
        First and last year; windows are counted back from the last.

    Returns
    -------
    pandas.DataFrame
        by, window, end_year, tiv_m; a window without deliveries between others has a row without a value.
    """
    if len(items) == 0:
        return pd.DataFrame({by: [], "window": [], "end_year": [], "tiv_m": []})
    sums = arms.five_year_sums(
        items.groupby([by, "year"], as_index=False, observed=True)["tiv_m"].sum(), [by], 5, years
    )
    sums = sums.assign(window=window(sums))[[by, "window", "end_year", "tiv_m"]]
    ends = pd.DataFrame({"end_year": range(int(sums["end_year"].min()), int(sums["end_year"].max()) + 1, 5)})
    silent = ends[~ends["end_year"].isin(sums["end_year"])].assign(start_year=lambda frame: frame["end_year"] - 4)
    silent = silent.assign(window=window(silent), **{by: sums[by].iloc[0]}).drop(columns="start_year")
    return pd.concat([sums, silent], ignore_index=True)


def window(frame):
    """Text of a window of years: 2021-25."""
    return frame["start_year"].astype("str") + "-" + frame["end_year"].astype("str").str[-2:]


def suppliers(partners, recipient, most=6):
    """Who supplied a state in each five-year window, as shares of its imports; the smaller ones together.

    In a window in which both a former state and its successor imported, only the successor's imports are shown: two
    wholes cannot be added.

    Parameters
    ----------
    partners : pandas.DataFrame
        Table `arms/partners`.
    recipient : str
        Code; RUS stands for the Soviet Union too.
    most : int
        Suppliers named; all others are "others".

    Returns
    -------
    pandas.DataFrame
        supplier (name), window, end_year, share; the largest over all windows first, "others" last.
    """
    rows = partners[(partners["share_of"] == "imports") & partners["end_year"].isin(_ends(partners))]
    heir = rows.loc[rows["recipient"] == recipient, "end_year"].unique()
    rows = rows[(rows["recipient"] == recipient) | ~rows["end_year"].isin(heir)]
    rows = countries.join_succession(rows, DIRECTIONS, rules=RUSSIA)
    rows = rows[rows["recipient"] == recipient].assign(window=window)
    known = rows["supplier"].isin(countries.codes())
    sums = rows[known].groupby("supplier", observed=True)["share"].sum().sort_values(ascending=False)
    named = list(sums.index[:most])
    names = {code: countries.name(code) for code in named}
    rows = rows.assign(supplier=rows["supplier"].astype("str").map(names).fillna("others"))
    found = rows.groupby(["supplier", "window", "end_year"], as_index=False, observed=True)["share"].sum()
    order = {name: place for place, name in enumerate([*names.values(), "others"])}
    return found.sort_values(["end_year", "supplier"], key=lambda c: c.map(order) if c.name == "supplier" else c)


def _ends(partners):
    """Last years of windows that do not overlap, counted back from the latest."""
    last = int(partners["end_year"].max())
    return range(last, int(partners["end_year"].min()) - 1, -5)


def leaders(shares):
    """The largest supplier of each window.

    Parameters
    ----------
    shares : pandas.DataFrame
        As `suppliers` returns it.

    Returns
    -------
    pandas.DataFrame
        window, end_year, supplier, share; in order of time.
    """
    named = shares[shares["supplier"] != "others"]
    best = named.loc[named.groupby("end_year")["share"].idxmax()]
    return best.sort_values("end_year")[["window", "end_year", "supplier", "share"]]


def span_rows(deals, least_tiv, cancelled=None):
    """Deals as bars from order to last delivery: those of some volume, and those with nothing delivered.

    Parameters
    ----------
    deals : pandas.DataFrame
        As `between` returns them, with a column state (see `waits.standing`).
    least_tiv : float
        Smallest volume delivered, in million TIV; open orders are always kept.
    cancelled : pandas.DataFrame, optional
        Orders without a row of their own, as `waits.cancelled` returns them.

    Returns
    -------
    pandas.DataFrame
        label, start, end (missing where nothing was delivered), direction, state; by direction, in order of the order
        year.
    """
    open_orders = deals["last_delivery"].isna()
    rows = deals[open_orders | (deals["tiv_delivered"] >= least_tiv)]
    rows = rows.assign(end=rows["last_delivery"].astype("float64"))
    if cancelled is not None and len(cancelled):
        rows = pd.concat([rows, cancelled.rename(columns={"end_year": "end"})], ignore_index=True)
    place = {name: number for number, name in enumerate(dict.fromkeys(deals["direction"]))}
    rows = rows.sort_values(
        ["direction", "order_year", "designation"], key=lambda c: c.map(place) if c.name == "direction" else c
    )
    number = [f"{int(n):,} " if pd.notna(n) and n > 0 else "" for n in rows["number_delivered"]]
    recipient = rows["direction"].str.split(" to ").str[-1]
    parts = zip(
        *(recipient, rows["order_year"], number, rows["designation"].astype("str"), rows["description"].astype("str")),
        strict=True,
    )
    label = [f"to {to} {year}: {count}{name} ({kind[:34]})" for to, year, count, name, kind in parts]
    return pd.DataFrame(
        {
            "label": label,
            "start": rows["order_year"].astype("float64"),
            "end": rows["end"].astype("float64"),
            "direction": rows["direction"],
            "state": rows["state"],
        }
    )


def summary(items, sums, pair):
    """Volume each way, its first and last year, and the five-year window with most.

    Parameters
    ----------
    items : pandas.DataFrame
        Deliveries, as `between` returns them.
    sums : pandas.DataFrame
        Five-year sums by direction, as `by_window` returns them.
    pair : tuple of str

    Returns
    -------
    dict
        first, second (names); forth_ and back_ (first to second, second to first) with tiv (million), from, to (years),
        peak (window) and peak_share (its part of the whole); soviet, a remark or ""; lead_from, lead_to, lead_peak,
        lead_peak_share and other_since, the direction that began first and when the other did; window, forth_latest
        and back_latest, the last five years. None where nothing was delivered.
    """
    first, second = map(countries.name, pair)
    facts = {"first": first, "second": second}
    for way, direction in (("forth", f"{first} to {second}"), ("back", f"{second} to {first}")):
        own, windows = items[items["direction"] == direction], sums[sums["direction"] == direction]
        some = len(own) > 0
        facts |= {
            f"{way}_tiv": own["tiv_m"].sum() if some else None,
            f"{way}_from": int(own["year"].min()) if some else None,
            f"{way}_to": int(own["year"].max()) if some else None,
            f"{way}_peak": windows.loc[windows["tiv_m"].idxmax(), "window"] if len(windows) else None,
            f"{way}_peak_share": windows["tiv_m"].max() / own["tiv_m"].sum() if len(windows) else None,
        }
    facts["soviet"] = (
        " Soviet deliveries to 1991 count as Russian." if "RUS" in pair and (items["year"] < 1992).any() else ""
    )
    return facts | _in_order_of_time(facts) | _latest(sums, first, second)


def _in_order_of_time(facts):
    """The direction that began first as lead, and since when there were deliveries the other way."""
    ways = {way: facts[f"{way}_from"] for way in ("forth", "back") if facts[f"{way}_from"] is not None}
    found = dict.fromkeys(("lead_from", "lead_to", "lead_peak", "lead_peak_share", "other_since"))
    if not ways:
        return found
    lead = min(ways, key=ways.get)
    names = (facts["first"], facts["second"]) if lead == "forth" else (facts["second"], facts["first"])
    other = ways.get("back" if lead == "forth" else "forth")
    values = (*names, facts[f"{lead}_peak"], facts[f"{lead}_peak_share"], other)
    return dict(zip(found, values, strict=True))


def _latest(sums, first, second):
    """Volume each way in the last five-year window that has deliveries."""
    if len(sums) == 0:
        return dict.fromkeys(("window", "forth_latest", "back_latest"))
    last = sums[sums["end_year"] == sums["end_year"].max()].groupby("direction")["tiv_m"].sum()
    window_text = sums.loc[sums["end_year"].idxmax(), "window"]
    latest = [last.get(f"{a} to {b}") for a, b in ((first, second), (second, first))]
    return dict(zip(("window", "forth_latest", "back_latest"), (window_text, *latest), strict=True))


def revised(releases):
    """Value per unit of the same weapon in each release, one row a deal, where the releases differ.

    Parameters
    ----------
    releases : pandas.DataFrame
        direction, order_year, designation, vintage, tiv_unit.

    Returns
    -------
    pandas.DataFrame
        direction, order year, weapon, and one column per release.
    """
    if len(releases) == 0:
        return releases
    wide = releases.pivot(index=["direction", "order_year", "designation"], columns="vintage", values="tiv_unit")
    changed = wide[wide.max(axis=1) > wide.min(axis=1)].rename_axis(columns=None).reset_index()
    return changed.rename(columns={"order_year": "order year", "designation": "weapon"})


def in_releases(revisions, pair):
    """Volume each way by year in two releases.

    Parameters
    ----------
    revisions : pandas.DataFrame
        Table `arms/revisions`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        direction, year, release (2025 or 2026), tiv_m, line (direction and release); years without deliveries in the
        release have no row.
    """
    rows = between(revisions, pair)
    long = rows.melt(["direction", "year"], ["tiv_2025", "tiv_2026"], "release", "tiv_m").dropna(subset="tiv_m")
    long["release"] = long["release"].str[-4:].astype("int64")
    long["line"] = long["direction"] + ", release of " + long["release"].astype("str")
    return long.sort_values(["direction", "release", "year"], ignore_index=True)


def revision(releases):
    """What the later release made of the sums of the earlier, by direction, over the last years that both cover.

    Parameters
    ----------
    releases : pandas.DataFrame
        As `in_releases` returns them.

    Returns
    -------
    pandas.DataFrame
        direction, start_year, end_year, old, new (million TIV), change = (new - old) / (new + old); the last five years
        that both releases cover, without a row where neither has deliveries.
    """
    last = int(releases["year"].max()) if len(releases) else 0
    recent = releases[releases["year"] > last - arms.WINDOW]
    wide = recent.pivot_table(index="direction", columns="release", values="tiv_m", aggfunc="sum")
    wide = wide.reindex(columns=[2025, 2026]).fillna(0.0).set_axis(["old", "new"], axis=1).reset_index()
    change = (wide["new"] - wide["old"]) / (wide["new"] + wide["old"])
    return wide.assign(change=change, start_year=last - arms.WINDOW + 1, end_year=last)


def caution(flags, revisions, supplier, recipient, end):
    """How much of a recent flow rests on estimates or was made by the recipient, and what another release held of it.

    Parameters
    ----------
    flags : pandas.DataFrame
        Table `arms/estimates`.
    revisions : pandas.DataFrame
        Table `arms/revisions`.
    supplier : str
        Name of the state, as on a chart.
    recipient : str
        Code.
    end : int
        Last year of the five years judged.

    Returns
    -------
    dict
        supplier and recipient (names), first, last, estimated and local (shares of the volume delivered; local None for
        none); old, new (million TIV in the releases of 2025 and 2026), old_first, old_last, where the two differ. Empty
        without a supplier of that name, or where half of the volume or more has neither mark.
    """
    codes = [code for code in countries.codes() if supplier and countries.name(code) == supplier]
    marks = flags[(flags["end_year"] == end) & flags["supplier"].isin(codes) & (flags["recipient"] == recipient)]
    share = marks.groupby("flag", observed=True)["share"].max()
    found = {"estimated": float(share.get("estimated_number", 0.0)), "local": float(share.get("local", 0.0)) or None}
    if max(found["estimated"], found["local"] or 0.0) <= 0.5:
        return {}
    found |= {"supplier": supplier, "recipient": countries.name(recipient), "first": end - arms.WINDOW + 1, "last": end}
    moved = revision(in_releases(revisions, (codes[0], recipient)))
    moved = moved[(moved["direction"] == f"{supplier} to {found['recipient']}") & (moved["change"] != 0)]
    for row in moved.itertuples():
        found |= {"old": row.old, "new": row.new, "old_first": row.start_year, "old_last": row.end_year}
    return found


def acceleration(ranks, pair, before, after):
    """Percentile of a pair among pairs in two windows, and how its rise compares with those of the other pairs.

    Parameters
    ----------
    ranks : pandas.DataFrame
        Table `arms/pair_ranks`, former states apart.
    pair : tuple of str
    before, after : int
        Last years of the two windows.

    Returns
    -------
    dict
        before and after (percentiles), rise, risen_less (share of the other pairs with transfers in one of the windows
        that rose less), n (their number); empty where the pair had transfers in neither. A pair without transfers in a
        window shares the last place in it.
    """
    found = {}
    for name, end in (("before", before), ("after", after)):
        rows = ranks[ranks["end_year"] == end]
        if rows.empty:
            return {}
        last_place = 100 * (rows["n_pairs"].iloc[0] - rows["n_with_transfers"].iloc[0] - 1) / 2
        keys = pd.MultiIndex.from_arrays([rows["iso3_a"].astype("str"), rows["iso3_b"].astype("str")])
        found[name] = pd.Series(rows["percentile"].to_numpy(), index=keys)
        found[f"{name}_none"] = last_place / (rows["n_pairs"].iloc[0] - 1)
    both = pd.concat([found["before"].rename("before"), found["after"].rename("after")], axis=1)
    both = both.assign(**{name: both[name].fillna(found[f"{name}_none"]) for name in ("before", "after")})
    key = tuple(sorted(pair))
    if key not in both.index:
        return {}
    rise = both["after"] - both["before"]
    others = rise.drop(key)
    own = both.loc[key]
    less = float((others < rise[key]).mean())
    return {"before": own["before"], "after": own["after"], "rise": rise[key], "risen_less": less, "n": len(others)}


def category_shares(items, supplier, recipient, years):
    """Share of one supplier in a state's imports by category of arms, in five-year windows that do not overlap.

    Parameters
    ----------
    items : pandas.DataFrame
        All deliveries to the recipient, Soviet rows already joined.
    supplier, recipient : str
    years : tuple of int
        First and last year.

    Returns
    -------
    pandas.DataFrame
        category ("all arms" first, then by volume), window, end_year, share; categories of which the recipient got
        nothing in a window have no row there, and 0 is nothing from this supplier.
    """
    mine = items[items["recipient"] == recipient].dropna(subset="category")
    if mine.empty:
        return pd.DataFrame({"category": [], "window": [], "end_year": [], "share": []})
    mine = mine.astype({"category": "str"})
    mine = pd.concat([mine.assign(category="all arms"), mine])
    sums = {
        name: arms.five_year_sums(rows, ["category"], arms.WINDOW, years).set_index(["category", "end_year"])["tiv_m"]
        for name, rows in (("all", mine), ("own", mine[mine["supplier"] == supplier]))
    }
    shares = (sums["own"].reindex(sums["all"].index).fillna(0.0) / sums["all"]).rename("share").reset_index()
    shares["window"] = window(shares.assign(start_year=shares["end_year"] - arms.WINDOW + 1))
    order = sums["all"].groupby("category").sum().sort_values(ascending=False)
    place = {name: number for number, name in enumerate(order.index)}
    rows = shares.sort_values(["category", "end_year"], key=lambda c: c.map(place) if c.name == "category" else c)
    return rows[["category", "window", "end_year", "share"]].reset_index(drop=True)


def inventory(items, most=4):
    """What was delivered, in words: the weapons of the largest volume with their numbers; None if nothing.

    Parameters
    ----------
    items : pandas.DataFrame
        designation, number, tiv_m.
    most : int
        Weapons named.

    Returns
    -------
    str or None
    """
    if len(items) == 0:
        return None
    rows = items.astype({"designation": "str"}).groupby("designation")[["number", "tiv_m"]].sum()
    rows = rows.sort_values("tiv_m", ascending=False, kind="stable")
    named = [f"{int(row.number):,} {row.Index}" for row in rows.head(most).itertuples()]
    rest = len(rows) - most
    return ", ".join(named) + (f" and {rest} other kinds" if rest > 1 else " and one other kind" if rest == 1 else "")
