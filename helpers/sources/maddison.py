"""Maddison Project Database 2020: GDP per head at international prices, by name of country."""

from helpers.datasets.description import Source
from helpers.errors import WorkbookError

SOURCE = Source(
    name="maddison",
    title="Maddison Project Database 2020",
    producer="Groningen Growth and Development Centre (Jutta Bolt, Jan Luiten van Zanden)",
    short="Maddison Project Database 2020",
    citation=(
        'Bolt, Jutta and Jan Luiten van Zanden (2020), "Maddison style estimates of the evolution of the world '
        'economy. A new 2020 update", Maddison-Project Working Paper WP-15. Maddison Project Database, version 2020.'
    ),
    version="2020",
    url="https://www.rug.nl/ggdc/historicaldevelopment/maddison/releases/maddison-project-database-2020",
    licence="CC BY 4.0",
    redistribution="attribution",
    use="Free to use with the citation; re-keyed to country codes and restricted to some states.",
)

FILE = "maddison_2020.csv"
UNIT = "2011 international dollars"
ENTITIES = {
    "Afghanistan": "AFG",
    "Armenia": "ARM",
    "Azerbaijan": "AZE",
    "Bahrain": "BHR",
    "China": "CHN",
    "Iran": "IRN",
    "Iraq": "IRQ",
    "Israel": "ISR",
    "Kazakhstan": "KAZ",
    "Kuwait": "KWT",
    "North Korea": "PRK",
    "Oman": "OMN",
    "Pakistan": "PAK",
    "Qatar": "QAT",
    "Russia": "RUS",
    "Saudi Arabia": "SAU",
    "Syria": "SYR",
    "Turkey": "TUR",
    "Turkmenistan": "TKM",
    "United Arab Emirates": "ARE",
    "United States": "USA",
    "Former USSR": "SUN",
}
"""Names taken, and their codes: Iran, its neighbours by land and sea, Israel, Syria, and the focal states."""

LAST_SOVIET, FIRST_SEPARATE = 1991, 1992


def read(snapshots):
    """GDP per head of the states in `ENTITIES`.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        iso3, year, value (2011 international dollars). SUN to 1991; the republics that followed it from 1992, although
        the source has estimates for their territory before.

    Raises
    ------
    WorkbookError
        If a name is missing or a cell is no number.
    """
    columns = {"Entity": "text", "Year": "integer", "GDP per capita": "number"}
    table = snapshots.csv(SOURCE, FILE, columns).rename(columns={"Year": "year", "GDP per capita": "value"})
    lost = sorted(set(ENTITIES) - set(table["Entity"]))
    if lost:
        raise WorkbookError(f"{SOURCE.name}/{FILE}, column Entity: {lost[0]!r} is missing; is this release 2020?")
    table = table.assign(iso3=table["Entity"].map(ENTITIES)).dropna(subset=["iso3", "value"])
    soviet = table["iso3"] == "SUN"
    republic = table["iso3"].isin(["RUS", "ARM", "AZE", "KAZ", "TKM"])
    existed = ~(soviet & (table["year"] > LAST_SOVIET)) & ~(republic & (table["year"] < FIRST_SEPARATE))
    return table.loc[existed, ["iso3", "year", "value"]].reset_index(drop=True)
