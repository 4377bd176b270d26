"""Timing of the sum of BACI's products to pairs on a made-up hundred million rows, beside chunks of pandas."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from helpers.errors import WorkbookError
from helpers.workbook import environment, report

YEARS = 20
ROWS_A_YEAR = 5_000_000
COMPARED = 4
"""Files that are also summed by pandas."""

DISK = 6e9
"""Bytes to have free: the rows take 3.4 GB."""

SECONDS, MEGABYTES = 60.0, 4000.0
"""What the collection promises."""

ECONOMIES, PRODUCTS = 220, 5000


def aggregating():
    """Name, value, unit, limit and whether it is kept, for each timing; the rows are deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="baci-") as name:
        folder = Path(name)
        if shutil.disk_usage(folder).free < DISK:
            raise WorkbookError(f"bench: {DISK / 1e9:.0f} GB are needed in {folder}; free some, or set TMPDIR")
        started = time.perf_counter()
        files = [made_up(folder, year) for year in range(YEARS)]
        size = sum(file.stat().st_size for file in files)
        rows = YEARS * ROWS_A_YEAR
        yield f"making {rows:,} rows ({size / 1e9:.1f} GB)", time.perf_counter() - started, "s", "", None
        whole = in_own_process("by_duckdb", files)
        limit = f"under {SECONDS:.0f} s"
        yield f"BACI-sized rows to {whole['pairs']:,} pairs", whole["seconds"], "s", limit, whole["seconds"] < SECONDS
        limit = f"under {MEGABYTES:.0f} MB"
        yield "  peak memory of that process", whole["peak_mb"], "MB", limit, whole["peak_mb"] < MEGABYTES
        yield "  processor time of that process", whole["cpu"], "s", "", None
        duckdb, pandas = (in_own_process(job, files[:COMPARED]) for job in ("by_duckdb", "by_pandas"))
        if duckdb["pairs"] != pandas["pairs"] or abs(duckdb["total"] / pandas["total"] - 1) > 1e-9:
            raise WorkbookError("bench: DuckDB and pandas do not find the same pairs and total")
        part = f"{COMPARED * ROWS_A_YEAR:,} of these rows"
        yield f"{part} by DuckDB", duckdb["seconds"], "s", "", None
        yield f"{part} by chunks of pandas", pandas["seconds"], "s", "", None
        yield "  ratio to DuckDB, pandas", pandas["seconds"] / duckdb["seconds"], "x", "", None
        yield "  ratio of processor times", pandas["cpu"] / duckdb["cpu"], "x", "", None


def made_up(folder, year):
    """One yearly file with the columns of BACI: each row has its own pair, product and value, told by a hash."""
    import duckdb

    report(f"bench: making year {year + 1} of {YEARS}")
    path, first = folder / f"BACI_HS92_Y{1995 + year}_V000000.csv", year * ROWS_A_YEAR
    settings = {"threads": 2, "memory_limit": "2GB", "temp_directory": str(folder)}
    with duckdb.connect(config=settings) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"COPY (SELECT {1995 + year} AS t, 4 + 4 * (hash(r) % {ECONOMIES})::INT AS i, "
            f"4 + 4 * (hash(r + 7) % {ECONOMIES})::INT AS j, lpad((199 * (hash(r + 3) % {PRODUCTS}))::VARCHAR, 6, '0') "
            "AS k, round((hash(r + 11) % 1000000) / 997, 3) AS v, round((hash(r + 13) % 100000) / 991, 3) AS q "
            f"FROM range({first}, {first + ROWS_A_YEAR}) made(r)) TO '{path.as_posix()}' (HEADER)"
        )
    return path


def in_own_process(job, files):
    """Result of `by_duckdb` or `by_pandas` in a fresh interpreter: seconds, pairs, total, memory, processor time."""
    report(f"bench: summing {len(files)} files {job.replace('_', ' ')}")
    code = f"from helpers.workbook import bench_baci; bench_baci.perform({job!r}, {[str(file) for file in files]!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    if done.returncode:
        raise WorkbookError(f"bench: {job} failed: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


def perform(job, files):
    """Do one job and print its result as JSON."""
    from helpers.workbook.bench import _peak_mb

    started, busy = time.perf_counter(), time.process_time()
    pairs, total = {"by_duckdb": by_duckdb, "by_pandas": by_pandas}[job]([Path(file) for file in files])
    found = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - busy, "peak_mb": _peak_mb()}
    print(json.dumps(found | {"pairs": pairs, "total": total}))


def by_duckdb(files):
    """Pairs and total value by the client of BACI."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from helpers.clients import baci

    target = files[0].parent / "pairs.parquet"
    baci.aggregate(files, target, files[0].parent)
    values = pq.read_table(target, columns=["v"]).column("v")
    return len(values), pc.sum(values).as_py()


def by_pandas(files):
    """Pairs and total value by sums of chunks."""
    import pandas as pd

    sums = []
    for file in files:
        for chunk in pd.read_csv(file, usecols=["t", "i", "j", "v"], chunksize=1_000_000):
            sums.append(chunk.groupby(["t", "i", "j"])["v"].sum())
    pairs = pd.concat(sums).groupby(level=["t", "i", "j"]).sum()
    return len(pairs), float(pairs.sum())
