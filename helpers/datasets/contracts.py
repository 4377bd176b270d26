"""Contracts: what every row of a table must satisfy, as pandera schemas built from its description."""

import pandas as pd

from helpers.errors import WorkbookError


def schema(table):
    """The pandera schema of `table`: columns in order, ranges, allowed values, codes, keys.

    Parameters
    ----------
    table : helpers.datasets.description.Table

    Returns
    -------
    pandera.pandas.DataFrameSchema
    """
    import pandera.pandas as pa

    from helpers import countries

    def checks(column):
        if column.country:
            yield pa.Check.isin(countries.codes(), error="is not a code of the country table")
        if column.allowed:
            yield pa.Check.isin(column.allowed, error=f"is not one of {', '.join(map(str, column.allowed))}")
        if column.minimum is not None:
            yield pa.Check.ge(column.minimum, error=f"is below {column.minimum}")
        if column.maximum is not None:
            yield pa.Check.le(column.maximum, error=f"is above {column.maximum}")

    columns = {c.name: pa.Column(nullable=c.nullable, checks=list(checks(c))) for c in table.columns}
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


def validate(frame, table):
    """Return `frame` if it keeps the contract of `table`.

    Raises
    ------
    WorkbookError
        Naming the table, the column, the row (by its key) and the value.
    """
    import pandera.errors

    _types(frame, table)
    try:
        schema(table).validate(frame)
    except pandera.errors.SchemaError as error:
        raise WorkbookError(_sentence(error, frame, table)) from None
    repeated = frame.duplicated(list(table.key))
    if repeated.any():
        position = int(repeated.to_numpy().argmax())
        raise WorkbookError(f"table {table.name}, {_row(frame, position, table)}: the key occurs twice")
    return frame


def _types(frame, table):
    for column in table.columns:
        if column.name not in frame:
            raise WorkbookError(f"table {table.name}: column {column.name} is missing")
        values = frame[column.name]
        kind = {
            "category": isinstance(values.dtype, pd.CategoricalDtype),
            "string": pd.api.types.is_string_dtype(values.dtype),
            "integer": pd.api.types.is_integer_dtype(values.dtype),
            "number": pd.api.types.is_float_dtype(values.dtype),
            "boolean": pd.api.types.is_bool_dtype(values.dtype),
            "date": pd.api.types.is_datetime64_any_dtype(values.dtype),
        }[column.type]
        if not kind:
            raise WorkbookError(f"table {table.name}, column {column.name}: is {values.dtype}, not {column.type}")


def _row(frame, position, table):
    found = frame.iloc[position]
    return f"row {position + 1} ({', '.join(str(found[k]) for k in table.key if k in frame)})"


def _sentence(error, frame, table):
    column = getattr(error.schema, "name", None) or "?"
    cases = getattr(error, "failure_cases", None)
    if isinstance(cases, pd.DataFrame) and "index" in cases and cases["index"].notna().any():
        case = cases.iloc[0]
        position = frame.index.get_loc(case["index"])
        reason = getattr(error.check, "error", None) or "must not be missing"
        value = case["failure_case"]
        return f"table {table.name}, column {column}, {_row(frame, position, table)}: {value} {reason}"
    return f"table {table.name}, column {column}: {str(error).splitlines()[0]}"
