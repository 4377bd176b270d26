"""Trade before and after an agreement, placed among the partners that did not sign it."""

import pandas as pd

from helpers import countries


def growth(pairs, source, reporter, first, last, least=10e6):
    """Change of a state's trade with each partner between two years, and its place among all partners.

    Both directions must be known in both years. The other partners are the comparison: what moved the trade of all of
    them alike is not the agreement.

    Parameters
    ----------
    pairs : DataFrame[exporter, importer, year, value_usd, source]
        Table `trade/pairs`.
    source : str
        A source with all partners of the reporter.
    reporter : str
    first, last : int
    least : float
        Dollars of turnover that a partner must have in the first year.

    Returns
    -------
    DataFrame[partner, before, after, change, percentile, partners]
        change 0.5: half as much again; percentile: mid-rank among partners.
    """
    own = pairs[(pairs["source"] == source) & pairs["year"].isin([first, last])]
    own = own[(own["exporter"] == reporter) | (own["importer"] == reporter)]
    sells = own["exporter"] == reporter
    partner = own["importer"].astype("str").where(sells, own["exporter"].astype("str"))
    sums = own.assign(partner=partner).groupby(["partner", "year"])["value_usd"].agg(["sum", "size"])
    wide = sums["sum"].where(sums["size"] == 2).unstack()
    if not {first, last} <= set(wide.columns):
        return pd.DataFrame(columns=["partner", "before", "after", "change", "percentile", "partners"])
    wide = wide.dropna(subset=[first, last])
    wide = wide[wide[first] >= least]
    change = wide[last] / wide[first] - 1
    found = pd.DataFrame({"partner": wide.index, "before": wide[first].to_numpy(), "after": wide[last].to_numpy()})
    percentile = (100 * (change.rank() - 0.5) / len(change)).to_numpy()
    found = found.assign(change=change.to_numpy(), percentile=percentile, partners=len(found))
    return found.sort_values("change", ascending=False, ignore_index=True)


def standing(grown, partner):
    """Change and place of one partner; None where it is not among them.

    Returns
    -------
    dict
        before, after (dollars), change, percentile, partners, middle (the median change of all partners).
    """
    row = grown[grown["partner"] == partner]
    if len(row) == 0:
        return dict.fromkeys(("before", "after", "change", "percentile", "partners", "middle"))
    facts = row.iloc[0][["before", "after", "change", "percentile", "partners"]].to_dict()
    return facts | {"middle": grown["change"].median()}


SOURCES = {"baci_pairs": "BACI", "imf_imts_russia": "IMF"}


def with_members(pairs, state, members, sources):
    """Turnover of a state with each member of a union, by source; only where both directions are known.

    Parameters
    ----------
    pairs : DataFrame[exporter, importer, year, value_usd, source, status]
    state : str
    members : sequence of str
    sources : sequence of str

    Returns
    -------
    DataFrame[line, member, source, year, value_usd, estimated]
        estimated: a direction is the source's estimate, not a report.
    """
    own = pairs[pairs["source"].isin(sources)]
    sold = own[(own["exporter"] == state) & own["importer"].isin(members)].assign(member=lambda f: f["importer"])
    bought = own[(own["importer"] == state) & own["exporter"].isin(members)].assign(member=lambda f: f["exporter"])
    both = pd.concat([sold, bought], ignore_index=True).astype({"member": "str", "source": "str"})
    both = both.assign(estimated=both["status"] == "estimated").groupby(["member", "source", "year"])
    sums = both.agg(value_usd=("value_usd", "sum"), size=("value_usd", "size"), estimated=("estimated", "any"))
    found = sums.query("size == 2").reset_index().drop(columns="size")
    line = found["member"].map(countries.name) + ", " + found["source"].map(SOURCES)
    return found.assign(line=line)[["line", "member", "source", "year", "value_usd", "estimated"]]


def weight_of(turnover, member, source):
    """Part of one member in the turnover of all members, in the last year in which the source has all of them.

    Parameters
    ----------
    turnover : DataFrame
        As `with_members` returns it.

    Returns
    -------
    dict
        share (of the member), counted (members), year; None where no year has all.
    """
    own = turnover[turnover["source"] == source] if len(turnover) else turnover
    if len(own) == 0:
        return dict.fromkeys(("share", "counted", "year"))
    wide = own.pivot(index="year", columns="member", values="value_usd").dropna()
    if len(wide) == 0 or member not in wide:
        return dict.fromkeys(("share", "counted", "year"))
    last = wide.iloc[-1]
    return {"share": last[member] / last.sum(), "counted": len(last), "year": int(wide.index[-1])}


def product_years(goods, pair, source):
    """Last year in which a source has the pair's trade in both directions by product.

    Parameters
    ----------
    goods : DataFrame[exporter, importer, year, hs2, value_usd, source, status]
        Table `trade/goods`.
    pair : tuple of str
    source : str

    Returns
    -------
    int or None
    """
    own = goods[(goods["source"] == source) & (goods["status"] == "declared")]
    own = own[own["exporter"].isin(pair) & own["importer"].isin(pair)]
    directions = own.groupby("year", observed=True)["exporter"].nunique()
    both = directions[directions == 2]
    return int(both.index.max()) if len(both) else None
