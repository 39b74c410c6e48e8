"""The line search ends where both of Wolfe's conditions hold, wherever it begins."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.second_order.line_search import DECREASE, FLATNESS, MOST_MEASUREMENTS, Landing, search
from tui_nn.engine.second_order.objective import Height, Parts, Slope, run

CURVES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "a parabola": (lambda x: (x - 3.0) ** 2, lambda x: 2.0 * (x - 3.0)),
    "a far minimum": (lambda x: (x / 1e4 - 3.0) ** 2, lambda x: 2e-4 * (x / 1e4 - 3.0)),
    "a near minimum": (lambda x: (1e4 * x - 3.0) ** 2, lambda x: 2e4 * (1e4 * x - 3.0)),
    # More, J. J., and Thuente, D. J. (1994), functions 1 and 2, beta = 2 and 0.004.
    "More and Thuente 1": (lambda x: -x / (x * x + 2.0), lambda x: (x * x - 2.0) / (x * x + 2.0) ** 2),
    "More and Thuente 2": (
        lambda x: (x + 0.004) ** 5 - 2.0 * (x + 0.004) ** 4,
        lambda x: 5.0 * (x + 0.004) ** 4 - 8.0 * (x + 0.004) ** 3,
    ),
    "not finite beyond 1": (
        lambda x: x * x - x if x < 1.0 else float("nan"),
        lambda x: 2.0 * x - 1.0 if x < 1.0 else float("nan"),
    ),
}


class Curve:
    def __init__(self, value: Callable[[float], float], slope: Callable[[float], float]) -> None:
        self._value, self._slope = value, slope
        self.measured = 0

    def height(self, parameters: FloatArray) -> Parts[Height]:
        yield
        value = self._value(float(parameters[0]))
        return Height(value, value)

    def slope(self, parameters: FloatArray) -> Parts[Slope]:
        self.measured += 1
        found = yield from self.height(parameters)
        return Slope(found.value, found.error, np.array([self._slope(float(parameters[0]))]))


def along(curve: Curve, first_length: float, direction: float = 1.0) -> Landing | None:
    start = np.zeros(1)
    here = run(curve.slope(start))
    return run(search(curve, start, here, np.array([direction]), first_length))


@pytest.mark.parametrize("first_length", [1e-3, 0.1, 1.0, 10.0, 1e3])
@pytest.mark.parametrize("name", CURVES)
def test_it_ends_where_the_value_has_fallen_enough_and_is_flat_enough(name: str, first_length: float) -> None:
    value, slope = CURVES[name]
    curve = Curve(value, slope)
    landing = along(curve, first_length)

    assert landing is not None
    assert value(landing.length) <= value(0.0) + DECREASE * landing.length * slope(0.0)
    assert abs(slope(landing.length)) <= -FLATNESS * slope(0.0)
    assert landing.place[0] == landing.length
    assert landing.found.gradient[0] == slope(landing.length)
    assert curve.measured <= 15


def test_the_first_length_is_taken_when_it_will_do() -> None:
    curve = Curve(*CURVES["a parabola"])
    assert along(curve, 2.9) is not None
    assert curve.measured == 2  # the beginning and the end


def test_where_no_length_lowers_the_value_there_is_none() -> None:
    # The slope says down, and the value rises all the same: as where rounding hides the last decrease.
    curve = Curve(abs, lambda _: -1.0)
    assert along(curve, 1.0) is None
    assert curve.measured <= MOST_MEASUREMENTS + 1


def test_the_lowest_place_is_taken_where_none_is_flat_enough() -> None:
    # A kink: to its left it falls by 1, to its right it rises by 1, and it is flat nowhere.
    landing = along(Curve(lambda x: abs(x - 1.0), lambda x: -1.0 if x < 1.0 else 1.0), 0.3)

    assert landing is not None
    assert landing.value < 0.5
