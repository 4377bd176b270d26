"""The tables of `data/`: `load` one, or list them with `tables`."""

from difflib import get_close_matches

import pandas as pd
import pyarrow.compute as pc

from helpers.datasets import description, storage
from helpers.errors import WorkbookError


def describe(table):
    """The side-car of `table`, given as folder/name or as the bare name.

    Returns
    -------
    helpers.datasets.description.Table

    Raises
    ------
    WorkbookError
        If there is no such table; the message proposes the nearest names.
    """
    if table.count("/") == 1 and description.sidecar_path(table).exists():
        return description.read_sidecar(table)
    names = description.table_names()
    found = [name for name in names if table in (name, name.split("/")[1])]
    if not found:
        near = get_close_matches(table, names + [n.split("/")[1] for n in names], n=2, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}"
        raise WorkbookError(f"no table {table!r}: {hint}")
    return description.read_sidecar(found[0])


def load(table, **filters):
    """Load a table of `data/`, or the rows of it that filters select.

    Parameters
    ----------
    table : str
        `folder/name` or the bare name; `tables()` lists them.
    **filters
        Column name and the value wanted, a list of values, or a `slice(first, last)`,
        both ends included: ``load("un_votes", iso3=["RUS", "IRN"], year=slice(1992, 2024))``.

    Returns
    -------
    pandas.DataFrame
        Keys as categoricals with sorted categories, dates as datetime64[s], missing
        values where the source is silent.

    Raises
    ------
    WorkbookError
        One line: unknown table or column, a country code or year outside the table's
        coverage, a file that is missing, truncated or changed since the build.
    """
    described = describe(table)
    expression = None
    for name, wanted in filters.items():
        part = _condition(described, name, wanted)
        expression = part if expression is None else expression & part
    return storage.read_parquet(described, expression)


def _condition(table, name, wanted):
    column = table.column(name)
    field = pc.field(name)
    if isinstance(wanted, slice):
        _within_coverage(table, name, [v for v in (wanted.start, wanted.stop) if v is not None])
        parts = [field >= wanted.start] if wanted.start is not None else []
        parts += [field <= wanted.stop] if wanted.stop is not None else []
        return parts[0] & parts[1] if len(parts) == 2 else parts[0] if parts else pc.is_valid(field)
    values = [wanted] if isinstance(wanted, str) or not hasattr(wanted, "__iter__") else list(wanted)
    if not values:
        raise WorkbookError(f"table {table.name}: no value given for the filter {name}")
    if column.country:
        from helpers import countries

        countries.check(values)
    if name == "year":
        _within_coverage(table, name, [min(values), max(values)])
    return field.isin(values)


def _within_coverage(table, name, values):
    """Years that a table has no row for are refused only when all of them are outside."""
    if name != "year" or not values or "years" not in table.built:
        return
    first, last = table.built["years"]
    if max(values) < first or min(values) > last:
        asked = "-".join(str(v) for v in sorted({min(values), max(values)}))
        raise WorkbookError(f"table {table.name} covers {first}-{last}; {asked} is outside")


def tables():
    """All tables of `data/`.

    Returns
    -------
    pandas.DataFrame
        One row a table: name, subject, title, rows, coverage (years), sources, licence,
        redistribution.
    """
    rows = []
    for name in description.table_names():
        table = description.read_sidecar(name)
        years = table.built.get("years")
        rows.append(
            {
                "name": name,
                "subject": table.subject,
                "title": table.title,
                "rows": table.built.get("rows"),
                "coverage": "-".join(map(str, years)) if years else "",
                "sources": "; ".join(s.short for s in table.sources),
                "licence": "; ".join(dict.fromkeys(s.licence for s in table.sources)),
                "redistribution": table.redistribution,
            }
        )
    columns = ["name", "subject", "title", "rows", "coverage", "sources", "licence", "redistribution"]
    return pd.DataFrame(rows, columns=columns)
