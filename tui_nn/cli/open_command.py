"""`tui-nn [DATA]`: opens the app."""

from __future__ import annotations

import sys
from pathlib import Path

from tui_nn.cli.arguments import run_from, run_parser

DESCRIPTION = "A neural-network laboratory in the terminal: draw a small network, watch it learn, understand it."
EPILOG = """other commands:
  tui-nn train DATA [options]   the same run without a screen
  tui-nn datasets               what is built in

Press t in the app to train, F1 for help, ctrl+q to quit.
"""


def open_command(arguments: list[str]) -> int:
    """Open the app and return its exit status."""
    run_config = run_from(run_parser("tui-nn", DESCRIPTION, EPILOG).parse_args(arguments))
    from tui_nn.data.catalog import is_builtin, load_dataset

    source = run_config.data.source
    if is_builtin(source) or not Path(source).exists():
        load_dataset(source, run_config.data.targets)  # a name that was mistyped is said here, before a screen opens
    from tui_nn.ui.terminal import refusal

    reason = refusal()
    if reason is not None:
        print(reason, file=sys.stderr)
        return 2
    from tui_nn.ui.app import TuiNnApp
    from tui_nn.ui.terminal import run_guarded

    return run_guarded(TuiNnApp(run_config))
