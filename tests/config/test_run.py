"""A run, whole: the defaults, changes of several values, and what the network options mean for given data."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings

from tui_nn.config.errors import ConfigError, NetworkError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import ALL_OPTIONS, RunConfig, find_option
from tui_nn.config.training_config import (
    DEFAULT_RATES,
    FIRST_ORDER_NAMES,
    OPTIMIZER_NAMES,
    OWN_VALUES,
    SECOND_ORDER_NAMES,
    TrainingConfig,
)

from .choices import place, runs
from .messages import refused

# Layers and hidden


def test_hidden_layers_stand_between_the_inputs_and_outputs_of_the_data() -> None:
    assert NetworkConfig(hidden=(8, 4)).layer_sizes(3, 2, "rows.csv") == (3, 8, 4, 2)
    assert NetworkConfig(hidden=()).layer_sizes(3, 2, "rows.csv") == (3, 2)


def test_layers_that_fit_the_data_are_taken_as_they_are() -> None:
    assert NetworkConfig(layers=(3, 5, 2)).layer_sizes(3, 2, "rows.csv") == (3, 5, 2)


def test_layers_go_before_hidden_layers() -> None:
    assert NetworkConfig(layers=(3, 5, 2), hidden=(9, 9)).layer_sizes(3, 2, "rows.csv") == (3, 5, 2)


@pytest.mark.parametrize(
    ("layers", "features", "outputs", "message"),
    [
        ((3, 2, 1), 2, 1, "layers 3,2,1 do not fit xor, which has 2 inputs and 1 target; give 2,2,1"),
        ((2, 2, 1), 2, 3, "layers 2,2,1 do not fit xor, which has 2 inputs and 3 targets; give 2,2,3"),
        ((2, 1), 1, 1, "layers 2,1 do not fit xor, which has 1 input and 1 target; give 1,1"),
        ((2, 1), 1000, 1, "layers 2,1 do not fit xor, which has 1,000 inputs and 1 target; give 1000,1"),
    ],
)
def test_layers_that_do_not_fit_are_refused_with_the_layers_that_would(
    layers: tuple[int, ...], features: int, outputs: int, message: str
) -> None:
    with pytest.raises(NetworkError) as caught:
        NetworkConfig(layers=layers).layer_sizes(features, outputs, "xor")

    assert str(caught.value) == message


def test_one_activation_is_for_all_layers_and_a_list_is_for_each() -> None:
    assert NetworkConfig(activations=("tanh",)).layer_activations(3) == ("tanh", "tanh", "tanh")
    assert NetworkConfig(activations=("tanh", "relu")).layer_activations(2) == ("tanh", "relu")
    assert NetworkConfig(activations=("tanh",)).layer_activations(1) == ("tanh",)


@pytest.mark.parametrize(
    ("given", "layers", "message"),
    [
        (2, 3, "2 activations given for 3 layers after the inputs; give one for all or one for each"),
        (3, 1, "3 activations given for 1 layer after the inputs; give one for all or one for each"),
    ],
)
def test_a_list_of_activations_that_does_not_fit_is_refused(given: int, layers: int, message: str) -> None:
    with pytest.raises(NetworkError) as caught:
        NetworkConfig(activations=("tanh",) * given).layer_activations(layers)

    assert str(caught.value) == message


# Several values at once


def test_values_are_set_by_section_and_key_and_the_rest_stays() -> None:
    run = RunConfig(training=TrainingConfig(momentum=0.5))
    changed = run.with_values(
        {("", "name"): "mine", ("network", "seed"): 4, ("training", "seed"): 5, ("training", "learning_rate"): 1}
    )

    assert (changed.name, changed.network.seed, changed.training.seed) == ("mine", 4, 5)
    assert (changed.training.learning_rate, changed.training.momentum) == (1.0, 0.5)
    assert changed.data == run.data
    assert run == RunConfig(training=TrainingConfig(momentum=0.5))


def test_no_values_change_nothing() -> None:
    assert RunConfig().with_values({}) == RunConfig()


def test_sizes_given_in_two_ways_contradict_each_other() -> None:
    both: dict[tuple[str, str], object] = {("network", "layers"): (2, 2, 1), ("network", "hidden"): (2,)}

    assert "layers and hidden" in refused(lambda: RunConfig().with_values(both))


def test_layers_that_are_automatic_leave_the_word_to_the_hidden_layers() -> None:
    changed = RunConfig().with_values({("network", "layers"): None, ("network", "hidden"): (5,)})

    assert (changed.network.layers, changed.network.hidden) == (None, (5,))


def test_hidden_layers_chosen_later_replace_layers_chosen_before() -> None:
    run = RunConfig(network=NetworkConfig(layers=(2, 9, 1)))

    assert run.with_values({("network", "hidden"): (5,)}).network.layer_sizes(2, 1, "xor") == (2, 5, 1)


def test_layers_chosen_later_replace_hidden_layers_chosen_before() -> None:
    run = RunConfig(network=NetworkConfig(hidden=(9,)))

    assert run.with_values({("network", "layers"): (2, 5, 1)}).network.layer_sizes(2, 1, "xor") == (2, 5, 1)


def test_one_bad_value_among_good_ones_is_refused_by_its_name() -> None:
    with pytest.raises(ConfigError, match="momentum: 2 cannot be used"):
        RunConfig().with_values({("training", "seed"): 5, ("training", "momentum"): 2})


# The learning rate and its optimizer


@pytest.mark.parametrize("optimizer", OPTIMIZER_NAMES)
def test_a_rate_that_is_not_given_is_the_optimizers_own(optimizer: str) -> None:
    assert TrainingConfig(optimizer=optimizer).learning_rate == DEFAULT_RATES[optimizer]
    assert TrainingConfig(optimizer=optimizer, learning_rate=0.3).learning_rate == 0.3


@pytest.mark.parametrize("before", OPTIMIZER_NAMES)
@pytest.mark.parametrize("after", OPTIMIZER_NAMES)
def test_another_optimizer_takes_its_own_rate_when_the_rate_was_the_one_of_the_optimizer_before(
    before: str, after: str
) -> None:
    run = RunConfig(training=TrainingConfig(optimizer=before))

    assert run.with_values({("training", "optimizer"): after}).training.learning_rate == DEFAULT_RATES[after]


@pytest.mark.parametrize("key", OWN_VALUES)
def test_other_values_of_an_optimizers_own_come_and_go_with_it(key: str) -> None:
    run = RunConfig(training=TrainingConfig(optimizer="adam"))
    place = ("training", key)
    for optimizer, own in OWN_VALUES[key].items():
        run = run.with_values({("training", "optimizer"): optimizer})
        assert run.value(find_option(*place)) == own
        assert run.has_usual(find_option(*place))
    another = 7 if key == "log_every" else 0.125
    chosen = run.with_values({place: another})
    assert not chosen.has_usual(find_option(*place))
    for optimizer in OWN_VALUES[key]:
        assert chosen.with_values({("training", "optimizer"): optimizer}).value(find_option(*place)) == another


def test_the_log_has_the_tutorials_steps_or_every_iteration_where_few_are_needed() -> None:
    assert {TrainingConfig(optimizer=name).log_every for name in FIRST_ORDER_NAMES} == {2500}
    assert {TrainingConfig(optimizer=name).log_every for name in SECOND_ORDER_NAMES} == {1}


def test_another_optimizer_leaves_a_rate_that_was_chosen() -> None:
    run = RunConfig(training=TrainingConfig(optimizer="sgd", learning_rate=0.3))

    assert run.with_values({("training", "optimizer"): "adam"}).training.learning_rate == 0.3


def test_the_rate_of_the_optimizer_chosen_counts_as_chosen_before_it_is() -> None:
    run = RunConfig(training=TrainingConfig(optimizer="sgd", learning_rate=DEFAULT_RATES["nadam"]))

    assert run.with_values({("training", "optimizer"): "adam"}).training.learning_rate == DEFAULT_RATES["nadam"]


def test_a_rate_that_is_given_with_the_optimizer_is_taken() -> None:
    both: dict[tuple[str, str], object] = {("training", "optimizer"): "adam", ("training", "learning_rate"): 0.2}

    assert RunConfig().with_values(both).training.learning_rate == 0.2


@pytest.mark.parametrize("given", [None, "auto"])
def test_an_automatic_rate_is_that_of_the_optimizer_in_force(given: object) -> None:
    run = RunConfig(training=TrainingConfig(optimizer="adam", learning_rate=0.3))

    assert run.with_values({("training", "learning_rate"): given}).training.learning_rate == DEFAULT_RATES["adam"]
    assert (
        run.with_values(
            {("training", "learning_rate"): given, ("training", "optimizer"): "rprop"}
        ).training.learning_rate
        == DEFAULT_RATES["rprop"]
    )


def test_other_values_leave_the_rate_alone() -> None:
    run = RunConfig(training=TrainingConfig(optimizer="adam"))

    assert run.with_values({("training", "momentum"): 0.5, ("network", "seed"): 1}).training.learning_rate == 0.001


@settings(deadline=None, max_examples=50)
@given(runs())
def test_a_run_is_the_sum_of_its_values(run: RunConfig) -> None:
    values = {place(declared): run.value(declared) for declared in ALL_OPTIONS}
    if values["network", "layers"] is not None:
        del values["network", "hidden"]

    assert RunConfig().with_values(values) == run
    assert hash(run) == hash(RunConfig().with_values(values))


def test_a_run_goes_through_a_pickle_unchanged() -> None:
    run = RunConfig(name="mine", network=NetworkConfig(hidden=(3, 4)), training=TrainingConfig(batch_size=8))

    assert pickle.loads(pickle.dumps(run)) == run


def test_the_defaults_are_the_tutorials() -> None:
    run = RunConfig()

    assert run.data.source == "xor"
    assert run.network.layer_sizes(2, 1, "xor") == (2, 2, 1)
    assert run.network.layer_activations(2) == ("sigmoid", "sigmoid")
    assert (run.network.initializer, run.network.scale) == ("normal", 0.1)
    assert (run.training.learning_rate, run.training.momentum, run.training.batch_size) == (0.2, 0.0, None)
    assert (run.training.max_iterations, run.training.min_error, run.training.log_every) == (100_000, 1e-5, 2500)
