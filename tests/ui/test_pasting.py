"""A table that is pasted is kept, looked at and opened; what is no table is told in one line and loses nothing."""

from pathlib import Path

import pytest
from textual import events

from tests.ui.laboratory import Laboratory, opened
from tests.ui.scripted_engine import STRETCH
from tui_nn.config.plain_text import printable
from tui_nn.data.catalog import load_table
from tui_nn.ui import pasting

ROWS = "height\tkind\n1.5\tfir\n20\toak\n3.25\tfir\n"


async def paste(laboratory: Laboratory, text: str) -> None:
    laboratory.app.post_message(events.Paste(text))
    await laboratory.palette_answers()
    await laboratory.palette_answers()


def kept(laboratory: Laboratory) -> list[Path]:
    folder = laboratory.app.memory.pasted
    assert folder is not None
    return sorted(folder.glob("*")) if folder.exists() else []


async def test_a_pasted_table_is_the_data_and_stays_in_a_file(tmp_path: Path) -> None:
    async with opened() as laboratory:
        laboratory.app.memory.pasted = tmp_path / "pasted"
        await paste(laboratory, ROWS)
        await laboratory.settle()
        config = laboratory.session.run.data
        assert kept(laboratory) == [Path(config.source)]
        assert laboratory.session.rows is not None
        assert load_table(config).names == laboratory.session.rows.names == ("height", "kind")


async def test_it_is_asked_before_a_trained_network_is_left(tmp_path: Path) -> None:
    async with opened() as laboratory:
        laboratory.app.memory.pasted = tmp_path
        await laboratory.train_to(STRETCH)
        await paste(laboratory, '[{"a": 1, "y": 0}, {"a": 2, "y": 1}]')
        assert laboratory.asks()
        await laboratory.press("escape")
        assert laboratory.session.run.data.source == "xor"
        await paste(laboratory, ROWS)
        await laboratory.press("y")
        await laboratory.settle()
        assert Path(laboratory.session.run.data.source) in kept(laboratory)
        await laboratory.press("u")
        await laboratory.settle()
        assert (laboratory.session.run.data.source, laboratory.session.iteration >= STRETCH) == ("xor", True)


async def test_choices_about_the_columns_of_other_data_are_forgotten(tmp_path: Path) -> None:
    async with opened() as laboratory:
        laboratory.app.memory.pasted = tmp_path
        await paste(laboratory, "a,b,c\n1,2,3\n4,5,6\n")
        await laboratory.settle()
        laboratory.session.change({("data", "targets"): ("b",), ("data", "ignored"): ("a",)})
        await laboratory.settle()
        await paste(laboratory, ROWS)
        await laboratory.settle()
        assert laboratory.session.run.data.targets == laboratory.session.run.data.ignored == ()
        assert laboratory.session.data_name.startswith("pasted-")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("just a word", "One line is no table"),
        ("dear all,\nhow are you?\nyours", "What was pasted is no table: 'pasted-"),
        ("\x1b[2J\x9b[31m,\x07\n[b]x[/],\x1b]0;t\x07\n,,,\n", "What was pasted is no table: 'pasted-"),
        ('[{"a": 1}, {"a":', "What was pasted is no table: 'pasted-"),
    ],
)
async def test_what_is_no_table_is_told_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    async with opened() as laboratory:
        laboratory.app.memory.pasted = tmp_path / "pasted"
        await paste(laboratory, text)
        assert laboratory.message.startswith(message)
        assert printable(laboratory.message, 1_000) == laboratory.message
        assert laboratory.session.run.data.source == "xor"
        assert kept(laboratory) == []


async def test_a_table_with_holes_is_refused_with_the_way_to_mend_it(tmp_path: Path) -> None:
    async with opened() as laboratory:
        laboratory.app.memory.pasted = tmp_path
        await paste(laboratory, "a,b\n1,\n2,3\n")
        await laboratory.settle()
        assert laboratory.message.endswith("press C to choose")
        assert laboratory.session.refused is not None


async def test_a_field_keeps_what_is_pasted_into_it(tmp_path: Path) -> None:
    async with opened() as laboratory:
        laboratory.app.memory.pasted = tmp_path / "pasted"
        field = laboratory.field("data", "source")
        field.input.focus()
        await laboratory.pause()
        await paste(laboratory, ROWS)
        assert field.input.value.endswith("height␉kind") or "height" in field.input.value
        assert kept(laboratory) == []


async def test_too_much_is_refused_before_it_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pasting, "LONGEST", 20)
    async with opened() as laboratory:
        laboratory.app.memory.pasted = tmp_path
        await paste(laboratory, "a,b\n" + "1,2\n" * 20)
        assert laboratory.message.startswith("A pasted table may have 20 characters at most")
        assert kept(laboratory) == []
