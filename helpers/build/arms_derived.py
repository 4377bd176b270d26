"""Tables derived from the whole register of arms transfers, from which its rows cannot be made again."""

import pandas as pd

from helpers import countries
from helpers.build.arms import deliveries, register
from helpers.build.arms_columns import (
    DERIVED,
    FOCUS,
    GROUPS,
    SHARE,
    SOVIET,
    TIV_IS_NOT_MONEY,
    WINDOW,
    provenance,
    sourced,
)
from helpers.datasets.description import Column, Table
from helpers.measures import arms, supply, waits
from helpers.sources import sipri_arms

PARTNERS_OF = frozenset(countries.COMPARISON).union(*supply.NEIGHBOURS.values())
"""States whose partners are published: those compared, and the neighbours of Russia, Iran, China and North Korea."""

SMALLEST_SHARE = 0.01
ROUNDED_AWAY = 0.0005

COMPARED = "States compared: `countries.COMPARISON`."
STRADDLING = "The windows that end in 1992-1995 hold both SUN and RUS, each with its own years only."

FIVE_YEARS = Table(
    name="arms/five_years",
    title="Shares and ranks of all states in world arms transfers, five-year periods",
    description="Share of the world's deliveries, as supplier and as recipient, in periods that do not overlap.",
    key=("iso3", "role", "end_year"),
    columns=(
        Column("iso3", "category", "Code of the state.", country=True),
        Column("role", "category", "What the state does.", allowed=("supplier", "recipient")),
        *WINDOW,
        Column("share", "number", "Share of the world, four decimals.", **SHARE),
        Column("rank", "integer", "Rank among all states with that role in the period; 1 is the largest.", minimum=1),
        *provenance(),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        DERIVED,
        "Periods do not overlap: from overlapping ones the yearly totals of every state could be solved for.",
        "A state without a row had no identified delivery in the period. Rolling periods: `arms/totals`.",
        TIV_IS_NOT_MONEY,
        SOVIET,
        GROUPS,
    ),
)

PARTNERS = Table(
    name="arms/partners",
    title="Shares of partners in the arms imports and exports of states, five-year periods",
    description=(
        "States compared, and neighbours of Russia, Iran, China and North Korea. Partners below one per cent are "
        "summed as `other`."
    ),
    key=("share_of", "supplier", "recipient", "end_year"),
    columns=(
        Column(
            "share_of",
            "category",
            "Imports of the recipient or exports of the supplier.",
            allowed=("imports", "exports"),
        ),
        Column("supplier", "category", "Code of the supplier, or `other` in imports."),
        Column("recipient", "category", "Code of the recipient, or `other` in exports."),
        *WINDOW,
        Column("share", "number", "Share of the partner, three decimals.", **SHARE),
        *provenance(),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        DERIVED,
        "Shares of a state and period add up to 1; `other` holds groups too.",
        TIV_IS_NOT_MONEY,
        SOVIET,
        GROUPS,
    ),
)

PAIR_RANKS = Table(
    name="arms/pair_ranks",
    title="Rank of pairs of states by the arms that passed between them, five-year windows",
    description=f"{COMPARED} Windows end in every year; both directions are summed.",
    key=("iso3_a", "iso3_b", "end_year"),
    columns=(
        Column("iso3_a", "category", "Code of one state, the first in the alphabet.", country=True),
        Column("iso3_b", "category", "Code of the other state.", country=True),
        *WINDOW,
        Column("rank", "integer", "Rank among the pairs compared; 1 has most, ties share the best rank.", minimum=1),
        Column(
            *("percentile", "number", "Share of the other pairs with less, half of those with as much."),
            unit="per cent",
            minimum=0,
            maximum=100,
        ),
        Column("n_pairs", "integer", "Pairs of states with any transfer, to or from anyone, in the window.", minimum=1),
        Column("n_with_transfers", "integer", "Pairs with transfers between them.", minimum=1),
        *provenance(),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        DERIVED,
        "A pair without a row had no identified delivery in the window.",
        STRADDLING,
        TIV_IS_NOT_MONEY,
        SOVIET,
    ),
)

_YEARS = {"type": "number", "unit": "years", "minimum": 0}

LAGS = Table(
    name="arms/lags",
    title="Years from order to delivery of arms, quartiles",
    description=(
        f"By supplier ({', '.join(FOCUS)}, and `world`: all suppliers) and recipient, and pooled by decade of order; "
        "groups with at least five deals delivered."
    ),
    key=("supplier", "recipient", "period"),
    columns=(
        Column("supplier", "category", "Code of the supplier, or `world`."),
        Column("recipient", "category", "Code of the recipient, or `all`."),
        Column("period", "category", "Decade of the order, or `all`."),
        Column("delivered", "integer", "Deals with a delivery.", unit="deals", minimum=5),
        Column("open", "integer", "Deals without any delivery by the end of the release.", unit="deals", minimum=0),
        Column("estimated", "number", "Share of uncertain order years among the deals delivered.", **SHARE),
        *(
            Column(f"{which}_{name}", description=f"{text} of the years to the {which} delivery.", **_YEARS)
            for which in ("first", "last")
            for name, text in (("q25", "Lower quartile"), ("median", "Median"), ("q75", "Upper quartile"))
        ),
        *provenance("Release and date of the export."),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        DERIVED,
        "Open orders are in no quartile: for orders of the last ten years or so the quartiles are too short.",
        "Deals signed by the USSR and delivered by Russia are left out: the register splits their deliveries.",
        "About half of the order years are SIPRI's estimates; a lag from one of them is an estimate too.",
        SOVIET,
    ),
)


WAITS = Table(
    name="arms/waits",
    title="Share of arms deals still without a delivery, by years since the order",
    description=(
        f"Kaplan-Meier curves by supplier ({', '.join(FOCUS)}, and `world`) with recipient and category, or all; "
        "groups with at least ten deals. Open orders count for as long as they have waited."
    ),
    key=("supplier", "recipient", "category", "years"),
    columns=(
        Column("supplier", "category", "Code of the supplier, or `world`."),
        Column("recipient", "category", "Code of the recipient, or `all`."),
        Column("category", "category", "Armament category of SIPRI, or `all`."),
        Column("years", "integer", "Whole years since the year of order.", unit="years", minimum=0),
        Column("waiting", "number", "Share of deals with nothing delivered by the end of that year.", **SHARE),
        Column("deals", "integer", "Deals in the group.", unit="deals", minimum=10),
        Column("open", "integer", "Deals without any delivery by the end of the release.", unit="deals", minimum=0),
        *provenance("Release and date of the export."),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        DERIVED,
        "Orders cancelled without a delivery are not in the register: the true wait is longer than the curve.",
        "About half of the order years are SIPRI's estimates; the year of order is year 0.",
        "Deals signed by the USSR and delivered by Russia are left out: the register splits their deliveries.",
        SOVIET,
    ),
)

CONCENTRATION = Table(
    name="arms/concentration",
    title="Concentration of suppliers and of customers of arms, five-year periods",
    description="Herfindahl-Hirschman index over the partners of every state, in periods that do not overlap.",
    key=("iso3", "role", "end_year"),
    columns=(
        Column("iso3", "category", "Code of the state.", country=True),
        Column(
            *("role", "category", "recipient: its suppliers; supplier: its customers."),
            allowed=("supplier", "recipient"),
        ),
        *WINDOW,
        Column("partners", "integer", "Number of partners, groups among them.", minimum=1),
        Column("herfindahl", "number", "Sum of squared shares: 1 is a single partner.", **SHARE),
        Column("largest", "category", "Largest partner, as SIPRI prints it."),
        Column("largest_share", "number", "Its share, two decimals.", **SHARE),
        *provenance(),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        DERIVED,
        "Where little was delivered one order can be the whole of a period.",
        TIV_IS_NOT_MONEY,
        SOVIET,
        GROUPS,
    ),
)

NETWORK = Table(
    name="arms/network",
    title="Size and shape of the world's network of arms supply, five-year periods",
    description="Directed ties between states with deliveries, in periods that do not overlap.",
    key=("end_year",),
    columns=(
        *WINDOW,
        Column("suppliers", "integer", "States that supplied.", minimum=1),
        Column("recipients", "integer", "States that received.", minimum=1),
        Column("ties", "integer", "Pairs of supplier and recipient.", minimum=1),
        Column("suppliers_each", "number", "Mean number of suppliers of a recipient.", minimum=1),
        Column("herfindahl", "number", "Concentration of world supply over suppliers.", **SHARE),
        Column("reciprocity", "number", "Share of ties that run both ways.", **SHARE),
        *provenance(),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(DERIVED, "States only: groups, organisations and unknown parties are left out.", TIV_IS_NOT_MONEY, SOVIET),
)


def five_years(snapshots):
    """Recipe of `arms/five_years`."""
    every = deliveries(snapshots)
    shares = arms.world_shares(arms.party_totals(every), step=arms.WINDOW)
    shares["rank"] = shares.groupby(["role", "end_year"])["share"].rank(method="min", ascending=False).astype("int64")
    return sourced(shares.round({"share": 4}).assign(vintage=every["vintage"].iloc[0]), FIVE_YEARS)


def partners(snapshots):
    """Recipe of `arms/partners`."""
    every = deliveries(snapshots)
    sums = arms.party_totals(every)
    parts = []
    for end in range(every["year"].max(), every["year"].min() + arms.WINDOW - 2, -arms.WINDOW):
        start = end - arms.WINDOW + 1
        for of, state, partner in (("imports", "recipient", "supplier"), ("exports", "supplier", "recipient")):
            shares = arms.partner_shares(every, sums, start, end, of)
            shares = shares[shares[state].isin(PARTNERS_OF)]
            large = shares["share"] >= SMALLEST_SHARE
            rest = 1 - shares["share"].where(large, 0).groupby(shares[state]).sum()
            rest = rest.reset_index().assign(**{partner: "other"})
            rounded = pd.concat([shares[large], rest[rest["share"] > ROUNDED_AWAY]]).round({"share": 3})
            parts.append(rounded.assign(share_of=of, start_year=start, end_year=end))
    return sourced(pd.concat(parts).assign(vintage=every["vintage"].iloc[0]), PARTNERS)


def pair_ranks(snapshots):
    """Recipe of `arms/pair_ranks`."""
    every = deliveries(snapshots)
    ranks = arms.pair_ranks(every, countries.COMPARISON, apart=[("RUS", "SUN")]).round({"percentile": 1})
    return sourced(ranks.assign(vintage=every["vintage"].iloc[0]), PAIR_RANKS)


def lags(snapshots):
    """Recipe of `arms/lags`: quartiles by supplier and recipient, and pooled by decade of order."""
    every = register(snapshots)
    every = every.assign(
        from_=every["supplier"].where(every["supplier"].isin(FOCUS)),
        to=every["recipient"],
        period=(every["order_year"] // 10 * 10).astype("str") + "s",
    )
    both = pd.concat([every.dropna(subset="from_"), every.assign(from_=arms.WORLD)])
    parts = [both.assign(period="all"), both.assign(to="all"), both.assign(to="all", period="all")]
    rows = pd.concat(arms.lag_quartiles(part, ["from_", "to", "period"]) for part in parts)
    rows = rows.rename(columns={"from_": "supplier", "to": "recipient"}).round({"estimated": 2})
    return sourced(rows.assign(vintage=every["vintage"].iloc[0]), LAGS)


def waiting(snapshots):
    """Recipe of `arms/waits`."""
    every = register(snapshots)
    last = sipri_arms.RELEASE - 1
    every = every.assign(from_=every["supplier"].where(every["supplier"].isin(FOCUS)), to=every["recipient"])
    both = pd.concat([every.dropna(subset="from_"), every.assign(from_=arms.WORLD)])
    parts = [both.assign(to="all", category="all"), both.assign(category="all"), both.assign(to="all")]
    rows = pd.concat(waits.still_waiting(part, ["from_", "to", "category"], last) for part in parts)
    rows = rows.rename(columns={"from_": "supplier", "to": "recipient"}).round({"waiting": 3})
    return sourced(rows.assign(vintage=every["vintage"].iloc[0]), WAITS)


def concentrations(snapshots):
    """Recipe of `arms/concentration`."""
    every = deliveries(snapshots)
    years = int(every["year"].min()), int(every["year"].max())
    rows = pd.concat(supply.concentration(every, role, years) for role in ("recipient", "supplier"))
    rows = rows.round({"herfindahl": 3, "largest_share": 2})
    return sourced(rows.assign(vintage=every["vintage"].iloc[0]), CONCENTRATION)


def networks(snapshots):
    """Recipe of `arms/network`."""
    every = deliveries(snapshots)
    rows = supply.network(every).round({"suppliers_each": 2, "herfindahl": 3, "reciprocity": 3})
    return sourced(rows.assign(vintage=every["vintage"].iloc[0]), NETWORK)


TABLES = [
    (FIVE_YEARS, five_years),
    (PARTNERS, partners),
    (PAIR_RANKS, pair_ranks),
    (LAGS, lags),
    (WAITS, waiting),
    (CONCENTRATION, concentrations),
    (NETWORK, networks),
]
