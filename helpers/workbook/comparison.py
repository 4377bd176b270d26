"""Stored outputs against fresh ones: what differs, in words that name the place.

nbval compares outputs as text; a changed figure then shows as two walls of packed numbers.
Here figures, readings and tables are compared as what they are.
"""

import json
import math
from itertools import zip_longest

from helpers.errors import WorkbookError
from helpers.workbook.figures import decoded
from helpers.workbook.outputs import EMPTY, FIGURE, READING, TABLE, name_of

RELATIVE_TOLERANCE = 1e-9
"""Two numbers are the same if they differ by less than this share of the larger one: machines differ in last bits."""

ABSOLUTE_TOLERANCE = 1e-12
"""The same for numbers that should be zero."""

IGNORED_KEYS = ("uid", "template")
"""Keys of a figure that hold no data: random identifiers and the theme, which is code of this project."""

NOT_COMPARED = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")
"""Pictures differ by machine (fonts), widget views hold random ids; both are checked for presence elsewhere."""

MOST = 8
"""Differences of one output that are listed; the rest is counted."""


def differences(stored, fresh):
    """What differs between the stored outputs of a cell and fresh ones.

    Parameters
    ----------
    stored, fresh : list of dict
        Outputs in notebook format; pieces of one stream already joined.

    Returns
    -------
    list of str
        One line per difference, empty if there is none.
    """
    found = _streams(stored, fresh)
    before, now = ([o for o in outputs if o["output_type"] != "stream"] for outputs in (stored, fresh))
    if len(before) != len(now):
        kept, made = (", ".join(map(_title, outputs)) or "nothing" for outputs in (before, now))
        return [*found, f"the cell showed {kept}; now it shows {made}"]
    for old, new in zip(before, now, strict=True):
        found += _output(old, new)
    return found


def _streams(stored, fresh):
    texts = [{o["name"]: o["text"] for o in outputs if o["output_type"] == "stream"} for outputs in (stored, fresh)]
    return [
        f"{name}: " + _text(texts[0].get(name, ""), texts[1].get(name))
        for name in sorted(texts[0].keys() | texts[1].keys())
        if texts[0].get(name, "") != texts[1].get(name, "")
    ]


def _title(output):
    """A short name of an output: chart trade-turnover, or its richest MIME type."""
    if output["output_type"] == "error":
        return f"error {output['ename']}: {output['evalue']}"
    data = output["data"]
    for mime in (FIGURE, READING, TABLE, EMPTY):
        if mime in data:
            return name_of(mime, data[mime])
    return ", ".join(sorted(set(data) - set(NOT_COMPARED))) or "an output without text"


def _output(old, new):
    title = _title(old)
    if "error" in (old["output_type"], new["output_type"]):
        return [] if title == _title(new) else [f"{title}; now {_title(new)}"]
    before, now = ({m: v for m, v in o["data"].items() if m not in NOT_COMPARED} for o in (old, new))
    if before.keys() != now.keys():
        return [f"{title}: was {', '.join(sorted(before))}; now it is {', '.join(sorted(now))}"]
    found = []
    for mime in sorted(before, key=lambda m: (m not in STRUCTURED, m)):
        if mime in STRUCTURED:
            found += _capped(STRUCTURED[mime](before[mime], now[mime]), title)
        elif before[mime] != now[mime] and not found:
            found.append(f"{title}, {mime}: {_text(_as_text(before[mime]), _as_text(now[mime]))}")
    return found


def _capped(found, title):
    rest = len(found) - MOST
    return [f"{title}, {line}" for line in found[:MOST]] + ([f"{title}: and {rest} more"] if rest > 0 else [])


def _figure(old, new):
    """Differences of two figures, by trace and point; packed arrays are unpacked first."""
    try:
        before, now = decoded(_without_ignored(old)), decoded(_without_ignored(new))
    except WorkbookError as error:
        return [str(error)]
    found = []
    first, second = before.pop("data", []), now.pop("data", [])
    if len(first) != len(second):
        return [f"stored {len(first)} traces ({_names(first)}), now {len(second)} ({_names(second)})"]
    for number, (a, b) in enumerate(zip(first, second, strict=True), start=1):
        trace = f"trace {number}" + (f" ({a['name']})" if a.get("name") else "")
        found += [f"{trace}, {line}" for line in _walk(a, b)]
    return found + list(_walk(before, now))


def _without_ignored(value):
    if isinstance(value, dict):
        return {k: _without_ignored(v) for k, v in value.items() if k not in IGNORED_KEYS}
    return [_without_ignored(v) for v in value] if isinstance(value, list) else value


def _names(traces):
    return ", ".join(str(t.get("name") or t.get("type")) for t in traces)


def _reading(old, new):
    """Differences of two readings, by named value."""
    before, now = dict(old), dict(new)
    found = [f"value {line}" for line in _walk(before.pop("values", {}), now.pop("values", {}))]
    if found:
        for field in ("text", "otherwise"):
            before.pop(field, None), now.pop(field, None)
    return found + list(_walk(before, now))


def _table(old, new):
    """Differences of two tables, by row and column."""
    columns = old.get("columns", [])
    if columns != new.get("columns", []):
        return [f"columns were {', '.join(columns)}; now {', '.join(new.get('columns', []))}"]
    rows = old.get("rows", []), new.get("rows", [])
    if len(rows[0]) != len(rows[1]):
        return [f"stored {len(rows[0])} rows, now {len(rows[1])}"]
    found = []
    for number, (before, now) in enumerate(zip(*rows, strict=True), start=1):
        for column, a, b in zip_longest(columns, before, now):
            if not _same(a, b):
                found.append(f"row {number} ({_show(before[0])}), column {column}: stored {_show(a)}, now {_show(b)}")
    rest = ({k: v for k, v in t.items() if k not in ("rows", "columns")} for t in (old, new))
    return found + list(_walk(*rest))


def _empty(old, new):
    return list(_walk(dict(old), dict(new)))


STRUCTURED = {FIGURE: _figure, READING: _reading, TABLE: _table, EMPTY: _empty}


def _walk(old, new, where=""):
    """Lines for every leaf in which two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(k for k in new if k not in old)]:
            place = (
                f"{where}, {key}" if where.startswith("trace") and "," not in where else f"{where}.{key}".lstrip(".")
            )
            if key not in new:
                yield f"{place}: stored {_show(old[key])}, now absent"
            elif key not in old:
                yield f"{place}: not stored, now {_show(new[key])}"
            else:
                yield from _walk(old[key], new[key], place)
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{where}: stored {len(old)} points, now {len(new)}"
            return
        for position, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from _walk(a, b, f"{where}[{position}]")
    elif not _same(old, new):
        text = isinstance(old, str) and isinstance(new, str)
        yield f"{where}: " + (_text(old, new) if text else f"stored {_show(old)}, now {_show(new)}")


def _same(old, new):
    """Equal, or two numbers within the tolerance; a number is never equal to a truth value or to nothing."""
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (old, new))
    if not numbers:
        return type(old) is type(new) and old == new
    if math.isnan(old) or math.isnan(new):
        return math.isnan(old) and math.isnan(new)
    return math.isclose(old, new, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE)


def _show(value):
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def _as_text(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _text(old, new):
    """Two texts around the first character in which they differ."""
    limit = min(len(old), len(new))
    at = next((i for i in range(limit) if old[i] != new[i]), limit)
    start = max(0, at - 30)
    shown = [("..." if start else "") + t[start : at + 50] + ("..." if len(t) > at + 50 else "") for t in (old, new)]
    return f"stored {shown[0]!r}, now {shown[1]!r} (character {at + 1})"
