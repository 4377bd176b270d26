"""Defense cooperation agreements (DCAD), signed 1980 to 2010."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="dcad",
    title="Defense Cooperation Agreement Dataset (DCAD) 1.0",
    producer="Brandon J. Kinne (University of California, Davis)",
    short="Kinne, Defense Cooperation Agreement Dataset 1.0 (2019)",
    citation=(
        "Kinne, Brandon J. 2020. The Defense Cooperation Agreement Dataset (DCAD). Journal of Conflict Resolution "
        "64(4): 729-755. https://doi.org/10.1177/0022002719857796"
    ),
    version="1.0 (2019)",
    url="https://www.brandonkinne.com/dcad",
    licence="none found; the codebook asks for the citation",
    redistribution="unknown",
    use="Counts by pair and year may be cited; the list of agreements is at the author's site.",
)

FILE = "DCAD-v1.0-main.csv"
YEARS = (1980, 2010)
CONFIDENT, OTHERS = ("high", "med"), ("low", "atypical")
ENOUGH = 3
"""The author advises to use agreements of high or medium confidence in category, and of 3 or more in press reports."""


def read(snapshots):
    """Agreements that the author advises to use, one row each.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        state_1, state_2 (codes), year of signature.

    Raises
    ------
    WorkbookError
        If a degree of confidence is unknown.
    """
    columns = {"ccode1": "integer", "ccode2": "integer", "signYear": "integer"}
    frame = snapshots.csv(SOURCE, FILE, columns | {"categoryConf": "text", "factivaConf": "number"})
    degree = frame["categoryConf"]
    refuse(~degree.isin([*CONFIDENT, *OTHERS]), degree, f"{SOURCE.name}/{FILE}", "is not a known degree")
    sure = degree.isin(CONFIDENT) & ~(frame["factivaConf"] < ENOUGH)
    frame = frame[sure & frame["signYear"].between(*YEARS)]
    year = frame["signYear"].astype("int64")
    return pd.DataFrame(
        {
            "state_1": countries.from_cow(frame["ccode1"], year),
            "state_2": countries.from_cow(frame["ccode2"], year),
            "year": year,
        }
    )
