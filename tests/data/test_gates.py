"""Truth tables say what their names promise."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from tui_nn.data.gates import ADDER, FAMILIES, GATES, MAJORITY, PARITY, TWO_INPUT_GATES, Gate

MEANINGS: dict[str, Callable[[bool, bool], bool]] = {
    "false": lambda a, b: False,
    "and": lambda a, b: a and b,
    "not-implies": lambda a, b: a and not b,
    "a": lambda a, b: a,
    "not-implied-by": lambda a, b: b and not a,
    "b": lambda a, b: b,
    "xor": lambda a, b: a != b,
    "or": lambda a, b: a or b,
    "nor": lambda a, b: not (a or b),
    "xnor": lambda a, b: a == b,
    "not-b": lambda a, b: not b,
    "implied-by": lambda a, b: a or not b,
    "not-a": lambda a, b: not a,
    "implies": lambda a, b: not a or b,
    "nand": lambda a, b: not (a and b),
    "true": lambda a, b: True,
}


@pytest.mark.parametrize(("name", "meaning"), MEANINGS.items(), ids=MEANINGS)
def test_each_gate_of_two_inputs_means_what_it_is_called(name: str, meaning: Callable[[bool, bool], bool]) -> None:
    dataset = GATES[name].dataset()
    assert dataset.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert dataset.targets.tolist() == [[meaning(bool(a), bool(b))] for a, b in product((0, 1), repeat=2)]
    assert dataset.input_names == ("a", "b")


def test_the_sixteen_gates_of_two_inputs_are_all_there_are() -> None:
    tables = {tuple(GATES[name].dataset().targets.ravel()) for name, _, _ in TWO_INPUT_GATES}
    assert tables == set(product((0.0, 1.0), repeat=4))
    assert {name for name, _, _ in TWO_INPUT_GATES} == set(MEANINGS)


@pytest.mark.parametrize("size", range(1, 11))
def test_parity_is_one_for_an_odd_number_of_ones(size: int) -> None:
    dataset = GATES[f"parity-{size}"].dataset()
    assert dataset.inputs.tolist() == [list(map(float, row)) for row in product((0, 1), repeat=size)]
    np.testing.assert_array_equal(dataset.targets[:, 0], dataset.inputs.sum(axis=1) % 2)


@pytest.mark.parametrize("size", [3, 5, 7, 9])
def test_majority_is_one_when_more_than_half_are_one(size: int) -> None:
    dataset = GATES[f"majority-{size}"].dataset()
    assert dataset.samples == 2**size
    np.testing.assert_array_equal(dataset.targets[:, 0], dataset.inputs.mean(axis=1) > 0.5)


@pytest.mark.parametrize(("name", "input_names"), [("half-adder", ("a", "b")), ("full-adder", ("a", "b", "carry-in"))])
def test_an_adder_counts_its_inputs_in_binary(name: str, input_names: tuple[str, ...]) -> None:
    dataset = GATES[name].dataset()
    assert dataset.input_names == input_names
    assert dataset.target_names == ("sum", "carry")
    np.testing.assert_array_equal(dataset.targets @ [1, 2], dataset.inputs.sum(axis=1))


@pytest.mark.parametrize("bits", [2, 3, 4])
def test_an_adder_of_numbers_adds_them(bits: int) -> None:
    dataset = GATES[f"adder-{bits}"].dataset()
    places = 2 ** np.arange(bits)[::-1]
    assert (dataset.features, dataset.outputs, dataset.samples) == (2 * bits, bits + 1, 4**bits)
    sums = dataset.inputs[:, :bits] @ places + dataset.inputs[:, bits:] @ places
    np.testing.assert_array_equal(dataset.targets @ 2 ** np.arange(bits + 1), sums)
    assert dataset.input_names[0] == f"a{bits - 1}"
    assert dataset.target_names[0] == "sum0"


@pytest.mark.parametrize("gate", GATES.values(), ids=GATES)
def test_every_gate_describes_itself_truly(gate: Gate) -> None:
    dataset = gate.dataset()
    assert dataset.name == gate.name
    assert dataset.samples == gate.rows
    assert dataset.description == gate.description
    assert gate.description.isprintable()
    assert 0 < len(gate.description) <= 100
    assert all(dataset.binary_targets)
    names = dataset.input_names + dataset.target_names
    assert len(set(names)) == len(names)


def test_the_families_are_complete() -> None:
    assert PARITY.sizes == tuple(range(1, 11))
    assert MAJORITY.sizes == (3, 5, 7, 9)
    assert ADDER.sizes == (2, 3, 4)
    for family in FAMILIES:
        assert all(f"{family.prefix}-{size}" in GATES for size in family.sizes)
