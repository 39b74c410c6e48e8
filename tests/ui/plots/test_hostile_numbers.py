"""No number reaches plotext that could end the process: its compiled part aborts on a NaN, past any `except`."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.ui.plots import line_plot
from tui_nn.ui.plots.figure import Picture
from tui_nn.ui.plots.line_plot import (
    HorizontalLine,
    LinePlot,
    PlotStyle,
    PointMark,
    VerticalLine,
    draw_line_plot,
)

from .samples import DARK, RED, error_plot, series

NAN, INF, HUGE, TINY = float("nan"), float("inf"), sys.float_info.max, 5e-324

HOSTILE: dict[str, tuple[list[float], list[float]]] = {
    "nan": ([0, 1, 2, 3], [1, NAN, 0.5, NAN]),
    "only nan": ([0, 1], [NAN, NAN]),
    "nan for an iteration": ([0, NAN, 2], [1, 0.5, 0.2]),
    "infinite": ([0, 1, 2, 3], [1, INF, -INF, 0.5]),
    "infinite iteration": ([-INF, 1, INF], [1, 1, 1]),
    "zero": ([0, 1, 2], [1, 0, 0.5]),
    "only zero": ([0, 1], [0, 0]),
    "negative": ([0, 1, 2], [-1, -0.5, -0.1]),
    "both signs": ([0, 1, 2], [-1, 0, 1]),
    "largest": ([0, 1, 2], [-HUGE, 0, HUGE]),
    "1e308": ([0, 1, 2], [1e308, 9e307, 1.7e308]),
    "smallest": ([0, 1], [TINY, 1e-320]),
    "whole range": ([0, 1, 2], [HUGE, 1, TINY]),
    "one point": ([7], [0.25]),
    "no point": ([], []),
    "constant": ([0, 1, 2], [0.1 + 0.2] * 3),
    "nearly constant": ([0, 1], [1.0, 1.0 + 2**-52]),
    "long run": ([0, 10**12], [1, 1e-9]),
    "wide iterations": ([-HUGE, 0, HUGE], [1, 2, 3]),
    "small iterations": ([0, TINY], [1, 2]),
    "same iteration": ([5, 5, 5], [1, 2, 3]),
    "backwards": ([3, 2, 1], [1, 2, 3]),
    "diverging": (list(range(400)), [10.0 ** min(n, 308) for n in range(399)] + [INF]),
}
TARGETS = [None, 0.0, -1.0, 1e-5, 1e-320, HUGE, NAN, INF]


def draw_everything() -> None:
    """Draw every hostile series at several sizes, on both axes and with every target; what is checked is survival."""
    for x, y in HOSTILE.values():
        for log_y in (True, False):
            for number, value in enumerate(TARGETS):
                target = None if value is None else HorizontalLine(value, RED, "target")
                width, height = [(16, 5), (42, 10), (60, 24)][number % 3]
                strips = draw_line_plot(error_plot(series(x, y), log_y=log_y, target=target), width, height, DARK)
                assert len(strips) == height, (x, y, log_y, value)
                assert all(strip.cell_length == width for strip in strips), (x, y, log_y, value)


def test_hostile_numbers_do_not_end_the_process() -> None:
    program = f"from {__name__} import draw_everything; draw_everything(); print('survived')"
    finished = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "survived\n", "")


any_float = st.floats() | st.sampled_from([NAN, INF, -INF, 0.0, -0.0, HUGE, -HUGE, TINY, 1e308, 1e-320, 1e12])


@given(
    st.lists(st.tuples(any_float, any_float), max_size=60),
    st.none() | any_float,
    st.booleans(),
    st.none() | st.tuples(any_float, any_float),
    st.integers(16, 120),
    st.integers(5, 50),
)
@settings(deadline=None, max_examples=200)
def test_plotext_is_given_fractions_alone(
    points: list[tuple[float, float]],
    target: float | None,
    log_y: bool,
    window: tuple[float, float] | None,
    width: int,
    height: int,
) -> None:
    given_to_plotext: list[Picture] = []

    measured = line_plot._picture

    def catch(plot: LinePlot, width: int, height: int, style: PlotStyle) -> Picture:
        given_to_plotext.append(measured(plot, width, height, style))
        return given_to_plotext[0]

    x, y = zip(*points, strict=True) if points else ([], [])
    line = None if target is None else HorizontalLine(target, RED, "target")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_plot, "_picture", catch)
        plot = replace(error_plot(series(x, y), log_y=log_y, target=line), x_range=window)
        marks = tuple(PointMark(*point, "◆", RED) for point in points[:3])
        uprights = tuple(VerticalLine(at, RED) for at, _ in points[:3])
        draw_line_plot(replace(plot, marks=marks, vertical_lines=uprights), width, height, DARK)

    (picture,) = given_to_plotext
    numbers = [tick.position for tick in (*picture.axes.x_ticks, *picture.axes.y_ticks)]
    numbers += [picture.line.y, picture.line.label_x] if picture.line else []
    drawn = np.concatenate(
        [numbers, *(axis for curve in (*picture.curves, *picture.marks) for axis in (curve.x, curve.y))]
    )
    assert np.all((drawn >= 0) & (drawn <= 1 + 1e-12))
    assert picture.axes.x_ticks
    assert picture.axes.y_ticks
