"""Rows whose inputs are the pixels of a picture: the picture itself, and the weights into a unit as another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isqrt

import numpy as np

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import STEPS, Palette, blended

LEAST_PIXELS = 16
PICTURES = frozenset({"digits"})
"""Data sets that are pictures, whatever their inputs are called."""

SHADES = (" ", "░", "▒", "▓", "█")
WEIGHT_SIGNS = ("=", "-", "·", " ", "·", "+", "#")
"""From strongly negative to strongly positive."""


def picture_side(dataset: Dataset) -> int | None:
    """Return how many pixels wide and high the inputs are as a picture; None when they are none.

    They are one when they are a square of 16 or more plain columns, and either the data set is known for it or the
    columns are called alike: pixel1, pixel2 ... or r0c0, r0c1 ....
    """
    side = isqrt(dataset.features)
    if dataset.features < LEAST_PIXELS or side * side != dataset.features:
        return None
    if len(dataset.shown_input_names) != dataset.features:
        return None  # words as several inputs, or inputs that were made of others
    if dataset.name in PICTURES:
        return side
    stems = {re.sub(r"\d+", "", name) for name in dataset.input_names}
    return side if len(stems) == 1 and all(any(map(str.isdigit, name)) for name in dataset.input_names) else None


def pixels_of(dataset: Dataset, row: int, side: int) -> FloatArray:
    """Return the brightness of a row's pixels, (side, side), 0 to 1 of what occurs in all rows, before any scaling."""
    offsets, factors = np.zeros(dataset.features), np.ones(dataset.features)
    if dataset.encoding is not None:
        offsets = np.array([code.scale.offset for code in dataset.encoding.inputs])
        factors = np.array([code.scale.factor for code in dataset.encoding.inputs])
    with np.errstate(all="ignore"):
        lowest = float((dataset.inputs.min(axis=0) * factors + offsets).min())
        highest = float((dataset.inputs.max(axis=0) * factors + offsets).max())
        values = (dataset.inputs[row] * factors + offsets - lowest) / ((highest - lowest) or 1.0)
    bright: FloatArray = np.clip(np.nan_to_num(values), 0.0, 1.0).reshape(side, side)
    return bright


def balanced(weights: FloatArray, side: int) -> FloatArray:
    """Return weights, (side * side,), as a picture (side, side) from -1 to 1 of the largest size among them."""
    values = np.nan_to_num(weights)
    largest = float(np.abs(values).max(initial=0.0)) or 1.0
    with np.errstate(under="ignore"):
        scaled: FloatArray = (values / largest).reshape(side, side)
    return scaled


def put_picture(canvas: Canvas, column: int, row: int, pixels: FloatArray, zoom: int, palette: Palette) -> None:
    """Put a picture of brightness, (side, side), on a canvas: each pixel `zoom` cells wide and half as many high."""
    if palette.depth in ("none", "16"):
        _put_signs(canvas, column, row, pixels, zoom, SHADES, palette)
        return
    dark, bright = (palette.background, palette.foreground)
    # Ink on paper: what is drawn is bright on a dark screen and dark on a bright one.
    colours = [blended(blended(dark, bright, 0.06), bright, step / STEPS) for step in range(STEPS + 1)]
    canvas.put_half_blocks(column, row, _enlarged(np.rint(pixels * STEPS).astype(np.int64), zoom), colours)


def put_weights(canvas: Canvas, column: int, row: int, weights: FloatArray, zoom: int, palette: Palette) -> None:
    """Put a picture of weights, (side, side) from -1 to 1, on a canvas, in the colours of negative and positive."""
    if palette.depth in ("none", "16"):
        _put_signs(canvas, column, row, (weights + 1) / 2, zoom, WEIGHT_SIGNS, palette)
        return
    indices = np.clip(np.rint(weights * STEPS).astype(np.int64) + STEPS, 0, 2 * STEPS)
    canvas.put_half_blocks(column, row, _enlarged(indices, zoom), palette.scale)


def _put_signs(
    canvas: Canvas, column: int, row: int, values: FloatArray, zoom: int, signs: Sequence[str], palette: Palette
) -> None:
    """Put a character for each cell, by the mean of its two halves; values are from 0 to 1."""
    large = np.repeat(np.repeat(values, zoom, axis=0), zoom, axis=1)
    if len(large) % 2:
        large = np.vstack((large, large[-1:]))
    cells = (large[0::2] + large[1::2]) / 2
    indices = np.clip(np.rint(cells * (len(signs) - 1)).astype(np.int64), 0, len(signs) - 1)
    canvas.put_shades(column, row, indices, [(sign, palette.foreground) for sign in signs])


def _enlarged(indices: IntArray, zoom: int) -> IntArray:
    """Each pixel as `zoom` times `zoom`, with an even number of lines, for two stand in a cell."""
    large: IntArray = np.repeat(np.repeat(indices, zoom, axis=0), zoom, axis=1)
    return np.vstack((large, large[-1:])) if len(large) % 2 else large
