"""The gate atlas on the screen: its numbers are the experiment's, and each gate opens with the chosen hidden layers."""

from __future__ import annotations

import math
from functools import partial

import pytest
from textual.geometry import Region

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.presets import find_preset
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.gates import GATES
from tui_nn.engine.control import Control
from tui_nn.experiments.gate_atlas import ATLAS, GateAtlasJob
from tui_nn.experiments.lab_events import GatesEvent, LabRow
from tui_nn.ui.drawing.gate_places import neighbour, sheet_of, truth_rows, truth_text
from tui_nn.ui.panes.gate_sheet import GateSheet, count_text, margin_text
from tui_nn.ui.screens import gates_screen
from tui_nn.ui.screens.gates_screen import GatesScreen, atlas_text, compared_layers, gate_text

RUN = RunConfig(
    network=NetworkConfig(layers=(2, 3, 1), activations=("tanh", "sigmoid"), scale=1.0, seed=0),
    training=TrainingConfig(learning_rate=0.5, max_iterations=300),
)
FEW = tuple(name for name in ATLAS if len(GATES[name].input_names) <= 3)


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates_screen, "STARTS", 4)
    monkeypatch.setattr(gates_screen, "COMPARED", ((),))
    monkeypatch.setattr(gates_screen, "GateAtlasJob", partial(GateAtlasJob, gates=FEW))


def found(laboratory: Laboratory) -> GatesEvent:
    assert isinstance(laboratory.session.experiment, GatesEvent)
    return laboratory.session.experiment


def sheet(laboratory: Laboratory) -> GateSheet:
    return laboratory.app.screen.query_one(GateSheet)


def row(event: GatesEvent, name: str, hidden: str) -> LabRow:
    return next(each for each in event.rows if each.name == name and dict(each.details)["hidden"] == hidden)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_its_numbers_are_the_experiments(size: tuple[int, int]) -> None:
    async with opened(RUN, size) as laboratory:
        await laboratory.press("G")
        assert isinstance(laboratory.app.screen, GatesScreen)
        await laboratory.settle()
        event = found(laboratory)
        assert event.hidden_layers == ("none", "3")
        drawn = [strip.text for strip in sheet(laboratory).draw_lines()]
        places = sheet(laboratory).sheet.places
        assert len(places) == len(FEW)
        for name, place in zip(FEW, places, strict=True):
            text = " ".join(line[place.x : place.right + 1] for line in drawn[place.y : place.bottom])
            assert name in text
            for hidden in event.hidden_layers:
                assert f" {100 * row(event, name, hidden).tally.rate:.0f}" in text
        assert row(event, "xor", "none").tally.successes == 0
        assert "14 without hidden units (not xor, xnor)" in " ".join(laboratory.text.replace("│", " ").split())


async def test_the_cursor_reads_a_gate_which_opens_with_the_chosen_layers() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("G")
        await laboratory.settle()
        await laboratory.press("left", "right", "h")
        event = found(laboratory)
        read = gate_text(row(event, "xor", "3"))
        assert read.split(", median")[0] in " ".join(laboratory.text.replace("│", " ").split())
        await laboratory.press("v")
        assert f"Success is {event.goal_words}." in laboratory.text
        await laboratory.press("escape", "enter")
        await laboratory.settle()
        run = laboratory.session.run
        assert (run.data.source, run.network.hidden, run.network.layers) == ("xor", (3,), None)
        assert (run.network.activations, run.network.seed) == (("tanh", "sigmoid"), 0)
        assert run.training.max_iterations == 300


async def test_a_click_goes_to_gate_and_column() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("G")
        await laboratory.settle()
        pane = sheet(laboratory)
        place = pane.sheet.places[FEW.index("xnor")]
        await laboratory.pilot.click(GateSheet, offset=(place.x + 8 + 9, place.y + 1))
        await laboratory.pause()
        assert (pane.gate, pane.choice) == (FEW.index("xnor"), 1)


async def test_what_cannot_be_compared_is_said_in_the_questions_line() -> None:
    async with opened(RUN, SMALL) as laboratory:
        await laboratory.press("G", "e", *"2,2", "enter")
        assert "the same hidden layers are given twice" in laboratory.text
        await laboratory.press(*",x", "enter")
        assert "hidden: 'x'" in laboratory.text


async def test_a_training_that_no_gate_fits_is_told_where_the_person_looks() -> None:
    run = find_preset("iris").run()
    async with opened(run, SMALL) as laboratory:
        await laboratory.press("G")
        await laboratory.settle()
        assert "softmax" in laboratory.text
        assert not laboratory.session.experiment_runs


async def test_what_was_chosen_for_other_data_does_not_hold_for_a_gate() -> None:
    async with opened(RUN.with_values({("data", "scaling"): "standard"}), SMALL) as laboratory:
        await laboratory.press("G")
        await laboratory.settle()
        await laboratory.press("enter")
        await laboratory.settle()
        assert laboratory.session.run.data == DataConfig(source="xor")


def test_hidden_layers_are_read() -> None:
    assert compared_layers(" 0, 2,4+3") == ((), (2,), (4, 3))
    with pytest.raises(ConfigError, match="too many to compare"):
        compared_layers(",".join("123456789"))


def test_truth_tables_are_drawn_as_they_count() -> None:
    assert truth_rows("0110") == ("01", "10")
    assert truth_text(GATES["xor"]) == "▞"
    assert truth_text(GATES["half-adder"]) == "▞ ▗"
    assert truth_text(GATES["parity-5"]) == ""


def test_arrows_go_to_the_next_place() -> None:
    places = sheet_of(116, 32, len(ATLAS)).places
    assert [neighbour(places, 5, *step) for step in ((1, 0), (-1, 0), (0, 1), (0, -1))] == [6, 4, 9, 1]
    assert neighbour(places, 0, -1, 0) == 0
    assert neighbour(places, 12, 0, 1) == 16
    assert all(not one.overlaps(other) for one in places for other in places if one is not other)
    assert all(Region(0, 0, 116, 32).contains_region(place) for place in places)


def test_numbers_are_short() -> None:
    assert [count_text(count) for count in (math.nan, 340, 999.9, 1234, 20000, 3e6)] == [
        *("–", "340", "1.0k", "1.2k", "20k", "3.0M"),
    ]
    assert [margin_text(margin) for margin in (math.nan, -0.001, 0.43, -0.25)] == ["–", ".00", ".43", "-.25"]
    assert margin_text(-0.25, 3) == "-.2"


def test_nothing_is_said_of_gates_that_were_not_tried() -> None:
    event = next(iter(GateAtlasJob(RUN.with_values({("network", "hidden"): ()}), hidden_layers=((),)).run(Control())))
    assert isinstance(event, GatesEvent)
    assert "not tried yet" in gate_text(event.rows[0])
    assert "learn 0 without" in atlas_text(event)
