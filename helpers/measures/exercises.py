"""Joint exercises: those of a pair, their number by year and kind, their size, and how complete the record is."""

from itertools import combinations

import pandas as pd

from helpers import countries
from helpers.measures import rates

OWN = ("bilateral", "trilateral", "SCO", "host")
"""Frameworks of the states themselves; multinational exercises are open to many."""

BREAK = 2022
"""First year of the later period in comparisons."""

NEAR_DAYS = 3
"""Starts that far apart may be of one exercise in two lists."""

CHANCE = 0.05
"""Probability under which a trend is told from chance."""

VERDICTS = {
    (False, False): "neither can be told from chance",
    (True, False): "the number of states rises by more than chance, the joint services do not",
    (False, True): "the joint services change by more than chance, the number of states does not",
    (True, True): "both change by more than chance",
}


def between(exercises, states):
    """Rows in which all the states took part.

    Parameters
    ----------
    exercises : pandas.DataFrame
        Table `ties/exercises`.
    states : collection of str

    Returns
    -------
    pandas.DataFrame
    """
    listed = exercises["participants"].astype("str").str.split(";")
    return exercises[[set(states) <= set(codes) for codes in listed]]


def held(exercises, frameworks=OWN):
    """Exercises within some frameworks, each once: patrols and further stages are left out."""
    return exercises[(exercises["kind"] == "exercise") & exercises["framework"].isin(frameworks)]


def yearly(rows, first, last):
    """Number by year, with its exact Poisson interval; a year without any counts 0.

    Parameters
    ----------
    rows : pandas.DataFrame
        With a column year.
    first, last : int
        Years to cover.

    Returns
    -------
    pandas.DataFrame
        year, n, low, high.
    """
    counts = rows["year"].value_counts().reindex(range(first, last + 1), fill_value=0)
    ends = [rates.poisson_interval(n) for n in counts]
    return pd.DataFrame(
        {
            "year": counts.index,
            "n": counts.to_numpy(),
            "low": [low for low, _ in ends],
            "high": [high for _, high in ends],
        }
    )


def by(rows, column, first, last):
    """Number by year and value of a column, such as framework or domain.

    Returns
    -------
    pandas.DataFrame
        year, the column, n; only what occurs.
    """
    inside = rows[rows["year"].between(first, last)]
    return inside.groupby(["year", column], observed=True).size().rename("n").reset_index()


def change(rows, first, last, split=BREAK):
    """Number a year before and from a year on, with intervals, and their ratio.

    Returns
    -------
    dict
        n_before, n_after, before, before_low, before_high, after, after_low, after_high (a year), ratio, ratio_low,
        ratio_high, p.
    """
    inside = rows[rows["year"].between(first, last)]
    early, late = int((inside["year"] < split).sum()), int((inside["year"] >= split).sum())
    time_before, time_after = split - first, last - split + 1
    found = rates.rate_ratio(late, early, time_after, time_before)
    ends = (*rates.poisson_interval(early, time_before), *rates.poisson_interval(late, time_after))
    names = ("before_low", "before_high", "after_low", "after_high")
    return {
        "n_before": early,
        "n_after": late,
        "before": early / time_before,
        "after": late / time_after,
        **dict(zip(names, ends, strict=True)),
        "ratio": found["ratio"],
        "ratio_low": found["low"],
        "ratio_high": found["high"],
        "p": found["p"],
    }


def groups_of(states):
    """Pairs of the states and all of them together, with their label.

    Returns
    -------
    dict
        Label -> tuple of codes.
    """
    found = [*combinations(states, 2), tuple(states)]
    return {"-".join(map(countries.name, codes)): codes for codes in found}


def changes(exercises, states, first, last, split=BREAK):
    """`change` for each pair of the states and for all of them, in exercises of their own.

    Returns
    -------
    pandas.DataFrame
        group, period (label), rate, low, high, n.
    """
    parts = []
    for label, codes in groups_of(states).items():
        found = change(held(between(exercises, codes)), first, last, split)
        for name, span in (("before", f"{first}-{split - 1}"), ("after", f"{split}-{last}")):
            ends = (found[f"{name}_low"], found[f"{name}_high"])
            parts.append((label, span, found[name], *ends, found[f"n_{name}"]))
    return pd.DataFrame(parts, columns=["group", "period", "rate", "low", "high", "n"])


def alternatives(rows, first, last, split=BREAK):
    """Ratio of the number a year from `split` on to that before, for several ways to count.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of `ties/exercises` of a pair.

    Returns
    -------
    pandas.DataFrame
        counted, ratio, low, high, n_before, n_after; ways with nothing in one of the periods are left out.
    """
    own = held(rows)
    ways = {
        "own exercises": own,
        "armed forces only": own[own["forces"] == "military"],
        "without the SCO": own[own["framework"] != "SCO"],
        "with multinational ones": held(rows, (*OWN, "multinational")),
        "with patrols": rows[(rows["kind"] != "stage") & rows["framework"].isin(OWN)],
        "each stage counted": rows[(rows["kind"] != "patrol") & rows["framework"].isin(OWN)],
        "everything in the list": rows,
        "days known only": own[own["date_precision"] == "day"],
    }
    parts = []
    for name, chosen in ways.items():
        found = change(chosen, first, last, split)
        if found["n_before"] and found["n_after"]:
            parts.append((name, *(found[k] for k in ("ratio", "ratio_low", "ratio_high", "n_before", "n_after"))))
    return pd.DataFrame(parts, columns=["counted", "ratio", "low", "high", "n_before", "n_after"])


CLASSES = (
    "own exercises of armed forces",
    "exercises of security services",
    "multinational exercises",
    "patrols",
    "further stages",
)


def classes(exercises):
    """The class of each row, so that every row has one and classes add up: `CLASSES`."""
    found = pd.Series(CLASSES[0], index=exercises.index)
    found = found.mask(exercises["forces"] == "security", CLASSES[1])
    found = found.mask(exercises["framework"] == "multinational", CLASSES[2])
    found = found.mask(exercises["kind"] == "patrol", CLASSES[3])
    return found.mask(exercises["kind"] == "stage", CLASSES[4])


def against_published(exercises, published, until):
    """Rows of the list by class in the periods of a published count, beside that count.

    Parameters
    ----------
    exercises : pandas.DataFrame
        Table `ties/exercises`.
    published : pandas.DataFrame
        Table `ties/exercise_counts`.
    until : pandas.Timestamp
        Last day of the published count.

    Returns
    -------
    pandas.DataFrame
        period, counted (class, or "published count"), n.
    """
    counts = published[published["measure"] == "exercises"]
    inside = exercises[exercises["start"] <= until].assign(counted=classes)
    parts = []
    for row in counts.itertuples():
        mine = inside[inside["year"].between(row.first_year, row.last_year)]
        period = f"{row.first_year}-{row.last_year}"
        sums = mine["counted"].value_counts().reindex(CLASSES, fill_value=0)
        parts += [(period, name, int(n)) for name, n in sums.items()]
        parts.append((period, "published count", int(row.value)))
    return pd.DataFrame(parts, columns=["period", "counted", "n"])


def complexity(rows, split=BREAK):
    """Size and breadth of exercises, before and from a year on.

    Parameters
    ----------
    rows : pandas.DataFrame
        Exercises, each once.

    Returns
    -------
    dict
        For before_ and after_: n, states (mean number listed), several (share with three states or more), joint
        (share with more than one armed service), domains (different ones). tau_states, p_states, tau_joint, p_joint:
        Kendall's tau-b of start and number of states, and of start and more than one service. verdict: in words,
        which of the two can be told from chance. None where nothing can be said.
    """
    from scipy.stats import kendalltau

    found = {}
    for name, part in (("before", rows[rows["year"] < split]), ("after", rows[rows["year"] >= split])):
        some = len(part) > 0
        found |= {
            f"{name}_n": len(part),
            f"{name}_states": float(part["n_participants"].mean()) if some else None,
            f"{name}_several": float((part["n_participants"] >= 3).mean()) if some else None,
            f"{name}_joint": float((part["domain"] == "joint").mean()) if some else None,
            f"{name}_domains": int(part["domain"].nunique()) if some else None,
        }
    start = rows["start"].astype("int64")
    for name, values in (("states", rows["n_participants"]), ("joint", (rows["domain"] == "joint").astype("int64"))):
        varied = len(rows) >= 5 and values.min() < values.max()
        rank = kendalltau(start, values) if varied else None
        p = float(rank.pvalue) if rank else None
        found |= {f"tau_{name}": float(rank.statistic) if rank else None, f"p_{name}": p}
    told = {name: (found[f"p_{name}"] or 1) < CHANCE for name in ("states", "joint")}
    return found | {"verdict": VERDICTS[told["states"], told["joint"]] if found["p_states"] else None}


def around(rows, day, months_before, last):
    """Number a year in the months before a day and from it to the end of the record.

    Parameters
    ----------
    rows : pandas.DataFrame
        With a column start.
    day : pandas.Timestamp
        First day of the later period.
    months_before : int
        Length of the earlier period.
    last : pandas.Timestamp
        Last day of the record.

    Returns
    -------
    dict
        n_before, n_after, years_before, years_after, before, after (a year), ratio, low, high, p, verdict (in words).
    """
    first = day - pd.DateOffset(months=months_before)
    early = int(((rows["start"] >= first) & (rows["start"] < day)).sum())
    late = int(((rows["start"] >= day) & (rows["start"] <= last)).sum())
    years = {"years_before": (day - first).days / 365.25, "years_after": ((last - day).days + 1) / 365.25}
    found = rates.rate_ratio(late, early, years["years_after"], years["years_before"])
    unclear = found["ratio"] is None or found["low"] <= 1 <= found["high"]
    return {
        "n_before": early,
        "n_after": late,
        **years,
        "before": early / years["years_before"],
        "after": late / years["years_after"],
        **found,
        "verdict": "neither a rise nor a fall can be told from chance" if unclear else "more than chance",
    }


def pair_years(parts):
    """Exercises of each pair of states by year.

    Parameters
    ----------
    parts : pandas.DataFrame
        exercise, year, iso3: one row per exercise and state.

    Returns
    -------
    pandas.DataFrame
        iso3_a < iso3_b, year, exercises, bilateral (no third state).
    """
    rows = parts[["exercise", "year", "iso3"]].drop_duplicates()
    rows = rows.assign(alone=rows.groupby("exercise")["iso3"].transform("size") == 2)
    both = rows.merge(rows[["exercise", "iso3"]], on="exercise", suffixes=("_a", "_b"))
    both = both[both["iso3_a"] < both["iso3_b"]]
    grouped = both.groupby(["iso3_a", "iso3_b", "year"])
    return grouped.agg(exercises=("exercise", "size"), bilateral=("alone", "sum")).reset_index()


def state_years(parts):
    """Exercises and different partners of each state by year; exercises with one known state are left out.

    Returns
    -------
    pandas.DataFrame
        iso3, year, exercises, partners.
    """
    rows = parts[["exercise", "year", "iso3"]].drop_duplicates()
    both = rows.merge(rows[["exercise", "iso3"]], on="exercise", suffixes=("", "_other"))
    both = both[both["iso3"] != both["iso3_other"]]
    grouped = both.groupby(["iso3", "year"])
    return grouped.agg(exercises=("exercise", "nunique"), partners=("iso3_other", "nunique")).reset_index()


def overlap(compiled, parts, states, span):
    """Exercises of pairs of `states` in two lists, and in both.

    Two rows are one exercise if both name the pair, both starts are known to the day, and these lie at most
    `NEAR_DAYS` apart.

    Parameters
    ----------
    compiled : pandas.DataFrame
        Rows of `ties/exercises`.
    parts : pandas.DataFrame
        exercise, year, iso3, start (missing where the day is not known).
    states : collection of str
    span : tuple of int
        First and last year that both lists cover.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, year, compiled, other, both; years with none in either are left out.
    """
    mine = compiled[(compiled["kind"] == "exercise") & compiled["year"].between(*span)]
    taking = parts[parts["year"].between(*span)].groupby("exercise")["iso3"].agg(set)
    starts = parts.drop_duplicates("exercise").set_index("exercise")[["year", "start"]]
    found = []
    for pair in combinations(sorted(states), 2):
        own = between(mine, pair)
        other = starts.loc[[exercise for exercise, codes in taking.items() if set(pair) <= codes]]
        exact = own[own["date_precision"] == "day"]
        near = [(other["start"] - day).abs().dt.days.le(NEAR_DAYS).any() for day in exact["start"]]
        counts = pd.DataFrame(
            {
                "compiled": own["year"].value_counts(),
                "other": other["year"].value_counts(),
                "both": exact.loc[near, "year"].value_counts() if len(exact) else pd.Series(dtype="int64"),
            }
        )
        counts = counts.rename_axis("year").fillna(0).astype("int64").reset_index()
        found.append(counts.assign(iso3_a=pair[0], iso3_b=pair[1]))
    return pd.concat(found, ignore_index=True)[["iso3_a", "iso3_b", "year", "compiled", "other", "both"]]


def completeness(counts):
    """How many exercises there were, from two lists that overlap.

    Parameters
    ----------
    counts : pandas.DataFrame
        Table `ties/exercise_overlap` of one pair.

    Returns
    -------
    dict
        compiled, other, both, known, total, low, high, share (of the estimated total in the compiled list). None
        where a list is empty.
    """
    sums = {name: int(counts[name].sum()) for name in ("compiled", "other", "both")}
    if not (sums["compiled"] and sums["other"]):
        return sums | dict.fromkeys(("known", "total", "low", "high", "share"))
    found = rates.chapman(sums["compiled"], sums["other"], sums["both"])
    return sums | found | {"share": sums["compiled"] / found["total"]}


def partners(pair_counts, state, first, last, most=8):
    """States with which a state trained most in a span of years.

    Parameters
    ----------
    pair_counts : pandas.DataFrame
        Table `ties/exercise_pairs`, with successions joined as wanted.

    Returns
    -------
    pandas.DataFrame
        partner (code), n, rank; the largest first.
    """
    rows = pair_counts[pair_counts["year"].between(first, last)]
    ends = [rows.rename(columns={a: "state", b: "partner"}) for a, b in (("iso3_a", "iso3_b"), ("iso3_b", "iso3_a"))]
    both = pd.concat(
        [end[["state", "partner", "exercises"]].astype({"state": "str", "partner": "str"}) for end in ends]
    )
    sums = (
        both[both["state"] == state].groupby("partner")["exercises"].sum().sort_values(ascending=False, kind="stable")
    )
    ranked = pd.DataFrame({"partner": sums.index, "n": sums.to_numpy(), "rank": range(1, len(sums) + 1)})
    return ranked.head(most)


def state_counts(state_years, states):
    """Exercises of some states by year; a year without a report has no row, since reports are missing.

    Parameters
    ----------
    state_years : pandas.DataFrame
        Table `ties/exercise_parts`, with successions joined as wanted.
    states : sequence of str

    Returns
    -------
    pandas.DataFrame
        name, year, n; in the order of `states`.
    """
    sums = state_years.groupby(["iso3", "year"], observed=True)["exercises"].sum()
    rows = [
        (countries.name(code), int(year), int(n))
        for code in states
        for (state, year), n in sums.items()
        if state == code and n > 0
    ]
    return pd.DataFrame(rows, columns=["name", "year", "n"])


def shown_start(exercises):
    """Start of each exercise as far as it is known: 2015, 2015-08 or 2015-08-11."""
    length = exercises["date_precision"].astype("str").map({"year": 4, "month": 7, "day": 10})
    days = exercises["start"].dt.strftime("%Y-%m-%d")
    return pd.Series([day[:n] for day, n in zip(days, length, strict=True)], index=exercises.index, dtype="str")


def rises(beside, spans):
    """What two published periods and the list say of a rise, with and without patrols.

    Parameters
    ----------
    beside : pandas.DataFrame
        As `against_published` returns it, with two periods.
    spans : tuple of float
        Length of each period in years.

    Returns
    -------
    dict
        early_ and late_ with published, all, patrols, rest (all but patrols); ratio_published, ratio_all, ratio_rest
        (yearly number of the later period over the earlier).
    """
    table = beside.pivot(index="counted", columns="period", values="n")
    found = {}
    for name, period in zip(("early", "late"), table.columns, strict=True):
        column = table[period]
        everything = int(column[list(CLASSES)].sum())
        found |= {
            f"{name}_published": int(column["published count"]),
            f"{name}_all": everything,
            f"{name}_patrols": int(column["patrols"]),
            f"{name}_rest": everything - int(column["patrols"]),
        }
    for name in ("published", "all", "rest"):
        rate = rates.rate_ratio(found[f"late_{name}"], found[f"early_{name}"], spans[1], spans[0])
        found[f"ratio_{name}"] = rate["ratio"]
    return found
