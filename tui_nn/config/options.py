"""An option, declared once on the field that holds it, and read by form, command line, TOML file and help."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Kind


class OptionError(ConfigError):
    """A value that an option does not take."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


@dataclass(frozen=True)
class Option:
    """One thing that a person may choose."""

    section: str
    """The table of the TOML file: data, network or training; empty for the file's top."""

    key: str
    """The name in Python and in TOML."""

    label: str
    """The name in the form."""

    help: str
    """One sentence: what it does."""

    kind: Kind[object]
    default: object
    flag: str
    """The name on the command line, without dashes; empty for an argument by position."""

    live: bool
    """Whether a change acts on the running network; otherwise it needs a new start."""

    only_with: tuple[str, tuple[str, ...]] | None = None
    """Another option of its section and the values of that with which alone this one acts; None for always."""

    def parse(self, text: str) -> object:
        """Read a typed value; raises OptionError."""
        try:
            return self.kind.parse(text)
        except ValueError as error:
            raise OptionError(self.key, str(error)) from None

    def check(self, value: object) -> object:
        """Accept a value from a script or a file; raises OptionError."""
        try:
            return self.kind.check(value)
        except ValueError as error:
            raise OptionError(self.key, str(error)) from None

    def format(self, value: object) -> str:
        """Write a value as a person would type it."""
        return self.kind.format(value)


def option(
    default: Any,  # noqa: ANN401  any value that the kind takes
    kind: Kind[object],
    label: str,
    help: str,  # noqa: A002  the word that every reader of an option uses
    *,
    flag: str | None = None,
    live: bool = False,
    only_with: tuple[str, tuple[str, ...]] | None = None,
) -> Any:  # noqa: ANN401  the field's own annotation is the type of the value
    """Declare a dataclass field that is an option; `flag` is the key with dashes unless given."""
    declaration = {"kind": kind, "label": label, "help": help, "flag": flag, "live": live, "only_with": only_with}
    return dataclasses.field(default=default, metadata={"option": declaration})


class Section:
    """A frozen dataclass whose fields are options; every value is checked when it is made."""

    section: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for declared in options_of(type(self)):
            value = getattr(self, declared.key)
            if value is not declared.default:  # most are, and an experiment makes hundreds of configurations
                object.__setattr__(self, declared.key, declared.check(value))


_DECLARED: dict[type[Section], tuple[Option, ...]] = {}
"""Read once: an experiment makes thousands of configurations, and each is checked."""


def options_of(section: type[Section]) -> tuple[Option, ...]:
    """The options that a section declares, in their order."""
    if section not in _DECLARED:
        _DECLARED[section] = tuple(_read_options(section))
    return _DECLARED[section]


def _read_options(section: type[Section]) -> Iterator[Option]:
    if not dataclasses.is_dataclass(section):
        return
    for field in dataclasses.fields(section):
        declared = field.metadata.get("option")
        if declared is None:
            continue
        flag = declared["flag"]
        yield Option(
            section=section.section,
            key=field.name,
            label=declared["label"],
            help=declared["help"],
            kind=declared["kind"],
            default=field.default,
            flag=field.name.replace("_", "-") if flag is None else flag,
            live=declared["live"],
            only_with=declared["only_with"],
        )
