"""The notebooks as they are stored: executed in order, clean, a readable picture beside every chart."""

import pytest

from helpers.workbook import ROOT, check, hygiene, notebooks, run
from helpers.workbook.outputs import FIGURE, READING, shown

NOTEBOOKS = notebooks.discover()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_stored_notebook_is_clean(path):
    assert hygiene.findings(notebooks.read(path)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_stored_notebook_shows_charts_and_readings(path):
    notebook = notebooks.read(path)
    assert shown(notebook, FIGURE)
    assert shown(notebook, READING)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_stored_notebook_is_about_the_default_pair(path):
    parameters = notebooks.parameters(notebooks.read(path))
    assert parameters["PAIR"].value == ("RUS", "IRN")
    assert parameters["START"].value < parameters["END"].value


def test_the_collection_has_notebooks_with_unique_names():
    assert NOTEBOOKS
    assert [line for line in check.stored_notebooks() if "occurs twice" in line or "have this id" in line] == []


def test_the_picture_on_the_first_page_is_the_stored_chart(tmp_path):
    run.show(notebooks.read(NOTEBOOKS[0].with_name(f"{run.SHOWN[0]}.ipynb")), tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes() == run.PICTURE.read_bytes()
    assert run.PICTURE.relative_to(ROOT).as_posix() in (ROOT / "README.md").read_text(encoding="utf-8")
