"""`workbook bench`: timings of the main jobs, each beside its obvious alternative, in one run."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from helpers.errors import WorkbookError
from helpers.workbook import report

EXAMPLES = """\
  workbook bench                 all of it, about two minutes
  workbook bench --no-run        without the run of the notebooks and the export of charts
  workbook bench --baci          only the sum of a made-up 100 million rows of BACI to pairs, in two minutes or so

One line per timing; exit status 1 if one of the promised limits is missed.
"""

REPEATS = 3

LIMITS = {"load": 0.150, "measures": 2.0, "memory": 1000, "ratio": 5.0, "run": 60.0, "png": 0.4}
"""What the collection promises: seconds, megabytes, and how many times faster than the alternative."""


def options(parser):
    """Arguments of the command."""
    parser.add_argument("--no-run", action="store_true", help="leave out the run of the notebooks and the export")
    parser.add_argument("--baci", action="store_true", help="time a BACI-sized download instead; takes 4 GB of disk")


def main(args):
    """Print the timings; exit status 1 if a limit is missed."""
    missed = 0
    parts = [loading, counting, fitting, indexing] + ([] if args.no_run else [collection])
    if args.baci:
        from helpers.workbook import bench_baci

        parts = [bench_baci.aggregating]
    for part in parts:
        for name, value, unit, limit, kept in part():
            verdict = "" if kept is None else f"ok, {limit}" if kept else f"MISSED: {limit}"
            print(f"{name:<46} {value:>10,.3f} {unit:<3} {verdict}".rstrip(), flush=True)
            missed += kept is False
    return 1 if missed else 0


def loading():
    """Seconds to load each table whole: the best of three, in this process."""
    from helpers.datasets import load
    from helpers.datasets.description import table_names

    for name in table_names():
        best = min(_seconds(load, name) for _ in range(REPEATS))
        yield f"load {name}", best, "s", f"under {LIMITS['load']} s", best < LIMITS["load"]


def counting():
    """All pairs, all years: tables and measures by matrix products, the same tables by DuckDB and by pandas."""
    found = {job: _in_own_process(job) for job in JOBS}
    first = found["tables by matrix products"]
    for job, result in found.items():
        if job in COMPARED and result["pairs"] != first["pairs"]:
            raise WorkbookError(
                f"bench: {job} counts {result['pairs']} pair-years, the matrix products {first['pairs']}"
            )
    measures = found["seven measures"]
    yield "tables by matrix products", first["seconds"], "s", "", None
    for job in ("tables by DuckDB self-join", "tables by pandas merge"):
        ratio = found[job]["seconds"] / first["seconds"]
        limit = f"at least {LIMITS['ratio']} times slower"
        yield job, found[job]["seconds"], "s", "", None
        yield f"  ratio to matrix products, {job.split()[2]}", ratio, "x", limit, ratio >= LIMITS["ratio"]
    limit = f"under {LIMITS['measures']} s"
    yield (
        "seven measures, all pairs, all years",
        measures["seconds"],
        "s",
        limit,
        measures["seconds"] < LIMITS["measures"],
    )
    for job, most in (("1,000 resamples, one pair, all years", 2), ("1,000 resamples, all pairs of one year", 10)):
        yield job, found[job]["seconds"], "s", f"under {most} s", found[job]["seconds"] < most
    yield "seven measures on six issues, all pairs", found["seven measures on six issues"]["seconds"], "s", "", None
    limit = f"under {LIMITS['memory']} MB"
    yield "  peak memory of that process", measures["peak_mb"], "MB", limit, measures["peak_mb"] < LIMITS["memory"]


def fitting():
    """The gravity equation on all pairs, and on one year beside a model with dummies."""
    from helpers.workbook import bench_gravity

    return bench_gravity.fitting()


def indexing():
    """The alignment index of all pairs and years, and new weights beside a groupby over the pairs."""
    from helpers.workbook import bench_index

    return bench_index.indexing()


def collection():
    """Seconds to run every notebook, and to export a chart once the browser has started."""
    from helpers.workbook import notebooks, run
    from helpers.workbook.outputs import FIGURE, shown

    report("bench: running the collection")
    works = [run.prepare(path, {}) for path in notebooks.discover()]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        asyncio.run(run.run_every(works, Path(folder), 2, export=False))
        seconds = time.perf_counter() - started
    failed = [work.name for work in works if work.failure]
    if failed:
        raise WorkbookError(f"bench: {failed[0]} did not run: see `workbook run {failed[0]}`")
    limit = f"under {LIMITS['run']} s"
    yield f"run of {len(works)} notebooks", seconds, "s", limit, seconds < LIMITS["run"]
    figures = [s.content for work in works for s in shown(work.notebook, FIGURE)]
    report(f"bench: drawing {len(figures)} charts")
    for kind, seconds in asyncio.run(_drawn(figures)).items():
        limit = f"under {LIMITS['png']} s" if kind == "png" else ""
        kept = seconds < LIMITS["png"] if kind == "png" else None
        yield f"export per {kind.upper()}, one browser for all", seconds, "s", limit, kept
    yield "export of one PNG by plotly's write_image", _seconds(_write_image, figures[0]), "s", "", None


async def _drawn(figures):
    """Seconds per chart and kind of image, after the first has been drawn."""
    from helpers.workbook import images

    found = {}
    async with images.printing() as printer:
        browser = await printer()
        if browser is None:
            return found
        await browser.image(figures[0])
        for kind in images.KINDS:
            started = time.perf_counter()
            await asyncio.gather(*(browser.image(figure, kind) for figure in figures))
            found[kind] = (time.perf_counter() - started) / len(figures)
    return found


def _write_image(figure):
    import plotly.io as pio

    with tempfile.TemporaryDirectory() as folder:
        pio.write_image({k: figure[k] for k in ("data", "layout")}, Path(folder, "chart.png"), validate=False)


def _seconds(function, *arguments):
    started = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - started


def _in_own_process(job):
    """Result of one of `JOBS` in a fresh interpreter, so that peaks of memory do not add up."""
    code = f"from helpers.workbook import bench; bench.perform({job!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if done.returncode:
        raise WorkbookError(f"bench: {job} failed: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


def perform(job):
    """Do one of `JOBS` and print its result as JSON: seconds (best of the repeats), pair-years, peak memory."""
    from helpers.datasets import load

    votes = load("un_votes")
    prepare, count, repeats = JOBS[job]
    given = prepare(votes)
    results = []
    for _ in range(repeats):
        started = time.perf_counter()
        pairs = count(given)
        results.append(time.perf_counter() - started)
    print(json.dumps({"seconds": min(results), "pairs": pairs, "peak_mb": _peak_mb()}))


def _peak_mb():
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024**2)


def _keys(votes):
    """Votes that count, with whole numbers for keys."""
    import pandas as pd

    cast = votes[votes["vote"] != 8]
    return pd.DataFrame(
        {
            "resolution": cast["resolution_id"].cat.codes.astype("int16"),
            "state": cast["iso3"].cat.codes.astype("int16"),
            "period": cast["year"].astype("int16"),
            "vote": cast["vote"].astype("int8"),
        }
    )


def _by_products(votes):
    from helpers.measures.votes import contingency

    pairs = 0
    for table in contingency(votes):
        joint = table.counts.sum(axis=(0, 1))
        pairs += int((joint > 0).sum() - (joint.diagonal() > 0).sum()) // 2
    return pairs


def _by_measures(votes):
    from helpers.measures.contingency import MEASURES
    from helpers.measures.votes import similarity

    return len(similarity(votes, list(MEASURES)))


def _by_interval(votes):
    from helpers.measures.votes import interval

    return len(interval(votes, ("RUS", "IRN"), "kappa"))


def _by_resampling(votes):
    from helpers.measures.resampling import resample_all

    return len(resample_all(votes, "kappa"))


def _by_issue(votes):
    from helpers.datasets import load
    from helpers.measures.contingency import MEASURES
    from helpers.measures.votes import similarity

    resolutions, pairs = load("un_resolutions"), 0
    for issue in ("palestine", "nuclear", "arms_control", "human_rights", "colonialism", "development"):
        coded = resolutions.loc[resolutions[issue], "resolution_id"]
        pairs += len(similarity(votes[votes["resolution_id"].isin(coded)], list(MEASURES)))
    return pairs


def _by_duckdb(keys):
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    connection.execute("SET enable_progress_bar = false")
    connection.register("frame", keys)
    connection.execute("CREATE TABLE roll_calls AS SELECT * FROM frame")
    joined = connection.execute(
        "SELECT x.period, x.state AS a, y.state AS b, x.vote AS i, y.vote AS j, count(*) AS n "
        "FROM roll_calls x JOIN roll_calls y ON x.resolution = y.resolution AND x.state < y.state GROUP BY ALL"
    ).df()
    return len(joined[["period", "a", "b"]].drop_duplicates())


def _by_pandas(keys):
    pairs = 0
    for _, year in keys.groupby("period"):
        joined = year.merge(year, on="resolution", suffixes=("_a", "_b"))
        joined = joined[joined["state_a"] < joined["state_b"]]
        counts = joined.groupby(["state_a", "state_b", "vote_a", "vote_b"]).size()
        pairs += len(counts.index.droplevel(["vote_a", "vote_b"]).unique())
    return pairs


JOBS = {
    "tables by matrix products": (lambda votes: votes, _by_products, REPEATS),
    "seven measures": (lambda votes: votes, _by_measures, REPEATS),
    "tables by DuckDB self-join": (_keys, _by_duckdb, 1),
    "tables by pandas merge": (_keys, _by_pandas, 1),
    "1,000 resamples, one pair, all years": (lambda votes: votes, _by_interval, 1),
    "1,000 resamples, all pairs of one year": (lambda votes: votes[votes["year"] == 2024], _by_resampling, 1),
    "seven measures on six issues": (lambda votes: votes, _by_issue, 1),
}
"""Job -> what is made ready outside the timing, the timed function, and how often it is repeated."""

COMPARED = (*(job for job in JOBS if job.startswith("tables by")), "seven measures")
"""Jobs that must count the same pairs of states and years."""
