"""The register as tables: claims, criteria, rows of facts, and where each claim is shown."""

from functools import cache
from pathlib import Path

import pandas as pd

from helpers.claims import rules
from helpers.errors import WorkbookError

FOLDER = Path(__file__).parent


@cache
def claims():
    """The claims: id, topic, kind, claim, measure, tables, rows, comparison, counter_evidence, carries_over,
    untested_part (empty: none), indexed by id."""
    frame = _once(_read("register.csv"), "register.csv")
    _among(frame["kind"], rules.KINDS, "register.csv", "kind")
    _among(frame["carries_over"], ("yes", "no"), "register.csv", "carries_over")
    return frame


@cache
def criteria():
    """The criteria: id, role, value, operator, threshold, meaning."""
    frame = _read("criteria.csv")
    _among(frame["role"], rules.ROLES, "criteria.csv", "role")
    _among(frame["operator"], rules.OPERATORS, "criteria.csv", "operator")
    _among(frame["id"], claims().index, "criteria.csv", "id")
    return frame.assign(threshold=frame["threshold"].astype(float))


@cache
def facts():
    """The rows that confirm or contradict each part of a fact: id, part, stance (for, against), table, rows."""
    frame = _read("facts.csv")
    _among(frame["stance"], ("for", "against"), "facts.csv", "stance")
    _among(frame["id"], claims().index, "facts.csv", "id")
    return frame


@cache
def links():
    """Where each claim is shown: notebook and chart (empty: no chart shows it), indexed by id."""
    return _once(_read("links.csv"), "links.csv")


def claim(id):
    """One claim by its id.

    Raises
    ------
    WorkbookError
        There is no such claim.
    """
    if id not in claims().index:
        raise WorkbookError(f"no claim {id!r}: there are {claims().index[0]} to {claims().index[-1]}")
    return claims().loc[id]


def _read(name):
    return pd.read_csv(FOLDER / name, dtype="str", keep_default_na=False)


def _once(frame, file):
    twice = frame[frame["id"].duplicated()]
    if len(twice):
        raise WorkbookError(f"{file}, line {twice.index[0] + 2}: {twice['id'].iloc[0]} stands there twice")
    return frame.set_index("id")


def _among(column, allowed, file, name):
    wrong = column[~column.isin(list(allowed))]
    if len(wrong):
        raise WorkbookError(f"{file}, line {wrong.index[0] + 2}: {name} {wrong.iloc[0]!r} is none of those allowed")
