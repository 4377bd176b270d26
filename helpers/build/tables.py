"""Build tables from a folder of snapshots: all frames first, then the files, each whole or not at all."""

from importlib import import_module

from helpers.build.vintages import relabelled
from helpers.datasets import contracts, description, storage
from helpers.datasets.package import write_package
from helpers.errors import WorkbookError
from helpers.sources.snapshots import Snapshots

SUBJECTS = (
    "states",
    "votes",
    "council",
    "ideal_points",
    "communities",
    "trade",
    "gravity",
    "goods",
    "arms",
    "arms_derived",
    "arms_certainty",
    "arms_embargoes",
    "small_arms",
    "expenditure",
    "power",
    "energy",
    "money",
    "events",
    "event_counts",
    "event_spread",
    "sanctions",
    "ties",
    "commitments",
    "conflict",
    "exercises",
    "meetings",
    "strikes",
    "capability",
    "layers",
    "regimes",
    "index",
    "outlook",
    "index_breaks",
)
"""Modules of this package; each has `TABLES` (Table -> function from Snapshots to DataFrame)."""


def recipes():
    """Every table of the project and the function that builds it.

    Returns
    -------
    dict
        Table -> function(Snapshots) -> DataFrame, by name.
    """
    found = {}
    for subject in SUBJECTS:
        for table, recipe in import_module(f"helpers.build.{subject}").TABLES:
            found[table.name] = (table, recipe)
    return found


def wanted(selection):
    """The recipes whose table or one of whose sources is named in `selection`; all if it is empty."""
    every = recipes()
    if not selection:
        return every
    known = set(every) | {s.name for table, _ in every.values() for s in table.sources}
    for name in selection:
        if name not in known:
            raise WorkbookError(
                f"{name!r} is neither a table nor a source; sources: {', '.join(sorted(known - set(every)))}"
            )
    chosen = set(selection)
    return {n: (t, r) for n, (t, r) in every.items() if n in chosen or chosen & {s.name for s in t.sources}}


def build(folder, selection=(), report=print):
    """Build tables from the snapshots in `folder` and write them with their side-cars.

    Nothing is written before every table asked for has been built and has kept its
    contract; then each file replaces the old one whole.

    Parameters
    ----------
    folder : path
        Folder of snapshots, one folder per source.
    selection : sequence of str
        Names of tables or sources; empty for all.
    report : callable
        Called with a line of progress for each table.

    Raises
    ------
    WorkbookError
        If a source is missing or malformed, a contract is broken, or an excerpt is too
        large.
    """
    snapshots = Snapshots(folder)
    finished = []
    for name, (table, recipe) in wanted(selection).items():
        table, frame = relabelled(table, recipe(snapshots), snapshots)
        frame = frame.sort_values(list(table.key), kind="stable", ignore_index=True)
        arrow = storage.to_arrow(frame, table)
        typed = contracts.validate(storage.to_pandas(arrow, table), table)
        finished.append((described(table, typed, arrow), arrow))
        report(f"built {name}: {arrow.num_rows:,} rows")
    check_excerpts([table for table, _ in finished])
    check_lengths([table for table, _ in finished])
    for table, arrow in finished:
        storage.write_parquet(arrow, table.path)
        table.built["sha256"] = storage.digest(table.path)
        table.built["bytes"] = table.path.stat().st_size
        description.write_sidecar(table)
    write_package()
    return [table for table, _ in finished]


def described(table, frame, arrow):
    """`table` with the facts of its build: rows, years, hashes of its columns, its share of an excerpt."""
    table.built.clear()
    table.built["rows"] = len(frame)
    if "year" in frame and len(frame):
        table.built["years"] = [int(frame["year"].min()), int(frame["year"].max())]
    elif "date" in frame and len(frame) and frame["date"].notna().any():
        table.built["dates"] = [str(frame["date"].min())[:10], str(frame["date"].max())[:10]]
    if table.excerpt_of:
        table.built["excerpt_share"] = round(len(frame) / table.excerpt_of, 4)
    table.built["columns"] = storage.column_digests(arrow)
    return table


SHORTEST = 0.9
"""A table that shrinks below this part of the one it replaces was probably built from a file that was cut short."""


def check_lengths(tables):
    """Refuse tables with far fewer rows than those they would replace.

    Raises
    ------
    WorkbookError
    """
    for table in tables:
        if not description.sidecar_path(table.name).exists():
            continue
        before, now = description.read_sidecar(table.name).built.get("rows", 0), table.built["rows"]
        if now < SHORTEST * before:
            raise WorkbookError(
                f"{table.name}: {now:,} rows, where data/ has {before:,}; is a source file cut short? "
                f"If the new release is smaller, remove data/{table.name}.yml first"
            )


LARGEST_EXCERPT = 0.10
"""SIPRI: less than 10 per cent of a data set may be reproduced (sipri.org, terms and conditions)."""


def check_excerpts(tables):
    """Refuse tables of a data set that hold 10 per cent of it or more, each alone or all together.

    Tables of the same source that were built before count with the rows of their side-cars. Tables that are measured
    against the same whole count it once.

    Parameters
    ----------
    tables : list of helpers.datasets.description.Table

    Raises
    ------
    WorkbookError
    """
    excerpts = {t.name: t for t in tables if t.excerpt_of}
    for name in description.table_names():
        if name not in {t.name for t in tables}:
            built = description.read_sidecar(name)
            excerpts |= {name: built} if built.excerpt_of else {}
    groups = {}
    for table in excerpts.values():
        _within(table.name, table.built["rows"], table.excerpt_of)
        groups.setdefault(table.sources[0].name, []).append(table)
    for source, group in groups.items():
        whole = sum({t.excerpt_of for t in group})
        _within(f"all tables of {source} together", sum(t.built["rows"] for t in group), whole)


def _within(name, rows, whole):
    if rows >= LARGEST_EXCERPT * whole:
        share = f"{100 * rows / whole:.1f} per cent of {whole:,}"
        raise WorkbookError(f"{name}: {rows:,} rows are {share}; an excerpt must stay below 10 per cent")
