"""Evidence of facts: rows by publisher on treaties, support, nuclear work, payments and frictions."""

import pandas as pd

from helpers.claims import series
from helpers.claims.evidence import Evidence
from helpers.measures import events, exercises

SIGNED, INAUGURATION = pd.Timestamp("2025-01-17"), pd.Timestamp("2025-01-20")
TOPICS = {
    "security": ("consultation", "exercises", "intelligence"),
    "technology": ("technology", "cyber", "information"),
    "trade": ("trade", "payments"),
    "energy": ("energy", "nuclear"),
}
"""What the treaty is said to cover -> topics of `ties/commitments`."""


def treaty(tables, pair, facts):
    """C01: signature, term and what the treaty covers."""
    rows = tables["events/timeline"]
    signing = rows[(rows["category"] == "treaty") & (rows["date"] == SIGNED)]
    promised = tables["ties/commitments"]
    promised = promised[
        (promised["treaty"] == "Comprehensive strategic partnership 2025") & (promised["promised"] == "yes")
    ]
    found = [name for name, topics in TOPICS.items() if promised["topic"].isin(topics).any()]
    two = events.of_pair(rows, pair)
    treaties = two[
        (two["category"] == "treaty") & (two["year"] >= 1900) & two["title"].str.contains("sign|Treaty|treaty")
    ]
    values = facts | {
        "days_before": (INAUGURATION - signing["date"].iloc[0]).days if len(signing) else None,
        "topics": len(found),
        "topics_names": ", ".join(found) or "none",
        "treaties": len(treaties),
    }
    said = [
        "Days from the signature to the inauguration: {days_before:n}; publishers on the signature and what followed: "
        "{signed_publishers:n}, on the term of twenty years: {term_publishers:n}.",
        "Fields, of four, on which a clause was read: {topics:n} ({topics_names}).",
    ]
    counter = ["The treaty promises no help in war, as Russia's government told its parliament (a statement)."]
    return Evidence(values, said, counter, min(facts["signed_publishers"], facts["term_publishers"]))


def clauses(tables, pair, facts):
    """C02: the two clauses, and exercises before and after."""
    rows = exercises.held(exercises.between(tables["ties/exercises"], pair))
    found = exercises.around(rows, SIGNED, 36, tables["ties/exercises"]["start"].max())
    values = facts | {"before": found["before"], "after": found["after"], "low": found["low"], "high": found["high"]}
    said = [
        "Publishers of a clause on exercises: {exercises_clause_publishers:n}; on exchange between intelligence "
        "services: "
        "{intelligence_clause_publishers:n}."
    ]
    counter = [
        "Exercises a year were {before:.1f} in the three years before and {after:.1f} since: the ratio lies "
        "between {low:.1f} and "
        "{high:.1f}."
    ]
    publishers = min(facts["exercises_clause_publishers"], facts["intelligence_clause_publishers"])
    return Evidence(values, said, counter, publishers)


def north_korea(tables, pair, facts):
    """C11: arms, treaty and troops."""
    stated = tables["events/statements"]
    rounds = stated[(stated["indicator"] == "artillery_rounds_delivered") & (stated["pair_or_actor"] == "PRK-RUS")][
        "value"
    ]
    values = facts | {"tiv": series.deliveries(tables, "PRK", "RUS", 2022, 2025)}
    values |= {"low": rounds.min(), "high": rounds.max()}
    said = [
        "Publishers: arms {arms_publishers:n}, the treaty of 2024 {treaty_publishers:n}, troops "
        "{troops_publishers:n}; the "
        "register has {tiv:tiv} since 2022."
    ]
    counter = ["Shells are outside the register; statements on them run from {low:n} to {high:n} rounds."]
    publishers = min(facts["arms_publishers"], facts["treaty_publishers"], facts["troops_publishers"])
    return Evidence(values, said, counter, publishers)


def bushehr(tables, pair, facts):
    """C15: contracts and plant."""
    said = [
        "Acts of the 1990s: {contracts_rows:n} (publishers: {contracts_publishers:n}); of 2000-11: {plant_rows:n} "
        "(publishers: {plant_publishers:n})."
    ]
    counter = ["In the same years Russia voted for four resolutions with sanctions over the programme."]
    return Evidence(facts, said, counter, min(facts["contracts_publishers"], facts["plant_publishers"]))


def payments(tables, pair, facts):
    """C23: agreements, links, exclusion from SWIFT, and trade after."""
    after = series.hub(tables, pair, (2022, 2022), (2024, 2024))
    values = facts | {"change": after["ratio"] - 1 if after["ratio"] else None, "percentile": after["percentile"]}
    said = [
        "Publishers: agreements {agreements_publishers:n}, links of payment systems "
        "{payment_links_publishers:n}, exclusion from "
        "SWIFT {cut_off_publishers:n}."
    ]
    counter = [
        "From 2022 to 2024, across the link of January 2023, trade changed by {change:chg} (place "
        "{percentile:.0f} among "
        "Russia's partners)."
    ]
    publishers = min(facts[f"{part}_publishers"] for part in ("agreements", "payment_links", "cut_off"))
    return Evidence(values, said, counter, publishers)


def forums(tables, pair, facts):
    """C41: joint memberships of all pairs, and what the two joined since."""
    moved = series.spans(series.joint_memberships(tables), pair, (1992, 1994), (2012, 2014))
    values = facts | {f"joint_{name}": value for name, value in moved.items()}
    said = [
        "Joint full memberships went from {joint_before:.0f} in 1992-94 to {joint_after:.0f} in 2012-14: place "
        "{joint_percentile:.0f} among {joint_pairs:n} pairs.",
        "Steps of membership since 2005: {forums_rows:n} (publishers: {forums_publishers:n}).",
    ]
    counter = ["The record of all pairs ends in 2014, before Iran joined the SCO and BRICS; membership is not work."]
    place = moved["percentile"]
    return Evidence(
        values, said, counter, 2, place is not None and abs(place - series.BEATEN) > 5, False, "joint_percentile"
    )


def assad(tables, pair, facts):
    """C49: military work in Syria and the fall of the government."""
    said = [
        "Records of the work in Syria: {collaboration_rows:n} (publishers: {collaboration_publishers:n}); publishers "
        "of the fall in December 2024: {fall_publishers:n}."
    ]
    counter = ["Whether the government would have fallen without the two cannot be observed."]
    return Evidence(facts, said, counter, min(facts["collaboration_publishers"], facts["fall_publishers"]))


def distrust(tables, pair, facts):
    """C50: frictions, polls, orders without delivery, waits."""
    rows = events.of_pair(tables["events/timeline"], pair)
    since = rows[(rows["tone"] == "conflict") & (rows["year"] >= 2022)]
    said_by = tables["events/statements"]
    polls = {}
    for name in ("unfavourable", "favourable"):
        own = said_by[said_by["indicator"] == f"{name}_view_of_russia"].sort_values("period_end")
        polls[name] = float(own["value"].iloc[-1]) if len(own) else None
        polls["poll"] = int(own["period_end"].dt.year.iloc[-1]) if len(own) else None
    deals = tables["arms/deals"]
    unfilled = deals[(deals["supplier"] == "RUS") & (deals["recipient"] == "IRN") & (deals["number_delivered"] == 0)]
    lags = tables["arms/lags"]
    lags = lags[(lags["supplier"] == "RUS") & (lags["period"] == "all")].set_index("recipient")["first_median"]
    waits = [lags.get("IRN"), lags.get("all")]
    values = (
        facts
        | polls
        | {
            "frictions_2022": len(since),
            "open_orders": len(unfilled),
            "wait": waits[0],
            "wait_all": waits[1],
            "wait_difference": None if None in waits else float(waits[0] - waits[1]),
        }
    )
    said = [
        "Events of friction since 2016: {frictions_rows:n} (publishers: {frictions_publishers:n}), of them since "
        "2022: {frictions_2022:n}; orders without delivery: {open_orders:n}.",
        "In the last poll held, of {poll:year}, {unfavourable:.0f} per cent of those asked in Iran saw Russia "
        "unfavourably (one poll, a "
        "stated figure).",
    ]
    counter = [
        "{favourable:.0f} per cent saw Russia favourably; the median wait for a first delivery is {wait:.1f} "
        "years, that of all "
        "recipients {wait_all:.1f}."
    ]
    return Evidence(values, said, counter, 3, True, False)


EVIDENCE = {
    "C01": treaty,
    "C02": clauses,
    "C11": north_korea,
    "C15": bushehr,
    "C23": payments,
    "C41": forums,
    "C49": assad,
    "C50": distrust,
}
