"""What keys do to the layout: another one, panes hidden, shown, made larger or smaller."""

from __future__ import annotations

from tui_nn.ui.screens.main_screen import MainScreen
from tui_nn.ui.textual_workarounds import GuardedApp


class LayoutActions(GuardedApp):
    """The part of the app that arranges its main screen."""

    main_screen: MainScreen

    def action_layout_overview(self) -> None:
        """Show the run at a glance."""
        self.main_screen.choose_layout("overview")

    def action_layout_surface(self) -> None:
        """Show the plane of inputs large."""
        self.main_screen.choose_layout("surface")

    def action_layout_network(self) -> None:
        """Show units and weights large."""
        self.main_screen.choose_layout("network")

    def action_layout_numbers(self) -> None:
        """Show rows and scores."""
        self.main_screen.choose_layout("numbers")

    def action_layout_projector(self) -> None:
        """Show pictures to a class."""
        self.main_screen.choose_layout("projector")

    def action_layout_everything(self) -> None:
        """Show as many panes as there is room for."""
        self.main_screen.choose_layout("everything")

    def action_panes(self) -> None:
        """Choose which panes are shown."""
        from tui_nn.ui.screens.panes_screen import PanesScreen

        self.push_screen(PanesScreen(self.main_screen))

    def action_hide_pane(self) -> None:
        """Take the pane in front out of the layout."""
        self.main_screen.toggle_pane(self.main_screen.front)

    def action_widen_pane(self) -> None:
        """Make the pane in front wider."""
        self.main_screen.resize_pane(across=True, larger=True)

    def action_narrow_pane(self) -> None:
        """Make the pane in front narrower."""
        self.main_screen.resize_pane(across=True, larger=False)

    def action_heighten_pane(self) -> None:
        """Make the pane in front higher."""
        self.main_screen.resize_pane(across=False, larger=True)

    def action_lower_pane(self) -> None:
        """Make the pane in front less high."""
        self.main_screen.resize_pane(across=False, larger=False)

    def action_restore_layout(self) -> None:
        """Forget what was changed about this layout."""
        self.main_screen.restore_layout()

    def action_maximise(self) -> None:
        """Give the window to the pane in front, or take it back."""
        self.main_screen.maximised = not self.main_screen.maximised

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self.main_screen.go_to_neighbour(1)

    def action_previous_pane(self) -> None:
        """Go to the pane before."""
        self.main_screen.go_to_neighbour(-1)
