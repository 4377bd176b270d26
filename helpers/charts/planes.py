"""Two axes at once: points on a plane or a map, and heat maps."""

import pandas as pd
import plotly.graph_objects as go

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.charts.parts import empty_section, values


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
    if section := empty_section(frame, x, empty, about):
        return section
    names = sorted(frame[group].astype("str").unique())
    colours = theme.series_colours(names) | (colours or {})
    figure = go.Figure()
    for name, symbol in zip(names, ("circle", "square", "diamond", "triangle-up", "cross", "x"), strict=False):
        rows = frame[frame[group].astype("str") == name]
        figure.add_scatter(
            x=values(rows[x]),
            y=values(rows[y]),
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


def _open_ends(low, high, found):
    """Ticks of a colour scale that say so where values lie beyond its ends."""
    if found.min() >= low and found.max() <= high:
        return {}
    ticks = [low + (high - low) * part / 4 for part in range(5)]
    words = [f"{tick:g}" for tick in ticks]
    if found.min() < low:
        words[0] += " or less"
    if found.max() > high:
        words[-1] += " or more"
    return {"tickvals": ticks, "ticktext": words}


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
    if section := empty_section(frame, value, empty, about):
        return section
    rows, columns = list(dict.fromkeys(frame[y])), sorted(frame[x].unique())
    grid = frame.pivot(index=y, columns=x, values=value).reindex(index=rows, columns=columns)
    words = frame.pivot(index=y, columns=x, values=text).reindex(index=rows, columns=columns) if text else None
    low, high = value_range or (float(frame[value].min()), float(frame[value].max()))
    figure = go.Figure(
        go.Heatmap(
            x=[v if isinstance(v, str) else int(v) for v in columns],
            y=[str(v) for v in rows],
            z=[values(grid.loc[r]) for r in rows],
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
            colorbar={"title": {"text": value_title, "side": "right"}, "thickness": 12, "outlinewidth": 0}
            | _open_ends(low, high, frame[value]),
            hovertemplate="%{y}, %{x}: %{z}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix=" ")
    if isinstance(columns[0], str):
        figure.update_xaxes(type="category")
    longest = max(len(str(v)) for v in rows)
    figure.update_layout(margin={"l": int(min(320, 30 + 7.2 * longest))})
    names = {"x": x, "y": y, "z": value}
    return finish(
        figure, kind="Heat map", columns=names, note=note, height=height or int(230 + 30 * len(rows)), **about
    )
