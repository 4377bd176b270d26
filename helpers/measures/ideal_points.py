"""Ideal points of states from recorded votes: a dynamic ordinal item response model, fitted by its posterior mode.

State i stands at theta[i, t] in year t. Resolution j has cutpoints c1[j] < c2[j] and a discrimination b[j], and

    P(no) = F(c1 - b theta),  P(abstain) = F(c2 - b theta) - F(c1 - b theta),  P(yes) = 1 - F(c2 - b theta),

with F the standard normal distribution. Absence says nothing. Priors: theta[i, t] ~ N(theta[i, t - 1], drift^2), times
N(0, 1) in every year, which fixes the scale; b ~ N(0, 0.5^2); c1 and c2 ~ N(0, 3^2); c2 - c1 ~ gamma(2, 1). Resolutions
of the same text in different years share c1, c2 and b (bridges), which ties the years to one scale.

The model is that of Bailey, Strezhnev and Voeten (2017), Journal of Conflict Resolution 61. Theirs is the mean of
posterior draws, ours the mode. With a random walk alone the mode lets a bloc that always votes as one run away: hence
the N(0, 1) in every year. They match returning resolutions by hand; we match titles (`bridges`).
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.linalg import solveh_banded
from scipy.special import ndtr, ndtri

YES, ABSTAIN, NO, ABSENT = 1, 2, 3, 8

DISCRIMINATION = 0.5
"""Prior standard deviation of the discrimination of a resolution."""

CUTPOINT = 3.0
"""Prior standard deviation of the cutpoints of a resolution."""

REQUIRED_VOTES = 40
"""Votes in a year from which an estimate is expected to agree with the published one."""

REQUIRED_CORRELATION = 0.97

LARGEST = 36.0
"""Arguments of the normal distribution are cut here, short of where it underflows."""


class Fit(NamedTuple):
    """A fitted model.

    Attributes
    ----------
    positions : pandas.DataFrame
        As `estimate` returns them.
    items : pandas.DataFrame
        item (bridge or resolution), lower and upper cutpoint and discrimination on the scale of positions, n_votes.
    pairs : pandas.DataFrame
        iso3_a, iso3_b, gap (distance in the year before), approach (how much of it is gone in the year asked for,
        negative where it grew, more than the gap where the two changed sides), low, high: all pairs of states with
        votes in both years. Empty if no year was asked for.
    log_posterior : list of float
        After every iteration; never falls.
    converged : bool
    """

    positions: pd.DataFrame
    items: pd.DataFrame
    pairs: pd.DataFrame
    log_posterior: list
    converged: bool


class _Votes(NamedTuple):
    """The votes that count, sorted no, abstain, yes; a cell is a state and a year between its first and last vote."""

    items: np.ndarray  # labels
    item: np.ndarray  # of each vote
    cell: np.ndarray  # of each vote
    abstentions: slice
    state: np.ndarray  # code of each cell, cells of a state together and in order of year
    year: np.ndarray  # of each cell
    start: np.ndarray  # of each cell, the first position to try


class _Latent(NamedTuple):
    """Of each vote: log p, its slopes, and minus its second derivatives."""

    log_p: np.ndarray
    slope: np.ndarray  # in b theta
    curve: np.ndarray
    lower: np.ndarray  # slope in c1, of no and abstain
    upper: np.ndarray  # slope in c2, of abstain and yes
    lower_curve: np.ndarray
    upper_curve: np.ndarray
    cross: np.ndarray  # of c1 and c2, of abstain


def bridges(resolutions):
    """Resolutions that return: same title in consecutive years, once in each.

    Titles are compared in lower case, letters and digits only, without ": resolution / adopted by ...". A title that
    stands more than once in a year is not bridged in that year.

    Parameters
    ----------
    resolutions : pandas.DataFrame
        resolution_id, year, title.

    Returns
    -------
    pandas.Series
        Label of the item (the symbol of the first resolution in a run of years) by resolution_id; every resolution has
        one.
    """
    title = resolutions["title"].str.replace(r"\s*:\s*resolution\b.*$", "", regex=True).str.lower()
    listed = pd.DataFrame(
        {
            "resolution_id": resolutions["resolution_id"].astype("str"),
            "year": resolutions["year"].astype("int64"),
            "title": title.str.replace(r"[\W_]+", " ", regex=True).str.strip(),
        }
    )
    single = ~listed.duplicated(["title", "year"], keep=False) & (listed["title"] != "")
    runs = listed[single].sort_values(["title", "year"])
    begins = (runs["title"] != runs["title"].shift()) | (runs["year"] != runs["year"].shift() + 1)
    first = runs["resolution_id"].where(begins).ffill()
    label = listed["resolution_id"].copy()
    label.loc[first.index] = first
    return pd.Series(label.to_numpy(), index=listed["resolution_id"].to_numpy(), name="item")


def estimate(votes, anchor="USA", items=None, drift=0.5, level=0.90):
    """Position of every state in every year, with its interval.

    Parameters
    ----------
    votes : pandas.DataFrame
        resolution_id, iso3, year, vote (1 yes, 2 abstain, 3 no, 8 absent), one row for each resolution and state.
    anchor : str
        State whose mean position is positive.
    items : pandas.Series, optional
        Label by resolution_id, as `bridges` returns it; resolutions with the same label share their parameters. Left
        out: every resolution stands alone.
    drift : float
        Prior standard deviation of a state's move from one year to the next, in prior standard deviations of a
        position. Smaller is smoother.
    level : float
        Coverage of the interval.

    Returns
    -------
    pandas.DataFrame
        iso3, year, value (mean 0 and standard deviation 1 over all rows), low, high, n_votes, change (from the year
        before), change_low, change_high: one row for each state and year with a vote that counts. Resolutions on which
        all voted alike do not count. The changes are missing where the state has no such vote in the year before.

    Raises
    ------
    ValueError
        Missing column or value, unknown vote code, a state twice on a resolution, an anchor without votes, a
        resolution without a label, an option outside its range, or no resolution that divides.

    Notes
    -----
    low and high are the normal approximation at the posterior mode. Positions of successive years go together, so the
    interval of a change is that of the difference, not what two intervals leave between them. Uncertainty of cutpoints
    and discriminations counts within each year; that one bridge is uncertain in the same way in all its years does not.
    """
    return fit(votes, anchor, items, drift, level).positions


def fit(votes, anchor="USA", items=None, drift=0.5, level=0.90, year=None, iterations=200, tolerance=1e-6):
    """As `estimate`, with the parameters of the resolutions, the path of the log posterior, and the moves of pairs.

    Newton steps for all resolutions given the positions, then for all states given the resolutions; both problems are
    concave. A step that lowers its part of the log posterior is halved, so that the whole never falls.

    Parameters
    ----------
    votes, anchor, items, drift, level
        As in `estimate`.
    year : int, optional
        Year for which to say how much nearer every pair came since the year before.
    iterations : int
        Largest number of rounds.
    tolerance : float
        Stop when a round adds less than this share to the log posterior.

    Returns
    -------
    Fit
    """
    for name, value, low, high in (("drift", drift, 0, np.inf), ("level", level, 0, 1)):
        if not low < value < high:
            raise ValueError(
                f"{name} is {value}: use a number above {low}" + (f" and below {high}" if high == 1 else "")
            )
    record = _record(votes, anchor, items)
    prior = _chain(record, drift)
    theta = record.start
    parameters = np.tile([-1.0, 1.0, 0.0], (len(record.items), 1))
    path, converged = [], False
    while len(path) < iterations and not converged:
        parameters = _update_items(record, theta, parameters)
        theta = _update_positions(record, theta, parameters, prior)
        path.append(_log_posterior(record, theta, parameters, prior))
        converged = len(path) > 1 and path[-1] - path[-2] < tolerance * abs(path[-1])
    spread = _uncertainty(record, theta, parameters, prior, year)
    return Fit(*_scaled(record, theta, spread, parameters, anchor, level), path, converged)


def agreement(own, published):
    """How well two sets of positions agree, year by year.

    Parameters
    ----------
    own, published : pandas.DataFrame
        iso3, year, value, n_votes, one row for each state and year, and the same codes of states.

    Returns
    -------
    pandas.DataFrame
        year, states, n_votes and n_published (most votes of any state in the year), correlation, rank_correlation,
        reason (empty, or why a correlation may lie below `REQUIRED_CORRELATION`).
    """
    for frame, what in ((own, "own"), (published, "published")):
        _require(frame, ["iso3", "year", "value", "n_votes"], what)
        if frame.duplicated(["iso3", "year"]).any():
            row = frame[frame.duplicated(["iso3", "year"])].iloc[0]
            raise ValueError(f"{what}: {row['iso3']} {row['year']} stands more than once; choose one set and release")
    columns = ["iso3", "year", "value", "n_votes"]
    frames = [frame[columns].astype({"iso3": "str"}) for frame in (own, published)]
    both = frames[0].merge(frames[1], on=["iso3", "year"], suffixes=("", "_published"))
    rows = []
    for year, group in both.groupby("year"):
        ours, theirs = group["value"], group["value_published"]
        counts = int(group["n_votes"].max()), int(group["n_votes_published"].max())
        linear, rank = ours.corr(theirs), ours.rank().corr(theirs.rank())
        rows.append((year, len(group), *counts, linear, rank, _reason(linear, *counts)))
    names = ["year", "states", "n_votes", "n_published", "correlation", "rank_correlation", "reason"]
    return pd.DataFrame(rows, columns=names)


def _reason(correlation, own, published):
    if correlation >= REQUIRED_CORRELATION:
        return ""
    if own < REQUIRED_VOTES:
        return f"{own} votes, fewer than {REQUIRED_VOTES}"
    if abs(own - published) > 0.1 * published:
        return f"another set of votes: {own} here, {published} in the published estimate"
    return "not explained by the number of votes"


def _require(frame, columns, what):
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(f"{what}: column {missing[0]} is missing; it has {', '.join(map(str, frame.columns))}")


def _record(votes, anchor, items):
    """Check the votes and number resolutions, states and years."""
    columns = ["resolution_id", "iso3", "year", "vote"]
    _require(votes, columns, "votes")
    for column in columns:
        if votes[column].isna().any():
            row = votes.index[votes[column].isna().to_numpy().argmax()]
            raise ValueError(f"votes: row {row}: {column} is missing; fill it or drop the row")
    known = votes["vote"].isin([YES, ABSTAIN, NO, ABSENT])
    if not known.all():
        row = votes[~known].iloc[0]
        raise ValueError(
            f"votes: row {row.name} (resolution {row['resolution_id']}, {row['iso3']}): vote is {row['vote']}; "
            "use 1 yes, 2 abstain, 3 no or 8 absent, as numbers"
        )
    cast = votes.loc[votes["vote"] != ABSENT, columns]
    twice = cast.duplicated(["resolution_id", "iso3"])
    if twice.any():
        row = cast[twice].iloc[0]
        raise ValueError(f"votes: {row['iso3']} stands more than once on {row['resolution_id']}; keep one row")
    span = cast.groupby("resolution_id", observed=True)["vote"].agg(["min", "max"])
    divided = span.index[span["min"] < span["max"]]
    cast = cast[cast["resolution_id"].isin(divided)]
    if not (cast["iso3"] == anchor).any():
        raise ValueError(f"anchor {anchor!r} has no vote on a resolution that divides; name a state that has")
    label = cast["resolution_id"].astype("str")
    if items is not None:
        mapped = label.map(items)
        if mapped.isna().any():
            raise ValueError(f"items: resolution {label[mapped.isna()].iloc[0]} has no label; give it one")
        label = mapped
    cast = cast.assign(
        iso3=cast["iso3"].astype("str"),
        item=label,
        nearness=_nearness(cast, anchor),
        rank=cast["vote"].map({NO: 0, ABSTAIN: 1, YES: 2}).astype("int64"),
    ).sort_values("rank", kind="stable")
    spans = cast.groupby("iso3")["year"].agg(["min", "max"])
    length = (spans["max"] - spans["min"] + 1).to_numpy()
    first = pd.Series(np.cumsum(length) - length, index=spans.index)
    state = np.repeat(spans.index.to_numpy(), length)
    year = np.concatenate([np.arange(low, high + 1) for low, high in zip(spans["min"], spans["max"], strict=True)])
    cell = (cast["iso3"].map(first) + cast["year"] - cast["iso3"].map(spans["min"])).to_numpy()
    item, labels = pd.factorize(cast["item"], sort=True)
    count = np.bincount(cast["rank"], minlength=3)
    return _Votes(
        np.asarray(labels, dtype=str),
        item,
        cell,
        slice(count[0], count[0] + count[1]),
        state,
        year,
        _start(cell, cast["nearness"].to_numpy(), year),
    )


def _nearness(cast, anchor):
    """Of each vote, 1 - distance to the anchor's vote, NaN where the anchor did not vote."""
    other = cast[cast["iso3"] == anchor].set_index(cast.loc[cast["iso3"] == anchor, "resolution_id"].astype("str"))
    return 1 - (cast["vote"] - cast["resolution_id"].astype("str").map(other["vote"])).abs() / 2


def _start(cell, nearness, year):
    """Mean nearness to the anchor, standardised within the year; 0 where unknown."""
    known = np.isfinite(nearness)
    count = np.bincount(cell[known], minlength=len(year))
    total = np.bincount(cell[known], nearness[known], len(year))
    mean = pd.Series(np.where(count > 0, total / np.maximum(count, 1), np.nan))
    groups = mean.groupby(year)
    spread = groups.transform("std")
    return ((mean - groups.transform("mean")) / spread.where(spread > 0)).fillna(0.0).to_numpy()


def _chain(record, drift):
    """Prior precision of the cells, as the upper banded form of a tridiagonal matrix."""
    same = np.r_[False, record.state[1:] == record.state[:-1]]
    link = np.where(same, -1 / drift**2, 0.0)
    return np.stack([link, 1.0 - link - np.r_[link[1:], 0.0]])


def _product(prior, theta):
    """Prior precision times theta; `prior` is (link to the cell before, diagonal)."""
    link, diagonal = prior
    product = diagonal * theta
    product[1:] += link[1:] * theta[:-1]
    product[:-1] += link[1:] * theta[1:]
    return product


def _log_p(record, position, parameters):
    """log p of each vote, and p and the arguments of F: of no, abstain (lower and upper), yes."""
    between = record.abstentions
    lower, upper, discrimination = parameters.T
    item = record.item
    middle = discrimination[item] * position
    c1, c2 = lower[item[: between.stop]], upper[item[between.start :]]
    no = np.maximum(c1[: between.start] - middle[: between.start], -LARGEST)
    yes = np.maximum(middle[between.stop :] - c2[between.stop - between.start :], -LARGEST)
    low = c1[between] - middle[between]
    high = c2[: between.stop - between.start] - middle[between]
    # The difference of two values of F near 1 loses its digits: take both from the other tail.
    tail = low > 0
    width = ndtr(np.where(tail, -low, high)) - ndtr(np.where(tail, -high, low))
    p = np.concatenate([ndtr(no), np.maximum(width, 1e-290), ndtr(yes)])
    return np.log(p), p, no, low, high, yes


def _latent(record, position, parameters):
    """Of each vote, log p and its derivatives."""
    log_p, p, no, low, high, yes = _log_p(record, position, parameters)
    between = record.abstentions
    density = np.exp(-0.5 * np.concatenate([no, low, yes]) ** 2) / np.sqrt(2 * np.pi)
    ratio = density / p
    above = np.exp(-0.5 * high**2) / np.sqrt(2 * np.pi) / p[between]
    below = ratio[between]
    below_curve, above_curve = below * (below - low), above * (above + high)
    cross = -above * below
    no_ratio, yes_ratio = ratio[: between.start], ratio[between.stop :]
    no_curve, yes_curve = no_ratio * (no_ratio + no), yes_ratio * (yes_ratio + yes)
    return _Latent(
        log_p,
        np.concatenate([-no_ratio, below - above, yes_ratio]),
        np.concatenate([no_curve, below_curve + above_curve + 2 * cross, yes_curve]),
        np.concatenate([no_ratio, -below]),
        np.concatenate([above, -yes_ratio]),
        np.concatenate([no_curve, below_curve]),
        np.concatenate([above_curve, yes_curve]),
        cross,
    )


def _item_prior(parameters):
    """Log prior of each item."""
    lower, upper, discrimination = parameters.T
    gap = upper - lower
    return np.log(gap) - gap - 0.5 * ((lower**2 + upper**2) / CUTPOINT**2 + (discrimination / DISCRIMINATION) ** 2)


def _item_hessian(record, position, parameters, latent):
    """Minus the second derivatives of the log posterior of each item in c1, c2 and b: array (items, 3, 3)."""
    between, n = record.abstentions, len(record.items)
    early, late, middle = record.item[: between.stop], record.item[between.start :], record.item[between]
    barrier = 1 / (parameters[:, 1] - parameters[:, 0]) ** 2
    lower_curve, upper_curve = latent.lower_curve.copy(), latent.upper_curve.copy()
    hessian = np.empty((n, 3, 3))
    hessian[:, 0, 0] = np.bincount(early, lower_curve, n) + 1 / CUTPOINT**2 + barrier
    hessian[:, 1, 1] = np.bincount(late, upper_curve, n) + 1 / CUTPOINT**2 + barrier
    hessian[:, 0, 1] = np.bincount(middle, latent.cross, n) - barrier
    lower_curve[between] += latent.cross
    upper_curve[: len(middle)] += latent.cross
    hessian[:, 0, 2] = -np.bincount(early, lower_curve * position[: between.stop], n)
    hessian[:, 1, 2] = -np.bincount(late, upper_curve * position[between.start :], n)
    hessian[:, 2, 2] = np.bincount(record.item, latent.curve * position**2, n) + 1 / DISCRIMINATION**2
    for row, column in ((0, 1), (0, 2), (1, 2)):
        hessian[:, column, row] = hessian[:, row, column]
    return hessian


def _update_items(record, theta, parameters):
    """One Newton step for every item, halved where it lowers the item's log posterior or crosses the cutpoints."""
    between, n = record.abstentions, len(record.items)
    position = theta[record.cell]
    latent = _latent(record, position, parameters)
    gap = parameters[:, 1] - parameters[:, 0]
    slope = -parameters / np.array([CUTPOINT, CUTPOINT, DISCRIMINATION]) ** 2
    slope[:, 0] += np.bincount(record.item[: between.stop], latent.lower, n) + 1 - 1 / gap
    slope[:, 1] += np.bincount(record.item[between.start :], latent.upper, n) - 1 + 1 / gap
    slope[:, 2] += np.bincount(record.item, latent.slope * position, n)
    hessian = _item_hessian(record, position, parameters, latent)
    step = np.linalg.solve(hessian, slope[:, :, None])[:, :, 0]
    closing = step[:, 0] - step[:, 1]
    step *= np.minimum(1.0, 0.9 * gap / np.maximum(closing, 0.9 * gap))[:, None]

    def value(trial):
        return np.bincount(record.item, _log_p(record, position, trial)[0], n) + _item_prior(trial)

    before = np.bincount(record.item, latent.log_p, n) + _item_prior(parameters)
    return _climb(parameters, step, before, value, np.arange(n))


def _update_positions(record, theta, parameters, prior):
    """One Newton step for every state, halved where it lowers the state's log posterior."""
    n, discrimination = len(theta), parameters[record.item, 2]
    latent = _latent(record, theta[record.cell], parameters)
    slope = np.bincount(record.cell, latent.slope * discrimination, n) - _product(prior, theta)
    curve = np.bincount(record.cell, latent.curve * discrimination**2, n)
    step = solveh_banded(prior + np.stack([np.zeros(n), curve]), slope)
    group = np.cumsum(np.r_[False, record.state[1:] != record.state[:-1]])
    states = group[-1] + 1

    def total(trial, log_p):
        chain = np.bincount(group, trial * _product(prior, trial), states)
        return np.bincount(group[record.cell], log_p, states) - 0.5 * chain

    def value(trial):
        return total(trial, _log_p(record, trial[record.cell], parameters)[0])

    return _climb(theta, step, total(theta, latent.log_p), value, group)


def _climb(point, step, before, value, group):
    """The point a step away; steps of groups whose value falls are halved, and in the end not taken."""
    for attempt in range(12):
        trial = point + step
        fallen = ~(value(trial) >= before - 1e-9 * (1 + np.abs(before)))
        if not fallen.any():
            return trial
        step = step.copy()
        step[fallen[group]] *= 0.5 if attempt < 10 else 0.0
    return point


def _log_posterior(record, theta, parameters, prior):
    votes = _log_p(record, theta[record.cell], parameters)[0].sum()
    return float(votes + _item_prior(parameters).sum() - 0.5 * theta @ _product(prior, theta))


def _uncertainty(record, theta, parameters, prior, year):
    """Posterior variance of the cells and of the step to each from the cell before; covariance of the steps to a year.

    The information of the votes of a year on its states is the diagonal of own curvatures less what goes into the
    items, which are integrated out within the year; the years are then chained by the prior, forwards and backwards.
    The covariance of two successive years is the filtered covariance of the first times the link times the smoothed
    covariance of the second. NaN where a state has no cell in the year before.
    """
    link = prior[0]
    years, cells, blocks = _information(record, theta, parameters, prior)
    place = np.empty(len(theta), dtype=np.int64)
    for members in cells:
        place[members] = np.arange(len(members))
    passed = [np.zeros_like(block) for block in blocks]
    for number in range(1, len(years)):
        now = cells[number][link[cells[number]] != 0]
        _pass(blocks[number - 1] - passed[number - 1], passed[number], place[now - 1], place[now], link[now])
    variance, step = np.empty(len(theta)), np.full(len(theta), np.nan)
    steps = None
    back = np.zeros_like(blocks[-1])
    after = np.linalg.inv(blocks[-1] - passed[-1])
    for number in range(len(years) - 1, -1, -1):
        covariance, now = after, cells[number][link[cells[number]] != 0]
        variance[cells[number]] = np.diag(covariance)
        if not number:
            break
        earlier = np.zeros_like(blocks[number - 1])
        _pass(blocks[number] - back, earlier, place[now], place[now - 1], link[now])
        back = earlier
        after = np.linalg.inv(blocks[number - 1] - passed[number - 1] - back)
        filtered = np.linalg.inv(blocks[number - 1] - passed[number - 1])[np.ix_(place[now - 1], place[now - 1])]
        kept = covariance[np.ix_(place[now], place[now])]
        cross = -(filtered * link[now]) @ kept
        both = kept + after[np.ix_(place[now - 1], place[now - 1])] - cross - cross.T
        step[now] = np.diag(both)
        if years[number] == year:
            steps = now, both
    return variance, step, steps


def _information(record, theta, parameters, prior):
    """Years, the cells of each, and the precision of each year's cells before the years are chained."""
    position = theta[record.cell]
    latent = _latent(record, position, parameters)
    discrimination = parameters[record.item, 2]
    root = np.linalg.cholesky(np.linalg.inv(_item_hessian(record, position, parameters, latent)))
    between = record.abstentions
    lower, upper = np.zeros(len(position)), np.zeros(len(position))
    lower[: between.stop] = latent.lower_curve
    upper[between.start :] = latent.upper_curve
    lower[between] += latent.cross
    upper[between] += latent.cross
    mixed = np.stack([-lower, -upper, latent.curve * position], axis=1) * discrimination[:, None]
    mixed[:, 2] -= latent.slope
    shared = np.einsum("vi,vij->vj", mixed, root[record.item])
    own = np.bincount(record.cell, latent.curve * discrimination**2, len(theta)) + prior[1]

    years = np.unique(record.year)
    cells = [np.flatnonzero(record.year == year) for year in years]
    votes_of = _split(record.year[record.cell], years)
    place = np.empty(len(theta), dtype=np.int64)
    blocks = []
    for members, votes in zip(cells, votes_of, strict=True):
        place[members] = np.arange(len(members))
        block = np.diag(own[members])
        if len(votes):
            local, column = np.unique(record.item[votes], return_inverse=True)
            spread = np.zeros((len(members), len(local), 3))
            np.add.at(spread, (place[record.cell[votes]], column), shared[votes])
            spread = spread.reshape(len(members), -1)
            block -= spread @ spread.T
        blocks.append(block)
    return years, cells, blocks


def _pass(block, target, leaving, arriving, link):
    """Into `target`, what one year's block takes from the precision of the states it shares with the next."""
    inverse = np.linalg.inv(block)[np.ix_(leaving, leaving)]
    target[np.ix_(arriving, arriving)] = link[:, None] * inverse * link[None, :]


def _split(values, kinds):
    """Positions of each kind among `values`."""
    order = np.argsort(values, kind="stable")
    return np.split(order, np.searchsorted(values[order], kinds[1:]))


def _scaled(record, theta, spread, parameters, anchor, level):
    """Tables of positions, items and pairs, positions with mean 0 and standard deviation 1 and the anchor positive."""
    n_votes = np.bincount(record.cell, minlength=len(theta))
    voted = n_votes > 0
    middle, scale = theta[voted].mean(), theta[voted].std()
    sign = -1.0 if theta[voted & (record.state == anchor)].mean() < middle else 1.0
    value = sign * (theta - middle) / scale
    variance, step, steps = spread
    times = ndtri(0.5 + level / 2) / scale
    change = np.where(np.isfinite(step) & voted & np.r_[False, voted[:-1]], np.diff(value, prepend=np.nan), np.nan)
    positions = pd.DataFrame(
        {
            "iso3": record.state,
            "year": record.year,
            "value": value,
            "low": value - times * np.sqrt(variance),
            "high": value + times * np.sqrt(variance),
            "n_votes": n_votes,
            "change": change,
            "change_low": change - times * np.sqrt(step),
            "change_high": change + times * np.sqrt(step),
        }
    )[voted].reset_index(drop=True)
    shift = parameters[:, 2] * middle
    items = pd.DataFrame(
        {
            "item": record.items,
            "lower": parameters[:, 0] - shift,
            "upper": parameters[:, 1] - shift,
            "discrimination": sign * parameters[:, 2] * scale,
            "n_votes": np.bincount(record.item, minlength=len(record.items)),
        }
    )
    return positions, items, _approaches(record.state, value, change, steps, times)


def _approaches(state, value, change, steps, times):
    """How much nearer each pair of states came, in the direction in which they lay apart."""
    cells, covariance = steps or (np.zeros(0, dtype=int), np.zeros((0, 0)))
    moved = np.isfinite(change[cells])
    cells, covariance = cells[moved], covariance[np.ix_(moved, moved)]
    first, second = np.triu_indices(len(cells), 1)
    a, b = cells[first], cells[second]
    gap = value[a - 1] - value[b - 1]
    approach = np.sign(gap) * (change[b] - change[a])
    variance = covariance[first, first] + covariance[second, second] - 2 * covariance[first, second]
    return pd.DataFrame(
        {
            "iso3_a": state[a],
            "iso3_b": state[b],
            "gap": abs(gap),
            "approach": approach,
            "low": approach - times * np.sqrt(variance),
            "high": approach + times * np.sqrt(variance),
        }
    )
