"""The command `tui-nn`: chooses what was asked for and turns what went wrong into one line and an exit status."""

from __future__ import annotations

# Next to nothing is imported here, not even typing: until `run` has taken ctrl+c over, it would print a traceback.
import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

EXIT_WRONG_USE = 2
EXIT_NOT_WRITTEN = 4
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141
"""128 + 13, as a shell reports a command whose reader went away."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    from tui_nn.cli.output import OutputError, complain, flush_output, give_up, prepare_streams
    from tui_nn.config.errors import UserError
    from tui_nn.config.plain_text import printable

    prepare_streams()
    try:
        status = _command(list(sys.argv[1:] if arguments is None else arguments))
        flush_output()
    except UserError as error:
        complain(f"tui-nn: {printable(str(error), 500)}")
        return EXIT_WRONG_USE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except OutputError as error:
        give_up(sys.stdout)
        if error.reader_is_gone:
            return EXIT_BROKEN_PIPE
        complain(f"tui-nn: standard output cannot be written: {error}; send it to another place")
        return EXIT_NOT_WRITTEN
    return status


def run() -> None:
    """The entry point of the installed command."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)
    # The engine process begins with `python -c`, which looks for modules in the current folder first: a person's own
    # signal.py or queue.py must not be taken for Python's.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    sys.exit(main())


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End at once: KeyboardInterrupt would print a traceback from wherever an import happens to be."""
    os._exit(EXIT_INTERRUPTED)


def _command(words: list[str]) -> int:
    # Each command is imported when it is called: `tui-nn --help` needs neither NumPy nor Textual.
    command, rest = (words[0], words[1:]) if words else ("", [])
    try:
        if command == "train":
            from tui_nn.cli.train_command import train_command

            return train_command(rest)
        if command == "lab":
            from tui_nn.cli.lab_command import lab_command

            return lab_command(rest)
        if command == "predict":
            from tui_nn.cli.predict_command import predict_command

            return predict_command(rest)
        if command == "datasets":
            from tui_nn.cli.datasets_command import datasets_command

            return datasets_command(rest)
        if command == "presets":
            from tui_nn.cli.presets_command import presets_command

            return presets_command(rest)
        from tui_nn.cli.open_command import open_command

        return open_command(words)
    except SystemExit as leaving:  # argparse has printed the help or the version
        return int(leaving.code or 0)
