"""The experiments of `tui-nn lab`: the arguments of each, and the job that they say."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tui_nn.cli.arguments import OneLineParser, run_from, run_parser, save_if_asked
from tui_nn.cli.lab_cluster import add_cluster
from tui_nn.cli.lab_keeping import add_keeping, journal_of
from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Choice, Integer, Kind, Number
from tui_nn.config.plain_text import quoted
from tui_nn.config.training_config import OPTIMIZER_NAMES

if TYPE_CHECKING:
    from tui_nn.config.run import RunConfig
    from tui_nn.experiments.cluster import ExecutorJob
    from tui_nn.experiments.success_goal import SuccessGoal

Value = TypeVar("Value")

MOST_STARTS = 1_000_000

ENDING = """exit status: 0 done, 2 wrong use or data, 4 standard output cannot be written,
130 interrupted (ctrl+c prints what is reached)
"""

JobFrom = Callable[[argparse.Namespace], "ExecutorJob"]


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
    add_common(parser)
    add_option(
        parser, "starts", Integer(minimum=1, maximum=MOST_STARTS), 400, "Starts, at most; seeds count up from --seed."
    )
    add_option(
        parser, "within", Number(minimum=0, below=1), 0.0,
        "Stop when the rate's interval is no wider than this share; 0 for never.",
    )  # fmt: skip

    def job(parsed: argparse.Namespace) -> ExecutorJob:
        run = run_config_of(parsed)
        from tui_nn.experiments.success_rate import SuccessJob

        return SuccessJob(run, goal_of(parsed), parsed.starts, parsed.within, **journal_of(parsed))

    return parser, job


def _gates() -> tuple[OneLineParser, JobFrom]:
    parser = run_parser(
        "tui-nn lab gates",
        "[options]",
        "Train a network on every truth table from many starts and tell which it learns.",
        f"""examples, one network, and what hidden layers buy:
  tui-nn lab gates --hidden 4 --activation tanh,sigmoid
  tui-nn lab gates --compare-hidden 0,2,4+4 --optimizer rprop

{ENDING}""",
    )
    add_common(parser)
    parser.add_argument(
        "--compare-hidden", metavar="UNITS",
        help="Try each gate with each of these hidden layers: 0 for none, a plus joins layers. (default: none)",
    )  # fmt: skip
    add_option(
        parser, "starts", Integer(minimum=1, maximum=MOST_STARTS), 20, "Starts for each; seeds count up from --seed."
    )

    def job(parsed: argparse.Namespace) -> ExecutorJob:
        if parsed.source is not None:
            raise ConfigError(f"{quoted(parsed.source)} is one word too many; the gates are the data")
        run = run_config_of(parsed, needs_data=False)
        from tui_nn.experiments.gate_atlas import GateAtlasJob, parse_hidden_layers

        try:
            compared = parse_hidden_layers(parsed.compare_hidden) if parsed.compare_hidden is not None else ()
        except ConfigError as error:
            raise ConfigError(f"--compare-hidden: {error}") from None
        return GateAtlasJob(run, goal_of(parsed), parsed.starts, hidden_layers=compared, **journal_of(parsed))

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
    add_common(parser)
    group = parser.add_argument_group("map")
    group.add_argument("--x", metavar="AXIS", help="What changes from left to right. (default: none)")
    group.add_argument("--y", metavar="AXIS", help="What changes from bottom to top. (default: none)")
    group.add_argument("--cells", metavar="WxH", default="12x10", help="Cells of a range's map. (default: 12x10)")
    add_option(parser, "seeds", Integer(minimum=1, maximum=MOST_STARTS), 25, "Starts for each cell, from --seed on.")
    shown = Choice(("rate", "iterations", "error"))
    add_option(parser, "show", shown, "rate", "What the printed map shows: rate, iterations or error.")

    def job(parsed: argparse.Namespace) -> ExecutorJob:
        run = run_config_of(parsed)
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
        return MapJob(run, axes[0], axes[1], goal_of(parsed), parsed.seeds, **journal_of(parsed))

    return parser, job


def _cells(text: str) -> tuple[int, int]:
    from tui_nn.experiments.map_question import parse_cells

    try:
        return parse_cells(text)
    except ConfigError as error:
        raise ConfigError(f"--cells: {error}") from None


def _race() -> tuple[OneLineParser, JobFrom]:
    parser = run_parser(
        "tui-nn lab race",
        "DATA [--optimizers NAMES] [--variant OPTIONS] [options]",
        "Train with one optimizer or configuration after the other from the same starts.",
        f"""a variant is what it changes of the configuration, any options of the network or
the training; a plus joins layers.

examples:
  tui-nn lab race xor --optimizers sgd,adam,rprop --max-iterations 5000
  tui-nn lab race xor --present --variant "momentum=0.9" \\
      --variant "optimizer=adam learning_rate=0.01 hidden=8+8"

{ENDING}""",
    )
    add_common(parser)
    names = ", ".join(OPTIMIZER_NAMES)
    group = parser.add_argument_group("race: two or more of these")
    group.add_argument("--optimizers", metavar="NAMES", help=f"Any of {names}. (default: none)")
    group.add_argument(
        "--variant", metavar="OPTIONS", action="append", default=[],
        help='Other options, such as "optimizer=adam learning_rate=0.01"; may be repeated. (default: none)',
    )  # fmt: skip
    group.add_argument("--present", action="store_true", help="the configuration as it is")
    add_option(
        parser, "starts", Integer(minimum=1, maximum=MOST_STARTS), 50, "Starts for each; seeds count up from --seed."
    )

    def job(parsed: argparse.Namespace) -> ExecutorJob:
        run = run_config_of(parsed)
        optimizers = parsed.optimizers.split(",") if parsed.optimizers is not None else []
        if len(optimizers) + len(parsed.variant) + parsed.present < 2:
            raise ConfigError(
                f"a race needs two or more: give --optimizers with any of {names}, --variant OPTIONS or --present"
            )
        try:
            optimizers = [Choice(OPTIMIZER_NAMES).parse(word) for word in optimizers]
        except ValueError as error:
            raise ConfigError(f"--optimizers: {error}") from None
        from tui_nn.experiments.race import PRESENT, RaceJob, optimizer_variants, parse_variant

        try:
            others = [parse_variant(text) for text in parsed.variant]
        except ConfigError as error:
            raise ConfigError(f"--variant: {error}") from None
        variants = (*((PRESENT,) if parsed.present else ()), *optimizer_variants(optimizers), *others)
        return RaceJob(run, variants, goal_of(parsed), parsed.starts, **journal_of(parsed))

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
    add_common(parser)
    add_option(parser, "bar", Number(above=0, below=1), 0.9, "What the lower bound of the success rate has to pass.")
    add_option(parser, "starts", Integer(minimum=1, maximum=MOST_STARTS), 100, "Starts for each architecture, at most.")
    add_option(parser, "most-units", Integer(minimum=1, maximum=64), 8, "Units of a hidden layer, at most.")
    add_option(parser, "most-layers", Integer(minimum=0, maximum=3), 2, "Hidden layers, at most.")

    def job(parsed: argparse.Namespace) -> ExecutorJob:
        run = run_config_of(parsed)
        from tui_nn.experiments.smallest import SmallestJob

        sizes = (parsed.most_units, parsed.most_layers)
        return SmallestJob(run, parsed.bar, goal_of(parsed), parsed.starts, *sizes, **journal_of(parsed))

    return parser, job


def add_common(parser: OneLineParser) -> None:
    """Add what every experiment takes."""
    group = parser.add_argument_group("experiment")
    group.add_argument(
        "--success", metavar="GOAL", default="error<=0.01",
        help="What counts as success on the training rows: error<=E, accuracy>=SHARE or bits. (default: error<=0.01)",
    )  # fmt: skip
    add_keeping(parser)
    add_cluster(parser)


def add_option(parser: OneLineParser, name: str, kind: Kind[Value], default: Value, text: str) -> None:
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


def run_config_of(parsed: argparse.Namespace, *, needs_data: bool = True) -> RunConfig:
    """Return the run that the arguments say, and save it where they ask for that; raises ConfigError."""
    if needs_data and parsed.source is None and parsed.config is None and parsed.preset is None:
        raise ConfigError("DATA is missing; give a built-in name (see tui-nn datasets) or the path of a file")
    run = run_from(parsed)
    save_if_asked(parsed, run)
    return run


def goal_of(parsed: argparse.Namespace) -> SuccessGoal:
    """Return what counts as success; raises ConfigError."""
    from tui_nn.experiments.success_goal import SuccessGoal

    try:
        return SuccessGoal.parse(parsed.success)
    except ConfigError as error:
        raise ConfigError(f"--success: {error}") from None


EXPERIMENT_PARSERS: dict[str, Callable[[], tuple[OneLineParser, JobFrom]]] = {
    "success": _success,
    "gates": _gates,
    "map": _map,
    "race": _race,
    "smallest": _smallest,
}
