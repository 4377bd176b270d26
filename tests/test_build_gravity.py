"""Pair geography and gravity tables: heirs, checks against a second source, adding up, the equation read back."""

from itertools import combinations

import duckdb
import numpy as np
import pandas as pd
import pytest
from upstream import written

from helpers import countries, load
from helpers.build import gravity as recipes
from helpers.datasets.description import DATA
from helpers.errors import WorkbookError
from helpers.sources import cepii_geodist, distances_contiguity

FOUR_DIGITS = 1.1e-3
"""Two numbers of four significant digits against each other."""


@pytest.fixture(scope="module")
def geography():
    return load("states/pair_geography")


@pytest.fixture(scope="module")
def table():
    return load("trade/gravity")


def sql(query):
    return duckdb.sql(query.replace("DATA", DATA.as_posix())).df()


def between(frame, a, b):
    (row,) = frame[(frame["iso3_a"] == min(a, b)) & (frame["iso3_b"] == max(a, b))].to_dict("records")
    return row


class TestGeography:
    def test_russia_and_iran(self, geography):
        row = between(geography, "RUS", "IRN")
        assert row["distance_km"] == pytest.approx(2693.4)
        assert row["distance_basis"] == "weighted"
        assert not (row["contiguous"] or row["common_language"] or row["colonial_tie"])
        assert row["cow_contiguity"] == 0, "the Caspian Sea is no land border after 1991"

    @pytest.mark.parametrize(("a", "b"), [("RUS", "CHN"), ("RUS", "PRK"), ("CHN", "PRK"), ("IRN", "TUR")])
    def test_neighbours(self, geography, a, b):
        row = between(geography, a, b)
        assert row["contiguous"]
        assert row["cow_contiguity"] == 1

    def test_land_borders_agree_with_correlates_of_war_but_for_a_few(self, geography):
        both = geography[geography["cow_contiguity"].notna()]
        differ = both[both["contiguous"] != (both["cow_contiguity"] == 1)]
        # Sudan before 2011, bridges and enclaves, and the odd slip on either side.
        assert len(differ) <= 13
        assert not (differ["iso3_a"].isin(countries.FOCUS) | differ["iso3_b"].isin(countries.FOCUS)).any()

    def test_heirs_of_the_federation(self, geography):
        names = set(geography["iso3_a"]) | set(geography["iso3_b"])
        assert {"SCG", "SRB", "MNE"} <= names
        assert not names & {"YUG", "SUN", "CSK", "DDR", "GER", "YMD", "YAR", "SSD", "XKX", "GUM"}
        assert between(geography, "SRB", "RUS")["distance_km"] == between(geography, "SCG", "RUS")["distance_km"]
        assert between(geography, "MNE", "RUS")["distance_basis"] == "capitals"
        assert between(geography, "SCG", "ALB")["contiguous"]
        assert not between(geography, "SRB", "ALB")["contiguous"]
        assert between(geography, "MNE", "SRB")["contiguous"]
        assert ((geography["iso3_a"] == "SCG") & geography["iso3_b"].isin(["SRB", "MNE"])).sum() == 0

    def test_great_circle(self):
        points = pd.DataFrame({"iso3": ["AAA", "BBB", "CCC"], "latitude": [0, 0, 90], "longitude": [0, 90, 0]})
        frame = pd.DataFrame(list(combinations(points["iso3"], 2)), columns=["iso3_a", "iso3_b"])
        assert np.allclose(recipes.apart(frame, points), np.pi / 2 * recipes.EARTH_KM)
        assert recipes.apart(frame.assign(iso3_b="DDD"), points).isna().all()


class TestGravity:
    def test_ratio_is_that_of_the_published_flows(self):
        found = sql(
            """SELECT max(abs(ratio * expected_usd / value_usd - 1)) AS gap, count(*) AS n
            FROM 'DATA/trade/gravity.parquet' g JOIN 'DATA/trade/pairs.parquet' p USING (exporter, importer, year)
            WHERE p.source = 'baci_pairs'"""
        ).iloc[0]
        assert found["n"] == len(load("trade/gravity"))
        assert found["gap"] < FOUR_DIGITS

    @pytest.mark.parametrize("side", ["exporter", "importer"])
    def test_expected_values_add_up(self, side):
        """Poisson pseudo-maximum likelihood with effects; a sum of rounded values is exact to the same digits."""
        gap = sql(
            f"""SELECT abs(sum(expected_usd) / sum(expected_usd * ratio) - 1) AS gap
            FROM 'DATA/trade/gravity.parquet' GROUP BY {side}, year"""
        )["gap"]
        assert gap.max() < FOUR_DIGITS

    def test_expected_values_obey_the_coefficients(self, table, geography):
        """Four flows between two exporters and two importers: effects drop out of the ratio of their ratios."""
        equation = load("trade/gravity_coefficients", estimator="ppml")
        equation = equation[equation["first_year"] < equation["last_year"]].set_index("term")["estimate"]
        flags = ["colonial_tie", "common_language", "contiguous"]
        year = table[table["year"] == 2015].set_index(["exporter", "importer"])["expected_usd"]

        def logs(a, b):
            row = between(geography, a, b)
            cost = np.log(row["distance_km"]) * equation["ln_distance"]
            return np.log(year[a, b]), cost + sum(equation[term] * row[term] for term in flags)

        for sellers, buyers in ((("RUS", "CHN"), ("IRN", "TUR")), (("IRN", "USA"), ("IND", "ARE"))):
            (i, k), (j, m) = sellers, buyers
            parts = [logs(i, j), logs(k, m), logs(i, m), logs(k, j)]
            found, wanted = (p + q - r - s for p, q, r, s in zip(*parts, strict=True))
            assert found == pytest.approx(wanted, abs=4 * FOUR_DIGITS)

    def test_silence_is_no_row(self, table):
        gone = table[(table["exporter"] == "RUS") & (table["importer"] == "IRN")]
        assert gone["year"].max() == 2019
        assert (table["ratio"] > 0).all()

    def test_left_out_where_promised_and_nowhere_else(self, table):
        there = table[table["left_out_usd"].notna()]
        pairs = {
            tuple(sorted(p)) for p in zip(there["exporter"].astype(str), there["importer"].astype(str), strict=True)
        }
        assert {tuple(sorted(p)) for p in combinations(recipes.COMPARED, 2)} <= pairs
        for pair in pairs:
            assert set(pair) <= set(recipes.COMPARED) or set(pair) & set(recipes.SUBJECTS)
        north_korea = there[(there["exporter"] == "CHN") & (there["importer"] == "PRK") & (there["year"] == 2019)]
        assert (north_korea["expected_usd"] > 3 * north_korea["left_out_usd"]).all(), "the fit follows the flow"

    def test_significant_digits(self):
        given = pd.Series([123456.0, 0.00123456, 0.0, np.nan])
        assert recipes.significant(given, 3).tolist()[:3] == [123000.0, 0.00123, 0.0]
        assert np.isnan(recipes.significant(given, 3).iloc[3])


class TestBadFiles:
    def test_a_flag_of_geodist(self, tmp_path):
        text = "iso_o,iso_d,contig,comlang_off,colony,distw\nIRN,RUS,0,0,0,2693\nRUS,IRN,0,2,0,2693\n"
        snapshots = written(tmp_path, cepii_geodist.SOURCE, cepii_geodist.PAIRS, text)
        with pytest.raises(WorkbookError, match="line 3, column comlang_off: 2 is not 0 or 1"):
            cepii_geodist.pairs(snapshots)

    def test_old_codes_and_a_missing_distance(self, tmp_path):
        text = "iso_o,iso_d,contig,comlang_off,colony,distw\nMAC,ROM,0,0,0,\nROM,MAC,0,0,0,\n"
        found = cepii_geodist.pairs(written(tmp_path, cepii_geodist.SOURCE, cepii_geodist.PAIRS, text))
        assert found[["iso3_a", "iso3_b"]].to_numpy().tolist() == [["MAC", "ROU"]]
        assert found["distance_km"].isna().all()

    HEAD = "ccode1,ccode2,conttype,stdate,enddate\n"

    def test_contiguity_takes_the_period_of_the_year(self, tmp_path):
        text = (
            self.HEAD
            + "365,630,1,1855-01-01,1991-12-01\n365,630,0,1992-01-01,2016-12-01\n630,365,0,1992-01-01,2016-12-01\n"
        )
        snapshots = written(tmp_path, distances_contiguity.SOURCE, distances_contiguity.FILE, text)
        assert distances_contiguity.contiguity(snapshots).to_numpy().tolist() == [["IRN", "RUS", 0]]

    def test_a_kind_of_contiguity(self, tmp_path):
        text = self.HEAD + "365,630,7,1855-01-01,2016-12-01\n"
        snapshots = written(tmp_path, distances_contiguity.SOURCE, distances_contiguity.FILE, text)
        with pytest.raises(WorkbookError, match="line 2, column conttype: 7 is not one of 0, 1, 2"):
            distances_contiguity.contiguity(snapshots)
