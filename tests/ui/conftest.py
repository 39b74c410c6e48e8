"""What would differ from run to run stands still in the screen's tests: cursors, animations and speeds."""

from __future__ import annotations

import pytest
from textual import _wait, constants
from textual.widgets import Input

from tests.ui.scripted_engine import ScriptedEngine, SteadyPacer
from tui_nn.ui.panes import setup_pane
from tui_nn.ui.turns import Turns


@pytest.fixture(autouse=True)
def _nothing_moves_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "cursor_blink", False)
    # The pilot looks for a process that rests; it need not look for 20 ms at a time.
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 0.005)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", 0.0005)
    monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr(Turns, "add", lambda turns, waiting: [turns._draw(turn) for turn in waiting])
    monkeypatch.setattr("tui_nn.engine.training.Pacer", SteadyPacer)
    for name in ("NO_COLOR", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


WHOLE_FORM = {
    *("test_setup_pane", "test_form", "test_coupling", "test_presets_in_form", "test_function_curves"),
    *("test_snapshots", "test_random_input", "test_hostile_text", "test_actions", "test_app"),
}
"""Tests that speak of the form; for the others a few fields do, and opening the app takes half the time."""

FEW_FIELDS = {
    *(("data", "source"), ("network", "layers"), ("network", "activations"), ("network", "seed")),
    *(("training", "learning_rate"), ("training", "momentum"), ("training", "max_iterations")),
}


@pytest.fixture(autouse=True)
def _few_fields(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.module.__name__.rpartition(".")[2] not in WHOLE_FORM:
        whole = setup_pane._visible_in
        monkeypatch.setattr(
            setup_pane, "_visible_in", lambda run: [place for place in whole(run) if place in FEW_FIELDS]
        )


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()
