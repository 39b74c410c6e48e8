"""`tui-nn lab doctor DATA`: what is wrong with a run, and which changes help, measured."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from tui_nn.cli.arguments import OneLineParser, run_from, run_parser, save_if_asked
from tui_nn.cli.lab_cluster import add_cluster, on_cluster
from tui_nn.cli.lab_keeping import add_keeping, journal_of
from tui_nn.cli.live_line import LiveLine
from tui_nn.cli.output import say
from tui_nn.cli.train_command import stopping_on_signals
from tui_nn.config.errors import ConfigError, UserError
from tui_nn.config.kinds import Integer
from tui_nn.config.plain_text import printable

if TYPE_CHECKING:
    from tui_nn.engine.events import Event, Finished
    from tui_nn.experiments.doctor import Diagnosed, Treated, Trials
    from tui_nn.experiments.doctor_trials import TriedRemedy
    from tui_nn.experiments.finding import Finding

DEFAULT_STARTS, MOST_STARTS = 24, 10_000
USAGE = "DATA [options]"
DESCRIPTION = """\
Train a network as `tui-nn train` does, say what is wrong with the run, and
try what could help from many starts beside its present settings.
"""
EPILOG = """exit status: 0 done, 2 wrong use or data, 4 standard output cannot be written,
130 interrupted (ctrl+c prints what is reached)

example, the tutorial's run from a start that does not learn:
  tui-nn lab doctor xor --seed 0
"""
SHOWN = 12
"""Remedies of which a line is printed; --json has all."""


def doctor_command(arguments: list[str]) -> int:
    """Diagnose the run that the arguments say, try remedies, and return the exit status."""
    try:
        return _doctor(arguments)
    except (UserError, MemoryError) as error:
        message = printable(str(error), 500)
        if isinstance(error, MemoryError):
            message = "there is not enough memory for this; use fewer units, rows or starts"
        if "--json" in arguments:
            say(json.dumps({"event": "failed", "message": message}))
        raise ConfigError(message) from None


def _parser() -> OneLineParser:
    parser = run_parser("tui-nn lab doctor", USAGE, DESCRIPTION, EPILOG)
    group = parser.add_argument_group("experiment")
    group.add_argument(
        "--starts", metavar="N", default=str(DEFAULT_STARTS),
        help="Starts for each remedy of the better half; all get a third of them, the best four times as many. "
        f"(default: {DEFAULT_STARTS})",
    )  # fmt: skip
    add_keeping(parser)
    add_cluster(parser)
    return parser


def _doctor(arguments: list[str]) -> int:
    parsed = _parser().read(arguments)
    if parsed.source is None and parsed.config is None and parsed.preset is None:
        raise ConfigError("DATA is missing; give a built-in name (see tui-nn datasets) or the path of a file")
    try:
        starts = Integer(minimum=1, maximum=MOST_STARTS).parse(parsed.starts)
    except ValueError as error:
        raise ConfigError(f"--starts: {error}") from None
    assert starts is not None
    kept = journal_of(parsed)
    run = run_from(parsed)

    # Here, so that help and mistakes in the arguments need not wait for NumPy.
    from tui_nn.cli.loading_line import load_shown
    from tui_nn.engine.control import Control
    from tui_nn.engine.events import Finished, Recorded
    from tui_nn.engine.network import Network
    from tui_nn.engine.recording import Recording
    from tui_nn.engine.training import train
    from tui_nn.experiments.doctor import DoctorJob

    dataset = load_shown(run.data)
    network = Network.from_config(run.network, dataset.features, dataset.outputs, dataset.name)
    control, recording = Control(), Recording()
    events = train(network, dataset, run.training, control=control, record=dataset.parts is not None)
    save_if_asked(parsed, run)
    report = _Report(as_json=parsed.json, data=dataset.name)
    with stopping_on_signals(control) as received:
        for event in events:
            if isinstance(event, Recorded):
                recording.add(event.moments)
        assert isinstance(event, Finished)
        report.trained(event)
        if not received:
            job = DoctorJob(run, event.state, starts=starts, moments=recording.moments, **kept)
            for told in on_cluster(job, parsed).run(control):
                report.show(told)
    return 128 + received[0] if received else 0


class _Report:
    """Prints what the doctor tells."""

    def __init__(self, *, as_json: bool, data: str) -> None:
        self._as_json = as_json
        self._data = printable(data)
        self._line = LiveLine()

    def trained(self, event: Finished) -> None:
        """Print how the run ended."""
        if self._as_json:
            self._object("trained", iterations=event.iteration, error=event.error, stop_reason=str(event.stop_reason))
            return
        from tui_nn.ui.formatting import error_text

        say(f"Trained on {self._data}: {event.iteration:,} iterations, error {error_text(event.error)}.")

    def show(self, event: Event) -> None:
        """Print what is new."""
        from tui_nn.experiments.doctor import Diagnosed, Treated, Trials

        match event:
            case Diagnosed():
                self._diagnosed(event)
            case Treated():
                self._treated(event)
            case Trials() if self._as_json:
                told = {"seconds": round(event.seconds, 3), "seconds_left": event.seconds_left, "paused": event.paused}
                self._object("progress", done=event.done, planned=event.planned, **told)
            case Trials():
                self._line.draw(live_text(event))

    def _diagnosed(self, event: Diagnosed) -> None:
        if self._as_json:
            self._object(
                "diagnosed",
                findings=[_finding(each) for each in event.findings],
                success=event.goal.words,
                success_error=event.goal.error,
                max_iterations=event.iterations,
                remedies=[remedy.name for remedy in event.remedies],
            )
            return
        for finding in event.findings:
            say(f"\n{finding.name.capitalize()} ({_sureness(finding.certainty)})")
            say(f"  {printable(finding.sentence, 500)}\n  Evidence: {printable(finding.evidence, 500)}.")
        say(f"\nSuccess is {event.goal.words}; each start has {event.iterations:,} iterations.")

    def _treated(self, event: Treated) -> None:
        if self._as_json:
            trials = [_trial(each) for each in event.ranked]
            told = {"stopped": event.stopped, "done": event.done, "seconds": round(event.seconds, 3)}
            self._object("finished", **told, remedies=trials)
            return
        self._line.clear()
        tried = [trial for trial in event.ranked if trial.starts]
        shown = [trial for trial in tried if not trial.present][:SHOWN]
        lines = [["success", "95 % interval", "median iterations", "remedy", "exact options"]]
        lines += [_cells(trial) for trial in tried if trial in shown or trial.present]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        table = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
        say("\n".join(line.rstrip() for line in table))
        if rest := len(tried) - len(lines) + 1:
            say(f"... and {rest} that did worse; --json has them")
        if event.stopped:
            say("Stopped by you; the rates are of the starts that had ended.")

    def _object(self, name: str, **values: object) -> None:
        told = {key: _finite(value) for key, value in values.items()}
        say(json.dumps({"event": name, **told}, allow_nan=False))


def _sureness(certainty: float) -> str:
    words = ((0.9, "almost certain"), (0.75, "very likely"), (0.55, "likely"), (0.0, "possible"))
    return next(f"{word}, {certainty:.0%}" for least, word in words if certainty >= least)


def live_text(event: Trials) -> str:
    """Return one line about trials that go on."""
    from tui_nn.ui.formatting import duration_text

    best = event.ranked[0]
    left = f", about {duration_text(event.seconds_left)} left" if math.isfinite(event.seconds_left) else ""
    so_far = f"{best.remedy.name}, {best.successes} of {best.starts}"
    return f"tried {event.done:,} of {event.planned:,} networks{left}; best so far: {so_far}"


def _cells(trial: TriedRemedy) -> list[str]:
    low, high = trial.interval
    median = f"{trial.median_iterations:,.0f}" if math.isfinite(trial.median_iterations) else "-"
    rate = f"{trial.successes} of {trial.starts}"
    name = f"* the present settings, {trial.remedy.name}" if trial.present else trial.remedy.name
    return [rate, f"{100 * low:.1f} to {100 * high:.1f} %", median, name, _options(trial)]


def _options(trial: TriedRemedy) -> str:
    """The flags that lead to success: with those of the remedy, a seed from which it came."""
    if trial.remedy.jog:
        return "(in the app)"
    seed = f"--seed {trial.seed}" if trial.seed is not None else ""
    return f"{trial.remedy.flags} {seed}".strip() or "-"


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "name": str(finding.name),
        "sentence": finding.sentence,
        "evidence": printable(finding.evidence, 500),
        "certainty": finding.certainty,
    }


def _trial(trial: TriedRemedy) -> dict[str, object]:
    low, high = trial.interval
    return {
        "name": trial.remedy.name,
        "flags": trial.remedy.flags,
        "present": trial.present,
        "starts": trial.starts,
        "successes": trial.successes,
        "rate": _finite(trial.rate),
        "low": low,
        "high": high,
        "median_iterations": _finite(trial.median_iterations),
        "seed": trial.seed,
    }


def _finite(value: object) -> object:
    """JSON has no word for what is not a finite number."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
