"""What would differ from run to run stands still in the screen's tests: cursors, animations and speeds."""

from __future__ import annotations

import pytest
from textual import _wait, constants
from textual.widgets import Input

from tests.ui.scripted_engine import ScriptedEngine, SteadyPacer


@pytest.fixture(autouse=True)
def _nothing_moves_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "cursor_blink", False)
    # The pilot looks for a process that rests; it need not look for 20 ms at a time.
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 0.005)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", 0.0005)
    monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr("tui_nn.engine.training.Pacer", SteadyPacer)
    for name in ("NO_COLOR", "COLORTERM", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()
