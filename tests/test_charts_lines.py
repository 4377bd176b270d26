"""Line charts and heat maps: estimates apart from reports, dates, marks of one year, ends of a colour scale."""

import pandas as pd

from helpers import charts

ABOUT = {"id": "test-chart", "title": "A", "subtitle": "B", "tables": ["votes/un_votes"], "empty": "why"}


def test_estimates_are_a_series_of_their_own_dashed_and_not_joined():
    frame = pd.DataFrame({"year": [2020, 2021, 2022, 2023], "value": [1.0, 2.0, 5.0, 6.0], "who": "a"})
    frame = frame.assign(guess=frame["year"] >= 2022)
    figure = charts.lines(frame, x="year", y="value", series="who", estimated="guess", **ABOUT)
    reported, estimated = figure.data
    assert (reported.name, list(reported.x), reported.line.dash) == ("a", [2020, 2021], "solid")
    assert (estimated.name, list(estimated.x), estimated.line.dash) == ("a, estimated", [2022, 2023], "dash")
    assert [note.text for note in figure.layout.annotations].count("a") == 1


def test_dates_end_where_the_data_end_and_labels_name_the_month():
    months = pd.to_datetime(["2020-01-01", "2021-01-01", "2022-01-01", "2020-01-01", "2021-11-01"])
    frame = pd.DataFrame({"month": months, "value": [1.0, 2, 3, 4, 5], "who": ["a", "a", "a", "b", "b"]})
    figure = charts.lines(frame, x="month", y="value", series="who", **ABOUT)
    start, end = map(pd.Timestamp, figure.layout.xaxis.range)
    assert start < pd.Timestamp("2020-01-01")
    assert pd.Timestamp("2022-01-01") < end < pd.Timestamp("2022-03-01")
    assert "b (to November 2021)" in [note.text for note in figure.layout.annotations]


def test_events_of_one_year_share_a_mark_and_keep_their_letters():
    frame = pd.DataFrame({"year": [2000, 2001, 2002], "value": [1.0, 2.0, 3.0], "who": "a"})
    dates = pd.to_datetime(["2000-05-01", "2001-01-01", "2001-12-01"])
    events = pd.DataFrame({"date": dates, "title": ["One", "Two", "Three"]})
    figure = charts.lines(frame, x="year", y="value", series="who", events=events, **ABOUT)
    assert len(figure.layout.shapes) == 2
    assert {"a", "b c"} <= {note.text for note in figure.layout.annotations}
    assert "b 2001 Two; c 2001 Three." in figure.layout.meta["note"]


def test_a_colour_scale_says_where_values_lie_beyond_it():
    frame = pd.DataFrame({"year": [2000, 2001], "row": "a", "value": [-1.0, 5.0]})
    figure = charts.heatmap(frame, x="year", y="row", value="value", value_range=(-2, 2), **ABOUT)
    assert list(figure.data[0].colorbar.ticktext) == ["-2", "-1", "0", "1", "2 or more"]
    inside = charts.heatmap(frame, x="year", y="row", value="value", value_range=(-5, 5), **ABOUT)
    assert inside.data[0].colorbar.ticktext is None
