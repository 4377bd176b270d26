"""Events of the timeline: which belong to a pair, which to mark on a chart."""


def marks(timeline, titles, pair):
    """Events named by title that involve a member of the pair, in order of date.

    Parameters
    ----------
    timeline : pandas.DataFrame
        date, title, countries (codes joined by ";").
    titles : sequence of str
        Titles of the events to mark.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    ValueError
        If a title is not in the timeline.
    """
    unknown = [title for title in titles if not (timeline["title"] == title).any()]
    if unknown:
        raise ValueError(f"no event {unknown[0]!r} in the timeline; titles are listed in events/timeline")
    mine = timeline["countries"].str.split(";").map(lambda codes: bool(set(codes) & set(pair)))
    return timeline[mine & timeline["title"].isin(titles)].sort_values("date", kind="stable")


def of_pair(timeline, pair):
    """Events that involve both members of the pair.

    Returns
    -------
    pandas.DataFrame
    """
    both = timeline["countries"].str.split(";").map(lambda codes: set(pair) <= set(codes))
    return timeline[both]
