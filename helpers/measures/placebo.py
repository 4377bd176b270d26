"""Placebo pairs: the change of a pair around a year among the changes of all pairs, and of pairs that are alike.

A percentile says how unusual a change is. It says nothing of its cause: other things happened in the same years, and
all pairs share what happened to the world.
"""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import interrupted

BEFORE, AFTER = 5, 3
"""Years in the windows before and after; the year itself is the first after."""

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
    rows = frame[frame[value].notna()]
    if len(rows) == 0:
        return pd.DataFrame(index=pd.MultiIndex.from_arrays([[], []], names=KEYS))
    a, b = (rows[key].astype("category").cat.remove_unused_categories() for key in KEYS)
    width = len(b.cat.categories)
    known, place_of = np.unique(
        a.cat.codes.to_numpy("int64") * width + b.cat.codes.to_numpy("int64"), return_inverse=True
    )
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


def score_per_day(months, least=300):
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
        n, n_top, n_bottom, chance (expected in either tenth), robust (changes in a tenth in every window), outside (the
        same change beyond the middle four fifths by all three yardsticks), where (those, in words); None where n is 0.
    """
    if len(found) == 0:
        return dict.fromkeys(("n", "n_top", "n_bottom", "chance", "robust", "outside", "where"))
    top, bottom = found["percentile"] >= 90, found["percentile"] <= 10
    robust = (top & (found["low"] >= 90)) | (bottom & (found["high"] <= 10))
    sides = found[list(YARDSTICKS)]
    outside = (sides >= 90).all(axis=1) | (sides <= 10).all(axis=1)
    words = [
        f"{row.outcome} {row.year} ({'up' if row.percentile >= 90 else 'down'})" for row in found[outside].itertuples()
    ]
    return {
        "n": len(found),
        "n_top": int(top.sum()),
        "n_bottom": int(bottom.sum()),
        "chance": len(found) / 10,
        "robust": int(robust.sum()),
        "outside": int(outside.sum()),
        "where": "; ".join(words) or "none",
    }


def steps(series, years, reach=(10, 3)):
    """The step of a pair's own series at each year against its trend, with a 95 per cent interval.

    Parameters
    ----------
    series : dict
        Name -> pandas.Series with years as index.
    years : sequence of int
    reach : tuple of int
        Years before and after that are used.

    Returns
    -------
    pandas.DataFrame
        year, outcome, step, low, high, n, n_after; what has too few years has no row.
    """
    rows = []
    for year in years:
        for name, values in series.items():
            used = values[(values.index >= year - reach[0]) & (values.index < year + reach[1])]
            found = interrupted.step(used.to_numpy(), used.index.to_numpy(), year)
            if not np.isnan(found["step"]):
                rows.append({"year": year, "outcome": name} | found)
    return pd.DataFrame(rows, columns=["year", "outcome", "step", "low", "high", "n", "n_after"])


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
        year, before, after (windows as text), percentile_before, percentile_after; a window that the table does not
        hold yet is replaced by the last one; no row where neither has a transfer.
    """
    a, b = sorted(pair)
    own = ranks[(ranks["iso3_a"] == a) & (ranks["iso3_b"] == b)].drop_duplicates("end_year").set_index("end_year")
    last, rows = int(ranks["end_year"].max()), []
    for year in years:
        early, late = year - 1, min(year + 4, last)
        if early in own.index or late in own.index:
            places = own["percentile"].get(early), own["percentile"].get(late)
            rows.append((year, f"{early - 4}-{early}", f"{late - 4}-{late}", *places))
    return pd.DataFrame(rows, columns=["year", "before", "after", "percentile_before", "percentile_after"])


def hub_changes(pairs, source, hub, year, declared=False, before=BEFORE, after=AFTER):
    """Change of one state's trade with each partner around a year, where only that state's records reach so far.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Table `trade/pairs`.
    source : str
    hub : str
    year : int
        First year after.
    declared : bool
        Take what the partners declare on the hub.
    before, after : int

    Returns
    -------
    pandas.DataFrame
        partner, name, mean_before, mean_after (dollars), ratio, n_before, n_after, percentile, partners; partners with
        both flows in at least `LEAST` years on either side and more than ten million dollars a year before.
    """
    rows = pairs[(pairs["source"] == source) & ((pairs["exporter"] == hub) | (pairs["importer"] == hub))]
    rows = rows[rows["year"].between(year - before, year + after - 1)]
    seller, buyer = rows["exporter"].astype("str"), rows["importer"].astype("str")
    rows = rows.assign(partner=buyer.where(seller == hub, seller))
    if declared:
        rows = rows[rows["reporter"].astype("str") == rows["partner"]]
    yearly = rows.groupby(["partner", "year"])["value_usd"].agg(["sum", "size"]).query("size == 2")["sum"].reset_index()
    early = yearly[yearly["year"] < year].groupby("partner")["sum"].agg(["mean", "size"])
    late = yearly[yearly["year"] >= year].groupby("partner")["sum"].agg(["mean", "size"])
    found = early.join(late, how="inner", lsuffix="_before", rsuffix="_after").reset_index()
    found.columns = ["partner", "mean_before", "n_before", "mean_after", "n_after"]
    enough = (found["n_before"] >= LEAST[0]) & (found["n_after"] >= LEAST[1]) & (found["mean_before"] > FLOOR)
    found = found[enough].assign(ratio=lambda f: f["mean_after"] / f["mean_before"]).reset_index(drop=True)
    return found.assign(
        name=found["partner"].map(countries.name),
        percentile=[place(found["ratio"], value) for value in found["ratio"]],
        partners=len(found),
    )


FLOOR = 10e6
"""Trade a year, in dollars, below which a ratio says little."""


def under_sanctions(counts, years, least=10):
    """States with a case in force in at least `least` of the years."""
    rows = counts[counts["year"].isin(list(years))]
    held = rows.groupby("target")["year"].nunique()
    return sorted(held[held >= least].index)


def dependence_ties(depends, counts, kinds, years):
    """Sanctions on both of a pair against their dependence on each other, for all pairs of states under sanctions.

    Parameters
    ----------
    depends : pandas.DataFrame
        As `trade.dependence` returns it.
    counts : pandas.DataFrame
        As `sanctions.everyone` returns it: cases in force.
    kinds : pandas.DataFrame
        target, year, kinds: how many kinds of measure are in force.
    years : range

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, n (years), cases_before, cases_after, rise (mean cases on both in the last five years and in the
        first five, and their difference), salience_before, salience_after, ratio, and the rank correlation over the
        years of the cases on both with salience (r_salience), the share of b in a's trade (r_a), of a in b's (r_b), and
        of the number of kinds with salience (r_kinds). NaN where one of the two does not vary.
    """
    states = under_sanctions(counts, years)
    rows = depends[depends["iso3_a"].isin(states) & depends["iso3_b"].isin(states) & depends["year"].isin(list(years))]
    rows = rows[[*KEYS, "year", "salience", "share_a", "share_b"]].dropna().astype(dict.fromkeys(KEYS, "str"))
    for name, table_ in (("cases", counts), ("kinds", kinds)):
        held = table_.set_index(["target", "year"])[name]
        sums = [held.reindex(pd.MultiIndex.from_frame(rows[[key, "year"]])).fillna(0).to_numpy() for key in KEYS]
        rows[name] = sums[0] + sums[1]
    rows["n"] = rows.groupby(KEYS)["year"].transform("size")
    rows = rows[rows["n"] >= len(years) // 2]
    found = rows.groupby(KEYS)["n"].first().to_frame()
    cut = years[0] + 4, years[-1] - 4
    for word, part in (("before", rows[rows["year"] <= cut[0]]), ("after", rows[rows["year"] >= cut[1]])):
        means = part.groupby(KEYS)[["cases", "salience"]].mean().rename(columns=lambda c, w=word: f"{c}_{w}")
        found = found.join(means)
    found = found.assign(
        rise=found["cases_after"] - found["cases_before"],
        ratio=found["salience_after"] / found["salience_before"].where(found["salience_before"] > 0),
    )
    for name, x, y in (
        ("r_salience", "cases", "salience"),
        ("r_a", "cases", "share_a"),
        ("r_b", "cases", "share_b"),
        ("r_kinds", "kinds", "salience"),
    ):
        found[name] = _rank_correlation(rows, x, y)
    return found.reset_index()


def _rank_correlation(rows, x, y):
    """Spearman's coefficient of each pair over its years."""
    ranks = rows.groupby(KEYS)[[x, y]].rank()
    ranks = ranks - ranks.groupby([rows[key] for key in KEYS]).transform("mean")
    sums = pd.DataFrame({"xy": ranks[x] * ranks[y], "xx": ranks[x] ** 2, "yy": ranks[y] ** 2})
    sums = sums.groupby([rows[key] for key in KEYS]).sum()
    scale = np.sqrt(sums["xx"] * sums["yy"])
    return sums["xy"] / scale.where(scale > 0)


def dependence_standing(ties, pair):
    """The pair among the placebo pairs of `dependence_ties`.

    Returns
    -------
    dict
        cases_before, cases_after, salience_before, salience_after; r and r_place (rank correlation of cases with
        salience, its place), r_median, r_kinds, first and second (correlation with the share of the other in the trade
        of the first and of the second of the pair); ratio, ratio_place; pairs; across (rank correlation over the pairs
        of the rise in cases with the ratio). None where the pair is not among them.
    """
    own_key = tuple(sorted(pair))
    names = ("cases_before", "cases_after", "salience_before", "salience_after", "r", "r_place", "r_median", "r_kinds")
    names += ("first", "second", "ratio", "ratio_place", "pairs", "across")
    frame = ties.set_index(KEYS)
    if own_key not in frame.index or pd.isna(frame.loc[own_key, "r_salience"]) or pd.isna(frame.loc[own_key, "ratio"]):
        return dict.fromkeys(names)
    own = frame.loc[own_key]
    known = frame.dropna(subset=["r_salience", "ratio"])
    others = known.drop(index=[own_key])
    straight = pair[0] == own_key[0]
    facts = {name: own[name] for name in names[:4]}
    facts |= {"r": own["r_salience"], "r_place": place(known["r_salience"], own["r_salience"])}
    facts |= {"r_median": others["r_salience"].median(), "r_kinds": own["r_kinds"]}
    facts |= {"first": own["r_a" if straight else "r_b"], "second": own["r_b" if straight else "r_a"]}
    facts |= {"ratio": own["ratio"], "ratio_place": place(known["ratio"], own["ratio"]), "pairs": len(known)}
    ranks = known[["rise", "ratio"]].rank()
    return facts | {"across": ranks["rise"].corr(ranks["ratio"])}
