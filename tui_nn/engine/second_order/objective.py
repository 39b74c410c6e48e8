"""What a method of second order goes down: the loss over all rows and the pull of L2, with its gradient."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import backward, forward, weight_views
from tui_nn.engine.losses import chosen_loss
from tui_nn.engine.network import Network
from tui_nn.engine.regularization import is_weight_mask
from tui_nn.engine.row_blocks import RowBlocks

Answer = TypeVar("Answer")
Parts = Generator[None, None, Answer]
"""Work that can be interrupted at each `yield`, and its answer."""


@dataclass(frozen=True, eq=False)
class Height:
    """How high the error is at some parameters."""

    value: float
    """What is gone down: the error with the pull of L2; of `sse`, half of it."""

    error: float
    """What is shown: the loss over all rows alone."""


@dataclass(frozen=True, eq=False)
class Slope(Height):
    """How high it is there, and how it falls."""

    gradient: FloatArray
    """(parameters,), of the value."""


class Descent(Protocol):
    """A function of the parameters that a method can go down."""

    def height(self, parameters: FloatArray) -> Parts[Height]:
        """Measure the value at these parameters."""

    def slope(self, parameters: FloatArray) -> Parts[Slope]:
        """Measure the value and its gradient at these parameters."""


def run(parts: Parts[Answer]) -> Answer:
    """Do work at one go."""
    while True:
        try:
            next(parts)
        except StopIteration as end:
            answer: Answer = end.value
            return answer


class Objective:
    """The objective of networks of one shape on one data set; passes are made in blocks of rows, `yield` after each.

    value = share * error + l2 / 2 * sum of the squared weights (not biases), the share being 1/2 for `sse`, whose
    update follows the gradient of the half, and 1 for every other loss.
    """

    def __init__(self, network: Network, dataset: Dataset, config: TrainingConfig) -> None:
        size = network.parameters.size
        self.passes = 0
        """Over all rows, forward, since the beginning."""

        self.blocks = RowBlocks(network.layer_sizes, network.activations, dataset)
        self.parts = len(self.blocks.starts)
        """Between which the longest of the measurements can be interrupted."""

        self.layer_sizes = network.layer_sizes
        self.is_weight = is_weight_mask(network.layer_sizes)
        self._parameters, self._gradient, self._part = np.zeros(size), np.empty(size), np.empty(size)
        self.weights, self._gradients, self._parts = (
            weight_views(network.layer_sizes, vector) for vector in (self._parameters, self._gradient, self._part)
        )
        self.loss = chosen_loss(config, dataset)
        self.share = 0.5 if config.loss == "sse" else 1.0
        """Of the error, which is gone down."""

        self.l2 = config.l2
        """Strength of the pull of weights towards zero; it may change between two iterations."""

        self._known: tuple[FloatArray, float, Slope] | None = None

    def height(self, parameters: FloatArray) -> Parts[Height]:
        """Measure the value with one pass forward."""
        self._load(parameters)
        error = 0.0
        for start in self.blocks.starts:
            workspace, targets = self.blocks.block(start)
            forward(self.weights, workspace)
            error += self.loss.error(workspace.judged_by(self.loss), targets, self.blocks.samples)
            yield
        return Height(self.value(error, parameters), error)

    def slope(self, parameters: FloatArray) -> Parts[Slope]:
        """Measure the value and its gradient with one pass forward and backward, or none where it is known."""
        if self._known is not None and self._known[1] == self.l2 and np.array_equal(self._known[0], parameters):
            return self._known[2]
        self._load(parameters)
        error = 0.0
        for start in self.blocks.starts:
            workspace, targets = self.blocks.block(start)
            forward(self.weights, workspace)
            error += self.loss.error(workspace.judged_by(self.loss), targets, self.blocks.samples)
            gradients = self._parts if start else self._gradients
            backward(self.weights, gradients, workspace, self.loss, targets, self.blocks.samples)
            if start:
                self._gradient += self._part
            yield
        gradient = self._gradient.copy()
        if self.l2:
            gradient += self.l2 * self.is_weight * parameters
        found = Slope(self.value(error, parameters), error, gradient)
        self._known = parameters.copy(), self.l2, found
        return found

    def value(self, error: float, parameters: FloatArray) -> float:
        """Return what is gone down where the loss is `error`."""
        if not self.l2:
            return self.share * error
        return self.share * error + 0.5 * self.l2 * float(np.dot(self.is_weight * parameters, parameters))

    def _load(self, parameters: FloatArray) -> None:
        self._parameters[...] = parameters
        self.passes += 1
