"""Starts the guarded app of this folder under a pseudo-terminal."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol, TypedDict, Unpack

import pytest

from .pseudo_terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Options(TypedDict, total=False):
    """What a test may choose; the words are `Terminal`'s."""

    size: tuple[int, int]
    environment: dict[str, str | None]
    streams: dict[str, int]
    answers: dict[bytes, bytes]
    prelude: str


class Start(Protocol):
    """Starts the guarded app and, unless told not to, waits until it is up."""

    def __call__(self, *, ready: bool = True, **options: Unpack[Options]) -> Terminal: ...


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    if not sys.platform.startswith("linux"):
        pytest.skip("what a program leaves behind is read from /proc, which only Linux has")
    with ExitStack() as terminals:

        def start_app(*, ready: bool = True, **options: Unpack[Options]) -> Terminal:
            options["environment"] = {"XDG_STATE_HOME": str(tmp_path), **options.get("environment", {})}
            terminal = Terminal(sys.executable, "-m", "tests.terminal.guarded_app", **options)
            terminals.enter_context(terminal)
            if ready:
                terminal.wait_for("READY")
            return terminal

        yield start_app
