"""Scaled conjugate gradient: conjugate directions, whose lengths follow from the curvature along them."""

from __future__ import annotations

import numpy as np

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.second_order.method import ROUNDING, Method, own_memory, take_step
from tui_nn.engine.second_order.objective import Descent, Parts

SCALE, ALONG = 1, 2
"""The places in the memory of the paper's lambda, and of how many steps have been made since the last straight one."""

FIRST_SCALE = 5e-7
"""The paper takes at most 1e-6."""

PROBE = 5e-5
"""How far the gradient is probed along the direction; the paper takes at most 1e-4."""

LEAST_SCALE = 1e-20
STRAIGHT_DOWN = 0.0


def iterate(objective: Descent, parameters: FloatArray, memory: FloatArray) -> Parts[float | None]:
    """Do one step of the scaled conjugate gradient (Moller 1993, "A scaled conjugate gradient algorithm ...", SCG).

    The paper's names: p direction, r minus the gradient, delta the curvature p^T (s + lambda p), mu = p^T r, and the
    comparison D = 2 delta (E(w) - E(w + alpha p)) / mu^2 of the decrease with the foreseen one. An iteration here is
    the paper's from one success to the next: lambda grows until the step lowers the value. The direction that follows
    is made from the new gradient, and is straight down again after as many steps as there are parameters, and where
    rounding has made a direction useless.
    """
    size = len(parameters)
    direction = own_memory(memory, size)
    here = yield from objective.slope(parameters)
    scale = float(memory[SCALE]) or FIRST_SCALE
    along = float(memory[ALONG])
    while True:
        if along == STRAIGHT_DOWN:
            direction[...] = -here.gradient
        slope = -float(np.dot(direction, here.gradient))
        square = float(np.dot(direction, direction))
        if slope > 0.0 and np.isfinite(square):
            probe = PROBE / np.sqrt(square)
            ahead = yield from objective.slope(parameters + probe * direction)
            curvature = float(np.dot(direction, ahead.gradient - here.gradient)) / probe
            bent = curvature + scale * square
            if bent <= 0.0:  # the paper's step 4: lambda so large that the value bends upwards
                scale = 2.0 * (scale - bent / square)
                bent = curvature + scale * square
            while ROUNDING * abs(here.value) < 0.5 * slope * slope / bent < np.inf:
                place = parameters + (slope / bent) * direction
                there = yield from objective.slope(place)
                comparison = 2.0 * bent * (here.value - there.value) / (slope * slope)
                if comparison > 0.0:
                    take_step(parameters, memory, place)
                    memory[SCALE] = _next_scale(scale, comparison, bent, square)
                    memory[ALONG] = (along + 1.0) % size
                    _turn(direction, here.gradient, there.gradient, slope)
                    return there.error
                grown = scale + bent * (1.0 - comparison) / square if np.isfinite(comparison) else 4.0 * scale
                bent += (grown - scale) * square
                scale = grown
        if along == STRAIGHT_DOWN:
            return None
        along, scale = STRAIGHT_DOWN, FIRST_SCALE


def _next_scale(scale: float, comparison: float, bent: float, square: float) -> float:
    """Return lambda after a step: less where the value bends as foreseen, more where it does not (steps 7 and 8)."""
    if comparison >= 0.75:
        return max(scale / 4.0, LEAST_SCALE)
    return scale + bent * (1.0 - comparison) / square if comparison < 0.25 else scale


def _turn(direction: FloatArray, before: FloatArray, after: FloatArray, slope: float) -> None:
    """Make the next direction r' + b p with b = (r'^T r' - r'^T r) / mu, in place (Hestenes & Stiefel's way)."""
    share = (float(np.dot(after, after)) - float(np.dot(after, before))) / slope
    direction *= share
    direction -= after


SCALED_CONJUGATE_GRADIENT = Method("scaled_conjugate_gradient", iterate)
