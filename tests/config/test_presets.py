"""Presets: each a whole run that can be begun, written down and found by its name."""

from __future__ import annotations

import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.presets import PRESETS, Preset, find_preset
from tui_nn.config.run import RunConfig
from tui_nn.config.toml_file import from_toml, to_toml

every_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))


@every_preset
def test_a_preset_survives_a_file(preset: Preset) -> None:
    assert from_toml(to_toml(preset.run()).encode(), "run.toml") == preset.run()


@every_preset
def test_a_preset_names_itself_and_its_data(preset: Preset) -> None:
    assert preset.run().name == preset.name
    assert ("data", "source") in preset.values


def test_the_tutorial_is_what_a_run_is_without_any_choice() -> None:
    run = find_preset("tutorial").run()

    assert (run.data, run.network, run.training) == (RunConfig().data, RunConfig().network, RunConfig().training)


def test_on_other_data_a_preset_keeps_its_network_and_training() -> None:
    values = find_preset("playground").on_other_data()

    assert ("data", "source") not in values
    assert values["network", "hidden"] == (16, 16)


@pytest.mark.parametrize("spelling", ["tutorial-part-5", "Tutorial part 5", "tutorial_part_5"])
def test_a_preset_is_found_however_it_is_spelled(spelling: str) -> None:
    assert find_preset(spelling).name == "tutorial-part-5"


def test_a_name_that_is_none_gets_the_nearest_one() -> None:
    with pytest.raises(ConfigError, match="did you mean 'iris'"):
        find_preset("irris")
