"""Treaties of a pair: what they promise, when they held, and how their dates fall."""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures.rank import percentile

OBLIGATIONS = ("defense", "offense", "neutrality", "nonaggression", "consultation")
WORDS = {
    "defense": "defence",
    "offense": "joining an attack",
    "neutrality": "neutrality",
    "nonaggression": "non-aggression",
    "consultation": "consultation",
}
TOPICS = {
    "defence": "defence if attacked",
    "consultation": "consultation",
    "non_aggression": "no attack on each other",
    "non_assistance": "no help to an aggressor",
    "territory": "territory not used against",
    "contrary_treaties": "no contrary treaties",
    "sanctions": "no economic measures",
    "intelligence": "intelligence",
    "exercises": "exercises",
    "nuclear": "nuclear energy",
    "payments": "payments",
    "duration": "term",
}
"""Topic of the table of commitments -> words for a chart, in the order in which they are shown."""
PROMISED = {"yes": 1, "unknown": 0, "no": -1}


def of_pair(treaties, pair, predecessors=("SUN",)):
    """Treaties to which both are parties, those of the predecessors of either included.

    Parameters
    ----------
    treaties : DataFrame
        Table `ties/treaties`.
    pair : tuple of str
    predecessors : sequence of str
        Former states to count as their successors.

    Returns
    -------
    DataFrame
        In order of signature.
    """
    rules = countries.successions().set_index("predecessor")["successor"]
    heirs = {code: rules[code] for code in predecessors}
    parties = treaties["parties"].str.split(";").map(lambda codes: {heirs.get(code, code) for code in codes})
    found = treaties[[set(pair) <= codes for codes in parties]]
    return found.sort_values("signed", kind="stable", ignore_index=True)


def obligation_spans(alliances, pair):
    """Periods in which each kind of obligation held between the two, both directions together where they agree.

    Parameters
    ----------
    alliances : DataFrame
        sender, target, year and the five obligations, former states already joined.
    pair : tuple of str

    Returns
    -------
    DataFrame[label, obligation, start, end]
        Years; label says the direction unless both owed it.
    """
    first, second = pair
    parts = []
    for name in OBLIGATIONS:
        years = {}
        for sender, target in (pair, pair[::-1]):
            own = (alliances["sender"] == sender) & (alliances["target"] == target) & (alliances[name] == 1)
            years[sender] = set(alliances.loc[own, "year"].astype("int64"))
        both = years[first] & years[second]
        groups = {f"{WORDS[name]}": both}
        groups |= {f"{WORDS[name]}, by {countries.name(code)} only": years[code] - both for code in pair}
        for label, held in groups.items():
            parts += [{"label": label, "obligation": name, "start": a, "end": b} for a, b in runs(held)]
    return pd.DataFrame(parts, columns=["label", "obligation", "start", "end"])


def runs(years):
    """First and last year of each unbroken run of years, in order."""
    found = []
    for year in sorted(years):
        if found and year == found[-1][1] + 1:
            found[-1][1] = year
        else:
            found.append([year, year])
    return [tuple(run) for run in found]


def treaty_spans(treaties, last):
    """Treaties as periods: from the year of signature to that of the end, or to `last` where in force.

    A treaty of which it is not known whether it still binds is drawn for the year of its signature only.

    Parameters
    ----------
    treaties : DataFrame
        name, year, ended, status.
    last : int

    Returns
    -------
    DataFrame[label, start, end, status]
    """
    end = treaties["ended"].dt.year.where(treaties["ended"].notna(), treaties["year"].astype("float64"))
    end = end.where(treaties["status"] != "in force", last)
    return pd.DataFrame(
        {
            "label": treaties["name"].astype("str"),
            "start": treaties["year"].astype("int64"),
            "end": end.astype("int64"),
            "status": treaties["status"].astype("str"),
        }
    )


def owed(alliances, pair, year):
    """What either owed the other in a year, in words, and the last year with a promise of defence.

    Returns
    -------
    dict
        kinds ("neutrality, non-aggression and consultation", or "nothing"), defence (phrase).
    """
    spans = obligation_spans(alliances, pair)
    spans = spans[spans["start"] <= year]
    held = [WORDS[name] for name in OBLIGATIONS if ((spans["obligation"] == name) & (spans["end"] >= year)).any()]
    last = spans.loc[spans["obligation"] == "defense", "end"].max()
    if pd.isna(last):
        phrase = "defence never promised"
    else:
        phrase = f"defence promised to {year}" if last >= year else f"defence last promised in {last:.0f}"
    return {"kinds": in_words(held) or "nothing", "defence": phrase}


def in_words(names):
    """A list in a sentence: a, b and c."""
    names = list(names)
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def next_inauguration(day):
    """The first inauguration day of a United States president on or after `day`.

    4 March to 1933, 20 January since 1937, in the year after one divisible by four (none after 1900's election moves
    the rule in the years covered). Successions on other days are left out.

    Parameters
    ----------
    day : Timestamp
        1901 or later.

    Returns
    -------
    Timestamp
    """
    first = day.year - (day.year - 1) % 4
    terms = [pd.Timestamp(y, 3, 4) if y < 1937 else pd.Timestamp(y, 1, 20) for y in range(first, first + 9, 4)]
    return next(term for term in terms if term >= day.normalize())


def to_inauguration(treaties):
    """Days from the signature of each treaty, where the day is known, to the next inauguration in Washington.

    Returns
    -------
    DataFrame[name, signed, inauguration, days]
        Nearest first.
    """
    known = treaties[treaties["signed_precision"] == "day"]
    inauguration = known["signed"].map(next_inauguration)
    days = (inauguration - known["signed"]).dt.days
    found = known[["name", "signed"]].assign(inauguration=inauguration, days=days).astype({"name": "str"})
    return found.sort_values("days", kind="stable", ignore_index=True)


def compared(commitments, treaties):
    """Treaties by topic for a heat map: 1 promised, 0 unknown, -1 not promised.

    Parameters
    ----------
    commitments : DataFrame
        Table `ties/commitments`.
    treaties : DataFrame
        Table `ties/treaties`.

    Returns
    -------
    DataFrame[treaty, label, topic, value, shown, promised, words, article]
        label is the year and the codes of the parties; shown is what stands in the cell.
    """
    facts = treaties.assign(name=treaties["name"].astype("str")).set_index("name")
    labels = facts["year"].astype("str") + " " + facts["parties"].str.replace(";", "-")
    treaty = commitments["treaty"].astype("str")
    promised = commitments["promised"].astype("str")
    article = commitments["article"].map(lambda number: "" if np.isnan(number) else f", art. {number:.0f}")
    found = pd.DataFrame(
        {
            "treaty": treaty,
            "label": treaty.map(labels),
            "topic": commitments["topic"].astype("str").map(TOPICS),
            "value": promised.map(PROMISED),
            "shown": promised.where(promised != "unknown", "?") + article.where(promised != "unknown", ""),
            "promised": promised,
            "words": commitments["words"],
            "article": commitments["article"],
        }
    )
    order = {topic: place for place, topic in enumerate(TOPICS.values())}
    return found.sort_values(["topic", "label"], key=lambda c: c.map(order) if c.name == "topic" else c, kind="stable")


def tally(commitments, treaty):
    """How many topics of a treaty are promised, not promised and unknown, and which are promised.

    Returns
    -------
    dict
        yes, no, unknown, topics, defence (yes, no or unknown), listed (words); None where the treaty is not there.
    """
    own = commitments[commitments["treaty"].astype("str") == treaty]
    if len(own) == 0:
        return dict.fromkeys(("yes", "no", "unknown", "topics", "defence", "listed"))
    promised = own.set_index(own["topic"].astype("str"))["promised"].astype("str")
    counts = promised.value_counts()
    return {
        **{kind: int(counts.get(kind, 0)) for kind in PROMISED},
        "topics": len(own),
        "defence": promised["defence"],
        "listed": in_words(words for topic, words in TOPICS.items() if promised[topic] == "yes"),
    }


def counted(agreements, system, pairs, periods, predecessors=("SUN",)):
    """Agreements of pairs by kind, and their place among all pairs of states.

    All pairs are those of the states of the system in the last year of the kind (or of the table of states, if that
    ends before); a pair without an agreement counts zero, since the data sets aim at all.

    Parameters
    ----------
    agreements : DataFrame[iso3_a, iso3_b, year, kind, agreements]
    system : DataFrame[iso3, year]
    pairs : sequence of tuple of str
    periods : dict of str to tuple of int
        First and last year of each kind.
    predecessors : sequence of str
        Former states to count as their successors.

    Returns
    -------
    DataFrame[kind, iso3_a, iso3_b, n, percentile, some, pairs]
        some: part of all pairs with at least one.
    """
    rules = countries.successions().set_index("predecessor")["successor"]
    heirs = {code: rules[code] for code in predecessors}
    named = {c: agreements[c].astype("str").replace(heirs) for c in ("iso3_a", "iso3_b")}
    ends = pd.DataFrame(named)
    joined = agreements.assign(iso3_a=ends.min(axis=1), iso3_b=ends.max(axis=1))
    parts = []
    for kind, (_, last) in periods.items():
        states = sorted(system.loc[system["year"] == min(last, system["year"].max()), "iso3"].astype("str").unique())
        first, second = np.triu_indices(len(states), 1)
        names = np.array(states, dtype=object)
        every = pd.DataFrame({"iso3_a": names[first], "iso3_b": names[second]}).astype("str")
        own = joined[joined["kind"] == kind].groupby(["iso3_a", "iso3_b"], as_index=False)["agreements"].sum()
        every = every.merge(own, how="left").rename(columns={"agreements": "n"}).fillna({"n": 0})
        every = every.assign(kind=kind, some=float((every["n"] > 0).mean()), pairs=len(every))
        every["percentile"] = percentile(every, "n", "kind")
        wanted = {tuple(sorted(pair)) for pair in pairs}
        parts.append(every[[pair in wanted for pair in zip(every["iso3_a"], every["iso3_b"], strict=True)]])
    return pd.concat(parts, ignore_index=True).astype({"n": "int64"})
