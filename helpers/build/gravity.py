"""Gravity: what lies between two states, and their trade against what that and the trade of each lead one to expect."""

from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd

from helpers import countries
from helpers.build.states import WORKBOOK, places
from helpers.datasets.description import Column, Table
from helpers.measures import gravity as measures
from helpers.sources import baci_pairs, cepii_geodist, distances_contiguity

EARTH_KM = 6371.0

HEIRS = {"YUG": ("SCG", "SRB", "MNE")}
"""Code of GeoDist that is no state of its date -> the states that take its row."""

MOVED = ("MNE",)
"""Heirs whose capital is not the predecessor's: distances are those of the capitals."""

BORDERS_OF_2016 = ("SRB", "MNE")
"""Heirs whose land borders are not the predecessor's: contiguity is that of COW at the end of 2016."""

COMPARED = ("RUS", "IRN", "CHN", "PRK", "TUR", "IND", "ARE", "USA")
SUBJECTS = ("RUS", "IRN")
"""Pairs of the compared states, and of the two subjects with any state of the comparison set, are also read off a fit
without them."""

WEIGHTED, CAPITALS = "weighted", "capitals"

GEOGRAPHY = Table(
    name="states/pair_geography",
    title="Distance, border, language and colonial tie of pairs of states",
    description="One row per unordered pair of states or territories: what gravity equations hold constant.",
    key=("iso3_a", "iso3_b"),
    columns=(
        Column("iso3_a", "category", "code, before iso3_b in the alphabet", country=True),
        Column("iso3_b", "category", "code", country=True),
        Column("distance_km", "number", "distance between the two", unit="kilometres", minimum=1, maximum=20_040),
        Column(
            "distance_basis",
            "category",
            "weighted: mean over pairs of cities, weighted by population; capitals: great circle between the capitals",
            allowed=(CAPITALS, WEIGHTED),
        ),
        Column("contiguous", "boolean", "common land border"),
        Column("common_language", "boolean", "common official language"),
        Column("colonial_tie", "boolean", "one was ever a colony of the other, or ruled by it for long"),
        Column(
            "cow_contiguity",
            "integer",
            "as a check, Correlates of War at the end of 2016: 0 none, 1 land or river border, 2 to 5 across at most "
            "12, 24, 150 or 400 miles of water; missing where one of the two is no state of that list",
            minimum=0,
            maximum=5,
            nullable=True,
        ),
    ),
    sources=(cepii_geodist.SOURCE, distances_contiguity.SOURCE, WORKBOOK),
    notes=(
        "GeoDist is not dated by year and stands as in October 2004. No row for states and territories that it lacks: "
        "South Sudan, Kosovo, Guam, American Samoa, Liechtenstein, Monaco and others.",
        "Former states: the file's YUG is the federation of Serbia and Montenegro. SCG and SRB take its row; MNE takes "
        "its language and colonial tie, with distances between the capitals. Borders of SRB and MNE are those of COW "
        "at the end of 2016; the two have one language and no colonial tie. SUN, CSK, YUG before 2003, the Germanies, "
        "the Yemens, South Vietnam, Tanganyika and Zanzibar have no row: a successor's distances are not theirs.",
        "Where the file has no weighted distance (Macao, Montserrat, Pitcairn, Cocos and Christmas Islands) it is "
        "that of the capitals in states/places. The file's distances between main cities are not used: those of Samoa, "
        "Guinea, New Zealand and Colombia rest on wrong points.",
        "Language and colonial tie are the producer's coding and can be argued with: Russia shares an official "
        "language with Kazakhstan and Kyrgyzstan but not Belarus, Iran one with Afghanistan and Qatar; Russia has "
        "colonial ties with the Soviet republics and Finland.",
        "Russia-Iran: no land border, the Caspian Sea is not one here; 2,693 km weighted.",
    ),
)

ORIGIN = (
    Column("source", "category", "source of the flows"),
    Column("vintage", "category", "release of the flows"),
)

COEFFICIENTS = Table(
    name="trade/gravity_coefficients",
    title="Coefficients of the gravity equation",
    description=(
        "One row per estimator, period and term. Effects for every exporter and year and every importer and year, "
        "standard errors clustered by pair. ppml over the whole period is the equation behind trade/gravity."
    ),
    key=("estimator", "first_year", "last_year", "term"),
    columns=(
        Column(
            "estimator",
            "category",
            "ppml: Poisson pseudo-maximum likelihood; ols: least squares on the logarithm",
            allowed=("ols", "ppml"),
        ),
        Column("first_year", "integer", "first year of the fit", minimum=2000),
        Column("last_year", "integer", "last year of the fit", minimum=2000),
        Column("term", "category", "ln_distance, contiguous, common_language or colonial_tie", allowed=measures.TERMS),
        Column("estimate", "number", "coefficient; exp(estimate) is the factor on trade of a border, language or tie"),
        Column("std_error", "number", "standard error, clustered by pair", minimum=0),
        Column("low", "number", "lower end of the 95 per cent interval"),
        Column("high", "number", "upper end"),
        Column("flows", "integer", "flows in the fit", minimum=1),
        Column("pairs", "integer", "unordered pairs in the fit: the clusters", minimum=1),
        *ORIGIN,
    ),
    sources=(baci_pairs.SOURCE, cepii_geodist.SOURCE),
    notes=(
        "Positive flows only: what BACI does not have is unknown, not zero.",
        "Fits of single years are for comparison: they show whether coefficients common to all years hide a change.",
    ),
)

GRAVITY = Table(
    name="trade/gravity",
    title="Trade of pairs of states against what a gravity equation expects",
    description=(
        "One row per exporter, importer and year of BACI: the value expected from the exports of the one, the imports "
        "of the other, distance, border, language and colonial tie, and the ratio of observed to expected."
    ),
    key=("exporter", "importer", "year"),
    columns=(
        Column("exporter", "category", "state that sells", country=True),
        Column("importer", "category", "state that buys", country=True),
        Column("year", "integer", "calendar year", minimum=2000),
        Column("expected_usd", "number", "expected value of goods", unit="current US dollars", minimum=0),
        Column("ratio", "number", "observed (trade/pairs, baci_pairs) over expected", minimum=0),
        Column("low", "number", "lower end of the 95 per cent interval of the ratio", minimum=0),
        Column("high", "number", "upper end", minimum=0),
        Column(
            "left_out_usd",
            "number",
            f"expected value from a fit without this pair; only for pairs among {', '.join(COMPARED)}, and of "
            f"{' and '.join(SUBJECTS)} with the comparison set",
            unit="current US dollars",
            minimum=0,
            nullable=True,
        ),
        *ORIGIN,
    ),
    sources=(baci_pairs.SOURCE, cepii_geodist.SOURCE, distances_contiguity.SOURCE),
    notes=(
        "Poisson pseudo-maximum likelihood on positive flows of 2000-2020 with effects for every exporter and year and "
        "every importer and year; coefficients in trade/gravity_coefficients. A flow without a row is unknown, not "
        "zero: Russia with Iran has none in 2020.",
        "Expected values of each exporter and year, and of each importer and year, add up to the observed ones: the "
        "ratio is about the choice of partners, not about how much a state trades in all. Where much of a state's "
        "trade goes unrecorded, as Iran's oil since 2018, all that is expected of it falls, and its other ratios rise.",
        "The interval is that of the expected value (coefficients and effects, clustered by pair). It is too narrow "
        "for a flow that carries most of a state's trade, as China's with North Korea: there the fit follows the flow, "
        "and left_out_usd is the value to use.",
        "A ratio of 1 is not the middle: most flows are far below it, small ones most of all. Compare with all pairs "
        "of the year.",
        "Rounded to four significant digits, the interval to three. Without South Sudan, Guam and American Samoa, for "
        "which GeoDist has no distances, and Taiwan, which BACI lacks.",
    ),
)


def geography(snapshots):
    """Distance, border, language and colonial tie of every pair that GeoDist or an heir has.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        The columns of `GEOGRAPHY`.
    """
    frame = inherited(cepii_geodist.pairs(snapshots))
    frame["distance_basis"] = np.where(frame["distance_km"].isna(), CAPITALS, WEIGHTED)
    between = apart(frame, places(snapshots))
    frame["distance_km"] = frame["distance_km"].fillna(between).round(1)
    kinds = distances_contiguity.contiguity(snapshots).rename(columns={"kind": "cow_contiguity"})
    frame = frame.merge(kinds, on=["iso3_a", "iso3_b"], how="left", validate="1:1")
    listed = {
        code for code, row in countries.states().items() if row["cow"] and row["status"] in ("member", "observer")
    }
    both = frame["iso3_a"].isin(listed) & frame["iso3_b"].isin(listed)
    frame["cow_contiguity"] = frame["cow_contiguity"].fillna(0).where(both).astype("Int64")
    heirs = frame["iso3_a"].isin(BORDERS_OF_2016) | frame["iso3_b"].isin(BORDERS_OF_2016)
    frame["contiguous"] = frame["contiguous"].where(~heirs, (frame["cow_contiguity"] == 1).fillna(False)).astype("bool")
    return frame[[column.name for column in GEOGRAPHY.columns]]


def inherited(frame):
    """The pairs of a predecessor as pairs of each heir, and the pair of two heirs that exist side by side."""
    parts = [frame[~frame["iso3_a"].isin(HEIRS) & ~frame["iso3_b"].isin(HEIRS)]]
    for predecessor, heirs in HEIRS.items():
        own = frame[(frame["iso3_a"] == predecessor) | (frame["iso3_b"] == predecessor)]
        other = own["iso3_a"].where(own["iso3_b"] == predecessor, own["iso3_b"])
        for heir in heirs:
            distance = np.nan if heir in MOVED else own["distance_km"]
            parts.append(own.assign(iso3_a=other, iso3_b=heir, distance_km=distance))
        states = pd.DataFrame(list(combinations(heirs[1:], 2)), columns=["iso3_a", "iso3_b"])
        parts.append(states.assign(distance_km=np.nan, contiguous=False, common_language=True, colonial_tie=False))
    found = pd.concat(parts, ignore_index=True)
    first, second = found["iso3_a"], found["iso3_b"]
    return found.assign(iso3_a=first.where(first < second, second), iso3_b=second.where(first < second, first))


def apart(frame, points):
    """Kilometres between the capitals of each pair, on the great circle.

    Parameters
    ----------
    frame : pandas.DataFrame
        iso3_a, iso3_b.
    points : pandas.DataFrame
        iso3, latitude, longitude in degrees.

    Returns
    -------
    pandas.Series
        Missing where a point is.
    """
    points = np.radians(points.set_index("iso3")[["latitude", "longitude"]])
    a, b = (points.reindex(frame[column]).set_axis(frame.index) for column in ("iso3_a", "iso3_b"))
    half = np.sin((a - b) / 2) ** 2
    chord = half["latitude"] + np.cos(a["latitude"]) * np.cos(b["latitude"]) * half["longitude"]
    return 2 * EARTH_KM * np.arcsin(np.sqrt(chord))


def located(flows, between):
    """The flows whose pair has a row in `between`, with the terms of the gravity equation.

    Parameters
    ----------
    flows : pandas.DataFrame
        exporter, importer, year, value_usd.
    between : pandas.DataFrame
        Table `states/pair_geography`.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, value_usd, ln_distance, contiguous, common_language, colonial_tie; positive flows
        only.
    """
    terms = between[["iso3_a", "iso3_b", *measures.TERMS[1:]]].assign(ln_distance=np.log(between["distance_km"]))
    ways = [
        terms.rename(columns={"iso3_a": "exporter", "iso3_b": "importer"}),
        terms.rename(columns={"iso3_b": "exporter", "iso3_a": "importer"}),
    ]
    flows = flows.loc[flows["value_usd"] > 0, [*measures.KEYS, "value_usd"]]
    found = flows.merge(pd.concat(ways), on=["exporter", "importer"], validate="m:1")
    return found.sort_values(measures.KEYS, ignore_index=True).astype(dict.fromkeys(measures.TERMS, "float64"))


@lru_cache(maxsize=1)
def _flows(snapshots):
    return located(baci_pairs.pairs(snapshots), geography(snapshots))


@lru_cache(maxsize=1)
def _equation(snapshots):
    return measures.estimate(_flows(snapshots))


def coefficients(snapshots):
    """Coefficients over all years, by least squares beside, and of every year alone.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        The columns of `COEFFICIENTS`.
    """
    flows = _flows(snapshots)
    first, last = flows["year"].min(), flows["year"].max()
    parts = [
        _equation(snapshots).assign(estimator="ppml", first_year=first, last_year=last),
        measures.estimate(flows, estimator="ols").assign(estimator="ols", first_year=first, last_year=last),
    ]
    for year, own in flows.groupby("year"):
        parts.append(measures.estimate(own).assign(estimator="ppml", first_year=year, last_year=year))
    frame = pd.concat(parts, ignore_index=True)
    frame[["estimate", "std_error", "low", "high"]] = frame[["estimate", "std_error", "low", "high"]].round(6)
    return frame.assign(source=baci_pairs.SOURCE.name, vintage=baci_pairs.VINTAGE)[
        [column.name for column in COEFFICIENTS.columns]
    ]


def gravity(snapshots):
    """Observed over expected for every flow.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        The columns of `GRAVITY`.
    """
    flows, equation = _flows(snapshots), _equation(snapshots)
    among = [
        pair
        for pair in combinations(countries.COMPARISON, 2)
        if set(pair) <= set(COMPARED) or set(pair) & set(SUBJECTS)
    ]
    frame = measures.expected(flows, equation)
    frame = frame.merge(measures.left_out(flows, equation, among), on=measures.KEYS, how="left", validate="1:1")
    for column, digits in (("expected_usd", 4), ("ratio", 4), ("low", 3), ("high", 3), ("left_out_usd", 4)):
        frame[column] = significant(frame[column], digits)
    return frame.assign(source=baci_pairs.SOURCE.name, vintage=baci_pairs.VINTAGE)[
        [column.name for column in GRAVITY.columns]
    ]


def significant(values, digits):
    """Positive numbers rounded to significant digits; 0 and missing values as they are."""
    size = np.floor(np.log10(values.where(values > 0)))
    scale = 10.0 ** (digits - 1 - size)
    return ((values * scale).round() / scale).where(values > 0, values)


TABLES = [(GEOGRAPHY, geography), (COEFFICIENTS, coefficients), (GRAVITY, gravity)]
