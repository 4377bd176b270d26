"""Launches at Ukraine: sums by year, the fate of drones, and what the arms register has as delivered."""

import pandas as pd

MERGED = pd.Timestamp("2025-08-01")
"""From this month drones lost or jammed are nearly absent from the reports: probably counted as destroyed."""

LOST_SINCE = pd.Timestamp("2024-10-01")
"""First whole month in which drones lost or jammed are reported on most days."""

DRONES = ("Shahed-131", "Shahed-136")
SHAHED = "Shahed-type drones"
"""Weapons of the register that fall under this kind of the reports."""


def whole_months(strikes):
    """Rows of months that are on record to their end: the first and the last may be cut."""
    ends = strikes["month"].isin([strikes["month"].min(), strikes["month"].max()])
    return strikes[~ends]


def by_year(strikes, kind):
    """Launched, destroyed and lost by year.

    Parameters
    ----------
    strikes : pandas.DataFrame
        Table `arms/strikes`.
    kind : str

    Returns
    -------
    pandas.DataFrame
        year, launched, destroyed, not_reached.
    """
    rows = strikes[strikes["kind"] == kind]
    return rows.groupby("year", as_index=False)[["launched", "destroyed", "not_reached"]].sum()


def delivered(items, supplier, recipient, designations=DRONES):
    """Number delivered by year, as the arms register estimates it.

    Parameters
    ----------
    items : pandas.DataFrame
        Table `arms/items`.

    Returns
    -------
    pandas.DataFrame
        year, delivered.
    """
    rows = items[
        (items["supplier"] == supplier) & (items["recipient"] == recipient) & items["designation"].isin(designations)
    ]
    return rows.groupby("year", as_index=False)["number"].sum().rename(columns={"number": "delivered"})


def against_deliveries(strikes, items, supplier="IRN", recipient="RUS"):
    """Drones delivered and drones launched, by year, both as long as the register has years.

    Returns
    -------
    pandas.DataFrame
        year, what ("delivered, as the register estimates", "launched, as reported"), n.
    """
    sent = delivered(items, supplier, recipient).rename(columns={"delivered": "n"})
    fired = by_year(strikes, SHAHED).rename(columns={"launched": "n"})
    fired = fired[fired["year"].isin(sent["year"])]
    parts = [
        sent.assign(what="delivered, as the register estimates"),
        fired[["year", "n"]].assign(what="launched, as reported"),
    ]
    return pd.concat(parts, ignore_index=True).astype({"n": "int64", "year": "int64"})[["year", "what", "n"]]


def fates(strikes, kind=SHAHED, fewest=50):
    """Share of launches reported as destroyed, and as destroyed or lost, by month.

    Parameters
    ----------
    strikes : pandas.DataFrame
        Table `arms/strikes`.
    kind : str
    fewest : int
        Months with fewer launches are left out.

    Returns
    -------
    pandas.DataFrame
        month, fate, share. Where no report of a month mentions losses, there is no share with them. From `MERGED` on
        the fate is named "destroyed, losses probably included".
    """
    rows = whole_months(strikes)
    rows = rows[(rows["kind"] == kind) & (rows["launched"] >= fewest)].astype({"launched": "float64"})
    merged = rows["month"] >= MERGED
    shot = rows.assign(
        fate=merged.map({True: "shot down, losses probably included", False: "shot down"}),
        share=rows["destroyed"].astype("float64") / rows["launched"],
    )
    counted = rows[(rows["month"] >= LOST_SINCE) & ~merged]
    both = counted.assign(
        fate="shot down, lost or jammed",
        share=(counted["destroyed"] + counted["not_reached"]).astype("float64") / counted["launched"],
    )
    return pd.concat([shot, both], ignore_index=True)[["month", "fate", "share"]]


def facts(strikes, items):
    """What is known of drones from launches and deliveries.

    Returns
    -------
    dict
        launched (all Shahed-type drones on record), since (first month), until (last whole month), peak, peak_month
        (of whole months), first_year, first_launched, last_year, last_launched, year_delivered, year_launched,
        register_year (latest year of the register), times (launched over delivered in it), real_share (stated to
        be real Shaheds, of those launched in the reports that say so), delivered (all years), ballistic (launched).
    """
    rows = strikes[strikes["kind"] == SHAHED]
    whole = whole_months(rows)
    years = by_year(strikes, SHAHED).set_index("year")["launched"]
    sent = delivered(items, "IRN", "RUS").set_index("year")["delivered"]
    latest = int(sent.index.max())
    top = whole.loc[whole["launched"].idxmax()]
    return {
        "launched": int(rows["launched"].sum()),
        "since": f"{rows['month'].min():%B %Y}",
        "until": f"{whole['month'].max():%B %Y}",
        "peak": int(top["launched"]),
        "peak_month": f"{top['month']:%B %Y}",
        "year_launched": int(years[latest]),
        "year_delivered": int(sent[latest]),
        "register_year": latest,
        "times": float(years[latest] / sent[latest]),
        "delivered": int(sent.sum()),
        "launched_to_register": int(years[years.index <= latest].sum()),
        "real_share": float(rows["real"].sum() / rows["real_of"].sum()),
        "ballistic": int(strikes.loc[strikes["kind"] == "ballistic missiles", "launched"].sum()),
    }
