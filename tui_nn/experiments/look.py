"""One look at a run: everything that the signs of an illness are read from, measured once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tui_nn.config.activation_names import split_activation
from tui_nn.config.training_config import SECOND_ORDER_NAMES, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, forward
from tui_nn.engine.hessian import Curvature, curvature
from tui_nn.engine.kernels.choice import create_kernel
from tui_nn.engine.observation import Inspection, Observer
from tui_nn.engine.optimizers import memory_shape
from tui_nn.engine.parts_observer import PartsObserver
from tui_nn.engine.recording import Moment
from tui_nn.engine.state import TrainingState
from tui_nn.engine.vitals import Vitals, vitals
from tui_nn.experiments.doctor_goal import Goal, goal_of
from tui_nn.experiments.trend import Trend

MOST_ROWS = 1000
"""Rows that are looked at: enough to see what all would show, few enough to be quick."""

NEARLY, MOSTLY = 0.1, 0.95
"""An error under this share of the mean's, with this share of the rows right, has learned what can be learned."""

FEWEST_ITERATIONS, FEWEST_OF_SECOND_ORDER = 100, 20
"""Before so many have been done, nothing is said to have stalled."""

BENT = 0.1
"""A unit is flat for a row when its slope is under this share of the steepest."""


@dataclass(frozen=True, eq=False)
class Look:
    """A run, and what is measured of it when somebody asks."""

    state: TrainingState
    dataset: Dataset
    config: TrainingConfig
    moments: Sequence[Moment] = ()
    """Of the run's past, where it was recorded."""

    @cached_property
    def rows(self) -> Dataset:
        """The training rows, at most 1,000."""
        return self.dataset.training.head(MOST_ROWS)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The activations of the layers after the inputs, without parameters."""
        return tuple(split_activation(text)[0] for text in self.state.network.activations)

    @cached_property
    def error(self) -> float:
        """Over the training rows, of the network as it is."""
        return Observer(self.state.network, self.dataset.training, self.config).error(self.state.network)

    @cached_property
    def goal(self) -> Goal:
        """What success means."""
        return goal_of(self.dataset.training, self.config)

    @cached_property
    def learned(self) -> bool:
        """Whether the run is a success already."""
        if self.error <= self.goal.error:
            return True
        if self.error <= NEARLY * self.goal.baseline and self.dataset.task != "numbers":
            # Flowers are never all right; that is no illness.
            return self.right_share >= MOSTLY
        return self.goal.reached(self.error, self.state.network, self.dataset, self.config)

    @cached_property
    def right_share(self) -> float:
        """Share of the training rows that are right; NaN where rows are near or far."""
        network = self.state.network
        return Observer(network, self.dataset.training, self.config).accuracy(network)

    @cached_property
    def trend(self) -> Trend:
        """Where the errors are going."""
        return Trend.of(self.state.history)

    @property
    def is_second_order(self) -> bool:
        """Whether the optimizer chooses the lengths of its steps itself, so that no learning rate is to blame."""
        return self.config.optimizer in SECOND_ORDER_NAMES

    @cached_property
    def has_no_step(self) -> bool:
        """Whether a method of second order has found that no step from here lowers the error."""
        if not self.is_second_order:
            return False
        network, memory = self.state.network, self.state.optimizer_memory
        if memory.shape != memory_shape(self.config.optimizer, network.parameters.size):
            return False
        kernel = create_kernel(self.state.kernel, network, self.dataset.training, self.config)
        return kernel.has_stopped(network.parameters, memory, self.config)

    @cached_property
    def stalled(self) -> bool:
        """Whether going on like this would not come to success in ten times the iterations done."""
        if self.learned or (self.has_no_step and self.trend.done):
            return not self.learned
        if self.trend.done < (FEWEST_OF_SECOND_ORDER if self.is_second_order else FEWEST_ITERATIONS):
            return False
        return self.trend.iterations_to(self.goal.error) > 10 * self.trend.done

    @cached_property
    def inspection(self) -> Inspection:
        """Gradient and saturation, and the errors of rows kept apart."""
        return PartsObserver(self.state.network, self.dataset, self.config).inspect(self.state.network)

    @cached_property
    def vitals(self) -> Vitals:
        """Layer by layer."""
        return vitals(self.state, self.rows, self.config, self.dataset.training.samples)

    @cached_property
    def curvature(self) -> Curvature | None:
        """Of the error; None where the network is too large."""
        return curvature(self.state.network, self.rows, self.config)

    @cached_property
    def workspace(self) -> Workspace:
        """What every unit says to every row."""
        network = self.state.network
        workspace = Workspace(network.layer_sizes, network.activations, self.rows.samples)
        workspace.inputs[...] = self.rows.inputs.T
        with np.errstate(all="ignore"):
            forward(network.weights, workspace)
            for layer in workspace.layers:
                layer.activation.derivative(layer.pre_activations, layer.outputs, layer.slopes)
        return workspace

    @cached_property
    def outputs(self) -> FloatArray:
        """What the network says, (rows, outputs)."""
        return self.workspace.outputs.T

    @cached_property
    def flat_share(self) -> float:
        """Share of the pairs of a hidden unit and a row in which the unit's slope is under a tenth of its steepest."""
        hidden = self.workspace.layers[:-1]
        flat = [np.abs(layer.slopes) < BENT * layer.activation.steepest for layer in hidden]
        return float(np.mean(np.concatenate([part.ravel() for part in flat]))) if flat else 0.0

    @cached_property
    def largest_weight(self) -> float:
        """Magnitude of the largest of all parameters."""
        return float(np.abs(self.state.network.parameters).max())

    @cached_property
    def sharpness(self) -> float:
        """The learning rate in units of the largest that is stable, 2 (1 + momentum) / largest eigenvalue.

        The bound of gradient descent with momentum on a quadratic (Polyak 1964); NaN for other optimizers.
        """
        if self.config.optimizer != "sgd" or self.curvature is None:
            return math.nan
        # sse adds rows up, so that a batch sees only its share; other losses are means, whatever the batch.
        return self.config.learning_rate * self.curvature.largest / (2.0 * (1.0 + self.config.momentum))
