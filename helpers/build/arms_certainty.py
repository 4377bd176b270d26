"""How sure the register of arms transfers is: other releases of it, and what rests on estimates."""

import pandas as pd

from helpers import countries
from helpers.build.arms import WHOLE, deliveries, excerpt, register
from helpers.build.arms_columns import (
    DERIVED,
    DESCRIPTION,
    DESIGNATION,
    RULE,
    SHARE,
    SOVIET,
    TIV_IS_NOT_MONEY,
    WINDOW,
    party,
    provenance,
    sourced,
    tiv,
    year,
)
from helpers.datasets.description import Column, Table
from helpers.measures import arms, estimates
from helpers.sources import sipri_arms

WHOLE_EARLIER = 25_024
"""Deliveries in the file of the 2025 release, against which its excerpt is measured."""

LEAST_TIV = 10
"""Smallest five-year volume of a pair, in either release, whose revision is counted."""

QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
ALL = "all"
TWO_RELEASES = "Two releases side by side, to show what a release changes: figures of the two are never added."

RELEASES = Table(
    name="arms/releases",
    title="The same deals of Russia with Iran and North Korea in three releases",
    description="What releases of the register say of deals between Russia and Iran, and from North Korea to Russia.",
    key=("vintage", "supplier", "recipient", "order_year", "designation"),
    columns=(
        party("supplier"),
        party("recipient"),
        year("order_year", "Year of order."),
        DESIGNATION,
        DESCRIPTION,
        Column("number_delivered", "integer", "Number delivered so far.", unit="items", minimum=0),
        Column("delivery_years", "string", 'Years with deliveries, separated by "; "; empty for an open order.'),
        tiv("tiv_unit", "TIV of one item."),
        tiv("tiv_delivered", "TIV delivered so far; 0 for an open order."),
        *provenance("Release and date of the export."),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=("For comparing releases only: figures of different releases are never added up.", TIV_IS_NOT_MONEY),
    excerpt_of=WHOLE["deals"],
)

REVISIONS = Table(
    name="arms/revisions",
    title="Deliveries by pair and year in two releases, excerpt",
    description=f"{RULE} Deliveries of 1995-2024 as the releases of 2025 and 2026 have them.",
    key=("supplier", "recipient", "year"),
    columns=(
        party("supplier"),
        party("recipient"),
        year("year", "Year of delivery."),
        tiv("tiv_2025", "TIV delivered in the year, release of 2025; missing: none listed.", nullable=True),
        tiv("tiv_2026", "TIV delivered in the year, release of 2026; missing: none listed.", nullable=True),
        *provenance("The two releases."),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(TWO_RELEASES, TIV_IS_NOT_MONEY, "States only; groups, organisations and unknown parties are left out."),
    excerpt_of=WHOLE_EARLIER,
)

REVISION_SPREAD = Table(
    name="arms/revision_spread",
    title="How far the release of 2026 revised five-year volumes of all pairs of states",
    description=(
        "Quantiles over all pairs of supplier and recipient of the change from the release of 2025 to that of 2026: "
        "(new - old) / (new + old), 0 where nothing changed, -1 where the pair lost all, 1 where it is new."
    ),
    key=("end_year",),
    columns=(
        *WINDOW,
        Column("pairs", "integer", f"Pairs with {LEAST_TIV} million TIV or more in either release.", minimum=1),
        Column("unchanged", "number", "Share of pairs that changed by less than one per cent.", **SHARE),
        *(Column(q, "number", f"Quantile {value}.", minimum=-1, maximum=1) for q, value in QUANTILES.items()),
        *provenance("The two releases."),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(DERIVED, TWO_RELEASES),
)

FLAGS = {
    "estimated_number": "number delivered is an estimate",
    "estimated_order": "year of order is an estimate",
    "estimated_delivery": "year of delivery is an estimate (release of 2025 only)",
    "local": "made or assembled in the recipient's country",
}

ESTIMATES = Table(
    name="arms/estimates",
    title="Share of arms deliveries that rests on estimates, five-year periods",
    description=(
        "By supplier and recipient among the states compared (`countries.COMPARISON`), each with all partners (`all`), "
        "and for the world; periods that do not overlap."
    ),
    key=("vintage", "supplier", "recipient", "end_year", "flag"),
    columns=(
        Column("supplier", "category", "Code of the supplier, or `all`."),
        Column("recipient", "category", "Code of the recipient, or `all`."),
        *WINDOW,
        Column("flag", "category", "; ".join(f"{k}: {v}" for k, v in FLAGS.items()), allowed=tuple(FLAGS)),
        Column("share", "number", "Share of the volume delivered that has the mark, two decimals.", **SHARE),
        *provenance("Release; the two are never compared."),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        DERIVED,
        "Release of 2026: marks are those of the deals behind a delivery; local production is read from remarks. "
        "Release of 2025, deliveries of 1995-2024: marks and local production as SIPRI gives them by delivery.",
        "That a figure has no mark does not make it exact: unit values are SIPRI's estimates throughout.",
        TIV_IS_NOT_MONEY,
        SOVIET,
    ),
)


def releases(snapshots):
    """Recipe of `arms/releases`."""
    return sourced(sipri_arms.read_releases(snapshots), RELEASES)


def revisions(snapshots):
    """Recipe of `arms/revisions`."""
    both = _two_releases(snapshots, ["supplier", "recipient", "year"])
    return sourced(excerpt(both).round({"tiv_2025": 2, "tiv_2026": 2}).assign(vintage=BOTH), REVISIONS)


BOTH = "2025 and 2026 releases"


def revision_spread(snapshots):
    """Recipe of `arms/revision_spread`."""
    first, last = sipri_arms.EARLIER_YEARS
    yearly = _two_releases(snapshots, ["supplier", "recipient", "year"])
    sums = {
        column: arms.five_year_sums(
            yearly.rename(columns={column: "tiv_m"}), ["supplier", "recipient"], arms.WINDOW, (first, last)
        ).set_index(["supplier", "recipient", "start_year", "end_year"])["tiv_m"]
        for column in ("tiv_2025", "tiv_2026")
    }
    both = pd.concat([s.rename(name) for name, s in sums.items()], axis=1).fillna(0.0)
    both = both[both.max(axis=1) >= LEAST_TIV]
    change = (both["tiv_2026"] - both["tiv_2025"]) / (both["tiv_2026"] + both["tiv_2025"])
    groups = change.groupby(["start_year", "end_year"])
    table = pd.DataFrame({name: groups.quantile(q) for name, q in QUANTILES.items()}).round(3)
    table = table.assign(pairs=groups.size(), unchanged=groups.agg(lambda c: (c.abs() < 0.005).mean()).round(3))
    return sourced(table.reset_index().assign(vintage=BOTH), REVISION_SPREAD)


def _two_releases(snapshots, by):
    """Volume of each pair of states and year in both releases, over the years that both cover."""
    first, last = sipri_arms.EARLIER_YEARS
    parts = []
    for name, rows in (("tiv_2025", sipri_arms.read_earlier(snapshots)), ("tiv_2026", deliveries(snapshots))):
        rows = rows[rows["year"].between(first, last)].dropna(subset=by)
        parts.append(rows.groupby(by)["tiv_m"].sum().rename(name))
    return pd.concat(parts, axis=1).reset_index()


def estimated(snapshots):
    """Recipe of `arms/estimates`."""
    now = estimates.flagged(deliveries(snapshots), register(snapshots))
    renamed = {
        "number_estimated": "estimated_number",
        "order_year_estimated": "estimated_order",
        "year_estimated": "estimated_delivery",
    }
    before = sipri_arms.read_earlier(snapshots).rename(columns=renamed)
    parts = [
        _estimates(now, estimates.FLAGS).assign(vintage=now["vintage"].iloc[0]),
        _estimates(before, tuple(FLAGS)).assign(vintage=sipri_arms.EARLIER_RELEASE),
    ]
    return sourced(pd.concat(parts), ESTIMATES)


def _estimates(items, flags):
    items = items.astype(dict.fromkeys(flags, "float64"))
    items["end_year"] = items["year"].max() - (items["year"].max() - items["year"]) // arms.WINDOW * arms.WINDOW
    items["start_year"] = items["end_year"] - arms.WINDOW + 1
    items = items[items["start_year"] >= items["year"].min()]
    compared = set(countries.COMPARISON)
    parts = []
    for supplier, recipient in (("supplier", "recipient"), ("supplier", None), (None, "recipient"), (None, None)):
        rows = items.assign(
            supplier=items["supplier"].where(items["supplier"].isin(compared)) if supplier else ALL,
            recipient=items["recipient"].where(items["recipient"].isin(compared)) if recipient else ALL,
        )
        parts.append(estimates.shares(rows, ["supplier", "recipient", "start_year", "end_year"], flags))
    return pd.concat(parts).round({"share": 2})


TABLES = [
    (RELEASES, releases),
    (REVISIONS, revisions),
    (REVISION_SPREAD, revision_spread),
    (ESTIMATES, estimated),
]
