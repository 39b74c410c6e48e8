"""The arguments of `tui-nn lab validate`, and the job that they say."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui_nn.cli.arguments import OneLineParser, run_parser
from tui_nn.cli.lab_cluster import add_cluster
from tui_nn.cli.lab_experiments import ENDING, JobFrom, add_option, run_config_of
from tui_nn.cli.lab_keeping import add_keeping, journal_of
from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Integer, Number

if TYPE_CHECKING:
    from tui_nn.experiments.cluster import ExecutorJob


def validate_parser() -> tuple[OneLineParser, JobFrom]:
    """Return the parser, and what makes the job of what it has read."""
    parser = run_parser(
        "tui-nn lab validate",
        "DATA [--folds K | --holdout SHARE] [options]",
        "Judge a configuration on rows that its networks have not learned from, over and over (cross-validation).",
        f"""The rows are parted into folds; each is judged by a network that has learned from
all the others. Classes are spread evenly. Scales and what fills missing cells are
measured on the rows that are learned from. Rows for the test (--test) take no part.
With --importance each column is shuffled, and what gets worse is what it is worth.

examples:
  tui-nn lab validate iris --folds 5 --repeats 3 --hidden 8 --scaling standard
  tui-nn lab validate houses.csv --holdout 0.25 --repeats 10 --importance
  tui-nn lab validate iris --folds all

{ENDING}""",
    )
    add_keeping(parser)
    add_cluster(parser)
    folds = Integer(minimum=2, absent="all")
    add_option(parser, "folds", folds, 5, "Parts of the rows, 'all' for one row at a time.")
    group = parser.add_argument_group("validation")
    group.add_argument(
        "--holdout", metavar="SHARE", help="Hold out this share of the rows instead, drawn anew. (default: none)"
    )
    add_option(parser, "repeats", Integer(minimum=1, maximum=1_000), 1, "How often, with other rows kept apart.")
    group.add_argument("--importance", action="store_true", help="tell what each input is worth")
    add_option(parser, "shuffles", Integer(minimum=1, maximum=100), 5, "Of each input, for --importance.")
    group.add_argument(
        "--measure", metavar="SCORE", default="auto",
        help="The score that inputs are judged by, such as AUC or R2. (default: accuracy, rows right or RMSE)",
    )  # fmt: skip

    def job(parsed: argparse.Namespace) -> ExecutorJob:
        run = run_config_of(parsed)
        from tui_nn.experiments.cross_validation import CrossValidationJob, parse_measure

        importance = parsed.shuffles if parsed.importance else 0
        try:
            measure = parse_measure(parsed.measure)
        except ConfigError as error:
            raise ConfigError(f"--measure: {error}") from None
        if measure != "auto" and not importance:
            raise ConfigError("--measure is what inputs are judged by; give --importance, too")
        return CrossValidationJob(
            run, parsed.folds, parsed.repeats, _holdout(parsed.holdout), importance, measure, **journal_of(parsed)
        )

    return parser, job


def _holdout(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return Number(above=0, below=1).parse(text)
    except ValueError as error:
        raise ConfigError(f"--holdout: {error}") from None
