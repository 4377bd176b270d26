"""Ribbon charts: shares as drawn, bands only between periods with a share, names where there is room."""

import pandas as pd

from helpers import charts
from helpers.prose import Empty

FRAME = pd.DataFrame(
    {
        "window": ["1991-95", "1991-95", "1996-00", "2001-05", "2001-05"],
        "share": [0.97, 0.03, 1.0, 0.4, 0.6],
        "supplier": ["A", "B", "B", "A", "B"],
    }
)


def drawn(frame=FRAME):
    return charts.ribbons(
        frame,
        x="window",
        y="share",
        series="supplier",
        empty="nothing",
        id="test-ribbons",
        title="A title",
        subtitle="Shares",
        tables=["arms/partners"],
    )


def test_bars_hold_the_shares_and_gaps():
    bars = {trace.name: list(trace.y) for trace in drawn().data}
    assert bars == {"B": [0.03, 1.0, 0.6], "A": [0.97, None, 0.4]}
    assert {trace.meta["role"] for trace in drawn().data} == {"value"}


def test_bands_join_neighbouring_periods_with_a_share_only():
    paths = [shape.path for shape in drawn().layout.shapes]
    assert len(paths) == 2
    assert paths[0].startswith("M 0.24,0.0300") and "0.76,1.0000" in paths[0]


def test_series_are_named_in_their_widest_bar():
    named = {a.text: a.x for a in drawn().layout.annotations if str(a.text).startswith("<b>")}
    assert named == {"<b>B</b>": 1, "<b>A</b>": 0}


def test_the_same_frame_gives_the_same_figure():
    assert drawn().to_json() == drawn().to_json()
    assert drawn().layout.meta["alt"].startswith("Ribbon chart. A title. Shares.")


def test_nothing_to_draw_is_an_empty_section():
    assert isinstance(drawn(FRAME.iloc[:0]), Empty)
