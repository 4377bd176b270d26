"""Steps of the composite indicator: the Human Development Index from its parts, properties, exact sensitivity."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.measures import composite
from helpers.measures.composite import Goalpost

# Iran 2015: years of life, expected and mean years of schooling, income per head; Human Development Report 2016
IRAN = np.array([[75.6, 14.8, 8.8, 16395.0]])
POSTS = [Goalpost(20, 85), Goalpost(0, 18), Goalpost(0, 15), Goalpost(100, 75_000, log=True)]

scores = arrays(float, (6, 4), elements=st.floats(0, 1))
weights = arrays(float, 4, elements=st.floats(0.01, 10))
values = arrays(float, (7, 3), elements=st.floats(-5, 5).map(lambda x: round(x, 3)))
three = [Goalpost(-4, 4), Goalpost(3, -3), Goalpost(0.5, 4, log=True)]


def test_human_development_index_of_iran():
    life, expected, mean, income = composite.normalise(IRAN, POSTS, "goalposts").T
    schooling = composite.aggregate(np.column_stack([expected, mean]), [1, 1], "arithmetic")
    parts = np.column_stack([life, schooling, income])
    assert composite.aggregate(parts, [1, 1, 1], "geometric")[0] == pytest.approx(0.774, abs=0.0005)
    assert composite.aggregate(parts, [1, 1, 1], "arithmetic")[0] == pytest.approx(0.7767, abs=0.0005)


@given(values, st.sampled_from(composite.NORMALISATIONS))
def test_normalised_values_lie_between_0_and_1_and_keep_their_order(x, method):
    found = composite.normalise(x, three, method)
    assert ((found >= 0) & (found <= 1)).all()
    for column, z, sign in zip(x.T, found.T, (1, -1, 1), strict=True):
        order = np.argsort(sign * column)
        assert (np.diff(z[order]) >= -1e-9).all()


@given(scores, weights, st.sampled_from(composite.AGGREGATIONS), st.integers(0, 3), st.floats(0, 1))
def test_the_mean_lies_between_0_and_1_and_never_falls_when_a_score_rises(x, w, method, column, rise):
    found = composite.aggregate(x, w, method)
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()
    higher = x.copy()
    higher[:, column] = np.minimum(higher[:, column] + rise, 1)
    assert (composite.aggregate(higher, w, method) >= found - 1e-12).all()


@given(scores, weights, st.permutations(range(4)), st.permutations(range(6)))
def test_the_order_of_indicators_and_of_units_changes_nothing(x, w, columns, rows):
    for method in composite.AGGREGATIONS:
        found = composite.aggregate(x, w, method)
        assert composite.aggregate(x[:, columns], w[columns], method) == pytest.approx(found, abs=1e-12)
        assert composite.aggregate(x[rows], w, method) == pytest.approx(found[rows], abs=1e-12)


def test_missing_is_left_out_and_is_not_zero():
    x = np.array([[0.8, np.nan, 0.4], [0.8, 0.0, 0.4]])
    found = composite.aggregate(x, [1, 2, 1])
    assert found == pytest.approx([0.6, 0.3])
    assert np.isnan(composite.aggregate(np.array([[np.nan, 0.3]]), [1, 0])[0])
    assert np.isnan(composite.percentile(np.array([1.0, np.nan])))[1]


def test_geometric_mean_has_a_floor():
    assert composite.aggregate(np.array([[0.0, 1.0]]), [1, 1], "geometric")[0] == pytest.approx(0.1)
    assert composite.aggregate(np.array([[0.0, 1.0]]), [1, 1], "geometric", floor=1e-300)[0] < 1e-100


def test_percentile_and_normal_score_by_hand():
    assert composite.percentile(np.array([3.0, 1.0, 1.0, 2.0])) == pytest.approx([0.875, 0.25, 0.25, 0.625])
    assert composite.normal_score(np.array([-1.0, 1.0])) == pytest.approx([0.158655, 0.841345], abs=1e-6)
    assert composite.normal_score(np.array([2.0, 2.0, np.nan]))[:2] == pytest.approx([0.5, 0.5])


@given(arrays(float, st.integers(1, 40), elements=st.sampled_from([0.0, 0.25, 0.3, 0.9, 1.0])))
def test_ranks_count_what_is_strictly_higher(x):
    assert composite.ranks(x).tolist() == [1 + int((x > value).sum()) for value in x]


@settings(max_examples=30)
@given(arrays(float, (3, 4, 2, 5), elements=st.floats(-10, 10)))
def test_first_order_indices_never_exceed_the_whole(y):
    found = composite.first_order(y)
    known = ~np.isnan(found).any(axis=0)
    assert (found[:, known].sum(axis=0) <= 1 + 1e-6).all()


def test_first_order_indices_of_an_additive_response_add_up_to_1():
    a, b, c = np.array([0.0, 1.0, 5.0]), np.array([2.0, 2.5]), np.array([0.0, 0.1, 0.2, 0.9])
    y = a[:, None, None] + b[None, :, None] + c[None, None, :]
    found = composite.first_order(y[..., None])[:, 0]
    parts = np.array([a.var(), b.var(), c.var()])
    assert found == pytest.approx(parts / parts.sum())
    assert found.sum() == pytest.approx(1)
    both = composite.first_order((a[:, None] * (b - b.mean())[None, :])[..., None])[:, 0]
    assert both.sum() < 1  # a product works only together
    assert np.isnan(composite.first_order(np.ones((2, 2, 1)))).all()


def test_the_factorial_agrees_with_the_steps_one_by_one():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(40, 3))
    x[rng.random(x.shape) < 0.15] = np.nan
    x = x[(~np.isnan(x)).sum(axis=1) >= 2]
    schemes = np.vstack([np.ones(3), composite.draws(3, 2, seed=5)])
    cube = composite.factorial(x, three, schemes)
    assert cube.shape == (3, 3, 2, 4, len(x))
    for i, normalisation in enumerate(composite.NORMALISATIONS):
        z = composite.normalise(x, three, normalisation)
        for j, w in enumerate(schemes):
            for k, method in enumerate(composite.AGGREGATIONS):
                for left in range(4):
                    kept = np.where(np.arange(3) == left - 1, 0, w)
                    alone = np.isnan(composite.aggregate(z, kept, method))
                    assert not alone.any()
                    expected = composite.ranks(composite.aggregate(z, kept, method))
                    # the factorial ranks logarithms: ties at nine decimals can fall either way
                    assert np.abs(cube[i, j, k, left] - expected).max() <= 1


def test_the_interval_holds_ninety_per_cent_of_the_scenarios():
    cube = np.tile(np.arange(1, 101)[:, None], (1, 2))
    assert composite.interval(cube).tolist() == [[5, 5], [50, 50], [95, 95]]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: composite.goalposts(np.ones(2), Goalpost(1, 1)), "give two different"),
        (lambda: composite.goalposts(np.ones(2), Goalpost(0, 1, log=True)), "above 0"),
        (lambda: composite.normalise(np.ones((1, 1)), [Goalpost(0, 1)], "rank"), "use one of"),
        (lambda: composite.aggregate(np.ones((1, 2)), [1, 1], "median"), "use one of"),
        (lambda: composite.aggregate(np.ones((1, 2)), [1]), "give one for each"),
        (lambda: composite.aggregate(np.ones((1, 2)), [1, -1]), "not all 0"),
        (lambda: composite.factorial(np.array([[1, np.nan]]), three[:2], np.ones((1, 2))), "fewer than two"),
        (lambda: composite.factorial(np.ones((1, 2)), three[:2], np.array([[1.0, 0.0]])), "leave the indicator out"),
    ],
)
def test_wrong_choices_are_refused_in_one_line(call, said):
    with pytest.raises(ValueError) as refused:
        call()
    assert "\n" not in str(refused.value)
    assert said in str(refused.value)
