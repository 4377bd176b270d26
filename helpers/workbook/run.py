"""`workbook run`: execute notebooks in fresh kernels, for any pair of states, and export their charts."""

import asyncio
import base64
import copy
import os
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from helpers.errors import WorkbookError
from helpers.workbook import NOTEBOOKS, ROOT, UsageError, report

EXAMPLES = """\
  workbook run                               every notebook, Russia and Iran, charts in output/RUS-IRN
  workbook run 06-un-voting                  one notebook, by name, number or path
  workbook run --pair CHN-IRN --start 1990   another pair, other years
  workbook run 2 4 --pair "India-Russia" --out india --no-export
"""

DEFAULT_PAIR = ("RUS", "IRN")

SHOWN = ("06-un-voting", "un-similarity")
"""Notebook and chart on the first page of the project."""

PICTURE = ROOT / "docs" / "first-chart.png"

JOBS = 3
"""Kernels at the same time: each waits for its messages now and then, so two cores are kept busy; up to 0.6 GB each."""

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "1")
"""For linear algebra in each kernel: with several kernels its threads would wait for each other at full load."""

FIRST_YEAR = 1700
"""Nothing in the tables is older; a smaller year is a slip."""


def options(parser):
    """Arguments of the command."""
    parser.add_argument("notebook", nargs="*", help="name, number or path of a notebook (default: all)")
    parser.add_argument("--pair", metavar="A-B", help="two states, as codes or names: CHN-IRN (default: RUS-IRN)")
    parser.add_argument("--start", type=int, metavar="YEAR", help="first year (default: that of each notebook)")
    parser.add_argument("--end", type=int, metavar="YEAR", help="last year (default: that of each notebook)")
    parser.add_argument("--out", metavar="DIR", help="folder for notebooks and charts (default: output/PAIR)")
    parser.add_argument("--jobs", type=int, metavar="N", help="kernels at the same time (default: 3)")
    parser.add_argument("--no-export", action="store_true", help="only execute: no charts, no browser")
    parser.add_argument("--store", action="store_true", help="for maintainers: write the outputs back into notebooks/")


def main(args):
    """Run the command; exit status 1 if any notebook failed."""
    from helpers.workbook import notebooks

    started = time.monotonic()
    pair, values = asked(args)
    jobs = _jobs(args.jobs)
    paths = notebooks.select(args.notebook)
    folder = Path(args.out) if args.out else ROOT / "output" / "-".join(pair)
    if args.store:
        _may_store(paths, values)
    works = [prepare(path, values) for path in paths]
    os.environ.setdefault(*ONE_THREAD)
    asyncio.run(run_every(works, folder, jobs, export=not args.no_export, draw=args.store or not args.no_export))
    if args.store:
        _store(works)
    print(summary(works, pair, folder, time.monotonic() - started))
    return 1 if any(work.failure for work in works) else 0


def asked(args):
    """The pair and the parameters that the options ask for.

    Returns
    -------
    (tuple of str, dict)
        Pair of codes; name -> value for the parameters cells.

    Raises
    ------
    UsageError
        If a state is unknown or named twice, or the years make no sense.
    """
    values = {}
    if args.pair is not None:
        from helpers import countries

        try:
            values["PAIR"] = tuple(countries.pair(args.pair))
        except WorkbookError as error:
            raise UsageError(f"--pair {args.pair}: {error}") from None
    latest = date.today().year
    for name, year in (("START", args.start), ("END", args.end)):
        if year is None:
            continue
        if not FIRST_YEAR <= year <= latest:
            raise UsageError(f"--{name.lower()} {year}: give a year from {FIRST_YEAR} to {latest}")
        values[name] = year
    _in_order(values.get("START"), values.get("END"), "")
    return values.get("PAIR", DEFAULT_PAIR), values


def _in_order(start, end, where):
    if start is not None and end is not None and start > end:
        raise UsageError(f"{where}the first year {start} is after the last year {end}; see --start and --end")


def _jobs(asked_for):
    if asked_for is not None and asked_for < 1:
        raise UsageError(f"--jobs {asked_for}: give a number of 1 or more")
    return asked_for or JOBS


def _may_store(paths, values):
    if values:
        raise UsageError("--store writes the default pair and years; leave out --pair, --start and --end")
    outside = [p.name for p in paths if p.parent != NOTEBOOKS]
    if outside:
        raise UsageError(f"--store writes into notebooks/ only; {outside[0]} is elsewhere")


@dataclass
class Work:
    """One notebook on its way: where it came from, what it showed before, what became of it."""

    path: Path
    notebook: object
    pictures: list
    lacking: list
    failure: str | None = None
    without_png: list = field(default_factory=list)
    charts: int = 0

    @property
    def name(self):
        """Name without the ending."""
        return self.path.stem


def prepare(path, values):
    """Read a notebook, remember the pictures it holds, and set its parameters.

    Raises
    ------
    UsageError
        If a year asked for does not fit the notebook's other one.
    """
    from helpers.workbook import images, notebooks

    notebook = notebooks.read(path)
    known = copy.deepcopy(images.pictures(notebook))
    lacking = notebooks.inject(notebook, values)
    now = {name: parameter.value for name, parameter in notebooks.parameters(notebook).items()}
    _in_order(now.get("START"), now.get("END"), f"{path.stem}: ")
    return Work(path, notebook, known, lacking)


async def run_every(works, folder, jobs, export, draw=False):
    """Execute notebooks and write them into `folder`.

    Parameters
    ----------
    works : list of Work
        What becomes of each notebook is recorded in it.
    folder : path
        Receives `notebooks/` and `charts/`.
    jobs : int
        Kernels at the same time.
    export : bool
        Write the charts as files.
    draw : bool
        Start a browser, for the PNG beside each figure and for the exported images.
        Without it figures that did not change keep the PNG they had.
    """
    from helpers.workbook.images import printing

    kernels = asyncio.Semaphore(jobs)
    async with printing(draw) as printer:
        await asyncio.gather(*(_run_one(work, folder, kernels, printer, export) for work in works))


async def _run_one(work, folder, kernels, printer, export):
    from helpers.workbook import export as exporting
    from helpers.workbook import images, notebooks

    async with kernels:
        started = time.monotonic()
        report(f"{work.name}: started")
        if work.lacking:
            report(f"{work.name}: has no parameter {', '.join(work.lacking)}; what was asked for does not apply to it")
        try:
            await notebooks.execute(work.notebook, work.path.parent)
        except WorkbookError as error:
            work.failure = str(error)
        said = f"failed, {work.failure}" if work.failure else "executed"
        report(f"{work.name}: {said} ({time.monotonic() - started:.0f} s)")
    notebooks.normalise(work.notebook)
    started = time.monotonic()
    try:
        work.without_png = await images.illustrate(work.notebook, await printer(), work.pictures)
        notebooks.write(work.notebook, folder / "notebooks" / work.path.name)
        if export and not work.failure:
            work.charts = await exporting.charts(work.notebook, folder / "charts" / work.name, await printer())
            report(f"{work.name}: {work.charts} charts written ({time.monotonic() - started:.0f} s)")
    except WorkbookError as error:
        work.failure = work.failure or str(error)


def _store(works):
    """Write the executed notebooks back into the project, all of them or none."""
    from helpers.workbook import hygiene, notebooks

    for work in works:
        if not work.failure and work.without_png:
            work.failure = f"no PNG for {', '.join(work.without_png)}; a browser is needed to store outputs"
        if not work.failure:
            work.failure = next(iter(hygiene.findings(work.notebook)), None)
    if any(work.failure for work in works):
        report("nothing stored: not every notebook ran clean")
        return
    for work in works:
        notebooks.write(work.notebook, work.path)
        if work.name == SHOWN[0]:
            show(work.notebook, PICTURE)
    report(f"stored {len(works)} notebooks in notebooks/")


def show(notebook, path):
    """Write the picture on the project's first page: the PNG of the chart `SHOWN` as the notebook stores it."""
    from helpers.files import replacing
    from helpers.workbook import images
    from helpers.workbook.outputs import meta

    pictures = {meta(figure)["id"]: png for figure, png in images.pictures(notebook)}
    with replacing(path) as temporary:
        temporary.write_bytes(base64.b64decode(pictures[SHOWN[1]]))


def summary(works, pair, folder, seconds):
    """What was written, what is empty for the pair and why, what failed.

    Returns
    -------
    str
    """
    from helpers.workbook.outputs import EMPTY, shown

    failed = [work for work in works if work.failure]
    lines = [
        f"{len(works) - len(failed)} of {len(works)} notebooks ran for {'-'.join(pair)} in {seconds:.0f} s: {folder}"
    ]
    empty = [
        f"  {work.name}, {s.place}, {s.content['section']}: {s.content['reason']}"
        for work in works
        for s in shown(work.notebook, EMPTY)
    ]
    if empty:
        lines += [f"Empty for {'-'.join(pair)}:", *empty]
    if failed:
        lines += ["Failed:", *(f"  {work.name}, {work.failure}" for work in failed)]
    return "\n".join(lines)
