"""A small guarded app with a key for every way to go wrong; started by the tests with `python -m`."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.widgets import Header, Input, RichLog, Static

from tui_nn.ui.plain_text import plain
from tui_nn.ui.terminal import refusal, run_guarded
from tui_nn.ui.textual_workarounds import GuardedApp

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize

SECRET = "the-value-of-a-local-variable"


class ProbeApp(GuardedApp):
    """Answers each key with a word on the screen, so that a test can wait for it."""

    BINDINGS: ClassVar = [
        ("q", "quit", "Quit"),
        ("x", "crash", "Crash in a handler"),
        ("X", "crash_worker", "Crash in a worker"),
        ("R", "crash_render", "Crash in a render"),
        ("l", "crash_late", "Crash while ending"),
        ("a", "answer", "Answer"),
        ("p", "write", "Write to the standard streams from everywhere"),
        ("f", "flood", "Write without end"),
        ("s", "silent", "A daemon thread that never reports"),
        ("S", "silent_worker", "A worker thread that never ends"),
        ("c", "child", "A child process that never ends"),
        ("b", "block", "Block the loop"),
        ("m", "message", "End with a message"),
    ]

    def __init__(self) -> None:
        super().__init__()
        os.write(2, b"from the start\n")

    def compose(self) -> ComposeResult:
        """A line for the state, and a log for stray lines."""
        yield Header()
        yield Static("READY", id="state")
        yield RichLog(max_lines=1000)
        yield Input(id="typed")

    def on_mount(self) -> None:
        """Keys are bindings until somebody enters the input."""
        self.query_one(RichLog).focus()
        self.answers = 0

    def on_resize(self, event: Resize) -> None:
        """Show the size that arrived."""
        self.show(f"SIZE {event.size.width}x{event.size.height} READY")

    def on_unmount(self) -> None:
        """Fail once more if asked to."""
        if getattr(self, "fails_late", False):
            raise RuntimeError("deliberate crash while ending")

    @on(GuardedApp.StrayLine)
    def show_stray(self, event: GuardedApp.StrayLine) -> None:
        """Show the line in the log, as the project's app does."""
        self.query_one(RichLog).write(plain(f"<{event.text}>").plain)

    def show(self, text: str) -> None:
        """Show the newest state."""
        self.query_one("#state", Static).update(text)

    def action_answer(self) -> None:
        """Say something new each time."""
        self.answers += 1
        self.show(f"ANSWER {self.answers}")

    def action_crash(self) -> None:
        """Fail in a handler."""
        local = SECRET
        raise RuntimeError(f"deliberate crash of {len(local)} letters")

    @work
    async def action_crash_worker(self) -> None:
        """Fail in a worker."""
        local = SECRET
        raise ValueError(f"deliberate crash of {len(local)} letters in a worker")

    def action_crash_render(self) -> None:
        """Fail in a render."""

        class Broken(Static):
            def render(self) -> str:
                raise KeyError("deliberate crash in a render")

        self.mount(Broken())

    def action_crash_late(self) -> None:
        """Fail after the end has begun."""
        self.fails_late = True
        self.exit()

    def action_write(self) -> None:
        """Write from C, from a thread, from Python and from a child."""
        libc = ctypes.CDLL(None)
        libc.write(2, b"from C\n", 7)
        thread = threading.Thread(target=os.write, args=(1, b"from a thread\n"))
        thread.start()
        thread.join()
        print("from print")  # noqa: T201  that is what is tested
        print("\x1b[2Jfrom stderr", file=sys.stderr)  # noqa: T201
        subprocess.run(["sh", "-c", "echo from a child >&2"], check=True)
        os.write(2, b"unfinished")
        self.show("WRITTEN")

    def action_flood(self) -> None:
        """Write ten megabytes, which must neither block nor fill the memory."""
        for _ in range(10):
            os.write(2, b"flood\n" * 170_000)
        self.show("FLOODED")

    def action_silent(self) -> None:
        """Keep a daemon thread busy."""
        threading.Thread(target=_for_ever, daemon=True).start()
        self.show("SILENT")

    @work(thread=True)
    def action_silent_worker(self) -> None:
        """Keep a worker thread busy."""
        self.call_from_thread(self.show, "SILENT")
        _for_ever()

    def action_child(self) -> None:
        """Start a child that outlives everything."""
        context = multiprocessing.get_context("spawn")
        child = context.Process(target=_for_ever)
        child.start()
        self.show("CHILD")

    def action_block(self) -> None:
        """Block the loop for ever, once the screen has said so."""
        self.show("BLOCKED")
        self.set_timer(0.2, _for_ever)

    def action_message(self) -> None:
        """End with words for the shell."""
        self.exit(return_code=4, message="the last message")


def _for_ever() -> None:
    while True:
        time.sleep(0.05)


def main() -> int:
    """Run as the project's command does."""
    refused = refusal()
    if refused:
        print(refused, file=sys.stderr)  # noqa: T201  as the command line does
        return 2
    return run_guarded(ProbeApp)


if __name__ == "__main__":
    sys.exit(main())
