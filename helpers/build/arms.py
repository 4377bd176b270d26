"""Arms transfers and military expenditure: excerpts within SIPRI's rule, and tables derived from the whole."""

import re
from functools import lru_cache

import pandas as pd

from helpers import countries
from helpers.datasets.description import Column, Table
from helpers.errors import WorkbookError
from helpers.measures import arms
from helpers.sources import sipri_arms, sipri_milex

FOCUS = ("RUS", "SUN", "IRN", "CHN", "PRK", "USA")
"""States with all their yearly totals and expenditure."""

OTHER_SUPPLIERS = ("FRA", "DEU", "GBR", "ITA", "ISR", "NLD", "ESP", "UKR")
"""The eight largest other suppliers of 1992-2025: their yearly totals as suppliers from 1992."""

OTHER_SPENDERS = (
    *("AFG", "ARE", "ARM", "AZE", "IRQ", "ISR", "PAK", "SAU", "SYR", "TKM", "TUR"),
    *("BLR", "DEU", "FRA", "GBR", "IND", "JPN", "KAZ", "KOR", "UKR"),
)
"""Neighbours and rivals of Iran, Russia, China and North Korea: their expenditure from 1992."""

SINCE = 1992

WHOLE = {"deals": 29_916, "items": 60_229, "totals": 10_584, "expenditure": 25_729}
"""Rows of each kind in the releases used, against which excerpts are measured."""

HOSTS = {
    "Biafra": "Nigeria",
    "Katanga": "DR Congo",
    "PLO (Israel)*": "Palestine",
    "Provisional IRA (UK)*": "United Kingdom",
    "Viet Minh (France)*": "Viet Nam",
}
"""States under which the file of deliveries puts groups whose name in the register does not name that state."""

SMALLEST_SHARE = 0.01
ROUNDED_AWAY = 0.0005


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
    parts = [deals[party].fillna(deals[f"{party}_name"]) for party in ("supplier", "recipient")]
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
    for party in ("recipient", "supplier"):
        printed = f"{party}_name"
        groups = yearly[yearly[party].isna()].rename(columns={printed: "group"})
        hosts = {group: HOSTS.get(group) or _host(group, states) for group in groups["group"].unique()}
        groups = groups.assign(**{printed: groups["group"].map(hosts)}).dropna(subset=printed)
        alone = groups.groupby(key)["group"].agg(["nunique", "first"]).query("nunique == 1")["first"].rename("group")
        found = pd.MultiIndex.from_frame(items[key]).isin(pd.MultiIndex.from_frame(yearly[key]))
        group = items.join(alone, on=key)["group"].where(~found)
        restored = {party: items[party].mask(group.notna()), printed: group.fillna(items[printed])}
        items = items.assign(**restored)
    return items


def _host(group, states):
    return next((state for state in states if state in group), None)


def deals(snapshots):
    """Recipe of `arms/deals`."""
    return _sourced(excerpt(register(snapshots)), DEALS)


def items(snapshots):
    """Recipe of `arms/items`: one row a weapon, supplier, recipient and year, whatever the number of deals."""
    rows = excerpt(deliveries(snapshots))
    parties = ["supplier", "recipient", "supplier_name", "recipient_name"]
    keys = [*parties, "year", "designation", "description", "category", "vintage"]
    sums = rows.groupby(keys, dropna=False, as_index=False)[["number", "tiv_m"]].sum()
    return _sourced(sums.round({"tiv_m": 2}), ITEMS)


def totals(snapshots):
    """Recipe of `arms/totals`."""
    every = deliveries(snapshots)
    sums = arms.party_totals(every).round({"tiv_m": 2})
    others = sums["iso3"].isin(OTHER_SUPPLIERS) & (sums["role"] == "supplier") & (sums["year"] >= SINCE)
    sums = sums[(sums["party"] == arms.WORLD) | sums["iso3"].isin(FOCUS) | others]
    return _sourced(sums.assign(vintage=every["vintage"].iloc[0]), TOTALS)


def five_years(snapshots):
    """Recipe of `arms/five_years`."""
    every = deliveries(snapshots)
    shares = arms.world_shares(arms.party_totals(every), step=arms.WINDOW)
    shares["rank"] = shares.groupby(["role", "end_year"])["share"].rank(method="min", ascending=False).astype("int64")
    return _sourced(shares.round({"share": 4}).assign(vintage=every["vintage"].iloc[0]), FIVE_YEARS)


def partners(snapshots):
    """Recipe of `arms/partners`."""
    every = deliveries(snapshots)
    sums = arms.party_totals(every)
    parts = []
    for end in range(every["year"].max(), every["year"].min() + arms.WINDOW - 2, -arms.WINDOW):
        start = end - arms.WINDOW + 1
        for of, state, partner in (("imports", "recipient", "supplier"), ("exports", "supplier", "recipient")):
            shares = arms.partner_shares(every, sums, start, end, of)
            shares = shares[shares[state].isin(countries.COMPARISON)]
            large = shares["share"] >= SMALLEST_SHARE
            rest = 1 - shares["share"].where(large, 0).groupby(shares[state]).sum()
            rest = rest.reset_index().assign(**{partner: "other"})
            rounded = pd.concat([shares[large], rest[rest["share"] > ROUNDED_AWAY]]).round({"share": 3})
            parts.append(rounded.assign(share_of=of, start_year=start, end_year=end))
    return _sourced(pd.concat(parts).assign(vintage=every["vintage"].iloc[0]), PARTNERS)


def pair_ranks(snapshots):
    """Recipe of `arms/pair_ranks`."""
    every = deliveries(snapshots)
    ranks = arms.pair_ranks(every, countries.COMPARISON, apart=[("RUS", "SUN")]).round({"percentile": 1})
    return _sourced(ranks.assign(vintage=every["vintage"].iloc[0]), PAIR_RANKS)


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
    return _sourced(rows.assign(vintage=every["vintage"].iloc[0]), LAGS)


def expenditure(snapshots):
    """Recipe of `arms/expenditure`."""
    values = sipri_milex.read(snapshots).dropna(subset="value")
    _complete(values, "expenditure", sipri_milex.WORKBOOK)
    chosen = values["iso3"].isin(FOCUS) | (values["iso3"].isin(OTHER_SPENDERS) & (values["year"] >= SINCE))
    rows = values[chosen].round({"value": 5})
    return _sourced(
        rows.assign(unit=rows["indicator"].map(UNITS), vintage=sipri_milex.VINTAGE), EXPENDITURE, sipri_milex
    )


def releases(snapshots):
    """Recipe of `arms/releases`."""
    return _sourced(sipri_arms.read_releases(snapshots), RELEASES)


def _slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _complete(frame, kind, file):
    """Refuse a source with fewer rows than the release has: an excerpt of it would be a larger share than stated."""
    if len(frame) < WHOLE[kind]:
        raise WorkbookError(
            f"{file}: {len(frame):,} {kind}, but the release has {WHOLE[kind]:,}; the file is cut off, get it again"
        )


def _sourced(frame, table, module=sipri_arms):
    return frame.assign(source=module.SOURCE.name)[[column.name for column in table.columns]]


def _provenance(vintage="Release of the data set."):
    return (Column("source", "category", "Source of the row."), Column("vintage", "category", vintage))


def _party(name, nullable=False, **more):
    text = f"Code of the {name}" + ("; missing for a group, an organisation or an unknown party." if nullable else ".")
    return Column(name, "category", text, country=True, nullable=nullable, **more)


def _year(name, text, nullable=False):
    return Column(name, "integer", text, unit="year", minimum=1940, maximum=2100, nullable=nullable)


def _tiv(name, text, nullable=False):
    return Column(name, "number", text, unit="million TIV", minimum=0, nullable=nullable)


NAMES = (
    Column("supplier_name", "category", "Supplier as SIPRI prints it; groups end with *, organisations with **."),
    Column("recipient_name", "category", "Recipient as SIPRI prints it; groups end with *, organisations with **."),
)
DESIGNATION = Column("designation", "category", "Weapon, as SIPRI designates it.")
DESCRIPTION = Column("description", "category", "Kind of weapon, as SIPRI describes it.")
CATEGORY = Column("category", "category", "Armament category of SIPRI; missing for rare kinds.", nullable=True)
WINDOW = (_year("start_year", "First of the five years."), _year("end_year", "Last of the five years."))
SHARE = {"unit": "share, 0 to 1", "minimum": 0, "maximum": 1}

TIV_IS_NOT_MONEY = (
    "TIV measures the volume of major conventional weapons; it is not money and is never added to or divided by money. "
    "Small arms, most ammunition, components, technology and training are outside it."
)
ONE_RELEASE = "Every release revises the past: rows of different releases are never mixed. Name the release in a chart."
SOVIET = (
    "SUN is the supplier or recipient of deliveries to 1991, RUS from 1992; a deal signed by the USSR and delivered "
    "later stands under Russia. `countries.join_succession` joins them on request."
)
GROUPS = (
    "Deliveries to groups are named from the register where it has just one group for them; organisations and unknown "
    "parties (421 deals of the register) are not in SIPRI's figures by year."
)
DERIVED = "Derived from the whole data set; deals, deliveries and yearly totals cannot be made from it again."
RULE = "Rows in which Iran or North Korea is a party, Russia or the USSR is the recipient, or either supplies China."
COMPARED = "States compared: `countries.COMPARISON`."
STRADDLING = "The windows that end in 1992-1995 hold both SUN and RUS, each with its own years only."

DEALS = Table(
    name="arms/deals",
    title="Deals in major conventional arms, excerpt",
    description=f"{RULE} One row a deal, open orders with nothing delivered included.",
    key=("deal_id",),
    columns=(
        Column("deal_id", "category", "Supplier, recipient, order year and weapon; numbered from the second alike."),
        _party("supplier", nullable=True),
        _party("recipient", nullable=True),
        *NAMES,
        _year("order_year", "Year of order."),
        Column("order_year_estimated", "boolean", "The year of order is uncertain."),
        Column("number_ordered", "integer", "Number ordered.", unit="items", minimum=0, nullable=True),
        Column("number_ordered_estimated", "boolean", "The number ordered is uncertain."),
        DESIGNATION,
        DESCRIPTION,
        CATEGORY,
        Column("number_delivered", "integer", "Number delivered so far; 0: open order.", unit="items", minimum=0),
        Column("number_delivered_estimated", "boolean", "The number delivered is uncertain."),
        _year("first_delivery", "Year of the first delivery; missing for an open order.", nullable=True),
        _year("last_delivery", "Year of the last delivery so far; missing for an open order.", nullable=True),
        Column("delivery_years", "string", 'Years with deliveries, separated by "; "; empty for an open order.'),
        Column("status", "category", "State of the weapons.", allowed=sipri_arms.STATUS),
        Column("comment", "string", "Remark of SIPRI; may be empty."),
        _tiv("tiv_unit", "TIV of one item; missing where SIPRI has not set it yet.", nullable=True),
        _tiv("tiv_order", "TIV of the order; missing where number or unit value is not known.", nullable=True),
        _tiv("tiv_delivered", "TIV delivered so far; 0 for an open order."),
        *_provenance("Release and date of the export."),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        TIV_IS_NOT_MONEY,
        ONE_RELEASE,
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
        _party("supplier"),
        _party("recipient", nullable=True),
        *NAMES,
        _year("year", "Year of delivery."),
        DESIGNATION,
        DESCRIPTION,
        CATEGORY,
        Column("number", "integer", "Number delivered in the year.", unit="items", minimum=0),
        _tiv("tiv_m", "TIV delivered in the year."),
        *_provenance(),
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
        _year("year", "Year of delivery."),
        _tiv("tiv_m", "TIV delivered in the year."),
        *_provenance(),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=(
        TIV_IS_NOT_MONEY,
        ONE_RELEASE,
        SOVIET,
        GROUPS,
        "A year without a row: no delivery was identified, or the excerpt has not that state, role and year.",
        "The world stands as supplier; what it supplies is what it receives.",
    ),
    excerpt_of=WHOLE["totals"],
)

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
        *_provenance(),
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
    title="Shares of partners in the arms imports and exports of the states compared, five-year periods",
    description=f"{COMPARED} Partners below one per cent are summed as `other`.",
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
        *_provenance(),
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
        *_provenance(),
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
        *_provenance("Release and date of the export."),
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

UNITS = {
    "constant_usd_m_2024": "million US$ at 2024 prices and exchange rates",
    "current_usd_m": "million US$ at current prices and exchange rates",
    "share_of_gdp": "share, 0 to 1",
}

EXPENDITURE = Table(
    name="arms/expenditure",
    title="Military expenditure, excerpt",
    description=f"All years of {', '.join(FOCUS)}; from {SINCE} {', '.join(OTHER_SPENDERS)}.",
    key=("iso3", "year", "indicator"),
    columns=(
        Column("iso3", "category", "Code of the state.", country=True),
        _year("year", "Year."),
        Column("indicator", "category", "What is measured.", allowed=tuple(UNITS)),
        Column("value", "number", "Military expenditure.", unit="as in the column unit", minimum=0),
        Column("unit", "category", "Unit of the value.", allowed=tuple(UNITS.values())),
        Column("flag", "category", "How sure SIPRI is.", allowed=("figure", "estimate", "uncertain")),
        *_provenance("Edition of the data set."),
    ),
    sources=(sipri_milex.SOURCE,),
    notes=(
        "A year without a row: SIPRI has no figure, or the state did not exist; it is never zero.",
        "Russia 1992-2012 and 2022-25 and China are estimates; the USSR has 1987-90, North Korea 2015-18 only.",
        "Iran 2025 is converted at another rial rate than before: a break. The Revolutionary Guard is included.",
        "Never spliced with another edition: each revises the past.",
    ),
    excerpt_of=WHOLE["expenditure"],
)

RELEASES = Table(
    name="arms/releases",
    title="The same deals of Russia with Iran and North Korea in three releases",
    description="What releases of the register say of deals between Russia and Iran, and from North Korea to Russia.",
    key=("vintage", "supplier", "recipient", "order_year", "designation"),
    columns=(
        _party("supplier"),
        _party("recipient"),
        _year("order_year", "Year of order."),
        DESIGNATION,
        DESCRIPTION,
        Column("number_delivered", "integer", "Number delivered so far.", unit="items", minimum=0),
        Column("delivery_years", "string", 'Years with deliveries, separated by "; "; empty for an open order.'),
        _tiv("tiv_unit", "TIV of one item."),
        _tiv("tiv_delivered", "TIV delivered so far; 0 for an open order."),
        *_provenance("Release and date of the export."),
    ),
    sources=(sipri_arms.SOURCE,),
    notes=("For comparing releases only: figures of different releases are never added up.", TIV_IS_NOT_MONEY),
    excerpt_of=WHOLE["deals"],
)

TABLES = [
    (DEALS, deals),
    (ITEMS, items),
    (TOTALS, totals),
    (FIVE_YEARS, five_years),
    (PARTNERS, partners),
    (PAIR_RANKS, pair_ranks),
    (LAGS, lags),
    (EXPENDITURE, expenditure),
    (RELEASES, releases),
]
