"""Presets on the screen: which is in force, and what choosing one does."""

from __future__ import annotations

import pytest

from tests.ui.desk import ready
from tests.ui.laboratory import LARGE, SMALL, message_of, opened
from tui_nn.config.presets import PRESETS
from tui_nn.ui.panes.preset_choice import names_of, preset_in_force, preset_values


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_in_force_as_long_as_the_run_is_exactly_it(name: str) -> None:
    desk = ready()
    assert preset_in_force(desk.session) == "tutorial"
    desk.session.change({**preset_values(name)})
    desk.settle()
    assert preset_in_force(desk.session) == name
    desk.session.change({("training", "log_every"): 77})
    assert preset_in_force(desk.session) == ""


def test_a_question_names_the_preset_and_not_fifty_options() -> None:
    assert names_of(preset_values("iris")) == "Preset iris"
    assert names_of({("network", "layers"): (2, 1), ("network", "activations"): ("tanh",)}) == "Layers and Activation"


async def test_it_is_chosen_in_the_form() -> None:
    async with opened(size=LARGE) as laboratory:
        field = await laboratory.type("", "preset", "playground")
        assert message_of(field).startswith("↵ Enter makes a new start; TensorFlow Playground")
        await laboratory.press("enter")
        await laboratory.settle()
        assert laboratory.session.data_name == "circle"
        assert field.input.value == "playground"
        assert laboratory.field("data", "samples").input.value == "500"
        assert laboratory.field("training", "loss").input.value == "binary_crossentropy"

        rate = await laboratory.type("training", "learning_rate", "0.1")
        await laboratory.press("enter")
        assert rate.text_in_force == "0.1"
        assert field.input.value == ""


async def test_up_and_down_go_through_the_presets() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("e", "up")
        assert laboratory.field("", "preset").input.value == list(PRESETS)[1]


async def test_each_is_a_command_and_asks_before_a_trained_network_is_left() -> None:
    async with opened(size=SMALL) as laboratory:
        commands = {
            command.title: command.callback for command in laboratory.app.get_system_commands(laboratory.app.screen)
        }
        assert {f"Preset: {name}" for name in PRESETS} <= set(commands)
        await laboratory.train_to(500)
        commands["Preset: perceptron"]()
        await laboratory.pause()
        assert laboratory.asks()
        assert "Preset perceptron" in laboratory.text
        await laboratory.press("y")
        await laboratory.settle()
        assert laboratory.session.started is not None
        assert laboratory.session.started.layer_sizes == (2, 1)
