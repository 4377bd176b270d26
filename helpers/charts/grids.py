"""A grid of small panels on one scale, such as the place of a group in every layer of a network."""

from math import ceil

from plotly.subplots import make_subplots

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.charts.parts import complete, empty_section, step_of, values


def grid(
    frame,
    *,
    x,
    y,
    series,
    panel,
    empty,
    y_range,
    subject=None,
    colours=None,
    dashed=(),
    references=(),
    columns=4,
    y_format=None,
    height=None,
    note="",
    **about,
):
    """A panel for each value of `panel`, in order, all on one scale of years and values; a line for each series.

    Parameters
    ----------
    frame : pandas.DataFrame
        Tidy: x (years), y, series and panel (heading). Absent years are gaps.
    y_range : tuple of float
        Lowest and highest value of every panel.
    subject : str, optional
        Series drawn thicker, in the colour of the subject.
    dashed : collection of str
        Series drawn dashed.
    references : sequence of float
        Values marked by a quiet horizontal line in every panel.
    columns : int
        Panels beside each other.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(frame, y, empty, about):
        return section
    frame = frame[frame[y].notna()]
    headings = list(dict.fromkeys(frame[panel].astype("str")))
    names = list(dict.fromkeys(frame[series].astype("str")))
    colours = theme.series_colours(names, subject) | (colours or {})
    columns = min(columns, len(headings))
    rows = ceil(len(headings) / columns)
    height = height or 210 + 175 * rows
    figure = make_subplots(
        rows=rows,
        cols=columns,
        shared_xaxes="all",
        shared_yaxes="all",
        subplot_titles=[f"<b>{heading}</b>" for heading in headings],
        vertical_spacing=0.34 / rows if rows > 1 else 0,
        horizontal_spacing=0.03,
    )
    step, named, marks = step_of(frame[x]), set(), []
    for number, heading in enumerate(headings):
        part = frame[frame[panel].astype("str") == heading]
        where = {"row": number // columns + 1, "col": number % columns + 1}
        for name in sorted(names, key=lambda n: n == subject):
            group = part[part[series].astype("str") == name].sort_values(x)
            if len(group) == 0:
                continue
            group = complete(group, x, step)
            figure.add_scatter(
                x=values(group[x]),
                y=values(group[y]),
                name=name,
                legendgroup=name,
                showlegend=name not in named,
                mode="lines+markers",
                line={
                    "color": colours[name],
                    "width": 2.8 if name == subject else 1.6,
                    "dash": "dot" if name in dashed else "solid",
                },
                marker={"color": colours[name], "size": 3.5 if name == subject else 2.5},
                meta={"role": "value", "panel": heading},
                hovertemplate=f"{heading}: {name}<br>%{{x}}: %{{y{':' + y_format if y_format else ''}}}<extra></extra>",
                **where,
            )
            named.add(name)
        axes = figure.get_subplot(**where)
        marks += [_mark(value, axes.xaxis.plotly_name, axes.yaxis.plotly_name) for value in references]
    figure.update_layout(shapes=marks)
    figure.update_annotations(font={"size": 12.5, "color": theme.INK})
    figure.update_yaxes(range=list(y_range), tickformat=y_format, nticks=4)
    first, last = int(frame[x].min()), int(frame[x].max())
    figure.update_xaxes(range=[first - 1, last + 1], tickformat="d", nticks=5, tickfont={"size": 11})
    for number in range(len(headings)):
        if number + columns >= len(headings):
            where = {"row": number // columns + 1, "col": number % columns + 1}
            figure.update_xaxes(showticklabels=True, **where)
    figure.update_layout(showlegend=len(names) > 1)
    axes = {"x": x, "y": y, "series": series}
    figure = finish(figure, kind="Grid of line charts", columns=axes, note=note, height=height, **about)
    above = 1 + 40 / (height - figure.layout.margin.t - figure.layout.margin.b)
    figure.update_layout(legend={"y": above}, margin={"t": figure.layout.margin.t + 22})
    return figure


def _mark(value, x_axis, y_axis):
    """A quiet horizontal line across one panel; axes by their names in the layout ("xaxis2")."""
    across = {"type": "line", "x0": 0, "x1": 1, "xref": f"{x_axis.replace('axis', '')} domain"}
    level = {"y0": value, "y1": value, "yref": y_axis.replace("axis", "")}
    return across | level | {"line": {"color": theme.QUIET, "width": 1, "dash": "dot"}, "opacity": 0.5}
