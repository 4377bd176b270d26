"""Peace scale of Goertz, Diehl and Balas: from serious rivalry (0) to security community (1), 1900 to 2020."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source

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
    licence="CC BY-NC-SA 4.0 as stated with the data",
    redistribution="non_commercial",
    use="Values of the focal pairs may be used non-commercially with the citation and the version.",
)

FILE = "peacedata_v3.1_dyad_year_mean.csv.gz"


def read(snapshots):
    """Mean of the months of each pair and year.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b (COW numbers recoded, a before b), year, peace (0 serious rivalry, 0.25 lesser rivalry, 0.5
        negative peace, 0.75 warm peace, 1 security community). Pairs without a relationship are not in the source.
    """
    frame = snapshots.csv(SOURCE, FILE, {"dyad": "integer", "yearmonth": "integer", "peacelevel": "number"})
    sides = pd.DataFrame(
        {
            "first": countries.from_cow(frame["dyad"] // 1000, frame["yearmonth"]),
            "second": countries.from_cow(frame["dyad"] % 1000, frame["yearmonth"]),
        }
    )
    return pd.DataFrame(
        {
            "iso3_a": sides.min(axis=1),
            "iso3_b": sides.max(axis=1),
            "year": frame["yearmonth"],
            "peace": frame["peacelevel"],
        }
    )
