"""What keys do to take pictures out of the app: as words, as SVG, as text."""

from __future__ import annotations

from pathlib import Path

from textual.geometry import Region

from tui_nn.config.plain_text import quoted
from tui_nn.ui.formatting import layers_text
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.pictures_to_files import ScreenPicture
from tui_nn.ui.screens.main_screen import MainScreen
from tui_nn.ui.session import Notice, Session
from tui_nn.ui.textual_workarounds import GuardedApp, screen_strips

HINT = "Enter writes the file: a name that ends with .txt holds text, any other an SVG picture"


class SharingActions(GuardedApp):
    """The part of the app that says in words, or writes to files, what is on its screen."""

    session: Session
    main_screen: MainScreen

    def action_read(self) -> None:
        """Say in words what the pictures show."""
        from tui_nn.ui.screens.reading_screen import ReadingScreen

        self.push_screen(ReadingScreen(self.readings()))

    def action_save_screen(self) -> None:
        """Write the screen to a file."""
        self._save(self.main_screen.region, "the screen", "tui-nn.svg")

    def action_save_pane(self) -> None:
        """Write the pane in front to a file."""
        name = self.main_screen.front
        self._save(self.main_screen.panes()[name].region, f"the pane {name}", f"tui-nn-{name}.svg")

    def action_save_model(self) -> None:
        """Write the network that is shown to a file."""
        from tui_nn.storage.model_files import model_bytes, model_of
        from tui_nn.ui.screens.save_screen import SaveScreen

        session = self.session
        if session.shown is None or session.started is None:
            return
        content = model_bytes(model_of(session.run, session.started.rows, session.shown))

        def saved(path: Path | None) -> None:
            if path is not None:
                told = f"The network is written to {quoted(str(path), 200)}; tui-nn predict shows other rows to it"
                self.main_screen.say(Notice(told))

        self.push_screen(SaveScreen("the trained network", Path("network.model"), content), saved)

    def readings(self) -> list[tuple[str, str]]:
        """Return titles and readings of the pictures that are shown, that in front first."""
        screen = self.main_screen
        shown = sorted(screen.shown_panes, key=lambda name: name != screen.front)
        panes = [screen.panes()[name] for name in shown]
        readings = [("Run", run_reading(self.session))]
        readings += [(pane.BORDER_TITLE or "", pane.reading()) for pane in panes if isinstance(pane, Picture)]
        return readings

    def _save(self, region: Region, what: str, name: str) -> None:
        from tui_nn.ui.screens.save_screen import SaveScreen

        picture = ScreenPicture(screen_strips(self.main_screen), region, self.session.data_name)

        def saved(path: Path | None) -> None:
            if path is not None:
                self.main_screen.say(Notice(f"{what[:1].upper()}{what[1:]} written to {quoted(str(path), 200)}"))

        self.push_screen(SaveScreen(what, Path(name), picture.content, HINT), saved)


def run_reading(session: Session) -> str:
    """Say in two sentences where a run stands."""
    shown, started = session.shown, session.started
    if shown is None or started is None:
        return "There is no network yet."
    looks_back = f", shown at iteration {shown.iteration:,} of its past" if session.looks_back else ""
    return (
        f"A network {layers_text(started.layer_sizes)} on {session.data_name}, {session.phase}{looks_back}. "
        f"Its error is {shown.error:.6g} after {shown.iteration:,} iterations."
    )
