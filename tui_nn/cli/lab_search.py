"""The arguments of `tui-nn lab search`, and the job that they say."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui_nn.cli.arguments import OneLineParser, run_parser
from tui_nn.cli.lab_experiments import ENDING, MOST_STARTS, JobFrom, add_common, add_option, goal_of, run_config_of
from tui_nn.cli.lab_keeping import journal_of
from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Choice, Integer
from tui_nn.experiments.search_measures import MEASURES

if TYPE_CHECKING:
    from tui_nn.experiments.cluster import ExecutorJob


def search_parser() -> tuple[OneLineParser, JobFrom]:
    """Return the parser, and what makes the job of what it has read."""
    parser = run_parser(
        "tui-nn lab search",
        "DATA [--over OPTION]... [options]",
        "Search for the best of many settings at once; configurations that promise most are tried from a few starts.",
        f"""what is searched over is any option of the network or the training:
  learning_rate=log:0.01..30    any number, evenly over the logarithm
  momentum=0..0.9               any number
  hidden=2..16                  any whole number; hidden=4,8,4+4 these values
  optimizer=sgd,adam,rprop      these names
  activations=tanh+sigmoid,relu+sigmoid   a plus joins layers
Without any, the rate, the optimizer, the hidden units, the start weights and the
activations are searched over. The first configuration is the one that is given.

example:
  tui-nn lab search xor --over learning_rate=log:0.01..30 --over hidden=2..6 \\
      --over optimizer=sgd,adam,rprop --max-iterations 2000

It needs Optuna: pip install "tui-nn[search]"

{ENDING}""",
    )
    add_common(parser)
    parser.add_argument_group("search").add_argument(
        "--over", metavar="OPTION", action="append", default=[],
        help="An option with its range or values; may be repeated. (default: five usual ones)",
    )  # fmt: skip
    add_option(parser, "trials", Integer(minimum=1, maximum=1000), 60, "Configurations to try, at most.")
    add_option(parser, "seeds", Integer(minimum=1, maximum=MOST_STARTS), 5, "Starts for each, from --seed on.")
    measure = Choice(MEASURES)
    add_option(
        parser, "measure", measure, "iterations",
        "What is made small: iterations to success (success comes first), error or validation (error) at the end.",
    )  # fmt: skip
    add_option(parser, "search-seed", Integer(minimum=0, maximum=2**32 - 1), 0, "Seed of what is proposed.")

    def job(parsed: argparse.Namespace) -> ExecutorJob:
        run = run_config_of(parsed)
        from tui_nn.experiments.proposals import require_optuna
        from tui_nn.experiments.search_space import SearchSpace, usual_space
        from tui_nn.experiments.settings_search import SearchJob

        require_optuna()
        try:
            space = SearchSpace.parse(parsed.over) if parsed.over else usual_space(run)
        except ConfigError as error:
            raise ConfigError(f"--over: {error}") from None
        return SearchJob(
            run, space, parsed.measure, goal_of(parsed), parsed.trials, parsed.seeds, parsed.search_seed,
            **journal_of(parsed),
        )  # fmt: skip

    return parser, job
