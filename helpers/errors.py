"""The one exception that means: the input is wrong, not the program."""


class WorkbookError(ValueError):
    """A one-line message for the reader: what is wrong, where, and what to do."""
