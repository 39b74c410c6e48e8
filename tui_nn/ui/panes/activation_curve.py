"""An activation function and its derivative, drawn, with a line about what it does."""

from __future__ import annotations

import numpy as np

from tui_nn.config.activation_names import NAMED_ACTIVATIONS, commas_between, split_activation, split_list
from tui_nn.config.formula import is_formula
from tui_nn.config.kinds import Number
from tui_nn.engine.activations import SOFTMAX, layer_activation
from tui_nn.engine.arrays import FloatArray
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.panes.function_curve import FunctionCurve
from tui_nn.ui.plots.line_plot import LinePlot, Series

REACH = 5.0
"""How far the curve goes to either side of 0."""

POINTS = 401
NO_CURVE = "No curve of one variable: each output depends on all the others of its layer."


def activation_at(text: str, cursor: int) -> str | None:
    """Return the activation in a list that the cursor stands in, or None where there is none of that name."""
    name = split_list(text)[sum(comma < cursor for comma in commas_between(text))]
    try:
        layer_activation(name)
    except ValueError:
        return None
    return name


def about(activation: str) -> str:
    """Say what an activation does and what its parameters are."""
    name, values = split_activation(activation)
    if is_formula(name):
        return f"f(x) {name}: a formula of yours; its derivative f′ is found by rules and checked against differences"
    known = NAMED_ACTIVATIONS[name]
    parameters = [
        f"{parameter.name} {Number().format(value)}"
        + ("" if value == parameter.default else f" (usually {Number().format(parameter.default)})")
        for parameter, value in zip(known.parameters, values, strict=True)
    ]
    names = f"({','.join(parameter.name for parameter in known.parameters)})" if parameters else ""
    told = f"; {', '.join(parameters)}" if parameters else ""
    return f"{name}{names}: {known.help}{told}"


def curves(activation: str) -> tuple[FloatArray, FloatArray, FloatArray] | None:
    """Return x, f(x) and f'(x), or None for what is no function of one variable."""
    name, parameters = split_activation(activation)
    if name == SOFTMAX:
        return None
    lowest, highest = -REACH, REACH
    if name == "ramp":
        low, high = parameters
        lowest, highest = low - (high - low), high + (high - low)
    layer = layer_activation(activation)
    with np.errstate(all="ignore"):
        x = np.linspace(lowest, highest, POINTS)
        f, slope = np.empty_like(x), np.empty_like(x)
        layer.apply(x.copy(), f)
        layer.derivative(x, f, slope)
    return x, f, slope


class ActivationCurve(FunctionCurve):
    """The activation under the cursor of its field, and its slope."""

    def function_at(self, text: str, cursor: int) -> str | None:
        """Return the activation that the cursor stands in."""
        return activation_at(text, cursor)

    def words(self, function: str) -> str:
        """Say what it does, and why there is no curve where there is none."""
        return f"{about(function)}. {NO_CURVE}" if split_activation(function)[0] == SOFTMAX else about(function)

    def plot(self, function: str, palette: Palette) -> LinePlot | None:
        """Return f and its slope."""
        drawn = curves(function)
        if drawn is None:
            return None
        x, f, slope = drawn
        series = (Series(x, f, palette.primary, "f"), Series(x, slope, palette.warning, "f′"))
        return LinePlot(series, x_label="x", y_label="")
