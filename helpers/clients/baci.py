"""CEPII BACI: yearly files of trade by product, hundreds of millions of rows in all, summed to pairs of economies.

Documented at www.cepii.fr (DATA_DOWNLOAD/baci/doc/baci_webpage.html): one archive per revision and release,
`BACI_HS92_V202501.zip`, with `BACI_HS92_Y1995_V202501.csv` and so on (t year, i exporter, j importer, k product, v
thousand dollars, q tonnes) and `country_codes_V202501.csv` (country_code, country_name, country_iso2, country_iso3).
The folder `DATA_DOWNLOAD/baci/data/` is as users cite it. Another release: set WORKBOOK_BACI_RELEASE (such as 202601).
"""

import gzip
import os
import re
import shutil
import zipfile

import pandas as pd

from helpers import countries
from helpers.clients.connection import Connection
from helpers.errors import WorkbookError
from helpers.files import replacing
from helpers.sources import baci_pairs

ADDRESS = "https://www.cepii.fr/DATA_DOWNLOAD/baci/data/"
RELEASE = "202501"
MEMORY = "2GB"
THREADS = 2

COLUMNS = {"t": "SMALLINT", "i": "SMALLINT", "j": "SMALLINT", "k": "VARCHAR", "v": "DOUBLE", "q": "VARCHAR"}
"""Columns of a yearly file and how DuckDB reads them; k and q are not used."""


def download(deposit, report, accept=False):
    """Write the pairs as Parquet and in the file that the reader of the source takes."""
    release = os.environ.get("WORKBOOK_BACI_RELEASE") or RELEASE
    source = baci_pairs.SOURCE
    connection = Connection("baci", ADDRESS, report)
    name = f"BACI_HS92_V{release}.zip"
    report(f"{source.name}: asking for {connection.address}{name}, about two gigabytes")
    work = deposit.work(source.name)
    archive = work / name
    if not archive.exists():
        connection.file(name, archive)
    parts = [
        deposit.part(
            source.name,
            {"release": release, "file": file},
            lambda file=file: unpacked_pairs(archive, file, work, report),
        )
        for file in yearly(archive)
    ]
    rows = named(deposit.frame(parts), numbers(archive), report)
    csv = rows[["year", "exporter", "importer", "value_kusd"]].to_csv(index=False, lineterminator="\n")
    tidy = rows.assign(value_usd=(rows["value_kusd"] * 1e3).round(3), vintage=release).drop(columns="value_kusd")
    files = {
        baci_pairs.FILE: gzip.compress(csv.encode(), mtime=0),
        "pairs.parquet": lambda path: tidy.to_parquet(path, index=False),
    }
    deposit.put(source.name, source, files, connection.address + name)


def yearly(archive):
    """Names of the yearly files of an archive, in order.

    Raises
    ------
    WorkbookError
        If the archive is damaged or holds none.
    """
    files = sorted(name for name in _opened(archive).namelist() if re.search(r"BACI_HS\d\d_Y\d{4}_V\w+\.csv$", name))
    if not files:
        raise WorkbookError(f"{archive.name}: holds no BACI_HS.._Y...._V.csv; is this the right archive?")
    return files


def numbers(archive):
    """Country number -> ISO3 code as the archive lists them."""
    opened = _opened(archive)
    listed = [name for name in opened.namelist() if re.search(r"country_codes\w*\.csv$", name)]
    if not listed:
        raise WorkbookError(f"{archive.name}: holds no country_codes_V.csv; is this the right archive?")
    with opened.open(listed[0]) as file:
        table = pd.read_csv(file, dtype="str", keep_default_na=False)
    missing = {"country_code", "country_iso3"} - set(table.columns)
    if missing:
        raise WorkbookError(f"{archive.name}/{listed[0]}: column {min(missing)} is missing; it has {', '.join(table)}")
    return dict(zip(table["country_code"].astype("int64"), table["country_iso3"], strict=True))


def unpacked_pairs(archive, file, work, report):
    """Pairs of one yearly file of an archive, unpacked for that time only."""
    with _opened(archive) as opened:
        size = opened.getinfo(file).file_size
        if shutil.disk_usage(work).free < 1.1 * size:
            raise WorkbookError(f"{work}: {size / 1e9:.1f} GB of disk are needed to unpack {file}; free some space")
        report(f"baci: {file}, {size / 1e6:,.0f} MB")
        plain = work / "year.csv"
        try:
            with opened.open(file) as packed, plain.open("wb") as target:
                shutil.copyfileobj(packed, target, 1 << 20)
            return pairs([plain], work)
        except (zipfile.BadZipFile, EOFError) as error:
            archive.unlink()
            raise WorkbookError(f"{archive.name}: {file} is damaged ({error}) and was removed; run again") from None
        finally:
            plain.unlink(missing_ok=True)


def pairs(files, work):
    """Trade of pairs: the products of BACI files summed.

    Parameters
    ----------
    files : list of pathlib.Path
        Yearly CSVs.
    work : pathlib.Path
        Folder for what does not fit into memory.

    Returns
    -------
    DataFrame[t, i, j, v]
        Year, number of exporter and importer, thousand dollars; sorted.
    """
    target = work / "pairs.parquet"
    aggregate(files, target, work)
    try:
        return pd.read_parquet(target)
    finally:
        target.unlink()


def aggregate(files, target, work):
    """Sum BACI files over products into a Parquet file of pairs, within `MEMORY` and `THREADS`.

    Raises
    ------
    WorkbookError
        Naming the file whose columns or rows are not as documented.
    """
    import duckdb

    described = columns(files[0])
    for file in files[1:]:
        if columns(file) != described:
            raise WorkbookError(f"{file.name}: its columns are not those of {files[0].name}; get the files again")
    listed = ", ".join(f"'{_quoted(file)}'" for file in files)
    settings = {"threads": THREADS, "memory_limit": MEMORY, "temp_directory": str(work)}
    with replacing(target) as temporary, duckdb.connect(config=settings) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET preserve_insertion_order = false")
        try:
            connection.execute(
                f"COPY (SELECT t, i, j, round(sum(v), 3) AS v FROM read_csv([{listed}], columns = {described}, "
                "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false) "
                "GROUP BY t, i, j ORDER BY t, i, j) "
                f"TO '{_quoted(temporary)}' (FORMAT parquet, COMPRESSION zstd)"
            )
        except duckdb.Error as error:
            said = next(line for line in str(error).splitlines() if line.strip())[:160]
            raise WorkbookError(f"{files[0].name}: cannot be read as BACI ({said}); get the file again") from None


def columns(file):
    """Columns of a yearly file in its order, with their types."""
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        header = [name.strip().strip('"') for name in lines.readline().rstrip("\r\n").split(",")]
    if sorted(header) != sorted(COLUMNS):
        raise WorkbookError(f"{file.name}: its columns are {', '.join(header)[:80]}, not {', '.join(COLUMNS)}")
    return {name: COLUMNS[name] for name in header}


def named(rows, iso3, report):
    """Pairs with the codes of the country table.

    Returns
    -------
    DataFrame[year, exporter, importer, value_kusd]
    """
    known = countries.codes()
    unknown = sorted({*rows["i"], *rows["j"]} - set(iso3))
    if unknown:
        raise WorkbookError(f"baci: country number {unknown[0]} is not in the archive's list of countries")
    exporter, importer = rows["i"].map(iso3), rows["j"].map(iso3)
    kept = exporter.isin(known) & importer.isin(known)
    if not kept.all():
        outside = sorted({*exporter[~exporter.isin(known)], *importer[~importer.isin(known)]})
        share = 100 * rows.loc[~kept, "v"].sum() / rows["v"].sum()
        report(f"baci: without a country code and left out: {', '.join(outside)} ({share:.1f} per cent of the value)")
    table = pd.DataFrame({"year": rows["t"], "exporter": exporter, "importer": importer, "value_kusd": rows["v"]})
    return table[kept].sort_values(["year", "exporter", "importer"], ignore_index=True)


def _opened(archive):
    try:
        return zipfile.ZipFile(archive)
    except zipfile.BadZipFile:
        archive.unlink()
        raise WorkbookError(f"{archive.name}: is not a zip archive and was removed; run the command again") from None


def _quoted(path):
    return path.as_posix().replace("'", "''")


DOWNLOADS = {"baci_pairs": download}
