"""The arguments that describe a run, made from the options' one declaration, and the run that they say."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from tui_nn import __version__
from tui_nn.cli.output import say
from tui_nn.config.activation_names import Activations
from tui_nn.config.errors import ConfigError, did_you_mean
from tui_nn.config.kinds import Choice, Switch
from tui_nn.config.list_kinds import Several
from tui_nn.config.options import Option, OptionError
from tui_nn.config.plain_text import printable, quoted
from tui_nn.config.run import ALL_OPTIONS, RunConfig, find_option

COMMANDS = ("train", "lab", "predict", "datasets", "presets")
"""Words that are a command when they come first."""

_GROUPS = {"": "run", "data": "data", "network": "network", "training": "training"}


class OneLineParser(argparse.ArgumentParser):
    """A parser whose complaints are one line, without the usage that pushes it off the screen."""

    def __init__(self, program: str, usage: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=program,
            usage=f"{program} {usage}",
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Parse the words of a command line.

        Raises:
            ConfigError: when they cannot be understood.
        """
        parsed, left_over = self.parse_known_args(self._with_values_attached(words))
        if left_over:
            self.error(self._explain(left_over, getattr(parsed, "source", None)))
        return parsed

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as an error for people."""
        plain = message.removeprefix("argument ").replace("expected one argument", "a value must follow")
        raise ConfigError(f"{printable(plain, 300)} (see {self.prog} --help)")

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002  always standard output
        """Print the help or the version; argparse itself keeps silent when that fails."""
        say(message.rstrip("\n"))

    def _with_values_attached(self, words: Sequence[str]) -> list[str]:
        """Say --scale=-inf for --scale -inf: argparse takes most values that begin with a dash for options."""
        attached: list[str] = []
        for word in words:
            before = self._option_string_actions.get(attached[-1]) if attached and "--" not in attached else None
            if before is not None and before.nargs != 0 and word.startswith("-") and not word.startswith("--"):
                attached[-1] += f"={word}"
            else:
                attached.append(word)
        return attached

    def _explain(self, left_over: list[str], source: str | None) -> str:
        for word in left_over:
            name = word.partition("=")[0]
            if self.prog == "tui-nn" and name == "--json":
                return "the app prints nothing; --json is for tui-nn train"
            if self.prog == "tui-nn" and name == "--plot":
                return "the app draws its own pictures; --plot is for tui-nn train"
            if name.startswith("-") and name not in self._option_string_actions:  # one that is known came after a --
                return f"there is no option {quoted(name)}{did_you_mean(name, self._option_string_actions)}"
        if self.prog == "tui-nn" and source is not None:  # the one program whose first word may be a command
            for word in (source, *left_over):
                if word in COMMANDS:
                    return f"a command comes first: tui-nn {word} ..."
            if hint := did_you_mean(source, COMMANDS):
                return f"there is no command {quoted(source)}{hint}"
        return f"{quoted(left_over[0])} is one word too many" + ("; name one data set" if source is not None else "")


def run_parser(program: str, usage: str, description: str, epilog: str = "") -> OneLineParser:
    """Return a parser for DATA and every option of a run."""
    parser = OneLineParser(program, usage, description, epilog)
    source = find_option("data", "source")
    parser.add_argument("source", metavar="DATA", nargs="?", default=None, help=source.help)
    groups = {section: parser.add_argument_group(title) for section, title in _GROUPS.items()}
    for declared in ALL_OPTIONS:
        if not declared.flag:
            continue
        groups[declared.section].add_argument(
            f"--{declared.flag}",
            dest=_destination(declared),
            metavar=declared.key.upper(),
            type=_reader(declared),
            default=argparse.SUPPRESS,
            help=_help(declared).replace("%", "%%"),
        )
    files = parser.add_argument_group("files and presets")
    files.add_argument(
        "--preset",
        metavar="NAME",
        help="Begin with a whole run by its name (see tui-nn presets); DATA and other options win. (default: none)",
    )
    files.add_argument(
        "--config",
        metavar="FILE",
        type=path_of("a TOML file"),
        help="Read a run from a TOML file; other options win. (default: none)",
    )
    files.add_argument(
        "--save-config",
        metavar="FILE",
        type=path_of("a TOML file"),
        help="Write the run to a TOML file. (default: none)",
    )
    parser.add_argument("--version", action="version", version=f"tui-nn {__version__}")
    return parser


def run_from(parsed: argparse.Namespace) -> RunConfig:
    """Return the run that the arguments say, read from a file when they name one.

    Raises:
        ConfigError: when a file cannot be used, or the options contradict each other.
    """
    run = RunConfig()
    if parsed.preset is not None and parsed.config is not None:
        raise ConfigError("--preset and --config are two ways to begin a run; give one of them")
    if parsed.preset is not None:
        from tui_nn.config.presets import find_preset

        run = find_preset(parsed.preset).run()
    if parsed.config is not None:
        from tui_nn.storage.run_files import load_run

        run = load_run(parsed.config)
    values = {
        (declared.section, declared.key): getattr(parsed, _destination(declared))
        for declared in ALL_OPTIONS
        if declared.flag and hasattr(parsed, _destination(declared))
    }
    if parsed.source is not None:
        if parsed.source.lower().endswith(".toml"):
            file = quoted(parsed.source)
            raise ConfigError(f"{file} is a configuration, not a table of data; give it as --config {file}")
        values["data", "source"] = parsed.source
        # Another file has other columns and another name than the one that the configuration spoke of.
        names = {("data", key): () for key in ("targets", "ignored", "kinds")}
        values = {**names, ("data", "label"): "", **values}
    return run.with_values(values)


def save_if_asked(parsed: argparse.Namespace, run: RunConfig) -> None:
    """Write the run to a TOML file when the arguments name one; raises ConfigError when that cannot be done."""
    if parsed.save_config is not None:
        from tui_nn.storage.run_files import save_run

        save_run(parsed.save_config, run)


def _help(declared: Option) -> str:
    kind = declared.kind
    choices = ""
    if isinstance(kind, Choice | Switch | Activations | Several) and len(kind.names) > 1:
        choices = ", ".join(kind.names) + "; "
    return f"{declared.help} ({choices}default: {declared.kind.format(declared.default) or 'none'})"


def _destination(declared: Option) -> str:
    return f"{declared.section}.{declared.key}"


def _reader(declared: Option) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return declared.parse(text)
        except OptionError as error:
            raise argparse.ArgumentTypeError(error.reason) from None

    return read


def path_of(what: str) -> Callable[[str], Path]:
    """Return what reads the path of a file of some kind, as argparse wants it."""

    def read(text: str) -> Path:
        if not text:
            raise argparse.ArgumentTypeError(f"'' is not a path; give the path of {what}")
        return Path(text)

    return read
