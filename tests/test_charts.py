"""Charts: what is drawn is what the table says, gaps stay gaps, and every chart can be read and cited."""

import numpy as np
import pandas as pd
import pytest

from helpers import charts
from helpers.charts import finish, parts
from helpers.prose import Empty

ABOUT = {
    "id": "test-chart",
    "title": "A finding",
    "subtitle": "What is shown",
    "tables": ["votes/un_votes"],
    "empty": "why",
}


def series(**columns):
    frame = {"year": [2000, 2001, 2003, 2004], "value": [1.0, 2.0, None, 4.0], "who": ["a"] * 4}
    return pd.DataFrame(frame | columns)


def traces(figure, role="value"):
    return [t for t in figure.data if t.meta["role"] == role]


def test_missing_years_and_values_are_gaps_not_zero():
    (line,) = traces(charts.lines(series(), x="year", y="value", series="who", **ABOUT))
    assert list(line.x) == [2000, 2001, 2002, 2003, 2004]
    assert list(line.y) == [1.0, 2.0, None, None, 4.0]
    assert not line.connectgaps


def test_five_year_windows_are_joined():
    frame = pd.DataFrame({"year": [1990, 1995, 2000, 2010], "value": [1.0, 2, 3, 4], "who": "a"})
    (line,) = traces(charts.lines(frame, x="year", y="value", series="who", **ABOUT))
    assert list(line.x) == [1990, 1995, 2000, 2005, 2010]
    assert list(line.y) == [1, 2, 3, None, 4]


def test_a_band_breaks_where_the_record_does():
    frame = series(low=[0.5, 1.5, None, 3.0], high=[1.5, 2.5, None, 5.0])
    figure = charts.lines(frame, x="year", y="value", series="who", low="low", high="high", **ABOUT)
    assert [list(t.x) for t in traces(figure, "low")] == [[2000, 2001], [2004]]
    assert [list(t.y) for t in traces(figure, "high")] == [[1.5, 2.5], [5.0]]


def test_ribbons_are_the_quantiles_of_all_pairs():
    everyone = pd.DataFrame({"year": np.repeat([2000, 2001], 101), "value": np.tile(np.arange(101.0), 2)})
    chosen = pd.DataFrame({"year": [2000, 2001], "value": [70.0, 80.0], "who": "a"})
    figure = charts.among_all(everyone, chosen, x="year", y="value", series="who", **ABOUT)
    assert [t.y[0] for t in traces(figure, "low")] == [5.0, 25.0]
    assert [t.y[0] for t in traces(figure, "high")] == [95.0, 75.0]
    median = next(t for t in figure.data if t.name == "median of all pairs")
    assert list(median.y) == [50.0, 50.0]


def test_every_series_has_a_label_at_its_end_and_says_when_it_ended():
    frame = pd.DataFrame({"year": [2000, 2001, 2000], "value": [1.0, 2, 3], "who": ["long", "long", "short"]})
    figure = charts.lines(frame, x="year", y="value", series="who", **ABOUT)
    texts = [a.text for a in figure.layout.annotations]
    assert "long" in texts
    assert "short (to 2000)" in texts


@pytest.mark.parametrize("positions", [[0, 0, 0], [10, 11, 12, 13], [100, 0, 50], [5]])
def test_labels_do_not_overlap_and_keep_their_order(positions):
    placed = parts.spread(positions, 16)
    assert (np.diff(np.sort(placed)) > 15).all()
    order = np.argsort(positions, kind="stable")
    assert (np.diff(placed[order]) > 0).all()


def test_metadata_for_export_and_screen_readers():
    meta = charts.lines(series(), x="year", y="value", series="who", **ABOUT).layout.meta
    assert meta["id"] == "test-chart"
    assert meta["source"].startswith("Source: United Nations")
    assert meta["licence"] and meta["citation"]
    assert meta["redistribution"] == "non_commercial"
    assert "A finding" in meta["alt"] and "1 (2000) to 4 (2004)" in meta["alt"]
    assert meta["columns"] == {"x": "year", "y": "value", "series": "who"}


def test_only_the_sources_in_use_are_cited():
    about = ABOUT | {"tables": ["trade/pairs"]}
    figure = charts.lines(series(), x="year", y="value", series="who", sources=["baci_pairs"], **about)
    assert "CEPII" in figure.layout.meta["source"]
    assert len(figure.layout.meta["citation"]) == 1


def test_nothing_to_draw_is_an_empty_section_with_its_reason():
    nothing = series(value=[None] * 4)
    builder_calls = [
        charts.lines(nothing, x="year", y="value", series="who", **ABOUT),
        charts.bars(nothing, x="year", y="value", series="who", **ABOUT),
        charts.dots(nothing, category="who", value="value", **ABOUT),
        charts.heatmap(nothing, x="year", y="who", value="value", **ABOUT),
        charts.lines(nothing.iloc[:0], x="year", y="value", series="who", **ABOUT),
    ]
    for empty in builder_calls:
        assert isinstance(empty, Empty)
        assert (empty.section, empty.reason) == ("test-chart", "why")


def test_events_are_marked_with_a_key():
    events = pd.DataFrame({"date": pd.to_datetime(["2001-05-01", "2050-01-01"]), "title": ["Something", "Later"]})
    figure = charts.lines(series(), x="year", y="value", series="who", events=events, **ABOUT)
    assert "a 2001 Something" in figure.layout.meta["note"]
    assert "Later" not in figure.layout.meta["note"]
    assert len(figure.layout.shapes) == 1


def test_open_orders_are_marks_not_bars():
    frame = pd.DataFrame({"label": ["x", "y"], "start": [2000, 2023], "end": [2004.0, None], "kind": ["a", "a"]})
    figure = charts.spans(frame, label="label", start="start", end="end", group="kind", **ABOUT)
    assert list(traces(figure, "span")[0].y) == ["x"]
    assert list(traces(figure, "open")[0].y) == ["y"]


def test_text_categories_are_not_taken_for_dates():
    frame = pd.DataFrame({"window": ["2001-05", "2006-10"], "value": [1.0, 2], "who": "a"})
    figure = charts.bars(frame, x="window", y="value", series="who", **ABOUT)
    assert figure.layout.xaxis.type == "category"


def test_colours_are_fixed_and_told_apart():
    both = charts.theme.country_colours(["RUS", "IRN", "CHN", "PRK", "USA", "XKX", "FJI"])
    assert both["RUS"] == charts.theme.COUNTRIES["RUS"]
    assert len(set(both.values())) == len(both)
    assert charts.theme.series_colours(["a", "b"], subject="b")["b"] == charts.theme.SUBJECT


def _simulated(colour, kind):
    """Colour as seen with a colour-vision deficiency (Viénot, Brettel and Mollon 1999), in linear RGB."""
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]) ** 2.2
    to_lms = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
    lost = {
        "protan": np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]]),
        "deutan": np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]]),
    }[kind]
    return np.clip(np.linalg.inv(to_lms) @ lost @ to_lms @ rgb, 0, 1) ** (1 / 2.2)


@pytest.mark.parametrize("kind", ["protan", "deutan"])
def test_focus_states_are_told_apart_by_colour_blind_readers(kind):
    seen = [_simulated(charts.theme.COUNTRIES[c], kind) for c in ("RUS", "IRN", "CHN", "PRK", "USA")]
    for i, one in enumerate(seen):
        for other in seen[i + 1 :]:
            assert np.linalg.norm(one - other) > 0.15


def test_stored_numbers_are_stable():
    assert parts.values(pd.Series([0.1 + 0.2, 1 / 3, np.nan])) == [0.3, 0.3333333333, None]


def test_long_titles_are_broken_into_lines():
    figure = charts.lines(
        series(), x="year", y="value", series="who", **(ABOUT | {"title": "word " * 40, "subtitle": "word " * 60})
    )
    longest = max(len(part) for part in figure.layout.title.text.split("<br>"))
    assert longest <= finish.TITLE_WIDTH + len("<b></b>")


def test_ratios_on_a_logarithmic_scale():
    frame = pd.DataFrame({"who": ["a", "b"], "value": [0.5, 10.0], "low": [0.25, 5.0], "high": [1.0, 20.0]})
    kinds = {"category": "who", "value": "value", "low": "low", "high": "high"}
    figure = charts.dots(frame, **kinds, x_log=True, x_range=(0.1, 100), reference=(1, "even"), **ABOUT)
    axis = figure.layout.xaxis
    assert (axis.type, list(axis.range)) == ("log", [-1, 2])
    assert list(axis.ticktext) == ["0.1", "0.2", "0.5", "1", "2", "5", "10", "20", "50", "100"]
    (even,) = [note for note in figure.layout.annotations if note.text == "even"]
    assert even.x == 0
    assert list(figure.data[0].x) == [0.5, 10]
    plain = charts.dots(frame, **kinds, reference=(1, "even"), **ABOUT)
    assert plain.layout.xaxis.type is None


def test_dots_of_series_side_by_side_do_not_cover_each_other():
    frame = pd.DataFrame({"what": ["x", "x"], "value": [1.0, 1.0], "who": ["a", "b"]})
    kinds = {"category": "what", "value": "value", "series": "who"}
    figure = charts.dots(frame, **kinds, beside=True, **ABOUT)
    assert figure.layout.scattermode == "group"
    assert [trace.offsetgroup for trace in figure.data] == ["a", "b"]
    assert charts.dots(frame, **kinds, **ABOUT).layout.scattermode is None
