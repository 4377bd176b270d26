"""What every source and speaker says of a pair's trade in each year, side by side, and why they differ.

Totals are of both directions. A declaration with one direction only is no total and is left out. Nothing is filled: a
cell without a figure means that this source or speaker is silent on the year.
"""

import numpy as np
import pandas as pd

from helpers import countries
from helpers.measures import declared_trade, trade
from helpers.measures.reconciliation import PREFERENCE

NOTABLE = 0.05
"""Differences of less than five per cent need no reason."""
SAME = 0.02
"""Records within two per cent are taken for the same: COW has whole millions."""
BACI_YEARS = range(2000, 2021)
COW_MARKUP = 1.10
"""COW adds ten per cent to an exporter's record where it has no importer's."""


def by_year(pairs, statements, pair, first, last, cif_margin):
    """One row a year: each side's declaration, the producers' values, what was stated, and the reasons for differences.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Table `trade/pairs`, Soviet rows joined if wanted.
    statements : pandas.DataFrame
        Table `events/statements`.
    pair : tuple of str
    first, last : int
        Years, both included.
    cif_margin : float
        Freight and insurance as a factor, to judge what they can explain.

    Returns
    -------
    pandas.DataFrame
        year, first, second (what each of the pair declares, from its newest copy), baci, cow, imf (dollars, NaN where
        silent), stated (text: lowest to highest and who said it), reasons (text).
    """
    own = pairs[pairs["exporter"].isin(pair) & pairs["importer"].isin(pair) & pairs["year"].between(first, last)]
    totals = declared_trade.both_ways(own, pair)
    gaps = trade.mirror_gap(own, within_source=False)
    said = quoted(statements, pair)
    rows = []
    for year in range(first, last + 1):
        now = totals[totals["year"] == year]
        flows = own[own["year"] == year]
        row = {"year": year}
        for place, state in zip(("first", "second"), pair, strict=True):
            row[place] = _newest(now[now["reporter"] == state])
        for name, source in (("baci", "baci_pairs"), ("cow", "cow_trade"), ("imf", "imf_imts_russia")):
            row[name] = _only(now[(now["source"] == source) & (now["reporter"] == "none")])
        row["stated"] = _speakers(said[said["year"] == year])
        reasons = _copies(now, pair) + _mirror(gaps[gaps["year"] == year], pair, cif_margin) + _chosen(flows, pair)
        row["reasons"] = "; ".join(reasons + _producers(row, now) + _beyond(said[said["year"] == year], now))
        rows.append(row)
    return pd.DataFrame(rows)


def quoted(statements, pair):
    """Totals that somebody stated for a calendar year, one row each.

    Parameters
    ----------
    statements : pandas.DataFrame
        Table `events/statements`.
    pair : tuple of str

    Returns
    -------
    pandas.DataFrame
        year, value_usd, speaker, statement_date, source_title; figures marked as misprints are left out.
    """
    names = ["-".join(pair), "-".join(pair[::-1])]
    rows = statements[(statements["indicator"] == "total_trade") & statements["pair_or_actor"].isin(names)]
    rows = rows[rows["plot"] & rows["year"].notna() & rows["value"].notna()]
    rows = rows.assign(year=rows["year"].astype("int64"), value_usd=rows["value"] * 1e9)
    columns = ["year", "value_usd", "speaker", "statement_date", "source_title"]
    return rows[columns].sort_values(["year", "statement_date", "speaker"], ignore_index=True)


def farthest(said, totals):
    """The stated total that lies farthest above all records of its year.

    Parameters
    ----------
    said : pandas.DataFrame
        As `quoted` returns it.
    totals : pandas.DataFrame
        year, value_usd, declaration: records of both directions.

    Returns
    -------
    dict
        said_year, said_usd, speaker, above (share of the highest record), record ("the highest record", or "the only
        record" and which); None where nobody stated more than a record.
    """
    highest = said["year"].map(totals.groupby("year")["value_usd"].max())
    above = (said["value_usd"] / highest - 1).dropna()
    if len(above) == 0 or above.max() <= 0:
        return dict.fromkeys(("said_year", "said_usd", "speaker", "above", "record"))
    row = said.loc[above.idxmax()]
    facts = {"said_year": int(row["year"]), "said_usd": row["value_usd"], "above": above.max()}
    held = totals.loc[totals["year"] == row["year"], "declaration"].astype("str").tolist()
    facts["record"] = "the highest record" if len(held) > 1 else f"the only record ({held[0]})"
    return facts | {"speaker": row["speaker"].split(",")[0]}


def _newest(rows):
    """Value of the copy that counts first."""
    order = rows["source"].astype("str").map({name: place for place, name in enumerate(PREFERENCE)})
    return rows.loc[order.idxmin(), "value_usd"] if order.notna().any() else np.nan


def _only(rows):
    return rows["value_usd"].iloc[0] if len(rows) else np.nan


def _speakers(said):
    if len(said) == 0:
        return ""
    return "; ".join(f"{value / 1e9:.1f}, {speaker}" for value, speaker in _distinct(said))


def _distinct(said):
    return list(dict.fromkeys(zip(said["value_usd"], said["speaker"].str.split(",").str[0], strict=True)))


def _copies(totals, pair):
    """Copies of one declaration that were made at different times."""
    found = []
    for state in pair:
        copies = totals.loc[totals["reporter"] == state, "value_usd"]
        if len(copies) > 1 and copies.max() > (1 + NOTABLE) * copies.min():
            low, high = copies.min() / 1e9, copies.max() / 1e9
            found.append(
                f"copies of {countries.name(state)}'s declarations hold {low:.2f} to {high:.2f}: revised later"
            )
    return found


def _mirror(gaps, pair, cif_margin):
    """What the two customs services say of the same flow, after freight and insurance."""
    found = []
    for exporter, importer in (pair, pair[::-1]):
        rows = gaps[(gaps["exporter"] == exporter) & (gaps["importer"] == importer) & (gaps["x_usd"] > 0)]
        ratio = (rows["m_usd"] / rows["x_usd"] / cif_margin).median()
        if len(rows) and abs(ratio - 1) > 2 * NOTABLE:
            sold = f"{countries.name(exporter)}'s sales"
            found.append(f"{countries.name(importer)} records {ratio:.2f} of {sold} after freight and insurance")
    return found


def _chosen(flows, pair):
    """Whose record COW repeats."""
    found = []
    for exporter, importer in (pair, pair[::-1]):
        flow = flows[(flows["exporter"] == exporter) & (flows["importer"] == importer)]
        chosen = flow.loc[flow["source"] == "cow_trade", "value_usd"]
        if len(chosen) == 0 or chosen.iloc[0] <= 0:
            continue
        for state, factor, words in ((importer, 1.0, ""), (exporter, COW_MARKUP, " plus ten per cent")):
            records = flow.loc[flow["reporter"] == state, "value_usd"] * factor
            if ((records / chosen.iloc[0] - 1).abs() < SAME).any():
                direction = f"{countries.name(exporter)} to {countries.name(importer)}"
                found.append(f"COW, {direction}: {countries.name(state)}'s record{words}")
                break
    return found


def _producers(row, totals):
    """What the producers of all-pairs data did, and years with one record or none."""
    found = []
    declared = [value for value in (row["first"], row["second"]) if not np.isnan(value)]
    if declared and row["year"] in BACI_YEARS and np.isnan(row["baci"]):
        found.append("BACI has no row, which is missing and not zero")
    elif declared and abs(row["baci"] / max(declared) - 1) > 2 * NOTABLE:
        found.append(f"BACI is {_per_cent(row['baci'] / max(declared) - 1)} the highest declaration")
    if declared and row["cow"] < (1 - 2 * NOTABLE) * min(declared):
        found.append(
            f"COW is {_per_cent(row['cow'] / min(declared) - 1)} the lowest declaration: it takes an importer's record "
            "first, and not all of these are held here"
        )
    if not np.isnan(row["imf"]):
        found.append("the IMF estimates from partners' records, no side declares")
    if len(totals) == 1:
        found.append("one record only")
    return found or (["no record of both directions"] if len(totals) == 0 else [])


def _beyond(said, totals):
    """How what was stated stands to the records."""
    stated, records = said["value_usd"], totals["value_usd"]
    if len(stated) == 0:
        return []
    if len(records) == 0:
        return ["stated, with no record beside it"]
    highest, lowest = ("only", "only") if len(records) == 1 else ("highest", "lowest")
    if stated.max() > (1 + NOTABLE) * records.max():
        return [f"stated up to {_per_cent(stated.max() / records.max() - 1)} the {highest} record"]
    if stated.min() < (1 - NOTABLE) * records.min():
        return [f"stated down to {_per_cent(stated.min() / records.min() - 1)} the {lowest} record"]
    return ["what was stated agrees with a record" if _near(stated, records) else "stated within the range of records"]


def _per_cent(change):
    return f"{abs(100 * change):.0f} per cent {'above' if change > 0 else 'below'}"


def _near(stated, records):
    return any(((records / value - 1).abs() < NOTABLE).any() for value in stated)
