"""The table of licences in README.md: what may be done with the data of each source."""

from helpers.datasets import description
from helpers.errors import WorkbookError
from helpers.files import write_text
from helpers.workbook import ROOT

README = ROOT / "README.md"
BEGIN = "<!-- licences: written by `workbook refresh` -->"
END = "<!-- /licences -->"


def table(tables):
    """One row per source, in alphabetical order.

    Parameters
    ----------
    tables : list of helpers.datasets.description.Table

    Returns
    -------
    str
        A Markdown table.
    """
    sources, used = {}, {}
    for described in tables:
        for source in described.sources:
            sources[source.name] = source
            used.setdefault(source.name, []).append(f"`{described.name}`")
    lines = ["| source | licence | what may be done | tables |", "|---|---|---|---|"]
    for source in sorted(sources.values(), key=lambda s: (s.short.casefold(), s.name)):
        cells = (source.short, source.licence, source.use, ", ".join(used[source.name]))
        lines.append("| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def updated(text):
    """`text` of README.md with the table as the side-cars have it now.

    Raises
    ------
    WorkbookError
        If the two marks are missing.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise WorkbookError(f"README.md: the table of licences needs the lines {BEGIN} and {END} around it, once each")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    tables = [description.read_sidecar(name) for name in description.table_names()]
    return f"{before}{BEGIN}\n\n{table(tables)}\n\n{END}{after}"


def update():
    """Write the table into README.md."""
    text = README.read_text(encoding="utf-8")
    new = updated(text)
    if new != text:
        write_text(README, new)
