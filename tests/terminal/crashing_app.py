"""The real app with a key that raises in a handler, for tests and for the signal probe; started with `python -m`."""

from __future__ import annotations

import sys
from typing import ClassVar

from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.ui.app import TuiNnApp
from tui_nn.ui.terminal import run_guarded


class CrashingApp(TuiNnApp):
    """Crashes on x."""

    BINDINGS: ClassVar = [("x", "crash", "Crash")]

    def action_crash(self) -> None:
        raise RuntimeError("deliberate crash in a handler")


if __name__ == "__main__":
    sys.exit(run_guarded(CrashingApp(RunConfig(training=TrainingConfig(max_iterations=10**9, min_error=0)))))
