"""The axes of a map: an option of the network or the training, and the values that it takes along an edge."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tui_nn.config.activation_names import Activations, split_list
from tui_nn.config.errors import ConfigError, did_you_mean
from tui_nn.config.kinds import Integer, Number
from tui_nn.config.list_kinds import Sizes
from tui_nn.config.options import Option, OptionError
from tui_nn.config.plain_text import quoted
from tui_nn.config.run import ALL_OPTIONS

DIGITS = 4
"""Of a value between the ends of a range: what can be typed again."""

FORM = "give OPTION=FIRST..LAST, OPTION=log:FIRST..LAST or OPTION=VALUE,VALUE,..."

_NOT_AXES = ("layers", "seed", "kernel", "precision", "log_every", "max_seconds")
"""They change no outcome, or are what a map varies anyway, or have values that do not fit each other."""


@dataclass(frozen=True)
class Axis:
    """One edge of a map."""

    section: str
    key: str
    values: tuple[object, ...]
    names: tuple[str, ...]
    """The values as a person types them."""


def parse_axis(text: str, cells: int) -> Axis:
    """Read an axis such as learning_rate=log:0.01..100, momentum=0..0.9, hidden=2,4+4 or optimizer=sgd,adam.

    Args:
        text: what a person typed; a plus joins what is itself a list, such as two hidden layers.
        cells: how many values a range is divided into; whole numbers may give fewer.

    Raises:
        ConfigError: in words for that person.
    """
    name, sign, wanted = text.partition("=")
    if not sign or not wanted.strip():
        raise ConfigError(f"{quoted(text)} is no axis; {FORM}")
    option = option_named(name.strip())
    if ".." in wanted:
        values = _range(option, wanted.strip(), cells)
    else:
        values = [read_value(option, word) for word in split_list(wanted)]
    distinct = list(dict.fromkeys(values))
    if len(distinct) < 2:
        raise ConfigError(f"{option.key} has one value alone; an axis needs two or more, {FORM}")
    names = tuple(written(option, value) for value in distinct)
    return Axis(option.section, option.key, tuple(distinct), names)


def option_named(name: str, what: str = "axis") -> Option:
    """Return the option of the network or the training that a person means; raises ConfigError."""
    known = {}
    for option in ALL_OPTIONS:
        if option.section in ("network", "training") and option.flag and option.key not in _NOT_AXES:
            known[option.key] = option
    word = name.lower().replace("-", "_")
    flags = {option.flag.replace("-", "_"): option for option in known.values()}
    found = known.get(word) or flags.get(word)
    if found is None:
        hint = did_you_mean(word[:40], known) or "; give one of the network's or the training's, such as learning_rate"
        raise ConfigError(f"no {what} is called {quoted(name)}{hint}")
    return found


def read_value(option: Option, word: str) -> object:
    """Read one value of an option, a plus between what is itself a list; raises ConfigError."""
    return _read(option, word.replace("+", ",") if isinstance(option.kind, Sizes | Activations) else word)


def written(option: Option, value: object) -> str:
    """Return a value as `read_value` takes it."""
    text = option.format(value)
    return text.replace(",", "+") if isinstance(option.kind, Sizes | Activations) else text


def split_range(wanted: str) -> tuple[bool, str, str] | None:
    """Return whether FIRST..LAST or log:FIRST..LAST is logarithmic, and its ends; None for what is no range."""
    if ".." not in wanted:
        return None
    text = wanted.strip()
    logarithmic = text.lower().startswith("log:")
    first, _, last = (text[4:] if logarithmic else text).partition("..")
    return logarithmic, first.strip(), last.strip()


def _range(option: Option, text: str, cells: int) -> list[object]:
    """Divide a range evenly, or evenly in its logarithm."""
    ends = split_range(text)
    assert ends is not None
    logarithmic, first_word, last_word = ends
    if not isinstance(option.kind, Number | Integer | Sizes):
        raise ConfigError(f"{option.key} has no range; give its values between commas")
    first, last = (_number(option, word) for word in (first_word, last_word))
    if not first < last:
        raise ConfigError(f"{option.key}: the range {first:g}..{last:g} must rise; {FORM}")
    if logarithmic and first <= 0:
        raise ConfigError(f"{option.key}: a logarithmic range begins above 0, not at {first:g}")
    shares = [index / (cells - 1) for index in range(cells)]
    if logarithmic:
        numbers = [math.exp(math.log(first) + share * (math.log(last) - math.log(first))) for share in shares]
    else:
        numbers = [first + share * (last - first) for share in shares]
    numbers = [first, *(float(f"{number:.{DIGITS}g}") for number in numbers[1:-1]), last]
    if not isinstance(option.kind, Number):
        return [_read(option, str(round(number))) for number in numbers]
    return [_read(option, repr(number)) for number in numbers]


def _number(option: Option, word: str) -> float:
    try:
        number = Number().parse(word)
    except ValueError as error:
        raise ConfigError(f"{option.key}: {error}; {FORM}") from None
    assert number is not None
    _read(option, word if isinstance(option.kind, Number) else str(round(number)))
    return number


def _read(option: Option, word: str) -> object:
    try:
        return option.parse(word)
    except OptionError as error:
        raise ConfigError(str(error)) from None
