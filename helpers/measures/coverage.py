"""Who says something on a flow in a year, and who does not: reported, partner only, estimated, withheld, silent."""

import pandas as pd

from helpers import countries

REPORTED, PARTNER, ESTIMATED, WITHHELD, SILENT = "reported", "partner only", "estimated", "withheld", "silent"
STATUS = (REPORTED, PARTNER, ESTIMATED, WITHHELD, SILENT)
"""What a state is in a year: it declared the flow; only its partner did; a producer reconciled or estimated it, and no
side declared; it declares trade, but not by partner; nothing is held here."""

WITHHOLDING = {"RUS": 2022}
"""State -> first year from which it publishes no trade by partner (Russia: continents only since early 2022)."""

PRODUCERS = {"baci_pairs": "BACI, reconciled", "cow_trade": "COW, chosen or derived"}


def strip(pairs, pair, first, last):
    """Status of each side on each flow in every year, and what the producers of all-pairs data hold.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Table `trade/pairs`, Soviet rows joined if wanted.
    pair : tuple of str
    first, last : int
        Years, both included.

    Returns
    -------
    pandas.DataFrame
        row ("Russia on its sales to Iran"), year, status. Producers have rows for the years that their data cover, with
        estimated or silent. No rows at all where no source holds the pair.
    """
    years = range(first, last + 1)
    own = pairs[pairs["exporter"].isin(pair) & pairs["importer"].isin(pair) & pairs["year"].between(first, last)]
    if len(own) == 0:
        return pd.DataFrame({"row": [], "year": [], "status": []})
    spans = _spans(pairs)
    rows = []
    for exporter, importer in (pair, pair[::-1]):
        flow = own[(own["exporter"] == exporter) & (own["importer"] == importer)]
        by = {state: set(flow.loc[flow["reporter"] == state, "year"]) for state in (exporter, importer)}
        estimated = set(flow.loc[~flow["status"].isin(["declared", "derived"]), "year"])
        for state, other, words in (
            (exporter, importer, "on its sales to"),
            (importer, exporter, "on its purchases from"),
        ):
            row = f"{countries.name(state)} {words} {countries.name(other)}"
            rows += [(row, year, _status(year, state, by[state], by[other], estimated)) for year in years]
        direction = f"{countries.name(exporter)} to {countries.name(importer)}"
        for source, name in PRODUCERS.items():
            held = set(flow.loc[flow["source"] == source, "year"])
            covered = [year for year in years if source in spans and spans[source][0] <= year <= spans[source][1]]
            rows += [(f"{name}: {direction}", year, ESTIMATED if year in held else SILENT) for year in covered]
    return pd.DataFrame(rows, columns=["row", "year", "status"])


def counted(strip):
    """How often each status stands in the rows of the two states.

    Returns
    -------
    dict
        Status (blanks as "_") -> number of side-years; side_years, all of them.
    """
    sides = strip[~strip["row"].str.startswith(tuple(PRODUCERS.values()))] if len(strip) else strip
    counts = sides["status"].value_counts()
    return {name.replace(" ", "_"): int(counts.get(name, 0)) for name in STATUS} | {"side_years": len(sides)}


def _status(year, state, own, others, estimated):
    if year in own:
        return REPORTED
    if year >= WITHHOLDING.get(state, 9999):
        return WITHHELD
    if year in others:
        return PARTNER
    return ESTIMATED if year in estimated else SILENT


def _spans(pairs):
    years = pairs[pairs["source"].isin(PRODUCERS)].groupby("source", observed=True)["year"].agg(["min", "max"])
    return {source: (row["min"], row["max"]) for source, row in years.iterrows()}
