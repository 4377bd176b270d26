"""Measures that need one side only, for the years in which no source holds the trade of all pairs."""

import pandas as pd

from helpers import countries

WORDS = {"baci_pairs": "BACI", "china_customs": "Chinese customs"}


def reporter_shares(pairs, totals, source, reporter, partners):
    """Share of some partners in the trade of a state that one source covers with all its partners.

    Parameters
    ----------
    pairs, totals : pandas.DataFrame
        `trade/pairs` and `trade/totals`.
    source : str
    reporter : str
    partners : sequence of str

    Returns
    -------
    pandas.DataFrame
        year, partner, name, share; years in which both flows and both totals are known.
    """
    own = totals[(totals["source"] == source) & (totals["iso3"] == reporter)]
    whole = own.groupby("year")["value_usd"].agg(["sum", "size"]).query("size == 2")["sum"]
    parts = []
    for partner in dict.fromkeys(partners):
        rows = pairs[(pairs["source"] == source) & pairs["exporter"].isin([reporter, partner])]
        rows = rows[rows["importer"].isin([reporter, partner])]
        value = rows.groupby("year")["value_usd"].agg(["sum", "size"]).query("size == 2")["sum"]
        share = (value / whole).dropna()
        parts.append(pd.DataFrame({"year": share.index, "share": share.to_numpy(), "partner": partner}))
    found = pd.concat(parts, ignore_index=True)
    return found.assign(name=found["partner"].map(countries.name))


def with_estimates(shares, pairs, source, reporter):
    """Which shares rest on the source's estimates rather than on what the state reported.

    Parameters
    ----------
    shares : pandas.DataFrame
        As `reporter_shares` returns it.
    pairs : pandas.DataFrame
        `trade/pairs`.
    source, reporter : str

    Returns
    -------
    pandas.DataFrame
        `shares` with the column estimated.
    """
    rows = pairs[(pairs["source"] == source) & (pairs["status"] == "estimated")]
    years = rows.loc[(rows["exporter"] == reporter) | (rows["importer"] == reporter), "year"]
    return shares.assign(estimated=shares["year"].isin(set(years)))


def in_trade_of(pairs, totals, reporter, partners, sources):
    """Share of some partners in the trade of one state, by source, each source a line of its own.

    Parameters
    ----------
    pairs, totals : pandas.DataFrame
        `trade/pairs` and `trade/totals`.
    reporter : str
    partners : sequence of str
        The reporter itself among them is passed over.
    sources : sequence of str
        Keys of `WORDS`.

    Returns
    -------
    pandas.DataFrame
        year, partner, name, share, source, line ("Iran, BACI").
    """
    others = [partner for partner in partners if partner != reporter]
    parts = [reporter_shares(pairs, totals, source, reporter, others).assign(source=source) for source in sources]
    found = pd.concat(parts, ignore_index=True)
    return found.assign(line=found["name"] + ", " + found["source"].map(WORDS))


def first_and_last(shares, sources):
    """First share in one source and last in another, of the partner that comes first.

    Parameters
    ----------
    shares : pandas.DataFrame
        As `in_trade_of` returns it.
    sources : tuple of str
        The source of the first and of the last value.

    Returns
    -------
    dict
        name, first, before, last, after; None where a source is silent.
    """
    nothing = dict.fromkeys(("name", "first", "before", "last", "after"))
    if len(shares) == 0:
        return nothing
    own = shares[shares["partner"] == shares["partner"].iloc[0]].sort_values("year")
    early, late = (own[own["source"] == source] for source in sources)
    if len(early) == 0 or len(late) == 0:
        return nothing
    before, after = early.iloc[0], late.iloc[-1]
    facts = (before["name"], int(before["year"]), before["share"], int(after["year"]), after["share"])
    return dict(zip(nothing, facts, strict=True))


def printed_lists(shares, pair, years, most=4):
    """The largest partners of each of a pair in printed lists, a row for each state, flow and year.

    Parameters
    ----------
    shares : pandas.DataFrame
        Table `trade/partner_shares`.
    pair : tuple of str
    years : sequence of int
    most : int

    Returns
    -------
    pandas.DataFrame
        state, flow, year, largest partners ("China 33, India 15"), in per cent as printed.
    """
    own = shares[shares["iso3"].isin(pair) & shares["year"].isin(years) & (shares["rank"] <= most)]
    own = own.astype({"iso3": "str", "partner": "str", "flow": "str"}).sort_values(["iso3", "flow", "year", "rank"])
    words = own["partner"].map(countries.name) + " " + own["share"].map(lambda share: f"{100 * share:.3g}")
    lists = words.groupby([own["iso3"], own["flow"], own["year"]]).agg(", ".join)
    found = lists.rename("largest partners").reset_index()
    return found.assign(state=found["iso3"].map(countries.name))[["state", "flow", "year", "largest partners"]]


def of_continent(regions, area):
    """Trade with one continent that customs publish, in whole years and in the same months of two years.

    Parameters
    ----------
    regions : pandas.DataFrame
        Table `trade/regions`.
    area : str

    Returns
    -------
    dict
        first (2022), second (2023), before and third (nine months of 2023 and 2024), in dollars; share of all, 2023.
    """
    sums = regions.groupby(["area", "period"], observed=True)["value_usd"].sum()
    periods = {"first": "2022", "second": "2023", "before": "2023M01-M09", "third": "2024M01-M09"}
    found = {name: sums.get((area, period)) for name, period in periods.items()}
    return found | {"share": found["second"] / sums[("world", "2023")]}
