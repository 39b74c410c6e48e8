"""Error: the curve follows the run, the axis and the theme, and nothing is drawn that is not new and in sight."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.strip import Strip

from tests.ui.desk import TARGET_ERROR
from tests.ui.laboratory import LARGE, Laboratory, opened
from tui_nn.ui.panes import error_pane
from tui_nn.ui.plots.line_plot import LinePlot, PlotStyle, draw_line_plot


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
