"""Plotly figures as notebooks store them: their arrays, and their data as a table."""

import base64

import numpy as np
import pandas as pd

from helpers.errors import WorkbookError
from helpers.workbook.outputs import meta

TYPES = {"f8", "f4", "i1", "i2", "i4", "u1", "u2", "u4"}
"""Types of packed arrays in plotly's JSON; always little-endian."""


def decoded(value):
    """`value` with every array that plotly packed (`dtype`, `bdata`) as a plain list, at any depth.

    Missing numbers become None, as in the arrays that plotly does not pack.

    Raises
    ------
    WorkbookError
        If a packed array cannot be unpacked.
    """
    if isinstance(value, dict):
        if "bdata" in value and "dtype" in value:
            return _unpacked(value)
        return {key: decoded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [decoded(item) for item in value]
    if isinstance(value, float) and value != value:
        return None
    return value


def _unpacked(packed):
    try:
        if packed["dtype"] not in TYPES:
            raise ValueError(f"unknown type {packed['dtype']!r}")
        order = np.dtype(packed["dtype"]).newbyteorder("<")
        array = np.frombuffer(base64.b64decode(packed["bdata"], validate=True), dtype=order)
        shape = str(packed.get("shape", array.size)).split(",")
        array = array.reshape([int(n) for n in shape])
    except (ValueError, TypeError) as error:
        raise WorkbookError(
            f"a packed array of a figure cannot be read ({error}); execute the notebook again"
        ) from None
    if array.dtype.kind == "f":
        return np.where(np.isnan(array), None, array.astype(object)).tolist()
    return array.tolist()


def table(figure):
    """The data that a chart draws, one row a point.

    Parameters
    ----------
    figure : dict
        Plotly's JSON with `layout.meta.columns` naming what x, y, z and series hold.

    Returns
    -------
    pandas.DataFrame
        Columns: series; role (value, low, high, event, ...) where a chart has more than
        values; the chart's own columns; low and high of error bars; start and end of
        spans; text of labels. A column that no point fills is left out.
    """
    names = {"x": "x", "y": "y", "z": "z", "series": "series"} | meta(figure).get("columns", {})
    rows = []
    for number, trace in enumerate(decoded(figure["data"]), start=1):
        about = trace.get("meta")
        role = about.get("role", "value") if isinstance(about, dict) else "value"
        common = {names["series"]: trace.get("name") or f"series {number}", "role": role}
        rows += [common | point for point in _points(trace, role, names)]
    frame = pd.DataFrame(rows).dropna(axis="columns", how="all")
    if "role" in frame and set(frame["role"]) == {"value"}:
        frame = frame.drop(columns="role")
    return frame.astype({c: "Int64" for c in frame if _whole(frame[c])})


def _points(trace, role, names):
    if role == "span" and trace.get("customdata"):
        return [
            {names["y"]: y, "start": c[0], "end": c[1]} for y, c in zip(trace["y"], trace["customdata"], strict=True)
        ]
    if role == "open":
        return [{names["y"]: y, "start": x} for x, y in zip(trace["x"], trace["y"], strict=True)]
    if trace.get("z") and isinstance(trace["z"][0], list):
        return [
            {names["x"]: x, names["y"]: y, names["z"]: z}
            for y, line in zip(trace["y"], trace["z"], strict=True)
            for x, z in zip(trace["x"], line, strict=True)
        ]
    columns = {names.get(key, key): trace[key] for key in AXES if isinstance(trace.get(key), list)}
    for axis in ("x", "y"):
        columns |= _interval(trace, axis)
    if isinstance(trace.get("text"), list):
        columns["text"] = trace["text"]
    length = max((len(values) for values in columns.values()), default=0)
    return [{name: values[i] for name, values in columns.items() if i < len(values)} for i in range(length)]


AXES = ("locations", "labels", "x", "y", "z", "values", "lat", "lon", "r", "theta")


def _interval(trace, axis):
    """Ends of the error bars on one axis."""
    bars, middle = trace.get(f"error_{axis}") or {}, trace.get(axis)
    above = bars.get("array")
    if not isinstance(above, list) or not isinstance(middle, list):
        return {}
    below = bars.get("arrayminus") or above
    return {
        "low": [None if m is None or e is None else m - e for m, e in zip(middle, below, strict=True)],
        "high": [None if m is None or e is None else m + e for m, e in zip(middle, above, strict=True)],
    }


def _whole(values):
    """Whether a column holds whole numbers, perhaps with gaps."""
    known = values.dropna()
    return pd.api.types.is_float_dtype(known) and bool((known % 1 == 0).all())
