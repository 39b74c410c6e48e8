"""The header: always one line, and what tells most is the last to go."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.ui.desk import DIVERGING, LIMIT, Desk, finished, ready
from tui_nn.config.data_config import DataConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.ui.panes.status_bar import Part, fitting, status_parts

PARTS = (
    Part("my run", rank=6),
    Part("xor", rank=3),
    Part("2-2-1", rank=4),
    Part("▶ training", rank=0),
    Part("iteration 5,000", rank=2, short="it 5,000"),
    Part("error 0.999959", rank=1),
    Part("125k/s", rank=5),
    Part("numpy", rank=7),
)


def shown(desk: Desk, width: int = 200) -> str:
    return fitting(status_parts(desk.session), width).strip("│ ")


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (92, "my run │ xor │ 2-2-1 │ ▶ training │ iteration 5,000 │ error 0.999959 │ 125k/s │ numpy"),
        (87, "my run  xor  2-2-1  ▶ training  iteration 5,000  error 0.999959  125k/s  numpy"),
        (79, "my run  xor  2-2-1  ▶ training  it 5,000  error 0.999959  125k/s  numpy"),
        (72, "my run  xor  2-2-1  ▶ training  it 5,000  error 0.999959  125k/s"),
        (64, "xor  2-2-1  ▶ training  it 5,000  error 0.999959  125k/s"),
        (56, "xor  2-2-1  ▶ training  it 5,000  error 0.999959"),
        (49, "xor  ▶ training  it 5,000  error 0.999959"),
        (42, "▶ training  it 5,000  error 0.999959"),
        (37, "▶ training │ error 0.999959"),
        (27, "▶ training"),
        (12, "▶ training"),
        (11, ""),
        (0, ""),
    ],
)
def test_what_tells_least_goes_first(width: int, expected: str) -> None:
    assert fitting(PARTS, width).strip("│ ") == expected


def test_it_never_is_wider_than_the_window() -> None:
    wide = (Part("漢字" * 20, rank=3), *PARTS)
    for width in range(200):
        assert cell_len(fitting(wide, width)) <= width


def test_the_state_is_told_by_words_and_signs_not_by_colour() -> None:
    desk = Desk()
    desk.session.begin()
    assert shown(desk) == "xor │ … loading"
    desk.settle()
    assert "○ ready" in shown(desk)
    desk.train_to(1000)
    assert shown(desk) == "xor │ 2-2-1 │ ▶ training │ iteration 1,000 │ error 0.999999 │ 125k/s │ compiled"
    desk.session.toggle_training()
    desk.settle()
    assert "‖ paused" in shown(desk)

    assert "■ limit reached" in shown(finished())
    assert "✓ target reached" in shown(finished(RunConfig(training=TrainingConfig(min_error=0.9999999))))
    assert "✗ diverged" in shown(finished(DIVERGING))
    assert "✗ no network" in shown(ready(RunConfig().with_values({("network", "layers"): (3, 2, 1)})))


def test_an_end_is_no_end_any_more_when_the_run_goes_on() -> None:
    desk = finished()
    desk.session.change({LIMIT: 10_000})
    desk.session.toggle_training()

    assert "▶ training" in shown(desk)


def test_run_and_data_are_called_by_the_names_a_person_gave() -> None:
    desk = ready(RunConfig(name="my run", data=DataConfig(label="a table")))
    assert shown(desk).startswith("my run │ a table │ 2-2-1")


def test_while_data_are_loaded_it_names_them_and_nothing_old() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.session.change({("data", "source"): "and"})

    assert shown(desk) == "and │ … loading"
