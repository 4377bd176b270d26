"""`workbook test`: every check: style, tables, tests, and the notebooks against their stored outputs."""

import subprocess
import sys
import time
from pathlib import Path

from helpers.workbook import NOTEBOOKS, ROOT, UsageError, environment

EXAMPLES = """\
  workbook test                            all of it
  workbook test notebooks                  one part: style, check, tests or notebooks
  workbook test --sources ~/snapshots      also the tests that need the upstream files

WORKBOOK_SOURCES and WORKBOOK_GOLDEN name the same folders; without them those tests are skipped.
"""

PYTHON_FILES = ("helpers", "tests", "notebooks", "workbook.py", "conftest.py")

PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "2", "-q")
NBVAL = ("--nbval", "--nbval-current-env", "--nbval-cell-timeout", "600", "--dist", "loadfile")

PARTS = {
    "style": [
        (sys.executable, "-m", "ruff", "check", *PYTHON_FILES),
        (sys.executable, "-m", "ruff", "format", "--check", *PYTHON_FILES),
    ],
    "check": [(sys.executable, "-m", "helpers.workbook", "check")],
    "tests": [(*PYTEST, "tests")],
    "notebooks": [(*PYTEST, *NBVAL, NOTEBOOKS.name)],
}
TITLES = {
    "style": "Style (ruff)",
    "check": "Tables and stored outputs (workbook check)",
    "tests": "Tests (pytest)",
    "notebooks": "Notebooks against their stored outputs (pytest --nbval)",
}


def options(parser):
    """Arguments of the command."""
    parser.add_argument("part", nargs="*", help=f"any of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--sources", metavar="DIR", help="folder of upstream files, for the tests that need them")
    parser.add_argument("--golden", metavar="DIR", help="folder of published reference data, likewise")


def main(args):
    """Run the parts asked for; exit status 1 if any of them failed."""
    unknown = [part for part in args.part if part not in PARTS]
    if unknown:
        raise UsageError(f"no part {unknown[0]!r}: choose from {', '.join(PARTS)}")
    variables = environment()
    for name, folder in (("WORKBOOK_SOURCES", args.sources), ("WORKBOOK_GOLDEN", args.golden)):
        if folder:
            variables[name] = _folder(folder)
    started, failed = time.monotonic(), []
    for part in args.part or PARTS:
        print(f"\n== {TITLES[part]}", flush=True)
        if any([subprocess.run(command, cwd=ROOT, env=variables).returncode for command in PARTS[part]]):
            failed.append(part)
    outcome = f"failed: {', '.join(failed)}" if failed else "all passed"
    print(f"\nworkbook test: {outcome} ({time.monotonic() - started:.0f} s)")
    return 1 if failed else 0


def _folder(text):
    path = Path(text).expanduser().resolve()
    if not path.is_dir():
        raise UsageError(f"{text}: no such folder")
    return str(path)
