"""Lines over time, alone or before the spread of all pairs."""

import pandas as pd
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
    step_of,
    values,
)


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
    estimated=None,
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
    estimated : str, optional
        Column of booleans: values of another kind, as estimates among reports. They are drawn dashed, as a series of
        their own that no line joins to the others; both share one label.
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
    if section := empty_section(frame, y, empty, about):
        return section
    frame = frame[frame[y].notna()]
    names = list(dict.fromkeys(frame[series].astype("str")))
    colours = theme.series_colours(names, subject) | (colours or {}) | dict.fromkeys(quiet, "#9a9a9a")
    figure, ends = go.Figure(), []
    numeric, step = pd.api.types.is_numeric_dtype(frame[x]), step_of(frame[x])
    for run in runs(band, x, "low", step) if band is not None else ():
        figure.add_traces(band_traces(run[x], run["low"], run["high"], "range of all records", "#ebebeb"))
    for name in sorted(names, key=lambda n: (n == subject, n not in quiet)):
        group = complete(frame[frame[series].astype("str") == name].sort_values(x), x, step)
        if low is not None and group[low].notna().any():
            for run in runs(group, x, low, step):
                figure.add_traces(
                    band_traces(run[x], run[low], run[high], name, theme.translucent(colours[name], 0.16))
                )
        width = 3.2 if name == subject else 1.2 if name in quiet else 2.1
        dots = markers if markers is not None else len(group) <= 45
        lonely = (group[y].notna() & group[y].shift().isna() & group[y].shift(-1).isna()).any()
        for words, part, dash in _kinds(group, name, estimated, "dash" if name in dashed else "solid"):
            figure.add_scatter(
                x=values(part[x]),
                y=values(part[y]),
                name=words,
                mode="lines+markers" if dots or lonely else "lines",
                line={"color": colours[name], "width": width, "dash": dash},
                marker={"size": 5 if name not in quiet else 3.5, "color": colours[name]},
                meta={"role": "value"},
                hovertemplate=f"{words}<br>%{{x}}: %{{y{':' + y_format if y_format else ''}}}<extra></extra>",
            )
        last = group[group[y].notna()].iloc[-1]
        ends.append((name, values(pd.Series([last[x]]))[0], float(last[y])))
    shown = [v for c in (y, low, high) if c is not None for v in (frame[c].min(), frame[c].max())]
    span = y_range or range_of(min(shown), max(shown))
    label_ends(figure, ends, colours, span, height)
    first, last = frame[x].min(), frame[x].max()
    key = mark_events(figure, events, (first, last) if numeric else (str(first)[:10], str(last)[:10]), numeric)
    figure.update_yaxes(title_text=y_title, range=list(span), tickformat=y_format)
    if numeric:
        figure.update_xaxes(range=[float(first) - 0.5, float(last) + 0.5], tickformat="d")
    elif pd.api.types.is_datetime64_any_dtype(frame[x]):
        air = (last - first) / 80
        figure.update_xaxes(range=[f"{end:%Y-%m-%d}" for end in (first - air, last + air)])
    return finish(
        figure,
        kind="Line chart",
        columns={"x": x, "y": y, "series": series},
        note=join(note, key),
        height=height,
        **about,
    )


def _kinds(group, name, estimated, dash):
    """A series as it is drawn: whole, or what is reported and, dashed, what is estimated."""
    if estimated is None:
        return [(name, group, dash)]
    guessed = group[estimated].eq(True)
    parts = [(name, group[~guessed], dash), (f"{name}, estimated", group[guessed], "dash")]
    return [(words, part, style) for words, part, style in parts if len(part)]


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
    units="pairs",
    **about,
):
    """Chosen series before the spread of all: ribbons of the middle 50 and 90 per cent, and the median.

    Parameters
    ----------
    everyone : pandas.DataFrame
        Columns x and y for every unit (pair, state) and period.
    chosen : pandas.DataFrame
        The rows to draw as lines, with x, y, series and optionally low and high.
    units : str
        What `everyone` holds, in the plural, as the labels say it.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(chosen, y, empty, about):
        return section
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
        y_range=range_of(
            min(chosen[low or y].min(), chosen[y].min(), spread[0.05].min()),
            max(chosen[high or y].max(), chosen[y].max(), spread[0.95].max()),
        ),
        height=height,
        note=join(f"Grey: middle 90 and 50 per cent and median of all {units}.", note),
        empty=empty,
        **about,
    )
    ribbons, step = [], step_of(spread[x])
    for bottom, top, shade in ((0.05, 0.95, "#efefef"), (0.25, 0.75, "#dcdcdc")):
        label = f"all {units}, middle {round(100 * (top - bottom))} per cent"
        for run in runs(spread, x, bottom, step):
            ribbons += band_traces(run[x], run[bottom], run[top], label, shade)
    line = {"color": "#8a8a8a", "width": 1.4, "dash": "dash"}
    middle = complete(spread, x, step)
    median = {"x": values(middle[x]), "y": values(middle[0.5]), "mode": "lines", "line": line}
    ribbons.append(go.Scatter(name=f"median of all {units}", meta={"role": "value"}, **median))
    return go.Figure(data=[*ribbons, *figure.data], layout=figure.layout)
