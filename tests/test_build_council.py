"""The Security Council: what the readers accept and refuse, and what the tables hold."""

import csv

import pandas as pd
import pytest
from upstream import listed, refused, written

from helpers import load
from helpers.build import council
from helpers.measures import votes as measures
from helpers.sources import un_sc_vetoes, un_sc_vetoes_later, un_sc_votes, unsc_iran_resolutions

TABLES = {table.name: (table, recipe) for table, recipe in council.TABLES}
PERMANENT = {"CHN", "FRA", "GBR", "USA"}


def built(name):
    return load(name).astype({c.name: "str" for c in TABLES[name][0].columns if c.type == "category"})


def changed(source, folder, line, **cells):
    """Copy of a compiled CSV with other cells in one line; its path."""
    with source.PATH.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    rows[line - 2] |= cells
    return listed(folder, source, *rows)


# Votes on adopted resolutions


@pytest.mark.parametrize(
    ("symbol", "date", "yes", "against", "abstaining"),
    [
        ("S/RES/1696(2006)", "2006-07-31", 14, {"QAT"}, set()),
        ("S/RES/1737(2006)", "2006-12-23", 15, set(), set()),
        ("S/RES/1747(2007)", "2007-03-24", 15, set(), set()),
        ("S/RES/1803(2008)", "2008-03-03", 14, set(), {"IDN"}),
        ("S/RES/1929(2010)", "2010-06-09", 12, {"BRA", "TUR"}, {"LBN"}),
        ("S/RES/2231(2015)", "2015-07-20", 15, set(), set()),
    ],
)
def test_nuclear_resolutions_on_iran(symbol, date, yes, against, abstaining):
    frame = built("votes/sc_votes").query("resolution_id == @symbol")
    assert set(frame["date"]) == {pd.Timestamp(date)}
    assert set(frame["file"]) == {"iran"}
    assert (frame["vote"] == 1).sum() == yes
    assert set(frame.loc[frame["vote"] == 3, "iso3"]) == against
    assert set(frame.loc[frame["vote"] == 2, "iso3"]) == abstaining
    assert set(frame.loc[frame["iso3"].isin(["RUS", "CHN"]), "vote"]) == {1}


def test_council_has_its_size_and_its_permanent_members():
    frame = built("votes/sc_votes")
    size = frame.groupby("resolution_id").agg(year=("year", "first"), members=("iso3", "size"))
    assert set(size.query("year <= 1965")["members"]) == {11}
    assert set(size.query("year > 1965")["members"]) == {15}
    for member in sorted(PERMANENT):
        assert frame.loc[frame["iso3"] == member, "resolution_id"].nunique() == len(size)


def test_soviet_and_russian_seat_are_kept_apart_without_a_gap():
    frame = built("votes/sc_votes")
    seat = frame[frame["iso3"].isin(["SUN", "RUS"])]
    assert len(seat) == frame["resolution_id"].nunique()
    assert seat.query("iso3 == 'SUN'")["year"].max() == 1991
    assert seat.query("iso3 == 'RUS'")["year"].min() == 1992


def test_only_procedure_passes_over_a_permanent_member():
    frame = built("votes/sc_votes")
    over = frame.query("vote == 3 and iso3 in ['CHN', 'FRA', 'GBR', 'RUS', 'SUN', 'USA']")
    numbers = [34, 87, 88, 110, 119, 120, 132, 157, 462, 2623]
    assert sorted(int(symbol.split("/")[2].split("(")[0]) for symbol in over["resolution_id"].unique()) == numbers


def test_measures_of_the_assembly_take_the_votes_of_the_council():
    frame = built("votes/sc_votes")
    pair = measures.similarity(frame[frame["year"] >= 2000], "identical", pairs=("RUS", "CHN"))
    assert pair["n"].min() >= 30
    assert pair["value"].between(0.8, 1).all()


def test_files_by_rule():
    cases = [
        ("on withdrawal of USSR troops from Iran | S1", 1946, "iran"),
        ("on renewal of the mandate | UN IRAN-IRAQ MILITARY OBSERVER GROUP", 1989, "iran"),
        ("on the situation in the Syrian Arab Republic and in Iran", 2015, "iran"),
        ("on the establishment of the UN Disengagement Observer Force | SYRIAN ARAB REPUBLIC", 1974, "other"),
        ("on evacuations | S/71 [222] SYRIAN ARAB REPUBLIC SITUATION", 2016, "syria"),
        ("on implementation | S/70 [59] UKRAINE--POLITICAL CONDITIONS", 2015, "ukraine"),
        ("on admission of the Democratic People's Republic of Korea and the Republic of Korea", 1991, "other"),
        ("calling upon the North Korean authorities to withdraw", 1950, "other"),
        ("on measures against the Democratic People's Republic of Korea", 2009, "north_korea"),
        ("on the Republic of Korea", 2009, "other"),
        ("on disarmament of the Tirana group", 2009, "other"),
    ]
    text, year, expected = zip(*cases, strict=True)
    assert list(council.file_of(pd.Series(text), pd.Series(year))) == list(expected)


def test_titles_are_without_number_and_year():
    titles = built("votes/sc_votes").drop_duplicates("resolution_id")["title"]
    bare = titles[titles.str.fullmatch(r"(?i)(security council )?resolution \d+.*")]
    assert sorted(bare) == ["Security Council resolution 554 (1984)", "Security Council resolution 90 (1951)"]
    assert not titles.str.contains("[", regex=False).any()


VOTE_HEADER = "undl_id,resolution,date,iso3,member,vote\n"
LIST_HEADER = "undl_id,resolution,date,meeting,title,agenda,yes,no,abstain,not_participating,members\n"


def council_of_two(
    folder, votes="1,S/RES/1(1946),1946-01-25,AUS,A,Y\n1,S/RES/1(1946),1946-01-25,BRA,B,A\n", tally="1,0,1,0,2"
):
    listed = f"1,S/RES/1(1946),1946-01-25,S/PV.2,Resolution 1 (1946) [on staff],S1,{tally}\n"
    written(folder, un_sc_votes.SOURCE, un_sc_votes.RECORDS, VOTE_HEADER + votes)
    return written(folder, un_sc_votes.SOURCE, un_sc_votes.RESOLUTIONS, LIST_HEADER + listed)


def test_votes_carry_code_and_title(tmp_path):
    frame = council.votes(council_of_two(tmp_path))
    assert frame[["iso3", "vote", "file", "title"]].to_numpy().tolist() == [
        ["AUS", 1, "other", "on staff"],
        ["BRA", 2, "other", "on staff"],
    ]


def test_faulty_records_are_refused(tmp_path):
    message = refused(un_sc_votes.votes, council_of_two(tmp_path, "1,S/RES/1(1946),1946-01-25,AUS,A,Z\n"))
    assert f"{un_sc_votes.RECORDS}, line 2, column vote: 'Z'" in message
    message = refused(un_sc_votes.votes, council_of_two(tmp_path, "1,S/RES/1(1946),25.1.1946,AUS,A,Y\n"))
    assert "line 2, column date: '25.1.1946'" in message
    assert "S/RES/1(1946)" in refused(un_sc_votes.resolutions, council_of_two(tmp_path, tally="2,0,0,0,2"))
    message = refused(un_sc_votes.resolutions, council_of_two(tmp_path, "1,S/RES/9(1946),1946-01-25,AUS,A,Y\n"))
    assert "not in both files" in message


# Vetoes


def test_vetoes_by_member_to_july_2022():
    frame = built("votes/sc_vetoes").query("source == 'un_sc_vetoes'")
    assert len(frame) == 214
    cast = frame["vetoing"].str.split(";").explode().value_counts().to_dict()
    assert cast == {"SUN": 90, "USA": 82, "RUS": 31, "GBR": 29, "CHN": 17, "FRA": 16}


def test_vetoes_on_syria():
    syria = built("votes/sc_vetoes").query("file == 'syria'")
    assert len(syria) == 18
    assert syria["vetoing"].str.contains("RUS").all()
    assert (syria["vetoing"] == "CHN;RUS").sum() == 10


def test_vetoes_follow_the_seat_and_the_calendar():
    frame = built("votes/sc_vetoes").sort_values("date")
    soviet, russian = (frame[frame["vetoing"].str.contains(code)]["year"] for code in ("SUN", "RUS"))
    assert soviet.max() < 1992 <= russian.min()
    chinese = frame[frame["vetoing"].str.contains("CHN")]["date"]
    assert chinese.min() > pd.Timestamp("1971-10-25")
    later = frame["source"] == "un_sc_vetoes_later"
    assert frame.loc[later, "date"].min() > frame.loc[~later, "date"].max()
    drafts = frame["draft"].dropna()
    assert drafts.is_unique


def test_vetoed_drafts_on_iran_stand_in_both_tables():
    vetoes, iran = built("votes/sc_vetoes"), built("votes/sc_iran")
    both = iran.query("outcome == 'vetoed'").merge(vetoes, left_on="symbol", right_on="draft", suffixes=("", "_list"))
    assert list(both["symbol"]) == ["S/13735", "S/2018/156"]
    assert (both["date"] == both["date_list"]).all()
    assert list(both["vetoing"]) == ["SUN", "RUS"]
    latest = iran[iran["outcome"] == "vetoed"].sort_values("date").iloc[-1]
    listed = vetoes.set_index("date").loc[latest["date"]]
    tally = ["votes_for", "votes_against", "abstentions"]
    assert list(listed[tally]) == list(latest[tally]) and listed["vetoing"] == "CHN;RUS"


@pytest.mark.parametrize(
    ("date", "vetoing", "votes"),
    [
        ("2022-09-30", "RUS", (10, 1, 4)),
        ("2023-10-25", "CHN;RUS", (10, 3, 2)),
        ("2024-03-28", "RUS", (13, 1, 1)),
        ("2024-04-18", "USA", (12, 1, 2)),
        ("2025-09-18", "USA", (14, 1, 0)),
    ],
)
def test_later_vetoes(date, vetoing, votes):
    row = built("votes/sc_vetoes").set_index("date").loc[date]
    assert row["vetoing"] == vetoing
    assert tuple(row[["votes_for", "votes_against", "abstentions"]]) == votes


def test_later_vetoes_reach_nine_votes_and_name_a_source():
    later = un_sc_vetoes_later.read()
    assert (later["votes_for"] >= 9).all()
    assert (
        later["votes_against"].dropna() >= later["vetoing"].str.count(";")[later["votes_against"].notna()] + 1
    ).all()
    assert later.loc[later["confirmed"], ["source_title", "source_url", "source_quality"]].notna().all(axis=None)


def test_unconfirmed_vetoes_stay_out_of_the_table(tmp_path, monkeypatch):
    path = changed(un_sc_vetoes_later, tmp_path, 4, confirmed="no")
    text = LIST + "1950,1/13/1950,S/1,S/PV.1,Question,Syria,USSR,,\n"
    upstream = written(tmp_path, un_sc_vetoes.SOURCE, un_sc_vetoes.FILE, text)
    everything = council.vetoes(upstream)
    rows = un_sc_vetoes_later.read(path)
    assert len(rows) == len(un_sc_vetoes_later.read())
    monkeypatch.setattr(un_sc_vetoes_later, "read", lambda: rows)
    left = council.vetoes(upstream)
    assert set(everything["date"]) - set(left["date"]) == {pd.Timestamp("2023-08-30")}


LIST = "year,date,draft,meeting_record,agenda_item,crisis_topic,member_veto1,member_veto2,member_veto3\n"


def test_list_of_vetoes_uses_names_not_flags(tmp_path):
    text = LIST + (
        "1946,6/26/1946,S/PV.49,S/PV.49,The Spanish question,Spain,USSR,,\n"
        "1975,6/6/1975,S/11713,S/PV.1829,Namibia,Namibia,France,UK,USA\n"
        '2020,7/7/2020,S/2020/654,"S/2020/661\nS/2020/657",Aid,Syria,Russia,China,\n'
    )
    frame = un_sc_vetoes.read(written(tmp_path, un_sc_vetoes.SOURCE, un_sc_vetoes.FILE, text))
    assert list(frame["vetoing"]) == ["SUN", "FRA;GBR;USA", "CHN;RUS"]
    assert pd.isna(frame["draft"][0])
    assert frame["meeting"][2] == "S/2020/661; S/2020/657"
    for row, said in (
        ("1946,26.6.1946,S/1,S/PV.1,a,b,USSR,,\n", "line 2, column date: '26.6.1946'"),
        ("1946,6/26/1946,S/1,S/PV.1,a,b,Spain,,\n", "line 2, column member_veto1: 'Spain'"),
        ("1946,6/26/1946,S/1,S/PV.1,a,b,,,\n", "line 2, column member_veto1: ''"),
    ):
        faulty = written(tmp_path, un_sc_vetoes.SOURCE, un_sc_vetoes.FILE, LIST + row)
        assert said in refused(un_sc_vetoes.read, faulty)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"date": "2022-09"}, "column date: '2022-09' is not a day"),
        ({"draft": "S-2022"}, "column draft: 'S-2022'"),
        ({"meeting": "9143"}, "column meeting: '9143'"),
        ({"subject": ""}, "column subject: is empty"),
        ({"file": "gaza"}, "column file: 'gaza'"),
        ({"vetoing": "RUS;CHN"}, "column vetoing: 'RUS;CHN'"),
        ({"vetoing": "IND"}, "column vetoing: 'IND'"),
        ({"vetoing": ""}, "column vetoing: ''"),
        ({"votes_for": "ten"}, "column votes_for: 'ten'"),
        ({"votes_for": "11"}, "column votes_for: the votes make 16, not 15"),
        ({"source_url": ""}, "column source_url: ''"),
        ({"confirmed": ""}, "column confirmed: ''"),
    ],
)
def test_faulty_rows_of_later_vetoes_are_refused(tmp_path, cells, said):
    message = refused(un_sc_vetoes_later.read, changed(un_sc_vetoes_later, tmp_path, 2, **cells))
    assert message.startswith("un_sc_vetoes_later.csv, line 2, ")
    assert said in message


# Votes on Iran


def test_iran_agrees_with_the_voting_records():
    votes = built("votes/sc_votes")
    iran = built("votes/sc_iran").query("outcome == 'adopted'")
    assert list(iran.loc[iran["date"] > votes["date"].max(), "symbol"]) == ["S/RES/2817"]
    iran = iran[iran["date"] <= votes["date"].max()]
    assert len(iran) == 16
    for row in iran.itertuples():
        cast = votes[votes["resolution_id"] == f"{row.symbol}({row.year})"]
        assert set(cast["date"]) == {row.date}
        by_member = cast.set_index("iso3")["vote"]
        soviet = "SUN" if row.year < 1992 else "RUS"
        assert (by_member[soviet], by_member["CHN"], by_member["USA"]) == (row.vote_rus, row.vote_chn, row.vote_usa)
        tally = tuple((by_member == code).sum() for code in (1, 3, 2, 8))
        if row.symbol != "S/RES/3":
            assert tally == (row.votes_for, row.votes_against, row.abstentions, row.not_voting), row.symbol


@pytest.mark.parametrize(
    ("date", "outcome", "votes", "russia", "china", "america"),
    [
        ("1980-01-13", "vetoed", (10, 2, 2, 1), 3, 8, 1),
        ("2018-02-26", "vetoed", (11, 2, 2, 0), 3, 2, 1),
        ("2020-08-14", "not adopted", (2, 2, 11, 0), 3, 3, 1),
        ("2025-09-19", "not adopted", (4, 9, 2, 0), 1, 1, 3),
        ("2025-09-26", "not adopted", (4, 9, 2, 0), 1, 1, 3),
        ("2026-04-07", "vetoed", (11, 2, 2, 0), 3, 3, 1),
    ],
)
def test_failed_drafts_on_iran(date, outcome, votes, russia, china, america):
    row = unsc_iran_resolutions.read().set_index("date").loc[date]
    assert row["outcome"] == outcome
    assert tuple(row[list(unsc_iran_resolutions.TALLY)]) == votes
    assert (row["vote_rus"], row["vote_chn"], row["vote_usa"]) == (russia, china, america)


@pytest.mark.parametrize(
    ("line", "cells", "said"),
    [
        (2, {"date": "1946-01"}, "column date: '1946-01' is not a day"),
        (2, {"votes_for": "15"}, "column votes_for: the votes make 15, not 11"),
        (7, {"votes_for": "13"}, "column votes_for: the votes make 14, not 15"),
        (7, {"votes_for": ""}, "column votes_for: ''"),
        (7, {"vote_rus": "yes"}, "column vote_rus: 'yes'"),
        (7, {"vote_rus": "N"}, "column outcome: 'adopted' does not follow"),
        (20, {"outcome": "vetoed"}, "column outcome: 'vetoed' does not follow"),
        (7, {"symbol": "S/RES/598"}, "column symbol: 'S/RES/598' stands in line 6"),
        (7, {"vote_source": "a book"}, "column vote_source: 'a book'"),
    ],
)
def test_faulty_rows_on_iran_are_refused(tmp_path, line, cells, said):
    message = refused(unsc_iran_resolutions.read, changed(unsc_iran_resolutions, tmp_path, line, **cells))
    assert message.startswith(f"unsc_iran_resolutions.csv, line {line}, ")
    assert said in message
