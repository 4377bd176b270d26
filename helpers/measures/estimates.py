"""How much of a sum of arms deliveries rests on estimates of SIPRI, and how much was made in the recipient's country.

The register marks the number ordered, the number delivered and the year of order of a deal as uncertain; deliveries by
year carry no mark. Each delivery takes the marks of the deals that delivered the weapon in that year, in proportion
to their volume.
"""

from collections.abc import Sequence

import pandas as pd

LOCAL = r"licen[cs]e|assembl|from kits|kits in"
"""What a remark says where weapons were made or put together in the recipient's country."""

FLAGS = ("estimated_number", "estimated_order", "local")
"""Number delivered estimated; year of order estimated; remark of licensed production or assembly."""

ITEM = ["supplier_name", "recipient_name", "year", "designation", "description"]


def marks(deals: pd.DataFrame) -> pd.DataFrame:
    """Flags of each deal.

    Parameters
    ----------
    deals : DataFrame
        As `arms/deals`.

    Returns
    -------
    DataFrame
        The deals with the columns of `FLAGS`, as booleans.
    """
    return deals.assign(
        estimated_number=deals["number_delivered_estimated"],
        estimated_order=deals["order_year_estimated"],
        local=deals["comment"].str.contains(LOCAL, case=False, regex=True).fillna(False).astype("bool"),
    )


def flagged(items: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """Deliveries with the share of each that rests on a flagged deal.

    Parameters
    ----------
    items : DataFrame[supplier_name, recipient_name, year, designation, description, tiv_m, ...]
        As `arms/items`.
    deals : DataFrame
        As `arms/deals`, of the same release.

    Returns
    -------
    DataFrame
        items with the columns of `FLAGS`, shares from 0 to 1; missing where no deal fits.
    """
    yearly = marks(deals[deals["delivery_years"] != ""])
    years = yearly["delivery_years"].str.split("; ")
    yearly = yearly.assign(year=years, weight=yearly["tiv_delivered"].clip(lower=1e-6) / years.str.len())
    yearly = yearly.explode("year").astype({"year": "int64"} | dict.fromkeys(FLAGS, "float64"))
    names = [column for column in ITEM if column != "year"]
    yearly = yearly.astype(dict.fromkeys(names, "str"))
    weighted = yearly.assign(**{flag: yearly[flag] * yearly["weight"] for flag in FLAGS})
    sums = weighted.groupby(ITEM)[[*FLAGS, "weight"]].sum()
    shares = sums[list(FLAGS)].div(sums["weight"], axis=0)
    return items.astype(dict.fromkeys(names, "str")).join(shares, on=ITEM)


def shares(items: pd.DataFrame, by: Sequence[str], flags: Sequence[str] = FLAGS) -> pd.DataFrame:
    """Share of the volume of each group that rests on flagged deals.

    Parameters
    ----------
    items : DataFrame[*by, tiv_m, *flags]
        As `flagged` returns them.
    by : sequence of str
        Columns to group by; rows where one of them is missing are left out.

    Returns
    -------
    DataFrame[*by, flag, share, tiv_m]
        share from 0 to 1, of the volume for which the flag is known; tiv_m is that volume.
    """
    by = list(by)
    parts = []
    for flag in flags:
        known = items[items[flag].notna() & (items["tiv_m"] > 0)]
        groups = known.assign(part=known["tiv_m"] * known[flag]).groupby(by, observed=True)[["part", "tiv_m"]].sum()
        parts.append(
            groups.assign(share=groups["part"] / groups["tiv_m"], flag=flag).drop(columns="part").reset_index()
        )
    return pd.concat(parts, ignore_index=True)[[*by, "flag", "share", "tiv_m"]]
