"""Methods of second order against SciPy's from the same starts: the same minima, with as many passes over the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.network import Network
from tui_nn.engine.second_order.objective import Objective, run

from .second_order.descents import Descending

optimize: Any = pytest.importorskip("scipy.optimize", reason="SciPy, a peer of the benchmarks, is not installed")

STARTS = 4
MOST_PASSES = 1.5
"""Of SciPy's, in the geometric mean over the starts from which both come to the same minimum."""

Way = tuple[list[float], FloatArray]
"""The values that were measured, in their order, and where it ended."""


@dataclass(frozen=True)
class Problem:
    """A network, its rows, how it is trained, and from how many starts both come to the same minimum, at least."""

    source: str
    sizes: tuple[int, ...]
    activations: tuple[str, str]
    config: TrainingConfig
    same: dict[str, int]

    @property
    def rows(self) -> Dataset:
        return load_data(DataConfig(self.source, samples=60))

    def network(self, seed: int) -> Network:
        return Network.create(self.sizes, self.activations, "glorot_uniform", seed)


PROBLEMS = {
    "xor": Problem(
        *("xor", (2, 2, 1), ("tanh", "sigmoid"), TrainingConfig(l2=1e-2)),
        {"levenberg_marquardt": 1, "bfgs": 2, "lbfgs": 2},
    ),
    "sine": Problem(
        *("sine", (1, 3, 1), ("tanh", "linear"), TrainingConfig(l2=1e-3)),
        {"levenberg_marquardt": 2},
    ),
    "surface": Problem(
        *("multi-gauss", (2, 4, 1), ("tanh", "linear"), TrainingConfig(loss="mse", l2=1e-2)),
        {"bfgs": 2, "lbfgs": 2},
    ),
    "classes": Problem(
        *("blobs-3", (2, 3, 3), ("tanh", "softmax"), TrainingConfig(loss="categorical_crossentropy", l2=1e-2)),
        {"bfgs": 3, "lbfgs": 3},
    ),
}


def ours(name: str, network: Network, rows: Dataset, config: TrainingConfig) -> Way:
    descent = Descending.of_network(name, network, rows, config)
    descent.descend(3000)
    return descent.objective.values, descent.parameters


def minimized(method: str, options: dict[str, float]) -> Callable[[Network, Dataset, TrainingConfig], Way]:
    def minimize(network: Network, rows: Dataset, config: TrainingConfig) -> Way:
        objective, values = Objective(network, rows, config), list[float]()

        def measure(parameters: FloatArray) -> tuple[float, FloatArray]:
            found = run(objective.slope(parameters))
            values.append(found.value)
            return found.value, found.gradient.copy()

        found = optimize.minimize(measure, network.parameters, jac=True, method=method, options=options)
        return values, found.x

    return minimize


def least_squares(network: Network, rows: Dataset, config: TrainingConfig) -> Way:
    """MINPACK's Levenberg-Marquardt on residuals and derivatives that are made here, L2 as residuals of its own."""
    values = list[float]()
    outputs = rows.outputs * rows.samples
    scale = np.sqrt(1.0 if config.loss == "sse" else 2.0 / outputs)
    pull = np.sqrt(config.l2) * np.concatenate(
        [np.repeat([np.append(np.ones(each.shape[1] - 1), 0.0)], len(each), axis=0).ravel() for each in network.weights]
    )

    def residuals(parameters: FloatArray) -> FloatArray:
        moved = network.copy()
        moved.parameters[...] = parameters
        of_rows = scale * (moved.predict(rows.inputs) - rows.targets).ravel()
        found = np.concatenate([of_rows, pull * parameters])
        values.append(0.5 * float(found @ found))
        return found

    def derivatives(parameters: FloatArray) -> FloatArray:
        values.append(values[-1])  # it takes a pass as well
        found = np.empty((outputs, len(parameters)))
        for index in range(len(parameters)):
            step = 1e-6 * max(1.0, abs(float(parameters[index])))
            ends = []
            for sign in (1.0, -1.0):
                moved = network.copy()
                moved.parameters[...] = parameters
                moved.parameters[index] += sign * step
                ends.append(moved.predict(rows.inputs).ravel())
            found[:, index] = scale * (ends[0] - ends[1]) / (2.0 * step)
        return np.vstack([found, np.diag(pull)])

    tolerance = {"ftol": 1e-15, "xtol": 1e-15, "gtol": 1e-15}
    found = optimize.least_squares(residuals, network.parameters, jac=derivatives, method="lm", **tolerance)
    return values, found.x


SCIPY: dict[str, Callable[[Network, Dataset, TrainingConfig], Way]] = {
    "levenberg_marquardt": least_squares,
    "bfgs": minimized("BFGS", {"gtol": 1e-10, "maxiter": 20_000}),
    "lbfgs": minimized("L-BFGS-B", {"gtol": 1e-11, "ftol": 1e-16, "maxiter": 20_000, "maxfun": 50_000, "maxcor": 10}),
}


def passes_to(values: list[float], wanted: float) -> int:
    """How many measurements it took to come as low as that."""
    return int(np.flatnonzero(np.array(values) <= wanted)[0]) + 1


@pytest.mark.parametrize(
    ("problem", "name"),
    [pytest.param(problem, name, id=f"{label}-{name}") for label, problem in PROBLEMS.items() for name in problem.same],
)
def test_the_same_minimum_with_as_many_passes_as_scipy(problem: Problem, name: str) -> None:
    rows, ratios = problem.rows, []
    for seed in range(STARTS):
        network = problem.network(seed)
        values, _ = ours(name, network, rows, problem.config)
        others, _ = SCIPY[name](network, rows, problem.config)
        lowest = min(*values, *others)
        if abs(min(values) - min(others)) < 1e-8 * max(lowest, 1e-3):
            close = lowest + 1e-8 * (values[0] - lowest)
            ratios.append(passes_to(values, close) / passes_to(others, close))

    assert len(ratios) >= problem.same[name], "both come to the same minimum from too few starts to be compared"
    assert np.exp(np.mean(np.log(ratios))) <= MOST_PASSES, ratios


@pytest.mark.parametrize("name", ["levenberg_marquardt", "bfgs", "lbfgs", "scaled_conjugate_gradient"])
def test_where_it_ends_scipy_finds_nothing_lower(name: str) -> None:
    problem = PROBLEMS["xor"]
    for seed in range(4):
        network = problem.network(seed)
        values, end = ours(name, network, problem.rows, problem.config)
        network.parameters[...] = end
        others, _ = SCIPY["bfgs"](network, problem.rows, problem.config)

        assert min(others) >= min(values) * (1.0 - 1e-12)
