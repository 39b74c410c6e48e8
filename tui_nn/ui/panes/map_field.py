"""The picture of a map: cells in colours or shades between real axes, a cursor, and where the present run lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui_nn.engine.arrays import IntArray
from tui_nn.experiments.lab_events import MapEvent
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.map_cells import MapGrid, Place, cell_number, looks_of, map_grid
from tui_nn.ui.drawing.map_frame import put_axes, put_top_line, tick_labels
from tui_nn.ui.drawing.palette import Palette, palette_of
from tui_nn.ui.drawing.sequential_looks import LEVELS, UNKNOWN, ink_on, sequential_colours, sequential_shades
from tui_nn.ui.panes.drawn_lines import DrawnLines

PRESENT_MARK = "◆"
NARROWEST, LOWEST = 16, 4
NARROWEST_NUMBER = 4
"""Width of a cell from which on it says its number."""

SIDES = {"first": "┌┐", "middle": "││", "last": "└┘", "alone": "[]"}
"""Of the cursor, by the line of its cell."""


class MapField(DrawnLines):
    """Draws a map; whoever owns it says of what, and where the cursor is."""

    @dataclass
    class Pointed(Message):
        """Fact: somebody clicked on a cell."""

        place: Place
        twice: bool

    event: MapEvent | None = None
    measure = "rate"
    cursor: Place = (0, 0)
    present: Place | None = None
    """The cell of the present configuration, if it lies on the map."""

    grid: MapGrid | None = None
    """Where the cells stand that were drawn last."""

    def draw_lines(self) -> list[Strip]:
        """Draw axes, legend, cells and cursor."""
        palette = palette_of(self.app, self.background_colors[1])
        width, height = self.size
        canvas = Canvas(width, height, palette.foreground, palette.background)
        self.grid = None
        event = self.event
        if event is None or width < NARROWEST or height < LOWEST:
            return canvas.strips()
        left = max(map(len, tick_labels(event.y_values))) + 1
        size = len(event.x_values), len(event.y_values)
        in_colours = palette.depth in ("256", "true")
        self.grid = map_grid(left, 1, width - left, height - 2, size, self.cursor, halves=in_colours)
        put_top_line(canvas, event, self.measure, palette, PRESENT_MARK if self.present else "")
        put_axes(canvas, self.grid, event, self.cursor, palette)
        self._put_cells(canvas, self.grid, event, palette)
        return canvas.strips()

    def _put_cells(self, canvas: Canvas, grid: MapGrid, event: MapEvent, palette: Palette) -> None:
        all_looks = looks_of(event, self.measure)
        rows = slice(grid.first_row, grid.first_row + grid.rows)
        seen = all_looks[rows, grid.first_column : grid.first_column + grid.columns][::-1]
        in_colours = palette.depth in ("256", "true")
        if in_colours:
            indices = _repeated(seen, grid.halves, grid.width, 2 * grid.height)
            canvas.put_half_blocks(grid.left, grid.top, indices, sequential_colours(palette))
        else:
            indices = _repeated(seen, grid.halves // 2, grid.width, grid.height)
            canvas.put_shades(grid.left, grid.top, indices, sequential_shades(palette))
        columns = len(event.x_values)
        texts = grid.halves > 1 and grid.width >= NARROWEST_NUMBER
        for row in range(grid.first_row, grid.first_row + grid.rows):
            for column in range(grid.first_column, grid.first_column + grid.columns):
                place = column, row
                marked = place in (self.cursor, self.present)
                if texts or marked:
                    room = grid.width - (2 if place == self.cursor else 1)
                    text = cell_number(event, row * columns + column, self.measure, room) if texts else ""
                    self._put_text(canvas, grid, place, text, int(all_looks[row, column]), palette)

    def _put_text(self, canvas: Canvas, grid: MapGrid, place: Place, text: str, look: int, palette: Palette) -> None:
        """Put the number of a cell into its middle, with marks around it."""
        left, lines = grid.column_of(place[0]), grid.lines_of(place[1])
        back = sequential_colours(palette)[look] if palette.depth in ("256", "true") else None
        ink = palette.muted if look == UNKNOWN else ink_on(back) if back and look < LEVELS else palette.foreground
        at_cursor = place == self.cursor
        if place == self.present:
            text = PRESENT_MARK + text if len(text) < grid.width - 2 * at_cursor else PRESENT_MARK
        if text:
            # Beside a shade a number stands at the right: around it, too little would be left to see which one.
            start = left + (grid.width - len(text)) // 2 if back else left + grid.width - len(text) - at_cursor
            canvas.put(start, grid.middle_of(place[1]), text, ink, back, bold=at_cursor)
        if not at_cursor:
            return
        if grid.width < 3:
            canvas.put(left, lines[0], (PRESENT_MARK if place == self.present else "+")[: grid.width], ink, back)
            return
        for line in lines:
            side = "alone" if len(lines) == 1 else "first" if line == lines[0] else "middle"
            side = "last" if len(lines) > 1 and line == lines[-1] else side
            for at, sign in zip((left, left + grid.width - 1), SIDES[side], strict=True):
                canvas.put(at, line, sign, ink, back or palette.background, bold=True)

    def on_click(self, event: events.Click) -> None:
        """Say which cell it was."""
        offset = event.get_content_offset(self)
        place = self.grid.place_at(offset.x, offset.y) if offset is not None and self.grid is not None else None
        if place is not None:
            self.post_message(self.Pointed(place, twice=event.chain == 2))


def _repeated(looks: IntArray, high: int, wide: int, lines: int) -> IntArray:
    """Return the looks of cells, each so many places high and wide, and UNKNOWN below them up to so many lines."""
    places = looks.repeat(high, axis=0).repeat(wide, axis=1)
    below = lines - len(places)
    if below:
        places = np.pad(places, ((0, below), (0, 0)), constant_values=UNKNOWN)
    return places
