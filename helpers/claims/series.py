"""Series of all pairs that several claims use, and the change of one pair among them."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import (
    arms,
    declared_trade,
    exercises,
    memberships,
    placebo,
    rates,
    rollcalls,
    trade,
    transfers,
    votes,
)

FOUR = ("RUS", "IRN", "CHN", "PRK")
HEADS = "president"
BEATEN = 90
"""Percentile from which a rise is unusual; 100 less it for a fall."""

LAST_FULL_YEAR = 2025
"""Last full year of the lists of exercises and meetings."""

FIRST_VOTES, COW_YEARS = 1970, (1970, 1999)
"""Years that the rules reach: of votes, and of trade in the older record of all pairs."""

MEMBERSHIP_YEARS = (*range(1992, 1995), *range(2004, 2007), *range(2012, 2015))
"""Years of membership that the rules compare."""

WHOLE = ("IRN", "PRK", "RUS")
"""States all of whose arms imports `arms/items` and `arms/deals` hold."""

PARTIES = {"IRN", "PRK"}
"""States all of whose arms exports they hold too."""

COMPARED = "other pairs of the states compared"
"""What a place in arms is among."""

JOINED = "Trade joins Russia's own declarations (to 2021) with estimates from partners (since 2022)."
"""What to know of a change of trade across 2022 in the records of Russia's trade."""

FLOOR = 1e6
"""Mean yearly trade in dollars before and after below which a partner is left out."""


def cast(tables):
    """Recorded votes, the Soviet Union under Russia."""
    return tables.once("cast", lambda t: rollcalls.comparable(t["votes/un_votes"]))


def kappa(tables):
    """Kappa of all pairs by year since 1970, as a matrix.

    A last year of which the record lacks most of the main part, October on, is left out.
    """
    return tables.once("kappa", _kappa)


def _kappa(tables):
    rows = cast(tables)
    rows = rows[rows["year"] >= FIRST_VOTES]
    last = rows["year"].max()
    held = rows[rows["year"] == last].drop_duplicates("resolution_id")
    if (held["date"].dt.month >= 10).mean() < 0.5:
        rows = rows[rows["year"] < last]
    found = votes.similarity(rows, "kappa").rename(columns={"period": "year"})
    return placebo.wide(found[found["n"] >= rollcalls.MIN_VOTES], "value")


def depends(tables, source):
    """Dependence of all pairs in a source of `trade/pairs` in the years of the rules, the Soviet Union under Russia."""
    return tables.once(("depends", source), _depends, source)


def _depends(tables, source):
    rows = tables["trade/pairs"]
    rows = rows[rows["source"] == source].drop(columns="source")
    if source == "cow_trade":
        rows = rows[rows["year"].between(*COW_YEARS)]
    return trade.dependence(declared_trade.one_series(rows))


def trade_logs(tables, source):
    """Logarithm of trade of all pairs, as a matrix."""
    return tables.once(("logs", source), _trade_logs, source)


def _trade_logs(tables, source):
    every = depends(tables, source)
    known = every[(every["directions"] == 2) & (every["value_usd"] > 0)]
    return placebo.wide(known.assign(log_usd=np.log(known["value_usd"])), "log_usd")


def salience(tables):
    """Salience of trade of all pairs in BACI, as a matrix."""
    return tables.once("salience", lambda t: placebo.wide(depends(t, "baci_pairs"), "salience"))


def joint_memberships(tables):
    """Joint full memberships of all pairs in the years of the rules, as a matrix."""
    return tables.once("joint", _joint_memberships)


def _joint_memberships(tables):
    rows = tables["ties/memberships"]
    found = memberships.joint(rows[rows["year"].isin(MEMBERSHIP_YEARS)])
    return placebo.wide(found.assign(joint=found["joint"].astype(float)), "joint")


def relation(tables):
    """GDELT score a day of all pairs, as a matrix."""
    return tables.once("relation", _relation)


def _relation(tables):
    rows = tables["events/pairs"]
    return placebo.wide(rows[rows["measure"] == "score_per_day"], "value")


def change(matrix, pair, year, before, after):
    """Change of a pair around a year and its place among all pairs.

    Returns
    -------
    dict
        change, percentile, pairs; None where the pair or the source has too few years.
    """
    key = tuple(sorted(pair))
    if key not in matrix.index:
        return dict.fromkeys(("change", "percentile", "pairs"))
    found = placebo.shifts(matrix, year, before, after)
    if key not in found.index:
        return dict.fromkeys(("change", "percentile", "pairs"))
    own = float(found.loc[key, "change"])
    return {"change": own, "percentile": placebo.place(found["change"], own), "pairs": len(found)}


def spans(matrix, pair, early, late):
    """Mean of `late` years less mean of `early` years of a pair and its place among all pairs with both.

    Returns
    -------
    dict
        before, after, change, percentile, pairs; None where the pair lacks one of them.
    """
    names = ("before", "after", "change", "percentile", "pairs")
    key = tuple(sorted(pair))
    first, last = (matrix.reindex(columns=range(a, b + 1)).mean(axis=1) for a, b in (early, late))
    moved = (last - first).dropna()
    if key not in moved.index:
        return dict.fromkeys(names)
    own = float(moved[key])
    place = placebo.place(moved, own)
    return dict(zip(names, (float(first[key]), float(last[key]), own, place, len(moved)), strict=True))


def last_year(matrix, pair):
    """Last year with a value of the pair; None without one."""
    key = tuple(sorted(pair))
    known = matrix.loc[key].dropna() if key in matrix.index else []
    return int(known.index[-1]) if len(known) else None


def place_in(matrix, pair, year=None):
    """Value of a pair in a year (default: its last) and its place among all pairs.

    Returns
    -------
    dict
        year, value, percentile, pairs; None where there is no value.
    """
    year = last_year(matrix, pair) if year is None else year
    key = tuple(sorted(pair))
    if year is None or year not in matrix or key not in matrix.index or np.isnan(matrix.loc[key, year]):
        return dict.fromkeys(("year", "value", "percentile", "pairs"))
    every = matrix[year].dropna()
    own = float(every[key])
    return {"year": year, "value": own, "percentile": placebo.place(every, own), "pairs": len(every)}


def arms_rise(tables, pair, before, after):
    """Rise of a pair's percentile in arms from the window that ends in `before` to that which ends in `after`.

    Returns
    -------
    dict
        change, percentile (share of the other pairs that rose less), pairs; None without transfers in either.
    """
    found = transfers.acceleration(arms_ranks(tables), pair, before, after)
    if not found:
        return dict.fromkeys(("change", "percentile", "pairs"))
    return {"change": float(found["rise"]), "percentile": 100 * found["risen_less"], "pairs": found["n"]}


def arms_ranks(tables):
    """Ranks of pairs in arms; to the window that ends in 1991 Soviet pairs stand under Russia."""
    return tables.once("arms_ranks", _arms_ranks)


def _arms_ranks(tables):
    rows = tables["arms/pair_ranks"].astype({"iso3_a": "str", "iso3_b": "str"})
    soviet = rows["iso3_a"].eq("SUN") | rows["iso3_b"].eq("SUN")
    held = rows[~soviet | (rows["end_year"] <= 1991)]
    named = held[["iso3_a", "iso3_b"]].replace("SUN", "RUS")
    ordered = pd.DataFrame(np.sort(named.to_numpy(dtype="str"), axis=1), columns=["iso3_a", "iso3_b"], index=held.index)
    held = held.assign(iso3_a=ordered["iso3_a"], iso3_b=ordered["iso3_b"])
    best = held.sort_values("rank").drop_duplicates(["iso3_a", "iso3_b", "end_year"])
    return best[best["iso3_a"] != best["iso3_b"]]


def hub(tables, pair, early, late, source="imf_imts_russia", state="RUS"):
    """Change of one state's trade with a partner, by the records of that state's source, among all its partners.

    Parameters
    ----------
    tables : Tables
    pair : tuple of str
    early, late : tuple of int
        First and last year of both spans; a partner needs every year.
    source, state : str

    Returns
    -------
    dict
        before, after (mean yearly dollars), ratio, change (of the logarithm), percentile, pairs; None where the pair is
        not in the source.
    """
    names = ("before", "after", "ratio", "change", "percentile", "pairs")
    if state not in pair:
        return dict.fromkeys(names)
    rows = tables["trade/pairs"]
    rows = rows[rows["source"] == source].astype({"exporter": "str", "importer": "str"})
    rows = rows[(rows["exporter"] == state) | (rows["importer"] == state)]
    other = rows["importer"].where(rows["exporter"] == state, rows["exporter"])
    yearly = rows.groupby([other.rename("partner"), "year"])["value_usd"].agg(["sum", "size"])
    yearly = yearly.loc[yearly["size"] >= 2, "sum"].unstack()
    first, last = (yearly.reindex(columns=range(a, b + 1)).mean(axis=1, skipna=False) for a, b in (early, late))
    moved = np.log(last[last >= FLOOR] / first[first >= FLOOR]).dropna()
    partner = next(code for code in pair if code != state)
    if partner not in moved.index:
        return dict.fromkeys(names)
    own = float(moved[partner])
    values = (float(first[partner]), float(last[partner]), float(np.exp(own)), own)
    return dict(zip(names, (*values, placebo.place(moved, own), len(moved)), strict=True))


def drills(tables, states, first, split, last=LAST_FULL_YEAR):
    """Exercises of states of their own a year before and from a year on: as `exercises.change`."""
    return exercises.change(exercises.held(exercises.between(tables["ties/exercises"], states)), first, last, split)


def drills_matched(tables, pair, first, split, last=LAST_FULL_YEAR):
    """The ratio of a pair's exercises beside the largest of the other pairs of the four.

    Returns
    -------
    dict
        ratio, low, high, before, after, best (largest ratio of another pair), beats (1 or 0); None where the list does
        not cover the pair or there is nothing to compare.
    """
    names = ("ratio", "low", "high", "before", "after", "best", "beats")
    if not set(pair) <= set(FOUR):
        return dict.fromkeys(names)
    own = drills(tables, pair, first, split, last)
    if own["ratio"] is None:
        return dict.fromkeys(names)
    others = [drills(tables, two, first, split, last)["ratio"] for two in _other_pairs(pair)]
    known = [ratio for ratio in others if ratio is not None and np.isfinite(ratio)]
    best = max(known) if known else None
    beats = None if best is None else int(own["ratio"] > best)
    ends = (own["ratio"], own["ratio_low"], own["ratio_high"], own["before"], own["after"])
    return dict(zip(names, (*ends, best, beats), strict=True))


def _other_pairs(pair):
    two = {tuple(sorted((a, b))) for a in FOUR for b in FOUR if a < b}
    return sorted(two - {tuple(sorted(pair))})


def meetings_matched(tables, pair, first, split, last=LAST_FULL_YEAR):
    """Meetings of heads of state a year before and from a year on, beside the other pairs of the list.

    Returns
    -------
    dict
        ratio, low, high, before, after, best, beats; None as in `drills_matched`.
    """
    names = ("ratio", "low", "high", "before", "after", "best", "beats")
    rows = tables["ties/meetings"]
    rows = rows[(rows["level"] == HEADS) & rows["year"].between(first, last)].astype({"iso3_a": "str", "iso3_b": "str"})
    found = {}
    for key, group in rows.groupby(["iso3_a", "iso3_b"]):
        late = int((group["year"] >= split).sum())
        found[key] = (
            len(group) - late,
            late,
            rates.rate_ratio(late, len(group) - late, last - split + 1, split - first),
        )
    key = tuple(sorted(pair))
    if key not in found:
        return dict.fromkeys(names)
    early, late, own = found.pop(key)
    known = [other["ratio"] for _, _, other in found.values() if np.isfinite(other["ratio"])]
    best = max(known) if known else None
    values = (own["ratio"], own["low"], own["high"], early / (split - first), late / (last - split + 1))
    return dict(zip(names, (*values, best, None if best is None else int(own["ratio"] > best)), strict=True))


def registered(supplier, recipient):
    """Whether the excerpt of the register of arms holds what one state delivered to another.

    It holds all rows with Iran or North Korea as a party, all with Russia as the recipient, and Russia's to China; of
    other pairs it is silent, which is not zero.
    """
    return recipient in WHOLE or supplier in PARTIES or (supplier, recipient) == ("RUS", "CHN")


def deals_ratio(tables, pair, first, split):
    """Deals ordered between two states a year before and from a year on, to the last year of the register.

    Returns
    -------
    dict
        ratio, low, high, before, after; None where the excerpt does not hold both directions.
    """
    if not (registered(*pair) and registered(*pair[::-1])):
        return dict.fromkeys(("ratio", "low", "high", "before", "after"))
    rows = transfers.between(transfers.one_series(tables["arms/deals"]), pair)
    last = int(tables["arms/items"]["year"].max())
    inside = rows[rows["order_year"].between(first, last)]
    late = int((inside["order_year"] >= split).sum())
    found = rates.rate_ratio(late, len(inside) - late, last - split + 1, split - first)
    return found | {"before": (len(inside) - late) / (split - first), "after": late / (last - split + 1)}


def deliveries(tables, supplier, recipient, first, last):
    """Volume delivered by one state to another over some years, the Soviet Union under Russia.

    Returns
    -------
    float or None
        Million TIV; None where the excerpt does not hold deliveries between the two.
    """
    if not registered(supplier, recipient):
        return None
    rows = transfers.one_series(tables["arms/items"])
    own = rows[(rows["supplier"] == supplier) & (rows["recipient"] == recipient) & rows["year"].between(first, last)]
    return float(own["tiv_m"].sum())


def imports(tables, state, first):
    """Volume of arms that a state imported since a year, million TIV; None where its totals are not held."""
    rows = tables["arms/totals"]
    rows = rows[(rows["iso3"] == state) & (rows["role"] == "recipient") & (rows["year"] >= first)]
    return float(rows["tiv_m"].sum()) or None


def imports_share(tables, supplier, recipient, first):
    """One state's part in the volume of arms that another imported since a year; None where either is not held."""
    last = int(tables["arms/items"]["year"].max())
    return share_of(deliveries(tables, supplier, recipient, first, last), imports(tables, recipient, first))


def arms_gap(tables, supplier, recipient, first):
    """What the excerpt of the register leaves open about one state's part in another's arms imports.

    Returns
    -------
    str
        A sentence; empty where nothing is left open.
    """
    seller, buyer = countries.name(supplier), countries.name(recipient)
    if not registered(supplier, recipient):
        return f"The excerpt of the register held here is silent on arms from {seller} to {buyer}: no volume, no share."
    if imports(tables, recipient, first) is None:
        return f"What {buyer} imported in all since {first} is in no table here: no share can be computed."
    if recipient not in WHOLE:
        return f"The excerpt of the register has no other suppliers of {buyer}: shares by kind of weapon are not known."
    return ""


def tally(found):
    """How many of some series rose, beat the placebo, or fell as few pairs did.

    Parameters
    ----------
    found : dict
        Name of the series -> dict with change and percentile, or with ratio and beats for matched pairs.

    Returns
    -------
    dict
        n, rising, beating, falling (numbers), rising_share, beating_share, falling_share, names of the rising, the
        beating and the falling in words, median (of the percentiles); shares None where no series is known.
    """
    rows = {name: row for name, row in found.items() if row.get("change", row.get("ratio")) is not None}
    places = {name: row.get("percentile") for name, row in rows.items()}
    rising = [n for n, row in rows.items() if (row["change"] > 0 if "change" in row else row["ratio"] > 1)]
    beating = [
        n for n, row in rows.items() if (places[n] >= BEATEN if places[n] is not None else row.get("beats") == 1)
    ]
    falling = [n for n in rows if places[n] is not None and places[n] <= 100 - BEATEN]
    known = [place for place in places.values() if place is not None]
    number = len(rows)
    values = {"n": number or None, "median": float(np.median(known)) if known else None}
    for name, members in (("rising", rising), ("beating", beating), ("falling", falling)):
        values |= {name: len(members), f"{name}_share": len(members) / number if number else None}
        values[f"{name}_names"] = ", ".join(members) or "none"
    return values


def in_words(found, among=None):
    """Each series with its change, place and yardstick, for a sentence: votes +0.08 (place 85 among 18,064 pairs).

    Parameters
    ----------
    found : dict
        As `tally` reads it.
    among : mapping, optional
        Name of a series -> what its place is among; default: pairs.

    Returns
    -------
    str or None
    """
    parts = []
    for name, row in found.items():
        if row.get("change") is not None:
            yardstick = f"{row['pairs']:,} {(among or {}).get(name, 'pairs')}"
            parts.append(f"{name} {row['change']:+.2f} (place {row['percentile']:.0f} among {yardstick})")
        elif row.get("ratio") is not None:
            best = "no other pair is known" if row["best"] is None else f"highest of the other pairs x{row['best']:.1f}"
            parts.append(f"{name} x{row['ratio']:.1f} ({best})")
    return "; ".join(parts) or None


def share_of(numerator, denominator):
    """A ratio; None where the denominator is missing or 0."""
    return None if numerator is None or not denominator else numerator / denominator


def comparison_states():
    """Codes of the comparison set that exist today."""
    return list(countries.COMPARISON)


def windows(end_year):
    """First and last year of the five-year window that ends in a year."""
    return end_year - arms.WINDOW + 1, end_year
