"""Why a run ends: the rules, and each reason in words."""

from __future__ import annotations

import math
from enum import StrEnum

from tui_nn.config.training_config import TrainingConfig


class StopReason(StrEnum):
    """The one reason for which a run ended."""

    MAX_ITERATIONS = "max_iterations"
    MIN_ERROR = "min_error"
    MIN_ACCURACY = "min_accuracy"
    PATIENCE = "patience"
    MAX_SECONDS = "max_seconds"
    MIN_GRADIENT_NORM = "min_gradient_norm"
    NO_STEP = "no_step"
    STOPPED = "stopped"
    DIVERGED = "diverged"


def rule_reached(iteration: int, error: float, config: TrainingConfig, seconds: float = 0.0) -> StopReason | None:
    """Return the rule that ends a run at this iteration, error and time, or None; the graver reason comes first."""
    if not math.isfinite(error):
        return StopReason.DIVERGED
    if error <= config.min_error:
        return StopReason.MIN_ERROR
    if iteration >= config.max_iterations:
        return StopReason.MAX_ITERATIONS
    if 0 < config.max_seconds <= seconds:
        return StopReason.MAX_SECONDS
    return None


def explain(
    reason: StopReason, iteration: int, error: float, config: TrainingConfig, best_iteration: int | None = None
) -> str:
    """Say why a run ended, in one sentence that a learner understands, and which network was kept if not the last."""
    why = _explain(reason, iteration, error, config)
    if best_iteration is None or best_iteration == iteration:
        return why
    return f"{why}; this is the network of iteration {best_iteration:,}, which had the lowest {config.monitor} error"


def _explain(reason: StopReason, iteration: int, error: float, config: TrainingConfig) -> str:
    match reason:
        case StopReason.MIN_ERROR:
            return f"Minimum error reached at iteration {iteration:,}: {error:.6g} is at most {config.min_error:g}"
        case StopReason.MAX_ITERATIONS:
            return f"Stopped at the limit of {config.max_iterations:,} iterations with error {error:.6g}"
        case StopReason.MIN_ACCURACY:
            return (
                f"Target accuracy reached at iteration {iteration:,}: at least {config.min_accuracy:.4g} of the "
                f"training rows are right, error {error:.6g}"
            )
        case StopReason.PATIENCE:
            return (
                f"Stopped at iteration {iteration:,}: the {config.monitor} error has not improved for "
                f"{config.patience:,} iterations; error {error:.6g}"
            )
        case StopReason.MAX_SECONDS:
            return (
                f"Stopped after {config.max_seconds:g} s of training at iteration {iteration:,} with error {error:.6g}"
            )
        case StopReason.MIN_GRADIENT_NORM:
            return (
                f"Stopped at iteration {iteration:,}: the gradient is no longer than {config.min_gradient_norm:g}; "
                f"error {error:.6g}"
            )
        case StopReason.NO_STEP:
            return (
                f"Stopped at iteration {iteration:,}: no step of {config.optimizer} lowers the error any more. Here it "
                f"is level, to rounding: a minimum, or a saddle; error {error:.6g}"
            )
        case StopReason.STOPPED:
            return f"Stopped by you at iteration {iteration:,} with error {error:.6g}"
        case StopReason.DIVERGED if math.isfinite(error):
            return (
                f"Diverged after iteration {iteration:,}: the next update left the finite numbers; "
                f"the last finite network is kept. Try a learning rate below {config.learning_rate:g}"
            )
        case StopReason.DIVERGED:
            return "Diverged at once: the error of the start weights is not finite. Try smaller inputs or targets"
