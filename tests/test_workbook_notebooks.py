"""Notebooks: found by name, number or path; parameters replaced in place; executed cleanly or refused."""

import ast
import asyncio

import nbformat.v4 as nb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import WorkbookError
from helpers.workbook import UsageError, notebooks

CELL = """\
PAIR = ("RUS", "IRN")
START, END = 1992, 2024  # since the Soviet Union
COMPARISON = [
    "CHN",
]
X = START + 1"""


def with_parameters(source):
    cell = nb.new_code_cell(source)
    cell.metadata["tags"] = ["parameters"]
    return nb.new_notebook(cells=[nb.new_markdown_cell("é"), cell, nb.new_code_cell("START")])


@pytest.fixture
def folder(new_notebook):
    for name in ("00-overview.ipynb", "02-trade.ipynb", "10-the-axis.ipynb"):
        path = new_notebook(f"shelf/{name}", CELL)
    (path.parent / ".hidden.ipynb").write_text("{}")
    return path.parent


@pytest.mark.parametrize("name", ["02-trade", "02", "2", "trade", "02-trade.ipynb", "notebooks/02-trade.ipynb"])
def test_a_notebook_is_found_by_name_number_or_path(folder, name):
    assert [p.name for p in notebooks.select([name], folder)] == ["02-trade.ipynb"]


def test_all_notebooks_in_reading_order_and_none_twice(folder):
    assert [p.stem for p in notebooks.select([], folder)] == ["00-overview", "02-trade", "10-the-axis"]
    assert len(notebooks.select(["2", "trade", "0"], folder)) == 2


@pytest.mark.parametrize(("name", "says"), [("trad", "did you mean trade"), ("1", "there are"), ("", "there are")])
def test_an_unknown_notebook_is_refused_with_a_proposal(folder, name, says):
    with pytest.raises(UsageError, match=says):
        notebooks.select([name], folder)


def test_parameters_are_the_literal_assignments_of_the_tagged_cell():
    found = notebooks.parameters(with_parameters(CELL))
    assert {name: p.value for name, p in found.items()} == {
        "PAIR": ("RUS", "IRN"),
        "START": 1992,
        "END": 2024,
        "COMPARISON": ["CHN"],
    }


def test_values_are_replaced_in_place_and_nothing_else():
    notebook = with_parameters("# été\n" + CELL)
    assert notebooks.inject(notebook, {"PAIR": ("CHN", "IRN"), "START": 2000, "OTHER": 1}) == ["OTHER"]
    wanted = CELL.replace('("RUS", "IRN")', '("CHN", "IRN")').replace("1992", "2000")
    assert notebook.cells[1].source == "# été\n" + wanted
    assert notebook.cells[2].source == "START"


@given(
    st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=["C"])), st.text(max_size=3)),
    st.integers(-3000, 3000),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])),
)
def test_any_value_read_back_is_the_value_put_in(pair, year, comment):
    source = f'PAIR = ("a", "b")  # {comment}\nSTART = (\n    1\n); END = 2 # {comment}'
    notebook = with_parameters(source)
    notebooks.inject(notebook, {"PAIR": pair, "START": year})
    names = {}
    exec(compile(ast.parse(notebook.cells[1].source), "cell", "exec"), names)
    assert (names["PAIR"], names["START"], names["END"]) == (pair, year, 2)


def test_execution_numbers_the_cells_and_leaves_no_trace_of_time(executed):
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4, 5]
    assert all("execution" not in cell.metadata for cell in code)
    assert "widgets" not in executed.metadata


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("def f():\n    raise KeyError('no such state')\nf()", r"In \[2\]: KeyError: 'no such state'"),
        (
            "import warnings\nwarnings.warn('this is old')",
            r"In \[2\]: wrote to standard error: UserWarning: this is old",
        ),
        ("import os\nos._exit(3)", r"In \[2\]: the kernel died"),
    ],
    ids=["error", "warning", "death"],
)
def test_a_failing_cell_is_named_with_its_last_line(tmp_path, source, says):
    notebook = with_parameters(CELL)
    notebook.cells[2].source = source
    with pytest.raises(WorkbookError, match=says) as caught:
        asyncio.run(notebooks.execute(notebook, tmp_path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"nbformat": 3, "cells": []}', '{"nbformat": 4, "cells": [{}]}'])
def test_a_broken_notebook_is_one_line(tmp_path, text):
    path = tmp_path / "broken.ipynb"
    path.write_text(text)
    with pytest.raises(WorkbookError, match=r"broken\.ipynb is not a notebook"):
        notebooks.read(path)


def test_cells_without_an_id_always_get_the_same(tmp_path):
    notebook = with_parameters(CELL)
    notebooks.write(notebook, tmp_path / "a.ipynb")
    text = (tmp_path / "a.ipynb").read_text()
    for cell in notebook.cells:
        text = text.replace(f'"id": "{cell.id}",\n', "")
    (tmp_path / "b.ipynb").write_text(text.replace('"nbformat_minor": 5', '"nbformat_minor": 4'))
    assert [cell.id for cell in notebooks.read(tmp_path / "b.ipynb").cells] == ["cell-01", "cell-02", "cell-03"]
