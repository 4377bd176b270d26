"""Readings of the notebook on the alignment index, computed again in SQL on the Parquet files."""

import math
import re
import statistics
from itertools import pairwise

import duckdb
import numpy as np
import pytest
from test_readings import DATA, readings, row

OWN = "FROM 'DATA/index/alignment.parquet' WHERE iso3_a = 'IRN' AND iso3_b = 'RUS'"


def default_scores(year):
    """Default scores of all pairs of a year, from the indicators by hand: fixed goalposts, half weights for votes."""
    return f"""SELECT iso3_a, iso3_b,
        (coalesce(0.5 * least(1, greatest(0, (votes + 0.5) / 1.5)), 0)
            + coalesce(0.5 * least(1, greatest(0, (4 - positions) / 4)), 0)
            + coalesce(least(1, ln(greatest(trade_baci, 0.0001) / 0.0001) / ln(0.25 / 0.0001)), 0)
            + coalesce(arms / 3, 0))
        / ((votes IS NOT NULL)::int * 0.5 + (positions IS NOT NULL)::int * 0.5
            + (trade_baci IS NOT NULL)::int + (arms IS NOT NULL)::int) AS score
        FROM 'DATA/index/indicators.parquet' WHERE year = {year}"""


@pytest.mark.parametrize(("prefix", "condition"), [("", "true"), ("ample_", "dimensions >= 3")])
def test_answer_is_that_of_the_latest_years(prefix, condition):
    said = readings("12")["answer"]
    year, rank, low, high, pairs = row(
        f"SELECT year, rank, rank_low, rank_high, pairs {OWN} AND {condition} ORDER BY year DESC LIMIT 1"
    )
    names = ("year", "rank", "rank_low", "rank_high", "pairs")
    assert [said[prefix + name] for name in names] == [year, rank, low, high, pairs]


@pytest.mark.parametrize("prefix", ["", "ample_"])
def test_default_rank_from_the_indicators(prefix):
    said = readings("12")["answer"]
    every = default_scores(said[prefix + "year"])
    score, above, pairs = row(
        f"""WITH every AS ({every}), own AS (SELECT score FROM every WHERE iso3_a = 'IRN' AND iso3_b = 'RUS')
        SELECT max(own.score), count(*) FILTER (every.score > own.score + 1e-9), count(*) FROM every, own"""
    )
    assert (said[prefix + "rank"], said[prefix + "pairs"]) == (above + 1, pairs)
    if prefix:
        assert said["ample_score"] == pytest.approx(score, abs=6e-4)


def test_equal_weights_from_the_indicators():
    said = readings("12")["weights"]
    every = default_scores(said["year"]).replace("0.5 * least", "least").replace("::int * 0.5", "::int")
    above, pairs = row(
        f"""WITH every AS ({every}), own AS (SELECT score FROM every WHERE iso3_a = 'IRN' AND iso3_b = 'RUS')
        SELECT count(*) FILTER (every.score > own.score + 1e-9), count(*) FROM every, own"""
    )
    assert (said["yours"], said["pairs"]) == (above + 1, pairs)


def test_sensitivity_is_that_of_the_table():
    said = readings("12")["sensitivity"]
    for name in ("normalisation", "weights", "aggregation", "left out", "interactions"):
        (share,) = row(
            f"""SELECT share FROM 'DATA/index/sensitivity.parquet' WHERE iso3_a = 'IRN' AND iso3_b = 'RUS'
            AND year = {said["year"]} AND factor = '{name}'"""
        )
        assert said[name.replace(" ", "_")] == pytest.approx(share, abs=6e-4)


def test_width_among_all_pairs():
    said, answer = readings("12")["width"], readings("12")["answer"]
    year = answer["ample_year"]
    own, narrower, median, same = row(
        f"""WITH w AS (SELECT 100.0 * (rank_high - rank_low) / pairs AS width, indicators, iso3_a, iso3_b
            FROM 'DATA/index/alignment.parquet' WHERE year = {year}),
        own AS (SELECT width, indicators FROM w WHERE iso3_a = 'IRN' AND iso3_b = 'RUS')
        SELECT max(own.width), avg((w.width < own.width - 1e-9)::int), median(w.width),
            avg((w.indicators = own.indicators)::int) FROM w, own"""
    )
    assert said["ample_width"] == pytest.approx(own)
    assert said["ample_wider_than"] == pytest.approx(narrower, abs=1e-3)
    assert said["ample_median_width"] == pytest.approx(median, abs=1e-6)
    assert said["ample_same_set"] == pytest.approx(same)


# Breaks


def own_series(column):
    """Years and values of Russia and Iran, the Soviet Union as Russia; the last unbroken run."""
    rows = duckdb.execute(
        f"""SELECT year, {column} FROM '{DATA}/index/indicators.parquet'
        WHERE iso3_a = 'IRN' AND iso3_b IN ('RUS', 'SUN') AND {column} IS NOT NULL ORDER BY year"""
    ).fetchall()
    cut = max([n for n in range(1, len(rows)) if rows[n][0] != rows[n - 1][0] + 1], default=0)
    return [year for year, _ in rows[cut:]], [value for _, value in rows[cut:]]


def test_ideal_points_break_around_2022_and_votes_do_not():
    import ruptures

    said = readings("12")["break-answer"]
    near = {}
    for column, label in (("votes", "UN votes, kappa"), ("positions", "ideal points, distance")):
        years, values = own_series(column)
        steps = [b - a for a, b in pairwise(values)]
        penalty = statistics.variance(steps) * math.log(len(values))  # 2 s^2 log n, s^2 half the variance of the steps
        cuts = ruptures.Dynp(model="l2", jump=1, min_size=2).fit(np.array(values))
        costs = {
            n: cuts.cost.sum_of_costs(cuts.predict(n_bkps=n)) + penalty * n if n else cuts.cost.error(0, len(values))
            for n in range(12)
        }
        best = min(costs, key=costs.get)
        found = [years[position] for position in cuts.predict(n_bkps=best)[:-1]] if best else []
        near[label] = any(abs(year - 2022) <= 1 for year in found)
    assert {name for name in near if near[name]} == {name for name in near if name in said["found_told"]}
    assert said["n"] + said["out"] >= 12


def placed(column, year, sign):
    """Percentile of the change of Russia and Iran around a year among all pairs, and among the 200 of like level."""
    every = f"""SELECT least(a, b) AS a, greatest(a, b) AS b, avg(v) FILTER (year < {year}) AS early,
            {sign} * (avg(v) FILTER (year >= {year}) - avg(v) FILTER (year < {year})) AS change
        FROM (SELECT replace(iso3_a::varchar, 'SUN', 'RUS') AS a, replace(iso3_b::varchar, 'SUN', 'RUS') AS b, year,
                {column} AS v FROM 'DATA/index/indicators.parquet'
            WHERE {column} IS NOT NULL AND year BETWEEN {year - 5} AND {year + 2})
        GROUP BY ALL HAVING count(*) FILTER (year < {year}) >= 3 AND count(*) FILTER (year >= {year}) >= 2"""
    return row(
        f"""WITH every AS ({every}), own AS (SELECT * FROM every WHERE a = 'IRN' AND b = 'RUS'),
        near AS (SELECT e.change FROM every e, own WHERE NOT (e.a = 'IRN' AND e.b = 'RUS')
            ORDER BY abs(e.early - own.early) LIMIT 200)
        SELECT (SELECT 100 * avg((e.change < own.change - 1e-9)::int + (abs(e.change - own.change) <= 1e-9)::int / 2.0)
                FROM every e),
            (SELECT 100 * (count(*) FILTER (change < own.change - 1e-9) + 0.5) / 201 FROM near)
        FROM own"""
    )


def test_the_most_unusual_date_and_what_lies_beyond():
    said = readings("12")["break-dates"]
    for column, label, sign in (("votes", "UN votes, kappa", 1), ("positions", "ideal points, distance", -1)):
        every, like = placed(column, said["year"], sign)
        word = "nearer" if every > 50 else "farther"
        beyond = (every >= 90 and like >= 90) or (every <= 10 and like <= 10)
        assert (f"{label} ({word})" in said["told"]) == beyond
    beyond, known = re.match(r"(\d+) of (\d+) ", said["told"]).groups()
    assert said["told"].count("(nearer)") + said["told"].count("(farther)") == int(beyond) <= int(known)
    assert said["expected"] == pytest.approx(int(known) / 5)


def test_2022_lies_beyond_all_pairs_in_ideal_points_alone():
    said = readings("12")["break-answer"]
    every, like = placed("positions", 2022, -1)
    assert (min(every, like) >= 90) == ("ideal points, distance" in said["beyond_told"])
    known = [label for label, sign in (("votes", 1), ("positions", -1), ("arms", 1)) if placed(label, 2022, sign)]
    assert (
        f" of {len(known)} " in said["beyond_told"]
    )  # the series of all pairs without the index, which is made of them


def test_share_of_all_pairs_with_a_change_near_2022():
    (share,) = row("""SELECT avg(near / pairs) FROM 'DATA/index/breaks.parquet' WHERE year = 2022 AND factor = 1""")
    assert readings("12")["break-answer"]["near"] == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize(("column", "label"), [("votes", "UN votes, kappa"), ("positions", "ideal points, distance")])
def test_rank_of_2022_among_all_years(column, label):
    rank, years = row(
        f"""WITH v AS (SELECT year, {column} AS v FROM 'DATA/index/indicators.parquet'
            WHERE iso3_a = 'IRN' AND iso3_b IN ('RUS', 'SUN') AND {column} IS NOT NULL),
        c AS (SELECT t.year, abs(avg(v) FILTER (v.year >= t.year) - avg(v) FILTER (v.year < t.year)) AS change
            FROM range(1950, 2030) t(year) JOIN v ON v.year BETWEEN t.year - 5 AND t.year + 2 GROUP BY t.year
            HAVING count(*) FILTER (v.year < t.year) >= 3 AND count(*) FILTER (v.year >= t.year) >= 2)
        SELECT count(*) FILTER (c.change > own.change + 1e-9) + 1, count(*)
        FROM c, (SELECT change FROM c WHERE year = 2022) own"""
    )
    assert f"{label} {rank} of {years}" in readings("12")["break-years"]["ranks"].split("; ")


def weighted(donors, own, before):
    """Weights on the simplex by a general optimiser."""
    from scipy.optimize import minimize

    n = donors.shape[1]
    return minimize(
        lambda w: ((donors[before] @ w - own[before]) ** 2).sum(),
        np.full(n, 1 / n),
        jac=lambda w: 2 * donors[before].T @ (donors[before] @ w - own[before]),
        bounds=[(0, 1)] * n,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(n)},
        options={"ftol": 1e-12, "maxiter": 1000},
    ).x


def test_synthetic_control_of_the_ideal_point_of_russia_hangs_on_one_donor():
    """The same donors and years by a general optimiser: mean gap and heaviest donor; it is no break of the pair."""

    points = duckdb.execute(
        f"""SELECT iso3::varchar AS iso3, year, value FROM '{DATA}/votes/ideal_points.parquet' WHERE n_votes >= 20
        AND release = 'July 2025' AND estimate = 'final_passage' AND year BETWEEN 1992 AND 2024"""
    ).df()
    wide = points.pivot(index="iso3", columns="year", values="value").dropna()
    barred = ["BLR", "IRN", "PRK", "UKR"]
    values = wide.drop([code for code in barred if code in wide.index])
    own = values.loc["RUS"].to_numpy()
    donors = values.drop("RUS").to_numpy().T
    before = np.asarray(values.columns) < 2022
    n, weights = donors.shape[1], weighted(donors, own, before)
    gap = (own - donors @ weights)[~before].mean()
    told = readings("12")["break-synthetic"]["parts"]
    said = next(p for p in told.split("; ") if p.startswith("ideal point of Russia"))
    assert f"of {n + 1} " in said
    assert float(re.search(r"mean gap ([+-][0-9.]+)", said).group(1)) == pytest.approx(gap, abs=0.011)
    assert values.drop("RUS").index[weights.argmax()] == "ARG" and weights.max() > 0.8
    assert float(re.search(r"heaviest donor ([0-9.]+)", said).group(1)) > 0.05
    verdict = readings("12")["break-verdict"]
    assert verdict["states_told"] == "none of 2" and "ideal point of" not in verdict["clear_told"]


def test_the_latest_years_of_the_ideal_points():
    said, told = readings("12")["break-later"], {}
    for code, name in (("RUS", "Russia"), ("IRN", "Iran")):
        for year in (2021, 2022, said["last_year"]):
            (told[code, year],) = row(
                f"""SELECT value FROM 'DATA/votes/ideal_points.parquet' WHERE iso3 = '{code}' AND year = {year}
                AND release = 'April 2026' AND estimate = 'final_passage' AND n_votes >= 20"""
            )
        assert (
            f"{name} " + ", ".join(f"{told[code, y]:+.2f} in {y}" for y in (2021, 2022, said["last_year"]))
            in said["moves"]
        )
    last = abs(told["RUS", said["last_year"]] - told["IRN", said["last_year"]])
    assert said["since"].endswith(f"{last:.2f} in {said['last_year']}")
