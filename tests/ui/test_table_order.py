"""The table sorted, filtered and searched: the cursor is the row that everything follows, and edits go where it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.desk import Desk, ready
from tests.ui.laboratory import opened
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.engine.row_errors import row_errors, worst_first
from tui_nn.ui.messages import RowChosen
from tui_nn.ui.panes.table_pane import TablePane
from tui_nn.ui.screens.search_screen import SearchScreen

IRIS = RunConfig(
    data=DataConfig("iris", scaling="standard", validation_share=0.2, test_share=0.2),
    network=NetworkConfig(hidden=(3,), activations=("tanh", "sigmoid")),
)


class TableApp(App[None]):
    """A table alone, and the session follows its cursor."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.table = desk, TablePane()
        self.asked: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.table

    @on(RowChosen)
    def follow(self, message: RowChosen) -> None:
        self.asked.append(message.row)
        self.desk.session.row = message.row
        self.table.show(self.desk.session)


@dataclass
class Scene:
    app: TableApp
    pilot: Pilot[None]

    @property
    def table(self) -> TablePane:
        return self.app.table

    @property
    def border(self) -> str:
        return str(self.table.border_subtitle)

    @property
    def worst(self) -> list[int]:
        """The rows by their error, worst first, as the engine has it."""
        session = self.app.desk.session
        assert session.started is not None
        assert session.shown is not None
        rows, shown = session.started.rows, session.shown
        errors = row_errors(shown.network, rows, shown.outputs, session.run.training)
        order: list[int] = worst_first(errors).tolist()
        return order

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def numbers_in_sight(self) -> list[int]:
        lines = [strip.text.split() for strip in self.table.draw_lines()[2:]]
        return [int(words[0]) - 1 for words in lines if words]

    def show(self) -> None:
        self.table.show(self.app.desk.session)


@asynccontextmanager
async def scene(run: RunConfig = IRIS) -> AsyncIterator[Scene]:
    app = TableApp(ready(run))
    async with app.run_test(size=(80, 20)) as pilot:
        app.table.focus()
        app.table.show(app.desk.session)
        await pilot.pause()
        yield Scene(app, pilot)


async def test_the_worst_come_first_and_stay_where_they_are_while_it_trains() -> None:
    async with scene() as table:
        at_start = table.worst
        await table.press("o")
        assert table.table.order == at_start
        assert table.numbers_in_sight() == at_start[: len(table.numbers_in_sight())]
        assert table.table.cursor.row == at_start[0]
        assert table.border.startswith("worst first · ")

        table.app.desk.train_to(1000)
        table.show()
        assert table.table.order == at_start != table.worst
        table.app.desk.session.toggle_training()
        table.app.desk.settle()
        table.show()
        assert table.table.order == table.worst

        await table.press("o")
        assert table.table.order[-1] == table.worst[0]
        assert table.border.startswith("best first · ")
        await table.press("o")
        assert table.table.order == list(range(150))
        assert "first" not in table.border


async def test_the_key_sorts_anew_while_it_trains() -> None:
    async with scene() as table:
        await table.press("o")
        table.app.desk.train_to(1000)
        table.show()
        await table.press("o", "o", "o")
        assert table.table.order == table.worst


async def test_rows_are_sorted_by_the_column_under_the_cursor() -> None:
    async with scene() as table:
        session = table.app.desk.session
        assert session.started is not None
        values = session.started.rows.inputs[:, 1]
        await table.press("right", "O")
        assert table.table.order == np.argsort(values, kind="stable").tolist()
        assert "by " in table.border
        assert "↑" in table.border
        await table.press("O")
        assert table.table.order == np.argsort(-values, kind="stable").tolist()
        await table.press("O")
        assert table.table.order == list(range(150))


async def test_wrong_rows_and_parts_alone() -> None:
    async with scene() as table:
        session = table.app.desk.session
        assert session.started is not None
        right, parts = table.table._right, session.started.rows.parts
        assert right is not None
        assert parts is not None
        wrong = np.flatnonzero(~right).tolist()
        await table.press("o", "g")
        assert sorted(table.table.order) == wrong
        assert table.border == f"worst first · wrong only · {len(wrong)} of 150 rows"
        for name, part in (("training", 0), ("validation", 1), ("test", 2)):
            await table.press("g")
            assert sorted(table.table.order) == np.flatnonzero(parts == part).tolist()
            assert f"{name} only" in table.border
        await table.press("end")
        assert table.table.cursor.row == table.table.order[-1]
        await table.press("g")
        assert len(table.table.order) == 150


async def test_where_no_row_is_wrong_it_says_so() -> None:
    async with scene(RunConfig()) as table:
        table.table._right = np.ones(4, dtype=bool)
        await table.press("g")
        assert table.border.startswith("no row is wrong · ")
        assert table.table.order == [0, 1, 2, 3]
        await table.press("down")
        assert "no row" not in table.border


async def test_moving_tells_everybody_once_and_they_are_followed() -> None:
    async with scene() as table:
        await table.press("down", "down", "right", "end", "o")
        assert table.app.asked == [1, 2, 149, table.worst[0]]
        await table.press("down")
        assert table.app.asked[-1] == table.worst[1]
        told = len(table.app.asked)

        table.app.desk.session.row = 77
        table.show()
        assert table.table.cursor.row == 77
        assert 77 in table.numbers_in_sight()
        await table.pilot.pause()
        assert len(table.app.asked) == told


async def test_a_row_that_is_kept_out_is_shown_with_all_others() -> None:
    async with scene() as table:
        session = table.app.desk.session
        assert session.started is not None
        assert session.started.rows.parts is not None
        await table.press("g", "g")
        out = int(np.flatnonzero(session.started.rows.parts == 2)[-1])
        session.row = out
        table.show()
        assert table.table.cursor.row == out
        assert out in table.numbers_in_sight()
        assert table.border.startswith(f"row {out + 1} is not training: all rows")


async def test_older_news_of_its_own_moves_do_not_take_the_cursor_back() -> None:
    async with scene() as table:
        session, pane = table.app.desk.session, table.table
        pane.action_move(1, 0)
        pane.action_move(1, 0)
        session.row = 1
        table.show()
        assert pane.cursor.row == 2
        await table.pilot.pause()
        assert (pane.cursor.row, session.row, table.app.asked) == (2, 2, [1, 2])


async def test_a_text_is_found_and_the_next_and_the_one_before() -> None:
    async with scene() as table:
        session = table.app.desk.session
        assert session.started is not None
        rows = session.started.rows
        matches = [row for row in range(150) if "virginica" in rows.shown_target(row)[0]]
        await table.press("slash")
        screen = table.app.screen
        assert isinstance(screen, SearchScreen)
        screen.query_one(Input).value = "Virgin"
        await table.press("enter")
        assert table.table.cursor == (matches[0], 4)
        await table.press("j")
        assert table.table.cursor.row == matches[1]
        await table.press("k", "k")
        assert table.table.cursor.row == matches[-1]
        assert table.app.asked == [matches[0], matches[1], matches[0], matches[-1]]

        await table.press("f")
        table.app.screen.query_one(Input).value = "[red]no"
        await table.press("enter")
        assert table.table.cursor.row == matches[-1]
        assert "'[red]no' is not found" in "\n".join(
            strip.text for strip in table.app.screen._compositor.render_strips()
        )


async def test_an_edit_in_a_sorted_and_filtered_table_changes_the_row_under_the_cursor() -> None:
    async with opened(IRIS) as laboratory:
        pane = laboratory.app.main_screen.table_pane
        laboratory.app.main_screen.go_to("table")
        await laboratory.press("o", "g", "down", "down")
        row, order = pane.cursor.row, pane.order
        assert row == order[2] != 2
        before = laboratory.session.rows
        assert before is not None
        await laboratory.press("enter")
        laboratory.app.screen.query_one(Input).value = "1.25"
        await laboratory.press("enter")
        after = laboratory.session.rows
        assert after is not None
        name = before.names[0]
        changed = [at for at in range(150) if before.cell_text(at, name) != after.cell_text(at, name)]
        assert changed == [row]
        assert pane.order == order  # what is being edited does not jump
        assert pane.cursor.row == order[3]

        await laboratory.press("x")
        rows = laboratory.session.rows
        assert rows is not None
        assert rows.rows == 149
        texts = [after.cell_text(at, name) for at in range(150) if at != order[3]]
        assert [rows.cell_text(at, name) for at in range(149)] == texts
