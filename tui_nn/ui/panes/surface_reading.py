"""The surface in words, for those who cannot see it."""

from __future__ import annotations

import numpy as np

from tui_nn.config.plain_text import printable
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.events import Snapshot
from tui_nn.engine.judgement import rows_right
from tui_nn.engine.plane import line_of, plane_of
from tui_nn.ui.drawing.row_marks import PART_NAMES
from tui_nn.ui.panes.surface_scenes import Look

SAMPLES = 40
"""Points along each axis by which shares of the plane are measured."""

NAME_LENGTH = 40


def surface_reading(
    rows: Dataset, shown: Snapshot, look: Look, threshold: float, columns: tuple[int, int], held: int | None, row: int
) -> str:
    """Return what the picture shows; nothing where there is neither a plane nor a line.

    Args:
        rows: those of the run.
        shown: the network and what it says about the rows.
        look: the output that is drawn.
        threshold: of the loss.
        columns: along the axes.
        held: the row whose values the other columns keep.
        row: the one that is looked at.
    """
    plane, line = plane_of(rows, columns, held), line_of(rows, held=held)
    if plane is not None:
        axes = [*zip(plane.names, (plane.x_range, plane.y_range), strict=True)]
        inputs = plane.inputs(SAMPLES, SAMPLES)
    elif line is not None:
        axes = [(line.name, line.x_range)]
        inputs = line.inputs(line.points(SAMPLES * SAMPLES))
    else:
        return ""
    over = " and ".join(f"{printable(name, NAME_LENGTH)} ({low:.3g} to {high:.3g})" for name, (low, high) in axes)
    if len(axes) < len(rows.shown_input_names):
        over += ", the other inputs " + held_text(held)
    what = "line" if plane is None else "plane"
    outputs = np.nan_to_num(shown.network.predict(inputs))
    return f"The output over {over}: {_shares(rows, outputs, look, what)}. {_rows(rows, shown, threshold, row)}"


def held_text(held: int | None) -> str:
    """Say at which values the inputs are held that go along no axis."""
    return "at the median" if held is None else f"as in row {held + 1:,}"


def _shares(rows: Dataset, outputs: FloatArray, look: Look, what: str) -> str:
    if look.output is None:
        shares = np.bincount(outputs.argmax(axis=1), minlength=rows.outputs) / len(outputs)
        parts = [
            f"{printable(name, NAME_LENGTH)} wins in {share:.0%}"
            for name, share in zip(rows.class_names, shares.tolist(), strict=True)
        ]
        return f"{', '.join(parts)} of the {what}"
    middle = look.scale.middle
    above = float((outputs[:, look.output] >= middle).mean())
    if not look.decided:
        values = rows.unscaled_outputs(outputs)[:, look.output]
        return f"from {values.min():.4g} to {values.max():.4g}"
    name = f"{printable(rows.target_names[look.output], NAME_LENGTH)} is " if rows.outputs > 1 else ""
    return f"{name}above {middle:g} in {above:.0%} of the {what}"


def _rows(rows: Dataset, shown: Snapshot, threshold: float, row: int) -> str:
    right = rows_right(rows, shown.outputs, threshold)
    counts = []
    if right is not None:
        parts = np.zeros(rows.samples, dtype=np.int8) if rows.parts is None else rows.parts
        for part, name in enumerate(PART_NAMES):
            of = int((parts == part).sum())
            if of:
                counts.append(f"{int(right[parts == part].sum())} of {of} {name} rows")
    judged = f"{' and '.join(counts)} are on the right side; " if counts else ""
    inputs = zip(rows.shown_input_names, rows.shown_inputs(row), strict=True)
    place = ", ".join(f"{printable(name, NAME_LENGTH)} {printable(text, NAME_LENGTH)}" for name, text in [*inputs][:4])
    output = ", ".join(printable(text, NAME_LENGTH) for text in rows.shown_outputs(shown.outputs[row], threshold)[:4])
    target = ", ".join(printable(text, NAME_LENGTH) for text in rows.shown_target(row)[:4])
    sentence = f"{judged}the row looked at, {row + 1}, is at {place}, output {output}, target {target}."
    return sentence[0].upper() + sentence[1:]
