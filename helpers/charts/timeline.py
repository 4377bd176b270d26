"""A timeline: events as marks in a lane for each category, one panel for each stretch of time."""

import pandas as pd
from plotly.subplots import make_subplots

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.charts.parts import empty_section

SIZES = {1: 13, 2: 9, 3: 6}
"""Diameter of a mark by importance, in pixels."""
SYMBOLS = {"cooperation": "circle", "conflict": "diamond", "mixed": "square", "context": "circle-open"}
"""Tone -> symbol; any other value is drawn as a full circle in ink."""
ROW, FONT, GLYPH = 15, 10.5, 5.7
"""Height of a row, size of a label and mean width of its letters, in pixels."""
PLOT, LEFT, GAP = 880, 92, 44
"""Width that the labels are laid out for, left margin and space between panels, in pixels."""


def timeline(frame, *, lanes, spans, empty, height=None, note="", **about):
    """Marks by date and category; events of importance 1 carry their title where no other title stands.

    A lane has as many rows for titles as it needs, so that none overlaps another at the width of a printed page; since
    zooming in only moves titles apart, none does at a closer view.

    Parameters
    ----------
    frame : pandas.DataFrame
        date, category, tone, importance (1 to 3), title, when (date in words), source_title.
    lanes : sequence of str
        Categories from top to bottom; one without events in a panel has no lane there.
    spans : sequence of tuple of int
        First year and the year after the last of each panel; a panel without events is left out.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(frame, "date", empty, about):
        return section
    panels = [_panel(frame, span, lanes) for span in spans]
    panels = [panel for panel in panels if panel["rows"]]
    heights = [ROW * len(panel["rows"]) for panel in panels]
    inner = sum(heights) + GAP * (len(panels) - 1)
    figure = make_subplots(
        rows=len(panels), cols=1, row_heights=heights, vertical_spacing=GAP / inner if len(panels) > 1 else 0
    )
    shown = set()
    for number, panel in enumerate(panels, start=1):
        _draw(figure, panel, number, shown)
    figure.update_layout(
        margin={"l": LEFT, "r": 1000 - PLOT - LEFT}, showlegend=True, legend={"itemsizing": "constant"}
    )
    columns = {"x": "date", "y": "category", "series": "tone"}
    fixed = _outside(about, note)
    return finish(figure, kind="Timeline", columns=columns, note=note, height=height or int(inner + fixed), **about)


def _outside(about, note):
    """Pixels above and below the panels."""
    return 205 + 30 * (len(about["title"]) // 82) + 20 * (len(about["subtitle"]) // 112) + 15 * (len(note) // 150)


def _panel(frame, span, lanes):
    """Events of a stretch, the rows of its lanes from top to bottom, and where each title goes."""
    first, last = (pd.Timestamp(year, 1, 1) for year in span)
    events = frame[(frame["date"] >= first) & (frame["date"] < last)]
    pixel = PLOT / (last - first).days
    rows, labels = [], []
    for lane in lanes:
        mine = events[events["category"].astype("str") == lane].sort_values("date", kind="stable")
        if mine.empty:
            continue
        placed = [_place(row, first, pixel) for row in mine[mine["importance"] == 1].itertuples()]
        levels = stack([(start, end) for _, start, end, _ in placed])
        depth = max(levels, default=-1) + 1
        rows += [f"{lane}, title {level}" for level in reversed(range(depth))] + [lane]
        labels += [
            (row, f"{lane}, title {level}", side) for (row, _, _, side), level in zip(placed, levels, strict=True)
        ]
    return {"events": events, "span": (first, last), "rows": rows, "labels": labels}


def _place(row, first, pixel):
    """Where a title begins and ends, in pixels from the left edge; at the right edge it ends at its mark."""
    at, width = (row.date - first).days * pixel, GLYPH * len(row.title) + 8
    return (row, at, at + width, "right") if at + width <= PLOT else (row, at - width, at, "left")


def stack(intervals):
    """The lowest level at which each interval overlaps none that was placed before it.

    Parameters
    ----------
    intervals : sequence of tuple of (float, float)
        Start and end.

    Returns
    -------
    list of int
        From 0, in the order of `intervals`.
    """
    levels, ends = [], []
    for start, end in intervals:
        level = next((n for n, taken in enumerate(ends) if all(end <= s or e <= start for s, e in taken)), len(ends))
        if level == len(ends):
            ends.append([])
        ends[level].append((start, end))
        levels.append(level)
    return levels


def _draw(figure, panel, number, shown):
    events, (first, last) = panel["events"], panel["span"]
    tones = [t for t in (*SYMBOLS, *sorted(set(events["tone"].astype("str")) - set(SYMBOLS)))]
    for tone in tones:
        rows = events[events["tone"].astype("str") == tone]
        if rows.empty:
            continue
        symbol, colour = SYMBOLS.get(tone, "circle"), theme.TONES.get(tone, theme.INK)
        figure.add_scatter(
            x=[f"{d:%Y-%m-%d}" for d in rows["date"]],
            y=[str(c) for c in rows["category"]],
            name=tone,
            legendgroup=tone,
            showlegend=tone not in shown,
            mode="markers",
            marker={
                "symbol": symbol,
                "color": colour,
                "size": [SIZES[i] for i in rows["importance"]],
                "opacity": 0.85,
                "line": {"color": colour if symbol.endswith("open") else theme.PAPER, "width": 1},
            },
            text=[str(t) for t in rows["title"]],
            hovertext=[
                f"<b>{r.title}</b><br>{r.when}<br>{r.description}<br>{r.source_title}" for r in rows.itertuples()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "mark"},
            row=number,
            col=1,
        )
        shown.add(tone)
    for side in ("right", "left"):
        titled = [(row, lane) for row, lane, where in panel["labels"] if where == side]
        if titled:
            figure.add_scatter(
                x=[f"{row.date:%Y-%m-%d}" for row, _ in titled],
                y=[lane for _, lane in titled],
                text=[row.title for row, _ in titled],
                name="title",
                mode="text",
                textposition=f"middle {side}",
                textfont={"size": FONT, "color": theme.INK},
                showlegend=False,
                hoverinfo="skip",
                cliponaxis=False,
                meta={"role": "label"},
                row=number,
                col=1,
            )
    lanes = [row for row in panel["rows"] if ", title " not in row]
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=panel["rows"][::-1],
        range=[-0.7, len(panel["rows"]) - 0.3],
        tickmode="array",
        tickvals=lanes,
        ticksuffix=" ",
        tickfont={"size": 11},
        showgrid=True,
        gridcolor=theme.FAINT,
        zeroline=False,
        row=number,
        col=1,
    )
    years = (last - first).days / 365.25
    figure.update_xaxes(
        type="date",
        range=[f"{first - pd.Timedelta(days=years * 3):%Y-%m-%d}", f"{last:%Y-%m-%d}"],
        dtick=f"M{12 * (20 if years > 120 else 10 if years > 40 else 5 if years > 20 else 1)}",
        tick0="1700-01-01",
        tickformat="%Y",
        showgrid=True,
        gridcolor=theme.FAINT,
        row=number,
        col=1,
    )
