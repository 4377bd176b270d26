"""How alike states vote: similarity of all pairs in all periods, its percentile and its interval.

Votes are coded 1 yes, 2 abstain, 3 no, 8 absent (a member that did not vote). Absent is not abstain: a resolution on
which either state was absent is dropped for the pair, unless absence is counted as a position of its own.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd

from helpers.measures.contingency import check_measures, evaluate

LEVELS = (1, 2, 3)
ABSENT = 8

Pair = tuple[str, str]
Pairs = str | Pair | Sequence[Pair]


class PeriodTables(NamedTuple):
    """Joint votes of all pairs of states in one period.

    Attributes
    ----------
    period : value of the period
    states : array of n codes, sorted
    counts : int32 array of shape (k, k, n, n)
        ``counts[i, j, a, b]`` resolutions on which state a took position i and state b position j; positions are yes,
        abstain, no and, when it counts, absent.
    """

    period: object
    states: np.ndarray
    counts: np.ndarray


class _Record(NamedTuple):
    """The roll calls as one matrix: a row a resolution, in order of period, a column a state, 0 where not listed."""

    states: np.ndarray
    periods: pd.Index
    starts: np.ndarray
    cells: np.ndarray


def similarity(
    votes: pd.DataFrame,
    measure: str | Sequence[str],
    by: str = "year",
    absent: str = "drop",
    pairs: Pairs | None = None,
) -> pd.DataFrame:
    """Similarity of votes of all pairs of states in all periods.

    Positions lie on the scale yes 1, abstain 2, no 3. All measures but tau_b are 1 - d / e with d the mean distance:

    ========== ========= ======================================= =======
    measure    distance  baseline e                              range
    ========== ========= ======================================= =======
    identical  0 or 1    the largest possible distance           0 to 1
    agreement  absolute  the largest possible distance           0 to 1
    s_abs      absolute  half the largest possible distance      -1 to 1
    s_sq       squared   half the largest possible distance      -1 to 1
    kappa      squared   mean distance under independent margins -1 to 1
    pi         squared   the same, both margins pooled           -1 to 1
    tau_b      -         (rank correlation with ties)            -1 to 1
    ========== ========= ======================================= =======

    Hence agreement = (1 + s_abs) / 2. kappa and pi carry quadratic weights: 0 is what their margins give by chance.

    With ``absent="category"`` absence is a fourth, nominal position: as far from yes, from abstain and from no as yes
    is from no (1 for identical, 2 for absolute, 4 for squared distances), and identical with absence. It has no rank,
    so for tau_b a comparison of two resolutions counts as tied when the state was absent from one of them, without
    being taken out of the other state's comparisons.

    Parameters
    ----------
    votes : DataFrame[resolution_id, iso3, vote, <by>]
        vote is 1 yes, 2 abstain, 3 no, 8 absent; one row for each resolution and state, one period for each resolution.
    measure : str or list of str
        identical, agreement, s_abs, s_sq, kappa, pi or tau_b; a list is counted once.
    by : str
        Column that groups resolutions into periods.
    absent : {"drop", "category"}
        Drop a resolution for a pair when either did not vote, or count not voting as a position.
    pairs : state, pair or list of pairs, optional
        Return only the pairs with this state (``"RUS"``), this pair (``("RUS", "IRN")``) or these pairs, in either
        order of the codes. A state without votes has no rows.

    Returns
    -------
    DataFrame[iso3_a, iso3_b, period, value, n]
        One row for each pair and period with n >= 1 resolutions that count, iso3_a < iso3_b, sorted by period and pair.
        value is NaN where the measure is undefined: kappa and pi when both states always took one and the same
        position, tau_b when either always took one position. For a list: iso3_a, iso3_b, period, one column for each
        measure, n.

    Raises
    ------
    ValueError
        Unknown measure or `absent`, missing column or value, unknown vote code, a state twice on one resolution, a
        resolution in two periods, a pair of one state with itself.

    Notes
    -----
    Signorino and Ritter (1999), International Studies Quarterly 43; Haege (2011), Political Analysis 19. The joint
    counts of all pairs are products of one-hot matrices, period by period, and exact.
    """
    names = [measure] if isinstance(measure, str) else list(dict.fromkeys(measure))
    check_measures(names)
    counted = _counted(absent)
    record = _record(votes, by)
    period, first, second, n = [], [], [], []
    columns: dict[str, list] = {name: [] for name in names}
    for index, a, b, tables in _pair_tables(record, counted, pairs):
        period.append(np.full(len(a), index))
        first.append(a)
        second.append(b)
        n.append(tables.sum(axis=(0, 1)).astype("int64"))
        for name, values in evaluate(tables, names, LEVELS, absent == "category").items():
            columns[name].append(values)
    measured = {"value" if isinstance(measure, str) else name: _joined(part, float) for name, part in columns.items()}
    return pd.DataFrame(
        _keys(record, _joined(period, int), _joined(first, int), _joined(second, int))
        | measured
        | {"n": _joined(n, "int64")},
        copy=False,
    )


def contingency(votes: pd.DataFrame, by: str = "year", absent: str = "drop") -> list[PeriodTables]:
    """Joint votes of all pairs of states, period by period.

    Parameters
    ----------
    votes, by, absent
        As in `similarity`.

    Returns
    -------
    list of PeriodTables
        (period, states, counts), in order of period; states are those with a vote that counts in the period. Tables of
        1946 to 2025 by year take about 100 MB, 180 MB with absence.
    """
    counted = _counted(absent)
    record = _record(votes, by)
    return [
        PeriodTables(record.periods[index], record.states[active], counts.astype("int32", order="C"))
        for index, active, counts in _tables(record, counted)
    ]


def percentile(similarities: pd.DataFrame, value: str = "value", min_n: int = 1) -> pd.DataFrame:
    """Place of each pair among all pairs of the same period.

    The mid-rank: 100 (pairs below + half of the pairs with the same value, the pair itself among them) / pairs.

    Parameters
    ----------
    similarities : DataFrame[period, n, <value>]
        All pairs, as `similarity` returns them without `pairs`.
    value : str
        Column to rank.
    min_n : int
        Pairs with fewer resolutions are left out of the comparison.

    Returns
    -------
    DataFrame
        The same rows with a column percentile (0 to 100); NaN where the value is undefined or n < min_n.
    """
    _require(similarities, ["period", "n", value], "similarities")
    ranked = similarities[value].where(similarities["n"] >= min_n)
    groups = ranked.groupby(similarities["period"], observed=True)
    return similarities.assign(percentile=100 * (groups.rank() - 0.5) / groups.transform("count"))


def place(similarities: pd.DataFrame, row: object, value: str = "value", min_n: int = 1) -> float:
    """The percentile of one row where all rows are of one period, without ranking the others.

    Parameters
    ----------
    similarities : DataFrame[n, <value>]
    row : label of the row
    value, min_n
        As in `percentile`.

    Returns
    -------
    float
        What `percentile` gives for the row.
    """
    enough = similarities["n"].to_numpy() >= min_n
    values, own = similarities[value].to_numpy()[enough], similarities.loc[row, value]
    if np.isnan(own) or similarities.loc[row, "n"] < min_n:
        return np.nan
    known = np.count_nonzero(~np.isnan(values))
    return float(100 * (np.count_nonzero(values < own) + np.count_nonzero(values == own) / 2) / known)


def interval(
    votes: pd.DataFrame,
    pair: Pairs,
    measure: str,
    by: str = "year",
    absent: str = "drop",
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 1946,
) -> pd.DataFrame:
    """Percentile bootstrap interval of a similarity, from resampling the resolutions of each period.

    Drawing n of a pair's n resolutions with replacement is drawing its table of joint positions from the multinomial
    distribution with the observed shares; the tables are drawn directly. Draws in which the measure is undefined are
    left out. Every pair and period has its own stream of random numbers, so a row does not depend on the other rows.
    With few resolutions the interval is too narrow (with one it is a point): read it with n.

    Parameters
    ----------
    votes, by, absent
        As in `similarity`.
    pair : pair, list of pairs or state
        As `pairs` in `similarity`.
    measure : str
        One name, as in `similarity`.
    draws : int
        Number of resamples.
    level : float
        Coverage, between 0 and 1.
    seed : int
        Same seed, same interval.

    Returns
    -------
    DataFrame[iso3_a, iso3_b, period, value, low, high, n]
        value as in `similarity`; low and high are the (1 - level) / 2 and (1 + level) / 2 quantiles of the draws.
    """
    check_measures([measure])
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: use a share between 0 and 1, such as 0.95")
    if draws < 1:
        raise ValueError(f"draws is {draws}: use 1 or more")
    counted = _counted(absent)
    record = _record(votes, by)
    tails = [(1 - level) / 2, (1 + level) / 2]

    def measured(tables: np.ndarray) -> np.ndarray:
        return evaluate(tables, [measure], LEVELS, absent == "category")[measure]

    rows = []
    for index, first, second, tables in _pair_tables(record, counted, pair):
        for a, b, value, table in zip(first, second, measured(tables), np.moveaxis(tables, 2, 0), strict=True):
            n = int(table.sum())
            stream = f"{record.states[a]} {record.states[b]} {record.periods[index]}"
            generator = np.random.default_rng([seed, crc32(stream.encode())])
            drawn = generator.multinomial(n, table.ravel() / n, size=draws).T.astype(float)
            resampled = measured(drawn.reshape(*table.shape, draws))
            defined = resampled[np.isfinite(resampled)]
            low, high = np.quantile(defined, tails) if len(defined) else (np.nan, np.nan)
            rows.append((index, a, b, value, low, high, n))
    index, a, b, value, low, high, n = map(np.array, zip(*rows, strict=True)) if rows else [np.array([], int)] * 7
    numbers = {"value": value.astype(float), "low": low.astype(float), "high": high.astype(float), "n": n}
    return pd.DataFrame(_keys(record, index, a, b) | numbers)


def portfolio_similarity(
    a: Sequence[float],
    b: Sequence[float],
    measure: str,
    levels: Sequence[float],
    weights: Sequence[float] | None = None,
) -> float:
    """Similarity of two portfolios of commitments, by the same measures as votes.

    Parameters
    ----------
    a, b : sequences of equal length
        Level of commitment of either state to each partner, in the same order of partners.
    measure : str
        As in `similarity`.
    levels : sequence of numbers
        All levels of the scale, used or not, such as ``[0, 1, 2, 3]`` for none, entente, neutrality and defence; the
        largest possible distance is taken from it.
    weights : sequence of numbers, optional
        Weight of each partner, such as its share of capabilities; equal when left out.

    Returns
    -------
    float
        NaN where the measure is undefined.

    Raises
    ------
    ValueError
        Unknown measure, unequal lengths, fewer than two levels, a value outside `levels`, a negative or missing weight.
    """
    check_measures([measure])
    scale = np.unique(np.asarray(levels, dtype=float))
    weight = np.ones(len(a)) if weights is None else np.asarray(weights, dtype=float)
    if not len(a) == len(b) == len(weight):
        raise ValueError(f"portfolios a, b and weights have {len(a)}, {len(b)}, {len(weight)} values: make them equal")
    if len(scale) < 2:
        raise ValueError(f"levels {list(levels)}: name two or more different levels")
    if not (weight >= 0).all():
        raise ValueError(f"weights: value {np.flatnonzero(~(weight >= 0))[0]} is negative or missing: use 0 or more")
    positions = []
    for name, values in (("a", np.asarray(a, dtype=float)), ("b", np.asarray(b, dtype=float))):
        outside = np.flatnonzero(~np.isin(values, scale))
        if len(outside):
            raise ValueError(f"portfolio {name}: value {outside[0]} is {values[outside[0]]:g}, not one of the levels")
        positions.append(np.searchsorted(scale, values))
    k = len(scale)
    table = np.bincount(positions[0] * k + positions[1], weights=weight, minlength=k * k).reshape(k, k, 1)
    return float(evaluate(table, [measure], scale)[measure][0])


def _counted(absent: str) -> tuple[int, ...]:
    """Vote codes that count."""
    if absent not in ("drop", "category"):
        raise ValueError(f"absent is {absent!r}: use drop or category")
    return LEVELS if absent == "drop" else (*LEVELS, ABSENT)


def _require(frame: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(f"{what}: column {missing[0]} is missing; it has {', '.join(map(str, frame.columns))}")


def _record(votes: pd.DataFrame, by: str) -> _Record:
    """Check the votes and lay them out as a matrix."""
    _require(votes, ["resolution_id", "iso3", "vote", by], "votes")
    resolution, resolutions = pd.factorize(votes["resolution_id"])
    state, codes = pd.factorize(votes["iso3"])
    period, periods = pd.factorize(votes[by], sort=True)
    for column, values in (("resolution_id", resolution), ("iso3", state), (by, period)):
        if (values < 0).any():
            row = votes.index[np.argmin(values)]
            raise ValueError(f"votes: row {row}: {column} is missing; fill it or drop the row")

    def cell(row: int) -> str:
        return f"row {votes.index[row]} (resolution {resolutions[resolution[row]]}, {codes[state[row]]})"

    known = votes["vote"].isin([*LEVELS, ABSENT]).to_numpy()
    if not known.all():
        row = np.argmin(known)
        code = votes["vote"].iloc[row]
        raise ValueError(f"votes: {cell(row)}: vote is {code}; use 1 yes, 2 abstain, 3 no or 8 absent, as numbers")

    period_of = np.empty(len(resolutions), dtype=np.intp)
    period_of[resolution] = period
    astray = period_of[resolution] != period
    if astray.any():
        row = np.argmax(astray)
        raise ValueError(f"votes: {cell(row)}: the resolution has more than one {by}; give it one")

    alphabet = np.asarray(codes, dtype=str)
    column_order = np.argsort(alphabet)
    row_order = np.argsort(period_of, kind="stable")
    cells = np.zeros((len(resolutions), len(codes)), dtype=np.uint8)
    cells[_places(row_order)[resolution], _places(column_order)[state]] = votes["vote"].astype("uint8").to_numpy()
    if np.count_nonzero(cells) < len(votes):
        row = np.argmax(pd.Series(resolution * len(codes) + state).duplicated())
        raise ValueError(f"votes: {cell(row)} stands more than once; keep one row for each resolution and state")
    starts = np.searchsorted(period_of[row_order], np.arange(len(periods) + 1))
    return _Record(alphabet[column_order], pd.Index(periods), starts, cells)


def _places(order: np.ndarray) -> np.ndarray:
    """Place of each item in an order: the inverse of the permutation."""
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places


def _tables(
    record: _Record, counted: tuple[int, ...], states: np.ndarray | None = None
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Joint counts of all pairs of (these) states: index of the period, columns of the states, (k, k, n, n) counts.

    Single precision holds whole numbers to 16.7 million exactly, so the products are exact.
    """
    columns = np.arange(len(record.states)) if states is None else states
    codes = np.array(counted, dtype=np.uint8)[None, :, None]
    for index in range(len(record.periods)):
        block = record.cells[record.starts[index] : record.starts[index + 1], columns]
        active = np.isin(block, counted).any(axis=0)
        block = block[:, active]
        taken = (block[:, None, :] == codes).astype(np.float32).reshape(len(block), -1)
        k, n = len(counted), int(active.sum())
        yield index, columns[active], (taken.T @ taken).reshape(k, n, k, n).transpose(0, 2, 1, 3)


def _pair_tables(
    record: _Record, counted: tuple[int, ...], pairs: Pairs | None
) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
    """Tables of the pairs with a joint vote: index of the period, columns of either state, (k, k, pairs) counts."""
    wanted = None if pairs is None else _columns(pairs, record.states)
    for index, active, counts in _tables(record, counted, None if wanted is None else np.unique(wanted)):
        if wanted is None:
            a, b = np.triu_indices(len(active), 1)
        else:
            place = np.full(len(record.states), -1)
            place[active] = np.arange(len(active))
            a, b = place[wanted]
            present = (a >= 0) & (b >= 0)
            a, b = a[present], b[present]
        k, _, n, _ = counts.shape
        tables = counts.reshape(k * k, n * n).take(a * n + b, axis=1).reshape(k, k, -1).astype(float)
        joint = tables.any(axis=(0, 1))
        if not joint.all():
            a, b, tables = a[joint], b[joint], tables[:, :, joint]
        yield index, active[a], active[b], tables


def _columns(pairs: Pairs, states: np.ndarray) -> np.ndarray:
    """Columns of the wanted pairs that have votes, (2, pairs), the first below the second."""
    if isinstance(pairs, str):
        asked = [(pairs, other) for other in states if other != pairs]
    elif len(pairs) == 2 and all(isinstance(code, str) for code in pairs):
        asked = [tuple(pairs)]
    else:
        asked = [tuple(pair) for pair in pairs]
    place = {state: column for column, state in enumerate(states.tolist())}
    columns = set()
    for pair in asked:
        if len(pair) != 2 or pair[0] == pair[1]:
            raise ValueError(f"pairs: {pair}: give two different states")
        if pair[0] in place and pair[1] in place:
            columns.add(tuple(sorted((place[pair[0]], place[pair[1]]))))
    return np.array(sorted(columns), dtype=np.intp).reshape(-1, 2).T


def _joined(parts: list[np.ndarray], dtype: type | str) -> np.ndarray:
    return np.concatenate(parts) if parts else np.array([], dtype=dtype)


def _keys(record: _Record, period: np.ndarray, first: np.ndarray, second: np.ndarray) -> dict:
    """Key columns from the codes of period and states."""
    states = pd.CategoricalDtype(pd.Index(record.states, dtype="str"))
    return {
        "iso3_a": pd.Categorical.from_codes(first, dtype=states),
        "iso3_b": pd.Categorical.from_codes(second, dtype=states),
        "period": record.periods.take(period),
    }
