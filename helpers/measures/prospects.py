"""What the outlook says of one pair: its forecasts as frames for charts and listings, and as facts for sentences."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.measures import forecasts, outlook, scenarios, votes
from helpers.measures.rollcalls import MIN_VOTES

SHOWN = ("index", "votes", "positions")
"""Series whose skill and coverage are drawn; arms and trade stand in the listing."""

ALONE = 1992
"""First year of the mean that is given beside that of the whole record."""

BILLION = 9
"""Power of ten by which trade, kept as a logarithm, is shown."""


def everything(
    record: Mapping[str, pd.Series], parameters: pd.DataFrame, errors: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """`outlook.own` of every series of one pair, by name."""
    return {
        name: outlook.own(record[name], _of(parameters, name), _of(errors, name), scale)
        for name, scale in outlook.SCALES.items()
    }


def _of(table, name):
    return table[table["series"] == name]


def trade_logs(turnover: pd.DataFrame) -> pd.Series:
    """Logarithm to base 10 of the best estimate of trade by year, as `reconciliation.turnover` gives it."""
    known = turnover[turnover["value_usd"] > 0]
    return pd.Series(np.log10(known["value_usd"].to_numpy(dtype=float)), index=known["year"].to_numpy(dtype="int64"))


def headline(found: pd.DataFrame, results: pd.DataFrame, skill: pd.DataFrame, last: int, until: int) -> dict:
    """What is expected of one series in its last year ahead, and whether the model there beat naive.

    Parameters
    ----------
    found : DataFrame
        As `outlook.own` returns it.
    results : DataFrame
        As `outlook.tested` returns it.
    skill : DataFrame
        Table `index/forecast_skill`, rows of the series.
    last : int
        Origin of the outlook.
    until : int
        Year that is asked for.

    Returns
    -------
    dict
        last, until, value (now), level (now), forecast, the ends of the intervals, model (in words), model_key,
        all_skill and all_better (of that model over all pairs), own_skill, own_low, own_high, own_origins (of that
        model), own80 (coverage of the 80 per cent intervals of the models chosen at the time), best and best_skill (of
        the pair at that horizon, in hindsight), verdict; empty where the pair has no outlook.
    """
    row = outlook.next_years(found, last)
    row = row[row["year"] == until]
    if len(row) == 0:
        return {}
    row = row.iloc[0]
    model, horizon = row["model"], row["horizon"]
    facts = {"last": last, "until": until, "value": row["last"], "forecast": row[outlook.CHOSEN]}
    facts |= {end: row[end] for end in outlook.ENDS} | {"model": forecasts.MODELS[model], "model_key": model}
    facts["level"] = int(row["level"])
    among = skill[(skill["model"] == model) & (skill["horizon"] == horizon)].iloc[0]
    facts |= {"all_skill": among["skill"], "all_better": among["better"], "pairs": int(among["pairs"])}
    own = results[(results["horizon"] == horizon) & results["skill"].notna()].set_index("model")
    if len(own):
        mine = own.loc[model]
        facts |= {"own_skill": mine["skill"], "own_low": mine["low"], "own_high": mine["high"]}
        facts |= {"own_origins": int(mine["origins"]), "own80": own.loc[outlook.CHOSEN, "inside80"]}
        tried = own.loc[list(forecasts.MODELS), "skill"]
        facts |= {"best": forecasts.MODELS[tried.idxmax()], "best_skill": tried.max()}
        facts["verdict"] = verdict(model, mine["low"], mine["high"])
    return facts


def of_third(thirds: pd.DataFrame, level: int) -> dict:
    """How a model did over the pairs of one level.

    Parameters
    ----------
    thirds : DataFrame
        As `outlook.by_level` returns it.
    level : int

    Returns
    -------
    dict
        third_pairs, third_cases, third_skill, third_bias; empty where no pair stood there.
    """
    return {f"third_{name}": value for name, value in thirds.loc[level].items()} if level in thirds.index else {}


def since(values: pd.Series, back: float) -> dict:
    """A return to the own mean, and what the mean of the years since `ALONE` alone would give.

    Parameters
    ----------
    values : Series
        Value by year, to the origin.
    back : float
        Part of the distance from the mean that is left after the horizon.

    Returns
    -------
    dict
        mean, mean_first (first year of the unbroken run), alone_mean, alone (the forecast with that mean); empty where
        the run does not begin before `ALONE`.
    """
    years = values.index.to_numpy()
    run = values[years - np.arange(len(years)) == years[-1] - len(years) + 1] if len(years) else values
    if len(run) == 0 or run.index[0] >= ALONE:
        return {}
    alone = run[run.index >= ALONE].mean()
    facts = {"mean": run.mean(), "mean_first": int(run.index[0]), "alone_mean": alone}
    return facts | {"alone": alone + back * (run.iloc[-1] - alone)}


def verdict(model: str, low: float, high: float) -> str:
    """Whether a model did better than naive, by the interval of its skill."""
    if model == "naive":
        return "which is the naive forecast itself"
    if low > 0:
        return "better than the naive forecast"
    return "worse than the naive forecast" if high < 0 else "not to be told from the naive forecast"


def skill_grid(skill: pd.DataFrame, results: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """Skill by model and horizon over all pairs and for one, for panels.

    Parameters
    ----------
    skill : DataFrame
        Table `index/forecast_skill`.
    results : mapping
        Series -> `outlook.tested`; those of `SHOWN` are taken.
    name : str
        Name of the pair.

    Returns
    -------
    DataFrame
        panel, model (in words), horizon, skill; naive, which is 0, is left out. No rows for a pair without a test.
    """
    parts = []
    for series in SHOWN:
        label = outlook.SCALES[series].label.split(" on ")[0]
        own = results[series]
        if len(own) == 0:
            continue
        among = _of(skill, series).astype({"model": "str"})
        for words, rows in (("all pairs", among), (name, own)):
            parts.append(rows[["model", "horizon", "skill"]].assign(panel=f"{label}: {words}"))
    if not parts:
        return pd.DataFrame(columns=["panel", "model", "horizon", "skill"])
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["model"] != "naive"]
    return rows.assign(model=rows["model"].map(outlook.MODELS))


def coverage_grid(skill: pd.DataFrame, results: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """Share of outcomes inside the intervals by horizon, over all pairs and for one.

    Returns
    -------
    DataFrame
        panel, who (with the interval), horizon, share, of the model chosen at the time.
    """
    parts = []
    for series in SHOWN:
        own = results[series]
        if len(own) == 0:
            continue
        for who, rows in (("all pairs", _of(skill, series)), (name, own)):
            rows = rows[rows["model"] == outlook.CHOSEN]
            for end in (80, 95):
                part = rows[["horizon"]].assign(share=rows[f"inside{end}"], who=f"{who}, {end} per cent")
                parts.append(part.assign(panel=outlook.SCALES[series].label.split(" on ")[0]))
    columns = ["panel", "who", "horizon", "share"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def coverage_facts(skill: pd.DataFrame, results: pd.DataFrame, series: str) -> dict:
    """Coverage of the intervals of one series, means over the horizons, and their score against naive.

    Returns
    -------
    dict
        all80, all95, own80, own95 (shares), all_score, own_score (skill of the interval score), origins (fewest of the
        pair with an interval); empty without a test.
    """
    own = results[results["model"] == outlook.CHOSEN]
    if len(own) == 0:
        return {}
    among = _of(skill, series)
    among = among[among["model"] == outlook.CHOSEN]
    facts = {"all80": among["inside80"].mean(), "all95": among["inside95"].mean(), "own80": own["inside80"].mean()}
    facts |= {"own95": own["inside95"].mean(), "all_score": among["score_skill"].mean()}
    return facts | {"own_score": own["score_skill"].mean(), "origins": int(own["intervals"].min())}


def components(
    found: Mapping[str, pd.DataFrame], results: Mapping[str, pd.DataFrame], skill: pd.DataFrame, until: int
) -> pd.DataFrame:
    """The outlook of every series of one pair in one year, with the skill of its model.

    Parameters
    ----------
    found, results : mappings
        Series -> `outlook.own`, `outlook.tested`.
    skill : DataFrame
        Table `index/forecast_skill`.
    until : int

    Returns
    -------
    DataFrame
        series, unit, last year, last value, expected, 80 low, 80 high, 95 low, 95 high, model, skill all pairs, skill
        pair, origins; trade in billion dollars. A series without an outlook has no row.
    """
    rows = []
    for name, scale in outlook.SCALES.items():
        if len(found[name]) == 0:
            continue
        last = int(found[name]["origin"].max())
        facts = headline(found[name], results[name], _of(skill, name), last, until)
        if not facts:
            continue
        shown = {key: facts[key] for key in ("value", "forecast", "low80", "high80", "low95", "high95")}
        if name == "trade":
            shown = {key: 10 ** (value - BILLION) for key, value in shown.items()}
        row = {"series": scale.label, "unit": "billion dollars" if name == "trade" else scale.unit, "last year": last}
        row |= dict(zip(_LISTED, shown.values(), strict=True)) | {"model": facts["model"]}
        row |= {"skill all pairs": facts["all_skill"], "skill pair": facts.get("own_skill")}
        rows.append(row | {"origins": facts.get("own_origins")})
    columns = ["series", "unit", "last year", *_LISTED, "model", "skill all pairs", "skill pair", "origins"]
    return pd.DataFrame(rows, columns=columns)


def tally(
    found: Mapping[str, pd.DataFrame], results: Mapping[str, pd.DataFrame], skill: pd.DataFrame, until: int
) -> dict:
    """For how many series the last value is used, and how often another model did better for the pair.

    Returns
    -------
    dict
        n (series with an outlook to `until`), naive (of them with the last value), others (with another model and a
        test of the pair), clear (of these with an interval of the skill above 0).
    """
    facts = {}
    for name in outlook.SCALES:
        if len(found[name]):
            last = int(found[name]["origin"].max())
            facts[name] = headline(found[name], results[name], _of(skill, name), last, until)
    facts = [row for row in facts.values() if row]
    others = [row for row in facts if row["model_key"] != "naive"]
    tried = [row for row in others if "own_low" in row]
    clear = sum(row["own_low"] > 0 for row in tried)
    return {"n": len(facts) or None, "naive": len(facts) - len(others), "others": len(tried), "clear": clear}


ENDS = {"high end": "high80", "low end": "low80"}
"""Names of the ends of the 80 per cent interval on a chart."""

_LISTED = ("last value", "expected", "80 low", "80 high", "95 low", "95 high")


def component_panels(
    record: Mapping[str, pd.Series], found: Mapping[str, pd.DataFrame], last: int, first: int
) -> pd.DataFrame:
    """Observed values, expected ones and the ends of the 80 per cent interval of all parts of the index, and trade.

    Returns
    -------
    DataFrame
        panel, series (observed, high end, low end, expected), year, value; trade in billion dollars. An end that is
        the expected value in all years has no line of its own and is named with it ("expected, high end").
    """
    parts = []
    for name, scale in outlook.SCALES.items():
        if name == "index" or len(ahead := outlook.next_years(found[name], last)) == 0:
            continue
        seen = record[name][record[name].index >= first]
        lines = {"observed": pd.DataFrame({"year": seen.index, "value": seen.to_numpy()})}
        middle = "expected"
        for words, column in ENDS.items():
            if np.allclose(ahead[column], ahead[outlook.CHOSEN]):
                middle += f", {words}"
            else:
                lines[words] = pd.DataFrame({"year": ahead["year"], "value": ahead[column]})
        lines[middle] = pd.DataFrame({"year": ahead["year"], "value": ahead[outlook.CHOSEN]})
        unit = "billion dollars" if name == "trade" else scale.unit
        for words, line in lines.items():
            shown = 10 ** (line["value"] - BILLION) if name == "trade" else line["value"]
            parts.append(line.assign(value=shown, series=words, panel=f"{scale.label} ({unit})"))
    columns = ["panel", "series", "year", "value"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def scenario_rows(
    classes: pd.DataFrame, record: Mapping[str, pd.Series], under: pd.DataFrame, pair: Sequence[str], last: int
) -> pd.DataFrame:
    """Scenarios of every series of one pair.

    Parameters
    ----------
    classes : DataFrame
        Table `index/scenarios`.
    record : mapping
        Series -> value by year.
    under : DataFrame
        As `scenarios.broad` returns it.
    pair : sequence of str
    last : int
        Year from which a series must start to have levels; one that ended earlier gets changes only (value, low and
        high from 0).

    Returns
    -------
    DataFrame
        As `scenarios.applied`, with series, from (last year of the series) and start (its last value).
    """
    names = scenarios.possible(under, tuple(pair), int(under["year"].max()))
    parts = []
    for name in scenarios.STEPS:
        values = record.get(name, pd.Series(dtype=float))
        if len(values) == 0:
            continue
        level, current = int(scenarios.levels_of(name, values.to_numpy()[-1:])[0]), values.index[-1] == last
        bounds = outlook.SCALES[name].bounds if name in outlook.SCALES and current else (-np.inf, np.inf)
        start = float(values.iloc[-1]) if current else 0.0
        rows = scenarios.applied(classes[classes["series"] == name], start, level, bounds, names)
        parts.append(rows.assign(series=name, start=start, **{"from": int(values.index[-1])}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["series", "horizon", "scenario"])


def scenario_facts(rows: pd.DataFrame, series: str, horizon: int) -> dict:
    """Expected values of one series under lasting and lifted sanctions and after new ones, and how they differ.

    Returns
    -------
    dict
        For persist, lifted, new, rise, fall and all (as far as they can befall the pair): name, name_low, name_high,
        name_cases, name_effective; difference, difference_low, difference_high (lifted or new less persist, or new
        less all pairs); spread (largest less smallest median of the scenarios of sanctions), width (of the interval of
        all pairs), verdict; start (the present value), below (number of medians below it), fell (a sentence on that).
    """
    own = rows[(rows["series"] == series) & (rows["horizon"] == horizon)] if len(rows) else rows
    if len(own) == 0:
        return {}
    own = own.set_index("scenario")
    facts = {"start": own["start"].iloc[0]}
    for name, row in own.iterrows():
        facts |= {name: row["value"], f"{name}_low": row["low"], f"{name}_high": row["high"]}
        facts |= {f"{name}_cases": int(row["cases"]), f"{name}_effective": row["effective"]}
    about = [name for name in scenarios.ON_SANCTIONS if name in own.index]
    facts["width"] = own["high"]["all"] - own["low"]["all"]
    if len(about) > 1:
        facts["spread"] = own.loc[about, "value"].max() - own.loc[about, "value"].min()
    if "lifted" in own.index:
        lifted = own.loc["lifted"]
        facts |= {name: lifted[name] for name in ("difference", "difference_low", "difference_high")}
        clear = lifted["difference_low"] > 0 or lifted["difference_high"] < 0
        facts["verdict"] = "told apart" if clear else "not told apart"
    below = int((own["median"] < 0).sum())
    if below == len(own):
        fell = "All medians lie below it: pairs of this third mostly fell, whatever was assumed"
    else:
        fell = f"Medians below it: {below} of {len(own)}"
    return facts | {"below": below, "fell": fell}


def own_cases(values: pd.Series, under: pd.DataFrame, pair: Sequence[str], horizon: int) -> dict:
    """How many cases of the scenarios of sanctions may be of the pair itself, from the third in which it stands.

    Parameters
    ----------
    values : Series
        Index by year.
    under : DataFrame
        As `scenarios.broad` returns it.
    pair : sequence of str
    horizon : int

    Returns
    -------
    dict
        persist_own, lifted_own, new_own: at most so many, as it is not asked whether the other member was a sender;
        empty for a pair without an index.
    """
    if len(values) == 0:
        return {}
    key = pd.MultiIndex.from_tuples([tuple(sorted(pair))], names=["iso3_a", "iso3_b"])
    years = range(int(values.index.min()), int(values.index.max()) + 1)
    matrix = pd.DataFrame(values.reindex(years).to_numpy(dtype=float)[None, :], key, years)
    level = scenarios.levels_of("index", matrix.to_numpy())
    nobody = pd.DataFrame(columns=["sender", "target", "year"])
    span = (int(under["year"].min()), int(under["year"].max()))
    held = scenarios.cases(matrix, under, nobody, span, level)
    stood = (held.level == level[0, -1]) & ~np.isnan(scenarios.changes(held.series, horizon))
    return {
        f"{name}_own": int((scenarios.condition(held, name, horizon) & stood).sum())
        for name in ("persist", "lifted", "new")
    }


def scenario_table(rows: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Scenarios of all series after some years, a row each, in words.

    Returns
    -------
    DataFrame
        scenario, assumption; for each series its median and middle 80 per cent (of trade, which ends earlier, the
        factor by which it changes), and cases / effective states; nothing for a pair without scenarios.
    """
    if len(rows) == 0:
        return pd.DataFrame(columns=["scenario", "assumption"])
    own = rows[rows["horizon"] == horizon]
    table = {}
    for name in scenarios.STEPS:
        part = own[own["series"] == name].set_index("scenario")
        if len(part) == 0:
            continue
        shown = part[["value", "low", "high"]]
        shown = 10**shown if name == "trade_baci" else shown
        words = zip(shown["value"], shown["low"], shown["high"], strict=True)
        label = "trade, factor" if name == "trade_baci" else outlook.SCALES[name].label.split(" on ")[0]
        table[label] = pd.Series([f"{v:.2f} ({a:.2f} to {b:.2f})" for v, a, b in words], index=part.index)
        behind = zip(part["cases"], part["effective"], strict=True)
        table[f"{label}: cases / states"] = pd.Series([f"{n:,} / {e:.0f}" for n, e in behind], index=part.index)
    found = pd.DataFrame(table).reindex([name for name in scenarios.SCENARIOS if name in set(own["scenario"])])
    label, assumption = zip(*(scenarios.SCENARIOS[name] for name in found.index), strict=True)
    found.insert(0, "scenario", label)
    found.insert(1, "assumption", assumption)
    return found.reset_index(drop=True)


def horizons(found: pd.DataFrame, results: pd.DataFrame, skill: pd.DataFrame, last: int) -> pd.DataFrame:
    """One series by years ahead: the model used, how it did over all pairs, how the choices of the time did for one.

    Parameters
    ----------
    found, results : DataFrame
        As `outlook.own` and `outlook.tested` return them.
    skill : DataFrame
        Table `index/forecast_skill`, rows of the series.
    last : int

    Returns
    -------
    DataFrame
        year, model, expected; skill of that model from all origins: all pairs, pairs above 0, pair; of whatever model
        was chosen at each origin: chosen then, from, to (90 per cent), origins, inside 80, score (of the intervals,
        against naive).
    """
    now = outlook.next_years(found, last)
    among = skill.astype({"model": "str"}).set_index(["horizon", "model"])
    own = results.set_index(["horizon", "model"])
    rows = []
    for row in now.itertuples():
        all_pairs = among.loc[(row.horizon, row.model)]
        shown = {"year": row.year, "model": forecasts.MODELS[row.model], "expected": row.chosen}
        shown |= {"all pairs": all_pairs["skill"], "pairs above 0": all_pairs["better"]}
        if (row.horizon, outlook.CHOSEN) in own.index:
            then = own.loc[(row.horizon, outlook.CHOSEN)]
            shown |= {"pair": own.loc[(row.horizon, row.model), "skill"], "chosen then": then["skill"]}
            shown |= {"from": then["low"], "to": then["high"], "origins": then["origins"]}
            shown |= {"inside 80": then["inside80"], "score": then["score_skill"]}
        rows.append(shown)
    columns = ["year", "model", "expected", "all pairs", "pairs above 0", "pair", "chosen then", "from", "to"]
    return pd.DataFrame(rows, columns=[*columns, "origins", "inside 80", "score"])


def part_year(cast: pd.DataFrame, expected: pd.DataFrame, pair: Sequence[str], last: int) -> dict:
    """Agreement in the votes known of the year after the record, beside what was expected of the whole year.

    Parameters
    ----------
    cast : DataFrame
        resolution_id, date, year, iso3, vote of all states in that year and the one before.
    expected : DataFrame
        `outlook.from_origin` of votes for that year.
    pair : sequence of str
    last : int

    Returns
    -------
    dict
        year, to (last day), n (votes of both), kappa, low80, high80, verdict; last, n_before and kappa_before (to the
        same day of the last year), n_whole (in all of it); pairs (with an expected value and `least`, that is
        `MIN_VOTES`, votes in both parts), outside (share of them outside their intervals), place (of the pair's move
        between the parts of the years, a percentile), as_far (share of them that moved as far, either way); empty where
        the pair is not among them.
    """
    now = cast[cast["year"] == last + 1]
    if len(now) == 0 or len(expected) == 0:
        return {}
    end, before = now["date"].max(), cast[cast["year"] == last]
    same = before[before["date"].dt.strftime("%m%d") <= f"{end:%m%d}"]
    parts = [votes.similarity(part.assign(year=0), "kappa").set_index(["iso3_a", "iso3_b"]) for part in (now, same)]
    now, same = (part.loc[(part["n"] >= MIN_VOTES) & part["value"].notna(), ["value", "n"]] for part in parts)
    among = expected.join(now, how="inner").join(same.add_suffix("_before"), how="inner")
    key = tuple(sorted(pair))
    if key not in among.index:
        return {}
    own, move = among.loc[key], among["value"] - among["value_before"]
    within = among["value"].between(among["low80"], among["high80"])
    whole = votes.similarity(before.assign(year=0), "kappa", pairs=key)["n"].iloc[0]
    facts = {"year": last + 1, "to": f"{end.day} {end:%B}", "n": int(own["n"]), "kappa": own["value"], "last": last}
    facts |= {"low80": own["low80"], "high80": own["high80"], "verdict": "inside" if within[key] else "outside"}
    facts |= {"n_before": int(own["n_before"]), "kappa_before": own["value_before"], "n_whole": int(whole)}
    below, ties = (move < move[key]).mean(), (move == move[key]).mean()
    facts |= {"pairs": len(among), "least": MIN_VOTES, "outside": 1 - within.mean()}
    return facts | {"place": 100 * (below + ties / 2), "as_far": (move.abs() >= abs(move[key])).mean()}
