"""Scores: the numbers of the newest judgement, live, each beside its baseline and with a word about what it means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tests.ui.test_hostile_text import HOSTILE, assert_harmless
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.judgement import Judgement, Score
from tui_nn.ui.formatting import score_text
from tui_nn.ui.panes.class_lines import matrix_head, matrix_line
from tui_nn.ui.screens.scores_screen import MEANINGS, ScoresScreen, score_lines

IRIS = RunConfig(
    data=DataConfig("iris", test_share=0.25, validation_share=0.2, scaling="standard"),
    network=NetworkConfig(hidden=(4,), activations=("tanh", "softmax")),
    training=TrainingConfig(
        loss="categorical_crossentropy", optimizer="adam", learning_rate=0.01, max_iterations=100_000
    ),
)
SINE = RunConfig(
    data=DataConfig("sine", samples=60, test_share=0.25),
    network=NetworkConfig(hidden=(4,), activations=("tanh", "linear")),
    training=TrainingConfig(loss="mse", learning_rate=0.01),
)


def screen_of(laboratory: Laboratory) -> ScoresScreen:
    assert isinstance(laboratory.app.screen, ScoresScreen)
    return laboratory.app.screen


def words(laboratory: Laboratory) -> str:
    return " ".join(laboratory.text.replace("│", " ").split())


def assert_shows_newest(laboratory: Laboratory, *, baseline: str) -> None:
    """Every number of the newest judgements stands on the screen, and in the order of the parts."""
    assert laboratory.session.snapshot is not None
    judgements = laboratory.session.snapshot.judgements
    assert judgements
    for index, score in enumerate(judgements[0][1].scores):
        line = next(line for line in laboratory.lines if f" {score.name}  " in line)
        at = 0
        for _, judgement in judgements:
            given = judgement.scores[index]
            for text in (score_text(given.value, given.of), baseline, score_text(given.baseline)):
                if text != "–":
                    at = line.index(text, at) + len(text)


async def test_every_number_is_the_judgements_and_follows_the_training() -> None:
    async with opened(IRIS, LARGE) as laboratory:
        await laboratory.press("m")
        assert_shows_newest(laboratory, baseline=" · majority ")
        before = laboratory.text
        await laboratory.press("t")
        laboratory.engine.run_until(1000)
        await laboratory.look()
        assert_shows_newest(laboratory, baseline=" · majority ")
        assert laboratory.text != before
        assert "▶ training" in laboratory.text
        assert any("▶ training" in line and "1,000" in line for line in laboratory.lines)
        await laboratory.press("t")
        assert laboratory.is_in("paused")
        await laboratory.settle()
        reached = laboratory.session.iteration
        await laboratory.press("s")
        await laboratory.settle()
        assert laboratory.session.iteration == reached + 1


@pytest.mark.parametrize("key", ["escape", "m", "q"])
async def test_it_closes(key: str) -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("m")
        screen_of(laboratory)
        await laboratory.press(key)
        assert laboratory.app.screen is laboratory.app.main_screen
        assert laboratory.app.is_running


async def test_a_truth_table_counts_rows_and_bits() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.train_to(1000)
        await laboratory.press("m")
        assert laboratory.session.snapshot is not None
        rows, bits, margin, *_ = laboratory.session.snapshot.judgements[0][1].scores
        text = words(laboratory)
        assert f"› rows right {rows.value:.0f} of 4 · majority {rows.baseline:.0f}" in text
        assert f"bits right {bits.value:.0f} of 4" in text
        assert f"smallest margin {score_text(margin.value)}" in text
        assert "Confusion" not in text


async def test_numbers_are_compared_with_the_mean() -> None:
    async with opened(SINE, LARGE) as laboratory:
        await laboratory.press("m")
        assert_shows_newest(laboratory, baseline=" · mean ")


async def test_the_score_under_the_cursor_is_explained() -> None:
    async with opened(IRIS, SMALL) as laboratory:
        await laboratory.press("m")
        screen = screen_of(laboratory)
        snapshot = laboratory.session.snapshot
        assert snapshot is not None
        names = [score.name for score in snapshot.judgements[0][1].scores]
        assert names[:5] == ["accuracy", "balanced accuracy", "F1", "MCC", "AUC"]
        for name in (*names, names[-1]):
            assert f"› {name}" in laboratory.text
            assert MEANINGS[name] in words(laboratory)
            await laboratory.press("down")
        await laboratory.press(*["up"] * len(names))
        assert "› accuracy" in laboratory.text
        await laboratory.pilot.click(screen.numbers, offset=(3, 3))
        await laboratory.pause()
        assert "› F1" in laboratory.text


async def test_the_matrix_of_each_part_can_be_seen() -> None:
    async with opened(IRIS, SMALL) as laboratory:
        await laboratory.train_to(500)
        await laboratory.press("m")
        assert laboratory.session.snapshot is not None
        judgements = dict(laboratory.session.snapshot.judgements)
        for part in ("test", "training", "validation", "test"):
            judgement = judgements[part]
            assert judgement.confusion is not None
            assert f"Confusion matrix, {part}:" in laboratory.text
            assert f"▸ {part} ({judgement.rows:,})" in laboratory.text
            for name, counts in zip(judgement.class_names, judgement.confusion.tolist(), strict=True):
                line = next(line for line in laboratory.lines if line.startswith(f"│ {name}"))
                shown = [int("0" + "".join(filter(str.isdigit, cell))) for cell in line.strip("│ ").split()[1:]]
                assert shown == counts
            await laboratory.press("right")
        await laboratory.press("left", "left")
        assert "Confusion matrix, validation:" in laboratory.text


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["below", "beside"])
async def test_each_class_has_its_own_scores(size: tuple[int, int]) -> None:
    async with opened(IRIS, size) as laboratory:
        await laboratory.train_to(500)
        await laboratory.press("m")
        if size == SMALL:
            await laboratory.press("end")
        assert laboratory.session.snapshot is not None
        judgement = dict(laboratory.session.snapshot.judgements)["test"]
        table = judgement.class_table
        assert table is not None
        assert any("precision" in line and "recall" in line for line in laboratory.lines)
        for place, name in enumerate(judgement.class_names):
            scores = (table.precision, table.recall, table.f1, table.auc)
            told = [*(score_text(float(score[place])) for score in scores), str(table.support[place])]
            assert any(
                line.startswith(f"│ {name}") and line.strip("│ ").split()[-5:] == told for line in laboratory.lines
            )


async def test_ten_classes_fit_a_small_window() -> None:
    digits = IRIS.with_values({("data", "source"): "digits", ("training", "max_iterations"): 10})
    async with opened(digits, SMALL) as laboratory:
        await laboratory.press("m")
        for digit in range(10):
            assert any(line.startswith(f"│ {digit} ") for line in laboratory.lines)


async def test_without_a_network_it_says_so() -> None:
    async with opened(RunConfig().with_values({("network", "layers"): (3, 2, 1)}), SMALL) as laboratory:
        await laboratory.press("m")
        assert "There are no scores yet" in laboratory.text
        await laboratory.press("down", "right", "pagedown", "end", "t")
        assert "There is no network to train" in laboratory.text


async def test_why_a_key_does_nothing_is_said_where_it_can_be_seen() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("m", "r")
        assert "Nothing to reset" in laboratory.text


def test_right_and_wrong_differ_by_sign() -> None:
    judgement = Judgement(6, (Score("accuracy", 0.5),), ("a", "b"), np.array([[3, 2], [0, 0]]))

    head, width = matrix_head("test", judgement)
    lines = ["".join(text for text, _ in matrix_line(judgement, true)) for true in (0, 1)]

    assert [line.split() for line in lines] == [["a", "3✓", "2✗"], ["b", "·", "0·"]]
    assert all(len(line) == width for line in lines)
    assert "1 without an answer" in "".join(text for text, _ in head[0])


def test_what_cannot_be_scored_is_a_dash() -> None:
    judgement = Judgement(1, (Score("R2", float("nan"), None), Score("RMSE", None, 2.0)))
    lines = ["".join(text for text, _ in line).split() for line in score_lines((("test", judgement),), 0, 80, "test")]

    assert lines[1:] == [["›", "R2", "–"], ["RMSE", "–", "·", "mean", "2.0000"]]


def test_nearly_one_is_not_one() -> None:
    assert [score_text(value) for value in (1.0, 0.99999, 0.5, 0.0, -0.25, 1e-9, 12345.0, None, float("inf"))] == [
        "1", "0.9999", "0.5000", "0", "-0.2500", "1.00e-09", "1.23e+04", "–", "–",
    ]  # fmt: skip
    assert score_text(3, 4) == "3 of 4"


async def test_class_names_are_only_shown() -> None:
    confusion = np.arange(len(HOSTILE) ** 2).reshape(len(HOSTILE), -1)
    judgement = Judgement(int(confusion.sum()), (Score("accuracy", 0.5, 0.4),), tuple(HOSTILE), confusion)
    async with opened(size=SMALL) as laboratory:
        snapshot = laboratory.session.snapshot
        assert snapshot is not None
        laboratory.session.snapshot = replace(snapshot, judgements=(("training", judgement),))
        await laboratory.press("m")
        assert "[@click=app.quit]press …" in laboratory.text
        for key in ("pagedown", "shift+right", "shift+right", "end", "home"):
            assert_harmless(laboratory)
            await laboratory.press(key)
