"""The log: a bounded number of the newest lines, each with its change since the line before."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.engine.error_log import ErrorLog

MAX_LINES = 4096


def add(log: ErrorLog, first: int, *errors: float, speed: float = 100.0) -> None:
    log.add(np.arange(first, first + len(errors)), np.array(errors), speed)


def test_a_new_log_has_no_lines() -> None:
    lines = ErrorLog().lines()

    assert lines.total == 0
    assert [len(column) for column in (lines.iterations, lines.errors, lines.changes, lines.speeds)] == [0, 0, 0, 0]


def test_a_line_holds_its_iteration_error_change_and_speed() -> None:
    log = ErrorLog()
    add(log, 0, 1.0, speed=float("nan"))
    log.add(np.array([2500, 5000]), np.array([0.75, 0.25]), 8000.0)
    lines = log.lines()

    assert lines.iterations.tolist() == [0, 2500, 5000]
    assert lines.iterations.dtype == np.int64
    assert lines.errors.tolist() == [1.0, 0.75, 0.25]
    np.testing.assert_array_equal(lines.changes, [np.nan, -0.25, -0.5])
    np.testing.assert_array_equal(lines.speeds, [np.nan, 8000.0, 8000.0])
    assert lines.total == 3


def test_adding_nothing_changes_nothing() -> None:
    log = ErrorLog()
    add(log, 0, 1.0)
    log.add(np.empty(0, dtype=np.int64), np.empty(0), 5.0)

    assert log.lines().total == 1


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 2500), max_size=8))
def test_the_newest_lines_are_kept_and_all_are_counted_in_whatever_portions_they_come(portions: list[int]) -> None:
    log = ErrorLog()
    written = 0
    for portion in portions:
        add(log, written, *(1.0 / (1 + np.arange(written, written + portion))))
        written += portion
    lines = log.lines()
    kept = min(written, MAX_LINES)
    errors = 1.0 / (1 + np.arange(written))

    assert lines.total == written
    assert lines.iterations.tolist() == list(range(written - kept, written))
    np.testing.assert_array_equal(lines.errors, errors[written - kept :])
    np.testing.assert_array_equal(lines.changes, np.diff(errors, prepend=np.nan)[written - kept :])


def test_lines_cannot_be_written_by_their_reader() -> None:
    log = ErrorLog()
    add(log, 0, 1.0, 2.0)

    with pytest.raises(ValueError, match="read-only"):
        log.lines().errors[0] = 5.0


def test_a_copy_goes_on_by_itself() -> None:
    log = ErrorLog()
    add(log, 0, 1.0)
    copy = log.copy()
    add(log, 1, 0.5)
    add(copy, 1, 0.25)

    assert (log.lines().errors.tolist(), copy.lines().errors.tolist()) == ([1.0, 0.5], [1.0, 0.25])
