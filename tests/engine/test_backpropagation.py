"""The gradient against two oracles that know nothing of backpropagation: the complex step and central differences."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, permutations

import numpy as np
import numpy.typing as npt
import pytest

from tui_nn.engine.activations import ACTIVATIONS
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, backward, forward, weight_views
from tui_nn.engine.losses import LOSSES

ComplexArray = npt.NDArray[np.complex128]

ANALYTIC: dict[str, Callable[[ComplexArray], ComplexArray]] = {
    "sigmoid": lambda z: np.reciprocal(1 + np.exp(-z)),
    "tanh": lambda z: np.tanh(z),
    "relu": lambda z: np.where(z.real > 0, z, 0),  # analytic on either side of the kink, which the cases avoid
    "linear": lambda z: z,
    "gaussian": lambda z: np.exp(-z * z),
}

FOLLOWED: dict[str, Callable[[ComplexArray, FloatArray], complex]] = {
    # Half of the error that is shown, as in the tutorial.
    "sse": lambda outputs, targets: 0.5 * complex(((outputs - targets) ** 2).sum()),
}
"""What the update follows, for each loss; (outputs, samples)."""

SHOWN_OVER_FOLLOWED = {"sse": 2.0}

DEPTHS = {
    "no hidden layer": (3, 2),
    "one weight": (1, 1),
    "one hidden layer": (2, 3, 1),
    "two hidden layers": (3, 5, 4, 2),
    "three hidden layers": (2, 4, 3, 5, 2),
}
SAMPLES = 6

every_case = pytest.mark.parametrize(
    ("activation", "loss", "sizes"),
    [
        pytest.param(activation, loss, sizes, id=f"{activation}, {loss}, {depth}")
        for activation in ACTIVATIONS
        for loss in LOSSES
        for depth, sizes in DEPTHS.items()
    ],
)


class Case:
    """A network with a batch of rows, drawn so that no unit stands at a kink and no layer is without a gradient."""

    def __init__(self, sizes: tuple[int, ...], activations: tuple[str, ...], loss: str) -> None:
        self.sizes, self.activations, self.loss = sizes, activations, loss
        for seed in range(200):
            generator = np.random.default_rng(seed)
            self.parameters: FloatArray = generator.normal(
                scale=0.7, size=sum(after * (before + 1) for before, after in pairwise(sizes))
            )
            self.inputs: FloatArray = generator.normal(size=(sizes[0], SAMPLES))
            self.targets: FloatArray = generator.uniform(size=(sizes[-1], SAMPLES))
            _, self.gradient, workspace = self.run(self.parameters)
            clear_of_kinks = min(float(np.abs(layer.pre_activations).min()) for layer in workspace.layers) > 1e-3
            alive = all(np.abs(layer).max() > 1e-3 for layer in weight_views(sizes, self.gradient))
            if clear_of_kinks and alive:
                return
        raise AssertionError("no seed gives a case that can be tested")

    def run(self, parameters: FloatArray) -> tuple[float, FloatArray, Workspace]:
        """Return the engine's error and gradient, and the workspace it used."""
        workspace = Workspace(self.sizes, self.activations, self.inputs.shape[1])
        workspace.inputs[...] = self.inputs
        weights = weight_views(self.sizes, parameters)
        gradient = np.full_like(parameters, np.nan)
        forward(weights, workspace)
        error = LOSSES[self.loss].value_and_gradient(workspace.outputs, self.targets, workspace.output_gradient)
        backward(weights, weight_views(self.sizes, gradient), workspace)
        return error, gradient, workspace

    def followed(self, parameters: ComplexArray) -> complex:
        """Return what the update follows, in complex numbers and without the engine."""
        values: ComplexArray = self.inputs.astype(np.complex128)
        start = 0
        for (before, after), name in zip(pairwise(self.sizes), self.activations, strict=True):
            end = start + after * (before + 1)
            weight = parameters[start:end].reshape(after, before + 1)
            values = ANALYTIC[name](weight[:, :-1] @ values + weight[:, -1:])
            start = end
        return FOLLOWED[self.loss](values, self.targets)

    def complex_step(self) -> FloatArray:
        """f'(x) = Im f(x + ih) / h, exact to rounding: nothing is subtracted, so h can be tiny."""
        step = 1e-30
        moved = self.parameters + 1j * step * np.eye(len(self.parameters))
        return np.array([self.followed(row).imag / step for row in moved])

    def central_differences(self) -> FloatArray:
        """Differences of the engine's own error, as it shows it, brought to what the update follows."""
        step = 1e-5
        moves = step * np.eye(len(self.parameters))
        differences = [self.run(self.parameters + move)[0] - self.run(self.parameters - move)[0] for move in moves]
        return np.array(differences) / (2 * step) / SHOWN_OVER_FOLLOWED[self.loss]


def relative_difference(one: FloatArray, other: FloatArray) -> float:
    return float(np.abs(one - other).max() / np.abs(other).max())


def test_every_activation_and_loss_has_an_oracle() -> None:
    assert set(ANALYTIC) == set(ACTIVATIONS)
    assert set(FOLLOWED) == set(SHOWN_OVER_FOLLOWED) == set(LOSSES)


@every_case
def test_the_gradient_agrees_with_the_complex_step(activation: str, loss: str, sizes: tuple[int, ...]) -> None:
    case = Case(sizes, (activation,) * (len(sizes) - 1), loss)

    assert relative_difference(case.gradient, case.complex_step()) <= 1e-13


@every_case
def test_the_gradient_agrees_with_central_differences(activation: str, loss: str, sizes: tuple[int, ...]) -> None:
    case = Case(sizes, (activation,) * (len(sizes) - 1), loss)

    assert relative_difference(case.gradient, case.central_differences()) <= 1e-7


@pytest.mark.parametrize("activations", permutations(ACTIVATIONS, 3), ids="-".join)
def test_the_gradient_is_right_when_every_layer_has_its_own_activation(activations: tuple[str, ...]) -> None:
    case = Case((3, 4, 3, 2), activations, "sse")

    assert relative_difference(case.gradient, case.complex_step()) <= 1e-13


def test_the_gradient_of_a_batch_is_the_sum_over_its_rows() -> None:
    case = Case((3, 4, 2), ("tanh", "sigmoid"), "sse")
    inputs, targets, whole = case.inputs, case.targets, case.gradient
    rows = []
    for row in range(SAMPLES):
        case.inputs, case.targets = inputs[:, row : row + 1], targets[:, row : row + 1]
        rows.append(case.run(case.parameters)[1])

    np.testing.assert_allclose(np.sum(rows, axis=0), whole, rtol=1e-12)


def test_the_error_shown_is_twice_what_the_update_follows() -> None:
    # The tutorial prints the sum of squares but steps along output - target, the gradient of its half.
    case = Case((2, 3, 1), ("sigmoid", "sigmoid"), "sse")
    error, _, workspace = case.run(case.parameters)

    assert error == pytest.approx(2 * case.followed(case.parameters.astype(np.complex128)).real, rel=1e-14)
    assert error == pytest.approx(((workspace.outputs - case.targets) ** 2).sum(), rel=1e-14)


def test_forward_gives_what_is_computed_row_by_row_with_plain_sums() -> None:
    case = Case((2, 3, 2), ("tanh", "linear"), "sse")
    _, _, workspace = case.run(case.parameters)
    first, second = weight_views(case.sizes, case.parameters)
    for row in range(SAMPLES):
        x = case.inputs[:, row]
        hidden = [np.tanh(sum(w * value for w, value in zip(unit, (*x, 1.0), strict=True))) for unit in first]
        outputs = [sum(w * value for w, value in zip(unit, (*hidden, 1.0), strict=True)) for unit in second]

        np.testing.assert_allclose(workspace.outputs[:, row], outputs, rtol=1e-14)


def test_going_twice_through_the_same_workspace_gives_the_same_bits() -> None:
    case = Case((2, 3, 1), ("gaussian", "sigmoid"), "sse")
    _, gradient, workspace = case.run(case.parameters)
    weights, again = weight_views(case.sizes, case.parameters), np.empty_like(gradient)
    forward(weights, workspace)
    LOSSES["sse"].value_and_gradient(workspace.outputs, case.targets, workspace.output_gradient)
    backward(weights, weight_views(case.sizes, again), workspace)

    assert again.tobytes() == gradient.tobytes()
    assert all((layer.biased_inputs[-1] == 1.0).all() for layer in workspace.layers)


def test_weight_views_lie_one_after_another_in_the_parameters_and_write_through() -> None:
    parameters = np.arange(17.0)
    first, second = weight_views((2, 4, 1), parameters)

    assert first.tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]
    assert second.tolist() == [[12, 13, 14, 15, 16]]
    second[0, 4] = -1.0
    assert parameters[16] == -1.0
