"""What a message for people must be, and the texts that try to make it something else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from tui_nn.config.errors import UserError

LONGEST_MESSAGE = 500

ESCAPES = {
    "colour": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;owned\x07",
    "one-byte control sequence": "\x9b2J",
    "newline": "one\ntwo",
    "carriage return": "one\r\ntwo",
    "NUL": "\x00",
    "delete": "\x7f",
    "right to left": "\u202egpj.exe",
    "line separator": "one\u2028two",
    "zero width": "a\u200bb",
    "lone surrogate": "\udc80",
}

every_escape = pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES.keys())


def assert_message(message: str) -> None:
    """One line, not endless, and nothing in it that a terminal obeys."""
    hidden = [character for character in message if unicodedata.category(character)[0] == "C"]
    assert hidden == []
    assert message.splitlines() == [message]
    assert message == message.strip()
    assert len(message) <= LONGEST_MESSAGE
    assert "Traceback" not in message
    assert "int_max_str_digits" not in message  # Python's own advice, for programmers


def refusal(act: Callable[[], object]) -> str | None:
    """Return the message with which something is refused, or None when it is taken."""
    try:
        act()
    except UserError as error:
        message = str(error)
    else:
        return None
    assert_message(message)
    return message


def refused(act: Callable[[], object]) -> str:
    """Return the message with which something is refused, as it has to be."""
    message = refusal(act)
    assert message is not None, "it was taken"
    return message
