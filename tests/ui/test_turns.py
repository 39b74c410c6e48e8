"""Turns: one after the other, nobody twice, and a key goes before all, but not for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tui_nn.ui.turns import BREATH, HOLD, LONGEST_HOLD, Turns


class Clock:
    """Time that goes on when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0
        self.alarms: list[tuple[float, Callable[[], None]]] = []

    def after(self, seconds: float, callback: Callable[[], None]) -> None:
        self.alarms.append((self.now + seconds, callback))

    def go_on(self, seconds: float) -> None:
        end = self.now + seconds
        while self.alarms and min(self.alarms)[0] <= end:
            alarm = min(self.alarms)
            self.alarms.remove(alarm)
            self.now = max(self.now, alarm[0])
            alarm[1]()
        self.now = end


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def drawn() -> list[str]:
    return []


@pytest.fixture
def turns(clock: Clock, drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> Turns[str]:
    monkeypatch.undo()  # the screen's tests draw all at once
    return Turns(drawn.append, clock.after, lambda: clock.now)


def test_the_first_comes_at_once_and_the_others_after_a_breath_each(
    turns: Turns[str], clock: Clock, drawn: list[str]
) -> None:
    turns.add("abc")
    assert drawn == ["a"]
    clock.go_on(BREATH)
    assert drawn == ["a", "b"]
    clock.go_on(10 * BREATH)
    assert drawn == ["a", "b", "c"]
    assert clock.alarms == []  # nothing is woken for nothing


def test_who_waits_already_does_not_wait_twice(turns: Turns[str], clock: Clock, drawn: list[str]) -> None:
    turns.add("abc")
    turns.add("abcd")
    clock.go_on(1)
    assert drawn == ["a", "b", "c", "a", "d"]


def test_who_is_drawn_otherwise_waits_no_more(turns: Turns[str], clock: Clock, drawn: list[str]) -> None:
    turns.add("abc")
    turns.clear()
    clock.go_on(1)
    assert drawn == ["a"]


def test_a_key_has_the_screen_to_itself_for_a_moment(turns: Turns[str], clock: Clock, drawn: list[str]) -> None:
    turns.add("ab")
    turns.hold()
    clock.go_on(HOLD - 0.001)
    assert drawn == ["a"]
    clock.go_on(0.002)
    assert drawn == ["a", "b"]


def test_keys_without_end_do_not_stop_the_pictures(turns: Turns[str], clock: Clock, drawn: list[str]) -> None:
    turns.add("ab")
    for _ in range(int(2 * LONGEST_HOLD / 0.01)):
        turns.hold()
        clock.go_on(0.01)
    assert drawn == ["a", "b"]
