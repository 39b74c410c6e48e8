"""Which points are drawn: what was measured, smoothed, by time and in a window; and what they show in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from tests.ui.desk import ready
from tui_nn.ui.panes.curve_words import error_reading, rate_reading
from tui_nn.ui.panes.curves import (
    KEPT_COLUMNS,
    MOST_EARLIER,
    NO_POINTS,
    Points,
    clock_of,
    earlier_curves,
    history_points,
    kept_curve,
    lowest,
    measured,
    panned,
    smoothed,
    up_to_now,
    with_in_sight,
    zoomed,
)


@dataclass(frozen=True)
class Measured:
    """One moment of a run."""

    iteration: int
    seconds: float = 0.0
    learning_rate: float = math.nan
    validation_error: float = math.nan
    test_error: float = math.nan


def points(*pairs: tuple[float, float]) -> Points:
    iterations, values = zip(*pairs, strict=True)
    return Points(np.array(iterations, dtype=np.float64), np.array(values, dtype=np.float64))


def test_what_was_not_measured_is_left_out_and_the_present_is_the_last() -> None:
    moments = [Measured(0, validation_error=1.0), Measured(10), Measured(20, validation_error=math.inf), Measured(99)]
    present = Measured(30, validation_error=0.5)
    curve = measured(up_to_now(moments, present), lambda moment: moment.validation_error)

    assert curve.iterations.tolist() == [0, 30]
    assert curve.values.tolist() == [1.0, 0.5]
    assert len(measured(moments, lambda moment: moment.test_error)) == 0


def test_seconds_lie_on_straight_lines_between_the_moments() -> None:
    clock = clock_of([Measured(10, 1.0), Measured(20, 3.0)])

    assert clock.seconds_at(np.array([0.0, 5.0, 10.0, 15.0, 20.0])).tolist() == [0, 0.5, 1, 2, 3]
    assert clock.iteration_at(2.0) == 15
    assert clock_of([]).seconds_at(np.array([7.0])).tolist() == [0]


def test_a_clock_never_goes_back() -> None:
    clock = clock_of([Measured(10, 2.0), Measured(20, 1.0), Measured(30, math.nan)])
    assert clock.seconds_at(np.array([10.0, 20.0, 30.0])).tolist() == [2, 2, 2]


def test_smoothing_is_the_mean_of_the_points_of_the_last_iterations() -> None:
    curve = points((0, 8), (1, 4), (2, 0), (10, 6))

    assert smoothed(curve, 2).values.tolist() == [8, 6, 2, 6]
    assert smoothed(curve, 3).values.tolist() == [8, 6, 4, 6]
    assert smoothed(curve, 100).values.tolist() == [8, 6, 4, 4.5]
    assert smoothed(curve, 0) is curve


def test_smoothing_loses_no_small_error_beside_large_ones_and_overflows_quietly() -> None:
    curve = points((0, 1e300), (50, 1e-300), (51, 3e-300), (200, 1.7e308), (201, 1.7e308))
    assert smoothed(curve, 10).values.tolist() == pytest.approx([1e300, 1e-300, 2e-300, 1.7e308, math.inf])


def test_the_lowest_point_is_the_first_of_equal_ones() -> None:
    assert lowest(points((0, 3), (5, 1), (9, 1))) == (5, 1)
    assert lowest(NO_POINTS) is None


def test_the_nearest_point_and_the_value_between_two() -> None:
    curve = points((0, 0), (10, 5), (40, 20))

    assert [curve.nearest(at) for at in (-9, 4, 6, 24, 26, 99)] == [0, 0, 1, 1, 2, 2]
    assert curve.at(20) == 10
    assert math.isnan(curve.at(41))
    assert math.isnan(NO_POINTS.at(0))


def test_a_kept_curve_has_few_points_with_its_extremes() -> None:
    values = np.random.default_rng(0).random(4096)
    kept = kept_curve("run 1", "1", Points(np.arange(4096.0), values), clock_of([]))

    assert len(kept.points) <= 2 * KEPT_COLUMNS + 2
    assert kept.points.values.min() == values.min()
    assert kept.points.last == 4095


def test_the_runs_before_are_the_newest_that_can_be_compared() -> None:
    desk = ready()
    for iteration in range(500, 500 * (MOST_EARLIER + 3), 500):
        desk.train_to(iteration)
        desk.session.new_start()
        desk.settle()
    stack = desk.session.undo_stack
    curves = earlier_curves(stack, lambda left: left is not stack[-2])

    assert [curve.name for curve in curves] == ["before a", "before b", "before c"]
    expected = [history_points(stack[place].snapshot.state.history).last for place in (-1, -3, -4)]
    assert [curve.points.last for curve in curves] == expected


# Windows


def test_zooming_keeps_the_iteration_at_its_place() -> None:
    assert zoomed(None, 1000, 500, 0.5) == (250, 750)
    assert zoomed((200, 400), 1000, 250, 0.5) == (225, 325)
    assert zoomed(None, 1000, 1000, 0.5) == (500, 1000)
    assert zoomed((250, 750), 1000, 500, 2) is None


def test_a_window_is_never_narrower_than_a_few_iterations_nor_wider_than_the_run() -> None:
    window = None
    for _ in range(20):
        window = zoomed(window, 1000, 1000, 0.5)
    assert window == (996, 1000)
    assert zoomed(None, 3, 1, 0.5) is None
    assert zoomed(None, 0, 0, 0.5) is None


def test_panning_ends_where_the_run_ends() -> None:
    assert panned((200, 400), 1000, 0.5) == (300, 500)
    assert panned((200, 400), 1000, -9) == (0, 200)
    assert panned((200, 400), 1000, 9) == (800, 1000)
    assert panned(None, 1000, 1) is None


def test_a_window_follows_the_cursor() -> None:
    assert with_in_sight((200, 400), 1000, 300) == (200, 400)
    assert with_in_sight((200, 400), 1000, 450) == (250, 450)
    assert with_in_sight((200, 400), 1000, 50) == (50, 250)
    assert with_in_sight(None, 1000, 50) is None


# In words


def test_how_the_error_went_is_said_with_its_numbers() -> None:
    error = points((0, 1.02), (4500, 0.0035), (5000, 0.0031))
    validation = points((0, 1.0), (2300, 0.12), (5000, 0.15))

    assert error_reading(error, validation, NO_POINTS, 1e-5) == (
        "The error fell from 1.02 to 0.0031 over 5,000 iterations, still falling by 11 % in the last tenth. "
        "The target 1e-05 is not reached. "
        "Validation error is lowest, 0.12, at iteration 2,300 and has risen to 0.15 since."
    )


@pytest.mark.parametrize(
    ("curve", "said"),
    [
        (points((0, 1), (90, 2), (100, 3)), "rose from 1 to 3 over 100 iterations, rising by 50 %"),
        (points((0, 1), (90, 1), (100, 1.001)), "stayed at 1 over 100 iterations, level"),
        (points((0, 1), (90, 0.1), (100, 0.1)), "fell from 1 to 0.1 over 100 iterations, level"),
        (points((0, 1e-300), (90, 1), (100, 1e300)), "rising more than tenfold"),
        (points((0, 1), (90, 0), (100, 0)), "fell from 1 to 0 over 100 iterations, level"),
        (points((0, 0.5)), "is 0.5 at iteration 0; nothing has been trained yet"),
        (NO_POINTS, "no error yet"),
    ],
)
def test_any_way_that_an_error_can_go_is_said(curve: Points, said: str) -> None:
    assert said in error_reading(curve, NO_POINTS, NO_POINTS, 0.0)


def test_a_target_that_is_reached_and_an_error_that_goes_on_falling_are_said() -> None:
    falling = points((0, 1), (100, 0.01))
    reading = error_reading(falling, falling, points((100, 0.02)), 0.02)

    assert "The target 0.02 is reached." in reading
    assert "Validation error is 0.01, the lowest so far." in reading
    assert "Test error is 0.02." in reading


def test_the_rate_is_said() -> None:
    assert "is 0.2, the same over all 900 iterations" in rate_reading(points((0, 0.2), (900, 0.2)))
    assert "fell from 0.2 to 0.01 over 900 iterations." in rate_reading(points((0, 0.2), (900, 0.01)))
    assert "highest, 0.5, at iteration 10" in rate_reading(points((0, 0.1), (10, 0.5), (900, 0.01)))
    assert "no learning rate yet" in rate_reading(NO_POINTS)
