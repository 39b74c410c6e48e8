"""Columns: what was found in a file, what a person makes of it, and that nothing is lost on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tests.ui.test_hostile_text import assert_harmless
from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.data.editing import with_row_copied
from tui_nn.ui.column_choices import ColumnChoice, config_with, find_columns, present_choices
from tui_nn.ui.screens.columns_screen import ColumnsScreen

HOLES = """\
name;age;height;city;score
Ann;31;1,72;Berlin;3,5
Bob;;1,80;Paris;4,1
Cid;45;NA;Rome;2,2
Dee;28;1,65;;5,0
Eve;39;1,59;Berlin;3,9
"""
WHOLE = "a,b,c,d\n1,2,x,0\n2,3,y,1\n3,5,x,0\n4,8,y,1\n"


@pytest.fixture
def holes(tmp_path: Path) -> str:
    path = tmp_path / "holes.csv"
    path.write_text(HOLES)
    return str(path)


@pytest.fixture
def whole(tmp_path: Path) -> str:
    path = tmp_path / "whole.csv"
    path.write_text(WHOLE)
    return str(path)


def run_on(source: str) -> RunConfig:
    return RunConfig(data=DataConfig(source), network=NetworkConfig(hidden=(3,)))


def screen_of(laboratory: Laboratory) -> ColumnsScreen:
    assert isinstance(laboratory.app.screen, ColumnsScreen)
    return laboratory.app.screen


async def press_and_wait(laboratory: Laboratory, *keys: str) -> None:
    """Press keys and let what reads files come to its end."""
    await laboratory.press(*keys)
    await laboratory.palette_answers()


@asynccontextmanager
async def on_columns(run: RunConfig, size: tuple[int, int] = SMALL) -> AsyncIterator[Laboratory]:
    async with opened(run, size) as laboratory:
        await press_and_wait(laboratory, "C")
        yield laboratory


def words_of(laboratory: Laboratory, column: str) -> list[str]:
    """The line of a column, in words, without the signs before it."""
    line = next(line for line in laboratory.lines if f" {column} " in line[:20] or f"*{column} " in line[:20])
    return line.strip("│ ›*✗").split()


async def test_it_shows_what_was_found(holes: str) -> None:
    async with on_columns(run_on(holes)) as laboratory:
        assert words_of(laboratory, "name")[:4] == ["name", "input", "category", "–"]
        assert words_of(laboratory, "age")[:4] == ["age", "input", "number", "1"]
        assert words_of(laboratory, "height") == ["height", "input", "number", "1", "1.72", "·", "1.8", "·", "1.65"]
        assert words_of(laboratory, "city")[:5] == ["city", "input", "category", "1", "Berlin"]
        assert words_of(laboratory, "score")[:4] == ["score", "target", "number", "–"]
        assert "decimal comma" in laboratory.text
        assert "3 in use" in laboratory.text


async def test_a_file_that_was_refused_is_loaded_as_chosen(holes: str) -> None:
    async with opened(run_on(holes), LARGE) as laboratory:
        assert laboratory.session.run.data.source == "xor"
        assert laboratory.session.refused is not None
        await press_and_wait(laboratory, "C")
        assert "was refused" in laboratory.text

        await press_and_wait(laboratory, "a")
        assert "--missing drop" in screen_of(laboratory).said
        await press_and_wait(laboratory, "m", "a")
        await laboratory.settle()

        assert laboratory.app.screen is laboratory.app.main_screen
        assert laboratory.session.run.data == DataConfig(holes, missing="drop")
        assert laboratory.session.run.network.hidden == (3,)
        assert laboratory.session.started is not None
        assert laboratory.session.started.samples == 2
        assert laboratory.session.refused is None


async def test_cells_are_filled_as_chosen(holes: str) -> None:
    async with on_columns(run_on(holes)) as laboratory:
        await press_and_wait(laboratory, "m")
        for missing in ("mean", "median", "category"):
            await press_and_wait(laboratory, "m", "ctrl+s")
            await laboratory.settle()

            assert laboratory.session.run.data.missing == missing
            assert laboratory.session.started is not None
            assert laboratory.session.started.samples == 5
            await press_and_wait(laboratory, "C")


async def test_the_refusal_says_how_to_go_on(holes: str) -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.type("data", "source", holes)
        await laboratory.press("enter")
        await laboratory.settle()
        assert laboratory.message.endswith("; press C to choose")
        await laboratory.type("data", "source", "nothing-of-that-name")
        await laboratory.press("enter")
        await laboratory.settle()
        assert not laboratory.message.endswith("press C to choose")


async def test_cancelling_a_refused_file_keeps_everything(holes: str) -> None:
    async with on_columns(run_on(holes)) as laboratory:
        await laboratory.press("m", "space", "k", "escape")
        assert laboratory.app.screen is laboratory.app.main_screen
        assert laboratory.session.run.data.source == "xor"
        assert len(laboratory.engine.jobs) == 2


async def test_from_the_refused_file_to_the_data_at_hand_and_back(holes: str) -> None:
    async with on_columns(run_on(holes)) as laboratory:
        await press_and_wait(laboratory, "o")
        assert "A built-in truth table" in laboratory.text
        await press_and_wait(laboratory, "o")
        assert "holes.csv" in laboratory.text


async def test_what_is_chosen_arrives(whole: str) -> None:
    async with on_columns(run_on(whole)) as laboratory:
        await laboratory.press("space", "space", "down", "k", "down", "enter", "end", "space", "space", "s")
        assert [choice.role for choice in screen_of(laboratory).choices] == ["ignored", "input", "target", "input"]
        await press_and_wait(laboratory, "a")
        await laboratory.settle()

        assert laboratory.session.run.data == DataConfig(
            whole, targets=("c",), ignored=("a",), kinds=("b=category",), scaling="standard"
        )
        await press_and_wait(laboratory, "C")
        assert words_of(laboratory, "a")[:2] == ["a", "ignored"]
        assert words_of(laboratory, "b")[:3] == ["b", "input", "category"]
        assert words_of(laboratory, "c")[:2] == ["c", "target"]
        await press_and_wait(laboratory, "a")
        assert "Nothing has been changed" in laboratory.text


async def test_a_trained_network_is_asked_about(whole: str) -> None:
    async with opened(run_on(whole), SMALL) as laboratory:
        await laboratory.train_to(1000)
        await laboratory.press("t")
        await laboratory.settle()
        await press_and_wait(laboratory, "C", "s", "a")
        assert laboratory.asks()
        await laboratory.press("escape")
        assert laboratory.session.run.data.scaling == "none"
        await press_and_wait(laboratory, "C", "s", "a")
        await laboratory.press("y")
        await laboratory.settle()
        assert laboratory.session.run.data.scaling == "standard"
        assert laboratory.stand == ("ready", 0)


async def test_a_refusal_keeps_the_choices(whole: str) -> None:
    async with on_columns(run_on(whole)) as laboratory:
        await laboratory.press("end", "space")
        await press_and_wait(laboratory, "a")
        assert screen_of(laboratory).said.startswith("No column is a target")
        await laboratory.press("up", "k", "k", "space")  # a target that holds text
        await press_and_wait(laboratory, "a")
        assert "left out and cannot be a target" in screen_of(laboratory).said
        assert screen_of(laboratory).choices[2] == ColumnChoice("target", "text")
        assert len(laboratory.engine.jobs) == 1


async def test_a_wrong_cell_can_be_lived_with(tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("a,b,c\n1,2,0\n2,1O,1\n3,4,0\n5,6,1\n7,8,0\n")
    async with opened(run_on(str(path)), LARGE) as laboratory:
        assert laboratory.session.refused is not None
        await press_and_wait(laboratory, "C", "down")
        assert "✗b" in "".join(laboratory.text.split())
        assert "line 3: '1O'" in laboratory.text
        await press_and_wait(laboratory, "a")
        await laboratory.settle()
        assert laboratory.session.run.data.kinds == ("b=text",)
        assert laboratory.session.started is not None
        assert laboratory.session.started.rows.features == 1


async def test_of_built_in_data_roles_and_scaling_can_be_chosen() -> None:
    async with on_columns(RunConfig()) as laboratory:
        assert "A built-in truth table" in laboratory.text
        await laboratory.press("k")
        assert "hold what they hold" in laboratory.text
        await press_and_wait(laboratory, "space", "end", "space", "space", "a")
        await laboratory.settle()
        assert laboratory.session.run.data.targets == ("a",)
        assert laboratory.session.run.data.kinds == ()


async def test_rows_of_ones_own_are_not_left_unawares(whole: str) -> None:
    async with opened(run_on(whole), SMALL) as laboratory:
        rows = laboratory.session.rows
        assert rows is not None
        laboratory.session.edit(with_row_copied(rows, 0))
        await laboratory.settle()
        await press_and_wait(laboratory, "C")
        assert "have been edited here" in laboratory.text


async def test_a_file_that_is_gone_says_so(whole: str) -> None:
    async with opened(run_on(whole), SMALL) as laboratory:
        Path(whole).unlink()
        await press_and_wait(laboratory, "C")
        assert "whole.csv" in screen_of(laboratory).said
        await laboratory.press("space", "k", "m", "s", "a", "up", "down", "end", "o")
        assert laboratory.app.is_running
        assert len(laboratory.engine.jobs) == 1


async def test_many_columns_scroll_with_the_cursor(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{n}" for n in range(500)) + "\n" + (",".join(["1"] * 499) + ",0\n") * 3)
    async with on_columns(run_on(str(path))) as laboratory:
        for key, name in (("end", "c499"), ("up", "c498"), ("pageup", "c488"), ("home", "c0"), ("pagedown", "c10")):
            await laboratory.press(key)
            assert any(line.startswith(f"│ ›  {name} ") for line in laboratory.lines), key


async def test_names_and_cells_are_only_shown(tmp_path: Path) -> None:
    path = tmp_path / "[@click=app.quit]x[∕].csv"
    cells = '"[@click=app.quit]a[/]","[/nope]\u202e",漢字,"\u202egnp",e\u0301\u0302,' + "y" * 500
    path.write_text(f"{cells}\n{cells}\n\x1b[2J,b,{'漢' * 90},,5,1\n")
    for size in (SMALL, LARGE, (40, 12)):
        async with on_columns(run_on(str(path)), size) as laboratory:
            for key in ("down", "down", "k", "space", "end", "a", "home", "m", "a"):
                await press_and_wait(laboratory, key)
                assert_harmless(laboratory)


def test_what_is_not_changed_stays_as_it_was_written(holes: str) -> None:
    config = DataConfig(holes, kinds=("age = category",), ignored=("city", "name"))
    found = find_columns(config)
    choices = present_choices(found, config)

    assert [choice.role for choice in choices] == ["ignored", "input", "input", "ignored", "target"]
    assert choices[1].kind == "category"
    assert config_with(found, choices, config).targets == ()
    assert config_with(found, choices, config).ignored == ("city", "name")

    choices[4] = replace(choices[4], role="ignored")
    with pytest.raises(DataError, match="no column is a target"):
        config_with(found, choices, config)
    choices[2] = replace(choices[2], role="target")
    assert config_with(found, choices, config).targets in ((), ("height",))
