"""Layers of the network between states on one form: a strength and a tie for each pair and year.

Every layer is a DataFrame[iso3_a, iso3_b, year, value, tied] with iso3_a < iso3_b. A pair without a row, or with a
missing value, is not known; 0 is a known absence. In layers in which nearly all pairs have something (trade, votes,
memberships, events) two states are tied where the pair lies above the median pair of the world; in thin ones (arms,
treaties, agreements, exercises, clubs) where there is anything at all.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import alliances, blocs, groups, memberships, rank, trade
from helpers.pairs import select

COLUMNS = ["iso3_a", "iso3_b", "year", "value", "tied"]
WINDOW = 5
"""Years summed in thin layers, the year and the four before it."""

KINDS = {
    "trade": "Trade",
    "arms": "Arms",
    "votes": "UN votes",
    "adversary": "Votes against the USA",
    "treaties": "Alliance treaties",
    "agreements": "Defence agreements",
    "memberships": "Memberships",
    "clubs": "Six Eurasian clubs",
    "exercises": "Exercises",
    "events": "Events (ICEWS)",
    "scores": "Events (GDELT)",
    "trade_cow": "Trade (COW)",
    "reliance": "Trade reliance",
}
"""Layer -> its name on a chart; the last two are second versions of trade."""

MEANINGS = {
    "trade": "trade over what the sizes of both states' trade let expect, base-2 logarithm (BACI)",
    "arms": "place among the pairs compared by deliveries of five years, 0 to 100; pairs without share the last place",
    "votes": "similarity of votes in the UN General Assembly, kappa",
    "adversary": "share of the votes that the United States cast yes or no in which both voted the opposite",
    "treaties": "highest obligation of either to the other: 3 defence, 2 neutrality or non-aggression, 1 consultation",
    "agreements": "defence cooperation agreements signed from 1980 on, logarithm of 1 + number",
    "memberships": "full memberships in common over what the numbers of both let expect",
    "clubs": "full memberships in common in SCO, BRICS, EAEU, CSTO, OPEC and GECF at the end of the year",
    "exercises": "multinational exercises of five years in common, logarithm of 1 + number",
    "events": "share of cooperative events among all coded events of the two",
    "scores": "sum of event scores over the geometric mean of what both have with all (sums without sign)",
    "trade_cow": "as trade, from Correlates of War",
    "reliance": "geometric mean of the share of each in the other's trade (BACI)",
}

THIN = ("arms", "treaties", "agreements", "clubs", "exercises")


def intensity(flows: pd.DataFrame, value: str = "value_usd") -> pd.DataFrame:
    """What passes between two states over what the totals of both let expect: log2(t_ij T / (t_i t_j)).

    t_ij is the sum of the recorded flows of the pair, t_i that of all pairs of a state, T that of all states.

    Parameters
    ----------
    flows : DataFrame[iso3_a, iso3_b, year, <value>] or DataFrame[exporter, importer, year, <value>]
        One source; a value of 0 or less counts in no sum.

    Returns
    -------
    DataFrame[iso3_a, iso3_b, year, value]
    """
    pairs = undirected(flows[flows[value] > 0], value)
    sides = [pairs.rename(columns={side: "iso3"})[["iso3", "year", "value"]] for side in ("iso3_a", "iso3_b")]
    own = pd.concat(sides).groupby(["iso3", "year"])["value"].sum()
    world = own.groupby("year").sum()
    first = own.reindex(pd.MultiIndex.from_frame(pairs[["iso3_a", "year"]])).to_numpy()
    second = own.reindex(pd.MultiIndex.from_frame(pairs[["iso3_b", "year"]])).to_numpy()
    expected = first * second / pairs["year"].map(world).to_numpy()
    return pairs.assign(value=np.log2(pairs["value"] / expected))


def reliance(flows: pd.DataFrame) -> pd.DataFrame:
    """Salience of Barbieri as a layer: see `helpers.measures.trade.dependence`."""
    found = trade.dependence(flows)
    return found.rename(columns={"salience": "value"})[COLUMNS[:4]].astype({"iso3_a": "str", "iso3_b": "str"})


def adversary(votes: pd.DataFrame, state: str = "USA", least: int = 20) -> pd.DataFrame:
    """Share of a state's yes and no votes in which both of a pair voted the opposite, by year.

    Counted are the resolutions on which all three voted (yes, abstain or no) and the state itself yes or no.

    Parameters
    ----------
    votes : DataFrame[resolution_id, year, iso3, vote]
        1 yes, 2 abstain, 3 no, 8 absent.
    state : str
        The common adversary.
    least : int
        Resolutions that a pair must have in a year.

    Returns
    -------
    DataFrame[iso3_a, iso3_b, year, value, n]
        The state itself is in no pair.
    """
    parts = []
    for year, cast in votes.groupby("year"):
        cells = cast.astype({"iso3": "str", "resolution_id": "str"}).pivot(
            index="resolution_id", columns="iso3", values="vote"
        )
        if state not in cells:
            continue
        against = cells.pop(state)
        sided = against.isin([1, 3]).to_numpy()
        cells, against = cells[sided], against[sided].to_numpy()
        here = cells.isin([1, 2, 3]).to_numpy().astype("float32")
        opposed = (cells.to_numpy() == (4 - against)[:, None]).astype("float32")
        first, second = np.triu_indices(cells.shape[1], 1)
        n = (here.T @ here)[first, second]
        names = cells.columns.to_numpy()
        with np.errstate(invalid="ignore", divide="ignore"):
            value = np.where(n >= least, (opposed.T @ opposed)[first, second] / n, np.nan)
        keys = {"iso3_a": names[first], "iso3_b": names[second], "year": year}
        parts.append(pd.DataFrame(keys | {"value": value, "n": n.astype("int64")}))
    return pd.concat(parts, ignore_index=True).dropna(subset="value")


def obligations(treaties: pd.DataFrame) -> pd.DataFrame:
    """The highest obligation that either of two states has towards the other (1 to 3), pairs with a treaty only."""
    return undirected(treaties.assign(level=alliances.level(treaties)), "level", how="max")


def shared(members: pd.DataFrame) -> pd.DataFrame:
    """Full memberships in common over those expected: see `helpers.measures.memberships.joint`."""
    return memberships.joint(members).rename(columns={"ratio": "value"})[COLUMNS[:4]]


def clubs(spells: pd.DataFrame, years: Sequence[int], status: str = "full") -> pd.DataFrame:
    """Organisations in which both are members on the last day of a year, pairs with one or more only.

    Parameters
    ----------
    spells : DataFrame[organisation, iso3, status, start, end]
        end is missing where the membership goes on.
    years : sequence of int
    status : str

    Returns
    -------
    DataFrame[iso3_a, iso3_b, year, value]
    """
    full = spells[spells["status"] == status]
    parts = []
    for year in years:
        day = pd.Timestamp(year, 12, 31)
        held = full[(full["start"] <= day) & (full["end"].isna() | (full["end"] > day))]
        both = held[["organisation", "iso3"]].merge(held[["organisation", "iso3"]], on="organisation")
        both = both[both["iso3_x"] < both["iso3_y"]].rename(columns={"iso3_x": "iso3_a", "iso3_y": "iso3_b"})
        parts.append(both.groupby(["iso3_a", "iso3_b"]).size().rename("value").reset_index().assign(year=year))
    return pd.concat(parts, ignore_index=True).astype({"value": "float64"})[COLUMNS[:4]]


def cooperation(events: pd.DataFrame, least: int = 20) -> pd.DataFrame:
    """Share of cooperative events among all coded events of a pair and year with `least` or more of them.

    Parameters
    ----------
    events : DataFrame[sender, target, year, verbal_coop, material_coop, verbal_conflict, material_conflict]
    """
    good = undirected(events.assign(v=events["verbal_coop"] + events["material_coop"]), "v")
    bad = undirected(events.assign(v=events["verbal_conflict"] + events["material_conflict"]), "v")
    both = good.merge(bad, on=COLUMNS[:3], suffixes=("", "_bad"))
    total = both["value"] + both["value_bad"]
    return both.assign(value=both["value"] / total)[total >= least][COLUMNS[:4]]


def relative(scores: pd.DataFrame, value: str = "score") -> pd.DataFrame:
    """A signed score of pairs by year over the geometric mean of the sums of absolute scores of both states."""
    pairs = undirected(scores, value)
    pairs = pairs.assign(size=pairs["value"].abs())
    sides = [pairs.rename(columns={side: "iso3"})[["iso3", "year", "size"]] for side in ("iso3_a", "iso3_b")]
    own = pd.concat(sides).groupby(["iso3", "year"])["size"].sum()
    first = own.reindex(pd.MultiIndex.from_frame(pairs[["iso3_a", "year"]])).to_numpy()
    second = own.reindex(pd.MultiIndex.from_frame(pairs[["iso3_b", "year"]])).to_numpy()
    found = pairs.assign(value=pairs["value"] / np.sqrt(np.where(first * second > 0, first * second, np.nan)))
    return found[COLUMNS[:4]].dropna(subset="value")


def windows(counts: pd.DataFrame, value: str, years: tuple[int, int]) -> pd.DataFrame:
    """Sums over each year and the four before it, within the years that the source covers; pairs with any only.

    Parameters
    ----------
    counts : DataFrame[two columns of states, year, <value>]
    years : pair of int
        First and last year covered: the first window ends four years after the first.
    """
    pairs = undirected(counts, value)
    first, last = years
    parts = [pairs.assign(year=pairs["year"] + later) for later in range(WINDOW)]
    summed = pd.concat(parts).groupby(COLUMNS[:3], as_index=False)["value"].sum()
    return summed[summed["year"].between(first + WINDOW - 1, last)]


def since(counts: pd.DataFrame, value: str, years: tuple[int, int]) -> pd.DataFrame:
    """Running sums from the first year covered, for pairs with any so far."""
    pairs = undirected(counts, value)
    wide = pairs.pivot(index=["iso3_a", "iso3_b"], columns="year", values="value")
    wide = wide.reindex(columns=range(years[0], years[1] + 1)).fillna(0).cumsum(axis=1)
    found = wide.reset_index().melt(["iso3_a", "iso3_b"], var_name="year").astype({"year": "int64"})
    return found[found["value"] > 0]


def with_zeros(
    layer: pd.DataFrame, states: Sequence[str], years: Sequence[int], since_year: Mapping[str, int], silent=()
) -> pd.DataFrame:
    """A thin layer with a 0 for every pair of existing states without a row.

    Parameters
    ----------
    layer : DataFrame[iso3_a, iso3_b, year, value]
    states : list of states
        Other states are left out.
    years : sequence of int
        Years that the source covers.
    since_year : dict of state to int
        First year of states that did not exist from the start.
    silent : collection of states
        States on which the source says little: their pairs without a row stay unknown.
    """
    pairs = pd.DataFrame(combinations(sorted(states), 2), columns=COLUMNS[:2])
    frame = pairs.merge(pd.DataFrame({"year": list(years)}), how="cross")
    born = np.maximum(
        frame["iso3_a"].map(since_year).fillna(0).to_numpy(), frame["iso3_b"].map(since_year).fillna(0).to_numpy()
    )
    frame = frame[frame["year"].to_numpy() >= born].merge(layer[COLUMNS[:4]], on=COLUMNS[:3], how="left")
    unknown = frame["iso3_a"].isin(list(silent)) | frame["iso3_b"].isin(list(silent))
    return frame.assign(value=frame["value"].where(frame["value"].notna() | unknown, 0.0)).dropna(subset="value")


def ranked(layer: pd.DataFrame) -> pd.DataFrame:
    """A layer with its values replaced by their place among the pairs of the year, 0 to 100 (mid-ranks)."""
    return layer.assign(value=rank.percentile(layer, "value", "year"))


def tied(layer: pd.DataFrame, thin: bool) -> pd.DataFrame:
    """A layer with its ties: anything at all in a thin one, above the median pair of the year in others."""
    limit = 0.0 if thin else layer.groupby("year")["value"].transform("median")
    return layer.assign(tied=layer["value"] > limit)


def steady(table: pd.DataFrame, share: float = 0.8) -> pd.DataFrame:
    """The pairs that a layer knows in most of its years: a mean over changing pairs is no series.

    Parameters
    ----------
    table : DataFrame[layer, iso3_a, iso3_b, year, ...]
        Years already chosen.
    share : float
        Part of the layer's years in which a pair must be known; of those since its first year, so that states that came
        to be within the years are not lost.
    """
    last = table.groupby("layer", observed=True)["year"].transform("max")
    grouped = table.groupby(["layer", "iso3_a", "iso3_b"], observed=True)["year"]
    possible = last - grouped.transform("min") + 1
    return table[grouped.transform("size") >= share * possible]


def densities(table: pd.DataFrame, states: Sequence[str]) -> pd.DataFrame:
    """Share of the known pairs of a set of states that are tied, by layer and year.

    Returns
    -------
    DataFrame[layer, year, density, known]
    """
    here = table[table["iso3_a"].isin(list(states)) & table["iso3_b"].isin(list(states))]
    found = here.groupby(["layer", "year"], observed=True)["tied"].agg(density="mean", known="size")
    return found.reset_index().astype({"layer": "str"})


def undirected(flows: pd.DataFrame, value: str, how: str = "sum") -> pd.DataFrame:
    """Both directions of each pair together, under iso3_a < iso3_b; pairs of a state with itself are left out."""
    known = flows[flows[value].notna()]
    sides = [c for c in known.columns if c in ("iso3_a", "iso3_b", "exporter", "importer", "sender", "target")]
    one, two = (known[side].astype("object") for side in sides)
    keys = {"iso3_a": one.where(one < two, two), "iso3_b": two.where(one < two, one), "year": known["year"]}
    frame = pd.DataFrame(keys | {"value": known[value].astype("float64")})
    return frame[frame["iso3_a"] != frame["iso3_b"]].groupby(COLUMNS[:3], as_index=False)["value"].agg(how)


def foursome(
    layer: pd.DataFrame,
    members: Sequence[str] | Mapping[str, Sequence[str]],
    states: Sequence[str],
    least: int | None = None,
    choice: np.ndarray | None = None,
    density: bool = True,
) -> pd.DataFrame:
    """Density and mean strength of a foursome (or any group) in a layer, with their places among all groups, by year.

    Density is the share of the pairs known that are tied, strength the mean of their values. See
    `helpers.measures.groups.placed` for `least` and `choice`.

    Parameters
    ----------
    layer : DataFrame[iso3_a, iso3_b, year, value, tied]
    members : list of states, or dict of name to list of states
    states : list of states
        The set from which the groups to compare with are drawn.
    density : bool
        False for the strength only.

    Returns
    -------
    DataFrame[group, year, known, groups, strength, strength_place, density, density_place]
        known is the number of pairs with a value.
    """
    named = members if isinstance(members, Mapping) else {"members": members}
    parts = []
    for column, name in (("value", "strength"), ("tied", "density"))[: 2 if density else 1]:
        found = groups.placed(layer, named, states, value=column, least=least, choice=choice)
        parts.append(found.rename(columns={"value": name, "percentile": f"{name}_place"}))
    keys = ["group", "year", "known", "groups"]
    return parts[0].merge(parts[1], on=keys) if density else parts[0]


def over(
    table: pd.DataFrame,
    members: Sequence[str] | Mapping[str, Sequence[str]],
    states: Sequence[str],
    kinds: Sequence[str],
    **options,
) -> pd.DataFrame:
    """`foursome` for several layers of one table.

    Parameters
    ----------
    table : DataFrame[layer, iso3_a, iso3_b, year, value, tied]
    kinds : list of layers
        In this order; a layer without rows has none in the result.

    Returns
    -------
    DataFrame[layer, name, group, year, known, groups, strength, strength_place, density, density_place]
    """
    parts = []
    for kind in kinds:
        layer = table[table["layer"] == kind]
        if len(layer):
            parts.append(foursome(layer, members, states, **options).assign(layer=kind, name=KINDS[kind]))
    return pd.concat(parts, ignore_index=True)


def recent(found: pd.DataFrame, years: int = 5) -> pd.DataFrame:
    """Means of the last years of each layer in which the group counts.

    Parameters
    ----------
    found : DataFrame
        As `over` returns it.

    Returns
    -------
    DataFrame[layer, name, group, first, last, known, strength_place, density, density_place]
        In the order of the layers; groups without a value have no row. Without densities if they were not asked for.
    """
    rows = found[found["strength"].notna()]
    ends = rows.groupby("layer")["year"].transform("max")
    rows = rows[rows["year"] > ends - years]
    order = {name: place for place, name in enumerate(dict.fromkeys(found["layer"]))}
    averaged = [column for column in ("strength_place", "density", "density_place") if column in rows]
    means = rows.groupby(["layer", "name", "group"], sort=False).agg(
        first=("year", "min"),
        last=("year", "max"),
        known=("known", "max"),
        **{column: (column, "mean") for column in averaged},
    )
    return means.reset_index().sort_values("layer", key=lambda c: c.map(order), kind="stable", ignore_index=True)


def last_years(table: pd.DataFrame, found: pd.DataFrame, years: int = 5) -> pd.DataFrame:
    """The rows of each layer in the last years in which a group counts, the years that `recent` takes.

    Parameters
    ----------
    table : DataFrame[layer, year, ...]
    found : DataFrame
        As `over` returns it from the table.
    """
    ends = found[found["strength"].notna()].groupby("layer")["year"].max()
    last = table["layer"].astype("object").map(ends)
    return table[(table["year"] > last - years) & (table["year"] <= last)]


BINDS, LOOSE = 90, 50
"""Places from which a layer is said to bind, and below which not."""


def judged(means: pd.DataFrame, **others: pd.DataFrame) -> pd.DataFrame:
    """What each layer does, by the lowest of several places: binds (90 or more), leans (50 to 90), does not bind.

    Parameters
    ----------
    means : DataFrame
        As `recent` returns it, one group.
    **others : DataFrame
        The same with other groups to compare with, other years or other pairs; a missing place does not count.

    Returns
    -------
    DataFrame
        `means` with a column of places for each of the others, lowest and verdict.
    """
    found = means
    for name, other in others.items():
        found = found.merge(
            other[["layer", "strength_place"]].rename(columns={"strength_place": name}), "left", "layer"
        )
    lowest = found[["strength_place", *others]].min(axis=1)
    words = np.select([lowest >= BINDS, lowest >= LOOSE], ["binds", "leans"], "does not bind")
    return found.assign(lowest=lowest, verdict=words)


def by_verdict(verdicts: pd.DataFrame) -> dict:
    """Names of the layers that bind, lean and do not bind, in words, and their numbers.

    Returns
    -------
    dict
        binding, leaning, loose (text, "none" for none), n_binding, n_leaning, n_loose, n.
    """
    facts = {"n": len(verdicts)}
    for word, verdict in (("binding", "binds"), ("leaning", "leans"), ("loose", "does not bind")):
        names = verdicts.loc[verdicts["verdict"] == verdict, "name"]
        facts |= {word: ", ".join(map(in_sentence, names)) or "none", f"n_{word}": len(names)}
    return facts


def in_sentence(name: str) -> str:
    """Name of a layer as it stands within a sentence; other names as they are."""
    return name[0].lower() + name[1:] if name in KINDS.values() and not name.startswith("UN ") else name


def first_and_last(found: pd.DataFrame, before: int) -> pd.DataFrame:
    """Places of a group in a year and in the last year after it, for the layers that know both.

    Returns
    -------
    DataFrame[layer, name, before, last_year, last]
    """
    rows = found[found["strength"].notna()]
    early = rows[rows["year"] == before].set_index("layer")["strength_place"].rename("before")
    late = rows[rows["year"] > before].sort_values("year").groupby("layer").tail(1).set_index("layer")
    late = late[["name", "year", "strength_place"]].rename(columns={"year": "last_year", "strength_place": "last"})
    return late.join(early, how="inner").reset_index()


def extremes(frame: pd.DataFrame, place: str) -> dict:
    """Names with the highest and the lowest place, for a title: top, top_place, low, low_place; empty without rows."""
    if len(frame) == 0:
        return {}
    top, low = frame.loc[frame[place].idxmax()], frame.loc[frame[place].idxmin()]
    names = {"top": in_sentence(top["name"]), "low": in_sentence(low["name"])}
    return names | {"top_place": top[place], "low_place": low[place]}


def labelled(lines: Mapping[str, pd.DataFrame], pairs: int) -> pd.DataFrame:
    """Several results of `over` below each other, with the name of the line and the heading of the panel.

    A heading says how many of the `pairs` of the first result are known, where they are not all.
    """
    first = next(iter(lines.values()))
    known = first.groupby("layer", sort=False)["known"].agg(["min", "max"])
    heads = {
        layer: KINDS[layer] + ("" if row["min"] == pairs else f" ({_range(row['min'], row['max'])} of {pairs} pairs)")
        for layer, row in known.iterrows()
    }
    every = pd.concat([frame.assign(line=name) for name, frame in lines.items()], ignore_index=True)
    return every.assign(panel=every["layer"].map(heads)).dropna(subset="panel")


def _range(low, high):
    return f"{low}" if low == high else f"{low} to {high}"


def melted(frame: pd.DataFrame, columns: Mapping[str, str], value: str = "density") -> pd.DataFrame:
    """Columns below each other as lines of one chart, in the order of the layers of the frame."""
    parts = [
        frame[["layer", "name", "year"]].assign(line=line, **{value: frame[column]}) for column, line in columns.items()
    ]
    order = {layer: place for place, layer in enumerate(KINDS)}
    every = pd.concat(parts, ignore_index=True)
    return every.sort_values(["layer", "year"], key=lambda c: c.map(order) if c.name == "layer" else c, kind="stable")


def pair_series(table: pd.DataFrame, kind: str, pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """One layer of some pairs, with their names.

    Returns
    -------
    DataFrame[year, value, pair]
    """
    return select(table[table["layer"] == kind], pairs)[["year", "value", "pair"]]


def split(found: pd.DataFrame, members: Sequence[str]) -> dict:
    """In how many communities a group sits, and with whom.

    Parameters
    ----------
    found : DataFrame[iso3, community]

    Returns
    -------
    dict
        n (communities), own (those with a member of the group), who (in words, "Iran and China; Russia").
    """
    own = found[found["iso3"].isin(list(members))]
    together = own.groupby("community", observed=True)["iso3"].agg(
        lambda codes: " and ".join(map(countries.name, codes))
    )
    return {"n": int(found["community"].nunique()), "own": len(together), "who": "; ".join(together)}


def pacts(timeline: pd.DataFrame, members: Sequence[str], first: int) -> pd.DataFrame:
    """Treaties on the timeline that two or more members are party to.

    Parameters
    ----------
    timeline : DataFrame[date, category, countries, title, source_title]
    first : int
        First year.

    Returns
    -------
    DataFrame[date, title, states, source]
    """
    rows = timeline[(timeline["category"].isin(["treaty", "axis"])) & (timeline["year"] >= first)]
    inside = rows["countries"].str.split(";").map(lambda codes: [code for code in members if code in codes])
    rows = rows.assign(states=inside.map(lambda codes: ", ".join(map(countries.name, codes))))[inside.map(len) >= 2]
    found = rows.assign(date=rows["date"].dt.strftime("%Y-%m-%d"), source=rows["source_title"])
    return found[["date", "title", "states", "source"]].reset_index(drop=True)


def changes(
    table: pd.DataFrame, members: Sequence[str], states: Sequence[str], kinds: Sequence[str], span=5, **options
):
    """Change of the mean strength from the first to the last years of each layer, and its place among all groups.

    A pair counts if it has a value in both spans; the change of a pair is the difference of its means.

    Parameters
    ----------
    table, members, states, kinds
        As in `over`, years already chosen.
    span : int
        Years at each end; layers with fewer than twice as many are left out.

    Returns
    -------
    DataFrame[layer, name, early, late, change, known, percentile, groups]
        early and late as text ("2000-04"). change in the unit of the layer.
    """
    rows = []
    for kind in kinds:
        layer = table[table["layer"] == kind]
        if layer.empty or layer["year"].nunique() < 2 * span:
            continue
        first, last = int(layer["year"].min()), int(layer["year"].max())
        ends = {"early": layer[layer["year"] < first + span], "late": layer[layer["year"] > last - span]}
        keys = ["iso3_a", "iso3_b"]
        means = {end: part.astype({k: "str" for k in keys}).groupby(keys)["value"].mean() for end, part in ends.items()}
        moved = (means["late"] - means["early"]).dropna().rename("value").reset_index().assign(year=last)
        found = groups.placed(moved, {"members": members}, states, **options)
        spans = {"early": _span(first, first + span - 1), "late": _span(last - span + 1, last)}
        if len(found):
            row = found.iloc[0]
            facts = {"change": row["value"], "known": row["known"], "percentile": row["percentile"]}
            rows.append({"layer": kind, "name": KINDS[kind], **spans, **facts, "groups": row["groups"]})
    columns = ["layer", "name", "early", "late", "change", "known", "percentile", "groups"]
    return pd.DataFrame(rows, columns=columns)


def _span(first, last):
    return f"{first}-{last % 100:02d}"


def pair_places(table: pd.DataFrame, members: Sequence[str], states: Sequence[str], years: int = 5) -> pd.DataFrame:
    """Place of each pair within a group among all pairs of the set, in the last years of every layer.

    Parameters
    ----------
    table : DataFrame[layer, iso3_a, iso3_b, year, value]
    members, states : lists of states
    years : int

    Returns
    -------
    DataFrame[layer, iso3_a, iso3_b, place, n]
        Mean of the mid-rank percentiles of the years; n is the number of years known. Unknown pairs have no row.
    """
    here = table[table["iso3_a"].isin(list(states)) & table["iso3_b"].isin(list(states))]
    here = here[here["year"] > here.groupby("layer", observed=True)["year"].transform("max") - years]
    here = here.assign(place=rank.percentile(here, "value", ["layer", "year"]))
    own = here[here["iso3_a"].isin(list(members)) & here["iso3_b"].isin(list(members))]
    own = own.astype({"layer": "str", "iso3_a": "str", "iso3_b": "str"})
    return own.groupby(["layer", "iso3_a", "iso3_b"])["place"].agg(place="mean", n="size").reset_index()


def complete_places(table: pd.DataFrame, members: Sequence[str], states: Sequence[str], kinds: Sequence[str]):
    """Place of a group by year, in the years in which all its pairs are known, in the layers where some are not always.

    Parameters
    ----------
    table : DataFrame
        Not passed through `steady`.

    Returns
    -------
    DataFrame[layer, year, strength_place, ...]
        As `over` returns it, one group and no densities.
    """
    own = table[table["iso3_a"].isin(list(members)) & table["iso3_b"].isin(list(members))]
    counts = own.groupby(["layer", "year"], observed=True).size()
    whole = counts[counts == len(list(combinations(members, 2)))].reset_index()
    parts = [pd.DataFrame(columns=["layer", "year", "strength_place"])]
    for kind in kinds:
        years = whole.loc[whole["layer"] == kind, "year"]
        layer = table[table["layer"] == kind]
        if len(years) and len(years) < layer["year"].nunique():
            found = foursome(layer[layer["year"].isin(years)], members, states, density=False)
            parts.append(found.assign(layer=kind))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def complete_years(places: pd.DataFrame) -> pd.DataFrame:
    """Means of `complete_places`.

    Returns
    -------
    DataFrame[layer, strength_place, years]
        One row for each layer with both kinds of years; years as text.
    """
    rows = [
        {"layer": kind, "strength_place": found["strength_place"].mean(), "years": ", ".join(map(str, found["year"]))}
        for kind, found in places.groupby("layer", sort=False)
    ]
    return pd.DataFrame(rows, columns=["layer", "strength_place", "years"])


def together(exercises: pd.DataFrame, members: Sequence[str]) -> pd.DataFrame:
    """Exercises by year and by how many of the members took part (two or more); patrols are left out.

    Parameters
    ----------
    exercises : DataFrame[kind, year, participants]
        Table `ties/exercises`: participants are codes joined by ";".

    Returns
    -------
    DataFrame[year, of, exercises]
    """
    held = exercises[exercises["kind"] == "exercise"]
    of = held["participants"].str.split(";").map(lambda codes: len(set(codes) & set(members)))
    counted = held.assign(of=of)[of >= 2].groupby(["year", "of"]).size()
    return counted.rename("exercises").reset_index()


def combined(
    table: pd.DataFrame, states: Sequence[str], kinds: Sequence[str], years: tuple[int, int], least: int = 4
) -> pd.DataFrame:
    """One network from several layers: the mean place of each pair over the layers that know it, above the median.

    Parameters
    ----------
    table : DataFrame[layer, iso3_a, iso3_b, year, value]
    states : list of states
    kinds : list of layers
        Each counts once, however many years it has between the two.
    years : pair of int
    least : int
        Layers that must know a pair; other pairs have no tie.

    Returns
    -------
    DataFrame, square
        Weights for `helpers.measures.blocs.consensus`: how far the mean place lies above that of the median pair, 0 for
        the others.
    """
    here = table[table["layer"].isin(list(kinds)) & table["year"].between(*years)]
    here = here[here["iso3_a"].isin(list(states)) & here["iso3_b"].isin(list(states))]
    here = here.assign(place=rank.percentile(here, "value", ["layer", "year"]))
    here = here.astype({"layer": "str", "iso3_a": "str", "iso3_b": "str"})
    each = here.groupby(["iso3_a", "iso3_b", "layer"])["place"].mean()
    whole = each.groupby(["iso3_a", "iso3_b"]).agg(["mean", "size"])
    mean = whole.loc[whole["size"] >= least, "mean"]
    weight = (mean - mean.median()).clip(lower=0).rename("value").reset_index()
    names = sorted(states)
    matrix = pd.DataFrame(0.0, index=names, columns=names)
    for a, b, value in weight.itertuples(index=False):
        matrix.loc[a, b] = matrix.loc[b, a] = value
    return matrix


def communities(table: pd.DataFrame, states: Sequence[str], kinds: Sequence[str], years: tuple[int, int]) -> tuple:
    """Communities of the combined network that most runs of Louvain agree on, and their modularity.

    Returns
    -------
    tuple of DataFrame[iso3, community, stability] and float
    """
    weights = combined(table, states, kinds, years)
    found = blocs.consensus(weights)
    return found, blocs.modularity(weights, found.set_index("iso3")["community"])
