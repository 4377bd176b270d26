"""The change of a pair around given years among the changes of all pairs, and among its own changes in all other years.

Two placebos: in space, the other pairs in the same years; in time, the same pair in other years. Beyond both says that
a change is unusual. It does not say what made it.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.measures import placebo

TAIL = 10
"""Percentiles from either end within which a change is called unusual."""


def at_dates(
    matrices: Mapping[str, pd.DataFrame],
    pair: Sequence[str],
    years: Sequence[int],
    signs: Mapping[str, int],
    spread: pd.DataFrame,
) -> pd.DataFrame:
    """The change of a pair around each of several years in each of several series, with its places.

    Parameters
    ----------
    matrices : mapping
        Series -> matrix as `placebo.wide` returns it.
    pair : tuple of str
    years : sequence of int
        First years after.
    signs : mapping
        Series -> 1 if more is closer, -1 if less is.
    spread : DataFrame
        Table `index/breaks`: the share of all pairs with a change point near a year.

    Returns
    -------
    DataFrame
        series, year, mean_before, mean_after, change (as measured), percentile (of the approach among all pairs: 100
        came nearer than all others), pairs, level, n_level (the same among the `placebo.NEAREST` pairs with the closest
        level before), near (share of all pairs with a change point within a year), reason (why nothing is known; empty
        where the change is), one row a series and year.
    """
    own = tuple(sorted(pair))
    base = spread[spread["factor"] == 1].set_index(["series", "year"])
    share = (base["near"] / base["pairs"]).to_dict()
    rows = []
    for name, matrix in matrices.items():
        for year in years:
            row = {"series": name, "year": year, "near": share.get((name, year), np.nan)}
            rows.append(row | _around(matrix, own, year, signs.get(name, 1)))
    columns = ["series", "year", "mean_before", "mean_after", "change", "percentile", "pairs", "level", "n_level"]
    return pd.DataFrame(rows, columns=[*columns, "near", "reason"])


def _around(matrix, own, year, sign):
    reason = _reason(matrix, own, year)
    if reason:
        return {"reason": reason}
    every = placebo.shifts(matrix, year)
    at = every.index.get_loc(own)
    mine, change = every.iloc[at], sign * every["change"].to_numpy()
    apart = np.abs(np.delete(every["mean_before"].to_numpy(), at) - mine["mean_before"])
    near = np.delete(change, at)[np.argsort(apart, kind="stable")[: placebo.NEAREST]]
    moved = sign * mine["change"]
    return {
        "mean_before": mine["mean_before"],
        "mean_after": mine["mean_after"],
        "change": mine["change"],
        "percentile": placebo.place(change, moved),
        "pairs": len(every),
        "level": placebo.place([*near, moved], moved),
        "n_level": len(near),
        "reason": "",
    }


def _reason(matrix, own, year):
    """Why no change can be drawn around a year; nothing where it can."""
    least_before, least_after = placebo.LEAST
    if matrix.shape[1] == 0 or own not in matrix.index:
        return "pair not in it"
    if int(matrix.columns[-1]) < year + least_after - 1:
        return f"ends {matrix.columns[-1]}"
    if int(matrix.columns[0]) > year - least_before:
        return f"from {matrix.columns[0]}"
    row = matrix.iloc[[matrix.index.get_loc(own)]]
    return "" if len(placebo.shifts(row, year)) else "pair silent"


def unusual(found: pd.DataFrame) -> pd.Series:
    """Whether a change lies within `TAIL` percentiles of the same end among all pairs and among pairs of like level."""
    sides = found[["percentile", "level"]]
    return (sides >= 100 - TAIL).all(axis=1) | (sides <= TAIL).all(axis=1)


def dates(found: pd.DataFrame, composite: Sequence[str] = ()) -> pd.DataFrame:
    """How unusual each year is over the series that reach it.

    Parameters
    ----------
    found : DataFrame
        As `at_dates`.
    composite : sequence of str
        Series that are made of others and would count them twice.

    Returns
    -------
    DataFrame
        year, known (series), beyond (of them unusual by both yardsticks), share, distance (mean of the percentiles
        among all pairs from 50), told (the unusual ones in words); years no series reaches are left out; the most
        unusual first, by share, then by distance.
    """
    known = found[(found["reason"] == "") & ~found["series"].isin(list(composite))]
    known = known.assign(beyond=unusual(known), distance=(known["percentile"] - 50).abs())
    rows = []
    for year, part in known.groupby("year"):
        outside = part[part["beyond"]]
        words = ", ".join(f"{r.series} ({'nearer' if r.percentile > 50 else 'farther'})" for r in outside.itertuples())
        counts = {"year": int(year), "known": len(part), "beyond": len(outside), "share": len(outside) / len(part)}
        told = f"{len(outside)} of {len(part)} ({words})" if words else f"none of {len(part)}"
        rows.append(counts | {"distance": part["distance"].mean(), "told": told})
    columns = ["year", "known", "beyond", "share", "distance", "told"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["share", "distance"], ascending=False, kind="stable", ignore_index=True)


def every_year(series: Mapping[str, pd.Series], signs: Mapping[str, int]) -> pd.DataFrame:
    """The change of each series around every year, in standard deviations of its own changes.

    Parameters
    ----------
    series : mapping
        Name -> values by year, missing ones absent.
    signs : mapping
        Name -> 1 if more is closer, -1 if less is; 1 where a name is absent.

    Returns
    -------
    DataFrame
        series, year, change (mean of the years from it on less mean of those before, windows as in `placebo`), score
        (towards each other, over the root mean square of the changes of the series; missing where it never changes),
        rank (1 the largest change of either sign, ties sharing the better), years (of the series that can be drawn).
    """
    parts = []
    for name, values in series.items():
        known = values.dropna()
        years, held, rows = known.index.to_numpy(), known.to_numpy(dtype=float), []
        for year in range(int(years.min()), int(years.max()) + 1) if len(known) else ():
            early = held[(years >= year - placebo.BEFORE) & (years < year)]
            late = held[(years >= year) & (years < year + placebo.AFTER)]
            if len(early) >= placebo.LEAST[0] and len(late) >= placebo.LEAST[1]:
                rows.append((name, year, late.mean() - early.mean()))
        one = pd.DataFrame(rows, columns=["series", "year", "change"])
        size = float(np.sqrt((one["change"] ** 2).mean())) if len(one) else 0.0
        score = signs.get(name, 1) * one["change"] / size if size > 0 else np.nan
        rank = one["change"].abs().round(12).rank(ascending=False, method="min")
        if len(one):
            parts.append(one.assign(score=score, rank=rank, years=len(one)))
    columns = ["series", "year", "change", "score", "rank", "years"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
