"""The network pane: its numbers are the engine's, its cursor goes over units and edges, and it is never in the way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from textual.strip import Strip

from tests.ui.desk import Desk, ready
from tests.ui.stage import Stage, StageApp, on_stage
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.one_pass import OnePass, layer_activations, one_pass
from tui_nn.ui.drawing.network_drawing import short_number
from tui_nn.ui.drawing.network_edges import Selection
from tui_nn.ui.drawing.palette import ColourDepth, Palette
from tui_nn.ui.messages import RowChosen
from tui_nn.ui.panes.network_pane import NetworkPane

XOR = RunConfig(network=NetworkConfig(activations=("tanh", "sigmoid"), hidden=(3,), scale=1.0))


def pane_of(stage: Stage) -> NetworkPane:
    assert isinstance(stage.picture, NetworkPane)
    return stage.picture


def with_weights(desk: Desk, network: Network) -> None:
    """Let the session show another network of the same shape."""
    assert desk.session.snapshot is not None
    snapshot = desk.session.snapshot
    desk.session.snapshot = replace(snapshot, state=replace(snapshot.state, network=network))


def in_depth(monkeypatch: pytest.MonkeyPatch, depth: ColourDepth) -> None:
    monkeypatch.setattr("tui_nn.ui.drawing.palette.depth_of", lambda _app: depth)


@pytest.mark.parametrize("depth", ["none", "16", "true"])
async def test_the_numbers_are_the_engines(depth: ColourDepth, monkeypatch: pytest.MonkeyPatch) -> None:
    in_depth(monkeypatch, depth)
    desk = ready(XOR)
    desk.session.row = 2
    async with on_stage(NetworkPane(), desk, (90, 30)) as stage:
        assert desk.session.started is not None
        assert desk.session.shown is not None
        network, rows = desk.session.shown.network, desk.session.started.rows
        for values in layer_activations(network, rows, 2):
            for value in values.tolist():
                assert f" {short_number(value)}" in stage.text
        for weights in network.weights:
            for bias in weights[:, -1].tolist():
                assert ("▴" if bias > 0 else "▾") + short_number(bias).rjust(5) in stage.text
        assert f"target {rows.targets[2, 0]:.0f}" in stage.text.replace("1.00", "1")
        for text in ("2 inputs", "3 tanh", "1 sigmoid", "row 3", " 9 edges", "result"):
            assert text in stage.text


async def test_the_mean_over_the_rows_takes_the_place_of_a_row() -> None:
    desk = ready(XOR)
    async with on_stage(NetworkPane(), desk, (90, 30)) as stage:
        await stage.press("h")
        assert desk.session.started is not None
        assert desk.session.shown is not None
        mean = layer_activations(desk.session.shown.network, desk.session.started.rows, None)[-1][0]
        assert short_number(float(mean)) in stage.text
        assert "mean over rows" in stage.text
        assert "target 0.50" in stage.text
        assert "on average" in stage.picture.reading()


async def test_a_chosen_unit_tells_its_numbers() -> None:
    desk = ready(XOR)
    desk.session.row = 1
    async with on_stage(NetworkPane(), desk, (130, 24)) as stage:
        await stage.press("right", "down")
        assert pane_of(stage).selection == Selection(1, 1)
        assert desk.session.started is not None
        assert desk.session.shown is not None
        found = one_pass(desk.session.shown.network, desk.session.started.rows, desk.session.run.training, 1)
        assert (
            f"hidden 1, unit 2: activation {found.activations[0][1]:.3g}, "
            f"pre-activation {found.pre_activations[0][1]:.3g}, "
            f"bias {desk.session.shown.network.weights[0][1, -1]:.3g} (gradient {found.gradients[0][1, -1]:.3g}), "
            f"delta {found.deltas[0][1]:.3g}"
        ) in stage.text


async def test_j_and_k_go_over_the_edges_into_a_unit_and_enter_along_one() -> None:
    desk = ready(XOR)
    async with on_stage(NetworkPane(), desk, (130, 24)) as stage:
        await stage.press("right", "right", "j", "j")
        assert pane_of(stage).selection == Selection(2, 0, 1)
        assert desk.session.shown is not None
        weight = desk.session.shown.network.weights[1][0, 1]
        assert f"hidden 1, unit 2 → the output: weight {weight:.3g}" in stage.text
        await stage.press("j", "j")
        assert pane_of(stage).selection == Selection(2, 0)
        await stage.press("k", "enter")
        assert pane_of(stage).selection == Selection(1, 2)
        await stage.press("0")
        assert pane_of(stage).selection is None


async def test_the_cursor_goes_through_a_folded_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    in_depth(monkeypatch, "true")
    run = RunConfig(data=DataConfig(source="digits"), network=NetworkConfig(hidden=(40,), activations=("tanh",)))
    desk = ready(run)
    async with on_stage(NetworkPane(), desk, (80, 24)) as stage:
        await stage.press("right", "end", "up", "left", "left")
        selection = pane_of(stage).selection
        assert selection is not None
        assert selection.layer == 0
        await stage.press("home", "pagedown", "down")
        assert pane_of(stage).selection == Selection(0, 18)
        assert "input 19: " in stage.text
        assert "of 2,960 edges" in stage.text


async def test_a_click_chooses_a_unit_and_beside_them_none() -> None:
    desk = ready(XOR)
    async with on_stage(NetworkPane(), desk, (90, 30)) as stage:
        pane = pane_of(stage)
        assert pane._layout is not None
        place = pane._layout.layers[1]
        row = int(place.halves[2]) // 2 + 2  # below the border and the names of the layers
        await stage.pilot.click(pane, offset=(int(place.lefts[2]) + 2, row))
        assert pane.selection == Selection(1, 2)
        await stage.pilot.hover(pane, offset=(int(place.lefts[1]) + 2, int(place.halves[1]) // 2 + 2))
        assert pane.selection == Selection(1, 1)
        await stage.pilot.hover(pane, offset=(88, 2))
        assert pane.selection == Selection(1, 1)
        await stage.pilot.click(pane, offset=(88, 2))
        assert pane.selection is None


async def test_b_and_f_ask_for_another_row(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = ready(XOR)
    asked: list[RowChosen] = []
    monkeypatch.setattr(StageApp, "on_row_chosen", lambda _app, message: asked.append(message), raising=False)
    async with on_stage(NetworkPane(), desk) as stage:
        await stage.press("b", "f")
        assert [message.row for message in asked] == [1]


async def test_signs_tell_what_colours_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    in_depth(monkeypatch, "none")
    desk = ready(RunConfig(network=NetworkConfig(hidden=(1,), activations=("linear",))))
    with_weights(desk, Network.from_weights([[[0.0, 1.0, 0.5]], [[-1.0, -0.5]]], "linear"))
    async with on_stage(NetworkPane(), desk, (80, 20)) as stage:
        solid, dashed = (
            sum(0x2800 < ord(character) <= 0x28FF for line in stage.lines for character in line[part])
            for part in (slice(0, 33), slice(40, 80))
        )
        assert "solid positive, dashed negative" in stage.text
        assert "▴ 0.50" in stage.text
        assert "▾-0.50" in stage.text
        assert 0 < dashed < solid


async def test_units_show_their_map_where_the_data_have_a_plane(monkeypatch: pytest.MonkeyPatch) -> None:
    in_depth(monkeypatch, "true")
    desk = ready(RunConfig(network=NetworkConfig(hidden=(1,), activations=("linear", "sigmoid"))))
    with_weights(desk, Network.from_weights([[[1.0, 0.0, -0.5]], [[9.0, 0.0]]], ("linear", "sigmoid")))
    async with on_stage(NetworkPane(), desk, (100, 30)) as stage:
        pane = pane_of(stage)
        assert pane._layout is not None
        palette: Palette = pane.palette
        for place in pane._layout.layers[1:]:
            row = pane._drawn[1 + int(place.halves[0]) // 2]
            left, right = (
                next(iter(row.crop(at, at + 1))).style for at in (place.left, place.left + place.map_width - 1)
            )
            assert left is not None
            assert right is not None
            assert left.color is not None
            assert right.color is not None
            # Low where the first input is 0 at the left, high at the right.
            assert left.color.triplet == palette.scale[0]
            assert right.color.triplet == palette.scale[-1]


@pytest.mark.parametrize("size", [(8, 4), (20, 6), (36, 10), (40, 12), (110, 36)])
async def test_huge_numbers_and_small_panes_neither_raise_nor_warn(size: tuple[int, int]) -> None:
    desk = ready(XOR)
    async with on_stage(NetworkPane(), desk, size) as stage:
        assert desk.session.shown is not None
        network = desk.session.shown.network
        for scale in (1e300, 0.0):
            with_weights(desk, Network(network.layer_sizes, network.activations, network.parameters * scale))
            stage.show()
            await stage.press("right", "j")
        assert np.isfinite(stage.picture.size.width)
        assert stage.picture.reading()


async def test_rows_that_do_not_fit_the_network_leave_it_blank() -> None:
    desk, other = ready(XOR), ready(RunConfig(data=DataConfig(source="iris")))
    async with on_stage(NetworkPane(), desk) as stage:
        desk.session.started = other.session.started
        stage.show()
        await stage.press("right", "j", "enter", "f", "h", "end")
        assert set("".join(line[1:-1] for line in stage.lines[1:-1])) == {" "}
        assert stage.picture.reading() == "There is no network yet."


async def test_a_selection_outlives_a_smaller_network() -> None:
    desk = ready(XOR)
    async with on_stage(NetworkPane(), desk, (90, 30)) as stage:
        await stage.press("right", "end")
        desk.session.change({("network", "hidden"): (2,), ("training", "loss"): "mse"})
        desk.settle()
        stage.show()
        await stage.pilot.pause()
        assert "2 tanh" in stage.text
        assert "arrow keys" in stage.text


async def test_nothing_is_drawn_twice_and_the_gradient_only_for_what_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = ready(XOR)
    async with on_stage(NetworkPane(), desk) as stage:
        calls: list[str] = []
        drawn, passed = NetworkPane.draw_lines, one_pass

        def draw_lines(pane: NetworkPane) -> list[Strip]:
            calls.append("drawn")
            return drawn(pane)

        def pass_once(network: Network, rows: Dataset, config: TrainingConfig, row: int | None) -> OnePass:
            calls.append("pass")
            return passed(network, rows, config, row)

        monkeypatch.setattr(NetworkPane, "draw_lines", draw_lines)
        monkeypatch.setattr("tui_nn.ui.panes.network_pane.one_pass", pass_once)
        stage.show()
        assert calls == []
        desk.session.row = 3
        stage.show()
        assert calls == ["drawn"]
        await stage.press("right")
        assert calls == ["drawn", "drawn", "pass"]


async def test_what_is_read_aloud() -> None:
    desk = ready(RunConfig(network=NetworkConfig(hidden=(1,), activations=("linear",))))
    with_weights(desk, Network.from_weights([[[0.25, 1.0, 0.5]], [[-3.0, -0.5]]], "linear"))
    desk.session.row = 1
    async with on_stage(NetworkPane(), desk) as stage:
        assert stage.picture.reading() == (
            "A network of 2 inputs, 1 linear unit and 1 linear output, for row 2. The strongest weight is -3 from "
            "hidden 1, unit 1 to the output; the output is -5, the target 1."
        )


async def test_the_gradient_says_when_it_is_of_some_rows_alone() -> None:
    desk = ready(replace(XOR, training=TrainingConfig(loss="mse")))
    assert desk.session.started is not None
    desk.session.started = replace(desk.session.started, samples=5000)
    async with on_stage(NetworkPane(), desk, (140, 24)) as stage:
        await stage.press("right")
        assert "of the rows shown)" in stage.text


@pytest.mark.parametrize("width", [36, 41, 60, 120])
async def test_the_border_leaves_out_keys_before_it_cuts_words(width: int) -> None:
    async with on_stage(NetworkPane(), ready(XOR), (width, 26)) as stage:
        assert "…" not in stage.lines[-1]
        assert "of 9 edges" in stage.lines[-1] or "all 9 edges" in stage.lines[-1]
