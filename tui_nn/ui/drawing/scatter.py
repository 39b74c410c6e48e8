"""Rows as points: one character each where they are few, half blocks where they are many, letters without colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette, blended
from tui_nn.ui.plots.figure import Rgb

TRAINING_MARK, OTHER_MARK, CHOSEN_MARK = "●", "○", "★"
CELLS_A_POINT = 4
"""Of the place, from which on every point has a character of its own."""

FAINT = 0.55
"""How far points that are not learned from are blended with the background, where their mark cannot say it."""

BEHIND = 0.7
"""How far points are, that something is drawn over."""

CHOSEN_INK = 0.6
"""How far the colour of the chosen point is blended with the background, to stand out on the foreground's colour."""

UPPER, LOWER = "▀", "▄"


@dataclass(frozen=True)
class Ink:
    """How the points of one kind are drawn, and what they are."""

    colour: Rgb
    letter: str
    """Where there are no colours."""

    name: str


@dataclass(frozen=True, eq=False)
class Points:
    """Points and their kinds."""

    places: FloatArray
    """(points, 2): fractions 0 to 1 of the place, to the right and up."""

    kinds: IntArray
    """(points,): which ink each is drawn in."""

    trained: npt.NDArray[np.bool_]
    """(points,): those that are learned from."""

    inks: Sequence[Ink]
    ordered: bool
    """Whether kinds are steps of a scale, of which a mean can be taken; else most points decide for a cell."""

    chosen: int | None
    """The point that is marked."""


def is_coloured(palette: Palette) -> bool:
    """Whether colours say what is what; else characters do."""
    return palette.depth in ("256", "true")


def put_points(
    canvas: Canvas, corner: tuple[int, int], size: tuple[int, int], points: Points, palette: Palette
) -> None:
    """Put points into a rectangle of a canvas with this upper left corner and size."""
    width, height = size
    if width < 1 or height < 1 or not len(points.places):
        return
    if not is_coloured(palette):
        for column, row, kind, trained in _cells(points, width, height):
            ink = points.inks[kind]
            canvas.put(corner[0] + column, corner[1] + row, ink.letter, ink.colour, bold=trained)
    elif is_sparse(points, size):
        put_marks(canvas, corner, size, points)
    else:
        _put_halves(canvas, corner, size, points, palette)
    put_chosen(canvas, corner, size, points, palette)


def is_sparse(points: Points, size: tuple[int, int]) -> bool:
    """Whether there is room for a character of its own for every point."""
    return len(points.places) * CELLS_A_POINT <= size[0] * size[1]


def put_marks(canvas: Canvas, corner: tuple[int, int], size: tuple[int, int], points: Points) -> None:
    """Put a character for each point, on the background that is there."""
    for column, row, kind, trained in _cells(points, *size):
        mark = TRAINING_MARK if trained else OTHER_MARK
        canvas.put(corner[0] + column, corner[1] + row, mark, points.inks[kind].colour)


def put_behind(
    canvas: Canvas, corner: tuple[int, int], size: tuple[int, int], points: Points, palette: Palette
) -> None:
    """Put points as the background of cells, for what is drawn over them; as letters where there are no colours."""
    coloured = is_coloured(palette)
    sparse = is_sparse(points, size)
    backs = [blended(ink.colour, palette.background, BEHIND) for ink in points.inks]
    for column, row, kind, trained in _cells(points, *size):
        mark = " " if not sparse else TRAINING_MARK if trained else OTHER_MARK
        ink = points.inks[kind]
        if coloured:
            canvas.put(corner[0] + column, corner[1] + row, mark, ink.colour, backs[kind])
        else:
            canvas.put(corner[0] + column, corner[1] + row, ink.letter, ink.colour)


def put_chosen(
    canvas: Canvas, corner: tuple[int, int], size: tuple[int, int], points: Points, palette: Palette
) -> None:
    """Mark the chosen point."""
    if points.chosen is None:
        return
    column, row = cells_of(points.places[[points.chosen]], *size)
    place = (corner[0] + int(column[0]), corner[1] + int(row[0]))
    colour = points.inks[int(points.kinds[points.chosen])].colour
    if is_coloured(palette):
        canvas.put(*place, CHOSEN_MARK, blended(colour, palette.background, CHOSEN_INK), palette.foreground, bold=True)
    else:
        canvas.put(*place, CHOSEN_MARK, palette.background, palette.foreground, bold=True)


def cells_of(places: FloatArray, width: int, height: int) -> tuple[IntArray, IntArray]:
    """Return (columns, rows), counted from the upper left, of places given in fractions, (points, 2)."""
    columns = np.clip((places[:, 0] * width).astype(np.int64), 0, width - 1)
    rows = np.clip(((1.0 - places[:, 1]) * height).astype(np.int64), 0, height - 1)
    return columns, rows


def nearest_point(places: FloatArray, column: int, row: int, width: int, height: int) -> int:
    """Return the point that is nearest to the middle of a cell, a cell being twice as high as wide."""
    right = places[:, 0] * width - (column + 0.5)
    down = (1.0 - places[:, 1]) * height - (row + 0.5)
    return int(np.argmin(np.square(right) + 4.0 * np.square(down)))


def _cells(points: Points, width: int, height: int) -> list[tuple[int, int, int, bool]]:
    """(column, row, kind, whether one of them is learned from) of every cell that holds points."""
    columns, rows = cells_of(points.places, width, height)
    cells, kinds, trained = _settled(points, rows * width + columns)
    return [
        (cell % width, cell // width, kind, learned)
        for cell, kind, learned in zip(cells.tolist(), kinds.tolist(), trained.tolist(), strict=True)
    ]


def _put_halves(
    canvas: Canvas, corner: tuple[int, int], size: tuple[int, int], points: Points, palette: Palette
) -> None:
    width, height = size
    columns, rows = cells_of(points.places, width, 2 * height)
    halves, kinds, trained = _settled(points, rows * width + columns)
    strong = [ink.colour for ink in points.inks]
    faint = [blended(colour, palette.background, FAINT) for colour in strong]
    colours: dict[int, Rgb] = {}
    for half, kind, learned in zip(halves.tolist(), kinds.tolist(), trained.tolist(), strict=True):
        colours[half] = strong[kind] if learned else faint[kind]
    for half, colour in colours.items():
        row, column = divmod(half, width)
        place = (corner[0] + column, corner[1] + row // 2)
        if row % 2 == 0:
            canvas.put(*place, UPPER, colour, colours.get(half + width, palette.background))
        elif half - width not in colours:
            canvas.put(*place, LOWER, colour, palette.background)


def _settled(points: Points, cells: IntArray) -> tuple[IntArray, IntArray, npt.NDArray[np.bool_]]:
    """Return the cells that hold points, the kind that each is drawn as, and whether any of them is learned from."""
    held, at = np.unique(cells, return_inverse=True)
    trained = np.bincount(at, weights=points.trained, minlength=len(held)) > 0
    if points.ordered:
        kinds = np.rint(np.bincount(at, weights=points.kinds) / np.bincount(at)).astype(np.int64)
    else:
        number = len(points.inks)
        votes = np.bincount(at * number + points.kinds, minlength=len(held) * number)
        kinds = votes.reshape(len(held), number).argmax(axis=1)
    return held, kinds, trained
