"""Tables of trade in goods: flows between states, totals, partners' shares, and how far reporters can be trusted."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Column, Table
from helpers.measures import reconciliation
from helpers.sources import (
    baci_pairs,
    china_customs,
    cia_partner_shares,
    comtrade_2021,
    comtrade_partner_declared,
    comtrade_russia_hs2,
    cow_trade,
    eaeu_members_customs,
    imf_dots_world,
    imf_imts_russia,
    russia_customs,
    wits,
)
from helpers.sources.declarations import NOBODY, WORLD

PROTAGONISTS = ("IRN", "RUS", "SUN")

WHOLE = (cow_trade, baci_pairs, imf_imts_russia)
"""Sources whose terms allow the table of all pairs."""

EXCERPTS = (comtrade_2021, comtrade_partner_declared, comtrade_russia_hs2, china_customs, russia_customs)
"""Sources of which only the pairs among focus and comparison states may be shown. WITS, the largest, is cut further."""

NEIGHBOURS = ("KGZ",)
"""Reporters beside the comparison states whose trade with these may be shown."""

SUMMED = (
    cow_trade,
    baci_pairs,
    wits,
    comtrade_2021,
    comtrade_russia_hs2,
    imf_imts_russia,
    imf_dots_world,
    china_customs,
    russia_customs,
    eaeu_members_customs,
)
"""Sources that give, or whose flows add up to, what a state trades with the world."""

THE_WORLD = "W00"
STATUS = ("declared", "derived", "estimated", "producer_choice", "reconciled")

STATUS_TEXT = (
    "declared by the reporter; derived: computed from declarations by this project; estimated by the producer from "
    "partners' records; producer_choice: one of the two records, chosen by the producer; reconciled from both"
)
COLUMNS_OF_ORIGIN = (
    Column(
        "basis", "category", "FOB: at the exporter's border; CIF: with freight and insurance", allowed=("CIF", "FOB")
    ),
    Column("source", "category", "folder name of the source"),
    Column("vintage", "category", "release, or month of the copy"),
    Column("status", "category", STATUS_TEXT, allowed=STATUS),
)

SHARED_NOTES = (
    "Sources disagree and are never joined into one series: choose one, or draw the band over all of them.",
    "A missing row means that the source is silent, not that there was no trade. In COW, where values are whole "
    "millions of dollars, a 0 can be a true, an assumed or a rounded zero; WITS has a few declared zeros.",
    "SUN to 1991, RUS after: number 365 in COW and RUS in WITS are recoded so. DOTS has SUN to 1999, where reporters "
    "kept the name, beside RUS from 1992.",
)

PAIRS = Table(
    name="trade/pairs",
    title="Trade in goods between pairs of states, by source",
    description=(
        "One row per exporter, importer, year, source and declaring side: ten sources side by side, in current "
        "dollars, unadjusted; declarations of exporters and importers, reconciled, chosen and estimated values."
    ),
    key=("source", "exporter", "importer", "year", "reporter"),
    columns=(
        Column("exporter", "category", "state that sells", country=True),
        Column("importer", "category", "state that buys", country=True),
        Column("year", "integer", "calendar year", minimum=1870),
        Column("value_usd", "number", "value of goods", unit="current US dollars", minimum=0),
        Column("reporter", "category", f"state that declared the value; {NOBODY}: reconciled, chosen or estimated"),
        *COLUMNS_OF_ORIGIN,
    ),
    sources=tuple(module.SOURCE for module in (*WHOLE, wits, *EXCERPTS, eaeu_members_customs)),
    notes=(
        *SHARED_NOTES,
        "Only baci_pairs and cow_trade hold all partners of all states; imf_imts_russia holds all partners of "
        "Russia. For shares in any other source take the denominators from trade/totals.",
        "Excerpts, as the terms ask: wits holds the pairs of Russia (USSR) and Iran with the comparison states, and "
        "those among the focus states; comtrade_2021, comtrade_partner_declared, comtrade_russia_hs2, "
        "china_customs and russia_customs hold the pairs among focus and comparison states; eaeu_members_customs those "
        "of Kazakhstan, Kyrgyzstan and Armenia with these.",
        "baci_pairs drops trade declared without product: Russia with Iran, Cuba, Syria and Venezuela has no row in "
        "2020. Russia to Iran 2016 is 2,727 million dollars there and 1,882 to 1,896 as declared. Taiwan is not a "
        "partner.",
        "cow_trade takes the importer's record first, and without one the exporter's plus 10 per cent. Russia to "
        "Iran in 2011-14 is Russia's declaration times 1.10; before, it is Iran's much lower record: the jump is one "
        "of source.",
        "wits has no European Union as reporter: it would count its members twice. Russia reports from 1996, Iran "
        "1963-77, 1997-2006 and 2010-11, North Korea never. Russian exports before 2010 are an older and lower "
        "vintage than in comtrade_russia_hs2. Germany starts in 1991.",
        "imf_imts_russia: from 2022 Russia does not report and the values are IMF estimates from partners' data, for "
        "Iran about a billion dollars a year below Russian statements. The jump of Uzbekistan in 2023-24 is "
        "implausible. North Korea ends in 2021 (exports 2020).",
        "comtrade_2021 has exports only, each declared by the exporter; Iran, North Korea, Syria and Venezuela are "
        "silent.",
        "Russia to Iran 2019 is 1,518 million in comtrade_russia_hs2 and 1,197 in imf_imts_russia: withheld trade was "
        "added later.",
        "china_customs: dollars are converted from yuan at implied annual rates, approximate; 2023 is derived from "
        "2024 and its printed change. Crude oil from Iran is practically absent since 2019.",
        "russia_customs: sums of twelve months for the main partners, 2006-2021, without Iran and North Korea.",
        "eaeu_members_customs: Kazakhstan 2018-2023, Kyrgyzstan 1994-2023, Armenia 2017-2022. Armenia's imports are by "
        "origin; by consignment they differ (China 2022: half as much). A 0 of Kyrgyzstan can mean no entry and is "
        "left out.",
        "What a state declares on itself (re-imports) is left out.",
    ),
)

TOTALS = Table(
    name="trade/totals",
    title="Exports and imports of goods of each state, by source",
    description=(
        "One row per state, year, flow, source and reporter: the denominators of trade shares. Own declarations, "
        "national totals, mirror totals (what the world declares on a state) and sums over partners."
    ),
    key=("source", "iso3", "year", "flow", "reporter"),
    columns=(
        Column("iso3", "category", f"state; {THE_WORLD}: the world"),
        Column("year", "integer", "calendar year", minimum=1870),
        Column("flow", "category", "exports or imports of the state", allowed=("exports", "imports")),
        Column("value_usd", "number", "value of goods", unit="current US dollars", minimum=0),
        Column(
            "reporter",
            "category",
            f"state that declared the value; {WORLD}: all reporting states on this one; {NOBODY}: reconciled, chosen "
            "or estimated",
        ),
        *COLUMNS_OF_ORIGIN,
    ),
    sources=tuple(module.SOURCE for module in SUMMED),
    notes=(
        *SHARED_NOTES,
        f"The world is {THE_WORLD}, in imf_dots_world only: leave it out before summing.",
        "imf_dots_world: mirror totals, what all reporters declare on a state. Exports are their imports (CIF), "
        "imports their exports (FOB). They are the denominator for states that do not report: Iran, North Korea, "
        "Russia after 2021. Three values below zero (Malaysia 1961-63) are left out. SCG is 1993-2005 and YUG the "
        "former federation.",
        "baci_pairs: sums over the partners that BACI has. wits: sums over all partners of a reporter, unspecified "
        "areas included. comtrade_2021: exports as declared; imports are what the 149 reporters together declare to "
        "sell (FOB), too low by what others sold.",
        "china_customs: China's imports include those from itself. imf_imts_russia: estimates from 2022.",
        "comtrade_russia_hs2: the totals of 2016 and 2017 are 5 to 6 per cent (exports) and 12 per cent (imports) "
        "above those of Rosstat.",
        "russia_customs: exports of 2022 are 591.5 billion dollars in the publication of March 2023 and 592.5 here, in "
        "the press table of 2024. eaeu_members_customs: Armenia's totals are sums over its partners.",
    ),
)

SHARES = Table(
    name="trade/partner_shares",
    title="Main partners of nearly all states in the CIA World Factbook",
    description=(
        "One row per state, data year, flow and partner: the share of the four to six largest partners in exports and "
        "imports, as printed."
    ),
    key=("iso3", "year", "flow", "partner"),
    columns=(
        Column("iso3", "category", "state whose trade it is", country=True),
        Column("year", "integer", "year that the shares refer to", minimum=2012),
        Column("flow", "category", "exports or imports of the state", allowed=("exports", "imports")),
        Column("partner", "category", "partner", country=True),
        Column("share", "number", "share in all exports or imports", unit="share", minimum=0, maximum=1),
        Column("rank", "integer", "place in the printed list", minimum=1),
        Column("source", "category", "folder name of the source"),
        Column("first_seen", "string", "first copy with this text, year-month-day"),
    ),
    sources=(cia_partner_shares.SOURCE,),
    notes=(
        "A partner that is absent has a small share, not none. Russia and Iran never stand in each other's list.",
        "Whole per cent from 2019, when the Factbook changed to figures reconciled from BACI: never one series with "
        "the years before.",
        "Nearly all states in 2014, 2015, 2017, 2019, 2022 and 2023 only. North Korea's lists hold mistaken codes.",
    ),
)

REGIONS = Table(
    name="trade/regions",
    title="Russia's trade by continent since 2022",
    description=(
        "One row per continent, period and flow: all that Russian customs publish by partner for the time since they "
        "stopped to name partners."
    ),
    key=("iso3", "area", "period", "flow"),
    columns=(
        Column("iso3", "category", "state whose trade it is", country=True),
        Column("area", "category", "world or continent, as the customs service divides it"),
        Column("period", "category", "year, or months such as 2024M01-M09"),
        Column("flow", "category", "exports or imports of the state", allowed=("exports", "imports")),
        Column("value_usd", "number", "value of goods", unit="current US dollars", minimum=0),
        Column("source", "category", "folder name of the source"),
        Column("vintage", "category", "release"),
    ),
    sources=(russia_customs.SOURCE,),
    notes=(
        "Nine months of 2024 stand beside nine months of 2023: periods of different length are not to be compared.",
        "The Americas are one line: Latin America alone is not published. The areas add up to a little less than the "
        "world.",
    ),
)

MARGINS = Table(
    name="trade/margins",
    title="Freight and insurance between the two records of a flow",
    description=(
        "One row per period: the median ratio of the importer's record (CIF) to the exporter's (FOB) among mirror "
        "records within a factor of two of each other and of ten million dollars or more on both sides."
    ),
    key=("period",),
    columns=(
        Column("period", "category", "period; all: 1962-2016 together"),
        Column("margin", "number", "median ratio of imports to exports", unit="ratio", minimum=1, maximum=2),
        Column("low", "number", "lower quartile of the ratio", unit="ratio", minimum=0.5, maximum=2),
        Column("high", "number", "upper quartile of the ratio", unit="ratio", minimum=0.5, maximum=2),
        Column("records", "integer", "well-matched mirror records", minimum=1),
        Column("compared", "integer", "mirror records large enough to compare", minimum=1),
    ),
    sources=(wits.SOURCE,),
    notes=(
        "Computed from the declarations of all states in WITS; the declarations themselves may not be passed on.",
        "One ratio for all pairs: it does not grow with distance, as freight does. The IMF and COW use round figures.",
    ),
)

RELIABILITY = Table(
    name="trade/reliability",
    title="How far each reporter of trade stands from its partners",
    description=(
        "One row per reporter, side and period: the part of the squared logarithmic gap between mirror records that "
        "goes with the reporter, as exporter and as importer."
    ),
    key=("reporter", "side", "period"),
    columns=(
        Column("reporter", "category", "state that declared", country=True),
        Column("side", "category", "as exporter or as importer", allowed=("exporter", "importer")),
        Column("period", "category", "period of the records", allowed=tuple(reconciliation.PERIODS)),
        Column("variance", "number", "variance of the reporter's record", unit="squared logarithm", minimum=0),
        Column("deviation", "number", "root of the variance: 0.3 is a factor of 1.35", unit="logarithm", minimum=0),
        Column("bias", "number", "median logarithm of own record over partner's", unit="logarithm"),
        Column("records", "integer", "mirror records behind it", minimum=reconciliation.LEAST_RECORDS),
    ),
    sources=(wits.SOURCE,),
    notes=(
        "Computed from the declarations of all states in WITS to 2016, which themselves may not be passed on.",
        "helpers/measures/reconciliation.py says how. A gap shows that two records differ, not which one is right: "
        "entrepots such as the United Arab Emirates and Hong Kong stand far from their partners because goods pass "
        "through.",
    ),
)

CROSSCHECK = Table(
    name="trade/crosscheck",
    title="Best estimates of this project against BACI, over all pairs",
    description=(
        "One row per year and method: flows of ten million dollars or more that WITS declarations let estimate and "
        "BACI has, 2000-2016."
    ),
    key=("year", "method"),
    columns=(
        Column("year", "integer", "calendar year", minimum=2000),
        Column("method", "category", "which side declared", allowed=("both", "exporter", "importer")),
        Column("flows", "integer", "flows compared", minimum=1),
        Column("correlation", "number", "correlation of the logarithms", unit="correlation", minimum=-1, maximum=1),
        Column("median_ratio", "number", "median of estimate over BACI", unit="ratio", minimum=0),
        Column("low_ratio", "number", "lower quartile of estimate over BACI", unit="ratio", minimum=0),
        Column("high_ratio", "number", "upper quartile of estimate over BACI", unit="ratio", minimum=0),
        Column("inside", "number", "share of BACI values in the interval", unit="share", minimum=0, maximum=1),
    ),
    sources=(wits.SOURCE, baci_pairs.SOURCE),
    notes=(
        "BACI reconciles product by product and keeps products that one side alone declares, so that it lies above a "
        "mean of two totals.",
    ),
)


def pairs(snapshots):
    """Flows of all sources, each within what its terms allow.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        The columns of `PAIRS`.
    """
    parts = [module.pairs(snapshots) for module in WHOLE]
    parts += [among(module.pairs(snapshots), countries.COMPARISON) for module in EXCERPTS]
    compared = among(wits.pairs(snapshots), countries.COMPARISON)
    parts.append(among(eaeu_members_customs.pairs(snapshots), (*countries.COMPARISON, *NEIGHBOURS)))
    parts.append(compared[touching(compared, PROTAGONISTS) | both_in(compared, (*countries.FOCUS, "SUN"))])
    frame = pd.concat(parts, ignore_index=True)
    countries.check(sorted(set(frame["reporter"]) - {NOBODY}))
    return frame[[column.name for column in PAIRS.columns]]


def totals(snapshots):
    """What each state trades with the world, by source.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        The columns of `TOTALS`.
    """
    frame = pd.concat([module.totals(snapshots) for module in SUMMED], ignore_index=True)
    countries.check(sorted(set(frame["iso3"]) - {THE_WORLD}))
    countries.check(sorted(set(frame["reporter"]) - {NOBODY, WORLD}))
    return frame[[column.name for column in TOTALS.columns]]


def partner_shares(snapshots):
    """The largest partners of nearly all states, as the CIA World Factbook prints them.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        The columns of `SHARES`.
    """
    return cia_partner_shares.shares(snapshots)[[column.name for column in SHARES.columns]]


def regions(snapshots):
    """Russia's trade by continent.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        The columns of `REGIONS`.
    """
    return russia_customs.continents(snapshots)[[column.name for column in REGIONS.columns]]


def margins(snapshots):
    """Margins of freight and insurance by period, and over all years.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        The columns of `MARGINS`.
    """
    mirror = _mirror(snapshots)
    rows = [{"period": name} | reconciliation.margin(part) for name, part in mirror.groupby("period")]
    return pd.DataFrame([*rows, {"period": "all"} | reconciliation.margin(mirror)])


def reliability(snapshots):
    """Reliability of each reporter by side and period.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        The columns of `RELIABILITY`.
    """
    return _reliability(_mirror(snapshots))


def crosscheck(snapshots):
    """Best estimates from WITS declarations against BACI.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        The columns of `CROSSCHECK`.
    """
    mirror = _mirror(snapshots)
    reference = baci_pairs.pairs(snapshots)
    declared = wits.pairs(snapshots)
    declared = declared[declared["year"] >= reference["year"].min()]
    factor = reconciliation.margin(mirror)["margin"]
    return reconciliation.compared(reconciliation.estimate(declared, _reliability(mirror), factor), reference)


def _mirror(snapshots):
    """Mirror records of all states in WITS, with their period."""
    mirror = reconciliation.mirrored(wits.pairs(snapshots))
    return mirror.assign(period=reconciliation.period(mirror["year"]))


def _reliability(mirror):
    factor = reconciliation.margin(mirror)["margin"]
    parts = [reconciliation.reliability(rows, factor).assign(period=name) for name, rows in mirror.groupby("period")]
    return pd.concat(parts, ignore_index=True)[[column.name for column in RELIABILITY.columns]]


def both_in(flows, states):
    """Whether exporter and importer are both among `states`."""
    return flows["exporter"].isin(states) & flows["importer"].isin(states)


def touching(flows, states):
    """Whether exporter or importer is among `states`."""
    return flows["exporter"].isin(states) | flows["importer"].isin(states)


def among(flows, states):
    """The flows between `states`."""
    return flows[both_in(flows, states)]


TABLES = [
    (PAIRS, pairs),
    (TOTALS, totals),
    (SHARES, partner_shares),
    (REGIONS, regions),
    (MARGINS, margins),
    (RELIABILITY, reliability),
    (CROSSCHECK, crosscheck),
]
