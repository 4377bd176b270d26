"""Where two states part: votes against each other by subject, distance of regimes and positions, a common adversary."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.measures import rank
from helpers.measures.subjects import flagged, issue_name


def opposed(votes: pd.DataFrame, least: int = 5) -> pd.DataFrame:
    """How often each pair of states voted yes and no against each other, over all resolutions given.

    Parameters
    ----------
    votes : DataFrame[resolution_id, iso3, vote]
        1 yes, 2 abstain, 3 no, 8 absent.
    least : int
        Resolutions on which both voted that a pair must have.

    Returns
    -------
    DataFrame[iso3_a, iso3_b, n, opposed, alike, share]
        opposed and alike are numbers of resolutions; share is opposed over n.
    """
    return _opposed(*_matrix(votes)[1:], least)


def _matrix(votes):
    """Resolutions, states, and the vote of each state on each resolution (0: none), as arrays."""
    row, resolutions = pd.factorize(votes["resolution_id"], sort=True)
    column, states = pd.factorize(votes["iso3"], sort=True)
    cells = np.zeros((len(resolutions), len(states)), dtype="int8")
    cells[row, column] = votes["vote"]
    return np.asarray(resolutions, dtype=object), np.asarray(states, dtype=object), cells


def _opposed(names, cells, least):
    """`opposed` from the matrix of votes."""
    held = (cells > 0).any(axis=0)
    names, cells = names[held], cells[:, held]
    yes, abstain, no = ((cells == code).astype("float32") for code in (1, 2, 3))
    here = yes + abstain + no
    first, second = np.triu_indices(len(names), 1)
    against = yes.T @ no
    found = pd.DataFrame(
        {
            "n": (here.T @ here)[first, second].astype("int64"),
            "opposed": (against + against.T)[first, second].astype("int64"),
            "alike": (yes.T @ yes + abstain.T @ abstain + no.T @ no)[first, second].astype("int64"),
        }
    )
    found = found[found["n"] >= least]
    kept = found.index.to_numpy()
    states = {"iso3_a": names[first[kept]], "iso3_b": names[second[kept]]}
    return found.assign(share=found["opposed"] / found["n"], **states)[
        ["iso3_a", "iso3_b", "n", "opposed", "alike", "share"]
    ]


def by_subject(
    cast: pd.DataFrame, resolutions: pd.DataFrame, subjects: Sequence[str], pair: tuple[str, str], least: int = 5
) -> pd.DataFrame:
    """Votes of a pair against each other by subject, with the place among all pairs.

    Returns
    -------
    DataFrame[subject, name, n, opposed, differing, share, percentile, median, and low and high of the two shares]
        differing is the share of votes that were not the same; percentile: 100 is the pair most often opposed; median
        is that of all pairs; share_low, share_high, differing_low, differing_high as `wilson` gives them.
        Subjects with fewer than `least` joint votes have no row.
    """
    a, b = sorted(pair)
    rows = []
    held, states, cells = _matrix(cast)
    for subject in subjects:
        chosen = np.isin(held, list(flagged(resolutions, subject)))
        if not chosen.any():
            continue
        every = _opposed(states, cells[chosen], least).assign(one=0)
        every = every.assign(percentile=rank.percentile(every, "share", "one"))
        own = every[(every["iso3_a"] == a) & (every["iso3_b"] == b)]
        for row in own.itertuples():
            facts = {"subject": subject, "name": issue_name(subject), "n": row.n, "opposed": row.opposed}
            facts |= {"differing": 1 - row.alike / row.n, "share": row.share, "percentile": row.percentile}
            rows.append(facts | {"median": every["share"].median()})
    columns = ["subject", "name", "n", "opposed", "differing", "share", "percentile", "median"]
    found = pd.DataFrame(rows, columns=columns)
    for name in ("share", "differing"):
        found[f"{name}_low"], found[f"{name}_high"] = wilson(
            found[name].astype("float64"), found["n"].astype("float64")
        )
    return found.sort_values(["share", "name"], ascending=[False, True], ignore_index=True)


def wilson(share: pd.Series, n: pd.Series, z: float = 1.96) -> tuple[pd.Series, pd.Series]:
    """Interval of a share of n votes (Wilson 1927); z standard deviations, 1.96 for 95 per cent."""
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return middle - half, middle + half


def kinds_apart(apart: pd.DataFrame) -> pd.DataFrame:
    """`by_subject` for a chart: both shares below each other.

    Returns
    -------
    DataFrame[name, kind, value, low, high]
    """
    parts = [
        pd.DataFrame({"name": apart["name"], "kind": words, "value": apart[column]}).assign(
            low=apart[f"{column}_low"], high=apart[f"{column}_high"]
        )
        for column, words in (("share", "yes against no"), ("differing", "not the same"))
    ]
    return pd.concat(parts, ignore_index=True)


def near(frame: pd.DataFrame, value: str, states: Sequence[str]) -> pd.DataFrame:
    """Nearness of all pairs of a set on one scale, by year: the negative of the distance.

    Parameters
    ----------
    frame : DataFrame[iso3, year, <value>]
    value : str
    states : list of states

    Returns
    -------
    DataFrame[iso3_a, iso3_b, year, value]
    """
    wide = (
        frame[frame["iso3"].isin(list(states))]
        .astype({"iso3": "str"})
        .pivot(index="year", columns="iso3", values=value)
    )
    first, second = np.triu_indices(wide.shape[1], 1)
    names, cells = wide.columns.to_numpy(), wide.to_numpy(dtype=float)
    apart = -np.abs(cells[:, first] - cells[:, second])
    keys = {"iso3_a": np.tile(names[first], len(wide)), "iso3_b": np.tile(names[second], len(wide))}
    years = np.repeat(wide.index.to_numpy(), len(first))
    return pd.DataFrame(keys | {"year": years, "value": apart.ravel()}).dropna(subset="value")


def closeness(layers: dict, pair: tuple[str, str], states: Sequence[str]) -> pd.DataFrame:
    """Place of a pair among all pairs of a set on several scales, by year: 100 is the closest.

    Parameters
    ----------
    layers : dict of name to DataFrame[iso3_a, iso3_b, year, value]
        Higher is closer.
    pair : tuple of str
    states : list of states
        The pair among them.

    Returns
    -------
    DataFrame[scale, year, value, place, pairs]
    """
    a, b = sorted(pair)
    parts = []
    for name, frame in layers.items():
        here = frame[frame["iso3_a"].isin(list(states)) & frame["iso3_b"].isin(list(states))]
        here = here.assign(place=rank.percentile(here, "value", "year"), scale=name)
        here = here.assign(pairs=here.groupby("year")["value"].transform("count"))
        parts.append(here[(here["iso3_a"] == a) & (here["iso3_b"] == b)])
    return pd.concat(parts, ignore_index=True)[["scale", "year", "value", "place", "pairs"]]


def associations(layers: dict, of: str, states: Sequence[str], years: tuple[int, int]) -> pd.DataFrame:
    """Rank correlation over all pairs of a set between one scale and each of the others, means of some years.

    Parameters
    ----------
    layers : dict
        As in `closeness`.
    of : str
        The scale to explain.

    Returns
    -------
    DataFrame[scale, correlation, pairs]
        Spearman's; pairs that have both.
    """
    means = {}
    for name, frame in layers.items():
        here = frame[frame["iso3_a"].isin(list(states)) & frame["iso3_b"].isin(list(states))]
        here = here[here["year"].between(*years)].astype({"iso3_a": "str", "iso3_b": "str"})
        means[name] = here.groupby(["iso3_a", "iso3_b"])["value"].mean()
    rows = []
    for name, series in means.items():
        if name != of:
            both = pd.concat([means[of], series], axis=1, join="inner").dropna()
            ranks = both.rank()
            rows.append({"scale": name, "correlation": ranks.iloc[:, 0].corr(ranks.iloc[:, 1]), "pairs": len(both)})
    return pd.DataFrame(rows, columns=["scale", "correlation", "pairs"])


def frictions(timeline: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    """Events of the timeline between the two whose tone is conflict or mixed, the latest first.

    Returns
    -------
    DataFrame[date, year, tone, title, source]
    """
    both = timeline["countries"].str.split(";").map(lambda codes: set(pair) <= set(codes))
    rows = timeline[both & timeline["tone"].isin(["conflict", "mixed"])].sort_values("date", ascending=False)
    found = rows.assign(
        date=rows["date"].dt.strftime("%Y-%m-%d"), source=rows["source_title"], tone=rows["tone"].astype("str")
    )
    return found[["date", "year", "tone", "title", "source"]].reset_index(drop=True)


def tones(timeline: pd.DataFrame, pair: tuple[str, str], before: int) -> dict:
    """Events between the two by tone, before a year and from it on.

    Returns
    -------
    dict
        n, friction (conflict or mixed), n_after, friction_after.
    """
    both = timeline["countries"].str.split(";").map(lambda codes: set(pair) <= set(codes))
    rows = timeline[both & (timeline["year"] >= 1992)]
    rough = rows["tone"].isin(["conflict", "mixed"])
    after = rows["year"] >= before
    return {
        "n": int((~after).sum()),
        "friction": int((rough & ~after).sum()),
        "n_after": int(after.sum()),
        "friction_after": int((rough & after).sum()),
    }


REGIONS = {
    "Caucasus": ("ARM", "AZE", "GEO"),
    "Central Asia": ("KAZ", "KGZ", "TJK", "TKM", "UZB"),
    "Arab Gulf": ("ARE", "BHR", "IRQ", "KWT", "OMN", "QAT", "SAU"),
    "Syria and Lebanon": ("LBN", "SYR"),
}
"""Third regions in which the two meet."""


def regional_weight(traded: pd.DataFrame, pair: tuple[str, str], areas: dict) -> pd.DataFrame:
    """Share of each of a pair in the trade of regions, by year.

    Parameters
    ----------
    traded : DataFrame[iso3, partner, year, value_usd]
        As `helpers.measures.geography.partners` returns it.
    areas : dict of name to list of states
        Members of the pair in an area are left out of it.

    Returns
    -------
    DataFrame[area, year, state, share]
    """
    parts = []
    for name, members in areas.items():
        own = traded[traded["iso3"].isin([code for code in members if code not in pair])]
        whole = own.groupby("year")["value_usd"].sum()
        for state in pair:
            sums = own[own["partner"] == state].groupby("year")["value_usd"].sum()
            share = (sums / whole).dropna().rename("share").reset_index()
            parts.append(share.assign(area=name, state=state))
    return pd.concat(parts, ignore_index=True)[["area", "year", "state", "share"]]


def arms_in_regions(partners: pd.DataFrame, pair: tuple[str, str], areas: dict) -> pd.DataFrame:
    """States of third regions that received arms from each of a pair, in the last two periods.

    Parameters
    ----------
    partners : DataFrame
        Table `arms/partners`.

    Returns
    -------
    DataFrame[area, recipient, first, second]
        Shares of each in the recipient's imports over the periods since 2016, the larger of the two periods; 0: less
        than one per cent.
    """
    rows = partners[(partners["share_of"] == "imports") & (partners["end_year"] >= 2020)]
    rows = rows.astype({"supplier": "str", "recipient": "str"})
    area = {code: name for name, members in areas.items() for code in members}
    rows = rows[rows["recipient"].isin(list(area)) & rows["supplier"].isin(pair) & ~rows["recipient"].isin(pair)]
    if rows.empty:
        return pd.DataFrame(columns=["area", "recipient", "first", "second"])
    wide = rows.pivot_table(index="recipient", columns="supplier", values="share", aggfunc="max")
    wide = wide.reindex(columns=list(pair)).fillna(0.0).set_axis(["first", "second"], axis=1).reset_index()
    return wide.assign(area=wide["recipient"].map(area)).sort_values(["area", "recipient"], ignore_index=True)


def extremes(now: pd.DataFrame, pair: tuple[str, str]) -> dict:
    """In how many regions the first weighs more than the second, and where the two are nearest.

    Parameters
    ----------
    now : DataFrame[area, state, share]
        One year of `regional_weight`.

    Returns
    -------
    dict
        n (regions with both), ahead, nearest (name); empty where no region has both.
    """
    wide = now.pivot(index="area", columns="state", values="share").reindex(columns=list(pair)).dropna()
    if wide.empty:
        return {}
    times = np.log(wide[pair[0]] / wide[pair[1]])
    return {"n": len(wide), "ahead": int((times > 0).sum()), "nearest": str(times.abs().idxmin())}


def area_change(shares: pd.DataFrame, placed: pd.DataFrame, pair: tuple[str, str], first: int, last: int) -> dict:
    """Share of all areas together in each one's trade in two years, and the likeness of partners in the last.

    Parameters
    ----------
    shares : DataFrame
        As `helpers.measures.geography.area_shares` returns it.
    placed : DataFrame
        As `helpers.measures.geography.placed_overlap` returns it.

    Returns
    -------
    dict
        first_1, first_2, second_1, second_2 (shares); africa, latin_america (percentiles); None where unknown.
    """
    sums = shares.groupby(["iso3", "year"])["share"].sum()
    facts = {
        f"{word}_{number}": sums.get((state, year))
        for word, state in zip(("first", "second"), pair, strict=True)
        for number, year in ((1, first), (2, last))
    }
    alike = placed[placed["year"] == last].set_index("area")["percentile"]
    return facts | {"africa": alike.get("Africa"), "latin_america": alike.get("Latin America")}
