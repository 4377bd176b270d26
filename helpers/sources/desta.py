"""Design of Trade Agreements (DESTA): which states signed a trade agreement with each other, 1948 to 2020."""

from itertools import combinations

import pandas as pd

from helpers import countries
from helpers.datasets.description import Source
from helpers.errors import WorkbookError
from helpers.sources import country_codes
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="desta",
    title="Design of Trade Agreements (DESTA), list of treaties to 2020",
    producer="Andreas Dür, Leonardo Baccini and Manfred Elsig (World Trade Institute)",
    short="DESTA, list of trade agreements to 2020",
    citation=(
        "Dür, Andreas, Leonardo Baccini, and Manfred Elsig. 2014. The Design of International Trade Agreements: "
        "Introducing a New Dataset. Review of International Organizations 9(3): 353-375. "
        "https://doi.org/10.1007/s11558-013-9179-8"
    ),
    version="List of treaties to 2020",
    url="https://www.designoftradeagreements.org/downloads/",
    licence="not confirmed; citation requested",
    redistribution="unknown",
    use="Counts by pair and year may be cited; the list of agreements is at the project's site.",
)

FILE = "DESTA_list_of_treaties.csv"
YEARS = (1948, 2020)
MEMBERS = 91
NEW = ("base_treaty", "accession")
"""Entries that tie states anew. Protocols, amendments and consolidated texts change a tie that is there, withdrawals
end one, negotiations have no signature."""
ENTRIES = (*NEW, "protocol or amendment", "consolidated", "withdrawal", "negotiation")
PLURILATERAL, ACCESSION = ("1", "2"), "5"
"""Types in which every member is tied to every other, and accession to such an agreement. Types 3, 4 and 6 tie the
states of one side to those of the other."""
ACCEDING = "1"
BESIDE_ISO = {900: "XKX", 530: "ANT"}
"""Numbers in the list that are not, or no longer, in ISO 3166."""
NONE = "NA"


def read(snapshots):
    """Pairs of states tied anew by a trade agreement.

    The columns mc1, mc2, ... give each member the role 0 to 3: the side it is on in agreements of a state or a group
    with a group, 1 for those who accede and 2 for those who were there in accessions. Where the role of one member is
    missing it takes the commonest of its agreement.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        state_1, state_2 (codes; successors before their time are their predecessors), year of signature; one row per
        pair and agreement.

    Raises
    ------
    WorkbookError
        If an entry type, a number or a role is unknown.
    """
    places = range(1, MEMBERS + 1)
    columns = dict.fromkeys(["number", "entry_type", "typememb", "year"], "text")
    columns |= {f"{kind}{place}": "text" for kind in ("c", "mc") for place in places}
    frame = snapshots.csv(SOURCE, FILE, columns, sep=";")
    kind = frame["entry_type"]
    refuse(~kind.isin(ENTRIES), kind, f"{SOURCE.name}/{FILE}", "is not a known entry type")
    codes = country_codes.numbers(snapshots) | BESIDE_ISO
    found = []
    for row in frame[kind.isin(NEW)].to_dict("records"):
        members = {row[f"c{place}"]: row[f"mc{place}"] for place in places if row[f"c{place}"] != NONE}
        unknown = [one for one in members if not one.isdigit() or int(one) not in codes]
        if unknown:
            raise WorkbookError(f"{SOURCE.name}/{FILE}, entry {row['number']}: {unknown[0]!r} is no number of a state")
        roles = {codes[int(one)]: role for one, role in members.items()}
        found += [(*pair, int(row["year"])) for pair in tied(roles, row["typememb"])]
    pairs = pd.DataFrame(found, columns=["state_1", "state_2", "year"])
    named = {name: countries.from_name(SOURCE.name, pairs[name], pairs["year"]) for name in ("state_1", "state_2")}
    return pairs.assign(**named)


def tied(roles, kind):
    """Pairs of members that an agreement ties.

    Parameters
    ----------
    roles : dict of str to str
        Code -> role, "0" to "3", or "NA".
    kind : str
        Type of membership, "1" to "6".

    Returns
    -------
    list of tuple of str
    """
    known = [role for role in roles.values() if role != NONE]
    commonest = max(sorted(set(known)), key=known.count)
    side = {code: commonest if role == NONE else role for code, role in roles.items()}
    every = combinations(sorted(roles), 2)
    if kind in PLURILATERAL or len(set(side.values())) == 1:
        return list(every)
    if kind == ACCESSION:
        return [(a, b) for a, b in every if ACCEDING in (side[a], side[b])]
    return [(a, b) for a, b in every if side[a] != side[b]]
