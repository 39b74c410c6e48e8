"""Error: the curve follows the run, the axis and the theme, and nothing is drawn that is not new and in sight."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.strip import Strip

from tests.ui.desk import TARGET_ERROR, Desk, ready
from tests.ui.laboratory import LARGE, Laboratory, opened
from tests.ui.stage import on_stage
from tui_nn.config.presets import find_preset
from tui_nn.ui.drawing import palette
from tui_nn.ui.panes import error_pane
from tui_nn.ui.panes.error_pane import ErrorPane
from tui_nn.ui.plots.line_plot import LinePlot, PlotStyle, Series, draw_line_plot, plot_frame


class Drawings:
    """Keeps every plot that is drawn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.plots: list[LinePlot] = []
        monkeypatch.setattr(error_pane, "draw_line_plot", self.draw)

    def draw(self, plot: LinePlot, width: int, height: int, style: PlotStyle) -> list[Strip]:
        self.plots.append(plot)
        return draw_line_plot(plot, width, height, style)


def plotted(laboratory: Laboratory) -> list[str]:
    pane = laboratory.app.main_screen.error_pane
    region = pane.content_region
    return [line[region.x : region.right] for line in laboratory.lines[region.y : region.bottom]]


async def test_the_curve_is_the_history_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings = Drawings(monkeypatch)
    async with opened() as laboratory:
        await laboratory.train_to(2000)
        snapshot = laboratory.session.snapshot
        assert snapshot is not None
        iterations, errors = snapshot.state.history.points()

        [series] = drawings.plots[-1].series
        assert series.x.tolist() == iterations.tolist()
        assert series.y.tolist() == errors.tolist()
        line = drawings.plots[-1].horizontal_line
        assert line is not None
        assert line.value == 1e-5
        assert any("target 1e-05" in row for row in plotted(laboratory))


async def test_the_axis_is_logarithmic_or_linear_by_a_key() -> None:
    async with opened() as laboratory:
        await laboratory.train_to(500)
        assert any("1e-5" in row for row in plotted(laboratory))
        await laboratory.press("l")
        assert not any("1e-4┤" in row for row in plotted(laboratory))
        assert "linear scale" in laboratory.text
        await laboratory.press("ctrl+l")
        assert "log scale" in laboratory.text


async def test_the_target_error_can_be_moved_and_taken_away() -> None:
    async with opened() as laboratory:
        laboratory.session.change({TARGET_ERROR: 0.01})
        laboratory.app.show_session()
        await laboratory.pause()
        assert any("target 0.01" in row for row in plotted(laboratory))
        laboratory.session.change({TARGET_ERROR: 0.0})
        laboratory.app.show_session()
        await laboratory.pause()
        assert not any("target" in row for row in plotted(laboratory))


async def test_the_colours_follow_the_theme() -> None:
    async with opened() as laboratory:
        await laboratory.train_to(500)
        pane = laboratory.app.main_screen.error_pane
        dark = pane.draw_lines()
        await laboratory.press("d")
        light = [pane.render_line(y) for y in range(pane.size.height)]

        assert [strip.text for strip in dark] == [strip.text for strip in light]
        assert dark != light
        assert light == pane.draw_lines()


async def test_the_same_snapshot_is_not_drawn_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings = Drawings(monkeypatch)
    async with opened() as laboratory:
        await laboratory.train_to(500)
        drawings.plots.clear()
        refreshed: list[Region] = []
        monkeypatch.setattr(
            laboratory.app.main_screen.error_pane, "refresh", lambda *regions, **_options: refreshed.extend(regions)
        )
        for _ in range(3):
            laboratory.app.show_session()
            await laboratory.look()
        assert drawings.plots == []
        assert refreshed == []

        await laboratory.train_to(1000)
        assert len(drawings.plots) == 1
        assert refreshed
        assert all(region.height == 1 for region in refreshed)


async def test_a_plot_that_nobody_sees_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings = Drawings(monkeypatch)
    async with opened(size=(60, 16)) as laboratory:
        await laboratory.press("left_square_bracket")
        assert not laboratory.app.main_screen.error_pane.display
        drawings.plots.clear()
        await laboratory.train_to(1000)
        assert drawings.plots == []

        await laboratory.press("right_square_bracket")
        assert drawings.plots[-1].series[0].x[-1] == 1000
        await laboratory.pilot.resize_terminal(*LARGE)
        await laboratory.pause()
        assert len(plotted(laboratory)[0]) == laboratory.app.main_screen.error_pane.size.width


async def test_a_new_start_begins_a_new_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings = Drawings(monkeypatch)
    async with opened() as laboratory:
        await laboratory.train_to(1000)
        await laboratory.press("n")
        await laboratory.settle()
        assert drawings.plots[-1].series[0].x.tolist() == [0]
        await laboratory.press("u")
        await laboratory.settle()
        assert drawings.plots[-1].series[0].x[-1] == 1000


# On a stage: cursor, window, smoothing, other runs


def spiral(iterations: int = 500) -> Desk:
    """A run with validation and test rows."""
    values = {("data", "source"): "spiral", ("data", "validation_share"): 0.2, ("data", "test_share"): 0.2}
    desk = ready(find_preset("playground").run().with_values(values))
    desk.train_to(iterations)
    return desk


def curve(plot: LinePlot, name: str) -> Series:
    return next(series for series in plot.series if series.name == name)


async def test_every_part_of_the_data_has_its_curve_and_the_best_point_is_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawings, desk = Drawings(monkeypatch), spiral()
    async with on_stage(ErrorPane(), desk, (80, 20)) as stage:
        plot, snapshot = drawings.plots[-1], desk.session.snapshot
        assert snapshot is not None
        assert [series.name for series in plot.series] == ["training", "validation", "test"]
        measured = {moment.iteration: moment.validation_error for moment in desk.session.recording.moments}
        validation = curve(plot, "validation")
        for iteration, error in zip(validation.x[:-1].tolist(), validation.y[:-1].tolist(), strict=True):
            assert measured[int(iteration)] == error
        assert (validation.x[-1], validation.y[-1]) == (500, snapshot.validation_error)
        assert curve(plot, "test").y[-1] == snapshot.test_error
        [best] = plot.marks
        assert best.y == validation.y.min()
        assert all(name in stage.lines[1] for name in ("training", "validation", "test", "◆ best"))
        assert "Validation error is" in stage.picture.reading()


async def test_without_other_rows_the_lowest_error_is_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings, desk = Drawings(monkeypatch), ready()
    async with on_stage(ErrorPane(), desk) as stage:
        assert not drawings.plots[-1].marks
        desk.train_to(500)
        stage.show()
        [series], [best] = drawings.plots[-1].series, drawings.plots[-1].marks
        assert (best.x, best.y) == (series.x[series.y.argmin()], series.y.min())


async def test_the_cursor_reads_off_what_was_measured() -> None:
    desk = ready()
    desk.train_to(500)
    assert desk.session.snapshot is not None
    iterations, errors = desk.session.snapshot.state.history.points()
    pane = ErrorPane()
    async with on_stage(pane, desk) as stage:
        await stage.press("left")
        assert f"iteration 500 · error {errors[-1]:.4f}" in stage.text
        await stage.press("left")
        assert pane.view.cursor in iterations[:-1]
        await stage.press("home")
        assert f"iteration 0 · error {errors[0]:.4f}" in stage.text
        await stage.press("right")
        assert pane.view.cursor == 10  # a column of 50 is 500 / 49 iterations
        await stage.press("end", "right")
        assert pane.view.cursor == 500
        await stage.press("0")
        assert "iteration 500" not in stage.text


async def test_a_click_puts_the_cursor_under_the_pointer(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings, desk, pane = Drawings(monkeypatch), ready(), ErrorPane()
    desk.train_to(500)
    async with on_stage(pane, desk) as stage:
        frame = plot_frame(drawings.plots[-1], *pane.size)
        assert frame is not None
        await stage.pilot.click(pane, offset=(1 + frame.left + frame.columns // 2, 8))
        assert pane.view.cursor == round(frame.value_at(frame.left + frame.columns // 2))
        assert any(row[1 + frame.left + frame.columns // 2] == "│" for row in stage.lines[2:-4])
        await stage.press("o")
        await stage.pilot.click(pane, offset=(58, 8))
        assert pane.view.cursor == 500


async def test_zooming_and_panning_show_a_part_at_its_own_height(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings, desk, pane = Drawings(monkeypatch), ready(), ErrorPane()
    desk.train_to(2000)
    async with on_stage(pane, desk) as stage:
        await stage.press("end", "plus", "plus")
        assert pane.view.window == (1500, 2000)
        assert drawings.plots[-1].x_range == (1500, 2000)
        assert "1500" in stage.lines[-3]
        assert "0.1" not in stage.text.split("error")[1]  # the plateau at 1 alone is in sight
        await stage.press("pageup")
        assert pane.view.window == (1250, 1750)
        await stage.press("home")
        assert pane.view.window == (0, 500)
        await stage.press("minus", "minus")
        assert pane.view.window is None


async def test_seconds_instead_of_iterations(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings, desk = Drawings(monkeypatch), ready()
    desk.train_to(1000)
    async with on_stage(ErrorPane(), desk) as stage:
        await stage.press("o")
        assert desk.session.snapshot is not None
        assert drawings.plots[-1].series[0].x[-1] == desk.session.snapshot.seconds
        assert "seconds of training" in stage.text
        await stage.press("o")
        assert drawings.plots[-1].series[0].x[-1] == 1000


async def test_smoothing_goes_round_and_shows_what_was_measured_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(palette, "depth_of", lambda _app: "true")
    drawings, desk = Drawings(monkeypatch), spiral()
    async with on_stage(ErrorPane(), desk) as stage:
        measured = curve(drawings.plots[-1], "training")
        await stage.press("g")
        assert "smoothed, light" in stage.text
        smooth, behind = curve(drawings.plots[-1], "training"), drawings.plots[-1].series[-1]
        assert smooth.y[20] == pytest.approx(measured.y[11:21].mean())  # 2 % of 500 iterations
        assert (behind.name, behind.y.tolist()) == ("", measured.y.tolist())
        await stage.press("g")
        assert "smoothed, strong" in stage.text
        await stage.press("g")
        assert curve(drawings.plots[-1], "training").y.tolist() == measured.y.tolist()


async def test_the_curves_of_other_runs_on_the_same_data_stay_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings, desk, pane = Drawings(monkeypatch), ready(), ErrorPane()
    desk.train_to(500)
    async with on_stage(pane, desk) as stage:
        first = drawings.plots[-1].series[0]
        await stage.press("k", "b")
        desk.session.new_start()
        desk.settle()
        desk.train_to(1000)
        stage.show()
        names = [series.name for series in drawings.plots[-1].series]
        assert names == ["training", "run 1", "before a"]
        assert curve(drawings.plots[-1], "run 1").y.tolist() == first.y.tolist()
        assert curve(drawings.plots[-1], "before a").x[-1] == 500
        await stage.press("left")
        assert "run 1" not in str(pane.border_subtitle)  # it ends before this iteration
        await stage.press("home")
        assert f"run 1 {first.y[0]:.4f}" in str(pane.border_subtitle)

        await stage.press("b", *"kkkkk")
        assert [kept.name for kept in pane.kept_curves] == ["run 2", "run 3", "run 4", "run 5", "run 1"]
        await stage.press("K")
        assert [series.name for series in drawings.plots[-1].series] == ["error"]
        await stage.press("k")
        desk.session.change({("data", "source"): "and"})
        desk.settle()
        stage.show()
        assert pane.kept_curves == []


async def test_the_moment_of_the_past_that_is_shown_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings, desk = Drawings(monkeypatch), ready()
    desk.train_to(500)
    async with on_stage(ErrorPane(), desk) as stage:
        assert not drawings.plots[-1].vertical_lines
        for place in (0, 9):
            desk.session.look_at(place)
            stage.show()
            [line] = drawings.plots[-1].vertical_lines
            assert line.x == desk.session.recording.moments[place].iteration
        await stage.pilot.pause()
        assert "┊ shown" in stage.lines[1]
        assert drawings.plots[-1].series[0].x[-1] == 500


@pytest.mark.parametrize("size", [(10, 4), (36, 10)])
async def test_every_key_at_any_size_before_and_after_there_is_a_run(size: tuple[int, int]) -> None:
    desk = Desk()
    keys = ("left", "right", "home", "end", "plus", "minus", "pageup", "pagedown", "0", "o", "g", "k", "b", "K")
    async with on_stage(ErrorPane(), desk, size) as stage:
        await stage.press(*keys)
        assert "no error yet" in stage.picture.reading()
        desk.session.begin()
        desk.settle()
        stage.show()
        await stage.press(*keys)
        desk.train_to(1000)
        stage.show()
        await stage.press(*keys)
        assert "over 1,000 iterations" in stage.picture.reading()


async def test_without_colours_what_is_measured_is_not_drawn_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(palette, "depth_of", lambda _app: "none")
    drawings = Drawings(monkeypatch)
    async with on_stage(ErrorPane(), spiral(), (80, 20)) as stage:
        await stage.press("g", "k")
        marks = [series.mark for series in drawings.plots[-1].series]
        assert marks == [None, None, None, "1"]
