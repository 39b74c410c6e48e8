"""How much each option of a search mattered, as bars."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import palette_of
from tui_nn.ui.panes.drawn_lines import DrawnLines

BAR, HALF_BAR = "█", "▌"
PERCENT = 5
"""Cells of ` 100%`."""

SHORTEST_BAR = 6
"""Cells that the longest bar has at least, before names are cut."""


class ImportanceBars(DrawnLines):
    """A bar for each option, the longest first."""

    shares: Sequence[tuple[str, float]] = ()
    """Each option's name and share, 0 to 1."""

    waiting = ""
    """What stands there before anything is known."""

    def draw_lines(self) -> list[Strip]:
        """Draw a heading, then name, bar and share of each option."""
        palette = palette_of(self.app, self.background_colors[1])
        width, height = self.size
        canvas = Canvas(width, height, palette.foreground, palette.background)
        canvas.put(0, 0, "What mattered"[:width], palette.primary, bold=True)
        if not self.shares:
            canvas.put(0, 1, self.waiting[:width], palette.muted)
            return canvas.strips()
        names = [name.replace("_", " ") for name, _ in self.shares]
        margin = max(0, min(max(map(len, names)), width - PERCENT - SHORTEST_BAR)) + 1
        room = max(0, width - margin - PERCENT)
        most = max(share for _, share in self.shares)
        for row, (name, (_, share)) in enumerate(zip(names, self.shares, strict=True), start=1):
            halves = round(2 * room * share / most) if most > 0 else 0
            canvas.put(0, row, name[: margin - 1], palette.foreground)
            canvas.put(margin, row, BAR * (halves // 2) + HALF_BAR * (halves % 2), palette.positive)
            canvas.put(width - PERCENT, row, f"{share:.0%}".rjust(PERCENT), palette.foreground)
        return canvas.strips()
