"""Evidence from the arms register, exercises and strikes."""

from helpers import countries
from helpers.claims import series
from helpers.claims.evidence import Evidence
from helpers.measures import exercises, placebo, transfers

SINCE = 1992


def drones(tables, pair, facts):
    """C04: drones and missiles from Iran to Russia."""
    values = facts | {"tiv": series.deliveries(tables, "IRN", "RUS", 2022, 2025)}
    said = [
        "Publishers: drones {drones_publishers:n}, missiles {missiles_publishers:n}; the register has {tiv:tiv} "
        "from Iran to Russia "
        "since 2022."
    ]
    counter = ["Iran denies deliveries of missiles (a statement); all numbers in the register are estimates."]
    return Evidence(values, said, counter, min(facts["drones_publishers"], facts["missiles_publishers"]), clear=False)


def munitions(tables, pair, facts):
    """C21: drones and munitions for the war."""
    strikes = tables["arms/strikes"]
    launched = strikes[strikes["kind"] == "Shahed-type drones"]["launched"].sum()
    items = tables["arms/items"]
    shaheds = items[(items["supplier"] == "IRN") & items["designation"].astype("str").str.contains("Shahed")]
    delivered = shaheds.loc[shaheds["recipient"] == "RUS", "number"].sum()
    values = facts | {"launched": float(launched), "delivered": float(delivered)}
    said = [
        "Publishers: drones {drones_publishers:n}, shells and rounds {munitions_publishers:n}; Ukraine reported "
        "{launched:n} "
        "Shahed-type drones launched since September 2022 (a party's count)."
    ]
    counter = [
        "Shells rest on leaked papers and estimates. The register has {delivered:n} drones of this kind from "
        "Iran, production in "
        "Russia included."
    ]
    return Evidence(values, said, counter, min(facts["drones_publishers"], facts["munitions_publishers"]), clear=False)


def missiles_withheld(tables, pair, facts):
    """C17: order, ban and delivery of the S-300."""
    said = [
        "Publishers: order {order_publishers:n}, ban {cancelled_publishers:n}, delivery of 2016 "
        "{delivered_publishers:n}."
    ]
    counter = ["Resolution 1929 of June 2010 came before the ban; the system was delivered in 2016."]
    return Evidence(
        facts, said, counter, min(facts[f"{part}_publishers"] for part in ("order", "cancelled", "delivered"))
    )


def acceleration(tables, pair, facts):
    """C18: rise in arms among pairs, and deals a year."""
    rise = series.arms_rise(tables, pair, 2021, 2025)
    deals = series.deals_ratio(tables, pair, 2010, 2022)
    values = {
        "arms_rise": rise["change"],
        "arms_percentile": rise["percentile"],
        "pairs": rise["pairs"],
        "deals_ratio": deals["ratio"],
        "deals_ratio_low": deals["low"],
        "deals_ratio_high": deals["high"],
        "before": deals["before"],
        "after": deals["after"],
        "unfilled": unfilled(tables, pair),
    }
    said = [
        "From 2017-21 to 2021-25 the pair moved by {arms_rise:+.0f} places of a hundred in arms; "
        "{arms_percentile:.0f} per cent of {pairs:n} "
        "other pairs rose less.",
        "Deals ordered a year: {before:.1f} in 2010-21, {after:.1f} since, {deals_ratio:.1f} times "
        "({deals_ratio_low:.1f} to "
        "{deals_ratio_high:.1f}).",
    ]
    counter = [
        "Orders between the two without a delivery: {unfilled:n}.",
        "The register sees major arms only and is revised every year.",
    ]
    place = rise["percentile"]
    clear = place is not None and abs(place - series.BEATEN) > 5
    return Evidence(values, said, counter, 1, clear, True, "arms_percentile")


def unfilled(tables, pair):
    """Number of orders between two states without a delivery so far; None where the excerpt does not hold both ways."""
    if not (series.registered(*pair) and series.registered(*pair[::-1])):
        return None
    deals = transfers.between(transfers.one_series(tables["arms/deals"]), pair)
    return int((deals["number_delivered"] == 0).sum())


def more_often(tables, pair, facts):
    """C22: exercises and deals a year."""
    own, arms = acceleration(tables, pair, facts).named, series.drills_matched(tables, pair, 2012, 2022)
    values = own | _exercises(arms)
    said = [
        EXERCISES,
        "Deals ordered a year: {before:.1f} in 2010-21, {after:.1f} since, {deals_ratio:.1f} times "
        "({deals_ratio_low:.1f} to "
        "{deals_ratio_high:.1f}); in arms {arms_percentile:.0f} per cent of {pairs:n} other pairs rose less.",
    ]
    counter = [
        "Lists of exercises are lower bounds, recent years are better covered; the register sees major arms only."
    ]
    return Evidence(values, said, counter, 2, True, True, "arms_percentile")


def complexity(tables, pair, facts):
    """C25: number, size and breadth of exercises."""
    found = series.drills_matched(tables, pair, 2012, 2022)
    rows = exercises.held(exercises.between(tables["ties/exercises"], pair))
    values = _exercises(found)
    values |= dict.fromkeys(("size_trend_low", "joint_trend_low"))
    if len(rows) >= 5:
        broad = exercises.complexity(rows)
        for name, key in (("size", "states"), ("joint", "joint")):
            tau, p = broad[f"tau_{key}"], broad[f"p_{key}"]
            told = tau is not None and p < exercises.CHANCE
            values |= {f"{name}_tau": tau, f"{name}_p": p, f"{name}_trend_low": tau if told else 0.0}
        values |= {"states_before": broad["before_states"], "states_after": broad["after_states"]}
    said = [
        EXERCISES,
        "States in an exercise: {states_before:.1f} before 2022, {states_after:.1f} since; rank correlation with "
        "time {size_tau:.2f} "
        "(p {size_p:.2f}), of joint services {joint_tau:.2f} (p {joint_p:.2f}).",
    ]
    counter = ["Troops and tasks, which would show complexity better, are in no public list."]
    return Evidence(values, said, counter, 1, True, True)


EXERCISES = (
    "Exercises of their own a year: {exercises_before:.1f} in 2012-21, {exercises_after:.1f} in 2022-25, "
    "{exercises_ratio:.1f} times ({exercises_ratio_low:.1f} to {exercises_ratio_high:.1f}); highest of the other pairs "
    "of the four: {best:.1f} times."
)


def _exercises(found):
    names = {"ratio": "exercises_ratio", "low": "exercises_ratio_low", "high": "exercises_ratio_high", "best": "best"}
    names |= {"before": "exercises_before", "after": "exercises_after", "beats": "exercises_beats_matched"}
    return {name: found[old] for old, name in names.items()}


def technology(tables, pair, facts):
    """C38: facts by field."""
    said = [
        "Publishers: drones {drones_publishers:n}, space {space_publishers:n}, information security "
        "{cyber_publishers:n}, production "
        "under licence {joint_production_publishers:n}."
    ]
    counter = ["Launches are services; joint development shows as assembly and production under licence only."]
    parts = ("drones", "space", "cyber", "joint_production")
    return Evidence(facts, said, counter, min(facts[f"{part}_publishers"] for part in parts))


def supplier(tables, pair, facts):
    """C42: the first state's part in the second's imports since 1992."""
    first, second = pair
    rows = transfers.one_series(tables["arms/items"])
    rows = rows[(rows["recipient"] == second) & (rows["year"] >= SINCE)].astype(
        {"category": "str", "designation": "str"}
    )
    kinds = {
        "air_defence_": rows["category"].eq("Air-defence systems")
        | (
            rows["category"].eq("Missiles")
            & (rows["designation"] + " " + rows["description"].astype("str")).str.contains(
                "SAM|air defence|air-defence"
            )
        ),
        "aircraft_": rows["category"].eq("Aircraft"),
    }
    values = {"first": countries.name(first), "second": countries.name(second)}
    values["share"] = series.imports_share(tables, first, second, SINCE)
    for name, chosen in kinds.items():
        some = rows[chosen]
        own = some.loc[some["supplier"] == first, "tiv_m"].sum()
        values[f"{name}share"] = series.share_of(own, some["tiv_m"].sum()) if second in series.WHOLE else None
    for name, (start, end) in {"early": (SINCE, 2009), "late": (2010, int(tables["arms/items"]["year"].max()))}.items():
        values[name] = series.deliveries(tables, first, second, start, end)
    placed = tables["arms/partners"]
    placed = placed[(placed["share_of"] == "imports") & (placed["start_year"] >= 1991)].astype(
        {"supplier": "str", "recipient": "str"}
    )
    periods = placed.groupby("recipient")["end_year"].nunique()
    mean = placed[placed["supplier"] == first].groupby("recipient")["share"].sum() / periods
    mean = mean.fillna(0.0)
    values |= {
        "share_percentile": placebo.place(mean, mean[second]) if second in mean.index else None,
        "recipients": len(mean),
    }
    said = [
        "Since 1992 {share:pct} of the volume that {second} imported came from {first}.",
        "Of air defence it was {air_defence_share:pct}, of aircraft {aircraft_share:pct}.",
        series.arms_gap(tables, first, second, SINCE),
        "By mean share over five-year periods {second} stands at place {share_percentile:.0f} among "
        "{recipients:n} recipients compared.",
    ]
    counter = [
        "The register has {early:tiv} from {first} to {second} in 1992-2009 and {late:tiv} since.",
        "Own production is not counted.",
    ]
    return Evidence(values, said, counter, 1, True, values["share"] is not None, "share_percentile")


def wanted(tables, pair, facts):
    """C51: what Iran seeks."""
    deals = tables["arms/deals"]
    unfilled = deals[(deals["supplier"] == "RUS") & (deals["recipient"] == "IRN") & (deals["number_delivered"] == 0)]
    values = facts | {"open_orders": len(unfilled), "names": ", ".join(unfilled["designation"].astype("str")) or "none"}
    said = [
        "Publishers: fighters and other aircraft {fighters_publishers:n}, air defence "
        "{air_defence_publishers:n}; orders of the register "
        "without a delivery: {open_orders:n} ({names})."
    ]
    counter = ["An order without a delivery shows a wish, not a supply."]
    return Evidence(values, said, counter, min(facts["fighters_publishers"], facts["air_defence_publishers"]))


EVIDENCE = {
    "C04": drones,
    "C17": missiles_withheld,
    "C18": acceleration,
    "C21": munitions,
    "C22": more_often,
    "C25": complexity,
    "C38": technology,
    "C42": supplier,
    "C51": wanted,
}
