"""The rows above and below a plot: what its axes count and which curve is which."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_nn.config.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui_nn.ui.plots.figure import Rgb

LEFT_OUT = " …"
"""For the entries of a legend that there is no room for."""


@dataclass(frozen=True)
class LegendEntry:
    """A short piece of a curve, as it looks in the plot, and the name of the curve."""

    sample: str
    color: Rgb
    name: str


def caption_above(label: str, legend: Sequence[LegendEntry], width: int, foreground: Rgb, background: Rgb) -> Strip:
    """Return the row with the name of the vertical axis and the legend, exactly `width` cells long.

    Where there is little room the entries move together, then the name goes, then the last entries.
    """
    text = _style(foreground, background)
    named, rest = _fitting(f" {printable(label)}", legend, width)
    head, gap, entries = named
    segments = [Segment(head, text)]
    for entry in entries:
        segments += [
            Segment(gap, text),
            Segment(entry.sample, _style(entry.color, background)),
            Segment(f" {printable(entry.name)}", text),
        ]
    if rest:
        segments.append(Segment(LEFT_OUT, text))
    return Strip(segments).adjust_cell_length(width, text)


def _fitting(
    label: str, legend: Sequence[LegendEntry], width: int
) -> tuple[tuple[str, str, Sequence[LegendEntry]], bool]:
    """Return label, distance and entries as far as there is room, and whether entries are left out."""
    lengths = [cell_len(entry.sample) + 1 + cell_len(printable(entry.name)) for entry in legend]
    for head, gap in ((label, "   "), (label, "  "), ("", " ")):
        if cell_len(head) + sum(lengths) + len(gap) * len(lengths) <= width:
            return (head, gap, legend), False
    if len(legend) <= 1:
        return (label, "   ", legend), False
    room, shown = width - len(LEFT_OUT), 0
    for length in lengths:
        room -= length + 1
        shown += room >= 0
    return ("", " ", legend[: max(1, shown)]), True


def caption_below(label: str, indent: int, width: int, foreground: Rgb, background: Rgb) -> Strip:
    """Return the row with the name of the horizontal axis in the middle of what lies right of `indent`."""
    text = _style(foreground, background)
    name = Strip([Segment(printable(label), text)])
    left = indent + max(0, width - indent - name.cell_length) // 2
    return Strip([Segment(" " * left, text), *name]).adjust_cell_length(width, text)


def blank_rows(rows: int, width: int, background: Rgb) -> list[Strip]:
    """Return empty rows, for a place too small to draw in."""
    return [Strip.blank(width, _style(None, background)) for _ in range(rows)]


@lru_cache(maxsize=64)
def _style(foreground: Rgb | None, background: Rgb) -> Style:
    color = Color.from_rgb(*foreground) if foreground else None
    return Style(color=color, bgcolor=Color.from_rgb(*background))
