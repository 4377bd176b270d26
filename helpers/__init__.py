"""The Russia-Iran workbook: tables, measures and charts behind the notebooks.

>>> from helpers import load, tables
>>> load("arms/deals", supplier="RUS", recipient="IRN")  # doctest: +SKIP
"""

__all__ = ["load", "tables"]


def __getattr__(name):
    """Load pandas only when a table is asked for, so that the command line answers at once."""
    if name in __all__:
        from helpers import datasets

        return getattr(datasets, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
