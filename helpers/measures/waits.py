"""How long deals wait: the share still waiting by year, and whether a deal is delivered, under way, ordered or stalled.

A year is a calendar year: the register dates orders and deliveries by year only, so that a wait of one year may be
of a month or of 23. Orders without a delivery are counted for as long as they have waited (Kaplan and Meier 1958).
"""

from collections.abc import Sequence

import pandas as pd

from helpers.measures import arms

STATES = ("delivered", "delivering", "ordered", "stalled", "cancelled")


def still_waiting(deals: pd.DataFrame, by: Sequence[str], until: int, least: int = 10) -> pd.DataFrame:
    """Share of deals with nothing delivered by the end of each year after the order.

    Kaplan-Meier: S(k) = product over j <= k of (1 - d_j / n_j), with d_j the deals first delivered j years after the
    order and n_j those that had waited so long with nothing delivered, open orders included. Deals that Russia
    inherited from the Soviet Union are left out (see `arms.lags`).

    Parameters
    ----------
    deals : DataFrame[*by, supplier, recipient, order_year, first_delivery, last_delivery]
        As `arms/deals`.
    by : sequence of str
        Columns to group by; rows where one of them is missing are left out.
    until : int
        Last year that the release covers.
    least : int
        Groups with fewer deals are left out.

    Returns
    -------
    DataFrame[*by, deals, open, years, waiting]
        deals and open orders of the group, years since the order from 0 on, waiting from 0 to 1; a curve ends at the
        longest wait of the group.
    """
    by = list(by)
    rows = arms.lags(deals).query("not inherited").dropna(subset=by)
    waited = rows["lag_first"].astype("float64").fillna(until - rows["order_year"].astype("float64"))
    rows = rows.assign(waited=waited.astype("int64"), delivered=~rows["open"])
    found = []
    for key, group in rows.groupby(by, observed=True):
        if len(group) < least:
            continue
        events = group.groupby("waited")["delivered"].agg(["sum", "size"])
        events = events.reindex(range(int(group["waited"].max()) + 1), fill_value=0)
        at_risk = len(group) - events["size"].cumsum().shift(fill_value=0)
        curve = (1 - events["sum"] / at_risk).cumprod().rename("waiting").rename_axis("years").reset_index()
        names = dict(zip(by, key, strict=True))
        found.append(curve.assign(**names, deals=len(group), open=int(group["open"].sum())))
    columns = [*by, "deals", "open", "years", "waiting"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def padded(curves: pd.DataFrame, years: int) -> pd.DataFrame:
    """Curves to `years` after the order: a curve that has come to 0 stays there; one that ends before is left as it is.

    Parameters
    ----------
    curves : DataFrame[recipient, years, waiting]
        One curve a recipient.
    years : int
        Last year after the order, others are left out.

    Returns
    -------
    DataFrame[recipient, years, waiting]
    """
    wide = curves.astype({"recipient": "str"}).pivot(index="years", columns="recipient", values="waiting")
    wide = wide.reindex(range(years + 1))
    over = (wide <= 0).cummax()
    long = wide.mask(wide.isna() & over, 0.0).melt(ignore_index=False, value_name="waiting").reset_index()
    return long.dropna(subset="waiting", ignore_index=True)[["recipient", "years", "waiting"]]


def patience(curve: pd.DataFrame, share: float = 0.75) -> int | None:
    """Years after the order by whose end `share` of the deals had a first delivery; None if the curve ends before.

    Parameters
    ----------
    curve : DataFrame[years, waiting]
        One group of `still_waiting`.
    """
    reached = curve.loc[curve["waiting"] <= 1 - share + 1e-9, "years"]
    return int(reached.min()) if len(reached) else None


def limits(deals: pd.DataFrame, curves: pd.DataFrame) -> pd.Series:
    """`patience` with the supplier of each deal, over all its recipients; with all suppliers where it has no curve.

    Parameters
    ----------
    deals : DataFrame[supplier]
    curves : DataFrame
        Table `arms/waits`.

    Returns
    -------
    Series
        Years, by the index of `deals`.
    """
    whole = curves[(curves["recipient"] == "all") & (curves["category"] == "all")]
    years = {code: patience(curve) for code, curve in whole.groupby("supplier", observed=True)}
    return deals["supplier"].astype("str").map(lambda code: years.get(code, years[arms.WORLD])).astype("int64")


def standing(deals: pd.DataFrame, limit: int | pd.Series, until: int) -> pd.DataFrame:
    """Whether each deal is delivered, delivering, ordered or stalled.

    - delivered: all that was ordered; or some, where the number ordered is not known and nothing came for `limit` years
    - delivering: a part, the last within `limit` years
    - ordered: nothing yet, fewer than `limit` years after the year of order
    - stalled: nothing by the end of the year of order + `limit`, or a part and nothing more for `limit` years

    Parameters
    ----------
    deals : DataFrame[order_year, number_ordered, number_delivered, last_delivery]
        As `arms/deals`.
    limit : int or Series
        Years, for all deals or for each; see `limits`.
    until : int
        Last year that the release covers.

    Returns
    -------
    DataFrame
        The deals with a column state.
    """
    last = deals["last_delivery"].astype("Int64")
    nothing = last.isna()
    since = last.fillna(deals["order_year"].astype("Int64"))
    late = (until - since >= limit).astype("bool")
    known = deals["number_ordered"].notna()
    done = known & (deals["number_delivered"] >= deals["number_ordered"]).fillna(False).astype("bool")
    state = pd.Series("delivering", index=deals.index, dtype="str")
    state = state.mask(late & known, "stalled").mask(late & ~known, "delivered").mask(done, "delivered")
    state = state.mask(nothing & ~late, "ordered").mask(nothing & late, "stalled")
    return deals.assign(state=state)


def deal_rows(deals: pd.DataFrame) -> pd.DataFrame:
    """Each deal as a row of a table: a question mark after what SIPRI marks as uncertain.

    Parameters
    ----------
    deals : DataFrame
        As `arms/deals`, with direction and state.

    Returns
    -------
    DataFrame[direction, ordered, weapon, kind, number, delivered, years, state, million TIV, remark]
        In order of the year of order; open orders have no years.
    """
    rows = deals.sort_values(["order_year", "designation"], kind="stable")

    def marked(column, flag):
        return rows[column].astype("str").replace("<NA>", "") + rows[flag].map({True: " ?", False: ""}).astype("str")

    first, last = (rows[c].astype("str") for c in ("first_delivery", "last_delivery"))
    years = first.where(rows["first_delivery"] == rows["last_delivery"], first + "-" + last)
    return pd.DataFrame(
        {
            "direction": rows["direction"],
            "ordered": marked("order_year", "order_year_estimated"),
            "weapon": rows["designation"].astype("str"),
            "kind": rows["description"].astype("str"),
            "number": marked("number_ordered", "number_ordered_estimated"),
            "delivered": marked("number_delivered", "number_delivered_estimated"),
            "years": years.where(rows["last_delivery"].notna(), ""),
            "state": rows["state"],
            "million TIV": rows["tiv_delivered"],
            "remark": rows["comment"],
        }
    )


REPLACED = r"replacing (?P<order>\d{4}) order for (?P<weapon>\S+).*?cancelled (?P<end>\d{4})"


def cancelled(deals: pd.DataFrame) -> pd.DataFrame:
    """Earlier orders that the register has no row for, named as cancelled in the remark on the deal that replaced them.

    Parameters
    ----------
    deals : DataFrame[direction, comment, description, ...]

    Returns
    -------
    DataFrame[direction, order_year, end_year, designation, description, state]
        state is "cancelled".
    """
    found = deals["comment"].str.extract(REPLACED)
    rows = found["order"].notna()
    return pd.DataFrame(
        {
            "direction": deals.loc[rows, "direction"],
            "order_year": found.loc[rows, "order"].astype("int64"),
            "end_year": found.loc[rows, "end"].astype("int64"),
            "designation": found.loc[rows, "weapon"],
            "description": deals.loc[rows, "description"],
            "state": "cancelled",
        }
    )
