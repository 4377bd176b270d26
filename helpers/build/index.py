"""Tables of the alignment index: indicators of all pairs of states, ranks with their intervals, sensitivity."""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
import pandas as pd

from helpers import countries
from helpers.build.arms import deliveries
from helpers.datasets.description import Column, Table
from helpers.measures import alignment, alliances, arms, memberships, trade, votes
from helpers.measures.rollcalls import MIN_VOTES
from helpers.sources import (
    atop,
    baci_pairs,
    cow_igo,
    cow_mid,
    cow_trade,
    sipri_arms,
    state_system,
    un_ga_votes,
    un_ideal_points,
)

YEARS = (1950, 2024)
MEMORY = 10
"""Years for which a dispute counts, the year itself among them."""

SHARE_CLASSES = (0.10, 0.50)
"""Upper ends of the first and second class of shares of arms imports; 0 is a class of its own."""

DECIMALS = {"votes": 3, "positions": 2, "trade_cow": 5, "trade_baci": 5, "organisations": 3}

SOURCES = tuple(
    module.SOURCE
    for module in (
        un_ga_votes,
        un_ideal_points,
        cow_trade,
        baci_pairs,
        atop,
        cow_igo,
        sipri_arms,
        cow_mid,
        state_system,
    )
)

KEY = (
    Column("iso3_a", "category", "state, first of the two in the alphabet", country=True),
    Column("iso3_b", "category", "the other state", country=True),
    Column("year", "integer", "calendar year", minimum=YEARS[0], maximum=YEARS[1]),
)
NOTES = (
    f"States are those of the state system, from 2017 on those of 2016. A pair and year stands here with "
    f"{alignment.LEAST} indicators or more. What is missing is not known: never zero, never imputed.",
    "Indicators end in different years: organisations and disputes in 2014, commitments in 2018, trade in 2020. Ranks "
    "of years with different indicators do not compare; from 2021 on only votes, ideal points and arms are left. From "
    "2015 on no record of hostility is in it: two states at war can rank high on what they traded.",
    "SUN to 1991, RUS after. Windows that reach over 1991 (arms five years, disputes ten) hold each state's own years "
    "only: in 1992-95 arms of RUS are understated and its disputes forgotten.",
    "CHN is the People's Republic: votes of the seat before 25 October 1971 are left out. GER is the Federal Republic "
    "to 1990, YAR North Yemen to 1989.",
    "Joint exercises and coded events are not known for all pairs and stay outside.",
)

INDICATORS = Table(
    name="index/indicators",
    title="Indicators of alignment of all pairs of states",
    description="One row per pair and year with three indicators or more: what the alignment index is made of.",
    key=("year", "iso3_a", "iso3_b"),
    columns=(
        *KEY,
        Column(
            *("votes", "number", "Cohen's kappa (quadratic weights) over the year's recorded votes, 20 joint or more"),
            unit="kappa",
            minimum=-1,
            maximum=1,
            nullable=True,
        ),
        Column(
            *("positions", "number", "distance of the published ideal points (final passage, July 2025)"),
            unit="ideal-point units",
            minimum=0,
            nullable=True,
        ),
        *(
            Column(
                *(name, "number", f"trade salience, root of the product of both shares in total trade, {source}"),
                unit="share, 0 to 1",
                minimum=0,
                maximum=1,
                nullable=True,
            )
            for name, source in (("trade_cow", "COW, to 1999"), ("trade_baci", "BACI, 2000-2020"))
        ),
        Column(
            "commitments",
            "number",
            "mean of both directions of the highest alliance obligation: 0 none, 1 consultation, 2 neutrality or "
            "non-aggression, 3 defence or offence",
            unit="level",
            minimum=0,
            maximum=3,
            nullable=True,
        ),
        Column(
            *("organisations", "number", "organisations with both as full members over those with either, from 1965"),
            unit="share, 0 to 1",
            minimum=0,
            maximum=1,
            nullable=True,
        ),
        Column(
            "arms",
            "number",
            "class of the share of a recipient's arms imports of five years that came from the other, the larger of "
            "the two directions: 0 none, 1 to 10 per cent, 2 to 50, 3 over 50",
            unit="class",
            minimum=0,
            maximum=3,
            nullable=True,
        ),
        Column(
            "disputes",
            "number",
            "highest hostility in militarised disputes of ten years: 0 no dispute, else as in ties/disputes",
            unit="level",
            minimum=0,
            maximum=5,
            nullable=True,
        ),
    ),
    sources=SOURCES,
    notes=(
        *NOTES,
        "Arms are kept as a class only, from which no delivery can be made again; missing where neither state imported "
        "any. Arms imports are volumes (TIV), not money.",
        "Trade with one direction known counts that one: a lower bound. COW rounds to millions of dollars, so that a "
        "salience of 0 can be a rounded or an assumed zero; a pair absent from BACI is missing.",
        "commitments of 0: no treaty in ATOP. disputes of 0: none in the record of Correlates of War.",
    ),
)

RANK = {"type": "integer", "unit": "rank", "minimum": 1}

ALIGNMENT = Table(
    name="index/alignment",
    title="Alignment index of all pairs of states, with the interval of its rank",
    description=(
        "One row per pair and year: score and rank by the default choices, and the rank over all combinations of "
        "normalisation, weights, aggregation and indicator left out."
    ),
    key=("year", "iso3_a", "iso3_b"),
    columns=(
        *KEY,
        Column("indicators", "category", "indicators that the pair has in the year"),
        Column("dimensions", "integer", "dimensions among them; votes and ideal points are one", minimum=1, maximum=6),
        Column("score", "number", "default score, 1 is the most aligned", unit="score, 0 to 1", minimum=0, maximum=1),
        Column("rank", description="rank by the default choices; 1 is the most aligned, ties share the best", **RANK),
        Column("rank_low", description="rank that 5 per cent of the scenarios do not exceed", **RANK),
        Column("rank_median", description="median rank over the scenarios", **RANK),
        Column("rank_high", description="rank that 95 per cent of the scenarios do not exceed", **RANK),
        Column("pairs", "integer", "pairs ranked in the year", unit="pairs", minimum=1),
        Column("scenarios", "integer", "combinations of choices in the year", unit="scenarios", minimum=1),
    ),
    sources=SOURCES,
    notes=(
        *NOTES,
        "Default: fixed goalposts, equal weights of the dimensions (votes and ideal points half each), arithmetic mean "
        "of the indicators that the pair has. Others: percentile and normal score among all pairs of the year; equal "
        f"weights of indicators and {alignment.DRAWS} draws of weights; geometric mean (least score 0.01); each "
        "indicator left out in turn.",
        "The interval says how far the rank hangs on such choices. It holds no error of the data.",
        "Ends and median of the interval are rounded to ten from a hundred on and to a hundred from a thousand on.",
        "Scores of different normalisations do not compare, ranks do: the interval is one of ranks.",
    ),
)

SENSITIVITY = Table(
    name="index/sensitivity",
    title="What the rank of a pair hangs on, by year",
    description=(
        "One row per pair of comparison states, year and factor: share of the variance of the rank over all scenarios "
        "that the factor explains by itself."
    ),
    key=("year", "iso3_a", "iso3_b", "factor"),
    columns=(
        *KEY,
        Column(
            *("factor", "category", "choice that is varied; interactions: what they explain only together"),
            allowed=(*alignment.FACTORS, "interactions"),
        ),
        Column(
            *("share", "number", "Var(E[rank | factor]) / Var(rank); missing: the rank is the same in all scenarios"),
            unit="share, 0 to 1",
            minimum=0,
            maximum=1,
            nullable=True,
        ),
    ),
    sources=SOURCES,
    notes=(*NOTES, "Exact over the full factorial, every scenario counting the same."),
)


def by_year(frame):
    """Year -> rows, for quick look-up."""
    return dict(list(frame.groupby("year")))


def square(rows, states, sides, value, fill):
    """Values of `rows` between states as a square, in which both directions may differ; `fill` elsewhere.

    Parameters
    ----------
    rows : pandas.DataFrame or None
        Two columns of codes and `value`.
    states : pandas.Index of str
    sides : tuple of str
    value : str
    fill : float

    Returns
    -------
    array of shape (states, states)
    """
    found = np.full((len(states), len(states)), fill)
    if rows is not None:
        first, second = (states.get_indexer(rows[side].astype("str")) for side in sides)
        inside = (first >= 0) & (second >= 0)
        found[first[inside], second[inside]] = rows[value].to_numpy(dtype=float)[inside]
    return found


def mutual(rows, states, value, fill=np.nan):
    """Values of undirected pairs as a symmetric square."""
    found = square(rows, states, ("iso3_a", "iso3_b"), value, np.nan)
    found = np.where(np.isnan(found), found.T, found)
    return np.where(np.isnan(found), fill, found)


def kappa(cast):
    """Kappa of all pairs by year, `MIN_VOTES` joint votes or more; the Republic of China's votes are left out.

    Parameters
    ----------
    cast : pandas.DataFrame
        As `votes/un_votes`.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b, year, value.
    """
    republic = (cast["iso3"] == "CHN") & (pd.to_datetime(cast["date"]) < countries.CHINA_SEAT)
    cast = cast[~republic & cast["year"].between(*YEARS)]
    north = (cast["iso3"] == "YEM") & (cast["year"] < 1990)
    cast = cast.assign(iso3=cast["iso3"].astype("str").mask(north, "YAR"))
    found = votes.similarity(cast, "kappa")
    return found[found["n"] >= MIN_VOTES].rename(columns={"period": "year"})


def distances(points, states):
    """Distances of ideal points of one year as a square; missing where a state has fewer than `MIN_VOTES` votes."""
    if points is None:
        return np.full((len(states), len(states)), np.nan)
    enough = points[points["n_votes"] >= MIN_VOTES]
    place = pd.Series(enough["value"].to_numpy(), index=enough["iso3"].astype("str")).reindex(states).to_numpy()
    return np.abs(place[:, None] - place[None, :])


def arms_classes(items, year, states):
    """Class of the share of five years' arms imports that came from the other, the larger of both directions.

    Parameters
    ----------
    items : pandas.DataFrame
        All deliveries: supplier, recipient, year, tiv_m; the code of a party that is no state is missing.
    year : int
        Last of the five years.
    states : pandas.Index of str

    Returns
    -------
    array of shape (states, states)
        0 none, 1 to 10 per cent, 2 to 50, 3 over 50; NaN where neither state imported any.
    """
    window = items[items["year"].between(year - arms.WINDOW + 1, year)]
    imports = window.groupby("recipient")["tiv_m"].sum().reindex(states).to_numpy()
    flows = window.groupby(["recipient", "supplier"], as_index=False)["tiv_m"].sum()
    between = square(flows, states, ("recipient", "supplier"), "tiv_m", 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(imports[:, None] > 0, between / imports[:, None], np.nan)
    share = np.fmax(share, share.T)
    return np.where(np.isnan(share), np.nan, np.digitize(share, (1e-12, *(s + 1e-9 for s in SHARE_CLASSES))))


def hostility(disputes, year, states):
    """Highest level of hostility of each pair in the last `MEMORY` years as a square; 0 without a dispute."""
    recent = disputes[disputes["year"].between(year - MEMORY + 1, year)]
    highest = recent.groupby(["iso3_a", "iso3_b"], as_index=False)["hostility"].max()
    return mutual(highest, states, "hostility", 0.0)


@lru_cache(maxsize=1)
def indicators(snapshots):
    """Recipe of `index/indicators`."""
    system = by_year(state_system.years(snapshots))
    similar = by_year(kappa(un_ga_votes.votes(snapshots)))
    points = un_ideal_points.estimates(snapshots)
    points = by_year(points[(points["release"] == "July 2025") & (points["estimate"] == "final_passage")])
    salience = {}
    for name, module in (("trade_cow", cow_trade), ("trade_baci", baci_pairs)):
        flows = module.pairs(snapshots)
        salience[name] = by_year(trade.dependence(flows[flows["year"].between(*alignment.INDICATORS[name].years)]))
    promised = atop.read(snapshots)
    promised = by_year(promised[promised["year"] >= YEARS[0]].assign(level=alliances.level))
    joined = cow_igo.memberships(snapshots)
    shared = by_year(memberships.joint(joined[joined["year"].between(*alignment.INDICATORS["organisations"].years)]))
    items = deliveries(snapshots)[["supplier", "recipient", "year", "tiv_m"]]
    federal = items.replace({"supplier": "DEU", "recipient": "DEU"}, "GER")
    disputes = cow_mid.read(snapshots)
    parts = []
    for year in range(YEARS[0], YEARS[1] + 1):
        states = pd.Index(sorted(system[min(year, max(system))]["iso3"].astype("str").unique()))
        squares = {
            "votes": mutual(similar.get(year), states, "value"),
            "positions": distances(points.get(year), states),
            **{name: mutual(rows.get(year), states, "salience") for name, rows in salience.items()},
            "organisations": mutual(shared.get(year), states, "jaccard"),
        }
        if covers("commitments", year):
            level = square(promised.get(year), states, ("sender", "target"), "level", 0.0)
            squares["commitments"] = (level + level.T) / 2
        if covers("arms", year):
            squares["arms"] = arms_classes(federal if year <= 1990 else items, year, states)
        if covers("disputes", year):
            squares["disputes"] = hostility(disputes, year, states)
        parts.append(pairs_of(squares, states, year))
    found = pd.concat(parts, ignore_index=True)
    return found.round(DECIMALS)


def covers(name, year):
    """Whether the indicator is known in `year`."""
    first, last = alignment.INDICATORS[name].years
    return first <= year <= last


def pairs_of(squares, states, year):
    """Rows of the pairs with enough indicators, from a square for each indicator."""
    first, second = np.triu_indices(len(states), 1)
    values = {name: squares[name][first, second] if name in squares else np.nan for name in alignment.NAMES}
    frame = pd.DataFrame({"iso3_a": states[first], "iso3_b": states[second], "year": year} | values)
    return frame[frame[alignment.NAMES].notna().sum(axis=1) >= alignment.LEAST]


@lru_cache(maxsize=1)
def analysed(snapshots):
    """Ranks of all pairs and years, and sensitivity of the pairs of comparison states."""
    return analysed_years(indicators(snapshots))


def analysed_years(every):
    """The same from the rows of `index/indicators`, two years at a time."""
    years = [rows.reset_index(drop=True) for _, rows in every.groupby("year")]
    with ThreadPoolExecutor(2) as pool:
        ranks, shares = zip(*pool.map(analysed_year, years), strict=True)
    return pd.concat(ranks, ignore_index=True), pd.concat(shares, ignore_index=True)


def analysed_year(rows):
    """Ranks of all pairs of one year, and sensitivity of the pairs of comparison states."""
    cube = alignment.cube_of(rows)
    compared = rows["iso3_a"].isin(countries.COMPARISON) & rows["iso3_b"].isin(countries.COMPARISON)
    return alignment.ranked(rows, cube), alignment.sensitivity(rows, cube, compared.to_numpy())


def index(snapshots):
    """Recipe of `index/alignment`."""
    found = analysed(snapshots)[0].round({"score": 3})
    ends = ["rank_low", "rank_median", "rank_high"]
    return found.assign(**{name: np.minimum(rounded(found[name].to_numpy()), found["pairs"]) for name in ends})


def rounded(ranks):
    """Ranks to ten from a hundred on, and to a hundred from a thousand on: 33, 390, 10100."""
    unit = np.select([ranks >= 1000, ranks >= 100], [100, 10], 1)
    return np.rint(ranks / unit).astype("int64") * unit


def sensitivity(snapshots):
    """Recipe of `index/sensitivity`."""
    shares = analysed(snapshots)[1]
    return shares.assign(share=shares["share"].clip(0, 1).round(3))


TABLES = [(INDICATORS, indicators), (ALIGNMENT, index), (SENSITIVITY, sensitivity)]
