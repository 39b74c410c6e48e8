"""The map: axes as people type them, every cell once and coarse ones first, each as its runs end alone."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.control import Control
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments.lab_events import MapEvent
from tui_nn.experiments.map_axes import parse_axis
from tui_nn.experiments.map_question import trial_values
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.tally import Tally
from tui_nn.experiments.trainability_map import MapJob, coarse_to_fine

QUICK = RunConfig().with_values({("training", "max_iterations"): 300})


def last(job: MapJob) -> MapEvent:
    event = list(job.run(Control()))[-1]
    assert isinstance(event, MapEvent)
    return event


@pytest.mark.parametrize(
    ("text", "key", "names"),
    [
        ("learning_rate=log:0.01..100", "learning_rate", ("0.01", "0.1", "1", "10", "100")),
        ("learning-rate=0..4", "learning_rate", None),
        ("momentum=0..0.8", "momentum", ("0", "0.2", "0.4", "0.6", "0.8")),
        ("hidden=2,4,4+8", "hidden", ("2", "4", "4+8")),
        ("hidden=1..3", "hidden", ("1", "2", "3")),
        ("batch_size=1..4", "batch_size", ("1", "2", "3", "4")),
        ("Optimizer=sgd,adam", "optimizer", ("sgd", "adam")),
        ("activation=tanh+sigmoid,leaky_relu(0.1)", "activations", ("tanh+sigmoid", "leaky_relu(0.1)")),
        ("nesterov=on,off", "nesterov", ("on", "off")),
    ],
)
def test_axes_are_read(text: str, key: str, names: tuple[str, ...] | None) -> None:
    if names is None:
        with pytest.raises(ConfigError, match="learning_rate: 0 cannot be used; give a number above 0"):
            parse_axis(text, 5)
        return
    axis = parse_axis(text, 5)

    assert (axis.key, axis.names) == (key, names)
    assert all(RunConfig().with_values({(axis.section, axis.key): value}) for value in axis.values)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is no axis; give OPTION=FIRST..LAST"),
        ("momentum", "is no axis"),
        ("momentum=", "is no axis"),
        ("momentun=0..1", "no axis is called 'momentun'; did you mean 'momentum'"),
        ("seed=1..5", "no axis is called 'seed'"),
        ("source=xor,and", "no axis is called 'source'"),
        ("momentum=0..1", "1 cannot be used; give a number of 0 or more and below 1"),
        ("momentum=0.5..0.1", "must rise"),
        ("momentum=0.1..", "momentum: '' is not a number"),
        ("momentum=a..b", "'a' is not a number"),
        ("l2=log:0..1", "begins above 0"),
        ("optimizer=sgd..adam", "has no range; give its values between commas"),
        ("optimizer=sgd", "one value alone"),
        ("optimizer=sgd,adma", "did you mean 'adam'"),
    ],
)
def test_what_is_no_axis_is_told(text: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason.replace("..", r"\.\.")):
        parse_axis(text, 5)


def test_every_cell_comes_once_and_the_coarse_grid_first() -> None:
    order = coarse_to_fine(12, 10)

    assert sorted(order) == [(column, row) for column in range(12) for row in range(10)]
    assert set(order[:9]) == {(column, row) for column in (0, 4, 8) for row in (0, 4, 8)}
    assert all(column % 2 == row % 2 == 0 for column, row in order[:30])


def test_each_cell_is_what_its_runs_say_alone() -> None:
    x, y = parse_axis("learning_rate=log:0.1..10", 3), parse_axis("hidden=2,3", 2)
    told = last(pickle.loads(pickle.dumps(MapJob(QUICK, x, y, seeds=3))))
    xor = load_dataset("xor")

    assert (told.finished, told.done, len(told.cells)) == (True, 18, 6)
    for index, cell in enumerate(told.cells):
        column, row = index % 3, index // 3
        config = SuccessGoal().training(QUICK.with_values({("training", "learning_rate"): x.values[column]}).training)
        hidden = (2, 3)[row]
        alone = [fit(Network.create((2, hidden, 1), seed=seed, scale=0.1), xor, config) for seed in (3, 4, 5)]

        assert cell.name == f"learning_rate={x.names[column]} hidden={hidden}"
        assert cell.tally.median_error == sorted(each.error for each in alone)[1]
        assert isinstance(cell.tally, Tally)


def test_an_optimizer_as_axis_has_its_own_rate_in_each_cell() -> None:
    told = last(MapJob(QUICK, parse_axis("optimizer=sgd,rprop", 2), parse_axis("l2=0,0.01", 2), seeds=2))

    assert all(cell.complete for cell in told.cells)
    assert told.cells[0].tally.median_error != told.cells[1].tally.median_error


def test_one_option_is_no_two_axes() -> None:
    with pytest.raises(ConfigError, match="both axes"):
        MapJob(QUICK, parse_axis("momentum=0,0.5", 2), parse_axis("momentum=0..0.9", 2))


def test_a_run_that_was_opened_from_a_cell_has_the_same_map(tmp_path: Path) -> None:
    x, y = parse_axis("learning_rate=0.1,1", 2), parse_axis("scale=1,2", 2)
    first = last(MapJob(QUICK, x, y, seeds=3, keep=tmp_path))
    opened = QUICK.with_values(trial_values(QUICK, 300, SuccessGoal(), (x, y), (1, 1), seed=4))
    again = last(MapJob(opened, x, y, seeds=2, keep=tmp_path))

    assert opened != QUICK
    assert (first.fresh, again.fresh) == (12, 0)
    other = QUICK.with_values({("training", "momentum"): 0.5})
    assert last(MapJob(other, x, y, seeds=2, keep=tmp_path)).fresh == 8


def test_a_cell_says_which_start_failed_first_and_where_those_end_that_failed() -> None:
    told = last(MapJob(QUICK, parse_axis("learning_rate=0.2,4", 2), parse_axis("scale=1,2", 2), seeds=8))
    assert any(cell.tally.successes > 0 for cell in told.cells)
    for cell in told.cells:
        failed = cell.tally.trials - cell.tally.successes
        assert (cell.failed_seed is None) == (failed == 0)
        assert sum(cluster.count for cluster in cell.failed_at) == failed
