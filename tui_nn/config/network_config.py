"""What a person may choose about the network: its layers, activations and start weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tui_nn.config.activation_names import Activations
from tui_nn.config.errors import NetworkError, counted
from tui_nn.config.kinds import Choice, Integer, Number
from tui_nn.config.list_kinds import Sizes
from tui_nn.config.options import Section, option

INITIALIZER_NAMES = (
    *("normal", "uniform", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "lecun_normal"),
    *("lecun_uniform", "orthogonal", "zeros", "constant"),
)


@dataclass(frozen=True)
class NetworkConfig(Section):
    """How the network is built and where it starts."""

    section: ClassVar[str] = "network"

    layers: tuple[int, ...] | None = option(
        None, Sizes(fewest=2, absent="auto"), "Layers",
        "Units of every layer, inputs and outputs included; the ends must fit the data.",
    )  # fmt: skip
    hidden: tuple[int, ...] = option(
        (2,), Sizes(), "Hidden layers", "Units of the hidden layers; inputs and outputs follow from the data.",
    )  # fmt: skip
    activations: tuple[str, ...] = option(
        ("sigmoid",), Activations(), "Activation",
        "The activation function: one for all layers, or one for each layer after the inputs; parameters stand in "
        "parentheses, as in leaky_relu(0.1).", flag="activation",
    )  # fmt: skip
    initializer: str = option("normal", Choice(INITIALIZER_NAMES), "Start weights", "How start weights are drawn.")
    scale: float = option(
        0.1, Number(minimum=0), "Start scale",
        "Deviation of normal start weights, bound of uniform ones, value of constant ones.",
        only_with=("initializer", ("normal", "uniform", "constant")),
    )  # fmt: skip
    bias_start: float | None = option(
        None, Number(absent="drawn"), "Start bias", "Every bias at the start; 'drawn' draws them as the weights.",
    )  # fmt: skip
    seed: int = option(
        # The first run that a person watches should learn: from start 3 XOR is learned, from start 0 it is not.
        3, Integer(), "Seed", "Seed of the start weights: the same seed, the same start.",
    )  # fmt: skip

    def layer_sizes(self, features: int, outputs: int, data_name: str) -> tuple[int, ...]:
        """Return the units of every layer for data with so many inputs and outputs.

        Raises:
            NetworkError: when the layers were given whole and do not fit the data.
        """
        if self.layers is None:
            return (features, *self.hidden, outputs)
        if (self.layers[0], self.layers[-1]) != (features, outputs):
            given = ",".join(map(str, self.layers))
            fitting = ",".join(map(str, (features, *self.layers[1:-1], outputs)))
            raise NetworkError(
                f"layers {given} do not fit {data_name}, which has {counted(features, 'input')} and "
                f"{counted(outputs, 'target')}; give {fitting}"
            )
        return self.layers

    def layer_activations(self, layers: int) -> tuple[str, ...]:
        """Return one activation for each of so many layers after the inputs.

        Raises:
            NetworkError: when a list was given and its length is another.
        """
        if len(self.activations) == 1:
            return self.activations * layers
        if len(self.activations) != layers:
            raise NetworkError(
                f"{counted(len(self.activations), 'activation')} given for {counted(layers, 'layer')} after the "
                "inputs; give one for all or one for each"
            )
        return self.activations
