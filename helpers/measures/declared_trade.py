"""What the trade tables say about one pair: every declaration named, the band over them, dependence."""

import pandas as pd

from helpers import countries
from helpers.measures import trade

NAMES = {
    "baci_pairs": "BACI, reconciled",
    "cow_trade": "COW, importer's record first",
    "wits": "WITS",
    "comtrade_2021": "Comtrade (2023 copy)",
    "comtrade_russia_hs2": "Comtrade (2022 copy)",
    "comtrade_partner_declared": "Comtrade (2026 copy)",
    "imf_imts_russia": "IMF",
    "china_customs": "customs",
    "russia_customs": "customs, sum of months",
    "eaeu_members_customs": "statistical office",
}
"""Source -> its name on a chart; declarations add the declaring state, and copies of one source stay apart."""


def one_series(frame, columns=("exporter", "importer")):
    """The frame with the Soviet Union under RUS, one series to 1991 and after.

    Where a source gives both in one year (the IMF until 1999), the Soviet rows from 1992 are left out.
    """
    columns = list(columns)
    soviet = (frame[columns[0]] == "SUN") | (frame[columns[1]] == "SUN")
    return countries.join_succession(frame[~(soviet & (frame["year"] >= 1992))], columns, rules=("SUN",))


def named(frame):
    """With a column `declaration`: source and, where a state declared the value, its name."""
    source = frame["source"].astype("str").map(NAMES)
    reporter = frame["reporter"].astype("str")
    who = reporter.map({code: countries.name(code) for code in reporter.unique() if code in countries.states()})
    who = who.astype("str")  # numbers where no state is named
    estimate = (frame["source"] == "imf_imts_russia") & (reporter == "none")
    label = source.where(who.isna(), source + ", " + who)
    return frame.assign(declaration=label.where(~estimate, "IMF, estimate from partners"))


def flows(pairs, exporter, importer):
    """Every declaration of what one state sold to another, named.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Table `trade/pairs`, Soviet rows joined if wanted.
    exporter, importer : str

    Returns
    -------
    pandas.DataFrame
        year, value_usd, source, reporter, basis, status, declaration; in order of declaration and year.
    """
    rows = named(pairs[(pairs["exporter"] == exporter) & (pairs["importer"] == importer)])
    return rows.sort_values(["declaration", "year"], ignore_index=True)


def both_ways(pairs, pair):
    """Turnover of a pair by source and declaring side, only where both directions are known.

    Parameters
    ----------
    pairs : pandas.DataFrame
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        year, value_usd, source, reporter, declaration.
    """
    own = pairs[pairs["exporter"].isin(pair) & pairs["importer"].isin(pair)]
    total = trade.turnover(own)
    return named(total[total["directions"] == 2]).sort_values(["declaration", "year"], ignore_index=True)


def spread(declared):
    """Lowest and highest declaration of each year, and how many there are.

    Parameters
    ----------
    declared : pandas.DataFrame
        As `flows` or `both_ways` return it.

    Returns
    -------
    pandas.DataFrame
        year, low, high, declarations.
    """
    grouped = declared.groupby("year")["value_usd"].agg(low="min", high="max", declarations="size")
    return grouped.reset_index()


def standing(declared):
    """The last year with a value, and its range over the records.

    Returns
    -------
    dict
        year, declarations; low and high where there are several records, only and record (its name) where there is one;
        None for what does not apply.
    """
    facts = dict.fromkeys(("year", "declarations", "low", "high", "only", "record"))
    if len(declared) == 0:
        return facts
    last = declared[declared["year"] == declared["year"].max()]
    facts |= {"year": int(last["year"].iloc[0]), "declarations": len(last)}
    if len(last) == 1:
        return facts | {"only": last["value_usd"].iloc[0], "record": last["declaration"].iloc[0]}
    return facts | {"low": last["value_usd"].min(), "high": last["value_usd"].max()}


def stated(statements, pair, year):
    """Range of the totals that officials and agencies stated for a calendar year.

    Parameters
    ----------
    statements : pandas.DataFrame
        Table `events/statements`.
    pair : tuple of str
    year : int or None

    Returns
    -------
    dict
        stated_low, stated_high (dollars), stated_only (where all agree), n_stated; None where nobody stated one.
    """
    names = ["-".join(pair), "-".join(pair[::-1])]
    rows = statements[(statements["indicator"] == "total_trade") & statements["pair_or_actor"].isin(names)]
    values = rows.loc[(rows["year"] == year) & rows["plot"], "value"].dropna() * 1e9 if year else []
    if len(values) == 0:
        return dict.fromkeys(("stated_low", "stated_high", "stated_only", "n_stated"))
    only = values.min() if values.min() == values.max() else None
    return {"stated_low": values.min(), "stated_high": values.max(), "stated_only": only, "n_stated": len(values)}


def change(declared, source, first, last):
    """Relative change of one source's series between two years; None where one of them is missing.

    Returns
    -------
    dict
        before, after (dollars), change (-0.65: a fall by 65 per cent).
    """
    series = declared[declared["source"] == source].drop_duplicates("year").set_index("year")["value_usd"]
    before, after = series.get(first), series.get(last)
    known = before is not None and after is not None and before > 0
    return {"before": before, "after": after, "change": after / before - 1 if known else None}


def mutual(pairs, pair, least=10):
    """Share of each of a pair in the other's trade, by year, in each source that holds all pairs.

    Years in which a source records fewer than `least` partners of a state have no share for it: with a handful of
    recorded partners, as in many years before 1950, the share of each is overstated.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Table `trade/pairs`, Soviet rows joined if wanted.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        year, source, who ("Iran in Russia's trade"), share.
    """
    a, b = sorted(pair)
    touching = pairs["source"].isin(trade.COMPLETE) & (pairs["exporter"].isin(pair) | pairs["importer"].isin(pair))
    rows = trade.dependence(pairs[touching])
    rows = rows[(rows["iso3_a"] == a) & (rows["iso3_b"] == b)]
    parts = []
    for state, partner, column in ((a, b, "share_a"), (b, a, "share_b")):
        who = f"{countries.name(partner)} in {countries.name(state)}'s trade"
        known = rows.merge(_partners_recorded(pairs[touching], state), on=["source", "year"], how="left")
        share = known[column].where(known["recorded"] >= least)
        parts.append(known.assign(who=who, share=share, state=state)[["year", "source", "who", "state", "share"]])
    return pd.concat(parts, ignore_index=True)


def _partners_recorded(pairs, state):
    """Number of partners with trade above zero, by source and year."""
    own = pairs[((pairs["exporter"] == state) | (pairs["importer"] == state)) & (pairs["value_usd"] > 0)]
    other = own["importer"].astype("str").where(own["exporter"] == state, own["exporter"].astype("str"))
    counted = other.groupby([own["source"], own["year"]], observed=True).nunique()
    return counted.rename("recorded").reset_index()


def widest(band):
    """The year in which declarations are farthest apart, by ratio.

    Parameters
    ----------
    band : pandas.DataFrame
        As `spread` returns it.

    Returns
    -------
    dict
        year, low, high, ratio; None where no year has two declarations.
    """
    several = band[(band["declarations"] > 1) & (band["low"] > 0)]
    if len(several) == 0:
        return dict.fromkeys(("year", "low", "high", "ratio"))
    found = several.loc[(several["high"] / several["low"]).idxmax(), ["year", "low", "high"]].to_dict()
    return found | {"year": int(found["year"]), "ratio": found["high"] / found["low"]}


def ends(shares, pair):
    """Share of each in the other's trade in the last year of `shares` that has both.

    Parameters
    ----------
    shares : pandas.DataFrame
        As `mutual` returns it, one source.

    Returns
    -------
    dict
        share_year, of_first (part of the first one's trade), of_second; leaning (name of the one with the larger
        share) and times (how many times larger it is); None where there is none.
    """
    names = ("share_year", "of_first", "of_second", "leaning", "times")
    wide = shares.pivot(index="year", columns="state", values="share").dropna()
    if len(wide) == 0 or not set(pair) <= set(wide.columns):
        return dict.fromkeys(names)
    last = wide.iloc[-1]
    leaning, other = (pair[0], pair[1]) if last[pair[0]] > last[pair[1]] else (pair[1], pair[0])
    times = last[leaning] / last[other] if last[other] else None
    shares = (int(wide.index[-1]), last[pair[0]], last[pair[1]], countries.name(leaning), times)
    return dict(zip(names, shares, strict=True))


def peak(shares, state, years=5):
    """The stretch of years in which the other was the largest part of a state's trade on average, in one source.

    A mean over several years, since single early years rest on thin records.

    Parameters
    ----------
    shares : pandas.DataFrame
        As `mutual` returns it.
    state : str
    years : int
        Length of the stretch; only stretches without a gap count.

    Returns
    -------
    dict
        peak (mean share), peak_from, peak_to (years), peak_source; None where no stretch is complete.
    """
    best = dict.fromkeys(("peak", "peak_from", "peak_to", "peak_source"))
    own = shares[(shares["state"] == state) & shares["share"].notna()]
    for source, series in own.groupby("source", observed=True):
        every = series.set_index("year")["share"].sort_index()
        every = every.reindex(range(every.index.min(), every.index.max() + 1))
        mean = every.rolling(years).mean().dropna()
        if len(mean) and (best["peak"] is None or mean.max() > best["peak"]):
            last = int(mean.idxmax())
            best = {"peak": mean.max(), "peak_from": last - years + 1, "peak_to": last, "peak_source": source}
    return best


def years_with_both(pairs, pair):
    """Number of years in which each of the two declared something on the other."""
    own = pairs[pairs["exporter"].isin(pair) & pairs["importer"].isin(pair) & pairs["reporter"].isin(pair)]
    return int((own.groupby("year")["reporter"].nunique() == 2).sum())
