"""BACI: bilateral trade reconciled from both declarations, products summed, 2000 to 2020."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.declarations import NOBODY, dollars, economies, sums_by

SOURCE = Source(
    name="baci_pairs",
    title="BACI: reconciled bilateral trade, products summed",
    producer="CEPII (Guillaume Gaulier, Soledad Zignago; maintained by Pierre Cotterlaz)",
    short="CEPII, BACI (release 202201, inferred)",
    citation=(
        "Gaulier, G. and Zignago, S. (2010) BACI: International Trade Database at the Product-Level. The 1994-2007 "
        "Version. CEPII Working Paper 2010-23."
    ),
    version="202201 (inferred: the data end in 2020)",
    url="http://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
    licence="Etalab Open Licence 2.0",
    redistribution="attribution",
    use='Free reuse with mention of "CEPII, BACI" and the release, which is inferred here.',
)

FILE = "pairs_2000_2020.csv.gz"
VINTAGE = "202201"


def pairs(snapshots):
    """Flows between all economies that BACI has, valued FOB. A pair without a row has no value; it is not zero.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, reporter, basis, source, vintage, status.
    """
    columns = {"exporter": "text", "importer": "text", "year": "integer", "value_kusd": "number"}
    frame = snapshots.csv(SOURCE, FILE, columns).dropna(subset="value_kusd")
    where = f"{SOURCE.name}/{FILE}"
    return pd.DataFrame(
        {
            "exporter": economies(frame["exporter"], where),
            "importer": economies(frame["importer"], where),
            "year": frame["year"],
            "value_usd": dollars(frame["value_kusd"], 1e3),
        }
    ).assign(reporter=NOBODY, basis="FOB", source=SOURCE.name, vintage=VINTAGE, status="reconciled")


def totals(snapshots):
    """What each economy sells and buys in BACI: sums of `pairs` over its partners, both valued FOB.

    Returns
    -------
    pandas.DataFrame
        iso3, year, flow, value_usd, reporter, basis, source, vintage, status.
    """
    flows = pairs(snapshots)
    sums = [sums_by(flows, "exporter", "exports"), sums_by(flows, "importer", "imports")]
    return pd.concat(sums, ignore_index=True).assign(
        reporter=NOBODY, basis="FOB", source=SOURCE.name, vintage=VINTAGE, status="derived"
    )
