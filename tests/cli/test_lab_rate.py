"""`tui-nn lab rate`: a line for each rate and the one to begin with, for people and for programs."""

from __future__ import annotations

from .command import Call, complaint

QUICK = ("lab", "rate", "xor", "--hidden", "3", "--scale", "1", "--rates", "4", "--starts", "2", "--iterations", "50")


def test_a_rate_is_suggested_for_people_and_for_programs(call: Call) -> None:
    told, objects = call(*QUICK), call(*QUICK, "--json").objects
    end = objects[-1]

    assert (told.status, told.errors) == (0, "")
    assert objects[0]["experiment"] == "rate"
    assert [row["learning_rate"] for row in end["rates"]] == [0.0001, 0.01, 1, 100]
    assert end["suggestion"] in (1, 100)
    assert any(line.startswith(f"{end['suggestion']:g} ") and line.endswith("suggested") for line in told.lines)
    assert f"Begin with {end['suggestion']:g}: " in told.output


def test_rates_that_do_not_rise_are_refused(call: Call) -> None:
    assert "the rates must rise" in complaint(call(*QUICK, "--low", "5", "--high", "0.1"))
    assert "give a whole number from 3 to 400" in complaint(call(*QUICK, "--rates", "2"))
