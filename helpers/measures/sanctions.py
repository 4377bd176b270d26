"""Sanctions: who is under how many, by sender, kind and year; names on lists; programmes; the Council on Iran."""

import pandas as pd

from helpers import countries
from helpers.measures import rank
from helpers.measures.rollcalls import POSITIONS

KINDS = ("trade", "arms", "military", "financial", "travel", "other")
ANY, ALL = "any", "all"
COVERAGE = {"gsdb": (1949, 2023), "eusanct": (1989, 2015)}
"""Source -> first and last year. Inside, a state without a row has no case; outside, nothing is known."""

BY_SENDER = ("European Union", "United States", "United Nations")
"""Senders that EUSANCT tells apart, without kinds."""

FOCUS = ("RUS", "IRN", "CHN", "PRK", "USA")
"""States between which single cases of the Global Sanctions Data Base may be shown."""

SOVIET = ["SUN"]


def pick(counts, cases, targets, kind=ANY, sender=ALL):
    """Sanctions in force on some states by year, of one kind and one sender.

    Parameters
    ----------
    counts : pandas.DataFrame
        Table `events/sanctions`.
    cases : pandas.DataFrame
        Table `events/sanction_cases`.
    targets : sequence of str
        Codes; RUS stands for the Soviet Union to 1991.
    kind : str
        any, or one of `KINDS`.
    sender : str
        all (every sender together), one of `BY_SENDER` (any kind, any target, 1989-2015), or the code of a focus state
        (any kind, targets among the focus states).

    Returns
    -------
    pandas.DataFrame
        target, name, year, cases, source: every year that the source covers, 0 where it has no case.

    Raises
    ------
    ValueError
        The target, the kind or the sender is not known, or the sources do not tell them apart.
    """
    targets = list(targets)
    countries.check(targets)
    if kind not in (ANY, *KINDS):
        raise ValueError(f"KIND is {kind!r}: use {ANY}, {', '.join(KINDS)}")
    if sender not in (ALL, *BY_SENDER, *FOCUS):
        raise ValueError(f"SENDER is {sender!r}: use {ALL}, {', '.join(BY_SENDER)}, or one of {', '.join(FOCUS)}")
    if sender in BY_SENDER:
        if kind != ANY:
            raise ValueError(f"SENDER {sender!r} is counted without kinds: set KIND to {ANY!r}")
        return _every_year(counts[(counts["source"] == "eusanct") & (counts["sender"] == sender)], targets, "eusanct")
    if sender == ALL:
        return _every_year(counts[(counts["source"] == "gsdb") & (counts["kind"] == kind)], targets, "gsdb")
    outside = [code for code in targets if code not in FOCUS]
    if outside:
        raise ValueError(f"TARGETS has {outside[0]}: single senders are open for targets among {', '.join(FOCUS)} only")
    own = cases[_one_russia(cases)["sender"] == sender]
    own = own if kind == ANY else own[own[kind] == 1]
    return _every_year(_in_force(own), targets, "gsdb")


def _in_force(cases):
    """Cases by target and year."""
    years = [range(a, b + 1) for a, b in zip(cases["begin"], cases["end"], strict=True)]
    yearly = cases[["case", "target"]].assign(year=years).explode("year").dropna().astype({"year": "int64"})
    return yearly.groupby(["target", "year"], as_index=False, observed=True)["case"].nunique().rename(columns=_CASES)


_CASES = {"case": "cases"}


def _every_year(counted, targets, source):
    """One row for each target and covered year; the Soviet Union under Russia."""
    first, last = COVERAGE[source]
    own = counted[counted["target"].isin([*targets, *SOVIET])]
    rows = countries.join_succession(own[["target", "year", "cases"]], ["target"], rules=SOVIET)
    rows = rows.astype({"target": "str"}).groupby(["target", "year"])["cases"].sum()
    every = pd.MultiIndex.from_product([targets, range(first, last + 1)], names=["target", "year"])
    found, frame = rows.reindex(every).fillna(0).astype("int64").to_numpy(), every.to_frame(index=False)
    return frame.assign(name=frame["target"].map(countries.name), cases=found, source=source)


def everyone(counts, kind=ANY):
    """Cases in force on each state under sanctions, with its place among them.

    Parameters
    ----------
    counts : pandas.DataFrame
        Table `events/sanctions`.
    kind : str

    Returns
    -------
    pandas.DataFrame
        target, year, cases, percentile, place (1: most), targets (states under sanctions in the year).
    """
    rows = counts[(counts["source"] == "gsdb") & (counts["kind"] == kind)][["target", "year", "cases"]]
    rows = countries.join_succession(rows, ["target"], rules=SOVIET).astype({"target": "str"})
    rows = rows.reset_index(drop=True)
    yearly = rows.groupby("year")["cases"]
    return rows.assign(
        percentile=rank.percentile(rows, "cases", "year"),
        place=yearly.rank(ascending=False, method="min").astype("int64"),
        targets=yearly.transform("size"),
    )


def standing(counts, pair, year=None):
    """How many cases are in force on each of a pair, their kinds, and their places among all targets.

    Parameters
    ----------
    counts : pandas.DataFrame
        Table `events/sanctions`.
    pair : tuple of str
    year : int, optional
        The last one covered by default.

    Returns
    -------
    dict
        year, targets; for a and b (the first and the second): cases (0: none found), place and percentile (None without
        a case), most (the commonest kind) and most_cases.
    """
    year = COVERAGE["gsdb"][1] if year is None else year
    every = everyone(counts)
    now = every[every["year"] == year].set_index("target")
    facts = {"year": year, "targets": len(now)}
    for who, code in zip("ab", pair, strict=True):
        held = code in now.index
        facts[f"{who}_cases"] = int(now.loc[code, "cases"]) if held else 0
        facts[f"{who}_place"] = int(now.loc[code, "place"]) if held else None
        facts[f"{who}_percentile"] = now.loc[code, "percentile"] if held else None
        kinds = by_kind(counts, [code]).query("year == @year").sort_values("cases", ascending=False, kind="stable")
        known = bool(len(kinds) and kinds["cases"].iloc[0])
        facts[f"{who}_most"] = kinds["kind"].iloc[0] if known else None
        facts[f"{who}_most_cases"] = int(kinds["cases"].iloc[0]) if known else None
    return facts


def breadth(counts):
    """How many kinds of measure are in force on each state.

    Returns
    -------
    pandas.DataFrame
        target, year, kinds (1 to 6).
    """
    rows = counts[(counts["source"] == "gsdb") & (counts["kind"] != ANY)][["target", "year", "kind", "cases"]]
    rows = countries.join_succession(rows, ["target"], rules=SOVIET).astype({"target": "str"})
    return rows.groupby(["target", "year"], as_index=False)["kind"].nunique().rename(columns={"kind": "kinds"})


def by_kind(counts, targets):
    """Cases in force by target, kind and year; a case with several kinds counts in each.

    Returns
    -------
    pandas.DataFrame
        target, name, kind, row ("Iran: trade"), year, cases; years with a case of the kind.
    """
    parts = [pick(counts, None, targets, kind).assign(kind=kind) for kind in KINDS]
    rows = pd.concat(parts, ignore_index=True)
    order = {code: place for place, code in enumerate(targets)}
    rows = rows.assign(row=rows["name"] + ": " + rows["kind"], place=rows["target"].map(order))
    rows = rows.sort_values(["place", "kind", "year"], key=lambda c: c.map(KINDS.index) if c.name == "kind" else c)
    return rows[rows["cases"] > 0].drop(columns="place").reset_index(drop=True)


def by_sender(counts, targets):
    """Cases of the European Union, the United States and the United Nations by target and year.

    Returns
    -------
    pandas.DataFrame
        target, name, sender, row ("Iran: United Nations"), year, cases; years with a case.
    """
    parts = [
        pick(counts, None, [target], ANY, sender).assign(sender=sender) for target in targets for sender in BY_SENDER
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["cases"] > 0].assign(row=lambda f: f["name"] + ": " + f["sender"]).reset_index(drop=True)


def all_senders(rows, pair):
    """In how many years each of a pair was under sanctions of all three senders at once.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `by_sender` returns it.

    Returns
    -------
    dict
        a_years, b_years.
    """
    senders = rows.groupby(["target", "year"])["sender"].nunique()
    held = senders[senders == len(BY_SENDER)].reset_index()["target"].value_counts()
    return {f"{who}_years": int(held.get(code, 0)) for who, code in zip("ab", pair, strict=True)}


def sender_name(sender):
    """The sender of `pick` in words."""
    return countries.name(sender) if sender in FOCUS else "all senders" if sender == ALL else sender


def case_words(kind, sender):
    """What `pick` counts, in words: "US cases in force"."""
    who = "All" if sender == ALL else {"USA": "US", "United States": "US"}.get(sender, sender_name(sender))
    return f"{who} cases in force" if kind == ANY else f"{who} cases with {kind} sanctions in force"


def case_list(cases, pair):
    """Cases of the focus states on each of a pair and of each of the pair on them, latest first.

    Parameters
    ----------
    cases : pandas.DataFrame
        Table `events/sanction_cases`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        from, to, sender, target, kinds, case; "to" is "in force 2023" where the case has not ended by then.
    """
    coded = _one_russia(cases)
    own = coded[coded["sender"].isin(pair) | coded["target"].isin(pair)]
    own = own.sort_values(["begin", "case"], ascending=False, kind="stable")
    kinds = [", ".join(kind for kind in KINDS if row[kind] == 1) for _, row in own.iterrows()]
    last = COVERAGE["gsdb"][1]
    ends = [f"in force {last}" if end == last else str(end) for end in own["end"]]
    found = {"from": own["begin"], "to": ends, "sender": own["sender"].map(countries.name)}
    found |= {"target": own["target"].map(countries.name), "kinds": kinds, "case": own["case"]}
    return pd.DataFrame(found).reset_index(drop=True)


def between(cases, pair):
    """Number of cases of either of a pair on the other."""
    coded = _one_russia(cases)
    return int((coded["sender"].isin(pair) & coded["target"].isin(pair)).sum())


def _one_russia(cases):
    """Cases of and on the Soviet Union under Russia."""
    sides = ["sender", "target"]
    return cases.assign(**{side: cases[side].astype("str").replace("SUN", "RUS") for side in sides})


def listed(listings, states):
    """Names on the US lists with an address in each state, by month.

    Parameters
    ----------
    listings : pandas.DataFrame
        Table `events/listings`.
    states : sequence of str

    Returns
    -------
    pandas.DataFrame
        iso3, name, date, listed.
    """
    rows = listings[listings["iso3"].isin(list(states))].astype({"iso3": "str"})
    order = {code: place for place, code in enumerate(states)}
    rows = rows.assign(name=rows["iso3"].map(countries.name), place=rows["iso3"].map(order))
    return rows.sort_values(["place", "date"])[["iso3", "name", "date", "listed"]].reset_index(drop=True)


def listed_change(listings, pair):
    """Names at the first and the last month, and the place of each of a pair among all countries.

    Returns
    -------
    dict
        first_month, last_month; for a and b: from, to, place; None where a state has no row.
    """
    ends = listings["date"].min(), listings["date"].max()
    facts = {"first_month": f"{ends[0]:%B %Y}", "last_month": f"{ends[1]:%B %Y}"}
    final = listings[listings["date"] == ends[1]].astype({"iso3": "str"}).set_index("iso3")["listed"]
    early = listings[listings["date"] == ends[0]].astype({"iso3": "str"}).set_index("iso3")["listed"]
    places = final.rank(ascending=False, method="min")
    for who, code in zip("ab", pair, strict=True):
        facts |= {f"{who}_from": early.get(code), f"{who}_to": final.get(code), f"{who}_place": places.get(code)}
    return facts


PROGRAMMES = (
    ("Russia", r"RUSSIA|UKRAINE|PEESA|MAGNIT"),
    ("Iran", r"IRAN|IFSR|IRGC|IFCA|HRIT-IR|ISA$"),
    ("North Korea", r"DPRK"),
    ("Syria", r"SYRIA|FSE-SY|HRIT-SY"),
)
"""Group, and what the tag of a programme holds; the first that fits counts, the rest is "all others".

For Russia RUSSIA, UKRAINE (the orders of 2014), the pipeline act (PEESA) and the Magnitsky act; for Iran the programmes
by name, the financial sanctions regulations (IFSR), the Revolutionary Guards (IRGC), the acts IFCA and ISA, and the
order on rights abuses by technology (HRIT). Programmes on weapons (NPWMD) and terrorism (SDGT), under which many
Iranian names stand, are among all others.
"""


def programme_group(tags):
    """The group of each programme of the US list.

    Parameters
    ----------
    tags : pandas.Series of str

    Returns
    -------
    pandas.Series of str
    """
    found = pd.Series("all others", index=tags.index)
    for name, pattern in reversed(PROGRAMMES):
        found = found.mask(tags.str.contains(pattern, regex=True), name)
    return found


def by_programme(table):
    """Entries of the US list by group of programmes and month; an entry with two tags counts twice.

    Parameters
    ----------
    table : pandas.DataFrame
        Table `events/listed_programmes`.

    Returns
    -------
    pandas.DataFrame
        group, date, entries.
    """
    groups = programme_group(table["programme"].astype("str"))
    return table.assign(group=groups).groupby(["group", "date"], as_index=False)["entries"].sum()


def programme_change(groups):
    """Entries of the Russia and the Iran programmes in the first and the last month.

    Parameters
    ----------
    groups : pandas.DataFrame
        As `by_programme` returns it.

    Returns
    -------
    dict
        russia_from, russia_to, iran_from, iran_to.
    """
    wide = groups.pivot(index="date", columns="group", values="entries").sort_index()
    ends = {"from": wide.iloc[0], "to": wide.iloc[-1]}
    return {f"{name.lower()}_{word}": row[name] for name in ("Russia", "Iran") for word, row in ends.items()}


ISSUERS = {
    "au": "Australia",
    "ca": "Canada",
    "ch": "Switzerland",
    "cn": "China",
    "eu": "European Union",
    "gb": "United Kingdom",
    "ir": "Iran",
    "nz": "New Zealand",
    "ru": "Russia",
    "sg": "Singapore",
    "ua": "Ukraine",
    "us": "United States",
    "zz": "United Nations",
}
"""Prefix of an issuer in the catalogue -> its name, for those with a programme about a single state shown here."""


TERRITORIES = {
    "AFG": "af",
    "BLR": "by",
    "CHN": "cn",
    "CUB": "cu",
    "EGY": "eg",
    "GBR": "gb",
    "IRN": "ir",
    "IRQ": "iq",
    "ISR": "il",
    "PRK": "kp",
    "RUS": "ru",
    "SYR": "sy",
    "TUR": "tr",
    "UKR": "ua",
    "USA": "us",
    "VEN": "ve",
}
"""Code of a state -> its letters in the catalogue; the other comparison states have no programme about them there."""


def programmes(catalogue, states):
    """Programmes of the catalogue about some states, by issuing government or body.

    Parameters
    ----------
    catalogue : pandas.DataFrame
        Table `events/sanction_programmes`; those that ended are left out.
    states : sequence of str

    Returns
    -------
    pandas.DataFrame
        target, name, issuer, programme, title, measures.
    """
    rows = catalogue[catalogue["status"].isna()].dropna(subset="territories")
    parts = []
    held = rows["territories"].str.split(";")
    for code in states:
        mine = rows[[TERRITORIES.get(code) in letters for letters in held]]
        parts.append(mine.assign(target=code, name=countries.name(code)))
    found = pd.concat(parts, ignore_index=True)
    prefix = found["issuer"].astype("str").str.split("_").str[0]
    found["issuer"] = prefix.map(ISSUERS).fillna(prefix.str.upper())
    return found[["target", "name", "issuer", "programme", "title", "measures"]]


def issuers(listed, states):
    """Number of programmes by issuer and target, those with most first.

    Parameters
    ----------
    listed : pandas.DataFrame
        As `programmes` returns it.
    states : sequence of str

    Returns
    -------
    pandas.DataFrame
        issuer, name (of the target), row ("Ukraine: Russia"), programmes.
    """
    counted = listed.groupby(["issuer", "name"], as_index=False).size().rename(columns={"size": "programmes"})
    total = counted.groupby("issuer")["programmes"].transform("sum")
    names = [countries.name(code) for code in states]
    row = counted["issuer"] + ": " + counted["name"]
    return (
        counted.assign(total=total, place=counted["name"].map(names.index), row=row)
        .sort_values(["total", "issuer", "place"], ascending=[False, True, True])
        .drop(columns=["total", "place"])
        .reset_index(drop=True)
    )


def issuer_count(listed, pair):
    """Number of issuers with a programme about each of a pair: a_issuers, b_issuers."""
    held = listed.groupby("target")["issuer"].nunique()
    return {f"{who}_issuers": int(held.get(code, 0)) for who, code in zip("ab", pair, strict=True)}


def council(table, first=2006):
    """Votes of Russia, China and the United States on Iran in the Security Council, a row for each.

    Parameters
    ----------
    table : pandas.DataFrame
        Table `votes/sc_iran`.
    first : int
        First year.

    Returns
    -------
    pandas.DataFrame
        date, row ("2010-06-09  1929: Arms embargo, ..."), state, position, outcome; in order of date.
    """
    rows = table[table["year"] >= first].sort_values("date", kind="stable")
    symbol = rows["symbol"].astype("str").str.split(",").str[0].str.removeprefix("S/RES/")
    label = rows["date"].dt.strftime("%Y-%m-%d") + "  " + symbol
    rows = rows.assign(row=label + ": " + rows["subject"].str.split("(").str[0].str.strip())
    parts = [
        rows[["date", "row", "outcome"]].assign(state=countries.name(code), position=rows[column].map(POSITIONS))
        for code, column in (("RUS", "vote_rus"), ("CHN", "vote_chn"), ("USA", "vote_usa"))
    ]
    return pd.concat(parts).sort_values("date", kind="stable").reset_index(drop=True)


IMPOSING = ("S/RES/1737", "S/RES/1747", "S/RES/1803", "S/RES/1929")
"""Resolutions that imposed or widened measures on Iran; 1696 demanded, 1835 reaffirmed."""


def council_facts(table):
    """The Council on Iran: how Russia and China voted on measures, and how the votes of 2025 on their return went.

    Parameters
    ----------
    table : pandas.DataFrame
        Table `votes/sc_iran`.

    Returns
    -------
    dict
        imposing, russia_yes, china_yes (resolutions that imposed measures, and votes for); nuclear, nuclear_yes (all
        adopted from S/RES/1696 to S/RES/2231, and those with a yes of Russia); first_date, second_date, first_for,
        second_for, first_against, second_against (the two votes of September 2025), needed (nine votes).
    """
    imposing = table[table["symbol"].isin(IMPOSING)]
    file = table[(table["outcome"] == "adopted") & table["date"].between("2006-07-31", "2015-07-20")]
    facts = {
        "imposing": len(imposing),
        "russia_yes": int((imposing["vote_rus"] == 1).sum()),
        "china_yes": int((imposing["vote_chn"] == 1).sum()),
        "nuclear": len(file),
        "nuclear_yes": int((file["vote_rus"] == 1).sum()),
        "needed": 9,
    }
    votes = table[(table["year"] == 2025) & (table["outcome"] == "not adopted")].sort_values("date")
    for word, (_, row) in zip(("first", "second"), votes.iterrows(), strict=True):
        facts |= {f"{word}_date": f"{row['date']:%d %B %Y}".lstrip("0"), f"{word}_for": int(row["votes_for"])}
        facts[f"{word}_against"] = int(row["votes_against"])
    return facts
