"""Stop rules: one reason for each end, and the graver one first."""

from __future__ import annotations

import math

import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.stopping import StopReason, explain, rule_reached

CONFIG = TrainingConfig(max_iterations=100, min_error=1e-3, learning_rate=0.5)


@pytest.mark.parametrize(
    ("iteration", "error", "reason"),
    [
        (0, 1.0, None),
        (99, 1.0, None),
        (99, 0.0010001, None),
        (100, 1.0, StopReason.MAX_ITERATIONS),
        (101, 1.0, StopReason.MAX_ITERATIONS),
        (0, 1e-3, StopReason.MIN_ERROR),
        (5, 0.0, StopReason.MIN_ERROR),
        (100, 1e-3, StopReason.MIN_ERROR),
        (5, math.inf, StopReason.DIVERGED),
        (5, math.nan, StopReason.DIVERGED),
        (100, math.nan, StopReason.DIVERGED),
    ],
)
def test_each_end_has_one_reason(iteration: int, error: float, reason: StopReason | None) -> None:
    assert rule_reached(iteration, error, CONFIG) == reason


def test_a_target_error_of_zero_is_reached_by_an_error_of_zero_alone() -> None:
    config = TrainingConfig(min_error=0, max_iterations=10)

    assert rule_reached(1, 5e-324, config) is None
    assert rule_reached(1, 0.0, config) == StopReason.MIN_ERROR


@pytest.mark.parametrize("reason", StopReason)
@pytest.mark.parametrize("error", [0.00098765, math.inf, math.nan])
def test_every_reason_is_told_in_one_line(reason: StopReason, error: float) -> None:
    text = explain(reason, 12_345, error, CONFIG)

    assert text
    assert text.isprintable()


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        (StopReason.MIN_ERROR, ("12,345", "0.001", "0.00098765")),
        (StopReason.MAX_ITERATIONS, ("100", "0.00098765")),
        (StopReason.STOPPED, ("12,345", "0.00098765")),
        (StopReason.DIVERGED, ("12,345", "0.5", "last finite")),
    ],
)
def test_the_line_holds_the_numbers_that_matter(reason: StopReason, facts: tuple[str, ...]) -> None:
    text = explain(reason, 12_345, 0.00098765, CONFIG)

    assert [fact for fact in facts if fact not in text] == []


def test_start_weights_whose_error_is_not_finite_are_told_from_a_run_that_diverged() -> None:
    assert "at once" in explain(StopReason.DIVERGED, 0, math.inf, CONFIG)
    assert "at once" not in explain(StopReason.DIVERGED, 7, 2.0, CONFIG)
