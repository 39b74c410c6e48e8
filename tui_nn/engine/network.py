"""A fully connected network: its layers and one flat vector with all of its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import NetworkError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.engine.activations import layers_fault
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, forward, weight_views
from tui_nn.engine.initializers import INITIALIZERS
from tui_nn.engine.memory import parameter_count, require_memory

KEPT_STARTS, KEPT_PARAMETERS = 4096, 256
"""Start weights that are kept, of networks so small (8 MB): the configurations of an experiment begin from the same
seeds, and to seed a generator takes as long as a hundred iterations."""


class Network:
    """Layer sizes, an activation for each layer, and the parameters (float64, layer after layer, in C order)."""

    def __init__(self, layer_sizes: Sequence[int], activations: Sequence[str], parameters: FloatArray) -> None:
        self.layer_sizes = tuple(layer_sizes)
        self.activations = tuple(activations)
        self.parameters = parameters
        if parameters.shape != (parameter_count(self.layer_sizes),):
            raise NetworkError(
                f"layers {','.join(map(str, self.layer_sizes))} have {parameter_count(self.layer_sizes):,} parameters, "
                f"not {parameters.size:,}"
            )

    @classmethod
    def create(
        cls,
        layer_sizes: Sequence[int],
        activations: str | Sequence[str] = "sigmoid",
        initializer: str = "normal",
        seed: int = NetworkConfig.seed,
        *,
        scale: float = 0.1,
        bias_start: float | None = None,
    ) -> Network:
        """Make a network with start weights from a seed.

        Args:
            layer_sizes: units of every layer, inputs included: (2, 2, 1) has two inputs, two hidden units, one output.
            activations: one name for all layers, or one for each layer after the inputs.
            initializer: how start weights are drawn.
            seed: the same seed gives the same start, layer after layer from one generator.
            scale: the spread of the start weights, where the initializer has one.
            bias_start: every bias at the start; drawn as the weights unless given.

        Raises:
            ConfigError: when a value is not allowed.
            NetworkError: when activations and layers do not fit, or memory would not suffice.
        """
        names = (activations,) if isinstance(activations, str) else tuple(activations)
        chosen = NetworkConfig(
            layers=tuple(layer_sizes),
            activations=names,
            initializer=initializer,
            seed=seed,
            scale=scale,
            bias_start=bias_start,
        )
        return cls.from_config(chosen, features=layer_sizes[0], outputs=layer_sizes[-1], data_name="the network")

    @classmethod
    def from_config(cls, config: NetworkConfig, features: int, outputs: int, data_name: str) -> Network:
        """Make the network that was chosen, for data with so many inputs and outputs; raises as `create`."""
        return cls.starts(config, features, outputs, data_name, (config.seed,))[0]

    @classmethod
    def starts(
        cls, config: NetworkConfig, features: int, outputs: int, data_name: str, seeds: Sequence[int]
    ) -> list[Network]:
        """Make the network that was chosen from each of these seeds in place of its own; raises as `create`."""
        sizes = config.layer_sizes(features, outputs, data_name)
        activations = config.layer_activations(len(sizes) - 1)
        if fault := layers_fault(activations, sizes[-1]):
            raise NetworkError(fault)
        require_memory(sizes)
        draw = _drawn_once if parameter_count(sizes) <= KEPT_PARAMETERS else _start_weights
        recipe = (sizes, config.initializer, config.scale, config.bias_start)
        return [cls(sizes, activations, draw(*recipe, seed).copy()) for seed in seeds]

    @classmethod
    def from_weights(cls, weights: Sequence[npt.ArrayLike], activations: str | Sequence[str] = "sigmoid") -> Network:
        """Make a network from given weights.

        Args:
            weights: for each layer (units_out, units_in + 1), the bias in the last column; they are copied.
            activations: one name for all layers, or one for each.

        Raises:
            NetworkError: when the shapes do not fit each other, or a weight is not finite.
        """
        try:
            arrays = [np.array(weight, dtype=np.float64) for weight in weights]
        except (TypeError, ValueError, OverflowError):
            raise NetworkError("weights must be one array of numbers for each layer") from None
        if not arrays or any(array.ndim != 2 or array.shape[1] < 2 or not array.size for array in arrays):
            raise NetworkError("each layer's weights must have the shape (units_out, units_in + 1)")
        for before, after in pairwise(arrays):
            if after.shape[1] != before.shape[0] + 1:
                raise NetworkError(
                    f"weights {before.shape} are followed by {after.shape}, which needs {before.shape[0] + 1} columns"
                )
        if not all(np.isfinite(array).all() for array in arrays):
            raise NetworkError("weights must be finite numbers")
        sizes = (arrays[0].shape[1] - 1, *(array.shape[0] for array in arrays))
        names = (activations,) if isinstance(activations, str) else tuple(activations)
        chosen = NetworkConfig(activations=names).layer_activations(len(arrays))
        if fault := layers_fault(chosen, sizes[-1]):
            raise NetworkError(fault)
        return cls(sizes, chosen, np.concatenate([array.ravel() for array in arrays]))

    @property
    def weights(self) -> list[FloatArray]:
        """Views of the parameters, for each layer (units_out, units_in + 1), the bias in the last column."""
        return weight_views(self.layer_sizes, self.parameters)

    def predict(self, inputs: npt.ArrayLike) -> FloatArray:
        """Return the outputs, (samples, outputs), for inputs (samples, features).

        Raises:
            NetworkError: when the inputs have another shape.
        """
        try:
            rows = np.asarray(inputs, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            raise NetworkError("inputs must be numbers") from None
        if rows.ndim != 2 or rows.shape[1] != self.layer_sizes[0]:
            raise NetworkError(f"inputs must have the shape (samples, {self.layer_sizes[0]}), not {rows.shape}")
        workspace = Workspace(self.layer_sizes, self.activations, len(rows))
        workspace.inputs[...] = rows.T
        with np.errstate(all="ignore"):
            forward(self.weights, workspace)
        return np.ascontiguousarray(workspace.outputs.T)

    def copy(self) -> Network:
        """Return a network with parameters of its own."""
        return Network(self.layer_sizes, self.activations, self.parameters.copy())

    def __repr__(self) -> str:
        sizes = "-".join(map(str, self.layer_sizes))
        return f"Network({sizes}, {', '.join(self.activations)}, {self.parameters.size} parameters)"


def _start_weights(
    sizes: tuple[int, ...], initializer: str, scale: float, bias_start: float | None, seed: int
) -> FloatArray:
    """Draw the parameters of a network, (parameters,), layer after layer from one generator."""
    generator = np.random.default_rng(seed)
    parameters = np.empty(parameter_count(sizes))
    for view in weight_views(sizes, parameters):
        view[...] = INITIALIZERS[initializer](generator, (view.shape[0], view.shape[1]), scale)
        if bias_start is not None:
            view[:, -1] = bias_start
    if not np.isfinite(parameters).all():
        raise NetworkError(f"start weights of scale {scale:g} are not finite; use a smaller scale")
    return parameters


_drawn_once = lru_cache(KEPT_STARTS)(_start_weights)
