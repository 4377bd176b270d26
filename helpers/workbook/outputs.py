"""What the cells of an executed notebook put out: charts, readings, tables, empty sections."""

from dataclasses import dataclass

FIGURE = "application/vnd.plotly.v1+json"
READING = "application/vnd.workbook.reading+json"
TABLE = "application/vnd.workbook.table+json"
EMPTY = "application/vnd.workbook.empty+json"
PNG = "image/png"

KINDS = {FIGURE: "chart", READING: "reading", TABLE: "table", EMPTY: "empty section"}


@dataclass(frozen=True)
class Shown:
    """One output of a cell: `place` as a reader sees it (In [7]), its MIME type, the content, the output as stored."""

    place: str
    mime: str
    content: dict
    output: dict


def shown(notebook, mime):
    """All outputs of one MIME type, in order.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    mime : str
        `FIGURE`, `READING`, `TABLE` or `EMPTY`.

    Returns
    -------
    list of Shown
    """
    return [
        Shown(place(cell), mime, output["data"][mime], output)
        for cell in code_cells(notebook)
        for output in cell.outputs
        if mime in output.get("data", {})
    ]


def code_cells(notebook):
    """The code cells that hold code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def place(cell):
    """The name of a cell in messages: In [7]."""
    return f"In [{cell.execution_count or ' '}]"


def name_of(mime, content):
    """Kind and name of an output in messages: chart trade-turnover."""
    if mime == FIGURE:
        return f"chart {meta(content).get('id', 'without id')}"
    key = {READING: "name", TABLE: "id", EMPTY: "section"}[mime]
    return f"{KINDS[mime]} {content.get(key, 'without name')}"


def meta(figure):
    """What `helpers.charts` says about a chart: id, title, source, alt text and more."""
    found = figure.get("layout", {}).get("meta")
    return found if isinstance(found, dict) else {}
