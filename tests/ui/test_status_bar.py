"""The header: always one line, and what tells most is the last to go."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from tests.ui.desk import DIVERGING, LIMIT, Desk, finished, ready
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import SCHEDULE_NAMES, TrainingConfig
from tui_nn.engine.events import Finished
from tui_nn.engine.stopping import StopReason
from tui_nn.ui.formatting import short_error_text
from tui_nn.ui.panes.status_bar import Part, accuracy_of, fitting, status_parts

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


IRIS = RunConfig(
    data=DataConfig("iris", test_share=0.25, validation_share=0.2, scaling="standard"),
    network=NetworkConfig(hidden=(4,), activations=("tanh", "softmax")),
    training=TrainingConfig(loss="categorical_crossentropy", optimizer="adam", schedule="cosine"),
)


def test_rows_that_are_kept_apart_are_judged_too() -> None:
    desk = ready(IRIS)
    desk.train_to(1000)
    snapshot = desk.session.snapshot
    assert snapshot is not None
    judgements = dict(snapshot.judgements)
    accuracy = judgements["test"].scores[0]

    assert accuracy_of(judgements["test"]) == accuracy.value
    for text in (
        f"valid {short_error_text(snapshot.validation_error)}",
        f"test {short_error_text(snapshot.test_error)}",
        f"test accuracy {accuracy.value:.4f}",
    ):
        assert f"│ {text} │" in shown(desk)


def test_at_80_columns_the_most_telling_remains() -> None:
    desk = ready(IRIS)
    desk.train_to(1000)
    line = shown(desk, 72)

    assert cell_len(line) <= 72
    for text in ("iris", "▶ training", "1,000", "error ", "valid "):
        assert text in line


def test_bits_and_numbers() -> None:
    halves = DataConfig("parity-4", test_share=0.25)
    desk = ready(RunConfig(data=halves, network=NetworkConfig(hidden=(4,))))
    snapshot = desk.session.snapshot
    assert snapshot is not None
    right = dict(snapshot.judgements)["test"].scores[0]
    assert right.value is not None
    assert right.of == 4
    assert accuracy_of(dict(snapshot.judgements)["test"]) == right.value / 4
    assert "test accuracy " in shown(desk)
    assert "valid" not in shown(desk)

    numbers = ready(RunConfig(data=DataConfig("sine", test_share=0.25), network=NetworkConfig(hidden=(3,))))
    assert "│ test " in shown(numbers)
    assert "accuracy" not in shown(numbers)


@pytest.mark.parametrize("schedule", SCHEDULE_NAMES)
def test_a_rate_that_changes_is_shown(schedule: str) -> None:
    desk = ready(RunConfig(training=TrainingConfig(schedule=schedule, schedule_every=1000, max_iterations=10_000)))
    desk.train_to(1000)
    snapshot = desk.session.snapshot
    assert snapshot is not None

    assert (f"│ rate {snapshot.learning_rate:.4g} │" in shown(desk)) == (schedule != "constant")
    assert ("rate 0.1 " in shown(desk)) == (schedule in ("step", "exponential"))


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (StopReason.MIN_ACCURACY, "✓ accuracy reached"),
        (StopReason.PATIENCE, "■ patience ended"),
        (StopReason.MAX_SECONDS, "■ time is up"),
        (StopReason.MIN_GRADIENT_NORM, "■ gradient is flat"),
    ],
)
def test_every_rule_has_a_sign_and_words(reason: StopReason, expected: str) -> None:
    desk = finished()
    assert isinstance(desk.session.snapshot, Finished)
    desk.session.snapshot = replace(desk.session.snapshot, stop_reason=reason)

    assert f"│ {expected} │" in shown(desk)


def test_an_error_beside_others_is_short() -> None:
    assert [short_error_text(error) for error in (0.1152, 0.0, 12.5, 250.0, 123456.0, 2e-5, float("nan"))] == [
        "0.1152", "0.0000", "12.5000", "250.00", "1.23e+05", "2.00e-05", "not finite",
    ]  # fmt: skip
