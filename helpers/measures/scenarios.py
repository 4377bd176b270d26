"""What followed in the past when sanctions lasted, ended or began, or when a pair moved far in one year.

A scenario is a reference class: all pairs and years of origin that meet a condition, and how far their series moved in
the years after. It describes what came along with the condition, not what the condition did.

A case is a state with its pair and a year: a pair counts for each of its members that meets the condition. Cases of one
state go together (the same government, the same measures), so intervals draw whole states again, not cases.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.measures import outlook
from helpers.measures.alignment import INDICATORS

MEASURES = ("trade", "financial", "arms")
"""Kinds of measure that are in force at once where sanctions are called broad here."""

STEPS = {"index": 0.005, "votes": 0.01, "positions": 0.02, "trade_baci": 0.02}
"""Series of which scenarios are drawn, and the unit to which changes are rounded when states are drawn again."""

LEVELS = 3
"""Levels of every series: thirds between the goalposts of the index."""

TENTH = 0.10
DRAWS, SEED = 400, 1979
FEW = 10
"""Effective number of states below which a reference class is called small."""


class Scenario(NamedTuple):
    """Name of a scenario on a chart and its assumption in one sentence."""

    label: str
    assumption: str


SCENARIOS = {
    "all": Scenario("all pairs", "Nothing is assumed."),
    "persist": Scenario(
        "sanctions persist", "A member is under broad sanctions, and still is in every year to the end."
    ),
    "both": Scenario(
        "sanctions persist on both", "Both members are under broad sanctions, and still are in every year to the end."
    ),
    "lifted": Scenario(
        "sanctions are lifted", "The broad sanctions on a member end in the next year and do not come back to the end."
    ),
    "new": Scenario("shock: new sanctions", "Broad sanctions on a member begin in the next year."),
    "rise": Scenario("shock: a leap nearer", "In the next year the pair moves nearer than nine in ten of its third."),
    "fall": Scenario(
        "shock: a leap apart",
        "In the next year the pair moves apart more than nine in ten of its third.",
    ),
}
"""In the order of the charts. In the scenarios of sanctions the other member has not imposed any of them."""

ON_SANCTIONS = ("persist", "both", "lifted", "new")


class Cases(NamedTuple):
    """Every pair twice, once for each member, as arrays of shape (2 pairs, years); `state` is the member's number."""

    series: np.ndarray
    state: np.ndarray
    broad: np.ndarray
    """Member under broad sanctions; meaningless where `covered` is False."""
    partner_broad: np.ndarray
    sender: np.ndarray
    """Other member among those who imposed sanctions on the member."""
    covered: np.ndarray
    """Of shape (years,): the record of sanctions holds the year."""
    level: np.ndarray
    """Level of the pair."""
    rise: np.ndarray
    """The pair leaps nearer in the next year; fall: it leaps apart."""
    fall: np.ndarray


def levels_of(name: str, values: np.ndarray) -> np.ndarray:
    """Level of values of a series of `STEPS`, 0 the lowest; 0 also where one is missing."""
    if name in outlook.SCALES:
        return outlook.SCALES[name].levels(values)
    low, high = (np.log10(end) for end in INDICATORS[name].post[:2])
    return np.digitize(np.nan_to_num(values, nan=low), [low + share * (high - low) for share in (1 / 3, 2 / 3)])


def broad(counts: pd.DataFrame) -> pd.DataFrame:
    """States under broad sanctions: trade, financial and arms measures, of whatever sender, in force in one year.

    Parameters
    ----------
    counts : DataFrame
        Table `events/sanctions`, the Soviet Union joined with Russia if wanted.

    Returns
    -------
    DataFrame
        target, year.
    """
    rows = counts[(counts["source"] == "gsdb") & counts["kind"].isin(MEASURES)]
    rows = rows[["target", "year", "kind"]].astype({"target": "str", "kind": "str"}).drop_duplicates()
    number = rows.groupby(["target", "year"]).size()
    return number[number == len(MEASURES)].reset_index()[["target", "year"]]


def cases(
    matrix: pd.DataFrame,
    under: pd.DataFrame,
    senders: pd.DataFrame,
    span: tuple[int, int],
    level: np.ndarray,
    sign: int = 1,
) -> Cases:
    """The cases of a series.

    Parameters
    ----------
    matrix : DataFrame
        As `placebo.wide` returns it.
    under : DataFrame
        target, year: as `broad` returns it.
    senders : DataFrame
        sender, target, year: who had sanctions on whom in force.
    span : tuple of int
        First and last year of the record of sanctions.
    level : int array of shape (pairs, years)
        Level of the pair in each year, within which a leap is large or not.
    sign : int
        1 where more is closer, -1 where it is farther.

    Returns
    -------
    Cases
    """
    first, second = (matrix.index.get_level_values(side).to_numpy(dtype=str) for side in ("iso3_a", "iso3_b"))
    states, years = np.unique(np.concatenate([first, second])), np.asarray(matrix.columns)
    place, column = {code: n for n, code in enumerate(states)}, {year: n for n, year in enumerate(years)}
    a, b = (np.searchsorted(states, side) for side in (first, second))
    held = np.zeros((len(states), len(years)), dtype=bool)
    inside = under[under["target"].isin(place) & under["year"].isin(column)]
    held[inside["target"].map(place), inside["year"].map(column)] = True
    sent = np.zeros((len(states), len(states), len(years)), dtype=bool)
    inside = senders[senders["target"].isin(place) & senders["sender"].isin(place) & senders["year"].isin(column)]
    sent[inside["sender"].map(place), inside["target"].map(place), inside["year"].map(column)] = True
    member, partner = np.concatenate([a, b]), np.concatenate([b, a])
    values = matrix.to_numpy(dtype=float)
    moved, covered = sign * changes(values, 1), (years >= span[0]) & (years <= span[1])
    twice = [np.tile(part, (2, 1)) for part in (level, _leaps(moved, level, True), _leaps(moved, level, False))]
    under_any = (held[member], held[partner], sent[partner, member])
    return Cases(np.tile(values, (2, 1)), member, *under_any, covered, *twice)


def changes(values: np.ndarray, horizon: int) -> np.ndarray:
    """Change over the `horizon` years after each origin; NaN where an end is not known."""
    found = np.full(values.shape, np.nan)
    found[:, :-horizon] = values[:, horizon:] - values[:, :-horizon]
    return found


def condition(held: Cases, name: str, horizon: int) -> np.ndarray:
    """Which cases belong to a scenario of `SCENARIOS`: bool array of shape (2 pairs, years)."""
    years = held.series.shape[1]
    if name == "all":
        return np.ones(held.series.shape, dtype=bool)
    if name in ("rise", "fall"):
        return held.rise if name == "rise" else held.fall
    known = np.zeros(years, dtype=bool)
    known[: years - horizon] = held.covered[: years - horizon] & held.covered[horizon:]
    strangers = ~held.sender & ~_later(held.sender, 1) & known
    after = range(1, horizon + 1)
    if name == "new":
        return ~held.broad & _later(held.broad, 1) & strangers
    lasting = np.logical_and.reduce([held.broad, *(_later(held.broad, n) for n in after)])
    if name == "persist":
        return lasting & strangers
    if name == "both":
        other = np.logical_and.reduce([held.partner_broad, *(_later(held.partner_broad, n) for n in after)])
        return lasting & other & strangers
    ended = ~np.logical_or.reduce([_later(held.broad, n) for n in after])
    return held.broad & ended & strangers


def _later(flags, horizon):
    found = np.zeros(flags.shape, dtype=bool)
    found[:, :-horizon] = flags[:, horizon:]
    return found


def _leaps(moved, levels, up):
    """Changes in the top tenth (or the bottom tenth) of those of the same year and level; no leap is one of size 0."""
    found = np.zeros(moved.shape, dtype=bool)
    for level in np.unique(levels):
        mine = np.where(levels == level, moved, np.nan)
        for t in np.flatnonzero(~np.isnan(mine).all(axis=0)):
            end = np.nanquantile(mine[:, t], 1 - TENTH if up else TENTH)
            found[:, t] |= (mine[:, t] >= end) & (mine[:, t] > 0) if up else (mine[:, t] <= end) & (mine[:, t] < 0)
    return found


def effective(state: np.ndarray) -> float:
    """Effective number of states behind cases: 1 / sum of squared shares; 0 without cases."""
    if len(state) == 0:
        return 0.0
    shares = np.unique(state, return_counts=True)[1] / len(state)
    return float(1 / (shares**2).sum())


def weights(states: int) -> np.ndarray:
    """How often each state is drawn, array of shape (DRAWS, states): as many draws as states, with replacement."""
    return np.random.default_rng(SEED).multinomial(states, np.full(states, 1 / states), DRAWS)


def medians(moved: np.ndarray, state: np.ndarray, drawn: np.ndarray, step: float) -> np.ndarray:
    """Median change under each draw of states, to the nearest `step`.

    Parameters
    ----------
    moved : array of shape (cases,)
        Without missing values.
    state : int array of shape (cases,)
    drawn : int array of shape (draws, states)
        As `weights` returns it.
    step : float
        Unit to which changes are rounded.

    Returns
    -------
    array of shape (draws,)
        NaN where no state with a case was drawn.
    """
    steps = np.rint(moved / step).astype("int64")
    low = steps.min()
    width = int(steps.max() - low + 1)
    table = np.bincount(state * width + steps - low, minlength=drawn.shape[1] * width).reshape(-1, width)
    sums = np.cumsum(drawn @ table, axis=1)
    middle = (sums >= sums[:, -1:] / 2).argmax(axis=1)
    return np.where(sums[:, -1] > 0, (middle + low) * step, np.nan)


def reference(held: Cases, horizon: int, step: float) -> pd.DataFrame:
    """Changes in all scenarios, for pairs of each level at the origin and of all levels together.

    Parameters
    ----------
    held : Cases
    horizon : int
    step : float
        Unit to which changes are rounded when states are drawn again.

    Returns
    -------
    DataFrame
        scenario, level (-1: all), horizon, cases, states, effective, low and high (tenth and ninetieth percentile),
        median, median_low, median_high (90 per cent, states drawn again), and difference, difference_low,
        difference_high: of the median to that of lasting sanctions on a member, with the same states drawn. Missing
        where there are fewer than two states.
    """
    moved, rows = changes(held.series, horizon), []
    drawn = weights(int(held.state.max()) + 1)
    member = np.broadcast_to(held.state[:, None], moved.shape)
    masks = {name: condition(held, name, horizon) & ~np.isnan(moved) for name in SCENARIOS}
    for level in range(-1, LEVELS):
        inside = held.level == level if level >= 0 else True
        classes = {name: mask & inside for name, mask in masks.items()}
        lasting = None
        for name in ("persist", *(name for name in SCENARIOS if name != "persist")):
            mine, state = moved[classes[name]], member[classes[name]]
            row = {"scenario": name, "level": level, "horizon": horizon, "cases": len(mine)}
            row |= {"states": len(np.unique(state)), "effective": effective(state)}
            if row["states"] >= 2:
                row |= dict(zip(("low", "median", "high"), np.quantile(mine, [0.1, 0.5, 0.9]), strict=True))
                again = medians(mine, state, drawn, step)
                row |= _ends(again, "median")
                if name == "persist":
                    lasting = (row["median"], again)
                elif lasting is not None:
                    row |= {"difference": row["median"] - lasting[0]} | _ends(again - lasting[1], "difference")
            rows.append(row)
    numbers = ["low", "median", "high", "median_low", "median_high", "difference", "difference_low", "difference_high"]
    columns = ["scenario", "level", "horizon", "cases", "states", "effective", *numbers]
    return pd.DataFrame(rows, columns=columns)


def _ends(draws, name):
    low, high = np.nanquantile(draws, [0.05, 0.95])
    return {f"{name}_low": low, f"{name}_high": high}


def applied(
    classes: pd.DataFrame, last: float, level: int, bounds: tuple[float, float], names: tuple[str, ...]
) -> pd.DataFrame:
    """Scenarios for one pair: its last value and the changes of the reference classes, inside the scale.

    Parameters
    ----------
    classes : DataFrame
        Rows of `index/scenarios` of one series.
    last : float
        Last value of the pair.
    level : int
        Its level, whose classes are taken.
    bounds : tuple of float
    names : tuple of str
        Scenarios that can befall the pair.

    Returns
    -------
    DataFrame
        The rows with label; value, low and high: `last` with the median and the ends of the middle 80 per cent of the
        changes; low_change and high_change: those ends; and small (whether fewer than `FEW` states in effect stand
        behind it); in the order of `SCENARIOS`.
    """
    rows = classes.astype({"scenario": "str"})
    rows = rows[(rows["level"] == level) & rows["scenario"].isin(names) & rows["median"].notna()]
    order = {name: n for n, name in enumerate(SCENARIOS)}
    rows = rows.sort_values(["horizon", "scenario"], key=lambda c: c.map(order) if c.name == "scenario" else c)
    ends = {name: np.clip(last + rows[column], *bounds) for name, column in _DRAWN.items()}
    label = rows["scenario"].map({name: scenario.label for name, scenario in SCENARIOS.items()})
    changed = {"low_change": rows["low"], "high_change": rows["high"]}
    return rows.assign(label=label, small=rows["effective"] < FEW, **changed, **ends).reset_index(drop=True)


_DRAWN = {"value": "median", "low": "low", "high": "high"}


def possible(under: pd.DataFrame, pair: tuple[str, str], year: int) -> tuple[str, ...]:
    """Scenarios that can befall a pair, by who of it is under broad sanctions in the last year of their record.

    Returns
    -------
    tuple of str
        Names of `SCENARIOS`, in order.
    """
    number = len(set(pair) & set(under.loc[under["year"] == year, "target"]))
    left_out = {0: ("persist", "both", "lifted"), 1: ("both",), 2: ("new",)}[number]
    return tuple(name for name in SCENARIOS if name not in left_out)
