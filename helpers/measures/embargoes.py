"""Arms embargoes: when they held, and how transfers changed beside those of states under none.

An embargo is not an experiment: it follows from events that change arms orders by themselves. The change of the target
is shown beside the changes of all other partners of the same supplier over the same years, and no cause is claimed.
"""

import pandas as pd

from helpers import countries

TARGET, OTHERS = "state under embargo", "all others, middle half"
WAYS = {"to": "for", "from": "from", "both": "for and from"}

SPAN = 5
"""Whole years compared before, during and after; the years in which an embargo began or ended count in none."""


def periods(embargoes: pd.DataFrame, targets, until: int) -> pd.DataFrame:
    """Embargoes on some states as periods of years for a chart.

    Parameters
    ----------
    embargoes : DataFrame
        Table `arms/embargoes`.
    targets : collection of str
    until : int
        Year at which embargoes in force are drawn to end.

    Returns
    -------
    DataFrame[sender, target, direction, covers, start, end, label]
        start and end in years with fractions; only embargoes on arms of all or of major kinds.
    """
    rows = embargoes[embargoes["target"].isin(targets) & embargoes["covers"].isin(["all", "major"])]
    start = rows["start"].dt.year + (rows["start"].dt.day_of_year - 1) / 365
    end = (rows["end"].dt.year + (rows["end"].dt.day_of_year - 1) / 365).fillna(until + 1.0)
    columns = ["sender", "target", "direction", "covers"]
    words = zip(*(rows[column].astype("str") for column in columns), strict=True)
    label = [f"{sender} embargo on {c} arms {WAYS[way]} {countries.name(code)}" for sender, code, way, c in words]
    return rows[columns].assign(start=start.round(2), end=end.round(2), label=label).reset_index(drop=True)


def windows(start_year: int, end_year: int | None, first: int, last: int) -> dict[str, tuple[int, int]]:
    """Years before, during and after an embargo that are compared.

    Parameters
    ----------
    start_year, end_year : int
        Years in which it began and ended; None while in force.
    first, last : int
        Years covered.

    Returns
    -------
    dict
        before, during, after -> (first, last year); a period without a whole year is left out.
    """
    stop = last if end_year is None else min(end_year - 1, last)
    spans = {"before": (max(first, start_year - SPAN), start_year - 1), "during": (start_year + 1, stop)}
    if end_year is not None:
        spans["after"] = (end_year + 1, min(last, end_year + SPAN))
    return {name: span for name, span in spans.items() if span[0] <= span[1]}


def changes(items: pd.DataFrame, start_year: int, end_year: int | None, role: str = "recipient") -> pd.DataFrame:
    """Change of deliveries to each recipient (or by each supplier) from before an embargo to during and after it.

    change = (b - a) / (a + b), with a and b the mean yearly volumes before and in the later period: -1 where it
    stopped, 0 where it stayed, 1 where it began; 0.33 is a doubling.

    Parameters
    ----------
    items : DataFrame[supplier, recipient, year, tiv_m]
        All deliveries in question, such as those of one supplier.
    start_year, end_year : int
        As in `windows`.
    role : {"recipient", "supplier"}
        Whose volumes are compared.

    Returns
    -------
    DataFrame[iso3, period, change]
        period during or after; states with deliveries in neither have no row.
    """
    spans = windows(start_year, end_year, int(items["year"].min()), int(items["year"].max()))
    rows = items.dropna(subset=[role]).astype({role: "str"})
    means = {
        name: rows[rows["year"].between(*span)].groupby(role)["tiv_m"].sum() / (span[1] - span[0] + 1)
        for name, span in spans.items()
    }
    found = []
    for period in ("during", "after"):
        if period not in means:
            continue
        both = pd.concat([means["before"].rename("a"), means[period].rename("b")], axis=1).fillna(0.0)
        both = both[(both["a"] + both["b"]) > 0]
        change = (both["b"] - both["a"]) / (both["a"] + both["b"])
        found.append(pd.DataFrame({"iso3": change.index, "period": period, "change": change.to_numpy()}))
    return pd.concat(found, ignore_index=True)


def means(items: pd.DataFrame, by: str, start_year: int, end_year: int | None, last: int) -> pd.DataFrame:
    """Mean yearly volume before, during and after an embargo, by group.

    Parameters
    ----------
    items : DataFrame[*by, year, tiv_m]
    by : str
    start_year, end_year, last : int
        As in `windows`; all years from the register's first are covered.

    Returns
    -------
    DataFrame[by, period, years, tiv_m]
        years as text; a group without deliveries in a period has 0, as the register found none.
    """
    spans = windows(start_year, end_year, 1950, last)
    found = []
    for group, rows in items.groupby(by, observed=True):
        for period, span in spans.items():
            total = rows.loc[rows["year"].between(*span), "tiv_m"].sum()
            years = f"{span[0]}-{str(span[1])[-2:]}"
            found.append({by: group, "period": period, "years": years, "tiv_m": total / (span[1] - span[0] + 1)})
    return pd.DataFrame(found, columns=[by, "period", "years", "tiv_m"])


def beside(changes: pd.DataFrame) -> pd.DataFrame:
    """Change of the target beside the quartiles of the changes of all others, by embargo, supplier and period.

    Parameters
    ----------
    changes : DataFrame
        Table `arms/embargo_changes`.

    Returns
    -------
    DataFrame[embargo_id, supplier, period, from_year, to_year, change, others, q25, median, q75, share_below]
        Only where the target had transfers in one of the periods; others is their number, share_below the share of
        them with a lower change than the target.
    """
    keys = ["embargo_id", "supplier", "period", "from_year", "to_year"]
    found = []
    for key, rows in changes.groupby(keys, observed=True, sort=True):
        own = rows.loc[rows["target"], "change"]
        others = rows.loc[~rows["target"], "change"]
        if own.empty or others.empty:
            continue
        quartiles = dict(zip(("q25", "median", "q75"), others.quantile([0.25, 0.5, 0.75]), strict=True))
        below = float((others < own.item()).mean())
        known = dict(zip(keys, key, strict=True))
        found.append(known | {"change": own.item(), "others": len(others), "share_below": below} | quartiles)
    return pd.DataFrame(found, columns=[*keys, "change", "others", "q25", "median", "q75", "share_below"])


def points(besides: pd.DataFrame, embargoes: pd.DataFrame) -> pd.DataFrame:
    """Target and others as points of a chart.

    Parameters
    ----------
    besides : DataFrame
        As `beside` returns them.
    embargoes : DataFrame
        Table `arms/embargoes`.

    Returns
    -------
    DataFrame[label, who, value, low, high, share_below]
        Two rows a comparison: the target, and the median of all others with their quartiles as low and high.
    """
    known = embargoes.astype({"embargo_id": "str"}).set_index("embargo_id")
    labels = []
    for row in besides.itertuples():
        embargo = known.loc[row.embargo_id]
        target = countries.name(str(embargo["target"]))
        code = str(row.supplier)
        supplier = "all states" if code == "world" else code if code == "EU" else countries.name(code)
        flow = f"{target} to all states" if embargo["direction"] == "from" else f"{supplier} to {target}"
        years = f"{row.from_year}-{str(row.to_year)[-2:]}"
        labels.append(f"{embargo['sender']} {embargo['start'].year}: {flow}, {row.period} ({years})")
    own = besides.assign(
        label=labels, who=TARGET, value=besides["change"], low=besides["change"], high=besides["change"]
    )
    rest = besides.assign(label=labels, who=OTHERS, value=besides["median"], low=besides["q25"], high=besides["q75"])
    return pd.concat([rest, own], ignore_index=True)[["label", "who", "value", "low", "high", "share_below"]]
