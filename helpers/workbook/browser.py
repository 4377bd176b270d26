"""The browser that draws static images: where it is, and how to get one.

Text is drawn with the fonts of the machine: another font has other glyph widths, so the same
figure gives other bytes elsewhere. The fonts installed with the browser are those the charts name.
"""

import os
import shutil
import subprocess
from pathlib import Path

from helpers.errors import WorkbookError

PACKAGES = ("chromium", "fonts-noto-core", "fonts-open-sans")
"""Debian packages: the browser and the two font families that cover the names in the charts."""

ADVICE = (
    "install Chrome or Chromium (Debian, Ubuntu: apt-get install chromium fonts-noto-core fonts-open-sans) "
    "or set BROWSER_PATH to its program"
)


def find():
    """Path of a Chrome or Chromium on this machine, or None.

    `BROWSER_PATH` comes first; then what `PATH` and the usual places of Linux, macOS and
    Windows hold, plotly's own download included.

    Raises
    ------
    WorkbookError
        If `BROWSER_PATH` is set to something that is no program.
    """
    named = os.environ.get("BROWSER_PATH")
    if named:
        if not (Path(named).is_file() and os.access(named, os.X_OK)):
            raise WorkbookError(f"BROWSER_PATH is {named!r}, where there is no program; correct it or unset it")
        return named
    from choreographer.browsers.chromium import Chromium

    found = Chromium.find_browser(skip_local=False)
    return str(found) if found else None


def provide(report):
    """Path of a browser, installed if there is none and this machine lets us; None if not.

    Parameters
    ----------
    report : callable
        Called with a line of progress for each step.

    Raises
    ------
    WorkbookError
        As `find`.
    """
    return find() or _from_debian(report) or _from_plotly(report)


def _from_debian(report):
    """Install the Debian packages; only as root and where apt-get exists."""
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    report(f"no browser for the images: installing {', '.join(PACKAGES)} (about half a minute, once)")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *PACKAGES]
    for command in (["apt-get", "update", "-q"], install):
        done = subprocess.run(command, env=environment, text=True, capture_output=True)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
            report(f"{' '.join(command[:2])} failed: {said[-1]}")
    return find()


def _from_plotly(report):
    """Let plotly's image library download its own browser into its own folder."""
    import kaleido

    report("no browser for the images: trying plotly's own download (about a minute, once)")
    try:
        kaleido.get_chrome_sync()
    except Exception as error:
        report(f"the download failed: {(str(error).splitlines() or [type(error).__name__])[0]}")
        return None
    return find()
