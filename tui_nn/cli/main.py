"""The command `tui-nn`: chooses what was asked for and turns what went wrong into one line and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tui_nn.config.errors import UserError
from tui_nn.config.plain_text import printable

EXIT_WRONG_USE = 2
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141
"""128 + 13, as a shell reports a command whose reader went away."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a name from outside never breaks a line in a C locale
    command, rest = (words[0], words[1:]) if words and words[0] in ("train", "datasets") else ("open", words)
    try:
        return _command(command, rest)
    except UserError as error:
        print(f"tui-nn: {printable(str(error), 500)}", file=sys.stderr)
        return EXIT_WRONG_USE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader went away; Python would complain once more when it flushes standard output at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN_PIPE


def run() -> None:
    """The entry point of the installed command."""
    sys.exit(main())


def _command(command: str, rest: list[str]) -> int:
    # Each command is imported when it is called: `tui-nn --help` needs neither NumPy nor Textual.
    if command == "train":
        from tui_nn.cli.train_command import train_command

        return train_command(rest)
    if command == "datasets":
        from tui_nn.cli.datasets_command import datasets_command

        return datasets_command(rest)
    from tui_nn.cli.open_command import open_command

    return open_command(rest)
