"""What a new release changes in the deals and expenditure of the focal states, shown before it replaces the old one."""

import pandas as pd

FOCAL = ("RUS", "SUN", "IRN", "CHN", "PRK")
"""The four states, the USSR apart: `arms/deals` has all deals between them."""

DEAL = ("supplier_name", "recipient_name", "order_year", "designation", "number")
"""What tells a deal from another across releases; `number` counts deals that are alike in the rest."""

DEAL_FIGURES = (
    *("number_ordered", "number_delivered", "delivery_years", "status", "tiv_unit", "tiv_order", "tiv_delivered"),
    *("order_year_estimated", "number_ordered_estimated", "number_delivered_estimated", "comment"),
)
SPENDING = ("iso3", "year", "indicator")
SPENDING_FIGURES = ("value", "flag")

MOST = 15
"""Lines shown of each kind of change."""


def deal_changes(old, new):
    """Deals between focal states that a release adds, removes or changes.

    Parameters
    ----------
    old, new : DataFrame
        As `sipri_arms.read_deals` gives them, or an excerpt with the same columns.

    Returns
    -------
    list of str
        Lines to show; none if nothing changes.
    """
    return changes(_numbered(old), _numbered(new), DEAL, DEAL_FIGURES)


def spending_changes(old, new):
    """Figures of military expenditure of focal states that an edition adds, removes or changes; as `deal_changes`."""
    both = [frame[frame["iso3"].isin(FOCAL) & frame["value"].notna()].copy() for frame in (old, new)]
    for frame in both:
        frame["value"] = frame["value"].round(5)
    return changes(*both, SPENDING, SPENDING_FIGURES)


def changes(old, new, key, figures):
    """Rows that are only in one of two tables, or differ in a figure.

    Parameters
    ----------
    old, new : DataFrame
        With the columns of `key`, which identify a row, and of `figures`.

    Returns
    -------
    list of str
    """
    old, new = (_texts(frame, key, figures) for frame in (old, new))
    lines = []
    added, removed = new.index.difference(old.index, sort=False), old.index.difference(new.index, sort=False)
    lines += _listed("+", added, [""] * len(added))
    lines += _listed("-", removed, [""] * len(removed))
    common = old.index.intersection(new.index, sort=False)
    before, after = old.loc[common].to_dict("index"), new.loc[common].to_dict("index")
    rows, said = [], []
    for row, figures_before in before.items():
        pairs = [(c, a, after[row][c]) for c, a in figures_before.items() if a != after[row][c]]
        if pairs:
            rows.append(row)
            said.append(": " + "; ".join(f"{c} {_short(a)} -> {_short(b)}" for c, a, b in pairs))
    return lines + _listed("~", rows, said)


def _numbered(deals):
    both = deals["supplier"].isin(FOCAL) & deals["recipient"].isin(FOCAL)
    deals = deals[both].copy()
    same = list(DEAL[:-1])
    order = [*same, "description", "status", "delivery_years", "comment"]
    deals = deals.astype(dict.fromkeys(["supplier_name", "recipient_name", "designation", "description"], "str"))
    deals = deals.assign(status=deals["status"].astype("str")).sort_values(order, ignore_index=True)
    deals["number"] = deals.groupby(same).cumcount() + 1
    return deals


def _texts(frame, key, figures):
    """Figures as text, by key."""
    table = pd.DataFrame({c: [_text(v) for v in frame[c].tolist()] for c in (*key, *figures)}, dtype="str")
    return table.set_index(list(key))


def _text(value):
    if value is None or pd.isna(value):
        return ""
    return f"{value:g}" if isinstance(value, float) and value < 1e5 else str(value)


def _short(text):
    return repr(text if len(text) <= 30 else text[:27] + "...") if text else "none"


def _listed(sign, keys, said):
    names = {"+": "added", "-": "removed", "~": "changed"}
    if not len(keys):
        return []
    shown = [f"{sign} {', '.join(k[:-1] if k[-1] == '1' else k)}{s}" for k, s in zip(keys, said, strict=True)]
    rest = [f"{sign} and {len(shown) - MOST} more"] if len(shown) > MOST else []
    return [f"{len(shown)} {names[sign]}:", *shown[:MOST], *rest]
