"""The learning rate: drawn as it was in force, with a number where it is one."""

from __future__ import annotations

import pytest

from tests.ui.desk import RATE, ready
from tests.ui.stage import on_stage
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.ui.panes import rate_pane
from tui_nn.ui.panes.rate_pane import RatePane
from tui_nn.ui.plots.line_plot import LinePlot, draw_line_plot


@pytest.fixture
def plots(monkeypatch: pytest.MonkeyPatch) -> list[LinePlot]:
    drawn: list[LinePlot] = []

    def draw(plot: LinePlot, *arguments: object) -> object:
        drawn.append(plot)
        return draw_line_plot(plot, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rate_pane, "draw_line_plot", draw)
    return drawn


async def test_one_rate_is_a_flat_line_with_its_number() -> None:
    desk = ready()
    async with on_stage(RatePane(), desk) as stage:
        assert "0.2 ╌" in stage.text
        desk.train_to(500)
        stage.show()
        await stage.pilot.pause()
        assert "now 0.2 · the same all along" in stage.text
        assert stage.picture.reading() == "The learning rate is 0.2, the same over all 500 iterations."


async def test_a_schedule_is_a_curve_through_what_was_measured(plots: list[LinePlot]) -> None:
    run = RunConfig(training=TrainingConfig(schedule="exponential", schedule_every=50, schedule_factor=0.5))
    desk = ready(run)
    desk.train_to(500)
    async with on_stage(RatePane(), desk) as stage:
        moments = desk.session.recording.moments
        [series] = plots[-1].series
        assert series.x[:-1].tolist() == [moment.iteration for moment in moments]
        assert series.y[:-1].tolist() == [moment.learning_rate for moment in moments]
        assert desk.session.snapshot is not None
        assert series.y[-1] == desk.session.snapshot.learning_rate
        assert plots[-1].log_y
        assert "log scale" in stage.text


async def test_an_optimizer_without_a_rate_has_no_curve_and_says_why() -> None:
    desk = ready(RunConfig(training=TrainingConfig(optimizer="lbfgs")))
    async with on_stage(RatePane(), desk) as stage:
        assert "lbfgs has no rate: it measures each step" in stage.text
        assert stage.picture.reading() == "lbfgs has no rate: it measures each step"


async def test_a_change_by_hand_is_seen_and_the_moment_shown_is_marked(plots: list[LinePlot]) -> None:
    desk = ready()
    desk.train_to(500)
    desk.session.change({RATE: 0.1})
    desk.train_to(1000)
    async with on_stage(RatePane(), desk) as stage:
        [series] = plots[-1].series
        assert set(series.y.tolist()) == {0.2, 0.1}
        assert not plots[-1].log_y
        assert "linear scale" in stage.text

        desk.session.look_at(3)
        stage.show()
        assert [line.x for line in plots[-1].vertical_lines] == [desk.session.recording.moments[3].iteration]


async def test_nothing_is_drawn_that_is_not_new(plots: list[LinePlot]) -> None:
    desk = ready()
    desk.train_to(500)
    async with on_stage(RatePane(), desk) as stage:
        plots.clear()
        stage.show()
        assert plots == []


@pytest.mark.parametrize("size", [(18, 7), (36, 10), (160, 50)])
async def test_any_size_and_a_run_that_diverges_are_drawn(size: tuple[int, int]) -> None:
    desk = ready(
        RunConfig(
            network=NetworkConfig(activations=("linear",), scale=1.0), training=TrainingConfig(learning_rate=90.0)
        )
    )
    desk.session.toggle_training()
    desk.settle()
    async with on_stage(RatePane(), desk, size) as stage:
        assert "90" in stage.text
