"""Layers of the network between states on one form, and the concentration of capability and output in the world."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.build import arms, event_counts
from helpers.build.columns import PAIR
from helpers.datasets.description import Column, Table
from helpers.measures import layers
from helpers.measures.exercises import pair_years
from helpers.measures.rollcalls import MIN_VOTES, comparable
from helpers.measures.votes import similarity
from helpers.sources import (
    atop,
    baci_pairs,
    cow_igo,
    cow_nmc,
    cow_trade,
    dcad,
    gdelt_scores,
    icews_dyad_year,
    io_memberships,
    mme_exercises,
    sipri_arms,
    un_ga_votes,
    worldbank_gdp_population,
)

FIRST = 1980
NAMED = {
    "Gulf": ("ARE", "KWT", "QAT", "SAU"),
    "ASEAN": ("IDN", "MYS", "PHL", "THA"),
    "Visegrad": ("CZE", "HUN", "POL", "SVK"),
}
"""Foursomes to compare with whose members are not all in the comparison set."""

STATES = tuple(sorted({*countries.COMPARISON, *(s for four in NAMED.values() for s in four)} - {"SUN"}))
JOINED = ("SUN", "GER")
BORN = {"ARM": 1991, "AZE": 1991, "BLR": 1991, "KAZ": 1991, "UKR": 1991, "CZE": 1993, "SVK": 1993}
"""First year in which a pair of the state can have a known absence: independence."""

SILENT = ("PRK",)
"""States of which the list of exercises says nothing: no row is not none."""

LAYERS = Table(
    name="index/layers",
    title="Layers of the network between states: strength and tie of pairs by year",
    description=(
        f"One row per layer, pair of {len(STATES)} states and year: how strong the tie is, in the unit of the layer, "
        "and whether there is one. The states are those compared and the members of three regional foursomes."
    ),
    key=("layer", "iso3_a", "iso3_b", "year"),
    columns=(
        Column(
            "layer", "category", "; ".join(f"{k}: {v}" for k, v in layers.MEANINGS.items()), allowed=tuple(layers.KINDS)
        ),
        *PAIR,
        Column("year", "integer", "calendar year, or the last of five", minimum=FIRST, maximum=2100),
        Column("value", "number", "strength of the tie", unit="as the layer says"),
        Column(
            "tied",
            "boolean",
            "thin layers (arms, treaties, agreements, clubs, exercises): anything at all; others: above the median "
            "pair of the world in that year",
        ),
    ),
    sources=(
        baci_pairs.SOURCE,
        sipri_arms.SOURCE,
        un_ga_votes.SOURCE,
        atop.SOURCE,
        dcad.SOURCE,
        cow_igo.SOURCE,
        io_memberships.SOURCE,
        mme_exercises.SOURCE,
        icews_dyad_year.SOURCE,
        gdelt_scores.SOURCE,
        cow_trade.SOURCE,
    ),
    notes=(
        "A pair without a row is not known; a 0 in a thin layer is a known absence. Layers are never joined.",
        "Years: trade and reliance 2000-2020, trade_cow to 2014, arms to 2025, votes and adversary to 2024, treaties "
        "to 2018, agreements 1980-2010, memberships to 2014, clubs from 1996, exercises 1984-2010, events 2002-2014, "
        "scores 2018-2024 (2024: two months).",
        "North Korea declares no trade, so that its trade is what partners declare, and is in few exercises of the "
        "list, where its other pairs are missing, not 0.",
        "The six clubs were picked for what Russia, Iran and China belong to: places in that layer favour them.",
        "SUN stands under RUS and GER under DEU.",
        "arms: places among the pairs of the table, from which no volume can be made again; the pairs without "
        "transfers share one place. events: pairs of focus and comparison states only, as the terms ask.",
    ),
)

POLES = Table(
    name="index/poles",
    title="Concentration of capability and output over the states of the world, by year",
    description="One row per measure and year: Herfindahl-Hirschman index over all states with a value.",
    key=("measure", "year"),
    columns=(
        Column(
            "measure",
            "category",
            "capability: Composite Index of National Capability; output: GDP in current dollars",
            allowed=("capability", "output"),
        ),
        Column("year", "integer", "calendar year", minimum=1816, maximum=2100),
        Column("herfindahl", "number", "sum of squared shares", unit="share, 0 to 1", minimum=0, maximum=1),
        Column("effective", "number", "1 / herfindahl: states of equal size as concentrated", unit="states", minimum=1),
        Column("states", "integer", "states with a value", unit="states", minimum=1),
        Column("first", "category", "largest state", country=True),
        Column("first_share", "number", "its share", unit="share, 0 to 1", minimum=0, maximum=1),
        Column("second", "category", "second largest state", country=True),
        Column("second_share", "number", "its share", unit="share, 0 to 1", minimum=0, maximum=1),
    ),
    sources=(cow_nmc.SOURCE, worldbank_gdp_population.SOURCE),
    notes=(
        "capability: heads, troops, steel and energy count as much as money; ends in 2022. 1991 is left out, "
        "since the row of the Soviet Union joins figures of two states.",
        "output: from 1990, when most of the successor states have a GDP; North Korea, Taiwan and others have none.",
    ),
)

OUTPUT_FROM, MIXED = 1990, 1991


def every_layer(snapshots):
    """Recipe of `index/layers`."""
    parts = [_known(frame, name) for name, frame in _layers(snapshots)]
    return pd.concat(parts, ignore_index=True)[[column.name for column in LAYERS.columns]]


def _known(frame, name):
    """Ties by the rule of the layer, from all pairs at hand; then the pairs and years of the table."""
    marked = layers.tied(frame[frame["year"] >= FIRST], name in layers.THIN)
    kept = marked[marked["iso3_a"].isin(STATES) & marked["iso3_b"].isin(STATES) & marked["value"].notna()]
    if name == "events":
        kept = event_counts.kept(kept, "iso3_a", "iso3_b")
    if name == "arms":
        kept = layers.ranked(kept).round({"value": 1})
    return kept.assign(layer=name).round({"value": 4})


def _layers(snapshots):
    """Name and frame of every layer."""
    flows = baci_pairs.pairs(snapshots)
    yield "trade", layers.intensity(flows)
    yield "reliance", layers.reliance(flows.assign(source=baci_pairs.SOURCE.name))
    older = cow_trade.pairs(snapshots)
    older = countries.join_succession(older[older["year"] >= FIRST], ["exporter", "importer"], JOINED)
    yield "trade_cow", layers.intensity(older)
    delivered = countries.join_succession(arms.deliveries(snapshots), ["supplier", "recipient"], ("SUN",))
    yield "arms", _filled(_arms(delivered), (FIRST, int(delivered["year"].max())))
    cast = comparable(un_ga_votes.votes(snapshots).assign(year=lambda f: f["date"].dt.year))
    cast = countries.join_succession(cast[cast["year"].between(FIRST, 2024)], ["iso3"], ("GER",))
    alike = similarity(cast, "kappa").rename(columns={"period": "year"})
    yield "votes", alike[alike["n"] >= MIN_VOTES]
    yield "adversary", layers.adversary(cast)
    treaties = countries.join_succession(atop.read(snapshots), ["sender", "target"], JOINED)
    yield "treaties", _filled(layers.obligations(treaties[treaties["year"] >= FIRST]), (FIRST, atop.LAST_YEAR))
    signed = _joined(dcad.read(snapshots).assign(value=1), ["state_1", "state_2"])
    yield "agreements", _filled(_logged(layers.since(signed, "value", dcad.YEARS)), dcad.YEARS)
    members = cow_igo.memberships(snapshots)
    members = countries.join_succession(members[members["year"] >= FIRST], ["iso3"], JOINED)
    yield "memberships", layers.shared(members)
    years = (1996, 2025)
    yield "clubs", _filled(layers.clubs(_clubs(), range(years[0], years[1] + 1)), years)
    joint = _joined(pair_years(mme_exercises.read(snapshots)), ["iso3_a", "iso3_b"])
    covered = (mme_exercises.FIRST_YEAR, mme_exercises.LAST_YEAR)
    joint = _logged(layers.windows(joint, "exercises", covered))
    yield "exercises", _filled(joint, (covered[0] + layers.WINDOW - 1, covered[1]), SILENT)
    yield "events", layers.cooperation(icews_dyad_year.read(snapshots))
    yield "scores", layers.relative(gdelt_scores.read(snapshots))


def _arms(delivered):
    """Volume between two states in five years, either way."""
    states = delivered.dropna(subset=["supplier", "recipient"])
    states = states.rename(columns={"supplier": "sender", "recipient": "target"})
    return layers.windows(states, "tiv_m", (int(states["year"].min()), int(states["year"].max())))


def _clubs():
    spells = io_memberships.read()
    return spells[spells["organisation"] != "OPEC+"]


def _joined(frame, columns):
    joined = frame.rename(columns=dict(zip(columns, ("sender", "target"), strict=True)))
    return countries.join_succession(joined, ["sender", "target"], JOINED)


def _logged(frame):
    return frame.assign(value=np.log1p(frame["value"]))


def _filled(frame, years, silent=()):
    return layers.with_zeros(frame, STATES, range(years[0], years[1] + 1), BORN, silent)


def poles(snapshots):
    """Recipe of `index/poles`."""
    power = cow_nmc.read(snapshots)
    power = (
        power[~power["mixed"] & (power["year"] != MIXED)].rename(columns={"cinc": "value"}).assign(measure="capability")
    )
    output = worldbank_gdp_population.indicators(snapshots)
    output = output[(output["indicator"] == "gdp_usd_current") & (output["year"] >= OUTPUT_FROM)]
    both = pd.concat([power, output.assign(measure="output")])[["measure", "year", "iso3", "value"]].dropna()
    both = both.assign(share=both["value"] / both.groupby(["measure", "year"])["value"].transform("sum"))
    ordered = both.sort_values(["share", "iso3"], ascending=[False, True])
    keys = ["measure", "year"]
    whole = both.assign(square=both["share"] ** 2).groupby(keys)["square"].agg(herfindahl="sum", states="size")
    for place, name in enumerate(("first", "second")):
        found = ordered.groupby(keys).nth(place).set_index(keys)[["iso3", "share"]]
        whole = whole.join(found.rename(columns={"iso3": name, "share": f"{name}_share"}))
    return whole.assign(effective=1 / whole["herfindahl"]).reset_index()


TABLES = [(LAYERS, every_layer), (POLES, poles)]
