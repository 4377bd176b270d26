"""Arms transfers: five-year sums, shares, ranks of pairs, and the time from order to delivery.

SIPRI's trend-indicator value (TIV) measures the volume of major conventional weapons by their military use. It is not
money: it is never added to, or divided by, prices, trade or budgets, and it is compared only within one release of the
database. Small arms, ammunition, components, technology and training are outside it. A year without a row means that
SIPRI identified no delivery; in sums it counts as none.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

WINDOW = 5
"""Years in a sum: deliveries are lumpy, so SIPRI compares five-year periods."""

WORLD = "world"
QUARTILES = {"q25": 0.25, "median": 0.5, "q75": 0.75}


def party_totals(items: pd.DataFrame) -> pd.DataFrame:
    """TIV of each supplier, of each recipient and of the world, by year.

    Parameters
    ----------
    items : DataFrame[supplier, recipient, year, tiv_m]
        Deliveries in million TIV; the code of a party that is no state is missing. An excerpt gives the totals of the
        excerpt, not those of the states.

    Returns
    -------
    DataFrame[party, iso3, role, year, tiv_m]
        party is the code, or "world" with iso3 missing and role supplier (what is supplied is also received). Parties
        that are no state count in the world only.
    """
    parts = [items.groupby("year", as_index=False)["tiv_m"].sum().assign(iso3=None, role="supplier")]
    for role in ("supplier", "recipient"):
        sums = _plain(items, [role]).groupby([role, "year"], as_index=False)["tiv_m"].sum()
        parts.append(sums.rename(columns={role: "iso3"}).assign(role=role))
    totals = pd.concat([part.astype({"iso3": "str"}) for part in parts], ignore_index=True)
    totals["party"] = totals["iso3"].fillna(WORLD)
    return totals[["party", "iso3", "role", "year", "tiv_m"]].sort_values(["party", "role", "year"], ignore_index=True)


def five_year_sums(
    frame: pd.DataFrame, by: Sequence[str], step: int = 1, years: tuple[int, int] | None = None
) -> pd.DataFrame:
    """Sums over five years, ending in every year or side by side.

    Parameters
    ----------
    frame : DataFrame[*by, year, tiv_m]
        Yearly values in million TIV.
    by : sequence of str
        Columns that name a series; rows where one of them is missing are left out.
    step : int
        1 for windows that end in every year, 5 for windows that do not overlap, counted back from the last year.
    years : pair of int, optional
        First and last year covered; those of the frame if not given.

    Returns
    -------
    DataFrame[*by, start_year, end_year, tiv_m]
        Only whole windows, and only those with deliveries.

    Raises
    ------
    ValueError
        If fewer than five years are covered.
    """
    first, last = years or (int(frame["year"].min()), int(frame["year"].max()))
    if last - first + 1 < WINDOW:
        raise ValueError(f"five_year_sums: the years {first}-{last} are fewer than {WINDOW}; give a longer series")
    by = list(by)
    yearly = _plain(frame, by).pivot_table(index="year", columns=by, values="tiv_m", aggfunc="sum")
    yearly = yearly.reindex(range(first, last + 1)).fillna(0.0)
    sums = sum(yearly.shift(k) for k in range(WINDOW)).loc[range(last, first + WINDOW - 2, -step)]
    long = sums.rename_axis(index="end_year").melt(ignore_index=False, value_name="tiv_m").reset_index()
    long = long[long["tiv_m"] > 0].assign(start_year=lambda rows: rows["end_year"] - WINDOW + 1)
    return long[[*by, "start_year", "end_year", "tiv_m"]].sort_values([*by, "end_year"], ignore_index=True)


def world_shares(totals: pd.DataFrame, step: int = 1) -> pd.DataFrame:
    """Share of each state in the world's exports and imports of arms, in five-year windows.

    share = TIV of the state in the window / TIV of the world in the window. For one series of the Soviet Union and
    Russia join them first with `countries.join_succession`.

    Parameters
    ----------
    totals : DataFrame[party, iso3, role, year, tiv_m]
        As `arms/totals`, with the rows of the world.
    step : int
        As in `five_year_sums`.

    Returns
    -------
    DataFrame[iso3, role, start_year, end_year, share]
        share from 0 to 1; windows without deliveries have no row.

    Raises
    ------
    ValueError
        If the rows of the world are missing.
    """
    world = totals[totals["party"] == WORLD]
    if world.empty:
        raise ValueError("world_shares: totals has no rows with party 'world'; load arms/totals with them")
    years = int(world["year"].min()), int(world["year"].max())
    whole = five_year_sums(world, ["party"], step, years).set_index("end_year")["tiv_m"]
    shares = five_year_sums(totals[totals["party"] != WORLD], ["iso3", "role"], step, years)
    shares["share"] = shares["tiv_m"] / shares["end_year"].map(whole)
    return shares.drop(columns="tiv_m")


def partner_shares(
    items: pd.DataFrame, totals: pd.DataFrame, start: int, end: int, of: str = "imports"
) -> pd.DataFrame:
    """Shares of partners in a state's imports or exports of arms, over the years from start to end.

    share = TIV between the two / TIV of all deliveries to the recipient (imports) or by the supplier (exports).

    Parameters
    ----------
    items : DataFrame[supplier, recipient, year, tiv_m]
        Deliveries in million TIV. Of an excerpt only the partners in it are seen; their shares are right all the same,
        because the denominator comes from totals.
    totals : DataFrame[iso3, role, year, tiv_m]
        Yearly totals of the states, as `arms/totals`.
    start, end : int
        First and last year, both included.
    of : {"imports", "exports"}
        The whole: the recipient's imports or the supplier's exports.

    Returns
    -------
    DataFrame[supplier, recipient, tiv_m, share]
        share from 0 to 1, largest first within each state. Pairs whose whole is not in totals have no row.

    Raises
    ------
    ValueError
        If `of` is neither imports nor exports, or totals hold no year of the period.
    """
    if of not in ("imports", "exports"):
        raise ValueError(f"partner_shares: of={of!r} is neither 'imports' nor 'exports'")
    role = "recipient" if of == "imports" else "supplier"
    inside = _plain(totals[totals["year"].between(start, end) & (totals["role"] == role)], ["iso3"])
    if inside.empty:
        raise ValueError(f"partner_shares: totals hold no {role} in {start}-{end}")
    whole = inside.groupby("iso3")["tiv_m"].sum()
    flows = _plain(items[items["year"].between(start, end)], ["supplier", "recipient"])
    flows = flows.groupby(["supplier", "recipient"], as_index=False)["tiv_m"].sum()
    flows["share"] = flows["tiv_m"] / flows[role].map(whole).astype("float64")
    flows = flows[(flows["tiv_m"] > 0) & flows["share"].notna()]
    order = [role, "share", "supplier", "recipient"]
    return flows.sort_values(order, ascending=[True, False, True, True], ignore_index=True)


def pair_ranks(items: pd.DataFrame, states: Sequence[str], apart: Sequence[tuple[str, str]] = ()) -> pd.DataFrame:
    """Rank of pairs of states by the arms that passed between them, either way, in five-year windows.

    A state counts in a window in which it supplied to or received from anyone; n_pairs is the number of pairs of such
    states. percentile = 100 (pairs with less + half of the other pairs with as much) / (n_pairs - 1): a pair alone at
    the top has 100.

    Parameters
    ----------
    items : DataFrame[supplier, recipient, year, tiv_m]
        All deliveries of all states, in million TIV.
    states : sequence of str
        Codes of the states compared.
    apart : sequence of pairs of str
        Pairs that are not counted, such as a state and its predecessor.

    Returns
    -------
    DataFrame[iso3_a, iso3_b, start_year, end_year, rank, percentile, n_pairs, n_with_transfers]
        Pairs with deliveries, iso3_a < iso3_b; those without have no row and share the last place. Windows end in
        every year; rank 1 has most, ties share the best rank.
    """
    years = int(items["year"].min()), int(items["year"].max())
    sides = [items.rename(columns={side: "iso3"})[["iso3", "year", "tiv_m"]] for side in ("supplier", "recipient")]
    active = five_year_sums(pd.concat([s[s["iso3"].isin(states)] for s in sides]), ["iso3"], years=years)
    active = active.groupby("end_year")["iso3"].agg(set)
    n_pairs = active.map(lambda here: len(here) * (len(here) - 1) // 2 - sum(set(pair) <= here for pair in apart))

    flows = _plain(items, ["supplier", "recipient"])
    flows = flows[flows["supplier"].isin(states) & flows["recipient"].isin(states)]
    codes = np.sort(flows[["supplier", "recipient"]].to_numpy(dtype=object), axis=1)
    flows = flows.assign(iso3_a=codes[:, 0], iso3_b=codes[:, 1])
    barred = {tuple(sorted(pair)) for pair in apart}
    counted = [a != b and (a, b) not in barred for a, b in zip(flows["iso3_a"], flows["iso3_b"], strict=True)]
    flows = flows[np.array(counted, dtype="bool")]
    ranks = five_year_sums(flows, ["iso3_a", "iso3_b"], years=years)
    ranks["n_pairs"] = ranks["end_year"].map(n_pairs)
    place = ranks["tiv_m"].round(6).groupby(ranks["end_year"])
    ranks["n_with_transfers"] = place.transform("size")
    ranks["rank"] = place.rank(method="min", ascending=False).astype("int64")
    tied = place.rank(method="max", ascending=False) - ranks["rank"]
    ranks["percentile"] = 100 * (ranks["n_pairs"] - ranks["rank"] - tied / 2) / (ranks["n_pairs"] - 1)
    columns = ["iso3_a", "iso3_b", "start_year", "end_year", "rank", "percentile", "n_pairs", "n_with_transfers"]
    return ranks[columns].sort_values(["end_year", "rank", "iso3_a", "iso3_b"], ignore_index=True)


def lags(deals: pd.DataFrame) -> pd.DataFrame:
    """Years from order to first and to last delivery of each deal.

    What the Soviet Union signed and Russia delivered is a deal of Russia with the year of the Soviet order, and only
    with the deliveries from 1992: such inherited deals have no lag. Those of the Soviet Union end in 1991.

    Parameters
    ----------
    deals : DataFrame[supplier, recipient, order_year, first_delivery, last_delivery, ...]
        As `arms/deals`; both deliveries are missing for an open order.

    Returns
    -------
    DataFrame
        The deals with lag_first and lag_last (whole years, missing for open and inherited deals), open (nothing
        delivered by the end of the release) and inherited. The last delivery is the last so far. Where the order year
        is an estimate, so is the lag.
    """
    first, last, ordered = (deals[c].astype("Int64") for c in ("first_delivery", "last_delivery", "order_year"))
    inherited = ((deals["supplier"] == "RUS") | (deals["recipient"] == "RUS")) & (ordered < 1992)
    return deals.assign(
        lag_first=(first - ordered).mask(inherited),
        lag_last=(last - ordered).mask(inherited),
        open=first.isna(),
        inherited=inherited.astype("bool"),
    )


def lag_quartiles(deals: pd.DataFrame, by: Sequence[str], least: int = 5) -> pd.DataFrame:
    """Quartiles of the years from order to delivery, open orders counted apart.

    Orders still open have waited longest and are in no quartile: for recent orders the quartiles are too short.
    Deals that Russia inherited from the Soviet Union are left out (see `lags`).

    Parameters
    ----------
    deals : DataFrame[*by, supplier, recipient, order_year, order_year_estimated, first_delivery, last_delivery]
        As `arms/deals`.
    by : sequence of str
        Columns to group by; rows where one of them is missing are left out.
    least : int
        Groups with fewer deals delivered are left out.

    Returns
    -------
    DataFrame[*by, delivered, open, estimated, first_q25, first_median, first_q75, last_q25, last_median, last_q75]
        Numbers of deals with a delivery and without, the share of order years among the former that are estimates
        (0 to 1), and quartiles in years.
    """
    by = list(by)
    waited = _plain(lags(deals).query("not inherited"), by)
    done = waited[~waited["open"]].astype({"lag_first": "float64", "lag_last": "float64"})
    groups = done.groupby(by)
    columns = {"delivered": groups.size(), "open": waited.groupby(by)["open"].sum()}
    columns["estimated"] = groups["order_year_estimated"].mean()
    for which in ("first", "last"):
        columns |= {f"{which}_{name}": groups[f"lag_{which}"].quantile(q) for name, q in QUARTILES.items()}
    table = pd.DataFrame(columns)
    return table[table["delivered"] >= least].astype({"delivered": "int64", "open": "int64"}).reset_index()


def _plain(frame, columns):
    """`frame` with the key columns as text instead of categoricals, without rows in which one is missing."""
    frame = frame.dropna(subset=list(columns))
    text = [c for c in columns if isinstance(frame[c].dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(text, "str"))
