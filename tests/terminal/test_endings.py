"""Every way to end leaves the terminal as it was, ends all processes and says how it went by the exit status."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest

from .guarded_app import SECRET
from .pseudo_terminal import alive

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Start
    from .pseudo_terminal import Terminal


def ends(terminal: Terminal) -> int:
    """Wait for the end, check that nothing is left behind, and return the exit status."""
    family = terminal.children()
    status = terminal.wait_for_end()
    assert terminal.modes_left() == []
    assert terminal.settings_left() == []
    assert_gone(family)
    return status


def assert_gone(family: list[int]) -> None:
    """The resource tracker of multiprocessing ends by itself when the app has, which takes it a moment."""
    deadline = time.monotonic() + 5.0
    while alive(family):
        assert time.monotonic() < deadline, f"left behind: {alive(family)}"
        time.sleep(0.01)


def test_quit_key(start: Start) -> None:
    terminal = start()

    terminal.send(b"q")

    assert ends(terminal) == 0
    assert terminal.last_words() == ""


def test_return_code_and_message_of_the_app(start: Start) -> None:
    terminal = start()

    terminal.send(b"m")

    assert ends(terminal) == 4
    assert terminal.last_words() == "the last message"


@pytest.mark.parametrize(
    ("key", "error", "place"),
    [
        (b"x", "RuntimeError", "ProbeApp.action_crash (guarded_app.py:"),
        (b"X", "ValueError", "ProbeApp.action_crash_worker (guarded_app.py:"),
        (b"R", "KeyError", "Broken.render (guarded_app.py:"),
        (b"l", "RuntimeError", "ProbeApp.on_unmount (guarded_app.py:"),
    ],
    ids=["handler", "worker", "render", "teardown"],
)
def test_error_in_the_app(start: Start, tmp_path: Path, key: bytes, error: str, place: str) -> None:
    terminal = start(size=(250, 24))

    terminal.send(key)

    assert ends(terminal) == 1
    headline, path, advice = terminal.last_words().splitlines()
    assert headline.startswith(f"tui-nn stopped because of an error in itself: {error} in ")
    assert place in headline
    assert "tui-nn" in advice
    (report,) = tmp_path.glob("tui-nn/crash-*.txt")
    assert path == f"The full report is in {report}"
    text = report.read_text()
    assert "deliberate crash" in text
    assert "Traceback" in text
    assert "window 250x24" in text
    assert SECRET not in text + terminal.written.decode()
    assert "Traceback" not in terminal.written.decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT], ids=lambda n: n.name)
def test_signal(start: Start, number: signal.Signals) -> None:
    terminal = start()

    terminal.process.send_signal(number)

    assert ends(terminal) == 128 + number
    assert terminal.last_words() == ""


def test_signal_with_sigcont_after_it_as_timeout_sends_them(start: Start) -> None:
    terminal = start()

    terminal.process.send_signal(signal.SIGTERM)
    terminal.process.send_signal(signal.SIGCONT)

    assert ends(terminal) == 143


def test_stop_and_continue(start: Start) -> None:
    terminal = start()

    terminal.process.send_signal(signal.SIGTSTP)
    terminal.wait_for_stop()
    assert terminal.modes_left() == []
    assert terminal.settings_left() == []

    terminal.send(b"\x1b[2J")
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_until(lambda: "1049" in terminal.modes_left(), "the alternate screen")
    terminal.wait_for("READY")
    terminal.send(b"a")
    terminal.wait_for("ANSWER 1")
    terminal.send(b"q")
    assert ends(terminal) == 0


def test_continue_without_a_stop_of_its_own(start: Start) -> None:
    terminal = start()

    terminal.process.send_signal(signal.SIGSTOP)
    terminal.wait_for_stop()
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_until(lambda: terminal.written.count(b"\x1b[?1049h") == 2, "a new start")
    terminal.send(b"a")
    terminal.wait_for("ANSWER 1")
    terminal.send(b"q")

    assert ends(terminal) == 0


@pytest.mark.parametrize("ignored", [False, True], ids=["with SIGHUP", "with SIGHUP ignored"])
def test_hang_up(start: Start, ignored: bool) -> None:
    terminal = start(prelude="trap '' HUP" if ignored else ":")
    family = terminal.children()

    terminal.hang_up()

    assert terminal.wait_for_end() == 129
    assert_gone(family)


@pytest.mark.parametrize("stuck", [b"b", b"S"], ids=["loop", "worker thread"])
def test_watchdog_ends_what_does_not_end_itself(start: Start, stuck: bytes) -> None:
    terminal = start()
    terminal.send(stuck)
    terminal.wait_for("BLOCKED" if stuck == b"b" else "SILENT")

    terminal.process.send_signal(signal.SIGTERM)

    assert ends(terminal) == 143


def test_watchdog_when_the_terminal_does_not_read(start: Start) -> None:
    terminal = start()
    for size in range(100, 160):
        terminal.resize(size, 50)
        time.sleep(0.02)  # each size is painted, and nobody reads the paint

    terminal.process.send_signal(signal.SIGTERM)
    terminal.process.wait(20)

    assert ends(terminal) == 143


@pytest.mark.parametrize("key", [b"s", b"c"], ids=["daemon thread", "child process"])
def test_nothing_silent_is_waited_for_or_left(start: Start, key: bytes) -> None:
    terminal = start()
    terminal.send(key)
    terminal.wait_for("SILENT" if key == b"s" else "CHILD")

    terminal.send(b"q")

    assert ends(terminal) == 0


def test_every_mode_of_a_modern_terminal_is_left(start: Start) -> None:
    terminal = start(answers={b"\x1b[?2048$p": b"\x1b[?2048;2$y"})
    terminal.wait_until(lambda: {"2048", "1016"} <= set(terminal.modes_left()), "size reports and mouse pixels")

    terminal.send(b"q")

    assert ends(terminal) == 0
