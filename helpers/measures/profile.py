"""A pair's sizes and positions: how far apart, how unequal."""

import pandas as pd

INDICATORS = {"gdp_usd_current": "GDP, current dollars", "population": "population"}


def distance(points, pair):
    """Distance between the ideal points of a pair in the first and the last year that both have.

    Parameters
    ----------
    points : pandas.DataFrame
        iso3, year, value; one release and one estimate.
    pair : tuple of str

    Returns
    -------
    dict
        first_year, first_gap, last_year, last_gap (ideal-point units); None where they share no year.
    """
    wide = points[points["iso3"].isin(pair)].pivot(index="year", columns="iso3", values="value")
    if not set(pair) <= set(wide.columns) or len(wide.dropna()) == 0:
        return dict.fromkeys(("first_year", "first_gap", "last_year", "last_gap"))
    gap = (wide[pair[0]] - wide[pair[1]]).abs().dropna()
    first, last = gap.index[0], gap.index[-1]
    return {"first_year": int(first), "first_gap": gap[first], "last_year": int(last), "last_gap": gap[last]}


def moves(points, pair):
    """How far each of a pair moved between the first and the last year that both have.

    Parameters
    ----------
    points : pandas.DataFrame
        As `distance` takes them.
    pair : tuple of str

    Returns
    -------
    dict
        first_move, second_move (ideal-point units, last less first); None where they share no year.
    """
    wide = points[points["iso3"].isin(pair)].pivot(index="year", columns="iso3", values="value")
    if not set(pair) <= set(wide.columns) or len(wide.dropna()) == 0:
        return dict.fromkeys(("first_move", "second_move"))
    both = wide.dropna()
    change = both.iloc[-1] - both.iloc[0]
    return {"first_move": float(change[pair[0]]), "second_move": float(change[pair[1]])}


def ratios(sizes, pair):
    """One state's size over the other's, by indicator and year.

    Parameters
    ----------
    sizes : pandas.DataFrame
        iso3, year, indicator, value; one source.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        year, indicator (in words), ratio; years with both states only.
    """
    parts = []
    for indicator, words in INDICATORS.items():
        wide = sizes[(sizes["indicator"] == indicator) & sizes["iso3"].isin(pair)]
        wide = wide.pivot(index="year", columns="iso3", values="value").reindex(columns=list(pair)).dropna()
        ratio = wide[pair[0]] / wide[pair[1]]
        parts.append(pd.DataFrame({"year": ratio.index, "indicator": words, "ratio": ratio.to_numpy()}))
    return pd.concat(parts, ignore_index=True)


def last(ratio):
    """The last ratio of each indicator.

    Returns
    -------
    dict
        gdp, gdp_year, population, population_year; None where there is none.
    """
    found = {}
    for name, words in (("gdp", INDICATORS["gdp_usd_current"]), ("population", INDICATORS["population"])):
        own = ratio[ratio["indicator"] == words]
        found[name] = own["ratio"].iloc[-1] if len(own) else None
        found[f"{name}_year"] = int(own["year"].iloc[-1]) if len(own) else None
    return found
