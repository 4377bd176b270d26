"""One look for all charts: colours, fonts, line weights."""

import plotly.graph_objects as go
import plotly.io as pio

from helpers import countries

INK, QUIET, FAINT, PAPER = "#1a1a1a", "#6b6b6b", "#e4e4e4", "#ffffff"
FONT = "Open Sans, Noto Sans, DejaVu Sans, Arial, sans-serif"

# Okabe and Ito (2008), Color Universal Design: told apart with any common colour blindness.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#8C6D1F", "#5B4A9C")

COUNTRIES = {
    "RUS": "#0072B2",
    "SUN": "#00466E",
    "IRN": "#009E73",
    "CHN": "#D55E00",
    "PRK": "#E69F00",
    "USA": "#56B4E9",
    "IND": "#CC79A7",
    "TUR": "#8C6D1F",
    "DEU": "#5B4A9C",
    "FRA": "#7F7F7F",
    "GBR": "#44AA99",
    "ISR": "#AA4499",
    "SAU": "#999933",
    "UKR": "#F0C000",
}
"""Fixed colour of a state in every chart; states not named here take the spare colours in turn."""

PRODUCTS = {
    "Cereals": "#E69F00",
    "Fats and oils": "#8C6D1F",
    "Fruit and vegetables": "#009E73",
    "Other food": "#7CC9A5",
    "Mineral fuels": "#3d3d3d",
    "Metals": "#0072B2",
    "Wood and paper": "#88CCEE",
    "Machinery and instruments": "#D55E00",
    "Transport equipment": "#CC79A7",
    "Other goods": "#a8a8a8",
    "Withheld or in no chapter": "#e9e9e9",
}
"""Fixed colour of a broad group of goods, in the order in which they are stacked."""

TONES = {"cooperation": "#0072B2", "conflict": "#D55E00", "mixed": "#CC79A7", "context": "#6b6b6b"}
"""Fixed colour of the tone of an event."""

# Tol (2021), muted: apart from the colours above and from each other with any common colour blindness.
SPARE = ("#332288", "#DDCC77", "#882255", "#117733", "#CC6677", "#88CCEE", "#661100", "#6699CC")

SUBJECT, OTHERS = PALETTE[0], (*PALETTE[1:], "#4d4d4d")
"""The pair that a notebook is about is drawn in blue, other pairs and series in the rest of the palette, in order."""


def country_colours(codes):
    """A colour for each code: the fixed one, else the next spare one.

    Parameters
    ----------
    codes : sequence of str

    Returns
    -------
    dict
    """
    spare = iter(SPARE)
    return {code: COUNTRIES.get(code) or next(spare, QUIET) for code in codes}


def name_colours(codes):
    """As `country_colours`, by the names of the states: for series that are labelled by name."""
    return {countries.name(code): colour for code, colour in country_colours(codes).items()}


def series_colours(names, subject=None):
    """The subject's colour, and the others in order; without a subject, the palette in order."""
    colours = OTHERS if subject in names else PALETTE
    others = [n for n in names if n != subject]
    return {subject: SUBJECT} | {name: colours[i % len(colours)] for i, name in enumerate(others)}


def translucent(colour, opacity):
    """`colour` (#rrggbb) with an opacity, as CSS."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "colorway": list(PALETTE),
        "title": {"x": 0.0, "xref": "container", "xanchor": "left", "yref": "container", "yanchor": "top"},
        "xaxis": {"showgrid": False, "ticks": "outside", "linecolor": QUIET, "tickcolor": QUIET, "zeroline": False},
        "yaxis": {"gridcolor": FAINT, "zeroline": True, "zerolinecolor": "#b5b5b5", "zerolinewidth": 1},
        "hovermode": "closest",
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT}},
    }
)


def use():
    """Make the theme and the reproducible notebook renderer the defaults."""
    pio.templates["workbook"] = TEMPLATE
    pio.templates.default = "workbook"
    pio.renderers.default = "plotly_mimetype"
