"""From the codes and names of the sources to the codes of the country table, by explicit rules only."""

from functools import lru_cache

import pandas as pd

from helpers.countries.lookup import read_rows, states
from helpers.errors import WorkbookError

LAST_YEAR = 9999
SYSTEMS = {"cow": "Correlates of War", "gw": "Gleditsch-Ward"}


def from_cow(ccode, year):
    """Codes of Correlates of War numbers.

    A number that stands for several states in turn (365, 345, 510) is divided by year:
    the year goes to the state that existed for most of it, except that 365 is SUN from
    1922, the year of its founding treaty, to 1991. Rules: `numbers.csv`.

    Parameters
    ----------
    ccode, year : pandas.Series
        State number and calendar year, of equal length and index.

    Returns
    -------
    pandas.Series
        Codes (str), with the index of `ccode`.

    Raises
    ------
    WorkbookError
        If a number is missing or not in the country table.
    """
    return _from_number("cow", ccode, year)


def from_gw(gwcode, year):
    """Codes of Gleditsch-Ward numbers; as `from_cow`, with the rules of that list (260, 345, 365, 510, 678)."""
    return _from_number("gw", gwcode, year)


def from_name(source, names, years=None):
    """Codes of the names (or own codes) that a source uses.

    Parameters
    ----------
    source : str
        Name of the source, as in `names.csv`.
    names : pandas.Series
        Names or codes as the source writes them.
    years : pandas.Series, optional
        Calendar years; needed where a source uses one code for several states in turn
        (WITS: RUS before 1992 is the USSR).

    Returns
    -------
    pandas.Series
        Codes (str), with the index of `names`; missing where the name is not a country
        (group, organisation, armed group, residual; `named` tells which).

    Raises
    ------
    WorkbookError
        If the source or a name is not in `names.csv`, or years are needed and not given.
    """
    rules, known_by_code = _name_rules(source)
    keys = pd.DataFrame({"name": names.array})
    keys["year"] = LAST_YEAR if years is None else years.array
    unique = keys.drop_duplicates(ignore_index=True)
    unknown = sorted({str(n) for n in unique["name"] if n not in rules and not (known_by_code and n in states())})
    if unknown:
        listed = ", ".join(repr(n) for n in unknown[:5]) + (f" and {len(unknown) - 5} more" if len(unknown) > 5 else "")
        raise WorkbookError(f"{source}: {listed} not in helpers/countries/names.csv; add each with its code or kind")
    found = []
    for value, year in unique.itertuples(index=False):
        spans = rules.get(value) or [(0, LAST_YEAR, value)]
        if len(spans) > 1 and years is None:
            raise WorkbookError(f"{source}: {value!r} stands for several states in turn; give the years as well")
        found.append(_in_span(spans, year, f"{source}: {value!r}") or None)
    return _spread(keys, unique, found, names.index)


def named(source):
    """The rows of `names.csv` for `source`.

    Returns
    -------
    pandas.DataFrame
        name, iso3 ("" if not a country), kind ("" for countries, else group, igo,
        nonstate, territory or unknown), note.
    """
    _name_rules(source)
    rows = [row for row in read_rows("names.csv") if row["source"] == source and row["name"] != "*"]
    return pd.DataFrame(rows, columns=["name", "iso3", "kind", "note"], dtype="str")


def _from_number(system, numbers, years):
    keys = pd.DataFrame({"number": numbers.array, "year": years.array})
    missing = keys.isna().any(axis=1)
    if missing.any():
        raise WorkbookError(f"{SYSTEMS[system]}: row {int(missing.to_numpy().argmax()) + 1} has no state or no year")
    keys = keys.astype("int64")
    unique = keys.drop_duplicates(ignore_index=True)
    rules = _number_rules(system)
    found = []
    for number, year in unique.itertuples(index=False):
        if number not in rules:
            raise WorkbookError(
                f"{SYSTEMS[system]} number {number} (year {year}) is not in the country table; "
                "add it to helpers/countries/states.csv"
            )
        found.append(_in_span(rules[number], year, f"{SYSTEMS[system]} number {number}"))
    return _spread(keys, unique, found, numbers.index)


def _spread(keys, unique, found, index):
    """The codes found for the unique rows of `keys`, back on all rows."""
    codes = keys.merge(unique.assign(iso3=pd.array(found, dtype="str")), how="left")["iso3"]
    return codes.set_axis(index)


def _in_span(spans, year, what):
    for first, last, iso3 in spans:
        if first <= year <= last:
            return iso3
    raise WorkbookError(f"{what} stands for no state in {year}; see helpers/countries/numbers.csv and names.csv")


def _span(row):
    return int(row["first_year"] or 0), int(row["last_year"] or LAST_YEAR), row["iso3"]


@lru_cache
def _number_rules(system):
    """Number -> [(first year, last year, code)]."""
    rules = {}
    for row in read_rows("numbers.csv"):
        if row["system"] == system:
            rules.setdefault(int(row["number"]), []).append(_span(row))
    dated = set(rules)
    for iso3, row in states().items():
        if row[system] and int(row[system]) not in dated:
            rules[int(row[system])] = [(0, LAST_YEAR, iso3)]
    return rules


@lru_cache
def _name_rules(source):
    """Name -> [(first year, last year, code or "")], and whether codes of the table stand for themselves."""
    rows = read_rows("names.csv")
    sources = {row["source"] for row in rows}
    if source not in sources:
        raise WorkbookError(
            f"no names of source {source!r} in helpers/countries/names.csv: it has {', '.join(sorted(sources))}"
        )
    rules = {}
    for row in rows:
        if row["source"] == source and row["name"] != "*":
            rules.setdefault(row["name"], []).append(_span(row))
    return rules, any(row["source"] == source and row["name"] == "*" for row in rows)
