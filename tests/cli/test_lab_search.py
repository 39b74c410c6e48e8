"""`tui-nn lab search`: the same numbers for people and for programs, gone on with after a stop, refused in one line."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from .command import Call, complaint

pytest.importorskip("optuna")

QUICK = ("lab", "search", "xor", "--scale", "1", "--max-iterations", "150", "--seeds", "2")
OVER = ("--over", "learning_rate=log:0.01..10", "--over", "optimizer=sgd,rprop", "--over", "hidden=2..5")


def test_the_best_is_told_for_people_and_for_programs_and_can_be_pasted(call: Call) -> None:
    words = (*QUICK, *OVER, "--trials", "20")
    told, objects = call(*words), call(*words, "--json").objects
    end, trials = objects[-1], [each for each in objects if each["event"] == "trial"]
    best = end["best"]

    assert (told.status, told.errors) == (0, "")
    assert {each["event"] for each in objects} == {"started", "progress", "trial", "finished"}
    assert [each["number"] for each in trials] == list(range(20))
    assert best["value"] == min(each["value"] for each in trials)
    assert end["ranked"][0] == best
    assert len(end["ranked"]) == 10
    assert set(end["importances"]) == {"learning_rate", "optimizer", "hidden"}
    assert f"  {end['command']}" in told.lines
    assert f"{100 * best['rate']:.1f} % ({100 * best['low']:.1f} to {100 * best['high']:.1f} %)" in told.lines[1]
    assert f"learning_rate {best['settings']['learning_rate']} instead of 0.2" in told.lines[2]
    assert told.lines[-2].startswith("What mattered: ")
    program, *rest = shlex.split(end["command"])
    assert program == "tui-nn"
    assert call(*rest).status == 0


def test_a_journal_is_gone_on_with(call: Call, tmp_path: Path) -> None:
    path = str(tmp_path / "journal")
    words = (*QUICK, *OVER, "--json", "--trials")
    call(*words, "8", "--journal", path)
    more = call(*words, "12", "--resume", path).objects[-1]

    assert {**more, "seconds": 0} == {**call(*words, "12").objects[-1], "seconds": 0}
    assert "another experiment" in complaint(call(*QUICK, *OVER, "--l2", "1", "--resume", path))


def test_without_over_the_usual_settings_are_searched(call: Call) -> None:
    settings = call(*QUICK, "--trials", "2", "--json").objects[-1]["best"]["settings"]

    assert list(settings) == ["learning_rate", "optimizer", "hidden", "scale", "activations"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--over", "speed=1..2"), "--over: no axis is called 'speed'"),
        (("--over", "hidden=\x1b[2J"), "--over: "),
        (("--measure", "speed"), "give one of"),
        (("--trials", "0"), "1"),
        (("--measure", "validation", "--trials", "1"), "no validation rows"),
        (("--resume", "/nowhere/journal"), "there is no journal"),
    ],
)
def test_wrong_use_is_one_line(call: Call, words: tuple[str, ...], message: str) -> None:
    assert message in complaint(call(*QUICK, *words))


def test_without_optuna_one_line_says_how_to_have_it(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)

    assert complaint(call(*QUICK)) == 'optuna is not installed; pip install "tui-nn[search]"'
    failed = json.loads(call(*QUICK, "--json").lines[-1])
    assert failed == {"event": "failed", "message": 'optuna is not installed; pip install "tui-nn[search]"'}


def test_the_help_needs_neither_optuna_nor_a_wide_terminal(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    told = call("lab", "search", "--help")

    assert told.status == 0
    assert 'pip install "tui-nn[search]"' in told.output
    assert "search" in call("lab", "--help").output
