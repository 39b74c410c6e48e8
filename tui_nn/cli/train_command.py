"""`tui-nn train DATA`: the same run as in the app, without a screen."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tui_nn.cli.arguments import run_from, run_parser
from tui_nn.cli.reports import JsonReport, PlainReport, Report
from tui_nn.config.errors import ConfigError, UserError
from tui_nn.config.plain_text import printable
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.control import Control
from tui_nn.engine.events import Finished
from tui_nn.engine.network import Network
from tui_nn.engine.stopping import StopReason
from tui_nn.engine.training import train

EXIT_DIVERGED = 3
DESCRIPTION = "Train a network and print its error every so many iterations, then what it says for each row."
EPILOG = """exit status: 0 ended by a rule, 2 wrong use or data, 3 diverged,
130 interrupted (ctrl+c keeps what is reached)

example, the tutorial's run:
  tui-nn train xor --layers 2,2,1 --learning-rate 0.2 --max-iterations 100000 --min-error 1e-5 --seed 3
"""


def train_command(arguments: list[str]) -> int:
    """Train as the arguments say and return the exit status."""
    as_json = "--json" in arguments
    try:
        parser = run_parser("tui-nn train", DESCRIPTION, EPILOG)
        parser.add_argument("--json", action="store_true", help="print one JSON object a line, the last is the result")
        parsed = parser.parse_args(arguments)
        if parsed.source is None and parsed.config is None:
            raise ConfigError("DATA is missing; give a built-in name (see tui-nn datasets) or the path of a CSV file")
        return _train(run_from(parsed), as_json)
    except UserError as error:
        if as_json:
            print(json.dumps({"event": "failed", "message": printable(str(error), 500)}))
        raise
    except MemoryError:
        raise ConfigError("there is not enough memory for this; use fewer units or fewer rows") from None


def _train(run_config: RunConfig, as_json: bool) -> int:
    dataset = load_dataset(run_config.data.source, run_config.data.targets)
    network = Network.from_config(run_config.network, dataset.features, dataset.outputs, dataset.name)
    report: Report = JsonReport(run_config, dataset) if as_json else PlainReport(run_config, dataset)
    control = Control()
    with _stopping_on_signals(control) as received:
        for event in train(network, dataset, run_config.training, control=control):
            report.show(event)
    assert isinstance(event, Finished)
    if event.stop_reason is StopReason.STOPPED and received:
        return 128 + received[0]
    return EXIT_DIVERGED if event.stop_reason is StopReason.DIVERGED else 0


@contextmanager
def _stopping_on_signals(control: Control) -> Iterator[list[int]]:
    """Let ctrl+c and a polite kill end the run in order; a second one ends the program."""
    received: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        control.stop()
        for each in numbers:
            signal.signal(each, before[each])

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        sys.stdout.flush()
