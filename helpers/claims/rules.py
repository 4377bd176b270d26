"""From computed values to a verdict: the fixed vocabulary, the roles of criteria, caps by kind, and confidence.

A claim has criteria, each a named value with a threshold and a role:

- core: what the claim says. Measured or recorded values only.
- stated: what officials or institutions stated. It counts as a statement, never as a measurement.
- placebo: whether the change of the pair is unusual beside comparison pairs: its percentile among all pairs is 90 or
  more (10 or less where a fall is claimed), or it beats every matched pair where data of all pairs do not exist.
- against: counter-evidence that weighs.

A denial by a party is a statement: it is shown as counter-evidence, lowers the confidence and contradicts no record.
"""

import operator

VERDICTS = (
    "supported",
    "partly supported",
    "not supported",
    "contradicted",
    "cannot be tested with public data",
)
SUPPORTED, PARTLY, NOT, CONTRADICTED, UNTESTABLE = VERDICTS

KINDS = ("fact", "level", "trend", "break", "causal", "forecast")
ROLES = ("core", "stated", "placebo", "against")
CONFIDENCE = ("low", "medium", "high")

CHANGES = ("trend", "break", "causal")
"""Kinds that need a placebo."""

PUBLISHERS = 2
"""Different publishers that must confirm each part of a fact."""

OPERATORS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq}


def holds(value, symbol, threshold):
    """Whether a value meets its threshold; None where the value is not known.

    Parameters
    ----------
    value : float or None
    symbol : str
        One of `OPERATORS`.
    threshold : float

    Returns
    -------
    bool or None
    """
    if value is None or value != value:
        return None
    return bool(OPERATORS[symbol](value, threshold))


def verdict(kind, outcomes, untested=False):
    """The verdict that a claim's criteria give.

    1. No core or stated criterion is known: cannot be tested with public data.
    2. None of the known core and stated criteria holds: contradicted if an `against` criterion holds, else not
       supported.
    3. All core criteria are known and hold, no `against` criterion holds, every placebo criterion is known and holds:
       supported. Otherwise partly supported.
    4. At most partly supported: causal claims (one treated pair with simultaneous shocks describes only); trend,
       break and causal claims without a placebo that is beaten; claims of which only stated criteria hold; claims of
       which a part is left untested.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    outcomes : sequence of (role, held)
        held: True, False, or None where the value is not known.
    untested : bool
        A part of the claim cannot be tested with public data.

    Returns
    -------
    str
        One of `VERDICTS`.
    """
    by_role = {role: [held for name, held in outcomes if name == role] for role in ROLES}
    claimed = by_role["core"] + by_role["stated"]
    if all(held is None for held in claimed):
        return UNTESTABLE
    against = any(by_role["against"])
    if not any(claimed):
        return CONTRADICTED if against else NOT
    complete = bool(by_role["core"]) and all(claimed) and not against
    placebo = all(by_role["placebo"]) and (bool(by_role["placebo"]) or kind not in CHANGES)
    capped = kind == "causal" or untested or not any(by_role["core"])
    return SUPPORTED if complete and placebo and not capped else PARTLY


def confidence(producers, clear, covered):
    """How sure a verdict is: one point each for independence, clearness and coverage.

    - two or more independent producers of the data (for a fact: three or more publishers) stand behind it;
    - no deciding value has its threshold inside its interval, and no party denies a fact;
    - the data cover at least 80 per cent of the years the claim speaks of.

    Three points are high, two medium, fewer low.

    Parameters
    ----------
    producers : bool
    clear : bool
    covered : bool

    Returns
    -------
    str
        One of `CONFIDENCE`.
    """
    return CONFIDENCE[max(0, int(producers) + int(clear) + int(covered) - 1)]
