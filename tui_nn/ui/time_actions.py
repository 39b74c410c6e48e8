"""What keys do to time: back, forward, to either end, and the past as a film."""

from __future__ import annotations

from textual import on
from textual.timer import Timer

from tui_nn.ui.panes.time_bar import TimeBar
from tui_nn.ui.session import Session
from tui_nn.ui.textual_workarounds import GuardedApp

FRAMES_A_SECOND = 20
"""Of the film: the 512 moments of a long run take 26 seconds."""

LEAST_FRAMES = 20
"""Fewer are no film: it begins at the start."""


class TimeActions(GuardedApp):
    """The part of the app that moves through the past of a run."""

    session: Session
    _film: Timer | None = None

    def show_session(self, *, by_turns: bool = False) -> None:
        """Show where the session stands."""
        raise NotImplementedError

    @property
    def film_plays(self) -> bool:
        """Whether the past goes by as a film."""
        return self._film is not None

    def action_look_back(self) -> None:
        """Show the run a little before."""
        self._move(-1)

    def action_look_forward(self) -> None:
        """Show the run a little later."""
        self._move(1)

    def action_look_at_start(self) -> None:
        """Show the run at its start."""
        self._stop_film()
        self.session.look_at(0)
        self.show_session()

    def action_look_at_present(self) -> None:
        """Show the run as it stands."""
        self._stop_film()
        self.session.look_at_the_present()
        self.show_session()

    def action_play(self) -> None:
        """Play the past from the moment shown, or from the start where little is left to be seen; or stop."""
        if self._film is not None:
            self._stop_film()
            return
        left = len(self.session.recording.moments) - (self.session.past.place(self.session.iteration) or 0)
        if not self.session.looks_back or left < LEAST_FRAMES:
            self.session.look_at(0)
        self._film = self.set_interval(1 / FRAMES_A_SECOND, self.show_next_frame)
        self.show_session()

    @on(TimeBar.Moved)
    def look_at_moment(self, message: TimeBar.Moved) -> None:
        """Show the moment that was clicked."""
        self._stop_film()
        self.session.look_at(message.place)
        self.show_session()

    def show_next_frame(self) -> None:
        """Show the next moment of the film; it ends in the present, or when the run goes on."""
        if self.session.looks_back:
            self.session.look_back(1)
            self.show_session()
        if not self.session.looks_back:
            self._stop_film()

    def _move(self, places: int) -> None:
        self._stop_film()
        self.session.look_back(places)
        self.show_session()

    def _stop_film(self) -> None:
        if self._film is not None:
            self._film.stop()
            self._film = None
