"""Militarised disputes between states, corrected by Gibler, Miller and Little, 1816 to 2010."""

from helpers.datasets.description import Source
from helpers.sources import disputes

SOURCE = Source(
    name="gml_mid",
    title="GML MID data 2.2.1",
    producer="Douglas M. Gibler, Steven V. Miller and Erin K. Little",
    short="Gibler, Miller and Little, corrected disputes (GML MID) 2.2.1",
    citation=(
        "Gibler, Douglas M., Steven V. Miller, and Erin K. Little. 2016. An Analysis of the Militarized Interstate "
        "Dispute (MID) Dataset, 1816-2001. International Studies Quarterly 60(4): 719-730. "
        "https://doi.org/10.1093/isq/sqw045"
    ),
    version="2.2.1",
    url="http://svmiller.com/gml-mid-data/",
    licence="no explicit licence; citation requested",
    redistribution="attribution",
    use="Derived tables may be used with the citation.",
)

FILE = "gml_dirdisp.csv.gz"
YEARS = (1816, 2010)


def read(snapshots):
    """Disputes by pair and year; see `helpers.sources.disputes.by_pair`."""
    return disputes.by_pair(snapshots, SOURCE, FILE, onset="midonset", years=YEARS)
