"""Cases of the Global Sanctions Data Base, 1949 to 2023."""

from helpers import countries
from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="gsdb",
    title="Global Sanctions Data Base, release 4, sanction cases 1949-2023",
    producer="G. Felbermayr, A. Kirilakha, C. Syropoulos, E. Yalcin, Y. Yotov and co-authors",
    short="Global Sanctions Data Base, release 4, cases to 2023",
    citation=(
        "Felbermayr, G., Kirilakha, A., Syropoulos, C., Yalcin, E. and Yotov, Y. V. (2020): The Global Sanctions Data "
        "Base. European Economic Review 129, 103561. Release 4: Yalcin, E., Felbermayr, G., Kariem, H., Kirilakha, A., "
        "Kwon, O., Syropoulos, C. and Yotov, Y. V.: The Global Sanctions Data Base - Release 4. The World Economy."
    ),
    version="release 4 (1,547 cases)",
    url="https://www.globalsanctionsdatabase.com/",
    licence="not stated; the authors hand out the data on request and ask for citation",
    redistribution="excerpt_only",
    use="Counts by target and year, and cases between the focus states, may be cited; the data base is the authors'.",
)

FILE = "gsdb_v4_pairs.csv"
YEARS = (1949, 2023)
TYPES = ("trade", "arms", "military", "financial", "travel", "other")


def read(snapshots):
    """Every case, one row for each pair of sender and target.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        case (text), sender, target (codes; "" for organisations and groups), sender_name, target_name, begin, end
        (years; 2023 also means still in force), and 0 or 1 for each of `TYPES`.

    Raises
    ------
    WorkbookError
        If a case ends before it begins, or a type is not 0 or 1.
    """
    texts = dict.fromkeys(["case_id", "sender_iso3", "target_iso3", "sender_name", "target_name"], "text")
    frame = snapshots.csv(SOURCE, FILE, texts | dict.fromkeys(["begin", "end", *TYPES], "integer"))
    where = f"{SOURCE.name}/{FILE}"
    refuse(frame["end"] < frame["begin"], frame["end"], where, "is before the case begins")
    for name in TYPES:
        refuse(~frame[name].isin([0, 1]), frame[name], where, "is not 0 or 1")
    frame = frame.rename(columns={"case_id": "case", "sender_iso3": "sender", "target_iso3": "target"})
    frame["target"] = frame["target"].mask(frame["target"] == "EAEU", "")
    countries.check([code for code in {*frame["sender"], *frame["target"]} if code])
    return frame
