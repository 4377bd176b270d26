"""The register of claims about a relationship: what is claimed, the rule that judges it, and the computed verdict.

The rules (`criteria.csv`, `facts.csv`, `rules`) name measure, rows and thresholds; they were written down before any
verdict was computed.
"""
