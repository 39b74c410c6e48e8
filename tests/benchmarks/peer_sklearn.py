"""scikit-learn's multilayer perceptrons: `fit` for a given number of epochs, from given weights.

They fix the last layer to the loss: linear under the squared error, softmax under the cross-entropy. Their error is an
average over the batches on the way, so they are spared the pass over all rows at the end of an epoch.
"""

from __future__ import annotations

import dataclasses
import importlib
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.benchmarks import ours
from tests.benchmarks.mini_batches import MiniBatchWork
from tests.benchmarks.timing import Contestant
from tests.benchmarks.workload import Agreement, Build
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.network import Network

NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
LINEAR = "scikit-learn (its last layer linear)"
SOFTMAX = "scikit-learn"


def full_batch_build(
    dataset: Dataset, weights: Sequence[FloatArray], rate: float, iterations: int, tolerance: float
) -> Build:
    """Return what prepares scikit-learn for the sum of squares, all rows in one batch."""

    def build(agreement: Agreement) -> Contestant:
        # It averages the gradient over the rows, the tutorial adds it up.
        options = {"solver": "sgd", "activation": "logistic", "learning_rate_init": rate * dataset.samples}
        options |= {"batch_size": dataset.samples, "shuffle": False}
        model = _model("MLPRegressor", options, dataset.inputs, dataset.targets[:, 0], weights)
        for _ in range(iterations):
            model.partial_fit(dataset.inputs, dataset.targets[:, 0])
        error = float(np.sum((model.predict(dataset.inputs) - dataset.targets[:, 0]) ** 2))
        network = Network.from_weights(weights, ("sigmoid", "linear"))
        twin = ours.run_for(network, dataset, TrainingConfig(learning_rate=rate), iterations)
        agreement.require("tui-nn with a linear last layer", twin.error, tolerance=tolerance, task="linear")
        agreement.require(LINEAR, error, tolerance=tolerance, task="linear")
        return Contestant(LINEAR, lambda count: _fit(model, dataset.inputs, dataset.targets[:, 0], count))

    return build


def mini_batch_build(work: MiniBatchWork) -> Build:
    """Return what prepares scikit-learn for this work."""
    regression = work.loss == "mse"

    def build(agreement: Agreement) -> Contestant:
        inputs = work.inputs.astype(work.precision)
        targets = work.targets[:, 0].astype(work.precision) if regression else work.classes()
        options = {
            "solver": work.optimizer,
            "activation": NAMES[work.activations[0]],
            # It follows half of the mean square.
            "learning_rate_init": work.learning_rate * (2 if regression else 1),
            "batch_size": work.batch_size,
        }
        estimator = "MLPRegressor" if regression else "MLPClassifier"
        checked = _model(estimator, options | {"shuffle": False}, inputs, targets, work.weights)
        for order in work.checked_orders():
            checked.partial_fit(inputs[order], targets[order])
        name = LINEAR if regression else SOFTMAX
        if regression:
            error = float(np.mean((checked.predict(inputs) - targets) ** 2))
        else:
            chances = checked.predict_proba(inputs)[np.arange(work.samples), targets]
            error = float(-np.mean(np.log(chances)))
        _agree(agreement, name, work, error, linear=regression)
        model = _model(estimator, options, inputs, targets, work.weights)
        return Contestant(name, lambda count: _fit(model, inputs, targets, count), units=work.samples)

    return build


def _agree(agreement: Agreement, name: str, work: MiniBatchWork, error: float, *, linear: bool) -> None:
    if linear:
        # What it does can be asked of our own engine: the same network but for the last activation.
        twin = dataclasses.replace(work, activations=(*work.activations[:-1], "linear"))
        ours.mini_batch_build("tui-nn with a linear last layer", twin, task="linear")(agreement)
        agreement.require(name, error, tolerance=work.tolerance, task="linear")
    else:
        # Its Adam adds the epsilon at another place than the paper, which shows in the first steps.
        agreement.require(name, error, tolerance=max(work.tolerance, 1e-3))


def _model(
    estimator: str,
    options: dict[str, Any],
    inputs: npt.NDArray[Any],
    targets: npt.NDArray[Any],
    weights: Sequence[FloatArray],
) -> Any:  # noqa: ANN401  optional, so its types are not there for mypy
    """Return an estimator with these start weights that neither shrinks them nor stops early."""
    perceptron = getattr(importlib.import_module("sklearn.neural_network"), estimator)
    model = perceptron(
        hidden_layer_sizes=tuple(len(weight) for weight in weights[:-1]),
        alpha=0.0,
        momentum=0.0,
        nesterovs_momentum=False,
        tol=0.0,
        n_iter_no_change=10**9,
        warm_start=True,
        random_state=0,
        **options,
    )
    # The weights are there after a first step only; they are put right, and what else the step left is taken away.
    model.partial_fit(inputs, targets, **({"classes": np.unique(targets)} if estimator == "MLPClassifier" else {}))
    for weight, coefficients, intercepts in zip(weights, model.coefs_, model.intercepts_, strict=True):
        coefficients[...] = weight[:, :-1].T
        intercepts[...] = weight[:, -1]
    del model._optimizer
    return model


def _fit(model: Any, inputs: npt.NDArray[Any], targets: npt.NDArray[Any], epochs: int) -> None:  # noqa: ANN401
    model.set_params(max_iter=epochs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged is what was asked for
        model.fit(inputs, targets)
