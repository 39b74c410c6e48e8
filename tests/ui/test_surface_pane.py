"""Surface: colours are what the network says, marks are rows, the crosshair tells what stands at a place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from textual.message import Message

from tests.ui.desk import Desk, ready
from tests.ui.stage import Stage, on_stage
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace
from tui_nn.engine.events import Snapshot
from tui_nn.engine.judgement import rows_right
from tui_nn.engine.network import Network
from tui_nn.engine.surface import PixelGrid
from tui_nn.ui.drawing import palette
from tui_nn.ui.drawing.palette import STEPS, ColourDepth
from tui_nn.ui.drawing.row_marks import rows_in_cells
from tui_nn.ui.messages import RowChosen
from tui_nn.ui.panes.surface_pane import NO_PLANE, SurfacePane
from tui_nn.ui.panes.surface_scenes import LineScene, PlaneScene

CENTRE = (0.5, 0.5)


@pytest.fixture(autouse=True)
def depth(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ColourDepth:
    chosen: ColourDepth = getattr(request, "param", "true")
    monkeypatch.setattr(palette, "depth_of", lambda _app: chosen)
    return chosen


def run_of(source: str, *, hidden: tuple[int, ...] = (6,), last: str = "sigmoid", loss: str = "sse") -> RunConfig:
    return RunConfig(
        data=DataConfig(source=source, scaling="standard", test_share=0.3 if source not in ("xor",) else 0.0),
        network=NetworkConfig(hidden=hidden, activations=("tanh", last), initializer="glorot_uniform"),
        training=TrainingConfig(loss=loss, learning_rate=0.02, batch_size=10, max_iterations=2000, min_error=0.0),
    )


def spiral() -> Desk:
    desk = ready(run_of("spiral", loss="binary_crossentropy"))
    desk.train_to(500)
    return desk


def iris() -> Desk:
    return ready(run_of("iris", last="softmax", loss="categorical_crossentropy"))


def pane_of(stage: Stage) -> SurfacePane:
    assert isinstance(stage.picture, SurfacePane)
    return stage.picture


def scene_of(stage: Stage) -> PlaneScene:
    scene = pane_of(stage)._scene
    assert isinstance(scene, PlaneScene)
    return scene


def told(stage: Stage) -> str:
    return stage.lines[-1]


def shown_of(desk: Desk) -> tuple[Dataset, Snapshot]:
    assert desk.session.started is not None
    assert desk.session.shown is not None
    return desk.session.started.rows, desk.session.shown


async def test_colours_are_what_the_network_predicts_and_the_contour_parts_them() -> None:
    desk = spiral()
    async with on_stage(SurfacePane(), desk, (60, 20)) as stage:
        rows, shown = shown_of(desk)
        scene = scene_of(stage)
        look = pane_of(stage)._look(rows, shown)
        drawn, contour, classes = scene.field(shown.network, look)
        exact = shown.network.predict(scene.plane.inputs(scene.grid.width, scene.grid.height))
        exact = exact.reshape(scene.grid.height, scene.grid.width)
        asked = np.ix_(scene.grid.rows, scene.grid.columns)

        assert classes == 0
        assert drawn[asked].tolist() == look.scale.steps(exact, STEPS)[asked].tolist()
        parted = (drawn > STEPS)[:, :-1] != (drawn > STEPS)[:, 1:]
        assert parted.any()
        assert contour[:, :-1][parted].all()


async def test_wrong_rows_are_those_that_the_engine_calls_wrong_and_cover_others() -> None:
    desk = spiral()
    async with on_stage(SurfacePane(), desk, (110, 36)) as stage:
        rows, shown = shown_of(desk)
        right = rows_right(rows, shown.outputs, 0.5)
        assert right is not None
        pane = pane_of(stage)
        cells = {tuple(cell) for cell in pane._cells[~right].tolist()} - {tuple(pane._cells[0].tolist())}
        seen = sum(line.count(mark) for mark in "◉◎" for line in stage.lines[2:])
        assert seen == len(cells)
        await stage.press("o")
        field = "\n".join(stage.lines[2:])
        assert "●" not in field
        assert field.count("◉") + field.count("◎") == seen
        assert field.count("★") == 1
        await stage.press("o")
        assert not {*"●○◉◎"} & {*"\n".join(stage.lines[2:])}
        await stage.press("k")
        assert "●" in "\n".join(stage.lines[2:])


def test_of_several_rows_in_a_cell_a_wrong_one_is_seen_else_the_first() -> None:
    cells = np.array([[1, 1], [1, 1], [2, 2], [2, 2], [-1, -1]])
    wrong = np.array([False, True, False, False, True])
    assert rows_in_cells(cells, wrong, "all") == {(1, 1): 1, (2, 2): 2}
    assert rows_in_cells(cells, wrong, "wrong") == {(1, 1): 1}
    assert rows_in_cells(cells, None, "wrong") == {}


async def test_the_crosshair_tells_inputs_output_and_class() -> None:
    desk = ready(run_of("xor"))
    async with on_stage(SurfacePane(), desk) as stage:
        pane, scene = pane_of(stage), scene_of(stage)
        before = pane.crosshair
        await stage.press("right", "up")
        width, height = scene.frame.width, scene.frame.height
        assert np.subtract(pane.crosshair, before) == pytest.approx((1 / width, 1 / height), abs=0.51 / height)
        x, y = scene.plane.point(pane.crosshair)
        _, shown = shown_of(desk)
        output = float(shown.network.predict(scene.plane.inputs_at(np.array([[x, y]])))[0, 0])
        assert f"a {x:.3g}  b {y:.3g} → {output:.4g} ({int(output >= 0.5)})" in told(stage)
        assert "┼" in stage.text
        stage.pilot.app.set_focus(None)
        await stage.pilot.pause()
        assert "┼" not in stage.text
        assert "arrows look" in told(stage)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that the pane asks for."""
    asked: list[int] = []
    post = SurfacePane.post_message

    def keep(pane: SurfacePane, message: Message) -> bool:
        if isinstance(message, RowChosen):
            asked.append(message.row)
        return post(pane, message)

    monkeypatch.setattr(SurfacePane, "post_message", keep)
    return asked


async def test_a_click_puts_the_crosshair_and_enter_asks_for_the_nearest_row(asked: list[int]) -> None:
    desk = ready(run_of("xor"))
    async with on_stage(SurfacePane(), desk) as stage:
        pane, scene = pane_of(stage), scene_of(stage)
        column, row = (int(number) for number in pane._cells[3])
        await stage.pilot.click(pane, offset=(1 + scene.frame.left + column + 1, 1 + scene.frame.top + row))
        await stage.press("enter")
        assert pane.crosshair == pytest.approx(scene.frame.centre_of(column + 1, row))
        assert asked == [3]


async def test_enter_asks_for_a_wrong_row_where_only_these_are_seen(asked: list[int]) -> None:
    desk = spiral()
    async with on_stage(SurfacePane(), desk) as stage:
        rows, shown = shown_of(desk)
        right = rows_right(rows, shown.outputs, 0.5)
        assert right is not None
        pane = pane_of(stage)
        places = scene_of(stage).row_places()
        pane.crosshair = tuple(places[np.flatnonzero(right)[5]])
        await stage.press("enter", "o", "enter")
        assert right[asked].tolist() == [True, False]


async def test_one_colour_a_side_by_a_key() -> None:
    desk = spiral()
    async with on_stage(SurfacePane(), desk) as stage:
        rows, shown = shown_of(desk)
        pane = pane_of(stage)
        assert len(np.unique(scene_of(stage).field(shown.network, pane._look(rows, shown))[0])) > 4
        await stage.press("g")
        assert np.unique(scene_of(stage).field(shown.network, pane._look(rows, shown))[0]).tolist() == [0, 2 * STEPS]


async def test_classes_come_first_then_each_output() -> None:
    desk = iris()
    async with on_stage(SurfacePane(), desk, (100, 24)) as stage:
        rows, shown = shown_of(desk)
        pane, scene = pane_of(stage), scene_of(stage)
        look = pane._look(rows, shown)
        assert look.output is None
        field, _, classes = scene.field(shown.network, look)
        exact = shown.network.predict(scene.plane.inputs(scene.grid.width, scene.grid.height)).argmax(axis=1)
        best = field // 8
        asked = np.ix_(scene.grid.rows, scene.grid.columns)
        assert classes == 3
        assert best[asked].tolist() == exact.reshape(best.shape)[asked].tolist()
        assert "■ setosa" in stage.lines[1]
        await stage.press("i", "i")
        assert pane._look(rows, shown).output == 1
        assert "versicolor" in stage.lines[1]
        await stage.press("i", "i")
        assert pane._look(rows, shown).output is None


async def test_other_columns_go_along_the_axes_and_the_rest_is_held() -> None:
    desk = iris()
    async with on_stage(SurfacePane(), desk, (100, 24)) as stage:
        pane = pane_of(stage)
        assert "other inputs at the median" in stage.lines[0]
        await stage.press("y")
        assert pane.columns == (2, 1)
        await stage.press("Y")
        assert pane.columns == (2, 3)
        assert "petal width" in stage.lines[1]
        desk.session.row = 7
        stage.show()
        await stage.press("h")
        rows, _ = shown_of(desk)
        assert "as in row 8" in stage.lines[0]
        held = scene_of(stage).inputs_at(CENTRE)[0]
        assert held[:2].tolist() == rows.inputs[7, :2].tolist()
        assert "as in row 8" in pane.reading()
        await stage.press("k")
        assert pane.columns == (0, 1)


async def test_a_single_input_has_a_curve() -> None:
    desk = ready(run_of("sine", last="linear", loss="mse"))
    async with on_stage(SurfacePane(), desk) as stage:
        pane = pane_of(stage)
        scene = pane._scene
        assert isinstance(scene, LineScene)
        rows, shown = shown_of(desk)
        outputs = shown.network.predict(scene.line.inputs(scene.line.points(scene.frame.width * 2)))[:, 0]
        assert outputs.min() > scene.y_range[0]
        dotted = {
            column
            for line in stage.lines[2:]
            for column, character in enumerate(line)
            if "\u2801" <= character <= "\u28ff" or character in "●○★┼─│"
        }
        assert len(dotted) >= scene.frame.width
        assert scene.row_places()[:, 0].min() > 0
        output = rows.unscaled_outputs(shown.network.predict(scene.inputs_at(pane.crosshair)))[0, 0]
        assert f"→ {output:.4g}" in told(stage)
        await stage.press("enter", "y", "h", "i", "o")


@pytest.mark.parametrize("depth", ["none"], indirect=True)
async def test_without_colour_shades_and_letters_say_the_same(depth: ColourDepth) -> None:
    assert depth == "none"
    async with on_stage(SurfacePane(), spiral(), (60, 20)) as stage:
        assert {*"░▒"} <= {*stage.text}
        assert {*"●○◉◎★"} <= {*stage.text}
        assert "▀" not in stage.text
        wrong = [part for line in stage.picture.draw_lines()[1:] for part in line if {*part.text} & {*"◉◎"}]
        assert wrong  # and none of it is paler than what is right
        assert {part.style and part.style.color and part.style.color.triplet for part in wrong} == {
            stage.picture.palette.foreground
        }
    async with on_stage(SurfacePane(), iris(), (60, 20)) as stage:
        assert "a setosa  b versicolor" in stage.lines[1]
        assert {"a", "b", "c"} & {*stage.text.lower()}


@pytest.mark.parametrize("depth", ["16"], indirect=True)
async def test_sixteen_colours_have_characters_too(depth: ColourDepth) -> None:
    assert depth == "16"
    async with on_stage(SurfacePane(), spiral(), (60, 20)) as stage:
        assert "▀" not in stage.text
        assert "░" in stage.text


@pytest.mark.parametrize("size", [(8, 4), (3, 3), (24, 9), (36, 10), (160, 50)])
async def test_every_size_can_be_drawn(size: tuple[int, int]) -> None:
    async with on_stage(SurfacePane(), iris(), size) as stage:
        assert len(stage.lines) == size[1]
        await stage.press("left", "enter")


async def test_the_reading_has_the_numbers() -> None:
    desk = spiral()
    async with on_stage(SurfacePane(), desk) as stage:
        rows, shown = shown_of(desk)
        right = rows_right(rows, shown.outputs, 0.5)
        assert right is not None
        assert rows.parts is not None
        text = stage.picture.reading()
        assert text.startswith("The output over x1 (")
        training = rows.parts == 0
        assert f"{right[training].sum()} of {training.sum()} training rows" in text
        assert f"target {rows.shown_target(0)[0]}." in text


async def test_huge_weights_are_drawn_without_a_warning() -> None:
    desk = spiral()
    async with on_stage(SurfacePane(), desk) as stage:
        _, shown = shown_of(desk)
        shown.network.parameters.setflags(write=True)
        shown.network.parameters[:] = 1e300
        stage.picture.redraw()
        await stage.press("right", "i")
        shown.network.parameters[:] = np.nan
        desk.session.snapshot = replace(shown, outputs=np.full_like(shown.outputs, np.nan))
        stage.show()
        assert stage.picture.reading()


async def test_words_alone_make_no_plane(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("words") / "words.csv"
    path.write_text("colour,taste\n" + "red,1\ngreen,0\nblue,1\n" * 3)
    desk = ready(RunConfig(data=DataConfig(source=str(path)), network=NetworkConfig(hidden=(2,))))
    async with on_stage(SurfacePane(), desk, (70, 12)) as stage:
        assert NO_PLANE in stage.text
        assert stage.picture.reading() == NO_PLANE
        await stage.press("left", "enter", "y", "i")


async def test_nothing_is_computed_while_hidden_and_grids_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[int] = []
    whole = PixelGrid.outputs

    def counted(grid: PixelGrid, network: Network, workspace: Workspace) -> FloatArray:
        passes.append(1)
        return whole(grid, network, workspace)

    monkeypatch.setattr(PixelGrid, "outputs", counted)
    desk = spiral()
    async with on_stage(SurfacePane(), desk) as stage:
        count, grid = len(passes), scene_of(stage).grid
        stage.show()
        assert len(passes) == count
        desk.train_to(1000)
        stage.show()
        assert len(passes) == count + 1
        assert scene_of(stage).grid is grid
        stage.picture.display = False
        await stage.pilot.pause()
        count = len(passes)
        desk.train_to(1500)
        stage.show()
        assert len(passes) == count


async def test_before_there_is_data_nothing_is_drawn() -> None:
    async with on_stage(SurfacePane(), Desk()) as stage:
        await stage.press("left", "enter", "o", "i", "y", "h", "k")
        assert stage.picture.reading()
