"""Sanctions imposed by the European Union, the United States and the United Nations (EUSANCT), 1989 to 2015."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="eusanct",
    title="EUSANCT data set, case level: sanctions by the EU, the US and the UN, 1989-2015",
    producer="Patrick M. Weber and Gerald Schneider, University of Konstanz",
    short="Weber and Schneider, EUSANCT, cases 1989-2015 (2020)",
    citation=(
        "Weber, P. M. and Schneider, G. (2022): Post-Cold War sanctioning by the EU, the UN, and the US: Introducing "
        "the EUSANCT Dataset. Conflict Management and Peace Science 39(1), 97-114. "
        "https://doi.org/10.1177/0738894220948729"
    ),
    version="case level, version 2.0 of March 2020",
    url="https://doi.org/10.1177/0738894220948729",
    licence="not stated; the authors ask for citation",
    redistribution="excerpt_only",
    use="Counts by target, sender and year may be cited; the data set is the authors'.",
)

FILE = "eusanct_cases_1989_2015.csv"
YEARS = (1989, 2015)
SENDERS = {"EU": "European Union", "US": "United States", "UN": "United Nations"}
COURT = "ICC"
"""Remark on 75 cuts of aid over the International Criminal Court."""


def read(snapshots):
    """Sanctions imposed, one row for each case and sender.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        case (text), target (code; SUN to 1991), sender (of `SENDERS`), begin, end (years; 2015 also means still in
        force), court (True for a cut of aid over the International Criminal Court).

    Raises
    ------
    WorkbookError
        If an imposed sanction has no first year, or no last year and is not called ongoing.
    """
    fields = [f"{name}{s}" for s in SENDERS for name in ("imposition", "endyear", "enddate")]
    fields += [f"imposition{s}_year" for s in SENDERS]
    frame = snapshots.csv(SOURCE, FILE, dict.fromkeys(["caseid", "targetstate", "comments", *fields], "text"))
    parts = []
    for sender in SENDERS:
        rows = frame[pd.to_numeric(frame[f"imposition{sender}"], errors="coerce") == 1]
        begin = pd.to_numeric(rows[f"imposition{sender}_year"], errors="coerce")
        end = pd.to_numeric(rows[f"endyear{sender}"], errors="coerce")
        end = end.mask(rows[f"enddate{sender}"] == "ongoing", YEARS[1])
        for column, year in ((f"imposition{sender}_year", begin), (f"endyear{sender}", end)):
            refuse(year.isna(), rows[column], f"{SOURCE.name}/{FILE}", "is not a year")
        begin, end = begin.astype("int64"), end.astype("int64")
        number = pd.to_numeric(rows["targetstate"]).astype("int64")
        parts.append(
            pd.DataFrame(
                {
                    "case": rows["caseid"],
                    "target": countries.from_cow(number, begin),
                    "sender": SENDERS[sender],
                    "begin": begin,
                    "end": end,
                    "court": rows["comments"].str.contains(COURT, regex=False),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
