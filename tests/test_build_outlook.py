"""The tables of the outlook: what may be in them, and second computations of choices and of reference classes."""

import os

import duckdb
import numpy as np
import pytest
from test_readings import DATA

from helpers import load
from helpers.datasets.description import read_sidecar
from helpers.measures import forecasts, outlook, scenarios

NAMES = ("forecast_parameters", "forecast_errors", "forecast_skill", "scenarios")
SOURCES = os.environ.get("WORKBOOK_SOURCES")
needs_sources = pytest.mark.skipif(not SOURCES, reason="WORKBOOK_SOURCES is not set to the folder of snapshots")


def query(text):
    return duckdb.execute(text.replace("DATA", str(DATA))).fetchall()


def test_side_cars_carry_the_strictest_terms_and_tables_are_small():
    for name in NAMES:
        table = read_sidecar(f"index/{name}")
        assert table.redistribution == ("excerpt_only" if name == "scenarios" else "unknown")  # that of trade/pairs
        assert {"sipri_arms", "un_ga_votes"} <= {s.name for s in table.sources}
        assert table.built["bytes"] < 300_000
    assert "gsdb" in {s.name for s in read_sidecar("index/scenarios").sources}


def test_every_series_and_horizon_has_an_outlook_from_the_last_year():
    found = load("index/forecast_parameters", origin=2024)
    wanted = {(name, horizon) for name in outlook.SCALES for horizon in outlook.HORIZONS}
    assert set(zip(found["series"].astype("str"), found["horizon"], strict=True)) == wanted
    (missing,) = query(
        """SELECT count(*) FROM 'DATA/index/forecast_parameters.parquet' p WHERE origin = 2024 AND NOT EXISTS (
            SELECT 1 FROM 'DATA/index/forecast_errors.parquet' e WHERE e.series = p.series AND e.origin = 2024
            AND e.horizon = p.horizon AND e.model = p.model)"""
    )[0]
    assert missing == 0


def test_at_least_ten_origins_for_every_horizon():
    assert query("SELECT min(origins) FROM 'DATA/index/forecast_skill.parquet'")[0][0] >= 10


def test_the_model_of_the_last_year_is_the_one_with_the_least_error():
    best = query(
        """SELECT series, horizon, arg_min(model, mae) FROM 'DATA/index/forecast_skill.parquet'
        WHERE model <> 'chosen' GROUP BY series, horizon"""
    )
    used = load("index/forecast_parameters", origin=2024)
    used = {(str(r.series), r.horizon): str(r.model) for r in used.itertuples()}
    errors = load("index/forecast_skill").astype({"series": "str", "model": "str"})
    errors = errors.set_index(["series", "horizon", "model"])["mae"]
    for series, horizon, model in best:
        chosen = used[series, horizon]  # errors are rounded in the table
        assert errors[series, horizon, chosen] == pytest.approx(errors[series, horizon, model], abs=1e-4)


def test_naive_has_no_skill_and_quantiles_are_in_order():
    naive = query(
        "SELECT max(abs(skill)), max(abs(median)) FROM 'DATA/index/forecast_skill.parquet' WHERE model='naive'"
    )
    assert naive == [(0, 0)]
    (wrong,) = query(
        """SELECT count(*) FROM 'DATA/index/forecast_errors.parquet'
        WHERE low95 > low80 OR low80 > high80 OR high80 > high95"""
    )[0]
    assert wrong == 0


def test_coverage_over_all_pairs_is_near_nominal_where_errors_are_not_in_classes():
    found = load("index/forecast_skill", series=["index", "votes", "positions"], model=["naive", "chosen"])
    assert found["inside80"].between(0.74, 0.84).all()
    assert found["inside95"].between(0.90, 0.97).all()


def test_one_pair_from_the_tables_is_one_pair_among_all():
    tables = {name: load(f"index/forecast_{name}", series="votes") for name in ("parameters", "errors")}
    rows = load("index/indicators", iso3_a="FRA", iso3_b="USA")
    values = rows.set_index("year")["votes"].dropna().sort_index()
    found = outlook.own(values, tables["parameters"], tables["errors"], outlook.SCALES["votes"])
    last = found[found["origin"] == 2024].set_index("horizon")
    assert last["naive"].tolist() == pytest.approx([values[2024]] * 6)
    assert last["recent"].tolist() == pytest.approx([values.loc[2020:2024].mean()] * 6)
    assert last["drift"][6] == pytest.approx(values[2024] + 0.6 * (values[2024] - values[2014]))
    five = last.loc[2, list(forecasts.MODELS)[:-1]].astype(float)
    assert last["mean"][2] == pytest.approx(five.mean())
    assert (last["low95"] <= last["low80"]).all() and (last["high80"] <= last["high95"]).all()


def test_classes_of_scenarios_nest():
    found = load("index/scenarios").astype({"series": "str", "scenario": "str"})
    counts = found.pivot_table(index=["series", "level", "horizon"], columns="scenario", values="cases")
    assert (counts["both"] <= counts["persist"]).all()
    assert (counts["persist"] + counts["lifted"] + counts["new"] <= counts["all"]).all()
    assert (found["effective"] <= found["states"] + 0.05).all()
    whole = found[found["level"] == -1].set_index(["series", "scenario", "horizon"])["cases"]
    parts = found[found["level"] >= 0].groupby(["series", "scenario", "horizon"])["cases"].sum()
    assert (whole.sort_index() == parts.sort_index()).all()
    assert set(found["scenario"]) == set(scenarios.SCENARIOS)


@needs_sources
@pytest.mark.parametrize("name", ["persist", "lifted", "new"])
def test_a_reference_class_again_in_sql(name):
    from helpers.build.outlook import senders
    from helpers.sources.snapshots import Snapshots

    sent = senders(Snapshots(SOURCES)).astype({"sender": "str", "target": "str"})
    base = duckdb.connect()
    base.register("sent", sent)
    base.execute(
        f"""CREATE TABLE under AS SELECT replace(target::text, 'SUN', 'RUS') AS s, year
        FROM '{DATA}/events/sanctions.parquet' WHERE source = 'gsdb' AND kind IN ('trade', 'financial', 'arms')
        GROUP BY 1, 2 HAVING count(DISTINCT kind) = 3"""
    )
    base.execute(
        f"""CREATE TABLE v AS SELECT x.s, x.o, year, votes FROM (
            SELECT replace(iso3_a::text, 'SUN', 'RUS') AS s, replace(iso3_b::text, 'SUN', 'RUS') AS o, year, votes
            FROM '{DATA}/index/indicators.parquet' WHERE votes IS NOT NULL
            UNION ALL SELECT replace(iso3_b::text, 'SUN', 'RUS'), replace(iso3_a::text, 'SUN', 'RUS'), year, votes
            FROM '{DATA}/index/indicators.parquet' WHERE votes IS NOT NULL) x"""
    )
    held = "SELECT count(*) FROM under WHERE under.s = v.s AND under.year BETWEEN v.year + {} AND v.year + {}"
    now, after = held.format(0, 0), held.format(1, 3)
    when = {
        "persist": f"({now}) = 1 AND ({after}) = 3",
        "lifted": f"({now}) = 1 AND ({after}) = 0",
        "new": f"({now}) = 0 AND ({held.format(1, 1)}) = 1",
    }[name]
    cases, states, median = base.execute(
        f"""SELECT count(*), count(DISTINCT v.s), median(w.votes - v.votes)
        FROM v JOIN v w ON w.s = v.s AND w.o = v.o AND w.year = v.year + 3
        WHERE v.year BETWEEN 1949 AND 2020 AND {when} AND NOT EXISTS (SELECT 1 FROM sent WHERE sent.sender = v.o
            AND sent.target = v.s AND sent.year IN (v.year, v.year + 1))"""
    ).fetchall()[0]
    found = load("index/scenarios", series="votes", scenario=name, level=-1, horizon=3).iloc[0]
    assert (found["cases"], found["states"]) == (cases, states)
    assert found["median"] == pytest.approx(median, abs=1e-3)


@needs_sources
def test_members_of_the_union_are_senders():
    from helpers.build.outlook import senders
    from helpers.sources.snapshots import Snapshots

    sent = senders(Snapshots(SOURCES))
    on_russia = set(sent.loc[(sent["target"] == "RUS") & (sent["year"] == 2022), "sender"])
    assert {"USA", "DEU", "FRA", "POL"} <= on_russia and "IRN" not in on_russia
    assert not {"POL"} & set(sent.loc[(sent["target"] == "IRN") & (sent["year"] == 1990), "sender"])
    assert np.isin(sent["year"], range(1949, 2024)).all()
