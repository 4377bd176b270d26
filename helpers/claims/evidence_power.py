"""Evidence from size, energy and position: who weighs what, and how far apart."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.claims import series
from helpers.claims.evidence import Evidence
from helpers.measures import capability, energy, placebo

BASE = 2023
"""Year of the dollars of GDP per head."""

ARMS_SINCE = 1992
"""First year of arms imports that are compared."""

GROUPS = ("OPEC+", "GECF")
ELSEWHERE = (("gas_pipeline", "CHN"), ("gas_pipeline", "Other CIS"), ("gas_lng", "World"))
"""Where else Russian gas goes, as the flows name it."""


def gas(tables, pair, facts):
    """C08: pipeline gas to Europe, and where it went instead."""
    rows = tables["energy/flows"]
    rows = rows[rows["view"] == "by_year"]
    europe = energy.change(rows, 2021, 2023, fuel="gas_pipeline", origin="RUS", destination="Europe")
    other = [energy.change(rows, 2021, 2023, fuel=fuel, origin="RUS", destination=to) for fuel, to in ELSEWHERE]
    rise = sum(part["after"] - part["before"] for part in other if None not in (part["before"], part["after"]))
    origins = {
        name: energy.change(rows, 2021, 2023, fuel="gas_pipeline", origin=name, destination="Europe")["change"]
        for name in ("Africa", "Middle East", "Other CIS")
    }
    known = [change for change in origins.values() if change is not None]
    made = tables["energy/production"]
    made = made[
        (made["iso3"] == "RUS") & (made["quantity"] == "gas_production") & (made["source"] == "energy_institute")
    ]
    made = made.set_index("year")["value"]
    whole = europe["change"] is not None
    values = {
        "europe_before": europe["before"],
        "europe_after": europe["after"],
        "europe_change": europe["change"],
        "elsewhere": float(rise),
        "unplaced_bcm": float(europe["before"] - europe["after"] - rise) if whole else None,
        "falls_most": int(europe["change"] < min(known)) if whole and known else None,
        "production_change": float(made[2023] - made[2021]) if {2021, 2023} <= set(made.index) else None,
    }
    said = [
        "Pipeline gas from Russia to Europe fell from {europe_before:.0f} to {europe_after:.0f} billion cubic "
        "metres, 2021 to 2023 "
        "({europe_change:chg}); by pipeline to China, other states of the former Union and as LNG flows moved by "
        "{elsewhere:+.0f}, so that "
        "{unplaced_bcm:.0f} were left without any of these buyers.",
    ]
    counter = [
        "Production moved by {production_change:+.0f} billion cubic metres: gas that is not produced needs no buyer."
    ]
    return Evidence(values, said, counter, 1, True, True)


def weakened(tables, pair, facts):
    """C12: income, expenditure and capability of Iran."""
    heads = capability.per_head(tables["power/countries"], tables["power/deflator"], BASE)
    wide = heads.pivot(index="iso3", columns="year", values="value")
    last = int(wide.loc["IRN"].dropna().index.max()) if "IRN" in wide.index else None
    moved = (wide[last] / wide[2011] - 1).dropna() if last else pd.Series(dtype=float)
    spent = tables["arms/expenditure"]
    spent = (
        spent[(spent["iso3"] == "IRN") & (spent["indicator"] == "constant_usd_m_2024")]
        .set_index("year")["value"]
        .sort_index()
    )
    power = tables["power/capability"]
    power = power[(power["iso3"] == "IRN") & (power["measure"] == "cinc")].set_index("year")["value"]
    values = {
        "last": last,
        "income_change": float(moved["IRN"]) if "IRN" in moved.index else None,
        "income_percentile": placebo.place(moved, moved["IRN"]) if "IRN" in moved.index else None,
        "states": len(moved),
        "expenditure_change": _relative(
            spent.reindex(range(2010, 2013)).mean(), spent.iloc[-3:].mean() if len(spent) else None
        ),
        "spent_last": int(spent.index[-1]) if len(spent) else None,
        "capability_change": _relative(
            power.reindex(range(2010, 2013)).mean(), power.reindex(range(2020, 2023)).mean()
        ),
    }
    said = [
        "GDP per head in dollars of 2023 changed by {income_change:chg} from 2011 to {last:year}: place "
        "{income_percentile:.0f} among "
        "{states:n} states.",
        "Military expenditure in constant dollars changed by {expenditure_change:chg} from 2010-12 to the three "
        "years to "
        "{spent_last:year}.",
    ]
    counter = [
        "The share in world capability changed by {capability_change:chg} from 2010-12 to 2020-22; exchange "
        "rates exaggerate both falls "
        "in dollars."
    ]
    return Evidence(values, said, counter, 3, True, True, "income_percentile")


def asymmetry(tables, pair, facts):
    """C33: ratios of dependence and size."""
    first, second = pair
    every = series.depends(tables, "baci_pairs")
    last = series.last_year(series.salience(tables), pair)
    values = {"first": countries.name(first), "second": countries.name(second), "last": last}
    values |= dict.fromkeys(("trade_ratio", "asymmetry_percentile", "arms_share", "gdp_ratio", "capability_ratio"))
    if last is not None:
        now = every[(every["year"] == last) & (every["share_a"] > 0) & (every["share_b"] > 0)].astype(
            {"iso3_a": "str", "iso3_b": "str"}
        )
        now = now.set_index(["iso3_a", "iso3_b"])
        gap = np.log(now["share_a"] / now["share_b"]).abs()
        key = tuple(sorted(pair))
        own = now.loc[key]
        shares = (own["share_a"], own["share_b"]) if key[0] == first else (own["share_b"], own["share_a"])
        values |= {"share_first": shares[0], "share_second": shares[1], "trade_ratio": float(shares[1] / shares[0])}
        values |= {"asymmetry_percentile": placebo.place(gap, gap[key]), "pairs": len(gap)}
    values["arms_share"] = series.imports_share(tables, first, second, ARMS_SINCE)
    there, back = (series.deliveries(tables, a, b, 2021, 2025) for a, b in (pair, pair[::-1]))
    values |= {"arms_there": there, "arms_back": back}
    values["arms_balance"] = None if there is None or back is None else there - back
    gdp = tables["power/countries"]
    gdp = gdp[gdp["indicator"] == "gdp_usd_current"].pivot(index="year", columns="iso3", values="value")
    cinc = tables["power/capability"]
    cinc = cinc[cinc["measure"] == "cinc"].pivot(index="year", columns="iso3", values="value")
    for name, wide in (("gdp", gdp), ("capability", cinc)):
        if first in wide and second in wide:
            known = (wide[first] / wide[second]).dropna()
            values |= (
                {f"{name}_ratio": float(known.iloc[-1]), f"{name}_year": int(known.index[-1])} if len(known) else {}
            )
    values |= {f"{name}_times": _times(values.get(f"{name}_ratio")) for name in ("trade", "gdp", "capability")}
    said = [
        "In {last:year} {first} was {share_second:pct} of {second}'s trade and {second} {share_first:pct} of "
        "{first}'s: {trade_times} "
        "times, place {asymmetry_percentile:.0f} among {pairs:n} pairs.",
        "{arms_share:pct} of {second}'s arms imports since 1992 came from {first}.",
        "{first} has {gdp_times} times the GDP of {second} ({gdp_year:year}).",
        "{first} has {capability_times} times the capability of {second} ({capability_year:year}).",
    ]
    if values["arms_share"] is None:
        said.insert(1, series.arms_gap(tables, first, second, ARMS_SINCE))
    counter = [
        "For 2021-25 the register has {arms_there:tiv} from {first} to {second} and {arms_back:tiv} the other way.",
        "Size is not influence.",
    ]
    return Evidence(values, said, counter, 4, True, False, "asymmetry_percentile")


def interests(tables, pair, facts):
    """C34: distance of ideal points, weight of trade, no duty to defend."""
    points = tables["votes/ideal_points"]
    points = points[(points["release"] == "July 2025") & (points["estimate"] == "final_passage")]
    wide = points.pivot(index="iso3", columns="year", values="value")
    both = wide.loc[list(pair)].dropna(axis=1) if set(pair) <= set(wide.index) else pd.DataFrame()
    values = facts | dict.fromkeys(("distance", "distance_percentile", "year"))
    if both.shape[1]:
        year = int(both.columns[-1])
        every = wide[year].dropna().to_numpy()
        i, j = np.triu_indices(len(every), 1)
        own = float(abs(wide.loc[pair[0], year] - wide.loc[pair[1], year]))
        first = both.columns[both.columns >= 1992][0]
        values |= {
            "distance": own,
            "distance_percentile": placebo.place(np.abs(every[i] - every[j]), own),
            "year": year,
        }
        values |= {"early": float(abs(both.loc[pair[0], first] - both.loc[pair[1], first])), "from": int(first)}
    tied = series.place_in(series.salience(tables), pair)
    values |= {"salience_percentile": tied["percentile"], "trade_year": tied["year"], "pairs": tied["pairs"]}
    said = [
        "The distance of ideal points was {distance:.2f} in {year:year}: place {distance_percentile:.0f} among "
        "all pairs (100: farthest).",
        "By weight in each other's trade the pair stood at place {salience_percentile:.0f} in {trade_year:year}.",
        "Publishers on the absence of a duty to defend: {no_alliance_publishers:n}.",
    ]
    counter = ["The distance was {early:.2f} in {from:year}. Ideology and regimes are in no table here."]
    place = values["distance_percentile"]
    return Evidence(values, said, counter, 3, place is not None and abs(place - 50) > 5, False)


def poles(tables, pair, facts):
    """C35: concentration of GDP and capability, and voting communities."""
    gdp = tables["power/countries"]
    gdp = gdp[(gdp["indicator"] == "gdp_usd_current") & (gdp["year"] >= 1960)]
    gdp = gdp.assign(share=gdp["value"] / gdp.groupby("year")["value"].transform("sum"))
    cinc = tables["power/capability"]
    cinc = cinc[(cinc["measure"] == "cinc") & (cinc["year"] >= 1946) & ~cinc["mixed"]].assign(
        share=lambda f: f["value"]
    )
    values = {}
    for name, rows in (("gdp", gdp), ("capability", cinc)):
        squares = (rows["share"] ** 2).groupby(rows["year"]).sum()
        last = int(squares.index[-1])
        length = last - 2000
        moved = (squares - squares.shift(length)).dropna() if 2000 in squares.index else pd.Series(dtype=float)
        values |= {
            f"{name}_before": float(squares.get(2000, np.nan)),
            f"{name}_after": float(squares[last]),
            f"{name}_change": float(squares[last] - squares[2000]),
            f"{name}_year": last,
            f"{name}_percentile": placebo.place(moved, moved[last]) if last in moved.index else None,
            f"{name}_windows": len(moved),
        }
    of_all = tables["index/poles"]
    of_all = of_all[of_all["measure"] == "capability"].set_index("year")
    values |= {
        "held": int((cinc["year"] == values["capability_year"]).sum()),
        "states": of_all["states"].get(values["capability_year"]),
        "all_before": of_all["herfindahl"].get(2000),
        "all_after": of_all["herfindahl"].get(values["capability_year"]),
    }
    blocs = tables["votes/communities"]
    blocs = blocs[blocs["period"] == sorted(blocs["period"].unique())[-1]].set_index("iso3")["bloc"]
    known = set(pair) <= set(blocs.index)
    values |= {"same_bloc": int(blocs[pair[0]] == blocs[pair[1]]) if known else None, "blocs": int(blocs.nunique())}
    values["same"] = {1: "the same one", 0: "different ones"}.get(values["same_bloc"])
    said = [
        "The sum of squared shares went from {gdp_before:.3f} in 2000 to {gdp_after:.3f} in {gdp_year:year} for "
        "GDP (place "
        "{gdp_percentile:.0f} among {gdp_windows:n} windows of the length; 0: largest fall) and from "
        "{capability_before:.3f} to "
        "{capability_after:.3f} in {capability_year:year} for capability ({held:n} states held, by their shares of the "
        "world).",
        "Communities of UN votes in the last period: {blocs:n}; the two sit in {same}.",
    ]
    counter = [
        "Over all states ({states:n} in {capability_year:year}) capability went from {all_before:.3f} to "
        "{all_after:.3f}: the sum over the {held:n} held leaves out the squares of the others.",
        "Two large states hold most of both sums; a community of votes is no pole of power.",
    ]
    return Evidence(values, said, counter, 3, True, True, "gdp_percentile")


def weight(tables, pair, facts):
    """C36: joint share in production, among pairs of producers."""
    found = energy.latest(
        _joint(tables),
        pair,
        {
            "oil_production": "oil",
            "gas_production": "gas",
            "oil_reserves": "oil_reserves",
            "gas_reserves": "gas_reserves",
        },
    )
    values = {
        f"{name}_{new}": found[f"{name}_{old}"]
        for name in ("oil", "gas")
        for old, new in (("joint", "share"), ("percentile", "percentile"), ("pairs", "pairs"), ("rank", "rank"))
    }
    values |= {"year": found["oil_year"], "gas_year": found["gas_year"]}
    left = energy.surplus(tables["energy/production"])
    left = left[(left["iso3"] == pair[1]) & (left["fuel"] == "gas") & (left["unit"] == "billion cubic metres")]
    left = left.sort_values("year")["left"]
    values |= {"gas_left": float(left.iloc[-1]) if len(left) else None, "second": countries.name(pair[1])}
    said = [
        "In {year:year} the two produced {oil_share:pct} of the world's oil: rank {oil_rank:n} of {oil_pairs:n} pairs.",
        "In {gas_year:year} the two produced {gas_share:pct} of the world's gas: rank {gas_rank:n} of "
        "{gas_pairs:n} pairs.",
    ]
    counter = [
        "Production of gas in {second} less its own use: {gas_left:+.0f} billion cubic metres.",
        "Nothing here measures joint action.",
    ]
    return Evidence(values, said, counter, 1, True, True, "oil_percentile")


def _joint(tables):
    rows = tables["energy/shares"]
    return rows[rows["source"] == "energy_institute"]


def reserves(tables, pair, facts):
    """C40: joint share of reserves, and groups of producers with both."""
    found = energy.latest(_joint(tables), pair, {"oil_reserves": "oil", "gas_reserves": "gas"})
    common = [name for name in GROUPS if set(pair) <= members(tables["ties/recent_memberships"], name)]
    values = {
        "oil_reserves": found["oil_joint"],
        "gas_reserves": found["gas_joint"],
        "reserves_percentile": found["gas_percentile"],
        "oil_percentile": found["oil_percentile"],
        "oil_year": found["oil_year"],
        "year": found["gas_year"],
        "common_groups": len(common),
        "names": ", ".join(common) or "none",
    }
    said = [
        "In {oil_year:year} the two held {oil_reserves:pct} of declared oil reserves (place {oil_percentile:.0f} among "
        "pairs).",
        "In {year:year} the two held {gas_reserves:pct} of declared gas reserves (place {reserves_percentile:.0f}).",
        "Groups of producers with both as members: {names}.",
    ]
    counter = ["Reserves are as declared by the holders; membership is no proof of joint action."]
    covered = None not in (found["oil_joint"], found["gas_joint"])
    return Evidence(values, said, counter, 2, True, covered, "reserves_percentile")


def members(memberships, group, day="2023-07-01"):
    """Members of a group of energy producers on a day, observers left out."""
    rows = memberships[(memberships["organisation"] == group) & (memberships["status"] != "observer")]
    held = rows[(rows["start"] <= day) & (rows["end"].isna() | (rows["end"] >= day))]
    return set(held["iso3"])


def _times(ratio):
    """A ratio in words, with two figures below 1, so that a small one does not read as 0."""
    return None if ratio is None else f"{ratio:,.1f}" if ratio >= 1 else f"{ratio:.2g}"


def _relative(before, after):
    return None if pd.isna(before) or after is None or pd.isna(after) or not before else float(after / before - 1)


EVIDENCE = {
    "C08": gas,
    "C12": weakened,
    "C33": asymmetry,
    "C34": interests,
    "C35": poles,
    "C36": weight,
    "C40": reserves,
}
