"""Pictures leave the app: in words, as SVG and as text, whole or one pane."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from textual.widgets import Static

from tests.ui.laboratory import LARGE, Laboratory, opened
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.panes.plain_input import PlainInput


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


async def save_as(laboratory: Laboratory, key: str, name: str) -> None:
    await laboratory.press(key)
    laboratory.app.screen.query_one(PlainInput).value = name
    await laboratory.press("enter")
    await laboratory.pause_until(lambda: laboratory.app.screen is laboratory.app.main_screen)


async def test_the_screen_becomes_a_text_and_a_picture(tmp_path: Path) -> None:
    async with opened(size=LARGE) as laboratory:
        await laboratory.train_to(500)
        await laboratory.press("t")
        await laboratory.settle()
        lines = [line.rstrip() for line in laboratory.lines]
        await save_as(laboratory, "P", "screen.txt")
        assert (tmp_path / "screen.txt").read_text().splitlines() == lines
        assert "screen.txt" in laboratory.message
        await save_as(laboratory, "P", "screen.svg")
        picture = ET.fromstring((tmp_path / "screen.svg").read_text())
        assert picture.tag.endswith("svg")
        words = "".join(picture.itertext()).replace("\xa0", " ")
        assert "tui-nn" in words
        assert "target" in words


async def test_one_pane_becomes_a_text(tmp_path: Path) -> None:
    async with opened(size=LARGE) as laboratory:
        await laboratory.train_to(500)
        await save_as(laboratory, "W", "pane.txt")
        lines = (tmp_path / "pane.txt").read_text().splitlines()
        region = laboratory.app.main_screen.error_pane.region
        assert len(lines) == region.height
        assert max(map(len, lines)) == region.width
        assert "Error" in lines[0]


async def test_every_layout_can_be_read_in_words() -> None:
    async with opened(size=(200, 60)) as laboratory:
        await laboratory.train_to(500)
        for key in "123456":
            await laboratory.press(key, "v")
            texts = [str(static.content) for static in laboratory.app.screen.query(Static)]
            assert texts[0].startswith("Run: A network 2-2-1 on xor, training.")
            screen = laboratory.app.main_screen
            pictures = [screen.panes()[name] for name in screen.shown_panes]
            assert len(texts) == 1 + sum(isinstance(pane, Picture) for pane in pictures)
            assert all(len(text.split()) >= 8 for text in texts)
            assert not any("nan" in text.split() or "None" in text for text in texts)
            await laboratory.press("escape")
