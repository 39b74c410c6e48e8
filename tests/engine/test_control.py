"""Commands: in order, picklable, taken without waiting."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest

from tui_nn.engine.control import Change, Command, Control, Pause, Resume, Step, Stop

SAID: list[tuple[Callable[[Control], None], Command]] = [
    (Control.pause, Pause()),
    (Control.resume, Resume()),
    (Control.step, Step(1)),
    (lambda control: control.step(10), Step(10)),
    (Control.stop, Stop()),
    (lambda control: control.change(learning_rate=0.1, momentum=0.5), Change({"learning_rate": 0.1, "momentum": 0.5})),
]


@pytest.mark.parametrize(("say", "command"), SAID)
def test_what_is_said_arrives_as_its_command(say: Callable[[Control], None], command: Command) -> None:
    control = Control()
    say(control)

    assert control.take() == [command]


@pytest.mark.parametrize("command", [command for _, command in SAID])
def test_a_command_goes_through_a_pickle_unchanged(command: Command) -> None:
    assert pickle.loads(pickle.dumps(command)) == command


def test_commands_arrive_in_the_order_in_which_they_were_said() -> None:
    control = Control()
    for say, _ in SAID:
        say(control)

    assert control.take() == [command for _, command in SAID]


def test_taking_does_not_wait_and_takes_each_command_once() -> None:
    control = Control()
    assert control.take() == []

    control.pause()
    assert control.take() == [Pause()]
    assert control.take() == []


def test_waiting_returns_the_oldest_command_and_leaves_the_rest() -> None:
    control = Control()
    control.step(2)
    control.stop()

    assert control.wait() == Step(2)
    assert control.take() == [Stop()]
