"""Similarity of two series of ordered positions, from the table that counts them jointly.

Every measure of the family is 1 - d / e: d is the mean distance between the two positions and e a baseline. The
members differ in the distance (nominal, absolute, squared) and in the baseline only. tau-b is the exception: it
correlates the order of the positions.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class _Member(NamedTuple):
    power: int
    baseline: str


_FAMILY = {
    "identical": _Member(0, "largest"),
    "agreement": _Member(1, "largest"),
    "s_abs": _Member(1, "half the largest"),
    "s_sq": _Member(2, "half the largest"),
    "kappa": _Member(2, "independent margins"),
    "pi": _Member(2, "pooled margins"),
}
MEASURES = (*_FAMILY, "tau_b")


def check_measures(measures: Sequence[str]) -> None:
    """Raise ValueError when a name is not in `MEASURES`, or when there is none."""
    unknown = [name for name in measures if name not in MEASURES]
    if unknown or not measures:
        given = f"unknown measure {unknown[0]!r}" if unknown else "no measure"
        raise ValueError(f"{given}: use one of {', '.join(MEASURES)}")


def distances(levels: Sequence[float], power: int, absent: bool = False) -> np.ndarray:
    """Distances between positions.

    Parameters
    ----------
    levels : sequence of k numbers
        The positions on their scale, such as 1 yes, 2 abstain, 3 no.
    power : {0, 1, 2}
        0 nominal (different positions are 1 apart), 1 absolute, 2 squared.
    absent : bool
        Add a last position off the scale, as far from each of the others as the two ends of the scale are from each
        other, and at distance 0 from itself.

    Returns
    -------
    array of shape (k, k), or (k + 1, k + 1) with `absent`
    """
    scale = np.asarray(levels, dtype=float)
    apart = np.abs(scale[:, None] - scale[None, :])
    apart = (apart > 0).astype(float) if power == 0 else apart**power
    if absent:
        apart = np.pad(apart, (0, 1), constant_values=apart.max())
        apart[-1, -1] = 0.0
    return apart


def evaluate(
    tables: np.ndarray, measures: Sequence[str], levels: Sequence[float], absent: bool = False
) -> dict[str, np.ndarray]:
    """Measures of many contingency tables at once.

    With N the sum of a table, D the sum of its cells times the distances w, p and q its row and column sums and
    r = p + q:

    - identical, agreement: 1 - D / (N max w), w nominal or absolute
    - s_abs, s_sq: 1 - D / (N max w / 2), w absolute or squared (Signorino and Ritter 1999)
    - kappa: 1 - N D / (p'wq), w squared (Cohen 1968; Haege 2011)
    - pi: 1 - 4 N D / (r'wr), w squared (Scott 1955; Haege 2011)
    - tau_b: the sum over two items of sign(x1 - x2) sign(y1 - y2), over the root of the same sums of sign(x1 - x2)^2
      and of sign(y1 - y2)^2 (Kendall 1945). An absent position has no rank: a comparison with it has sign 0.

    Counts give exact whole-number sums, so one division is the only rounding.

    Parameters
    ----------
    tables : array of shape (k, k, m)
        m tables of counts or summed weights, first position by second position.
    measures : sequence of str
        Names in `MEASURES`.
    levels : sequence of numbers
        Values of the ordered positions; k of them, or k - 1 with `absent`.
    absent : bool
        The last row and column count absence (see `distances`).

    Returns
    -------
    dict of name to array of shape (m,); NaN where a measure is undefined (an empty table; kappa, pi and tau_b without
    variation).
    """
    k = len(tables)
    cells = tables.reshape(k * k, -1)
    total, rows, columns = cells.sum(axis=0), tables.sum(axis=1), tables.sum(axis=0)

    def quadratic(left: np.ndarray, matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
        return (left * (matrix @ right)).sum(axis=0)

    values = {}
    with np.errstate(divide="ignore", invalid="ignore"):
        for name in measures:
            if name == "tau_b":
                scale = np.asarray(levels, dtype=float)
                order = np.pad(np.sign(scale[:, None] - scale[None, :]), (0, int(absent)))
                ranked = np.abs(order)
                untied = quadratic(rows, ranked, rows) * quadratic(columns, ranked, columns)
                values[name] = quadratic(cells, np.kron(order, order), cells) / np.sqrt(untied)
                continue
            power, baseline = _FAMILY[name]
            apart = distances(levels, power, absent)
            distance = apart.ravel() @ cells
            match baseline:
                case "largest":
                    share = distance / (total * apart.max())
                case "half the largest":
                    share = 2 * distance / (total * apart.max())
                case "independent margins":
                    share = total * distance / quadratic(rows, apart, columns)
                case "pooled margins":
                    pooled = rows + columns
                    share = 4 * total * distance / quadratic(pooled, apart, pooled)
            values[name] = 1 - share
    return values
