"""Spans and strips: when something held, and where there is something at all."""

import plotly.graph_objects as go

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.charts.parts import empty_section, join, values


def spans(
    frame, *, label, start, end, group, empty, colours=None, behind=None, x_title="Year", height=None, note="", **about
):
    """A bar per row from start to end (years), for deals, treaties or memberships; open ends are hollow.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, start, end (missing = open) and group (colour and legend).
    behind : pandas.DataFrame, optional
        Columns start, end (years) and label: periods shaded behind the bars, with a key in the note.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(frame, start, empty, about):
        return section
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
    note = join(note, _shade(figure, behind))
    return finish(figure, kind="Span chart", columns=columns, note=note, height=height, **about)


def _shade(figure, periods):
    """Shade periods behind the bars; returns their key as text for the note."""
    if periods is None or len(periods) == 0:
        return ""
    keys = []
    for letter, period in zip("ABCDEFGHIJ", periods.itertuples(), strict=False):
        figure.add_vrect(
            x0=float(period.start),
            x1=float(period.end),
            fillcolor=theme.QUIET,
            opacity=0.13,
            line_width=0,
            layer="below",
            annotation={"text": letter, "font": {"size": 11, "color": theme.QUIET}, "yshift": 16},
            annotation_position="top left",
        )
        keys.append(f"{letter} {period.label}")
    return "Shaded: " + "; ".join(keys) + "."


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
    if section := empty_section(frame, x, empty, about):
        return section
    names = sorted(frame[group].astype("str").unique())
    colours = theme.series_colours(names) | (colours or {})
    figure = go.Figure()
    for name, symbol in zip(names, ("square", "diamond", "circle", "triangle-up", "cross", "x"), strict=False):
        rows = frame[frame[group].astype("str") == name]
        figure.add_scatter(
            x=values(rows[x]),
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
