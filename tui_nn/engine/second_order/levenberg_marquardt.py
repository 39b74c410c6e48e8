"""Levenberg-Marquardt: Gauss-Newton steps, damped so far that they lower a sum of squares as foreseen."""

from __future__ import annotations

import numpy as np

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.second_order.method import ROUNDING, Method, take_step
from tui_nn.engine.second_order.objective import Parts
from tui_nn.engine.second_order.residuals import SumOfSquares

DAMPING = 1
"""The place in the memory of the next iteration's damping; 0 before the first."""

FIRST_SHARE = 1.0
"""Of the largest diagonal element of the matrix: the first damping.

From 1e-3 of it, which others take, fewer starts with small weights learn XOR: 85 % instead of 97 %, with tanh.
"""

GROWTH = 4.0
"""By which the damping grows before another try."""

MOST_CHANGE = 10.0
"""By which it falls after a step as foreseen, or grows after one that brought little: 10^(1 - 2 gain) between them.

Nielsen's rule (1999) lets it fall by 3 at most; where outputs saturate, and the matrix fades with every step, the
damping must fade as fast, or 50 iterations do not do (median of the starts of XOR: 42 instead of 24). Marquardt's
(1963), which is 10 after every step, tries half as many steps again on smooth curves.
"""

LEAST_GAIN = 0.1
"""Of the foreseen decrease, which a step must bring to be done."""

LEAST_DAMPING = 1e-20


def iterate(objective: SumOfSquares, parameters: FloatArray, memory: FloatArray) -> Parts[float | None]:
    """Do one step of Levenberg-Marquardt.

    Solves (A + damping I) step = -gradient, with A the Gauss-Newton matrix (Levenberg 1944, Marquardt 1963, Hagan &
    Menhaj 1994). The damping adds to every diagonal element alike: in proportion to the element, as Marquardt proposed
    it, a parameter without influence is not held back at all, and saturates its unit (5 % of the starts of XOR are
    learned so).
    """
    here = yield from objective.bowl(parameters)
    gradient, matrix = here.gradient, here.matrix
    damping = float(memory[DAMPING]) or FIRST_SHARE * float(matrix.diagonal().max())
    while np.isfinite(damping):
        damped = matrix.copy()
        damped.ravel()[:: len(gradient) + 1] += damping
        try:
            step = np.linalg.solve(damped, -gradient)
        except np.linalg.LinAlgError:  # singular to rounding: more damping makes it regular
            damping = max(GROWTH * damping, LEAST_DAMPING)
            continue
        foreseen = 0.5 * float(np.dot(step, damping * step - gradient))
        if not foreseen > ROUNDING * here.value:
            return None
        place = parameters + step
        there = yield from objective.height(place)
        gain = (here.value - there.value) / foreseen
        if gain > LEAST_GAIN:
            take_step(parameters, memory, place)
            memory[DAMPING] = max(damping * MOST_CHANGE ** (1.0 - 2.0 * min(gain, 1.0)), LEAST_DAMPING)
            return there.error
        damping *= GROWTH
    return None


LEVENBERG_MARQUARDT = Method("levenberg_marquardt", iterate, SumOfSquares)
