"""The position that most members of a group took on each resolution."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

POSITIONS = {1: "yes", 2: "abstain", 3: "no"}
ABSENT = 8
SPLIT = "split"


def majority(votes: pd.DataFrame, members: Sequence[str] | Callable[[pd.Timestamp], Sequence[str]]) -> pd.DataFrame:
    """Position of more than half of the members that voted, resolution by resolution.

    With y, a, n members that voted yes, abstain and no, the position is the one with a count above (y + a + n) / 2,
    and split where none has. Absent members do not count. An abstention is a vote.

    Parameters
    ----------
    votes : DataFrame[resolution_id, date, iso3, vote]
        vote is 1 yes, 2 abstain, 3 no, 8 absent; one row for each resolution and state, as `votes/un_votes`.
    members : list of str, or function of a day
        Codes of the members; or a function that returns them for the day of a vote, as
        ``lambda day: countries.members("EU", day)``. Members without a row in `votes` do not count.

    Returns
    -------
    DataFrame[resolution_id, date, position, yes, abstain, no, absent]
        One row for each resolution, by date and resolution_id; position is yes, abstain, no or split, missing where no
        member voted; the others are numbers of members.

    Raises
    ------
    ValueError
        Missing column or value, unknown vote code, a resolution on two days, a member twice on one resolution.
    """
    _check(votes)
    resolution, resolutions = pd.factorize(votes["resolution_id"], sort=True)
    state, states = pd.factorize(votes["iso3"], sort=True)
    day, days = pd.factorize(votes["date"], sort=True)
    on = np.zeros(len(resolutions), dtype=int)
    on[resolution] = day
    if (wrong := on[resolution] != day).any():
        raise ValueError(f"votes: {votes['resolution_id'].iloc[int(wrong.argmax())]} has two dates; give each one")
    seated = _seats(members, days, states)[day, state]
    _refuse_repeats(resolution[seated], state[seated], resolutions, states)
    codes = [*POSITIONS, ABSENT]
    ballot = np.searchsorted(codes, votes["vote"].to_numpy(dtype=int)[seated])
    size = len(resolutions) * len(codes)
    counts = np.bincount(resolution[seated] * len(codes) + ballot, minlength=size).reshape(-1, len(codes))
    cast = counts[:, :3]
    voted = cast.sum(axis=1)
    above = 2 * cast > voted[:, None]
    choice = np.where(above.any(axis=1), above.argmax(axis=1), len(POSITIONS))
    choice[voted == 0] = -1
    frame = pd.DataFrame(
        {
            "resolution_id": np.asarray(resolutions, dtype="object"),
            "date": np.asarray(days)[on],
            "position": pd.Categorical.from_codes(choice, categories=pd.Index([*POSITIONS.values(), SPLIT])),
        }
    ).astype({"resolution_id": "str"})
    for place, name in enumerate([*POSITIONS.values(), "absent"]):
        frame[name] = counts[:, place].astype("int64")
    return frame.sort_values(["date", "resolution_id"], ignore_index=True)


def _seats(members, days, states):
    """Days by states: whether the state is a member on the day."""
    place = pd.Index(states)
    if not callable(members):
        return np.tile(place.isin(list(members)), (len(days), 1))
    if not len(days):
        return np.zeros((0, len(states)), dtype=bool)
    return np.stack([place.isin(list(members(pd.Timestamp(day)))) for day in days])


def _check(votes):
    for column in ("resolution_id", "date", "iso3", "vote"):
        if column not in votes.columns:
            raise ValueError(f"votes: column {column!r} is missing; it has {', '.join(map(str, votes.columns))}")
        if votes[column].isna().any():
            raise ValueError(f"votes: column {column!r} has a missing value; leave such rows out")
    known = votes["vote"].isin([*POSITIONS, ABSENT])
    if not known.all():
        raise ValueError(f"votes: unknown vote {votes['vote'][~known].iloc[0]}; use 1 yes, 2 abstain, 3 no, 8 absent")


def _refuse_repeats(resolution, state, resolutions, states):
    cells = np.sort(resolution * len(states) + state)
    if (again := cells[1:] == cells[:-1]).any():
        first, second = divmod(int(cells[1:][again][0]), len(states))
        raise ValueError(f"votes: {states[second]} stands twice on {resolutions[first]}; keep one row")
