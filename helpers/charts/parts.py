"""What the builders share: values as plain numbers, gaps, bands, labels, events, empty sections."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from helpers.charts import theme
from helpers.prose import Empty

LABEL_GAP = 20


def empty_section(frame, column, empty, about):
    """The empty section to show instead of a blank chart, or None."""
    if len(frame) == 0 or frame[column].isna().all():
        return Empty(about["id"], empty)
    return None


def step_of(x):
    """Distance between neighbouring values of x: 1 for years, 5 for five-year windows."""
    apart = np.diff(np.unique(x)) if pd.api.types.is_integer_dtype(x) else []
    return int(np.gcd.reduce(apart)) if len(apart) else 1


def complete(group, x, step):
    """Rows for every step of x between first and last, so that a gap in the record is a gap in the line."""
    if not pd.api.types.is_integer_dtype(group[x]):
        return group
    steps = np.arange(group[x].min(), group[x].max() + 1, step)
    return group.set_index(x).reindex(steps).rename_axis(x).reset_index()


def values(column):
    """Plain numbers with None for missing ones; rounded to ten significant digits so that outputs are stable."""
    if pd.api.types.is_float_dtype(column):
        return [None if pd.isna(v) else float(f"{v:.10g}") for v in column]
    if pd.api.types.is_datetime64_any_dtype(column):
        return [None if pd.isna(v) else v.strftime("%Y-%m-%d") for v in column]
    return [None if pd.isna(v) else v for v in column.astype(object)]


def spread(positions, gap):
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


def label_ends(figure, ends, colours, y_range, height):
    """Write each series' name at the right edge, level with its last point, moved apart where names would overlap.

    A series that ends before the others says in which year.
    """
    low, high = y_range
    inner = height - 190
    edge = max(x for _, x, _ in ends)
    texts = [name if x == edge else f"{name} (to {_until(x)})" for name, x, _ in ends]
    pixels = [(y - low) / (high - low or 1) * inner for _, _, y in ends]
    placed = spread(pixels, LABEL_GAP)
    shifts = placed + max(0, LABEL_GAP / 2 - placed.min()) - np.asarray(pixels)
    figure.layout.annotations += tuple(
        {
            "text": text,
            "x": edge,
            "y": y,
            "xanchor": "left",
            "xshift": 9,
            "yshift": float(round(shift, 1)),
            "showarrow": False,
            "font": {"color": colours[name], "size": 12.5},
            "align": "left",
        }
        for (name, _, y), text, shift in zip(ends, texts, shifts, strict=True)
    )
    figure.update_layout(margin={"r": int(min(330, 30 + 7.5 * max(map(len, texts))))})


def _until(x):
    """The end of a series in words: 2021, or November 2023 where x is a date."""
    return f"{pd.Timestamp(x):%B %Y}" if isinstance(x, str) else x


def mark_events(figure, events, x_range, numeric):
    """Quiet vertical markers a, b, c, side by side where they share a place; returns their key as text for the note."""
    if events is None or len(events) == 0:
        return ""
    keys = []
    at = events["date"].dt.year if numeric else events["date"].dt.strftime("%Y-%m-%d")
    inside = [
        (p, t, d) for p, t, d in zip(at, events["title"], events["date"], strict=True) if x_range[0] <= p <= x_range[1]
    ]
    letters = {}
    for letter, (position, title, date) in zip("abcdefghijklmnopqrstuvwxyz", inside, strict=False):
        letters.setdefault(position, []).append(letter)
        keys.append(f"{letter} {date.year} {title}")
    across = {"xref": "x", "yref": "y domain"}
    line = {
        "line": {"color": theme.QUIET, "width": 1, "dash": "dot"},
        "type": "line",
        "opacity": 0.55,
        "layer": "below",
    }
    font, anchor = {"size": 11, "color": theme.QUIET}, {"xanchor": "center", "yanchor": "bottom", "yshift": 2}
    # Plotly checks all shapes and letters again at each that is added: all at once takes a tenth of the time.
    figure.layout.shapes += tuple({"x0": at, "x1": at, "y0": 0, "y1": 1, **line, **across} for at in letters)
    figure.layout.annotations += tuple(
        {"text": " ".join(here), "font": font, "showarrow": False, "x": at, "y": 1, **anchor, **across}
        for at, here in letters.items()
    )
    return "; ".join(keys) + "." if keys else ""


def join(*notes):
    return " ".join(n for n in notes if n)


def runs(group, x, column, step):
    """The unbroken stretches of `group` in which `column` has values."""
    group = complete(group, x, step)
    known = group[column].notna()
    return [run for _, run in group[known].groupby((known != known.shift()).cumsum()[known])]


def band_traces(x, low, high, name, fill):
    """A filled area between low and high, as two traces, so that the exported data keep both ends."""
    common = {"x": values(x), "name": name, "mode": "lines", "hoverinfo": "skip", "line": {"width": 0}}
    return [
        go.Scatter(y=values(low), meta={"role": "low"}, **common),
        go.Scatter(y=values(high), meta={"role": "high"}, fill="tonexty", fillcolor=fill, **common),
    ]


def range_of(low, high):
    """Axis range that shows zero where it is near and leaves air above."""
    if low >= 0 and low < 0.6 * high:
        low = 0.0
    pad = 0.06 * ((high - low) or abs(high) or 1)
    return (float(low - (pad if low else 0)), float(high + pad))
