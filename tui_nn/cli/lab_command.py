"""`tui-nn lab EXPERIMENT`: many runs at once, to learn about settings and not about one start."""

from __future__ import annotations

import json

from tui_nn.cli.arguments import OneLineParser
from tui_nn.cli.lab_cluster import on_cluster
from tui_nn.cli.lab_experiments import ENDING, EXPERIMENT_PARSERS
from tui_nn.cli.lab_rate import rate_parser
from tui_nn.cli.lab_search import search_parser
from tui_nn.cli.lab_validate import validate_parser
from tui_nn.cli.output import say
from tui_nn.cli.train_command import stopping_on_signals
from tui_nn.config.errors import ConfigError, UserError, did_you_mean
from tui_nn.config.plain_text import printable, quoted
from tui_nn.experiments.catalog import EXPERIMENTS

PARSERS = {**EXPERIMENT_PARSERS, "rate": rate_parser, "search": search_parser, "validate": validate_parser}
COMMANDS = {name: answers for name, answers in EXPERIMENTS.items() if name in PARSERS or name == "doctor"}
"""What can be asked here, in the order in which the help lists it."""

USAGE = "EXPERIMENT [options]"
DESCRIPTION = """\
Train many networks at once, on all cores, and tell what they say together.
"""


def lab_command(arguments: list[str]) -> int:
    """Run an experiment and return the exit status."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name == "doctor":
        from tui_nn.cli.lab_doctor import doctor_command

        return doctor_command(rest)
    if name in PARSERS:
        return _guarded(name, rest)
    listed = "\n".join(f"  tui-nn lab {each:<10} {what}" for each, what in COMMANDS.items())
    epilog = f"experiments:\n{listed}\n\nEach has its own help: tui-nn lab success --help\n\n{ENDING}"
    parser = OneLineParser("tui-nn lab", USAGE, DESCRIPTION, epilog)
    if name.startswith("-"):
        parser.read(arguments)
    if not name or name.startswith("-"):
        raise ConfigError(f"an experiment is missing; give one of {', '.join(COMMANDS)} (see tui-nn lab --help)")
    hint = did_you_mean(name[:40], COMMANDS)
    raise ConfigError(f"there is no experiment {quoted(name)}{hint} (see tui-nn lab --help)")


def _guarded(name: str, arguments: list[str]) -> int:
    try:
        return _run(name, arguments)
    except (UserError, MemoryError) as error:
        message = printable(str(error), 500)
        if isinstance(error, MemoryError):
            message = "there is not enough memory for this; use fewer units, rows or starts"
        if "--json" in arguments:
            say(json.dumps({"event": "failed", "message": message}))
        raise ConfigError(message) from None


def _run(name: str, arguments: list[str]) -> int:
    parser, job_from = PARSERS[name]()
    parsed = parser.read(arguments)
    job = job_from(parsed)

    # Here, so that help and mistakes in the arguments need not wait for NumPy.
    from tui_nn.cli.lab_reports import LabReport
    from tui_nn.engine.control import Control

    report = LabReport(name, as_json=parsed.json, measure=getattr(parsed, "show", "rate"))
    control = Control()
    with stopping_on_signals(control) as received:
        for event in on_cluster(job, parsed).run(control):
            report.show(event)
    return 128 + received[0] if received else 0
