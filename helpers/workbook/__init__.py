"""The `workbook` command: one module per command, and what they share."""

import os
import sys
from pathlib import Path

from helpers.errors import WorkbookError

ROOT = Path(__file__).resolve().parents[2]
"""Folder of the project."""

NOTEBOOKS = ROOT / "notebooks"


class UsageError(WorkbookError):
    """What was asked for on the command line cannot be meant; ends with exit status 2."""


def environment():
    """Environment of a program that imports `helpers` from this folder, installed or not."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


def report(line):
    """One line of progress, on standard error so that results can be piped."""
    print(line, file=sys.stderr, flush=True)
