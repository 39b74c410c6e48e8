"""The curves below the fields of activation and loss: of what is typed there, in finite numbers."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ui.laboratory import LARGE, SMALL, message_of, opened
from tui_nn.config.activation_names import ACTIVATION_NAMES
from tui_nn.config.training_config import LOSS_NAMES
from tui_nn.ui.panes.activation_curve import ActivationCurve, about, activation_at, curves
from tui_nn.ui.panes.loss_curve import LossCurve, loss_curves

SYMMETRIC = ("sse", "mse", "mae", "huber", "log_cosh")


@pytest.mark.parametrize("name", [name for name in ACTIVATION_NAMES if name != "softmax"])
def test_every_activation_has_a_curve_and_its_slope(name: str) -> None:
    drawn = curves(name)
    assert drawn is not None
    x, f, slope = drawn
    assert np.isfinite([x, f, slope]).all()
    close = np.isclose(np.gradient(f, x), slope, atol=0.03)
    assert close.mean() > 0.98  # all but kinks and jumps


def test_a_ramp_is_drawn_around_its_thresholds() -> None:
    drawn = curves("ramp(2,4)")
    assert drawn is not None
    assert (drawn[0][0], drawn[0][-1]) == (0.0, 6.0)
    assert (drawn[1][0], drawn[1][-1]) == (0.0, 1.0)


def test_softmax_has_no_curve() -> None:
    assert curves("softmax") is None


@pytest.mark.parametrize(
    ("text", "cursor", "activation"),
    [
        ("tanh", 0, "tanh"),
        ("ramp(1,2),relu", 7, "ramp(1,2)"),
        ("ramp(1,2),relu", 10, "relu"),
        ("tanh,", 5, None),
        ("tnah", 2, None),
        ("", 0, None),
    ],
)
def test_the_activation_under_the_cursor(text: str, cursor: int, activation: str | None) -> None:
    assert activation_at(text, cursor) == activation


def test_parameters_are_named() -> None:
    assert about("tanh") == "tanh: an S from -1 to 1"
    assert about("leaky_relu(0.2)").endswith("; slope 0.2 (usually 0.01)")
    assert about("elu").endswith("; alpha 1")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_it_stands_below_the_field_while_one_chooses(size: tuple[int, int]) -> None:
    async with opened(size=size) as laboratory:
        field = laboratory.field("network", "activations")
        assert not laboratory.app.main_screen.query(ActivationCurve)
        field.input.focus()
        await laboratory.pause()
        await laboratory.press("home")
        assert "sigmoid: an S from 0 to 1" in laboratory.text
        assert "⠒⠒ f   ⠒⠒ f′" in laboratory.text

        await laboratory.press("up")
        assert "tanh: an S from -1 to 1" in laboratory.text
        assert field.input.value == "tanh,sigmoid"
        await laboratory.press("end")
        assert "sigmoid: an S" in laboratory.text

        await laboratory.press("down")
        assert field.input.value == "tanh,softmax"
        assert "No curve of one variable" in " ".join(about_text(laboratory.app.main_screen.query_one(ActivationCurve)))
        assert "⠒⠒ f" not in laboratory.text

        await laboratory.press("escape")
        assert not laboratory.app.main_screen.query_one(ActivationCurve).display
        assert laboratory.session.run.network.activations == ("sigmoid",)


@pytest.mark.parametrize(
    "activation", ["leaky_relu(1e308)", "swish(-1e308)", "ramp(1e10,2e10)", "ramp(-1e-9,0)", "step"]
)
async def test_whatever_the_parameters_it_is_drawn(activation: str) -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.type("network", "activations", activation)
        await laboratory.press("end")
        assert laboratory.app.main_screen.query_one(ActivationCurve).function == activation


def about_text(curve: ActivationCurve) -> list[str]:
    return str(curve._about.content).split()


async def test_a_formula_of_a_persons_own_is_drawn_and_its_fault_is_said_at_its_character() -> None:
    async with opened(size=LARGE) as laboratory:
        field = await laboratory.type("network", "activations", "=x*sigmoid(x),sigmoid")
        await laboratory.press("home")
        curve = laboratory.app.main_screen.query_one(ActivationCurve)
        assert curve.function == "=x*sigmoid(x)"
        assert "a formula of yours" in " ".join(about_text(curve))
        field.input.value = "=x*sgmoid(x)"
        await laboratory.pause()
        assert "at character 4" in message_of(field)
        assert curve.function == "=x*sigmoid(x)"
        field.input.value = "=sign(x),sigmoid"
        await laboratory.pause()
        assert "same for every x" in message_of(field)


@pytest.mark.parametrize("loss", [*LOSS_NAMES, "=abs(output-target)^3"])
def test_every_loss_has_curves_that_are_least_on_their_targets_side(loss: str) -> None:
    x, one, low, _ = loss_curves(loss)
    assert np.isfinite([x, one, low]).all()
    assert one[0] > one[-1] or loss in ("poisson", "=abs(output-target)^3", *SYMMETRIC)
    assert one.min() >= 0


async def test_a_loss_is_drawn_below_its_field() -> None:
    async with opened(size=LARGE) as laboratory:
        await laboratory.type("training", "loss", "=abs(output-target)^3")
        assert laboratory.app.main_screen.query_one(LossCurve).function == "=abs(output-target)^3"
        await laboratory.press("enter")
        await laboratory.settle()
        assert laboratory.session.run.training.loss == "=abs(output-target)^3"
        await laboratory.train_to(500)
        assert laboratory.session.snapshot is not None
        rows = laboratory.session.started
        assert rows is not None
        error = np.mean(np.abs(laboratory.session.snapshot.outputs - rows.rows.targets) ** 3)
        assert laboratory.session.snapshot.error == pytest.approx(error, rel=1e-12)
