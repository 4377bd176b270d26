"""The grid of small panels: one scale for all, gaps where nothing is known, an empty section and no blank chart."""

import pandas as pd

from helpers import charts
from helpers.prose import Empty

ABOUT = {"id": "grid-test", "title": "T", "subtitle": "S", "tables": ["index/layers"], "empty": "nothing known"}


def drawn(frame):
    return charts.grid(frame, x="year", y="place", series="line", panel="layer", y_range=(0, 100), **ABOUT)


def test_panels_share_scale_and_keep_gaps():
    rows = [(2000, 10.0, "a", "one"), (2002, 30.0, "a", "one"), (2001, 50.0, "a", "two"), (2001, None, "b", "two")]
    figure = drawn(pd.DataFrame(rows, columns=["year", "place", "line", "layer"]))
    assert [trace.meta["panel"] for trace in figure.data] == ["one", "two"]
    assert list(figure.data[0].y) == [10.0, None, 30.0]
    axes = [figure.layout[name] for name in ("yaxis", "yaxis2")]
    assert all(tuple(axis.range) == (0, 100) for axis in axes)
    assert figure.layout.meta["alt"].startswith("Grid of line charts.")


def test_nothing_known_is_said():
    frame = pd.DataFrame({"year": [2000], "place": [None], "line": ["a"], "layer": ["one"]}).astype(
        {"place": "float64"}
    )
    assert isinstance(drawn(frame), Empty)
