"""What a stored notebook must be: executed in order, clean, complete, and free of traces of one machine."""

import base64
import json
import re

from helpers.prose import sentence
from helpers.workbook import png
from helpers.workbook.export import REQUIRED
from helpers.workbook.images import seal
from helpers.workbook.notebooks import METADATA, VOLATILE, parameters
from helpers.workbook.outputs import FIGURE, PNG, READING, TABLE, code_cells, meta, place, shown

TRACES = {
    "a path of one machine": r"(?<![\w.])/(?:home|Users|root|tmp|private|opt|mnt|work|srv|var)/\w|\b[A-Z]:\\\\\w",
    "a path of installed packages": r"site-packages|dist-packages",
    "a memory address": r"\bat 0x[0-9a-fA-F]{6,}",
    "a number of one process": r"ipykernel_\d+",
    "a random identifier": r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\bT_[0-9a-f]{5}\b",
    "a time of day": r"\b\d{4}-\d\d-\d\d[T ](?!00:00)\d\d:\d\d",
}
"""What outputs must not hold, because it differs from machine to machine or from run to run."""

NUMBER = r"\d[\d,]*(?:\.\d+)?"
TYPED = re.compile(
    rf"[$€£¥]\s?{NUMBER}"
    rf"|{NUMBER}\s?(?:%|per\s?cent|percentage|pp\b|bn\b|mn\b|billion|million|trillion|thousand|dollars?|roubles?|USD|TIV)"
    r"|\b\d{1,3}(?:,\d{3})+\b",
    flags=re.IGNORECASE,
)
"""Figures that prose must not hold: shares, money, large numbers. Years and small counts are allowed."""

NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$(?![\d\s])[^$\n]*\$|\]\([^)]*\)|https?://\S+", flags=re.DOTALL)
"""Code, formulas and addresses in Markdown."""


def findings(notebook):
    """What is wrong with a stored notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode

    Returns
    -------
    list of str
        One line per fault, naming the cell; empty if there is none.
    """
    return [
        *_execution(notebook),
        *_traces(notebook),
        *_charts(notebook),
        *_readings(notebook),
        *_tables(notebook),
        *_prose(notebook),
    ]


def _execution(notebook):
    cells = code_cells(notebook)
    counts = [cell.execution_count for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        yield f"not executed from top to bottom in a fresh kernel (counts {_short(counts)}); use `workbook run --store`"
    if not parameters(notebook):
        yield "has no code cell tagged parameters with assignments"
    for cell in cells:
        if not cell.outputs and "parameters" not in cell.metadata.get("tags", []):
            yield f"{place(cell)}: shows nothing; its output was removed, use `workbook run --store`"
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"{place(cell)}: a stored error, {output.ename}: {output.evalue[:80]}"
            elif output.output_type == "stream":
                yield f"{place(cell)}: prints to {output.name}; show a reading, a table or a chart instead"
    if notebook.metadata != METADATA:
        yield "metadata of the notebook tell of a machine or a release; use `workbook run --store`"
    for number, cell in enumerate(notebook.cells, start=1):
        left = sorted(set(VOLATILE) & set(cell.metadata))
        if left:
            yield f"cell {number}: metadata {', '.join(left)} left behind; use `workbook run --store`"


def _short(counts):
    return str(counts if len(counts) <= 8 else [*counts[:8], "..."]).replace("'", "")


def _traces(notebook):
    for cell in code_cells(notebook):
        for output in cell.outputs:
            data = {mime: value for mime, value in output.get("data", {}).items() if mime != PNG}
            text = json.dumps(data, ensure_ascii=False) + output.get("text", "")
            for name, pattern in TRACES.items():
                found = re.search(pattern, text)
                if found:
                    yield f"{place(cell)}: an output holds {name}: {text[found.start() : found.end() + 20]!r}"


def _charts(notebook):
    for chart in shown(notebook, FIGURE):
        about = meta(chart.content)
        where = f"{chart.place}, chart {about.get('id', 'without id')}"
        lacking = [key for key in REQUIRED if not about.get(key)]
        if lacking:
            yield f"{where}: has no {', '.join(lacking)}; make it with a builder of helpers.charts"
        if not chart.content.get("data"):
            yield f"{where}: draws nothing"
        try:
            png.size(base64.b64decode(chart.output["data"][PNG], validate=True))
        except KeyError:
            yield f"{where}: has no PNG beside it; use `workbook run --store`"
        except ValueError as error:
            yield f"{where}: its PNG {error}; use `workbook run --store`"
        else:
            if chart.output.metadata.get(PNG, {}).get("of") != seal(chart.content, chart.output["data"][PNG]):
                yield f"{where}: its PNG is not the picture drawn of this figure; use `workbook run --store`"


def _readings(notebook):
    for reading in shown(notebook, READING):
        content = reading.content
        where = f"{reading.place}, reading {content.get('name')}"
        try:
            wanted = sentence(content["template"], content["values"], content.get("otherwise", ""))
        except (KeyError, ValueError, TypeError) as error:
            yield f"{where}: its template cannot be filled ({type(error).__name__}: {error})"
            continue
        for kind, text in (("text", content["text"]), ("text/markdown", reading.output["data"].get("text/markdown"))):
            if text != wanted:
                yield f"{where}: {kind} is not what its template and values give ({wanted[:80]!r})"


def _tables(notebook):
    for table in shown(notebook, TABLE):
        columns, rows = table.content.get("columns", []), table.content.get("rows", [])
        where = f"{table.place}, table {table.content.get('id')}"
        ragged = [n for n, row in enumerate(rows, start=1) if len(row) != len(columns)]
        if ragged:
            yield f"{where}: row {ragged[0]} has {len(rows[ragged[0] - 1])} cells for {len(columns)} columns"
        if not rows:
            yield f"{where}: has no rows; show an empty section with its reason instead"


def _prose(notebook):
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "markdown":
            continue
        found = TYPED.search(NOT_PROSE.sub(" ", cell.source))
        if found:
            yield f"cell {number}: the figure {found.group(0)!r} is typed into prose; compute it in a reading"


def names(notebook):
    """Names that must be unique: those of charts in the collection, of readings and tables in the notebook.

    Returns
    -------
    dict
        "chart", "reading", "table" -> list of names.
    """
    return {
        "chart": [meta(s.content).get("id") for s in shown(notebook, FIGURE)],
        "reading": [s.content.get("name") for s in shown(notebook, READING)],
        "table": [s.content.get("id") for s in shown(notebook, TABLE)],
    }
