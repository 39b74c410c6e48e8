"""What goes together: activations, loss and targets; what does not is refused with what would."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui_nn.config.activation_names import split_activation
from tui_nn.config.errors import ConfigError
from tui_nn.config.plain_text import quoted
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.activations import ACTIVATIONS, SOFTMAX
from tui_nn.engine.losses import LOSSES

SUM_TOLERANCE = 1e-9
"""How far the targets of a row may be from adding up to 1."""


def training_fault(activations: Sequence[str], loss: str) -> str | None:
    """Say why a network with these activations cannot be trained with this loss, or None."""
    return flat_fault(activations) or pair_fault(activations, loss)


def flat_fault(activations: Sequence[str]) -> str | None:
    """Say through which activation no error can be led back, or None."""
    for text in activations:
        name = split_activation(text)[0]
        if reason := ACTIVATIONS[name].why_not_trained:
            return f"training through {name} is impossible: it {reason}"
    return None


def pair_fault(activations: Sequence[str], loss: str) -> str | None:
    """Say why a loss and the last layer's activation do not go together, and what would; or None."""
    names = [split_activation(text)[0] for text in activations]
    wanted = LOSSES[loss].output_activation
    if wanted is not None and names[-1] != wanted:
        return (
            f"{loss} goes with {wanted} in the last layer, not with {names[-1]}; choose {wanted} for it, "
            f"or a loss for {names[-1]} such as {fitting_loss(names[-1])}"
        )
    if names[-1] == SOFTMAX and wanted != SOFTMAX:
        return f"softmax goes with the loss {fitting_loss(SOFTMAX)}, not with {loss}; choose that loss"
    return None


def fitting_loss(output_activation: str) -> str:
    """Return the loss that is made for an output activation; mse where none is."""
    return next((loss.name for loss in LOSSES.values() if loss.output_activation == output_activation), "mse")


def targets_fault(dataset: Dataset, loss: str) -> str | None:
    """Say why a loss cannot judge these targets, or None."""
    targets = dataset.targets
    if loss == "binary_crossentropy" and ((targets < 0) | (targets > 1)).any():
        return _outside(dataset, (targets < 0) | (targets > 1), "binary_crossentropy needs targets from 0 to 1")
    if loss == "hinge" and not np.isin(targets, (-1.0, 0.0, 1.0)).all():
        return _outside(dataset, ~np.isin(targets, (-1.0, 0.0, 1.0)), "hinge needs targets of 0 and 1 (or -1 and 1)")
    if loss == "categorical_crossentropy":
        wrong = (targets < 0).any(axis=1) | (np.abs(targets.sum(axis=1) - 1.0) > SUM_TOLERANCE)
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            smallest, total = targets[row].min(), targets[row].sum()
            found = f"has {smallest:g}" if smallest < 0 else f"adds up to {total:g}"
            return (
                f"categorical_crossentropy needs targets that are shares of 1 in each row; row {row + 1:,} {found}; "
                "use mse, or binary_crossentropy with sigmoid"
            )
    return None


def rules_fault(dataset: Dataset, config: TrainingConfig) -> str | None:
    """Say why a rule could never act on these data, or None.

    Args:
        dataset: all rows, with what each is for.
        config: what is asked for.
    """
    looks = config.patience > 0 or config.keep_best or config.schedule == "plateau"
    if config.monitor == "validation" and looks and dataset.validation is None:
        return "there are no validation rows to look at; set a validation share, or monitor training"
    if config.min_accuracy > 0 and dataset.task == "numbers":
        return "a target accuracy needs targets that are classes or 0 and 1; for numbers set a target error"
    return None


def _outside(dataset: Dataset, wrong: np.typing.NDArray[np.bool_], needs: str) -> str:
    row, column = np.argwhere(wrong)[0]
    name = quoted(dataset.target_names[column])
    return f"{needs}; the target {name} of row {row + 1:,} is {dataset.targets[row, column]:g}; use mse, mae or huber"


def require_trainable(activations: Sequence[str], dataset: Dataset, config: TrainingConfig) -> None:
    """Refuse to train what cannot learn.

    Raises:
        ConfigError: with the reason, and the pair that would fit.
    """
    fault = training_fault(activations, config.loss) or targets_fault(dataset, config.loss)
    if fault:
        raise ConfigError(fault)
