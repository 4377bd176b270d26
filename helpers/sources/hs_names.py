"""Chapters of the Harmonized System: sections from the nomenclature, short names and groups of our own.

The short names and groups stand in `hs_chapters.csv` beside this module, edited by hand. A chapter belongs to one group
and one broad group. Three codes are no chapters: 99 holds what a reporter withholds, 00 what is in its total but in no
chapter, MTN12 a category of the World Trade Organization.
"""

from pathlib import Path

import pandas as pd

from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources import compiled

SOURCE = Source(
    name="hs_names",
    title="Harmonized System: codes and descriptions (HS 2022) and sections",
    producer="DataHub (datasets/harmonized-system), from UN Comtrade; nomenclature of the World Customs Organization",
    short="Harmonized System (HS 2022), DataHub; groups of the workbook",
    citation="DataHub, Harmonized System codes, from the UN Comtrade reference tables (HS 2022).",
    version="HS 2022; update of 2024-10-25",
    url="https://datahub.io/core/harmonized-system",
    licence="ODC Public Domain Dedication and Licence 1.0",
    redistribution="open",
    use="Free to use; short names and groups of chapters are our own.",
)

CODES, SECTIONS = "harmonized-system.csv", "sections.csv"
FILE = Path(__file__).with_name("hs_chapters.csv")
COLUMNS = ("hs2", "name", "group", "broad")
CHAPTER = "2"
"""Level of a chapter in the list of codes."""

WITHHELD, UNALLOCATED, MINERALS = "99", "00", "MTN12"
NO_CHAPTERS = (UNALLOCATED, MINERALS)
NO_SECTION = "none"


def groups(path=FILE):
    """Short name and groups of every code.

    Returns
    -------
    pandas.DataFrame
        hs2, name, group, broad.

    Raises
    ------
    WorkbookError
        Naming file, line and column of the first cell that is empty, or of a code that stands twice.
    """
    found = []
    for row in compiled.distinct(compiled.rows(Path(path), COLUMNS), "hs2"):
        compiled.check_filled(row, COLUMNS)
        found.append(row.cells)
    frame = pd.DataFrame(found, dtype="str")
    several = frame.groupby("group")["broad"].nunique()
    if (several > 1).any():
        raise WorkbookError(f"{Path(path).name}: group {several.idxmax()!r} lies in several broad groups; choose one")
    return frame


def chapters(snapshots):
    """Every chapter with its section, short name and groups, and the codes that are no chapters.

    Returns
    -------
    pandas.DataFrame
        hs2, name, group, broad, section (Roman number, or none), section_name.

    Raises
    ------
    WorkbookError
        If the nomenclature and our groups do not have the same chapters.
    """
    codes = snapshots.csv(SOURCE, CODES, {"section": "text", "hscode": "text", "level": "text"})
    codes = codes[codes["level"] == CHAPTER]
    names = snapshots.csv(SOURCE, SECTIONS, {"section": "text", "name": "text"}, encoding="utf-8-sig")
    own = groups()
    missing = set(codes["hscode"]) ^ (set(own["hs2"]) - set(NO_CHAPTERS))
    if missing:
        raise WorkbookError(
            f"{FILE.name}: chapter {min(missing)} is not in both this file and {SOURCE.name}/{CODES}; add or remove it"
        )
    sections = own["hs2"].map(codes.set_index("hscode")["section"])
    known = sections.isin(names["section"])
    sections = sections.where(known, NO_SECTION)
    titles = names.set_index("section")["name"].str.strip()
    titles = titles.str[:1].str.upper() + titles.str[1:]
    return own.assign(section=sections, section_name=sections.map(titles).fillna(NO_SECTION).astype("str"))
