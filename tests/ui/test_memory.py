"""What is remembered comes back at the next start, and whatever stands in the file, the app starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ui.scripted_engine import ScriptedEngine
from tui_nn.storage.preferences import LARGEST_FILE, load_preferences, save_preferences
from tui_nn.ui.app import TuiNnApp
from tui_nn.ui.layout import Changes
from tui_nn.ui.memory import Memory

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(["table", "across", "surface"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["hidden", "growth", "x"]), inner),
    max_leaves=8,
)


def test_layout_changes_theme_and_tour_come_back(tmp_path: Path) -> None:
    path = tmp_path / "a folder" / "preferences.json"
    memory = Memory.load(path)
    assert memory == Memory(path)
    memory.layout, memory.theme, memory.toured = "surface", "textual-light", True
    changes = Changes(frozenset({"table"}), ("health",), {("error", True): 1.25, ("error", False): 0.8})
    memory.changes["surface"] = changes
    assert memory.save()
    assert Memory.load(path) == memory


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "layout": ANYTHING,
            "theme": ANYTHING,
            "toured": ANYTHING,
            "changes": ANYTHING | st.dictionaries(st.just("surface"), ANYTHING),
        },
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_stands_there_is_left_out_where_it_is_not_understood(tmp_path: Path, kept: dict[str, object]) -> None:
    path = tmp_path / "preferences.json"
    path.write_text(json.dumps(kept))
    memory = Memory.load(path)
    memory.save()
    assert Memory.load(path) == memory


@pytest.mark.parametrize("content", ["", "[]", "{", '"x"', "\x00", "[" * 100_000, "1" * (LARGEST_FILE + 1)])
def test_a_damaged_file_is_no_preference(tmp_path: Path, content: str) -> None:
    path = tmp_path / "preferences.json"
    path.write_text(content)
    assert load_preferences(path) == {}
    path.write_bytes(b"\xff\xfe")
    assert load_preferences(path) == {}
    assert load_preferences(tmp_path) == {}


def test_where_nothing_can_be_written_the_app_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not save_preferences(tmp_path / "file" / "preferences.json", {})


async def test_the_app_opens_as_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    app = TuiNnApp(engine=ScriptedEngine(), memory=Memory.load(path))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "f4", "d")
        assert "surface" not in app.main_screen.shown_panes
    app = TuiNnApp(engine=ScriptedEngine(), memory=Memory.load(path))
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.main_screen.layout_name == "surface"
        shown = app.main_screen.shown_panes
        assert shown == ("error", "hidden")
        assert not app.current_theme.dark
        await pilot.press("f9")
        assert app.main_screen.shown_panes == ("surface", "error", "hidden")
