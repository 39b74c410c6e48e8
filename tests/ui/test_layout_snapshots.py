"""What the layouts look like at three sizes, as somebody has seen and approved it; and what comes over them."""

from __future__ import annotations

import pytest

from tests.ui.laboratory import LARGE, SMALL, Laboratory
from tests.ui.test_snapshots import HUGE, LESSON, Compare, drawn_alike, nothing, train_to_the_end
from tui_nn.config.presets import find_preset

SIZES = {"80x24": SMALL, "120x40": LARGE, "200x60": HUGE}
SPIRAL = (
    find_preset("spiral").run().with_values({("data", "samples"): 120, ("training", "max_iterations"): 100})
)  # fmt: skip
LAYOUT_KEYS = {"overview": "1", "surface": "2", "network": "3", "numbers": "4", "projector": "5", "everything": "6"}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layout", LAYOUT_KEYS)
def test_layouts(snap_compare: Compare, layout: str, size: str) -> None:
    assert drawn_alike(snap_compare, SPIRAL, SIZES[size], train_to_the_end, LAYOUT_KEYS[layout])


def test_everything_in_the_light_theme(snap_compare: Compare) -> None:
    assert drawn_alike(snap_compare, SPIRAL, HUGE, train_to_the_end, "6", "d")


def test_everything_without_colour(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert drawn_alike(snap_compare, SPIRAL, HUGE, train_to_the_end, "6")


def test_everything_in_sixteen_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_nn.ui.drawing.palette.depth_of", lambda _app: "16")
    assert drawn_alike(snap_compare, SPIRAL, LARGE, train_to_the_end, "6")


@pytest.mark.parametrize("size", SIZES)
def test_a_moment_of_the_past(snap_compare: Compare, size: str) -> None:
    assert drawn_alike(snap_compare, SPIRAL, SIZES[size], train_to_the_end, "2", "less_than_sign", "full_stop")


@pytest.mark.parametrize("size", SIZES)
def test_the_tour(snap_compare: Compare, size: str) -> None:
    async def take_it(laboratory: Laboratory) -> None:
        await laboratory.press("T", "s")
        await laboratory.settle()

    assert drawn_alike(snap_compare, None, SIZES[size], take_it)


@pytest.mark.parametrize("size", SIZES)
def test_the_pictures_in_words(snap_compare: Compare, size: str) -> None:
    assert drawn_alike(snap_compare, SPIRAL, SIZES[size], train_to_the_end, "6", "v")


def test_the_list_of_panes(snap_compare: Compare) -> None:
    assert drawn_alike(snap_compare, LESSON, SMALL, nothing, "f3")
