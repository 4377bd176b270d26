"""Tables of a notebook as files: CSV, and a web page of its own with a search field."""

import csv
import io
from html import escape

from helpers.files import write_text

STYLE = """\
body { margin: 0 auto; max-width: 1200px; padding: 1rem; color: #1a1a1a; background: #fff;
  font: 16px/1.45 "Open Sans", "Noto Sans", "DejaVu Sans", Arial, sans-serif; }
input { font: inherit; width: 100%; max-width: 30rem; padding: 0.3rem; margin: 0.5rem 0; }
table { border-collapse: collapse; font-size: 0.875rem; }
th, td { border-bottom: 1px solid #d5d5d5; padding: 0.2rem 0.6rem; text-align: left; vertical-align: top; }
th { position: sticky; top: 0; background: #fff; }
"""

SEARCH = """\
const field = document.getElementById("search"), said = document.getElementById("found");
const rows = [...document.querySelectorAll("tbody tr")];
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(" ").filter(Boolean);
  let found = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
    found += !row.hidden;
  }
  said.textContent = found + " of " + rows.length + " rows";
});
"""


def page(content):
    """A complete HTML document of one table, searchable by words; without scripting the whole table is there.

    Parameters
    ----------
    content : dict
        The table as a notebook stores it: id, caption, columns, rows.

    Returns
    -------
    str
    """
    caption = escape(content["caption"])
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in content["columns"])
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(_text(value))}</td>" for value in row) + "</tr>" for row in content["rows"]
    )
    count = f"{len(content['rows'])} rows"
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{caption}</title>\n'
        f"<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{caption}</h1>\n"
        '<label for="search">Search by words: a title, a year, a state, an issue</label><br>\n'
        f'<input id="search" type="search"> <span id="found" role="status">{count}</span>\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n"
        f"<script>\n{SEARCH}</script>\n</body>\n</html>\n"
    )


def table(content):
    """The table as CSV; a missing value is an empty cell.

    Parameters
    ----------
    content : dict

    Returns
    -------
    str
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(content["columns"])
    writer.writerows([_text(value) for value in row] for row in content["rows"])
    return out.getvalue()


def write(content, folder, formats):
    """Write one table as ID.csv and ID.html, as far as `formats` ask for them, and ID.md with source and licence."""
    from helpers.workbook.export import card

    for kind, make in (("csv", table), ("html", page)):
        if kind in formats:
            write_text(folder / f"{content['id']}.{kind}", make(content))
    write_text(folder / f"{content['id']}.md", card(described(content)))


def described(content):
    """What the card of a table says: the same as for a chart."""
    rows, columns = len(content["rows"]), ", ".join(content["columns"])
    said = {"title": content["caption"], "subtitle": f"Table of {rows} rows", "alt": f"Columns: {columns}."}
    return content | said


def _text(value):
    return "" if value is None else str(value)
