"""The picture of health: every layer's numbers as the engine finds them, its curves, its keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.ui.desk import LIMIT, RATE, Desk, ready
from tests.ui.stage import on_stage
from tui_nn.config.presets import find_preset
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.state import TrainingState
from tui_nn.engine.vitals import Vitals, vitals
from tui_nn.ui.panes import health_pane
from tui_nn.ui.panes.health_pane import HealthPane
from tui_nn.ui.panes.vitals_record import MOST_POINTS, VitalsRecord, spread, states_to_chart


@pytest.fixture(scope="module")
def playground() -> Desk:
    return ready(find_preset("playground").run().with_values({("data", "source"): "spiral"}))


def found_by_the_engine(desk: Desk) -> Vitals:
    session = desk.session
    assert session.started is not None
    assert session.shown is not None
    return vitals(session.shown.state, session.started.rows.training, session.run.training, None)


async def test_every_layer_has_the_numbers_of_the_engine(playground: Desk) -> None:
    layers = found_by_the_engine(playground).layers
    async with on_stage(HealthPane(), playground, (110, 20)) as stage:
        for line, layer, name in zip(stage.lines[2:5], layers, ("hidden 1", "hidden 2", "outputs"), strict=True):
            assert name in line
            assert f"{layer.update_ratio:.1e} {layer.pace}" in line
            assert f" {layer.gradient_norm:.1e} " in line
            assert f" {layer.saturated}/{layer.units} " in line
        reading = stage.picture.reading()
    assert reading.startswith("3 layers. ")
    assert f"of hidden 2 {layers[1].update_ratio:.1g} of its weights, {layers[1].pace}" in reading
    assert reading.endswith("0 of 32 hidden units are saturated, 0 of them dead.")


@pytest.mark.parametrize(
    ("rate", "place", "word"),
    [
        # By hand: a gradient of 1 along weights of length 1 makes the rate the ratio; 1e-6 to 1 are 13 cells.
        *((1e-9, "◂···══╪══", "still"), (1e-5, "··●·══╪══····", "too slow"), (1e-3, "····══●══····", "fine")),
        (1.0, "····══╪══···●", "too fast"),
    ],
)
async def test_the_gauge_marks_the_ratio_on_a_logarithmic_scale(rate: float, place: str, word: str) -> None:
    desk = ready(RunConfig().with_values({RATE: rate}))
    session = desk.session
    assert session.snapshot is not None
    # Its only layer: weights (0.6, 0, 0.8) and a gradient of length 1 that XOR's rows and outputs are chosen for.
    assert session.started is not None
    network = Network.from_weights([[[0.6, 0.0, 0.8]]], "linear")
    rows = session.started.rows
    rows = replace(rows, inputs=np.zeros((4, 2)), targets=np.full((4, 1), 0.8) - 0.25)
    session.started = replace(session.started, rows=rows)
    session.snapshot = replace(session.snapshot, state=replace(session.snapshot.state, network=network))
    async with on_stage(HealthPane(), desk, (60, 12)) as stage:
        assert place in stage.lines[2]
        assert f" {word} " in stage.lines[2]


async def test_dead_and_saturated_units_are_counted_and_named() -> None:
    desk = ready(RunConfig().with_values({("network", "activations"): ("relu", "linear")}))
    snapshot = desk.session.snapshot
    assert snapshot is not None
    network = Network.from_weights([[[1, 1, -9], [1, 1, 1]], [[1, 1, 0]]], ("relu", "linear"))
    desk.session.snapshot = replace(snapshot, state=replace(snapshot.state, network=network))
    async with on_stage(HealthPane(), desk) as stage:
        assert " 1/2 " in stage.lines[2]
        assert "1 of 2 hidden units are saturated, 1 of them dead." in stage.picture.reading()


async def test_up_and_down_and_clicks_choose_a_layer_and_g_what_is_counted(playground: Desk) -> None:
    pane = HealthPane()
    async with on_stage(pane, playground) as stage:
        assert "hidden 1: 16 tanh · weights" in stage.text
        await stage.press("down", "g")
        assert "hidden 2: 16 tanh · activations" in stage.text
        await stage.press("down", "down", "g")
        assert "outputs: 1 sigmoid · gradients" in stage.text
        await stage.press("up", "g")
        assert "hidden 2: 16 tanh · weights" in stage.text
        await stage.pilot.click(pane, offset=(5, 2))
        assert pane.chosen_layer == 0


async def test_the_histogram_has_bars_as_high_as_the_counts_and_names_its_ends(playground: Desk) -> None:
    counts = found_by_the_engine(playground).layers[0].weights.counts
    edges = found_by_the_engine(playground).layers[0].weights.edges
    async with on_stage(HealthPane(), playground, (34, 20)) as stage:
        lines = [line[1:-1] for line in stage.lines[1:-1]]
    bars = [sum(line[column] == "█" for line in lines[6:-1]) for column in range(32)]

    assert max(bars) == len(lines[6:-1])
    assert [bars[column] for column in np.flatnonzero(counts == counts.max())] == [max(bars)] * sum(
        counts == counts.max()
    )
    assert all(bar == 0 for bar, count in zip(bars, counts, strict=True) if not count)
    assert lines[-1].split()[0] == f"{edges[0]:.3g}"
    assert lines[-1].split()[-1] == f"{edges[-1]:.3g}"


async def test_the_curves_fill_in_from_the_recording_and_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = ready(RunConfig().with_values({LIMIT: 1000}))
    desk.train_to(1000)
    looked: list[int] = []

    def counted(state: TrainingState, rows: Dataset, config: TrainingConfig, samples: int) -> Vitals:
        looked.append(state.iteration)
        return vitals(state, rows, config, samples)

    monkeypatch.setattr(health_pane, "vitals", counted)
    monkeypatch.setattr(health_pane, "SECONDS_A_DRAWING", 10.0)
    wanted = [state.iteration for state in states_to_chart(desk.session)]
    async with on_stage(HealthPane(), desk) as stage:
        await stage.press("o")
        stage.picture.redraw()
        assert "1 hidden 1  2 outputs" in stage.text
        assert "iteration 1,000" in stage.text
        assert "update / weights" in stage.text

    assert wanted[0] == 0
    assert wanted[-1] == 1000
    assert 10 < len(wanted) <= MOST_POINTS + 2
    assert sorted(looked) == wanted


def test_without_time_one_state_is_looked_at_in_a_drawing_and_the_ends_come_first() -> None:
    desk = ready(RunConfig().with_values({LIMIT: 500}))
    desk.train_to(500)
    states = states_to_chart(desk.session)
    record = VitalsRecord()
    looked: list[TrainingState] = []
    session = desk.session
    assert session.started is not None
    rows = session.started.rows
    record.about(session, rows)

    def look(state: TrainingState) -> Vitals:
        looked.append(state)
        return Vitals(state.iteration, ())

    assert not record.find(states, look, lambda: False)
    assert not record.find(states, look, lambda: False)
    assert looked == spread(states)[:2]
    assert record.find(states, look, lambda: True)
    assert [found.iteration for found in record.curve()] == [state.iteration for state in states]

    session.reset()
    desk.settle()
    record.about(session, rows)
    assert all(found.iteration == 0 for found in record.curve())


@pytest.mark.parametrize("depth", ["none", "16", "true"])
@pytest.mark.parametrize("size", [(8, 3), (36, 10), (160, 50)])
async def test_no_size_and_no_weights_are_too_much(
    size: tuple[int, int], depth: str, playground: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_nn.ui.drawing.palette.depth_of", lambda _app: depth)
    before = playground.session.snapshot
    assert before is not None
    network = before.network.copy()
    network.parameters[:] = np.where(np.arange(network.parameters.size) % 2, 1e300, -1e300)
    playground.session.snapshot = replace(before, state=replace(before.state, network=network))
    try:
        async with on_stage(HealthPane(), playground, size) as stage:
            await stage.press("g", "o")
            assert len(stage.picture.draw_lines()) == size[1] - 2
            assert stage.picture.reading()
    finally:
        playground.session.snapshot = before


@pytest.mark.parametrize("width", [36, 40, 50, 80])
async def test_the_border_leaves_out_keys_before_it_cuts_words(playground: Desk, width: int) -> None:
    async with on_stage(HealthPane(), playground, (width, 12)) as stage:
        assert "…" not in stage.lines[-1]
        assert "o over time" in stage.lines[-1]
