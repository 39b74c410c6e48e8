"""What keys do about the tour: begin it, leave it; and how it follows what the person does."""

from __future__ import annotations

from tui_nn.config.presets import find_preset
from tui_nn.ui.memory import Memory
from tui_nn.ui.panes.preset_choice import preset_values
from tui_nn.ui.screens.main_screen import MainScreen
from tui_nn.ui.session import Session
from tui_nn.ui.textual_workarounds import GuardedApp
from tui_nn.ui.tour import Tour


class TourActions(GuardedApp):
    """The part of the app that leads a newcomer through it."""

    session: Session
    main_screen: MainScreen
    memory: Memory
    tour: Tour | None = None

    def show_session(self, *, by_turns: bool = False) -> None:
        """Show where the session stands."""
        raise NotImplementedError

    def action_tour(self) -> None:
        """Begin the tour on a fresh XOR, or leave it; a network that was trained is kept for undo."""
        if self.tour is not None:
            self.action_leave_tour()
            return
        self._offer_no_more()
        tutorial = find_preset("tutorial").run()
        if self.session.iteration or self.session.run.data != tutorial.data:
            self.session.change(preset_values("tutorial"))
            self.session.reset()
        self.main_screen.choose_layout("overview")
        self.tour = Tour(self.session.run.network.seed)
        self.show_session()

    def action_leave_tour(self) -> None:
        """End the tour where it is."""
        self.tour = None
        self.show_session()

    def show_tour(self) -> None:
        """Show the step that waits for the person; and offer the tour where nobody has taken or declined it."""
        screen = self.main_screen
        if self.session.iteration and not self.memory.toured:
            self._offer_no_more()  # who trains without it needs no tour
        screen.message_line.offers_tour = not self.memory.toured
        screen.tour_bar.text = self.tour.text(self.session, screen.layout_name) if self.tour else ""

    def _offer_no_more(self) -> None:
        self.memory.toured = True
        self.memory.save()
