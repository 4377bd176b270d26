"""Energy and money tables: inside their terms, units named, nothing joined that is not one, silence never zero."""

import csv
import gzip
from pathlib import Path

import pandas as pd
import pytest
from upstream import SOURCES, needs_sources, rebuilt, refused, written

from helpers import countries, load
from helpers.build import energy, money
from helpers.datasets.description import DATA
from helpers.errors import WorkbookError
from helpers.sources import (
    energy_institute,
    hormuz_transits,
    irr_free_market,
    oil_prices,
    owid_energy,
    pinksheet,
    rub_usd,
)
from helpers.sources.snapshots import Snapshots

TABLES = {table.name: (table, recipe) for module in (energy, money) for table, recipe in module.TABLES}
PRINTED = 5e-4
"""Golden values are quoted with the digits of `source.yml`."""


@pytest.fixture(scope="module")
def production():
    return load("energy/production")


@pytest.fixture(scope="module")
def rates():
    return load("money/rates")


@pytest.fixture(scope="module")
def review():
    """Everything read from the workbook of the review, once: it is slow to open."""
    if not SOURCES:
        pytest.skip("needs the upstream files: set WORKBOOK_SOURCES to their folder")
    snapshots = Snapshots(SOURCES)
    return {"series": energy_institute.series(snapshots), "flows": energy_institute.flows(snapshots)}


def value(frame, column="value", **wanted):
    for name, code in wanted.items():
        frame = frame[frame[name] == code]
    assert len(frame) == 1
    return frame[column].iloc[0]


def workbook(tmp_path, source, file, sheets):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    (tmp_path / source.name).mkdir(exist_ok=True)
    book.save(tmp_path / source.name / file)
    return Snapshots(tmp_path)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_numbers_have_units(name):
    table = TABLES[name][0]
    numbers = [c for c in table.columns if c.type == "number" and c.name != "percentile"]
    assert all(c.unit or "unit" in {x.name for x in table.columns} for c in numbers)


@needs_sources
@pytest.mark.parametrize("name", sorted(TABLES))
def test_build_gives_what_is_committed(name, review, monkeypatch):
    for read, frame in review.items():
        monkeypatch.setattr(energy_institute, read, lambda _, frame=frame: frame.copy())
    pd.testing.assert_frame_equal(rebuilt(*TABLES[name], Snapshots(SOURCES)), load(name))


class TestExcerpts:
    def test_only_the_states_of_the_excerpt_and_the_world(self, production):
        assert set(production["iso3"]) <= {*countries.COMPARISON, "W00"}

    def test_pairs_and_origins_are_inside_it_too(self):
        shares, flows = load("energy/shares"), load("energy/flows")
        assert set(shares["iso3_a"]) | set(shares["iso3_b"]) <= set(countries.COMPARISON)
        matrix = flows[flows["view"] == "matrix"]
        assert set(matrix["origin"]) <= set(countries.COMPARISON)
        assert flows.query("view == 'by_year'").groupby(["fuel", "origin", "destination"], observed=True).ngroups == (
            len(energy_institute.GAS_BY_YEAR) + len(energy_institute.OIL_ROWS)
        )

    @needs_sources
    def test_no_sheet_is_there_as_a_whole(self, production, review):
        whole = review["series"].groupby("quantity")["iso3"].nunique()
        kept = (
            production[production["source"] == "energy_institute"].groupby("quantity", observed=True)["iso3"].nunique()
        )
        assert (kept / whole).max() < 0.55
        everything = len(review["series"]) + len(owid_energy.series(Snapshots(SOURCES)))
        assert len(production) < 0.5 * everything

    @needs_sources
    def test_matrices_are_there_in_part_only(self, review):
        whole = review["flows"].query("view == 'matrix'").groupby("fuel").size()
        kept = load("energy/flows").query("view == 'matrix'").groupby("fuel", observed=True).size()
        assert (kept / whole).max() < 0.6

    def test_daily_rial_and_the_month_end_rouble_are_not_published(self, rates):
        assert not rates.duplicated(["currency", "per", "kind", "month"]).any()
        assert (rates["month"].dt.day == 1).all()
        assert "rub_usd_month_end" not in {s.name for table, _ in TABLES.values() for s in table.sources}
        assert "month_end" not in (DATA / "money" / "rates.yml").read_text(encoding="utf-8")
        official = rates[rates["kind"] == "official"]
        assert official["month"].max() == pd.Timestamp("2023-11-01")


class TestProduction:
    def test_printed_numbers(self, production):
        review = production[production["source"] == "energy_institute"]
        assert value(review, iso3="IRN", year=2023, quantity="oil_production") == pytest.approx(4662, rel=PRINTED)
        assert value(review, iso3="IRN", year=2023, quantity="gas_production") == pytest.approx(251.7, rel=PRINTED)
        assert value(review, iso3="RUS", year=2023, quantity="oil_production") == pytest.approx(11075, rel=PRINTED)
        assert value(review, iso3="RUS", year=2023, quantity="gas_production") == pytest.approx(586.4, rel=PRINTED)

    def test_gas_of_the_two_sources_is_ten_to_one(self, production):
        gas = production[production["quantity"] == "gas_production"].astype({"source": "str", "iso3": "str"})
        wide = gas.pivot(index=["iso3", "year"], columns="source", values="value").dropna()
        ratio = wide["owid_energy"] / wide["energy_institute"]
        assert len(wide) > 1000
        assert ratio.median() == pytest.approx(10, rel=1e-4)

    def test_no_zero_and_one_unit_for_each_quantity_and_source(self, production):
        assert (production["value"] > 0).all()
        units = production[["source", "quantity", "unit"]].drop_duplicates()
        assert not units.duplicated(["source", "quantity"]).any()

    def test_the_soviet_union_is_never_russia(self, production):
        review = production[production["source"] == "energy_institute"]
        for _, group in review[review["iso3"].isin(["SUN", "RUS"])].groupby("quantity", observed=True):
            soviet = set(group.loc[group["iso3"] == "SUN", "year"])
            assert not soviet & set(group.loc[group["iso3"] == "RUS", "year"])
            assert max(soviet, default=0) < 1991

    def test_reserves_stop_where_the_review_stopped(self, production):
        assert production.query("quantity == 'oil_reserves'")["year"].max() == 2020

    @needs_sources
    def test_sheets_equal_the_rearranged_copy(self, review):
        # The snapshots hold twelve sheets rearranged by somebody else's code: the same numbers by another way.
        path = Path(SOURCES) / "energy_institute" / "selected_series_1965_2023.csv.gz"
        renamed = {"oil_proved_reserves": "oil_reserves", "gas_proved_reserves": "gas_reserves"}
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            copy = {
                (row["iso3"], int(row["year"]), renamed.get(row["variable"], row["variable"])): float(row["value"])
                for row in csv.DictReader(lines)
                if row["iso3"] and float(row["value"]) > 0 and "Orinoco" not in row["entity"]
            }
        ours = review["series"]
        keys = list(zip(ours["iso3"], ours["year"], ours["quantity"], strict=True))
        shared = [(copy[key], found) for key, found in zip(keys, ours["value"], strict=True) if key in copy]
        assert len(shared) > 21_000
        assert all(a == pytest.approx(b, rel=1e-12) for a, b in shared)
        # Not in the copy: the world row of LNG and the Antilles.
        assert {(key[0], key[2]) for key in keys if key not in copy} <= {
            ("W00", "lng_exports"),
            ("ANT", "refinery_throughput"),
        }


class TestFlows:
    def test_printed_numbers(self):
        flows = load("energy/flows")
        pipe = {"view": "by_year", "fuel": "gas_pipeline", "origin": "RUS", "destination": "Europe"}
        assert value(flows, **pipe, year=2021) == pytest.approx(167.86, abs=0.01)
        assert value(flows, **pipe, year=2023) == pytest.approx(49.84, abs=0.01)
        matrix = {"view": "matrix", "fuel": "gas_pipeline", "year": 2023}
        assert value(flows, **matrix, origin="IRN", destination="Other Middle East") == pytest.approx(8.771, abs=0.001)
        lng = {"view": "matrix", "fuel": "gas_lng", "origin": "RUS", "year": 2023}
        assert value(flows, **lng, destination="CHN") == pytest.approx(11.02, abs=0.01)
        crude = {"view": "matrix", "fuel": "crude", "origin": "RUS", "year": 2023}
        assert value(flows, **crude, destination="IND") == pytest.approx(81.81, abs=0.01)

    def test_views_agree_where_they_overlap(self):
        flows = load("energy/flows", year=2023, origin="RUS").astype({"destination": "str"})
        matrix = flows[(flows["view"] == "matrix") & (flows["fuel"] == "gas_pipeline")].set_index("destination")[
            "value"
        ]
        assert matrix["EU"] + matrix["Rest of Europe"] == pytest.approx(
            value(flows, view="by_year", fuel="gas_pipeline", destination="Europe")
        )
        assert matrix["CHN"] == pytest.approx(value(flows, view="by_year", fuel="gas_pipeline", destination="CHN"))
        ships = flows[(flows["view"] == "matrix") & (flows["fuel"] == "gas_lng")]["value"].sum()
        assert ships == pytest.approx(value(flows, view="by_year", fuel="gas_lng", destination="World"))

    def test_no_zero_where_the_review_records_nothing(self):
        flows = load("energy/flows")
        assert (flows["value"] > 0).all()
        china = flows.query("view == 'by_year' and origin == 'RUS' and destination == 'CHN'")
        assert china["year"].min() == 2019
        assert flows.query("origin == 'IRN' and fuel in ('crude', 'products', 'gas_lng')").empty

    @needs_sources
    def test_matrix_equals_the_printed_sheet(self, review):
        # Columns of the sheet as a CSV: its totals are the sums of what we read.
        path = Path(SOURCES) / "energy_institute" / "gas_pipeline_trade_2023_bcm.csv"
        with path.open(encoding="utf-8") as lines:
            rows = list(csv.reader(lines))
        total = dict(zip(rows[2], next(row for row in rows if row[0] == "Total exports"), strict=True))
        read = review["flows"].query("view == 'matrix' and fuel == 'gas_pipeline'")
        for name, code in (("Russian Federation", "RUS"), ("Iran", "IRN"), ("Turkmenistan", "TKM"), ("Norway", "NOR")):
            assert read.loc[read["origin"] == code, "value"].sum() == pytest.approx(float(total[name]), abs=1e-6)


class TestShares:
    def test_a_share_is_value_over_world(self, production):
        review = production[(production["source"] == "energy_institute") & (production["year"] == 2023)]
        oil = review[review["quantity"] == "oil_production"].set_index("iso3")["value"]
        row = load("energy/shares", source="energy_institute", quantity="oil_production", year=2023)
        own = row[(row["iso3_a"] == "IRN") & (row["iso3_b"] == "RUS")].iloc[0]
        assert own["joint"] == pytest.approx((oil["IRN"] + oil["RUS"]) / oil["W00"], abs=1e-6)
        assert (own["rank"], own["pairs"]) == (55, 50 * 49 // 2)

    def test_largest_pair_in_gas_reserves(self):
        rows = load("energy/shares", source="energy_institute", quantity="gas_reserves", year=2020)
        first = rows[rows["rank"] == 1].iloc[0]
        assert (first["iso3_a"], first["iso3_b"]) == ("IRN", "RUS")

    def test_no_pair_of_russia_with_the_soviet_union_outside_the_overlap(self):
        rows = load("energy/shares")
        both = rows[(rows["iso3_a"] == "RUS") & (rows["iso3_b"] == "SUN")]
        assert set(both["source"]) <= {"owid_energy"}


class TestGroups:
    def test_members_by_year(self):
        groups = load("energy/groups", quantity="oil_production").astype({"group": "str"})
        assert groups.query("group == 'OPEC+'")["year"].min() == 2017
        assert groups.query("group == 'OPEC+ with quotas'")["year"].min() == 2019
        members = groups.set_index(["group", "year"])["members"]
        assert members["OPEC+", 2023] == members["OPEC", 2023] + 10
        assert members["OPEC+ with quotas", 2023] == members["OPEC+", 2023] - 3
        assert (groups["counted"] <= groups["members"]).all()

    @needs_sources
    def test_opec_of_2023_is_the_printed_row(self):
        # The 2024 edition prints OPEC as it was in 2023, with Angola.
        path = Path(SOURCES) / "energy_institute" / "selected_series_1965_2023.csv.gz"
        copy = pd.read_csv(path).query("variable == 'oil_production' and year == 2023").set_index("entity")["value"]
        ours = value(load("energy/groups"), "share", group="OPEC", quantity="oil_production", year=2023)
        printed = copy["OPEC"] / copy["Total World"]
        assert ours == pytest.approx(printed, rel=1e-9)

    def test_who_belongs(self):
        columns = ["organisation", "iso3", "status", "start", "end", "confirmed"]
        rows = [
            ("OPEC", "QAT", "full", "1961-01-01", "2019-01-01", True),
            ("OPEC+", "QAT", "OPEC member", "2016-12-10", "2019-01-01", True),
            ("OPEC+", "IRN", "OPEC member", "2016-12-10", None, True),
            ("OPEC+", "RUS", "participant", "2016-12-10", None, True),
            ("OPEC+", "BRA", "charter only", "2025-02-18", None, True),
            ("GECF", "IRN", "full", "2008-12-23", None, True),
            ("GECF", "AZE", "full", "2015-11-01", None, False),
            ("SCO", "RUS", "full", "2001-06-15", None, True),
        ]
        spells = pd.DataFrame(rows, columns=columns)
        spells = spells.assign(start=pd.to_datetime(spells["start"]), end=pd.to_datetime(spells["end"]))
        found = energy.memberships(spells)
        starts = found.set_index(["group", "iso3"])["start"].dt.strftime("%Y-%m-%d").to_dict()
        assert starts == {
            ("OPEC", "QAT"): "1961-01-01",
            ("OPEC+", "QAT"): "2016-12-10",
            ("OPEC+", "IRN"): "2016-12-10",
            ("OPEC+", "RUS"): "2016-12-10",
            ("GECF", "IRN"): "2008-12-23",
            ("OPEC+ with quotas", "RUS"): "2019-01-01",
        }


class TestPrices:
    def test_printed_numbers(self):
        prices = load("energy/prices")
        june = prices[prices["month"] == "2024-06-01"]
        assert value(june, series="brent", source="oil_prices") == 82.25
        july = prices[prices["month"] == "2008-07-01"]
        assert value(july, series="brent", source="oil_prices") == 132.72
        april = prices[prices["month"] == "2020-04-01"]
        assert value(april, series="brent", source="oil_prices") == 18.38
        assert value(april, series="brent", source="pinksheet") == pytest.approx(23.34, abs=0.005)

    def test_two_sources_of_brent_stay_two(self):
        brent = load("energy/prices", series="brent")
        wide = brent.astype({"source": "str"}).pivot(index="month", columns="source", values="value").dropna()
        assert (wide["oil_prices"] / wide["pinksheet"]).median() == pytest.approx(0.9995, abs=1e-3)

    def test_a_series_that_ends_is_not_filled(self):
        assert load("energy/prices", series="barley")["month"].max() == pd.Timestamp("2020-08-01")


class TestHormuz:
    def test_printed_numbers_and_the_incomplete_month(self):
        months = load("energy/hormuz")
        total = months.groupby("month")["transits"].sum()
        assert total[pd.Timestamp("2026-02-01")] == 2658
        assert total[pd.Timestamp("2026-03-01")] == 111
        last = months[months["month"] == months["month"].max()]
        assert set(last["days"]) == {22}
        assert not last["complete"].any()
        assert months.loc[months["month"] < months["month"].max(), "complete"].all()

    @needs_sources
    def test_equals_the_monthly_file(self):
        monthly = pd.read_csv(Path(SOURCES) / "hormuz_transits" / "hormuz_monthly.csv", parse_dates=["period_dt"])
        months = load("energy/hormuz").astype({"ship": "str"})
        wide = months.pivot(index="month", columns="ship", values="transits")
        for ship in hormuz_transits.SHIPS:
            assert (wide[ship].to_numpy() == monthly[f"n_{ship}"].to_numpy()).all()

    def test_wrong_days_and_sums(self, tmp_path):
        names = [f"{kind}_{ship}" for kind in ("n", "capacity") for ship in hormuz_transits.SHIPS]

        def read(*rows):
            text = "\n".join([",".join(["date", "n_total", *names]), *rows, ""])
            return hormuz_transits.months(written(tmp_path, hormuz_transits.SOURCE, hormuz_transits.FILE, text))

        good = "2024-02-01,5,1,1,1,1,1,10,10,10,10,10"
        found = read(good, good.replace("-01,", "-02,"))
        assert set(found["transits"]) == {2} and not found["complete"].any()
        assert "line 3, column date" in refused(read, good, good)
        assert "column n_total" in refused(read, good.replace(",5,", ",6,"))
        assert "column n_tanker" in refused(read, good.replace(",5,1,", ",4,,"))


class TestRates:
    def test_printed_numbers(self, rates):
        rial = rates[(rates["currency"] == "IRR") & (rates["per"] == "USD")]
        daily = (rial["rate"] * rial["days"]).groupby(rial["month"].dt.year).sum()
        yearly = daily / rial["days"].groupby(rial["month"].dt.year).sum()
        for year, printed in ((2017, 38_701), (2018, 87_687), (2020, 208_755), (2022, 309_289), (2024, 617_990)):
            assert yearly[year] == pytest.approx(printed, abs=1)

    def test_one_rouble_through_the_redenomination(self, rates):
        official = rates[rates["kind"] == "official"].set_index("month")["rate"]
        assert official[pd.Timestamp("1997-12-01")] == pytest.approx(5.94, abs=0.03)
        assert official[pd.Timestamp("1998-01-01")] == pytest.approx(6.0, abs=0.05)
        # The steepest month is that of the default of August 1998, not the new rouble.
        assert official.pct_change().abs().idxmax() == pd.Timestamp("1998-09-01")

    def test_no_official_rial(self, rates):
        assert set(rates.loc[rates["currency"] == "IRR", "kind"]) == {"free_market"}

    def test_cross_agrees_with_the_official_rouble_but_in_march_2022(self, rates):
        rouble = rates[rates["currency"] == "RUB"].astype({"kind": "str"})
        wide = rouble.pivot(index="month", columns="kind", values="rate").dropna()
        ratio = wide["tehran_cross"] / wide["official"]
        assert ratio.median() == pytest.approx(1.005, abs=0.005)
        assert ratio[ratio.index != "2022-03-01"].sub(1).abs().max() < 0.16
        assert ratio.idxmax() == pd.Timestamp("2022-03-01") or ratio.max() < 1.16

    @needs_sources
    def test_cross_against_the_month_end_that_is_not_published(self, rates):
        # Used to check only: months after the official series ends, a mean against a month-end.
        closes = pd.read_csv(Path(SOURCES) / "rub_usd_month_end" / "usd_rub_month_close.csv")
        closes = closes.set_index(pd.to_datetime(closes["month"]))["rub_per_usd_month_close"]
        cross = rates[(rates["currency"] == "RUB") & (rates["kind"] == "tehran_cross")].set_index("month")["rate"]
        both = (
            pd.concat([closes.rename("close"), cross.rename("cross")], axis=1).dropna().loc["2023-12-01":"2025-01-01"]
        )
        assert len(both) >= 12
        assert (both["cross"] / both["close"] - 1).abs().median() < 0.05

    def test_a_rate_holds_until_the_next(self, tmp_path):
        rows = [
            ["nominal", "data", "curs", "cdx"],
            [1, pd.Timestamp("1997-12-30"), 6000, "x"],
            [1, pd.Timestamp("1998-01-03"), 8, "x"],
        ]
        found = rub_usd.months(workbook(tmp_path, rub_usd.SOURCE, rub_usd.FILE, {"RC": rows}))
        assert list(found["days"]) == [1, 1]
        assert found["rate"].to_numpy() == pytest.approx([6, (6 + 6 + 8) / 3])
        rows[1][2] = None
        assert "line 2, column curs" in refused(
            rub_usd.days, workbook(tmp_path, rub_usd.SOURCE, rub_usd.FILE, {"RC": rows})
        )
        message = refused(rub_usd.days, workbook(tmp_path, rub_usd.SOURCE, rub_usd.FILE, {"RC": [["a", "b", "c"]]}))
        assert "not nominal, data, curs" in message

    def test_toman_become_rial_and_half_quotations_are_left_out(self, tmp_path):
        header = "date,currency,sell_toman,buy_toman,mid_rial\n"

        def read(*rows):
            text = header + "".join(f"{row}\n" for row in rows)
            return irr_free_market.months(written(tmp_path, irr_free_market.SOURCE, irr_free_market.FILE, text))

        found = read("2020-01-01,USD,100,90,950", "2020-01-02,USD,300,,")
        assert list(found["rate"]) == [950] and list(found["days"]) == [1]
        assert list(read("2020-01-01,USD,100,90,950", "2020-01-01,EUR,120,100,1100")["currency"]) == ["EUR", "USD"]
        assert "line 3, column date" in refused(read, "2020-01-01,USD,100,90,950", "2020-01-01,USD,100,90,950")
        assert "line 2, column sell_toman" in refused(read, "2020-01-01,USD,0,90,950")


class TestUpstreamFaults:
    def test_review_of_another_edition(self, tmp_path):
        sheets = {"Oil Production - barrels": [["Million tonnes", 2000, 2001, 2001], ["Iran", 1, 2, 0.5]]}
        book = workbook(tmp_path, energy_institute.SOURCE, energy_institute.WORKBOOK, sheets)
        assert "unit 'Million tonnes'" in refused(energy_institute.series, book)
        sheets = {"Oil Production - barrels": [["Thousand barrels daily", 2000, 2001], ["Iranistan", 1, 2]]}
        book = workbook(tmp_path, energy_institute.SOURCE, energy_institute.WORKBOOK, sheets)
        assert "'Iranistan' is neither a state nor a known group" in refused(energy_institute.series, book)
        sheets = {"Oil Production - barrels": [["Thousand barrels daily", 2000, 2001], ["Iran", 1, 2]]}
        book = workbook(tmp_path, energy_institute.SOURCE, energy_institute.WORKBOOK, sheets)
        assert "no row of the world" in refused(energy_institute.series, book)
        book = workbook(tmp_path, energy_institute.SOURCE, energy_institute.WORKBOOK, {"Contents": [["x"]]})
        assert "sheet 'Oil Production - barrels' is missing" in refused(energy_institute.series, book)

    def test_matrix_without_its_names(self):
        with pytest.raises(WorkbookError, match="no matrix begins with 'To'"):
            energy_institute._gas_matrix([["Importers", "Iran"]], "gas_pipeline", "x")
        rows = [
            ["To", "Iran", "Total imports"],
            ["Iraq", 8.0, 8.0],
            ["Middle East", 8.0, 8.0],
            ["Total exports", 8.0, 8.0],
        ]
        found = energy_institute._gas_matrix(rows, "gas_pipeline", "x")
        assert found[["origin", "destination", "value"]].to_numpy().tolist() == [["IRN", "IRQ", 8.0]]

    def test_growth_columns_are_not_years(self):
        rows = [["Thousand barrels daily", 2000, 2001, 2001, "2000-01", 2001], ["Iran", 1, 2, 9, 9, 9]]
        assert energy_institute._header(rows, "x") == (0, {1: 2000, 2: 2001})

    def test_prices_in_another_unit(self, tmp_path):
        names = ["", *pinksheet.SERIES]
        units = ["", *(unit for _, unit, _ in pinksheet.SERIES.values())]
        rows = [names, units, ["1960M01", *range(1, len(names))], ["1960M02", *["…"] * (len(names) - 1)]]
        found = pinksheet.months(workbook(tmp_path, pinksheet.SOURCE, pinksheet.FILE, {pinksheet.SHEET: rows}))
        assert len(found) == len(pinksheet.SERIES)
        rows[1][1] = "($/kg)"
        book = workbook(tmp_path, pinksheet.SOURCE, pinksheet.FILE, {pinksheet.SHEET: rows})
        assert "is in ($/kg), not in" in refused(pinksheet.months, book)

    def test_oil_price_without_a_month(self, tmp_path):
        written(tmp_path, oil_prices.SOURCE, "wti_monthly.csv", "Date,Price\n2020-01-15,50\n")
        good = written(tmp_path, oil_prices.SOURCE, "brent_monthly.csv", "Date,Price\n2020-01-15,55\n")
        assert list(oil_prices.months(good)["value"]) == [55, 50]
        bad = written(tmp_path, oil_prices.SOURCE, "brent_monthly.csv", "Date,Price\n2020-01-15,55\n2020-01-20,56\n")
        assert "line 3" in refused(oil_prices.months, bad)

    def test_production_of_an_unknown_code(self, tmp_path):
        text = "Entity,Code,Year,{} production (TWh)\nNowhere,{},2020,{}\nAfrica,,2020,3\nIran,IRN,2020,0\n"
        written(tmp_path, owid_energy.SOURCE, "gas_production_by_country.csv", text.format("Gas", "OWID_WRL", 4))
        good = written(tmp_path, owid_energy.SOURCE, "oil_production_by_country.csv", text.format("Oil", "OWID_USS", 5))
        assert list(owid_energy.series(good)["iso3"]) == ["SUN", "W00"]
        bad = written(tmp_path, owid_energy.SOURCE, "oil_production_by_country.csv", text.format("Oil", "XQX", 5))
        assert "'XQX'" in refused(owid_energy.series, bad)
        bad = written(tmp_path, owid_energy.SOURCE, "oil_production_by_country.csv", text.format("Oil", "IRQ", -5))
        assert "line 2" in refused(owid_energy.series, bad)
