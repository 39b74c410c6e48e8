"""Values that change together: a loss and the last layer's activation, layers and the list of activations."""

from __future__ import annotations

from collections.abc import Sequence

from tui_nn.config.activation_names import split_activation
from tui_nn.config.errors import UserError
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import FIRST_ORDER_NAMES
from tui_nn.engine.activations import SOFTMAX
from tui_nn.engine.compatibility import fitting_loss, pair_fault
from tui_nn.engine.losses import loss_named
from tui_nn.ui.panes.form import ACTIVATIONS, LAYERS, LOSS, RATE, Place
from tui_nn.ui.session import Values

OUTPUT_BESIDES_SOFTMAX = {"hinge": "linear", "squared_hinge": "linear"}
"""The output that takes the place of softmax when another loss is chosen, where it is not sigmoid."""

HIDDEN_BESIDES_SOFTMAX = "tanh"
"""The activation of a first hidden layer before softmax, which it cannot have itself."""


def layer_values(layers: object, run: RunConfig) -> Values:
    """Layers as typed; with another number of layers, the list of activations is made to fit."""
    values: dict[Place, object] = {LAYERS: layers}
    activations = activations_of(run)
    if isinstance(layers, tuple) and activations and (len(set(activations)) > 1 or activations[-1] == SOFTMAX):
        *hidden, output = activations
        wanted = len(layers) - 2
        last = hidden[-1] if hidden else HIDDEN_BESIDES_SOFTMAX if output == SOFTMAX else output
        values[ACTIVATIONS] = (*(hidden + [last] * wanted)[:wanted], output)
    return values


def activation_values(chosen: object, run: RunConfig) -> Values:
    """Activations as typed, and the loss that goes with the last one when the one in force does not."""
    if not isinstance(chosen, tuple):
        return {ACTIVATIONS: chosen}
    before = activations_of(run)
    if chosen == (SOFTMAX,) and len(before) > 1:
        chosen = (*(_besides_softmax(name) for name in before[:-1]), SOFTMAX)  # for the last layer is what is meant
    values: dict[Place, object] = {ACTIVATIONS: _short(chosen)}
    if pair_fault(chosen, run.training.loss) is not None:
        values[LOSS] = fitting_loss(split_activation(chosen[-1])[0])
    return values


def loss_values(loss: object, run: RunConfig) -> Values:
    """A loss, and the last layer's activation that goes with it when the one in force does not."""
    values: dict[Place, object] = {LOSS: loss}
    activations = activations_of(run)
    if activations and isinstance(loss, str) and pair_fault(activations, loss) is not None:
        output = loss_named(loss).output_activation or OUTPUT_BESIDES_SOFTMAX.get(loss, "sigmoid")
        values[ACTIVATIONS] = _short((*activations[:-1], output))
    return values


def activations_of(run: RunConfig) -> tuple[str, ...]:
    """Return one activation for each layer after the inputs; none where the list does not fit the layers."""
    network = run.network
    depth = len(network.hidden) + 1 if network.layers is None else len(network.layers) - 1
    try:
        return network.layer_activations(depth)
    except UserError:
        return ()


def said(values: Values, place: Place, run: RunConfig) -> str:
    """Say what else changes with the value of the option at `place`; nothing when nothing does."""
    try:
        changed = run.with_values(values)
    except UserError:
        return ""
    parts = []
    if place != ACTIVATIONS and place != LAYERS:
        before, after = activations_of(run)[-1:], activations_of(changed)[-1:]
        parts += [f"the output becomes {after[0]}"] if after and before != after else []
    if place != LOSS and changed.training.loss != run.training.loss:
        parts.append(f"the loss becomes {changed.training.loss}")
    has_rate = changed.training.optimizer in FIRST_ORDER_NAMES
    if place != RATE and has_rate and changed.training.learning_rate != run.training.learning_rate:
        parts.append(f"the rate becomes {changed.training.learning_rate:g}")
    return " and ".join(parts)


def _short(activations: Sequence[str]) -> tuple[str, ...]:
    """A list of equal names is kept as one name, so that it fits any number of layers."""
    return tuple(activations[:1] if len(set(activations)) == 1 else activations)


def _besides_softmax(name: str) -> str:
    return HIDDEN_BESIDES_SOFTMAX if name == SOFTMAX else name
