"""Charts of counts by period: what is summed, what stays apart, and the axis of months."""

import pandas as pd
import pytest

from helpers import charts
from helpers.prose import Empty

ABOUT = {"id": "some-counts", "title": "A", "subtitle": "B", "tables": ["ties/exercises"], "empty": "nothing"}
TOTALS = pd.DataFrame({"year": [2019, 2020, 2021], "n": [0, 3, 1], "low": [0.0, 0.6, 0.0], "high": [3.7, 8.8, 5.6]})
FRAME = pd.DataFrame(
    [(2020, "two states", 2), (2020, "SCO", 1), (2021, "two states", 1), (2021, "patrols", 4)],
    columns=["year", "kind", "n"],
)


def drawn(**more):
    return charts.counts(FRAME, TOTALS, x="year", y="n", series="kind", apart=("patrols",), **ABOUT | more)


def test_bars_and_marks_and_the_interval_of_the_sum():
    figure = drawn()
    kinds = {trace.name: trace.type for trace in figure.data}
    assert kinds["two states"] == kinds["SCO"] == "bar" and kinds["patrols"] == "scatter"
    total = figure.data[-1]
    assert list(total.y) == [0, 3, 1] and list(total.error_y.array) == pytest.approx([3.7, 5.8, 4.6])
    assert list(total.error_y.arrayminus) == pytest.approx([0, 2.4, 1.0])


def test_bars_add_up_to_the_sum_without_what_is_apart():
    figure = drawn()
    sums = {}
    for trace in figure.data:
        if trace.type == "bar":
            for year, n in zip(trace.x, trace.y, strict=True):
                sums[year] = sums.get(year, 0) + n
    assert sums == {2020: 3, 2021: 1}


def test_order_leaves_out_what_does_not_occur():
    figure = drawn(order=["SCO", "host", "two states", "patrols"])
    assert [t.name for t in figure.data[:3]] == ["SCO", "two states", "patrols"]


def test_nothing_to_count_is_an_empty_section():
    shown = charts.counts(FRAME.iloc[:0], TOTALS, x="year", y="n", series="kind", **ABOUT)
    assert isinstance(shown, Empty)


@pytest.mark.parametrize("mark, kind", [("bar", "bar"), ("line", "scatter")])
def test_months_stand_on_an_axis_of_dates(mark, kind):
    frame = pd.DataFrame({"month": pd.to_datetime(["2024-01-01", "2024-02-01"]), "kind": "drones", "n": [5, 7]})
    figure = charts.months(frame, x="month", y="n", series="kind", mark=mark, **ABOUT)
    assert figure.data[0].type == kind and list(figure.data[0].x) == ["2024-01-01", "2024-02-01"]
    assert figure.layout.xaxis.type == "date" and tuple(figure.layout.xaxis.range) == ("2023-12-12", "2024-02-21")
