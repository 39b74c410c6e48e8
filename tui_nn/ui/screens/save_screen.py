"""Where to write a file: a path with a suggestion; a file that is there is overwritten only when asked for twice."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui_nn.config.plain_text import quoted
from tui_nn.storage.atomic_write import write_atomically
from tui_nn.ui.panes.plain_input import PlainInput
from tui_nn.ui.plain_text import plain

Content: TypeAlias = bytes | Callable[[Path], bytes]

LONGEST_PATH = 4000
HINT = "Enter writes the file, Esc leaves without writing"


class SaveScreen(ModalScreen[Path]):
    """Asks for a path and writes there; answers the path, or None when nothing was written."""

    CSS_PATH = "line_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Do not write")]

    def __init__(self, what: str, suggested: Path, content: Content, hint: str = HINT) -> None:
        """Make the question.

        Args:
            what: is written, as in "4 rows as CSV".
            suggested: the path that stands in the field.
            content: what the file holds, or what makes that for the path that was typed.
            hint: what the keys do.
        """
        super().__init__()
        self._what = what
        self._content = content
        self._hint = hint
        self._input = PlainInput(str(suggested), compact=True, max_length=LONGEST_PATH)
        self._message = Static(classes="line-screen--message", markup=False)
        self._to_overwrite: Path | None = None
        self._writing = False

    def compose(self) -> ComposeResult:
        """Lay out the field, and below it what is wrong."""
        with Vertical(id="line") as box:
            box.border_title = f"Save {self._what}"
            yield self._input
            yield self._message
            yield Static(plain(f"{self._hint}; {_folder()}", 300), classes="line-screen--hint")

    @on(Input.Changed)
    def forget_fault(self) -> None:
        """What was wrong is being changed."""
        self._to_overwrite = None
        self._say("")

    @on(Input.Submitted)
    async def write(self) -> None:
        """Write the file, or say why not; one that is there is asked about first."""
        typed = self._input.value.strip()
        if self._writing:
            return
        if not typed:
            self._say("type the name of a file")
            return
        path = Path(os.path.expanduser(typed))  # noqa: PTH111  of an unknown user it makes a name, not an error
        try:
            if path.exists() and not path.is_dir() and path != self._to_overwrite:
                self._to_overwrite = path
                self._say(f"{quoted(path.name)} is there already: Enter once more overwrites it, or change the name")
                return
            self._writing = True
            content = self._content if isinstance(self._content, bytes) else self._content(path)
            await asyncio.to_thread(write_atomically, path, content)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self._say(f"{quoted(typed)} cannot be written: {reason}; choose another path")
            return
        finally:
            self._writing = False
        if self.is_current:
            self.dismiss(path)

    def _say(self, text: str) -> None:
        self._message.display = bool(text)
        self._message.update(plain(f"✗ {text}", 400) if text else "")


def _folder() -> str:
    try:
        return f"the folder is {quoted(str(Path.cwd()), 120)}"
    except OSError:
        return "the folder in which tui-nn was started is gone: type a whole path"
