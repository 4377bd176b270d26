"""What the alignment index says about one pair: where it stands, on what, how sure that is, and how it moved."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import composite
from helpers.measures.alignment import (
    DEFAULT,
    DIMENSIONS,
    FACTORS,
    FULL,
    INDICATORS,
    cube_of,
    known,
    reweighted,
    row_of,
    schemes,
)


def in_words(names: str) -> str:
    """Names of indicators, joined by commas, as a reader knows them: votes, ideal points."""
    return ", ".join(INDICATORS[name].label.split(" (")[0] for name in names.split(", ") if name)


def standing(index: pd.DataFrame, pair: Sequence[str]) -> dict:
    """The latest year of a pair, the latest with enough dimensions, and the latest with the most dimensions.

    Parameters
    ----------
    index : DataFrame
        As `index/alignment` with percentiles.
    pair : tuple of str

    Returns
    -------
    dict
        The columns of the latest year, of the latest with `FULL` dimensions under ample_, and of the latest with the
        most dimensions that the pair ever has under full_; empty without a row.
    """
    own = index[row_of(index, pair)].sort_values("year")
    if own.empty:
        return {}
    found = own.iloc[-1].to_dict()
    ample = own[own["dimensions"] >= FULL]
    full = own[own["dimensions"] == own["dimensions"].max()]
    found["indicators"] = in_words(str(found["indicators"]))
    for prefix, rows in (("ample_", ample), ("full_", full)):
        found |= {prefix + name: value for name, value in (rows.iloc[-1].to_dict() if len(rows) else {}).items()}
        if len(rows):
            found[prefix + "indicators"] = in_words(str(rows["indicators"].iloc[-1]))
    return found


def width(index: pd.DataFrame, pair: Sequence[str]) -> dict:
    """How wide the interval of a pair is, in percentile points, beside those of all pairs of the year.

    Parameters
    ----------
    index : DataFrame
        One year, with percentiles.
    pair : tuple of str

    Returns
    -------
    dict
        width, median_width, wider_than (share of pairs with a narrower interval), same_set (share of pairs with the
        same indicators), default (where the default choices lie in the interval, in words); empty without a row.
    """
    at = np.flatnonzero(row_of(index, pair))
    if not len(at):
        return {}
    widths = (index["high"] - index["low"]).to_numpy()
    same = (index["indicators"].astype("str") == str(index["indicators"].iloc[at[0]])).mean()
    own = widths[at[0]]
    return {
        "width": own,
        "median_width": float(np.median(widths)),
        "wider_than": float((widths < own).mean()),
        "same_set": float(same),
        "default": _where(index.iloc[at[0]]),
    }


def _where(row):
    if row["rank"] < row["rank_low"]:
        return "put the pair higher than 95 per cent of the combinations do"
    if row["rank"] > row["rank_high"]:
        return "put the pair lower than 95 per cent of the combinations do"
    side = "upper" if row["rank"] <= row["rank_median"] else "lower"
    return f"lie in the {side} half of the interval"


def coverage_marks(first: int, last: int) -> pd.DataFrame:
    """Years within `first` and `last` from which on an indicator is known for all pairs, or no longer.

    Returns
    -------
    DataFrame
        date (1 January), title; in order.
    """
    texts = {}
    for name, indicator in INDICATORS.items():
        label = in_words(name)
        begin, end = indicator.years[0], indicator.years[1] + 1
        if first < begin <= last:
            texts.setdefault(begin, []).append(f"with {label}")
        if first < end <= last:
            texts.setdefault(end, []).append(f"without {label}")
    rows = [(pd.Timestamp(year, 1, 1), ", ".join(sorted(texts[year]))) for year in sorted(texts)]
    return pd.DataFrame(rows, columns=["date", "title"])


def neighbours(index: pd.DataFrame, pair: Sequence[str], others: Sequence[str]) -> pd.DataFrame:
    """Each of the two with each other state, in one year.

    Parameters
    ----------
    index : DataFrame
        One year, with percentiles.
    pair : tuple of str
    others : sequence of str
        Codes; members of the pair among them are passed over.

    Returns
    -------
    DataFrame
        state, other (names), rank, percentile, low, high; by the mean percentile of the other state, best first.
    """
    parts = []
    for state in pair:
        side = index[(index["iso3_a"] == state) | (index["iso3_b"] == state)]
        other = side["iso3_a"].astype("str").where(side["iso3_a"] != state, side["iso3_b"].astype("str"))
        side = side.assign(state=countries.name(state), code=other.astype("str"))
        parts.append(side[side["code"].isin(set(others) - set(pair))])
    found = pd.concat(parts, ignore_index=True)
    found["other"] = found["code"].map(countries.name).astype("str")
    found["mean"] = found.groupby("other")["percentile"].transform("mean")
    found = found.sort_values(["mean", "other", "state"], ascending=[False, True, True], ignore_index=True)
    return found[["state", "other", "rank", "percentile", "low", "high"]]


def alternatives(frame: pd.DataFrame, pair: Sequence[str], weights: Mapping[str, float]) -> pd.DataFrame:
    """A pair under the reader's weights, beside the default and each dimension alone.

    Parameters
    ----------
    frame : DataFrame
        Indicators of one year.
    pair : tuple of str
    weights : mapping
        Indicator -> weight.

    Returns
    -------
    DataFrame
        weights (name), score, rank, pairs, percentile; missing where the pair has none of the indicators weighed.
    """
    tried = {"your weights": weights, "default weights": DEFAULT}
    for dimension in DIMENSIONS:
        tried[f"{dimension} alone"] = {n: DEFAULT[n] for n, i in INDICATORS.items() if i.dimension == dimension}
    rows = []
    for name, given in tried.items():
        every = reweighted(frame, given)
        own = every[row_of(every, pair)]
        rows.append(
            {"weights": name} | (own.iloc[0][["score", "rank", "pairs", "percentile"]].to_dict() if len(own) else {})
        )
    return pd.DataFrame(rows, columns=["weights", "score", "rank", "pairs", "percentile"])


def choices(frame: pd.DataFrame, pair: Sequence[str]) -> pd.DataFrame:
    """Mean percentile of a pair under every level of every factor of the factorial, with the share of each factor.

    Parameters
    ----------
    frame : DataFrame
        `KEYS` and the indicators of one year.
    pair : tuple of str

    Returns
    -------
    DataFrame
        factor, level, percentile (mean over all scenarios with that level), low, high (5 and 95 per cent of these
        scenarios), share (of the variance of the rank that the factor explains by itself); empty when the pair has no
        row.
    """
    columns = ["factor", "level", "percentile", "low", "high", "share"]
    here = row_of(frame, pair)
    if not here.any():
        return pd.DataFrame(columns=columns)
    cube = cube_of(frame)[..., here]
    share = composite.first_order(cube)[:, 0]
    places = 100 * (len(frame) - cube[..., 0] + 0.5) / len(frame)
    present = known(frame)
    left = ["nothing", *(INDICATORS[name].label for name in present)]
    levels = (composite.NORMALISATIONS, schemes(present)[0], composite.AGGREGATIONS, left)
    own = frame.loc[here, present].notna().iloc[0]
    rows = []
    for axis, (factor, names) in enumerate(zip(FACTORS, levels, strict=True)):
        for position, level in enumerate(names):
            if factor == "left out" and position and not own[present[position - 1]]:
                continue
            part = np.take(places, position, axis=axis)
            low, high = np.quantile(part, [0.05, 0.95])
            rows.append((factor, level, part.mean(), low, high, share[axis]))
    return pd.DataFrame(rows, columns=columns)


def profile(frame: pd.DataFrame, pairs: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Where pairs stand on every indicator among all pairs of the year.

    Parameters
    ----------
    frame : DataFrame
        `KEYS` and the indicators of one year.
    pairs : mapping
        Label -> pair.

    Returns
    -------
    DataFrame
        pair, indicator (label), name, value (as measured), score (between the goalposts), percentile (more is more
        aligned), known (pairs with a value); value, score and percentile are missing where the indicator is.
    """
    rows = []
    for name, indicator in INDICATORS.items():
        values = frame[name].to_numpy(dtype=float)
        placed = 100 * composite.percentile(composite.oriented(values, indicator.post))
        fixed = composite.goalposts(values, indicator.post)
        for label, pair in pairs.items():
            at = np.flatnonzero(row_of(frame, pair))
            found = (values[at[0]], fixed[at[0]], placed[at[0]]) if len(at) else (np.nan,) * 3
            rows.append((label, indicator.label, name, *found, int((~np.isnan(values)).sum())))
    return pd.DataFrame(rows, columns=["pair", "indicator", "name", "value", "score", "percentile", "known"])


def set_changes(rows: pd.DataFrame) -> pd.DataFrame:
    """Years in which the indicators of a pair are not those of its year before.

    Parameters
    ----------
    rows : DataFrame
        year and indicators of one pair.

    Returns
    -------
    DataFrame
        year, gained, lost (in words, or nothing).
    """
    found, before = [], None
    for year, text in rows.sort_values("year")[["year", "indicators"]].itertuples(index=False):
        now = str(text).split(", ")
        if before is not None and now != before:
            gained = in_words(", ".join(n for n in now if n not in before))
            lost = in_words(", ".join(n for n in before if n not in now))
            found.append((year, gained or "nothing", lost or "nothing"))
        before = now
    return pd.DataFrame(found, columns=["year", "gained", "lost"])


def profiles(years: Mapping[int, pd.DataFrame], pair: Sequence[str]) -> pd.DataFrame:
    """The places of a pair on every indicator in some years, with what is missing said in the label of the row.

    Parameters
    ----------
    years : mapping
        Year -> indicators of all pairs.
    pair : tuple of str

    Returns
    -------
    DataFrame
        row, indicator, year (text), percentile; indicators never known for the pair in these years say so.
    """
    parts = [profile(frame, {"": pair}).assign(year=str(year)) for year, frame in years.items()]
    found = pd.concat(parts, ignore_index=True)
    absent = found[found["percentile"].isna()].groupby("indicator")["year"].agg(" and ".join)
    row = [f"{name}, not in {absent[name]}" if name in absent else name for name in found["indicator"]]
    return found.assign(row=row)[["row", "indicator", "year", "percentile"]]


def extremes(places: pd.DataFrame, year: int) -> dict:
    """Highest and lowest of the indicators of one year; empty when none is known."""
    known_ones = places[(places["year"] == str(year)) & places["percentile"].notna()].sort_values("percentile")
    if known_ones.empty:
        return {}
    low, high = known_ones.iloc[0], known_ones.iloc[-1]
    return {
        "highest": high["indicator"],
        "highest_place": high["percentile"],
        "lowest": low["indicator"],
        "lowest_place": low["percentile"],
    }


def swing(levels: pd.DataFrame) -> dict:
    """The choices with the highest and the lowest mean percentile, drawn weights apart; empty without any."""
    if levels.empty:
        return {}
    order = levels[~levels["level"].str.startswith("draw ")].sort_values("percentile", kind="stable")
    low, high = order.iloc[0], order.iloc[-1]
    words = {"left out": "leaving out {}", "weights": "weights: {}"}
    named = [words.get(r["factor"], r["factor"] + ": {}").format(r["level"]) for r in (high, low)]
    return {"best": named[0], "high": high["percentile"], "worst": named[1], "low": low["percentile"]}


def extreme_dimensions(tried: pd.DataFrame) -> dict:
    """The dimensions that alone put a pair highest and lowest, as `alternatives` gives them; empty with none."""
    alone = tried[tried["weights"].str.endswith(" alone") & tried["percentile"].notna()]
    if alone.empty:
        return {}
    order = alone.sort_values("percentile", kind="stable")
    low, high = order.iloc[0], order.iloc[-1]
    return {
        "high_name": high["weights"],
        "high": high["percentile"],
        "low_name": low["weights"],
        "low": low["percentile"],
    }
