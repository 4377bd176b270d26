"""Where a value stands among all others."""

from collections.abc import Sequence

import pandas as pd


def percentile(frame: pd.DataFrame, value: str, by: str | Sequence[str]) -> pd.Series:
    """Mid-rank percentile of each value among the rows of its group.

    100 (r - 1/2) / n with r the rank, ties sharing their mean rank, and n the number of rows with a value, so that
    the middle of an odd number of values is at 50 and a lone value too.

    Parameters
    ----------
    frame : DataFrame
    value : str
        Column to rank.
    by : str or list of str
        Columns of the groups, such as ``["year", "source"]``.

    Returns
    -------
    Series
        0 to 100, with the index of `frame`; NaN where the value is missing.

    Raises
    ------
    ValueError
        A column is missing.
    """
    groups = [by] if isinstance(by, str) else list(by)
    missing = [column for column in (value, *groups) if column not in frame]
    if missing:
        raise ValueError(
            f"percentile: column {missing[0]} is missing; the frame has {', '.join(map(str, frame.columns))}"
        )
    grouped = frame.groupby(groups, observed=True)[value]
    return 100 * (grouped.rank() - 0.5) / grouped.transform("count")
