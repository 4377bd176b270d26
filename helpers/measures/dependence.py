"""Who needs whom: what each of two states is in the other's trade and arms, and how unequal they are in size."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import dyads, one_sided, rank

DECLARED = ("comtrade_russia_hs2", "imf_imts_russia", "wits", "china_customs")
"""Sources in which a state's own declarations give its trade with one partner and with all."""

COLUMNS = ["year", "state", "partner", "source", "share"]


def trade_shares(pairs: pd.DataFrame, totals: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    """Share of each of a pair in the other's trade in every source that gives it, both directions added up.

    Parameters
    ----------
    pairs, totals : DataFrame
        `trade/pairs` and `trade/totals`.
    pair : tuple of str

    Returns
    -------
    DataFrame[year, state, partner, source, share]
        A source counts where it holds all pairs, or all the trade of the state as it declares it itself.
    """
    both = dyads.mutual(pairs, pair).dropna(subset="share")
    other = {pair[0]: pair[1], pair[1]: pair[0]}
    parts = [both.assign(partner=both["state"].map(other))[COLUMNS]]
    for state, partner in other.items():
        declared = pairs["reporter"].astype("str").isin([state, "none"])
        own = totals[totals["reporter"].astype("str").isin([state, "none"])]
        for source in DECLARED:
            found = one_sided.reporter_shares(pairs[declared], own, source, state, [partner])
            parts.append(found.assign(state=state, source=source)[COLUMNS])
    return pd.concat(parts, ignore_index=True).astype({"source": "str"})


def band(shares: pd.DataFrame) -> pd.DataFrame:
    """Lowest, highest and middle share over the sources, by state and year.

    Returns
    -------
    DataFrame[state, year, low, high, middle, sources]
        middle is the median of the sources.
    """
    grouped = shares.groupby(["state", "year"])["share"]
    return grouped.agg(low="min", high="max", middle="median", sources="size").reset_index()


def trade_places(matrix: pd.DataFrame, year: int) -> pd.DataFrame:
    """Share of every state in every other's trade in a year, with its place, and how unequal the two shares are.

    Parameters
    ----------
    matrix : DataFrame[exporter, importer, year, value_usd, source]
        One source with all pairs.

    Returns
    -------
    DataFrame[iso3, partner, share, percentile, times, unequal]
        One row for each direction. times is the share over that of the other direction; unequal the place of that ratio
        (of the larger over the smaller) among all pairs.
    """
    from helpers.measures import trade

    found = trade.shares(matrix[matrix["year"] == year]).astype({"iso3": "str", "partner": "str"})
    found = found.assign(percentile=rank.percentile(found, "share", "year"))[["iso3", "partner", "share", "percentile"]]
    back = found.rename(columns={"iso3": "partner", "partner": "iso3", "share": "back"})[["iso3", "partner", "back"]]
    found = found.merge(back, on=["iso3", "partner"])
    times = found["share"] / found["back"]
    unequal = pd.DataFrame({"ratio": np.log(times).abs().round(9), "one": 0})
    return found.assign(times=times, unequal=rank.percentile(unequal, "ratio", "one")).drop(columns="back")


def arms_shares(partners: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    """Share of each of a pair in the other's arms imports, and its place among all states' suppliers and recipients.

    A state without identified imports in a period has no share; one that imported, but nothing from the other (or less
    than one per cent), has 0.

    Parameters
    ----------
    partners : DataFrame
        Table `arms/partners`, Soviet rows joined if wanted.
    pair : tuple of str

    Returns
    -------
    DataFrame[state, partner, start_year, end_year, share, percentile]
        percentile: among all pairs of the importers and suppliers of the table in the period.
    """
    rows = partners[partners["share_of"] == "imports"].astype({"supplier": "str", "recipient": "str"})
    rows = rows[rows["supplier"] != "other"]
    parts = []
    for (start, end), period in rows.groupby(["start_year", "end_year"]):
        wide = period.pivot_table(index="recipient", columns="supplier", values="share", aggfunc="sum")
        wide = wide.reindex(columns=sorted(set(wide.columns) | set(pair))).fillna(0.0)
        long = wide.reset_index().melt("recipient", var_name="supplier", value_name="share")
        long = long[long["supplier"] != long["recipient"]].assign(one=0)
        long = long.assign(percentile=rank.percentile(long, "share", "one"))
        for state, partner in (pair, pair[::-1]):
            own = long[(long["recipient"] == state) & (long["supplier"] == partner)]
            parts.append(own.assign(state=state, partner=partner, start_year=start, end_year=end))
    return pd.concat(parts, ignore_index=True)[["state", "partner", "start_year", "end_year", "share", "percentile"]]


SIZES = {
    "gdp_usd_current": "GDP, current dollars",
    "gdp_ppp_2017": "GDP, purchasing power",
    "population": "population",
    "cinc": "capability (CINC)",
    "milper": "armed forces",
}
"""Measure -> its name on a chart."""


def sizes(indicators: pd.DataFrame, capability: pd.DataFrame) -> pd.DataFrame:
    """Measures of size of states below each other.

    Parameters
    ----------
    indicators : DataFrame[iso3, year, indicator, value, sd]
        Table `power/countries`.
    capability : DataFrame[iso3, year, measure, value, mixed]
        Table `power/capability`.

    Returns
    -------
    DataFrame[iso3, year, measure, value, sd]
    """
    one = indicators[indicators["indicator"].isin(list(SIZES))].rename(columns={"indicator": "measure"})
    two = capability[capability["measure"].isin(list(SIZES)) & ~capability["mixed"]].assign(sd=np.nan)
    columns = ["iso3", "year", "measure", "value", "sd"]
    both = pd.concat([part[columns].astype({"iso3": "str", "measure": "str"}) for part in (one, two)])
    return both[both["value"] > 0]


def ratios(sized: pd.DataFrame, pair: tuple[str, str], level: float = 1.645) -> pd.DataFrame:
    """The first state's size over the second's, with a band where both estimates have a standard deviation.

    Parameters
    ----------
    sized : DataFrame
        As `sizes` returns it.
    pair : tuple of str
    level : float
        Standard deviations of the band of the logarithm; 1.645 makes 90 per cent.

    Returns
    -------
    DataFrame[measure, year, ratio, low, high]
        low and high are missing where the source gives no deviation.
    """
    parts = []
    for measure in SIZES:
        own = sized[(sized["measure"] == measure) & sized["iso3"].isin(pair)]
        wide = own.pivot(index="year", columns="iso3", values=["value", "sd"])
        if not set(pair) <= set(own["iso3"]):
            continue
        a, b = (pd.DataFrame({"value": wide["value"][code], "sd": wide["sd"][code]}) for code in pair)
        ratio = a["value"] / b["value"]
        wide_by = level * np.sqrt((a["sd"] / a["value"]) ** 2 + (b["sd"] / b["value"]) ** 2)
        found = pd.DataFrame({"ratio": ratio, "low": ratio * np.exp(-wide_by), "high": ratio * np.exp(wide_by)})
        parts.append(found.dropna(subset="ratio").rename_axis("year").reset_index().assign(measure=measure))
    columns = ["measure", "year", "ratio", "low", "high"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def latest_ratios(sized: pd.DataFrame, pair: tuple[str, str], states: list[str]) -> pd.DataFrame:
    """The last ratio of each measure, its band, and its place among those of all pairs of a set of states.

    Returns
    -------
    DataFrame[measure, name, year, ratio, low, high, percentile, pairs]
        percentile: of the larger over the smaller, 100 is the most unequal pair.
    """
    rows = []
    for measure, series in ratios(sized, pair).groupby("measure", sort=False):
        last = series.sort_values("year").iloc[-1]
        here = sized[(sized["measure"] == measure) & (sized["year"] == last["year"])]
        logs = np.log(here.loc[here["iso3"].isin({*states, *pair}), "value"].to_numpy())
        first, second = np.triu_indices(len(logs), 1)
        apart = np.abs(logs[first] - logs[second])
        own = abs(np.log(last["ratio"]))
        below, same = (apart < own - 1e-12).sum(), (np.abs(apart - own) <= 1e-12).sum()
        place = 100 * (below + same / 2) / len(apart)
        facts = {"measure": measure, "name": SIZES[measure], "year": int(last["year"]), "ratio": last["ratio"]}
        rows.append(facts | {"low": last["low"], "high": last["high"], "percentile": place, "pairs": len(apart)})
    columns = ["measure", "name", "year", "ratio", "low", "high", "percentile", "pairs"]
    return pd.DataFrame(rows, columns=columns)


def open_orders(deals: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    """Arms orders between two states of which nothing has been delivered, as the register stands.

    Returns
    -------
    DataFrame[supplier, recipient, ordered, weapon, number, remark]
    """
    here = deals[deals["supplier"].isin(pair) & deals["recipient"].isin(pair) & (deals["number_delivered"] == 0)]
    here = here.sort_values(["order_year", "designation"], kind="stable")
    return pd.DataFrame(
        {
            "supplier": here["supplier"].astype("str").map(countries.name),
            "recipient": here["recipient"].astype("str").map(countries.name),
            "ordered": here["order_year"],
            "weapon": here["designation"].astype("str"),
            "number": here["number_ordered"].astype("float64"),
            "remark": here["comment"],
        }
    )


def both_sides(sold: pd.DataFrame, bought: pd.DataFrame) -> pd.DataFrame:
    """Flows sold and flows bought by a pair, below each other, with one list of codes."""
    parts = [part.astype({"exporter": "str", "importer": "str"}) for part in (sold, bought)]
    return pd.concat(parts, ignore_index=True).astype({"exporter": "category", "importer": "category"})


def table(band: pd.DataFrame, places: pd.DataFrame, armed: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    """Latest share of each of a pair in the other's trade and arms imports, below each other.

    Parameters
    ----------
    band : DataFrame
        As `band` returns it; the last year in which both shares are known counts.
    places : DataFrame
        As `trade_places` returns it.
    armed : DataFrame
        As `arms_shares` returns it.

    Returns
    -------
    DataFrame[need, who, state, share, low, high, sources, percentile]
        need: what and when; who: "Iran on Russia".
    """
    rows = []
    years = band.groupby("year")["state"].nunique()
    years = years.index[years == 2]
    if len(years):
        last = band[band["year"] == years.max()]
        for row in last.itertuples():
            facts = {"need": f"trade, {years.max()}", "kind": "trade", "state": row.state, "share": row.middle}
            rows.append(facts | {"low": row.low, "high": row.high, "sources": row.sources, "year": int(years.max())})
    recent = armed[armed["end_year"] >= 2020]
    for row in recent.itertuples():
        span = f"{row.start_year}-{row.end_year % 100:02d}"
        facts = {"need": f"arms imports, {span}", "kind": "arms", "state": row.state, "share": row.share}
        rows.append(facts | {"low": row.share, "high": row.share, "sources": 1, "year": int(row.end_year)})
    columns = ["need", "kind", "state", "share", "low", "high", "sources", "year"]
    found = pd.DataFrame(rows, columns=columns)
    other = {pair[0]: pair[1], pair[1]: pair[0]}
    words = [f"{countries.name(code)} on {countries.name(other[code])}" for code in found["state"]]
    key = places.set_index(["iso3", "partner"])["percentile"]
    percentile = [key.get((code, other[code])) for code in found["state"]]
    return found.assign(who=words, percentile=pd.Series(percentile, dtype="float64").where(found["kind"] == "trade"))


def summary(needs: pd.DataFrame, latest: pd.DataFrame, pair: tuple[str, str]) -> dict:
    """Facts for the answer: who leans on whom in trade and by how much, arms, sizes; None for what is not known."""
    names = ["leaning", "other", "trade_larger", "trade_smaller", "trade_times", "trade_year", "of_first", "of_second"]
    facts = dict.fromkeys([*names, "arms_first", "arms_second", "arms_years", "gdp", "cinc"])
    trade = needs[needs["kind"] == "trade"].set_index("state")["share"]
    if set(pair) <= set(trade.index) and trade.min() > 0:
        leaning, other = sorted(pair, key=lambda code: -trade[code])
        facts |= {"leaning": countries.name(leaning), "other": countries.name(other), "trade_larger": trade[leaning]}
        facts |= {"trade_smaller": trade[other], "trade_times": trade[leaning] / trade[other]}
        facts |= {"trade_year": int(needs.loc[needs["kind"] == "trade", "year"].iloc[0])}
        facts |= {"of_first": trade[pair[0]], "of_second": trade[pair[1]]}
    arms = needs[needs["kind"] == "arms"]
    both = arms.groupby("need", sort=False)["state"].nunique()
    if (both == 2).any():
        last = arms[arms["need"] == both.index[both == 2][-1]].set_index("state")["share"]
        facts |= {"arms_first": last[pair[0]], "arms_second": last[pair[1]]}
        facts |= {"arms_years": both.index[both == 2][-1].split(", ")[1]}
    ratio = latest.set_index("measure")["ratio"]
    return facts | {"gdp": ratio.get("gdp_usd_current"), "cinc": ratio.get("cinc")}


def over_time(band: pd.DataFrame, pair: tuple[str, str]) -> dict:
    """In how many years one share was the larger, and how many times as large on average (geometric mean).

    Returns
    -------
    dict
        leaning, other (names), years, years_larger, mean_times; empty where no year has both.
    """
    wide = band.pivot(index="year", columns="state", values="middle").reindex(columns=list(pair)).dropna()
    wide = wide[(wide > 0).all(axis=1)]
    if wide.empty:
        return {}
    ratio = np.log(wide[pair[0]] / wide[pair[1]])
    leaning, other = pair if ratio.mean() > 0 else pair[::-1]
    larger = int((ratio > 0).sum() if leaning == pair[0] else (ratio < 0).sum())
    names = {"leaning": countries.name(leaning), "other": countries.name(other)}
    return names | {"years": len(wide), "years_larger": larger, "mean_times": float(np.exp(abs(ratio.mean())))}


def rivals(places: pd.DataFrame, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """Shares in each other's trade of several pairs with their places, a row for each pair."""
    key = places.set_index(["iso3", "partner"])
    rows = []
    for first, second in dict.fromkeys(tuple(pair) for pair in pairs):
        if (first, second) in key.index:
            a, b = key.loc[(second, first)], key.loc[(first, second)]
            rows.append(
                {
                    "first": countries.name(first),
                    "second": countries.name(second),
                    "first in second": a["share"],
                    "place of first in second": a["percentile"],
                    "second in first": b["share"],
                    "place of second in first": b["percentile"],
                    "times": max(a["times"], b["times"]),
                    "place of the gap": a["unequal"],
                }
            )
    return pd.DataFrame(rows)
