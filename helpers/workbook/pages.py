"""One chart as a web page of its own: works without network, and without seeing or scripting."""

import json
from html import escape

from helpers.workbook import figures
from helpers.workbook.outputs import meta

MOST_ROWS = 1000
"""Rows of the table below the chart; the CSV beside the page holds all."""

STYLE = """\
body { margin: 0 auto; max-width: 1100px; padding: 1rem; color: #1a1a1a; background: #fff;
  font: 16px/1.5 "Open Sans", "Noto Sans", "DejaVu Sans", Arial, sans-serif; }
figure { margin: 0; }
figcaption, footer { color: #595959; font-size: 0.875rem; }
table { border-collapse: collapse; font-size: 0.875rem; }
th, td { border-bottom: 1px solid #d5d5d5; padding: 0.2rem 0.6rem; text-align: left; }
h1, caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""


def page(figure):
    """A complete HTML document of one chart.

    Parameters
    ----------
    figure : dict
        Plotly's JSON with the metadata of `helpers.charts`.

    Returns
    -------
    str
        The interactive chart with plotly's script inside, the alternative text, source,
        citation and licence, and the data as a table.
    """
    from plotly.offline import get_plotlyjs

    about = meta(figure)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(about["title"])}</title>
<style>
{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(about["title"])}</h1>
<figure>
<div id="chart" role="img" aria-label="{escape(about["alt"])}"></div>
<noscript>The chart needs JavaScript; the table below holds its data.</noscript>
<figcaption>{escape(about["alt"])}</figcaption>
</figure>
{_data(figure, about)}
</main>
<footer>
{_credits(about)}
</footer>
<script>{get_plotlyjs()}</script>
<script>
const figure = {_script(figure)};
Plotly.newPlot("chart", figure.data, figure.layout, {{responsive: true, displaylogo: false}});
</script>
</body>
</html>
"""


def _script(figure):
    """The figure as JSON that cannot end the script element."""
    drawn = {"data": figure["data"], "layout": figure["layout"]}
    return json.dumps(drawn, ensure_ascii=True, separators=(",", ":")).replace("</", "<\\/")


def _credits(about):
    lines = [about["source"], about.get("note", "")]
    lines += [f"Cite: {citation}" for citation in about["citation"]]
    lines += [f"Licence of the data: {'; '.join(about['licence'])}."]
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines if line)


def _data(figure, about):
    frame = figures.table(figure)
    shown = frame.head(MOST_ROWS)
    rest = f", the first {MOST_ROWS:,} here, all in {about['id']}.csv" if len(frame) > MOST_ROWS else ""
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame)
    rows = shown.astype(object).where(shown.notna(), "").itertuples(index=False, name=None)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(str(v))}</td>" for v in row) + "</tr>" for row in rows)
    return f"""<details>
<summary>The data of the chart as a table ({len(frame):,} rows{rest})</summary>
<table>
<caption>{escape(about["title"])}</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
</details>"""
