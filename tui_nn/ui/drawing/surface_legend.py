"""The line above a surface: what its colours and marks mean, as far as there is room."""

from __future__ import annotations

import numpy as np

from tui_nn.data.dataset import Dataset
from tui_nn.engine.surface import OutputScale
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.field_looks import class_letter, field_colours, field_shades
from tui_nn.ui.drawing.palette import STEPS, Palette
from tui_nn.ui.drawing.plot_frame import one_cell_text
from tui_nn.ui.drawing.row_marks import CHOSEN_MARK, PART_NAMES, RIGHT_MARKS, WRONG_MARKS
from tui_nn.ui.plots.figure import Rgb

HALF_BAR = 5
"""Cells of the scale on either side of its middle."""

NAME_LENGTH = 14
"""Characters of the name of a class."""

Piece = tuple[str, Rgb | None, Rgb | None]
"""A text with its colour and background."""


def put_legend(
    canvas: Canvas,
    free: int,
    rows: Dataset,
    output: int | None,
    scale: OutputScale,
    palette: Palette,
    *,
    curve: bool = False,
) -> None:
    """Put the legend at the right end of the first line.

    Args:
        canvas: to draw on.
        free: the first column that nothing stands in.
        rows: whose targets and parts are named.
        output: which one is drawn; None for all classes.
        scale: of the outputs.
        palette: as the field is drawn in.
        curve: whether the output is the height of a curve, which needs no scale.
    """
    groups: list[list[Piece]] = []
    if not curve:
        groups = _classes(rows, palette) if output is None else [_scale(rows, output, scale, palette)]
    room = canvas.width - free
    groups = _fitting(groups, room)
    used = sum(map(_length, groups)) + 2 * len(groups)
    groups = _fitting(_marks(rows, palette), room - used - 2) + groups
    column = canvas.width - sum(map(_length, groups)) - 2 * max(0, len(groups) - 1)
    for group in groups:
        for text, colour, back in group:
            canvas.put(column, 0, text, colour, back)
            column += len(text)
        column += 2


def _scale(rows: Dataset, output: int, scale: OutputScale, palette: Palette) -> list[Piece]:
    low, middle, high = scale_texts(rows, output, scale)
    steps = np.linspace(-STEPS, STEPS, 2 * HALF_BAR + 1).round().astype(int) + STEPS
    bar: list[Piece]
    if palette.depth in ("256", "true"):
        colours = field_colours(palette)
        bar = [(" ", None, colours[step]) for step in steps]
    else:
        shades = field_shades(palette)
        bar = [(*shades[step], None) for step in steps]
    names = rows.class_names or rows.target_names
    name = [(one_cell_text(names[output], NAME_LENGTH) + "  ", None, None)] if rows.outputs > 1 else []
    sides = bar[:HALF_BAR], bar[-HALF_BAR:]
    return [
        *name,
        (f"{low} ", palette.muted, None),
        *sides[0],
        (f" {middle} ", palette.muted, None),
        *sides[1],
        (f" {high}", palette.muted, None),
    ]


def scale_texts(rows: Dataset, output: int, scale: OutputScale) -> tuple[str, str, str]:
    """Return the ends and the middle of a scale as their owner would write them: classes, or numbers of the file."""
    values = np.zeros((3, rows.outputs))
    values[:, output] = (scale.low, scale.middle, scale.high)
    low, middle, high = (f"{value:.3g}" for value in rows.unscaled_outputs(values)[:, output].tolist())
    if rows.task == "classes" and rows.outputs == 1:
        low, high = (one_cell_text(name, NAME_LENGTH) for name in rows.class_names[:2])
    return low, middle, high


def _classes(rows: Dataset, palette: Palette) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for index, name in enumerate(rows.class_names):
        sign = "■" if palette.depth in ("256", "true") else class_letter(index)
        text = " " + one_cell_text(name, NAME_LENGTH)
        groups.append([(sign, palette.class_colour(index), None), (text, palette.muted, None)])
    return groups


def _marks(rows: Dataset, palette: Palette) -> list[list[Piece]]:
    present = [0] if rows.parts is None else sorted({*rows.parts.tolist()})
    named = [(RIGHT_MARKS[part], palette.foreground, PART_NAMES[part]) for part in present]
    named.append((CHOSEN_MARK, palette.accent, "this row"))
    if rows.task != "numbers":
        named.insert(len(present), ("".join(WRONG_MARKS[part] for part in present), palette.error, "wrong"))
    return [[(mark, colour, None), (f" {name}", palette.muted, None)] for mark, colour, name in named]


def _fitting(groups: list[list[Piece]], room: int) -> list[list[Piece]]:
    """As many of the first groups as there is room for."""
    kept: list[list[Piece]] = []
    for group in groups:
        room -= _length(group) + 2 * bool(kept)
        if room < 0:
            break
        kept.append(group)
    return kept


def _length(group: list[Piece]) -> int:
    return sum(len(text) for text, _, _ in group)
