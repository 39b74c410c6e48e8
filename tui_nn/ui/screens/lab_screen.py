"""What the screens of experiments have in common."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.screen import ModalScreen

from tui_nn.ui.session import Session

Answer = TypeVar("Answer")

WAITS = "The compiler is at work, once on a machine; the networks wait for it ..."
"""Said while nothing else can be."""


class LabScreen(ModalScreen[Answer], Generic[Answer]):
    """Shows an experiment while it runs; whoever closes it wants no more of it."""

    def __init__(self, session: Session) -> None:
        """Make the screen; the experiment begins when it is shown."""
        super().__init__()
        self.session = session

    def show(self, session: Session) -> None:
        """Show what is known by now."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        """End the experiment; what it has found stays with the session."""
        self.session.stop_experiment()
