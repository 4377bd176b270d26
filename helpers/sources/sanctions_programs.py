"""Sanctions programmes of the world with issuer, targets and kinds of measure, as of August 2026."""

import pandas as pd

from helpers.datasets.description import Source

SOURCE = Source(
    name="sanctions_programs",
    title="Catalogue of sanctions programmes with issuer, target territories and measures",
    producer="OpenSanctions",
    short="OpenSanctions, sanctions programmes, 22 August 2026",
    citation="OpenSanctions: sanctions programs, https://www.opensanctions.org/programs/.",
    version="state of 22 August 2026",
    url="https://www.opensanctions.org/programs/",
    licence="CC BY-NC 4.0 (data made by OpenSanctions)",
    redistribution="non_commercial",
    use="Non-commercial use with credit to OpenSanctions.",
)

FILE = "sanctions_programs_opensanctions.csv"


def read(snapshots):
    """Programmes without their summaries.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        programme (key), title, issuer, territories and measures (";" between; missing where none is named), status
        (ended, legacy or missing), url.
    """
    columns = ["key", "title", "issuer", "target_territories", "measures", "status", "url"]
    frame = snapshots.csv(SOURCE, FILE, dict.fromkeys(columns, "text"))
    frame = frame.rename(columns={"key": "programme", "target_territories": "territories"})
    return frame.astype(object).where(frame != "", None).astype("str").pipe(lambda f: f.mask(pd.isna(f)))
