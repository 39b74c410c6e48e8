"""Functions to go down: a quadratic whose every step can be worked by hand, and a network's error that keeps count."""

from __future__ import annotations

from typing import Any

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import memory_shape
from tui_nn.engine.second_order.methods import METHODS
from tui_nn.engine.second_order.objective import Height, Parts, Slope, run


class Quadratic:
    """value = x^T A x / 2 - b^T x, of which the gradient is A x - b."""

    def __init__(self, matrix: Any, right: Any = None) -> None:  # noqa: ANN401  anything that is an array
        self.matrix = np.array(matrix, dtype=np.float64)
        self.right = np.zeros(len(self.matrix)) if right is None else np.array(right, dtype=np.float64)
        self.slopes = 0

    @property
    def lowest(self) -> FloatArray:
        return np.asarray(np.linalg.solve(self.matrix, self.right))

    def height(self, parameters: FloatArray) -> Parts[Height]:
        yield
        value = float(parameters @ (0.5 * self.matrix @ parameters - self.right))
        return Height(value, value)

    def slope(self, parameters: FloatArray) -> Parts[Slope]:
        self.slopes += 1
        found = yield from self.height(parameters)
        return Slope(found.value, found.error, self.matrix @ parameters - self.right)


class Descending:
    """A method on its way down."""

    def __init__(self, name: str, objective: Any, start: Any) -> None:  # noqa: ANN401  what the method takes
        self.method, self.objective = METHODS[name], objective
        self.parameters: FloatArray = np.array(start, dtype=np.float64)
        self.memory: FloatArray = np.zeros(memory_shape(name, len(self.parameters)))

    @classmethod
    def of_network(cls, name: str, network: Network, dataset: Dataset, config: TrainingConfig) -> Descending:
        """Go down the error of a network; the objective keeps every value that is measured."""
        objective = METHODS[name].objective(network, dataset, config)
        return cls(name, Recorded(objective), network.parameters)

    def step(self) -> float | None:
        with np.errstate(all="ignore"):
            return run(self.method.iterate(self.objective, self.parameters, self.memory))

    def descend(self, most: int) -> int:
        """Do steps until there is none, and say how many there were."""
        for done in range(most):
            if self.step() is None:
                return done
        return most


class Recorded:
    """An objective that keeps each value that takes a pass over the rows, in their order."""

    def __init__(self, objective: Any) -> None:  # noqa: ANN401  either of the two
        self._objective = objective
        self.values: list[float] = []

    def height(self, parameters: FloatArray) -> Parts[Height]:
        found: Height = yield from self._kept(self._objective.height(parameters))
        return found

    def slope(self, parameters: FloatArray) -> Parts[Slope]:
        found: Slope = yield from self._kept(self._objective.slope(parameters))
        return found

    def bowl(self, parameters: FloatArray) -> Parts[Any]:
        return (yield from self._kept(self._objective.bowl(parameters)))

    def _kept(self, measuring: Parts[Any]) -> Parts[Any]:
        passes = self._objective.passes
        found = yield from measuring
        if self._objective.passes > passes:
            self.values.append(found.value)
        return found
