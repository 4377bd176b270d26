"""The verdicts as shown in a notebook: numbers for sentences, frames for charts, rows for tables."""

import pandas as pd

from helpers.claims import evaluation, register, rules

NAMES = {
    rules.SUPPORTED: "supported",
    rules.PARTLY: "partly",
    rules.NOT: "not_supported",
    rules.CONTRADICTED: "contradicted",
    rules.UNTESTABLE: "untestable",
}
"""Verdict -> name of its number in sentences."""


def of_pair(judged):
    """Claims that were judged: those that do not carry over left out."""
    return judged[judged["verdict"] != evaluation.ELSEWHERE]


def facts(judged):
    """Numbers of claims for sentences.

    Parameters
    ----------
    judged : pandas.DataFrame
        As `evaluation.evaluate` returns it.

    Returns
    -------
    dict
        judged, elsewhere, supported, partly, not_supported, contradicted, untestable; changes (claims of a trend, a
        break or a cause) and beaten (those with a placebo that is beaten); placed and
        placed_beaten (of them, those with a place among pairs, groups, windows or shuffled orders); high, medium, low
        (confidence); falls (of those placed, the claims that a fall of the place speaks for) and alone (those of which
        only the placebo holds) in words, None without any.
    """
    own = of_pair(judged)
    changes = own[own["kind"].isin(rules.CHANGES)]
    values = {"judged": len(own), "elsewhere": len(judged) - len(own)}
    values |= {name: int((own["verdict"] == verdict).sum()) for verdict, name in NAMES.items()}
    values |= {"changes": len(changes), "beaten": int((changes["placebo"] == "beaten").sum())}
    placed = changes[changes["percentile"].notna()]
    values |= {"placed": len(placed), "placed_beaten": int((placed["placebo"] == "beaten").sum())}
    values |= {"falls": _named(placed[placed["id"].isin(_falls())]), "alone": _named(placed[_alone(placed)])}
    return values | {level: int((own["confidence"] == level).sum()) for level in rules.CONFIDENCE}


def _falls():
    listed = register.criteria()
    return set(listed.loc[(listed["role"] == "placebo") & listed["operator"].isin(["<", "<="]), "id"])


def _alone(placed):
    return (placed["placebo"] == "beaten") & placed["verdict"].isin([rules.NOT, rules.CONTRADICTED])


def _named(claims):
    return ", ".join(claims["id"]) or None


def by_kind(judged):
    """Number of claims by verdict and kind, in the order of the vocabulary."""
    return _counted(judged, "kind")


def by_confidence(judged):
    """Number of verdicts by confidence; what cannot be tested has none."""
    return _counted(judged[judged["confidence"] != ""], "confidence")


def _counted(judged, column):
    counted = of_pair(judged).groupby(["verdict", column]).size().rename("claims").reset_index()
    order = counted["verdict"].map({verdict: place for place, verdict in enumerate(rules.VERDICTS)})
    return counted.assign(order=order).sort_values(["order", column]).drop(columns="order").reset_index(drop=True)


def places(judged):
    """Claims of a change with their place by their own yardstick, the highest first: claim, percentile, placebo."""
    own = of_pair(judged)
    own = own[own["kind"].isin(rules.CHANGES) & own["percentile"].notna()]
    own = own.sort_values("percentile", ascending=False)
    labels = [f"{row.id} {row.topic}" for row in own.itertuples()]
    return pd.DataFrame({"claim": labels, "percentile": own["percentile"].astype(float), "placebo": own["placebo"]})


def rows(judged, topics):
    """Claims of some topics as a table.

    Parameters
    ----------
    judged : pandas.DataFrame
    topics : collection of str

    Returns
    -------
    pandas.DataFrame
        id, claim, kind, verdict, confidence, met, evidence, counter-evidence, place, shown in.
    """
    own = judged[judged["topic"].isin(topics)]
    return pd.DataFrame(
        {
            "id": own["id"],
            "claim": own["claim"],
            "kind": own["kind"],
            "verdict": own["verdict"],
            "confidence": own["confidence"],
            "met": own["met"],
            "evidence": own["evidence"],
            "counter-evidence": own["counter_evidence"],
            "place": own["percentile"].astype(float).round(0),
            "shown in": [_place(row) for row in own.itertuples()],
        }
    )


def rule_rows(judged):
    """The rule of each claim: id, measure, tables, comparison, criteria with their values, shown in."""
    own = judged.set_index("id")
    listed = register.claims().loc[own.index]
    return pd.DataFrame(
        {
            "id": own.index,
            "measure": listed["measure"],
            "tables": listed["tables"],
            "rows": listed["rows"],
            "comparison": listed["comparison"],
            "criteria": own["criteria"],
            "shown in": [_place(row) for row in own.itertuples()],
        }
    )


def _place(row):
    return f"{row.notebook}: {row.chart}" if row.chart else row.notebook
