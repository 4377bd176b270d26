"""Trade of third states with a pair, and jumps that may be re-exports.

Totals show that a state sells more, never that it sells somebody else's goods. The rule says what would be seen if it
did: after sanctions on a target the channel sells the target much more than other partners do, and at the same time it
buys much more from the states that impose the sanctions than others do. Both legs are placed among all partners.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import rank, reconciliation, trade

LEAST = 50e6
"""Dollars a year before the sanctions from which a flow counts: small bases make any growth large."""
HIGH = 80.0
"""Percentile among all partners from which a jump counts as one."""
SENDERS_BESIDE_EU = ("AUS", "CAN", "CHE", "GBR", "JPN", "KOR", "NOR", "NZL", "USA")
"""States beside the European Union that restrict exports to Russia, and most of them to Iran."""


COLUMNS = ["year", "value_usd", "method"]


@dataclass(frozen=True)
class Episode:
    """Sanctions on a target: the years before and after that are compared, and the source that holds all partners."""

    target: str
    name: str
    before: tuple
    after: tuple
    source: str


EPISODES = (
    Episode("IRN", "Iran, sanctions of 2012", (2009, 2011), (2013, 2015), "baci_pairs"),
    Episode("IRN", "Iran, sanctions of 2018", (2015, 2017), (2019, 2020), "baci_pairs"),
    Episode("RUS", "Russia, sanctions of 2014", (2011, 2013), (2015, 2017), "baci_pairs"),
    Episode("RUS", "Russia, sanctions of 2022", (2019, 2021), (2023, 2024), "imf_imts_russia"),
)


def around(matrix, estimates, pair, channels):
    """Trade of third states with each of a pair, both directions: reconciled as long as all pairs are, estimates after.

    Parameters
    ----------
    matrix : DataFrame
        Flows of one source with all pairs.
    estimates : DataFrame
        As `reconciliation.estimate` returns it; used for the years after the last of `matrix`.
    pair : tuple of str
    channels : sequence of str

    Returns
    -------
    DataFrame[channel, member, year, value_usd, method]
        In the order of pair and channels; method is that of the estimate, or "matrix".
    """
    both = trade.turnover(
        matrix[matrix["exporter"].isin([*pair, *channels]) & matrix["importer"].isin([*pair, *channels])]
    )
    both = both[both["directions"] == 2].astype({"iso3_a": "str", "iso3_b": "str"})
    last = matrix["year"].max()
    parts = []
    for member in pair:
        for channel in channels:
            if channel not in pair:
                a, b = sorted((member, channel))
                early = both[(both["iso3_a"] == a) & (both["iso3_b"] == b)].assign(method="matrix")
                late = reconciliation.turnover(estimates, (member, channel))
                both_parts = pd.concat([early[COLUMNS], late.loc[late["year"] > last, COLUMNS]])
                parts.append(both_parts.assign(channel=channel, member=member))
    return pd.concat(parts, ignore_index=True)[["channel", "member", *COLUMNS]]


def changed(around, base):
    """With the change against the mean of some years, and words for a cell.

    Parameters
    ----------
    around : DataFrame
        As `around` returns it.
    base : tuple of int
        First and last year of the mean, both included.

    Returns
    -------
    DataFrame
        `around` with row ("Russia with China"), doublings (base-2 logarithm of the ratio to the mean; NaN without one)
        and text (billion dollars, with * where no side declared and an estimate stands alone).
    """
    inside = around[around["year"].between(*base)]
    mean = inside.groupby(["member", "channel"])["value_usd"].mean().rename("mean").reset_index()
    found = around.merge(mean, on=["member", "channel"], how="left")
    billions = found["value_usd"] / 1e9
    digits = billions.map(
        lambda value: f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"
    )
    return found.assign(
        row=found["member"].map(countries.name) + " with " + found["channel"].map(countries.name),
        doublings=np.log2(found["value_usd"] / found["mean"]),
        text=digits + found["method"].map({"producer": "*"}).fillna(""),
    ).drop(columns="mean")


def steepest(changed):
    """The channel whose trade grew most against the base years, in its last year.

    Parameters
    ----------
    changed : DataFrame
        As `changed` returns it.

    Returns
    -------
    dict
        member, channel (names), year, factor; None where nothing is known.
    """
    known = changed[changed["doublings"].notna()].sort_values("year")
    last = known.drop_duplicates(["member", "channel"], keep="last")
    if len(last) == 0:
        return dict.fromkeys(("member", "channel", "year", "factor"))
    row = last.loc[last["doublings"].idxmax()]
    names = {name: countries.name(row[name]) for name in ("member", "channel")}
    return names | {"year": int(row["year"]), "factor": 2 ** row["doublings"]}


def jumps(pairs, episode):
    """Growth of what every partner sells to the target, from before the sanctions to after, with its place among all.

    Parameters
    ----------
    pairs : DataFrame
        Table `trade/pairs`.
    episode : Episode

    Returns
    -------
    DataFrame[partner, before_usd, after_usd, growth, percentile]
        Means over the years held, which must be half of them; partners with `LEAST` dollars a year before. growth 1.0
        is unchanged.
    """
    rows = pairs[(pairs["source"] == episode.source) & (pairs["importer"] == episode.target)]
    return _grown(rows.assign(partner=rows["exporter"].astype("str")), episode)


def supplies(pairs, episode):
    """Growth of what every state buys from the states that impose the sanctions, where the source holds all pairs.

    Parameters
    ----------
    pairs : DataFrame
    episode : Episode

    Returns
    -------
    DataFrame[partner, before_usd, after_usd, growth, percentile]
        Without the senders and the target themselves. No rows where the source holds one reporter only.
    """
    senders = [*countries.members("EU", f"{episode.before[1]}-12-31"), *SENDERS_BESIDE_EU]
    if episode.source not in ("baci_pairs", "cow_trade"):
        return pd.DataFrame(columns=["partner", "before_usd", "after_usd", "growth", "percentile"])
    rows = pairs[(pairs["source"] == episode.source) & pairs["exporter"].isin(senders)]
    rows = rows[~rows["importer"].isin([*senders, episode.target])]
    return _grown(rows.assign(partner=rows["importer"].astype("str")), episode)


def flags(pairs, pair, channels):
    """The two legs for each channel and each episode of sanctions on one of the pair, and what they let say.

    Parameters
    ----------
    pairs : DataFrame
        Table `trade/pairs`.
    pair : tuple of str
    channels : sequence of str

    Returns
    -------
    DataFrame[episode, partner, name, before_usd, after_usd, growth, percentile, supply_growth, supply_percentile, flag]
        flag: "both legs", "sells more", "no jump", or "sells more, other leg not held".
    """
    parts = []
    for episode in EPISODES:
        if episode.target in pair:
            sold = jumps(pairs, episode)
            bought = supplies(pairs, episode).set_index("partner")[["growth", "percentile"]]
            found = sold[sold["partner"].isin([c for c in channels if c != episode.target])]
            found = found.join(bought.add_prefix("supply_"), on="partner")
            parts.append(found.assign(episode=episode.name, flag=[_flag(row) for _, row in found.iterrows()]))
    columns = ["episode", "partner", "name", "before_usd", "after_usd", "growth", "percentile"]
    columns += ["supply_growth", "supply_percentile", "flag"]
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)
    return table.assign(name=table["partner"].map(countries.name))[columns]


def neighbours(pairs, before=(2019, 2021), after=(2022, 2023)):
    """What members of the Eurasian Economic Union buy from states that impose sanctions on Russia, and from others.

    Parameters
    ----------
    pairs : DataFrame
        Table `trade/pairs`: rows of eaeu_members_customs, whose partners are comparison states only.
    before, after : tuple of int
        First and last year, both included; means over the years held.

    Returns
    -------
    DataFrame[reporter, name, senders_before, senders_after, senders_growth, others_growth, years]
        Dollars a year and growth factors; years: those held after. Russia is not among the others.
    """
    rows = pairs[pairs["source"] == "eaeu_members_customs"]
    rows = rows[(rows["reporter"].astype("str") == rows["importer"].astype("str")) & (rows["exporter"] != "RUS")]
    senders = [*countries.members("EU", "2022-02-24"), *SENDERS_BESIDE_EU]
    found = []
    for reporter in sorted(rows["importer"].astype("str").unique()):
        own = rows[rows["importer"] == reporter]
        from_senders = own["exporter"].isin(senders)
        first, second = own["year"].between(*before), own["year"].between(*after)
        years = sorted(own.loc[second, "year"].unique())
        if not first.any() or not years:
            continue
        held = own.loc[first, "year"].nunique(), len(years)
        sums = [
            [own.loc[part & span, "value_usd"].sum() / n for span, n in zip((first, second), held, strict=True)]
            for part in (from_senders, ~from_senders)
        ]
        found.append(
            {
                "reporter": reporter,
                "name": countries.name(reporter),
                "senders_before": sums[0][0],
                "senders_after": sums[0][1],
                "senders_growth": sums[0][1] / sums[0][0],
                "others_growth": sums[1][1] / sums[1][0],
                "years": ", ".join(map(str, years)),
            }
        )
    columns = ["reporter", "name", "senders_before", "senders_after", "senders_growth", "others_growth", "years"]
    return pd.DataFrame(found, columns=columns)


def _grown(rows, episode):
    means = {}
    for name, (first, last) in (("before_usd", episode.before), ("after_usd", episode.after)):
        inside = rows[rows["year"].between(first, last)]
        yearly = inside.groupby(["partner", "year"])["value_usd"].sum().unstack()
        means[name] = yearly.mean(axis=1).where(yearly.notna().sum(axis=1) >= (last - first + 1) / 2)
    table = pd.DataFrame(means).dropna().query("before_usd >= @LEAST").rename_axis("partner").reset_index()
    table = table.assign(growth=table["after_usd"] / table["before_usd"], all="all")
    return table.assign(percentile=rank.percentile(table, "growth", "all")).drop(columns="all")


def _flag(row):
    if row["percentile"] < HIGH:
        return "no jump"
    if pd.isna(row["supply_percentile"]):
        return "sells more, other leg not held"
    return "both legs" if row["supply_percentile"] >= HIGH else "sells more"
