"""Meetings and coded events of a pair: properties that hold for any record, and small cases worked by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.measures import coded_events, contacts, disputes

LEVELS = list(contacts.RANKS)
meetings = st.lists(
    st.tuples(
        st.sampled_from([("IRN", "RUS"), ("CHN", "RUS"), ("IRN", "SUN")]),
        st.dates(min_value=pd.Timestamp("1989-01-01").date(), max_value=pd.Timestamp("2025-12-31").date()),
        st.sampled_from(LEVELS),
    ),
    min_size=1,
    max_size=30,
)


def table(rows):
    frame = pd.DataFrame([(*pair, pd.Timestamp(date), level) for pair, date, level in rows])
    frame = frame.set_axis(["iso3_a", "iso3_b", "date", "level"], axis=1)
    return frame.assign(year=frame["date"].dt.year, place="a", occasion="b")


@settings(max_examples=25, deadline=None)
@given(meetings)
def test_a_meeting_counts_once_a_day_and_rank(rows):
    frame = table(rows)
    once = contacts.days(frame)
    assert len(once) <= len(frame)
    assert not once.duplicated(["iso3_a", "iso3_b", "date", "rank"]).any()
    assert "SUN" not in set(once["iso3_b"])
    pd.testing.assert_frame_equal(contacts.days(pd.concat([frame, frame])), once)


def test_president_and_supreme_leader_are_one_visit_and_ministers_another():
    day = pd.Timestamp("2015-11-23").date()
    rows = [(("IRN", "RUS"), day, level) for level in LEVELS]
    assert contacts.days(table(rows))["rank"].tolist() == ["foreign ministers", "leaders"]


@settings(max_examples=25, deadline=None)
@given(meetings)
def test_splits_count_what_lies_in_the_windows(rows):
    once = contacts.days(table(rows))
    found = contacts.splits(once, {"x": (("RUS", "IRN"), "leaders")}, [2015, 2022], 3)
    mine = contacts.of_rank(once, ("RUS", "IRN"), "leaders")
    for row in found.itertuples():
        assert row.n_before == mine["year"].between(row.year - 3, row.year - 1).sum()
        assert row.n_after == mine["year"].between(row.year, row.year + 2).sum()
        assert row.low <= row.ratio <= row.high


def test_splits_stay_out_of_years_that_were_not_collected():
    rows = [(("CHN", "RUS"), pd.Timestamp(f"{year}-06-01").date(), "president") for year in range(2013, 2026)]
    found = contacts.splits(contacts.days(table(rows)), {"x": (("RUS", "CHN"), "leaders")}, [2014, 2015, 2016, 2022], 3)
    assert found["year"].tolist() == [2016, 2022]
    assert (found["ratio"] == 1).all()


def test_rates_of_a_steady_series():
    rows = [(("IRN", "RUS"), pd.Timestamp(f"{year}-06-01").date(), "president") for year in range(2018, 2026)]
    found = contacts.rates_by_period(
        contacts.days(table(rows)), contacts.series(("RUS", "IRN")), [(2018, 2021), (2022, 2025)]
    )
    assert set(found["series"]) == {"Russia and Iran, leaders", "Russia and Iran, foreign ministers"} & set(
        found["series"]
    )
    assert found["rate"].tolist() == [1, 1] and contacts.all_overlap(found)
    apart = found.assign(low=[0.1, 2.0], high=[1.0, 3.0])
    assert not contacts.all_overlap(apart)


# Coded events


def monthly(scores, held=30):
    rows = [
        ("AAA", f"B{i:02d}", date, float(score), 30, held)
        for i, series in enumerate(scores)
        for date, score in zip(pd.date_range("2018-01-01", periods=len(series), freq="MS"), series, strict=True)
    ]
    columns = ["iso3_a", "iso3_b", "date", "score", "days_with_score", "days_in_file"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(year=frame["date"].dt.year)


series = st.lists(st.floats(min_value=1, max_value=1000), min_size=6, max_size=6)


@settings(max_examples=25, deadline=None)
@given(st.lists(series, min_size=2, max_size=5), st.floats(min_value=0.1, max_value=10))
def test_weights_do_not_know_the_volume_of_news(scores, factor):
    plain, louder = monthly(scores), monthly([[factor * s for s in one] for one in scores])
    assert np.allclose(coded_events.weights(plain)["weight"], coded_events.weights(louder)["weight"])
    sums = coded_events.weights(plain).groupby("date")["weight"].sum()
    assert np.allclose(sums, 1)


@settings(max_examples=25, deadline=None)
@given(st.lists(series, min_size=3, max_size=6))
def test_month_changes_against_means_taken_directly(scores):
    months = monthly(scores)
    found = coded_events.month_changes(months, window=2)
    weights = coded_events.weights(months).pivot(index="date", columns="iso3_b", values="weight")
    for row in found.itertuples():
        split = weights.index.get_loc(row.date)
        before, after = (
            weights[row.iso3_b].iloc[split - 2 : split].mean(),
            weights[row.iso3_b].iloc[split : split + 2].mean(),
        )
        assert row.before == pytest.approx(before) and row.after == pytest.approx(after)
        assert row.change == pytest.approx((after - before) / (after + before), abs=1e-9)
    assert found["change"].between(-1, 1).all()
    assert found.groupby("date")["percentile"].mean().to_numpy() == pytest.approx(50)
    assert len(found) == 3 * len(scores)


def test_a_pair_seldom_in_the_news_is_not_ranked():
    months = monthly([[5] * 6, [5] * 6, [5] * 6])
    months.loc[months["iso3_b"] == "B01", "days_with_score"] = 10
    assert set(coded_events.month_changes(months, window=2)["iso3_b"]) == {"B00", "B02"}


def test_missing_days_are_the_calendar_less_the_file():
    volume = coded_events.volume(monthly([[3, -4], [5, 6]], held=25))
    assert volume["missing"].tolist() == [6, 3]
    assert volume["volume"].tolist() == [8 / 25, 10 / 25]


def test_shares_of_conflict_by_direction():
    directed = pd.DataFrame(
        [("RUS", "IRN", 2010, 6, 2, 1, 1), ("IRN", "RUS", 2010, 3, 0, 1, 0), ("RUS", "CHN", 2010, 9, 9, 9, 9)],
        columns=["sender", "target", "year", *coded_events.CLASSES],
    )
    found = coded_events.conflict_shares(directed, ("RUS", "IRN")).set_index("direction")["share"]
    assert found.to_dict() == {"Iran towards Russia": 0.25, "Russia towards Iran": 0.2}
    kinds = coded_events.between(directed, ("RUS", "IRN")).set_index("kind")["events"]
    assert kinds.to_dict() == {
        "words of cooperation": 9,
        "acts of cooperation": 2,
        "words of conflict": -2,
        "acts of conflict": -1,
    }


def test_a_turn_outside_the_records_is_said_to_be_outside():
    changes = pd.DataFrame(
        [("cooperative", "IRN", "RUS", 2014, 0.1, 70.0, 10, 1), ("weight", "IRN", "RUS", 2005, 0.1, 70.0, 10, 3)],
        columns=["measure", "iso3_a", "iso3_b", "year", "change", "percentile", "pairs", "n_after"],
    )
    rolled = coded_events.month_changes(monthly([[5] * 6, [4] * 6]), window=2).assign(iso3_a="IRN", iso3_b="RUS")
    rolled = rolled.drop_duplicates("date")
    found = coded_events.tested(changes, rolled, ("RUS", "IRN"), {"a": "2014-03", "b": "2015-07"})
    assert found["change"].notna().tolist() == [True, False, False, False, False, False]
    assert found["remark"].iloc[0] == "years after: 1"
    assert found["remark"].iloc[3:].str.startswith("outside").all()


def test_tone_in_words():
    places = pd.DataFrame({"events": [99, 98], "cooperative": [20, 60]})
    assert coded_events.tone(places) == "Much in the news, ordinary in tone"
    assert coded_events.tone(places.assign(cooperative=90)) == "Much in the news, mostly friendly in tone"
    assert coded_events.tone(places.drop(columns="events")) is None


def test_onsets_count_disputes_that_began():
    frame = pd.DataFrame(
        [("1", 1990, 1, "A", "B"), ("1", 1991, 0, "A", "B"), ("2", 1995, 1, "A", "B"), ("3", 1995, 1, "A", "C")],
        columns=["dispute", "year", "onset", "iso3_a", "iso3_b"],
    ).assign(source="cow_mid")
    found = disputes.onsets(frame, "cow_mid", 1990, 2000).set_index("iso3_b")
    assert found["n"].to_dict() == {"B": 2, "C": 1}
    assert found["latest"].to_dict() == {"B": 1995, "C": 1995}
    assert found["percentile"].to_dict() == {"B": 75, "C": 25}
    assert disputes.onsets(frame, "gml_mid", 1990, 2000).empty
