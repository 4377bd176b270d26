"""Peace scale of Goertz, Diehl and Balas: from serious rivalry (0) to security community (1), 1900 to 2020."""

import csv
import re

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError

SOURCE = Source(
    name="peace_scale",
    title="Peace data v3.1",
    producer="Gary Goertz, Paul F. Diehl and Alexandru Balas",
    short="Goertz, Diehl and Balas, Peace data v3.1 (2023)",
    citation=(
        "Goertz, Gary, Paul F. Diehl, and Alexandru Balas. 2016. The Puzzle of Peace: The Evolution of Peace in the "
        "International System. Oxford University Press. Diehl, Paul F., Gary Goertz, and Yahve Gallegos. 2021. Peace "
        "Data: Concept, Measurement, Patterns, and Research Agenda. Conflict Management and Peace Science 38(5): "
        "605-624. Version 3.1."
    ),
    version="3.1 (10 August 2023)",
    url="https://doi.org/10.1177/0738894219870288",
    licence="non-commercial use only; commercial users must ask the authors",
    redistribution="non_commercial",
    use="Values of the focal pairs may be used non-commercially with the citation and the version.",
)

FILE = "peacedata_v3.1.csv"
FIRST_YEAR, LAST_YEAR = 1900, 2020
TRANSITION = "-9"
LEVELS = ("0", "0.25", "0.5", "0.75", "1")


def read(snapshots, numbers):
    """Level of the pairs of some states on 1 July of each year.

    The source gives periods of days with a level; its own yearly means count a transition as 9 and are not used.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots
    numbers : collection of int
        COW numbers of the states wanted; only pairs among them are read.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b (COW numbers recoded, a before b), year, peace (0 serious rivalry, 0.25 lesser rivalry, 0.5
        negative peace, 0.75 warm peace, 1 security community; missing in a transition). Pairs without a relationship
        are not in the source.

    Raises
    ------
    WorkbookError
        If a period or a level cannot be read.
    """
    wanted = {str(n): n for n in numbers}
    rows = []
    with snapshots.path(SOURCE, FILE).open(encoding="utf-8", newline="") as lines:
        for line, (dyad, *fields) in enumerate(csv.reader(lines), start=1):
            if dyad[:-3] not in wanted or dyad[-3:].lstrip("0") not in wanted:
                continue
            pair = (wanted[dyad[:-3]], wanted[dyad[-3:].lstrip("0")])
            filled = [field for field in fields if field]
            for period, level in zip(filled[::2], filled[1::2], strict=True):
                if not re.fullmatch(r"[0-9]{8}-[0-9]{8}", period) or level not in (*LEVELS, TRANSITION):
                    raise WorkbookError(
                        f"{SOURCE.name}/{FILE}, line {line}: {period!r}, {level!r} is no period and level"
                    )
                first, last = (int(day) for day in period.split("-"))
                held = None if level == TRANSITION else float(level)
                first = FIRST_YEAR * 10000 if first % 10000 == 9999 else first
                rows += [(*pair, y, held) for y in range(FIRST_YEAR, LAST_YEAR + 1) if first <= y * 10000 + 701 <= last]
    frame = pd.DataFrame(rows, columns=["one", "other", "year", "peace"])
    sides = pd.DataFrame(
        {
            "one": countries.from_cow(frame["one"], frame["year"]),
            "other": countries.from_cow(frame["other"], frame["year"]),
        }
    )
    return pd.DataFrame(
        {
            "iso3_a": sides.min(axis=1),
            "iso3_b": sides.max(axis=1),
            "year": frame["year"],
            "peace": frame["peace"].astype("float64"),
        }
    )
