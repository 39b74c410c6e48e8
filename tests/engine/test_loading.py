"""Loading tells how far it is, ends at once when it is told to, and loses no command that came meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.run import RunConfig
from tui_nn.data import block_lines
from tui_nn.data.catalog import load_data
from tui_nn.data.progress import PREPARING, READING, heard_by, report
from tui_nn.engine import jobs, loading, shared_folder
from tui_nn.engine.control import Command, Control, Resume, Step
from tui_nn.engine.events import Loading, Started
from tui_nn.engine.loading import LoadingStopped, loaded
from tui_nn.engine.process import EventSlot

PATIENCE = 10.0


Outcome = tuple[list[Loading], str | None, tuple[Command, ...]]


def outcome(work: Callable[[], str], control: Control) -> Outcome:
    return outcome_of(loaded(work, control))


def outcome_of(load: Generator[Loading, None, tuple[str | None, tuple[Command, ...]]]) -> Outcome:
    events = []
    while True:
        try:
            events.append(next(load))
        except StopIteration as end:
            return events, *end.value


class Slow:
    """Something that takes until somebody lets it go on."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.ended_by: list[type[BaseException]] = []
        self.ended = threading.Event()

    def __call__(self) -> str:
        try:
            report(READING, 25, 100)
            assert self.go_on.wait(PATIENCE)
            report(READING, 50, 100)
        except LoadingStopped as end:
            self.ended_by.append(type(end))
            raise
        finally:
            self.ended.set()
        return "rows"


def test_what_is_loaded_at_once_is_not_worth_a_word() -> None:
    assert outcome(lambda: "rows", Control()) == ([], "rows", ())


def test_it_tells_how_much_is_read_and_how_long_the_rest_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "TELL_EVERY", 0.01)
    slow, control = Slow(), Control()
    control.send(Step(3))
    load = loaded(slow, control)
    first = next(load)
    assert (first.what, first.share) == (READING, 0.25)
    assert 0 < first.seconds_left < PATIENCE
    control.send(Resume())
    slow.go_on.set()
    _, found, commands = outcome_of(load)
    assert found == "rows"
    # What comes when it is done already stays where it is, for the run itself.
    assert [*commands, *control.take()] == [Step(3), Resume()]


def test_a_stop_ends_it_without_waiting_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "TELL_EVERY", 0.01)
    slow, control = Slow(), Control()
    control.stop()
    _, found, _ = outcome(slow, control)
    assert found is None
    assert not slow.ended.is_set()
    slow.go_on.set()
    assert slow.ended.wait(PATIENCE)
    assert slow.ended_by == [LoadingStopped]  # at its next word


def test_a_mistake_in_the_data_is_raised_to_whoever_waits() -> None:
    def fail() -> str:
        raise DataError("line 3 is wrong")

    with pytest.raises(DataError, match="line 3"):
        outcome(fail, Control())


def test_only_the_newest_word_waits_for_a_slow_screen() -> None:
    slot = EventSlot()
    for share in (0.1, 0.2, 0.3):
        slot.put(1, Loading(READING, share))
    assert slot.take_all() == [(1, Loading(READING, 0.3))]


def test_reading_and_preparing_a_file_are_both_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_lines, "BLOCK_SIZE", 500)
    (tmp_path / "x.csv").write_text("a,b\n" + "1,0\n2,1\n" * 500)
    heard: list[tuple[str, int, int]] = []
    with heard_by(lambda *told: heard.append(told)):
        load_data(DataConfig(source=str(tmp_path / "x.csv"), scaling="standard"))
    assert list(dict.fromkeys(what for what, _, _ in heard)) == [READING, PREPARING]
    assert all(0 <= done <= of for _, done, of in heard)


def test_rows_beyond_the_first_are_shared_with_the_owner_and_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_folder, "_folder", tmp_path)
    monkeypatch.setattr(jobs, "_load_once", jobs._load_once.__wrapped__)
    rows = np.arange(2_500)
    (tmp_path / "x.csv").write_text("a,b\n" + "".join(f"{row},{row % 2}\n" for row in rows))
    run = RunConfig(data=DataConfig(source=str(tmp_path / "x.csv"), scaling="standard"))
    started = next(iter(jobs.TrainingJob(run).run(Control())))
    assert isinstance(started, Started)
    assert started.whole is not None
    assert started.rows.table is not None
    assert (started.rows.samples, started.rows.table.rows, started.samples) == (1_000, 1_000, 2_500)
    whole = started.whole.opened()
    assert whole is not None
    assert whole.shown_inputs(2_400) == ("2400",)
    assert whole.inputs[:1_000].tobytes() == started.rows.inputs.tobytes()
