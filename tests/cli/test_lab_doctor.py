"""The doctor on the command line: findings, ranked remedies, and lines for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tui_nn.cli.lab_doctor import doctor_command, live_text
from tui_nn.config.errors import ConfigError
from tui_nn.experiments.doctor import Trials
from tui_nn.experiments.doctor_trials import TriedRemedy
from tui_nn.experiments.remedies import Remedy

STUCK = ["xor", "--seed", "0", "--max-iterations", "20000", "--starts", "3"]


def test_people_read_the_illness_and_the_exact_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor_command(STUCK) == 0
    said = capsys.readouterr().out

    assert "Plateau near a saddle (almost certain" in said
    assert "Evidence: the gradient is" in said
    assert "Success is an error of at most 0.01" in said
    assert "12 of 12" in said
    assert "--hidden 6 --activation tanh,sigmoid" in said
    assert "* the present settings, another start" in said
    assert max(map(len, said.splitlines())) < 220


def test_programs_read_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor_command([*STUCK, "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    last = told[-1]

    assert [each["event"] for each in told if each["event"] != "progress"] == ["trained", "diagnosed", "finished"]
    assert told[1]["findings"][0]["name"] == "plateau near a saddle"
    assert told[1]["success_error"] == pytest.approx(0.01)
    assert last["remedies"][0]["rate"] == 1.0
    assert sum(each["starts"] for each in last["remedies"]) == last["done"]
    assert [each["present"] for each in last["remedies"]].count(True) == 1


def test_a_journal_is_gone_on_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "journal")
    lasts = []
    for words in (["--journal", path], ["--resume", path]):
        assert doctor_command([*STUCK, *words, "--json"]) == 0
        lasts.append([json.loads(line) for line in capsys.readouterr().out.splitlines()])
    first, again = lasts

    assert first[-1]["remedies"] == again[-1]["remedies"]
    assert [each["event"] for each in again] == ["trained", "diagnosed", "finished"]
    with pytest.raises(ConfigError, match="is there already"):
        doctor_command([*STUCK, "--journal", path])


def test_the_line_that_lives_tells_the_time_left() -> None:
    tried = TriedRemedy(Remedy("tanh"), 8, 6, 100.0, 1)

    assert live_text(Trials((tried,), 8, 32, 2.0, fresh=8)) == (
        "tried 8 of 32 networks, about 6.0 s left; best so far: tanh, 6 of 8"
    )
    assert live_text(Trials((tried,), 0, 32)) == "tried 0 of 32 networks; best so far: tanh, 6 of 8"


@pytest.mark.parametrize("words", [[], ["xor", "--starts", "0"], ["xor", "--starts", "many"], ["no-such-data"]])
def test_wrong_use_is_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ConfigError) as refused:
        doctor_command([*words, "--json"])

    assert "\n" not in str(refused.value)
    assert json.loads(capsys.readouterr().out)["event"] == "failed"
