"""Numbers and letters of ISO 3166-1, for sources that write states as numbers."""

from helpers.datasets.description import Source

SOURCE = Source(
    name="country_codes",
    title="Country codes: ISO 3166, M49 and others",
    producer="DataHub",
    short="DataHub, country codes (May 2026)",
    citation="DataHub. Comprehensive country codes: ISO 3166, M49 and others. https://datahub.io/core/country-codes",
    version="Update of 15 May 2026",
    url="https://datahub.io/core/country-codes",
    licence="ODC Public Domain Dedication and Licence 1.0",
    redistribution="open",
    use="No restriction.",
)

FILE = "country-codes.csv"
NUMBER, LETTERS = "ISO3166-1-numeric", "ISO3166-1-Alpha-3"


def numbers(snapshots):
    """ISO number -> three letters.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    dict of int to str
    """
    frame = snapshots.csv(SOURCE, FILE, {NUMBER: "integer", LETTERS: "text"}).dropna()
    return dict(zip(frame[NUMBER].astype("int64"), frame[LETTERS], strict=True))
