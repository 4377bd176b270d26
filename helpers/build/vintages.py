"""Labels of tables that are built from files a reader has downloaded: they name the day instead of our release."""

from dataclasses import replace


def relabelled(table, frame, snapshots):
    """Table and frame with the day of download in place of the release, where a source was downloaded.

    Parameters
    ----------
    table : helpers.datasets.description.Table
    frame : pandas.DataFrame
        Rows of the table. A column `vintage` is rewritten in the rows of the source: those that name it in a column
        `source`, or all if the table has no other source.
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    tuple of Table and pandas.DataFrame
        The same objects where nothing was downloaded.
    """
    days = {source.name: day for source in table.sources if (day := snapshots.downloaded_on(source))}
    if not days:
        return table, frame
    sources = tuple(_labelled(source, days[source.name]) if source.name in days else source for source in table.sources)
    if "vintage" in frame:
        vintage = frame["vintage"].astype("str")
        for name, day in days.items():
            if "source" in frame:
                vintage = vintage.mask(frame["source"].astype("str") == name, _words(day))
            elif len(table.sources) == 1:
                vintage = vintage.mask(vintage.notna(), _words(day))
        frame = frame.assign(vintage=vintage)
    return replace(table, sources=sources), frame


def _words(day):
    return f"downloaded {day}"


def _labelled(source, day):
    return replace(source, version=_words(day), short=f"{source.producer}, {source.title}, {_words(day)}")
