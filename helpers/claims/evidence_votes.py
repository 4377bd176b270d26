"""Evidence from votes in the General Assembly and the Security Council."""

from helpers import countries
from helpers.claims import series
from helpers.claims.evidence import Evidence
from helpers.measures import rank, rollcalls, subjects, votes

DECADE = (2015, 2024)
YES, NO, ABSENT = 1, 3, 8
SANCTIONS = "1737|1747|1803|1929"
"""Numbers of the Council resolutions that put sanctions on Iran."""


def council(tables, pair, facts):
    """C16: Russia's votes on the resolutions with sanctions on Iran."""
    table = tables["votes/sc_iran"]
    rows = table[table["symbol"].astype("str").str.contains(SANCTIONS)]
    later = table[table["year"].isin([2020, 2025]) & (table["outcome"] == "not adopted")]
    values = facts | {
        "yes_votes": int((rows["vote_rus"].astype(int) == YES).sum()),
        "n": len(rows),
        "later": len(later),
    }
    said = [
        "Russia voted for {yes_votes:n} of {n:n} resolutions with sanctions; publishers that confirm it: "
        "{votes_publishers:n}."
    ]
    counter = ["Drafts of 2020 and 2025 on keeping measures, or on ending them, that were not adopted: {later:n}."]
    return Evidence(values, said, counter, facts["votes_publishers"])


def since_2022(tables, pair, facts):
    """C20: change of kappa, Iran's votes on Ukraine, and the nearing of ideal points."""
    kappa = series.change(series.kappa(tables), pair, 2022, 5, 3)
    same = together(tables, pair, "ukraine", 2022)
    other = subject_votes(tables, pair[1], "ukraine", 2022)
    a, b = sorted(pair)
    moves = tables["votes/own_moves"]
    own = moves[(moves["iso3_a"] == a) & (moves["iso3_b"] == b) & (moves["votes"] == "final_passage")]
    near = own.iloc[0].to_dict() if len(own) else {}
    values = {
        "kappa_change": kappa["change"],
        "kappa_percentile": kappa["percentile"],
        "pairs": kappa["pairs"],
        "ukraine_same_share": same["share"],
        "ukraine_n": same["n"],
        **{f"cast_{name}": number for name, number in other.items()},
        "second": countries.name(pair[1]),
        "nearing": near.get("approach"),
        "nearing_low": near.get("low"),
        "nearing_high": near.get("high"),
        "nearing_percentile": near.get("percentile"),
    }
    said = [
        "Kappa changed by {kappa_change:+.2f} from 2017-21 to 2022-24: place {kappa_percentile:.0f} among "
        "{pairs:n} pairs.",
        "Resolutions on Ukraine since 2022 on which both voted: {ukraine_n:n}, alike on {ukraine_same_share:pct}.",
        "Votes of {second} on Ukraine: no {cast_no:n}, abstention {cast_abstain:n}, yes {cast_yes:n}, absent "
        "{cast_absent:n}.",
        "Ideal points came nearer by {nearing:+.2f} ({nearing_low:.2f} to {nearing_high:.2f}) from 2021 to 2022: place "
        "{nearing_percentile:.0f}.",
    ]
    counter = [
        "The interval of the nearing reaches from {nearing_low:.2f} to {nearing_high:.2f}; the list of "
        "resolutions changed."
    ]
    clear = kappa["percentile"] is not None and not 80 <= kappa["percentile"] <= 95
    return Evidence(values, said, counter, 1, clear, True, "kappa_percentile")


def alike(tables, pair, facts):
    """C30: places of the pair by subject, ten years pooled."""
    values = {"needed": rollcalls.MIN_VOTES}
    chosen = {"kappa": (None, "kappa"), "identical": (None, "identical"), "s": (None, "s_abs")}
    chosen |= {"sovereignty": ("sovereignty", "kappa"), "coercive": ("coercive_measures", "identical")}
    for name, (flag, measure) in chosen.items():
        found = pooled(tables, pair, flag, measure, DECADE)
        values |= {f"{name}_value": found["value"], f"{name}_percentile": found["percentile"], f"{name}_n": found["n"]}
    said = [
        "In 2015-24 kappa was {kappa_value:.2f} ({kappa_n:n} votes), place {kappa_percentile:.0f} among all pairs.",
        "On sovereignty and non-interference it was {sovereignty_value:.2f} ({sovereignty_n:n} votes), place "
        "{sovereignty_percentile:.0f}.",
        "On unilateral coercive measures {coercive_value:pct} of {coercive_n:n} votes were the same, place "
        "{coercive_percentile:.0f}.",
    ]
    counter = [
        "Resolutions on sovereignty and non-interference in these years on which both voted: {sovereignty_n:n}; "
        "{needed:n} are needed.",
        "By identical votes ({identical_value:pct}) the pair stands at place {identical_percentile:.0f}, by S at "
        "{s_percentile:.0f}.",
    ]
    places = [values[f"{name}_percentile"] for name in ("kappa", "sovereignty", "coercive")]
    clear = all(place is not None and abs(place - 75) > 5 for place in places)
    return Evidence(values, said, counter, 1, clear, True)


def pooled(tables, pair, flag, measure, years):
    """Similarity of a pair over some years, on all resolutions or those of a subject, and its place among all pairs.

    Returns
    -------
    dict
        value, percentile, n; None with fewer joint votes than comparisons need.
    """
    similarities = tables.once(("pooled", flag, measure, years), _pooled, flag, measure, years)
    a, b = sorted(pair)
    own = similarities[(similarities["iso3_a"] == a) & (similarities["iso3_b"] == b)]
    if len(own) == 0 or own["n"].iloc[0] < rollcalls.MIN_VOTES:
        return {"value": None, "percentile": None, "n": int(own["n"].iloc[0]) if len(own) else 0}
    return own.iloc[0][["value", "percentile", "n"]].to_dict()


def _pooled(tables, flag, measure, years):
    rows = series.cast(tables)
    rows = rows[rows["year"].between(*years)]
    if flag:
        rows = rows[rows["resolution_id"].isin(subjects.flagged(tables["votes/un_resolutions"], flag))]
    found = votes.similarity(rows.assign(span=years[1]), measure, by="span")
    least = found["n"].max() / 2 if len(found) else 0
    found = found[found["n"] >= least]
    return found.assign(percentile=rank.percentile(found, "value", "period"))


def together(tables, pair, flag, first):
    """Resolutions of a subject since a year on which both voted: number, share alike, share on which both voted no."""
    rows = _subject(tables, flag, first)
    a, b = (rows[(rows["iso3"] == code) & (rows["vote"] != ABSENT)].set_index("resolution_id")["vote"] for code in pair)
    both = a.to_frame("a").join(b.rename("b"), how="inner").astype(int)
    if both.empty:
        return dict.fromkeys(("n", "share", "no_share"))
    same = both["a"] == both["b"]
    return {"n": len(both), "share": float(same.mean()), "no_share": float((same & (both["a"] == NO)).mean())}


def subject_votes(tables, code, flag, first):
    """How often a state voted yes, no, abstained or was absent on a subject since a year."""
    rows = _subject(tables, flag, first)
    cast = rows[rows["iso3"] == code]["vote"].astype(int)
    return {name: int((cast == level).sum()) for name, level in (("yes", 1), ("abstain", 2), ("no", 3), ("absent", 8))}


def _subject(tables, flag, first):
    cast = series.cast(tables)
    wanted = subjects.flagged(tables["votes/un_resolutions"], flag)
    return cast[(cast["year"] >= first) & cast["resolution_id"].isin(wanted)]


def syria(tables, pair, facts):
    """C31: acts, vetoes and votes on Syria."""
    same = together(tables, pair, "syria", 2011)
    rows = tables["votes/sc_vetoes"]
    vetoes = rows[(rows["file"] == "syria") & rows["vetoing"].astype("str").str.contains("RUS")]
    values = facts | {"syria_no_share": same["no_share"], "syria_n": same["n"], "vetoes": len(vetoes)}
    said = [
        "Events of joint action in 2015-18: {beside_rows:n} (publishers: {beside_publishers:n}); Russian vetoes on "
        "Syria: {vetoes:n}; resolutions of the Assembly on Syria since 2011 on which both voted: {syria_n:n}, both no "
        "on {syria_no_share:pct}.",
    ]
    counter = ["In August 2016 Iran ended the Russian use of the Hamadan base."]
    return Evidence(values, said, counter, min(facts["beside_publishers"], facts["vetoes_publishers"]))


def apart(tables, pair, facts):
    """C32: frictions by region, and votes on Syria as counter-evidence."""
    same = together(tables, pair, "syria", 2011)
    values = facts | {"syria_same_share": same["share"], "syria_n": same["n"]}
    said = [
        "Events of friction on record (publishers in brackets): Syria {syria_rows:n} ({syria_publishers:n}), Caucasus "
        "{caucasus_rows:n} "
        "({caucasus_publishers:n}), Central Asia and Caspian {central_asia_rows:n} ({central_asia_publishers:n})."
    ]
    counter = [
        "Resolutions on Syria since 2011 on which both voted: {syria_n:n}, alike on {syria_same_share:pct}.",
        "The counter-test covers Syria only.",
    ]
    return Evidence(values, said, counter, 1, False, True)


EVIDENCE = {"C16": council, "C20": since_2022, "C30": alike, "C31": syria, "C32": apart}
