"""Counts by period: stacked bars with the exact interval of their sum, and bars or lines by month."""

import pandas as pd
import plotly.graph_objects as go

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.charts.parts import empty_section, join, mark_events, values

APART = (("diamond-open", 9), ("circle-open", 15))
"""Symbols and sizes that can be told apart where they lie over each other."""


def counts(
    frame,
    totals,
    *,
    x,
    y,
    series,
    empty,
    low="low",
    high="high",
    order=None,
    apart=(),
    colours=None,
    events=None,
    y_title="",
    interval="interval of the sum",
    height=540,
    note="",
    **about,
):
    """Stacked bars, the interval of their sum as a whisker, and kinds that are not part of it as hollow marks.

    Parameters
    ----------
    frame : pandas.DataFrame
        Tidy: x (years), y (counts), series.
    totals : pandas.DataFrame
        Columns x, y, low and high: the sum of the bars and its interval, for every period covered.
    apart : sequence of str
        Series drawn as marks, not stacked and not in the sum.
    order : sequence of str, optional
        Series from the bottom of the stack to its top.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(frame, y, empty, about):
        return section
    present = list(dict.fromkeys(frame[series].astype("str")))
    names = [n for n in (order or present) if n in present]
    colours = theme.series_colours(names) | (colours or {})
    figure = go.Figure()
    for name in names:
        rows = frame[frame[series].astype("str") == name].sort_values(x)
        common = {"x": values(rows[x]), "y": values(rows[y]), "name": name, "meta": {"role": "value"}}
        common["hovertemplate"] = f"{name}<br>%{{x}}: %{{y}}<extra></extra>"
        if name in apart:
            symbol, size = APART[apart.index(name) % len(APART)]
            mark = {"symbol": symbol, "size": size, "color": colours[name], "line": {"width": 2}}
            figure.add_scatter(mode="markers", marker=mark, **common)
        else:
            figure.add_bar(marker={"color": colours[name], "line": {"color": theme.PAPER, "width": 0.6}}, **common)
    error = {"type": "data", "symmetric": False, "thickness": 1, "width": 3, "color": "#8a8a8a"}
    error |= {"array": values(totals[high] - totals[y]), "arrayminus": values(totals[y] - totals[low])}
    figure.add_scatter(
        x=values(totals[x]),
        y=values(totals[y]),
        name=interval,
        mode="markers",
        error_y=error,
        marker={"size": 4, "color": "#8a8a8a"},
        meta={"role": "value"},
        hovertemplate="all, %{x}: %{y}<extra></extra>",
    )
    first, last = int(totals[x].min()), int(totals[x].max())
    key = mark_events(figure, events, (first, last), True)
    figure.update_yaxes(title_text=y_title, rangemode="tozero")
    figure.update_xaxes(range=[first - 0.6, last + 0.6], tickformat="d")
    figure.update_layout(barmode="relative", bargap=0.18, showlegend=True)
    names = {"x": x, "y": y, "series": series}
    return finish(figure, kind="Bar chart", columns=names, note=join(note, key), height=height, **about)


def months(
    frame,
    *,
    x,
    y,
    series,
    empty,
    mark="bar",
    order=None,
    colours=None,
    y_title="",
    y_format=None,
    y_range=None,
    height=520,
    note="",
    **about,
):
    """Stacked bars, or lines, on an axis of dates, with a legend.

    Parameters
    ----------
    frame : pandas.DataFrame
        Tidy: x (first days of months), y, series; a missing value draws nothing.
    mark : {"bar", "line"}
        Bars add up to a whole; lines compare shares.
    order : sequence of str, optional
        Series from the bottom of the stack to its top.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(frame, y, empty, about):
        return section
    present = list(dict.fromkeys(frame[series].astype("str")))
    names = [n for n in (order or present) if n in present]
    colours = theme.series_colours(names) | (colours or {})
    figure = go.Figure()
    for name in names:
        rows = frame[frame[series].astype("str") == name].sort_values(x)
        common = {"x": values(rows[x]), "y": values(rows[y]), "name": name, "meta": {"role": "value"}}
        common["hovertemplate"] = f"{name}<br>%{{x|%B %Y}}: %{{y{':' + y_format if y_format else ''}}}<extra></extra>"
        if mark == "bar":
            figure.add_bar(marker={"color": colours[name], "line": {"color": theme.PAPER, "width": 0.4}}, **common)
        else:
            line, dot = {"color": colours[name], "width": 2.1}, {"color": colours[name], "size": 5}
            figure.add_scatter(mode="lines+markers", line=line, marker=dot, **common)
    air = pd.Timedelta(days=20)
    ends = [(frame[x].min() - air).strftime("%Y-%m-%d"), (frame[x].max() + air).strftime("%Y-%m-%d")]
    figure.update_xaxes(type="date", range=ends)
    figure.update_yaxes(title_text=y_title, tickformat=y_format, rangemode="tozero")
    if y_range:
        figure.update_yaxes(range=list(y_range))
    figure.update_layout(barmode="relative", bargap=0.12, showlegend=len(names) > 1)
    columns = {"x": x, "y": y, "series": series}
    kind = "Bar chart" if mark == "bar" else "Line chart"
    return finish(figure, kind=kind, columns=columns, note=note, height=height, **about)
