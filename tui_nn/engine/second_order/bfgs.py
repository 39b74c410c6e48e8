"""BFGS: an inverse of the second derivatives, learned from every step."""

from __future__ import annotations

import numpy as np

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.second_order.quasi_newton import first_scale, quasi_newton


def _direction(gradient: FloatArray, own: FloatArray, _learned: int) -> FloatArray:
    size = len(gradient)
    direction: FloatArray = -(own.reshape(size, size) @ gradient)
    return direction


def _learn(step: FloatArray, change: FloatArray, own: FloatArray, learned: int) -> None:
    """Learn from a step s along which the gradient changed by y.

    H = (I - r s y^T) H (I - r y s^T) + r s s^T with r = 1 / s^T y (Broyden, Fletcher, Goldfarb & Shanno 1970; Nocedal &
    Wright 2006, equations 6.17 and 6.20 for the first), multiplied out.
    """
    size = len(step)
    inverse = own.reshape(size, size)
    if not learned:
        inverse[...] = 0.0
        inverse.ravel()[:: size + 1] = first_scale(step, change)
    share = 1.0 / float(np.dot(step, change))
    bent = inverse @ change
    weight = share * (1.0 + share * float(np.dot(change, bent)))
    # One sum of outer products, so that the matrix stays symmetric to the bit.
    half = np.outer(step, 0.5 * weight * step - share * bent)
    inverse += half + half.T


BFGS = quasi_newton("bfgs", _direction, _learn)
