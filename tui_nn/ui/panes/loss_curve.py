"""A loss over what an output says, for a target of 1 and one of 0: how dearly which mistake is paid."""

from __future__ import annotations

import numpy as np

from tui_nn.config.formula import is_formula
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.losses import loss_fault, loss_named
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.panes.function_curve import FunctionCurve
from tui_nn.ui.plots.line_plot import LinePlot, Series

POINTS = 201
SMALLEST_TARGET = -1.0
"""Of losses whose classes are told apart at 0; elsewhere it is 0."""

OUTPUTS, PRE_ACTIVATIONS, LOGARITHMS = (-1.0, 2.0), (-6.0, 6.0), (-6.0, 0.0)
"""How far the curve goes: over outputs, over what goes into a sigmoid, over logarithms of shares."""


def loss_curves(loss: str) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    """Return x, the error of an output x for the target 1, that for the lower target, and that target."""
    known = loss_named(loss)
    ends = {None: OUTPUTS, "softmax": LOGARITHMS}.get(known.output_activation, PRE_ACTIVATIONS)
    x = np.linspace(*ends, POINTS)
    low = SMALLEST_TARGET if known.threshold == 0 else 0.0
    settings = known.settings(TrainingConfig())
    with np.errstate(all="ignore"):
        one, zero = (known.value(x.copy(), np.full(POINTS, target), *settings) for target in (1.0, low))
    return x, one, zero, low


class LossCurve(FunctionCurve):
    """The loss in its field."""

    def function_at(self, text: str, _cursor: int) -> str | None:
        """Return the loss that is typed, if it is one."""
        loss = text.strip()
        try:
            found = loss_named("".join(loss.split()) if is_formula(loss) else loss)
        except (KeyError, ValueError):
            return None
        return None if loss_fault(found.name) else found.name

    def words(self, function: str) -> str:
        """Say what is drawn."""
        known = loss_named(function)
        what = {None: "says", "softmax": "says, as the logarithm of its share"}.get(
            known.output_activation, f"is given before its {known.output_activation}"
        )
        return f"{function}: what one output adds to the error, by what it {what}"

    def plot(self, function: str, palette: Palette) -> LinePlot | None:
        """Return the error for both targets."""
        x, one, zero, low = loss_curves(function)
        series = (
            Series(x, one, palette.primary, "target 1"),
            Series(x, zero, palette.warning, f"target {low:g}"),
        )
        return LinePlot(series, x_label="output", y_label="")
