"""The comparison behind the notebook checks is itself checked: a spoiled number must fail, and the place be named."""

import base64
import copy
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.workbook import environment, notebooks
from helpers.workbook.comparison import RELATIVE_TOLERANCE, differences
from helpers.workbook.figures import decoded
from helpers.workbook.outputs import FIGURE, PNG, READING, TABLE, shown


def packed(values, kind="f8"):
    array = np.asarray(values, dtype=np.dtype(kind).newbyteorder("<"))
    found = {"dtype": kind, "bdata": base64.b64encode(array.tobytes()).decode()}
    return found | ({"shape": ", ".join(map(str, array.shape))} if array.ndim > 1 else {})


def chart(y, **more):
    trace = {"type": "scatter", "name": "Russia-Iran", "x": [2000, 2001, 2002], "y": y} | more
    layout = {"meta": {"id": "trade-turnover"}, "title": {"text": "It rises"}}
    return {"data": [{"type": "bar", "y": [1]}, trace], "layout": layout}


def output(content, mime=FIGURE, **more):
    return {"output_type": "display_data", "metadata": {}, "data": {mime: content} | more}


def test_equal_figures_have_no_differences():
    assert differences([output(chart([1.5, 2, None]))], [output(chart([1.5, 2.0, None]))]) == []


@pytest.mark.parametrize("kind", ["f8", "i4", "i1", "u2"])
def test_packed_and_plain_arrays_are_the_same_figure(kind):
    assert differences([output(chart([1, 2, 3]))], [output(chart(packed([1, 2, 3], kind)))]) == []


def test_missing_numbers_are_the_same_packed_or_not():
    assert differences([output(chart([1.5, None, 3]))], [output(chart(packed([1.5, np.nan, 3])))]) == []


def test_a_packed_grid_keeps_its_shape():
    assert decoded({"z": packed([[1, 2, 3], [4, 5, 6]], "i2")}) == {"z": [[1, 2, 3], [4, 5, 6]]}


def test_template_and_uid_are_ignored():
    fresh = chart([1, 2, 3], uid="a1b2")
    fresh["layout"]["template"] = {"layout": {"font": {"size": 40}}}
    assert differences([output(chart([1, 2, 3], uid="other"))], [output(fresh)]) == []


def test_numbers_within_the_tolerance_pass_and_outside_fail():
    inside, outside = (3 * (1 + k * RELATIVE_TOLERANCE) for k in (0.5, 2))
    assert differences([output(chart([1, 2, 3.0]))], [output(chart(packed([1, 2, inside])))]) == []
    assert differences([output(chart([1, 2, 3.0]))], [output(chart(packed([1, 2, outside])))])


def test_a_changed_number_of_a_figure_is_named_with_chart_trace_and_point():
    (line,) = differences([output(chart(packed([1.5, 2.5, 3.5])))], [output(chart(packed([1.5, 2.5, 3.25])))])
    assert line == "chart trade-turnover, trace 2 (Russia-Iran), y[2]: stored 3.5, now 3.25"


@pytest.mark.parametrize(("old", "new"), [(0.0, None), (1, True), (1, "1"), (0, False)])
def test_zero_missing_text_and_truth_are_not_one_another(old, new):
    assert differences([output(chart([1, old, 3]))], [output(chart([1, new, 3]))])


def test_a_changed_title_is_named():
    fresh = chart([1, 2, 3])
    fresh["layout"]["title"]["text"] = "It falls"
    (line,) = differences([output(chart([1, 2, 3]))], [output(fresh)])
    assert line.startswith("chart trade-turnover, layout.title.text: stored 'It rises', now 'It falls'")


def test_lost_points_traces_and_outputs_are_named():
    assert "y: stored 3 points, now 2" in differences([output(chart([1, 2, 3]))], [output(chart([1, 2]))])[0]
    fewer = chart([1, 2, 3])
    fewer["data"].pop(0)
    assert (
        "stored 2 traces (bar, Russia-Iran), now 1 (Russia-Iran)"
        in differences([output(chart([1, 2, 3]))], [output(fewer)])[0]
    )
    assert differences([output(chart([1]))], []) == ["the cell showed chart trade-turnover; now it shows nothing"]


def test_many_differences_are_counted_not_listed():
    lines = differences([output(chart(list(range(100))))], [output(chart(list(range(1, 101))))])
    assert len(lines) < 12
    assert "and 92 more" in lines[-1]


def test_a_damaged_array_is_one_line():
    broken = {"dtype": "f8", "bdata": "AAAA"}
    (line,) = differences([output(chart(broken))], [output(chart([1, 2, 3]))])
    assert "packed array" in line


def test_a_changed_value_of_a_reading_is_named_once():
    def reading(share, text):
        content = {"name": "share", "template": "It was {share:pct}.", "values": {"share": share}, "text": text}
        return output(content, READING, **{"text/markdown": text, "text/plain": text})

    assert differences([reading(0.5, "It was 50 per cent.")], [reading(0.5 + 1e-13, "It was 50 per cent.")]) == []
    lines = differences([reading(0.5, "It was 50 per cent.")], [reading(0.25, "It was 25 per cent.")])
    assert lines == ["reading share, value share: stored 0.5, now 0.25"]
    (line,) = differences([reading(0.5, "It was 50 per cent.")], [reading(0.5, "It is 50 per cent.")])
    assert line.startswith("reading share, text: stored")


def test_a_changed_cell_of_a_table_is_named_by_row_and_column():
    def table(value):
        rows = [["Russia", 2000, 1.5], ["Iran", 2001, value]]
        return output({"id": "shares", "columns": ["state", "year", "share"], "rows": rows}, TABLE)

    assert differences([table(2.5)], [table(2.75)]) == [
        'table shares, row 2 ("Iran"), column share: stored 2.5, now 2.75'
    ]
    assert differences([table(2.5)], [table(None)])


def test_other_outputs_are_compared_exactly_and_pictures_not_at_all():
    assert differences([output("<b>1</b>", "text/html")], [output("<b>1</b>", "text/html")]) == []
    (line,) = differences([output("<b>1</b>", "text/html")], [output("<b>2</b>", "text/html")])
    assert line == "text/html, text/html: stored '<b>1</b>', now '<b>2</b>' (character 4)"
    assert differences([output(chart([1]), **{PNG: "one"})], [output(chart([1]))]) == []


def test_streams_and_errors_are_compared():
    def stream(text):
        return {"output_type": "stream", "name": "stdout", "text": text}

    error = {"output_type": "error", "ename": "KeyError", "evalue": "x", "traceback": []}
    assert differences([stream("a")], [stream("a")]) == []
    assert differences([stream("a")], [stream("b")])[0].startswith("stdout: stored 'a', now 'b'")
    assert differences([], [stream("b")])
    assert differences([output("a", "text/plain")], [error]) == ["text/plain; now error KeyError: x"]


@given(st.lists(st.floats(allow_nan=True, allow_infinity=False) | st.none(), min_size=1, max_size=8), st.data())
def test_any_figure_equals_itself_and_any_changed_point_is_found(values, data):
    assert differences([output(chart(values))], [output(chart(copy.deepcopy(values)))]) == []
    place = data.draw(st.integers(0, len(values) - 1))
    changed = list(values)
    changed[place] = "another" if values[place] is None else None if values[place] == values[place] else 7.0
    (line,) = differences([output(chart(values))], [output(chart(changed))])
    assert f"y[{place}]" in line


def spoiled_figure(notebook):
    """One number of the stored figure changed, inside its packed array."""
    content = shown(notebook, FIGURE)[0].content
    values = decoded(content["data"][1]["y"])
    values[3] = 0.45
    content["data"][1]["y"] = packed([np.nan if v is None else v for v in values])


def spoiled_table(notebook):
    """One number of the stored table changed."""
    shown(notebook, TABLE)[0].content["rows"][1][1] = 0.21


def spoiled_sentence(notebook):
    """One number of the stored sentence changed, in the text a reader sees."""
    data = shown(notebook, READING)[0].output["data"]
    for mime in ("text/markdown", "text/plain"):
        data[mime] = data[mime].replace("50", "51")


SPOILED = {
    "figure": (spoiled_figure, "In [2]: chart rising-share, trace 2 (Iran), y[3]: stored 0.45, now 0.4"),
    "table": (spoiled_table, "In [4]: table years, row 2 (2001), column share: stored 0.21, now 0.2"),
    "sentence": (spoiled_sentence, "In [3]: reading last, text/markdown: stored 'In 2004 the share was 51 per cent.'"),
}


def test_nbval_with_our_comparison_fails_on_each_spoiled_number_and_names_the_place(tmp_path, root, executed):
    shutil.copy(root / "conftest.py", tmp_path)
    notebooks.write(executed, tmp_path / "clean.ipynb")
    for name, (spoil, _) in SPOILED.items():
        changed = copy.deepcopy(executed)
        spoil(changed)
        notebooks.write(changed, tmp_path / f"{name}.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-q", "-rf"]
    command += ["--color=no", "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), text=True, capture_output=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "3 failed, 17 passed" in done.stdout, done.stdout
    for name, (_, line) in SPOILED.items():
        assert f"{name}.ipynb, {line}" in done.stdout, done.stdout
    assert "clean.ipynb" not in done.stdout.partition("FAILURES")[2]


def test_the_stored_form_survives_writing_and_reading(tmp_path, executed):
    notebooks.write(executed, tmp_path / "a.ipynb")
    again = notebooks.read(tmp_path / "a.ipynb")
    for old, new in zip(executed.cells, again.cells, strict=True):
        assert differences(old.get("outputs", []), new.get("outputs", [])) == []
    notebooks.write(again, tmp_path / "b.ipynb")
    assert (tmp_path / "a.ipynb").read_bytes() == (tmp_path / "b.ipynb").read_bytes()
    assert json.loads((tmp_path / "a.ipynb").read_text())["metadata"] == notebooks.METADATA
