"""What several tests share: hypothesis without clocks, and a small executed notebook to spoil."""

import asyncio
import copy
from functools import partial
from pathlib import Path

import nbformat.v4 as nb
import pytest
from hypothesis import settings
from upstream import written

from helpers.workbook import notebooks

settings.register_profile("workbook", deadline=None, derandomize=True, database=None)
settings.load_profile("workbook")

PARAMETERS = 'PAIR = ("RUS", "IRN")\nSTART = 2000\nEND = 2004\nCOMPARISON = ["CHN"]  # and others'

FIGURE = """\
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

from helpers import prose

pio.renderers.default = "plotly_mimetype"
years, share = np.arange(START, END + 1), np.array([0.1, 0.2, np.nan, 0.4, 0.5])
about = {
    "id": "rising-share", "title": "The share rises", "subtitle": "Share, made up", "source": "Source: none.",
    "alt": "Line chart. The share rises.", "citation": ["Nobody, 2025."], "licence": ["CC0"],
    "redistribution": "open", "tables": ["votes/un_votes"], "columns": {"x": "year", "y": "share", "series": "state"},
}
go.Figure([go.Scatter(x=years, y=share, name=n) for n in ("Russia", "Iran")], layout={"meta": about})"""

READING = 'prose.reading("last", "In {year:year} the share was {share:pct}.", {"year": END, "share": share[-1]})'
TABLE = 'prose.listing("years", pd.DataFrame({"year": years, "share": share}), "Share by year", ["votes/un_votes"])'
EMPTY = 'prose.Empty("arms", "the register holds no deal")'


def made_of(*sources):
    """A notebook whose code cells hold the given sources, the first tagged parameters."""
    cells = [nb.new_markdown_cell("# A question\n\nAsked since 1992.", id="title")]
    cells += [nb.new_code_cell(source, id=f"code-{n}") for n, source in enumerate(sources, start=1)]
    cells[1].metadata["tags"] = ["parameters"]
    return nb.new_notebook(cells=cells)


@pytest.fixture
def new_notebook(tmp_path):
    """Write a notebook of the given sources; gives its path."""

    def write(name, *sources):
        notebooks.write(made_of(*sources), tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture(scope="session")
def _executed(tmp_path_factory):
    notebook = made_of(PARAMETERS, FIGURE, READING, TABLE, EMPTY)
    asyncio.run(notebooks.execute(notebook, tmp_path_factory.mktemp("kernel")))
    return notebooks.normalise(notebook)


@pytest.fixture
def executed(_executed):
    """A small executed notebook with one chart (no PNG yet), one reading, one table and one empty section."""
    return copy.deepcopy(_executed)


@pytest.fixture
def folder(tmp_path):
    """Writes a small file of a source and returns the snapshots it is in."""
    return partial(written, tmp_path)


@pytest.fixture
def root():
    """Folder of the project."""
    return Path(__file__).resolve().parents[1]
