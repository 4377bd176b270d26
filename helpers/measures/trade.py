"""Trade between states: turnover, shares, dependence, mirror gaps, the band over sources, intensity and concentration.

Flows have columns exporter, importer, year, value_usd and, where they come from `trade/pairs`, source, reporter and
basis. A flow without a row is unknown, never zero: sums hold what is known, with a count of it beside them. Sources and
declaring sides are never added up or mixed.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

FLOW = ("exporter", "importer", "year")
COMPLETE = ("baci_pairs", "cow_trade")
"""Sources with all partners of all states, so that a sum over partners is what a state trades."""

WORLD = "W00"


def declared_by(pairs: pd.DataFrame, side: str) -> pd.DataFrame:
    """The flows that one side declared.

    Parameters
    ----------
    pairs : DataFrame[exporter, importer, reporter, ...]
    side : {"exporter", "importer"}

    Returns
    -------
    DataFrame
        The rows whose reporter is the exporter or the importer.
    """
    if side not in ("exporter", "importer"):
        raise ValueError(f"side is {side!r}: use exporter or importer")
    _require(pairs, [side, "reporter"], "pairs")
    aligned = _aligned(pairs, side, "reporter")
    return pairs[(aligned[side].cat.codes == aligned["reporter"].cat.codes).to_numpy()]


def turnover(pairs: pd.DataFrame, cif_margin: float = 1.0) -> pd.DataFrame:
    """Trade in both directions of every pair of states.

    Each source, and in it each declaring state, gives its own turnover: its exports to and its imports from the other.

    Parameters
    ----------
    pairs : DataFrame[exporter, importer, year, value_usd, (source), (reporter), (basis)]
    cif_margin : float
        CIF values are divided by it to bring them to FOB; 1.0 leaves them as declared.

    Returns
    -------
    DataFrame[iso3_a, iso3_b, year, (source), (reporter), value_usd, directions]
        iso3_a < iso3_b. directions is 2 where both flows are known; where it is 1, value_usd is the known one only.

    Raises
    ------
    ValueError
        A column is missing, a flow stands twice in one source and declaration, the margin is not above 0.
    """
    _require(pairs, [*FLOW, "value_usd"], "pairs")
    origin = [column for column in ("source", "reporter") if column in pairs]
    pairs = _known(pairs)
    _once(pairs, [*FLOW, *origin], "pairs", "keep one row for each source and reporter")
    aligned = _aligned(pairs, "exporter", "importer")
    states = aligned["exporter"].dtype
    seller, buyer = aligned["exporter"].cat.codes, aligned["importer"].cat.codes
    keys = {
        "iso3_a": pd.Categorical.from_codes(np.minimum(seller, buyer), dtype=states),
        "iso3_b": pd.Categorical.from_codes(np.maximum(seller, buyer), dtype=states),
        "year": pairs["year"].array,
    } | {column: pairs[column].array for column in origin}
    frame = pd.DataFrame(keys | {"value_usd": _fob(pairs, cif_margin).array})
    return _summed(frame, list(keys))


def shares(pairs: pd.DataFrame, flow: str = "trade", totals: pd.DataFrame | None = None) -> pd.DataFrame:
    """Share of every partner in a state's exports, imports or trade.

    share = value / total, where the total is the sum over all partners in the same source and year, or is given.

    Parameters
    ----------
    pairs : DataFrame[exporter, importer, year, value_usd, (source)]
        One row for each flow and source: pick the declaring side first with `declared_by`.
    flow : {"trade", "exports", "imports"}
        trade is exports and imports together.
    totals : DataFrame[iso3, year, flow, value_usd], optional
        What each state exports and imports, one row each, as in `trade/totals`. Needed for sources that do not hold
        all partners of all states (all but `COMPLETE`).

    Returns
    -------
    DataFrame[iso3, partner, year, (source), value_usd, directions, total_usd, share]
        directions counts the flows known (2 at most, for trade). share is NaN where the total is unknown or 0.

    Raises
    ------
    ValueError
        A column is missing, a flow or a total stands twice, or totals are needed.
    """
    if flow not in ("trade", "exports", "imports"):
        raise ValueError(f"flow is {flow!r}: use trade, exports or imports")
    _require(pairs, [*FLOW, "value_usd"], "pairs")
    by = _periods(pairs)
    pairs = _known(pairs)
    _once(pairs, ["exporter", "importer", *by], "pairs", "keep one declaration of each flow, as with declared_by")
    if totals is None:
        _complete(pairs)
    columns = [*by, "value_usd"]
    aligned = _aligned(pairs, "exporter", "importer").join(pairs[columns])
    legs = []
    if flow != "imports":
        legs.append(aligned.rename(columns={"exporter": "iso3", "importer": "partner"}))
    if flow != "exports":
        legs.append(aligned.rename(columns={"importer": "iso3", "exporter": "partner"}))
    flows = _summed(pd.concat(legs, ignore_index=True), ["iso3", "partner", *by])
    if totals is None:
        total = flows.groupby(["iso3", *by], observed=True)["value_usd"].transform("sum")
    else:
        wanted = ["exports", "imports"] if flow == "trade" else [flow]
        total = _of(flows["iso3"], flows["year"], _totals(totals, wanted))
    return flows.assign(total_usd=total, share=_ratio(flows["value_usd"], total))


def dependence(pairs: pd.DataFrame, totals: pd.DataFrame | None = None) -> pd.DataFrame:
    """How much two states depend on trade with each other (Barbieri), for every pair and year.

    With share_i the part of i's trade that is trade with j: salience = sqrt(share_i share_j),
    symmetry = 1 - |share_i - share_j|, interdependence = salience * symmetry.

    Parameters
    ----------
    pairs, totals
        As in `shares`.

    Returns
    -------
    DataFrame[iso3_a, iso3_b, year, (source), value_usd, directions, share_a, share_b, salience, symmetry,
    interdependence]
        iso3_a < iso3_b; a share is NaN where the total is unknown.

    References
    ----------
    Barbieri, K. (1996). Economic Interdependence: A Path to Peace or a Source of Interstate Conflict? Journal of Peace
    Research 33(1), 29-49.
    """
    both = shares(pairs, "trade", totals)
    keys = ["iso3_a", "iso3_b", *_periods(both)]
    first = both["iso3"].cat.codes < both["partner"].cat.codes
    a = both[first].rename(columns={"iso3": "iso3_a", "partner": "iso3_b", "share": "share_a"})
    b = both[~first].rename(columns={"partner": "iso3_a", "iso3": "iso3_b", "share": "share_b"})
    joined = a[[*keys, "value_usd", "directions", "share_a"]].merge(b[[*keys, "share_b"]], on=keys, validate="1:1")
    salience = np.sqrt(joined["share_a"] * joined["share_b"])
    symmetry = 1 - (joined["share_a"] - joined["share_b"]).abs()
    return joined.assign(salience=salience, symmetry=symmetry, interdependence=salience * symmetry)


def mirror_gap(pairs: pd.DataFrame, within_source: bool = True) -> pd.DataFrame:
    """Difference between what the importer and the exporter declare on the same flow of the same year.

    With M the importer's and X the exporter's value: gap = (M - X) / ((M + X) / 2), from -2 to 2 and 0 where they
    agree; ratio = min(M, X) / max(M, X). Part of a positive gap is freight and insurance: M is CIF, X is FOB.

    Parameters
    ----------
    pairs : DataFrame[exporter, importer, year, value_usd, reporter, source]
        Rows that nobody declared (reconciled, estimated) play no part.
    within_source : bool
        Compare declarations of one source only; otherwise each with each.

    Returns
    -------
    DataFrame[exporter, importer, year, source_x, source_m, x_usd, m_usd, gap, ratio]
        One row for each flow that both sides declare; NaN where both declare 0.
    """
    _require(pairs, [*FLOW, "value_usd", "reporter", "source"], "pairs")
    pairs = _known(pairs)
    _once(pairs, [*FLOW, "source", "reporter"], "pairs", "keep one row for each source and reporter")
    columns = [*FLOW, "source", "value_usd"]
    sides = {name: declared_by(pairs, side)[columns] for name, side in (("x", "exporter"), ("m", "importer"))}
    sides = {name: side.rename(columns={"source": f"source_{name}"}) for name, side in sides.items()}
    joined = sides["x"].merge(sides["m"], on=list(FLOW), suffixes=("_x", "_m"))
    if within_source:
        joined = joined[joined["source_x"].astype("str") == joined["source_m"].astype("str")]
    joined = joined.rename(columns={"value_usd_x": "x_usd", "value_usd_m": "m_usd"})
    x, m = joined["x_usd"], joined["m_usd"]
    joined = joined.assign(gap=_ratio(m - x, (m + x) / 2), ratio=_ratio(np.minimum(m, x), np.maximum(m, x)))
    order = [*FLOW, "source_x", "source_m"]
    return joined[[*order, "x_usd", "m_usd", "gap", "ratio"]].sort_values(order, ignore_index=True)


def band(values: pd.DataFrame, cif_margin: float = 1.0) -> pd.DataFrame:
    """Lowest and highest value over sources and declaring sides, for each flow or pair and year.

    Parameters
    ----------
    values : DataFrame
        Flows (exporter, importer, year, value_usd, source, reporter, basis), or the result of `turnover` (iso3_a,
        iso3_b, ...), of which only the rows with both directions count.
    cif_margin : float
        CIF values of flows are divided by it to bring them to FOB, as with 1.06; 1.0 leaves them as declared. For
        turnover give the margin there.

    Returns
    -------
    DataFrame[exporter, importer | iso3_a, iso3_b, year, low_usd, high_usd, declarations, sources, low_source,
    low_reporter, high_source, high_reporter]
        declarations counts the values, sources the sources behind them: with one value there is no band, only a point.

    Raises
    ------
    ValueError
        A column is missing, a value stands twice in one source and declaration, the margin is not above 0.
    """
    pair = ["exporter", "importer"] if "exporter" in values else ["iso3_a", "iso3_b"]
    keys = [*pair, "year"]
    _require(values, [*keys, "value_usd", "source", "reporter"], "values")
    values = _known(values)
    if "directions" in values:
        values = values[values["directions"] == 2]
    _once(values, [*keys, "source", "reporter"], "values", "keep one row for each source and reporter")
    columns = [*keys, "source", "reporter", "value_usd"]
    ordered = values.assign(value_usd=_fob(values, cif_margin))[columns].sort_values(
        [*keys, "value_usd", "source", "reporter"], ignore_index=True
    )
    low = ordered.drop_duplicates(keys, ignore_index=True)
    high = ordered.drop_duplicates(keys, keep="last", ignore_index=True)
    grouped = ordered.groupby(keys, observed=True, sort=True)["source"]
    return low[keys].assign(
        low_usd=low["value_usd"],
        high_usd=high["value_usd"],
        declarations=grouped.size().array,
        sources=grouped.nunique().array,
        low_source=low["source"],
        low_reporter=low["reporter"],
        high_source=high["source"],
        high_reporter=high["reporter"],
    )


def intensity(pairs: pd.DataFrame, totals: pd.DataFrame | None = None) -> pd.DataFrame:
    """Trade intensity: a flow against what the sizes of both states let expect; 1 is as expected.

    I_ij = (x_ij / X_i) / (M_j / (M_w - M_i)), with x the flow, X exports, M imports, w the world.

    Parameters
    ----------
    pairs : DataFrame[exporter, importer, year, value_usd, (source)]
        One row for each flow and source.
    totals : DataFrame[iso3, year, flow, value_usd], optional
        As in `shares`, with imports of the world under W00; sums over `pairs` when left out.

    Returns
    -------
    DataFrame[exporter, importer, year, (source), value_usd, intensity]
        NaN where a total is unknown or the importer buys nothing.

    References
    ----------
    Kojima, K. (1964). The pattern of international trade among advanced countries. Hitotsubashi Journal of Economics
    5(1), 16-36.
    """
    _require(pairs, [*FLOW, "value_usd"], "pairs")
    by = _periods(pairs)
    pairs = _known(pairs)
    _once(pairs, ["exporter", "importer", *by], "pairs", "keep one declaration of each flow, as with declared_by")
    frame = _aligned(pairs, "exporter", "importer").join(pairs[[*by, "value_usd"]])
    if totals is None:
        _complete(frame)
        sold = frame.groupby(["exporter", *by], observed=True)["value_usd"].transform("sum")
        bought = frame.groupby(["importer", *by], observed=True)["value_usd"].transform("sum")
        world = frame.groupby(by, observed=True)["value_usd"].transform("sum")
        own = frame.groupby(["importer", *by], observed=True)["value_usd"].sum().rename("own").reset_index()
        own = frame[["exporter", *by]].merge(own.rename(columns={"importer": "exporter"}), how="left")
        own = own["own"].fillna(0.0).set_axis(frame.index)
    else:
        exports, imports = _totals(totals, ["exports"]), _totals(totals, ["imports"])
        sold = _of(frame["exporter"], frame["year"], exports)
        bought = _of(frame["importer"], frame["year"], imports)
        own = _of(frame["exporter"], frame["year"], imports)
        world = _of(pd.Series(WORLD, index=frame.index), frame["year"], imports)
    expected = _ratio(bought, world - own)
    return frame.assign(intensity=_ratio(_ratio(frame["value_usd"], sold), expected)).reset_index(drop=True)


def concentration(partner_shares: pd.DataFrame, normalised: bool = False) -> pd.DataFrame:
    """Concentration of a state's trade on few partners: Herfindahl-Hirschman index on the scale 0 to 1.

    H = sum of share^2. Shares 0.50, 0.30, 0.15, 0.05 give 0.3650. Normalised: (H - 1/n) / (1 - 1/n) with n the
    partners traded with, 0 for equal shares.

    Parameters
    ----------
    partner_shares : DataFrame[iso3, year, (source), share]
        As `shares` returns them.
    normalised : bool

    Returns
    -------
    DataFrame[iso3, year, (source), hhi, partners, covered]
        partners counts those with a share above 0; covered is the sum of the shares. Where it is below 1, hhi is a
        lower bound. Normalised, it is NaN with one partner.

    Raises
    ------
    ValueError
        A column is missing or a share lies outside 0 to 1.
    """
    _require(partner_shares, ["iso3", "year", "share"], "partner_shares")
    given = partner_shares[partner_shares["share"].notna()]
    outside = ~given["share"].between(0, 1 + 1e-9)
    if outside.any():
        row = given[outside].iloc[0]
        raise ValueError(
            f"partner_shares: {row['iso3']} {row['year']} has a share of {row['share']:g}; shares lie between 0 and 1, "
            "take totals of the same source"
        )
    by = ["iso3", *_periods(given)]
    share = given["share"]
    parts = given[by].assign(hhi=share**2, partners=(share > 0).astype("int64"), covered=share)
    found = parts.groupby(by, observed=True).sum().reset_index()
    if normalised:
        least = 1 / found["partners"].where(found["partners"] > 1)
        found["hhi"] = (found["hhi"] - least) / (1 - least)
    return found


def growth(
    frame: pd.DataFrame, by: Sequence[str], years: int = 1, value: str = "value_usd", result: str = "growth"
) -> pd.DataFrame:
    """Relative change of a series against the value some calendar years before.

    growth = v(t) / v(t - years) - 1.

    Parameters
    ----------
    frame : DataFrame[year, <by>, <value>]
    by : list of str
        Columns that identify a series, such as ``["iso3_a", "iso3_b", "source", "reporter"]``.
    years : int
        Distance in calendar years; a gap in the series is not bridged.
    value, result : str
        Column to compare and column to add.

    Returns
    -------
    DataFrame
        `frame` with the column `result`; NaN where the earlier value is unknown or 0.
    """
    keys = [*by, "year"]
    _require(frame, [*keys, value], "frame")
    _once(frame, keys, "frame", f"name in by what tells the rows apart; it has {', '.join(by)}")
    before = frame[[*keys, value]].assign(year=frame["year"] + years).rename(columns={value: "before"})
    earlier = frame[keys].merge(before, on=keys, how="left")["before"].set_axis(frame.index)
    return frame.assign(**{result: _ratio(frame[value], earlier) - 1})


def real(frame: pd.DataFrame, deflator: pd.DataFrame, base: int, value: str = "value_usd") -> pd.DataFrame:
    """Current dollars as dollars of a base year.

    real = value * cpi(base) / cpi(year).

    Parameters
    ----------
    frame : DataFrame[year, <value>]
    deflator : DataFrame[year, cpi]
        Price index, one row a year, on any base, as in `power/deflator`.
    base : int
        Year whose prices are used.
    value : str

    Returns
    -------
    DataFrame
        `frame` with the column real_usd; NaN in years without an index.

    Raises
    ------
    ValueError
        The deflator lacks the base year or has a year twice.
    """
    _require(deflator, ["year", "cpi"], "deflator")
    _require(frame, ["year", value], "frame")
    _once(deflator, ["year"], "deflator", "keep one row a year")
    index = deflator.set_index("year")["cpi"]
    if base not in index.index:
        raise ValueError(f"deflator has no {base}: choose a base from {index.index.min()} to {index.index.max()}")
    return frame.assign(real_usd=frame[value] * index[base] / frame["year"].map(index))


def _require(frame: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(f"{what}: column {missing[0]} is missing; it has {', '.join(map(str, frame.columns))}")


def _known(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["value_usd"].notna()]


def _once(frame: pd.DataFrame, keys: Sequence[str], what: str, advice: str) -> None:
    repeated = frame.duplicated(list(keys))
    if repeated.any():
        row = frame[repeated].iloc[0]
        raise ValueError(f"{what}: {', '.join(str(row[key]) for key in keys)} stands more than once; {advice}")


def _complete(pairs: pd.DataFrame) -> None:
    """Refuse to take a sum over partners for a total in a source that does not hold all partners."""
    partial = set(pairs["source"].unique()) - set(COMPLETE) if "source" in pairs else ()
    if partial:
        raise ValueError(
            f"pairs: source {min(partial)} does not hold all partners of all states; give totals, or use "
            f"{' or '.join(COMPLETE)}"
        )


def _periods(frame: pd.DataFrame) -> list[str]:
    return ["year", "source"] if "source" in frame else ["year"]


def _aligned(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Columns of codes as categoricals with the same sorted categories."""
    present = {name for column in columns for name in pd.unique(frame[column])}
    dtype = pd.CategoricalDtype(pd.Index(sorted(present), dtype="str"))
    return pd.DataFrame({column: frame[column].astype(dtype) for column in columns})


def _summed(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sums of value_usd by key, with the number of flows in each."""
    grouped = frame.groupby(keys, observed=True)["value_usd"]
    return grouped.agg(value_usd="sum", directions="count").reset_index()


def _fob(frame: pd.DataFrame, cif_margin: float) -> pd.Series:
    if not cif_margin > 0:
        raise ValueError(
            f"cif_margin is {cif_margin}: use a factor such as 1.06, or 1.0 to leave CIF values as they are"
        )
    if cif_margin == 1.0:
        return frame["value_usd"]
    _require(frame, ["basis"], "values with a CIF margin")
    return frame["value_usd"].where(frame["basis"] != "CIF", frame["value_usd"] / cif_margin)


def _totals(totals: pd.DataFrame, flows: list[str]) -> pd.Series:
    """Totals of each state and year over `flows`, known only where all of them are; index (iso3, year)."""
    _require(totals, ["iso3", "year", "flow", "value_usd"], "totals")
    wanted = _known(totals[totals["flow"].isin(flows)])
    _once(wanted, ["iso3", "year", "flow"], "totals", "keep one source and reporter")
    wanted = wanted.astype({"iso3": "str"})
    return (
        wanted.groupby(["iso3", "year"])["value_usd"]
        .sum(min_count=1)
        .where(wanted.groupby(["iso3", "year"]).size() == len(flows))
    )


def _of(states: pd.Series, years: pd.Series, totals: pd.Series) -> pd.Series:
    """The total of each row's state and year."""
    keys = pd.MultiIndex.from_arrays([states.astype("str"), years], names=["iso3", "year"])
    return totals.reindex(keys).set_axis(states.index)


def _ratio(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Quotient, NaN where the denominator is 0 or missing."""
    return numerator / denominator.where(denominator != 0)
