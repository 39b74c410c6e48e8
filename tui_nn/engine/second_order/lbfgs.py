"""L-BFGS: as BFGS, with the last steps in place of a matrix."""

from __future__ import annotations

import numpy as np

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.second_order.quasi_newton import first_scale, quasi_newton
from tui_nn.engine.second_order.sizes import PAIRS


def _pairs(own: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the steps and the changes of the gradient, each (10, parameters): a ring, of which the oldest goes."""
    steps, changes = own.reshape(2, PAIRS, -1)
    return steps, changes


def _direction(gradient: FloatArray, own: FloatArray, learned: int) -> FloatArray:
    """Return minus the remembered inverse times the gradient, by two loops (Nocedal 1980; N. & Wright 2006, 7.4)."""
    steps, changes = _pairs(own)
    newest_first = [place % PAIRS for place in range(learned - 1, max(-1, learned - 1 - PAIRS), -1)]
    products = [float(np.dot(steps[place], changes[place])) for place in newest_first]
    direction: FloatArray = -gradient
    shares = []
    for place, product in zip(newest_first, products, strict=True):
        share = float(np.dot(steps[place], direction)) / product
        direction -= share * changes[place]
        shares.append(share)
    direction *= first_scale(steps[newest_first[0]], changes[newest_first[0]])
    for place, product, share in zip(reversed(newest_first), reversed(products), reversed(shares), strict=True):
        direction += (share - float(np.dot(changes[place], direction)) / product) * steps[place]
    return direction


def _learn(step: FloatArray, change: FloatArray, own: FloatArray, learned: int) -> None:
    steps, changes = _pairs(own)
    steps[learned % PAIRS], changes[learned % PAIRS] = step, change


LBFGS = quasi_newton("lbfgs", _direction, _learn)
