"""Former states and their successors: documented, and joined only when asked."""

from functools import lru_cache

import numpy as np
import pandas as pd

from helpers.countries.lookup import read_rows
from helpers.errors import WorkbookError

CHINA_SEAT = pd.Timestamp("1971-10-25")
"""From this day CHN in UN votes is the People's Republic; before, the Republic of China (resolution 2758)."""


def successions():
    """The rows of `succession.csv`.

    Returns
    -------
    pandas.DataFrame
        predecessor, successor, date (ISO), scope (all, un_votes, trade), kind (join:
        may be joined on request; note: documented, never joined), rule, source.
    """
    return pd.DataFrame(read_rows("succession.csv"), dtype="str")


def join_succession(frame, columns, rules, key=None):
    """Replace former states by their successors, as the rules name them and no further.

    Parameters
    ----------
    frame : pandas.DataFrame
    columns : str or list of str
        Columns of codes.
    rules : sequence of str
        Predecessors ("SUN", "YUG"), or "CSK-CZE" where there is more than one successor.
        Rules chain: YUG and SCG together turn YUG into SRB. Empty: nothing is replaced.
    key : list of str, optional
        Columns that identify a row; rows must still be unique in them afterwards.

    Returns
    -------
    pandas.DataFrame
        A copy. Undirected pairs (iso3_a, iso3_b) are put in order again, with all columns
        that end in _a and _b.

    Raises
    ------
    WorkbookError
        If a rule is unknown or ambiguous, if the join makes a pair of one country, or if
        two rows fall on one key.
    """
    columns = [columns] if isinstance(columns, str) else list(columns)
    successor = {}
    for rule in rules:
        predecessor, heir = _rule(rule)
        successor[predecessor] = heir
    final = {code: _last(code, successor) for code in successor}
    joined = frame.copy()
    for column in columns:
        joined[column] = _replace(frame[column], final)
    _refuse_self_pairs(frame, joined, columns, final)
    if {"iso3_a", "iso3_b"} <= set(columns):
        joined = _ordered(joined)
    if key is not None:
        _refuse_collisions(frame, joined, list(key), rules)
    return joined


@lru_cache
def _joinable():
    """Predecessor -> successors it may be joined with."""
    found = {}
    for row in read_rows("succession.csv"):
        if row["kind"] == "join":
            found.setdefault(row["predecessor"], []).append(row["successor"])
    return found


def _rule(rule):
    predecessor, _, heir = rule.partition("-")
    heirs = _joinable().get(predecessor, [])
    if not heirs or (heir and heir not in heirs):
        raise WorkbookError(f"no succession rule {rule!r}: there are {', '.join(_joinable())}")
    if not heir and len(heirs) > 1:
        named = ", ".join(f"{predecessor}-{h}" for h in heirs)
        raise WorkbookError(f"{predecessor} has {len(heirs)} successors: name the one to join, {named}")
    return predecessor, heir or heirs[0]


def _last(code, successor):
    while code in successor:
        code = successor[code]
    return code


def _replace(values, final):
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return values.map(lambda code: final.get(code, code), na_action="ignore")
    heirs = [final.get(code, code) for code in values.cat.categories]
    kept = sorted(set(heirs))
    places = np.array([*(kept.index(code) for code in heirs), -1], dtype="int32")
    codes = places[values.cat.codes.to_numpy()]
    joined = pd.Categorical.from_codes(codes, categories=pd.Index(kept, dtype="str"), validate=False)
    return pd.Series(joined, index=values.index, name=values.name)


def _refuse_self_pairs(frame, joined, columns, final):
    if len(columns) != 2:
        return
    first, second = columns
    touched = (frame[first].isin(final) | frame[second].isin(final)).to_numpy()
    old, new = frame[touched], joined[touched]
    same = new[first].astype("str").eq(new[second].astype("str"))
    same &= old[first].astype("str").ne(old[second].astype("str"))
    if same.any():
        position = int(same.to_numpy().argmax())
        names = f"{old[first].iloc[position]} and {old[second].iloc[position]}"
        row = int(touched.nonzero()[0][position])
        raise WorkbookError(f"joining would pair {names} (row {row + 1}) with itself; leave these rows out first")


def _ordered(frame):
    """Undirected pairs with iso3_a < iso3_b; every column of the pair moves with its country."""
    first, second = _alike(frame["iso3_a"], frame["iso3_b"])
    wrong = ((first.codes > second.codes) & (second.codes >= 0)).astype(bool)
    stems = [c[:-2] for c in frame if c.endswith("_a") and f"{c[:-2]}_b" in frame]
    for stem in stems:
        a, b = frame[f"{stem}_a"], frame[f"{stem}_b"]
        if isinstance(a.dtype, pd.CategoricalDtype):
            left, right = _alike(a, b)
            for column, keep, other in ((f"{stem}_a", left, right), (f"{stem}_b", right, left)):
                codes = np.where(wrong, other.codes, keep.codes)
                swapped = pd.Categorical.from_codes(codes, dtype=keep.dtype, validate=False)
                frame[column] = swapped.remove_unused_categories()
        else:
            frame[f"{stem}_a"], frame[f"{stem}_b"] = a.where(~wrong, b), b.where(~wrong, a)
    return frame


def _alike(first, second):
    """Two columns as categoricals with the same categories, in order of the alphabet."""
    held = [column.astype("category").cat for column in (first, second)]
    every = pd.Index(sorted(set(held[0].categories) | set(held[1].categories)), dtype="str")
    return [pd.Categorical(column.astype("category")).set_categories(every) for column in (first, second)]


def _refuse_collisions(frame, joined, key, rules):
    collided = joined.duplicated(key, keep=False) & ~frame.duplicated(key, keep=False)
    if collided.any():
        row = joined[collided].iloc[0]
        where = ", ".join(f"{k} {row[k]}" for k in key)
        raise WorkbookError(f"joining {', '.join(rules)} puts two rows on one key ({where}); join fewer, or sum first")
