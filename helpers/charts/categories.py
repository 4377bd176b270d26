"""Bars and dots: a value for each category or period."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.charts.parts import empty_section, join, mark_events, values


def bars(
    frame,
    *,
    x,
    y,
    series,
    empty,
    colours=None,
    stack=True,
    events=None,
    y_title="",
    y_format=None,
    height=520,
    note="",
    order=None,
    **about,
):
    """Bars over time or over categories, stacked or side by side; a legend only where bars are stacked.

    Parameters
    ----------
    frame : pandas.DataFrame
        Tidy: x, y, series; a missing value draws nothing.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(frame, y, empty, about):
        return section
    names = order or list(dict.fromkeys(frame[series].astype("str")))
    colours = theme.series_colours(names) | (colours or {})
    figure = go.Figure()
    for name in names:
        group = frame[frame[series].astype("str") == name].sort_values(x)
        figure.add_bar(
            x=values(group[x]),
            y=values(group[y]),
            name=name,
            marker={"color": colours[name], "line": {"color": theme.PAPER, "width": 0.6}},
            meta={"role": "value"},
            hovertemplate=f"{name}<br>%{{x}}: %{{y{':' + y_format if y_format else ''}}}<extra></extra>",
        )
    key = ""
    if pd.api.types.is_numeric_dtype(frame[x]):
        key = mark_events(figure, events, (frame[x].min(), frame[x].max()), True)
    else:
        figure.update_xaxes(
            type="category", categoryorder="array", categoryarray=sorted(frame[x].astype("str").unique())
        )
    figure.update_yaxes(title_text=y_title, tickformat=y_format)
    figure.update_layout(barmode="relative" if stack else "group", bargap=0.18, showlegend=len(names) > 1)
    return finish(
        figure,
        kind="Bar chart",
        columns={"x": x, "y": y, "series": series},
        note=join(note, key),
        height=height,
        **about,
    )


def dots(
    frame,
    *,
    category,
    value,
    empty,
    low=None,
    high=None,
    series=None,
    colours=None,
    subject=None,
    x_title="",
    x_format=None,
    x_range=None,
    x_log=False,
    beside=False,
    reference=None,
    height=None,
    note="",
    **about,
):
    """A dot per category with its interval as a bar; categories run from top to bottom in the order given.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns category, value and optionally low, high and series.
    reference : tuple of (float, str), optional
        A value to compare with and its label, drawn as a vertical line.
    x_range : tuple of float, optional
    x_log : bool
        A logarithmic scale, such as for ratios; values, interval and x_range above 0.
    beside : bool
        Series one below the other within a category, where dots would cover each other.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(frame, value, empty, about):
        return section
    names = list(dict.fromkeys(frame[series].astype("str"))) if series else [""]
    colours = theme.series_colours(names, subject) | (colours or {})
    figure = go.Figure()
    for name in sorted(names, key=lambda n: n == subject):
        group = frame[frame[series].astype("str") == name] if series else frame
        error = None
        if low is not None:
            plus, minus = group[high] - group[value], group[value] - group[low]
            error = {"type": "data", "symmetric": False, "array": values(plus), "arrayminus": values(minus)}
            error |= {"thickness": 1.6, "width": 0, "color": colours.get(name, theme.INK)}
        figure.add_scatter(
            x=values(group[value]),
            y=[str(c) for c in group[category]],
            name=name,
            mode="markers",
            error_x=error,
            marker={"size": 9, "color": colours.get(name, theme.INK)},
            meta={"role": "value"},
            orientation="h",
            offsetgroup=name if beside else None,
            hovertemplate=f"%{{y}}<br>{name} %{{x{':' + x_format if x_format else ''}}}<extra></extra>",
        )
    if reference:
        figure.add_vline(
            x=reference[0],
            line={"color": theme.QUIET, "width": 1.2, "dash": "dot"},
            annotation={"text": reference[1], "font": {"size": 11, "color": theme.QUIET}, "yshift": -2},
            annotation_position="bottom right",
        )
        if x_log:
            above = {"y": 1, "yanchor": "bottom", "xanchor": "center", "yshift": 0}
            figure.layout.annotations[-1].update(x=float(np.log10(reference[0])), **above)
    order = list(dict.fromkeys(str(c) for c in frame[category]))
    figure.update_yaxes(autorange="reversed", categoryorder="array", categoryarray=order, showgrid=True, ticksuffix=" ")
    figure.update_xaxes(title_text=x_title, tickformat=x_format, range=x_range, showgrid=True, gridcolor=theme.FAINT)
    if x_log:
        ends = x_range or (frame[low or value].min(), frame[high or value].max())
        shown = [step * 10.0**power for power in range(-3, 4) for step in (1, 2, 5)]
        shown = [tick for tick in shown if ends[0] <= tick <= ends[1]]
        figure.update_xaxes(type="log", range=[float(np.log10(end)) for end in ends])
        figure.update_xaxes(tickmode="array", tickvals=shown, ticktext=[f"{tick:g}" for tick in shown])
    if beside:
        figure.update_layout(scattermode="group", scattergap=0.5)
    longest = max(len(c) for c in order)
    legend = len(names) > 1 and series != category
    figure.update_layout(margin={"l": int(min(340, 30 + 7.2 * longest))}, showlegend=legend)
    height = height or int(230 + 26 * len(order))
    columns = {"x": value, "y": category, "series": series or "series"}
    return finish(figure, kind="Dot chart", columns=columns, note=note, height=height, **about)
