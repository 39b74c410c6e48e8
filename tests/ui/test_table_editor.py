"""The table as an editor: cursor, cells, rows, files; whatever is typed, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tests.ui.test_table_pane import drawn, rows_of
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.data.editing import truth_table
from tui_nn.data.files import read_table
from tui_nn.ui.panes.table_pane import HEADER_LINES, TablePane
from tui_nn.ui.screens.cell_screen import CellScreen
from tui_nn.ui.screens.save_screen import SaveScreen
from tui_nn.ui.screens.truth_table_screen import TruthTableScreen
from tui_nn.ui.table_editor import file_name, opening_hint

PLANTS = "kind,height,ripe\nfir,1.5,no\noak,20,yes\n[red]x[/],300.25,maybe\noak,4,no\n"
TANH = NetworkConfig(hidden=(2,), activations=("sigmoid",))


def pane_of(laboratory: Laboratory) -> TablePane:
    return laboratory.app.main_screen.table_pane


def cells(laboratory: Laboratory, column: str) -> list[str]:
    """A column of the rows that are in force."""
    rows = laboratory.session.rows
    assert rows is not None
    return [rows.cell_text(row, column) for row in range(rows.rows)]


def editing(laboratory: Laboratory) -> bool:
    return isinstance(laboratory.app.screen, CellScreen)


def complaint(laboratory: Laboratory) -> str:
    return str(laboratory.app.screen.query_one(".line-screen--message", Static).content)


async def to_table(laboratory: Laboratory) -> TablePane:
    laboratory.app.main_screen.go_to("table")
    await laboratory.pause()
    return pane_of(laboratory)


async def type_anew(laboratory: Laboratory, text: str, selector: str = "Input") -> None:
    laboratory.app.screen.query_one(selector, Input).value = text
    await laboratory.pause()


async def test_the_cursor_moves_over_inputs_and_targets_alone_and_is_seen_without_colour() -> None:
    async with opened() as laboratory:
        pane = pane_of(laboratory)
        assert not any(segment.style and segment.style.reverse for strip in pane.draw_lines() for segment in strip)
        await to_table(laboratory)
        seen = []
        for key in ("right", "right", "right", "down", "pagedown", "home", "left"):
            await laboratory.press(key)
            marked = [
                (y - HEADER_LINES, segment.text.strip())
                for y, strip in enumerate(pane.draw_lines())
                for segment in strip
                if segment.style and segment.style.reverse
            ]
            assert len(marked) == 1
            seen.append((pane.cursor, *marked))
        assert seen == [
            ((0, 1), (0, "0")),
            ((0, 2), (0, "0")),
            ((0, 2), (0, "0")),
            ((1, 2), (1, "1")),
            ((3, 2), (3, "0")),
            ((0, 2), (0, "0")),
            ((0, 1), (0, "0")),
        ]


async def test_enter_changes_a_cell_and_the_network_goes_on() -> None:
    async with opened() as laboratory:
        pane = await to_table(laboratory)
        await laboratory.train_to(500)
        await laboratory.press("end", "right", "right", "enter")
        assert editing(laboratory)
        assert "Row 4, target 'result'" in laboratory.text
        await laboratory.press("1", "enter")
        assert cells(laboratory, "result") == ["0", "1", "1", "1"]
        assert rows_of(laboratory)[3].split()[3] == "1"  # before the engine has said anything
        assert laboratory.stand == ("training", 500)
        assert pane.has_focus
        laboratory.engine.run_until(1500)
        await laboratory.look()
        assert laboratory.stand == ("training", 1500)

        await laboratory.press("u")
        await laboratory.settle()
        assert cells(laboratory, "result") == ["0", "1", "1", "0"]


async def test_a_whole_column_is_typed_without_leaving_the_field() -> None:
    async with opened() as laboratory:
        pane = await to_table(laboratory)
        await laboratory.press("right", "right", "f2")
        for digit in "1001":
            await laboratory.press(digit, "down")
        assert editing(laboratory)
        await laboratory.press("escape")
        assert cells(laboratory, "result") == ["1", "0", "0", "1"]
        assert pane.cursor == (3, 2)
        await laboratory.press("home", "left", "left", "enter", "1", "tab", "1", "shift+tab", "escape")
        assert (cells(laboratory, "a")[0], cells(laboratory, "b")[0]) == ("1", "1")
        assert pane.cursor == (0, 0)


async def test_what_is_no_number_is_asked_about_and_stays() -> None:
    async with opened(size=SMALL) as laboratory:
        await to_table(laboratory)
        await laboratory.press("enter")
        for typed in ("nan", "inf", "1e400", "1_000", "1,5", "", "x", "\x1b[31m"):
            await type_anew(laboratory, typed)
            await laboratory.press("enter")
            assert editing(laboratory), typed
            assert complaint(laboratory).startswith("✗ row 1, column 'a'"), typed
            assert "\x1b" not in laboratory.text
            assert laboratory.app.screen.query_one(Input).value == typed.replace("\x1b", "␛")
            assert len(laboratory.engine.jobs) == 1

            await type_anew(laboratory, "0.5")
            assert not complaint(laboratory)
        await laboratory.press("enter")
        assert cells(laboratory, "a")[0] == "0.5"


async def test_escape_and_a_text_that_did_not_change_leave_everything_as_it_was() -> None:
    async with opened() as laboratory:
        await to_table(laboratory)
        await laboratory.press("enter", "7", "escape")
        await laboratory.press("enter", "enter")
        assert cells(laboratory, "a") == ["0", "0", "1", "1"]
        assert len(laboratory.engine.jobs) == 1
        assert laboratory.session.undo_stack == []


async def test_rows_are_added_copied_flipped_and_deleted() -> None:
    async with opened() as laboratory:
        pane = await to_table(laboratory)
        await laboratory.press("down", "a")
        assert (pane.cursor.row, pane.row_count) == (2, 5)
        assert cells(laboratory, "b") == ["0", "1", "0", "0", "1"]
        await laboratory.press("space", "right", "space")
        assert rows_of(laboratory)[2].split()[:2] == ["1", "1"]
        await laboratory.press("c")
        assert (pane.cursor.row, cells(laboratory, "a")) == (3, ["0", "0", "1", "1", "1", "1"])
        await laboratory.press("x", "delete")
        assert cells(laboratory, "a") == ["0", "0", "1", "1"]
        await laboratory.settle()
        assert laboratory.session.started is not None
        assert laboratory.session.started.samples == 4

        for _ in range(4):
            await laboratory.press("x")
        assert pane.row_count == 1
        assert "at least one" in laboratory.message
        assert "1 right of 1 rows" in laboratory.text or "0 right of 1 rows" in laboratory.text


async def test_a_row_out_of_sight_is_shown_before_it_is_touched() -> None:
    async with opened() as laboratory:
        await laboratory.press("x")
        assert pane_of(laboratory).row_count == 4
        assert "press x again" in laboratory.message
        assert pane_of(laboratory).has_focus
        await laboratory.press("x")
        assert pane_of(laboratory).row_count == 3


async def test_a_large_table_says_why_it_cannot_be_edited() -> None:
    async with opened(RunConfig(data=DataConfig("parity-10"))) as laboratory:
        await to_table(laboratory)
        for key in ("enter", "a", "x", "space"):
            await laboratory.press(key)
            assert "up to 1,000 rows" in laboratory.message
        assert not editing(laboratory)


async def test_words_and_units_are_those_of_the_file_and_never_markup(tmp_path: Path) -> None:
    path = tmp_path / "plants.csv"
    path.write_text(PLANTS.replace("maybe", "\x1b[31mmay\x07be"))
    run = RunConfig(data=DataConfig(str(path), scaling="standard", validation_share=0.3), network=TANH)
    async with opened(run) as laboratory:
        lines = rows_of(laboratory)
        words = lines[2].split()
        parts = {line.split()[0] for line in lines[:4]}
        assert parts == {"train", "valid"}
        assert words[1:3] == ["[red]x[/]", "300.25"]
        assert "␛[31mmay␇be" in lines[2]
        assert "%" in lines[0]
        assert "difference" not in laboratory.text
        assert all(line.rstrip().endswith(("✓", "✗")) for line in lines[:4])
        assert "✓ train" in laboratory.text
        assert not any("\x1b" in line for line in drawn(pane_of(laboratory)))

        await to_table(laboratory)
        await laboratory.press("down", "down", "enter")
        assert laboratory.app.screen.query_one(Input).value == "[red]x[/]"
        assert "So far: [red]x[/], fir, oak" in laboratory.text
        await type_anew(laboratory, "[b]fig")
        await laboratory.press("enter")
        assert "'[b]fig' is a new word" in complaint(laboratory)
        await laboratory.press("enter")
        assert "a new start" in laboratory.message
        await laboratory.settle()
        assert "[b]fig" in rows_of(laboratory)[2]
        await laboratory.press("end", "up", "right", "right", "enter")
        assert laboratory.app.screen.query_one(Input).value == "␛[31mmay␇be"
        assert "\x1b" not in laboratory.text
        await laboratory.press("enter")  # as it was, escape and all
        assert not editing(laboratory)
        assert len(laboratory.engine.jobs) == 2


async def test_scaled_numbers_are_shown_and_typed_as_they_stand_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "houses.csv"
    path.write_text("size,price\n50,100000\n100,200000\n150,330000\n")
    run = RunConfig(
        data=DataConfig(str(path), scaling="standard", target_scaling="standard"),
        network=NetworkConfig(hidden=(2,), activations=("tanh", "linear")),
    )
    async with opened(run) as laboratory:
        size, output, target, difference = rows_of(laboratory)[1].split()
        assert (size, target) == ("100", "200000")
        assert float(output) - 200_000 == pytest.approx(float(difference), abs=1)
        assert "✓" not in laboratory.text
        await to_table(laboratory)
        await laboratory.press("down", "right", "enter")
        await type_anew(laboratory, "250000")
        await laboratory.press("enter")
        assert rows_of(laboratory)[1].split()[2] == "250000"


async def test_the_cursor_stays_in_sight_in_a_wide_and_long_table(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    names = [f"column{number:02}" for number in range(40)]
    path.write_text(",".join(names) + "\n" + "\n".join(",".join([str(row)] * 40) for row in range(100)) + "\n")
    async with opened(RunConfig(data=DataConfig(str(path))), SMALL) as laboratory:
        pane = await to_table(laboratory)
        for key in ("right",) * 40 + ("end",) + ("left",) * 41 + ("pageup", "pageup", "home"):
            await laboratory.pilot.press(key)
            marked = [
                segment.text.strip() for line in pane.draw_lines() for segment in line if _reversed(segment.style)
            ]
            assert marked == [str(pane.cursor.row)]
            row = next(line for line in drawn(pane)[HEADER_LINES:] if line.split()[0] == f"{pane.cursor.row + 1}")
            assert row.startswith(f"{pane.cursor.row + 1:>4}")  # the number of the row does not scroll away


async def test_a_click_chooses_a_cell_and_a_double_click_opens_it() -> None:
    async with opened() as laboratory:
        pane = pane_of(laboratory)
        at = pane.draw_lines()[1].text.index("b")
        offset = (at + 1, HEADER_LINES + 2 + 1)  # the border
        await laboratory.pilot.click(pane, offset=offset)
        assert pane.cursor == (2, 1)
        await laboratory.pilot.click(pane, offset=offset, times=2)
        await laboratory.pause()
        assert editing(laboratory)


async def test_saving_says_where_reads_back_and_overwrites_only_when_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened() as laboratory:
        await to_table(laboratory)
        await laboratory.press("space", "w")
        screen = laboratory.app.screen
        assert isinstance(screen, SaveScreen)
        assert screen.query_one(Input).value == "xor.csv"
        await laboratory.press("enter")
        await laboratory.pause_until(lambda: laboratory.app.screen is laboratory.app.main_screen)
        assert laboratory.message == "4 rows written to 'xor.csv'"
        table = read_table(tmp_path / "xor.csv")
        assert [table.cell_text(row, "a") for row in range(4)] == ["1", "0", "1", "1"]
        assert table.targets == ("result",)

        (tmp_path / "xor.csv").write_text("mine")
        await laboratory.press("w", "enter")
        assert "is there already" in complaint(laboratory)
        await laboratory.press("escape")
        assert (tmp_path / "xor.csv").read_text() == "mine"
        await laboratory.press("w", "enter", "enter")
        await laboratory.pause_until(lambda: laboratory.app.screen is laboratory.app.main_screen)
        assert read_table(tmp_path / "xor.csv").rows == 4


async def test_a_path_that_cannot_be_written_is_said_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("w")
        for typed in ("", "no/such/folder.csv", ".", "x" * 3000):
            await type_anew(laboratory, "another.csv")
            assert not complaint(laboratory)
            await type_anew(laboratory, typed)
            await laboratory.press("enter")
            await laboratory.pause_until(lambda: bool(complaint(laboratory)))
            assert isinstance(laboratory.app.screen, SaveScreen)
            assert laboratory.app.screen.query_one(Input).value == typed
            assert list(tmp_path.iterdir()) == []


async def test_a_new_truth_table_begins_with_a_fresh_network() -> None:
    async with opened() as laboratory:
        await laboratory.train_to(500)
        await laboratory.press("N")
        assert isinstance(laboratory.app.screen, TruthTableScreen)
        await type_anew(laboratory, "9", "#inputs")
        await laboratory.press("enter")
        assert "from 1 to 8, not '9'" in complaint(laboratory)
        await type_anew(laboratory, "3", "#inputs")
        await laboratory.press("enter")
        await laboratory.settle()
        assert laboratory.stand == ("ready", 0)
        assert pane_of(laboratory).row_count == 8
        assert rows_of(laboratory)[5].split()[:3] == ["1", "0", "1"]
        assert laboratory.session.started is not None
        assert laboratory.session.started.layer_sizes == (3, 2, 1)
        assert pane_of(laboratory).has_focus
        await laboratory.press("u")
        await laboratory.settle()
        assert laboratory.stand == ("paused", 500)


async def test_the_footer_shows_the_keys_of_the_table_while_it_has_the_focus() -> None:
    async with opened(size=SMALL) as laboratory:
        assert "Add row" not in laboratory.lines[-1]
        await to_table(laboratory)
        for label in ("Train", "Edit cell", "Add row", "Delete row", "Help", "Quit"):
            assert label in laboratory.lines[-1]
        await laboratory.press("e")
        assert "Add row" not in laboratory.lines[-1]


async def test_edits_are_noted_in_the_log_without_repeating_it() -> None:
    async with opened(size=LARGE) as laboratory:
        await laboratory.train_to(5000)
        lines = laboratory.app.main_screen.log_pane.view.lines
        await to_table(laboratory)
        await laboratory.press("space")
        laboratory.engine.advance(2)
        await laboratory.look()
        added = laboratory.app.main_screen.log_pane.view.lines[len(lines) :]
        assert "— xor: rows edited, 4 now" in added
        assert sum("2,500" in line for line in added) <= 1
        assert sum("5,000" in line for line in added) <= 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("xor", "xor.csv"),
        ("My plants.CSV", "My-plants.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ("[red]\x1b", "red.csv"),
        ("", "table.csv"),
        ("漢字", "漢字.csv"),
        ("x" * 500, "x" * 60 + ".csv"),
    ],
)
def test_the_suggested_name_is_a_plain_file_in_the_folder(name: str, expected: str) -> None:
    assert file_name(name) == expected


def test_a_file_with_several_targets_says_how_to_open_it() -> None:
    assert opening_hint(truth_table(2, 1)) == ""
    assert opening_hint(truth_table(2, 2)) == '; open it with --targets "result 1,result 2"'
    assert opening_hint(truth_table(2, 8)) == "; choose its targets when you open it"


def _reversed(style: object) -> bool:
    return bool(getattr(style, "reverse", False))
