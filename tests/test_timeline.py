"""The timeline as a list: dates, order, sources and tone without contradiction; its measures and its chart."""

import re
from collections import defaultdict
from datetime import date
from itertools import combinations, pairwise
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import charts, load
from helpers.charts.timeline import stack
from helpers.measures import breaks, events, hostilities, segments, tone
from helpers.sources import compiled, timeline

ROWS = timeline.read()
CELLS = list(compiled.rows(timeline.FILE, timeline.COLUMNS))
WRITTEN = {row["title"]: row["date"] for row in CELLS}
PAIR = ("RUS", "IRN")

ORDER = [
    # wars and what ends them
    ("Peter I opens the Persian campaign", "Treaty of Saint Petersburg cedes the Caspian provinces"),
    (
        "Treaty of Saint Petersburg cedes the Caspian provinces",
        "Treaty of Rasht returns Gilan, Mazandaran and Astarabad",
    ),
    ("First Russo-Persian War of the century begins", "Treaty of Gulistan ends the war of 1804-13"),
    ("Second Russo-Persian War of the century begins", "Treaty of Turkmenchay fixes the border on the Aras"),
    ("Anglo-Russian Convention divides Persia into zones", "Soviet appeal voids the partition of Persia"),
    ("Soviet Republic of Gilan is proclaimed", "Gilan republic collapses"),
    ("Soviet and British forces invade Iran", "Reza Shah abdicates under occupation"),
    ("Tripartite Treaty of Alliance is signed", "Soviet troops stay past the treaty deadline"),
    ("Soviet troops stay past the treaty deadline", "Soviet troops complete their withdrawal from Iran"),
    ("Azerbaijan People's Government forms in Tabriz", "Iranian army re-enters Tabriz"),
    ("Iraq invades Iran", "Iran-Iraq War ends in a ceasefire"),
    ("United States and Israel attack Iran", "Ceasefire between the United States and Iran"),
    (
        "Ceasefire between the United States and Iran",
        "United States and Iran sign a memorandum to end the war",
    ),
    # signature, ratification, force, end
    ("Russo-Persian Treaty of Friendship is signed", "Ratifications of the 1921 treaty are exchanged"),
    ("Ratifications of the 1921 treaty are exchanged", "Iran renounces articles 5 and 6 of the 1921 treaty"),
    ("Qavam and Sadchikov agree on withdrawal and a joint oil company", "Majlis voids the Soviet oil agreement"),
    ("Putin and Khatami sign a treaty on basic relations", "Treaty of 2001 enters into force"),
    ("Russia and Iran sign a strategic partnership treaty", "State Duma ratifies the partnership treaty"),
    ("State Duma ratifies the partnership treaty", "Federation Council approves the partnership treaty"),
    ("Federation Council approves the partnership treaty", "Putin signs the ratification law"),
    ("Putin signs the ratification law", "Majlis ratifies the partnership treaty"),
    ("Majlis ratifies the partnership treaty", "Partnership treaty enters into force"),
    ("Russia and North Korea sign a mutual-assistance treaty", "Russia-North Korea treaty enters into force"),
    ("EAEU and Iran sign an interim trade agreement", "EAEU-Iran interim agreement enters into force"),
    ("EAEU-Iran interim agreement enters into force", "EAEU-Iran interim agreement is extended"),
    ("EAEU and Iran sign a free trade agreement", "EAEU-Iran free trade agreement enters into force"),
    ("Russia and Iran sign an information security agreement", "Majlis approves the information security agreement"),
    ("Gore-Chernomyrdin memorandum limits arms sales to Iran", "Russia leaves the Gore-Chernomyrdin commitment"),
    # orders and deliveries
    ("Iran orders Kilo submarines, T-72 tanks and BMP-2", "First Kilo submarine sails for Iran"),
    ("First Kilo submarine sails for Iran", "Third Kilo submarine reaches Iran"),
    ("Iran orders 29 Tor-M1 air-defence systems", "Russia completes Tor-M1 deliveries to Iran"),
    ("Russia signs the S-300 contract with Iran", "Medvedev bans S-300 and heavy arms for Iran"),
    ("Medvedev bans S-300 and heavy arms for Iran", "Iran sues Russia over the S-300"),
    ("Iran sues Russia over the S-300", "Putin lifts the ban on S-300 for Iran"),
    ("Putin lifts the ban on S-300 for Iran", "New S-300 contract enters into force"),
    ("New S-300 contract enters into force", "First S-300 equipment arrives in Iran"),
    ("First S-300 equipment arrives in Iran", "Russia completes S-300PMU-2 deliveries to Iran"),
    # reactors
    ("Russia and Iran agree on building a nuclear plant", "Russia contracts to complete Bushehr-1"),
    ("Russia contracts to complete Bushehr-1", "Russia and Iran sign the Bushehr fuel agreement"),
    ("Russia and Iran sign the Bushehr fuel agreement", "Russia delivers the first fuel to Bushehr"),
    ("Russia delivers the first fuel to Bushehr", "Fuel loading starts at Bushehr-1"),
    ("Fuel loading starts at Bushehr-1", "Bushehr-1 is connected to the grid"),
    ("Russia contracts to build Bushehr units 2 and 3", "Work on Bushehr units 2 and 3 is launched"),
    ("Work on Bushehr units 2 and 3 is launched", "Excavation starts for Bushehr unit 2"),
    ("Excavation starts for Bushehr unit 2", "First concrete is poured at Bushehr unit 2"),
    ("First concrete is poured at Bushehr unit 2", "Rosatom halts construction at Bushehr during the war"),
    # the nuclear file
    ("IAEA Board reports Iran to the Security Council", "UN demands that Iran suspend enrichment"),
    ("UN demands that Iran suspend enrichment", "UN imposes its first sanctions on Iran"),
    ("UN imposes its first sanctions on Iran", "UN imposes an arms embargo on Iran"),
    ("Iran and six powers agree the Joint Plan of Action", "Iran and six powers conclude the JCPOA"),
    ("Iran and six powers conclude the JCPOA", "UN endorses the nuclear agreement"),
    ("UN endorses the nuclear agreement", "JCPOA reaches Adoption Day"),
    ("JCPOA reaches Adoption Day", "JCPOA Implementation Day lifts nuclear sanctions"),
    ("JCPOA Implementation Day lifts nuclear sanctions", "United States leaves the JCPOA"),
    ("United States leaves the JCPOA", "First US sanctions on Iran return"),
    ("E3 trigger the snapback of UN sanctions", "Security Council fails to keep sanctions relief"),
    ("Security Council fails to keep sanctions relief", "Security Council rejects a delay of snapback"),
    ("Security Council rejects a delay of snapback", "UN sanctions on Iran return"),
    # memberships
    ("Iran becomes an observer in the SCO", "SCO approves Iran's accession"),
    ("SCO approves Iran's accession", "Iran joins the SCO"),
    ("BRICS invites Iran", "Iran becomes a member of BRICS"),
    # Syria and banking
    ("Russia begins air strikes in Syria", "Astana talks on Syria begin"),
    ("Astana talks on Syria begin", "Assad falls and flees to Moscow"),
    ("Russian bombers strike Syria from Hamadan", "Iran ends Russia's use of the Hamadan air base"),
    ("Mir and Shetab card networks are linked", "Second phase of the Mir-Shetab link starts"),
]


# The list


def test_every_date_lies_between_the_first_war_and_the_edition():
    for row in CELLS:
        first, last = compiled.days(row["date"])
        assert date(1722, 1, 1) <= first <= last <= date(2026, 12, 31), row["title"]
        assert first <= date(2026, 11, 22), row["title"]


@pytest.mark.parametrize("earlier, later", ORDER)
def test_no_event_comes_before_what_it_presupposes(earlier, later):
    assert compiled.days(WRITTEN[earlier])[0] <= compiled.days(WRITTEN[later])[1]
    if WRITTEN[earlier][:4] == WRITTEN[later][:4] and len(WRITTEN[earlier]) == len(WRITTEN[later]) == 10:
        assert WRITTEN[earlier] < WRITTEN[later]


def words(text):
    return set(re.findall(r"[a-z0-9]+", text.lower())) - {"the", "of", "in", "a", "and", "to", "is", "on", "for", "at"}


def test_no_two_rows_are_the_same_event():
    """Rows of one category and the same states within three days must not share most of the words of their titles."""
    groups = defaultdict(list)
    for row in ROWS[ROWS["date_precision"] == "day"].itertuples():
        groups[row.category, row.countries].append(row)
    for rows in groups.values():
        for one, other in combinations(rows, 2):
            if abs((one.date - other.date).days) <= 3:
                shared = words(one.title) & words(other.title)
                assert len(shared) / len(words(one.title) | words(other.title)) < 0.5, (one.title, other.title)


def test_sources_have_well_formed_addresses_and_confirmed_rows_a_quality():
    for row in ROWS[ROWS["source_url"].notna()].itertuples():
        parts = urlsplit(row.source_url)
        assert parts.scheme in ("http", "https"), row.title
        assert re.fullmatch(r"[A-Za-z0-9.-]+\.[A-Za-z]{2,}(:[0-9]+)?", parts.netloc), row.source_url
        assert parts.path or parts.query, row.source_url
        assert not re.search(r"[\s<>\"]", row.source_url), row.source_url
    confirmed = ROWS[ROWS["confirmed"]]
    assert confirmed[["source_title", "source_url", "source_quality"]].notna().all(axis=None)


def test_rows_that_rest_on_a_copy_are_listed_as_open_with_the_reason():
    open_rows = ROWS[ROWS["review"] == "open"]
    assert set(open_rows["title"]) == set(ROWS.loc[ROWS["source_quality"] == "mirror", "title"])
    assert open_rows["note"].str.contains("could (?:not )?be opened", regex=True).all()


def test_unconfirmed_leads_say_so_and_stay_out_of_the_table():
    leads = ROWS[~ROWS["confirmed"]]
    assert leads["note"].str.startswith("Unconfirmed lead: ").all()
    assert not set(leads["title"]) & set(load("timeline")["title"])


def test_tone_follows_its_rules():
    """A tone other than context speaks of the tie, so both must be named; a joint exercise is cooperation."""
    named = ROWS["countries"].str.split(";").map(lambda codes: {"RUS", "IRN"} <= set(codes))
    assert (named | (ROWS["tone"] == "context")).all()
    assert (ROWS.loc[ROWS["category"] == "exercise", "tone"] == "cooperation").all()
    assert (ROWS.loc[(ROWS["category"] == "axis"), "tone"] == "context").all()


def test_votes_in_the_council_have_the_tone_of_russias_vote():
    """Of the Iran file: yes to new demands or sanctions is conflict, no is cooperation, abstention mixed."""
    council = load("votes/sc_iran").set_index("date")
    table = load("timeline")
    voted = table[table["description"].str.contains(r"^(?:Resolution [0-9]+ is adopted)", regex=True)]
    checked = 0
    for row in voted[voted["category"] == "sanctions"].itertuples():
        if row.date in council.index and row.year <= 2010 and "reaffirms" not in row.title:
            assert council.loc[[row.date], "vote_rus"].eq(1).any() and row.tone == "conflict", row.title
            checked += 1
    assert checked >= 4
    for title in (
        "Russia and China veto a draft on the Strait of Hormuz",
        "Russia vetoes a draft criticising Iran over Yemen",
    ):
        assert table.set_index("title").loc[title, "tone"] == "cooperation"
    assert table.set_index("title").loc["Security Council condemns Iran's attacks on Gulf states", "tone"] == "mixed"


def test_countries_stand_in_the_stated_order():
    for row in CELLS:
        codes = row["countries"].split(";")
        first = [c for c in ("RUS", "IRN") if c in codes]
        assert codes[: len(first)] == first, row["title"]


def test_first_importance_stays_rare_enough_to_be_titled():
    counts = load("timeline")["importance"].value_counts()
    assert 30 <= counts[1] <= 50 and counts[1] < counts[3]


def test_titles_are_neutral():
    """Words that take a side do not belong into a headline."""
    loaded = r"\b(?:regime|mullahs?|aggression|so-called|illegal|brutal|puppet|axis of evil|special operation)\b"
    assert not ROWS["title"].str.contains(loaded, case=False, regex=True).any()


# Tone


def made(tones, years=None):
    years = years or range(1900, 1900 + len(tones))
    return pd.DataFrame({"tone": list(tones), "year": list(years)})


@given(st.integers(0, 60), st.integers(0, 60))
def test_share_lies_in_its_interval(conflict, cooperation):
    value, low, high = tone.share(conflict, cooperation)
    if conflict + cooperation == 0:
        assert np.isnan([value, low, high]).all()
    else:
        assert 0 <= low <= value <= high <= 1
        mirrored = tone.share(cooperation, conflict)
        assert (1 - high, 1 - low) == pytest.approx(mirrored[1:])


def test_share_agrees_with_the_textbook():
    # 4 of 39: Clopper and Pearson 2.9 to 24.2 per cent
    assert tone.share(4, 35) == pytest.approx((4 / 39, 0.0287, 0.2422), abs=5e-4)


def test_a_change_of_tone_is_found_where_it_is():
    found = tone.turns(made(["conflict"] * 15 + ["cooperation"] * 15))
    assert found["period"].tolist() == [1915]
    assert found["shift"].tolist() == [-1.0] and found["support"].tolist() == [1.0]
    parts = tone.stretches(made(["conflict"] * 15 + ["mixed"] + ["cooperation"] * 15))
    assert parts["group"].tolist() == ["1900-1914", "1916-1930"]
    assert tone.extremes(parts)["story"] == "conflict 1900-1914; cooperation 1916-1930"


def test_no_change_is_found_where_the_tone_alternates_or_events_are_few():
    assert tone.turns(made(["conflict", "cooperation"] * 20)).empty
    assert tone.turns(made(["conflict"] * 3 + ["cooperation"] * 3)).empty
    assert tone.extremes(tone.stretches(made(["conflict"] * 3))) == {}


def test_the_lead_of_tied_decades_is_passed_over():
    frame = tone.tally(
        made(["conflict", "conflict", "conflict", "cooperation", "cooperation"]),
        pd.Series(["1900s", "1900s", "1910s", "1910s", "1920s"]),
    )
    assert tone.leading(frame) == {"changes": 1, "clear": 2, "firm": 0, "last_conflict": "1900s"}


def test_only_the_coded_pair_has_a_tone():
    table = load("timeline")
    assert len(tone.coded(table, ("CHN", "IRN"))) == 0
    mine = tone.coded(table, ("IRN", "RUS"))
    assert len(mine) == len(tone.coded(table, PAIR)) and "context" not in set(mine["tone"].astype("str"))


@given(st.lists(st.integers(1900, 1999), min_size=1, unique=True))
def test_the_longest_run_is_unbroken_and_no_run_is_longer(years):
    values = pd.Series(1.0, index=sorted(years))
    run = tone.longest_run(values)
    assert (np.diff(run.index) == 1).all()
    lengths, length = [], 1
    for one, other in pairwise(sorted(years)):
        length = length + 1 if other == one + 1 else 1
        lengths.append(length)
    assert len(run) == max([1, *lengths])


@pytest.mark.parametrize("seed", range(6))
def test_exact_segments_are_those_of_pelt(seed):
    generator = np.random.default_rng(seed)
    n = int(generator.integers(12, 60))
    values = np.repeat(generator.normal(size=4), 15)[:n] + generator.normal(0, 0.4, n)
    penalty = breaks.default_penalty(values)
    assert segments.cuts(values, penalty) == breaks.change_points(values, penalty)
    slow = breaks.support(values, list(range(n)), resamples=5)
    fast = segments.support(values, list(range(n)), resamples=5)
    pd.testing.assert_frame_equal(fast[slow.columns.tolist()], slow)


def test_matches_with_named_years_are_set_against_chance():
    values = pd.Series([0.0] * 20 + [5.0] * 21, index=range(1959, 2000)) + np.tile([0.0, 0.1], 21)[:41]
    found = tone.found_in({"level": values})
    assert found["period"].tolist() == [1979] and found["named"].tolist() == [1979]
    told = tone.matched(found, {"level": values})
    # within a year of 1979, 1988 and 1991: nine of the forty years that can be a change
    assert told["expected"] == pytest.approx(9 / 40)
    assert (told["met"], told["unmet"]) == ("1979", "1988, 1991")


# Conflict records


def test_dispute_years_near_a_conflict_are_counted_once():
    told = hostilities.met_by([1910, 1910, 1950, 2020], [1911, 1980], 1900, 1999)
    assert (told["disputes"], told["near"], told["share"], told["base"]) == (2, 1, 0.5, 0.06)


def test_no_step_is_told_where_the_scale_has_none():
    steps = pd.DataFrame({"level": [0.0], "first": [1900], "last": [1950]})
    assert hostilities.peace_story(steps) == {}
    steps.loc[1] = [0.5, 1955, 2020]
    assert hostilities.peace_story(steps)["rivalry_last"] == 1950
    steps.loc[2] = [0.75, 2021, 2022]
    assert hostilities.peace_story(steps) == {}


# The chart


@given(st.lists(st.tuples(st.floats(0, 800), st.floats(5, 300)), max_size=25))
def test_titles_of_a_lane_never_overlap(starts):
    intervals = [(start, start + width) for start, width in starts]
    levels = stack(intervals)
    for (one, a), (other, b) in combinations(zip(levels, intervals, strict=True), 2):
        assert one != other or a[1] <= b[0] or b[1] <= a[0]


@pytest.fixture(scope="module")
def figure():
    table = load("timeline")
    return charts.timeline(
        events.drawn(table, tone.CODED, PAIR),
        lanes=list(timeline.CATEGORIES),
        spans=[(1722, 1917), (1917, 1989), (1989, 2015), (2015, 2027)],
        id="a-timeline",
        title="A title",
        subtitle="A subtitle",
        tables=["events/timeline"],
        empty="nothing",
    )


def test_the_chart_draws_every_event_once_and_titles_the_important_ones(figure):
    wanted = events.drawn(load("timeline"), tone.CODED, PAIR)
    drawn = sum(len(t.x) for t in figure.data if t.meta["role"] == "mark")
    titles = [text for t in figure.data if t.meta["role"] == "label" for text in t.text]
    assert drawn == len(wanted)
    assert sorted(titles) == sorted(wanted.loc[wanted["importance"] == 1, "title"])
    assert all("<br>" in text for t in figure.data if t.meta["role"] == "mark" for text in t.hovertext)


def test_every_tone_has_one_entry_in_the_legend_and_every_lane_a_name(figure):
    shown = [t.name for t in figure.data if t.showlegend]
    assert sorted(shown) == ["conflict", "context", "cooperation", "mixed"]
    for axis in (figure.layout[f"yaxis{n}"] for n in ("", 2, 3, 4)):
        assert set(axis.tickvals) <= set(timeline.CATEGORIES)
        assert set(axis.tickvals) <= set(axis.categoryarray)


def test_a_pair_without_events_gets_a_reason_not_a_blank():
    none = events.drawn(load("timeline"), tone.CODED, ("BRA", "NOR"))
    told = charts.timeline(
        none,
        lanes=["war"],
        spans=[(1722, 2027)],
        id="b",
        title="",
        subtitle="",
        tables=["events/timeline"],
        empty="no event",
    )
    assert (told.section, told.reason) == ("b", "no event")


def test_a_war_of_others_is_not_one_of_the_pair():
    """Dispute 3564, of Armenia and Azerbaijan from 1992: war for all in one record, use of force in the other."""
    record = hostilities.joined(load("ties/disputes"))
    assert hostilities.wider(record, PAIR) == {"year": 1993, "first": "Armenia", "second": "Azerbaijan"}
    levels = hostilities.of_pair(record, PAIR).query("year == 1993").set_index("source")["hostility"]
    assert (levels["gml_mid"], levels["cow_mid"]) == (5, 4)
    assert hostilities.wider(record, ("CHN", "USA")) == {}  # Korea: a war of the two in both records


def test_the_list_of_council_votes_holds_what_the_timeline_tells_of_2026():
    council = load("votes/sc_iran")
    recent = council[council["year"] == 2026].sort_values(["date", "outcome"])
    named = recent[["outcome", "votes_for", "votes_against", "abstentions", "vote_rus"]].to_numpy().tolist()
    assert named == [["adopted", 13, 0, 2, 2], ["not adopted", 4, 2, 9, 1], ["vetoed", 11, 2, 2, 3]]
    told = load("timeline").set_index("title")["description"]
    assert "13-0-2" in told["Security Council condemns Iran's attacks on Gulf states"]
    assert "11 votes for and 2 against" in told["Russia and China veto a draft on the Strait of Hormuz"]
