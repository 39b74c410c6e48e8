"""`tui-nn lab validate`: the same numbers for people and for programs, in 80 columns, and refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_nn.experiments.fold_words import number

from .command import Call, complaint

QUICK = ("lab", "validate", "iris", "--hidden", "3", "--scaling", "standard", "--max-iterations", "50")


def test_scores_folds_and_inputs_are_told_for_people_and_for_programs(call: Call) -> None:
    words = (*QUICK, "--folds", "3", "--repeats", "2", "--importance")
    told, objects = call(*words), call(*words, "--json").objects
    end = objects[-1]

    assert (told.status, told.errors) == (0, "")
    assert {each["event"] for each in objects} == {"started", "progress", "finished"}
    assert (end["method"], end["stratified"], end["total"]) == ("3 folds, 2 times", True, 6)
    lines = {line.split("  ")[0]: line for line in told.lines}
    for name, score in end["scores"].items():
        assert number(score["mean"]) in lines[name]
        assert f"{number(score['low'])} to {number(score['high'])}" in lines[name]
        values = [fold["scores"][name] for fold in end["folds"]]
        assert score["mean"] == pytest.approx(sum(values) / 6)
    assert [(fold["repeat"], fold["fold"]) for fold in end["folds"]] == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    assert number(end["folds"][4]["scores"]["accuracy"]) in lines["2.2"]
    assert end["measure"] == "accuracy"
    for each in end["inputs"]:
        assert number(each["mean"]) in lines[each["name"]]
    assert any("not independent" in line for line in told.lines)
    assert max(map(len, told.lines)) <= 80


def test_a_share_can_be_held_out_and_a_journal_gone_on_with(call: Call, tmp_path: Path) -> None:
    words = (*QUICK, "--holdout", "0.2", "--repeats", "3", "--json")
    path = str(tmp_path / "journal")
    first = call(*words, "--journal", path).objects[-1]
    again = call(*words, "--resume", path).objects[-1]

    assert [fold["test_rows"] for fold in first["folds"]] == [30, 30, 30]
    assert {**again, "seconds": 0} == {**first, "seconds": 0}
    assert "inputs" not in first


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--folds", "1"), "--folds"),
        (("--folds", "200"), "give from 2 to 150"),
        (("--holdout", "1"), "--holdout"),
        (("--measure", "AUC"), "give --importance, too"),
        (("--importance", "--measure", "luck"), "--measure: there is no score 'luck'"),
        (("--importance", "--measure", "rmse"), "these rows have no RMSE"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(call: Call, words: tuple[str, ...], message: str) -> None:
    assert message in complaint(call(*QUICK, *words))
