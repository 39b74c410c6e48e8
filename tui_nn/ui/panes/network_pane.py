"""The network itself: units, weights and biases as a drawing, with the numbers of the one that is looked at."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.one_pass import one_pass
from tui_nn.engine.plane import Plane, plane_of
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.network_drawing import draw_network
from tui_nn.ui.drawing.network_edges import Selection
from tui_nn.ui.drawing.network_layout import TARGET_WIDTH, NetworkLayout, layout_of
from tui_nn.ui.drawing.network_places import Wanted
from tui_nn.ui.drawing.network_values import end_names, values_of
from tui_nn.ui.messages import RowChosen
from tui_nn.ui.panes.network_texts import HELP, facts_of, headings, in_lines, spoken_of
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.session import Session

HEAD_FROM_HEIGHT = 8
"""Rows from which on there is one for the names of the layers."""

TWO_LINES_BELOW_WIDTH = 100
TWO_LINES_FROM_HEIGHT = 14
"""A narrow pane needs two lines for the numbers of a unit, and a low one has no room for them."""

BORDER_ENDS = 4
"""Cells of the lower border that no text may take."""

PAGE = 10
"""Units that page up and page down go past."""


class NetworkPane(Picture, inherit_bindings=False):
    """Draws the network of a session with the activations of its row."""

    BORDER_TITLE = "Network"
    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1, 0)", show=False),
        Binding("right", "move(1, 0)", show=False),
        Binding("up", "move(0, -1)", show=False),
        Binding("down", "move(0, 1)", show=False),
        Binding("home", f"go({-(10**9)})", show=False),
        Binding("end", f"go({10**9})", show=False),
        Binding("pageup", f"go({-PAGE})", show=False),
        Binding("pagedown", f"go({PAGE})", show=False),
        Binding("j", "edge(1)", show=False),
        Binding("k", "edge(-1)", show=False),
        Binding("enter", "follow", show=False),
        Binding("0", "choose_nothing", show=False),
        Binding("b", "row(-1)", show=False),
        Binding("f", "row(1)", show=False),
        Binding("h", "mean", show=False),
    ]

    def __init__(self, id: str = "network") -> None:  # noqa: A002  as Textual calls it
        super().__init__(id=id)
        self.selection: Selection | None = None
        self.over_rows = False
        """Whether the mean over the rows is shown, not one of them."""

        self._layout: NetworkLayout | None = None
        self._plane: tuple[Dataset, Plane | None] | None = None

    def sources(self, session: Session) -> tuple[object, ...]:
        """Return what the picture is made of; the loss makes the deltas."""
        return (session.started, session.shown, session.row, session.run.training)

    # What is shown

    @property
    def _shown(self) -> tuple[Network, Dataset, int | None] | None:
        """Network, rows and the row that is shown, None for the mean; nothing while they do not fit each other."""
        session = self.session
        if session is None or session.started is None or session.shown is None:
            return None
        network, rows = session.shown.network, session.started.rows
        sizes = network.layer_sizes
        if (sizes[0], sizes[-1]) != (rows.features, rows.outputs):
            return None
        return network, rows, None if self.over_rows else min(max(session.row, 0), rows.samples - 1)

    def _selection_in(self, network: Network) -> Selection | None:
        """What is looked at, as far as this network has it."""
        chosen, sizes = self.selection, network.layer_sizes
        if chosen is None or chosen.layer >= len(sizes) or chosen.unit >= sizes[chosen.layer]:
            return None
        source = chosen.source
        if source is not None and (chosen.layer == 0 or source >= sizes[chosen.layer - 1]):
            source = None
        return Selection(chosen.layer, chosen.unit, source)

    def _plane_of(self, rows: Dataset) -> Plane | None:
        if self._plane is None or self._plane[0] is not rows:
            self._plane = (rows, plane_of(rows) if len(rows.shown_input_names) == 2 else None)
        return self._plane[1]

    # Drawing

    def draw_lines(self) -> list[Strip]:
        """Draw the names of the layers, the network, and the numbers of what is chosen."""
        shown = self._shown
        if shown is None or self.size.width < TARGET_WIDTH or self.size.height < 1:
            self.tell("")
            return self.blank_lines()
        network, rows, row = shown
        palette = self.palette
        width, height = self.size
        selection = self._selection_in(network)
        plane = self._plane_of(rows)
        head = 1 if height >= HEAD_FROM_HEIGHT else 0
        foot = self._foot_height(max(network.layer_sizes))
        input_names, target_names = end_names(rows)
        layout = layout_of(
            Wanted(
                layer_sizes=network.layer_sizes,
                width=width,
                height=max(1, height - head - foot),
                input_names=max(map(len, input_names), default=0),
                target_names=max(map(len, target_names), default=0),
                maps=plane is not None,
                half_blocks=palette.depth not in ("none", "16"),
                focus=(selection.layer, selection.unit) if selection else (0, 0),
            )
        )
        self._layout = layout
        values = values_of(network, rows, row, layout, plane, (input_names, target_names))
        canvas = Canvas(width, height, palette.foreground, palette.background)
        drawn, total = draw_network(canvas, head, layout, values, palette, selection)
        if head:
            for column, text in headings(layout, network, width):
                canvas.put(column, 0, text, palette.muted)
        place = "mean over rows" if row is None else f"row {row + 1}"
        for line, text in enumerate(self._foot(network, rows, row, selection, foot)[:foot]):
            canvas.put(0, height - foot + line, text, palette.foreground if selection else palette.muted)
        edges = f"all {total:,} edges" if drawn == total else f"{drawn:,} of {total:,} edges"
        keys = ("arrows unit, j k edge, h mean", "arrows unit, h mean", "h mean")
        forms = [f"{place} · {edges} · {key}" for key in keys] + [f"{place} · {edges}"]
        self.tell(next((form for form in forms if len(form) <= width - BORDER_ENDS), place))
        return canvas.strips()

    def _foot_height(self, most_units: int) -> int:
        """Lines for the numbers of what is chosen; the second one only where it does not make a layer fold."""
        width, height = self.size
        if height < HEAD_FROM_HEIGHT:
            return 1 if height > 2 else 0
        folds = height - 3 < most_units <= height - 2
        return 2 if width < TWO_LINES_BELOW_WIDTH and height >= TWO_LINES_FROM_HEIGHT and not folds else 1

    def _foot(
        self, network: Network, rows: Dataset, row: int | None, selection: Selection | None, foot: int
    ) -> list[str]:
        """What is known of what is chosen, as lines; in signs where words do not fit."""
        if not foot:
            return []
        if selection is None:
            choose = ("arrow keys or a click choose a unit", "arrows or a click choose a unit")
            parts = [
                next((text for text in choose if len(text) <= self.size.width), choose[-1]),
                "blue positive, orange negative",
            ]
            if self.palette.depth in ("none", "16"):
                parts[1] = "solid positive, dashed negative"
            return in_lines(parts, self.size.width)
        assert self.session is not None
        found = one_pass(network, rows, self.session.run.training, row)
        some = self.session.started is not None and self.session.started.samples > rows.samples
        facts = facts_of(network, found, selection, " of the rows shown" if some else "")
        lines = in_lines([long for long, _ in facts], self.size.width)
        return lines if len(lines) <= foot else in_lines([short for _, short in facts], self.size.width)

    # Keys and mouse

    def action_move(self, right: int, down: int) -> None:
        """Choose the unit beside; the first time the first one after the inputs."""
        shown = self._shown
        if shown is None or self._layout is None:
            return
        selection = self._selection_in(shown[0])
        if selection is None:
            self._choose(Selection(min(1, len(shown[0].layer_sizes) - 1), 0))
            return
        if self._layout.wanted.layer_sizes == shown[0].layer_sizes:
            self._choose(Selection(*self._layout.moved(selection.layer, selection.unit, right, down)))

    def action_go(self, units: int) -> None:
        """Choose a unit of the same layer so many away."""
        shown = self._shown
        if shown is None:
            return
        selection = self._selection_in(shown[0]) or Selection(1, 0)
        last = shown[0].layer_sizes[selection.layer] - 1
        self._choose(Selection(selection.layer, min(max(selection.unit + units, 0), last)))

    def action_edge(self, step: int) -> None:
        """Choose the next edge into the unit; after the last one, the unit again."""
        shown = self._shown
        if shown is None:
            return
        selection = self._selection_in(shown[0]) or Selection(1, 0)
        if selection.layer == 0:
            return
        edges = shown[0].layer_sizes[selection.layer - 1]
        at = (-1 if selection.source is None else selection.source) + 1  # 0 is the unit itself
        at = (at + step) % (edges + 1)
        self._choose(Selection(selection.layer, selection.unit, at - 1 if at else None))

    def action_follow(self) -> None:
        """Choose the unit that the edge comes from."""
        shown = self._shown
        selection = self._selection_in(shown[0]) if shown is not None else None
        if selection is not None and selection.source is not None:
            self._choose(Selection(selection.layer - 1, selection.source))

    def action_choose_nothing(self) -> None:
        """Look at the network as a whole."""
        self._choose(None)

    def action_row(self, step: int) -> None:
        """Ask for the row before or after."""
        shown = self._shown
        if shown is None or self.session is None:
            return
        _, rows, row = shown
        if row is not None and 0 <= row + step < rows.samples:
            self.post_message(RowChosen(row + step))

    def action_mean(self) -> None:
        """Show the mean over the rows, or one row again."""
        self.over_rows = not self.over_rows
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        self._choose(self._under(event))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Choose the unit that the mouse comes over; beside the units the last one stays."""
        found = self._under(event)
        now = self.selection
        if found is not None and (now is None or (now.layer, now.unit) != (found.layer, found.unit)):
            self._choose(found)

    def _under(self, event: events.MouseEvent) -> Selection | None:
        """The unit under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None or self._layout is None:
            return None
        head = 1 if self.size.height >= HEAD_FROM_HEIGHT else 0
        found = self._layout.unit_at(offset.x, offset.y - head)
        return Selection(*found) if found is not None else None

    def _choose(self, selection: Selection | None) -> None:
        if selection != self.selection:
            self.selection = selection
            self.redraw()

    # In words

    def reading(self) -> str:
        """Say how the network is built, its strongest weight, and output and target."""
        shown = self._shown
        if shown is None:
            return "There is no network yet."
        return spoken_of(*shown)
