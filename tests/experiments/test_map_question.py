"""What a map is asked: axes that act, a third of a range, and the values with which a run ends as a trial did."""

from __future__ import annotations

import math

import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig, find_option
from tui_nn.config.training_config import OPTIMIZER_NAMES
from tui_nn.experiments.map_axes import parse_axis
from tui_nn.experiments.map_measures import ends_of, goodness
from tui_nn.experiments.map_question import (
    axis_number,
    default_axes,
    parse_cells,
    require_acting,
    trial_values,
    untrained_map,
    zoomed,
)
from tui_nn.experiments.success_goal import SuccessGoal


def test_the_tutorial_is_asked_about_rate_and_scale() -> None:
    assert default_axes(RunConfig()) == ("learning_rate=log:0.01..100", "scale=log:0.01..10")


@pytest.mark.parametrize("optimizer", OPTIMIZER_NAMES)
@pytest.mark.parametrize("initializer", ["normal", "orthogonal"])
def test_axes_act_and_hold_the_run(optimizer: str, initializer: str) -> None:
    run = RunConfig().with_values({("training", "optimizer"): optimizer, ("network", "initializer"): initializer})
    axes = [parse_axis(text, 5) for text in default_axes(run)]
    require_acting(run, axes)
    assert axes[0].key != axes[1].key
    for axis in axes:
        value, first, last = (
            axis_number(each) for each in (run.value(find_option(axis.section, axis.key)), *axis.values[::4])
        )
        assert value is not None
        assert first is not None
        assert last is not None
        assert axis.key == "l2" or first <= value <= last


def test_ranges_are_widened_for_the_run() -> None:
    far = RunConfig().with_values({("training", "learning_rate"): 500.0, ("network", "scale"): 0.001})
    assert default_axes(far) == ("learning_rate=log:0.01..500", "scale=log:0.001..10")


def test_an_axis_that_acts_nowhere_is_refused_and_one_that_acts_somewhere_is_not() -> None:
    beta, rate = parse_axis("beta1=0..0.9", 3), parse_axis("learning_rate=0.1,1", 3)
    with pytest.raises(ConfigError, match=r"beta1 changes nothing here: it acts with optimizer adam"):
        require_acting(RunConfig(), [beta, rate])
    require_acting(RunConfig(), [beta, parse_axis("optimizer=sgd,adam", 3)])


@pytest.mark.parametrize(("text", "size"), [("12x10", (12, 10)), ("2X60", (2, 60))])
def test_cells_are_read(text: str, size: tuple[int, int]) -> None:
    assert parse_cells(text, 60) == size


@pytest.mark.parametrize("text", ["", "12", "1x5", "5x61", "axb", "1x2x3"])
def test_what_is_no_number_of_cells_is_told(text: str) -> None:
    with pytest.raises(ConfigError, match="is no size; give two numbers from 2 to 60"):
        parse_cells(text, 60)


@pytest.mark.parametrize(
    ("text", "place", "closer"),
    [
        ("learning_rate=log:0.01..100", 2, "learning_rate=log:0.2154..4.642"),
        ("learning_rate=log:0.01..100", 0, "learning_rate=log:0.01..0.2154"),
        ("learning_rate=log:0.01..100", 4, "learning_rate=log:4.642..100"),
        ("momentum = 0..0.9", 2, "momentum=0.3..0.6"),
        ("momentum=0..0.99999", 4, "momentum=0.6667..0.99999"),
        ("hidden=1..13", 2, "hidden=5..9"),
        ("optimizer=sgd,adam", 1, "optimizer=sgd,adam"),
    ],
)
def test_a_closer_look_is_a_third_around_the_place(text: str, place: int, closer: str) -> None:
    assert zoomed(text, parse_axis(text, 5), place) == closer
    parse_axis(closer, 5)


def test_a_trial_is_repeated_with_its_values_its_limit_and_its_goal() -> None:
    run = RunConfig()
    axes = [parse_axis("optimizer=sgd,adam", 2), parse_axis("scale=1,2", 2)]
    values = trial_values(run, 500, SuccessGoal("error", 0.05), axes, (1, 0), 7)
    again = run.with_values(values)
    assert again.network == RunConfig().with_values({("network", "scale"): 1.0, ("network", "seed"): 7}).network
    assert (again.training.max_iterations, again.training.min_error) == (500, 0.05)
    assert (again.training.optimizer, again.training.learning_rate) == ("adam", 0.001)


def test_an_untrained_map_has_a_cell_for_each_pair_of_values() -> None:
    event = untrained_map(parse_axis("momentum=0,0.5", 2), parse_axis("hidden=2,3,4", 3), SuccessGoal(), 5)
    assert [cell.name for cell in event.cells][:3] == [
        "momentum=0 hidden=2",
        "momentum=0.5 hidden=2",
        "momentum=0 hidden=3",
    ]
    assert (event.done, event.total) == (0, 30)


def test_fewer_iterations_and_smaller_errors_are_better_by_their_logarithm() -> None:
    nan = math.nan
    assert goodness([100, 1000, nan, 10_000], "iterations") == pytest.approx([1, 0.5, nan, 0], nan_ok=True)
    assert goodness([1.0, 1e-20, 1e-6], "error") == pytest.approx([0, 1, 0.5])
    assert goodness([0.2, nan], "rate") == pytest.approx([0.2, nan], nan_ok=True)
    assert goodness([5.0, 5.0], "error") == [1, 1]
    assert all(math.isnan(end) for end in ends_of([nan], "error"))
