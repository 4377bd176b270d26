"""Who needs whom: what each of two states is in the other's trade and arms, and how unequal they are in size."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import declared_trade, one_sided, rank

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
    both = declared_trade.mutual(pairs, pair).dropna(subset="share")
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
    parts, both = [], sized[sized["iso3"].isin(pair)]
    for measure in SIZES:
        own = both[both["measure"] == measure]
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


RATIO = ["layer", "years", "first", "second", "ratio", "low", "high", "basis"]


def ratio_in_trade(band: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    """The second state's share over the first's in each other's trade, by year, with the range over sources.

    Parameters
    ----------
    band : DataFrame[state, year, low, high, middle, sources]
        As `band` returns it.

    Returns
    -------
    DataFrame[year, first, second, ratio, low, high, sources]
        first: the second state's share in the first's trade, second: the other way round, medians of the sources; low:
        lowest source of the one over the highest of the other; high: the other way round; sources: those of both states
        added up. Years with both, above zero.
    """
    wide = band.pivot(index="year", columns="state", values=["low", "high", "middle", "sources"])
    wide = wide.reindex(columns=pd.MultiIndex.from_product([["low", "high", "middle", "sources"], pair])).dropna()
    a, b = pair
    found = pd.DataFrame(
        {
            "first": wide["middle"][a],
            "second": wide["middle"][b],
            "ratio": wide["middle"][b] / wide["middle"][a],
            "low": wide["low"][b] / wide["high"][a],
            "high": wide["high"][b] / wide["low"][a],
            "sources": wide["sources"].sum(axis=1),
        }
    )
    return found[wide["low"].gt(0).all(axis=1)].astype("float64").reset_index()


def ratio_over_years(in_trade: pd.DataFrame, years: int = 5) -> pd.DataFrame:
    """Geometric mean of the trade ratio over the last years, with the years drawn again in every way.

    Parameters
    ----------
    in_trade : DataFrame
        As `ratio_in_trade` returns it.

    Returns
    -------
    DataFrame
        One row with the columns of `RATIO`; low is the lower end of the middle 95 per cent of the draws by the lowest
        ratio of each year, high the upper end by the highest. None with fewer years.
    """
    rows = in_trade.sort_values("year").tail(years)
    if len(rows) < years:
        return pd.DataFrame(columns=RATIO)
    drawn = np.stack(np.meshgrid(*[np.arange(years)] * years, indexing="ij")).reshape(years, -1)
    means = {side: np.exp(np.log(rows[side].to_numpy())[drawn].mean(axis=0)) for side in ("low", "high")}
    ends = [np.quantile(means["low"], 0.025), np.quantile(means["high"], 0.975)]
    span = f"{int(rows['year'].iloc[0])}-{int(rows['year'].iloc[-1]) % 100:02d}"
    numbers = [rows["first"].mean(), rows["second"].mean(), np.exp(np.log(rows["ratio"]).mean()), *ends]
    row = ["trade of five years", span, *numbers, "sources, and years drawn again, 95 per cent"]
    return pd.DataFrame([row], columns=RATIO)


def drawn_ratio(parts: np.ndarray, wholes: np.ndarray) -> tuple:
    """Shares of two parts in two wholes, the second over the first, with the years drawn again in every way.

    Parameters
    ----------
    parts, wholes : array of shape (2, years)
        What each state received from the other, and from all; row 0 the first state.

    Returns
    -------
    tuple of float
        Share of the first, share of the second, ratio, low, high: the ends of the middle 95 per cent of the draws
        in which both received something. A draw in which the first received nothing from the second is infinite.
    """
    n = parts.shape[1]
    drawn = np.stack(np.meshgrid(*[np.arange(n)] * n, indexing="ij")).reshape(n, -1)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = parts.sum(axis=1) / wholes.sum(axis=1)
        shares = parts[:, drawn].sum(axis=1) / wholes[:, drawn].sum(axis=1)
        ratio = shares[1] / shares[0]
        observed = own[1] / own[0]
    ratio = np.sort(ratio[~np.isnan(ratio)])
    if not len(ratio):
        return *own, observed, np.nan, np.nan
    low, high = (ratio[round(share * (len(ratio) - 1))] for share in (0.025, 0.975))
    return *own, observed, low, high


def ratio_in_arms(items: pd.DataFrame, totals: pd.DataFrame, pair: tuple[str, str], years: int = 5) -> pd.DataFrame:
    """The second state's share over the first's in each other's arms imports of the last years, years drawn again.

    Parameters
    ----------
    items, totals : DataFrame
        `arms/items` and `arms/totals`. A year without a row is one in which the register holds nothing.

    Returns
    -------
    DataFrame
        One row with the columns of `RATIO`, or none where the tables do not hold the imports of both, or neither
        received anything from the other.
    """
    received = totals[(totals["role"] == "recipient") & totals["iso3"].isin(pair)]
    if set(received["iso3"]) != set(pair):
        return pd.DataFrame(columns=RATIO)
    last = int(totals["year"].max())
    span = range(last - years + 1, last + 1)
    parts, wholes = [], []
    for state, other in (pair, pair[::-1]):
        bought = items[(items["recipient"] == state) & (items["supplier"] == other)]
        parts.append(bought.groupby("year")["tiv_m"].sum().reindex(span, fill_value=0.0).to_numpy())
        own = received[received["iso3"] == state].groupby("year")["tiv_m"].sum()
        wholes.append(own.reindex(span, fill_value=0.0).to_numpy())
    first, second, ratio, low, high = drawn_ratio(np.array(parts), np.array(wholes))
    if not ratio >= 0:
        return pd.DataFrame(columns=RATIO)
    years = f"{span[0]}-{span[-1] % 100:02d}"
    row = ["arms imports", years, first, second, ratio, low, high, "years drawn again, 95 per cent"]
    return pd.DataFrame([row], columns=RATIO)


def volumes(items: pd.DataFrame, totals: pd.DataFrame, pair: tuple[str, str], years: int = 5) -> dict:
    """What each of two states received from the other in the years of `ratio_in_arms`.

    Returns
    -------
    dict
        tiv_to_first, tiv_to_second (million TIV, a volume); 0 where the register holds nothing.
    """
    last = int(totals["year"].max())
    recent = items[items["year"].between(last - years + 1, last)]
    first, second = pair
    sums = {
        name: recent.loc[(recent["recipient"] == state) & (recent["supplier"] == other), "tiv_m"].sum()
        for name, state, other in (("tiv_to_first", first, second), ("tiv_to_second", second, first))
    }
    return {name: float(value) for name, value in sums.items()}


def ratio_in_output(sized: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    """What trade between two states weighs in the second's output over what it weighs in the first's.

    The trade is the same for both, so that the ratio is that of the first's output to the second's.

    Parameters
    ----------
    sized : DataFrame
        As `sizes` returns it.

    Returns
    -------
    DataFrame
        One row with the columns of `RATIO`, at purchasing power; none where that is not known of both.
    """
    found = ratios(sized[sized["measure"] == "gdp_ppp_2017"], pair).dropna(subset=["ratio", "low"])
    if found.empty:
        return pd.DataFrame(columns=RATIO)
    last = found.sort_values("year").iloc[-1]
    row = ["trade in output", str(int(last["year"])), np.nan, np.nan, last["ratio"], last["low"], last["high"]]
    return pd.DataFrame([[*row, "deviation of the estimates, 90 per cent"]], columns=RATIO)


def ratio_in_events(events: pd.DataFrame, pair: tuple[str, str], states: list[str], years: int = 5) -> pd.DataFrame:
    """The second state's share over the first's in each other's coded events, years drawn again.

    Parameters
    ----------
    events : DataFrame[iso3_a, iso3_b, year, n]
        Number of events of pairs, one source.
    states : list of str
        Partners that count, the pair among them.

    Returns
    -------
    DataFrame
        One row with the columns of `RATIO`; none where a state is not among them or the two have no events.
    """
    here = events[events["iso3_a"].isin(states) & events["iso3_b"].isin(states)]
    if here.empty or not set(pair) <= set(states):
        return pd.DataFrame(columns=RATIO)
    last = int(here["year"].max())
    span = range(last - years + 1, last + 1)
    a, b = sorted(pair)
    both = here[(here["iso3_a"] == a) & (here["iso3_b"] == b)].groupby("year")["n"].sum()
    parts = both.reindex(span, fill_value=0.0).to_numpy(dtype=float)
    wholes = [
        here[(here["iso3_a"] == code) | (here["iso3_b"] == code)]
        .groupby("year")["n"]
        .sum()
        .reindex(span, fill_value=0.0)
        .to_numpy(dtype=float)
        for code in pair
    ]
    first, second, ratio, low, high = drawn_ratio(np.array([parts, parts]), np.array(wholes))
    if not ratio > 0:
        return pd.DataFrame(columns=RATIO)
    words = f"{span[0]}-{span[-1] % 100:02d}"
    row = ["coded events", words, first, second, ratio, low, high, "years drawn again, 95 per cent"]
    return pd.DataFrame([row], columns=RATIO)


def ratio_of_moves(
    points: pd.DataFrame, pair: tuple[str, str], since: int, draws: int = 4000, seed: int = 1946
) -> pd.DataFrame:
    """How far the second state moved towards the first over how far the first moved towards the second.

    Parameters
    ----------
    points : DataFrame[iso3, year, value, q5, q95]
        Ideal points of one release and estimate. A draw is normal with the published 90 per cent interval, years and
        states apart from each other, since joint draws are not published.
    since : int
        Year to count from, to the last year that holds both.

    Returns
    -------
    DataFrame
        One row with the columns of `RATIO`; first and second are the moves, in ideal-point units. None where a year is
        not known, or neither moved towards the other. Of the draws in which one or both did, low and high cut off 5
        per cent at each end: 0 or infinity where only one of the two moved closer.
    """
    own = points[points["iso3"].isin(pair)].astype({"iso3": "str"})
    wide = own.pivot(index="year", columns="iso3", values=["value", "q5", "q95"]).dropna()
    if not set(pair) <= set(own["iso3"]) or since not in wide.index or wide.index.max() == since:
        return pd.DataFrame(columns=RATIO)
    last = int(wide.index.max())
    value = np.array([[wide["value"][code][year] for code in pair] for year in (since, last)])
    spread = [[(wide["q95"][c][y] - wide["q5"][c][y]) / (2 * 1.645) for c in pair] for y in (since, last)]
    random = np.random.default_rng(seed).standard_normal((draws, 2, 2))
    towards = np.sign(value[0, 1] - value[0, 0]) * np.array([1.0, -1.0])
    moved = (value[1] - value[0]) * towards
    if (moved <= 0).all():
        return pd.DataFrame(columns=RATIO)
    sampled = value + random * np.array(spread)
    gains = np.maximum((sampled[:, 1] - sampled[:, 0]) * towards, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = gains[:, 1] / gains[:, 0]
        ratio = max(moved[1], 0.0) / max(moved[0], 0.0)
    drawn = np.sort(drawn[~np.isnan(drawn)])
    low, high = (drawn[round(share * (len(drawn) - 1))] for share in (0.05, 0.95))
    row = ["moves of UN position", f"{since}-{last % 100:02d}", *moved, ratio, low, high]
    return pd.DataFrame([[*row, "published posterior, 90 per cent"]], columns=RATIO)


def by_layer(in_trade: pd.DataFrame, others: list[pd.DataFrame], pair: tuple[str, str]) -> pd.DataFrame:
    """Ratios of all layers below each other, with who needs the other more.

    Parameters
    ----------
    in_trade : DataFrame
        As `ratio_in_trade` returns it; its last year counts.
    others : list of DataFrame
        With the columns of `RATIO`.
    pair : tuple of str

    Returns
    -------
    DataFrame[layer, years, first, second, ratio, low, high, basis, label, who]
        who: the state that needs the other more, "not told" where the interval holds 1, "no interval" without one.
    """
    parts = [pd.DataFrame(columns=RATIO)]
    if len(in_trade):
        last = in_trade.sort_values("year").iloc[-1]
        alone = last["sources"] <= 2
        ends = [np.nan, np.nan] if alone else [last["low"], last["high"]]
        row = ["trade", str(int(last["year"])), last["first"], last["second"], last["ratio"], *ends]
        parts.append(
            pd.DataFrame([[*row, "one source for each" if alone else "lowest and highest source"]], columns=RATIO)
        )
    every = [part for part in [*parts, *others] if len(part)]
    found = pd.concat(every, ignore_index=True) if every else parts[0]
    numbers = ["first", "second", "ratio", "low", "high"]
    found = found.astype(dict.fromkeys(numbers, "float64"))
    conditions = [found["low"].isna(), found["low"] > 1, found["high"] < 1]
    who = np.select(conditions, ["no interval", countries.name(pair[1]), countries.name(pair[0])], "not told")
    return found.assign(who=who, label=found["layer"] + ", " + found["years"])


LIMIT = 50.0
"""Ratios beyond this many times are drawn at the edge of a chart."""


def drawable(found: pd.DataFrame) -> pd.DataFrame:
    """`by_layer` for a chart: ratios and ends of intervals cut at `LIMIT` times, 0 and infinity among them."""
    rows = found[found["ratio"].notna()]
    cut = {column: rows[column].fillna(rows["ratio"]).clip(1 / LIMIT, LIMIT) for column in ("low", "high", "ratio")}
    return rows.assign(**cut)


def scale(drawn: pd.DataFrame) -> tuple[float, float]:
    """Ends of a logarithmic scale that holds 1 and all intervals, with some room."""
    if drawn.empty:
        return 0.4, 2.5
    return float(min(drawn["low"].min(), 0.5) / 1.25), float(max(drawn["high"].max(), 2.0) * 1.25)


def tally(found: pd.DataFrame, in_trade: pd.DataFrame, pair: tuple[str, str]) -> dict:
    """Facts on the ratios: how many layers tell who needs whom, and those of trade, arms and moves with intervals.

    Returns
    -------
    dict
        n; n_first, n_second: layers in which each needs the other more; n_open, open: those not told or without
        interval, in words; ahead, behind, n_ahead, n_behind: the state that does so in more layers, and the other. The
        row of five years counts in place of trade without an interval, else not at all. For each of trade, mean, arms,
        output, events: <layer>_ratio, _low, _high, of the larger share over the smaller, and _who; for moves the
        second's over the first's; None where unknown. years_several, years_sure: years in which a state's share in
        trade has more than one source, and those of them in which the ratio is on one side of 1 with every source;
        least, least_year, most, most_year: the lowest and highest ratio over time.
    """
    first, second = (countries.name(code) for code in pair)
    counted = found[found["layer"] != "trade of five years"]
    longer = found.loc[found["layer"] == "trade of five years", "who"]
    if len(longer):
        single = (counted["layer"] == "trade") & (counted["who"] == "no interval")
        counted = counted.assign(who=counted["who"].mask(single, longer.iloc[0]))
    loose = counted[~counted["who"].isin([first, second])]
    facts = {"n": len(counted), "n_first": int((counted["who"] == first).sum())}
    facts |= {"n_second": int((counted["who"] == second).sum()), "n_open": len(loose)}
    facts["open"] = ", ".join(loose["layer"]) or "none"
    ahead, behind = (first, second) if facts["n_first"] > facts["n_second"] else (second, first)
    facts |= {"ahead": ahead, "behind": behind, "n_ahead": max(facts["n_first"], facts["n_second"])}
    facts["n_behind"] = min(facts["n_first"], facts["n_second"])
    names = {
        "trade": "trade",
        "trade of five years": "mean",
        "arms imports": "arms",
        "trade in output": "output",
        "coded events": "events",
    }
    names["moves of UN position"] = "moves"
    for layer, name in names.items():
        row = found[found["layer"] == layer]
        ratio, low, high = row[["ratio", "low", "high"]].iloc[0] if len(row) else (None, None, None)
        if len(row) and ratio < 1 and name != "moves":
            with np.errstate(divide="ignore"):
                ratio, low, high = 1 / np.array([ratio, high, low])
        known = {"ratio": ratio, "low": low, "high": high}
        facts |= {f"{name}_{k}": v if v is not None and np.isfinite(v) else None for k, v in known.items()}
        facts[f"{name}_who"] = row["who"].iloc[0] if len(row) else None
    several = in_trade[in_trade["sources"] > 2]
    sure = (several["low"] > 1) | (several["high"] < 1)
    facts |= {"years_sure": int(sure.sum()), "years_several": len(several)}
    ends = dict.fromkeys(["least", "least_year", "most", "most_year"])
    if len(in_trade):
        least, most = (in_trade.loc[place] for place in (in_trade["ratio"].idxmin(), in_trade["ratio"].idxmax()))
        ends = {"least": least["ratio"], "least_year": int(least["year"])}
        ends |= {"most": most["ratio"], "most_year": int(most["year"])}
    return facts | ends
