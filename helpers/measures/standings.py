"""Where a pair and its members stand among all: dependence, intensity, concentration, the largest partners."""

import pandas as pd

from helpers import countries
from helpers.measures import rank, trade


def ranks(matrix, state, other, most=10):
    """The largest partners of a state over the years, and the other of the pair among them.

    Parameters
    ----------
    matrix : pandas.DataFrame
        One source with all pairs.
    state, other : str
    most : int
        Partners, by their share in the trade of all years together; the other comes on top if it is not one of them.

    Returns
    -------
    pandas.DataFrame
        partner, name, year, share, rank (1 is the largest of that year); by size over all years, the largest first.
    """
    rows = matrix[(matrix["exporter"] == state) | (matrix["importer"] == state)]
    seller, buyer = rows["exporter"].astype("str"), rows["importer"].astype("str")
    sums = rows["value_usd"].groupby([buyer.where(seller == state, seller).rename("partner"), rows["year"]]).sum()
    found = sums.rename("value").reset_index()
    yearly = found.groupby("year")["value"]
    found = found.assign(
        share=found["value"] / yearly.transform("sum"), rank=yearly.rank(ascending=False).astype("int64")
    )
    order = found.groupby("partner")["value"].sum().sort_values(ascending=False, kind="stable").index
    chosen = list(dict.fromkeys([*order[:most], *([other] if other in order else [])]))
    found = found[found["partner"].isin(chosen)]
    place = found["partner"].map({partner: place for place, partner in enumerate(chosen)})
    found = found.assign(place=place, name=found["partner"].map(countries.name))
    return found.sort_values(["place", "year"], ignore_index=True)[["partner", "name", "year", "share", "rank"]]


def standings(matrix, pair):
    """A pair's measures of dependence by year, each with its place among all pairs (concentration: among all states).

    Parameters
    ----------
    matrix : pandas.DataFrame
        One source with all pairs.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        measure (in words), year, value, percentile; for symmetry, where most pairs without trade to speak of stand near
        1, the percentile says little.
    """
    a, b = sorted(pair)
    depends = trade.dependence(matrix)
    parts = []
    shared = [
        depends[["iso3_a", "iso3_b", "year"]].assign(iso3=depends[one], share=depends[share])
        for one, share in (("iso3_a", "share_a"), ("iso3_b", "share_b"))
    ]
    shared = pd.concat(shared, ignore_index=True)
    shared = shared.assign(percentile=rank.percentile(shared, "share", "year"))
    for state, partner in (pair, pair[::-1]):
        own = shared[(shared["iso3_a"] == a) & (shared["iso3_b"] == b) & (shared["iso3"] == state)]
        words = f"share of {countries.name(partner)} in {countries.name(state)}'s trade"
        parts.append(own.rename(columns={"share": "value"}).assign(measure=words))
    for measure in ("salience", "symmetry", "interdependence"):
        placed = depends.assign(percentile=rank.percentile(depends, measure, "year"))
        own = placed[(placed["iso3_a"] == a) & (placed["iso3_b"] == b)]
        parts.append(own[["year", measure, "percentile"]].rename(columns={measure: "value"}).assign(measure=measure))
    tie = trade.intensity(matrix)
    tie = tie.assign(percentile=rank.percentile(tie, "intensity", "year"))
    for exporter, importer in (pair, pair[::-1]):
        own = tie[(tie["exporter"] == exporter) & (tie["importer"] == importer)].rename(columns={"intensity": "value"})
        parts.append(own.assign(measure=f"intensity, {countries.name(exporter)} to {countries.name(importer)}"))
    for flow in ("exports", "imports"):
        spread = trade.concentration(trade.shares(matrix, flow))
        spread = spread.assign(percentile=rank.percentile(spread, "hhi", "year"))
        for state in pair:
            own = spread[spread["iso3"] == state].rename(columns={"hhi": "value"})
            parts.append(own.assign(measure=f"concentration of {countries.name(state)}'s {flow}"))
    columns = ["measure", "year", "value", "percentile"]
    return pd.concat([part[columns] for part in parts], ignore_index=True).dropna(subset="value")


def side_by_side(standings):
    """Standings as a table: a row for each measure, a column for each year, value and percentile in one cell.

    Parameters
    ----------
    standings : pandas.DataFrame
        As `standings` returns it.

    Returns
    -------
    pandas.DataFrame
        measure and one column of text for each year: "0.034 (96th)".
    """
    if len(standings) == 0:
        return pd.DataFrame()
    place = standings["percentile"].map(lambda value: f"({value:.0f})")
    cells = standings["value"].map(lambda value: f"{value:.3g} ") + place
    wide = standings.assign(cell=cells, year=standings["year"].astype("str"))
    order = list(dict.fromkeys(standings["measure"]))
    return wide.pivot(index="measure", columns="year", values="cell").reindex(order).fillna("").reset_index()


def last_of(frame, value, pair):
    """The value of each of a pair in the last year that has both.

    Parameters
    ----------
    frame : pandas.DataFrame
        iso3, year, value.
    value : str
        Column.
    pair : tuple of str

    Returns
    -------
    dict
        year, of_first, of_second; None where they share no year.
    """
    wide = frame.astype({"iso3": "str"}).pivot(index="year", columns="iso3", values=value)
    wide = wide.reindex(columns=list(pair)).dropna()
    if len(wide) == 0:
        return dict.fromkeys(("year", "of_first", "of_second"))
    return {"year": int(wide.index[-1]), "of_first": wide[pair[0]].iloc[-1], "of_second": wide[pair[1]].iloc[-1]}


def means(shares, pair, spans):
    """Mean share of each of a pair in the other's trade over spans of years.

    Parameters
    ----------
    shares : pandas.DataFrame
        As `declared_trade.mutual` returns it, one source.
    pair : tuple of str
    spans : sequence of tuple of int
        First and last year, both included.

    Returns
    -------
    dict
        first_1, second_1, first_2, ...: the part of the first one's trade that is with the second, and the other way
        round, in the first span and so on; None without a year in the span.
    """
    found = {}
    for number, (first, last) in enumerate(spans, 1):
        for word, state in zip(("first", "second"), pair, strict=True):
            own = shares.loc[(shares["state"] == state) & shares["year"].between(first, last), "share"].dropna()
            found[f"{word}_{number}"] = own.mean() if len(own) else None
    return found
