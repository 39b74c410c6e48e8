"""Loss functions by name: the formula of the error that is shown beside that of the gradient that is followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tui_nn.config.expression import derivative
from tui_nn.config.formula import is_formula, parse_formula
from tui_nn.config.training_config import LOSS_VARIABLES, SMOOTHED_LOSSES, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.activations import SOFTMAX
from tui_nn.engine.arrays import FloatArray, in_blocks
from tui_nn.engine.formula_values import Program, checked_slope
from tui_nn.engine.loss_formulas import (
    absolute_error,
    absolute_error_gradient,
    binary_crossentropy,
    binary_crossentropy_gradient,
    binary_focal,
    binary_focal_gradient,
    categorical_crossentropy,
    categorical_crossentropy_gradient,
    categorical_focal,
    categorical_focal_gradient,
    half_squared_error_gradient,
    hinge,
    hinge_gradient,
    huber_error,
    huber_error_gradient,
    log_cosh,
    log_cosh_gradient,
    poisson,
    poisson_gradient,
    squared_error,
    squared_error_gradient,
    squared_hinge,
    squared_hinge_gradient,
)
from tui_nn.engine.weighting import Weighting, smoothed

Formula = Callable[..., FloatArray]


def _no_settings(_config: TrainingConfig) -> tuple[float, ...]:
    return ()


def _of_every_output(rows: int, outputs: int) -> float:
    return 1.0 / (rows * outputs)


def _of_every_row(rows: int, _outputs: int) -> float:
    return 1.0 / rows


def _sum(_rows: int, _outputs: int) -> float:
    return 1.0


@dataclass(frozen=True)
class Loss:
    """A function of outputs and targets, added over all rows and outputs and multiplied by its share."""

    name: str

    value: Formula
    """`value(output, target, *settings)` is what one output of one row adds to the error, before the share."""

    gradient: Formula
    """`gradient(output, target, *settings)` is what the update follows, before the share."""

    share: Callable[[int, int], float] = _of_every_output
    """`share(rows, outputs)` makes a sum the mean that the loss is: over rows and outputs, or over rows."""

    settings: Callable[[TrainingConfig], tuple[float, ...]] = _no_settings
    """What the formulas need of the options."""

    output_activation: str | None = None
    """The one activation of the output layer that it is made for; None for any that can be trained.

    Such a loss takes the pre-activations (of softmax: the logarithms) in place of the outputs, and its gradient is by
    them: sigmoid and cross-entropy together neither overflow nor flatten, which one after the other they do.
    """

    by_logarithms: bool = False
    """Whether the gradient's formula is by the logarithms l of a softmax, and still to be led through it.

    With e its values and p = exp(l), the derivative by a pre-activation is e - p * (sum of e over the row's outputs).
    """

    threshold: float = 0.5
    """From which output on a row belongs to the class 1."""


LOSSES = {
    loss.name: loss
    for loss in (
        Loss("sse", squared_error, half_squared_error_gradient, _sum),
        Loss("mse", squared_error, squared_error_gradient),
        Loss("mae", absolute_error, absolute_error_gradient),
        Loss("huber", huber_error, huber_error_gradient, settings=lambda config: (config.huber_delta,)),
        Loss("log_cosh", log_cosh, log_cosh_gradient),
        Loss(
            "binary_crossentropy",
            binary_crossentropy,
            binary_crossentropy_gradient,
            output_activation="sigmoid",
        ),
        Loss(
            "categorical_crossentropy",
            categorical_crossentropy,
            categorical_crossentropy_gradient,
            _of_every_row,
            output_activation="softmax",
        ),
        Loss(
            "binary_focal",
            binary_focal,
            binary_focal_gradient,
            settings=lambda config: (config.focal_gamma,),
            output_activation="sigmoid",
        ),
        Loss(
            "categorical_focal",
            categorical_focal,
            categorical_focal_gradient,
            _of_every_row,
            settings=lambda config: (config.focal_gamma,),
            output_activation="softmax",
            by_logarithms=True,
        ),
        Loss("hinge", hinge, hinge_gradient, threshold=0.0),
        Loss("squared_hinge", squared_hinge, squared_hinge_gradient, threshold=0.0),
        Loss("poisson", poisson, poisson_gradient, output_activation="softplus"),
    )
}


@lru_cache(maxsize=64)
def loss_named(name: str) -> Loss:
    """Return the loss of that name, or the one that a formula makes: its mean over rows and outputs."""
    if not is_formula(name):
        return LOSSES[name]
    expression = parse_formula(name, LOSS_VARIABLES)
    value, gradient = Program(expression), Program(derivative(expression, "output"))
    return Loss(
        name,
        lambda output, target: value(output=output, target=target),
        lambda output, target: gradient(output=output, target=target),
    )


def loss_fault(name: str) -> str | None:
    """Say why nothing can be learned by a loss, or None."""
    if is_formula(name):
        try:
            checked_slope(name, LOSS_VARIABLES, "output")
        except ValueError as error:
            return f"the loss {name}: {error}"
    return None


@dataclass(frozen=True)
class ChosenLoss:
    """A loss with its settings, and what is done to its targets and by its side; all arrays are (outputs, samples)."""

    loss: Loss
    settings: tuple[float, ...]
    weighting: Weighting | None = None
    smoothing: float = 0.0

    def wanted(self, targets: FloatArray) -> FloatArray:
        """Return the targets as the loss sees them."""
        if not self.smoothing:
            return targets
        return smoothed(targets, self.smoothing, len(targets) if self.loss.output_activation == SOFTMAX else 2)

    def gradient(self, outputs: FloatArray, targets: FloatArray, out: FloatArray, rows: int) -> None:
        """Write what the update follows; the samples are a part of a batch of `rows`, the targets the true ones."""
        in_blocks(self.loss.gradient, (outputs, self.wanted(targets)), out, self.settings)
        if self.loss.by_logarithms:
            np.subtract(out, np.exp(outputs) * np.add.reduce(out, axis=0), out=out)
        if self.weighting is not None:
            np.multiply(out, self.weighting.of_targets(targets), out=out)
        share = self.loss.share(rows, len(outputs))
        if share != 1.0:
            np.multiply(out, share, out=out)

    def terms(self, outputs: FloatArray, targets: FloatArray) -> FloatArray:
        """Return what each output of each sample adds to the error, before the share."""
        found = self.loss.value(outputs, self.wanted(targets), *self.settings)
        return found if self.weighting is None else found * self.weighting.of_targets(targets)

    def error(self, outputs: FloatArray, targets: FloatArray, rows: int) -> float:
        """Return what these samples add to the error over `rows` rows."""
        total = float(np.add.reduce(self.terms(outputs, targets), axis=None))
        return total * self.loss.share(rows, len(outputs))


def chosen_loss(config: TrainingConfig, rows: Dataset | None = None) -> ChosenLoss:
    """Return the loss that the options name.

    Args:
        config: names the loss, and says how classes are weighted and targets smoothed.
        rows: the data set or any part of it, without which classes cannot be weighted.

    Raises:
        ValueError: when classes are to be weighted and nobody says of what.
    """
    loss = loss_named(config.loss)
    if config.class_weights != "none" and rows is None:
        raise ValueError("class weights belong to a data set")
    weighting = None if rows is None else Weighting.of(config, rows, softmax=loss.output_activation == SOFTMAX)
    return ChosenLoss(
        loss, loss.settings(config), weighting, config.label_smoothing if loss.name in SMOOTHED_LOSSES else 0.0
    )


def options_of_loss(config: TrainingConfig) -> tuple[object, ...]:
    """Return all that makes the loss: networks that learn side by side have it in common."""
    return config.loss, loss_named(config.loss).settings(config), config.class_weights, config.label_smoothing
