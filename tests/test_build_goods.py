"""Tables of goods: excerpts inside their terms, withheld never zero, and errors of one line."""

import pandas as pd
import pytest
from upstream import SOURCES, needs_sources

from helpers import countries, load
from helpers.build import goods as recipes
from helpers.errors import WorkbookError
from helpers.sources import baci_hs2_world, comtrade_russia_hs2, hs_names, wto_hs93, wto_minerals
from helpers.sources.snapshots import Snapshots

ROWS_OF_THE_SOURCE = {"comtrade_russia_hs2": 173_996, "wto_hs93": 17_020, "wto_minerals": 104_924}


@pytest.fixture(scope="module")
def goods():
    return load("trade/goods")


@pytest.fixture(scope="module")
def world():
    return load("trade/goods_world")


class TestExcerpts:
    def test_chapters_of_a_few_partners_only(self, goods):
        part = goods[goods["source"] == "comtrade_russia_hs2"]
        assert set(part["exporter"].unique()) | set(part["importer"].unique()) == {"RUS", *recipes.PARTNERS}
        assert len(recipes.PARTNERS) <= 8, "Iran and a few partners to compare it with"
        assert set(part["reporter"].unique()) == {"RUS"}

    def test_rows_of_the_world_trade_organization_name_a_focus_state(self, goods):
        part = goods[goods["source"].isin(["wto_hs93", "wto_minerals"])]
        focus = part["exporter"].isin(countries.FOCUS) | part["importer"].isin(countries.FOCUS)
        assert focus.all()

    @pytest.mark.parametrize(
        ("source", "most"), [("comtrade_russia_hs2", 0.2), ("wto_hs93", 0.1), ("wto_minerals", 0.1)]
    )
    def test_no_excerpt_stands_for_the_source(self, goods, source, most):
        assert (goods["source"] == source).sum() < most * ROWS_OF_THE_SOURCE[source]

    def test_places_and_sums_show_no_other_partner(self):
        assert set(load("trade/goods_places")["partner"].unique()) == set(recipes.PARTNERS)
        assert "partner" not in load("trade/goods_russia")


class TestGoods:
    def test_all_of_2020_with_iran_is_withheld(self, goods):
        for exporter, importer, million in (("RUS", "IRN", 1423.5), ("IRN", "RUS", 796.8)):
            rows = goods[(goods["exporter"] == exporter) & (goods["importer"] == importer) & (goods["year"] == 2020)]
            assert rows[["hs2", "status"]].astype(str).to_numpy().tolist() == [["99", "withheld"]]
            assert round(rows["value_usd"].iloc[0] / 1e6, 1) == million

    def test_status_follows_the_code(self, goods):
        code = goods["hs2"].astype(str)
        assert (goods.loc[code == "99", "status"] == "withheld").all()
        assert (goods.loc[code == "00", "status"] == "unallocated").all()
        assert (goods.loc[~code.isin(["00", "99"]), "status"] == "declared").all()

    def test_all_codes_of_a_year_are_the_declared_total(self, goods):
        part = goods[goods["source"] == "comtrade_russia_hs2"]
        sums = part.groupby(["exporter", "importer", "year"], observed=True)["value_usd"].sum()
        totals = load("trade/pairs", source="comtrade_russia_hs2")
        totals = totals.set_index(["exporter", "importer", "year"])["value_usd"].loc[sums.index]
        assert (sums / totals).between(1 - 1.1e-5, 1 + 1.1e-5).all()

    def test_what_is_in_no_chapter_is_shown(self, goods):
        rows = goods[(goods["exporter"] == "RUS") & (goods["importer"] == "IRN") & (goods["year"] == 2006)]
        rest = rows.loc[rows["hs2"] == "00", "value_usd"].sum() / rows["value_usd"].sum()
        assert round(rest, 2) == 0.18

    @pytest.mark.parametrize(
        ("exporter", "importer", "year", "hs2", "million"),
        [
            ("RUS", "IRN", 2019, "10", 626.0), ("RUS", "IRN", 2016, "93", 210.3), ("RUS", "IRN", 2011, "72", 2543.9),
            ("IRN", "RUS", 2019, "08", 223.2),
        ],
    )  # fmt: skip
    def test_known_values(self, goods, exporter, importer, year, hs2, million):
        rows = goods[
            (goods["exporter"] == exporter)
            & (goods["importer"] == importer)
            & (goods["source"] == "comtrade_russia_hs2")
        ]
        rows = rows[(rows["year"] == year) & (rows["hs2"] == hs2)]
        assert rows["value_usd"].iloc[0] / 1e6 == pytest.approx(million, abs=0.6)

    def test_every_code_has_a_chapter(self, goods, world):
        known = set(load("trade/chapters")["hs2"])
        assert set(goods["hs2"].unique()) | set(world["hs2"].unique()) <= known

    def test_importers_declare_to_the_world_trade_organization(self, goods):
        part = goods[goods["source"].isin(["wto_hs93", "wto_minerals"])]
        assert (part["reporter"].astype(str) == part["importer"].astype(str)).all()
        assert set(part["basis"].astype(str)) == {"CIF"}
        assert not {"RUS", "IRN", "PRK"} & set(part["reporter"].unique())


class TestWorld:
    def test_totals_of_2019(self, world):
        sums = world[world["year"] == 2019].groupby("exporter", observed=True)["value_usd"].sum() / 1e9
        assert sums["RUS"] == pytest.approx(415.8, abs=0.05)
        assert sums["IRN"] == pytest.approx(26.2, abs=0.05)
        assert sums["CHN"] == pytest.approx(2613, abs=0.5)

    def test_is_whole_and_holds_nothing_unspecified(self, world):
        assert len(world) == 193_930
        assert not {"99", "00", "77"} & set(world["hs2"].unique())


class TestRussia:
    def test_covers_most_of_the_declared_world_total(self):
        frame = load("trade/goods_russia").drop_duplicates(["flow", "year"])
        assert frame.loc[frame["flow"] == "imports", "covered"].between(0.90, 0.97).all()
        assert frame.loc[frame["flow"] == "exports", "covered"].between(0.79, 0.97).all()

    def test_no_place_where_much_is_withheld(self):
        places = load("trade/goods_places")
        assert places[(places["partner"] == "TUR") & (places["flow"] == "exports") & (places["year"] >= 2016)].empty
        assert places[(places["partner"] == "IRN") & (places["year"] == 2020)].empty
        food = places[(places["partner"] == "IRN") & (places["flow"] == "exports") & (places["year"] == 2019)]
        food = food[food["product"] == recipes.FOOD]
        assert food["value"].iloc[0] == pytest.approx(0.796, abs=5e-4)

    def test_shares_of_broad_groups_add_up_to_what_lies_in_chapters(self):
        places = load("trade/goods_places", level="broad")
        sums = places.groupby(["partner", "flow", "year"], observed=True)["value"].sum()
        assert sums.between(recipes.ALLOCATED - 1e-5, 1 + 1e-4).all()


@needs_sources
class TestSnapshots:
    def test_chapters_never_exceed_totals(self):
        frame = comtrade_russia_hs2.by_chapter(Snapshots(SOURCES))
        assert frame.loc[frame["hs2"] == "00", "value_usd"].gt(0).all()
        assert frame["partner"].nunique() == 61

    def test_partners_of_russia_count_in_the_ranks_once_each(self):
        places = load("trade/goods_places")
        assert places["partners"].max() <= 61

    def test_groups_and_nomenclature_have_the_same_chapters(self):
        frame = hs_names.chapters(Snapshots(SOURCES))
        assert len(frame) == 97 + len(hs_names.NO_CHAPTERS)
        assert frame.loc[frame["hs2"] == "10", "section"].tolist() == ["II"]


CHAPTERS = "partner_iso3,year,flow,hs2,value_usd\n"
TOTALS = "partner_iso3,year,flow,value_usd\n"


class TestSmallFiles:
    def test_chapters_withheld_and_the_rest(self, folder):
        folder(
            comtrade_russia_hs2.SOURCE, comtrade_russia_hs2.TOTALS, TOTALS + "IRN,2006,Export,100\nWLD,2006,Export,900"
        )
        snapshots = folder(
            comtrade_russia_hs2.SOURCE,
            comtrade_russia_hs2.CHAPTERS,
            CHAPTERS + "IRN,2006,Export,10,60\nIRN,2006,Export,99,15",
        )
        found = comtrade_russia_hs2.goods(snapshots)
        assert found[["exporter", "importer", "hs2", "value_usd", "status"]].to_numpy().tolist() == [
            ["RUS", "IRN", "10", 60, "declared"],
            ["RUS", "IRN", "99", 15, "withheld"],
            ["RUS", "IRN", "00", 25, "unallocated"],
        ]

    def test_rounding_is_no_rest(self, folder):
        folder(comtrade_russia_hs2.SOURCE, comtrade_russia_hs2.TOTALS, TOTALS + "IRN,2010,Import,1000000")
        snapshots = folder(
            comtrade_russia_hs2.SOURCE, comtrade_russia_hs2.CHAPTERS, CHAPTERS + "IRN,2010,Import,08,999999"
        )
        found = comtrade_russia_hs2.goods(snapshots)
        assert found[["exporter", "importer", "hs2", "basis"]].to_numpy().tolist() == [["IRN", "RUS", "08", "CIF"]]

    def test_baci_is_in_million_dollars(self, folder):
        snapshots = folder(
            baci_hs2_world.SOURCE, baci_hs2_world.FILE, "year,exporter,hs2,value_musd\n2019,IRN,08,1.5\n2019,IRN,27,\n"
        )
        found = baci_hs2_world.exports(snapshots)
        assert found[["exporter", "hs2", "value_usd"]].to_numpy().tolist() == [["IRN", "08", 1.5e6]]

    def test_world_trade_organization(self, folder):
        text = (
            "year,importer_reporter,exporter_partner,product,import_value_usd\n2012,ROM,RUS,93,5.5\n2012,USA,USA,93,7\n"
        )
        found = wto_hs93.imports(folder(wto_hs93.SOURCE, wto_hs93.FILE, text))
        assert found[["exporter", "importer", "reporter", "hs2", "value_usd", "basis"]].to_numpy().tolist() == [
            ["RUS", "ROU", "ROU", "93", 5.5, "CIF"]
        ]
        found = wto_minerals.imports(folder(wto_minerals.SOURCE, wto_minerals.FILE, text.replace(",93,", ",12,")))
        assert found["hs2"].tolist() == ["MTN12"]

    def test_our_groups(self, tmp_path):
        path = tmp_path / "hs_chapters.csv"
        path.write_text("hs2,name,group,broad\n10,cereals,cereals,Cereals\n10,wheat,cereals,Cereals\n")
        with pytest.raises(WorkbookError, match=r"hs_chapters\.csv, line 3, column hs2"):
            hs_names.groups(path)
        path.write_text("hs2,name,group,broad\n10,cereals,grain,Cereals\n11,flour,grain,Other food\n")
        with pytest.raises(WorkbookError, match="group 'grain' lies in several broad groups"):
            hs_names.groups(path)

    @pytest.mark.parametrize(
        ("read", "source", "file", "text", "message"),
        [
            (
                baci_hs2_world.exports,
                baci_hs2_world.SOURCE,
                baci_hs2_world.FILE,
                "year,exporter,hs2,value_musd\n2019,IRN,08,1\n2019,XYZ,08,1",
                "baci_hs2_world/exports_to_world_hs2_2011_2020.csv.gz, line 3, column exporter: 'XYZ'",
            ),
            (
                wto_hs93.imports,
                wto_hs93.SOURCE,
                wto_hs93.FILE,
                "year,importer_reporter,exporter_partner,product,import_value_usd\n2012,USA,RUS,93,many",
                "wto_hs93/hs93_imports_2011_2022.csv, line 2, column import_value_usd: 'many' is not a number",
            ),
        ],
    )
    def test_bad_files_are_named(self, folder, read, source, file, text, message):
        with pytest.raises(WorkbookError) as error:
            read(folder(source, file, text))
        assert message in str(error.value)
        assert "\n" not in str(error.value)


def test_groups_are_one_to_one_with_chapters():
    frame = load("trade/chapters")
    assert frame["hs2"].is_unique
    assert isinstance(frame["broad"].dtype, pd.CategoricalDtype)
    food = frame[frame["hs2"].isin(recipes.FOOD_CHAPTERS)]
    assert set(food["broad"].unique()) == {"Cereals", "Fats and oils", "Fruit and vegetables", "Other food"}
    outside = frame[~frame["hs2"].isin(recipes.FOOD_CHAPTERS)]
    assert not set(outside["broad"].unique()) & set(food["broad"].unique())
