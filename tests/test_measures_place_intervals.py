"""Intervals of the place of a group: votes and years drawn again, a pair or a state left out."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.measures import groups, layers, place_intervals, votes

STATES = ["CHN", "IND", "IRN", "KAZ", "RUS", "USA"]


def cast(seed, resolutions=40, year=2020):
    random = np.random.default_rng(seed)
    held = [
        {"resolution_id": f"R/{year}/{number}", "year": year, "iso3": state, "vote": int(random.choice([1, 2, 3, 8]))}
        for number in range(resolutions)
        for state in STATES
    ]
    return pd.DataFrame(held)


def table_of(every, layer="votes"):
    if layer == "votes":
        found = votes.similarity(every, "kappa").rename(columns={"period": "year"})
    else:
        found = layers.adversary(every, least=1)
    return found[["iso3_a", "iso3_b", "year", "value"]].assign(layer=layer)


class TestYears:
    places = pd.DataFrame({"layer": "clubs", "year": range(2016, 2026), "place": [1.0] * 5 + [90, 92, 94, 96, 98]})

    def test_only_the_last_years_are_drawn(self):
        drawn = place_intervals.of_years(self.places, ["place"])
        assert len(drawn) == 125
        assert drawn["place"].between(90, 98).all()
        assert drawn["place"].mean() == pytest.approx(94)

    def test_neighbouring_years_come_together(self):
        found = set(place_intervals.of_years(self.places.tail(3), ["place"])["place"].round(6))
        # two blocks of the circle 94, 96, 98; the second is cut after its first year
        years = [94, 96, 98]
        expected = {round((years[a] + years[(a + 1) % 3] + years[b]) / 3, 6) for a in range(3) for b in range(3)}
        assert found == expected

    def test_a_status_that_does_not_change_has_no_width(self):
        drawn = place_intervals.of_years(self.places.assign(place=80.0), ["place"])
        ends = place_intervals.bounds([drawn], ["place"])
        assert ends.iloc[0].tolist() == ["clubs", 80.0, 80.0]

    def test_two_years_are_too_few(self):
        assert place_intervals.of_years(self.places.tail(2), ["place"]).empty


class TestVotes:
    @given(st.integers(0, 10_000))
    @settings(max_examples=5, deadline=None)
    def test_a_draw_is_what_the_drawn_resolutions_give(self, seed):
        every = cast(seed)
        inside = sorted(STATES)
        first, second = np.triu_indices(len(inside), 1)
        held = every.pivot(index="iso3", columns="resolution_id", values="vote").sort_index(axis=1)
        weights = np.random.default_rng(seed).multinomial(40, np.full(40, 1 / 40), size=1).T.astype("float32")
        drawn = place_intervals._drawn(held, inside, first, second, weights, "USA")
        repeated = [
            every[every["resolution_id"] == name].assign(resolution_id=f"{name}-{copy}")
            for name, times in zip(held.columns, weights[:, 0], strict=True)
            for copy in range(int(times))
        ]
        again = pd.concat(repeated)
        for layer in place_intervals.VOTED:
            expected = table_of(again, layer).set_index(["iso3_a", "iso3_b"])["value"]
            for number, pair in enumerate(zip(first, second, strict=True)):
                key = tuple(inside[place] for place in pair)
                if key in expected.index and np.isfinite(expected[key]):
                    assert drawn[layer][number, 0] == pytest.approx(expected[key], abs=1e-5)

    @pytest.mark.parametrize("layer", place_intervals.VOTED)
    def test_places_are_those_of_the_layer(self, layer):
        """The place of one set of values, by the draws' way and by that of groups."""
        every = table_of(cast(3), layer)
        members = ("CHN", "IRN", "KAZ", "RUS")
        inside = sorted(STATES)
        first, second = np.triu_indices(len(inside), 1)
        square = np.zeros((6, 6), dtype=int)
        square[first, second] = square[second, first] = np.arange(len(first))
        cells = place_intervals._cells(groups.every_group(6, 4), square)
        own = place_intervals._cells(np.array([[inside.index(code) for code in members]]), square)[:, 0]
        key = every.set_index(["iso3_a", "iso3_b"])["value"]
        seen = np.array([key.get((inside[a], inside[b]), np.nan) for a, b in zip(first, second, strict=True)])
        choice = np.arange(15) % 2 == 0
        found = place_intervals._places(
            seen[:, None], np.isfinite(seen), own, cells, {"all": None, "some": choice}, chunk=4
        )
        for name, kept in (("all", None), ("some", choice)):
            expected = groups.placed(every, {"own": members}, inside, least=3, choice=kept)
            assert found[name][0] == pytest.approx(expected["percentile"].iloc[0], abs=1e-4)

    def test_the_same_seed_gives_the_same_draws(self):
        every = cast(1)
        table = table_of(every)
        choices = {"place": None}
        one, two = (
            place_intervals.of_votes(every, table, ("CHN", "IRN", "KAZ", "RUS"), STATES, choices, draws=20)
            for _ in range(2)
        )
        pd.testing.assert_frame_equal(one, two)
        assert one["place"].std() > 0

    def test_members_outside_the_states_have_no_draws(self):
        every = cast(1)
        found = place_intervals.of_votes(every, table_of(every), ("CHN", "FJI", "KAZ", "RUS"), STATES, {"place": None})
        assert found.empty


class TestLeftOut:
    pairs = pd.DataFrame(list(combinations(sorted(STATES), 2)), columns=["iso3_a", "iso3_b"]).assign(
        year=2020, value=np.random.default_rng(7).normal(size=15), layer="votes", tied=True
    )
    four = ("CHN", "IRN", "KAZ", "RUS")

    def means_without(self, group, dropped=None):
        key = self.pairs.set_index(["iso3_a", "iso3_b"])["value"]
        kept = [key[pair] for pair in combinations(sorted(group), 2) if pair != dropped]
        return np.mean(kept)

    def test_against_every_pair_left_out_by_hand(self):
        found = place_intervals.left_out(self.pairs, self.four, STATES, ["votes"])
        place = found[found["what"] == "pair"].set_index("left_out")["place"]
        every = [
            self.means_without(group, pair)
            for group in combinations(sorted(STATES), 4)
            for pair in combinations(group, 2)
        ]
        for pair in combinations(sorted(self.four), 2):
            own = self.means_without(self.four, pair)
            below = sum(value < own - 1e-12 for value in every)
            same = sum(abs(value - own) <= 1e-12 for value in every)
            assert place["-".join(pair)] == pytest.approx(100 * (below + same / 2) / len(every))

    def test_a_state_left_out_is_a_threesome(self):
        found = place_intervals.left_out(self.pairs, self.four, STATES, ["votes"])
        place = found[found["what"] == "state"].set_index("left_out")["place"]
        expected = groups.placed(self.pairs, {"x": ("CHN", "IRN", "KAZ")}, STATES)["percentile"].iloc[0]
        assert place["RUS"] == pytest.approx(expected)

    def test_a_pair_that_is_not_known_cannot_be_left_out(self):
        held = self.pairs[~((self.pairs["iso3_a"] == "CHN") & (self.pairs["iso3_b"] == "IRN"))]
        found = place_intervals.left_out(held, self.four, STATES, ["votes"])
        assert set(found.loc[found["what"] == "pair", "left_out"]) == {
            "-".join(pair) for pair in combinations(sorted(self.four), 2) if pair != ("CHN", "IRN")
        }

    def test_the_lowest_is_named(self):
        found = place_intervals.left_out(self.pairs, self.four, STATES, ["votes"])
        low = place_intervals.lowest_left_out(found).iloc[0]
        own = found[found["what"] == "pair"].sort_values("place").iloc[0]
        assert (low["pair"], low["pair_place"]) == (own["left_out"], own["place"])


def verdicts(lowest, verdict):
    row = {"layer": "votes", "name": "UN votes", "strength_place": lowest, "lowest": lowest, "verdict": verdict}
    return pd.DataFrame([row])


@pytest.mark.parametrize(
    ("lowest", "verdict", "low", "high", "words", "firm"),
    [
        (95, "binds", 91, 99, "binds", True),
        (92, "binds", 85, 96, "binds, but the interval reaches below 90", False),
        (70, "leans", 60, 80, "leans", True),
        (70, "leans", 60, 91, "leans, but the interval reaches 90", False),
        (55, "leans", 45, 60, "leans, but the interval reaches below 50", False),
        (55, "leans", 45, 95, "leans, but the interval reaches from below 50 to 90", False),
        (40, "does not bind", 30, 45, "does not bind", True),
        (40, "does not bind", 30, 55, "does not bind, but the interval reaches 50", False),
        (95, "binds", np.nan, np.nan, "binds, no interval", False),
        (89, "leans", 91, 95, "leans, but the interval reaches 90", False),
    ],
)
def test_words_say_what_the_interval_leaves_open(lowest, verdict, low, high, words, firm):
    ends = pd.DataFrame({"layer": ["votes"], "low": [low], "high": [high]})
    found = place_intervals.hedged(verdicts(lowest, verdict), ends).iloc[0]
    assert (found["words"], bool(found["firm"])) == (words, firm)
    assert not found["low"] > lowest


def test_bounds_take_the_lowest_of_the_places():
    drawn = pd.DataFrame({"layer": "arms", "draw": range(3), "a": [80.0, 80, 80], "b": [30.0, 40, 50]})
    ends = place_intervals.bounds([drawn], ["a", "b"], level=1.0).iloc[0]
    assert (ends["low"], ends["high"]) == (30, 50)


def test_facts():
    found = place_intervals.hedged(
        pd.concat([verdicts(95, "binds"), verdicts(70, "leans").assign(layer="arms", name="Arms")]),
        pd.DataFrame({"layer": ["votes", "arms"], "low": [91, 60], "high": [97, 92]}),
    )
    facts = place_intervals.firmness(found)
    assert facts == {
        "n_firm": 1,
        "n_firm_binding": 1,
        "weakest": "UN votes",
        "weakest_low": 91,
        "n_open": 1,
        "open": "arms",
    }
    shown = found.assign(pair="CHN-RUS", pair_place=[80.0, 60.0], state="PRK", state_place=[89.0, 20.0])
    assert place_intervals.fragile(shown) == {"n_fragile": 1}
    assert place_intervals.limits(shown, (60, 95)) == {"n_60": 2, "n_95": 1}
    assert place_intervals.largest_fall(shown)["fallen"] == "arms"
    assert len(place_intervals.marks(shown)) == 6
    assert place_intervals.in_words(shown)["weakest_state"].tolist() == ["North Korea (89)", "North Korea (20)"]


def test_windows_need_their_years():
    places = pd.DataFrame(
        {
            "layer": "arms",
            "name": "Arms",
            "group": "own",
            "year": range(2020, 2025),
            "known": 6,
            "strength": 1.0,
            "strength_place": [10.0, 20, 30, 40, 50],
        }
    )
    found = place_intervals.windows(places).iloc[0]
    assert (found["3"], found["5"]) == (40, 30)
    assert np.isnan(found["7"])
