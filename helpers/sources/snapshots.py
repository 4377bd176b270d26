"""A folder of upstream files: where they are, whether they are whole, and how a CSV of theirs is read."""

import hashlib
import warnings
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd
import pyarrow as pa
import yaml
from pyarrow import csv, parquet

from helpers.errors import WorkbookError


class Snapshots:
    """The upstream files, one folder per source, each with an optional `source.yml`.

    Parameters
    ----------
    folder : path
        Folder that holds a folder per source, named as `Source.name`.

    Raises
    ------
    WorkbookError
        If the folder does not exist.
    """

    def __init__(self, folder):
        self.folder = Path(folder).expanduser()
        if not self.folder.is_dir():
            raise WorkbookError(f"--from {folder}: no such folder; give the folder that holds one folder per source")

    def has(self, source):
        """Whether the folder of `source` is there."""
        return (self.folder / source.name).is_dir()

    def path(self, source, file):
        """Path of one file of `source`, whole: its hash agrees with `source.yml` where there is one.

        Raises
        ------
        WorkbookError
            If the file is missing (with the official address) or not the one described.
        """
        path = self.folder / source.name / file
        if not path.exists():
            raise WorkbookError(
                f"{source.name}/{file} is missing in the snapshots; get it from {source.url or source.producer}"
            )
        wanted = self._hashes(source).get(file)
        if wanted and hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            raise WorkbookError(
                f"{source.name}/{file} is not the file that its source.yml describes (sha256 differs); "
                "restore it, or remove its source.yml to build from another release"
            )
        return path

    def downloaded_on(self, source):
        """Day on which the files of `source` were downloaded from its producer; None for files from elsewhere."""
        sidecar = self.folder / source.name / "source.yml"
        if not sidecar.exists() or "\ndownloaded:" not in sidecar.read_text(encoding="utf-8"):
            return None
        return yaml.safe_load(sidecar.read_text(encoding="utf-8"))["downloaded"]

    def _hashes(self, source):
        return self._sidecars.setdefault(source.name, self._read_sidecar(source))

    @cached_property
    def _sidecars(self):
        return {}

    def _read_sidecar(self, source):
        sidecar = self.folder / source.name / "source.yml"
        if not sidecar.exists():
            return {}
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            described = yaml.load(sidecar.read_text(encoding="utf-8"), Loader=loader)
            return {f["path"]: f["sha256"] for f in described["files"]}
        except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
            said = (str(error).splitlines() or [type(error).__name__])[0]
            raise WorkbookError(f"{source.name}/source.yml cannot be read ({said}); restore or remove it") from None

    def parquet(self, source, file, columns):
        """Some columns of a Parquet file.

        Raises
        ------
        WorkbookError
            If the file cannot be read, or naming a column that it lacks.
        """
        path, where = self.path(source, file), f"{source.name}/{file}"
        try:
            missing = set(columns) - set(parquet.read_schema(path).names)
            if not missing:
                return pd.read_parquet(path, columns=columns)
        except (pa.ArrowInvalid, OSError) as error:
            said = str(error).strip().splitlines()[0][:160]
            raise WorkbookError(f"{where}: cannot be read as Parquet ({said}); get the file again") from None
        raise WorkbookError(f"{where}: column {min(missing)!r} is missing; is this the right file?")

    def excel(self, source, file, *, read_only=True):
        """An Excel workbook, open: values without formats where `read_only`, which the caller must close.

        Raises
        ------
        WorkbookError
            If the file cannot be read.
        """
        import openpyxl

        path = self.path(source, file)
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Workbook contains no default style")
                return openpyxl.load_workbook(path, read_only=read_only, data_only=True)
        except (BadZipFile, KeyError, OSError) as error:
            said = f"cannot be read as an Excel workbook ({error}); get the file again"
            raise WorkbookError(f"{source.name}/{file}: {said}") from None

    def csv(self, source, file, columns, *, sep=",", encoding="utf-8", header_line=1):
        """Read some columns of a CSV strictly.

        Parameters
        ----------
        source : Source
        file : str
            Name in the source's folder; `.gz` is unpacked.
        columns : dict
            Column name -> "text", "integer" or "number". Empty cells become missing
            values in the last two and "" in text.
        header_line : int
            Line that holds the column names, counted from 1.

        Returns
        -------
        pandas.DataFrame
            The columns in the given order; text as `str`, integer as Int64 (int64 where
            nothing is missing), number as float64.

        Raises
        ------
        WorkbookError
            Naming file, line and column of the first cell that cannot be read.
        """
        path, where = self.path(source, file), f"{source.name}/{file}"
        try:
            table = csv.read_csv(
                path,
                read_options=csv.ReadOptions(skip_rows=header_line - 1, encoding=encoding),
                parse_options=csv.ParseOptions(delimiter=sep, newlines_in_values=True),
                convert_options=csv.ConvertOptions(
                    column_types=dict.fromkeys(columns, pa.string()), include_columns=list(columns), null_values=[]
                ),
            )
        except KeyError as error:
            name = str(error).split("'")[1]
            raise WorkbookError(
                f"{where}, line {header_line}: column {name!r} is missing; is this the right file?"
            ) from None
        except (pa.ArrowInvalid, OSError, EOFError, UnicodeDecodeError) as error:
            said = str(error).strip().splitlines()[0][:160]
            raise WorkbookError(f"{where}: cannot be read as CSV ({said}); get the file again") from None
        frame = pd.DataFrame({name: table.column(name).to_pandas().astype("str") for name in columns})
        for name, kind in columns.items():
            if kind != "text":
                frame[name] = _numbers(frame[name], kind, where, header_line)
        return frame


def sheet(workbook, name, where):
    """The sheet called `name`, blanks around the name aside, of a workbook that `where` names."""
    for one in workbook.worksheets:
        if one.title.strip() == name:
            return one
    names = ", ".join(workbook.sheetnames)
    raise WorkbookError(f"{where}: sheet {name!r} is missing; it has {names}; is this the right edition?")


def refuse(wrong, cells, where, said, *, todo="get the file again", first_line=2):
    """Refuse a column in which a cell is wrong.

    Parameters
    ----------
    wrong : Series of bool
        Whether each cell is wrong; missing counts as wrong.
    cells : Series
        The column as `Snapshots.csv` gives it, or a part of it under the index of the whole.
    where : str
        Folder and file.
    said, todo : str
        What is wrong with the cell, and what to do about it.
    first_line : int
        Line of the row with index 0, counted from 1.

    Raises
    ------
    WorkbookError
        Naming file, line, column and value of the first wrong cell.
    """
    wrong = wrong.fillna(True).to_numpy(bool)
    if wrong.any():
        position = int(wrong.argmax())
        line, cell = first_line + cells.index[position], cells.iloc[position]
        shown = repr(cell) if isinstance(cell, str) else "an empty cell" if pd.isna(cell) else cell
        raise WorkbookError(f"{where}, line {line}, column {cells.name}: {shown} {said}; {todo}")


def calendar_days(cells, where):
    """Cells such as 2022-02-24 as datetime64[s]; refuses one that is no date."""
    days = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    refuse(days.isna(), cells, where, "is not a date (2022-02-24)")
    return days


def _numbers(cells, kind, where, header_line):
    """Text cells as numbers; an empty cell is missing, anything else that is no number an error."""
    cells = cells.str.strip()
    numbers = pd.to_numeric(cells.where(cells != "", None), errors="coerce")
    wrong = numbers.isna() & (cells != "")
    if kind == "integer":
        wrong |= numbers.notna() & (numbers % 1 != 0)
    said = "is not a whole number" if kind == "integer" else "is not a number"
    refuse(wrong, cells, where, said, first_line=header_line + 1)
    if kind == "integer":
        return numbers.astype("Int64") if numbers.isna().any() else numbers.astype("int64")
    return numbers.astype("float64")
