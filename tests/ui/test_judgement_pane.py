"""Judgement: every view shows the engine's numbers, obeys its keys, and stands whatever the network says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from tests.ui.desk import Desk, ready
from tests.ui.stage import Stage, on_stage
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.presets import find_preset
from tui_nn.config.run import RunConfig
from tui_nn.engine.network import Network
from tui_nn.engine.row_errors import row_errors, worst_first
from tui_nn.ui.drawing.palette import ColourDepth, Palette
from tui_nn.ui.messages import RowChosen
from tui_nn.ui.panes.judged import VIEW_NAMES, judged
from tui_nn.ui.panes.judgement_pane import NOTHING_YET, JudgementPane
from tui_nn.ui.panes.judgement_readings import reading_of
from tui_nn.ui.panes.judgement_views import draw_view
from tui_nn.ui.session import Session

GREY = (128, 128, 128)
PALETTE = Palette(
    depth="true", dark=True, background=(0, 0, 0), foreground=(255, 255, 255), muted=GREY, grid=GREY, accent=GREY,
    primary=GREY, warning=GREY, error=GREY, success=GREY,
)  # fmt: skip


@pytest.fixture(scope="module")
def iris() -> Desk:
    return trained("iris")


@pytest.fixture(scope="module")
def curve() -> Desk:
    return trained("curve")


@pytest.fixture(scope="module")
def digits() -> Desk:
    return trained("digits", 3)


def trained(name: str, iterations: int = 100) -> Desk:
    desk = ready(find_preset(name).run().with_values({("training", "max_iterations"): iterations}))
    desk.session.toggle_training()
    desk.settle()
    return desk


def chosen(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Rows that the picture asks for; the session takes them, as in the app."""
    rows: list[int] = []
    post = stage.picture.post_message

    def keep(message: object) -> bool:
        if isinstance(message, RowChosen):
            rows.append(message.row)
            stage.desk.session.row = message.row
            stage.show()
            return True
        return post(message)  # type: ignore[arg-type]  # what is not kept goes on as it came

    monkeypatch.setattr(stage.picture, "post_message", keep)
    return rows


def with_outputs(session: Session, value: float) -> None:
    """Let the network say something beyond all bounds."""
    assert session.snapshot is not None
    network = session.snapshot.network
    parameters = np.full(network.parameters.size, 1e300)
    wild = Network(network.layer_sizes, network.activations, parameters)
    state = replace(session.snapshot.state, network=wild)
    outputs = np.full(session.snapshot.outputs.shape, value)
    session.snapshot = replace(session.snapshot, state=state, outputs=outputs)


def test_the_data_say_which_views_there_are(iris: Desk, curve: Desk, digits: Desk) -> None:
    xor, adder = ready(RunConfig()), ready(RunConfig(data=DataConfig("half-adder")))
    found = []
    for desk in (iris, curve, digits, xor, adder):
        what = judged(desk.session, "test")
        assert what is not None
        found.append(what.views)
    assert found == [
        ("confusion", "reliability", "errors", "worst"),
        ("predicted", "errors", "worst"),
        ("confusion", "reliability", "errors", "worst", "picture"),
        ("confusion", "reliability", "errors", "worst"),
        ("reliability", "errors", "worst"),
    ]


async def test_the_confusion_matrix_is_that_of_the_chosen_part(iris: Desk) -> None:
    assert iris.session.shown is not None
    async with on_stage(JudgementPane(), iris) as stage:
        for part in ("test", "training", "validation"):
            judgement = dict(iris.session.shown.judgements)[part]
            matrix = judgement.confusion
            assert matrix is not None
            lines = [line for line in stage.lines if line[1:].startswith(judgement.class_names)]
            numbers = [[int(n) for n in re.findall(r"\d+", line.replace("·", "0"))] for line in lines]
            assert [line[:-1] for line in numbers] == matrix.tolist()
            assert [line[-1] for line in numbers] == [
                round(min(100 * line[i] / line.sum(), 99 if line[i] < line.sum() else 100))
                for i, line in enumerate(matrix)
            ]
            hits = int(np.trace(matrix))
            assert f"Of {judgement.rows} {part} rows {hits} are right" in stage.picture.reading()
            assert f"{part} rows" in str(stage.picture.border_subtitle)
            await stage.press("o")


def test_the_reading_names_what_is_taken_for_what() -> None:
    desk = ready(find_preset("iris").run())
    pane = JudgementPane()
    assert pane.reading() == NOTHING_YET
    pane.session = desk.session
    shown = desk.session.snapshot
    assert shown is not None
    judgement = replace(
        dict(shown.judgements)["test"], rows=75, confusion=np.array([[25, 0, 0], [0, 23, 1], [0, 2, 24]])
    )
    desk.session.snapshot = replace(shown, judgements=(("test", judgement),))
    assert pane.reading() == (
        "Of 75 test rows 72 are right (96 %); most often virginica is taken for versicolor, 2 times."
    )


async def test_keys_go_through_the_views_and_the_border_names_them(iris: Desk) -> None:
    pane = JudgementPane()
    async with on_stage(pane, iris, (120, 20)) as stage:
        seen = []
        for _ in range(5):
            assert pane.view is not None
            seen.append(pane.view)
            border = str(pane.border_subtitle)
            assert border.startswith(VIEW_NAMES[pane.view])
            assert all(VIEW_NAMES[view] in border for view in ("confusion", "reliability", "errors", "worst"))
            assert len(pane.reading()) > 40
            await stage.press("g")
        assert seen == ["confusion", "reliability", "errors", "worst", "confusion"]
        await stage.press("G")
        assert pane.view == "confusion"


async def test_reliability_tells_the_error_and_the_counts(iris: Desk) -> None:
    found = judged(iris.session, "test")
    assert found is not None
    expected = found.reliability
    assert expected.counts.sum() == len(found.here)
    async with on_stage(JudgementPane(), iris) as stage:
        await stage.press("g")
        assert f"ECE {expected.expected_calibration_error:.3f}" in stage.text
        counts = [int(text) for text in re.findall(r"\d+", stage.lines[-2])]
        assert counts == [count for count in expected.counts.tolist() if count]


async def test_the_worst_rows_are_those_of_the_loss_and_enter_goes_there(
    iris: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = iris.session
    assert session.started is not None
    assert session.shown is not None
    rows = session.started.rows
    errors = row_errors(session.shown.network, rows, session.shown.outputs, session.run.training)
    assert rows.parts is not None
    here = np.flatnonzero(rows.parts == 2)
    worst = here[worst_first(errors[here])].tolist()
    async with on_stage(JudgementPane(), iris) as stage:
        asked = chosen(stage, monkeypatch)
        await stage.press("g", "g", "g")
        listed = [int(line[2:].split()[0]) - 1 for line in stage.lines[2:-1]]
        assert listed == worst[: len(listed)]
        share = errors[worst[0]] / errors[here].sum()
        assert f"{share:.1%}" in stage.lines[2]
        await stage.press("down", "down", "enter", "end", "enter", "up", "enter", "home", "enter")
        assert asked == [worst[2], worst[-1], worst[-2], worst[0]]
        await stage.pilot.click(stage.picture, offset=(5, 2 + 3))
        assert asked[-1] == worst[3]
        assert f"is row {worst[3] + 1}," in stage.picture.reading()
    session.row = 0


async def test_predicted_over_true_tells_the_scores(curve: Desk) -> None:
    assert curve.session.shown is not None
    scores = {score.name: score.value for score in dict(curve.session.shown.judgements)["test"].scores}
    assert scores["R2"] is not None
    async with on_stage(JudgementPane(), curve) as stage:
        assert f"test R2 {scores['R2']:.3g} RMSE {scores['RMSE']:.3g}" in stage.text
        assert stage.text.count("o") > 5
        assert "◆" in stage.text
        assert f"R2 is {scores['R2']:.3g}" in stage.picture.reading()


async def test_the_histogram_counts_every_difference(curve: Desk) -> None:
    found = judged(curve.session, "test")
    assert found is not None
    low = int((found.differences < 0).sum())
    async with on_stage(JudgementPane(), curve) as stage:
        await stage.press("g")
        assert f"{low} are too small, {len(found.here) - low} too large" in stage.picture.reading()
        limit = float(np.abs(found.differences).max())
        assert f"-{limit:.3g}" in stage.lines[-2]


async def test_the_picture_is_the_chosen_row_and_keys_choose_row_and_unit(
    digits: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_stage(JudgementPane(), digits) as stage:
        asked = chosen(stage, monkeypatch)
        await stage.press("g", "g", "g", "g", "right", "right", "left", "down")
        assert asked == [1, 2, 1]
        rows = digits.session.started
        assert rows is not None
        assert f"row 2: {rows.rows.shown_target(1)[0]}" in stage.text
        assert "unit 2/32" in stage.text
        await stage.press("up", "up")
        assert "unit 32/32" in stage.text
    digits.session.row = 0


def draw_everything(desk: Desk, colours: Palette, size: tuple[int, int]) -> None:
    """Every view of every part keeps to its size, and can be read."""
    found = judged(desk.session, "test")
    assert found is not None
    for part in found.parts:
        of_part = judged(desk.session, part)
        assert of_part is not None
        for view in of_part.views:
            assert reading_of(view, of_part, 0, 0).endswith(".")
            lines = draw_view(view, of_part, 0, 0, colours, *size)
            assert [cell_len(line.text) for line in lines] == [size[0]] * size[1], view


@pytest.mark.parametrize("depth", ["none", "true"])
def test_every_view_fits_every_size(iris: Desk, curve: Desk, digits: Desk, depth: ColourDepth) -> None:
    for desk in (iris, curve, digits):
        for size in ((1, 1), (20, 4), (34, 8), (58, 18), (158, 48)):
            draw_everything(desk, replace(PALETTE, depth=depth), size)


@pytest.mark.parametrize("value", [np.nan, np.inf, -1e300, 1e308])
def test_a_network_beyond_numbers_is_shown_without_a_warning(value: float) -> None:
    numbers = NetworkConfig(hidden=(2,), activations=("tanh", "linear"))
    for run in (
        find_preset("iris").run(),
        RunConfig(),
        RunConfig(data=DataConfig("diabetes", target_scaling="standard"), network=numbers),
    ):
        desk = ready(run)
        with_outputs(desk.session, value)
        draw_everything(desk, PALETTE, (58, 18))


async def test_before_there_are_data_it_is_blank() -> None:
    pane = JudgementPane()
    async with on_stage(pane, Desk()) as stage:
        await stage.press("g", "o", "down", "enter", "left", "end", "pagedown")
        assert pane.reading() == NOTHING_YET
        assert set("".join(line.text for line in pane.draw_lines())) <= {" "}


async def test_words_of_a_file_are_only_shown(tmp_path: Path) -> None:
    path = tmp_path / "plants.csv"
    path.write_text("kind,height,ripe\n" + "漢字漢字,1,[red]x[/]\n\x1b[31mfir,2,\x1b[2J漢\noak,3,no\n" * 3)
    desk = ready(RunConfig(data=DataConfig(str(path)), network=NetworkConfig(hidden=(2,))))
    pane = JudgementPane()
    async with on_stage(pane, desk, (50, 16)) as stage:
        for _ in range(4):
            assert all(cell_len(line) == 50 for line in stage.lines)
            assert "\x1b" not in stage.text + pane.reading()
            await stage.press("g")


@pytest.mark.parametrize("depth", ["none", "true"])
def test_the_confusion_matrix_grows_into_the_room_there_is(iris: Desk, depth: ColourDepth) -> None:
    found = judged(iris.session, "test")
    assert found is not None
    palette = replace(PALETTE, depth=depth)
    drawn = [strip.text for strip in draw_view("confusion", found, 0, 0, palette, 80, 26)]
    for true, name in enumerate(found.class_names):
        line = drawn[2 + 7 * true + 3]
        assert line.startswith(name)
        assert re.findall(r"\d+|·", line)[:3] == [str(count) if count else "·" for count in found.confusion[true]]
    assert any("▓▓▓" in line for line in drawn) == (depth == "none")
