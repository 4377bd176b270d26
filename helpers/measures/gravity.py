"""Gravity: what two states trade, against what the trade of each and the distance between them lead one to expect.

Poisson pseudo-maximum likelihood (PPML) with an effect for every exporter and year and every importer and year:
E[x_ijt] = exp(a_it + b_jt + c' z_ijt), z the logarithm of distance, contiguity, common language and colonial tie. The
coefficients c are common to all years; the effects hold size, prices and remoteness of each state in each year. With
these effects the expected flows of every exporter and year, and of every importer and year, add up to the observed
ones (Fally 2015), so a ratio of observed to expected says how a state's trade is spread over its partners, not how
much it trades in all.

Only flows with a row take part. In BACI a flow without a row is unknown, not zero, so the fit is on positive flows.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from helpers.measures.rank import percentile

KEYS = ["exporter", "importer", "year"]
TERMS = ("ln_distance", "contiguous", "common_language", "colonial_tie")
EFFECTS = ("exporter", "importer")
MILLION = 1e6


def estimate(
    flows: pd.DataFrame,
    terms: Sequence[str] = TERMS,
    estimator: str = "ppml",
    effects: Sequence[str] = EFFECTS,
    level: float = 0.95,
) -> pd.DataFrame:
    """Coefficients of the gravity equation with standard errors clustered by pair of states.

    Parameters
    ----------
    flows : DataFrame[exporter, importer, year, value_usd, *terms]
        One row for each flow. A row with a value of 0 says that there was no trade; leave out what is unknown.
    terms : sequence of str
        Columns of the equation.
    estimator : {"ppml", "ols"}
        ppml: E[value] = exp(...), Poisson pseudo-maximum likelihood; ols: least squares on ln(value).
    effects : sequence of str
        Columns that get an effect for each of their values and each year; empty: a constant instead.
    level : float
        Coverage of low and high.

    Returns
    -------
    DataFrame[term, estimate, std_error, low, high, flows, pairs]
        pairs counts the clusters: both directions and all years of two states are one. The errors are adjusted for
        the number of clusters, G / (G - 1), and by nothing else.

    Raises
    ------
    ValueError
        A column or a value is missing, a flow stands twice, a value is below 0, or 0 where its logarithm is asked for.

    References
    ----------
    Santos Silva, J. M. C., & Tenreyro, S. (2006). The Log of Gravity. Review of Economics and Statistics 88(4),
    641-658. Yotov, Y. V., Piermartini, R., Monteiro, J.-A., & Larch, M. (2016). An Advanced Guide to Trade Policy
    Analysis: The Structural Gravity Model. WTO and UNCTAD.
    """
    import pyfixest

    if estimator not in ("ppml", "ols"):
        raise ValueError(f"estimator is {estimator!r}: use ppml or ols")
    _check(flows, terms)
    least = flows["value_usd"].min()
    if estimator == "ols" and not least > 0:
        raise ValueError(f"flows: value_usd is {least:g} somewhere, which has no logarithm; leave those flows out")
    frame = flows[list(terms)].astype("float64")
    frame["value"] = flows["value_usd"].astype("float64") / MILLION
    frame["pair"] = _pair(flows)
    for effect in effects:
        frame[effect] = flows.groupby([effect, "year"], observed=True, sort=False).ngroup()
    formula = f"{' + '.join(terms)} | {' + '.join(effects)}" if effects else " + ".join(terms)
    about = {"vcov": {"CRV1": "pair"}, "ssc": pyfixest.ssc(k_adj=False), "fixef_rm": "none", "store_data": False}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="pyfixest")
        if estimator == "ppml":
            found = pyfixest.fepois(f"value ~ {formula}", frame, separation_check=[], **about)
        else:
            found = pyfixest.feols(f"value ~ {formula}", frame.assign(value=np.log(frame["value"])), **about)
    z = NormalDist().inv_cdf((1 + level) / 2)
    value = found.coef().reindex(list(terms)).to_numpy()
    error = found.se().reindex(list(terms)).to_numpy()
    return pd.DataFrame(
        {
            "term": list(terms),
            "estimate": value,
            "std_error": error,
            "low": value - z * error,
            "high": value + z * error,
            "flows": len(frame),
            "pairs": frame["pair"].nunique(),
        }
    )


def expected(flows: pd.DataFrame, coefficients: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Observed against expected value of every flow, with an interval for the ratio.

    Given the coefficients, the effects are found by proportional fitting, so that expected values add up to observed
    totals by exporter and year and by importer and year. The interval is that of the expected value: the variance of
    its logarithm from coefficients and effects together, clustered by pair (sandwich), and the normal quantile. It
    says how well the expected value is known, not how far pairs usually lie from it: for that see `standing`.

    Parameters
    ----------
    flows : DataFrame[exporter, importer, year, value_usd, *terms]
    coefficients : DataFrame[term, estimate]
        As `estimate` returns them for the same flows, by ppml with both effects.
    level : float
        Coverage of the interval.

    Returns
    -------
    DataFrame[exporter, importer, year, observed_usd, expected_usd, ratio, low, high]
        In the order of `flows`. ratio = observed / expected; low and high are its interval. NaN where nothing is
        expected (an exporter or importer whose flows are all 0).

    References
    ----------
    Fally, T. (2015). Structural gravity and fixed effects. Journal of International Economics 97(1), 76-85.
    """
    panel = _Panel.of(flows, list(coefficients["term"]))
    fitted = panel.fit(coefficients["estimate"].to_numpy())
    error = panel.at(panel.errors(fitted))
    z = NormalDist().inv_cdf((1 + level) / 2)
    observed, fit = flows["value_usd"].to_numpy(dtype="float64"), panel.at(fitted) * MILLION
    ratio = np.divide(observed, fit, out=np.full(len(fit), np.nan), where=fit > 0)
    found = flows[KEYS].assign(observed_usd=observed, expected_usd=fit, ratio=ratio)
    return found.assign(low=ratio * np.exp(-z * error), high=ratio * np.exp(z * error)).reset_index(drop=True)


def left_out(flows: pd.DataFrame, coefficients: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Expected value of the flows of each pair, from a fit without that pair.

    Both directions and all years of the pair are left out; coefficients and effects are found anew from the rest, and
    the equation is then read off for the pair.

    Parameters
    ----------
    flows, coefficients
        As in `expected`; the coefficients are where the search starts.
    pairs : sequence of tuple of str
        Unordered pairs of codes.

    Returns
    -------
    DataFrame[exporter, importer, year, left_out_usd]
        The rows of `flows` of the pairs; NaN where a state has no other partner in that year.
    """
    panel = _Panel.of(flows, list(coefficients["term"]))
    start = coefficients["estimate"].to_numpy()
    step = np.linalg.inv(panel.information(panel.fit(start)))
    seller, buyer = flows["exporter"].astype("str"), flows["importer"].astype("str")
    parts = []
    for pair in pairs:
        mine = (seller.isin(pair) & buyer.isin(pair)).to_numpy()
        if mine.any():
            value = panel.without(pair).predict(start, step)
            parts.append(flows.loc[mine, KEYS].assign(left_out_usd=panel.at(value)[mine] * MILLION))
    return pd.concat(parts, ignore_index=True) if parts else flows.iloc[:0][KEYS].assign(left_out_usd=0.0)


def standing(ratios: pd.DataFrame, groups: int = 10) -> pd.DataFrame:
    """Where each ratio stands among all flows of its year, and among those with a similar expected value.

    All pairs are the placebo: most flows lie far from what the equation expects, small ones farther than large ones,
    and the middle ratio is far below 1, since a few large flows carry most of the trade.

    Parameters
    ----------
    ratios : DataFrame[year, expected_usd, ratio, ...]
    groups : int
        Groups of equal number, by expected value within the year, for the second comparison.

    Returns
    -------
    DataFrame
        With columns percentile, percentile_alike (0 to 100, mid-rank) and size (group, 1 the smallest).
    """
    place = percentile(ratios, "expected_usd", "year")
    size = np.ceil(place / 100 * groups).astype("Int64")
    found = ratios.assign(size=size, percentile=percentile(ratios, "ratio", "year"))
    return found.assign(percentile_alike=percentile(found, "ratio", ["year", "size"]))


def both_ways(ratios: pd.DataFrame) -> pd.DataFrame:
    """Observed over expected of the trade of two states in both directions, where both are known.

    Parameters
    ----------
    ratios : DataFrame[exporter, importer, year, expected_usd, ratio]

    Returns
    -------
    DataFrame[iso3_a, iso3_b, year, observed_usd, expected_usd, ratio]
        iso3_a < iso3_b; ratio is that of the sums.
    """
    codes, seller, buyer = _places(ratios)
    year = ratios["year"].to_numpy()
    expected_usd = ratios["expected_usd"].to_numpy()
    frame = pd.DataFrame(
        {
            "key": (year * len(codes) + np.minimum(seller, buyer)) * len(codes) + np.maximum(seller, buyer),
            "observed_usd": expected_usd * ratios["ratio"].to_numpy(),
            "expected_usd": expected_usd,
        }
    )
    there, back = frame[seller < buyer], frame[seller > buyer]
    both = there.merge(back, on="key", suffixes=("", "_back"), validate="1:1").sort_values("key", ignore_index=True)
    period, pair = np.divmod(both["key"].to_numpy(), len(codes) ** 2)
    dtype = pd.CategoricalDtype(pd.Index(list(codes), dtype="str"))
    found = pd.DataFrame(
        {
            "iso3_a": pd.Categorical.from_codes(pair // len(codes), dtype=dtype),
            "iso3_b": pd.Categorical.from_codes(pair % len(codes), dtype=dtype),
            "year": period,
            "observed_usd": both["observed_usd"] + both["observed_usd_back"],
            "expected_usd": both["expected_usd"] + both["expected_usd_back"],
        }
    )
    return found.assign(ratio=found["observed_usd"] / found["expected_usd"])


def record(rows: pd.DataFrame) -> dict:
    """What the ratios of one flow over the years come to.

    Parameters
    ----------
    rows : DataFrame[year, ratio, low, high, percentile, percentile_alike]
        One flow, as `standing` returns it.

    Returns
    -------
    dict
        n (years), first, last (year), least, most (ratio), above, below (years in which the whole interval is above or
        below 1), place and place_alike (medians over the years); None where there is no year.
    """
    names = ("n", "first", "last", "least", "most", "above", "below", "place", "place_alike")
    rows = rows[rows["ratio"].notna()]
    if len(rows) == 0:
        return dict.fromkeys(names)
    values = (len(rows), rows["year"].min(), rows["year"].max(), rows["ratio"].min(), rows["ratio"].max())
    values += ((rows["low"] > 1).sum(), (rows["high"] < 1).sum())
    values += (rows["percentile"].median(), rows["percentile_alike"].median())
    return dict(zip(names, values, strict=True))


def by_period(rows: pd.DataFrame, periods: dict, series: str) -> pd.DataFrame:
    """Geometric mean of the ratios in each period.

    Parameters
    ----------
    rows : DataFrame[year, ratio, series]
    periods : dict
        Name -> first and last year.
    series : str
        Column that tells flows apart.

    Returns
    -------
    DataFrame[series, period, years, ratio]
        years counts those with a ratio; periods without one are left out.
    """
    parts = []
    for name, (first, last) in periods.items():
        logs = np.log(rows.loc[rows["year"].between(first, last), "ratio"])
        grouped = logs.groupby(rows[series].astype("str"), sort=False)
        means = grouped.agg(years="count", ratio="mean").reset_index().assign(period=name)
        parts.append(means.assign(ratio=np.exp(means["ratio"])))
    columns = [series, "period", "years", "ratio"]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return found.loc[found["years"] > 0, columns].reset_index(drop=True)


def _check(flows, terms):
    wanted = [*KEYS, "value_usd", *terms]
    missing = [column for column in wanted if column not in flows]
    if missing:
        raise ValueError(f"flows: column {missing[0]} is missing; the frame has {', '.join(map(str, flows.columns))}")
    for column in wanted:
        if flows[column].isna().any():
            row = flows[flows[column].isna()].iloc[0]
            where = ", ".join(str(row[key]) for key in KEYS)
            raise ValueError(f"flows: {column} is missing for {where}; leave out what is unknown")
    repeated = flows.duplicated(KEYS)
    if repeated.any():
        row = flows[repeated].iloc[0]
        raise ValueError(f"flows: {', '.join(str(row[key]) for key in KEYS)} stands more than once; keep one source")
    if (flows["value_usd"] < 0).any():
        raise ValueError(f"flows: value_usd is {flows['value_usd'].min():g} somewhere; a flow is not below 0")


def _places(flows):
    """Codes in order, and the place among them of each exporter and importer."""
    sides = [flows[side].astype("category").cat.remove_unused_categories() for side in EFFECTS]
    codes = {code: n for n, code in enumerate(sorted({code for side in sides for code in side.cat.categories}))}
    places = (np.array([codes[code] for code in side.cat.categories], dtype="int64") for side in sides)
    return codes, *(place[side.cat.codes] for place, side in zip(places, sides, strict=True))


def _pair(flows):
    """A whole number for each unordered pair of states."""
    codes, seller, buyer = _places(flows)
    return np.minimum(seller, buyer) * len(codes) + np.maximum(seller, buyer)


@dataclass(frozen=True)
class _Panel:
    """Flows as arrays of year, exporter and importer; values in million dollars, 0 where there is no flow."""

    codes: dict
    place: tuple
    known: np.ndarray
    value: np.ndarray
    terms: np.ndarray

    @classmethod
    def of(cls, flows, terms):
        _check(flows, terms)
        codes, seller, buyer = _places(flows)
        years, period = np.unique(flows["year"].to_numpy(), return_inverse=True)
        place = (period, seller, buyer)
        shape = (len(years), len(codes), len(codes))
        known, value, columns = np.zeros(shape, dtype=bool), np.zeros(shape), np.zeros((len(terms), *shape))
        known[place] = True
        value[place] = flows["value_usd"].to_numpy(dtype="float64") / MILLION
        for column, term in zip(columns, terms, strict=True):
            column[place] = flows[term].to_numpy(dtype="float64")
        return cls(codes, place, known, value, columns)

    def at(self, array):
        """The cells of `array` that are flows, in their order."""
        return array[self.place]

    def without(self, pair):
        """The panel without both flows of a pair, in all years."""
        a, b = (self.codes[code] for code in pair)
        known, value = self.known.copy(), self.value.copy()
        for array in (known, value):
            array[:, a, b] = array[:, b, a] = 0
        return _Panel(self.codes, self.place, known, value, self.terms)

    def effects(self, beta, most=10_000, tolerance=1e-12):
        """Cost exp(beta' z) of every cell, and the effects of exporters and importers that make totals agree."""
        cost = np.exp(np.tensordot(beta, self.terms, 1))
        open_ = np.where(self.known, cost, 0.0)
        sold, bought = self.value.sum(2), self.value.sum(1)
        seller, buyer = np.ones_like(sold), np.ones_like(bought)
        for _ in range(most):
            seller = _quotient(sold, (open_ @ buyer[:, :, None])[:, :, 0])
            before, buyer = buyer, _quotient(bought, (seller[:, None, :] @ open_)[:, 0])
            if np.allclose(buyer, before, rtol=tolerance, atol=0):
                return cost, seller, buyer
        raise ValueError(f"flows: no agreement with totals after {most:,} rounds; is a state cut off from the rest?")

    def fit(self, beta):
        """Expected value of every flow; 0 in cells without one."""
        cost, seller, buyer = self.effects(beta)
        return np.where(self.known, seller[:, :, None] * cost * buyer[:, None, :], 0.0)

    def predict(self, beta, step, most=200, tolerance=1e-8):
        """Expected value of every cell after a search for the coefficients; NaN where an effect is unknown.

        Scoring with the fixed matrix `step`, the inverse information at a point nearby.
        """
        for _ in range(most):
            gap = self.value - self.fit(beta)
            move = step @ np.tensordot(self.terms, gap, 3)
            beta = beta + move
            if np.abs(move).max() < tolerance:
                break
        cost, seller, buyer = self.effects(beta)
        seller = np.where(self.known.any(2), seller, np.nan)
        buyer = np.where(self.known.any(1), buyer, np.nan)
        return seller[:, :, None] * cost * buyer[:, None, :]

    def information(self, fitted):
        """Information on the coefficients once the effects are taken out."""
        return self._centred(fitted)[1]

    def _centred(self, fitted):
        """Terms less their weighted projection on the effects, their information, and an inverse for each year."""
        inverse = [_inverse(weight) for weight in fitted]
        centred = np.zeros_like(self.terms)
        for year, weight in enumerate(fitted):
            for k, term in enumerate(self.terms[:, year]):
                weighted = weight * term
                effect = inverse[year] @ np.concatenate([weighted.sum(1), weighted.sum(0)])
                centred[k, year] = term - effect[: len(weight), None] - effect[None, len(weight) :]
        centred *= self.known
        information = np.einsum("atij,btij->ab", centred * fitted, centred, optimize=True)
        return centred, information, inverse

    def errors(self, fitted):
        """Standard error of the logarithm of every expected value, from coefficients and effects, by pair.

        With H the information and s_c the score of pair c, the variance of u'theta is u' H^-1 (sum s_c s_c') H^-1 u. H
        falls into the part of the centred terms and one part for the effects of each year.
        """
        centred, information, inverse = self._centred(fitted)
        gap = np.where(self.known, self.value - fitted, 0.0)
        score = np.einsum("atij,tij->aij", centred, gap)
        score = score + score.swapaxes(1, 2)
        bread = np.linalg.inv(information)
        spread = bread @ np.einsum("aij,bij->ab", score, score) @ bread / 2
        pairs = self.known.any(0)
        clusters = np.triu(pairs | pairs.T).sum()
        found = np.zeros_like(fitted)
        for year, (r, inv) in enumerate(zip(gap, inverse, strict=True)):
            n, x = len(r), centred[:, year]
            square, both = r * r, r * r.T
            own = np.block(
                [
                    [both + np.diag(square.sum(1)), square + np.diag(both.sum(1))],
                    [square.T + np.diag(both.sum(1)), both + np.diag(square.sum(0))],
                ]
            )
            own = inv @ own @ inv
            cross = np.concatenate([np.einsum("aij,ij->ai", score, r), np.einsum("aij,ij->aj", score, r)], axis=1)
            cross = bread @ cross @ inv
            variance = np.einsum("aij,ab,bij->ij", x, spread, x, optimize=True)
            variance += np.diag(own)[:n, None] + np.diag(own)[None, n:] + 2 * own[:n, n:]
            variance += 2 * np.einsum("aij,ai->ij", x, cross[:, :n]) + 2 * np.einsum("aij,aj->ij", x, cross[:, n:])
            found[year] = np.sqrt(np.clip(variance, 0, None) * clusters / (clusters - 1))
        return found


def _quotient(total, weight):
    return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)


def _inverse(weight):
    """A generalised inverse of the information on the effects of one year, exporters first.

    By elimination of the exporters; scaled, since states differ by many powers of ten.
    """
    seller, buyer = (_quotient(np.ones(len(weight)), np.sqrt(weight.sum(axis))) for axis in (1, 0))
    share = seller[:, None] * weight * buyer
    rest = np.linalg.pinv(np.eye(len(weight)) - share.T @ share, rcond=1e-11, hermitian=True)
    mixed = -share @ rest
    scaled = np.block([[np.eye(len(weight)) - mixed @ share.T, mixed], [mixed.T, rest]])
    scale = np.concatenate([seller, buyer])
    return scale[:, None] * scaled * scale
