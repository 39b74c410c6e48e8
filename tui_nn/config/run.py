"""A run, whole: the data, the network and the training that a person chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from tui_nn.config.errors import ConfigError, NetworkError
from tui_nn.config.kinds import Choice, Choices, Integer, Names, Number, Sizes, Text
from tui_nn.config.options import Option, Section, option, options_of

ACTIVATION_NAMES = ("sigmoid", "tanh", "relu", "linear", "gaussian")
INITIALIZER_NAMES = ("normal",)
LOSS_NAMES = ("sse",)
OPTIMIZER_NAMES = ("sgd",)
KERNEL_NAMES = ("auto", "numpy", "compiled")
PRECISION_NAMES = ("float64", "float32")

KernelName = Literal["auto", "numpy", "compiled"]
PrecisionName = Literal["float64", "float32"]


@dataclass(frozen=True)
class DataConfig(Section):
    """Which rows to learn."""

    section: ClassVar[str] = "data"

    source: str = option(
        "xor", Text("a built-in name (see tui-nn datasets) or the path of a CSV file"), "Data set",
        "A built-in data set or the path of a CSV or TSV file with a header.", flag="",
    )  # fmt: skip
    targets: tuple[str, ...] = option(
        (), Names("column names between commas"), "Targets",
        "Columns of a file to learn; the last one unless given.",
    )  # fmt: skip
    label: str = option(
        "", Text(), "Label", "What the data are called on the screen; the file's name unless given.", flag="data-label",
        live=True,
    )  # fmt: skip


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
        ("sigmoid",), Choices(ACTIVATION_NAMES, each="layer"), "Activation",
        "The activation function: one for all layers, or one for each layer after the inputs.", flag="activation",
    )  # fmt: skip
    initializer: str = option("normal", Choice(INITIALIZER_NAMES), "Start weights", "How start weights are drawn.")
    scale: float = option(
        0.1, Number(minimum=0), "Start scale", "Standard deviation of the normally distributed start weights.",
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
                f"layers {given} do not fit {data_name}, which has {_count(features, 'input')} and "
                f"{_count(outputs, 'target')}; give {fitting}"
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
                f"{_count(len(self.activations), 'activation')} given for {_count(layers, 'layer')} after the inputs; "
                "give one for all or one for each"
            )
        return self.activations


@dataclass(frozen=True)
class TrainingConfig(Section):
    """How the network learns and when it stops."""

    section: ClassVar[str] = "training"

    learning_rate: float = option(
        0.2, Number(above=0), "Learning rate", "How far each update follows the gradient.", live=True,
    )  # fmt: skip
    momentum: float = option(
        0.0, Number(minimum=0, below=1), "Momentum", "Share of the last update that is added to this one.", live=True,
    )  # fmt: skip
    batch_size: int | None = option(
        None, Integer(minimum=1, absent="full"), "Batch size",
        "Rows for each update; 'full' takes all rows, a smaller batch is drawn anew in every iteration.", live=True,
    )  # fmt: skip
    max_iterations: int = option(
        100_000, Integer(minimum=1), "Max iterations", "Stop after so many passes over the rows.", live=True,
    )  # fmt: skip
    min_error: float = option(
        1e-5, Number(minimum=0), "Target error", "Stop when the error is this small; 0 for never.", live=True,
    )  # fmt: skip
    log_every: int = option(
        2500, Integer(minimum=1), "Log every", "Iterations from one line of the log to the next.", live=True,
    )  # fmt: skip
    loss: str = option("sse", Choice(LOSS_NAMES), "Loss", "The function that makes the error.")
    optimizer: str = option("sgd", Choice(OPTIMIZER_NAMES), "Optimizer", "The rule that turns gradients into updates.")
    seed: int = option(
        0, Integer(), "Batch seed", "Seed of the order in which mini-batches are drawn.", flag="batch-seed"
    )
    kernel: KernelName = option("auto", Choice(KERNEL_NAMES), "Kernel", "The code that runs the iterations.")
    precision: PrecisionName = option(
        "float64", Choice(PRECISION_NAMES), "Precision",
        "Of the arithmetic: float32 is faster for large layers, with 7 digits instead of 16.",
    )  # fmt: skip


@dataclass(frozen=True)
class RunConfig(Section):
    """Everything that is needed to repeat a run."""

    name: str = option("", Text(), "Name", "A title for the run.", live=True)
    data: DataConfig = field(default_factory=DataConfig)
    network: NetworkConfig = field(default_factory=NetworkConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)

    def with_values(self, values: Mapping[tuple[str, str], object]) -> RunConfig:
        """Return a copy with other values, each named by its section and key.

        Raises:
            OptionError: when an option does not take its value.
            ConfigError: when two values contradict each other.
        """
        if (
            ("network", "layers") in values
            and ("network", "hidden") in values
            and values["network", "layers"] is not None
        ):
            raise ConfigError("layers and hidden are two ways to say the same; give one of them")
        if ("network", "hidden") in values:
            values = {("network", "layers"): None, **values}
        changed = self
        for section in (RunConfig, DataConfig, NetworkConfig, TrainingConfig):
            mine = {key: value for (name, key), value in values.items() if name == section.section}
            if not mine:
                continue
            if section is RunConfig:
                changed = replace(changed, **mine)  # type: ignore[arg-type]  # __post_init__ checks every value
            else:
                part = replace(getattr(changed, section.section), **mine)
                changed = replace(changed, **{section.section: part})
        return changed

    def value(self, chosen: Option) -> object:
        """Return the value that this run has for an option."""
        return getattr(getattr(self, chosen.section) if chosen.section else self, chosen.key)


SECTIONS: tuple[type[Section], ...] = (RunConfig, DataConfig, NetworkConfig, TrainingConfig)
ALL_OPTIONS: tuple[Option, ...] = tuple(declared for section in SECTIONS for declared in options_of(section))


def find_option(section: str, key: str) -> Option:
    """Return the option of that section and key; raises KeyError when there is none."""
    for declared in ALL_OPTIONS:
        if (declared.section, declared.key) == (section, key):
            return declared
    raise KeyError((section, key))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
