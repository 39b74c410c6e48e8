"""Whatever the terminal sends, and whoever makes it send that, the app lives and answers."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from textual import events

from tui_nn.ui.textual_workarounds import ForgivingParser

if TYPE_CHECKING:
    from .conftest import Start

NONSENSE = {
    "malformed UTF-8": b"\xff\xfe\xe4\xf6 \x1b[M\xff\xff\xff \xc3",
    "key with a code point beyond Unicode": b"\x1b[97;1;1114112u\x1b[1114112u",
    "key with a code point beyond an integer": b"\x1b[99999999999999999999u",
    "key that is half a character": b"\x1b[55296;5u\x1b[97;1;55296u",
    "click after a size without cells": b"\x1b[48;0;0;0;0t\x1b[<0;5;5M\x1b[<0;5;5m",
    "click after a size without pixels": b"\x1b[48;24;80;0;0t\x1b[<0;5;5M\x1b[<0;5;5m",
}


def test_nonsense_does_not_end_the_app(start: Start) -> None:
    terminal = start()

    for number, sequence in enumerate(NONSENSE.values(), start=1):
        terminal.send(sequence + b"\x1b[Ia")
        terminal.wait_for(f"ANSWER {number}")
    terminal.send(b"q")

    assert terminal.wait_for_end() == 0


def test_forged_size_is_limited(start: Start) -> None:
    terminal = start()

    terminal.send(b"\x1b[48;30000;30000;0;0t")

    terminal.wait_for("SIZE 1000x500")


@pytest.mark.parametrize("seed", range(20))
def test_parser_never_raises(seed: int) -> None:
    generator = random.Random(seed)
    parser = ForgivingParser()
    pieces = [
        "\x1b",
        "[",
        "<",
        ";",
        ":",
        "?",
        "u",
        "M",
        "m",
        "t",
        "R",
        "$y",
        "48",
        "0",
        "9" * 20,
        "55296",
        "1114112",
        "200~",
        "201~",
        "é",
    ]

    for _ in range(300):
        for event in parser.feed("".join(generator.choices(pieces, k=12))):
            if isinstance(event, events.Key):
                (event.key + (event.character or "")).encode()
