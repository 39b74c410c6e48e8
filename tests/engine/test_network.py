"""Networks: one flat vector with a view for each layer, made from a seed or from weights."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from tui_nn.config.errors import ConfigError, NetworkError, UserError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.engine.memory import parameter_count
from tui_nn.engine.network import Network


@pytest.mark.parametrize("sizes", [(2, 2, 1), (3, 5, 4, 2), (1, 1)])
@pytest.mark.parametrize("seed", [0, 3, 2**63 - 1])
def test_start_weights_are_drawn_layer_after_layer_from_one_generator(sizes: tuple[int, ...], seed: int) -> None:
    generator = np.random.default_rng(seed)
    expected = [generator.normal(scale=0.1, size=(units_out, units_in + 1)) for units_in, units_out in pairwise(sizes)]
    network = Network.create(sizes, seed=seed)

    for weight, drawn in zip(network.weights, expected, strict=True):
        assert weight.tobytes() == drawn.tobytes()


def test_the_same_seed_gives_the_same_start_and_another_seed_another() -> None:
    one, same, other = (Network.create((2, 3, 1), seed=seed) for seed in (4, 4, 5))

    assert one.parameters.tobytes() == same.parameters.tobytes()
    assert one.parameters.tobytes() != other.parameters.tobytes()


def test_the_seed_without_a_choice_is_the_one_of_the_configuration() -> None:
    assert (
        Network.create((2, 2, 1)).parameters.tobytes()
        == Network.create((2, 2, 1), seed=NetworkConfig().seed).parameters.tobytes()
    )


def test_the_scale_spreads_the_start_weights() -> None:
    one, wide = Network.create((2, 2, 1), seed=1), Network.create((2, 2, 1), seed=1, scale=1.0)

    np.testing.assert_allclose(wide.parameters, 10 * one.parameters, rtol=1e-15)
    assert not Network.create((2, 2, 1), scale=0).parameters.any()


def test_a_network_from_a_configuration_is_the_one_that_create_makes() -> None:
    config = NetworkConfig(hidden=(3,), activations=("tanh", "sigmoid"), seed=8, scale=0.5)
    one = Network.from_config(config, features=2, outputs=1, data_name="xor")
    same = Network.create((2, 3, 1), ["tanh", "sigmoid"], seed=8, scale=0.5)

    assert (one.layer_sizes, one.activations) == (same.layer_sizes, same.activations)
    assert one.parameters.tobytes() == same.parameters.tobytes()


def test_weights_are_views_of_the_parameters() -> None:
    network = Network.create((2, 2, 1))
    first, second = network.weights
    first[1, 2] = 7.0
    network.parameters[-1] = 9.0

    assert (first.shape, second.shape) == ((2, 3), (1, 3))
    assert network.parameters[5] == 7.0
    assert second[0, 2] == 9.0
    assert all(np.shares_memory(weight, network.parameters) for weight in network.weights)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"layer_sizes": (2, 0, 1)}, "at least 1 unit"),
        ({"layer_sizes": (2, -1, 1)}, "at least 1 unit"),
        ({"layer_sizes": (2,)}, "1 of at least 2 layers"),
        ({"layer_sizes": ()}, "0 of at least 2 layers"),
        ({"layer_sizes": (2, 2.0, 1)}, "not a number of units"),
        ({"layer_sizes": (2, True, 1)}, "not a number of units"),
        ({"layer_sizes": (2, 10**400, 1)}, "cannot have that many units"),
        ({"layer_sizes": (2, 2, 1), "activations": "sigmod"}, "did you mean 'sigmoid'"),
        ({"layer_sizes": (2, 2, 1), "activations": ["tanh"] * 3}, "3 activations given for 2 layers"),
        ({"layer_sizes": (2, 2, 1), "activations": []}, "not a list of names"),
        ({"layer_sizes": (2, 2, 1), "initializer": "zero"}, "not known"),
        ({"layer_sizes": (2, 2, 1), "seed": -1}, "cannot be used"),
        ({"layer_sizes": (2, 2, 1), "seed": 1.5}, "not a whole number"),
        ({"layer_sizes": (2, 2, 1), "scale": -0.1}, "cannot be used"),
        ({"layer_sizes": (2, 2, 1), "scale": float("nan")}, "cannot be used"),
    ],
)
def test_what_makes_no_network_is_refused_in_one_line(arguments: dict[str, object], words: str) -> None:
    with pytest.raises((ConfigError, NetworkError), match=words) as caught:
        Network.create(**arguments)  # type: ignore[arg-type]  # wrong on purpose

    assert "\n" not in str(caught.value)


def test_given_weights_make_a_network_with_copies_of_them() -> None:
    first, second = np.arange(6.0).reshape(2, 3), np.array([[6.0, 7.0, 8.0]])
    network = Network.from_weights([first, second], activations=["tanh", "linear"])
    first[0, 0] = 100.0

    assert network.layer_sizes == (2, 2, 1)
    assert network.activations == ("tanh", "linear")
    assert network.parameters.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8]


def test_weights_may_be_lists_or_integers_or_laid_out_in_columns() -> None:
    in_columns = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    network = Network.from_weights([in_columns, [[6, 7, 8]]])

    assert network.parameters.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert network.activations == ("sigmoid", "sigmoid")


def test_a_network_goes_through_its_weights_and_back_to_the_bit() -> None:
    network = Network.create((3, 5, 4, 2), "tanh", seed=9)
    again = Network.from_weights(network.weights, network.activations)

    assert again.layer_sizes == network.layer_sizes
    assert again.parameters.tobytes() == network.parameters.tobytes()


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([], r"shape \(units_out, units_in \+ 1\)"),
        ([[1.0, 2.0]], r"shape \(units_out, units_in \+ 1\)"),
        ([[[1.0], [2.0]]], r"shape \(units_out, units_in \+ 1\)"),  # a bias without a weight
        ([np.zeros((0, 3))], r"shape \(units_out, units_in \+ 1\)"),
        ([np.zeros((2, 3, 1))], r"shape \(units_out, units_in \+ 1\)"),
        ([np.zeros((2, 3)), np.zeros((1, 2))], r"\(2, 3\) are followed by \(1, 2\), which needs 3 columns"),
        ([[[1.0, 2.0], [3.0]]], "one array of numbers for each layer"),
        ([[["a", "b"]]], "one array of numbers for each layer"),
        ([None], "one array of numbers for each layer|shape"),
        (5, "one array of numbers for each layer"),
        ([[[1.0, float("nan")]]], "finite"),
        ([[[1.0, float("inf")]]], "finite"),
        ([np.zeros((2, 3)), [[0.0, 0.0, -float("inf")]]], "finite"),
    ],
)
def test_weights_that_make_no_network_are_refused_in_one_line(weights: object, words: str) -> None:
    with pytest.raises(NetworkError, match=words) as caught:
        Network.from_weights(weights)  # type: ignore[arg-type]  # wrong on purpose

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("activations", ["sigmod", ["sigmoid"] * 3, [], ["tanh", "nope"]])
def test_activations_that_do_not_fit_given_weights_are_refused(activations: str | list[str]) -> None:
    with pytest.raises(UserError):
        Network.from_weights([np.zeros((2, 3)), np.zeros((1, 3))], activations)


def test_parameters_of_another_length_are_refused() -> None:
    with pytest.raises(NetworkError, match="layers 2,2,1 have 9 parameters, not 8"):
        Network((2, 2, 1), ("sigmoid", "sigmoid"), np.zeros(8))


def test_predictions_have_a_row_for_each_sample_and_a_column_for_each_output() -> None:
    network = Network.create((3, 4, 2))

    assert network.predict(np.zeros((5, 3))).shape == (5, 2)
    assert network.predict([[1, 2, 3]]).shape == (1, 2)
    assert network.predict(np.zeros((0, 3))).shape == (0, 2)


def test_predictions_are_what_the_formula_gives() -> None:
    # Hidden units: tanh(1*1 + 2*2 + 3) = tanh(8) and tanh(0*1 - 1*2 + 0.5) = tanh(-1.5); output: their sum and 10.
    network = Network.from_weights([[[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]], [[1.0, 1.0, 10.0]]], ["tanh", "linear"])

    assert network.predict([[1, 2]])[0, 0] == pytest.approx(np.tanh(8) + np.tanh(-1.5) + 10, rel=1e-15)


def test_a_prediction_may_be_kept_and_changed() -> None:
    network = Network.create((2, 2, 1), seed=1)
    first = network.predict([[0, 0], [1, 1]])
    kept = first.copy()
    network.predict([[5, 5], [6, 6]])

    assert first.tobytes() == kept.tobytes()
    first[0, 0] = 3.0
    assert network.predict([[0, 0], [1, 1]]).tobytes() == kept.tobytes()


@pytest.mark.parametrize("inputs", [[1.0, 2.0], [[1.0, 2.0, 3.0]], 1.0, np.zeros((2, 2, 2)), []])
def test_inputs_of_another_shape_are_refused(inputs: npt.ArrayLike) -> None:
    with pytest.raises(NetworkError, match=r"inputs must have the shape \(samples, 2\)"):
        Network.create((2, 3, 1)).predict(inputs)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "linear", "gaussian"])
def test_predictions_for_enormous_inputs_warn_of_nothing(activation: str) -> None:
    network = Network.create((2, 3, 1), activation, seed=1)

    assert network.predict([[1e308, -1e308], [1e308, 1e308], [0, 5e-324]]).shape == (3, 1)


def test_a_copy_has_parameters_of_its_own() -> None:
    network = Network.create((2, 2, 1))
    copy = network.copy()
    copy.parameters[:] = 0.0

    assert network.parameters.any()
    assert (copy.layer_sizes, copy.activations) == (network.layer_sizes, network.activations)


def test_a_network_is_shown_with_its_sizes_activations_and_number_of_parameters() -> None:
    network = Network.create((2, 3, 1), ["tanh", "sigmoid"])

    assert repr(network) == f"Network(2-3-1, tanh, sigmoid, {parameter_count((2, 3, 1))} parameters)"


def test_start_weights_that_are_not_finite_are_refused() -> None:
    with pytest.raises(NetworkError, match="use a smaller scale"):
        Network.create((2, 500, 1), scale=1e308)


@pytest.mark.parametrize("inputs", [[["a", "b"]], [[10**400, 1]], [[1], [1, 2]], [[1j, 2]]])
def test_inputs_that_are_no_numbers_are_refused(inputs: list[list[float]]) -> None:
    with pytest.raises(NetworkError, match="inputs must"):
        Network.create((2, 2, 1)).predict(inputs)


def test_whoever_changes_a_start_does_not_change_the_next_one_from_that_seed() -> None:
    first = Network.create((2, 2, 1), seed=7)
    before = first.parameters.copy()
    first.parameters += 1.0

    assert np.array_equal(Network.create((2, 2, 1), seed=7).parameters, before)
