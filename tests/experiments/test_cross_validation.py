"""Cross-validation: each fold is the run alone on its rows, scores are those of rows kept apart, and it can go on."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.folds import FoldedRows, FoldPlan
from tui_nn.engine.control import Control, Stop
from tui_nn.engine.judgement import judge
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments.cross_validation import CrossValidationJob, parse_measure
from tui_nn.experiments.fold_events import FoldsEvent, Summary
from tui_nn.experiments.fold_words import diverged_words, worth_words
from tui_nn.experiments.student_interval import mean_interval

IRIS = RunConfig(
    data=DataConfig("iris", scaling="standard"),
    network=NetworkConfig(hidden=(3,), activations=("tanh", "softmax")),
    training=TrainingConfig(loss="categorical_crossentropy", learning_rate=0.5, max_iterations=60),
)
LINES = RunConfig(
    data=DataConfig("diabetes", scaling="standard", target_scaling="standard", test_share=0.5),
    network=NetworkConfig(hidden=(), activations=("linear",)),
    training=TrainingConfig(loss="mse", learning_rate=0.1, max_iterations=40),
)


def told(job: CrossValidationJob) -> list[FoldsEvent]:
    events = [event for event in job.run(Control()) if isinstance(event, FoldsEvent)]
    assert events[-1].finished
    assert not any(event.finished for event in events[:-1])
    return events


def ended(job: CrossValidationJob) -> FoldsEvent:
    return told(job)[-1]


def test_each_fold_is_the_run_alone_judged_on_its_rows_kept_apart() -> None:
    event = ended(CrossValidationJob(IRIS, folds=3, repeats=2))
    assert [(fold.repeat, fold.number) for fold in event.folds] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert [fold.seed - IRIS.network.seed for fold in event.folds] == [0, 0, 0, 1, 1, 1]
    rows = FoldedRows.of(load_data(IRIS.data), IRIS.data, FoldPlan(3, 2)).dataset(4)
    assert rows.test is not None
    network = Network.from_config(replace(IRIS.network, seed=IRIS.network.seed + 1), 4, 3, "iris")
    alone = fit(network, rows, IRIS.training)
    judgement = judge(rows.test, alone.network.predict(rows.test.inputs), rows.training, 0.5)
    assert event.folds[4].scores == tuple((score.name, score.value, score.baseline) for score in judgement.scores)
    assert event.folds[4].test_rows == 50


def test_the_summary_is_of_all_folds_and_its_interval_is_made_wider() -> None:
    event = ended(CrossValidationJob(LINES, folds=4))
    summary = next(each for each in event.summaries if each.name == "RMSE")
    values = [value for fold in event.folds for name, value, _ in fold.scores if name == "RMSE"]
    assert len(values) == 4
    assert summary.mean == pytest.approx(np.mean(values), rel=1e-14)
    assert summary.deviation == pytest.approx(np.std(values, ddof=1), rel=1e-14)
    ratio = np.mean([fold.test_rows / fold.training_rows for fold in event.folds])
    assert (summary.low, summary.high) == pytest.approx(mean_interval(values, float(ratio)), rel=1e-14)
    assert summary.high - summary.low > np.subtract(*mean_interval(values)[::-1])
    assert summary.beats_baseline
    assert event.left_out == 221
    assert not event.stratified


def test_an_interval_goes_no_further_than_the_score_can() -> None:
    event = ended(CrossValidationJob(IRIS, folds=2))
    for summary in event.summaries:
        assert 0 <= summary.low <= summary.mean <= summary.high
        assert summary.smaller_is_better or summary.high <= 1


def test_one_row_is_left_out_at_a_time_and_told_by_the_right_rows() -> None:
    xor = RunConfig(training=TrainingConfig(max_iterations=5))
    event = ended(CrossValidationJob(xor, folds=None))
    assert [fold.test_rows for fold in event.folds] == [1, 1, 1, 1]
    assert event.summaries[0].name == "rows right"
    assert all(0 <= value <= 1 for value in event.summaries[0].values)
    assert {each.name for each in event.summaries} == {"rows right", "bits right", "smallest margin"}
    assert not event.stratified
    with pytest.raises(ConfigError, match="alone cannot be shuffled"):
        ended(CrossValidationJob(xor, folds=4, importance=1))


def test_the_rows_for_validation_are_taken_from_those_to_learn_from() -> None:
    stopping = IRIS.with_values(
        {("data", "validation_share"): 0.25, ("training", "patience"): 5, ("training", "monitor"): "validation"}
    )
    event = ended(CrossValidationJob(stopping, folds=3))
    assert [(fold.training_rows, fold.test_rows) for fold in event.folds] == [(75, 50)] * 3


def test_folds_that_diverge_have_no_scores_and_are_told() -> None:
    event = ended(CrossValidationJob(LINES.with_values({("training", "learning_rate"): 1e6}), folds=3))
    assert event.diverged == 3
    assert event.summaries == ()
    assert "3 of 3 networks diverged" in diverged_words(event)


def test_inputs_are_worth_what_their_shuffling_costs_and_the_same_each_time() -> None:
    network = Network.from_config(LINES.network, 10, 1, "diabetes")
    job = CrossValidationJob(LINES, folds=2, importance=3, measure="R2", present=network)
    event = ended(job)
    assert event.measure == "R2"
    assert {each.name for each in event.inputs} == set(load_data(LINES.data).shown_input_names)
    means = [each.mean for each in event.inputs]
    assert means == sorted(means, reverse=True)
    assert event.inputs[0].name in ("bmi", "s5", "s1")
    assert all(len(each.values) == 2 for each in event.inputs)
    assert all(len(each.values) == 3 for each in event.present_inputs)
    assert event.present_rows == "test rows"
    assert ended(job).inputs == event.inputs
    assert "Shuffled" in worth_words(event.inputs, event.measure)


def test_a_measure_that_the_rows_do_not_have_is_refused_with_those_they_have() -> None:
    with pytest.raises(ConfigError, match="no R2; give one of accuracy"):
        ended(CrossValidationJob(IRIS, folds=2, importance=1, measure="R2"))
    with pytest.raises(ConfigError, match="no score 'speed'"):
        parse_measure("speed")
    assert parse_measure(" auc") == "AUC"


def test_a_journal_that_was_cut_goes_on_to_the_same_end(tmp_path: Path) -> None:
    path = tmp_path / "folds.journal"
    job = CrossValidationJob(IRIS, folds=4, importance=2, journal=path)
    whole = ended(job)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]))
    first, *_, last = told(replace(job, resume=True))
    assert first.done == 2
    assert last.fresh == 2
    assert (last.folds, last.summaries, last.inputs) == (whole.folds, whole.summaries, whole.inputs)
    with pytest.raises(ConfigError, match="another experiment"):
        told(replace(job, folds=5, resume=True))


def test_folds_that_do_not_fit_into_memory_at_once_come_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ended(CrossValidationJob(IRIS, folds=4))
    monkeypatch.setattr("tui_nn.experiments.cross_validation.BYTES_AT_ONCE", 1)
    events = told(CrossValidationJob(IRIS, folds=4))
    assert events[-1].folds == whole.folds
    assert [event.seconds for event in events] == sorted(event.seconds for event in events)


def test_it_can_be_stopped() -> None:
    control = Control()
    control.send(Stop())
    long = IRIS.with_values({("training", "max_iterations"): 10_000_000})
    *_, last = CrossValidationJob(long, folds=3).run(control)
    assert isinstance(last, FoldsEvent)
    assert last.stopped
    assert last.finished


def test_whether_a_score_is_surely_better_depends_on_which_way_is_up() -> None:
    assert Summary("RMSE", (), 1.0, 0.1, 0.8, 1.2, baseline=2.0).beats_baseline
    assert Summary("R2", (), 0.5, 0.1, 0.1, 0.9, baseline=0.0).beats_baseline
    assert Summary("R2", (), 0.5, 0.1, -0.1, 0.9, baseline=0.0).beats_baseline is False
    assert Summary("R2", (), 0.5, math.nan, math.nan, math.nan, baseline=0.0).beats_baseline is None
