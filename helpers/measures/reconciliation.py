"""One best estimate of a flow from what its exporter and its importer declare, with an interval.

The rule follows the idea of BACI (Gaulier and Zignago 2010): bring both records to one basis, measure how reliable each
reporter is from how far it stands from its partners, and average with weights that follow. It is simpler than theirs
in two points: one margin for freight and insurance serves all pairs, and totals, not products, are reconciled.

1. A record of imports (CIF) is divided by the margin c, the median ratio of imports to exports over well-matched mirror
   records (`margin`).
2. g = ln(M / (c X)) is the gap that is left. Its square is split into a part of the exporter and a part of the
   importer, E[g^2] = v_exporter + v_importer, over all mirror records of all states in a period (`reliability`); large
   flows count more than small ones, by the square root of the smaller record.
3. Where both sides declare, the estimate is the mean of the two logarithms, weighted by 1/v: it lies between the two.
   Its variance is 1 / (1/v_exporter + 1/v_importer), widened where the two are farther apart than their variances let
   expect. Where one side declares, its record brought to FOB is the estimate, with that reporter's variance; but a
   reporter that stands farther than a factor of e from its partners is not believed alone where a reconciled value
   (BACI) exists. Where no side declares, a producer's value is carried as it is, and marked. Without any record the
   value stays missing.

References
----------
Gaulier, G. and Zignago, S. (2010). BACI: International Trade Database at the Product-Level. The 1994-2007 Version.
CEPII Working Paper 2010-23.
"""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures.trade import FLOW, declared_by

WELL_MATCHED = 2.0
"""Mirror records within this factor of each other tell of freight and insurance rather than of errors."""
LEAST_MATCHED = 1e7
"""Dollars on both sides from which a mirror record counts for the margin."""
LEAST_COMPARED = 1e6
"""Dollars on both sides from which a mirror record counts for the reliability of reporters."""
FARTHEST = np.log(10)
"""Gaps beyond a factor of ten count as a factor of ten: codes mistaken or oil under another flag, not scatter."""
LEAST_RECORDS = 30
"""Mirror records that a reporter needs for a reliability of its own."""
SMALLEST = 0.01
"""Floor of a variance: no reporter is taken for better than ten per cent."""
UNBELIEVED = 1.0
"""Variance (a factor of e) from which a reporter's record gives way to a reconciled value if it stands alone."""
NORMAL_90 = 1.645
PERIODS = {"to 1991": 0, "1992-1999": 1992, "2000-2007": 2000, "from 2008": 2008}
"""Period -> first year: reporters change, so each period has its own reliability; the last one serves later years."""

PREFERENCE = (
    "comtrade_partner_declared",
    "comtrade_2021",
    "comtrade_russia_hs2",
    "russia_customs",
    "eaeu_members_customs",
    "china_customs",
    "imf_imts_russia",
    "wits",
)
"""Of several copies of one declaration the first counts: Comtrade, newest copy first, national customs, IMF, WITS."""
PRODUCERS = ("baci_pairs", "imf_imts_russia", "cow_trade")
"""Where no side declares: whose reconciled, estimated or chosen value is carried, in this order."""
METHODS = {
    "both": "both sides declared",
    "exporter": "exporter's record only",
    "importer": "importer's record only",
    "producer": "a producer's estimate only",
}


def mirrored(pairs):
    """Flows that both sides declare in one source, side by side.

    Parameters
    ----------
    pairs : DataFrame[exporter, importer, year, value_usd, reporter]
        One source.

    Returns
    -------
    DataFrame[exporter, importer, year, x_usd, m_usd]
    """
    sides = {
        name: declared_by(pairs, side)[[*FLOW, "value_usd"]].rename(columns={"value_usd": name})
        for name, side in (("x_usd", "exporter"), ("m_usd", "importer"))
    }
    return sides["x_usd"].merge(sides["m_usd"], on=list(FLOW)).dropna(subset=["x_usd", "m_usd"])


def margin(mirror):
    """Freight and insurance as a factor: median of imports over exports among well-matched mirror records.

    Parameters
    ----------
    mirror : DataFrame[x_usd, m_usd]
        As `mirrored` returns it.

    Returns
    -------
    dict
        margin, low, high (quartiles of the ratio), records (well-matched), compared (all large enough).
    """
    large = mirror[(mirror["x_usd"] >= LEAST_MATCHED) & (mirror["m_usd"] >= LEAST_MATCHED)]
    ratio = large["m_usd"] / large["x_usd"]
    matched = ratio[ratio.between(1 / WELL_MATCHED, WELL_MATCHED)]
    low, middle, high = matched.quantile([0.25, 0.5, 0.75])
    return {"margin": middle, "low": low, "high": high, "records": len(matched), "compared": len(large)}


def reliability(mirror, cif_margin):
    """How far each reporter stands from its partners, as exporter and as importer.

    The square of g = ln(m / (cif_margin x)), at most ln(10) in size, is split in two: v_exporter + v_importer, by
    alternating means over all records, weighted by the root of the smaller one. Both parts get the same mean over the
    records, which identifies them.

    Parameters
    ----------
    mirror : DataFrame[exporter, importer, x_usd, m_usd]
        One period.
    cif_margin : float

    Returns
    -------
    DataFrame[reporter, side, variance, deviation, bias, records]
        side is exporter or importer; deviation is the root of variance, in logarithms: 0.3 is a factor of 1.35. bias
        is the median of ln(own record / partner's record). Reporters with fewer than `LEAST_RECORDS` are left out.
    """
    compared = mirror[(mirror["x_usd"] >= LEAST_COMPARED) & (mirror["m_usd"] >= LEAST_COMPARED)]
    gap = np.log(compared["m_usd"] / (cif_margin * compared["x_usd"])).to_numpy()
    squares = np.clip(gap, -FARTHEST, FARTHEST) ** 2
    size = np.sqrt(np.minimum(compared["x_usd"], compared["m_usd"])).to_numpy()
    seller, sellers = pd.factorize(compared["exporter"].astype("str"))
    buyer, buyers = pd.factorize(compared["importer"].astype("str"))
    of_seller, of_buyer = _split(squares, size, seller, buyer)
    parts = []
    for side, codes, names, variance, own in (
        ("exporter", seller, sellers, of_seller, -gap),
        ("importer", buyer, buyers, of_buyer, gap),
    ):
        bias = pd.Series(own).groupby(codes).median()
        found = {"reporter": names, "side": side, "variance": variance, "bias": bias.to_numpy()}
        parts.append(pd.DataFrame(found | {"records": np.bincount(codes)}))
    table = pd.concat(parts, ignore_index=True)
    table = table[table["records"] >= LEAST_RECORDS].reset_index(drop=True)
    return table.assign(deviation=np.sqrt(table["variance"]))


def _split(squares, size, seller, buyer, rounds=200):
    """Additive parts of `squares` by seller and by buyer, none below the floor, equal on average."""
    n_seller, n_buyer = np.bincount(seller, size), np.bincount(buyer, size)
    of_seller = np.full(len(n_seller), np.average(squares, weights=size) / 2)
    for _ in range(rounds):
        of_buyer = np.bincount(buyer, size * (squares - of_seller[seller])) / n_buyer
        of_seller = np.bincount(seller, size * (squares - of_buyer[buyer])) / n_seller
    shift = np.average(of_seller[seller] - of_buyer[buyer], weights=size) / 2
    return np.maximum(of_seller - shift, SMALLEST), np.maximum(of_buyer + shift, SMALLEST)


def estimate(pairs, reliabilities, cif_margin):
    """Best estimate of every flow in `pairs`, valued FOB, with an interval of 90 per cent.

    Parameters
    ----------
    pairs : DataFrame[exporter, importer, year, value_usd, reporter, basis, source, status]
        As `trade/pairs`, all sources.
    reliabilities : DataFrame[reporter, side, period, variance]
        As `trade/reliability`. A reporter that it lacks gets the median of its side.
    cif_margin : float

    Returns
    -------
    DataFrame[exporter, importer, year, value_usd, low_usd, high_usd, method, x_usd, x_source, m_usd, m_source, weight]
        method is a key of `METHODS`; x_usd and m_usd are the two records, both FOB, NaN where a side is silent; weight
        is the exporter's. Without a record on either side the interval is NaN.
    """
    known = pairs[pairs["value_usd"].notna()].astype({c: "str" for c in ("exporter", "importer", "reporter", "source")})
    value = known["value_usd"].where(known["basis"] != "CIF", known["value_usd"] / cif_margin)
    known = known.assign(value_usd=value)
    keys = list(FLOW)
    nobody = ~known["status"].isin(["declared", "derived"])
    parts = [
        _first(known[known["reporter"] == known["exporter"]], PREFERENCE, "x"),
        _first(known[known["reporter"] == known["importer"]], PREFERENCE, "m"),
        _first(known[nobody], PRODUCERS, "p"),
    ]
    table = parts[0].merge(parts[1], on=keys, how="outer").merge(parts[2], on=keys, how="outer")
    v_x = _variances(table["exporter"], table["year"], reliabilities, "exporter")
    v_m = _variances(table["importer"], table["year"], reliabilities, "importer")
    x, m = table["x_usd"].to_numpy(), table["m_usd"].to_numpy()
    reconciled = (table["p_source"] == "baci_pairs").to_numpy()
    alone_x, alone_m = ~np.isnan(x) & np.isnan(m), np.isnan(x) & ~np.isnan(m)
    x = np.where(alone_x & reconciled & (v_x > UNBELIEVED), np.nan, x)
    m = np.where(alone_m & reconciled & (v_m > UNBELIEVED), np.nan, m)
    has_x, has_m = ~np.isnan(x), ~np.isnan(m)
    weight = np.where(has_x & has_m, v_m / (v_x + v_m), np.where(has_x, 1.0, np.where(has_m, 0.0, np.nan)))
    best = np.where(has_x & has_m, _mean(x, m, weight), np.where(has_x, x, np.where(has_m, m, table["p_usd"])))
    half = NORMAL_90 * np.sqrt(_variance(x, m, v_x, v_m))
    method = np.select([has_x & has_m, has_x, has_m], ["both", "exporter", "importer"], "producer")
    return table.assign(
        value_usd=best, low_usd=best * np.exp(-half), high_usd=best * np.exp(half), method=method, weight=weight
    )[[*keys, "value_usd", "low_usd", "high_usd", "method", "x_usd", "x_source", "m_usd", "m_source", "weight"]]


def turnover(estimates, pair):
    """Both directions of a pair added up, in years that have both.

    The two flows are taken for independent: half-widths of the intervals add up as squares.

    Parameters
    ----------
    estimates : DataFrame
        As `estimate` returns it.
    pair : tuple of str

    Returns
    -------
    DataFrame[year, value_usd, low_usd, high_usd, method]
        method: the weaker of the two flows': both, one (a side is silent on a flow) or producer.
    """
    there, back = (
        estimates[(estimates["exporter"] == a) & (estimates["importer"] == b)] for a, b in (pair, pair[::-1])
    )
    both = there.merge(back, on="year", suffixes=("", "_back"))
    value = both["value_usd"] + both["value_usd_back"]
    low, high = (
        np.hypot(both[f"{end}_usd"] - both["value_usd"], both[f"{end}_usd_back"] - both["value_usd_back"])
        for end in ("low", "high")
    )
    method = np.select(
        [
            (both["method"] == "producer") | (both["method_back"] == "producer"),
            (both["method"] == "both") & (both["method_back"] == "both"),
        ],
        ["producer", "both"],
        "one",
    )
    return pd.DataFrame(
        {"year": both["year"], "value_usd": value, "low_usd": value - low, "high_usd": value + high, "method": method}
    ).sort_values("year", ignore_index=True)


def last(turnovers):
    """The last estimate of both directions that rests on a declaration, with its interval.

    Parameters
    ----------
    turnovers : DataFrame
        As `turnover` returns it.

    Returns
    -------
    dict
        best_year, best, best_low, best_high (dollars); None where no side declared.
    """
    own = turnovers[turnovers["low_usd"].notna()]
    if len(own) == 0:
        return dict.fromkeys(("best_year", "best", "best_low", "best_high"))
    row = own.iloc[-1]
    facts = {"best": row["value_usd"], "best_low": row["low_usd"], "best_high": row["high_usd"]}
    return {"best_year": int(row["year"])} | facts


def two_years(estimates, turnovers, pair, first, last):
    """The best estimate of both directions in two years, what each rests on, and whether the intervals overlap.

    Parameters
    ----------
    estimates : DataFrame
        As `estimate` returns it.
    turnovers : DataFrame[year, value_usd, low_usd, high_usd]
        Both directions, as `turnover` returns it, in the prices wanted.
    pair : tuple of str
    first, last : int

    Returns
    -------
    dict
        before, after (dollars), before_by, after_by ("both declared", "Russia alone"), overlap ("overlap" or "do not
        overlap"); None where a year has no estimate or no interval.
    """
    rows = turnovers.set_index("year")
    if not {first, last} <= set(rows.index) or rows.loc[[first, last], "low_usd"].isna().any():
        return dict.fromkeys(("before", "after", "before_by", "after_by", "overlap"))
    early, late = rows.loc[first], rows.loc[last]
    apart = early["high_usd"] < late["low_usd"] or late["high_usd"] < early["low_usd"]
    return {
        "before": early["value_usd"],
        "after": late["value_usd"],
        "before_by": _declarers(estimates, pair, first),
        "after_by": _declarers(estimates, pair, last),
        "overlap": "do not overlap" if apart else "overlap",
    }


def _declarers(estimates, pair, year):
    """Who declared the flows of a pair in a year, in words."""
    own = estimates[(estimates["year"] == year) & estimates["exporter"].isin(pair) & estimates["importer"].isin(pair)]
    sides = set()
    for row in own.itertuples():
        both = {"exporter", "importer"} if row.method == "both" else {row.method}
        sides |= {getattr(row, side) for side in both}
    if (own["method"] == "both").all():
        return "both declared"
    return f"{countries.name(sides.pop())} alone" if len(sides) == 1 else "one side silent on a flow"


def factors(reliabilities, states, name="from 2008"):
    """Reliability of some reporters in words that a reader can use: the typical factor between two records.

    Parameters
    ----------
    reliabilities : DataFrame
        Table `trade/reliability`.
    states : sequence of str
    name : str
        Period.

    Returns
    -------
    DataFrame[reporter, name, side, factor, records]
        factor = exp(deviation), 1 for perfect agreement; the most reliable importer first.
    """
    own = reliabilities[(reliabilities["period"] == name) & reliabilities["reporter"].isin(states)]
    own = own.astype({"reporter": "str", "side": "str"})
    own = own.assign(name=own["reporter"].map(countries.name), factor=np.exp(own["deviation"]))
    order = own.groupby("reporter")["factor"].transform("sum")
    own = own.assign(order=order).sort_values(["order", "reporter", "side"], ignore_index=True)
    return own[["reporter", "name", "side", "factor", "records"]]


def agreement(check, method):
    """How estimates stand to BACI over all years, from the table of the build.

    Parameters
    ----------
    check : DataFrame
        Table `trade/crosscheck`.
    method : str

    Returns
    -------
    dict
        flows (all years), correlation, ratio, inside (medians over the years).
    """
    own = check[check["method"] == method]
    facts = {"correlation": own["correlation"].median(), "ratio": own["median_ratio"].median()}
    return facts | {"flows": int(own["flows"].sum()), "inside": own["inside"].median()}


def compared(estimates, reference):
    """How estimates stand to a reference that they do not use, over all flows that both have.

    Parameters
    ----------
    estimates : DataFrame
        As `estimate` returns it; only flows that a side declared count.
    reference : DataFrame[exporter, importer, year, value_usd]

    Returns
    -------
    DataFrame[year, method, flows, correlation, median_ratio, low_ratio, high_ratio, inside]
        correlation of the logarithms; quartiles of estimate over reference; inside: share of reference values within
        the interval.
    """
    own = estimates[(estimates["method"] != "producer") & (estimates["value_usd"] >= LEAST_MATCHED)]
    other = reference.astype({"exporter": "str", "importer": "str"})[[*FLOW, "value_usd"]]
    joined = own.merge(other.rename(columns={"value_usd": "given"}), on=list(FLOW))
    joined = joined[joined["given"] >= LEAST_MATCHED]
    found = []
    for (year, method), rows in joined.groupby(["year", "method"]):
        ratio = rows["value_usd"] / rows["given"]
        low, middle, high = ratio.quantile([0.25, 0.5, 0.75])
        found.append(
            {
                "year": year,
                "method": method,
                "flows": len(rows),
                "correlation": np.corrcoef(np.log(rows["value_usd"]), np.log(rows["given"]))[0, 1],
                "median_ratio": middle,
                "low_ratio": low,
                "high_ratio": high,
                "inside": rows["given"].between(rows["low_usd"], rows["high_usd"]).mean(),
            }
        )
    return pd.DataFrame(found)


def period(years):
    """Name of the period of `PERIODS` that each year belongs to."""
    place = np.searchsorted(list(PERIODS.values()), years, side="right") - 1
    return pd.Series(np.array(list(PERIODS))[place], index=years.index)


def _first(rows, order, side):
    """One record a flow: that of the first source in `order`."""
    rows = rows[rows["source"].isin(order)]
    rows = rows.assign(place=rows["source"].map({name: place for place, name in enumerate(order)}))
    rows = rows.sort_values([*FLOW, "place"], kind="stable").drop_duplicates(list(FLOW))
    names = {"value_usd": f"{side}_usd", "source": f"{side}_source"}
    return rows.rename(columns=names)[[*FLOW, *names.values()]]


def _variances(reporters, years, reliabilities, side):
    """Variance of each row's reporter; the median of all where it has none of its own."""
    own = reliabilities[reliabilities["side"] == side].astype({"reporter": "str", "period": "str"})
    table = own.set_index(["reporter", "period"])["variance"]
    keys = pd.MultiIndex.from_arrays([reporters, period(years)])
    usual = period(years).map(own.groupby("period")["variance"].median())
    return pd.Series(table.reindex(keys).to_numpy(), index=reporters.index).fillna(usual).to_numpy(dtype=float)


def _mean(x, m, weight):
    """Weighted mean of the logarithms; of the values where one of them is a declared zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.exp(weight * np.log(x) + (1 - weight) * np.log(m))
    return np.where((x > 0) & (m > 0), logs, weight * x + (1 - weight) * m)


def _variance(x, m, v_x, v_m):
    """Variance of the estimate in logarithms, widened by the gap where that is larger than expected."""
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.clip(np.log(m / x), -FARTHEST, FARTHEST)
        both = v_x * v_m / (v_x + v_m) * np.maximum(1.0, gap**2 / (v_x + v_m))
    return np.where(~np.isnan(x) & ~np.isnan(m), both, np.where(~np.isnan(x), v_x, np.where(~np.isnan(m), v_m, np.nan)))
