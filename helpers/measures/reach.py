"""How far and over which regions the ties of a state spread: trade by distance and region, arms by region."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import rank


def regions() -> dict:
    """Code -> sub-region of the United Nations' M49 division."""
    return {code: row["region"] for code, row in countries.states().items()}


def distance(traded: pd.DataFrame, geography: pd.DataFrame) -> pd.DataFrame:
    """Mean distance to the partners of each state, weighted by trade, and its place among all states.

    Parameters
    ----------
    traded : DataFrame[iso3, partner, year, value_usd]
        As `helpers.measures.geography.partners` returns it.
    geography : DataFrame[iso3_a, iso3_b, distance_km]
        One row for each pair.

    Returns
    -------
    DataFrame[iso3, year, km, covered, percentile]
        covered is the part of the trade whose distance is known.
    """
    one = geography[["iso3_a", "iso3_b", "distance_km"]].astype({"iso3_a": "str", "iso3_b": "str"})
    one = one.set_axis(["iso3", "partner", "km"], axis=1)
    both = pd.concat([one, one.rename(columns={"iso3": "partner", "partner": "iso3"})])
    joined = traded.merge(both.drop_duplicates(["iso3", "partner"]), on=["iso3", "partner"], how="left")
    known = joined["value_usd"].where(joined["km"].notna(), 0.0)
    sums = joined.assign(known=known, weighted=known * joined["km"].fillna(0.0)).groupby(["iso3", "year"])
    found = sums[["value_usd", "known", "weighted"]].sum().reset_index()
    found = found.assign(km=found["weighted"] / found["known"], covered=found["known"] / found["value_usd"])
    return found.assign(percentile=rank.percentile(found, "km", "year"))[
        ["iso3", "year", "km", "covered", "percentile"]
    ]


def trade_regions(traded: pd.DataFrame, states: Sequence[str], years: tuple[int, int]) -> pd.DataFrame:
    """Shares of regions in the trade of some states over some years together.

    Returns
    -------
    DataFrame[iso3, region, share]
        Of the trade with partners whose region is known, largest regions first.
    """
    own = traded[traded["iso3"].isin(list(states)) & traded["year"].between(*years)]
    sums = own.assign(region=own["partner"].map(regions())).groupby(["iso3", "region"])["value_usd"].sum()
    share = sums / sums.groupby("iso3").transform("sum")
    return _largest_first(share.rename("share").reset_index())


def arms_regions(partners: pd.DataFrame, states: Sequence[str], end_year: int) -> pd.DataFrame:
    """Shares of regions in the arms exports of some states, five years.

    Parameters
    ----------
    partners : DataFrame
        Table `arms/partners`.

    Returns
    -------
    DataFrame[iso3, region, share]
        `other`, which holds recipients below one per cent and groups, is a region of its own ("not named").
    """
    own = partners[(partners["share_of"] == "exports") & (partners["end_year"] == end_year)]
    own = own[own["supplier"].isin(list(states))].astype({"supplier": "str", "recipient": "str"})
    region = own["recipient"].map(regions()).fillna("not named")
    sums = own.groupby([own["supplier"].rename("iso3"), region.rename("region")])["share"].sum()
    return _largest_first(sums.reset_index())


def effective(shares: pd.DataFrame) -> pd.DataFrame:
    """Number of equal regions over which shares would spread as widely: exponential of Shannon's entropy.

    Parameters
    ----------
    shares : DataFrame[iso3, region, share]

    Returns
    -------
    DataFrame[iso3, regions]
    """
    known = shares[shares["share"] > 0]
    share = known["share"] / known.groupby("iso3")["share"].transform("sum")
    found = np.exp((-share * np.log(share)).groupby(known["iso3"]).sum())
    return found.rename("regions").reset_index()


def _largest_first(shares):
    order = shares.groupby("region")["share"].sum().sort_values(ascending=False).index
    place = {region: number for number, region in enumerate(order)}
    return shares.sort_values(["region", "iso3"], key=lambda c: c.map(place) if c.name == "region" else c).reset_index(
        drop=True
    )


def largest(shares: pd.DataFrame, pair: tuple[str, str]) -> dict:
    """The largest region of each of a pair and its share: top_first, share_first, top_second, share_second."""
    facts = {}
    for word, state in zip(("first", "second"), pair, strict=True):
        own = shares[shares["iso3"] == state]
        top = own.loc[own["share"].idxmax()] if len(own) else {"region": None, "share": None}
        facts |= {f"top_{word}": top["region"], f"share_{word}": top["share"]}
    return facts


def both(found: pd.DataFrame, pair: tuple[str, str]) -> dict:
    """Effective numbers of regions of each of a pair: arms_first, arms_second; None where unknown."""
    number = found.set_index("iso3")["regions"]
    return {"arms_first": number.get(pair[0]), "arms_second": number.get(pair[1])}
