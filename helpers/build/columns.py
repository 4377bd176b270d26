"""Columns that tables of several subjects share."""

from helpers.datasets.description import Column
from helpers.sources.compiled import PRECISIONS

STATE = Column("iso3", "category", "state", country=True)
PAIR = (
    Column("iso3_a", "category", "state, first of the two in the alphabet", country=True),
    Column("iso3_b", "category", "the other state", country=True),
)


def listed(meanings):
    """A dict of values and their meanings as a text."""
    return "; ".join(f"{name}: {meaning}" for name, meaning in meanings.items())


def coded(name, meanings, nullable=False):
    """Column of a text key that takes the values of `meanings`."""
    return Column(name, "category", listed(meanings), allowed=tuple(meanings), nullable=nullable)


def precision(name="date_precision", nullable=False, more=()):
    """Column that says how far a date is known."""
    allowed = (*PRECISIONS.values(), *more)
    return Column(name, "category", "how much of the date is known", allowed=allowed, nullable=nullable)


def source_read(qualities, note, nullable=False):
    """Columns on the source of each row of a compiled list; `note` says what the column of remarks holds."""
    return (
        Column("source_title", "string", "source that was read", nullable=nullable),
        Column("source_url", "string", "its address", nullable=nullable),
        coded("source_quality", qualities, nullable),
        Column("note", "string", note, nullable=True),
    )
