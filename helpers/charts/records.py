"""Records of one quantity that do not agree: quiet lines, a best estimate with its interval, statements as marks."""

import plotly.graph_objects as go

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.charts.parts import (
    band_traces,
    complete,
    empty_section,
    join,
    label_ends,
    mark_events,
    range_of,
    runs,
    values,
)

QUIET = ("#9aa3ab", "#b59a7a", "#8fae8f", "#a893b5", "#b58f8f", "#7fa3ad", "#a3a37a", "#8f8fb5", "#ad9aa3", "#8a8a8a")
"""Pale, so that the estimate stands out; the name at the end of each line tells which it is."""
SYMBOLS = ("circle", "circle-open", "x-thin")
STATED = "#D55E00"
FRAMED = 2.5
"""An interval is drawn up to this multiple of the highest record; beyond, the note says how far it reaches."""
FRAME = 190
"""What `label_ends` takes for title and foot; here it gets the height that is left in truth."""


def records(
    frame,
    *,
    x,
    y,
    series,
    empty,
    best=None,
    kinds=None,
    said=None,
    stated="stated by officials, agencies and the press",
    events=None,
    y_title="",
    height=640,
    note="",
    **about,
):
    """Every record as a quiet line and their range as a band; the best estimate and what was stated in front.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns x (years), y and series: one line for each record. Absent years are gaps.
    best : pandas.DataFrame, optional
        Columns x, y, low, high (the interval; missing where there is none) and kind, what the estimate rests on.
    kinds : mapping, optional
        Kind -> words for the legend, in the order of full circle, open circle, cross.
    said : pandas.DataFrame, optional
        Columns x, y and speaker: marks that no line joins.
    stated : str
        Words for these marks in the legend.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(frame, y, empty, about):
        return section
    figure, ends = go.Figure(), []
    frame = frame[frame[y].notna()]
    spread = frame.groupby(x)[y].agg(["min", "max"]).reset_index()
    names = sorted(frame[series].astype("str").unique())
    for run in runs(spread, x, "min", 1) if len(names) > 1 else ():
        figure.add_traces(band_traces(run[x], run["min"], run["max"], "range of all records", "#efefef"))
    colours = {name: QUIET[i % len(QUIET)] for i, name in enumerate(names)} | {"best estimate": theme.SUBJECT}
    for name in names:
        group = complete(frame[frame[series].astype("str") == name].sort_values(x), x, 1)
        _line(figure, group, x, y, name, colours[name], 1.4)
        ends.append((name, *_last(group, x, y)))
    reach = [frame[y].min(), frame[y].max()]
    if best is not None and len(best):
        for run in runs(best, x, "low", 1):
            fill = theme.translucent(theme.SUBJECT, 0.12)
            figure.add_traces(band_traces(run[x], run["low"], run["high"], "interval of the best estimate", fill))
        group = complete(best.sort_values(x), x, 1)
        _line(figure, group, x, y, "best estimate", theme.SUBJECT, 2.8)
        _marks(figure, best, x, y, kinds or {})
        ends.append(("best estimate", *_last(group, x, y)))
        highest, top = best["high"].max(), FRAMED * max(frame[y].max(), best[y].max())
        reach += [best[y].min(), best[y].max(), min(highest, top) if highest > 0 else 0]
        if highest > top:
            note = join(note, f"The interval is cut at the frame; it reaches up to {highest:,.0f}.")
    if said is not None and len(said):
        figure.add_scatter(
            x=values(said[x]),
            y=values(said[y]),
            name=stated,
            mode="markers",
            marker={"symbol": "diamond-open", "size": 10, "color": STATED, "line": {"width": 1.8}},
            customdata=[str(v) for v in said["speaker"]],
            meta={"role": "mark"},
            showlegend=True,
            hovertemplate="%{customdata}, on %{x}: %{y:.2f}<extra></extra>",
        )
        reach += [said[y].min(), said[y].max()]
    span = range_of(min(reach), max(reach))
    first, last = frame[x].min(), frame[x].max()
    if said is not None and len(said):
        last = max(last, said[x].max())
    key = mark_events(figure, events, (first, last), True)
    figure.update_yaxes(title_text=y_title, range=list(span))
    figure.update_xaxes(range=[float(first) - 0.5, float(last) + 0.5], tickformat="d")
    for trace in figure.data:
        trace.showlegend = bool(trace.showlegend)
    figure.update_layout(showlegend=any(trace.showlegend for trace in figure.data))
    columns = {"x": x, "y": y, "series": series}
    finish(figure, kind="Line chart", columns=columns, note=join(note, key), height=height, **about)
    inner = height - figure.layout.margin.t - figure.layout.margin.b
    label_ends(figure, ends, colours, span, inner + FRAME)
    return figure


def _line(figure, group, x, y, name, colour, width):
    figure.add_scatter(
        x=values(group[x]),
        y=values(group[y]),
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": width},
        marker={"size": 3.5 if width < 2 else 1, "color": colour},
        meta={"role": "value"},
        showlegend=False,
        hovertemplate=f"{name}<br>%{{x}}: %{{y:.2f}}<extra></extra>",
    )


def _marks(figure, best, x, y, kinds):
    """What each year's estimate rests on, as a symbol."""
    for (kind, words), symbol in zip(kinds.items(), SYMBOLS, strict=False):
        rows = best[best["kind"] == kind]
        if len(rows):
            figure.add_scatter(
                x=values(rows[x]),
                y=values(rows[y]),
                name=words,
                mode="markers",
                marker={
                    "symbol": symbol,
                    "size": 9,
                    "color": theme.SUBJECT,
                    "line": {"width": 2, "color": theme.SUBJECT},
                },
                meta={"role": "mark"},
                showlegend=True,
                hoverinfo="skip",
            )


def _last(group, x, y):
    row = group[group[y].notna()].iloc[-1]
    return int(row[x]), float(row[y])
