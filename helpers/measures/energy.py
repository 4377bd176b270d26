"""Weight of states, pairs and groups of states in world energy, what they have left to sell, and prices in real terms.

Series have columns iso3 (W00: the world), year, quantity, value and, where several sources stand side by side, source.
Sources are never added up. A state without a row is unknown, not zero, so that a sum over a group is what is known of
it.
"""

import numpy as np
import pandas as pd

from helpers import countries

WORLD = "W00"
BY = ["source", "quantity", "year"]
MIDDLE = (7, 1)
"""Month and day on which membership of a group is counted for a year."""


def shares(series):
    """Share of each state in the world, by source, quantity and year.

    Parameters
    ----------
    series : DataFrame[iso3, year, quantity, value, source]

    Returns
    -------
    DataFrame[iso3, year, quantity, source, share]
        States only; years in which the source has the world.
    """
    _require(series, ["iso3", "value", *BY], "shares")
    states = series[series["iso3"] != WORLD]
    world = series.loc[series["iso3"] == WORLD, [*BY, "value"]].rename(columns={"value": "world"})
    found = states.merge(world, on=BY)
    return found.assign(share=found["value"] / found["world"])[["iso3", "year", "quantity", "source", "share"]]


def joint_shares(shares):
    """Joint share of every pair of states in the world, and its place among all pairs of that year.

    With n states there are n (n - 1) / 2 pairs. Joint share: the sum of both shares. Percentile: 100 (r - 1/2) / n with
    r the mid-rank from below.

    Parameters
    ----------
    shares : DataFrame[iso3, year, quantity, source, share]

    Returns
    -------
    DataFrame[source, quantity, year, iso3_a, iso3_b, share_a, share_b, joint, rank, pairs, percentile]
        iso3_a < iso3_b; rank 1 is the largest joint share, ties share the best rank.
    """
    _require(shares, ["iso3", "share", *BY], "joint_shares")
    parts = []
    for key, group in shares.astype({"iso3": "str"}).groupby(BY, observed=True):
        group = group.sort_values("iso3")
        codes, values = group["iso3"].to_numpy(), group["share"].to_numpy()
        if len(codes) < 2:
            continue
        a, b = np.triu_indices(len(codes), k=1)
        pairs = pd.DataFrame({"iso3_a": codes[a], "iso3_b": codes[b], "share_a": values[a], "share_b": values[b]})
        joint = pairs["share_a"] + pairs["share_b"]
        parts.append(
            pairs.assign(
                **dict(zip(BY, key, strict=True)),
                joint=joint,
                rank=joint.rank(method="min", ascending=False).astype("int32"),
                pairs=len(joint),
                percentile=100 * (joint.rank() - 0.5) / len(joint),
            )
        )
    columns = [*BY, "iso3_a", "iso3_b", "share_a", "share_b", "joint", "rank", "pairs", "percentile"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def members(spells, year):
    """Members of a group on 1 July of a year.

    Parameters
    ----------
    spells : DataFrame[iso3, start, end]
        Days as datetime64; a missing end is open, and the day of the end no longer counts.
    year : int

    Returns
    -------
    list of str
    """
    day = pd.Timestamp(year, *MIDDLE)
    inside = (spells["start"] <= day) & (spells["end"].isna() | (spells["end"] > day))
    return sorted(set(spells.loc[inside, "iso3"].astype("str")))


def group_shares(shares, spells):
    """Share of groups of states in the world, by who was a member on 1 July of the year.

    Parameters
    ----------
    shares : DataFrame[iso3, year, quantity, source, share]
    spells : DataFrame[group, iso3, start, end]

    Returns
    -------
    DataFrame[group, source, quantity, year, share, members, counted]
        counted: members with a row of their own; the share is a lower bound where it is less than `members`.
    """
    _require(spells, ["group", "iso3", "start", "end"], "group_shares")
    states = shares.assign(iso3=shares["iso3"].astype("str"))
    rows = []
    for group, own in spells.groupby("group", observed=True):
        for key, year_shares in states.groupby(BY, observed=True):
            inside = members(own, key[-1])
            known = year_shares[year_shares["iso3"].isin(inside)]
            if inside and len(known):
                rows.append((group, *key, known["share"].sum(), len(inside), len(known)))
    return pd.DataFrame(rows, columns=["group", *BY, "share", "members", "counted"])


def of_pair(joint, pair, source=None):
    """The joint shares of one pair, with its predecessor: the Soviet Union stands by its own name, never as Russia.

    Parameters
    ----------
    joint : DataFrame
        As `joint_shares` returns it.
    pair : tuple of str
    source : str, optional

    Returns
    -------
    DataFrame
        Rows of the pair, and where Russia is in it those of the Soviet Union, which `soviet` marks.
    """
    rows = joint if source is None else joint[joint["source"] == source]
    found = []
    for codes, soviet in ((pair, False), (["SUN" if c == "RUS" else c for c in pair], True)):
        if soviet and "RUS" not in pair:
            continue
        a, b = sorted(codes)
        found.append(rows[(rows["iso3_a"] == a) & (rows["iso3_b"] == b)].assign(soviet=soviet))
    return pd.concat(found, ignore_index=True).sort_values(["quantity", "soviet", "year"], ignore_index=True)


def latest(joint, pair, quantities):
    """Joint share and place of a pair in the last year of each quantity.

    Parameters
    ----------
    joint : DataFrame
        As `joint_shares` returns it, one source.
    pair : tuple of str
    quantities : mapping
        Quantity -> prefix of the facts.

    Returns
    -------
    dict
        For each prefix p: p_year, p_joint, p_rank, p_pairs, p_percentile; None where the pair has no row.
    """
    facts = {}
    own = of_pair(joint, pair)
    for quantity, prefix in quantities.items():
        rows = own[(own["quantity"] == quantity) & ~own["soviet"]].sort_values("year")
        last = rows.iloc[-1] if len(rows) else None
        for name in ("year", "joint", "rank", "pairs", "percentile"):
            facts[f"{prefix}_{name}"] = None if last is None else last[name]
    return facts


def surplus(series):
    """What is left after own use: production less consumption, of oil and of gas.

    Years in which a state lacks either are left out. Stock changes, processing gain and biofuels make it differ from
    exports.

    Parameters
    ----------
    series : DataFrame[iso3, year, quantity, value, unit]

    Returns
    -------
    DataFrame[iso3, fuel, year, production, consumption, left, unit]
        fuel: oil, gas; left is negative where a state uses more than it produces.
    """
    parts = []
    for fuel in ("oil", "gas"):
        made = series[series["quantity"] == f"{fuel}_production"].rename(columns={"value": "production"})
        used = series[series["quantity"] == f"{fuel}_consumption"].rename(columns={"value": "consumption"})
        both = made.merge(used[["iso3", "year", "unit", "consumption"]], on=["iso3", "year", "unit"])
        parts.append(both.assign(fuel=fuel, left=both["production"] - both["consumption"]))
    found = pd.concat(parts, ignore_index=True)
    return found[["iso3", "fuel", "year", "production", "consumption", "left", "unit"]]


def balance(series, pair, names):
    """What each of a pair has of some quantities in the last year of each, and their joint share in the world.

    Parameters
    ----------
    series : DataFrame[iso3, year, quantity, value, unit]
    pair : tuple of str
    names : mapping
        Quantity -> its name in the table, in order.

    Returns
    -------
    DataFrame[quantity, year, unit, (first code), (second code), both]
        A value is missing where the state has no row; `both` where one of them is missing. No row for quantities that
        neither has.
    """
    rows = []
    for quantity, name in names.items():
        own = series[series["quantity"] == quantity]
        year = own["year"].max()
        last = own[own["year"] == year].set_index("iso3")["value"]
        values = [last.get(code) for code in pair]
        if all(value is None for value in values):
            continue
        both = sum(values) / last[WORLD] if None not in values else None
        rows.append((name, year, own["unit"].iloc[0], *values, both))
    found = pd.DataFrame(rows, columns=["quantity", "year", "unit", *pair, "both"])
    return found.astype({code: "float64" for code in (*pair, "both")})


def destinations(matrix, most=6):
    """The largest destinations of what each state sells of each fuel, as shares of all it sells of it.

    Parameters
    ----------
    matrix : DataFrame[fuel, origin, destination, value]
        One year.
    most : int
        Destinations of each origin and fuel.

    Returns
    -------
    DataFrame[origin, origin_name, fuel, destination, place, value, share]
        place: name of the state, or the region as the source names it; the largest first.
    """
    total = matrix.groupby(["origin", "fuel"], observed=True)["value"].transform("sum")
    found = matrix.assign(share=matrix["value"] / total)
    found = found.sort_values(["origin", "fuel", "value"], ascending=[True, True, False], kind="stable")
    found = found.groupby(["origin", "fuel"], observed=True, sort=False).head(most)
    place = found["destination"].astype("str")
    known = {code: countries.name(code) for code in place.unique() if code in countries.states()}
    name = found["origin"].astype("str").map(countries.name)
    found = found.assign(place=place.replace(known), origin_name=name)
    return found[["origin", "origin_name", "fuel", "destination", "place", "value", "share"]].reset_index(drop=True)


def change(flows, first, last, **where):
    """A flow in two years, and its relative change.

    Parameters
    ----------
    flows : DataFrame[fuel, origin, destination, year, value]
    first, last : int
    **where
        Column -> value that picks one row a year.

    Returns
    -------
    dict
        before, after, change (-0.5: halved); None where a year has no row.
    """
    rows = flows
    for column, value in where.items():
        rows = rows[rows[column] == value]
    by_year = rows.groupby("year")["value"].sum()
    before, after = by_year.get(first), by_year.get(last)
    known = before is not None and after is not None
    return {"before": before, "after": after, "change": after / before - 1 if known else None}


def part_of(flows, whole, by="year"):
    """Each flow as a share of the sum of all of them in the same year.

    Parameters
    ----------
    flows : DataFrame[..., year, value]
    whole : mapping
        Column -> value: the rows that make up the whole.
    by : str

    Returns
    -------
    DataFrame
        The rows of the whole with a column `share`.
    """
    rows = flows
    for column, value in whole.items():
        rows = rows[rows[column] == value]
    return rows.assign(share=rows["value"] / rows.groupby(by)["value"].transform("sum"))


def yearly(prices, least=12):
    """Yearly means of monthly prices, of years with at least `least` months.

    Parameters
    ----------
    prices : DataFrame[month, series, value, unit, source]

    Returns
    -------
    DataFrame[series, source, unit, year, value, months]
    """
    year = prices["month"].dt.year.rename("year")
    grouped = prices.groupby(["series", "source", "unit", year], observed=True)["value"]
    means = grouped.agg(value="mean", months="size").reset_index()
    return means[means["months"] >= least].reset_index(drop=True)


def real(prices, deflator, base):
    """Prices of years in dollars of one year: value x cpi(base) / cpi(year).

    Parameters
    ----------
    prices : DataFrame[year, value, ...]
    deflator : DataFrame[year, cpi]
    base : int

    Returns
    -------
    DataFrame
        As `prices`, years with a deflator, with a column `real`.

    Raises
    ------
    ValueError
        If the deflator has not the base year.
    """
    cpi = deflator.set_index("year")["cpi"]
    if base not in cpi.index:
        raise ValueError(f"real: the deflator has no year {base}; it runs from {cpi.index.min()} to {cpi.index.max()}")
    found = prices[prices["year"].isin(cpi.index)]
    return found.assign(real=found["value"] * cpi[base] / found["year"].map(cpi))


def indexed(prices, column, base):
    """Each series as an index of one of its years.

    Returns
    -------
    DataFrame
        As `prices`, series with a value in the base year, with a column `index` (base year = 100).
    """
    at_base = prices[prices["year"] == base].set_index("series")[column]
    found = prices[prices["series"].isin(at_base.index)]
    return found.assign(index=100 * found[column] / found["series"].astype("str").map(at_base).astype("float64"))


def transits(months, ships, least_days=1.0):
    """Mean number of ships a day by month; months with too few days are left out.

    Parameters
    ----------
    months : DataFrame[month, ship, transits, days]
    ships : mapping
        Type of ship -> name of the line it counts to.
    least_days : float
        Part of the days of the month that must have data.

    Returns
    -------
    DataFrame[month, line, a_day, days]
    """
    known = months[months["days"] >= least_days * months["month"].dt.days_in_month]
    line = known["ship"].astype("str").map(ships)
    sums = known.groupby([known["month"], line.rename("line")])
    found = sums.agg(transits=("transits", "sum"), days=("days", "first")).reset_index()
    return found.assign(a_day=found["transits"] / found["days"])[["month", "line", "a_day", "days"]]


def _require(frame, columns, where):
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(f"{where}: column {missing[0]} is missing; the frame has {', '.join(map(str, frame.columns))}")
