"""Sentences and tables: numbers in words, silence instead of guesses, the same bytes every time."""

import math

import pandas as pd
import pytest

from helpers import prose


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{v:usd}", 3.631e9, "3.6 billion dollars"),
        ("{v:usd}", 54_000_000, "54 million dollars"),
        ("{v:usd}", 2.5e12, "2.50 trillion dollars"),
        ("{v:pct}", 0.7115, "71 per cent"),
        ("{v:pct}", 0.0034, "0.3 per cent"),
        ("{v:pct}", 0, "0 per cent"),
        ("{v:ord}", 42.4, "42nd"),
        ("{v:ord}", 11, "11th"),
        ("{v:ord}", 91, "91st"),
        ("{v:ord}", 78.6, "79th"),
        ("{v:year}", 2024, "2024"),
        ("{v:n}", 1234, "1,234"),
        ("{v:tiv}", 7363.2, "7,363 million TIV"),
        ("{v:.2f}", 0.458, "0.46"),
    ],
)
def test_numbers_in_words(template, value, text):
    assert prose.sentence(template, {"v": value}) == text


@pytest.mark.parametrize("silent", [None, math.nan, pd.NA])
def test_silence_is_said(silent):
    assert prose.sentence("{a} and {b}", {"a": 1, "b": silent}, "silent") == "silent"
    assert prose.sentence("{a} and {b}", {"a": 1}, "silent") == "silent"


def test_reading_takes_the_first_template_it_can_fill():
    shown = prose.reading("x", ["{a} {b}", "{a} alone"], {"a": 1, "b": None}, "nothing")
    content = shown.bundle()["application/vnd.workbook.reading+json"]
    assert content == {"name": "x", "template": "{a} alone", "values": {"a": 1}, "text": "1 alone"}
    assert prose.reading("x", ["{a} {b}"], {}, "nothing").text == "nothing"


def test_table_escapes_and_keeps_missing_cells_empty():
    frame = pd.DataFrame({"name": ["<b>", "ü"], "value": [1.5, None], "when": pd.to_datetime(["2022-03-02", None])})
    bundle = prose.listing("t", frame, "A & B", ["votes/un_votes"], {"value": ".1f"}).bundle()
    assert "&lt;b&gt;" in bundle["text/html"]
    assert "A &amp; B" in bundle["text/html"]
    assert '<th scope="col"' in bundle["text/html"]
    assert bundle["application/vnd.workbook.table+json"]["rows"] == [["<b>", 1.5, "2022-03-02"], ["ü", None, None]]
    body = bundle["text/html"].partition("<tbody>")[2].partition("</tbody>")[0]
    assert "nan" not in body.lower()
    assert "nat" not in body.lower()
    assert "Source: United Nations" in bundle["text/html"]
    again = prose.listing("t", frame.copy(), "A & B", ["votes/un_votes"], {"value": ".1f"}).bundle()
    assert again == bundle


def test_empty_table_says_why():
    shown = prose.listing("t", pd.DataFrame({"a": []}), "c", ["votes/un_votes"], empty="no row")
    assert shown.bundle()["application/vnd.workbook.empty+json"] == {"section": "t", "reason": "no row"}


def test_a_reading_says_what_its_kept_values_give():
    """A value at the edge of rounding is shown as it is kept: the check fills the template with the kept one."""
    said = prose.reading("edge", "{gain:+.3f}", {"gain": 0.0145 - 1e-17 - 1e-13})
    kept = said.bundle()["application/vnd.workbook.reading+json"]["values"]
    assert kept == {"gain": 0.0145}
    assert said.text == prose.sentence(said.template, kept)


def test_a_listing_names_a_ratio_over_nothing():
    frame = pd.DataFrame({"layer": ["arms", "trade"], "ratio": [math.inf, 2.5]})
    bundle = prose.listing("ratios", frame, "Ratios", ["arms/items"], {"ratio": ".1f"}).bundle()
    assert bundle["application/vnd.workbook.table+json"]["rows"] == [["arms", "infinite"], ["trade", 2.5]]
    assert "<td" in bundle["text/html"] and ">infinite<" in bundle["text/html"] and ">2.5<" in bundle["text/html"]
