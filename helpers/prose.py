"""Sentences, tables and empty sections of a notebook; their numbers are kept apart so that checks can read them."""

from html import escape
from string import Formatter

import numpy as np
import pandas as pd

from helpers.datasets import citing


def _missing(value):
    return bool(pd.isna(value))


def usd(value):
    """Current dollars in words: 3.6 billion dollars, 850 million dollars."""
    size = abs(value)
    if size >= 1e12:
        return f"{value / 1e12:,.2f} trillion dollars"
    if size >= 1e9:
        return f"{value / 1e9:,.1f} billion dollars"
    return f"{value / 1e6:,.0f} million dollars"


def per_cent(value):
    """A share as per cent: 71 per cent, 0.4 per cent."""
    shown = 100 * value
    if 0 < abs(shown) < 0.05:
        return "less than 0.1 per cent"
    return f"{shown:.0f} per cent" if abs(shown) >= 10 or shown == 0 else f"{shown:.1f} per cent"


def ordinal(value):
    """A whole number as an ordinal: 1st, 43rd."""
    number = round(value)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


FORMATS = {
    "usd": usd,
    "pct": per_cent,
    "chg": lambda value: f"{100 * value:+.0f} per cent",
    "ord": ordinal,
    "year": lambda value: f"{value:.0f}",
    "n": lambda value: f"{value:,.0f}",
    "tiv": lambda value: f"{value:,.0f} million TIV",
}
"""Format names of this project beside Python's own: {turnover:usd}, {share:pct}, {place:ord}."""


class _Words(Formatter):
    def format_field(self, value, spec):
        return FORMATS[spec](value) if spec in FORMATS else super().format_field(value, spec)


def sentence(template, values, otherwise=""):
    """Fill `template` with `values`; `otherwise` if any value it names is missing.

    Parameters
    ----------
    template : str
        With fields such as {turnover:usd}; see `FORMATS`.
    values : mapping
        Name -> number or text; None and NaN mean that the source is silent.
    otherwise : str
        What to say then.

    Returns
    -------
    str
    """
    names = _fields(template)
    if any(_missing(values.get(name)) for name in names):
        return otherwise
    return _Words().format(template, **{n: values[n] for n in names})


class Shown:
    """Something a notebook cell displays as its value."""

    def bundle(self):
        """MIME type -> content."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.bundle()


class Reading(Shown):
    """A sentence whose figures are named values: what a chart says, in words."""

    def __init__(self, name, templates, values, otherwise):
        self.name, self.template = name, otherwise
        for template in templates:
            if not any(_missing(values.get(field)) for field in _fields(template)):
                self.template = template
                break
        self.values = {field: _plain(values[field]) for field in _fields(self.template)}
        self.text = sentence(self.template, self.values)

    def bundle(self):
        """Markdown, plain text, and the named values for the checks."""
        content = {"name": self.name, "template": self.template, "values": self.values, "text": self.text}
        return {"text/markdown": self.text, "text/plain": self.text, "application/vnd.workbook.reading+json": content}


def _fields(template):
    return list(dict.fromkeys(field for _, field, _, _ in Formatter().parse(template) if field))


def _plain(value):
    if _missing(value):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    value = value.item() if hasattr(value, "item") else value
    return float(f"{value:.10g}") if isinstance(value, float) else value


def reading(name, template, values, otherwise="The sources are silent on this for the chosen pair."):
    """A computed sentence of a notebook.

    Parameters
    ----------
    name : str
        Name of the reading, unique in the notebook; tests read its values back by it.
    template : str or list of str
        Markdown with fields such as {share:pct}; of several the first whose values are all known.
    values : mapping
        Name -> value; None and NaN mean that the source is silent.
    otherwise : str
        The sentence when none can be filled.

    Returns
    -------
    Reading
    """
    return Reading(name, [template] if isinstance(template, str) else template, values, otherwise)


class Empty(Shown):
    """A section that has nothing to show for the chosen pair, and why."""

    def __init__(self, section, reason):
        self.section, self.reason = section, reason

    def bundle(self):
        """A remark instead of a blank chart."""
        text = f"*Nothing to show here ({self.section}): {self.reason}*"
        content = {"section": self.section, "reason": self.reason}
        return {"text/markdown": text, "text/plain": text, "application/vnd.workbook.empty+json": content}


class Listing(Shown):
    """A table shown as plain, accessible HTML, the same bytes every time."""

    def __init__(self, id, frame, caption, tables, formats, most=None, sources=None):
        self.id, self.caption = id, caption
        cited = citing.sources(tables, sources)
        self.source, self.terms = citing.line(cited), citing.terms(tables, cited)
        self.columns = [str(c) for c in frame.columns]
        self.rows = [[_plain(value) for value in row] for row in _rows(frame)]
        self.texts = [
            ["" if v is None else _cell(v, formats.get(c)) for c, v in zip(self.columns, row, strict=True)]
            for row in self.rows[:most]
        ]
        hidden = len(self.rows) - len(self.texts)
        self.more = (
            f"{hidden:,} more rows: in the exported {id}.csv, and in {id}.html with a search field." if hidden else ""
        )

    def bundle(self):
        """HTML, plain text, and the values for the checks."""
        content = {"id": self.id, "caption": self.caption, "source": self.source, **self.terms}
        content |= {"columns": self.columns, "rows": self.rows}
        return {"text/html": self._html(), "text/plain": self._text(), "application/vnd.workbook.table+json": content}

    def _html(self):
        numeric = [
            all(isinstance(r[i], (int, float)) or r[i] is None for r in self.rows) for i in range(len(self.columns))
        ]
        side = ["right" if n else "left" for n in numeric]
        head = "".join(
            f'<th scope="col" style="text-align:{s}">{escape(c)}</th>' for c, s in zip(self.columns, side, strict=True)
        )
        body = "".join(
            "<tr>"
            + "".join(f'<td style="text-align:{s}">{escape(t)}</td>' for t, s in zip(r, side, strict=True))
            + "</tr>\n"
            for r in self.texts
        )
        caption = f'<caption style="caption-side:top;text-align:left;font-weight:bold">{escape(self.caption)}</caption>'
        below = " ".join(filter(None, [self.more, self.source]))
        table = f"<table>\n{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
        return f'{table}\n<p style="font-size:smaller">{escape(below)}</p>'

    def _text(self):
        rows = [self.columns, *self.texts]
        widths = [max(len(r[i]) for r in rows) for i in range(len(self.columns))]
        lines = ["  ".join(cell.ljust(w) for cell, w in zip(r, widths, strict=True)).rstrip() for r in rows]
        return "\n".join(filter(None, [self.caption, *lines, self.more, self.source]))


def _rows(frame):
    """Rows of a frame; a ratio over nothing is named, since JSON has no word for it."""
    return frame.astype(object).replace([np.inf, -np.inf], "infinite").itertuples(index=False, name=None)


def _cell(value, form):
    if isinstance(value, str):
        return value
    if form in FORMATS:
        return FORMATS[form](value)
    if form:
        return format(value, form)
    return f"{value:,.3g}" if isinstance(value, float) else str(value)


def listing(
    id, frame, caption, tables, formats=None, most=None, sources=None, empty="the tables hold no row for this pair"
):
    """A table of a notebook.

    Parameters
    ----------
    id : str
        Name, unique in the notebook.
    frame : pandas.DataFrame
        Columns are shown in order under their names.
    caption : str
        What the table shows, in one line.
    tables : sequence of str
        Tables of `data/` behind it; the source line and the citation come from their side-cars.
    formats : mapping, optional
        Column -> format of `FORMATS` or of Python.
    most : int, optional
        Rows to show; the export writes all of them.
    sources : collection of str, optional
        Names of the sources in use, where a table holds more of them.
    empty : str
        Why there is nothing, where the frame has no rows.

    Returns
    -------
    Listing or Empty
    """
    return Listing(id, frame, caption, tables, formats or {}, most, sources) if len(frame) else Empty(id, empty)
