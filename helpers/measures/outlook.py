"""The outlook: which model to use, its intervals and how both did from earlier origins, for all pairs and for one.

The model of a horizon, its parameters and the quantiles of its errors come from all pairs together, from years up to
the origin; `pooled` makes them, and `own` applies them to one pair.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.measures import backtests, forecasts

HORIZONS = (1, 2, 3, 4, 5, 6)
MANY = 10
"""Origins that a pair needs for a skill of its own."""

ENDS = ("low95", "low80", "high80", "high95")
CHOSEN = "chosen"
"""In place of a model: the one that all pairs would have chosen at each origin."""

MODELS = forecasts.MODELS | {CHOSEN: "chosen at the time"}


class Scale(NamedTuple):
    """Ends of a scale, where its levels part, and whether errors are measured by each pair's own volatility."""

    label: str
    unit: str
    bounds: tuple[float, float]
    cuts: tuple[float, ...]
    scaled: bool = True

    def levels(self, values: np.ndarray) -> np.ndarray:
        """Level of each value, 0 the lowest; 0 also where it is missing."""
        return np.digitize(np.nan_to_num(values), self.cuts)


SCALES = {
    "index": Scale("index on votes, ideal points, arms", "score, 0 to 1", (0.0, 1.0), (1 / 3, 2 / 3)),
    "votes": Scale("UN votes", "kappa", (-1.0, 1.0), (0.0, 0.5)),
    "positions": Scale("distance of ideal points", "ideal-point units", (0.0, np.inf), (4 / 3, 8 / 3)),
    "arms": Scale("arms", "class of import share, 0 to 3", (0.0, 3.0), (0.5, 1.5, 2.5), scaled=False),
    "trade": Scale("trade, best estimate", "log10 of current dollars", (-np.inf, np.inf), (7.0, 9.0)),
}
"""Series with an outlook. Levels: thirds between the goalposts of the index, classes of arms, dollars (10 million and 1
billion)."""


def pooled(matrix: pd.DataFrame, scale: Scale) -> dict[str, pd.DataFrame]:
    """What all pairs together give: parameters and error quantiles by origin, and how the models did.

    Parameters
    ----------
    matrix : DataFrame
        As `placebo.wide` returns it.
    scale : Scale

    Returns
    -------
    dict
        parameters: origin, horizon, alpha, reversion, spread, model, cases. errors: origin, horizon, model, level,
        errors, and the quantiles `ENDS`. skill: horizon, model, pairs, origins, cases, mae, skill (all errors
        together), median, low, high (deciles of the pairs' skills), better (share of pairs above 0), inside80,
        inside95, score (interval score at 80 per cent), score_skill (against naive with intervals of the same making).
    """
    values, years = matrix.to_numpy(dtype=float), np.asarray(matrix.columns)
    alpha, spread = forecasts.pooled_alpha(values), forecasts.pooled_spread(values)
    usual = forecasts.volatility(values, spread) if scale.scaled else np.ones(values.shape)
    levels, parts = scale.levels(values), {"parameters": [], "errors": [], "skill": []}
    for horizon in HORIZONS:
        reversion = forecasts.pooled_reversion(values, horizon)
        given = forecasts.Parameters(alpha, reversion, spread)
        made = forecasts.every_model(values, horizon, given, scale.bounds)
        outcome = forecasts.ahead(values, horizon)
        misses = {name: np.abs(outcome - forecast) for name, forecast in made.items()}
        chosen = backtests.choice(misses, horizon)
        cases = (~np.isnan(made["naive"])).sum(axis=0)
        named = np.array(list(forecasts.MODELS))[chosen]
        parts["parameters"].append(
            pd.DataFrame({"origin": years, "horizon": horizon, "alpha": alpha, "reversion": reversion})
            .assign(spread=spread, model=named, cases=cases)
            .loc[cases > 0]
        )
        made[CHOSEN] = backtests.pick(made, chosen)
        misses[CHOSEN] = np.abs(outcome - made[CHOSEN])
        ends = {}
        for name in dict.fromkeys(["naive", *named[cases > 0]]):
            wanted = (cases > 0) & ((named == name) | (name == "naive"))
            scaled = (outcome - made[name]) / usual
            found, number = backtests.quantiles(scaled, levels, horizon, len(scale.cuts) + 1, wanted)
            ends[name] = found
            parts["errors"].append(_error_rows(found, number, years, horizon, name))
        ends[CHOSEN] = np.stack([ends[name][t] if name in ends else found[t] * np.nan for t, name in enumerate(named)])
        drawn = {
            name: backtests.intervals(made[name], usual, levels, ends[name], scale.bounds) for name in ("naive", CHOSEN)
        }
        parts["skill"] += _skill_rows(outcome, misses, drawn, horizon)
    return {name: pd.concat(map(pd.DataFrame, rows), ignore_index=True) for name, rows in _framed(parts).items()}


def _framed(parts):
    return parts | {"skill": [pd.DataFrame(parts["skill"])]}


def _error_rows(found, number, years, horizon, name):
    """Quantiles of one model by origin and level, where there are any."""
    t, level = np.nonzero(~np.isnan(found[:, :, 0]))
    keys = {"origin": years[t], "horizon": horizon, "model": name, "level": level, "errors": number[t, level]}
    return pd.DataFrame(keys | dict(zip(ENDS, found[t, level].T, strict=True)))


def _skill_rows(outcome, misses, drawn, horizon):
    """One row for each model."""
    naive, rows = misses["naive"], []
    known = ~np.isnan(naive)
    scores = {name: backtests.interval_score(outcome, ends[1], ends[2]) for name, ends in drawn.items()}
    for name, miss in misses.items():
        each = backtests.skills(miss, naive, MANY)
        each = each[~np.isnan(each)]
        row = {"horizon": horizon, "model": name, "pairs": len(each), "origins": int(known.any(axis=0).sum())}
        row |= {"cases": int(known.sum()), "mae": np.nanmean(miss), "skill": backtests.skill(miss, naive)}
        row |= {"median": np.median(each), "better": (each > 0).mean()}
        row |= dict(zip(("low", "high"), np.quantile(each, [0.1, 0.9]), strict=True))
        if name in drawn:
            low95, low80, high80, high95 = drawn[name]
            row |= {"inside80": np.nanmean(backtests.inside(outcome, low80, high80))}
            row |= {"inside95": np.nanmean(backtests.inside(outcome, low95, high95))}
            row |= {"score": np.nanmean(scores[name]), "score_skill": backtests.skill(scores[name], scores["naive"])}
        rows.append(row)
    return rows


def own(values: pd.Series, parameters: pd.DataFrame, errors: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Forecasts of one pair from every origin, with intervals, and what came.

    Parameters
    ----------
    values : Series
        Value by year, as `pair_series.of_pair` returns it; absent years are gaps.
    parameters, errors : DataFrame
        Tables `index/forecast_parameters` and `index/forecast_errors`, rows of one series.
    scale : Scale

    Returns
    -------
    DataFrame
        origin, horizon, year, level, last (value at the origin), outcome (NaN where not known), model (chosen), chosen
        (its forecast), the forecasts of all models, the ends of the intervals of the chosen model, and of naive with
        the prefix naive_. Empty where the pair has no unbroken run that is long enough.
    """
    columns = ["origin", "horizon", "year", "level", "last", "outcome", "model", CHOSEN, *forecasts.MODELS, *ENDS]
    columns += [f"naive_{end}" for end in ENDS]
    if len(values) == 0:
        return pd.DataFrame(columns=columns)
    years = np.arange(values.index.min(), max(values.index.max(), int(parameters["origin"].max())) + 1)
    row, parts = values.reindex(years).to_numpy(dtype=float)[None, :], []
    for horizon in HORIZONS:
        given, fitted = _fitted(parameters, horizon, years)
        made = forecasts.every_model(row, horizon, fitted, scale.bounds)
        usual = _usual(row, fitted, scale)[0]
        part = pd.DataFrame({name: forecast[0] for name, forecast in made.items()})
        part = part.assign(origin=years, horizon=horizon, year=years + horizon, level=scale.levels(row[0]))
        part = part.assign(last=row[0], outcome=forecasts.ahead(row, horizon)[0], usual=usual)
        part["model"] = given["model"].astype("str").to_numpy()
        parts.append(part[part["naive"].notna() & given["model"].notna().to_numpy()])
    found = pd.concat(parts, ignore_index=True)
    if len(found) == 0:
        return pd.DataFrame(columns=columns)
    made = found[list(forecasts.MODELS)].to_numpy()
    place = found["model"].map({name: n for n, name in enumerate(forecasts.MODELS)}).to_numpy()
    found[CHOSEN] = made[np.arange(len(found)), place]
    for prefix, model in (("", found["model"]), ("naive_", pd.Series("naive", index=found.index))):
        found = _with_ends(found, model, errors, scale, prefix)
    return found.sort_values(["origin", "horizon"], ignore_index=True)[columns]


def _fitted(parameters, horizon, years):
    """Rows of one horizon by origin, and what they give to the models; 1, no effect, where there is no row."""
    given = parameters[parameters["horizon"] == horizon].set_index("origin").reindex(years)
    alpha, back = (given[name].fillna(1.0).to_numpy() for name in ("alpha", "reversion"))
    return given, forecasts.Parameters(alpha, back, given["spread"].to_numpy())


def _usual(values, fitted, scale):
    """Size by which the errors of each pair are measured."""
    return forecasts.volatility(values, fitted.spread) if scale.scaled else np.ones(values.shape)


def by_level(matrix: pd.DataFrame, parameters: pd.DataFrame, scale: Scale, horizon: int, model: str) -> pd.DataFrame:
    """How one model did over all pairs, apart for pairs of each level at the origin.

    Parameters
    ----------
    matrix : DataFrame
        As `placebo.wide` returns it.
    parameters : DataFrame
        Table `index/forecast_parameters`, rows of the series.
    scale : Scale
    horizon : int
    model : str
        Of `forecasts.MODELS`.

    Returns
    -------
    DataFrame
        Index level; pairs, cases (forecasts with a known outcome), skill (against naive), bias (mean of outcome less
        forecast). A level without a case has no row.
    """
    values, years = matrix.to_numpy(dtype=float), np.asarray(matrix.columns)
    made = forecasts.every_model(values, horizon, _fitted(parameters, horizon, years)[1], scale.bounds)
    outcome, levels, rows = forecasts.ahead(values, horizon), scale.levels(values), {}
    for level in range(len(scale.cuts) + 1):
        wrong = np.where(levels == level, outcome - made[model], np.nan)
        known = ~np.isnan(wrong)
        if known.any():
            skill = backtests.skill(np.abs(wrong), np.abs(outcome - made["naive"]))
            counts = {"pairs": int(known.any(axis=1).sum()), "cases": int(known.sum())}
            rows[level] = counts | {"skill": skill, "bias": np.nanmean(wrong)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["pairs", "cases", "skill", "bias"])


def from_origin(
    matrix: pd.DataFrame, parameters: pd.DataFrame, errors: pd.DataFrame, scale: Scale, origin: int, horizon: int
) -> pd.DataFrame:
    """The forecast of every pair from one year, by the model chosen then, with its intervals.

    Parameters
    ----------
    matrix : DataFrame
        As `placebo.wide` returns it.
    parameters, errors : DataFrame
        Tables `index/forecast_parameters` and `index/forecast_errors`, rows of one series.
    scale : Scale
    origin, horizon : int

    Returns
    -------
    DataFrame
        Index (iso3_a, iso3_b) of the pairs with a forecast; horizon, chosen, and the ends of the intervals.
    """
    until = matrix.loc[:, :origin]
    values, years = until.to_numpy(dtype=float), np.asarray(until.columns)
    given, fitted = _fitted(parameters, horizon, years)
    model = given["model"].iloc[-1]
    made = forecasts.every_model(values, horizon, fitted, scale.bounds)[model][:, -1]
    found = pd.DataFrame({"origin": origin, "horizon": horizon, "level": scale.levels(values[:, -1])}, matrix.index)
    found = found.assign(usual=_usual(values, fitted, scale)[:, -1], **{CHOSEN: made})
    found = _with_ends(found, pd.Series(model, index=found.index), errors, scale, "")
    return found.loc[found[CHOSEN].notna(), ["horizon", CHOSEN, *ENDS]]


def _with_ends(found, model, errors, scale, prefix):
    """With the ends of the intervals of a model for each row."""
    keys = ["origin", "horizon", "model", "level"]
    table = errors.astype({"model": "str"}).set_index(keys)[list(ENDS)]
    wanted = pd.MultiIndex.from_arrays([found["origin"], found["horizon"], model, found["level"]])
    quantiles = table.reindex(wanted).to_numpy()
    middle = found[CHOSEN if prefix == "" else "naive"].to_numpy()
    ends = np.clip(middle[:, None] + found["usual"].to_numpy()[:, None] * quantiles, *scale.bounds)
    return found.assign(**{f"{prefix}{end}": ends[:, n] for n, end in enumerate(ENDS)})


def tested(found: pd.DataFrame) -> pd.DataFrame:
    """How the models did for one pair, by horizon.

    Parameters
    ----------
    found : DataFrame
        As `own` returns it.

    Returns
    -------
    DataFrame
        horizon, model, origins, mae, skill, low, high (90 per cent, origins drawn again in blocks); for the model
        chosen at the time and for naive also inside80, inside95, intervals (origins that had one) and score_skill.
        Horizons with fewer than `MANY` origins are left out.
    """
    rows = []
    for horizon, part in found[found["outcome"].notna()].groupby("horizon"):
        if len(part) < MANY:
            continue
        misses = {name: (part["outcome"] - part[name]).abs().to_numpy() for name in MODELS}
        scores = {}
        for name in MODELS:
            low, high = backtests.skill_interval(misses[name], misses["naive"])
            row = {"horizon": horizon, "model": name, "origins": len(part), "mae": misses[name].mean()}
            row |= {"skill": backtests.skill(misses[name], misses["naive"]), "low": low, "high": high}
            if name in ("naive", CHOSEN):
                prefix = "naive_" if name == "naive" else ""
                low95, low80, high80, high95 = (part[prefix + end].to_numpy() for end in ENDS)
                outcome = part["outcome"].to_numpy()
                within = backtests.inside(outcome, low80, high80)
                scores[name] = backtests.interval_score(outcome, low80, high80)
                row |= {"inside80": _mean(within), "intervals": int((~np.isnan(within)).sum())}
                row |= {"inside95": _mean(backtests.inside(outcome, low95, high95))}
                row["score_skill"] = backtests.skill(scores[name], scores["naive"])
            rows.append(row)
    names = ["horizon", "model", "origins", "mae", "skill", "low", "high", "inside80", "inside95", "intervals"]
    return pd.DataFrame(rows, columns=[*names, "score_skill"])


def _mean(values):
    known = values[~np.isnan(values)]
    return known.mean() if len(known) else np.nan


def next_years(found: pd.DataFrame, last: int) -> pd.DataFrame:
    """Rows of `own` made from the last year of the record, that is the outlook; empty where the pair has none there."""
    return found[found["origin"] == last].reset_index(drop=True)


def fan(values: pd.Series, found: pd.DataFrame, last: int, names: Mapping[str, str], first: int) -> pd.DataFrame:
    """Observed line, forecast with both intervals, and the naive line, one below the other for a chart.

    Parameters
    ----------
    values : Series
        Value by year.
    found : DataFrame
        As `own` returns it.
    last : int
        Origin of the outlook.
    names : mapping
        Names of the series to draw for observed, wide (95 per cent), narrow (80) and naive.
    first : int
        First year of the observed line.

    Returns
    -------
    DataFrame
        series, year, value, low, high; a forecast begins with the last value, from which it starts. Empty without one.
    """
    outlook = next_years(found, last)
    if len(outlook) == 0:
        return _nothing("series", "year", "value", "low", "high")
    start = {"year": last, "value": values[last], "low": values[last], "high": values[last]}
    seen = values[values.index >= first]
    parts = [pd.DataFrame({"series": names["observed"], "year": seen.index, "value": seen.to_numpy()})]
    for key, column, ends in (
        ("wide", CHOSEN, ("low95", "high95")),
        ("narrow", CHOSEN, ("low80", "high80")),
        ("naive", "naive", (None, None)),
    ):
        rows = pd.DataFrame({"year": outlook["year"], "value": outlook[column]})
        if ends[0]:
            rows = rows.assign(low=outlook[ends[0]], high=outlook[ends[1]])
        begin = start if ends[0] else {"year": last, "value": values[last]}
        parts.append(pd.concat([pd.DataFrame([begin]), rows]).assign(series=names[key]))
    return pd.concat(parts, ignore_index=True)


def earlier(found: pd.DataFrame, last: int, first: int = 1980, apart: int = 4) -> pd.DataFrame:
    """Forecasts that would have been made in earlier years, each beginning with the value it started from.

    Parameters
    ----------
    found : DataFrame
        As `own` returns it.
    last : int
        Origin of the outlook; only forecasts whose whole reach lies before it are taken.
    first, apart : int
        First origin and years between origins.

    Returns
    -------
    DataFrame
        series ("made in 1984 to 2016"), year, value: two series, every other origin in each, so that forecasts of one
        series do not touch.
    """
    parts = []
    for begin in (first, first + apart):
        origins = set(range(begin, last - max(HORIZONS) + 1, 2 * apart)) & set(found["origin"])
        if origins:
            rows = found[found["origin"].isin(origins)]
            starts = rows.drop_duplicates("origin")
            lines = [starts[["origin", "last"]].to_numpy(), rows[["year", CHOSEN]].to_numpy()]
            line = pd.DataFrame(np.concatenate(lines).astype(float), columns=["year", "value"]).astype(
                {"year": "int64"}
            )
            parts.append(line.assign(series=f"made in {min(origins)} to {max(origins)}").sort_values("year"))
    return pd.concat(parts, ignore_index=True) if parts else _nothing("series", "year", "value")


def _nothing(*columns):
    """No rows, with the types of a chart's frame."""
    types = {"series": "str", "year": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=types.get(name, "float64")) for name in columns})
