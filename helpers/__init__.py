"""The Russia-Iran workbook: tables, measures and charts behind the notebooks.

>>> from helpers import load, tables
>>> load("arms/deals", supplier="RUS", recipient="IRN")  # doctest: +SKIP
"""

from helpers.datasets import load, tables

__all__ = ["load", "tables"]
