"""`tui-nn [DATA]`: opens the app."""

from __future__ import annotations

import atexit
import os
import sys

from tui_nn.cli.arguments import COMMANDS, run_from, run_parser, save_if_asked
from tui_nn.cli.one_thread import import_numpy
from tui_nn.cli.output import complain
from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError, DataError, did_you_mean
from tui_nn.config.plain_text import quoted
from tui_nn.config.run import RunConfig
from tui_nn.data.standard_input import NAME, SOURCE, standard_input

USAGE = "[DATA] [options]"
DESCRIPTION = """\
A neural-network laboratory in the terminal: draw a small network, watch it
learn, understand it.
"""
EPILOG = """other commands:
  tui-nn train DATA [options]   the same run without a screen
  tui-nn lab EXPERIMENT         what many runs say about why it is not learning
  tui-nn predict MODEL DATA     what a trained network says for other rows
  tui-nn datasets               what data are built in
  tui-nn presets                runs that can be begun by name

Press t in the app to train, F1 for help, ctrl+q to quit.
"""

PAINTS_A_SECOND = "250"
"""At most; the app itself changes what it shows ten times a second."""


def open_command(arguments: list[str]) -> int:
    """Open the app and return its exit status."""
    parsed = run_parser("tui-nn", USAGE, DESCRIPTION, EPILOG).read(arguments)
    import_numpy()
    run_config = run_from(parsed)
    if run_config.data.source == SOURCE:
        run_config = _with_standard_input_in_a_file(run_config)
    _check(run_config.data)
    save_if_asked(parsed, run_config)
    # Textual paints what has changed when its timer next rings. At its 60 a second a key that meets a frame of training
    # waits for another 16 ms: measured, 35 ms at the 95th percentile against 12. Nothing is painted more often by it.
    os.environ.setdefault("TEXTUAL_FPS", PAINTS_A_SECOND)
    from tui_nn.ui.terminal import refusal

    reason = refusal()
    if reason is not None:
        complain(reason)
        return 2
    from tui_nn.storage.pasted_tables import pasted_folder
    from tui_nn.storage.preferences import journals_folder, preferences_path
    from tui_nn.ui.app import TuiNnApp
    from tui_nn.ui.memory import Memory
    from tui_nn.ui.terminal import run_guarded

    memory = Memory.load(preferences_path(), journals_folder())
    memory.pasted = pasted_folder()
    return run_guarded(
        lambda: TuiNnApp(run_config, memory=memory)
    )  # whose engine must not get the terminal for its output


def _with_standard_input_in_a_file(run_config: RunConfig) -> RunConfig:
    """Put the table that comes through standard input where the engine process finds it, and listen to the terminal.

    Raises:
        DataError: standard input is no table, or there is no terminal to take keys from.
    """
    import tempfile
    from pathlib import Path

    content = standard_input()
    folder = tempfile.TemporaryDirectory(prefix="tui-nn-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / NAME  # without an ending: what is in it says how it is written
    path.write_bytes(content)
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        raise DataError(
            "there is no terminal to take keys from; use tui-nn train - for a run without a screen"
        ) from None
    os.dup2(terminal, 0)
    os.close(terminal)
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", errors="replace", closefd=False)
    label = run_config.data.label or NAME
    return run_config.with_values({("data", "source"): str(path), ("data", "label"): label})


def _check(data: DataConfig) -> None:
    """Say here, before a screen opens, that a name was mistyped; what is there is read by the engine process.

    Raises:
        ConfigError: when a command was meant.
        DataError: when there are no such data.
    """
    from tui_nn.data.catalog import is_builtin, load_data
    from tui_nn.data.idx_files import has_idx_files

    # os.path never raises here, whatever the name; pathlib does.
    path = os.path.expanduser(data.source)  # noqa: PTH111
    is_folder = os.path.isdir(path)  # noqa: PTH112
    if not is_builtin(data.source) and (has_idx_files(path) if is_folder else os.path.isfile(path)):  # noqa: PTH113
        return
    try:
        load_data(data)
    except DataError:
        is_word = os.sep not in data.source and "." not in data.source
        if is_word and (hint := did_you_mean(data.source, COMMANDS)):
            raise ConfigError(f"there is no command and no data set {quoted(data.source)}{hint}") from None
        raise
