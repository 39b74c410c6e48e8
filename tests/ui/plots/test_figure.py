"""plotext, asked in the two ways there are: each draws the same."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.ui.plots import figure
from tui_nn.ui.plots.figure import Curve, curves_to_ansi

GROUND = (10, 10, 10)
PLACES = np.linspace(0.0, 1.0, 90)
CURVES = [
    Curve(PLACES, np.abs(np.sin(9 * PLACES)), "braille", (255, 0, 0)),
    Curve(PLACES[:7], PLACES[:7], "hd", (0, 255, 0)),
    Curve(PLACES[:1], PLACES[:1], "•", (0, 0, 255)),
    Curve(PLACES[:0], PLACES[:0], "x", (0, 0, 255)),
]


@pytest.mark.parametrize("columns", [3, 40])
def test_a_curve_filled_without_plotexts_help_is_drawn_as_with_it(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    quick = curves_to_ansi(CURVES, columns, 9, GROUND)
    assert figure._signal_class() is not None
    monkeypatch.setattr(figure, "_signal_class", lambda: None)
    assert curves_to_ansi(CURVES, columns, 9, GROUND) == quick
