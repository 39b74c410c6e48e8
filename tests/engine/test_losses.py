"""Losses by hand: the number that is shown, and the gradient that is followed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tui_nn.config.training_config import LOSS_NAMES, TrainingConfig
from tui_nn.engine.arrays import BLOCK, FloatArray
from tui_nn.engine.losses import LOSSES, chosen_loss

# Two outputs, three samples. Differences: 1, -2, 0 and 0.5, 0, -1.
OUTPUTS = np.array([[2.0, 0.0, 1.0], [0.5, 1.0, 0.0]])
TARGETS = np.array([[1.0, 2.0, 1.0], [0.0, 1.0, 1.0]])

every_loss = pytest.mark.parametrize("name", LOSSES)


def judged(
    name: str, outputs: npt.ArrayLike, targets: npt.ArrayLike, rows: int | None = None, **options: float
) -> tuple[float, FloatArray]:
    """Return error and gradient for (outputs, samples) that are a batch, or a part of one with so many rows."""
    loss = chosen_loss(TrainingConfig(loss=name, **options))  # type: ignore[arg-type]  # checked there
    given, wanted = np.array(outputs, dtype=np.float64), np.array(targets, dtype=np.float64)
    gradient = np.full_like(given, np.nan)
    count = given.shape[1] if rows is None else rows
    loss.gradient(given, wanted, gradient, count)
    return loss.error(given, wanted, count), gradient


def test_the_names_that_can_be_chosen_are_the_losses_that_there_are() -> None:
    assert tuple(LOSSES) == LOSS_NAMES
    assert all(loss.name == name for name, loss in LOSSES.items())


def test_sse_shows_the_sum_of_squares_over_rows_and_outputs_and_follows_the_plain_difference() -> None:
    # Squares: 1 + 4 + 0 + 0.25 + 0 + 1 = 6.25.
    error, gradient = judged("sse", OUTPUTS, TARGETS)

    assert error == 6.25
    assert gradient.tolist() == [[1.0, -2.0, 0.0], [0.5, 0.0, -1.0]]


def test_mse_shows_the_mean_square_and_follows_twice_the_difference_over_all_numbers() -> None:
    # 6.25 over 6 numbers; 2 d / 6.
    error, gradient = judged("mse", OUTPUTS, TARGETS)

    assert error == pytest.approx(6.25 / 6, rel=1e-15)
    np.testing.assert_allclose(gradient, np.array([[2.0, -4.0, 0.0], [1.0, 0.0, -2.0]]) / 6, rtol=1e-15)


def test_mae_shows_the_mean_distance_and_follows_its_sign() -> None:
    # Distances: 1 + 2 + 0 + 0.5 + 0 + 1 = 4.5 over 6 numbers.
    error, gradient = judged("mae", OUTPUTS, TARGETS)

    assert error == pytest.approx(0.75, rel=1e-15)
    np.testing.assert_allclose(gradient, np.array([[1.0, -1.0, 0.0], [1.0, 0.0, -1.0]]) / 6, rtol=1e-15)


@pytest.mark.parametrize(
    ("delta", "sum_of_errors", "bounded"),
    [
        # Halves of squares, and 1 (2 - 1/2) for the distance 2: the sum is 1/2 + 3/2 + 1/8 + 1/2.
        (1.0, 2.625, [[1.0, -1.0, 0.0], [0.5, 0.0, -1.0]]),
        # Each is a quarter of its distance without 1/8, in all a quarter of 4.5 - 4 / 8.
        (0.25, 1.0, [[0.25, -0.25, 0.0], [0.25, 0.0, -0.25]]),
        # Half the squares: 6.25 / 2
        (10.0, 3.125, [[1.0, -2.0, 0.0], [0.5, 0.0, -1.0]]),
    ],
)
def test_huber_is_a_square_up_to_delta_and_a_line_beyond(
    delta: float, sum_of_errors: float, bounded: list[list[float]]
) -> None:
    error, gradient = judged("huber", OUTPUTS, TARGETS, huber_delta=delta)

    assert error == pytest.approx(sum_of_errors / 6, rel=1e-15)
    np.testing.assert_allclose(gradient, np.array(bounded) / 6, rtol=1e-15)


def test_binary_crossentropy_takes_pre_activations_and_is_the_mean_surprise_of_each_output() -> None:
    # Sigmoid: log 3 -> 3/4, 0 -> 1/2, -log 4 -> 1/5. Targets 1, 0 and one half.
    error, gradient = judged("binary_crossentropy", [[math.log(3), 0.0, -math.log(4)]], [[1.0, 0.0, 0.5]])

    assert error == pytest.approx(
        (-math.log(3 / 4) - math.log(1 / 2) - 0.5 * math.log(1 / 5) - 0.5 * math.log(4 / 5)) / 3, rel=1e-15
    )
    np.testing.assert_allclose(gradient, [[-1 / 12, 1 / 6, -0.1]], rtol=1e-14)


def test_categorical_crossentropy_takes_logarithms_and_is_the_mean_surprise_of_each_row() -> None:
    # Rows with the shares (1/8, 2/8, 5/8) and (1/2, 1/2, 0), targets: the third class; half of each of the first two.
    shares = np.array([[1 / 8, 1 / 2], [2 / 8, 1 / 2], [5 / 8, 0.0]])
    with np.errstate(divide="ignore", invalid="ignore"):  # 0 times the logarithm of 0, as a kernel calls it
        error, gradient = judged("categorical_crossentropy", np.log(shares), [[0.0, 0.5], [0.0, 0.5], [1.0, 0.0]])

    assert error == pytest.approx((-math.log(5 / 8) - math.log(1 / 2)) / 2, rel=1e-15)
    np.testing.assert_allclose(gradient, [[1 / 16, 0.0], [1 / 8, 0.0], [-3 / 16, 0.0]], rtol=1e-15)


@pytest.mark.parametrize("no", [0.0, -1.0])
def test_hinge_wants_a_margin_of_one_on_the_side_of_the_target(no: float) -> None:
    # 1 - o for yes, 1 + o for no, where that is above 0: 0 (o = 2), 0.5 (o = 0.5), 2 (o = -1); 0, 0.5, 2 mirrored.
    error, gradient = judged("hinge", [[2.0, 0.5, -1.0], [-2.0, -0.5, 1.0]], [[1.0, 1.0, 1.0], [no, no, no]])

    assert error == pytest.approx(5 / 6, rel=1e-15)
    np.testing.assert_allclose(gradient, np.array([[0.0, -1.0, -1.0], [0.0, 1.0, 1.0]]) / 6, rtol=1e-15)


def test_hinge_asks_no_more_of_an_output_that_stands_at_the_margin() -> None:
    error, gradient = judged("hinge", [[1.0, -1.0]], [[1.0, 0.0]])

    assert error == 0.0
    assert not gradient.any()


@every_loss
def test_every_loss_but_sse_is_a_mean_over_the_rows(name: str) -> None:
    share = LOSSES[name].share
    per_row = {"sse": 1.0, "categorical_crossentropy": 1 / 50, "categorical_focal": 1 / 50}.get(name, 1 / 200)

    assert share(50, 4) == per_row


def test_log_cosh_is_half_a_square_near_and_a_line_far_away() -> None:
    # cosh(log 2) = 5/4, and tanh(log 2) = 3/5.
    error, gradient = judged("log_cosh", [[1.0 + math.log(2), 1e-9, -1e9]], [[1.0, 0.0, 0.0]])

    assert error == pytest.approx((math.log(5 / 4) + 5e-19 + 1e9 - math.log(2)) / 3, rel=1e-15)
    np.testing.assert_allclose(gradient, [[0.2, 1e-9 / 3, -1 / 3]], rtol=1e-14)
    assert judged("log_cosh", [[1e-9]], [[0.0]])[0] == pytest.approx(5e-19, rel=1e-12)


def test_binary_focal_counts_by_how_wrong_a_row_is() -> None:
    # Sigmoid: log 3 -> 3/4, which misses a 1 by 1/4 and a 0 by 3/4.
    error, gradient = judged("binary_focal", [[math.log(3), math.log(3)]], [[1.0, 0.0]])

    assert error == pytest.approx((math.log(4 / 3) / 16 + 9 * math.log(4) / 16) / 2, rel=1e-14)
    of_one = -(1 / 16) * (1 / 4 + 2 * (3 / 4) * math.log(4 / 3))
    of_zero = (9 / 16) * (3 / 4 + 2 * (1 / 4) * math.log(4))
    np.testing.assert_allclose(gradient, [[of_one / 2, of_zero / 2]], rtol=1e-14)


def test_categorical_focal_counts_by_how_wrong_a_row_is() -> None:
    # The wanted class has 1/4: (3/4)^2 log 4. By the logarithm, 9/16 (2 * 1/4 log(1/4) / (3/4) - 1) = e;
    # by the pre-activations, e of the wanted class less the share of each times e.
    error, gradient = judged("categorical_focal", np.log([[1 / 4], [3 / 4]]), [[1.0], [0.0]])
    e = 9 / 16 * (-2 / 3 * math.log(4) - 1)

    assert error == pytest.approx(9 / 16 * math.log(4), rel=1e-15)
    np.testing.assert_allclose(gradient, [[0.75 * e], [-0.75 * e]], rtol=1e-14)


@pytest.mark.parametrize(("focal", "plain"), [("binary", "binary"), ("categorical", "categorical")])
def test_focal_losses_with_gamma_zero_are_cross_entropy(focal: str, plain: str) -> None:
    generator = np.random.default_rng(7)
    targets = np.eye(3)[generator.integers(0, 3, size=20)].T
    outputs = generator.normal(size=(3, 20))
    outputs -= np.log(np.exp(outputs).sum(axis=0))
    error, gradient = judged(f"{focal}_focal", outputs, targets, focal_gamma=0.0)
    known_error, known_gradient = judged(f"{plain}_crossentropy", outputs, targets)

    assert error == pytest.approx(known_error, rel=1e-14)
    np.testing.assert_allclose(gradient, known_gradient, rtol=1e-12, atol=1e-17)


@pytest.mark.parametrize("x", [30.0, 800.0, 1e10, 1e307])
@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0, 50.0])
def test_focal_losses_neither_overflow_nor_flatten(x: float, gamma: float) -> None:
    with np.errstate(all="raise", over="ignore", under="ignore"):
        wrong, gradient = judged("binary_focal", [[x, -x]], [[0.0, 1.0]], focal_gamma=gamma)
        right, flat = judged("binary_focal", [[x, -x]], [[1.0, 0.0]], focal_gamma=gamma)
        row, slopes = judged("categorical_focal", [[-0.0], [-x]], [[0.0], [1.0]], focal_gamma=gamma)

    assert wrong == pytest.approx(x, rel=1e-9)
    np.testing.assert_allclose(gradient, [[0.5, -0.5]], rtol=1e-9)
    assert right == pytest.approx(0.0, abs=1e-12)
    assert np.abs(flat).max() < 1e-12
    assert row == pytest.approx(x, rel=1e-9)
    np.testing.assert_allclose(slopes, [[1.0], [-1.0]], rtol=1e-9)


@pytest.mark.parametrize("no", [0.0, -1.0])
def test_squared_hinge_is_the_square_of_what_is_missing_to_the_margin(no: float) -> None:
    # Missing: 0, 0.5, 2, and the same mirrored: squares 0, 0.25, 4.
    error, gradient = judged("squared_hinge", [[2.0, 0.5, -1.0], [-2.0, -0.5, 1.0]], [[1.0, 1.0, 1.0], [no, no, no]])

    assert error == pytest.approx(8.5 / 6, rel=1e-15)
    np.testing.assert_allclose(gradient, np.array([[0.0, -1.0, -4.0], [0.0, 1.0, 4.0]]) / 6, rtol=1e-15)


def test_poisson_is_half_the_deviance_of_counts_whose_mean_is_a_softplus() -> None:
    # Softplus: log(e^2 - 1) -> 2, where the sigmoid is 1 - 1 / e^2. Of 3 counted: 2 - 3 - 3 log(2/3); of 0, the mean.
    x, slope = math.log(math.e**2 - 1), 1 - math.e**-2
    error, gradient = judged("poisson", [[x, x, x]], [[3.0, 0.0, 2.0]])

    assert error == pytest.approx((-1 - 3 * math.log(2 / 3) + 2 + 0) / 3, rel=1e-14)
    np.testing.assert_allclose(gradient, [[-0.5 * slope / 3, slope / 3, 0.0]], rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("x", [30.0, 800.0, 1e10, 1e307])
def test_poisson_neither_overflows_nor_flattens(x: float) -> None:
    with np.errstate(all="raise", over="ignore", under="ignore"):
        low, slope = judged("poisson", [[-x]], [[3.0]])
        high, steep = judged("poisson", [[x]], [[0.0]])
        none, flat = judged("poisson", [[-x]], [[0.0]])

    assert low == pytest.approx(-3 + 3 * (math.log(3) + x), rel=1e-12)
    assert slope[0, 0] == pytest.approx(-3.0, rel=1e-12)
    assert (high, steep[0, 0]) == pytest.approx((x, 1.0), rel=1e-12)
    assert (none, flat[0, 0]) == pytest.approx((0.0, 0.0), abs=1e-12)


ComplexArray = npt.NDArray[np.complex128]

ANALYTIC: dict[str, Callable[[ComplexArray, FloatArray], Any]] = {
    "sse": lambda z, t: 0.5 * (z - t) ** 2,
    "mse": lambda z, t: (z - t) ** 2,
    "mae": lambda z, t: np.where((z - t).real > 0, z - t, t - z),
    "huber": lambda z, t: np.where(
        np.abs((z - t).real) < 0.75,
        0.5 * (z - t) ** 2,
        0.75 * (np.where((z - t).real > 0, z - t, t - z) - 0.375),
    ),
    "binary_crossentropy": lambda z, t: -t * np.log(1 / (1 + np.exp(-z))) - (1 - t) * np.log(1 - 1 / (1 + np.exp(-z))),
    "hinge": lambda z, t: np.where(1 - (2 * t - 1) * z.real > 0, 1 - (2 * t - 1) * z, 0),
    "squared_hinge": lambda z, t: np.where(1 - (2 * t - 1) * z.real > 0, 1 - (2 * t - 1) * z, 0) ** 2,
    "log_cosh": lambda z, t: np.log(np.cosh(z - t)),
    "poisson": lambda z, t: np.log(1 + np.exp(z)) - t - t * np.log(np.log(1 + np.exp(z))),
}


@pytest.mark.parametrize("name", ANALYTIC)
def test_the_gradient_is_the_derivative_of_what_is_shown_by_the_complex_step(name: str) -> None:
    generator = np.random.default_rng(3)
    outputs, targets = generator.normal(size=(3, 40)), generator.integers(0, 2, size=(3, 40)).astype(np.float64)
    error, gradient = judged(name, outputs, targets, huber_delta=0.75)
    share = LOSSES[name].share(40, 3)
    shown = ANALYTIC[name](outputs.astype(np.complex128), targets).real.sum() * share

    assert error == pytest.approx(2 * shown if name == "sse" else shown, rel=1e-13)
    moved = outputs.astype(np.complex128) + 1e-30j
    np.testing.assert_allclose(gradient, ANALYTIC[name](moved, targets).imag / 1e-30 * share, rtol=1e-12, atol=1e-17)


def test_the_gradient_of_softmax_and_crossentropy_is_by_the_pre_activations() -> None:
    generator = np.random.default_rng(4)
    x, targets = generator.normal(size=(4, 9)), generator.dirichlet(np.ones(4), size=9).T

    def shown(z: ComplexArray) -> complex:
        return complex((-targets * np.log(np.exp(z) / np.exp(z).sum(axis=0))).sum()) / 9

    error, gradient = judged("categorical_crossentropy", x - np.log(np.exp(x).sum(axis=0)), targets)
    oracle = np.empty_like(gradient)
    for place in np.ndindex(x.shape):
        moved = x.astype(np.complex128)
        moved[place] += 1e-30j
        oracle[place] = shown(moved).imag / 1e-30

    assert error == pytest.approx(shown(x.astype(np.complex128)).real, rel=1e-14)
    np.testing.assert_allclose(gradient, oracle, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("x", [30.0, 800.0, 1e10, 1e308])
def test_binary_crossentropy_neither_overflows_nor_flattens(x: float) -> None:
    # On the right side nothing is left to learn; on the wrong one the error is the distance, and the slope is whole.
    with np.errstate(all="raise", over="ignore", under="ignore"):
        for sign, target in ((1.0, 1.0), (-1.0, 0.0)):
            right, right_gradient = judged("binary_crossentropy", [[sign * x]], [[target]])
            wrong, wrong_gradient = judged("binary_crossentropy", [[sign * x]], [[1.0 - target]])

            assert right == pytest.approx(math.exp(-x), rel=1e-12, abs=1e-300)
            assert abs(right_gradient[0, 0]) <= 1e-13
            assert wrong == pytest.approx(x, rel=1e-13)
            assert wrong_gradient[0, 0] == pytest.approx(sign, rel=1e-12)


@pytest.mark.parametrize("x", [30.0, 800.0, 1e10, 1e308])
def test_categorical_crossentropy_neither_overflows_nor_flattens(x: float) -> None:
    with np.errstate(all="raise", over="ignore", under="ignore"):
        wrong, gradient = judged("categorical_crossentropy", [[0.0], [-x]], [[0.0], [1.0]])

    assert wrong == x
    np.testing.assert_allclose(gradient, [[1.0], [-1.0]], rtol=1e-12)


def test_categorical_crossentropy_of_a_class_that_is_impossible_and_not_wanted_is_zero() -> None:
    with np.errstate(invalid="ignore"):
        assert judged("categorical_crossentropy", [[0.0], [-np.inf]], [[1.0], [0.0]])[0] == 0.0
        assert judged("categorical_crossentropy", [[0.0], [-np.inf]], [[0.0], [1.0]])[0] == np.inf


@every_loss
def test_parts_of_a_batch_add_up_to_the_whole(name: str) -> None:
    generator = np.random.default_rng(5)
    outputs, targets = -np.abs(generator.normal(size=(3, 20))), generator.integers(0, 2, size=(3, 20))
    error, gradient = judged(name, outputs, targets)
    one, one_gradient = judged(name, outputs[:, :7], targets[:, :7], rows=20)
    other, other_gradient = judged(name, outputs[:, 7:], targets[:, 7:], rows=20)

    assert one + other == pytest.approx(error, rel=1e-14)
    np.testing.assert_array_equal(np.hstack([one_gradient, other_gradient]), gradient)


@every_loss
def test_a_large_batch_is_worked_on_in_blocks_to_the_same_bits(name: str) -> None:
    generator = np.random.default_rng(6)
    outputs, targets = -np.abs(generator.normal(size=(2, BLOCK))), generator.integers(0, 2, size=(2, BLOCK))
    _, whole = judged(name, outputs, targets)
    _, part = judged(name, outputs[:, 100:108], targets[:, 100:108], rows=BLOCK)

    np.testing.assert_allclose(part, whole[:, 100:108], rtol=1e-14, atol=1e-20)


@every_loss
def test_a_loss_leaves_outputs_and_targets_as_they_are(name: str) -> None:
    outputs, targets = np.array([[-0.25, -0.75]]), np.array([[0.0, 1.0]])
    loss = chosen_loss(TrainingConfig(loss=name))
    loss.gradient(outputs, targets, np.empty((1, 2)), 2)
    loss.error(outputs, targets, 2)

    assert (outputs.tolist(), targets.tolist()) == ([[-0.25, -0.75]], [[0.0, 1.0]])


def test_sse_reads_a_view_without_a_copy_of_its_own() -> None:
    # A hidden block's outputs are a view with rows further apart than their length.
    block = np.arange(12.0).reshape(3, 4)

    assert chosen_loss(TrainingConfig()).error(block[:2, :3], np.zeros((2, 3)), 3) == 0 + 1 + 4 + 16 + 25 + 36


def test_an_error_beyond_the_largest_number_is_infinite() -> None:
    with np.errstate(over="ignore"):  # as every kernel calls it
        assert judged("sse", [[1e308]], [[-1e308]])[0] == np.inf
        assert judged("sse", [[1e200]], [[0.0]])[0] == np.inf


def test_a_class_begins_where_the_loss_puts_its_margin() -> None:
    assert {name: loss.threshold for name, loss in LOSSES.items() if loss.threshold != 0.5} == {
        "hinge": 0.0,
        "squared_hinge": 0.0,
    }
