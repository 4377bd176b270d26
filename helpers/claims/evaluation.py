"""Verdicts of all claims for a pair: values against criteria, with evidence and counter-evidence in words."""

import pandas as pd

from helpers import countries
from helpers.claims import (
    evidence_arms,
    evidence_history,
    evidence_power,
    evidence_records,
    evidence_shocks,
    evidence_trade,
    evidence_votes,
    register,
    rows,
    rules,
)
from helpers.claims.tables import Tables, address
from helpers.errors import WorkbookError

OWN = ("RUS", "IRN")
"""The pair that the claims are about."""

ELSEWHERE = "does not carry over"
"""In place of a verdict, for another pair than that of the claim."""

SILENT = "The tables are silent on this pair."
"""In place of evidence, where nothing can be tested and no sentence be filled."""

MODULES = (
    evidence_arms,
    evidence_history,
    evidence_power,
    evidence_records,
    evidence_shocks,
    evidence_trade,
    evidence_votes,
)
EVIDENCE = {id: function for module in MODULES for id, function in module.EVIDENCE.items()}
"""Claim -> the function that computes its evidence."""

COLUMNS = [
    "id",
    "topic",
    "claim",
    "kind",
    "verdict",
    "confidence",
    "met",
    "evidence",
    "counter_evidence",
    "percentile",
    "placebo",
    "criteria",
    "notebook",
    "chart",
]


def evaluate(pair=OWN, ids=None, tables=None):
    """Judge the claims by their rules.

    Parameters
    ----------
    pair : tuple of str
        Codes; the claims are about Russia and Iran, and some of them carry over.
    ids : sequence of str, optional
        Claims to judge; default: all.
    tables : mapping, optional
        Table name -> DataFrame, in place of those of `data/`.

    Returns
    -------
    pandas.DataFrame
        id, topic, claim, kind, verdict, confidence (empty where there is no verdict to be sure of), met (criteria
        of the claim and its placebo that hold, of how many), evidence, counter_evidence, percentile (among placebo
        pairs; missing where there is none), placebo
        (beaten, not beaten, unknown; empty where the rule has none), criteria (each with its value
        and whether it holds), notebook, chart.

    Raises
    ------
    WorkbookError
        An unknown claim or code.
    """
    countries.check(list(pair))
    if len(set(pair)) != 2:
        raise WorkbookError(f"pair {'-'.join(pair)}: give two different codes")
    pair = OWN if set(pair) == set(OWN) else tuple(pair)
    held = tables if isinstance(tables, Tables) else Tables(tables or {})
    wanted = list(register.claims().index) if ids is None else list(ids)
    return pd.DataFrame([_judged(held, pair, id, register.claim(id)) for id in wanted], columns=COLUMNS)


def _judged(tables, pair, id, claim):
    link = register.links().loc[id]
    row = {"id": id, "topic": claim["topic"], "claim": claim["claim"], "kind": claim["kind"]}
    row |= {"notebook": link["notebook"], "chart": link["chart"]}
    if set(pair) != set(OWN) and claim["carries_over"] == "no":
        return row | {
            "verdict": ELSEWHERE,
            "confidence": "",
            "met": "",
            "evidence": "",
            "counter_evidence": "",
            "placebo": "",
            "criteria": "",
        }
    found = EVIDENCE[id](tables, pair, fact_values(tables, id))
    checked = outcomes(id, found.named)
    verdict = rules.verdict(
        claim["kind"], [(role, held) for role, held, _ in checked], untested=bool(claim["untested_part"])
    )
    sure = rules.confidence(found.producers >= (3 if claim["kind"] == "fact" else 2), found.clear, found.covered)
    left = f"Left untested: {claim['untested_part']}." if claim["untested_part"] else ""
    return row | {
        "verdict": verdict,
        "confidence": "" if verdict == rules.UNTESTABLE else sure,
        "met": met(checked),
        "evidence": found.words() or (SILENT if verdict == rules.UNTESTABLE else ""),
        "counter_evidence": " ".join(filter(None, [found.objections(), left])),
        "percentile": found.named.get(found.percentile) if found.percentile else None,
        "placebo": beaten(checked),
        "criteria": "; ".join(words for _, _, words in checked),
    }


def fact_values(tables, id):
    """What the written rows say for each part of a claim: publishers, rows and contradicting rows.

    Parameters
    ----------
    tables : mapping
    id : str

    Returns
    -------
    dict
        part_publishers, part_rows and part_against for each part of `facts.csv`.
    """
    values = {}
    listed = register.facts()
    for part, entries in listed[listed["id"] == id].groupby("part", sort=False):
        named, number, against = set(), 0, 0
        for entry in entries.itertuples():
            matching = rows.matching(tables[entry.table], entry.rows)
            if entry.stance == "against":
                against += len(matching)
            else:
                named |= rows.publishers(matching, address(entry.table))
                number += len(matching)
        values |= {f"{part}_publishers": len(named), f"{part}_rows": number, f"{part}_against": against}
    return values


def outcomes(id, values):
    """Whether each criterion of a claim holds; a contradicting row of a fact counts as one against.

    Parameters
    ----------
    id : str
    values : mapping

    Returns
    -------
    list of (role, held, words)
    """
    listed = register.criteria()
    found = []
    for row in listed[listed["id"] == id].itertuples():
        value = values.get(row.value)
        held = rules.holds(value, row.operator, row.threshold)
        said = "unknown" if held is None else f"{float(value):.3g}"
        state = {True: "holds", False: "does not hold", None: "unknown"}[held]
        found.append((row.role, held, f"{row.role}: {row.meaning} {said} ({row.operator} {row.threshold:g}: {state})"))
    for name, number in values.items():
        if name.endswith("_against") and isinstance(number, int) and number:
            found.append(("against", True, f"against: contradicting rows on {name.removesuffix('_against')}: {number}"))
    return found


def beaten(checked):
    """Whether all placebo criteria hold: beaten, not beaten, unknown; empty without any."""
    held = [state for role, state, _ in checked if role == "placebo"]
    if not held:
        return ""
    return "not beaten" if False in held else "unknown" if None in held else "beaten"


def met(checked):
    """How many of the criteria that speak for a claim hold: 3 of 5."""
    spoken = [held for role, held, _ in checked if role != "against"]
    return f"{sum(held is True for held in spoken)} of {len(spoken)}"


def counts(judged):
    """Number of claims by verdict, in the order of the vocabulary; verdicts that none has count 0.

    Returns
    -------
    pandas.DataFrame
        verdict, claims.
    """
    order = [*rules.VERDICTS, ELSEWHERE]
    number = judged["verdict"].value_counts().reindex(order, fill_value=0)
    kept = number[(number > 0) | (number.index != ELSEWHERE)]
    return pd.DataFrame({"verdict": kept.index, "claims": kept.to_numpy()})
