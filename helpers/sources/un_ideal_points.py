"""Ideal points of states from UN General Assembly votes (Bailey, Strezhnev and Voeten), two releases kept apart."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source

SOURCE = Source(
    name="un_ideal_points",
    title="Ideal points of states from UN General Assembly votes",
    producer="Michael A. Bailey, Anton Strezhnev and Erik Voeten",
    short="Bailey, Strezhnev and Voeten, UN ideal points, release of July 2025",
    citation=(
        'Voeten, Erik, Anton Strezhnev, and Michael Bailey. 2009. "United Nations General Assembly Voting Data." '
        "Harvard Dataverse, https://doi.org/10.7910/DVN/LEJUQZ. Method: Bailey, Strezhnev and Voeten (2017), "
        "Journal of Conflict Resolution 61(2): 430-456."
    ),
    version="release of July 2025, and Dataverse version 38 of April 2026; never spliced",
    url="https://doi.org/10.7910/DVN/LEJUQZ",
    licence="CC0 1.0",
    redistribution="open",
    use="Free to use; the authors ask to be cited.",
)

JULY_2025 = "IdealpointsJuly2025.csv.gz"
VERSION_38 = "Idealpointestimates1946-2025.tab.gz"
QUANTILES = (5, 10, 50, 90, 95)


def estimates(snapshots):
    """Published estimates in long form, one row per state, year, release and estimate.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3, year, release, estimate (final_passage, all_votes, legacy), value, q5, q10,
        q50, q90, q95 (posterior quantiles), n_votes.
    """
    parts = []
    for estimate, suffix, count in (("final_passage", "fp", "nvotesfp"), ("all_votes", "all", "nvotesall")):
        names = {f"idealpoint{suffix}": "value", **{f"q{q}{suffix}": f"q{q}" for q in QUANTILES}, count: "n_votes"}
        parts.append(_read(snapshots, JULY_2025, names, "July 2025", estimate))
    names = {"idealpointlegacy": "value", "nvotesLegacy": "n_votes"}
    parts.append(_read(snapshots, JULY_2025, names, "July 2025", "legacy"))
    names = {"IdealPointFP": "value", **{f"Q{q}%FP": f"q{q}" for q in QUANTILES}, "NVotesFP": "n_votes"}
    parts.append(_read(snapshots, VERSION_38, names, "April 2026", "final_passage", sep="\t"))
    columns = ["iso3", "year", "release", "estimate", "value", *(f"q{q}" for q in QUANTILES), "n_votes"]
    return pd.concat(parts, ignore_index=True).reindex(columns=columns)


def _read(snapshots, file, names, release, estimate, sep=","):
    wanted = {"ccode": "integer", "year": "integer", **dict.fromkeys(names, "number")}
    frame = snapshots.csv(SOURCE, file, wanted, sep=sep).rename(columns=names)
    frame = frame[frame["value"].notna()]
    frame = frame.assign(iso3=countries.from_cow(frame["ccode"], frame["year"]), release=release, estimate=estimate)
    return frame.drop(columns="ccode").assign(n_votes=frame["n_votes"].astype("int64"))
