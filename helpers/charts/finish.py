"""What every chart carries: finding, what is shown, source, alternative text, and how to cite its data."""

from math import ceil
from numbers import Real
from textwrap import wrap

from helpers.charts.theme import QUIET
from helpers.datasets import citing

TITLE_WIDTH, SUBTITLE_WIDTH, SOURCE_WIDTH = 82, 112, 150
TITLE_SIZE, SUBTITLE_SIZE, SOURCE_SIZE = 20, 14, 11
LINE = 1.35
AXIS_TITLE, LEGEND = 20, 20


def finish(figure, *, id, title, subtitle, tables, kind, columns, alt=None, note="", height=520, sources=None):
    """Add title, subtitle, source line and metadata to a figure.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
    id : str
        Name of the chart in kebab-case, unique in the collection; also its file name.
    title : str
        The finding, in one sentence.
    subtitle : str
        What is shown: quantity, unit, states, years.
    tables : sequence of str
        Tables of `data/` behind the chart; sources, citation and licence come from their
        side-cars.
    kind : str
        "Line chart", "Bar chart", ... ; begins the alternative text.
    columns : dict
        Names of the columns that x, y and series hold, for the exported CSV.
    alt : str, optional
        Alternative text; composed from title, subtitle and the data if not given.
    note : str
        A caveat printed before the source.
    sources : sequence of str, optional
        Names of the sources in use, where a table holds more of them than the chart.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    cited = citing.sources(tables, sources)
    source = citing.line(cited)
    below = "<br>".join([*wrap(note, SOURCE_WIDTH), *wrap(source, SOURCE_WIDTH)])
    head, sub = wrap(title, TITLE_WIDTH), wrap(subtitle, SUBTITLE_WIDTH)
    axis_title = AXIS_TITLE if figure.layout.xaxis.title.text else 0
    legend = LEGEND * ceil(len({t.name for t in figure.data}) / 5) if figure.layout.showlegend else 0
    top = 60 + legend + LINE * (TITLE_SIZE * len(head) + SUBTITLE_SIZE * len(sub))
    foot = below.count("<br>") + 1
    bottom = 58 + axis_title + LINE * SOURCE_SIZE * foot
    figure.update_layout(
        title={
            "text": "<b>" + "<br>".join(head) + "</b>",
            "font": {"size": TITLE_SIZE},
            "y": 1 - (14 + 0.92 * LINE * TITLE_SIZE * (len(head) - 1)) / height,
            "pad": {"l": 12},
            "subtitle": {"text": "<br>".join(sub), "font": {"size": SUBTITLE_SIZE, "color": QUIET}},
        },
        height=height,
        margin={"l": figure.layout.margin.l or 70, "r": figure.layout.margin.r or 30, "t": top, "b": bottom},
        meta={
            "id": id,
            "kind": kind,
            "title": title,
            "subtitle": subtitle,
            "source": source,
            "note": note,
            "alt": alt or f"{kind}. {title.rstrip('.')}. {subtitle.rstrip('.')}. {summary(figure)}",
            "columns": columns,
        }
        | citing.terms(tables, cited),
    )
    above = 1 + 18 / (height - top - bottom)
    figure.update_layout(legend={"orientation": "h", "x": 0, "y": above, "yanchor": "bottom", "traceorder": "normal"})
    figure.add_annotation(
        text=below,
        xref="paper",
        yref="paper",
        x=0,
        y=0,
        xanchor="left",
        yanchor="top",
        xshift=-(figure.layout.margin.l - 12),
        yshift=-46 - axis_title,
        align="left",
        showarrow=False,
        font={"size": SOURCE_SIZE, "color": QUIET},
    )
    return figure


def summary(figure):
    """First and last value of each series drawn, in words, for the alternative text."""
    parts = []
    for trace in figure.data:
        if (trace.meta or {}).get("role") != "value" or trace.type not in ("scatter", "bar"):
            continue
        across = trace.orientation == "h"
        x, y = (trace.y, trace.x) if across else (trace.x, trace.y)
        points = [(a, b) for a, b in zip(x, y, strict=True) if isinstance(b, Real)]
        if points:
            first, last = points[0], points[-1]
            name = f"{trace.name}: " if trace.name else ""
            end = f" to {last[1]:,.3g} ({last[0]})" if len(points) > 1 else ""
            parts.append(f"{name}{first[1]:,.3g} ({first[0]}){end}")
    shown, rest = parts[:8], len(parts) - 8
    return "; ".join(shown) + (f"; and {rest} more series" if rest > 0 else "") + ("." if shown else "")
