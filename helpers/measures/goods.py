"""Trade by product: shares, contributions to growth, comparative advantage, complementarity, similarity, diversity.

Frames have a column product (a chapter or a group of chapters) and value_usd. A product without a row is unknown. Where
a measure needs a whole basket, it takes the products with a value as all of it, and says so.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.measures.rank import percentile


def grouped(goods: pd.DataFrame, chapters: pd.DataFrame, level: str = "group") -> pd.DataFrame:
    """Chapters added up to groups.

    Parameters
    ----------
    goods : DataFrame[hs2, value_usd, ...]
        Columns other than value_usd and status tell the rows apart.
    chapters : DataFrame[hs2, group, broad, ...]
        Table `trade/chapters`.
    level : str
        Column of `chapters` that becomes the product: group, broad or name.

    Returns
    -------
    DataFrame
        The columns of `goods` without hs2 and status, with product and value_usd.

    Raises
    ------
    ValueError
        A column is missing, or a chapter is not in `chapters`.
    """
    _require(goods, ["hs2", "value_usd"], "goods")
    _require(chapters, ["hs2", level], "chapters")
    product = goods["hs2"].astype("str").map(chapters.assign(hs2=chapters["hs2"].astype("str")).set_index("hs2")[level])
    if product.isna().any():
        raise ValueError(f"chapters: no row for {goods.loc[product.isna(), 'hs2'].iloc[0]}; add it to hs_chapters.csv")
    frame = goods.drop(columns=["hs2", "status"], errors="ignore").assign(product=product.astype("str").array)
    keys = [column for column in frame if column != "value_usd"]
    return frame.groupby(keys, observed=True)["value_usd"].sum().reset_index()


def shares(goods: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Share of every product in the basket it belongs to.

    share_k = x_k / sum of x over all products of the basket.

    Parameters
    ----------
    goods : DataFrame[product, value_usd, <by>]
    by : list of str
        Columns that identify a basket, such as ``["exporter", "importer", "year"]``.

    Returns
    -------
    DataFrame
        `goods` with the column share; NaN where the basket is empty.

    Raises
    ------
    ValueError
        A column is missing, or a product stands twice in a basket.
    """
    by = list(by)
    _basket(goods, by)
    total = goods.groupby(by, observed=True)["value_usd"].transform("sum")
    return goods.assign(share=goods["value_usd"] / total.where(total > 0))


def contributions(goods: pd.DataFrame, first: Sequence[int], last: Sequence[int]) -> pd.DataFrame:
    """What each product adds to the growth of the whole between two periods.

    With v_k(p) the mean yearly value of product k over the years of period p for which the basket is known, and V(p)
    their sum: contribution_k = (v_k(last) - v_k(first)) / V(first). The contributions add up to the growth of the
    whole, V(last) / V(first) - 1, exactly.

    Parameters
    ----------
    goods : DataFrame[product, year, value_usd]
        One basket a year. A product without a row in a year that has others counts as nothing sold in it.
    first, last : (int, int)
        First and last year of each period.

    Returns
    -------
    DataFrame[product, before_usd, after_usd, change_usd, contribution]
        The largest increase first; empty where a period has no year.

    Raises
    ------
    ValueError
        A column is missing, a product stands twice in a year, or a period runs backwards.
    """
    _basket(goods, ["year"])
    means = []
    for start, end in (first, last):
        if start > end:
            raise ValueError(f"period {start}-{end} runs backwards: give its first year, then its last")
        part = goods[goods["year"].between(start, end)]
        years = part["year"].nunique()
        means.append(part.groupby("product", observed=True)["value_usd"].sum() / years if years else None)
    if any(mean is None for mean in means):
        return pd.DataFrame(columns=["product", "before_usd", "after_usd", "change_usd", "contribution"])
    before, after = means
    frame = pd.DataFrame({"before_usd": before, "after_usd": after}).fillna(0.0)
    change = frame["after_usd"] - frame["before_usd"]
    frame = frame.assign(change_usd=change, contribution=change / frame["before_usd"].sum())
    frame = frame.rename_axis("product").reset_index()
    return frame.sort_values(["change_usd", "product"], ascending=[False, True], ignore_index=True)


def advantage(exports: pd.DataFrame) -> pd.DataFrame:
    """Revealed comparative advantage (Balassa): a product's weight in a state's exports against its weight in all.

    RCA = (x_ik / X_i) / (x_wk / X_w), with w all exporters of the frame; above 1 the state sells more of it than its
    size lets expect. In a world of equal states it is 1. symmetric = (RCA - 1) / (RCA + 1), from -1 to 1.

    Parameters
    ----------
    exports : DataFrame[exporter, year, product, value_usd]
        Exports to the world of all states.

    Returns
    -------
    DataFrame[exporter, year, product, value_usd, share, rca, symmetric]

    References
    ----------
    Balassa, B. (1965). Trade Liberalisation and "Revealed" Comparative Advantage. The Manchester School 33(2), 99-123.
    """
    frame = shares(exports, ["exporter", "year"])
    world = frame.groupby(["year", "product"], observed=True)["value_usd"].transform("sum")
    whole = frame.groupby("year", observed=True)["value_usd"].transform("sum")
    rca = frame["share"] / (world / whole).where(world > 0)
    return frame.assign(rca=rca, symmetric=(rca - 1) / (rca + 1))


def complementarity(exports: pd.DataFrame, imports: pd.DataFrame) -> pd.DataFrame:
    """How well what each state sells fits what one state buys (Michaely).

    C_ij = 1 - sum over k of |m_kj - x_ki| / 2, with x_ki the share of product k in i's exports and m_kj its share in
    j's imports: 0 where i sells nothing that j buys, 1 where the shares are the same.

    Parameters
    ----------
    exports : DataFrame[exporter, year, product, value_usd]
    imports : DataFrame[year, product, value_usd]
        Imports of one state.

    Returns
    -------
    DataFrame[exporter, year, complementarity, percentile]
        Years that both frames have; percentile among the exporters of the year.

    References
    ----------
    Michaely, M. (1996). Trade Preferential Agreements in Latin America: An Ex-Ante Assessment. World Bank Policy
    Research Working Paper 1583.
    """
    bought = shares(imports, ["year"]).set_index(["year", "product"])["share"]
    parts = []
    for year, wide in _matrices(exports):
        if year not in bought.index.get_level_values("year"):
            continue
        wanted = bought[year]
        products = wide.columns.union(wanted.index)
        apart = wide.reindex(columns=products, fill_value=0.0) - wanted.reindex(products, fill_value=0.0)
        value = 1 - apart.abs().sum(axis=1) / 2
        parts.append(pd.DataFrame({"exporter": wide.index, "year": year, "complementarity": value.to_numpy()}))
    if not parts:
        return pd.DataFrame(columns=["exporter", "year", "complementarity", "percentile"])
    found = pd.concat(parts, ignore_index=True)
    return found.assign(percentile=percentile(found, "complementarity", "year"))


def similarity(exports: pd.DataFrame) -> pd.DataFrame:
    """How alike two states' exports are, for all pairs (Finger and Kreinin): high where they sell the same products.

    S_ij = sum over k of min(x_ki, x_kj) = 1 - sum over k of |x_ki - x_kj| / 2, with x the share of product k.

    Parameters
    ----------
    exports : DataFrame[exporter, year, product, value_usd]

    Returns
    -------
    DataFrame[iso3_a, iso3_b, year, similarity, percentile]
        iso3_a < iso3_b; 0 to 1; percentile among all pairs of the year.

    References
    ----------
    Finger, J. M. and Kreinin, M. E. (1979). A Measure of 'Export Similarity' and Its Possible Uses. The Economic
    Journal 89(356), 905-912.
    """
    parts = []
    states = sorted(exports["exporter"].astype("str").unique())
    for year, wide in _matrices(exports):
        wide = wide.reindex(states)
        share, names = wide.to_numpy(), wide.index
        first, second = np.triu_indices(len(names), k=1)
        alike = np.concatenate([np.minimum(share[i], share[i + 1 :]).sum(axis=1) for i in range(len(names) - 1)])
        keys = {"iso3_a": pd.Categorical.from_codes(first, names), "iso3_b": pd.Categorical.from_codes(second, names)}
        parts.append(pd.DataFrame(keys | {"year": year, "similarity": alike}))
    if not parts:
        return pd.DataFrame(columns=["iso3_a", "iso3_b", "year", "similarity", "percentile"])
    found = pd.concat(parts, ignore_index=True).dropna(subset="similarity", ignore_index=True)
    return found.assign(percentile=percentile(found, "similarity", "year"))


def diversity(product_shares: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """How many products a basket is spread over.

    H = sum of s^2 (Herfindahl-Hirschman, 0 to 1; shares 0.50, 0.30, 0.15, 0.05 give 0.3650); entropy = - sum of
    s ln s; Theil = ln n - entropy, with n the products above 0: 0 where all have the same share; equivalent =
    exp(entropy), the number of equal products with this entropy.

    Parameters
    ----------
    product_shares : DataFrame[share, <by>]
        As `shares` returns them.
    by : list of str
        Columns that identify a basket.

    Returns
    -------
    DataFrame[<by>, hhi, entropy, theil, equivalent, products]

    Raises
    ------
    ValueError
        A column is missing, or the shares of a basket do not add up to 1.
    """
    by = list(by)
    _require(product_shares, ["share", *by], "product_shares")
    given = product_shares[product_shares["share"] > 0]
    share = given["share"]
    parts = given[by].assign(hhi=share**2, entropy=-share * np.log(share), products=1, whole=share)
    found = parts.groupby(by, observed=True).sum().reset_index()
    wrong = (found["whole"] - 1).abs() > 1e-6
    if wrong.any():
        named = ", ".join(str(found.loc[wrong, column].iloc[0]) for column in by)
        whole = found.loc[wrong, "whole"].iloc[0]
        raise ValueError(f"product_shares: shares of {named} add up to {whole:.4g}, not 1; give whole baskets")
    theil = np.log(found["products"]) - found["entropy"]
    return found.assign(theil=theil, equivalent=np.exp(found["entropy"]))[
        [*by, "hhi", "entropy", "theil", "equivalent", "products"]
    ]


def _matrices(exports):
    """Year and the shares of products (columns) in the exports of states (rows), 0 where there is no row."""
    frame = shares(exports, ["exporter", "year"]).dropna(subset="share")
    frame = frame.assign(exporter=frame["exporter"].astype("str"), product=frame["product"].astype("str"))
    for year, part in frame.groupby("year"):
        yield year, part.pivot(index="exporter", columns="product", values="share").fillna(0.0).sort_index()


def _basket(goods, by):
    _require(goods, ["product", "value_usd", *by], "goods")
    repeated = goods.duplicated([*by, "product"])
    if repeated.any():
        named = ", ".join(str(goods.loc[repeated, column].iloc[0]) for column in [*by, "product"])
        raise ValueError(f"goods: {named} stands more than once; keep one source and declaring side")


def _require(frame, columns, what):
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(f"{what}: column {missing[0]} is missing; it has {', '.join(map(str, frame.columns))}")
