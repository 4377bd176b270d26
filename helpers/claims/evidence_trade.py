"""Evidence from trade: totals, goods, partners, regions, and what is stated on payments and freight."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.claims import series
from helpers.claims.evidence import Evidence
from helpers.claims.rows import publishers
from helpers.measures import geography, goods, placebo

FOOD = tuple(f"{n:02d}" for n in range(1, 25))
FUEL, TECHNOLOGY = ("27",), ("84", "85", "90")
EARLY, LATE = (2010, 2012), (2017, 2019)
DECLARED = "comtrade_russia_hs2"


def declared(tables, chapters, span, pair=("RUS", "IRN"), both=False):
    """Mean yearly value that Russia declared with a partner in some chapters; None where it declared nothing at all.

    Parameters
    ----------
    tables : Tables
    chapters : sequence of str
        Chapters of the Harmonized System; empty: all.
    span : tuple of int
    pair : tuple of str
        Exporter and importer.
    both : bool
        Both directions.

    Returns
    -------
    float or None
    """
    rows = tables["trade/goods"]
    rows = rows[(rows["source"] == DECLARED) & rows["year"].between(*span)]
    way = (rows["exporter"] == pair[0]) & (rows["importer"] == pair[1])
    if both:
        way |= (rows["exporter"] == pair[1]) & (rows["importer"] == pair[0])
    rows = rows[way]
    if rows.empty:
        return None
    chosen = rows[rows["hs2"].isin(chapters)] if chapters else rows
    return float(chosen["value_usd"].sum()) / (span[1] - span[0] + 1)


def ratio(tables, chapters, both=False):
    """Declared value of 2017-19 over that of 2010-12."""
    early, late = (declared(tables, chapters, span, both=both) for span in (EARLY, LATE))
    return series.share_of(late, early)


def aims(tables, pair, facts):
    """C03: trade before the treaty, fuels, and targets."""
    hub = series.hub(tables, pair, (2019, 2021), (2022, 2024))
    fuel, whole = (declared(tables, chapters, LATE) for chapters in (FUEL, ()))
    values = facts | {
        "trade_ratio": hub["ratio"],
        "trade_before": hub["before"],
        "trade_after": hub["after"],
        "hub_percentile": hub["percentile"],
        "partners": hub["pairs"],
        "fuel_share": series.share_of(fuel, whole),
    }
    said = [
        "By IMF records trade went from {trade_before:usd} a year in 2019-21 to {trade_after:usd} in 2022-24 "
        "({trade_ratio:.2f} "
        "times): place {hub_percentile:.0f} among {partners:n} partners of Russia.",
        "Mineral fuels were {fuel_share:pct} of what Russia declared to sell Iran in 2017-19.",
        "Stated targets: {targets_rows:n}, publishers: {targets_publishers:n} (statements).",
    ]
    counter = [
        "No public record reaches the time after the treaty took effect.",
        series.JOINED,
    ]
    return Evidence(values, said, counter, 2, False, False, "hub_percentile")


def expansion(tables, pair, facts):
    """C09: energy and technology before 2020, and the fit of what they sell and buy."""
    every = tables.once("declared_growth", _growth, (*FUEL, *TECHNOLOGY))
    fit = tables.once("complementarity", _complementarity)
    fit = fit[fit["exporter"] == "IRN"].sort_values("year")
    last = fit.iloc[-1].to_dict() if len(fit) else {}
    values = {
        "technology_ratio": ratio(tables, TECHNOLOGY, both=True),
        "fuel_ratio": ratio(tables, FUEL, both=True),
        "group_ratio": ratio(tables, (*FUEL, *TECHNOLOGY), both=True),
        "complementarity_percentile": last.get("percentile"),
        "complementarity": last.get("complementarity"),
        "year": last.get("year"),
        "group_percentile": placebo.place(every, every["IRN"]) if "IRN" in every.index else None,
        "partners": len(every),
    }
    said = [
        "From 2010-12 to 2017-19 declared trade in machinery and instruments went to {technology_ratio:.2f} "
        "times, in mineral fuels "
        "to {fuel_ratio:.2f} times its value; all four chapters to {group_ratio:.2f} times, place "
        "{group_percentile:.0f} among "
        "{partners:n} partners of Russia.",
        "What Iran sells the world fits what Russia buys as for place {complementarity_percentile:.0f} among "
        "exporters ({year:year}).",
    ]
    counter = ["By product nothing is published after 2019; oil swapped or delivered to third states is not in it."]
    return Evidence(values, said, counter, 2, True, False, "group_percentile")


def _growth(tables, chapters):
    """Growth of declared trade in some chapters with every partner of Russia, both directions, as a logarithm."""
    rows = tables["trade/goods"]
    rows = rows[(rows["source"] == DECLARED) & rows["hs2"].isin(chapters)].astype(
        {"exporter": "str", "importer": "str"}
    )
    rows = rows.assign(partner=rows["importer"].where(rows["exporter"] == "RUS", rows["exporter"]))
    sums = [rows[rows["year"].between(*span)].groupby("partner")["value_usd"].sum() for span in (EARLY, LATE)]
    return np.log(sums[1][sums[1] > 0] / sums[0][sums[0] > 0]).dropna()


def _complementarity(tables):
    sold = tables["trade/goods_world"].rename(columns={"hs2": "product"})
    sold = sold[["exporter", "year", "product", "value_usd"]]
    bought = tables["trade/goods_russia"]
    bought = bought[bought["flow"] == "imports"].rename(columns={"hs2": "product"})[["year", "product", "value_usd"]]
    chapters = [f"{n:02d}" for n in range(1, 98)]
    sold, bought = (frame[frame["product"].isin(chapters)] for frame in (sold, bought))
    years = [year for year in LATE if year in set(sold["year"])]
    sold, bought = (f[f["year"].isin(years)].astype({"product": "str"}) for f in (sold, bought))
    return goods.complementarity(sold.astype({"exporter": "str"}), bought)


def triangle(tables, pair, facts):
    """C10: salience of trade of the three pairs of Russia, Iran and China."""
    matrix, found = series.salience(tables), {}
    for two in (("CHN", "RUS"), ("CHN", "IRN"), ("IRN", "RUS")):
        last = series.last_year(matrix, two)
        moved = series.spans(matrix, two, (2003, 2005), (last - 2, last)) if last else {"change": None}
        found["-".join(countries.name(code) for code in two)] = moved
    tallied = series.tally(found)
    words = [
        f"{n} {100 * r['before']:.2f} to {100 * r['after']:.2f} (place {r['percentile']:.0f})"
        for n, r in found.items()
        if r["change"] is not None
    ]
    later = customs(tables)
    values = later | {
        "pairs_risen": tallied["rising"] if tallied["n"] else None,
        "pairs_beating": tallied["beating"] if tallied["n"] else None,
        "pairs_extreme_fall": tallied["falling"] if tallied["n"] else None,
        "n": tallied["n"],
        "rising_names": tallied["rising_names"],
        "list": "; ".join(words) or None,
        "place": tallied["median"],
    }
    said = [
        "Weight in each other's trade (geometric mean of both shares, per cent) from 2003-05 to the last three "
        "years of BACI: {list}.",
        "It rose for {pairs_risen:n} of {n:n} pairs ({rising_names}).",
        "By Chinese customs trade with Russia was {china:usd} in {china_year:year}.",
    ]
    counter = ["BACI ends in 2019 or 2020 for these pairs; Chinese purchases of Iranian oil are not declared as such."]
    return Evidence(values, said, counter, 2, tallied["rising"] in (0, 3), False, "place")


def customs(tables):
    """Last trade of China with Russia as Chinese customs have it."""
    rows = tables["trade/pairs"]
    rows = rows[
        (rows["source"] == "china_customs")
        & (rows["exporter"].isin(["RUS", "CHN"]))
        & rows["importer"].isin(["RUS", "CHN"])
    ]
    sums = rows.groupby("year")["value_usd"].sum()
    return {"china": float(sums.iloc[-1]), "china_year": int(sums.index[-1])} if len(sums) else {}


def growth(tables, pair, facts):
    """C26: trade since 2016-18 among Russia's partners, food and fuels before 2020."""
    hub = series.hub(tables, pair, (2016, 2018), (2022, 2024))
    values = {
        "trade_ratio": hub["ratio"],
        "trade_before": hub["before"],
        "trade_after": hub["after"],
        "hub_percentile": hub["percentile"],
        "partners": hub["pairs"],
        "food_ratio": ratio(tables, FOOD),
        "fuel_ratio": ratio(tables, FUEL),
        "all_ratio": ratio(tables, ()),
    }
    said = [
        "By IMF records trade went from {trade_before:usd} a year in 2016-18 to {trade_after:usd} in 2022-24 "
        "({trade_ratio:.2f} "
        "times): place {hub_percentile:.0f} among {partners:n} partners of Russia.",
        "Food that Russia declared to sell Iran went to {food_ratio:.2f} times its value from 2010-12 to "
        "2017-19, mineral fuels to "
        "{fuel_ratio:.2f} times.",
    ]
    counter = [
        "All goods that Russia declared to sell Iran went to {all_ratio:.2f} times; no product is published after "
        "2019.",
        series.JOINED,
    ]
    return Evidence(values, said, counter, 2, True, False, "hub_percentile")


def food(tables, pair, facts):
    """C27: food in what Russia sells Iran, its place among partners, and stated grain."""
    rows = tables["trade/goods_places"]
    rows = rows[(rows["partner"] == "IRN") & (rows["flow"] == "exports") & (rows["product"] == "Food")].sort_values(
        "year"
    )
    last = rows.iloc[-1].to_dict() if len(rows) else {}
    said_by = tables["events/statements"]
    grain = said_by[
        said_by["indicator"].isin(["grain_exports_weight", "wheat_exports_weight"]) & (said_by["value"] >= 1)
    ]
    values = {
        "food_share": last.get("value"),
        "food_percentile": last.get("percentile"),
        "partners": last.get("partners"),
        "year": last.get("year"),
        "grain_statements": len(publishers(grain)),
        "grain_low": grain["value"].min() if len(grain) else None,
        "grain_high": grain["value"].max() if len(grain) else None,
    }
    said = [
        "In {year:year} food was {food_share:pct} of what Russia declared to sell Iran: place "
        "{food_percentile:.0f} among "
        "{partners:n} partners.",
        "Stated weights of grain run from {grain_low:.1f} to {grain_high:.1f} million tonnes (statements, of parts "
        "of years too; publishers: {grain_statements:n}).",
    ]
    counter = [
        "What part of Iran's food comes from Russia cannot be computed: no table here has Iran's imports by product."
    ]
    return Evidence(values, said, counter, 2, True, False, "food_percentile")


def currencies(tables, pair, facts):
    """C28: stated shares of national currencies."""
    rows = tables["events/statements"]
    rows = rows[(rows["indicator"] == "national_currency_share") & (rows["pair_or_actor"] == "RUS-IRN")]
    rows = rows.assign(high=rows["value"].fillna(rows["value_high"]), low=rows["value"].fillna(rows["value_low"]))
    rows = rows.assign(of=rows["period_end"].dt.year)
    last = rows[rows["of"] == rows["of"].max()]
    values = facts | {
        "stated_latest": _number(last["high"].max()),
        "stated_low": _number(rows.loc[rows["of"] >= 2023, "low"].min()),
        "stated_high": _number(rows["high"].max()),
        "year": int(rows["of"].max()) if len(rows) else None,
        "n": len(rows),
    }
    said = [
        "Statements only (number: {n:n}, publishers: {share_publishers:n}): the share of national currencies was put "
        "at {stated_low:.0f} "
        "to {stated_high:.0f} per cent; the last, for {year:year}, at {stated_latest:.0f}.",
    ]
    counter = [
        "From the lowest ({stated_low:.0f} per cent) to the highest ({stated_high:.0f}) the statements leave "
        "everything open."
    ]
    return Evidence(values, said, counter, facts["share_publishers"], False, True)


def corridor(tables, pair, facts):
    """C29: stated freight of the corridor."""
    rows = tables["events/statements"]
    rows = rows[(rows["indicator"] == "freight_total") & rows["year"].notna()]
    ends = rows.assign(low=rows["value"].fillna(rows["value_low"]), high=rows["value"].fillna(rows["value_high"]))
    ends = ends.groupby(ends["year"].astype(int)).agg(low=("low", "min"), high=("high", "max"))
    first, last = (ends.loc[2022], ends.iloc[-1]) if 2022 in ends.index and len(ends) > 1 else (None, None)
    known = first is not None
    values = facts | {
        "freight_rise": float(last["low"] - first["high"]) if known else None,
        "first_low": float(first["low"]) if known else None,
        "first_high": float(first["high"]) if known else None,
        "last_low": float(last["low"]) if known else None,
        "last": int(ends.index[-1]) if known else None,
    }
    said = [
        "Statements only (publishers: {freight_publishers:n}): all branches carried {first_low:.1f} to "
        "{first_high:.1f} million tonnes in "
        "2022 and {last_low:.1f} in {last:year}, at least {freight_rise:.1f} more.",
    ]
    counter = ["The totals are Russia's freight on these routes; what went to or through Iran is not separated."]
    return Evidence(values, said, counter, facts["freight_publishers"], True, True)


def regions(tables, pair, facts):
    """C37: Africa and Latin America in the trade of each, and likeness of partners there."""
    traded = tables.once("traded", _traded)
    shares = tables.once("area_shares", lambda t: geography.area_shares(traded))
    both = shares.groupby(["iso3", "year"])["share"].sum().unstack()
    first, second = pair
    own = [both.loc[code].dropna().index.max() if code in both.index else None for code in pair]
    values = dict.fromkeys(("share_change_a", "share_change_b", "overlap_percentile", "change_percentile"))
    if None not in own:
        last = int(min(own))
        early, late = (both.reindex(columns=range(a, b + 1)).mean(axis=1) for a, b in ((2003, 2005), (last - 2, last)))
        moved = (late - early).dropna()
        placed = geography.placed_overlap(traded[traded["year"] == last], pair)
        values = {
            "name_a": countries.name(first),
            "name_b": countries.name(second),
            "last": last,
            "start": last - 2,
            "n": len(moved),
            "overlap_percentile": float(placed["percentile"].mean()) if len(placed) == len(geography.AREAS) else None,
        }
        for name, code in (("a", first), ("b", second)):
            values |= {
                f"share_change_{name}": moved.get(code),
                f"early_{name}": early.get(code),
                f"late_{name}": late.get(code),
            }
        if first in moved.index and second in moved.index:
            values["change_percentile"] = placebo.place(moved, min(moved[first], moved[second]))
    said = [
        "Africa and Latin America went from {early_a:pct} to {late_a:pct} of {name_a}'s trade and from "
        "{early_b:pct} to {late_b:pct} of "
        "{name_b}'s (2003-05 to {start:year}-{last:year}); the smaller change stands at place "
        "{change_percentile:.0f} among {n:n} "
        "states.",
        "By likeness of partners there the pair stands at place {overlap_percentile:.0f} among all pairs on average.",
    ]
    counter = ["Trade of each says nothing of joint projects."]
    return Evidence(values, said, counter, 1, True, False, "change_percentile")


def _traded(tables):
    rows = tables["trade/pairs"]
    return geography.partners(rows[rows["source"] == "baci_pairs"])


def dollar(tables, pair, facts):
    """C43: acts that lessen the part of the dollar."""
    shares = currencies(tables, pair, facts).named
    said = [
        "Events on links of payment systems: {payment_links_rows:n} (publishers: {payment_links_publishers:n}).",
        "The share of national currencies is stated at {stated_low:.0f} to {stated_high:.0f} per cent (statements).",
    ]
    counter = ["An attempt is not its success: no measurement of payments by currency is published."]
    return Evidence(shares, said, counter, facts["payment_links_publishers"])


def reach(tables, pair, facts):
    """C44: spread of trade and of arms customers."""
    traded = tables.once("traded", _traded)
    spread = geography.spread(traded[traded["iso3"].isin(pair)]).set_index(["iso3", "year"])["partners"]
    years = [set(spread.loc[code].index) if code in spread.index.get_level_values(0) else set() for code in pair]
    common = sorted(years[0] & years[1])
    values = dict.fromkeys(("partners_ratio", "near_difference", "customers_ratio"))
    if common:
        last = common[-1]
        near = [near_share(tables, traded, code, last) for code in pair]
        sold = tables["arms/concentration"]
        sold = (
            sold[(sold["role"] == "supplier") & (sold["start_year"] >= 2001)]
            .groupby("iso3", observed=True)["partners"]
            .sum()
        )
        customers = [float(sold.get(code, 0)) / 5 for code in pair]
        values = {
            "last": last,
            "partners_a": float(spread[pair[0], last]),
            "partners_b": float(spread[pair[1], last]),
            "partners_ratio": float(spread[pair[0], last] / spread[pair[1], last]),
            "near_a": near[0],
            "near_b": near[1],
            "near_difference": near[1] - near[0],
            "customers_a": customers[0],
            "customers_b": customers[1],
            "customers_ratio": series.share_of(customers[0], customers[1]),
            "name_a": countries.name(pair[0]),
            "name_b": countries.name(pair[1]),
        }
    said = [
        "In {last:year} trade spread as over {partners_a:.0f} equal partners for {name_a} and {partners_b:.0f} "
        "for {name_b}; states "
        "within 3,000 km were {near_a:pct} and {near_b:pct} of it.",
        "Recipients of arms in a five-year period since 2001: {customers_a:.1f} and {customers_b:.1f} on average.",
    ]
    counter = ["Spread shows ties, not aims; distance favours a state in the middle of others."]
    return Evidence(values, said, counter, 2, True, False)


def near_share(tables, traded, code, year, limit=3000):
    """Share of partners within some kilometres in a state's trade of a year."""
    rows = traded[(traded["iso3"] == code) & (traded["year"] == year)]
    table = tables["states/pair_geography"].astype({"iso3_a": "str", "iso3_b": "str"})
    own = table[(table["iso3_a"] == code) | (table["iso3_b"] == code)]
    other = own["iso3_b"].where(own["iso3_a"] == code, own["iso3_a"])
    distance = rows["partner"].map(pd.Series(own["distance_km"].to_numpy(), index=other))
    return float(rows.loc[distance <= limit, "value_usd"].sum() / rows["value_usd"].sum())


def _number(value):
    return None if pd.isna(value) else float(value)


EVIDENCE = {
    "C03": aims,
    "C09": expansion,
    "C10": triangle,
    "C26": growth,
    "C27": food,
    "C28": currencies,
    "C29": corridor,
    "C37": regions,
    "C43": dollar,
    "C44": reach,
}
