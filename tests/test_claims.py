"""The register of claims: complete, its rules applied as written, its verdicts those that the notebook shows."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.claims import evaluation, evidence_shocks, register, rows, rules, series, summary
from helpers.claims.tables import Tables
from helpers.datasets import describe
from helpers.errors import WorkbookError
from helpers.measures import transfers
from helpers.workbook import NOTEBOOKS, cli

IDS = [f"C{number:02d}" for number in range(1, 52)]
HELD = st.sampled_from([True, False, None])
OUTCOMES = st.lists(st.tuples(st.sampled_from(rules.ROLES), HELD), max_size=8)


@pytest.fixture(scope="module")
def judged():
    """All claims, judged once."""
    return evaluation.evaluate()


def test_every_claim_stands_in_the_register_once_with_rule_link_and_evidence():
    assert list(register.claims().index) == IDS
    assert set(register.criteria()["id"]) == set(IDS) == set(evaluation.EVIDENCE) == set(register.links().index)
    assert (register.claims()[["claim", "measure", "tables", "rows", "comparison", "counter_evidence"]] != "").all(
        axis=None
    )


def test_claims_of_a_change_have_a_placebo_and_every_claim_something_to_hold():
    for id, claim in register.claims().iterrows():
        roles = set(register.criteria().query("id == @id")["role"])
        assert roles & {"core", "stated"}, id
        assert claim["kind"] not in rules.CHANGES or "placebo" in roles, id


def test_each_part_of_a_fact_that_is_counted_has_its_rows_written_down():
    criteria = register.criteria()
    counted = criteria[criteria["value"].str.endswith("_publishers")]
    wanted = set(zip(counted["id"], counted["value"].str.removesuffix("_publishers"), strict=True))
    assert wanted <= set(zip(register.facts()["id"], register.facts()["part"], strict=True))
    assert (counted["threshold"] == rules.PUBLISHERS).all()


def test_tables_named_in_the_register_exist():
    named = {name for cell in register.claims()["tables"] for name in cell.split("; ")} | set(register.facts()["table"])
    for name in named:
        describe(name)


def test_no_claim_is_left_open_and_words_come_from_the_vocabulary(judged):
    assert list(judged["id"]) == IDS
    assert set(judged["verdict"]) <= set(rules.VERDICTS)
    assert set(judged["confidence"]) <= {*rules.CONFIDENCE, ""}
    assert (judged["verdict"] != rules.UNTESTABLE).sum() >= 45
    assert (judged["evidence"] != "").all() and (judged["counter_evidence"] != "").all()


def test_causes_and_unbeaten_changes_are_never_supported(judged):
    assert not ((judged["kind"] == "causal") & (judged["verdict"] == rules.SUPPORTED)).any()
    changes = judged[judged["kind"].isin(rules.CHANGES) & (judged["verdict"] == rules.SUPPORTED)]
    assert (changes["placebo"] == "beaten").all()


def test_verdicts_follow_from_the_criteria_that_are_shown(judged):
    """Read the criteria back from their words and apply the rule again."""
    for row in judged.itertuples():
        read = []
        for part in row.criteria.split("; "):
            state = {"holds": True, "does not hold": False, "unknown": None}
            read.append((part.split(":")[0], state[part.rsplit(": ", 1)[1].rstrip(")")] if "(" in part else True))
        untested = bool(register.claim(row.id)["untested_part"])
        assert rules.verdict(row.kind, read, untested) == row.verdict, row.id


def test_stored_notebook_shows_the_same_verdicts(judged):
    notebook = json.loads((NOTEBOOKS / "13-claims.ipynb").read_text(encoding="utf-8"))
    outputs = [out["data"] for cell in notebook["cells"] for out in cell.get("outputs", [])]
    kind = "application/vnd.workbook.table+json"
    tables = [data[kind] for data in outputs if kind in data and data[kind]["id"] != "claims-rules"]
    shown = pd.concat([pd.DataFrame(table["rows"], columns=table["columns"]) for table in tables]).set_index("id")
    assert sorted(shown.index) == IDS
    fresh = judged.set_index("id")
    for ours, theirs in (
        ("verdict", "verdict"),
        ("confidence", "confidence"),
        ("met", "met"),
        ("evidence", "evidence"),
    ):
        assert shown.loc[IDS, theirs].tolist() == fresh.loc[IDS, ours].tolist()
    kind = "application/vnd.workbook.reading+json"
    values = next(data[kind]["values"] for data in outputs if kind in data)
    assert {name: values[name] for name in ("supported", "partly", "judged")} == {
        name: summary.facts(judged)[name] for name in ("supported", "partly", "judged")
    }


def test_charts_that_claims_link_to_are_in_the_stored_notebooks():
    for id, link in register.links().iterrows():
        path = Path(NOTEBOOKS / f"{link['notebook']}.ipynb")
        assert path.exists(), id
        if link["chart"]:
            assert f'"id": "{link["chart"]}"' in path.read_text(encoding="utf-8"), f"{id}: {link['chart']}"


def test_places_name_the_falls_and_the_placebos_beaten_alone(judged):
    found = summary.facts(judged)
    assert found["falls"] == "C06, C13, C35" and found["alone"] == "C10"
    assert summary.facts(judged[judged["id"] == "C01"])["falls"] is None


# The rules by themselves


def test_supported_needs_everything_and_partly_anything():
    core, beaten = ("core", True), ("placebo", True)
    assert rules.verdict("level", [core, core]) == rules.SUPPORTED
    assert rules.verdict("level", [core, ("core", False)]) == rules.PARTLY
    assert rules.verdict("level", [core, ("core", None)]) == rules.PARTLY
    assert rules.verdict("level", [core, ("against", True)]) == rules.PARTLY
    assert rules.verdict("trend", [core, beaten]) == rules.SUPPORTED
    assert rules.verdict("trend", [core]) == rules.PARTLY
    assert rules.verdict("trend", [core, ("placebo", False)]) == rules.PARTLY
    assert rules.verdict("trend", [core, ("placebo", None)]) == rules.PARTLY
    assert rules.verdict("causal", [core, beaten]) == rules.PARTLY
    assert rules.verdict("fact", [core], untested=True) == rules.PARTLY


def test_statements_alone_support_nothing_in_full():
    assert rules.verdict("fact", [("stated", True)]) == rules.PARTLY
    assert rules.verdict("fact", [("core", False), ("stated", True)]) == rules.PARTLY
    assert rules.verdict("fact", [("core", True), ("stated", False)]) == rules.PARTLY


def test_nothing_held_is_not_supported_or_contradicted_and_nothing_known_untestable():
    assert rules.verdict("level", [("core", False)]) == rules.NOT
    assert rules.verdict("level", [("core", False), ("against", False)]) == rules.NOT
    assert rules.verdict("level", [("core", False), ("against", True)]) == rules.CONTRADICTED
    assert rules.verdict("level", [("core", None), ("against", True), ("placebo", True)]) == rules.UNTESTABLE


@given(kind=st.sampled_from(rules.KINDS), outcomes=OUTCOMES, untested=st.booleans())
def test_verdicts_stay_in_the_vocabulary_and_supported_means_no_doubt(kind, outcomes, untested):
    found = rules.verdict(kind, outcomes, untested)
    assert found in rules.VERDICTS
    if found == rules.SUPPORTED:
        assert not untested and kind != "causal"
        assert all(held for role, held in outcomes if role != "against")
        assert not any(held for role, held in outcomes if role == "against")


@given(kind=st.sampled_from(rules.KINDS), outcomes=OUTCOMES)
def test_a_criterion_that_turns_true_never_lowers_a_verdict(kind, outcomes):
    order = [rules.UNTESTABLE, rules.CONTRADICTED, rules.NOT, rules.PARTLY, rules.SUPPORTED]
    before = order.index(rules.verdict(kind, outcomes))
    for place, (role, held) in enumerate(outcomes):
        if role != "against" and held is False:
            better = [*outcomes[:place], (role, True), *outcomes[place + 1 :]]
            assert order.index(rules.verdict(kind, better)) >= before


def test_thresholds_and_missing_values():
    assert rules.holds(90, ">=", 90) and not rules.holds(89.9, ">=", 90)
    assert rules.holds(None, ">=", 90) is None and rules.holds(float("nan"), "<", 0) is None


def test_confidence_counts_three_things():
    assert [rules.confidence(*(point < n for point in range(3))) for n in range(4)] == ["low", "low", "medium", "high"]


# Rows and publishers

FRAME = pd.DataFrame(
    {
        "title": ["Treaty signed", "Treaty voided", "Visit"],
        "countries": ["RUS;IRN", "RUS;IRN;CHN", "CHN"],
        "year": [2001, 2010, 2020],
        "source_url": ["https://www.tass.com/a", "https://en.tass.com/b", "https://news.bbc.co.uk/c"],
        "source_quality": ["press", "press", "mirror"],
    }
)


def test_conditions_choose_rows():
    assert len(rows.matching(FRAME, "title ~ ^Treaty & year >= 2005")) == 1
    assert len(rows.matching(FRAME, "countries has IRN")) == 2
    assert len(rows.matching(FRAME, "countries = CHN")) == 1
    assert len(rows.matching(FRAME, "title != Visit & year <= 2001")) == 1


@pytest.mark.parametrize("condition", ["title like x", "nothing = 1"])
def test_conditions_that_cannot_be_read_are_one_line(condition):
    with pytest.raises(WorkbookError, match="condition") as caught:
        rows.matching(FRAME, condition)
    assert "\n" not in str(caught.value)


def test_publishers_are_counted_once_and_copies_never():
    assert rows.publishers(FRAME) == {"tass.com"}
    assert rows.publishers(FRAME.iloc[:0]) == set()
    assert rows.publishers(FRAME[["title"]], "https://www.sipri.org/x") == {"sipri.org"}
    assert rows.publishers(FRAME[["title"]]) == set(), "our own compilation confirms nothing by itself"
    assert rows.publisher("https://news.bbc.co.uk/c") == "bbc.co.uk"
    assert (
        rows.publisher("https://doi.org/10.55163/SAFC1241")
        == rows.publisher("https://www.sipri.org/databases")
        == "sipri.org"
    )


# Made-up tables change verdicts


def treaty_tables(*addresses):
    clause = {"treaty": "Comprehensive strategic partnership 2025", "promised": "yes", "source_quality": "press"}
    listed = [
        clause | {"topic": topic, "source_url": url} for url in addresses for topic in ("exercises", "intelligence")
    ]
    return Tables({"ties/commitments": pd.DataFrame(listed)})


def test_a_second_publisher_turns_a_fact():
    one = evaluation.evaluate(ids=["C02"], tables=treaty_tables("https://a.org/1", "https://www.a.org/2"))
    two = evaluation.evaluate(ids=["C02"], tables=treaty_tables("https://a.org/1", "https://b.org/2"))
    assert one["verdict"].tolist() == [rules.NOT]
    assert two["verdict"].tolist() == [rules.SUPPORTED]


def test_a_row_that_contradicts_keeps_a_fact_from_support():
    tables = treaty_tables("https://a.org/1", "https://b.org/2")
    frame = tables["ties/commitments"]
    tables["ties/commitments"] = pd.concat([frame, frame.iloc[[0]].assign(promised="no")])
    judged = evaluation.evaluate(ids=["C02"], tables=tables)
    assert judged["verdict"].tolist() == [rules.PARTLY]
    assert "contradicting rows on exercises_clause: 1" in judged["criteria"].iloc[0]


def made_up_energy(share, percentile):
    quantities = ["oil_production", "gas_production", "oil_reserves", "gas_reserves"]
    rows_ = [
        {
            "source": "energy_institute",
            "quantity": quantity,
            "iso3_a": "IRN",
            "iso3_b": "RUS",
            "year": 2023,
            "joint": share,
            "rank": 1,
            "pairs": 10,
            "percentile": percentile,
        }
        for quantity in quantities
    ]
    members = [
        {"organisation": "GECF", "iso3": code, "status": "full", "start": pd.Timestamp("2001-01-01"), "end": pd.NaT}
        for code in ("RUS", "IRN")
    ]
    return Tables({"energy/shares": pd.DataFrame(rows_), "ties/recent_memberships": pd.DataFrame(members)})


def test_a_changed_table_changes_a_verdict():
    found = evaluation.evaluate(ids=["C40"], tables=made_up_energy(0.4, 99.0)).iloc[0]
    assert (found["verdict"], found["met"]) == (rules.PARTLY, "4 of 4"), "a part of the claim is left untested"
    poor = made_up_energy(0.01, 10.0)
    poor["ties/recent_memberships"] = poor["ties/recent_memberships"].iloc[:1]
    assert evaluation.evaluate(ids=["C40"], tables=poor)["verdict"].tolist() == [rules.NOT]


# Other pairs


def test_for_another_pair_only_what_carries_over_is_judged():
    judged = evaluation.evaluate(("CHN", "IRN"), ["C01", "C30", "C36"])
    assert judged["verdict"].iloc[0] == evaluation.ELSEWHERE and judged["evidence"].iloc[0] == ""
    assert set(judged["verdict"].iloc[1:]) <= set(rules.VERDICTS)
    assert "Russia" not in " ".join(judged["evidence"].iloc[1:])


def test_the_order_of_the_pair_does_not_matter(judged):
    turned = evaluation.evaluate(("IRN", "RUS"), ["C33"]).iloc[0]
    assert turned.drop("percentile").equals(judged.set_index("id", drop=False).loc["C33"].drop("percentile"))


@pytest.fixture(scope="module")
def tables():
    """The tables of `data/`, each loaded once."""
    return Tables()


@pytest.mark.parametrize("pair", [("DEU", "FRA"), ("IND", "PAK"), ("TUV", "MHL")])
def test_where_the_excerpt_of_the_register_is_silent_nothing_is_read_as_zero(tables, pair):
    assert series.deliveries(tables, *pair, 1992, 2025) is None
    assert set(series.deals_ratio(tables, pair, 2010, 2022).values()) == {None}
    judged = evaluation.evaluate(pair, ["C18", "C33", "C42"], tables).set_index("id")
    text = " ".join(judged["evidence"] + judged["counter_evidence"])
    assert "million TIV" not in text and "without a delivery" not in text
    assert judged.loc[["C33", "C42"], "evidence"].str.contains("silent on arms").all()
    assert "share since 1992 unknown" in judged.loc["C42", "criteria"]
    assert "share of aircraft unknown" in judged.loc["C42", "criteria"]
    assert "arms imports since 1992 unknown" in judged.loc["C33", "criteria"]
    assert "million TIV unknown" in judged.loc["C33", "criteria"]


def test_of_an_importer_of_whom_one_supplier_is_held_no_share_by_kind_is_told(tables):
    judged = evaluation.evaluate(("RUS", "CHN"), ["C42"], tables).iloc[0]
    assert judged["verdict"] == rules.PARTLY and "79 per cent" in judged["evidence"]
    assert "share of aircraft unknown" in judged["criteria"] and "no other suppliers of China" in judged["evidence"]


def test_what_the_register_holds_in_full_stays_a_zero(tables):
    assert series.deliveries(tables, "PRK", "FJI", 2021, 2025) == 0.0
    assert series.imports_share(tables, "CHN", "PRK", 1992) == pytest.approx(0.10, abs=0.005)
    assert series.imports_share(tables, "PRK", "FJI", 1992) is None, "what Fiji imports from others is not held"


def test_the_excerpt_holds_what_it_is_said_to_hold(tables):
    """Every row of the register is one that `registered` names; the totals of those held in full agree."""
    items = transfers.one_series(tables["arms/items"]).dropna(subset=["supplier", "recipient"])
    assert all(series.registered(a, b) for a, b in set(zip(items["supplier"], items["recipient"], strict=True)))
    for state in series.WHOLE:
        own = items[(items["recipient"] == state) & (items["year"] >= 1992)]["tiv_m"].sum()
        assert own == pytest.approx(series.imports(tables, state, 1992), rel=1e-6)


@pytest.mark.parametrize("pair", [evaluation.OWN, ("RUS", "CHN"), ("DEU", "FRA"), ("TUV", "MHL")])
def test_counts_read_right_for_any_number(tables, pair):
    judged = evaluation.evaluate(pair, tables=tables)
    text = " ".join(judged["evidence"] + " " + judged["counter_evidence"])
    wrong = re.findall(r"(?<![\d.,-])1 (?:series|pairs|publishers|times|losses|votes|rows|events|orders|acts)\b", text)
    assert wrong == []


@pytest.mark.parametrize("pair", [("RUS", "RUS"), ("RUS", "XXX")])
def test_a_pair_that_is_none_is_refused(pair):
    with pytest.raises(WorkbookError):
        evaluation.evaluate(pair, ["C30"])


# Forecasts


def test_a_straight_line_is_forecast_exactly_and_beats_no_change():
    found = evidence_shocks.back_test(np.arange(30.0))
    assert found["forecast"] == pytest.approx(32.0) and found["skill"] == pytest.approx(1.0)
    assert found["low"] == pytest.approx(found["high"])


def test_noise_around_a_level_gives_drift_no_skill_and_short_series_no_forecast():
    noise = np.random.default_rng(7).normal(size=60)
    assert evidence_shocks.back_test(noise)["skill"] < 0.05
    assert evidence_shocks.back_test(np.arange(15.0)) is None


# The command


def test_command_prints_text_csv_and_json(capsys):
    assert cli.main(["claims", "--id", "c40", "--pair", "CHN-IRN"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("C40") and "criteria met" in text and "- core:" in text
    assert cli.main(["claims", "--id", "C40", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "C40"
    assert cli.main(["claims", "--id", "C40", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split(",") == evaluation.COLUMNS


@pytest.mark.parametrize("arguments", [["--id", "C99"], ["--id", ","], ["--pair", "RUS"], ["--format", "xml"]])
def test_command_refuses_what_it_cannot_mean_in_one_line(capsys, arguments):
    assert cli.main(["claims", *arguments]) == 2
    streams = capsys.readouterr()
    assert streams.out == "" and len(streams.err.strip().splitlines()) == 1
