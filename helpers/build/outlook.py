"""Tables of the outlook: parameters and errors of forecasts over all pairs, how models did, and what scenarios saw."""

from functools import lru_cache

import numpy as np
import pandas as pd

from helpers import countries
from helpers.build import index, sanctions, trade
from helpers.datasets.description import Column, Table
from helpers.measures import declared_trade, forecasts, outlook, pair_series, placebo, reconciliation, scenarios
from helpers.sources import gsdb

YEARS = index.YEARS
TRADE_FROM = 1992
"""First year of the best estimate of trade that is used: the Soviet Union and Russia are not joined in it."""

SIDES, JOINED = ["iso3_a", "iso3_b"], ("SUN",)
SOURCES = tuple(source for source in index.SOURCES if source.name not in ("atop", "cow_igo", "cow_mid"))
TRADE_SOURCES = tuple(source for source in trade.PAIRS.sources if source not in SOURCES)

SERIES = Column(
    *(
        "series",
        "category",
        "; ".join(f"{name}: {scale.label}, {scale.unit}" for name, scale in outlook.SCALES.items()),
    ),
    allowed=tuple(outlook.SCALES),
)
ORIGIN = Column("origin", "integer", "last year that is used", minimum=YEARS[0], maximum=YEARS[1])
HORIZON = Column(
    *("horizon", "integer", "years ahead"), unit="years", minimum=outlook.HORIZONS[0], maximum=outlook.HORIZONS[-1]
)
MODEL = Column(
    *("model", "category", "; ".join(f"{name}: {words}" for name, words in outlook.MODELS.items())),
    allowed=tuple(outlook.MODELS),
)
LEVEL = "level of the pair at the origin, 0 the lowest (helpers/measures/outlook.py, SCALES)"
SHARE = {"unit": "share, 0 to 1", "minimum": 0, "maximum": 1}
NOTES = (
    "Nothing after the origin is used: the errors of a horizon h that count at an origin are those of origins at least "
    "h years earlier. helpers/measures/forecasts.py and backtests.py say how.",
    f"A forecast needs {forecasts.LEAST} years without a gap up to the origin. The Soviet Union is joined with Russia. "
    f"Trade is the best estimate of both directions from {TRADE_FROM}, in current dollars; most pairs end in 2020.",
    "Pairs are not independent of each other: they share states, resolutions and years.",
)

PARAMETERS = Table(
    name="index/forecast_parameters",
    title="What forecasts of the index and its parts take from all pairs together",
    description="One row per series, origin and horizon: parameters fitted on all pairs to the origin, model chosen.",
    key=("series", "origin", "horizon"),
    columns=(
        SERIES,
        ORIGIN,
        HORIZON,
        Column("alpha", "number", "smoothing weight of theta", unit="share, 0 to 1", minimum=0, maximum=1),
        Column("reversion", "number", "part of the distance from the own mean left after the horizon", unit="ratio"),
        Column("spread", "number", "root of the mean squared yearly change", unit="as the series", minimum=0),
        Column(
            *("model", "category", "model with the smallest mean absolute error over all pairs known at the origin"),
            allowed=tuple(forecasts.MODELS),
        ),
        Column("cases", "integer", "pairs with a forecast from the origin", unit="pairs", minimum=1),
    ),
    sources=(*SOURCES, *TRADE_SOURCES),
    notes=NOTES,
)

ERRORS = Table(
    name="index/forecast_errors",
    title="Errors of forecasts over all pairs, known at each origin",
    description=(
        "One row per series, origin, horizon, model (the one chosen at the origin, and naive) and level: quantiles of "
        "the errors over the usual yearly change of each pair."
    ),
    key=("series", "origin", "horizon", "model", "level"),
    columns=(
        SERIES,
        ORIGIN,
        HORIZON,
        MODEL,
        Column("level", "integer", LEVEL, minimum=0, maximum=3),
        Column("errors", "integer", "errors behind the quantiles", unit="errors", minimum=500),
        *(
            Column(name, "number", f"{words} per cent of the errors are smaller", unit="usual yearly changes")
            for name, words in zip(outlook.ENDS, ("2.5", "10", "90", "97.5"), strict=True)
        ),
    ),
    sources=(*SOURCES, *TRADE_SOURCES),
    notes=(*NOTES, "Errors of the class of arms are in classes, not in usual yearly changes."),
)

SKILL = Table(
    name="index/forecast_skill",
    title="How forecasts did from earlier origins, over all pairs",
    description="One row per series, horizon and model: errors, skill against the last value, coverage of intervals.",
    key=("series", "horizon", "model"),
    columns=(
        SERIES,
        HORIZON,
        MODEL,
        Column("pairs", "integer", f"pairs with {outlook.MANY} origins or more that naive missed", unit="pairs"),
        Column("origins", "integer", "origins", unit="origins", minimum=1),
        Column("cases", "integer", "forecasts with a known outcome", unit="forecasts", minimum=1),
        Column("mae", "number", "mean absolute error", unit="as the series", minimum=0),
        Column("skill", "number", "1 less the ratio of the mean absolute error to that of naive, all forecasts"),
        Column("median", "number", "median of the pairs' skills"),
        Column("low", "number", "tenth percentile of the pairs' skills"),
        Column("high", "number", "ninetieth percentile of the pairs' skills"),
        Column("better", "number", "share of the pairs with a skill above 0", **SHARE),
        Column("inside80", "number", "share of outcomes in the 80 per cent interval", nullable=True, **SHARE),
        Column("inside95", "number", "share of outcomes in the 95 per cent interval", nullable=True, **SHARE),
        Column("score", "number", "mean interval score at 80 per cent, less is better", minimum=0, nullable=True),
        Column("score_skill", "number", "1 less the ratio of that score to that of naive", nullable=True),
    ),
    sources=(*SOURCES, *TRADE_SOURCES),
    notes=(
        *NOTES,
        "Intervals were made for naive and for the model chosen at the time only. Pairs that never moved, for which "
        "naive never missed, have no skill.",
    ),
)

CHANGE = "change of the series over the horizon"
SCENARIOS = Table(
    name="index/scenarios",
    title="What followed when sanctions lasted, ended or began, over all pairs",
    description=(
        "One row per series, scenario, level at the origin and horizon: distribution of the changes of the pairs that "
        "met the condition."
    ),
    key=("series", "scenario", "level", "horizon"),
    columns=(
        Column(
            *("series", "category", "; ".join(f"{k}: {pair_series.SERIES[k].label}" for k in scenarios.STEPS)),
            allowed=tuple(scenarios.STEPS),
        ),
        Column(
            *("scenario", "category", " ".join(f"{k}: {s.assumption}" for k, s in scenarios.SCENARIOS.items())),
            allowed=tuple(scenarios.SCENARIOS),
        ),
        Column("level", "integer", f"{LEVEL}; -1: all levels", minimum=-1, maximum=2),
        HORIZON,
        Column("cases", "integer", "pairs and years, once for each member that meets it", unit="cases", minimum=0),
        Column("states", "integer", "different states behind the cases", unit="states", minimum=0),
        Column("effective", "number", "1 / sum of squared shares of the states in the cases", unit="states", minimum=0),
        *(
            Column(name, "number", f"{words} {CHANGE}", unit="as the series", nullable=True)
            for name, words in (
                ("low", "tenth percentile of the"),
                ("median", "median"),
                ("high", "ninetieth percentile of the"),
                ("median_low", "low end (5 per cent, states drawn again) of the median"),
                ("median_high", "high end (95 per cent, states drawn again) of the median"),
                ("difference", "median less that of lasting sanctions on a member:"),
                ("difference_low", "low end of that difference:"),
                ("difference_high", "high end of that difference:"),
            )
        ),
    ),
    sources=(*SOURCES, gsdb.SOURCE),
    notes=(
        "Broad sanctions: trade, financial and arms measures in force in the same year by the Global Sanctions Data "
        "Base, whoever imposed them. Cases are legal steps: not every state so counted is under a wide regime.",
        "In scenarios of sanctions the other member is no sender, alone or as a member of the European Union; members "
        "of other organisations and of the United Nations are not told apart.",
        "Descriptive: what came along with a condition, not what it did. Trade is the logarithm to base 10 of salience "
        "(BACI, 2000-2020).",
    ),
)


@lru_cache(maxsize=1)
def series(snapshots):
    """Name -> matrix of every series of the index with an outlook or scenarios."""
    rows = countries.join_succession(index.indicators(snapshots), SIDES, rules=JOINED)
    names = [name for name in pair_series.SERIES if name in outlook.SCALES or name in scenarios.STEPS]
    return pair_series.matrices(rows, names)


def turnovers(snapshots):
    """Logarithm to base 10 of the best estimate of trade in both directions, of all pairs.

    Returns
    -------
    pandas.DataFrame
        As `placebo.wide` returns it; missing where a direction is not known or nothing was traded.
    """
    flows = declared_trade.one_series(trade.pairs(snapshots))
    flows = flows[flows["year"].between(TRADE_FROM, YEARS[1])]
    factor = trade.margins(snapshots).set_index("period")["margin"]["all"]
    best = reconciliation.estimate(flows, trade.reliability(snapshots), factor)[
        ["exporter", "importer", "year", "value_usd"]
    ]
    ahead = best["exporter"] < best["importer"]
    there = best[ahead].rename(columns={"exporter": "iso3_a", "importer": "iso3_b"})
    back = best[~ahead].rename(columns={"exporter": "iso3_b", "importer": "iso3_a"})
    both = there.merge(back, on=[*SIDES, "year"], suffixes=("", "_back"))
    total = both["value_usd"] + both["value_usd_back"]
    return placebo.wide(both[total > 0].assign(value=np.log10(total[total > 0])), "value")


@lru_cache(maxsize=1)
def pooled(snapshots):
    """`outlook.pooled` of every series: parameters, errors, skill, each with a column series."""
    matrices = series(snapshots) | {"trade": turnovers(snapshots)}
    found = {name: outlook.pooled(matrices[name], scale) for name, scale in outlook.SCALES.items()}
    return {
        part: pd.concat([frames[part].assign(series=name) for name, frames in found.items()], ignore_index=True)
        for part in ("parameters", "errors", "skill")
    }


def parameters(snapshots):
    """Recipe of `index/forecast_parameters`."""
    return pooled(snapshots)["parameters"].round({"alpha": 1, "reversion": 4, "spread": 5})


def errors(snapshots):
    """Recipe of `index/forecast_errors`."""
    return pooled(snapshots)["errors"].round(dict.fromkeys(outlook.ENDS, 4))


def skill(snapshots):
    """Recipe of `index/forecast_skill`."""
    return pooled(snapshots)["skill"].round(4)


def senders(snapshots):
    """Who had sanctions on whom in each year: states by themselves, or as members of the European Union.

    Returns
    -------
    pandas.DataFrame
        sender, target, year.
    """
    cases = gsdb.read(snapshots)
    cases = cases[cases["target"] != ""]
    lasted = (cases["end"] - cases["begin"] + 1).to_numpy()
    yearly = cases.loc[cases.index.repeat(lasted), ["sender", "sender_name", "target", "begin"]]
    yearly = yearly.assign(year=yearly["begin"] + yearly.groupby(level=0).cumcount())
    union = yearly[yearly["sender_name"].isin(("EU", "EEC"))]
    members = pd.DataFrame(
        [(year, code) for year in union["year"].unique() for code in countries.members("EU", f"{year}-12-31")],
        columns=["year", "sender"],
    )
    union = union.drop(columns="sender").merge(members, on="year")
    found = pd.concat([yearly[yearly["sender"] != ""], union])[["sender", "target", "year"]]
    return found.replace({"sender": {"SUN": "RUS"}, "target": {"SUN": "RUS"}}).drop_duplicates()


def reference_classes(snapshots):
    """Recipe of `index/scenarios`."""
    counts = countries.join_succession(sanctions.counts(snapshots), ["target"], rules=JOINED)
    under, sent, parts = scenarios.broad(counts), senders(snapshots), []
    for name, step in scenarios.STEPS.items():
        matrix = series(snapshots)[name]
        level, sign = scenarios.levels_of(name, matrix.to_numpy()), pair_series.SERIES[name].sign
        held = scenarios.cases(matrix, under, sent, gsdb.YEARS, level, sign)
        for horizon in outlook.HORIZONS:
            found = scenarios.reference(held, horizon, step)
            parts.append(found.assign(series=name))
    return pd.concat(parts, ignore_index=True).round(4).round({"effective": 1})


TABLES = [(PARAMETERS, parameters), (ERRORS, errors), (SKILL, skill), (SCENARIOS, reference_classes)]
