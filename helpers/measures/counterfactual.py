"""Synthetic control: a weighted mean of other units that follows the unit of interest before a date."""

import warnings

import numpy as np
import pandas as pd

PARTIES_2022 = ("BLR", "IRN", "PRK", "RUS", "SUN", "UKR")
"""States of the event of 2022, whose pairs are no donors: the two at war, the state from whose ground it was also
begun, and those whose arms or troops served Russia. States that armed Ukraine or joined sanctions remain: without them
hardly a donor would be left, and what the war did to them is in the donors."""

CLEAR = 0.05
"""Share of units with a ratio as large, up to which a gap is said to stand out; with and without the heaviest donor."""


def weights(frame, unit, outcome, fit_years, predictors=(), predictor_years=None, special=()):
    """Weights of the donors.

    Synthetic control of Abadie and Gardeazabal (2003), by pysyncon.

    Parameters
    ----------
    frame : DataFrame
        unit, year, outcome and predictors, one row for each unit and year.
    unit : str
        Unit of interest; all others are donors.
    outcome : str
    fit_years : range or sequence of int
        Years over which the distance is minimised.
    predictors : sequence of str
        Columns averaged over `predictor_years`.
    predictor_years : range or sequence of int, optional
    special : sequence of (column, years)
        Further predictors, each averaged over its own years.

    Returns
    -------
    Series
        Weight of each donor, adding up to 1.
    """
    from threadpoolctl import threadpool_limits  # the matrices are small: more threads only wait for each other

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # escapes in docstrings of the library
        from pysyncon import Dataprep, Synth

    donors = [name for name in frame["unit"].unique() if name != unit]
    prepared = Dataprep(
        foo=frame,
        predictors=list(predictors),
        predictors_op="mean",
        time_predictors_prior=predictor_years if predictor_years is not None else fit_years,
        special_predictors=[(column, years, "mean") for column, years in special],
        dependent=outcome,
        unit_variable="unit",
        time_variable="year",
        treatment_identifier=unit,
        controls_identifier=donors,
        time_optimize_ssr=fit_years,
    )
    model = Synth()
    with threadpool_limits(1):
        model.fit(dataprep=prepared)
    return model.weights(round=12, threshold=None).rename("weight")


def series(frame, unit, outcome, weight):
    """The unit beside its synthetic control.

    Parameters
    ----------
    frame : DataFrame
        unit, year, outcome.
    weight : Series
        As from `weights`.

    Returns
    -------
    DataFrame
        year, observed, synthetic, gap (observed less synthetic).
    """
    wide = frame.pivot(index="year", columns="unit", values=outcome)
    synthetic = wide[weight.index] @ weight
    found = pd.DataFrame({"observed": wide[unit], "synthetic": synthetic})
    return found.assign(gap=found["observed"] - found["synthetic"]).rename_axis("year").reset_index()


def simplex(donors, target):
    """Weights on the simplex whose mixture of donors is nearest to a target.

    The sum of squared distances is minimised over weights of 0 or more that add up to 1. With the target taken from
    every donor this is the point of a convex hull nearest to the origin, which non-negative least squares gives exactly
    when a row of ones with the target 1 is added and the solution is divided by its sum (Wolfe 1976).

    Parameters
    ----------
    donors : array (years, donors)
    target : array (years)

    Returns
    -------
    array (donors)
    """
    from scipy.optimize import nnls

    apart = np.asarray(donors, dtype=float) - np.asarray(target, dtype=float)[:, None]
    scale = np.sqrt((apart**2).mean()) or 1.0
    system = np.vstack([apart / scale, np.ones(apart.shape[1])])
    found, _ = nnls(system, np.r_[np.zeros(len(apart)), 1.0])
    return found / found.sum()


def fit_years(values, year, longest=30, least=12):
    """Years before `year` on which a unit is fitted: its unbroken run up to the year before.

    Parameters
    ----------
    values : Series
        By year, NaN where silent.
    year : int
        First year after.
    longest, least : int
        The run is cut to `longest` years.

    Returns
    -------
    list of int
        Empty where there are fewer than `least` years.
    """
    known, years = set(values.dropna().index), []
    while len(years) < longest and year - 1 - len(years) in known:
        years.append(year - 1 - len(years))
    return sorted(years) if len(years) >= least else []


def pool(matrix, unit, years, barred, kept=(), nearest=200):
    """Donors of a pair: whole in the years, of no barred state, comparison pairs or near in level.

    Parameters
    ----------
    matrix : DataFrame
        As `placebo.wide` returns it.
    unit : tuple of str
        The pair; both its states are barred as well.
    years : tuple of sequences of int
        Years of the fit, and all years that must be known.
    barred : collection of str
        States whose pairs are no donors.
    kept : collection of str
        Pairs within this set of states are donors at any level.
    nearest : int
        Of the other pairs as many with the mean level over the fit closest to that of the unit.

    Returns
    -------
    DataFrame
        Rows of `matrix`, the unit first, in the years that must be known.
    """
    fit, every = years
    whole = matrix[list(every)].dropna()
    first, second = (whole.index.get_level_values(level) for level in (0, 1))
    outside = ~(first.isin([*barred, *unit]) | second.isin([*barred, *unit]))
    inside = first.isin(kept) & second.isin(kept)
    own = whole.loc[[unit]]
    apart = (whole[list(fit)].mean(axis=1) - own[list(fit)].mean(axis=1).iloc[0]).abs()
    near = apart[outside & ~inside].sort_values(kind="stable").index[:nearest]
    return pd.concat([own, whole[(outside & inside) | whole.index.isin(near)]])


def against_placebos(rows, year):
    """A unit beside its synthetic control, and every donor treated as if it were the unit.

    Each donor is fitted in turn on the other donors, without the unit. The ratio of the root mean squared gap from
    `year` on to that before it is ranked among all (Abadie, Diamond and Hainmueller 2010).

    Parameters
    ----------
    rows : DataFrame
        The unit in the first row, donors below; columns years without a missing value.
    year : int
        First year after.

    Returns
    -------
    dict
        series: DataFrame year, observed, synthetic, gap. weights: Series of the donors' weights. gaps: DataFrame of the
        donors' gaps, a row a donor. before, after (root mean squared gaps of the unit), ratio, gap (mean from `year`
        on), rank (of the ratio, 1 the largest), units (with the unit), p (rank over units), rank_gap and p_gap (the
        same by the size of the mean gap after), heaviest (donor with the largest weight), donor (its values), without,
        ratio_without, rank_without and p_without (mean gap, ratio, rank and p when it is left out: the unit is fitted
        again, the other donors keep their fits), worse (share of donors with a larger gap before).
    """
    values, years = rows.to_numpy(dtype=float), np.asarray(rows.columns)
    fitted = years < year
    gaps, own = np.empty_like(values), None
    for place in range(len(values)):
        others = np.arange(len(values)) != place
        others[0] = False
        weight = simplex(values[others][:, fitted].T, values[place, fitted])
        gaps[place] = values[place] - weight @ values[others]
        own = weight if place == 0 else own
    heaviest = int(own.argmax())
    lighter = np.delete(values[1:], heaviest, axis=0)
    without = values[0] - simplex(lighter[:, fitted].T, values[0, fitted]) @ lighter
    before = np.sqrt((gaps[:, fitted] ** 2).mean(axis=1))
    after = np.sqrt((gaps[:, ~fitted] ** 2).mean(axis=1))
    ratio, mean = after / np.maximum(before, 1e-12), np.abs(gaps[:, ~fitted].mean(axis=1))
    found = {"before": before[0], "after": after[0], "ratio": ratio[0], "gap": gaps[0, ~fitted].mean()}
    found |= {"rank": int((ratio >= ratio[0]).sum()), "rank_gap": int((mean >= mean[0]).sum()), "units": len(values)}
    found |= {"p": found["rank"] / len(values), "p_gap": found["rank_gap"] / len(values)}
    left = np.sqrt((without[~fitted] ** 2).mean()) / max(np.sqrt((without[fitted] ** 2).mean()), 1e-12)
    rank = 1 + int((np.delete(ratio[1:], heaviest) >= left).sum())
    found |= {
        "heaviest": rows.index[1 + heaviest],
        "donor": rows.iloc[1 + heaviest],
        "without": without[~fitted].mean(),
    }
    found |= {"ratio_without": left, "rank_without": rank, "p_without": rank / (len(values) - 1)}
    found["worse"] = float((before[1:] > before[0]).mean())
    series = {"year": years, "observed": values[0], "synthetic": values[0] - gaps[0], "gap": gaps[0]}
    return found | {
        "series": pd.DataFrame(series),
        "weights": pd.Series(own, index=rows.index[1:], name="weight"),
        "gaps": pd.DataFrame(gaps[1:], index=rows.index[1:], columns=years),
    }


def stands_out(found):
    """Whether the ratio of a unit stands out among its placebos, with and without its heaviest donor.

    Parameters
    ----------
    found : mapping
        As `against_placebos` returns it.

    Returns
    -------
    bool
    """
    return max(found["p"], found["p_without"]) <= CLEAR
