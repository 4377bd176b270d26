"""Changes of level, a row a series, and synthetic controls beside their placebos."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.charts.parts import empty_section, join, range_of, values

PITCH, LETTER, WIDE = 37, 6.5, 620
"""Pixels from row to row, of a figure's digit, and across, by which figures are kept from lying on each other."""

PLACES = ("top center", "bottom center", "top right", "top left", "bottom right", "bottom left")
"""Where a figure may stand beside its mark, the best first."""

SIZES = {0.5: 7, 1: 10, 2: 13, 4: 16, 8: 19}
"""Size of a mark by the largest multiple of the default penalty under which the change is found."""


def changes(frame, spans, *, row, marks=(), empty, height=None, note="", **about):
    """A row per series: the years tested as a line, a mark for each change, a bar for the years it may lie in.

    Parameters
    ----------
    frame : pandas.DataFrame
        `row`, year, low, high, factor and support, as `change_points.of_pair` returns them.
    spans : pandas.DataFrame
        `row`, first, last, years, tested; rows are drawn from top to bottom in order. What is not tested is dotted.
    marks : sequence of int
        Years marked by quiet vertical lines.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(spans, "first", empty, about):
        return section
    figure, order = go.Figure(), [str(v) for v in spans[row]]
    for year in marks:
        figure.add_vline(x=year, line={"color": theme.QUIET, "width": 1, "dash": "dot"}, opacity=0.6, layer="below")
    for span in spans.to_dict("records"):
        figure.add_scatter(
            x=[int(span["first"]), int(span["last"])],
            y=[str(span[row])] * 2,
            name="years tested" if span["tested"] else "not tested",
            mode="lines",
            line={"color": "#c4c4c4", "width": 2, "dash": "solid" if span["tested"] else "dot"},
            showlegend=False,
            hoverinfo="skip",
            meta={"role": "span"},
        )
        if not span["tested"]:
            figure.add_annotation(
                x=int(span["last"] if span["first"] < 1990 else span["first"]),
                y=str(span[row]),
                text=f"not tested: at most {span['years']:.0f} {'year' if span['years'] == 1 else 'years'} in a row",
                xanchor="left" if span["first"] < 1990 else "right",
                xshift=6 if span["first"] < 1990 else -6,
                showarrow=False,
                font={"size": 10.5, "color": theme.QUIET},
            )
    for change in frame[frame["low"].notna()].to_dict("records"):
        figure.add_scatter(
            x=[int(change["low"]), int(change["high"])],
            y=[str(change[row])] * 2,
            name="90 per cent of resamples",
            mode="lines",
            line={"color": theme.translucent(theme.SUBJECT, 0.35), "width": 7},
            showlegend=False,
            hoverinfo="skip",
            meta={"role": "interval"},
        )
    first, last = int(spans["first"].min()), int(spans["last"].max())
    texts = pd.Series(["" if v != v else f"{100 * v:.0f}" for v in frame["support"]], index=frame.index, dtype="str")
    places = _places(frame, texts, [order.index(str(v)) for v in frame[row]], WIDE / (last - first + 3.5))
    for factor, size in SIZES.items():
        part = frame[frame["factor"] == factor]
        firm = part["support"] > 0.5
        figure.add_scatter(
            x=values(part["year"]) if len(part) else [None],
            y=[str(v) for v in part[row]] if len(part) else [None],
            name=f"up to ×{factor:g}",
            mode="markers+text",
            text=texts[part.index].tolist(),
            textposition=places[part.index].tolist() if len(part) else "top center",
            textfont={"size": 10, "color": theme.INK},
            marker={
                "symbol": "diamond",
                "size": size,
                "color": [theme.SUBJECT if yes else theme.PAPER for yes in firm] if len(part) else theme.SUBJECT,
                "line": {"color": theme.SUBJECT, "width": 1.6},
            },
            meta={"role": "mark"},
            hovertemplate="%{y}<br>%{x}, support %{text} per cent<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", categoryorder="array", categoryarray=order, ticksuffix=" ")
    figure.update_yaxes(showgrid=False)
    ticks = _ticks(first, last, marks)
    labels = _apart(ticks, WIDE / (last - first + 3.5))
    figure.update_xaxes(
        range=[first - 1.5, last + 2], tickvals=ticks, ticktext=labels, tickangle=0, tickfont={"size": 11}
    )
    longest = max(len(v) for v in order)
    figure.update_layout(margin={"l": int(min(420, 30 + 6.8 * longest))}, showlegend=True)
    names = {"x": "year", "y": row, "series": "penalty"}
    height = height or int(310 + 45 * len(order))
    return finish(figure, kind="Chart of changes", columns=names, note=note, height=height, **about)


def _ticks(first, last, marks):
    """The years marked, and round years that stand clear of them."""
    round_ones = [y for y in range(first - first % 10, last + 1, 10) if all(abs(y - m) > 2 for m in marks)]
    return sorted({*(y for y in round_ones if y >= first), *(m for m in marks if first <= m <= last)})


def _apart(ticks, scale):
    """Labels of years, every second one a line lower where neighbours would touch."""
    labels, low = [], False
    for place, year in enumerate(ticks):
        low = place > 0 and not low and (year - ticks[place - 1]) * scale < 36
        labels.append(f"<br>{year}" if low else str(year))
    return labels


def _places(frame, texts, rows, scale):
    """For each figure the first of `PLACES` at which it lies least on marks and on figures already placed."""
    radius = [0.7 * SIZES[factor] for factor in frame["factor"]]
    marks = [(year * scale, PITCH * row, size) for year, row, size in zip(frame["year"], rows, radius, strict=True)]
    taken = [(x - r, x + r, y - r, y + r) for x, y, r in marks]
    found = []
    for text, (x, y, r) in zip(texts, marks, strict=True):
        boxes = [_box(place, x, y, r, LETTER * len(text)) for place in PLACES]
        best = min(range(len(PLACES)), key=lambda n: sum(_common(boxes[n], other) for other in taken))
        found.append(PLACES[best])
        if text:
            taken.append(boxes[best])
    return pd.Series(found, index=frame.index, dtype="str")


def _box(place, x, y, radius, width):
    """Left, right, upper and lower end of a figure beside its mark, in pixels."""
    side, across = place.split()
    left = {"center": x - width / 2, "right": x + 0.5 * radius, "left": x - 0.5 * radius - width}[across]
    upper = y - radius - 13 if side == "top" else y + radius + 1
    return left, left + width, upper, upper + 12


def _common(one, other):
    """Area that two boxes share."""
    wide, high = min(one[1], other[1]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[2], other[2])
    return max(wide, 0) * max(high, 0)


def controls(series, gaps, *, year, empty, height=None, note="", **about):
    """A row per outcome: left the unit and its synthetic control, right the gap among the gaps of all donors.

    Parameters
    ----------
    series : pandas.DataFrame
        outcome, year, observed, synthetic, gap.
    gaps : mapping
        Outcome -> DataFrame of the donors' gaps, a row a donor, columns years; the gap is drawn for these years.
    year : int
        First year after, marked.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(series, "observed", empty, about):
        return section
    outcomes = list(dict.fromkeys(series["outcome"]))
    titles = [text for name in outcomes for text in (f"<b>{name}</b>", "gap; grey: every donor in its place")]
    figure = make_subplots(
        rows=len(outcomes),
        cols=2,
        subplot_titles=titles,
        vertical_spacing=0.3 / len(outcomes),
        horizontal_spacing=0.07,
        column_widths=[0.55, 0.45],
    )
    for number, name in enumerate(outcomes, 1):
        part, placebos = series[series["outcome"] == name], gaps[name]
        for column, colour, dash in (("observed", theme.SUBJECT, "solid"), ("synthetic", theme.PALETTE[1], "dash")):
            figure.add_scatter(
                row=number,
                col=1,
                x=values(part["year"]),
                y=values(part[column]),
                name=column,
                legendgroup=column,
                showlegend=number == 1,
                mode="lines",
                line={"color": colour, "width": 2.4, "dash": dash},
                meta={"role": "value", "panel": name},
                hovertemplate=f"{column}<br>%{{x}}: %{{y:.3g}}<extra></extra>",
            )
        years = [int(y) for y in placebos.columns]
        breaks = [[*row, None] for row in placebos.round(3).to_numpy().tolist()]
        figure.add_scatter(
            row=number,
            col=2,
            x=[*years, None] * len(placebos),
            y=[v for row in breaks for v in row],
            name="donors",
            legendgroup="donors",
            showlegend=number == 1,
            mode="lines",
            line={"color": "rgba(120,120,120,0.28)", "width": 0.8},
            hoverinfo="skip",
            meta={"role": "placebo", "panel": name},
        )
        mine = part[part["year"].isin(years)]
        figure.add_scatter(
            row=number,
            col=2,
            x=values(mine["year"]),
            y=values(mine["gap"]),
            name="gap",
            legendgroup="gap",
            showlegend=False,
            mode="lines",
            line={"color": theme.SUBJECT, "width": 2.8},
            meta={"role": "gap", "panel": name},
            hovertemplate="gap<br>%{x}: %{y:.3g}<extra></extra>",
        )
        figure.update_yaxes(range=list(range_of(*_ends(part))), nticks=5, row=number, col=1)
        size = max(float(mine["gap"].abs().max()), float(placebos.abs().quantile(0.99).max()))
        figure.update_yaxes(range=[-1.1 * size, 1.1 * size], nticks=5, row=number, col=2)
        for col in (1, 2):
            figure.add_vline(
                x=year - 0.5,
                line={"color": theme.QUIET, "width": 1, "dash": "dot"},
                row=number,
                col=col,
            )
    figure.update_annotations(font={"size": 12.5, "color": theme.INK})
    figure.update_xaxes(tickformat="d", nticks=6, tickfont={"size": 11})
    figure.update_layout(showlegend=True)
    names = {"x": "year", "y": "value", "series": "series"}
    height = height or int(260 + 190 * len(outcomes))
    note = join(note, "Donors' lines beyond the axis are cut off.")
    figure = finish(figure, kind="Line charts in pairs", columns=names, note=note, height=height, **about)
    above = 1 + 34 / (height - figure.layout.margin.t - figure.layout.margin.b)
    figure.update_layout(legend={"y": above}, margin={"t": figure.layout.margin.t + 18})
    return figure


def _ends(part):
    ends = part[["observed", "synthetic"]]
    return float(ends.min().min()), float(ends.max().max())
