"""Tables of energy: production, reserves and refining, flows, shares in the world, prices, transits through Hormuz."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Column, Table
from helpers.measures import energy
from helpers.sources import energy_institute, hormuz_transits, io_memberships, oil_prices, owid_energy, pinksheet

WORLD = energy.WORLD
SHOWN = (*countries.COMPARISON, WORLD)
"""Series of single states that may be shown: those of the focus and comparison states, and of the world."""

MODULES = (energy_institute, owid_energy)
QUANTITIES = tuple(energy_institute.SERIES)
UNITS = (*dict.fromkeys(unit for _, _, unit in energy_institute.SERIES.values()), owid_energy.UNIT)
SHARED = ("oil_production", "gas_production", "oil_reserves", "gas_reserves", "refinery_throughput", "lng_exports")
"""Quantities of which a share in the world says something about weight in the market."""

GROUPED = ("oil_production", "gas_production", "oil_reserves", "gas_reserves")

GROUPS = ("OPEC", "OPEC+", "GECF")

EXEMPT = ("IRN", "LBY", "VEN")
EXEMPT_FROM = pd.Timestamp("2019-01-01")
"""Members of OPEC without a quota since January 2019: Enerdata on the decision of December 2018, TASS on the state of
June 2023 (tass.com/economy/1631281)."""

BOUND = "OPEC+ with quotas"

SERIES_COLUMNS = (
    Column("source", "category", "folder name of the source"),
    Column("vintage", "category", "release"),
)
EXCERPT = (
    "Excerpt, as the terms ask: the states of `countries.COMPARISON` and the world. Shares of groups and places among "
    "all pairs are computed in the build from all states and kept in energy/shares and energy/groups."
)
SOVIET = (
    "SUN is the Soviet Union: to 1984 in energy_institute (refining to 1989, reserves to 1990) and to 1991 in "
    "owid_energy. RUS starts in 1985 (reserves 1991, refining 1990). They are never joined or added; in owid_energy "
    "both stand side by side from 1985 to 1991."
)
NO_ZEROS = (
    "Zeros of the sources are left out: they stand for none, for less than the last digit and for years without a row "
    "of its own alike. A missing row is unknown, not zero."
)

PRODUCTION = Table(
    name="energy/production",
    title="Production, reserves, refining and use of oil and gas, by state",
    description="One row per source, state, year and quantity, with the world for shares.",
    key=("source", "quantity", "iso3", "year"),
    columns=(
        Column("iso3", "category", f"state; {WORLD}: the world", allowed=SHOWN),
        Column("year", "integer", "calendar year; reserves at its end", minimum=1900, maximum=2100),
        Column(
            "quantity",
            "category",
            "oil_production with natural gas liquids; gas_production without gas flared or put back; proved reserves; "
            "refinery_throughput; consumption; lng_exports",
            allowed=QUANTITIES,
        ),
        Column("value", "number", "amount, in the unit of the row", minimum=0),
        Column("unit", "category", "unit of value", allowed=UNITS),
        *SERIES_COLUMNS,
    ),
    sources=tuple(module.SOURCE for module in MODULES),
    notes=(
        EXCERPT,
        SOVIET,
        NO_ZEROS,
        "Two sources for oil and gas production, in different units, side by side and never joined: owid_energy "
        "goes back to 1900 and takes later years from the same review.",
        "Reserves end in 2020: the review has not revised them since. They are what states declare.",
        "North Korea has no row. lng_exports of the world include re-exports.",
    ),
)

FLOWS = Table(
    name="energy/flows",
    title="Trade in gas and oil between states and regions",
    description=(
        "One row per view, fuel, origin, destination and year: series of years for a few routes, and the matrices of "
        "the last year of the review from the states compared."
    ),
    key=("view", "fuel", "origin", "destination", "year"),
    columns=(
        Column("view", "category", "by_year: series; matrix: the last year only", allowed=("by_year", "matrix")),
        Column(
            "fuel",
            "category",
            "gas_pipeline, gas_lng; oil: crude and products; crude, products",
            allowed=("gas_pipeline", "gas_lng", "oil", "crude", "products"),
        ),
        Column("origin", "category", "code of a state, or region as the review names it; World: all origins"),
        Column("destination", "category", "code of a state, or region; World: all destinations"),
        Column("year", "integer", "calendar year", minimum=1980, maximum=2100),
        Column("value", "number", "amount, in the unit of the row", minimum=0),
        Column(
            "unit",
            "category",
            "unit of value",
            allowed=(energy_institute.BCM, energy_institute.OIL_UNIT, "million tonnes"),
        ),
        *SERIES_COLUMNS,
    ),
    sources=(energy_institute.SOURCE,),
    notes=(
        "Excerpt, as the terms ask: in the matrices only what comes from the states of `countries.COMPARISON`; of the "
        "sheets of years only the routes of Russia, Europe and large Asian buyers.",
        "Views overlap: by_year has Russia to Europe as one flow, the matrix divides it into the European Union and "
        "the rest of Europe, which for the review includes Turkey. Never add the two.",
        "In the oil matrices Iran is inside Other Middle East; in the pipeline matrix it has a row of its own. Ships "
        "under another flag of origin are counted where they are declared.",
        "LNG by origin and buyer is there for the last year only; in by_year LNG has one side, the other is World.",
        "Zeros of the review are left out: it prints them where it records no flow.",
    ),
)

SHARES = Table(
    name="energy/shares",
    title="Joint shares of pairs of states in world oil and gas, and their place among all pairs",
    description=(
        "One row per source, quantity, year and pair of states compared: both shares in the world, their sum, its rank "
        "and percentile among all pairs of states with a row in that source and year."
    ),
    key=("source", "quantity", "iso3_a", "iso3_b", "year"),
    columns=(
        Column("source", "category", "folder name of the source"),
        Column("quantity", "category", "as in energy/production", allowed=SHARED),
        Column("year", "integer", "calendar year", minimum=1900, maximum=2100),
        Column("iso3_a", "category", "first state of the pair", country=True),
        Column("iso3_b", "category", "second state, after the first in the alphabet", country=True),
        Column("share_a", "number", "share of the first in the world", unit="share", minimum=0, maximum=1),
        Column("share_b", "number", "share of the second in the world", unit="share", minimum=0, maximum=1),
        Column("joint", "number", "sum of both", unit="share", minimum=0, maximum=1),
        Column("rank", "integer", "rank of the joint share among all pairs, 1 the largest", minimum=1),
        Column("pairs", "integer", "pairs of states with a row in that source, quantity and year", minimum=1),
        Column("percentile", "number", "mid-rank percentile of the joint share among them", minimum=0, maximum=100),
    ),
    sources=tuple(module.SOURCE for module in MODULES),
    notes=(
        "Derived from all states of the sources, whose rows cannot be made again from it: pairs among the states of "
        "`countries.COMPARISON` only. Shares have six decimals, percentiles two.",
        "All pairs of states with a row: producers, holders of reserves, refiners or exporters. States inside a group "
        "such as Other Africa are in no pair.",
        SOVIET,
    ),
)

GROUP_SHARES = Table(
    name="energy/groups",
    title="Share of OPEC, OPEC+ and the Gas Exporting Countries Forum in world oil and gas",
    description="One row per group, quantity and year, by who was a member on 1 July of the year.",
    key=("group", "quantity", "year"),
    columns=(
        Column(
            "group",
            "category",
            f"OPEC; OPEC+: OPEC and the ten others; {BOUND}: those without an exemption, from 2019; GECF",
            allowed=(*GROUPS, BOUND),
        ),
        Column("quantity", "category", "as in energy/production", allowed=GROUPED),
        Column("year", "integer", "calendar year", minimum=1960, maximum=2100),
        Column("share", "number", "share of the members in the world", unit="share", minimum=0, maximum=1),
        Column("members", "integer", "members on 1 July", minimum=1),
        Column("counted", "integer", "members with a row of their own in the review", minimum=1),
        Column("source", "category", "folder name of the source of the amounts"),
    ),
    sources=(energy_institute.SOURCE, io_memberships.SOURCE),
    notes=(
        "A lower bound where counted is less than members: the review has small producers inside groups.",
        "OPEC+ is the Declaration of Cooperation of 10 December 2016, in effect from 2017. Iran, Libya and "
        "Venezuela are members of OPEC and have been exempt from its cuts since January 2019 (Enerdata; TASS, 13 June "
        "2023).",
        "Only memberships that a source confirms, as in ties/recent_memberships.",
    ),
)

PRICES = Table(
    name="energy/prices",
    title="Prices of oil, gas and grain, monthly",
    description="One row per source, series and month: nominal monthly means.",
    key=("source", "series", "month"),
    columns=(
        Column("month", "date", "first day of the month"),
        Column(
            "series",
            "category",
            "brent, wti, gas_europe, gas_us, lng_japan, wheat (US HRW), maize, barley, sunflower_oil",
        ),
        Column("value", "number", "price, in the unit of the row"),
        Column(
            "unit",
            "category",
            "unit of value",
            allowed=tuple(dict.fromkeys([oil_prices.UNIT, *(unit for *_, unit in pinksheet.SERIES.values())])),
        ),
        *SERIES_COLUMNS,
    ),
    sources=(oil_prices.SOURCE, pinksheet.SOURCE),
    notes=(
        "Brent stands in both sources: in April 2020 it is 18.38 dollars in one and 23.34 in the other, otherwise "
        "within 5 per cent. Never joined.",
        "No source here has a price of Urals or of Iranian crude. Barley ends in August 2020.",
    ),
)

HORMUZ = Table(
    name="energy/hormuz",
    title="Ships through the Strait of Hormuz, monthly",
    description="One row per month and type of ship: transits and estimated cargo.",
    key=("month", "ship"),
    columns=(
        Column("month", "date", "first day of the month"),
        Column("ship", "category", "type of ship", allowed=hormuz_transits.SHIPS),
        Column("transits", "integer", "passages in both directions", unit="ships", minimum=0),
        Column("capacity_t", "number", "cargo, estimated from size and draught", unit="metric tons", minimum=0),
        Column("days", "integer", "days with data", minimum=1, maximum=31),
        Column("complete", "boolean", "whether the month has all its days"),
        *SERIES_COLUMNS,
    ),
    sources=(hormuz_transits.SOURCE,),
    notes=(
        "Ships that switch off their transponder are not counted, so that Iran's own exports are covered badly.",
        "March 2026 ends on the 22nd and has 111 transits where February has 2,658: incomplete, and a real collapse.",
        "Cargo is an estimate, not a declared quantity; the producer revises weekly.",
    ),
)


def production(snapshots):
    """Series of the states that may be shown, from both sources."""
    parts = []
    for module in MODULES:
        rows = module.series(snapshots)
        parts.append(rows[rows["iso3"].isin(SHOWN)].assign(source=module.SOURCE.name, vintage=module.VINTAGE))
    return _columns(pd.concat(parts, ignore_index=True), PRODUCTION)


def flows(snapshots):
    """Series of years, and what the states that may be shown sell to whom in the matrices."""
    rows = energy_institute.flows(snapshots)
    kept = rows[(rows["view"] == "by_year") | rows["origin"].isin(SHOWN)]
    return _columns(kept.assign(source=energy_institute.SOURCE.name, vintage=energy_institute.VINTAGE), FLOWS)


def pair_shares(snapshots):
    """Joint shares of the pairs that may be shown, placed among all pairs of the whole sources."""
    joint = energy.joint_shares(state_shares(snapshots, MODULES, SHARED))
    joint = joint.round(dict.fromkeys(("share_a", "share_b", "joint"), 6) | {"percentile": 2})
    shown = joint["iso3_a"].isin(countries.COMPARISON) & joint["iso3_b"].isin(countries.COMPARISON)
    return _columns(joint[shown], SHARES)


def group_shares(snapshots):
    """Shares of groups of producers, from all states of the review."""
    found = energy.group_shares(
        state_shares(snapshots, (energy_institute,), GROUPED), memberships(io_memberships.read())
    )
    return _columns(found, GROUP_SHARES)


def state_shares(snapshots, modules, quantities):
    """Share of every state of the sources in the world."""
    parts = [module.series(snapshots).assign(source=module.SOURCE.name) for module in modules]
    series = pd.concat(parts, ignore_index=True)
    return energy.shares(series[series["quantity"].isin(quantities)])


def memberships(spells):
    """Spells of those who belong to OPEC, OPEC+, OPEC+ with quotas and the Gas Exporting Countries Forum.

    Parameters
    ----------
    spells : pandas.DataFrame
        As `io_memberships.read` returns it; unconfirmed ones are left out.

    Returns
    -------
    pandas.DataFrame
        group, iso3, start, end (datetime64; a missing end is open).
    """
    belong = spells["confirmed"] & spells["status"].isin(io_memberships.BELONGING)
    rows = spells[belong & spells["organisation"].isin(GROUPS)].rename(columns={"organisation": "group"})
    bound = rows[(rows["group"] == "OPEC+") & ~rows["iso3"].isin(EXEMPT)]
    bound = bound[bound["end"].isna() | (bound["end"] > EXEMPT_FROM)]
    bound = bound.assign(group=BOUND, start=bound["start"].clip(lower=EXEMPT_FROM))
    return pd.concat([rows, bound], ignore_index=True)[["group", "iso3", "start", "end"]]


def prices(snapshots):
    """Monthly prices of both sources."""
    parts = [
        module.months(snapshots).assign(source=module.SOURCE.name, vintage=module.VINTAGE)
        for module in (oil_prices, pinksheet)
    ]
    return _columns(pd.concat(parts, ignore_index=True), PRICES)


def hormuz(snapshots):
    """Monthly transits and cargo by type of ship."""
    months = hormuz_transits.months(snapshots)
    return _columns(months.assign(source=hormuz_transits.SOURCE.name, vintage="2026-03-22"), HORMUZ)


def _columns(frame, table):
    return frame[[column.name for column in table.columns]]


TABLES = [
    (PRODUCTION, production),
    (FLOWS, flows),
    (SHARES, pair_shares),
    (GROUP_SHARES, group_shares),
    (PRICES, prices),
    (HORMUZ, hormuz),
]
