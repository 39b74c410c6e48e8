"""Learning rates from iteration to iteration, worked by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tui_nn.config.training_config import SCHEDULE_NAMES, TrainingConfig
from tui_nn.engine.schedules import SCHEDULES, Plateau, learning_rates


def config(schedule: str, every: int = 2, factor: float = 0.5, max_iterations: int = 8) -> TrainingConfig:
    return TrainingConfig(
        learning_rate=0.8,
        schedule=schedule,
        schedule_every=every,
        schedule_factor=factor,
        max_iterations=max_iterations,
    )


def after(errors: list[float], options: TrainingConfig, plateau: Plateau | None = None) -> Plateau:
    plateau = plateau or Plateau()
    for error in errors:
        plateau = plateau.after(error, 1, options)
    return plateau


def test_the_names_that_can_be_chosen_are_the_schedules_that_there_are() -> None:
    assert tuple(SCHEDULES) == SCHEDULE_NAMES


def test_a_constant_rate_is_the_rate_that_was_chosen() -> None:
    assert learning_rates(config("constant"), 3, 4).tolist() == [0.8, 0.8, 0.8, 0.8]


def test_a_rate_that_falls_in_steps_is_multiplied_after_so_many_iterations() -> None:
    assert learning_rates(config("step"), 0, 7).tolist() == [0.8, 0.8, 0.4, 0.4, 0.2, 0.2, 0.1]


def test_a_rate_that_falls_exponentially_has_fallen_by_the_factor_after_so_many_iterations() -> None:
    root = math.sqrt(0.5)

    assert learning_rates(config("exponential"), 0, 5).tolist() == pytest.approx(
        [0.8, 0.8 * root, 0.4, 0.4 * root, 0.2], rel=1e-15
    )


def test_a_rate_that_falls_as_a_power_is_divided_by_the_root_of_the_iterations() -> None:
    options = TrainingConfig(learning_rate=0.8, schedule="inverse_scaling")

    assert learning_rates(options, 0, 4).tolist() == pytest.approx(
        [0.8, 0.8 / math.sqrt(2), 0.8 / math.sqrt(3), 0.4], rel=1e-15
    )
    other = TrainingConfig(learning_rate=0.8, schedule="inverse_scaling", schedule_power=1.0)
    assert learning_rates(other, 1, 3).tolist() == pytest.approx([0.4, 0.8 / 3, 0.2], rel=1e-15)


def test_a_cosine_with_restarts_begins_anew_each_time_longer() -> None:
    once = TrainingConfig(learning_rate=0.8, schedule="cosine_restarts", schedule_every=2)
    assert learning_rates(once, 0, 6).tolist() == pytest.approx([0.8, 0.4, 0.8, 0.4, 0.8, 0.4], rel=1e-15)

    twice = TrainingConfig(learning_rate=0.8, schedule="cosine_restarts", schedule_every=1, schedule_growth=2)
    quarter = 0.4 * (1 + math.sqrt(0.5))
    assert learning_rates(twice, 0, 8).tolist() == pytest.approx(
        [0.8, 0.8, 0.4, 0.8, quarter, 0.4, 0.8 - quarter, 0.8], rel=1e-14
    )
    assert learning_rates(twice, 2**40 - 1, 1).tolist() == [0.8], "where the fortieth begins"


def test_one_cycle_rises_to_the_rate_and_falls_to_next_to_nothing() -> None:
    options = TrainingConfig(learning_rate=0.8, schedule="one_cycle", max_iterations=100)
    rates = learning_rates(options, 0, 102)

    assert rates[0] == pytest.approx(0.8 / 25, rel=1e-15)
    assert rates.argmax() == 29
    assert rates[29] == 0.8
    assert (np.diff(rates[:30]) > 0).all()
    assert (np.diff(rates[29:100]) < 0).all()
    assert rates[99:].tolist() == pytest.approx([0.8 / 25e4] * 3, rel=1e-12)


@pytest.mark.parametrize("iterations", [1, 2, 3, 4])
def test_one_cycle_of_a_few_iterations_has_the_rate_in_one_of_them(iterations: int) -> None:
    options = TrainingConfig(learning_rate=0.8, schedule="one_cycle", max_iterations=iterations)
    rates = learning_rates(options, 0, iterations)

    assert ((rates > 0) & (rates <= 0.8)).all()
    assert rates.max() >= 0.4


@pytest.mark.parametrize("schedule", SCHEDULE_NAMES)
def test_a_warm_up_grows_evenly_to_what_the_schedule_says(schedule: str) -> None:
    cold, warm = config(schedule, max_iterations=20), replace(config(schedule, max_iterations=20), warm_up=4)
    shares = learning_rates(warm, 0, 10, 0.5) / learning_rates(cold, 0, 10, 0.5)

    assert shares.tolist() == pytest.approx([0.25, 0.5, 0.75, *[1.0] * 7], rel=1e-15)
    parts = [learning_rates(warm, start, 1, 0.5) for start in range(10)]
    assert np.concatenate(parts).tobytes() == learning_rates(warm, 0, 10, 0.5).tobytes()


def test_a_rate_along_a_cosine_is_whole_at_first_half_in_the_middle_and_next_to_nothing_at_the_end() -> None:
    rates = learning_rates(config("cosine"), 0, 10)

    assert rates[0] == 0.8
    assert rates[2] == pytest.approx(0.4 * (1 + math.sqrt(0.5)), rel=1e-15)
    assert rates[4] == pytest.approx(0.4, rel=1e-15)
    assert rates[7] == pytest.approx(0.4 * (1 - math.cos(math.pi / 8)), rel=1e-13)
    assert rates[8:].tolist() == [0.0, 0.0], "after the last iteration it does not rise again"


@pytest.mark.parametrize("schedule", SCHEDULE_NAMES)
def test_rates_asked_for_in_parts_are_the_same_to_the_bit(schedule: str) -> None:
    whole = learning_rates(config(schedule), 0, 20)
    parts = [learning_rates(config(schedule), start, 5) for start in range(0, 20, 5)]

    assert whole.tobytes() == np.concatenate(parts).tobytes()
    assert whole.tobytes() == b"".join(learning_rates(config(schedule), start, 1).tobytes() for start in range(20))


@pytest.mark.parametrize("every", [3, 7, 1000, 2**53 - 1])
def test_a_step_comes_neither_early_nor_late(every: int) -> None:
    for times in (1, 3, 5):
        start = every * times - 1
        if start + 1 < 2**53:
            assert learning_rates(config("step", every), start, 2).tolist() == pytest.approx(
                [0.8 * 0.5 ** (times - 1), 0.8 * 0.5**times], rel=1e-15
            )


def test_a_factor_that_nothing_falls_by_leaves_the_rate_as_it_is() -> None:
    assert learning_rates(config("step", factor=1.0), 0, 5).tolist() == [0.8] * 5


# On plateaus


def test_the_factor_of_a_plateau_multiplies_the_rate() -> None:
    assert learning_rates(config("plateau"), 5, 3, factor=0.25).tolist() == [0.2, 0.2, 0.2]


def test_a_plateau_begins_without_a_best_and_takes_the_first_error() -> None:
    assert after([3.0], config("plateau")) == Plateau(3.0, 0, 1.0)


def test_the_rate_falls_when_more_iterations_than_were_chosen_have_brought_nothing() -> None:
    options = config("plateau", every=2)

    assert after([3.0, 3.0, 3.0], options) == Plateau(3.0, 2, 1.0)
    assert after([3.0, 3.0, 3.0, 3.0], options) == Plateau(3.0, 0, 0.5)
    assert after([3.0] * 7, options) == Plateau(3.0, 0, 0.25)


def test_a_lower_error_ends_the_count() -> None:
    options = config("plateau", every=2)

    assert after([3.0, 4.0, 4.0, 2.0, 4.0, 4.0], options) == Plateau(2.0, 2, 1.0)


def test_an_error_that_is_lower_by_less_than_a_ten_thousandth_does_not_count() -> None:
    options = config("plateau", every=5)

    assert after([1.0, 0.99991], options) == Plateau(1.0, 1, 1.0)
    assert after([1.0, 0.99989], options) == Plateau(0.99989, 0, 1.0)


def test_errors_that_creep_down_are_measured_from_the_best_that_counted() -> None:
    assert after([1.0, 0.99996, 0.99992, 0.99988], config("plateau", every=5)) == Plateau(0.99988, 0, 1.0)


def test_iterations_that_pass_between_two_looks_count_all() -> None:
    options = config("plateau", every=9)
    plateau = Plateau(1.0, 0, 1.0).after(1.0, 9, options)

    assert plateau == Plateau(1.0, 9, 1.0)
    assert plateau.after(1.0, 1, options) == Plateau(1.0, 0, 0.5)


def test_an_error_that_is_no_number_is_no_improvement() -> None:
    assert after([1.0, math.nan, math.inf], config("plateau", every=5)) == Plateau(1.0, 2, 1.0)


def test_an_error_of_zero_is_the_best_there_is() -> None:
    assert after([1.0, 0.0, 0.0], config("plateau", every=5)) == Plateau(0.0, 1, 1.0)
