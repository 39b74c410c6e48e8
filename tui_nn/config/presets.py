"""Whole runs by name: data, network and training that are known to go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tui_nn.config.errors import ConfigError, did_you_mean
from tui_nn.config.kinds import spelled
from tui_nn.config.plain_text import quoted
from tui_nn.config.run import RunConfig

Values = Mapping[tuple[str, str], object]


@dataclass(frozen=True)
class Preset:
    """A run as it differs from an option's usual values; everything that it does not name is as usual."""

    name: str
    description: str
    values: Values

    def run(self) -> RunConfig:
        """Return the whole run."""
        return RunConfig().with_values({("", "name"): self.name, **self.values})

    def on_other_data(self) -> Values:
        """Return what it says about network and training, and about how data are prepared, but not which data."""
        return {place: value for place, value in self.values.items() if place != ("data", "source")}


def _network(**values: object) -> Values:
    return {("network", key): value for key, value in values.items()}


def _training(**values: object) -> Values:
    return {("training", key): value for key, value in values.items()}


def _data(source: str, **values: object) -> Values:
    return {("data", key): value for key, value in {"source": source, **values}.items()}


_CLASSES = _training(loss="categorical_crossentropy", optimizer="adam", batch_size=32, min_error=0.0, log_every=10)
_PLAYGROUND = {
    **_network(hidden=(16, 16), activations=("tanh", "tanh", "sigmoid"), initializer="glorot_uniform"),
    **_training(
        learning_rate=0.03,
        batch_size=10,
        loss="binary_crossentropy",
        max_iterations=10_000,
        min_error=0.0,
        log_every=100,
    ),
}
_HELD_BACK = {"test_share": 0.25, "validation_share": 0.15}

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            Preset("tutorial", "the tutorial's XOR, part 4: 2-2-1, sigmoid, rate 0.2", _data("xor")),
            Preset(
                "tutorial-part-5",
                "part 5 of the tutorial: momentum 0.5 and a linear output, which reaches the target error",
                {
                    **_data("xor"),
                    **_network(activations=("sigmoid", "linear")),
                    **_training(momentum=0.5),
                },
            ),
            Preset(
                "playground",
                "TensorFlow Playground: tanh, rate 0.03, batches of 10, half of the rows for the test; without its "
                "faults: seeded, cross-entropy in place of squares, units enough for its spiral",
                {**_data("circle", test_share=0.5, samples=500), **_PLAYGROUND},
            ),
            Preset(
                "spiral",
                "two arms wound around each other, the hardest of the playground's data; press 2 to see it learn",
                {**_data("spiral", test_share=0.5, samples=500), **_PLAYGROUND},
            ),
            Preset(
                "perceptron",
                "no hidden layer at all: learns AND, cannot learn XOR",
                {**_data("and"), **_network(hidden=(), initializer="zeros"), **_training(learning_rate=1.0)},
            ),
            Preset(
                "iris",
                "three kinds of iris by four lengths, standardised",
                {
                    **_data("iris", scaling="standard", **_HELD_BACK),
                    **_network(hidden=(8,), activations=("tanh", "softmax"), initializer="glorot_uniform"),
                    **_CLASSES,
                    **_training(
                        learning_rate=0.01, patience=100, monitor="validation", keep_best=True, max_iterations=2000
                    ),
                },
            ),
            Preset(
                "digits",
                "handwritten digits of 8x8 pixels in ten classes",
                {
                    **_data("digits", scaling="min_max", **_HELD_BACK),
                    **_network(hidden=(32,), activations=("relu", "softmax"), initializer="he_normal"),
                    **_CLASSES,
                    **_training(patience=30, monitor="validation", keep_best=True, max_iterations=300),
                },
            ),
            Preset(
                "curve",
                "x sin x, a curve through noisy points",
                {
                    **_data("x-sin-x", noise=0.05, scaling="standard", target_scaling="standard", test_share=0.25),
                    **_network(hidden=(16, 16), activations=("tanh", "tanh", "linear"), initializer="glorot_uniform"),
                    **_training(
                        loss="mse", optimizer="adam", learning_rate=0.01, max_iterations=5000, min_error=0.0,
                        log_every=100,
                    ),
                },
            ),
        )
    }
)  # fmt: skip
"""In the order in which a list shows them."""


def find_preset(name: str) -> Preset:
    """Return the preset of that name.

    Raises:
        ConfigError: when there is none.
    """
    word = name.strip().lower()
    for candidate in (word, spelled(word, tuple(PRESETS)), word.replace("_", "-").replace(" ", "-")):
        if candidate in PRESETS:
            return PRESETS[candidate]
    hint = did_you_mean(word[:40], PRESETS) or "; give one of " + ", ".join(PRESETS)
    raise ConfigError(f"there is no preset {quoted(name)}{hint}")
