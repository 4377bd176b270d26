"""Builders: from a tidy table to a finished figure, one function per kind of chart."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.prose import Empty

LABEL_GAP = 20


def _nothing(frame, column, empty, about):
    """The empty section to show instead of a blank chart, or None."""
    if len(frame) == 0 or frame[column].isna().all():
        return Empty(about["id"], empty)
    return None


def _step(x):
    """Distance between neighbouring values of x: 1 for years, 5 for five-year windows."""
    apart = np.diff(np.unique(x)) if pd.api.types.is_integer_dtype(x) else []
    return int(np.gcd.reduce(apart)) if len(apart) else 1


def _complete(group, x, step):
    """Rows for every step of x between first and last, so that a gap in the record is a gap in the line."""
    if not pd.api.types.is_integer_dtype(group[x]):
        return group
    steps = np.arange(group[x].min(), group[x].max() + 1, step)
    return group.set_index(x).reindex(steps).rename_axis(x).reset_index()


def _values(column):
    """Plain numbers with None for missing ones; rounded to ten significant digits so that outputs are stable."""
    if pd.api.types.is_float_dtype(column):
        return [None if pd.isna(v) else float(f"{v:.10g}") for v in column]
    if pd.api.types.is_datetime64_any_dtype(column):
        return [None if pd.isna(v) else v.strftime("%Y-%m-%d") for v in column]
    return [None if pd.isna(v) else v for v in column.astype(object)]


def _spread(positions, gap):
    """Move label positions (pixels) apart by at least `gap`, keeping their order and their middle."""
    order = np.argsort(positions, kind="stable")
    placed = np.asarray(positions, dtype=float)[order]
    for _ in range(60):
        short = gap - np.diff(placed)
        if not (short > 0.5).any():
            break
        push = np.where(short > 0, short, 0) / 2
        placed[:-1] -= push
        placed[1:] += push
    result = np.empty_like(placed)
    result[order] = placed
    return result


def _label_ends(figure, ends, colours, y_range, height):
    """Write each series' name at the right edge, level with its last point, moved apart where names would overlap.

    A series that ends before the others says in which year.
    """
    low, high = y_range
    inner = height - 190
    edge = max(x for _, x, _ in ends)
    texts = [name if x == edge else f"{name} (to {x})" for name, x, _ in ends]
    pixels = [(y - low) / (high - low or 1) * inner for _, _, y in ends]
    placed = _spread(pixels, LABEL_GAP)
    shifts = placed + max(0, LABEL_GAP / 2 - placed.min()) - np.asarray(pixels)
    for (name, _, y), text, shift in zip(ends, texts, shifts, strict=True):
        figure.add_annotation(
            text=text,
            x=edge,
            y=y,
            xanchor="left",
            xshift=9,
            yshift=float(round(shift, 1)),
            showarrow=False,
            font={"color": colours[name], "size": 12.5},
            align="left",
        )
    figure.update_layout(margin={"r": int(min(330, 30 + 7.5 * max(map(len, texts))))})


def _mark_events(figure, events, x_range, numeric):
    """Quiet vertical markers a, b, c; returns their key as text for the note."""
    if events is None or len(events) == 0:
        return ""
    keys = []
    at = events["date"].dt.year if numeric else events["date"].dt.strftime("%Y-%m-%d")
    inside = [
        (p, t, d) for p, t, d in zip(at, events["title"], events["date"], strict=True) if x_range[0] <= p <= x_range[1]
    ]
    for letter, (position, title, date) in zip("abcdefghijklmnopqrstuvwxyz", inside, strict=False):
        figure.add_vline(
            x=position,
            line={"color": theme.QUIET, "width": 1, "dash": "dot"},
            opacity=0.55,
            layer="below",
            annotation={"text": letter, "font": {"size": 11, "color": theme.QUIET}, "yshift": 2},
            annotation_position="top",
        )
        keys.append(f"{letter} {date.year} {title}")
    return "; ".join(keys) + "." if keys else ""


def _join(*notes):
    return " ".join(n for n in notes if n)


def lines(
    frame,
    *,
    x,
    y,
    series,
    empty,
    low=None,
    high=None,
    band=None,
    colours=None,
    subject=None,
    quiet=(),
    dashed=(),
    events=None,
    y_title="",
    y_format=None,
    y_range=None,
    markers=None,
    height=520,
    note="",
    **about,
):
    """A line per series with its name at its end; a band where `low` and `high` are given.

    Parameters
    ----------
    frame : pandas.DataFrame
        Tidy: columns x (years or dates), y, series and, for a band, low and high.
        Missing values and absent years are gaps, never joined and never zero.
    band : pandas.DataFrame, optional
        Columns x, low and high: one grey area behind all lines, the range of all records.
    subject : str, optional
        Series drawn thicker, in the colour of the subject.
    quiet, dashed : collections of str
        Series drawn thin and grey, or dashed.
    events : pandas.DataFrame, optional
        Columns date and title: vertical markers with a key in the note.
    empty : str
        Why there is nothing to draw, shown instead of a blank chart.
    **about
        id, title, subtitle, tables and more of `finish`.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if nothing := _nothing(frame, y, empty, about):
        return nothing
    frame = frame[frame[y].notna()]
    names = list(dict.fromkeys(frame[series].astype("str")))
    colours = theme.series_colours(names, subject) | (colours or {}) | dict.fromkeys(quiet, "#9a9a9a")
    figure, ends = go.Figure(), []
    numeric, step = pd.api.types.is_numeric_dtype(frame[x]), _step(frame[x])
    for run in _runs(band, x, "low", step) if band is not None else ():
        figure.add_traces(_band(run[x], run["low"], run["high"], "range of all records", "#ebebeb"))
    for name in sorted(names, key=lambda n: (n == subject, n not in quiet)):
        group = _complete(frame[frame[series].astype("str") == name].sort_values(x), x, step)
        if low is not None and group[low].notna().any():
            for run in _runs(group, x, low, step):
                figure.add_traces(_band(run[x], run[low], run[high], name, theme.translucent(colours[name], 0.16)))
        width = 3.2 if name == subject else 1.2 if name in quiet else 2.1
        dots = markers if markers is not None else len(group) <= 45
        lonely = (group[y].notna() & group[y].shift().isna() & group[y].shift(-1).isna()).any()
        figure.add_scatter(
            x=_values(group[x]),
            y=_values(group[y]),
            name=name,
            mode="lines+markers" if dots or lonely else "lines",
            line={"color": colours[name], "width": width, "dash": "dash" if name in dashed else "solid"},
            marker={"size": 5 if name not in quiet else 3.5, "color": colours[name]},
            meta={"role": "value"},
            hovertemplate=f"{name}<br>%{{x}}: %{{y{':' + y_format if y_format else ''}}}<extra></extra>",
        )
        last = group[group[y].notna()].iloc[-1]
        ends.append((name, _values(pd.Series([last[x]]))[0], float(last[y])))
    shown = [v for c in (y, low, high) if c is not None for v in (frame[c].min(), frame[c].max())]
    span = y_range or _range(min(shown), max(shown))
    _label_ends(figure, ends, colours, span, height)
    first, last = frame[x].min(), frame[x].max()
    key = _mark_events(figure, events, (first, last) if numeric else (str(first)[:10], str(last)[:10]), numeric)
    figure.update_yaxes(title_text=y_title, range=list(span), tickformat=y_format)
    if numeric:
        figure.update_xaxes(range=[float(first) - 0.5, float(last) + 0.5], tickformat="d")
    return finish(
        figure,
        kind="Line chart",
        columns={"x": x, "y": y, "series": series},
        note=_join(note, key),
        height=height,
        **about,
    )


def _runs(group, x, column, step):
    """The unbroken stretches of `group` in which `column` has values."""
    group = _complete(group, x, step)
    known = group[column].notna()
    return [run for _, run in group[known].groupby((known != known.shift()).cumsum()[known])]


def _band(x, low, high, name, fill):
    """A filled area between low and high, as two traces, so that the exported data keep both ends."""
    common = {"x": _values(x), "name": name, "mode": "lines", "hoverinfo": "skip", "line": {"width": 0}}
    return [
        go.Scatter(y=_values(low), meta={"role": "low"}, **common),
        go.Scatter(y=_values(high), meta={"role": "high"}, fill="tonexty", fillcolor=fill, **common),
    ]


def _range(low, high):
    """Axis range that shows zero where it is near and leaves air above."""
    if low >= 0 and low < 0.6 * high:
        low = 0.0
    pad = 0.06 * ((high - low) or abs(high) or 1)
    return (float(low - (pad if low else 0)), float(high + pad))


def among_all(
    everyone,
    chosen,
    *,
    x,
    y,
    series,
    empty,
    subject=None,
    low=None,
    high=None,
    events=None,
    y_title="",
    y_format=None,
    height=540,
    note="",
    **about,
):
    """Chosen series before the spread of all: ribbons of the middle 50 and 90 per cent, and the median.

    Parameters
    ----------
    everyone : pandas.DataFrame
        Columns x and y for every unit (pair, state) and period.
    chosen : pandas.DataFrame
        The rows to draw as lines, with x, y, series and optionally low and high.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if nothing := _nothing(chosen, y, empty, about):
        return nothing
    spread = everyone.groupby(x, observed=True)[y].quantile([0.05, 0.25, 0.5, 0.75, 0.95]).unstack().reset_index()
    spread = spread[(spread[x] >= chosen[x].min()) & (spread[x] <= chosen[x].max())]
    figure = lines(
        chosen,
        x=x,
        y=y,
        series=series,
        low=low,
        high=high,
        subject=subject,
        events=events,
        y_title=y_title,
        y_format=y_format,
        y_range=_range(
            min(chosen[low or y].min(), chosen[y].min(), spread[0.05].min()),
            max(chosen[high or y].max(), chosen[y].max(), spread[0.95].max()),
        ),
        height=height,
        note=_join("Grey: middle 90 and 50 per cent and median of all pairs.", note),
        empty=empty,
        **about,
    )
    ribbons, step = [], _step(spread[x])
    for bottom, top, shade in ((0.05, 0.95, "#efefef"), (0.25, 0.75, "#dcdcdc")):
        label = f"all pairs, middle {round(100 * (top - bottom))} per cent"
        for run in _runs(spread, x, bottom, step):
            ribbons += _band(run[x], run[bottom], run[top], label, shade)
    line = {"color": "#8a8a8a", "width": 1.4, "dash": "dash"}
    middle = _complete(spread, x, step)
    median = {"x": _values(middle[x]), "y": _values(middle[0.5]), "mode": "lines", "line": line}
    ribbons.append(go.Scatter(name="median of all pairs", meta={"role": "value"}, **median))
    return go.Figure(data=[*ribbons, *figure.data], layout=figure.layout)


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
    if nothing := _nothing(frame, y, empty, about):
        return nothing
    names = order or list(dict.fromkeys(frame[series].astype("str")))
    colours = theme.series_colours(names) | (colours or {})
    figure = go.Figure()
    for name in names:
        group = frame[frame[series].astype("str") == name].sort_values(x)
        figure.add_bar(
            x=_values(group[x]),
            y=_values(group[y]),
            name=name,
            marker={"color": colours[name], "line": {"color": theme.PAPER, "width": 0.6}},
            meta={"role": "value"},
            hovertemplate=f"{name}<br>%{{x}}: %{{y{':' + y_format if y_format else ''}}}<extra></extra>",
        )
    key = ""
    if pd.api.types.is_numeric_dtype(frame[x]):
        key = _mark_events(figure, events, (frame[x].min(), frame[x].max()), True)
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
        note=_join(note, key),
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

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if nothing := _nothing(frame, value, empty, about):
        return nothing
    names = list(dict.fromkeys(frame[series].astype("str"))) if series else [""]
    colours = theme.series_colours(names, subject) | (colours or {})
    figure = go.Figure()
    for name in sorted(names, key=lambda n: n == subject):
        group = frame[frame[series].astype("str") == name] if series else frame
        error = None
        if low is not None:
            plus, minus = group[high] - group[value], group[value] - group[low]
            error = {"type": "data", "symmetric": False, "array": _values(plus), "arrayminus": _values(minus)}
            error |= {"thickness": 1.6, "width": 0, "color": colours.get(name, theme.INK)}
        figure.add_scatter(
            x=_values(group[value]),
            y=[str(c) for c in group[category]],
            name=name,
            mode="markers",
            error_x=error,
            marker={"size": 9, "color": colours.get(name, theme.INK)},
            meta={"role": "value"},
            orientation="h",
            hovertemplate=f"%{{y}}<br>{name} %{{x{':' + x_format if x_format else ''}}}<extra></extra>",
        )
    if reference:
        figure.add_vline(
            x=reference[0],
            line={"color": theme.QUIET, "width": 1.2, "dash": "dot"},
            annotation={"text": reference[1], "font": {"size": 11, "color": theme.QUIET}, "yshift": -2},
            annotation_position="bottom right",
        )
    order = list(dict.fromkeys(str(c) for c in frame[category]))
    figure.update_yaxes(autorange="reversed", categoryorder="array", categoryarray=order, showgrid=True, ticksuffix=" ")
    figure.update_xaxes(title_text=x_title, tickformat=x_format, showgrid=True, gridcolor=theme.FAINT)
    longest = max(len(c) for c in order)
    legend = len(names) > 1 and series != category
    figure.update_layout(margin={"l": int(min(340, 30 + 7.2 * longest))}, showlegend=legend)
    height = height or int(230 + 26 * len(order))
    columns = {"x": value, "y": category, "series": series or "series"}
    return finish(figure, kind="Dot chart", columns=columns, note=note, height=height, **about)


def spans(frame, *, label, start, end, group, empty, colours=None, x_title="Year", height=None, note="", **about):
    """A bar per row from start to end (years), for deals, treaties or memberships; open ends are hollow.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, start, end (missing = open) and group (colour and legend).

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if nothing := _nothing(frame, start, empty, about):
        return nothing
    names = list(dict.fromkeys(frame[group].astype("str")))
    colours = theme.series_colours(names) | (colours or {})
    figure = go.Figure()
    for name in names:
        rows = frame[frame[group].astype("str") == name]
        done = rows[rows[end].notna()]
        open_rows = rows[rows[end].isna()]
        figure.add_bar(
            y=[str(v) for v in done[label]],
            x=[float(b - a) + 0.6 for a, b in zip(done[start], done[end], strict=True)],
            base=[float(a) for a in done[start]],
            name=name,
            orientation="h",
            marker={"color": colours[name]},
            customdata=[[int(a), int(b)] for a, b in zip(done[start], done[end], strict=True)],
            hovertemplate="%{y}<br>%{customdata[0]}-%{customdata[1]}<extra></extra>",
            meta={"role": "span"},
        )
        figure.add_scatter(
            y=[str(v) for v in open_rows[label]],
            x=[float(a) for a in open_rows[start]],
            name=f"{name}, nothing delivered",
            mode="markers",
            marker={"symbol": "diamond-open", "size": 11, "color": colours[name], "line": {"width": 2}},
            hovertemplate="%{y}<br>ordered %{x}, nothing delivered<extra></extra>",
            meta={"role": "open"},
            showlegend=bool(len(open_rows)),
        )
    order = list(dict.fromkeys(str(v) for v in frame[label]))
    figure.update_yaxes(
        autorange="reversed", categoryorder="array", categoryarray=order, ticksuffix=" ", tickfont={"size": 11}
    )
    figure.update_xaxes(title_text=x_title, showgrid=True, gridcolor=theme.FAINT, tickformat="d")
    longest = max(len(v) for v in order)
    figure.update_layout(
        margin={"l": int(min(360, 30 + 6.4 * longest))}, barmode="overlay", bargap=0.35, showlegend=True
    )
    columns = {"x": "years", "y": label, "series": group}
    height = height or int(230 + 21 * len(order))
    return finish(figure, kind="Span chart", columns=columns, note=note, height=height, **about)


def strips(frame, *, x, y, group, empty, colours=None, height=None, note="", **about):
    """A mark for each x and y that has something, coloured by kind; blank where there is nothing.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns x (years), y (rows, drawn from top to bottom in order) and group.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if nothing := _nothing(frame, x, empty, about):
        return nothing
    names = sorted(frame[group].astype("str").unique())
    colours = theme.series_colours(names) | (colours or {})
    figure = go.Figure()
    for name, symbol in zip(names, ("square", "diamond", "circle", "triangle-up", "cross", "x"), strict=False):
        rows = frame[frame[group].astype("str") == name]
        figure.add_scatter(
            x=_values(rows[x]),
            y=[str(v) for v in rows[y]],
            name=name,
            mode="markers",
            marker={"symbol": symbol, "size": 9, "color": colours[name]},
            meta={"role": "mark"},
            hovertemplate=f"%{{y}}<br>%{{x}}: {name}<extra></extra>",
        )
    order = list(dict.fromkeys(str(v) for v in frame[y]))
    figure.update_yaxes(autorange="reversed", categoryorder="array", categoryarray=order, ticksuffix=" ")
    figure.update_xaxes(tickformat="d", showgrid=True, gridcolor=theme.FAINT)
    longest = max(len(v) for v in order)
    figure.update_layout(margin={"l": int(min(420, 30 + 6.6 * longest))}, showlegend=True)
    columns = {"x": x, "y": y, "series": group}
    height = height or int(230 + 24 * len(order))
    return finish(figure, kind="Strip chart", columns=columns, note=note, height=height, **about)


def points(frame, *, x, y, group, label, empty, highlight=(), colours=None, height=560, note="", **about):
    """A point per row, coloured by group, some of them named: a map of capitals when x is longitude and y latitude.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns x, y (rows without them are left out), group and label.
    highlight : collection of str
        Labels to write beside their points.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    frame = frame[frame[x].notna() & frame[y].notna()]
    if nothing := _nothing(frame, x, empty, about):
        return nothing
    names = sorted(frame[group].astype("str").unique())
    colours = theme.series_colours(names) | (colours or {})
    figure = go.Figure()
    for name, symbol in zip(names, ("circle", "square", "diamond", "triangle-up", "cross", "x"), strict=False):
        rows = frame[frame[group].astype("str") == name]
        figure.add_scatter(
            x=_values(rows[x]),
            y=_values(rows[y]),
            name=name,
            mode="markers",
            customdata=[str(v) for v in rows[label]],
            marker={"symbol": symbol, "size": 10, "color": colours[name], "line": {"color": theme.PAPER, "width": 0.8}},
            meta={"role": "mark"},
            hovertemplate=f"%{{customdata}}: {name}<extra></extra>",
        )
    for _, row in frame[frame[label].isin(highlight)].iterrows():
        figure.add_annotation(
            x=float(row[x]), y=float(row[y]), text=str(row[label]), ax=34, ay=-30, arrowhead=0, arrowwidth=1
        )
    figure.update_xaxes(title_text=x, showgrid=True, gridcolor=theme.FAINT)
    figure.update_yaxes(title_text=y, showgrid=True)
    figure.update_layout(showlegend=True)
    names = {"x": x, "y": y, "series": group}
    return finish(figure, kind="Map of points", columns=names, note=note, height=height, **about)


def heatmap(
    frame,
    *,
    x,
    y,
    value,
    empty,
    text=None,
    midpoint=None,
    value_range=None,
    value_title="",
    height=None,
    note="",
    **about,
):
    """A cell per x and y, coloured by value; cells without a value stay blank.

    Parameters
    ----------
    frame : pandas.DataFrame
        Tidy: x, y, value; optionally a column `text` printed in the cells.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if nothing := _nothing(frame, value, empty, about):
        return nothing
    rows, columns = list(dict.fromkeys(frame[y])), sorted(frame[x].unique())
    grid = frame.pivot(index=y, columns=x, values=value).reindex(index=rows, columns=columns)
    words = frame.pivot(index=y, columns=x, values=text).reindex(index=rows, columns=columns) if text else None
    low, high = value_range or (float(frame[value].min()), float(frame[value].max()))
    figure = go.Figure(
        go.Heatmap(
            x=[v if isinstance(v, str) else int(v) for v in columns],
            y=[str(v) for v in rows],
            z=[_values(grid.loc[r]) for r in rows],
            text=[["" if pd.isna(v) else str(v) for v in words.loc[r]] for r in rows] if text else None,
            texttemplate="%{text}" if text else None,
            colorscale="PuOr" if midpoint is not None else "Blues",
            zmin=low,
            zmax=high,
            zmid=midpoint,
            xgap=2,
            ygap=2,
            name=value,
            meta={"role": "value"},
            colorbar={"title": {"text": value_title, "side": "right"}, "thickness": 12, "outlinewidth": 0},
            hovertemplate="%{y}, %{x}: %{z}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix=" ")
    longest = max(len(str(v)) for v in rows)
    figure.update_layout(margin={"l": int(min(320, 30 + 7.2 * longest))})
    names = {"x": x, "y": y, "z": value}
    return finish(
        figure, kind="Heat map", columns=names, note=note, height=height or int(230 + 30 * len(rows)), **about
    )
