"""What the tables of arms transfers share: columns, notes, where a row comes from."""

from helpers.datasets.description import Column
from helpers.sources import sipri_arms

FOCUS = ("RUS", "SUN", "IRN", "CHN", "PRK", "USA")
"""States with all their yearly totals, waits and expenditure."""


def sourced(frame, table, module=sipri_arms):
    """`frame` with its source, and the columns of `table` only."""
    return frame.assign(source=module.SOURCE.name)[[column.name for column in table.columns]]


def provenance(vintage="Release of the data set."):
    """Columns that say where a row comes from."""
    return (Column("source", "category", "Source of the row."), Column("vintage", "category", vintage))


def party(name, nullable=False, **more):
    """Column of a supplier or recipient."""
    text = f"Code of the {name}" + ("; missing for a group, an organisation or an unknown party." if nullable else ".")
    return Column(name, "category", text, country=True, nullable=nullable, **more)


def year(name, text, nullable=False):
    """Column of a year."""
    return Column(name, "integer", text, unit="year", minimum=1940, maximum=2100, nullable=nullable)


def tiv(name, text, nullable=False):
    """Column of a volume."""
    return Column(name, "number", text, unit="million TIV", minimum=0, nullable=nullable)


NAMES = (
    Column("supplier_name", "category", "Supplier as SIPRI prints it; groups end with *, organisations with **."),
    Column("recipient_name", "category", "Recipient as SIPRI prints it; groups end with *, organisations with **."),
)
DESIGNATION = Column("designation", "category", "Weapon, as SIPRI designates it.")
DESCRIPTION = Column("description", "category", "Kind of weapon, as SIPRI describes it.")
CATEGORY = Column("category", "category", "Armament category of SIPRI; missing for rare kinds.", nullable=True)
WINDOW = (year("start_year", "First of the five years."), year("end_year", "Last of the five years."))
SHARE = {"unit": "share, 0 to 1", "minimum": 0, "maximum": 1}

TIV_IS_NOT_MONEY = (
    "TIV measures the volume of major conventional weapons; it is not money and is never added to or divided by money. "
    "Small arms, most ammunition, components, technology and training are outside it."
)
ONE_RELEASE = "Every release revises the past: rows of different releases are never mixed. Name the release in a chart."
SOVIET = (
    "SUN is the supplier or recipient of deliveries to 1991, RUS from 1992; a deal signed by the USSR and delivered "
    "later stands under Russia. `countries.join_succession` joins them on request."
)
GROUPS = (
    "Deliveries to groups are named from the register where it has just one group for them; organisations and unknown "
    "parties (421 deals of the register) are not in SIPRI's figures by year."
)
RULE = "Rows in which Iran or North Korea is a party, Russia or the USSR is the recipient, or either supplies China."
DERIVED = "Derived from the whole data set; deals, deliveries and yearly totals cannot be made from it again."
