"""PyTorch as an oracle: optimizers, schedules, activations, losses and clipping that others have written and used.

It is a peer of the benchmarks and no dependency of ours; where it is not installed, these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.activations import layer_activation
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.losses import LOSSES, chosen_loss
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import OPTIMIZERS
from tui_nn.engine.regularization import clip_factor, cut
from tui_nn.engine.schedules import Plateau, learning_rates

from .kernels.test_kernels import advance

torch: Any = pytest.importorskip("torch", reason="PyTorch, a peer of the benchmarks, is not installed")

Theirs: TypeAlias = Any
"""Something of PyTorch: without it, types cannot name its own."""

# Its threads wait for each other where the tests themselves take all cores, a thousand times as long as they compute.
torch.set_num_threads(1)

UPDATES = 100


@pytest.fixture(autouse=True)
def _in_double_precision() -> Iterator[None]:
    # Its NAdam keeps the product of the mu in the usual precision, whatever that of the parameters.
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


Optimizers = Callable[[Theirs, TrainingConfig], Theirs]
"""Takes groups of parameters, weights and biases apart, and our options."""


def adam_like(make: Theirs) -> Optimizers:
    return lambda groups, config: make(
        groups, lr=config.learning_rate, betas=(config.beta1, config.beta2), eps=config.epsilon
    )


def adamw(groups: Theirs, config: TrainingConfig) -> Theirs:
    weights, biases = groups
    return torch.optim.AdamW(
        [{**weights, "weight_decay": config.weight_decay}, {**biases, "weight_decay": 0.0}],
        lr=config.learning_rate,
        betas=(config.beta1, config.beta2),
        eps=config.epsilon,
    )


def sgd(groups: Theirs, config: TrainingConfig) -> Theirs:
    return torch.optim.SGD(groups, lr=config.learning_rate, momentum=config.momentum, nesterov=config.nesterov)


def rmsprop(groups: Theirs, config: TrainingConfig) -> Theirs:
    return torch.optim.RMSprop(
        groups, lr=config.learning_rate, alpha=config.smoothing, eps=config.epsilon, momentum=config.momentum
    )


CASES: dict[str, tuple[TrainingConfig, Optimizers]] = {
    # With momentum, PyTorch multiplies what it remembers by the rate and we remember it multiplied: the rate is
    # constant here, where that is the same.
    "sgd": (TrainingConfig(learning_rate=0.1), sgd),
    "momentum": (TrainingConfig(learning_rate=0.05, momentum=0.9), sgd),
    "nesterov": (TrainingConfig(learning_rate=0.05, momentum=0.9, nesterov=True), sgd),
    "l2": (
        TrainingConfig(learning_rate=0.05, momentum=0.5, l2=0.1),
        lambda groups, config: torch.optim.SGD(
            [{**groups[0], "weight_decay": config.l2}, groups[1]], lr=config.learning_rate, momentum=config.momentum
        ),
    ),
    "adagrad": (
        TrainingConfig(optimizer="adagrad", learning_rate=0.1, epsilon=1e-10),
        lambda groups, config: torch.optim.Adagrad(groups, lr=config.learning_rate, eps=1e-10),
    ),
    "adadelta": (
        TrainingConfig(optimizer="adadelta", learning_rate=1.0),
        lambda groups, config: torch.optim.Adadelta(
            groups, lr=config.learning_rate, rho=config.smoothing, eps=config.epsilon
        ),
    ),
    "rmsprop": (TrainingConfig(optimizer="rmsprop", learning_rate=0.01), rmsprop),
    "rmsprop, momentum": (
        TrainingConfig(optimizer="rmsprop", learning_rate=0.01, momentum=0.5, smoothing=0.9),
        rmsprop,
    ),
    "adam": (TrainingConfig(optimizer="adam", learning_rate=0.02), adam_like(torch.optim.Adam)),
    "adam, other betas": (
        TrainingConfig(optimizer="adam", learning_rate=0.02, beta1=0.5, beta2=0.9, epsilon=1e-3),
        adam_like(torch.optim.Adam),
    ),
    "amsgrad": (
        TrainingConfig(optimizer="amsgrad", learning_rate=0.02),
        adam_like(lambda *groups, **options: torch.optim.Adam(*groups, **options, amsgrad=True)),
    ),
    "adamw": (TrainingConfig(optimizer="adamw", learning_rate=0.02, weight_decay=0.3), adamw),
    # At the end of its way a larger rate makes of rounding's 1e-16 a difference of 1e-5.
    "nadam": (TrainingConfig(optimizer="nadam", learning_rate=0.005), adam_like(torch.optim.NAdam)),
    "rprop": (
        TrainingConfig(optimizer="rprop", learning_rate=0.01),
        lambda groups, config: torch.optim.Rprop(groups, lr=config.learning_rate),
    ),
}

every_case = pytest.mark.parametrize(("config", "make"), CASES.values(), ids=CASES.keys())
every_optimizer = pytest.mark.parametrize(  # L2 is added by the kernels
    ("config", "make"),
    [case for case in CASES.values() if not case[0].l2],
    ids=[name for name in CASES if name != "l2"],
)


def double(array: Theirs) -> Theirs:
    return torch.tensor(np.array(array, dtype=np.float64), dtype=torch.float64)


def test_every_optimizer_has_an_oracle() -> None:
    # It has no Lion, whose steps are worked by hand beside it.
    assert {config.optimizer for config, _ in CASES.values()} == {*OPTIMIZERS} - {"lion"}


@every_optimizer
def test_a_hundred_updates_with_given_gradients_are_pytorchs(config: TrainingConfig, make: Optimizers) -> None:
    # Three weights and two biases; gradients that shrink, change their sign, and are 0 now and then.
    generator = np.random.default_rng(0)
    gradients = generator.normal(size=(UPDATES, 5)) * np.geomspace(10, 1e-3, UPDATES)[:, None] + 0.3
    gradients[::9, 1] = 0.0
    start = generator.normal(size=5)
    theirs = torch.nn.Parameter(double(start[:3])), torch.nn.Parameter(double(start[3:]))
    optimizer = make([{"params": [each]} for each in theirs], config)
    ours, ours_memory = start.copy(), np.zeros((OPTIMIZERS[config.optimizer].memory_rows, 5))
    settings = OPTIMIZERS[config.optimizer].settings(config, config.learning_rate)
    for update, gradient in enumerate(gradients, 1):
        theirs[0].grad, theirs[1].grad = double(gradient[:3]), double(gradient[3:])
        optimizer.step()
        is_weight = np.array([1.0, 1.0, 1.0, 0.0, 0.0])
        OPTIMIZERS[config.optimizer].step(ours, gradient, is_weight, ours_memory, settings, update)
        both = np.concatenate([each.detach().numpy() for each in theirs])

        np.testing.assert_allclose(ours, both, rtol=1e-10, atol=1e-12, err_msg=f"update {update}")


THEIR_ACTIVATIONS: dict[str, Callable[[Theirs], Theirs]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "linear": lambda x: x * 1,
    "hard_sigmoid": torch.nn.functional.hardsigmoid,
    "hard_tanh": torch.nn.functional.hardtanh,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "leaky_relu(0.2)": lambda x: torch.nn.functional.leaky_relu(x, 0.2),
    "elu": torch.nn.functional.elu,
    "elu(0.5)": lambda x: torch.nn.functional.elu(x, 0.5),
    "selu": torch.nn.functional.selu,
    # Its own threshold of 20 would drop what is left of the curve: 2e-9.
    "softplus": lambda x: torch.nn.functional.softplus(x, threshold=1e3),
    "softsign": torch.nn.functional.softsign,
    "swish": torch.nn.functional.silu,
    "gelu": torch.nn.functional.gelu,
    "mish": torch.nn.functional.mish,
    "sine": torch.sin,
    "gaussian": lambda x: torch.exp(-x * x),
}


@pytest.mark.parametrize("text", THEIR_ACTIVATIONS)
def test_activations_and_slopes_are_pytorchs(text: str) -> None:
    numbers = np.linspace(-15, 15, 3001) + 1e-4  # beside the kinks, where it sometimes takes the other side
    x = double(numbers).requires_grad_()
    theirs = THEIR_ACTIVATIONS[text](x)
    theirs.sum().backward()
    values, slopes = np.empty((1, 3001)), np.empty((1, 3001))
    layer_activation(text).apply(numbers[None].copy(), values)
    layer_activation(text).derivative(numbers[None].copy(), values, slopes)

    np.testing.assert_allclose(values[0], theirs.detach().numpy(), rtol=1e-12, atol=1e-14)
    its_sixth = 3e-8 if text == "hard_sigmoid" else 1e-12  # which has single precision
    np.testing.assert_allclose(slopes[0], x.grad.numpy(), rtol=its_sixth, atol=1e-14)


def their_hinge(outputs: Theirs, targets: Theirs) -> Theirs:
    return torch.relu(1 - (2 * targets - 1) * outputs).mean()


THEIR_LOSSES: dict[str, Callable[[Theirs, Theirs], Theirs]] = {
    # Half of the error that we show is what we follow.
    "sse": lambda outputs, targets: 0.5 * torch.nn.functional.mse_loss(outputs, targets, reduction="sum"),
    "mse": torch.nn.functional.mse_loss,
    "mae": torch.nn.functional.l1_loss,
    "huber": lambda outputs, targets: torch.nn.functional.huber_loss(outputs, targets, delta=0.7),
    "binary_crossentropy": torch.nn.functional.binary_cross_entropy_with_logits,
    "categorical_crossentropy": torch.nn.functional.cross_entropy,
    "hinge": their_hinge,
    "log_cosh": lambda outputs, targets: torch.log(torch.cosh(outputs - targets)).mean(),
    "squared_hinge": lambda outputs, targets: (torch.relu(1 - (2 * targets - 1) * outputs) ** 2).mean(),
    "binary_focal": lambda outputs, targets: their_focal(
        torch.nn.functional.binary_cross_entropy_with_logits(outputs, targets, reduction="none")
    ).mean(),
    "categorical_focal": lambda outputs, targets: (
        (their_focal(-torch.nn.functional.log_softmax(outputs, dim=1)) * targets).sum() / len(targets)
    ),
    "poisson": lambda outputs, targets: (
        torch.nn.functional.poisson_nll_loss(
            torch.nn.functional.softplus(outputs, threshold=1e3), targets, log_input=False, eps=0.0
        )
        # Of targets of 0 and 1, t log(t) - t.
        - targets.mean()
    ),
}


def their_focal(entropy: Theirs) -> Theirs:
    """Of one answer, which is wanted or not: (1 - p)^2 times -log(p)."""
    return (1 - torch.exp(-entropy)) ** 2 * entropy


OF_SHARES = ("binary_crossentropy", "categorical_crossentropy", "categorical_focal")


@pytest.mark.parametrize("name", LOSSES)
def test_losses_and_gradients_are_pytorchs(name: str) -> None:
    generator = np.random.default_rng(1)
    numbers = generator.normal(scale=3, size=(30, 4))
    targets = generator.dirichlet(np.ones(4), size=30) if name in OF_SHARES else generator.integers(0, 2, size=(30, 4))
    x = double(numbers).requires_grad_()
    theirs = THEIR_LOSSES[name](x, double(targets))
    theirs.backward()
    loss, judged = chosen_loss(TrainingConfig(loss=name, huber_delta=0.7)), numbers.T.copy()
    if LOSSES[name].output_activation == "softmax":
        layer_activation("softmax").apply(judged, np.empty_like(judged))
    gradient, wanted = np.empty_like(judged), targets.T.astype(np.float64)
    loss.gradient(judged, wanted, gradient, 30)
    shown = loss.error(judged, wanted, 30)

    assert shown == pytest.approx(theirs.item() * (2 if name == "sse" else 1), rel=1e-12)
    np.testing.assert_allclose(gradient.T, x.grad.numpy(), rtol=1e-12, atol=1e-15)


class TheirNetwork:
    """Our network again, in PyTorch's tensors."""

    def __init__(self, network: Network) -> None:
        self.activations = network.activations
        self.weights = [torch.nn.Parameter(double(layer[:, :-1])) for layer in network.weights]
        self.biases = [torch.nn.Parameter(double(layer[:, -1])) for layer in network.weights]

    @property
    def groups(self) -> list[dict[str, Theirs]]:
        return [{"params": self.weights}, {"params": self.biases}]

    @property
    def parameters(self) -> FloatArray:
        layers = zip(self.weights, self.biases, strict=True)
        return np.concatenate(
            [torch.cat([weight, bias[:, None]], dim=1).detach().numpy().ravel() for weight, bias in layers]
        )

    def before_the_last_activation(self, inputs: Theirs) -> Theirs:
        values = inputs
        for index, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            values = values @ weight.T + bias
            if index < len(self.weights) - 1:
                values = THEIR_ACTIVATIONS[self.activations[index]](values)
        return values

    def learn(self, dataset: Dataset, loss: str, optimizer: Theirs, *, clip: float = 0.0) -> None:
        values = self.before_the_last_activation(double(dataset.inputs))
        if LOSSES[loss].output_activation is None:
            values = THEIR_ACTIVATIONS[self.activations[-1]](values)
        optimizer.zero_grad()
        THEIR_LOSSES[loss](values, double(dataset.targets)).backward()
        if clip:
            torch.nn.utils.clip_grad_norm_([*self.weights, *self.biases], clip)
        optimizer.step()


def rows(sizes: tuple[int, ...], loss: str = "sse") -> Dataset:
    generator = np.random.default_rng(2)
    inputs = generator.uniform(-1, 1, size=(20, sizes[0]))
    if loss.startswith("categorical"):
        return Dataset.from_arrays(inputs, generator.dirichlet(np.ones(sizes[-1]), size=20))
    return Dataset.from_arrays(inputs, generator.integers(0, 2, size=(20, sizes[-1])))


@every_case
def test_a_hundred_updates_of_a_network_are_pytorchs(config: TrainingConfig, make: Optimizers) -> None:
    network = Network.create((3, 5, 4, 2), ("tanh", "mish", "linear"), seed=1, scale=0.5)
    options = TrainingConfig(**{**vars(config), "loss": "mse", "min_error": 0})
    theirs, dataset = TheirNetwork(network), rows(network.layer_sizes)
    optimizer = make(theirs.groups, options)
    for _ in range(UPDATES):
        theirs.learn(dataset, "mse", optimizer)
    state, _ = advance(network, dataset, options, "numpy", UPDATES)

    np.testing.assert_allclose(state.network.parameters, theirs.parameters, rtol=1e-10, atol=1e-10)
    assert np.abs(state.network.parameters - network.parameters).max() > 0.1


@pytest.mark.parametrize("loss", LOSSES)
def test_a_network_learns_by_every_loss_as_in_pytorch(loss: str) -> None:
    last = LOSSES[loss].output_activation or "linear"
    network = Network.create((3, 5, 4, 2), ("gelu", "swish", last), seed=1, scale=0.5)
    config = TrainingConfig(loss=loss, learning_rate=0.02, momentum=0.9, huber_delta=0.7, min_error=0)
    theirs, dataset = TheirNetwork(network), rows(network.layer_sizes, loss)
    optimizer = sgd(theirs.groups, config)
    for _ in range(UPDATES):
        theirs.learn(dataset, loss, optimizer)
    state, _ = advance(network, dataset, config, "numpy", UPDATES)

    np.testing.assert_allclose(state.network.parameters, theirs.parameters, rtol=1e-10, atol=1e-10)


def test_a_clipped_gradient_is_pytorchs() -> None:
    network = Network.create((3, 5, 2), "tanh", seed=1, scale=0.5)
    config = TrainingConfig(learning_rate=0.5, clip_norm=0.05, loss="mse", min_error=0)
    theirs, dataset = TheirNetwork(network), rows(network.layer_sizes)
    optimizer = sgd(theirs.groups, config)
    for _ in range(UPDATES):
        theirs.learn(dataset, "mse", optimizer, clip=0.05)
    state, _ = advance(network, dataset, config, "numpy", UPDATES)

    np.testing.assert_allclose(state.network.parameters, theirs.parameters, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("longest", [0.5, 5.0, 500.0])
def test_the_factor_of_clipping_is_pytorchs(longest: float) -> None:
    gradient = np.random.default_rng(3).normal(size=50)
    parameter = torch.nn.Parameter(double(np.zeros(50)))
    parameter.grad = double(gradient)
    norm = torch.nn.utils.clip_grad_norm_([parameter], longest)

    assert float(norm) == pytest.approx(float(np.linalg.norm(gradient)), rel=1e-14)
    np.testing.assert_allclose(gradient * clip_factor(float(norm), longest), parameter.grad.numpy(), rtol=1e-14)


def their_rates(make: Callable[[Theirs], Theirs], count: int = UPDATES) -> list[float]:
    parameter = torch.nn.Parameter(double([0.0]))
    optimizer = torch.optim.SGD([parameter], lr=0.8)
    schedule = make(optimizer)
    rates = []
    for _ in range(count):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        schedule.step()
    return rates


@pytest.mark.parametrize(
    ("schedule", "every", "make"),
    [
        ("constant", 7, lambda optimizer: torch.optim.lr_scheduler.LambdaLR(optimizer, lambda _: 1.0)),
        ("step", 7, lambda optimizer: torch.optim.lr_scheduler.StepLR(optimizer, 7, gamma=0.6)),
        ("exponential", 1, lambda optimizer: torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.6)),
        ("cosine", 7, lambda optimizer: torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=UPDATES)),
        (
            "cosine_restarts",
            7,
            lambda optimizer: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=7, T_mult=2),
        ),
        (
            "one_cycle",
            7,
            lambda optimizer: torch.optim.lr_scheduler.OneCycleLR(
                optimizer, max_lr=0.8, total_steps=UPDATES + 1, cycle_momentum=False
            ),
        ),
    ],
)
def test_schedules_are_pytorchs(schedule: str, every: int, make: Callable[[Theirs], Theirs]) -> None:
    config = TrainingConfig(
        learning_rate=0.8,
        schedule=schedule,
        schedule_every=every,
        schedule_factor=0.6,
        schedule_growth=2,
        max_iterations=UPDATES + (schedule == "one_cycle"),  # which does not take a step more than it was told of
    )

    # It multiplies step by step, which rounds a hundred times.
    np.testing.assert_allclose(learning_rates(config, 0, UPDATES), their_rates(make), rtol=1e-12)


def test_a_warm_up_is_pytorchs() -> None:
    config = TrainingConfig(learning_rate=0.8, warm_up=10)

    np.testing.assert_allclose(
        learning_rates(config, 0, UPDATES),
        their_rates(lambda optimizer: torch.optim.lr_scheduler.LinearLR(optimizer, 0.1, total_iters=9)),
        rtol=1e-12,
    )


def test_smoothed_classes_are_pytorchs() -> None:
    generator = np.random.default_rng(5)
    numbers, classes = generator.normal(size=(30, 4)), generator.integers(0, 4, size=30)
    x = double(numbers).requires_grad_()
    theirs = torch.nn.functional.cross_entropy(x, torch.tensor(classes), label_smoothing=0.2)
    theirs.backward()
    judged, gradient = numbers.T.copy(), np.empty((4, 30))
    layer_activation("softmax").apply(judged, np.empty_like(judged))
    loss = chosen_loss(TrainingConfig(loss="categorical_crossentropy", label_smoothing=0.2))
    targets = np.eye(4)[classes].T.copy()
    loss.gradient(judged, targets, gradient, 30)

    assert loss.error(judged, targets, 30) == pytest.approx(theirs.item(), rel=1e-12)
    np.testing.assert_allclose(gradient.T, x.grad.numpy(), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("largest", [0.01, 0.5])
def test_a_gradient_cut_by_value_is_pytorchs(largest: float) -> None:
    gradient = np.random.default_rng(3).normal(size=50)
    parameter = torch.nn.Parameter(double(np.zeros(50)))
    parameter.grad = double(gradient)
    torch.nn.utils.clip_grad_value_([parameter], largest)

    assert cut(gradient, largest).tolist() == parameter.grad.tolist()


def test_a_rate_that_falls_on_plateaus_is_pytorchs() -> None:
    # Errors that fall, stand, and rise and fall again by chance.
    noise = np.random.default_rng(4).normal(scale=0.02, size=UPDATES)
    errors = (np.maximum(np.linspace(2, -1, UPDATES), 0.5) + noise).tolist()
    config = TrainingConfig(learning_rate=0.8, schedule="plateau", schedule_every=4, schedule_factor=0.6)
    optimizer = torch.optim.SGD([torch.nn.Parameter(double([0.0]))], lr=0.8)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.6, patience=4, eps=0.0)
    plateau, rates, theirs = Plateau(), [], []
    for error in errors:
        plateau = plateau.after(error, 1, config)
        schedule.step(error)
        rates.append(float(learning_rates(config, 0, 1, plateau.factor)[0]))
        theirs.append(float(optimizer.param_groups[0]["lr"]))

    np.testing.assert_allclose(rates, theirs, rtol=1e-12)
    assert sum(after < before for before, after in pairwise(rates)) > 5
