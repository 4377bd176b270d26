"""`workbook refresh`: build the tables of data/ anew from a folder of upstream files, or download such files."""

import os
import time
from difflib import get_close_matches
from pathlib import Path

from helpers.errors import WorkbookError
from helpers.workbook import ROOT, UsageError, report

EXAMPLES = """\
  workbook refresh --from ~/snapshots                       every table
  workbook refresh votes/un_votes --from ~/snapshots        one table
  workbook refresh un_ga_votes sipri_arms --from snapshots  every table that uses one of two sources
  WORKBOOK_SOURCES=~/snapshots workbook refresh             the folder from the environment

The folder holds one folder per source, named as in the side-cars data/*/*.yml (sources: name).

  workbook refresh --download us_cpi worldbank_gdp_population  official files into downloads/, outside git
  workbook refresh power/deflator --from downloads --accept    tables from what was downloaded
  workbook refresh --download sipri_arms                       the whole register, for notebooks to use
  workbook refresh --download sipri_arms --accept              the same, when its release changes deals
  COMTRADE_API_KEY=... workbook refresh --download comtrade_goods
  workbook refresh --download baci_pairs --into ~/downloads    two gigabytes; an interrupted download goes on

Keys: COMTRADE_API_KEY for comtrade_*, EIA_API_KEY for oil_prices; the others need none.
WORKBOOK_DOWNLOADS names another folder than downloads/; notebooks look there for what was downloaded.
WORKBOOK_URL_<SERVICE> replaces the address of a service that has moved: BACI, COMTRADE, EIA, FRED, IMF, SIPRI,
SIPRI_SITE, WORLDBANK. WORKBOOK_BACI_RELEASE names another release of BACI; WORKBOOK_SIPRI_REGISTER names a register
that was saved by hand from the site.
"""


def options(parser):
    """Arguments of the command."""
    parser.add_argument("name", nargs="*", help="table (votes/un_votes) or source (un_ga_votes); default: all tables")
    parser.add_argument("--from", dest="source", metavar="DIR", help="folder of upstream files, one folder per source")
    parser.add_argument("--download", action="store_true", help="download the named sources instead of building")
    parser.add_argument("--into", metavar="DIR", help="folder for downloads (default: downloads/)")
    parser.add_argument("--accept", action="store_true", help="let another release replace the one that is there")


def main(args):
    """Build the tables asked for, or download; nothing is replaced unless all of it is there and agreed to."""
    if args.download:
        return fetch(args)
    if args.into:
        raise UsageError("--into is where --download writes; to build from a folder give --from DIR")
    folder = args.source or os.environ.get("WORKBOOK_SOURCES")
    if not folder:
        raise UsageError("give the folder of upstream files: workbook refresh --from DIR (or set WORKBOOK_SOURCES)")
    from helpers.build.tables import build, wanted
    from helpers.workbook import licences

    try:
        chosen = wanted(args.name)
    except WorkbookError as error:
        raise UsageError(str(error)) from None

    started = time.monotonic()
    lines = differences(folder, chosen)
    for line in lines:
        report(line)
    if lines and not args.accept:
        raise WorkbookError(
            "another release would replace the one in data/ (above); nothing is written: run the command again with "
            "--accept to take it"
        )
    tables = build(folder, args.name, report)
    licences.update()
    print(f"{len(tables)} tables written to data/ in {time.monotonic() - started:.0f} s")
    return 0


def fetch(args):
    """Download the named sources, one after the other."""
    from helpers.clients import CLIENTS, download
    from helpers.clients.deposit import Deposit
    from helpers.datasets import local

    if args.source:
        raise UsageError("--from is a folder to build from; give the folder for downloads with --into DIR")
    if not args.name:
        raise UsageError(f"name what to download: {', '.join(CLIENTS)}")
    for name in args.name:
        if name not in CLIENTS:
            near = get_close_matches(name, CLIENTS, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(CLIENTS)}"
            raise UsageError(f"no download of {name!r}: {hint}")
    folder = Path(args.into).expanduser() if args.into else local.folder()
    deposit = Deposit(folder)
    for name in dict.fromkeys(args.name):
        started = time.monotonic()
        download(name, deposit, report, args.accept)
        print(f"{name} downloaded to {_shown(folder / name)} in {time.monotonic() - started:.0f} s", flush=True)
        for line in next_steps(name, folder):
            print(line)
    return 0


def next_steps(name, folder):
    """What can be done with a source that was downloaded."""
    from helpers.build.tables import recipes

    using = [table for table, _ in recipes().values() if name in {source.name for source in table.sources}]
    ready = [t.name for t in using if all((folder / source.name).is_dir() for source in t.sources)]
    if ready:
        yield f"  build with: workbook refresh {' '.join(ready)} --from {_shown(folder)} --accept"
    waiting = [t.name for t in using if t.name not in ready]
    if waiting:
        yield f"  {', '.join(waiting)} needs other sources as well: data/README.md names them"


def differences(folder, chosen):
    """What the tables to build would change in releases: lines to show, none if nothing changes.

    Parameters
    ----------
    folder : path
    chosen : dict
        Name -> (Table, recipe), as `helpers.build.tables.wanted` gives it.
    """
    from helpers.clients import releases
    from helpers.clients.deposit import downloaded_on
    from helpers.datasets import description, load
    from helpers.sources.snapshots import Snapshots

    snapshots, lines = Snapshots(folder), []
    sources = {source.name: source for table, _ in chosen.values() for source in table.sources}
    for name, source in sorted(sources.items()):
        day = downloaded_on(snapshots.folder / name)
        if day:
            lines.append(f"{name} was downloaded on {day}; the tables will name that day in place of {source.short!r}")
    compared = {"arms/deals": releases.deal_changes, "arms/expenditure": releases.spending_changes}
    for name in compared.keys() & chosen.keys():
        table, recipe = chosen[name]
        if description.sidecar_path(name).exists() and table.path.exists():
            report(f"comparing {name} with what is there")
            changes = compared[name](load(name), recipe(snapshots))
            lines += [f"{name}, focal states:", *(f"  {line}" for line in changes)] if changes else []
    return lines


def _shown(path):
    """A path as the reader would type it at the root of the project."""
    path = path.resolve()
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
