"""The country table: its traps, its errors, and its audit against lists it was not made from."""

import csv
import gzip
import json
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from upstream import SOURCES, needs_sources, refused

from helpers import countries
from helpers.countries.lookup import FOLDER, read_rows
from helpers.errors import WorkbookError

CODES = countries.codes()


def one(function, number, year):
    return function(pd.Series([number]), pd.Series([year])).iloc[0]


def named(source, name, year=None):
    years = None if year is None else pd.Series([year])
    return countries.from_name(source, pd.Series([name]), years).iloc[0]


# The table itself


def test_files_are_clean():
    for path in FOLDER.glob("*.csv"):
        text = path.read_bytes()
        assert b"\r" not in text and text.endswith(b"\n"), path.name
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines, strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}, path.name
        assert all(cell == cell.strip() for row in rows for cell in row), path.name


def test_codes_are_unique_and_well_formed():
    listed = [row["iso3"] for row in read_rows("states.csv")]
    assert sorted(listed) == CODES == sorted(set(listed))
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CODES)
    assert {"SUN", "YUG", "SCG", "CSK", "DDR", "GER", "YMD", "YAR", "VDR", "EAT", "EAZ"} <= set(CODES)
    assert "W00" not in CODES and "KSV" not in CODES


def test_dates_are_in_order():
    for iso3, row in countries.states().items():
        for first, last in (("un_member_from", "un_member_to"), ("existed_from", "existed_to")):
            days = [pd.Timestamp(row[c]) for c in (first, last) if row[c]]
            assert days == sorted(days), (iso3, first)
        if row["existed_from"] and row["un_member_from"] and iso3 not in ("BLR", "IND", "PHL", "SYR", "UKR"):
            assert row["existed_from"] <= row["un_member_from"], iso3
        assert bool(row["existed_to"]) == (row["status"] in ("former", "historic")), iso3


def test_un_has_193_members():
    assert sum(row["status"] == "member" for row in countries.states().values()) == 193


def test_every_code_of_a_list_is_in_the_table():
    for file, columns in (
        ("numbers.csv", ["iso3"]),
        ("names.csv", ["iso3"]),
        ("succession.csv", ["predecessor", "successor"]),
    ):
        countries.check({row[c] for row in read_rows(file) for c in columns if row[c]})


def test_comparison_set():
    assert set(countries.FOCUS) < set(countries.COMPARISON)
    assert 28 <= len(countries.COMPARISON) <= 36


def test_names_have_a_code_or_a_kind():
    kinds = {"group", "igo", "nonstate", "unknown", "territory"}
    for row in read_rows("names.csv"):
        if row["name"] != "*":
            assert bool(row["iso3"]) != (row["kind"] in kinds), row


@pytest.mark.parametrize("file, keys", [("numbers.csv", ("system", "number")), ("names.csv", ("source", "name"))])
def test_dated_rules_neither_overlap_nor_leave_a_gap(file, keys):
    spans = {}
    for row in read_rows(file):
        spans.setdefault(tuple(row[k] for k in keys), []).append((row["first_year"], row["last_year"]))
    for what, found in spans.items():
        for (_, last), (first, _) in pairwise(found):
            assert int(first) == int(last) + 1, what


def test_a_shared_number_has_dated_rules():
    for system in ("cow", "gw"):
        dated = {row["number"] for row in read_rows("numbers.csv") if row["system"] == system}
        numbers = [row[system] for row in countries.states().values() if row[system]]
        assert {number for number in numbers if numbers.count(number) > 1} <= dated


# Names and pairs


@pytest.mark.parametrize(
    "text, code",
    [
        ("IRN", "IRN"),
        ("irn", "IRN"),
        ("Iran", "IRN"),
        ("Iran, Islamic Republic of", None),
        ("USSR", "SUN"),
        ("Soviet Union", "SUN"),
        ("Russia", "RUS"),
        ("DPRK", "PRK"),
        ("Korea, North", "PRK"),
        ("Türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("the Gambia", "GMB"),
        ("St. Lucia", "LCA"),
        ("Cote d'Ivoire", "CIV"),
        ("KSV", "XKX"),
        ("Yemen", "YEM"),
        ("North Yemen", "YAR"),
        ("South Vietnam", "VDR"),
        ("North Vietnam", "VNM"),
        ("Congo", None),
        ("Korea", None),
        ("Hezbollah (Lebanon)*", None),
    ],
)
def test_code_of_text(text, code):
    if code is None:
        refused(countries.code, text)
    else:
        assert countries.code(text) == code


@settings(deadline=None)
@given(st.sampled_from(CODES))
def test_name_and_code_are_inverse(code):
    assert countries.code(countries.name(code)) == code
    assert countries.code(code.lower()) == code


def test_no_name_is_also_anothers():
    taken = {}
    for iso3, row in countries.states().items():
        for text in [iso3, row["name"], *filter(None, row["aliases"].split(";"))]:
            assert countries.code(text) == taken.setdefault(text.casefold(), iso3) == iso3


def test_errors_propose_the_nearest():
    assert refused(countries.code, "Irann") == "unknown country 'Irann': did you mean IRN (Iran)?"
    assert "KOR (South Korea) or PRK (North Korea)" in refused(countries.code, "Korea")
    assert refused(countries.check, ["RUS", "irn"]) == "unknown country code 'irn': did you mean IRN (Iran)?"
    assert "W00" in refused(countries.check, ["W00"])
    assert "three-letter code" in refused(countries.code, "?")
    for wrong in (None, 365, float("nan"), ""):
        refused(countries.code, wrong)
        refused(countries.check, [wrong])
        refused(countries.name, wrong)


@settings(deadline=None)
@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_pair_keeps_its_order(first, second):
    if first == second:
        assert "two different countries" in refused(countries.pair, f"{first}-{second}")
    else:
        assert countries.pair(f"{first}-{second}") == (first, second) == countries.pair([first, second])
        assert countries.pair(f"{countries.name(first)}-{countries.name(second)}") == (first, second)


def test_pair_refuses_what_is_no_pair():
    for text in ("RUS", "", "RUS-", "-RUS", "RUS-IRN-CHN", ["RUS"], ("RUS", "IRN", "CHN")):
        assert "as in RUS-IRN" in refused(countries.pair, text)
    assert "did you mean IRN (Iran)?" in refused(countries.pair, "RUS-Irann")
    assert "names IRN (Iran) twice" in refused(countries.pair, "iran-Persia")


# Numbers and names of the sources


@pytest.mark.parametrize(
    "number, year, code",
    [
        (365, 1913, "RUS"),
        (365, 1921, "RUS"),
        (365, 1922, "SUN"),
        (365, 1991, "SUN"),
        (365, 1992, "RUS"),
        (255, 1913, "DEU"),
        (255, 1990, "DEU"),
        (260, 1990, "GER"),
        (265, 1990, "DDR"),
        (345, 1913, "SRB"),
        (345, 1992, "YUG"),
        (345, 2002, "YUG"),
        (345, 2003, "SCG"),
        (345, 2006, "SRB"),
        (341, 2006, "MNE"),
        (347, 2010, "XKX"),
        (678, 1989, "YAR"),
        (680, 1989, "YMD"),
        (679, 1990, "YEM"),
        (315, 1992, "CSK"),
        (316, 1993, "CZE"),
        (317, 1993, "SVK"),
        (816, 1970, "VNM"),
        (817, 1970, "VDR"),
        (731, 1950, "PRK"),
        (732, 1950, "KOR"),
        (730, 1900, "KRH"),
        (710, 1950, "CHN"),
        (713, 1950, "TWN"),
        (510, 1963, "EAT"),
        (511, 1963, "EAZ"),
        (510, 1964, "TZA"),
        (300, 1913, "AUH"),
        (970, 2000, "NRU"),
    ],
)
def test_from_cow(number, year, code):
    assert one(countries.from_cow, number, year) == code


@pytest.mark.parametrize(
    "number, year, code",
    [
        (255, 1938, "DEU"),
        (260, 1990, "GER"),
        (260, 1991, "DEU"),
        (678, 1989, "YAR"),
        (678, 1990, "YEM"),
        (345, 2006, "SCG"),
        (340, 2006, "SRB"),
        (365, 1991, "SUN"),
        (970, 2000, "KIR"),
        (971, 2000, "NRU"),
    ],
)
def test_from_gw(number, year, code):
    assert one(countries.from_gw, number, year) == code


def test_from_cow_keeps_rows_and_index():
    numbers = pd.Series([365, 630, 365.0, 365], index=[7, 3, 3, 1])
    codes = countries.from_cow(numbers, pd.Series([1950, 1950, 1995, 1950], index=numbers.index))
    assert list(codes) == ["SUN", "IRN", "RUS", "SUN"]
    assert list(codes.index) == [7, 3, 3, 1]


def test_numbers_that_nobody_knows_are_refused():
    assert "number 999 (year 1950)" in refused(one, countries.from_cow, 999, 1950)
    assert "row 1" in refused(one, countries.from_cow, None, 1950)
    assert "stands for no state in 1960" in refused(one, countries.from_gw, 255, 1960)


def test_armed_groups_are_not_their_hosts():
    names = countries.named("sipri_arms").set_index("name")
    for name, row in names.iterrows():
        if name.endswith("*") or name.startswith("unknown") or name in ("Biafra", "Katanga", "Northern Cyprus"):
            assert row["iso3"] == "" and row["kind"], name
        else:
            assert row["iso3"], name
    assert pd.isna(named("sipri_arms", "Hezbollah (Lebanon)*"))
    assert pd.isna(named("sipri_arms", "Houthi rebels (Yemen)*"))
    assert pd.isna(named("sipri_arms", "PRC (Israel/Palestine)*"))


def test_yemens_kosovo_and_vietnams_stay_apart():
    assert [named("sipri_arms", n) for n in ("North Yemen", "South Yemen", "Yemen")] == ["YAR", "YMD", "YEM"]
    assert [named("sipri_milex", n) for n in ("Yemen, North", "Yemen")] == ["YAR", "YEM"]
    assert [named("sipri_arms", n) for n in ("Kosovo", "Serbia", "Yugoslavia")] == ["XKX", "SRB", "YUG"]
    assert [named("sipri_arms", n) for n in ("South Vietnam", "Viet Nam")] == ["VDR", "VNM"]
    assert [named("wits", n) for n in ("SVR", "VDR")] == ["VDR", "VNM"]
    assert [named("sipri_milex", n) for n in ("Korea, North", "Korea, South", "USSR")] == ["PRK", "KOR", "SUN"]


def test_a_code_that_changes_meaning_needs_the_year():
    assert [named("wits", "RUS", year) for year in (1991, 1992)] == ["SUN", "RUS"]
    assert [named("wits", "CZE", year) for year in (1992, 1993)] == ["CSK", "CZE"]
    assert [named("wits", "DEU", year) for year in (1990, 1991)] == ["GER", "DEU"]
    assert [named("wits", "SER", year) for year in (1990, 2004, 2006)] == ["YUG", "SCG", "SRB"]
    assert "give the years" in refused(named, "wits", "RUS")


def test_groups_and_residuals_have_no_code():
    for source, names in {
        "wits": ["EUN", "BLX", "BUN", "FRE", "SPE", "UNS", "NZE"],
        "imf_imts_russia": ["G001", "GX901", "TX898"],
        "imf_dots_world": ["World", "Euro Area", "Special Categories"],
        "worldbank_gdp_population": ["WLD", "LCN", "EUU", "CHI"],
        "comtrade_2021": ["W00", "_X", ""],
        "china_customs": ["W00", ""],
        "sipri_milex": ["Middle East", "European Union"],
    }.items():
        assert countries.from_name(source, pd.Series(names)).isna().all(), source


def test_unmapped_names_are_refused_not_guessed():
    message = refused(countries.from_name, "sipri_arms", pd.Series(["Iran", "Iraan", "Hezbollah"]))
    assert "'Hezbollah', 'Iraan'" in message and "names.csv" in message
    assert "KSV" in refused(countries.from_name, "wits", pd.Series(["KSV"]))
    assert "no names of source 'sipri'" in refused(countries.from_name, "sipri", pd.Series(["Iran"]))
    assert "nan" in refused(countries.from_name, "wits", pd.Series(["USA", None]))


# Succession


def votes():
    return pd.DataFrame(
        {
            "iso3": pd.Categorical(["SUN", "RUS", "IRN", "YAR", "YMD"]),
            "year": [1991, 1992, 1991, 1980, 1980],
            "value": [1.0, 2.0, 3.0, 4.0, 5.0],
        }
    )


def test_nothing_is_joined_unless_asked():
    frame = votes()
    pd.testing.assert_frame_equal(countries.join_succession(frame, "iso3", rules=(), key=["iso3", "year"]), frame)
    joined = countries.join_succession(frame, "iso3", rules=("SUN",), key=["iso3", "year"])
    assert list(joined["iso3"]) == ["RUS", "RUS", "IRN", "YAR", "YMD"]
    assert isinstance(joined["iso3"].dtype, pd.CategoricalDtype)
    assert list(frame["iso3"]) == ["SUN", "RUS", "IRN", "YAR", "YMD"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(CODES)), st.sampled_from(["SUN", "GER", "YMD", "EAZ"]))
def test_a_rule_touches_only_its_state(codes, rule):
    frame = pd.DataFrame({"iso3": pd.Series(codes, dtype="str")})
    joined = countries.join_succession(frame, ["iso3"], rules=(rule,))
    changed = frame["iso3"] != joined["iso3"]
    assert (changed == (frame["iso3"] == rule)).all()


def test_collisions_are_refused():
    message = refused(countries.join_succession, votes(), "iso3", rules=("YAR", "YMD"), key=["iso3", "year"])
    assert "iso3 YEM, year 1980" in message
    both = pd.DataFrame({"iso3": ["SUN", "RUS"], "year": [1992, 1992]})
    assert "two rows on one key" in refused(
        countries.join_succession, both, "iso3", rules=("SUN",), key=["iso3", "year"]
    )


def test_rules_chain_and_ambiguous_ones_must_be_named():
    frame = pd.DataFrame({"iso3": ["YUG", "SCG", "SRB", "XKX", "CSK"]})
    assert list(countries.join_succession(frame, "iso3", rules=("YUG",))["iso3"])[:2] == ["SCG", "SCG"]
    chained = countries.join_succession(frame, "iso3", rules=("YUG", "SCG"))
    assert list(chained["iso3"]) == ["SRB", "SRB", "SRB", "XKX", "CSK"]
    assert "CSK-CZE, CSK-SVK" in refused(countries.join_succession, frame, "iso3", rules=("CSK",))
    assert list(countries.join_succession(frame, "iso3", rules=("CSK-SVK",))["iso3"])[4] == "SVK"
    for rule in ("TWN", "SRB", "SUN-UKR", "SYR"):
        assert "no succession rule" in refused(countries.join_succession, frame, "iso3", rules=(rule,))


def test_joined_pairs_are_in_order_and_never_of_one_country():
    frame = pd.DataFrame({"iso3_a": ["SAU"], "iso3_b": ["SUN"], "share_a": [0.1], "share_b": [0.2], "year": [1980]})
    joined = countries.join_succession(frame, ["iso3_a", "iso3_b"], rules=("SUN",))
    assert joined.iloc[0].to_dict() == {"iso3_a": "RUS", "iso3_b": "SAU", "share_a": 0.2, "share_b": 0.1, "year": 1980}
    own = pd.DataFrame({"supplier": ["SUN"], "recipient": ["RUS"]})
    message = refused(countries.join_succession, own, ["supplier", "recipient"], rules=("SUN",))
    assert "SUN and RUS" in message


def test_china_seat_is_documented_and_never_joined():
    row = countries.successions().query("predecessor == 'TWN' and successor == 'CHN'").iloc[0]
    assert row["kind"] == "note" and row["scope"] == "un_votes"
    assert pd.Timestamp(row["date"]) == countries.CHINA_SEAT == pd.Timestamp(1971, 10, 25)


# Audit against lists that the table was not made from; none of their rows enters the project


def table(source, file, **options):
    return pd.read_csv(Path(SOURCES) / source / file, dtype=str, keep_default_na=False, **options)


def clean(frame):
    return frame.replace("\xa0", "").map(str.strip)


@needs_sources
def test_present_codes_are_those_of_iso():
    iso = clean(table("country_codes", "country-codes.csv")).set_index("ISO3166-1-Alpha-3")
    present = {c for c, row in countries.states().items() if row["status"] not in ("former", "historic")}
    assert present - set(iso.index) == {"XKX"}
    assert not set(iso.index) - present
    regions = {c: countries.states()[c]["region"] for c in iso.index}
    other = {c for c, region in regions.items() if region != iso["Sub-region Name"][c]}
    assert other == {"ATA"}, "M49 gives Antarctica no sub-region"


@needs_sources
@pytest.mark.parametrize("column", ["CLDR display name", "UNTERM English Short", "official_name_en"])
def test_no_iso_name_is_taken_for_another_country(column):
    for iso3, text in clean(table("country_codes", "country-codes.csv"))[["ISO3166-1-Alpha-3", column]].to_numpy():
        try:
            assert countries.code(text) == iso3
        except WorkbookError:
            assert text not in countries.states()


@needs_sources
def test_numbers_agree_with_countrycode():
    listed = table("countrycode_r", "codelist_subset.csv").replace("NA", "")
    listed = listed[listed["iso3c"].isin(CODES)].set_index("iso3c")
    explained = {
        ("SRB", "cow"): "no number there; COW keeps 345 for Serbia",
        ("VAT", "cow"): "327 is the Papal States, PAP here",
        ("VAT", "gw"): "327 is the Papal States, PAP here",
        ("VNM", "gw"): "815 is Vietnam before 1893; 816 since 1954",
        ("YEM", "gw"): "no number there; 678 in Gleditsch-Ward",
    }
    microstates = set(table("state_system", "isard_gw_system.csv").query("microstate == '1'")["gwcode"])
    for system, column in (("cow", "cown"), ("gw", "gwn")):
        for iso3, number in listed[column].items():
            ours = countries.states()[iso3][system]
            theirs = str(int(float(number))) if number else ""
            if ours != theirs and not (system == "gw" and not theirs and ours in microstates):
                assert (iso3, system) in explained, (iso3, system, ours, theirs)


@needs_sources
def test_every_number_of_the_state_lists_is_in_the_table():
    ours = {system: {row[system] for row in countries.states().values()} for system in ("cow", "gw")}
    assert not set(table("state_system", "cow_states.csv")["ccode"]) - ours["cow"]
    left_out = {
        "89": "United Provinces of Central America",
        "99": "Great Colombia",
        "396": "Abkhazia",
        "397": "South Ossetia",
        "563": "Transvaal",
        "564": "Orange Free State",
        "711": "Tibet",
        "815": "Vietnam before 1893",
        "255": "Germany before 1945: in numbers.csv",
    }
    assert set(table("state_system", "isard_gw_system.csv")["gwcode"]) - ours["gw"] == set(left_out)


@needs_sources
def test_names_agree_with_the_state_lists():
    known = countries.states()
    for file, system, column in (
        ("cow_states.csv", "cow", "statenme"),
        ("isard_gw_system.csv", "gw", "gw_name"),
    ):
        rows = table("state_system", file)
        for number, text in rows[[rows.columns[1] if system == "cow" else "gwcode", column]].to_numpy():
            try:
                found = countries.code(text)
            except WorkbookError:
                continue
            owners = {c for c, row in known.items() if row[system] == number}
            dated = {r["iso3"] for r in read_rows("numbers.csv") if (r["system"], r["number"]) == (system, number)}
            assert found in owners | dated or (number, found) in {("816", "VNM"), ("730", "KOR")}, (number, text, found)


@needs_sources
def test_dates_agree_with_the_state_lists():
    last = {}
    for system, file, number, start in (
        ("cow", "isard_cw_system.csv", "ccode", "start"),
        ("gw", "isard_gw_system.csv", "gwcode", "start"),
    ):
        last[system] = table("state_system", file).groupby(number)[start].max()
    explained = {
        "AND": "dated by UN membership in COW",
        "AUT": "occupied 1938-1955",
        "BTN": "dated by UN membership in COW",
        "DDR": "constitution of 1949-10-07; GW has 1949-10-05, COW 1954",
        "DEU": "two periods",
        "EAZ": "independent on 1963-12-10; the lists have 1963-12-19",
        "GER": "Basic Law of 1949-05-23; GW has 1949-09-21, COW 1955",
        "JPN": "occupied 1945-1952",
        "LBN": "independent in 1943",
        "LIE": "dated by UN membership in COW",
        "MCO": "dated by UN membership in COW",
        "NRU": "independent on 1968-01-31; GW has 1968-12-31",
        "OMN": "dated by UN membership in COW",
        "SCG": "shares the number of Yugoslavia",
        "SMR": "dated by UN membership in COW",
        "SRB": "independent state since 2006-06-03; GW has 2006-06-05",
        "SYR": "out of the list 1958-1961",
        "TZA": "union of 1964; the lists begin with Tanganyika",
        "VNM": "North Vietnam is counted from 1945-09-02; the lists begin in 1954",
        "VUT": "independent on 1980-07-30; GW has 1980-06-30",
    }
    other = set()
    for iso3, row in countries.states().items():
        starts = [last[system].get(row[system], "") for system in ("cow", "gw") if row[system]]
        old = bool(starts) and max(starts) < "1946"
        agrees = row["existed_from"] in starts or (old and not row["existed_from"])
        if row["status"] != "historic" and any(starts) and not agrees:
            other.add(iso3)
    assert other == set(explained)


@needs_sources
def test_un_membership_agrees_with_the_votes():
    votes = table("un_ga_votes", "member_names.csv").groupby("iso3").agg({"first": "min", "last": "max"})
    members = {c: row for c, row in countries.states().items() if row["un_member_from"]}
    assert set(members) - set(votes.index) == {"YAR"}, "the UN library writes YEM for North Yemen"
    assert not set(votes.index) - set(members)
    listed_early = {"ARE": 63, "DMA": 45, "JPN": 27, "MNG": 4, "WSM": 14}
    """Days between the first record that lists a member and its admission later in that session."""
    for iso3, (first, last) in votes.iterrows():
        begins = pd.Timestamp("1947-09-30" if iso3 == "YEM" else members[iso3]["un_member_from"])
        days = (pd.Timestamp(first) - begins).days
        assert days == -listed_early[iso3] if iso3 in listed_early else 0 <= days < 600, (iso3, days)
        ends = members[iso3]["un_member_to"]
        assert not ends or last <= ends, iso3


@needs_sources
def test_every_cow_number_of_the_sources_is_mapped():
    frames = [
        table("un_ideal_points", "IdealpointsJuly2025.csv.gz"),
        table("un_ideal_points", "Idealpointestimates1946-2025.tab.gz", sep="\t"),
        table("cow_trade", "national_trade_v4.csv"),
        table("cow_nmc", "NMC-70-abridged.csv.gz"),
        pd.read_parquet(Path(SOURCES) / "fariss_gdp_population/cw_gdppop.parquet"),
    ]
    dyads = table("cow_trade", "dyadic_trade_v4.csv.gz", usecols=["ccode1", "ccode2", "year"])
    frames += [dyads[[c, "year"]].drop_duplicates().set_axis(["ccode", "year"], axis=1) for c in ("ccode1", "ccode2")]
    for frame in frames:
        years = frame["year"].astype("int64")
        codes = countries.from_cow(frame["ccode"].astype("float64"), years)
        assert codes.notna().all()
        assert not pd.DataFrame({"iso3": codes, "year": years}).duplicated().any()


@needs_sources
def test_every_gw_number_of_the_sources_is_mapped():
    leaders = table("archigos_leaders", "archigos_v4.1_subset.csv")
    years = leaders["startdate"].str[:4].astype("int64")
    later = (years >= 1946) & (leaders["gwcode"] != "711")  # Tibet, to 1950, has no code here
    assert countries.from_gw(leaders["gwcode"].astype("int64")[later], years[later]).notna().all()


@needs_sources
def test_ideal_points_carry_the_same_country():
    listed = table("un_ideal_points", "IdealpointsJuly2025.csv.gz").query("iso3c != ''")
    codes = countries.from_cow(listed["ccode"].astype("int64"), listed["year"].astype("int64"))
    other = set(zip(codes, listed["iso3c"], strict=True)) - {(c, c) for c in CODES}
    assert other == {
        ("SUN", "RUS"),
        ("YMD", "YAR"),
        ("GER", "DEU"),
        ("EAT", "TZA"),
        ("SCG", "YUG"),
        ("SRB", "YUG"),
    }


@needs_sources
def test_every_party_of_the_arms_register_is_mapped():
    folder = Path(SOURCES) / "sipri_arms"
    register = pd.read_csv(
        folder / "trade_register_1950-2025_generated_2026-05-18.csv.gz", skiprows=11, encoding="cp1252", dtype=str
    )
    older = pd.read_csv(
        folder / "delivery_year_register_1995-2024_release2025.csv.gz", skiprows=11, encoding="latin-1", dtype=str
    )
    with gzip.open(folder / "per_delivery_year_1950-2025_built_2026-06-16.json.gz") as file:
        nested = json.load(file)
    parties = {*register["Supplier"], *register["Recipient"], *older["Supplier"], *older["Recipient"], *nested}
    parties |= {recipient for years in nested.values() for year in years.values() for recipient in year}
    parties = pd.Series(sorted(parties))
    assert len(countries.from_name("sipri_arms", parties)) == len(parties)
    assert set(countries.named("sipri_arms")["name"]) == set(parties)


@needs_sources
def test_arms_parties_agree_with_the_list_of_entities():
    listed = table("sipri_arms", "sipri_entities.csv").set_index("sipri_name")
    ours = countries.named("sipri_arms").set_index("name").loc[listed.index]
    assert (ours["iso3"] == listed["iso3"]).all()
    kinds = ours["kind"].where(ours["kind"] != "", "state")
    assert list(kinds.index[kinds != listed["kind"]]) == ["Northern Cyprus"]


@needs_sources
def test_every_heading_of_the_expenditure_workbook_is_mapped():
    import openpyxl

    book = openpyxl.load_workbook(
        Path(SOURCES) / "sipri_milex/SIPRI-Milex-data-1949-2025_v1.2.xlsx", read_only=True, data_only=True
    )
    names = set()
    for sheet in book.worksheets[2:9]:
        rows = [row for row in sheet.iter_rows(values_only=True) if row[0]]
        header = next(i for i, row in enumerate(rows) if row[0] == "Country")
        names |= {row[0].strip() for row in rows[header + 1 :]}
    assert names == set(countries.named("sipri_milex")["name"])


@needs_sources
def test_every_wits_code_is_mapped_and_none_twice():
    flows = table("wits", "reporter_partner_1962_2016.csv.gz", usecols=["year", "reporter", "partner"])
    for side in ("reporter", "partner"):
        pairs = flows[["year", side]].drop_duplicates(ignore_index=True)
        years = pairs["year"].astype("int64")
        codes = countries.from_name("wits", pairs[side], years)
        known = pd.DataFrame({"iso3": codes, "year": years})[codes.notna()]
        assert not known.duplicated().any()
        assert not known.query("iso3 == 'RUS' and year < 1992").size
        assert not known.query("iso3 == 'SUN' and year > 1991").size
    index = table("wits", "country_index.csv")
    countries.from_name("wits", index["code"], pd.Series([2010] * len(index)))


@needs_sources
def test_every_counterpart_of_the_imf_is_mapped():
    imts = table("imf_imts_russia", "imts_russia_wide.csv", encoding="utf-8-sig")
    codes = countries.from_name("imf_imts_russia", imts["COUNTERPART_COUNTRY.ID"])
    assert codes[imts["COUNTERPART_COUNTRY.ID"] == "WBG"].eq("PSE").all()
    dots = table("imf_dots_world", "world_reported_by_partner.csv.gz")
    codes = countries.from_name("imf_dots_world", dots["country_name"], dots["year"].astype("int64"))
    given = dots["iso3"].isin(CODES)
    other = set(zip(codes[given], dots["iso3"][given], strict=True)) - {(c, c) for c in CODES}
    assert other == {("GER", "DEU")}
    keys = pd.DataFrame({"iso3": codes, "year": dots["year"], "flow": dots["flow"]})[codes.notna()]
    assert not keys.duplicated().any()


@needs_sources
@pytest.mark.parametrize(
    "source, file, columns",
    [
        ("baci_pairs", "pairs_2000_2020.csv.gz", ["exporter", "importer"]),
        ("baci_hs2_world", "exports_to_world_hs2_2011_2020.csv.gz", ["exporter"]),
        ("comtrade_russia_hs2", "russia_totals_by_partner_2000_2020.csv", ["partner_iso3"]),
        ("un_ga_votes", "ga_votes_official_layout.csv.gz", ["ms_code"]),
        ("un_sc_votes", "sc_votes_long_1946_2025-10.csv.gz", ["iso3"]),
    ],
)
def test_codes_of_coded_sources_are_in_the_table(source, file, columns):
    frame = table(source, file, usecols=columns)
    world = {"WLD"}
    countries.check({code for column in columns for code in frame[column].unique() if code} - world)


@needs_sources
@pytest.mark.parametrize(
    "source, file, column",
    [
        ("comtrade_2021", "reported_exports_2021.csv.gz", "partner_iso3"),
        ("comtrade_2021", "reported_exports_2021.csv.gz", "reporter_iso3"),
        ("china_customs", "by_partner_annual_2023_2024.csv", "partner_iso3"),
        ("worldbank_gdp_population", "worldbank_gdp_current_usd.csv", "Country Code"),
        ("worldbank_gdp_population", "worldbank_population.csv", "Country Code"),
    ],
)
def test_other_codes_are_countries_or_explained(source, file, column):
    codes = pd.Series(table(source, file, usecols=[column])[column].unique())
    found = countries.from_name(source, codes)
    assert found.notna().sum() > 100
