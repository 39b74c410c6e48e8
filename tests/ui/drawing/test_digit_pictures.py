"""Pictures of rows: which data are pictures, and that every pixel and weight stands where it belongs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.digit_pictures import balanced, picture_side, pixels_of, put_picture, put_weights
from tui_nn.ui.drawing.palette import Palette

GREY = (128, 128, 128)
PALETTE = Palette(
    depth="none", dark=True, background=(0, 0, 0), foreground=(255, 255, 255), muted=GREY, grid=GREY, accent=GREY,
    primary=GREY, warning=GREY, error=GREY, success=GREY,
)  # fmt: skip


def named(names: list[str], name: str = "file") -> Dataset:
    return Dataset.from_arrays(np.ones((2, len(names))), [0.0, 1.0], name, input_names=tuple(names))


@pytest.mark.parametrize(
    ("names", "side"),
    [
        ([f"pixel{number}" for number in range(16)], 4),
        ([f"r{row}c{column}" for row in range(5) for column in range(5)], 5),
        ([f"pixel{number}" for number in range(9)], None),
        ([f"pixel{number}" for number in range(17)], None),
        ([*[f"pixel{number}" for number in range(15)], "age"], None),
        (list("abcdefghijklmnop"), None),
    ],
)
def test_a_square_of_inputs_that_are_called_alike_is_a_picture(names: list[str], side: int | None) -> None:
    assert picture_side(named(names)) == side


def test_the_digits_are_pictures_and_other_samples_are_not() -> None:
    digits = load_data(DataConfig("digits", scaling="min_max"))
    assert picture_side(digits) == 8
    assert picture_side(load_data(DataConfig("iris"))) is None
    assert picture_side(load_data(DataConfig("parity-8"))) is None


def test_pixels_are_as_they_were_before_scaling() -> None:
    plain, scaled = load_data(DataConfig("digits")), load_data(DataConfig("digits", scaling="standard"))
    for row in (0, 7):
        pixels = pixels_of(scaled, row, 8)
        np.testing.assert_allclose(pixels.ravel() * 16, plain.inputs[row], atol=1e-9)


def test_without_colour_there_are_shades_and_signs() -> None:
    canvas = Canvas(8, 2, (0, 0, 0), (255, 255, 255))
    put_picture(canvas, 0, 0, np.array([[0.0, 1.0], [0.5, 0.25]]), 2, PALETTE)
    put_weights(canvas, 4, 0, np.array([[-1.0, 1.0], [0.0, 0.6]]), 2, PALETTE)
    assert [strip.text for strip in canvas.strips()] == ["  ██==##", "▒▒░░  ++"]


def test_with_colour_two_pixels_share_a_cell() -> None:
    canvas = Canvas(2, 1, (0, 0, 0), (255, 255, 255))
    put_weights(canvas, 0, 0, np.array([[-1.0, 1.0], [0.0, 0.0]]), 1, replace(PALETTE, depth="true"))
    [first, second] = list(canvas.strips()[0])
    assert first.style is not None
    assert second.style is not None
    assert first.style.color is not None
    assert second.style.color is not None
    assert tuple(first.style.color.triplet or ()) == PALETTE.negative
    assert tuple(second.style.color.triplet or ()) == PALETTE.positive


def test_weights_are_shares_of_the_largest_whatever_they_are() -> None:
    assert balanced(np.array([1e300, -5e299, np.nan, 0.0]), 2).tolist() == [[1.0, -0.5], [0.0, 0.0]]
    assert balanced(np.zeros(4), 2).tolist() == [[0.0, 0.0], [0.0, 0.0]]
