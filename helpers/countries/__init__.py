"""The audited country table: codes, names, succession, and how each source's codes and names map to it.

Codes are ISO 3166-1 alpha-3, with XKX for Kosovo, the withdrawn codes of former states
(SUN, YUG, CSK, ...) and, for data before 1946, a few codes of this project (AUH, BAV, ...).
Nothing is guessed: a code or name that no rule covers is an error.
"""

from helpers.countries.groups import groups, members
from helpers.countries.lookup import COMPARISON, FOCUS, check, code, codes, name, pair, states
from helpers.countries.mappings import from_cow, from_gw, from_name, named
from helpers.countries.succession import CHINA_SEAT, join_succession, successions

__all__ = [
    "CHINA_SEAT",
    "COMPARISON",
    "FOCUS",
    "check",
    "code",
    "codes",
    "from_cow",
    "from_gw",
    "from_name",
    "groups",
    "join_succession",
    "members",
    "name",
    "named",
    "pair",
    "states",
    "successions",
]
