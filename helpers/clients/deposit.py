"""The folder of downloads: one folder per source, each whole or untouched, and what unfinished downloads left."""

import hashlib
import json
import shutil
import time
from contextlib import suppress
from datetime import date

import pandas as pd
import yaml

from helpers.datasets import storage
from helpers.errors import WorkbookError
from helpers.files import replacing

FRESH = 24 * 3600
"""Seconds for which a finished part is used again: what is older may belong to another vintage."""

UNFINISHED = ".unfinished"


class Deposit:
    """A folder that downloads go to.

    Parts of unfinished downloads are kept under `.unfinished/<source>` and used again for a day. A source's folder
    is replaced by a rename once all its files are there. The folder keeps itself out of git.

    Parameters
    ----------
    folder : pathlib.Path
    """

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n")

    def path(self, source):
        """Folder of a source."""
        return self.folder / source

    def work(self, source):
        """Folder for what an unfinished download leaves.

        Raises
        ------
        WorkbookError
            If the folder of the source holds files that were not downloaded by this command.
        """
        work, target = self.folder / UNFINISHED / source, self.path(source)
        work.mkdir(parents=True, exist_ok=True)
        if (work / "old").exists() and not target.exists():
            (work / "old").rename(target)  # interrupted between two renames
        if target.exists() and downloaded_on(target) is None:
            raise WorkbookError(
                f"{target} holds files that were not downloaded by this command; give another folder with --into"
            )
        return work

    def part(self, source, request, fetch):
        """The rows that `fetch()` gives, or those it gave for the same request within a day.

        Parameters
        ----------
        source : str
        request : dict
            What is asked for; tells parts apart.
        fetch : callable
            Gives a DataFrame.

        Returns
        -------
        pathlib.Path
            A Parquet file.
        """
        name = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:16]
        path = self.work(source) / f"{name}.parquet"
        if not (path.exists() and time.time() - path.stat().st_mtime < FRESH):
            frame = fetch()
            with replacing(path) as temporary:
                frame.to_parquet(temporary, index=False)
        return path

    def parts(self, source, requests, fetch, report, what):
        """`part` for every request, with progress; all rows together."""
        paths, said = [], time.monotonic()
        for number, request in enumerate(requests, start=1):
            paths.append(self.part(source, request, lambda request=request: fetch(request)))
            if time.monotonic() - said > 2 or number == len(requests):
                said = time.monotonic()
                report(f"{source}: {number} of {len(requests)} {what}")
        return paths

    def put(self, source, described, files, address):
        """Put the files of a source in the place of the old ones.

        Parameters
        ----------
        source : str
        described : helpers.datasets.description.Source
            Citation and terms for its `source.yml`.
        files : dict
            Name -> bytes, or function that writes to a given path.
        address : str
            Where the files come from, without keys.
        """
        work, target = self.work(source), self.path(source)
        new, old = work / "new", work / "old"
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
        new.mkdir()
        listed = []
        for name, content in files.items():
            path = new / name
            path.write_bytes(content) if isinstance(content, bytes) else content(path)
            listed.append({"path": name, "sha256": storage.digest(path), "bytes": path.stat().st_size})
        sidecar = {
            "name": source,
            "title": described.title,
            "producer": described.producer,
            "citation": described.citation,
            "downloaded": date.today(),
            "address": address,
            "licence": described.licence,
            "redistribution": described.redistribution,
            "files": listed,
        }
        (new / "source.yml").write_text(yaml.safe_dump(sidecar, sort_keys=False, allow_unicode=True), encoding="utf-8")
        if target.exists():
            target.rename(old)
        new.rename(target)
        shutil.rmtree(work, ignore_errors=True)
        with suppress(OSError):
            work.parent.rmdir()

    def frame(self, paths):
        """Rows of several parts, one below the other."""
        return pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)


def downloaded_on(folder):
    """Day on which the files of a source's folder were downloaded; None for files from elsewhere."""
    sidecar = folder / "source.yml"
    if not sidecar.exists():
        return None
    try:
        return yaml.safe_load(sidecar.read_text(encoding="utf-8")).get("downloaded")
    except (yaml.YAMLError, AttributeError):
        return None
