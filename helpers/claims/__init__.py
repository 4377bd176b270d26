"""The register of claims about a relationship: what is claimed, the rule that judges it, and the computed verdict.

The rules (`criteria.csv`, `facts.csv`, `rules`) name measure, rows and thresholds; they were written down before any
verdict was computed.

>>> from helpers import claims
>>> claims.evaluate()  # doctest: +SKIP
>>> claims.evaluate(pair=("CHN", "IRN"), ids=["C30"])  # doctest: +SKIP
"""

from helpers.claims.evaluation import counts, evaluate

__all__ = ["counts", "evaluate"]
