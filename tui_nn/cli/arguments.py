"""The arguments that describe a run, made from the options' one declaration, and the run that they say."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from tui_nn import __version__
from tui_nn.config.errors import ConfigError
from tui_nn.config.options import Option, OptionError
from tui_nn.config.run import ALL_OPTIONS, RunConfig, find_option

_GROUPS = {"": "run", "data": "data", "network": "network", "training": "training"}


class OneLineParser(argparse.ArgumentParser):
    """A parser whose complaints are one line, without the usage that pushes it off the screen."""

    def __init__(self, program: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=program,
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as an error for people."""
        raise ConfigError(f"{message.removeprefix('argument ')} (see {self.prog} --help)")


def run_parser(program: str, description: str, epilog: str = "") -> OneLineParser:
    """Return a parser for DATA and every option of a run."""
    parser = OneLineParser(program, description, epilog)
    source = find_option("data", "source")
    parser.add_argument("source", metavar="DATA", nargs="?", default=None, help=source.help)
    groups = {section: parser.add_argument_group(title) for section, title in _GROUPS.items()}
    for declared in ALL_OPTIONS:
        if not declared.flag:
            continue
        shown = declared.kind.format(declared.default)
        groups[declared.section].add_argument(
            f"--{declared.flag}",
            dest=_destination(declared),
            metavar=declared.key.upper(),
            type=_reader(declared),
            default=argparse.SUPPRESS,
            help=f"{declared.help} (default: {shown or 'none'})".replace("%", "%%"),
        )
    files = parser.add_argument_group("files")
    files.add_argument("--config", metavar="FILE", type=Path, help="Read a run from a TOML file; other options win.")
    files.add_argument("--save-config", metavar="FILE", type=Path, help="Write the run to a TOML file.")
    parser.add_argument("--version", action="version", version=f"tui-nn {__version__}")
    return parser


def run_from(parsed: argparse.Namespace) -> RunConfig:
    """Return the run that the arguments say, read from and saved to files as they ask.

    Raises:
        ConfigError: when a file cannot be used, or the options contradict each other.
    """
    run = RunConfig()
    if parsed.config is not None or parsed.save_config is not None:
        from tui_nn.storage.run_files import load_run, save_run
    if parsed.config is not None:
        run = load_run(parsed.config)
    values = {
        (declared.section, declared.key): getattr(parsed, _destination(declared))
        for declared in ALL_OPTIONS
        if declared.flag and hasattr(parsed, _destination(declared))
    }
    if parsed.source is not None:
        values["data", "source"] = parsed.source
        # Another file has other columns and another name than the one that the configuration spoke of.
        values = {("data", "targets"): (), ("data", "label"): "", **values}
    run = run.with_values(values)
    if parsed.save_config is not None:
        save_run(parsed.save_config, run)
    return run


def _destination(declared: Option) -> str:
    return f"{declared.section}.{declared.key}"


def _reader(declared: Option) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return declared.parse(text)
        except OptionError as error:
            raise argparse.ArgumentTypeError(error.reason) from None

    return read
