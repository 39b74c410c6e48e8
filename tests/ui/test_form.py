"""Which fields the form shows: those that act on the run, and those whose value is not the usual one."""

from __future__ import annotations

import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig, find_option
from tui_nn.config.training_config import TrainingConfig
from tui_nn.ui.panes.form import FORM, Place, acts, is_usual

XOR = RunConfig()
SPIRAL, IRIS, FILE = (RunConfig(data=DataConfig(source=name)) for name in ("Spiral", "iris", "mine.csv"))


def acting(run: RunConfig) -> set[str]:
    places = [place for _, places in FORM for place in places]
    return {".".join(place) for place in places if acts(find_option(*place), run)}


@pytest.mark.parametrize(
    ("run", "more"),
    [
        (XOR, set()),
        (SPIRAL, {"data.samples", "data.noise", "data.seed", "data.scaling", "data.target_scaling"}),
        (
            IRIS,
            {"data.targets", "data.ignored", "data.kinds", "data.missing", "data.scaling", "data.target_scaling"},
        ),
    ],
)
def test_what_data_bring(run: RunConfig, more: set[str]) -> None:
    assert acting(run) - acting(XOR) == more
    assert acting(XOR) <= acting(run)


def test_a_file_is_read_in_more_ways_than_a_sample() -> None:
    assert acting(FILE) - acting(IRIS) == {
        *("data.header", "data.delimiter", "data.decimal", "data.dates", "data.date_order")
    }


@pytest.mark.parametrize(
    ("training", "more", "less"),
    [
        ({"momentum": 0.5}, {"nesterov"}, set()),
        ({"optimizer": "adam"}, {"beta1", "beta2", "epsilon"}, {"momentum"}),
        ({"optimizer": "adamw"}, {"beta1", "beta2", "epsilon", "weight_decay"}, {"momentum"}),
        ({"optimizer": "rmsprop"}, {"smoothing", "epsilon"}, set()),
        ({"optimizer": "adadelta"}, {"smoothing", "epsilon"}, {"momentum"}),
        ({"optimizer": "lion"}, {"beta1", "beta2", "weight_decay"}, {"momentum"}),
        ({"loss": "huber"}, {"huber_delta"}, set()),
        ({"loss": "binary_focal"}, {"focal_gamma", "label_smoothing"}, set()),
        ({"loss": "categorical_crossentropy"}, {"label_smoothing"}, set()),
        ({"batch_size": 2}, {"seed"}, set()),
        ({"dropout": 0.5}, {"seed"}, set()),
        ({"schedule": "step"}, {"schedule_every", "schedule_factor"}, set()),
        ({"schedule": "cosine"}, set(), set()),
        ({"schedule": "cosine_restarts"}, {"schedule_every", "schedule_growth"}, set()),
        ({"schedule": "inverse_scaling"}, {"schedule_power"}, set()),
        ({"schedule": "plateau"}, {"schedule_every", "schedule_factor", "monitor"}, set()),
        ({"patience": 5}, {"min_improvement", "monitor"}, set()),
        ({"keep_best": True}, {"monitor"}, set()),
        ({"keep_best": True, "monitor": "validation"}, {"monitor", "check_every"}, set()),
        ({"monitor": "validation"}, set(), set()),
        ({"min_accuracy": 0.9}, {"check_every"}, set()),
        ({"min_gradient_norm": 0.1}, {"check_every"}, set()),
    ],
)
def test_what_training_brings_and_takes(training: dict[str, object], more: set[str], less: set[str]) -> None:
    there = acting(RunConfig(training=TrainingConfig(**training)))  # type: ignore[arg-type]

    assert there - acting(XOR) == {f"training.{key}" for key in more}
    assert acting(XOR) - there == {f"training.{key}" for key in less}


def test_a_scale_acts_on_start_weights_that_have_one() -> None:
    other = acting(RunConfig(network=NetworkConfig(initializer="he_normal")))

    assert acting(XOR) - other == {"network.scale"}


@pytest.mark.parametrize(("place", "value"), [(("data", "noise"), 0.1), (("training", "beta1"), 0.5)])
def test_a_value_that_does_not_act_is_still_known_to_be_another(place: Place, value: object) -> None:
    option = find_option(*place)

    assert is_usual(option, XOR)
    assert not is_usual(option, XOR.with_values({place: value}))
