"""What each picture looks like alone, as somebody has seen and approved it; `make snapshots` draws it anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from textual.pilot import Pilot

from tests.ui.desk import Desk, ready
from tests.ui.stage import StageApp
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.presets import find_preset
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.ui.drawing.palette import ColourDepth
from tui_nn.ui.panes import health_pane
from tui_nn.ui.panes.error_pane import ErrorPane
from tui_nn.ui.panes.health_pane import HealthPane
from tui_nn.ui.panes.hidden_space_pane import HiddenSpacePane
from tui_nn.ui.panes.judgement_pane import JudgementPane
from tui_nn.ui.panes.network_pane import NetworkPane
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.panes.rate_pane import RatePane
from tui_nn.ui.panes.surface_pane import SurfacePane

Compare = Callable[..., bool]
Size = tuple[int, int]

SMALL, LARGE, HUGE = (80, 24), (120, 40), (200, 60)
BESIDE_OTHERS = (41, 26)
"""What a picture has in a window of 120x40 beside others."""

PICTURES: dict[str, Callable[[], Picture]] = {
    "error": ErrorPane,
    "rate": RatePane,
    "network": NetworkPane,
    "surface": SurfacePane,
    "hidden": HiddenSpacePane,
    "health": HealthPane,
    "judgement": JudgementPane,
}


def few_iterations(run: RunConfig, iterations: int) -> RunConfig:
    return run.with_values({("training", "max_iterations"): iterations, ("training", "patience"): 0})


RUNS = {
    "spiral": few_iterations(find_preset("playground").run().with_values({("data", "source"): "spiral"}), 100),
    "iris": few_iterations(find_preset("iris").run(), 40),
    "curve": few_iterations(find_preset("curve").run(), 60),
    "digits": few_iterations(find_preset("digits").run(), 3),
    "xor": RunConfig(
        network=NetworkConfig(hidden=(3,), activations=("tanh", "sigmoid"), scale=1.0),
        training=TrainingConfig(max_iterations=1500),
    ),
    "schedule": RunConfig(
        data=DataConfig("xor"),
        training=TrainingConfig(
            schedule="exponential", schedule_every=100, schedule_factor=0.5, max_iterations=1500, min_error=0.0
        ),
    ),
}


@cache
def trained(name: str) -> Desk:
    """Train once for all pictures; within a test, for only there every stretch has its length."""
    desk = ready(RUNS[name])
    desk.session.toggle_training()
    desk.settle()
    assert desk.session.phase == "finished"
    return desk


DATA_OF = {"judgement": "iris", "health": "iris", "rate": "schedule"}
"""Of a picture that is best seen with other data than a spiral."""


def drawn_alike(
    snap_compare: Compare,
    picture: str,
    data: str,
    size: Size,
    *keys: str,
    focus: bool = False,
    theme: str = "textual-dark",
) -> bool:
    """Show a picture alone, press keys and compare it with the one that was approved."""
    desk, shown = trained(data), PICTURES[picture]()
    app = StageApp(shown)
    app.theme = theme

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        shown.show(desk.session)
        await pilot.press(*keys)
        if not focus:
            app.set_focus(None)
        await pilot.pause()

    return snap_compare(app, terminal_size=size, run_before=before)


@pytest.fixture
def in_depth(monkeypatch: pytest.MonkeyPatch) -> Callable[[ColourDepth], None]:
    """Let the terminal have only so many colours."""

    def have(depth: ColourDepth) -> None:
        monkeypatch.setattr("tui_nn.ui.drawing.palette.depth_of", lambda _app: depth)
        if depth == "none":
            monkeypatch.setenv("NO_COLOR", "1")

    return have


@pytest.mark.parametrize("size", [SMALL, LARGE, HUGE], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_in_every_size(snap_compare: Compare, picture: str, size: Size) -> None:
    assert drawn_alike(snap_compare, picture, DATA_OF.get(picture, "spiral"), size)


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_in_the_light_theme(snap_compare: Compare, picture: str) -> None:
    assert drawn_alike(snap_compare, picture, DATA_OF.get(picture, "spiral"), SMALL, theme="textual-light")


@pytest.mark.parametrize("depth", ["16", "none"])
@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_with_few_colours(
    snap_compare: Compare, picture: str, depth: ColourDepth, in_depth: Callable[[ColourDepth], None]
) -> None:
    in_depth(depth)
    assert drawn_alike(snap_compare, picture, DATA_OF.get(picture, "spiral"), SMALL)


OTHERS: dict[str, tuple[str, str, Size, *tuple[str, ...]]] = {
    "network-of-xor": ("network", "xor", LARGE),
    "network-of-xor-beside-others": ("network", "xor", BESIDE_OTHERS),
    "network-of-xor-low": ("network", "xor", (60, 12)),
    "network-with-a-unit-chosen": ("network", "xor", SMALL, "right", "right", "down"),
    "network-of-classes": ("network", "iris", SMALL),
    "network-of-pictures": ("network", "digits", LARGE),
    "network-of-pictures-small": ("network", "digits", SMALL),
    "surface-of-three-classes": ("surface", "iris", LARGE),
    "surface-of-a-curve": ("surface", "curve", SMALL),
    "surface-of-xor": ("surface", "xor", BESIDE_OTHERS),
    "hidden-lines": ("hidden", "spiral", LARGE, "down", "o"),
    "hidden-lines-of-xor": ("hidden", "xor", SMALL, "o"),
    "hidden-units-of-classes": ("hidden", "iris", SMALL, "g"),
    "hidden-space-of-ten-classes": ("hidden", "digits", LARGE),
    "health-over-time": ("health", "spiral", LARGE, "o"),
    "health-of-gradients": ("health", "spiral", SMALL, "g", "g"),
    "judgement-of-ten-classes": ("judgement", "digits", LARGE),
    "judgement-of-probabilities": ("judgement", "spiral", SMALL, "g"),
    "judgement-of-errors": ("judgement", "curve", SMALL, "g"),
    "judgement-of-a-curve": ("judgement", "curve", SMALL),
    "judgement-of-worst-rows": ("judgement", "iris", SMALL, "g", "g", "g", "down"),
    "judgement-of-a-picture": ("judgement", "digits", SMALL, "G"),
    "rate-that-stays": ("rate", "spiral", SMALL),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_view_of_a_picture(snap_compare: Compare, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_pane, "SECONDS_A_DRAWING", 60.0)
    picture, data, size, *keys = OTHERS[name]
    assert drawn_alike(snap_compare, picture, data, size, *keys)


@pytest.mark.parametrize(
    ("picture", "data"), [("surface", "iris"), ("network", "xor"), ("network", "digits"), ("judgement", "digits")]
)
def test_other_data_without_colour(
    snap_compare: Compare, picture: str, data: str, in_depth: Callable[[ColourDepth], None]
) -> None:
    in_depth("none")
    assert drawn_alike(snap_compare, picture, data, SMALL)


def test_a_surface_with_its_crosshair(snap_compare: Compare) -> None:
    assert drawn_alike(snap_compare, "surface", "spiral", SMALL, "right", "up", focus=True)
