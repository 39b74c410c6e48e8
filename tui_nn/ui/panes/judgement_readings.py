"""What each view of the Judgement pane shows, in two sentences of plain text with the numbers that matter."""

from __future__ import annotations

import numpy as np

from tui_nn.config.plain_text import printable
from tui_nn.engine.row_errors import mean_and_reach
from tui_nn.ui.panes.judged import Judged, View
from tui_nn.ui.panes.judgement_plots import number_text

NAME_LIMIT = 30


def reading_of(view: View, judged: Judged, cursor: int, unit: int) -> str:
    """Say what a view shows.

    Args:
        view: which one.
        judged: what it is drawn of.
        cursor: of the worst rows, counted from 0.
        unit: whose weights are shown, counted from 0.
    """
    match view:
        case "confusion":
            return _confusion(judged)
        case "reliability":
            return _reliability(judged)
        case "errors":
            return _errors(judged)
        case "predicted":
            return _predicted(judged)
        case "worst":
            return _worst(judged, cursor)
        case "picture":
            return _picture(judged, unit)


def _confusion(judged: Judged) -> str:
    matrix, rows = judged.confusion, judged.judged_rows
    hits = int(np.trace(matrix))
    said = f"Of {rows:,} {judged.part} rows {hits:,} are right ({_percent(hits, rows)})"
    wrong = matrix - np.diag(np.diagonal(matrix))
    most = int(wrong.max(initial=0))
    if not most:
        return f"{said}; no class is taken for another."
    true, chosen = divmod(int(wrong.argmax()), len(matrix))
    names = [printable(judged.class_names[place], NAME_LIMIT) for place in (true, chosen)]
    times = "once" if most == 1 else f"{most:,} times"
    return f"{said}; most often {names[0]} is taken for {names[1]}, {times}."


def _reliability(judged: Judged) -> str:
    found = judged.reliability
    if not found.counts.sum():
        return f"There are no probabilities for the {judged.part} rows."
    gaps = np.abs(np.nan_to_num(found.observed - found.predicted)) * found.counts
    worst = int(gaps.argmax())
    return (
        f"Probabilities of the {judged.part} rows are off by {found.expected_calibration_error:.1%} on average. "
        f"The bin that adds most to it holds {int(found.counts[worst]):,} near {found.predicted[worst]:.0%}, of which "
        f"{found.observed[worst]:.0%} came true."
    )


def _errors(judged: Judged) -> str:
    values = judged.differences.ravel()
    mean, reach = mean_and_reach(values)
    low, high = int((values < 0).sum()), int((values > 0).sum())
    return (
        f"Outputs of the {len(judged.here):,} {judged.part} rows are {number_text(mean, sign=True)} off on average, "
        f"9 of 10 within {number_text(reach)}. {low:,} are too small, {high:,} too large."
    )


def _predicted(judged: Judged) -> str:
    judgement = judged.judgement
    scores = {score.name: score for score in judgement.scores} if judgement is not None else {}
    if "R2" not in scores or scores["R2"].value is None or scores["RMSE"].value is None:
        return f"There are no scores of the {judged.part} rows yet."
    r2, rmse = scores["R2"].value, scores["RMSE"].value
    baseline = scores["RMSE"].baseline
    beside = f" Always saying the mean would be {number_text(baseline)} off." if baseline is not None else ""
    return f"On the {judged.part} rows R2 is {number_text(r2)}, and a typical miss (RMSE) {number_text(rmse)}.{beside}"


def _worst(judged: Judged, cursor: int) -> str:
    if not len(judged.worst):
        return f"There are no {judged.part} rows."
    ten = min(10, len(judged.worst))
    place = max(0, min(cursor, len(judged.worst) - 1))
    row = int(judged.worst[place])
    target = printable(", ".join(judged.rows.shown_target(row)), NAME_LIMIT)
    return (
        f"The worst {ten} of {len(judged.worst):,} {judged.part} rows make {float(judged.shares[:ten].sum()):.0%} of "
        f"their error. Number {place + 1} is row {row + 1:,}, target {target}, with {float(judged.shares[place]):.1%}."
    )


def _picture(judged: Judged, unit: int) -> str:
    rows, row = judged.rows, judged.row
    target = printable(", ".join(rows.shown_target(row)), NAME_LIMIT)
    with np.errstate(all="ignore"):
        outputs = np.nan_to_num(judged.shown.outputs[row])
        said = printable(", ".join(rows.shown_outputs(outputs, judged.threshold)), NAME_LIMIT)
    weights = np.nan_to_num(judged.shown.network.weights[0])
    unit %= len(weights)
    above = int((weights[unit, :-1] > 0).sum())
    return (
        f"The picture of row {row + 1:,} is {target}, and the network says {said}. "
        f"Unit {unit + 1} is strengthened by {above:,} of {weights.shape[1] - 1:,} pixels."
    )


def _percent(part: int, whole: int) -> str:
    return f"{min(100 * part / whole, 100 if part == whole else 99):.0f} %" if whole else "–"
