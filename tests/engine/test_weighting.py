"""Classes that count more, and targets that are smoothed, worked by hand."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.training_config import LOSS_NAMES, SMOOTHED_LOSSES, TrainingConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.engine.compatibility import rules_fault
from tui_nn.engine.kernels.choice import KERNELS
from tui_nn.engine.losses import chosen_loss
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer
from tui_nn.engine.row_errors import row_errors
from tui_nn.engine.weighting import Weighting, smoothed

from .kernels.test_kernels import advance

RARE = Dataset.from_arrays(np.arange(8.0)[:, None], [0, 0, 0, 0, 0, 0, 1, 1], name="rare")
THREE = Dataset.from_arrays(np.arange(6.0)[:, None], np.eye(3)[[0, 0, 0, 1, 1, 2]])


def weights(rows: Dataset, class_weights: object, loss: str = "sse") -> npt.NDArray[np.float64]:
    config = TrainingConfig(loss=loss, class_weights=class_weights)  # type: ignore[arg-type]  # checked there
    weighting = chosen_loss(config, rows).weighting
    assert weighting is not None
    return weighting.of_targets(rows.targets.T)


def test_balanced_lets_rare_rows_count_more_and_all_classes_as_much() -> None:
    # 8 / (2 * 6) and 8 / (2 * 2), as scikit-learn has it.
    assert weights(RARE, "balanced").tolist() == [[2 / 3] * 6 + [2.0] * 2]
    # 6 / (3 * 3), 6 / (3 * 2), 6 / (3 * 1), for all outputs of a row.
    of_classes = weights(THREE, "balanced", "categorical_crossentropy")
    np.testing.assert_allclose(of_classes, [[2 / 3] * 3 + [1.0] * 2 + [2.0]] * 3, rtol=1e-15)


def test_each_bit_of_a_row_has_the_weights_of_its_own_column() -> None:
    bits = Dataset.from_arrays([[0], [1], [2], [3]], [[0, 0], [0, 1], [0, 1], [1, 0]])

    np.testing.assert_allclose(
        weights(bits, "balanced"), np.array([[2 / 3, 2 / 3, 2 / 3, 2.0], [1.0, 1.0, 1.0, 1.0]]), rtol=1e-15
    )
    assert weights(bits, (1, 5)).tolist() == [[1, 1, 1, 5], [1, 5, 5, 1]]


def test_the_first_weight_is_of_the_no_even_where_that_is_minus_one() -> None:
    sides = Dataset.from_arrays([[0], [1], [2], [3]], [-1, -1, -1, 1])

    assert weights(sides, (1, 5), "hinge").tolist() == [[1, 1, 1, 5]]
    np.testing.assert_allclose(weights(sides, "balanced", "hinge"), [[2 / 3] * 3 + [2.0]], rtol=1e-15)


def test_a_target_between_weighs_what_lies_between() -> None:
    between = Weighting(np.array([[1.0, 5.0]])).of_targets(np.array([[0.0, 0.25, 1.0]]))

    assert between.tolist() == [[1.0, 2.0, 5.0]]


def test_a_class_without_a_training_row_weighs_one() -> None:
    lacking = Dataset.from_arrays([[0.0], [1.0]], [[1, 0, 0], [0, 1, 0]])

    np.testing.assert_allclose(
        weights(lacking, "balanced", "categorical_crossentropy"), np.full((3, 2), 2 / 3), rtol=1e-15
    )
    one = Dataset.from_arrays([[0.0]], [[1.0]])
    assert weights(one, "balanced").tolist() == [[0.5]]


def test_single_precision_stays_single() -> None:
    targets: Any = RARE.targets.T.astype(np.float32)
    loss = chosen_loss(TrainingConfig(loss="binary_crossentropy", class_weights="balanced", label_smoothing=0.1), RARE)
    assert loss.weighting is not None

    assert loss.weighting.of_targets(targets).dtype == loss.wanted(targets).dtype == np.float32


def test_all_parts_are_weighted_by_the_training_rows() -> None:
    config = TrainingConfig(class_weights="balanced", loss="categorical_crossentropy")
    iris = load_data(DataConfig(source="iris", validation_share=0.3, test_share=0.2))
    found = [
        chosen_loss(config, rows).weighting
        for rows in (
            iris,
            iris.training,
            iris.validation,
            iris.test,
            iris.head(10),
            pickle.loads(pickle.dumps(iris.head(10))),
        )
        if rows is not None
    ]
    shares = iris.training.targets.mean(axis=0)

    assert len(found) == 6
    for weighting in found:
        assert weighting is not None
        np.testing.assert_allclose(weighting.weights, 1 / (3 * shares), rtol=1e-15)


def test_smoothing_spreads_a_share_of_each_target_evenly() -> None:
    np.testing.assert_allclose(smoothed(np.array([1.0, 0.0]), 0.1, 2), [0.95, 0.05], rtol=1e-15)
    np.testing.assert_allclose(smoothed(np.array([1.0, 0.0, 0.0, 0.0]), 0.2, 4), [0.85, 0.05, 0.05, 0.05], rtol=1e-15)


@pytest.mark.parametrize("name", LOSS_NAMES)
def test_only_losses_of_shares_are_smoothed(name: str) -> None:
    targets = np.array([[1.0, 0.0], [0.0, 1.0]])
    wanted = chosen_loss(TrainingConfig(loss=name, label_smoothing=0.1)).wanted(targets)

    assert (wanted is targets) == (name not in SMOOTHED_LOSSES)


def test_two_outputs_of_sigmoids_are_smoothed_one_by_one() -> None:
    three = np.eye(3)
    wanted = chosen_loss(TrainingConfig(loss="binary_crossentropy", label_smoothing=0.3)).wanted(three)
    together = chosen_loss(TrainingConfig(loss="categorical_crossentropy", label_smoothing=0.3)).wanted(three)

    np.testing.assert_allclose(wanted[0], [0.85, 0.15, 0.15], rtol=1e-15)
    np.testing.assert_allclose(together[0], [0.8, 0.1, 0.1], rtol=1e-15)


def test_weights_multiply_error_and_gradient_by_the_true_class_of_smoothed_targets() -> None:
    config = TrainingConfig(loss="binary_crossentropy", class_weights=(1.0, 3.0), label_smoothing=0.2)
    loss, x = chosen_loss(config, RARE), np.array([[0.0, 0.0]])
    gradient = np.empty((1, 2))
    loss.gradient(x, np.array([[0.0, 1.0]]), gradient, 2)

    # At one half every answer costs log 2; the slope is 1/2 - 0.1, and 1/2 - 0.9 three times.
    assert loss.error(x, np.array([[0.0, 1.0]]), 2) == pytest.approx(4 * np.log(2) / 2, rel=1e-15)
    np.testing.assert_allclose(gradient, [[0.4 / 2, -1.2 / 2]], rtol=1e-14)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("batch_size", [None, 3])
def test_a_weight_of_two_is_a_row_that_is_there_twice(kernel: str, batch_size: int | None) -> None:
    # By the sum of squares, whose gradient does not depend on the number of rows.
    doubled = Dataset.from_arrays([*RARE.inputs, *RARE.inputs[6:]], [*RARE.targets, *RARE.targets[6:]])
    network = Network.create((1, 2, 1), seed=1)
    weighted, errors = advance(network, RARE, TrainingConfig(class_weights=(1, 2), batch_size=batch_size), kernel, 20)
    assert errors[-1] == pytest.approx(Observer(weighted.network, doubled, TrainingConfig()).error(weighted.network))
    if batch_size is None:
        twice, _ = advance(network, doubled, TrainingConfig(), kernel, 20)
        np.testing.assert_allclose(weighted.network.parameters, twice.network.parameters, rtol=1e-10)


@pytest.mark.parametrize("loss", ["binary_crossentropy", "sse"])
def test_row_errors_and_the_error_shown_are_the_weighted_ones(loss: str) -> None:
    network = Network.create((1, 2, 1), seed=1)
    config = TrainingConfig(loss=loss, class_weights="balanced", label_smoothing=0.1)
    observer = Observer(network, RARE, config)
    errors = row_errors(network, RARE, observer.outputs(network, 8), config)
    together = errors.sum() if loss == "sse" else errors.mean()

    assert observer.error(network) == pytest.approx(together, rel=1e-14)
    assert not np.isclose(observer.error(network), Observer(network, RARE, TrainingConfig(loss=loss)).error(network))


@pytest.mark.parametrize(
    ("source", "class_weights", "loss", "says"),
    [
        ("sine", "balanced", "mse", "class weights need targets that are classes or 0 and 1"),
        ("sine", (1, 2), "mse", "class weights need targets that are classes or 0 and 1"),
        ("xor", (1, 2, 3), "sse", "3 class weights are given for 2 values of a bit"),
        ("iris", (1, 2), "categorical_crossentropy", "2 class weights are given for 3 classes"),
    ],
)
def test_weights_that_do_not_fit_are_refused(source: str, class_weights: object, loss: str, says: str) -> None:
    config = TrainingConfig(class_weights=class_weights, loss=loss)  # type: ignore[arg-type]  # checked there
    fault = rules_fault(load_data(DataConfig(source=source)), config)

    assert fault is not None
    assert fault.startswith(says)


@pytest.mark.parametrize(
    ("source", "class_weights", "loss"),
    [
        ("xor", (1, 2), "sse"),
        ("iris", (1, 2, 3), "categorical_crossentropy"),
        ("iris", (1, 2, 3), "mse"),
        ("iris", "balanced", "binary_focal"),
        ("moons", "balanced", "hinge"),
    ],
)
def test_weights_that_fit_are_taken(source: str, class_weights: object, loss: str) -> None:
    config = TrainingConfig(class_weights=class_weights, loss=loss)  # type: ignore[arg-type]  # checked there

    assert rules_fault(load_data(DataConfig(source=source)), config) is None


def test_whoever_weighs_classes_has_to_say_of_what() -> None:
    with pytest.raises(ValueError, match="belong to a data set"):
        chosen_loss(TrainingConfig(class_weights="balanced"))
