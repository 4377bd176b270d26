"""Tables of sanctions: who is under how many, by sender, kind and year; names on lists; programmes."""

import pandas as pd

from helpers import countries
from helpers.datasets.description import Column, Table
from helpers.sources import eusanct, gsdb, ofac_panel, ofac_sdn_programs, sanctions_programs

FOCUS = (*countries.FOCUS, "SUN")
ALL_SENDERS = "all"
ANY = "any"

COUNTS = Table(
    name="events/sanctions",
    title="Sanctions in force by target, sender, kind and year",
    description="One row per source, target, sender, kind and year with at least one case in force: how many.",
    key=("source", "target", "sender", "kind", "year"),
    columns=(
        Column("target", "category", "state under sanctions", country=True),
        Column(
            "sender",
            "category",
            f"{ALL_SENDERS}: cases of all senders together (gsdb); {', '.join(eusanct.SENDERS.values())} (eusanct)",
            allowed=(ALL_SENDERS, *eusanct.SENDERS.values()),
        ),
        Column(
            "kind",
            "category",
            f"kind of measure (gsdb), a case can have several; {ANY}: of whatever kind",
            allowed=(ANY, *gsdb.TYPES),
        ),
        Column("year", "integer", "calendar year", minimum=1949, maximum=2023),
        Column("cases", "integer", "cases in force for a day or more of the year", unit="cases", minimum=1),
        Column("source", "category", "source", allowed=(gsdb.SOURCE.name, eusanct.SOURCE.name)),
    ),
    sources=(gsdb.SOURCE, eusanct.SOURCE),
    notes=(
        "A case is a legal step, not a regime: many cases do not mean broad sanctions. gsdb 1949-2023, eusanct "
        "1989-2015: outside these years nothing is known. No row inside them means no case found.",
        "A last year of 2023 (gsdb) or 2015 (eusanct) also stands for still in force.",
        "eusanct leaves out cuts of aid by the United States over the International Criminal Court. Cases of the UN in "
        "gsdb count once for each target.",
        "Targets that are groups or organisations are left out. SUN to 1991, RUS after.",
    ),
)

CASES = Table(
    name="events/sanction_cases",
    title="Sanctions between the focus states",
    description=(
        "One row per case of the Global Sanctions Data Base between Russia (USSR), Iran, China, North Korea and the "
        "United States."
    ),
    key=("case", "sender", "target"),
    columns=(
        Column("case", "category", "number of the case in the data base"),
        Column("sender", "category", "state that imposed", country=True),
        Column("target", "category", "state under the sanction", country=True),
        Column("begin", "integer", "first year", minimum=1949, maximum=2023),
        Column("end", "integer", "last year; 2023 also means still in force", minimum=1949, maximum=2023),
        *(Column(name, "integer", f"1: {name} sanction", minimum=0, maximum=1) for name in gsdb.TYPES),
    ),
    sources=(gsdb.SOURCE,),
    excerpt_of=2247,
    notes=("No case between Russia (USSR) and Iran in either direction.",),
)

LISTINGS = Table(
    name="events/listings",
    title="Names on the US Treasury's sanctions lists, by country of address and month",
    description="One row per country and month: listed names with an address there at the end of the month.",
    key=("iso3", "date"),
    columns=(
        Column("iso3", "category", "country of a listed address", country=True),
        Column("date", "date", "last day of the month"),
        Column("year", "integer", "calendar year", minimum=2022, maximum=2026),
        Column("listed", "integer", "names on the lists", unit="names", minimum=0),
        Column("added", "integer", "added in the month", unit="names", minimum=0, nullable=True),
        Column("removed", "integer", "removed in the month", unit="names", minimum=0, nullable=True),
    ),
    sources=(ofac_panel.SOURCE,),
    notes=(
        "The country is that of an address: a target of the Iran programmes in the Emirates counts for the Emirates. "
        "A name with addresses in two countries counts twice.",
        "Names are not programmes: events/listed_programmes has the programmes.",
    ),
)

PROGRAMMES = Table(
    name="events/listed_programmes",
    title="Entries of the US Treasury's SDN list by programme and month",
    description="One row per programme and month: entries that carry it in the month's last version of the list.",
    key=("programme", "date"),
    columns=(
        Column("programme", "category", "tag of the Treasury"),
        Column("date", "date", "day of the version"),
        Column("year", "integer", "calendar year", minimum=2021, maximum=2024),
        Column("entries", "integer", "entries that carry the tag", unit="entries", minimum=0),
    ),
    sources=(ofac_sdn_programs.SOURCE,),
    notes=(
        "An entry with several programmes counts in each: they do not add up.",
        "August 2021 to May 2024; the address of the list changed then.",
    ),
)

CATALOGUE = Table(
    name="events/sanction_programmes",
    title="Sanctions programmes of the world, as of August 2026",
    description="One row per programme: issuer, territories it is about, kinds of measure.",
    key=("programme",),
    columns=(
        Column("programme", "category", "key"),
        Column("title", "string", "name of the programme"),
        Column("issuer", "category", "country and office that issues it (us_ofac, eu_council, zz_unsc: the UN)"),
        Column("territories", "string", 'lower-case codes, ";" between (ir, ru, kp); zz: worldwide', nullable=True),
        Column("measures", "string", 'kinds of measure, ";" between', nullable=True),
        Column("status", "category", "ended or legacy; missing: in force", nullable=True),
        Column("url", "string", "page of the issuer"),
    ),
    sources=(sanctions_programs.SOURCE,),
    notes=("No dates and no numbers of names. The UN measures on Iran that came back in 2025 are in.",),
)


def counts(snapshots):
    """Cases in force by target, sender, kind and year, of both sources."""
    cases = gsdb.read(snapshots)
    cases = cases[cases["target"] != ""].drop_duplicates(["case", "target"]).assign(any=1, sender=ALL_SENDERS)
    by_kind = cases.melt(["case", "target", "sender", "begin", "end"], [ANY, *gsdb.TYPES], "kind", "held")
    by_kind = by_kind[by_kind["held"] == 1].assign(source=gsdb.SOURCE.name)
    imposed = eusanct.read(snapshots)
    imposed = imposed[~imposed["court"]].assign(kind=ANY, source=eusanct.SOURCE.name)
    imposed["begin"] = imposed["begin"].clip(lower=eusanct.YEARS[0])
    yearly = pd.concat([_yearly(by_kind), _yearly(imposed)], ignore_index=True)
    yearly["target"] = _successor(yearly)
    key = list(COUNTS.key)
    return yearly.groupby(key, as_index=False)["case"].nunique().rename(columns={"case": "cases"})


def _yearly(cases):
    """A row for each year from `begin` to `end`."""
    cases = cases[cases["end"] >= cases["begin"]]
    years = [range(a, b + 1) for a, b in zip(cases["begin"], cases["end"], strict=True)]
    return cases.assign(year=years).explode("year").astype({"year": "int64"})


def _successor(yearly):
    """The Soviet Union to 1991, Russia after, also for a case that runs through."""
    target = yearly["target"]
    return target.mask((target == "RUS") & (yearly["year"] <= 1991), "SUN").mask(
        (target == "SUN") & (yearly["year"] > 1991), "RUS"
    )


def cases(snapshots):
    """Cases between the focus states."""
    frame = gsdb.read(snapshots)
    return frame[frame["sender"].isin(FOCUS) & frame["target"].isin(FOCUS)][[c.name for c in CASES.columns]]


TABLES = [
    (COUNTS, counts),
    (CASES, cases),
    (LISTINGS, ofac_panel.read),
    (PROGRAMMES, ofac_sdn_programs.read),
    (CATALOGUE, sanctions_programs.read),
]
