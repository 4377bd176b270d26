"""Yearly series of all pairs of states as matrices, from which breaks, placebos and forecasts are drawn.

Each series ends where its source ends: nothing is carried on, and a year without a value stays missing.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.measures import alignment, composite, placebo

STEADY = ("votes", "positions", "arms")
"""Indicators of the index that are known to its last year: on them alone its years compare."""


class Series(NamedTuple):
    """What a series measures, its unit, and whether more of it is closer (1) or farther (-1)."""

    label: str
    unit: str
    sign: int = 1


SERIES = {
    "index": Series("index on votes, ideal points, arms", "score, 0 to 1"),
    "votes": Series("UN votes", "kappa"),
    "positions": Series("distance of ideal points", "ideal-point units", -1),
    "trade_cow": Series("trade by COW", "log10 of salience"),
    "trade_baci": Series("trade by BACI", "log10 of salience"),
    "commitments": Series("alliances", "level of commitment"),
    "organisations": Series("organisations", "Jaccard"),
    "arms": Series("arms", "class of import share"),
    "disputes": Series("disputes", "highest hostility in ten years", -1),
}
"""Name -> series, in the order in which charts show them."""


def matrices(indicators: pd.DataFrame, names: Sequence[str] = tuple(SERIES)) -> dict[str, pd.DataFrame]:
    """Series of all pairs by year.

    Parameters
    ----------
    indicators : DataFrame
        Table `index/indicators`, former states joined with their successors as the reader chooses.
    names : sequence of str
        Of `SERIES`.

    Returns
    -------
    dict
        Name -> matrix as `placebo.wide` returns it: index (iso3_a, iso3_b), columns years, NaN where silent. The index
        is the default score on `STEADY` of pairs that have all three; trade is the logarithm to base 10 of salience,
        not below the goalpost that scores 0.

    Raises
    ------
    ValueError
        A name is unknown.
    """
    found = {}
    for name in names:
        if name not in SERIES:
            raise ValueError(f"series {name!r}: use one of {', '.join(SERIES)}")
        found[name] = placebo.wide(indicators.assign(value=_values(indicators, name)), "value")
    return found


def _values(indicators, name):
    if name == "index":
        whole = indicators[list(STEADY)].notna().all(axis=1)
        weights = {part: alignment.DEFAULT[part] for part in STEADY}
        return np.where(whole, alignment.scores(indicators, weights), np.nan)
    values = indicators[name].to_numpy(dtype=float)
    if name in ("trade_cow", "trade_baci"):
        return composite.oriented(values, alignment.INDICATORS[name].post) / np.log(10)
    return values


def of_pair(matrix: pd.DataFrame, pair: Sequence[str]) -> pd.Series:
    """Values of one pair by year without the missing ones; empty when the matrix does not hold the pair."""
    key = tuple(sorted(pair))
    return matrix.loc[key].dropna() if key in matrix.index else pd.Series(dtype=float)
