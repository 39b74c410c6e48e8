"""The picture of hidden space: rows where the network puts them, lines where units change sign, keys and clicks."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.ui.desk import Desk, ready
from tests.ui.stage import on_stage
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.presets import find_preset
from tui_nn.config.run import RunConfig
from tui_nn.engine.layer_values import layer_outputs
from tui_nn.engine.network import Network
from tui_nn.engine.projection import linear_share
from tui_nn.ui.messages import RowChosen
from tui_nn.ui.panes.hidden_space_pane import HiddenSpacePane
from tui_nn.ui.panes.hidden_space_view import axis_ends, next_pair

# An XOR network by hand: "either" and "both", whose units are steep, so that their lines are known.
EITHER_AND_BOTH = Network.from_weights([[[20, 20, -10], [20, 20, -30]], [[20, -20, -10]]])


@pytest.fixture(scope="module")
def playground() -> Desk:
    return ready(find_preset("playground").run().with_values({("data", "source"): "spiral"}))


def with_network(desk: Desk, network: Network) -> Desk:
    snapshot = desk.session.snapshot
    assert snapshot is not None
    state = replace(snapshot.state, network=network)
    desk.session.snapshot = replace(snapshot, state=state)
    return desk


class Listening(HiddenSpacePane):
    """Keeps which rows it asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    def on_row_chosen(self, message: RowChosen) -> None:
        self.asked.append(message.row)


async def test_rows_stand_where_the_units_say_with_the_letter_of_their_target(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_nn.ui.drawing.palette.depth_of", lambda _app: "none")
    desk = with_network(ready(), EITHER_AND_BOTH)
    async with on_stage(HiddenSpacePane(), desk, (40, 14)) as stage:
        # Either is 0, 1, 1, 1 and both 0, 0, 0, 1: the ones lie together in a corner, the zeros in the two others.
        lines = [line[1:-1] for line in stage.lines[2:-2]]
        seen = {
            (place, row): mark for row, line in enumerate(lines) for place, mark in enumerate(line) if mark in "01★"
        }
        assert stage.picture.border_subtitle == "a line parts 100% (inputs 50%)"
    assert seen == {(0, 9): "★", (37, 9): "1", (37, 0): "0"}


async def test_the_reading_and_the_border_have_the_numbers_of_the_engine(playground: Desk) -> None:
    session = playground.session
    assert session.started is not None
    assert session.shown is not None
    rows = session.started.rows
    share = linear_share(layer_outputs(session.shown.network, rows.inputs)[1], rows)
    async with on_stage(HiddenSpacePane(), playground, (100, 20)) as stage:
        reading = stage.picture.reading()
        assert stage.picture.border_subtitle is not None
        assert f"a line parts {share:.0%}" in stage.picture.border_subtitle

    assert reading.startswith("Layer hidden 2 (16 tanh units), 500 rows projected on 2 components with ")
    assert f"A line separates the classes for {share:.0%} of the rows here, " in reading


async def test_up_and_down_choose_layers_from_the_inputs_to_the_outputs(playground: Desk) -> None:
    headings = []
    async with on_stage(HiddenSpacePane(), playground) as stage:
        for key in ("up", "up", "down", "down", "down", "down"):
            await stage.press(key)
            headings.append(stage.lines[1][1:].split(":")[0])
    assert headings == ["outputs", "outputs", "hidden 2", "hidden 1", "inputs", "inputs"]


async def test_pairs_of_units_and_the_projection_take_turns(playground: Desk) -> None:
    pane = HiddenSpacePane()
    async with on_stage(pane, playground) as stage:
        seen = []
        for key in ("g", "right", "i", "I", "left", "g"):
            await stage.press(key)
            seen.append(re.findall(r", (PCA|units \d+ and \d+)", stage.lines[1])[0])
    assert seen == ["units 1 and 2", "units 1 and 3", "units 2 and 3", "units 2 and 4", "units 2 and 3", "PCA"]


async def test_the_lines_of_units_stand_where_their_sums_are_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_nn.ui.drawing.palette.depth_of", lambda _app: "none")
    desk = with_network(ready(), Network.from_weights([[[1, 0, -0.5], [0, 1, -0.25]], [[1, 1, 0]]]))
    async with on_stage(HiddenSpacePane(), desk, (38, 20)) as stage:
        await stage.press("o")
        lines = [line[1:-1] for line in stage.lines[2:-2]]

    # From -0.25 to 1.25: a = 0.5 is in the middle, b = 0.25 a third from the bottom.
    assert {match.start() for line in lines for match in re.finditer("A", line)} == {17}
    assert {row for row, line in enumerate(lines) if "B" in line} == {10}
    assert sum(line.count(sign) for line in lines for sign in "01★") == 4


async def test_without_two_input_columns_it_says_that_there_are_no_lines() -> None:
    async with on_stage(HiddenSpacePane(), ready(find_preset("iris").run()), (100, 20)) as stage:
        await stage.press("o")
        assert "no lines: not 2 input columns" in stage.text


@pytest.mark.parametrize("hidden", [(), (1,)])
async def test_one_unit_and_no_hidden_layer(hidden: tuple[int, ...]) -> None:
    desk = ready(RunConfig(network=NetworkConfig(hidden=hidden)))
    async with on_stage(HiddenSpacePane(), desk, (40, 12)) as stage:
        first = stage.lines[1]
        await stage.press("up", "g", "i", "right", "o", "down")
        assert ("hidden 1: 1 sigmoid unit" if hidden else "inputs: 2 columns") in first
        assert stage.picture.reading()


async def test_a_click_and_keys_ask_for_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = with_network(ready(), EITHER_AND_BOTH)
    assert desk.session.started is not None
    pane = Listening()
    both = np.flatnonzero(desk.session.started.rows.inputs.sum(axis=1) == 2)
    async with on_stage(pane, desk, (40, 14)) as stage:
        await stage.pilot.click(pane, offset=(38, 2))
        await stage.press("j", "k", "enter")
    assert pane.asked[:3] == [*both.tolist(), 1, 3]
    targets = desk.session.started.rows.targets[:, 0]
    assert targets[pane.asked[3]] != targets[0]


@pytest.mark.parametrize("size", [(8, 3), (36, 10), (160, 50)])
@pytest.mark.parametrize("weight", [0.0, 1e300])
async def test_no_size_and_no_weights_are_too_much(size: tuple[int, int], weight: float, playground: Desk) -> None:
    before = playground.session.snapshot
    assert before is not None
    network = before.network.copy()
    network.parameters[:] = np.where(np.arange(network.parameters.size) % 2, weight, -weight)
    with_network(playground, network)
    try:
        async with on_stage(HiddenSpacePane(), playground, size) as stage:
            await stage.press("o", "o", "g", "down")
            assert len(stage.picture.draw_lines()) == size[1] - 2
            assert stage.picture.reading()
    finally:
        playground.session.snapshot = before


@pytest.mark.parametrize("units", [2, 3, 5])
def test_every_pair_of_units_comes_once_in_a_round(units: int) -> None:
    pair, seen = (0, 1), []
    for _ in range(units * (units - 1) // 2):
        seen.append(pair)
        assert next_pair(next_pair(pair, 1, units), -1, units) == pair
        pair = next_pair(pair, 1, units)

    assert pair == (0, 1)
    assert len(set(seen)) == len(seen)


def test_axes_end_at_round_numbers_around_the_values() -> None:
    low, high = axis_ends(np.array([-0.93, 0.0, 0.71]))

    assert (low, high) == pytest.approx((-1.0, 1.0))
    assert axis_ends(np.array([-0.63, 0.71])) == pytest.approx((-0.8, 0.8))
    assert axis_ends(np.array([3.0, 3.0])) == (0.0, 6.0)
