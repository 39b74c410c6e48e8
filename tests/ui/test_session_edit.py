"""Editing the rows of a run: the network goes on with them, and nothing is lost."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ui.desk import Desk, finished, ready
from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.editing import truth_table, with_cell, with_row_added, without_rows
from tui_nn.data.table import Table
from tui_nn.engine.events import Failed


def rows_of(desk: Desk) -> Table:
    rows = desk.session.rows
    assert rows is not None
    return rows


def outputs_of(desk: Desk) -> list[float]:
    assert desk.session.snapshot is not None
    return [float(output) for output in desk.session.snapshot.outputs[:, 0]]


def into_and(desk: Desk) -> None:
    """Of exclusive or with the targets 0, 1, 1, 0 make and, by three edits."""
    for row, target in ((1, "0"), (2, "0"), (3, "1")):
        desk.session.edit(with_cell(rows_of(desk), row, "result", target))


def test_the_network_goes_on_with_the_new_rows_and_undo_brings_back_both() -> None:
    desk = ready(RunConfig(training=TrainingConfig(learning_rate=0.5, max_iterations=20_000)))
    desk.train_to(1000)
    before = outputs_of(desk)
    into_and(desk)
    desk.train_to(11_000)

    assert [output > 0.5 for output in outputs_of(desk)] == [False, False, False, True]
    assert desk.session.run.network == NetworkConfig()
    for _ in range(3):
        desk.session.undo()
    desk.settle()
    assert desk.stand == ("paused", 1000)
    assert [rows_of(desk).cell_text(row, "result") for row in range(4)] == ["0", "1", "1", "0"]
    assert outputs_of(desk) == before


def test_a_run_that_trains_goes_on_training() -> None:
    desk = ready()
    desk.train_to(500)
    desk.session.edit(with_cell(rows_of(desk), 3, "result", "1"))

    assert desk.stand == ("training", 500)
    assert not desk.engine.jobs[-1].paused
    desk.train_to(1500)
    assert desk.stand == ("training", 1500)
    desk.session.undo()
    desk.settle()
    assert rows_of(desk).cell_text(3, "result") == "0"


def test_a_finished_run_waits_with_its_new_rows() -> None:
    desk = finished()
    desk.session.edit(with_row_added(rows_of(desk), 3))
    desk.settle()

    assert desk.session.phase == "paused"
    assert desk.session.started is not None
    assert desk.session.started.samples == 5


def test_new_rows_are_there_before_the_engine_has_looked_at_them() -> None:
    desk = ready()
    desk.train_to(500)
    desk.session.edit(without_rows(rows_of(desk), [0]))
    session = desk.session
    assert session.started is not None
    assert session.snapshot is not None
    network = session.snapshot.network

    assert session.started.rows.inputs.tolist() == [[0, 1], [1, 0], [1, 1]]
    assert session.snapshot.outputs.tolist() == network.predict(session.started.rows.inputs).tolist()


def test_what_cannot_be_learned_is_refused_and_changes_nothing() -> None:
    desk = ready(
        RunConfig(
            network=NetworkConfig(activations=("sigmoid",)),
            training=TrainingConfig(loss="binary_crossentropy"),
        )
    )
    desk.train_to(500)
    rows, jobs = rows_of(desk), len(desk.engine.jobs)
    faults = {
        "2": "targets from 0 to 1",
        "inf": "finite",
        "1e400": "finite",
        "nan": "finite",
        "1_000": "plain digits",
        "1,5": "comma",
        "": "needs a value",
        "x": "not a number",
    }
    for text, reason in faults.items():
        with pytest.raises(DataError, match=reason):
            desk.session.edit(with_cell(rows_of(desk), 3, "result", text))
    with pytest.raises(DataError, match="last row"):
        desk.session.edit(without_rows(rows_of(desk), range(4)))

    assert rows_of(desk) is rows
    assert len(desk.engine.jobs) == jobs
    assert desk.session.undo_stack == []


def test_rows_that_the_engine_refuses_are_taken_back() -> None:
    desk = ready()
    desk.train_to(500)
    rows, outputs = rows_of(desk), outputs_of(desk)
    desk.session.edit(with_cell(rows, 3, "result", "1"))
    desk.session.edit(with_cell(rows_of(desk), 0, "result", "1"))
    desk.session.on_event(desk.engine.job_number, Failed("not with these rows"))

    assert desk.texts() == ["not with these rows"]
    assert desk.stand == ("paused", 500)
    assert rows_of(desk) is rows
    assert outputs_of(desk) == outputs
    assert desk.session.undo_stack == []
    desk.train_to(1000)
    assert desk.engine.jobs[-1].table is None


def test_a_new_truth_table_brings_a_new_network_and_undo_the_old_one() -> None:
    desk = ready()
    desk.train_to(500)
    desk.session.begin_table(truth_table(3, 2))
    desk.settle()
    assert desk.session.started is not None
    assert desk.stand == ("ready", 0)
    assert desk.session.started.samples == 8
    assert desk.session.started.layer_sizes == (3, 2, 2)
    assert desk.session.data_name == "truth table"

    desk.session.undo()
    desk.settle()
    assert desk.stand == ("paused", 500)
    assert desk.session.data_name == "xor"


def test_a_new_truth_table_can_follow_rows_that_are_too_many_to_edit() -> None:
    desk = ready(RunConfig(data=DataConfig("parity-10")))
    assert "1,024" in str(desk.session.why_not_edit())
    desk.session.begin_table(truth_table(1, 1))
    desk.settle()

    assert desk.session.started is not None
    assert desk.session.started.samples == 2
    assert desk.session.why_not_edit() is None


def test_what_happens_to_a_row_without_a_target_is_said() -> None:
    desk = ready(RunConfig(data=DataConfig("xor", missing="drop")))
    desk.session.edit(with_cell(rows_of(desk), 1, "result", "", missing_allowed=True))
    desk.settle()

    assert desk.texts() == ["1 row without a target left out"]
    assert desk.session.started is not None
    assert desk.session.started.rows.table_rows is not None
    assert desk.session.started.rows.table_rows.tolist() == [0, 2, 3]
    assert np.isfinite(outputs_of(desk)).all()


def test_an_engine_that_dies_goes_on_with_the_edited_rows() -> None:
    desk = ready()
    desk.train_to(500)
    desk.session.edit(with_cell(rows_of(desk), 3, "result", "1"))
    desk.kill_engine()
    desk.engine.run_until(1500)
    desk.look()

    assert desk.stand == ("training", 1500)
    assert desk.session.started is not None
    assert desk.session.started.rows.targets.ravel().tolist() == [0, 1, 1, 1]
