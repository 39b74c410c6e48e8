"""How far the loading of data is: told by whoever loads, heard by whoever waits, who may also end it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much; what it raises ends the loading."""

READING, PREPARING = "reading", "preparing"

_listener: ContextVar[Listener | None] = ContextVar("_listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let somebody hear how far the loading is that is done inside, in this thread."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report(what: str, done: int, of: int) -> None:
    """Say how far something is; nothing happens unless somebody listens."""
    listener = _listener.get()
    if listener is not None:
        listener(what, done, of)
