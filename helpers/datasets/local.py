"""What the reader has downloaded: tables outside the project, which notebooks may use where they are."""

import os
from pathlib import Path

import pandas as pd

from helpers.datasets.description import DATA


def folder():
    """The folder of downloads: the environment's WORKBOOK_DOWNLOADS, else `downloads` at the root, which git ignores.

    Returns
    -------
    pathlib.Path
        It need not exist.
    """
    named = os.environ.get("WORKBOOK_DOWNLOADS")
    return Path(named).expanduser() if named else DATA.parent / "downloads"


def downloaded(name):
    """A table that `workbook refresh --download` made.

    Parameters
    ----------
    name : str
        Source and file: "sipri_arms/deals", "sipri_milex/expenditure", "baci_pairs/pairs", "comtrade_goods/goods".

    Returns
    -------
    pandas.DataFrame or None
        None if the reader has not downloaded the source. Each has a column vintage.
    """
    path = folder() / f"{name}.parquet"
    return pd.read_parquet(path) if path.exists() else None


def full_register():
    """All deals of SIPRI's register, if the reader has downloaded it; notebooks else have the excerpt `arms/deals`.

    Returns
    -------
    pandas.DataFrame or None
        One row a deal: supplier, recipient (codes; missing for groups, organisations and unknown parties),
        supplier_name, recipient_name, order_year, number_ordered, designation, description, number_delivered,
        first_delivery, last_delivery, delivery_years ("2019; 2021"), status, comment, tiv_unit, tiv_order,
        tiv_delivered (million TIV over all delivery years), the three flags *_estimated, and vintage (release and
        date of the export). The register does not say how many items of a deal came in which year.
    """
    return downloaded("sipri_arms/deals")
