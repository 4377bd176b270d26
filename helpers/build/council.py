"""Tables of the UN Security Council: votes on adopted resolutions, vetoes, and all votes on Iran that were compiled."""

import pandas as pd

from helpers.datasets.description import Column, Table
from helpers.sources import un_sc_vetoes, un_sc_vetoes_later, un_sc_votes, unsc_iran_resolutions

FILES = un_sc_vetoes_later.FILES

FILE_RULES = (
    ("iran", r"(?i)\biran", None),
    ("syria", r"(?i)syrian arab republic", 2011),
    ("ukraine", r"(?i)ukrain", 1992),
    ("north_korea", r"(?i)democratic people's republic of korea", 1993),
)
"""File, what the title or the agenda must hold, first year; the first rule that fits counts, others are "other"."""

TOPICS = {"Iran": "iran", "Syria": "syria", "Ukraine": "ukraine", "North Korea": "north_korea"}
"""Topic of the coded list of vetoes -> file; every other topic is "other"."""

VOTE_CODES = "1 yes, 2 abstain, 3 no, 8 did not take part"

SEATS = (
    "SUN to December 1991, RUS after; CHN is the Republic of China to 25 October 1971, when the People's Republic took "
    "the seat."
)

VOTES = Table(
    name="votes/sc_votes",
    title="Votes in the UN Security Council on adopted resolutions, by member",
    description="One row per member of the Council and adopted resolution.",
    key=("resolution_id", "iso3"),
    columns=(
        Column("resolution_id", "category", "symbol of the resolution"),
        Column("date", "date", "day of adoption"),
        Column("year", "integer", "calendar year of adoption", minimum=1946),
        Column("iso3", "category", "member of the Council, code at the time", country=True),
        Column("vote", "integer", VOTE_CODES, allowed=(1, 2, 3, 8)),
        Column(
            "file",
            "category",
            "what the resolution is about: " + "; ".join(f"{name}: {what}" for name, what in FILES.items()),
            allowed=tuple(FILES),
        ),
        Column("title", "string", "what the resolution does, in the words of the record"),
    ),
    sources=(un_sc_votes.SOURCE,),
    notes=(
        "Adopted resolutions only: vetoed drafts are in votes/sc_vetoes, failed drafts on Iran in votes/sc_iran. "
        "Nearly every vote is a yes, so agreement here says little beside agreement in the Assembly.",
        "Adoptions without a vote are recorded as yes of all members.",
        "On procedure a no of a permanent member is no veto, so ten resolutions passed over one (S/RES/2623(2022), "
        "which called the emergency session on Ukraine, over Russia's).",
        "Resolutions 1 to 2798 (31 October 2025) without 2797; later ones are missing.",
        SEATS,
        "11 members to 1965, 15 after. A member that did not take part (8) did not abstain (2).",
        "file by rule, from title and agenda of the record: iran where either names Iran (1946, the war with Iraq and "
        "the nuclear file alike); syria where either names the Syrian Arab Republic, from 2011; ukraine where either "
        "names Ukraine, from 1992; north_korea where either names the Democratic People's Republic of Korea, from "
        "1993 (so neither the war of 1950 nor the admission of 1991). A resolution on one of them whose record does "
        "not name it is other.",
    ),
)

VETOES = Table(
    name="votes/sc_vetoes",
    title="Vetoes in the UN Security Council",
    description="One row per draft or amendment that a veto of one or more permanent members defeated.",
    key=("veto_id",),
    columns=(
        Column("veto_id", "category", "day of the vote and running number of the day"),
        Column("date", "date", "day of the vote"),
        Column("year", "integer", "calendar year of the vote", minimum=1946),
        Column("draft", "string", "symbol of the draft; missing where not known", nullable=True),
        Column(
            "meeting",
            "string",
            "meeting record; in 2020 the letters that announced the result of a vote in writing",
            nullable=True,
        ),
        Column("subject", "string", "to July 2022 the agenda item, after that the subject in a few words"),
        Column("topic", "category", "short topic given by the coder of the list; missing after it", nullable=True),
        Column(
            "file",
            "category",
            "what the draft was about: " + "; ".join(f"{name}: {what}" for name, what in FILES.items()),
            allowed=tuple(FILES),
        ),
        Column("vetoing", "category", 'permanent members that voted against, codes joined by ";"'),
        Column(
            "votes_for",
            "integer",
            "votes in favour; missing to July 2022, as the two next",
            unit="members",
            minimum=0,
            nullable=True,
        ),
        Column("votes_against", "integer", "votes against, the vetoes among them", unit="members", nullable=True),
        Column("abstentions", "integer", "abstentions", unit="members", minimum=0, nullable=True),
        Column("vote_note", "string", "who else voted against or abstained", nullable=True),
        Column(
            "source",
            "category",
            "data set of the row",
            allowed=(un_sc_vetoes.SOURCE.name, un_sc_vetoes_later.SOURCE.name),
        ),
        Column("source_title", "string", "source that was read; missing to July 2022", nullable=True),
        Column("source_url", "string", "its address", nullable=True),
        Column(
            "source_quality",
            "category",
            "primary: official document; press: news report; mirror: copy of a report at another address",
            allowed=("primary", "press", "mirror"),
            nullable=True,
        ),
        Column("note", "string", "what was not seen or rests on another source", nullable=True),
    ),
    sources=(un_sc_vetoes.SOURCE, un_sc_vetoes_later.SOURCE),
    notes=(
        "To July 2022 the library's list as others coded it; since then rows compiled from reports, confirmed ones "
        "only, to 7 April 2026: a later veto may be missing.",
        "SUN to December 1991, RUS after. The list has no veto of the Republic of China, which cast one in December "
        "1955; CHN is the People's Republic throughout.",
        "The later rows count vetoed amendments (December 2023, February 2025) as well as drafts.",
        "file to July 2022 follows the coder's topic: the draft of February 2018 on Yemen, which criticised Iran, is "
        "other here and stands in votes/sc_iran.",
        "A draft that failed for want of votes is no veto, whoever voted against it.",
    ),
)

IRAN = Table(
    name="votes/sc_iran",
    title="Votes of the UN Security Council on Iran",
    description="One row per resolution or failed draft on Iran, with tally and the votes of Russia, China and the "
    "United States.",
    key=("symbol",),
    columns=(
        Column("symbol", "category", "symbol of the resolution or draft, or a short name where it was not seen"),
        Column("date", "date", "day of the vote"),
        Column("year", "integer", "calendar year of the vote", minimum=1946),
        Column(
            "outcome",
            "category",
            "; ".join(f"{name}: {what}" for name, what in unsc_iran_resolutions.OUTCOMES.items()),
            allowed=tuple(unsc_iran_resolutions.OUTCOMES),
        ),
        Column("votes_for", "integer", "votes in favour", unit="members", minimum=0, maximum=15),
        Column("votes_against", "integer", "votes against", unit="members", minimum=0, maximum=15),
        Column("abstentions", "integer", "abstentions", unit="members", minimum=0, maximum=15),
        Column("not_voting", "integer", "members that did not take part", unit="members", minimum=0, maximum=15),
        Column("vote_rus", "integer", f"vote of Russia, to 1991 of the USSR: {VOTE_CODES}", allowed=(1, 2, 3, 8)),
        Column(
            "vote_chn", "integer", f"vote of China, in 1946 the Republic of China: {VOTE_CODES}", allowed=(1, 2, 3, 8)
        ),
        Column("vote_usa", "integer", f"vote of the United States: {VOTE_CODES}", allowed=(1, 2, 3, 8)),
        Column("vote_note", "string", "who voted against, abstained or stayed away", nullable=True),
        Column("subject", "string", "subject in a few words"),
        Column("un_record", "string", "record of the text in the UN Digital Library, or veto list", nullable=True),
        Column("vote_source", "string", "where the vote was read"),
    ),
    sources=(unsc_iran_resolutions.SOURCE,),
    notes=(
        "A choice: 1946, the hostages of 1980 (the vetoed draft), the ceasefire of 1987 with Iraq, the nuclear file "
        "from 2006, the drafts that failed in 1980, 2018, 2020, 2025 and 2026, and the resolution of March 2026. Other "
        "resolutions on the hostages and on the war with Iraq are in votes/sc_votes.",
        "Ends on 7 April 2026. Procedural votes, such as that of March 2026 on a meeting, are not counted.",
        "The vote of the United States on the drafts of 2018 and 2025 and on the two adopted or vetoed in 2026 follows "
        "from the lists of the other votes; the symbols of the drafts of 2020, 2025 and 2026 were not seen.",
        "S/RES/3: the text of the resolution has Australia present and not voting, the library counts an abstention.",
    ),
)


def file_of(text, year):
    """The file a resolution belongs to, by `FILE_RULES`.

    Parameters
    ----------
    text : pandas.Series of str
        Title and agenda.
    year : pandas.Series of int

    Returns
    -------
    pandas.Series of str
    """
    found = pd.Series("other", index=text.index)
    for name, pattern, first in reversed(FILE_RULES):
        found = found.mask(text.str.contains(pattern, regex=True) & (year >= (first or 0)), name)
    return found


def votes(snapshots):
    """Votes with the title and the file of their resolution."""
    cast = un_sc_votes.votes(snapshots)
    listed = un_sc_votes.resolutions(snapshots).merge(cast[["resolution_id", "year"]].drop_duplicates("resolution_id"))
    listed["file"] = file_of(listed["title"] + " | " + listed["agenda"], listed["year"])
    return cast.merge(listed[["resolution_id", "file", "title"]], validate="many_to_one")


def vetoes(snapshots):
    """The coded list, followed by the confirmed later vetoes."""
    listed = un_sc_vetoes.read(snapshots)
    listed = listed.assign(file=listed["topic"].map(TOPICS).fillna("other"), source=un_sc_vetoes.SOURCE.name)
    later = un_sc_vetoes_later.read()
    later = later[later["confirmed"]].drop(columns="confirmed").assign(source=un_sc_vetoes_later.SOURCE.name)
    both = pd.concat([listed, later], ignore_index=True).sort_values("date", kind="stable")
    number = (both.groupby("date").cumcount() + 1).astype("str")
    both = both.assign(year=both["date"].dt.year, veto_id=both["date"].dt.strftime("%Y-%m-%d") + "-" + number)
    return both[[column.name for column in VETOES.columns]]


def iran(snapshots):
    """The compiled votes on Iran; needs no upstream file."""
    return unsc_iran_resolutions.read()


TABLES = [(VOTES, votes), (VETOES, vetoes), (IRAN, iran)]
