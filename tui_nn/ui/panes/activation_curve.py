"""An activation function and its derivative, drawn, with a line about what it does."""

from __future__ import annotations

import numpy as np
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Static

from tui_nn.config.activation_names import NAMED_ACTIVATIONS, commas_between, split_activation, split_list
from tui_nn.config.kinds import Number
from tui_nn.engine.activations import SOFTMAX, layer_activation
from tui_nn.engine.arrays import FloatArray
from tui_nn.ui.drawing.palette import palette_of
from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.plain_text import plain
from tui_nn.ui.plots.line_plot import LinePlot, Series, draw_line_plot

REACH = 5.0
"""How far the curve goes to either side of 0."""

POINTS = 401
PLOT_HEIGHT = 10
LONGEST_TEXT = 200

NO_CURVE = "No curve of one variable: each output depends on all the others of its layer."


def activation_at(text: str, cursor: int) -> str | None:
    """Return the activation in a list that the cursor stands in, or None where there is none of that name."""
    name = split_list(text)[sum(comma < cursor for comma in commas_between(text))]
    try:
        split_activation(name)
    except ValueError:
        return None
    return name


def about(activation: str) -> str:
    """Say what an activation does and what its parameters are."""
    name, values = split_activation(activation)
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


class _Plot(DrawnLines):
    """The two curves."""

    DEFAULT_CSS = f"_Plot {{ height: {PLOT_HEIGHT}; }}"

    activation = ""

    def draw_lines(self) -> list[Strip]:
        drawn = curves(self.activation) if self.activation else None
        if drawn is None:
            return [Strip.blank(self.size.width, self.rich_style)] * self.size.height
        x, f, slope = drawn
        palette = palette_of(self.app, self.background_colors[1])
        series = (Series(x, f, palette.primary, "f"), Series(x, slope, palette.warning, "f′"))
        return draw_line_plot(LinePlot(series, x_label="x", y_label=""), *self.size, palette.plot_style)


class ActivationCurve(Vertical):
    """Stands below the field while an activation is chosen."""

    DEFAULT_CSS = """
    ActivationCurve {
        height: auto;
        Static { height: auto; color: $foreground-muted; padding: 0 0 0 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.activation = ""
        self._about = Static(markup=False)
        self._plot = _Plot()

    def compose(self) -> ComposeResult:
        """Lay out words and plot."""
        yield self._about
        yield self._plot

    def show_activation(self, activation: str) -> None:
        """Show another activation."""
        if activation == self.activation:
            return
        self.activation = self._plot.activation = activation
        has_curve = split_activation(activation)[0] != SOFTMAX
        words = about(activation) if has_curve else f"{about(activation)}. {NO_CURVE}"
        self._about.update(plain(words, LONGEST_TEXT))
        self._plot.display = has_curve
        self._plot.redraw()
