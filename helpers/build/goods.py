"""Tables of trade by product: HS chapters and their groups, flows by chapter, exports to the world by chapter."""

import pandas as pd

from helpers import countries
from helpers.build.trade import COLUMNS_OF_ORIGIN, PROTAGONISTS, both_in, touching
from helpers.datasets.description import Column, Table
from helpers.measures import rank
from helpers.sources import baci_hs2_world, comtrade_russia_hs2, hs_names, wto_hs93, wto_minerals
from helpers.sources.hs_names import MINERALS, UNALLOCATED, WITHHELD

PARTNERS = ("ARE", "CHN", "EGY", "IND", "IRN", "KAZ", "TUR", "USA")
"""Partners whose chapters may be shown of the 61 in Russia's declarations: Iran and a few to compare it with."""

ALLOCATED = 0.9
"""Least part of a declared total that must lie in chapters before shares of product groups are compared."""

FOOD = "Food"
FOOD_CHAPTERS = tuple(f"{n:02d}" for n in range(1, 25))
HHI = "Herfindahl index of chapters"
STATUS = ("declared", "unallocated", "withheld")

HS2 = Column("hs2", "category", "HS chapter, two digits; other codes as in trade/chapters")

CHAPTERS = Table(
    name="trade/chapters",
    title="Chapters of the Harmonized System and the groups they belong to",
    description="One row per chapter, with its section, a short name and the groups in which the workbook draws goods.",
    key=("hs2",),
    columns=(
        Column("hs2", "category", f"chapter; {WITHHELD}, {UNALLOCATED} and {MINERALS} are no chapters"),
        Column("name", "string", "short name"),
        Column("group", "category", "one of about 25 groups"),
        Column("broad", "category", "one of twelve broad groups, for charts of all goods"),
        Column("section", "category", "section of the nomenclature, Roman number; none for codes that are no chapters"),
        Column("section_name", "string", "name of the section"),
    ),
    sources=(hs_names.SOURCE,),
    notes=(
        f"{WITHHELD}: goods of no stated kind, which is where Russia and others put what they withhold. {UNALLOCATED}: "
        f"what is in a declared total but in no chapter. {MINERALS}: category 12 of the WTO, minerals and metals "
        "without petroleum.",
        "Chapters 77 and 98 do not exist. Chapters of HS 1992 and of later editions agree.",
        "Arms are chapter 93 only in part: aircraft are in 88, tanks in 87, warships in 89, radar in 85. Nuclear "
        "reactors are in 84, their fuel too; isotopes and uranium in 28.",
    ),
)

GOODS = Table(
    name="trade/goods",
    title="Trade in goods between pairs of states by product, as one side declared it",
    description=(
        "One row per exporter, importer, year, product, source and declaring side: Russia's declarations by HS "
        "chapter, and what importers declared of arms (HS 93) and of minerals and metals; current dollars."
    ),
    key=("source", "exporter", "importer", "year", "reporter", "hs2"),
    columns=(
        Column("exporter", "category", "state that sells", country=True),
        Column("importer", "category", "state that buys", country=True),
        Column("year", "integer", "calendar year", minimum=2000),
        HS2,
        Column("value_usd", "number", "value of goods", unit="current US dollars", minimum=0),
        Column("reporter", "category", "state that declared the value", country=True),
        *COLUMNS_OF_ORIGIN[:3],
        Column(
            "status",
            "category",
            f"declared in a chapter; withheld: in chapter {WITHHELD}, without kind; unallocated: in the total only",
            allowed=STATUS,
        ),
    ),
    sources=(comtrade_russia_hs2.SOURCE, wto_hs93.SOURCE, wto_minerals.SOURCE),
    notes=(
        f"comtrade_russia_hs2: excerpt, Russia with {', '.join(PARTNERS)}. Add all codes of a year to get its total.",
        f"Iran in 2020 is {WITHHELD} in both directions: withheld, not zero. No source held here has Iran's trade by "
        "product as Iran declares it, and Russia has published none by partner since January 2022.",
        f"Chapters are incomplete before 2010, 2007 apart; the rest stands under {UNALLOCATED}. From 2016 much of "
        f"what Russia sells some partners is {WITHHELD}: Turkey 20 to 31 per cent, India 10 to 15, the United States "
        "6 to 12.",
        "Where chapters add up to the total, a chapter without a row holds no declared trade; where they do not, it is "
        "unknown.",
        "Goods declared in HS 93 leave out nearly all large weapons: compare arms/items, which is no money.",
        "wto_hs93 and wto_minerals: excerpt, rows with Russia or Iran, and rows of China, North Korea or the United "
        "States with a comparison state. Importers' declarations (CIF); Russia, Iran and North Korea never report "
        "there. Reporters fall from 96 to 49 and from 106 to 49 between 2011 and 2022: no sum over importers is a "
        "series. An absent row may be zero, withheld or not reported.",
        "wto_minerals: Turkey's imports of 2022 are 3.6 to 3.9 times those of 2021, from Russia and from Iran alike; "
        "Ukraine's from Russia are the same to the cent in 2012 and 2013. Both look like faults of the source and "
        "stand here as given.",
    ),
)

WORLD = Table(
    name="trade/goods_world",
    title="Exports of each economy to the world by HS chapter",
    description="One row per exporter, year and chapter of HS 1992: exports to all partners, FOB, current dollars.",
    key=("exporter", "year", "hs2"),
    columns=(
        Column("exporter", "category", "economy that sells", country=True),
        Column("year", "integer", "calendar year", minimum=2011, maximum=2020),
        HS2,
        Column("value_usd", "number", "value of goods", unit="current US dollars", minimum=0),
        Column("source", "category", "folder name of the source"),
        Column("vintage", "category", "release, or month of the copy"),
    ),
    sources=(baci_hs2_world.SOURCE,),
    notes=(
        "Exports only, without partner. A chapter without a row is unknown; 0 is less than 500 dollars.",
        f"Chapter {WITHHELD} does not exist in BACI: trade declared without product is left out, as Russia's with Iran "
        "in 2020.",
        "Iran and North Korea rest on what their partners declare: oil sold under another flag is missing, from 2018 "
        "most of it.",
    ),
)

RUSSIA = Table(
    name="trade/goods_russia",
    title="Russia's declared trade by HS chapter, summed over 61 partners",
    description="One row per flow, year and chapter: what Russia declared to sell and buy, all 61 partners together.",
    key=("flow", "year", "hs2"),
    columns=(
        Column("flow", "category", "exports or imports of Russia", allowed=("exports", "imports")),
        Column("year", "integer", "calendar year", minimum=2000, maximum=2020),
        HS2,
        Column("value_usd", "number", "sum over partners", unit="current US dollars", minimum=0),
        Column("partners", "integer", "partners with a declared value in this year and flow", minimum=1),
        Column(
            "covered", "number", "part of Russia's declared world total in these partners", minimum=0, maximum=1.001
        ),
    ),
    sources=(comtrade_russia_hs2.SOURCE,),
    notes=(
        "A sum that shows no partner. It covers 91 to 97 per cent of imports and 79 to 97 per cent of exports, by "
        "year in the column covered; the 61 partners lack among others North Korea, Syria, Venezuela and Armenia.",
        f"{WITHHELD} withheld, {UNALLOCATED} in no chapter (before 2010), as in trade/goods.",
    ),
)

PLACES = Table(
    name="trade/goods_places",
    title="Weight of product groups in Russia's trade with a partner, and its place among all partners",
    description=(
        "One row per partner, flow, year and product group: its share in what Russia declared, its percentile among "
        "the partners of the year, and the spread over them; and the concentration of chapters."
    ),
    key=("partner", "flow", "year", "level", "product"),
    columns=(
        Column("partner", "category", "partner of Russia", country=True),
        Column("flow", "category", "exports or imports of Russia", allowed=("exports", "imports")),
        Column("year", "integer", "calendar year", minimum=2000, maximum=2020),
        Column("level", "category", "kind of product", allowed=("group", "broad", "set", "concentration")),
        Column("product", "category", f"group or broad group of trade/chapters; {FOOD}: chapters 01 to 24; {HHI}"),
        Column("value", "number", "share of the declared total; for the index, 0 to 1", minimum=0, maximum=1.001),
        Column("percentile", "number", "mid-rank percentile among the partners", minimum=0, maximum=100),
        Column("partners", "integer", "partners ranked", minimum=1),
        Column("p10", "number", "tenth percentile of the value over all partners ranked", minimum=0, maximum=1.001),
        Column("p50", "number", "median", minimum=0, maximum=1.001),
        Column("p90", "number", "ninetieth percentile", minimum=0, maximum=1.001),
    ),
    sources=(comtrade_russia_hs2.SOURCE,),
    notes=(
        f"Ranked are partners with {ALLOCATED:.0%} or more of the declared total in chapters, in the year and flow; "
        "others have no row. A group without a declared value counts as no trade there, so that a share can be too low "
        "by what is withheld.",
        f"Rows of {', '.join(PARTNERS)} only; all partners of Russia in the data set count in the ranks.",
    ),
)


def chapters(snapshots):
    """Chapters with sections and groups: the columns of `CHAPTERS`."""
    return hs_names.chapters(snapshots)


def goods(snapshots):
    """Flows by product of all sources, each within what its terms allow: the columns of `GOODS`."""
    russia = comtrade_russia_hs2.goods(snapshots)
    parts = [russia[both_in(russia, (*PARTNERS, comtrade_russia_hs2.REPORTER))]]
    for module in (wto_hs93, wto_minerals):
        flows = module.imports(snapshots)
        compared = both_in(flows, countries.COMPARISON) & touching(flows, countries.FOCUS)
        parts.append(flows[touching(flows, PROTAGONISTS) | compared])
    return pd.concat(parts, ignore_index=True)[[column.name for column in GOODS.columns]]


def world(snapshots):
    """Exports to the world by chapter: the columns of `WORLD`."""
    return baci_hs2_world.exports(snapshots)


def russia(snapshots):
    """Russia's trade by chapter over all partners: the columns of `RUSSIA`."""
    frame = comtrade_russia_hs2.by_chapter(snapshots)
    period = ["flow", "year"]
    sums = frame.groupby([*period, "hs2"])["value_usd"].sum().reset_index()
    whole = comtrade_russia_hs2.totals(snapshots).set_index(period)["value_usd"]
    of_year = frame.groupby(period).agg(covered=("value_usd", "sum"), partners=("partner", "nunique"))
    of_year["covered"] = (of_year["covered"] / whole).round(6)
    return sums.join(of_year, on=period)[[column.name for column in RUSSIA.columns]]


def places(snapshots):
    """Shares of product groups and their percentiles among partners: the columns of `PLACES`."""
    frame = comtrade_russia_hs2.by_chapter(snapshots)
    key = ["partner", "flow", "year"]
    total = frame.groupby(key)["value_usd"].sum().rename("total")
    listed = frame[frame["status"] == "declared"]
    in_chapters = listed.groupby(key)["value_usd"].sum().reindex(total.index, fill_value=0.0)
    enough = total[(total > 0) & (in_chapters >= ALLOCATED * total)]
    listed = listed.join(enough, on=key, how="inner").merge(hs_names.groups(), on="hs2")
    share = listed["value_usd"] / listed["total"]
    food = share.where(listed["hs2"].isin(FOOD_CHAPTERS), 0.0)
    levels = {
        "group": (listed["group"], share),
        "broad": (listed["broad"], share),
        "set": (FOOD, food),
        "concentration": (HHI, share**2),
    }
    parts = [
        _filled(listed.assign(product=product, value=value), key, enough.index).assign(level=level)
        for level, (product, value) in levels.items()
    ]
    every = pd.concat(parts, ignore_index=True)
    unit = ["flow", "year", "level", "product"]
    every["percentile"] = rank.percentile(every, "value", unit).round(4)
    grouped = every.groupby(unit)["value"]
    every["partners"] = grouped.transform("size")
    for name, part in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        every[name] = grouped.transform("quantile", q=part).round(6)
    every["value"] = every["value"].round(6)
    return every.loc[every["partner"].isin(PARTNERS), [column.name for column in PLACES.columns]]


def _filled(frame, key, index):
    """Sums by product for every partner and year of `index`, 0 where the partner has chapters but not this product."""
    wide = frame.pivot_table(index=key, columns="product", values="value", aggfunc="sum", observed=True)
    return wide.reindex(index).fillna(0.0).reset_index().melt(key, var_name="product")


TABLES = [(CHAPTERS, chapters), (GOODS, goods), (WORLD, world), (RUSSIA, russia), (PLACES, places)]
