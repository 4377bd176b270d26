"""What the goods tables say about one pair: Russia's declarations by product group, and importers' records."""

import pandas as pd

from helpers import countries
from helpers.measures import goods

REPORTER = "RUS"
"""The one state whose declarations by chapter are held."""

DECLARED = "comtrade_russia_hs2"
HIDDEN = ("Withheld or in no chapter", "withheld", "in no chapter")
FOOD = ("Cereals", "Fats and oils", "Fruit and vegetables", "Other food")
FARM = ("agrifood", "grain", "wheat", "food")
"""Words in the indicators of statements on farm goods."""

KNOWN = 0.5
"""Least part of a year's total in chapters for the year to be read by product."""


def other(pair):
    """The partner of Russia in a pair; None where Russia is not in it."""
    if REPORTER not in pair:
        return None
    return pair[1] if pair[0] == REPORTER else pair[0]


def declared(frame, chapters, partner, level="broad"):
    """Both directions of Russia's trade with a partner by product, as Russia declared it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Table `trade/goods`.
    chapters : pandas.DataFrame
        Table `trade/chapters`.
    partner : str or None
    level : str
        Column of `chapters`.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, product, value_usd, share, direction ("Russia to Iran"), known (part of the year's
        total that lies in chapters).
    """
    own = frame[(frame["source"] == DECLARED) & ((frame["exporter"] == partner) | (frame["importer"] == partner))]
    key = ["exporter", "importer", "year"]
    summed = goods.grouped(own[[*key, "hs2", "value_usd"]], chapters, level)
    summed = summed.astype({"exporter": "str", "importer": "str"})
    shared = goods.shares(summed, key)
    hidden = shared["share"].where(shared["product"].isin(HIDDEN), 0.0)
    known = 1 - hidden.groupby([shared[column] for column in key]).transform("sum")
    names = {code: countries.name(code) for code in {*shared["exporter"], *shared["importer"]}}
    way = shared["exporter"].map(names) + " to " + shared["importer"].map(names)
    return shared.assign(direction=way.astype("str"), known=known)


def readable(basket):
    """The years of a basket in which more than half of the total lies in chapters, and the products in them."""
    return basket[(basket["known"] > KNOWN) & ~basket["product"].isin(HIDDEN)]


def leaders(basket, exporter):
    """The largest product group of one direction in the first and in the last year that can be read.

    Returns
    -------
    dict
        first_year, first_product, first_share, last_year, last_product, last_share, last_usd, withheld_year (the year
        after, where all of it is withheld); None where the direction is not held.
    """
    names = ("first_year", "first_product", "first_share", "last_year", "last_product", "last_share", "last_usd")
    rows = readable(basket[basket["exporter"] == exporter])
    if len(rows) == 0:
        return dict.fromkeys((*names, "withheld_year"))
    facts = {}
    for end, year in (("first", rows["year"].min()), ("last", rows["year"].max())):
        of_year = rows[rows["year"] == year]
        top = of_year.loc[of_year["value_usd"].idxmax()]
        facts |= {f"{end}_year": int(year), f"{end}_product": top["product"].lower(), f"{end}_share": top["share"]}
    facts["last_usd"] = basket.loc[(basket["exporter"] == exporter) & (basket["year"] == year), "value_usd"].sum()
    later = basket.loc[(basket["exporter"] == exporter) & (basket["year"] > year), "year"]
    return facts | {"withheld_year": int(later.min()) if len(later) else None}


def part(basket, exporter, products, year):
    """Share and dollars of some products in what one state sold in one year; None where the year cannot be read.

    Returns
    -------
    dict
        share, usd.
    """
    rows = readable(basket[(basket["exporter"] == exporter) & (basket["year"] == year)])
    if len(rows) == 0:
        return {"share": None, "usd": None}
    chosen = rows[rows["product"].isin(products)]
    return {"share": chosen["share"].sum(), "usd": chosen["value_usd"].sum()}


def spread(frame, exporter, importer, years):
    """Over how many chapters one direction was spread in each of some years.

    Parameters
    ----------
    frame : pandas.DataFrame
        Table `trade/goods`.
    exporter, importer : str
    years : sequence of int

    Returns
    -------
    dict
        hhi_<year> and equivalent_<year> (number of equal chapters with the same entropy), of goods in chapters; None
        where there are none.
    """
    rows = frame[
        (frame["source"] == DECLARED)
        & (frame["exporter"] == exporter)
        & (frame["importer"] == importer)
        & (frame["status"] == "declared")
        & frame["year"].isin(years)
    ]
    facts = {f"{name}_{year}": None for name in ("hhi", "equivalent") for year in years}
    if len(rows):
        shared = goods.shares(rows.rename(columns={"hs2": "product"}), ["year"])
        for row in goods.diversity(shared, ["year"]).itertuples():
            facts |= {f"hhi_{row.year}": row.hhi, f"equivalent_{row.year}": row.equivalent}
    return facts


def place(places, partner, flow, product, year):
    """Percentile of a product's weight in Russia's trade with a partner, among the partners of the year.

    Returns
    -------
    dict
        value, percentile, partners, median; None where it is not ranked.
    """
    row = places[
        (places["partner"] == partner)
        & (places["flow"] == flow)
        & (places["product"] == product)
        & (places["year"] == year)
    ]
    names = {"value": "value", "percentile": "percentile", "partners": "partners", "median": "p50"}
    return {name: row[column].iloc[0] if len(row) else None for name, column in names.items()}


def growth(basket, first, last):
    """Contributions of product groups to growth between two periods, for both directions.

    Parameters
    ----------
    basket : pandas.DataFrame
        As `declared` returns it.
    first, last : (int, int)
        Years of each period; years that cannot be read are left out.

    Returns
    -------
    pandas.DataFrame
        direction, product, before_usd, after_usd, change_usd, contribution.
    """
    parts = []
    for direction, rows in readable(basket).groupby("direction"):
        parts.append(goods.contributions(rows, first, last).assign(direction=direction))
    columns = ["direction", "product", "before_usd", "after_usd", "change_usd", "contribution"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def drivers(contributions, exporter):
    """The product that added most and the one that added least in what one state sold.

    Parameters
    ----------
    contributions : pandas.DataFrame
        As `growth` returns it.
    exporter : str
        Name of the state.

    Returns
    -------
    dict
        growth, most, gain, least, loss (gain and loss in percentage points); None where the direction is not there.
    """
    rows = contributions[contributions["direction"].astype("str").str.startswith(f"{exporter} to ")]
    if len(rows) == 0:
        return dict.fromkeys(("growth", "most", "gain", "least", "loss"))
    top, low = rows.iloc[0], rows.iloc[-1]
    facts = {"growth": rows["contribution"].sum(), "most": top["product"].lower()}
    return facts | {
        "gain": 100 * top["contribution"],
        "least": low["product"].lower(),
        "loss": 100 * low["contribution"],
    }


def of_world(frame, world, hs2):
    """What part of Russia's exports of a chapter to the world goes to each partner.

    Russia's declaration on the partner over Russia's exports in BACI: two sources, both FOB.

    Parameters
    ----------
    frame, world : pandas.DataFrame
        Tables `trade/goods` and `trade/goods_world`.
    hs2 : str

    Returns
    -------
    pandas.DataFrame
        year, partner, name, value_usd, world_usd, share; years that both have.
    """
    sold = frame[(frame["source"] == DECLARED) & (frame["exporter"] == REPORTER) & (frame["hs2"] == hs2)]
    total = world[(world["exporter"] == REPORTER) & (world["hs2"] == hs2)].set_index("year")["value_usd"]
    sold = sold.assign(world_usd=sold["year"].map(total), partner=sold["importer"].astype("str"))
    sold = sold[sold["world_usd"] > 0]
    return sold.assign(share=sold["value_usd"] / sold["world_usd"], name=sold["partner"].map(countries.name))[
        ["year", "partner", "name", "value_usd", "world_usd", "share"]
    ].sort_values(["partner", "year"], ignore_index=True)


def ends_of(rows, partner):
    """First and last share of one partner in a result of `of_world`, and its last value.

    Returns
    -------
    dict
        first_year, first_share, year, usd, share; top and top_share, the largest other partner of the rows in the last
        year; None where the partner is not in it.
    """
    own = rows[rows["partner"] == partner].sort_values("year")
    if len(own) == 0:
        return dict.fromkeys(("first_year", "first_share", "year", "usd", "share", "top", "top_share"))
    first, last = own.iloc[0], own.iloc[-1]
    others = rows[(rows["partner"] != partner) & (rows["year"] == last["year"])].sort_values("share")
    facts = {"first_year": first["year"], "first_share": first["share"]}
    facts |= {"top": others["name"].iloc[-1], "top_share": others["share"].iloc[-1]} if len(others) else {}
    return facts | {"year": last["year"], "usd": last["value_usd"], "share": last["share"]}


def farm_statements(statements, pair):
    """What was said of farm goods between the two, or between one of them and a union.

    Parameters
    ----------
    statements : pandas.DataFrame
        Table `events/statements`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        what, between, period, stated, low, high, unit, speaker, said on; in order of the period.
    """
    unions = {"EAEU"} if REPORTER in pair else set()
    parties = statements["pair_or_actor"].astype("str").str.split("-")
    own = parties.map(lambda named: set(named) <= {*pair, *unions} and bool(set(named) - unions) and len(named) > 1)
    farm = statements["indicator"].astype("str").str.contains("|".join(FARM))
    rows = statements[own & farm & statements["plot"]].sort_values(["period_start", "statement_date"], kind="stable")
    return pd.DataFrame(
        {
            "what": rows["indicator"].astype("str").str.replace("_", " "),
            "between": rows["pair_or_actor"].astype("str"),
            "period": rows["period"].astype("str"),
            "stated": rows["value"],
            "low": rows["value_low"],
            "high": rows["value_high"],
            "unit": rows["unit"].astype("str").str.replace("_", " "),
            "speaker": rows["speaker"].astype("str"),
            "said on": rows["statement_date"],
        }
    ).reset_index(drop=True)


def by_declarer(frame, pair, hs2):
    """One chapter between the two of a pair, both directions, each declaration by itself.

    Returns
    -------
    pandas.DataFrame
        year, value_usd, source, line ("Russia to China, declared by China").
    """
    rows = frame[frame["exporter"].isin(pair) & frame["importer"].isin(pair) & (frame["hs2"] == hs2)]
    names = {code: countries.name(code) for code in pair}
    sides = {side: rows[side].astype("str").map(names) for side in ("exporter", "importer", "reporter")}
    line = sides["exporter"] + " to " + sides["importer"] + ", declared by " + sides["reporter"]
    return rows.assign(line=line.astype("str"))[["year", "value_usd", "source", "line"]].sort_values(
        ["line", "year"], ignore_index=True
    )


def peak(values, last):
    """The year with most of a yearly series, and its value in a given year.

    Parameters
    ----------
    values : pandas.Series
        Value by year.
    last : int or None

    Returns
    -------
    dict
        peak_year, peak_usd, end_usd; None where there is no value.
    """
    if len(values) == 0:
        return dict.fromkeys(("peak_year", "peak_usd", "end_usd"))
    return {"peak_year": values.idxmax(), "peak_usd": values.max(), "end_usd": values.get(last)}


def first_and_last(bought):
    """The largest buyer in a result of `buyers`, in its first and its last year.

    Returns
    -------
    dict
        buyer, first_year, first_usd, year, usd; None where there is none.
    """
    if len(bought) == 0:
        return dict.fromkeys(("buyer", "first_year", "first_usd", "year", "usd"))
    rows = bought[bought["name"] == bought["name"].iloc[0]]
    first, last = rows.iloc[0], rows.iloc[-1]
    facts = {"buyer": first["name"], "first_year": first["year"], "first_usd": first["value_usd"]}
    return facts | {"year": last["year"], "usd": last["value_usd"]}


def buyers(frame, exporter, hs2, source, most=4, always=()):
    """The importers that declare the most of a product from one exporter.

    Parameters
    ----------
    frame : pandas.DataFrame
        Table `trade/goods`.
    exporter, hs2, source : str
    most : int
    always : collection of str
        Importers to keep whatever they buy.

    Returns
    -------
    pandas.DataFrame
        year, value_usd, name (importer); the largest buyer first.
    """
    rows = frame[(frame["exporter"] == exporter) & (frame["hs2"] == hs2) & (frame["source"] == source)]
    rows = rows.assign(code=rows["importer"].astype("str"))
    largest = rows.groupby("code")["value_usd"].sum().sort_values(ascending=False, kind="stable")
    kept = [code for i, code in enumerate(largest.index) if i < most or code in always]
    rows = rows[rows["code"].isin(kept)].assign(order=rows["code"].map({code: i for i, code in enumerate(kept)}))
    rows = rows.sort_values(["order", "year"], ignore_index=True)
    return rows.assign(name=rows["code"].map(countries.name))[["year", "value_usd", "name", "code"]]


def strengths(found, pair):
    """In how many product groups both, one or the other have a comparative advantage above 1.

    Parameters
    ----------
    found : pandas.DataFrame
        As `advantages` returns it.
    pair : tuple of str

    Returns
    -------
    dict
        n_groups, n_both, n_first, n_second, shared (names of the groups of both); None where one has no exports.
    """
    names = ("n_groups", "n_both", "n_first", "n_second", "shared")
    wide = found.pivot(index="product", columns="exporter", values="rca")
    if not set(pair) <= set(wide.columns):
        return dict.fromkeys(names)
    one, two = wide[pair[0]] > 1, wide[pair[1]] > 1
    counts = (len(wide), int((one & two).sum()), int((one & ~two).sum()), int((two & ~one).sum()))
    return dict(zip(names, (*counts, ", ".join(wide.index[one & two]) or None), strict=True))


def against_register(guns, items):
    """How often Russia's declarations of HS 93 are silent in years in which the arms register has deliveries.

    Parameters
    ----------
    guns : pandas.DataFrame
        As `by_declarer` returns it.
    items : pandas.DataFrame[year, tiv_m]
        Deliveries between the two, of the years that the declarations cover.

    Returns
    -------
    dict
        n_years (with deliveries), n_none (nothing declared), n_small (less than a million dollars); None without any.
    """
    years = sorted(items.loc[items["tiv_m"] > 0, "year"].unique())
    if not years:
        return dict.fromkeys(("n_years", "n_none", "n_small"))
    shown = guns[guns["source"] == DECLARED].groupby("year")["value_usd"].sum().reindex(years)
    return {"n_years": len(years), "n_none": int(shown.isna().sum()), "n_small": int((shown < 1e6).sum())}


def advantages(world, chapters, pair, year):
    """Revealed comparative advantage of the two of a pair by product group, in one year.

    Returns
    -------
    pandas.DataFrame
        product, state (name), rca, symmetric; products in order of the difference between the two.
    """
    summed = goods.grouped(world[world["year"] == year][["exporter", "year", "hs2", "value_usd"]], chapters)
    found = goods.advantage(summed)
    found = found[found["exporter"].isin(pair)].astype({"exporter": "str"})
    wide = found.pivot(index="product", columns="exporter", values="symmetric").reindex(columns=list(pair))
    order = (wide[pair[0]] - wide[pair[1]]).sort_values(ascending=False, kind="stable").index
    found = found.set_index("product").loc[[p for p in order if p in set(found["product"])]].reset_index()
    return found.assign(state=found["exporter"].map(countries.name))[
        ["product", "state", "exporter", "rca", "symmetric", "share"]
    ]
