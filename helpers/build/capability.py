"""Tables of size: material capabilities of states, and GDP per head of Iran and its neighbours at comparable prices."""

from helpers import countries
from helpers.build.columns import STATE
from helpers.datasets.description import Column, Table
from helpers.measures.rank import percentile
from helpers.sources import cow_nmc, maddison

GULF = ("ARE", "BHR", "KWT", "OMN", "QAT", "TKM")
"""Neighbours of Iran outside the comparison set."""

STATES = tuple(sorted({*countries.COMPARISON, *GULF}))

UNITS = {
    "cinc": "share of the world, 0 to 1",
    "milper": "thousand persons",
    "irst": "thousand tons",
    "pec": "thousand coal-ton equivalents",
    "tpop": "thousand persons",
    "upop": "thousand persons",
}
MONEY = {True: "thousand current pounds sterling", False: "thousand current US dollars"}

CAPABILITY = Table(
    name="power/capability",
    title="Material capabilities of states: the composite index and its components",
    description=(
        "The comparison set and the other neighbours of Iran. One row per state, year and measure, with its share of "
        "the sum of all states of that year and its place among them."
    ),
    key=("iso3", "year", "measure"),
    columns=(
        STATE,
        Column("year", "integer", "calendar year", minimum=cow_nmc.FIRST_YEAR, maximum=cow_nmc.LAST_YEAR),
        Column(
            "measure",
            "category",
            "cinc: Composite Index of National Capability, the mean of the shares of the six others; "
            + "; ".join(f"{name}: {text}" for name, text in cow_nmc.COMPONENTS.items()),
            allowed=("cinc", *cow_nmc.COMPONENTS),
        ),
        Column("value", "number", "value in the unit of the row", minimum=0),
        Column("unit", "category", "unit of value", allowed=(*UNITS.values(), *MONEY.values())),
        Column("share", "number", "value over the sum of all states with a value", unit="share, 0 to 1", minimum=0),
        Column("percentile", "number", "mid-rank percentile among all states of the year", minimum=0, maximum=100),
        Column("n_states", "integer", "states with a value in the year", minimum=1),
        Column("mixed", "boolean", "the row joins figures of two states; leave it out of comparisons"),
        Column("source", "category", "source"),
        Column("vintage", "category", "release"),
    ),
    sources=(cow_nmc.SOURCE,),
    notes=(
        "Number 365 is SUN from 1922 to 1991, RUS before and after. The row of 1991 is marked as mixed: population, "
        "urban population and steel are already Russia's, money, troops and energy the Soviet Union's, and the index "
        "joins them.",
        "The index counts heads, steel and energy: it shows mass, not quality, alliances or nuclear weapons, and lifts "
        "populous states with heavy industry (North Korea, Iran) above their wealth.",
        "Money follows exchange rates and, to 1913, pounds. Iran's military expenditure falls to under a third from "
        "2021 to 2022, which armed forces and population do not: an effect of the rate of exchange, in all likelihood.",
        "Ends in 2022; a year without a row is not known. Never mixed with version 6.0: its energy differs from 1974.",
    ),
)

INCOME = Table(
    name="power/income",
    title="GDP per head at international prices of Iran, its neighbours and the focal states",
    description="Maddison Project estimates, which compare what incomes buy, not what exchange rates make of them.",
    key=("iso3", "year"),
    columns=(
        STATE,
        Column("year", "integer", "calendar year", minimum=1, maximum=2018),
        Column("value", "number", "GDP per head", unit=maddison.UNIT, minimum=0),
        Column("source", "category", "source"),
        Column("vintage", "category", "release"),
    ),
    sources=(maddison.SOURCE,),
    notes=(
        "SUN to 1991, Russia, Armenia, Azerbaijan, Kazakhstan and Turkmenistan from 1992.",
        "Ends in 2018, before the full return of US sanctions was felt and before 2022. Recent values of North Korea "
        "are rough guesses.",
        "Another measure than the current dollars of power/countries: never joined with them.",
    ),
)


def capability(snapshots):
    """Recipe of `power/capability`."""
    return placed(cow_nmc.read(snapshots), STATES)


def placed(capabilities, states):
    """Measures in long form, with share and percentile among all states, for some of them.

    Parameters
    ----------
    capabilities : pandas.DataFrame
        All states, as `cow_nmc.read` gives them.
    states : collection of str
        Codes to keep.

    Returns
    -------
    pandas.DataFrame
        The columns of `power/capability`.
    """
    measures = ["cinc", *cow_nmc.COMPONENTS]
    rows = capabilities.melt(id_vars=["iso3", "year", "mixed"], value_vars=measures, var_name="measure")
    rows = rows.dropna(subset="value")
    whole = rows.groupby(["year", "measure"])["value"].transform("sum")
    sterling = rows["year"] <= cow_nmc.STERLING_TO
    rows = rows.assign(
        unit=rows["measure"].map(UNITS).fillna(sterling.map(MONEY)),
        share=(rows["value"] / whole.where(whole > 0)).round(8),
        percentile=percentile(rows, "value", ["year", "measure"]).round(1),
        n_states=rows.groupby(["year", "measure"])["value"].transform("size"),
        source=cow_nmc.SOURCE.name,
        vintage="7.0",
    )
    kept = rows[rows["iso3"].isin(states)]
    return kept[[column.name for column in CAPABILITY.columns]]


def income(snapshots):
    """Recipe of `power/income`."""
    return maddison.read(snapshots).assign(source=maddison.SOURCE.name, vintage=maddison.SOURCE.version)


TABLES = [(CAPABILITY, capability), (INCOME, income)]
