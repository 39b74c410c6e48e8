"""Training in shuffled mini-batches, said without any library: what W2, W3 and W4 ask of everybody.

An epoch draws an order of all rows, does one update for each batch in it, a short last one included, and then takes the
error over all rows, as our own iterations do. Where a library shows something cheaper, its contestant says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tui_nn.config.training_config import PrecisionName
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.stack import batch_generator

CHECKED_EPOCHS = 3
"""Before it is measured, everybody goes through the rows so many times in the orders that our own engine draws."""

SEED = 0


@dataclass(frozen=True)
class MiniBatchWork:
    """A network, its rows and how it is to learn them."""

    inputs: FloatArray
    """(samples, features)"""

    targets: FloatArray
    """(samples, outputs); one-hot for the cross-entropy."""

    weights: tuple[FloatArray, ...]
    """Where everybody starts: for each layer (units_out, units_in + 1), the bias in the last column."""

    activations: tuple[str, ...]
    loss: Literal["mse", "categorical_crossentropy"]
    optimizer: Literal["sgd", "adam"]
    learning_rate: float
    batch_size: int

    precision: PrecisionName
    """Of the peers."""

    tolerance: float
    """How far, relatively, errors may lie apart: rounding in the lower of two precisions."""

    @property
    def samples(self) -> int:
        return len(self.inputs)

    def checked_orders(self) -> list[IntArray]:
        """Return the orders of the rows in our first iterations."""
        generator = batch_generator(SEED)
        return [generator.permutation(self.samples) for _ in range(CHECKED_EPOCHS)]

    def classes(self) -> IntArray:
        """Return the number of each row's class, for one-hot targets."""
        chosen: IntArray = np.argmax(self.targets, axis=1)
        return chosen
