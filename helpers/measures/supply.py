"""Who supplies whom: concentration of a state's suppliers or customers, changes of supplier, the network of supply."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import arms

NEIGHBOURS = {
    "RUS": (
        *("AZE", "BLR", "CHN", "EST", "FIN", "GEO", "KAZ", "LTU", "LVA", "MNG", "NOR", "POL", "PRK", "UKR"),
        *("JPN", "USA"),
    ),
    "IRN": (
        *("AFG", "ARM", "AZE", "IRQ", "PAK", "TKM", "TUR"),
        *("ARE", "BHR", "KWT", "OMN", "QAT", "SAU"),
    ),
    "CHN": (
        *("AFG", "BTN", "IND", "KAZ", "KGZ", "LAO", "MMR", "MNG", "NPL", "PAK", "PRK", "RUS", "TJK", "VNM"),
        *("JPN", "KOR", "TWN"),
    ),
    "PRK": ("CHN", "KOR", "RUS", "JPN"),
}
"""States with a common land border, and those across a strait or a gulf."""

CAMPS = {
    "Russia": ("RUS", "SUN"),
    "China": ("CHN",),
    "Iran and North Korea": ("IRN", "PRK"),
    "United States": ("USA",),
}
"""Suppliers named in a chart of recipients; all others are "others"."""


def concentration(items: pd.DataFrame, role: str, years: tuple[int, int] | None = None) -> pd.DataFrame:
    """Herfindahl-Hirschman index of a state's partners in five-year windows that do not overlap.

    H = sum of squared shares of the partners in the state's imports (or exports), from 0 to 1; partners that are no
    state count one by one under their names.

    Parameters
    ----------
    items : DataFrame[supplier, recipient, supplier_name, recipient_name, year, tiv_m]
        All deliveries of the states asked for.
    role : {"recipient", "supplier"}
        Whose partners: "recipient" for suppliers of each recipient.
    years : pair of int, optional
        First and last year covered; those of the frame if not given.

    Returns
    -------
    DataFrame[iso3, role, start_year, end_year, partners, herfindahl, largest, largest_share]
        largest is the name of the largest partner.
    """
    if role not in ("recipient", "supplier"):
        raise ValueError(f"concentration: role={role!r} is neither 'recipient' nor 'supplier'")
    partner = "supplier_name" if role == "recipient" else "recipient_name"
    rows = items.rename(columns={role: "iso3", partner: "partner"})
    sums = arms.five_year_sums(rows[["iso3", "partner", "year", "tiv_m"]], ["iso3", "partner"], arms.WINDOW, years)
    keys = ["iso3", "start_year", "end_year"]
    sums["share"] = sums["tiv_m"] / sums.groupby(keys)["tiv_m"].transform("sum")
    sums = sums.sort_values([*keys, "share", "partner"], ascending=[True, True, True, False, True])
    groups = sums.groupby(keys)
    table = pd.DataFrame(
        {
            "partners": groups.size(),
            "herfindahl": groups["share"].agg(lambda s: float((s**2).sum())),
            "largest": groups["partner"].first(),
            "largest_share": groups["share"].first(),
        }
    )
    columns = ["iso3", "role", "start_year", "end_year", "partners", "herfindahl", "largest", "largest_share"]
    return table.reset_index().assign(role=role)[columns]


def switches(leaders: pd.DataFrame) -> pd.DataFrame:
    """Windows in which the largest supplier is another than in the window before with deliveries.

    Parameters
    ----------
    leaders : DataFrame[window, end_year, supplier, share]
        As `transfers.leaders`.

    Returns
    -------
    DataFrame
        The rows of the first window and of each change, with `before`, the supplier led until then (missing first).
    """
    ordered = leaders.sort_values("end_year").assign(before=lambda rows: rows["supplier"].shift())
    return ordered[ordered["supplier"] != ordered["before"]]


def by_camp(partners: pd.DataFrame, recipients: Sequence[str], end_year: int) -> pd.DataFrame:
    """Shares of Russia, China, Iran with North Korea, the United States and others in the arms imports of states.

    Parameters
    ----------
    partners : DataFrame
        Table `arms/partners`.
    recipients : sequence of str
    end_year : int
        Last year of the window.

    Returns
    -------
    DataFrame[recipient, name, camp, share]
        Only recipients with imports in the window, in order of Russia's share, then by name; camps without deliveries
        have no row.
    """
    rows = partners[(partners["share_of"] == "imports") & (partners["end_year"] == end_year)]
    rows = rows[rows["recipient"].isin(recipients)].astype({"recipient": "str", "supplier": "str"})
    camp = {code: name for name, codes in CAMPS.items() for code in codes}
    rows = rows.assign(camp=rows["supplier"].map(camp).fillna("others"))
    sums = rows.groupby(["recipient", "camp"], as_index=False)["share"].sum()
    russian = sums[sums["camp"] == "Russia"].set_index("recipient")["share"].to_dict()
    sums["name"] = [countries.name(code) for code in sums["recipient"]]
    sums["place"] = [-russian.get(code, 0.0) for code in sums["recipient"]]
    return sums.sort_values(["place", "name", "camp"], ignore_index=True)[["recipient", "name", "camp", "share"]]


def spread(deals: pd.DataFrame) -> pd.DataFrame:
    """Deals as yearly volumes: the volume of each in equal parts over its years of delivery.

    The register gives the years of a deal, not the number of items in each: good enough for sums over five years, not
    for single years. With the file of deliveries by year this is not needed.

    Parameters
    ----------
    deals : DataFrame[supplier, recipient, delivery_years, tiv_delivered]
        As `helpers.datasets.local.full_register` or `arms/deals`; `delivery_years` as "2019; 2021".

    Returns
    -------
    DataFrame[supplier, recipient, supplier_name, recipient_name, year, tiv_m]
    """
    rows = deals[deals["delivery_years"] != ""]
    years = rows["delivery_years"].str.split("; ")
    rows = rows.assign(year=years, tiv_m=rows["tiv_delivered"] / years.str.len()).explode("year")
    columns = ["supplier", "recipient", "supplier_name", "recipient_name", "year", "tiv_m"]
    return rows.astype({"year": "int64"})[columns].reset_index(drop=True)


def ties(items: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """Ties of supply between states in a period, directed, with their volume.

    Parameters
    ----------
    items : DataFrame[supplier, recipient, year, tiv_m]
        Deliveries; parties that are no state are left out.
    start, end : int
        First and last year, both included.

    Returns
    -------
    DataFrame[supplier, recipient, tiv_m]
        Largest first.
    """
    rows = items[items["year"].between(start, end)].dropna(subset=["supplier", "recipient"])
    rows = rows.astype({"supplier": "str", "recipient": "str"})
    sums = rows.groupby(["supplier", "recipient"], as_index=False)["tiv_m"].sum()
    sums = sums[sums["tiv_m"] > 0]
    return sums.sort_values(["tiv_m", "supplier", "recipient"], ascending=[False, True, True], ignore_index=True)


def network(items: pd.DataFrame, years: tuple[int, int] | None = None) -> pd.DataFrame:
    """Size and shape of the network of supply in five-year windows that do not overlap.

    Parameters
    ----------
    items : DataFrame[supplier, recipient, year, tiv_m]
        An excerpt gives the network of the excerpt, not that of the world.
    years : pair of int, optional
        First and last year covered; those of the frame if not given.

    Returns
    -------
    DataFrame[start_year, end_year, suppliers, recipients, ties, suppliers_each, herfindahl, reciprocity]
        Numbers of states that supplied, received, and of directed ties; suppliers_each is the mean number of suppliers
        of a recipient; herfindahl the concentration of world supply over suppliers, 0 to 1; reciprocity the share of
        ties that run both ways.
    """
    first, last = years or (int(items["year"].min()), int(items["year"].max()))
    found = []
    for end in range(last, first + arms.WINDOW - 2, -arms.WINDOW):
        start = end - arms.WINDOW + 1
        edges = ties(items, start, end)
        if edges.empty:
            continue
        pairs = set(zip(edges["supplier"], edges["recipient"], strict=True))
        share = edges.groupby("supplier")["tiv_m"].sum() / edges["tiv_m"].sum()
        found.append(
            {
                "start_year": start,
                "end_year": end,
                "suppliers": edges["supplier"].nunique(),
                "recipients": edges["recipient"].nunique(),
                "ties": len(edges),
                "suppliers_each": len(edges) / edges["recipient"].nunique(),
                "herfindahl": float(np.square(share).sum()),
                "reciprocity": sum((b, a) in pairs for a, b in pairs) / len(pairs),
            }
        )
    return pd.DataFrame(found).sort_values("end_year", ignore_index=True)


def among(items: pd.DataFrame, states: Sequence[str], years: tuple[int, int]) -> pd.DataFrame:
    """Volume of each directed tie among some states, in five-year windows that do not overlap.

    Parameters
    ----------
    items : DataFrame[supplier, recipient, year, tiv_m]
        Soviet rows already joined if wanted.
    states : sequence of str
    years : pair of int
        First and last year.

    Returns
    -------
    DataFrame[tie, end_year, window, tiv_m]
        tie in words, "Russia to Iran", largest over all windows first; windows without deliveries have no row.
    """
    inside = items[items["supplier"].isin(states) & items["recipient"].isin(states)]
    if inside.empty:
        return pd.DataFrame({"tie": [], "end_year": [], "window": [], "tiv_m": []})
    sums = arms.five_year_sums(inside, ["supplier", "recipient"], arms.WINDOW, years)
    names = [
        f"{countries.name(a)} to {countries.name(b)}" for a, b in zip(sums["supplier"], sums["recipient"], strict=True)
    ]
    window = sums["start_year"].astype("str") + "-" + sums["end_year"].astype("str").str[-2:]
    sums = sums.assign(tie=names, window=window)
    order = sums.groupby("tie")["tiv_m"].sum().sort_values(ascending=False)
    sums["place"] = sums["tie"].map({tie: place for place, tie in enumerate(order.index)})
    return sums.sort_values(["place", "end_year"], ignore_index=True)[["tie", "end_year", "window", "tiv_m"]]
