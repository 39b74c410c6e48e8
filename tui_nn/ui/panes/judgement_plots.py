"""How the Judgement pane draws differences: as a histogram, and as points of predicted over true numbers."""

from __future__ import annotations

import math

import numpy as np
from textual.strip import Strip

from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.row_errors import mean_and_reach, spread
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.panes.judged import Judged
from tui_nn.ui.plots.figure import Rgb

BARS = " ▁▂▃▄▅▆▇█"
MOST_BINS = 40
AXIS = 9
"""Cells for the numbers of the vertical axis."""

BRAILLE = 0x2800
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Of a braille character, by line and column (ISO/TR 11548-1)."""

MARGIN = 0.15
"""Room around the targets, as a share of their range; outputs beyond it are marked at the edge."""

MARKS = {"validation": "+", "test": "o"}
CHOSEN = "◆"


def draw_errors(judged: Judged, palette: Palette, width: int, height: int) -> list[Strip]:
    """Draw how often output - target is how large: 0 in the middle, too small to the left, too large to the right."""
    canvas = Canvas(width, height, palette.foreground, palette.background)
    values = judged.differences.ravel()
    half = max(2, min(MOST_BINS // 2, (width - 6) // 2, round(math.sqrt(values.size))))
    counts, limit = spread(values, 2 * half)
    bar = max(1, (width - 6) // (2 * half))
    left = 6
    mean, reach = mean_and_reach(values)
    title = f"mean {number_text(mean, sign=True)} · 9 of 10 within ±{number_text(reach)}"
    if width >= 62:
        title = f"output − target, {len(judged.here):,} {judged.part} rows · {title}"
    canvas.put(0, 0, title[:width], palette.muted)
    tall = max(1, height - 2)
    most = max(1, int(counts.max(initial=0)))
    canvas.put(0, 1, f"{most:>5,}"[-5:], palette.muted)
    canvas.put(0, tall, f"{0:>5}", palette.muted)
    for place, count in enumerate(counts.tolist()):
        colour = palette.negative if place < half else palette.positive
        eighths = round(count / most * tall * 8) or (1 if count else 0)
        for line in range(-(-eighths // 8)):
            canvas.put(left + place * bar, tall - line, BARS[min(8, eighths - 8 * line)] * bar, colour)
    middle = left + half * bar
    for text, at in ((f"-{number_text(limit)}", left), ("0", middle)):
        canvas.put(at, height - 1, text, palette.foreground if text == "0" else palette.muted)
    right = f"+{number_text(limit)}"
    if middle + 2 + len(right) <= left + 2 * half * bar:
        canvas.put(left + 2 * half * bar - len(right), height - 1, right, palette.muted)
    return canvas.strips()


def draw_predicted(judged: Judged, output: int, palette: Palette, width: int, height: int) -> list[Strip]:
    """Draw a point for each row, the output over the target, in the units of the file, with the line where they agree.

    Args:
        judged: what is drawn.
        output: which of the outputs.
        palette: the colours.
        width: cells.
        height: cells.
    """
    canvas = Canvas(width, height, palette.foreground, palette.background)
    with np.errstate(all="ignore"):
        outputs = judged.rows.unscaled_outputs(judged.shown.outputs)[:, output]
    targets = judged.rows.unscaled_targets[:, output]
    lowest, highest = bounds_of(targets)
    wide, tall = width - AXIS, height - 2
    if wide < 4 or tall < 2:
        return canvas.strips()
    canvas.put(0, 0, _scores(judged, width), palette.muted)
    canvas.put(0, 1, f"{number_text(highest):>{AXIS - 1}}", palette.muted)
    canvas.put(0, tall, f"{number_text(lowest):>{AXIS - 1}}", palette.muted)
    upper = number_text(highest)
    canvas.put(AXIS, height - 1, f"{number_text(lowest)}", palette.muted)
    canvas.put(width - len(upper), height - 1, upper, palette.muted)
    name = "output ↑  target →"
    if wide > len(name) + 24:
        canvas.put(AXIS + (wide - len(name)) // 2, height - 1, name, palette.muted)
    for column in range(wide):
        line = tall - 1 - min(tall - 1, int((column + 0.5) / wide * tall))
        canvas.put(AXIS + column, 1 + line, "·", palette.muted)
    across, up = _share(targets, lowest, highest), _share(outputs, lowest, highest)
    places = judged.places_of("training") if "training" in judged.parts else np.arange(0)
    _put_dots(canvas, across[places], up[places], wide, tall, palette.positive if places.size else palette.muted)
    for part, mark in MARKS.items():
        if part in judged.parts:
            colour = palette.negative if part == "test" else palette.success
            _put_marks(canvas, judged.places_of(part), across, up, mark, colour, wide, tall)
    _put_marks(canvas, np.array([judged.row]), across, up, CHOSEN, palette.accent, wide, tall)
    return canvas.strips()


def bounds_of(targets: FloatArray) -> tuple[float, float]:
    """Return the lower and upper end of both axes: the range of the targets, and some room."""
    lowest, highest = float(targets.min()), float(targets.max())
    with np.errstate(over="ignore"):
        room = min((highest - lowest) * MARGIN or abs(highest) * MARGIN or 1.0, 1e307)
    return lowest - room, highest + room


def number_text(value: float, *, sign: bool = False) -> str:
    """Write a number on an axis in three digits."""
    if not np.isfinite(value):
        return "–"
    return f"{value:+.3g}" if sign and value else f"{value:.3g}"


def _scores(judged: Judged, width: int) -> str:
    """Of each part there is, as many as fit, the chosen part first."""
    found = dict(judged.shown.judgements)
    names = sorted(found, key=lambda name: name != judged.part)
    texts = []
    for name in names:
        scores = {score.name: score.value for score in found[name].scores}
        numbers = [f"{key} {number_text(value)}" for key in ("R2", "RMSE") if (value := scores.get(key)) is not None]
        mark = {"training": "⠒", **MARKS}.get(name, "")
        texts.append(f"{mark} {name} {' '.join(numbers)}")
    while len(texts) > 1 and len(" · ".join(texts)) > width:
        texts.pop()
    return " · ".join(texts)[:width]


def _share(values: FloatArray, lowest: float, highest: float) -> FloatArray:
    """Where values lie between two ends, 0 to 1; beyond them they are below 0 or above 1, no numbers stay none."""
    with np.errstate(all="ignore"):
        shares: FloatArray = (values - lowest) / (highest - lowest)
    return shares


def _put_dots(canvas: Canvas, across: FloatArray, up: FloatArray, wide: int, tall: int, colour: Rgb) -> None:
    inside = (across >= 0) & (across <= 1) & (up >= 0) & (up <= 1)
    x = np.minimum((across[inside] * wide * 2).astype(np.int64), 2 * wide - 1)
    y = 4 * tall - 1 - np.minimum((up[inside] * tall * 4).astype(np.int64), 4 * tall - 1)
    bits = np.zeros((tall, wide), dtype=np.int64)
    np.bitwise_or.at(bits, (y // 4, x // 2), np.array(DOTS)[y % 4, x % 2])
    for line, column in np.argwhere(bits).tolist():
        canvas.put(AXIS + column, 1 + line, chr(BRAILLE + int(bits[line, column])), colour)
    _put_beyond(canvas, across[~inside], up[~inside], wide, tall, colour)


def _put_marks(
    canvas: Canvas, rows: IntArray, across: FloatArray, up: FloatArray, mark: str, colour: Rgb, wide: int, tall: int
) -> None:
    inside = (up[rows] >= 0) & (up[rows] <= 1)
    for x, y in zip(across[rows][inside].tolist(), up[rows][inside].tolist(), strict=True):
        column, line = min(wide - 1, int(x * wide)), tall - 1 - min(tall - 1, int(y * tall))
        canvas.put(AXIS + column, 1 + line, mark, colour, bold=True)
    _put_beyond(canvas, across[rows][~inside], up[rows][~inside], wide, tall, colour)


def _put_beyond(canvas: Canvas, across: FloatArray, up: FloatArray, wide: int, tall: int, colour: Rgb) -> None:
    """Mark at the edge what lies above or below the picture."""
    for x, y in zip(across.tolist(), up.tolist(), strict=True):
        if y == y:  # a number
            column = max(0, min(wide - 1, int(x * wide)))
            canvas.put(AXIS + column, 1 if y > 1 else tall, "↑" if y > 1 else "↓", colour)
