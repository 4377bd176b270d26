"""What a table is: its columns, key, sources and terms. Written beside each table as its side-car."""

from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from pathlib import Path

import yaml

from helpers.errors import WorkbookError
from helpers.files import write_text

DATA = Path(__file__).resolve().parents[2] / "data"

TYPES = ("category", "string", "integer", "number", "date", "boolean")
"""category: a text key, loaded as a categorical; date: a calendar day, loaded as datetime64[s]."""

REDISTRIBUTION = ("open", "attribution", "non_commercial", "excerpt_only", "unknown")
"""From the freest to the strictest; a table that mixes sources takes the strictest of them."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `unit` is the unit of a number; `country` says that values must be codes of the
    country table; `minimum`, `maximum` and `allowed` bound the values; `nullable`
    allows a missing value, which always means: the source is silent.
    """

    name: str
    type: str
    description: str
    unit: str | None = None
    country: bool = False
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple = ()
    nullable: bool = False

    def __post_init__(self):
        if self.type not in TYPES:
            raise WorkbookError(f"column {self.name}: type {self.type!r} is not one of {', '.join(TYPES)}")


@dataclass(frozen=True)
class Source:
    """An upstream source, as a reader must cite it.

    `name` is its folder among the snapshots; `short` stands below a chart and holds
    producer and release; `citation` is the full form the producer asks for; `use`
    says in one sentence what may be done with what the project publishes of it.
    """

    name: str
    title: str
    producer: str
    short: str
    citation: str
    version: str
    url: str | None
    licence: str
    redistribution: str
    use: str

    def __post_init__(self):
        if self.redistribution not in REDISTRIBUTION:
            raise WorkbookError(f"source {self.name}: redistribution {self.redistribution!r} may not be published")


@dataclass(frozen=True)
class Table:
    """A table of `data/`: `name` is folder/name, `key` the columns that identify a row.

    `excerpt_of` is the number of rows of the whole data set that an excerpt is held
    against; None: no excerpt, or a table derived from the whole.
    """

    name: str
    title: str
    description: str
    key: tuple
    columns: tuple
    sources: tuple
    notes: tuple = ()
    excerpt_of: int | None = None
    built: dict = field(default_factory=dict, compare=False)

    @property
    def path(self):
        """Path of the Parquet file."""
        return DATA / f"{self.name}.parquet"

    @property
    def subject(self):
        """Folder of the table."""
        return self.name.split("/")[0]

    @property
    def redistribution(self):
        """The strictest rule among the sources."""
        return max((s.redistribution for s in self.sources), key=REDISTRIBUTION.index)

    def column(self, name):
        """The column called `name`."""
        for column in self.columns:
            if column.name == name:
                return column
        raise WorkbookError(
            f"table {self.name} has no column {name!r}: it has {', '.join(c.name for c in self.columns)}"
        )


def sidecar_path(name):
    """Path of the side-car of table `name`."""
    return DATA / f"{name}.yml"


def _plain(value):
    """Dataclasses, tuples and defaults reduced to what a reader of the side-car needs."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if not (v is None or v is False or v in ((), [], {}))}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value


def write_sidecar(table, path=None):
    """Write the side-car of `table`, `built` part included."""
    content = _plain(asdict(table) | {"redistribution": table.redistribution})
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
    write_text(path or sidecar_path(table.name), "# Written by `workbook refresh`; do not edit by hand.\n" + text)


def _build(kind, content, where):
    known = {f.name for f in fields(kind)}
    try:
        return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in content.items() if k in known})
    except TypeError as error:
        raise WorkbookError(f"{where}: {error}; restore it or run `workbook refresh`") from None


def read_sidecar(name):
    """The `Table` that the side-car of `name` describes.

    Raises
    ------
    WorkbookError
        If the side-car is missing or cannot be read; the message names the file.
    """
    path = sidecar_path(name)
    where = f"data/{name}.yml"
    try:
        table = _described(path.read_text(encoding="utf-8"), where)
    except FileNotFoundError:
        raise WorkbookError(f"{where} is missing; restore it or run `workbook refresh`") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WorkbookError(f"{where} cannot be read ({str(error).splitlines()[0]}); restore it") from None
    return replace(table, built=dict(table.built))


@cache
def _described(text, where):
    """The `Table` of a side-car's text; a notebook asks for the same ones many times."""
    content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(content, dict) or "columns" not in content or "sources" not in content:
        raise WorkbookError(f"{where} is not a side-car; restore it or run `workbook refresh`")
    content["columns"] = [_build(Column, c, where) for c in content["columns"]]
    content["sources"] = [_build(Source, {"url": None} | s, where) for s in content["sources"]]
    return _build(Table, content, where)


def table_names():
    """Names of all tables in `data/`, in alphabetical order."""
    return sorted(f"{p.parent.name}/{p.stem}" for p in DATA.glob("*/*.yml"))
