"""What tests of sources and recipes share: the upstream files, made-up ones, refusals, and a table built anew."""

import gzip
import os

import pandas as pd
import pytest

from helpers.datasets import storage
from helpers.errors import WorkbookError
from helpers.sources.snapshots import Snapshots

SOURCES = os.environ.get("WORKBOOK_SOURCES")
needs_sources = pytest.mark.skipif(not SOURCES, reason="needs the upstream files: set WORKBOOK_SOURCES to their folder")


SOURCED = {
    "source_title": "A paper",
    "source_url": "https://example.org/paper",
    "source_quality": "press",
    "confirmed": "yes",
    "note": "",
}
"""Last cells of a row of a compiled list."""


def written(folder, source, file, text):
    """Snapshots in `folder`, in which one file of `source` holds `text`; packed where its name ends with .gz."""
    path = folder / source.name / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return Snapshots(folder)


def listed(folder, module, *rows):
    """Path of a compiled list of `module` that has the given rows."""
    path = folder / f"{module.SOURCE.name}.csv"
    pd.DataFrame(rows, columns=list(module.COLUMNS)).to_csv(path, index=False, lineterminator="\n")
    return path


def refused(function, *arguments, **options):
    """The one-line message with which a call is refused."""
    with pytest.raises(WorkbookError) as caught:
        function(*arguments, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def rebuilt(table, recipe, snapshots=None):
    """The table as `load` would give it after a build."""
    frame = recipe(snapshots).sort_values(list(table.key), kind="stable", ignore_index=True)
    return storage.to_pandas(storage.to_arrow(frame, table), table)
