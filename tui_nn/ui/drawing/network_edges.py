"""The edges of a network: which are drawn, and their lines in braille."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.one_pass import value_shares
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.network_layout import NetworkLayout
from tui_nn.ui.drawing.network_places import LayerPlace
from tui_nn.ui.drawing.palette import STEPS, Palette
from tui_nn.ui.plots.figure import Rgb

BoolArray: TypeAlias = npt.NDArray[np.bool_]

CELLS_OF_AN_EDGE = 5
"""Room for each edge between two layers; of more edges, only the strongest into each unit are drawn."""

WIDEST = 10
"""Cells between two layers beyond which there is no room for more edges: they run side by side."""

WEAKEST = 0.04
"""Share of the layer's largest weight below which an edge is left out."""

WEAKEST_IN_SIGNS = 0.15
"""The same where strength cannot be told by brightness."""

THICK = 0.6
"""Share from which on an edge is two dots thick."""

COVERED = 0.8
"""An edge hides those that are less than so strong, or of the other sign, where it passes: it stays a line."""

CROWD = 24
"""Edges between two layers from which on they cross so often that thick ones would run together."""

SEEN, SEEN_OF_A_UNIT = 40, 3
"""Edges that can be followed between two layers, or so many into each unit where there are many units."""

FAINTEST = 0.25
"""Brightness of the weakest edge, 0 to 1."""

DIMMED = 0.3
"""What is left of the brightness of an edge while others are looked at."""

BRIGHTNESSES = 8
"""How many are told apart."""

LIT = 0.5
"""Brightness of the weakest of those."""

DASH, DASH_PERIOD = 3, 6
"""Dots of a negative edge and dots until the next ones, where its sign is not its colour."""

BRAILLE = 0x2800
BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])


@dataclass(frozen=True)
class Selection:
    """The unit that is looked at, and the edge into it, if any, by the unit that it comes from."""

    layer: int
    unit: int
    source: int | None = None


class Edges(NamedTuple):
    """Some edges between two layers; each array is (edges,)."""

    ends: IntArray
    starts: IntArray
    """The units that each begins and ends at."""

    shares: FloatArray
    """Its weight as a share of the largest of the layer, -1 to 1."""

    def taken(self, which: IntArray | BoolArray) -> Edges:
        """Return some of them, in that order."""
        return Edges(self.ends[which], self.starts[which], self.shares[which])


def strongest_edges(
    weights: FloatArray, most: int, weakest: float, layer: int = 0, selection: Selection | None = None
) -> Edges:
    """Choose the edges to draw, the weak ones first: of very many, only the strongest into each unit.

    Args:
        weights: (units_out, units_in + 1), the bias in the last column.
        most: how many edges there is room for; each unit has at least one.
        weakest: share of the largest weight from which on an edge is drawn.
        layer: the one that the edges end at.
        selection: the unit whose edges are drawn before all others.
    """
    shares = value_shares(weights[:, :-1])
    strengths = np.abs(shares)
    kept = strengths >= weakest
    if strengths.size > most:
        each = max(1, most // len(weights))
        kept &= strengths >= np.partition(strengths, -each, axis=1)[:, [-each]]
        if selection is not None and selection.layer == layer:
            kept[selection.unit] = _strongest(strengths[selection.unit], most)
        if selection is not None and selection.layer == layer - 1:
            kept[:, selection.unit] = _strongest(strengths[:, selection.unit], most)
    if selection is not None and selection.layer == layer and selection.source is not None:
        kept[selection.unit, selection.source] = True
    ends, starts = np.nonzero(kept)
    edges = Edges(ends, starts, shares[ends, starts])
    return edges.taken(np.argsort(np.abs(edges.shares), kind="stable"))


def draw_edges(
    canvas: Canvas,
    top: int,
    layout: NetworkLayout,
    places: tuple[LayerPlace, LayerPlace],
    weights: FloatArray,
    palette: Palette,
    selection: Selection | None,
) -> int:
    """Draw the edges between two layers, and return how many."""
    source, target = places
    width, height = target.left - source.right, layout.wanted.height
    in_signs = palette.depth in ("none", "16")
    # Lines that cross can be told apart by their colours, not by their dashes.
    most = max(1, height * min(width, WIDEST) // (CELLS_OF_AN_EDGE * (2 if in_signs else 1)))
    most = min(most, max(SEEN, SEEN_OF_A_UNIT * target.count))
    weakest = WEAKEST_IN_SIGNS if in_signs else WEAKEST
    edges = strongest_edges(weights, most, weakest, target.layer, selection)
    edges = edges.taken(target.shows(edges.ends) & source.shows(edges.starts))
    brightness = FAINTEST + (1.0 - FAINTEST) * np.abs(edges.shares)
    if selection is not None:
        lit = _lit(edges, target.layer, selection)
        brightness = np.where(lit, np.maximum(brightness, LIT), brightness * DIMMED)
        order = np.flatnonzero(lit) if in_signs else np.argsort(lit, kind="stable")
        edges, brightness = edges.taken(order), brightness[order]
    count = len(edges.shares)
    if not count or target.left <= 0 or source.right >= canvas.width:
        return count
    curves = curves_between(source.ends[edges.starts - source.first], target.ends[edges.ends - target.first], width)
    codes, owners = edge_field(curves, (width, height), edges.shares, brightness, dashed=in_signs)
    # Few colours make long runs of one, which cost less to draw and to send.
    step = 1.0 / BRIGHTNESSES
    size = np.ones(count) if in_signs else np.maximum(np.rint(brightness / step) * step, step)
    levels = STEPS + np.rint(np.sign(edges.shares) * size * STEPS).astype(np.int64)
    _put_field(canvas, source.right, top, codes, levels[owners], palette.scale)
    return count


def _strongest(strengths: FloatArray, most: int) -> BoolArray:
    """Which are the strongest, where there are more than so many."""
    if len(strengths) <= most:
        return np.ones(len(strengths), dtype=np.bool_)
    return np.asarray(strengths >= np.partition(strengths, -most)[-most])


def _lit(edges: Edges, layer: int, selection: Selection) -> BoolArray:
    """Which edges are looked at: that one, or all of the unit."""
    if layer == selection.layer:
        of_unit = edges.ends == selection.unit
        return np.asarray(of_unit if selection.source is None else of_unit & (edges.starts == selection.source))
    leaves = layer == selection.layer + 1 and selection.source is None
    return np.asarray((edges.starts == selection.unit) & leaves)


class Curves(NamedTuple):
    """Lines in dots, two by four to a cell."""

    columns: IntArray
    """(samples,)"""

    rows: IntArray
    """(edges, samples)"""

    rise: IntArray
    """(edges,): dots between the ends in height."""


def curves_between(starts: IntArray, ends: IntArray, width: int) -> Curves:
    """Return the lines between rows of dots, each (edges,), over so many cells."""
    rise = np.abs(ends - starts)
    samples = max(2 * width, int(rise.max() * 1.3)) + 1
    along = np.linspace(0.0, 1.0, samples)
    # Flatter at both ends, as in TensorFlow Playground: it is seen at which unit an edge begins and ends.
    share = 0.5 * along + 0.5 * along * along * (3.0 - 2.0 * along)
    rows = np.rint(starts[:, np.newaxis] + (ends - starts)[:, np.newaxis] * share).astype(np.int64)
    return Curves(np.rint(along * (2 * width - 1)).astype(np.int64), rows, rise)


def edge_field(
    curves: Curves,
    size: tuple[int, int],
    shares: FloatArray,
    brightness: FloatArray,
    *,
    dashed: bool,
) -> tuple[IntArray, IntArray]:
    """Draw curves with dots, two by four to a cell.

    Args:
        curves: one for each edge.
        size: width and height in cells.
        shares: (edges,), weights from -1 to 1; a later edge covers those before it.
        brightness: (edges,).
        dashed: whether negative edges are.

    Returns:
        The number of each cell's character, and the edge that gives it its colour; both (height, width).
    """
    columns, rows, rise = curves
    width, height = size
    cells = (rows >> 2) * width + (columns >> 1)
    owners = np.zeros(width * height, dtype=np.int64)
    edges = np.broadcast_to(np.arange(len(rows))[:, np.newaxis], rows.shape)
    owners[cells.ravel()] = edges.ravel()
    upper = owners[cells]
    positive = shares >= 0
    drawn = (brightness[:, np.newaxis] >= COVERED * brightness[upper]) & (positive[:, np.newaxis] == positive[upper])
    if dashed:
        length = np.maximum(rise, 2 * width)[:, np.newaxis]
        places = (np.arange(rows.shape[1]) * length) // rows.shape[1]
        drawn &= positive[:, np.newaxis] | (places % DASH_PERIOD < DASH)
    dots = np.zeros((4 * height, 2 * width), dtype=np.bool_)
    flat = dots.reshape(-1)
    places = rows * (2 * width) + columns
    flat[places[drawn]] = True
    thick = np.abs(shares) >= (THICK if len(shares) < CROWD else 1.0)
    if thick.any():
        steep = (rise > 4 * width)[thick, np.newaxis]
        beside = np.where(steep, np.minimum(columns + 1, 2 * width - 1), columns)
        below = np.where(steep, rows[thick], np.minimum(rows[thick] + 1, 4 * height - 1))
        flat[(below * (2 * width) + beside)[drawn[thick]]] = True
    codes = (dots.reshape(height, 4, width, 2) * BITS[:, np.newaxis, :]).sum(axis=(1, 3))
    return np.where(codes == 0, ord(" "), BRAILLE + codes), owners.reshape(height, width)


def _put_field(canvas: Canvas, left: int, top: int, codes: IntArray, levels: IntArray, colours: Sequence[Rgb]) -> None:
    """Put characters with a colour each; what is blank takes the colour before it, for fewer changes of colour."""
    width = codes.shape[1]
    inked = np.maximum.accumulate(np.where(codes == ord(" "), 0, np.arange(width)), axis=1)
    lines = np.take_along_axis(levels, inked, axis=1).tolist()
    text = codes.astype("<u4").tobytes().decode("utf-32-le")
    for row, line in enumerate(lines):
        at = 0
        for level, run in groupby(line):
            end = at + len(list(run))
            canvas.put(left + at, top + row, text[row * width + at : row * width + end], colours[level])
            at = end
