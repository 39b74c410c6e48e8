"""Log: a line every so many iterations, bounded, following its end unless somebody reads further up."""

from __future__ import annotations

import numpy as np
import pytest
from textual import events

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.error_log import ErrorLog
from tui_nn.ui.panes.log_pane import WIDTHS, LogLine, log_text, new_lines
from tui_nn.ui.panes.log_view import MOST_LINES, LogView

EVERY_500 = RunConfig(training=TrainingConfig(log_every=500))


def log_of(lines: int) -> ErrorLog:
    log = ErrorLog()
    log.add(np.arange(lines), np.linspace(1, 0.5, lines), 98_234.0)
    return log


def texts(log: ErrorLog, new: int) -> list[str]:
    return [log_text(line) for line in new_lines(log.lines(), new)]


def view_of(laboratory: Laboratory) -> LogView[str | LogLine]:
    return laboratory.app.main_screen.log_pane.view


def sight(laboratory: Laboratory) -> list[str]:
    view = view_of(laboratory)
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def test_a_line_has_iteration_error_change_and_speed() -> None:
    log = ErrorLog()
    log.add(np.array([0]), np.array([1.0]), np.nan)
    log.add(np.array([2500]), np.array([0.75]), 98_234.0)

    assert texts(log, 2) == [
        "       0  1.000000         –       –",
        "   2,500  0.750000 -2.50e-01 98.2k/s",
    ]


def test_columns_keep_their_places_whatever_the_numbers() -> None:
    log = ErrorLog()
    log.add(np.array([1, 999_999]), np.array([9.9e5, 1e-300]), 1e9)
    for text in texts(log, 2):
        assert len(text) == sum(WIDTHS)


@pytest.mark.parametrize(("new", "lines"), [(1, 1), (10, 10), (11, 11), (5000, 11)])
def test_lines_that_are_no_longer_kept_are_counted(new: int, lines: int) -> None:
    told = texts(log_of(10), new)

    assert len(told) == lines
    assert (f"… {new - 10:,} lines not shown" in told) == (new > 10)


async def test_lines_come_every_so_many_iterations_and_agree_with_the_engine() -> None:
    async with opened(EVERY_500) as laboratory:
        await laboratory.train_to(2000)
        await laboratory.press("t")
        await laboratory.settle()
        lines = view_of(laboratory).lines
        snapshot = laboratory.session.snapshot
        assert snapshot is not None
        logged = snapshot.state.log.lines()

        assert lines[0].startswith("— xor 2-2-1, seed 3, rate 0.2")
        assert [int(line.split()[0].replace(",", "")) for line in lines[1:]] == [0, 500, 1000, 1500, 2000]
        assert [line.split()[1] for line in lines[1:]] == [f"{error:.6f}" for error in logged.errors]
        assert "125k/s" in lines[-1]
        assert sight(laboratory)[: len(lines)] == lines


async def test_what_happened_stands_between_the_numbers_and_is_wrapped() -> None:
    async with opened() as laboratory:
        laboratory.app.main_screen.log_pane.tell("one two three four " * 10)
        told = view_of(laboratory).lines[2:]

        assert len(told) > 3
        assert told[0].startswith("— one two")
        assert all(line.startswith("  ") for line in told[1:])
        assert all(len(line) <= sum(WIDTHS) for line in told)


async def test_the_reason_of_the_end_stands_in_the_log() -> None:
    async with opened(RunConfig(training=TrainingConfig(max_iterations=500))) as laboratory:
        await laboratory.press("t")
        await laboratory.settle()

        told = " ".join(" ".join(view_of(laboratory).lines).split())
        assert "— Stopped at the limit of 500 iterations" in told
        assert "500 iterations" in laboratory.message


async def test_it_follows_its_end_and_stays_where_somebody_reads() -> None:
    async with opened() as laboratory:
        view = view_of(laboratory)
        view.append(f"line {number}" for number in range(1000))
        assert view.following
        assert sight(laboratory)[-1] == "line 999"

        laboratory.app.main_screen.go_to("log")
        await laboratory.pause()
        await laboratory.press("pageup", "up")
        first = sight(laboratory)[0]
        view.append(f"new {number}" for number in range(100))
        assert sight(laboratory)[0] == first
        assert not view.following

        view.append(f"more {number}" for number in range(MOST_LINES - 1050))
        assert len(view.lines) == MOST_LINES
        assert sight(laboratory)[0] == first  # its place has moved by the lines that went

        await laboratory.press("home")
        top = sight(laboratory)[0]
        assert top == view.lines[0]
        view.append(["the last"] * 10)
        assert sight(laboratory)[0] == view.lines[0] != top  # what was read has gone

        await laboratory.press("end")
        assert view.following
        assert sight(laboratory)[-1] == "the last"
        view.append(["newer"])
        assert sight(laboratory)[-1] == "newer"


async def test_the_wheel_scrolls_and_the_end_is_found_again() -> None:
    async with opened() as laboratory:
        view = view_of(laboratory)
        view.append(f"line {number}" for number in range(100))

        def turn(kind: type[events.MouseScrollUp | events.MouseScrollDown]) -> None:
            view.post_message(kind(view, 1, 1, 0, 0, 0, shift=False, meta=False, ctrl=False))

        turn(events.MouseScrollUp)
        await laboratory.pause()
        assert sight(laboratory)[-1] == "line 96"
        assert not view.following
        turn(events.MouseScrollDown)
        await laboratory.pause()
        assert sight(laboratory)[-1] == "line 99"
        assert view.following


async def test_it_keeps_so_many_lines_and_no_more() -> None:
    async with opened() as laboratory:
        view = view_of(laboratory)
        for _ in range(3):
            view.append(f"line {number}" for number in range(MOST_LINES - 1))

        assert len(view.lines) == MOST_LINES
        assert view.lines[-1] == f"line {MOST_LINES - 2}"


async def test_a_window_that_shrinks_and_grows_keeps_the_end_in_sight() -> None:
    async with opened() as laboratory:
        view = view_of(laboratory)
        view.append(f"line {number}" for number in range(100))
        laboratory.app.main_screen.go_to("log")
        for size in (SMALL, (60, 16), (20, 5), LARGE):
            await laboratory.pilot.resize_terminal(*size)
            await laboratory.pause()
        assert view.following
        assert sight(laboratory)[-1] == "line 99"


async def test_while_it_trains_it_is_sent_at_every_other_look_and_at_the_end_in_full() -> None:
    async with opened(EVERY_500) as laboratory:
        for iteration in range(500, 3000, 500):
            await laboratory.train_to(iteration)
        await laboratory.press("t")
        await laboratory.settle()

        shown = [line.split()[0] for line in view_of(laboratory).lines[1:]]
        assert shown == ["0", "500", "1,000", "1,500", "2,000", "2,500"]
