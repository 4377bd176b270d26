"""The Russia-Iran workbook: tables, measures and charts behind the notebooks.

>>> from helpers import load, tables
>>> load("arms/deals", supplier="RUS", recipient="IRN")  # doctest: +SKIP
"""

import sys

__all__ = ["load", "tables"]

# plotly imports nbformat, that jsonschema, and that compiles 39 grammars of web addresses for over a second in every
# notebook. No schema here has such a format, and jsonschema does without the package where it is missing.
sys.modules.setdefault("rfc3987_syntax", None)


def __getattr__(name):
    """Load pandas only when a table is asked for, so that the command line answers at once."""
    if name in __all__:
        from helpers import datasets

        return getattr(datasets, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
