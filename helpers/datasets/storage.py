"""Reading and writing the Parquet files of `data/`, with the checks that each reading makes."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.errors import WorkbookError
from helpers.files import replacing

ARROW = {
    "category": pa.string(),
    "string": pa.string(),
    "integer": pa.int32(),
    "number": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}
NULLABLE = {"integer": lambda _: pd.Int32Dtype(), "boolean": lambda _: pd.BooleanDtype()}


def digest(path):
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def column_digests(arrow):
    """Short hash of each column's values, so that a changed table can name the column that changed."""
    found = {}
    for name in arrow.column_names:
        values = arrow.column(name).combine_chunks()
        if pa.types.is_dictionary(values.type):
            values = values.cast(values.type.value_type)
        hashed = hashlib.sha256(pd.util.hash_array(values.to_numpy(zero_copy_only=False), categorize=True).tobytes())
        found[name] = hashed.hexdigest()[:16]
    return found


def to_arrow(frame, table):
    """The Arrow table of `frame` with the columns, order and types that `table` declares."""
    schema = pa.schema([(c.name, ARROW[c.type]) for c in table.columns])
    columns = []
    for column, field in zip(table.columns, schema, strict=True):
        values = frame[column.name]
        if column.type == "category":
            values = values.astype("str").where(values.notna(), None)
        elif column.type == "date":
            values = pd.to_datetime(values).dt.date
        try:
            columns.append(pa.array(values, type=field.type, from_pandas=True))
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            said = str(error).splitlines()[0]
            raise WorkbookError(f"table {table.name}, column {column.name}: not {column.type} ({said})") from None
    return pa.Table.from_arrays(columns, schema=schema)


def write_parquet(arrow, path):
    """Write an Arrow table so that the same values give the same bytes."""
    with replacing(path) as temporary:
        pq.write_table(
            arrow,
            temporary,
            compression="zstd",
            compression_level=12,
            row_group_size=1 << 18,
            store_schema=False,
        )


def read_parquet(table, expression=None):
    """The rows of `table` for which the Arrow `expression` holds, as a DataFrame.

    Raises
    ------
    WorkbookError
        If the file is missing, was changed, is truncated, or has other columns than
        its side-car says.
    """
    path, where = table.path, f"data/{table.name}.parquet"
    advice = f"restore it (`git checkout -- {where}`) or run `workbook refresh`"
    if not path.exists():
        raise WorkbookError(f"{where} is missing; {advice}")
    if digest(path) != table.built.get("sha256"):
        raise WorkbookError(f"{where} {difference(table)}; {advice}")
    categories = [c.name for c in table.columns if c.type == "category"]
    names = [c.name for c in table.columns]
    if expression is None:
        arrow = pq.ParquetFile(path, read_dictionary=categories).read(columns=names)
    else:
        arrow = pq.read_table(path, columns=names, read_dictionary=categories, filters=expression, partitioning=None)
    return to_pandas(arrow, table)


def to_pandas(arrow, table):
    """Keys as sorted categoricals; whole numbers and flags nullable only where something is missing."""
    with ThreadPoolExecutor(2) as pool:
        columns = pool.map(lambda c: _column(arrow.column(c.name), c.type), table.columns)
        return pd.DataFrame(dict(zip((c.name for c in table.columns), columns, strict=True)), copy=False)


def _column(values, kind):
    if kind == "category":
        return _categorical(values)
    if kind == "date":
        return values.cast(pa.timestamp("s")).to_pandas()
    if kind == "string":
        return values.to_pandas().astype("str")
    if values.null_count and kind in NULLABLE:
        return values.to_pandas(types_mapper=NULLABLE[kind])
    plain = values.to_numpy()
    return plain if plain.flags.writeable else plain.copy()


def _categorical(values):
    """A categorical whose categories are sorted, so that the order of rows does not show in it."""
    chunks = [c if pa.types.is_dictionary(c.type) else c.dictionary_encode() for c in values.chunks]
    names = sorted({name for chunk in chunks for name in chunk.dictionary.to_pylist()})
    place = {name: code for code, name in enumerate(names)}
    codes = np.empty(len(values), dtype="int8" if len(names) < 2**7 else "int16" if len(names) < 2**15 else "int32")
    start = 0
    for chunk in chunks:
        rank = np.array([*(place[name] for name in chunk.dictionary.to_pylist()), -1], dtype=codes.dtype)
        mode, indices = ("wrap", chunk.indices.fill_null(-1)) if chunk.null_count else ("clip", chunk.indices)
        np.take(rank, indices.to_numpy(zero_copy_only=False), out=codes[start : start + len(chunk)], mode=mode)
        start += len(chunk)
    return pd.Categorical.from_codes(codes, categories=pd.Index(names, dtype="str"), validate=False)


def difference(table):
    """In what the Parquet file of `table` differs from its side-car, in words."""
    try:
        arrow = pq.read_table(table.path, partitioning=None)
    except (pa.ArrowInvalid, OSError):
        return "cannot be read (truncated, or no Parquet file)"
    wanted = table.built.get("columns", {})
    found = column_digests(arrow)
    changed = [name for name in wanted if found.get(name) != wanted[name]]
    if arrow.num_rows != table.built.get("rows"):
        return f"has {arrow.num_rows} rows, its side-car says {table.built.get('rows')}"
    if changed:
        return f"is not what the build wrote: changed in column {', '.join(changed)}"
    return "was written again by something else than the build (same values, other bytes)"
