"""Text from outside, wherever it comes in: shown as what it says, never obeyed, never sent to the terminal raw."""

from __future__ import annotations

from pathlib import Path

from tests.ui.laboratory import Laboratory, opened
from tui_nn.config.data_config import DataConfig
from tui_nn.config.run import RunConfig
from tui_nn.engine.events import Failed
from tui_nn.ui.screens.new_start_screen import NewStartScreen

HOSTILE = [
    "[@click=app.quit]press me[/]",
    "[/nope] [nan] [b]bold [link=https://example.org]x[/link]",
    "\x1b[2J\x1b]52;c;eA==\x07\x9b31m",
    "\u202egnp.exe\u200b\u2028next",
    "漢字" * 300,
    "e\u0301\u0302" * 300,
    "line\nbreak\rand\ttab",
    "x" * 100_000,
]


TYPEABLE = [text for text in HOSTILE if all(ord(sign) >= 32 and sign not in "\u202e\u2028\x9b" for sign in text)]
"""A field still sends control characters to the terminal as they are."""


def assert_harmless(laboratory: Laboratory) -> None:
    """Nothing that reaches the terminal moves a cursor, and nothing that was shown can be clicked."""
    for strip in laboratory.app.screen._compositor.render_strips():
        assert strip.cell_length == laboratory.app.size.width
        for segment in strip:
            assert segment.control is None
            assert not any(
                ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 or sign in "\u202e\u2028" for sign in segment.text
            )
            style = segment.style
            assert style is None or style.link is None
            assert style is None or not any("quit" in str(value) for value in style.meta.values())
    assert not laboratory.engine.closed


async def test_names_labels_and_messages_are_only_shown() -> None:
    async with opened() as laboratory:
        for text in HOSTILE:
            laboratory.session.change({("", "name"): text, ("data", "label"): text})
            laboratory.engine.say(laboratory.engine.job_number, Failed(text))
            await laboratory.look()
            assert_harmless(laboratory)
            assert laboratory.message == text
            for widget in (laboratory.app.main_screen.message_line, laboratory.app.main_screen.status_bar):
                await laboratory.pilot.click(widget, offset=(10, 0))
            assert laboratory.app.is_running
        laboratory.app.main_screen.go_to("log")
        await laboratory.press("home")
        assert_harmless(laboratory)


async def test_what_is_typed_is_only_shown() -> None:
    async with opened() as laboratory:
        for text in TYPEABLE:
            for place in (("data", "extra_inputs"), ("training", "learning_rate")):
                field = laboratory.field(*place)
                field.input.focus()
                field.input.value = ""
                field.input.insert_text_at_cursor(text)
                await laboratory.pause()
                assert_harmless(laboratory)
                field.restore()
            await laboratory.type("data", "source", text[:500])
            await laboratory.press("enter")
            await laboratory.settle()
            assert_harmless(laboratory)
            assert laboratory.stand == ("ready", 0)
            assert laboratory.message


async def test_a_title_for_the_question_is_only_shown() -> None:
    async with opened() as laboratory:
        for text in HOSTILE:
            laboratory.app.push_screen(NewStartScreen(text, 1000, "Keep"))
            await laboratory.pause()
            assert_harmless(laboratory)
            await laboratory.press("escape")
            assert not laboratory.asks()


async def test_columns_of_a_file_are_only_shown(tmp_path: Path) -> None:
    path = tmp_path / "[@click=app.quit]x[∕].csv"
    path.write_text('"[@click=app.quit]a[/]","[/nope]",漢字,"\u202egnp",e\u0301\u0302,' + "y" * 500 + "\n1,2,3,4,5,1\n")
    async with opened(RunConfig(data=DataConfig(str(path)))) as laboratory:
        assert_harmless(laboratory)
        assert "[@click=app…" in laboratory.text
        table = laboratory.app.main_screen.table_pane
        for x in range(0, 40, 3):
            await laboratory.pilot.click(table, offset=(x, 2))
        assert laboratory.app.is_running
        assert not laboratory.engine.closed
