"""What formulas come to: on arrays of numbers, with derivatives that are checked against differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from tui_nn.config.expression import Call, Expression, Number, Variable, derivative
from tui_nn.config.formula import parse_formula
from tui_nn.engine.arrays import FloatArray

STEP = 1e-6
"""Of the differences by which derivatives are checked: (f(x + h) - f(x - h)) / 2h is exact to about 1e-9 there."""

CLOSE = 1e-5
"""How far a derivative may be from the differences, relative to the larger of it and 1."""

LOOKED_AT = np.linspace(-8.03, 8.01, 161)
"""Where functions of one variable are looked at; uneven, so that kinks at whole numbers stand between."""


def _sigmoid(x: FloatArray) -> FloatArray:
    return 1.0 / (1.0 + np.exp(-x))


def _softplus(x: FloatArray) -> FloatArray:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _where(condition: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    return np.where(condition != 0.0, a, b)


def _truth(compare: Callable[..., FloatArray]) -> Callable[..., FloatArray]:
    return lambda a, b: np.where(compare(a, b), 1.0, 0.0)


VALUES: dict[str, Callable[..., FloatArray]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": np.power,
    "negative": np.negative,
    "<": _truth(np.less),
    "<=": _truth(np.less_equal),
    ">": _truth(np.greater),
    ">=": _truth(np.greater_equal),
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "atan": np.arctan,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "relu": lambda x: np.maximum(x, 0.0),
    "min": np.minimum,
    "max": np.maximum,
    "where": _where,
}
"""One for each operator and function of `config.formula`."""


class Program:
    """An expression as steps, each part that it holds several times done once."""

    def __init__(self, expression: Expression) -> None:
        """Plan the steps."""
        self._steps: list[tuple[Callable[..., FloatArray], tuple[int, ...]]] = []
        self._first: list[float | str] = []
        """Numbers and names of variables: what there is before the first step."""

        places: dict[tuple[object, ...], int] = {}
        leaves: dict[float | str, int] = {}
        self._leaves(expression, leaves)
        self._first = list(leaves)
        self._last = self._plan(expression, leaves, places)

    def __call__(self, **values: FloatArray) -> FloatArray:
        """Return what it comes to, elementwise; infinite or NaN where it has no value.

        Args:
            values: arrays of one shape, by the names of the variables.
        """
        parts: list[Any] = [values[leaf] if isinstance(leaf, str) else leaf for leaf in self._first]
        with np.errstate(all="ignore"):
            for function, arguments in self._steps:
                parts.append(function(*[parts[place] for place in arguments]))
        shape = np.broadcast_shapes(*(array.shape for array in values.values()))
        return np.array(np.broadcast_to(parts[self._last], shape), dtype=np.float64)

    def _leaves(self, part: Expression, leaves: dict[float | str, int]) -> None:
        match part:
            case Number(leaf) | Variable(leaf):
                leaves.setdefault(leaf, len(leaves))
            case Call(_, arguments):
                for argument in arguments:
                    self._leaves(argument, leaves)

    def _plan(self, part: Expression, leaves: dict[float | str, int], places: dict[tuple[object, ...], int]) -> int:
        """Return the place where this part will stand, and add the steps that it takes."""
        if isinstance(part, Number):
            return leaves[part.value]
        if isinstance(part, Variable):
            return leaves[part.name]
        arguments = tuple(self._plan(argument, leaves, places) for argument in part.arguments)
        step = (part.function, *arguments)
        if step not in places:
            places[step] = len(leaves) + len(self._steps)
            self._steps.append((VALUES[part.function], arguments))
        return places[step]


def evaluated(expression: Expression, values: Mapping[str, FloatArray]) -> FloatArray:
    """Return what an expression comes to, elementwise, for arrays of one shape by the names of the variables."""
    return Program(expression)(**values)


@lru_cache(maxsize=256)
def checked_slope(text: str, variables: tuple[str, ...], by: str) -> Expression:
    """Return the derivative of a formula by one variable, checked against differences.

    Raises:
        FormulaError: the formula cannot be read.
        ValueError: it has no value or no derivative anywhere, in words for whoever typed it.
    """
    expression = parse_formula(text, variables)
    slope = derivative(expression, by)
    if slope == Number(0.0):
        raise ValueError(f"it is the same for every {by}, so nothing can be learned through it")
    grid = _grid(variables)
    with np.errstate(all="ignore"):
        ahead, behind = (evaluated(expression, {**grid, by: grid[by] + step}) for step in (STEP, -STEP))
        differences, slopes = (ahead - behind) / (2 * STEP), evaluated(slope, grid)
        known = np.isfinite(differences) & np.isfinite(slopes) & np.isfinite(evaluated(expression, grid))
        scale = np.maximum(1.0, np.maximum(np.abs(slopes), np.abs(evaluated(expression, grid))))
        wrong = known & (np.abs(differences - slopes) > CLOSE * scale)
    if not known.any():
        raise ValueError(f"it has no value for any {by} from {LOOKED_AT[0]:.0f} to {LOOKED_AT[-1]:.0f}")
    # A jump or a kink that happens to stand between two neighbours is no fault of the derivative.
    if wrong.sum() > len(variables) * 8:
        raise ValueError("its derivative does not fit its differences; it jumps too often to be learned through")
    return slope


def _grid(variables: tuple[str, ...]) -> dict[str, FloatArray]:
    """Return every combination of values that is looked at, flat."""
    axis = LOOKED_AT if len(variables) == 1 else LOOKED_AT[::8]
    meshes = np.meshgrid(*(axis + 0.013 * place for place in range(len(variables))))
    return {name: mesh.ravel() for name, mesh in zip(variables, meshes, strict=True)}
