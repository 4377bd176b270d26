"""BACI: exports of each economy to the world by HS chapter, 2011 to 2020."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.declarations import dollars, economies

SOURCE = Source(
    name="baci_hs2_world",
    title="BACI HS92 summed to two digits: exports of each economy to the world",
    producer="CEPII (Guillaume Gaulier, Soledad Zignago; maintained by Pierre Cotterlaz)",
    short="CEPII, BACI by HS chapter (release not stated, data to 2020)",
    citation=(
        "Gaulier, G. and Zignago, S. (2010) BACI: International Trade Database at the Product-Level. The 1994-2007 "
        "Version. CEPII Working Paper 2010-23."
    ),
    version="not stated; data end in 2020, file of October 2022",
    url="http://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
    licence="Etalab Open Licence 2.0",
    redistribution="attribution",
    use='Free reuse with mention of "CEPII, BACI"; the release is not stated.',
)

FILE = "exports_to_world_hs2_2011_2020.csv.gz"
VINTAGE = "2022-10"


def exports(snapshots):
    """Exports to the world by chapter of HS 1992, valued FOB. A chapter without a row has no value; it is not zero.

    Returns
    -------
    pandas.DataFrame
        exporter, year, hs2, value_usd, source, vintage. 0 is what rounds to it: less than 500 dollars.
    """
    columns = {"year": "integer", "exporter": "text", "hs2": "text", "value_musd": "number"}
    frame = snapshots.csv(SOURCE, FILE, columns).dropna(subset="value_musd")
    return pd.DataFrame(
        {
            "exporter": economies(frame["exporter"], f"{SOURCE.name}/{FILE}"),
            "year": frame["year"],
            "hs2": frame["hs2"],
            "value_usd": dollars(frame["value_musd"], 1e6),
        }
    ).assign(source=SOURCE.name, vintage=VINTAGE)
