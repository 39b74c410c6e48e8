"""The history: bounded, its extremes and ends kept, and the same in whatever portions the errors came."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.history import History

MAX_POINTS = 4096
ALL_KEPT = 2000
"""Iterations up to which every error is still its own point."""


def history_of(errors: FloatArray, portions: npt.ArrayLike = ()) -> History:
    """Add the errors from iteration 0 on, cut at these places."""
    history = History()
    cuts = sorted({0, len(errors), *np.asarray(portions, dtype=np.int64).tolist()})
    for start, end in pairwise(cuts):
        history.add(start, errors[start:end])
    return history


def noisy_errors(count: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng(seed).random(count) + 1 / (1 + np.arange(count))


def test_a_new_history_has_no_points() -> None:
    iterations, errors = History().points()

    assert (len(iterations), len(errors)) == (0, 0)


@pytest.mark.parametrize("count", [1, 2, 3, 500, ALL_KEPT])
def test_a_short_run_keeps_every_error(count: int) -> None:
    errors = noisy_errors(count)
    iterations, kept = history_of(errors).points()

    assert iterations.tolist() == list(range(count))
    assert kept.tobytes() == errors.tobytes()


def test_ten_million_iterations_leave_at_most_4096_points_with_ends_and_extremes() -> None:
    portion, portions = 500_000, 20
    generator = np.random.default_rng(1)
    history = History()
    low, high = (0, np.inf), (0, -np.inf)
    firsts = []
    for index in range(portions):
        errors = generator.random(portion)
        history.add(index * portion, errors)
        low = min(low, (index * portion + int(errors.argmin()), float(errors.min())), key=lambda point: point[1])
        high = max(high, (index * portion + int(errors.argmax()), float(errors.max())), key=lambda point: point[1])
        firsts.append(float(errors[0]))
    iterations, kept = history.points()
    points = dict(zip(iterations.tolist(), kept.tolist(), strict=True))

    assert MAX_POINTS / 4 < len(points) <= MAX_POINTS
    assert points[0] == firsts[0]
    assert points[portion * portions - 1] == float(errors[-1])
    assert points[low[0]] == low[1] == kept.min()
    assert points[high[0]] == high[1] == kept.max()


@pytest.mark.parametrize("count", [*range(2045, 2051), *range(4090, 4101), *range(8185, 8200), 10_000, 123_457])
def test_points_ascend_and_each_is_an_error_that_was_there(count: int) -> None:
    errors = noisy_errors(count)
    iterations, kept = history_of(errors).points()

    assert len(iterations) <= MAX_POINTS
    assert (np.diff(iterations) > 0).all()
    assert kept.tobytes() == errors[iterations].tobytes()
    assert (iterations[0], iterations[-1]) == (0, count - 1)
    assert {int(errors.argmin()), int(errors.argmax())} <= set(iterations.tolist())


@settings(deadline=None, max_examples=120)
@given(
    # Few different values make ties, of which the earlier iteration is to be kept.
    count=st.integers(1, 30_000),
    values=st.integers(1, 50),
    seed=st.integers(0, 1000),
    portions=st.lists(st.integers(0, 30_000), max_size=40),
)
def test_the_points_do_not_depend_on_the_portions_in_which_errors_came(
    count: int, values: int, seed: int, portions: list[int]
) -> None:
    errors = np.random.default_rng(seed).integers(0, values, count).astype(np.float64)
    at_once = history_of(errors).points()
    in_portions = history_of(errors, [place for place in portions if place < count]).points()

    assert at_once[0].tobytes() == in_portions[0].tobytes()
    assert at_once[1].tobytes() == in_portions[1].tobytes()


def test_errors_one_by_one_give_the_points_of_all_at_once() -> None:
    errors = noisy_errors(5000)

    for one_by_one, at_once in zip(
        history_of(errors, np.arange(5000)).points(), history_of(errors).points(), strict=True
    ):
        assert one_by_one.tobytes() == at_once.tobytes()


@settings(deadline=None, max_examples=60)
@given(st.integers(4000, 60_000), st.integers(0, 1000), st.data())
def test_a_single_peak_or_dip_is_never_thinned_away(count: int, seed: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, count - 1))
    for odd in (-1.0, 2.0):
        errors = np.random.default_rng(seed).random(count)
        errors[place] = odd
        iterations, kept = history_of(errors, [count // 3]).points()

        assert kept[iterations == place].tolist() == [odd]


def test_points_lie_everywhere_along_a_long_run() -> None:
    count = 1_000_000
    iterations, _ = history_of(noisy_errors(count)).points()

    # Every bucket is at most 1024 iterations wide, so two points are never further apart than two buckets.
    assert np.diff(iterations).max() <= 2 * 1024


def test_a_run_that_starts_late_keeps_its_own_first_point() -> None:
    history = History()
    history.add(700, np.array([3.0, 1.0, 2.0]))
    iterations, errors = history.points()

    assert iterations.tolist() == [700, 701, 702]
    assert errors.tolist() == [3.0, 1.0, 2.0]


def test_adding_nothing_changes_nothing() -> None:
    history = history_of(noisy_errors(10))
    history.add(10, np.empty(0))

    assert len(history.points()[0]) == 10


def test_a_copy_goes_on_by_itself() -> None:
    history = history_of(np.array([1.0, 0.5]))
    copy = history.copy()
    history.add(2, np.array([0.25]))
    copy.add(2, np.array([0.75]))

    assert (history.points()[1].tolist(), copy.points()[1].tolist()) == ([1.0, 0.5, 0.25], [1.0, 0.5, 0.75])


def test_the_errors_that_were_added_may_be_overwritten_afterwards() -> None:
    # A run reuses one array for every stretch.
    errors = np.array([1.0, 0.5])
    history = History()
    history.add(0, errors)
    errors[:] = 9.0

    assert history.points()[1].tolist() == [1.0, 0.5]
