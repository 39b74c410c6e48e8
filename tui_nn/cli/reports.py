"""What `tui-nn train` prints: lines for people, or one JSON object a line for programs."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from tui_nn.cli.live_line import LiveLine
from tui_nn.cli.output import complain, say
from tui_nn.config.plain_text import printable
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import FIRST_ORDER_NAMES
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.events import Event, Finished, Remark, Snapshot, Started
from tui_nn.engine.judgement import Judgement, rows_right
from tui_nn.engine.losses import loss_named
from tui_nn.engine.stopping import explain
from tui_nn.ui.formatting import difference_text, duration_text, error_text, given_text, speed_text, value_text

BAR_WIDTH = 20
BAR_SECONDS = 0.1
NAME_LIMIT = 30
SHOWN_VALUES = 12
"""Of one row: enough for a truth table, little enough that a wide file's table can be read."""


class Report(Protocol):
    """Prints the events of one run."""

    def show(self, event: Event) -> None:
        """Print what is new in an event."""


class PlainReport:
    """The tutorial's lines and table; on a terminal with a progress bar under them."""

    def __init__(self, run_config: RunConfig, dataset: Dataset) -> None:
        self._training = run_config.training
        self._dataset = dataset
        self._bar = ProgressBar(run_config.training.max_iterations)
        self._lines_shown = 0

    def show(self, event: Event) -> None:
        """Print new log lines; at the end, the table and the reason."""
        if isinstance(event, Remark):
            self._bar.clear()
            complain(f"tui-nn: {event.message}")
        if isinstance(event, Started):
            for remark in event.remarks:
                complain(f"tui-nn: {printable(remark)}")
        if not isinstance(event, Snapshot):
            return
        lines = event.state.log.lines()
        new = lines.total - self._lines_shown
        if new:
            self._bar.clear()
            newest = zip(lines.iterations[-new:].tolist(), lines.errors[-new:].tolist(), strict=True)
            say("\n".join(f"Iteration {iteration}\tError: {error_text(error)}" for iteration, error in newest))
        self._lines_shown = lines.total
        if isinstance(event, Finished):
            self._bar.clear()
            say(table_text(self._dataset, event.outputs, loss_named(self._training.loss).threshold))
            if self._dataset.task != "bits" or len(event.judgements) > 1:  # of a whole truth table, all has been said
                say(scores_text(event.judgements))
            reason = explain(event.stop_reason, event.iteration, event.error, self._training, event.best_iteration)
            say(f"{reason} ({duration_text(event.seconds)}).")
        else:
            self._bar.draw(event)


class ProgressBar:
    """One line on standard error that is drawn over again; nothing at all where that is no terminal."""

    def __init__(self, max_iterations: int) -> None:
        self._max_iterations = max_iterations
        self._line = LiveLine()
        self._drawn_at = -math.inf

    def draw(self, snapshot: Snapshot) -> None:
        """Draw how far the run is, at most ten times a second."""
        now = time.monotonic()
        if not self._line.wanted or now - self._drawn_at < BAR_SECONDS:
            return
        share = min(1.0, snapshot.iteration / self._max_iterations)
        filled = "#" * round(BAR_WIDTH * share)
        speed = snapshot.iterations_per_second
        left = duration_text((self._max_iterations - snapshot.iteration) / speed) if speed else "?"
        self._line.draw(
            f"[{filled:-<{BAR_WIDTH}}] {share:4.0%}  error {error_text(snapshot.error)}  {speed_text(speed)}  "
            f"at most {left} left"
        )
        self._drawn_at = now

    def clear(self) -> None:
        """Take the bar away, so that a line can be printed."""
        self._line.clear()
        self._drawn_at = -math.inf


class JsonReport:
    """One object a line, each with an "event" key: started, progress for every log line, finished."""

    def __init__(self, run_config: RunConfig, dataset: Dataset) -> None:
        self._run_config = run_config
        self._dataset = dataset
        self._lines_shown = 0

    def show(self, event: Event) -> None:
        """Print what is new."""
        objects = list(self._objects(event))
        if objects:
            say("\n".join(json.dumps(each, allow_nan=False) for each in objects))

    def _objects(self, event: Event) -> Iterator[dict[str, object]]:
        if isinstance(event, Started):
            yield self._started(event)
        if isinstance(event, Remark):
            yield {"event": "notice", "message": event.message}
        if not isinstance(event, Snapshot):
            return
        lines = event.state.log.lines()
        new = lines.total - self._lines_shown
        for index in range(len(lines.iterations) - new, len(lines.iterations)):
            error = _finite(lines.errors[index])
            yield {"event": "progress", "iteration": int(lines.iterations[index]), "error": error}
        self._lines_shown = lines.total
        if isinstance(event, Finished):
            yield {
                "event": "finished",
                "iterations": event.iteration,
                "error": _finite(event.error),
                "stop_reason": str(event.stop_reason),
                "best_iteration": event.best_iteration,
                "seconds": round(event.seconds, 6),
                "outputs": _rows(event.network.predict(self._dataset.inputs)),
                "kernel": event.kernel,
                "learning_rate": _finite(event.learning_rate),
                "validation_error": _finite(event.validation_error),
                "test_error": _finite(event.test_error),
                "scores": {part: _scores(judgement) for part, judgement in event.judgements},
                "gradient_norm": _finite(event.gradient_norm),
                "saturated_share": event.saturated_share,
            }

    def _started(self, event: Started) -> dict[str, object]:
        run = self._run_config
        return {
            "event": "started",
            "data": printable(self._dataset.name),
            "samples": event.samples,
            "layers": list(event.layer_sizes),
            "activations": list(event.activations),
            "remarks": [printable(remark) for remark in event.remarks],
            "kernel": event.kernel,
            "loss": run.training.loss,
            "optimizer": run.training.optimizer,
            "seed": run.network.seed,
            "learning_rate": run.training.learning_rate if run.training.optimizer in FIRST_ORDER_NAMES else None,
            "momentum": run.training.momentum,
            "batch_size": run.training.batch_size,
        }


def table_text(dataset: Dataset, outputs: FloatArray, threshold: float) -> str:
    """Return the input/output/target table in the data's own units and words, at most its first 1,000 rows."""
    shown = len(outputs)
    rows = dataset.head(shown)
    right = rows_right(rows, outputs, threshold)
    classes = rows.task == "classes"
    header = [
        f"Input ({_names(rows.shown_input_names)})",
        f"Output ({_names(rows.shown_target_names)})",
        f"Target ({_names(rows.shown_target_names)})",
        *([] if classes else ["Difference"]),
        "",
    ]
    lines = [header]
    unscaled, targets = rows.unscaled_outputs(outputs), rows.unscaled_targets
    for index in range(shown):
        verdict = "" if right is None else "right" if right[index] else "wrong"
        inputs = _joined(map(printable, rows.shown_inputs(index)))
        if classes:
            said = printable(rows.shown_outputs(outputs[index], threshold)[0])
            lines.append([inputs, said, printable(rows.shown_target(index)[0]), verdict])
            continue
        difference = unscaled[index] - targets[index]
        lines.append(
            [
                inputs,
                _joined(map(value_text, unscaled[index])),
                _joined(map(given_text, targets[index])),
                _joined(map(difference_text, difference)),
                verdict,
            ]
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    if dataset.samples > shown:
        texts.append(f"... and {dataset.samples - shown:,} rows more; --json gives the outputs of all")
    if right is not None:
        texts.append(f"{int(right.sum()):,} of {shown:,} rows right")
    return "\n".join(texts)


def scores_text(judgements: Sequence[tuple[str, Judgement]]) -> str:
    """Return a line for each part of the data: every score, and what the obvious baseline would score."""
    lines = []
    for part, judgement in judgements:
        scores = [
            f"{score.name} {_score(score.value, score.of)}"
            + (f" (baseline {_score(score.baseline, score.of)})" if score.baseline is not None else "")
            for score in judgement.scores
        ]
        rows = "1 row" if judgement.rows == 1 else f"{judgement.rows:,} rows"
        lines.append(f"{part} ({rows}): {', '.join(scores)}")
    return "\n".join(lines)


def _score(value: float | None, of: int | None) -> str:
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:,.0f} of {of:,}" if of is not None else f"{value:.4g}"


def _joined(texts: Iterable[str]) -> str:
    found = list(texts)
    rest = len(found) - SHOWN_VALUES
    shown = " ".join(found[:SHOWN_VALUES])
    return f"{shown} and {rest} more" if rest > 0 else shown


def _names(names: tuple[str, ...]) -> str:
    return printable(" ".join(names), NAME_LIMIT)


def _scores(judgement: Judgement) -> dict[str, object]:
    scores: dict[str, object] = {"rows": judgement.rows}
    for score in judgement.scores:
        scores[score.name] = None if score.value is None else _finite(score.value)
        if score.baseline is not None:
            scores[f"{score.name} of the baseline"] = _finite(score.baseline)
    if judgement.confusion is not None:
        scores["confusion"] = judgement.confusion.tolist()
        scores["classes"] = [printable(name) for name in judgement.class_names]
    if judgement.class_table is not None:
        table = judgement.class_table
        scores["per_class"] = {
            "precision": table.precision.tolist(),
            "recall": table.recall.tolist(),
            "F1": table.f1.tolist(),
            "AUC": [_finite(area) for area in table.auc.tolist()],
            "rows": table.support.tolist(),
        }
    return scores


def _finite(value: float) -> float | None:
    """JSON has no word for what is not a finite number."""
    return float(value) if math.isfinite(value) else None


def _rows(outputs: FloatArray) -> list[list[float | None]]:
    if np.isfinite(outputs).all():
        rows: list[list[float | None]] = outputs.tolist()
        return rows
    return [[_finite(value) for value in row] for row in outputs]
