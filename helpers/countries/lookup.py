"""The country table: which codes there are, what they are called, and how a reader's spelling finds one."""

import csv
import re
import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from helpers.errors import WorkbookError

FOLDER = Path(__file__).resolve().parent

FOCUS = ("RUS", "IRN", "CHN", "PRK", "USA")
"""The four states of the collection's last chapters and their common counterpart."""


def read_rows(file):
    """Rows of a CSV beside this module, as dictionaries of text."""
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@lru_cache
def states():
    """Code -> row of `states.csv`.

    Returns
    -------
    dict
        Keys are codes; values are dictionaries with iso3, name, aliases (";" between), region
        (M49 sub-region), status, cow, gw, un_member_from, un_member_to, existed_from,
        existed_to (ISO dates or ""), comparison, note.
    """
    return {row["iso3"]: row for row in read_rows("states.csv")}


def codes():
    """All valid codes in alphabetical order: ISO 3166-1 alpha-3, XKX, former and historic states."""
    return sorted(states())


COMPARISON = tuple(sorted(code for code, row in states().items() if row["comparison"]))
"""States against which the pair is held; the reason for each stands in `states.csv`."""


def name(code):
    """Short English name of `code`: ``name("SUN")`` is "Soviet Union".

    Raises
    ------
    WorkbookError
        If there is no such code; proposes the nearest.
    """
    check([code])
    return states()[code]["name"]


def code(text):
    """Code of a country written as code (any case), name or common alias.

    Parameters
    ----------
    text : str
        "irn", "Iran" and "Persia" all give "IRN".

    Raises
    ------
    WorkbookError
        If nothing has that name; proposes the nearest.
    """
    found = _spellings().get(_plain(text)) if isinstance(text, str) else None
    if found is None:
        raise WorkbookError(f"unknown country {text!r}: {_proposal(text)}")
    return found


def check(wanted):
    """Refuse anything in `wanted` that is not exactly a code of the country table.

    Parameters
    ----------
    wanted : iterable of str

    Raises
    ------
    WorkbookError
        Naming the first value that is no code and the nearest one.
    """
    for value in dict.fromkeys(wanted):
        if value not in states():
            raise WorkbookError(f"unknown country code {value!r}: {_proposal(value)}")


def pair(text):
    """The two codes of a pair, in the order given.

    Parameters
    ----------
    text : str or sequence of two str
        ``"RUS-IRN"``, ``"russia-iran"`` or ``("RUS", "IRN")``.

    Returns
    -------
    tuple of two str

    Raises
    ------
    WorkbookError
        If it does not name two different countries, or one that is unknown.
    """
    first, second = (code(side) for side in _sides(text))
    if first == second:
        raise WorkbookError(f"a pair needs two different countries: {text!r} names {first} ({name(first)}) twice")
    return first, second


def _sides(text):
    """Both halves of a pair; a hyphen inside a name (Guinea-Bissau) does not divide it."""
    if not isinstance(text, str):
        sides = list(text)
    else:
        parts = text.split("-")
        splits = [("-".join(parts[:i]), "-".join(parts[i:])) for i in range(1, len(parts))]
        known = [s for s in splits if all(_plain(side) in _spellings() for side in s)]
        sides = known[0] if known else parts
    if len(sides) != 2 or not all(sides):
        raise WorkbookError(f"{text!r} is not a pair: name two countries, as in RUS-IRN")
    return sides


def _plain(text):
    """Lower case, without accents, punctuation and the article, "St" and "&" in full."""
    letters = unicodedata.normalize("NFKD", text.replace("ı", "i")).casefold().replace("&", " and ")
    letters = "".join(c for c in letters if not unicodedata.combining(c)).replace("'", "").replace("’", "")
    words = ["saint" if word == "st" else word for word in re.findall(r"[a-z0-9]+", letters)]
    return " ".join(words[1:] if words[:1] == ["the"] else words)


@lru_cache
def _spellings():
    """Plain spelling -> code, for codes, names and aliases."""
    found = {_plain(row["name"]): iso3 for iso3, row in states().items()}
    found |= {_plain(alias): iso3 for iso3, row in states().items() for alias in row["aliases"].split(";") if alias}
    return found | {iso3.casefold(): iso3 for iso3 in states()}


def _proposal(text):
    if isinstance(text, str) and (plain := _plain(text)):
        spellings = _spellings()
        near = [spelling for spelling in spellings if f" {plain} " in f" {spelling} "]
        near += get_close_matches(plain, spellings, n=2, cutoff=0.6)
        found = list(dict.fromkeys(spellings[spelling] for spelling in near))[:2]
        if found:
            return f"did you mean {' or '.join(f'{iso3} ({name(iso3)})' for iso3 in found)}?"
    return "give a three-letter code such as IRN, or an English name"
