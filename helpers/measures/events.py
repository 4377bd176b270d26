"""Events of the timeline: which belong to a pair, which to mark on a chart, and what the list holds."""

import pandas as pd

from helpers import countries

WHEN = {"day": "%d %B %Y", "month": "%B %Y", "year": "%Y"}


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


def when(timeline):
    """Date of each event in words, as far as it is known: 17 January 2025, December 1946, 1804."""
    pairs = zip(timeline["date"], timeline["date_precision"].astype("str"), strict=True)
    return [date.strftime(WHEN[precision]).lstrip("0") for date, precision in pairs]


def drawn(timeline, coded, pair):
    """Events for the timeline chart of a pair.

    For the pair whose tie the list codes: events that name both, and those of first importance that name one of them.
    For any other pair: events that name both, with words instead of a tone.

    Parameters
    ----------
    timeline : pandas.DataFrame
        As `events/timeline`.
    coded : tuple of str
        The pair whose tie the tone describes.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        With a column when, in order of date.
    """
    states = timeline["countries"].str.split(";").map(set)
    wanted = states.map(lambda codes: set(pair) <= codes)
    if set(pair) == set(coded):
        wanted |= states.map(lambda codes: bool(set(pair) & codes)) & (timeline["importance"] == 1)
        frame = timeline[wanted]
    else:
        frame = timeline[wanted].assign(tone="names both (tone not coded)")
    return frame.assign(when=when(frame)).sort_values("date", kind="stable", ignore_index=True)


def summary(mine, coded):
    """Number of events, of acts with a tone, and the first and last year.

    Parameters
    ----------
    mine : pandas.DataFrame
        Events that name both of a pair.
    coded : pandas.DataFrame
        Those with a tone on their tie.

    Returns
    -------
    dict
        n, noun (event or events), first_year, last_year, signed; None where there are none.
    """
    if mine.empty:
        return {"n": None}
    signed = int(coded["tone"].isin(["conflict", "cooperation"]).sum())
    years = mine["year"]
    return {
        "n": len(mine),
        "noun": "event" if len(mine) == 1 else "events",
        "first_year": int(years.min()),
        "last_year": int(years.max()),
        "signed": signed or None,
    }


def thread(timeline, categories=None):
    """Events of some categories as rows for a listing, in order of date."""
    rows = timeline if categories is None else timeline[timeline["category"].isin(categories)]
    rows = rows.sort_values("date", kind="stable")
    return pd.DataFrame(
        {
            "date": when(rows),
            "event": rows["title"].tolist(),
            "what": rows["description"].tolist(),
            "tone": rows["tone"].astype("str").tolist(),
            "source": rows["source_title"].tolist(),
        }
    )


def full(timeline):
    """Every event as a row for a listing, latest first, with states by name and the address of its source."""
    rows = timeline.sort_values("date", kind="stable", ascending=False)
    return pd.DataFrame(
        {
            "date": rows["date"].dt.strftime("%Y-%m-%d").tolist(),
            "known to": rows["date_precision"].astype("str").tolist(),
            "category": rows["category"].astype("str").tolist(),
            "tone": rows["tone"].astype("str").tolist(),
            "importance": rows["importance"].tolist(),
            "states": [", ".join(map(countries.name, codes.split(";"))) for codes in rows["countries"]],
            "event": rows["title"].tolist(),
            "what": rows["description"].tolist(),
            "source": rows["source_title"].tolist(),
            "address": rows["source_url"].tolist(),
            "quality": rows["source_quality"].astype("str").tolist(),
            "note": rows["note"].astype(object).where(rows["note"].notna(), "").tolist(),
        }
    )


def review(timeline):
    """How the edition was reviewed: rows by kind of review, shares by quality of the source.

    Returns
    -------
    dict
    """
    kinds = timeline["review"].astype("str").value_counts()
    quality = timeline["source_quality"].astype("str").value_counts(normalize=True)
    names = {"read": "read", "corrected": "corrected", "resourced": "new source", "open": "open", "added": "added"}
    facts = {name: int(kinds.get(kind, 0)) for name, kind in names.items()}
    facts |= {name: float(quality.get(name, 0.0)) for name in ("primary", "press", "reference", "mirror")}
    last = timeline.sort_values("date", kind="stable").iloc[[-1]]
    return facts | {"n": len(timeline), "latest": when(last)[0]}


def council_facts(council):
    """Russia's votes on the Iran file of the Security Council.

    Parameters
    ----------
    council : pandas.DataFrame
        As `votes/sc_iran`; vote_rus 1 yes, 2 abstain, 3 no.

    Returns
    -------
    dict
        n, first, last, no, abstain, and sanctions: resolutions adopted in 2006-10, None unless Russia voted yes on all.
    """
    demands = council[council["year"].between(2006, 2010) & (council["outcome"] == "adopted")]
    against = council["vote_rus"] == 3
    all_yes = bool((demands["vote_rus"] == 1).all()) and not (against & (council["outcome"] == "adopted")).any()
    return {
        "n": len(council),
        "first": int(council["year"].min()),
        "last": int(council["year"].max()),
        "no": int(against.sum()),
        "abstain": int((council["vote_rus"] == 2).sum()),
        "sanctions": len(demands) if all_yes else None,
    }


def treaty_facts(mine, pair, title, later, since=1900):
    """When a treaty was signed, how many days before another date, and its place among the treaty events of the pair.

    Parameters
    ----------
    mine : pandas.DataFrame
        Events that name both of the pair.
    pair : tuple of str
    title : str
        Title of the event.
    later : pandas.Timestamp
    since : int
        First year counted.

    Returns
    -------
    dict
        signed_on, days, treaties, signatures; empty if the event is not among `mine` or other states signed too.
    """
    event = mine[mine["title"] == title]
    if event.empty or set(event["countries"].iloc[0].split(";")) != set(pair):
        return {}
    rows = mine[(mine["category"] == "treaty") & (mine["year"] >= since)]
    signatures = rows["title"].str.contains(r"\bsign(?:ed|s)?\b", regex=True)
    return {
        "signed_on": when(event)[0],
        "days": int((later - event["date"].iloc[0]).days),
        "treaties": len(rows),
        "signatures": int((signatures & ~rows["title"].str.contains("ratification")).sum()),
    }
