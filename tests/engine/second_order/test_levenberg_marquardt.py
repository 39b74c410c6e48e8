"""Levenberg-Marquardt: one step by hand, the damping that follows, and the end."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.second_order.levenberg_marquardt import DAMPING
from tui_nn.engine.second_order.method import last_step
from tui_nn.engine.second_order.objective import run

from .descents import Descending

NAME = "levenberg_marquardt"
XOR = load_dataset("xor")
LINE = Dataset.from_arrays([[0.0], [1.0], [2.0]], [[1.0], [3.0], [5.0]])


def on_the_line(config: TrainingConfig | None = None) -> Descending:
    network = Network.from_weights([[[0.0, 0.0]]], "linear")
    return Descending.of_network(NAME, network, LINE, config or TrainingConfig())


def test_the_first_step_worked_by_hand() -> None:
    # Outputs w x + b at 0: residuals -(1, 3, 5), J = (x, 1). J^T J = [[5, 3], [3, 3]], J^T r = -(13, 9).
    # The damping is the largest diagonal element, 5: [[10, 3], [3, 8]] step = (13, 9); step = (77, 51) / 71.
    descent = on_the_line()
    error = descent.step()

    np.testing.assert_allclose(descent.parameters, np.array([77.0, 51.0]) / 71.0, rtol=1e-14)
    np.testing.assert_array_equal(last_step(descent.memory, 2), descent.parameters)
    assert error == pytest.approx(float(np.square(LINE.inputs @ descent.parameters[:1] + 51 / 71 - [1, 3, 5]).sum()))
    # Residuals that are linear bring what is foreseen: the damping is a tenth.
    assert descent.memory[DAMPING] == pytest.approx(0.5, rel=1e-12)


def test_a_line_is_found_to_rounding_and_then_there_is_no_step() -> None:
    descent = on_the_line()
    descent.descend(60)

    np.testing.assert_allclose(descent.parameters, [2.0, 1.0], rtol=1e-14)


def test_l2_is_as_many_residuals_more() -> None:
    # The slope of the line that is drawn to zero: minimum of |w x + b - y|^2 / 2 + l2 w^2 / 2.
    descent = on_the_line(TrainingConfig(l2=2.0))
    assert descent.descend(60) < 60

    # b = 3 - w; sum of (w (x - 1) - 2 (x - 1))^2 = 2 (w - 2)^2; so (w - 2) 2 + 2 w = 0.
    np.testing.assert_allclose(descent.parameters, [1.0, 2.0], rtol=1e-9)


def test_steps_that_bring_too_little_are_not_done_and_damp_the_next_ones() -> None:
    network = Network.create((2, 2, 1), "sigmoid", seed=3)
    descent = Descending.of_network(NAME, network, XOR, TrainingConfig())
    errors, before = [], descent.parameters.copy()
    for _ in range(12):
        error = descent.step()
        assert error is not None
        errors.append(error)
        np.testing.assert_allclose(last_step(descent.memory, 9), descent.parameters - before, rtol=1e-12)
        before = descent.parameters.copy()

    assert errors == sorted(errors, reverse=True)
    passes = descent.objective.values
    assert len(passes) > 24  # more than two for each step: some were tried in vain


def test_a_network_that_is_flat_to_every_row_has_no_step() -> None:
    network = Network.from_weights([np.full((2, 3), 1e4), np.full((1, 3), 1e4)], "sigmoid")
    descent = Descending.of_network(NAME, network, XOR, TrainingConfig())
    assert descent.step() is None
    assert descent.parameters.tobytes() == network.parameters.tobytes()


@pytest.mark.parametrize("hidden", ["sigmoid", "tanh"])
def test_xor_is_learned_to_1e_10_in_50_steps_from_nine_of_ten_starts_and_the_others_end_where_it_is_flat(
    hidden: str,
) -> None:
    seeds, late = range(0, 400, 2), []
    for seed in seeds:
        network = Network.create((2, 2, 1), (hidden, "sigmoid"), seed=seed)
        descent = Descending.of_network(NAME, network, XOR, TrainingConfig())
        if not any((descent.step() or 1.0) <= 1e-10 for _ in range(50)):
            late.append(descent)

    assert len(late) <= len(seeds) // 10
    for descent in late:
        descent.descend(500)
        end = run(descent.objective.slope(descent.parameters))
        assert end.error <= 1e-10 or np.linalg.norm(end.gradient) < 1e-9
