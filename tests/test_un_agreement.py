"""Identical votes and agreement with half credit, counted again in SQL, with both treatments of absence.

Agreement gives 1 for the same vote, 1/2 for an abstention against yes or no, 0 for yes against no. Counted as a
position, absence agrees with absence and with nothing else.
"""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from helpers import load
from helpers.measures import rollcalls
from helpers.measures import votes as measures

DATA = Path(__file__).resolve().parents[1] / "data" / "votes"
SAME = 1e-12

COUNTED = """
    WITH pairs AS (
        SELECT a.iso3 AS x, b.iso3 AS y, {period} AS period, a.vote AS i, b.vote AS j,
            CASE WHEN a.vote = b.vote THEN 1.0 WHEN a.vote = 8 OR b.vote = 8 THEN 0.0
                ELSE 1 - abs(a.vote - b.vote) / 2.0 END AS credit
        FROM '{data}/un_votes.parquet' a
        JOIN '{data}/un_votes.parquet' b ON a.resolution_id = b.resolution_id AND a.iso3 < b.iso3
        JOIN '{data}/un_resolutions.parquet' r ON a.resolution_id = r.resolution_id
        WHERE {where})
    SELECT x AS iso3_a, y AS iso3_b, period, count(*) AS n_all, avg((i = j)::int) AS identical_all,
        avg(credit) AS agreement_all, count(*) FILTER (i <> 8 AND j <> 8) AS n,
        avg((i = j)::int) FILTER (i <> 8 AND j <> 8) AS identical, avg(credit) FILTER (i <> 8 AND j <> 8) AS agreement
    FROM pairs GROUP BY ALL
"""


def counted(period, where):
    frame = duckdb.sql(COUNTED.format(data=DATA, period=period, where=where)).df()
    return frame.astype({"iso3_a": "str", "iso3_b": "str"}).set_index(["iso3_a", "iso3_b", "period"]).sort_index()


def keyed(found):
    return found.astype({"iso3_a": "str", "iso3_b": "str"}).set_index(["iso3_a", "iso3_b", "period"]).sort_index()


def check(expected, cast, by, **options):
    for absent, suffix in (("drop", ""), ("category", "_all")):
        found = keyed(measures.similarity(cast, ["identical", "agreement"], by=by, absent=absent, **options))
        rows = expected[expected[f"n{suffix}"] > 0]
        assert found.index.equals(rows.index)
        assert (found["n"] == rows[f"n{suffix}"]).all()
        for name in ("identical", "agreement"):
            np.testing.assert_allclose(found[name], rows[f"{name}{suffix}"], atol=SAME, rtol=0)


def test_all_pairs_of_all_years():
    """1946 to 2024, more than 800,000 pairs and years."""
    expected = counted("a.year", "a.year <= 2024")
    assert len(expected) > 800_000
    check(expected, load("un_votes", year=slice(1946, 2024)), "year")


def test_all_pairs_of_ten_sessions():
    expected = counted("r.session::int", "r.session IN ('70', '71', '72', '73', '74', '75', '76', '77', '78', '79')")
    listed = load("un_resolutions").set_index("resolution_id")["session"].astype("str")
    cast = load("un_votes", year=slice(2015, 2025))
    cast = cast.assign(session=cast["resolution_id"].astype("str").map(listed))
    cast = cast[cast["session"].isin([str(number) for number in range(70, 80)])].astype({"session": "int64"})
    check(expected, cast, "session")


def test_sessions_leave_special_sessions_out():
    listed, cast = load("un_resolutions"), rollcalls.comparable(load("un_votes", year=slice(2021, 2024)))
    found = rollcalls.by_session(cast, listed, ["identical", "agreement"])
    own = found[(found["iso3_a"] == "IRN") & (found["iso3_b"] == "RUS")].set_index("period")
    where = "r.session = '77' AND a.iso3 = 'IRN' AND b.iso3 = 'RUS'"
    expected = counted("r.session::int", where).iloc[0]
    assert own.loc[77, ["identical", "agreement", "n"]].tolist() == pytest.approx(
        expected[["identical", "agreement", "n"]].tolist()
    )
    assert set(own.index) <= set(range(75, 80))
    assert pd.api.types.is_integer_dtype(own.index)
