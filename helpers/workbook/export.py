"""`workbook export`: charts of executed notebooks as PNG, SVG, PDF, HTML and CSV, with citation and licence."""

import asyncio
import re
from pathlib import Path

from helpers.errors import WorkbookError
from helpers.files import replacing, write_text
from helpers.workbook import NOTEBOOKS, ROOT, UsageError, report

EXAMPLES = """\
  workbook export                                  every chart of the stored notebooks
  workbook export 06-un-voting --format png,csv    one notebook, two formats
  workbook export --from output/CHN-IRN/notebooks  the charts of another run
"""

IMAGES = ("png", "svg", "pdf")
FORMATS = (*IMAGES, "html", "csv")


def options(parser):
    """Arguments of the command."""
    parser.add_argument("notebook", nargs="*", help="name, number or path of a notebook (default: all)")
    parser.add_argument("--format", metavar="LIST", help=f"any of {','.join(FORMATS)} (default: all of them)")
    parser.add_argument("--from", dest="source", metavar="DIR", help="folder of notebooks (default: notebooks)")
    parser.add_argument("--out", metavar="DIR", help="folder for the charts (default: output/PAIR/charts)")


def main(args):
    """Run the command; exit status 1 if images were asked for by name and there is no browser."""
    from helpers.workbook import notebooks

    formats = formats_of(args.format)
    folder = Path(args.source) if args.source else NOTEBOOKS
    if not folder.is_dir():
        raise UsageError(f"--from {args.source}: no such folder; give one that holds executed notebooks")
    paths = notebooks.select(args.notebook, folder)
    read = {path: notebooks.read(path) for path in paths}
    out = Path(args.out) if args.out else ROOT / "output" / _pair(read.values()) / "charts"
    written = asyncio.run(_export_all(read, out, formats, strict=args.format is not None))
    print(f"{written} charts written; see {out}")
    return 0


def formats_of(text):
    """The formats in a list such as png,csv; all of them for None.

    Raises
    ------
    UsageError
        If one is unknown.
    """
    if text is None:
        return FORMATS
    asked = [part.strip().lower() for part in text.split(",") if part.strip()]
    unknown = [name for name in asked if name not in FORMATS]
    if unknown or not asked:
        fault = f"there is no format {unknown[0]!r}" if unknown else "names no format"
        raise UsageError(f"--format {text}: {fault}; choose from {', '.join(FORMATS)}")
    return tuple(dict.fromkeys(asked))


def _pair(read):
    """The pair that the notebooks were executed for, as a folder name."""
    from helpers.workbook import notebooks

    for notebook in read:
        known = notebooks.parameters(notebook)
        if "PAIR" in known:
            return "-".join(known["PAIR"].value)
    return "charts"


async def _export_all(read, out, formats, strict):
    if not set(formats) & set(IMAGES):
        return await _write_all(read, out, formats, None)
    from helpers.workbook.images import printing

    async with printing(required=strict) as printer:
        return await _write_all(read, out, formats, await printer())


async def _write_all(read, out, formats, printer):
    written = 0
    for path, notebook in read.items():
        count = await charts(notebook, out / path.stem, printer, formats)
        report(f"{path.stem}: {count} charts")
        written += count
    return written


async def charts(notebook, folder, printer, formats=FORMATS):
    """Write every chart of an executed notebook, and every table as CSV and HTML.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    folder : path
        Receives ID.png, ID.svg, ID.pdf, ID.html, ID.csv, and ID.md with title, source,
        citation and licence.
    printer : helpers.workbook.images.Printer or None
        None: no images.
    formats : sequence of str

    Returns
    -------
    int
        Number of charts.

    Raises
    ------
    WorkbookError
        If a chart lacks the metadata of `helpers.charts`, or two charts or tables have the
        same id.
    """
    from helpers.workbook import listings
    from helpers.workbook.outputs import FIGURE, TABLE, meta, shown

    drawn = [s.content for s in shown(notebook, FIGURE)]
    listed = [s.content for s in shown(notebook, TABLE)]
    names = [_checked(meta(figure)) for figure in drawn] + [_file_name("table", table.get("id")) for table in listed]
    for name in {name for name in names if names.count(name) > 1}:
        raise WorkbookError(f"{name}: two charts or tables have this id; ids are file names and must differ")
    await asyncio.gather(*(_write(figure, folder, printer, formats) for figure in drawn))
    for table in listed:
        listings.write(table, folder, formats)
    return len(drawn)


REQUIRED = ("id", "title", "subtitle", "source", "alt", "citation", "licence", "redistribution", "tables")


def _checked(about):
    name = _file_name("chart", about.get("id"))
    lacking = [key for key in REQUIRED if not about.get(key)]
    if lacking:
        raise WorkbookError(f"chart {name}: has no {', '.join(lacking)}; make it with a builder of helpers.charts")
    return name


def _file_name(kind, name):
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(name)):
        raise WorkbookError(f"{kind} {name}: its id is not in kebab-case, and it is a file name")
    return name


async def _write(figure, folder, printer, formats):
    from helpers.workbook import figures, pages
    from helpers.workbook.outputs import meta

    about = meta(figure)
    beside = folder / about["id"]
    if "csv" in formats:
        write_text(beside.with_suffix(".csv"), figures.table(figure).to_csv(index=False, lineterminator="\n"))
    if "html" in formats:
        write_text(beside.with_suffix(".html"), pages.page(figure))
    write_text(beside.with_suffix(".md"), card(about))
    for kind in formats:
        if kind in IMAGES and printer is not None:
            content = await printer.image(figure, kind)
            with replacing(beside.with_suffix(f".{kind}")) as temporary:
                temporary.write_bytes(content)


def card(about):
    """What must go with a chart and its CSV: title, source, citation, licence, as Markdown.

    Parameters
    ----------
    about : dict
        The chart's `layout.meta`.

    Returns
    -------
    str
    """
    from helpers.datasets.package import TERMS

    lines = [f"# {about['title']}", "", about["subtitle"], "", about["source"]]
    if about.get("note"):
        lines += ["", f"Note: {about['note']}"]
    lines += ["", "## How to cite the data", "", *(f"- {citation}" for citation in about["citation"])]
    lines += ["", "## Licence", "", *(f"- {licence}" for licence in about["licence"])]
    lines += ["", f"Terms: {TERMS[about['redistribution']]}."]
    lines += ["", "## Tables", "", *(f"- `{table}`" for table in about["tables"])]
    lines += ["", "## Description of the chart", "", about["alt"]]
    return "\n".join(lines) + "\n"
