"""`workbook check`: hold tables and side-cars to their contracts, stored notebooks to their rules."""

import time
from collections import Counter

from helpers.errors import WorkbookError
from helpers.workbook import NOTEBOOKS, report

EXAMPLES = """\
  workbook check
  workbook check --fix     also write again what is generated: codebook, data package, table of licences

One line per finding; exit status 1 if there is any.
"""


def options(parser):
    """Arguments of the command."""
    parser.add_argument("--fix", action="store_true", help="write generated files again before checking")


def main(args):
    """Print the findings; exit status 1 if there are any."""
    started = time.monotonic()
    if args.fix:
        _write_generated()
    report("checking the tables of data/")
    found = [*tables(), *generated()]
    report("checking the notebooks")
    found += [*stored_notebooks()]
    for line in found:
        print(line)
    seconds = time.monotonic() - started
    report(f"{len(found)} findings ({seconds:.0f} s)" if found else f"nothing found ({seconds:.0f} s)")
    return 1 if found else 0


def _write_generated():
    from helpers.datasets import package
    from helpers.workbook import licences

    package.write_package()
    licences.update()


def tables():
    """Findings on the tables: descriptions, hashes, contracts, excerpts, stray files.

    Yields
    ------
    str
    """
    from helpers.build.tables import check_excerpts, recipes
    from helpers.datasets import contracts, description, storage

    wanted = {name: table for name, (table, _) in recipes().items()}
    readable = []
    for name in sorted(wanted.keys() | set(description.table_names())):
        if name not in wanted:
            yield f"data/{name}.yml: no recipe in helpers/build makes this table; remove it"
            continue
        try:
            table = description.read_sidecar(name)
            readable.append(table)
            yield from _drift(table, wanted[name])
            contracts.validate(storage.read_parquet(table), table)
        except WorkbookError as error:
            yield str(error)
    try:
        check_excerpts(readable)
    except WorkbookError as error:
        yield f"data/: {error}"
    yield from _stray()


def _drift(stored, wanted):
    """Fields in which a side-car is not what the code says."""
    for field in ("title", "description", "key", "notes", "excerpt_of"):
        if getattr(stored, field) != getattr(wanted, field):
            yield f"data/{stored.name}.yml: {field} not as helpers/build says; run `workbook refresh {stored.name}`"
    for field in ("columns", "sources"):
        before, now = ({part.name: part for part in getattr(t, field)} for t in (stored, wanted))
        changed = [name for name in [*now, *(n for n in before if n not in now)] if before.get(name) != now.get(name)]
        if changed or list(before) != list(now):
            which = f"{field} ({', '.join(changed) or 'order'})"
            yield f"data/{stored.name}.yml: {which} not as helpers/build says; run `workbook refresh {stored.name}`"


def _stray():
    """Files in data/ that belong to no table."""
    from helpers.datasets import description

    folder = description.DATA
    known = {description.sidecar_path(name) for name in description.table_names()}
    known |= {path.with_suffix(".parquet") for path in known}
    known |= {folder / name for name in ("datapackage.json", "croissant.json", "README.md")}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p not in known):
        yield f"data/{path.relative_to(folder).as_posix()}: belongs to no table; remove it"


def generated():
    """Findings on files that are generated from the side-cars.

    Yields
    ------
    str
    """
    from helpers.datasets import package
    from helpers.workbook import licences

    try:
        for path, text in package.generated().items():
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                yield f"data/{path.name}: is not what the side-cars give; run `workbook check --fix`"
        text = licences.README.read_text(encoding="utf-8")
        if licences.updated(text) != text:
            yield "README.md: the table of licences is not what the side-cars give; run `workbook check --fix`"
    except WorkbookError as error:
        yield str(error)


def stored_notebooks(folder=None):
    """Findings on the stored notebooks, and on names that must be unique among them.

    Yields
    ------
    str
    """
    from helpers.workbook import hygiene, notebooks

    paths = notebooks.discover(folder)
    if not paths:
        yield f"{(folder or NOTEBOOKS).name}/: there are no notebooks"
    charts = Counter()
    for path in paths:
        try:
            notebook = notebooks.read(path)
        except WorkbookError as error:
            yield str(error)
            continue
        yield from (f"{path.name}: {line}" for line in hygiene.findings(notebook))
        names = hygiene.names(notebook)
        for name in sorted(set(names["chart"]) & set(names["table"])):
            yield f"{path.name}: a chart and a table are both called {name}; exported, they would be one file"
        charts.update(names.pop("chart"))
        for kind, found in names.items():
            yield from (f"{path.name}: {kind} {name} occurs twice" for name, n in Counter(found).items() if n > 1)
    yield from (f"chart {name}: {n} charts of the collection have this id" for name, n in charts.items() if n > 1)
