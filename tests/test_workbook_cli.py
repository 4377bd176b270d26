"""The command line: help at once, bad input in one line with a status that scripts can trust, nothing half-written."""

import argparse
import os
import signal
import subprocess
import sys

import pytest

from helpers.errors import WorkbookError
from helpers.workbook import cli, environment, notebooks, run

CELLS = ('PAIR = ("RUS", "IRN")\nSTART = 1992\nEND = 2024', "PAIR")


@pytest.fixture
def collection(new_notebook, monkeypatch):
    """A collection of one notebook in place of the project's own."""
    folder = new_notebook("notebooks/01-question.ipynb", *CELLS).parent
    monkeypatch.setattr(notebooks, "NOTEBOOKS", folder)
    return folder


def said(capsys, *arguments):
    status = cli.main(list(arguments))
    streams = capsys.readouterr()
    return status, streams.out, streams.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rnu"], "no command 'rnu': did you mean run?"),
        (["xyz"], "no command 'xyz': there are run, test"),
        (["run", "--frobnicate"], "unrecognized arguments: --frobnicate; see `workbook run --help`"),
        (["run", "--start", "soon"], "argument --start: invalid int value: 'soon'"),
        (["run", "--pair", "Atlantis-IRN"], "--pair Atlantis-IRN: "),
        (["run", "--pair", "IRN"], "--pair IRN: "),
        (["run", "--pair", "RUS-RUS"], "--pair RUS-RUS: "),
        (["run", "--pair", "Russia-RUS"], "--pair Russia-RUS: "),
        (["run", "--pair", "RUS-IRN-CHN"], "--pair RUS-IRN-CHN: "),
        (["run", "--pair", ""], "--pair : "),
        (["run", "--start", "1066"], "--start 1066: give a year from 1700 to "),
        (["run", "--end", "3000"], "--end 3000: give a year from 1700 to "),
        (["run", "--start", "2010", "--end", "2000"], "the first year 2010 is after the last year 2000"),
        (["run", "--end", "1980"], "01-question: the first year 1992 is after the last year 1980"),
        (["run", "--jobs", "0"], "--jobs 0: give a number of 1 or more"),
        (["run", "02-quest"], "no notebook '02-quest': did you mean"),
        (["run", "--store", "--start", "2000"], "--store writes the default pair and years"),
        (["export", "--format", "png,gif"], "--format png,gif: there is no format 'gif'; choose from png"),
        (["export", "--format", ","], "--format ,: names no format"),
        (["export", "--from", "no/such"], "--from no/such: no such folder"),
        (["refresh", "votes/un_votes", "--from", "."], "un_ga_votes/"),
        (["refresh", "--from", "no/such"], "--from no/such: no such folder"),
        (["refresh"], "give the folder of upstream files"),
        (["refresh", "un_vote", "--from", "."], "'un_vote' is neither a table nor a source"),
        (["test", "everything"], "no part 'everything': choose from style"),
        (["test", "--sources", "no/such"], "no/such: no such folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_one_line_and_writes_nothing(capsys, collection, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WORKBOOK_SOURCES", raising=False)
    before = sorted(tmp_path.rglob("*"))
    status, out, err = said(capsys, *arguments, *(["--out", "new"] if arguments[0] == "run" else []))
    assert status == (1 if arguments[0] == "refresh" and len(arguments) > 2 and "un_vote" not in arguments else 2)
    assert out == ""
    assert err.startswith("workbook: " + says)
    assert err.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_explains_itself_with_examples(capsys, command):
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    text = capsys.readouterr().out
    assert left.value.code == 0
    assert f"usage: workbook {command}" in text
    assert f"  workbook {command}" in text.partition("examples:")[2]


def test_the_overview_names_every_command(capsys):
    status, out, err = said(capsys)
    assert (status, err) == (0, "")
    for command in cli.COMMANDS:
        assert f"\n  {command} " in out


@pytest.mark.parametrize(
    ("fault", "status", "line"),
    [
        (WorkbookError("two\nlines"), 1, "workbook: two lines\n"),
        (PermissionError(13, "Permission denied", "out/x"), 1, "workbook: Permission denied: out/x\n"),
        (KeyboardInterrupt(), 130, "workbook: interrupted\n"),
    ],
    ids=["fault", "disk", "interrupt"],
)
def test_faults_end_with_one_line_and_their_status(capsys, monkeypatch, fault, status, line):
    def fail(args):
        raise fault

    monkeypatch.setattr("helpers.workbook.check.main", fail)
    assert said(capsys, "check") == (status, "", line)


def test_asked_parameters_are_codes_and_years():
    args = argparse.Namespace(pair="China-Iran", start=1990, end=None)
    assert run.asked(args) == (("CHN", "IRN"), {"PAIR": ("CHN", "IRN"), "START": 1990})
    assert run.asked(argparse.Namespace(pair=None, start=None, end=None)) == (("RUS", "IRN"), {})


SHOWING = """\
from helpers import prose
prose.Empty("deals", f"no deal of {PAIR[0]} in the register since {START}")"""


def workbook(*arguments, **variables):
    """Run the command as a user does; without a browser, so that nothing is installed."""
    command = [sys.executable, "-m", "helpers.workbook", *map(str, arguments)]
    variables = environment() | {"BROWSER_PATH": os.devnull} | variables
    return subprocess.run(command, text=True, capture_output=True, env=variables)


def test_a_run_for_another_pair_tells_what_is_empty_what_failed_and_what_is_missing(new_notebook, tmp_path):
    good = new_notebook("01-good.ipynb", CELLS[0], SHOWING)
    bad = new_notebook("02-bad.ipynb", CELLS[0], "raise KeyError('no such column')")
    source = good.read_bytes()
    done = workbook("run", good, bad, "--pair", "CHN-IRN", "--start", 2000, "--out", tmp_path / "out")
    assert done.returncode == 1, done.stderr
    assert "1 of 2 notebooks ran for CHN-IRN" in done.stdout
    assert "  01-good, In [2], deals: no deal of CHN in the register since 2000" in done.stdout
    assert "  02-bad, In [2]: KeyError: 'no such column'" in done.stdout
    assert "no PNG, SVG and PDF, only HTML and CSV: BROWSER_PATH is" in done.stderr
    assert "Traceback" not in done.stderr
    assert (
        'PAIR = ("CHN", "IRN")\nSTART = 2000'
        in notebooks.read(tmp_path / "out/notebooks/01-good.ipynb").cells[1].source
    )
    assert good.read_bytes() == source


def test_a_run_without_a_browser_still_writes_pages_and_data(executed, tmp_path):
    notebooks.write(executed, tmp_path / "01-rise.ipynb")
    done = workbook("run", tmp_path / "01-rise.ipynb", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    names = sorted(p.name for p in (tmp_path / "out/charts/01-rise").iterdir())
    assert names == ["rising-share.csv", "rising-share.html", "rising-share.md", "years.csv", "years.html", "years.md"]
    done = workbook("export", "--from", tmp_path / "out/notebooks", "--format", "png,csv", "--out", tmp_path / "more")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("workbook: nothing exported, since PNG, SVG and PDF need a browser: BROWSER_PATH is")
    assert not (tmp_path / "more").exists()


def test_stored_outputs_are_all_or_nothing(collection, new_notebook, capsys, monkeypatch):
    monkeypatch.setattr(run, "NOTEBOOKS", collection)
    monkeypatch.setenv("BROWSER_PATH", os.devnull)
    bad = new_notebook("notebooks/02-bad.ipynb", CELLS[0], "1 / 0")
    before = {path: path.read_bytes() for path in collection.iterdir()}
    out = str(collection.parent / "out")
    status, _, err = said(capsys, "run", "--store", "--no-export", "--out", out)
    assert status == 1
    assert "nothing stored" in err
    assert {path: path.read_bytes() for path in collection.iterdir()} == before
    bad.unlink()
    assert said(capsys, "run", "--store", "--no-export", "--out", out)[0] == 0
    (stored,) = collection.iterdir()
    first = stored.read_bytes()
    assert [c.execution_count for c in notebooks.read(stored).cells if c.cell_type == "code"] == [1, 2]
    assert said(capsys, "run", "--store", "--no-export", "--out", out)[0] == 0
    assert stored.read_bytes() == first


def test_an_interrupted_run_leaves_nothing_half_written(new_notebook, tmp_path):
    if os.name == "nt":
        pytest.skip("needs POSIX signals")
    mark = tmp_path / "running"
    slow = new_notebook(
        "01-slow.ipynb", CELLS[0], f"import pathlib, time\npathlib.Path({str(mark)!r}).touch()\ntime.sleep(600)"
    )
    command = [sys.executable, "-m", "helpers.workbook", "run", str(slow), "--out", str(tmp_path / "out")]
    variables = environment() | {"BROWSER_PATH": os.devnull}
    program = subprocess.Popen(
        command,
        text=True,
        stderr=subprocess.PIPE,
        env=variables,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background inherits it ignored
    )
    while not mark.exists() and program.poll() is None:
        try:
            program.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
    program.send_signal(2)
    _, err = program.communicate(timeout=120)
    assert program.returncode == 130, err
    assert err.endswith("workbook: interrupted\n")
    assert not (tmp_path / "out").exists()


def test_lab_opens_at_the_root_and_passes_options_on(monkeypatch, root):
    called = {}
    monkeypatch.setattr("os.execve", lambda program, command, variables: called.update(command=command, path=variables))
    monkeypatch.chdir(root)
    cli.main(["lab", "--no-browser", "--port", "8899"])
    assert called["command"][1:4] == ["-m", "jupyter", "lab"]
    assert called["command"][-3:] == ["--no-browser", "--port", "8899"]
    assert f"--ServerApp.root_dir={root}" in called["command"]
    assert str(root) in called["path"]["PYTHONPATH"]
