"""Synthetic control: a weighted mean of other units that follows the unit of interest before a date."""

import warnings

import pandas as pd


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
