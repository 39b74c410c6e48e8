"""Values that change together: what is chosen never stands against what is in force without a way out."""

from __future__ import annotations

from itertools import product

import pytest

from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import LOSS_NAMES, TrainingConfig
from tui_nn.engine.compatibility import pair_fault
from tui_nn.ui.panes.coupling import activation_values, activations_of, layer_values, loss_values, said
from tui_nn.ui.panes.form import ACTIVATIONS, LAYERS, LOSS


def run_with(*activations: str, hidden: tuple[int, ...] = (2,), loss: str = "sse") -> RunConfig:
    network = NetworkConfig(hidden=hidden, activations=activations)
    return RunConfig(network=network, training=TrainingConfig(loss=loss))


SOFT = run_with("tanh", "softmax", loss="categorical_crossentropy")


@pytest.mark.parametrize(
    ("run", "loss", "activations"),
    [
        (run_with("tanh"), "categorical_crossentropy", ("tanh", "softmax")),
        (run_with("tanh"), "binary_crossentropy", ("tanh", "sigmoid")),
        (run_with("sigmoid"), "binary_crossentropy", None),
        (run_with("tanh", "sigmoid"), "mse", None),
        (SOFT, "binary_crossentropy", ("tanh", "sigmoid")),
        (SOFT, "mse", ("tanh", "sigmoid")),
        (SOFT, "hinge", ("tanh", "linear")),
        (run_with("sigmoid", "softmax", loss="categorical_crossentropy"), "mse", ("sigmoid",)),
        (run_with("tanh", hidden=()), "categorical_crossentropy", ("softmax",)),
    ],
)
def test_a_loss_brings_its_output(run: RunConfig, loss: str, activations: tuple[str, ...] | None) -> None:
    assert loss_values(loss, run).get(ACTIVATIONS) == activations


@pytest.mark.parametrize(
    ("run", "chosen", "activations", "loss"),
    [
        (run_with("tanh"), ("tanh", "softmax"), ("tanh", "softmax"), "categorical_crossentropy"),
        (run_with("tanh"), ("softmax",), ("tanh", "softmax"), "categorical_crossentropy"),
        (SOFT, ("tanh", "relu"), ("tanh", "relu"), "mse"),
        (SOFT, ("tanh", "tanh"), ("tanh",), "mse"),
        (SOFT, ("tanh", "sigmoid"), ("tanh", "sigmoid"), "binary_crossentropy"),
        (run_with("sigmoid", loss="binary_crossentropy"), ("linear",), ("linear",), "mse"),
        (run_with("sigmoid"), ("leaky_relu(0.2)",), ("leaky_relu(0.2)",), None),
    ],
)
def test_an_output_brings_its_loss(
    run: RunConfig, chosen: tuple[str, ...], activations: tuple[str, ...], loss: str | None
) -> None:
    values = activation_values(chosen, run)

    assert values[ACTIVATIONS] == activations
    assert values.get(LOSS) == loss


@pytest.mark.parametrize(("loss", "output"), product(LOSS_NAMES, ("sigmoid", "tanh", "linear")))
def test_from_every_pair_every_loss_and_every_output_can_be_had(loss: str, output: str) -> None:
    start = run_with("tanh", output)
    run = start.with_values(loss_values(loss, start))
    assert run.training.loss == loss
    assert pair_fault(activations_of(run), loss) is None
    for other in ("softmax", "sigmoid", "relu"):
        changed = run.with_values(activation_values(("tanh", other), run))
        assert activations_of(changed)[-1] == other
        assert pair_fault(activations_of(changed), changed.training.loss) is None


@pytest.mark.parametrize(
    ("run", "layers", "activations"),
    [
        (run_with("sigmoid"), (2, 1), None),
        (run_with("tanh", "sigmoid"), (2, 3, 3, 1), ("tanh", "tanh", "sigmoid")),
        (run_with("tanh", "sigmoid"), (2, 1), ("sigmoid",)),
        (run_with("softmax", hidden=(), loss="categorical_crossentropy"), (4, 8, 3), ("tanh", "softmax")),
    ],
)
def test_activations_are_made_to_fit_the_layers(
    run: RunConfig, layers: tuple[int, ...], activations: tuple[str, ...] | None
) -> None:
    assert layer_values(layers, run).get(ACTIVATIONS) == activations


def test_what_else_changes_is_said() -> None:
    run = run_with("tanh")
    assert said(loss_values("categorical_crossentropy", run), LOSS, run) == "the output becomes softmax"
    soft = activation_values(("softmax",), run)
    assert said(soft, ACTIVATIONS, run) == "the loss becomes categorical_crossentropy"
    assert said({("training", "optimizer"): "adam"}, ("training", "optimizer"), run) == "the rate becomes 0.001"
    assert said({("training", "optimizer"): "lbfgs"}, ("training", "optimizer"), run) == ""  # it has no rate
    assert said({("training", "momentum"): 0.5}, ("training", "momentum"), run) == ""


def test_what_does_not_fit_says_nothing_and_breaks_nothing() -> None:
    odd = RunConfig(network=NetworkConfig(activations=("tanh", "relu", "tanh")))

    assert activations_of(odd) == ()
    assert loss_values("categorical_crossentropy", odd) == {LOSS: "categorical_crossentropy"}
    assert layer_values((2, 2, 1), odd) == {LAYERS: (2, 2, 1)}
    assert said({("network", "layers"): (2,)}, LAYERS, odd) == ""
