"""`workbook check` finds what is wrong: each fault is put in by hand and must be named."""

import base64
import copy

import pandas as pd
import pytest

from helpers.build import tables as recipes
from helpers.datasets import description, package, storage
from helpers.datasets.description import Column, Source, Table
from helpers.errors import WorkbookError
from helpers.workbook import check, hygiene, images, licences, notebooks
from helpers.workbook.outputs import FIGURE, PNG, READING, TABLE, shown

PIXEL = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
    )
).decode()


@pytest.fixture
def stored(executed):
    """The small notebook as it would be stored: a PNG beside its figure."""
    chart = shown(executed, FIGURE)[0]
    chart.output["data"][PNG] = PIXEL
    chart.output["metadata"] = {PNG: {"alt": "A picture.", "of": images.seal(chart.content, PIXEL)}}
    return executed


def test_a_clean_notebook_has_no_findings(stored):
    assert hygiene.findings(stored) == []


def set_count(notebook):
    notebook.cells[2].execution_count = 7


def never_run(notebook):
    for cell in notebook.cells[1:]:
        cell.execution_count, cell.outputs = None, []


def print_something(notebook):
    notebook.cells[1].outputs = [notebooks_output(output_type="stream", name="stdout", text="hello\n")]


def keep_error(notebook):
    notebook.cells[1].outputs = [notebooks_output(output_type="error", ename="KeyError", evalue="x", traceback=[])]


def notebooks_output(**fields):
    import nbformat

    return nbformat.from_dict(fields)


def without_tag(notebook):
    notebook.cells[1].metadata.pop("tags")


def with_times(notebook):
    notebook.cells[2].metadata["execution"] = {"iopub.execute_input": "2026-01-01T10:00:00Z"}


def other_metadata(notebook):
    notebook.metadata["language_info"]["version"] = "3.11.7"


def without_png(notebook):
    shown(notebook, FIGURE)[0].output["data"].pop(PNG)


def other_png(notebook):
    """A readable picture of something else."""
    shown(notebook, FIGURE)[0].output["metadata"][PNG]["of"] = "0" * 16


def without_outputs(notebook):
    """One cell stripped, its count kept."""
    [cell for cell in notebook.cells if cell.cell_type == "code"][2].outputs = []


def cut_png(notebook):
    shown(notebook, FIGURE)[0].output["data"][PNG] = PIXEL[:60]


def without_alt(notebook):
    shown(notebook, FIGURE)[0].content["layout"]["meta"]["alt"] = ""


def without_data(notebook):
    shown(notebook, FIGURE)[0].content["data"] = []


def other_value(notebook):
    shown(notebook, READING)[0].content["values"]["share"] = 0.25


def other_sentence(notebook):
    shown(notebook, READING)[0].output["data"]["text/markdown"] += " And more."


def short_row(notebook):
    shown(notebook, TABLE)[0].content["rows"][1].pop()


def text_output(text):
    def put(notebook):
        shown(notebook, READING)[0].output["data"]["text/plain"] = text

    return put


def prose(text):
    def put(notebook):
        notebook.cells[0].source = text

    return put


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (set_count, "not executed from top to bottom in a fresh kernel (counts [1, 7, 3, 4, 5])"),
        (never_run, "not executed from top to bottom"),
        (print_something, "In [1]: prints to stdout"),
        (keep_error, "In [1]: a stored error, KeyError: x"),
        (without_tag, "has no code cell tagged parameters"),
        (with_times, "cell 3: metadata execution left behind"),
        (other_metadata, "metadata of the notebook tell of a machine"),
        (without_png, "In [2], chart rising-share: has no PNG"),
        (other_png, "In [2], chart rising-share: its PNG is not the picture drawn of this figure"),
        (without_outputs, "In [3]: shows nothing; its output was removed"),
        (cut_png, "In [2], chart rising-share: its PNG is damaged or cut off"),
        (without_alt, "In [2], chart rising-share: has no alt"),
        (without_data, "In [2], chart rising-share: draws nothing"),
        (other_value, "In [3], reading last: text is not what its template and values give"),
        (other_sentence, "In [3], reading last: text/markdown is not what"),
        (short_row, "In [4], table years: row 2 has 1 cells for 2 columns"),
        (text_output("see /" + "home/ann/x.csv"), "In [3]: an output holds a path of one machine"),
        (text_output("C:\\Users"), "In [3]: an output holds a path of one machine"),
        (text_output("<f at 0x7f0011223344>"), "a memory address"),
        (text_output("/ipykernel_4711/x.py"), "a number of one process"),
        (text_output("id T_a1b2c"), "a random identifier"),
        (text_output("at 2026-01-02 13:14:15"), "a time of day"),
        (prose("Trade rose to 4.8 billion."), "the figure '4.8 billion' is typed into prose"),
        (prose("About 71 per cent."), "the figure '71 per cent'"),
        (prose("About 71%."), "the figure '71%'"),
        (prose("It cost $5 then."), "the figure '$5'"),
        (prose("In all 12,345 votes."), "the figure '12,345'"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_each_fault_of_a_stored_notebook_is_named(stored, spoil, says):
    spoil(stored)
    found = hygiene.findings(stored)
    assert any(says in line for line in found), found
    assert not any("\n" in line for line in found)


@pytest.mark.parametrize(
    "text",
    [
        "From 1992 to 2024, resolution A/RES/ES-11/1, 15 members, chapter 27, a share below 0.5.",
        "The share is $a / (a + b)$ and `share > 50%` marks it; see [there](https://example.org/10%25).",
        "```\nvalue = 1_000_000  # 1,000,000 dollars\n```",
    ],
)
def test_years_small_counts_code_and_formulas_are_not_typed_figures(stored, text):
    stored.cells[0].source = text
    assert hygiene.findings(stored) == []


def test_dates_on_an_axis_are_no_times_of_day(stored):
    shown(stored, FIGURE)[0].content["data"][0]["x"] = ["2022-02-24T00:00:00", "2022-02-25"]
    chart = shown(stored, FIGURE)[0]
    chart.output["metadata"][PNG]["of"] = images.seal(chart.content, PIXEL)
    assert hygiene.findings(stored) == []


def test_names_are_unique_in_the_collection(stored, tmp_path):
    stored.cells.append(copy.deepcopy(stored.cells[4]))
    stored.cells[-1].update(id="again", execution_count=6)
    for name in ("01-a.ipynb", "02-b.ipynb"):
        notebooks.write(stored, tmp_path / name)
    assert list(check.stored_notebooks(tmp_path)) == [
        "01-a.ipynb: table years occurs twice",
        "02-b.ipynb: table years occurs twice",
        "chart rising-share: 2 charts of the collection have this id",
    ]


def test_a_chart_and_a_table_of_one_name_are_a_finding(stored, tmp_path):
    shown(stored, TABLE)[0].content["id"] = "rising-share"
    notebooks.write(stored, tmp_path / "01-a.ipynb")
    (line,) = check.stored_notebooks(tmp_path)
    assert line.startswith("01-a.ipynb: a chart and a table are both called rising-share")


def test_no_notebooks_is_a_finding(tmp_path):
    assert list(check.stored_notebooks(tmp_path)) == [f"{tmp_path.name}/: there are no notebooks"]


REGISTER = Source(
    "register", "Register", "Office", "Office, register 2025", "Office (2025).", "2025", None, "CC0", "open", "Free."
)
COLUMNS = (
    Column("state", "category", "State", allowed=("A", "B")),
    Column("year", "integer", "Year", minimum=1990, maximum=2020),
    Column("share", "number", "Share", nullable=True),
)


def make_table(**changes):
    fields = {"name": "ties/shares", "title": "Shares", "description": "Made up.", "key": ("state", "year")}
    return Table(**(fields | {"columns": COLUMNS, "sources": (REGISTER,)} | changes))


FRAME = pd.DataFrame({"state": ["A", "A", "B"], "year": [1990, 1991, 1990], "share": [0.5, None, 0.25]})


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder with one table and a README, as the build leaves them."""
    monkeypatch.setattr(description, "DATA", tmp_path / "data")
    monkeypatch.setattr(licences, "README", tmp_path / "README.md")
    monkeypatch.setattr(recipes, "recipes", lambda: {"ties/shares": (make_table(), None)})
    store(make_table(), FRAME)
    package.write_package()
    licences.README.write_text(f"# A title\n\n{licences.BEGIN}\n{licences.END}\nEnd.\n")
    licences.update()
    return tmp_path / "data"


def store(table, frame):
    arrow = storage.to_arrow(frame, table)
    recipes.described(table, storage.to_pandas(arrow, table), arrow)
    storage.write_parquet(arrow, table.path)
    table.built["sha256"] = storage.digest(table.path)
    table.built["bytes"] = table.path.stat().st_size
    description.write_sidecar(table)


def found_on_tables():
    return [*check.tables(), *check.generated()]


def test_clean_tables_have_no_findings(data):
    assert found_on_tables() == []


def test_a_truncated_table_is_named(data):
    path = data / "ties/shares.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    (line,) = check.tables()
    assert line.startswith("data/ties/shares.parquet cannot be read")


def test_a_changed_table_names_the_column(data):
    storage.write_parquet(storage.to_arrow(FRAME.assign(share=[0.5, None, 0.26]), make_table()), make_table().path)
    (line,) = found_on_tables()
    assert "changed in column share" in line


def test_a_missing_table_is_named(data):
    (data / "ties/shares.parquet").unlink()
    assert any(line.startswith("data/ties/shares.parquet is missing") for line in check.tables())


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (FRAME.assign(year=[1990, 1991, 2021]), "column year, row 3 (B, 2021): 2021 is above 2020"),
        (FRAME.assign(state=["A", "A", "C"]), "column state, row 3 (C, 1990): C is not one of A, B"),
        (FRAME.assign(year=[1990, 1990, 1990]), "row 2 (A, 1990): the key occurs twice"),
    ],
)
def test_a_broken_contract_names_table_column_and_row(data, frame, says):
    store(make_table(), frame)
    package.write_package()
    (line,) = found_on_tables()
    assert line.startswith("table ties/shares")
    assert says in line


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": "Other"}, "title not as helpers/build says"),
        ({"notes": ("mind the gap",)}, "notes not as helpers/build says"),
        ({"key": ("year", "state")}, "key not as helpers/build says"),
        ({"columns": COLUMNS[:2]}, "columns (share) not as"),
        ({"columns": COLUMNS[::-1]}, "columns (order) not as"),
        ({"sources": ()}, "sources (register) not as"),
    ],
)
def test_a_side_car_that_is_not_the_recipe_names_the_field(data, monkeypatch, changes, says):
    monkeypatch.setattr(recipes, "recipes", lambda: {"ties/shares": (make_table(**changes), None)})
    (line,) = check.tables()
    assert line.startswith("data/ties/shares.yml: ")
    assert says in line


def test_excerpts_that_are_too_large_are_named(data, monkeypatch):
    large = make_table(excerpt_of=30)
    store(large, FRAME)
    monkeypatch.setattr(recipes, "recipes", lambda: {"ties/shares": (large, None)})
    (line,) = check.tables()
    assert "10.0 per cent of 30" in line


def test_files_that_belong_to_nothing_are_named(data, monkeypatch):
    (data / "ties/old.parquet").write_bytes(b"")
    assert list(check.tables()) == ["data/ties/old.parquet: belongs to no table; remove it"]
    (data / "ties/old.parquet").unlink()
    monkeypatch.setattr(recipes, "recipes", dict)
    assert list(check.tables()) == ["data/ties/shares.yml: no recipe in helpers/build makes this table; remove it"]


@pytest.mark.parametrize("name", ["datapackage.json", "croissant.json", "README.md"])
def test_a_generated_file_edited_by_hand_is_named(data, name):
    (data / name).write_text((data / name).read_text() + " ")
    assert found_on_tables() == [f"data/{name}: is not what the side-cars give; run `workbook check --fix`"]


def test_the_table_of_licences_is_kept_in_step(data):
    text = licences.README.read_text()
    assert "| Office, register 2025 | CC0 | Free. | `ties/shares` |" in text
    assert text.startswith("# A title")
    assert text.endswith("\nEnd.\n")
    licences.README.write_text(text.replace("CC0", "CC1"))
    (line,) = found_on_tables()
    assert line.startswith("README.md: the table of licences")
    licences.update()
    assert licences.README.read_text() == text


def test_a_readme_without_the_marks_is_refused():
    with pytest.raises(WorkbookError, match="needs the lines"):
        licences.updated("# Nothing here\n")
