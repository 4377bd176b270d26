"""Sanctions: what a reader can pick and what is refused, groups, places, and the rules of the sources."""

import pytest

from helpers import load
from helpers.datasets import description
from helpers.measures import sanctions


@pytest.fixture(scope="module")
def counts():
    return load("events/sanctions")


@pytest.fixture(scope="module")
def cases():
    return load("events/sanction_cases")


def test_every_target_kind_and_sender_that_is_open_can_be_picked(counts, cases):
    for kind in (sanctions.ANY, *sanctions.KINDS):
        everyone = sanctions.pick(counts, cases, ["IRN", "SYR"], kind)
        assert (everyone["target"].value_counts() == 75).all()
        single = sanctions.pick(counts, cases, ["IRN", "RUS"], kind, "USA").set_index(["target", "year"])["cases"]
        whole = sanctions.pick(counts, cases, ["IRN", "RUS"], kind).set_index(["target", "year"])["cases"]
        assert (single <= whole).all()
    for sender in sanctions.BY_SENDER:
        found = sanctions.pick(counts, cases, ["IRN", "MMR"], sender=sender)
        assert (found["year"].min(), found["year"].max()) == (1989, 2015)
    assert sanctions.pick(counts, cases, ["IRN"], "trade", "USA").query("year == 2023")["cases"].item() == 8


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "oil"}, "KIND is 'oil': use any, trade, arms"),
        ({"sender": "EU"}, "SENDER is 'EU': use all, European Union"),
        ({"kind": "trade", "sender": "United Nations"}, "counted without kinds: set KIND to 'any'"),
        ({"targets": ["SYR"], "sender": "USA"}, "TARGETS has SYR: single senders are open for targets among RUS"),
        ({"targets": ["IRQQ"]}, "IRQQ"),
    ],
)
def test_what_the_sources_do_not_tell_apart_is_refused_in_one_line(counts, cases, options, message):
    given = {"targets": ["IRN"]} | options
    with pytest.raises(ValueError, match=message) as caught:
        sanctions.pick(counts, cases, **given)
    assert "\n" not in str(caught.value)


def test_soviet_cases_stand_under_russia(counts, cases):
    russia = sanctions.pick(counts, cases, ["RUS"], sender="USA").set_index("year")["cases"]
    assert russia[1980] == 2  # the farm and the Olympic cases of 1978-87 and 1980-81
    assert russia[2005] == 0
    assert sanctions.between(cases, ("RUS", "IRN")) == 0
    assert sanctions.between(cases, ("RUS", "CHN")) == 1  # the Soviet Union on China, 1960-70


def test_places_among_targets(counts):
    facts = sanctions.standing(counts, ("RUS", "IRN"))
    assert (facts["a_place"], facts["b_place"], facts["targets"]) == (1, 2, 125)
    bare = sanctions.standing(counts, ("RUS", "IND"), 1960)
    assert (bare["a_cases"], bare["a_place"], bare["a_most"]) == (0, None, None)


def test_breadth_counts_kinds(counts):
    kinds = sanctions.breadth(counts).set_index(["target", "year"])["kinds"]
    assert kinds["RUS", 2023] == 6
    assert kinds.between(1, 6).all()


def test_groups_of_programmes():
    table = load("events/listed_programmes")
    tags = table["programme"].astype("str").drop_duplicates().reset_index(drop=True)
    group = dict(zip(tags, sanctions.programme_group(tags), strict=True))
    russian = ("RUSSIA-EO14024", "UKRAINE-EO13662", "CAATSA - RUSSIA", "PEESA", "MAGNIT")
    assert {group[tag] for tag in russian} == {"Russia"}
    assert {group[tag] for tag in ("IRAN", "IFSR", "IRGC", "ISA", "HRIT-IR", "CAATSA - IRAN", "IFCA")} == {"Iran"}
    assert {group[tag] for tag in ("SDGT", "IRAQ2", "VENEZUELA", "NPWMD")} == {"all others"}
    assert sanctions.by_programme(table)["entries"].sum() == table["entries"].sum()


def test_programmes_that_ended_are_left_out():
    found = sanctions.programmes(load("events/sanction_programmes"), ["RUS", "IRN", "JPN"])
    assert "UN-SC1737" in set(found.loc[found["target"] == "IRN", "programme"].astype("str"))
    assert sanctions.issuer_count(found, ("IRN", "JPN"))["b_issuers"] == 0
    catalogue = load("events/sanction_programmes")
    over = catalogue[catalogue["status"].notna()]["programme"]
    assert not found["programme"].isin(over).any()


# The rules of the sources


def test_the_global_data_base_gives_counts_without_senders_only(counts):
    """Counts by target, kind and year; no sender but all together."""
    rows = counts[counts["source"] == "gsdb"]
    assert set(rows["sender"]) == {"all"}
    assert set(counts.columns) == {"source", "target", "sender", "kind", "year", "cases"}


def test_eusanct_gives_counts_by_its_three_senders_only(counts):
    rows = counts[counts["source"] == "eusanct"]
    assert set(rows["sender"]) == set(sanctions.BY_SENDER)
    assert set(rows["kind"]) == {"any"}


def test_single_cases_are_those_among_the_focus_states(cases):
    focus = {*sanctions.FOCUS, "SUN"}
    assert set(cases["sender"]) | set(cases["target"]) <= focus
    assert len(cases) < 0.10 * description.read_sidecar("events/sanction_cases").excerpt_of
