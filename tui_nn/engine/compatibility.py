"""What goes together: activations, loss and targets; what does not is refused with what would."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui_nn.config.activation_names import split_activation
from tui_nn.config.errors import ConfigError
from tui_nn.config.plain_text import quoted
from tui_nn.config.run import find_option
from tui_nn.config.training_config import SECOND_ORDER_NAMES, SMOOTHED_LOSSES, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.activations import SOFTMAX, layer_activation
from tui_nn.engine.losses import loss_fault, loss_named
from tui_nn.engine.memory import parameter_count
from tui_nn.engine.second_order.residuals import SUMS_OF_SQUARES
from tui_nn.engine.second_order.sizes import size_fault
from tui_nn.engine.weighting import one_class_each

SIDES = (-1.0, 0.0, 1.0)
"""The targets that stand for one of two answers."""

SUM_TOLERANCE = 1e-9
"""How far the targets of a row may be from adding up to 1."""


def training_fault(activations: Sequence[str], loss: str) -> str | None:
    """Say why a network with these activations cannot be trained with this loss, or None."""
    return flat_fault(activations) or pair_fault(activations, loss)


def flat_fault(activations: Sequence[str]) -> str | None:
    """Say through which activation no error can be led back, or None."""
    for text in activations:
        activation = layer_activation(text).activation
        if reason := activation.why_not_trained:
            return f"training through {activation.name} is impossible: it {reason}"
    return None


def pair_fault(activations: Sequence[str], loss: str) -> str | None:
    """Say why a loss and the last layer's activation do not go together, and what would; or None."""
    if fault := loss_fault(loss):
        return fault
    names = [split_activation(text)[0] for text in activations]
    wanted = loss_named(loss).output_activation
    if wanted is not None and names[-1] != wanted:
        return (
            f"{loss} goes with {wanted} in the last layer, not with {names[-1]}; choose {wanted} for it, "
            f"or a loss for {names[-1]} such as {fitting_loss(names[-1])}"
        )
    if names[-1] == SOFTMAX and wanted != SOFTMAX:
        return f"softmax goes with the loss {fitting_loss(SOFTMAX)}, not with {loss}; choose that loss"
    return None


def fitting_loss(output_activation: str) -> str:
    """Return the usual loss for the outputs of an activation: the one that is made for shares, else mse."""
    return next((name for name in SMOOTHED_LOSSES if loss_named(name).output_activation == output_activation), "mse")


def targets_fault(dataset: Dataset, loss: str) -> str | None:
    """Say why a loss cannot judge these targets, or None."""
    targets = dataset.targets
    if loss_named(loss).output_activation == "sigmoid" and (outside := (targets < 0) | (targets > 1)).any():
        return _outside(dataset, outside, f"{loss} needs targets from 0 to 1")
    if loss_named(loss).threshold == 0 and (outside := ~np.isin(targets, SIDES)).any():
        return _outside(dataset, outside, f"{loss} needs targets of 0 and 1 (or -1 and 1)")
    if loss == "poisson" and (outside := targets < 0).any():
        return _outside(dataset, outside, "poisson needs counts of 0 or more, and no scaling of them")
    if loss_named(loss).output_activation == SOFTMAX:
        wrong = (targets < 0).any(axis=1) | (np.abs(targets.sum(axis=1) - 1.0) > SUM_TOLERANCE)
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            smallest, total = targets[row].min(), targets[row].sum()
            found = f"has {smallest:g}" if smallest < 0 else f"adds up to {total:g}"
            return (
                f"{loss} needs targets that are shares of 1 in each row; row {row + 1:,} {found}; "
                f"use mse, or {loss.replace('categorical', 'binary')} with sigmoid"
            )
    return None


def weights_fault(dataset: Dataset, config: TrainingConfig) -> str | None:
    """Say why the classes of these data cannot be weighted as they are to be, or None."""
    if config.class_weights == "none":
        return None
    softmax = loss_named(config.loss).output_activation == SOFTMAX
    by_row = one_class_each(dataset, softmax=softmax)
    if not by_row and not np.isin(dataset.targets, SIDES).all():
        return "class weights need targets that are classes or 0 and 1, not numbers; leave them at none"
    classes, given = dataset.outputs if by_row else 2, len(config.class_weights)
    if config.class_weights != "balanced" and given != classes:
        what = "classes" if by_row or dataset.task == "classes" else "values of a bit (0, then 1)"
        return f"{given} class weights are given for {classes} {what}; give one for each, or 'balanced'"
    return None


def rules_fault(dataset: Dataset, config: TrainingConfig) -> str | None:
    """Say why a rule could never act on these data, or class weights do not fit them; or None.

    Args:
        dataset: all rows, with what each is for.
        config: what is asked for.
    """
    if fault := weights_fault(dataset, config):
        return fault
    looks = config.patience > 0 or config.keep_best or config.schedule == "plateau"
    if config.monitor == "validation" and looks and dataset.validation is None:
        return "there are no validation rows to look at; set a validation share, or monitor training"
    if config.min_accuracy > 0 and dataset.task == "numbers":
        return "a target accuracy needs targets that are classes or 0 and 1; for numbers set a target error"
    return None


def optimizer_fault(layer_sizes: Sequence[int], config: TrainingConfig) -> str | None:
    """Say why the optimizer cannot train such a network with these options, and what could; or None.

    Optimizers of first order go with everything. One of second order measures steps by the error over all rows, as it
    is: whatever makes the error another one in each update, or moves the parameters besides, does not go with it.
    """
    name = config.optimizer
    if name not in SECOND_ORDER_NAMES:
        return None
    for key, (does, instead) in NOT_WITH_SECOND_ORDER.items():
        if getattr(config, key) != find_option("training", key).default:
            return f"{name} {does}; {instead}, or choose another optimizer such as adam"
    if config.kernel == "compiled":
        return f"{name} is run by NumPy alone; set the kernel to auto"
    if name == "levenberg_marquardt" and config.loss not in SUMS_OF_SQUARES:
        return (
            f"{name} is for sums of squares, which {config.loss} is not; choose the optimizer lbfgs, or the loss "
            f"{' or '.join(SUMS_OF_SQUARES)}"
        )
    if config.loss in LOSSES_WITH_KINKS:
        return f"{name} needs an error without kinks, which {config.loss} has; choose the loss huber or mse"
    return size_fault(name, parameter_count(layer_sizes))


NOT_WITH_SECOND_ORDER = {
    "batch_size": ("learns from all rows at once", "set the batch size to full"),
    "dropout": ("needs the same error in every update, which dropout changes each time", "set dropout to 0"),
    "l1": ("needs an error without kinks, which L1 has at 0", "set L1 to 0 (L2 is possible)"),
    "max_norm": ("chooses its steps itself, and max norm would shorten them", "set max norm to 0"),
    "clip_norm": ("chooses its steps itself, and clipping would bend them", "set clip gradient to 0"),
    "clip_value": ("chooses its steps itself, and clipping would bend them", "set clip values to 0"),
    "schedule": ("has no learning rate that a schedule could change", "set the schedule to constant"),
    "warm_up": ("has no learning rate that could warm up", "set warm-up to 0"),
    "precision": ("needs all 16 digits to see its last steps", "set the precision to float64"),
}
"""Options that have to be at their default, each with what the optimizer does and what to do."""

LOSSES_WITH_KINKS = ("mae", "hinge")
"""Where their gradient jumps, no length of a step is the right one."""


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
