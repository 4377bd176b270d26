"""Counts over time: exact Poisson intervals, the ratio of two rates, and a trend."""

from math import exp, inf

import numpy as np

LONGEST_STEP = 0.5
"""Of an iteration of the regression, on the logarithm: keeps steep series from overshooting."""


def poisson_interval(count, exposure=1.0, level=0.95):
    """Exact interval of a Poisson rate.

    chi2(a/2; 2n) / 2 and chi2(1 - a/2; 2n + 2) / 2, over the exposure (Garwood, Biometrika 28, 1936).

    Parameters
    ----------
    count : int
        Events.
    exposure : float
        Time over which they were counted; the interval is per unit of it.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    tuple of float
        Low and high end; the low one is 0 for a count of 0.

    Raises
    ------
    ValueError
        If the count is negative or the exposure not above 0.
    """
    from scipy.special import chdtri

    _check(count, exposure)
    tail = (1 - level) / 2
    low = chdtri(2 * count, 1 - tail) / 2 if count else 0.0
    return float(low / exposure), float(chdtri(2 * count + 2, tail) / 2 / exposure)


def rate_ratio(after, before, time_after, time_before, level=0.95):
    """Ratio of two Poisson rates, with its exact interval.

    Given their sum, the later count is binomial with share r t1 / (r t1 + t0), so the Clopper-Pearson interval of that
    share gives one of the ratio r (Przyborowski and Wilenski, Biometrika 31, 1940).

    Parameters
    ----------
    after, before : int
        Events in the later and in the earlier period.
    time_after, time_before : float
        Lengths of the periods, in the same unit.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    dict
        ratio (infinite if nothing happened before, None if nothing happened at all), low, high, p (two-sided, of
        equal rates).

    Raises
    ------
    ValueError
        If a count is negative or a time not above 0.
    """
    _check(after, time_after)
    _check(before, time_before)
    if after + before == 0:
        return dict.fromkeys(("ratio", "low", "high", "p"))
    shares = (after / (after + before), *share_interval(after, before, level))
    ratio, low, high = (_odds(share) * time_before / time_after for share in shares)
    p = _two_sided(int(after), int(after + before), time_after / (time_after + time_before))
    return {"ratio": ratio, "low": low, "high": high, "p": p}


def share_interval(hits, misses, level=0.95):
    """Exact interval of a share, by quantiles of the beta distribution (Clopper and Pearson, Biometrika 26, 1934).

    Parameters
    ----------
    hits, misses : int
        Not both 0.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    tuple of float
        Low and high end.
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = betaincinv(hits, misses + 1, tail) if hits else 0.0
    high = betaincinv(hits + 1, misses, 1 - tail) if misses else 1.0
    return float(low), float(high)


def _two_sided(hits, n, share):
    """Exact binomial test: the probability of all outcomes that are no likelier than the one seen."""
    from scipy.special import gammaln, xlog1py, xlogy

    k = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    likely = np.exp(ways + xlogy(k, share) + xlog1py(n - k, -share))
    return float(min(1.0, likely[likely <= likely[hits] * (1 + 1e-7)].sum()))


def trend(years, counts, level=0.95, steps=200):
    """Yearly change of a count: Poisson regression on the year, and a rank test that assumes no distribution.

    log E(count) = a + b year, by iteratively reweighted least squares; the variance is scaled by Pearson's chi-squared
    over its degrees of freedom where that is above 1 (quasi-Poisson), and the interval uses Student's t.

    Parameters
    ----------
    years, counts : sequence of int
        One of each per year; a year without events counts 0.
    level : float
        Coverage, between 0 and 1.
    steps : int
        Most iterations.

    Returns
    -------
    dict
        growth (change a year, 0.08 for 8 per cent), low, high, dispersion (Pearson's, as found), tau (Kendall's
        tau-b of year and count), p (of tau). All None if every count is 0 or there are fewer than four years; the
        first four None if all events fall in the first or in the last year, where no finite change fits.
    """
    from scipy.stats import kendalltau
    from scipy.stats import t as student

    x, y = np.asarray(years, dtype=float), np.asarray(counts, dtype=float)
    if len(x) < 4 or y.sum() == 0:
        return dict.fromkeys(("growth", "low", "high", "dispersion", "tau", "p"))
    rank = kendalltau(x, y)
    tested = {"tau": float(rank.statistic), "p": float(rank.pvalue)}
    if {y[x == x.min()].sum(), y[x == x.max()].sum()} & {y.sum()}:
        return dict.fromkeys(("growth", "low", "high", "dispersion")) | tested
    design = np.column_stack([np.ones_like(x), x - x.mean()])
    beta = np.array([np.log(y.mean()), 0.0])
    for _ in range(steps):
        mu = np.exp(design @ beta)
        move = np.linalg.solve(design.T @ (mu[:, None] * design), design.T @ (y - mu))
        beta = beta + np.clip(move, -LONGEST_STEP, LONGEST_STEP)
        if np.abs(move).max() < 1e-12:
            break
    mu = np.exp(design @ beta)
    freedom = len(x) - 2
    dispersion = float(((y - mu) ** 2 / mu).sum() / freedom)
    spread = np.linalg.inv(design.T @ (mu[:, None] * design))[1, 1] * max(dispersion, 1.0)
    reach = student.ppf((1 + level) / 2, freedom) * spread**0.5
    return {
        "growth": exp(beta[1]) - 1,
        "low": exp(beta[1] - reach) - 1,
        "high": exp(beta[1] + reach) - 1,
        "dispersion": dispersion,
        **tested,
    }


def chapman(first, second, both, level=0.95):
    """Size of a population from two lists of it that overlap (Chapman 1951).

    N = (n1 + 1)(n2 + 1) / (m + 1) - 1, with the variance of Seber (1982); the interval is normal on the logarithm
    of the number in neither list, so that it never falls below what the lists hold.

    Parameters
    ----------
    first, second : int
        Members of each list.
    both : int
        Members of both.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    dict
        total, low, high; known, the number in either list.

    Raises
    ------
    ValueError
        If more are in both than in one of them.
    """
    from scipy.special import ndtri

    if both > min(first, second) or both < 0:
        raise ValueError(f"chapman: {both} in both lists of {first} and {second}")
    known = first + second - both
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    unseen = total - known
    if unseen <= 0:
        return {"total": float(known), "low": float(known), "high": float(known), "known": known}
    reach = exp(ndtri((1 + level) / 2) * np.log(1 + variance / unseen**2) ** 0.5)
    return {"total": total, "low": known + unseen / reach, "high": known + unseen * reach, "known": known}


def _odds(share):
    return share / (1 - share) if share < 1 else inf


def _check(count, exposure):
    if count < 0 or exposure <= 0:
        raise ValueError(f"a rate needs a count of 0 or more and a time above 0, not {count} and {exposure}")
