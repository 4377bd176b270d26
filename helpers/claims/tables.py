"""The tables that claims are judged by, loaded once, and what is computed from them once."""

from helpers import datasets
from helpers.errors import WorkbookError

OWN_WORK = "Russia-Iran workbook"
"""Part of the producer's name of our own compilations, which confirm nothing by themselves."""


class Tables(dict):
    """Table name -> DataFrame; loaded from `data/` when first asked for, unless given."""

    def __init__(self, given=()):
        super().__init__(given)
        self._computed = {}

    def __missing__(self, name):
        """Load a table that was not given."""
        self[name] = datasets.load(name)
        return self[name]

    def once(self, key, function, *arguments):
        """The result of `function(self, *arguments)`, computed at the first call with this key."""
        if key not in self._computed:
            self._computed[key] = function(self, *arguments)
        return self._computed[key]


def address(name):
    """Where a table comes from: the address of its first source that is not our own; None if there is none."""
    try:
        described = datasets.describe(name)
    except WorkbookError:
        return None
    return next((source.url for source in described.sources if OWN_WORK not in source.producer), None)
