"""The main screen: the panes of a layout between header and action bar, placed for the window's size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from tui_nn.ui.garbage import spare_what_stays
from tui_nn.ui.layout import (
    ARRANGEMENTS,
    LAYOUTS,
    PANE_NAMES,
    SMALLEST_HEIGHT,
    SMALLEST_WIDTH,
    Arrangement,
    Changes,
    LayoutName,
    PaneName,
    Tree,
    arrangement_for,
    cycle_of,
    panes_in,
    tree_of,
)
from tui_nn.ui.memory import Memory
from tui_nn.ui.messages import FieldLeft, PanesArranged
from tui_nn.ui.panes.action_bar import ActionBar
from tui_nn.ui.panes.error_pane import ErrorPane
from tui_nn.ui.panes.log_pane import LogPane
from tui_nn.ui.panes.message_line import MessageLine
from tui_nn.ui.panes.new_picture import new_picture
from tui_nn.ui.panes.option_field import OptionField, Verify
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.panes.setup_pane import SetupPane
from tui_nn.ui.panes.status_bar import StatusBar
from tui_nn.ui.panes.table_pane import TablePane
from tui_nn.ui.panes.time_bar import TimeBar
from tui_nn.ui.panes.tour_bar import TourBar
from tui_nn.ui.placement import Place, places
from tui_nn.ui.session import Notice, Session, Values
from tui_nn.ui.textual_painting import SparingScreen
from tui_nn.ui.turns import Turns

ROWS_EXPECTED = 4
"""Before the data are known: those of a truth table, so that the first frame is already arranged for it."""

LINES_AROUND = 3
"""Header, message and keys, before the body has been laid out."""

Pane: TypeAlias = SetupPane | LogPane | TablePane | Picture


class Body(Container):
    """Holds the panes, each where it was placed."""

    @dataclass
    class Resized(Message):
        """Fact: the lines around it need more or fewer than before."""

    def on_resize(self) -> None:
        """Say so."""
        self.post_message(self.Resized())


class MainScreen(SparingScreen[None]):
    """Shows a session."""

    CSS_PATH = "main_screen.tcss"
    AUTO_FOCUS = ""  # None would mean that of the app, which takes the first pane that it finds

    arrangement: reactive[Arrangement] = reactive("columns")
    layout_name: reactive[LayoutName] = reactive("overview")
    front: reactive[PaneName] = reactive("error")
    """The pane that the person works in."""

    left: reactive[PaneName] = reactive("setup")
    """The one of Setup and log that was in front last; in a small overview they share a place."""

    maximised: reactive[bool] = reactive(default=False)

    def __init__(self, verify: Verify, memory: Memory) -> None:
        """Make the screen; `verify` says what speaks against values that are typed."""
        super().__init__()
        self.status_bar = StatusBar()
        self.action_bar = ActionBar()
        self.time_bar = TimeBar()
        self.tour_bar = TourBar()
        self.setup_pane = SetupPane(verify)
        self.error_pane = ErrorPane()
        self.log_pane = LogPane()
        self.table_pane = TablePane()
        self.message_line = MessageLine()
        self._memory = memory
        self._session: Session | None = None
        self._turns = Turns(self._show_pane, self.set_timer)
        self._panes: dict[PaneName, Pane] = {
            "setup": self.setup_pane,
            "error": self.error_pane,
            "log": self.log_pane,
            "table": self.table_pane,
        }
        self._body = Body(*self._panes.values(), id="body")
        self._too_small = Static(id="too-small", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out everything; the panes are placed by the layout."""
        self.set_reactive(MainScreen.arrangement, arrangement_for(*self.app.size))
        self.set_reactive(MainScreen.layout_name, self._memory.layout)
        self.set_reactive(MainScreen.front, self._first_pane())
        self._arrange()
        yield self.status_bar
        yield self._body
        yield self._too_small
        yield self.time_bar
        yield self.tour_bar
        yield self.message_line
        yield self.action_bar

    def show(self, session: Session, *, by_turns: bool = False) -> None:
        """Show where a session stands; every pane draws only what changed and can be seen.

        Args:
            session: what is shown.
            by_turns: let keys be answered between two panes; for what the engine tells, and nobody has asked for.
        """
        for part in (self.status_bar, self.time_bar, self.message_line, self.action_bar):
            part.show(session)
        rows = self.table_pane.row_count
        panes = [pane for name, pane in self._panes.items() if pane.display or name in ("setup", "log")]
        self._session = session
        if by_turns:
            self._turns.add(panes)
        else:
            self._turns.clear()
            for pane in panes:
                pane.show(session)
        if self.table_pane.row_count != rows:
            self._arrange()

    def hold_turns(self) -> None:
        """Let no picture come before the answer to a key."""
        self._turns.hold()

    def _show_pane(self, pane: Pane) -> None:
        if self._session is not None and (pane.display or not isinstance(pane, Picture)):
            pane.show(self._session)

    @property
    def changes(self) -> Changes:
        """What the person has changed about the layout."""
        return self._memory.changes.get(self.layout_name, Changes())

    @changes.setter
    def changes(self, changes: Changes) -> None:
        self._memory.changes[self.layout_name] = changes
        self._memory.save()
        self._arrange()

    @property
    def shown_panes(self) -> tuple[PaneName, ...]:
        """The panes that can be seen, from the upper left to the lower right."""
        return tuple(panes_in(self._tree()))

    def panes(self) -> dict[PaneName, Pane]:
        """The panes that there are by now, by their names; a pane is made when it is first shown."""
        return self._panes

    def say(self, notice: Notice) -> None:
        """Say something in the line above the keys."""
        self.message_line.notice = notice

    def choose_layout(self, name: LayoutName) -> None:
        """Show another layout, with its most telling pane in front."""
        self.maximised = False
        self.layout_name = self._memory.layout = name
        self._memory.save()
        self.go_to(self._first_pane())

    def toggle_pane(self, name: PaneName) -> None:
        """Hide a pane of the layout, or show one that is not part of it."""
        is_shown = name in self.shown_panes
        self.changes = self.changes.toggled(name, shown=is_shown)
        if is_shown and self.front == name:
            cycle = cycle_of(self.layout_name, self.arrangement, self.changes)
            self.go_to(cycle[0])
        elif not is_shown:
            self.go_to(name)

    def resize_pane(self, *, across: bool, larger: bool) -> None:
        """Make the pane in front larger or smaller in one direction."""
        self.changes = self.changes.grown(self.front, across=across, larger=larger)

    def restore_layout(self) -> None:
        """Forget what was changed about the layout."""
        self.changes = Changes()
        self.go_to(self._first_pane())

    def go_to(self, name: PaneName) -> None:
        """Bring a pane to the front and give it the focus."""
        self.front = name
        pane = self._pane(name)
        self.set_focus(pane.view if isinstance(pane, LogPane) else pane, scroll_visible=False)

    def go_to_neighbour(self, step: int) -> None:
        """Bring the next pane to the front, or with -1 the one before."""
        cycle = cycle_of(self.layout_name, self.arrangement, self.changes)
        if self.front in cycle:
            self.go_to(cycle[(cycle.index(self.front) + step) % len(cycle)])
        else:
            self.go_to(cycle[0])

    def edit_setup(self) -> None:
        """Go to the first field of Setup."""
        self.front = "setup"
        self.set_focus(self.setup_pane.first_field.input)

    def pending_values(self) -> Values:
        """Values that stand in fields and are right, but have not been taken."""
        values: dict[tuple[str, str], object] = {}
        for field in self.query(OptionField):
            values.update(field.pending_values or {})
        return values

    def watch_front(self, front: PaneName) -> None:
        """Remember which of Setup and log was in front."""
        if front in ("setup", "log"):
            self.left = front
        self._arrange()

    def watch_left(self) -> None:
        """Arrange anew."""
        self._arrange()

    def watch_maximised(self) -> None:
        """Arrange anew."""
        self._arrange()

    def watch_arrangement(self) -> None:
        """Arrange anew."""
        self._arrange()

    def watch_layout_name(self) -> None:
        """Arrange anew."""
        self._arrange()

    def on_mount(self) -> None:
        """Begin where no letter is text."""
        self._arrange()
        self.go_to(self.front)

    def on_resize(self, event: events.Resize) -> None:
        """Choose the arrangement for the window's size."""
        self.arrangement = arrangement_for(event.size.width, event.size.height)
        self._too_small.update(
            f"tui-nn needs a window of {SMALLEST_WIDTH}×{SMALLEST_HEIGHT}; "
            f"this one is {event.size.width}×{event.size.height}"
        )

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus, however it moved."""
        # A pane that is hidden loses the focus to another one, and the event of that may come late: followed, it would
        # hide the pane that has the focus now, which would lose it again, and so for ever.
        if event.widget is not self.focused:
            return
        self.action_bar.in_field = isinstance(event.widget, Input)
        self.action_bar.in_table = event.widget is self.table_pane
        for name, pane in self._panes.items():
            if pane is event.widget or pane in event.widget.ancestors:
                self.front = name

    def on_descendant_blur(self) -> None:
        """Letters are keys again when no field has the focus."""
        self.action_bar.in_field = isinstance(self.focused, Input)
        self.action_bar.in_table = self.focused is self.table_pane

    @on(FieldLeft)
    def leave_field(self) -> None:
        """Take the focus out of the fields; the pane keeps it, so that it stays in front."""
        self.set_focus(self.setup_pane, scroll_visible=False)

    @on(Body.Resized)
    def place_anew(self) -> None:
        """Give the panes the room that there is now."""
        self._place_panes()

    def _tree(self) -> Tree | None:
        return tree_of(
            self.layout_name, self.arrangement, self.front, self.left, self.changes, maximised=self.maximised
        )

    def _arrange(self) -> None:
        shown = self.shown_panes
        self._name_arrangement()
        for name in PANE_NAMES:
            if name in shown:
                self._pane(name).display = True
            elif name in self._panes:
                self._panes[name].display = False
        self._body.display = self.arrangement != "tiny"
        self._too_small.display = self.arrangement == "tiny"
        self._place_panes()
        self._name_neighbours(shown)
        self.post_message(PanesArranged())

    def _first_pane(self) -> PaneName:
        """The pane of the layout to begin with."""
        front = LAYOUTS[self.layout_name].front
        return cycle_of(self.layout_name, self.arrangement, self.changes)[0] if front in self.changes.hidden else front

    def _pane(self, name: PaneName) -> Pane:
        """Return a pane, made now if it was never shown before."""
        if name not in self._panes:
            self._panes[name] = pane = new_picture(name)
            if self._body.is_attached:
                self._body.mount(pane)
                spare_what_stays()
            else:
                self._body.compose_add_child(pane)
        return self._panes[name]

    def _place_panes(self) -> None:
        width, height = self._body.size if self._body.size.area else self.app.size - Size(0, LINES_AROUND)
        rows = self.table_pane.row_count or ROWS_EXPECTED
        for name, place in places(self._tree(), width, height, rows, self.changes).items():
            _put(self._pane(name), place)

    def _name_arrangement(self) -> None:
        """Tell the style sheet; each class that changes styles everything in the window anew."""
        for arrangement in ARRANGEMENTS:
            self.set_class(arrangement == self.arrangement, f"-{arrangement}")
        self.set_class(self.layout_name == "projector", "-projector")

    def _name_neighbours(self, shown: tuple[PaneName, ...]) -> None:
        """Say in the border which pane shares the place, and by which key it comes."""
        cycle = cycle_of(self.layout_name, self.arrangement, self.changes)
        hidden = [name for name in cycle if name not in shown]
        for name in shown:
            pane = self._panes[name]
            title = pane.BORDER_TITLE or name
            if len(shown) == 1 and len(cycle) > 1:
                title = f"{title} · ] next"
            elif hidden and name in ("setup", "log"):
                title = f"{title} · ] {hidden[0]}"
            pane.border_title = title


def _put(pane: Pane, place: Place) -> None:
    styles = pane.styles
    styles.offset = (place.x, place.y)
    styles.width, styles.height = place.width, place.height
