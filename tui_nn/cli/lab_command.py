"""`tui-nn lab EXPERIMENT`: many runs at once, to learn about settings and not about one start."""

from __future__ import annotations

import json

from tui_nn.cli.arguments import OneLineParser
from tui_nn.cli.lab_experiments import ENDING, EXPERIMENT_PARSERS
from tui_nn.cli.output import say
from tui_nn.cli.train_command import stopping_on_signals
from tui_nn.config.errors import ConfigError, UserError, did_you_mean
from tui_nn.config.plain_text import printable, quoted

EXPERIMENTS = {
    "success": "how often a configuration succeeds, over many starts",
    "gates": "which truth tables a network learns, over many starts",
    "map": "which of two settings' values succeed, as a map",
    "race": "optimizers against each other, from the same starts",
    "smallest": "the smallest network that succeeds often enough",
    "doctor": "what is wrong with a run, and which remedies work",
}
"""In the order in which the help lists them."""

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
    if name in EXPERIMENT_PARSERS:
        return _guarded(name, rest)
    listed = "\n".join(f"  tui-nn lab {each:<10} {what}" for each, what in EXPERIMENTS.items())
    epilog = f"experiments:\n{listed}\n\nEach has its own help: tui-nn lab success --help\n\n{ENDING}"
    parser = OneLineParser("tui-nn lab", USAGE, DESCRIPTION, epilog)
    if name.startswith("-"):
        parser.read(arguments)
    if not name or name.startswith("-"):
        raise ConfigError(f"an experiment is missing; give one of {', '.join(EXPERIMENTS)} (see tui-nn lab --help)")
    hint = did_you_mean(name[:40], EXPERIMENTS)
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
    parser, job_from = EXPERIMENT_PARSERS[name]()
    parsed = parser.read(arguments)
    if parsed.journal is not None and parsed.resume is not None:
        raise ConfigError("--journal begins a journal and --resume goes on with one; give one of them")
    job = job_from(parsed)

    # Here, so that help and mistakes in the arguments need not wait for NumPy.
    from tui_nn.cli.lab_reports import LabReport
    from tui_nn.engine.control import Control

    report = LabReport(name, as_json=parsed.json, measure=getattr(parsed, "show", "rate"))
    control = Control()
    with stopping_on_signals(control) as received:
        for event in job.run(control):
            report.show(event)
    return 128 + received[0] if received else 0
