"""`tui-nn lab rate`: its arguments, the job that they say, and the table in which it ends."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING, Any

from tui_nn.cli.arguments import OneLineParser, run_parser
from tui_nn.cli.lab_cluster import add_cluster
from tui_nn.cli.lab_experiments import ENDING, MOST_STARTS, JobFrom, add_option, run_config_of
from tui_nn.cli.lab_keeping import add_keeping, journal_of
from tui_nn.config.kinds import Integer, Number

if TYPE_CHECKING:
    from tui_nn.experiments.cluster import ExecutorJob
    from tui_nn.experiments.lab_events import RateRangeEvent

FEWEST_RATES, MOST_RATES = 3, 400


def rate_parser() -> tuple[OneLineParser, JobFrom]:
    """Return the parser, and what makes the job of what it has read."""
    parser = run_parser(
        "tui-nn lab rate",
        "DATA [options]",
        "Train the same starts with many learning rates for a while, and suggest one to begin with.",
        f"""example, the tutorial's network:
  tui-nn lab rate xor --low 0.01 --high 100 --iterations 500

{ENDING}""",
    )
    add_keeping(parser)
    add_cluster(parser)
    add_option(parser, "low", Number(above=0), 1e-4, "The lowest learning rate.")
    add_option(parser, "high", Number(above=0), 100.0, "The highest learning rate.")
    rates = Integer(minimum=FEWEST_RATES, maximum=MOST_RATES)
    add_option(parser, "rates", rates, 31, "How many rates, evenly spread over the logarithm.")
    add_option(parser, "starts", Integer(minimum=1, maximum=MOST_STARTS), 8, "Starts for each, from --seed on.")
    add_option(parser, "iterations", Integer(minimum=1), 100, "How long each network is trained.")

    def job(parsed: argparse.Namespace) -> ExecutorJob:
        run = run_config_of(parsed)
        from tui_nn.experiments.rate_range import RateRangeJob

        how = (parsed.low, parsed.high, parsed.rates, parsed.starts, parsed.iterations)
        return RateRangeJob(run, *how, **journal_of(parsed))

    return parser, job


def rate_object(event: RateRangeEvent) -> dict[str, Any]:
    """Return what is told as JSON."""
    rows = [
        {"learning_rate": rate, "error": error, "diverged": row.tally.diverged, "starts": row.tally.trials}
        for rate, error, row in zip(event.rates, event.errors, event.rows, strict=True)
    ]
    return {"iterations": event.iterations, "suggestion": event.suggestion, "rates": rows}


def rates_text(event: RateRangeEvent) -> str:
    """Return a line for each rate with a bar for its error, and what is suggested."""
    from tui_nn.cli.lab_words import table_text
    from tui_nn.ui.formatting import short_error_text
    from tui_nn.ui.rate_words import suggestion_text

    lines = [["rate", "median error", "diverged", ""]]
    for rate, error, row in zip(event.rates, event.errors, event.rows, strict=True):
        said = "diverges" if math.isinf(error) else short_error_text(error) if math.isfinite(error) else "–"
        mark = "suggested" if rate == event.suggestion else ""
        lines.append([f"{rate:g}", said, f"{row.tally.diverged} of {row.tally.trials}", mark])
    return f"{table_text(lines)}\n{suggestion_text(event)}"
