"""`workbook lab`: open JupyterLab with the notebooks, without looking for news or updates."""

import os
import subprocess
import sys

from helpers.workbook import ROOT, environment

EXAMPLES = """\
  workbook lab
  workbook lab --no-browser --port 8899     further options go to JupyterLab
  workbook lab --allow-root                 as root, in a container
"""

FLAGS = (
    f"--ServerApp.root_dir={ROOT}",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
)


def options(parser):
    """Arguments of the command: none of its own."""
    parser.usage = "workbook lab [options of JupyterLab]"


def main(args):
    """Become JupyterLab, so that Ctrl-C reaches it; where that cannot be (Windows), run it and return its status."""
    command = [sys.executable, "-m", "jupyter", "lab", *FLAGS, *args.more]
    os.chdir(ROOT)
    if os.name == "nt":
        return subprocess.run(command, env=environment()).returncode
    os.execve(sys.executable, command, environment())
