"""Stretches are sized by time that is given, never by a clock that is asked."""

from __future__ import annotations

import pytest

from tui_nn.engine.pacing import MAX_STRETCH, TARGET_SECONDS, Pacer


def settle(pacer: Pacer, speed: float, stretches: int = 50) -> None:
    """Run stretches at so many iterations a second."""
    for _ in range(stretches):
        pacer.record(pacer.stretch, pacer.stretch / speed)


def test_the_first_stretch_is_one_iteration() -> None:
    pacer = Pacer()

    assert (pacer.stretch, pacer.iterations_per_second) == (1, 0.0)


@pytest.mark.parametrize("speed", [80.0, 1e3, 1e5, 2e7])
def test_stretches_settle_at_the_time_they_should_take(speed: float) -> None:
    pacer = Pacer()
    settle(pacer, speed)

    assert pacer.stretch / speed == pytest.approx(TARGET_SECONDS, rel=0.35)
    assert pacer.iterations_per_second == pytest.approx(speed)


def test_stretches_grow_step_by_step_so_that_one_wrong_measure_freezes_nothing() -> None:
    pacer = Pacer()
    pacer.record(1, 1e-12)

    assert 1 < pacer.stretch <= 4


def test_a_stretch_is_never_less_than_one_iteration() -> None:
    pacer = Pacer()
    settle(pacer, speed=0.01)

    assert pacer.stretch == 1


def test_a_stretch_is_never_longer_than_the_limit() -> None:
    pacer = Pacer()
    settle(pacer, speed=1e12)

    assert pacer.stretch == MAX_STRETCH


def test_a_clock_that_stands_still_divides_by_nothing() -> None:
    pacer = Pacer()
    pacer.record(10, 0.0)

    assert 1 <= pacer.stretch <= MAX_STRETCH
    assert pacer.iterations_per_second > 0


def test_a_machine_that_becomes_slow_gets_short_stretches_at_once() -> None:
    pacer = Pacer()
    settle(pacer, speed=1e6)
    pacer.record(pacer.stretch, pacer.stretch / 1e3)

    assert pacer.stretch / 1e3 <= TARGET_SECONDS * 1.001


def test_the_speed_of_the_first_short_stretches_is_replaced_for_they_pay_for_cold_caches() -> None:
    pacer = Pacer()
    pacer.record(1, TARGET_SECONDS / 8)
    pacer.record(4, TARGET_SECONDS / 8)

    assert pacer.iterations_per_second == pytest.approx(4 / (TARGET_SECONDS / 8))


def test_the_speed_shown_is_smoothed_once_stretches_have_their_length() -> None:
    pacer = Pacer()
    settle(pacer, speed=1000.0)
    pacer.record(pacer.stretch, pacer.stretch / 500.0)

    assert 500.0 < pacer.iterations_per_second < 1000.0
