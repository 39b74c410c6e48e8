"""What anybody writes to standard output or standard error comes to the app and not on the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui_nn.ui.stray_output import LINES_AT_ONCE, StrayLines

if TYPE_CHECKING:
    from .conftest import Start

LINES = ["from C", "from a thread", "from print", "␛[2Jfrom stderr", "from a child", "unfinished"]


def test_lines_from_everywhere(start: Start) -> None:
    terminal = start()
    header = terminal.text.splitlines()[0]
    terminal.wait_for("<from the start>")

    terminal.send(b"p")
    for line in LINES:
        terminal.wait_for(f"<{line}>")

    assert terminal.text.splitlines()[0] == header
    assert "WRITTEN" in terminal.text
    for line in LINES:
        assert len(re.findall(re.escape(line), terminal.text)) == 1
    assert b"\x1b[2Jfrom" not in terminal.written


def test_flood_blocks_nobody(start: Start) -> None:
    terminal = start()

    terminal.send(b"f")
    terminal.wait_for("FLOODED")
    terminal.wait_for("more lines were not shown")
    terminal.send(b"a")
    terminal.wait_for("ANSWER 1")
    terminal.send(b"q")

    assert terminal.wait_for_end() == 0


def test_lines_are_cut_where_they_end() -> None:
    lines = StrayLines()

    assert lines.cut(b"one\ntw", 0.0) == ["one"]
    assert lines.waiting
    assert lines.cut(b"o\r\n\n  \nthree", 0.1) == ["two"]
    assert lines.cut(b"", 1.1) == ["three"]
    assert not lines.waiting


def test_long_line_is_cut_and_takes_no_memory() -> None:
    lines = StrayLines()

    for _ in range(100):
        assert lines.cut(b"x" * 65_536, 0.0) == []

    assert lines.cut(b"\nnext\n", 0.0) == ["x" * 500, "next"]


def test_flood_is_counted_and_not_shown() -> None:
    lines = StrayLines()

    assert lines.cut(b"line\n" * 1000, 0.0) == ["line"] * LINES_AT_ONCE
    assert lines.cut(b"line\n" * 100, 0.0) == []
    assert lines.unshown == 1100 - LINES_AT_ONCE
    assert lines.cut(b"line\n", 0.25) == [f"({1100 - LINES_AT_ONCE} more lines were not shown)", "line"]
    assert lines.unshown == 0


def test_control_characters_become_visible() -> None:
    assert StrayLines().cut(b"\x1b]52;c;eA==\x07\xff\n", 0.0) == ["␛]52;c;eA==␇\N{REPLACEMENT CHARACTER}"]
