"""What an activation may be called: name and parameters, as in leaky_relu(0.1), or a formula, as in =x*tanh(x)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from tui_nn.config.errors import did_you_mean
from tui_nn.config.formula import is_formula, parse_formula
from tui_nn.config.kinds import Number, is_list, shown, spelled
from tui_nn.config.plain_text import printable, quoted

LONGEST_NAME = 100
"""Characters: an activation's name with its parameters."""

FORMULA_VARIABLES = ("x",)
"""What a formula for an activation is a function of: the pre-activation."""


@dataclass(frozen=True)
class Parameter:
    """A number that shapes an activation."""

    name: str
    default: float
    kind: Number


def _always_fit(_values: Sequence[float]) -> str | None:
    return None


@dataclass(frozen=True)
class NamedActivation:
    """An activation as a person chooses it; its mathematics stand in `engine.activations`."""

    name: str
    help: str
    """What it does, in a few words."""

    parameters: tuple[Parameter, ...] = ()
    unfit: Callable[[Sequence[float]], str | None] = _always_fit
    """What is wrong with these values together, or None."""

    def text(self, values: Sequence[float]) -> str:
        """Write name and parameters; parameters that are all as usual are left out."""
        if list(values) == [parameter.default for parameter in self.parameters]:
            return self.name
        return f"{self.name}({','.join(map(Number().format, values))})"


_ANY, _POSITIVE = Number(), Number(above=0)


def _unfit_ramp(values: Sequence[float]) -> str | None:
    low, high = values
    width = high - low
    if width <= 0:
        return "the ramp's second threshold must lie above its first"
    if math.isinf(width):
        return "the ramp's thresholds are too far apart"
    return "the ramp's thresholds are too close together" if math.isinf(1 / width) else None


NAMED_ACTIVATIONS = {
    activation.name: activation
    for activation in (
        NamedActivation("sigmoid", "an S from 0 to 1"),
        NamedActivation("tanh", "an S from -1 to 1"),
        NamedActivation("relu", "0 below 0, x above"),
        NamedActivation("linear", "x itself"),
        NamedActivation("gaussian", "a bell around 0"),
        NamedActivation("hard_sigmoid", "a straight S from 0 at -3 to 1 at 3"),
        NamedActivation("hard_tanh", "x between -1 and 1, flat beyond"),
        NamedActivation("leaky_relu", "x above 0, a little of x below", (Parameter("slope", 0.01, _ANY),)),
        NamedActivation("elu", "x above 0, bending to -alpha below", (Parameter("alpha", 1.0, _POSITIVE),)),
        NamedActivation("selu", "an elu that keeps mean 0 and variance 1"),
        NamedActivation("softplus", "a smooth relu"),
        NamedActivation("softsign", "an S from -1 to 1 with long tails"),
        NamedActivation("swish", "x times its sigmoid", (Parameter("beta", 1.0, _ANY),)),
        NamedActivation("gelu", "x times the share of a normal distribution below x"),
        NamedActivation("mish", "x times tanh of its softplus"),
        NamedActivation("sine", "a wave"),
        NamedActivation(
            "ramp", "0 up to T1, 1 from T2 on, straight between",
            (Parameter("T1", -1.0, _ANY), Parameter("T2", 1.0, _ANY)), _unfit_ramp,
        ),
        NamedActivation("step", "0 below 0, 1 from 0 on; it cannot be trained through"),
        NamedActivation("softmax", "shares of 1 among the outputs; for the last layer alone"),
    )
}  # fmt: skip

ACTIVATION_NAMES = tuple(NAMED_ACTIVATIONS)


def commas_between(text: str) -> list[int]:
    """Return where the commas between activations stand, which are those in no parentheses that are closed."""
    commas: list[int] = []
    opened: list[int] = []
    for place, character in enumerate(text):
        if character == ",":
            commas.append(place)
        elif character == "(":
            opened.append(place)
        elif character == ")" and opened:
            first = opened.pop()
            commas = [comma for comma in commas if comma < first]
    return commas


def split_list(text: str) -> list[str]:
    """Return the activations that stand between commas."""
    commas = commas_between(text)
    starts, ends = [0, *(comma + 1 for comma in commas)], [*commas, len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def split_activation(text: str) -> tuple[str, tuple[float, ...]]:
    """Return the name and all parameters of an activation; a formula is a name of its own, without any.

    Raises:
        ValueError: with the reason, in words for a person.
    """
    word = text.strip()
    if is_formula(word):
        parse_formula(word, FORMULA_VARIABLES)
        return "".join(word.split()), ()
    if len(word) > LONGEST_NAME:
        raise ValueError(f"{quoted(word)} is too long for an activation")
    return _split(word)


@lru_cache(maxsize=256)
def _split(text: str) -> tuple[str, tuple[float, ...]]:
    word, parenthesis, rest = text.partition("(")
    name = spelled(word, ACTIVATION_NAMES)
    if name not in NAMED_ACTIVATIONS:
        raise ValueError(
            f"{shown(text)} is not known; give one of {', '.join(ACTIVATION_NAMES)}"
            f"{did_you_mean(printable(word), ACTIVATION_NAMES)}"
        )
    known = NAMED_ACTIVATIONS[name]
    if not parenthesis:
        return name, tuple(parameter.default for parameter in known.parameters)
    if not known.parameters:
        raise ValueError(f"{name} has no parameters; write {name} alone")
    names = ", ".join(parameter.name for parameter in known.parameters)
    if not rest.endswith(")"):
        raise ValueError(f"{quoted(text)} lacks its closing parenthesis; write {name}({names})")
    numbers = rest[:-1].split(",")
    if len(numbers) != len(known.parameters):
        raise ValueError(f"{quoted(text)} must hold {names} between its parentheses; write {name}({names})")
    values = []
    for parameter, number in zip(known.parameters, numbers, strict=True):
        try:
            value = parameter.kind.parse(number)
        except ValueError as error:
            raise ValueError(f"{name}'s {parameter.name}: {error}") from None
        assert value is not None
        values.append(value)
    if reason := known.unfit(values):
        raise ValueError(f"{quoted(text)}: {reason}")
    return name, tuple(values)


@dataclass(frozen=True)
class Activations:
    """One activation for all layers, or a list with one for each."""

    names: ClassVar[tuple[str, ...]] = ACTIVATION_NAMES

    @property
    def expected(self) -> str:
        """What to give."""
        return f"one of {', '.join(self.names)}, a formula such as =x*tanh(x), or a list with one for each layer"

    def parse(self, text: str) -> tuple[str, ...]:
        """Read activations between commas."""
        return self.check(split_list(text))

    def check(self, value: object) -> tuple[str, ...]:
        """Accept an activation or a sequence of them."""
        texts = (value,) if isinstance(value, str) else value
        if not is_list(texts) or not texts or not all(isinstance(text, str) for text in texts):
            raise ValueError(f"{shown(value)} is not a list of names; give {self.expected}")
        return tuple(map(self._checked, map(str, texts)))

    def _checked(self, text: str) -> str:
        name, values = split_activation(text)
        return name if is_formula(name) else NAMED_ACTIVATIONS[name].text(values)

    def format(self, value: object) -> str:
        """Write the activations between commas."""
        return ",".join(value) if isinstance(value, tuple) else str(value)
