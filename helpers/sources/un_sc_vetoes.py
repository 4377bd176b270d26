"""Vetoes in the UN Security Council to July 2022: the library's list, coded by topic and member."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="un_sc_vetoes",
    title="Vetoes in the UN Security Council, 1946 to July 2022",
    producer="World Politics Data Lab (Carlos L. Yordan), from the veto list of the UN Dag Hammarskjöld Library",
    short="UN Dag Hammarskjöld Library, veto list as coded by the World Politics Data Lab, to July 2022",
    citation=(
        "Yordan, Carlos L., World Politics Data Lab: List of UN Security Council Vetoes (1946-2022); source list: "
        "United Nations Dag Hammarskjöld Library, https://research.un.org/en/docs/sc/quick/veto."
    ),
    version="list as of 15 September 2022",
    url="https://research.un.org/en/docs/sc/quick/veto",
    licence="MIT; the list it codes is a page of the United Nations",
    redistribution="attribution",
    use="Free to use with credit to the World Politics Data Lab and the UN Dag Hammarskjöld Library.",
)

FILE = "unsc_vetoes_1946_sept2022.csv"

MEMBERS = {"China": "CHN", "France": "FRA", "Russia": "RUS", "USSR": "SUN", "UK": "GBR", "USA": "USA"}
"""Names of the permanent members in the list -> codes."""

_CAST = ("member_veto1", "member_veto2", "member_veto3")


def read(snapshots):
    """Every vetoed draft of the list.

    The members are taken from the columns of names; the columns of zeros and ones under-count.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        date, draft, meeting (both missing where the list has none), subject (agenda item), topic (the coder's short
        topic), vetoing (codes joined by ";", in alphabetical order), in the order of the list.

    Raises
    ------
    WorkbookError
        Naming file, line and column of a cell that is no date or no permanent member.
    """
    columns = ["date", "draft", "meeting_record", "agenda_item", "crisis_topic", *_CAST]
    frame = snapshots.csv(SOURCE, FILE, dict.fromkeys(columns, "text"))
    date = pd.to_datetime(frame["date"], format="%m/%d/%Y", errors="coerce")
    where = f"{SOURCE.name}/{FILE}"
    refuse(date.isna(), frame["date"], where, "is not a date M/D/YYYY")
    for column in _CAST:
        known = frame[column].isin(MEMBERS) | ((frame[column] == "") & (column != _CAST[0]))
        refuse(~known, frame[column], where, f"is not one of {', '.join(MEMBERS)}")
    vetoing = [
        ";".join(sorted(MEMBERS[name] for name in names if name))
        for names in frame[list(_CAST)].itertuples(index=False, name=None)
    ]
    meeting = frame["meeting_record"].str.split().str.join("; ")
    return pd.DataFrame(
        {
            "date": date.astype("datetime64[s]"),
            "draft": frame["draft"].where(~frame["draft"].str.startswith("S/PV."), None),
            "meeting": meeting.where(meeting != "", None),
            "subject": frame["agenda_item"].str.strip(),
            "topic": frame["crisis_topic"].str.strip(),
            "vetoing": vetoing,
        }
    )
