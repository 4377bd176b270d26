"""Missiles and drones launched at Ukraine, as its Air Force reported them and Petro Ivaniuk collected them."""

import pandas as pd

from helpers.datasets.description import Source
from helpers.sources.snapshots import refuse

SOURCE = Source(
    name="ukraine_strikes",
    title="Massive missile attacks on Ukraine (missiles and drones launched)",
    producer="Petro Ivaniuk, from bulletins of the Ukrainian Air Force and regional commands",
    short="Ivaniuk, Massive Missile Attacks on Ukraine, from Ukrainian Air Force bulletins, to 7 June 2026",
    citation=(
        "Ivaniuk, Petro. Massive Missile Attacks on Ukraine (data set). Kaggle, "
        "https://www.kaggle.com/datasets/piterfm/massive-missile-attacks-on-ukraine. "
        "Source: bulletins of the Ukrainian Air Force and regional commands."
    ),
    version="File reaching 7 June 2026",
    url="https://www.kaggle.com/datasets/piterfm/massive-missile-attacks-on-ukraine",
    licence="ODC-BY 1.0, as stated by the author for his tracker",
    redistribution="attribution",
    use="Monthly sums may be used with credit to Petro Ivaniuk and the Ukrainian Air Force.",
)

FILE = "missile_attacks_daily_to_2026-06-07.csv"

SHAHED, DRONE, CRUISE, BALLISTIC, AIR_DEFENCE, BOMB, MIXED = (
    "Shahed-type drones",
    "other and unnamed drones",
    "cruise and guided missiles",
    "ballistic missiles",
    "air-defence missiles",
    "bombs",
    "mixed or unknown missiles",
)
KINDS = {
    SHAHED: ("Shahed-136/131",),
    DRONE: (
        *("Eleron", "Forpost", "Granat-4", "Kub", "Lancet", "Merlin-VR", "Mohajer-6", "Orion", "Orlan-10", "Orlan-30"),
        *("Reconnaissance UAV", "Supercam", "Unknown UAV", "ZALA", "Молнія", "Картограф", "Привет-82", "Фенікс"),
    ),
    CRUISE: (
        *("3M22 Zircon", "Banderol", "Iskander-K", "Kalibr", "P-800 Oniks", "X-101/X-555", "X-22", "X-31", "X-31P"),
        *("X-31PD", "X-32", "X-35", "X-59", "X-59/X-69", "X-59MK2", "X-69"),
    ),
    BALLISTIC: (
        *("Ballistic Missile", "Intercontinental Ballistic Missile", "Intercontinental ballistic missile"),
        *("Iskander-M", "Iskander-M/KN-23", "KN-23", "X-47 Kinzhal"),
    ),
    AIR_DEFENCE: ("C-300", "C-300/C-400", "C-400"),
    BOMB: ("GBU", "Aerial Bomb"),
    MIXED: ("Unknown Missile",),
}
KIND_OF = {model: kind for kind, models in KINDS.items() for model in models}
TOGETHER = " and "


def kind(model):
    """Kind of a weapon, or of several reported together; None if one of them is not listed."""
    kinds = {KIND_OF.get(one) for one in model.split(TOGETHER)}
    if None in kinds:
        return None
    if len(kinds) == 1:
        return kinds.pop()
    return DRONE if kinds <= {SHAHED, DRONE} else MIXED


def read(snapshots):
    """Every report, with the kind of its weapons.

    Parameters
    ----------
    snapshots : helpers.sources.snapshots.Snapshots

    Returns
    -------
    pandas.DataFrame
        day (datetime64, on which the reported period began), model, kind, launched, destroyed, not_reached (lost or
        jammed), real (stated to be real Shaheds, few reports); NaN where the report is silent.

    Raises
    ------
    WorkbookError
        If a day is no date, a weapon is not listed in `KINDS`, or more were destroyed than launched.
    """
    numbers = ("launched", "destroyed", "not_reach_goal", "is_shahed")
    table = snapshots.csv(SOURCE, FILE, {"time_start": "text", "model": "text"} | dict.fromkeys(numbers, "number"))
    day = pd.to_datetime(table["time_start"].str[:10], format="%Y-%m-%d", errors="coerce")
    found = table["model"].map({model: kind(model) for model in table["model"].unique()})
    where = f"{SOURCE.name}/{FILE}"
    refuse(day.isna(), table["time_start"], where, "does not begin with a date")
    said = "is not in KINDS of helpers/sources/ukraine_strikes.py"
    refuse(found.isna(), table["model"], where, said, todo="add it")
    refuse(table["destroyed"] > table["launched"], table["destroyed"], where, "is more than were launched")
    table = table.rename(columns={"not_reach_goal": "not_reached", "is_shahed": "real"})
    table = table.assign(day=day.astype("datetime64[s]"), kind=found)
    return table[["day", "model", "kind", "launched", "destroyed", "not_reached", "real"]]
