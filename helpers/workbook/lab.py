"""`workbook lab`: open JupyterLab with the notebooks, without looking for news or updates."""

import subprocess
import sys

from helpers.workbook import ROOT, environment

EXAMPLES = """\
  workbook lab
  workbook lab --no-browser --port 8899     further options go to JupyterLab
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
    """Run JupyterLab until it is stopped; its exit status."""
    command = [sys.executable, "-m", "jupyter", "lab", *FLAGS, *args.more]
    return subprocess.run(command, cwd=ROOT, env=environment()).returncode
