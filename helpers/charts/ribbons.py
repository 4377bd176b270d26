"""Ribbons: how the parts of a whole change from period to period, each named where it is widest."""

import pandas as pd
import plotly.graph_objects as go

from helpers.charts import theme
from helpers.charts.finish import finish
from helpers.charts.parts import empty_section, values

HALF = 0.24
"""Half the width of a bar, in periods."""

LEGIBLE = 0.045
"""Smallest share that has room for a name."""


def ribbons(frame, *, x, y, series, empty, colours=None, order=None, y_title="", height=560, note="", **about):
    """Stacked bars of shares by period, joined by ribbons between neighbouring periods.

    Parameters
    ----------
    frame : pandas.DataFrame
        Tidy: x (period as text, in alphabetical order of time), y (share, 0 to 1) and series.
    order : sequence of str, optional
        Series from bottom to top; by total if not given. A series is named in its widest bar, if that is wide enough.

    Returns
    -------
    plotly.graph_objects.Figure or helpers.prose.Empty
    """
    if section := empty_section(frame, y, empty, about):
        return section
    totals = frame.groupby(series, observed=True)[y].sum().sort_values(ascending=False, kind="stable")
    names = [str(name) for name in (order or totals.index)]
    colours = theme.series_colours(names) | (colours or {})
    periods = sorted(frame[x].astype("str").unique())
    shares = frame.assign(**{x: frame[x].astype("str"), series: frame[series].astype("str")})
    shares = shares.pivot_table(index=x, columns=series, values=y, aggfunc="sum").reindex(index=periods, columns=names)
    tops = shares.fillna(0.0).cumsum(axis=1)
    bars = [
        go.Bar(
            x=periods,
            y=values(shares[name]),
            name=name,
            width=2 * HALF,
            marker={"color": colours[name], "line": {"color": theme.PAPER, "width": 0.6}},
            meta={"role": "value"},
            hovertemplate=f"{name}<br>%{{x}}: %{{y:.0%}}<extra></extra>",
        )
        for name in names
    ]
    bands = [band for name in names for band in _bands(shares[name], tops[name], colours[name])]
    labels = [_label(name, shares[name], tops[name]) for name in names if shares[name].max() >= LEGIBLE]
    figure = go.Figure(bars, {"shapes": bands, "annotations": labels})
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=periods)
    figure.update_yaxes(title_text=y_title, tickformat=".0%", range=[0, 1.0])
    figure.update_layout(barmode="stack", showlegend=False)
    columns = {"x": x, "y": y, "series": series}
    return finish(figure, kind="Ribbon chart", columns=columns, note=note, height=height, **about)


def _bands(share, top, colour):
    """A band from each period to the next in which the series has a share."""
    found = []
    for place in range(len(share) - 1):
        if pd.isna(share.iloc[place]) or pd.isna(share.iloc[place + 1]):
            continue
        left, right, middle = f"{place + HALF:.2f}", f"{place + 1 - HALF:.2f}", f"{place + 0.5:.2f}"
        ends = (top.iloc[place], top.iloc[place + 1])
        (high, next_high), (low, next_low) = (
            [f"{end:.4f}" for end in edge]
            for edge in (ends, (ends[0] - share.iloc[place], ends[1] - share.iloc[place + 1]))
        )
        upper = f"M {left},{high} C {middle},{high} {middle},{next_high} {right},{next_high}"
        lower = f"L {right},{next_low} C {middle},{next_low} {middle},{low} {left},{low} Z"
        band = {"type": "path", "path": f"{upper} {lower}", "layer": "below", "line": {"width": 0}}
        found.append(band | {"fillcolor": theme.translucent(colour, 0.35)})
    return found


def _label(name, share, top):
    """The name of a series, written in its widest bar."""
    place = share.index.get_loc(share.idxmax())
    return {
        "x": place,
        "y": float(round(top.iloc[place] - share.iloc[place] / 2, 4)),
        "text": f"<b>{name}</b>",
        "showarrow": False,
        "font": {"size": 12, "color": theme.INK},
        "bgcolor": "rgba(255,255,255,0.78)",
        "borderpad": 2,
    }
