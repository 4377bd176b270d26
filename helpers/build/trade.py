"""Tables of trade in goods: flows between pairs of states, and what each state trades in all."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Column, Table
from helpers.sources import (
    baci_pairs,
    china_customs,
    comtrade_2021,
    comtrade_partner_declared,
    comtrade_russia_hs2,
    cow_trade,
    imf_dots_world,
    imf_imts_russia,
    wits,
)
from helpers.sources.declarations import NOBODY, WORLD

PROTAGONISTS = ("IRN", "RUS", "SUN")

WHOLE = (cow_trade, baci_pairs, imf_imts_russia)
"""Sources whose terms allow the table of all pairs."""

EXCERPTS = (comtrade_2021, comtrade_partner_declared, comtrade_russia_hs2, china_customs)
"""Sources of which only the pairs among focus and comparison states may be shown. WITS, the largest, is cut further."""

SUMMED = (
    cow_trade,
    baci_pairs,
    wits,
    comtrade_2021,
    comtrade_russia_hs2,
    imf_imts_russia,
    imf_dots_world,
    china_customs,
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
        "One row per exporter, importer, year, source and declaring side: eight sources side by side, in current "
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
    sources=tuple(module.SOURCE for module in (*WHOLE, wits, *EXCERPTS)),
    notes=(
        *SHARED_NOTES,
        "Only baci_pairs and cow_trade hold all partners of all states; imf_imts_russia holds all partners of "
        "Russia. For shares in any other source take the denominators from trade/totals.",
        "Excerpts, as the terms ask: wits holds the pairs of Russia (USSR) and Iran with the comparison states, and "
        "those among the focus states; comtrade_2021, comtrade_partner_declared, comtrade_russia_hs2 and "
        "china_customs hold the pairs among focus and comparison states.",
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


def both_in(flows, states):
    """Whether exporter and importer are both among `states`."""
    return flows["exporter"].isin(states) & flows["importer"].isin(states)


def touching(flows, states):
    """Whether exporter or importer is among `states`."""
    return flows["exporter"].isin(states) | flows["importer"].isin(states)


def among(flows, states):
    """The flows between `states`."""
    return flows[both_in(flows, states)]


TABLES = [(PAIRS, pairs), (TOTALS, totals)]
