"""CEPII GeoDist: where the capitals lie, and what lies between two countries."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

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
PAIRS = "dist_cepii.csv.gz"
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


def pairs(snapshots):
    """What lies between two countries or territories of the file, in its own state of 2004.

    Returns
    -------
    pandas.DataFrame
        iso3_a, iso3_b (iso3_a < iso3_b; YUG is the federation of Serbia and Montenegro), distance_km (weighted by
        population of the cities, missing for five small places), contiguous, common_language, colonial_tie.

    Raises
    ------
    WorkbookError
        If a flag is neither 0 nor 1; the message names file and line.
    """
    flags = {"contig": "contiguous", "comlang_off": "common_language", "colony": "colonial_tie"}
    columns = {"iso_o": "text", "iso_d": "text", "distw": "number"} | dict.fromkeys(flags, "integer")
    frame = snapshots.csv(SOURCE, PAIRS, columns)
    for column in flags:
        refuse(~frame[column].isin([0, 1]), frame[column], f"{SOURCE.name}/{PAIRS}", "is not 0 or 1")
    for column, name in (("iso_o", "iso3_a"), ("iso_d", "iso3_b")):
        frame[name] = frame[column].replace(CODES)
    frame = frame.rename(columns=flags | {"distw": "distance_km"}).astype(dict.fromkeys(flags.values(), "bool"))
    half = frame[frame["iso3_a"] < frame["iso3_b"]]
    return half[["iso3_a", "iso3_b", "distance_km", *flags.values()]].reset_index(drop=True)
