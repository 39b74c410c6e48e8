"""PyTorch, eager: the plain training loop of its tutorials, with its own default number of threads."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from typing import Any

from tests.benchmarks.mini_batches import MiniBatchWork
from tests.benchmarks.timing import Contestant
from tests.benchmarks.workload import Agreement, Build
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray

NAME = "PyTorch eager"


def full_batch_build(
    dataset: Dataset, weights: Sequence[FloatArray], rate: float, iterations: int, tolerance: float
) -> Build:
    """Return what prepares PyTorch for sigmoid layers and the sum of squares, all rows in one batch."""

    def build(agreement: Agreement) -> Contestant:
        torch = _torch()
        inputs, targets = torch.tensor(dataset.inputs), torch.tensor(dataset.targets)

        def run(count: int) -> float:
            model = _model(torch, weights, ("sigmoid",) * len(weights), "float64")
            # The tutorial's update follows half of the error that is shown; half of the rate is the same.
            optimizer = torch.optim.SGD(model.parameters(), lr=rate / 2)
            errors = []
            for _ in range(count):
                optimizer.zero_grad()
                error = ((model(inputs) - targets) ** 2).sum()
                error.backward()
                optimizer.step()
                errors.append(error.item())
            with torch.no_grad():
                return float(((model(inputs) - targets) ** 2).sum())

        agreement.require(NAME, run(iterations), tolerance=tolerance)
        return Contestant(NAME, run)

    return build


def mini_batch_build(work: MiniBatchWork) -> Build:
    """Return what prepares PyTorch for this work."""

    def build(agreement: Agreement) -> Contestant:
        torch = _torch()
        dtype = getattr(torch, work.precision)
        inputs = torch.tensor(work.inputs, dtype=dtype)
        if work.loss == "mse":
            targets, loss_function = torch.tensor(work.targets, dtype=dtype), torch.nn.MSELoss()
        else:
            targets, loss_function = torch.tensor(work.classes()), torch.nn.CrossEntropyLoss()
        optimizers = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}

        def run(orders: Iterable[Any]) -> float:
            model = _model(torch, work.weights, work.activations, work.precision)
            optimizer = optimizers[work.optimizer](model.parameters(), lr=work.learning_rate)
            errors = []
            for order in orders:
                for start in range(0, work.samples, work.batch_size):
                    rows = order[start : start + work.batch_size]
                    optimizer.zero_grad()
                    loss_function(model(inputs[rows]), targets[rows]).backward()
                    optimizer.step()
                with torch.no_grad():
                    errors.append(loss_function(model(inputs), targets).item())
            return float(errors[-1])

        error = run(torch.tensor(order) for order in work.checked_orders())
        agreement.require(NAME, error, tolerance=work.tolerance)
        return Contestant(
            NAME, lambda count: run(torch.randperm(work.samples) for _ in range(count)), units=work.samples
        )

    return build


def _torch() -> Any:  # noqa: ANN401  optional, so its types are not there for mypy
    return importlib.import_module("torch")


def _model(torch: Any, weights: Sequence[FloatArray], activations: Sequence[str], precision: str) -> Any:  # noqa: ANN401
    """Return a model with these start weights; softmax is left to the loss, as PyTorch wants it."""
    functions = {"sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
    dtype = getattr(torch, precision)
    layers = []
    for weight, activation in zip(weights, activations, strict=True):
        layer = torch.nn.Linear(weight.shape[1] - 1, weight.shape[0], dtype=dtype)
        with torch.no_grad():
            layer.weight[:] = torch.tensor(weight[:, :-1], dtype=dtype)
            layer.bias[:] = torch.tensor(weight[:, -1], dtype=dtype)
        layers.append(layer)
        if activation in functions:
            layers.append(functions[activation]())
    return torch.nn.Sequential(*layers)
