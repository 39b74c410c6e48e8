"""`tui-nn train DATA`: the same run as in the app, without a screen."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from tui_nn.cli.arguments import path_of, run_from, run_parser, save_if_asked
from tui_nn.cli.output import complain, say
from tui_nn.config.errors import ConfigError, UserError
from tui_nn.config.plain_text import printable

if TYPE_CHECKING:
    from pathlib import Path

    from tui_nn.config.run import RunConfig
    from tui_nn.config.training_config import TrainingConfig
    from tui_nn.data.dataset import Dataset
    from tui_nn.engine.control import Control
    from tui_nn.engine.events import Finished
    from tui_nn.engine.recording import Recording

EXIT_DIVERGED = 3
USAGE = "DATA [options]"
DESCRIPTION = """\
Train a network and print its error every so many iterations, then what it
says for each row; with --plot pictures after that, in colours on a terminal
unless NO_COLOR is set.
"""
EPILOG = """exit status: 0 ended by a rule, 2 wrong use or data, 3 diverged,
4 standard output cannot be written, 130 interrupted (ctrl+c keeps what is
reached)

example, the tutorial's run:
  tui-nn train xor --layers 2,2,1 --learning-rate 0.2 \\
      --max-iterations 100000 --min-error 1e-5 --seed 3
"""


def train_command(arguments: list[str]) -> int:
    """Train as the arguments say and return the exit status."""
    as_json = "--json" in arguments
    try:
        return _train(arguments)
    except (UserError, MemoryError) as error:
        message = printable(str(error), 500)
        if isinstance(error, MemoryError):
            message = "there is not enough memory for this; use fewer units or fewer rows"
        if as_json:
            say(json.dumps({"event": "failed", "message": message}))
        raise ConfigError(message) from None


def _train(arguments: list[str]) -> int:
    parser = run_parser("tui-nn train", USAGE, DESCRIPTION, EPILOG)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line, the last is the result")
    parser.add_argument(
        "--plot", action="store_true", help="print the error and, for two inputs, what the network says all over them"
    )
    parser.add_argument(
        "--save-model",
        metavar="FILE",
        type=path_of("a file to write"),
        help="Write the trained network, for tui-nn predict. (default: none)",
    )
    parsed = parser.read(arguments)
    if parsed.json and parsed.plot:
        raise ConfigError("--plot prints pictures for people and --json objects for programs; give one of them")
    if parsed.source is None and parsed.config is None and parsed.preset is None:
        raise ConfigError("DATA is missing; give a built-in name (see tui-nn datasets) or the path of a file")
    run_config = run_from(parsed)

    # Here, so that help and mistakes in the arguments need not wait for NumPy.
    from tui_nn.cli.loading_line import load_shown
    from tui_nn.cli.reports import JsonReport, PlainReport, Report
    from tui_nn.engine.control import Control
    from tui_nn.engine.events import Finished, Recorded
    from tui_nn.engine.network import Network
    from tui_nn.engine.recording import Recording
    from tui_nn.engine.stopping import StopReason
    from tui_nn.engine.training import train

    dataset = load_shown(run_config.data)
    network = Network.from_config(run_config.network, dataset.features, dataset.outputs, dataset.name)
    control = Control()
    events = train(network, dataset, run_config.training, control=control, record=parsed.plot)
    save_if_asked(parsed, run_config)  # only now: a run that cannot begin replaces no file
    report: Report = JsonReport(run_config, dataset) if parsed.json else PlainReport(run_config, dataset)
    recording = Recording()
    with stopping_on_signals(control) as received:
        for event in events:
            report.show(event)
            if isinstance(event, Recorded):
                recording.add(event.moments)
    assert isinstance(event, Finished)
    if parsed.plot:
        _print_pictures(event, recording, dataset, run_config.training)
    if parsed.save_model is not None:
        _save_model(parsed.save_model, run_config, dataset, event)
    if event.stop_reason is StopReason.STOPPED and received:
        return 128 + received[0]
    return EXIT_DIVERGED if event.stop_reason is StopReason.DIVERGED else 0


def _save_model(path: Path, run_config: RunConfig, dataset: Dataset, finished: Finished) -> None:
    """Write what was reached, also of a run that was interrupted; raises ConfigError."""
    from tui_nn.storage.model_files import model_of, save_model

    save_model(path, model_of(run_config, dataset, finished))


def _print_pictures(finished: Finished, recording: Recording, dataset: Dataset, config: TrainingConfig) -> None:
    # Here, so that a run without pictures need not wait for plotext, Rich and Textual.
    from tui_nn.cli.printed_pictures import NEEDS_UNICODE, can_be_printed, paper, pictures_text

    if can_be_printed():
        say(f"\n{pictures_text(finished, recording, dataset, config, paper())}")
    else:
        complain(f"tui-nn: {NEEDS_UNICODE}")


@contextmanager
def stopping_on_signals(control: Control) -> Iterator[list[int]]:
    """Let ctrl+c and a polite kill end the run in order; a second one ends the program."""
    received: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        control.stop()
        put_back()

    def put_back() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    # What is ignored stays ignored: nohup and a script's background jobs ask for that.
    before = {number: handler for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield received
    finally:
        put_back()
