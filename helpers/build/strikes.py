"""Table of missiles and drones launched at Ukraine, by month and kind."""

from helpers.datasets.description import Column, Table
from helpers.sources import ukraine_strikes

_COUNT = {"type": "integer", "unit": "items", "minimum": 0, "nullable": True}

STRIKES = Table(
    name="arms/strikes",
    title="Missiles and drones launched at Ukraine, by month and kind, as Ukraine reported them",
    description="Sums of the reports of each month; a report belongs to the month in which its period began.",
    key=("month", "kind"),
    columns=(
        Column("month", "date", "First day of the month."),
        Column("year", "integer", "Calendar year.", minimum=2022, maximum=2100),
        Column("kind", "category", "Kind of weapon.", allowed=tuple(ukraine_strikes.KINDS)),
        Column("reports", "integer", "Reports in the month.", unit="reports", minimum=1),
        Column("launched", description="Number launched; missing where no report gives one.", **_COUNT),
        Column("destroyed", description="Number reported as shot down.", **_COUNT),
        Column(
            "not_reached",
            description="Number reported as lost or jammed; missing where no report of the month gives one.",
            **_COUNT,
        ),
        Column(
            "real",
            description="Number stated to be real Shaheds, not decoys; missing where no report says so.",
            **_COUNT,
        ),
        Column("real_of", description="Number launched in the reports that state it.", **_COUNT),
    ),
    sources=(ukraine_strikes.SOURCE,),
    notes=(
        "Claims of one side of the war; Russia publishes no count of launches.",
        "Shahed-type drones: Shahed-131 and 136 of any origin, Russian-built Gerans and decoys without a warhead.",
        "From about August 2025 drones lost or jammed are probably reported among those destroyed, so shares of drones "
        "stopped before and after cannot be compared. Other and unnamed drones are mostly known when shot down: their "
        "number launched is the number destroyed.",
        "Air-defence missiles are those fired at targets on the ground. Mixed: several kinds in one report.",
        "KN-23 of North Korea is mostly reported together with Iskander-M and cannot be told apart.",
        "Begins on 28 September 2022; June 2026 has six days. Before autumn 2022 missiles were launched, not recorded.",
        "Launches are not deliveries: most drones are built in Russia.",
    ),
)


def strikes(snapshots):
    """Recipe of `arms/strikes`."""
    return monthly(ukraine_strikes.read(snapshots))


def monthly(reports):
    """Sums by month and kind; missing where no report gives a number.

    Parameters
    ----------
    reports : pandas.DataFrame
        As `ukraine_strikes.read` gives them.

    Returns
    -------
    pandas.DataFrame
        The columns of `arms/strikes`.
    """
    month = reports["day"].dt.to_period("M").dt.to_timestamp().astype("datetime64[s]")
    rows = reports.assign(month=month, real_of=reports["launched"].where(reports["real"].notna()))
    grouped = rows.groupby(["month", "kind"], observed=True)
    counts = ["launched", "destroyed", "not_reached", "real", "real_of"]
    sums = grouped[counts].sum(min_count=1).join(grouped.size().rename("reports")).reset_index()
    sums = sums.assign(year=sums["month"].dt.year).astype(dict.fromkeys(counts, "Int64"))
    return sums[[column.name for column in STRIKES.columns]]


TABLES = [(STRIKES, strikes)]
