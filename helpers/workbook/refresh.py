"""`workbook refresh`: build the tables of data/ anew from a folder of upstream files."""

import os
import time

from helpers.errors import WorkbookError
from helpers.workbook import UsageError, report

EXAMPLES = """\
  workbook refresh --from ~/snapshots                       every table
  workbook refresh votes/un_votes --from ~/snapshots        one table
  workbook refresh un_ga_votes sipri_arms --from snapshots  every table that uses one of two sources
  WORKBOOK_SOURCES=~/snapshots workbook refresh             the folder from the environment

The folder holds one folder per source, named as in the side-cars data/*/*.yml (sources: name).
"""


def options(parser):
    """Arguments of the command."""
    parser.add_argument("name", nargs="*", help="table (votes/un_votes) or source (un_ga_votes); default: all tables")
    parser.add_argument("--from", dest="source", metavar="DIR", help="folder of upstream files, one folder per source")


def main(args):
    """Build the tables asked for; nothing is written unless all of them can be built."""
    folder = args.source or os.environ.get("WORKBOOK_SOURCES")
    if not folder:
        raise UsageError("give the folder of upstream files: workbook refresh --from DIR (or set WORKBOOK_SOURCES)")
    from helpers.build.tables import build, wanted
    from helpers.workbook import licences

    try:
        wanted(args.name)
    except WorkbookError as error:
        raise UsageError(str(error)) from None

    started = time.monotonic()
    tables = build(folder, args.name, report)
    licences.update()
    print(f"{len(tables)} tables written to data/ in {time.monotonic() - started:.0f} s")
    return 0
