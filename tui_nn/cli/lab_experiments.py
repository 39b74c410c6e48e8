"""The experiments of `tui-nn lab`: the arguments of each, and the job that they say."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tui_nn.cli.arguments import OneLineParser, run_from, run_parser, save_if_asked
from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Choice, Integer, Kind, Number
from tui_nn.config.plain_text import quoted
from tui_nn.config.training_config import OPTIMIZER_NAMES

if TYPE_CHECKING:
    from tui_nn.config.run import RunConfig
    from tui_nn.engine.process import Job
    from tui_nn.experiments.success_goal import SuccessGoal

Value = TypeVar("Value")

MOST_STARTS = 1_000_000

ENDING = """exit status: 0 done, 2 wrong use or data, 4 standard output cannot be written,
130 interrupted (ctrl+c prints what is reached)
"""

JobFrom = Callable[[argparse.Namespace], "Job"]


def _success() -> tuple[OneLineParser, JobFrom]:
    parser = run_parser(
        "tui-nn lab success",
        "DATA [options]",
        "Train a configuration from many starts and tell how many succeed.",
        f"""example, the tutorial's run from 400 starts:
  tui-nn lab success xor

A start that failed is opened alone by its seed, and ends at the same bits:
  tui-nn train xor --seed 19

{ENDING}""",
    )
    _add_common(parser)
    _add(parser, "starts", Integer(minimum=1, maximum=MOST_STARTS), 400, "Starts, at most; seeds count up from --seed.")
    _add(
        parser, "within", Number(minimum=0, below=1), 0.0,
        "Stop when the rate's interval is no wider than this share; 0 for never.",
    )  # fmt: skip

    def job(parsed: argparse.Namespace) -> Job:
        run = _run_config(parsed)
        from tui_nn.experiments.success_rate import SuccessJob

        return SuccessJob(run, _goal(parsed), parsed.starts, parsed.within, *_journal(parsed))

    return parser, job


def _gates() -> tuple[OneLineParser, JobFrom]:
    parser = run_parser(
        "tui-nn lab gates",
        "[options]",
        "Train a network on every truth table from many starts and tell which it learns.",
        f"example, what hidden layers buy:\n  tui-nn lab gates --hidden 4 --activation tanh,sigmoid\n\n{ENDING}",
    )
    _add_common(parser)
    _add(parser, "starts", Integer(minimum=1, maximum=MOST_STARTS), 20, "Starts for each; seeds count up from --seed.")

    def job(parsed: argparse.Namespace) -> Job:
        if parsed.source is not None:
            raise ConfigError(f"{quoted(parsed.source)} is one word too many; the gates are the data")
        run = _run_config(parsed, needs_data=False)
        from tui_nn.experiments.gate_atlas import GateAtlasJob

        return GateAtlasJob(run, _goal(parsed), parsed.starts, journal=_journal(parsed)[0], resume=_journal(parsed)[1])

    return parser, job


def _map() -> tuple[OneLineParser, JobFrom]:
    parser = run_parser(
        "tui-nn lab map",
        "DATA --x AXIS --y AXIS [options]",
        "Train a grid of configurations from many starts each, coarse to fine.",
        f"""an axis is any option of the network or the training:
  learning_rate=log:0.01..100   evenly spread over the logarithm
  momentum=0..0.9               evenly spread
  hidden=2,4,8,4+4              these values; a plus joins layers
  optimizer=sgd,adam,rprop      these names

example:
  tui-nn lab map xor --x learning_rate=log:0.01..100 --y scale=log:0.01..10 \\
      --max-iterations 2000

{ENDING}""",
    )
    _add_common(parser)
    group = parser.add_argument_group("map")
    group.add_argument("--x", metavar="AXIS", help="What changes from left to right. (default: none)")
    group.add_argument("--y", metavar="AXIS", help="What changes from bottom to top. (default: none)")
    group.add_argument("--cells", metavar="WxH", default="12x10", help="Cells of a range's map. (default: 12x10)")
    _add(parser, "seeds", Integer(minimum=1, maximum=MOST_STARTS), 25, "Starts for each cell, from --seed on.")
    shown = Choice(("rate", "iterations", "error"))
    _add(parser, "show", shown, "rate", "What the printed map shows: rate, iterations or error.")

    def job(parsed: argparse.Namespace) -> Job:
        run = _run_config(parsed)
        columns, rows = _cells(parsed.cells)
        from tui_nn.experiments.map_axes import FORM, parse_axis
        from tui_nn.experiments.trainability_map import MapJob

        axes = []
        for flag, text, cells in (("--x", parsed.x, columns), ("--y", parsed.y, rows)):
            if text is None:
                raise ConfigError(f"{flag} is missing; {FORM}")
            try:
                axes.append(parse_axis(text, cells))
            except ConfigError as error:
                raise ConfigError(f"{flag}: {error}") from None
        return MapJob(run, axes[0], axes[1], _goal(parsed), parsed.seeds, *_journal(parsed))

    return parser, job


def _cells(text: str) -> tuple[int, int]:
    kind = Integer(minimum=2, maximum=200)
    try:
        columns, rows = (int(kind.parse(number) or 0) for number in text.lower().split("x"))
    except ValueError:
        raise ConfigError(f"--cells: {quoted(text)} is no size; give two numbers from 2 to 200, as in 12x10") from None
    return columns, rows


def _race() -> tuple[OneLineParser, JobFrom]:
    parser = run_parser(
        "tui-nn lab race",
        "DATA --optimizers NAMES [options]",
        "Train with one optimizer after the other from the same starts.",
        f"example:\n  tui-nn lab race xor --optimizers sgd,adam,rprop --max-iterations 5000\n\n{ENDING}",
    )
    _add_common(parser)
    names = ", ".join(OPTIMIZER_NAMES)
    parser.add_argument("--optimizers", metavar="NAMES", help=f"Two or more of {names}. (default: none)")
    _add(parser, "starts", Integer(minimum=1, maximum=MOST_STARTS), 50, "Starts for each; seeds count up from --seed.")

    def job(parsed: argparse.Namespace) -> Job:
        run = _run_config(parsed)
        if parsed.optimizers is None:
            raise ConfigError(f"--optimizers is missing; give two or more of {names}")
        kind = Choice(OPTIMIZER_NAMES)
        try:
            optimizers = tuple(kind.parse(word) for word in parsed.optimizers.split(","))
        except ValueError as error:
            raise ConfigError(f"--optimizers: {error}") from None
        from tui_nn.experiments.race import RaceJob

        return RaceJob(run, optimizers, _goal(parsed), parsed.starts, *_journal(parsed))

    return parser, job


def _smallest() -> tuple[OneLineParser, JobFrom]:
    parser = run_parser(
        "tui-nn lab smallest",
        "DATA [options]",
        "Try architectures in order of their parameters until one succeeds often enough.",
        f"""The hidden layers have the first activation that is given, the last layer the
last one.

example:
  tui-nn lab smallest xor --bar 0.9 --activation tanh,sigmoid --scale 1

{ENDING}""",
    )
    _add_common(parser)
    _add(parser, "bar", Number(above=0, below=1), 0.9, "What the lower bound of the success rate has to pass.")
    _add(parser, "starts", Integer(minimum=1, maximum=MOST_STARTS), 100, "Starts for each architecture, at most.")
    _add(parser, "most-units", Integer(minimum=1, maximum=64), 8, "Units of a hidden layer, at most.")
    _add(parser, "most-layers", Integer(minimum=0, maximum=3), 2, "Hidden layers, at most.")

    def job(parsed: argparse.Namespace) -> Job:
        run = _run_config(parsed)
        from tui_nn.experiments.smallest import SmallestJob

        sizes = (parsed.most_units, parsed.most_layers)
        return SmallestJob(run, parsed.bar, _goal(parsed), parsed.starts, *sizes, *_journal(parsed))

    return parser, job


def _add_common(parser: OneLineParser) -> None:
    group = parser.add_argument_group("experiment")
    group.add_argument(
        "--success", metavar="GOAL", default="error<=0.01",
        help="What counts as success on the training rows: error<=E, accuracy>=SHARE or bits. (default: error<=0.01)",
    )  # fmt: skip
    group.add_argument("--json", action="store_true", help="print one JSON object a line, the last is the result")
    group.add_argument("--journal", metavar="FILE", type=_path, help="Write results down as they come. (default: none)")
    group.add_argument(
        "--resume", metavar="FILE", type=_path,
        help="Go on with a journal, such as one of a process that was killed. (default: none)",
    )  # fmt: skip


def _add(parser: OneLineParser, name: str, kind: Kind[Value], default: Value, text: str) -> None:
    """Add an option of the experiment that takes one value of a kind."""

    def read(word: str) -> Value:
        try:
            return kind.parse(word)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    parser.add_argument(
        f"--{name}", metavar=name.upper().replace("-", "_"), type=read, default=default,
        help=f"{text} (default: {kind.format(default)})",
    )  # fmt: skip


def _run_config(parsed: argparse.Namespace, *, needs_data: bool = True) -> RunConfig:
    if needs_data and parsed.source is None and parsed.config is None and parsed.preset is None:
        raise ConfigError("DATA is missing; give a built-in name (see tui-nn datasets) or the path of a CSV file")
    run = run_from(parsed)
    save_if_asked(parsed, run)
    return run


def _goal(parsed: argparse.Namespace) -> SuccessGoal:
    from tui_nn.experiments.success_goal import SuccessGoal

    try:
        return SuccessGoal.parse(parsed.success)
    except ConfigError as error:
        raise ConfigError(f"--success: {error}") from None


def _journal(parsed: argparse.Namespace) -> tuple[Path | None, bool]:
    return parsed.journal or parsed.resume, parsed.resume is not None


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not a path; give the path of a journal")
    return Path(text)


EXPERIMENT_PARSERS: dict[str, Callable[[], tuple[OneLineParser, JobFrom]]] = {
    "success": _success,
    "gates": _gates,
    "map": _map,
    "race": _race,
    "smallest": _smallest,
}
