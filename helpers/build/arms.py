"""Arms transfers: excerpts of the register within SIPRI's rule."""

import re
from functools import lru_cache

import pandas as pd

from helpers.build.arms_columns import (
    CATEGORY,
    DESCRIPTION,
    DESIGNATION,
    FOCUS,
    GROUPS,
    NAMES,
    ONE_RELEASE,
    RULE,
    SOVIET,
    TIV_IS_NOT_MONEY,
    party,
    provenance,
    sourced,
    tiv,
    year,
)
from helpers.datasets.description import Column, Table
from helpers.errors import WorkbookError
from helpers.measures import arms
from helpers.sources import sipri_arms

OTHER_SUPPLIERS = ("FRA", "DEU", "GBR", "ITA", "ISR", "NLD", "ESP", "UKR")
"""The eight largest other suppliers of 1992-2025: their yearly totals as suppliers from 1992."""

SINCE = 1992

WHOLE = {"deals": 29_916, "items": 60_229, "totals": 10_584}
"""Rows of each kind in the release used, against which excerpts are measured."""

HOSTS = {
    "Biafra": "Nigeria",
    "Katanga": "DR Congo",
    "PLO (Israel)*": "Palestine",
    "Provisional IRA (UK)*": "United Kingdom",
    "Viet Minh (France)*": "Viet Nam",
}
"""States under which the file of deliveries puts groups whose name in the register does not name that state."""


def excerpt(frame):
    """Rows with Iran or North Korea as a party, with Russia or the USSR as recipient, or from these to China."""
    focus = frame["supplier"].isin(["IRN", "PRK"]) | frame["recipient"].isin(["IRN", "PRK"])
    russia = ["RUS", "SUN"]
    to_china = frame["supplier"].isin(russia) & (frame["recipient"] == "CHN")
    return frame[focus | frame["recipient"].isin(russia) | to_china]


@lru_cache(maxsize=1)
def register(snapshots):
    """All deals with their identifiers: supplier, recipient, order year and weapon, numbered where these repeat."""
    deals = sipri_arms.read_deals(snapshots)
    _complete(deals, "deals", sipri_arms.REGISTER)
    parts = [deals[side].fillna(deals[f"{side}_name"]) for side in ("supplier", "recipient")]
    parts += [deals["order_year"].astype("str"), deals["designation"]]
    texts = [part.map({text: _slug(text) for text in part.unique()}) for part in parts]
    deals["deal_id"] = texts[0] + "-" + texts[1] + "-" + texts[2] + "-" + texts[3]
    within = ["deal_id", "description", "status", "number_ordered", "delivery_years", "number_delivered", "comment"]
    deals = deals.sort_values([*within, "tiv_unit"], kind="stable", ignore_index=True)
    number = deals.groupby("deal_id").cumcount() + 1
    deals["deal_id"] += ("-" + number.astype("str")).where(number > 1, "")
    return deals


@lru_cache(maxsize=1)
def deliveries(snapshots):
    """All deliveries by year, with the names of rebel groups restored from the register."""
    items = sipri_arms.read_items(snapshots)
    _complete(items, "items", sipri_arms.DELIVERIES)
    return restore_names(items, register(snapshots))


def restore_names(items, deals):
    """Give deliveries to and by groups, which stand under their host state, back the name that the register has.

    A delivery is moved when the register has no deal of that weapon between the two
    states with a delivery in that year, but exactly one with a group of that state.

    Parameters
    ----------
    items, deals : DataFrame
        As `sipri_arms.read_items` and `read_deals` give them.

    Returns
    -------
    DataFrame
        items; recipient (supplier) is missing where recipient_name (supplier_name) is that of a group.
    """
    yearly = deals[deals["delivery_years"] != ""]
    yearly = yearly.assign(year=yearly["delivery_years"].str.split("; ")).explode("year").astype({"year": "int64"})
    key = ["supplier_name", "recipient_name", "year", "designation", "description"]
    states = sorted({*items["supplier_name"], *items["recipient_name"]}, key=len, reverse=True)
    for side in ("recipient", "supplier"):
        printed = f"{side}_name"
        groups = yearly[yearly[side].isna()].rename(columns={printed: "group"})
        hosts = {group: HOSTS.get(group) or _host(group, states) for group in groups["group"].unique()}
        groups = groups.assign(**{printed: groups["group"].map(hosts)}).dropna(subset=printed)
        alone = groups.groupby(key)["group"].agg(["nunique", "first"]).query("nunique == 1")["first"].rename("group")
        found = pd.MultiIndex.from_frame(items[key]).isin(pd.MultiIndex.from_frame(yearly[key]))
        group = items.join(alone, on=key)["group"].where(~found)
        restored = {side: items[side].mask(group.notna()), printed: group.fillna(items[printed])}
        items = items.assign(**restored)
    return items


def _host(group, states):
    return next((state for state in states if state in group), None)


def deals(snapshots):
    """Recipe of `arms/deals`."""
    return sourced(excerpt(register(snapshots)), DEALS)


def items(snapshots):
    """Recipe of `arms/items`: one row a weapon, supplier, recipient and year, whatever the number of deals."""
    rows = excerpt(deliveries(snapshots))
    parties = ["supplier", "recipient", "supplier_name", "recipient_name"]
    keys = [*parties, "year", "designation", "description", "category", "vintage"]
    sums = rows.groupby(keys, dropna=False, as_index=False)[["number", "tiv_m"]].sum()
    return sourced(sums.round({"tiv_m": 2}), ITEMS)


def totals(snapshots):
    """Recipe of `arms/totals`."""
    every = deliveries(snapshots)
    sums = arms.party_totals(every).round({"tiv_m": 2})
    others = sums["iso3"].isin(OTHER_SUPPLIERS) & (sums["role"] == "supplier") & (sums["year"] >= SINCE)
    sums = sums[(sums["party"] == arms.WORLD) | sums["iso3"].isin(FOCUS) | others]
    return sourced(sums.assign(vintage=every["vintage"].iloc[0]), TOTALS)


def _slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _complete(frame, kind, file):
    """Refuse a source with fewer rows than the release has: an excerpt of it would be a larger share than stated."""
    if len(frame) < WHOLE[kind]:
        raise WorkbookError(
            f"{file}: {len(frame):,} {kind}, but the release has {WHOLE[kind]:,}; the file is cut off, get it again"
        )


DEALS = Table(
    name="arms/deals",
    title="Deals in major conventional arms, excerpt",
    description=f"{RULE} One row a deal, open orders with nothing delivered included.",
    key=("deal_id",),
    columns=(
        Column("deal_id", "category", "Supplier, recipient, order year and weapon; numbered from the second alike."),
        party("supplier", nullable=True),
        party("recipient", nullable=True),
        *NAMES,
        year("order_year", "Year of order."),
        Column("order_year_estimated", "boolean", "The year of order is uncertain."),
        Column("number_ordered", "integer", "Number ordered.", unit="items", minimum=0, nullable=True),
        Column("number_ordered_estimated", "boolean", "The number ordered is uncertain."),
        DESIGNATION,
        DESCRIPTION,
        CATEGORY,
        Column("number_delivered", "integer", "Number delivered so far; 0: open order.", unit="items", minimum=0),
        Column("number_delivered_estimated", "boolean", "The number delivered is uncertain."),
        year("first_delivery", "Year of the first delivery; missing for an open order.", nullable=True),
        year("last_delivery", "Year of the last delivery so far; missing for an open order.", nullable=True),
        Column("delivery_years", "string", 'Years with deliveries, separated by "; "; empty for an open order.'),
        Column("status", "category", "State of the weapons.", allowed=sipri_arms.STATUS),
        Column("comment", "string", "Remark of SIPRI; may be empty."),
        tiv("tiv_unit", "TIV of one item; missing where SIPRI has not set it yet.", nullable=True),
        tiv("tiv_order", "TIV of the order; missing where number or unit value is not known.", nullable=True),
        tiv("tiv_delivered", "TIV delivered so far; 0 for an open order."),
        *provenance("Release and date of the export."),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        TIV_IS_NOT_MONEY,
        ONE_RELEASE,
        RULE,
        SOVIET,
        "Licensed production in the recipient counts as delivery.",
        "Figures marked as estimated are SIPRI's estimates, round numbers above all.",
    ),
    excerpt_of=WHOLE["deals"],
)

ITEMS = Table(
    name="arms/items",
    title="Deliveries of major conventional arms by year and weapon, excerpt",
    description=f"{RULE} One row a weapon, supplier, recipient and year.",
    key=("supplier_name", "recipient_name", "year", "designation", "description"),
    columns=(
        party("supplier"),
        party("recipient", nullable=True),
        *NAMES,
        year("year", "Year of delivery."),
        DESIGNATION,
        DESCRIPTION,
        CATEGORY,
        Column("number", "integer", "Number delivered in the year.", unit="items", minimum=0),
        tiv("tiv_m", "TIV delivered in the year."),
        *provenance(),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(TIV_IS_NOT_MONEY, ONE_RELEASE, SOVIET, GROUPS, "Several deals of one weapon in a year are summed."),
    excerpt_of=WHOLE["items"],
)

TOTALS = Table(
    name="arms/totals",
    title="Deliveries of major conventional arms by supplier and by recipient, yearly, excerpt",
    description=(
        f"All years of {', '.join(FOCUS)} as supplier and as recipient, the world, and from {SINCE} the eight largest "
        f"other suppliers of {SINCE}-2025 as suppliers ({', '.join(OTHER_SUPPLIERS)})."
    ),
    key=("party", "role", "year"),
    columns=(
        Column("party", "category", "Code of the state, or `world`."),
        Column("iso3", "category", "Code of the state; missing for the world.", country=True, nullable=True),
        Column("role", "category", "What the state does.", allowed=("supplier", "recipient")),
        year("year", "Year of delivery."),
        tiv("tiv_m", "TIV delivered in the year."),
        *provenance(),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        TIV_IS_NOT_MONEY,
        ONE_RELEASE,
        RULE,
        SOVIET,
        GROUPS,
        "A year without a row: no delivery was identified, or the excerpt has not that state, role and year.",
        "The world stands as supplier; what it supplies is what it receives.",
    ),
    excerpt_of=WHOLE["totals"],
)

TABLES = [(DEALS, deals), (ITEMS, items), (TOTALS, totals)]
