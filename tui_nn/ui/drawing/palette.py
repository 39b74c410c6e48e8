"""The colours of pictures: those of the theme, scales made of them, and how many the terminal can show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from textual.color import Color

from tui_nn.ui.plots.figure import Rgb
from tui_nn.ui.plots.line_plot import PlotStyle

if TYPE_CHECKING:
    from textual.app import App

ColourDepth = Literal["none", "16", "256", "true"]
"""What the terminal can show: no colour at all (NO_COLOR), 16 colours, 256, or any."""

STEPS = 16
"""Colours of a scale on either side of its middle: more are not told apart, and cost bytes and time."""

NEGATIVE_ON = {True: (244, 147, 62), False: (214, 104, 10)}
POSITIVE_ON = {True: (74, 163, 255), False: (10, 102, 204)}
"""Orange and blue, as in TensorFlow Playground, on dark and on light: also told apart by the colour-blind."""

CLASSES_ON = {
    True: (
        *((74, 163, 255), (244, 147, 62), (95, 201, 120), (226, 110, 190), (240, 205, 80), (150, 130, 245)),
        *((90, 205, 205), (235, 95, 90), (170, 190, 100), (190, 150, 120)),
    ),
    False: (
        *((10, 102, 204), (214, 104, 10), (20, 130, 60), (180, 40, 140), (150, 120, 0), (95, 70, 200)),
        *((0, 125, 130), (195, 35, 35), (90, 110, 10), (120, 80, 50)),
    ),
}
"""Of the classes of the data, in their order; beyond ten they begin again."""


@dataclass(frozen=True)
class Palette:
    """The colours that a picture is drawn in."""

    depth: ColourDepth
    dark: bool
    background: Rgb
    foreground: Rgb
    muted: Rgb
    grid: Rgb
    accent: Rgb
    primary: Rgb
    warning: Rgb
    error: Rgb
    success: Rgb

    @property
    def negative(self) -> Rgb:
        """Of values below the middle: a weight that weakens, an output near 0."""
        return NEGATIVE_ON[self.dark]

    @property
    def positive(self) -> Rgb:
        """Of values above the middle: a weight that strengthens, an output near 1."""
        return POSITIVE_ON[self.dark]

    @cached_property
    def scale(self) -> tuple[Rgb, ...]:
        """Return 2 STEPS + 1 colours from `negative` by way of the background to `positive`."""
        below = [blended(self.background, self.negative, step / STEPS) for step in range(STEPS, 0, -1)]
        above = [blended(self.background, self.positive, step / STEPS) for step in range(1, STEPS + 1)]
        return (*below, self.background, *above)

    def class_colour(self, index: int) -> Rgb:
        """Return the colour of a class."""
        colours = CLASSES_ON[self.dark]
        return colours[index % len(colours)]

    @property
    def plot_style(self) -> PlotStyle:
        """What plots need of it."""
        return PlotStyle(
            background=self.background,
            foreground=self.foreground,
            grid=self.grid,
            without_colour=self.depth == "none",
        )


def blended(one: Rgb, other: Rgb, share: float) -> Rgb:
    """Return a colour between two, which has so much, 0 to 1, of the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def palette_of(app: App[Any], background: Color) -> Palette:
    """Return the colours for a picture that stands on this background."""
    depth = depth_of(app)
    return _palette(depth, app.current_theme.dark, background.rgb, tuple(sorted(app.theme_variables.items())))


def depth_of(app: App[Any]) -> ColourDepth:
    """Say what the terminal can show."""
    if app.no_color:
        return "none"
    found: dict[str | None, ColourDepth] = {"standard": "16", "windows": "16", "256": "256", None: "none"}
    return found.get(app.console.color_system, "true")


@lru_cache(maxsize=16)
def _palette(depth: ColourDepth, dark: bool, background: Rgb, theme: tuple[tuple[str, str], ...]) -> Palette:
    variables = dict(theme)
    foreground = Color.parse(variables["foreground"]).rgb
    named = {name: Color.parse(variables[name]).rgb for name in ("accent", "primary", "warning", "error", "success")}
    return Palette(
        depth=depth,
        dark=dark,
        background=background,
        foreground=blended(background, foreground, 0.8),
        muted=blended(background, foreground, 0.5),
        grid=blended(background, foreground, 0.18),
        **named,
    )
