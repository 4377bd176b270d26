"""Correlates of War trade: flows between members of the state system and their national totals, 1870 to 2014."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.declarations import BASIS, NOBODY, dollars

SOURCE = Source(
    name="cow_trade",
    title="Correlates of War Project Trade Data Set, v4.0 (dyadic and national)",
    producer="Correlates of War Project (Katherine Barbieri, Omar M. G. Keshk)",
    short="Correlates of War Project, Trade v4.0 (2016)",
    citation=(
        "Barbieri, Katherine and Omar M. G. Keshk. 2016. Correlates of War Project Trade Data Set Codebook, Version "
        "4.0; Barbieri, Katherine, Omar M. G. Keshk and Brian Pollins. 2009. Trading Data: Evaluating our Assumptions "
        "and Coding Rules. Conflict Management and Peace Science 26(5): 471-491."
    ),
    version="4.0",
    url="https://correlatesofwar.org/data-sets/bilateral-trade/",
    licence="no formal licence: free for research with the version and both citations",
    redistribution="attribution",
    use="Values may be used in research with the version number and both citations; the full file is at the COW site.",
)

DYADS = "dyadic_trade_v4.csv.gz"
NATIONS = "national_trade_v4.csv"


def pairs(snapshots):
    """Flows between all members of the state system.

    flow1 is what the first state imports from the second, flow2 the reverse. The importer's
    record comes first; where there is none, the exporter's record plus 10 per cent stands for
    it, so all values are of the importer's kind (CIF). A 0 is kept and an empty cell left out.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, reporter, basis, source, vintage, status.
    """
    columns = {"ccode1": "integer", "ccode2": "integer", "year": "integer", "flow1": "number", "flow2": "number"}
    frame = snapshots.csv(SOURCE, DYADS, columns)
    first = countries.from_cow(frame["ccode1"], frame["year"])
    second = countries.from_cow(frame["ccode2"], frame["year"])
    year = frame["year"]
    directions = [
        pd.DataFrame({"exporter": second, "importer": first, "year": year, "value_usd": dollars(frame["flow1"], 1e6)}),
        pd.DataFrame({"exporter": first, "importer": second, "year": year, "value_usd": dollars(frame["flow2"], 1e6)}),
    ]
    flows = pd.concat(directions).dropna(subset="value_usd").reset_index(drop=True)
    return _labelled(flows.assign(reporter=NOBODY, basis=BASIS["imports"]))


def totals(snapshots):
    """National exports and imports.

    Returns
    -------
    pandas.DataFrame
        iso3, year, flow, value_usd, reporter, basis, source, vintage, status.
    """
    columns = {"ccode": "integer", "year": "integer", "imports": "number", "exports": "number"}
    frame = snapshots.csv(SOURCE, NATIONS, columns)
    frame = frame.assign(iso3=countries.from_cow(frame["ccode"], frame["year"]))
    frame = frame.melt(["iso3", "year"], ["exports", "imports"], "flow", "value_usd").dropna(subset="value_usd")
    frame["value_usd"] = dollars(frame["value_usd"], 1e6)
    return _labelled(frame.assign(reporter=NOBODY, basis=frame["flow"].map(BASIS)).reset_index(drop=True))


def _labelled(frame):
    return frame.assign(source=SOURCE.name, vintage=SOURCE.version, status="producer_choice")
