"""Small multiples: several quantities under each other over the same years, each on its own scale."""

from plotly.subplots import make_subplots

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.charts.parts import LABEL_GAP, complete, empty_section, join, range_of, spread, values

GAP = 0.085
"""Space between panels, as part of the height, with room for a heading."""
HEADING = 26
"""Height of the heading of the first panel, in pixels."""


def panels(frame, *, x, y, series, panel, empty, events=None, colours=None, height=760, note="", **about):
    """A panel per quantity with its heading; a line per series, named at its end; events run through all panels.

    Parameters
    ----------
    frame : pandas.DataFrame
        Tidy: x (years), y, series and panel (headings, from top to bottom in order). Absent years are gaps.
    events : pandas.DataFrame, optional
        Columns date and title: quiet vertical marks a, b, c with a key in the note.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(frame, y, empty, about):
        return section
    frame = frame[frame[y].notna()]
    headings = list(dict.fromkeys(frame[panel].astype("str")))
    figure = make_subplots(rows=len(headings), cols=1, shared_xaxes=True, vertical_spacing=GAP)
    first, last = int(frame[x].min()), int(frame[x].max())
    inner = (height - 240) / len(headings) - GAP * (height - 240)
    longest = 0
    for row, heading in enumerate(headings, 1):
        part = frame[frame[panel].astype("str") == heading]
        names = list(dict.fromkeys(part[series].astype("str")))
        shades, ends = theme.series_colours(names) | (colours or {}), []
        for name in names:
            group = complete(part[part[series].astype("str") == name].sort_values(x), x, 1)
            figure.add_scatter(
                row=row,
                col=1,
                x=values(group[x]),
                y=values(group[y]),
                name=name,
                mode="lines+markers",
                line={"color": shades[name], "width": 2},
                marker={"color": shades[name], "size": 4.5},
                meta={"role": "value", "panel": heading},
                hovertemplate=f"{name}<br>%{{x}}: %{{y:.3g}}<extra></extra>",
            )
            ends.append((name, group.dropna(subset=[y]).iloc[-1]))
        low, high = range_of(part[y].min(), part[y].max())
        figure.update_yaxes(range=[low, high], nticks=5, row=row, col=1)
        _heading(figure, heading, row)
        texts = [name if end[x] == last else f"{name} (to {end[x]:.0f})" for name, end in ends]
        labels = [(text, float(end[y]), shades[name]) for text, (name, end) in zip(texts, ends, strict=True)]
        longest = max(longest, *(len(text) for text in texts))
        _labels(figure, labels, (low, high), inner, row, last)
    key = _marks(figure, events, first, last, len(headings))
    figure.update_xaxes(range=[first - 0.5, last + 0.5], tickformat="d")
    figure.update_layout(showlegend=False, margin={"r": int(min(330, 30 + 7.5 * longest))})
    columns = {"x": x, "y": y, "series": series}
    note = join(note, key)
    finish(figure, kind="Line chart in panels", columns=columns, note=note, height=height, **about)
    return figure.update_layout(margin={"t": figure.layout.margin.t + HEADING})


def _axis(letter, row):
    return letter if row == 1 else f"{letter}{row}"


def _heading(figure, text, row):
    """The quantity and its unit above its panel."""
    figure.add_annotation(
        text=f"<b>{text}</b>",
        xref="paper",
        yref=f"{_axis('y', row)} domain",
        x=0,
        y=1,
        xanchor="left",
        yanchor="bottom",
        yshift=14,
        showarrow=False,
        font={"size": 12.5, "color": theme.INK},
    )


def _labels(figure, ends, y_range, inner, row, edge):
    """Names at the right edge of a panel, moved apart."""
    low, high = y_range
    pixels = [(value - low) / (high - low or 1) * inner for _, value, _ in ends]
    figure.layout.annotations += tuple(
        {
            "text": text,
            "xref": _axis("x", row),
            "yref": _axis("y", row),
            "x": edge,
            "y": value,
            "xanchor": "left",
            "xshift": 9,
            "yshift": float(round(at - pixel, 1)),
            "showarrow": False,
            "font": {"color": colour, "size": 12},
        }
        for (text, value, colour), at, pixel in zip(ends, spread(pixels, LABEL_GAP), pixels, strict=True)
    )


def _marks(figure, events, first, last, rows):
    """Vertical marks through all panels, lettered above the first; returns their key."""
    if events is None or len(events) == 0:
        return ""
    inside = [e for e in events.sort_values("date", kind="stable").itertuples() if first <= e.date.year <= last]
    keys, lines, letters = [], [], []
    for letter, event in zip("abcdefghijklmnopqrstuvwxyz", inside, strict=False):
        at = event.date.year
        line = {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "opacity": 0.55, "layer": "below"}
        line["line"] = {"color": theme.QUIET, "width": 1, "dash": "dot"}
        lines += [line | {"xref": _axis("x", row), "yref": f"{_axis('y', row)} domain"} for row in range(1, rows + 1)]
        place = {"x": at, "xref": "x", "y": 1, "yref": "y domain", "yanchor": "bottom"}
        letters.append(place | {"text": letter, "showarrow": False, "font": {"size": 11, "color": theme.QUIET}})
        keys.append(f"{letter} {at} {event.title}")
    figure.layout.shapes += tuple(lines)
    figure.layout.annotations += tuple(letters)
    return "; ".join(keys) + "." if keys else ""
