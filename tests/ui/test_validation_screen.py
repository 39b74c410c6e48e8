"""Cross-validation on the screen: its numbers are the experiment's, the inputs' worth is a key away."""

from __future__ import annotations

import math

import pytest

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.experiments.fold_events import FoldsEvent
from tui_nn.experiments.fold_words import number, summary_words
from tui_nn.ui.panes.interval_bars import IntervalBar, bar_signs
from tui_nn.ui.screens.validation_screen import ValidationScreen

IRIS = RunConfig(
    data=DataConfig("iris", scaling="standard"),
    network=NetworkConfig(hidden=(3,), activations=("tanh", "softmax")),
    training=TrainingConfig(loss="categorical_crossentropy", learning_rate=0.5, max_iterations=40),
)


def event_of(laboratory: Laboratory) -> FoldsEvent:
    assert isinstance(laboratory.app.screen, ValidationScreen)
    event = laboratory.session.experiment
    assert isinstance(event, FoldsEvent)
    assert event.finished
    return event


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_every_score_stands_there_beside_the_folds(size: tuple[int, int]) -> None:
    async with opened(IRIS, size) as laboratory:
        await laboratory.press("V")
        await laboratory.settle()
        event = event_of(laboratory)
        assert len(event.folds) == 5
        for summary in event.summaries:
            assert any(
                line.startswith(f"│ {summary.name}") and number(summary.mean) in line for line in laboratory.lines
            )
        words = " ".join(laboratory.text.replace("│", " ").split())
        assert f"{summary_words(event.summaries[0])}: surely better" in words
        assert "not independent" in laboratory.text
        fold = next(line for line in laboratory.lines if line.startswith("│ 1.2 "))
        assert number(event.folds[1].scores[0][1]) in fold


async def test_what_inputs_are_worth_over_the_folds_and_to_the_present_network() -> None:
    async with opened(IRIS, LARGE) as laboratory:
        await laboratory.train_to(40)
        await laboratory.press("V")
        await laboratory.settle()
        event = event_of(laboratory)
        for inputs, where in ((event.inputs, "Shuffled, accuracy"), (event.present_inputs, "The present network")):
            await laboratory.press("i")
            assert where in laboratory.text
            assert [each.name for each in inputs]
            for each in inputs:
                assert any(line.startswith(f"│ {each.name}") and number(each.mean) in line for line in laboratory.lines)
        await laboratory.press("i")
        assert "average precision" in laboratory.text
        assert "surely better" in laboratory.text


async def test_another_question_is_answered_and_a_wrong_one_refused() -> None:
    async with opened(IRIS, LARGE) as laboratory:
        await laboratory.press("V")
        screen = laboratory.app.screen
        assert isinstance(screen, ValidationScreen)
        screen.asked.put({"holdout": "0.3", "repeats": "2", "shuffles": "0"})
        await laboratory.press("e", "enter")
        await laboratory.settle()
        assert "30 % of the rows held out, 2 times" in laboratory.text
        assert [fold.test_rows for fold in event_of(laboratory).folds] == [45, 45]
        await laboratory.press("i")
        assert "average precision" in laboratory.text
        screen.asked.put({"folds": "one"})
        await laboratory.press("e", "enter")
        assert "folds: 'one' is not a whole number" in laboratory.text


def test_a_bar_shows_its_dots_the_interval_the_mark_and_the_mean() -> None:
    bar = IntervalBar("x", mean=0.5, low=0.3, high=0.9, dots=(0.4, 0.6), axis=(0.0, 1.0), mark=0.1)
    assert bar_signs(bar, 11) == " ┃ ├•●•──┤ "
    beyond = IntervalBar("x", mean=0.5, low=-3.0, high=2.0, dots=(), axis=(0.0, 1.0))
    assert bar_signs(beyond, 11) == "─────●─────"
    nothing = IntervalBar("x", math.nan, math.nan, math.nan, (math.nan,), (0.0, 0.0))
    assert bar_signs(nothing, 11) == " " * 11
