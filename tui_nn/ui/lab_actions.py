"""What keys do to experiment: each opens the screen of an experiment, and takes up the run that it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_nn.ui.memory import Memory
from tui_nn.ui.session import Session, Values
from tui_nn.ui.textual_workarounds import GuardedApp

if TYPE_CHECKING:
    from pathlib import Path

    from tui_nn.ui.screens.experiment_screen import ExperimentScreen


class LabActions(GuardedApp):
    """The part of the app that experiments with many networks."""

    session: Session
    memory: Memory
    show_session: Callable[[], None]

    def action_lab(self) -> None:
        """Choose an experiment."""
        from tui_nn.ui.screens.lab_menu_screen import LabMenuScreen

        async def chosen(name: str | None) -> None:
            if name is not None:
                await self.run_action(name)

        self.push_screen(LabMenuScreen(self.session), chosen)

    def action_doctor(self) -> None:
        """Say what is wrong with the run, and apply a remedy if that is wanted."""
        from tui_nn.experiments.doctor_trials import TriedRemedy
        from tui_nn.ui.screens.doctor_screen import DoctorScreen

        def chosen(tried: TriedRemedy | None) -> None:
            if tried is not None:
                self.session.apply_remedy(tried)
            self.show_session()

        self.push_screen(DoctorScreen(self.session, self.memory.journals), chosen)

    def action_success(self) -> None:
        """Train from many starts."""
        from tui_nn.ui.screens.success_screen import SuccessScreen

        self._open(SuccessScreen)

    def action_map(self) -> None:
        """Vary two settings."""
        from tui_nn.ui.screens.map_screen import MapScreen

        self._open(MapScreen)

    def action_gates(self) -> None:
        """Try every truth table."""
        from tui_nn.ui.screens.gates_screen import GatesScreen

        self._open(GatesScreen)

    def action_race(self) -> None:
        """Race configurations from the same starts."""
        from tui_nn.ui.screens.race_screen import RaceScreen

        self._open(RaceScreen)

    def action_smallest(self) -> None:
        """Look for the smallest network that works."""
        from tui_nn.ui.screens.smallest_screen import SmallestScreen

        self._open(SmallestScreen)

    def action_rate(self) -> None:
        """Try many learning rates."""
        from tui_nn.ui.screens.rate_screen import RateScreen

        self._open(RateScreen)

    def action_validate(self) -> None:
        """Judge the configuration on rows it has not learned from."""
        from tui_nn.ui.screens.validation_screen import ValidationScreen

        self._open(ValidationScreen)

    def action_search(self) -> None:
        """Search over many settings at once."""
        from tui_nn.ui.screens.search_settings_screen import SearchSettingsScreen

        self._open(SearchSettingsScreen)

    def _open(self, screen: Callable[[Session, Path | None], ExperimentScreen]) -> None:
        def opened(values: Values | None) -> None:
            if values is not None:
                self.session.open_run(values)
            self.show_session()

        self.push_screen(screen(self.session, self.memory.journals), opened)
