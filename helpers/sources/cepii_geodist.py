"""CEPII GeoDist: where the capitals lie, as points for maps without borders."""

import pandas as pd

from helpers.datasets.description import Source

SOURCE = Source(
    name="cepii_geodist",
    title="GeoDist: distances and geographical variables",
    producer="CEPII (Thierry Mayer, Soledad Zignago)",
    short="CEPII, GeoDist, files of October 2004",
    citation=(
        "Mayer, T. and Zignago, S. (2011) Notes on CEPII's distances measures: the GeoDist database. CEPII Working "
        "Paper 2011-25."
    ),
    version="files dated 2004-10-15",
    url="http://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=6",
    licence="Etalab Open Licence 2.0",
    redistribution="attribution",
    use="Free reuse with the mention of CEPII, GeoDist, and the date of the files.",
)

FILE = "geo_cepii.csv"
CAPITAL = 1

CODES = {"PAL": "PSE", "ROM": "ROU", "TMP": "TLS", "ZAR": "COD"}
"""Codes of 2004 and what they are now."""

CORRECTED = {
    "COL": {"longitude": -74.08},
    "GIN": {"longitude": -13.70},
    "NZL": {"latitude": -41.29},
    "TZA": {"city": "Dodoma"},
    "WSM": {"longitude": -171.76},
}
"""Slips of the file: four points 100 km or more from the city named, and one city named wrongly."""


def capitals(snapshots):
    """One point for each country or territory of the file.

    Returns
    -------
    pandas.DataFrame
        iso3, city, latitude, longitude (degrees, south and west negative), source.
    """
    columns = {"iso3": "text", "city_en": "text", "lat": "number", "lon": "number", "cap": "integer"}
    frame = snapshots.csv(SOURCE, FILE, columns)
    frame = frame[frame["cap"] == CAPITAL].reset_index(drop=True)
    points = pd.DataFrame(
        {
            "iso3": frame["iso3"].replace(CODES),
            "city": frame["city_en"],
            "latitude": frame["lat"],
            "longitude": frame["lon"],
            "source": SOURCE.name,
        }
    )
    for iso3, values in CORRECTED.items():
        for column, value in values.items():
            points.loc[points["iso3"] == iso3, column] = value
    return points
