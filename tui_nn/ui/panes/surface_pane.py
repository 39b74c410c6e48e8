"""The surface: what the network says all over a plane of two inputs, or along one, and the rows on it."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui_nn.config.plain_text import printable
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.events import Snapshot
from tui_nn.engine.judgement import rows_right
from tui_nn.engine.losses import loss_named
from tui_nn.engine.plane import line_of, plane_columns, plane_of
from tui_nn.engine.surface import BoolArray, output_scale
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.drawing.plot_frame import one_cell_text, put_frame
from tui_nn.ui.drawing.row_marks import RowsShown, rows_in_cells
from tui_nn.ui.drawing.surface_legend import put_legend
from tui_nn.ui.messages import RowChosen
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.panes.surface_marks import put_chosen, put_crosshair, put_rows
from tui_nn.ui.panes.surface_reading import held_text, surface_reading
from tui_nn.ui.panes.surface_scenes import Look, Scene, line_scene, plane_scene, row_cells
from tui_nn.ui.plain_text import plain

NO_PLANE = "No input is a number, so there is no plane to look at."
KEYS, MANY_KEYS = "arrows look · o rows · g steps", "y Y inputs · h hold · o rows"
CENTRE = (0.5, 0.5)
SHOWN_ROWS: tuple[RowsShown, ...] = ("all", "wrong", "none")


class SurfacePane(Picture):
    """Draws what a network makes of every place of a plane."""

    BORDER_TITLE: ClassVar[str] = "Surface"
    HELP = """
**What would the network say to any input?** Every place of the picture is a pair of inputs; its colour is the output
*f(x, y)* of the network there: orange is low, blue is high, and the line between them is where the output is the
threshold, at which the decision changes. The stronger the colour, the surer the network. With several classes the
colour is that of the class with the largest output, the stronger the further it leads.

The **marks** are rows of the data: ● is learned from, ○ is kept for the test, ◇ for validation. Their colour is
their target. ◉ ◎ ◈ are those that the network gets wrong. ★ is the row that all pictures look at.

With one input the picture is the curve of the output over it. With more than two, two of them span the plane; the
others are held at their median, or at those of the row that is looked at. The rows then lie where these two inputs
say, and may have others in the rest.

| key | |
|---|---|
| arrows, mouse | look at a place: its inputs and what the network says to them |
| enter | look at the row nearest to that place, in all pictures |
| o | all rows, only wrong ones, none |
| g | only the decision, or also how sure it is |
| i | the next output; of several classes, all of them first |
| y, Y | another input along the horizontal, the vertical axis |
| h | hold the other inputs at the median or at the row |
| k | all as it was |
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "look(-1, 0)", show=False),
        Binding("right", "look(1, 0)", show=False),
        Binding("up", "look(0, -1)", show=False),
        Binding("down", "look(0, 1)", show=False),
        Binding("enter", "choose", show=False),
        Binding("o", "rows", show=False),
        Binding("g", "discrete", show=False),
        Binding("i", "output", show=False),
        Binding("y", "column(0)", show=False),
        Binding("Y", "column(1)", show=False),
        Binding("h", "hold", show=False),
        Binding("k", "reset", show=False),
    ]

    def __init__(self, id: str = "surface") -> None:  # noqa: A002  as Textual calls it
        super().__init__(id)
        self._told = ""
        self._scene: Scene | None = None
        self._scene_of: tuple[object, ...] = ()
        self._cells: IntArray = np.empty((0, 2), dtype=np.int64)
        self._start()

    def _start(self) -> None:
        self.columns = (0, 1)
        """Which inputs go along the axes."""
        self.held_at_row = False
        self.view = 0
        """Which output; where there are several classes, 0 is all of them."""
        self.rows_shown: RowsShown = "all"
        self.discrete = False
        self.crosshair = CENTRE
        """In fractions of the field, y upward."""

    # Drawing

    def draw_lines(self) -> list[Strip]:
        """Draw field, axes, rows and crosshair."""
        parts = self._parts()
        if parts is None:
            return self.blank_lines()
        rows, shown = parts
        palette, look = self.palette, self._look(rows, shown)
        canvas = Canvas(*self.size, palette.foreground, palette.background)
        scene = self._scene_for(rows, look, palette)
        if scene is None:
            canvas.put(1, self.size.height // 2, NO_PLANE, palette.muted)
            self._tell_plain("")
            return canvas.strips()
        frame = scene.frame
        wrong = self._wrong(rows, shown)
        seen = rows_in_cells(self._cells, wrong, self.rows_shown)
        marked = np.array([*seen], dtype=np.int64).reshape(-1, 2)
        scene.put_field(canvas, shown.network, look, palette, marked)
        if self.has_focus:
            put_crosshair(canvas, frame, self.crosshair, palette)
        put_rows(canvas, frame, seen, rows, wrong, look, palette)
        put_chosen(canvas, frame, self._cells[self._row(rows)], palette)
        free = put_frame(canvas, frame, scene.x_name, scene.y_name, palette)
        put_legend(canvas, free, rows, look.output, look.scale, palette, curve=len(plane_columns(rows)) == 1)
        self._title(rows)
        self._tell_plain(self._place_text(scene, rows, shown) if self.has_focus else self._keys(rows))
        return canvas.strips()

    def _parts(self) -> tuple[Dataset, Snapshot] | None:
        """The rows and what is shown of the run; nothing while they do not fit each other."""
        session = self.session
        if session is None or session.started is None or session.shown is None:
            return None
        rows, shown = session.started.rows, session.shown
        sizes = shown.network.layer_sizes
        fits = (sizes[0], sizes[-1]) == (rows.features, rows.outputs)
        return (rows, shown) if fits and shown.outputs.shape == (rows.samples, rows.outputs) else None

    def _threshold(self) -> float:
        return loss_named(self.session.run.training.loss).threshold if self.session else 0.5

    def _look(self, rows: Dataset, shown: Snapshot) -> Look:
        views = self._views(rows)
        output = views[self.view % len(views)]
        scale = output_scale(rows, output or 0, shown.network.activations[-1], self._threshold())
        return Look(output, scale, self.discrete, rows.task != "numbers")

    def _views(self, rows: Dataset) -> tuple[int | None, ...]:
        outputs = tuple(range(rows.outputs))
        all_classes = rows.task == "classes" and rows.outputs > 2 and len(plane_columns(rows)) > 1
        return (None, *outputs) if all_classes else outputs

    def _scene_for(self, rows: Dataset, look: Look, palette: Palette) -> Scene | None:
        """The scene, made anew when another is needed: everything in it but the network stays from frame to frame."""
        held = self._row(rows) if self.held_at_row else None
        in_colours = palette.depth in ("256", "true")
        line = len(plane_columns(rows)) < 2
        key = (id(rows), self.columns, held, self.size, in_colours, (look.output, look.scale) if line else None)
        if key != self._scene_of or (self._scene is not None and self._scene.rows is not rows):
            self._scene_of, self._scene = key, self._new_scene(rows, look, held, in_colours)
            if self._scene is not None:
                self._cells = row_cells(self._scene.row_places(), self._scene.frame)
        return self._scene

    def _new_scene(self, rows: Dataset, look: Look, held: int | None, in_colours: bool) -> Scene | None:
        size = self.size.width, self.size.height
        plane = plane_of(rows, self.columns, held)
        if plane is not None:
            self.columns = plane.columns
            return plane_scene(plane, rows, size, in_colours)
        line = line_of(rows, held=held)
        return None if line is None else line_scene(line, rows, size, look.output or 0, look.scale)

    def _row(self, rows: Dataset) -> int:
        return min(max(self.session.row if self.session else 0, 0), rows.samples - 1)

    def _wrong(self, rows: Dataset, shown: Snapshot) -> BoolArray | None:
        right = rows_right(rows, shown.outputs, self._threshold())
        return None if right is None else ~right

    # Words

    def _place_text(self, scene: Scene, rows: Dataset, shown: Snapshot) -> str:
        """What stands at the crosshair: the inputs and what the network says to them."""
        places = [f"{one_cell_text(name, 16)} {value:.3g}" for name, value in scene.coordinates(self.crosshair)]
        outputs = shown.network.predict(scene.inputs_at(self.crosshair))[0]
        return f"{'  '.join(places)} → {self._outputs_text(rows, outputs)}"

    def _outputs_text(self, rows: Dataset, outputs: FloatArray) -> str:
        if rows.task == "bits":
            texts = [f"{output:.4g} ({int(output >= self._threshold())})" for output in outputs[:4].tolist()]
        elif rows.task == "numbers":
            texts = [f"{output:.4g}" for output in rows.unscaled_outputs(outputs[np.newaxis])[0, :4].tolist()]
        else:
            texts = [printable(text, 30) for text in rows.shown_outputs(outputs, self._threshold())]
        return ", ".join(texts)

    def _keys(self, rows: Dataset) -> str:
        keys = MANY_KEYS if len(plane_columns(rows)) > 2 else KEYS
        return f"{keys} · i output" if len(self._views(rows)) > 1 else keys

    def _title(self, rows: Dataset) -> None:
        """Say in the upper border where the other inputs are held."""
        title = self.BORDER_TITLE
        if len(rows.shown_input_names) > min(2, len(plane_columns(rows))):
            title += f" · other inputs {held_text(self._row(rows) if self.held_at_row else None)}"
        if self.border_title != title:
            self.border_title = title

    def _tell_plain(self, text: str) -> None:
        """Write into the lower border: names are foreign text, never markup."""
        if text != self._told:
            self._told, self.border_subtitle = text, plain(text)

    def reading(self) -> str:
        """Say over what the output is drawn, where it is high, and which rows are right."""
        parts = self._parts()
        if parts is None:
            return "There is nothing to draw yet."
        rows, shown = parts
        held = self._row(rows) if self.held_at_row else None
        look = self._look(rows, shown)
        return surface_reading(rows, shown, look, self._threshold(), self.columns, held, self._row(rows)) or NO_PLANE

    # Keys and the mouse

    def action_look(self, across: int, down: int) -> None:
        """Move the crosshair by a cell."""
        if self._scene is not None:
            frame = self._scene.frame
            column, row = frame.cell_of(self.crosshair)
            self.crosshair = frame.centre_of(column + across, row + down)
            self.redraw()

    def action_choose(self) -> None:
        """Ask for the row nearest to the crosshair; for the nearest wrong one, where only these are seen."""
        parts = self._parts()
        if self._scene is None or parts is None:
            return
        away = self._scene.row_places() - np.array(self.crosshair)
        # Cells are twice as high as wide: near is what is near to the eye.
        distance = ((away * (self._scene.frame.width, 2 * self._scene.frame.height)) ** 2).sum(axis=1)
        wrong = self._wrong(*parts)
        if self.rows_shown == "wrong" and wrong is not None and wrong.any():
            distance[~wrong] = np.inf
        self.post_message(RowChosen(int(np.argmin(distance))))

    def action_rows(self) -> None:
        """Show all rows, only wrong ones, or none."""
        self.rows_shown = SHOWN_ROWS[(SHOWN_ROWS.index(self.rows_shown) + 1) % len(SHOWN_ROWS)]
        self.redraw()

    def action_discrete(self) -> None:
        """Show the decision alone, or how sure it is."""
        self.discrete = not self.discrete
        self.redraw()

    def action_output(self) -> None:
        """Look at the next output."""
        parts = self._parts()
        if parts is not None:
            self.view = (self.view + 1) % len(self._views(parts[0]))
            self.redraw()

    def action_column(self, axis: int) -> None:
        """Let another input go along an axis."""
        parts = self._parts()
        possible = plane_columns(parts[0]) if parts is not None else ()
        if len(possible) > 2:
            mine, other = self.columns[axis], self.columns[1 - axis]
            left = [column for column in possible if column != other]
            following = left[(left.index(mine) + 1) % len(left)] if mine in left else left[0]
            self.columns = (following, other) if axis == 0 else (other, following)
            self.redraw()

    def action_hold(self) -> None:
        """Hold the other inputs at their median, or at the row that is looked at."""
        self.held_at_row = not self.held_at_row
        self.redraw()

    def action_reset(self) -> None:
        """Look at the surface as at first."""
        self._start()
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Put the crosshair there."""
        offset = event.get_content_offset(self)
        if offset is None or self._scene is None:
            return
        frame = self._scene.frame
        column, row = offset.x - frame.left, offset.y - frame.top
        if 0 <= column < frame.width and 0 <= row < frame.height:
            self.crosshair = frame.centre_of(column, row)
            self.redraw()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the crosshair, or hide it."""
        super().watch_has_focus(has_focus)
        self.redraw()
