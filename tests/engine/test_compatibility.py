"""What goes together: each refusal names what would fit, and what it names does fit."""

from __future__ import annotations

import re

import pytest

from tui_nn.config.activation_names import ACTIVATION_NAMES
from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.config.training_config import LOSS_NAMES, SMOOTHED_LOSSES, TrainingConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.engine.activations import layers_fault
from tui_nn.engine.compatibility import fitting_loss, require_trainable, rules_fault, targets_fault, training_fault
from tui_nn.engine.losses import LOSSES

PLAIN = [name for name in ACTIVATION_NAMES if name not in ("step", "softmax", "sigmoid")]
ONE_OF_TWO = Dataset.from_arrays([[0], [1]], [[0, 1], [1, 0]])


def with_targets(*targets: list[float]) -> Dataset:
    return Dataset.from_arrays([[0.0]] * len(targets), list(targets))


def says(fault: str | None) -> str:
    assert fault is not None
    assert "\n" not in fault
    return fault


def test_softmax_is_for_the_last_layer() -> None:
    assert layers_fault(("tanh", "softmax"), 3) is None
    assert "last layer alone" in says(layers_fault(("softmax", "softmax"), 3))
    assert "use another activation before it" in says(layers_fault(("softmax", "tanh"), 3))


def test_softmax_of_one_output_says_nothing_and_sigmoid_is_named() -> None:
    assert "at least 2 outputs" in says(layers_fault(("tanh", "softmax"), 1))
    assert "use sigmoid" in says(layers_fault(("softmax",), 1))


@pytest.mark.parametrize("activations", [("step", "sigmoid"), ("tanh", "step"), ("step",)])
def test_a_step_is_not_trained_through_and_its_smooth_relatives_are_named(activations: tuple[str, ...]) -> None:
    fault = says(training_fault(activations, "sse"))

    assert fault.startswith("training through step is impossible: it is flat")
    assert "use sigmoid or tanh" in fault


@pytest.mark.parametrize("loss", LOSS_NAMES)
@pytest.mark.parametrize("output", [*PLAIN, "sigmoid", "softmax", "leaky_relu(0.2)"])
def test_a_loss_that_is_made_for_an_activation_goes_with_no_other(loss: str, output: str) -> None:
    made_for = {
        "binary_crossentropy": "sigmoid",
        "binary_focal": "sigmoid",
        "categorical_crossentropy": "softmax",
        "categorical_focal": "softmax",
        "poisson": "softplus",
    }
    fits = made_for.get(loss, output) == output and (output != "softmax" or loss.startswith("categorical"))

    assert (training_fault(("tanh", output), loss) is None) == fits


@pytest.mark.parametrize("loss", [*SMOOTHED_LOSSES, "poisson"])
@pytest.mark.parametrize("output", [*PLAIN, "sigmoid", "softmax"])
def test_both_ways_out_that_a_refusal_names_do_fit(loss: str, output: str) -> None:
    fault = training_fault(("tanh", output), loss)
    if fault is None:
        return
    named = re.search(r"choose (\w+) for it, or a loss for (\w+) such as (\w+)", fault)

    assert named is not None, fault
    assert training_fault(("tanh", named[1]), loss) is None
    assert named[2] == output
    assert training_fault(("tanh", output), named[3]) is None


@pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if loss.output_activation is None])
def test_softmax_names_its_loss(loss: str) -> None:
    fault = says(training_fault(("tanh", "softmax"), loss))

    assert fault == f"softmax goes with the loss categorical_crossentropy, not with {loss}; choose that loss"


def test_the_loss_that_is_made_for_an_activation_is_found() -> None:
    assert fitting_loss("softmax") == "categorical_crossentropy"
    assert fitting_loss("sigmoid") == "binary_crossentropy"
    assert fitting_loss("tanh") == "mse"
    assert fitting_loss("softplus") == "mse"


@pytest.mark.parametrize("loss", ["sse", "mse", "mae", "huber", "log_cosh"])
def test_losses_of_distance_judge_any_target(loss: str) -> None:
    assert targets_fault(with_targets([-5.0], [1e9]), loss) is None


@pytest.mark.parametrize("wrong", [-0.1, 1.1])
@pytest.mark.parametrize("loss", ["binary_crossentropy", "binary_focal"])
def test_losses_of_sigmoids_want_targets_from_zero_to_one(loss: str, wrong: float) -> None:
    assert targets_fault(with_targets([0.0], [0.3], [1.0]), loss) is None
    fault = says(targets_fault(with_targets([0.0, 0.5], [0.3, wrong]), loss))

    assert f"{loss} needs targets from 0 to 1" in fault
    assert f"of row 2 is {wrong:g}" in fault
    assert fault.endswith("use mse, mae or huber")


def test_poisson_wants_counts() -> None:
    assert targets_fault(with_targets([0.0], [2.5], [1e6]), "poisson") is None
    fault = says(targets_fault(with_targets([3.0], [-0.5]), "poisson"))

    assert fault.startswith("poisson needs counts of 0 or more")
    assert "of row 2 is -0.5" in fault


@pytest.mark.parametrize("loss", ["hinge", "squared_hinge"])
def test_hinge_wants_two_classes(loss: str) -> None:
    assert targets_fault(with_targets([0.0], [1.0]), loss) is None
    assert targets_fault(with_targets([-1.0], [1.0]), loss) is None
    fault = says(targets_fault(with_targets([0.0], [0.5]), loss))

    assert f"{loss} needs targets of 0 and 1 (or -1 and 1)" in fault
    assert "of row 2 is 0.5" in fault


@pytest.mark.parametrize("kind", ["crossentropy", "focal"])
def test_losses_of_softmax_want_shares_of_one(kind: str) -> None:
    assert targets_fault(ONE_OF_TWO, f"categorical_{kind}") is None
    assert targets_fault(with_targets([0.1, 0.2, 0.7]), f"categorical_{kind}") is None
    fault = says(targets_fault(with_targets([0.0, 1.0], [1.0, 1.0]), f"categorical_{kind}"))

    assert "row 2 adds up to 2" in fault
    assert fault.endswith(f"use mse, or binary_{kind} with sigmoid")


def test_a_share_below_zero_is_called_that_even_where_all_add_up_to_one() -> None:
    fault = says(targets_fault(with_targets([1.0, 0.0], [1.5, -0.5]), "categorical_crossentropy"))

    assert "row 2 has -0.5" in fault


def test_what_cannot_be_trained_is_refused_before_it_begins() -> None:
    require_trainable(("tanh", "softmax"), ONE_OF_TWO, TrainingConfig(loss="categorical_crossentropy"))
    with pytest.raises(ConfigError, match="softmax goes with the loss categorical_crossentropy"):
        require_trainable(("tanh", "softmax"), ONE_OF_TWO, TrainingConfig(loss="mse"))
    with pytest.raises(ConfigError, match="needs targets from 0 to 1"):
        require_trainable(("sigmoid",), with_targets([2.0]), TrainingConfig(loss="binary_crossentropy"))


@pytest.mark.parametrize(
    ("source", "options", "says"),
    [
        ("xor", {"monitor": "validation", "patience": 5}, "set a validation share"),
        ("xor", {"monitor": "validation", "keep_best": True}, "set a validation share"),
        ("xor", {"monitor": "validation", "schedule": "plateau"}, "set a validation share"),
        ("sine", {"min_accuracy": 0.9}, "for numbers set a target error"),
    ],
)
def test_a_rule_that_could_never_act_is_refused(source: str, options: dict[str, object], says: str) -> None:
    fault = rules_fault(load_data(DataConfig(source=source)), TrainingConfig(**options))  # type: ignore[arg-type]

    assert fault is not None
    assert says in fault


def test_rules_that_can_act_are_left_alone() -> None:
    split = load_data(DataConfig(source="moons", validation_share=0.2))

    assert rules_fault(split, TrainingConfig(monitor="validation", patience=5, min_accuracy=0.9)) is None
    assert rules_fault(load_data(DataConfig()), TrainingConfig(monitor="validation")) is None
