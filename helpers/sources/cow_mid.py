"""Militarised interstate disputes of the Correlates of War project, 1816 to 2014."""

from helpers.datasets.description import Source
from helpers.sources import disputes

SOURCE = Source(
    name="cow_mid",
    title="Militarized Interstate Disputes (v5.0)",
    producer="Correlates of War Project (Glenn Palmer et al.)",
    short="Correlates of War, Militarized Interstate Disputes v5.0",
    citation=(
        "Palmer, Glenn, Roseanne W. McManus, Vito D'Orazio, Michael R. Kenwick, Mikaela Karstens, Chase Bloch, Nick "
        "Dietrich, Kayla Kahn, Kellan Ritter, and Michael J. Soules. 2022. The MID5 Dataset, 2011-2014: Procedures, "
        "Coding Rules, and Description. Conflict Management and Peace Science 39(4): 470-482."
    ),
    version="5.0",
    url="https://correlatesofwar.org/data-sets/mids/",
    licence="COW terms (free use with citation; no formal licence)",
    redistribution="attribution",
    use="Derived tables may be used with the citation and the version number.",
)

FILE = "cow_mid_ddydisps.csv"
YEARS = (1816, 2014)


def read(snapshots):
    """Disputes by pair and year; see `helpers.sources.disputes.by_pair`."""
    return disputes.by_pair(snapshots, SOURCE, FILE, onset="cowmidonset", years=YEARS)
