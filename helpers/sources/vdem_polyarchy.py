"""Electoral democracy index of V-Dem, as the R package isard holds it by COW number."""

from helpers import countries
from helpers.datasets.description import Source

SOURCE = Source(
    name="vdem_polyarchy",
    title="V-Dem electoral democracy index",
    producer="V-Dem Institute, University of Gothenburg",
    short="V-Dem v16 (March 2026)",
    citation=(
        'Coppedge, Michael, John Gerring, Carl Henrik Knutsen, Staffan I. Lindberg, Jan Teorell, et al. 2026. "V-Dem '
        '[Country-Year/Country-Date] Dataset v16." Varieties of Democracy (V-Dem) Project. '
        'https://doi.org/10.23696/vdemds26. Pemstein, Daniel, et al. 2026. "The V-Dem Measurement Model." V-Dem '
        "Working Paper No. 21, 11th edition."
    ),
    version="v16, 17 March 2026",
    url="https://v-dem.net/data/the-v-dem-dataset/",
    licence="CC BY 4.0 or CC BY-SA 4.0 (notes differ)",
    redistribution="attribution",
    use="Free to use with the citation; share alike until the licence is confirmed.",
)

FILE = "cw_democracy.parquet"


def read(snapshots):
    """The index by state and year.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3 (SUN 1922-1991, RUS otherwise for number 365), year, polyarchy (0 to 1); state-years without a value are
        left out.

    Raises
    ------
    WorkbookError
        If the file cannot be read or lacks a column.
    """
    frame = snapshots.parquet(SOURCE, FILE, ["ccode", "year", "v2x_polyarchy"])
    frame = frame.dropna(subset="v2x_polyarchy").astype({"ccode": "int64", "year": "int64"})
    iso3 = countries.from_cow(frame["ccode"], frame["year"])
    return frame.assign(iso3=iso3, polyarchy=frame["v2x_polyarchy"])[["iso3", "year", "polyarchy"]].dropna()
