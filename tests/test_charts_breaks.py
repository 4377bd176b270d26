"""Charts of changes and of synthetic controls: what is tested and what is not, every donor drawn, no blank chart."""

import numpy as np
import pandas as pd

from helpers import charts
from helpers.prose import Empty

ABOUT = {"id": "breaks-test", "title": "T", "subtitle": "S", "tables": ["index/breaks"], "empty": "nothing known"}
SPANS = pd.DataFrame(
    {"row": ["a", "b"], "first": [1960, 2018], "last": [2024, 2023], "years": [65, 6], "tested": [True, False]}
)
CHANGES = pd.DataFrame(
    {
        "row": ["a", "a", "a"],
        "year": [1979, 1991, 2022],
        "low": [1978.0, np.nan, 2021.0],
        "high": [1980.0, np.nan, 2023.0],
        "factor": [8.0, 0.5, 1.0],
        "support": [0.99, np.nan, 0.4],
    }
)


def traces(figure, role):
    return [trace for trace in figure.data if trace.meta["role"] == role]


def test_a_mark_for_each_change_and_a_line_for_the_years_tested():
    figure = charts.changes(CHANGES, SPANS, row="row", marks=(1979, 2022), **ABOUT)
    marks = {trace.name: trace for trace in traces(figure, "mark")}
    assert list(marks["up to ×8"].x) == [1979] and list(marks["up to ×8"].text) == ["99"]
    assert list(marks["up to ×0.5"].text) == [""]
    assert marks["up to ×8"].marker.color != marks["up to ×1"].marker.color  # more and less than half of the resamples
    assert [list(trace.x) for trace in traces(figure, "interval")] == [[1978, 1980], [2021, 2023]]
    assert [trace.line.dash for trace in traces(figure, "span")] == ["solid", "dot"]
    assert any("not tested: at most 6 years" in str(note.text) for note in figure.layout.annotations)


def test_figures_of_neighbours_do_not_lie_on_each_other():
    near = CHANGES.iloc[[0, 0, 0]].assign(year=[1991, 1992, 2005], factor=[8.0, 1.0, 1.0], support=[1.0, 0.7, 0.6])
    figure = charts.changes(near.reset_index(drop=True), SPANS, row="row", **ABOUT)
    marks = traces(figure, "mark")
    places = {x: place for t in marks if t.x[0] for x, place in zip(t.x, t.textposition, strict=True)}
    assert places[2005] == "top center" and places[1991] != places[1992]


def test_labels_of_dates_that_would_touch_stand_a_line_lower():
    figure = charts.changes(CHANGES, SPANS, row="row", marks=(1979, 2010, 2015, 2018), **ABOUT)
    labels = dict(zip(figure.layout.xaxis.tickvals, figure.layout.xaxis.ticktext, strict=True))
    assert labels[2015] == "2015" and labels[2018] == "<br>2018" and labels[1979] == "1979"


def test_a_series_without_a_change_is_drawn_and_no_series_is_said():
    figure = charts.changes(CHANGES.iloc[:0], SPANS, row="row", **ABOUT)
    assert len(traces(figure, "span")) == 2
    assert isinstance(charts.changes(CHANGES.iloc[:0], SPANS.iloc[:0], row="row", **ABOUT), Empty)


def test_every_donor_is_drawn_beside_the_gap():
    years = list(range(2010, 2025))
    series = pd.DataFrame({"outcome": "votes", "year": years, "observed": 1.0, "synthetic": 0.5, "gap": 0.5})
    gaps = {"votes": pd.DataFrame(np.full((3, len(years)), 0.1), index=list("ABC"), columns=years)}
    figure = charts.controls(series, gaps, year=2022, **ABOUT)
    (donors,) = traces(figure, "placebo")
    assert len(donors.x) == 3 * (len(years) + 1) and list(donors.y).count(None) == 3
    assert [trace.name for trace in traces(figure, "value")] == ["observed", "synthetic"]
    assert list(traces(figure, "gap")[0].y) == [0.5] * len(years)
    assert isinstance(charts.controls(series.iloc[:0], {}, year=2022, **ABOUT), Empty)
