"""Runs with a known illness, staged for the doctor, and runs that are well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.gates import TWO_INPUT_GATES
from tui_nn.engine.events import Finished, Recorded
from tui_nn.engine.network import Network
from tui_nn.engine.recording import Moment
from tui_nn.engine.state import TrainingState
from tui_nn.engine.training import train
from tui_nn.experiments.finding import Finding, Illness
from tui_nn.experiments.findings import findings

Values = dict[tuple[str, str], object]


@dataclass(frozen=True)
class Case:
    """A run, and what is the matter with it."""

    name: str
    illness: Illness
    values: Values = field(default_factory=dict)
    rows: Dataset | None = None
    """Rows that no built-in data set has."""

    @property
    def run(self) -> RunConfig:
        """The whole run."""
        return RunConfig().with_values(self.values)

    def trained(self) -> tuple[TrainingState, Dataset, list[Moment]]:
        """Train it to its end."""
        run = self.run
        dataset = load_data(run.data) if self.rows is None else self.rows
        network = Network.from_config(run.network, dataset.features, dataset.outputs, dataset.name)
        moments: list[Moment] = []
        for event in train(network, dataset, run.training, record=dataset.parts is not None):
            if isinstance(event, Recorded):
                moments += event.moments
        assert isinstance(event, Finished)
        return event.state, dataset, moments

    def findings(self) -> tuple[Finding, ...]:
        """What the doctor says about it."""
        state, dataset, moments = self.trained()
        return findings(state, dataset, self.run.training, moments)


def data(source: str, **values: object) -> Values:
    return {("data", key): value for key, value in {"source": source, **values}.items()}


def network(**values: object) -> Values:
    return {("network", key): value for key, value in values.items()}


def training(**values: object) -> Values:
    return {("training", key): value for key, value in values.items()}


XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
SIGNS = Dataset.from_arrays(XOR, [-1.0, 1.0, 1.0, -1.0])
TWICE = Dataset.from_arrays(np.repeat(XOR, 2, axis=0), [0, 0, 1, 0, 1, 1, 0, 0])
_DRAWN = np.random.default_rng(1).normal(size=(60, 2))
UNLIKE = Dataset.from_arrays(_DRAWN * (1.0, 5000.0), (_DRAWN[:, 0] * _DRAWN[:, 1] > 0).astype(float))
_BCE = training(loss="binary_crossentropy", min_error=0.0)

PATIENTS = (
    Case("the tutorial's XOR on its first plateau", Illness.SADDLE, training(max_iterations=30_000) | network(seed=0)),
    Case("XOR at half", Illness.TROUGH, training(max_iterations=30_000) | network(seed=8, scale=1.0)),
    Case("relus below 0 from the start", Illness.DEAD,
         training(max_iterations=2000) | network(activations=("relu", "sigmoid"), bias_start=-3.0)),
    Case("a second layer of relus below 0", Illness.DEAD,
         data("circle", samples=100) | _BCE | training(learning_rate=0.05, max_iterations=500)
         | network(hidden=(6, 4), activations=("tanh", "relu", "sigmoid"), scale=0.3, bias_start=-2.0)),
    Case("XOR at a rate of 1000", Illness.SATURATED, training(learning_rate=1000.0, max_iterations=2000)),
    Case("weights of 0", Illness.TWINS, network(initializer="zeros") | training(max_iterations=2000)),
    Case("tanh units with one constant", Illness.TWINS,
         network(initializer="constant", hidden=(4,), activations=("tanh", "sigmoid")) | training(max_iterations=2000)),
    Case("a linear output at ten times the rate", Illness.DIVERGING,
         network(activations=("sigmoid", "linear"), scale=1.0) | training(learning_rate=2.0, max_iterations=2000)),
    Case("XOR that leaps over the valley", Illness.OSCILLATING,
         network(scale=1.0, hidden=(4,)) | training(learning_rate=30.0, max_iterations=5000)),
    Case("iris that leaps over the valley", Illness.OSCILLATING,
         data("iris") | network(hidden=(8,), scale=1.0, activations=("tanh", "softmax"))
         | training(loss="categorical_crossentropy", learning_rate=0.1, max_iterations=2000)),
    Case("hinge with a sigmoid", Illness.MISFIT, data("and") | training(loss="hinge", max_iterations=2000)),
    Case("the tutorial's target error", Illness.OUT_OF_REACH, network(seed=3)),
    Case("a curve through a sigmoid", Illness.OUT_OF_RANGE,
         data("x-sin-x", samples=50) | network(hidden=(6,), scale=1.0)
         | training(loss="mse", max_iterations=2000)),
    Case("signs through a sigmoid", Illness.OUT_OF_RANGE, network(scale=1.0) | training(max_iterations=3000), SIGNS),
    Case("a column 5,000 times as wide", Illness.UNSCALED,
         network(hidden=(6,), scale=0.5, activations=("tanh", "sigmoid")) | _BCE
         | training(max_iterations=2000), UNLIKE),
    Case("two rows that contradict", Illness.CONTRADICTORY,
         network(scale=1.0, seed=1, hidden=(4,)) | training(max_iterations=20_000), TWICE),
    Case("XOR without a hidden layer", Illness.TOO_FEW_UNITS, network(hidden=()) | training(max_iterations=2000)),
    Case("XOR with one hidden unit", Illness.TOO_FEW_UNITS,
         network(hidden=(1,), scale=1.0) | training(max_iterations=20_000)),
    Case("a millionth of a rate", Illness.TOO_SLOW,
         network(scale=1.0) | training(learning_rate=1e-6, max_iterations=3000)),
    Case("few noisy rows by heart", Illness.OVERFITTING,
         data("moons", samples=40, noise=0.5, validation_share=0.5)
         | network(hidden=(24,), activations=("tanh", "sigmoid"), scale=1.0) | _BCE
         | training(optimizer="adam", learning_rate=0.03, max_iterations=2000)),
)  # fmt: skip


def healthy() -> Iterator[Case]:
    """Yield a hundred runs that learn: gates, shapes, curves and flowers, at their ends and on their way."""
    wide = network(hidden=(4,), activations=("tanh", "sigmoid"), scale=1.0)
    good = training(learning_rate=0.5, momentum=0.5, min_error=0.01, max_iterations=20_000)
    for seed in range(20):
        yield Case(f"XOR, start {seed}", Illness.NOTHING, wide | good | network(seed=seed))
        line = network(activations=("sigmoid", "linear"), scale=0.5, seed=seed, hidden=(3,))
        yield Case(f"XOR, linear, {seed}", Illness.NOTHING, line | training(momentum=0.5, max_iterations=50_000))
    for name, *_ in TWO_INPUT_GATES:
        yield Case(name, Illness.NOTHING, data(name) | wide | good)
        yield Case(f"{name}, on its way", Illness.FALLING, data(name) | wide | good | training(max_iterations=40))
    adam = training(optimizer="adam", learning_rate=0.03, max_iterations=800)
    for shape in ("moons", "circle", "gauss"):
        for seed in range(6):
            shown = data(shape, samples=60, seed=seed) | network(hidden=(8,), activations=("tanh", "sigmoid"))
            glorot = network(initializer="glorot_uniform", seed=seed)
            yield Case(f"{shape} {seed}", Illness.NOTHING, shown | glorot | _BCE | adam)
    flowers = data("iris", scaling="standard") | network(hidden=(8,), activations=("tanh", "softmax"))
    loss = training(loss="categorical_crossentropy", min_error=0.0)
    curve = data("x-sin-x", samples=60, scaling="standard", target_scaling="standard")
    bends = network(hidden=(12,), activations=("tanh", "linear"), initializer="glorot_uniform")
    for seed in range(5):
        start = network(initializer="glorot_uniform", seed=seed)
        yield Case(f"iris {seed}", Illness.NOTHING, flowers | start | loss | adam | training(max_iterations=400))
        yield Case(f"a curve {seed}", Illness.NOTHING,
                   curve | bends | network(seed=seed) | adam | training(loss="mse", min_error=0.01))  # fmt: skip
