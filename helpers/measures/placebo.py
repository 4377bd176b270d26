"""Placebo pairs: the change of a pair around a year among the changes of all pairs, and of pairs that are alike.

A percentile says how unusual a change is. It says nothing of its cause: other things happened in the same years, and
all pairs share what happened to the world.
"""

import numpy as np
import pandas as pd

from helpers.measures import interrupted

BEFORE, AFTER = 5, 3
"""Years in the windows before and after; the year itself is the first after."""

LEAST_STEP = 8
"""Years with a value from which a step against a trend is drawn."""

LEAST = (3, 2)
"""Years with a value that a pair needs before and after."""

NEAREST = 200
"""Pairs with the most similar level before that are the second yardstick."""

WINDOWS = tuple((shift, before) for shift in (-1, 0, 1) for before in (3, 5, 7))
"""Other windows: the year moved by one either way, three, five or seven years before."""

KEYS = ["iso3_a", "iso3_b"]


def wide(frame, value):
    """Values by pair and year: a matrix to draw windows from.

    Parameters
    ----------
    frame : pandas.DataFrame
        iso3_a, iso3_b, year and `value`, one row for each pair and year.
    value : str

    Returns
    -------
    pandas.DataFrame
        Index (iso3_a, iso3_b), columns years without a gap, values; NaN where the source is silent.
    """
    rows = frame.loc[frame[value].notna(), [*KEYS, "year", value]]
    if len(rows) == 0:
        return pd.DataFrame(index=pd.MultiIndex.from_arrays([[], []], names=KEYS))
    a, b = (rows[key].astype("category") for key in KEYS)
    width = len(b.cat.categories)
    code = a.cat.codes.to_numpy("int64") * width + b.cat.codes.to_numpy("int64")
    held = np.bincount(code) > 0
    known, place_of = np.flatnonzero(held), (np.cumsum(held) - 1)[code]
    year = rows["year"].to_numpy("int64")
    years = range(int(year.min()), int(year.max()) + 1)
    matrix = np.full((len(known), len(years)), np.nan)
    matrix[place_of, year - years[0]] = rows[value].to_numpy("float64")
    sides = [a.cat.categories.astype("str")[known // width], b.cat.categories.astype("str")[known % width]]
    return pd.DataFrame(matrix, index=pd.MultiIndex.from_arrays(sides, names=KEYS), columns=years)


def logs(frame, value):
    """Natural logarithm of a value above 0, so that a change is relative and pairs of any size can be compared.

    Parameters
    ----------
    frame : pandas.DataFrame
        iso3_a, iso3_b, year, `value`, as `trade.dependence` returns it; rows with one direction only are left out.
    value : str

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, year, value.
    """
    known = frame[(frame["directions"] == 2) & (frame[value] > 0)]
    return known[[*KEYS, "year"]].assign(value=np.log(known[value]))


def score_per_day(months, least=180):
    """Mean daily relation score of all pairs by year, of the years of which the source holds most days.

    Parameters
    ----------
    months : pandas.DataFrame
        Table `events/months`.
    least : int
        Days of the year that the source must hold.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, year, value.
    """
    held = months.drop_duplicates("date").groupby("year")["days_in_file"].sum()
    held = held[held >= least]
    rows = months[months["year"].isin(held.index)]
    yearly = rows.groupby([*KEYS, "year"], observed=True, as_index=False)["score"].sum()
    return yearly[[*KEYS, "year"]].assign(value=yearly["score"] / yearly["year"].map(held))


def _means(matrix, year, before, after):
    """Means and numbers of values before and after, and which pairs have `LEAST` years on either side."""
    values, years = matrix.to_numpy(), np.asarray(matrix.columns)
    parts = []
    for inside in ((years >= year - before) & (years < year), (years >= year) & (years < year + after)):
        part = values[:, inside]
        known = ~np.isnan(part)
        number = known.sum(axis=1)
        with np.errstate(invalid="ignore"):
            parts += [np.where(known, part, 0.0).sum(axis=1) / number, number]
    enough = (parts[1] >= LEAST[0]) & (parts[3] >= LEAST[1])
    return (*parts, enough)


def shifts(matrix, year, before=BEFORE, after=AFTER):
    """Change of every pair: the mean from `year` on less the mean before it.

    As `breaks.change_around`, for many windows over the same matrix, with more years required.

    Parameters
    ----------
    matrix : pandas.DataFrame
        As `wide` returns it.
    year : int
        First year after.
    before, after : int

    Returns
    -------
    pandas.DataFrame
        Index pairs; mean_before, mean_after, change, n_before, n_after, of pairs with `LEAST` years on either side.
    """
    early, n_early, late, n_late, enough = _means(matrix, year, before, after)
    columns = {"mean_before": early, "mean_after": late, "change": late - early, "n_before": n_early, "n_after": n_late}
    return pd.DataFrame({name: held[enough] for name, held in columns.items()}, index=matrix.index[enough])


def place(changes, own):
    """Mid-rank percentile of `own` among `changes`, which hold it: 0 the largest fall, 100 the largest rise."""
    values = np.asarray(changes, dtype=float)
    return float(100 * ((values < own).sum() + (values == own).sum() / 2) / len(values))


def heavy(counts, year, share=0.10):
    """The states most under sanctions in a year: the top tenth of all targets, by cases in force.

    Parameters
    ----------
    counts : pandas.DataFrame
        As `sanctions.everyone` returns it.
    year : int
    share : float

    Returns
    -------
    list of str
    """
    now = counts[counts["year"] == year]
    limit = now["cases"].quantile(1 - share)
    return sorted(now.loc[now["cases"] >= limit, "target"])


def around(matrix, pair, year, sanctioned=()):
    """The change of a pair around a year, with its place among all pairs and among two sets that are alike.

    Alike in level: the `NEAREST` pairs whose mean before is closest. Alike in sanctions: pairs in which at least one is
    among `sanctioned` and none is a member of the pair.

    Parameters
    ----------
    matrix : pandas.DataFrame
        As `wide` returns it.
    pair : tuple of str
    year : int
        First year after.
    sanctioned : sequence of str
        States under heavy sanctions.

    Returns
    -------
    dict or None
        mean_before, mean_after, change, n_before, n_after; percentile and pairs (all), level and n_level, alike and
        n_alike (sanctions), the places; low, high: range of `percentile` over `WINDOWS`, of which `windows` could be
        drawn. None where the pair or the source has too few years.
    """
    own = tuple(sorted(pair))
    if own not in matrix.index:
        return None
    row = matrix.index.get_loc(own)
    if not _means(matrix.iloc[[row]], year, BEFORE, AFTER)[-1][0]:
        return None
    early, _, late, _, enough = _means(matrix, year, BEFORE, AFTER)
    mine, change = shifts(matrix.iloc[[row]], year).iloc[0], late[row] - early[row]
    others = enough.copy()
    others[row] = False
    levels, changes = early[others], (late - early)[others]
    near = changes[np.argsort(np.abs(levels - early[row]), kind="stable")[:NEAREST]]
    first, second = (matrix.index.get_level_values(name)[others] for name in KEYS)
    touched = (first.isin(sanctioned) | second.isin(sanctioned)) & ~(first.isin(pair) | second.isin(pair))
    like, moved = changes[touched], []
    for shift, before in WINDOWS:
        then, _, now, _, held = _means(matrix, year + shift, before, AFTER)
        if held[row]:
            moved.append(place((now - then)[held], now[row] - then[row]))
    return mine.to_dict() | {
        "percentile": place([*changes, change], change),
        "pairs": int(enough.sum()),
        "level": place([*near, change], change),
        "n_level": len(near),
        "alike": place([*like, change], change) if len(like) else None,
        "n_alike": len(like),
        "low": min(moved),
        "high": max(moved),
        "windows": len(moved),
    }


def table(outcomes, pair, years, counts):
    """`around` for several outcomes and years.

    Parameters
    ----------
    outcomes : dict
        Name -> matrix, as `wide` returns it.
    pair : tuple of str
    years : sequence of int
    counts : pandas.DataFrame
        As `sanctions.everyone` returns it.

    Returns
    -------
    pandas.DataFrame
        year, outcome and the values of `around`; what cannot be drawn has no row.
    """
    rows = []
    for year in years:
        sanctioned = heavy(counts, year)
        for name, matrix in outcomes.items():
            found = around(matrix, pair, year, sanctioned)
            if found is not None:
                rows.append({"year": year, "outcome": name} | found)
    columns = ["year", "outcome", "mean_before", "mean_after", "change", "n_before", "n_after", "percentile", "pairs"]
    columns += ["level", "n_level", "alike", "n_alike", "low", "high", "windows"]
    return pd.DataFrame(rows, columns=columns)


YARDSTICKS = {
    "percentile": "all pairs",
    "level": "pairs with a like level before",
    "alike": "pairs with a state under heavy sanctions",
}


def yardsticks(found):
    """The places of one year as rows: outcome, yardstick, percentile, low, high (the range for all pairs only).

    Parameters
    ----------
    found : pandas.DataFrame
        As `table` returns it, one year.

    Returns
    -------
    pandas.DataFrame
    """
    parts = []
    for column, words in YARDSTICKS.items():
        ranged = column == "percentile"
        parts.append(
            pd.DataFrame(
                {
                    "outcome": found["outcome"],
                    "yardstick": words,
                    "percentile": found[column],
                    "low": found["low"] if ranged else found[column],
                    "high": found["high"] if ranged else found[column],
                }
            )
        )
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def tally(found):
    """How many changes lie among the top and the bottom tenth of all pairs, and how many would by chance.

    Parameters
    ----------
    found : pandas.DataFrame
        As `table` returns it.

    Returns
    -------
    dict
        n, n_top, n_bottom, chance (expected in either tenth), tenths (the changes in them, in words), robust (changes
        in a tenth in every window), outside (changes in a tenth by all three yardsticks), where (those, in words),
        verdict (the same as a clause); None where n is 0.
    """
    if len(found) == 0:
        return dict.fromkeys(("n", "n_top", "n_bottom", "chance", "tenths", "robust", "outside", "where", "verdict"))
    top, bottom = found["percentile"] >= 90, found["percentile"] <= 10
    robust = (top & (found["low"] >= 90)) | (bottom & (found["high"] <= 10))
    sides = found[list(YARDSTICKS)]
    outside = (sides >= 90).all(axis=1) | (sides <= 10).all(axis=1)
    words = _moved(found[outside])
    return {
        "n": len(found),
        "n_top": int(top.sum()),
        "n_bottom": int(bottom.sum()),
        "chance": len(found) / 10,
        "tenths": "; ".join(_moved(found[top | bottom])) or "none",
        "robust": int(robust.sum()),
        "outside": int(outside.sum()),
        "where": "; ".join(words) or "none",
        "verdict": f"changes in an outer tenth by all three yardsticks ({'; '.join(words)})"
        if words
        else "no change in an outer tenth by all three yardsticks",
    }


def _moved(found):
    """Changes in words: what, when, which way."""
    return [f"{row.outcome} {row.year} ({'up' if row.percentile >= 50 else 'down'})" for row in found.itertuples()]


def headline(found, year):
    """What the chart of one year says: how far the places reach, and which changes are unusual.

    Parameters
    ----------
    found : pandas.DataFrame
        As `table` returns it.
    year : int

    Returns
    -------
    dict
        year, n, up (changes above 0), lowest and highest (places among all pairs), verdict (the changes in the top or
        the bottom tenth by all three yardsticks, in words); None without a row.
    """
    own = found[found["year"] == year]
    if len(own) == 0:
        return dict.fromkeys(("year", "n", "up", "lowest", "highest", "verdict"))
    places = own["percentile"]
    facts = {"year": year, "n": len(own), "up": int((own["change"] > 0).sum())}
    facts["verdict"] = tally(own)["verdict"].replace(f" {year}", "")
    return facts | {"lowest": places.min(), "highest": places.max()}


def steps(outcomes, pair, years, reach=(10, 3)):
    """The step of a pair's series at each year against its own trend, among the steps of all pairs with the same years.

    Parameters
    ----------
    outcomes : dict
        Name -> matrix, as `wide` returns it.
    pair : tuple of str
    years : sequence of int
    reach : tuple of int
        Years before and after that are used.

    Returns
    -------
    pandas.DataFrame
        year, outcome, step, low, high (95 per cent), n (years), place (of the step among all pairs), pairs, clear
        (share of all pairs whose interval leaves out 0); what has fewer than `LEAST_STEP` years has no row.
    """
    own, rows = tuple(sorted(pair)), []
    for year in years:
        for name, matrix in outcomes.items():
            if own not in matrix.index:
                continue
            near = matrix.loc[:, [y for y in matrix.columns if year - reach[0] <= y < year + reach[1]]]
            held = near.columns[near.loc[own].notna()]
            found = interrupted.step(near.loc[own, held], held, year)
            if np.isnan(found["step"]) or found["n"] < LEAST_STEP:
                continue
            every = near[held].dropna()
            size, low, high = interrupted.steps(every.to_numpy(), held, year)
            row = {"year": year, "outcome": name} | {key: found[key] for key in ("step", "low", "high", "n")}
            row |= {"place": place(size, size[every.index.get_loc(own)]), "pairs": len(every)}
            rows.append(row | {"clear": float(((low > 0) | (high < 0)).mean())})
    return pd.DataFrame(rows, columns=["year", "outcome", "step", "low", "high", "n", "place", "pairs", "clear"])


def step_tally(found):
    """What the steps say together.

    Parameters
    ----------
    found : pandas.DataFrame
        As `steps` returns it.

    Returns
    -------
    dict
        n, clear (intervals of the pair that leave out 0), share (the same, as a share), usual (mean share of all pairs'
        intervals that do), n_top and n_bottom (steps in the top and the bottom tenth), which (those, in words); None
        where n is 0.
    """
    if len(found) == 0:
        return dict.fromkeys(("n", "clear", "share", "usual", "n_top", "n_bottom", "which"))
    top, bottom = found["place"] >= 90, found["place"] <= 10
    words = [f"{row.outcome} {row.year} ({row.place:.0f})" for row in found[top | bottom].itertuples()]
    clear = (found["low"] > 0) | (found["high"] < 0)
    return {
        "n": len(found),
        "clear": int(clear.sum()),
        "share": clear.mean(),
        "usual": found["clear"].mean(),
        "n_top": int(top.sum()),
        "n_bottom": int(bottom.sum()),
        "which": "; ".join(words) or "none",
    }


def arms_windows(ranks, pair, years):
    """Arms transfers of a pair in the five years before and the five from each year on, with places among the pairs.

    Parameters
    ----------
    ranks : pandas.DataFrame
        Table `arms/pair_ranks`.
    pair : tuple of str
    years : sequence of int

    Returns
    -------
    pandas.DataFrame
        year, before, after (windows as text), percentile_before, percentile_after, floor_before, floor_after (the place
        above which any delivery at all puts a pair); a window that the table does not hold yet is replaced by the last
        one; no row where neither has a transfer.
    """
    a, b = sorted(pair)
    own = ranks[(ranks["iso3_a"] == a) & (ranks["iso3_b"] == b)].drop_duplicates("end_year").set_index("end_year")
    windows = ranks.groupby("end_year")[["n_pairs", "n_with_transfers"]].first()
    floor = 100 * (windows["n_pairs"] - windows["n_with_transfers"]) / (windows["n_pairs"] - 1)
    last, rows = int(ranks["end_year"].max()), []
    for year in years:
        early, late = year - 1, min(year + 4, last)
        if early in own.index or late in own.index:
            places = [held.get(end) for held in (own["percentile"], floor) for end in (early, late)]
            rows.append((year, f"{early - 4}-{early}", f"{late - 4}-{late}", *places))
    places = [f"{word}_{side}" for word in ("percentile", "floor") for side in ("before", "after")]
    return pd.DataFrame(rows, columns=["year", "before", "after", *places])


def last_arms(windows):
    """The last row of `arms_windows`: arms_from and arms_to (windows), arms_before, arms_after, arms_floor (places)."""
    known = windows.dropna(subset=["percentile_before", "percentile_after"])
    if len(known) == 0:
        return dict.fromkeys(("arms_from", "arms_to", "arms_before", "arms_after", "arms_floor"))
    row = known.iloc[-1]
    return {
        "arms_from": row["before"],
        "arms_to": row["after"],
        "arms_before": row["percentile_before"],
        "arms_after": row["percentile_after"],
        "arms_floor": row["floor_before"],
    }


def in_words(found):
    """`table` as shown to readers.

    Returns
    -------
    pandas.DataFrame
        year, outcome, before, after, change, all pairs, like level, sanctioned, lowest, highest (over the windows).
    """
    names = {
        "mean_before": "before",
        "mean_after": "after",
        "percentile": "all pairs",
        "level": "like level",
        "alike": "sanctioned",
        "low": "lowest",
        "high": "highest",
    }
    kept = ["year", "outcome", "before", "after", "change", *list(names.values())[2:]]
    return found.rename(columns=names)[kept].reset_index(drop=True)


SOURCES = {
    "votes": "un_ga_votes",
    "BACI": "baci_pairs",
    "COW": "cow_trade",
    "ICEWS": "icews_dyad_year",
    "GDELT": "gdelt_scores",
}
"""Part of an outcome's name -> its source."""


def sources_at(found, year):
    """Sources of the outcomes of one year, and of the sanctions."""
    outcomes = found.loc[found["year"] == year, "outcome"]
    return [source for part, source in SOURCES.items() if outcomes.str.contains(part).any()] + ["gsdb"]


def caveat(found, year, pair):
    """What a reader of one year's chart must know about its sources.

    Parameters
    ----------
    found : pandas.DataFrame
        As `table` returns it.
    year : int
    pair : tuple of str

    Returns
    -------
    str
    """
    own = found[found["year"] == year]
    short = own[(own["n_before"] < BEFORE) | (own["n_after"] < AFTER)]
    parts = [f"{row.outcome}: {row.n_before:.0f} years before, {row.n_after:.0f} after." for row in short.itertuples()]
    shown = own.loc[own["outcome"].str.contains("ICEWS"), "pairs"]
    if len(shown):
        parts.append(f"ICEWS: change of the place among all pairs, ranked among {shown.iloc[0]} pairs of states shown.")
    if set(pair) == {"RUS", "IRN"} and own["outcome"].str.contains("COW").any():
        parts.append("COW passes from Iran's to Russia's declarations in 2011: its change is one of source.")
    if not own["outcome"].str.contains("trade").any():
        parts.append("No trade: no source has all pairs on both sides of the year, or this pair in enough years.")
    return " ".join(parts)
