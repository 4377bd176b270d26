"""Where in the world a state trades: shares of regions, how widely it spreads, and whose partners are the same."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import rank

AREAS = {
    "Africa": ("Northern Africa", "Sub-Saharan Africa"),
    "Latin America": ("Latin America and the Caribbean",),
}
"""Area -> its sub-regions in the United Nations' M49 division, as in `states/codes`."""


def members(area):
    """Codes of the states and territories of an area.

    Parameters
    ----------
    area : str
        A key of `AREAS`.

    Returns
    -------
    list of str
    """
    if area not in AREAS:
        raise ValueError(f"unknown area {area!r}: there are {', '.join(AREAS)}")
    return [code for code, row in countries.states().items() if row["region"] in AREAS[area]]


def partners(matrix):
    """Trade of every state with every partner, both directions added up.

    Parameters
    ----------
    matrix : DataFrame[exporter, importer, year, value_usd]
        One source with all pairs.

    Returns
    -------
    DataFrame[iso3, partner, year, value_usd]
    """
    frame = matrix.astype({"exporter": "str", "importer": "str"})
    legs = [
        frame.rename(columns={one: "iso3", other: "partner"})[["iso3", "partner", "year", "value_usd"]]
        for one, other in (("exporter", "importer"), ("importer", "exporter"))
    ]
    return pd.concat(legs, ignore_index=True).groupby(["iso3", "partner", "year"], as_index=False)["value_usd"].sum()


def area_shares(traded):
    """Share of each area in the trade of every state.

    Parameters
    ----------
    traded : DataFrame[iso3, partner, year, value_usd]
        As `partners` returns it.

    Returns
    -------
    DataFrame[iso3, year, area, value_usd, share]
        States without recorded trade with an area have no row for it.
    """
    whole = traded.groupby(["iso3", "year"])["value_usd"].sum().rename("total").reset_index()
    parts = []
    for area in AREAS:
        own = traded[traded["partner"].isin(members(area))]
        sums = own.groupby(["iso3", "year"], as_index=False)["value_usd"].sum().assign(area=area)
        parts.append(sums.merge(whole, on=["iso3", "year"]))
    found = pd.concat(parts, ignore_index=True)
    return found.assign(share=found["value_usd"] / found["total"]).drop(columns="total")


def overlap(traded, area):
    """How alike two states divide their trade with an area over its members: cosine of the two vectors of values.

    1: the same proportions; 0: no partner in common. Size plays no part.

    Parameters
    ----------
    traded : DataFrame[iso3, partner, year, value_usd]
        As `partners` returns it.
    area : str

    Returns
    -------
    DataFrame[iso3_a, iso3_b, year, overlap]
        All pairs of states outside the area, iso3_a < iso3_b.
    """
    inside = members(area)
    own = traded[traded["partner"].isin(inside) & ~traded["iso3"].isin(inside)]
    parts = []
    for year, rows in own.groupby("year"):
        wide = rows.pivot(index="iso3", columns="partner", values="value_usd").fillna(0.0)
        values = wide.to_numpy()
        values = values / np.linalg.norm(values, axis=1, keepdims=True)
        first, second = np.triu_indices(len(values), 1)
        names = wide.index.to_numpy()
        cosine = (values @ values.T)[first, second]
        parts.append(pd.DataFrame({"iso3_a": names[first], "iso3_b": names[second], "year": year, "overlap": cosine}))
    return pd.concat(parts, ignore_index=True)


def spread(traded):
    """Over how many partners and regions a state's trade spreads: the exponential of Shannon's entropy of the shares.

    Ten partners of equal size give 10; one partner with everything gives 1.

    Parameters
    ----------
    traded : DataFrame[iso3, partner, year, value_usd]
        As `partners` returns it.

    Returns
    -------
    DataFrame[iso3, year, partners, regions]
        Effective numbers of partners and of the sub-regions of M49.
    """
    regions = {code: row["region"] for code, row in countries.states().items()}
    by_region = traded.assign(region=traded["partner"].map(regions))
    by_region = by_region.groupby(["iso3", "year", "region"], as_index=False)["value_usd"].sum()
    found = pd.DataFrame({"partners": _effective(traded), "regions": _effective(by_region)})
    return found.rename_axis(["iso3", "year"]).reset_index()


def common(traded, pair, years, most=10):
    """Partners in each area that weigh in the trade of both, by the smaller of the two shares.

    Parameters
    ----------
    traded : DataFrame[iso3, partner, year, value_usd]
        As `partners` returns it.
    pair : tuple of str
    years : tuple of int
        First and last, both included.
    most : int
        Partners in each area.

    Returns
    -------
    DataFrame[area, partner, name, first, second]
        Shares of the partner in each one's trade with the area.
    """
    parts = [pd.DataFrame(columns=["area", "partner", "name", "first", "second"])]
    for area in AREAS:
        own = traded[traded["year"].between(*years) & traded["partner"].isin(members(area))]
        own = own[own["iso3"].isin(pair) & ~own["partner"].isin(pair)]
        wide = own.pivot_table(index="partner", columns="iso3", values="value_usd", aggfunc="sum")
        if set(pair) <= set(wide.columns):
            shares = (wide / wide.sum())[list(pair)].dropna().set_axis(["first", "second"], axis=1)
            order = shares.min(axis=1).sort_values(ascending=False, kind="stable").index[:most]
            found = shares.loc[order].reset_index()
            parts.append(found.assign(name=found["partner"].map(countries.name), area=area))
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)[parts[0].columns]


def both_areas(shares, pair):
    """Share of all areas together in the trade of each of a pair, in the last year that has both.

    Parameters
    ----------
    shares : DataFrame
        As `area_shares` returns it.
    pair : tuple of str

    Returns
    -------
    DataFrame[iso3, year, share]
        Of the pair; for `standings.last_of`.
    """
    own = shares[shares["iso3"].isin(pair)]
    return own.groupby(["iso3", "year"], as_index=False)["share"].sum()


def last_overlap(placed):
    """Percentile of a pair in the last year that has it for every area.

    Parameters
    ----------
    placed : DataFrame[area, year, percentile]
        One pair.

    Returns
    -------
    dict
        year, africa, latin_america; None where an area is missing.
    """
    wide = placed.pivot(index="year", columns="area", values="percentile").reindex(columns=list(AREAS)).dropna()
    names = [area.lower().replace(" ", "_") for area in AREAS]
    if len(wide) == 0:
        return dict.fromkeys(["year", *names])
    return {"year": int(wide.index[-1])} | dict(zip(names, wide.iloc[-1], strict=True))


def placed_overlap(traded, pair):
    """Overlap of a pair in every area with its place among all pairs outside the area.

    Parameters
    ----------
    traded : DataFrame
        As `partners` returns it.
    pair : tuple of str

    Returns
    -------
    DataFrame[area, year, overlap, percentile]
    """
    a, b = sorted(pair)
    parts = []
    for area in AREAS:
        every = overlap(traded, area)
        every = every.assign(percentile=rank.percentile(every, "overlap", "year"), area=area)
        parts.append(every[(every["iso3_a"] == a) & (every["iso3_b"] == b)])
    return pd.concat(parts, ignore_index=True)[["area", "year", "overlap", "percentile"]]


def _effective(frame):
    """Exponential of the entropy of values within state and year."""
    frame = frame[frame["value_usd"] > 0]
    by = [frame["iso3"], frame["year"]]
    share = frame["value_usd"] / frame["value_usd"].groupby(by).transform("sum")
    return np.exp((-share * np.log(share)).groupby(by).sum())
