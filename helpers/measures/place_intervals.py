"""How sure the place of a group of states is: votes or years drawn again, a pair or a state of the group left out.

Places are those of `helpers.measures.layers.over`: the mean strength of the group's pairs among all groups of its size.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import groups, layers
from helpers.measures.contingency import evaluate
from helpers.measures.votes import LEVELS

VOTED = ("votes", "adversary")
"""Layers made of single votes, which can be drawn again."""

BLOCK = 2
"""Years drawn together: what ties a year to the next."""

LISTED = 5000
"""Block draws are listed in full up to this number, else as many are drawn by chance."""

SAME = 1e-6
"""Means of drawn votes that differ by less are the same (single precision)."""


def of_years(places: pd.DataFrame, columns: Sequence[str], years: int | None = 5, seed: int = 1946) -> pd.DataFrame:
    """Means of the last years of each layer with the years drawn again, in circular blocks of `BLOCK` years.

    Parameters
    ----------
    places : DataFrame[layer, year, <columns>]
        One group; years with a missing place in the first column do not count.
    columns : list of str
        Places to draw; the same years for all.
    years : int, optional
        Last years to draw from; all if None. Layers with fewer than three have no rows.
    seed : int
        Of the draws by chance, taken where there are more than `LISTED` ways to draw.

    Returns
    -------
    DataFrame[layer, draw, <columns>]
    """
    parts = []
    for layer, rows in places[places[columns[0]].notna()].groupby("layer", sort=False):
        ordered = rows.sort_values("year")
        values = (ordered if years is None else ordered.tail(years))[list(columns)].to_numpy()
        n = len(values)
        if n < 3:
            continue
        blocks = -(-n // BLOCK)
        if n**blocks <= LISTED:
            starts = np.array(list(product(range(n), repeat=blocks)))
        else:
            starts = np.random.default_rng(seed).integers(n, size=(LISTED, blocks))
        drawn = ((starts[:, :, None] + np.arange(BLOCK)) % n).reshape(len(starts), -1)[:, :n]
        means = pd.DataFrame(values[drawn].mean(axis=1), columns=list(columns))
        parts.append(means.assign(layer=layer, draw=np.arange(len(means))))
    return pd.concat(parts, ignore_index=True)[["layer", "draw", *columns]] if parts else _none(columns)


def of_votes(
    votes: pd.DataFrame,
    table: pd.DataFrame,
    members: Sequence[str],
    states: Sequence[str],
    choices: Mapping[str, np.ndarray | None],
    years: int = 5,
    least: int = 3,
    draws: int = 200,
    against: str = "USA",
    seed: int = 1946,
) -> pd.DataFrame:
    """Mean places over the last years with the resolutions of each year drawn again, the same ones for all pairs.

    Parameters
    ----------
    votes : DataFrame[resolution_id, year, iso3, vote]
        1 yes, 2 abstain, 3 no, 8 absent.
    table : DataFrame[layer, iso3_a, iso3_b, year, value]
        Says which pairs a layer knows in a year; see `helpers.measures.layers.steady`.
    members : list of states
        All of them in `states`.
    choices : dict of name to array of bool, or None
        Groups to compare with, as in `helpers.measures.groups.placed`; a column of the result each.
    years, least, draws : int
    against : str
        The common adversary of the layer `adversary`, as in `helpers.measures.layers.adversary`.
    seed : int

    Returns
    -------
    DataFrame[layer, draw, <names of choices>]
        Layers of `VOTED`; empty if a member is outside the states. A pair whose kappa a draw leaves undefined keeps the
        observed one.
    """
    inside = sorted(states)
    if not set(members) <= set(inside):
        return _none(choices)
    first, second = np.triu_indices(len(inside), 1)
    square = np.zeros((len(inside), len(inside)), dtype=np.intp)
    square[first, second] = square[second, first] = np.arange(len(first))
    cells = _cells(groups.every_group(len(inside), len(members)), square)
    own = _cells(np.sort([[inside.index(state) for state in members]], axis=1), square)[:, 0]
    place = {(inside[a], inside[b]): number for number, (a, b) in enumerate(zip(first, second, strict=True))}
    here = table[table["iso3_a"].isin(inside) & table["iso3_b"].isin(inside)]
    random = np.random.default_rng(seed)
    sums: dict = {}
    for year in sorted(here.loc[here["layer"].isin(VOTED), "year"].unique())[-years:]:
        cast = votes[votes["year"] == year].astype({"iso3": "str", "resolution_id": "str"})
        held = cast.pivot(index="iso3", columns="resolution_id", values="vote")
        if held.empty:
            continue
        held = held.sort_index(axis=1)
        weights = random.multinomial(held.shape[1], np.full(held.shape[1], 1 / held.shape[1]), size=draws)
        weights = weights.T.astype("float32")
        drawn = _drawn(held, inside, first, second, weights, against)
        for layer in VOTED:
            rows = here[(here["layer"] == layer) & (here["year"] == year)]
            seen = np.full(len(first), np.nan, dtype="float32")
            keys = zip(rows["iso3_a"].astype("str"), rows["iso3_b"].astype("str"), strict=True)
            seen[[place[key] for key in keys]] = rows["value"]
            if np.isfinite(seen[own]).sum() < least:
                continue
            values = np.where(np.isfinite(drawn[layer]), drawn[layer], seen[:, None])
            found = _places(values, np.isfinite(seen), own, cells, choices)
            sums.setdefault(layer, []).append(found)
    frames = [
        pd.DataFrame({name: np.mean([year[name] for year in found], axis=0) for name in choices}).assign(
            layer=layer, draw=np.arange(draws)
        )
        for layer, found in sums.items()
    ]
    return pd.concat(frames, ignore_index=True)[["layer", "draw", *choices]] if frames else _none(choices)


def _none(columns):
    return pd.DataFrame(columns=["layer", "draw", *columns])


def _cells(members, square):
    """Number of each pair of each group; a row for each of the pairs of a group."""
    return np.stack([square[members[:, i], members[:, j]] for i, j in combinations(range(members.shape[1]), 2)])


def _drawn(held, states, first, second, weights, against):
    """Kappa, and votes of both against a state, of every pair in every draw: (pairs, draws) by layer."""
    cast = held.reindex(states).to_numpy()
    positions = np.stack([cast == code for code in LEVELS]).astype("float32")
    joint = positions[:, None, first] * positions[None, :, second]
    tables = (joint.reshape(-1, cast.shape[1]) @ weights).reshape(len(LEVELS), len(LEVELS), -1)
    kappa = evaluate(tables, ["kappa"], LEVELS)["kappa"].reshape(len(first), -1)
    if against not in held.index:
        return {"votes": kappa, "adversary": np.full(kappa.shape, np.nan)}
    other = held.loc[against].to_numpy()
    sided = np.isin(other, (LEVELS[0], LEVELS[-1]))
    opposed = (cast == LEVELS[0] + LEVELS[-1] - other).astype("float32")[:, sided]
    present = positions.sum(axis=0)[:, sided]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (
            (opposed[first] * opposed[second]) @ weights[sided] / ((present[first] * present[second]) @ weights[sided])
        )
    return {"votes": kappa, "adversary": share}


def _places(values, known, own, cells, choices, chunk=500):
    """Place of one group in every draw, by the groups to compare with (as in `groups.placed`)."""
    filled = np.where(known[:, None], values, 0).astype("float32")
    counts = known[cells].sum(axis=0)
    mine = filled[own].sum(axis=0) / known[own].sum()
    eligible = counts >= known[own].sum()
    mine_at = np.flatnonzero((cells == own[:, None]).all(axis=0))
    below = {name: np.zeros(len(mine)) for name in choices}
    same = {name: np.zeros(len(mine)) for name in choices}
    number = dict.fromkeys(choices, 0)
    rows = np.flatnonzero(eligible)
    for start in range(0, len(rows), chunk):
        part = rows[start : start + chunk]
        total = filled[cells[0, part]]
        for cell in cells[1:]:
            total += filled[cell[part]]
        total /= counts[part].astype("float32")[:, None]
        total -= mine
        lower, not_above = ((total < limit).astype("float32") for limit in (-SAME, SAME))
        for name, choice in choices.items():
            kept = slice(None) if choice is None else choice[part]
            below[name] += lower[kept].sum(axis=0)
            same[name] += not_above[kept].sum(axis=0)
            number[name] += len(part) if choice is None else int(choice[part].sum())
    found = {}
    for name, choice in choices.items():
        one_more = 0 if choice is None or choice[mine_at].all() else 1
        middle = (below[name] + same[name] + one_more) / 2
        found[name] = 100 * middle / max(number[name] + one_more, 1)
    return found


def bounds(draws: Sequence[pd.DataFrame], columns: Sequence[str], level: float = 0.95) -> pd.DataFrame:
    """Interval of the lowest of several places of each layer: the lowest of their lower, and of their upper ends.

    Parameters
    ----------
    draws : list of DataFrame[layer, draw, ...]
        As `of_years` and `of_votes` return them; each with one or more of the columns.
    columns : list of str
    level : float

    Returns
    -------
    DataFrame[layer, low, high]
    """
    ends = []
    for frame in draws:
        held = [column for column in columns if column in frame]
        for side, share in (("low", (1 - level) / 2), ("high", (1 + level) / 2)):
            quantile = frame.groupby("layer", sort=False)[held].quantile(share).min(axis=1)
            ends.append(quantile.rename("value").reset_index().assign(side=side))
    every = pd.concat(ends, ignore_index=True).astype({"value": "float64"})
    wide = every.pivot_table(index="layer", columns="side", values="value", aggfunc="min")
    return wide.reindex(columns=["low", "high"]).reset_index().rename_axis(columns=None)


def hedged(verdicts: pd.DataFrame, intervals: pd.DataFrame) -> pd.DataFrame:
    """The verdicts of `helpers.measures.layers.judged` with the interval, and what it leaves open in words.

    Returns
    -------
    DataFrame
        `verdicts` with low, high, firm (the interval lies on one side of the limits) and words. An interval that does
        not hold the place itself is drawn out to it. Layers without an interval are not firm.
    """
    found = verdicts.merge(intervals, "left", "layer")
    low, high = found[["low", "lowest"]].min(axis=1), found[["high", "lowest"]].max(axis=1)
    found = found.assign(low=low.where(found["low"].notna()), high=high.where(found["high"].notna()))
    known = found["low"].notna()
    binds, loose = found["verdict"] == "binds", found["verdict"] == "does not bind"
    crossed = [
        binds & (found["low"] < layers.BINDS),
        ~binds & ~loose & (found["low"] < layers.LOOSE) & (found["high"] >= layers.BINDS),
        ~binds & ~loose & (found["low"] < layers.LOOSE),
        ~loose & ~binds & (found["high"] >= layers.BINDS),
        loose & (found["high"] >= layers.LOOSE),
    ]
    said = [
        f", but the interval reaches below {layers.BINDS}",
        f", but the interval reaches from below {layers.LOOSE} to {layers.BINDS}",
        f", but the interval reaches below {layers.LOOSE}",
        f", but the interval reaches {layers.BINDS}",
        f", but the interval reaches {layers.LOOSE}",
    ]
    open_words = np.select(crossed, said, "")
    words = found["verdict"] + np.where(known, open_words, ", no interval")
    return found.assign(firm=known & (open_words == ""), words=words)


def left_out(
    table: pd.DataFrame, members: Sequence[str], states: Sequence[str], kinds: Sequence[str], years=5, least=3
) -> pd.DataFrame:
    """Mean places over the last years with one pair, or one state, of a group left out.

    Without a pair, the mean of the others is placed among those of all groups with any one pair left out; without a
    state, the group is placed among all groups of one state fewer.

    Parameters
    ----------
    table, members, states, kinds
        As in `helpers.measures.layers.over`.
    years : int
        Last years in which the whole group counts.
    least : int
        Pairs of the whole group that must be known.

    Returns
    -------
    DataFrame[layer, what, left_out, place]
        what is "pair" or "state"; left_out the codes ("CHN-RUS", "PRK").
    """
    inside, rows = sorted(states), []
    columns = ["layer", "what", "left_out", "place"]
    if not set(members) <= set(inside):
        return pd.DataFrame(columns=columns)
    smaller = {state: tuple(code for code in members if code != state) for state in members}
    cells = groups.pair_cells(groups.every_group(len(inside), len(members)), len(inside))
    ordered = sorted(members)
    own = groups.pair_cells(np.array([[inside.index(state) for state in ordered]]), len(inside))[:, 0]
    names = ["-".join(pair) for pair in combinations(ordered, 2)]
    for kind in kinds:
        layer = table[table["layer"] == kind]
        layer = layer[layer["iso3_a"].isin(inside) & layer["iso3_b"].isin(inside)]
        counted = layer[layer["iso3_a"].isin(members) & layer["iso3_b"].isin(members)].groupby("year").size()
        window = sorted(counted.index[counted >= least])[-years:]
        for year in window:
            square = groups.matrix(layer[layer["year"] == year], inside)
            places = _without_pair(square.ravel(), cells, own, least)
            rows += [(kind, "pair", name, value) for name, value in zip(names, places, strict=True)]
        if window and len(members) > 3:
            here = layer[layer["year"].isin(window)]
            found = groups.placed(here, smaller, inside, least=max(least - 1, 1))
            rows += [(kind, "state", row.group, row.percentile) for row in found.itertuples()]
    found = pd.DataFrame(rows, columns=columns).dropna(subset="place")
    return found.groupby(columns[:3], sort=False)["place"].mean().reset_index()


def _without_pair(flat, cells, own, least):
    """Place of a group without each of its pairs in turn, NaN for pairs that are not known."""
    values = flat[cells]
    known = np.isfinite(values)
    mine = flat[own]
    counts = known.sum(axis=0)
    enough = counts >= max(int(np.isfinite(mine).sum()), least, 2)
    if known.all():
        others = ((values.sum(axis=0) - values) / (len(cells) - 1)).ravel()
    else:
        filled = np.where(known, values, 0.0)[:, enough]
        others = ((filled.sum(axis=0) - filled) / (counts[enough] - 1))[known[:, enough]]
    total = np.nansum(mine)
    means = (total - mine) / max(int(np.isfinite(mine).sum()) - 1, 1)
    places = np.full(len(own), np.nan)
    for number in np.flatnonzero(np.isfinite(mine)):
        below = np.count_nonzero(others < means[number] - groups.SAME)
        same = np.count_nonzero(others <= means[number] + groups.SAME) - below
        places[number] = 100 * (below + same / 2) / len(others)
    return places


def lowest_left_out(found: pd.DataFrame) -> pd.DataFrame:
    """The lowest place with a pair, and with a state, left out, and which it is.

    Parameters
    ----------
    found : DataFrame
        As `left_out` returns it.

    Returns
    -------
    DataFrame[layer, pair_place, pair, state_place, state]
    """
    parts = []
    for what in ("pair", "state"):
        own = found[found["what"] == what]
        low = own.loc[own.groupby("layer", sort=False)["place"].idxmin(), ["layer", "place", "left_out"]]
        parts.append(low.rename(columns={"place": f"{what}_place", "left_out": what}))
    return parts[0].merge(parts[1], "outer", "layer", sort=False)


def windows(places: pd.DataFrame, lengths: Sequence[int] = (3, 5, 7)) -> pd.DataFrame:
    """Mean places over the last years of each layer for several numbers of years.

    Parameters
    ----------
    places : DataFrame
        One group, as `helpers.measures.layers.over` returns it.

    Returns
    -------
    DataFrame[layer, <length>...]
        A column for each length, by its number as text; NaN where the layer counts the group in fewer years.
    """
    years = places[places["strength"].notna()].groupby("layer")["year"].nunique()
    columns = {}
    for length in lengths:
        means = layers.recent(places, length).set_index("layer")["strength_place"]
        columns[str(length)] = means.where(years.reindex(means.index) >= length)
    return pd.DataFrame(columns).rename_axis("layer").reset_index()


MARKS = {
    "lowest": "the place that decides, with its interval",
    "pair_place": "lowest with one pair left out",
    "state_place": "lowest with one state left out",
}
"""Column -> what it is on a chart."""


def marks(shown: pd.DataFrame) -> pd.DataFrame:
    """The place that decides and the lowest places with a pair and a state left out, below each other.

    Parameters
    ----------
    shown : DataFrame[name, lowest, low, high, pair_place, state_place]

    Returns
    -------
    DataFrame[name, mark, place, low, high]
        low and high are those of the place that decides; the others end where they stand.
    """
    parts = []
    for column, words in MARKS.items():
        part = pd.DataFrame({"name": shown["name"], "mark": words, "place": shown[column]})
        for side in ("low", "high"):
            part[side] = shown[side].fillna(shown["lowest"]) if column == "lowest" else shown[column]
        parts.append(part)
    return pd.concat(parts, ignore_index=True).dropna(subset="place")


def in_words(shown: pd.DataFrame) -> pd.DataFrame:
    """`shown` with weakest_pair and weakest_state in words: "China-Russia (69)"."""

    def said(codes, place):
        if pd.isna(place):
            return ""
        return f"{'-'.join(map(countries.name, codes.split('-')))} ({place:.0f})"

    columns = {
        f"weakest_{what}": [said(*row) for row in zip(shown[what], shown[f"{what}_place"], strict=True)]
        for what in ("pair", "state")
    }
    return shown.assign(**columns)


def firmness(verdicts: pd.DataFrame) -> dict:
    """How many verdicts the intervals leave as they are.

    Parameters
    ----------
    verdicts : DataFrame
        As `hedged` returns it.

    Returns
    -------
    dict
        n_firm, n_firm_binding, weakest and weakest_low (the layer that binds with the lowest end of an interval, None
        if none does), n_open and open (layers that are not firm, in words).
    """
    binding, loose = verdicts[verdicts["verdict"] == "binds"], verdicts[~verdicts["firm"]]
    facts = {"n_firm": int(verdicts["firm"].sum()), "n_firm_binding": int(binding["firm"].sum())}
    facts |= {"weakest": "none", "weakest_low": None}
    if binding["low"].notna().any():
        row = binding.loc[binding["low"].idxmin()]
        facts |= {"weakest": layers.in_sentence(row["name"]), "weakest_low": row["low"]}
    return facts | {"n_open": len(loose), "open": ", ".join(map(layers.in_sentence, loose["name"])) or "none"}


def fragile(shown: pd.DataFrame) -> dict:
    """n_fragile: layers that bind and would not with some one state left out."""
    return {"n_fragile": int(((shown["verdict"] == "binds") & (shown["state_place"] < layers.BINDS)).sum())}


def limits(verdicts: pd.DataFrame, others: Sequence[float]) -> dict:
    """Layers that would bind with other limits: n_80, n_95."""
    return {f"n_{limit}": int((verdicts["lowest"] >= limit).sum()) for limit in others}


def largest_fall(shown: pd.DataFrame) -> dict:
    """The layer in which leaving out one state lowers the place most.

    Returns
    -------
    dict
        fallen (layer), fallen_state, fallen_from, fallen_to; None where no state can be left out.
    """
    fall = (shown["strength_place"] - shown["state_place"]).astype("float64")
    if not fall.notna().any():
        return dict.fromkeys(["fallen", "fallen_state", "fallen_from", "fallen_to"])
    row = shown.loc[fall.idxmax()]
    facts = {"fallen": layers.in_sentence(row["name"]), "fallen_state": countries.name(row["state"])}
    return facts | {"fallen_from": row["strength_place"], "fallen_to": row["state_place"]}
