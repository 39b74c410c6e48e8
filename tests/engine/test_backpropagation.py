"""The gradient against two oracles that know nothing of backpropagation: the complex step and central differences."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.activations import ACTIVATIONS, SOFTMAX
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, backward, forward, weight_views
from tui_nn.engine.compatibility import training_fault
from tui_nn.engine.losses import LOSSES, chosen_loss

ComplexArray = npt.NDArray[np.complex128]


def exponential_linear(z: ComplexArray, alpha: float, scale: float = 1.0) -> ComplexArray:
    curve: ComplexArray = np.where(z.real > 0, z, alpha * (np.exp(z) - 1))
    return scale * curve


def between(z: ComplexArray, low: float, high: float) -> ComplexArray:
    """Return z between two bounds; analytic on either side of both, which the cases avoid."""
    return np.where(z.real < low, low, np.where(z.real > high, high, z))


def gelu(z: ComplexArray) -> ComplexArray:
    # NumPy has no complex erf; for an imaginary part of 1e-30, all beyond the first term of its series is nothing.
    x = z.real / np.sqrt(2)
    real = np.array([math.erf(each) for each in x.ravel()]).reshape(x.shape)
    erf: ComplexArray = real + 1j * (2 / np.sqrt(np.pi)) * np.exp(-x * x) * z.imag / np.sqrt(2)
    return z * (0.5 + 0.5 * erf)


ANALYTIC: dict[str, Callable[[ComplexArray], ComplexArray]] = {
    "sigmoid": lambda z: np.reciprocal(1 + np.exp(-z)),
    "tanh": lambda z: np.tanh(z),
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "linear": lambda z: z,
    "gaussian": lambda z: np.exp(-z * z),
    "hard_sigmoid": lambda z: between(z / 6 + 0.5, 0, 1),
    "hard_tanh": lambda z: between(z, -1, 1),
    "leaky_relu": lambda z: np.where(z.real > 0, z, 0.01 * z),
    "leaky_relu(0.2)": lambda z: np.where(z.real > 0, z, 0.2 * z),
    "elu": lambda z: exponential_linear(z, 1.0),
    "elu(0.5)": lambda z: exponential_linear(z, 0.5),
    "selu": lambda z: exponential_linear(z, 1.6732632423543772, 1.0507009873554805),
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "softsign": lambda z: z / np.where(z.real > 0, 1 + z, 1 - z),
    "swish": lambda z: z / (1 + np.exp(-z)),
    "swish(2)": lambda z: z / (1 + np.exp(-2 * z)),
    "gelu": gelu,
    "mish": lambda z: z * np.tanh(np.log(1 + np.exp(z))),
    "sine": lambda z: np.sin(z),
    "ramp": lambda z: between((z + 1) / 2, 0, 1),
    "ramp(-2,3)": lambda z: between((z + 2) / 5, 0, 1),
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=0),
}
"""The activations again, in complex numbers; (units, samples)."""

KINKS = {
    "relu": (0,), "leaky_relu": (0,), "leaky_relu(0.2)": (0,), "selu": (0,), "elu(0.5)": (0,), "hard_tanh": (-1, 1),
    "hard_sigmoid": (-3, 3), "ramp": (-1, 1), "ramp(-2,3)": (-2, 3),
}  # fmt: skip
"""Where central differences see two slopes; the cases keep clear of them."""

HUBER_DELTA, FOCAL_GAMMA = 0.375, 1.5


def away(z: ComplexArray) -> ComplexArray:
    return np.where(z.real > 0, z, -z)


def huber(difference: ComplexArray) -> ComplexArray:
    size = away(difference)
    return np.where(size.real < HUBER_DELTA, 0.5 * size**2, HUBER_DELTA * (size - 0.5 * HUBER_DELTA))


FOLLOWED: dict[str, Callable[[ComplexArray, FloatArray], complex]] = {
    # Half of the error that is shown, as in the tutorial; of all others, what is shown.
    "sse": lambda outputs, targets: 0.5 * complex(((outputs - targets) ** 2).sum()),
    "mse": lambda outputs, targets: complex(((outputs - targets) ** 2).mean()),
    "mae": lambda outputs, targets: complex(away(outputs - targets).mean()),
    "huber": lambda outputs, targets: complex(huber(outputs - targets).mean()),
    "binary_crossentropy": lambda outputs, targets: complex(
        (-targets * np.log(outputs) - (1 - targets) * np.log(1 - outputs)).mean()
    ),
    "categorical_crossentropy": lambda outputs, targets: complex((-targets * np.log(outputs)).sum() / targets.shape[1]),
    "log_cosh": lambda outputs, targets: complex(np.log(np.cosh(outputs - targets)).mean()),
    "binary_focal": lambda outputs, targets: complex(
        (
            -targets * (1 - outputs) ** FOCAL_GAMMA * np.log(outputs)
            - (1 - targets) * outputs**FOCAL_GAMMA * np.log(1 - outputs)
        ).mean()
    ),
    "categorical_focal": lambda outputs, targets: complex(
        (-targets * (1 - outputs) ** FOCAL_GAMMA * np.log(outputs)).sum() / targets.shape[1]
    ),
    "hinge": lambda outputs, targets: complex(
        np.where((margin := 1 - (2 * targets - 1) * outputs).real > 0, margin, 0).mean()
    ),
    "squared_hinge": lambda outputs, targets: complex(
        np.where((margin := 1 - (2 * targets - 1) * outputs).real > 0, margin**2, 0).mean()
    ),
    "poisson": lambda outputs, targets: complex((outputs - targets - targets * np.log(outputs / targets)).mean()),
}
"""What the update follows, for each loss; (outputs, samples)."""

SHOWN_OVER_FOLLOWED = dict.fromkeys(LOSSES, 1.0) | {"sse": 2.0}
CLEAR = 1e-3

DEPTHS = {
    "no hidden layer": (3, 2),
    "one weight": (1, 1),
    "one hidden layer": (2, 3, 1),
    "two hidden layers": (3, 5, 4, 2),
    "three hidden layers": (2, 4, 3, 5, 2),
}
SAMPLES = 6

TRAINABLE = [name for name in ACTIVATIONS if ACTIVATIONS[name].why_not_trained is None and name != SOFTMAX]

every_pair = pytest.mark.parametrize(
    ("activation", "loss"),
    [pytest.param(activation, loss, id=f"{activation}, {loss}") for activation in TRAINABLE for loss in LOSSES],
)


def layers_with(activation: str, loss: str, sizes: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return sizes and activations with this one in all layers, but for an output layer that the loss is made for."""
    output = LOSSES[loss].output_activation or activation
    if output == SOFTMAX:
        sizes = (*sizes[:-1], max(sizes[-1], 3))
    return sizes, (*(activation,) * (len(sizes) - 2), output)


def targets_for(loss: str, generator: np.random.Generator, outputs: int) -> FloatArray:
    if loss.startswith("categorical"):
        return generator.dirichlet(np.ones(outputs), size=SAMPLES).T.copy()
    targets = generator.uniform(size=(outputs, SAMPLES))
    return np.round(targets) if "hinge" in loss else targets


class Case:
    """A network with a batch of rows, drawn so that no unit stands at a kink and no layer is without a gradient."""

    def __init__(self, sizes: tuple[int, ...], activations: tuple[str, ...], loss: str) -> None:
        assert training_fault(activations, loss) is None
        self.sizes, self.activations = sizes, activations
        self.name, self.loss = (
            loss,
            chosen_loss(TrainingConfig(loss=loss, huber_delta=HUBER_DELTA, focal_gamma=FOCAL_GAMMA)),
        )
        for seed in range(400):
            generator = np.random.default_rng(seed)
            self.parameters: FloatArray = generator.normal(
                scale=0.7, size=sum(after * (before + 1) for before, after in pairwise(sizes))
            )
            self.inputs: FloatArray = generator.normal(size=(sizes[0], SAMPLES))
            self.targets: FloatArray = targets_for(loss, generator, sizes[-1])
            _, self.gradient, workspace = self.run(self.parameters)
            alive = all(np.abs(layer).max() > 1e-3 for layer in weight_views(sizes, self.gradient))
            if alive and self.is_clear(workspace):
                return
        raise AssertionError("no seed gives a case that can be tested")

    def is_clear(self, workspace: Workspace) -> bool:
        """Whether no unit and no error stands near a kink."""
        for name, layer in zip(self.activations, workspace.layers, strict=True):
            if any(np.abs(layer.pre_activations - kink).min() < CLEAR for kink in KINKS.get(name, ())):
                return False
        outputs, difference = workspace.outputs, np.abs(workspace.outputs - self.targets)
        distance = {
            "mae": difference,
            "huber": np.abs(difference - HUBER_DELTA),
            "hinge": np.abs(1 - (2 * self.targets - 1) * outputs),
            "squared_hinge": np.abs(1 - (2 * self.targets - 1) * outputs),
            # Not a kink: the oracle takes the logarithm of 1 - output, which has few digits left near 1.
            "binary_crossentropy": 0.95 - outputs,
            "binary_focal": 0.95 - outputs,
            "categorical_focal": 0.95 - outputs,
        }.get(self.name)
        return distance is None or bool(distance.min() > CLEAR)

    def run(self, parameters: FloatArray) -> tuple[float, FloatArray, Workspace]:
        """Return the engine's error and gradient, and the workspace it used."""
        rows = self.inputs.shape[1]
        workspace = Workspace(self.sizes, self.activations, rows)
        workspace.inputs[...] = self.inputs
        weights = weight_views(self.sizes, parameters)
        gradient = np.full_like(parameters, np.nan)
        forward(weights, workspace)
        error = self.loss.error(workspace.judged_by(self.loss), self.targets, rows)
        backward(weights, weight_views(self.sizes, gradient), workspace, self.loss, self.targets, rows)
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
        return FOLLOWED[self.name](values, self.targets)

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
        return np.array(differences) / (2 * step) / SHOWN_OVER_FOLLOWED[self.name]


def relative_difference(one: FloatArray, other: FloatArray) -> float:
    return float(np.abs(one - other).max() / np.abs(other).max())


def test_every_activation_and_loss_has_an_oracle() -> None:
    assert {text.partition("(")[0] for text in ANALYTIC} == {*TRAINABLE, SOFTMAX}
    assert set(ACTIVATIONS) - set(TRAINABLE) == {SOFTMAX, "step"}
    assert set(FOLLOWED) == set(SHOWN_OVER_FOLLOWED) == set(LOSSES)


@every_pair
def test_the_gradient_agrees_with_the_complex_step_at_every_depth(activation: str, loss: str) -> None:
    for depth, sizes in DEPTHS.items():
        case = Case(*layers_with(activation, loss, sizes), loss)

        assert relative_difference(case.gradient, case.complex_step()) <= 1e-13, depth


@every_pair
def test_the_gradient_agrees_with_central_differences(activation: str, loss: str) -> None:
    for depth in ("one weight", "one hidden layer", "two hidden layers"):
        case = Case(*layers_with(activation, loss, DEPTHS[depth]), loss)

        assert relative_difference(case.gradient, case.central_differences()) <= 1e-7, depth


@pytest.mark.parametrize("text", [text for text in ANALYTIC if "(" in text])
def test_the_gradient_is_right_with_other_parameters_than_the_usual(text: str) -> None:
    case = Case((3, 5, 4, 2), (text,) * 3, "mse")

    assert relative_difference(case.gradient, case.complex_step()) <= 1e-13
    assert relative_difference(case.gradient, case.central_differences()) <= 1e-7


@pytest.mark.parametrize("apart", [1, 5, 7])
@pytest.mark.parametrize("first", range(len(TRAINABLE)))
def test_the_gradient_is_right_when_every_layer_has_its_own_activation(first: int, apart: int) -> None:
    names = [TRAINABLE[(first + place) % len(TRAINABLE)] for place in (0, apart, 2 * apart + 1)]
    case = Case((3, 4, 3, 2), tuple(names), "sse")

    assert relative_difference(case.gradient, case.complex_step()) <= 1e-13


@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_of_a_batch_is_the_sum_over_its_parts(loss: str) -> None:
    case = Case(*layers_with("tanh", loss, (3, 4, 2)), loss)
    error, whole, _ = case.run(case.parameters)
    errors, rows = [], []
    for row in range(SAMPLES):
        workspace = Workspace(case.sizes, case.activations, 1)
        workspace.inputs[...] = case.inputs[:, row : row + 1]
        targets, gradient = case.targets[:, row : row + 1], np.empty_like(whole)
        weights = weight_views(case.sizes, case.parameters)
        forward(weights, workspace)
        errors.append(case.loss.error(workspace.judged_by(case.loss), targets, SAMPLES))
        backward(weights, weight_views(case.sizes, gradient), workspace, case.loss, targets, SAMPLES)
        rows.append(gradient)

    assert sum(errors) == pytest.approx(error, rel=1e-14)
    np.testing.assert_allclose(np.sum(rows, axis=0), whole, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_error_shown_is_what_the_update_follows_and_twice_that_for_sse(loss: str) -> None:
    # The tutorial prints the sum of squares but steps along output - target, the gradient of its half.
    case = Case(*layers_with("sigmoid", loss, (2, 3, 1)), loss)
    error, _, _ = case.run(case.parameters)
    followed = case.followed(case.parameters.astype(np.complex128)).real

    assert error == pytest.approx(SHOWN_OVER_FOLLOWED[loss] * followed, rel=1e-14)


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
    backward(weights, weight_views(case.sizes, again), workspace, case.loss, case.targets, SAMPLES)

    assert again.tobytes() == gradient.tobytes()
    assert all((layer.biased_inputs[-1] == 1.0).all() for layer in workspace.layers)


def test_weight_views_lie_one_after_another_in_the_parameters_and_write_through() -> None:
    parameters = np.arange(17.0)
    first, second = weight_views((2, 4, 1), parameters)

    assert first.tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]
    assert second.tolist() == [[12, 13, 14, 15, 16]]
    second[0, 4] = -1.0
    assert parameters[16] == -1.0
