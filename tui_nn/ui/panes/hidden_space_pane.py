"""Hidden space: where the rows lie for the units of a layer, and the lines that units draw among the inputs."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.drawing.scatter import (
    Ink,
    Points,
    is_coloured,
    is_sparse,
    nearest_point,
    put_behind,
    put_chosen,
    put_marks,
    put_points,
)
from tui_nn.ui.messages import RowChosen
from tui_nn.ui.panes.hidden_space_view import Axis, LayerView, SpaceViews, narrow, next_pair
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.panes.row_inks import row_inks, row_kinds
from tui_nn.ui.panes.unit_lines import UnitLines, put_unit_lines

GUTTER, GUTTER_FROM = 7, 44
"""Cells for the numbers of the vertical axis, and the width from which on there is room for them."""

FRAMED_HEIGHT = 6
"""The height from which on there is a line above the points and one below."""


class HiddenSpacePane(Picture):
    """A scatter of the rows, as a layer sees them."""

    BORDER_TITLE = "Hidden space"
    HELP = """\
Every layer gives each row a new place: its units' activations are coordinates. Here you see the rows at those places,
coloured by what they should become. **A network learns by moving the rows until a straight line can part them**, for
the last layer can draw nothing but a straight line (a plane).

- **A line parts 96 %**: so many rows are right when one linear rule, *output = w·activations + b*, is fitted to this
  layer by least squares. Beside it stands how many it gets right from the inputs alone. For numbers it is R², the share
  of their variance that a linear rule explains.
- With more than two units you see a **projection** (PCA): the plane through all units' axes in which the rows are
  spread most. *83 % of the variance* says how much of the spread it shows. **g** switches between it and single units.
- ● are training rows, ○ others (fainter where there are many rows); ★ is the chosen row.
- **o** shows the **lines in input space**, where a unit's sum *w·x + b* is zero, for data with two input columns. In
  the first hidden layer each unit draws one straight line; units of later layers draw lines that bend at those.

Keys: **↑ ↓** layer · **g** units or projection · **← →** next pair of units · **i I** next unit along x or y · **o**
lines in input space (there **← →** and **i** choose the bright line) · **j k** next and previous row · **enter** the
nearest row that should become something else. A click chooses a row.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose_layer(1)", show=False),
        Binding("down", "choose_layer(-1)", show=False),
        Binding("left", "other_pair(-1)", show=False),
        Binding("right", "other_pair(1)", show=False),
        Binding("i", "other_unit(0)", show=False),
        Binding("I", "other_unit(1)", show=False),
        Binding("g", "other_view", show=False),
        Binding("o", "lines", show=False),
        Binding("j", "step_row(1)", show=False),
        Binding("k", "step_row(-1)", show=False),
        Binding("enter", "nearest_other", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="hidden")
        self.in_inputs = False
        """Whether the lines in input space are shown."""

        self._views = SpaceViews()
        self._lines = UnitLines()
        self._points: Points | None = None
        self._kinds: tuple[Dataset, Points] | None = None
        self._corner, self._room = (0, 0), (0, 0)
        """Where the points stand."""

    @property
    def views(self) -> SpaceViews:
        """What is chosen: layer, units, projection."""
        return self._views

    def draw_lines(self) -> list[Strip]:
        """Draw the rows, with what is to say about them above and below."""
        view = self._views.look(self.session)
        if view is None or self.session is None:
            self._points = None
            self.tell("")
            return self.blank_lines()
        palette = self.palette
        canvas = Canvas(*self.size, palette.foreground, palette.background)
        framed = canvas.height >= FRAMED_HEIGHT
        left = GUTTER if framed and canvas.width >= GUTTER_FROM else 0
        self._corner, self._room = (left, int(framed)), (canvas.width - left, canvas.height - 2 * framed)
        inks = row_inks(view.rows, palette)
        plane = self._lines.plane(view.rows) if self.in_inputs else None
        if plane is not None:
            axes = (Axis(narrow(plane.names[0]), *plane.x_range), Axis(narrow(plane.names[1]), *plane.y_range))
            self._points = self._made_points(view.rows, np.nan_to_num(plane.places(view.rows)), inks)
            self._draw_unit_lines(canvas, view, palette)
        else:
            axes = view.axes
            self._points = self._made_points(view.rows, view.places, inks)
            put_points(canvas, self._corner, self._room, self._points, palette)
        if framed:
            heading = self._lines_heading(view) if plane is not None else view.heading
            self._draw_frame(canvas, heading, axes, inks, palette)
        self.tell(self._border_text(view, lines_can_be_had=plane is not None or not self.in_inputs))
        return canvas.strips()

    def reading(self) -> str:
        """Say which layer it is, how much of it is seen, and how well a line parts its rows."""
        view = self._views.look(self.session)
        if view is None:
            return "There is no network yet."
        seen = "projected on 2 components" if view.projected else f"at the values of {view.what}"
        share = f" with {view.share:.0%} of the variance" if view.projected else ""
        return f"Layer {view.name} ({view.kind}), {view.rows.samples} rows {seen}{share}. {view.separation_text()}"

    # Keys

    def action_choose_layer(self, by: int) -> None:
        """Choose a later or an earlier layer."""
        self._views.choose_layer(by)
        self.redraw()

    def action_other_view(self) -> None:
        """Switch between single units and the projection."""
        view = self._views.look(self.session)
        if view is not None and view.values.shape[1] > 1:
            self.in_inputs = False
            self._views.projected = not view.projected
            self.redraw()

    def action_other_pair(self, by: int) -> None:
        """Choose the next or the last pair of units; with the lines, the next unit."""
        view = self._views.look(self.session)
        if view is None:
            return
        if self.in_inputs:
            self._views.bright += by
        else:
            self._views.pair = next_pair(view.pair, by, view.values.shape[1])
            self._views.projected = False
        self.redraw()

    def action_other_unit(self, axis: int) -> None:
        """Choose the next unit along one axis."""
        view = self._views.look(self.session)
        if view is None:
            return
        if self.in_inputs:
            self._views.bright += 1 if axis == 0 else -1
        else:
            units, count = list(view.pair), view.values.shape[1]
            step = 2 if count > 2 and (units[axis] + 1) % count == units[1 - axis] else 1
            units[axis] = (units[axis] + step) % count
            self._views.pair = (units[0], units[1])
            self._views.projected = False
        self.redraw()

    def action_lines(self) -> None:
        """Show the lines in input space, or the rows in the layer's again."""
        self.in_inputs = not self.in_inputs
        self.redraw()

    def action_step_row(self, by: int) -> None:
        """Ask for the next or the last row."""
        if self._points is not None and self._points.chosen is not None:
            self.post_message(RowChosen((self._points.chosen + by) % len(self._points.places)))

    def action_nearest_other(self) -> None:
        """Ask for the row nearest to the chosen one among those that should become something else."""
        points = self._points
        if points is None or points.chosen is None:
            return
        others = np.flatnonzero(points.kinds != points.kinds[points.chosen])
        if len(others):
            away = (points.places[others] - points.places[points.chosen]) * [self._room[0], 2 * self._room[1]]
            self.post_message(RowChosen(int(others[np.square(away).sum(axis=1).argmin()])))

    def on_click(self, event: events.Click) -> None:
        """Ask for the row that is nearest to the click."""
        place = event.get_content_offset(self)
        if place is not None and self._points is not None:
            at = (place.x - self._corner[0], place.y - self._corner[1])
            self.post_message(RowChosen(nearest_point(self._points.places, *at, *self._room)))

    # What is drawn

    def _made_points(self, rows: Dataset, places: FloatArray, inks: list[Ink]) -> Points:
        if self._kinds is None or self._kinds[0] is not rows:
            trained = np.ones(rows.samples, dtype=np.bool_) if rows.parts is None else rows.parts == 0
            self._kinds = (rows, Points(places, row_kinds(rows), trained, inks, rows.task == "numbers", None))
        known = self._kinds[1]
        row = self.session.row if self.session is not None else 0
        chosen = max(0, min(len(places) - 1, row))
        return Points(places, known.kinds, known.trained, inks, known.ordered, chosen)

    def _draw_unit_lines(self, canvas: Canvas, view: LayerView, palette: Palette) -> None:
        assert self._points is not None
        put_behind(canvas, self._corner, self._room, self._points, palette)
        layer = max(0, view.index - 1)
        units = view.network.layer_sizes[layer + 1]
        self._views.bright %= units
        bright = self._views.bright
        drawn = self._lines.units_drawn(units, bright, self._room)
        marks = self._lines.marks(view.network, view.rows, layer, drawn, self._room, dotted=is_coloured(palette))
        taken = len(self._points.inks) if not self._points.ordered else 2
        put_unit_lines(canvas, self._corner, marks, drawn, bright, palette, taken)
        if is_coloured(palette) and is_sparse(self._points, self._room):
            # Points cover the lines, but for the bright one.
            put_marks(canvas, self._corner, self._room, self._points)
            only = slice(bright - drawn.start, bright - drawn.start + 1)
            put_unit_lines(canvas, self._corner, marks[only], range(bright, bright + 1), bright, palette)
        put_chosen(canvas, self._corner, self._room, self._points, palette)

    def _lines_heading(self, view: LayerView) -> str:
        units = view.network.layer_sizes[max(1, view.index)]
        drawn = self._lines.units_drawn(units, self._views.bright, self._room)
        some = "" if len(drawn) == units else f", units {drawn.start + 1} to {drawn.stop} of {units}"
        return f"lines of {view.lines_name}{some}"

    def _draw_frame(
        self, canvas: Canvas, heading: str, axes: tuple[Axis, Axis], inks: list[Ink], palette: Palette
    ) -> None:
        """Write what it is above the points, and where the axes begin and end."""
        along, up = axes
        canvas.put(0, 0, heading, palette.foreground, bold=True)
        letters = not is_coloured(palette)
        named = [(f"{ink.letter}={ink.name}" if letters else ink.name, ink.colour) for ink in inks if ink.name]
        place = canvas.width - sum(len(name) + 1 for name, _ in named) + 1
        if place > len(heading):
            for name, colour in named:
                canvas.put(place, 0, name, colour, bold=True)
                place += len(name) + 1
        left, bottom = self._corner[0], canvas.height - 1
        low, high = f"{along.low:.3g}", f"{along.high:.3g}"
        canvas.put(left, bottom, low, palette.muted)
        canvas.put(canvas.width - len(high), bottom, high, palette.muted)
        name = f"{along.name}{', ' * bool(along.share)}{along.share} →"
        if left + len(low) + len(name) + len(high) + 2 <= canvas.width:
            canvas.put(left + (canvas.width - left - len(name)) // 2, bottom, name, palette.muted)
        if left:
            canvas.put(0, 1, f"{up.high:.3g}".rjust(left - 1), palette.muted)
            canvas.put(0, bottom - 1, f"{up.low:.3g}".rjust(left - 1), palette.muted)
            middle = (1 + bottom - 1) // 2
            canvas.put(0, middle, f"{up.name}"[: left - 1].rjust(left - 1), palette.muted)
            canvas.put(0, middle - 1, "↑".rjust(left - 1), palette.muted)
            canvas.put(0, middle + 1, up.share.rjust(left - 1), palette.muted)

    def _border_text(self, view: LayerView, *, lines_can_be_had: bool) -> str:
        """The most telling parts that there is room for."""
        parts = []
        if not lines_can_be_had:
            parts.append("no lines: not 2 input columns")
        if view.linear is not None:
            parts.append(view.separation_short())
        if self.in_inputs and lines_can_be_had:
            parts.append(f"bright: unit {self._views.bright + 1}")
        elif view.projected:
            parts.append(f"PCA {view.share:.0%}")
        keys = (f"↑↓ layer · {'g units' if view.projected else 'g PCA'} · o lines", "↑↓ · g · o")
        if self.in_inputs:
            keys = ("↑↓ layer · ←→ unit · o back", "o back")
        room = self.size.width - 4 - len(" · ".join(parts))
        parts.append(next((key for key in keys if len(key) + 3 <= room), ""))
        text = ""
        for part in parts:
            longer = f"{text} · {part}" if text else part
            if part and len(longer) <= self.size.width - 4:
                text = longer
        return text
