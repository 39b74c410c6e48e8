"""What every method of second order has in common: one iteration, and the beginning of its memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.network import Network
from tui_nn.engine.second_order.objective import Objective, Parts
from tui_nn.engine.second_order.sizes import HEADER

ROUNDING = float(np.finfo(np.float64).eps)
"""Of a value: a decrease that is a smaller share of it cannot be seen."""


@dataclass(frozen=True)
class Method:
    """A rule without state of its own, so that a run can be copied, stored and gone on with to the bit."""

    name: str

    iterate: Callable[[Any, FloatArray, FloatArray], Parts[float | None]]
    """`iterate(objective, parameters, memory)` does one step, changes both arrays in place, and returns the error.

    None says that no step lowers the value any more; the parameters then stay as they are.
    """

    objective: Callable[[Network, Dataset, TrainingConfig], Objective] = Objective
    """Makes what `iterate` goes down."""


def last_step(memory: FloatArray, parameters: int) -> FloatArray:
    """Return the part of a memory that holds the last change of the parameters, (parameters,); zeros before it."""
    return memory[HEADER : HEADER + parameters]


def own_memory(memory: FloatArray, parameters: int) -> FloatArray:
    """Return the part of a memory that comes after header and last step, as long as the method wants it."""
    return memory[HEADER + parameters :]


def take_step(parameters: FloatArray, memory: FloatArray, there: FloatArray) -> None:
    """Go to other parameters, and remember the way; all arrays but the memory are (parameters,)."""
    np.subtract(there, parameters, out=last_step(memory, len(parameters)))
    parameters[...] = there
