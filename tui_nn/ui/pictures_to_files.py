"""What is on the screen as a file: SVG for a document, plain text for everything else."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.segment import Segment, Segments
from textual.geometry import Region
from textual.strip import Strip

TEXT_ENDINGS = (".txt", ".text", ".md")


class ScreenPicture:
    """Some lines of the screen, kept as they were when the picture was taken."""

    def __init__(self, strips: Sequence[Strip], region: Region, title: str) -> None:
        """Keep a region of a screen's strips."""
        self._strips = [strip.crop(region.x, region.right) for strip in strips[region.y : region.bottom]]
        self._width, self._title = region.width, title

    def content(self, path: Path) -> bytes:
        """Return the picture as a file with such a name holds it."""
        return (self.text() if path.suffix.lower() in TEXT_ENDINGS else self.svg()).encode()

    def text(self) -> str:
        """Return the characters, without colours."""
        return "\n".join(strip.text.rstrip() for strip in self._strips) + "\n"

    def svg(self) -> str:
        """Return an SVG document."""
        console = Console(
            width=self._width,
            height=len(self._strips),
            file=io.StringIO(),
            force_terminal=True,
            color_system="truecolor",
            record=True,
            legacy_windows=False,
        )
        segments = [segment for strip in self._strips for segment in (*strip, Segment.line())]
        console.print(Segments(segments), crop=False)
        return console.export_svg(title=self._title)
