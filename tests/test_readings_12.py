"""Readings of the notebook on the alignment index, computed again in SQL on the Parquet files."""

import pytest
from test_readings import readings, row

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
