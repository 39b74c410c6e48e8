"""The main screen: the four panes between header and action bar, arranged by the window's size."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Input, Static

from tui_nn.ui.layout import (
    ARRANGEMENTS,
    PANE_NAMES,
    SMALLEST_HEIGHT,
    SMALLEST_WIDTH,
    Arrangement,
    PaneName,
    arrangement_for,
    table_height,
    visible_panes,
)
from tui_nn.ui.messages import FieldLeft, PanesArranged
from tui_nn.ui.panes.action_bar import ActionBar
from tui_nn.ui.panes.error_pane import ErrorPane
from tui_nn.ui.panes.log_pane import LogPane
from tui_nn.ui.panes.message_line import MessageLine
from tui_nn.ui.panes.option_field import OptionField, Verify
from tui_nn.ui.panes.setup_pane import SetupPane
from tui_nn.ui.panes.status_bar import StatusBar
from tui_nn.ui.panes.table_pane import TablePane
from tui_nn.ui.session import Notice, Session, Values

ROWS_EXPECTED = 4
"""Before the data are known: those of a truth table, so that the first frame is already arranged for it."""

Pane = SetupPane | ErrorPane | LogPane | TablePane


class MainScreen(Screen[None]):
    """Shows a session."""

    CSS_PATH = "main_screen.tcss"
    AUTO_FOCUS = ""  # None would mean that of the app, which takes the first pane that it finds

    arrangement: reactive[Arrangement] = reactive("columns")
    front: reactive[PaneName] = reactive("error")
    """The pane that the person works in."""

    left: reactive[PaneName] = reactive("setup")
    """The one of Setup and log that was in front last; in two columns they share a place."""

    maximised: reactive[bool] = reactive(default=False)

    def __init__(self, verify: Verify) -> None:
        """Make the screen; `verify` says what speaks against values that are typed."""
        super().__init__()
        self.status_bar = StatusBar()
        self.action_bar = ActionBar()
        self.setup_pane = SetupPane(verify)
        self.error_pane = ErrorPane()
        self.log_pane = LogPane()
        self.table_pane = TablePane()
        self.message_line = MessageLine()
        self._too_small = Static(id="too-small", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out everything; the style sheet arranges it."""
        self.set_reactive(MainScreen.arrangement, arrangement_for(*self.app.size))
        self._name_arrangement()
        yield self.status_bar
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield self.setup_pane
                yield self.log_pane
            with Vertical(id="right"):
                yield self.error_pane
                yield self.table_pane
        yield self._too_small
        yield self.message_line
        yield self.action_bar

    def show(self, session: Session) -> None:
        """Show where a session stands; every pane draws only what changed and can be seen."""
        for part in (self.status_bar, self.message_line, self.action_bar, self.setup_pane, self.log_pane):
            part.show(session)
        rows = self.table_pane.row_count
        for pane in (self.error_pane, self.table_pane):
            if pane.display:
                pane.show(session)
        if self.table_pane.row_count != rows:
            self._arrange()

    def panes(self) -> dict[PaneName, Pane]:
        """All panes by their names, in the order in which they are visited."""
        return dict(zip(PANE_NAMES, (self.setup_pane, self.error_pane, self.log_pane, self.table_pane), strict=True))

    def say(self, notice: Notice) -> None:
        """Say something in the line above the keys."""
        self.message_line.notice = notice

    def go_to(self, name: PaneName) -> None:
        """Bring a pane to the front and give it the focus."""
        self.front = name
        pane = self.panes()[name]
        self.set_focus(pane.view if isinstance(pane, LogPane) else pane, scroll_visible=False)

    def go_to_neighbour(self, step: int) -> None:
        """Bring the next pane to the front, or with -1 the one before."""
        names = list(PANE_NAMES)
        self.go_to(names[(names.index(self.front) + step) % len(names)])

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

    def on_mount(self) -> None:
        """Begin where no letter is text."""
        self._arrange()
        self.go_to("error")

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
        for name, pane in self.panes().items():
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

    def _arrange(self) -> None:
        if not self.children:  # a watcher is called before there is anything to arrange
            return
        self._name_arrangement()
        shown = visible_panes(self.arrangement, self.front, self.left, self.maximised)
        for name, pane in self.panes().items():
            pane.display = name in shown
        self.query_one("#body").display = self.arrangement != "tiny"
        self.query_one("#left").display = bool(shown & {"setup", "log"})
        self.query_one("#right").display = bool(shown & {"error", "table"})
        self._fit_table(shown)
        self._too_small.display = self.arrangement == "tiny"
        self._name_neighbours(shown)
        self.post_message(PanesArranged())

    def _name_arrangement(self) -> None:
        """Tell the style sheet; each class that changes styles everything in the window anew."""
        for arrangement in ARRANGEMENTS:
            self.set_class(arrangement == self.arrangement, f"-{arrangement}")
        self.set_class(self.maximised, "-maximised")

    def _fit_table(self, shown: set[PaneName]) -> None:
        """Give the table the lines it needs and the plot all others."""
        rows = self.table_pane.row_count or ROWS_EXPECTED
        height = table_height(rows, self.query_one("#right").size.height)
        self.table_pane.styles.height = height if "error" in shown and height else "1fr"

    def _name_neighbours(self, shown: set[PaneName]) -> None:
        """Say in the border which pane shares the place, and by which key it comes."""
        for name, pane in self.panes().items():
            hidden = [other for other in PANE_NAMES if other not in shown]
            title = pane.BORDER_TITLE or name
            shares = hidden and (len(shown) == 1 or name in ("setup", "log"))
            pane.border_title = f"{title} · ] {hidden[0] if len(shown) > 1 else 'next'}" if shares else title
