"""The pictures of `tui-nn train --plot`: the error over the run, and what the network says all over two inputs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from shutil import get_terminal_size
from textwrap import fill

import numpy as np
from rich.color import Color, ColorSystem
from rich.console import Console
from rich.style import Style
from textual.strip import Strip

from tui_nn.config.plain_text import printable
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.events import Finished
from tui_nn.engine.losses import loss_named
from tui_nn.engine.plane import Plane, plane_of
from tui_nn.engine.recording import Recording
from tui_nn.engine.surface import finite_outputs, output_scale
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import CLASSES_ON, STEPS, ColourDepth, Palette, blended
from tui_nn.ui.formatting import value_text
from tui_nn.ui.panes.curve_words import error_reading
from tui_nn.ui.panes.curves import clock_of, history_points, measured, up_to_now
from tui_nn.ui.panes.error_plot import ErrorCurves, ErrorView, error_plot
from tui_nn.ui.plots.figure import Rgb
from tui_nn.ui.plots.line_plot import draw_line_plot

PLAIN_SIZE = (80, 20)
"""Where standard output is no terminal."""

NARROWEST, WIDEST = 40, 120
SURFACE_WIDTH, SURFACE_HEIGHT = 48, 20
SHADES = " ░▒▓█"
FIELD_LETTERS, ROW_LETTERS = "abcdefghij", "ABCDEFGHIJ"
MOST_ROWS = 200
"""More rows than these would hide the field."""

FOREGROUND: Rgb = (200, 200, 200)
"""Stands for the terminal's own, in which it is printed."""

NEEDS_UNICODE = "the pictures of --plot need a terminal or a file in UTF-8"


@dataclass(frozen=True)
class Paper:
    """What standard output can take."""

    width: int
    colours: ColorSystem | None

    @property
    def palette(self) -> Palette:
        """Colours that can be seen on dark and on light."""
        grey: Rgb = (128, 128, 128)
        depths: dict[ColorSystem | None, ColourDepth] = {None: "none", ColorSystem.STANDARD: "16"}
        depths[ColorSystem.EIGHT_BIT] = "256"
        blue, orange, red, green = (40, 130, 230), (225, 125, 35), (210, 60, 60), (40, 150, 80)
        return Palette(
            depth=depths.get(self.colours, "true"),
            dark=True,
            background=(24, 24, 28),
            foreground=FOREGROUND,
            muted=grey,
            grid=grey,
            accent=orange,
            primary=blue,
            warning=orange,
            error=red,
            success=green,
        )


def paper() -> Paper:
    """Return what standard output can take now: colours where it is a terminal and NO_COLOR is not set."""
    width = min(WIDEST, max(NARROWEST, get_terminal_size(PLAIN_SIZE).columns))
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return Paper(width, None)
    found = Console(file=sys.stdout).color_system
    systems = {"standard": ColorSystem.STANDARD, "windows": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT}
    return Paper(width, None if found is None else systems.get(found, ColorSystem.TRUECOLOR))


def can_be_printed() -> bool:
    """Whether standard output has the characters that pictures are made of."""
    try:
        "⠒█┤".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def pictures_text(
    finished: Finished, recording: Recording, dataset: Dataset, config: TrainingConfig, paper: Paper
) -> str:
    """Return the pictures of a run that has ended, one below the other."""
    parts = [_error_text(finished, recording, config, paper)]
    plane = plane_of(dataset) if len(dataset.shown_input_names) == 2 else None
    if plane is not None:
        parts.append(_surface_text(finished, dataset, plane, loss_named(config.loss).threshold, paper))
    return "\n\n".join(parts)


def _error_text(finished: Finished, recording: Recording, config: TrainingConfig, paper: Paper) -> str:
    moments = up_to_now(recording.moments, finished)
    curves = ErrorCurves(
        error=history_points(finished.state.history),
        clock=clock_of(moments),
        target=config.min_error,
        validation=measured(moments, lambda moment: moment.validation_error),
        test=measured(moments, lambda moment: moment.test_error),
    )
    palette = paper.palette
    strips = draw_line_plot(error_plot(curves, ErrorView(), palette), paper.width, PLAIN_SIZE[1], palette.plot_style)
    words = error_reading(curves.error, curves.validation, curves.test, curves.target)
    return _text(strips, paper, own_ground=False) + "\n" + fill(words, paper.width)


def _surface_text(finished: Finished, dataset: Dataset, plane: Plane, threshold: float, paper: Paper) -> str:
    """Draw the first output, or which of several classes wins, over the two inputs; the rows stand in it."""
    palette, network = paper.palette, finished.network
    width, height = min(SURFACE_WIDTH, paper.width - 2), SURFACE_HEIGHT
    canvas = Canvas(width + 2, height + 2, FOREGROUND, palette.background)
    in_colour = palette.depth in ("256", "true")
    down = 2 if in_colour else 1
    outputs = finite_outputs(network.predict(plane.inputs(width, height * down)), 0.0)
    several = dataset.outputs > 1 and dataset.task == "classes"
    scale = output_scale(dataset, 0, network.activations[-1], threshold)
    if several:
        field = outputs.argmax(axis=1).reshape(-1, width) % len(FIELD_LETTERS)
        if in_colour:
            canvas.put_half_blocks(1, 1, field, [blended(palette.background, each, 0.6) for each in CLASSES_ON[True]])
        else:
            canvas.put_shades(1, 1, field, [(letter, None) for letter in FIELD_LETTERS])
        names = [printable(name, 20) for name in dataset.class_names[: len(FIELD_LETTERS)]]
        said = ", ".join(f"{letter} {name}" for letter, name in zip(ROW_LETTERS, names, strict=False))
    else:
        field = scale.steps(outputs[:, 0], STEPS).reshape(-1, width)
        if in_colour:
            canvas.put_half_blocks(1, 1, field, palette.scale)
        else:
            shades = np.clip(field * len(SHADES) // (2 * STEPS + 1), 0, len(SHADES) - 1)
            canvas.put_shades(1, 1, shades, [(shade, None) for shade in SHADES])
        name, ends = printable(dataset.shown_target_names[0], 20), (value_text(scale.low), value_text(scale.high))
        if dataset.task == "classes":
            low, high = (printable(class_name, 20) for class_name in dataset.class_names[:2])
            ends = (low, high)
        below, above = ("orange", "blue") if in_colour else ("blank", "full")
        said = f"{name}: {below} is {ends[0]}, {above} is {ends[1]}"
    if dataset.samples <= MOST_ROWS and dataset.task != "numbers":
        best = dataset.targets.argmax(axis=1) if several else None
        for index, (along, up) in enumerate(plane.places(dataset).tolist()):
            column, row = 1 + min(width - 1, int(along * width)), 1 + min(height - 1, int((1 - up) * height))
            high = dataset.targets[index, 0] > scale.middle
            letter = ROW_LETTERS[int(best[index]) % len(ROW_LETTERS)] if best is not None else "x" if high else "o"
            canvas.put(column, row, letter, (255, 255, 255))
        said += "; the letters are rows" if several else "; rows: x above the middle, o below"
    _put_box(canvas, width, height)
    x, y = (printable(name, 20) for name in plane.names)
    ranges = [f"{low:.4g} to {high:.4g}" for low, high in (plane.x_range, plane.y_range)]
    head = f" {x} to the right, {ranges[0]}; {y} upward, {ranges[1]}"
    return "\n".join([head, _text(canvas.strips(), paper, own_ground=in_colour), f" {said}"])


def _put_box(canvas: Canvas, width: int, height: int) -> None:
    canvas.put(0, 0, f"┌{'─' * width}┐")
    canvas.put(0, height + 1, f"└{'─' * width}┘")
    for row in range(1, height + 1):
        canvas.put(0, row, "│")
        canvas.put(width + 1, row, "│")


def _text(strips: Sequence[Strip], paper: Paper, *, own_ground: bool) -> str:
    """Return lines of text, in colours where there are any.

    Args:
        strips: the lines.
        paper: what they are for.
        own_ground: whether the picture keeps its background, or stands on that of the terminal.
    """
    colours = paper.colours
    if colours is None:
        return "\n".join(strip.text.rstrip() for strip in strips)
    lines = []
    for strip in strips:
        styled = [(segment.text, segment.style or Style()) for segment in strip]
        if not own_ground:
            styled = [(text, _on_the_terminal(style)) for text, style in styled]
        lines.append("".join(style.render(text, color_system=colours) for text, style in styled).rstrip())
    return "\n".join(lines)


def _on_the_terminal(style: Style) -> Style:
    """Return a style without a background, and with the terminal's own colour where that is meant."""
    return Style(color=None if style.color == Color.from_rgb(*FOREGROUND) else style.color)
