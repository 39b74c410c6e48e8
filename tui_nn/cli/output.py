"""The standard streams: always there, never broken by a character, and given up in order when they take no more."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO


class OutputError(Exception):
    """Standard output takes no more: its reader is gone, or its disk is full."""

    def __init__(self, error: OSError) -> None:
        super().__init__((error.strerror or type(error).__name__).lower())
        self.reader_is_gone = isinstance(error, BrokenPipeError)


def say(text: str) -> None:
    """Print text and a line end on standard output, now.

    Raises:
        OutputError: when it takes no more.
    """
    try:
        print(text, flush=True)
    except OSError as error:
        raise OutputError(error) from error


def flush_output() -> None:
    """Send on what others have printed; raises OutputError."""
    try:
        sys.stdout.flush()
    except OSError as error:
        raise OutputError(error) from error


def complain(line: str) -> None:
    """Print a line on standard error, if it can be had."""
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        give_up(sys.stderr)


def give_up(stream: TextIO) -> None:
    """Let a stream that takes no more lead nowhere: Python would complain once more when it flushes it at its end."""
    with suppress(OSError):  # a stand-in of a test has no number
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def prepare_streams() -> None:
    """Make up for standard streams that are closed, and let no name from outside break a line in a C locale."""
    # Lowest number first: each open takes the lowest that is free, which is that of the stream that is missing.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(nowhere, mode, encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
