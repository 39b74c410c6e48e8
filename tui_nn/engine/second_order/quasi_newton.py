"""What BFGS and L-BFGS have in common: steps along a direction that is learned from the steps before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.second_order.line_search import Landing, search
from tui_nn.engine.second_order.method import ROUNDING, Method, own_memory, take_step
from tui_nn.engine.second_order.objective import Descent, Parts, Slope

LEARNED = 1
"""The place in the memory of how many steps have been learned from since it was empty."""


Direct = Callable[[FloatArray, FloatArray, int], FloatArray]
"""`direct(gradient, own, learned)` makes a direction of a gradient, both (parameters,).

`own` is the method's own memory, and `learned` counts the steps in it: about minus the inverse of the second
derivatives times the gradient.
"""

Learn = Callable[[FloatArray, FloatArray, FloatArray, int], None]
"""`learn(step, change, own, learned)` writes a step and the change of the gradient along it into the own memory.

Both are (parameters,), and their product is above 0.
"""


def quasi_newton(name: str, direct: Direct, learn: Learn) -> Method:
    """Make a method of the two things in which they differ."""
    return Method(name, partial(_iterate, direct=direct, learn=learn))


def _iterate(
    objective: Descent, parameters: FloatArray, memory: FloatArray, *, direct: Direct, learn: Learn
) -> Parts[float | None]:
    here = yield from objective.slope(parameters)
    own = own_memory(memory, len(parameters))
    learned = int(memory[LEARNED])
    visible = ROUNDING * abs(here.value)
    landing: Landing | None = None
    if learned:
        direction = direct(here.gradient, own, learned)
        foreseen = _foreseen(here, direction)
        if 0.0 <= foreseen <= visible:
            return None
        if 0.0 < foreseen < np.inf:
            landing = yield from search(objective, parameters, here, direction, 1.0)
    if landing is None:
        # What was learned misleads, or there is nothing yet: straight down, as far as the smaller of 1 and |gradient|.
        learned = 0
        direction = -here.gradient
        if visible < _foreseen(here, direction) < np.inf:
            length = min(1.0, 1.0 / float(np.linalg.norm(here.gradient)))
            landing = yield from search(objective, parameters, here, direction, length)
    if landing is None:
        return None
    step, change = landing.place - parameters, landing.found.gradient - here.gradient
    if float(np.dot(step, change)) > ROUNDING * float(np.dot(change, change)):
        learn(step, change, own, learned)
        learned += 1
    memory[LEARNED] = learned
    take_step(parameters, memory, landing.place)
    return landing.found.error


def _foreseen(here: Slope, direction: FloatArray) -> float:
    """Return the decrease along a direction: half of what the slope promises, where the value bends as was learned."""
    return -0.5 * float(np.dot(here.gradient, direction))


def first_scale(step: FloatArray, change: FloatArray) -> float:
    """Return s^T y / y^T y: how long steps are for a change of the gradient (Nocedal & Wright 2006, equation 6.20)."""
    return float(np.dot(step, change)) / float(np.dot(change, change))
