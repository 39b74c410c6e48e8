"""How every layer of a network is doing: gradient, weights, the next update's share of them, flat and dead units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tui_nn.config.training_config import SECOND_ORDER_NAMES, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.backpropagation import Layer, Workspace, backward, forward, weight_views
from tui_nn.engine.kernels.numpy_kernel import update_parameters
from tui_nn.engine.losses import chosen_loss, loss_named
from tui_nn.engine.network import Network
from tui_nn.engine.observation import FLAT_SHARE, steepness
from tui_nn.engine.optimizers import memory_shape
from tui_nn.engine.regularization import is_weight_mask
from tui_nn.engine.schedules import learning_rates
from tui_nn.engine.second_order.method import last_step
from tui_nn.engine.state import TrainingState

BINS = 32
"""Of a histogram: few enough for a line on the screen."""

HEALTHY_RATIO = 1e-3
"""Of an update to the weights it changes: Karpathy's rule of thumb (CS231n, "Babysitting the learning process")."""

SLOWEST_HEALTHY, FASTEST_HEALTHY = 1e-4, 1e-2
"""Ten times less and ten times more than that still learns well."""

STANDSTILL = 1e-6
"""Below this share an update changes nothing that could be seen in a thousand iterations."""

Pace = Literal["still", "too slow", "fine", "too fast", "broken"]


@dataclass(frozen=True, eq=False)
class Histogram:
    """How often values fall between edges."""

    counts: IntArray
    """(bins,)"""

    edges: FloatArray
    """(bins + 1,), ascending; a bin holds its lower edge, the last one both."""


@dataclass(frozen=True, eq=False)
class LayerVitals:
    """What one look at one layer finds."""

    units: int
    activation: str
    gradient_norm: float
    """Euclidean norm of the loss's gradient over all given rows, by the weights and biases of this layer."""

    weight_norm: float
    """Euclidean norm of weights and biases."""

    update_ratio: float
    """Norm of what the next update would change in them, as a share of `weight_norm`.

    Of an optimizer of second order, it is what the last update changed: the next one takes an iteration to find.
    """

    activation_mean: float
    activation_deviation: float
    """Mean and standard deviation of the outputs, over rows and units."""

    saturated: int
    """Units whose slope is under 1 % of the steepest for every row; 0 where no slope enters the gradient."""

    dead: int
    """Of these, the units that say exactly 0 to every row and pass nothing back: a relu below 0 everywhere."""

    weights: Histogram
    activations: Histogram
    gradients: Histogram
    is_measured: bool = False
    """Whether the update was measured before it was done, by an optimizer of second order: then none is too fast."""

    @property
    def pace(self) -> Pace:
        """How fast the layer changes, in words."""
        found = pace(self.update_ratio)
        return "fine" if self.is_measured and found in ("too slow", "too fast") else found


@dataclass(frozen=True, eq=False)
class Vitals:
    """What one look at a network finds, layer by layer."""

    iteration: int
    layers: tuple[LayerVitals, ...]
    """Those after the inputs."""


def vitals(state: TrainingState, rows: Dataset, config: TrainingConfig, samples: int | None = None) -> Vitals:
    """Look at a network that is being trained; the state stays as it is.

    The update is the one that the optimizer would do next, with its memory as it is and the gradient over all given
    rows: with mini-batches, what a batch gives on average, and with dropout, what it gives without.

    Args:
        state: the network and what its optimizer remembers.
        rows: training rows.
        config: how it learns.
        samples: training rows of the whole data set, where `rows` are only some of them.
    """
    network = state.network
    workspace = Workspace(network.layer_sizes, network.activations, rows.samples)
    workspace.inputs[...] = rows.inputs.T
    with np.errstate(all="ignore"):
        gradient = _gradient(network, workspace, rows, config)
        change = _next_change(state, gradient, config, _batch_share(rows, config, samples))
        views = (weight_views(network.layer_sizes, vector) for vector in (network.parameters, gradient, change))
        layers = tuple(
            _layer_vitals(
                name,
                layer,
                *arrays,
                learns_by_slope=_has_slopes(layer, workspace, config),
                is_measured=config.optimizer in SECOND_ORDER_NAMES,
            )
            for name, layer, *arrays in zip(network.activations, workspace.layers, *views, strict=True)
        )
    return Vitals(state.iteration, layers)


def pace(ratio: float) -> Pace:
    """Say in words whether an update is a healthy share of the weights that it changes."""
    if not np.isfinite(ratio):
        return "broken"
    if ratio < STANDSTILL:
        return "still"
    if ratio < SLOWEST_HEALTHY:
        return "too slow"
    return "fine" if ratio <= FASTEST_HEALTHY else "too fast"


def norm(values: FloatArray) -> float:
    """Return the Euclidean norm, sqrt(sum of squares), also where the squares would overflow or vanish."""
    largest = float(np.abs(values).max(initial=0.0))
    if largest == 0.0 or not np.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.sum(np.square(values / largest))))


def histogram(values: FloatArray, bins: int = BINS) -> Histogram:
    """Count finite values in bins of equal width from the smallest to the largest; a single value stands in the middle.

    bin = floor((value - smallest) / (largest - smallest) * bins), the largest in the last one.
    """
    flat = values.ravel()
    if not np.isfinite(flat).all():
        flat = flat[np.isfinite(flat)]
    if not len(flat):
        return Histogram(np.zeros(bins, dtype=np.int64), np.linspace(0.0, 1.0, bins + 1))
    low, high = float(flat.min()), float(flat.max())
    # In units of the largest magnitude nothing overflows, however far apart the ends are.
    scale = max(abs(low), abs(high)) or 1.0
    start, span = low / scale, high / scale - low / scale
    if not span > 1e-12:
        start, span = start - 0.5, 1.0
    places = np.floor((flat / scale - start) * (bins / span)).astype(np.int64)
    counts = np.bincount(np.clip(places, 0, bins - 1), minlength=bins)
    return Histogram(counts, np.minimum(start + span * np.linspace(0.0, 1.0, bins + 1), 1.7e308 / scale) * scale)


def _gradient(network: Network, workspace: Workspace, rows: Dataset, config: TrainingConfig) -> FloatArray:
    """Return the gradient over all rows, (parameters,); the workspace keeps what every layer said."""
    gradient = np.empty(network.parameters.size)
    weights = network.weights
    targets = np.ascontiguousarray(rows.targets.T)
    forward(weights, workspace)
    views = weight_views(network.layer_sizes, gradient)
    backward(weights, views, workspace, chosen_loss(config, rows), targets, rows.samples)
    return gradient


def _batch_share(rows: Dataset, config: TrainingConfig, samples: int | None) -> float:
    """What the gradient over all rows has to be multiplied by to be that of a batch, on average.

    A loss that is a mean over rows has the same gradient for any number of them; `sse` is a sum, which grows with it.
    """
    all_rows = rows.samples if samples is None else samples
    batch = min(config.batch_size or all_rows, all_rows)
    share = loss_named(config.loss).share
    return share(batch, rows.outputs) * batch / (share(rows.samples, rows.outputs) * rows.samples)


def _next_change(state: TrainingState, gradient: FloatArray, config: TrainingConfig, share: float) -> FloatArray:
    """Return what the next update would change, (parameters,)."""
    if config.optimizer in SECOND_ORDER_NAMES:
        return _last_change(state, config)
    network = state.network.copy()
    shape = memory_shape(config.optimizer, network.parameters.size)
    fits = state.optimizer_memory.shape == shape
    memory = state.optimizer_memory.copy() if fits else np.zeros(shape)
    rate = float(learning_rates(config, state.iteration, 1, state.watched.plateau.factor)[0])
    is_weight = is_weight_mask(network.layer_sizes)
    followed = gradient if share == 1.0 else gradient * share
    update_parameters(
        network.parameters, followed.copy(), memory, network.weights, is_weight, config, rate, state.updates + 1
    )
    return network.parameters - state.network.parameters


def _last_change(state: TrainingState, config: TrainingConfig) -> FloatArray:
    """Return what the last update of a method of second order changed, (parameters,); 0 before the first."""
    size = state.network.parameters.size
    fits = state.optimizer_memory.shape == memory_shape(config.optimizer, size)
    return last_step(state.optimizer_memory, size) if fits else np.zeros(size)


def _has_slopes(layer: Layer, workspace: Workspace, config: TrainingConfig) -> bool:
    """Whether the gradient passes through the layer's slopes: not where the loss is made for the output activation."""
    return layer is not workspace.layers[-1] or loss_named(config.loss).output_activation is None


def _layer_vitals(
    name: str,
    layer: Layer,
    weights: FloatArray,
    gradients: FloatArray,
    change: FloatArray,
    *,
    learns_by_slope: bool,
    is_measured: bool,
) -> LayerVitals:
    outputs = layer.outputs
    length, changed = norm(weights), norm(change)
    most = steepness(layer) if learns_by_slope else np.ones(len(outputs))
    dead = (most == 0.0) & (outputs == 0.0).all(axis=1)
    return LayerVitals(
        units=len(outputs),
        activation=name,
        gradient_norm=norm(gradients),
        weight_norm=length,
        update_ratio=changed / length if length else (np.inf if changed else 0.0),
        activation_mean=float(outputs.mean()),
        activation_deviation=float(outputs.std()),
        saturated=int((most < FLAT_SHARE).sum()),
        dead=int(dead.sum()),
        weights=histogram(weights),
        activations=histogram(outputs),
        gradients=histogram(gradients),
        is_measured=is_measured,
    )
